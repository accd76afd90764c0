//! The whole story: folders → sources → readings → tables → a snapshot.
//!
//! Files are read in parallel, and nothing that is published depends on which thread was first: the same files give
//! the same bytes with any number of jobs.

mod panics;
mod reading;

use std::path::{Path, PathBuf};

use jiff::Timestamp;
pub use panics::note_panics;
use rayon::prelude::*;
use reading::{FileRead, Seen, merge, read_source};

use crate::check::{check, note_copies};
use crate::crawl::{Crawl, Source, Warning, crawl};
use crate::extract::{Limits, Reader, extract};
use crate::finding::FilingError;
use crate::layout::{Layout, layout};
use crate::parse;
use crate::publish::{self, PublishError, Published};
use crate::record::{Reading, record};
use crate::spec::form::Forms;
use crate::tables::{self, Snapshot, TablesError};

/// The version that is published with every row of `filings`.
pub const PARSER_VERSION: &str = env!("CARGO_PKG_VERSION");

/// What to ingest, and how.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Job {
    /// Folders to crawl; a single file will do.
    pub folders: Vec<PathBuf>,
    /// The dataset to publish into.
    pub dataset: PathBuf,
    /// How many files are read at a time.
    pub jobs: usize,
    /// How each file is read.
    pub reading: ReadOptions,
    /// The moment that is published as the beginning of the run.
    pub began: Timestamp,
}

/// How a file is read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReadOptions {
    /// Larger files are rejected unread.
    pub max_file_bytes: u64,
    /// Which decoder reads PDFs.
    pub reader: Reader,
}

/// Something that happens on the way, for whoever watches.
#[derive(Debug)]
pub enum Event<'a> {
    /// The crawl met something odd.
    Warning(&'a Warning),
    /// The crawl is over: so many files are to be read.
    Found(usize),
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
    /// Files whose bytes others held already.
    pub duplicates: usize,
    /// Oddities of the crawl.
    pub warnings: usize,
    /// What was published.
    pub published: Published,
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
    /// The tables could not be made.
    #[error(transparent)]
    Tables(#[from] TablesError),
    /// The snapshot could not be written.
    #[error(transparent)]
    Publish(#[from] PublishError),
}

fn list(folders: &[PathBuf]) -> String {
    folders.iter().map(|folder| folder.display().to_string()).collect::<Vec<_>>().join(", ")
}

/// Crawls, reads, orders and publishes.
///
/// # Errors
/// When there is nothing to read or the snapshot cannot be written. A file that cannot be read is no error: it gets
/// its row in `filings`.
pub fn ingest(job: &Job, watch: &(dyn Fn(Event<'_>) + Sync)) -> Result<Summary, IngestError> {
    let Crawl { sources, warnings } = crawl(&job.folders, &job.dataset.join(publish::SNAPSHOTS));
    for warning in &warnings {
        watch(Event::Warning(warning));
    }
    if sources.is_empty() {
        return Err(IngestError::NoFiles(job.folders.clone()));
    }
    watch(Event::Found(sources.len()));
    let files = sources.len();
    let reads = read_all(&sources, job, watch)?;
    let duplicates = reads.iter().filter(|read| read.result.is_none()).count();
    let entries = merge(sources, reads);
    watch(Event::Publishing);
    let snapshot = tables::assemble(entries, PARSER_VERSION, job.began)?;
    let published = publish::publish(&job.dataset, &snapshot)?;
    Ok(Summary { files, duplicates, warnings: warnings.len(), published })
}

/// Reads one file, alone: `parse FILE`. The snapshot has one entry.
///
/// # Errors
/// [`TablesError`] when the tables cannot be made, which no file can cause.
pub fn parse(file: &Path, options: &ReadOptions, began: Timestamp) -> Result<Snapshot, TablesError> {
    let name = file.file_name().unwrap_or(file.as_os_str()).to_string_lossy().into_owned();
    let published_on = crate::crawl::published_on(file);
    let source = Source { file: file.to_owned(), path: name, published_on };
    let read = read_source(&source, &Seen::default(), options);
    tables::assemble(merge(vec![source], vec![read]), PARSER_VERSION, began)
}

/// What a file states: one result for every form in it, in their order; never empty.
pub type Readings = Vec<Result<Reading, FilingError>>;

/// Reads one file: bytes → document → layout → forms → form data → readings → checked readings.
///
/// A file that cannot be read at all gives one error.
#[must_use]
pub fn read_filings(bytes: &[u8], _reader: Reader) -> Readings {
    match extract(bytes, &Limits::default()) {
        Ok(document) => {
            let mut forms: Readings = parse::split(layout(&document)).iter().map(read_form).collect();
            note_copies(&mut forms);
            forms
        }
        Err(error) => vec![Err(error)],
    }
}

/// Reads the first form of a file; most files hold one.
///
/// # Errors
/// When the bytes are not a monthly return that can be read; the code and message say why.
pub fn read_filing(bytes: &[u8]) -> Result<Reading, FilingError> {
    read_filings(bytes, Reader::default()).swap_remove(0)
}

fn read_form(layout: &Layout) -> Result<Reading, FilingError> {
    let form = parse::parse(layout, Forms::builtin())?;
    let mut reading = record(&form);
    check(&mut reading);
    if !layout.has_points {
        // Boxes that are not places on the pages of the file are nobody's business.
        reading.provenance.iter_mut().for_each(|value| value.place.bbox = None);
    }
    Ok(reading)
}

fn read_all(sources: &[Source], job: &Job, watch: &(dyn Fn(Event<'_>) + Sync)) -> Result<Vec<FileRead>, IngestError> {
    let pool = rayon::ThreadPoolBuilder::new().num_threads(job.jobs).build();
    let pool = pool.map_err(|error| IngestError::Threads { jobs: job.jobs, message: error.to_string() })?;
    let seen = Seen::default();
    let read = |source: &Source| {
        let read = read_source(source, &seen, &job.reading);
        watch(Event::Read(source, read.result.as_ref()));
        read
    };
    Ok(pool.install(|| sources.par_iter().map(read).collect()))
}
