//! The totals of a section, funds raised, and the totals over all sections.

use super::super::super::RawValue;
use super::super::super::builder::{Builder, Draft};
use super::super::super::stream::Range;
use super::super::capital::class_named;
use super::Reader;
use super::atoms::{self, Atom, Kind};
use super::figures;
use super::vocabulary::{Mark, Vocabulary};
use crate::filing::{Section, Table};
use crate::finding::{Code, Place};
use crate::spec::form::SectionSpec;
use crate::spec::label::fold;

/// What a total is for.
#[derive(Debug, Clone)]
struct Line {
    class: Option<usize>,
    /// `(1)` or `(2)` of the ordinary shares.
    number: Option<u32>,
    /// The words that name the class.
    words: Option<RawValue>,
    value: Option<Atom>,
    /// Whether words stand in the place of the number.
    kind: bool,
    /// Whether it is the funds raised.
    funds: bool,
    doubtful: bool,
}

impl Line {
    fn new(class: Option<usize>, words: Option<RawValue>) -> Self {
        Self { class, number: None, words, value: None, kind: false, funds: false, doubtful: false }
    }
}

impl Reader<'_> {
    /// Where the totals of a section begin.
    pub(super) fn totals_start(&self, section: &SectionSpec, body: Range) -> usize {
        let labels = section.totals.iter().flat_map(|total| total.labels.all());
        labels
            .filter_map(|label| self.stream.find_exact(&label.folded, body))
            .map(|at| at.start)
            .min()
            .unwrap_or(body.end)
    }

    /// Reads the totals below a section's rows; gives the sum of them, in units of 10⁻¹².
    pub(super) fn section_totals(&self, builder: &mut Builder, section: &SectionSpec, range: Range) -> Option<i128> {
        let name = section.section?;
        let mut vocabulary = Vocabulary::default();
        vocabulary.furniture(self.spec);
        for (at, total) in section.totals.iter().enumerate() {
            vocabulary.add_whole(&total.labels, Mark::Total(at));
        }
        let atoms = atoms::read(self.stream, range, &vocabulary);
        let mut lines: Vec<Line> = Vec::new();
        let mut rest = Vec::new();
        let mut currency = None;
        let mut values = Vec::new();
        for atom in &atoms {
            let text = || atoms::value(self.stream, &[*atom]);
            match atom.kind {
                Kind::Label(Mark::Total(at)) => {
                    settle(&mut lines, &mut values, &mut rest);
                    if !section.totals[at].values.is_empty() {
                        lines.push(Line { funds: true, ..Line::new(None, None) });
                    }
                }
                _ if atom.is_cell() || atom.kind == Kind::Weak => values.push(*atom),
                Kind::Text if lines.last().is_some_and(|line| line.funds) => match inside_brackets(text()) {
                    Some(mark) => currency = Some(mark),
                    None => rest.push(*atom),
                },
                Kind::Currency if lines.last().is_some_and(|line| line.funds) => currency = text(),
                Kind::Text => {
                    settle(&mut lines, &mut values, &mut rest);
                    let words = text().map(|value| inside_brackets(Some(value.clone())).unwrap_or(value));
                    let class = words.as_ref().and_then(|words| class_named(self.spec, &words.text));
                    lines.push(Line::new(class, words));
                }
                Kind::Label(_) | Kind::Note | Kind::Remark | Kind::Units | Kind::Sign | Kind::Line(_) => {}
                _ => rest.push(*atom),
            }
        }
        settle(&mut lines, &mut values, &mut rest);
        let sum = lines
            .iter()
            .filter(|line| !line.funds)
            .filter_map(|line| self.units(line.value.as_ref()))
            .reduce(|a, b| a + b);
        self.push_totals(builder, name, &lines, currency);
        self.unclaimed(builder, Table::SectionTotals, &rest);
        sum
    }

    /// Reads the totals over all sections.
    pub(super) fn grand(&self, builder: &mut Builder, range: Range) {
        let mut vocabulary = Vocabulary::default();
        vocabulary.furniture(self.spec);
        for (at, total) in self.spec.grand.iter().enumerate() {
            vocabulary.add_whole(&total.labels, if total.key == "check" { Mark::Noise } else { Mark::Grand(at) });
        }
        let atoms = atoms::read(self.stream, range, &vocabulary);
        let mut lines: Vec<Line> = Vec::new();
        let (mut values, mut rest) = (Vec::new(), Vec::new());
        // `Domestic Shares` and `H Shares` may stand side by side.
        let ends = |atom: &Atom| {
            let word: String = self.stream.chars(atom.range).iter().collect();
            word.ends_with("shares") || word.ends_with('股') || word.ends_with(')')
        };
        for run in atoms.chunk_by(|a, b| a.kind == Kind::Text && b.kind == Kind::Text && !ends(a)) {
            let atom = &run[0];
            match atom.kind {
                Kind::Label(Mark::Grand(at)) => {
                    settle(&mut lines, &mut values, &mut rest);
                    let class = self.spec.classes.iter().position(|class| class.key == self.spec.grand[at].key);
                    lines.push(Line::new(class, self.class_words(class, atom)));
                }
                Kind::Line(number) => {
                    settle(&mut lines, &mut values, &mut rest);
                    match lines.last_mut() {
                        Some(line) if line.number.is_none() && line.value.is_none() => line.number = Some(number),
                        Some(line) => {
                            let next = Line { number: Some(number), ..Line::new(line.class, line.words.clone()) };
                            lines.push(next);
                        }
                        None => rest.push(*atom),
                    }
                }
                _ if atom.is_cell() => values.push(*atom),
                Kind::Text => {
                    settle(&mut lines, &mut values, &mut rest);
                    self.named_line(run, &mut lines, &mut rest);
                }
                Kind::Label(_) | Kind::Note | Kind::Remark | Kind::Sign => {}
                _ => rest.push(*atom),
            }
        }
        settle(&mut lines, &mut values, &mut rest);
        self.push_totals(builder, Section::All, &lines, None);
        self.unclaimed(builder, Table::SectionTotals, &rest);
    }

    /// Words before a total: `Domestic Shares` in the place of `(1)`, or all classes on one line.
    fn named_line(&self, run: &[Atom], lines: &mut Vec<Line>, rest: &mut Vec<Atom>) {
        let Some(value) = atoms::value(self.stream, run) else { return };
        let words = inside_brackets(Some(value.clone())).unwrap_or(value);
        let class = class_named(self.spec, &words.text);
        match (class, lines.last_mut()) {
            (Some(class), Some(line)) if line.value.is_none() && line.class == Some(class) => line.words = Some(words),
            (Some(class), _) => lines.push(Line::new(Some(class), Some(words))),
            // `H Shares` is a kind of the class before it, in the place of its number.
            (None, Some(line)) if is_kind(&words.text) => {
                let number = self.line_described(line.class, &words.text);
                if line.value.is_none() && line.number.is_none() && !line.kind {
                    (line.number, line.kind) = (number, true);
                } else {
                    let next = Line { number, kind: true, ..Line::new(line.class, line.words.clone()) };
                    lines.push(next);
                }
            }
            (None, _) => rest.extend(run),
        }
    }

    /// The line of the block in section I that describes itself with these words, when there is only one.
    fn line_described(&self, class: Option<usize>, words: &str) -> Option<u32> {
        let wanted = fold(words);
        let describes = |text: &RawValue| fold(&text.text).windows(wanted.len()).any(|part| part == wanted);
        let mut blocks = self
            .capital
            .blocks
            .iter()
            .filter(|block| Some(block.class) == class && block.description.as_ref().is_some_and(describes));
        blocks.next().filter(|_| blocks.next().is_none()).map(|block| block.line)
    }

    /// The words by which a total over all sections names its class.
    fn class_words(&self, class: Option<usize>, atom: &Atom) -> Option<RawValue> {
        let label = self.spec.classes.get(class?)?.labels.all().next()?;
        let place = atoms::value(self.stream, &[*atom]).map_or(Place::default(), |value| value.place);
        Some(RawValue { text: label.text.clone(), place })
    }

    fn units(&self, atom: Option<&Atom>) -> Option<i128> {
        figures::units(&atoms::value(self.stream, &[*atom?])?.text)
    }

    fn push_totals(&self, builder: &mut Builder, section: Section, lines: &[Line], currency: Option<RawValue>) {
        let first = builder.drafts.len();
        for line in lines.iter().filter(|line| !line.funds) {
            let mut draft = self.total_row(section, line);
            if let Some(value) = line.value.and_then(|value| atoms::value(self.stream, &[value])) {
                draft.put("issued_total", value);
            }
            if line.doubtful {
                let message = "several labels stand before fewer figures; which is whose is not certain".to_owned();
                draft.note(Code::AmbiguousColumns, "issued_total", message);
            }
            builder.drafts.push(draft);
        }
        let funds = lines.iter().find(|line| line.funds).and_then(|line| line.value);
        let funds = funds.filter(|value| value.kind != Kind::Nothing);
        let Some(funds) = funds.and_then(|value| atoms::value(self.stream, &[value])) else { return };
        if builder.drafts.len() == first {
            let class = self.spec.classes.first().and_then(|class| class.labels.all().next());
            let words = class.map(|label| RawValue { text: label.text.clone(), place: funds.place });
            builder.drafts.push(self.total_row(section, &Line::new(Some(0), words)));
        }
        builder.drafts[first].put("funds_raised", funds);
        if let Some(currency) = currency {
            builder.drafts[first].put("funds_currency", currency);
        }
    }

    fn total_row(&self, section: Section, line: &Line) -> Draft {
        let mut draft = Draft::new(Table::SectionTotals, section, 1);
        let place = Place { page: 0, bbox: None };
        draft.put("section", RawValue { text: section.as_str().to_owned(), place });
        if let Some(words) = line.words.clone() {
            draft.put("share_class", words);
        }
        if !line.kind || line.number.is_some() {
            self.capital.lend_code(&mut draft, line.class, line.number);
        }
        draft
    }
}

/// Gives the figures that were met to the labels before them.
fn settle(lines: &mut [Line], values: &mut Vec<Atom>, rest: &mut Vec<Atom>) {
    if values.is_empty() {
        return;
    }
    let pending: Vec<usize> = (0..lines.len()).rev().take_while(|at| lines[*at].value.is_none()).collect();
    let pending: Vec<usize> = pending.into_iter().rev().collect();
    let met = std::mem::take(values);
    if pending.len() == met.len() {
        for (line, value) in pending.into_iter().zip(met) {
            lines[line].value = Some(value);
        }
        return;
    }
    // One figure right behind the last of several labels is that label's; the others are blank.
    if let ([value], Some(last)) = (met.as_slice(), pending.last()) {
        lines[*last].value = Some(*value);
        lines[*last].doubtful = pending.len() > 1 && value.kind != Kind::Nothing;
        return;
    }
    let several = met.iter().any(|value| value.kind != Kind::Nothing);
    for (line, value) in pending.iter().zip(&met) {
        lines[*line].value = Some(*value);
        lines[*line].doubtful = several;
    }
    rest.extend(met.into_iter().skip(pending.len()));
}

/// Whether words name a kind of shares: `H Shares`, 內資股.
fn is_kind(words: &str) -> bool {
    let folded: String = fold(words).into_iter().collect();
    folded.chars().count() <= 24 && (folded.ends_with("shares") || folded.ends_with('股'))
}

/// What stands between brackets; `None` where there are none, or only a hint.
pub(super) fn inside_brackets(value: Option<RawValue>) -> Option<RawValue> {
    let value = value?;
    let trimmed = value.text.trim().trim_end_matches([':', '：']).trim();
    let inside = trimmed.strip_prefix(['(', '（'])?.strip_suffix([')', '）'])?;
    Some(RawValue { text: inside.trim().to_owned(), place: value.place })
}
