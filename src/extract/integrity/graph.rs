//! The way from the page tree to the text: every object on it is there, of its kind, and spelt as the standard spells.
//!
//! No checksum covers dictionaries. A key with one wrong letter is a key that nobody knows, and a reader goes on
//! without the font or the content that it named. What is unknown is no fault in itself, as writers add keys of their
//! own; what is nearly a known key that is missing beside it is.

use std::collections::{BTreeMap, BTreeSet};

use super::fonts;
use super::keys::{self, Role, is_nearly};
use super::objects::{Node, Objects};
use super::structure::{Entry, File, unpack};
use super::syntax::{Dict, Object};

/// How deep a page tree may be, and forms within forms.
const MAX_DEPTH: u32 = 40;

/// Checks what the objects of a file say.
pub(super) fn check(file: &File<'_>, doubts: &mut Vec<String>) {
    let streams = file.object_streams();
    let objects = Objects::read(file, &streams, doubts);
    check_references(file, &objects, doubts);
    check_compression(&objects, doubts);
    let mut tree =
        Tree { objects: &objects, doubts, seen: BTreeSet::new(), seen_fonts: BTreeSet::new(), names: Names::default() };
    tree.check(file);
    let doubtful = tree.names.doubtful();
    tree.doubts.extend(doubtful);
}

/// Every reference leads to an object, and every object is referred to.
fn check_references(file: &File<'_>, objects: &Objects<'_>, doubts: &mut Vec<String>) {
    if objects.is_encrypted && file.entries.values().any(|entry| matches!(entry, Entry::Packed { .. })) {
        return;
    }
    let mut reached = BTreeSet::new();
    let mut next = Vec::new();
    for trailer in &file.trailers {
        trailer.0.iter().for_each(|(_, value)| references(value, &mut next));
    }
    while let Some((number, generation)) = next.pop() {
        match objects.nodes.get(&number).filter(|node| node.generation == generation) {
            Some(node) if reached.insert(number) => references(&node.object, &mut next),
            Some(_) => {}
            None => doubts.push(format!("object {number} is referred to, but not there")),
        }
    }
    // A file that was added to keeps what it no longer uses, and one made for the web has hints.
    if file.trailers.len() > 1 {
        return;
    }
    let is_own = |node: &Node<'_>| match &node.object {
        Object::Dict(dict) => matches!(dict.name(b"Type"), Some(b"XRef" | b"ObjStm")),
        _ => false,
    };
    let lost = objects.nodes.iter().find(|(number, node)| !reached.contains(number) && !is_own(node));
    doubts.extend(lost.map(|(number, _)| format!("object {number} is there, but nothing refers to it")));
}

fn references(object: &Object<'_>, found: &mut Vec<(u32, u16)>) {
    match object {
        Object::Reference(number, generation) => found.push((*number, *generation)),
        Object::Array(all) => all.iter().for_each(|object| references(object, found)),
        Object::Dict(dict) => dict.0.iter().for_each(|(_, object)| references(object, found)),
        _ => {}
    }
}

/// Compressions that are known, and none that is not named.
fn check_compression(objects: &Objects<'_>, doubts: &mut Vec<String>) {
    for (number, node) in &objects.nodes {
        let Node { object: Object::Dict(dict), stream: Some(data), .. } = node else { continue };
        doubts.extend(misspelt(dict, Role::Stream).map(|what| format!("stream {number} {what}")));
        let is_known = |filter: &Object<'_>| matches!(filter, Object::Name(name) if keys::is_filter(name));
        let is_sound = match objects.resolve(dict.get(b"Filter")) {
            None => {
                let flate = Dict(vec![(b"Filter", Object::Name(b"FlateDecode"))]);
                objects.is_encrypted || !data.starts_with(b"x") || unpack(&flate, data).is_none()
            }
            Some(Object::Array(filters)) => filters.iter().all(is_known),
            Some(filter) => is_known(&filter),
        };
        if !is_sound {
            doubts.push(format!("the compression of stream {number} is not known"));
        }
    }
}

/// An unknown key that is nearly a known one, which is missing; in words that follow the dictionary's name.
pub(super) fn misspelt(dict: &Dict<'_>, role: Role) -> Option<String> {
    let known = role.keys();
    let missing: Vec<&[u8]> = known.iter().copied().filter(|meant| !dict.has(meant)).collect();
    dict.0.iter().filter(|(key, _)| !known.contains(key)).find_map(|(key, _)| {
        // Short keys are near to each other; `W`, the widths, is the one that counts.
        let is_telling = |meant: &[u8]| meant.len().min(key.len()) > 2 || role == Role::Descendant;
        let meant = missing.iter().find(|meant| is_telling(meant) && is_nearly(key, meant))?;
        Some(format!("has {} where {} should be", key.escape_ascii(), meant.escape_ascii()))
    })
}

/// What pages take over from the tree above them.
#[derive(Clone, Copy, Default)]
struct Inherited {
    has_box: bool,
    has_resources: bool,
}

/// The page tree, and what its pages use.
struct Tree<'o, 'f> {
    objects: &'o Objects<'f>,
    doubts: &'o mut Vec<String>,
    seen: BTreeSet<u32>,
    seen_fonts: BTreeSet<u32>,
    names: Names<'f>,
}

/// The names that resources give to fonts.
#[derive(Default)]
struct Names<'f> {
    /// The fonts that each name stands for, on whatever page.
    fonts: BTreeMap<&'f [u8], BTreeSet<u32>>,
    /// Two names for one font in one place.
    doubled: BTreeSet<[&'f [u8]; 2]>,
}

impl<'f> Names<'f> {
    /// Takes down one dictionary of fonts.
    fn add(&mut self, fonts: &Dict<'f>) {
        let mut here: BTreeMap<u32, &'f [u8]> = BTreeMap::new();
        for (name, font) in &fonts.0 {
            if let Object::Reference(number, _) = font {
                self.fonts.entry(name).or_default().insert(*number);
                if let Some(other) = here.insert(*number, name) {
                    self.doubled.insert([other, name]);
                }
            }
        }
    }

    /// A name that stands for the same font as another, and elsewhere for another font: one of them leads astray.
    fn doubtful(&self) -> Option<String> {
        let has_others = |name: &&[u8]| self.fonts.get(name).is_some_and(|fonts| fonts.len() > 1);
        let [one, other] = self.doubled.iter().find(|names| names.iter().any(has_others))?;
        Some(format!("the fonts {} and {} of a page are the same", one.escape_ascii(), other.escape_ascii()))
    }
}

impl<'f> Tree<'_, 'f> {
    fn doubt(&mut self, what: impl Into<String>) {
        self.doubts.push(what.into());
    }

    fn spelling(&mut self, dict: &Dict<'f>, role: Role, name: &str) {
        self.doubts.extend(misspelt(dict, role).map(|what| format!("{name} {what}")));
    }

    fn check(&mut self, file: &File<'f>) {
        let root = file.trailers.iter().find_map(|trailer| trailer.get(b"Root"));
        let Some(catalog) = self.objects.dict(root) else { return self.doubt("the catalog is lost") };
        self.spelling(&catalog, Role::Catalog, "the catalog");
        if catalog.name(b"Type") != Some(b"Catalog") {
            self.doubt("the catalog is of another type");
        }
        match catalog.get(b"Pages") {
            Some(Object::Reference(pages, _)) => {
                self.check_pages(*pages, None, Inherited::default(), MAX_DEPTH);
            }
            _ => self.doubt("the catalog names no pages"),
        }
    }

    /// A node of the page tree; gives the number of its pages.
    fn check_pages(&mut self, number: u32, parent: Option<u32>, mut inherited: Inherited, depth: u32) -> i64 {
        let Some(node) = self.objects.dict(Some(&Object::Reference(number, 0))) else { return 0 };
        let name = format!("object {number} of the page tree");
        if depth == 0 || !self.seen.insert(number) {
            self.doubt(format!("{name} is its own parent"));
            return 0;
        }
        let named = match node.get(b"Parent") {
            Some(Object::Reference(parent, _)) => Some(*parent),
            _ => None,
        };
        if named != parent {
            self.doubt(format!("{name} names another parent"));
        }
        inherited.has_box |= self.is_box(node.get(b"MediaBox"));
        inherited.has_resources |= self.objects.dict(node.get(b"Resources")).is_some();
        self.check_resources(node.get(b"Resources"), MAX_DEPTH);
        if node.name(b"Type") == Some(b"Page") {
            self.check_page(&node, &name, inherited);
            return 1;
        }
        self.spelling(&node, Role::Pages, &name);
        let kids = self.objects.resolve(node.get(b"Kids"));
        let Some(Object::Array(kids)) = kids.filter(|_| node.name(b"Type") == Some(b"Pages")) else {
            self.doubt(format!("{name} is no page and has none"));
            return 0;
        };
        let mut count = 0;
        for kid in kids {
            match kid {
                Object::Reference(kid, _) => count += self.check_pages(kid, Some(number), inherited, depth - 1),
                _ => self.doubt(format!("{name} has a page that is none")),
            }
        }
        if self.objects.resolve(node.get(b"Count")) != Some(Object::Integer(count)) {
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
        let is_stream = |object: &Object<'f>| self.objects.stream(Some(object)).is_some();
        let contents = page.get(b"Contents");
        let has_content = contents.is_some_and(is_stream)
            || matches!(self.objects.resolve(contents), Some(Object::Array(parts)) if parts.iter().all(is_stream));
        if !has_content {
            self.doubt(format!("{name} has no content"));
        }
    }

    fn is_box(&self, object: Option<&Object<'f>>) -> bool {
        match self.objects.resolve(object) {
            Some(Object::Array(sides)) => sides.len() == 4 && sides.iter().all(|side| side.number().is_some()),
            _ => false,
        }
    }

    fn check_resources(&mut self, resources: Option<&Object<'f>>, depth: u32) {
        let Some(resources) = self.objects.dict(resources) else { return };
        self.spelling(&resources, Role::Resources, "the resources of a page");
        let fonts = self.objects.dict(resources.get(b"Font"));
        fonts.iter().for_each(|fonts| self.names.add(fonts));
        for (name, font) in fonts.iter().flat_map(|fonts| &fonts.0) {
            self.check_font(&format!("the font {}", name.escape_ascii()), font);
        }
        let Some(depth) = depth.checked_sub(8) else { return };
        let forms = self.objects.dict(resources.get(b"XObject"));
        for (name, form) in forms.iter().flat_map(|forms| &forms.0) {
            match self.objects.stream(Some(form)) {
                Some((dict, _)) if matches!(dict.name(b"Subtype"), Some(b"Form" | b"Image" | b"PS")) => {
                    self.check_form(form, dict.get(b"Resources"), depth);
                }
                _ => self.doubt(format!("what is drawn as {} is lost", name.escape_ascii())),
            }
        }
    }

    /// Each form once.
    fn check_form(&mut self, form: &Object<'f>, resources: Option<&Object<'f>>, depth: u32) {
        if let Object::Reference(number, _) = form
            && self.seen.insert(*number)
        {
            self.check_resources(resources, depth);
        }
    }

    /// Each font once.
    fn check_font(&mut self, name: &str, font: &Object<'f>) {
        if let Object::Reference(number, _) = font
            && !self.seen_fonts.insert(*number)
        {
            return;
        }
        match self.objects.dict(Some(font)) {
            Some(font) => {
                let found = fonts::check(self.objects, &font);
                self.doubts.extend(found.into_iter().map(|what| format!("{name} {what}")));
            }
            None => self.doubt(format!("{name} is lost")),
        }
    }
}
