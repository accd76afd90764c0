//! Words that lost the blank between two cells: `N/AN/A`, `US$1,800,0000US$1,800,000`.

use crate::spec::label::fold;

/// The pieces of a word; the whole word where no cut is certain.
pub(super) fn cut(word: &str) -> Vec<&str> {
    let mut out = Vec::new();
    for piece in around_nothing(word) {
        match figures(piece) {
            Some(figures) => out.extend(figures),
            None => match behind_item(piece) {
                Some((item, rest)) => out.extend([item, rest]),
                None => out.extend(behind_words(piece)),
            },
        }
    }
    out
}

const NOTHING: [&str; 3] = ["N/A", "不適用", "不适用"];

/// Cuts before and behind every N/A.
fn around_nothing(word: &str) -> Vec<&str> {
    let mut out = Vec::new();
    let mut rest = word;
    while let Some((at, mark)) = NOTHING.iter().filter_map(|mark| Some((rest.find(mark)?, *mark))).min() {
        let bracketed = rest[..at].ends_with(['(', '（']);
        if bracketed {
            break;
        }
        out.push(&rest[..at]);
        out.push(&rest[at..at + mark.len()]);
        rest = &rest[at + mark.len()..];
    }
    out.push(rest);
    out.retain(|piece| !piece.is_empty());
    out
}

/// `1.Share` is the number of a row and the first word of its cell.
fn behind_item(word: &str) -> Option<(&str, &str)> {
    let digits = word.bytes().take_while(u8::is_ascii_digit).count();
    let rest = word.get(digits..)?.strip_prefix(['.', '．', '、'])?;
    let starts_words = rest.starts_with(|c: char| c.is_alphabetic());
    ((1..=2).contains(&digits) && starts_words).then(|| word.split_at(word.len() - rest.len()))
}

/// `month4,000,000` is the end of a text and a figure with thousands.
fn behind_words(word: &str) -> Vec<&str> {
    let cuts = word.char_indices().filter(|(at, c)| {
        let before = word[..*at].chars().next_back();
        c.is_ascii_digit() && before.is_some_and(|before| before.is_alphabetic() || before == ')' || before == ':')
    });
    for (at, _) in cuts {
        let (front, back) = word.split_at(at);
        if back.contains(',') && is_number(back) && !is_money(&word.to_lowercase()) {
            return vec![front, back];
        }
    }
    vec![word]
}

/// Several figures without a blank between them, when there is exactly one way to tell them apart.
fn figures(word: &str) -> Option<Vec<&str>> {
    if is_plausible(word) {
        return None;
    }
    let mut found: Vec<Vec<&str>> = Vec::new();
    split(word, &mut Vec::new(), &mut found);
    match found.as_slice() {
        [only] if only.len() > 1 => found.pop(),
        _ => None,
    }
}

/// Whether a word is one number as it stands: `HKD10.3` is not `HKD1` and `0.3`.
fn is_plausible(word: &str) -> bool {
    let bare = word.trim_start_matches(['(', '-']).trim_end_matches(')');
    let number = without_currency(bare);
    let (whole, cents) = number.split_once('.').unwrap_or((number, "0"));
    let digits = |text: &str| !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit());
    let mut groups = whole.split(',');
    let first = groups.next().unwrap_or_default();
    let parted = whole.contains(',');
    digits(first)
        && (!parted || first.len() <= 3)
        && groups.all(|group| group.len() == 3 && digits(group))
        && digits(cents)
}

fn split<'w>(rest: &'w str, taken: &mut Vec<&'w str>, found: &mut Vec<Vec<&'w str>>) {
    if rest.is_empty() {
        found.push(taken.clone());
        return;
    }
    if found.len() > 1 || taken.len() > 8 {
        return;
    }
    for end in (1..=rest.len()).filter(|end| rest.is_char_boundary(*end)) {
        let (piece, behind) = rest.split_at(end);
        // A nought behind a decimal is its last digit: `0.10` is not `0.1` and `0`.
        let is_last_digit = piece == "0" && taken.last().is_some_and(|before| before.contains('.'));
        if is_canonical(piece) && !is_last_digit {
            taken.push(piece);
            split(behind, taken, found);
            taken.pop();
        }
    }
}

/// A figure as a careful typist writes it: thousands parted, cents with two digits, a lone 0.
fn is_canonical(piece: &str) -> bool {
    if ["Nil", "NIL"].contains(&piece) {
        return true;
    }
    let bare = piece.strip_prefix('(').and_then(|piece| piece.strip_suffix(')')).unwrap_or(piece);
    let number = without_currency(bare);
    let (whole, cents) = number.split_once('.').map_or((number, None), |(whole, cents)| (whole, Some(cents)));
    let mut groups = whole.split(',');
    let first = groups.next().unwrap_or_default();
    let digits = |text: &str| !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit());
    let grouped = digits(first)
        && first.len() <= 3
        && (first == "0" && whole == "0" || !first.starts_with('0'))
        && groups.all(|group| group.len() == 3 && digits(group));
    grouped && cents.is_none_or(|cents| digits(cents) && (whole == "0" && cents.len() <= 4 || cents.len() == 2))
}

const CURRENCIES: [&str; 16] =
    ["hk$", "us$", "hkd", "usd", "rmb", "cny", "gbp", "eur", "cad", "aud", "s$", "c$", "a$", "£", "€", "$"];

/// Marks and names of currencies that stand alone in a cell; `EGM` is no currency.
const NAMES: [&str; 29] = [
    "jpy",
    "sgd",
    "myr",
    "twd",
    "ntd",
    "nt$",
    "krw",
    "chf",
    "thb",
    "mop",
    "inr",
    "php",
    "idr",
    "nzd",
    "vnd",
    "zar",
    "港元",
    "港幣",
    "人民幣",
    "美元",
    "美金",
    "英鎊",
    "歐元",
    "日圓",
    "日元",
    "新加坡元",
    "加元",
    "澳元",
    "¥",
];

/// Whether a text is a currency and nothing else.
pub(super) fn is_currency(text: &str) -> bool {
    let folded: String = fold(text).into_iter().filter(|c| *c != '.').collect();
    CURRENCIES.contains(&folded.as_str()) || NAMES.contains(&folded.as_str())
}

/// What is left behind a currency at the front.
pub(super) fn without_currency(text: &str) -> &str {
    CURRENCIES
        .iter()
        .find_map(|mark| {
            let front = text.get(..mark.len()).filter(|front| front.eq_ignore_ascii_case(mark))?;
            Some(&text[front.len()..])
        })
        .unwrap_or(text)
}

/// Whether a folded word is a number: digits with marks and brackets, footnote marks behind it.
pub(super) fn is_number(folded: &str) -> bool {
    let core = folded.trim_end_matches(['*', '#', '^', '†', ';']);
    let digits = core.chars().filter(char::is_ascii_digit).count();
    let marks = core.chars().all(|c| c.is_ascii_digit() || matches!(c, ',' | '.' | '(' | ')' | '+') || is_dash(c));
    digits > 0 && marks && item(core).is_none() && core.matches('.').count() <= 1
}

/// Whether a folded word is a number with its currency.
pub(super) fn is_money(folded: &str) -> bool {
    let folded = folded.trim_start_matches(is_dash);
    let bare = folded.strip_prefix('(').map_or(folded, |inside| inside.trim_end_matches(')'));
    let number = without_currency(bare);
    let chinese = ["港幣", "港元", "人民幣", "美元"].iter().find_map(|mark| bare.strip_prefix(mark));
    number.len() < bare.len() && is_number(number) || chinese.is_some_and(is_number)
}

/// The number of a row: `3.`, `3)`, `3).`.
pub(super) fn item(folded: &str) -> Option<u32> {
    let number = folded.trim_end_matches(['.', ')', '、']);
    let closed = number.len() < folded.len();
    (closed && (1..=2).contains(&number.len())).then(|| number.parse().ok()).flatten()
}

/// Whether every bracket of a word is closed in it.
pub(super) fn is_balanced(folded: &str) -> bool {
    folded.matches('(').count() == folded.matches(')').count()
}

pub(super) fn is_dash(c: char) -> bool {
    matches!(c, '-' | '\u{2010}'..='\u{2015}' | '\u{2212}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn meetings_are_no_currencies() {
        assert!(["HKD", "U.S.$", "RMB", "英鎊", "$"].iter().all(|text| is_currency(text)));
        assert!(["EGM", "AGM", "PLC", "shares", ""].iter().all(|text| !is_currency(text)));
    }

    #[test]
    fn cuts_what_has_only_one_reading() {
        for (word, pieces) in [
            ("N/AN/A", &["N/A", "N/A"][..]),
            ("不適用不適用", &["不適用", "不適用"]),
            ("US$1,800,0000US$1,800,000", &["US$1,800,000", "0", "US$1,800,000"]),
            ("4,000,000,0000.10$400,000,000.00", &["4,000,000,000", "0.10", "$400,000,000.00"]),
            ("400,000,000.00N/A", &["400,000,000.00", "N/A"]),
            ("1.Share", &["1.", "Share"]),
            ("month4,000,000", &["month", "4,000,000"]),
            ("(5,940,000)Nil", &["(5,940,000)", "Nil"]),
        ] {
            assert_eq!(cut(word), pieces, "{word}");
        }
        for word in ["1,000", "HK$1.22", "0.10", "(03/11/2003)", "2010/11", "Tranche1", "12345678", "HKD10.3", "10.125"]
        {
            assert_eq!(cut(word), [word], "{word}");
        }
    }
}
