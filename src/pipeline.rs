//! The whole story: folders → sources → readings → tables → a snapshot.
//!
//! A run goes through these in turn: what was found is held to what is known (`survey`); what is new or has changed is
//! read (`reading`), in parallel, each file in a child process that may hang or die (`workers`), and put down on the disk
//! (`spool`); the list of known files says what that means for the dataset (`register`); the issuers and years that are
//! touched are written again among rows that are copied (`renew`). `ingest` joins them. Where several machines share the
//! work, `cluster` packs what one read for the other that puts an issuer's returns together.
//!
//! Nothing that is published depends on which file was first, nor on which run read it: the same files give the same bytes,
//! with any number of jobs and after any number of nights.

mod cluster;
mod dataset;
mod document;
mod ingest;
mod job;
mod maintain;
mod panics;
mod readers;
mod reading;
mod register;
mod renew;
mod run;
mod single;
mod spool;
mod subject;
mod survey;
mod workers;

pub use cluster::{PackedForm, Place, Portion, describe, found, publications};
pub use dataset::{Extent, LoadError, check, check_across, load, load_with_run};
pub use ingest::{ingest, preview};
pub use job::{Event, IngestError, Job, Preview, ReadOptions, Reason, Selection, Summary, Workers};
pub use maintain::{current_folder, prune_snapshots, snapshots, verify};
pub use panics::note_panics;
pub use run::{RunRecord, SlowFile};
pub use single::FileReader;
pub use subject::{Subject, SubjectError, file_subject, filing_subject};
pub use workers::serve;
#[cfg(any(test, fuzzing))]
#[doc(hidden)]
pub use workers::wire::{messages_about, read_messages};

use crate::extract::doc::{Office, converted};
use crate::extract::draw::{Drawing, draw};
use crate::extract::{Limits, Reader};
use crate::finding::FilingError;
pub use crate::publish::{Holder, Keep, LockError, OpenError, SnapshotInfo, SnapshotsError, Verdict};
use crate::record::Reading;

/// The version that is published with every row of `filings`.
pub const PARSER_VERSION: &str = env!("CARGO_PKG_VERSION");

/// What a file states: one result for every form in it, in their order; never empty.
pub type Readings = Vec<Result<Reading, FilingError>>;

/// Reads one file: bytes → document → layout → forms → form data → readings → checked readings.
///
/// A file that cannot be read at all gives one error. All is done in this process; [`ingest`] and [`FileReader`] have it
/// done in others: [`Reader::Both`] and [`Reader::Second`] may run a decoder that loops or exhausts the stack on hostile
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
