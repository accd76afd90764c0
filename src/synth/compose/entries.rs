//! The rows of A, B and C: particulars, balances, movement sub-rows, effects, and the detail fields below.

use super::ROW;
use crate::filing::{Decimal, Section};
use crate::synth::band::{Align, Area, Band, Shape, Style, lines_in, many};
use crate::synth::edition::Edition;
use crate::synth::flow::{LEFT, RIGHT};
use crate::synth::printed::{count, decimal};

/// End of the narrow cell that holds `1).`.
pub(super) const NUMBER_END: f32 = 37.7;
const NUMBER: Style = Style::plain(8.0);
const FIGURE: Style = Style::plain(7.5);

/// Where the columns of A, B or C end.
pub(super) struct Columns {
    pub particulars: f32,
    /// Only in B and C.
    pub currency: Option<f32>,
    pub opening: f32,
    /// End of the movement's label cells.
    pub label: f32,
    pub movement: f32,
    pub closing: f32,
    /// The columns behind, the last at the right edge.
    pub effects: Vec<f32>,
}

impl Columns {
    pub(super) fn of(section: Section, edition: Edition) -> Self {
        let treasury = edition.version.has_treasury();
        match (section, treasury) {
            (Section::A, false) => Self {
                particulars: 139.7,
                currency: None,
                opening: 239.0,
                label: 295.7,
                movement: 396.0,
                closing: 498.0,
                effects: vec![600.1, 699.3, RIGHT],
            },
            (Section::A, true) => Self {
                particulars: 139.7,
                currency: None,
                opening: 216.2,
                label: 267.3,
                movement: 349.5,
                closing: 428.8,
                effects: vec![519.5, 610.3, 704.0, RIGHT],
            },
            (_, false) => Self {
                particulars: 156.8,
                currency: Some(196.4),
                opening: 305.6,
                label: 356.6,
                movement: 485.3,
                closing: 597.3,
                effects: vec![699.3, RIGHT],
            },
            (_, true) => Self {
                particulars: 156.8,
                currency: Some(196.4),
                opening: 290.0,
                label: 341.1,
                movement: 440.3,
                closing: 533.8,
                effects: vec![621.7, 709.6, RIGHT],
            },
        }
    }

    /// Left borders and ends of all columns, in order.
    fn spans(&self) -> Vec<(f32, f32)> {
        let mut ends = vec![self.particulars];
        ends.extend(self.currency);
        ends.extend([self.opening, self.movement, self.closing]);
        ends.extend(&self.effects);
        let mut start = LEFT;
        ends.into_iter().map(|end| (std::mem::replace(&mut start, end), end)).collect()
    }

    /// The column headings.
    pub(super) fn head(&self, titles: &[String]) -> Band {
        let spans: Vec<((f32, f32), &str)> = self.spans().into_iter().zip(titles.iter().map(String::as_str)).collect();
        head_row(&spans, Style::BODY)
    }
}

/// A row of centred column headings, as high as the longest needs.
pub(super) fn head_row(spans: &[((f32, f32), &str)], style: Style) -> Band {
    let lines = spans.iter().map(|((x0, x1), title)| lines_in(x1 - x0, style, title).len());
    let height = (many(lines.max().unwrap_or(1)) * style.leading() + 4.0).max(36.9);
    let mut band = Band::new(height);
    for &((x0, x1), title) in spans {
        band.cell(0, Area::new(x0, x1, 0.0, height), Align::Centre, style, title);
    }
    band
}

/// A movement during the month, or the issuer's own words below one.
pub(super) enum Movement {
    /// The form's label and the figure beside it.
    Figure(&'static str, String),
    /// Free text over both cells.
    Words(String),
}

/// A field below a row: a label, and the value over an underline.
pub(super) struct Detail {
    pub label: &'static str,
    pub value: Value,
}

/// The value of a detail field.
pub(super) enum Value {
    Text(String),
    /// A currency and an amount, each over its own underline.
    Price(String, String),
}

/// One numbered row with everything below it.
pub(super) struct Entry {
    pub number: usize,
    pub particulars: String,
    pub currency: String,
    pub opening: String,
    pub movements: Vec<Movement>,
    pub closing: String,
    pub effects: Vec<String>,
    pub details: Vec<Detail>,
}

impl Entry {
    /// The row and its details.
    pub(super) fn bands(&self, columns: &Columns) -> Vec<Band> {
        vec![self.row(columns), self.details(columns)]
    }

    fn row(&self, columns: &Columns) -> Band {
        let limit = columns.particulars - NUMBER_END;
        let lines = lines_in(limit, Style::BODY, &self.particulars).len();
        let ladder = many(self.movements.len().max(1)) * ROW;
        let height = (many(lines) * Style::BODY.leading() + 7.4).max(ladder);
        let mut band = Band::new(height);
        let area = |x0, x1| Area::new(x0, x1, 0.0, height);
        band.cell_at_top(0, area(LEFT, NUMBER_END), Align::Left, NUMBER, &format!("{}).", self.number));
        band.cell_at_top(0, area(NUMBER_END, columns.particulars), Align::Left, Style::BODY, &self.particulars);
        let mut x = columns.particulars;
        if let Some(end) = columns.currency {
            band.cell_at_top(0, area(x, end), Align::Left, Style::BODY, &self.currency);
            x = end;
        }
        band.cell_at_top(0, area(x, columns.opening), Align::Right, FIGURE, &self.opening);
        self.ladder(&mut band, columns);
        band.cell_at_top(0, area(columns.movement, columns.closing), Align::Right, FIGURE, &self.closing);
        let mut x = columns.closing;
        for (&end, text) in columns.effects.iter().zip(&self.effects) {
            band.cell_at_top(0, area(x, end), Align::Right, FIGURE, text);
            x = end;
        }
        // A sub-row is 1.7 lines of text high; the page ends below the last of them at the earliest.
        let least = lines.min(4).max(self.movements.len().max(1) * 17 / 10 + 1);
        band.cuts = cuts(height, least);
        band
    }

    fn ladder(&self, band: &mut Band, columns: &Columns) {
        let (left, right) = (columns.opening, columns.movement);
        band.shapes.push(Shape::Frame(left, 0.0, right, band.height));
        if self.movements.is_empty() {
            step(band, columns, 0, &Movement::Figure("", String::new()));
        }
        for (at, movement) in self.movements.iter().enumerate() {
            step(band, columns, at, movement);
        }
    }

    /// The detail fields in one wide cell, closed by a double stroke.
    fn details(&self, columns: &Columns) -> Band {
        let mut band = Band::new(0.0);
        let across = |y| Shape::Rule(LEFT - 0.3, RIGHT + 0.3, y, 0.5);
        band.shapes.push(across(0.0));
        for (row, detail) in self.details.iter().enumerate() {
            detail.draw(&mut band, row, columns);
        }
        band.shapes.push(across(band.height + 2.9));
        band.shapes.push(across(band.height + 4.3));
        band.height += 4.3;
        band
    }
}

/// One movement sub-row.
fn step(band: &mut Band, columns: &Columns, at: usize, movement: &Movement) {
    let (top, bottom) = (many(at) * ROW, many(at + 1) * ROW);
    match movement {
        Movement::Figure(label, figure) => {
            let label_area = Area::new(columns.opening, columns.label, top, bottom);
            band.cell(at, label_area, Align::Left, Style::BODY, label);
            let figure_area = Area::new(columns.label, columns.movement, top, bottom);
            band.cell(at, figure_area, Align::Right, FIGURE, figure);
        }
        Movement::Words(words) => {
            let area = Area::new(columns.opening, columns.movement, top, bottom);
            band.cell(at, area, Align::Left, Style::BODY, words);
        }
    }
}

impl Detail {
    /// Adds the field at the foot of the band: label and value each in the middle of the height, the value underlined.
    fn draw(&self, band: &mut Band, row: usize, columns: &Columns) {
        let left = columns.particulars;
        let right = if columns.currency.is_some() { columns.opening } else { 239.0 };
        let text = if let Value::Text(text) = &self.value { text.as_str() } else { "" };
        let labels = lines_in(left - LEFT, Style::BODY, self.label).len();
        let values = lines_in(right - left - 2.0, Style::BODY, text).len().max(1);
        let most = labels.max(values);
        let leading = Style::BODY.leading();
        let height = if most == 1 { 21.0 } else { many(most) * leading + 1.1 };
        let top = band.height;
        let baseline = |lines: usize| top + (height - many(lines) * leading) / 2.0 + 9.3;
        let underline = |band: &mut Band, x0, x1| band.shapes.push(Shape::Rule(x0, x1, top + height, 0.5));
        band.lines(row, 22.1, baseline(labels), left - LEFT - 2.9, Style::BODY, self.label);
        match &self.value {
            Value::Text(text) => {
                band.lines(row, left + 1.4, baseline(values), right - left - 4.9, Style::BODY, text);
                underline(band, left - 0.2, right + 0.2);
            }
            Value::Price(currency, amount) => {
                let middle = left + 38.5;
                band.sub_line(row, left + 0.2, baseline(1), Style::BODY, currency);
                band.line_ending(row, right - 1.4, baseline(1), Style::BODY, amount);
                underline(band, left - 0.2, middle);
                underline(band, middle + 0.9, right + 0.2);
            }
        }
        band.height += height;
    }
}

/// Where a row of 9-point lines set at the top may be torn: below each line from the `least`-th on, save the last.
pub(super) fn cuts(height: f32, least: usize) -> Vec<f32> {
    (least..1000)
        .map(|lines| 4.3 + many(lines) * Style::BODY.leading())
        .take_while(|cut| cut + Style::BODY.leading() < height)
        .collect()
}

/// The movement sub-rows: before v1.1 every label that the form always prints, later those with a figure.
pub(super) fn ladder(
    edition: Edition,
    always: bool,
    figures: &[(&'static str, Option<Decimal>)],
    other: Option<Decimal>,
    other_text: Option<&str>,
) -> Vec<Movement> {
    let mut movements: Vec<Movement> = figures
        .iter()
        .filter(|(_, figure)| always || figure.is_some())
        .map(|&(label, figure)| Movement::Figure(label, decimal(figure)))
        .collect();
    if other.is_some() || other_text.is_some() {
        movements.push(Movement::Figure(edition.pick("Others", "其他"), decimal(other)));
    }
    if let Some(text) = other_text {
        movements.push(Movement::Words(edition.free_text(Some(text))));
    }
    movements
}

/// Shares issued, transferred out of treasury (printed without sign), and issuable, as this version has them.
pub(super) fn effects(
    edition: Edition,
    issued: Option<i64>,
    transferred: Option<i64>,
    issuable: Option<i64>,
) -> Vec<String> {
    let mut effects = vec![count(issued)];
    if edition.version.has_treasury() {
        effects.push(count(transferred.map(i64::abs)));
    }
    effects.push(count(issuable));
    effects
}
