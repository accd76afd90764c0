//! The head of the form, its remarks, and who signed it.

use super::super::super::RawValue;
use super::super::super::builder::{Builder, Draft};
use super::super::super::stream::Range;
use super::Reader;
use super::atoms::{self, Atom, Kind};
use super::vocabulary::{Mark, Vocabulary};
use crate::filing::{Section, Table};
use crate::finding::{Code, Finding, Place};
use crate::spec::form::SectionSpec;

/// The columns of the head, in the order of the form.
const COLUMNS: [&str; 3] = ["month_end", "issuer_name", "submitted_on"];
/// The place of the issuer's name among them.
const ISSUER: usize = 1;

impl Reader<'_> {
    /// Issuer, month and day. A value stands behind its label, or behind both labels, or before the first.
    pub(super) fn head(&self, builder: &mut Builder, range: Range) {
        let mut vocabulary = self.head_vocabulary();
        vocabulary.mend(self.stream, range);
        let atoms = atoms::read(self.stream, range, &vocabulary);
        let mut values: [Option<RawValue>; 3] = [None, None, None];
        let place = |at: usize| COLUMNS.iter().position(|column| *column == self.spec.header[at].key);
        let mut pending: Vec<usize> = Vec::new();
        let mut spare: Vec<Atom> = Vec::new();
        for group in groups(&atoms) {
            if let Some(mark) = group[0].label() {
                if let Mark::Head(at) = mark {
                    pending.extend(place(at));
                }
                continue;
            }
            // Dates and words each go to the first label before them that takes them.
            for run in group.chunk_by(|a, b| (a.kind == Kind::Date) == (b.kind == Kind::Date)) {
                let is_date = run[0].kind == Kind::Date;
                let taker = pending.iter().position(|at| (*at == ISSUER) != is_date && values[*at].is_none());
                match taker.map(|at| pending.remove(at)) {
                    Some(at) => {
                        let end = if is_date { 1 } else { run.len() };
                        values[at] = atoms::value(self.stream, &run[..end]);
                        spare.extend(&run[end..]);
                    }
                    None => spare.extend(run),
                }
            }
            pending.clear();
        }
        self.spare_head(&spare, &mut values);
        for (column, value) in COLUMNS.iter().zip(values) {
            if let Some(value) = value {
                builder.header.insert((*column).to_owned(), value);
            }
        }
    }

    fn head_vocabulary(&self) -> Vocabulary {
        let mut vocabulary = Vocabulary::default();
        vocabulary.furniture(self.spec);
        vocabulary.add_whole(&self.spec.title, Mark::Noise);
        for (at, field) in self.spec.header.iter().enumerate() {
            vocabulary.add_whole(&field.labels, if field.values.is_empty() { Mark::Noise } else { Mark::Head(at) });
        }
        if let Some(section) = self.spec.section("I") {
            vocabulary.add_whole(&section.heading, Mark::Noise);
        }
        for label in self.spec.classes.iter().flat_map(|class| class.labels.all()) {
            vocabulary.add_text(&format!("1. {}", label.text), Mark::Noise);
        }
        vocabulary
    }

    /// Values that stand behind no label of theirs, in the order of the form.
    fn spare_head(&self, spare: &[Atom], values: &mut [Option<RawValue>; 3]) {
        let (mut dates, words): (Vec<Atom>, Vec<Atom>) = spare.iter().partition(|atom| atom.kind == Kind::Date);
        dates.reverse();
        for at in [0, 2] {
            if values[at].is_none() {
                values[at] = dates.pop().and_then(|date| atoms::value(self.stream, &[date]));
            }
        }
        if values[1].is_none() {
            // One run of words: several would be the form's own, bent by damage.
            let mut runs = words.chunk_by(|a, b| a.range.end == b.range.start);
            let only = runs.next().filter(|_| runs.next().is_none());
            values[1] = only.and_then(|run| atoms::value(self.stream, run));
        }
        // A date that damage bent stands behind its label as words.
        if values[0].is_none() || values[2].is_none() {
            let damaged = words.chunk_by(|a, b| a.range.end == b.range.start).find(|run| {
                let digits = atoms::value(self.stream, run);
                digits.is_some_and(|value| value.text.chars().filter(char::is_ascii_digit).count() >= 5)
            });
            let at = if values[0].is_none() { 0 } else { 2 };
            values[at] = damaged.and_then(|run| atoms::value(self.stream, run));
        }
    }

    /// The remarks at the end of the form.
    pub(super) fn remarks(&self, builder: &mut Builder, range: Option<Range>) {
        let Some(value) = range.and_then(|range| self.stream.value(range)) else { return };
        let text = value.text.trim_matches(|c: char| matches!(c, ':' | '|' | '_') || c.is_whitespace());
        if !text.is_empty() {
            let mut draft = Draft::new(Table::Remarks, Section::End, 1);
            let place = Place { page: 0, bbox: None };
            draft.put("section", RawValue { text: Section::End.as_str().to_owned(), place });
            draft.put("text", RawValue { text: text.to_owned(), place: value.place });
            builder.drafts.push(draft);
        }
    }

    /// Who signed, and as what.
    pub(super) fn signature(&self, builder: &mut Builder, section: &SectionSpec, body: Range) {
        let mut vocabulary = Vocabulary::default();
        for (at, detail) in section.details.iter().enumerate() {
            vocabulary.add_whole(&detail.labels, if detail.values.is_empty() { Mark::Noise } else { Mark::Detail(at) });
        }
        vocabulary.mend(self.stream, body);
        let atoms = atoms::read(self.stream, body, &vocabulary);
        let is_title = |atom: &Atom| matches!(atom.label(), Some(Mark::Detail(at)) if section.details[at].values[0] == "submitted_by_title");
        let title = atoms.iter().position(is_title).unwrap_or(atoms.len());
        let by = before_label(&atoms[..title]);
        let behind = atoms.get(title + 1..).unwrap_or_default();
        let hint = behind.iter().position(|atom| atom.label().is_some());
        let behind = &behind[..hint.unwrap_or(behind.len())];
        let lines: Vec<&[Atom]> = behind.chunk_by(|a, b| a.line == b.line).collect();
        let mut put = |column: &str, atoms: &[Atom]| {
            if let Some(value) = atoms::value(self.stream, atoms) {
                builder.header.insert(column.to_owned(), value);
            }
        };
        match (by.is_empty(), lines.as_slice()) {
            (true, [first, rest @ ..]) if !rest.is_empty() => {
                put("submitted_by", first);
                put("submitted_by_title", rest[0]);
                let message =
                    "both labels of the signature stand before both values; the first line was taken for the name";
                for column in ["submitted_by", "submitted_by_title"] {
                    let finding = Finding::new(Code::RepairedText, message).at(Table::Filings, 1).column(column);
                    builder.findings.push(finding);
                }
            }
            _ => {
                put("submitted_by", by);
                // Without the hint that closes it a title is one line.
                put(
                    "submitted_by_title",
                    if hint.is_some() { behind } else { lines.first().copied().unwrap_or_default() },
                );
            }
        }
    }
}

fn before_label(atoms: &[Atom]) -> &[Atom] {
    let end = atoms.iter().position(|atom| atom.label().is_some()).unwrap_or(atoms.len());
    &atoms[..end]
}

/// Labels one by one, and what stands between them.
fn groups(atoms: &[Atom]) -> impl Iterator<Item = &[Atom]> {
    atoms.chunk_by(|a, b| a.label().is_none() && b.label().is_none())
}
