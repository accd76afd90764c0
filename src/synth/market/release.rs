//! When and where a return is published: days of submission, moments of publication, paths and titles.

use jiff::Span;
use jiff::civil::{DateTime, Weekday, time};

use super::Filed;
use crate::filing::{Date, Language, MonthlyReturn};
use crate::synth::edition::{Edition, FormVersion};
use crate::synth::random::Rng;

/// A return in English and in Chinese.
pub(super) type Pair = [MonthlyReturn; 2];

/// What tells one release of an issuer from the others of the same day.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Release {
    /// The number of the issuer in the market.
    pub issuer: u32,
    /// Whether it is the second return for its month.
    pub again: bool,
    /// When it is published.
    pub at: DateTime,
}

impl Release {
    /// The filings of a pair.
    pub(super) fn of(self, pair: Pair, version: FormVersion) -> [Filed; 2] {
        pair.map(|filing| Filed {
            path: self.path(&filing),
            published_at: self.at,
            title: title(&filing, version),
            version,
            filing,
        })
    }

    /// `2024/1105/2024110500123.pdf`.
    pub(super) fn path(self, filing: &MonthlyReturn) -> String {
        let (year, month, day) = (self.at.year(), self.at.month(), self.at.day());
        // A late return comes out on the day of the next month's now and then.
        let is_odd_month = filing.month_end.is_some_and(|end| end.month() % 2 == 1);
        let number = self.issuer * 4 + u32::from(is_odd_month) * 2 + u32::from(self.again);
        let twin = if filing.language == Language::English { "" } else { "_c" };
        format!("{year}/{month:02}{day:02}/{year}{month:02}{day:02}{number:05}{twin}.pdf")
    }
}

fn title(filing: &MonthlyReturn, version: FormVersion) -> String {
    let edition = Edition::new(version, filing.language);
    let month = edition.date(filing.month_end);
    if edition.chinese {
        format!("截至{month}止月份之股份發行人的證券變動月報表")
    } else {
        format!("Monthly Return of Equity Issuer on Movements in Securities for the month ended {month}")
    }
}

/// One of the first five weekdays of the next month: with holidays, the deadline is never earlier.
pub(super) fn in_time(rng: &mut Rng, month: Date) -> Date {
    let wanted = rng.range(1, 5);
    weekdays_after(month, wanted)
}

/// The weekday that is the so-manieth after a day.
pub(super) fn weekdays_after(day: Date, count: i64) -> Date {
    let mut day = day;
    for _ in 0..count {
        day = day.saturating_add(Span::new().days(1));
        while matches!(day.weekday(), Weekday::Saturday | Weekday::Sunday) {
            day = day.saturating_add(Span::new().days(1));
        }
    }
    day
}

/// After the close of trading of that day.
pub(super) fn evening(rng: &mut Rng, day: Date) -> DateTime {
    let small = |number: i64| i8::try_from(number).unwrap_or(0);
    day.to_datetime(time(small(rng.range(17, 22)), small(rng.range(0, 59)), 0, 0))
}

/// The form of a month.
pub(super) fn version_of(month: Date) -> FormVersion {
    match (month.year(), month.month()) {
        (..=2021, _) => FormVersion::V1_0_0,
        (2022, _) | (2023, ..=2) => FormVersion::V1_0_1,
        (2023, _) | (2024, ..=5) => FormVersion::V1_0_2,
        (2024, ..=9) => FormVersion::V1_1_0,
        (2024 | 2025, _) | (2026, 1) => FormVersion::V1_1_1,
        (2026, ..=5) => FormVersion::V1_2_0,
        _ => FormVersion::V1_2_1,
    }
}
