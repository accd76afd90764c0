//! Numbered records in a stream of text.

use super::cells::{Cells, Price, date_length, is_figure_column};
use super::{Reader, place};
use crate::finding::{Code, Finding, Severity};
use crate::parse::builder::{Builder, Draft};
use crate::parse::columns::is_title;
use crate::parse::shape::{Shape, holds_figure, item_number, shape};
use crate::parse::stream::{Range, WordAt};
use crate::parse::totals;
use crate::spec::form::Field;
use crate::spec::label::{find_approximately, fold};

impl Reader<'_> {
    /// Numbered records, each up to the next number.
    pub(super) fn records(&self, builder: &mut Builder, block: Range) -> usize {
        let end = self.end_of_records(block);
        let starts = self.starts(Range { start: block.start, end });
        let shifted = self.is_shifted(Range { start: block.start, end }, &starts);
        for (at, &(start, damaged)) in starts.iter().enumerate() {
            let limit = starts.get(at + 1).map_or(end, |next| next.0);
            let mut draft = self.draft(builder);
            if damaged {
                let column = self.section.columns.first().map_or("", |column| column.values[0].as_str());
                draft.note(
                    Code::RepairedText,
                    column,
                    "the number of the row is damaged; its text was put together".to_owned(),
                );
            }
            if shifted {
                let column = self.particulars();
                let message =
                    "text stands above the number of its row: pieces of neighbouring rows may have changed places";
                draft.note(Code::RepairedText, &column, message.to_owned());
            }
            self.record(&mut draft, Range { start, end: limit }, damaged);
            builder.drafts.push(draft);
        }
        if starts.is_empty() { block.start } else { end }
    }

    /// Records end where the totals or the remarks of the section begin.
    fn end_of_records(&self, block: Range) -> usize {
        let totals = totals::anchors(&self.section.totals, self.stream, block);
        totals.first().map_or(block.end, |anchor| anchor.range.start)
    }

    /// Where records begin, and whether the number there is damaged.
    fn starts(&self, block: Range) -> Vec<(usize, bool)> {
        let head = self.end_of_head(block);
        let words = self.stream.words(Range { start: head, end: block.end });
        let mut out: Vec<(usize, bool)> = Vec::new();
        for word in &words {
            let folded: String = fold(word.text).into_iter().collect();
            let front: String = folded.chars().take_while(|c| c.is_ascii_digit() || matches!(c, ')' | '.')).collect();
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
        let ends = self.section.columns.iter().filter(|column| column.key != "general_meeting").filter_map(|column| {
            let spelled =
                column.labels.all().filter_map(|label| find_approximately(&label.folded, chars, label.tolerance()));
            spelled.map(|(_, end)| block.start + end).min()
        });
        // A title word such as `Currency` can occur in a record; the head lies before the first number of a row.
        let item = self.stream.words(block).iter().find_map(|word| item_number(word.text).map(|_| word.range.start));
        ends.filter(|end| item.is_none_or(|item| *end <= item)).max().unwrap_or(block.start)
    }

    /// The front of the line on which the first kind of movement stands.
    fn first_line_with_movement(&self, words: &[WordAt<'_>]) -> Option<usize> {
        let movement = words.iter().position(|word| self.movement_at(word.range.start).is_some())?;
        let line = self.line(&words[movement]);
        words.iter().find(|word| self.line(word) == line).map(|word| word.range.start)
    }

    /// The kind of movement whose label begins here, with the label's end.
    pub(super) fn movement_at(&self, at: usize) -> Option<(&Field, usize)> {
        if !self.stream.starts_word(at) {
            return None;
        }
        let chars = self.stream.chars(Range { start: at, end: self.stream.all().end });
        let found = self.section.movements.iter().flat_map(|field| field.labels.all().map(move |label| (field, label)));
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
        let body_end = details.first().map_or(range.end, |(_, label, _)| label.start);
        self.read_details(draft, &details, range.end);
        // The form prints every label, filled or not: one that is not there is hidden in other text.
        let lost =
            self.section.details.iter().filter(|field| !details.iter().any(|(known, ..)| known.key == field.key));
        for column in lost.flat_map(|field| &field.values) {
            draft.note(
                Code::RepairedText,
                column,
                format!("the label of {column} was not found in the row; look at the page"),
            );
        }
        let words = self.stream.words(Range { start: range.start, end: body_end });
        let words = if damaged { self.without_scraps(&words) } else { words };
        let words = self.without_titles(draft, words);
        self.query_interleaving(draft, &words);
        if self.section.movements.is_empty() {
            self.plain_record(draft, &words);
        } else {
            self.movement_record(draft, &words, damaged);
        }
    }

    /// Says of a row whose cells run over several lines beside one another that its texts may be mixed up.
    fn query_interleaving(&self, draft: &mut Draft, words: &[WordAt<'_>]) {
        let lines: Vec<&[WordAt<'_>]> = words.chunk_by(|a, b| self.line(a) == self.line(b)).collect();
        let cells = |line: &&[WordAt<'_>]| line.chunk_by(|a, b| a.token == b.token).count();
        let own = |line: &&[WordAt<'_>]| self.movement_at(line[0].range.start).is_none();
        if lines.iter().filter(|line| own(line)).count() > 1 && lines.iter().any(|line| cells(line) > 1) {
            let message = "cells of this row stand beside one another over several lines: its texts may be mixed up";
            draft.notes.push(Finding::new(Code::RepairedText, message));
        }
    }

    /// Words without the column titles that a page break repeats within a record.
    fn without_titles<'w>(&self, draft: &mut Draft, words: Vec<WordAt<'w>>) -> Vec<WordAt<'w>> {
        let (Some(first), Some(last)) = (words.first(), words.last()) else { return words };
        if self.page(first) == self.page(last) {
            return words;
        }
        let message = "the row runs over a page break; pieces of repeated column titles may have come into its text";
        draft.note(Code::RepairedText, &self.particulars(), message.to_owned());
        let is_title = |token: usize| is_title(self.section, &fold(&self.stream.tokens[token].text));
        words.into_iter().filter(|word| !is_title(word.token)).collect()
    }

    /// Scraps of one or two characters at the front of a line: what damage left of a row's number.
    fn without_scraps<'w>(&self, words: &[WordAt<'w>]) -> Vec<WordAt<'w>> {
        let first_of_line = |at: usize| at == 0 || self.line(&words[at]) != self.line(&words[at - 1]);
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

    /// A record whose rows print no movements: text first, then the cells of the other columns.
    pub(super) fn plain_record(&self, draft: &mut Draft, words: &[WordAt<'_>]) {
        let cells = Cells::split(words);
        let particulars = self.particulars();
        self.put_particulars(draft, &particulars, &cells.text);
        let dates: Vec<String> = self.columns_named(|name| name.ends_with("_date"));
        let mut figures: Vec<String> = self.columns_named(is_figure_column);
        let currency: Vec<String> = self.columns_named(|name| name.ends_with("currency"));
        if let (Some(column), Some(word)) = (currency.first(), cells.currency)
            && let Some(value) = self.value(&[word])
        {
            draft.put(column, value);
        }
        let mut numbers = self.figures(&cells.figures);
        if self.columns_named(|name| name == "price").len() == 1 && !numbers.is_empty() {
            match cells.price {
                Price::Blank => {}
                Price::Possible => figures.insert(0, "price".to_owned()),
                Price::Printed => draft.put("price", numbers.remove(0)),
            }
        }
        self.query_text(draft, &cells, &dates);
        // A further column of text cannot be told from the first.
        let texts = self.columns_named(|name| name == "ratio_text");
        Self::query_order(draft, texts.iter());
        if cells.glued && words.chunk_by(|a, b| self.line(a) == self.line(b)).count() > 1 {
            Self::query_order(draft, std::iter::once(&particulars));
        }
        if cells.borderless || numbers.is_empty() || !texts.is_empty() {
            Self::query_order(draft, std::iter::once(&particulars).chain(&figures).chain(&dates));
        }
        let read_dates = cells.dates.iter().filter_map(|words| self.joined(words)).collect();
        place(draft, dates, read_dates);
        place(draft, figures, numbers);
    }

    /// Says of a currency, a price and dates that are blank that the text of the row holds what may be theirs.
    fn query_text(&self, draft: &mut Draft, cells: &Cells<'_>, dates: &[String]) {
        let text = &cells.text;
        let is_money = |pair: &&[WordAt<'_>]| shape(pair[0].text) == Shape::Currency && holds_figure(pair[1].text);
        let money = text.windows(2).find(is_money).filter(|_| cells.currency.is_none()).map(|pair| &pair[0]);
        let figure = text.iter().find(|word| holds_figure(word.text)).filter(|_| cells.price == Price::Blank);
        let date = (0..text.len()).find(|at| date_length(&text[*at..]) > 0).map(|at| &text[at]);
        let date = date.filter(|_| cells.dates.len() < dates.len());
        let price = self.columns_named(|name| name == "price");
        let dated = if price.is_empty() { Vec::new() } else { dates.to_vec() };
        let currency = self.columns_named(|name| name.ends_with("currency"));
        let mut doubts: Vec<(Vec<String>, &WordAt<'_>)> = Vec::new();
        for (columns, word) in [(currency, money), (price, figure), (dated, date)] {
            doubts.extend(word.filter(|_| !columns.is_empty()).map(|word| (columns, word)));
        }
        doubts.extend(doubts.first().map(|(_, word)| (vec![self.particulars()], *word)));
        for (columns, word) in doubts {
            let message = format!("`{}` stands in the text of the row; it may be the value of another cell", word.text);
            for column in &columns {
                let finding = Finding::new(Code::AmbiguousColumns, message.as_str()).column(column);
                draft.notes.push(finding.severity(Severity::Warning));
            }
        }
    }

    /// Says of columns that nothing but the order of words tells them.
    pub(super) fn query_order<'c>(draft: &mut Draft, columns: impl Iterator<Item = &'c String>) {
        for column in columns {
            let message = format!("the text shows no cells here: {column} is told from the order of the words alone");
            let finding = Finding::new(Code::AmbiguousColumns, message).column(column).severity(Severity::Warning);
            draft.notes.push(finding);
        }
    }

    pub(super) fn line(&self, word: &WordAt<'_>) -> u32 {
        self.stream.tokens[word.token].line
    }

    pub(super) fn page(&self, word: &WordAt<'_>) -> u32 {
        self.stream.tokens[word.token].place.page
    }

    pub(super) fn particulars(&self) -> String {
        self.section.columns.first().map_or_else(String::new, |column| column.values[0].clone())
    }

    /// Whether the text of the first row begins above its number, as where a cell is centred beside a taller one.
    fn is_shifted(&self, within: Range, starts: &[(usize, bool)]) -> bool {
        let Some(&(start, _)) = starts.first() else { return false };
        let words = self.stream.words(within);
        let Some(item) = words.iter().position(|word| word.range.start == start) else { return false };
        let line = |at: usize| self.line(&words[at]);
        // Where every cell has a line of its own, nothing stands beside anything.
        if !(item + 1..words.len()).any(|at| words[at].token != words[item].token && line(at) == line(item)) {
            return false;
        }
        let left = |at: usize| self.stream.tokens[words[at].token].place.bbox.map(|bbox| bbox.x0);
        let text = (item..words.len())
            .find(|at| words[*at].token != words[item].token && shape(words[*at].text) == Shape::Text);
        let Some(text) = text else { return false };
        let near = |a: Option<f32>, b: Option<f32>| a.zip(b).is_some_and(|(a, b)| (a - b).abs() < 8.0);
        let above = (0..item).rev().take_while(|at| line(item) - line(*at) <= 1);
        line(text) != line(item) || above.filter(|at| line(*at) != line(item)).any(|at| near(left(at), left(text)))
    }

    fn columns_named(&self, wanted: impl Fn(&str) -> bool) -> Vec<String> {
        let names = self.section.columns.iter().skip(1).flat_map(|column| &column.values);
        names.filter(|name| wanted(name)).cloned().collect()
    }

    /// The labels of details in a record, in order, each with the tail that its value may stand before.
    fn details(&self, range: Range) -> Vec<(&Field, Range, Option<Range>)> {
        let mut found: Vec<(&Field, Range, Option<Range>)> = Vec::new();
        let mut from = range.start;
        for field in &self.section.details {
            let rest = Range { start: from, end: range.end };
            let exact = field.labels.all().filter_map(|label| self.stream.find_exact(&label.folded, rest));
            let whole =
                exact.min_by_key(|label| (label.start, std::cmp::Reverse(label.end))).map(|label| (label, None));
            if let Some((label, tail)) = whole.or_else(|| self.torn_label(field, rest)) {
                found.push((field, label, tail));
                from = label.end;
            }
        }
        found
    }

    /// A label that its value cuts in two, as lines of neighbouring cells do: `General Meeting approval`, the date,
    /// `date (if applicable)`.
    fn torn_label(&self, field: &Field, rest: Range) -> Option<(Range, Option<Range>)> {
        let words = self.stream.words(rest);
        let cells: Vec<Range> = words
            .chunk_by(|a, b| a.token == b.token)
            .map(|cell| Range { start: cell[0].range.start, end: cell[cell.len() - 1].range.end })
            .collect();
        field.labels.all().find_map(|label| {
            cells.iter().enumerate().find_map(|(at, head)| {
                let front = self.stream.chars(*head);
                let tail = label.folded.strip_prefix(front).filter(|tail| front.len() >= 8 && !tail.is_empty())?;
                let behind = cells[at + 1..].iter().take(4).find(|cell| self.stream.chars(**cell) == tail)?;
                Some((*head, Some(*behind)))
            })
        })
    }

    fn read_details(&self, draft: &mut Draft, details: &[(&Field, Range, Option<Range>)], end: usize) {
        for (at, (field, label, tail)) in details.iter().enumerate() {
            let limit = details.get(at + 1).map_or(end, |(_, next, _)| next.start);
            let mut words = self.stream.words(Range { start: label.end, end: limit });
            if let Some(tail) = tail {
                words.retain(|word| word.range.end <= tail.start || tail.end <= word.range.start);
            }
            let words = Self::without_label_tail(field, words);
            match field.values.as_slice() {
                [column] => {
                    if let Some(value) = self.joined(&words) {
                        draft.put(column, value);
                    }
                }
                [currency, figure] => {
                    let split = words.iter().take_while(|word| shape(word.text) == Shape::Currency).count();
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

    /// Values without the tail of their own label: `(if 01878 listed on SEHK) (Note 1)`, where the value stands inside.
    fn without_label_tail<'w>(field: &Field, words: Vec<WordAt<'w>>) -> Vec<WordAt<'w>> {
        let tails: Vec<String> = field
            .labels
            .all()
            .filter_map(|label| label.text.split_once('('))
            .map(|(_, tail)| fold(tail).into_iter().collect())
            .collect();
        let opens = words.iter().position(|word| {
            let folded = fold(word.text);
            let front = ["(if", "(note", "(如", "(註"].iter().any(|tail| folded.starts_with(&fold(tail)));
            front && !tails.is_empty()
        });
        let Some(opens) = opens else { return words };
        let is_tail = |word: &WordAt<'_>| {
            let folded: String = fold(word.text).into_iter().filter(|c| *c != '(').collect();
            tails.iter().any(|tail| tail.contains(&folded))
        };
        words.into_iter().enumerate().filter(|(at, word)| *at < opens || !is_tail(word)).map(|(_, word)| word).collect()
    }
}
