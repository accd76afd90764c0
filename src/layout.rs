//! [`Document`](crate::extract::Document) → lines, tables and cells: pure geometry, knows no form.

use crate::finding::{BBox, Place};

/// A document as blocks in reading order.
#[derive(Debug, Clone, PartialEq)]
pub struct Layout {
    /// Lines and tables, page after page, top to bottom.
    pub items: Vec<Item>,
    /// Whether positions mean anything; not for text input.
    pub has_geometry: bool,
    /// Number of pages.
    pub pages: u32,
    /// `/ReleaseVersion` of the PDF, if any.
    pub release_version: Option<String>,
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
    /// Pieces with wide gaps between them, left to right.
    pub segments: Vec<Segment>,
}

/// Words with single blanks between them.
#[derive(Debug, Clone, PartialEq)]
pub struct Segment {
    /// The words, joined with blanks (CJK without).
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
    /// Cells by row (top edge), then left to right. Merged cells appear once.
    pub cells: Vec<Cell>,
}

/// A closed rectangle of a grid.
#[derive(Debug, Clone, PartialEq)]
pub struct Cell {
    /// Its rectangle.
    pub bbox: BBox,
    /// The text lines inside.
    pub lines: Vec<Line>,
}
