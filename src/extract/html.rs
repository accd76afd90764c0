//! HTML → words and rules on made-up pages.
//!
//! A return comes as HTML in two shapes. As tables: they are laid out as a browser would, one cell beside the other,
//! with the borders that the file declares as rules; the sizes are made up, who stands beside and below whom is not.
//! As the alternative text of one picture a page, or as tables without borders: then it is text input like any other.

mod blocks;
mod grid;
mod guard;
mod look;
mod marks;
mod raster;
mod submission;
mod tables;

use blocks::Block;
use scraper::Html;

use super::encoding::Decoded;
use super::feet::apart;
use super::{Document, Geometry, Limits, text, too_large};
use crate::filing::SourceFormat;
use crate::finding::FilingError;

pub(super) use submission::holds_html;

/// How long a line that begins with the foot of a page has to be at least, in bytes, to be a whole page in one run.
const RUN: usize = 400;

/// Reads HTML, or a US submission that holds HTML among its documents.
///
/// # Errors
///
/// [`RejectCode::TooLarge`](crate::finding::RejectCode::TooLarge) beyond the limits, or where tags or tables nest so
/// deep that no person made them.
pub(super) fn read(decoded: &Decoded, limits: &Limits) -> Result<Document, FilingError> {
    let mut all = Vec::new();
    for part in submission::parts(&decoded.text) {
        all.push(Block::Break);
        if part.is_html {
            guard::check(part.text)?;
            all.append(&mut blocks::read(&Html::parse_document(part.text))?);
        } else {
            all.extend(part.text.lines().map(|line| Block::Line(line.to_owned())));
        }
    }
    let count: usize = all.iter().map(Block::characters).sum();
    if count > limits.max_glyphs {
        let limit = limits.max_glyphs;
        return Err(too_large(format!("the page has {count} characters of text, the limit is {limit}")));
    }
    let document = if has_geometry(&all) {
        raster::document(&all, decoded.undecodable)
    } else {
        let lines: Vec<String> = all.iter().flat_map(Block::as_text).collect();
        Document { format: SourceFormat::Html, ..text::read_lines(&lines, limits, decoded.undecodable)? }
    };
    if document.pages.len() > limits.max_pages {
        let (count, limit) = (document.pages.len(), limits.max_pages);
        return Err(too_large(format!("the file has {count} pages, the limit is {limit}")));
    }
    debug_assert_ne!(document.geometry, Geometry::Points, "nothing in HTML stands at a place in points");
    Ok(document)
}

/// Whether the places in tables say more than the order of the text does.
///
/// Not where whole pages are runs of text (with a cover page of tables, perhaps). Tables without any borders count
/// where they have columns, save for FF301: its tables are ruled, and without rules its rows are read as lines.
fn has_geometry(blocks: &[Block]) -> bool {
    let characters =
        |wanted: fn(&&Block) -> bool| -> usize { blocks.iter().filter(wanted).map(Block::characters).sum() };
    let runs = characters(|block| match block {
        Block::Picture(_) => true,
        Block::Line(line) => line.len() >= RUN && !apart(line).0.is_empty(),
        _ => false,
    });
    let tables = characters(|block| matches!(block, Block::Grid(_)));
    if tables == 0 || runs > tables {
        return false;
    }
    let mut grids = blocks.iter().filter_map(|block| if let Block::Grid(grid) = block { Some(grid) } else { None });
    let is_marked = || blocks.iter().flat_map(Block::as_text).any(|line| line.contains("FF301"));
    grids.clone().any(grid::Grid::is_ruled) || grids.any(|grid| grid.columns >= 3 && grid.rows >= 2) && !is_marked()
}

#[cfg(test)]
mod tests;
