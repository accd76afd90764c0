//! The way from the page tree to the text: every object on it is there, of its kind, and spelt as the standard spells.
//!
//! No checksum covers dictionaries. A key with one wrong letter is a key that nobody knows, and a reader goes on
//! without the font or the content that it named. What is unknown is no fault in itself, as writers add keys of their
//! own; what is nearly a known key that is missing beside it is.

use std::collections::{BTreeMap, BTreeSet};

use hayro_interpret::hayro_cmap::{CMapName, load_embedded};

use super::keys::{self, Role, is_nearly};
use super::structure::{Entry, File, ObjectStream, is_blank, unpack};
use super::syntax::{Cursor, Dict, Object};

/// How deep a page tree may be.
const MAX_DEPTH: u32 = 40;

/// Checks what the objects of a file say.
pub(super) fn check(file: &File<'_>, doubts: &mut Vec<String>) {
    let streams = file.object_streams();
    let mut graph =
        Graph { objects: BTreeMap::new(), doubts, is_encrypted: file.trailers.iter().any(|t| t.has(b"Encrypt")) };
    graph.read(file, &streams);
    graph.check_references(file);
    graph.check_streams();
    graph.check_tree(file);
}

/// An object, and the bytes of its stream.
type Node<'f> = (Object<'f>, Option<&'f [u8]>);

struct Graph<'f, 'd> {
    objects: BTreeMap<u32, Node<'f>>,
    doubts: &'d mut Vec<String>,
    is_encrypted: bool,
}

/// What pages take over from the tree above them.
#[derive(Clone, Copy, Default)]
struct Inherited {
    has_box: bool,
    has_resources: bool,
}

impl<'f> Graph<'f, '_> {
    fn doubt(&mut self, what: impl Into<String>) {
        self.doubts.push(what.into());
    }

    fn read(&mut self, file: &'f File<'_>, streams: &'f [(u32, Option<ObjectStream>)]) {
        for number in file.entries.keys() {
            if let Some(indirect) = file.get(*number) {
                self.objects.insert(*number, (indirect.value, indirect.stream));
            }
        }
        for (stream, content) in streams {
            let Some(content) = content else {
                if !self.is_encrypted {
                    self.doubt(format!("the object stream {stream} is damaged"));
                }
                continue;
            };
            self.unpack_objects(file, *stream, content);
        }
    }

    fn unpack_objects(&mut self, file: &File<'_>, stream: u32, content: &'f ObjectStream) {
        for (at, (number, place)) in content.places.iter().enumerate() {
            if file.entries.get(number) != Some(&Entry::Packed { stream }) {
                continue;
            }
            let end = content.places.get(at + 1).map_or(content.data.len(), |(_, next)| *next);
            let mut cursor = Cursor::new(&content.data, *place);
            let object = cursor.object().filter(|_| content.data.get(cursor.at..end).is_some_and(is_blank));
            match object {
                Some(object) => {
                    self.objects.insert(*number, (object, None));
                }
                None => self.doubt(format!("object {number} in the object stream {stream} is damaged")),
            }
        }
    }

    /// Every reference leads to an object, and every object is referred to.
    fn check_references(&mut self, file: &File<'_>) {
        if self.is_encrypted && file.entries.values().any(|entry| matches!(entry, Entry::Packed { .. })) {
            return;
        }
        let mut reached = BTreeSet::new();
        let mut next = Vec::new();
        for trailer in &file.trailers {
            trailer.0.iter().for_each(|(_, value)| references(value, &mut next));
        }
        while let Some(number) = next.pop() {
            if reached.insert(number) {
                match self.objects.get(&number) {
                    Some((object, _)) => references(object, &mut next),
                    None => self.doubt(format!("object {number} is referred to, but not there")),
                }
            }
        }
        // A file that was added to keeps what it no longer uses, and one made for the web has hints.
        if file.trailers.len() > 1 {
            return;
        }
        let is_own = |object: &Object<'_>| match object {
            Object::Dict(dict) => matches!(dict.name(b"Type"), Some(b"XRef" | b"ObjStm")),
            _ => false,
        };
        let lost = self.objects.iter().find(|(number, (object, _))| !reached.contains(number) && !is_own(object));
        if let Some((number, _)) = lost {
            self.doubt(format!("object {number} is there, but nothing refers to it"));
        }
    }

    /// Compressions that are known, and none that is not named.
    fn check_streams(&mut self) {
        let mut found = Vec::new();
        for (number, (object, data)) in &self.objects {
            let (Object::Dict(dict), Some(data)) = (object, data) else { continue };
            found.extend(misspelt(dict, Role::Stream).map(|what| format!("stream {number}: {what}")));
            match self.resolve(dict.get(b"Filter")) {
                None if data.starts_with(b"x") && !self.is_encrypted => {
                    let flate = Dict(vec![(b"Filter", Object::Name(b"FlateDecode"))]);
                    if unpack(&flate, data).is_some() {
                        found.push(format!("stream {number} is compressed and does not say so"));
                    }
                }
                Some(Object::Array(filters)) => {
                    if !filters.iter().all(|filter| matches!(filter, Object::Name(name) if keys::is_filter(name))) {
                        found.push(format!("the compression of stream {number} is unknown"));
                    }
                }
                None => {}
                Some(Object::Name(name)) if keys::is_filter(name) => {}
                Some(_) => found.push(format!("the compression of stream {number} is unknown")),
            }
        }
        self.doubts.extend(found);
    }

    fn check_tree(&mut self, file: &File<'f>) {
        let root = file.trailers.iter().find_map(|trailer| trailer.get(b"Root"));
        let Some((catalog, _)) = self.dict(root) else { return self.doubt("the catalog is lost") };
        self.spelling(&catalog, Role::Catalog, "the catalog");
        if catalog.name(b"Type") != Some(b"Catalog") {
            self.doubt("the catalog is of another type");
        }
        match catalog.get(b"Pages") {
            Some(Object::Reference(pages)) => {
                let mut seen = BTreeSet::new();
                self.check_pages(*pages, None, Inherited::default(), MAX_DEPTH, &mut seen);
            }
            _ => self.doubt("the catalog names no pages"),
        }
    }

    /// A node of the page tree; gives the number of its pages.
    fn check_pages(
        &mut self,
        number: u32,
        parent: Option<u32>,
        mut inherited: Inherited,
        depth: u32,
        seen: &mut BTreeSet<u32>,
    ) -> i64 {
        let Some((node, _)) = self.dict(Some(&Object::Reference(number))) else { return 0 };
        let name = format!("the page tree's object {number}");
        if depth == 0 || !seen.insert(number) {
            self.doubt(format!("{name} is its own parent"));
            return 0;
        }
        let parent_named = match node.get(b"Parent") {
            Some(Object::Reference(parent)) => Some(*parent),
            _ => None,
        };
        if parent_named != parent {
            self.doubt(format!("{name} names another parent"));
        }
        inherited.has_box |= self.is_box(node.get(b"MediaBox"));
        inherited.has_resources |= self.dict(node.get(b"Resources")).is_some();
        self.check_resources(node.get(b"Resources"), MAX_DEPTH);
        if node.name(b"Type") == Some(b"Page") {
            self.check_page(&node, &name, inherited);
            return 1;
        }
        self.spelling(&node, Role::Pages, &name);
        let Some(Object::Array(kids)) =
            self.resolve(node.get(b"Kids")).filter(|_| node.name(b"Type") == Some(b"Pages"))
        else {
            self.doubt(format!("{name} is no page and has none"));
            return 0;
        };
        let mut count = 0;
        for kid in kids {
            match kid {
                Object::Reference(kid) => {
                    count += self.check_pages(kid, Some(number), inherited, depth - 1, seen);
                }
                _ => self.doubt(format!("{name} has a page that is none")),
            }
        }
        if self.resolve(node.get(b"Count")) != Some(Object::Integer(count)) {
            self.doubt(format!("{name} has {count} pages and says otherwise"));
        }
        count
    }

    fn check_page(&mut self, page: &Dict<'f>, name: &str, inherited: Inherited) {
        self.spelling(page, Role::Page, name);
        if !inherited.has_box {
            self.doubt(format!("{name} has no size"));
        }
        if !inherited.has_resources {
            self.doubt(format!("{name} has no resources"));
        }
        let is_stream = |object: &Object<'f>| match object {
            Object::Reference(number) => self.objects.get(number).is_some_and(|(_, stream)| stream.is_some()),
            _ => false,
        };
        let has_content = match page.get(b"Contents") {
            Some(contents) if is_stream(contents) => true,
            contents => match self.resolve(contents) {
                Some(Object::Array(parts)) => parts.iter().all(is_stream),
                _ => false,
            },
        };
        if !has_content {
            self.doubt(format!("{name} has no content"));
        }
    }

    fn check_resources(&mut self, resources: Option<&Object<'f>>, depth: u32) {
        let Some((resources, _)) = self.dict(resources) else { return };
        self.spelling(&resources, Role::Resources, "the resources of a page");
        if let Some((fonts, _)) = self.dict(resources.get(b"Font")) {
            for (name, font) in &fonts.0 {
                let name = format!("the font {}", name.escape_ascii());
                match self.dict(Some(font)) {
                    Some((font, _)) => self.check_font(&font, &name),
                    None => self.doubt(format!("{name} is lost")),
                }
            }
        }
        let Some(depth) = depth.checked_sub(8) else { return };
        if let Some((forms, _)) = self.dict(resources.get(b"XObject")) {
            for (name, form) in &forms.0 {
                match self.dict(Some(form)) {
                    Some((form, true)) if matches!(form.name(b"Subtype"), Some(b"Form" | b"Image" | b"PS")) => {
                        self.check_resources(form.get(b"Resources"), depth);
                    }
                    _ => self.doubt(format!("what is drawn as {} is lost", name.escape_ascii())),
                }
            }
        }
    }

    fn check_font(&mut self, font: &Dict<'f>, name: &str) {
        self.spelling(font, Role::Font, name);
        let subtype = font.name(b"Subtype").unwrap_or_default();
        let is_composite = subtype == b"Type0";
        let is_known = is_composite || [&b"Type1"[..], b"MMType1", b"TrueType", b"Type3"].contains(&subtype);
        let is_named = subtype == b"Type3" || font.name(b"BaseFont").is_some();
        if !is_known || !is_named || font.name(b"Type") != Some(b"Font") || is_composite != font.has(b"DescendantFonts")
        {
            self.doubt(format!("{name} is of no known kind"));
        }
        self.check_encoding(font, name, is_composite);
        if let Some(unicode) = font.get(b"ToUnicode")
            && !matches!(self.dict(Some(unicode)), Some((_, true)))
            && !matches!(unicode, Object::Name(_))
        {
            self.doubt(format!("{name} has lost its table of characters"));
        }
        self.check_descriptor(font, name);
        if is_composite {
            let Some(Object::Array(descendants)) = self.resolve(font.get(b"DescendantFonts")) else { return };
            match self.dict(descendants.first()) {
                Some((descendant, _)) => self.check_descendant(&descendant, name),
                None => self.doubt(format!("{name} has lost its glyphs")),
            }
        }
    }

    fn check_encoding(&mut self, font: &Dict<'f>, name: &str, is_composite: bool) {
        let is_sound = match self.resolve(font.get(b"Encoding")) {
            None => !is_composite,
            Some(Object::Name(b"Identity-H")) if is_composite => true,
            // Text that runs downwards is in no form.
            Some(Object::Name(map)) if is_composite => {
                !map.ends_with(b"V") && load_embedded(CMapName::from_bytes(map)).is_some()
            }
            Some(Object::Name(encoding)) => keys::is_encoding(encoding),
            Some(Object::Dict(encoding)) => {
                let base = encoding.name(b"BaseEncoding").is_none_or(keys::is_encoding);
                let differences = match self.resolve(encoding.get(b"Differences")) {
                    None => true,
                    Some(Object::Array(all)) => {
                        all.iter().all(|object| matches!(object, Object::Integer(_) | Object::Name(_)))
                    }
                    _ => false,
                };
                let spelling = misspelt(&encoding, Role::Encoding).is_none();
                is_composite || base && differences && spelling
            }
            _ => false,
        };
        if !is_sound {
            self.doubt(format!("{name} has an unknown encoding"));
        }
    }

    /// The font file and what describes it.
    fn check_descriptor(&mut self, font: &Dict<'f>, name: &str) {
        let Some(reference) = font.get(b"FontDescriptor") else { return };
        let Some((descriptor, _)) = self.dict(Some(reference)) else {
            return self.doubt(format!("{name} has lost its descriptor"));
        };
        self.spelling(&descriptor, Role::Descriptor, name);
        if descriptor.name(b"Type").is_some_and(|kind| kind != b"FontDescriptor") {
            self.doubt(format!("the descriptor of {name} is something else"));
        }
        for key in [&b"FontFile"[..], b"FontFile2", b"FontFile3"] {
            let Some(Object::Reference(number)) = descriptor.get(key) else { continue };
            let Some((Object::Dict(dict), Some(data))) = self.objects.get(number) else {
                self.doubt(format!("{name} has lost its file"));
                continue;
            };
            let is_flate = dict.name(b"Filter") == Some(b"FlateDecode") && !self.is_encrypted;
            if is_flate && unpack(dict, data).is_none() {
                self.doubt(format!("the file of {name} is damaged"));
            }
        }
    }

    fn check_descendant(&mut self, font: &Dict<'f>, name: &str) {
        self.spelling(font, Role::Descendant, name);
        let is_known = matches!(font.name(b"Subtype"), Some(b"CIDFontType0" | b"CIDFontType2"));
        if !is_known || font.name(b"Type") != Some(b"Font") || !font.has(b"FontDescriptor") {
            self.doubt(format!("the glyphs of {name} are of no known kind"));
        }
        let info = self.dict(font.get(b"CIDSystemInfo")).map(|(info, _)| info);
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
        if !is_collection && !self.is_encrypted {
            self.doubt(format!("{name} takes its characters from a collection that is misspelt"));
        }
        let are_widths = match self.resolve(font.get(b"W")) {
            Some(Object::Array(widths)) => self.are_widths(&widths),
            other => other.is_none(),
        };
        if !are_widths || !font.get(b"DW").is_none_or(is_width) {
            self.doubt(format!("the widths of {name} are damaged"));
        }
        self.check_descriptor(font, name);
    }

    /// `first [width …]` and `first last width`, upwards.
    fn are_widths(&self, widths: &[Object<'f>]) -> bool {
        let mut next = 0_i64;
        let mut at = 0;
        while at < widths.len() {
            let Object::Integer(first) = widths[at] else { return false };
            if first < next {
                return false;
            }
            match (widths.get(at + 1), widths.get(at + 2)) {
                (Some(Object::Integer(last)), Some(width)) if *last >= first && is_width(width) => {
                    next = *last + 1;
                    at += 3;
                }
                (Some(list), _) => {
                    let Some(Object::Array(list)) = self.resolve(Some(list)) else { return false };
                    if !list.iter().all(is_width) {
                        return false;
                    }
                    next = first + i64::try_from(list.len()).unwrap_or(i64::MAX);
                    at += 2;
                }
                _ => return false,
            }
        }
        true
    }

    fn spelling(&mut self, dict: &Dict<'f>, role: Role, name: &str) {
        if let Some(what) = misspelt(dict, role) {
            self.doubt(format!("{name}: {what}"));
        }
    }

    fn is_box(&self, object: Option<&Object<'f>>) -> bool {
        matches!(self.resolve(object), Some(Object::Array(sides)) if sides.len() == 4 && sides.iter().all(|side| side.number().is_some()))
    }

    /// What a reference leads to; anything else as it is.
    fn resolve(&self, object: Option<&Object<'f>>) -> Option<Object<'f>> {
        match object? {
            Object::Reference(number) => self.objects.get(number).map(|(object, _)| object.clone()),
            direct => Some(direct.clone()),
        }
    }

    /// A dictionary, and whether it is that of a stream.
    fn dict(&self, object: Option<&Object<'f>>) -> Option<(Dict<'f>, bool)> {
        let is_stream = match object? {
            Object::Reference(number) => self.objects.get(number)?.1.is_some(),
            _ => false,
        };
        match self.resolve(object)? {
            Object::Dict(dict) => Some((dict, is_stream)),
            _ => None,
        }
    }
}

/// An unknown key that is nearly a known one, which is missing.
fn misspelt(dict: &Dict<'_>, role: Role) -> Option<String> {
    let known = role.keys();
    dict.0.iter().filter(|(key, _)| !known.contains(key)).find_map(|(key, _)| {
        // Short keys are near to each other; `W`, the widths, is the one that counts.
        let is_telling = |meant: &[u8]| meant.len().min(key.len()) > 2 || role == Role::Descendant;
        let meant = known.iter().find(|meant| is_telling(meant) && !dict.has(meant) && is_nearly(key, meant))?;
        Some(format!("{} stands where {} should", key.escape_ascii(), meant.escape_ascii()))
    })
}

/// Whether a glyph can be so wide, in thousandths of the font size.
fn is_width(object: &Object<'_>) -> bool {
    object.number().is_some_and(|width| (0..=4000).contains(&width))
}

fn references(object: &Object<'_>, found: &mut Vec<u32>) {
    match object {
        Object::Reference(number) => found.push(*number),
        Object::Array(all) => all.iter().for_each(|object| references(object, found)),
        Object::Dict(dict) => dict.0.iter().for_each(|(_, object)| references(object, found)),
        _ => {}
    }
}
