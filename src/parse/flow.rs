//! Form tables without rules: text input, where an empty cell leaves no trace.
//!
//! Labels tell where a row begins; the figures behind it stand in the order of the columns. Where there are as many
//! figures as columns each has its place; else they are handed on as a [`Run`], to be settled by arithmetic.

mod cells;
mod movements;
mod records;

use super::builder::{Block, Builder, Draft, append, unclaimed};
use super::class;
use super::section::read_extras;
use super::shape::{Shape, are_torn, holds_figure, item_number, shape};
use super::stream::{Range, Stream, WordAt};
use super::{RawValue, Run};
use crate::filing::{Section, Table};
use crate::finding::{Code, Finding};
use crate::spec::form::{ColumnSpec, Field, FormSpec, SectionSpec, Shape as SectionShape};
use crate::spec::label::{fold, is_cjk};

/// Reads the blocks of one section from a stream; gives the ranges that it claims.
pub(super) fn read(
    spec: &FormSpec,
    section: &SectionSpec,
    name: Section,
    table: Table,
    builder: &mut Builder,
    stream: &Stream,
    body: Range,
) -> Vec<Range> {
    let openings = class::openings(spec, stream, body);
    let mut claimed = Vec::new();
    for (at, &opening) in openings.iter().enumerate() {
        let end = openings.get(at + 1).map_or(body.end, |next| next.start);
        let head_end = first_title(spec, section, stream, Range { start: opening.end, end });
        let content = class::read_stream(spec, builder, name, stream, opening, head_end);
        let block = Range { start: content, end };
        let reader = Reader { section, name, table, stream };
        let read_to = if section.shape == SectionShape::Balances {
            let rows_end = reader.balances(builder, block);
            let extras =
                Range { start: rows_end, end: end_of_lines(spec, section, stream, Range { start: rows_end, end }) };
            let draft = builder.drafts.last_mut();
            claimed.extend(draft.map(|draft| read_extras(section, draft, stream, extras)).unwrap_or_default());
            rows_end
        } else {
            let rows = builder.drafts.len();
            let read_to = reader.records(builder, block);
            if builder.drafts.len() == rows {
                reader.query_block(spec, builder, opening, block);
            }
            read_to
        };
        claimed.push(Range { start: opening.start, end: read_to });
    }
    claimed
}

/// Where totals or remarks begin below a block.
pub(super) fn end_of_lines(spec: &FormSpec, section: &SectionSpec, stream: &Stream, rest: Range) -> usize {
    let totals = super::totals::anchors(&section.totals, stream, rest);
    let remarks = spec.remarks.all().filter_map(|label| stream.find_exact(&label.folded, rest));
    let ends = totals.iter().map(|anchor| anchor.range.start).chain(remarks.map(|range| range.start));
    ends.min().unwrap_or(rest.end)
}

/// Where the first column title or row label of a block stands, or the number of its first row: the class fields end there
/// at the latest.
fn first_title(spec: &FormSpec, section: &SectionSpec, stream: &Stream, block: Range) -> usize {
    let columns = section.columns.iter().map(|column| &column.labels);
    let rows = section.rows.iter().map(|row| &row.labels);
    let labels = columns.chain(rows).flat_map(super::super::spec::form::Labels::all);
    // `Description` is a title in some sections and a class field in all.
    let own = labels
        .filter(|label| !spec.class.iter().any(|field| field.labels.all().any(|class| class.folded == label.folded)));
    let words = stream.words(block);
    let found = own.filter_map(|label| match label.folded.len() {
        // A short title, `Event`, must be a word of its own.
        0..6 => words.iter().find(|word| fold(word.text) == label.folded).map(|word| word.range),
        _ => stream.find_exact(&label.folded, block),
    });
    let has_rows = section.shape != SectionShape::Balances;
    // The `1)` of `(Note 1)` has no point behind it.
    let is_item = |word: &&WordAt<'_>| word.text.ends_with('.') && item_number(word.text).is_some();
    let first_row = words.iter().filter(|_| has_rows).find(is_item).map(|word| word.range);
    found.chain(first_row).map(|range| range.start).min().unwrap_or(block.end)
}

struct Reader<'a> {
    section: &'a SectionSpec,
    name: Section,
    table: Table,
    stream: &'a Stream,
}

impl Reader<'_> {
    fn draft(&self, builder: &Builder) -> Draft {
        let block = builder.blocks.iter().rev().find(|block| block.section == self.name);
        let mut draft = Draft::new(self.table, self.name, block.map_or(1, |block| block.number));
        draft.fields = block.map(|block| block.class.clone()).unwrap_or_default();
        draft.notes = block.map(Block::notes).unwrap_or_default();
        draft
    }

    /// Says that a class is named and no row stands under it: the form prints none but for movements.
    fn query_block(&self, spec: &FormSpec, builder: &mut Builder, opening: Range, block: Range) {
        if spec.not_applicable.all().any(|label| self.stream.find_exact(&label.folded, block).is_some()) {
            return;
        }
        let message = "a class of shares is named, and no row was found under it; look at the page";
        let mut finding = Finding::new(Code::AmbiguousColumns, message);
        finding.page = self.stream.value(opening).map(|value| value.place.page);
        finding.table = Some(self.table);
        builder.findings.push(finding);
    }

    // --- Balances ---------------------------------------------------------------------------------------------------

    /// Opening, change and closing: each row ends with its line, or with the next row's label.
    fn balances(&self, builder: &mut Builder, block: Range) -> usize {
        let mut found: Vec<(&Field, Range)> = Vec::new();
        let mut from = block.start;
        for row in &self.section.rows {
            if let Some(range) = self.stream.find(&row.labels, Range { start: from, end: block.end }) {
                found.push((row, range));
                from = range.end;
            }
        }
        let mut draft = self.draft(builder);
        let mut end = block.start;
        let mut stated = Vec::new();
        for (at, &(row, label)) in found.iter().enumerate() {
            let limit = found.get(at + 1).map_or(block.end, |(_, next)| next.start);
            let words = self.stream.words(Range { start: label.end, end: limit });
            let count =
                words.iter().take_while(|word| shape(word.text) != Shape::Text || is_rubbish(word.text)).count();
            self.balance_row(&mut draft, row, &words[..count]);
            stated.push(count);
            end = words[..count].last().map_or(label.end, |word| word.range.end);
        }
        builder.is_apart |= self.are_apart(&stated, block);
        builder.drafts.push(draft);
        end
    }

    /// Whether the figures of a balance stand elsewhere than behind its labels, as where a converter writes one column of the
    /// page after the other: neither the opening nor another row has any, and there are some. `stated` is how many words of
    /// figures stand behind each label.
    fn are_apart(&self, stated: &[usize], block: Range) -> bool {
        let blank = stated.iter().filter(|count| **count == 0).count();
        let is_short = stated.len() > 2 && stated[0] == 0 && blank > 1;
        is_short && self.stream.words(block).iter().any(|word| holds_figure(word.text))
    }

    fn balance_row(&self, draft: &mut Draft, row: &Field, words: &[WordAt<'_>]) {
        let columns: Vec<&ColumnSpec> =
            self.section.columns.iter().filter(|column| column.blank_in.as_deref() != Some(row.key.as_str())).collect();
        let money = columns.iter().any(|column| column.values.len() > 1);
        let name = |column: &str| column.replace('*', &row.key);
        if money {
            return self.money_row(draft, row, &columns, words);
        }
        let names: Vec<String> = columns.iter().flat_map(|column| &column.values).map(|column| name(column)).collect();
        let figures = self.figures(words);
        place(draft, names, figures);
    }

    /// Shares, then currency and figure pairs: a figure before any currency is a number of shares.
    fn money_row(&self, draft: &mut Draft, row: &Field, columns: &[&ColumnSpec], words: &[WordAt<'_>]) {
        let name = |column: &str| column.replace('*', &row.key);
        let first = words.iter().position(|word| shape(word.text) == Shape::Currency).unwrap_or(words.len());
        let (shares, rest) = words.split_at(first);
        if let (Some(column), Some(value)) = (columns.first(), self.value(shares)) {
            draft.put(&name(&column.values[0]), value);
        }
        // Groups of one currency and what follows it; the last group is the capital, the one before it the par value.
        let starts: Vec<usize> = (0..rest.len()).filter(|at| shape(rest[*at].text) == Shape::Currency).collect();
        let groups: Vec<&[WordAt<'_>]> = starts
            .iter()
            .enumerate()
            .map(|(at, start)| &rest[*start..starts.get(at + 1).copied().unwrap_or(rest.len())])
            .collect();
        let pairs: Vec<&ColumnSpec> = columns.iter().copied().filter(|column| column.values.len() > 1).collect();
        let offset = pairs.len().saturating_sub(groups.len());
        for (column, group) in pairs.iter().skip(offset).zip(groups.iter().rev().take(pairs.len()).rev()) {
            if let Some(currency) = self
                .value(&group[..1])
                .filter(|value| draft.fields.get(&column.values[0]).is_none_or(|known| known.text != value.text))
            {
                draft.put(&column.values[0], currency);
            }
            if let Some(value) = self.value(&group[1..]) {
                draft.put(&name(&column.values[1]), value);
            }
        }
    }

    // --- Values -----------------------------------------------------------------------------------------------------

    /// Figures in order; pieces of one torn figure go together.
    fn figures(&self, words: &[WordAt<'_>]) -> Vec<RawValue> {
        let mut groups: Vec<Vec<WordAt<'_>>> = Vec::new();
        for word in words {
            match groups.last_mut() {
                Some(group) if group.last().is_some_and(|before| are_torn(before, word)) => group.push(*word),
                _ => groups.push(vec![*word]),
            }
        }
        groups.iter().filter_map(|group| self.joined(group)).collect()
    }

    fn value(&self, words: &[WordAt<'_>]) -> Option<RawValue> {
        let (first, last) = (words.first()?, words.last()?);
        self.stream.value(Range { start: first.range.start, end: last.range.end })
    }

    /// Words that need not stand side by side as one value.
    fn joined(&self, words: &[WordAt<'_>]) -> Option<RawValue> {
        let mut values = words.iter().filter_map(|word| self.value(std::slice::from_ref(word)));
        let mut first = values.next()?;
        values.for_each(|value| append(&mut first, &value));
        Some(first)
    }
}

/// A stray mark that damage left of a cell's border.
fn is_rubbish(text: &str) -> bool {
    text.chars().count() == 1 && !text.chars().any(|c| c.is_ascii_alphanumeric() || is_cjk(c))
}

/// Gives each value its column when there are as many, else hands them on in order.
fn place(draft: &mut Draft, columns: Vec<String>, mut values: Vec<RawValue>) {
    if values.is_empty() {
        return;
    }
    for surplus in values.split_off(columns.len().min(values.len())) {
        // Which column is the one too few is not known: any of the row's figures may stand in the wrong one.
        draft.notes.push(unclaimed(&surplus.text, format!("more figures than columns: `{}`", surplus.text)));
    }
    if values.len() == columns.len() {
        for (column, value) in columns.iter().zip(values) {
            draft.put(column, value);
        }
    } else {
        draft.runs.push(Run { columns, values });
    }
}
