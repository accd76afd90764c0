//! The printed figures of a return, and faults in one of them.

use crate::filing::{Decimal, MonthlyReturn, Section, Table, Value, columns_stated, is_outflow};
use crate::synth::random::Rng;

/// The tables whose figures faults are planted in: sections I to III.
const TABLES: [Table; 8] = [
    Table::AuthorisedCapital,
    Table::IssuedShares,
    Table::OptionMovements,
    Table::WarrantMovements,
    Table::ConvertibleMovements,
    Table::AgreementMovements,
    Table::OtherMovements,
    Table::SectionTotals,
];

/// A cell that holds a figure.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Cell {
    pub table: Table,
    pub row: u32,
    pub column: &'static str,
}

impl Cell {
    pub(super) fn value(self, filing: &MonthlyReturn) -> Value {
        filing.value(self.table, self.row, self.column)
    }
}

/// A change of one cell.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Change {
    pub cell: Cell,
    pub right: Value,
    pub wrong: Value,
}

/// Every figure that is not zero and that the form prints, table by table.
fn figures(filing: &MonthlyReturn, has_treasury: bool) -> Vec<Vec<Cell>> {
    let cells_of = |table: Table| {
        let rows = 1..=filing.row_count(table);
        let cells =
            rows.flat_map(|row| columns_stated(table).into_iter().map(move |column| Cell { table, row, column }));
        let is_figure = |cell: &Cell| cell.value(filing).units().is_some_and(|units| units != 0);
        // Before June 2024 section II prints one number; its total is the same cell.
        let is_printed = |cell: &Cell| has_treasury || table != Table::IssuedShares || !cell.column.ends_with("_total");
        cells.filter(is_figure).filter(is_printed).collect::<Vec<_>>()
    };
    TABLES.into_iter().map(cells_of).filter(|cells| !cells.is_empty()).collect()
}

/// A figure of a table taken at random, so that small tables get their share.
pub(super) fn any_figure(rng: &mut Rng, filing: &MonthlyReturn, has_treasury: bool) -> Option<Cell> {
    let tables = figures(filing, has_treasury);
    let cells = (!tables.is_empty()).then(|| rng.pick(&tables))?;
    Some(*rng.pick(cells))
}

/// Writes a value into a cell, as the form then prints it: where one number is all that section II has, its total too.
pub(super) fn put(filing: &mut MonthlyReturn, cell: Cell, value: &Value, has_treasury: bool) {
    filing.set_value(cell.table, cell.row, cell.column, value.clone());
    if cell.table == Table::IssuedShares && !has_treasury {
        let total = match cell.column {
            "opening_issued" => "opening_total",
            "closing_issued" => "closing_total",
            _ => return,
        };
        filing.set_value(cell.table, cell.row, total, value.clone());
    }
}

/// A fault in the digits of one figure.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Slip {
    Changed,
    Swapped,
    Dropped,
}

/// The value after the slip; `None` where it would be the same, or nothing, or no figure.
pub(super) fn slipped(rng: &mut Rng, value: &Value, slip: Slip) -> Option<Value> {
    let text = value.to_string();
    let (sign, digits) = text.strip_prefix('-').map_or(("", text.as_str()), |digits| ("-", digits));
    let wrong = match slip {
        Slip::Changed => digit_changed(rng, digits),
        Slip::Swapped => digits_swapped(rng, digits)?,
        Slip::Dropped => digits_dropped(rng, digits)?,
    };
    let wrong: Decimal = format!("{sign}{wrong}").parse().ok()?;
    let wrong = match value {
        Value::Count(_) => Value::Count(wrong.to_count()?),
        _ => Value::Decimal(wrong),
    };
    (wrong != *value && wrong.units() != Some(0)).then_some(wrong)
}

fn digit_changed(rng: &mut Rng, digits: &str) -> String {
    let mut bytes = digits.as_bytes().to_vec();
    let places: Vec<usize> = (0..bytes.len()).filter(|at| bytes[*at].is_ascii_digit()).collect();
    let at = *rng.pick(&places);
    let others: Vec<u8> = (b'0'..=b'9').filter(|digit| *digit != bytes[at] && (at > 0 || *digit != b'0')).collect();
    bytes[at] = *rng.pick(&others);
    String::from_utf8(bytes).unwrap_or_default()
}

fn digits_swapped(rng: &mut Rng, digits: &str) -> Option<String> {
    let bytes = digits.as_bytes();
    let differ = |at: &usize| {
        let pair = [bytes[*at], bytes[at + 1]];
        pair.iter().all(u8::is_ascii_digit) && pair[0] != pair[1] && (*at > 0 || pair[1] != b'0')
    };
    let places: Vec<usize> = (0..bytes.len().checked_sub(1)?).filter(differ).collect();
    let at = *(!places.is_empty()).then(|| rng.pick(&places))?;
    let mut swapped = bytes.to_vec();
    swapped.swap(at, at + 1);
    String::from_utf8(swapped).ok()
}

/// Leaves out a digit, or of a long number a group between commas; never the first.
fn digits_dropped(rng: &mut Rng, digits: &str) -> Option<String> {
    let whole = digits.find('.').unwrap_or(digits.len());
    let (from, count) = if whole >= 7 && rng.chance(40) {
        (whole - 3, 3)
    } else if whole >= 2 {
        (usize::try_from(rng.range(1, i64::try_from(whole).ok()? - 1)).ok()?, 1)
    } else {
        return None;
    };
    Some(format!("{}{}", &digits[..from], &digits[from + count..]))
}

/// Neighbouring columns whose figures look alike, and whose signs no rule of reading would turn.
const NEIGHBOURS: [(Table, &str, &str); 11] = [
    (Table::IssuedShares, "opening_issued", "opening_treasury"),
    (Table::IssuedShares, "opening_treasury", "opening_total"),
    (Table::IssuedShares, "change_issued", "change_treasury"),
    (Table::IssuedShares, "closing_issued", "closing_treasury"),
    (Table::IssuedShares, "closing_treasury", "closing_total"),
    (Table::OptionMovements, "exercised", "cancelled"),
    (Table::OptionMovements, "cancelled", "lapsed"),
    (Table::OptionMovements, "shares_issuable", "total_issuable_under_scheme"),
    (Table::WarrantMovements, "exercised", "cancelled"),
    (Table::WarrantMovements, "cancelled", "lapsed"),
    (Table::ConvertibleMovements, "converted", "redeemed"),
];

/// Two neighbouring cells of which the second gets the value of the first, and the first that of the second.
pub(super) fn shifted(rng: &mut Rng, filing: &MonthlyReturn, has_treasury: bool) -> Option<[Change; 2]> {
    let pairs = NEIGHBOURS.iter().filter(|(table, ..)| has_treasury || *table != Table::IssuedShares);
    let cells = pairs.flat_map(|&(table, left, right)| {
        let cell = move |row, column| Cell { table, row, column };
        (1..=filing.row_count(table)).map(move |row| [cell(row, left), cell(row, right)])
    });
    // A nil in the place of a blank is no fault to speak of.
    let amount = |cell: Cell| cell.value(filing).units().unwrap_or(0);
    let pairs: Vec<[Cell; 2]> = cells.filter(|[left, right]| amount(*left) != amount(*right)).collect();
    let [left, right] = *(!pairs.is_empty()).then(|| rng.pick(&pairs))?;
    let (first, second) = (left.value(filing), right.value(filing));
    let to_second = Change { cell: right, right: second.clone(), wrong: first.clone() };
    Some([to_second, Change { cell: left, right: first, wrong: second }])
}

/// A reduction whose sign is lost where nothing but the sums tells it: neither the column nor the event has one sign.
pub(super) fn sign_lost(rng: &mut Rng, filing: &MonthlyReturn, has_treasury: bool) -> Option<Change> {
    let any_sign = |cell: &Cell| match cell.table {
        Table::IssuedShares => cell.column.starts_with("change"),
        Table::SectionTotals => {
            let section = filing.value(cell.table, cell.row, "section");
            cell.column == "issued_total" || section == word(Section::E) || section == word(Section::All)
        }
        Table::OtherMovements => {
            let event = filing.value(cell.table, cell.row, "event").to_string();
            cell.column == "issued_change" && ["capital_reorganisation", "conversion"].contains(&event.as_str())
        }
        _ => false,
    };
    let negative = |cell: &Cell| cell.value(filing).units().is_some_and(|units| units < 0) && !is_outflow(cell.column);
    let cells = figures(filing, has_treasury).into_iter().flatten();
    let cells: Vec<Cell> = cells.filter(any_sign).filter(negative).collect();
    let cell = *(!cells.is_empty()).then(|| rng.pick(&cells))?;
    let right = cell.value(filing);
    let wrong = match &right {
        Value::Count(count) => Value::Count(-count),
        Value::Decimal(number) => Value::Decimal(number.negated()),
        other => other.clone(),
    };
    Some(Change { cell, right, wrong })
}

fn word(section: Section) -> Value {
    Value::Text(section.as_str().to_owned())
}
