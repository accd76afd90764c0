//! The rows of a published table, taken in their order: some copied, some put together again, some left behind.

use std::cmp::Ordering;
use std::path::PathBuf;

use arrow_array::cast::AsArray;
use arrow_array::types::Date32Type;
use arrow_array::{Array, Date32Array, RecordBatch, StringArray};
use parquet::errors::ParquetError;

use super::files::partition;
use super::open::{OpenError, Opened};
use crate::filing::Table;

/// What a row is about. Rows of a table and year stand in this order, what is unknown behind what is known.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RowKey<'r> {
    /// The issuer; `None` when it is unknown.
    pub stock_code: Option<&'r str>,
    /// The month, in days since 1970; `None` when it is unknown.
    pub month_end: Option<i32>,
    /// The filing; `None` when its file could not be opened.
    pub filing_id: Option<&'r str>,
    /// Where it was found, in `filings`; `None` in other tables.
    pub source_path: Option<&'r str>,
}

impl RowKey<'_> {
    /// Hands over the keys of the rows of a batch; none where it lacks the columns.
    pub fn for_each(batch: &RecordBatch, mut take: impl FnMut(RowKey<'_>)) {
        if let Some(keys) = Keys::of(batch) {
            (0..batch.num_rows()).for_each(|row| take(keys.at(row)));
        }
    }
}

impl Ord for RowKey<'_> {
    fn cmp(&self, other: &Self) -> Ordering {
        fn nulls_last<T: Ord + Copy>(one: Option<T>, other: Option<T>) -> Ordering {
            (one.is_none(), one).cmp(&(other.is_none(), other))
        }
        nulls_last(self.stock_code, other.stock_code)
            .then_with(|| nulls_last(self.month_end, other.month_end))
            .then_with(|| nulls_last(self.filing_id, other.filing_id))
            .then_with(|| nulls_last(self.source_path, other.source_path))
    }
}

impl PartialOrd for RowKey<'_> {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

/// Hands over some columns of text, row by row; nothing where the batch lacks one.
pub fn texts<const N: usize>(batch: &RecordBatch, columns: [&str; N], mut take: impl FnMut([Option<&str>; N])) {
    let columns = columns.map(|name| batch.column_by_name(name).and_then(|column| column.as_string_opt::<i32>()));
    if columns.iter().all(Option::is_some) {
        for row in 0..batch.num_rows() {
            take(columns.map(|column| column.filter(|column| column.is_valid(row)).map(|column| column.value(row))));
        }
    }
}

/// The keys of a batch.
pub(super) struct Keys {
    stock_codes: StringArray,
    months: Date32Array,
    ids: StringArray,
    paths: Option<StringArray>,
}

impl Keys {
    /// `None` when a column is missing: the batch is of no table of the contract.
    pub(super) fn of(batch: &RecordBatch) -> Option<Self> {
        let texts = |name: &str| batch.column_by_name(name)?.as_string_opt::<i32>().cloned();
        let months = batch.column_by_name("month_end")?.as_primitive_opt::<Date32Type>()?.clone();
        let paths = texts("source_path");
        Some(Self { stock_codes: texts("stock_code")?, months, ids: texts("filing_id")?, paths })
    }

    pub(super) fn at(&self, row: usize) -> RowKey<'_> {
        fn text(texts: &StringArray, row: usize) -> Option<&str> {
            texts.is_valid(row).then(|| texts.value(row))
        }
        RowKey {
            stock_code: text(&self.stock_codes, row),
            month_end: self.months.is_valid(row).then(|| self.months.value(row)),
            filing_id: text(&self.ids, row),
            source_path: self.paths.as_ref().and_then(|paths| text(paths, row)),
        }
    }
}

/// A place in the rows of a table and year.
pub struct Cursor<'o> {
    batches: Box<dyn Iterator<Item = Result<RecordBatch, OpenError>> + 'o>,
    /// The folder of the files.
    folder: PathBuf,
    /// What is being gone through, and from which row on.
    current: Option<(RecordBatch, Keys, usize)>,
}

impl<'o> Cursor<'o> {
    /// Stands before the first row.
    #[must_use]
    pub fn new(opened: &'o Opened, table: Table, year: Option<i16>) -> Self {
        let folder = opened.folder.join(partition(table, year));
        Self { batches: Box::new(opened.part_batches(table, year)), folder, current: None }
    }

    /// Goes on as long as `is_before` says so of a row, and hands over those that are wanted, in slices as long as may be.
    ///
    /// # Errors
    /// When a file cannot be read, and with whatever `take` fails.
    pub fn advance<E: From<OpenError>>(
        &mut self,
        is_before: impl Fn(&RowKey<'_>) -> bool,
        is_wanted: impl Fn(&RowKey<'_>) -> bool,
        mut take: impl FnMut(&RecordBatch) -> Result<(), E>,
    ) -> Result<(), E> {
        while self.peek()?.is_some() {
            let Some((batch, keys, at)) = &mut self.current else { return Ok(()) };
            let mut wanted_from = None;
            let mut row = *at;
            while row < batch.num_rows() && is_before(&keys.at(row)) {
                match (is_wanted(&keys.at(row)), wanted_from) {
                    (true, None) => wanted_from = Some(row),
                    (false, Some(from)) => {
                        take(&batch.slice(from, row - from))?;
                        wanted_from = None;
                    }
                    _ => {}
                }
                row += 1;
            }
            if let Some(from) = wanted_from {
                take(&batch.slice(from, row - from))?;
            }
            *at = row;
            if row < batch.num_rows() {
                return Ok(());
            }
        }
        Ok(())
    }

    /// The next row; `None` behind the last.
    ///
    /// # Errors
    /// When a file cannot be read.
    pub fn peek(&mut self) -> Result<Option<RowKey<'_>>, OpenError> {
        while self.current.as_ref().is_none_or(|(batch, _, at)| *at >= batch.num_rows()) {
            let Some(batch) = self.batches.next() else { return Ok(None) };
            let batch = batch?;
            let Some(keys) = Keys::of(&batch) else {
                let source = ParquetError::General("it lacks the columns that tell whose a row is".to_owned());
                return Err(OpenError::File { path: self.folder.clone(), source });
            };
            self.current = Some((batch, keys, 0));
        }
        Ok(self.current.as_ref().map(|(_, keys, at)| keys.at(*at)))
    }
}
