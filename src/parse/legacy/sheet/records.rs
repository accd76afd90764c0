//! Sections A to D of part III: numbered records under columns, some with labelled details below them.

use super::super::capital::class_named;
use super::super::particulars::{self, Slot};
use super::beside::distribute;
use super::columns::{Columns, Placing};
use super::strip::{Area, Found, Strip, Unit, is_figure, item_number};
use super::{Reader, nothing};
use crate::filing::Section;
use crate::finding::{Code, Finding, Severity};
use crate::parse::RawValue;
use crate::parse::builder::Draft;
use crate::spec::form::{ColumnSpec, Field, SectionSpec};

/// The particulars of a scheme, a warrant, a convertible or an agreement.
pub(super) const PARTICULARS: &str = "particulars";

/// Reads the records of a section; `area` ends where its totals begin.
pub(super) fn read(reader: &mut Reader<'_>, section: &SectionSpec, name: Section, area: Area) {
    let starts = item_starts(&reader.strip, area);
    let columns = headings(reader, section, area, starts.first().copied());
    let Some(&first) = starts.first() else {
        reader.query(section, area, "no numbered rows were found");
        return;
    };
    for (at, &start) in starts.iter().enumerate() {
        let end = starts.get(at + 1).copied().unwrap_or(area.y1);
        let block = u32::try_from(at + 1).unwrap_or(u32::MAX);
        record(reader, section, name, &columns, Area { y0: start.max(first), y1: end }, block);
    }
}

/// Where the items `1.`, `2.`, … begin: at the front of their lines, one below the other.
pub(super) fn item_starts(strip: &Strip, area: Area) -> Vec<f32> {
    items(strip, area).into_iter().map(|at| strip.words[at].bbox.y0 - 0.4 * strip.words[at].bbox.height()).collect()
}

/// The numbers of the items, in order.
pub(super) fn items(strip: &Strip, area: Area) -> Vec<usize> {
    let mut found: Vec<(usize, u32)> = Vec::new();
    let left = strip.words_in(area).map(|at| strip.words[at].bbox.x0).fold(f32::MAX, f32::min);
    for at in strip.words_in(area) {
        let word = &strip.words[at];
        let Some(number) = item_number(&word.text).filter(|_| !word.used) else { continue };
        let in_order = match found.last() {
            Some((first, last)) => {
                number == last + 1 && (strip.words[*first].bbox.x0 - word.bbox.x0).abs() < 8.0 * word.bbox.height()
            }
            None => number == 1 && word.bbox.x0 - left < 8.0 * word.bbox.height(),
        };
        if in_order && strip.begins_line(at) && !word.text.starts_with(['(', '（']) {
            found.push((at, number));
        }
    }
    found.into_iter().map(|(at, _)| at).collect()
}

/// Finds the headings above the first row, and again on every page that repeats them.
pub(super) fn headings(reader: &mut Reader<'_>, section: &SectionSpec, area: Area, first: Option<f32>) -> Columns {
    let top = Area { y0: area.y0, y1: first.unwrap_or(area.y1) };
    let mut columns = Columns::find(&mut reader.strip, &section.columns, top);
    columns.fill_by_order(&mut reader.strip, top);
    columns.repeat(&mut reader.strip, &section.columns, Area { y0: top.y1, y1: area.y1 });
    for at in columns.by_order.clone() {
        let spec = &section.columns[at];
        let message =
            format!("section {}: the heading of {} is new; the column was found by its order", section.key, spec.key);
        reader.note_section(section, Finding::new(Code::ColumnByOrder, message), spec.values.first());
    }
    for at in columns.missing.clone() {
        let spec = &section.columns[at];
        let message = format!(
            "section {}: the heading of {} was not found; its figures may stand elsewhere",
            section.key, spec.key
        );
        let finding = Finding::new(Code::ColumnByOrder, message).severity(Severity::Error);
        reader.note_section(section, finding, spec.values.first());
    }
    columns
}

/// One record: particulars and figures, then its details.
fn record(reader: &mut Reader<'_>, section: &SectionSpec, name: Section, columns: &Columns, area: Area, block: u32) {
    let Some(table) = section.table else { return };
    let details = find_details(&mut reader.strip, &section.details, area);
    let below = details.iter().map(|(_, found)| found.bbox.y0 - 0.4 * found.bbox.height().min(12.0)).reduce(f32::min);
    let below = below.unwrap_or(area.y1);
    let mut draft = Draft::new(table, name, block);
    let (above, beside): (Vec<Unit>, Vec<Unit>) =
        reader.strip.units(area, 0.6).into_iter().partition(|unit| unit.bbox.center_y() < below);
    let (figures, mut values) =
        beside.into_iter().partition::<Vec<_>, _>(|unit| is_far_figure(reader, columns, section, &details, unit));
    let mut cells = Cells::new(section.columns.len());
    for unit in above.into_iter().chain(figures) {
        cells.place(reader, section, columns, unit, &mut draft);
    }
    values.retain(|unit| !unit.words.is_empty());
    let found: Vec<Found> = details.iter().map(|(_, found)| found.clone()).collect();
    let (values, left_over) = distribute(&reader.strip, &found, values);
    for ((field, _), units) in details.iter().zip(values) {
        put_detail(reader, &mut draft, field, units);
    }
    drop(left_over);
    cells.fill(reader, section, &mut draft);
    finish(reader, draft);
}

/// Gives a row its code and hands it on, unless it says nothing.
pub(super) fn finish(reader: &mut Reader<'_>, mut draft: Draft) {
    let figures = || draft.fields.iter().filter(|(column, _)| is_figure_column(column));
    let moves = figures().any(|(_, value)| value.text.chars().any(|c| matches!(c, '1'..='9')));
    let named = draft.fields.iter().any(|(column, value)| {
        matches!(column.as_str(), "scheme" | "description")
            && !nothing(reader.spec, &value.text)
            && !is_nil(&value.text)
    });
    let dated =
        draft.fields.iter().any(|(column, value)| column.ends_with("date") && !nothing(reader.spec, &value.text));
    let odd = figures()
        .any(|(_, value)| !is_figure(&value.text) && !nothing(reader.spec, &value.text) && !is_nil(&value.text));
    if !(moves || named || dated || odd) {
        return;
    }
    let class = draft.fields.get("share_class").filter(|value| !nothing(reader.spec, &value.text));
    let Some(class) = class.map(|value| class_named(reader.spec, &value.text)) else {
        if moves {
            let message = "the row names no class of shares; look at the page".to_owned();
            draft.note(Code::FieldMissing, "share_class", message);
        }
        reader.builder.drafts.push(draft);
        return;
    };
    reader.capital.lend_code(&mut draft, class, None);
    reader.builder.drafts.push(draft);
}

fn is_figure_column(column: &str) -> bool {
    !matches!(column, "scheme" | "description" | "event_text" | "currency" | "share_class")
        && !column.ends_with("date")
        && !column.ends_with("stock_code")
}

fn is_nil(text: &str) -> bool {
    let folded: String = crate::spec::label::fold(text).into_iter().collect();
    matches!(folded.trim_end_matches('.'), "nil" | "-" | "--" | "無" | "零" | "none")
}

/// The labels of the details in an area, each once.
fn find_details<'s>(strip: &mut Strip, fields: &'s [Field], area: Area) -> Vec<(&'s Field, Found)> {
    let mut out: Vec<(&Field, Found)> = Vec::new();
    for field in fields {
        if let Some(found) = strip.find(&field.labels, area) {
            out.push((field, found));
        }
    }
    out.sort_by(|a, b| a.1.bbox.y0.total_cmp(&b.1.bbox.y0));
    out
}

/// Puts the value of a detail in its column: the last that the field names, whose currency comes out of the same cell.
pub(super) fn put_detail(reader: &mut Reader<'_>, draft: &mut Draft, field: &Field, units: Vec<Unit>) {
    let words: Vec<usize> = units.into_iter().flat_map(|unit| unit.words).collect();
    let Some(mut value) = reader.strip.take(&words) else { return };
    let Some(column) = field.values.last() else { return };
    if column.ends_with("date") {
        value.text = particulars::without_empty_slots(&value.text);
    }
    if column == "share_class" {
        value.text = particulars::without_note(&value.text);
    }
    if value.text.chars().any(char::is_alphanumeric) {
        draft.put(column, value);
    }
}

/// Whether a unit beside the details is a figure of the columns far to the right of them.
fn is_far_figure(
    reader: &Reader<'_>,
    columns: &Columns,
    section: &SectionSpec,
    details: &[(&Field, Found)],
    unit: &Unit,
) -> bool {
    let far = details.iter().map(|(_, found)| found.bbox.x1).fold(0.0, f32::max) + 150.0;
    unit.words.iter().all(|at| reader.strip.words[*at].figure)
        && unit.bbox.x0 > far
        && matches!(columns.place(&reader.strip, unit), Some(Placing::Sure(at))
            if ["closing", "new_shares", "issuable"].contains(&section.columns[at].key.as_str()))
}

/// The units of a row by column.
pub(super) struct Cells {
    units: Vec<Vec<Unit>>,
}

impl Cells {
    pub(super) fn new(columns: usize) -> Self {
        Self { units: vec![Vec::new(); columns] }
    }

    /// Puts a unit in its column; says so when two columns are about as near.
    pub(super) fn place(
        &mut self,
        reader: &Reader<'_>,
        section: &SectionSpec,
        columns: &Columns,
        unit: Unit,
        draft: &mut Draft,
    ) {
        let strip = &reader.strip;
        let text = strip.value(&unit.words).map(|value| value.text).unwrap_or_default();
        let figure = unit.words.iter().any(|at| strip.words[*at].figure);
        let particulars = section.columns.iter().position(|column| column.key == PARTICULARS);
        match columns.place(strip, &unit) {
            Some(Placing::Sure(at)) => self.units[at].push(unit),
            Some(Placing::Doubtful(first, second)) => {
                let at = match particulars.filter(|at| [first, second].contains(at)) {
                    Some(at) if !figure => at,
                    _ => first,
                };
                if figure && !nothing(reader.spec, &text) {
                    let column = section.columns[at].values.first().map_or("", String::as_str);
                    let other = &section.columns[if at == first { second } else { first }].key;
                    let message = format!(
                        "`{text}` stands between {} and {other}; taken for the nearer",
                        section.columns[at].key
                    );
                    draft.note(Code::AmbiguousColumns, column, message);
                }
                self.units[at].push(unit);
            }
            None => {}
        }
    }

    /// The cell of a column as a value.
    pub(super) fn take(&mut self, reader: &mut Reader<'_>, column: usize) -> Option<RawValue> {
        let words = self.words(column);
        reader.strip.take(&words)
    }

    fn words(&mut self, column: usize) -> Vec<usize> {
        std::mem::take(&mut self.units[column]).into_iter().flat_map(|unit| unit.words).collect()
    }

    /// Puts every cell in its column of the table.
    fn fill(mut self, reader: &mut Reader<'_>, section: &SectionSpec, draft: &mut Draft) {
        for (at, column) in section.columns.iter().enumerate() {
            if column.key == PARTICULARS {
                let words = self.words(at);
                let lines = reader.strip.value_lines(&words);
                reader.strip.take(&words);
                put_particulars(column, &lines, draft);
            } else if let (Some(value), Some(name)) = (self.take(reader, at), column.values.first()) {
                draft.put(name, value);
            }
        }
    }
}

fn put_particulars(column: &ColumnSpec, lines: &[RawValue], draft: &mut Draft) {
    let date = column.values.get(1);
    let slot = match date.map(String::as_str) {
        Some("expiry_date") => Slot::Last,
        Some(_) => Slot::Anywhere,
        None => Slot::None,
    };
    let read = particulars::read(lines, slot);
    if let (Some(name), Some(text)) = (column.values.first(), read.text) {
        draft.put(name, text);
    }
    if let (Some(name), Some(value)) = (date, read.date) {
        draft.put(name, value);
    }
    if let Some(class) = read.class {
        draft.put("share_class", class);
    }
}
