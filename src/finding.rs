//! What a careful reader would query, and why a filing stops.
//!
//! There are two ways to fail. A [`Finding`] is something in a filing that is odd, damaged or contradictory: the
//! filing is still read, and the finding is published beside it. A [`FilingError`] ends the reading of one filing:
//! the batch goes on, and the filing's row in `filings` says why. This module names no stage; every stage uses it.

use std::collections::BTreeMap;
use std::fmt;

use serde::{Deserialize, Serialize};

use crate::filing::Table;

/// How much a finding matters to somebody who uses the numbers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Severity {
    /// Worth knowing; the value is not in doubt.
    Info,
    /// The value was read, but by a weaker rule than usual, or the filing is odd.
    Warning,
    /// A value is missing or contradicts another; the filing's outcome becomes `flagged`.
    Error,
}

impl Severity {
    /// The word that is published in `findings.severity`.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Info => "info",
            Self::Warning => "warning",
            Self::Error => "error",
        }
    }

    /// The severity that is published as `word`.
    #[must_use]
    pub fn from_word(word: &str) -> Option<Self> {
        [Self::Info, Self::Warning, Self::Error].into_iter().find(|severity| severity.as_str() == word)
    }
}

macro_rules! codes {
    ($($(#[doc = $doc:literal])+ $name:ident = $text:literal, $severity:ident;)+) => {
        /// The kinds of finding, each with its published kebab-case name and default severity.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        pub enum Code { $($(#[doc = $doc])+ #[serde(rename = $text)] $name,)+ }

        impl Code {
            /// Every code, in the order of declaration.
            pub const ALL: &'static [Self] = &[$(Self::$name,)+];

            /// The published name, for example `unreadable-value`.
            #[must_use]
            pub fn as_str(self) -> &'static str { match self { $(Self::$name => $text,)+ } }

            /// The code that is published as `word`.
            #[must_use]
            pub fn from_word(word: &str) -> Option<Self> {
                match word { $($text => Some(Self::$name),)+ _ => None }
            }

            /// The severity a finding of this code has unless its place says otherwise.
            #[must_use]
            pub fn severity(self) -> Severity { match self { $(Self::$name => Severity::$severity,)+ } }
        }
    };
}

codes! {
    /// The file prints a form version that no spec knows; the nearest known spec was used.
    UnknownFormVersion = "unknown-form-version", Warning;
    /// The file prints no form version; the spec was chosen by its headings.
    MissingFormVersion = "missing-form-version", Warning;
    /// The foot says `Page x of N`, and not all N pages are there.
    PagesMissing = "pages-missing", Error;
    /// Characters have a glyph on the page, but no known meaning: values may lack them.
    UndecodableText = "undecodable-text", Warning;
    /// A section that every return of this version has was not found.
    SectionMissing = "section-missing", Error;
    /// The text breaks off: what stands behind the break is not read, and the value before it may go on there.
    Truncated = "truncated", Warning;
    /// Text stands on the page that no field claims.
    UnclaimedText = "unclaimed-text", Warning;
    /// A column was found by its bracketed mark, `(A1)`, because its heading is not a known one.
    ColumnByMark = "column-by-mark", Info;
    /// A column was found by its place in the order, because neither heading nor mark is known.
    ColumnByOrder = "column-by-order", Warning;
    /// A return on the legacy form that came as text or as a web page: its rows and columns are told from the order of
    /// the words, or from tables, and no cell is as sure as on a page.
    ReadByOrder = "read-by-order", Warning;
    /// Fewer figures than columns and no geometry: the figures were placed by the accounting identities.
    PlacedByIdentity = "placed-by-identity", Info;
    /// Fewer figures than columns, no geometry, and no identity decides: the likeliest columns were taken.
    AmbiguousColumns = "ambiguous-columns", Error;
    /// A field that every return must fill (issuer, month, date submitted) is missing.
    FieldMissing = "field-missing", Error;
    /// There is text, but it cannot be read as the field's type: the value is null.
    UnreadableValue = "unreadable-value", Error;
    /// A torn or damaged text was put together again and reads cleanly.
    RepairedText = "repaired-text", Warning;
    /// The value was unreadable and was filled in from an accounting identity.
    DerivedValue = "derived-value", Warning;
    /// The form prints the opposite sign of the effect on the balance; it was turned.
    SignNormalised = "sign-normalised", Info;
    /// A word where the form has a fixed list, that the list does not hold.
    UnknownWord = "unknown-word", Warning;
    /// A date that is read, but cannot be right (a submission before the month it reports, say).
    ImplausibleDate = "implausible-date", Warning;
    /// A number that is read, but cannot be right: a price, a balance or an amount below zero.
    ImplausibleValue = "implausible-value", Error;
    /// One class of shares shows different stock codes in different sections of one return.
    ClassMismatch = "class-mismatch", Warning;
    /// Identity 1: opening + change is not closing.
    BalanceBroken = "balance-broken", Error;
    /// Identity 2: issued + treasury is not the total.
    TreasurySumBroken = "treasury-sum-broken", Error;
    /// Identity 3: shares × par value is not the capital.
    ParCapitalBroken = "par-capital-broken", Warning;
    /// Identity 3: the capital of the classes does not add up to the printed total.
    CapitalTotalBroken = "capital-total-broken", Warning;
    /// Identity 4: the rows of a section do not add up to its printed total.
    SectionTotalBroken = "section-total-broken", Error;
    /// Identity 4: the sections do not add up to the printed grand total.
    GrandTotalBroken = "grand-total-broken", Error;
    /// Identity 4: the printed movements are not the change in section II.
    ChangeMismatch = "change-mismatch", Error;
    /// The file is damaged or contradicts itself: what is read from it may lack text.
    DamagedFile = "damaged-file", Warning;
    /// The second reader was asked about a figure in doubt, and reads the same.
    SecondReaderAgrees = "second-reader-agrees", Info;
    /// The two readers read different values.
    ReadersDiffer = "readers-differ", Error;
    /// What is published is what the second reader reads: the first could not read the file, or lost pages.
    SecondReaderUsed = "second-reader-used", Warning;
    /// The second reader was asked and could not read the file: the first reading stands as it was.
    SecondReaderFailed = "second-reader-failed", Info;
    /// An earlier form of the same file is for the same month: the same again, or with differences that are named.
    Copy = "copy", Info;
    /// Identity 5: a balance does not open as the month before closed.
    ContinuityBroken = "continuity-broken", Error;
    /// Identity 5: a class of shares with a balance is in the return of one month and not in that of the next.
    ClassMissing = "class-missing", Error;
    /// Identity 5: the same of a scheme, a warrant, a convertible or depositary receipts.
    SchemeMissing = "scheme-missing", Warning;
    /// Identity 6: the English and the Chinese return do not state the same.
    TwinDiffers = "twin-differs", Error;
    /// Shares were consolidated, subdivided or reorganised: counts before and after are not comparable as they stand.
    CapitalEvent = "capital-event", Info;
    /// The index beside the filings lists the file under a stock code that the return does not state.
    IndexDiffers = "index-differs", Warning;
}

impl Code {
    /// Whether it says that an identity within a return (1 to 4 of the contract) does not hold.
    #[must_use]
    pub fn is_breach(self) -> bool {
        matches!(
            self,
            Self::BalanceBroken
                | Self::TreasurySumBroken
                | Self::ParCapitalBroken
                | Self::CapitalTotalBroken
                | Self::SectionTotalBroken
                | Self::GrandTotalBroken
                | Self::ChangeMismatch
        )
    }
}

/// Severities that somebody chose for codes, in place of those that findings come with.
///
/// # Examples
/// ```
/// use sharecap::finding::{Code, Finding, Severities, Severity};
/// let severities = Severities::from([(Code::ParCapitalBroken, Severity::Error)]);
/// let mut finding = Finding::new(Code::ParCapitalBroken, "0.01 × 5 is not 5");
/// severities.apply(&mut finding);
/// assert_eq!(finding.severity, Severity::Error);
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Severities(BTreeMap<Code, Severity>);

impl Severities {
    /// Sets the severity of a finding whose code has one here; other findings keep theirs.
    pub fn apply(&self, finding: &mut Finding) {
        if let Some(severity) = self.0.get(&finding.code) {
            finding.severity = *severity;
        }
    }

    /// What was chosen, by the published names of code and severity.
    #[must_use]
    pub fn chosen(&self) -> BTreeMap<String, String> {
        self.0.iter().map(|(code, severity)| (code.as_str().to_owned(), severity.as_str().to_owned())).collect()
    }
}

impl<const N: usize> From<[(Code, Severity); N]> for Severities {
    fn from(chosen: [(Code, Severity); N]) -> Self {
        Self(BTreeMap::from(chosen))
    }
}

impl FromIterator<(Code, Severity)> for Severities {
    fn from_iter<I: IntoIterator<Item = (Code, Severity)>>(chosen: I) -> Self {
        Self(chosen.into_iter().collect())
    }
}

/// A rectangle on a page.
///
/// Frame: PDF points, origin at the top left of the page, y downwards; `x0 <= x1`, `y0 <= y1`.
#[derive(Debug, Clone, Copy, PartialEq, Default, Serialize, Deserialize)]
pub struct BBox {
    /// Left edge.
    pub x0: f32,
    /// Top edge.
    pub y0: f32,
    /// Right edge.
    pub x1: f32,
    /// Bottom edge.
    pub y1: f32,
}

impl BBox {
    /// The smallest box that holds both.
    #[must_use]
    pub fn union(self, other: Self) -> Self {
        Self {
            x0: self.x0.min(other.x0),
            y0: self.y0.min(other.y0),
            x1: self.x1.max(other.x1),
            y1: self.y1.max(other.y1),
        }
    }

    /// The middle of the box, left to right.
    #[must_use]
    pub fn center_x(&self) -> f32 {
        f32::midpoint(self.x0, self.x1)
    }

    /// The middle of the box, top to bottom.
    #[must_use]
    pub fn center_y(&self) -> f32 {
        f32::midpoint(self.y0, self.y1)
    }

    /// Right edge minus left edge.
    #[must_use]
    pub fn width(&self) -> f32 {
        self.x1 - self.x0
    }

    /// Bottom edge minus top edge.
    #[must_use]
    pub fn height(&self) -> f32 {
        self.y1 - self.y0
    }
}

/// Where something stands in a filing.
#[derive(Debug, Clone, Copy, PartialEq, Default, Serialize, Deserialize)]
pub struct Place {
    /// Page, counted from 1. Text input counts the pages that its page feet tell.
    pub page: u32,
    /// The box on that page; `None` for text input, which has no geometry.
    pub bbox: Option<BBox>,
}

/// Something in a filing that a careful reader would query; published in the table `findings`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Finding {
    /// The kind.
    pub code: Code,
    /// How much it matters; the code's own severity unless the place says otherwise.
    pub severity: Severity,
    /// The table it is about; `None` when it is about the document.
    pub table: Option<Table>,
    /// The row in that table, counted from 1; `None` when it is about the whole table.
    pub row: Option<u32>,
    /// The column in that table; `None` when it is about the whole row.
    pub column: Option<String>,
    /// The page, counted from 1.
    pub page: Option<u32>,
    /// What is wrong, in one sentence that names the figures.
    pub message: String,
    /// What an identity or a rule would have wanted.
    pub expected: Option<String>,
    /// What the filing says.
    pub actual: Option<String>,
}

impl Finding {
    /// A finding about the document as a whole.
    #[must_use]
    pub fn new(code: Code, message: impl Into<String>) -> Self {
        Self {
            code,
            severity: code.severity(),
            table: None,
            row: None,
            column: None,
            page: None,
            message: message.into(),
            expected: None,
            actual: None,
        }
    }

    /// Points the finding at a row of a table.
    #[must_use]
    pub fn at(mut self, table: Table, row: u32) -> Self {
        self.table = Some(table);
        self.row = Some(row);
        self
    }

    /// Points the finding at a column.
    #[must_use]
    pub fn column(mut self, column: &str) -> Self {
        self.column = Some(column.to_owned());
        self
    }

    /// Says on which page.
    #[must_use]
    pub fn page(mut self, page: u32) -> Self {
        self.page = Some(page);
        self
    }

    /// Says what was wanted and what was found.
    #[must_use]
    pub fn values(mut self, expected: impl fmt::Display, actual: impl fmt::Display) -> Self {
        self.expected = Some(expected.to_string());
        self.actual = Some(actual.to_string());
        self
    }

    /// Sets another severity than the code's own.
    #[must_use]
    pub fn severity(mut self, severity: Severity) -> Self {
        self.severity = severity;
        self
    }
}

macro_rules! reject_codes {
    ($($(#[doc = $doc:literal])+ $name:ident = $text:literal;)+) => {
        /// Why a document is in `filings` with the outcome `rejected`.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        pub enum RejectCode { $($(#[doc = $doc])+ #[serde(rename = $text)] $name,)+ }

        impl RejectCode {
            /// Every code, in the order of declaration.
            pub const ALL: &'static [Self] = &[$(Self::$name,)+];

            /// The word that is published in `filings.reject_code`.
            #[must_use]
            pub fn as_str(self) -> &'static str { match self { $(Self::$name => $text,)+ } }

            /// The code that is published as `word`.
            #[must_use]
            pub fn from_word(word: &str) -> Option<Self> {
                match word { $($text => Some(Self::$name),)+ _ => None }
            }
        }
    };
}

reject_codes! {
    /// A readable document that is not a monthly return of an equity issuer.
    NotAMonthlyReturn = "not_a_monthly_return";
    /// A monthly return of a kind or version that no spec can read.
    UnknownFormVersion = "unknown_form_version";
    /// The file needs a password.
    Encrypted = "encrypted";
    /// No text anywhere: a scan.
    NoTextLayer = "no_text_layer";
    /// It says it is a PDF, but it is broken.
    MalformedPdf = "malformed_pdf";
    /// The file has no bytes, or nothing but white space.
    Empty = "empty";
    /// The content is of a kind that is not read (an archive, an image, a spreadsheet).
    UnsupportedFormat = "unsupported_format";
    /// More bytes, pages or glyphs than the limits allow.
    TooLarge = "too_large";
    /// A Word document, and no LibreOffice on the machine to convert it.
    NeedsLibreoffice = "needs_libreoffice";
    /// A Word document that LibreOffice could not convert.
    NotConverted = "not_converted";
    /// Reading took longer than the limit.
    Timeout = "timeout";
    /// Reading took more memory than the limit, or than the machine has.
    OutOfMemory = "out_of_memory";
    /// The process that read the file died of it.
    Crashed = "crashed";
    /// The operating system would not give the bytes.
    Unreadable = "unreadable";
    /// A fault of the program while reading this file.
    Internal = "internal";
}

/// Why one filing could not be read; the batch goes on.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error, Serialize, Deserialize)]
#[error("{}: {message}", code.as_str())]
pub struct FilingError {
    /// The reason, as published.
    pub code: RejectCode,
    /// What was found, where, and what to do about it.
    pub message: String,
}

impl FilingError {
    /// Makes an error of this code.
    #[must_use]
    pub fn new(code: RejectCode, message: impl Into<String>) -> Self {
        Self { code, message: message.into() }
    }
}

/// How a published value came about; the table `provenance`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Method {
    /// Read off the page.
    Read,
    /// Unreadable or torn away; computed from an accounting identity.
    Derived,
    /// Put together from damaged text.
    Repaired,
}

impl Method {
    /// The word that is published in `provenance.method`.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Read => "read",
            Self::Derived => "derived",
            Self::Repaired => "repaired",
        }
    }

    /// The method that is published as `word`.
    #[must_use]
    pub fn from_word(word: &str) -> Option<Self> {
        [Self::Read, Self::Derived, Self::Repaired].into_iter().find(|method| method.as_str() == word)
    }
}

/// Where one value stands; a row of the table `provenance`.
///
/// There is one for every value that the tables hold, and one for every text that could not be read (whose value is
/// null), so that nobody has to look for the raw text.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Provenance {
    /// The table that holds the value.
    pub table: Table,
    /// Its row, counted from 1.
    pub row: u32,
    /// Its column.
    pub column: String,
    /// The text as the page prints it.
    pub raw_text: String,
    /// Where it stands.
    pub place: Place,
    /// How the value came about.
    pub method: Method,
}
