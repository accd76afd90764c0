//! Fonts: of a known kind, with an encoding, a table of characters and widths that agree with the font's own file.

use std::collections::BTreeMap;

use hayro_interpret::hayro_cmap::{CMapName, load_embedded};

use super::graph::misspelt;
use super::keys::{self, Role, is_nearly};
use super::objects::Objects;
use super::structure::unpack;
use super::syntax::{Dict, Object};

/// Widths that differ by no more, in thousandths of an em, are the same.
const ROUNDING: i64 = 2;

/// The key of a font file in the format of TrueType.
const TRUE_TYPE: &[u8] = b"FontFile2";

/// No glyph is wider, in thousandths of an em.
const MAX_WIDTH: i64 = 4000;

/// What is wrong with a font, in words that follow its name.
pub(super) fn check(objects: &Objects<'_>, font: &Dict<'_>) -> Vec<String> {
    let mut found = Vec::new();
    let subtype = font.name(b"Subtype").unwrap_or_default();
    let is_composite = subtype == b"Type0";
    let is_known = is_composite || [&b"Type1"[..], b"MMType1", b"TrueType", b"Type3"].contains(&subtype);
    let is_named = subtype == b"Type3" || font.name(b"BaseFont").is_some();
    if !is_known || !is_named || font.name(b"Type") != Some(b"Font") || is_composite != font.has(b"DescendantFonts") {
        found.push("is of no known kind".to_owned());
    }
    found.extend(misspelt(font, Role::Font));
    if !has_encoding(objects, font, is_composite) {
        found.push("has an unknown encoding".to_owned());
    }
    let unicode = font.get(b"ToUnicode");
    if unicode.is_some() && objects.stream(unicode).is_none() && !matches!(unicode, Some(Object::Name(_))) {
        found.push("has lost its table of characters".to_owned());
    }
    found.extend(check_descriptor(objects, font).0);
    if is_composite && let Some(Object::Array(descendants)) = objects.resolve(font.get(b"DescendantFonts")) {
        match objects.dict(descendants.first()) {
            Some(descendant) => found.extend(check_descendant(objects, &descendant)),
            None => found.push("has lost its glyphs".to_owned()),
        }
    }
    found
}

fn has_encoding(objects: &Objects<'_>, font: &Dict<'_>, is_composite: bool) -> bool {
    match objects.resolve(font.get(b"Encoding")) {
        None => !is_composite,
        Some(Object::Name(b"Identity-H") | Object::Dict(_)) if is_composite => true,
        // Text that runs downwards is in no form.
        Some(Object::Name(map)) if is_composite => {
            !map.ends_with(b"V") && load_embedded(CMapName::from_bytes(map)).is_some()
        }
        Some(Object::Name(encoding)) => keys::is_encoding(encoding),
        Some(Object::Dict(encoding)) => {
            let has_base = encoding.name(b"BaseEncoding").is_none_or(keys::is_encoding);
            let has_differences = match objects.resolve(encoding.get(b"Differences")) {
                None => true,
                Some(Object::Array(all)) => {
                    all.iter().all(|object| matches!(object, Object::Integer(_) | Object::Name(_)))
                }
                _ => false,
            };
            has_base && has_differences && misspelt(&encoding, Role::Encoding).is_none()
        }
        _ => false,
    }
}

/// What is wrong with the font file and with what describes it, and the content of a TrueType file that was unpacked to
/// tell.
fn check_descriptor(objects: &Objects<'_>, font: &Dict<'_>) -> (Vec<String>, Option<Vec<u8>>) {
    if !font.has(b"FontDescriptor") {
        return (Vec::new(), None);
    }
    let Some(descriptor) = objects.dict(font.get(b"FontDescriptor")) else {
        return (vec!["has lost its descriptor".to_owned()], None);
    };
    let mut found: Vec<String> = misspelt(&descriptor, Role::Descriptor).into_iter().collect();
    if descriptor.name(b"Type").is_some_and(|kind| kind != b"FontDescriptor") {
        found.push("is described by something else".to_owned());
    }
    let mut file = None;
    for key in [&b"FontFile"[..], TRUE_TYPE, b"FontFile3"].into_iter().filter(|key| descriptor.has(key)) {
        let Some((dict, data)) = objects.stream(descriptor.get(key)) else {
            found.push("has lost its file".to_owned());
            continue;
        };
        if dict.name(b"Filter") == Some(b"FlateDecode") && !objects.is_encrypted {
            match unpack(dict, data) {
                None => found.push("has a damaged file".to_owned()),
                plain if key == TRUE_TYPE => file = plain,
                Some(_) => {}
            }
        }
    }
    (found, file)
}

fn check_descendant(objects: &Objects<'_>, font: &Dict<'_>) -> Vec<String> {
    let mut found: Vec<String> = misspelt(font, Role::Descendant).into_iter().collect();
    let is_known = matches!(font.name(b"Subtype"), Some(b"CIDFontType0" | b"CIDFontType2"));
    if !is_known || font.name(b"Type") != Some(b"Font") || !font.has(b"FontDescriptor") {
        found.push("has glyphs of no known kind".to_owned());
    }
    let info = objects.dict(font.get(b"CIDSystemInfo"));
    let text = |key: &[u8]| match info.as_ref().and_then(|info| info.get(key)) {
        Some(Object::String(text)) => Some(*text),
        _ => None,
    };
    let is_collection = match (text(b"Registry"), text(b"Ordering")) {
        (Some(registry), Some(ordering)) => {
            !is_nearly(registry, b"Adobe") && !keys::ORDERINGS.iter().any(|known| is_nearly(ordering, known))
        }
        _ => false,
    };
    if !is_collection && !objects.is_encrypted {
        found.push("takes its characters from a collection that is misspelt".to_owned());
    }
    let is_cjk = text(b"Ordering").is_some_and(|ordering| keys::ORDERINGS[..4].contains(&ordering));
    // A character is as wide as it is high in these collections, some fonts of half width apart.
    let is_width = |width: &Object<'_>| match width.number() {
        Some(width) => {
            if is_cjk {
                width == 1000 || width == 500
            } else {
                (0..=MAX_WIDTH).contains(&width)
            }
        }
        None => false,
    };
    let widths = widths(objects, font);
    let (faults, file) = check_descriptor(objects, font);
    let contradicts =
        || widths.clone().is_some_and(|widths| contradicts_file(objects, font, file, widths) == Some(true));
    if widths.is_none() || !font.get(b"DW").is_none_or(is_width) || contradicts() {
        found.push("has damaged widths".to_owned());
    }
    found.extend(faults);
    found
}

/// The widths that a composite font states: `first [width …]` and `first last width`, upwards. `None` if they are
/// anything else.
fn widths(objects: &Objects<'_>, font: &Dict<'_>) -> Option<BTreeMap<usize, i64>> {
    let mut widths = BTreeMap::new();
    let all = match objects.resolve(font.get(b"W")) {
        None if !font.has(b"W") => return Some(widths),
        Some(Object::Array(all)) => all,
        _ => return None,
    };
    let width = |object: &Object<'_>| object.number().filter(|width| (0..=MAX_WIDTH).contains(width));
    let cid = |object: &Object<'_>| match object {
        Object::Integer(cid) => usize::try_from(*cid).ok().filter(|cid| *cid <= 0xFFFF),
        _ => None,
    };
    let (mut next, mut at) = (0, 0);
    while at < all.len() {
        let first = cid(&all[at]).filter(|first| *first >= next)?;
        if let Some(Object::Array(list)) = objects.resolve(all.get(at + 1)) {
            let list = list.iter().map(width).collect::<Option<Vec<i64>>>()?;
            next = first + list.len();
            widths.extend((first..).zip(list));
            at += 2;
        } else {
            let last = cid(all.get(at + 1)?).filter(|last| *last >= first)?;
            let width = width(all.get(at + 2)?)?;
            next = last + 1;
            widths.extend((first..=last).map(|cid| (cid, width)));
            at += 3;
        }
    }
    Some(widths)
}

/// Whether some widths are others than those of the font's own file, while most are the same.
/// `file` is the content of the font's file, where it was unpacked before.
fn contradicts_file(
    objects: &Objects<'_>,
    font: &Dict<'_>,
    file: Option<Vec<u8>>,
    mut stated: BTreeMap<usize, i64>,
) -> Option<bool> {
    let descriptor = objects.dict(font.get(b"FontDescriptor"))?;
    let file = file.or_else(|| objects.unpacked(descriptor.get(TRUE_TYPE)))?;
    let metrics = Metrics::of(&file)?;
    let map = objects.unpacked(font.get(b"CIDToGIDMap"));
    if let Some(map) = &map {
        let otherwise = font.get(b"DW").map_or(Some(1000), Object::number)?;
        (0..map.len() / 2).for_each(|cid| {
            stated.entry(cid).or_insert(otherwise);
        });
    }
    let glyph = |cid: usize| match &map {
        Some(map) => map.get(2 * cid..2 * cid + 2).map(|pair| usize::from(pair[0]) << 8 | usize::from(pair[1])),
        None => Some(cid),
    };
    let (mut same, mut other) = (0, 0);
    for (cid, width) in stated {
        let own = glyph(cid).filter(|glyph| *glyph > 0).and_then(|glyph| metrics.width(glyph));
        match own.map(|own| (own - width).abs() <= ROUNDING) {
            Some(true) => same += 1,
            Some(false) => other += 1,
            None => {}
        }
    }
    Some(other > 0 && same >= 3 * other)
}

/// The widths of a TrueType font's own file.
struct Metrics<'t> {
    /// Units in an em.
    units: i64,
    /// `hmtx`: width and bearing of each glyph; those behind the last are as wide as it.
    table: &'t [u8],
    count: usize,
}

impl<'t> Metrics<'t> {
    fn of(file: &'t [u8]) -> Option<Self> {
        let word = |bytes: &[u8], at: usize| Some(u16::from_be_bytes(bytes.get(at..at + 2)?.try_into().ok()?));
        let long = |at: usize| Some(u32::from_be_bytes(file.get(at..at + 4)?.try_into().ok()?) as usize);
        let table = |tag: &[u8]| {
            let count = usize::from(word(file, 4)?);
            let at = (0..count).map(|number| 12 + 16 * number).find(|at| file.get(*at..at + 4) == Some(tag))?;
            let (start, length) = (long(at + 8)?, long(at + 12)?);
            file.get(start..start.checked_add(length)?)
        };
        let units = i64::from(word(table(b"head")?, 18)?);
        let count = usize::from(word(table(b"hhea")?, 34)?);
        (units > 0 && count > 0).then_some(Self { units, table: table(b"hmtx")?, count })
    }

    /// In thousandths of an em.
    fn width(&self, glyph: usize) -> Option<i64> {
        let at = 4 * glyph.min(self.count - 1);
        let width = u16::from_be_bytes(self.table.get(at..at + 2)?.try_into().ok()?);
        Some(i64::from(width) * 1000 / self.units)
    }
}
