//! Total lines: of the sections A to E, funds raised, and the box of grand totals.

use super::Composer;
use crate::filing::{Row, Section, SectionTotal, ShareClass};
use crate::synth::band::{Band, Shape, Style, many};
use crate::synth::flow::{Flow, LEFT, RIGHT};
use crate::synth::printed::{count, currency, decimal, magnitude};

/// A total line: what stands before the figure and behind it.
struct Line {
    label: String,
    figure: String,
    class: String,
}

/// Where the underline of a total stands.
const SECTION_RULE: (f32, f32) = (500.6, 600.3);
const GRAND_RULE: (f32, f32) = (543.2, 671.2);
/// Since v1.1 the class stands behind the figure.
const GRAND_RULE_BEFORE_CLASS: (f32, f32) = (522.0, 644.0);

impl Line {
    fn draw(&self, band: &mut Band, row: usize, y: f32, (x0, x1): (f32, f32)) {
        band.line_ending(row, x0 - 7.0, y, Style::BODY, &self.label);
        // The label's field begins at the left edge, however long the label is.
        if let Some(piece) = band.pieces.last_mut() {
            piece.x = LEFT;
        }
        band.line_ending(row, x1 - 1.4, y, Style::BODY, &self.figure);
        band.shapes.push(Shape::Rule(x0, x1, y + 6.4, 0.5));
        if !self.class.is_empty() {
            band.lines(row, x1 + 8.2, y, RIGHT - x1 - 10.0, Style::BODY, &self.class);
        }
    }
}

fn total_line(parts: &mut Vec<Flow>, label: String, figure: String, class: String) {
    let mut band = Band::new(22.0);
    Line { label, figure, class }.draw(&mut band, 0, 15.0, SECTION_RULE);
    parts.push(Flow::Band(band));
}

impl<'a> Composer<'a> {
    fn total_of(self, section: Section, class: &ShareClass) -> Option<&'a SectionTotal> {
        self.filing.section_totals.iter().find(|total| {
            total.section.as_deref() == Some(section.as_str())
                && total.class.share_class == class.share_class
                && total.class.share_type == class.share_type
        })
    }

    /// The total lines of a section for these classes.
    pub(super) fn section_totals(self, section: Section, classes: &[&ShareClass], parts: &mut Vec<Flow>) {
        let edition = self.edition;
        for &class in classes {
            let total = self.total_of(section, class);
            let name = edition.class_in_total(class);
            let issued = count(total.and_then(|total| total.issued_total));
            if !edition.version.has_treasury() {
                total_line(parts, edition.section_total(section, &name), issued, String::new());
                continue;
            }
            let treasury = total.and_then(|total| total.treasury_total);
            // `Decrease in treasury shares` states a size, `Increase/ decrease (-)` a signed number.
            let treasury = if section == Section::E { count(treasury) } else { magnitude(treasury) };
            let marks = [1, 2].map(|column| format!("{name} ({0}{0}{column})", section.as_str()));
            for ((label, figure), class) in
                edition.section_totals(section).into_iter().zip([issued, treasury]).zip(marks)
            {
                total_line(parts, label.to_owned(), figure, class);
            }
        }
    }

    /// The funds that section A raised: one line for the section, whatever its classes.
    pub(super) fn funds_raised(self, parts: &mut Vec<Flow>) {
        let total = self
            .filing
            .section_totals
            .iter()
            .find(|total| total.section.as_deref() == Some("A") && total.funds_raised.is_some());
        let mut band = Band::new(24.0);
        band.line_ending(0, 456.0, 15.0, Style::BODY, self.edition.funds_raised());
        let unit = currency(total.and_then(|total| total.funds_currency.as_deref()));
        band.line(462.6, 15.0, Style::BODY, &unit);
        let amount = decimal(total.and_then(|total| total.funds_raised));
        band.line_ending(0, SECTION_RULE.1 - 1.4, 15.0, Style::BODY, &amount);
        band.shapes.push(Shape::Rule(462.4, 499.7, 21.4, 0.5));
        band.shapes.push(Shape::Rule(SECTION_RULE.0, SECTION_RULE.1, 21.4, 0.5));
        parts.push(Flow::Band(band));
    }

    /// The classes that section III names, in the order in which it first does.
    fn moved_classes(self) -> Vec<&'a ShareClass> {
        let filing = self.filing;
        let rows = (filing.option_movements.iter().filter_map(Row::class))
            .chain(filing.warrant_movements.iter().filter_map(Row::class))
            .chain(filing.convertible_movements.iter().filter_map(Row::class))
            .chain(filing.agreement_movements.iter().filter_map(Row::class))
            .chain(filing.other_movements.iter().filter_map(Row::class));
        let mut classes: Vec<&'a ShareClass> = Vec::new();
        for class in rows {
            let known =
                |other: &&ShareClass| other.share_class == class.share_class && other.share_type == class.share_type;
            if !classes.iter().any(known) {
                classes.push(class);
            }
        }
        classes
    }

    fn grand_lines(self) -> Vec<Line> {
        let edition = self.edition;
        let classes = self.moved_classes();
        if !edition.version.has_treasury() {
            let line = |class: &&ShareClass| Line {
                label: edition.grand_total(&edition.class_in_total(class)),
                figure: count(self.total_of(Section::All, class).and_then(|total| total.issued_total)),
                class: String::new(),
            };
            return classes.iter().map(line).collect();
        }
        let mut lines = Vec::new();
        for (label, issued) in edition.grand_totals().into_iter().zip([true, false]) {
            for class in &classes {
                let total = self.total_of(Section::All, class);
                let figure = total.and_then(|total| if issued { total.issued_total } else { total.treasury_total });
                lines.push(Line {
                    label: label.to_owned(),
                    figure: count(figure),
                    class: edition.class_in_total(class),
                });
            }
        }
        lines
    }

    /// The box of grand totals, where section III says anything.
    pub(super) fn grand_totals(self, parts: &mut Vec<Flow>) {
        let lines = self.grand_lines();
        if lines.is_empty() {
            return;
        }
        let rule = if self.edition.version.has_treasury() { GRAND_RULE_BEFORE_CLASS } else { GRAND_RULE };
        let height = many(lines.len()) * 25.2;
        let mut band = Band::new(height + 16.0);
        band.shapes.push(Shape::Frame(LEFT, 16.0, RIGHT, height + 16.0));
        for (row, line) in lines.iter().enumerate() {
            line.draw(&mut band, row, 16.0 + 14.6 + many(row) * 25.2, rule);
        }
        parts.push(Flow::Band(band));
    }
}
