//! One file → which bytes it has, and what they state.

use std::collections::HashSet;
use std::fs::{File, OpenOptions};
use std::io::{self, Read};
use std::os::unix::fs::OpenOptionsExt;
use std::path::Path;
use std::sync::{Mutex, PoisonError};

use sha2::{Digest, Sha256};

use super::workers::{Desk, Manner};
use super::{Readings, draw_with, panics, read_with};
use crate::crawl::Stamp;
use crate::extract::draw::Drawing;
use crate::extract::source_format;
use crate::filing::SourceFormat;
use crate::finding::{FilingError, RejectCode};
use crate::publish::{digest_rest, hex};
use crate::record::Reading;
use crate::tables;

/// Digests of documents that need not be read (again).
#[derive(Default)]
pub(super) struct Seen(Mutex<HashSet<String>>);

impl Seen {
    /// Notes a digest; whether it is new.
    fn insert(&self, digest: &str) -> bool {
        // The set is whole after every insert, whoever panicked.
        let mut seen = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        !seen.contains(digest) && seen.insert(digest.to_owned())
    }
}

/// What looking at one file gave.
pub(super) struct Looked {
    /// Which bytes it has; why not, where the operating system would not give them.
    pub(super) identity: Result<Identity, FilingError>,
    /// The kind of file.
    pub(super) format: Option<SourceFormat>,
    /// `None` when its bytes are known or were met in another file, and when they were put away.
    pub(super) readings: Option<Readings>,
    /// Whether it was read.
    pub(super) is_read: bool,
}

/// Which bytes a file has.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Identity {
    pub(super) digest: String,
    /// As it was when the bytes were read.
    pub(super) stamp: Stamp,
}

/// Looks at one file, and reads it unless `is_known` says of its digest that this need not be; never fails, whatever the
/// file is.
pub(super) fn look(
    file: &Path,
    seen: &Seen,
    is_known: impl Fn(&str) -> bool,
    max_file_bytes: u64,
    desk: &Desk,
) -> Looked {
    look_at(Content::load(file, max_file_bytes), seen, is_known, max_file_bytes, desk)
}

/// The same, for what the operating system gave of a file.
pub(super) fn look_at(
    content: io::Result<Content>,
    seen: &Seen,
    is_known: impl Fn(&str) -> bool,
    max_file_bytes: u64,
    desk: &Desk,
) -> Looked {
    let content = match content {
        Ok(content) => content,
        Err(error) => {
            let message = format!("cannot be read ({error}); check its permissions and its disk");
            let identity = Err(FilingError::new(RejectCode::Unreadable, message));
            return Looked { identity, format: None, readings: None, is_read: false };
        }
    };
    let is_new = !is_known(&content.digest) && seen.insert(&content.digest);
    let readings = is_new.then(|| match content.within(max_file_bytes) {
        Ok(bytes) => desk.read(bytes),
        Err(error) => vec![Err(error)],
    });
    // Told here also of a file whose reading ends its process; what is told of hostile bytes may panic.
    let format = panics::caught(|| source_format(&content.bytes)).ok().flatten();
    let identity = Ok(Identity { digest: content.digest, stamp: content.stamp });
    Looked { identity, format, readings, is_read: is_new }
}

/// A file that is being written is given so many chances to hold still.
const TRIES: usize = 3;

/// A file's bytes with their digest; of a file over the limit, the beginning.
pub(super) struct Content {
    pub(super) bytes: Vec<u8>,
    pub(super) digest: String,
    pub(super) stamp: Stamp,
}

impl Content {
    /// Bytes that somebody has already; they were never modified.
    pub(super) fn of(bytes: Vec<u8>) -> Self {
        let (digest, size) = (hex(&Sha256::digest(&bytes)), bytes.len() as u64);
        Self { bytes, digest, stamp: Stamp { bytes: size, ..Stamp::default() } }
    }

    /// Reads a file that holds still meanwhile.
    ///
    /// # Errors
    /// When the operating system refuses, it is no regular file (any more), or it is written again and again.
    pub(super) fn load(path: &Path, max_bytes: u64) -> io::Result<Self> {
        for _ in 0..TRIES {
            if let Some(content) = Self::load_once(path, max_bytes)? {
                return Ok(content);
            }
        }
        Err(io::Error::other("it changes while it is read; the next run will try again"))
    }

    /// `None` when the file changed meanwhile.
    fn load_once(path: &Path, max_bytes: u64) -> io::Result<Option<Self>> {
        // A pipe that took the place of a file since the crawl would wait for a writer for ever.
        let mut file = OpenOptions::new().read(true).custom_flags(libc::O_NONBLOCK).open(path)?;
        let before = regular(&file)?;
        let most = max_bytes.saturating_add(1);
        // One more than there should be: the end is then seen without more room.
        let expected = usize::try_from(before.bytes.saturating_add(1).min(most)).unwrap_or_default();
        let mut bytes = Vec::with_capacity(expected);
        file.by_ref().take(most).read_to_end(&mut bytes)?;
        let mut digest = Sha256::new_with_prefix(&bytes);
        let size = bytes.len() as u64 + digest_rest(&mut file, &mut digest)?;
        let stamp = regular(&file)?;
        let held_still = stamp == before && stamp.bytes == size;
        Ok(held_still.then(|| Self { bytes, digest: hex(&digest.finalize()), stamp }))
    }

    /// The bytes, if they are all there.
    pub(super) fn within(&self, max_file_bytes: u64) -> Result<&[u8], FilingError> {
        let size = self.stamp.bytes;
        if size <= max_file_bytes {
            return Ok(&self.bytes);
        }
        let message = format!("{size} bytes, over the limit of {max_file_bytes} (max_file_bytes in the config)");
        Err(FilingError::new(RejectCode::TooLarge, message))
    }
}

fn regular(file: &File) -> io::Result<Stamp> {
    let metadata = file.metadata()?;
    if metadata.is_file() { Ok(Stamp::of(&metadata)) } else { Err(io::Error::other("it is no regular file any more")) }
}

/// Reads a file so that a panic ends this file only.
pub(super) fn guarded(bytes: &[u8], manner: &Manner) -> Readings {
    let readings = panics::caught(|| read_with(bytes, manner.reader, &manner.office()));
    let readings = readings.unwrap_or_else(|panic| vec![Err(internal(&panic))]);
    readings.into_iter().map(|reading| reading.and_then(verified)).collect()
}

/// Draws a file so that a panic ends this file only.
pub(super) fn drawn(bytes: &[u8], manner: &Manner) -> Result<Drawing, FilingError> {
    panics::caught(|| draw_with(bytes, &manner.office())).unwrap_or_else(|panic| Err(internal(&panic)))
}

fn verified(reading: Reading) -> Result<Reading, FilingError> {
    tables::verify(&reading).map_err(|error| internal(&error.to_string()))?;
    Ok(reading)
}

fn internal(fault: &str) -> FilingError {
    FilingError::new(RejectCode::Internal, format!("{fault}; please report it with the file"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::extract::Reader;
    use crate::pipeline::ReadOptions;

    fn desk() -> Desk {
        let (max_file_bytes, reader) = (1_000, Reader::default());
        Desk::new(&ReadOptions { max_file_bytes, reader, libreoffice: None, workers: None }).unwrap()
    }

    fn looked(file: &Path, max_file_bytes: u64) -> Looked {
        look(file, &Seen::default(), |_| false, max_file_bytes, &desk())
    }

    #[test]
    fn a_file_that_is_gone_is_unreadable() {
        let looked = looked(Path::new("/no/such/a.pdf"), 1_000);
        assert_eq!(looked.identity.unwrap_err().code, RejectCode::Unreadable);
        assert!(looked.readings.is_none());
    }

    #[test]
    fn a_pipe_in_the_place_of_a_file_is_not_waited_for() {
        let folder = tempfile::tempdir().unwrap();
        let pipe = folder.path().join("a.pdf");
        assert!(std::process::Command::new("mkfifo").arg(&pipe).status().unwrap().success());
        let error = looked(&pipe, 1_000).identity.unwrap_err();
        assert!(error.message.contains("no regular file any more"), "{}", error.message);
    }

    #[test]
    fn a_file_over_the_limit_is_digested_whole_and_not_read() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("large.txt");
        std::fs::write(&path, vec![b'x'; 200_000]).unwrap();
        let looked = looked(&path, 10);
        let identity = looked.identity.unwrap();
        assert_eq!((identity.digest, identity.stamp.bytes), (hex(&Sha256::digest(vec![b'x'; 200_000])), 200_000));
        assert_eq!(looked.readings.unwrap().remove(0).unwrap_err().code, RejectCode::TooLarge);
    }

    #[test]
    fn kinds_are_told_from_the_content() {
        let cases: [(&[u8], Option<SourceFormat>); 7] = [
            (b"\xef\xbb\xbf%PDF-1.7", Some(SourceFormat::Pdf)),
            (b"{\\rtf1 Monthly Return}", Some(SourceFormat::Doc)),
            (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", None),
            (b" \n<!DOCTYPE html><html>", Some(SourceFormat::Html)),
            ("截至月份: 2025年9月30日".as_bytes(), Some(SourceFormat::Text)),
            (b"PK\x03\x04\x00", None),
            (b"", None),
        ];
        for (bytes, expected) in cases {
            assert_eq!(source_format(bytes), expected, "{bytes:?}");
        }
    }
}
