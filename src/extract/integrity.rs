//! Damage that the reader would pass over in silence.
//!
//! A cut file may open with parts of pages missing, and a wrong byte within a compressed stream changes or loses text
//! without an error: hayro reads what it can, which is right on a screen and wrong for figures. zlib's checksum tells.

use super::resources::{Resource, walk};
use super::{kind, pdf};
use crate::finding::FilingError;
use hayro_syntax::Filter;
use hayro_syntax::object::{Array, Stream};
use hayro_syntax::page::Page;

/// A file that was cut has no end: no `startxref` or `%%EOF` behind its last object.
///
/// # Errors
///
/// [`RejectCode::MalformedPdf`](crate::finding::RejectCode::MalformedPdf).
pub(super) fn check_end(bytes: &[u8]) -> Result<(), FilingError> {
    let last = |needle: &[u8]| bytes.windows(needle.len()).rposition(|window| window == needle);
    let end = last(b"%%EOF").max(last(b"startxref"));
    let Some(end) = end else {
        return Err(pdf::malformed("the file has no end mark: it was cut"));
    };
    if kind::find(&bytes[end..], b" obj").is_some() {
        return Err(pdf::malformed("the file has no end mark after its last object: it was cut"));
    }
    Ok(())
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
    let wanted = adler32(decoded).to_be_bytes();
    let tail = &raw[raw.len().saturating_sub(wanted.len() + 2)..];
    kind::find(tail, &wanted).is_some()
}

/// The checksum of RFC 1950.
fn adler32(bytes: &[u8]) -> u32 {
    const MODULUS: u32 = 65_521;
    /// So many bytes fit into 32 bits before the modulus is due.
    const CHUNK: usize = 5_552;
    let (mut low, mut high) = (1_u32, 0_u32);
    for chunk in bytes.chunks(CHUNK) {
        for byte in chunk {
            low += u32::from(*byte);
            high += low;
        }
        low %= MODULUS;
        high %= MODULUS;
    }
    (high << 16) | low
}

#[cfg(test)]
mod tests {
    use super::adler32;

    #[test]
    fn the_checksum_is_that_of_zlib() {
        assert_eq!(adler32(b""), 1);
        assert_eq!(adler32(b"Wikipedia"), 0x11E6_0398);
        assert_eq!(adler32(&vec![0xFF; 100_000]), 0x149A_302C);
    }
}
