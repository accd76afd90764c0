//! What an SEC submission wraps around its documents: `<DOCUMENT>`, `<TYPE>EX-99.1`, `<TEXT>`, then the page itself.

use std::borrow::Cow;

/// One document of a file.
pub(super) struct Part<'t> {
    pub text: &'t str,
    pub is_html: bool,
}

/// How much of the front is looked at for tags.
const FRONT: usize = 16 << 10;

/// Tags that only HTML has; markdown may hold a tag or two of others.
const PAGE_TAGS: [&str; 4] = ["<!doctype html", "<html", "<body", "<head>"];
/// Tags that are enough where the text begins with one.
const BLOCK_TAGS: [&str; 4] = ["<table", "<div", "<p>", "<p "];

/// Whether a text is a web page, or a submission with one in it.
pub(in crate::extract) fn holds_html(text: &str) -> bool {
    is_html(text) || is_submission(text) && parts(text).iter().any(|part| part.is_html)
}

fn is_html(text: &str) -> bool {
    let front = lowered(text, FRONT);
    let begins = text.trim_start_matches('\u{FEFF}').trim_start().starts_with('<');
    PAGE_TAGS.iter().any(|tag| front.contains(tag)) || begins && BLOCK_TAGS.iter().any(|tag| front.contains(tag))
}

fn is_submission(text: &str) -> bool {
    let front = lowered(text, FRONT);
    front.contains("<document>") && front.contains("<type>")
}

fn lowered(text: &str, most: usize) -> String {
    let end = text.char_indices().nth(most).map_or(text.len(), |(at, _)| at);
    text[..end].to_ascii_lowercase()
}

/// The documents of a file: the file itself, or those of a submission that speak of a monthly return; all of them where
/// none does.
pub(super) fn parts(text: &str) -> Vec<Part<'_>> {
    if !is_submission(text) {
        return vec![Part { text, is_html: is_html(text) }];
    }
    let documents: Vec<&str> =
        between(text, "<document>", "</document>").into_iter().map(content).filter(|text| !is_encoded(text)).collect();
    let returns: Vec<&str> = documents.iter().copied().filter(|text| speaks_of_return(text)).collect();
    let wanted = if returns.is_empty() { documents } else { returns };
    wanted.into_iter().map(|text| Part { text, is_html: is_html(text) }).collect()
}

/// What stands between each start tag and its end tag, or the end of the text.
fn between<'t>(text: &'t str, start: &str, end: &str) -> Vec<&'t str> {
    let lower = text.to_ascii_lowercase();
    let mut out = Vec::new();
    let mut at = 0;
    while let Some(found) = lower[at..].find(start) {
        let from = at + found + start.len();
        let to = lower[from..].find(end).map_or(text.len(), |length| from + length);
        out.push(&text[from..to]);
        at = to;
    }
    out
}

/// A document without the lines that describe it.
fn content(document: &str) -> &str {
    between(document, "<text>", "</text>").first().copied().unwrap_or(document)
}

/// A picture or an archive as printable characters.
fn is_encoded(text: &str) -> bool {
    let front = text.trim_start();
    front.starts_with("begin 6") || front.starts_with("<PDF>") || front.starts_with("<XBRL>")
}

fn speaks_of_return(text: &str) -> bool {
    let text: Cow<'_, str> = if text.contains("onthly") || text.contains("MONTHLY") {
        text.split_whitespace().collect::<Vec<_>>().join(" ").to_ascii_lowercase().into()
    } else {
        text.into()
    };
    ["monthly return", "monthly&nbsp;return", "FF301", "ff301", "月報表", "月报表"]
        .iter()
        .any(|mark| text.contains(mark))
}
