//! The whole story: folders → sources → readings → tables → a snapshot.
//!
//! Files are read in parallel, each in a child process that may hang or die, and nothing that is published depends on
//! which was first: the same files give the same bytes with any number of jobs.

mod dataset;
mod panics;
mod readers;
mod reading;
mod run;
mod subject;
mod workers;

use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

pub use dataset::{Extent, LoadError, check, check_across, load, load_with_run};
use jiff::Timestamp;
pub use panics::note_panics;
use rayon::prelude::*;
use reading::{FileRead, Seen, merge, read_source};
pub use run::{RunRecord, SlowFile};
pub use subject::{Subject, SubjectError, file_subject, filing_subject};
use workers::Desk;
pub use workers::serve;
#[cfg(any(test, fuzzing))]
#[doc(hidden)]
pub use workers::wire::{messages_about, read_messages};

use crate::crawl::{Crawl, Index, Source, Warning, crawl};
use crate::extract::doc::{Office, converted};
use crate::extract::draw::{Drawing, draw};
use crate::extract::{Limits, Reader};
use crate::finding::{FilingError, Severities};
use crate::publish::{self, PublishError, Published};
use crate::record::Reading;
use crate::tables::{self, Snapshot, TablesError};
use crate::worker;

/// The version that is published with every row of `filings`.
pub const PARSER_VERSION: &str = env!("CARGO_PKG_VERSION");

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
    /// The child processes could not be started.
    #[error(
        "cannot start a process to read files in ({0}): see that max_memory_bytes in the config is not too low, that \
         there is room for processes and for temporary files, or read with --in-process"
    )]
    Workers(std::io::Error),
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
    let clock = Instant::now();
    let mut found = crawl(&job.folders, &job.dataset.join(publish::SNAPSHOTS));
    found.consult(&job.indexes);
    let Crawl { sources, warnings } = found;
    for warning in &warnings {
        watch(Event::Warning(warning));
    }
    if sources.is_empty() {
        return Err(IngestError::NoFiles(job.folders.clone()));
    }
    watch(Event::Found(sources.len()));
    let files = sources.len();
    let (reads, times) = read_all(&sources, job, watch)?;
    let slowest = run::slowest(&sources, &times);
    let duplicates = reads.iter().filter(|read| read.result.is_none()).count();
    let entries = merge(sources, reads);
    watch(Event::Publishing);
    let mut snapshot = tables::assemble(entries, PARSER_VERSION, job.began)?.with_folders(absolute(&job.folders));
    check_across(&mut snapshot);
    dataset::grade(&mut snapshot, &job.severities);
    let published = publish::publish(&job.dataset, &snapshot)?;
    let (milliseconds, jobs) = (run::whole_milliseconds(clock.elapsed()), job.jobs as u64);
    let record = RunRecord { began: job.began, milliseconds, files: files as u64, jobs, slowest };
    // What was published stands without its record.
    if let Err(error) = record.write(&published.folder) {
        let message = format!("the record of this run could not be written ({error})");
        watch(Event::Warning(&Warning { path: published.folder.clone(), message }));
    }
    Ok(Summary { files, duplicates, warnings: warnings.len(), published })
}

/// The folders as they are found from anywhere; those that are gone by now as they were named.
fn absolute(folders: &[PathBuf]) -> Vec<String> {
    let absolute = |folder: &PathBuf| std::fs::canonicalize(folder).unwrap_or_else(|_| folder.clone());
    folders.iter().map(|folder| absolute(folder).to_string_lossy().into_owned()).collect()
}

/// Reads one file, alone: `parse FILE`. The snapshot has one entry for every form in it.
///
/// # Errors
/// When no process can be started to read it, or the tables cannot be made; no file can cause either.
pub fn parse(
    file: &Path,
    options: &ReadOptions,
    severities: &Severities,
    began: Timestamp,
) -> Result<Snapshot, IngestError> {
    let desk = Desk::new(options).map_err(IngestError::Workers)?;
    parse_at(&desk, file, options, severities, began)
}

/// The same, by processes that were started before.
fn parse_at(
    desk: &Desk,
    file: &Path,
    options: &ReadOptions,
    severities: &Severities,
    began: Timestamp,
) -> Result<Snapshot, IngestError> {
    let name = file.file_name().unwrap_or(file.as_os_str()).to_string_lossy().into_owned();
    let published_on = crate::crawl::published_on(file);
    let source = Source { file: file.to_owned(), path: name, published_on, publication: None };
    let read = read_source(&source, &Seen::default(), options.max_file_bytes, desk);
    let mut snapshot = tables::assemble(merge(vec![source], vec![read]), PARSER_VERSION, began)?;
    dataset::grade(&mut snapshot, severities);
    Ok(snapshot)
}

/// What a file states: one result for every form in it, in their order; never empty.
pub type Readings = Vec<Result<Reading, FilingError>>;

/// Reads one file: bytes → document → layout → forms → form data → readings → checked readings.
///
/// A file that cannot be read at all gives one error. All is done in this process; [`ingest`] and [`parse`] have it done
/// in others: [`Reader::Both`] and [`Reader::Second`] may run a decoder that loops or exhausts the stack on hostile
/// files.
#[must_use]
pub fn read_filings(bytes: &[u8], reader: Reader) -> Readings {
    read_with(bytes, reader, &Office::default())
}

/// Reads one file, by way of a PDF where it is a Word document.
fn read_with(bytes: &[u8], reader: Reader, office: &Office) -> Readings {
    match converted(bytes, office) {
        Ok(Some(pdf)) => readers::read(&pdf, reader),
        Ok(None) => readers::read(bytes, reader),
        Err(error) => vec![Err(error)],
    }
}

/// Draws one file, by way of a PDF where it is a Word document.
fn draw_with(bytes: &[u8], office: &Office) -> Result<Drawing, FilingError> {
    let pdf = converted(bytes, office)?;
    draw(pdf.as_deref().unwrap_or(bytes), &Limits::default())
}

/// Reads the first form of a file, with the first decoder; most files hold one form.
///
/// # Errors
/// When the bytes are not a monthly return that can be read; the code and message say why.
pub fn read_filing(bytes: &[u8]) -> Result<Reading, FilingError> {
    read_filings(bytes, Reader::First).swap_remove(0)
}

/// Reads all files; gives with each how long it took.
fn read_all(
    sources: &[Source],
    job: &Job,
    watch: &(dyn Fn(Event<'_>) + Sync),
) -> Result<(Vec<FileRead>, Vec<Duration>), IngestError> {
    let desk = Desk::new(&job.reading).map_err(IngestError::Workers)?;
    let pool = rayon::ThreadPoolBuilder::new().num_threads(job.jobs).build();
    let pool = pool.map_err(|error| IngestError::Threads { jobs: job.jobs, message: error.to_string() })?;
    let seen = Seen::default();
    let read = |source: &Source| {
        let clock = Instant::now();
        let read = read_source(source, &seen, job.reading.max_file_bytes, &desk);
        let took = clock.elapsed();
        watch(Event::Read(source, read.result.as_ref()));
        (read, took)
    };
    Ok(pool.install(|| sources.par_iter().map(read).unzip()))
}
