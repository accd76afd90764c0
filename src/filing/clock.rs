//! The clock of Hong Kong: issuers, the Exchange and whoever keeps an index of its site all mean this one.

use jiff::civil::{Date, DateTime};
use jiff::tz::Offset;
use jiff::{Span, Timestamp};

/// Hong Kong is eight hours ahead of UTC, all year: there has been no summer time since 1979.
pub const HONG_KONG: Offset = Offset::constant(8);

/// The moment at which the clocks of Hong Kong show this; `None` beyond the year 9999.
#[must_use]
pub fn hong_kong_moment(clock: DateTime) -> Option<Timestamp> {
    HONG_KONG.to_timestamp(clock).ok()
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
