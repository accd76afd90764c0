//! `<table>` → a grid, or plain lines where it only sets text in a frame.

use scraper::node::Element;

use super::blocks::{Block, Content};
use super::grid::{Cell, Grid, Span};
use super::look::{Borders, Look, Side};
use crate::extract::too_large;
use crate::finding::FilingError;

/// Rows of one table. A return has some forty on a page.
const MOST_ROWS: usize = 2_000;
/// Columns of one table before spacers go; filing agents make some sixty.
const MOST_COLUMNS: usize = 4_000;
/// Squares of one table.
const MOST_SQUARES: usize = 40_000;
/// Squares of all tables of a file.
const MOST_SQUARES_IN_ALL: usize = 400_000;
/// As browsers have it.
const MOST_SPANNED: usize = 1_000;

/// A table that is being read.
pub(super) struct OpenTable {
    rows: Vec<Vec<RawCell>>,
    row: Option<Vec<RawCell>>,
    pub cell: Option<RawCell>,
    /// Whether every cell has a border.
    bordered: bool,
    frame: Borders,
}

/// A cell with its spans as written.
pub(super) struct RawCell {
    columns: usize,
    rows: usize,
    pub content: Content,
    borders: Borders,
}

impl RawCell {
    pub(super) fn new(element: &Element, look: &Look) -> Self {
        let span = |name: &str| -> Option<usize> { element.attr(name)?.trim().parse().ok() };
        let columns = span("colspan").unwrap_or(1).clamp(1, MOST_SPANNED);
        // 0 means the rest of the table.
        let rows = match span("rowspan") {
            Some(0) => MOST_ROWS,
            rows => rows.unwrap_or(1).clamp(1, MOST_ROWS),
        };
        Self { columns, rows, content: Content::default(), borders: look.borders }
    }
}

impl OpenTable {
    pub(super) fn new(element: &Element, look: &Look) -> Self {
        let is_drawn = |width: &str| !matches!(width.trim().trim_end_matches("px"), "0" | "no" | "none");
        let bordered = element.attr("border").is_some_and(is_drawn);
        Self { rows: Vec::new(), row: None, cell: None, bordered, frame: look.borders }
    }

    pub(super) fn end_cell(&mut self) {
        if let Some(cell) = self.cell.take() {
            self.row.get_or_insert_default().push(cell);
        }
    }

    /// A row without cells is one all the same: cells from above may reach through it.
    pub(super) fn begin_row(&mut self) {
        self.end_row();
        self.row = Some(Vec::new());
    }

    pub(super) fn end_row(&mut self) {
        self.end_cell();
        self.rows.extend(self.row.take());
    }

    /// The table as blocks: itself, without signs and spacers in cells of their own, or what it frames.
    pub(super) fn finish(self, squares: &mut usize) -> Result<Vec<Block>, FilingError> {
        let mut grid = self.place()?;
        let own = grid.rows * grid.columns;
        *squares += own;
        if own > MOST_SQUARES || *squares > MOST_SQUARES_IN_ALL {
            let limits = format!("{MOST_SQUARES} squares, or all tables more than {MOST_SQUARES_IN_ALL}");
            return Err(too_large(format!("a table has more than {limits}")));
        }
        grid.join_marks();
        let mut grid = grid.without_spacers();
        if grid.columns <= 1 {
            return Ok(grid.cells.into_iter().flat_map(|cell| cell.blocks).collect());
        }
        grid.rule_nested();
        Ok(unframed(grid))
    }

    /// Gives each cell its rows and columns, as HTML says: the next that no cell from above grows into.
    fn place(self) -> Result<Grid, FilingError> {
        let (bordered, frame) = (self.bordered, self.frame);
        let rows = self.rows.len();
        if rows > MOST_ROWS {
            return Err(too_large(format!("a table has more than {MOST_ROWS} rows")));
        }
        let mut taken_to: Vec<usize> = Vec::new();
        let mut cells = Vec::new();
        for (row, raw_cells) in self.rows.into_iter().enumerate() {
            let mut at = 0;
            for raw in raw_cells {
                while taken_to.get(at).is_some_and(|end| *end > row) {
                    at += 1;
                }
                let room =
                    (at..at + raw.columns).take_while(|c| taken_to.get(*c).is_none_or(|end| *end <= row)).count();
                let column = Span { start: at, end: at + room };
                let span = Span { start: row, end: (row + raw.rows).min(rows) };
                if column.end > MOST_COLUMNS {
                    return Err(too_large(format!("a table has more than {MOST_COLUMNS} columns")));
                }
                taken_to.resize(taken_to.len().max(column.end), 0);
                taken_to[column.start..column.end].fill(span.end);
                at = column.end;
                let sides = raw.borders.map(|side| side.unwrap_or(bordered));
                cells.push(Cell { row: span, column, blocks: raw.content.finish(), sides });
            }
        }
        let mut grid = joined(rows, taken_to.len(), cells);
        draw_frame(&mut grid, frame);
        Ok(grid)
    }
}

/// Columns that no cell's edge parts become one.
fn joined(rows: usize, columns: usize, mut cells: Vec<Cell>) -> Grid {
    let mut is_edge = vec![false; columns + 1];
    cells.iter().for_each(|cell| is_edge[cell.column.start] = true);
    cells.iter().for_each(|cell| is_edge[cell.column.end] = true);
    let index: Vec<usize> = is_edge
        .iter()
        .scan(0_usize, |edges, is_edge| {
            let at = *edges;
            *edges += usize::from(*is_edge);
            Some(at)
        })
        .collect();
    for cell in &mut cells {
        cell.column = Span { start: index[cell.column.start], end: index[cell.column.end] };
    }
    let columns = cells.iter().map(|cell| cell.column.end).max().unwrap_or(0);
    Grid { rows, columns, cells }
}

/// The border of the table itself.
fn draw_frame(grid: &mut Grid, frame: Borders) {
    let (rows, columns) = (grid.rows, grid.columns);
    for side in Side::ALL.into_iter().filter(|side| frame[*side as usize] == Some(true)) {
        for cell in &mut grid.cells {
            let is_outer = match side {
                Side::Top => cell.row.start == 0,
                Side::Right => cell.column.end == columns,
                Side::Bottom => cell.row.end == rows,
                Side::Left => cell.column.start == 0,
            };
            cell.sides[side as usize] |= is_outer;
        }
    }
}

/// A row whose one cell holds further tables or page breaks stands for itself: the table goes on below it.
fn unframed(grid: Grid) -> Vec<Block> {
    let Grid { rows, columns, cells } = grid;
    let mut sole: Vec<Option<usize>> = vec![None; rows];
    for (row, sole) in sole.iter_mut().enumerate() {
        let mut texts = (0..cells.len()).filter(|at| cells[*at].row.holds(row) && !cells[*at].is_blank());
        let only = texts.next().filter(|_| texts.next().is_none());
        *sole = only.filter(|at| {
            let holds_parts = |block: &Block| !matches!(block, Block::Line(_) | Block::Picture(_));
            cells[*at].row == Span { start: row, end: row + 1 } && cells[*at].blocks.iter().any(holds_parts)
        });
    }
    if sole.iter().all(Option::is_none) {
        return vec![Block::Grid(Grid { rows, columns, cells })];
    }
    let mut blocks = Vec::new();
    let mut from = 0;
    for row in 0..=rows {
        let Some(only) = sole.get(row).copied().unwrap_or(Some(usize::MAX)) else { continue };
        if from < row {
            blocks.push(Block::Grid(part(&cells, columns, Span { start: from, end: row })));
        }
        blocks.extend(cells.get(only).into_iter().flat_map(|cell| cell.blocks.clone()));
        from = row + 1;
    }
    blocks
}

/// Some rows of a table as a table.
fn part(cells: &[Cell], columns: usize, rows: Span) -> Grid {
    let inside = cells.iter().filter(|cell| cell.row.start < rows.end && rows.start < cell.row.end).cloned();
    let moved = inside.map(|cell| {
        let row =
            Span { start: cell.row.start.max(rows.start) - rows.start, end: cell.row.end.min(rows.end) - rows.start };
        Cell { row, ..cell }
    });
    Grid { rows: rows.end - rows.start, columns, cells: moved.collect() }
}
