//! Section E: ten kinds of movement, each with price, class, dates and figures around its number.

use super::super::capital::class_named;
use super::beside::distribute;
use super::columns::Columns;
use super::records::{Cells, PARTICULARS, headings, items, put_detail};
use super::strip::{Area, Found, Unit, is_figure};
use super::{Reader, nothing};
use crate::filing::Section;
use crate::finding::{BBox, Code};
use crate::parse::RawValue;
use crate::parse::builder::Draft;
use crate::spec::form::{Field, SectionSpec};
use crate::spec::label::bare;

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

/// Divides the section into its items: at the rule between two, or right above the first word of the next.
fn divide(reader: &Reader<'_>, section: &SectionSpec, numbers: &[usize], area: Area, first: f32) -> Vec<Item> {
    let strip = &reader.strip;
    let boxes: Vec<BBox> = numbers.iter().map(|at| strip.words[*at].bbox).collect();
    let classes = labels_of(reader, section, CLASS, area);
    // The number stands beside the first label, or in the middle of its item.
    let number_first = boxes
        .first()
        .zip(classes.first())
        .is_none_or(|(number, class)| class.center_y() > number.y0 - 0.3 * number.height());
    let mut starts = vec![first];
    for pair in boxes.windows(2) {
        let between = |class: &&BBox| pair[0].y1 <= class.center_y() && class.center_y() < pair[1].y0;
        let opening = classes.iter().rev().find(between).filter(|_| !number_first);
        let top = opening.map_or(pair[1].y0, |class| class.y0.min(pair[1].y0));
        starts.push(start_above(reader, section, &pair[0], top));
    }
    let ends = starts[1..].iter().copied().chain([area.y1]);
    let items = numbers.iter().zip(starts.iter().zip(ends));
    items.map(|(number, (y0, y1))| Item { number: *number, area: Area { y0: *y0, y1 } }).collect()
}

/// Where an item begins whose topmost label or number stands at `top`, below the item with the number `before`.
fn start_above(reader: &Reader<'_>, section: &SectionSpec, before: &BBox, top: f32) -> f32 {
    let strip = &reader.strip;
    let page = strip.page_area(strip.page_index(top));
    let gap = Area { y0: before.y1.max(page.y0), y1: top + 2.0 };
    if let Some(rule) = strip.last_rule_across(gap, 0.6 * page_width(reader, page)) {
        return rule;
    }
    let goes_on = section
        .details
        .iter()
        .any(|field| field.key != CLASS && strip.seek(&field.labels, Area { y1: top - 1.0, ..gap }).is_some());
    if before.y1 < page.y0 && !goes_on { page.y0 } else { top - 0.9 * before.height() }
}

/// Every place of the labels of a detail.
fn labels_of(reader: &Reader<'_>, section: &SectionSpec, key: &str, area: Area) -> Vec<BBox> {
    let mut out = Vec::new();
    let mut rest = area;
    let field = section.details.iter().find(|field| field.key == key);
    while let Some(found) = field.and_then(|field| reader.strip.seek(&field.labels, rest)) {
        // A label of two lines is not to be found again by its second.
        rest.y0 = found.bbox.y0 + 0.8 * found.bbox.height().min(12.0);
        out.push(found.bbox);
    }
    out
}

/// The width that the words of a page take up.
fn page_width(reader: &Reader<'_>, page: Area) -> f32 {
    let on_page = reader.strip.words_in(page).map(|at| &reader.strip.words[at]);
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
    for hint in section.details.iter().filter(|field| field.key == HINT) {
        reader.strip.find_all(&hint.labels, item.area);
    }
    // An item may state several movements, each with labels of its own.
    let classes = labels_of(reader, section, CLASS, item.area);
    let mut starts = vec![item.area.y0];
    starts.extend(classes.iter().skip(1).map(|class| class.y0 - 0.9 * class.height().min(12.0)));
    let ends: Vec<f32> = starts[1..].iter().copied().chain([item.area.y1]).collect();
    let mut lines = Vec::new();
    let mut limits =
        Limits { price: f32::MAX, details: f32::MAX, figures: figures_left(columns, section, item.area.y0) };
    for (y0, y1) in starts.into_iter().zip(ends) {
        let area = Area { y0, y1 };
        let fields: Vec<&Field> = section.details.iter().filter(|field| field.key != HINT).collect();
        let found: Vec<(Field, Found)> = fields
            .into_iter()
            .filter_map(|field| reader.strip.find(&field.labels, area).map(|found| (field.clone(), found)))
            .collect();
        for (field, found) in &found {
            let limit = if field.key == PRICE { &mut limits.price } else { &mut limits.details };
            *limit = limit.min(found.bbox.x0);
        }
        lines.push((area, found));
    }
    limits.price = limits.price.min(limits.details);
    let event = take_event(reader, item.area, limits.price);
    for (area, found) in lines {
        let mut draft = Draft::new(table, name, block);
        read_line(reader, section, columns, &limits, area, &found, &mut draft);
        if let Some(event) = event.clone() {
            put_event(section, event, block, &mut draft);
        }
        finish(reader, draft);
    }
}

/// Where the parts of an item begin, left to right: after the event its price, its details, its figures.
struct Limits {
    price: f32,
    details: f32,
    figures: f32,
}

fn figures_left(columns: &Columns, section: &SectionSpec, y: f32) -> f32 {
    let headings = columns.at(y);
    let figures = headings.iter().filter(|(at, _)| section.columns[*at].key != PARTICULARS);
    figures.map(|(_, bbox)| bbox.x0).fold(f32::MAX, f32::min)
}

/// One movement of an item: price, details and figures.
fn read_line(
    reader: &mut Reader<'_>,
    section: &SectionSpec,
    columns: &Columns,
    limits: &Limits,
    area: Area,
    found: &[(Field, Found)],
    draft: &mut Draft,
) {
    let mut parts = Parts::default();
    for unit in reader.strip.units(area, 0.6) {
        let x = unit.bbox.center_x();
        if x < limits.details {
            parts.price.push(unit);
        } else if x < limits.figures || !is_under_figures(&unit, columns, section, area.y0) {
            parts.details.push(unit);
        } else {
            parts.figures.push(unit);
        }
    }
    parts.move_figures(reader);
    let mut cells = Cells::new(section.columns.len());
    for unit in parts.figures {
        cells.place(reader, section, columns, unit, draft);
    }
    for (at, column) in section.columns.iter().enumerate().filter(|(_, column)| column.key != PARTICULARS) {
        if let (Some(value), Some(name)) = (cells.take(reader, at), column.values.first()) {
            draft.put(name, value);
        }
    }
    let (price, details): (Vec<_>, Vec<_>) = found.iter().partition(|(field, _)| field.key == PRICE);
    let labels: Vec<Found> = details.iter().map(|(_, found)| found.clone()).collect();
    let (values, _) = distribute(&reader.strip, &labels, parts.details);
    for ((field, _), units) in details.iter().zip(values) {
        put_detail(reader, draft, field, units);
    }
    let spec =
        price.first().map(|(field, _)| field).or_else(|| section.details.iter().find(|field| field.key == PRICE));
    if let Some(field) = spec {
        put_detail(reader, draft, field, parts.price);
    }
}

/// The units of a movement by where they stand.
#[derive(Default)]
struct Parts {
    price: Vec<Unit>,
    details: Vec<Unit>,
    figures: Vec<Unit>,
}

impl Parts {
    /// Figures among the details belong to the columns beside them: no detail is a bare number, and what stands right
    /// of a detail's value is none of it.
    fn move_figures(&mut self, reader: &Reader<'_>) {
        let (mut details, mut figures) = (Vec::new(), Vec::new());
        for unit in &self.details {
            let words = || unit.words.iter().map(|at| &reader.strip.words[*at]);
            let bare_figure = words().all(|word| word.figure);
            let number = words().any(|word| word.text.chars().any(|c| c.is_ascii_digit()));
            let size = unit.bbox.height();
            let others = || self.details.iter().filter(|other| !std::ptr::eq(*other, unit));
            let on_line = |other: &&Unit| other.bbox.y0 < unit.bbox.center_y() && unit.bbox.center_y() < other.bbox.y1;
            let apart = others()
                .filter(on_line)
                .all(|other| other.bbox.x1 + 1.5 * size < unit.bbox.x0 || unit.bbox.x1 + 1.5 * size < other.bbox.x0);
            let beside = others().filter(on_line).any(|other| {
                let says = other.words.iter().any(|at| !reader.strip.words[*at].bare.is_empty());
                says && other.bbox.x1 < unit.bbox.x0
            });
            let below = others().any(|other| other.bbox.x0 < unit.bbox.x1 && unit.bbox.x0 < other.bbox.x1);
            if bare_figure && apart && (number && !below || beside) {
                figures.push(unit.clone());
            } else {
                details.push(unit.clone());
            }
        }
        self.details = details;
        self.figures.extend(figures);
    }
}

/// Whether a unit lies under the headings of the figures rather than in the last column of the details.
fn is_under_figures(unit: &Unit, columns: &Columns, section: &SectionSpec, y: f32) -> bool {
    let headings = columns.at(y);
    let mut figures = headings.iter().filter(|(at, _)| section.columns[*at].key != PARTICULARS);
    figures.any(|(_, bbox)| unit.bbox.x1 > bbox.x0 && unit.bbox.x0 < bbox.x1)
        || unit.bbox.x0 > headings.last().map_or(0.0, |(_, bbox)| bbox.x1)
}

/// The words left of price and details: the event.
fn take_event(reader: &mut Reader<'_>, area: Area, right: f32) -> Option<RawValue> {
    let units = reader.strip.units(area, 0.6).into_iter().filter(|unit| unit.bbox.center_x() < right);
    let words: Vec<usize> = units.flat_map(|unit| unit.words).collect();
    reader.strip.take(&words)
}

/// Puts the words of the event; those that the form does not print for it are the issuer's.
fn put_event(section: &SectionSpec, text: RawValue, block: u32, draft: &mut Draft) {
    let says = bare(&text.text);
    let known = section.items.iter().any(|item| item.labels.all().any(|label| label.bare == says));
    let expected = usize::try_from(block).ok().and_then(|block| section.items.get(block - 1));
    let is_expected = expected.is_some_and(|item| item.labels.all().any(|label| says.starts_with(&label.bare)));
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
    let odd = |column: &str| states(column) && !is_figure(&draft.fields[column].text);
    let filled = figures.iter().any(|column| moves(column) || odd(column))
        || ["price", "event_date", "general_meeting_date"].iter().any(|column| states(column));
    if !filled {
        return;
    }
    let class = draft.fields.get("share_class").filter(|value| !nothing(spec, &value.text));
    if let Some(class) = class.map(|value| class_named(spec, &value.text)) {
        reader.capital.lend_code(&mut draft, class, None);
    } else {
        let message = "the item states a movement, but no class of shares; look at the page".to_owned();
        draft.note(Code::FieldMissing, "share_class", message);
    }
    reader.builder.drafts.push(draft);
}
