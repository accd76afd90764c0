//! Dates: every way issuers print a day → a calendar date.

use jiff::ToSpan;

use super::text::{self, Read};
use crate::filing::Date;
use crate::spec::day::{Token, date_at, tokens};

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
            let name = date.strftime("%B").to_string();
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
