//! What a dataset lacks: months without a return, returns that came late, that came twice, or in one language only.
//!
//! Every listed issuer files a return for every month, by the fifth business day of the next, in English and in
//! Chinese. What is not so is either the issuer's doing or a file that the crawl did not find; both are worth knowing
//! before a series is used.

use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;

use crate::filing::{Date, Language, MonthlyReturn, Status};
use crate::spec::holidays::Holidays;
use crate::tables::{Entry, Snapshot};

/// The kinds of gap.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// There is no return for a month between the issuer's first and last, or after its last.
    Missing,
    /// The first return of the month became public after its due day.
    Late,
    /// The return was submitted as new more than once in a language, or the same was filed again.
    Doubled,
    /// The return is there in English only, or in Chinese only.
    OneLanguage,
}

impl Kind {
    /// The word that is printed.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Missing => "missing",
            Self::Late => "late",
            Self::Doubled => "doubled",
            Self::OneLanguage => "one_language",
        }
    }
}

/// Something that a dataset lacks, or has once too often.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct Gap {
    /// The issuer, five digits.
    pub stock_code: String,
    /// The last day of the month.
    pub month_end: Date,
    /// What it is.
    pub kind: Kind,
    /// The language in which it is doubled, or the one that is there; `None` for the other kinds.
    pub language: Option<Language>,
    /// The last day in time; `None` for the other kinds.
    pub due_on: Option<Date>,
    /// The day on which the first return became public; `None` for the other kinds.
    pub public_on: Option<Date>,
    /// The filings that it is told from; empty for a month that is missing.
    pub filing_ids: Vec<String>,
    /// The same in one sentence.
    pub message: String,
}

/// All that was found.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Gaps {
    /// In the order of issuer, month and kind.
    pub found: Vec<Gap>,
    /// Months with returns of which it is not known when they were due, because the holidays of the year are not known.
    pub without_due_day: BTreeSet<Date>,
}

/// A filing with what it states.
type Filed<'s> = (&'s Entry, &'s MonthlyReturn);

/// Looks for gaps in the months of every issuer, from its first return to its last or, where that is later, to the
/// month that ends on `until`.
#[must_use]
pub fn gaps(snapshot: &Snapshot, until: Option<Date>) -> Gaps {
    let mut issuers: BTreeMap<&str, BTreeMap<Date, Vec<Filed<'_>>>> = BTreeMap::new();
    for (entry, _) in snapshot.entries() {
        let Ok(reading) = &entry.result else { continue };
        let filing = &reading.filing;
        if let (Some(code), Some(month_end)) = (&filing.stock_code, filing.month_end) {
            let months = issuers.entry(code).or_default();
            months.entry(month_end.last_of_month()).or_default().push((entry, filing));
        }
    }
    let mut gaps = Gaps::default();
    for (code, months) in &issuers {
        gaps.found.extend(missing(code, months, until));
        for (month_end, filed) in months {
            let month = Month { code, end: *month_end, filed };
            match Holidays::builtin().due_day(*month_end) {
                Some(due_on) => gaps.found.extend(month.late(due_on)),
                None => {
                    gaps.without_due_day.insert(*month_end);
                }
            }
            gaps.found.extend(month.doubled());
            gaps.found.extend(month.one_language());
        }
    }
    gaps.found.sort();
    gaps
}

/// The months without a return.
fn missing(code: &str, months: &BTreeMap<Date, Vec<Filed<'_>>>, until: Option<Date>) -> Vec<Gap> {
    let (Some(first), Some(last)) = (months.keys().next(), months.keys().next_back()) else { return Vec::new() };
    let end = until.map_or(*last, |until| until.max(*last));
    let following = |month: &Date| Some(month.tomorrow().ok()?.last_of_month());
    let all = std::iter::successors(Some(*first), following).take_while(|month| *month <= end);
    let gap = |month_end: Date| Gap {
        stock_code: code.to_owned(),
        month_end,
        kind: Kind::Missing,
        language: None,
        due_on: None,
        public_on: None,
        filing_ids: Vec::new(),
        message: if month_end > *last {
            "no return since the issuer's last".to_owned()
        } else {
            "no return, though there are earlier and later ones".to_owned()
        },
    };
    all.filter(|month| !months.contains_key(month)).map(gap).collect()
}

/// The filings of one issuer for one month.
struct Month<'s> {
    code: &'s str,
    end: Date,
    filed: &'s [Filed<'s>],
}

impl Month<'_> {
    fn gap(&self, kind: Kind, filings: &[&Filed<'_>], message: String) -> Gap {
        Gap {
            stock_code: self.code.to_owned(),
            month_end: self.end,
            kind,
            language: None,
            due_on: None,
            public_on: None,
            filing_ids: filings.iter().filter_map(|(entry, _)| entry.filing_id.clone()).collect(),
            message,
        }
    }

    /// A correction says nothing of when the return that it corrects was filed.
    fn late(&self, due_on: Date) -> Option<Gap> {
        let originals = self.filed.iter().filter(|(_, filing)| filing.status != Some(Status::Resubmission));
        let (public_on, first) =
            originals.filter_map(|filed| Some((filed.0.public_on()?, filed))).min_by_key(|(day, _)| *day)?;
        if public_on <= due_on {
            return None;
        }
        let gap = self.gap(Kind::Late, &[first], format!("public on {public_on}, due on {due_on}"));
        Some(Gap { due_on: Some(due_on), public_on: Some(public_on), ..gap })
    }

    fn doubled(&self) -> Vec<Gap> {
        let mut languages: BTreeMap<Language, Vec<&Filed<'_>>> = BTreeMap::new();
        for filed in self.filed {
            languages.entry(filed.1.language).or_default().push(filed);
        }
        let gaps = languages.into_iter().filter_map(|(language, filed)| {
            let is_new = |filed: &&&Filed<'_>| filed.1.status == Some(Status::NewSubmission);
            let new: Vec<_> = filed.iter().filter(is_new).copied().collect();
            let same = |one: &&&Filed<'_>| {
                filed.iter().any(|other| !std::ptr::eq(*other, **one) && states_the_same(one.1, other.1))
            };
            let same: Vec<_> = filed.iter().filter(same).copied().collect();
            let gap = match (new.len(), same.len()) {
                (0 | 1, 0) => return None,
                (_, 0) => self.gap(Kind::Doubled, &new, format!("{} new submissions", new.len())),
                (_, times) => self.gap(Kind::Doubled, &same, format!("the same return {times} times")),
            };
            Some(Gap { language: Some(language), ..gap })
        });
        gaps.collect()
    }

    fn one_language(&self) -> Option<Gap> {
        let is_english = |filed: &Filed<'_>| filed.1.language == Language::English;
        let message = match (self.filed.iter().any(is_english), self.filed.iter().all(is_english)) {
            (true, false) => return None,
            (true, true) => "in English only",
            (false, _) => "in Chinese only",
        };
        let all: Vec<_> = self.filed.iter().collect();
        let language = self.filed.first().map(|(_, filing)| filing.language);
        Some(Gap { language, ..self.gap(Kind::OneLanguage, &all, message.to_owned()) })
    }
}

/// Whether two returns state the same, on however many pages.
fn states_the_same(one: &MonthlyReturn, other: &MonthlyReturn) -> bool {
    one.pages == other.pages && one == other || MonthlyReturn { pages: other.pages, ..one.clone() } == *other
}
