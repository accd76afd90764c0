//! Damage that the reader would pass over in silence.
//!
//! A cut file may open with parts of pages missing, and a wrong byte within a compressed stream changes or loses text
//! without an error: hayro reads what it can, which is right on a screen and wrong for figures. zlib's checksum tells.
//! A wrong byte outside of streams, where there is no checksum, is told by what it breaks: [`inspect`] reads the file
//! to the letter, and is pleased only if every byte belongs to something and every name leads somewhere.

mod fonts;
mod graph;
mod keys;
mod objects;
mod structure;
mod syntax;

use super::resources::{Resource, walk};
use super::{Page as PageRead, kind, pdf};
use crate::finding::FilingError;
use hayro_syntax::Filter;
use hayro_syntax::object::{Array, Stream};
use hayro_syntax::page::Page;
use memchr::memmem;

/// A file that was cut has no end: no `startxref` or `%%EOF` behind its last object.
///
/// # Errors
///
/// [`RejectCode::MalformedPdf`](crate::finding::RejectCode::MalformedPdf).
pub(super) fn check_end(bytes: &[u8]) -> Result<(), FilingError> {
    let end = kind::rfind(bytes, b"%%EOF").max(kind::rfind(bytes, b"startxref"));
    let Some(end) = end else {
        return Err(pdf::malformed("the file has no end mark: it was cut"));
    };
    if kind::find(&bytes[end..], b" obj").is_some() {
        return Err(pdf::malformed("the file has no end mark after its last object: it was cut"));
    }
    Ok(())
}

/// How many doubts are worth telling.
const MAX_DOUBTS: usize = 6;

/// What is damaged or contradicts itself in the structure of a PDF, in words; nothing for a sound file.
///
/// The reader may have found its way all the same: then the text may be whole, or some of it lost.
pub(super) fn inspect(bytes: &[u8]) -> Vec<String> {
    open(bytes).map_or_else(|doubt| vec![doubt], |mut file| doubts(&mut file))
}

/// The same for a reader that does not look at the checksums of streams.
///
/// # Errors
/// [`RejectCode::MalformedPdf`](crate::finding::RejectCode::MalformedPdf) where the content of a stream is damaged: no
/// reader can know what it was.
pub(super) fn inspect_all(bytes: &[u8]) -> Result<Vec<String>, FilingError> {
    let mut file = match open(bytes) {
        Ok(file) => file,
        Err(doubt) => return Ok(vec![doubt]),
    };
    match file.damaged_stream() {
        Some(number) => Err(pdf::malformed(format_args!("the content of stream {number} is damaged"))),
        None => Ok(doubts(&mut file)),
    }
}

fn open(bytes: &[u8]) -> Result<structure::File<'_>, String> {
    let start = kind::find(&bytes[..bytes.len().min(kind::HEADER_WINDOW)], b"%PDF-").unwrap_or(0);
    structure::File::open(&bytes[start..])
}

fn doubts(file: &mut structure::File<'_>) -> Vec<String> {
    let mut doubts = Vec::new();
    file.check_objects(&mut doubts);
    graph::check(file, &mut doubts);
    doubts.sort();
    doubts.dedup();
    doubts.truncate(MAX_DOUBTS);
    doubts
}

/// Whether all that makes text decodes to what was written: the content of pages and forms, and the tables of
/// characters of fonts.
///
/// # Errors
///
/// [`RejectCode::MalformedPdf`](crate::finding::RejectCode::MalformedPdf).
pub(super) fn check_streams(pages: &[Page<'_>]) -> Result<(), FilingError> {
    for (number, page) in (1..).zip(pages) {
        check_page(page).ok_or_else(|| pdf::malformed(format_args!("the content of page {number} is damaged")))?;
    }
    let mut is_sound = true;
    walk(pages, |resource| {
        is_sound &= match resource {
            Resource::LostFont => false,
            Resource::Form(form) => is_intact(&form),
            Resource::Font(font) => font.get::<Stream<'_>>(b"ToUnicode").is_none_or(|table| is_intact(&table)),
        };
    });
    if is_sound { Ok(()) } else { Err(pdf::malformed("a font, its table of characters, or a form is lost or damaged")) }
}

/// Fonts that the content of a page names and its resources do not: the text is set in whatever font came before.
pub(super) fn lost_fonts(pages: &[Page<'_>]) -> Option<String> {
    (1..).zip(pages).find_map(|(number, page): (u32, _)| {
        let fonts = &page.resources().fonts;
        let lost = fonts_named(page.page_stream()?).into_iter().find(|name| !fonts.contains_key(name))?;
        Some(format!("the font {} of page {number} is not among its fonts", lost.escape_ascii()))
    })
}

/// Pages whose text runs off the page: `hidden` counts the words that nobody sees.
///
/// Printers' marks stand there too, a few words. The box of a page is in doubt where it hides any text and other pages
/// are of another size, and all boxes are where a tenth of the text is hidden.
pub(super) fn cut_pages(pages: &[PageRead], hidden: &[usize]) -> Option<String> {
    let size = |page: &PageRead| [page.width, page.height].map(|side| side.round().to_bits());
    let words: usize = pages.iter().map(|page| page.words.len()).sum();
    let is_much = 10 * hidden.iter().sum::<usize>() > words;
    pages.iter().zip(hidden).filter(|(_, hidden)| **hidden > 0).find_map(|(page, hidden)| {
        let alike = pages.iter().filter(|other| size(other) == size(page)).count();
        let is_cut = is_much || alike < pages.len().div_ceil(2);
        is_cut.then(|| format!("{hidden} words of page {} stand off the page", page.number))
    })
}

/// The operands of `Tf`. A string that happens to hold the same letters only makes one more name.
fn fonts_named(content: &[u8]) -> Vec<&[u8]> {
    let mut names: Vec<&[u8]> = Vec::new();
    for found in memmem::find_iter(content, b" Tf") {
        let before = &content[..found];
        let size = before.iter().rev().take_while(|byte| byte.is_ascii_digit() || matches!(byte, b'.' | b'-')).count();
        let name = before[..before.len() - size].trim_ascii_end();
        let start = name.iter().rposition(|byte| *byte == b'/').map_or(name.len(), |slash| slash + 1);
        let name = &name[start..];
        if size > 0 && !name.is_empty() && name.len() < 100 && !name.contains(&b' ') && !names.contains(&name) {
            names.push(name);
        }
    }
    names
}

fn check_page(page: &Page<'_>) -> Option<()> {
    let contents = page.raw();
    let is_intact = if let Some(stream) = contents.get::<Stream<'_>>(b"Contents") {
        // The page keeps its decoded content, so it is decoded once.
        page.page_stream().is_some_and(|decoded| matches_checksum(&stream, decoded))
    } else if let Some(parts) = contents.get::<Array<'_>>(b"Contents") {
        let (whole, streams) = (parts.raw_iter().count(), parts.iter::<Stream<'_>>().count());
        streams == whole && parts.iter::<Stream<'_>>().all(|part| is_intact(&part))
    } else {
        // A reference that leads nowhere: the page had content.
        contents.get_ref(b"Contents").is_none()
    };
    is_intact.then_some(())
}

fn is_intact(stream: &Stream<'_>) -> bool {
    stream.decoded_data().is_ok_and(|decoded| matches_checksum(stream, &decoded))
}

/// Whether the decoded bytes have the checksum that the compressed ones end in. Line ends behind it, which some writers
/// count in, are allowed; other compressions have no checksum, and predictors hide it.
fn matches_checksum(stream: &Stream<'_>, decoded: &[u8]) -> bool {
    let is_plain_zlib = stream.filters()[..] == [Filter::FlateDecode] && !stream.dict().contains_key(b"DecodeParms");
    if !is_plain_zlib {
        return true;
    }
    let raw = stream.raw_data();
    let wanted = simd_adler32::adler32(&decoded).to_be_bytes();
    let tail = &raw[raw.len().saturating_sub(wanted.len() + 2)..];
    kind::find(tail, &wanted).is_some()
}
