//! Figures: what issuers print → exact numbers, or a reason why not. Never a guess.

use std::borrow::Cow;

use super::currency;
use super::digits::signed;
use super::text::{self, Read};
use crate::filing::Decimal;

/// What kind of figure a column holds: it decides what may stand around the digits.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Style {
    /// A whole number of shares, options or receipts; never with a currency.
    Count,
    /// Money, or units of a warrant: capital, nominal value, amount, funds.
    Amount,
    /// A par value or a price, maybe within a phrase (`HKD 0.65 per share`).
    Rate,
}

/// A cell of figures, taken apart.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Figure {
    /// The number.
    pub number: Read<Decimal>,
    /// The currency that stands in the same cell, as printed: a known mark as its code, an unknown word as it is.
    pub currency: Option<String>,
    /// Whether `units` or 份 stands behind the number.
    pub units: bool,
}

/// Words that turn a number into another one.
const MULTIPLIERS: &[&str] = &[
    "'000", "million", "billion", "thousand", "mn", "bn", "萬", "万", "億", "亿", "千", "百", "%", "percent", "cent",
    "cents", "仙",
];

/// Phrases around a price that say nothing about the number.
const PHRASES: &[&str] = &[
    "subject to adjustments",
    "subject to adjustment",
    "per ordinary share",
    "per new share",
    "per h share",
    "per share",
    "each",
    "per unit",
    "每股普通股",
    "每股h股",
    "每股",
    "可予調整",
    "(可調整)",
    "元",
    "@",
];

/// Reads a cell of figures.
pub(crate) fn read(raw: &str, style: Style) -> Figure {
    let mut figure = Figure { number: Read::Blank, currency: None, units: false };
    let raw = without_superscripts(raw);
    let folded = with_one_minus(text::fold(&raw));
    let core = without_notes(&folded);
    if text::is_blank(core) {
        return figure;
    }
    // Most cells hold a figure and nothing else; only among the phrases of a rate brackets may stand empty.
    if core.chars().all(is_numeric) && (style != Style::Rate || !core.contains('(')) {
        figure.number = bare(core, style);
        return figure;
    }
    let mut core = core.to_owned();
    let lower = core.to_lowercase();
    if let Some(word) = MULTIPLIERS.iter().find(|word| holds_word(&lower, word)) {
        figure.number = Read::Unreadable(format!("{word:?} would multiply the number"));
        return figure;
    }
    if style != Style::Count {
        take_currency(&mut core, &mut figure);
    }
    take_unit(&mut core, &mut figure, style);
    if style == Style::Rate {
        take_phrases(&mut core);
    }
    figure.number = if text::is_blank(&core) { Read::Blank } else { number(&core, &mut figure.currency, style) };
    figure
}

/// A footnote mark set as a superscript would become a digit by NFKC; a circled digit is no digit of a number.
fn without_superscripts(raw: &str) -> Cow<'_, str> {
    if raw.is_ascii() {
        return Cow::Borrowed(raw);
    }
    raw.chars()
        .filter(|c| !matches!(c, '¹' | '²' | '³' | '\u{2070}'..='\u{209C}'))
        .map(|c| if matches!(c, '\u{2460}'..='\u{24FF}' | '\u{2776}'..='\u{2793}') { '?' } else { c })
        .collect()
}

/// With one kind of minus.
fn with_one_minus(folded: Cow<'_, str>) -> Cow<'_, str> {
    if folded.is_ascii() {
        return folded;
    }
    folded.chars().map(|c| if text::is_dash(c) { '-' } else { c }).collect()
}

/// Without footnote marks behind the figure: `*`, `#`, `(Note 1)`, `(Remark)`.
fn without_notes(text: &str) -> &str {
    let mut core = text.trim_end_matches(['*', '#', '†', '^', ' ']);
    while let Some((before, inside)) = core.strip_suffix(')').and_then(|head| head.rsplit_once('(')) {
        let word = inside.trim_start().to_lowercase();
        let is_note = ["note", "remark", "see note", "see remark", "註", "附註", "備註", "见", "見"]
            .iter()
            .any(|mark| word.starts_with(mark));
        if !is_note {
            break;
        }
        core = before.trim_end_matches(['*', '#', '†', '^', ' ']);
    }
    core
}

/// Whether a word stands in a text in lower case; one of letters must not touch a further letter.
fn holds_word(lower: &str, word: &str) -> bool {
    lower.match_indices(word).any(|(at, _)| {
        let edge = |c: Option<char>| !c.is_some_and(|c| c.is_ascii_alphabetic());
        !word.starts_with(|c: char| c.is_ascii_alphabetic())
            || edge(lower[..at].chars().next_back()) && edge(lower[at + word.len()..].chars().next())
    })
}

fn take_currency(core: &mut String, figure: &mut Figure) {
    if let Some((code, rest)) = currency::split(core) {
        figure.currency = Some(code.to_owned());
        *core = rest;
    } else if core.contains('$') {
        // The currency of the header beside it.
        core.replacen('$', " ", 1).trim().clone_into(core);
    }
}

fn take_unit(core: &mut String, figure: &mut Figure, style: Style) {
    let lower = core.to_ascii_lowercase();
    let nouns: &[&str] = match style {
        Style::Count => &["shares", "share", "股份", "股", "options", "option", "units", "份"],
        Style::Amount => &["units", "unit", "warrants", "份"],
        Style::Rate => &[],
    };
    for noun in nouns {
        if let Some(head) = lower.strip_suffix(noun) {
            figure.units = style == Style::Amount;
            core.truncate(head.trim_end().len());
            return;
        }
    }
}

fn take_phrases(core: &mut String) {
    for phrase in PHRASES {
        let lower = core.to_ascii_lowercase();
        if let Some(at) = lower.find(phrase) {
            core.replace_range(at..at + phrase.len(), " ");
        }
    }
    *core = text::fold(&core.replace("( )", " ").replace("()", " ")).into_owned();
}

/// What a figure is printed with.
pub(super) fn is_numeric(c: char) -> bool {
    c.is_ascii_digit() || matches!(c, ',' | '.' | '-' | '+' | '(' | ')' | ' ')
}

/// The number in a text that holds nothing else; a dash is a zero.
fn bare(core: &str, style: Style) -> Read<Decimal> {
    if core.chars().all(|c| c == '-' || c == ' ') {
        return Read::Clean(Decimal::ZERO);
    }
    signed(core.trim(), style)
}

/// The number in what is left of a cell when currency and phrases are taken away.
fn number(core: &str, currency: &mut Option<String>, style: Style) -> Read<Decimal> {
    if core.chars().all(is_numeric) {
        return bare(core, style);
    }
    if ["nil", "無", "无", "零"].contains(&text::key(core).as_str()) {
        return Read::Clean(Decimal::ZERO);
    }
    let (figures, words): (Vec<&str>, Vec<&str>) =
        core.split(' ').filter(|token| !token.is_empty()).partition(|token| token.chars().all(is_numeric));
    let unread = || Read::Unreadable(format!("{core:?} is not a number"));
    let [figure] = figures.as_slice() else { return unread() };
    if words.iter().any(|word| word.chars().any(|c| c.is_ascii_digit())) {
        return unread();
    }
    let lone_word = matches!(words.as_slice(), [word] if (2..=4).contains(&word.len())
        && word.chars().all(|c| c.is_ascii_uppercase() || c == '$'));
    match style {
        Style::Amount | Style::Rate if lone_word && currency.is_none() => {
            // Most likely a torn currency (`USI`): whoever reads the row knows the block's other cells.
            *currency = Some(words[0].to_owned());
            signed(figure, style)
        }
        Style::Rate if currency.is_some() => match signed(figure, style) {
            Read::Clean(value) => Read::Repaired(value, "the only number within a sentence".to_owned()),
            other => other,
        },
        _ => unread(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn clean(text: &str, style: Style) -> String {
        match read(text, style).number {
            Read::Clean(value) => value.to_string(),
            other => format!("{other:?}"),
        }
    }

    #[test]
    fn reads_counts() {
        for (text, value) in [
            ("1,000", "1000"),
            ("0", "0"),
            ("-1,000", "-1000"),
            ("－１，０００", "-1000"),
            ("– 1,000", "-1000"),
            ("(1,000)", "-1000"),
            ("( 1,000 )", "-1000"),
            ("（1,000）", "-1000"),
            ("+1,000", "1000"),
            ("1,000.00", "1000"),
            ("690903850", "690903850"),
            ("1,992,000,000,000", "1992000000000"),
            ("(180,000,000,000)", "-180000000000"),
            ("\u{3000}34,528,336,530\u{3000}", "34528336530"),
            ("130,597,895*", "130597895"),
            ("140,100,000 (Remark 1)", "140100000"),
            ("1,000 (註1)", "1000"),
            ("1,000²", "1000"),
            ("176,465 shares", "176465"),
            ("1,000股", "1000"),
        ] {
            assert_eq!(clean(text, Style::Count), value, "{text:?}");
        }
    }

    #[test]
    fn reads_nothing_and_nil() {
        for blank in ["", "N/A", "NA", "Not applicable", "不適用", "( / / )", " ", "\u{3000}", "____"] {
            assert_eq!(read(blank, Style::Count).number, Read::Blank, "{blank:?}");
            assert_eq!(read(blank, Style::Amount).number, Read::Blank, "{blank:?}");
        }
        for nil in ["0", "Nil", "NIL", "nil", "-", "--", "–", "—", "－", "無", "零", "0.00", "(-)", "- -"] {
            assert_eq!(clean(nil, Style::Count), "0", "{nil:?}");
            assert_eq!(clean(nil, Style::Amount), "0", "{nil:?}");
        }
        assert_eq!(clean("HK$ -", Style::Amount), "0");
        let only = read("HKD", Style::Amount);
        assert_eq!((only.number, only.currency.as_deref()), (Read::Blank, Some("HKD")));
    }

    #[test]
    fn never_guesses() {
        for text in [
            "2,1",
            "32.353,756",
            "614,034,,034,470",
            "1 50 1.000",
            "ı",
            "1,00",
            "1000,000",
            "1,000,",
            ",000",
            "1.000.000",
            "00025",
            "12 3,456",
            "1 000",
            "1O,000",
            "1,000 2,000",
            "HKD 1,000",
            "1,000.50",
            "1.000",
            "-(1,000)",
            "1,000-",
            "1.5 million",
            "5萬",
            "1,000,00 1,000,000",
            "①",
            "?",
            "1,000)(",
            "99999999999999999999",
            "31/10/2019",
            "1. 234",
            "10%",
            "12,345,67 8",
            "HK$'000",
        ] {
            assert!(
                matches!(read(text, Style::Count).number, Read::Unreadable(_)),
                "{text:?}: {:?}",
                read(text, Style::Count)
            );
        }
        for text in [
            "0.0000000000001",
            "1 50 1.000",
            "50.000",
            "1.5 million",
            "HK$'000 50",
            "3萬",
            "0.01.02",
            "0.01 0.02",
            "1/2",
            "½",
            "HKD 1 of 2",
        ] {
            assert!(
                matches!(read(text, Style::Amount).number, Read::Unreadable(_)),
                "{text:?}: {:?}",
                read(text, Style::Amount)
            );
        }
    }

    #[test]
    fn closes_tears_that_have_one_reading() {
        for (text, style, value) in [
            ("34,528 ,336,530", Style::Count, "34528336530"),
            ("614 ,034,470", Style::Count, "614034470"),
            ("-71 ,626,995", Style::Count, "-71626995"),
            ("(1,000", Style::Count, "-1000"),
            ("1,000)", Style::Count, "-1000"),
            ("0.000000025 00025", Style::Rate, "0.000000025"),
            ("49,800 .50", Style::Amount, "49800.5"),
        ] {
            match read(text, style).number {
                Read::Repaired(number, _) => assert_eq!(number.to_string(), value, "{text:?}"),
                other => panic!("{text:?}: {other:?}"),
            }
        }
    }

    #[test]
    fn reads_money_and_prices() {
        for (text, style, value, currency) in [
            ("$400,000,000.00", Style::Amount, "400000000", None),
            ("HK$1.00", Style::Rate, "1", Some("HKD")),
            ("HKD 0.65 per share", Style::Rate, "0.65", Some("HKD")),
            ("HK$0.65 per share", Style::Rate, "0.65", Some("HKD")),
            ("每股港幣 0.65", Style::Rate, "0.65", Some("HKD")),
            ("港幣0.65元", Style::Rate, "0.65", Some("HKD")),
            ("HK$2.22 (subject to adjustments)", Style::Rate, "2.22", Some("HKD")),
            ("HK$0.10 (Subject to adjustment)", Style::Rate, "0.1", Some("HKD")),
            ("0.000000025", Style::Rate, "0.000000025", None),
            ("0.000003125", Style::Rate, "0.000003125", None),
            ("0.000000025 USI", Style::Rate, "0.000000025", Some("USI")),
            ("8.888", Style::Rate, "8.888", None),
            ("482,293.97", Style::Amount, "482293.97", None),
            ("GBP 24,215.01", Style::Amount, "24215.01", Some("GBP")),
            ("USD 0", Style::Amount, "0", Some("USD")),
            ("(HK$1,000.00)", Style::Amount, "-1000", Some("HKD")),
        ] {
            let figure = read(text, style);
            assert_eq!(figure.currency.as_deref(), currency, "{text:?}");
            assert_eq!(clean(text, style), value, "{text:?}");
        }
        let sentence = read("Initial conversion price of HK$0.10 for one new share", Style::Rate);
        assert!(matches!(sentence.number, Read::Repaired(value, _) if value.to_string() == "0.1"), "{sentence:?}");
        assert!(matches!(read("HK$0.10 or HK$0.20", Style::Rate).number, Read::Unreadable(_)));
    }

    #[test]
    fn sees_units() {
        let figure = read("100,000,000 units", Style::Amount);
        assert!(figure.units);
        assert_eq!(figure.number, Read::Clean(Decimal::from(100_000_000)));
        assert!(read("100,000,000份", Style::Amount).units);
        assert!(!read("100,000,000", Style::Amount).units);
    }

    /// Digits with a comma before every third from the right.
    fn group(digits: &str) -> String {
        let mut grouped = String::new();
        for (i, c) in digits.chars().enumerate() {
            if i > 0 && (digits.len() - i).is_multiple_of(3) {
                grouped.push(',');
            }
            grouped.push(c);
        }
        grouped
    }

    proptest! {
        #[test]
        fn what_is_printed_is_read(count: i64) {
            let digits = count.unsigned_abs().to_string();
            let sign = if count < 0 { "-" } else { "" };
            for printed in [format!("{sign}{digits}"), format!("{sign}{}", group(&digits)), format!("{sign}{}.00", group(&digits))] {
                prop_assert_eq!(read(&printed, Style::Count).number, Read::Clean(Decimal::from(count)));
            }
            if count < 0 {
                let bracketed = format!("( {} )", group(&digits));
                prop_assert_eq!(read(&bracketed, Style::Count).number, Read::Clean(Decimal::from(count)));
            }
        }

        #[test]
        fn a_group_that_lost_a_digit_is_never_read(count in 1_000_u64.., at: prop::sample::Index) {
            let printed = group(&count.to_string());
            let first_comma = printed.find(',').expect("grouped");
            let tail: Vec<usize> = (first_comma..printed.len()).filter(|i| printed.as_bytes()[*i] != b',').collect();
            let mut torn = printed.clone();
            torn.remove(tail[at.index(tail.len())]);
            prop_assert!(matches!(read(&torn, Style::Count).number, Read::Unreadable(_)), "{}", torn);
        }

        #[test]
        fn any_text_is_met_without_panic(text: String) {
            for style in [Style::Count, Style::Amount, Style::Rate] {
                let _ = read(&text, style);
            }
        }
    }
}
