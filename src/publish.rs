//! Tables → one immutable Parquet snapshot with its manifest; then the dataset turns to it.
//!
//! ```text
//! DATASET/snapshots/000001/filings/year=2024/part-0.parquet
//! DATASET/snapshots/000001/manifest.json
//! DATASET/current -> snapshots/000001
//! ```
//!
//! A snapshot is written under a name of its own, fsynced file by file and folder by folder, and renamed when it is
//! whole; `current` is a link that is renamed into place last. A reader who resolves `current` once sees one
//! snapshot, whatever happens beside it, and a run that fails leaves what was there before.
//!
//! `year` is that of `month_end`. Filings whose month is unknown, rejected ones above all, stand in
//! `year=__HIVE_DEFAULT_PARTITION__`: `DuckDB`, Polars, Arrow and Spark read it as a null and keep the column a number.

mod cursor;
mod described;
mod files;
mod lock;
mod manifest;
mod merge;
mod open;
mod release;
mod snapshots;
mod state;

use std::collections::BTreeMap;
use std::io;
use std::path::{Path, PathBuf};

pub use cursor::{Cursor, RowKey, texts};
pub use described::describe;
pub(crate) use files::{digest_rest, hex};
pub use lock::{Holder, Lock, LockError, Patience};
pub use manifest::{About, Manifest, PublishedFile, StateFile};
pub use merge::{IsReplaced, Merge};
pub use open::{Base, OpenError, Opened, base, open};
pub use release::Release;
pub use snapshots::{Keep, SnapshotInfo, SnapshotsError, Verdict, list, prune, verify};
pub use state::State;

use crate::filing::Table;
use crate::tables::{Snapshot, TablesError};

/// The folder of snapshots within a dataset.
pub const SNAPSHOTS: &str = "snapshots";
/// What a snapshot says of itself.
const MANIFEST: &str = "manifest.json";
/// The link to the snapshot that counts.
pub const CURRENT: &str = "current";
/// The folder of a snapshot that is being written.
const DRAFT: &str = ".draft";
/// How the folder of a snapshot begins that is being removed.
const GOING: &str = ".going-";
/// How Hive, and with it every reader, writes a partition value that is null.
const NULL_PARTITION: &str = "__HIVE_DEFAULT_PARTITION__";

/// A snapshot that was published.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Published {
    /// Its folder.
    pub folder: PathBuf,
    /// What it holds.
    pub manifest: Manifest,
}

/// Why nothing was published; what was current before still is.
#[derive(Debug, thiserror::Error)]
pub enum PublishError {
    /// The file system refused.
    #[error("{what} {}: {source}; nothing was published, and what was current still is", path.display())]
    Io {
        /// What was tried.
        what: &'static str,
        /// Where.
        path: PathBuf,
        /// Why not.
        source: io::Error,
    },
    /// `current` is not a link.
    #[error("{} is no link, so this folder is no dataset: name another folder with --out, or move it away", .0.display())]
    NotADataset(PathBuf),
    /// Another run is publishing, or the dataset cannot be locked.
    #[error(transparent)]
    Lock(#[from] LockError),
    /// What is published already cannot be read.
    #[error(transparent)]
    Open(#[from] OpenError),
    /// The tables could not be made.
    #[error(transparent)]
    Tables(#[from] TablesError),
    /// Parquet refused a file.
    #[error("writing {}: {source}; nothing was published", path.display())]
    Parquet {
        /// The file.
        path: PathBuf,
        /// Why not.
        source: parquet::errors::ParquetError,
    },
}

impl PublishError {
    fn io(what: &'static str, path: &Path) -> impl FnOnce(io::Error) -> Self {
        move |source| Self::Io { what, path: path.to_owned(), source }
    }
}

/// Publishes a snapshot that was put together in memory, as the only thing that its dataset holds.
///
/// # Errors
/// When another run is publishing, a file cannot be written, or the folder is not a dataset. Nothing is visible then of
/// the new snapshot.
pub fn publish(dataset: &Path, snapshot: &Snapshot) -> Result<Published, PublishError> {
    let lock = Lock::take(dataset, &Holder::this_process("publish"), None)?;
    let release = Release::begin(dataset, None, &lock)?;
    let mut files = Vec::new();
    for &table in Table::ALL {
        for year in snapshot.years() {
            let mut merge = release.merge(table, year, &|_| false);
            for batch in snapshot.batches(table, year) {
                merge.add(&batch?)?;
            }
            files.extend(merge.finish()?);
        }
    }
    let about = About {
        began: snapshot.ingested_at(),
        parser_version: snapshot.parser_version().to_owned(),
        folders: Vec::new(),
        severities: BTreeMap::new(),
    };
    release.finish(&about, &snapshot.years(), files, &State::default())
}

/// The folder of a snapshot of a dataset.
#[must_use]
pub fn snapshot_folder(dataset: &Path, number: u32) -> PathBuf {
    dataset.join(SNAPSHOTS).join(name_of(number))
}

fn name_of(number: u32) -> String {
    format!("{number:06}")
}

/// Where the record of the run stands that wrote a snapshot: beside its folder, for it is no part of what is published.
#[must_use]
pub fn run_record(snapshot: &Path) -> PathBuf {
    snapshot.with_extension("run.json")
}
