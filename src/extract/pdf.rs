//! PDF → words and rules.
//!
//! Two readers of the same content that come to the same: [`plain`] knows what nearly all pages are made of and is
//! quick, [`interpreted`] knows everything and reads the pages that are not plain.

mod canvas;
mod glyph;
mod interpreted;
mod plain;
mod span;
#[cfg(test)]
mod tests;

use super::fonts::Guesses;
use super::{Document, Geometry, Limits, integrity, kind, too_large};
use crate::filing::SourceFormat;
use crate::finding::{FilingError, RejectCode};
use canvas::ReadPage;
use hayro_interpret::TransformExt;
use hayro_interpret::kurbo::Affine;
use hayro_syntax::object::{self, Dict, ObjectIdentifier};
use hayro_syntax::{DecryptionError, LoadPdfError, Pdf, page};
use std::panic::{AssertUnwindSafe, catch_unwind};

/// Reads a PDF.
///
/// # Errors
///
/// [`RejectCode::Encrypted`] if it wants a password, [`RejectCode::MalformedPdf`] if it is broken or cut,
/// [`RejectCode::TooLarge`] beyond the limits, [`RejectCode::NoTextLayer`] if there is no text on any page.
pub fn read(bytes: &[u8], limits: &Limits) -> Result<Document, FilingError> {
    integrity::check_end(bytes)?;
    guarded("the file", || read_whole(bytes, limits))?
}

fn read_whole(bytes: &[u8], limits: &Limits) -> Result<Document, FilingError> {
    let pdf = open(bytes)?;
    let pages = pdf.pages();
    check_pages(&pdf, pages.len(), limits)?;
    integrity::check_streams(pages)?;
    let mut document = Document {
        format: SourceFormat::Pdf,
        geometry: Geometry::Points,
        pages: Vec::with_capacity(pages.len()),
        release_version: release_version(bytes, &pdf),
        undecodable: 0,
        doubts: integrity::inspect(bytes),
    };
    document.doubts.extend(integrity::lost_fonts(pages));
    let guesses = Guesses::new(pages);
    let reader = Reader {
        plain: plain::Reader::new(&pdf, &guesses, document.doubts.is_empty()),
        interpreted: interpreted::Reader::new(&pdf, &guesses),
    };
    let mut glyphs_left = limits.max_glyphs;
    let mut hidden = Vec::with_capacity(pages.len());
    for (number, page) in (1..).zip(pages.iter()) {
        let read = reader.page(page, number, glyphs_left)?;
        glyphs_left -= read.glyphs;
        document.undecodable += read.undecodable;
        hidden.push(read.hidden);
        document.pages.push(read.page);
    }
    document.doubts.extend(integrity::cut_pages(&document.pages, &hidden));
    // Text set in a font that cannot be loaded is lost or guessed.
    document.undecodable += reader.interpreted.missing_fonts();
    if document.pages.iter().all(|page| page.words.is_empty()) {
        return Err(FilingError::new(
            RejectCode::NoTextLayer,
            format!(
                "none of the {} pages holds any text: a scan, or text drawn as outlines; run it through OCR, or get \
                 the original filing",
                document.pages.len()
            ),
        ));
    }
    Ok(document)
}

/// A PDF whose pages can be found, whether or not they can be read.
pub(super) fn open(bytes: &[u8]) -> Result<Pdf, FilingError> {
    guarded("the file", || Pdf::new(bytes.to_vec()).map_err(load_error))?
}

pub(super) fn malformed(what: impl std::fmt::Display) -> FilingError {
    FilingError::new(RejectCode::MalformedPdf, format!("{what}; the PDF is damaged, fetch it again"))
}

fn load_error(error: LoadPdfError) -> FilingError {
    let encrypted = |what: &str| FilingError::new(RejectCode::Encrypted, what);
    match error {
        LoadPdfError::Decryption(DecryptionError::PasswordProtected) => {
            encrypted("the PDF opens only with a password; remove it (qpdf --decrypt) and try again")
        }
        LoadPdfError::Decryption(DecryptionError::UnsupportedAlgorithm) => {
            encrypted("the PDF is encrypted in a way that is not known; print it to a new PDF and try again")
        }
        LoadPdfError::Decryption(DecryptionError::MissingIDEntry | DecryptionError::InvalidEncryption) => {
            malformed("the encryption dictionary makes no sense")
        }
        LoadPdfError::Invalid => malformed("no pages can be found in the file"),
    }
}

/// Too many pages, none, or fewer than the page tree promises.
fn check_pages(pdf: &Pdf, count: usize, limits: &Limits) -> Result<(), FilingError> {
    if count == 0 {
        return Err(malformed("the file has no pages"));
    }
    if count > limits.max_pages {
        let limit = limits.max_pages;
        return Err(too_large(format!("the PDF has {count} pages, the limit is {limit}")));
    }
    let promised = pdf
        .xref()
        .get::<Dict<'_>>(pdf.xref().root_id())
        .and_then(|root| root.get::<Dict<'_>>(b"Pages"))
        .and_then(|tree| tree.get::<u32>(b"Count"))
        .and_then(|count| usize::try_from(count).ok());
    match promised {
        Some(promised) if promised > count => {
            Err(malformed(format!("the page tree names {promised} pages, only {count} can be found")))
        }
        _ => Ok(()),
    }
}

/// `/ReleaseVersion` of the information dictionary. hayro hands on the standard entries only, so the last `/Info`
/// reference of the file is followed by hand.
fn release_version(bytes: &[u8], pdf: &Pdf) -> Option<String> {
    const KEY: &[u8] = b"/Info";
    let at = kind::rfind(bytes, KEY)? + KEY.len();
    let tail = &bytes[at..bytes.len().min(at + 32)];
    let tail = std::str::from_utf8(tail).unwrap_or_else(|error| {
        // Cut at the first byte that is no text, as a reference is ASCII.
        std::str::from_utf8(&tail[..error.valid_up_to()]).unwrap_or_default()
    });
    let mut parts = tail.split_whitespace();
    let object = parts.next()?.parse().ok()?;
    let generation = parts.next()?.parse().ok()?;
    let info = pdf.xref().get::<Dict<'_>>(ObjectIdentifier::new(object, generation))?;
    let value = info.get::<object::String<'_>>(b"ReleaseVersion")?;
    let text = text_of(value.as_bytes());
    (!text.is_empty()).then_some(text)
}

/// The characters of a text string, trimmed.
pub(super) fn text_of(bytes: &[u8]) -> String {
    let text = match bytes {
        [0xFE, 0xFF, wide @ ..] => encoding_rs::UTF_16BE.decode_without_bom_handling(wide).0.into_owned(),
        plain => String::from_utf8_lossy(plain).into_owned(),
    };
    text.trim().to_owned()
}

/// Runs code that may panic (the interpreter on damaged input), and makes an error of it.
pub(super) fn guarded<T>(what: &str, work: impl FnOnce() -> T) -> Result<T, FilingError> {
    catch_unwind(AssertUnwindSafe(work)).map_err(|payload| match payload.downcast::<Spent>() {
        Ok(spent) => too_large(format!("{what} draws more than the limit of {} {}", spent.limit, spent.what)),
        Err(_) => malformed(format_args!("{what} cannot be interpreted")),
    })
}

/// What is thrown to leave the interpreter, which has no other way out of a page that draws without end.
struct Spent {
    what: &'static str,
    limit: usize,
}

/// Drawing operations on one page that are looked at, text included.
const MAX_OPERATIONS: usize = 4_000_000;

/// Both ways to read a page.
struct Reader<'d, 'a> {
    plain: plain::Reader<'d, 'a>,
    interpreted: interpreted::Reader<'d, 'a>,
}

impl<'a> Reader<'_, 'a> {
    fn page(&self, page: &page::Page<'a>, number: u32, max_glyphs: usize) -> Result<ReadPage, FilingError> {
        // A page that a font of it makes panic is for the interpreter, which may know a way round.
        match guarded("the page", || self.plain.page(page, number, max_glyphs)) {
            Ok(Ok(read)) => Ok(read),
            Ok(Err(plain::Odd)) | Err(_) => self.interpreted.page(page, number, max_glyphs),
        }
    }
}

/// The size of a page as it is seen, in points, and the way to it from the space of the page.
fn frame(page: &page::Page<'_>) -> ((f32, f32), Affine) {
    (page.render_dimensions(), page.initial_transform(true).to_kurbo())
}
