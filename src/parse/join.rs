//! How pieces of one cell become one text.

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

/// Whether a character is written without blanks around it.
#[must_use]
pub fn is_cjk(c: char) -> bool {
    matches!(c, '\u{2e80}'..='\u{2fdf}' | '\u{3000}'..='\u{30ff}' | '\u{3400}'..='\u{9fff}' | '\u{f900}'..='\u{faff}'
        | '\u{fe30}'..='\u{fe4f}' | '\u{ff01}'..='\u{ff60}' | '\u{20000}'..='\u{3ffff}')
}
