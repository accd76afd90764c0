//! Readings on the disk, from the moment at which a file was read until its rows are written: an ingest of any size
//! needs room there and not in memory.

use std::collections::HashMap;
use std::fs::File;
use std::io::{self, Write};
use std::os::unix::fs::FileExt;
use std::path::Path;
use std::sync::{Mutex, PoisonError};

use zstd::bulk::{Compressor, Decompressor};

use super::Readings;
use crate::filing::{Date, SourceFormat};
use crate::record::Reading;

/// zstd's quickest of the levels that compress well: what is spooled is read once.
const LEVEL: i32 = 1;
/// No reading of a file is longer than this: what a length that is damaged asks for is not believed.
const MOST_BYTES: usize = 1 << 30;

/// Readings by the digest of their file.
pub(super) struct Spool {
    file: File,
    written: Mutex<Written>,
    compressors: Kept<Compressor<'static>>,
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
    pub(super) fn of(reading: Option<&Reading>) -> Self {
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
        Ok(Self { file, written: Mutex::default(), compressors: Kept::default() })
    }

    /// Adds the readings of a file.
    pub(super) fn put(&self, digest: &str, format: Option<SourceFormat>, readings: &Readings) -> io::Result<()> {
        let packed = self.compressors.lend(|| Compressor::new(LEVEL), |compressor| pack_with(compressor, readings))?;
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
        Spooling { file: self.file, index: written.index, decompressors: Kept::default() }
    }
}

/// A spool that is written.
pub(super) struct Spooling {
    file: File,
    decompressors: Kept<Decompressor<'static>>,
    /// By digest.
    pub(super) index: HashMap<String, Spooled>,
}

impl Spooling {
    /// The readings of a file.
    pub(super) fn get(&self, spooled: &Spooled) -> io::Result<Readings> {
        let mut packed = vec![0; spooled.length];
        self.file.read_exact_at(&mut packed, spooled.offset)?;
        self.decompressors.lend(Decompressor::new, |decompressor| unpack_with(decompressor, &packed))
    }
}

/// What takes longer to set up than to use, for all threads: each borrows one, and there are as many as are borrowed at a
/// time.
struct Kept<T>(Mutex<Vec<T>>);

impl<T> Default for Kept<T> {
    fn default() -> Self {
        Self(Mutex::default())
    }
}

impl<T> Kept<T> {
    fn lend<R>(
        &self,
        make: impl FnOnce() -> io::Result<T>,
        work: impl FnOnce(&mut T) -> io::Result<R>,
    ) -> io::Result<R> {
        let kept = self.0.lock().unwrap_or_else(PoisonError::into_inner).pop();
        let mut lent = kept.map_or_else(make, Ok)?;
        let result = work(&mut lent);
        self.0.lock().unwrap_or_else(PoisonError::into_inner).push(lent);
        result
    }
}

/// Packs a value for the disk.
pub(super) fn pack<T: serde::Serialize>(value: &T) -> io::Result<Vec<u8>> {
    pack_with(&mut Compressor::new(LEVEL)?, value)
}

fn pack_with<T: serde::Serialize>(compressor: &mut Compressor<'_>, value: &T) -> io::Result<Vec<u8>> {
    let bytes = postcard::to_stdvec(value).map_err(io::Error::other)?;
    compressor.compress(&bytes)
}

/// The value that was packed.
pub(super) fn unpack<T: serde::de::DeserializeOwned>(packed: &[u8]) -> io::Result<T> {
    unpack_with(&mut Decompressor::new()?, packed)
}

fn unpack_with<T: serde::de::DeserializeOwned>(decompressor: &mut Decompressor<'_>, packed: &[u8]) -> io::Result<T> {
    let size = zstd::zstd_safe::get_frame_content_size(packed).ok().flatten();
    let size = size.and_then(|size| usize::try_from(size).ok()).filter(|size| *size <= MOST_BYTES);
    let damaged = || io::Error::new(io::ErrorKind::InvalidData, "it is damaged");
    let bytes = decompressor.decompress(packed, size.ok_or_else(damaged)?)?;
    postcard::from_bytes(&bytes).map_err(|_| damaged())
}

#[cfg(test)]
mod tests {
    use std::thread;

    use super::*;
    use crate::finding::{FilingError, RejectCode};

    #[test]
    fn what_several_threads_put_down_is_read_again_as_it_was() {
        let folder = tempfile::tempdir().unwrap();
        let spool = Spool::new(folder.path()).unwrap();
        let readings = |number: usize| -> Readings {
            vec![Err(FilingError::new(RejectCode::Empty, "nothing ".repeat(number))); number]
        };
        let put = |from: usize| {
            (from..40).step_by(4).for_each(|number| spool.put(&number.to_string(), None, &readings(number)).unwrap());
        };
        thread::scope(|scope| (0..4).for_each(|from| drop(scope.spawn(move || put(from)))));
        let spooling = spool.finish();
        for number in 0..40 {
            let spooled = &spooling.index[&number.to_string()];
            assert_eq!(spooling.get(spooled).unwrap(), readings(number));
            assert_eq!(spooled.forms.len(), number);
        }
    }

    #[test]
    fn what_is_damaged_is_refused_and_the_next_is_read() {
        let packed = pack(&"a reading".repeat(100)).unwrap();
        let mut decompressor = Decompressor::new().unwrap();
        for cut in 0..packed.len() {
            assert!(unpack_with::<String>(&mut decompressor, &packed[..cut]).is_err(), "{cut}");
        }
        assert_eq!(unpack_with::<String>(&mut decompressor, &packed).unwrap(), "a reading".repeat(100));
    }
}
