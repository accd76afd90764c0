//! The cells of a reading, by table, row and column: what they hold, and whether blank or unreadable.

use std::collections::{BTreeMap, BTreeSet};

use crate::filing::{Decimal, MonthlyReturn, Table, Value};
use crate::finding::{Code, Method, Provenance};
use crate::record::Reading;

/// The address of a cell.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Cell {
    pub table: Table,
    /// Counted from 1.
    pub row: u32,
    pub column: &'static str,
}

/// What a cell of figures says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum State {
    /// A number, in units of 10⁻¹².
    Stated(i128),
    /// The form leaves it blank.
    Blank,
    /// There is text that could not be read.
    Unreadable,
}

/// A reading with its provenance by cell.
pub(super) struct Cells<'a> {
    pub filing: &'a MonthlyReturn,
    provenance: BTreeMap<(Table, u32, &'a str), &'a Provenance>,
    /// Cells whose text could not be read, as findings tell: a published reading is loaded without its provenance.
    unreadable: BTreeSet<(Table, u32, &'a str)>,
}

impl<'a> Cells<'a> {
    pub(super) fn of(reading: &'a Reading) -> Self {
        let provenance = reading.provenance.iter().map(|p| ((p.table, p.row, p.column.as_str()), p)).collect();
        let doubts = reading.findings.iter().filter(|finding| finding.code == Code::UnreadableValue);
        let unreadable = doubts.filter_map(|finding| Some((finding.table?, finding.row?, finding.column.as_deref()?)));
        Self { filing: &reading.filing, provenance, unreadable: unreadable.collect() }
    }

    /// Where a cell stands, and what is printed there.
    pub(super) fn provenance(&self, cell: Cell) -> Option<&'a Provenance> {
        self.provenance.get(&(cell.table, cell.row, cell.column)).copied()
    }

    pub(super) fn state(&self, cell: Cell) -> State {
        match value(self.filing, cell).units() {
            Some(units) => State::Stated(units),
            None if self.provenance(cell).is_some()
                || self.unreadable.contains(&(cell.table, cell.row, cell.column)) =>
            {
                State::Unreadable
            }
            None => State::Blank,
        }
    }

    /// Half a unit of the last digit that is printed in a cell, in units of 10⁻¹².
    pub(super) fn half_unit(&self, cell: Cell) -> i128 {
        let printed = self.provenance(cell).filter(|p| p.method != Method::Derived);
        let decimals = printed.map_or(0, |p| {
            let behind = p.raw_text.rsplit_once(['.', '．']).map_or("", |(_, behind)| behind);
            behind.chars().take_while(char::is_ascii_digit).count()
        });
        let exponent = Decimal::SCALE.saturating_sub(u32::try_from(decimals).unwrap_or(Decimal::SCALE));
        10_i128.pow(exponent) / 2
    }
}

/// Units of 10⁻¹² as people write them.
pub(super) fn shown(units: i128) -> String {
    Decimal::from_units(units).map_or_else(|| "more than 38 digits".to_owned(), |number| number.to_string())
}

/// What a cell holds; null for a cell that is not there.
pub(super) fn value(filing: &MonthlyReturn, cell: Cell) -> Value {
    filing.value(cell.table, cell.row, cell.column)
}

/// Fills a cell with a number; `false` when the number does not suit the column.
pub(super) fn fill(filing: &mut MonthlyReturn, cell: Cell, number: Decimal) -> bool {
    let mut set = |value| filing.set_value(cell.table, cell.row, cell.column, value);
    number.to_count().is_some_and(|count| set(Value::Count(count))) || set(Value::Decimal(number))
}
