//! Text as it is published, and text as it is matched.

use unicode_normalization::UnicodeNormalization;

/// What a reader makes of the text of one cell.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Read<T> {
    /// Blank or not applicable: null, and nothing to say.
    Blank,
    /// Read as printed.
    Clean(T),
    /// Damaged, but only one reading makes sense; the text says what was done.
    Repaired(T, String),
    /// There is text, and it cannot be read; the text says why.
    Unreadable(String),
}

impl<T> Read<T> {
    /// The same reading of another type.
    pub(crate) fn map<U>(self, turn: impl FnOnce(T) -> U) -> Read<U> {
        match self {
            Self::Blank => Read::Blank,
            Self::Clean(value) => Read::Clean(turn(value)),
            Self::Repaired(value, note) => Read::Repaired(turn(value), note),
            Self::Unreadable(reason) => Read::Unreadable(reason),
        }
    }
}

/// Whether a character is written without blanks around it: Han, kana, CJK punctuation and full-width forms.
fn is_cjk(c: char) -> bool {
    matches!(c, '\u{2E80}'..='\u{2FDF}' | '\u{3001}'..='\u{30FF}' | '\u{3400}'..='\u{4DBF}' | '\u{4E00}'..='\u{9FFF}'
        | '\u{F900}'..='\u{FAFF}' | '\u{FF01}'..='\u{FF60}' | '\u{20000}'..='\u{3FFFF}')
}

/// NFKC, inner white space folded to one blank, none between two CJK characters, none at the ends.
pub(crate) fn fold(text: &str) -> String {
    let mut folded = String::with_capacity(text.len());
    let mut gap = false;
    for c in text.nfkc() {
        if c.is_whitespace() || c.is_control() || matches!(c, '\u{200B}'..='\u{200F}' | '\u{FEFF}' | '\u{AD}') {
            gap = true;
            continue;
        }
        let before = folded.chars().next_back();
        if gap && before.is_some_and(|b| !(is_cjk(b) && is_cjk(c))) {
            folded.push(' ');
        }
        gap = false;
        folded.push(c);
    }
    folded
}

/// Letters and digits only, in lower case: what is left when spacing and punctuation do not matter.
pub(crate) fn key(text: &str) -> String {
    text.nfkc().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

/// Whether a cell states nothing: empty, `N/A`, `Not applicable`, 不適用, an empty date slot, a line to write on.
pub(crate) fn is_blank(text: &str) -> bool {
    let folded = fold(text);
    if folded
        .chars()
        .all(|c| c.is_whitespace() || matches!(c, '_' | '/' | '(' | ')' | '[' | ']' | ':' | '.' | ',' | '|'))
    {
        return true;
    }
    let plain = folded.chars().all(|c| c.is_alphabetic() || matches!(c, ' ' | '/' | '.' | '(' | ')'));
    // A text layer may show 不適用 as 不不不.
    plain && ["na", "notapplicable", "不適用", "不适用", "不不不"].iter().any(|word| is_repeated(&key(&folded), word))
}

fn is_repeated(text: &str, word: &str) -> bool {
    !text.is_empty() && text.len().is_multiple_of(word.len()) && text == word.repeat(text.len() / word.len())
}

/// Whether a character is one of the many dashes that stand for a minus or for nothing.
pub(crate) fn is_dash(c: char) -> bool {
    matches!(
        c,
        '-' | '\u{2010}'..='\u{2015}' | '\u{2212}' | '\u{FE58}' | '\u{FE63}' | '\u{FF0D}' | '\u{2500}' | '\u{30FC}'
    )
}

/// Number of single-character edits between two words.
pub(crate) fn distance(a: &str, b: &str) -> usize {
    let b: Vec<char> = b.chars().collect();
    let mut row: Vec<usize> = (0..=b.len()).collect();
    for (i, x) in a.chars().enumerate() {
        let mut diagonal = row[0];
        row[0] = i + 1;
        for (j, y) in b.iter().enumerate() {
            let substituted = diagonal + usize::from(x != *y);
            diagonal = row[j + 1];
            row[j + 1] = substituted.min(row[j] + 1).min(row[j + 1] + 1);
        }
    }
    row[b.len()]
}

/// The text of a text column, or `None` when it states nothing.
pub(crate) fn read(text: &str) -> Option<String> {
    let folded = fold(text);
    (!is_blank(&folded) && !folded.chars().all(|c| is_dash(c) || c.is_whitespace())).then_some(folded)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn folds_white_space_and_width() {
        assert_eq!(fold("  Alco \n Holdings\u{3000}Limited "), "Alco Holdings Limited");
        assert_eq!(fold("公司 秘書"), "公司秘書");
        assert_eq!(fold("普通股 A 類"), "普通股 A 類");
        assert_eq!(fold("１，０００（註１）"), "1,000(註1)");
        assert_eq!(fold("ﬁnance"), "finance");
        assert_eq!(fold("\u{2F49}"), "月", "a Kangxi radical");
    }

    #[test]
    fn tells_blank_from_nil() {
        for blank in [
            "",
            " \u{3000}",
            "N/A",
            "NA",
            "n.a.",
            "Not applicable",
            "Not Applicable",
            "不適用",
            "不适用",
            "不不不",
            "( / / )",
            "(  /  /  )",
            "_____",
            "N/AN/A",
            "|",
            "( N/A )",
        ] {
            assert!(is_blank(blank), "{blank:?}");
        }
        for stated in ["0", "-", "–", "Nil", "無", "ı", "Nasdaq", "Not applicable to class 1", "Ana"] {
            assert!(!is_blank(stated), "{stated:?}");
        }
    }

    #[test]
    fn counts_edits() {
        assert_eq!(distance("newsubmisssion", "newsubmission"), 1);
        assert_eq!(distance("", "abc"), 3);
        assert_eq!(distance("普通股", "普逋股"), 1);
    }

    #[test]
    fn reads_text() {
        assert_eq!(read(" Xu  Li "), Some("Xu Li".to_owned()));
        assert_eq!(read("N/A"), None);
        assert_eq!(read("--"), None);
    }
}
