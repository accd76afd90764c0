//! Sections I and II: opening, change and closing under columns.

use super::super::capital::Block;
use super::beside::distribute;
use super::columns::{Columns, Placing, place};
use super::strip::{Area, Found, Strip, Unit, item_number};
use super::{Reader, is_any, nothing, without_brackets};
use crate::filing::{Section, Table};
use crate::finding::{BBox, Code, Finding, Severity};
use crate::parse::RawValue;
use crate::parse::builder::Draft;
use crate::spec::form::{Field, SectionSpec};
use crate::spec::label::{bare, find_exactly, fold};

/// A row label with its key: `opening`, `change`, `closing`.
struct Row<'s> {
    field: &'s Field,
    found: Found,
}

// --- I ---------------------------------------------------------------------------------------------------------------

/// Reads section I: blocks below the headings of their classes, then the total.
pub(super) fn read_authorised(reader: &mut Reader<'_>, section: &SectionSpec, name: Section, body: Area) {
    let total = section.totals.first().and_then(|total| reader.strip.find(&total.labels, body));
    let blocks_end = total.as_ref().map_or(body.y1, |found| found.bbox.y0 - 2.0);
    let area = Area { y1: blocks_end, ..body };
    let classes = class_headings(reader, area);
    let code = reader.spec.class.iter().find(|field| field.key == "class_stock_code");
    let codes = code.map(|field| reader.strip.find_all(&field.labels, area)).unwrap_or_default();
    for (at, code) in codes.iter().enumerate() {
        let top = code.bbox.y0 - 0.5 * code.bbox.height();
        let next_code = codes.get(at + 1).map(|next| next.bbox.y0 - 0.5 * next.bbox.height());
        let next_class = classes.iter().map(|(_, found)| found.bbox.y0).find(|y| *y > top);
        let end = [next_code, next_class].into_iter().flatten().fold(blocks_end, f32::min);
        let class = classes.iter().rev().find(|(_, found)| found.bbox.y0 < code.bbox.y0);
        let block = u32::try_from(at + 1).unwrap_or(u32::MAX);
        read_block(reader, section, name, code, class, Area { y0: top, y1: end }, block);
    }
    if codes.is_empty() {
        reader.query(section, area, "no stock code label was found");
    }
    if let Some(total) = total {
        read_total(reader, section, &total, Area { y0: blocks_end, y1: body.y1 });
    }
}

/// The headings `1. Ordinary Shares`, with the class each names.
fn class_headings(reader: &mut Reader<'_>, area: Area) -> Vec<(usize, Found)> {
    let mut out = Vec::new();
    let spec = reader.spec;
    for (class, field) in spec.classes.iter().enumerate() {
        // The heading is the first that begins a line; a description may do so, too.
        if let Some(found) = reader.strip.find_at_front(&field.labels, area) {
            out.push((class, found));
        }
    }
    out.sort_by(|a, b| a.1.bbox.y0.total_cmp(&b.1.bbox.y0));
    out
}

fn read_block(
    reader: &mut Reader<'_>,
    section: &SectionSpec,
    name: Section,
    code: &Found,
    class: Option<&(usize, Found)>,
    area: Area,
    number: u32,
) {
    let rows = rows(&mut reader.strip, section, area);
    let first_row = rows.first().map_or(area.y1, |row| row.found.bbox.y0 - 0.5 * row.found.bbox.height().min(12.0));
    let top = Area { y1: first_row, ..area };
    let columns = Columns::find(&mut reader.strip, &section.columns, top);
    let headings_top = columns.at(f32::MAX).iter().map(|(_, bbox)| bbox.y0).fold(first_row, f32::min);
    let mut draft = Draft::new(Table::AuthorisedCapital, name, number);
    if let Some((class, found)) = class {
        let labels = &reader.spec.classes[*class].labels;
        let text = reader.strip.value(&found.words).map_or_else(|| label_text(labels), |value| value.text);
        draft.put("share_class", RawValue { text, place: reader.strip.place(found.bbox) });
    }
    let (code, description) = read_code_line(reader, code, Area { y0: area.y0, y1: headings_top - 1.0 });
    if let Some(code) = code.clone() {
        draft.put("class_stock_code", code);
    }
    if let Some(description) = description.clone() {
        draft.put("class_description", description);
    }
    note_headings(reader, section, &columns);
    read_brackets(reader, section, &columns, Area { y0: headings_top - 2.0, y1: first_row }, &mut draft);
    read_rows(
        reader,
        section,
        &rows,
        &columns.at(f32::MAX),
        area,
        &mut |column, row, value, draft: &mut Draft| {
            let column = &section.columns[column];
            if let Some(name) = column.values.last() {
                draft.put(&name.replace('*', &row.key), value);
            }
        },
        &mut draft,
    );
    let states = |value: &RawValue| !nothing(reader.spec, &value.text);
    let figures = draft.fields.iter().any(|(column, value)| {
        (column.ends_with("_shares") || column.ends_with("_value") || column.ends_with("_capital")) && states(value)
    });
    let class = class.map_or(0, |(class, _)| *class);
    let line = reader.capital.blocks.iter().filter(|block| block.class == class).count() + 1;
    reader.capital.blocks.push(Block {
        class,
        line: u32::try_from(line).unwrap_or(u32::MAX),
        filled: figures || code.as_ref().is_some_and(states),
        code,
        description,
    });
    if figures {
        reader.builder.drafts.push(draft);
    }
}

/// The code and the description beside their labels, above the headings of the columns.
fn read_code_line(reader: &mut Reader<'_>, code: &Found, area: Area) -> (Option<RawValue>, Option<RawValue>) {
    let field = reader.spec.class.iter().find(|field| field.key == "class_description");
    let description = field.and_then(|field| reader.strip.find(&field.labels, area));
    let labels: Vec<Found> = std::iter::once(code.clone()).chain(description).collect();
    let mut units = reader.strip.units(area, 0.6);
    // The number of the line stands before the label.
    units.retain(|unit| unit.bbox.x0 > code.bbox.x0);
    let (values, _) = distribute(&reader.strip, &labels, units);
    let mut values = values.into_iter().map(|units| {
        let words: Vec<usize> = units.into_iter().flat_map(|unit| unit.words).collect();
        reader.strip.take(&words).filter(|value| !bare(&value.text).is_empty())
    });
    let code = values.next().flatten();
    let description = values.next().flatten();
    drop(values);
    for at in reader.strip.words_in(area).collect::<Vec<_>>() {
        let word = &mut reader.strip.words[at];
        word.used |= word.bbox.x1 <= code_left(&labels) && item_number(&word.text).is_some();
    }
    (code, description)
}

fn code_left(labels: &[Found]) -> f32 {
    labels.first().map_or(0.0, |label| label.bbox.x0)
}

fn note_headings(reader: &mut Reader<'_>, section: &SectionSpec, columns: &Columns) {
    for at in &columns.missing {
        let spec = &section.columns[*at];
        let message = format!(
            "section {}: the heading of {} was not found; its figures may stand elsewhere",
            section.key, spec.key
        );
        let finding = Finding::new(Code::ColumnByOrder, message).severity(Severity::Error);
        reader.note_section(section, finding, None);
    }
}

/// The currencies in brackets below the headings of par value and capital.
fn read_brackets(reader: &mut Reader<'_>, section: &SectionSpec, columns: &Columns, area: Area, draft: &mut Draft) {
    let hint = section.details.iter().find(|field| field.key == "unfilled");
    if let Some(hint) = hint {
        reader.strip.find_all(&hint.labels, area);
    }
    let headings = columns.at(f32::MAX);
    for unit in reader.strip.units(area, 0.6) {
        let Some(Placing::Sure(at) | Placing::Doubtful(at, _)) = place(&reader.strip, &headings, &unit.bbox) else {
            continue;
        };
        let is_money = section.columns[at].values.first().is_some_and(|column| column == "currency");
        let Some(value) = reader.strip.value(&unit.words).map(without_brackets).filter(|_| is_money) else { continue };
        reader.strip.take(&unit.words);
        let known = draft.fields.get("currency").is_some_and(|known| fold(&known.text) == fold(&value.text));
        let says = !bare(&value.text).is_empty() || value.text.chars().any(|c| "$£€¥".contains(c));
        if says && !known {
            draft.put("currency", value);
        }
    }
}

/// `Total authorised share capital at the end of the month (HK$) : $400,000,000.00`.
fn read_total(reader: &mut Reader<'_>, section: &SectionSpec, label: &Found, area: Area) {
    let Some(spec) = section.totals.first() else { return };
    let mut words = Vec::new();
    for unit in reader.strip.units(area, 0.6) {
        let beside = unit.bbox.center_y() < label.bbox.y1 + 2.0 * label.bbox.height().min(14.0);
        if beside && unit.bbox.x0 > label.bbox.x0 {
            words.extend(unit.words);
        }
    }
    let lines = reader.strip.value_lines(&words);
    let text: Vec<usize> = words.clone();
    // The bracket with the currency closes the label; everything behind it is the value.
    let (mut currency, mut rest, mut inside) =
        (Vec::new(), Vec::new(), lines.iter().any(|line| line.text.starts_with(['(', '（'])));
    let mut sorted = text;
    sorted.sort_by(|a, b| reader.strip.words[*a].bbox.x0.total_cmp(&reader.strip.words[*b].bbox.x0));
    for at in sorted {
        let word = &reader.strip.words[at].text;
        if inside && !is_bracketed_figure(word) {
            currency.push(at);
            inside = !word.contains([')', '）']);
        } else {
            rest.push(at);
        }
    }
    let currency = reader.strip.take(&currency).map(without_brackets);
    let capital = reader.strip.take(&rest).filter(|value| !bare(&value.text).is_empty());
    for (column, value) in spec.values.iter().zip([currency, capital]) {
        let hint = section
            .details
            .iter()
            .any(|field| value.as_ref().is_some_and(|value| is_any(&field.labels, &fold(&value.text))));
        if let Some(value) = value.filter(|_| !hint) {
            reader.builder.header.entry(column.clone()).or_insert(value);
        }
    }
}

fn is_bracketed_figure(text: &str) -> bool {
    text.starts_with(['(', '（']) && text.chars().any(|c| c.is_ascii_digit())
}

// --- II --------------------------------------------------------------------------------------------------------------

/// A column of section II: the class of its heading and, where the heading is divided, its part.
struct Leaf {
    /// Index of the column in the spec, which is that of its class.
    class: usize,
    /// `(1)`, `H Shares`, `£1.00`: the words of its part.
    part: Option<RawValue>,
    bbox: BBox,
    /// Counted from 1 among the parts of the heading.
    rank: u32,
}

/// Reads section II: a row of the table for every column with a figure.
pub(super) fn read_issued(reader: &mut Reader<'_>, section: &SectionSpec, name: Section, body: Area) {
    let rows = rows(&mut reader.strip, section, body);
    let Some(first) = rows.first() else {
        reader.query(section, body, "no rows were found");
        return;
    };
    let first_row = first.found.bbox.y0 - 0.5 * first.found.bbox.height().min(12.0);
    let top = Area { y1: first_row, ..body };
    let mut columns = Columns::find(&mut reader.strip, &section.columns, top);
    let leaves = leaves(reader, section, &mut columns, top);
    let places: Vec<(usize, BBox)> = leaves.iter().enumerate().map(|(at, leaf)| (at, leaf.bbox)).collect();
    let mut drafts: Vec<Draft> = Vec::new();
    for (at, leaf) in leaves.iter().enumerate() {
        let mut draft = Draft::new(Table::IssuedShares, name, u32::try_from(at + 1).unwrap_or(u32::MAX));
        name_class(reader, section, leaf, &leaves, &mut draft);
        drafts.push(draft);
    }
    let mut notes = Draft::new(Table::IssuedShares, name, 0);
    let mut cells: Vec<(usize, String, RawValue)> = Vec::new();
    read_rows(
        reader,
        section,
        &rows,
        &places,
        body,
        &mut |leaf, row, value, _: &mut Draft| {
            cells.push((leaf, row.key.clone(), value));
        },
        &mut notes,
    );
    for (leaf, row, value) in cells {
        if let Some(column) = section.columns[leaves[leaf].class].values.first() {
            drafts[leaf].put(&column.replace('*', &row), value);
        }
    }
    for draft in &mut drafts {
        // A doubt about a place concerns both neighbours.
        draft.notes.extend(notes.notes.iter().cloned());
    }
    reader.builder.drafts.extend(drafts);
}

/// The columns under the headings, left to right: a heading may be divided into parts.
fn leaves(reader: &mut Reader<'_>, section: &SectionSpec, columns: &mut Columns, top: Area) -> Vec<Leaf> {
    let headings = columns.at(f32::MAX);
    let lowest = headings.iter().map(|(_, bbox)| bbox.y0).fold(top.y1, f32::min);
    let mut parts: Vec<(usize, Unit)> = Vec::new();
    for unit in reader.strip.units(Area { y0: lowest - 2.0, y1: top.y1 }, 0.6) {
        if unit.words.iter().any(|at| !reader.strip.words[*at].bare.is_empty()) {
            let near = headings.iter().min_by(|a, b| gap(&a.1, &unit.bbox).total_cmp(&gap(&b.1, &unit.bbox)));
            if let Some((class, _)) = near {
                parts.push((*class, unit));
            }
        }
    }
    let mut leaves = Vec::new();
    for (class, bbox) in headings {
        let mut own: Vec<&Unit> = parts.iter().filter(|(of, _)| *of == class).map(|(_, unit)| unit).collect();
        own.sort_by(|a, b| a.bbox.x0.total_cmp(&b.bbox.x0));
        if own.is_empty() {
            leaves.push(Leaf { class, part: None, bbox, rank: 1 });
        }
        for (rank, unit) in (1..).zip(own) {
            let part = reader.strip.take(&unit.words);
            leaves.push(Leaf { class, part, bbox: unit.bbox, rank });
        }
    }
    for at in columns.missing.clone() {
        // The other columns stand without it; a figure of it would be taken for a neighbour's.
        let message = format!("section II: the column of {} shares was not found", section.columns[at].key);
        let finding = Finding::new(Code::ColumnByOrder, message);
        reader.note_section(section, finding, None);
    }
    leaves.sort_by(|a, b| a.bbox.center_x().total_cmp(&b.bbox.center_x()));
    leaves
}

/// The blank width between two boxes; their middles decide where they overlap.
fn gap(heading: &BBox, unit: &BBox) -> f32 {
    let apart = (heading.x0 - unit.x1).max(unit.x0 - heading.x1).max(0.0);
    apart + 0.01 * (heading.center_x() - unit.center_x()).abs()
}

/// Names the class of a column, and lends it the code of its block in section I.
fn name_class(reader: &mut Reader<'_>, section: &SectionSpec, leaf: &Leaf, leaves: &[Leaf], draft: &mut Draft) {
    let key = &section.columns[leaf.class].key;
    let Some(class) = reader.spec.classes.iter().position(|class| class.key == *key) else { return };
    let text = label_text(&reader.spec.classes[class].labels);
    let text = if reader.builder.language == crate::filing::Language::English {
        text
    } else {
        reader.spec.classes[class].labels.chinese.first().map_or(text, |label| label.text.clone())
    };
    draft.put("share_class", RawValue { text, place: reader.strip.place(leaf.bbox) });
    let siblings = leaves.iter().filter(|other| other.class == leaf.class).count();
    let Some(part) = &leaf.part else {
        reader.capital.lend_code(draft, Some(class), None);
        return;
    };
    if let Some(line) = item_number(&part.text) {
        reader.capital.lend_code(draft, Some(class), Some(line));
        return;
    }
    let message = format!("the column is headed `{}`, which the form does not print", part.text);
    draft.note(Code::ColumnByOrder, "share_class", message);
    // A part with a price is one of several issues of the class, and none of them can be told by its line.
    if part.text.chars().any(|c| c.is_ascii_digit()) {
        return;
    }
    let blocks: Vec<&Block> =
        reader.capital.blocks.iter().filter(|block| block.class == class && block.filled).collect();
    let described = blocks.iter().filter(|block| {
        block.description.as_ref().is_some_and(|text| find_exactly(&bare(&part.text), &bare(&text.text)).is_some())
    });
    let described: Vec<u32> = described.map(|block| block.line).collect();
    match described.as_slice() {
        [line] => reader.capital.lend_code(draft, Some(class), Some(*line)),
        _ if blocks.len() == siblings => reader.capital.lend_code(draft, Some(class), Some(leaf.rank)),
        _ => {}
    }
}

fn label_text(labels: &crate::spec::form::Labels) -> String {
    labels.all().next().map_or_else(String::new, |label| label.text.clone())
}

// --- Rows ------------------------------------------------------------------------------------------------------------

/// The labels of the rows, in their order, each the first below the one before.
fn rows<'s>(strip: &mut Strip, section: &'s SectionSpec, area: Area) -> Vec<Row<'s>> {
    let mut out: Vec<Row<'s>> = Vec::new();
    for field in &section.rows {
        let from = out.last().map_or(area.y0, |row| row.found.bbox.y1 - 2.0);
        if let Some(found) = strip.find_at_front(&field.labels, Area { y0: from, y1: area.y1 }) {
            out.push(Row { field, found });
        }
    }
    out
}

/// Puts the figures of the rows into their columns: each belongs to the row label that is nearest in height.
fn read_rows(
    reader: &mut Reader<'_>,
    section: &SectionSpec,
    rows: &[Row<'_>],
    columns: &[(usize, BBox)],
    area: Area,
    put: &mut dyn FnMut(usize, &Field, RawValue, &mut Draft),
    draft: &mut Draft,
) {
    let (Some(first), Some(last)) = (rows.first(), rows.last()) else {
        reader.query(section, area, "no rows were found");
        return;
    };
    for missing in section.rows.iter().filter(|field| !rows.iter().any(|row| row.field.key == field.key)) {
        reader.query(section, area, &format!("the row {} was not found", missing.key));
    }
    let size = first.found.bbox.height().min(12.0);
    let body = Area { y0: first.found.bbox.y0 - size, y1: (last.found.bbox.y1 + 1.6 * size).min(area.y1) };
    let mut cells: Vec<(usize, usize, Vec<usize>)> = Vec::new();
    for unit in reader.strip.units(body, 0.6) {
        let words = || unit.words.iter().map(|at| &reader.strip.words[*at]);
        if words().all(|word| word.bare.is_empty() && !word.figure) {
            continue;
        }
        let Some(row) = nearest_row(rows, &unit.bbox) else { continue };
        let beside =
            unit.bbox.x0 > rows[row].found.bbox.x1 || columns.first().is_some_and(|(_, first)| unit.bbox.x1 > first.x0);
        let inside = unit.bbox.center_y() > rows[row].found.bbox.y0 - 0.6 * size
            && unit.bbox.center_y() < rows[row].found.bbox.y1 + 0.6 * size;
        let figure = words().any(|word| word.figure);
        if !beside || !(inside || figure) {
            continue;
        }
        let Some(placing) = place(&reader.strip, columns, &unit.bbox) else { continue };
        let (Placing::Sure(column) | Placing::Doubtful(column, _)) = placing;
        let text = reader.strip.value(&unit.words).map(|value| value.text).unwrap_or_default();
        if let Placing::Doubtful(..) = placing
            && !nothing(reader.spec, &text)
        {
            for name in
                ["shares", "issued", "par_value", "capital"].map(|what| format!("{}_{what}", rows[row].field.key))
            {
                let message = format!("`{text}` stands between two columns; taken for the nearer");
                draft.note(Code::AmbiguousColumns, &name, message);
            }
        }
        match cells.iter_mut().find(|(r, c, _)| (*r, *c) == (row, column)) {
            Some((_, _, words)) => words.extend(&unit.words),
            None => cells.push((row, column, unit.words.clone())),
        }
    }
    for (row, column, words) in cells {
        if let Some(value) = reader.strip.take(&words) {
            put(column, rows[row].field, value, draft);
        }
    }
}

/// The row whose label a box stands beside, or is nearest to.
fn nearest_row(rows: &[Row<'_>], bbox: &BBox) -> Option<usize> {
    let distance = |row: &Row<'_>| {
        let label = &row.found.bbox;
        (label.y0 - bbox.center_y()).max(bbox.center_y() - label.y1).max(0.0)
    };
    (0..rows.len()).min_by(|a, b| distance(&rows[*a]).total_cmp(&distance(&rows[*b])))
}
