//! The words that the form prints in one of its sections: whole labels, and what is left of them when columns or page
//! breaks tear them.

use std::collections::BTreeSet;

use super::super::super::stream::{Range, Stream};
use crate::spec::form::{FormSpec, Labels, SectionSpec};
use crate::spec::label::{Label, find_approximately, fold};

/// What a label stands for; numbers are places in the spec's lists.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Mark {
    /// A field of the head.
    Head(usize),
    /// A class of shares by name.
    Class(usize),
    /// `Stock code` of a block.
    Code,
    /// `Description` of a block.
    Description,
    /// The row of a balance.
    Row(usize),
    /// A column title.
    Column(usize),
    /// A labelled value.
    Detail(usize),
    /// A total of the section.
    Total(usize),
    /// A total over all sections.
    Grand(usize),
    /// Words that say nothing.
    Noise,
}

/// Hints that the form prints beside its labels.
const HINTS: &[&str] = &[
    "(dd/mm/yyyy)",
    "dd/mm/yyyy",
    "(日/月/年)",
    "(if applicable)",
    "(如適用)",
    "(if listed)",
    "(如已上市)",
    "(State currency)",
    "State currency",
    "(請註明貨幣)",
    "請註明貨幣",
    "(Please specify)",
    "(請註明)",
    "Movement during the month",
];

/// Labels with their marks.
#[derive(Debug, Default)]
pub(super) struct Vocabulary {
    entries: Vec<(Label, Mark)>,
    /// Single words of titles and labels, folded.
    words: BTreeSet<String>,
    /// Single characters of the Chinese ones.
    characters: BTreeSet<char>,
}

impl Vocabulary {
    /// The words of one section.
    pub(super) fn of(spec: &FormSpec, section: &SectionSpec) -> Self {
        let mut out = Self::default();
        out.furniture(spec);
        for (at, row) in section.rows.iter().enumerate() {
            out.add(&row.labels, Mark::Row(at));
        }
        for (at, column) in section.columns.iter().enumerate() {
            out.add(&column.labels, Mark::Column(at));
        }
        for (at, detail) in section.details.iter().enumerate() {
            let mark = if detail.values.is_empty() { Mark::Noise } else { Mark::Detail(at) };
            out.add(&detail.labels, mark);
        }
        out
    }

    /// What stands on every page, and hints.
    pub(super) fn furniture(&mut self, spec: &FormSpec) {
        for field in &spec.furniture {
            self.add_whole(&field.labels, Mark::Noise);
        }
        for hint in HINTS {
            self.entries.push((Label::new(hint), Mark::Noise));
        }
    }

    /// Adds labels that columns may tear: their words alone are still the form's.
    pub(super) fn add(&mut self, labels: &Labels, mark: Mark) {
        for label in labels.all() {
            self.add_words(label);
            self.characters.extend(label.folded.iter().filter(|c| **c >= '\u{2e80}'));
        }
        self.add_whole(labels, mark);
    }

    /// Adds the single words of a label that is found by other means.
    pub(super) fn add_words(&mut self, label: &Label) {
        self.words.extend(label.text.split_whitespace().map(plain).filter(|word| !word.is_empty()));
    }

    /// Adds labels that count only when they are whole.
    pub(super) fn add_whole(&mut self, labels: &Labels, mark: Mark) {
        self.entries.extend(labels.all().map(|label| (label.clone(), mark)));
    }

    /// Adds one spelling.
    pub(super) fn add_text(&mut self, text: &str, mark: Mark) {
        self.entries.push((Label::new(text), mark));
    }

    /// Adds the damaged spellings of labels that stand nowhere whole in a range.
    pub(super) fn mend(&mut self, stream: &Stream, range: Range) {
        let found: Vec<Mark> = self.find(stream, range).into_iter().map(|(_, mark)| mark).collect();
        let lost = |mark: &Mark| !matches!(mark, Mark::Noise | Mark::Column(_)) && !found.contains(mark);
        let mut mended: Vec<(Label, Mark)> = Vec::new();
        for (label, mark) in self.entries.iter().filter(|(_, mark)| lost(mark)) {
            if mended.iter().any(|(_, known)| known == mark) {
                continue;
            }
            if let Some((start, end)) = find_approximately(&label.folded, stream.chars(range), label.tolerance()) {
                // A letter that is lost at the front is not the last one of the word before.
                let torn = !stream.starts_word(range.start + start) && stream.starts_word(range.start + start + 1);
                let start = start + usize::from(torn);
                let spelling: String =
                    stream.chars(Range { start: range.start + start, end: range.start + end }).iter().collect();
                mended.push((Label::new(&spelling), *mark));
            }
        }
        self.entries.extend(mended);
    }

    /// Every label in a range, in order; of those at one place the longest.
    pub(super) fn find(&self, stream: &Stream, range: Range) -> Vec<(Range, Mark)> {
        let mut out = Vec::new();
        let mut at = range.start;
        while at < range.end {
            match self.longest(stream, Range { start: at, end: range.end }) {
                Some((label, mark)) => {
                    at = label.end;
                    out.push((label, mark));
                }
                None => at += 1,
            }
        }
        out
    }

    fn longest(&self, stream: &Stream, rest: Range) -> Option<(Range, Mark)> {
        let chars = stream.chars(rest);
        let fits = |label: &&(Label, Mark)| {
            let folded = &label.0.folded;
            chars.starts_with(folded) && {
                let end = rest.start + folded.len();
                let long = folded.len() >= 10;
                let whole = stream.starts_token(rest.start) && stream.starts_token(end);
                // `Exercised` and 行使 are words of any text, too.
                let title = matches!(label.1, Mark::Column(_)) && is_short(folded);
                whole || !title && (long || stream.starts_word(rest.start) && ends_word(stream, end))
            }
        };
        let (label, mark) = self.entries.iter().filter(fits).max_by_key(|(label, _)| label.folded.len())?;
        Some((Range { start: rest.start, end: rest.start + label.folded.len() }, *mark))
    }

    /// Whether a text holds nothing but words of the form's titles: what a torn heading leaves.
    pub(super) fn is_scrap(&self, text: &str) -> bool {
        let known = |word: &str| {
            let word = plain(word);
            word.is_empty()
                || self.words.contains(&word)
                || word.chars().all(|c| c >= '\u{2e80}' && self.characters.contains(&c))
        };
        !text.contains(|c: char| c.is_ascii_digit()) && text.split_whitespace().all(known)
    }
}

/// Whether a label is a word or two.
fn is_short(folded: &[char]) -> bool {
    folded.len() < if folded.first().is_some_and(|c| *c >= '\u{2e80}') { 4 } else { 10 }
}

/// Whether a word may end here: what follows is no letter of the same word.
fn ends_word(stream: &Stream, at: usize) -> bool {
    stream.starts_word(at)
        || stream.chars(Range { start: at, end: at + 1 }).first().is_none_or(|c| !c.is_ascii_lowercase())
}

/// A word without the marks around it, folded.
fn plain(word: &str) -> String {
    fold(word).into_iter().filter(|c| c.is_alphanumeric()).collect()
}
