//! What `explain` shows: what a file states, and what it looks like.

use std::collections::BTreeMap;
use std::io;
use std::path::{Path, PathBuf};

use jiff::Timestamp;

use super::dataset::take;
use super::reading::Content;
use super::workers::Desk;
use super::{Extent, FileReader, IngestError, LoadError, ReadOptions, load};
use crate::extract::draw::Drawing;
use crate::filing::{Table, file_digest};
use crate::finding::{FilingError, RejectCode, Severities};
use crate::publish;
use crate::tables::{Restorer, Snapshot};

/// A file with what it states and what it looks like.
#[derive(Debug)]
pub struct Subject {
    /// Its forms, one entry each, in their order.
    pub snapshot: Snapshot,
    /// Its pages, or why they cannot be shown.
    pub drawing: Result<Drawing, FilingError>,
}

/// Why there is nothing to show.
#[derive(Debug, thiserror::Error)]
pub enum SubjectError {
    /// The file could not be read.
    #[error(transparent)]
    Read(#[from] IngestError),
    /// The dataset could not be loaded.
    #[error(transparent)]
    Load(#[from] LoadError),
    /// The dataset holds no such filing.
    #[error(
        "no filing_id of {} begins with `{wanted}`: look it up in the table `filings`, or name the file itself",
        dataset.display()
    )]
    Unknown {
        /// The dataset.
        dataset: PathBuf,
        /// The id that was asked for.
        wanted: String,
    },
    /// Several files answer to the beginning of an id.
    #[error("{} files have an id that begins with `{wanted}` ({}): name more of it", found.len(), found.join(", "))]
    Ambiguous {
        /// The id that was asked for.
        wanted: String,
        /// Where they were found: their source paths, sorted.
        found: Vec<String>,
    },
}

/// Reads and draws a file.
///
/// # Errors
/// When no process can be started for it; what is wrong with the file itself stands in the subject.
pub fn file_subject(
    file: &Path,
    options: &ReadOptions,
    severities: &Severities,
    began: Timestamp,
) -> Result<Subject, SubjectError> {
    let reader = FileReader::new(options, severities)?;
    let snapshot = reader.read_file(file, began)?;
    let content = Content::load(file, options.max_file_bytes).map_err(|error| unreadable(file, &error));
    let drawing = content.and_then(|content| reader.draw(&content));
    Ok(Subject { snapshot, drawing })
}

/// Takes a filing from a dataset, told by the beginning of its id, with all forms of its file; and draws the file, which
/// is looked for below `roots`, or below the folders that were crawled where none are given.
///
/// # Errors
/// When the dataset cannot be loaded, or not exactly one of its files is meant. A file that is gone or has changed is
/// no error: then the drawing says so.
pub fn filing_subject(
    dataset: &Path,
    wanted: &str,
    roots: &[PathBuf],
    options: &ReadOptions,
) -> Result<Subject, SubjectError> {
    // Resolved once: what is published meanwhile does not touch it.
    let opened = publish::open(dataset).map_err(LoadError::from)?;
    let mut restorer = Restorer::default();
    take(&mut restorer, &opened, Table::Filings)?;
    let digest = the_file(dataset, wanted, &restorer.finish())?;
    let snapshot = load(&opened.folder, Extent::File(&digest))?;
    let crawled: Vec<PathBuf> = opened.manifest.folders.iter().map(PathBuf::from).collect();
    let roots = if roots.is_empty() { &crawled } else { roots };
    let paths =
        snapshot.entries().iter().flat_map(|(entry, _)| std::iter::once(&entry.source_path).chain(&entry.also_at));
    let content = source(&paths.map(Path::new).collect::<Vec<_>>(), &digest, roots, options.max_file_bytes);
    let drawing = match content {
        Ok(content) => {
            let desk = Desk::new(options).map_err(IngestError::Workers)?;
            content.within(options.max_file_bytes).and_then(|bytes| desk.draw(bytes))
        }
        Err(error) => Err(error),
    };
    Ok(Subject { snapshot, drawing })
}

/// The digest of the one file whose forms have ids that begin so.
fn the_file(dataset: &Path, wanted: &str, filings: &Snapshot) -> Result<String, SubjectError> {
    let mut found = BTreeMap::new();
    for (entry, _) in filings.entries() {
        let id = entry.filing_id.as_deref().filter(|id| id.starts_with(wanted));
        found.extend(id.map(|id| (file_digest(id), entry.source_path.clone())));
    }
    if found.len() > 1 {
        let mut found: Vec<String> = found.into_values().collect();
        found.sort();
        return Err(SubjectError::Ambiguous { wanted: wanted.to_owned(), found });
    }
    let digest = found.pop_first().map(|(digest, _)| digest.to_owned());
    digest.ok_or_else(|| SubjectError::Unknown { dataset: dataset.to_owned(), wanted: wanted.to_owned() })
}

/// The file at one of the paths below one of the roots whose bytes have the digest.
fn source(paths: &[&Path], digest: &str, roots: &[PathBuf], max_file_bytes: u64) -> Result<Content, FilingError> {
    let mut changed = None;
    let mut refused = None;
    for file in roots.iter().flat_map(|root| paths.iter().map(|path| below(root, path))) {
        match Content::load(&file, max_file_bytes) {
            Ok(content) if content.digest == digest => return Ok(content),
            Ok(_) => changed = Some(file),
            Err(error) if error.kind() == io::ErrorKind::NotFound => {}
            Err(error) => refused = Some(unreadable(&file, &error)),
        }
    }
    let path = paths.first().map(|path| path.display().to_string()).unwrap_or_default();
    let listed = roots.iter().map(|root| root.display().to_string()).collect::<Vec<_>>().join(", ");
    let message = match changed {
        Some(file) => format!(
            "{} holds other bytes than those that were read ({digest}): find the file as it was and name its folder \
             with --root, or ingest again",
            file.display()
        ),
        None if roots.is_empty() => {
            format!("the dataset does not say below which folder {path} is: name it with --root")
        }
        None => format!("{path} is not below {listed} any more: name the folder that holds it with --root"),
    };
    Err(refused.unwrap_or_else(|| FilingError::new(RejectCode::Unreadable, message)))
}

/// Where a source path leads below a folder; a root that is a file is the file.
fn below(root: &Path, path: &Path) -> PathBuf {
    if root.is_file() { root.to_owned() } else { root.join(path) }
}

fn unreadable(file: &Path, error: &io::Error) -> FilingError {
    let message = format!("{} cannot be read ({error}); check its permissions and its disk", file.display());
    FilingError::new(RejectCode::Unreadable, message)
}
