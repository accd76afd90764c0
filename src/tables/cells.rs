//! Which value stands in which column: every table as rows of named cells, whatever is made of them.

use jiff::Timestamp;

use super::{Entry, TablesError};
use crate::filing::{Counter, Date, MonthlyReturn, Row, Standing, Table, Value};
use crate::finding::{BBox, Finding, Provenance};
use crate::record::Reading;

/// What one cell of a table holds.
#[derive(Debug, Clone, PartialEq)]
pub enum Cell {
    /// A plain value, or null.
    Value(Value),
    /// A place on a page, in PDF points.
    Points(f32),
    /// A moment.
    Timestamp(Timestamp),
    /// A list of texts.
    Texts(Vec<String>),
    /// A list of counters.
    Counters(Vec<Counter>),
}

impl Cell {
    const NULL: Self = Self::Value(Value::Null);

    /// Whether there is no value.
    #[must_use]
    pub fn is_null(&self) -> bool {
        matches!(self, Self::Value(Value::Null))
    }

    fn text(text: impl Into<String>) -> Self {
        Self::Value(Value::Text(text.into()))
    }

    fn maybe_text(text: Option<impl Into<String>>) -> Self {
        text.map_or(Self::NULL, Self::text)
    }

    /// A number that the program counted, which always fits.
    fn count(count: impl TryInto<i64>) -> Self {
        count.try_into().map_or(Self::NULL, |count| Self::Value(Value::Count(count)))
    }

    fn maybe_count(count: Option<impl TryInto<i64>>) -> Self {
        count.map_or(Self::NULL, Self::count)
    }

    fn maybe_date(date: Option<Date>) -> Self {
        date.map_or(Self::NULL, |date| Self::Value(Value::Date(date)))
    }
}

/// Takes one row: its number within filing and table, and its cells by column.
pub(super) type Visit<'v> = dyn FnMut(usize, &dyn Fn(&str) -> Cell) -> Result<(), TablesError> + 'v;

/// Whether every table but `filings` begins with this column.
pub(super) fn is_key(column: &str) -> bool {
    matches!(column, "filing_id" | "stock_code" | "month_end" | "row")
}

/// Hands over the rows that one document gives to a table.
pub(super) fn visit(
    table: Table,
    (entry, standing): &(Entry, Standing),
    visit: &mut Visit<'_>,
) -> Result<(), TablesError> {
    if table == Table::Filings {
        return visit(1, &|column| filings_cell(entry, standing, column));
    }
    let Ok(reading) = &entry.result else { return Ok(()) };
    let mut with_keys = |row: usize, cell: &dyn Fn(&str) -> Cell| {
        visit(row, &|column| match column {
            "filing_id" => Cell::maybe_text(entry.filing_id.as_deref()),
            "stock_code" => Cell::maybe_text(reading.filing.stock_code.as_deref()),
            "month_end" => Cell::maybe_date(reading.filing.month_end),
            "row" => Cell::count(row),
            _ => cell(column),
        })
    };
    match table {
        Table::CapitalEvents => visit_rows(&entry.capital_events, &mut with_keys),
        _ => visit_return(table, reading, &mut with_keys),
    }
}

fn visit_rows<R: Row>(rows: &[R], visit: &mut Visit<'_>) -> Result<(), TablesError> {
    rows.iter().zip(1..).try_for_each(|(row, number)| visit(number, &|column| Cell::Value(row.get(column))))
}

/// Hands over the rows of one table of a return, without key columns; `filings` has none here.
pub(super) fn visit_return(table: Table, reading: &Reading, visit: &mut Visit<'_>) -> Result<(), TablesError> {
    let filing = &reading.filing;
    match table {
        Table::Filings | Table::CapitalEvents => Ok(()),
        Table::AuthorisedCapital => visit_rows(&filing.authorised_capital, visit),
        Table::IssuedShares => visit_rows(&filing.issued_shares, visit),
        Table::OptionMovements => visit_rows(&filing.option_movements, visit),
        Table::WarrantMovements => visit_rows(&filing.warrant_movements, visit),
        Table::ConvertibleMovements => visit_rows(&filing.convertible_movements, visit),
        Table::AgreementMovements => visit_rows(&filing.agreement_movements, visit),
        Table::OtherMovements => visit_rows(&filing.other_movements, visit),
        Table::SectionTotals => visit_rows(&filing.section_totals, visit),
        Table::DepositaryReceipts => visit_rows(&filing.depositary_receipts, visit),
        Table::Remarks => visit_rows(&filing.remarks, visit),
        Table::Findings => {
            let mut numbered = reading.findings.iter().zip(1..);
            numbered.try_for_each(|(finding, row)| visit(row, &|column| findings_cell(finding, column)))
        }
        Table::Provenance => {
            let mut numbered = reading.provenance.iter().zip(1..);
            numbered.try_for_each(|(value, row)| visit(row, &|column| provenance_cell(value, column)))
        }
    }
}

fn filings_cell(entry: &Entry, standing: &Standing, column: &str) -> Cell {
    let reading = entry.result.as_ref().ok();
    match column {
        "filing_id" => Cell::maybe_text(entry.filing_id.as_deref()),
        "source_path" => Cell::text(entry.source_path.as_str()),
        "also_at" => Cell::Texts(entry.also_at.clone()),
        "source_bytes" => Cell::maybe_count(entry.source_bytes),
        "source_format" => Cell::maybe_text(entry.source_format.map(crate::filing::SourceFormat::as_str)),
        "published_on" => Cell::maybe_date(entry.published_on),
        "published_at" => entry.published_at.map_or(Cell::NULL, Cell::Timestamp),
        "title" => Cell::maybe_text(entry.title.as_deref()),
        "outcome" => Cell::text(entry.outcome().as_str()),
        "reject_code" => Cell::maybe_text(entry.result.as_ref().err().map(|error| error.code.as_str())),
        "reject_message" => Cell::maybe_text(entry.result.as_ref().err().map(|error| error.message.as_str())),
        "revision" => Cell::maybe_count(standing.revision),
        "is_current" => standing.is_current.map_or(Cell::NULL, |current| Cell::Value(Value::Bool(current))),
        "twin_filing_id" => Cell::maybe_text(standing.twin_filing_id.as_deref()),
        "findings" => Cell::count(reading.map_or(0, |reading| reading.findings.len())),
        "parser_version" => Cell::text(entry.parser_version.as_str()),
        "ingested_at" => Cell::Timestamp(entry.ingested_at),
        _ => reading.map_or(Cell::NULL, |reading| stated_cell(&reading.filing, column)),
    }
}

/// The columns of `filings` that the form itself states.
fn stated_cell(filing: &MonthlyReturn, column: &str) -> Cell {
    match column {
        "form" => Cell::text(filing.form.as_str()),
        "form_version" => Cell::maybe_text(filing.form_version.as_deref()),
        "language" => Cell::text(filing.language.as_str()),
        "stock_code" => Cell::maybe_text(filing.stock_code.as_deref()),
        "issuer_name" => Cell::maybe_text(filing.issuer_name.as_deref()),
        "month_end" => Cell::maybe_date(filing.month_end),
        "status" => Cell::maybe_text(filing.status.map(crate::filing::Status::as_str)),
        "submitted_on" => Cell::maybe_date(filing.submitted_on),
        "pages" => Cell::maybe_count(filing.pages),
        "counters" if filing.counters.is_empty() => Cell::NULL,
        "counters" => Cell::Counters(filing.counters.clone()),
        "total_authorised_currency" => Cell::maybe_text(filing.total_authorised_currency.as_deref()),
        "total_authorised_capital" => {
            filing.total_authorised_capital.map_or(Cell::NULL, |capital| Cell::Value(Value::Decimal(capital)))
        }
        "submitted_by" => Cell::maybe_text(filing.submitted_by.as_deref()),
        "submitted_by_title" => Cell::maybe_text(filing.submitted_by_title.as_deref()),
        _ => Cell::NULL,
    }
}

fn findings_cell(finding: &Finding, column: &str) -> Cell {
    match column {
        "code" => Cell::text(finding.code.as_str()),
        "severity" => Cell::text(finding.severity.as_str()),
        "table_name" => Cell::maybe_text(finding.table.map(Table::as_str)),
        "table_row" => Cell::maybe_count(finding.row),
        "column_name" => Cell::maybe_text(finding.column.as_deref()),
        "page" => Cell::maybe_count(finding.page),
        "message" => Cell::text(finding.message.as_str()),
        "expected" => Cell::maybe_text(finding.expected.as_deref()),
        "actual" => Cell::maybe_text(finding.actual.as_deref()),
        _ => Cell::NULL,
    }
}

fn provenance_cell(value: &Provenance, column: &str) -> Cell {
    let edge = |edge: fn(BBox) -> f32| value.place.bbox.map_or(Cell::NULL, |bbox| Cell::Points(edge(bbox)));
    match column {
        "table_name" => Cell::text(value.table.as_str()),
        "table_row" => Cell::count(value.row),
        "column_name" => Cell::text(value.column.as_str()),
        "raw_text" => Cell::text(value.raw_text.as_str()),
        "page" => Cell::count(value.place.page),
        "x0" => edge(|bbox| bbox.x0),
        "y0" => edge(|bbox| bbox.y0),
        "x1" => edge(|bbox| bbox.x1),
        "y1" => edge(|bbox| bbox.y1),
        "method" => Cell::text(value.method.as_str()),
        _ => Cell::NULL,
    }
}
