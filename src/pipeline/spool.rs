//! Readings on the disk, from the moment at which a file was read until its rows are written: an ingest of any size
//! needs room there and not in memory.

use std::collections::HashMap;
use std::fs::File;
use std::io::{self, Write};
use std::os::unix::fs::FileExt;
use std::path::Path;
use std::sync::{Mutex, PoisonError};

use super::Readings;
use crate::filing::{Date, SourceFormat};
use crate::record::Reading;

/// zstd's quickest of the levels that compress well: what is spooled is read once.
const LEVEL: i32 = 1;
/// No reading of a file is longer than this: what a length that is damaged asks for is not believed.
const MOST_BYTES: usize = 1 << 30;

/// Readings by the digest of their file.
#[derive(Debug)]
pub(super) struct Spool {
    file: File,
    written: Mutex<Written>,
}

/// What is in the file so far.
#[derive(Debug, Default)]
struct Written {
    bytes: u64,
    index: HashMap<String, Spooled>,
}

/// The readings of one file.
#[derive(Debug, Clone)]
pub(super) struct Spooled {
    offset: u64,
    length: usize,
    /// The kind of file.
    pub(super) format: Option<SourceFormat>,
    /// What each of its forms is about.
    pub(super) forms: Vec<FormKey>,
}

/// What a form is about.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct FormKey {
    /// The issuer; `None` when it is unknown, or the form was rejected.
    pub(super) stock_code: Option<String>,
    /// The month; `None` likewise.
    pub(super) month_end: Option<Date>,
}

impl FormKey {
    fn of(reading: Option<&Reading>) -> Self {
        let filing = reading.map(|reading| &reading.filing);
        Self {
            stock_code: filing.and_then(|filing| filing.stock_code.clone()),
            month_end: filing.and_then(|filing| filing.month_end),
        }
    }

    /// The issuer, where the month is known as well: then it stands beside other forms.
    pub(super) fn issuer_of_month(&self) -> Option<&str> {
        self.month_end.and(self.stock_code.as_deref())
    }

    /// The year that its rows stand under.
    pub(super) fn year(&self) -> Option<i16> {
        self.month_end.map(Date::year)
    }
}

impl Spool {
    /// An empty one, in a folder that is removed with it.
    pub(super) fn new(folder: &Path) -> io::Result<Self> {
        let file = File::options().read(true).write(true).create_new(true).open(folder.join("readings"))?;
        Ok(Self { file, written: Mutex::default() })
    }

    /// Adds the readings of a file.
    pub(super) fn put(&self, digest: &str, format: Option<SourceFormat>, readings: &Readings) -> io::Result<()> {
        let packed = pack(readings)?;
        // Whoever panicked, the index speaks of what is written.
        let mut written = self.written.lock().unwrap_or_else(PoisonError::into_inner);
        (&self.file).write_all(&packed)?;
        let forms = readings.iter().map(|reading| FormKey::of(reading.as_ref().ok())).collect();
        let spooled = Spooled { offset: written.bytes, length: packed.len(), format, forms };
        written.bytes += packed.len() as u64;
        written.index.insert(digest.to_owned(), spooled);
        Ok(())
    }

    /// Ends the writing: what there is, to be read.
    pub(super) fn finish(self) -> Spooling {
        let written = self.written.into_inner().unwrap_or_else(PoisonError::into_inner);
        Spooling { file: self.file, index: written.index }
    }
}

/// A spool that is written.
#[derive(Debug)]
pub(super) struct Spooling {
    file: File,
    /// By digest.
    pub(super) index: HashMap<String, Spooled>,
}

impl Spooling {
    /// The readings of a file.
    pub(super) fn get(&self, spooled: &Spooled) -> io::Result<Readings> {
        let mut packed = vec![0; spooled.length];
        self.file.read_exact_at(&mut packed, spooled.offset)?;
        unpack(&packed)
    }
}

/// Packs a value for the disk.
pub(super) fn pack<T: serde::Serialize>(value: &T) -> io::Result<Vec<u8>> {
    let bytes = postcard::to_stdvec(value).map_err(io::Error::other)?;
    zstd::bulk::compress(&bytes, LEVEL)
}

/// The value that was packed.
pub(super) fn unpack<T: serde::de::DeserializeOwned>(packed: &[u8]) -> io::Result<T> {
    let size = zstd::zstd_safe::get_frame_content_size(packed).ok().flatten();
    let size = size.and_then(|size| usize::try_from(size).ok()).filter(|size| *size <= MOST_BYTES);
    let damaged = || io::Error::new(io::ErrorKind::InvalidData, "it is damaged");
    let bytes = zstd::bulk::decompress(packed, size.ok_or_else(damaged)?)?;
    postcard::from_bytes(&bytes).map_err(|_| damaged())
}
