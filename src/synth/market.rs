//! A drawn market: issuers that file month after month in both languages, with faults planted whose truth is known.
//!
//! Whether the checks over a whole dataset (month to month, language to language) find what is wrong, and keep quiet
//! about what is not, can only be measured where it is known what is wrong. Every [`Planted`] thing says what was done
//! to which file, and whether a careful reader must report it ([`Expects`]). Beside faults, things are planted that look
//! like faults and are none: consolidations, corrections, schemes in other words, late and doubled filings.
//!
//! [`market`] gives the returns as values, [`write`] draws them as a mirror of the exchange's site would hold them.

mod falsify;
mod figures;
mod kind;
mod plant;
mod release;
mod series;
mod write;

use jiff::civil::DateTime;
pub use kind::{Expects, Kind};
pub use series::market;
pub use write::{Written, write};

use super::edition::FormVersion;
use crate::filing::{Date, Language, MonthlyReturn, Table};

/// What market is drawn.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Plan {
    /// How many issuers; at most 9,972, the stock codes that there are.
    pub issuers: u32,
    /// How many months each of them files.
    pub months: u32,
    /// Any day of the first month. The form is that of the month: from June 2024 on it has treasury shares.
    pub from: Date,
    /// Planted things in percent of the filings. There is room for one in three months of an issuer.
    pub faults: u32,
    /// The same seed gives the same market.
    pub seed: u64,
}

/// One filing of the market.
#[derive(Debug, Clone, PartialEq)]
pub struct Filed {
    /// Its path within the mirror: `2024/1105/2024110500123.pdf`, the Chinese one `2024/1105/2024110500123_c.pdf`.
    pub path: String,
    /// The moment of publication, in Hong Kong.
    pub published_at: DateTime,
    /// The title under which it is published.
    pub title: String,
    /// The form that it is drawn on.
    pub version: FormVersion,
    /// What it states, as a reader should give it back; only `pages` is for the drawing to fill in.
    pub filing: MonthlyReturn,
}

/// Something that was done to the market, and what must come of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Planted {
    /// The path of the file that holds it: the English one where both languages do, of a month that is missing the
    /// path that it would have, of a correction the wrong original.
    pub path: String,
    /// The issuer's code.
    pub stock_code: String,
    /// The month of the return.
    pub month_end: Date,
    /// The language of the file that holds it; `None` where both languages do.
    pub language: Option<Language>,
    /// What was done.
    pub kind: Kind,
    /// The table of the cell that was changed, or of the row that was taken out; `None` where there is no such.
    pub table: Option<Table>,
    /// Its row, counted from 1.
    pub row: Option<u32>,
    /// Its column; `None` where it is about the whole row.
    pub column: Option<String>,
    /// What should stand there; empty where it is about the whole row or filing.
    pub right: String,
    /// What stands there.
    pub wrong: String,
    /// Of a consolidation or subdivision: so many shares became so many.
    pub ratio: Option<(i64, i64)>,
    /// The same for people.
    pub note: String,
}

/// All that one issuer files, by month and then by publication.
#[derive(Debug, Clone, PartialEq)]
pub struct Series {
    /// Its filings.
    pub filings: Vec<Filed>,
    /// What was done to them.
    pub planted: Vec<Planted>,
}
