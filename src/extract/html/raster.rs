//! Tables and lines on made-up pages: a character is as wide, and a line as high, as those of text input.
//!
//! What is true of these places: which cells stand in one row or column, in which order, and which borders they share.

use super::blocks::Block;
use super::grid::{Grid, Span};
use super::look::Side;
use crate::extract::feet::Feet;
use crate::extract::text::{columns, words};
use crate::extract::{Document, Geometry, Page, Rule, TEXT_LINE, Word};
use crate::filing::SourceFormat;
use crate::finding::BBox;

/// Space between a cell's side and its text: two of them part the texts of two cells.
const PAD: f32 = 5.0;
/// Least height of a row, so that no two borders can be taken for one.
const LEAST_HEIGHT: f32 = 16.0;
/// Least width of a column: a mark like `(2)` under a heading over two columns must stand nearer to it than to the next.
const LEAST_WIDTH: f32 = 60.0;
/// Space above and below a table.
const APART: f32 = 8.0;
/// Space between two lines of the page, and below the text of a cell: on paper the lines of one text stand closer
/// together than texts do.
const BELOW: f32 = 20.0;

/// Lays blocks out as a document.
pub(super) fn document(blocks: &[Block], undecodable: u32) -> Document {
    let texts: Vec<Vec<String>> = blocks.iter().map(Block::as_text).collect();
    let lines: Vec<String> = texts.iter().flatten().cloned().collect();
    let feet = Feet::of(&lines);
    let mut pages = Pages::default();
    let mut index = 0;
    for (block, texts) in blocks.iter().zip(&texts) {
        pages.fold();
        let own = index..index + texts.len();
        index = own.end;
        if own.clone().next().is_some_and(|first| feet.starts_page(first)) {
            pages.turn();
        }
        pages.place(block);
        if let Some(number) = own.clone().find_map(|line| feet.number(line)) {
            pages.named = Some(number);
        }
        if own.last().is_some_and(|last| feet.ends_page(last)) {
            pages.turn();
        }
    }
    pages.turn();
    Document {
        format: SourceFormat::Html,
        geometry: Geometry::MadeUp,
        pages: pages.done,
        release_version: None,
        undecodable,
        doubts: Vec::new(),
    }
}

/// The pages as they fill.
#[derive(Default)]
struct Pages {
    done: Vec<Page>,
    page: Page,
    y: f32,
    /// The number that the foot of this page tells.
    named: Option<u32>,
    /// Where the part of the page that is being filled begins, and how many parts stand before it.
    part: (f32, usize),
}

/// Height from which on a page goes on in a further part of the same number: files without page breaks are one page.
const PART: f32 = 2_500.0;

impl Pages {
    fn place(&mut self, block: &Block) {
        match block {
            Block::Break => self.turn(),
            Block::Line(line) | Block::Picture(line) => {
                self.page.words.extend(words(line, self.y));
                self.y += TEXT_LINE + BELOW;
            }
            Block::Grid(grid) => {
                self.y += APART;
                let size = Sizes::of(grid);
                let width = total(&size.columns);
                let height = total(&size.rows);
                let area = BBox { x0: 0.0, y0: self.y, x1: width, y1: self.y + height };
                place_grid(grid, area, &mut self.page);
                self.y += height + APART;
            }
        }
    }

    /// Ends a part of the page that is high enough; the next goes on below it.
    fn fold(&mut self) {
        if self.y - self.part.0 > PART && !self.page.words.is_empty() {
            self.end_part();
            self.part = (self.y, self.part.1 + 1);
        }
    }

    fn end_part(&mut self) {
        let mut page = std::mem::take(&mut self.page);
        page.width = page.words.iter().map(|word: &Word| word.bbox.x1).fold(0.0, f32::max);
        page.height = self.y;
        self.done.push(page);
    }

    /// Ends the page, unless there is nothing on it.
    fn turn(&mut self) {
        let (_, mut parts) = std::mem::take(&mut self.part);
        if !self.page.words.is_empty() {
            self.end_part();
            parts += 1;
        }
        self.y = 0.0;
        let named = self.named.take();
        let first = self.done.len() - parts;
        let (before, own) = self.done.split_at_mut(first);
        let before = before.last().map_or(0, |page| page.number);
        let number = named.filter(|number| *number > before).unwrap_or(before + 1);
        own.iter_mut().for_each(|page| page.number = number);
    }
}

fn total(sizes: &[f32]) -> f32 {
    sizes.iter().sum()
}

/// How wide the columns and how high the rows of a table have to be.
struct Sizes {
    columns: Vec<f32>,
    rows: Vec<f32>,
}

impl Sizes {
    fn of(grid: &Grid) -> Self {
        let mut columns = vec![LEAST_WIDTH; grid.columns];
        let mut rows = vec![LEAST_HEIGHT; grid.rows];
        let wanted: Vec<(f32, f32)> = grid.cells.iter().map(|cell| needs(&cell.blocks)).collect();
        // Cells of one square first: what spans several only widens what is still too narrow.
        for narrow in [true, false] {
            for (cell, (width, height)) in grid.cells.iter().zip(&wanted) {
                stretch(&mut columns, cell.column, *width, narrow);
                stretch(&mut rows, cell.row, *height, narrow);
            }
        }
        Self { columns, rows }
    }
}

/// Makes the last of some squares larger, so that together they are as large as wanted.
fn stretch(sizes: &mut [f32], span: Span, wanted: f32, narrow: bool) {
    let own = &mut sizes[span.start..span.end];
    if (own.len() == 1) == narrow {
        let missing = wanted - total(own);
        if let Some(last) = own.last_mut().filter(|_| missing > 0.0) {
            *last += missing;
        }
    }
}

/// Width and height that the content of a cell needs.
fn needs(blocks: &[Block]) -> (f32, f32) {
    let mut size = (0.0_f32, 0.0);
    for block in blocks {
        let (width, height) = match block {
            Block::Break => continue,
            Block::Line(line) | Block::Picture(line) => (columns(line) + 2.0 * PAD, TEXT_LINE),
            Block::Grid(grid) => {
                let sizes = Sizes::of(grid);
                (total(&sizes.columns), total(&sizes.rows))
            }
        };
        size = (size.0.max(width), size.1 + height);
    }
    (size.0, size.1 + BELOW)
}

/// Where the squares begin, and where the last ends: the last is stretched to the end of the area.
fn edges(start: f32, sizes: &[f32], end: f32) -> Vec<f32> {
    let mut at = start;
    let mut edges = vec![start];
    for size in sizes {
        at += size;
        edges.push(at);
    }
    if let Some(last) = edges.last_mut() {
        *last = last.max(end);
    }
    edges
}

/// Places a table so that it fills the area.
fn place_grid(grid: &Grid, area: BBox, page: &mut Page) {
    let sizes = Sizes::of(grid);
    let xs = edges(area.x0, &sizes.columns, area.x1);
    let ys = edges(area.y0, &sizes.rows, area.y1);
    for cell in &grid.cells {
        let bbox =
            BBox { x0: xs[cell.column.start], y0: ys[cell.row.start], x1: xs[cell.column.end], y1: ys[cell.row.end] };
        page.rules.extend(Side::ALL.into_iter().filter(|side| cell.sides[*side as usize]).map(|side| rule(bbox, side)));
        // What stands over several columns (a heading over two, say) stands in their middle, as on paper.
        let is_centred = cell.column.start > 0 && cell.column.end - cell.column.start > 1;
        place_blocks(&cell.blocks, bbox, is_centred, page);
    }
}

fn rule(bbox: BBox, side: Side) -> Rule {
    let BBox { x0, y0, x1, y1 } = bbox;
    match side {
        Side::Top => Rule::Horizontal { y: y0, x0, x1 },
        Side::Bottom => Rule::Horizontal { y: y1, x0, x1 },
        Side::Left => Rule::Vertical { x: x0, y0, y1 },
        Side::Right => Rule::Vertical { x: x1, y0, y1 },
    }
}

/// Places the content of a cell from its top. The last table in it reaches down to the cell's end, so that its rows are
/// rows of the cell.
fn place_blocks(blocks: &[Block], cell: BBox, is_centred: bool, page: &mut Page) {
    let last = blocks.len().saturating_sub(1);
    let mut y = cell.y0;
    for (at, block) in blocks.iter().enumerate() {
        match block {
            Block::Break => {}
            Block::Line(line) | Block::Picture(line) => {
                let slack = if is_centred { cell.width() - columns(line) } else { 0.0 };
                let x = cell.x0 + (slack / 2.0).max(PAD);
                let shifted = words(line, y + 2.0).into_iter().map(|word| {
                    let bbox = BBox { x0: word.bbox.x0 + x, x1: word.bbox.x1 + x, ..word.bbox };
                    Word { bbox, ..word }
                });
                page.words.extend(shifted);
                y += TEXT_LINE;
            }
            Block::Grid(grid) => {
                let height = total(&Sizes::of(grid).rows);
                let end = if at == last { cell.y1 } else { y + height };
                place_grid(grid, BBox { y0: y, y1: end, ..cell }, page);
                y += height;
            }
        }
    }
}
