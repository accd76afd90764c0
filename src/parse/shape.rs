//! What a word looks like. Nothing is converted here: shape only tells which cell a word can belong to.

use super::stream::WordAt;

/// The look of a word.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Shape {
    /// Digits with group marks, signs and brackets, or a word for nil or nothing.
    Number,
    /// A currency code or sign without digits.
    Currency,
    /// Anything else.
    Text,
}

/// Words that stand where a number could: nil, and not applicable.
const NUMBER_WORDS: [&str; 9] = ["nil", "nil.", "n/a", "na", "無", "零", "不適用", "--", "-"];

/// The look of a word without white space.
pub(super) fn shape(word: &str) -> Shape {
    let folded: String = crate::spec::label::fold(word).into_iter().collect();
    if is_number(&folded) {
        Shape::Number
    } else if is_currency(&folded, word) {
        Shape::Currency
    } else {
        Shape::Text
    }
}

fn is_number(folded: &str) -> bool {
    let digits = folded.chars().filter(char::is_ascii_digit).count();
    let marks =
        folded.chars().all(|c| c.is_ascii_digit() || matches!(c, ',' | '.' | '-' | '+' | '(' | ')' | '$' | '%'));
    (digits > 0 && marks && !is_item(folded)) || NUMBER_WORDS.contains(&folded)
}

/// `1).`, `2.`: the number of a row, not a figure.
pub(super) fn is_item(folded: &str) -> bool {
    item_number(folded).is_some()
}

/// The number of a row: `1).`, `(2).`, `3)`; a bare number is none.
pub(super) fn item_number(folded: &str) -> Option<u32> {
    let digits = folded.strip_prefix('(').unwrap_or(folded);
    let number = digits.trim_end_matches(['.', ')']);
    let closed = digits[number.len()..].contains(')');
    (closed && !folded.starts_with('(') || digits.ends_with(")."))
        .then(|| number.parse().ok().filter(|n| *n < 1000))
        .flatten()
}

/// Whether a text holds a figure of a form: an amount, not the number of a note, a row, a day or a year, nor a code.
pub(crate) fn holds_figure(text: &str) -> bool {
    text.split_whitespace().any(|word| {
        let folded: String = crate::spec::label::fold(word).into_iter().collect();
        folded.split(|c: char| !c.is_ascii_digit() && !matches!(c, ',' | '.')).any(is_figure)
    })
}

fn is_figure(numeral: &str) -> bool {
    let numeral = numeral.trim_matches([',', '.']);
    let digits = numeral.replace(',', "");
    let is_code = digits.starts_with('0') && !digits.starts_with("0.");
    let is_year = numeral.len() == 4 && (numeral.starts_with("19") || numeral.starts_with("20"));
    match digits.split_once('.') {
        Some((_, fraction)) => !fraction.contains('.') && !is_code,
        None => digits.len() >= 3 && !is_code && !is_year,
    }
}

fn is_currency(folded: &str, word: &str) -> bool {
    const SIGNS: [&str; 12] = ["hk$", "us$", "$", "£", "€", "rmb", "港元", "港幣", "人民幣", "美元", "美金", "¥"];
    let code = word.chars().count() == 3 && word.chars().all(|c| c.is_ascii_uppercase());
    code || SIGNS.contains(&folded)
}

/// Whether two number words that follow one another are one torn number: `34,528` and `,336,530`, `-` and `1,000`.
///
/// A dash in a cell of its own is a nil, whatever the next cell holds; so is one with a date between it and the number.
pub(super) fn are_torn(before: &WordAt<'_>, after: &WordAt<'_>) -> bool {
    let side_by_side = before.token == after.token && before.range.end == after.range.start;
    let is_sign = before.text == "-" && after.text.starts_with(|c: char| c.is_ascii_digit());
    before.text.ends_with(',') || after.text.starts_with(',') || is_sign && side_by_side
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::parse::stream::Range;

    #[test]
    fn numbers_currencies_and_text() {
        for word in ["1,000", "-51,209,455", "(1,000)", "0.000000025", "Nil", "-", "N/A", "2,1", "１２３", "無"] {
            assert_eq!(shape(word), Shape::Number, "{word}");
        }
        for word in ["USD", "HK$", "RMB", "港元"] {
            assert_eq!(shape(word), Shape::Currency, "{word}");
        }
        for word in ["Sold", "1).", "ı", "2021年", "shares", "Oct"] {
            assert_eq!(shape(word), Shape::Text, "{word}");
        }
    }

    #[test]
    fn a_dash_is_the_sign_of_the_number_beside_it_in_its_own_cell() {
        let word = |text, token, start: usize| WordAt { text, token, range: Range { start, end: start + 1 } };
        assert!(are_torn(&word("-", 0, 0), &word("1,000", 0, 1)));
        assert!(!are_torn(&word("-", 0, 0), &word("1,000", 1, 1)), "another cell");
        assert!(!are_torn(&word("-", 0, 0), &word("4", 0, 9)), "a date between them");
        assert!(are_torn(&word("34,528", 0, 0), &word(",336,530", 1, 1)));
    }

    #[test]
    fn figures_are_told_from_numbers_of_notes_rows_days_and_codes() {
        for text in
            ["Brought forward 412,500,000", "-250,000", "HKD4.1", "(1,000)", "500", "２,000 股", "0.00001", "2,000"]
        {
            assert!(holds_figure(text), "{text}");
        }
        for text in
            ["(Note 1, 5", "1).", "31 August 2025", "31/08/2025", "於2021年3月", "00020", "v 1.0.2", "EE1", "Nil"]
        {
            assert!(!holds_figure(text), "{text}");
        }
    }

    #[test]
    fn item_numbers() {
        for (word, number) in
            [("1).", Some(1)), ("12)", Some(12)), ("(3).", Some(3)), ("4.", None), ("(1,000)", None), ("(5)", None)]
        {
            assert_eq!(item_number(word), number, "{word}");
        }
    }
}
