//! A published snapshot, to be read again.

use std::fs::{self, File};
use std::io;
use std::path::{Path, PathBuf};

use arrow_array::RecordBatch;
use parquet::arrow::arrow_reader::ParquetRecordBatchReaderBuilder;
use parquet::errors::ParquetError;

use super::{CURRENT, MANIFEST, Manifest, SNAPSHOTS};
use crate::filing::Table;
use crate::spec::table::Tables;

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

/// The part of a manifest that every version has.
#[derive(serde::Deserialize)]
struct Version {
    schema_version: u32,
}

impl Opened {
    /// The rows of a table, file by file in the order of the manifest.
    pub fn batches(&self, table: Table) -> impl Iterator<Item = Result<RecordBatch, OpenError>> {
        let files = self.manifest.files.iter().filter(move |file| file.table == table);
        files.flat_map(|file| {
            let path = self.folder.join(&file.path);
            let mut reader = None;
            let mut failed = false;
            std::iter::from_fn(move || {
                if failed {
                    return None;
                }
                let refused = |source| OpenError::File { path: path.clone(), source };
                if reader.is_none() {
                    match read(&path) {
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

fn read(path: &Path) -> Result<parquet::arrow::arrow_reader::ParquetRecordBatchReader, ParquetError> {
    let file = File::open(path).map_err(|error| ParquetError::External(Box::new(error)))?;
    ParquetRecordBatchReaderBuilder::try_new(file)?.build()
}
