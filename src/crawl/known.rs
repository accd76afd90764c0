//! What a dataset knows of the files that were looked at, so that the next run need not open them.

use std::fs::Metadata;
use std::os::unix::fs::MetadataExt;
use std::sync::Arc;

use jiff::civil::Date;

use super::{Crawl, Publication, Source};

/// What tells that a file has changed without opening it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Stamp {
    /// Its size in bytes.
    pub bytes: u64,
    /// When it was last written, in nanoseconds since 1970.
    pub modified: i64,
}

impl Stamp {
    /// The stamp of a file, from what the file system says of it.
    #[must_use]
    pub fn of(metadata: &Metadata) -> Self {
        let modified = metadata.mtime().saturating_mul(1_000_000_000).saturating_add(metadata.mtime_nsec());
        Self { bytes: metadata.len(), modified }
    }
}

/// A file that was looked at, and which bytes it had.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KnownFile {
    /// The folder that was crawled, absolute and without links.
    pub folder: Arc<str>,
    /// Its path within that folder, as [`Source::path`].
    pub path: String,
    /// Its size in bytes.
    pub bytes: u64,
    /// When it was last written, in nanoseconds since 1970. `None` where that proves nothing: it was written about when
    /// the run began, or could not be read when it was last looked at. Such a file is looked at again.
    pub modified: Option<i64>,
    /// The digest of its bytes, lower-case hex; `None` when the operating system would not give them.
    pub digest: Option<String>,
    /// Whether it is gone, or holds other bytes by now.
    pub is_gone: bool,
    /// The day of publication, where path or name tell it.
    pub published_on: Option<Date>,
    /// What an index said of it; `None` where none did.
    pub publication: Option<Publication>,
}

impl KnownFile {
    /// Whether a file that was found is this one, as far as that can be told without opening it.
    #[must_use]
    pub fn is(&self, source: &Source) -> bool {
        self.digest.is_some() && self.bytes == source.stamp.bytes && self.modified == Some(source.stamp.modified)
    }
}

impl Crawl {
    /// Whether the crawl would have found a file if it were (still) there.
    #[must_use]
    pub fn looked_for(&self, file: &KnownFile) -> bool {
        let is_below = |within: &str| {
            within.is_empty()
                || file.path.strip_prefix(within).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
        };
        self.folders.contains(&file.folder)
            && !self.closed.iter().any(|(folder, within)| *folder == file.folder && is_below(within))
    }
}
