//! Which part of the stream is which section.

use super::content::Content;
use super::stream::{Range, Stream};
use crate::spec::form::{FormSpec, SectionSpec};
use crate::spec::label::find_approximately;

/// A section with its place in the stream.
#[derive(Debug)]
pub(super) struct Located<'s> {
    pub(super) spec: &'s SectionSpec,
    /// Its heading.
    pub(super) heading: Range,
    /// What stands between its heading and the next.
    pub(super) body: Range,
}

/// The sections that were found, in order, and those that were not.
#[derive(Debug)]
pub(super) struct Sections<'s> {
    pub(super) found: Vec<Located<'s>>,
    pub(super) missing: Vec<&'s SectionSpec>,
}

/// Finds the headings of a form in their order.
pub(super) fn locate<'s>(content: &Content<'_>, spec: &'s FormSpec, whole_cells: bool) -> Sections<'s> {
    let stream = &content.stream;
    let mut headings: Vec<Option<Range>> = Vec::new();
    let mut from = 0;
    for section in &spec.sections {
        let rest = Range { start: from, end: stream.all().end };
        let heading = find_heading(stream, section, rest, whole_cells);
        from = heading.map_or(from, |range| range.end);
        headings.push(heading);
    }
    let mut sections = Sections { found: Vec::new(), missing: Vec::new() };
    for (at, (section, heading)) in spec.sections.iter().zip(&headings).enumerate() {
        let Some(heading) = *heading else {
            sections.missing.push(section);
            continue;
        };
        let next = headings[at + 1..].iter().position(Option::is_some).map(|skipped| (skipped, at + 1 + skipped));
        let end = next.and_then(|(_, index)| headings[index]).map_or(stream.all().end, |range| range.start);
        let mut body = Range { start: heading.end, end };
        if next.is_some_and(|(skipped, _)| skipped > 0) {
            body = before_lost_section(stream, body, spec);
        }
        sections.found.push(Located { spec: section, heading, body });
    }
    sections
}

/// The first place of a heading: at the front of a cell where cells are sure, else at the front of a word.
fn find_heading(stream: &Stream, section: &SectionSpec, rest: Range, whole_cells: bool) -> Option<Range> {
    let fits = |range: &Range| {
        if whole_cells { stream.starts_token(range.start) } else { stream.starts_word(range.start) }
    };
    let exact = section
        .heading
        .all()
        .flat_map(|label| stream.find_all(&label.folded, rest))
        .filter(fits)
        .min_by_key(|range| (range.start, std::cmp::Reverse(range.end)));
    exact.or_else(|| {
        section.heading.all().find_map(|label| {
            let (start, end) = find_approximately(&label.folded, stream.chars(rest), label.tolerance())?;
            Some(Range { start: rest.start + start, end: rest.start + end }).filter(fits)
        })
    })
}

/// Where the heading of a following section is lost, a line that says no more than "Not applicable" is what is left of
/// that section.
fn before_lost_section(stream: &Stream, body: Range, spec: &FormSpec) -> Range {
    let mut end = body.end;
    for label in spec.not_applicable.all() {
        for found in stream.find_all(&label.folded, body) {
            let whole = |at: usize| stream.token_at(at).map(|token| stream.tokens[token].line);
            let line = whole(found.start);
            let alone = found.start > body.start
                && whole(found.start - 1) != line
                && (found.end >= stream.all().end || whole(found.end) != line);
            // The section's own "Not applicable" stands on the line of its heading or right below it.
            if alone && !stream.chars(Range { start: body.start, end: found.start }).is_empty() {
                end = end.min(found.start);
            }
        }
    }
    Range { start: body.start, end }
}
