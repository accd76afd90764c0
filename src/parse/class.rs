//! The block that names a class of shares: in cells, or in a stream of text.

use super::RawValue;
use super::builder::{Block, Builder};
use super::shape::{Shape, shape};
use super::stream::{Range, Stream};
use crate::filing::Section;
use crate::finding::{Code, Finding};
use crate::spec::form::{Field, FormSpec};
use crate::spec::label::{Label, find_approximately, fold, tolerance};

/// The key of the field that opens a block.
pub(super) const FIRST: &str = "share_class";
const COUNTER: &str = "counter";

/// The class field whose label a cell holds, its leading number (`1.`) left out.
pub(super) fn field_of<'s>(spec: &'s FormSpec, text: &str) -> Option<&'s Field> {
    let folded = fold(text);
    let digits = folded.iter().take_while(|c| c.is_ascii_digit()).count();
    let label = match folded.get(digits) {
        Some('.') if digits > 0 => &folded[digits + 1..],
        _ => &folded[..],
    };
    spec.class.iter().find(|field| field.labels.all().any(|known| is_label(label, known)))
}

/// Whether a text is a label, whatever note in brackets stands behind either.
fn is_label(text: &[char], label: &Label) -> bool {
    let (text, label) = (without_note(text), without_note(&label.folded));
    let tolerance = tolerance(label.len()).min(2);
    text == label
        || tolerance > 0
            && text.len().abs_diff(label.len()) <= tolerance
            && find_approximately(label, text, tolerance).is_some()
}

/// A label without the note at its end: `(note 1, 5 and 6)`, `(註1)`.
fn without_note(text: &[char]) -> &[char] {
    let opens = text.iter().rposition(|c| *c == '(').filter(|at| note_length(&text[*at..]) == Some(text.len() - at));
    opens.map_or(text, |at| &text[..at])
}

/// The length of a note in brackets at the front of a text: `(note 1)`, `(註1)`.
fn note_length(text: &[char]) -> Option<usize> {
    bracket_length(text, &["(note", "(註"])
}

/// The length of the brackets at the front of a text, when they begin like this.
fn bracket_length(text: &[char], fronts: &[&str]) -> Option<usize> {
    let opens = fronts.iter().any(|front| front.chars().enumerate().all(|(at, c)| text.get(at) == Some(&c)));
    opens.then(|| text.iter().take(40).position(|c| *c == ')')).flatten().map(|at| at + 1)
}

/// The number that a block's first label carries: `2. Class of shares`.
pub(super) fn printed_number(text: &str) -> Option<u32> {
    let folded: String = fold(text).into_iter().collect();
    let (number, rest) = folded.split_once('.')?;
    // `97.62 per share` is a price.
    (!rest.is_empty() && !rest.starts_with(|c: char| c.is_ascii_digit())).then(|| number.parse().ok()).flatten()
}

/// Reads one band of cells: label, value, label, value, …
///
/// Labels that no spec knows are taken by their order, with a finding.
pub(super) fn read_cells(spec: &FormSpec, builder: &mut Builder, section: Section, cells: &[Option<RawValue>]) {
    let first = cells.first().cloned().flatten();
    let opens = first.as_ref().is_some_and(|cell| {
        field_of(spec, &cell.text).map_or_else(|| printed_number(&cell.text).is_some(), |field| field.key == FIRST)
    });
    if opens {
        let number = first.as_ref().and_then(|cell| printed_number(&cell.text));
        let known = builder.blocks_of(section).count();
        // A head that a page break repeats opens nothing new.
        if number.is_none_or(|number| number as usize != known || known == 0) {
            builder.open_block(section);
        }
    }
    let by_order = opens && first.is_none_or(|cell| field_of(spec, &cell.text).is_none());
    let mut pairs: Vec<(String, RawValue)> = Vec::new();
    if by_order {
        let keys = ["share_class", "share_type", "listed"];
        for (key, pair) in keys.into_iter().zip(cells.chunks(2)) {
            pairs.extend(pair.get(1).cloned().flatten().map(|value| (key.to_owned(), value)));
        }
        builder.findings.push(Finding::new(
            Code::ColumnByOrder,
            format!(
                "section {}: the labels of a class of shares are new and were taken by their order",
                section.as_str()
            ),
        ));
    } else {
        pairs = labelled(spec, builder, cells);
    }
    put(builder, section, pairs);
}

/// Values behind their labels; a counter takes two values.
fn labelled(spec: &FormSpec, builder: &mut Builder, cells: &[Option<RawValue>]) -> Vec<(String, RawValue)> {
    let mut pairs = Vec::new();
    let mut field: Option<&Field> = None;
    for cell in cells.iter().flatten() {
        if let Some(found) = field_of(spec, &cell.text) {
            field = Some(found);
        } else if field.is_some_and(|field| field.key == COUNTER) {
            counter_value(builder, cell.clone());
        } else if let Some(field) = field {
            pairs.push((field.key.clone(), cell.clone()));
        } else {
            builder.unclaimed(cell, None);
        }
    }
    pairs
}

/// A counter's code opens it; what follows is its currency.
fn counter_value(builder: &mut Builder, value: RawValue) {
    match builder.counters.last_mut() {
        Some((_, currency @ None)) if shape(&value.text) != Shape::Number => *currency = Some(value),
        _ => builder.counters.push((value, None)),
    }
}

fn put(builder: &mut Builder, section: Section, pairs: Vec<(String, RawValue)>) {
    if builder.blocks_of(section).next().is_none() {
        builder.open_block(section);
    }
    let Some(block) = builder.blocks.iter_mut().rev().find(|block| block.section == section) else {
        return;
    };
    // A bullet or a stroke is a scrap of the page, not a value.
    let says_something = |value: &RawValue| value.text.chars().any(char::is_alphanumeric);
    for (key, value) in pairs.into_iter().filter(|(_, value)| says_something(value)) {
        // A repeated head says the same again.
        block.class.entry(key).or_insert(value);
    }
}

/// Where blocks open in a stream: each with the range of its first label, the number before it included.
pub(super) fn openings(spec: &FormSpec, stream: &Stream, within: Range) -> Vec<Range> {
    let Some(first) = spec.class.iter().find(|field| field.key == FIRST) else {
        return Vec::new();
    };
    let mut out: Vec<Range> = Vec::new();
    let mut rest = within;
    // A damaged label is only looked for where no whole one stands before the next number.
    while let Some(found) = stream.find(&first.labels, rest) {
        rest.start = found.end;
        if let Some(start) = number_before(stream, found.start, within.start) {
            out.push(Range { start, end: found.end });
        }
    }
    out
}

/// The start of `2.` right before a place; the number begins a word.
fn number_before(stream: &Stream, at: usize, from: usize) -> Option<usize> {
    let words = stream.words(Range { start: from.max(at.saturating_sub(12)), end: at });
    let last = words.last()?;
    let digits = last.text.strip_suffix('.')?;
    let short = (1..=2).contains(&digits.len()) && digits.bytes().all(|b| b.is_ascii_digit());
    (short && stream.starts_word(last.range.start)).then_some(last.range.start)
}

/// Reads the class fields behind an opening; gives where the block's own content begins.
pub(super) fn read_stream(
    spec: &FormSpec,
    builder: &mut Builder,
    section: Section,
    stream: &Stream,
    opening: Range,
    end: usize,
) -> usize {
    builder.open_block(section);
    let found = labels_in_order(spec, stream, opening, end);
    let mut pairs = Vec::new();
    let mut content = found.first().map_or(opening.end, |(_, label)| label.end);
    for (at, &(field, label)) in found.iter().enumerate() {
        let limit = found.get(at + 1).map_or(end, |(_, next)| next.start);
        let value = Range { start: label.end, end: limit };
        let last = at + 1 == found.len();
        let value = if last { last_value(stream, before_again(field, stream, value)) } else { value };
        content = content.max(value.end);
        if field.key == COUNTER {
            for word in stream.words(value).iter().take(2) {
                counter_value(builder, RawValue { text: word.text.to_owned(), place: stream.tokens[word.token].place });
            }
        } else if let Some(value) = stream.value(value) {
            pairs.push((field.key.clone(), value));
        }
    }
    split_type(&mut pairs, stream, &found);
    let lost = |key: &&&'static str| !pairs.iter().any(|(known, _)| known == **key);
    let mut doubts: Vec<&'static str> =
        ["share_type", "listed", "class_stock_code"].iter().filter(lost).copied().collect();
    // Text between the description and the table may be more of it.
    if stream.chars(Range { start: content, end }).iter().any(|c| c.is_alphanumeric()) {
        doubts.push("class_description");
    }
    if let Some(block) = builder.blocks.last_mut() {
        block.doubts = doubts;
    }
    put(builder, section, pairs);
    content
}

/// The class labels behind an opening, in printed order: each is looked for behind the one before it.
fn labels_in_order<'s>(spec: &'s FormSpec, stream: &Stream, opening: Range, end: usize) -> Vec<(&'s Field, Range)> {
    let first = spec.class.iter().find(|field| field.key == FIRST);
    let mut at = opening.end + note_behind(stream, opening.end, end);
    let opening = Range { start: opening.start, end: at };
    let mut found: Vec<(&Field, Range)> = first.map(|field| (field, opening)).into_iter().collect();
    for key in ["share_type", "listed", "class_stock_code"] {
        let Some(field) = spec.class.iter().find(|field| field.key == key) else {
            continue;
        };
        let reach = Range { start: at, end: end.min(at + 160) };
        if let Some(range) = stream.find(&field.labels, reach) {
            let note = note_behind(stream, range.end, end);
            at = range.end + note;
            found.push((field, Range { start: range.start, end: at }));
        }
    }
    // A description may follow the code and each counter, nothing else: in some sections it is a column title, too.
    let mut wanted = ["class_description", COUNTER].as_slice();
    loop {
        let next = spec
            .class
            .iter()
            .filter(|field| wanted.contains(&field.key.as_str()))
            .filter_map(|field| {
                // The label of a counter is no column title, and the description before it can be long.
                let reach = at + if field.key == COUNTER { 600 } else { 60 };
                let reach = Range { start: at, end: end.min(reach) };
                let range = field.labels.all().filter_map(|label| stream.find_exact(&label.folded, reach)).min()?;
                stream.starts_word(range.start).then_some((field, range))
            })
            .min_by_key(|(_, range)| range.start);
        let Some((field, range)) = next else { break };
        wanted = if field.key == COUNTER { &["class_description", COUNTER] } else { &[COUNTER] };
        at = range.end;
        found.push((field, range));
    }
    found
}

/// The length of the brackets behind a label, `(if listed on SEHK) (Note 1, 5 and 6)`; a stray character before the
/// first is allowed.
fn note_behind(stream: &Stream, at: usize, end: usize) -> usize {
    let length = |skip: usize| {
        let behind = stream.chars(Range { start: at + skip, end: end.min(at + skip + 40) });
        bracket_length(behind, &["(note", "(註", "(if", "(如"]).map(|length| skip + length)
    };
    let Some(mut taken) = length(0).or_else(|| length(1)) else { return 0 };
    while let Some(more) = length(taken) {
        taken = more;
    }
    taken
}

/// A value up to where its own label stands again, as the title of a column.
fn before_again(field: &Field, stream: &Stream, value: Range) -> Range {
    let again = field.labels.all().filter_map(|label| stream.find_exact(&label.folded, value)).map(|found| found.start);
    Range { start: value.start, end: again.filter(|at| stream.starts_word(*at)).min().unwrap_or(value.end) }
}

/// The last value of a block ends with its line, or is the whole next line where labels and values take turns: what
/// follows are column titles or rows.
fn last_value(stream: &Stream, value: Range) -> Range {
    let Some(label) = value.start.checked_sub(1).and_then(|at| stream.token_at(at)) else { return value };
    let words = stream.words(value);
    let line = |token: usize| stream.tokens[token].line;
    let own = words.first().is_some_and(|word| line(word.token) == line(label));
    // A label that shares its line with others has its value there, or none.
    let alone = label.checked_sub(1).is_none_or(|before| line(before) != line(label));
    let wanted = if own || !alone { Some(line(label)) } else { words.first().map(|word| line(word.token)) };
    let end = words.iter().take_while(|word| Some(line(word.token)) == wanted).map(|word| word.range.end).last();
    Range { start: value.start, end: end.unwrap_or(value.start) }
}

/// Where damage swallowed the label between class and type, the last cell of the two is the type.
fn split_type(pairs: &mut Vec<(String, RawValue)>, stream: &Stream, found: &[(&Field, Range)]) {
    if found.iter().any(|(field, _)| field.key == "share_type") {
        return;
    }
    let Some((_, class)) = found.first() else { return };
    let end = found.get(1).map_or(class.end, |(_, next)| next.start);
    let pieces = stream.pieces(Range { start: class.end, end });
    if let Some(((text, token), before)) = pieces.split_last().filter(|(_, before)| !before.is_empty()) {
        let short = text.chars().count() <= 2 || text.to_lowercase().contains("applicable") || text.contains("適用");
        if short && let Some((_, value)) = pairs.iter_mut().find(|(key, _)| key == FIRST) {
            value.text = super::join(before.iter().map(|(text, _)| *text));
            pairs.push(("share_type".to_owned(), RawValue { text: (*text).to_owned(), place: token.place }));
        }
    }
}

/// A class as a total line names it: family and type in one run, folded.
pub(super) fn folded_name(block: &Block, not_applicable: &crate::spec::form::Labels) -> (Vec<char>, Vec<char>) {
    let part = |key: &str| block.class.get(key).map(|value| fold(&value.text)).unwrap_or_default();
    let kind = part("share_type");
    let none = not_applicable.all().any(|label| label.folded == kind);
    (part(FIRST), if none { Vec::new() } else { kind })
}
