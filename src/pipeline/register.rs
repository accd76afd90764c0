//! The files that a dataset knows, as they are after a run, and what that means for its documents.

use std::collections::{BTreeMap, BTreeSet, HashSet};

use jiff::Timestamp;

use super::document::Document;
use super::reading::{Identity, Looked};
use super::survey::{Again, Look, Survey};
use crate::crawl::{Crawl, KnownFile, Source};
use crate::finding::FilingError;

/// A file that was written so shortly before the run began may be written again within the same tick of the file
/// system's clock: its time of modification proves nothing.
const UNSETTLED_NANOSECONDS: i64 = 2_000_000_000;

/// The files that the dataset knows, and what has become of its documents.
#[derive(Debug, Default)]
pub(super) struct Register {
    /// Sorted by path and folder.
    pub(super) files: Vec<KnownFile>,
    /// Documents that were read by this run, whose older rows, if any, give way.
    pub(super) read: BTreeSet<String>,
    /// Documents that are dropped, because all their files are gone.
    pub(super) dropped: BTreeSet<String>,
    /// Documents that stand as they were read, but of which paths or publication have changed.
    pub(super) moved: BTreeSet<String>,
    /// What is known of the documents that were read or moved.
    pub(super) documents: BTreeMap<String, Document>,
    /// Files that the operating system would not give for the first time, by path, and why not.
    pub(super) unreadable: BTreeMap<String, FilingError>,
    /// Paths of files that it would not give before, and that are gone or readable by now.
    pub(super) no_longer_unreadable: BTreeSet<String>,
    /// Whether a list of files that is as good as the old one would spare the next run work.
    pub(super) is_refreshed: bool,
}

impl Register {
    /// Whether the rows of a document are written anew, or dropped.
    pub(super) fn has_changed(&self, digest: &str) -> bool {
        [&self.read, &self.dropped, &self.moved].iter().any(|digests| digests.contains(digest))
    }

    /// Whether there is anything to publish.
    pub(super) fn has_news(&self) -> bool {
        let Self { read, dropped, moved, unreadable, no_longer_unreadable, .. } = self;
        !(read.is_empty()
            && dropped.is_empty()
            && moved.is_empty()
            && unreadable.is_empty()
            && no_longer_unreadable.is_empty())
    }
}

/// What a run has found out about the files of a dataset.
pub(super) struct Inspection<'i> {
    pub(super) found: &'i Crawl,
    pub(super) survey: &'i Survey,
    /// What looking gave, in the order of the survey.
    pub(super) looked: &'i [Looked],
    pub(super) again: &'i Again,
    pub(super) prune: bool,
    pub(super) began: Timestamp,
}

impl Inspection<'_> {
    /// Brings the list of known files up to date.
    pub(super) fn register(&self, known: &[KnownFile]) -> Register {
        let mut files: Vec<Option<KnownFile>> = known.iter().cloned().map(Some).collect();
        let mut unreadable = BTreeMap::new();
        for (look, looked) in self.survey.looks.iter().zip(self.looked) {
            let source = &self.found.sources[look.source];
            match &looked.identity {
                Ok(identity) => self.note(&mut files, look, source, identity),
                Err(error) => {
                    unreadable.insert(source.path.clone(), error.clone());
                    note_unreadable(&mut files, look, source);
                }
            }
        }
        for &(source, at) in &self.survey.unchanged {
            if let (Some(file), Some(said)) = (&mut files[at], &self.found.sources[source].publication) {
                file.publication = Some(said.clone());
            }
        }
        for &at in &self.survey.vanished {
            // Of a file that could never be opened there is nothing to keep.
            files[at] =
                files[at].take().filter(|file| file.digest.is_some()).map(|file| KnownFile { is_gone: true, ..file });
        }
        let is_kept = |file: &KnownFile| !(self.prune && file.is_gone && self.found.folders.contains(&file.folder));
        let files = settled(files.into_iter().flatten().filter(is_kept).collect());
        self.compared(known, files, unreadable)
    }

    fn note(&self, files: &mut Vec<Option<KnownFile>>, look: &Look, source: &Source, identity: &Identity) {
        let before = look.known.and_then(|at| files[at].as_ref());
        let same = before.filter(|before| before.digest.as_ref() == Some(&identity.digest));
        let began = i64::try_from(self.began.as_nanosecond()).unwrap_or(i64::MAX);
        let is_settled = identity.stamp.modified < began.saturating_sub(UNSETTLED_NANOSECONDS);
        let file = KnownFile {
            folder: source.folder.clone(),
            path: source.path.clone(),
            bytes: identity.stamp.bytes,
            modified: is_settled.then_some(identity.stamp.modified),
            digest: Some(identity.digest.clone()),
            is_gone: false,
            published_on: source.published_on,
            publication: source.publication.clone().or_else(|| same?.publication.clone()),
        };
        match look.known {
            Some(at) if same.is_some() || before.is_some_and(|before| before.digest.is_none()) => {
                files[at] = Some(file);
            }
            Some(at) => {
                files[at] = files[at].take().map(|file| KnownFile { is_gone: true, ..file });
                files.push(Some(file));
            }
            None => files.push(Some(file)),
        }
    }

    /// What has become of the documents.
    fn compared(
        &self,
        known: &[KnownFile],
        files: Vec<KnownFile>,
        mut unreadable: BTreeMap<String, FilingError>,
    ) -> Register {
        let digests = |files: &[KnownFile]| files.iter().filter_map(|file| file.digest.clone()).collect::<HashSet<_>>();
        let (before, after) = (digests(known), digests(&files));
        let looked = self.looked.iter().filter_map(|looked| Some(&looked.identity.as_ref().ok()?.digest));
        let is_read = |digest: &&String| !before.contains(*digest) || self.again.contains(digest);
        let read: BTreeSet<String> = looked.filter(is_read).cloned().collect();
        let dropped = before.difference(&after).cloned().collect();

        let touched = self.touched(known);
        let is_touched = |digest: &str| touched.contains(digest) && !read.contains(digest);
        let old = Document::all(known, is_touched);
        let mut documents = Document::all(&files, |digest| read.contains(digest) || is_touched(digest));
        documents.retain(|digest, document| old.get(digest) != Some(document));
        let moved = documents.keys().filter(|digest| !read.contains(*digest)).cloned().collect();

        let closed = |files: &[KnownFile]| -> BTreeSet<String> {
            files.iter().filter(|file| file.digest.is_none()).map(|file| file.path.clone()).collect()
        };
        let (closed_before, closed_after) = (closed(known), closed(&files));
        unreadable.retain(|path, _| closed_after.contains(path) && !closed_before.contains(path));
        let no_longer_unreadable = closed_before.difference(&closed_after).cloned().collect();
        let is_refreshed = files != known;
        Register { files, read, dropped, moved, documents, unreadable, no_longer_unreadable, is_refreshed }
    }

    /// The documents of which something may have changed.
    fn touched(&self, known: &[KnownFile]) -> HashSet<String> {
        let mut touched: HashSet<String> = HashSet::new();
        let of_known = |at: usize| known[at].digest.clone();
        touched.extend(self.looked.iter().filter_map(|looked| Some(looked.identity.as_ref().ok()?.digest.clone())));
        touched.extend(self.survey.looks.iter().filter_map(|look| of_known(look.known?)));
        touched.extend(self.survey.vanished.iter().filter_map(|&at| of_known(at)));
        let said_anew = |&&(source, at): &&(usize, usize)| {
            let said = &self.found.sources[source].publication;
            said.is_some() && *said != known[at].publication
        };
        touched.extend(self.survey.unchanged.iter().filter(said_anew).filter_map(|&(_, at)| of_known(at)));
        if self.prune {
            touched.extend(known.iter().filter(|file| file.is_gone).filter_map(|file| file.digest.clone()));
        }
        touched
    }
}

/// A file that could be read before keeps what is known of it, and is looked at again.
fn note_unreadable(files: &mut Vec<Option<KnownFile>>, look: &Look, source: &Source) {
    if let Some(file) = look.known.and_then(|at| files[at].as_mut()) {
        file.modified = None;
        return;
    }
    files.push(Some(KnownFile {
        folder: source.folder.clone(),
        path: source.path.clone(),
        bytes: source.stamp.bytes,
        modified: None,
        digest: None,
        is_gone: false,
        published_on: source.published_on,
        publication: source.publication.clone(),
    }));
}

/// The files in their order, each place once for the same bytes: one that came back is not gone.
fn settled(mut files: Vec<KnownFile>) -> Vec<KnownFile> {
    files.sort_by(|a, b| (&a.path, &a.folder, &a.digest, a.is_gone).cmp(&(&b.path, &b.folder, &b.digest, b.is_gone)));
    files.dedup_by(|later, earlier| {
        (&later.path, &later.folder, &later.digest) == (&earlier.path, &earlier.folder, &earlier.digest)
    });
    files
}
