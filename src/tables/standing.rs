//! How filings stand to each other, told from the keys of all of them: order, revision, twin.
//!
//! A later filing supersedes an earlier one of its series. Later is what the issuer dates later; of the same day a
//! resubmission; then what was published on a later day. Of one day of publication, a text or a web page is taken for a
//! rendering of the PDF beside it and does not supersede it, and at the same moment one with errors does not supersede
//! one without.
//!
//! All returns are sorted once; ranks are then counted, and twins looked up, by keys: the work grows with the number of
//! returns, however many of them are of one issuer and month.

use std::collections::HashMap;
use std::hash::Hash;

use super::{Entry, Outcome};
use crate::filing::{Date, Language, MonthlyReturn, SourceFormat, Standing, Status, end_of_day};

/// The positions of the entries in the order of publication, each with its standing.
pub(super) fn standings(entries: &[Entry]) -> Vec<(usize, Standing)> {
    let mut standings = vec![Standing::default(); entries.len()];
    let mut returns: Vec<Return<'_>> =
        entries.iter().enumerate().filter_map(|(position, entry)| Return::of(position, entry)).collect();
    returns.sort_by(|a, b| (a.series(), &a.order).cmp(&(b.series(), &b.order)));
    let revisions = ranks(returns.iter().map(|of| Some(of.series())));
    let twins = twins(&returns);
    for ((of, revision), twin) in returns.iter().zip(revisions).zip(twins) {
        standings[of.position] = Standing {
            revision: Some(revision.at),
            is_current: Some(revision.at == revision.among),
            twin_filing_id: twin.map(str::to_owned),
        };
    }
    let mut positions: Vec<(usize, Standing)> = standings.into_iter().enumerate().collect();
    positions.sort_by_cached_key(|(position, _)| place(&entries[*position]));
    positions
}

/// What decides where an entry stands in the tables: what is unknown behind what is known.
fn place(entry: &Entry) -> impl Ord + use<'_> {
    let filing = stated(entry);
    let issuer = filing.and_then(|filing| filing.stock_code.as_deref());
    let month_end = filing.and_then(|filing| filing.month_end);
    let id = entry.filing_id.as_deref();
    let known_first = (issuer.is_none(), issuer, month_end.is_none(), month_end, id.is_none(), id);
    (known_first, entry.source_path.as_str())
}

/// What the entry states; `None` of a rejected document.
fn stated(entry: &Entry) -> Option<&MonthlyReturn> {
    entry.result.as_ref().ok().map(|reading| &reading.filing)
}

/// A return whose issuer and month are known.
struct Return<'e> {
    position: usize,
    issuer: &'e str,
    month_end: Date,
    language: Language,
    order: Order<'e>,
    /// What its name has in common with that of its twin.
    name: String,
}

/// What decides which filing of a series is later, the strongest first; the digest, so that something does. What is
/// unknown stands before what is known: an undated return never supersedes a dated one.
#[derive(PartialEq, Eq, PartialOrd, Ord)]
struct Order<'e> {
    submitted_on: Option<Date>,
    corrects: bool,
    published_day: Option<Date>,
    fidelity: u8,
    /// In microseconds since 1970.
    published_at: Option<i64>,
    is_clean: bool,
    filing_id: Option<&'e str>,
}

impl<'e> Return<'e> {
    fn of(position: usize, entry: &'e Entry) -> Option<Self> {
        let filing = stated(entry)?;
        let order = Order {
            submitted_on: filing.submitted_on,
            corrects: filing.status == Some(Status::Resubmission),
            published_day: entry.public_on(),
            fidelity: fidelity(entry.source_format),
            published_at: published_at(entry),
            is_clean: entry.outcome() == Outcome::Parsed,
            filing_id: entry.filing_id.as_deref(),
        };
        Some(Self {
            position,
            issuer: filing.stock_code.as_deref()?,
            month_end: filing.month_end?,
            language: filing.language,
            order,
            name: name_of_pair(&entry.source_path),
        })
    }

    /// The same issuer, month and language: the revisions of one return.
    fn series(&self) -> (&'e str, Date, &'static str) {
        (self.issuer, self.month_end, self.language.as_str())
    }
}

/// The moment of publication, in microseconds; where only the day is known, its end.
fn published_at(entry: &Entry) -> Option<i64> {
    let moment = entry.published_at.or_else(|| end_of_day(entry.published_on?));
    moment.map(jiff::Timestamp::as_microsecond)
}

/// How near a kind of file is to what was filed: the PDF is the filing itself, a text what somebody made of it.
fn fidelity(format: Option<SourceFormat>) -> u8 {
    match format {
        Some(SourceFormat::Pdf) => 3,
        Some(SourceFormat::Doc) => 2,
        Some(SourceFormat::Html) => 1,
        Some(SourceFormat::Text) | None => 0,
    }
}

/// What the names of the two languages of a document have in common: folder and name without extension, and without the
/// `_c` or `_e` that the Exchange's site puts behind it.
fn name_of_pair(path: &str) -> String {
    let path = path.to_lowercase();
    let stem = match path.rfind('.') {
        Some(point) if !path[point..].contains('/') => &path[..point],
        _ => &path,
    };
    stem.strip_suffix("_c").or_else(|| stem.strip_suffix("_e")).unwrap_or(stem).to_owned()
}

/// Where something stands among those of the same key.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
struct Rank {
    /// From 1.
    at: u32,
    /// How many they are.
    among: u32,
}

/// The rank of each among those before and behind it that have the same key. What has none has no rank.
fn ranks<K: Hash + Eq>(keys: impl Iterator<Item = Option<K>> + Clone) -> Vec<Rank> {
    let mut counts: HashMap<K, u32> = HashMap::new();
    let mut count = |key| {
        let count = counts.entry(key).or_default();
        *count += 1;
        *count
    };
    let at: Vec<u32> = keys.clone().map(|key| key.map_or(0, &mut count)).collect();
    let among = keys.map(|key| key.and_then(|key| counts.get(&key).copied()).unwrap_or_default());
    at.into_iter().zip(among).map(|(at, among)| Rank { at, among }).collect()
}

/// The twin of each return, which are sorted: the filing in the other language of the same name; failing that, the one
/// of the same day and rank that has no twin yet; failing that too, where as many of the same status are left in both
/// languages, the one of the same rank among them, whatever day it shows.
fn twins<'e>(returns: &[Return<'e>]) -> Vec<Option<&'e str>> {
    let mut twins = vec![None; returns.len()];
    let names = returns.iter().map(|of| Some(of.name.as_str()));
    pair(returns, &mut twins, names);
    let days = ranks(returns.iter().map(|of| Some((of.series(), of.order.submitted_on))));
    let days = returns.iter().zip(days).map(|(of, rank)| Some((of.order.submitted_on?, rank.at)));
    pair(returns, &mut twins, days);
    let left = returns.iter().zip(&twins).map(|(of, twin)| twin.is_none().then(|| (of.series(), of.order.corrects)));
    let left = ranks(left);
    let left = returns.iter().zip(left).map(|(of, rank)| Some((of.order.corrects, rank.at, rank.among)));
    pair(returns, &mut twins, left);
    twins
}

/// Gives those that have no twin the one among them that is of the same issuer and month, in the other language, and of
/// the same key. Where several fit, traditional Chinese is taken before simplified, and the later before the earlier: the
/// last in the order in which they are sorted.
fn pair<'e, K: Hash + Eq>(
    returns: &[Return<'e>],
    twins: &mut [Option<&'e str>],
    keys: impl Iterator<Item = Option<K>>,
) {
    let keys: Vec<Option<K>> = keys.collect();
    let mut partners = HashMap::new();
    let is_english = |of: &Return<'_>| of.language == Language::English;
    for ((of, key), _) in returns.iter().zip(&keys).zip(&*twins).filter(|(_, twin)| twin.is_none()) {
        let _ =
            key.as_ref().map(|key| partners.insert((of.issuer, of.month_end, is_english(of), key), of.order.filing_id));
    }
    for ((of, key), twin) in returns.iter().zip(&keys).zip(twins).filter(|(_, twin)| twin.is_none()) {
        let partner = key.as_ref().and_then(|key| partners.get(&(of.issuer, of.month_end, !is_english(of), key)));
        *twin = partner.copied().flatten();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ranks_are_counted_by_key_and_what_has_none_has_no_rank() {
        let rank = |at, among| Rank { at, among };
        let keys = [Some("a"), Some("b"), None, Some("a"), None, Some("a")];
        let expected = [rank(1, 3), rank(1, 1), rank(0, 0), rank(2, 3), rank(0, 0), rank(3, 3)];
        assert_eq!(ranks(keys.into_iter()), expected);
    }

    #[test]
    fn a_pair_is_told_by_its_name_without_language_and_extension() {
        for (one, other) in [("2024/A_c.PDF", "2024/a_e.pdf"), ("a.b/r", "a.b/r.pdf"), ("r_c.htm", "r.pdf")] {
            assert_eq!(name_of_pair(one), name_of_pair(other), "{one} {other}");
        }
        assert_ne!(name_of_pair("a/r_c.pdf"), name_of_pair("b/r_e.pdf"));
    }
}
