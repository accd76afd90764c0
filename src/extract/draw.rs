//! A file as a person sees it: every page as a picture, with the words that stand on it.
//!
//! The interpreter that reads a PDF draws it, too, so that a box of the provenance lies on the picture where the value
//! was found. Text and web pages have no such picture: their words on a raster are all there is.

mod typeface;

use hayro_interpret::InterpreterSettings;
use hayro_svg::{RenderCache, SvgRenderSettings};
use hayro_syntax::page::Page;
use serde::{Deserialize, Serialize};

use super::{Kind, Limits, Word, html, kind, pdf, text, too_large};
use crate::filing::SourceFormat;
use crate::finding::{FilingError, RejectCode};

/// All pages of a file.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Drawing {
    /// What kind of file was drawn: that of the PDF where it was converted to one.
    pub format: SourceFormat,
    /// The pages, in order.
    pub pages: Vec<DrawnPage>,
}

/// One page, in the frame of [`super::Page`].
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct DrawnPage {
    /// Counted from 1.
    pub number: u32,
    /// Width in points.
    pub width: f32,
    /// Height in points.
    pub height: f32,
    /// What it looks like.
    pub picture: Picture,
    /// The words on it; none where the page could be drawn but not read.
    pub words: Vec<Word>,
}

/// What a page looks like.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub enum Picture {
    /// An SVG document of the page's size.
    Svg(String),
    /// Its words are all there is: lines of text.
    Words,
    /// It could not be drawn; why.
    Missing(String),
}

/// More drawing than this is left out: a return has some 200 KB a page.
const MAX_DRAWN_BYTES: usize = 64 << 20;

/// Draws a PDF, or sets out the words of text and HTML. A Word document is to be [converted](super::doc::converted)
/// first.
///
/// # Errors
/// [`RejectCode::TooLarge`] beyond the limits, [`RejectCode::UnsupportedFormat`] for kinds that have no pages, and those
/// of reading where there is nothing to draw. A page that cannot be drawn is no error: the others are.
pub fn draw(bytes: &[u8], limits: &Limits) -> Result<Drawing, FilingError> {
    if bytes.len() > limits.max_bytes {
        let (size, limit) = (bytes.len(), limits.max_bytes);
        return Err(too_large(format!("the file has {size} bytes, the limit is {limit}")));
    }
    let document = match kind::tell(bytes)? {
        Kind::Pdf => return draw_pdf(bytes, limits),
        Kind::Html(decoded) => html::read(&decoded, limits)?,
        Kind::Text(decoded) => text::read(&decoded, limits)?,
        Kind::Word(_) => {
            let message = "a Word document is drawn by way of a PDF; convert it first";
            return Err(FilingError::new(RejectCode::UnsupportedFormat, message));
        }
    };
    let pages = document.pages.into_iter().map(|page| DrawnPage {
        number: page.number,
        width: page.width,
        height: page.height,
        picture: Picture::Words,
        words: page.words,
    });
    Ok(Drawing { format: document.format, pages: pages.collect() })
}

fn draw_pdf(bytes: &[u8], limits: &Limits) -> Result<Drawing, FilingError> {
    // A scan has no words and can be drawn all the same.
    let read = pdf::read(bytes, limits);
    let mut words: Vec<Vec<Word>> =
        read.map(|document| document.pages.into_iter().map(|page| page.words).collect()).unwrap_or_default();
    let pdf = pdf::open(bytes)?;
    if pdf.pages().len() > limits.max_pages {
        let (pages, limit) = (pdf.pages().len(), limits.max_pages);
        return Err(too_large(format!("the PDF has {pages} pages, the limit is {limit}")));
    }
    words.resize_with(pdf.pages().len(), Vec::new);
    let cache = RenderCache::new();
    let mut left = MAX_DRAWN_BYTES;
    let mut pages = Vec::with_capacity(words.len());
    for ((number, page), words) in (1..).zip(pdf.pages().iter()).zip(words) {
        let (width, height) = page.render_dimensions();
        let picture = if left == 0 {
            too_much()
        } else {
            within(picture(&format!("page {number}"), page, &words, &cache), &mut left)
        };
        pages.push(DrawnPage { number, width, height, picture, words });
    }
    Ok(Drawing { format: SourceFormat::Pdf, pages })
}

/// The picture, if it takes no more bytes than are left; after one that does, none are.
fn within(picture: Picture, left: &mut usize) -> Picture {
    let bytes = if let Picture::Svg(svg) = &picture { svg.len() } else { 0 };
    let Some(rest) = left.checked_sub(bytes) else {
        *left = 0;
        return too_much();
    };
    *left = rest;
    picture
}

fn too_much() -> Picture {
    Picture::Missing(format!("with the pages before it, it takes more than {MAX_DRAWN_BYTES} bytes to draw"))
}

fn picture<'a>(name: &str, page: &'a Page<'a>, words: &[Word], cache: &RenderCache<'a>) -> Picture {
    let settings = InterpreterSettings::default();
    let drawn = pdf::guarded(name, || {
        let svg = hayro_svg::convert(page, cache, &settings, &SvgRenderSettings::default());
        if typeface::is_lacking(page) { typeface::set(svg, words) } else { svg }
    });
    drawn.map_or_else(|error| Picture::Missing(error.message), Picture::Svg)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pages_are_drawn_while_there_is_room() {
        let mut left = 10;
        let svg = |bytes: usize| Picture::Svg("x".repeat(bytes));
        assert_eq!(within(svg(4), &mut left), svg(4));
        let missing = Picture::Missing("broken".to_owned());
        assert_eq!(within(missing.clone(), &mut left), missing, "takes no room");
        assert_eq!(left, 6);
        assert_eq!(within(svg(7), &mut left), too_much());
        assert_eq!(left, 0, "and nothing after it");
    }
}
