//! The ways in which issuers print a day: the grammar, without the calendar.

use unicode_normalization::UnicodeNormalization;

use super::label::is_dash;

const MONTHS: [&str; 12] = [
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
];

/// A day as it is printed, which the calendar may not have.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Parts {
    pub(crate) year: i16,
    pub(crate) month: i8,
    pub(crate) day: i8,
}

/// A piece of a text that may hold a date.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Token {
    /// A run of digits, and how many.
    Digits(u32, usize),
    /// A run of letters of one script.
    Word(String),
    /// Anything else.
    Sign(char),
}

impl Token {
    /// As text.
    pub(crate) fn text(&self) -> String {
        match self {
            Self::Digits(value, _) => value.to_string(),
            Self::Word(word) => word.clone(),
            Self::Sign(sign) => sign.to_string(),
        }
    }
}

/// Digits, words and signs; blanks only part them. Chinese characters stand alone, Chinese numerals become digits.
pub(crate) fn tokens(folded: &str) -> Vec<Token> {
    let chars: Vec<char> = folded.chars().collect();
    let mut tokens = Vec::new();
    let mut at = 0;
    while at < chars.len() {
        let start = at;
        let c = chars[at];
        let run = |holds: fn(char) -> bool| chars[start..].iter().take_while(|c| holds(**c)).count();
        if c.is_ascii_digit() {
            at += run(|c| c.is_ascii_digit());
            let digits: String = chars[start..at].iter().collect();
            tokens.push(Token::Digits(digits.parse().unwrap_or(u32::MAX), digits.len()));
        } else if c.is_ascii_alphabetic() {
            at += run(|c| c.is_ascii_alphabetic());
            tokens.push(Token::Word(chars[start..at].iter().collect::<String>().to_lowercase()));
        } else if is_numeral(c) {
            at += run(is_numeral);
            let numerals = &chars[start..at];
            tokens.push(match numeral(numerals) {
                Some(value) => Token::Digits(value, if numerals.len() == 4 { 4 } else { 2 }),
                None => Token::Word(numerals.iter().collect()),
            });
        } else {
            at += 1;
            if is_dash(c) {
                tokens.push(Token::Sign('-'));
            } else if !c.is_whitespace() {
                tokens.push(if c.is_alphanumeric() { Token::Word(c.to_string()) } else { Token::Sign(c) });
            }
        }
    }
    tokens
}

const NUMERALS: &str = "〇一二三四五六七八九";

fn is_numeral(c: char) -> bool {
    NUMERALS.contains(c) || matches!(c, '零' | '○' | '◯' | '十' | '廿' | '卅')
}

/// `二零二五` → 2025, `三十一` → 31, `廿九` → 29.
fn numeral(chars: &[char]) -> Option<u32> {
    let digit = |c: char| match c {
        '零' | '○' | '◯' => Some(0),
        _ => NUMERALS.chars().position(|n| n == c).and_then(|n| u32::try_from(n).ok()),
    };
    if chars.len() == 4 && chars.iter().all(|c| digit(*c).is_some()) {
        return Some(chars.iter().filter_map(|c| digit(*c)).fold(0, |sum, d| sum * 10 + d));
    }
    match *chars {
        [c] if digit(c).is_some() => digit(c),
        ['十'] => Some(10),
        ['廿'] => Some(20),
        ['卅'] => Some(30),
        ['十', c] => digit(c).map(|d| 10 + d),
        ['廿', c] => digit(c).map(|d| 20 + d),
        ['卅', c] => digit(c).map(|d| 30 + d),
        [c, '十'] => digit(c).map(|d| d * 10),
        [t, '十', c] => Some(digit(t)? * 10 + digit(c)?),
        _ => None,
    }
}

/// The date that begins at the first token, and how many tokens it takes.
pub(crate) fn date_at(tokens: &[Token]) -> Option<(Parts, usize)> {
    chinese(tokens).or_else(|| day_month_name(tokens)).or_else(|| month_name_day(tokens)).or_else(|| signs(tokens))
}

fn parts(year: u32, month: u32, day: u32) -> Option<Parts> {
    Some(Parts { year: year.try_into().ok()?, month: month.try_into().ok()?, day: day.try_into().ok()? })
}

/// `2025年9月30日`.
fn chinese(tokens: &[Token]) -> Option<(Parts, usize)> {
    let [
        Token::Digits(year, 4),
        Token::Word(y),
        Token::Digits(month, 1..=2),
        Token::Word(m),
        Token::Digits(day, 1..=2),
        Token::Word(d),
        ..,
    ] = tokens
    else {
        return None;
    };
    let holds = y == "年" && m == "月" && (d == "日" || d == "號" || d == "号");
    Some((parts(*year, *month, *day)?, 6)).filter(|_| holds)
}

fn month_named(word: &str) -> Option<u32> {
    let full = MONTHS.iter().position(|month| {
        *month == word || word.len() >= 3 && month.starts_with(word) && (word.len() == 3 || word == "sept")
    })?;
    u32::try_from(full + 1).ok()
}

/// How many tokens of punctuation stand here, at most two (`Oct., 2024`).
fn gap(tokens: &[Token], signs: &[char]) -> usize {
    tokens.iter().take(2).take_while(|token| matches!(token, Token::Sign(sign) if signs.contains(sign))).count()
}

/// `31 October 2024`, `31st Oct., 2024`, `31-Oct-2024`.
fn day_month_name(tokens: &[Token]) -> Option<(Parts, usize)> {
    let Some(Token::Digits(day, 1..=2)) = tokens.first() else {
        return None;
    };
    let mut at = 1;
    if matches!(tokens.get(at), Some(Token::Word(word)) if ["st", "nd", "rd", "th"].contains(&word.as_str())) {
        at += 1;
    }
    if matches!(tokens.get(at), Some(Token::Word(word)) if word == "of") {
        at += 1;
    }
    at += gap(&tokens[at..], &['-', ',', '.', '/']);
    let Some(Token::Word(word)) = tokens.get(at) else {
        return None;
    };
    let month = month_named(word)?;
    at += 1;
    at += gap(&tokens[at..], &['-', ',', '.', '/']);
    let Some(Token::Digits(year, 4)) = tokens.get(at) else {
        return None;
    };
    Some((parts(*year, month, *day)?, at + 1))
}

/// `October 31, 2024`.
fn month_name_day(tokens: &[Token]) -> Option<(Parts, usize)> {
    let Some(Token::Word(word)) = tokens.first() else {
        return None;
    };
    let month = month_named(word)?;
    let mut at = 1 + gap(&tokens[1..], &['.']);
    let Some(Token::Digits(day, 1..=2)) = tokens.get(at) else {
        return None;
    };
    at += 1;
    if matches!(tokens.get(at), Some(Token::Word(word)) if ["st", "nd", "rd", "th"].contains(&word.as_str())) {
        at += 1;
    }
    at += gap(&tokens[at..], &[',', '.']);
    let Some(Token::Digits(year, 4)) = tokens.get(at) else {
        return None;
    };
    Some((parts(*year, month, *day)?, at + 1))
}

/// `31/10/2019` (day first: the form says dd/mm/yyyy), `2014/1/16`, with `/`, `-` or `.`.
fn signs(tokens: &[Token]) -> Option<(Parts, usize)> {
    let [
        Token::Digits(a, a_len),
        Token::Sign(s),
        Token::Digits(month, 1..=2),
        Token::Sign(t),
        Token::Digits(c, c_len),
        ..,
    ] = tokens
    else {
        return None;
    };
    if s != t || !matches!(s, '/' | '-' | '.') {
        return None;
    }
    // A further part means that this is no date: a reference number, say.
    if matches!(tokens.get(5), Some(Token::Sign(sign)) if sign == s) && matches!(tokens.get(6), Some(Token::Digits(..)))
    {
        return None;
    }
    match (a_len, c_len) {
        (1..=2, 4) => Some((parts(*c, *month, *a)?, 5)),
        (4, 1..=2) => Some((parts(*a, *month, *c)?, 5)),
        _ => None,
    }
}

/// Whether a text is one date and nothing besides, but for brackets around it and a point or comma behind it.
pub(crate) fn is_one_date(text: &str) -> bool {
    // Most words are none, which their first character tells.
    if !text.starts_with(|c: char| !c.is_ascii() || c.is_ascii_alphanumeric() || c == '(') {
        return false;
    }
    let folded: String = text.nfkc().collect();
    let tokens = tokens(&folded);
    let date = tokens.strip_prefix(&[Token::Sign('(')]).unwrap_or(&tokens);
    date_at(date)
        .is_some_and(|(_, used)| date[used..].iter().all(|token| matches!(token, Token::Sign(')' | '.' | ',' | ';'))))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_date_and_nothing_besides() {
        for text in [
            "31 October 2024",
            "2024 年 11 月 3 日",
            "二零二五年七月三十一日",
            "08-May-2025",
            "June 2, 2024",
            "9 Jun. 2024",
            "20th June 2024",
            "2025-05-08",
            "31 /10/2019",
            "(02 June 2024)",
        ] {
            assert!(is_one_date(text), "{text}");
        }
        for text in
            ["31 October", "October 2024", "2.30", "-4", "1,000", "Placing on 8 May 2025", "8 May 2025 4", "May"]
        {
            assert!(!is_one_date(text), "{text}");
        }
    }
}
