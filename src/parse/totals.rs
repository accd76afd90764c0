//! The total lines below a section's blocks, funds raised, and the totals of the whole form.

use super::RawValue;
use super::builder::{Builder, Draft};
use super::class::folded_name;
use super::shape::{Shape, are_torn, shape};
use super::stream::{Range, Stream, WordAt};
use crate::filing::{Section, ShareClass, Table};
use crate::finding::{BBox, Code, Finding};
use crate::spec::form::{CLASS_PLACEHOLDER, FormSpec, TotalSpec};
use crate::spec::label::{Label, find_approximately, fold};

/// A total line's label in the stream.
#[derive(Debug, Clone)]
pub(super) struct Anchor<'s> {
    pub(super) spec: &'s TotalSpec,
    /// The label, the class inside it included.
    pub(super) range: Range,
    /// The class that the label names.
    class: Option<Range>,
}

/// Finds the labels of these totals.
///
/// A label that stands nowhere whole is looked for damaged, but never where another label stands.
pub(super) fn anchors<'s>(
    totals: impl IntoIterator<Item = &'s TotalSpec> + Clone,
    stream: &Stream,
    within: Range,
) -> Vec<Anchor<'s>> {
    let labels = |spec: &'s TotalSpec| spec.labels.all().map(move |label| (spec, label));
    let whole = totals.clone().into_iter().flat_map(labels).flat_map(|(spec, label)| find(spec, label, stream, within));
    let mut out: Vec<Anchor<'s>> = whole.collect();
    out.sort_by_key(|anchor| (anchor.range.start, std::cmp::Reverse(anchor.range.end)));
    out.dedup_by(|later, earlier| later.range.start < earlier.range.end);
    for spec in totals {
        if out.iter().all(|anchor| !std::ptr::eq(anchor.spec, spec)) {
            let free = |range: &Range| {
                out.iter().all(|known| range.end <= known.range.start || known.range.end <= range.start)
            };
            let damaged = spec.labels.all().filter(|label| !label.text.contains(CLASS_PLACEHOLDER)).find_map(|label| {
                let (start, end) = find_approximately(&label.folded, stream.chars(within), label.tolerance())?;
                Some(Range { start: within.start + start, end: within.start + end }).filter(free)
            });
            out.extend(damaged.map(|range| Anchor { spec, range, class: None }));
        }
    }
    out.sort_by_key(|anchor| anchor.range.start);
    out
}

fn find<'s>(spec: &'s TotalSpec, label: &Label, stream: &Stream, within: Range) -> Vec<Anchor<'s>> {
    let Some((before, after)) = label.text.split_once(CLASS_PLACEHOLDER) else {
        let found = stream.find_all(&label.folded, within).into_iter();
        return found.map(|range| Anchor { spec, range, class: None }).collect();
    };
    let (before, after) = (fold(before), fold(after));
    let mut out = Vec::new();
    for start in stream.find_all(&before, within) {
        // A class's name is short: a label that does not close soon is other text.
        let reach = Range { start: start.end, end: within.end.min(start.end + 80) };
        if let Some(end) = stream.find_exact(&after, reach) {
            let class = Range { start: start.end, end: end.start };
            let plain = !stream.chars(class).iter().any(char::is_ascii_digit);
            if plain && !class.is_empty() {
                out.push(Anchor { spec, range: Range { start: start.start, end: end.end }, class: Some(class) });
            }
        }
    }
    out
}

/// Reads one total line whose value lies in `behind`; gives where it ends.
pub(super) fn read(
    spec: &FormSpec,
    builder: &mut Builder,
    section: Section,
    stream: &Stream,
    anchor: &Anchor<'_>,
    behind: Range,
) -> usize {
    let behind = match anchor.spec.mark.as_ref().and_then(|mark| stream.find_exact(&mark.folded, behind)) {
        Some(mark) => Range { start: behind.start, end: mark.start },
        None => behind,
    };
    let mut end = behind.start;
    let mut at = behind.start;
    // A label printed once may be followed by one figure and class after another.
    loop {
        let line = Figures::take(spec, builder, section, stream, Range { start: at, end: behind.end }, anchor);
        if line.end <= at {
            break;
        }
        at = line.end;
        end = line.end;
        let class = line.class.or(anchor.class);
        put(spec, builder, section, stream, anchor.spec, class, line);
        if anchor.class.is_some() || anchor.spec.mark.is_some() || anchor.spec.values.len() > 1 {
            break;
        }
    }
    let mark = anchor.spec.mark.as_ref().map_or(0, |mark| {
        stream
            .find_exact(&mark.folded, Range { start: end, end: behind.end + mark.folded.len() })
            .map_or(0, |found| found.end)
    });
    end.max(mark)
}

/// A currency, a figure and a class, each of which may be missing.
struct Figures {
    currency: Option<RawValue>,
    figure: Option<RawValue>,
    class: Option<Range>,
    end: usize,
}

impl Figures {
    fn take(
        spec: &FormSpec,
        builder: &Builder,
        section: Section,
        stream: &Stream,
        range: Range,
        anchor: &Anchor<'_>,
    ) -> Self {
        let words = stream.words(range);
        let mut out = Self { currency: None, figure: None, class: None, end: range.start };
        let mut at = 0;
        let money = anchor.spec.values.len() > 1;
        while let Some(word) = words.get(at) {
            let rest = Range { start: word.range.start, end: range.end };
            if let Some(class) = (!money && anchor.class.is_none() && out.class.is_none())
                .then(|| named_class(spec, builder, section, stream, rest))
                .flatten()
            {
                out.class = Some(class);
                out.end = class.end;
                at += words[at..].iter().take_while(|word| word.range.start < class.end).count();
                continue;
            }
            match shape(word.text) {
                Shape::Currency if money && out.currency.is_none() && out.figure.is_none() => {
                    out.currency = value(stream, &words[at..=at]);
                    at += 1;
                }
                Shape::Number if out.figure.is_none() => {
                    let count = figure_length(stream, &words[at..], money);
                    out.figure = value(stream, &words[at..at + count]);
                    at += count;
                }
                // Dots and colons that damage doubled.
                Shape::Text if !word.text.contains(char::is_alphanumeric) => at += 1,
                Shape::Text if out.figure.is_none() && out.class.is_none() => {
                    let named = |at: &WordAt<'_>| {
                        let rest = Range { start: at.range.start, end: range.end };
                        named_class(spec, builder, section, stream, rest).is_some()
                    };
                    let count = damaged_length(stream, &words[at..], out.end, money, named);
                    if count == 0 {
                        break;
                    }
                    out.figure = value(stream, &words[at..at + count]);
                    at += count;
                }
                _ => break,
            }
            out.end = words[at - 1].range.end;
        }
        out
    }
}

/// How many words one figure takes: torn pieces go together; a sum of money takes its whole line.
fn figure_length(stream: &Stream, words: &[WordAt<'_>], money: bool) -> usize {
    let line = |word: &WordAt<'_>| stream.tokens[word.token].line;
    let mut count = 1;
    while let (Some(before), Some(after)) = (words.get(count - 1), words.get(count)) {
        let same_line = line(before) == line(after) && shape(after.text) == Shape::Number;
        if !(same_line && (money || are_torn(before, after))) {
            break;
        }
        count += 1;
    }
    count
}

/// How many words stand in the place of a figure and are none: `507.01*`, `approx. 500`, `None`. They are the value all
/// the same, and a query for whoever reads it.
///
/// They stand on the line of what is before them, up to the class. Where no money is meant, words without digits are a
/// class that no block names.
fn damaged_length(
    stream: &Stream,
    words: &[WordAt<'_>],
    behind: usize,
    money: bool,
    named: impl Fn(&WordAt<'_>) -> bool,
) -> usize {
    let line = |token: usize| stream.tokens[token].line;
    let before = behind.checked_sub(1).and_then(|last| stream.token_at(last)).map(line);
    let count = words.iter().take_while(|word| Some(line(word.token)) == before && (money || !named(word))).count();
    let states = words[..count.min(2)].iter().any(|word| word.text.contains(|c: char| c.is_ascii_digit()));
    if count <= MOST_DAMAGED && (money || states) { count } else { 0 }
}

/// More words than this are a sentence.
const MOST_DAMAGED: usize = 4;

fn value(stream: &Stream, words: &[WordAt<'_>]) -> Option<RawValue> {
    let (first, last) = (words.first()?, words.last()?);
    stream.value(Range { start: first.range.start, end: last.range.end })
}

/// The known class whose name stands at the front of a range.
fn named_class(spec: &FormSpec, builder: &Builder, section: Section, stream: &Stream, range: Range) -> Option<Range> {
    let chars = stream.chars(range);
    let known = builder
        .blocks
        .iter()
        .filter(|block| block.section == section || matches!(block.section, Section::I | Section::II));
    known
        .filter_map(|block| {
            let (family, kind) = folded_name(block, &spec.not_applicable);
            if family.is_empty() || !chars.starts_with(&family) {
                return None;
            }
            let with_kind = !kind.is_empty() && chars[family.len()..].starts_with(&kind);
            Some(family.len() + if with_kind { kind.len() } else { 0 })
        })
        .max()
        .map(|length| Range { start: range.start, end: range.start + length })
}

/// Files a figure under its class.
fn put(
    spec: &FormSpec,
    builder: &mut Builder,
    section: Section,
    stream: &Stream,
    total: &TotalSpec,
    class: Option<Range>,
    line: Figures,
) {
    if total.header {
        for (column, value) in total.values.iter().zip([line.currency, line.figure]) {
            if let Some(value) = value {
                builder.header.insert(column.clone(), value);
            }
        }
        return;
    }
    let (currency, figure) = (line.currency, line.figure);
    // A line without a figure still has its place among the classes; a row without any is left out in the end.
    if figure.is_none() && class.is_none() {
        return;
    }
    let (currency_column, figure_column) = match total.values.as_slice() {
        [figure] => (None, figure),
        [currency, figure, ..] => (Some(currency), figure),
        [] => return,
    };
    let index = match class {
        Some(class) => {
            let text = stream.value(class);
            row_of_class(spec, builder, section, stream.chars(class), text)
        }
        None => last_row(builder, section),
    };
    let draft = &mut builder.drafts[index];
    if let (Some(column), Some(currency)) = (currency_column, currency) {
        draft.put(column, currency);
    }
    if let Some(figure) = figure {
        if let Some(known) = draft.fields.get(figure_column).cloned() {
            let message = format!("printed twice: `{}` and `{}`", known.text, figure.text);
            if known.text == figure.text {
                draft.note(Code::UnclaimedText, figure_column, message);
            } else {
                draft.unclaimed(figure_column, &figure.text, message);
            }
        } else {
            draft.put(figure_column, figure);
        }
    }
}

/// The draft of the totals row for a class, made when it is not there yet.
fn row_of_class(
    spec: &FormSpec,
    builder: &mut Builder,
    section: Section,
    name: &[char],
    text: Option<RawValue>,
) -> usize {
    let block = block_of_class(spec, builder, section, name);
    let fields = match block {
        Some(at) => {
            let class = &builder.blocks[at].class;
            let wanted = ShareClass::COLUMNS.iter().filter(|column| **column != "class_description");
            wanted.filter_map(|column| class.get(*column).map(|value| ((*column).to_owned(), value.clone()))).collect()
        }
        None => text.into_iter().map(|value| ("share_class".to_owned(), value)).collect::<super::Fields>(),
    };
    let number = block.filter(|at| builder.blocks[*at].section == section).map_or(1, |at| builder.blocks[at].number);
    let same = |draft: &Draft| {
        draft.table == Table::SectionTotals
            && draft.section == section
            && ["share_class", "share_type", "class_stock_code"].iter().all(|column| {
                draft.fields.get(*column).map(|value| fold(&value.text))
                    == fields.get(*column).map(|value| fold(&value.text))
            })
    };
    if let Some(at) = builder.drafts.iter().position(same) {
        return at;
    }
    if block.is_none() {
        let printed: String = name.iter().collect();
        builder.findings.push(Finding::new(
            Code::UnknownWord,
            format!("section {}: a total names the class `{printed}`, which no block names", section.as_str()),
        ));
    }
    let notes = block.map(|at| builder.blocks[at].notes()).unwrap_or_default();
    let row = push_row(builder, section, number, fields);
    builder.drafts[row].notes = notes;
    row
}

fn push_row(builder: &mut Builder, section: Section, block: u32, fields: super::Fields) -> usize {
    let mut draft = Draft::new(Table::SectionTotals, section, block);
    draft.fields = fields;
    let place = crate::finding::Place { page: 0, bbox: None::<BBox> };
    draft.put("section", RawValue { text: section.as_str().to_owned(), place });
    builder.drafts.push(draft);
    builder.drafts.len() - 1
}

/// The block whose class a total names: by the whole name, else by the family when only one block has it.
fn block_of_class(spec: &FormSpec, builder: &Builder, section: Section, name: &[char]) -> Option<usize> {
    [Some(section), Some(Section::II), Some(Section::I)].into_iter().flatten().find_map(|section| {
        let blocks: Vec<usize> =
            (0..builder.blocks.len()).filter(|at| builder.blocks[*at].section == section).collect();
        let names: Vec<(Vec<char>, Vec<char>)> =
            blocks.iter().map(|at| folded_name(&builder.blocks[*at], &spec.not_applicable)).collect();
        let whole = names.iter().position(|(family, kind)| {
            name.strip_prefix(family.as_slice()).is_some_and(|rest| !family.is_empty() && bare(rest) == bare(kind))
        });
        let family = || {
            let mut matching = (0..names.len()).filter(|at| !names[*at].0.is_empty() && names[*at].0 == name);
            matching.next().filter(|_| matching.next().is_none())
        };
        whole.or_else(family).map(|at| blocks[at])
    })
}

/// A share type without the words around its letter: `classa`, `(a)` → `a`.
fn bare(kind: &[char]) -> Vec<char> {
    let text: String = kind.iter().filter(|c| !matches!(c, '(' | ')')).collect();
    text.trim_start_matches("class").trim_end_matches('類').chars().collect()
}

/// The last totals row of a section, for funds raised; made for the last block when there is none.
fn last_row(builder: &mut Builder, section: Section) -> usize {
    let last = builder.drafts.iter().rposition(|draft| draft.table == Table::SectionTotals && draft.section == section);
    last.unwrap_or_else(|| {
        let block = builder.blocks.iter().rev().find(|block| block.section == section);
        let number = block.map_or(1, |block| block.number);
        let mut class = block.map(|block| block.class.clone()).unwrap_or_default();
        class.remove("class_description");
        push_row(builder, section, number, class)
    })
}
