//! Ruled grids: rules → connected grids → closed cells.

use crate::extract::Rule;
use crate::finding::BBox;

/// Rules closer than this, in points, are one rule; ends closer than this touch.
const SNAP: f32 = 2.0;

/// A connected set of rules that closes at least one cell.
pub(super) struct Grid {
    /// The outline.
    pub(super) bbox: BBox,
    /// The outline of each closed cell, by top edge, then left to right.
    pub(super) cells: Vec<BBox>,
    xs: Vec<f32>,
    ys: Vec<f32>,
    /// For each raster square (row by row), the cell it belongs to.
    squares: Vec<Option<usize>>,
}

/// A rule of either direction, in points.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Span {
    /// Its place across: the height of a horizontal rule.
    pub at: f32,
    /// Where it begins along.
    pub from: f32,
    /// Where it ends along.
    pub to: f32,
}

impl Span {
    /// Joins rules that continue or repeat one another: ends closer than `snap` touch.
    #[must_use]
    pub fn merged(spans: impl Iterator<Item = Self>, snap: f32) -> Vec<Self> {
        let mut spans: Vec<Self> = spans.collect();
        spans.sort_by(|a, b| a.at.total_cmp(&b.at).then(a.from.total_cmp(&b.from)).then(a.to.total_cmp(&b.to)));
        let mut out: Vec<Self> = Vec::new();
        for span in spans {
            let near = out.iter_mut().rev().take_while(|other| span.at - other.at <= snap).find(|other| {
                (span.at - other.at).abs() <= snap / 2.0 && span.from <= other.to + snap && other.from <= span.to + snap
            });
            match near {
                Some(other) => {
                    other.from = other.from.min(span.from);
                    other.to = other.to.max(span.to);
                }
                None => out.push(span),
            }
        }
        out
    }

    fn covers(&self, at: f32, along: f32) -> bool {
        (self.at - at).abs() <= SNAP && self.from <= along && along <= self.to
    }
}

impl Grid {
    /// The cell that holds the middle of a box.
    pub(super) fn cell_at(&self, bbox: &BBox) -> Option<usize> {
        let column = interval(&self.xs, bbox.center_x())?;
        let row = interval(&self.ys, bbox.center_y())?;
        self.squares[row * (self.xs.len() - 1) + column]
    }
}

/// Finds the grids of a page, top to bottom.
pub(super) fn find(rules: &[Rule]) -> Vec<Grid> {
    let horizontals = rules.iter().filter_map(|rule| match *rule {
        Rule::Horizontal { y, x0, x1 } => Some(Span { at: y, from: x0, to: x1 }),
        Rule::Vertical { .. } => None,
    });
    let verticals = rules.iter().filter_map(|rule| match *rule {
        Rule::Vertical { x, y0, y1 } => Some(Span { at: x, from: y0, to: y1 }),
        Rule::Horizontal { .. } => None,
    });
    let (horizontals, verticals) = (Span::merged(horizontals, SNAP), Span::merged(verticals, SNAP));
    let mut grids: Vec<Grid> = components(&horizontals, &verticals)
        .into_iter()
        .filter_map(|(horizontals, verticals)| cut(&horizontals, &verticals))
        .collect();
    grids.sort_by(|a, b| a.bbox.y0.total_cmp(&b.bbox.y0).then(a.bbox.x0.total_cmp(&b.bbox.x0)));
    grids
}

/// Splits rules into sets that touch one another; sets without both directions are dropped (underlines).
fn components(horizontals: &[Span], verticals: &[Span]) -> Vec<(Vec<Span>, Vec<Span>)> {
    let count = horizontals.len() + verticals.len();
    let mut sets = Sets::new(count);
    for (h, horizontal) in horizontals.iter().enumerate() {
        for (v, vertical) in verticals.iter().enumerate() {
            let meets = horizontal.from - SNAP <= vertical.at
                && vertical.at <= horizontal.to + SNAP
                && vertical.from - SNAP <= horizontal.at
                && horizontal.at <= vertical.to + SNAP;
            if meets {
                sets.join(h, horizontals.len() + v);
            }
        }
    }
    let mut out: Vec<(Vec<Span>, Vec<Span>)> = Vec::new();
    let mut slot = vec![None; count];
    for rule in 0..count {
        let root = sets.root(rule);
        let index = *slot[root].get_or_insert_with(|| {
            out.push((Vec::new(), Vec::new()));
            out.len() - 1
        });
        match rule.checked_sub(horizontals.len()) {
            None => out[index].0.push(horizontals[rule]),
            Some(v) => out[index].1.push(verticals[v]),
        }
    }
    out.retain(|(h, v)| h.len() >= 2 && v.len() >= 2);
    out
}

/// Cuts a connected set of rules into closed cells; `None` when it closes none.
fn cut(horizontals: &[Span], verticals: &[Span]) -> Option<Grid> {
    let xs = distinct(verticals.iter().map(|v| v.at));
    let ys = distinct(horizontals.iter().map(|h| h.at));
    let (columns, rows) = (xs.len().checked_sub(1)?, ys.len().checked_sub(1)?);
    let outside = columns * rows;
    let mut sets = Sets::new(outside + 1);
    for row in 0..rows {
        let middle = f32::midpoint(ys[row], ys[row + 1]);
        for (edge, &x) in xs.iter().enumerate() {
            if !verticals.iter().any(|v| v.covers(x, middle)) {
                let left = edge.checked_sub(1).map_or(outside, |column| row * columns + column);
                let right = if edge == columns { outside } else { row * columns + edge };
                sets.join(left, right);
            }
        }
    }
    for column in 0..columns {
        let middle = f32::midpoint(xs[column], xs[column + 1]);
        for (edge, &y) in ys.iter().enumerate() {
            if !horizontals.iter().any(|h| h.covers(y, middle)) {
                let above = edge.checked_sub(1).map_or(outside, |row| row * columns + column);
                let below = if edge == rows { outside } else { edge * columns + column };
                sets.join(above, below);
            }
        }
    }
    number_cells(&xs, &ys, &mut sets)
}

/// Gives each closed set of raster squares its number, in reading order.
fn number_cells(xs: &[f32], ys: &[f32], sets: &mut Sets) -> Option<Grid> {
    let (columns, rows) = (xs.len() - 1, ys.len() - 1);
    let outside = sets.root(columns * rows);
    let mut number = vec![None; columns * rows + 1];
    let mut cells: Vec<BBox> = Vec::new();
    let mut squares = Vec::with_capacity(columns * rows);
    for square in 0..columns * rows {
        let root = sets.root(square);
        if root == outside {
            squares.push(None);
            continue;
        }
        let (row, column) = (square / columns, square % columns);
        let bbox = BBox { x0: xs[column], y0: ys[row], x1: xs[column + 1], y1: ys[row + 1] };
        let index = *number[root].get_or_insert_with(|| {
            cells.push(bbox);
            cells.len() - 1
        });
        cells[index] = cells[index].union(bbox);
        squares.push(Some(index));
    }
    let bbox = cells.iter().copied().reduce(BBox::union)?;
    Some(Grid { bbox, cells, xs: xs.to_vec(), ys: ys.to_vec(), squares })
}

/// Sorted places, those closer than [`SNAP`] taken for one.
fn distinct(places: impl Iterator<Item = f32>) -> Vec<f32> {
    let mut places: Vec<f32> = places.collect();
    places.sort_by(f32::total_cmp);
    places.dedup_by(|later, earlier| *later - *earlier <= SNAP);
    places
}

/// The index of the interval of sorted `edges` that holds `place`.
fn interval(edges: &[f32], place: f32) -> Option<usize> {
    let above = edges.partition_point(|&edge| edge <= place);
    (above > 0 && above < edges.len()).then(|| above - 1)
}

/// Disjoint sets (union–find with path halving).
struct Sets(Vec<usize>);

impl Sets {
    fn new(count: usize) -> Self {
        Self((0..count).collect())
    }

    fn root(&mut self, mut item: usize) -> usize {
        while self.0[item] != item {
            self.0[item] = self.0[self.0[item]];
            item = self.0[item];
        }
        item
    }

    fn join(&mut self, a: usize, b: usize) {
        let (a, b) = (self.root(a), self.root(b));
        self.0[a.max(b)] = a.min(b);
    }
}
