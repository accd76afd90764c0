//! Numbered records whose movements stand under one another: `Granted`, `Exercised`, … each with its figure.

use super::cells::{is_grouped, without_item};
use super::{Reader, is_rubbish, place};
use crate::parse::RawValue;
use crate::parse::builder::Draft;
use crate::parse::record::read_movement;
use crate::parse::shape::{Shape, are_torn, shape};
use crate::parse::stream::WordAt;
use crate::spec::form::{ColumnSpec, Field};

/// What stands behind the label of a movement.
struct Behind<'w> {
    /// The figures on the line of the label.
    beside: Vec<RawValue>,
    /// The figures below it.
    below: Vec<RawValue>,
    /// Whether several stand on the first line below it.
    in_a_row: bool,
    /// All other words.
    tail: Vec<WordAt<'w>>,
}

impl Behind<'_> {
    /// How many figures.
    fn count(&self) -> usize {
        self.beside.len() + self.below.len()
    }
}

fn could_be_figure(word: &WordAt<'_>) -> bool {
    shape(word.text) == Shape::Number || is_rubbish(word.text)
}

/// Behind which movement the figures of the columns to the right of the movements stand: behind the first, as where
/// text is taken line by line, or behind the last, as where a page is taken column by column.
fn followed_by_the_other_columns(movements: &[Behind<'_>]) -> usize {
    let last = movements.len() - 1;
    let goes_on = movements[last].count() > 1 || !movements[last].below.is_empty() && !movements[0].beside.is_empty();
    if movements[0].count() <= 1 && goes_on { last } else { 0 }
}

impl Reader<'_> {
    /// Particulars, opening, movements, then the figures of the other columns on the line of the first movement.
    pub(super) fn movement_record(&self, draft: &mut Draft, words: &[WordAt<'_>], damaged: bool) {
        let marks: Vec<(usize, usize, &Field)> = self.movement_marks(words);
        if marks.is_empty() {
            return self.plain_record(draft, words);
        }
        let first = marks.first().map_or(words.len(), |mark| mark.0);
        let particulars = self.particulars();
        let mut texts: Vec<WordAt<'_>> = Vec::new();
        self.opening(draft, &words[..first], &mut texts, damaged);
        let cells = words.chunk_by(|a, b| a.token == b.token).count();
        let pages = words.chunk_by(|a, b| self.page(a) == self.page(b)).count();
        if cells <= pages {
            let own_words = self.section.movements.iter().filter_map(|field| field.values.get(1));
            Self::query_order(draft, std::iter::once(&particulars).chain(own_words.take(1)));
        }
        let behind = self.behind_labels(&marks, words);
        let full = followed_by_the_other_columns(&behind);
        let mut open = None;
        for (index, (&(start, end, field), behind)) in marks.iter().zip(&behind).enumerate() {
            let columns = if index == full { self.columns_behind_movements() } else { Vec::new() };
            if let Some(label) = self.value(&words[start..end]) {
                open = self.movement(draft, open.take(), field, &label, columns, behind);
            }
            self.tail(draft, &behind.tail, open.as_deref(), &mut texts);
        }
        self.put_particulars(draft, &particulars, &texts);
    }

    /// What stands behind the label of each movement, up to the next label.
    fn behind_labels<'w>(&self, marks: &[(usize, usize, &Field)], words: &[WordAt<'w>]) -> Vec<Behind<'w>> {
        let ends = marks.iter().skip(1).map(|mark| mark.0).chain(std::iter::once(words.len()));
        let read = |(&(_, start, _), end): (&(usize, usize, &Field), usize)| {
            let mut tail = words[start..end].to_vec();
            let line = self.line(&words[start - 1]);
            let count = tail.iter().take_while(|word| could_be_figure(word)).count();
            let mut below = tail.drain(..count).collect::<Vec<_>>();
            let beside =
                below.drain(..below.iter().take_while(|word| self.line(word) == line).count()).collect::<Vec<_>>();
            let in_a_row = below.iter().filter(|word| self.line(word) == self.line(&below[0])).count() > 1;
            Behind { beside: self.figures(&beside), below: self.figures(&below), in_a_row, tail }
        };
        let mut behind: Vec<Behind<'w>> = marks.iter().zip(ends).map(read).collect();
        // The issuer's own word for the last movement may stand before the figures of the other columns.
        let is_short = behind.first().is_some_and(|first| first.count() <= 1);
        if let Some(last) = behind.last_mut().filter(|last| is_short && last.below.is_empty()) {
            last.below = self.figures(&self.take_row(&mut last.tail));
            last.in_a_row = !last.below.is_empty();
        }
        behind
    }

    /// Takes out the first line of nothing but several figures.
    fn take_row<'w>(&self, words: &mut Vec<WordAt<'w>>) -> Vec<WordAt<'w>> {
        let mut lines = words.chunk_by(|a, b| self.line(a) == self.line(b));
        let Some(row) = lines.find(|line| line.len() > 1 && line.iter().all(could_be_figure)).map(<[_]>::to_vec) else {
            return Vec::new();
        };
        words.retain(|word| !row.contains(word));
        row
    }

    /// Files one movement and the figures of the columns that stand behind it.
    ///
    /// A figure beside the label is the movement's own, and several on a line below it belong to the other columns.
    /// Where each stands on a line of its own the movement's may be the blank one: arithmetic has to tell.
    fn movement(
        &self,
        draft: &mut Draft,
        open: Option<String>,
        field: &Field,
        label: &RawValue,
        columns: Vec<String>,
        behind: &Behind<'_>,
    ) -> Option<String> {
        let mut figures: Vec<RawValue> = behind.beside.iter().chain(&behind.below).cloned().collect();
        let has_own = behind.beside.len() == 1 && !behind.below.is_empty();
        let has_none = behind.beside.is_empty() && behind.in_a_row;
        let open_run = !columns.is_empty() && !has_own && !has_none && figures.len() <= columns.len();
        let own = (!open_run && !has_none && !figures.is_empty()).then(|| figures.remove(0));
        let open = read_movement(self.section, draft, open, label, own);
        if open_run {
            place(draft, std::iter::once(field.values[0].clone()).chain(columns).collect(), figures);
        } else {
            place(draft, columns, figures);
        }
        open
    }

    /// Where movement labels stand among the words: first word, word behind the label, kind.
    fn movement_marks(&self, words: &[WordAt<'_>]) -> Vec<(usize, usize, &Field)> {
        let mut out: Vec<(usize, usize, &Field)> = Vec::new();
        let mut at = 0;
        while at < words.len() {
            let found = self
                .movement_at(words[at].range.start)
                .map(|(field, end)| (field, at + words[at..].iter().take_while(|word| word.range.start < end).count()));
            let fresh = |field: &Field| !out.iter().any(|(_, _, known)| known.key == field.key);
            if let Some((field, behind)) =
                found.filter(|(field, behind)| fresh(field) && Self::is_cell(words, at, *behind))
            {
                out.push((at, behind, field));
                at = behind;
            } else {
                at += 1;
            }
        }
        // `Others (please specify)` is also a type of convertible: without a figure, last and alone it is no movement.
        if let [(_, behind, field)] = out.as_slice()
            && field.key == "other"
            && !words.get(*behind).is_some_and(|word| shape(word.text) == Shape::Number)
        {
            out.clear();
        }
        out
    }

    /// A label is a cell of its own, or stands beside a figure in its cell: `issued` inside a sentence is none.
    fn is_cell(words: &[WordAt<'_>], at: usize, behind: usize) -> bool {
        let same = |a: usize, b: usize| words[a].token == words[b].token;
        let starts = at == 0 || !same(at - 1, at);
        let ends = behind >= words.len() || !same(behind - 1, behind);
        let figure = |index: usize| shape(words[index].text) == Shape::Number && same(index, at);
        starts && ends || behind < words.len() && figure(behind) || at > 0 && figure(at - 1)
    }

    /// What stands before the first movement: text, a currency, and the opening figure last.
    fn opening<'w>(&self, draft: &mut Draft, words: &[WordAt<'w>], texts: &mut Vec<WordAt<'w>>, damaged: bool) {
        let columns: Vec<&ColumnSpec> =
            self.section.columns.iter().skip(1).take_while(|column| column.values != ["movements"]).collect();
        let Some(opening) = columns.last() else { return };
        let tail = words.iter().rev().take_while(|word| shape(word.text) == Shape::Number).count();
        let tail = if tail > 1 && !are_torn(&words[words.len() - 2], &words[words.len() - 1]) { 1 } else { tail };
        let (mut text, figures) = words.split_at(words.len() - tail);
        if let Some(value) = self.value(figures) {
            draft.put(&opening.values[0], value);
        }
        if columns.len() > 1
            && let Some((last, before)) = text.split_last().filter(|(last, _)| shape(last.text) == Shape::Currency)
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
        let line = self.line(first);
        let on_line: Vec<&WordAt<'w>> = words.iter().take_while(|word| self.line(word) <= line + 1).collect();
        let last_token = on_line.last().map(|word| word.token);
        let tokens = on_line.iter().map(|word| word.token).collect::<std::collections::BTreeSet<_>>().len();
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
        let beside = words.iter().any(|word| word.token < token && self.line(word) == line);
        count <= 6 && (alone || !beside || count <= 3)
    }

    pub(super) fn put_particulars(&self, draft: &mut Draft, column: &str, texts: &[WordAt<'_>]) {
        let mut pieces: Vec<RawValue> = Vec::new();
        for word in texts {
            pieces.extend(self.value(std::slice::from_ref(word)));
        }
        for value in without_item(pieces) {
            draft.put(column, value);
        }
    }

    fn columns_behind_movements(&self) -> Vec<String> {
        let behind = self.section.columns.iter().skip_while(|column| column.values != ["movements"]).skip(1);
        behind.flat_map(|column| column.values.clone()).collect()
    }
}
