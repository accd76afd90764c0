//! The balances that a return carries over to the next, as data: which column closes a month and which opens the next.

use super::super::cells::{Cell, State};
use super::sheet::Sheet;
use crate::filing::Table;

/// A balance with its two columns.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Balance {
    pub opening: &'static str,
    pub closing: &'static str,
    pub kind: Kind,
}

/// What a balance counts, and so how a consolidation or subdivision restates it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    /// Shares, or rights to shares: fewer after a consolidation.
    Shares,
    /// Par value: more after a consolidation.
    Par,
    /// An amount of money, or of receipts: the same after it.
    Amount,
}

/// The tables whose rows carry balances.
pub(super) const TABLES: [Table; 6] = [
    Table::AuthorisedCapital,
    Table::IssuedShares,
    Table::OptionMovements,
    Table::WarrantMovements,
    Table::ConvertibleMovements,
    Table::DepositaryReceipts,
];

const fn balance(opening: &'static str, closing: &'static str, kind: Kind) -> Balance {
    Balance { opening, closing, kind }
}

/// The balances of a row, the one that says most about it first.
pub(super) fn carried(table: Table) -> &'static [Balance] {
    const AUTHORISED: &[Balance] = &[
        balance("opening_shares", "closing_shares", Kind::Shares),
        balance("opening_capital", "closing_capital", Kind::Amount),
        balance("opening_par_value", "closing_par_value", Kind::Par),
    ];
    const ISSUED: &[Balance] = &[
        balance("opening_total", "closing_total", Kind::Shares),
        balance("opening_issued", "closing_issued", Kind::Shares),
        balance("opening_treasury", "closing_treasury", Kind::Shares),
    ];
    const OPTIONS: &[Balance] = &[balance("opening_options", "closing_options", Kind::Shares)];
    const WARRANTS: &[Balance] = &[balance("opening_nominal", "closing_nominal", Kind::Amount)];
    const CONVERTIBLES: &[Balance] = &[balance("opening_amount", "closing_amount", Kind::Amount)];
    const RECEIPTS: &[Balance] = &[balance("opening_hdrs", "closing_hdrs", Kind::Amount)];
    match table {
        Table::AuthorisedCapital => AUTHORISED,
        Table::IssuedShares => ISSUED,
        Table::OptionMovements => OPTIONS,
        Table::WarrantMovements => WARRANTS,
        Table::ConvertibleMovements => CONVERTIBLES,
        Table::DepositaryReceipts => RECEIPTS,
        _ => &[],
    }
}

/// What a row opens or closes with: the first of its balances that is stated, in units of 10⁻¹².
pub(super) fn principal(
    table: Table,
    sheet: &Sheet,
    row: u32,
    column: impl Fn(&Balance) -> &'static str,
) -> Option<i128> {
    main_cell(table, sheet, row, column).and_then(|cell| match sheet.state(cell) {
        State::Stated(units) => Some(units),
        State::Blank | State::Unreadable => None,
    })
}

/// The cell in which [`principal`] finds it.
pub(super) fn main_cell(
    table: Table,
    sheet: &Sheet,
    row: u32,
    column: impl Fn(&Balance) -> &'static str,
) -> Option<Cell> {
    let cells = carried(table).iter().map(|balance| Cell { table, row, column: column(balance) });
    cells.into_iter().find(|cell| matches!(sheet.state(*cell), State::Stated(_)))
}
