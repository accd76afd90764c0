//! Sections I and II.

use super::{Composer, ROW};
use crate::filing::{AuthorisedCapital, IssuedShares, Section};
use crate::synth::band::{Align, Area, Band, Shape, Style, height_in};
use crate::synth::flow::{Flow, LEFT, RIGHT, Table};
use crate::synth::printed::{count, currency, decimal};

/// A cell of a balance row: right end, text, alignment.
type Cell<'a> = (f32, &'a str, Align);

/// A row of cells that follow one another from the left edge.
fn balance_row(cells: &[Cell]) -> Band {
    let mut x = LEFT;
    let areas: Vec<(f32, f32)> = cells.iter().map(|&(end, ..)| (std::mem::replace(&mut x, end), end)).collect();
    let heights = areas.iter().zip(cells);
    let height = heights.map(|((x0, x1), (_, text, _))| height_in(x1 - x0, Style::BODY, text)).fold(ROW, f32::max);
    let mut band = Band::new(height);
    for (&(x0, x1), &(_, text, align)) in areas.iter().zip(cells) {
        band.cell(0, Area::new(x0, x1, 0.0, height), align, Style::BODY, text);
    }
    band
}

impl Composer<'_> {
    pub(super) fn authorised_capital(self, parts: &mut Vec<Flow>) {
        let rows = &self.filing.authorised_capital;
        parts.push(Flow::Band(self.section_title(Section::I, rows.is_empty())));
        for (at, row) in rows.iter().enumerate() {
            parts.push(Flow::Table(self.capital_block(at + 1, row)));
            parts.push(Flow::Band(Band::new(10.0)));
        }
        if !rows.is_empty() {
            parts.push(Flow::Band(self.total_capital()));
        }
        self.remarks(Section::I, parts);
    }

    fn capital_block(self, number: usize, row: &AuthorisedCapital) -> Table {
        use Align::{Centre, Left, Right};
        let edition = self.edition;
        let first = if edition.chinese { 250.3 } else { 241.8 };
        let [shares, par, capital] = edition.capital_columns();
        let money = currency(row.currency.as_deref());
        let head =
            balance_row(&[(first, "", Left), (408.5, shares, Centre), (603.5, par, Centre), (RIGHT, capital, Centre)]);
        let state = |label: &str, shares, par, capital| {
            balance_row(&[
                (first, label, Left),
                (408.5, &count(shares), Right),
                (445.3, &money, Left),
                (603.5, &decimal(par), Right),
                (640.3, &money, Left),
                (RIGHT, &decimal(capital), Right),
            ])
        };
        let change = balance_row(&[
            (first, edition.change(), Left),
            (408.5, &count(row.change_shares), Right),
            (603.5, "", Left),
            (640.3, &money, Left),
            (RIGHT, &decimal(row.change_capital), Right),
        ]);
        let opening = state(edition.opening(), row.opening_shares, row.opening_par_value, row.opening_capital);
        let closing = state(edition.closing(), row.closing_shares, row.closing_par_value, row.closing_capital);
        Table {
            lead: self.class_block(Section::I, number, &row.class),
            head: Vec::new(),
            groups: vec![vec![head, opening, change, closing]],
        }
    }

    fn total_capital(self) -> Band {
        let mut band = Band::new(34.0);
        band.line_ending(0, 524.0, 15.8, Style::BODY, self.edition.total_capital());
        let money = currency(self.filing.total_authorised_currency.as_deref());
        band.line(530.9, 15.8, Style::BODY, &money);
        let amount = decimal(self.filing.total_authorised_capital);
        band.line_ending(0, 723.7, 15.8, Style::BODY, &amount);
        band.shapes.push(Shape::Rule(530.7, 568.0, 22.3, 0.5));
        band.shapes.push(Shape::Rule(568.9, 725.4, 22.3, 0.5));
        band
    }

    pub(super) fn issued_shares(self, parts: &mut Vec<Flow>) {
        let rows = &self.filing.issued_shares;
        parts.push(Flow::Band(self.section_title(Section::II, rows.is_empty())));
        for (at, row) in rows.iter().enumerate() {
            let lead = self.class_block(Section::II, at + 1, &row.class);
            let rows = if self.edition.version.has_treasury() { self.three_columns(row) } else { self.one_column(row) };
            let mut groups = vec![rows];
            if self.edition.version.has_public_float() && row.class.listed == Some(true) {
                groups.push(self.public_float(row));
            }
            let head = Vec::new();
            parts.push(Flow::Table(Table { lead, head, groups }));
            parts.push(Flow::Band(Band::new(14.0)));
        }
        self.remarks(Section::II, parts);
    }

    fn one_column(self, row: &IssuedShares) -> Vec<Band> {
        let lines = [
            (self.edition.opening(), row.opening_issued),
            (self.edition.change(), row.change_issued),
            (self.edition.closing(), row.closing_issued),
        ];
        lines
            .into_iter()
            .map(|(label, value)| balance_row(&[(202.1, label, Align::Left), (372.2, &count(value), Align::Right)]))
            .collect()
    }

    fn three_columns(self, row: &IssuedShares) -> Vec<Band> {
        use Align::{Centre, Left, Right};
        let [issued, treasury, total] = self.edition.issued_columns();
        let head = balance_row(&[
            (203.5, "", Left),
            (402.0, issued, Centre),
            (600.4, treasury, Centre),
            (RIGHT, total, Centre),
        ]);
        let state = |label, values: [Option<i64>; 3]| {
            let [issued, treasury, total] = values.map(count);
            balance_row(&[
                (203.5, label, Left),
                (402.0, &issued, Right),
                (600.4, &treasury, Right),
                (RIGHT, &total, Right),
            ])
        };
        let opening = state(self.edition.opening(), [row.opening_issued, row.opening_treasury, row.opening_total]);
        let mut change = balance_row(&[
            (203.5, self.edition.change(), Left),
            (402.0, &count(row.change_issued), Right),
            (600.4, &count(row.change_treasury), Right),
        ]);
        change.shapes.push(Shape::Grey(600.4, 0.0, RIGHT, ROW));
        change.sub_line(0, 600.4, 0.0, Style::BODY, "");
        let closing = state(self.edition.closing(), [row.closing_issued, row.closing_treasury, row.closing_total]);
        vec![head, opening, change, closing]
    }

    /// The confirmation of v1.2: two statements, one of them ticked, the threshold and what the issuer adds.
    fn public_float(self, row: &IssuedShares) -> Vec<Band> {
        let edition = self.edition;
        let mut title = Band::new(ROW);
        title.cell(0, Area::new(LEFT, RIGHT, 0.0, ROW), Align::Left, Style::BODY, edition.public_float());
        let mut bands = vec![title];
        for (statement, met) in edition.public_float_statements().into_iter().zip([true, false]) {
            let tick = if row.public_float_met == Some(met) { "\u{2714}" } else { "" };
            let mut band = Band::new(ROW);
            band.cell(0, Area::new(LEFT, 47.7, 0.0, ROW), Align::Centre, Style::BODY, tick);
            band.cell(0, Area::new(47.7, RIGHT, 0.0, ROW), Align::Left, Style::BODY, statement);
            bands.push(band);
        }
        let fields = [
            (edition.public_float_threshold(), &row.public_float_threshold),
            (edition.public_float_info(), &row.public_float_info),
        ];
        for (label, value) in fields {
            let text = edition.free_text(value.as_deref());
            let height = height_in(RIGHT - 203.5, Style::BODY, &text).max(ROW);
            let mut band = Band::new(height);
            band.cell(0, Area::new(LEFT, 203.5, 0.0, height), Align::Left, Style::BODY, label);
            band.cell(0, Area::new(203.5, RIGHT, 0.0, height), Align::Left, Style::BODY, &text);
            bands.push(band);
        }
        bands
    }
}
