//! Fonts that are known from their description alone.
//!
//! Most Chinese text is set in fonts of many thousand glyphs: to unpack and parse their programs costs more than to
//! read the page. Where the file says how wide each glyph is and what it means, nothing of the program is needed but
//! that it can be loaded, and its first bytes tell that.

use super::font::Glyph;
use crate::extract::pdf::glyph::Meaning;
use flate2::{Decompress, FlushDecompress};
use hayro_interpret::hayro_cmap::{CMap, load_embedded};
use hayro_interpret::kurbo::Vec2;
use hayro_syntax::object::{Array, Dict, Name, Stream};
use std::borrow::Cow;
use std::collections::HashMap;

/// A composite font whose codes are the numbers of its glyphs.
pub(super) struct Described {
    encoding: CMap,
    characters: CMap,
    widths: HashMap<u32, f32>,
    /// Of glyphs that have none of their own.
    width: f32,
}

impl Described {
    /// `None` where the program is needed: `dict` must describe a composite font with an encoding by identity, a table
    /// of characters, and a TrueType program that will load.
    pub(super) fn of(dict: &Dict<'_>) -> Option<Self> {
        let is = |key: &[u8], value: &[u8]| dict.get::<Name<'_>>(key).is_some_and(|name| &*name == value);
        if !(is(b"Subtype", b"Type0") && is(b"Encoding", b"Identity-H")) {
            return None;
        }
        let descendant = dict.get::<Array<'_>>(b"DescendantFonts")?.iter::<Dict<'_>>().next()?;
        let program = descendant.get::<Dict<'_>>(b"FontDescriptor")?.get::<Stream<'_>>(b"FontFile2")?;
        if !will_load(&beginning(&program)?) {
            return None;
        }
        let characters = dict.get::<Stream<'_>>(b"ToUnicode")?.decoded_data().ok()?;
        Some(Self {
            encoding: CMap::identity_h(),
            characters: CMap::parse(&characters, load_embedded)?,
            widths: match descendant.get::<Array<'_>>(b"W") {
                Some(stated) => widths(&stated)?,
                None => HashMap::new(),
            },
            width: descendant.get::<f32>(b"DW").unwrap_or(1000.0),
        })
    }

    /// The first code of a text that is not empty, and its length.
    pub(super) fn read_code(&self, text: &[u8]) -> (u32, usize) {
        let mut code = 0;
        for (length, byte) in (1_u8..=4).zip(text) {
            code = code << 8 | u32::from(*byte);
            if self.encoding.lookup_cid_code(code, length).is_some() {
                return (code, usize::from(length));
            }
        }
        (0, 1)
    }

    /// The glyph of a code; `None` where the table of characters does not tell what it means.
    pub(super) fn glyph(&self, code: u32, length: usize) -> Option<Glyph> {
        let meaning = Meaning::stated(self.characters.lookup_bf_string(code))?;
        let number = (1..=4).find_map(|length| self.encoding.lookup_cid_code(code, length)).unwrap_or(0);
        let width = self.widths.get(&number).copied().unwrap_or(self.width);
        Some(Glyph {
            meaning,
            width,
            advance: Vec2::new(f64::from(width), 0.0),
            displacement: Vec2::ZERO,
            stretch: 1.0,
            is_space: code == 32 && length == 1,
        })
    }
}

/// More glyphs than any font has.
const MAX_GLYPHS: u32 = 1 << 16;

/// `first [width …]` and `first last width`.
fn widths(stated: &Array<'_>) -> Option<HashMap<u32, f32>> {
    let mut widths = HashMap::new();
    let mut items = stated.flex_iter();
    loop {
        if let Some((first, list)) = items.next::<(u32, Array<'_>)>() {
            for (number, width) in list.iter::<f32>().enumerate() {
                widths.insert(first.checked_add(u32::try_from(number).ok()?)?, width);
            }
        } else if let Some((first, last, width)) = items.next::<(u32, u32, f32)>() {
            if last >= MAX_GLYPHS {
                return None;
            }
            widths.extend((first..=last).map(|number| (number, width)));
        } else {
            return Some(widths);
        }
    }
}

/// More than the table of contents of a font program takes.
const BEGINNING: usize = 1024;

/// The first bytes of a stream that is packed in the usual way. Whether the rest is sound is for the checks of the
/// file's integrity.
fn beginning(stream: &Stream<'_>) -> Option<Vec<u8>> {
    let dict = stream.dict();
    let is_plain = dict.get::<Name<'_>>(b"Filter").is_some_and(|filter| &*filter == b"FlateDecode")
        && !dict.contains_key(b"DecodeParms")
        && !dict.contains_key(b"F")
        && !dict.contains_key(b"DP");
    // What was encrypted is not borrowed.
    let Cow::Borrowed(packed) = stream.raw_data() else { return None };
    let mut first = vec![0; BEGINNING];
    let mut unpacker = Decompress::new(true);
    unpacker.decompress(packed, &mut first, FlushDecompress::None).ok().filter(|_| is_plain)?;
    first.truncate(usize::try_from(unpacker.total_out()).ok()?);
    Some(first)
}

/// Whether these bytes begin a TrueType font that loads: its table of contents is whole, and it names no table that
/// makes a font be refused.
fn will_load(program: &[u8]) -> bool {
    let Some((head, tables)) = program.split_at_checked(12) else {
        return false;
    };
    let count = usize::from(u16::from_be_bytes([head[4], head[5]]));
    let tables = tables.get(..16 * count);
    head.starts_with(&[0, 1, 0, 0])
        && tables.is_some_and(|tables| tables.chunks_exact(16).all(|table| !table.starts_with(b"post")))
}

#[cfg(test)]
mod tests {
    use super::will_load;

    #[test]
    fn a_font_is_known_to_load_by_its_table_of_contents() {
        let table = |tag: &[u8; 4]| [tag.as_slice(), &[0; 12]].concat();
        let head = |count: u8| vec![0, 1, 0, 0, 0, count, 0, 0, 0, 0, 0, 0];
        let font =
            |count: u8, tags: &[&[u8; 4]]| [head(count), tags.iter().flat_map(|tag| table(tag)).collect()].concat();
        assert!(will_load(&font(2, &[b"glyf", b"head"])));
        // A wrong version of it makes a font be refused.
        assert!(!will_load(&font(2, &[b"glyf", b"post"])));
        assert!(!will_load(&font(3, &[b"glyf", b"head"])), "the table of contents is cut");
        assert!(!will_load(&font(0, &[])[..11]));
        assert!(!will_load(b"OTTO\0\0\0\0\0\0\0\0"));
    }
}
