//! The record of a run: what the tables must not say, because the same files would then give other bytes.
//!
//! It stands beside the snapshot, `DATASET/snapshots/000001.run.json`, where no crawl looks.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::time::Duration;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::publish::run_record;

/// How many of the slowest files a record names.
const SLOWEST: usize = 100;

/// How a run went.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RunRecord {
    /// The moment that is published as its beginning.
    pub began: Timestamp,
    /// The name of the run in its log; empty in records of versions that did not note it.
    #[serde(default)]
    pub run_id: String,
    /// How long it took from the crawl to the published snapshot.
    pub milliseconds: u64,
    /// Files that the crawl found.
    pub files: u64,
    /// How many were read at a time.
    pub jobs: u64,
    /// The files that took longest, slowest first, a hundred at most.
    pub slowest: Vec<SlowFile>,
}

/// A file and how long it took.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SlowFile {
    /// The path as `filings.source_path` has it.
    pub path: String,
    /// From opening the file to its reading, waiting for a process included.
    pub milliseconds: u64,
}

impl RunRecord {
    /// The record that stands beside a snapshot; `None` where there is none, or none that can be read.
    #[must_use]
    pub fn beside(snapshot: &Path) -> Option<Self> {
        serde_json::from_slice(&fs::read(run_record(snapshot)).ok()?).ok()
    }

    /// Writes the record beside a snapshot.
    ///
    /// # Errors
    /// When the file cannot be written.
    pub(super) fn write(&self, snapshot: &Path) -> io::Result<PathBuf> {
        let path = run_record(snapshot);
        fs::write(&path, serde_json::to_string_pretty(self)? + "\n")?;
        Ok(path)
    }
}

/// The files that took longest, slowest first.
pub(super) fn slowest<'p>(times: impl Iterator<Item = (&'p str, Duration)>) -> Vec<SlowFile> {
    let mut files: Vec<SlowFile> =
        times.map(|(path, time)| SlowFile { path: path.to_owned(), milliseconds: whole_milliseconds(time) }).collect();
    files.sort_by(|a, b| b.milliseconds.cmp(&a.milliseconds).then_with(|| a.path.cmp(&b.path)));
    files.truncate(SLOWEST);
    files
}

pub(super) fn whole_milliseconds(time: Duration) -> u64 {
    u64::try_from(time.as_millis()).unwrap_or(u64::MAX)
}
