//! Text as it is published, and text as it is matched.

use std::borrow::Cow;

use unicode_normalization::UnicodeNormalization;

pub(crate) use crate::spec::label::is_dash;

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

/// The common Han characters, which normalisation leaves as they are.
fn is_han(c: char) -> bool {
    matches!(c, '\u{4E00}'..='\u{9FFF}')
}

/// Whether NFKC leaves a text as it is: told cheaply, for ASCII and Han, which is most of every form.
fn is_normal(text: &str) -> bool {
    text.chars().all(|c| c.is_ascii() || is_han(c))
}

/// Whether [`fold`] leaves a text as it is: told cheaply, for most of the cells that a form prints.
fn is_folded(text: &str) -> bool {
    let mut before = None;
    for c in text.chars() {
        let stays = match c {
            ' ' => before.is_some_and(|before| before != ' '),
            '!'..='~' => true,
            _ => is_han(c) && before != Some(' '),
        };
        if !stays {
            return false;
        }
        before = Some(c);
    }
    before != Some(' ')
}

/// NFKC, inner white space folded to one blank, none between two CJK characters, none at the ends.
pub(crate) fn fold(text: &str) -> Cow<'_, str> {
    if is_folded(text) {
        Cow::Borrowed(text)
    } else if is_normal(text) {
        Cow::Owned(close_gaps(text.chars(), text.len()))
    } else {
        Cow::Owned(close_gaps(text.nfkc(), text.len()))
    }
}

/// Normalised characters, some `length` bytes of them, with their white space folded.
fn close_gaps(chars: impl Iterator<Item = char>, length: usize) -> String {
    let mut folded = String::with_capacity(length);
    let mut gap = false;
    for c in chars {
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
    fn letters(chars: impl Iterator<Item = char>, length: usize) -> String {
        let mut key = String::with_capacity(length);
        key.extend(chars.filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase));
        key
    }
    if is_normal(text) { letters(text.chars(), text.len()) } else { letters(text.nfkc(), text.len()) }
}

/// Whether a cell states nothing: empty, `N/A`, `Not applicable`, 不適用, an empty date slot, a line to write on.
pub(crate) fn is_blank(text: &str) -> bool {
    // Most cells hold figures, and a digit says something wherever it stands.
    if text.bytes().any(|byte| byte.is_ascii_digit()) {
        return false;
    }
    let folded = fold(text);
    if folded
        .chars()
        .all(|c| c.is_whitespace() || matches!(c, '_' | '/' | '(' | ')' | '[' | ']' | ':' | '.' | ',' | '|'))
    {
        return true;
    }
    let plain = folded.chars().all(|c| c.is_alphabetic() || matches!(c, ' ' | '/' | '.' | '(' | ')'));
    if !plain {
        return false;
    }
    let key = key(&folded);
    // A text layer may show 不適用 as 不不不.
    ["na", "notapplicable", "不適用", "不适用", "不不不"].iter().any(|word| is_repeated(&key, word))
}

fn is_repeated(text: &str, word: &str) -> bool {
    let times = text.as_bytes().chunks(word.len());
    !text.is_empty() && times.into_iter().all(|time| time == word.as_bytes())
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
    (!is_blank(&folded) && !folded.chars().all(|c| is_dash(c) || c.is_whitespace())).then(|| folded.into_owned())
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
    fn borrows_only_what_folding_would_leave_as_it_is() {
        for same in ["", "1,000", "Alco Holdings", "公司秘書", "普通股A類", "普通股 A 類"] {
            assert_eq!(fold(same), close_gaps(same.nfkc(), 0), "{same:?}");
        }
        assert!(matches!(fold("Alco Holdings"), Cow::Borrowed(_)));
        for changed in
            [" a", "a ", "a  b", "a\nb", "a\u{7F}b", "公司 秘書", " 公司", "１", "é\u{301}", "e\u{301}", "a\u{AD}b"]
        {
            assert_eq!(fold(changed), close_gaps(changed.nfkc(), 0), "{changed:?}");
            assert!(matches!(fold(changed), Cow::Owned(_)), "{changed:?}");
        }
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
