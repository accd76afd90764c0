//! How pieces of one cell become one text.

use crate::spec::label::is_cjk;

/// Joins pieces with one blank, and with none between two CJK characters.
///
/// # Examples
/// ```
/// use sharecap::parse::join;
/// assert_eq!(join(["Share Option", "Scheme"]), "Share Option Scheme");
/// assert_eq!(join(["股份", "期權 2021", "計劃"]), "股份期權 2021 計劃");
/// ```
#[must_use]
pub fn join<'a>(pieces: impl IntoIterator<Item = &'a str>) -> String {
    let mut out = String::new();
    for piece in pieces {
        let piece = piece.trim();
        let glued = match (out.chars().next_back(), piece.chars().next()) {
            (Some(before), Some(after)) => is_cjk(before) && is_cjk(after),
            _ => true,
        };
        if !glued {
            out.push(' ');
        }
        out.push_str(piece);
    }
    out
}
