//! One section: its tables, then the lines below them.

use super::builder::{Builder, Draft};
use super::content::Content;
use super::grid::GridReader;
use super::sections::Located;
use super::stream::{Range, Stream};
use super::totals::{self, Anchor};
use super::{RawValue, flow, header};
use crate::filing::{Section, Table};
use crate::finding::{Code, Finding, Place, Severity};
use crate::spec::form::{FormSpec, SectionSpec, Shape, TotalSpec};

/// Reads a section into the builder.
pub(super) fn read(spec: &FormSpec, builder: &mut Builder, content: &Content<'_>, located: &Located<'_>) {
    let stream = &content.stream;
    match (located.spec.shape, located.spec.section, located.spec.table) {
        (Shape::Signature, ..) => {
            let body = read_end_remarks(spec, builder, stream, located);
            header::read_signature(&located.spec.details, builder, stream, body);
        }
        (Shape::Balances | Shape::Records, Some(name), Some(table)) => {
            let claimed = read_tables(spec, builder, content, located, name, table);
            read_lines(spec, builder, stream, located, name, claimed);
        }
        _ => {}
    }
}

/// Queries the form tables that stand in no section that has any: a heading before them is lost.
pub(super) fn query_strays(builder: &mut Builder, content: &Content<'_>, sections: &[Located<'_>]) {
    let home = |offset: usize| {
        sections.iter().any(|located| {
            let tables = matches!(located.spec.shape, Shape::Balances | Shape::Records);
            tables && located.heading.end <= offset && offset <= located.body.end
        })
    };
    for (_, table) in content.tables.iter().filter(|(offset, _)| !home(*offset)) {
        let text = super::join(
            table
                .cells
                .iter()
                .flat_map(super::super::layout::Cell::segments)
                .take(8)
                .map(|segment| segment.text.as_str()),
        );
        let message = format!("a table stands in no known section and is not read; it begins with `{text}`");
        let finding = Finding::new(Code::UnclaimedText, message).page(table.page).severity(Severity::Error);
        builder.findings.push(finding);
    }
}

/// Reads the form tables of a section, ruled or not, and what stands below each; gives what it claims of the stream.
fn read_tables(
    spec: &FormSpec,
    builder: &mut Builder,
    content: &Content<'_>,
    located: &Located<'_>,
    name: Section,
    table: Table,
) -> Vec<Range> {
    let first = content.tables.partition_point(|(offset, _)| *offset < located.heading.end);
    let ruled: Vec<_> = content.tables[first..].iter().take_while(|(offset, _)| *offset <= located.body.end).collect();
    if ruled.is_empty() {
        return flow::read(spec, located.spec, name, table, builder, &content.stream, located.body);
    }
    let mut reader = GridReader::new(spec, located.spec, name, table);
    let mut claimed_below = Vec::new();
    for (at, (offset, page_table)) in ruled.iter().enumerate() {
        let before = reader.current();
        reader.read(builder, page_table);
        let all = reader.rest.all();
        let rest = std::mem::take(&mut reader.rest);
        let draft = reader.current().or(before);
        let mut claimed = Vec::new();
        if let Some(draft) = draft {
            claimed = read_extras(located.spec, &mut builder.drafts[draft], &rest, all);
        }
        unclaimed(builder, &rest, all, &claimed, Some(table));
        if let (Some(draft), Shape::Balances) = (draft, located.spec.shape) {
            let next = ruled.get(at + 1).map_or(located.body.end, |(next, _)| *next);
            let below = Range { start: (*offset).max(located.body.start), end: next };
            let end = flow::end_of_lines(spec, located.spec, &content.stream, below);
            let extras = Range { start: below.start, end };
            let draft = &mut builder.drafts[draft];
            claimed_below.extend(read_extras(located.spec, draft, &content.stream, extras));
        }
    }
    claimed_below
}

/// Labelled values and ticked statements below a block (the public float of section II); gives what it claims.
pub(super) fn read_extras(section: &SectionSpec, draft: &mut Draft, stream: &Stream, range: Range) -> Vec<Range> {
    let mut marks: Vec<(usize, Range)> = Vec::new();
    for (at, field) in section.details.iter().enumerate() {
        let exact = field.labels.all().filter_map(|label| stream.find_exact(&label.folded, range));
        marks.extend(exact.min_by_key(|found| (found.start, std::cmp::Reverse(found.end))).map(|found| (at, found)));
    }
    marks.sort_by_key(|(_, found)| found.start);
    let mut claimed = Vec::new();
    read_choices(section, draft, stream, range, &mut claimed);
    for (index, &(at, label)) in marks.iter().enumerate() {
        let field = &section.details[at];
        let limit = marks.get(index + 1).map_or(range.end, |(_, next)| next.start);
        let Some(column) = field.values.first() else {
            claimed.push(label);
            continue;
        };
        let value = Range { start: label.end, end: limit };
        if let Some(value) = stream.value(value) {
            draft.put(column, value);
        }
        claimed.push(Range { start: label.start, end: limit });
    }
    claimed
}

/// Which of two statements has the tick before it.
fn read_choices(section: &SectionSpec, draft: &mut Draft, stream: &Stream, range: Range, claimed: &mut Vec<Range>) {
    for choice in &section.choices {
        let find = |labels: &crate::spec::form::Labels, from: usize| {
            let rest = Range { start: from, end: range.end };
            labels.all().filter_map(|label| stream.find_exact(&label.folded, rest)).min_by_key(|found| found.start)
        };
        let statements = [find(&choice.yes, range.start), find(&choice.no, range.start)];
        let Some(last) = statements.iter().flatten().max_by_key(|found| found.end) else {
            continue;
        };
        let line_end = stream.words(Range { start: last.end, end: range.end });
        let line = stream.token_at(last.end.saturating_sub(1));
        let end =
            line_end.iter().take_while(|word| Some(word.token) == line).last().map_or(last.end, |word| word.range.end);
        let ticks: Vec<Range> = ['✔', '✓', '☑', '√']
            .iter()
            .flat_map(|tick| stream.find_all(&[*tick], Range { start: range.start, end }))
            .collect();
        let from = statements.iter().flatten().map(|found| stream.token_at(found.start)).min().flatten();
        let start = from.map_or(range.start, |token| first_of_token(stream, token, range));
        claimed.push(Range { start: ticks.iter().map(|tick| tick.start).min().unwrap_or(start).min(start), end });
        let [tick] = ticks.as_slice() else {
            let message = format!("{} ticks before two statements of which one holds", ticks.len());
            draft.note(Code::UnreadableValue, &choice.column, message);
            continue;
        };
        let (yes, no) = (find(&choice.yes, tick.end), find(&choice.no, tick.end));
        let ticked = match (yes, no) {
            (Some(yes), Some(no)) => yes.start < no.start,
            (yes, _) => yes.is_some(),
        };
        let place = stream.token_at(tick.start).map_or(Place::default(), |token| stream.tokens[token].place);
        draft.put(&choice.column, RawValue { text: if ticked { "Yes" } else { "No" }.to_owned(), place });
    }
}

fn first_of_token(stream: &Stream, token: usize, range: Range) -> usize {
    (range.start..range.end).find(|at| stream.token_at(*at) == Some(token)).unwrap_or(range.start)
}

/// What begins at a place below a section's tables.
enum Mark<'s> {
    Total(Anchor<'s>, Section),
    Remarks(Range),
}

impl Mark<'_> {
    fn range(&self) -> Range {
        match self {
            Self::Total(anchor, _) => anchor.range,
            Self::Remarks(range) => *range,
        }
    }
}

/// Totals, remarks, and what nothing claims.
fn read_lines(
    spec: &FormSpec,
    builder: &mut Builder,
    stream: &Stream,
    located: &Located<'_>,
    name: Section,
    mut claimed: Vec<Range>,
) {
    let body = located.body;
    let marks = marks(spec, stream, located, name);
    for (at, mark) in marks.iter().enumerate() {
        let end = marks.get(at + 1).map_or(body.end, |next| next.range().start);
        let behind = Range { start: mark.range().end, end };
        match mark {
            Mark::Total(anchor, section) => {
                let behind = before(behind, &claimed);
                let end = totals::read(spec, builder, *section, stream, anchor, behind);
                claimed.push(Range { start: anchor.range.start, end });
            }
            Mark::Remarks(label) => {
                remark(builder, name, stream, behind);
                claimed.push(Range { start: label.start, end });
            }
        }
    }
    claim_not_applicable(spec, stream, body, &mut claimed);
    let left = leftovers(stream, body, &mut claimed);
    for value in left {
        match torn_remarks_label(spec, &value) {
            Some(length) => damaged_remark(builder, name, value, length),
            None => builder.unclaimed(&value, located.spec.table),
        }
    }
}

/// The bytes of what is left of a torn `Remarks:` at the front of a text.
fn torn_remarks_label(spec: &FormSpec, value: &RawValue) -> Option<usize> {
    let front = value.text.split_whitespace().next()?;
    let folded = crate::spec::label::fold(front);
    let torn = folded.len() >= 3 && spec.remarks.all().any(|label| label.folded.starts_with(&folded));
    torn.then_some(front.len())
}

/// A range up to what is claimed behind its start.
fn before(range: Range, claimed: &[Range]) -> Range {
    let end = claimed.iter().map(|other| other.start).filter(|start| *start >= range.start).min();
    Range { start: range.start, end: end.unwrap_or(range.end).min(range.end) }
}

fn marks<'s>(spec: &'s FormSpec, stream: &Stream, located: &Located<'s>, name: Section) -> Vec<Mark<'s>> {
    let body = located.body;
    let mut marks: Vec<Mark<'s>> = Vec::new();
    let grand: &[TotalSpec] = if name == Section::E { &spec.grand } else { &[] };
    let found = totals::anchors(located.spec.totals.iter().chain(grand), stream, body);
    marks.extend(found.into_iter().map(|anchor| {
        let whole_form = grand.iter().any(|total| std::ptr::eq(total, anchor.spec));
        Mark::Total(anchor, if whole_form { Section::All } else { name })
    }));
    let remarks = spec.remarks.all().flat_map(|label| stream.find_all(&label.folded, body));
    let remarks: Vec<Range> =
        remarks.filter(|range| stream.starts_token(range.start) || stream.starts_word(range.start)).collect();
    marks.extend(remarks.iter().min().map(|range| Mark::Remarks(*range)));
    marks.sort_by_key(Mark::range);
    // Inside a remark only the totals of the whole form are looked for.
    let remark = remarks.iter().min().map_or(usize::MAX, |range| range.start);
    marks.retain(|mark| match mark {
        Mark::Total(anchor, section) => *section == Section::All || anchor.range.start < remark,
        Mark::Remarks(_) => true,
    });
    marks
}

/// A remark up to where the next part of the form begins.
fn remark(builder: &mut Builder, name: Section, stream: &Stream, range: Range) {
    if let Some(value) = stream.value(range) {
        let draft = push_remark(builder, name, value);
        if stream.is_torn(range) {
            let message = "the remark is cut by cell borders, and may have wrong or doubled letters".to_owned();
            draft.note(Code::RepairedText, "text", message);
        }
    }
}

fn push_remark(builder: &mut Builder, name: Section, value: RawValue) -> &mut Draft {
    let mut draft = Draft::new(Table::Remarks, name, 0);
    draft.put("section", RawValue { text: name.as_str().to_owned(), place: value.place });
    draft.put("text", value);
    builder.drafts.push(draft);
    let last = builder.drafts.len() - 1;
    &mut builder.drafts[last]
}

/// Text behind a torn label is the section's remark, damaged as it is.
fn damaged_remark(builder: &mut Builder, name: Section, mut value: RawValue, label: usize) {
    value.text = String::from(value.text.trim_start()[label..].trim_start());
    let message = format!("text behind a torn label, taken for remarks: `{}`", value.text);
    push_remark(builder, name, value).notes.push(Finding::new(Code::RepairedText, message));
}

/// Remarks that stand below the signature belong to the form as a whole.
fn read_end_remarks(spec: &FormSpec, builder: &mut Builder, stream: &Stream, located: &Located<'_>) -> Range {
    let body = located.body;
    let found = spec.remarks.all().flat_map(|label| stream.find_all(&label.folded, body));
    let at_cell = found.filter(|range| stream.starts_token(range.start));
    let Some(label) = at_cell.min() else { return body };
    // The notes that close the form follow the remarks.
    let notes = [crate::spec::label::fold("Notes"), crate::spec::label::fold("註")];
    let rest = Range { start: label.end, end: body.end };
    let ends = notes
        .iter()
        .flat_map(|note| stream.find_all(note, rest))
        .filter(|range| stream.starts_token(range.start) && stream.token_at(range.start) != stream.token_at(range.end));
    let end = ends.map(|range| range.start).min().unwrap_or(body.end);
    remark(builder, Section::End, stream, Range { start: label.end, end });
    Range { start: body.start, end: label.start }
}

fn claim_not_applicable(spec: &FormSpec, stream: &Stream, body: Range, claimed: &mut Vec<Range>) {
    let found: Vec<Range> = spec.not_applicable.all().flat_map(|label| stream.find_all(&label.folded, body)).collect();
    claimed.extend(found);
}

/// The texts of a range that nothing claims.
fn leftovers(stream: &Stream, body: Range, claimed: &mut [Range]) -> Vec<RawValue> {
    claimed.sort();
    let mut out = Vec::new();
    let mut at = body.start;
    let ends = claimed.iter().copied().chain(std::iter::once(Range { start: body.end, end: body.end }));
    for range in ends {
        let gap = Range { start: at, end: range.start.min(body.end) };
        if !gap.is_empty() && stream.chars(gap).iter().any(|c| c.is_alphanumeric()) {
            out.extend(stream.value(gap));
        }
        at = at.max(range.end);
    }
    out
}

fn unclaimed(builder: &mut Builder, stream: &Stream, all: Range, claimed: &[Range], table: Option<Table>) {
    let mut claimed = claimed.to_vec();
    for value in leftovers(stream, all, &mut claimed) {
        builder.unclaimed(&value, table);
    }
}
