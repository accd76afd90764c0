//! Which issuer filed for which month.

use std::collections::BTreeMap;

use super::figures::Month;
use crate::filing::Language;
use crate::finding::Severity;
use crate::tables::Snapshot;

/// What there is of an issuer for a month, the worse above the better.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum State {
    /// Before its first return, or after its last.
    Outside,
    /// A return, and nothing to say.
    Filed,
    /// A return that corrects an earlier one.
    Revised,
    /// A return that has a finding of severity warning.
    Queried,
    /// No return, between its first and its last.
    Missing,
    /// A return that has a finding of severity error.
    Flagged,
}

impl State {
    /// The letter that stands for it in [`IssuerMonths::states`].
    #[must_use]
    pub fn letter(self) -> char {
        match self {
            Self::Outside => ' ',
            Self::Filed => 'f',
            Self::Revised => 'r',
            Self::Queried => 'w',
            Self::Missing => 'm',
            Self::Flagged => 'e',
        }
    }
}

/// The months of one issuer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct IssuerMonths {
    /// Its code.
    pub stock_code: String,
    /// Its name on the newest English return; empty where there is none.
    pub english_name: String,
    /// Its name on the newest Chinese return; empty where there is none.
    pub chinese_name: String,
    /// A letter for each month of the dataset: see [`State::letter`].
    pub states: String,
    /// The errors of its flagged months, in their order.
    pub errors: Vec<u64>,
}

/// All issuers over all months, by the returns that are current.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Coverage {
    /// The first month; `None` where no return states one.
    pub first: Option<Month>,
    /// How many months there are from the first to the last.
    pub months: usize,
    /// The issuers, by code.
    pub issuers: Vec<IssuerMonths>,
}

/// What is gathered of one issuer.
#[derive(Default)]
struct Gathered {
    months: BTreeMap<Month, (State, u64)>,
    english: Option<(Month, String)>,
    chinese: Option<(Month, String)>,
}

impl Coverage {
    /// Lays the current returns of a dataset out.
    #[must_use]
    pub fn of(snapshot: &Snapshot) -> Self {
        let issuers = gather(snapshot);
        let months = || issuers.values().flat_map(|issuer| issuer.months.keys().copied());
        let (Some(first), Some(last)) = (months().min(), months().max()) else { return Self::default() };
        let count = last.since(first) + 1;
        let issuers = issuers.into_iter().map(|(code, issuer)| issuer.laid_out(code, first, count)).collect();
        Self { first: Some(first), months: count, issuers }
    }

    /// How many months of all issuers are in this state.
    #[must_use]
    pub fn count(&self, state: State) -> u64 {
        let letter = state.letter();
        self.issuers.iter().map(|issuer| issuer.states.chars().filter(|c| *c == letter).count() as u64).sum()
    }
}

fn gather(snapshot: &Snapshot) -> BTreeMap<&str, Gathered> {
    let mut issuers: BTreeMap<&str, Gathered> = BTreeMap::new();
    for (entry, standing) in snapshot.entries() {
        let Ok(reading) = &entry.result else { continue };
        let filing = &reading.filing;
        let (Some(code), Some(day)) = (filing.stock_code.as_deref(), filing.month_end) else { continue };
        if standing.is_current != Some(true) {
            continue;
        }
        let month = Month::of(day);
        let of = |severity| reading.findings.iter().filter(|finding| finding.severity == severity).count() as u64;
        let errors = of(Severity::Error);
        let state = if errors > 0 {
            State::Flagged
        } else if of(Severity::Warning) > 0 {
            State::Queried
        } else if standing.revision.is_some_and(|revision| revision > 1) {
            State::Revised
        } else {
            State::Filed
        };
        let issuer = issuers.entry(code).or_default();
        let known = issuer.months.entry(month).or_insert((state, 0));
        *known = (known.0.max(state), known.1 + errors);
        let name = if filing.language == Language::English { &mut issuer.english } else { &mut issuer.chinese };
        if let Some(words) = filing.issuer_name.as_ref().filter(|_| name.as_ref().is_none_or(|(of, _)| *of <= month)) {
            *name = Some((month, words.clone()));
        }
    }
    issuers
}

impl Gathered {
    fn laid_out(self, code: &str, first: Month, count: usize) -> IssuerMonths {
        let (begins, ends) = (self.months.keys().next().copied(), self.months.keys().next_back().copied());
        let months = (0..).take(count).map(|at| first.plus(at));
        let state = |month: Month| match self.months.get(&month) {
            Some((state, _)) => *state,
            None if begins.is_some_and(|at| at < month) && ends.is_some_and(|at| at > month) => State::Missing,
            None => State::Outside,
        };
        let name = |name: &Option<(Month, String)>| name.as_ref().map_or_else(String::new, |(_, words)| words.clone());
        IssuerMonths {
            stock_code: code.to_owned(),
            english_name: name(&self.english),
            chinese_name: name(&self.chinese),
            states: months.map(|month| state(month).letter()).collect(),
            errors: self
                .months
                .values()
                .filter(|(state, _)| *state == State::Flagged)
                .map(|(_, errors)| *errors)
                .collect(),
        }
    }
}
