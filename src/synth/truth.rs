//! A return → the CSV of its cells (`table,row,column,value,note`), against which a dataset is scored.

use std::fmt::Write as _;

use crate::filing::{MonthlyReturn, Row, Table, Value};
use crate::synth::FormVersion;

/// The cells of a return, one a line; an empty value is a null. `version` is that of FF301, none on the legacy form.
pub(super) fn csv(filing: &MonthlyReturn, version: Option<FormVersion>) -> String {
    let mut out = String::from("table,row,column,value,note\n");
    head(filing, &mut out);
    rows(filing, version, &filing.authorised_capital, &mut out);
    rows(filing, version, &filing.issued_shares, &mut out);
    rows(filing, version, &filing.option_movements, &mut out);
    rows(filing, version, &filing.warrant_movements, &mut out);
    rows(filing, version, &filing.convertible_movements, &mut out);
    rows(filing, version, &filing.agreement_movements, &mut out);
    rows(filing, version, &filing.other_movements, &mut out);
    rows(filing, version, &filing.section_totals, &mut out);
    rows(filing, version, &filing.depositary_receipts, &mut out);
    rows(filing, version, &filing.remarks, &mut out);
    out
}

fn cell(out: &mut String, table: Table, row: usize, column: &str, value: &str) {
    let quoted =
        if value.contains([',', '"', '\n']) { format!("\"{}\"", value.replace('"', "\"\"")) } else { value.to_owned() };
    let _ = writeln!(out, "{},{row},{column},{quoted},", table.as_str());
}

fn head(filing: &MonthlyReturn, out: &mut String) {
    let text = |value: &Option<String>| value.clone().unwrap_or_default();
    let counters: Vec<String> = filing
        .counters
        .iter()
        .map(|counter| {
            let currency = counter.currency.as_ref().map_or("null".to_owned(), |unit| format!("\"{unit}\""));
            format!("{{\"stock_code\": \"{}\", \"currency\": {currency}}}", counter.stock_code)
        })
        .collect();
    let counters = if counters.is_empty() { String::new() } else { format!("[{}]", counters.join(", ")) };
    let cells = [
        ("form", filing.form.as_str().to_owned()),
        ("form_version", text(&filing.form_version)),
        ("language", filing.language.as_str().to_owned()),
        ("stock_code", text(&filing.stock_code)),
        ("issuer_name", text(&filing.issuer_name)),
        ("month_end", filing.month_end.map_or_else(String::new, |day| day.to_string())),
        ("status", filing.status.map_or("", |status| status.as_str()).to_owned()),
        ("submitted_on", filing.submitted_on.map_or_else(String::new, |day| day.to_string())),
        ("pages", filing.pages.map_or_else(String::new, |pages| pages.to_string())),
        ("counters", counters),
        ("total_authorised_currency", text(&filing.total_authorised_currency)),
        (
            "total_authorised_capital",
            filing.total_authorised_capital.map_or_else(String::new, |total| total.to_string()),
        ),
        ("submitted_by", text(&filing.submitted_by)),
        ("submitted_by_title", text(&filing.submitted_by_title)),
    ];
    for (column, value) in cells {
        cell(out, Table::Filings, 1, column, &value);
    }
}

/// Whether the form prints a description of the class in the rows of this table: total lines do not, nor does III
/// before v1.1. The legacy form prints one in section I alone.
fn prints_description(table: Table, version: Option<FormVersion>) -> bool {
    let Some(version) = version else {
        return table == Table::AuthorisedCapital;
    };
    match table {
        Table::AuthorisedCapital | Table::IssuedShares | Table::DepositaryReceipts => true,
        Table::SectionTotals => false,
        _ => version.has_treasury(),
    }
}

fn rows<R: Row>(filing: &MonthlyReturn, version: Option<FormVersion>, rows: &[R], out: &mut String) {
    let key = [
        ("stock_code", filing.stock_code.clone().map_or(Value::Null, Value::Text)),
        ("month_end", filing.month_end.map_or(Value::Null, Value::Date)),
    ];
    for (number, row) in (1..).zip(rows) {
        for (column, value) in &key {
            cell(out, R::TABLE, number, column, &value.to_string());
        }
        for column in R::columns() {
            if column != "class_description" || prints_description(R::TABLE, version) {
                cell(out, R::TABLE, number, column, &row.get(column).to_string());
            }
        }
    }
}
