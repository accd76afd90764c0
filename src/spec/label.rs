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
    /// Its folded letters and digits; see [`bare`].
    pub bare: Vec<char>,
}

impl Label {
    /// Prepares a label.
    #[must_use]
    pub fn new(text: &str) -> Self {
        Self::from(text.to_owned())
    }

    /// The [`tolerance`] for this label.
    #[must_use]
    pub fn tolerance(&self) -> usize {
        tolerance(self.folded.len())
    }
}

impl From<String> for Label {
    fn from(text: String) -> Self {
        let folded = fold(&text);
        let bare = spoken(&folded);
        Self { text, folded, bare }
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
    let mut folded = Vec::with_capacity(text.len());
    fold_each(text, |_, c| folded.push(c));
    folded
}

/// Hands on the folded characters of `text`, each with the byte at which the character begins that it was folded from.
///
/// A character folds to nothing, to one or to more.
pub fn fold_each(text: &str, mut take: impl FnMut(usize, char)) {
    for (byte, c) in text.char_indices() {
        match c {
            // Most of every form is ASCII or ideographs, for which normalisation has nothing to do.
            '\0'..='\u{7f}' if c.is_whitespace() => {}
            '\0'..='\u{7f}' => take(byte, c.to_ascii_lowercase()),
            '\u{4e00}'..='\u{9fff}' => take(byte, variant(c)),
            _ => normalised(c).for_each(|c| take(byte, c)),
        }
    }
}

/// What any character folds to.
fn normalised(c: char) -> impl Iterator<Item = char> {
    let normal = std::iter::once(c).nfkc().flat_map(char::to_lowercase);
    normal.filter(|c| !c.is_whitespace() && !is_ignorable(*c)).map(variant)
}

/// The folded letters and digits of a text: punctuation does not tell labels apart.
#[must_use]
pub fn bare(text: &str) -> Vec<char> {
    spoken(&fold(text))
}

fn spoken(folded: &[char]) -> Vec<char> {
    let mut spoken = folded.to_vec();
    spoken.retain(|c| is_spoken(*c));
    spoken
}

/// Whether a folded character is more than punctuation.
#[must_use]
pub fn is_spoken(c: char) -> bool {
    is_cjk(c) && !matches!(c, '\u{3000}'..='\u{303f}' | '\u{ff00}'..='\u{ffef}') || c.is_alphanumeric()
}

/// Whether a character is written without blanks around it.
#[must_use]
pub fn is_cjk(c: char) -> bool {
    matches!(c, '\u{2e80}'..='\u{2fdf}' | '\u{3000}'..='\u{30ff}' | '\u{3400}'..='\u{9fff}' | '\u{f900}'..='\u{faff}'
        | '\u{fe30}'..='\u{fe4f}' | '\u{ff01}'..='\u{ff60}' | '\u{20000}'..='\u{3ffff}')
}

/// Whether a character is one of the many dashes that stand for a minus or for nothing.
#[must_use]
pub fn is_dash(c: char) -> bool {
    matches!(
        c,
        '-' | '\u{2010}'..='\u{2015}' | '\u{2212}' | '\u{FE58}' | '\u{FE63}' | '\u{FF0D}' | '\u{2500}' | '\u{30FC}'
    )
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

/// The first place at which `pattern` stands in `text`; none for an empty pattern.
#[must_use]
pub fn find_exactly(pattern: &[char], text: &[char]) -> Option<usize> {
    let (first, rest) = pattern.split_first()?;
    let starts = text.len().checked_sub(rest.len())?;
    let mut from = 0;
    loop {
        let at = from + text[from..starts].iter().position(|c| c == first)?;
        if text[at + 1..].starts_with(rest) {
            return Some(at);
        }
        from = at + 1;
    }
}

/// Where `pattern` stands in `text` with at most `tolerance` wrong, missing or additional characters: the best place,
/// the first of equals, as a range.
///
/// In O(pattern × text), and next to nothing where no part of the pattern stands.
#[must_use]
pub fn find_approximately(pattern: &[char], text: &[char], tolerance: usize) -> Option<(usize, usize)> {
    // The first whole place is the best there can be.
    if let Some(start) = find_exactly(pattern, text) {
        return Some((start, start + pattern.len()));
    }
    if pattern.len() <= tolerance {
        return align(pattern, text, tolerance).map(|found| (found.start, found.end));
    }
    let aligned = neighbourhoods(pattern, text, tolerance).into_iter().filter_map(|(from, to)| {
        let found = align(pattern, &text[from..to], tolerance)?;
        Some(Aligned { start: from + found.start, end: from + found.end, ..found })
    });
    aligned.min_by_key(|found| found.cost).map(|found| (found.start, found.end))
}

/// The parts of `text`, in order and apart from each other, outside of which `pattern` cannot stand.
///
/// Of `tolerance` + 1 pieces of the pattern one stands unharmed wherever the pattern does, displaced by no more than the
/// tolerance; and every place as good with the same end begins within twice the tolerance.
fn neighbourhoods(pattern: &[char], text: &[char], tolerance: usize) -> Vec<(usize, usize)> {
    let pieces = tolerance + 1;
    let mut around = Vec::new();
    for piece in 0..pieces {
        let (start, end) = (piece * pattern.len() / pieces, (piece + 1) * pattern.len() / pieces);
        let mut from = 0;
        while let Some(found) = find_exactly(&pattern[start..end], &text[from..]) {
            let at = from + found;
            let first = at.saturating_sub(start + 2 * tolerance);
            push_joined(&mut around, (first, (at + pattern.len() - start + tolerance).min(text.len())));
            from = at + 1;
        }
    }
    around.sort_unstable();
    let mut apart = Vec::new();
    around.into_iter().for_each(|part| push_joined(&mut apart, part));
    apart
}

/// Adds a part of a text to others; where it goes on with the last, the two are one.
fn push_joined(parts: &mut Vec<(usize, usize)>, part: (usize, usize)) {
    match parts.last_mut() {
        Some(last) if (last.0..=last.1).contains(&part.0) => last.1 = last.1.max(part.1),
        _ => parts.push(part),
    }
}

/// A place where a pattern stands, and how many of its characters are wrong, missing or additional.
#[derive(Debug, Clone, Copy)]
struct Aligned {
    cost: usize,
    start: usize,
    end: usize,
}

/// The best place of `pattern` in `text`, the first of equals: Sellers' algorithm.
fn align(pattern: &[char], text: &[char], tolerance: usize) -> Option<Aligned> {
    let mut column: Vec<(usize, usize)> = (0..=pattern.len()).map(|row| (row, 0)).collect();
    let mut best: Option<Aligned> = None;
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
        if cost <= tolerance && best.is_none_or(|best| cost < best.cost) {
            best = Some(Aligned { cost, start, end: at + 1 });
        }
    }
    best
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
    fn ideographs_are_their_own_normal_form() {
        for c in '\u{4e00}'..='\u{9fff}' {
            assert!(normalised(c).eq([variant(c)]), "{c}");
        }
    }

    #[test]
    fn looking_only_where_a_piece_stands_misses_no_place() {
        // Three letters make for many pieces, near misses and equals.
        let mut state = 1_u32;
        let mut letters = |count: u32| -> Vec<char> {
            let mut letter = || {
                state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
                ['a', 'b', 'c'][(state >> 16) as usize % 3]
            };
            (0..count).map(|_| letter()).collect()
        };
        let mut found = [0; 4];
        for round in 0..4_000 {
            let (pattern, text) = (letters(round % 23), letters(round % 61));
            let tolerance = round as usize % 4;
            let whole = align(&pattern, &text, tolerance);
            let place = whole.map(|found| (found.start, found.end));
            assert_eq!(find_approximately(&pattern, &text, tolerance), place, "{pattern:?} in {text:?}, {tolerance}");
            found[tolerance] += usize::from(whole.is_some_and(|found| found.cost > 0));
        }
        assert!(found[0] == 0 && found[1..].iter().all(|count| *count > 20), "{found:?}");
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
