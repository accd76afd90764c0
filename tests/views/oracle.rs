//! What the views should show, told from the filings one by one, without SQL and without polars.

use std::collections::{BTreeMap, BTreeSet};

use jiff::Timestamp;
use sharecap::filing::{Date, IssuedShares, Language, MonthlyReturn, SourceFormat, Status, end_of_day, hong_kong_day};
use sharecap::tables::{Entry, Outcome};

fn stated(entry: &Entry) -> &MonthlyReturn {
    &entry.result.as_ref().unwrap().filing
}

fn id(entry: &Entry) -> String {
    entry.filing_id.clone().unwrap()
}

/// From when on anybody could know of a filing; `None` where no day is known.
pub(crate) fn known_from(entry: &Entry) -> Option<Timestamp> {
    let submitted_on = stated(entry).submitted_on;
    let end = |day: Option<Date>| day.and_then(end_of_day);
    let public = entry.published_at.or(end(entry.published_on)).or(end(submitted_on))?;
    let beginning = submitted_on.and_then(|day| end_of_day(day.yesterday().unwrap()));
    Some(beginning.map_or(public, |beginning| public.max(beginning)))
}

/// Which filing of a language is the later one.
fn rank_in_language(entry: &Entry) -> impl Ord {
    let filing = stated(entry);
    let published_day = entry.published_at.map(hong_kong_day).or(entry.published_on).or(filing.submitted_on);
    let kinds = [SourceFormat::Text, SourceFormat::Html, SourceFormat::Doc, SourceFormat::Pdf];
    let kind = kinds.iter().position(|kind| Some(*kind) == entry.source_format);
    (
        (filing.submitted_on, filing.status == Some(Status::Resubmission), published_day, kind),
        (published(entry), entry.outcome() == Outcome::Parsed, id(entry)),
    )
}

fn published(entry: &Entry) -> Option<Timestamp> {
    entry.published_at.or_else(|| end_of_day(entry.published_on?))
}

/// Which of the newest filings of the languages is the one that counts.
fn rank_of_language(entry: &Entry) -> impl Ord {
    let filing = stated(entry);
    let language = [Language::SimplifiedChinese, Language::TraditionalChinese, Language::English]
        .iter()
        .position(|language| *language == filing.language);
    (filing.submitted_on, filing.status == Some(Status::Resubmission), published(entry), language)
}

/// The filing that counts, for every issuer and month, among those that are known at the moment; among all for `None`.
pub(crate) fn filings(entries: &[Entry], moment: Option<Timestamp>) -> Vec<&Entry> {
    let is_known = |entry: &&Entry| match moment {
        Some(moment) => known_from(entry).is_some_and(|from| from <= moment),
        None => true,
    };
    let mut returns: BTreeMap<_, BTreeMap<Language, &Entry>> = BTreeMap::new();
    for entry in entries.iter().filter(is_known) {
        let filing = stated(entry);
        let languages = returns.entry((filing.stock_code.clone(), filing.month_end)).or_default();
        let newest = languages.entry(filing.language).or_insert(entry);
        if rank_in_language(entry) > rank_in_language(newest) {
            *newest = entry;
        }
    }
    returns
        .into_values()
        .filter_map(|languages| languages.into_values().max_by_key(|entry| rank_of_language(entry)))
        .collect()
}

pub(crate) fn ids(filings: &[&Entry]) -> BTreeSet<String> {
    filings.iter().map(|entry| id(entry)).collect()
}

/// Issuer, class, type and place among the classes of the same words.
pub(crate) type Class = (String, Option<String>, Option<String>, usize);

/// The newest month of every class, its shares in issue, and whether the newest return of the issuer shows the class.
pub(crate) fn latest(filings: &[&Entry]) -> BTreeMap<Class, (Date, Option<i64>, bool)> {
    let mut latest: BTreeMap<Class, (Date, Option<i64>)> = BTreeMap::new();
    let mut newest: BTreeMap<String, Date> = BTreeMap::new();
    for filing in filings.iter().map(|entry| stated(entry)) {
        let (code, month) = (filing.stock_code.clone().unwrap(), filing.month_end.unwrap());
        for (at, row) in filing.issued_shares.iter().enumerate() {
            let words = |row: &IssuedShares| (row.class.share_class.clone(), row.class.share_type.clone());
            let place = filing.issued_shares[..=at].iter().filter(|other| words(other) == words(row)).count();
            let (share_class, share_type) = words(row);
            let known = latest.entry((code.clone(), share_class, share_type, place)).or_insert((month, None));
            if known.0 <= month {
                *known = (month, row.closing_issued);
            }
            let newest = newest.entry(code.clone()).or_insert(month);
            *newest = month.max(*newest);
        }
    }
    latest
        .into_iter()
        .map(|(class, (month, closing))| {
            let is_newest = newest[&class.0] == month;
            (class, (month, closing, is_newest))
        })
        .collect()
}
