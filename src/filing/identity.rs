//! The accounting identities that hold within one row, as data: which columns add up to which.
//!
//! `record` weighs readings against them, `check` tests them; neither states them a second time.

use super::{Decimal, Table, Value};

/// Columns of one row that add up to another column of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RowIdentity {
    /// Identity 1 (a balance moves on) or identity 2 (issued + treasury = total) of the contract.
    pub number: u8,
    /// The columns that are added; the first is the balance, the others may be blank for "nothing".
    pub addends: &'static [&'static str],
    /// The column that holds their sum.
    pub sum: &'static str,
}

/// Identity 3 within one row: shares × par value = capital.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ParIdentity {
    /// The column with the number of shares.
    pub shares: &'static str,
    /// The column with the par value.
    pub par: &'static str,
    /// The column with the capital.
    pub capital: &'static str,
}

const AUTHORISED: &[RowIdentity] = &[
    RowIdentity { number: 1, addends: &["opening_shares", "change_shares"], sum: "closing_shares" },
    RowIdentity { number: 1, addends: &["opening_capital", "change_capital"], sum: "closing_capital" },
];

const ISSUED: &[RowIdentity] = &[
    RowIdentity { number: 2, addends: &["opening_issued", "opening_treasury"], sum: "opening_total" },
    RowIdentity { number: 2, addends: &["closing_issued", "closing_treasury"], sum: "closing_total" },
    RowIdentity { number: 1, addends: &["opening_issued", "change_issued"], sum: "closing_issued" },
    RowIdentity { number: 1, addends: &["opening_treasury", "change_treasury"], sum: "closing_treasury" },
    RowIdentity { number: 1, addends: &["opening_total", "change_issued", "change_treasury"], sum: "closing_total" },
];

const OPTIONS: &[RowIdentity] = &[RowIdentity {
    number: 1,
    addends: &["opening_options", "granted", "exercised", "cancelled", "lapsed", "other"],
    sum: "closing_options",
}];

const WARRANTS: &[RowIdentity] = &[RowIdentity {
    number: 1,
    addends: &["opening_nominal", "issued", "exercised", "cancelled", "lapsed", "other"],
    sum: "closing_nominal",
}];

const CONVERTIBLES: &[RowIdentity] = &[RowIdentity {
    number: 1,
    addends: &["opening_amount", "issued", "converted", "redeemed", "cancelled", "other"],
    sum: "closing_amount",
}];

const RECEIPTS: &[RowIdentity] =
    &[RowIdentity { number: 1, addends: &["opening_hdrs", "change_hdrs"], sum: "closing_hdrs" }];

const PAR: &[ParIdentity] = &[
    ParIdentity { shares: "opening_shares", par: "opening_par_value", capital: "opening_capital" },
    ParIdentity { shares: "change_shares", par: "change_par_value", capital: "change_capital" },
    ParIdentity { shares: "closing_shares", par: "closing_par_value", capital: "closing_capital" },
];

/// The sums that hold within every row of a table.
#[must_use]
pub fn row_identities(table: Table) -> &'static [RowIdentity] {
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

/// The products that hold within every row of a table.
#[must_use]
pub fn par_identities(table: Table) -> &'static [ParIdentity] {
    match table {
        Table::AuthorisedCapital => PAR,
        _ => &[],
    }
}

/// Whether a column's effect on its balance can only be negative.
#[must_use]
pub fn is_outflow(column: &str) -> bool {
    matches!(
        column,
        "exercised"
            | "cancelled"
            | "lapsed"
            | "converted"
            | "redeemed"
            | "treasury_shares_transferred"
            | "pending_cancellation"
    )
}

/// Whether a number below zero can stand in a column: in movements, not in balances, prices, amounts and what may be issued.
#[must_use]
pub fn may_be_negative(column: &str) -> bool {
    is_outflow(column)
        || column.starts_with("change_")
        || matches!(column, "other" | "issued_change" | "treasury_change" | "issued_total" | "treasury_total")
}

impl Value {
    /// A number as units of 10⁻¹², so that counts and money can be added; `None` for what is no number.
    #[must_use]
    pub fn units(&self) -> Option<i128> {
        match self {
            Self::Count(count) => Some(Decimal::from(*count).units()),
            Self::Decimal(number) => Some(number.units()),
            Self::Null | Self::Bool(_) | Self::Text(_) | Self::Date(_) => None,
        }
    }
}
