//! What `pdf-extract` cannot take is put straight before it sees it, or turned away.
//!
//! It reads images as if they were content; it does not know the operators `'` and `"`, nor those that close, fill and
//! stroke at once, whose paths it keeps for the next one; it panics on code tables that are not in the file; and forms
//! or page trees that contain themselves exhaust the stack.

use std::collections::{BTreeMap, BTreeSet};

use pdf_extract::content::{Content, Operation};
use pdf_extract::{Dictionary, Document as Pdf, Object, ObjectId, Stream};

use super::super::pdf::malformed;
use crate::finding::FilingError;

/// How many steps up a page tree, or down from form to form, are followed.
const MAX_DEPTH: usize = 40;

/// Makes a file ready.
///
/// # Errors
/// [`RejectCode::MalformedPdf`](crate::finding::RejectCode::MalformedPdf) for what contains itself.
pub(super) fn prepare(pdf: &mut Pdf, pages: &BTreeMap<u32, ObjectId>) -> Result<(), FilingError> {
    for (number, page) in pages {
        if !has_top(pdf, *page) {
            return Err(malformed(format_args!("page {number} is its own parent")));
        }
    }
    for object in pdf.objects.values_mut() {
        match object {
            Object::Stream(stream) => prepare_stream(stream),
            Object::Dictionary(dict) => prepare_font(dict),
            _ => {}
        }
    }
    if has_circle(pdf) {
        return Err(malformed("a form draws itself"));
    }
    for page in pages.values() {
        let content = pdf.get_page_content(*page).ok().and_then(|content| plain(&content));
        if let Some(content) = content {
            let added = pdf.add_object(Stream::new(Dictionary::new(), content));
            if let Ok(page) = pdf.get_object_mut(*page).and_then(Object::as_dict_mut) {
                page.set("Contents", added);
            }
        }
    }
    Ok(())
}

fn has_top(pdf: &Pdf, page: ObjectId) -> bool {
    let mut node = page;
    (0..MAX_DEPTH).any(|_| {
        let parent = pdf.get_dictionary(node).and_then(|dict| dict.get(b"Parent")).and_then(Object::as_reference);
        match parent {
            Ok(parent) => {
                node = parent;
                false
            }
            Err(_) => true,
        }
    })
}

fn prepare_stream(stream: &mut Stream) {
    match stream.dict.get(b"Subtype").and_then(Object::as_name) {
        Ok(b"Image") => stream.set_plain_content(Vec::new()),
        Ok(b"Form") => {
            let content = stream.get_plain_content().ok().and_then(|content| plain(&content));
            if let Some(content) = content {
                stream.set_plain_content(content);
            }
        }
        _ => {}
    }
}

/// Code tables by name, which it does not have: two bytes a code is right for most of them. The characters stay unknown.
fn prepare_font(dict: &mut Dictionary) {
    let is_composite = dict.get(b"Subtype").and_then(Object::as_name).is_ok_and(|subtype| subtype == b"Type0");
    let encoding = dict.get(b"Encoding").and_then(Object::as_name);
    if is_composite && encoding.is_ok_and(|encoding| encoding != b"Identity-H") {
        dict.set("Encoding", Object::Name(b"Identity-H".to_vec()));
    }
}

/// Content in operators that are all known; `None` where there is nothing to put straight.
fn plain(content: &[u8]) -> Option<Vec<u8>> {
    let decoded = Content::decode(content).ok()?;
    let is_odd =
        |operation: &Operation| matches!(&*operation.operator, "'" | "\"" | "s" | "f*" | "B" | "B*" | "b" | "b*");
    if !decoded.operations.iter().any(is_odd) {
        return None;
    }
    let operation = |operator: &str, operands: &[Object]| Operation::new(operator, operands.to_vec());
    let operations = decoded.operations.into_iter().flat_map(|odd| {
        let operands = &odd.operands[..];
        match (&*odd.operator, operands) {
            ("'", _) => vec![operation("T*", &[]), operation("Tj", operands)],
            ("\"", [words, letters, text]) => vec![
                operation("Tw", std::slice::from_ref(words)),
                operation("Tc", std::slice::from_ref(letters)),
                operation("T*", &[]),
                operation("Tj", std::slice::from_ref(text)),
            ],
            ("s" | "b" | "b*", _) => vec![operation("h", &[]), operation("S", &[])],
            ("B" | "B*", _) => vec![operation("S", &[])],
            ("f*", _) => vec![operation("f", &[])],
            _ => vec![odd],
        }
    });
    let operations: Vec<Operation> = operations.collect();
    Content { operations }.encode().ok()
}

/// Whether a form draws itself, or one that draws it. A form without resources uses those of the page: it is taken to
/// draw whatever any page or form names.
fn has_circle(pdf: &Pdf) -> bool {
    let drawn = |dict: &Dictionary| -> Option<BTreeSet<ObjectId>> {
        let resources = dict.get_deref(b"Resources", pdf).ok()?.as_dict().ok()?;
        let Ok(forms) = resources.get_deref(b"XObject", pdf).and_then(Object::as_dict) else {
            return Some(BTreeSet::new());
        };
        Some(forms.iter().filter_map(|(_, form)| form.as_reference().ok()).collect())
    };
    let forms: BTreeMap<ObjectId, Option<BTreeSet<ObjectId>>> = pdf
        .objects
        .iter()
        .filter_map(|(id, object)| Some((*id, object.as_stream().ok()?)))
        .filter(|(_, stream)| stream.dict.get(b"Subtype").and_then(Object::as_name).is_ok_and(|name| name == b"Form"))
        .map(|(id, stream)| (id, drawn(&stream.dict)))
        .collect();
    // Forms that draw nothing are taken away until none is left, or only those in a circle.
    let mut left: BTreeSet<ObjectId> = forms.keys().copied().collect();
    let uses_do = |id: &ObjectId| {
        let content = pdf.get_object(*id).and_then(Object::as_stream).and_then(Stream::get_plain_content);
        content.is_ok_and(|content| content.windows(2).any(|two| two == b"Do"))
    };
    left.retain(uses_do);
    loop {
        let before = left.len();
        let still = left.clone();
        left.retain(|id| match &forms[id] {
            Some(drawn) => drawn.iter().any(|other| still.contains(other)),
            None => true,
        });
        if left.is_empty() || left.len() == before {
            return !left.is_empty();
        }
    }
}
