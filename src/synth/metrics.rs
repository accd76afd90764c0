//! How wide text is and where its lines break: the same in every font that we draw with.
//!
//! Latin letters have the widths of Helvetica (Liberation Sans shares them); everything else is an em square.

use unicode_normalization::UnicodeNormalization;

/// Helvetica, U+0020 to U+007E, thousandths of an em.
const REGULAR: [u16; 95] = [
    278, 278, 355, 556, 556, 889, 667, 191, 333, 333, 389, 584, 278, 333, 278, 278, 556, 556, 556, 556, 556, 556, 556,
    556, 556, 556, 278, 278, 584, 584, 584, 556, 1015, 667, 667, 722, 722, 667, 611, 778, 722, 278, 500, 667, 556, 833,
    722, 778, 667, 778, 722, 667, 611, 722, 667, 944, 667, 667, 611, 278, 278, 278, 469, 556, 333, 556, 556, 500, 556,
    556, 278, 556, 556, 222, 222, 500, 222, 833, 556, 556, 556, 556, 333, 500, 278, 556, 500, 722, 500, 500, 500, 334,
    260, 334, 584,
];

/// Helvetica Bold, U+0020 to U+007E.
const BOLD: [u16; 95] = [
    278, 333, 474, 556, 556, 889, 722, 238, 333, 333, 389, 584, 278, 333, 278, 278, 556, 556, 556, 556, 556, 556, 556,
    556, 556, 556, 333, 333, 584, 584, 584, 611, 975, 722, 722, 722, 722, 667, 611, 778, 722, 278, 556, 722, 611, 833,
    722, 778, 667, 778, 722, 667, 611, 722, 667, 944, 667, 667, 611, 333, 278, 333, 584, 556, 333, 556, 611, 556, 611,
    556, 333, 611, 611, 278, 278, 556, 278, 889, 611, 611, 611, 611, 389, 556, 333, 611, 556, 778, 556, 556, 500, 389,
    280, 389, 584,
];

/// Width of a character in thousandths of an em.
pub(super) fn advance(c: char, bold: bool) -> u16 {
    let table = if bold { &BOLD } else { &REGULAR };
    match c {
        ' '..='~' => table[c as usize - ' ' as usize],
        '\u{2018}' | '\u{2019}' => 222 + u16::from(bold) * 56,
        '\u{201c}' | '\u{201d}' => 333 + u16::from(bold) * 167,
        '\u{2013}' | '£' => 556,
        _ => 1000,
    }
}

/// Width of a text in points.
pub(super) fn width(text: &str, size: f32, bold: bool) -> f32 {
    let units: f32 = text.chars().map(|c| f32::from(advance(c, bold))).sum();
    units * size / 1000.0
}

/// Whether a character is a Han ideograph.
pub(super) fn is_han(c: char) -> bool {
    matches!(c, '\u{3400}'..='\u{9fff}' | '\u{f900}'..='\u{faff}')
}

/// Breaks a text into lines no wider than `limit` points, at blanks and between two Han ideographs only.
///
/// There a reader who joins lines with one blank (none between two Han characters) gets the text back exactly.
pub(super) fn wrap(text: &str, size: f32, bold: bool, limit: f32) -> Vec<String> {
    let mut lines = Vec::new();
    let mut line = String::new();
    for token in tokens(text) {
        let room = width(line.trim_end(), size, bold) + width(token.trim_end(), size, bold);
        let blank = if line.ends_with(' ') { width(" ", size, bold) } else { 0.0 };
        if !line.is_empty() && room + blank > limit {
            lines.push(line.trim_end().to_owned());
            line.clear();
        }
        line.push_str(token);
    }
    if !line.trim().is_empty() || lines.is_empty() {
        lines.push(line.trim_end().to_owned());
    }
    lines
}

/// The unbreakable pieces of a text, each with the blank behind it.
fn tokens(text: &str) -> Vec<&str> {
    let mut tokens = Vec::new();
    let mut start = 0;
    let mut before: Option<char> = None;
    for (at, c) in text.char_indices() {
        let breaks = match before {
            Some(' ') => c != ' ' && !(is_han(c) && text[..at].trim_end().chars().next_back().is_some_and(is_han)),
            Some(b) => is_han(b) && is_han(c),
            None => false,
        };
        if breaks {
            tokens.push(&text[start..at]);
            start = at;
        }
        before = Some(c);
    }
    tokens.push(&text[start..]);
    tokens
}

/// Free text as a Chinese form prints it: full-width brackets and marks beside Han characters. NFKC undoes it.
pub(super) fn widen(text: &str) -> String {
    let chars: Vec<char> = text.chars().collect();
    let mut open = Vec::new();
    let mut out = String::with_capacity(text.len());
    for (at, &c) in chars.iter().enumerate() {
        let before = at.checked_sub(1).and_then(|i| chars.get(i)).copied();
        let beside_han = before.is_some_and(is_han) || chars.get(at + 1).copied().is_some_and(is_han);
        out.push(match c {
            '(' => {
                open.push(beside_han);
                if beside_han { '（' } else { '(' }
            }
            ')' => {
                if open.pop().unwrap_or(false) {
                    '）'
                } else {
                    ')'
                }
            }
            ',' if before.is_some_and(is_han) => '，',
            ':' if before.is_some_and(is_han) => '：',
            ';' if before.is_some_and(is_han) => '；',
            other => other,
        });
    }
    debug_assert_eq!(out.nfkc().collect::<String>(), text.nfkc().collect::<String>());
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_join_to_the_text() {
        let text = "2021年購股權計劃(於2021年8月31日採納,經不時修訂) and 5,000 Class B Shares";
        let lines = wrap(&widen(text), 9.0, false, 60.0);
        assert!(lines.len() > 3);
        let mut joined = String::new();
        for line in lines.iter().map(|line| line.nfkc().collect::<String>()) {
            let between_han = joined.chars().next_back().is_some_and(is_han) && line.chars().next().is_some_and(is_han);
            if !joined.is_empty() && !between_han {
                joined.push(' ');
            }
            joined.push_str(&line);
        }
        assert_eq!(joined, text);
    }
}
