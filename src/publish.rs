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

mod files;
mod lock;
mod manifest;
mod open;
mod snapshots;

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use files::{PartWriter, sync_folder};
pub(crate) use files::{digest_rest, hex};
pub use lock::{Holder, Lock, LockError};
pub use manifest::{Manifest, PublishedFile, StateFile};
pub use open::{OpenError, Opened, open};
pub use snapshots::{Keep, SnapshotInfo, SnapshotsError, Verdict, list, prune, verify};

use crate::filing::Table;
use crate::tables::{Snapshot, TablesError};

/// The folder of snapshots within a dataset.
pub const SNAPSHOTS: &str = "snapshots";
/// What a snapshot says of itself.
const MANIFEST: &str = "manifest.json";
/// The link to the snapshot that counts.
pub const CURRENT: &str = "current";
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

/// Writes a snapshot into the dataset folder, which is made if it is not there, and turns `current` to it.
///
/// # Errors
/// When a file cannot be written or the folder is not a dataset. Nothing is visible then of the new snapshot.
pub fn publish(dataset: &Path, snapshot: &Snapshot) -> Result<Published, PublishError> {
    let snapshots = dataset.join(SNAPSHOTS);
    fs::create_dir_all(&snapshots).map_err(PublishError::io("making the folder", &snapshots))?;
    refuse_other_folders(dataset)?;
    let draft = Draft::new(&snapshots)?;
    let files = write_tables(&draft.folder, snapshot)?;
    let (number, folder, manifest) = draft.finish(&snapshots, |number| Manifest::new(number, snapshot, &files))?;
    sync_folder(&snapshots)?;
    turn_current(dataset, number)?;
    Ok(Published { folder, manifest })
}

fn refuse_other_folders(dataset: &Path) -> Result<(), PublishError> {
    let current = dataset.join(CURRENT);
    match fs::symlink_metadata(&current) {
        Ok(found) if !found.is_symlink() => Err(PublishError::NotADataset(current)),
        _ => Ok(()),
    }
}

/// Writes every part of every table below the folder.
fn write_tables(folder: &Path, snapshot: &Snapshot) -> Result<Vec<PublishedFile>, PublishError> {
    let mut files = Vec::new();
    for &table in Table::ALL {
        let table_folder = folder.join(table.as_str());
        for year in snapshot.years(table) {
            let year_name = year.map_or_else(|| NULL_PARTITION.to_owned(), |year| year.to_string());
            let part_folder = table_folder.join(format!("year={year_name}"));
            fs::create_dir_all(&part_folder).map_err(PublishError::io("making the folder", &part_folder))?;
            let mut part = PartWriter::create(part_folder.join("part-0.parquet"), table)?;
            for batch in snapshot.batches(table, year) {
                part.write(&batch?)?;
            }
            files.push(part.close(folder)?);
            sync_folder(&part_folder)?;
        }
        sync_folder(&table_folder)?;
    }
    Ok(files)
}

/// A snapshot that is not whole yet: a folder that is removed again unless it is finished.
struct Draft {
    folder: PathBuf,
    is_finished: bool,
}

impl Draft {
    fn new(snapshots: &Path) -> Result<Self, PublishError> {
        let folder = snapshots.join(format!(".draft-{}", std::process::id()));
        // Left behind by a process of the same number that was killed.
        if folder.exists() {
            fs::remove_dir_all(&folder).map_err(PublishError::io("removing the old draft", &folder))?;
        }
        fs::create_dir(&folder).map_err(PublishError::io("making the folder", &folder))?;
        Ok(Self { folder, is_finished: false })
    }

    /// Gives the draft the next free number, writes the manifest that names it, and renames the folder.
    fn finish(
        mut self,
        snapshots: &Path,
        manifest: impl Fn(u32) -> Manifest,
    ) -> Result<(u32, PathBuf, Manifest), PublishError> {
        loop {
            let number = highest_number(snapshots)? + 1;
            let manifest = manifest(number);
            let path = self.folder.join(MANIFEST);
            files::write_synced(&path, &manifest.to_bytes())?;
            sync_folder(&self.folder)?;
            let folder = snapshots.join(format!("{number:06}"));
            match fs::rename(&self.folder, &folder) {
                Ok(()) => {
                    self.is_finished = true;
                    return Ok((number, folder, manifest));
                }
                // Another run took the number in between.
                Err(_) if folder.exists() => {}
                Err(error) => return Err(PublishError::io("renaming the snapshot to", &folder)(error)),
            }
        }
    }
}

impl Drop for Draft {
    fn drop(&mut self) {
        if !self.is_finished {
            // The error that brought us here matters more; the next run removes what is left.
            let _ = fs::remove_dir_all(&self.folder);
        }
    }
}

/// The highest number of a snapshot; 0 where there is none.
fn highest_number(snapshots: &Path) -> Result<u32, PublishError> {
    let listing = || PublishError::io("listing", snapshots);
    let mut highest = 0;
    for entry in fs::read_dir(snapshots).map_err(listing())? {
        let name = entry.map_err(listing())?.file_name();
        highest = highest.max(name.to_str().and_then(|name| name.parse().ok()).unwrap_or(0));
    }
    Ok(highest)
}

/// Points `current` at a snapshot, in one step.
fn turn_current(dataset: &Path, number: u32) -> Result<(), PublishError> {
    let current = dataset.join(CURRENT);
    let fresh = dataset.join(format!(".{CURRENT}-{}", std::process::id()));
    // Left behind by a process of the same number that was killed, or not there at all.
    let _ = fs::remove_file(&fresh);
    let target = Path::new(SNAPSHOTS).join(format!("{number:06}"));
    std::os::unix::fs::symlink(&target, &fresh).map_err(PublishError::io("making the link", &fresh))?;
    fs::rename(&fresh, &current).map_err(PublishError::io("turning the link", &current))?;
    sync_folder(dataset)
}

/// Where the record of the run stands that wrote a snapshot: beside its folder, for it is no part of what is published.
#[must_use]
pub fn run_record(snapshot: &Path) -> PathBuf {
    snapshot.with_extension("run.json")
}
