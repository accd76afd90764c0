//! Fake bold: the same character drawn again at (nearly) the same place.

/// Side of a grid cell at least, in points: wider than any reach that is looked for.
const CELL: f32 = 8.0;
/// Cells along a side at most, so that a huge page costs no more than a small one.
const MAX_SIDE: f32 = 128.0;
/// Characters of a cell that are looked at, the last ones drawn: more than can be read there, but a page may pile up any
/// number at one place.
const MOST_OF_A_CELL: usize = 500;
/// No entry.
const NONE: u32 = u32::MAX;

/// The characters drawn on a page so far, by place.
pub(super) struct Overprint {
    /// Side of a cell, in points.
    cell: f32,
    /// Cells in a point.
    per_point: f32,
    columns: usize,
    rows: usize,
    /// The last entry of each cell.
    heads: Vec<u32>,
    entries: Vec<Entry>,
}

struct Entry {
    character: char,
    x: f32,
    y: f32,
    /// The entry before it in the same cell.
    before: u32,
}

impl Overprint {
    /// An empty page of this size, in points.
    pub(super) fn new(width: f32, height: f32) -> Self {
        let cell = CELL.max(width / MAX_SIDE).max(height / MAX_SIDE);
        let per_point = cell.recip();
        let columns = index(width * per_point) + 1;
        let rows = index(height * per_point) + 1;
        Self { cell, per_point, columns, rows, heads: vec![NONE; columns * rows], entries: Vec::new() }
    }

    /// Whether the character stands already within `reach` points of this place; if not, it does from now on.
    pub(super) fn is_repeat(&mut self, character: char, x: f32, y: f32, reach: f32) -> bool {
        let reach = reach.min(self.cell);
        let (left, right) = (self.column(x - reach), self.column(x + reach));
        let (top, bottom) = (self.row(y - reach), self.row(y + reach));
        for row in top..=bottom {
            for column in left..=right {
                if self.holds(row * self.columns + column, character, x, y, reach) {
                    return true;
                }
            }
        }
        let cell = self.row(y) * self.columns + self.column(x);
        let number = u32::try_from(self.entries.len()).unwrap_or(NONE);
        self.entries.push(Entry { character, x, y, before: std::mem::replace(&mut self.heads[cell], number) });
        false
    }

    fn holds(&self, cell: usize, character: char, x: f32, y: f32, reach: f32) -> bool {
        let mut next = self.heads[cell];
        for _ in 0..MOST_OF_A_CELL {
            let Some(entry) = self.entries.get(next as usize) else { break };
            if entry.character == character && (entry.x - x).abs() <= reach && (entry.y - y).abs() <= reach {
                return true;
            }
            next = entry.before;
        }
        false
    }

    fn column(&self, x: f32) -> usize {
        index(x * self.per_point).min(self.columns - 1)
    }

    fn row(&self, y: f32) -> usize {
        index(y * self.per_point).min(self.rows - 1)
    }
}

/// The whole part; 0 for what is negative or no number.
#[allow(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "the cast saturates, which is what is wanted"
)]
fn index(value: f32) -> usize {
    value as usize
}
