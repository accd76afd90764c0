//! Readings → the tables of the contract: filings in their order, arrow columns with types.
//!
//! [`assemble`] sees the keys of all filings at once and decides what no filing can know by itself: the order, the
//! revision, which revision is current, and the twin in the other language (`standing`). The
//! tables are then written out of the readings in that order, so that each is sorted without being sorted, and no
//! figure passes through a second set of types on its way to the file (`cells`, `columns`).

mod cells;
mod columns;
mod json;
mod restore;
mod standing;

use std::collections::BTreeSet;

use arrow_array::RecordBatch;
use arrow_schema::SchemaRef;
pub use cells::Cell;
use jiff::Timestamp;
pub use restore::{RestoreError, Restorer};

use crate::filing::{CapitalEvent, Date, SourceFormat, Standing, Table, hong_kong_day};
use crate::finding::{FilingError, Severity};
use crate::record::Reading;
use crate::spec::table::Tables;

/// One document that the crawl found, with what became of it: a row of `filings`, and the rows below it.
#[derive(Debug, Clone, PartialEq)]
pub struct Entry {
    /// Lower-case hex digest of the bytes; `None` when the operating system would not give them.
    pub filing_id: Option<String>,
    /// Where it was found, relative to the crawled folder.
    pub source_path: String,
    /// The other paths with the same bytes, sorted.
    pub also_at: Vec<String>,
    /// Size in bytes; `None` like the digest.
    pub source_bytes: Option<u64>,
    /// The kind of file; `None` when it is of no known kind.
    pub source_format: Option<SourceFormat>,
    /// The day of publication, where path or name tell it.
    pub published_on: Option<Date>,
    /// The moment of publication, where an index beside the filings tells it.
    pub published_at: Option<Timestamp>,
    /// The title under which it was published, from that index.
    pub title: Option<String>,
    /// The version of the program that read it.
    pub parser_version: String,
    /// When the run began that read it.
    pub ingested_at: Timestamp,
    /// What became of the issuer's shares, told from this return (and the ones around it).
    pub capital_events: Vec<CapitalEvent>,
    /// The reading as it was before figures were filled in from other returns; `None` where none were. It is not
    /// published: should the others change, the reading is to be compared as it was.
    pub unrepaired: Option<Box<Reading>>,
    /// What the document states, or why it was rejected.
    pub result: Result<Reading, FilingError>,
}

/// What became of a document.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Outcome {
    /// Read, and nothing wrong beyond a warning.
    Parsed,
    /// Read, with at least one finding of severity error.
    Flagged,
    /// Not read.
    Rejected,
}

impl Outcome {
    /// The word that is published.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Parsed => "parsed",
            Self::Flagged => "flagged",
            Self::Rejected => "rejected",
        }
    }
}

impl Entry {
    /// What became of the document.
    #[must_use]
    pub fn outcome(&self) -> Outcome {
        match &self.result {
            Err(_) => Outcome::Rejected,
            Ok(reading) if reading.findings.iter().any(|finding| finding.severity == Severity::Error) => {
                Outcome::Flagged
            }
            Ok(_) => Outcome::Parsed,
        }
    }

    /// The day in Hong Kong on which anybody could read the document, as far as that is known. Where nothing tells it, the
    /// day of submission: returns are published on it.
    #[must_use]
    pub fn public_on(&self) -> Option<Date> {
        let submitted_on = || self.result.as_ref().ok()?.filing.submitted_on;
        self.published_at.map(hong_kong_day).or(self.published_on).or_else(submitted_on)
    }

    /// The year of the month that the return is about: the partition of all its rows. `None` when it is unknown.
    #[must_use]
    pub fn year(&self) -> Option<i16> {
        let month_end = self.result.as_ref().ok()?.filing.month_end?;
        Some(month_end.year())
    }
}

/// Why tables could not be made: a fault of the program, never of a filing.
#[derive(Debug, thiserror::Error)]
pub enum TablesError {
    /// A stage filled a column with a value that the contract does not allow there.
    #[error("{table}.{column}: {message} (a fault of the program; please report it with the file)")]
    Column {
        /// The table.
        table: &'static str,
        /// The column.
        column: String,
        /// What is wrong with the value.
        message: String,
    },
    /// Arrow refused a batch.
    #[error("building columns: {0}")]
    Arrow(#[from] arrow_schema::ArrowError),
}

/// Everything that one publication holds, in its final order.
#[derive(Debug)]
pub struct Snapshot {
    entries: Vec<(Entry, Standing)>,
}

/// Sets all filings in order and finds out how they stand to each other.
#[must_use]
pub fn assemble(entries: Vec<Entry>) -> Snapshot {
    let standings = standing::standings(&entries);
    let mut taken: Vec<Option<Entry>> = entries.into_iter().map(Some).collect();
    let ordered = standings.into_iter().filter_map(|(position, standing)| Some((taken[position].take()?, standing)));
    Snapshot { entries: ordered.collect() }
}

/// Checks that a reading fills every column that may not be null, so that one filing cannot stop a publication.
///
/// # Errors
/// [`TablesError::Column`] with the first column that it leaves empty.
pub fn verify(reading: &Reading) -> Result<(), TablesError> {
    for &table in Table::ALL {
        let never_null = Tables::builtin().table(table).columns.iter().filter(|column| column.null.is_none());
        let own: Vec<_> = never_null.filter(|column| !cells::is_key(&column.name)).collect();
        cells::visit_return(table, reading, &mut |row, cell| match own
            .iter()
            .find(|column| cell(&column.name).is_null())
        {
            Some(column) => Err(columns::column_error(table, column, format!("row {row} has no value"))),
            None => Ok(()),
        })?;
    }
    Ok(())
}

impl Snapshot {
    /// The documents with their standing, sorted by stock code, month and filing id; rejected ones at the end.
    #[must_use]
    pub fn entries(&self) -> &[(Entry, Standing)] {
        &self.entries
    }

    /// The same, to add what only the whole dataset tells. Order and standing are not found out anew.
    pub fn entries_mut(&mut self) -> impl Iterator<Item = (&mut Entry, &Standing)> {
        self.entries.iter_mut().map(|(entry, standing)| (entry, &*standing))
    }

    /// The version of the program that read the newest of them; nothing where there are none.
    #[must_use]
    pub fn parser_version(&self) -> &str {
        self.newest().map_or("", |entry| entry.parser_version.as_str())
    }

    /// When the run began that read the newest of them; 1970 where there are none.
    #[must_use]
    pub fn ingested_at(&self) -> Timestamp {
        self.newest().map_or(Timestamp::UNIX_EPOCH, |entry| entry.ingested_at)
    }

    fn newest(&self) -> Option<&Entry> {
        self.entries.iter().map(|(entry, _)| entry).max_by_key(|entry| entry.ingested_at)
    }

    /// The years that the tables are divided into; `None` is the part of the filings whose month is unknown.
    #[must_use]
    pub fn years(&self) -> BTreeSet<Option<i16>> {
        self.entries.iter().map(|(entry, _)| entry.year()).collect()
    }

    /// The rows of one part of a table, in batches of a bounded size.
    pub fn batches(&self, table: Table, year: Option<i16>) -> impl Iterator<Item = Result<RecordBatch, TablesError>> {
        columns::batches(self, table, move |entry| entry.year() == year)
    }

    /// The rows that one filing gives to a table, in batches of a bounded size.
    pub fn batches_of<'s>(
        &'s self,
        table: Table,
        filing_id: &'s str,
    ) -> impl Iterator<Item = Result<RecordBatch, TablesError>> + 's {
        columns::batches(self, table, move |entry| entry.filing_id.as_deref() == Some(filing_id))
    }

    /// Every table as JSON: an object of arrays of objects; decimals, dates and moments are strings.
    ///
    /// # Errors
    /// [`TablesError::Column`] when a value is of another type than its column.
    pub fn to_json(&self) -> Result<serde_json::Value, TablesError> {
        json::tables(self)
    }
}

/// The Arrow schema of a table, with unit, null rule and description in the metadata of every field.
#[must_use]
pub fn schema(table: Table) -> SchemaRef {
    columns::schema(table)
}
