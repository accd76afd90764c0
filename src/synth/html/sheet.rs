//! A laid-out sheet → its lines and tables: frames that touch are a table, each frame that holds no other is a cell.

use crate::synth::band::{Piece, Shape};
use crate::synth::flow::Sheet;
use crate::synth::metrics::width;

/// A part of a page, in reading order.
pub(super) enum Part {
    /// Lines of cells outside of frames.
    Lines(Vec<Row>),
    /// The same in a frame.
    Box(Vec<Row>),
    Table(Tabled),
}

/// The cells of a line, from left to right.
pub(super) type Row = Vec<LineCell>;

/// Texts of a cell, each with its lines.
pub(super) type Texts = Vec<Vec<String>>;

/// Texts with the left edge of their column.
pub(super) struct LineCell {
    pub x: f32,
    pub texts: Texts,
}

/// Lines as a table: the columns begin where the texts of any line do. The first cell of each row says how many columns
/// stand blank before it.
pub(super) fn in_columns(rows: &[Row]) -> Vec<Vec<(usize, usize, &Texts)>> {
    let edges = edges(rows.iter().flatten().map(|cell| cell.x));
    let end_of = |row: &Row, at: usize| row.get(at + 1).map_or(edges.len(), |next| nearest(&edges, next.x));
    let cells = |row: &'_ Row| {
        let mut from = 0;
        let mut out = Vec::new();
        for at in 0..row.len() {
            let start = nearest(&edges, row[at].x).max(from);
            let end = end_of(row, at).max(start + 1);
            out.push((start - from, end - start, at));
            from = end;
        }
        out
    };
    rows.iter()
        .map(|row| cells(row).into_iter().map(|(blank, span, at)| (blank, span, &row[at].texts)).collect())
        .collect()
}

/// A table by rows, each with the cells that begin in it.
pub(super) struct Tabled {
    pub rows: Vec<Vec<TabledCell>>,
}

pub(super) struct TabledCell {
    pub columns: usize,
    pub rows: usize,
    /// Whether it has a frame of its own.
    pub framed: bool,
    pub texts: Texts,
}

/// Places closer than this, in points, are one.
const NEAR: f32 = 1.5;

/// A text that begins within so many points of the left edge of its table stands in the first column.
const LABEL: f32 = 12.0;

/// A rectangle of the page: left, top, right, bottom.
#[derive(Clone, Copy, PartialEq)]
struct Frame {
    x0: f32,
    y0: f32,
    x1: f32,
    y1: f32,
}

impl Frame {
    fn touches(&self, other: &Self) -> bool {
        self.x0 <= other.x1 + NEAR
            && other.x0 <= self.x1 + NEAR
            && self.y0 <= other.y1 + NEAR
            && other.y0 <= self.y1 + NEAR
    }

    fn contains(&self, other: &Self) -> bool {
        let inside = self.x0 <= other.x0 + NEAR
            && other.x1 <= self.x1 + NEAR
            && self.y0 <= other.y0 + NEAR
            && other.y1 <= self.y1 + NEAR;
        inside && (self.x1 - self.x0) * (self.y1 - self.y0) > (other.x1 - other.x0) * (other.y1 - other.y0) + 1.0
    }

    fn holds(&self, piece: &Piece) -> bool {
        piece.runs.first().is_some_and(|run| {
            self.x0 - NEAR <= run.x && run.x <= self.x1 && self.y0 <= run.y && run.y <= self.y1 + NEAR
        })
    }

    fn union(self, other: Self) -> Self {
        Self {
            x0: self.x0.min(other.x0),
            y0: self.y0.min(other.y0),
            x1: self.x1.max(other.x1),
            y1: self.y1.max(other.y1),
        }
    }
}

/// A piece with the number of its band.
type Numbered<'s> = &'s (usize, Piece);

/// The parts of a sheet from top to bottom.
pub(super) fn parts(sheet: &Sheet) -> Vec<Part> {
    let frames: Vec<Frame> = sheet.shapes.iter().filter_map(frame).collect();
    let mut parts: Vec<(f32, Part)> = Vec::new();
    let mut outside: Vec<Numbered<'_>> = sheet.pieces.iter().collect();
    for group in groups(&frames) {
        let Some(outline) = group.iter().copied().reduce(Frame::union) else { continue };
        let (inside, rest): (Vec<Numbered<'_>>, Vec<_>) =
            outside.into_iter().partition(|(_, piece)| outline.holds(piece));
        // What stands beside a frame on one of its lines belongs to it: a label before a boxed value.
        let (beside, rest) = rest.into_iter().partition(|(band, _)| inside.iter().any(|(other, _)| other == band));
        outside = rest;
        let leaves: Vec<Frame> =
            group.iter().filter(|frame| !group.iter().any(|other| frame.contains(other))).copied().collect();
        let part = match leaves.as_slice() {
            [_] => Part::Box(lines(&[inside, beside].concat())),
            _ => Part::Table(tabled(outline, &group, leaves, &inside, &beside)),
        };
        parts.push((outline.y0, part));
    }
    for band in outside.chunk_by(|a, b| a.0 == b.0) {
        if let Some(top) = band.iter().filter_map(|(_, piece)| top(piece)).reduce(f32::min) {
            parts.push((top, Part::Lines(lines(band))));
        }
    }
    parts.sort_by(|a, b| a.0.total_cmp(&b.0));
    let mut out: Vec<Part> = Vec::new();
    for (_, part) in parts {
        match (out.last_mut(), part) {
            (Some(Part::Lines(before)), Part::Lines(lines)) => before.extend(lines),
            (_, part) => out.push(part),
        }
    }
    out
}

fn frame(shape: &Shape) -> Option<Frame> {
    match *shape {
        Shape::Frame(x0, y0, x1, y1) | Shape::Grey(x0, y0, x1, y1) => Some(Frame { x0, y0, x1, y1 }),
        Shape::Rule(..) => None,
    }
}

/// Frames that touch one another.
fn groups(frames: &[Frame]) -> Vec<Vec<Frame>> {
    let mut groups: Vec<Vec<Frame>> = Vec::new();
    for frame in frames {
        let (mut touching, rest): (Vec<Vec<Frame>>, Vec<_>) =
            groups.into_iter().partition(|group| group.iter().any(|other| other.touches(frame)));
        groups = rest;
        touching.push(vec![*frame]);
        groups.push(touching.concat());
    }
    groups
}

fn top(piece: &Piece) -> Option<f32> {
    piece.runs.first().map(|run| run.y - run.style.size)
}

fn texts(piece: &Piece) -> Texts {
    if piece.runs.is_empty() {
        return Vec::new();
    }
    vec![piece.runs.iter().map(|run| run.text.clone()).collect()]
}

/// Pieces by band and sub-row, from left to right.
fn sub_rows<'s>(pieces: &[Numbered<'s>]) -> Vec<Vec<&'s Piece>> {
    let mut pieces: Vec<Numbered<'s>> = pieces.to_vec();
    pieces.sort_by(|a, b| (a.0, a.1.row).cmp(&(b.0, b.1.row)).then(a.1.x.total_cmp(&b.1.x)));
    pieces
        .chunk_by(|a, b| (a.0, a.1.row) == (b.0, b.1.row))
        .map(|row| row.iter().map(|(_, piece)| piece).collect())
        .collect()
}

fn lines(pieces: &[Numbered<'_>]) -> Vec<Row> {
    let cell = |piece: &&Piece| LineCell { x: piece.x, texts: texts(piece) };
    sub_rows(pieces).iter().map(|row| row.iter().map(cell).collect()).collect()
}

/// A cell with its place on the page.
struct Placed {
    frame: Frame,
    framed: bool,
    texts: Texts,
}

fn tabled(
    outline: Frame,
    group: &[Frame],
    mut leaves: Vec<Frame>,
    pieces: &[Numbered<'_>],
    beside: &[Numbered<'_>],
) -> Tabled {
    let whole = outline.x1 - outline.x0 - NEAR;
    let is_holder = |frame: &&Frame| !leaves.contains(frame) && frame.x1 - frame.x0 < whole;
    let holders: Vec<Frame> = group.iter().filter(is_holder).copied().collect();
    let mut placed: Vec<Placed> = beside.iter().filter_map(|(_, piece)| before(piece, &leaves)).collect();
    let outline = placed.iter().map(|cell| cell.frame).fold(outline, Frame::union);
    let (headings, mut free): (Vec<Numbered<'_>>, Vec<_>) =
        pieces.iter().partition(|(_, piece)| spanned(piece, &leaves).is_some());
    for (_, piece) in headings {
        placed.extend(spanned(piece, &leaves).map(|span| cut_off(piece, span, &mut leaves)));
    }
    for &frame in &leaves {
        let (own, rest): (Vec<Numbered<'_>>, Vec<_>) = free.into_iter().partition(|(_, piece)| frame.holds(piece));
        free = rest;
        placed.extend(divided(frame, &own));
    }
    free.retain(|(_, piece)| !piece.runs.is_empty());
    placed.extend(unframed(outline, &leaves, &free));
    let xs = edges(placed.iter().flat_map(|cell| [cell.frame.x0, cell.frame.x1]));
    let ys = edges(placed.iter().flat_map(|cell| [cell.frame.y0, cell.frame.y1]));
    by_rows(&xs, &ys, placed, &holders)
}

/// The content of a frame as a cell; as several where texts stand side by side in it, below what stands above them.
fn divided(frame: Frame, pieces: &[Numbered<'_>]) -> Vec<Placed> {
    let mut own: Vec<&Piece> = pieces.iter().map(|(_, piece)| piece).filter(|piece| !piece.runs.is_empty()).collect();
    let y = |piece: &Piece| piece.runs.first().map_or(0.0, |run| run.y);
    own.sort_by(|a, b| y(a).total_cmp(&y(b)).then(a.x.total_cmp(&b.x)));
    let rows: Vec<&[&Piece]> = own.chunk_by(|a, b| y(b) - y(a) < NEAR).collect();
    let apart = |row: &&[&Piece]| row.windows(2).any(|pair| pair[1].x - pair[0].x > 2.0 * NEAR);
    if !rows.iter().any(apart) {
        let texts = pieces.iter().flat_map(|(_, piece)| texts(piece)).collect();
        return vec![Placed { frame, framed: true, texts }];
    }
    let mut out = Vec::new();
    let mut y0 = frame.y0;
    for (at, row) in rows.iter().enumerate() {
        let bottom = row.iter().filter_map(|piece| piece.runs.last()).map(|run| run.y + 3.0).fold(y0, f32::max);
        let y1 = if at + 1 == rows.len() { frame.y1 } else { bottom };
        for (index, piece) in row.iter().enumerate() {
            let x0 = if index == 0 { frame.x0 } else { piece.x };
            let x1 = row.get(index + 1).map_or(frame.x1, |next| next.x);
            out.push(Placed { frame: Frame { x0, y0, x1, y1 }, framed: true, texts: texts(piece) });
        }
        y0 = y1;
    }
    out
}

/// A text to the left of a frame, as the cell before it.
fn before(piece: &Piece, leaves: &[Frame]) -> Option<Placed> {
    let y = piece.runs.first()?.y - 3.0;
    let right = leaves.iter().filter(|leaf| leaf.y0 <= y && y <= leaf.y1 && leaf.x0 > piece.x);
    let leaf = right.min_by(|a, b| a.x0.total_cmp(&b.x0))?;
    let frame = Frame { x0: piece.x, x1: leaf.x0, ..*leaf };
    Some(Placed { frame, framed: false, texts: texts(piece) })
}

/// The frames over which a heading stands, when it takes a good part of several: `Movement during the month`.
fn spanned(piece: &Piece, leaves: &[Frame]) -> Option<Frame> {
    let ends = piece.runs.iter().map(|run| (run.x, run.x + width(&run.text, run.style.size, run.style.bold)));
    let (x0, x1) = ends.reduce(|a, b| (a.0.min(b.0), a.1.max(b.1)))?;
    let y = piece.runs.first()?.y - 3.0;
    let over: Vec<Frame> = leaves
        .iter()
        .filter(|leaf| leaf.y0 <= y && y <= leaf.y1 && leaf.x1.min(x1) - leaf.x0.max(x0) > 0.2 * (x1 - x0))
        .copied()
        .collect();
    (over.len() > 1).then(|| over.into_iter().reduce(Frame::union)).flatten()
}

/// A heading over several frames as a cell of its own; the frames go on below it.
fn cut_off(piece: &Piece, span: Frame, leaves: &mut [Frame]) -> Placed {
    let y = piece.runs.last().map_or(span.y0, |run| run.y + 3.0);
    for leaf in leaves.iter_mut().filter(|leaf| span.contains(leaf)) {
        leaf.y0 = y;
    }
    Placed { frame: Frame { y1: y, ..span }, framed: true, texts: texts(piece) }
}

/// Text between the cells of a table (labels and values below a row): each line is a row of cells of its own.
fn unframed(outline: Frame, leaves: &[Frame], pieces: &[Numbered<'_>]) -> Vec<Placed> {
    let rows = sub_rows(pieces);
    let bottom = |row: &[&Piece]| {
        row.iter().filter_map(|piece| piece.runs.last()).map(|run| run.y + 3.0).fold(f32::NEG_INFINITY, f32::max)
    };
    let mut out = Vec::new();
    let mut from = f32::NEG_INFINITY;
    for (at, row) in rows.iter().enumerate() {
        let first = row.iter().filter_map(|piece| top(piece)).fold(f32::INFINITY, f32::min);
        let above = leaves.iter().map(|leaf| leaf.y1).filter(|y| *y <= first + 2.0).fold(outline.y0, f32::max);
        let below = leaves.iter().map(|leaf| leaf.y0).filter(|y| *y >= first).fold(outline.y1, f32::min);
        let y0 = above.max(from);
        let next = rows.get(at + 1).and_then(|next| next.iter().filter_map(|piece| top(piece)).reduce(f32::min));
        let y1 = next.filter(|next| *next < below).map_or(below, |_| bottom(row));
        from = y1;
        for (index, piece) in row.iter().enumerate() {
            let is_label = index == 0 && piece.x - outline.x0 < LABEL;
            let x0 = if is_label { outline.x0 } else { piece.x - 2.0 };
            let x1 = row.get(index + 1).map_or(outline.x1, |next| next.x - 2.0);
            out.push(Placed { frame: Frame { x0, y0, x1, y1 }, framed: false, texts: texts(piece) });
        }
    }
    out
}

fn edges(places: impl Iterator<Item = f32>) -> Vec<f32> {
    let mut places: Vec<f32> = places.collect();
    places.sort_by(f32::total_cmp);
    places.dedup_by(|later, earlier| *later - *earlier <= 2.0 * NEAR);
    places
}

/// The edge nearest to a place.
fn nearest(edges: &[f32], place: f32) -> usize {
    let distance = |at: &usize| (edges[*at] - place).abs();
    (0..edges.len()).min_by(|a, b| distance(a).total_cmp(&distance(b))).unwrap_or(0)
}

/// Cells by the row in which they begin; squares that none covers become blank cells, framed where they lie in a frame
/// around several cells.
fn by_rows(xs: &[f32], ys: &[f32], placed: Vec<Placed>, holders: &[Frame]) -> Tabled {
    let (columns, rows) = (xs.len().saturating_sub(1), ys.len().saturating_sub(1));
    let mut covered: Vec<Option<usize>> = vec![None; columns * rows];
    let mut begins: Vec<Option<TabledCell>> = (0..columns * rows).map(|_| None).collect();
    for cell in placed {
        let [c0, c1] = [cell.frame.x0, cell.frame.x1].map(|x| nearest(xs, x));
        let [r0, r1] = [cell.frame.y0, cell.frame.y1].map(|y| nearest(ys, y));
        let mut squares = (r0..r1).flat_map(|row| (c0..c1).map(move |column| row * columns + column));
        let Placed { framed, texts, .. } = cell;
        // Where two would share a place their texts share a cell.
        if let Some(owner) = squares.clone().find_map(|at| covered[at]) {
            begins[owner].iter_mut().for_each(|owner| owner.texts.extend(texts.clone()));
        } else {
            let Some(first) = squares.next() else { continue };
            (r0..r1).for_each(|row| covered[row * columns + c0..row * columns + c1].fill(Some(first)));
            begins[first] = Some(TabledCell { columns: c1 - c0, rows: r1 - r0, framed, texts });
        }
    }
    let mut out = Vec::new();
    for row in 0..rows {
        let mut cells = Vec::new();
        let mut column = 0;
        while column < columns {
            let at = row * columns + column;
            let blank = covered[at..(row + 1) * columns].iter().take_while(|covered| covered.is_none()).count();
            if blank > 0 {
                let square = Frame { x0: xs[column], y0: ys[row], x1: xs[column + blank], y1: ys[row + 1] };
                let framed = holders.iter().any(|holder| holder.contains(&square));
                cells.push(TabledCell { columns: blank, rows: 1, framed, texts: Vec::new() });
            }
            cells.extend(begins[at].take());
            column += blank.max(1);
        }
        out.push(cells);
    }
    Tabled { rows: out }
}
