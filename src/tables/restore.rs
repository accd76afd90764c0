//! The tables of a snapshot → entries again: what `cells` takes apart, put together.
//!
//! Whatever works on a published dataset works on the same types as an ingest does.

use std::collections::HashMap;

use arrow_array::cast::AsArray;
use arrow_array::types::{Date32Type, Decimal128Type, Float32Type, Int64Type, TimestampMicrosecondType};
use arrow_array::{Array, ArrayRef, RecordBatch};
use arrow_schema::DataType;
use jiff::Timestamp;

use super::{Cell, Entry, Snapshot, schema};
use crate::filing::{
    CapitalEvent, Counter, Date, Decimal, Form, Language, MonthlyReturn, Row, SourceFormat, Standing, Status, Table,
    Value, columns_stated, day_since_1970, file_digest,
};
use crate::finding::{BBox, Code, FilingError, Finding, Method, Place, Provenance, RejectCode, Severity};
use crate::record::Reading;

/// Why a snapshot cannot be put together again: it was written by another program, or damaged since.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{}, row {row}: {message}", table.as_str())]
pub struct RestoreError {
    /// The table.
    pub table: Table,
    /// The row of the batch that was at fault, counted from 1; 0 for the batch as a whole.
    pub row: usize,
    /// What is wrong with it.
    pub message: String,
}

/// Puts entries together from batches: those of `filings` first, then those of the other tables in any order.
#[derive(Debug, Default)]
pub struct Restorer {
    entries: Vec<(Entry, Standing)>,
    /// Position in `entries` by filing id.
    positions: HashMap<String, usize>,
    wanted: Wanted,
}

/// Which filings are put together.
#[derive(Debug, Default)]
enum Wanted {
    #[default]
    All,
    /// The one of this id.
    Filing(String),
    /// Those of the file with this digest.
    File(String),
}

impl Restorer {
    /// Puts together one filing and leaves out the others.
    #[must_use]
    pub fn only(filing_id: &str) -> Self {
        Self { wanted: Wanted::Filing(filing_id.to_owned()), ..Self::default() }
    }

    /// Puts together the forms in one file, told by its digest, and leaves out the others.
    #[must_use]
    pub fn file(digest: &str) -> Self {
        Self { wanted: Wanted::File(digest.to_owned()), ..Self::default() }
    }

    /// Takes the rows of a batch.
    ///
    /// # Errors
    /// When the batch has other columns than the table, a word that is none of the contract's, or a row that belongs to
    /// no filing or is out of order.
    pub fn take(&mut self, table: Table, batch: &RecordBatch) -> Result<(), RestoreError> {
        let columns = Columns::of(table, batch)?;
        for row in 0..batch.num_rows() {
            let row = RowView { columns: &columns, row };
            let taken = if table == Table::Filings { self.filing(&row) } else { self.row(table, &row) };
            taken.map_err(|message| RestoreError { table, row: row.row + 1, message })?;
        }
        Ok(())
    }

    /// All that was taken, in the order in which it was assembled; the files of a table hold it year by year.
    #[must_use]
    pub fn finish(mut self) -> Snapshot {
        fn nulls_last<T>(value: Option<T>) -> (bool, Option<T>) {
            (value.is_none(), value)
        }
        let key = |(entry, _): &(Entry, Standing)| {
            let filing = entry.result.as_ref().ok().map(|reading| &reading.filing);
            let code = filing.and_then(|filing| filing.stock_code.clone());
            let month = filing.and_then(|filing| filing.month_end);
            let id = entry.filing_id.clone();
            (nulls_last(code), nulls_last(month), nulls_last(id), entry.source_path.clone())
        };
        self.entries.sort_by_cached_key(key);
        Snapshot { entries: self.entries }
    }

    /// All that was taken, in the order in which it was, without its standing: to be assembled anew.
    pub fn into_entries(self) -> impl Iterator<Item = Entry> {
        self.entries.into_iter().map(|(entry, _)| entry)
    }

    fn is_wanted(&self, filing_id: Option<&str>) -> bool {
        match &self.wanted {
            Wanted::All => true,
            Wanted::Filing(only) => filing_id == Some(only),
            Wanted::File(digest) => filing_id.is_some_and(|id| file_digest(id) == digest),
        }
    }

    fn filing(&mut self, row: &RowView<'_>) -> Result<(), String> {
        let filing_id = row.text("filing_id");
        if !self.is_wanted(filing_id.as_deref()) {
            return Ok(());
        }
        let entry = Entry {
            source_path: row.needed("source_path")?,
            also_at: row.texts("also_at"),
            source_bytes: row.count("source_bytes").and_then(|bytes| u64::try_from(bytes).ok()),
            source_format: row.word("source_format", SourceFormat::from_word)?,
            published_on: row.date("published_on"),
            published_at: row.moment("published_at"),
            title: row.text("title"),
            parser_version: row.needed("parser_version")?,
            ingested_at: row.moment("ingested_at").ok_or("ingested_at is null")?,
            capital_events: Vec::new(),
            unrepaired: None,
            result: match row.word("reject_code", RejectCode::from_word)? {
                Some(code) => Err(FilingError::new(code, row.needed("reject_message")?)),
                None => Ok(Reading { filing: head(row)?, findings: Vec::new(), provenance: Vec::new() }),
            },
            filing_id,
        };
        let standing = Standing {
            revision: row.count("revision").and_then(|revision| u32::try_from(revision).ok()),
            is_current: row.flag("is_current"),
            twin_filing_id: row.text("twin_filing_id"),
        };
        self.positions.extend(entry.filing_id.iter().map(|id| (id.clone(), self.entries.len())));
        self.entries.push((entry, standing));
        Ok(())
    }

    fn row(&mut self, table: Table, row: &RowView<'_>) -> Result<(), String> {
        let id = row.needed("filing_id")?;
        if !self.is_wanted(Some(&id)) {
            return Ok(());
        }
        let position = self.positions.get(&id).ok_or_else(|| format!("belongs to {id}, which `filings` lacks"))?;
        let (entry, _) = &mut self.entries[*position];
        let Ok(reading) = &mut entry.result else { return Err(format!("belongs to {id}, which was rejected")) };
        let number = row.count("row").and_then(|number| u32::try_from(number).ok()).ok_or("row is no number")?;
        let held = match table {
            Table::Findings => reading.findings.len(),
            Table::Provenance => reading.provenance.len(),
            Table::CapitalEvents => entry.capital_events.len(),
            _ => reading.filing.row_count(table) as usize,
        };
        if number as usize != held + 1 {
            return Err(format!("is row {number} of {id}, after row {held}"));
        }
        match table {
            Table::Findings => reading.findings.push(finding(row)?),
            Table::Provenance => reading.provenance.push(provenance(row)?),
            Table::CapitalEvents => entry.capital_events.push(capital_event(row)),
            _ => stated(&mut reading.filing, table, number, row)?,
        }
        Ok(())
    }
}

/// What the row of `filings` says of the return.
fn head(row: &RowView<'_>) -> Result<MonthlyReturn, String> {
    let form = row.word("form", Form::from_word)?.ok_or("form is null")?;
    let language = row.word("language", Language::from_word)?.ok_or("language is null")?;
    let mut filing = MonthlyReturn::new(form, language);
    filing.form_version = row.text("form_version");
    filing.status = row.word("status", Status::from_word)?;
    filing.pages = row.count("pages").and_then(|pages| u32::try_from(pages).ok());
    if let Cell::Counters(counters) = row.cell("counters") {
        filing.counters = counters;
    }
    for column in columns_stated(Table::Filings) {
        if let Cell::Value(value) = row.cell(column) {
            filing.set_value(Table::Filings, 1, column, value);
        }
    }
    Ok(filing)
}

fn stated(filing: &mut MonthlyReturn, table: Table, number: u32, row: &RowView<'_>) -> Result<(), String> {
    filing.push_row(table);
    for column in columns_stated(table) {
        let Cell::Value(value) = row.cell(column) else { continue };
        if !value.is_null() && !filing.set_value(table, number, column, value) {
            return Err(format!("{column} is of another type"));
        }
    }
    Ok(())
}

fn capital_event(row: &RowView<'_>) -> CapitalEvent {
    let mut event = CapitalEvent::default();
    for column in CapitalEvent::columns() {
        if let Cell::Value(value) = row.cell(column) {
            event.set(column, value);
        }
    }
    event
}

fn finding(row: &RowView<'_>) -> Result<Finding, String> {
    Ok(Finding {
        code: row.word("code", Code::from_word)?.ok_or("code is null")?,
        severity: row.word("severity", Severity::from_word)?.ok_or("severity is null")?,
        table: row.word("table_name", Table::from_word)?,
        row: row.small("table_row"),
        column: row.text("column_name"),
        page: row.small("page"),
        message: row.needed("message")?,
        expected: row.text("expected"),
        actual: row.text("actual"),
    })
}

fn provenance(row: &RowView<'_>) -> Result<Provenance, String> {
    let edges = ["x0", "y0", "x1", "y1"].map(|edge| match row.cell(edge) {
        Cell::Points(points) => Some(points),
        _ => None,
    });
    let bbox = match edges {
        [Some(x0), Some(y0), Some(x1), Some(y1)] => Some(BBox { x0, y0, x1, y1 }),
        _ => None,
    };
    Ok(Provenance {
        table: row.word("table_name", Table::from_word)?.ok_or("table_name is null")?,
        row: row.small("table_row").ok_or("table_row is null")?,
        column: row.needed("column_name")?,
        raw_text: row.needed("raw_text")?,
        place: Place { page: row.small("page").ok_or("page is null")?, bbox },
        method: row.word("method", Method::from_word)?.ok_or("method is null")?,
    })
}

/// Whether two types hold the same values. What a list calls its items, and whether it is declared to hold nulls, is up to
/// whoever wrote the file.
fn is_same(found: &DataType, wanted: &DataType) -> bool {
    match (found, wanted) {
        (DataType::List(found), DataType::List(wanted)) => is_same(found.data_type(), wanted.data_type()),
        (DataType::Struct(found), DataType::Struct(wanted)) => {
            let mut both = found.iter().zip(wanted);
            found.len() == wanted.len()
                && both.all(|(found, wanted)| {
                    found.name() == wanted.name() && is_same(found.data_type(), wanted.data_type())
                })
        }
        _ => found == wanted,
    }
}

/// The columns of a batch by name.
struct Columns<'b>(HashMap<&'b str, &'b ArrayRef>);

impl<'b> Columns<'b> {
    fn of(table: Table, batch: &'b RecordBatch) -> Result<Self, RestoreError> {
        let mut columns = HashMap::new();
        for field in schema(table).fields() {
            let position = batch.schema_ref().index_of(field.name()).ok();
            let array = position.map(|position| batch.column(position));
            let Some(array) = array.filter(|array| is_same(array.data_type(), field.data_type())) else {
                let message = format!("there is no column {} of the type {}", field.name(), field.data_type());
                return Err(RestoreError { table, row: 0, message });
            };
            let name = position.map_or("", |position| batch.schema_ref().field(position).name().as_str());
            columns.insert(name, array);
        }
        Ok(Self(columns))
    }
}

/// One row of a batch.
struct RowView<'b> {
    columns: &'b Columns<'b>,
    row: usize,
}

impl RowView<'_> {
    fn cell(&self, column: &str) -> Cell {
        self.columns.0.get(column).map_or(Cell::Value(Value::Null), |array| cell(array, self.row))
    }

    fn value(&self, column: &str) -> Value {
        if let Cell::Value(value) = self.cell(column) { value } else { Value::Null }
    }

    fn text(&self, column: &str) -> Option<String> {
        if let Value::Text(text) = self.value(column) { Some(text) } else { None }
    }

    fn needed(&self, column: &str) -> Result<String, String> {
        self.text(column).ok_or_else(|| format!("{column} is null"))
    }

    fn texts(&self, column: &str) -> Vec<String> {
        if let Cell::Texts(texts) = self.cell(column) { texts } else { Vec::new() }
    }

    fn count(&self, column: &str) -> Option<i64> {
        if let Value::Count(count) = self.value(column) { Some(count) } else { None }
    }

    fn small(&self, column: &str) -> Option<u32> {
        self.count(column).and_then(|count| u32::try_from(count).ok())
    }

    fn flag(&self, column: &str) -> Option<bool> {
        if let Value::Bool(yes) = self.value(column) { Some(yes) } else { None }
    }

    fn date(&self, column: &str) -> Option<Date> {
        if let Value::Date(date) = self.value(column) { Some(date) } else { None }
    }

    fn moment(&self, column: &str) -> Option<Timestamp> {
        if let Cell::Timestamp(moment) = self.cell(column) { Some(moment) } else { None }
    }

    /// A word of one of the contract's lists.
    fn word<W>(&self, column: &str, from_word: impl Fn(&str) -> Option<W>) -> Result<Option<W>, String> {
        let Some(text) = self.text(column) else { return Ok(None) };
        from_word(&text).map(Some).ok_or_else(|| format!("{column} is `{text}`, which this version does not know"))
    }
}

/// One value of an array whose type is one of the contract's.
fn cell(array: &ArrayRef, row: usize) -> Cell {
    if array.is_null(row) {
        return Cell::Value(Value::Null);
    }
    match array.data_type() {
        DataType::Utf8 => Cell::Value(Value::Text(array.as_string::<i32>().value(row).to_owned())),
        DataType::Int64 => Cell::Value(Value::Count(array.as_primitive::<Int64Type>().value(row))),
        DataType::Decimal128(..) => {
            let units = array.as_primitive::<Decimal128Type>().value(row);
            Cell::Value(Decimal::from_units(units).map_or(Value::Null, Value::Decimal))
        }
        DataType::Boolean => Cell::Value(Value::Bool(array.as_boolean().value(row))),
        DataType::Date32 => {
            let date = day_since_1970(array.as_primitive::<Date32Type>().value(row));
            Cell::Value(date.map_or(Value::Null, Value::Date))
        }
        DataType::Timestamp(..) => {
            let micros = array.as_primitive::<TimestampMicrosecondType>().value(row);
            Timestamp::from_microsecond(micros).map_or(Cell::Value(Value::Null), Cell::Timestamp)
        }
        DataType::Float32 => Cell::Points(array.as_primitive::<Float32Type>().value(row)),
        DataType::List(item) if *item.data_type() == DataType::Utf8 => {
            let items = array.as_list::<i32>().value(row);
            Cell::Texts(items.as_string::<i32>().iter().flatten().map(str::to_owned).collect())
        }
        DataType::List(_) => Cell::Counters(counters(&array.as_list::<i32>().value(row))),
        _ => Cell::Value(Value::Null),
    }
}

fn counters(items: &ArrayRef) -> Vec<Counter> {
    let fields = items.as_struct();
    let (codes, currencies) = (fields.column(0).as_string::<i32>(), fields.column(1).as_string::<i32>());
    let counter = |row| Counter {
        stock_code: codes.value(row).to_owned(),
        currency: currencies.is_valid(row).then(|| currencies.value(row).to_owned()),
    };
    (0..items.len()).map(counter).collect()
}
