//! The files that were found beside those that the dataset knows: which are to be looked at, and which are gone.

use std::collections::{HashMap, HashSet};

use jiff::Timestamp;

use super::job::{Reason, Selection};
use crate::crawl::{Crawl, KnownFile, Source};
use crate::filing::Date;

/// Documents that are to be read again although their files have not changed, by digest.
#[derive(Debug, Default)]
pub(super) struct Again {
    /// Those that an older version of the program read, or that were published with other severities.
    pub(super) outdated: HashSet<String>,
    /// Those that were asked for.
    pub(super) wanted: HashSet<String>,
    /// Whether severities were chosen that are not those of what is published. A snapshot has one choice of them, so that
    /// no part of it can be left to a later run.
    pub(super) is_regraded: bool,
}

impl Again {
    /// Whether a document is to be read again.
    pub(super) fn contains(&self, digest: &str) -> bool {
        self.outdated.contains(digest) || self.wanted.contains(digest)
    }
}

/// A file that is to be looked at.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Look {
    /// Its position among the files that were found.
    pub(super) source: usize,
    /// Its position among the files that are known; `None` for a new one.
    pub(super) known: Option<usize>,
    /// Why.
    pub(super) reason: Reason,
}

/// What is to be done. Positions are those in the two lists that were compared.
#[derive(Debug, Default)]
pub(super) struct Survey {
    /// Files to look at, in the order of their paths.
    pub(super) looks: Vec<Look>,
    /// Files that stand as they are known: found, known.
    pub(super) unchanged: Vec<(usize, usize)>,
    /// Known files that are gone.
    pub(super) vanished: Vec<usize>,
}

/// Compares what was found with what is known.
pub(super) fn survey(found: &Crawl, known: &[KnownFile], again: &Again, selection: &Selection) -> Survey {
    let mut at: HashMap<(&str, &str), usize> = HashMap::with_capacity(known.len());
    at.extend(known.iter().enumerate().filter(|(_, file)| !file.is_gone).map(|(at, file)| (place(file), at)));
    let mut survey = Survey::default();
    for (source, file) in found.sources.iter().enumerate() {
        let known_at = at.remove(&(&*file.folder, file.path.as_str()));
        match (known_at, reason(file, known_at.map(|at| &known[at]), again, selection)) {
            (known, Some(reason)) => {
                if again.is_regraded || selection.since.is_none_or(|since| is_since(file, since)) {
                    survey.looks.push(Look { source, known, reason });
                }
            }
            (Some(known), None) => survey.unchanged.push((source, known)),
            (None, None) => {}
        }
    }
    if let Some(limit) = selection.limit.filter(|_| !again.is_regraded) {
        survey.looks.truncate(limit.get());
    }
    survey.vanished.extend(at.into_values().filter(|&at| found.looked_for(&known[at])));
    survey.vanished.sort_unstable();
    survey
}

fn place(file: &KnownFile) -> (&str, &str) {
    (&file.folder, &file.path)
}

/// Why a file is to be looked at; `None` when it is not.
fn reason(file: &Source, known: Option<&KnownFile>, again: &Again, selection: &Selection) -> Option<Reason> {
    let Some(known) = known else { return Some(Reason::New) };
    if !known.is(file) {
        return Some(Reason::Changed);
    }
    let digest = known.digest.as_deref().unwrap_or_default();
    if again.wanted.contains(digest) || selection.rehash {
        return Some(Reason::Wanted);
    }
    again.outdated.contains(digest).then_some(Reason::Outdated)
}

/// Whether a file was published on a day or later, as far as that is known; else whether it was written then.
fn is_since(file: &Source, since: Date) -> bool {
    let listed = file.publication.as_ref().and_then(|listed| listed.published_at).map(crate::filing::hong_kong_day);
    let written = || {
        let moment = Timestamp::from_nanosecond(i128::from(file.stamp.modified)).ok()?;
        Some(jiff::tz::Offset::UTC.to_datetime(moment).date())
    };
    listed.or(file.published_on).or_else(written).is_none_or(|day| day >= since)
}
