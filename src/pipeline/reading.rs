//! One file → what it is and what it states; then all files → one entry a document.

use std::collections::{HashMap, HashSet};
use std::fs::File;
use std::io::{self, Read};
use std::path::Path;
use std::sync::{Mutex, PoisonError};

use sha2::{Digest, Sha256};

use super::workers::{Desk, Manner};
use super::{Readings, draw_with, panics, read_with};
use crate::crawl::{Publication, Source};
use crate::extract::draw::Drawing;
use crate::extract::source_format;
use crate::filing::{MonthlyReturn, SourceFormat, Table, Value, columns_stated, hong_kong_day};
use crate::finding::{Code, FilingError, Finding, RejectCode};
use crate::publish::{digest_rest, hex};
use crate::record::Reading;
use crate::tables::{self, Entry};

/// What reading one file gave.
pub(super) struct FileRead {
    /// Digest and size; `None` when the operating system would not give the bytes.
    pub(super) identity: Option<(String, u64)>,
    pub(super) format: Option<SourceFormat>,
    /// `None` when another file with the same bytes is being read.
    pub(super) result: Option<Readings>,
}

/// Digests of the files met so far, so that the same bytes are read once.
pub(super) type Seen = Mutex<HashSet<String>>;

/// Reads one file; never fails, whatever the file is.
pub(super) fn read_source(source: &Source, seen: &Seen, max_file_bytes: u64, desk: &Desk) -> FileRead {
    let content = match Content::load(&source.file, max_file_bytes) {
        Ok(content) => content,
        Err(error) => {
            let message = format!("cannot be read ({error}); check its permissions and its disk");
            let result = Some(vec![Err(FilingError::new(RejectCode::Unreadable, message))]);
            return FileRead { identity: None, format: None, result };
        }
    };
    // A panic is caught before it could poison the lock, and the set is whole after every insert.
    let is_new = seen.lock().unwrap_or_else(PoisonError::into_inner).insert(content.digest.clone());
    let result = is_new.then(|| match content.within(max_file_bytes) {
        Ok(bytes) => desk.read(bytes),
        Err(error) => vec![Err(error)],
    });
    FileRead { identity: Some((content.digest, content.size)), format: source_format(&content.bytes), result }
}

/// A file's bytes with their digest; of a file over the limit, the beginning.
pub(super) struct Content {
    pub(super) bytes: Vec<u8>,
    pub(super) digest: String,
    pub(super) size: u64,
}

impl Content {
    pub(super) fn load(path: &Path, max_bytes: u64) -> io::Result<Self> {
        let mut file = File::open(path)?;
        let mut bytes = Vec::new();
        file.by_ref().take(max_bytes.saturating_add(1)).read_to_end(&mut bytes)?;
        let mut digest = Sha256::new_with_prefix(&bytes);
        let size = bytes.len() as u64 + digest_rest(&mut file, &mut digest)?;
        Ok(Self { bytes, digest: hex(&digest.finalize()), size })
    }

    /// The bytes, if they are all there.
    pub(super) fn within(&self, max_file_bytes: u64) -> Result<&[u8], FilingError> {
        if self.size <= max_file_bytes {
            return Ok(&self.bytes);
        }
        let size = self.size;
        let message = format!("{size} bytes, over the limit of {max_file_bytes} (max_file_bytes in the config)");
        Err(FilingError::new(RejectCode::TooLarge, message))
    }
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

/// One entry for every distinct document, in the order of their first paths.
pub(super) fn merge(sources: Vec<Source>, mut reads: Vec<FileRead>) -> Vec<Entry> {
    let of_digest = |read: &mut FileRead| Some((read.identity.as_ref()?.0.clone(), read.result.take()?));
    let mut results: HashMap<_, _> = reads.iter_mut().filter_map(of_digest).collect();
    let mut documents: Vec<Document> = Vec::new();
    let mut first_of: HashMap<String, usize> = HashMap::new();
    for (source, read) in sources.into_iter().zip(reads) {
        let (digest, size) = read.identity.unzip();
        if let Some(&first) = digest.as_ref().and_then(|digest| first_of.get(digest)) {
            documents[first].add(source);
            continue;
        }
        let readings = read.result.or_else(|| results.remove(digest.as_ref()?));
        let readings =
            readings.unwrap_or_else(|| vec![Err(internal("the file was handed out twice and read by nobody"))]);
        first_of.extend(digest.iter().map(|digest| (digest.clone(), documents.len())));
        documents.push(Document { digest, size, format: read.format, source, also_at: Vec::new(), readings });
    }
    documents.into_iter().flat_map(Document::entries).collect()
}

/// All files with the same bytes.
struct Document {
    digest: Option<String>,
    size: Option<u64>,
    format: Option<SourceFormat>,
    /// The first of them, with the earliest publication of all.
    source: Source,
    also_at: Vec<String>,
    readings: Readings,
}

impl Document {
    fn add(&mut self, copy: Source) {
        let known = &mut self.source;
        known.published_on = [known.published_on, copy.published_on].into_iter().flatten().min();
        known.publication = match (known.publication.take(), copy.publication) {
            (Some(one), Some(other)) => Some(one.earlier(other)),
            (one, other) => one.or(other),
        };
        self.also_at.push(copy.path);
    }

    /// One for every form in it.
    fn entries(self) -> Vec<Entry> {
        let Self { digest, size, format, source, also_at, readings } = self;
        let publication = source.publication.unwrap_or_default();
        let published_at = publication.published_at;
        let entries = (1..).zip(readings).map(|(form, mut result)| {
            if let Ok(reading) = &mut result {
                reading.findings.extend(index_differs(&reading.filing, &publication));
            }
            Entry {
                filing_id: digest.as_deref().map(|digest| filing_id(digest, form)),
                source_path: source.path.clone(),
                also_at: also_at.clone(),
                source_bytes: size,
                source_format: format,
                published_on: source.published_on.or(published_at.map(hong_kong_day)),
                published_at,
                title: publication.title.clone(),
                capital_events: Vec::new(),
                result,
            }
        });
        entries.collect()
    }
}

/// What is to be said of an index that lists a return under codes that are none of its own: neither the issuer's, nor
/// a class's, nor a counter's.
fn index_differs(filing: &MonthlyReturn, publication: &Publication) -> Option<Finding> {
    let stated = filing.stock_code.as_deref()?;
    let listed = &publication.stock_codes;
    if listed.is_empty() || codes_of(filing).iter().any(|code| listed.contains(code)) {
        return None;
    }
    let listed = listed.join(", ");
    let message = format!(
        "the index lists the file under the stock code {listed}, which the return does not state (its own is {stated}); \
         look whether the file is the one that was meant"
    );
    Some(Finding::new(Code::IndexDiffers, message).at(Table::Filings, 1).column("stock_code").values(listed, stated))
}

/// Every stock code that the return states, wherever it does.
fn codes_of(filing: &MonthlyReturn) -> HashSet<String> {
    let mut codes: HashSet<String> = filing.counters.iter().map(|counter| counter.stock_code.clone()).collect();
    for &table in Table::ALL {
        for column in columns_stated(table).into_iter().filter(|column| column.ends_with("stock_code")) {
            codes.extend((1..=filing.row_count(table)).filter_map(|row| match filing.value(table, row, column) {
                Value::Text(code) => Some(code),
                _ => None,
            }));
        }
    }
    codes
}

/// The digest of the file; from its second form on with that form's number behind it.
fn filing_id(digest: &str, form: u32) -> String {
    if form == 1 { digest.to_owned() } else { format!("{digest}-{form}") }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::extract::Reader;
    use crate::pipeline::ReadOptions;
    use crate::tables::Outcome;

    fn desk() -> Desk {
        let (max_file_bytes, reader) = (1_000, Reader::default());
        Desk::new(&ReadOptions { max_file_bytes, reader, libreoffice: None, workers: None }).unwrap()
    }

    fn source(path: &Path, name: &str) -> Source {
        Source { file: path.to_owned(), path: name.to_owned(), published_on: None, publication: None }
    }

    #[test]
    fn a_file_that_is_gone_has_its_row_all_the_same() {
        let sources = vec![source(Path::new("/no/such/a.pdf"), "a.pdf"), source(Path::new("/no/such/b.pdf"), "b.pdf")];
        let seen = Seen::default();
        let reads = sources.iter().map(|source| read_source(source, &seen, 1_000, &desk())).collect();
        let entries = merge(sources, reads);
        assert_eq!(entries.len(), 2, "files without bytes are not the same file");
        for entry in entries {
            assert_eq!((entry.outcome(), entry.filing_id, entry.source_bytes), (Outcome::Rejected, None, None));
            assert_eq!(entry.result.unwrap_err().code, RejectCode::Unreadable);
        }
    }

    #[test]
    fn a_file_over_the_limit_is_digested_whole_and_not_read() {
        let path = std::env::temp_dir().join(format!("sharecap-large-{}", std::process::id()));
        std::fs::write(&path, vec![b'x'; 200_000]).unwrap();
        let read = read_source(&source(&path, "large.txt"), &Seen::default(), 10, &desk());
        std::fs::remove_file(&path).unwrap();
        let digest = hex(&Sha256::digest(vec![b'x'; 200_000]));
        assert_eq!(read.identity, Some((digest, 200_000)));
        assert_eq!(read.result.unwrap().remove(0).unwrap_err().code, RejectCode::TooLarge);
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
