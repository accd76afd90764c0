//! Form data written by hand, for the tests of record and check.

use sharecap::filing::{Form, Language, Section, Table};
use sharecap::finding::{BBox, Code, Finding, Place};
use sharecap::parse::{FormData, FormRow, RawValue, Run};
use sharecap::record::Reading;

/// A raw value on page 1.
pub(crate) fn raw(text: &str) -> RawValue {
    RawValue { text: text.to_owned(), place: Place { page: 1, bbox: Some(BBox::default()) } }
}

/// An FF301 form with a complete header and no rows.
pub(crate) fn form(version: &str) -> FormData {
    let header = [
        ("issuer_name", "Example Holdings Limited"),
        ("month_end", "31 October 2024"),
        ("status", "New Submission"),
        ("submitted_on", "05 November 2024"),
        ("submitted_by", "Chan Tai Man"),
        ("submitted_by_title", "Director"),
    ];
    FormData {
        form: Form::Ff301,
        form_version: Some(version.to_owned()),
        language: Language::English,
        pages: Some(10),
        header: header.iter().map(|(column, text)| ((*column).to_owned(), raw(text))).collect(),
        counters: Vec::new(),
        rows: Vec::new(),
        findings: Vec::new(),
    }
}

/// An ordinary class under 00328, as the form prints it.
pub(crate) const ORDINARY: &[(&str, &str)] = &[
    ("share_class", "Ordinary shares"),
    ("share_type", "Not applicable"),
    ("class_stock_code", "00328"),
    ("listed", "Yes"),
    ("class_description", ""),
];

/// Appends a row of a class; it becomes the next of its table.
pub(crate) fn add(
    form: &mut FormData,
    table: Table,
    section: Section,
    class: &[(&str, &str)],
    fields: &[(&str, &str)],
) {
    let row = u32::try_from(form.rows.iter().filter(|row| row.table == table).count() + 1).expect("few rows");
    let fields = class.iter().chain(fields).map(|(column, text)| ((*column).to_owned(), raw(text))).collect();
    form.rows.push(FormRow { table, row, section, block: 1, fields, runs: Vec::new() });
}

/// Appends a run to the last row.
#[allow(dead_code, reason = "shared by several test binaries, not all of which use it")]
pub(crate) fn run(form: &mut FormData, columns: &[&str], values: &[&str]) {
    let row = form.rows.last_mut().expect("a row");
    row.runs.push(Run {
        columns: columns.iter().map(|column| (*column).to_owned()).collect(),
        values: values.iter().map(|text| raw(text)).collect(),
    });
}

/// The findings of a code that point at a cell.
pub(crate) fn at<'a>(reading: &'a Reading, code: Code, table: Table, row: u32, column: &str) -> Vec<&'a Finding> {
    reading
        .findings
        .iter()
        .filter(|f| {
            f.code == code && f.table == Some(table) && f.row == Some(row) && f.column.as_deref() == Some(column)
        })
        .collect()
}

/// Whether any finding points at a cell, its whole row or its whole column.
#[allow(dead_code, reason = "shared by several test binaries, not all of which use it")]
pub(crate) fn is_queried(reading: &Reading, table: Table, row: u32, column: &str) -> bool {
    reading.findings.iter().any(|f| {
        f.table == Some(table)
            && f.row.is_none_or(|number| number == row)
            && f.column.as_deref().is_none_or(|name| name == column)
    })
}
