//! What is looked at before the parser is let loose: its work grows with the square of what is counted here.

use crate::extract::too_large;
use crate::finding::FilingError;

/// Tags of one document. An exhibit has some ten thousand.
const MOST_TAGS: usize = 400_000;
/// Elements that are open at one place.
const MOST_OPEN: usize = 1_000;
/// Attributes of one tag.
const MOST_ATTRIBUTES: usize = 500;

/// Elements that end without an end tag, or have none: they do not pile up.
const SELF_ENDING: [&str; 31] = [
    "area", "base", "br", "col", "colgroup", "dd", "dt", "embed", "frame", "hr", "img", "input", "li", "link", "meta",
    "optgroup", "option", "p", "param", "rp", "rt", "source", "tbody", "td", "tfoot", "th", "thead", "tr", "track",
    "wbr", "html",
];

/// Turns away what no person wrote.
///
/// # Errors
///
/// [`RejectCode::TooLarge`](crate::finding::RejectCode::TooLarge), naming what there is too much of.
pub(super) fn check(text: &str) -> Result<(), FilingError> {
    let mut tags = 0;
    let mut open: Vec<(String, usize)> = Vec::new();
    let mut rest = text;
    while let Some(at) = rest.find('<') {
        rest = &rest[at + 1..];
        let is_end = rest.starts_with('/');
        let name: String =
            rest.chars().skip(usize::from(is_end)).take_while(char::is_ascii_alphanumeric).take(20).collect();
        if name.is_empty() {
            continue;
        }
        tags += 1;
        if tags > MOST_TAGS {
            return Err(too_large(format!("the page has more than {MOST_TAGS} tags")));
        }
        let (attributes, length) = attributes(rest);
        if attributes > MOST_ATTRIBUTES {
            return Err(too_large(format!("a tag has more than {MOST_ATTRIBUTES} attributes")));
        }
        let is_empty = rest[..length].ends_with('/');
        rest = &rest[length..];
        let name = name.to_ascii_lowercase();
        if is_empty || SELF_ENDING.contains(&name.as_str()) {
            continue;
        }
        let count = count_of(&mut open, name);
        *count = if is_end { count.saturating_sub(1) } else { *count + 1 };
        if open.iter().map(|(_, count)| count).sum::<usize>() > MOST_OPEN {
            return Err(too_large(format!("more than {MOST_OPEN} elements are open at one place")));
        }
    }
    Ok(())
}

/// The counter of a name; names of nobody's making share one.
fn count_of(open: &mut Vec<(String, usize)>, name: String) -> &mut usize {
    const MOST_NAMES: usize = 200;
    let at = open.iter().position(|(known, _)| *known == name).unwrap_or_else(|| {
        if open.len() < MOST_NAMES {
            open.push((name, 0));
        }
        open.len() - 1
    });
    &mut open[at].1
}

/// How many attributes a tag has at least, and where it ends, in bytes.
fn attributes(tag: &str) -> (usize, usize) {
    let (mut count, mut quote, mut blank) = (0, None, false);
    for (at, byte) in tag.bytes().enumerate() {
        match (quote, byte) {
            (Some(open), _) if open == byte => quote = None,
            (Some(_), _) => {}
            (None, b'>') => return (count, at),
            (None, b'"' | b'\'') => quote = Some(byte),
            (None, b' ' | b'\t' | b'\n' | b'\r' | 0xC | b'/') => blank = true,
            (None, _) => count += usize::from(std::mem::take(&mut blank)),
        }
    }
    (count, tag.len())
}
