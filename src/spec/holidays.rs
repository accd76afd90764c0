//! `config/holidays.toml` → [`Holidays`]: which days are business days in Hong Kong, and when returns are due.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::LazyLock;

use jiff::civil::Weekday;

use super::SpecError;
use crate::filing::Date;

/// The file that ships with the program.
const BUILTIN: &str = include_str!("../../config/holidays.toml");
const FILE: &str = "holidays.toml";
/// A return is due on this business day after the end of its month.
const DUE: usize = 5;

/// The general holidays of the years that are known.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Holidays {
    years: BTreeSet<i16>,
    days: BTreeSet<Date>,
}

impl Holidays {
    /// The holidays that ship with the program.
    ///
    /// # Panics
    /// When the file in the program is refused by [`Holidays::from_toml`]; a test reads it.
    #[must_use]
    pub fn builtin() -> &'static Self {
        static HOLIDAYS: LazyLock<Holidays> = LazyLock::new(|| match Holidays::from_toml(BUILTIN) {
            Ok(holidays) => holidays,
            Err(error) => panic!("config/{error}"),
        });
        &HOLIDAYS
    }

    /// Reads a table for every year, with `MM-DD = "name"` for every holiday.
    ///
    /// # Errors
    /// When the text is no such TOML, or a day does not exist or is a Sunday, which is none that need be named.
    pub fn from_toml(text: &str) -> Result<Self, SpecError> {
        let file: BTreeMap<String, BTreeMap<String, String>> =
            toml::from_str(text).map_err(|error| SpecError::toml(FILE, text, &error))?;
        let mut holidays = Self { years: BTreeSet::new(), days: BTreeSet::new() };
        for (year, days) in &file {
            let number = year.parse().map_err(|_| SpecError::new(FILE, format!("[{year}] is no year")))?;
            holidays.years.insert(number);
            for day in days.keys() {
                let date: Option<Date> = format!("{year}-{day}").parse().ok();
                let date = date.filter(|date| date.weekday() != Weekday::Sunday);
                let date = date.ok_or_else(|| {
                    SpecError::new(FILE, format!("[{year}] {day} is no weekday of that year; write MM-DD"))
                })?;
                holidays.days.insert(date);
            }
        }
        Ok(holidays)
    }

    /// Whether a day is neither a Saturday, nor a Sunday, nor a holiday; `None` in a year whose holidays are not known.
    #[must_use]
    pub fn is_business_day(&self, day: Date) -> Option<bool> {
        let is_weekend = matches!(day.weekday(), Weekday::Saturday | Weekday::Sunday);
        self.years.contains(&day.year()).then(|| !is_weekend && !self.days.contains(&day))
    }

    /// The last day on which the return for a month is in time: the fifth business day after its end; `None` in a year
    /// whose holidays are not known.
    #[must_use]
    pub fn due_day(&self, month_end: Date) -> Option<Date> {
        let mut day = month_end;
        let mut business_days = 0;
        while business_days < DUE {
            day = day.tomorrow().ok()?;
            business_days += usize::from(self.is_business_day(day)?);
        }
        Some(day)
    }

    /// Every month of which the due day is known: its last day, and the due day.
    pub fn due_days(&self) -> impl Iterator<Item = (Date, Date)> + '_ {
        // The returns for December fall due in the year that follows.
        let first = self.years.first().and_then(|year| Date::new(year - 1, 12, 31).ok());
        let following = |month: &Date| Some(month.tomorrow().ok()?.last_of_month());
        let known = move |month: &Date| self.years.last().is_some_and(|last| month.year() <= *last);
        let months = std::iter::successors(first, following).take_while(known);
        months.filter_map(move |month| Some((month, self.due_day(month)?)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_year_has_its_seventeen() {
        let holidays = Holidays::builtin();
        assert_eq!(holidays.years.iter().copied().collect::<Vec<_>>(), (2009..=2027).collect::<Vec<_>>());
        for year in &holidays.years {
            let of_year = holidays.days.iter().filter(|day| day.year() == *year).count();
            // In 2015 the seventieth anniversary of the end of the war was one more.
            assert_eq!(of_year, if *year == 2015 { 18 } else { 17 }, "{year}");
        }
    }

    #[test]
    fn every_month_but_the_last_has_its_due_day() {
        let all: Vec<(Date, Date)> = Holidays::builtin().due_days().collect();
        // December 2008 to November 2027: the holidays of 2028 are not known.
        assert_eq!(all.len(), 19 * 12);
        assert_eq!(all[0], ("2008-12-31".parse().unwrap(), "2009-01-08".parse().unwrap()));
        assert_eq!(all[227], ("2027-11-30".parse().unwrap(), "2027-12-07".parse().unwrap()));
    }

    #[test]
    fn due_days_step_over_holidays_and_weekends() {
        let due = |month_end: &str| Holidays::builtin().due_day(month_end.parse().unwrap()).map(|day| day.to_string());
        for (month_end, expected) in [
            ("2024-10-31", "2024-11-07"), // Friday 1 November is the first
            ("2025-01-31", "2025-02-07"), // Lunar New Year ended on the last of January
            ("2019-01-31", "2019-02-12"), // 5 to 7 February 2019
            ("2022-01-31", "2022-02-10"), // 1 to 3 February 2022
            ("2018-03-31", "2018-04-10"), // Easter Monday on 2 April, Ching Ming on the 5th
            ("2021-03-31", "2021-04-12"), // Good Friday on 2 April, then Monday and Tuesday
            ("2026-03-31", "2026-04-10"), // Good Friday on 3 April, then Monday and Tuesday
            ("2024-09-30", "2024-10-08"), // 1 October
            ("2023-09-30", "2023-10-09"), // 1 October was a Sunday: the 2nd
            ("2020-09-30", "2020-10-09"), // 1 and 2 October
            ("2023-12-31", "2024-01-08"), // 1 January
        ] {
            assert_eq!(due(month_end).as_deref(), Some(expected), "{month_end}");
        }
        assert_eq!(due("2027-12-31"), None, "nobody knows the holidays of 2028 here");
    }

    #[test]
    fn a_day_that_is_none_is_refused() {
        let refused = |text: &str| Holidays::from_toml(text).unwrap_err().to_string();
        assert!(refused("[2024]\n02-30 = \"\"\n").contains("[2024] 02-30 is no weekday"));
        assert!(refused("[2024]\n11-03 = \"a Sunday\"\n").contains("11-03"));
        assert!(refused("[next]\n").contains("[next] is no year"));
        assert!(refused("[2024]\n01-01 = 1\n").contains("line 2, column 9"));
    }
}
