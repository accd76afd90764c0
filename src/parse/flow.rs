//! Form tables without rules: text input, where an empty cell leaves no trace.
//!
//! Labels tell where a row begins; the figures behind it stand in the order of the columns. Where there are as many
//! figures as columns each has its place; else they are handed on as a [`Run`], to be settled by arithmetic.

use super::builder::{Builder, Draft};
use super::class;
use super::record::read_movement;
use super::shape::{Shape, are_torn, item_number, shape};
use super::stream::{Range, Stream, WordAt};
use super::{RawValue, Run};
use crate::filing::{Section, Table};
use crate::finding::Code;
use crate::spec::form::{ColumnSpec, Field, FormSpec, SectionSpec, Shape as SectionShape};
use crate::spec::label::{find_approximately, fold};

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
        let head_end = first_title(
            spec,
            section,
            stream,
            Range {
                start: opening.end,
                end,
            },
        );
        let content = class::read_stream(spec, builder, name, stream, opening, head_end);
        let block = Range { start: content, end };
        let reader = Reader {
            section,
            name,
            table,
            stream,
        };
        let read_to = match section.shape {
            SectionShape::Balances => reader.balances(builder, block),
            _ => reader.records(builder, block),
        };
        claimed.push(Range {
            start: opening.start,
            end: read_to,
        });
    }
    claimed
}

/// Where the first column title or row label of a block stands: the class fields end there at the latest.
fn first_title(spec: &FormSpec, section: &SectionSpec, stream: &Stream, block: Range) -> usize {
    let columns = section.columns.iter().map(|column| &column.labels);
    let rows = section.rows.iter().map(|row| &row.labels);
    let labels = columns.chain(rows).flat_map(|labels| labels.all());
    // `Description` is a title in some sections and a class field in all.
    let own = labels.filter(|label| {
        !spec
            .class
            .iter()
            .any(|field| field.labels.all().any(|class| class.folded == label.folded))
    });
    let found = own
        .filter(|label| label.folded.len() > 2)
        .filter_map(|label| stream.find_exact(&label.folded, block));
    found.map(|range| range.start).min().unwrap_or(block.end)
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
        draft
    }

    // --- Balances ---------------------------------------------------------------------------------------------------

    /// Opening, change and closing: each row ends with its line, or with the next row's label.
    fn balances(&self, builder: &mut Builder, block: Range) -> usize {
        let mut found: Vec<(&Field, Range)> = Vec::new();
        let mut from = block.start;
        for row in &self.section.rows {
            if let Some(range) = self.stream.find(
                &row.labels,
                Range {
                    start: from,
                    end: block.end,
                },
            ) {
                found.push((row, range));
                from = range.end;
            }
        }
        let mut draft = self.draft(builder);
        let mut end = block.start;
        for (at, &(row, label)) in found.iter().enumerate() {
            let limit = found.get(at + 1).map_or(block.end, |(_, next)| next.start);
            let words = self.stream.words(Range {
                start: label.end,
                end: limit,
            });
            let count = words
                .iter()
                .take_while(|word| shape(word.text) != Shape::Text || is_rubbish(word.text))
                .count();
            self.balance_row(&mut draft, row, &words[..count]);
            end = words[..count].last().map_or(label.end, |word| word.range.end);
        }
        builder.drafts.push(draft);
        end
    }

    fn balance_row(&self, draft: &mut Draft, row: &Field, words: &[WordAt<'_>]) {
        let columns: Vec<&ColumnSpec> = self
            .section
            .columns
            .iter()
            .filter(|column| column.blank_in.as_deref() != Some(row.key.as_str()))
            .collect();
        let money = columns.iter().any(|column| column.values.len() > 1);
        let name = |column: &str| column.replace('*', &row.key);
        if money {
            return self.money_row(draft, row, &columns, words);
        }
        let names: Vec<String> = columns
            .iter()
            .flat_map(|column| &column.values)
            .map(|column| name(column))
            .collect();
        let figures = self.figures(words);
        place(draft, names, figures);
    }

    /// Shares, then currency and figure pairs: a figure before any currency is a number of shares.
    fn money_row(&self, draft: &mut Draft, row: &Field, columns: &[&ColumnSpec], words: &[WordAt<'_>]) {
        let name = |column: &str| column.replace('*', &row.key);
        let first = words
            .iter()
            .position(|word| shape(word.text) == Shape::Currency)
            .unwrap_or(words.len());
        let (shares, rest) = words.split_at(first);
        if let (Some(column), Some(value)) = (columns.first(), self.value(shares)) {
            draft.put(&name(&column.values[0]), value);
        }
        // Groups of one currency and what follows it; the last group is the capital, the one before it the par value.
        let starts: Vec<usize> = (0..rest.len())
            .filter(|at| shape(rest[*at].text) == Shape::Currency)
            .collect();
        let groups: Vec<&[WordAt<'_>]> = starts
            .iter()
            .enumerate()
            .map(|(at, start)| &rest[*start..starts.get(at + 1).copied().unwrap_or(rest.len())])
            .collect();
        let pairs: Vec<&ColumnSpec> = columns
            .iter()
            .copied()
            .filter(|column| column.values.len() > 1)
            .collect();
        let offset = pairs.len().saturating_sub(groups.len());
        for (column, group) in pairs
            .iter()
            .skip(offset)
            .zip(groups.iter().rev().take(pairs.len()).rev())
        {
            if let Some(currency) = self.value(&group[..1]).filter(|value| {
                draft
                    .fields
                    .get(&column.values[0])
                    .is_none_or(|known| known.text != value.text)
            }) {
                draft.put(&column.values[0], currency);
            }
            if let Some(value) = self.value(&group[1..]) {
                draft.put(&name(&column.values[1]), value);
            }
        }
    }

    // --- Records ----------------------------------------------------------------------------------------------------

    /// Numbered records, each up to the next number.
    fn records(&self, builder: &mut Builder, block: Range) -> usize {
        let end = self.end_of_records(block);
        let starts = self.starts(Range {
            start: block.start,
            end,
        });
        for (at, &(start, damaged)) in starts.iter().enumerate() {
            let limit = starts.get(at + 1).map_or(end, |next| next.0);
            let mut draft = self.draft(builder);
            if damaged {
                let column = self
                    .section
                    .columns
                    .first()
                    .map_or("", |column| column.values[0].as_str());
                draft.note(
                    Code::RepairedText,
                    column,
                    "the number of the row is damaged; its text was put together".to_owned(),
                );
            }
            self.record(&mut draft, Range { start, end: limit }, damaged);
            builder.drafts.push(draft);
        }
        if starts.is_empty() { block.start } else { end }
    }

    /// Records end where the totals or the remarks of the section begin.
    fn end_of_records(&self, block: Range) -> usize {
        let totals = super::totals::anchors(&self.section.totals, self.stream, block);
        totals.first().map_or(block.end, |anchor| anchor.range.start)
    }

    /// Where records begin, and whether the number there is damaged.
    fn starts(&self, block: Range) -> Vec<(usize, bool)> {
        let head = self.end_of_head(block);
        let words = self.stream.words(Range {
            start: head,
            end: block.end,
        });
        let mut out: Vec<(usize, bool)> = Vec::new();
        for word in &words {
            let folded: String = fold(word.text).into_iter().collect();
            let front: String = folded
                .chars()
                .take_while(|c| c.is_ascii_digit() || matches!(c, ')' | '.'))
                .collect();
            if item_number(&front).is_some_and(|number| number as usize == out.len() + 1) {
                out.push((word.range.start, false));
            }
        }
        if out.is_empty()
            && let Some(first) = self.first_line_with_movement(&words)
        {
            out.push((first, true));
        }
        out
    }

    /// Behind the last column title.
    fn end_of_head(&self, block: Range) -> usize {
        let chars = self.stream.chars(block);
        let ends = self
            .section
            .columns
            .iter()
            .filter(|column| column.key != "general_meeting")
            .filter_map(|column| {
                let spelled = column
                    .labels
                    .all()
                    .filter_map(|label| find_approximately(&label.folded, chars, label.tolerance()));
                spelled.map(|(_, end)| block.start + end).min()
            });
        // A title word such as `Currency` can occur in a record; the head lies before the first number of a row.
        let item = self
            .stream
            .words(block)
            .iter()
            .find_map(|word| item_number(word.text).map(|_| word.range.start));
        ends.filter(|end| item.is_none_or(|item| *end <= item))
            .max()
            .unwrap_or(block.start)
    }

    /// The front of the line on which the first kind of movement stands.
    fn first_line_with_movement(&self, words: &[WordAt<'_>]) -> Option<usize> {
        let movement = words
            .iter()
            .position(|word| self.movement_at(word.range.start).is_some())?;
        let line = self.stream.tokens[words[movement].token].line;
        words
            .iter()
            .find(|word| self.stream.tokens[word.token].line == line)
            .map(|word| word.range.start)
    }

    /// The kind of movement whose label begins here, with the label's end.
    fn movement_at(&self, at: usize) -> Option<(&Field, usize)> {
        if !self.stream.starts_word(at) {
            return None;
        }
        let chars = self.stream.chars(Range {
            start: at,
            end: self.stream.all().end,
        });
        let found = self
            .section
            .movements
            .iter()
            .flat_map(|field| field.labels.all().map(move |label| (field, label)));
        found
            .filter(|(_, label)| chars.starts_with(&label.folded) && self.ends_word(at + label.folded.len()))
            .max_by_key(|(_, label)| label.folded.len())
            .map(|(field, label)| (field, at + label.folded.len()))
    }

    fn ends_word(&self, at: usize) -> bool {
        self.stream.starts_word(at) || self.stream.token_at(at) != self.stream.token_at(at.saturating_sub(1)) || {
            let next = self.stream.chars(Range { start: at, end: at + 1 });
            next.first().is_some_and(|c| !c.is_alphabetic())
        }
    }

    fn record(&self, draft: &mut Draft, range: Range, damaged: bool) {
        let details = self.details(range);
        let body_end = details.first().map_or(range.end, |(_, label)| label.start);
        self.read_details(draft, &details, range.end);
        let words = self.stream.words(Range {
            start: range.start,
            end: body_end,
        });
        let words = if damaged { self.without_scraps(words) } else { words };
        if self.section.movements.is_empty() {
            self.plain_record(draft, &words);
        } else {
            self.movement_record(draft, &words, damaged);
        }
    }

    /// Scraps of one or two characters at the front of a line: what damage left of a row's number.
    fn without_scraps<'w>(&self, words: Vec<WordAt<'w>>) -> Vec<WordAt<'w>> {
        let first_of_line = |at: usize| {
            at == 0 || self.stream.tokens[words[at].token].line != self.stream.tokens[words[at - 1].token].line
        };
        let mut out = Vec::new();
        for at in 0..words.len() {
            let token = &self.stream.tokens[words[at].token].text;
            let scrap = token.trim().chars().count() <= 3 && shape(words[at].text) == Shape::Text;
            let leads = (0..=at)
                .rev()
                .take_while(|back| words[*back].token == words[at].token)
                .last()
                .is_some_and(first_of_line);
            if !(scrap && leads) {
                out.push(words[at]);
            }
        }
        out
    }

    /// Particulars, opening, movements, then the figures of the other columns on the line of the first movement.
    fn movement_record(&self, draft: &mut Draft, words: &[WordAt<'_>], damaged: bool) {
        let marks: Vec<(usize, usize, &Field)> = self.movement_marks(words);
        let first = marks.first().map_or(words.len(), |mark| mark.0);
        let particulars = self
            .section
            .columns
            .first()
            .map_or("", |column| column.values[0].as_str())
            .to_owned();
        let mut texts: Vec<WordAt<'_>> = Vec::new();
        self.opening(draft, &words[..first], &mut texts, damaged);
        let mut open = None;
        for (index, &(start, behind, _)) in marks.iter().enumerate() {
            let limit = marks.get(index + 1).map_or(words.len(), |next| next.0);
            let count = words[behind..limit]
                .iter()
                .take_while(|word| shape(word.text) == Shape::Number || is_rubbish(word.text))
                .count();
            let figures = self.figures(&words[behind..behind + count]);
            let mut figures = figures.into_iter();
            if let Some(label) = self.value(&words[start..behind]) {
                open = read_movement(self.section, draft, open.take(), &label, figures.next());
            }
            let rest: Vec<RawValue> = figures.collect();
            if index == 0 {
                place(draft, self.columns_behind_movements(), rest);
            } else {
                for value in rest {
                    draft.note(
                        Code::UnclaimedText,
                        &particulars,
                        format!("no field claims the figure `{}`", value.text),
                    );
                }
            }
            self.tail(draft, &words[behind + count..limit], open.as_deref(), &mut texts);
        }
        self.put_particulars(draft, &particulars, &texts);
    }

    /// Where movement labels stand among the words: first word, word behind the label, kind.
    fn movement_marks(&self, words: &[WordAt<'_>]) -> Vec<(usize, usize, &Field)> {
        let mut out: Vec<(usize, usize, &Field)> = Vec::new();
        let mut at = 0;
        while at < words.len() {
            let found = self
                .movement_at(words[at].range.start)
                .filter(|_| self.is_cell_start(words, at));
            if let Some((field, end)) =
                found.filter(|(field, _)| !out.iter().any(|(_, _, known)| known.key == field.key))
            {
                let behind = at + words[at..].iter().take_while(|word| word.range.start < end).count();
                out.push((at, behind, field));
                at = behind;
            } else {
                at += 1;
            }
        }
        out
    }

    /// A label begins a cell, or at least follows or precedes a figure: `exercised` inside a sentence is none.
    fn is_cell_start(&self, words: &[WordAt<'_>], at: usize) -> bool {
        let own = at == 0 || words[at - 1].token != words[at].token;
        let figure = |index: usize| words.get(index).is_some_and(|word| shape(word.text) == Shape::Number);
        own || figure(at + 1) || at > 0 && figure(at - 1)
    }

    /// What stands before the first movement: text, a currency, and the opening figure last.
    fn opening<'w>(&self, draft: &mut Draft, words: &[WordAt<'w>], texts: &mut Vec<WordAt<'w>>, damaged: bool) {
        let columns: Vec<&ColumnSpec> = self
            .section
            .columns
            .iter()
            .skip(1)
            .take_while(|column| column.values != ["movements"])
            .collect();
        let Some(opening) = columns.last() else { return };
        let tail = words
            .iter()
            .rev()
            .take_while(|word| shape(word.text) == Shape::Number)
            .count();
        let tail = if tail > 1 && !are_torn(words[words.len() - 2].text, words[words.len() - 1].text) {
            1
        } else {
            tail
        };
        let (mut text, figures) = words.split_at(words.len() - tail);
        if let Some(value) = self.value(figures) {
            draft.put(&opening.values[0], value);
        }
        if columns.len() > 1
            && let Some((last, before)) = text
                .split_last()
                .filter(|(last, _)| shape(last.text) == Shape::Currency)
        {
            if let Some(value) = self.value(std::slice::from_ref(last)) {
                draft.put(&columns[0].values[0], value);
            }
            text = before;
        }
        if figures.is_empty() && damaged {
            self.torn_opening(draft, text, &opening.values[0], texts);
        } else {
            texts.extend_from_slice(text);
        }
    }

    /// A figure torn into the text beside it (`held by 2,1 SenseTalent`): the one word that is only digits and commas
    /// and yet no number.
    fn torn_opening<'w>(&self, draft: &mut Draft, words: &[WordAt<'w>], column: &str, texts: &mut Vec<WordAt<'w>>) {
        let torn = |word: &&WordAt<'w>| {
            word.text.contains(',')
                && !word.text.ends_with(',')
                && shape(word.text) == Shape::Number
                && !is_grouped(word.text)
        };
        let mut found = words.iter().filter(torn);
        let one = found.next().filter(|_| found.next().is_none()).copied();
        if let Some(value) = one.and_then(|word| self.value(&[word])) {
            draft.put(column, value);
        }
        texts.extend(words.iter().filter(|word| Some(**word) != one));
    }

    /// Words behind a movement's figures: the issuer's own word for it when a cell of its own follows, else text.
    fn tail<'w>(&self, draft: &mut Draft, words: &[WordAt<'w>], open: Option<&str>, texts: &mut Vec<WordAt<'w>>) {
        let (Some(column), Some(first)) = (open, words.first()) else {
            texts.extend_from_slice(words);
            return;
        };
        // The last cell of the first line that follows is the word; the particulars go on to its left.
        let line = self.stream.tokens[first.token].line;
        let on_line: Vec<&WordAt<'w>> = words
            .iter()
            .take_while(|word| self.stream.tokens[word.token].line <= line + 1)
            .collect();
        let last_token = on_line.last().map(|word| word.token);
        let tokens = on_line
            .iter()
            .map(|word| word.token)
            .collect::<std::collections::BTreeSet<_>>()
            .len();
        let alone = tokens == 1 && on_line.len() == words.len();
        for word in words {
            let own = Some(word.token) == last_token && self.is_own_word(words, word.token, alone);
            match self.value(std::slice::from_ref(word)).filter(|_| own) {
                Some(value) => draft.put(column, value),
                None => texts.push(*word),
            }
        }
    }

    /// Whether a cell is short enough for an issuer's word for a movement, and stands alone or last on its line.
    fn is_own_word(&self, words: &[WordAt<'_>], token: usize, alone: bool) -> bool {
        let line = self.stream.tokens[token].line;
        let count = words.iter().filter(|word| word.token == token).count();
        let beside = words
            .iter()
            .any(|word| word.token < token && self.stream.tokens[word.token].line == line);
        count <= 6 && (alone || !beside || count <= 3)
    }

    fn put_particulars(&self, draft: &mut Draft, column: &str, texts: &[WordAt<'_>]) {
        let mut pieces: Vec<RawValue> = Vec::new();
        for word in texts {
            pieces.extend(self.value(std::slice::from_ref(word)));
        }
        for value in without_item(pieces) {
            draft.put(column, value);
        }
    }

    fn columns_behind_movements(&self) -> Vec<String> {
        let behind = self
            .section
            .columns
            .iter()
            .skip_while(|column| column.values != ["movements"])
            .skip(1);
        behind.flat_map(|column| column.values.clone()).collect()
    }

    /// A record without movements: text first, then the cells of the other columns.
    fn plain_record(&self, draft: &mut Draft, words: &[WordAt<'_>]) {
        let cells = Cells::split(self.stream, words);
        let particulars = self
            .section
            .columns
            .first()
            .map_or("", |column| column.values[0].as_str())
            .to_owned();
        self.put_particulars(draft, &particulars, &cells.text);
        let dates: Vec<String> = self.columns_named(|name| name.ends_with("_date"));
        let figures: Vec<String> = self.columns_named(|name| is_figure_column(name));
        if let Some(currency) = cells.currency.and_then(|word| self.value(&[word])) {
            draft.put("price_currency", currency);
        }
        let mut numbers = self.figures(&cells.figures);
        if self
            .section
            .columns
            .iter()
            .any(|column| column.values.iter().any(|name| name == "price"))
            && cells.currency.is_some()
            && cells.price
        {
            let price = numbers.remove(0);
            draft.put("price", price);
        }
        place(
            draft,
            dates,
            cells.dates.iter().filter_map(|words| self.value(words)).collect(),
        );
        place(draft, figures, numbers);
    }

    fn columns_named(&self, wanted: impl Fn(&str) -> bool) -> Vec<String> {
        let names = self.section.columns.iter().skip(1).flat_map(|column| &column.values);
        names.filter(|name| wanted(name)).cloned().collect()
    }

    /// The labels of details in a record, in order.
    fn details(&self, range: Range) -> Vec<(&Field, Range)> {
        let mut found: Vec<(&Field, Range)> = Vec::new();
        let mut from = range.start;
        for field in &self.section.details {
            let rest = Range {
                start: from,
                end: range.end,
            };
            let exact = field
                .labels
                .all()
                .filter_map(|label| self.stream.find_exact(&label.folded, rest));
            if let Some(label) = exact.min_by_key(|label| (label.start, std::cmp::Reverse(label.end))) {
                found.push((field, label));
                from = label.end;
            }
        }
        found
    }

    fn read_details(&self, draft: &mut Draft, details: &[(&Field, Range)], end: usize) {
        for (at, (field, label)) in details.iter().enumerate() {
            let limit = details.get(at + 1).map_or(end, |(_, next)| next.start);
            let words = self.without_label_tail(
                field,
                self.stream.words(Range {
                    start: label.end,
                    end: limit,
                }),
            );
            match field.values.as_slice() {
                [column] => {
                    if let Some(value) = self.joined(&words) {
                        draft.put(column, value);
                    }
                }
                [currency, figure] => {
                    let split = words
                        .iter()
                        .take_while(|word| shape(word.text) == Shape::Currency)
                        .count();
                    if let Some(value) = self.joined(&words[..split]) {
                        draft.put(currency, value);
                    }
                    if let Some(value) = self.joined(&words[split..]) {
                        draft.put(figure, value);
                    }
                }
                _ => {}
            }
        }
    }

    /// Values without the tail of their own label: `01878 (if listed on SEHK) (Note 1)`, where the value stands between.
    fn without_label_tail<'w>(&self, field: &Field, words: Vec<WordAt<'w>>) -> Vec<WordAt<'w>> {
        let opens = words.iter().position(|word| {
            let folded = fold(word.text);
            ["(if", "(note", "(如", "(註"]
                .iter()
                .any(|tail| folded.starts_with(&fold(tail)))
                && field.labels.all().any(|label| label.folded.contains(&'('))
        });
        match opens {
            Some(at) => words[..at].to_vec(),
            None => words,
        }
    }

    // --- Values -----------------------------------------------------------------------------------------------------

    /// Figures in order; pieces of one torn figure go together.
    fn figures(&self, words: &[WordAt<'_>]) -> Vec<RawValue> {
        let mut groups: Vec<Vec<WordAt<'_>>> = Vec::new();
        for word in words {
            match groups.last_mut() {
                Some(group) if group.last().is_some_and(|before| are_torn(before.text, word.text)) => group.push(*word),
                _ => groups.push(vec![*word]),
            }
        }
        groups.iter().filter_map(|group| self.joined(group)).collect()
    }

    fn value(&self, words: &[WordAt<'_>]) -> Option<RawValue> {
        let (first, last) = (words.first()?, words.last()?);
        self.stream.value(Range {
            start: first.range.start,
            end: last.range.end,
        })
    }

    /// Words that need not stand side by side as one value.
    fn joined(&self, words: &[WordAt<'_>]) -> Option<RawValue> {
        let mut values = words.iter().filter_map(|word| self.value(std::slice::from_ref(word)));
        let mut first = values.next()?;
        values.for_each(|value| super::builder::append(&mut first, value));
        Some(first)
    }
}

/// The cells of a record that holds a text, a price, dates and figures.
struct Cells<'w> {
    text: Vec<WordAt<'w>>,
    currency: Option<WordAt<'w>>,
    /// Whether a figure follows the currency.
    price: bool,
    dates: Vec<Vec<WordAt<'w>>>,
    figures: Vec<WordAt<'w>>,
}

impl<'w> Cells<'w> {
    fn split(stream: &Stream, words: &[WordAt<'w>]) -> Self {
        let mut cells = Self {
            text: Vec::new(),
            currency: None,
            price: false,
            dates: Vec::new(),
            figures: Vec::new(),
        };
        let mut at = 0;
        while at < words.len() {
            let date = date_length(stream, words, at);
            let word = words[at];
            let whole = at == 0
                || words[at - 1].token != word.token
                || !cells.text.last().is_some_and(|last| last.token == word.token);
            if date > 0 && whole {
                cells.dates.push(words[at..at + date].to_vec());
                at += date;
                continue;
            }
            match shape(word.text) {
                Shape::Number if whole || !cells.figures.is_empty() => {
                    cells.price |= cells.currency.is_some() && cells.figures.is_empty();
                    cells.figures.push(word);
                }
                Shape::Currency if whole && cells.currency.is_none() => cells.currency = Some(word),
                _ => cells.text.push(word),
            }
            at += 1;
        }
        cells
    }
}

/// How many words a date takes here: `29 September 2025`, `2025年9月29日`; 0 when none stands here.
fn date_length(stream: &Stream, words: &[WordAt<'_>], at: usize) -> usize {
    let text = |index: usize| words.get(index).map_or("", |word| word.text);
    let digits =
        |text: &str, most: usize| !text.is_empty() && text.len() <= most && text.bytes().all(|b| b.is_ascii_digit());
    let month = |text: &str| {
        text.len() >= 3
            && text.chars().all(char::is_alphabetic)
            && MONTHS.contains(&&text.to_lowercase()[..3.min(text.len())])
    };
    if digits(text(at), 2) && month(text(at + 1)) && digits(text(at + 2), 4) && text(at + 2).len() == 4 {
        return 3;
    }
    let folded: String = fold(text(at)).into_iter().collect();
    let chinese = folded.contains('年') && folded.contains('月') && folded.ends_with('日');
    let slashed = folded.split('/').count() == 3 && folded.split('/').all(|part| digits(part, 4));
    let _ = stream;
    usize::from(chinese || slashed)
}

const MONTHS: [&str; 12] = [
    "jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec",
];

/// Columns of plain records that hold a figure.
fn is_figure_column(name: &str) -> bool {
    !name.ends_with("_date") && !name.ends_with("_text") && !name.ends_with("currency") && name != "price"
}

/// Pieces of text without the number of the row in front.
fn without_item(mut pieces: Vec<RawValue>) -> Vec<RawValue> {
    if let Some(first) = pieces.first_mut()
        && let Some((_, rest)) = super::record::split_item(&first.text)
    {
        first.text = rest.to_owned();
    }
    pieces.retain(|piece| !piece.text.is_empty());
    pieces
}

/// Whether commas stand where they part thousands.
fn is_grouped(text: &str) -> bool {
    let bare = text.trim_start_matches(['-', '(']).trim_end_matches(')');
    let whole = bare.split('.').next().unwrap_or_default();
    let mut groups = whole.split(',');
    groups.next().is_some_and(|first| (1..=3).contains(&first.len())) && groups.all(|group| group.len() == 3)
}

/// A stray mark that damage left of a cell's border.
fn is_rubbish(text: &str) -> bool {
    text.chars().count() == 1
        && !text
            .chars()
            .any(|c| c.is_ascii_alphanumeric() || super::join::is_cjk(c))
}

/// Gives each value its column when there are as many, else hands them on in order.
fn place(draft: &mut Draft, columns: Vec<String>, mut values: Vec<RawValue>) {
    if values.is_empty() {
        return;
    }
    for surplus in values.split_off(columns.len().min(values.len())) {
        let column = columns.last().map_or("", String::as_str);
        draft.note(
            Code::UnclaimedText,
            column,
            format!("more figures than columns: `{}`", surplus.text),
        );
    }
    if values.len() == columns.len() {
        for (column, value) in columns.iter().zip(values) {
            draft.put(column, value);
        }
    } else {
        draft.runs.push(Run { columns, values });
    }
}
