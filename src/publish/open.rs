//! A published snapshot, to be read again.

use std::collections::{BTreeMap, BTreeSet};
use std::fs::{self, File};
use std::io;
use std::path::{Path, PathBuf};

use arrow_array::RecordBatch;
use parquet::arrow::ProjectionMask;
use parquet::arrow::arrow_reader::{ParquetRecordBatchReader, ParquetRecordBatchReaderBuilder};
use parquet::errors::ParquetError;

use super::cursor::texts;
use super::{CURRENT, MANIFEST, Manifest, PublishedFile, SNAPSHOTS};
use crate::filing::{Table, file_digest};
use crate::spec::table::Tables;

/// So many rows are read at a time.
const READ_ROWS: usize = 8_192;

/// A snapshot whose folder was resolved once: what is published meanwhile does not touch it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Opened {
    /// The folder of the snapshot, with no link in it.
    pub folder: PathBuf,
    /// What it holds.
    pub manifest: Manifest,
}

/// Why a dataset cannot be read.
#[derive(Debug, thiserror::Error)]
pub enum OpenError {
    /// There is no dataset, or no snapshot in it.
    #[error(
        "{} is no dataset ({source}): name the folder that `sharecap ingest --out` made, or one of its snapshots", path.display()
    )]
    NotADataset {
        /// The folder that was named.
        path: PathBuf,
        /// Why not.
        source: io::Error,
    },
    /// The manifest cannot be read.
    #[error("{} is damaged ({message}): publish again, or name another of the snapshots in {SNAPSHOTS}", path.display())]
    Manifest {
        /// The manifest.
        path: PathBuf,
        /// What is wrong with it.
        message: String,
    },
    /// Another version of the tables.
    #[error(
        "{} has schema version {found}, and this sharecap reads version {known}: {}", path.display(),
        if found > known { "use a newer sharecap" } else { "ingest the filings again" }
    )]
    Schema {
        /// The folder of the snapshot.
        path: PathBuf,
        /// The version it was written with.
        found: u32,
        /// The version of this program.
        known: u32,
    },
    /// A file is gone or damaged.
    #[error("reading {}: {source}; the snapshot is damaged: publish again, or name another one", path.display())]
    File {
        /// The file.
        path: PathBuf,
        /// Why not.
        source: ParquetError,
    },
}

/// Opens the current snapshot of a dataset, or the snapshot whose folder is named itself.
///
/// # Errors
/// When there is none, or it was written by another version of the tables.
pub fn open(dataset: &Path) -> Result<Opened, OpenError> {
    let is_snapshot = dataset.join(MANIFEST).is_file();
    let named = if is_snapshot { dataset.to_owned() } else { dataset.join(CURRENT) };
    let folder = fs::canonicalize(&named);
    let folder = folder.map_err(|source| OpenError::NotADataset { path: dataset.to_owned(), source })?;
    let path = folder.join(MANIFEST);
    let text = fs::read_to_string(&path).map_err(|source| OpenError::NotADataset { path: path.clone(), source })?;
    let damaged = |error: serde_json::Error| OpenError::Manifest { path: path.clone(), message: error.to_string() };
    let version: Version = serde_json::from_str(&text).map_err(damaged)?;
    let known = Tables::builtin().schema_version;
    if version.schema_version != known {
        return Err(OpenError::Schema { path: folder, found: version.schema_version, known });
    }
    let manifest = serde_json::from_str(&text).map_err(damaged)?;
    Ok(Opened { folder, manifest })
}

/// What a run goes on from.
#[derive(Debug)]
pub enum Base {
    /// There is no dataset yet.
    Nothing,
    /// What is current.
    Snapshot(Box<Opened>),
    /// An older program wrote what is current: it cannot be gone on from, and is read anew. What it was read from.
    Older {
        /// The folder of the snapshot.
        folder: PathBuf,
        /// Its filings by digest, each with the path of its file.
        filings: BTreeMap<String, String>,
    },
}

/// Opens what is current, to go on from it.
///
/// # Errors
/// When a newer program wrote it, or it cannot be read.
pub fn base(dataset: &Path) -> Result<Base, OpenError> {
    // A link that leads nowhere is no dataset without a snapshot: whoever removed it shall know.
    if fs::symlink_metadata(dataset.join(CURRENT)).is_err() {
        return Ok(Base::Nothing);
    }
    match open(dataset) {
        Ok(opened) if !opened.manifest.state.is_empty() => Ok(Base::Snapshot(Box::new(opened))),
        Ok(Opened { folder, .. }) => older(folder),
        Err(OpenError::Schema { path, found, known }) if found < known => older(path),
        Err(error) => Err(error),
    }
}

/// The filings of a snapshot of an older version: these columns every version has.
fn older(folder: PathBuf) -> Result<Base, OpenError> {
    let path = folder.join(MANIFEST);
    let text = fs::read_to_string(&path).map_err(|source| OpenError::NotADataset { path: path.clone(), source })?;
    let manifest: OlderManifest = serde_json::from_str(&text)
        .map_err(|error| OpenError::Manifest { path: path.clone(), message: error.to_string() })?;
    let mut filings = BTreeMap::new();
    for file in manifest.files.iter().filter(|file| file.table == Table::Filings.as_str()) {
        let path = folder.join(&file.path);
        let refused = |source| OpenError::File { path: path.clone(), source };
        for batch in read(&path, &["filing_id", "source_path"]).map_err(refused)? {
            let batch = batch.map_err(|error| refused(error.into()))?;
            texts(&batch, ["filing_id", "source_path"], |row| {
                if let [Some(id), Some(path)] = row {
                    filings.insert(file_digest(id).to_owned(), path.to_owned());
                }
            });
        }
    }
    Ok(Base::Older { folder, filings })
}

/// The part of the files' list that every version has.
#[derive(serde::Deserialize)]
struct OlderManifest {
    files: Vec<OlderFile>,
}

#[derive(serde::Deserialize)]
struct OlderFile {
    path: String,
    table: String,
}

/// The part of a manifest that every version has.
#[derive(serde::Deserialize)]
struct Version {
    schema_version: u32,
}

impl Opened {
    /// The rows of a table, file by file in the order of the manifest.
    pub fn batches(&self, table: Table) -> impl Iterator<Item = Result<RecordBatch, OpenError>> {
        self.batches_of(move |file| file.table == table, &[])
    }

    /// The same, of one year alone.
    pub fn part_batches(
        &self,
        table: Table,
        year: Option<i16>,
    ) -> impl Iterator<Item = Result<RecordBatch, OpenError>> {
        self.batches_of(move |file| file.table == table && file.year == year, &[])
    }

    /// Some columns of a table, with the year that their rows stand under.
    pub fn columns(
        &self,
        table: Table,
        columns: &'static [&'static str],
    ) -> impl Iterator<Item = Result<(Option<i16>, RecordBatch), OpenError>> {
        self.years(table).into_iter().flat_map(move |year| {
            let batches = self.batches_of(move |file| file.table == table && file.year == year, columns);
            batches.map(move |batch| Ok((year, batch?)))
        })
    }

    /// The years that a table has rows of.
    #[must_use]
    pub fn years(&self, table: Table) -> BTreeSet<Option<i16>> {
        let files = self.manifest.files.iter().filter(|file| file.table == table && file.rows > 0);
        files.map(|file| file.year).collect()
    }

    /// The rows of the files that are wanted; all columns where none is named.
    fn batches_of(
        &self,
        is_wanted: impl Fn(&PublishedFile) -> bool,
        columns: &'static [&'static str],
    ) -> impl Iterator<Item = Result<RecordBatch, OpenError>> {
        let files = self.manifest.files.iter().filter(move |file| is_wanted(file));
        files.flat_map(move |file| {
            let path = self.folder.join(&file.path);
            let mut reader = None;
            let mut failed = false;
            std::iter::from_fn(move || {
                if failed {
                    return None;
                }
                let refused = |source| OpenError::File { path: path.clone(), source };
                if reader.is_none() {
                    match read(&path, columns) {
                        Ok(batches) => reader = Some(batches),
                        Err(error) => {
                            failed = true;
                            return Some(Err(refused(error)));
                        }
                    }
                }
                let batch = reader.as_mut()?.next()?;
                failed = batch.is_err();
                Some(batch.map_err(|error| refused(error.into())))
            })
        })
    }
}

/// Reads a Parquet file; all columns where none is named.
pub(super) fn read(path: &Path, columns: &[&str]) -> Result<ParquetRecordBatchReader, ParquetError> {
    let file = File::open(path).map_err(|error| ParquetError::External(Box::new(error)))?;
    let builder = ParquetRecordBatchReaderBuilder::try_new(file)?.with_batch_size(READ_ROWS);
    if columns.is_empty() {
        return builder.build();
    }
    let mask = ProjectionMask::columns(builder.parquet_schema(), columns.iter().copied());
    builder.with_projection(mask).build()
}
