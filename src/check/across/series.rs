//! Which returns are held beside each other: those of consecutive months, and those of one month in both languages.

use std::collections::{BTreeMap, HashMap};

use super::Filed;
use crate::filing::{Language, MonthlyReturn};

/// The returns of one issuer, by their position in the dataset.
pub(super) struct Issuer {
    pub members: Vec<usize>,
    /// Every month with the next, where both are there.
    pub months: Vec<Consecutive>,
    /// English and Chinese, or whichever comes first in the dataset and its twin.
    pub twins: Vec<(usize, usize)>,
}

/// The returns of a month and of the next.
pub(super) struct Consecutive {
    /// The two that identity 5 is about.
    pub earlier: usize,
    pub later: usize,
    /// All current returns of the later month, `later` among them.
    pub all_later: Vec<usize>,
}

/// Year and month.
type Month = (i16, i8);

/// The issuers of a dataset; returns whose issuer or month is unknown belong to none.
pub(super) fn issuers(filings: &[Filed<'_>]) -> Vec<Issuer> {
    let mut by_code: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
    for (at, filed) in filings.iter().enumerate() {
        let filing = &filed.reading.filing;
        if let (Some(code), Some(_)) = (filing.stock_code.as_deref(), filing.month_end) {
            by_code.entry(code).or_default().push(at);
        }
    }
    let issuer = |members: Vec<usize>| Issuer {
        months: consecutive(filings, &members),
        twins: twins(filings, &members),
        members,
    };
    by_code.into_values().map(issuer).collect()
}

fn consecutive(filings: &[Filed<'_>], members: &[usize]) -> Vec<Consecutive> {
    let mut months: BTreeMap<Month, Vec<usize>> = BTreeMap::new();
    let current = members.iter().filter(|at| filings[**at].standing.is_current == Some(true));
    for &at in current {
        if let Some(day) = filings[at].reading.filing.month_end {
            months.entry((day.year(), day.month())).or_default().push(at);
        }
    }
    let filing = |at: usize| -> &MonthlyReturn { &filings[at].reading.filing };
    let follow = months.iter().filter_map(|(&month, earlier)| Some((earlier, months.get(&next(month))?)));
    let pair = |(earlier, later): (&Vec<usize>, &Vec<usize>)| {
        let (from, to) = (newest(earlier, &filing), newest(later, &filing));
        let in_language = |of: &[usize], language| of.iter().copied().find(|at| filing(*at).language == language);
        let both = |language: &Language| Some((in_language(&from, *language)?, in_language(&to, *language)?));
        let (earlier, at) = Language::ALL.iter().find_map(both).or_else(|| Some((*from.first()?, *to.first()?)))?;
        Some(Consecutive { earlier, later: at, all_later: later.clone() })
    };
    follow.filter_map(pair).collect()
}

fn next((year, month): Month) -> Month {
    if month == 12 { (year + 1, 1) } else { (year, month + 1) }
}

/// The current returns of a month that were submitted last, English first: where a correction is known in one language
/// only, the return in the other is out of date.
fn newest<'a>(of: &[usize], filing: &impl Fn(usize) -> &'a MonthlyReturn) -> Vec<usize> {
    let last = of.iter().map(|at| filing(*at).submitted_on).max().flatten();
    let mut newest: Vec<usize> = of.iter().copied().filter(|at| filing(*at).submitted_on == last).collect();
    newest.sort_by_key(|at| filing(*at).language);
    newest
}

/// Every return with its twin, once, where at least one of the two is current.
fn twins(filings: &[Filed<'_>], members: &[usize]) -> Vec<(usize, usize)> {
    let by_id: HashMap<&str, usize> = members.iter().map(|at| (filings[*at].id, *at)).collect();
    let mut twins = Vec::new();
    for &at in members {
        let twin = filings[at].standing.twin_filing_id.as_deref().and_then(|id| by_id.get(id)).copied();
        let Some(twin) = twin.filter(|twin| *twin != at) else { continue };
        let is_current = |at: usize| filings[at].standing.is_current == Some(true);
        let is_english = |at: usize| filings[at].reading.filing.language == Language::English;
        let pair = if is_english(at) || !is_english(twin) && at < twin { (at, twin) } else { (twin, at) };
        if is_current(at) || is_current(twin) {
            twins.push(pair);
        }
    }
    twins.sort_unstable();
    twins.dedup();
    twins
}
