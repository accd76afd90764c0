//! What kind of file the bytes are, told from the content.

use super::doc::{self, Container};
use super::encoding::{self, Decoded};
use super::html;
use crate::filing::SourceFormat;
use crate::finding::{FilingError, RejectCode};
use memchr::memmem;

/// A kind of file that can be read.
pub(super) enum Kind {
    /// Portable Document Format.
    Pdf,
    /// A web page, or a submission that holds one, decoded.
    Html(Decoded),
    /// Plain text or markdown, decoded.
    Text(Decoded),
    /// A Word document, and the ending that its content is known by.
    Word(&'static str),
}

/// How far from the front `%PDF-` may stand, as Acrobat has it.
pub(super) const HEADER_WINDOW: usize = 1024;

/// The first bytes of an OLE file.
const OLE: &[u8] = b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1";

/// Files known by their first bytes, what they are, and what to do with them.
const SIGNATURES: &[(&[u8], &str, &str)] = &[
    (b"%!PS", "a PostScript file", "distil it to PDF"),
    (b"\x89PNG", "a PNG image", "run it through OCR, or get the original filing"),
    (b"\xFF\xD8\xFF", "a JPEG image", "run it through OCR, or get the original filing"),
    (b"GIF8", "a GIF image", "run it through OCR, or get the original filing"),
    (b"II*\0", "a TIFF image", "run it through OCR, or get the original filing"),
    (b"MM\0*", "a TIFF image", "run it through OCR, or get the original filing"),
    (b"\x1F\x8B", "a gzip archive", "unpack it"),
    (b"7z\xBC\xAF\x27\x1C", "a 7z archive", "unpack it"),
    (b"Rar!", "a RAR archive", "unpack it"),
    (b"\xFD7zXZ", "an xz archive", "unpack it"),
    (b"\x28\xB5\x2F\xFD", "a zstd archive", "unpack it"),
    (b"PAR1", "a Parquet file", "give the filing itself"),
    (b"\x7FELF", "a program", "give the filing itself"),
];

/// Tells the kind of a file from its bytes.
///
/// # Errors
///
/// [`RejectCode::Empty`], [`RejectCode::Encrypted`] or [`RejectCode::UnsupportedFormat`], naming what it looks like.
pub(super) fn tell(bytes: &[u8]) -> Result<Kind, FilingError> {
    if bytes.iter().all(u8::is_ascii_whitespace) {
        return Err(empty());
    }
    let window = &bytes[..bytes.len().min(HEADER_WINDOW)];
    if find(window, b"%PDF-").is_some() {
        return Ok(Kind::Pdf);
    }
    if let Some((_, what, remedy)) = SIGNATURES.iter().find(|(magic, ..)| bytes.starts_with(magic)) {
        return Err(unsupported(what, remedy));
    }
    if let Some(kind) = packed(bytes) {
        return kind;
    }
    let Some(decoded) = encoding::decode(bytes) else {
        return Err(unsupported("binary data, not text", "give the filing as a PDF or as text"));
    };
    if decoded.text.trim().is_empty() {
        return Err(empty());
    }
    if html::holds_html(&decoded.text) {
        return Ok(Kind::Html(decoded));
    }
    if decoded.text.trim_start().starts_with("<?xml") {
        return Err(unsupported("an XML file", "print it to PDF, or save it as text"));
    }
    Ok(Kind::Text(decoded))
}

/// The published word for the kind of a file, of kinds that are told apart but not read, too; `None` for all others.
pub(super) fn format(bytes: &[u8]) -> Option<SourceFormat> {
    match tell(bytes) {
        Ok(Kind::Pdf) => Some(SourceFormat::Pdf),
        Ok(Kind::Html(_)) => Some(SourceFormat::Html),
        Ok(Kind::Text(_)) => Some(SourceFormat::Text),
        Ok(Kind::Word(_)) => Some(SourceFormat::Doc),
        Err(error) if error.code == RejectCode::Encrypted => Some(SourceFormat::Doc),
        Err(_) => None,
    }
}

/// Where `needle` first stands in `bytes`.
pub(super) fn find(bytes: &[u8], needle: &[u8]) -> Option<usize> {
    memmem::find(bytes, needle)
}

/// The last place of some bytes.
pub(super) fn rfind(bytes: &[u8], needle: &[u8]) -> Option<usize> {
    memmem::rfind(bytes, needle)
}

fn empty() -> FilingError {
    FilingError::new(RejectCode::Empty, "the file has no bytes, or nothing but white space; fetch it again")
}

fn unsupported(what: &str, remedy: &str) -> FilingError {
    FilingError::new(
        RejectCode::UnsupportedFormat,
        format!("the content looks like {what}, which is not read; {remedy}"),
    )
}

/// The ending that stands for the content of a Word document; `None` for all other bytes.
pub(super) fn word(bytes: &[u8]) -> Option<&'static str> {
    match packed(bytes) {
        Some(Ok(Kind::Word(extension))) => Some(extension),
        _ => None,
    }
}

/// The containers that Word writes, and others of their make; `None` for bytes that are no such container.
fn packed(bytes: &[u8]) -> Option<Result<Kind, FilingError>> {
    let (container, extension, other, remedy) = if bytes.starts_with(b"{\\rtf") {
        (Container::Word, "rtf", "", "")
    } else if bytes.starts_with(OLE) {
        (doc::of_ole(bytes), "doc", "an OLE file other than a Word document", "print it to PDF")
    } else if bytes.starts_with(b"PK\x03\x04") || bytes.starts_with(b"PK\x05\x06") {
        (doc::of_zip(bytes), "docx", "a ZIP archive", "unpack it")
    } else {
        return None;
    };
    Some(match container {
        Container::Word => Ok(Kind::Word(extension)),
        Container::Encrypted => {
            let what = "the document opens only with a password; remove it in Word, or print it to PDF";
            Err(FilingError::new(RejectCode::Encrypted, what))
        }
        Container::Workbook => Err(unsupported("an Excel workbook", "print it to PDF")),
        Container::Other => Err(unsupported(other, remedy)),
    })
}
