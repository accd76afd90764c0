//! The snapshots of a dataset, looked at and looked after.

use std::path::{Path, PathBuf};

use crate::publish::{self, Holder, Keep, Lock, OpenError, SnapshotInfo, SnapshotsError, Verdict};

/// The folder of the snapshot that is current, with no link in it: what a reader should hold on to.
///
/// # Errors
/// When there is no dataset, or another version of the tables wrote it.
pub fn current_folder(dataset: &Path) -> Result<PathBuf, OpenError> {
    Ok(publish::open(dataset)?.folder)
}

/// The snapshots of a dataset, oldest first.
///
/// # Errors
/// When there is no dataset.
pub fn snapshots(dataset: &Path) -> Result<Vec<SnapshotInfo>, SnapshotsError> {
    publish::list(dataset)
}

/// Whether a snapshot (of a dataset: the current one) is what its manifest says: digests, sizes, rows.
///
/// # Errors
/// When there is no snapshot or its manifest cannot be read.
pub fn verify(dataset: &Path) -> Result<Verdict, OpenError> {
    publish::verify(dataset)
}

/// Removes old snapshots, or, as a trial, says which it would remove.
///
/// # Errors
/// When there is no dataset, a run is writing into it, or the file system refuses.
pub fn prune_snapshots(dataset: &Path, keep: Keep, is_trial: bool) -> Result<Vec<SnapshotInfo>, SnapshotsError> {
    publish::open(dataset)?;
    let lock = Lock::take(dataset, &Holder::this_process("prune"), None)?;
    publish::prune(dataset, keep, is_trial, &lock)
}
