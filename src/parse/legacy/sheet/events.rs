//! Section E: ten kinds of movement, each with price, class, dates and figures around its number.

use super::super::capital::class_named;
use super::beside::distribute;
use super::columns::Columns;
use super::records::{Cells, PARTICULARS, find_details, headings, items, put_detail};
use super::strip::{Area, Found, Unit, bare};
use super::{Reader, nothing};
use crate::filing::Section;
use crate::finding::{BBox, Code};
use crate::parse::builder::Draft;
use crate::spec::form::{Field, SectionSpec};

const PRICE: &str = "price";
const HINT: &str = "unfilled";
const CLASS: &str = "share_class";

/// One item: its number, and the part of the strip that belongs to it.
struct Item {
    number: usize,
    area: Area,
}

/// Reads the items of the section; `area` ends where its totals begin.
pub(super) fn read(reader: &mut Reader<'_>, section: &SectionSpec, name: Section, area: Area) {
    let numbers = items(&reader.strip, area);
    let first = numbers.first().map(|at| reader.strip.words[*at].bbox.y0);
    // Headings stand above the first label of the first item.
    let class_label = section.details.iter().find(|field| field.key == CLASS);
    let top = class_label.and_then(|field| reader.strip.seek(&field.labels, area)).map(|found| found.bbox.y0);
    let rows_from = [first, top].into_iter().flatten().reduce(f32::min).map(|y| y - 4.0);
    let columns = headings(reader, section, area, rows_from);
    if numbers.is_empty() {
        reader.query(section, area, "no numbered items were found");
        return;
    }
    if numbers.len() != section.items.len() {
        let what = format!("{} items were found where the form prints {}", numbers.len(), section.items.len());
        reader.query(section, area, &what);
    }
    for (at, item) in divide(reader, section, &numbers, area, rows_from.unwrap_or(area.y0)).iter().enumerate() {
        read_item(reader, section, name, &columns, item, u32::try_from(at + 1).unwrap_or(u32::MAX));
    }
}

/// Divides the section into its items: at the rule between two, or right above the first label of the next.
fn divide(reader: &Reader<'_>, section: &SectionSpec, numbers: &[usize], area: Area, first: f32) -> Vec<Item> {
    let strip = &reader.strip;
    let boxes: Vec<BBox> = numbers.iter().map(|at| strip.words[*at].bbox).collect();
    let class_label = section.details.iter().find(|field| field.key == CLASS);
    let mut starts = vec![first];
    for pair in boxes.windows(2) {
        let between = Area { y0: pair[0].y1, y1: pair[1].y0 };
        // The last label of a class between two numbers opens the second item.
        let mut opening: Option<BBox> = None;
        let mut rest = between;
        while let Some(found) = class_label.and_then(|field| strip.seek(&field.labels, rest)) {
            rest.y0 = found.bbox.y1;
            opening = Some(found.bbox);
        }
        let top = opening.map_or(pair[1].y0, |found| found.y0);
        let page = strip.page_area(strip.page_index(top));
        let width = 0.6 * page_width(reader, page);
        let rule = strip.last_rule_across(Area { y0: pair[0].y1.max(page.y0), y1: top + 2.0 }, width);
        let start = match rule {
            _ if pair[0].y1 < page.y0 => page.y0,
            Some(rule) => rule,
            None => top - 0.9 * pair[1].height(),
        };
        starts.push(start);
    }
    let ends = starts[1..].iter().copied().chain([area.y1]);
    numbers
        .iter()
        .zip(starts.iter().zip(ends))
        .map(|(number, (y0, y1))| Item { number: *number, area: Area { y0: *y0, y1 } })
        .collect()
}

/// The width that the words of a page take up.
fn page_width(reader: &Reader<'_>, page: Area) -> f32 {
    let on_page = reader.strip.words.iter().filter(|word| page.holds(&word.bbox));
    let (left, right) =
        on_page.fold((f32::MAX, 0.0_f32), |(left, right), word| (left.min(word.bbox.x0), right.max(word.bbox.x1)));
    (right - left).max(0.0)
}

fn read_item(
    reader: &mut Reader<'_>,
    section: &SectionSpec,
    name: Section,
    columns: &Columns,
    item: &Item,
    block: u32,
) {
    let Some(table) = section.table else { return };
    reader.strip.words[item.number].used = true;
    let mut draft = Draft::new(table, name, block);
    let (hints, labelled): (Vec<&Field>, Vec<&Field>) = section.details.iter().partition(|field| field.key == HINT);
    for hint in hints {
        reader.strip.find_all(&hint.labels, item.area);
    }
    let fields: Vec<Field> = labelled.into_iter().cloned().collect();
    let found = find_details(&mut reader.strip, &fields, item.area);
    let (price, details): (Vec<_>, Vec<_>) = found.into_iter().partition(|(field, _)| field.key == PRICE);
    let details_left = details.iter().map(|(_, found)| found.bbox.x0).fold(f32::MAX, f32::min);
    let price_left = price.first().map_or(details_left, |(_, found)| found.bbox.x0);
    let figures_left = columns
        .at(item.area.y0)
        .iter()
        .filter(|(at, _)| section.columns[*at].key != PARTICULARS)
        .map(|(_, bbox)| bbox.x0)
        .fold(f32::MAX, f32::min);
    let mut parts = Parts::default();
    for unit in reader.strip.units(item.area, 0.6) {
        let x = unit.bbox.center_x();
        if x < price_left {
            parts.event.push(unit);
        } else if x < details_left {
            parts.price.push(unit);
        } else if x < figures_left || !is_under_figures(&unit, columns, section, item.area.y0) {
            parts.details.push(unit);
        } else {
            parts.figures.push(unit);
        }
    }
    let mut cells = Cells::new(section.columns.len());
    for unit in parts.figures {
        cells.place(reader, section, columns, unit, &mut draft);
    }
    for (at, column) in section.columns.iter().enumerate().filter(|(_, column)| column.key != PARTICULARS) {
        if let (Some(value), Some(name)) = (cells.take(reader, at), column.values.first()) {
            draft.put(name, value);
        }
    }
    let labels: Vec<Found> = details.iter().map(|(_, found)| found.clone()).collect();
    let (values, _) = distribute(&reader.strip, &labels, parts.details);
    for ((field, _), units) in details.iter().zip(values) {
        put_detail(reader, &mut draft, field, units);
    }
    if let Some((field, _)) = price.first() {
        put_detail(reader, &mut draft, field, parts.price);
    }
    put_event(reader, section, parts.event, block, &mut draft);
    finish(reader, draft);
}

/// The units of an item by where they stand.
#[derive(Default)]
struct Parts {
    event: Vec<Unit>,
    price: Vec<Unit>,
    details: Vec<Unit>,
    figures: Vec<Unit>,
}

/// Whether a unit lies under the headings of the figures rather than in the last column of the details.
fn is_under_figures(unit: &Unit, columns: &Columns, section: &SectionSpec, y: f32) -> bool {
    let headings = columns.at(y);
    let mut figures = headings.iter().filter(|(at, _)| section.columns[*at].key != PARTICULARS);
    figures.any(|(_, bbox)| unit.bbox.x1 > bbox.x0 && unit.bbox.x0 < bbox.x1)
        || unit.bbox.x0 > headings.last().map_or(0.0, |(_, bbox)| bbox.x1)
}

/// The words of the event; those that the form does not print for it are the issuer's.
fn put_event(reader: &mut Reader<'_>, section: &SectionSpec, units: Vec<Unit>, block: u32, draft: &mut Draft) {
    let words: Vec<usize> = units.into_iter().flat_map(|unit| unit.words).collect();
    let Some(text) = reader.strip.take(&words) else { return };
    let known = section.items.iter().any(|item| item.labels.all().any(|label| bare(&label.text) == bare(&text.text)));
    let expected = usize::try_from(block).ok().and_then(|block| section.items.get(block - 1));
    let is_expected =
        expected.is_some_and(|item| item.labels.all().any(|label| bare(&text.text).starts_with(&bare(&label.text))));
    if !known && text.text.chars().any(|c| c.is_ascii_digit()) || !is_expected {
        let message = format!("item {block} is headed `{}`, which the form does not print there", text.text);
        draft.note(Code::UnclaimedText, "event_text", message);
    }
    draft.put("event_text", text);
}

/// Hands an item on when it states a figure, a price or a date.
fn finish(reader: &mut Reader<'_>, mut draft: Draft) {
    let spec = reader.spec;
    let states = |column: &str| draft.fields.get(column).is_some_and(|value| !nothing(spec, &value.text));
    let moves =
        |column: &str| draft.fields.get(column).is_some_and(|value| value.text.chars().any(|c| matches!(c, '1'..='9')));
    let figures = ["issued_change", "shares_issuable"];
    let odd = |column: &str| states(column) && !super::strip::is_figure(&draft.fields[column].text);
    let filled = figures.iter().any(|column| moves(column) || odd(column))
        || ["price", "event_date", "general_meeting_date"].iter().any(|column| states(column));
    if !filled {
        return;
    }
    let class = draft.fields.get("share_class").filter(|value| !nothing(spec, &value.text));
    match class.map(|value| class_named(spec, &value.text)) {
        Some(class) => reader.capital.lend_code(&mut draft, class, None),
        None => {
            let message = "the item states a movement, but no class of shares; look at the page".to_owned();
            draft.note(Code::FieldMissing, "share_class", message);
        }
    }
    reader.builder.drafts.push(draft);
}
