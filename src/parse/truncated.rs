//! Text that breaks off: an excerpt is read as far as it goes.

use super::builder::Builder;
use super::stream::Stream;
use crate::finding::{Code, Finding};
use crate::spec::form::{FormSpec, SectionSpec, Shape};

/// Says which sections were not found: those behind the place where a text breaks off in one finding, all others one
/// by one.
pub(super) fn report(builder: &mut Builder, spec: &FormSpec, stream: &Stream, missing: &[&SectionSpec], is_text: bool) {
    let is_missing = |section: &SectionSpec| missing.iter().any(|other| other.key == section.key);
    let last = spec.sections.iter().rposition(|section| !is_missing(section));
    let signed = spec.sections.iter().any(|section| section.shape == Shape::Signature && !is_missing(section));
    let broken = is_text && !signed && last.is_some();
    let behind = if broken { last.unwrap_or(0) + 1 } else { spec.sections.len() };
    for section in &spec.sections[..behind] {
        if is_missing(section) {
            let message = format!("section {} was not found; what it states is not read", section.key);
            let mut finding = Finding::new(Code::SectionMissing, message);
            finding.table = section.table;
            builder.findings.push(finding);
        }
    }
    if broken {
        break_off(builder, spec, stream, behind);
    } else if is_text && stream.tokens.last().is_some_and(|token| is_cut(&token.text)) {
        let message = format!("the text ends in `{}`: something may be left out", ending(stream));
        builder.findings.push(Finding::new(Code::Truncated, message));
    }
}

fn break_off(builder: &mut Builder, spec: &FormSpec, stream: &Stream, behind: usize) {
    let last = &spec.sections[behind - 1];
    let lost: Vec<&str> = spec.sections[behind..].iter().map(|section| section.key.as_str()).collect();
    let words = ending(stream);
    let message =
        format!("the text breaks off in section {}, behind `{words}`; not there: {}", last.key, lost.join(", "));
    builder.findings.push(Finding::new(Code::Truncated, message));
    // The last value may go on behind the break.
    let Some(word) = stream.tokens.last().and_then(|token| token.text.split_whitespace().last()) else { return };
    for draft in builder.drafts.iter_mut().rev().take(3) {
        let fields = draft.fields.iter().map(|(column, value)| (column.clone(), value));
        let runs = draft.runs.iter().flat_map(|run| run.columns.iter().cloned().zip(run.values.last()));
        let ends = |value: &super::RawValue| value.text.split_whitespace().last() == Some(word);
        let columns: Vec<String> =
            fields.chain(runs).filter(|(_, value)| ends(value)).map(|(column, _)| column).collect();
        for column in &columns {
            draft.note(Code::Truncated, column, format!("the text ends with `{word}`: this value may go on"));
        }
        if !columns.is_empty() {
            return;
        }
    }
}

/// The last words of a text.
fn ending(stream: &Stream) -> String {
    let all = stream.all();
    let words = stream.words(all);
    words[words.len().saturating_sub(6)..].iter().map(|word| word.text).collect::<Vec<_>>().join(" ")
}

/// Whether a text says itself that more follows.
fn is_cut(text: &str) -> bool {
    let end = text.trim_end_matches([')', ']', ' ']);
    end.ends_with('…') || end.ends_with("...") || end.to_lowercase().ends_with("[truncated")
}
