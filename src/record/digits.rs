//! Digits, group marks, points, signs and tears: the bare number within a cell.

use super::number::Style;
use super::text::Read;
use crate::filing::{Decimal, DecimalError};

/// A number with a minus or in brackets.
pub(super) fn signed(text: &str, style: Style) -> Read<Decimal> {
    let (opened, closed) = (text.starts_with('('), text.ends_with(')'));
    let inner = text.strip_prefix('(').unwrap_or(text);
    let inner = inner.strip_suffix(')').unwrap_or(inner).trim();
    let (minus, digits) = match inner.strip_prefix('-') {
        Some(rest) => (true, rest.trim_start()),
        None => (false, inner.strip_prefix('+').unwrap_or(inner).trim_start()),
    };
    if digits.is_empty() || (opened || closed) && digits.chars().all(|c| c == '-') {
        return if opened == closed {
            Read::Clean(Decimal::ZERO)
        } else {
            Read::Unreadable("a lone bracket".to_owned())
        };
    }
    if digits.contains(['(', ')', '-', '+']) || minus && (opened || closed) {
        return Read::Unreadable("signs or brackets in unexpected places".to_owned());
    }
    let magnitude = pieces(digits, style);
    let negative = minus || opened || closed;
    let value = magnitude.map(|value| if negative { value.negated() } else { value });
    match value {
        Read::Clean(value) if opened != closed => {
            Read::Repaired(value, "one of the two brackets is missing".to_owned())
        }
        other => other,
    }
}

/// A number that may be torn into pieces by blanks.
fn pieces(text: &str, style: Style) -> Read<Decimal> {
    let pieces: Vec<&str> = text.split(' ').filter(|piece| !piece.is_empty()).collect();
    let [first, rest @ ..] = pieces.as_slice() else {
        return Read::Blank;
    };
    if rest.is_empty() {
        return plain(first, style);
    }
    if rest.iter().any(|piece| matches!(plain(piece, style), Read::Clean(_))) {
        return Read::Unreadable("several numbers in one cell".to_owned());
    }
    // A tear is one where a group mark or point shows that the number goes on.
    let is_tear = pieces
        .windows(2)
        .all(|pair| pair[1].starts_with([',', '.']) || pair[0].ends_with([',', '.']) || pair[0].contains(','));
    let echoes = rest.iter().all(|piece| piece.len() >= 3 && first.len() > piece.len() && first.ends_with(piece));
    match (plain(&pieces.concat(), style), plain(first, style)) {
        (Read::Clean(value), _) if is_tear && !echoes => {
            Read::Repaired(value, "blanks within the number were closed".to_owned())
        }
        // `0.000000025 00025`: the tail of the number once more.
        (Read::Unreadable(_), Read::Clean(value)) if echoes => {
            Read::Repaired(value, "its last digits stand there twice".to_owned())
        }
        (Read::Unreadable(reason), _) => Read::Unreadable(reason),
        _ => Read::Unreadable("torn, and more than one reading is possible".to_owned()),
    }
}

/// A number without sign or blanks: digits with or without group marks, at most one point.
fn plain(text: &str, style: Style) -> Read<Decimal> {
    let unreadable = |reason: &str| Read::Unreadable(reason.to_owned());
    let (whole, fraction) = text.split_once('.').unwrap_or((text, ""));
    if text.ends_with('.') || fraction.contains(['.', ',']) {
        return unreadable("malformed decimals");
    }
    if whole.is_empty() {
        return unreadable("nothing stands before the point");
    }
    let groups: Vec<&str> = whole.split(',').collect();
    let grouped = groups.len() > 1;
    if grouped && (!(1..=3).contains(&groups[0].len()) || groups[1..].iter().any(|group| group.len() != 3)) {
        return unreadable("its group marks do not divide it by thousands");
    }
    let digits = groups.concat();
    if digits.len() > 1 && digits.starts_with('0') {
        return unreadable("leading zeros: a code or a torn number");
    }
    let value = match format!("{digits}.{fraction}").parse::<Decimal>() {
        Ok(value) => value,
        Err(DecimalError::Scale) => return unreadable("more than 12 digits after the point"),
        Err(error) => return Read::Unreadable(error.to_string()),
    };
    // One to three digits, a point, three digits: a comma that lost its tail looks the same.
    let point_or_comma = !grouped && fraction.len() == 3 && digits != "0";
    match style {
        Style::Count if value.to_count().is_none() => unreadable("no whole number within range"),
        Style::Count if fraction.len() > 2 => unreadable("a point where a group mark would stand"),
        Style::Amount if point_or_comma => unreadable("the point may be a group mark"),
        _ => Read::Clean(value),
    }
}
