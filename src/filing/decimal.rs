//! Exact decimals: money, par values and prices, never a float.

use std::fmt;
use std::str::FromStr;

/// An exact decimal number with 12 digits after the point and up to 26 before it: `Decimal(38, 12)` in the tables.
///
/// # Examples
/// ```
/// use sharecap::filing::Decimal;
/// let par: Decimal = "0.000000025".parse().unwrap();
/// assert_eq!(par.to_string(), "0.000000025");
/// assert!("0.1234567890123".parse::<Decimal>().is_err());
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Decimal(i128);

/// Why a text is no exact decimal.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum DecimalError {
    /// It is empty or holds something that is neither digit nor point.
    #[error("not a plain decimal number")]
    Syntax,
    /// It has more than 12 digits after the point.
    #[error("more than 12 digits after the point")]
    Scale,
    /// It has more than 26 digits before the point.
    #[error("more than 26 digits before the point")]
    Range,
}

impl Decimal {
    /// Digits after the point.
    pub const SCALE: u32 = 12;
    const ONE: i128 = 1_000_000_000_000;
    const LIMIT: i128 = 10_i128.pow(38) - 1;

    /// Zero.
    pub const ZERO: Self = Self(0);

    /// The number as units of 10⁻¹², as Arrow and Parquet store it.
    #[must_use]
    pub fn units(self) -> i128 {
        self.0
    }

    /// A number from units of 10⁻¹²; `None` beyond 38 digits.
    #[must_use]
    pub fn from_units(units: i128) -> Option<Self> {
        (units.abs() <= Self::LIMIT).then_some(Self(units))
    }

    /// Sum; `None` beyond 38 digits.
    #[must_use]
    pub fn checked_add(self, other: Self) -> Option<Self> {
        self.0.checked_add(other.0).and_then(Self::from_units)
    }

    /// Difference; `None` beyond 38 digits.
    #[must_use]
    pub fn checked_sub(self, other: Self) -> Option<Self> {
        self.0.checked_sub(other.0).and_then(Self::from_units)
    }

    /// This number times a count of shares; `None` beyond 38 digits.
    #[must_use]
    pub fn checked_mul_count(self, count: i64) -> Option<Self> {
        self.0.checked_mul(i128::from(count)).and_then(Self::from_units)
    }

    /// The number without its sign.
    #[must_use]
    pub fn abs(self) -> Self {
        Self(self.0.abs())
    }

    /// The number with the other sign.
    #[must_use]
    pub fn negated(self) -> Self {
        Self(-self.0)
    }

    /// The whole number, when nothing stands after the point.
    #[must_use]
    pub fn to_count(self) -> Option<i64> {
        (self.0 % Self::ONE == 0).then(|| i64::try_from(self.0 / Self::ONE).ok()).flatten()
    }
}

impl From<i64> for Decimal {
    fn from(count: i64) -> Self {
        Self(i128::from(count) * Self::ONE)
    }
}

impl FromStr for Decimal {
    type Err = DecimalError;

    /// Reads `[-]digits[.digits]`, nothing else: no group marks, no exponent.
    fn from_str(text: &str) -> Result<Self, DecimalError> {
        let (negative, digits) = match text.strip_prefix('-') {
            Some(rest) => (true, rest),
            None => (false, text),
        };
        let (whole, fraction) = digits.split_once('.').unwrap_or((digits, ""));
        let plain = |s: &str| s.bytes().all(|b| b.is_ascii_digit());
        if whole.is_empty() && fraction.is_empty() || !plain(whole) || !plain(fraction) {
            return Err(DecimalError::Syntax);
        }
        let fraction = fraction.trim_end_matches('0');
        if fraction.len() > Self::SCALE as usize {
            return Err(DecimalError::Scale);
        }
        let whole = whole.trim_start_matches('0');
        if whole.len() > 26 {
            return Err(DecimalError::Range);
        }
        let zeros = std::iter::repeat_n(b'0', Self::SCALE as usize - fraction.len());
        let digits = whole.bytes().chain(fraction.bytes()).chain(zeros);
        let units = digits.fold(0, |units, digit| units * 10 + i128::from(digit - b'0'));
        Ok(Self(if negative { -units } else { units }))
    }
}

impl fmt::Display for Decimal {
    /// Plain digits, no group marks, no trailing zeros after the point.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let magnitude = self.0.unsigned_abs();
        let one = Self::ONE.unsigned_abs();
        let (whole, fraction) = (magnitude / one, magnitude % one);
        let sign = if self.0 < 0 { "-" } else { "" };
        if fraction == 0 {
            return write!(f, "{sign}{whole}");
        }
        let digits = format!("{fraction:012}");
        write!(f, "{sign}{whole}.{}", digits.trim_end_matches('0'))
    }
}

impl serde::Serialize for Decimal {
    /// As text: JSON numbers are floats to most readers.
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> serde::Deserialize<'de> for Decimal {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = <String as serde::Deserialize>::deserialize(deserializer)?;
        text.parse().map_err(serde::de::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_and_prints_exactly() {
        for text in ["0", "1", "-1", "0.01", "0.000000025", "300000000", "-17706.03", "99999999999999999999999999"] {
            assert_eq!(text.parse::<Decimal>().unwrap().to_string(), text);
        }
        assert_eq!("1.50".parse::<Decimal>().unwrap().to_string(), "1.5");
    }

    #[test]
    fn refuses_what_it_cannot_hold() {
        assert_eq!("0.0000000000001".parse::<Decimal>(), Err(DecimalError::Scale));
        assert_eq!("100000000000000000000000000".parse::<Decimal>(), Err(DecimalError::Range));
        for text in ["", "-", ".", "1,000", "1e3", "0x1", " 1", "--1"] {
            assert_eq!(text.parse::<Decimal>(), Err(DecimalError::Syntax), "{text:?}");
        }
    }
}
