//! Figures as numbers, only to see which columns they can stand in; what is published is read by `record`.

use crate::spec::label::fold;

/// A twelfth part of ten digits: units in which figures are compared.
pub(super) const ONE: i128 = 1_000_000_000_000;

/// A figure in units of 10⁻¹², or `None` for what is no plain number. N/A is none; a nil is 0.
pub(super) fn units(text: &str) -> Option<i128> {
    let folded: String = fold(text).into_iter().collect();
    let core = folded.trim_end_matches(['*', '#', ';']);
    if ["nil", "nil.", "零", "無"].contains(&core) || !core.is_empty() && core.chars().all(super::glue::is_dash) {
        return Some(0);
    }
    let (bracketed, inside) = match core.strip_prefix('(').and_then(|core| core.strip_suffix(')')) {
        Some(inside) => (true, inside),
        None => (false, core),
    };
    let unsigned = inside.trim_start_matches(super::glue::is_dash);
    let negative = bracketed || unsigned.len() < inside.len();
    let number = super::glue::without_currency(unsigned);
    let (whole, cents) = number.split_once('.').unwrap_or((number, ""));
    let plain = |text: &str| text.bytes().all(|b| b.is_ascii_digit() || b == b',');
    if !plain(whole) || !cents.bytes().all(|b| b.is_ascii_digit()) || cents.len() > 12 || whole.is_empty() {
        return None;
    }
    let digits: String = whole.chars().filter(char::is_ascii_digit).collect();
    let value = digits.parse::<i128>().ok()?.checked_mul(ONE)?;
    let cents = format!("{cents:0<12}").parse::<i128>().ok()?;
    let value = value.checked_add(cents)?;
    Some(if negative { -value } else { value })
}

/// Which of several figures add up to a sum: the only choice, or `None`. A figure may be printed without its minus.
pub(super) fn addends(figures: &[i128], sum: i128) -> Option<Vec<bool>> {
    if figures.len() > 12 {
        return None;
    }
    let mut found = None;
    for mask in 0_u32..1 << figures.len() {
        let taken = |at: usize| mask & 1 << at != 0;
        let total: i128 = (0..figures.len()).filter(|at| taken(*at)).map(|at| figures[at]).sum();
        if total == sum {
            if found.is_some() {
                return None;
            }
            found = Some((0..figures.len()).map(taken).collect());
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_what_issuers_print() {
        for (text, number) in [
            ("140,100,000", Some(140_100_000 * ONE)),
            ("(5,940,000)", Some(-5_940_000 * ONE)),
            ("-1,000", Some(-1_000 * ONE)),
            ("$0.10", Some(ONE / 10)),
            ("Nil", Some(0)),
            ("-", Some(0)),
            ("N/A", None),
            ("shares", None),
        ] {
            assert_eq!(units(text), number, "{text}");
        }
    }

    #[test]
    fn only_one_choice_counts() {
        assert_eq!(addends(&[5, 7, 9], 12), Some(vec![true, true, false]));
        assert_eq!(addends(&[5, 5], 5), None);
        assert_eq!(addends(&[5], 4), None);
    }
}
