//! How a return that was drawn is compared with the one that was read back.

use std::collections::BTreeSet;

use sharecap::filing::{MonthlyReturn, Row, Table, Value};
use sharecap::record::Reading;

/// One cell of a return: table, row, column and the value as text.
pub(crate) type CellText = (Table, u32, String, String);

fn rows<R: Row>(rows: &[R], cells: &mut BTreeSet<CellText>) {
    for (number, row) in (1..).zip(rows) {
        cells.insert((R::TABLE, number, "row".to_owned(), "there".to_owned()));
        for column in R::columns() {
            let value = row.get(column);
            if value != Value::Null {
                cells.insert((R::TABLE, number, column.to_owned(), value.to_string()));
            }
        }
    }
}

/// Every cell of a return that is not null.
pub(crate) fn cells(filing: &MonthlyReturn) -> BTreeSet<CellText> {
    let mut cells = BTreeSet::new();
    rows(&filing.authorised_capital, &mut cells);
    rows(&filing.issued_shares, &mut cells);
    rows(&filing.option_movements, &mut cells);
    rows(&filing.warrant_movements, &mut cells);
    rows(&filing.convertible_movements, &mut cells);
    rows(&filing.agreement_movements, &mut cells);
    rows(&filing.other_movements, &mut cells);
    rows(&filing.section_totals, &mut cells);
    rows(&filing.depositary_receipts, &mut cells);
    rows(&filing.remarks, &mut cells);
    let mut header = |column: &str, value: Option<String>| {
        if let Some(value) = value {
            cells.insert((Table::Filings, 1, column.to_owned(), value));
        }
    };
    header("form_version", filing.form_version.clone());
    header("language", Some(filing.language.as_str().to_owned()));
    header("stock_code", filing.stock_code.clone());
    header("issuer_name", filing.issuer_name.clone());
    header("month_end", filing.month_end.map(|date| date.to_string()));
    header("status", filing.status.map(|status| status.as_str().to_owned()));
    header("submitted_on", filing.submitted_on.map(|date| date.to_string()));
    header("pages", filing.pages.map(|pages| pages.to_string()));
    header("counters", Some(format!("{:?}", filing.counters)));
    header("total_authorised_currency", filing.total_authorised_currency.clone());
    header("total_authorised_capital", filing.total_authorised_capital.map(|capital| capital.to_string()));
    header("submitted_by", filing.submitted_by.clone());
    header("submitted_by_title", filing.submitted_by_title.clone());
    cells
}

/// Text that differs only by blanks is the same text: a line break beside a CJK character leaves no trace of its blank.
fn squeezed(cells: BTreeSet<CellText>) -> BTreeSet<CellText> {
    let squeeze = |text: String| text.chars().filter(|c| !c.is_whitespace()).collect();
    cells.into_iter().map(|(table, row, column, value)| (table, row, column, squeeze(value))).collect()
}

/// The cells in which two returns differ, as lines.
pub(crate) fn differences(expected: &MonthlyReturn, read: &MonthlyReturn) -> Vec<(CellText, &'static str)> {
    let (expected, read) = (squeezed(cells(expected)), squeezed(cells(read)));
    let missing = expected.difference(&read).map(|cell| (cell.clone(), "expected"));
    missing.chain(read.difference(&expected).map(|cell| (cell.clone(), "read"))).collect()
}

pub(crate) fn describe(differences: &[(CellText, &'static str)]) -> String {
    let line = |((table, row, column, value), side): &(CellText, &str)| {
        format!("  {side:<8} {}[{row}].{column} = {value:?}", table.as_str())
    };
    differences.iter().take(40).map(line).collect::<Vec<_>>().join("\n")
}

/// Whether some finding points at a cell, at its row, or at its table.
pub(crate) fn is_heard(reading: &Reading, (table, row, column, _): &CellText) -> bool {
    reading.findings.iter().any(|finding| {
        finding.table == Some(*table)
            && finding.row.is_none_or(|at| at == *row)
            && finding.column.as_ref().is_none_or(|at| at == column)
    })
}
