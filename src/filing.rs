//! The domain's words: what a monthly return states, as exact typed values.
//!
//! A [`MonthlyReturn`] is one filing. It holds one row type per table of the dataset; field names are column names,
//! and [`Row`] lets the table-driven stages (record, tables) reach a field by its column. `None` always means that the
//! form leaves the value blank or not applicable, or that it could not be read (then a finding says so); a stated nil
//! is `Some(0)`.

mod cells;
mod clock;
mod decimal;
mod identity;
mod rows;
mod shown;

pub use cells::columns_stated;
pub use clock::{
    HONG_KONG, day_since_1970, days_since_1970, end_of_day, hong_kong_day, hong_kong_moment, moment_named,
    shown_in_hong_kong,
};
pub use decimal::{Decimal, DecimalError};
pub use identity::{ParIdentity, RowIdentity, is_outflow, may_be_negative, par_identities, row_identities};
pub use jiff::civil::Date;
pub use rows::{
    AgreementMovement, AuthorisedCapital, CapitalEvent, ConvertibleMovement, DepositaryReceipt, IssuedShares,
    OptionMovement, OtherMovement, Remark, Row, SectionTotal, ShareClass, Value, WarrantMovement,
};
use serde::{Deserialize, Serialize};
pub use shown::{as_uri, grouped, misleads, printable};

macro_rules! words {
    ($(#[doc = $doc:literal])+ $type:ident { $($(#[doc = $vdoc:literal])+ $name:ident = $text:literal,)+ }) => {
        $(#[doc = $doc])+
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        pub enum $type { $($(#[doc = $vdoc])+ #[serde(rename = $text)] $name,)+ }

        impl $type {
            /// Every member, in the order of declaration.
            pub const ALL: &'static [Self] = &[$(Self::$name,)+];

            /// The word that is published.
            #[must_use]
            pub fn as_str(self) -> &'static str { match self { $(Self::$name => $text,)+ } }

            /// The member that is published as `word`.
            #[must_use]
            pub fn from_word(word: &str) -> Option<Self> {
                match word { $($text => Some(Self::$name),)+ _ => None }
            }
        }
    };
}

words! {
    /// The tables of the dataset, in the order of the contract.
    Table {
        /// One row for every distinct document.
        Filings = "filings",
        /// Section I.
        AuthorisedCapital = "authorised_capital",
        /// Section II.
        IssuedShares = "issued_shares",
        /// Section III (A).
        OptionMovements = "option_movements",
        /// Section III (B).
        WarrantMovements = "warrant_movements",
        /// Section III (C).
        ConvertibleMovements = "convertible_movements",
        /// Section III (D).
        AgreementMovements = "agreement_movements",
        /// Section III (E).
        OtherMovements = "other_movements",
        /// The totals that the form prints.
        SectionTotals = "section_totals",
        /// Section IV.
        DepositaryReceipts = "depositary_receipts",
        /// The remarks of every section.
        Remarks = "remarks",
        /// What a careful reader would query.
        Findings = "findings",
        /// Where each value stands.
        Provenance = "provenance",
        /// Consolidations, subdivisions and reorganisations, told from the returns.
        CapitalEvents = "capital_events",
    }
}

words! {
    /// The family of forms that a filing belongs to.
    Form {
        /// The PDF form of August 2021 and later.
        Ff301 = "ff301",
        /// The Word template used until July 2021.
        LegacyEquity = "legacy_equity",
    }
}

words! {
    /// The language in which a return is printed.
    Language {
        /// English.
        English = "en",
        /// Traditional Chinese.
        TraditionalChinese = "zh_hant",
        /// Simplified Chinese.
        SimplifiedChinese = "zh_hans",
    }
}

words! {
    /// Whether a return is the first for its month or a correction.
    Status {
        /// `New Submission`, 新提交.
        NewSubmission = "new_submission",
        /// A correction, 重新提交.
        Resubmission = "resubmission",
    }
}

words! {
    /// The kind of file a filing came as, told from its content.
    SourceFormat {
        /// Portable Document Format.
        Pdf = "pdf",
        /// Plain text.
        Text = "text",
        /// A web page.
        Html = "html",
        /// A Word document.
        Doc = "doc",
    }
}

words! {
    /// The parts of the form that remarks and totals belong to.
    Section {
        /// Authorised / registered share capital.
        I = "I",
        /// Issued shares and treasury shares.
        II = "II",
        /// Share options.
        A = "A",
        /// Warrants.
        B = "B",
        /// Convertibles.
        C = "C",
        /// Other agreements or arrangements.
        D = "D",
        /// Other movements.
        E = "E",
        /// The grand total over A to E.
        All = "all",
        /// Hong Kong depositary receipts.
        IV = "IV",
        /// After the last section.
        End = "end",
    }
}

/// The digest of the file that a form stands in: its `filing_id` without the number of a further form.
#[must_use]
pub fn file_digest(filing_id: &str) -> &str {
    filing_id.split_once('-').map_or(filing_id, |(digest, _)| digest)
}

impl Language {
    /// The tag that web pages and readers of screens know it by (BCP 47).
    #[must_use]
    pub fn tag(self) -> &'static str {
        match self {
            Self::English => "en",
            Self::TraditionalChinese => "zh-Hant",
            Self::SimplifiedChinese => "zh-Hans",
        }
    }
}

/// A further trading counter of the issuer: one stock code per currency (`80020` in `CNY`).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Counter {
    /// Five digits.
    pub stock_code: String,
    /// ISO 4217; `None` where the form leaves it blank.
    pub currency: Option<String>,
}

/// How a filing stands to the others of a dataset: what it cannot know by itself.
///
/// All are `None` for a rejected document, and for a return whose issuer or month is unknown.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Standing {
    /// The order of submission within issuer, month and language, from 1.
    pub revision: Option<u32>,
    /// Whether it is the last revision known.
    pub is_current: Option<bool>,
    /// The same return in the other language; `None` too where there is none, or it cannot be told.
    pub twin_filing_id: Option<String>,
}

/// One monthly return, as read from one filing.
///
/// Balances are numbers of shares unless a field says otherwise; movements are signed by their effect on the balance.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct MonthlyReturn {
    /// Which form it is.
    pub form: Form,
    /// The bare version number that the foot prints, `1.1.1`; `None` where it prints none.
    pub form_version: Option<String>,
    /// The language of its headings.
    pub language: Language,
    /// The issuer's main code, five digits: that of the first listed class.
    pub stock_code: Option<String>,
    /// The whole field, brackets and all.
    pub issuer_name: Option<String>,
    /// The last day of the month that the return is about.
    pub month_end: Option<Date>,
    /// New submission or correction; `None` on forms that do not state it.
    pub status: Option<Status>,
    /// The day the issuer dates it.
    pub submitted_on: Option<Date>,
    /// Pages of the form; `None` for text input.
    pub pages: Option<u32>,
    /// Further counters, in printed order, each once.
    pub counters: Vec<Counter>,
    /// Currency of the total authorised capital, ISO 4217.
    pub total_authorised_currency: Option<String>,
    /// Total authorised capital at the end of the month, in that currency.
    pub total_authorised_capital: Option<Decimal>,
    /// Who signed.
    pub submitted_by: Option<String>,
    /// As what.
    pub submitted_by_title: Option<String>,
    /// Section I.
    pub authorised_capital: Vec<AuthorisedCapital>,
    /// Section II.
    pub issued_shares: Vec<IssuedShares>,
    /// Section III (A).
    pub option_movements: Vec<OptionMovement>,
    /// Section III (B).
    pub warrant_movements: Vec<WarrantMovement>,
    /// Section III (C).
    pub convertible_movements: Vec<ConvertibleMovement>,
    /// Section III (D).
    pub agreement_movements: Vec<AgreementMovement>,
    /// Section III (E).
    pub other_movements: Vec<OtherMovement>,
    /// The totals that the form prints.
    pub section_totals: Vec<SectionTotal>,
    /// Section IV.
    pub depositary_receipts: Vec<DepositaryReceipt>,
    /// Remarks, section by section.
    pub remarks: Vec<Remark>,
}

impl MonthlyReturn {
    /// A return of this form and language that states nothing yet.
    #[must_use]
    pub fn new(form: Form, language: Language) -> Self {
        Self {
            form,
            form_version: None,
            language,
            stock_code: None,
            issuer_name: None,
            month_end: None,
            status: None,
            submitted_on: None,
            pages: None,
            counters: Vec::new(),
            total_authorised_currency: None,
            total_authorised_capital: None,
            submitted_by: None,
            submitted_by_title: None,
            authorised_capital: Vec::new(),
            issued_shares: Vec::new(),
            option_movements: Vec::new(),
            warrant_movements: Vec::new(),
            convertible_movements: Vec::new(),
            agreement_movements: Vec::new(),
            other_movements: Vec::new(),
            section_totals: Vec::new(),
            depositary_receipts: Vec::new(),
            remarks: Vec::new(),
        }
    }
}
