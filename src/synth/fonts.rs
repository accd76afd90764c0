//! Text → font codes: which face a character is set in, and the font objects behind the faces.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::sync::{Arc, LazyLock};

use hayro_cmap::{BfString, CMap, CidFamily};
use pdf_writer::types::{CidFontType, FontFlags, SystemInfo, UnicodeCmap};
use pdf_writer::{Filter, Finish, Name, Pdf, Rect, Ref, Str};
use skrifa::prelude::{LocationRef, Size};
use skrifa::{FontRef, MetadataProvider};
use subsetter::GlyphRemapper;

use super::boxes;
use super::metrics::advance;
use super::pdf::{Setting, deflate};

/// Which fonts a drawn filing carries.
#[derive(Debug, Clone, Default)]
pub enum Fonts {
    /// None: Helvetica and, for Chinese, a CID font by a predefined `CMap`. The viewer supplies the glyphs.
    #[default]
    Plain,
    /// As the real filings: Chinese by an embedded Identity-H font of Adobe-GB1 without `ToUnicode`. Its glyphs are
    /// boxes: it is for readers of text, not for eyes.
    NoToUnicode,
    /// Embedded subsets of real typefaces, with `ToUnicode`: looks right everywhere.
    Pretty(Arc<Typefaces>),
}

/// The typefaces for [`Fonts::Pretty`].
#[derive(Debug)]
pub struct Typefaces {
    latin: Vec<u8>,
    latin_bold: Vec<u8>,
    chinese: Vec<u8>,
}

impl Typefaces {
    /// Reads `LiberationSans-Regular.ttf`, `LiberationSans-Bold.ttf` and `DroidSansFallbackFull.ttf` in `folder`.
    ///
    /// # Errors
    /// When one is missing, or is not a font.
    pub fn load(folder: &Path) -> std::io::Result<Self> {
        let read = |name: &str| {
            let path = folder.join(name);
            let bytes = std::fs::read(&path)
                .map_err(|error| std::io::Error::new(error.kind(), format!("{}: {error}", path.display())))?;
            match FontRef::new(&bytes) {
                Ok(_) => Ok(bytes),
                Err(error) => Err(std::io::Error::other(format!("{}: no font: {error}", path.display()))),
            }
        };
        Ok(Self {
            latin: read("LiberationSans-Regular.ttf")?,
            latin_bold: read("LiberationSans-Bold.ttf")?,
            chinese: read("DroidSansFallbackFull.ttf")?,
        })
    }

    fn data(&self, face: Face) -> &[u8] {
        match face {
            Face::Latin | Face::Dingbats => &self.latin,
            Face::LatinBold => &self.latin_bold,
            Face::Chinese => &self.chinese,
        }
    }
}

/// A font of the file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Face {
    Latin,
    LatinBold,
    Chinese,
    Dingbats,
}

impl Face {
    /// Its name in the page's resources.
    pub(super) fn resource(self) -> &'static [u8] {
        match self {
            Self::Latin => b"F1",
            Self::LatinBold => b"F2",
            Self::Chinese => b"F3",
            Self::Dingbats => b"F4",
        }
    }
}

/// Character → CID of Adobe-GB1: the inverse of what a reader without `ToUnicode` has to use.
static GB1: LazyLock<BTreeMap<char, u16>> = LazyLock::new(|| {
    let load = hayro_cmap::load_embedded;
    let name = CidFamily::AdobeGB1.ucs2_cmap();
    let cmap = name.and_then(load).and_then(|data| CMap::parse(data, load));
    let mut cids = BTreeMap::new();
    for cid in 1..30_284_u16 {
        if let Some(BfString::Char(c)) = cmap.as_ref().and_then(|cmap| cmap.lookup_bf_string(u32::from(cid))) {
            cids.entry(c).or_insert(cid);
        }
    }
    cids
});

/// The fonts of one file, and which of their glyphs are used.
pub(super) struct FontBook<'a> {
    fonts: &'a Fonts,
    serif: bool,
    /// Whether Latin letters are set in the Chinese font too, as the real Chinese forms do.
    cid_latin: bool,
    used: BTreeSet<Face>,
    cids: BTreeSet<(u16, char)>,
    subsets: BTreeMap<Face, Subset>,
}

#[derive(Default)]
struct Subset {
    remapper: GlyphRemapper,
    /// New glyph → character.
    glyphs: BTreeMap<u16, char>,
}

impl<'a> FontBook<'a> {
    pub(super) fn new(setting: &Setting<'a>) -> Self {
        Self {
            fonts: setting.fonts,
            serif: setting.serif,
            cid_latin: setting.chinese && matches!(setting.fonts, Fonts::NoToUnicode),
            used: BTreeSet::new(),
            cids: BTreeSet::new(),
            subsets: BTreeMap::new(),
        }
    }

    /// The text as strings of codes, each in its face.
    pub(super) fn encode(&mut self, text: &str, bold: bool) -> Vec<(Face, Vec<u8>)> {
        let mut parts: Vec<(Face, Vec<u8>)> = Vec::new();
        for c in text.chars() {
            let (face, code) = self.encode_char(c, bold);
            self.used.insert(face);
            match parts.last_mut() {
                Some((last, bytes)) if *last == face => bytes.extend(code),
                _ => parts.push((face, code)),
            }
        }
        parts
    }

    fn encode_char(&mut self, c: char, bold: bool) -> (Face, Vec<u8>) {
        if c == '\u{2714}' {
            return (Face::Dingbats, vec![0x34]);
        }
        let latin = if bold { Face::LatinBold } else { Face::Latin };
        let byte = winansi(c).filter(|_| !self.cid_latin);
        match (self.fonts, byte) {
            (Fonts::Pretty(faces), byte) => {
                let face = if byte.is_some() { latin } else { Face::Chinese };
                (face, self.encode_glyph(faces, face, c))
            }
            (_, Some(byte)) => (latin, vec![byte]),
            (Fonts::NoToUnicode, None) => {
                let cid = GB1.get(&c).copied().unwrap_or(0);
                debug_assert_ne!(cid, 0, "{c:?} is not in Adobe-GB1");
                self.cids.insert((cid, c));
                (Face::Chinese, cid.to_be_bytes().to_vec())
            }
            (Fonts::Plain, None) => {
                let mut units = [0; 2];
                let bytes = c.encode_utf16(&mut units).iter().flat_map(|unit| unit.to_be_bytes());
                (Face::Chinese, bytes.collect())
            }
        }
    }

    fn encode_glyph(&mut self, faces: &Typefaces, face: Face, c: char) -> Vec<u8> {
        let glyph = FontRef::new(faces.data(face)).ok().and_then(|font| font.charmap().map(c));
        debug_assert!(glyph.is_some(), "{c:?} is not in {face:?}");
        let subset = self.subsets.entry(face).or_default();
        let old = glyph.map_or(0, |glyph| u16::try_from(glyph.to_u32()).unwrap_or(0));
        let new = subset.remapper.remap(old);
        subset.glyphs.insert(new, c);
        new.to_be_bytes().to_vec()
    }

    /// Writes the font objects of the used faces.
    pub(super) fn write(self, pdf: &mut Pdf, alloc: &mut impl FnMut() -> Ref) -> Vec<(Face, Ref)> {
        let mut faces = Vec::new();
        for &face in &self.used {
            let id = alloc();
            match (face, self.fonts, self.subsets.get(&face)) {
                (Face::Dingbats, ..) => {
                    pdf.type1_font(id).base_font(Name(b"ZapfDingbats"));
                }
                (_, Fonts::Pretty(typefaces), Some(subset)) => {
                    write_subset(pdf, alloc, id, face, typefaces.data(face), subset);
                }
                (Face::Chinese, Fonts::NoToUnicode, _) => write_boxes(pdf, alloc, id, &self.cids),
                (Face::Chinese, ..) => write_predefined(pdf, alloc, id),
                (latin, ..) => {
                    let name: &[u8] = match (latin, self.serif) {
                        (Face::LatinBold, false) => b"Helvetica-Bold",
                        (Face::LatinBold, true) => b"Times-Bold",
                        (_, false) => b"Helvetica",
                        (_, true) => b"Times-Roman",
                    };
                    pdf.type1_font(id).base_font(Name(name)).encoding_predefined(Name(b"WinAnsiEncoding"));
                }
            }
            faces.push((face, id));
        }
        faces
    }
}

/// The code of a character in `WinAnsiEncoding`, of those that we print.
fn winansi(c: char) -> Option<u8> {
    match c {
        ' '..='~' => u8::try_from(u32::from(c)).ok(),
        '\u{2018}' => Some(0x91),
        '\u{2019}' => Some(0x92),
        '\u{201c}' => Some(0x93),
        '\u{201d}' => Some(0x94),
        '\u{2013}' => Some(0x96),
        '£' => Some(0xa3),
        _ => None,
    }
}

fn system_info(ordering: &'static [u8], supplement: i32) -> SystemInfo<'static> {
    SystemInfo { registry: Str(b"Adobe"), ordering: Str(ordering), supplement }
}

fn descriptor(pdf: &mut Pdf, id: Ref, name: &[u8], file: Option<Ref>) {
    let mut descriptor = pdf.font_descriptor(id);
    descriptor
        .name(Name(name))
        .flags(FontFlags::SYMBOLIC)
        .bbox(Rect::new(-100.0, -200.0, 1100.0, 900.0))
        .italic_angle(0.0)
        .ascent(880.0)
        .descent(-120.0)
        .cap_height(700.0)
        .stem_v(80.0);
    if let Some(file) = file {
        descriptor.font_file2(file);
    }
}

/// A Chinese font that is not embedded, in UTF-16. Adobe-GB1 has every character that we print, Adobe-CNS1 lacks 内.
fn write_predefined(pdf: &mut Pdf, alloc: &mut impl FnMut() -> Ref, id: Ref) {
    let (cid_id, descriptor_id) = (alloc(), alloc());
    let name = b"AdobeHeitiStd-Regular";
    pdf.type0_font(id)
        .base_font(Name(b"AdobeHeitiStd-Regular-UniGB-UTF16-H"))
        .encoding_predefined(Name(b"UniGB-UTF16-H"))
        .descendant_font(cid_id);
    pdf.cid_font(cid_id)
        .subtype(CidFontType::Type0)
        .base_font(Name(name))
        .system_info(system_info(b"GB1", 5))
        .font_descriptor(descriptor_id)
        .default_width(1000.0);
    descriptor(pdf, descriptor_id, name, None);
}

/// An embedded Chinese font whose codes are CIDs of Adobe-GB1, without `ToUnicode`, every glyph the same box.
fn write_boxes(pdf: &mut Pdf, alloc: &mut impl FnMut() -> Ref, id: Ref, cids: &BTreeSet<(u16, char)>) {
    let (cid_id, descriptor_id, file_id, map_id) = (alloc(), alloc(), alloc(), alloc());
    let name = b"SYNTHA+BoxHeiti-Regular";
    pdf.type0_font(id).base_font(Name(name)).encoding_predefined(Name(b"Identity-H")).descendant_font(cid_id);
    let mut font = pdf.cid_font(cid_id);
    font.subtype(CidFontType::Type2)
        .base_font(Name(name))
        .system_info(system_info(b"GB1", 5))
        .font_descriptor(descriptor_id)
        .default_width(1000.0)
        .cid_to_gid_map_stream(map_id);
    let mut widths = font.widths();
    for &(cid, c) in cids {
        if advance(c, false) != 1000 {
            widths.consecutive(cid, [f32::from(advance(c, false))]);
        }
    }
    widths.finish();
    font.finish();
    descriptor(pdf, descriptor_id, name, Some(file_id));
    let last = cids.last().map_or(0, |&(cid, _)| usize::from(cid));
    let breadths: BTreeSet<u16> = cids.iter().map(|&(_, c)| advance(c, false)).collect();
    let breadths: Vec<u16> = breadths.into_iter().collect();
    let mut map = vec![0_u8; 2 * (last + 1)];
    for &(cid, c) in cids.iter().filter(|(_, c)| *c != ' ') {
        let glyph = 1 + breadths.iter().position(|breadth| *breadth == advance(c, false)).unwrap_or(0);
        map[2 * usize::from(cid) + 1] = u8::try_from(glyph).unwrap_or(0);
    }
    pdf.stream(map_id, &deflate(&map)).filter(Filter::FlateDecode);
    write_file(pdf, file_id, &boxes::font(&breadths));
}

fn write_file(pdf: &mut Pdf, id: Ref, font: &[u8]) {
    let packed = deflate(font);
    let mut stream = pdf.stream(id, &packed);
    stream.filter(Filter::FlateDecode);
    stream.pair(Name(b"Length1"), i32::try_from(font.len()).unwrap_or(i32::MAX));
}

/// An embedded subset with `ToUnicode`.
fn write_subset(pdf: &mut Pdf, alloc: &mut impl FnMut() -> Ref, id: Ref, face: Face, data: &[u8], subset: &Subset) {
    let (cid_id, descriptor_id, file_id, unicode_id) = (alloc(), alloc(), alloc(), alloc());
    let name: &[u8] = match face {
        Face::Latin | Face::Dingbats => b"SYNTHA+LiberationSans",
        Face::LatinBold => b"SYNTHB+LiberationSans-Bold",
        Face::Chinese => b"SYNTHC+DroidSansFallback",
    };
    pdf.type0_font(id)
        .base_font(Name(name))
        .encoding_predefined(Name(b"Identity-H"))
        .descendant_font(cid_id)
        .to_unicode(unicode_id);
    let mut font = pdf.cid_font(cid_id);
    font.subtype(CidFontType::Type2)
        .base_font(Name(name))
        .system_info(system_info(b"Identity", 0))
        .font_descriptor(descriptor_id)
        .default_width(1000.0)
        .cid_to_gid_map_predefined(Name(b"Identity"));
    let mut widths = font.widths();
    let metrics = FontRef::new(data).map(|font| font.glyph_metrics(Size::new(1000.0), LocationRef::default()));
    let mut unicode = UnicodeCmap::new(Name(b"Custom"), system_info(b"UCS", 0));
    for (new, old) in subset.remapper.remapped_gids().enumerate() {
        let new = u16::try_from(new).unwrap_or(0);
        let width = metrics.as_ref().ok().and_then(|metrics| metrics.advance_width(old.into()));
        widths.consecutive(new, [width.unwrap_or(1000.0)]);
        if let Some(&c) = subset.glyphs.get(&new) {
            unicode.pair(new, c);
        }
    }
    widths.finish();
    font.finish();
    descriptor(pdf, descriptor_id, name, Some(file_id));
    let file = subsetter::subset(data, 0, &subset.remapper).unwrap_or_default();
    write_file(pdf, file_id, &file);
    pdf.stream(unicode_id, &deflate(&unicode.finish())).filter(Filter::FlateDecode);
}
