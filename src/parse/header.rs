//! The head of the form and its signature: labels with a value behind each.

use super::RawValue;
use super::builder::Builder;
use super::stream::{Range, Stream};
use crate::filing::Table;
use crate::finding::{Code, Finding};
use crate::spec::form::{Field, FormSpec};

/// Reads the head: month, status, issuer, date.
pub(super) fn read(spec: &FormSpec, builder: &mut Builder, stream: &Stream, head: Range) {
    for (field, value, torn) in labelled(&spec.header, stream, head) {
        put(builder, field, value, torn);
    }
}

/// Reads the signature below the confirmations, whose own text is the form's and not read.
pub(super) fn read_signature(details: &[Field], builder: &mut Builder, stream: &Stream, body: Range) {
    for (field, value, torn) in labelled(details, stream, body) {
        let Some(mut value) = value else { continue };
        // A title is one line; the notes of the form follow it.
        if details.last().is_some_and(|last| last.key != field.key) || !field.values.is_empty() {
            value.text = String::from(value.text.trim_matches('_').trim());
            put(builder, field, Some(value), torn);
        }
    }
}

fn put(builder: &mut Builder, field: &Field, value: Option<RawValue>, torn: bool) {
    if let (Some(column), Some(value)) = (field.values.first(), value) {
        if torn {
            let message =
                format!("{column} is cut by cell borders, and may have wrong or doubled letters: `{}`", value.text);
            builder.findings.push(Finding::new(Code::RepairedText, message).at(Table::Filings, 1).column(column));
        }
        builder.header.entry(column.clone()).or_insert(value);
    }
}

/// The fields whose labels stand in a range, with what stands between each label and the next.
///
/// A value ends with the line that it begins on when no further label follows it.
fn labelled<'s>(fields: &'s [Field], stream: &Stream, range: Range) -> Vec<(&'s Field, Option<RawValue>, bool)> {
    let mut found: Vec<(&Field, Range)> = Vec::new();
    for field in fields {
        let free = |label: &Range| !found.iter().any(|(_, other)| label.start < other.end && other.start < label.end);
        if let Some(label) = stream.find(&field.labels, range).filter(free) {
            found.push((field, label));
        }
    }
    found.sort_by_key(|(_, label)| label.start);
    let mut out = Vec::new();
    for (at, &(field, label)) in found.iter().enumerate() {
        let value = match found.get(at + 1) {
            Some((_, next)) => Range { start: label.end, end: next.start },
            None => first_line(stream, Range { start: label.end, end: range.end }),
        };
        out.push((field, stream.value(value), stream.is_torn(value)));
    }
    out
}

fn first_line(stream: &Stream, range: Range) -> Range {
    let words = stream.words(range);
    let line = words.first().map(|word| stream.tokens[word.token].line);
    let end = words.iter().take_while(|word| Some(stream.tokens[word.token].line) == line).last();
    Range { start: range.start, end: end.map_or(range.start, |word| word.range.end) }
}
