//! A table as a grid: which cell stands in which rows and columns.

use super::blocks::Block;
use super::look::Side;

/// A table of rows and columns; squares that no cell covers are blank.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Grid {
    pub rows: usize,
    pub columns: usize,
    /// By row, then column.
    pub cells: Vec<Cell>,
}

/// A cell over one square of the grid or several.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Cell {
    pub row: Span,
    pub column: Span,
    pub blocks: Vec<Block>,
    /// Which sides have borders: top, right, bottom, left.
    pub sides: [bool; 4],
}

/// Squares in one direction.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Span {
    pub start: usize,
    pub end: usize,
}

impl Span {
    pub(super) fn holds(self, at: usize) -> bool {
        self.start <= at && at < self.end
    }
}

impl Cell {
    pub(super) fn is_blank(&self) -> bool {
        self.blocks.is_empty()
    }

    /// The text, when the cell holds one line and nothing else.
    pub(super) fn line(&self) -> Option<&str> {
        match self.blocks.as_slice() {
            [Block::Line(line)] => Some(line),
            _ => None,
        }
    }

    fn has_side(&self, side: Side) -> bool {
        self.sides[side as usize]
    }
}

impl Grid {
    /// Whether the borders part cells from one another; an underline below a figure does not.
    pub(super) fn is_ruled(&self) -> bool {
        let beside = |cell: &&Cell| cell.has_side(Side::Left) || cell.has_side(Side::Right);
        let above = |cell: &&Cell| cell.has_side(Side::Top) || cell.has_side(Side::Bottom);
        self.cells.iter().filter(beside).any(|cell| above(&cell))
            || self.cells.iter().any(|cell| self.nested_ruled(cell))
    }

    fn nested_ruled(&self, cell: &Cell) -> bool {
        cell.blocks.iter().any(|block| matches!(block, Block::Grid(grid) if grid.is_ruled()))
    }

    /// The cells that lie in each row, from left to right; those of rows above that reach down among them.
    pub(super) fn by_row(&self) -> Vec<Vec<usize>> {
        let mut rows = vec![Vec::new(); self.rows];
        for (at, cell) in self.cells.iter().enumerate() {
            rows[cell.row.start..cell.row.end].iter_mut().for_each(|row| row.push(at));
        }
        rows.iter_mut().for_each(|row| row.sort_by_key(|at| self.cells[*at].column.start));
        rows
    }

    /// The cells that lie in each column, from top to bottom.
    fn by_column(&self) -> Vec<Vec<usize>> {
        let mut columns = vec![Vec::new(); self.columns];
        for (at, cell) in self.cells.iter().enumerate() {
            columns[cell.column.start..cell.column.end].iter_mut().for_each(|column| column.push(at));
        }
        columns.iter_mut().for_each(|column| column.sort_by_key(|at| self.cells[*at].row.start));
        columns
    }

    /// A line of text for every row, with a tab between two cells; blank cells leave their tabs.
    pub(super) fn lines(&self) -> Vec<String> {
        let text = |row: usize, cell: &Cell| {
            let own = cell.row.start == row;
            let lines: Vec<String> = cell.blocks.iter().filter(|_| own).flat_map(Block::as_text).collect();
            lines.join(" ")
        };
        let line = |(row, cells): (usize, Vec<usize>)| {
            let texts: Vec<String> = cells.into_iter().map(|at| text(row, &self.cells[at])).collect();
            texts.join("\t").trim_end().to_owned()
        };
        self.by_row().into_iter().enumerate().map(line).filter(|line| !line.is_empty()).collect()
    }

    /// Gives a table within a ruled cell the borders that part its own cells.
    pub(super) fn rule_nested(&mut self) {
        for cell in self.cells.iter_mut().filter(|cell| cell.sides.iter().filter(|side| **side).count() >= 2) {
            for block in &mut cell.blocks {
                if let Block::Grid(grid) = block
                    && !grid.is_ruled()
                {
                    grid.cells.iter_mut().for_each(|cell| cell.sides = [true; 4]);
                    grid.rule_nested();
                }
            }
        }
    }

    /// Takes out rows and columns in which nothing stands: filing agents space their tables with them. A text over
    /// several keeps one of them.
    pub(super) fn without_spacers(mut self) -> Self {
        let rows = spacers(self.rows, self.cells.iter().map(|cell| (cell.row, cell.is_blank())));
        let columns = spacers(self.columns, self.cells.iter().map(|cell| (cell.column, cell.is_blank())));
        let all_go = |span: Span, gone: &[bool]| gone[span.start..span.end].iter().all(|gone| *gone);
        let [gone_rows, gone_columns]: [Vec<bool>; 2] = [
            self.cells.iter().map(|cell| all_go(cell.row, &rows)).collect(),
            self.cells.iter().map(|cell| all_go(cell.column, &columns)).collect(),
        ];
        let by_row = self.by_row();
        self.keep_borders(&by_row, &gone_columns, [Side::Left, Side::Right]);
        let by_column = self.by_column();
        self.keep_borders(&by_column, &gone_rows, [Side::Top, Side::Bottom]);
        let (rows, columns) = (kept_before(&rows), kept_before(&columns));
        for cell in &mut self.cells {
            cell.row = Span { start: rows[cell.row.start], end: rows[cell.row.end] };
            cell.column = Span { start: columns[cell.column.start], end: columns[cell.column.end] };
        }
        self.cells.retain(|cell| cell.row.start < cell.row.end && cell.column.start < cell.column.end);
        self.rows = rows.last().copied().unwrap_or(0);
        self.columns = columns.last().copied().unwrap_or(0);
        self
    }

    /// The borders of spacers are those of the cells beside them. `lines` are rows of cells, or columns of them.
    fn keep_borders(&mut self, lines: &[Vec<usize>], goes: &[bool], [before, behind]: [Side; 2]) {
        for line in lines {
            let mut last_kept = None;
            let mut is_drawn = false;
            for &at in line {
                let cell = &mut self.cells[at];
                if goes[at] {
                    is_drawn |= cell.has_side(before) || cell.has_side(behind);
                } else {
                    cell.sides[before as usize] |= std::mem::take(&mut is_drawn);
                    last_kept = Some(at);
                }
            }
            if let Some(last) = last_kept.filter(|_| is_drawn) {
                self.cells[last].sides[behind as usize] = true;
            }
        }
    }
}

/// Which squares of one direction can go: those that only blank cells cover, and those that a text covers beside others
/// that stay.
fn spacers(count: usize, cells: impl Iterator<Item = (Span, bool)>) -> Vec<bool> {
    let texts: Vec<Span> = cells.filter(|(_, is_blank)| !is_blank).map(|(span, _)| span).collect();
    let mut left: Vec<usize> = texts.iter().map(|span| span.end - span.start).collect();
    let mut covering = vec![Vec::new(); count];
    for (text, span) in texts.iter().enumerate() {
        covering[span.start..span.end].iter_mut().for_each(|square| square.push(text));
    }
    let goes = |texts: &Vec<usize>| {
        let goes = texts.iter().all(|text| left[*text] > 1);
        texts.iter().filter(|_| goes).for_each(|text| left[*text] -= 1);
        goes
    };
    covering.iter().map(goes).collect()
}

/// How many squares before each place stay, the end among the places.
fn kept_before(gone: &[bool]) -> Vec<usize> {
    let mut kept = vec![0];
    for gone in gone {
        kept.push(kept.last().copied().unwrap_or(0) + usize::from(!*gone));
    }
    kept
}
