//! Labels and headings as they are matched: NFKC, no white space, one case, tolerant of small damage.

use serde::{Deserialize, Serialize};
use unicode_normalization::UnicodeNormalization;

/// A label that a form prints, ready to be matched; where specs are kept it is its text.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(from = "String", into = "String")]
pub struct Label {
    /// As the spec file writes it.
    pub text: String,
    /// Its folded characters; see [`fold`].
    pub folded: Vec<char>,
}

impl Label {
    /// Prepares a label.
    #[must_use]
    pub fn new(text: &str) -> Self {
        Self { text: text.to_owned(), folded: fold(text) }
    }

    /// The [`tolerance`] for this label.
    #[must_use]
    pub fn tolerance(&self) -> usize {
        tolerance(self.folded.len())
    }
}

impl From<String> for Label {
    fn from(text: String) -> Self {
        Self::new(&text)
    }
}

impl From<Label> for String {
    fn from(label: Label) -> Self {
        label.text
    }
}

/// How many wrong, missing or additional characters a damaged print of a label of so many characters may have and
/// still be that label.
///
/// Short labels must be exact: `Title` is two slips away from too many words.
#[must_use]
pub fn tolerance(length: usize) -> usize {
    match length {
        0..8 => 0,
        8..16 => 1,
        16..30 => 2,
        _ => 3,
    }
}

/// The characters of `text` by which labels are compared: NFKC, lower case, without white space, one form for
/// characters that issuers' fonts and editors mix.
///
/// # Examples
/// ```
/// use sharecap::spec::label::fold;
/// assert_eq!(fold("Stock  Code （if listed）"), fold("stock code(if listed)"));
/// assert_eq!(fold("本月内合共"), fold("本月內合共"));
/// ```
#[must_use]
pub fn fold(text: &str) -> Vec<char> {
    text.chars().flat_map(fold_char).collect()
}

/// What one character folds to: nothing, one or more characters.
pub fn fold_char(c: char) -> impl Iterator<Item = char> {
    // Most of every form is ASCII, for which normalisation has nothing to do.
    let ascii = (c.is_ascii() && !c.is_whitespace()).then(|| c.to_ascii_lowercase());
    let other = (!c.is_ascii()).then(|| {
        let normal = std::iter::once(c).nfkc().flat_map(char::to_lowercase);
        normal.filter(|c| !c.is_whitespace() && !is_ignorable(*c)).map(variant)
    });
    ascii.into_iter().chain(other.into_iter().flatten())
}

/// Soft hyphens, joiners, byte order marks: no reader sees them.
fn is_ignorable(c: char) -> bool {
    matches!(c, '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{2060}' | '\u{feff}')
}

/// Simplified and variant characters of the labels, with the traditional form they are taken for; sorted.
const VARIANTS: &[(char, char)] = &[
    ('东', '東'),
    ('为', '為'),
    ('书', '書'),
    ('价', '價'),
    ('众', '眾'),
    ('会', '會'),
    ('债', '債'),
    ('关', '關'),
    ('内', '內'),
    ('册', '冊'),
    ('减', '減'),
    ('别', '別'),
    ('务', '務'),
    ('动', '動'),
    ('发', '發'),
    ('变', '變'),
    ('号', '號'),
    ('场', '場'),
    ('备', '備'),
    ('币', '幣'),
    ('库', '庫'),
    ('应', '應'),
    ('总', '總'),
    ('报', '報'),
    ('换', '換'),
    ('数', '數'),
    ('权', '權'),
    ('槛', '檻'),
    ('注', '註'),
    ('爲', '為'),
    ('现', '現'),
    ('码', '碼'),
    ('类', '類'),
    ('约', '約'),
    ('结', '結'),
    ('职', '職'),
    ('衔', '銜'),
    ('証', '證'),
    ('説', '說'),
    ('认', '認'),
    ('让', '讓'),
    ('议', '議'),
    ('讯', '訊'),
    ('记', '記'),
    ('证', '證'),
    ('说', '說'),
    ('货', '貨'),
    ('购', '購'),
    ('资', '資'),
    ('赎', '贖'),
    ('转', '轉'),
    ('达', '達'),
    ('过', '過'),
    ('还', '還'),
    ('门', '門'),
    ('项', '項'),
    ('须', '須'),
    ('预', '預'),
    ('额', '額'),
];

/// One form for characters that stand for the same thing on these forms; simplified characters that occur in labels
/// are taken for their traditional forms.
fn variant(c: char) -> char {
    match c {
        '‐' | '‑' | '‒' | '–' | '—' | '−' | '﹣' => '-',
        '‘' | '’' | '`' => '\'',
        '“' | '”' => '"',
        // Letters of other alphabets that optical recognition takes for Latin ones.
        'а' | 'α' => 'a',
        'в' | 'β' => 'b',
        'с' => 'c',
        'е' => 'e',
        'н' => 'h',
        'о' => 'o',
        'р' => 'p',
        '\u{2e80}'.. => VARIANTS.binary_search_by_key(&c, |pair| pair.0).map_or(c, |at| VARIANTS[at].1),
        _ => c,
    }
}

/// Where `pattern` stands in `text` with at most `tolerance` wrong, missing or additional characters: the best place,
/// the first of equals, as a range.
///
/// Sellers' algorithm, in O(pattern × text).
#[must_use]
pub fn find_approximately(pattern: &[char], text: &[char], tolerance: usize) -> Option<(usize, usize)> {
    let mut column: Vec<(usize, usize)> = (0..=pattern.len()).map(|row| (row, 0)).collect();
    let mut best: Option<(usize, usize, usize)> = None;
    for (at, &c) in text.iter().enumerate() {
        let mut diagonal = column[0];
        column[0] = (0, at + 1);
        for (row, &p) in pattern.iter().enumerate() {
            let above = column[row];
            let here = column[row + 1];
            let replaced = (diagonal.0 + usize::from(p != c), diagonal.1);
            let next = [replaced, (above.0 + 1, above.1), (here.0 + 1, here.1)];
            diagonal = here;
            column[row + 1] = next.into_iter().min_by_key(|entry| entry.0).unwrap_or(replaced);
        }
        let (cost, start) = column[pattern.len()];
        if cost <= tolerance && best.is_none_or(|(least, ..)| cost < least) {
            best = Some((cost, start, at + 1));
        }
    }
    best.map(|(_, start, end)| (start, end))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_variants_are_sorted_for_the_search() {
        assert!(VARIANTS.is_sorted_by_key(|pair| pair.0));
        assert_eq!(fold("爲说库"), ['為', '說', '庫']);
    }

    #[test]
    fn finds_damaged_labels_and_only_those() {
        let find = |label: &str, text: &str| {
            let label = Label::new(label);
            find_approximately(&label.folded, &fold(text), label.tolerance())
        };
        assert_eq!(find("Class of shares", "1. CI ass of shares WVR"), Some((2, 15)));
        assert_eq!(find("Increase / decrease (-)", "ncrease / decrease (-) 0"), Some((0, 19)));
        assert!(find("Balance at close of preceding month", "Balance at close of the month").is_none());
        assert!(find("Title:", "Little: x").is_none());
    }

    #[test]
    fn an_exact_place_beats_a_damaged_one() {
        let text = fold("Clas of shares ... Class of shares");
        let label = Label::new("Class of shares");
        assert_eq!(find_approximately(&label.folded, &text, 1).map(|(start, _)| start), Some(15));
    }
}
