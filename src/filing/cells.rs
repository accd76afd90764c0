//! The cells of a return by table, row and column.

use super::{
    AgreementMovement, AuthorisedCapital, ConvertibleMovement, DepositaryReceipt, IssuedShares, MonthlyReturn,
    OptionMovement, OtherMovement, Remark, Row, SectionTotal, Table, Value, WarrantMovement,
};

/// Columns of `filings` that a return states, lists and words of the program left out.
const HEADER: [&str; 8] = [
    "stock_code",
    "issuer_name",
    "month_end",
    "submitted_on",
    "total_authorised_currency",
    "total_authorised_capital",
    "submitted_by",
    "submitted_by_title",
];

/// Does the same with the rows of whichever table it is; `$otherwise` for tables that a return does not fill.
macro_rules! with_rows {
    ($filing:expr, $table:expr, $borrow:tt, |$rows:ident| $does:expr, $otherwise:expr) => {
        match $table {
            Table::AuthorisedCapital => { let $rows = with_rows!($borrow $filing.authorised_capital); $does }
            Table::IssuedShares => { let $rows = with_rows!($borrow $filing.issued_shares); $does }
            Table::OptionMovements => { let $rows = with_rows!($borrow $filing.option_movements); $does }
            Table::WarrantMovements => { let $rows = with_rows!($borrow $filing.warrant_movements); $does }
            Table::ConvertibleMovements => { let $rows = with_rows!($borrow $filing.convertible_movements); $does }
            Table::AgreementMovements => { let $rows = with_rows!($borrow $filing.agreement_movements); $does }
            Table::OtherMovements => { let $rows = with_rows!($borrow $filing.other_movements); $does }
            Table::SectionTotals => { let $rows = with_rows!($borrow $filing.section_totals); $does }
            Table::DepositaryReceipts => { let $rows = with_rows!($borrow $filing.depositary_receipts); $does }
            Table::Remarks => { let $rows = with_rows!($borrow $filing.remarks); $does }
            Table::Filings | Table::Findings | Table::Provenance | Table::CapitalEvents => $otherwise,
        }
    };
    (shared $field:expr) => { &$field };
    (mutable $field:expr) => { &mut $field };
}

/// The columns of a table that a return states.
#[must_use]
pub fn columns_stated(table: Table) -> Vec<&'static str> {
    match table {
        Table::Filings => HEADER.to_vec(),
        Table::AuthorisedCapital => AuthorisedCapital::columns(),
        Table::IssuedShares => IssuedShares::columns(),
        Table::OptionMovements => OptionMovement::columns(),
        Table::WarrantMovements => WarrantMovement::columns(),
        Table::ConvertibleMovements => ConvertibleMovement::columns(),
        Table::AgreementMovements => AgreementMovement::columns(),
        Table::OtherMovements => OtherMovement::columns(),
        Table::SectionTotals => SectionTotal::columns(),
        Table::DepositaryReceipts => DepositaryReceipt::columns(),
        Table::Remarks => Remark::columns(),
        Table::Findings | Table::Provenance | Table::CapitalEvents => Vec::new(),
    }
}

impl MonthlyReturn {
    /// How many rows of a table the return fills; of `filings` always one.
    #[must_use]
    pub fn row_count(&self, table: Table) -> u32 {
        let rows = with_rows!(self, table, shared, |rows| rows.len(), usize::from(table == Table::Filings));
        u32::try_from(rows).unwrap_or(u32::MAX)
    }

    /// What a cell holds; [`Value::Null`] for a cell that is not there. Rows count from 1; the head is row 1 of `filings`.
    #[must_use]
    pub fn value(&self, table: Table, row: u32, column: &str) -> Value {
        let Some(at) = index(row) else { return Value::Null };
        let of_row = |value: Option<Value>| value.unwrap_or(Value::Null);
        with_rows!(self, table, shared, |rows| of_row(rows.get(at).map(|row| row.get(column))), {
            if table == Table::Filings && row == 1 { self.header_value(column) } else { Value::Null }
        })
    }

    /// Sets a cell; `false` when it is not there, or the value is of another type.
    pub fn set_value(&mut self, table: Table, row: u32, column: &str, value: Value) -> bool {
        let Some(at) = index(row) else { return false };
        with_rows!(self, table, mutable, |rows| rows.get_mut(at).is_some_and(|row| row.set(column, value)), {
            table == Table::Filings && row == 1 && self.set_header_value(column, value)
        })
    }

    /// Appends a row that states nothing; `false` for a table that a return has no rows of.
    pub fn push_row(&mut self, table: Table) -> bool {
        with_rows!(
            self,
            table,
            mutable,
            |rows| {
                rows.resize_with(rows.len() + 1, Default::default);
                true
            },
            false
        )
    }

    /// Takes a row out, those below it move up; `false` when it is not there.
    pub fn remove_row(&mut self, table: Table, row: u32) -> bool {
        let Some(at) = index(row).filter(|_| row <= self.row_count(table)) else { return false };
        with_rows!(
            self,
            table,
            mutable,
            |rows| {
                rows.remove(at);
                true
            },
            false
        )
    }

    fn header_value(&self, column: &str) -> Value {
        let text = |text: &Option<String>| text.clone().map_or(Value::Null, Value::Text);
        match column {
            "stock_code" => text(&self.stock_code),
            "issuer_name" => text(&self.issuer_name),
            "month_end" => self.month_end.map_or(Value::Null, Value::Date),
            "submitted_on" => self.submitted_on.map_or(Value::Null, Value::Date),
            "total_authorised_currency" => text(&self.total_authorised_currency),
            "total_authorised_capital" => self.total_authorised_capital.map_or(Value::Null, Value::Decimal),
            "submitted_by" => text(&self.submitted_by),
            "submitted_by_title" => text(&self.submitted_by_title),
            _ => Value::Null,
        }
    }

    fn set_header_value(&mut self, column: &str, value: Value) -> bool {
        match (column, value) {
            ("stock_code", Value::Text(text)) => self.stock_code = Some(text),
            ("issuer_name", Value::Text(text)) => self.issuer_name = Some(text),
            ("month_end", Value::Date(date)) => self.month_end = Some(date),
            ("submitted_on", Value::Date(date)) => self.submitted_on = Some(date),
            ("total_authorised_currency", Value::Text(text)) => self.total_authorised_currency = Some(text),
            ("total_authorised_capital", Value::Decimal(number)) => self.total_authorised_capital = Some(number),
            ("submitted_by", Value::Text(text)) => self.submitted_by = Some(text),
            ("submitted_by_title", Value::Text(text)) => self.submitted_by_title = Some(text),
            _ => return false,
        }
        true
    }
}

/// Rows count from 1.
fn index(row: u32) -> Option<usize> {
    usize::try_from(row.checked_sub(1)?).ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::filing::{Form, Language};

    #[test]
    fn a_cell_is_set_and_read_by_its_address() {
        let mut filing = MonthlyReturn::new(Form::Ff301, Language::English);
        filing.issued_shares.push(IssuedShares::default());
        assert_eq!((filing.row_count(Table::IssuedShares), filing.row_count(Table::Filings)), (1, 1));
        assert!(filing.set_value(Table::IssuedShares, 1, "opening_issued", Value::Count(7)));
        assert_eq!(filing.value(Table::IssuedShares, 1, "opening_issued"), Value::Count(7));
        assert!(!filing.set_value(Table::IssuedShares, 2, "opening_issued", Value::Count(7)), "no such row");
        assert!(!filing.set_value(Table::IssuedShares, 1, "opening_issued", Value::Bool(true)), "another type");
        assert_eq!(filing.value(Table::IssuedShares, 0, "opening_issued"), Value::Null);
        for column in columns_stated(Table::Filings) {
            let values = [
                Value::Text("a".to_owned()),
                Value::Date(jiff::civil::date(2024, 1, 31)),
                Value::Decimal(super::super::Decimal::from(5)),
            ];
            let set = values.into_iter().filter(|value| {
                filing.set_value(Table::Filings, 1, column, value.clone())
                    && filing.value(Table::Filings, 1, column) == *value
            });
            assert_eq!(set.count(), 1, "{column}");
        }
    }
}
