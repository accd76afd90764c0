//! One form as the page shows it: the cells of its tables, each with its state.

use std::collections::HashMap;

use serde_json::Value as Json;

use crate::filing::{self, Language, Table, grouped};
use crate::finding::{FilingError, Finding, Method, Provenance, Severity};
use crate::spec::table::{ColumnSpec, ColumnType, Tables};
use crate::tables::Entry;

/// What became of a value, or of a text on the page; the worst first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum State {
    /// A finding of severity error points at it.
    Error,
    /// A finding of severity warning points at it.
    Warning,
    /// Text on the page that no field claims.
    Unclaimed,
    /// Filled in from an identity, or put together from damaged text.
    Derived,
    /// Read off the page.
    Read,
    /// Known without the page: the path, the digest.
    Plain,
    /// Null: blank or not applicable.
    Blank,
}

impl State {
    /// The states that the legend counts.
    pub(super) const COUNTED: [Self; 6] =
        [Self::Read, Self::Derived, Self::Warning, Self::Error, Self::Unclaimed, Self::Blank];

    /// The class of elements in this state.
    pub(super) fn class(self) -> &'static str {
        match self {
            Self::Error => "error",
            Self::Warning => "warning",
            Self::Unclaimed => "unclaimed",
            Self::Derived => "derived",
            Self::Read => "read",
            Self::Plain => "plain",
            Self::Blank => "blank",
        }
    }
}

/// A cell of a table.
#[derive(Debug)]
pub(super) struct Cell<'a> {
    /// Its name within the page and in links to it: `issued_shares.1.closing_issued`.
    pub(super) address: String,
    pub(super) column: &'static ColumnSpec,
    /// What it holds, for a person; `None` for a null.
    pub(super) text: Option<String>,
    pub(super) state: State,
    pub(super) provenance: Option<&'a Provenance>,
    /// The findings that point at it.
    pub(super) findings: Vec<&'a Finding>,
}

impl Cell<'_> {
    pub(super) fn is_number(&self) -> bool {
        matches!(self.column.kind, ColumnType::Count | ColumnType::Decimal)
    }

    /// Whether somebody who walks through the values stops here.
    pub(super) fn is_stop(&self) -> bool {
        self.provenance.is_some() || !self.findings.is_empty()
    }
}

/// A row of a table.
#[derive(Debug)]
pub(super) struct Row<'a> {
    /// The name of the row: `issued_shares.1`.
    pub(super) address: String,
    /// Counted from 1.
    pub(super) number: usize,
    pub(super) cells: Vec<Cell<'a>>,
}

impl Row<'_> {
    /// What tells this row from the others of its table: its class of shares, its section.
    pub(super) fn name(&self) -> String {
        let telling = ["section", "share_class", "share_type", "class_stock_code"];
        let cells = self.cells.iter().filter(|cell| telling.contains(&cell.column.name.as_str()));
        cells.filter_map(|cell| cell.text.as_deref()).collect::<Vec<_>>().join(" · ")
    }
}

/// A form of the file.
#[derive(Debug)]
pub(super) struct Form<'a> {
    /// Counted from 1 within the file.
    pub(super) number: usize,
    pub(super) entry: &'a Entry,
    pub(super) tables: Vec<(Table, Vec<Row<'a>>)>,
    /// The worst first, in the order of the tables among themselves.
    pub(super) findings: Vec<&'a Finding>,
}

impl<'a> Form<'a> {
    /// A form out of the tables of its file.
    pub(super) fn new(number: usize, entry: &'a Entry, all: &Json) -> Self {
        let reading = entry.result.as_ref().ok();
        let mut findings: Vec<&Finding> = reading.iter().flat_map(|reading| &reading.findings).collect();
        findings.sort_by_key(|finding| std::cmp::Reverse(finding.severity));
        let provenance = reading.iter().flat_map(|reading| &reading.provenance);
        let provenance = provenance.map(|value| ((value.table, value.row, value.column.as_str()), value)).collect();
        let known = Known { number, findings: &findings, provenance };
        let shown = Table::ALL.iter().filter(|table| !matches!(table, Table::Findings | Table::Provenance));
        let tables = shown.map(|&table| (table, known.rows(table, entry, all))).collect();
        Self { number, entry, tables, findings }
    }

    /// What the row of `filings` says in a column.
    pub(super) fn fact(&self, column: &str) -> Option<String> {
        let (_, rows) = self.tables.iter().find(|(table, _)| *table == Table::Filings)?;
        rows.first()?.cells.iter().find(|cell| cell.column.name == column)?.text.clone()
    }

    pub(super) fn language(&self) -> Option<Language> {
        self.entry.result.as_ref().ok().map(|reading| reading.filing.language)
    }

    pub(super) fn kind(&self) -> Option<filing::Form> {
        self.entry.result.as_ref().ok().map(|reading| reading.filing.form)
    }

    pub(super) fn rejection(&self) -> Option<&FilingError> {
        self.entry.result.as_ref().err()
    }

    pub(super) fn cells(&self) -> impl Iterator<Item = &Cell<'a>> {
        self.tables.iter().flat_map(|(_, rows)| rows).flat_map(|row| &row.cells)
    }

    /// The name of a finding of this form, counted from 0, within the page.
    pub(super) fn finding_id(&self, position: usize) -> String {
        format!("finding-{}-{}", self.number, position + 1)
    }
}

/// The address of a table, row or cell; that of a further form has its number before it.
pub(super) fn address(form: usize, table: Table, row: Option<u32>, column: Option<&str>) -> String {
    let mut address = if form == 1 { String::new() } else { format!("{form}:") };
    address.push_str(table.as_str());
    if let Some(row) = row {
        address.push('.');
        address.push_str(&row.to_string());
        if let Some(column) = column {
            address.push('.');
            address.push_str(column);
        }
    }
    address
}

/// What is known about the cells of a form.
struct Known<'k, 'a> {
    number: usize,
    findings: &'k [&'a Finding],
    provenance: HashMap<(Table, u32, &'a str), &'a Provenance>,
}

impl<'a> Known<'_, 'a> {
    fn rows(&self, table: Table, entry: &Entry, all: &Json) -> Vec<Row<'a>> {
        let rows = all[table.as_str()].as_array().map_or(&[][..], Vec::as_slice);
        let is_own = |row: &&Json| row["filing_id"].as_str() == entry.filing_id.as_deref();
        let row = |(number, row)| Row {
            address: address(self.number, table, Some(number), None),
            number: number as usize,
            cells: columns(table).map(|column| self.cell(table, number, column, &row_value(row, column))).collect(),
        };
        (1..).zip(rows.iter().filter(is_own)).map(row).collect()
    }

    fn cell(&self, table: Table, row: u32, column: &'static ColumnSpec, value: &Json) -> Cell<'a> {
        let name = column.name.as_str();
        let points = |finding: &&&Finding| {
            finding.table == Some(table) && finding.row == Some(row) && finding.column.as_deref() == Some(name)
        };
        let findings: Vec<&Finding> = self.findings.iter().filter(points).copied().collect();
        let provenance = self.provenance.get(&(table, row, name)).copied();
        let text = shown(value, column.kind);
        let state = match findings.iter().map(|finding| finding.severity).max() {
            Some(Severity::Error) => State::Error,
            Some(Severity::Warning) => State::Warning,
            _ => match provenance.map(|provenance| provenance.method) {
                Some(Method::Derived | Method::Repaired) => State::Derived,
                _ if text.is_none() => State::Blank,
                Some(Method::Read) => State::Read,
                None => State::Plain,
            },
        };
        Cell { address: address(self.number, table, Some(row), Some(name)), column, text, state, provenance, findings }
    }
}

fn row_value(row: &Json, column: &ColumnSpec) -> Json {
    row.get(&column.name).cloned().unwrap_or(Json::Null)
}

/// The columns that are shown: the keys stand in the head of the page.
fn columns(table: Table) -> impl Iterator<Item = &'static ColumnSpec> {
    let is_key =
        move |name: &str| table != Table::Filings && matches!(name, "filing_id" | "stock_code" | "month_end" | "row");
    Tables::builtin().table(table).columns.iter().filter(move |column| !is_key(&column.name))
}

/// A value as a person reads it; `None` for a null.
fn shown(value: &Json, kind: ColumnType) -> Option<String> {
    let text = match value {
        Json::Null => return None,
        Json::String(text) => text.clone(),
        Json::Array(items) if items.is_empty() => "[]".to_owned(),
        Json::Array(items) => items.iter().filter_map(|item| shown(item, kind)).collect::<Vec<_>>().join(", "),
        Json::Object(fields) => fields.values().filter_map(|field| shown(field, kind)).collect::<Vec<_>>().join(" "),
        other => other.to_string(),
    };
    Some(if matches!(kind, ColumnType::Count | ColumnType::Decimal) { grouped(&text) } else { text })
}
