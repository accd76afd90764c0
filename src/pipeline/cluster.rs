//! A dataset that several machines make: what one read of a file, packed for another that puts an issuer's returns
//! together.
//!
//! Reading is most of the work and needs one file at a time, so it can be done anywhere. How a return stands to others is
//! told from its issuer's alone: whoever has all of these makes the rows that an [`ingest`](super::ingest) of all files
//! makes, by the same functions. Who carries the packed forms from one machine to the other is no business of this module.

use std::collections::BTreeMap;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::document::{Document, unreadable};
use super::spool::{FormKey, pack, unpack};
use super::{FileReader, IngestError, PARSER_VERSION, dataset};
use crate::crawl::{self, Crawl, Index, KnownFile, Publication, Source, Stamp, Warning, published_on};
use crate::filing::SourceFormat;
use crate::finding::{FilingError, RejectCode, Severities};
use crate::publish::{self, About, PublishError};
use crate::record::Reading;
use crate::tables::{Entry, Snapshot};

/// One form of a file that was read, or why the file was not.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PackedForm {
    /// The digest of the file, lower-case hex; `None` when the bytes were not to be had.
    pub digest: Option<String>,
    /// Which form of the file, from 1.
    pub number: usize,
    /// The issuer with whose other returns it is to be put together; `None` for a form that stands for itself.
    pub issuer: Option<String>,
    /// The rest, for [`Portion::add`] of the same version of the program.
    pub packed: Vec<u8>,
}

/// What is packed.
#[derive(Debug, Serialize, Deserialize)]
struct Form {
    bytes: u64,
    format: Option<SourceFormat>,
    result: Result<Reading, FilingError>,
}

impl PackedForm {
    fn new(digest: Option<String>, number: usize, form: &Form) -> Result<Self, IngestError> {
        let issuer = FormKey::of(form.result.as_ref().ok()).issuer_of_month().map(str::to_owned);
        let packed = pack(form).map_err(IngestError::Packed)?;
        Ok(Self { digest, number, issuer, packed })
    }

    /// A file whose bytes could not be had at all, with the reason.
    ///
    /// # Errors
    /// When it cannot be packed, which only a lack of memory causes.
    pub fn unreadable(reason: &str) -> Result<Self, IngestError> {
        let error =
            FilingError::new(RejectCode::Unreadable, format!("cannot be read ({reason}); check how it is stored"));
        Self::new(None, 1, &Form { bytes: 0, format: None, result: Err(error) })
    }
}

impl FileReader {
    /// Reads a file, and packs every form in it; never empty.
    ///
    /// # Errors
    /// When no process can be started to read it, which no file can cause.
    pub fn pack_file(&self, file: &Path) -> Result<Vec<PackedForm>, IngestError> {
        let looked = self.look(file)?;
        let identity = match looked.identity {
            Ok(identity) => identity,
            Err(error) => {
                let form = Form { bytes: 0, format: None, result: Err(error) };
                return Ok(vec![PackedForm::new(None, 1, &form)?]);
            }
        };
        let (bytes, format) = (identity.stamp.bytes, looked.format);
        let forms = (1..).zip(looked.readings.unwrap_or_default());
        forms
            .map(|(number, result)| {
                PackedForm::new(Some(identity.digest.clone()), number, &Form { bytes, format, result })
            })
            .collect()
    }
}

/// A file that holds a document.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Place {
    /// Its path, as [`Source::path`].
    pub path: String,
    /// What an index says of it, as [`publications`] packs it.
    pub publication: Option<Vec<u8>>,
}

/// Forms that are put together: all those of one issuer, and of those that stand for themselves any.
#[derive(Debug)]
pub struct Portion {
    entries: Vec<Entry>,
    began: Timestamp,
}

impl Portion {
    /// An empty one; `began` stands in `ingested_at`.
    #[must_use]
    pub fn new(began: Timestamp) -> Self {
        Self { entries: Vec::new(), began }
    }

    /// Adds a form, with all places of its file: several, where files hold the same bytes.
    ///
    /// # Errors
    /// When it is damaged, or another version of the program packed it.
    pub fn add(
        &mut self,
        digest: Option<&str>,
        number: usize,
        places: &[Place],
        packed: &[u8],
    ) -> Result<(), IngestError> {
        let Form { bytes, format, result } = unpack(packed).map_err(IngestError::Packed)?;
        let Some(digest) = digest else {
            let error = result.err().ok_or_else(|| IngestError::Packed(io::ErrorKind::InvalidData.into()))?;
            self.entries.extend(places.iter().map(|place| unreadable(&place.path, error.clone(), self.began)));
            return Ok(());
        };
        let mut files = places.iter().map(|place| known(place, digest, bytes)).collect::<Result<Vec<_>, _>>()?;
        files.sort_by(|a, b| a.path.cmp(&b.path));
        let document = Document::all(&files, |_| true).remove(digest);
        self.entries.extend(document.map(|document| document.entry(digest, number, format, result, self.began)));
        Ok(())
    }

    /// The tables, with all that the returns tell of each other.
    #[must_use]
    pub fn put_together(self, severities: &Severities) -> Snapshot {
        dataset::put_together(self.entries, severities)
    }
}

fn known(place: &Place, digest: &str, bytes: u64) -> Result<KnownFile, IngestError> {
    let publication = place.publication.as_deref().map(unpack).transpose().map_err(IngestError::Packed)?;
    Ok(KnownFile {
        folder: Arc::from(""),
        path: place.path.clone(),
        bytes,
        modified: None,
        digest: Some(digest.to_owned()),
        is_gone: false,
        published_on: published_on(Path::new(&place.path)),
        publication,
    })
}

/// The files below some folders, as an ingest finds them.
#[must_use]
pub fn found(folders: &[PathBuf]) -> Crawl {
    // Nothing is left out: nobody is writing a dataset there.
    crawl::crawl(folders, Path::new(""))
}

/// What indexes say of files: places in the order of their paths, and what is odd. An index among the files is no
/// filing, and left out.
///
/// # Errors
/// When something cannot be packed, which only a lack of memory causes.
pub fn publications(
    files: Vec<(PathBuf, String)>,
    indexes: &[Index],
) -> Result<(Vec<Place>, Vec<Warning>), IngestError> {
    let source = |(file, path): (PathBuf, String)| {
        let (folder, published_on) = (Arc::from(""), published_on(Path::new(&path)));
        Source { file, folder, path, stamp: Stamp::default(), published_on, publication: None }
    };
    let mut found = Crawl { sources: files.into_iter().map(source).collect(), ..Crawl::default() };
    found.sources.sort_by(|a, b| a.path.cmp(&b.path));
    found.consult(indexes);
    let packed = |said: &Publication| pack(said).map_err(IngestError::Packed);
    let place = |source: Source| {
        let publication = source.publication.as_ref().map(packed).transpose()?;
        Ok(Place { path: source.path, publication })
    };
    let places = found.sources.into_iter().map(place).collect::<Result<_, IngestError>>()?;
    Ok((places, found.warnings))
}

/// Writes the manifest of a folder of tables that others wrote, as of a snapshot that goes on from none: then it can be
/// opened and checked like any, and no run goes on from it.
///
/// `root` is the folder that the paths of the filings begin below, where that is one of this machine.
///
/// # Errors
/// When the file system refuses, or a file there is no part of a table.
pub fn describe(
    folder: &Path,
    root: Option<&str>,
    began: Timestamp,
    severities: &Severities,
) -> Result<BTreeMap<String, u64>, PublishError> {
    let about = About {
        began,
        parser_version: PARSER_VERSION.to_owned(),
        folders: root.into_iter().map(str::to_owned).collect(),
        severities: severities.chosen(),
    };
    Ok(publish::describe(folder, &about)?.rows)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::extract::Reader;
    use crate::pipeline::ReadOptions;

    const SAMPLE: &str = "data/filings/pdf/FF301_v1.1.1_en_09101_2025-08.pdf";

    fn reader() -> FileReader {
        let (max_file_bytes, reader) = (64_000_000, Reader::First);
        let options = ReadOptions { max_file_bytes, reader, libreoffice: None, workers: None };
        FileReader::new(&options, &Severities::default()).unwrap()
    }

    fn places(paths: &[&str]) -> Vec<Place> {
        paths.iter().map(|path| Place { path: (*path).to_owned(), publication: None }).collect()
    }

    #[test]
    fn a_form_that_was_carried_is_the_one_that_was_read() {
        let reader = reader();
        let forms = reader.pack_file(Path::new(SAMPLE)).unwrap();
        assert_eq!((forms.len(), forms[0].issuer.as_deref()), (1, Some("09101")));
        let mut portion = Portion::new(Timestamp::UNIX_EPOCH);
        let name = Path::new(SAMPLE).file_name().unwrap().to_str().unwrap();
        portion.add(forms[0].digest.as_deref(), 1, &places(&[name]), &forms[0].packed).unwrap();
        let carried = portion.put_together(&Severities::default()).to_json().unwrap();
        let read = reader.read_file(Path::new(SAMPLE), Timestamp::UNIX_EPOCH).unwrap().to_json().unwrap();
        assert_eq!(carried, read);
    }

    #[test]
    fn several_places_are_one_document_of_the_first_path_and_the_first_day() {
        let forms = reader().pack_file(Path::new(SAMPLE)).unwrap();
        let mut portion = Portion::new(Timestamp::UNIX_EPOCH);
        let copies = places(&["b/2025/0905/a.pdf", "a/2025/0906/a.pdf"]);
        portion.add(forms[0].digest.as_deref(), 1, &copies, &forms[0].packed).unwrap();
        let snapshot = portion.put_together(&Severities::default());
        let (entry, _) = &snapshot.entries()[0];
        assert_eq!(
            (&*entry.source_path, &entry.also_at[..]),
            ("a/2025/0906/a.pdf", &["b/2025/0905/a.pdf".to_owned()][..])
        );
        assert_eq!(entry.published_on.map(|day| day.to_string()).as_deref(), Some("2025-09-05"));
    }

    #[test]
    fn a_file_that_is_gone_is_a_row_without_a_digest() {
        let forms = reader().pack_file(Path::new("/no/such/a.pdf")).unwrap();
        let of_reason = PackedForm::unreadable("no such bucket").unwrap();
        for form in [&forms[0], &of_reason] {
            let mut portion = Portion::new(Timestamp::UNIX_EPOCH);
            portion.add(form.digest.as_deref(), form.number, &places(&["a.pdf"]), &form.packed).unwrap();
            let snapshot = portion.put_together(&Severities::default());
            let (entry, _) = &snapshot.entries()[0];
            assert_eq!((entry.filing_id.as_deref(), &*entry.source_path), (None, "a.pdf"));
            assert_eq!(entry.result.as_ref().unwrap_err().code, RejectCode::Unreadable);
        }
    }

    #[test]
    fn what_is_damaged_on_the_way_is_refused() {
        let forms = reader().pack_file(Path::new(SAMPLE)).unwrap();
        let half = &forms[0].packed[..forms[0].packed.len() / 2];
        let added = Portion::new(Timestamp::UNIX_EPOCH).add(Some("00"), 1, &places(&["a.pdf"]), half);
        assert!(matches!(added, Err(IngestError::Packed(_))));
    }
}
