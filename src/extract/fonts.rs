//! Characters of glyphs that name none themselves: CIDs of the Adobe collections, and dingbats by glyph name.

use super::resources::{Resource, walk};
use hayro_interpret::font::OutlineGlyph;
use hayro_interpret::hayro_cmap::{self, BfString, CMap, CMapName, CidFamily};
use hayro_syntax::object::{self, Array, Dict, Name, Object};
use hayro_syntax::page::Page;
use std::cell::OnceCell;
use std::collections::HashMap;
use std::sync::OnceLock;

/// What the fonts of a document say of glyphs that name no character. They are looked through when the first is asked
/// for.
pub(super) struct Guesses<'d, 'a> {
    pages: &'d [Page<'a>],
    fonts: OnceCell<Fonts>,
}

impl<'d, 'a> Guesses<'d, 'a> {
    pub(super) fn new(pages: &'d [Page<'a>]) -> Self {
        Self { pages, fonts: OnceCell::new() }
    }

    /// The character of a glyph that has none by itself, if there is one.
    pub(super) fn character(&self, glyph: &OutlineGlyph) -> Option<BfString> {
        self.fonts.get_or_init(|| Fonts::of(self.pages)).character(glyph)
    }
}

/// The fonts of a document that need help, by PostScript name without the subset's prefix.
#[derive(Default)]
struct Fonts {
    by_name: HashMap<String, Vec<Font>>,
}

/// How the codes of a font become characters.
#[derive(Clone, PartialEq)]
enum Font {
    /// A composite font without `ToUnicode`: code → CID → character.
    Cid { family: CidFamily, encoding: Encoding },
    /// A font of pictures: characters by code.
    Dingbats(Vec<(u32, char)>),
}

/// Code → CID.
#[derive(Clone)]
enum Encoding {
    Identity,
    Table { name: Vec<u8>, map: Box<CMap> },
}

impl PartialEq for Encoding {
    fn eq(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Identity, Self::Identity) => true,
            (Self::Table { name, .. }, Self::Table { name: other, .. }) => name == other,
            _ => false,
        }
    }
}

impl Encoding {
    fn cid(&self, code: u32) -> Option<u32> {
        match self {
            Self::Identity => Some(code),
            Self::Table { map, .. } => (1..=4).find_map(|length| map.lookup_cid_code(code, length)),
        }
    }
}

impl Fonts {
    /// Finds the fonts of all pages, of forms on them too.
    fn of(pages: &[Page<'_>]) -> Self {
        let mut fonts = Self::default();
        walk(pages, |resource| {
            if let Resource::Font(dict) = resource {
                fonts.add_font(&dict);
            }
        });
        fonts
    }

    fn add_font(&mut self, dict: &Dict<'_>) {
        let Some(name) = dict.get::<Name<'_>>(b"BaseFont").map(|name| bare_name(name.as_str()).to_owned()) else {
            return;
        };
        if dict.contains_key(b"ToUnicode") {
            return;
        }
        let font = match dict.get::<Name<'_>>(b"Subtype") {
            Some(subtype) if &*subtype == b"Type0" => cid_font(dict),
            _ if is_dingbats(&name) => Some(dingbats(dict)),
            _ => None,
        };
        if let Some(font) = font {
            let known = self.by_name.entry(name).or_default();
            if !known.contains(&font) {
                known.push(font);
            }
        }
    }

    /// The character of a glyph that has none by itself. `None` if there is no telling, also where two fonts of one
    /// name read the code differently: better no character than a wrong one.
    fn character(&self, glyph: &OutlineGlyph) -> Option<BfString> {
        let code = glyph.char_code();
        let mut readings = match glyph.font_data().and_then(|data| data.postscript_name) {
            Some(name) => self.by_name.get(bare_name(&name))?.iter().map(|font| font.read(code)).collect(),
            // Type 1 programs do not tell their name; only pictures are worth a guess among all fonts.
            None => self.pictures(code),
        }
        .into_iter();
        let first = readings.next()??;
        readings.all(|other| other.as_ref() == Some(&first)).then_some(first)
    }

    fn pictures(&self, code: u32) -> Vec<Option<BfString>> {
        let pictures = self.by_name.values().flatten().filter(|font| matches!(font, Font::Dingbats(_)));
        pictures.filter_map(|font| font.read(code)).map(Some).collect()
    }
}

impl Font {
    fn read(&self, code: u32) -> Option<BfString> {
        match self {
            Self::Cid { family, encoding } => collection(family)?.lookup_bf_string(encoding.cid(code)?),
            Self::Dingbats(pairs) => {
                let (_, character) = pairs.iter().find(|(known, _)| *known == code)?;
                Some(BfString::Char(*character))
            }
        }
    }
}

/// `AdobeHeitiStd-Regular` of `SLYXNN+AdobeHeitiStd-Regular`.
fn bare_name(name: &str) -> &str {
    match name.split_once('+') {
        Some((prefix, rest)) if prefix.len() == 6 => rest,
        _ => name,
    }
}

fn cid_font(dict: &Dict<'_>) -> Option<Font> {
    let (encoding, family) = match dict.get::<Object<'_>>(b"Encoding")? {
        Object::Name(name) if matches!(&*name, b"Identity-H" | b"Identity-V") => (Encoding::Identity, None),
        Object::Name(name) => table(name.to_vec(), hayro_cmap::load_embedded(CMapName::from_bytes(&name))?)?,
        Object::Stream(stream) => table(stream.dict().data().to_vec(), &stream.decoded_data().ok()?)?,
        _ => return None,
    };
    let family = family.or_else(|| {
        let descendant = dict.get::<Array<'_>>(b"DescendantFonts")?.iter::<Dict<'_>>().next()?;
        let info = descendant.get::<Dict<'_>>(b"CIDSystemInfo")?;
        let registry = info.get::<object::String<'_>>(b"Registry")?;
        let ordering = info.get::<object::String<'_>>(b"Ordering")?;
        Some(CidFamily::from_registry_ordering(registry.as_bytes(), ordering.as_bytes()))
    })?;
    Some(Font::Cid { family, encoding })
}

/// A code table that is not the identity, with the collection that it names.
fn table(name: Vec<u8>, data: &[u8]) -> Option<(Encoding, Option<CidFamily>)> {
    let map = CMap::parse(data, hayro_cmap::load_embedded)?;
    let named = map.metadata().character_collection.as_ref().map(|named| named.family.clone());
    let family = named.filter(|family| family.ucs2_cmap().is_some());
    let map = Box::new(map);
    Some((Encoding::Table { name, map }, family))
}

/// CID → character of one of Adobe's collections, read once a process.
fn collection(family: &CidFamily) -> Option<&'static CMap> {
    static JAPAN: OnceLock<Option<CMap>> = OnceLock::new();
    static GB: OnceLock<Option<CMap>> = OnceLock::new();
    static CNS: OnceLock<Option<CMap>> = OnceLock::new();
    static KOREA: OnceLock<Option<CMap>> = OnceLock::new();
    let cell = match family {
        CidFamily::AdobeJapan1 => &JAPAN,
        CidFamily::AdobeGB1 => &GB,
        CidFamily::AdobeCNS1 => &CNS,
        CidFamily::AdobeKorea1 => &KOREA,
        CidFamily::AdobeIdentity | CidFamily::Custom { .. } => return None,
    };
    cell.get_or_init(|| CMap::parse(hayro_cmap::load_embedded(family.ucs2_cmap()?)?, hayro_cmap::load_embedded))
        .as_ref()
}

fn is_dingbats(name: &str) -> bool {
    ["Dingbats", "AdobePi"].iter().any(|family| name.contains(family))
}

/// The marks that forms tick boxes with: the glyph's name, its code in the encoding of ITC Zapf Dingbats, the character.
const MARKS: &[(&str, u32, char)] = &[
    ("a19", 0x33, '\u{2713}'),
    ("a20", 0x34, '\u{2714}'),
    ("a21", 0x35, '\u{2715}'),
    ("a22", 0x36, '\u{2716}'),
    ("a23", 0x37, '\u{2717}'),
    ("a24", 0x38, '\u{2718}'),
    ("a71", 0x6C, '\u{25CF}'),
    ("a73", 0x6E, '\u{25A0}'),
    ("a74", 0x6F, '\u{274F}'),
    ("a203", 0x70, '\u{2750}'),
    ("a75", 0x71, '\u{2751}'),
    ("a204", 0x72, '\u{2752}'),
];

/// By the names in `Differences`, else by the font family's own encoding.
fn dingbats(dict: &Dict<'_>) -> Font {
    let mut pairs = Vec::new();
    let differences = dict.get::<Dict<'_>>(b"Encoding").and_then(|encoding| encoding.get::<Array<'_>>(b"Differences"));
    let Some(differences) = differences else {
        return Font::Dingbats(MARKS.iter().map(|(_, code, mark)| (*code, *mark)).collect());
    };
    let mut code = 0_u32;
    for entry in differences.iter::<Object<'_>>() {
        match entry {
            Object::Number(number) => code = u32::try_from(number.as_i64()).unwrap_or(0),
            Object::Name(name) => {
                let mark = MARKS.iter().find(|(known, ..)| *known == name.as_str());
                pairs.extend(mark.map(|(.., mark)| (code, *mark)));
                code = code.saturating_add(1);
            }
            _ => {}
        }
    }
    Font::Dingbats(pairs)
}
