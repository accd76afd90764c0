//! The clock of Hong Kong: issuers, the Exchange and whoever keeps an index of its site all mean this one.

use jiff::civil::{Date, DateTime};
use jiff::tz::{Offset, TimeZone};
use jiff::{Span, Timestamp};

/// Hong Kong is eight hours ahead of UTC, all year: there has been no summer time since 1979.
pub const HONG_KONG: Offset = Offset::constant(8);

/// The moment at which the clocks of Hong Kong show this; `None` beyond the year 9999.
#[must_use]
pub fn hong_kong_moment(clock: DateTime) -> Option<Timestamp> {
    HONG_KONG.to_timestamp(clock).ok()
}

/// The moment that a text names in ISO 8601: what has no offset is by the clock of Hong Kong, a day is its beginning.
/// `None` where it names none.
///
/// # Examples
/// ```
/// use sharecap::filing::moment_named;
/// let moment = moment_named("2024-11-05 18:00");
/// assert_eq!(moment, moment_named("2024-11-05T10:00:00Z"));
/// assert_eq!(moment_named("2024-11-05"), moment_named("2024-11-05 00:00+08:00"));
/// assert_eq!(moment_named("05/11/2024"), None);
/// ```
#[must_use]
pub fn moment_named(text: &str) -> Option<Timestamp> {
    // The zone in brackets of an extension of ISO 8601 would be passed over where no offset stands.
    let of_hong_kong = || text.parse().ok().filter(|_| !text.contains('[')).and_then(hong_kong_moment);
    text.parse().ok().or_else(of_hong_kong)
}

/// A moment as the clocks of Hong Kong show it, with their offset: `2024-11-05 18:00:00+08:00`.
#[must_use]
pub fn shown_in_hong_kong(moment: Timestamp) -> String {
    moment.to_zoned(TimeZone::fixed(HONG_KONG)).strftime("%F %T%.f%:z").to_string()
}

/// The day that it is in Hong Kong at a moment.
///
/// # Examples
/// ```
/// use sharecap::filing::{Date, hong_kong_day};
/// let evening_in_london = "2024-11-05T17:30:00Z".parse()?;
/// assert_eq!(hong_kong_day(evening_in_london), Date::constant(2024, 11, 6));
/// # Ok::<(), jiff::Error>(())
/// ```
#[must_use]
pub fn hong_kong_day(moment: Timestamp) -> Date {
    HONG_KONG.to_datetime(moment).date()
}

/// The moment at which a day ends in Hong Kong: the first that is no longer of it.
#[must_use]
pub fn end_of_day(day: Date) -> Option<Timestamp> {
    hong_kong_moment(day.tomorrow().ok()?.to_datetime(jiff::civil::Time::midnight()))
}

/// The day from which dates are counted in tables.
const EPOCH: Date = Date::constant(1970, 1, 1);

/// Days from 1 January 1970 to this one, as Arrow counts dates.
#[must_use]
pub fn days_since_1970(day: Date) -> i32 {
    (day - EPOCH).get_days()
}

/// The day so many days after 1 January 1970; `None` where the calendar ends.
#[must_use]
pub fn day_since_1970(days: i32) -> Option<Date> {
    EPOCH.checked_add(Span::new().try_days(days).ok()?).ok()
}
