//! Files one at a time: by whoever has one file, or asks for one after the other.

use std::path::Path;

use jiff::Timestamp;

use super::document::{Document, unreadable};
use super::reading::{Content, Looked, Seen, look, look_at};
use super::workers::Desk;
use super::{IngestError, ReadOptions, dataset};
use crate::crawl::Source;
use crate::extract::draw::Drawing;
use crate::finding::{FilingError, Severities};
use crate::tables::{self, Snapshot};

/// Reads files one at a time, by processes that are started once and kept.
///
/// # Example
/// ```
/// use std::path::Path;
///
/// use sharecap::extract::Reader;
/// use sharecap::pipeline::{FileReader, ReadOptions};
///
/// // In this process: a program that has `sharecap worker` beside it names that instead.
/// let options = ReadOptions { max_file_bytes: 64_000_000, reader: Reader::First, libreoffice: None, workers: None };
/// let reader = FileReader::new(&options, &Default::default())?;
/// let file = Path::new("data/filings/pdf/FF301_v1.1.1_en_09101_2025-08.pdf");
/// let snapshot = reader.read_file(file, jiff::Timestamp::UNIX_EPOCH)?;
/// let (entry, _) = &snapshot.entries()[0];
/// assert_eq!(entry.result.clone()?.filing.stock_code.as_deref(), Some("09101"));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub struct FileReader {
    desk: Desk,
    max_file_bytes: u64,
    severities: Severities,
}

impl FileReader {
    /// Starts the processes that read.
    ///
    /// # Errors
    /// When none can be started.
    pub fn new(options: &ReadOptions, severities: &Severities) -> Result<Self, IngestError> {
        let desk = Desk::new(options).map_err(IngestError::Workers)?;
        Ok(Self { desk, max_file_bytes: options.max_file_bytes, severities: severities.clone() })
    }

    /// Reads a file. The snapshot has one entry for every form in it; `began` stands in `ingested_at`.
    ///
    /// # Errors
    /// When no process can be started to read it, which no file can cause.
    pub fn read_file(&self, file: &Path, began: Timestamp) -> Result<Snapshot, IngestError> {
        let looked = look(file, &Seen::default(), |_| false, self.max_file_bytes, &self.desk);
        self.snapshot(&Source::of_file(file), looked, began)
    }

    /// Reads the bytes of a file; `name` stands in `source_path`, and tells the day of publication where names do.
    ///
    /// # Errors
    /// When no process can be started to read them, which no bytes can cause.
    pub fn read_bytes(&self, bytes: Vec<u8>, name: &Path, began: Timestamp) -> Result<Snapshot, IngestError> {
        let content = Ok(Content::of(bytes));
        let looked = look_at(content, &Seen::default(), |_| false, self.max_file_bytes, &self.desk);
        self.snapshot(&Source::of_file(name), looked, began)
    }

    /// What looking at a file gives, its findings with the severities that were chosen.
    ///
    /// # Errors
    /// When no process can be started to read it.
    pub(super) fn look(&self, file: &Path) -> Result<Looked, IngestError> {
        let mut looked = look(file, &Seen::default(), |_| false, self.max_file_bytes, &self.desk);
        self.desk.check().map_err(IngestError::Workers)?;
        looked.readings.iter_mut().for_each(|readings| dataset::grade_readings(readings, &self.severities));
        Ok(looked)
    }

    /// The pages of a file, for a person to look at.
    pub(super) fn draw(&self, content: &Content) -> Result<Drawing, FilingError> {
        content.within(self.max_file_bytes).and_then(|bytes| self.desk.draw(bytes))
    }

    fn snapshot(&self, source: &Source, looked: Looked, began: Timestamp) -> Result<Snapshot, IngestError> {
        self.desk.check().map_err(IngestError::Workers)?;
        let entries = match (looked.identity, looked.readings) {
            (Err(error), _) => vec![unreadable(&source.path, error, began)],
            (Ok(identity), readings) => {
                let document = Document::of_source(source, identity.stamp.bytes);
                let forms = (1..).zip(readings.unwrap_or_default());
                forms
                    .map(|(form, result)| document.entry(&identity.digest, form, looked.format, result, began))
                    .collect()
            }
        };
        let mut snapshot = tables::assemble(entries);
        dataset::grade(&mut snapshot, &self.severities);
        Ok(snapshot)
    }
}
