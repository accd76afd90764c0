//! The snapshots of a dataset: which there are, whether they are whole, and the removal of old ones.

use std::collections::BTreeMap;
use std::fs::{self, File};
use std::io;
use std::os::unix::fs::MetadataExt;
use std::path::{Path, PathBuf};

use jiff::Timestamp;
use parquet::file::reader::{FileReader, SerializedFileReader};

use super::files::{digest_of, sync_folder};
use super::lock::{Lock, LockError};
use super::open::{OpenError, Opened, open};
use super::state::refreshed;
use super::{CURRENT, GOING, MANIFEST, PublishError, SNAPSHOTS};

/// A snapshot, as its manifest and its folder tell of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SnapshotInfo {
    /// Its number.
    pub number: u32,
    /// Its folder.
    pub folder: PathBuf,
    /// Whether `current` points to it.
    pub is_current: bool,
    /// When the run began that wrote it; `None` when its manifest cannot be read.
    pub created_at: Option<Timestamp>,
    /// The snapshot that it goes on from; `None` for the first, and when its manifest cannot be read.
    pub parent: Option<u32>,
    /// Filings; `None` when its manifest cannot be read.
    pub filings: Option<u64>,
    /// Bytes of all its files.
    pub bytes: u64,
    /// Bytes of those files that no other snapshot has: what its removal frees.
    pub own_bytes: u64,
}

/// Why the snapshots cannot be looked at or removed.
#[derive(Debug, thiserror::Error)]
pub enum SnapshotsError {
    /// There is no dataset.
    #[error(transparent)]
    Open(#[from] OpenError),
    /// Another run writes into it.
    #[error(transparent)]
    Lock(#[from] LockError),
    /// The file system refused.
    #[error("{what} {}: {source}", path.display())]
    Io {
        /// What was tried.
        what: &'static str,
        /// Where.
        path: PathBuf,
        /// Why not.
        source: io::Error,
    },
}

impl SnapshotsError {
    fn io(what: &'static str, path: &Path) -> impl FnOnce(io::Error) -> Self {
        move |source| Self::Io { what, path: path.to_owned(), source }
    }
}

/// Lists the snapshots of a dataset, oldest first.
///
/// # Errors
/// When there is no dataset, or its folders cannot be listed. A snapshot with a damaged manifest is listed.
pub fn list(dataset: &Path) -> Result<Vec<SnapshotInfo>, SnapshotsError> {
    let current = fs::canonicalize(dataset.join(CURRENT));
    let current = current.map_err(|source| OpenError::NotADataset { path: dataset.to_owned(), source })?;
    let snapshots = dataset.join(SNAPSHOTS);
    let listing = || SnapshotsError::io("listing", &snapshots);
    let mut found = Vec::new();
    for entry in fs::read_dir(&snapshots).map_err(listing())? {
        let folder = entry.map_err(listing())?.path();
        let number = folder.file_name().and_then(|name| name.to_str()?.parse::<u32>().ok());
        let Some(number) = number.filter(|_| folder.is_dir()) else { continue };
        found.push(info(number, folder, &current)?);
    }
    found.sort_by_key(|snapshot| snapshot.number);
    Ok(found)
}

fn info(number: u32, folder: PathBuf, current: &Path) -> Result<SnapshotInfo, SnapshotsError> {
    let manifest = open(&folder).ok().map(|opened| opened.manifest);
    let (mut bytes, mut own_bytes) = (0, 0);
    for file in all_files(&folder)? {
        bytes += file.len();
        own_bytes += if file.nlink() == 1 { file.len() } else { 0 };
    }
    Ok(SnapshotInfo {
        number,
        is_current: fs::canonicalize(&folder).is_ok_and(|folder| folder == current),
        created_at: manifest.as_ref().and_then(|manifest| manifest.created_at.parse().ok()),
        parent: manifest.as_ref().and_then(|manifest| manifest.parent),
        filings: manifest.as_ref().map(|manifest| manifest.filings),
        folder,
        bytes,
        own_bytes,
    })
}

/// What the file system says of every file below a folder.
fn all_files(folder: &Path) -> Result<Vec<fs::Metadata>, SnapshotsError> {
    let mut files = Vec::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(folder) = folders.pop() {
        let listing = || SnapshotsError::io("listing", &folder);
        for entry in fs::read_dir(&folder).map_err(listing())? {
            let entry = entry.map_err(listing())?;
            let metadata = entry.metadata().map_err(listing())?;
            if metadata.is_dir() {
                folders.push(entry.path());
            } else {
                files.push(metadata);
            }
        }
    }
    Ok(files)
}

/// Whether a snapshot is what its manifest says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Verdict {
    /// The folder of the snapshot.
    pub folder: PathBuf,
    /// How many files were read.
    pub files: usize,
    /// What is wrong: the path within the snapshot, and how; empty when nothing is.
    pub faults: Vec<(String, String)>,
}

/// Reads every file of a snapshot, and holds its size, digest and number of rows to the manifest.
///
/// # Errors
/// When there is no snapshot, or its manifest cannot be read. What is wrong with its files stands in the verdict.
pub fn verify(dataset: &Path) -> Result<Verdict, OpenError> {
    let Opened { folder, manifest } = open(dataset)?;
    let mut faults = Vec::new();
    let mut files = 0;
    let state = manifest.state.iter().map(|file| (&file.path, file.bytes, &file.sha256, None));
    let tables = manifest.files.iter().map(|file| (&file.path, file.bytes, &file.sha256, Some(file.rows)));
    for (path, bytes, sha256, rows) in tables.chain(state) {
        files += 1;
        if let Err(fault) = verify_file(&folder.join(path), bytes, sha256, rows) {
            faults.push((path.clone(), fault));
        }
    }
    let mut rows: BTreeMap<&str, u64> = BTreeMap::new();
    for file in &manifest.files {
        *rows.entry(file.table.as_str()).or_default() += file.rows;
    }
    for (table, stated) in &manifest.rows {
        let found = rows.get(table.as_str()).copied().unwrap_or(0);
        if found != *stated {
            faults.push((MANIFEST.to_owned(), format!("says that {table} has {stated} rows; its files have {found}")));
        }
    }
    Ok(Verdict { folder, files, faults })
}

fn verify_file(path: &Path, bytes: u64, sha256: &str, rows: Option<u64>) -> Result<(), String> {
    let (read, found) = digest_of(path).map_err(|error| format!("cannot be read ({error})"))?;
    if read != bytes {
        return Err(format!("has {read} bytes, and the manifest says {bytes}"));
    }
    if found != sha256 {
        return Err(format!("has the digest {found}, and the manifest says {sha256}"));
    }
    let Some(rows) = rows else { return Ok(()) };
    let file = File::open(path).map_err(|error| format!("cannot be opened ({error})"))?;
    let reader = SerializedFileReader::new(file).map_err(|error| format!("is no Parquet file ({error})"))?;
    let found = reader.metadata().file_metadata().num_rows();
    if u64::try_from(found) == Ok(rows) {
        Ok(())
    } else {
        Err(format!("has {found} rows, and the manifest says {rows}"))
    }
}

/// Which snapshots stay; the current one always does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Keep {
    /// So many, the newest.
    Newest(usize),
    /// Those of runs that began at this moment or later.
    Since(Timestamp),
}

/// Removes old snapshots; gives those that went, oldest first. With `is_trial`, says which would go.
///
/// A snapshot is renamed before its files are removed, so that none is ever found that lacks some.
///
/// # Errors
/// When there is no dataset, `lock` is of another one, or the file system refuses.
pub fn prune(dataset: &Path, keep: Keep, is_trial: bool, _lock: &Lock) -> Result<Vec<SnapshotInfo>, SnapshotsError> {
    let mut old = list(dataset)?;
    match keep {
        Keep::Newest(count) => old.truncate(old.len().saturating_sub(count)),
        Keep::Since(moment) => old.retain(|snapshot| snapshot.created_at.is_some_and(|created| created < moment)),
    }
    old.retain(|snapshot| !snapshot.is_current);
    if is_trial {
        return Ok(old);
    }
    for snapshot in &mut old {
        // A file that two of them share is freed with the second.
        *snapshot = info(snapshot.number, snapshot.folder.clone(), Path::new(""))?;
        remove(dataset, snapshot)?;
    }
    sync_folder(&dataset.join(SNAPSHOTS)).map_err(|error| match error {
        PublishError::Io { what, path, source } => SnapshotsError::Io { what, path, source },
        other => SnapshotsError::io("syncing", dataset)(io::Error::other(other)),
    })?;
    Ok(old)
}

fn remove(dataset: &Path, snapshot: &SnapshotInfo) -> Result<(), SnapshotsError> {
    let going = dataset.join(SNAPSHOTS).join(format!("{GOING}{:06}", snapshot.number));
    fs::rename(&snapshot.folder, &going).map_err(SnapshotsError::io("renaming", &snapshot.folder))?;
    fs::remove_dir_all(&going).map_err(SnapshotsError::io("removing", &going))?;
    for beside in [super::run_record(&snapshot.folder), refreshed(&snapshot.folder)] {
        match fs::remove_file(&beside) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => {
                return Err(SnapshotsError::io("removing", &beside)(error));
            }
            _ => {}
        }
    }
    Ok(())
}
