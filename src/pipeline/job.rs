//! What an ingest is asked for, what it tells on the way, and what it comes to.

use std::collections::BTreeMap;
use std::num::NonZeroUsize;
use std::path::PathBuf;

use jiff::Timestamp;

use super::{LoadError, Readings};
use crate::crawl::{Index, Source, Warning};
use crate::extract::Reader;
use crate::filing::Date;
use crate::finding::{Code, RejectCode, Severities, Severity};
use crate::publish::{Holder, LockError, OpenError, PublishError, Published};
use crate::tables::TablesError;
use crate::worker;

/// What to ingest, and how.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Job {
    /// Folders to crawl; a single file will do.
    pub folders: Vec<PathBuf>,
    /// Indexes that say when the files were published.
    pub indexes: Vec<Index>,
    /// The dataset to publish into.
    pub dataset: PathBuf,
    /// How many files are read at a time.
    pub jobs: usize,
    /// How each file is read.
    pub reading: ReadOptions,
    /// Severities in place of the usual ones.
    pub severities: Severities,
    /// The moment that is published as the beginning of the run.
    pub began: Timestamp,
    /// Which of the files are read in this run.
    pub selection: Selection,
    /// Drop the filings whose files are gone from the folders that are crawled; otherwise they stay as they are.
    pub prune: bool,
    /// Wait until the run that is publishing into the dataset has ended, instead of giving up.
    pub wait: bool,
    /// The name of this run in logs, in the lock and in its record.
    pub run_id: String,
}

/// Which of the files that are found are read.
///
/// What is left out stays as the dataset knows it, or stays unknown; a later run reads it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Selection {
    /// Only files published on this day or later; where neither index, path nor name tell the day, that of the file's
    /// last modification (UTC) counts.
    pub since: Option<Date>,
    /// No more than so many files, the first in the order of their paths.
    pub limit: Option<NonZeroUsize>,
    /// Read those again that were rejected.
    pub retry_rejected: bool,
    /// Read everything again, whatever version read it before.
    pub reread: bool,
    /// Compute the digest of every file, not only of those whose size or time of modification has changed.
    pub rehash: bool,
}

/// How a file is read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReadOptions {
    /// Larger files are rejected unread.
    pub max_file_bytes: u64,
    /// Which decoder reads PDFs. In this process, [`Reader::Both`] means the first alone.
    pub reader: Reader,
    /// LibreOffice's program, which converts Word documents; `None` for the one that is installed.
    pub libreoffice: Option<PathBuf>,
    /// The child processes that read; `None` reads in this process, where a file can hang or end the run.
    pub workers: Option<Workers>,
}

/// Child processes that read files.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Workers {
    /// What is started; it must call [`serve`].
    pub program: worker::Program,
    /// What reading one file may cost.
    pub limits: worker::Limits,
}

/// Something that happens on the way, for whoever watches.
#[derive(Debug)]
pub enum Event<'a> {
    /// The crawl met something odd.
    Warning(&'a Warning),
    /// Another run is publishing into the dataset, and this one waits for it.
    Waiting(&'a Holder),
    /// The crawl is over: so many files were found, of which so many are to be looked at.
    Found {
        /// Regular files below the folders.
        files: usize,
        /// Those that are new, changed, or to be read again.
        to_read: usize,
    },
    /// A file was read; `None` when its bytes had been met before.
    Read(&'a Source, Option<&'a Readings>),
    /// All files are read: the tables are being written.
    Publishing,
}

/// What an ingest did.
#[derive(Debug)]
pub struct Summary {
    /// Files that the crawl found.
    pub files: usize,
    /// Of these, the ones that had not changed since the run that read them, or were left out by the [`Selection`].
    pub known: usize,
    /// Documents that were read for the first time.
    pub read: usize,
    /// Documents that were read again: by a newer version, or because that was asked for.
    pub reread: usize,
    /// Files whose bytes others held already.
    pub duplicates: usize,
    /// Files that the dataset knows below the folders and that are gone; their filings stay unless they are pruned.
    pub vanished: usize,
    /// Documents whose filings were dropped, because their files are gone.
    pub pruned: usize,
    /// Oddities of the crawl.
    pub warnings: usize,
    /// Why documents that this run read were rejected, and how many for each reason.
    pub rejects: BTreeMap<RejectCode, u64>,
    /// Findings of the filings that this run read.
    pub findings: BTreeMap<(Code, Severity), u64>,
    /// Whether a snapshot was published; `false` when there was nothing new.
    pub is_published: bool,
    /// The snapshot that is current now.
    pub current: Published,
}

/// What a run would do.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Preview {
    /// Files that the crawl found.
    pub files: usize,
    /// Files that would be looked at, in the order of their paths, each with the reason.
    pub to_read: Vec<(String, Reason)>,
    /// Paths of files that the dataset knows and that are gone.
    pub vanished: Vec<String>,
}

/// Why a file is looked at.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reason {
    /// The dataset does not know its path.
    New,
    /// Its size or time of modification is another than that of the file that was read, or it could not be read then, or
    /// it was written while that run began.
    Changed,
    /// An older version of the program read it.
    Outdated,
    /// It was asked for.
    Wanted,
}

impl Reason {
    /// The word that is shown.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::New => "new",
            Self::Changed => "changed",
            Self::Outdated => "outdated",
            Self::Wanted => "wanted",
        }
    }
}

/// Why an ingest ended without a snapshot.
#[derive(Debug, thiserror::Error)]
pub enum IngestError {
    /// There was nothing to read.
    #[error("no files below {}: name a folder that holds filings", list(.0))]
    NoFiles(Vec<PathBuf>),
    /// The threads could not be started.
    #[error("cannot start {jobs} threads ({message}): try fewer --jobs")]
    Threads {
        /// How many were wanted.
        jobs: usize,
        /// Why not.
        message: String,
    },
    /// The child processes could not be started.
    #[error(
        "cannot start a process to read files in ({0}): see that max_memory_bytes in the config is not too low, that \
         there is room for processes and for temporary files, or read with --in-process"
    )]
    Workers(std::io::Error),
    /// Somebody wished it to stop.
    #[error("stopped before anything was published; what was current still is")]
    Stopped,
    /// The dataset could not be locked.
    #[error(transparent)]
    Lock(#[from] LockError),
    /// What is published already cannot be read.
    #[error(transparent)]
    Load(#[from] LoadError),
    /// What was read could not be put down, or not be read back.
    #[error("keeping what was read ({0}): see that the dataset's disk has room; nothing was published")]
    Spool(std::io::Error),
    /// What another machine read is not what this one can unpack.
    #[error(
        "a filing that was read elsewhere cannot be unpacked ({0}): install the same version of sharecap everywhere"
    )]
    Packed(std::io::Error),
    /// Filings of an older version of the tables would be lost.
    #[error(
        "{} was written by an older version and is read anew, but {filings} of its filings cannot be, because their \
         files are gone or were left out ({example}, for one): name the folders that hold them, without --since and --limit, or leave them behind with --prune; \
         nothing was published", folder.display()
    )]
    Forgotten {
        /// The snapshot of the older version.
        folder: PathBuf,
        /// How many filings.
        filings: usize,
        /// The path of one of their files.
        example: String,
    },
    /// The tables could not be made.
    #[error(transparent)]
    Tables(#[from] TablesError),
    /// The snapshot could not be written.
    #[error(transparent)]
    Publish(#[from] PublishError),
}

/// Folders in one line.
fn list(folders: &[PathBuf]) -> String {
    folders.iter().map(|folder| folder.display().to_string()).collect::<Vec<_>>().join(", ")
}

impl From<OpenError> for IngestError {
    fn from(error: OpenError) -> Self {
        Self::Load(error.into())
    }
}
