//! The ratio of a consolidation or subdivision, told from share counts: so many small whole numbers of shares became so
//! many others, fractions of a share dropped.

use std::fmt;

use crate::filing::Decimal;

/// The largest ratio to one, either way.
const MOST_TO_ONE: i64 = 10_000;
/// The largest number in a ratio that is not to one: five into two, and the like.
const MOST_TO_SOME: i64 = 10;
/// Fractions of a share are dropped holder by holder, or added up and sold: a count may miss the quotient by so many.
const FRACTIONS: i128 = 10;

/// So many old shares became so many new ones; in lowest terms, and never as many.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Ratio {
    pub old: i64,
    pub new: i64,
}

impl fmt::Display for Ratio {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}", self.old, self.new)
    }
}

impl Ratio {
    /// The ratio of small whole numbers between two counts, ratios to one first; `None` where there is none.
    pub(super) fn between(old: i128, new: i128) -> Option<Self> {
        if old <= 0 || new <= 0 || old == new {
            return None;
        }
        let whole = i64::try_from(if old > new { nearest(old, new) } else { nearest(new, old) }).ok()?;
        let to_one = if old > new { Self { old: whole, new: 1 } } else { Self { old: 1, new: whole } };
        let to_some =
            (2..=MOST_TO_SOME).flat_map(|one| (2..=MOST_TO_SOME).map(move |other| Self { old: one, new: other }));
        let to_some = to_some.filter(|ratio| greatest_common_divisor(ratio.old, ratio.new) == 1);
        let plausible = (2..=MOST_TO_ONE).contains(&whole).then_some(to_one);
        plausible.into_iter().chain(to_some).find(|ratio| ratio.turns(old, new))
    }

    /// Whether it makes the one number of shares of the other.
    pub(super) fn turns(self, old: i128, new: i128) -> bool {
        let Some(product) = old.checked_mul(i128::from(self.new)) else { return false };
        let quotient = product / i128::from(self.old);
        // A small count, or a large ratio, bears no tolerance: the next ratio would fit as well.
        let dropped = if self.old == 1 { 0 } else { FRACTIONS.min(new / (1000 * i128::from(self.old))) };
        (quotient - new).abs() <= dropped
    }

    /// Whether it makes the one par value of the other: what a share is divided by, its par value is multiplied with.
    pub(super) fn turns_par(self, old: i128, new: i128) -> bool {
        let scaled = |par: i128, by: i64| par.checked_mul(i128::from(by));
        let (Some(one), Some(other)) = (scaled(old, self.old), scaled(new, self.new)) else { return false };
        // A par value may be printed with fewer digits than it has.
        old > 0 && (one - other).abs() < i128::from(self.new)
    }

    /// New shares for an old one, rounded to twelve digits.
    pub(super) fn factor(self) -> Decimal {
        let one = Decimal::from(1).units();
        let (old, new) = (i128::from(self.old), i128::from(self.new));
        Decimal::from_units((2 * one * new + old) / (2 * old)).unwrap_or_default()
    }
}

/// The quotient, rounded to the nearest whole number.
fn nearest(large: i128, small: i128) -> i128 {
    large.saturating_add(small / 2) / small
}

fn greatest_common_divisor(one: i64, other: i64) -> i64 {
    if other == 0 { one } else { greatest_common_divisor(other, one % other) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ratios_are_told_from_counts() {
        for (old, new, ratio) in [
            (114_556_865, 11_455_686, Some((10, 1))),
            (11_455_686, 114_556_860, Some((1, 10))),
            (1_000_000, 400_000, Some((5, 2))),
            (400_001, 1_000_002, Some((2, 5))),
            (100_000_003, 24_999_995, Some((4, 1))),
            (114_556_865, 11_455_786, None),
            (1_000_000, 990_000, None),
            (1_000_000, 1_200_000, Some((5, 6))),
            (1_000_000, 1_234_567, None),
            (5_500, 601, None),
            (0, 5, None),
        ] {
            let found = Ratio::between(old, new).map(|ratio| (ratio.old, ratio.new));
            assert_eq!(found, ratio, "{old} {new}");
        }
    }

    #[test]
    fn par_values_go_the_other_way_and_the_factor_is_exact() {
        let ratio = Ratio { old: 10, new: 1 };
        assert!(ratio.turns_par(10_000_000_000, 100_000_000_000), "0.01 to 0.1");
        assert!(!ratio.turns_par(10_000_000_000, 10_000_000_000));
        assert_eq!(ratio.factor().to_string(), "0.1");
        assert_eq!(Ratio { old: 3, new: 1 }.factor().to_string(), "0.333333333333");
        assert_eq!(Ratio { old: 3, new: 2 }.factor().to_string(), "0.666666666667");
    }
}
