//! PDF → words and rules, by `pdf-extract`: the second reader, which shares no code with the first.
//!
//! It is asked where the first leaves a doubt. It may panic, exhaust the stack or loop on damaged files, so that it
//! belongs into a process of its own; what is known to lead there is turned away or put straight before it sees it
//! (`prepare`). Chinese without `ToUnicode` it cannot read: such glyphs give U+FFFD.

mod device;
mod prepare;

use pdf_extract::{Dictionary, Document as Pdf, Object, ObjectId, Transform, output_doc_page};

use super::pdf::{guarded, malformed};
use super::{Document, Geometry, Limits, Page, integrity, too_large};
use crate::filing::SourceFormat;
use crate::finding::{FilingError, RejectCode};
use device::Device;

/// Reads a PDF.
///
/// # Errors
/// As the first reader: [`RejectCode::Encrypted`], [`RejectCode::MalformedPdf`], [`RejectCode::TooLarge`],
/// [`RejectCode::NoTextLayer`].
pub(super) fn read(bytes: &[u8], limits: &Limits) -> Result<Document, FilingError> {
    integrity::check_end(bytes)?;
    let doubts = integrity::inspect_all(bytes)?;
    guarded("the file", || read_whole(bytes, limits, doubts))?
}

fn read_whole(bytes: &[u8], limits: &Limits, doubts: Vec<String>) -> Result<Document, FilingError> {
    let mut pdf = Pdf::load_mem(bytes).map_err(|error| malformed(format_args!("no pages can be found ({error})")))?;
    if pdf.is_encrypted() {
        let refused = |_| {
            let message = "the PDF opens only with a password; remove it (qpdf --decrypt) and try again";
            FilingError::new(RejectCode::Encrypted, message)
        };
        pdf.decrypt("").map_err(refused)?;
    }
    let ids = pdf.get_pages();
    if ids.is_empty() {
        return Err(malformed("the file has no pages"));
    }
    if ids.len() > limits.max_pages {
        let (count, limit) = (ids.len(), limits.max_pages);
        return Err(too_large(format!("the PDF has {count} pages, the limit is {limit}")));
    }
    prepare::prepare(&mut pdf, &ids)?;
    let mut document = Document {
        format: SourceFormat::Pdf,
        geometry: Geometry::Points,
        pages: Vec::with_capacity(ids.len()),
        release_version: release_version(&pdf),
        undecodable: 0,
        doubts,
    };
    let mut glyphs_left = limits.max_glyphs;
    for (number, id) in ids {
        let frame = Frame::of(&pdf, id).ok_or_else(|| malformed(format_args!("page {number} has no size")))?;
        let mut device = Device::new(&frame, glyphs_left);
        let name = format!("page {number}");
        let drawn = guarded(&name, || output_doc_page(&pdf, &mut device, number))?;
        if device.is_spent() {
            return Err(too_large(format!("{name} draws more than the limits allow")));
        }
        drawn.map_err(|error| malformed(format_args!("{name} cannot be interpreted ({error})")))?;
        let drawn = device.finish();
        glyphs_left -= drawn.glyphs;
        document.undecodable += drawn.undecodable;
        let (width, height) = frame.size;
        document.pages.push(Page { number, width, height, words: drawn.words, rules: drawn.rules });
    }
    if document.pages.iter().all(|page| page.words.is_empty()) {
        return Err(FilingError::new(RejectCode::NoTextLayer, "no page holds any text; run the file through OCR"));
    }
    Ok(document)
}

/// How a page lies: its size, and the way from its own frame (origin bottom left) to ours.
struct Frame {
    size: (f32, f32),
    transform: Transform,
}

impl Frame {
    fn of(pdf: &Pdf, page: ObjectId) -> Option<Self> {
        let [x0, y0, x1, y1] = visible_box(pdf, page)?;
        let turns = match inherited(pdf, page, b"Rotate").and_then(|turn| turn.as_i64().ok()) {
            Some(degrees) => degrees.div_euclid(90).rem_euclid(4),
            None => 0,
        };
        let transform = match turns {
            1 => Transform::row_major(0.0, 1.0, 1.0, 0.0, -y0, -x0),
            2 => Transform::row_major(-1.0, 0.0, 0.0, 1.0, x1, -y0),
            3 => Transform::row_major(0.0, -1.0, -1.0, 0.0, y1, x1),
            _ => Transform::row_major(1.0, 0.0, 0.0, -1.0, -x0, y1),
        };
        let (width, height) = (device::narrow(x1 - x0), device::narrow(y1 - y0));
        let size = if turns % 2 == 0 { (width, height) } else { (height, width) };
        (width > 0.0 && height > 0.0).then_some(Self { size, transform })
    }
}

/// What of a page is seen: the crop box within the media box, as left, bottom, right, top.
fn visible_box(pdf: &Pdf, page: ObjectId) -> Option<[f64; 4]> {
    let sides = |key: &[u8]| -> Option<[f64; 4]> {
        let sides = inherited(pdf, page, key)?.as_array().ok()?;
        let number = |side: &Object| pdf.dereference(side).ok()?.1.as_float().ok().map(f64::from);
        let sides: [f64; 4] = sides.iter().map(number).collect::<Option<Vec<f64>>>()?.try_into().ok()?;
        let [x0, y0, x1, y1] = sides;
        Some([x0.min(x1), y0.min(y1), x0.max(x1), y0.max(y1)])
    };
    let media = sides(b"MediaBox")?;
    let Some(crop) = sides(b"CropBox") else { return Some(media) };
    let seen = [media[0].max(crop[0]), media[1].max(crop[1]), media[2].min(crop[2]), media[3].min(crop[3])];
    Some(if seen[2] > seen[0] && seen[3] > seen[1] { seen } else { media })
}

/// How far up the page tree an entry may stand.
const MAX_DEPTH: usize = 40;

/// An entry of a page, or of the nearest node above it that has it.
fn inherited<'p>(pdf: &'p Pdf, page: ObjectId, key: &[u8]) -> Option<&'p Object> {
    let mut node: &Dictionary = pdf.get_dictionary(page).ok()?;
    for _ in 0..MAX_DEPTH {
        if let Ok(value) = node.get(key) {
            return pdf.dereference(value).ok().map(|(_, value)| value);
        }
        node = pdf.get_dictionary(node.get(b"Parent").ok()?.as_reference().ok()?).ok()?;
    }
    None
}

/// `/ReleaseVersion` of the information dictionary.
fn release_version(pdf: &Pdf) -> Option<String> {
    let info = pdf.trailer.get(b"Info").ok()?.as_reference().ok()?;
    let value = pdf.get_dictionary(info).ok()?.get(b"ReleaseVersion").ok()?;
    let text = super::pdf::text_of(value.as_str().ok()?);
    (!text.is_empty()).then_some(text)
}
