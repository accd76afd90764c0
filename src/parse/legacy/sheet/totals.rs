//! The totals below sections A to E, funds raised, and the totals over all sections.

use super::super::capital::class_named;
use super::beside::distribute;
use super::columns::Columns;
use super::strip::{Area, Found, Unit, item_number};
use super::{Reader, nothing, without_brackets};
use crate::filing::{Section, Table};
use crate::parse::RawValue;
use crate::parse::builder::Draft;
use crate::spec::form::{SectionSpec, TotalSpec};
use crate::spec::label::bare;

const FUNDS: &str = "funds";

/// `Total A.`: where the rows of a section end.
pub(super) fn anchor(reader: &mut Reader<'_>, section: &SectionSpec, body: Area) -> Option<Found> {
    let total = section.totals.iter().find(|total| total.key != FUNDS)?;
    reader.strip.find(&total.labels, body)
}

/// Reads what stands below the rows.
pub(super) fn read(reader: &mut Reader<'_>, section: &SectionSpec, name: Section, area: Area, anchor: Option<&Found>) {
    if anchor.is_none() {
        reader.query(section, area, "its total was not found");
    }
    // A page that breaks among the totals may repeat the headings of the columns.
    Columns::default().repeat(&mut reader.strip, &section.columns, area);
    let funds = section.totals.iter().find(|total| total.key == FUNDS);
    let funds = funds.and_then(|total| reader.strip.find(&total.labels, area).map(|found| (total, found)));
    let grand = if name == Section::E { grand_labels(reader, area) } else { Vec::new() };
    let tops = funds.iter().map(|(_, found)| found.bbox.y0).chain(grand.iter().map(|(_, found)| found.bbox.y0));
    let classes_end = tops.fold(area.y1, f32::min) - 3.0;
    if anchor.is_some() {
        read_classes(reader, name, Area { y0: area.y0, y1: classes_end });
    }
    if let Some((total, found)) = funds {
        read_funds(reader, name, total, &found, Area { y0: found.bbox.y0 - 4.0, y1: area.y1 });
    }
    read_grand(reader, &grand, area);
}

/// `(Ordinary shares)`, `(Preference shares)`, `(Other class)`, each with the figure beside it.
fn read_classes(reader: &mut Reader<'_>, name: Section, area: Area) {
    let mut labels: Vec<(Option<usize>, Found)> = Vec::new();
    let units = reader.strip.units(area, 0.6);
    for unit in units {
        // A class in brackets: words that close and hold no figure.
        let mut open: Vec<usize> = Vec::new();
        for at in unit.words {
            let word = &reader.strip.words[at];
            if !open.is_empty() || word.text.starts_with(['(', '（']) {
                open.push(at);
            }
            let closes = reader.strip.words[at].text.ends_with([')', '）']);
            if closes && !open.is_empty() {
                let words = std::mem::take(&mut open);
                push_class(reader, words, &mut labels);
            }
        }
    }
    let found: Vec<Found> = labels.iter().map(|(_, found)| found.clone()).collect();
    let units = reader.strip.units(area, 0.6);
    let (values, _) = distribute(&reader.strip, &found, units);
    for ((class, label), units) in labels.into_iter().zip(values) {
        let words: Vec<usize> = units.into_iter().flat_map(|unit| unit.words).collect();
        let (Some(value), Some(class_words)) = (reader.strip.take(&words), reader.strip.value(&label.words)) else {
            continue;
        };
        push_total(reader, name, Some(without_brackets(class_words)), class, None, value);
    }
}

fn push_class(reader: &mut Reader<'_>, words: Vec<usize>, labels: &mut Vec<(Option<usize>, Found)>) {
    let Some(value) = reader.strip.value(&words) else { return };
    let text = without_brackets(value).text;
    if text.chars().any(|c| c.is_ascii_digit() || c == '/') || bare(&text).len() < 2 {
        return;
    }
    reader.strip.take(&words);
    let bbox = words.iter().map(|at| reader.strip.words[*at].bbox).reduce(crate::finding::BBox::union);
    labels.push((class_named(reader.spec, &text), Found { words, bbox: bbox.unwrap_or_default() }));
}

fn push_total(
    reader: &mut Reader<'_>,
    name: Section,
    class_words: Option<RawValue>,
    class: Option<usize>,
    line: Option<u32>,
    value: RawValue,
) {
    if nothing(reader.spec, &value.text) && !value.text.contains('-') {
        return;
    }
    let mut draft = total_row(name, value.place);
    if let Some(words) = class_words {
        draft.put("share_class", words);
    }
    reader.capital.lend_code(&mut draft, class, line);
    draft.put("issued_total", value);
    reader.builder.drafts.push(draft);
}

fn total_row(name: Section, place: crate::finding::Place) -> Draft {
    let mut draft = Draft::new(Table::SectionTotals, name, 0);
    draft.put("section", RawValue { text: name.as_str().to_owned(), place });
    draft
}

/// `Total funds raised … (HK$)`, on the row of the section's ordinary shares.
fn read_funds(reader: &mut Reader<'_>, name: Section, total: &TotalSpec, label: &Found, area: Area) {
    let below = label.bbox.y1 + 0.8 * 12.0;
    let mut words: Vec<usize> = Vec::new();
    for unit in reader.strip.units(Area { y0: area.y0, y1: below.min(area.y1) }, 0.6) {
        words.extend(unit.words);
    }
    let bracketed = |text: &str| text.starts_with(['(', '（']) && !text.chars().any(|c| c.is_ascii_digit());
    let (currency, amount): (Vec<usize>, Vec<usize>) =
        words.into_iter().partition(|at| bracketed(&reader.strip.words[*at].text));
    let currency = reader.strip.take(&currency).map(without_brackets);
    let Some(amount) =
        reader.strip.take(&amount).filter(|value| !nothing(reader.spec, &value.text) || value.text.contains('-'))
    else {
        return;
    };
    let own = |draft: &Draft| draft.table == Table::SectionTotals && draft.section == name;
    if !reader.builder.drafts.iter().any(own) {
        let mut draft = total_row(name, amount.place);
        let ordinary = &reader.spec.classes[0];
        let text = ordinary.labels.all().next().map_or_else(String::new, |label| label.text.clone());
        draft.put("share_class", RawValue { text, place: amount.place });
        reader.capital.lend_code(&mut draft, Some(0), None);
        reader.builder.drafts.push(draft);
    }
    if let Some(draft) = reader.builder.drafts.iter_mut().find(|draft| own(draft)) {
        for (column, value) in total.values.iter().zip([currency, Some(amount)]) {
            if let Some(value) = value {
                draft.put(column, value);
            }
        }
    }
}

fn grand_labels<'s>(reader: &mut Reader<'s>, area: Area) -> Vec<(&'s TotalSpec, Found)> {
    let spec = reader.spec;
    let mut out: Vec<(&TotalSpec, Found)> = Vec::new();
    for total in &spec.grand {
        if let Some(found) = reader.strip.find(&total.labels, area) {
            out.push((total, found));
        }
    }
    out.sort_by(|a, b| a.1.bbox.y0.total_cmp(&b.1.bbox.y0));
    out
}

/// The marks of the lines behind a label: `(1)` and `(2)`, or what an issuer prints in their place, `H Shares`.
fn line_marks(reader: &Reader<'_>, area: Area) -> Vec<Unit> {
    let units = reader.strip.units(area, 0.6);
    let word = |at: usize| &reader.strip.words[at];
    let number = |unit: &Unit| {
        let text = &word(unit.words[0]).text;
        item_number(text).filter(|line| *line <= 9 && text.starts_with(['(', '（']))
    };
    let numbered: Vec<&Unit> = units.iter().filter(|unit| number(unit).is_some()).collect();
    let mut marks: Vec<Unit> = Vec::new();
    for unit in &units {
        let first = unit.words[0];
        if number(unit).is_some() {
            let beside = |other: usize| {
                let (mark, other) = (&word(first).bbox, &word(other).bbox);
                other.x0 > mark.x1 && other.y0 < mark.y1 && mark.y0 < other.y1
            };
            // `(1)` alone, without a figure behind it or a `(2)` below it, is a figure: one share less.
            let stacked = numbered.iter().any(|other| number(other) != number(unit));
            if stacked || units.iter().flat_map(|other| &other.words).any(|other| beside(*other)) {
                marks.push(Unit { words: vec![first], bbox: word(first).bbox });
            }
        } else if unit.words.iter().all(|at| !word(*at).figure)
            && unit.words.iter().any(|at| word(*at).bare.iter().any(|c| c.is_alphabetic()))
        {
            marks.push(unit.clone());
        }
    }
    marks
}

/// The totals over all sections: a figure a class, for ordinary shares one a line, `(1)` and `(2)`.
fn read_grand(reader: &mut Reader<'_>, labels: &[(&TotalSpec, Found)], area: Area) {
    for (at, (total, label)) in labels.iter().enumerate() {
        let class = reader.spec.classes.iter().position(|class| class.key == total.key);
        let Some(class) = class else { continue };
        let end = labels.get(at + 1).map_or(label.bbox.y1 + 24.0, |(_, next)| next.bbox.y0 - 4.0);
        let area = Area { y0: label.bbox.y0 - 6.0, y1: end.min(area.y1) };
        let mut marks: Vec<(Option<u32>, Found)> = vec![(None, label.clone())];
        for (rank, unit) in (1..).zip(line_marks(reader, area)) {
            let text = reader.strip.take(&unit.words).map(|value| value.text).unwrap_or_default();
            let line = item_number(&text).or(Some(rank));
            marks.push((line, Found { words: unit.words, bbox: unit.bbox }));
        }
        let found: Vec<Found> = marks.iter().map(|(_, found)| found.clone()).collect();
        let units = reader.strip.units(area, 0.6);
        let (values, _) = distribute(&reader.strip, &found, units);
        let words = reader.spec.classes[class].labels.clone();
        for ((line, _), units) in marks.into_iter().zip(values) {
            let words_of: Vec<usize> = units.into_iter().flat_map(|unit| unit.words).collect();
            let Some(value) = reader.strip.take(&words_of) else { continue };
            let text = words.all().next().map_or_else(String::new, |label| label.text.clone());
            let class_words = RawValue { text, place: reader.strip.place(label.bbox) };
            push_total(reader, Section::All, Some(class_words), Some(class), line, value);
        }
    }
}
