//! Which edition of FF301 is drawn: its version and its language.

use crate::filing::Language;

/// The published versions of FF301, oldest first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum FormVersion {
    /// August 2021; class and type labels swapped.
    V1_0_0,
    /// The same form, corrected.
    V1_0_1,
    /// March 2023; `Class of shares` first.
    V1_0_2,
    /// June 2024; treasury shares.
    V1_1_0,
    /// The last quarter of 2024.
    V1_1_1,
    /// February 2026; public float.
    V1_2_0,
    /// The same form, corrected.
    V1_2_1,
}

impl FormVersion {
    /// Every version, oldest first.
    pub const ALL: [Self; 7] =
        [Self::V1_0_0, Self::V1_0_1, Self::V1_0_2, Self::V1_1_0, Self::V1_1_1, Self::V1_2_0, Self::V1_2_1];

    /// The number that the foot prints.
    #[must_use]
    pub fn number(self) -> &'static str {
        match self {
            Self::V1_0_0 => "1.0.0",
            Self::V1_0_1 => "1.0.1",
            Self::V1_0_2 => "1.0.2",
            Self::V1_1_0 => "1.1.0",
            Self::V1_1_1 => "1.1.1",
            Self::V1_2_0 => "1.2.0",
            Self::V1_2_1 => "1.2.1",
        }
    }

    /// The version with this number.
    #[must_use]
    pub fn from_number(number: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|version| version.number() == number)
    }

    /// `/ReleaseVersion` of the information dictionary.
    #[must_use]
    pub fn release(self) -> &'static str {
        match self {
            Self::V1_0_0 => "1.0.0.0.20210802",
            Self::V1_0_1 => "1.0.1.0.20220101",
            Self::V1_0_2 => "1.0.2.0.20230303",
            Self::V1_1_0 => "1.1.0.2024Q2",
            Self::V1_1_1 => "1.1.1.2024Q4",
            Self::V1_2_0 => "1.2.0.2026Q1",
            Self::V1_2_1 => "1.2.1.2026Q2",
        }
    }

    /// Whether the first label of a class block is `Type of shares`.
    #[must_use]
    pub fn swaps_class_labels(self) -> bool {
        self <= Self::V1_0_1
    }

    /// Whether the form has columns for treasury shares, and all that came with them.
    #[must_use]
    pub fn has_treasury(self) -> bool {
        self >= Self::V1_1_0
    }

    /// Whether section II has the public float block.
    #[must_use]
    pub fn has_public_float(self) -> bool {
        self >= Self::V1_2_0
    }
}

/// A version in a language.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Edition {
    pub version: FormVersion,
    pub chinese: bool,
}

impl Edition {
    pub(super) fn new(version: FormVersion, language: Language) -> Self {
        Self { version, chinese: language != Language::English }
    }

    /// The words of the language.
    pub(super) fn pick(self, english: &'static str, chinese: &'static str) -> &'static str {
        if self.chinese { chinese } else { english }
    }

    /// The words of the language and of the era: before and since treasury shares.
    pub(super) fn by_era(self, english: [&'static str; 2], chinese: [&'static str; 2]) -> &'static str {
        let words = if self.chinese { chinese } else { english };
        words[usize::from(self.version.has_treasury())]
    }
}
