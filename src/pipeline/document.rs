//! All files with the same bytes are one document: what is known of it beside what it states.

use std::collections::{BTreeMap, HashSet};

use jiff::Timestamp;

use super::PARSER_VERSION;
use crate::crawl::{KnownFile, Publication, Source};
use crate::filing::{Date, MonthlyReturn, SourceFormat, Table, Value, columns_stated, file_digest, hong_kong_day};
use crate::finding::{Code, FilingError, Finding};
use crate::record::Reading;
use crate::tables::Entry;

/// Where a document was found and when it was published.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Document {
    bytes: u64,
    source_path: String,
    also_at: Vec<String>,
    /// The earliest of all its files.
    published_on: Option<Date>,
    publication: Publication,
}

impl Document {
    /// A document that one file alone holds.
    pub(super) fn of_source(source: &Source, bytes: u64) -> Self {
        let publication = source.publication.clone().unwrap_or_default();
        let (source_path, published_on) = (source.path.clone(), source.published_on);
        Self { bytes, source_path, also_at: Vec::new(), published_on, publication }
    }

    /// The documents among these files whose digest is wanted. The files are sorted by path.
    pub(super) fn all(files: &[KnownFile], is_wanted: impl Fn(&str) -> bool) -> BTreeMap<String, Self> {
        let mut documents: BTreeMap<String, Self> = BTreeMap::new();
        for file in files {
            let Some(digest) = file.digest.as_deref().filter(|digest| is_wanted(digest)) else { continue };
            if let Some(known) = documents.get_mut(digest) {
                known.add(file);
            } else {
                documents.insert(digest.to_owned(), Self::of(file));
            }
        }
        documents
    }

    fn of(file: &KnownFile) -> Self {
        Self {
            bytes: file.bytes,
            source_path: file.path.clone(),
            also_at: Vec::new(),
            published_on: file.published_on,
            publication: file.publication.clone().unwrap_or_default(),
        }
    }

    fn add(&mut self, copy: &KnownFile) {
        self.published_on = [self.published_on, copy.published_on].into_iter().flatten().min();
        if let Some(publication) = &copy.publication {
            let known = std::mem::take(&mut self.publication);
            self.publication =
                if known == Publication::default() { publication.clone() } else { known.earlier(publication.clone()) };
        }
        self.also_at.push(copy.path.clone());
    }

    /// The row of `filings` for one of its forms, counted from 1, and what stands below it.
    pub(super) fn entry(
        &self,
        digest: &str,
        form: usize,
        format: Option<SourceFormat>,
        result: Result<Reading, FilingError>,
        began: Timestamp,
    ) -> Entry {
        let mut entry = unread(result, began);
        entry.filing_id = Some(filing_id(digest, form));
        entry.source_bytes = Some(self.bytes);
        entry.source_format = format;
        self.describe(&mut entry);
        entry
    }

    /// Says of an entry where its document was found and when it was published.
    pub(super) fn describe(&self, entry: &mut Entry) {
        let published_at = self.publication.published_at;
        entry.source_path.clone_from(&self.source_path);
        entry.also_at.clone_from(&self.also_at);
        entry.published_on = self.published_on.or(published_at.map(hong_kong_day));
        entry.published_at = published_at;
        entry.title.clone_from(&self.publication.title);
        if let Ok(reading) = &mut entry.result {
            reading.findings.retain(|finding| finding.code != Code::IndexDiffers);
            reading.findings.extend(index_differs(&reading.filing, &self.publication));
        }
    }
}

/// The row of a file that the operating system would not give.
pub(super) fn unreadable(path: &str, error: FilingError, began: Timestamp) -> Entry {
    Entry { source_path: path.to_owned(), ..unread(Err(error), began) }
}

fn unread(result: Result<Reading, FilingError>, began: Timestamp) -> Entry {
    Entry {
        filing_id: None,
        source_path: String::new(),
        also_at: Vec::new(),
        source_bytes: None,
        source_format: None,
        published_on: None,
        published_at: None,
        title: None,
        parser_version: PARSER_VERSION.to_owned(),
        ingested_at: began,
        capital_events: Vec::new(),
        unrepaired: None,
        result,
    }
}

/// The digest of the file that a row is about; nothing where it could not be opened.
pub(super) fn digest_of(filing_id: Option<&str>) -> &str {
    filing_id.map_or("", file_digest)
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
pub(super) fn filing_id(digest: &str, form: usize) -> String {
    if form == 1 { digest.to_owned() } else { format!("{digest}-{form}") }
}
