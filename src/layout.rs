//! [`Document`] → lines, tables and cells: pure geometry, knows no form.
//!
//! A page's rules are sorted into connected grids; each grid is cut into its closed cells (merged cells included); words
//! are put into the cell that holds their middle. What stands in no grid becomes lines of segments. Text input has no
//! rules and gives lines only.
//!
//! Beside these blocks stands every page as a [`Sheet`], its words in lines whatever the rules say: for forms whose
//! rules tell nothing.

mod grid;

pub use grid::Span;

pub use crate::extract::Rule;
use crate::extract::{Document, Geometry, Page, TEXT_COLUMN, Word};
use crate::finding::{BBox, Place};

/// A document as blocks in reading order.
#[derive(Debug, Clone, PartialEq)]
pub struct Layout {
    /// Lines and tables, page after page, top to bottom.
    pub items: Vec<Item>,
    /// The same pages as lines of words; empty for text input.
    pub sheets: Vec<Sheet>,
    /// Whether positions mean anything; not for text input.
    pub has_geometry: bool,
    /// Whether they are PDF points on the pages of the file. Those of HTML are made up and not published.
    pub has_points: bool,
    /// Number of pages; of a form cut out of a file, its own.
    pub pages: u32,
    /// `/ReleaseVersion` of the PDF, if any.
    pub release_version: Option<String>,
    /// Characters that have a glyph but no known meaning.
    pub undecodable: u32,
}

/// A page as lines of words, whatever its rules, and the rules beside them.
#[derive(Debug, Clone, PartialEq)]
pub struct Sheet {
    /// Counted from 1.
    pub page: u32,
    /// All lines of the page, top to bottom; every segment is one word without blanks.
    pub lines: Vec<Line>,
    /// The page's rules, as drawn.
    pub rules: Vec<Rule>,
}

/// A block of a page.
#[derive(Debug, Clone, PartialEq)]
pub enum Item {
    /// Text outside of any ruled grid.
    Line(Line),
    /// A ruled grid.
    Table(Table),
}

/// Text on one baseline.
#[derive(Debug, Clone, PartialEq)]
pub struct Line {
    /// Pieces with wide gaps between them, left to right; never empty.
    pub segments: Vec<Segment>,
}

/// Words with single blanks between them.
#[derive(Debug, Clone, PartialEq)]
pub struct Segment {
    /// The words, joined with blanks where the page shows one.
    pub text: String,
    /// Where it stands. Within the program every segment has a box, of text input too.
    pub place: Place,
}

/// A ruled grid on one page.
#[derive(Debug, Clone, PartialEq)]
pub struct Table {
    /// Page, counted from 1.
    pub page: u32,
    /// The grid's outline.
    pub bbox: BBox,
    /// Cells by top edge, then left to right. Merged cells appear once.
    pub cells: Vec<Cell>,
}

/// A closed area of a grid: mostly a rectangle.
#[derive(Debug, Clone, PartialEq)]
pub struct Cell {
    /// Its outline.
    pub bbox: BBox,
    /// The text lines inside, top to bottom.
    pub lines: Vec<Line>,
}

impl Segment {
    /// The segment's box.
    ///
    /// # Panics
    /// Never for segments made by [`layout`], which gives each a box.
    #[must_use]
    pub fn bbox(&self) -> BBox {
        self.place.bbox.unwrap_or_default()
    }
}

impl Line {
    /// The box around all segments.
    #[must_use]
    pub fn bbox(&self) -> BBox {
        self.segments.iter().map(Segment::bbox).reduce(BBox::union).unwrap_or_default()
    }
}

impl Cell {
    /// All segments, line after line.
    pub fn segments(&self) -> impl Iterator<Item = &Segment> {
        self.lines.iter().flat_map(|line| &line.segments)
    }
}

/// Puts the words of a document into lines and cells.
///
/// The order in which a page draws its words does not matter.
#[must_use]
pub fn layout(document: &Document) -> Layout {
    let gap = if document.has_geometry() { Gap::Ems(0.75) } else { Gap::Points(TEXT_COLUMN * 1.5) };
    let mut items = Vec::new();
    for page in &document.pages {
        lay_out_page(page, gap, &mut items);
    }
    let sheets = if document.has_geometry() { document.pages.iter().map(sheet).collect() } else { Vec::new() };
    Layout {
        items,
        sheets,
        has_geometry: document.has_geometry(),
        has_points: document.geometry == Geometry::Points,
        pages: u32::try_from(document.pages.len()).unwrap_or(u32::MAX),
        release_version: document.release_version.clone(),
        undecodable: document.undecodable,
    }
}

fn sheet(page: &Page) -> Sheet {
    let lines = lines_of(page.words.iter().collect(), page.number, Gap::Ems(BLANK));
    Sheet { page: page.number, lines, rules: page.rules.clone() }
}

/// A gap wider than this is a blank, in font sizes.
const BLANK: f32 = 0.12;

/// The gap between two words from which on they are two segments.
#[derive(Debug, Clone, Copy)]
enum Gap {
    /// In font sizes.
    Ems(f32),
    /// In points.
    Points(f32),
}

impl Gap {
    fn points(self, size: f32) -> f32 {
        match self {
            Self::Ems(ems) => ems * size,
            Self::Points(points) => points,
        }
    }
}

fn lay_out_page(page: &Page, gap: Gap, items: &mut Vec<Item>) {
    let grids = grid::find(&page.rules);
    let mut cell_words: Vec<Vec<Vec<&Word>>> = grids.iter().map(|grid| vec![Vec::new(); grid.cells.len()]).collect();
    let mut free = Vec::new();
    for word in &page.words {
        match grids.iter().enumerate().find_map(|(g, grid)| grid.cell_at(&word.bbox).map(|c| (g, c))) {
            Some((g, c)) => cell_words[g][c].push(word),
            None => free.push(word),
        }
    }
    let mut blocks: Vec<(f32, Item)> = Vec::new();
    for line in lines_of(free, page.number, gap) {
        blocks.push((line.bbox().center_y(), Item::Line(line)));
    }
    for (grid, words) in grids.iter().zip(cell_words) {
        let cells = grid
            .cells
            .iter()
            .zip(words)
            .map(|(&bbox, words)| Cell { bbox, lines: lines_of(words, page.number, gap) })
            .collect();
        blocks.push((grid.bbox.y0, Item::Table(Table { page: page.number, bbox: grid.bbox, cells })));
    }
    blocks.sort_by(|a, b| a.0.total_cmp(&b.0));
    items.extend(blocks.into_iter().map(|(_, item)| item));
}

/// Groups words into lines by the height of their middles, and lines into segments by their gaps.
fn lines_of(mut words: Vec<&Word>, page: u32, gap: Gap) -> Vec<Line> {
    words.sort_by(|a, b| {
        let (a, b) = (&a.bbox, &b.bbox);
        a.center_y().total_cmp(&b.center_y()).then(a.x0.total_cmp(&b.x0))
    });
    let mut lines = Vec::new();
    let mut rest = words.as_mut_slice();
    while let Some((first, others)) = rest.split_first() {
        // The middle of a line is that of its first word: a chain of slightly lower words must not run down a column.
        let is_lower = |word: &&Word| {
            let drop = (word.bbox.center_y() - first.bbox.center_y()).abs();
            drop.is_nan() || drop >= 0.4 * first.size.min(word.size).max(1.0)
        };
        let length = 1 + others.iter().position(is_lower).unwrap_or(others.len());
        let (line, below) = rest.split_at_mut(length);
        lines.push(line_of(line, page, gap));
        rest = below;
    }
    lines
}

fn line_of(words: &mut [&Word], page: u32, gap: Gap) -> Line {
    words.sort_by(|a, b| a.bbox.x0.total_cmp(&b.bbox.x0).then_with(|| a.text.cmp(&b.text)));
    let mut segments: Vec<Segment> = Vec::with_capacity(words.len());
    let mut end = f32::NEG_INFINITY;
    for word in words {
        let space = word.bbox.x0 - end;
        match segments.last_mut() {
            Some(segment) if space < gap.points(word.size) => {
                segment.text.reserve(word.text.len() + 1);
                if space > BLANK * word.size {
                    segment.text.push(' ');
                }
                segment.text.push_str(&word.text);
                segment.place.bbox = segment.place.bbox.map(|bbox| bbox.union(word.bbox));
            }
            _ => segments.push(Segment { text: word.text.clone(), place: Place { page, bbox: Some(word.bbox) } }),
        }
        end = end.max(word.bbox.x1);
    }
    Line { segments }
}

#[cfg(test)]
mod tests;
