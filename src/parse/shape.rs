//! What a word looks like. Nothing is converted here: shape only tells which cell a word can belong to.

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

fn is_currency(folded: &str, word: &str) -> bool {
    const SIGNS: [&str; 12] = ["hk$", "us$", "$", "£", "€", "rmb", "港元", "港幣", "人民幣", "美元", "美金", "¥"];
    let code = word.chars().count() == 3 && word.chars().all(|c| c.is_ascii_uppercase());
    code || SIGNS.contains(&folded)
}

/// Whether two number words that stand side by side are one torn number: `34,528` and `,336,530`.
pub(super) fn are_torn(before: &str, after: &str) -> bool {
    before.ends_with(',') || after.starts_with(',') || before == "-" && after.starts_with(|c: char| c.is_ascii_digit())
}

#[cfg(test)]
mod tests {
    use super::*;

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
    fn item_numbers() {
        for (word, number) in
            [("1).", Some(1)), ("12)", Some(12)), ("(3).", Some(3)), ("4.", None), ("(1,000)", None), ("(5)", None)]
        {
            assert_eq!(item_number(word), number, "{word}");
        }
    }
}
