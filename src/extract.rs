//! Bytes → [`Document`]: words and rules on pages, whatever kind of file they came as.
//!
//! One file a kind of input; the kind is told from the content, never from the name.

pub mod doc;
pub mod draw;
mod encoding;
mod feet;
mod fonts;
mod html;
mod integrity;
mod kind;
mod overprint;
pub mod pdf;
mod resources;
mod rules;
mod second;
pub mod text;
mod words;

use crate::filing::SourceFormat;
use crate::finding::{BBox, FilingError, RejectCode};
use kind::Kind;
use serde::{Deserialize, Serialize};

/// How much of a file is read before it is rejected as too large.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// Bytes of the file.
    pub max_bytes: usize,
    /// Pages of the document.
    pub max_pages: usize,
    /// Glyphs of a PDF, or characters of text input and HTML, over all pages.
    pub max_glyphs: usize,
}

impl Default for Limits {
    /// 64 MiB, 400 pages, 2,000,000 glyphs: a return has some ten pages of a few thousand glyphs.
    fn default() -> Self {
        Self { max_bytes: 64 << 20, max_pages: 400, max_glyphs: 2_000_000 }
    }
}

/// Which decoder reads PDFs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub enum Reader {
    /// hayro, and pdf-extract where the first leaves a doubt.
    #[default]
    Both,
    /// hayro alone.
    First,
    /// pdf-extract alone.
    Second,
}

/// Reads a file, whatever its kind, as words and rules on pages.
///
/// # Errors
///
/// A [`FilingError`] that says why the file cannot be read: [`RejectCode::Empty`], [`RejectCode::TooLarge`],
/// [`RejectCode::UnsupportedFormat`], and for PDFs [`RejectCode::Encrypted`], [`RejectCode::MalformedPdf`] and
/// [`RejectCode::NoTextLayer`]; for Word documents also those of [`doc::converted`].
pub fn extract(bytes: &[u8], limits: &Limits) -> Result<Document, FilingError> {
    if bytes.len() > limits.max_bytes {
        let (size, limit) = (bytes.len(), limits.max_bytes);
        return Err(too_large(format!("the file has {size} bytes, the limit is {limit}")));
    }
    match kind::tell(bytes)? {
        Kind::Pdf => pdf::read(bytes, limits),
        Kind::Html(decoded) => html::read(&decoded, limits),
        Kind::Text(decoded) => text::read(&decoded, limits),
        Kind::Word(extension) => {
            let pdf = doc::to_pdf(bytes, extension, &doc::Office::default())?;
            Ok(Document { format: SourceFormat::Doc, ..pdf::read(&pdf, limits)? })
        }
    }
}

/// Reads a file with the second reader, if it is a PDF; of other kinds there is one reader only.
///
/// On hostile files it may loop or exhaust the stack: it is for a process of its own.
///
/// # Errors
///
/// As [`extract`].
pub fn extract_again(bytes: &[u8], limits: &Limits) -> Result<Document, FilingError> {
    let is_readable = bytes.len() <= limits.max_bytes && source_format(bytes) == Some(SourceFormat::Pdf);
    if is_readable { second::read(bytes, limits) } else { extract(bytes, limits) }
}

fn too_large(what: String) -> FilingError {
    FilingError::new(RejectCode::TooLarge, what + "; split the file, or raise the limit if it is really one return")
}

/// A file as words and rules.
#[derive(Debug, Clone, PartialEq)]
pub struct Document {
    /// What kind of file it was.
    pub format: SourceFormat,
    /// What the places of words and rules are worth.
    pub geometry: Geometry,
    /// The pages, in order.
    pub pages: Vec<Page>,
    /// `/ReleaseVersion` of a PDF's information dictionary, as FF301 forms carry it (`1.1.1.2024Q4`).
    pub release_version: Option<String>,
    /// Characters that have a glyph but no known meaning, over all pages.
    pub undecodable: u32,
    /// What is damaged or contradicts itself in the file, in words: text may be lost. Empty for a sound file.
    pub doubts: Vec<String>,
}

/// What the places of words and rules are worth.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Geometry {
    /// PDF points: the page as it looks, on the pages that the file has.
    Points,
    /// Made up from tables: what stands beside, above and within what is true, sizes and pages need not be.
    MadeUp,
    /// The raster of text: the order is true, and nothing else.
    Order,
}

/// One page.
///
/// Frame: PDF points, origin top left, y downwards. Text input has pages too (as its page feet divide it), and its
/// words stand on a made-up raster: a character is [`TEXT_COLUMN`] wide, a line [`TEXT_LINE`] high, so that order and
/// gaps are right and nothing else is; see [`Document::has_geometry`].
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Page {
    /// Counted from 1.
    pub number: u32,
    /// Width in points.
    pub width: f32,
    /// Height in points.
    pub height: f32,
    /// Words in the order in which the content stream draws them (text input: reading order).
    pub words: Vec<Word>,
    /// Thin horizontal and vertical strokes and bars, the sides of stroked rectangles among them.
    pub rules: Vec<Rule>,
}

/// Width of a character of text input on its made-up raster, in points.
pub const TEXT_COLUMN: f32 = 5.0;
/// Height of a line of text input on its made-up raster, in points.
pub const TEXT_LINE: f32 = 12.0;
/// Gap that stands for a tab or a pipe in text input, in points. A run of two or more blanks is a cell border, too, and
/// as wide as it is; a single blank is [`TEXT_COLUMN`].
pub const TEXT_CELL_GAP: f32 = 15.0;

/// Nothing stands farther than this from the corner of a page, in points: what a damaged file puts beyond it, or at no
/// place at all, is moved here, so that every place is a number.
const FARTHEST: f32 = 1_000_000.0;

/// A coordinate or a size, within what a page can have.
fn within_reach(points: f32) -> f32 {
    if points.is_nan() { FARTHEST } else { points.clamp(-FARTHEST, FARTHEST) }
}

/// A run of characters without white space between them; CJK text may be one word a line or one a character.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Word {
    /// The characters as decoded: ligatures and compatibility forms as they arrive.
    pub text: String,
    /// The box: advance widths across, font ascent and descent (0.8 and 0.2 em about the baseline) up and down.
    pub bbox: BBox,
    /// Font size in points.
    pub size: f32,
}

/// A thin line on the page.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Rule {
    /// At height `y` from `x0` to `x1`, `x0 < x1`.
    Horizontal {
        /// Height.
        y: f32,
        /// Left end.
        x0: f32,
        /// Right end.
        x1: f32,
    },
    /// At `x` from `y0` down to `y1`, `y0 < y1`.
    Vertical {
        /// Place from the left.
        x: f32,
        /// Upper end.
        y0: f32,
        /// Lower end.
        y1: f32,
    },
}

impl Document {
    /// Whether positions mean anything: those of a PDF and of tables do, those of text do not.
    #[must_use]
    pub fn has_geometry(&self) -> bool {
        self.geometry != Geometry::Order
    }
}

/// The kind of a file, told from its content; `None` when it is none that the dataset has a word for.
#[must_use]
pub fn source_format(bytes: &[u8]) -> Option<SourceFormat> {
    kind::format(bytes)
}
