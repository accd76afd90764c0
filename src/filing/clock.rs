//! The clock of Hong Kong: issuers, the Exchange and whoever keeps an index of its site all mean this one.

use jiff::Timestamp;
use jiff::civil::{Date, DateTime};
use jiff::tz::Offset;

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
