//! Identity 5: what a month closes with, the next month opens with.

use super::super::cells::{Cell, State, shown};
use super::balances::{Balance, Kind, TABLES, carried, main_cell, principal};
use super::matching::{Class, Pairing, month_to_month, row_name};
use super::ratio::Ratio;
use super::sheet::Sheet;
use crate::filing::{Form, Table};
use crate::finding::{Code, Finding, Severity};

/// One unit of a number, in units of 10⁻¹².
const ONE: i128 = 1_000_000_000_000;

/// A closing balance and the opening balance that goes on from it, whether or not they agree.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Link {
    pub closing: Cell,
    pub opening: Cell,
}

/// A restatement of the shares of a class between or within the two months.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Restated {
    /// Class and type.
    pub class: (String, String),
    pub ratio: Ratio,
}

/// What two consecutive returns say about each other.
#[derive(Debug, Default)]
pub(super) struct Outcome {
    /// About the earlier return.
    pub earlier: Vec<Finding>,
    /// About the later return.
    pub later: Vec<Finding>,
}

/// The returns of a month and of the next, with the rows that go on from one to the other.
pub(super) struct Months<'a> {
    earlier: &'a Sheet<'a>,
    later: &'a Sheet<'a>,
    pairings: Vec<(Table, Pairing)>,
}

/// The legacy form states no balance of options.
fn comparable_tables(earlier: &Sheet, later: &Sheet) -> impl Iterator<Item = Table> {
    let is_legacy = [earlier, later].iter().any(|sheet| sheet.filing.form == Form::LegacyEquity);
    TABLES.into_iter().filter(move |table| !(is_legacy && *table == Table::OptionMovements))
}

/// Forms before June 2024 state the total alone: it stands in the column of the issued shares, and what the next form
/// splits off as treasury shares is in it. And amounts in two currencies are not the same amount.
fn is_comparable(earlier: &Sheet, later: &Sheet, link: &Link) -> bool {
    let (closing, opening) = (link.closing, link.opening);
    match closing.table {
        Table::IssuedShares => {
            let sides = [(earlier, closing, "closing_treasury"), (later, opening, "opening_treasury")];
            let treasury = sides.map(|(sheet, cell, column)| sheet.state(Cell { column, ..cell }));
            let splits = [earlier, later].map(has_treasury);
            splits[0] == splits[1] || closing.column == "closing_total" || treasury.iter().all(is_nil)
        }
        Table::AuthorisedCapital => closing.column == "closing_shares" || currencies(earlier, later, link).is_none(),
        _ => currencies(earlier, later, link).is_none(),
    }
}

fn is_nil(state: &State) -> bool {
    matches!(state, State::Blank | State::Stated(0))
}

/// Whether the form of a return has cells for treasury shares.
fn has_treasury(sheet: &Sheet) -> bool {
    let version = sheet.filing.form_version.as_deref();
    sheet.filing.form == Form::Ff301 && !version.is_some_and(|version| version.starts_with("1.0"))
}

/// The currencies of two rows, where both are stated and differ.
fn currencies(earlier: &Sheet, later: &Sheet, link: &Link) -> Option<[String; 2]> {
    let sides = [(earlier, link.closing), (later, link.opening)];
    let [from, to] = sides.map(|(sheet, cell)| sheet.value(Cell { column: "currency", ..cell }));
    (!from.is_null() && !to.is_null() && from != to).then(|| [from.to_string(), to.to_string()])
}

impl<'a> Months<'a> {
    pub(super) fn new(earlier: &'a Sheet<'a>, later: &'a Sheet<'a>) -> Self {
        let pairing = |table| (table, month_to_month(table, earlier, later));
        Self { earlier, later, pairings: comparable_tables(earlier, later).map(pairing).collect() }
    }

    /// The balances of the earlier return and where the later one takes them up, as far as both can be compared.
    pub(super) fn links(&self) -> Vec<Link> {
        let mut links = Vec::new();
        for (table, pairing) in &self.pairings {
            for &(first, second) in &pairing.pairs {
                let cells = carried(*table).iter().map(|balance| Link {
                    closing: Cell { table: *table, row: first, column: balance.closing },
                    opening: Cell { table: *table, row: second, column: balance.opening },
                });
                links.extend(cells.filter(|link| is_comparable(self.earlier, self.later, link)));
            }
        }
        links
    }

    /// Holds every balance of the earlier return beside the later one.
    pub(super) fn compare(&self, restated: &[Restated]) -> Outcome {
        let mut outcome = Outcome::default();
        for link in self.links() {
            self.balance(&link, restated, &mut outcome);
        }
        for (table, pairing) in &self.pairings {
            for &(first, second) in &pairing.pairs {
                self.currency(*table, first, second, &mut outcome);
            }
            for row in &pairing.first_only {
                self.gone(*table, *row, &mut outcome);
            }
            for row in &pairing.second_only {
                self.appeared(*table, *row, &mut outcome);
            }
        }
        outcome
    }

    fn balance(&self, link: &Link, restated: &[Restated], outcome: &mut Outcome) {
        let (closing, opening) = (link.closing, link.opening);
        let (from, to) = (self.earlier.state(closing), self.later.state(opening));
        let (Some(closed), Some(opened)) = (self.earlier.number(closing), self.later.number(opening)) else { return };
        let is_blank = from == State::Blank || to == State::Blank;
        // A blank par value is none, and a blank total is the sum that stands beside it.
        if is_blank && ["opening_par_value", "opening_total"].contains(&opening.column) {
            return;
        }
        if closed == opened || self.is_rounding(link, closed, opened) {
            return;
        }
        let ratio = self.explanation(link, restated, closed, opened);
        let severity = match (ratio, is_blank) {
            (Some(_), _) => Severity::Info,
            (None, true) => Severity::Warning,
            (None, false) => Severity::Error,
        };
        let because = ratio.map_or_else(String::new, |ratio| format!(": a capital event of {ratio} explains it"));
        let (from, to) = (said(from), said(to));
        let message = format!("{} is {to}, but {} closes with {from}{because}", opening.column, named(self.earlier));
        outcome.later.push(broken(opening, severity, message).values(&from, &to));
        let message = format!("{} is {from}, but {} opens with {to}{because}", closing.column, named(self.later));
        outcome.earlier.push(broken(closing, severity.min(Severity::Warning), message).values(&to, &from));
    }

    /// Capital of the same shares and par value, printed with cents once and without them the other time.
    fn is_rounding(&self, link: &Link, closed: i128, opened: i128) -> bool {
        if link.closing.column != "closing_capital" || (closed - opened).abs() >= ONE {
            return false;
        }
        let factors = [("closing_shares", "opening_shares"), ("closing_par_value", "opening_par_value")];
        factors.into_iter().all(|(closing, opening)| {
            let from = self.earlier.state(Cell { column: closing, ..link.closing });
            from != State::Unreadable && from == self.later.state(Cell { column: opening, ..link.opening })
        })
    }

    /// The restatement of the class that turns one balance into the other.
    fn explanation(&self, link: &Link, restated: &[Restated], closed: i128, opened: i128) -> Option<Ratio> {
        let (table, row) = (link.opening.table, link.opening.row);
        let kind = carried(table).iter().find(|balance| balance.opening == link.opening.column)?.kind;
        let class = Class::of(self.later, table, row).key();
        let of_class = restated.iter().filter(|restated| restated.class == class);
        of_class.map(|restated| restated.ratio).find(|ratio| match kind {
            Kind::Shares => ratio.turns(closed / ONE, opened / ONE),
            Kind::Par => ratio.turns_par(closed, opened),
            Kind::Amount => false,
        })
    }

    fn currency(&self, table: Table, first: u32, second: u32, outcome: &mut Outcome) {
        let at = |row| Cell { table, row, column: "currency" };
        let link = Link { closing: at(first), opening: at(second) };
        if let Some([from, to]) = currencies(self.earlier, self.later, &link) {
            let message = format!(
                "the currency is {to}, but that of {} is {from}: their amounts were not compared",
                named(self.earlier)
            );
            outcome.later.push(broken(link.opening, Severity::Warning, message).values(from, to));
        }
    }

    /// A row of the earlier return without a counterpart.
    fn gone(&self, table: Table, row: u32, outcome: &mut Outcome) {
        let Some(units) = balance_of(table, self.earlier, row, |balance| balance.closing) else { return };
        let (code, severity) = missing(table, self.later);
        let name = row_name(self.earlier, table, row);
        let message =
            format!("{name} closes with {} in {} and is not in this return", shown(units), named(self.earlier));
        let mut finding = Finding::new(code, message).severity(severity).values(shown(units), "nothing");
        finding.table = Some(table);
        outcome.later.push(finding);
        if let Some(cell) = main_cell(table, self.earlier, row, |balance| balance.closing) {
            let message = format!("{name} closes with {} and is not in {}", shown(units), named(self.later));
            let finding = Finding::new(code, message).severity(severity.min(Severity::Warning));
            outcome.earlier.push(finding.at(table, row).column(cell.column).values("nothing", shown(units)));
        }
    }

    /// A row of the later return without a counterpart.
    fn appeared(&self, table: Table, row: u32, outcome: &mut Outcome) {
        let Some(units) = balance_of(table, self.later, row, |balance| balance.opening) else { return };
        let Some(cell) = main_cell(table, self.later, row, |balance| balance.opening) else { return };
        let (code, severity) = missing(table, self.earlier);
        let name = row_name(self.later, table, row);
        let message = format!("{name} opens with {} and is not in {}", shown(units), named(self.earlier));
        let finding = Finding::new(code, message).severity(severity);
        outcome.later.push(finding.at(table, row).column(cell.column).values("nothing", shown(units)));
    }
}

/// The main balance of a row where it is not nil.
fn balance_of(table: Table, sheet: &Sheet, row: u32, column: fn(&Balance) -> &'static str) -> Option<i128> {
    principal(table, sheet, row, column).filter(|units| *units != 0)
}

/// What a row without a counterpart means, by what the other return has of that table.
fn missing(table: Table, other: &Sheet) -> (Code, Severity) {
    match table {
        // Par value and authorised capital can be abolished as a whole, as Hong Kong did in March 2014.
        Table::AuthorisedCapital if other.filing.authorised_capital.is_empty() => {
            (Code::ClassMissing, Severity::Warning)
        }
        Table::AuthorisedCapital | Table::IssuedShares => (Code::ClassMissing, Code::ClassMissing.severity()),
        _ => (Code::SchemeMissing, Code::SchemeMissing.severity()),
    }
}

fn broken(cell: Cell, severity: Severity, message: String) -> Finding {
    Finding::new(Code::ContinuityBroken, message).severity(severity).at(cell.table, cell.row).column(cell.column)
}

/// A return as a message names it.
fn named(sheet: &Sheet) -> String {
    format!("the return for {} ({})", sheet.month(), sheet.path)
}

fn said(state: State) -> String {
    match state {
        State::Stated(units) => shown(units),
        State::Blank | State::Unreadable => "blank".to_owned(),
    }
}
