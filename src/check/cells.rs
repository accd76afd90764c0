//! The cells of a reading, by table, row and column: what they hold, and whether blank or unreadable.

use std::collections::BTreeMap;

use crate::filing::{Decimal, MonthlyReturn, Row, Table, Value};
use crate::finding::{Method, Provenance};
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
}

impl<'a> Cells<'a> {
    pub(super) fn of(reading: &'a Reading) -> Self {
        let provenance = reading.provenance.iter().map(|p| ((p.table, p.row, p.column.as_str()), p)).collect();
        Self { filing: &reading.filing, provenance }
    }

    /// Where a cell stands, and what is printed there.
    pub(super) fn provenance(&self, cell: Cell) -> Option<&'a Provenance> {
        self.provenance.get(&(cell.table, cell.row, cell.column)).copied()
    }

    pub(super) fn state(&self, cell: Cell) -> State {
        match value(self.filing, cell).units() {
            Some(units) => State::Stated(units),
            None if self.provenance(cell).is_some() => State::Unreadable,
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
    fn get<R: Row>(rows: &[R], cell: Cell) -> Value {
        let row = usize::try_from(cell.row).ok().and_then(|row| rows.get(row.checked_sub(1)?));
        row.map_or(Value::Null, |row| row.get(cell.column))
    }
    match cell.table {
        Table::Filings if cell.column == "total_authorised_capital" => {
            filing.total_authorised_capital.map_or(Value::Null, Value::Decimal)
        }
        Table::AuthorisedCapital => get(&filing.authorised_capital, cell),
        Table::IssuedShares => get(&filing.issued_shares, cell),
        Table::OptionMovements => get(&filing.option_movements, cell),
        Table::WarrantMovements => get(&filing.warrant_movements, cell),
        Table::ConvertibleMovements => get(&filing.convertible_movements, cell),
        Table::AgreementMovements => get(&filing.agreement_movements, cell),
        Table::OtherMovements => get(&filing.other_movements, cell),
        Table::SectionTotals => get(&filing.section_totals, cell),
        Table::DepositaryReceipts => get(&filing.depositary_receipts, cell),
        _ => Value::Null,
    }
}

/// Fills a cell with a number; `false` when the number does not suit the column.
pub(super) fn fill(filing: &mut MonthlyReturn, cell: Cell, number: Decimal) -> bool {
    fn set<R: Row>(rows: &mut [R], cell: Cell, number: Decimal) -> bool {
        let row = usize::try_from(cell.row).ok().and_then(|row| rows.get_mut(row.checked_sub(1)?));
        row.is_some_and(|row| {
            let as_count = number.to_count().is_some_and(|count| row.set(cell.column, Value::Count(count)));
            as_count || row.set(cell.column, Value::Decimal(number))
        })
    }
    match cell.table {
        Table::Filings if cell.column == "total_authorised_capital" => {
            filing.total_authorised_capital = Some(number);
            true
        }
        Table::AuthorisedCapital => set(&mut filing.authorised_capital, cell, number),
        Table::IssuedShares => set(&mut filing.issued_shares, cell, number),
        Table::OptionMovements => set(&mut filing.option_movements, cell, number),
        Table::WarrantMovements => set(&mut filing.warrant_movements, cell, number),
        Table::ConvertibleMovements => set(&mut filing.convertible_movements, cell, number),
        Table::AgreementMovements => set(&mut filing.agreement_movements, cell, number),
        Table::OtherMovements => set(&mut filing.other_movements, cell, number),
        Table::SectionTotals => set(&mut filing.section_totals, cell, number),
        Table::DepositaryReceipts => set(&mut filing.depositary_receipts, cell, number),
        _ => false,
    }
}
