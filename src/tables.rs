//! Readings → the tables of the contract: polars sets the filings in order, arrow holds the typed columns.
//!
//! [`assemble`] is the whole stage. Polars sees the keys of all filings at once and decides what no filing can know by
//! itself: the order, the revision, which revision is current, and the twin in the other language (`standing`). The
//! tables are then written out of the readings in that order, so that each is sorted without being sorted, and no
//! figure passes through a second set of types on its way to the file (`cells`, `columns`).

mod cells;
mod columns;
mod json;
mod restore;
mod standing;

use std::collections::{BTreeMap, BTreeSet};

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
    /// What became of the issuer's shares, told from this return (and the ones around it).
    pub capital_events: Vec<CapitalEvent>,
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
    /// Polars refused a step.
    #[error("ordering the filings: {0}")]
    Polars(#[from] polars::error::PolarsError),
    /// Arrow refused a batch.
    #[error("building columns: {0}")]
    Arrow(#[from] arrow_schema::ArrowError),
}

/// Everything that one publication holds, in its final order.
#[derive(Debug)]
pub struct Snapshot {
    entries: Vec<(Entry, Standing)>,
    parser_version: String,
    ingested_at: Timestamp,
    folders: Vec<String>,
}

/// Sets all filings in order and finds out how they stand to each other.
///
/// # Errors
/// [`TablesError::Polars`] when polars refuses a step, which no input can cause.
pub fn assemble(entries: Vec<Entry>, parser_version: &str, ingested_at: Timestamp) -> Result<Snapshot, TablesError> {
    let standings = standing::standings(&entries)?;
    let mut taken: Vec<Option<Entry>> = entries.into_iter().map(Some).collect();
    let ordered = standings.into_iter().filter_map(|(position, standing)| Some((taken[position].take()?, standing)));
    let parser_version = parser_version.to_owned();
    Ok(Snapshot { entries: ordered.collect(), parser_version, ingested_at, folders: Vec::new() })
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

    /// The version of the program that read them.
    #[must_use]
    pub fn parser_version(&self) -> &str {
        &self.parser_version
    }

    /// When the run began.
    #[must_use]
    pub fn ingested_at(&self) -> Timestamp {
        self.ingested_at
    }

    /// Notes where the documents were found.
    #[must_use]
    pub fn with_folders(self, folders: Vec<String>) -> Self {
        Self { folders, ..self }
    }

    /// The folders below which `source_path` was found; empty where it was not noted, or the snapshot was loaded.
    #[must_use]
    pub fn folders(&self) -> &[String] {
        &self.folders
    }

    /// The years that a table is divided into; `None` is the part of the filings whose month is unknown.
    ///
    /// A table without rows has one part all the same, under the first year of the dataset, so that a reader's glob
    /// finds a file with its columns.
    #[must_use]
    pub fn years(&self, table: Table) -> Vec<Option<i16>> {
        let with_rows = self.entries.iter().filter(|(entry, _)| cells::row_count(table, entry) > 0);
        let years: BTreeSet<_> = with_rows.map(|(entry, _)| entry.year()).collect();
        if years.is_empty() {
            return vec![self.entries.iter().filter_map(|(entry, _)| entry.year()).min()];
        }
        years.into_iter().collect()
    }

    /// The rows of one part of a table, in batches of a bounded size.
    pub fn batches(&self, table: Table, year: Option<i16>) -> impl Iterator<Item = Result<RecordBatch, TablesError>> {
        columns::batches(self, table, move |entry| entry.year() == year)
    }

    /// How many documents came to which outcome.
    #[must_use]
    pub fn outcomes(&self) -> BTreeMap<&'static str, u64> {
        count(self.entries.iter().map(|(entry, _)| entry.outcome().as_str()))
    }

    /// How many documents were rejected for which reason.
    #[must_use]
    pub fn rejects(&self) -> BTreeMap<&'static str, u64> {
        count(self.entries.iter().filter_map(|(entry, _)| Some(entry.result.as_ref().err()?.code.as_str())))
    }

    /// How many findings there are of which code.
    #[must_use]
    pub fn findings(&self) -> BTreeMap<&'static str, u64> {
        let readings = self.entries.iter().filter_map(|(entry, _)| entry.result.as_ref().ok());
        count(readings.flat_map(|reading| &reading.findings).map(|finding| finding.code.as_str()))
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

fn count(words: impl Iterator<Item = &'static str>) -> BTreeMap<&'static str, u64> {
    let mut counts = BTreeMap::new();
    for word in words {
        *counts.entry(word).or_default() += 1;
    }
    counts
}
