//! Walks the fonts and forms that the pages of a PDF use, each once.

use hayro_syntax::object::{Dict, MaybeRef, Object, ObjectIdentifier, Stream};
use hayro_syntax::page::{Page, Resources};
use std::collections::HashSet;

/// How deep forms within forms are searched.
const MAX_DEPTH: u32 = 8;

/// Something that pages use.
pub(super) enum Resource<'a> {
    /// A font's dictionary.
    Font(Dict<'a>),
    /// A font that is named, but not there.
    LostFont,
    /// Content that is drawn by name; images are skipped.
    Form(Stream<'a>),
}

/// Calls `visit` for every font and form.
pub(super) fn walk<'a>(pages: &[Page<'a>], mut visit: impl FnMut(Resource<'a>)) {
    let mut seen = HashSet::new();
    for page in pages {
        walk_one(page.resources(), &mut seen, MAX_DEPTH, &mut visit);
    }
}

fn walk_one<'a>(
    resources: &Resources<'a>,
    seen: &mut HashSet<ObjectIdentifier>,
    depth: u32,
    visit: &mut impl FnMut(Resource<'a>),
) {
    for (name, entry) in resources.fonts.entries() {
        if is_new(&entry, seen) {
            let font = resources.fonts.get::<Dict<'_>>(&*name);
            visit(font.map_or(Resource::LostFont, Resource::Font));
        }
    }
    if depth == 0 {
        return;
    }
    for (name, entry) in resources.x_objects.entries() {
        if is_new(&entry, seen)
            && let Some(form) = resources.x_objects.get::<Stream<'_>>(&*name)
            && !form.dict().contains_key(b"Width")
        {
            if let Some(inner) = form.dict().get::<Dict<'_>>(b"Resources") {
                walk_one(&Resources::new(inner), seen, depth - 1, visit);
            }
            visit(Resource::Form(form));
        }
    }
}

fn is_new(entry: &MaybeRef<Object<'_>>, seen: &mut HashSet<ObjectIdentifier>) -> bool {
    match entry.as_obj_ref() {
        Some(reference) => seen.insert(reference.into()),
        None => true,
    }
}
