//! Dates: every way issuers print a day → a calendar date.

use jiff::ToSpan;

use super::text::{self, Read};
use crate::filing::Date;

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

/// Reads a cell with one date.
///
/// A text with exactly one date in words gives that date as a repair; none or several give nothing.
pub(crate) fn read(raw: &str) -> Read<Date> {
    if text::is_blank(raw) {
        return Read::Blank;
    }
    let folded = text::fold(raw);
    let tokens = tokens(&folded);
    let mut found: Vec<Date> = Vec::new();
    let mut impossible = None;
    let mut rest = String::new();
    let mut at = 0;
    while at < tokens.len() {
        // `5/4/3/2010` holds no date, though its tail looks like one.
        let goes_on = matches!(tokens[..at], [.., Token::Digits(..), Token::Sign('/' | '-' | '.')]);
        let Some((parts, used)) = date_at(&tokens[at..]).filter(|_| !goes_on) else {
            rest.push_str(&tokens[at].text());
            at += 1;
            continue;
        };
        match Date::new(parts.year, parts.month, parts.day) {
            Ok(date) if (1900..=2199).contains(&parts.year) => found.push(date),
            _ => impossible = Some(parts),
        }
        at += used;
    }
    if let Some(parts) = impossible {
        return Read::Unreadable(format!("there is no day {}/{}/{}", parts.day, parts.month, parts.year));
    }
    found.dedup();
    match found.as_slice() {
        [date] if rest.chars().all(|c| !c.is_alphanumeric()) => Read::Clean(*date),
        [date] => Read::Repaired(*date, format!("it is the only date in {folded:?}")),
        [] => Read::Unreadable("there is no date in it".to_owned()),
        several => Read::Unreadable(format!("there are {} dates in it", several.len())),
    }
}

/// Whether a day is the last of its month.
pub(crate) fn is_month_end(date: Date) -> bool {
    date == date.last_of_month()
}

/// Whether `date` lies more than `days` days before `other`.
pub(crate) fn is_before_by(date: Date, other: Date, days: i32) -> bool {
    other.checked_sub(days.days()).is_ok_and(|limit| date < limit)
}

#[derive(Debug, Clone, Copy)]
struct Parts {
    year: i16,
    month: i8,
    day: i8,
}

#[derive(Debug, Clone, PartialEq)]
enum Token {
    /// A run of digits, and how many.
    Digits(u32, usize),
    /// A run of letters of one script.
    Word(String),
    /// Anything else.
    Sign(char),
}

impl Token {
    fn text(&self) -> String {
        match self {
            Self::Digits(value, _) => value.to_string(),
            Self::Word(word) => word.clone(),
            Self::Sign(sign) => sign.to_string(),
        }
    }
}

/// Digits, words and signs; blanks only part them. Chinese characters stand alone, Chinese numerals become digits.
fn tokens(folded: &str) -> Vec<Token> {
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
            if text::is_dash(c) {
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
fn date_at(tokens: &[Token]) -> Option<(Parts, usize)> {
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

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn day(year: i16, month: i8, day: i8) -> Date {
        Date::new(year, month, day).expect("a day")
    }

    #[test]
    fn reads_every_spelling() {
        for (text, date) in [
            ("31 October 2024", day(2024, 10, 31)),
            ("05 July 2023", day(2023, 7, 5)),
            ("31\nOctober\n2024", day(2024, 10, 31)),
            ("31/1/2011", day(2011, 1, 31)),
            ("31 /10/2019", day(2019, 10, 31)),
            (":31/07/2020", day(2020, 7, 31)),
            ("( 13 / 10 / 2009 )", day(2009, 10, 13)),
            ("(03/11/2003)", day(2003, 11, 3)),
            ("（15 / 2 / 2019）", day(2019, 2, 15)),
            ("2014/1/16", day(2014, 1, 16)),
            ("2025年9月30日", day(2025, 9, 30)),
            ("2011 年 2 月 1 日", day(2011, 2, 1)),
            ("二零二五年七月三十一日", day(2025, 7, 31)),
            ("二〇二五年十月十日", day(2025, 10, 10)),
            ("二零二五年十二月廿九日", day(2025, 12, 29)),
            ("31-10-2024", day(2024, 10, 31)),
            ("31-Oct-2024", day(2024, 10, 31)),
            ("3 Sept 2018", day(2018, 9, 3)),
            ("1st Jan., 2018", day(2018, 1, 1)),
            ("October 31, 2024", day(2024, 10, 31)),
            ("31 OCTOBER 2024", day(2024, 10, 31)),
            ("２０２５年９月３０日", day(2025, 9, 30)),
            ("29 February 2024", day(2024, 2, 29)),
        ] {
            assert_eq!(read(text), Read::Clean(date), "{text:?}");
        }
    }

    #[test]
    fn reads_nothing() {
        for blank in ["", "N/A", "( / / )", "(  /  /  )", "不適用", "Not applicable"] {
            assert_eq!(read(blank), Read::Blank, "{blank:?}");
        }
    }

    #[test]
    fn takes_the_only_date_out_of_words() {
        for text in [
            "EGM approval on 18/06/2008",
            "(18/06/2008) EGM",
            "approved 18 June 2008 by shareholders",
            "18/06/2008 and 18/06/2008",
        ] {
            assert!(
                matches!(read(text), Read::Repaired(date, _) if date == day(2008, 6, 18)),
                "{text:?}: {:?}",
                read(text)
            );
        }
    }

    #[test]
    fn never_guesses() {
        for text in [
            "Placing under General Mandate",
            "31/2/2011",
            "30 February 2024",
            "10/31/2019",
            "31/10/19",
            "October 2024",
            "18/06/2008, 19/06/2008",
            "5/4/3/2010",
            "ı",
            "0/0/2010",
            "31 Octobr 2024",
            "1,000",
            "31/10/0201",
            "20110/1/16",
        ] {
            assert!(matches!(read(text), Read::Unreadable(_)), "{text:?}: {:?}", read(text));
        }
    }

    #[test]
    fn knows_month_ends() {
        assert!(is_month_end(day(2024, 2, 29)));
        assert!(!is_month_end(day(2024, 2, 28)));
        assert!(is_before_by(day(2024, 9, 1), day(2024, 10, 31), 31));
        assert!(!is_before_by(day(2024, 10, 31), day(2024, 10, 31), 31));
    }

    proptest! {
        #[test]
        fn what_is_printed_is_read(year in 1900_i16..=2199, month in 1_i8..=12, number in 1_i8..=28) {
            let date = day(year, month, number);
            let name = MONTHS[usize::try_from(month - 1).expect("month")];
            for printed in [format!("{number} {name} {year}"), format!("{number:02}/{month:02}/{year}"),
                format!("{year}年{month}月{number}日"), format!("{number}-{}-{year}", &name[..3])] {
                prop_assert_eq!(read(&printed), Read::Clean(date));
            }
        }

        #[test]
        fn any_text_is_met_without_panic(text: String) {
            let _ = read(&text);
        }
    }
}
