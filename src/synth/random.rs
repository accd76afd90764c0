//! Random but consistent returns: balances add up, totals agree, and what a version cannot print is left out.
//!
//! A return is made from an [`Issuer`], which knows no language: the same seeds give the same numbers in English and
//! in Chinese, and month after month an issuer's closing balances are its next opening balances.

mod events;
mod instruments;
mod issuer;
mod legacy;
mod restatement;
mod totals;
mod words;

pub(super) use issuer::{Issuer, Kind, Profile, Trait};
pub use legacy::legacy_return;
pub(super) use legacy::legacy_return_of;
pub(super) use restatement::Restatement;
pub(super) use words::issuer_name;

use super::edition::FormVersion;
use crate::filing::{Date, Language, MonthlyReturn, Section};

/// A small deterministic generator (splitmix64).
#[derive(Debug, Clone)]
pub(super) struct Rng {
    state: u64,
    /// Counts are multiples of this.
    lot: i64,
}

impl Rng {
    pub(super) fn new(seed: u64) -> Self {
        Self { state: seed ^ 0x5851_f42d_4c95_7f2d, lot: 1 }
    }

    /// A generator whose counts look like those of a real month: moderate, and in board lots.
    pub(super) fn in_lots(seed: u64) -> Self {
        Self { lot: 500, ..Self::new(seed) }
    }

    fn next(&mut self) -> u64 {
        self.state = self.state.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.state;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    /// A number in `low..=high`.
    pub(super) fn range(&mut self, low: i64, high: i64) -> i64 {
        let span = u64::try_from(high - low).unwrap_or(0) + 1;
        low + i64::try_from(self.next() % span).unwrap_or(0)
    }

    /// Whether an event of this probability in percent occurs.
    pub(super) fn chance(&mut self, percent: i64) -> bool {
        self.range(1, 100) <= percent
    }

    /// One of several.
    pub(super) fn pick<'a, T>(&mut self, items: &'a [T]) -> &'a T {
        let last = i64::try_from(items.len()).unwrap_or(1) - 1;
        &items[usize::try_from(self.range(0, last.max(0))).unwrap_or(0)]
    }

    /// A count whose size varies over many orders of magnitude, at most `high`.
    pub(super) fn count(&mut self, high: i64) -> i64 {
        let moderate = high / 8 / self.lot;
        if self.lot > 1 && moderate > 0 {
            return self.range(moderate / 20, moderate - 1) * self.lot + self.lot;
        }
        let digits = i64::from(high.max(1).ilog10()) + 1;
        let size = 10_i64.saturating_pow(u32::try_from(self.range(1, digits)).unwrap_or(1));
        self.range(1, size.min(high.max(1)))
    }

    /// The value, left blank now and then where it is nil.
    pub(super) fn maybe_blank(&mut self, value: i64) -> Option<i64> {
        let blank = self.chance(40);
        (value != 0 || !blank).then_some(value)
    }
}

/// Random text of one language.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Words {
    pub english: String,
    pub chinese: String,
}

impl Words {
    pub(super) fn new(english: impl Into<String>, chinese: impl Into<String>) -> Self {
        Self { english: english.into(), chinese: chinese.into() }
    }

    pub(super) fn in_language(&self, language: Language) -> String {
        if language == Language::English { self.english.clone() } else { self.chinese.clone() }
    }
}

/// A random return of a random issuer, exactly as a reader should give it back from a form of this version; only
/// `pages` is for the drawing to fill in.
#[must_use]
pub fn monthly_return(seed: u64, version: FormVersion, language: Language) -> MonthlyReturn {
    let mut rng = Rng::new(seed);
    let profile = Profile::random(&mut rng);
    let mut issuer = Issuer::new(&mut rng, &profile);
    let month = month_of(&mut rng, version);
    issuer.file(&mut rng, month, version, language)
}

/// A month in which this version was in use.
fn month_of(rng: &mut Rng, version: FormVersion) -> Date {
    let (year, first, last) = match version {
        FormVersion::V1_0_0 => (2021, 8, 12),
        FormVersion::V1_0_1 => (2022, 1, 12),
        FormVersion::V1_0_2 => (2023, 3, 12),
        FormVersion::V1_1_0 => (2024, 6, 12),
        FormVersion::V1_1_1 => (2025, 1, 12),
        FormVersion::V1_2_0 => (2026, 2, 5),
        FormVersion::V1_2_1 => (2026, 6, 9),
    };
    month_end(year, i8::try_from(rng.range(first, last)).unwrap_or(1))
}

/// The last day of a month.
pub(super) fn month_end(year: i16, month: i8) -> Date {
    Date::constant(year, month, 1).last_of_month()
}

/// A day `days` after another.
fn later(date: Date, days: i64) -> Date {
    date.saturating_add(jiff::Span::new().days(days))
}

/// The sections of III, in order.
const MOVEMENTS: [Section; 5] = [Section::A, Section::B, Section::C, Section::D, Section::E];
