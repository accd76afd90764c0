//! The head of the form, its remarks and its signature.

use super::super::particulars::holds_date;
use super::beside::distribute;
use super::strip::{Area, Found};
use super::{Located, Reader};
use crate::filing::{Section, Table};
use crate::finding::{Code, Finding};
use crate::parse::RawValue;
use crate::parse::builder::Draft;
use crate::spec::form::{Field, SectionSpec};

/// Reads month, issuer and date.
pub(super) fn read_head(reader: &mut Reader<'_>, area: Area) {
    let spec = reader.spec;
    let title = reader.strip.find(&spec.title, area);
    let body = Area { y0: title.map_or(area.y0, |found| found.bbox.y1 - 1.0), y1: area.y1 };
    read_fields(reader, &spec.header, body);
}

/// Puts the values beside the labels of some fields into the columns of `filings`.
fn read_fields(reader: &mut Reader<'_>, fields: &[Field], area: Area) {
    let mut found: Vec<(&Field, Found)> = Vec::new();
    for field in fields {
        if let Some(label) = reader.strip.find(&field.labels, area) {
            found.push((field, label));
        }
    }
    let labels: Vec<Found> = found.iter().map(|(_, label)| label.clone()).collect();
    let units = reader.strip.units(area, 0.6);
    let (values, _) = distribute(&reader.strip, &labels, units);
    for ((field, _), units) in found.iter().zip(values) {
        let words: Vec<usize> = units.into_iter().flat_map(|unit| unit.words).collect();
        let value = reader.strip.take(&words).map(|mut value| {
            value.text =
                value.text.trim_matches(|c: char| matches!(c, '_' | ':' | '：') || c.is_whitespace()).to_owned();
            value
        });
        if let (Some(column), Some(value)) = (field.values.first(), value.filter(|value| !value.text.is_empty())) {
            reader.builder.header.entry(column.clone()).or_insert(value);
        }
    }
}

/// Retained mark-up can leave the month behind the first heading: a line there that is a date and nothing else.
pub(super) fn read_strayed_month(reader: &mut Reader<'_>, body: Area) {
    if reader.builder.header.contains_key("month_end") {
        return;
    }
    let top = Area { y0: body.y0, y1: body.y0 + 80.0 };
    let spec = reader.spec;
    if let Some(field) = spec.header.iter().find(|field| field.key == "month_end") {
        reader.strip.find(&field.labels, top);
    }
    let strayed = reader
        .strip
        .units(top, 1.0)
        .into_iter()
        .find(|unit| reader.strip.value(&unit.words).is_some_and(|value| holds_date(&value.text)));
    if let Some(value) = strayed.and_then(|unit| reader.strip.take(&unit.words)) {
        let message = format!("the month was found behind the first heading: `{}`", value.text);
        let finding = Finding::new(Code::RepairedText, message).at(Table::Filings, 1).column("month_end");
        reader.builder.findings.push(finding.page(value.place.page));
        reader.builder.header.insert("month_end".to_owned(), value);
    }
}

/// Reads who signed and as what; what follows the form's notes nothing claims.
pub(super) fn read_signature(reader: &mut Reader<'_>, section: &SectionSpec, located: &Located<'_>) {
    let mut fields: Vec<(&Field, Found)> = Vec::new();
    let body = located.body;
    for field in &section.details {
        if field.labels.all().any(|label| section.heading.all().any(|heading| heading == label)) {
            fields.push((field, located.heading.clone()));
        } else if let Some(found) = reader.strip.find_at_front(&field.labels, body) {
            fields.push((field, found));
        }
    }
    let hints = fields.iter().filter(|(field, _)| field.values.is_empty()).map(|(_, found)| found.bbox.y0);
    let lowest = fields.iter().filter(|(field, _)| !field.values.is_empty()).map(|(_, found)| found.bbox.y1);
    let lowest = lowest.fold(body.y0, f32::max);
    let end = hints.filter(|y| *y > lowest - 2.0).fold(body.y1, f32::min).min(lowest + 40.0);
    let area = Area { y0: body.y0 - 4.0, y1: end };
    fields.retain(|(field, _)| !field.values.is_empty());
    let labels: Vec<Found> = fields.iter().map(|(_, found)| found.clone()).collect();
    let units = reader.strip.units(area, 0.6);
    let (values, _) = distribute(&reader.strip, &labels, units);
    for ((field, _), units) in fields.iter().zip(values) {
        let words: Vec<usize> = units.into_iter().flat_map(|unit| unit.words).collect();
        let Some(mut value) = reader.strip.take(&words) else { continue };
        value.text = value.text.trim_matches(|c: char| matches!(c, '_' | ':' | '：') || c.is_whitespace()).to_owned();
        if let Some(column) = field.values.first().filter(|_| !value.text.is_empty()) {
            reader.builder.header.entry(column.clone()).or_insert(value);
        }
    }
}

/// Remarks stand between the totals and the signature.
pub(super) fn read_remarks(reader: &mut Reader<'_>, end: f32) {
    let spec = reader.spec;
    let all = Area { y0: 0.0, y1: end - 2.0 };
    let Some(label) = reader.strip.find_all_at_front(&spec.remarks, all).pop() else { return };
    let words: Vec<usize> = reader
        .strip
        .units(Area { y0: label.bbox.y0 - 2.0, y1: end - 4.0 }, 3.0)
        .into_iter()
        .flat_map(|unit| unit.words)
        .collect();
    let Some(text) = reader.strip.take(&words) else { return };
    let plain = text.text.trim_matches(|c: char| c == '_' || c.is_whitespace());
    let mut draft = Draft::new(Table::Remarks, Section::End, 0);
    draft.put("section", RawValue { text: Section::End.as_str().to_owned(), place: text.place });
    draft.put("text", RawValue { text: plain.to_owned(), place: text.place });
    reader.builder.drafts.push(draft);
}
