//! A whole dataset at a time: loading what was published, and holding its returns to each other.

use std::path::{Path, PathBuf};

use super::Readings;
use super::run::RunRecord;
use crate::check;
use crate::filing::Table;
use crate::finding::Severities;
use crate::publish::{self, OpenError, Opened};
use crate::tables::{self, Entry, RestoreError, Restorer, Snapshot};

/// Holds the returns of a snapshot to each other: identities 5 and 6 of the contract, and what became of the shares.
///
/// An ingest does so before it publishes. Done again, on a snapshot that was loaded, it finds the same.
pub fn check_across(snapshot: &mut Snapshot) {
    let filed = snapshot.entries_mut().filter_map(|(entry, standing)| {
        let Entry { filing_id, source_path, capital_events, unrepaired, result, .. } = entry;
        let reading = result.as_mut().ok()?;
        let (id, path) = (filing_id.as_deref()?, source_path.as_str());
        Some(check::Filed { id, path, standing, reading, capital_events, unrepaired })
    });
    check::across(filed.collect());
}

/// Sets entries in order and adds what they tell of each other, with the severities that were chosen.
pub(super) fn put_together(entries: Vec<Entry>, severities: &Severities) -> Snapshot {
    let mut snapshot = tables::assemble(entries);
    check_across(&mut snapshot);
    grade(&mut snapshot, severities);
    snapshot
}

/// Gives every finding of what was read the severity that was chosen for its code.
pub(super) fn grade_readings(readings: &mut Readings, severities: &Severities) {
    let graded = readings.iter_mut().filter_map(|reading| reading.as_mut().ok());
    graded.flat_map(|reading| &mut reading.findings).for_each(|finding| severities.apply(finding));
}

/// Gives every finding the severity that was chosen for its code.
pub(super) fn grade(snapshot: &mut Snapshot, severities: &Severities) {
    let readings = snapshot.entries_mut().filter_map(|(entry, _)| entry.result.as_mut().ok());
    readings.flat_map(|reading| &mut reading.findings).for_each(|finding| severities.apply(finding));
}

/// Loads a dataset and tests all of it anew, with the severities that were chosen.
///
/// # Errors
/// When there is no such dataset, another version wrote it, or it is damaged.
pub fn check(dataset: &Path, severities: &Severities) -> Result<Snapshot, LoadError> {
    let mut snapshot = load(dataset, Extent::Values)?;
    for (entry, _) in snapshot.entries_mut() {
        if let Ok(reading) = &mut entry.result {
            check::recheck(reading);
        }
    }
    check_across(&mut snapshot);
    grade(&mut snapshot, severities);
    Ok(snapshot)
}

/// Why a published dataset cannot be loaded.
#[derive(Debug, thiserror::Error)]
pub enum LoadError {
    /// There is no dataset, or its files cannot be read.
    #[error(transparent)]
    Open(#[from] OpenError),
    /// The rows do not fit together.
    #[error("{}: {source}; the snapshot is damaged: publish again, or name another one", folder.display())]
    Restore {
        /// The folder of the snapshot.
        folder: PathBuf,
        /// What is wrong.
        source: RestoreError,
    },
}

/// How much of a dataset is loaded.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Extent<'a> {
    /// Every filing, without its provenance, which is most of a dataset.
    Values,
    /// The filing of this id, with its provenance.
    Filing(&'a str),
    /// Every form in the file with this digest, with its provenance.
    File(&'a str),
}

/// Loads what was published: the filings with their standing, as an ingest has them.
///
/// # Errors
/// When there is no such dataset, another version wrote it, or it is damaged.
pub fn load(dataset: &Path, extent: Extent<'_>) -> Result<Snapshot, LoadError> {
    let opened = publish::open(dataset)?;
    let mut restorer = match extent {
        Extent::Values => Restorer::default(),
        Extent::Filing(id) => Restorer::only(id),
        Extent::File(digest) => Restorer::file(digest),
    };
    let wanted = |table: &Table| extent != Extent::Values || *table != Table::Provenance;
    for &table in Table::ALL.iter().filter(|table| wanted(table)) {
        take(&mut restorer, &opened, table)?;
    }
    Ok(restorer.finish())
}

pub(super) fn take(restorer: &mut Restorer, opened: &Opened, table: Table) -> Result<(), LoadError> {
    for batch in opened.batches(table) {
        let taken = restorer.take(table, &batch?);
        taken.map_err(|source| LoadError::Restore { folder: opened.folder.clone(), source })?;
    }
    Ok(())
}

/// Loads the values of a dataset with the record of the run that read it, where there is one.
///
/// # Errors
/// Like [`load`].
pub fn load_with_run(dataset: &Path) -> Result<(Snapshot, Option<RunRecord>), LoadError> {
    let folder = publish::open(dataset)?.folder;
    Ok((load(&folder, Extent::Values)?, RunRecord::beside(&folder)))
}
