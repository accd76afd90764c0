//! Folders → [`Source`]s, sorted: which files there are to read, and what could not be looked at.
//!
//! The crawl never fails: a folder it may not enter, a link that leads away or in a circle, a pipe and an odd name are
//! each a [`Warning`], and everything else is still found. The same folders give the same list on every machine. An
//! [`Index`] beside the files can say when each was published.

mod index;
mod known;

use std::collections::HashSet;
use std::ffi::OsStr;
use std::fs;
use std::path::{Component, Path, PathBuf};
use std::sync::Arc;

pub use index::{Index, IndexError, Publication};
use jiff::civil::Date;
pub use known::{KnownFile, Stamp};
use walkdir::{DirEntry, WalkDir};

/// A file to read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Source {
    /// Where the bytes are.
    pub file: PathBuf,
    /// The folder that was crawled, absolute and without links.
    pub folder: Arc<str>,
    /// The path relative to the crawled folder, with `/`; bytes that are no UTF-8 as `\xNN`. A file that was itself
    /// named as a folder to crawl has its name here.
    pub path: String,
    /// Its size and time of modification as the crawl saw them.
    pub stamp: Stamp,
    /// The day of publication, where path or name tell it.
    pub published_on: Option<Date>,
    /// What an index says of it; `None` where none does.
    pub publication: Option<Publication>,
}

impl Source {
    /// A file that was named by itself.
    #[must_use]
    pub fn of_file(file: &Path) -> Self {
        let path = portable(Path::new(file.file_name().unwrap_or(file.as_os_str())));
        let stamp = fs::metadata(file).map(|metadata| Stamp::of(&metadata)).unwrap_or_default();
        let (folder, published_on) = (Arc::from(""), published_on(file));
        Self { file: file.to_owned(), folder, path, stamp, published_on, publication: None }
    }
}

/// Something the crawl met and went past, or read all the same.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Warning {
    /// Where.
    pub path: PathBuf,
    /// What it is, and what became of it.
    pub message: String,
}

/// What the crawl found.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Crawl {
    /// Files, sorted by `path`, then by the order in which the folders were named.
    pub sources: Vec<Source>,
    /// Oddities, sorted.
    pub warnings: Vec<Warning>,
    /// The folders that were crawled, absolute and without links, in the order in which they were named.
    pub folders: Vec<Arc<str>>,
    /// What could not be opened: the crawled folder, and the path within it, which is empty for the folder itself. What
    /// lies there was not looked for.
    pub closed: Vec<(Arc<str>, String)>,
}

/// Finds every regular file below the folders, except below `excluded` (the dataset that is being written).
#[must_use]
pub fn crawl(folders: &[PathBuf], excluded: &Path) -> Crawl {
    let excluded = fs::canonicalize(excluded).ok();
    let mut found = Crawl::default();
    let mut named = HashSet::new();
    for folder in folders {
        match fs::canonicalize(folder) {
            Ok(root) if named.insert(root.clone()) => {
                let name: Arc<str> = escaped(root.as_os_str()).into();
                found.folders.push(Arc::clone(&name));
                Walk::new(&root, name, excluded.as_deref(), &mut found).run(folder);
            }
            Ok(_) => found.warn(folder, "the same folder is named twice; it is read once"),
            Err(error) => found.warn(folder, format!("cannot be opened ({error}); nothing below it is read")),
        }
    }
    found.sources.sort_by(|a, b| a.path.cmp(&b.path));
    found.warnings.sort();
    found
}

impl Crawl {
    fn warn(&mut self, path: &Path, message: impl Into<String>) {
        self.warnings.push(Warning { path: path.to_owned(), message: message.into() });
    }
}

/// The walk through one crawled folder.
struct Walk<'a> {
    root: &'a Path,
    /// The same as text.
    name: Arc<str>,
    excluded: Option<&'a Path>,
    found: &'a mut Crawl,
    /// Folders already entered through a link: each is entered once, or links between n folders give n! paths.
    followed: HashSet<PathBuf>,
}

impl<'a> Walk<'a> {
    fn new(root: &'a Path, name: Arc<str>, excluded: Option<&'a Path>, found: &'a mut Crawl) -> Self {
        Self { root, name, excluded, found, followed: HashSet::new() }
    }

    fn run(mut self, folder: &Path) {
        let mut entries = WalkDir::new(folder).follow_links(true).sort_by_file_name().into_iter();
        while let Some(entry) = entries.next() {
            match entry {
                Ok(entry) if self.is_wanted(&entry) => self.take(folder, &entry),
                Ok(entry) if entry.file_type().is_dir() => entries.skip_current_dir(),
                Ok(_) => {}
                Err(error) => self.report(folder, &error),
            }
        }
    }

    /// Whether the walk may read or enter this entry; the reason is warned about where it may not.
    fn is_wanted(&mut self, entry: &DirEntry) -> bool {
        let may_be_dataset = entry.file_type().is_dir() && self.excluded.is_some();
        if entry.depth() == 0 || !(entry.path_is_symlink() || may_be_dataset) {
            return true;
        }
        let refusal = match fs::canonicalize(entry.path()) {
            Ok(target) => self.refusal(entry, target),
            Err(error) => Some(format!("cannot be resolved ({error}); skipped")),
        };
        if let Some(refusal) = &refusal {
            self.found.warn(entry.path(), refusal.as_str());
        }
        refusal.is_none()
    }

    /// Why an entry, which is really at `target`, is left out.
    fn refusal(&mut self, entry: &DirEntry, target: PathBuf) -> Option<String> {
        if self.excluded.is_some_and(|excluded| target.starts_with(excluded)) {
            return Some("belongs to the dataset that is being written; not read as filings".to_owned());
        }
        if !entry.path_is_symlink() {
            return None;
        }
        let place = target.display();
        if !target.starts_with(self.root) {
            return Some(format!("links to {place}, outside of the crawled folder; not followed"));
        }
        let holder = entry.path().parent().and_then(|parent| fs::canonicalize(parent).ok());
        if holder.is_some_and(|holder| holder.starts_with(&target)) {
            return Some(format!("links back to {place}, which holds it; not followed"));
        }
        if entry.file_type().is_dir() && !self.followed.insert(target) {
            return Some("links to a folder that another link has led into already; not followed again".to_owned());
        }
        None
    }

    fn take(&mut self, folder: &Path, entry: &DirEntry) {
        let kind = entry.file_type();
        if kind.is_dir() {
            return;
        }
        if !kind.is_file() {
            self.found.warn(entry.path(), "is no regular file (a pipe, socket or device); skipped");
            return;
        }
        let stamp = match entry.metadata() {
            Ok(metadata) => Stamp::of(&metadata),
            Err(error) => return self.report(folder, &error),
        };
        let relative = match entry.path().strip_prefix(folder) {
            Ok(relative) if relative.as_os_str().is_empty() => Path::new(entry.file_name()),
            Ok(relative) => relative,
            Err(_) => entry.path(),
        };
        let path = portable(relative);
        if relative.to_str().is_none() {
            self.found
                .warn(entry.path(), "has a name that is no UTF-8; read, with those bytes as \\xNN in source_path");
        } else if path.chars().any(char::is_control) {
            self.found.warn(entry.path(), "has control characters in its name; read under that name");
        }
        let published_on = published_on(relative);
        let (file, name) = (entry.path().to_owned(), Arc::clone(&self.name));
        self.found.sources.push(Source { file, folder: name, path, stamp, published_on, publication: None });
    }

    fn report(&mut self, folder: &Path, error: &walkdir::Error) {
        let path = error.path().unwrap_or(folder);
        if error.loop_ancestor().is_none() {
            let within = portable(path.strip_prefix(folder).unwrap_or(Path::new("")));
            self.found.closed.push((Arc::clone(&self.name), within));
        }
        let message = match (error.loop_ancestor(), error.io_error()) {
            (Some(ancestor), _) => format!("links back to {}, which holds it; not followed", ancestor.display()),
            (None, Some(cause)) => format!("cannot be opened ({cause}); skipped"),
            (None, None) => "cannot be opened; skipped".to_owned(),
        };
        self.found.warn(path, message);
    }
}

/// A path as text, with `/` between its parts on every system.
fn portable(path: &Path) -> String {
    let parts = path.components().filter_map(|part| match part {
        Component::Normal(name) => Some(escaped(name)),
        _ => None,
    });
    parts.collect::<Vec<_>>().join("/")
}

/// A name as text; bytes that are no UTF-8 are written `\xNN`, so that two such names stay two.
fn escaped(name: &OsStr) -> String {
    use std::fmt::Write;
    let mut text = String::new();
    for chunk in name.as_encoded_bytes().utf8_chunks() {
        text.push_str(chunk.valid());
        for byte in chunk.invalid() {
            // Writing to a String cannot fail.
            let _ = write!(text, "\\x{byte:02X}");
        }
    }
    text
}

/// The day of publication as an `HKEXnews` path (`2024/1105/…`) or name (`2024110500123`, `ltn20091105123`) tells it.
///
/// # Examples
/// ```
/// use std::path::Path;
/// use sharecap::{crawl::published_on, filing::Date};
/// let day = Some(Date::constant(2024, 11, 5));
/// assert_eq!(published_on(Path::new("sehk/2024/1105/return.pdf")), day);
/// assert_eq!(published_on(Path::new("2024110500123_c.pdf")), day);
/// assert_eq!(published_on(Path::new("LTN20241105123.pdf")), day);
/// assert_eq!(published_on(Path::new("2024133100123.pdf")), None);
/// ```
#[must_use]
pub fn published_on(path: &Path) -> Option<Date> {
    let parts: Vec<&str> = path.iter().filter_map(OsStr::to_str).collect();
    let from_folders = parts.windows(3).find_map(|part| match (part[0].len(), part[1].len()) {
        (4, 4) => calendar_day(&[part[0], part[1]].concat()),
        _ => None,
    });
    from_folders.or_else(|| path.file_stem()?.to_str()?.split(|c: char| !c.is_alphanumeric()).find_map(day_in_word))
}

fn day_in_word(word: &str) -> Option<Date> {
    let word = word.to_ascii_lowercase();
    // GEM's prefix is `gln`.
    let (digits, serial) = match word.strip_prefix("ltn").or_else(|| word.strip_prefix("gln")) {
        Some(digits) => (digits, 3),
        None => (word.as_str(), 5),
    };
    (digits.len() == 8 + serial).then(|| calendar_day(digits)).flatten()
}

/// The date that `YYYYMMDD…` begins with, when all are digits and the day exists and lies in the time of `HKEXnews`.
fn calendar_day(digits: &str) -> Option<Date> {
    if digits.len() < 8 || !digits.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let number = |range: std::ops::Range<usize>| digits[range].parse::<i16>().ok();
    let (year, month, day) = (number(0..4)?, number(4..6)?, number(6..8)?);
    let date = Date::new(year, i8::try_from(month).ok()?, i8::try_from(day).ok()?).ok()?;
    (1999..2100).contains(&year).then_some(date)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn publication_days_are_read_from_paths_and_names_only_where_they_are_meant() {
        let day = |text: &str| published_on(Path::new(text)).map(|date| date.to_string());
        assert_eq!(day("listconews/sehk/2009/1105/ltn20091105123.pdf").as_deref(), Some("2009-11-05"));
        assert_eq!(day("2024/1105/01149.pdf").as_deref(), Some("2024-11-05"));
        assert_eq!(day("GLN20100805001_C.pdf").as_deref(), Some("2010-08-05"));
        assert_eq!(day("00020_2024110500123.pdf").as_deref(), Some("2024-11-05"));
        for text in [
            "2024/1105",          // a file of that name, not a folder
            "2024/1331/a.pdf",    // no such day
            "2023/0229/a.pdf",    // no leap year
            "1024/1105/a.pdf",    // before HKEXnews
            "20241105.pdf",       // no serial number
            "20241105001234.pdf", // too long
            "ltn2009110512.pdf",  // serial too short
            "FF301_v1.1.1_zh_2025-09.pdf",
        ] {
            assert_eq!(day(text), None, "{text}");
        }
    }

    #[cfg(unix)]
    #[test]
    fn names_that_are_no_utf8_stay_apart() {
        use std::os::unix::ffi::OsStrExt;
        let name = |bytes| portable(Path::new(OsStr::from_bytes(bytes)));
        assert_eq!(name(b"a/\xff\xfe.pdf"), "a/\\xFF\\xFE.pdf");
        assert_ne!(name(b"\xff.pdf"), name(b"\xfe.pdf"));
        assert_eq!(name("股份/月報表.pdf".as_bytes()), "股份/月報表.pdf");
    }
}
