//! One row type per table that a return fills, each field named like its column.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::{Decimal, Table};

/// The value of one cell of a table.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(untagged)]
pub enum Value {
    /// Blank, not applicable, or unreadable (then with a finding).
    Null,
    /// Yes or no.
    Bool(bool),
    /// A whole number: shares, options, rows.
    Count(i64),
    /// Money, a par value or a price.
    Decimal(Decimal),
    /// Text, a code or a word of a fixed list.
    Text(String),
    /// A calendar date.
    Date(Date),
}

impl Value {
    /// Whether there is no value.
    #[must_use]
    pub fn is_null(&self) -> bool {
        matches!(self, Self::Null)
    }
}

impl std::fmt::Display for Value {
    /// As a CSV cell would show it; nothing for a null.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Null => Ok(()),
            Self::Bool(v) => write!(f, "{v}"),
            Self::Count(v) => write!(f, "{v}"),
            Self::Decimal(v) => write!(f, "{v}"),
            Self::Text(v) => f.write_str(v),
            Self::Date(v) => write!(f, "{v}"),
        }
    }
}

/// How a field's type meets [`Value`].
trait Field: Sized {
    fn to_value(&self) -> Value;
    fn from_value(value: Value) -> Option<Self>;
}

macro_rules! field {
    ($type:ty, $variant:ident) => {
        impl Field for Option<$type> {
            fn to_value(&self) -> Value {
                self.clone().map_or(Value::Null, Value::$variant)
            }
            fn from_value(value: Value) -> Option<Self> {
                match value {
                    Value::Null => Some(None),
                    Value::$variant(v) => Some(Some(v)),
                    _ => None,
                }
            }
        }
    };
}
field!(bool, Bool);
field!(i64, Count);
field!(Decimal, Decimal);
field!(String, Text);
field!(Date, Date);

/// A row whose fields can be reached by the name of their column.
pub trait Row: Default + Clone {
    /// The table it is a row of.
    const TABLE: Table;
    /// Its own columns in the order of the contract: class columns first where it has them, no key columns.
    fn columns() -> Vec<&'static str>;
    /// The value of a column; [`Value::Null`] for one it does not have.
    fn get(&self, column: &str) -> Value;
    /// Sets a column; `false` when it does not have it, or the value is of another type.
    fn set(&mut self, column: &str, value: Value) -> bool;
    /// The class of shares the row is about; `None` for tables that have no class columns.
    fn class(&self) -> Option<&ShareClass>;
    /// The same, to change it.
    fn class_mut(&mut self) -> Option<&mut ShareClass>;
}

/// The class of shares that a block of the form is about.
///
/// Two classes can show the same stock code (weighted voting rights), so the code alone is no key.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct ShareClass {
    /// `ordinary`, `preference`, `wvr_ordinary` or `other`.
    pub share_class: Option<String>,
    /// `A`, `B`, `H`, … as printed; `other` for "Other type (specify in description)"; `None` for "Not applicable".
    pub share_type: Option<String>,
    /// The class's code; `None` if unlisted.
    pub class_stock_code: Option<String>,
    /// Whether it is listed on the Exchange.
    pub listed: Option<bool>,
    /// What the issuer wrote in the description.
    pub class_description: Option<String>,
}

impl ShareClass {
    /// The class columns, in the order of the contract.
    pub const COLUMNS: [&'static str; 5] =
        ["share_class", "share_type", "class_stock_code", "listed", "class_description"];

    fn get(&self, column: &str) -> Option<Value> {
        Some(match column {
            "share_class" => self.share_class.to_value(),
            "share_type" => self.share_type.to_value(),
            "class_stock_code" => self.class_stock_code.to_value(),
            "listed" => self.listed.to_value(),
            "class_description" => self.class_description.to_value(),
            _ => return None,
        })
    }

    fn set(&mut self, column: &str, value: Value) -> bool {
        fn put<T: Field>(field: &mut T, value: Value) -> bool {
            T::from_value(value).map(|v| *field = v).is_some()
        }
        match column {
            "share_class" => put(&mut self.share_class, value),
            "share_type" => put(&mut self.share_type, value),
            "class_stock_code" => put(&mut self.class_stock_code, value),
            "listed" => put(&mut self.listed, value),
            "class_description" => put(&mut self.class_description, value),
            _ => false,
        }
    }
}

/// Declares a row type: with `class` it carries a [`ShareClass`]; every further field is a column.
macro_rules! rows {
    ($($(#[doc = $doc:literal])+ $type:ident in $table:ident $(with $class:ident)? {
        $($(#[doc = $fdoc:literal])+ $field:ident: $ty:ty,)+
    })+) => {$(
        $(#[doc = $doc])+
        #[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
        pub struct $type {
            $(
                /// The class of shares.
                pub $class: ShareClass,
            )?
            $($(#[doc = $fdoc])+ pub $field: Option<$ty>,)+
        }

        impl Row for $type {
            const TABLE: Table = Table::$table;

            fn columns() -> Vec<&'static str> {
                let mut columns: Vec<&'static str> = Vec::new();
                $(let $class = ShareClass::COLUMNS; columns.extend($class);)?
                columns.extend([$(stringify!($field),)+]);
                columns
            }

            fn get(&self, column: &str) -> Value {
                $(if let Some(value) = self.$class.get(column) { return value; })?
                match column {
                    $(stringify!($field) => self.$field.to_value(),)+
                    _ => Value::Null,
                }
            }

            fn set(&mut self, column: &str, value: Value) -> bool {
                $(if ShareClass::COLUMNS.contains(&column) { return self.$class.set(column, value); })?
                match column {
                    $(stringify!($field) => Field::from_value(value).map(|v| self.$field = v).is_some(),)+
                    _ => false,
                }
            }

            fn class(&self) -> Option<&ShareClass> {
                $(if true { return Some(&self.$class); })?
                None
            }

            fn class_mut(&mut self) -> Option<&mut ShareClass> {
                $(if true { return Some(&mut self.$class); })?
                None
            }
        }
    )+};
}

rows! {
    /// Section I, one class block: movements in authorised / registered share capital.
    AuthorisedCapital in AuthorisedCapital with class {
        /// Shares at the close of the preceding month.
        opening_shares: i64,
        /// Par value at the close of the preceding month, in `currency`.
        opening_par_value: Decimal,
        /// Capital at the close of the preceding month, in `currency`.
        opening_capital: Decimal,
        /// Increase or decrease in shares.
        change_shares: i64,
        /// Par value of the increase; FF301 has no such cell.
        change_par_value: Decimal,
        /// Increase or decrease in capital, in `currency`.
        change_capital: Decimal,
        /// Shares at the close of the month.
        closing_shares: i64,
        /// Par value at the close of the month, in `currency`.
        closing_par_value: Decimal,
        /// Capital at the close of the month, in `currency`.
        closing_capital: Decimal,
        /// ISO 4217.
        currency: String,
    }
    /// Section II, one class block: movements in issued shares and treasury shares.
    IssuedShares in IssuedShares with class {
        /// Issued shares without treasury shares at the close of the preceding month.
        opening_issued: i64,
        /// Treasury shares at the close of the preceding month.
        opening_treasury: i64,
        /// Both together at the close of the preceding month.
        opening_total: i64,
        /// Increase or decrease in issued shares without treasury shares.
        change_issued: i64,
        /// Increase or decrease in treasury shares.
        change_treasury: i64,
        /// Issued shares without treasury shares at the close of the month.
        closing_issued: i64,
        /// Treasury shares at the close of the month.
        closing_treasury: i64,
        /// Both together at the close of the month.
        closing_total: i64,
        /// Which of the two public float statements is ticked (v1.2 and later).
        public_float_met: bool,
        /// The applicable public float threshold, as printed (v1.2 and later).
        public_float_threshold: String,
        /// Additional information on the public float (v1.2 and later).
        public_float_info: String,
    }
    /// Section III (A), one scheme: share options under a share option scheme.
    OptionMovement in OptionMovements with class {
        /// Particulars of the scheme.
        scheme: String,
        /// Options outstanding at the close of the preceding month.
        opening_options: i64,
        /// Options granted, positive.
        granted: i64,
        /// Options exercised, negative.
        exercised: i64,
        /// Options cancelled, negative.
        cancelled: i64,
        /// Options lapsed, negative.
        lapsed: i64,
        /// Any other movement, signed.
        other: i64,
        /// The issuer's own word for it.
        other_text: String,
        /// Options outstanding at the close of the month.
        closing_options: i64,
        /// New shares issued pursuant to the options (A1).
        new_shares_issued: i64,
        /// Effect on the treasury balance: shares transferred out are negative (A2).
        treasury_shares_transferred: i64,
        /// Shares which may be issued or transferred pursuant to the options at the close of the month.
        shares_issuable: i64,
        /// Shares which may be issued or transferred upon exercise of all options still to be granted under the scheme.
        total_issuable_under_scheme: i64,
        /// The day of the general meeting that approved the scheme.
        general_meeting_date: Date,
    }
    /// Section III (B), one warrant.
    WarrantMovement in WarrantMovements with class {
        /// Description of the warrants.
        description: String,
        /// Currency of the nominal value, ISO 4217.
        currency: String,
        /// `money`, or `units` where the column counts warrants.
        nominal_unit: String,
        /// Nominal value at the close of the preceding month.
        opening_nominal: Decimal,
        /// Issued, positive.
        issued: Decimal,
        /// Exercised, negative.
        exercised: Decimal,
        /// Cancelled, negative.
        cancelled: Decimal,
        /// Lapsed, negative.
        lapsed: Decimal,
        /// Any other movement, signed.
        other: Decimal,
        /// The issuer's own word for it.
        other_text: String,
        /// Nominal value at the close of the month.
        closing_nominal: Decimal,
        /// New shares issued (B1).
        new_shares_issued: i64,
        /// Effect on the treasury balance: shares transferred out are negative (B2).
        treasury_shares_transferred: i64,
        /// Shares which may be issued or transferred at the close of the month.
        shares_issuable: i64,
        /// The warrant's own code, if listed.
        warrant_stock_code: String,
        /// Currency of the subscription price, ISO 4217.
        subscription_currency: String,
        /// Subscription price per share.
        subscription_price: Decimal,
        /// Date of expiry.
        expiry_date: Date,
        /// The day of the general meeting that approved it.
        general_meeting_date: Date,
    }
    /// Section III (C), one convertible.
    ConvertibleMovement in ConvertibleMovements with class {
        /// Description of the convertibles.
        description: String,
        /// Currency of the amount outstanding, ISO 4217.
        currency: String,
        /// Amount at the close of the preceding month.
        opening_amount: Decimal,
        /// Issued, positive.
        issued: Decimal,
        /// Converted, negative.
        converted: Decimal,
        /// Redeemed, negative.
        redeemed: Decimal,
        /// Cancelled, negative.
        cancelled: Decimal,
        /// Any other movement, signed.
        other: Decimal,
        /// The issuer's own word for it.
        other_text: String,
        /// Amount at the close of the month.
        closing_amount: Decimal,
        /// New shares issued (C1).
        new_shares_issued: i64,
        /// Effect on the treasury balance: shares transferred out are negative (C2).
        treasury_shares_transferred: i64,
        /// Shares which may be issued or transferred at the close of the month.
        shares_issuable: i64,
        /// The whole cell: `Bond/Notes`, `Others (Please specify)` with the issuer's words behind it, …
        convertible_type: String,
        /// The convertible's own code, if listed.
        convertible_stock_code: String,
        /// Currency of the conversion price, ISO 4217.
        conversion_currency: String,
        /// Subscription or conversion price per share.
        conversion_price: Decimal,
        /// The day of the general meeting that approved it.
        general_meeting_date: Date,
    }
    /// Section III (D), one agreement or arrangement to issue shares.
    AgreementMovement in AgreementMovements with class {
        /// Description.
        description: String,
        /// The day of the general meeting that approved it.
        general_meeting_date: Date,
        /// New shares issued (D1).
        new_shares_issued: i64,
        /// Effect on the treasury balance: shares transferred out are negative (D2).
        treasury_shares_transferred: i64,
        /// Shares which may be issued or transferred at the close of the month.
        shares_issuable: i64,
    }
    /// Section III (E), one other movement in issued or treasury shares.
    OtherMovement in OtherMovements with class {
        /// One of the contract's event words.
        event: String,
        /// What the form prints, without its number.
        event_text: String,
        /// ISO 4217.
        price_currency: String,
        /// Price per share.
        price: Decimal,
        /// Date of the event (issue, allotment, cancellation, purchase into treasury).
        event_date: Date,
        /// The day of the general meeting that approved it.
        general_meeting_date: Date,
        /// Effect on the issued shares without treasury shares (E1).
        issued_change: i64,
        /// Effect on the treasury shares (E2).
        treasury_change: i64,
        /// Shares bought back or redeemed, not yet cancelled at the close of the month (Note 3, negative).
        pending_cancellation: i64,
        /// Shares which may be issued at the close of the month (v1.0 only).
        shares_issuable: i64,
    }
    /// A total that the form prints.
    SectionTotal in SectionTotals with class {
        /// `A` to `E`, or `all` for the grand total.
        section: String,
        /// Total effect on the issued shares without treasury shares (AA1 … EE1).
        issued_total: i64,
        /// Total effect on the treasury shares (AA2 … EE2).
        treasury_total: i64,
        /// Currency of the funds raised, ISO 4217; on the row of section A.
        funds_currency: String,
        /// Funds raised from the exercise of options; on the row of section A.
        funds_raised: Decimal,
    }
    /// Section IV, one block of Hong Kong depositary receipts.
    DepositaryReceipt in DepositaryReceipts with class {
        /// Description.
        description: String,
        /// The ratio of receipts to shares, as printed.
        ratio_text: String,
        /// Receipts at the close of the preceding month.
        opening_hdrs: i64,
        /// Increase or decrease.
        change_hdrs: i64,
        /// Receipts at the close of the month.
        closing_hdrs: i64,
    }
    /// A consolidation, subdivision or reorganisation of a class, told from a return; never stated as such by the form.
    CapitalEvent in CapitalEvents with class {
        /// `consolidation`, `subdivision`, `reorganisation`, …
        kind: String,
        /// The day it took effect, where section III (E) prints one.
        event_date: Date,
        /// Issued shares, treasury shares included, before it.
        old_count: i64,
        /// The same after it.
        new_count: i64,
        /// Par value before it, in the currency of section I.
        old_par_value: Decimal,
        /// Par value after it.
        new_par_value: Decimal,
        /// So many shares …
        ratio_old: i64,
        /// … became so many.
        ratio_new: i64,
        /// `ratio_new / ratio_old`.
        adjustment_factor: Decimal,
        /// What in the return tells it.
        basis: String,
    }
    /// A remark.
    Remark in Remarks {
        /// The section it follows.
        section: String,
        /// Its text.
        text: String,
    }
}
