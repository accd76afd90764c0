//! The kinds of things that are planted, and what must come of each.

/// What a careful reader of the dataset must make of something planted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Expects {
    /// Findings of severity error.
    Error,
    /// A month that is known to be missing.
    Gap,
    /// No error at all: it is no fault.
    Quiet,
}

impl Expects {
    /// The word in `planted.csv`.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Error => "error",
            Self::Gap => "gap",
            Self::Quiet => "quiet",
        }
    }
}

macro_rules! kinds {
    ($($(#[doc = $doc:literal])+ $name:ident = $word:literal, $expects:ident;)+) => {
        /// What is planted.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum Kind { $($(#[doc = $doc])+ $name,)+ }

        impl Kind {
            /// Every kind, in the order of declaration.
            pub const ALL: &'static [Self] = &[$(Self::$name,)+];

            /// The word in `planted.csv`.
            #[must_use]
            pub fn as_str(self) -> &'static str { match self { $(Self::$name => $word,)+ } }

            /// What must come of it.
            #[must_use]
            pub fn expects(self) -> Expects { match self { $(Self::$name => Expects::$expects,)+ } }
        }
    };
}

kinds! {
    /// One digit of one figure is another, in one language.
    DigitChanged = "digit_changed", Error;
    /// Two neighbouring digits of one figure are swapped, in one language.
    DigitsSwapped = "digits_swapped", Error;
    /// A figure lacks a digit, or a group of three, in one language.
    DigitsDropped = "digits_dropped", Error;
    /// A class of shares is gone from section II in one language, or from II and III in both.
    ClassDropped = "class_dropped", Error;
    /// A figure stands in the neighbouring column, and what stood there in its own; in one language.
    ColumnShifted = "column_shifted", Error;
    /// The issuer has no return for the month.
    MonthMissing = "month_missing", Gap;
    /// Wrong figures in one language that agree with one another: only the twin tells.
    WrongInOne = "wrong_in_one", Error;
    /// The same in both languages: only the month before or after tells.
    WrongInBoth = "wrong_in_both", Error;
    /// A scheme, an agreement or an event is gone, in one language.
    RowDropped = "row_dropped", Error;
    /// A reduction stands there as an increase, in one language; a cell whose sign no rule determines.
    SignLost = "sign_lost", Error;
    /// Wrong originals, and resubmissions that correct them.
    Corrected = "corrected", Quiet;
    /// A consolidation of shares, with or without a reduction of the par value.
    Consolidation = "consolidation", Quiet;
    /// A subdivision of shares.
    Subdivision = "subdivision", Quiet;
    /// The particulars of a scheme are put in other words from this month on.
    Reworded = "reworded", Quiet;
    /// The return is filed after its deadline, or even after that of the next month.
    Late = "late", Quiet;
    /// The return is filed a second time: the same file, or one that differs in the date submitted.
    Twice = "twice", Quiet;
}
