//! The cell of a scheme, a warrant, a convertible or an agreement: number, description, date slot and class line, told
//! apart by their words alone.

use super::super::{RawValue, join};
use crate::finding::BBox;
use crate::spec::label::fold;

/// What such a cell holds.
#[derive(Debug, Clone, PartialEq, Default)]
pub(in crate::parse) struct Particulars {
    /// The number before it, `1.`.
    pub(in crate::parse) number: Option<u32>,
    /// The description: everything without number, class line, `(Note 1)` and empty slots.
    pub(in crate::parse) text: Option<RawValue>,
    /// The words of the class line, `ordinary shares`.
    pub(in crate::parse) class: Option<RawValue>,
    /// What stands in the date slot; it stays in the description, too.
    pub(in crate::parse) date: Option<RawValue>,
}

/// Where the form has its date slot.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::parse) enum Slot {
    /// Anywhere in the cell: the day of the general meeting.
    Anywhere,
    /// The last brackets of the cell, whatever they hold: the day of expiry.
    Last,
    /// Nowhere.
    None,
}

/// Reads a cell, given as its lines; text without lines is one line.
pub(in crate::parse) fn read(lines: &[RawValue], slot: Slot) -> Particulars {
    let mut text: Vec<char> =
        lines.iter().map(|line| line.text.trim()).collect::<Vec<_>>().join("\n").chars().collect();
    let number = take_number(&mut text);
    let class = take_class(&mut text);
    take_empty_slots(&mut text);
    let date = match slot {
        Slot::Anywhere => dates_in(&text),
        Slot::Last => last_brackets(&text),
        Slot::None => None,
    };
    let value = |text: String| (!fold(&text).is_empty()).then(|| RawValue { text, place: place_of(lines) });
    let description: String = text.iter().collect();
    Particulars {
        number,
        text: value(join(description.lines().filter(|line| !line.trim().is_empty()))),
        class: class.and_then(value),
        date: date.and_then(value),
    }
}

fn place_of(lines: &[RawValue]) -> crate::finding::Place {
    let Some(first) = lines.first() else { return crate::finding::Place::default() };
    let on_page = lines.iter().filter(|line| line.place.page == first.place.page);
    let bbox = on_page.filter_map(|line| line.place.bbox).reduce(BBox::union);
    crate::finding::Place { page: first.place.page, bbox }
}

/// Takes `1.`, `(2)`, `3)` off the front.
fn take_number(text: &mut Vec<char>) -> Option<u32> {
    let mut at = skip_blanks(text, 0);
    let opened = text.get(at) == Some(&'(');
    at = if opened { skip_blanks(text, at + 1) } else { at };
    let digits: String = text[at..].iter().take_while(|c| c.is_ascii_digit()).take(3).collect();
    at = skip_blanks(text, at + digits.len());
    let closed = match text.get(at) {
        Some('.' | '、' | '．') => !opened,
        Some(')' | '）') => true,
        _ => false,
    };
    let figure = text.get(at + 1).is_some_and(char::is_ascii_digit);
    if digits.is_empty() || digits.len() > 2 || !closed || figure {
        return None;
    }
    text.drain(..=at);
    digits.parse().ok()
}

fn skip_blanks(text: &[char], at: usize) -> usize {
    at + text[at.min(text.len())..].iter().take_while(|c| c.is_whitespace()).count()
}

/// Words of which a class line consists.
const CLASS_WORDS: &[&str] = &[
    "ordinary",
    "preference",
    "preferred",
    "shares",
    "share",
    "class",
    "other",
    "domestic",
    "foreign",
    "listed",
    "new",
    "h",
    "a",
    "b",
    "stock",
    "convertible",
    "redeemable",
    "consolidated",
    "adjusted",
    "subdivided",
];
/// Ends of a Chinese class line, longest first.
const CLASS_ENDS: &[&str] = &[
    "其他類別股份",
    "可換股優先股",
    "普通股份",
    "優先股份",
    "普通股",
    "優先股",
    "內資股",
    "新股份",
    "h股",
    "a股",
    "b股",
    "股份",
    "股",
];

/// Takes the class line with its `(Note 1)` out; nothing when only the form's own `shares (Note 1)` stands there.
fn take_class(text: &mut Vec<char>) -> Option<String> {
    let note = last_note(text);
    let end = note.map_or(text.len(), |(start, _)| start);
    if let Some((start, stop)) = note {
        text.drain(start..stop);
    }
    let length = class_length(&text[..end], note.is_some());
    let class: String = text.drain(end - length..end).collect();
    (!is_bare(&class)).then(|| join(class.lines()))
}

/// Whether a class line names no class: the form's own `shares`.
fn is_bare(line: &str) -> bool {
    ["shares", "share", "股份", "股"].iter().any(|word| fold(line) == fold(word))
}

/// The last `(Note 1)` or `(註 1)`, as a range of characters.
fn last_note(text: &[char]) -> Option<(usize, usize)> {
    brackets(text).into_iter().rev().find(|(start, end)| {
        let inside: String = fold(&text[start + 1..end - 1].iter().collect::<String>()).into_iter().collect();
        let word = inside.trim_end_matches(|c: char| c.is_ascii_digit() || c == '.');
        matches!(word, "note" | "註" | "附註" | "seenote" | "notes")
    })
}

/// How many characters at the end of a text are a class line.
fn class_length(text: &[char], marked: bool) -> usize {
    let trailing = text.iter().rev().take_while(|c| c.is_whitespace()).count();
    let body = &text[..text.len() - trailing];
    let line_start = body.iter().rposition(|c| *c == '\n').map_or(0, |at| at + 1);
    let line: String = body[line_start..].iter().collect();
    let folded: String = fold(&line).into_iter().collect();
    let ends =
        folded.ends_with("shares") || folded.ends_with("share") || folded.ends_with('股') || folded.ends_with("股份");
    let short = line.split_whitespace().count() <= 4 && folded.chars().count() <= 32 && !folded.contains("per");
    // A line of its own before `(Note 1)` is the class line, whatever its words.
    let own_line = marked && line_start > 0 && ends && short && !folded.contains(|c: char| c.is_ascii_digit());
    let length = if own_line { body.len() - line_start } else { trailing_class_words(&body[line_start..]) };
    let whole = length == body.len() - line_start;
    // Without its mark only a whole line that names a class is taken: a description may end in `shares`, too.
    let named = whole && line_start > 0 && !is_bare(&line);
    if length > 0 && ends && (marked || named) { length + trailing } else { 0 }
}

/// How many characters at the end of a line are words of [`CLASS_WORDS`], or one of [`CLASS_ENDS`].
fn trailing_class_words(line: &[char]) -> usize {
    let lower: String = line.iter().collect::<String>().to_lowercase();
    if let Some(end) = CLASS_ENDS.iter().find(|end| lower.ends_with(**end)) {
        return end.chars().count();
    }
    let mut length = 0;
    let mut rest = lower.as_str();
    loop {
        let trimmed = rest.trim_end();
        let word = trimmed.rsplit([' ', '\u{3000}', ',', ';']).next().unwrap_or_default();
        if word.is_empty() || !CLASS_WORDS.contains(&word) {
            return if word == "per" { behind_price(&lower, length) } else { length };
        }
        rest = &trimmed[..trimmed.len() - word.len()];
        length = lower.chars().count() - rest.chars().count();
    }
}

/// Of the last characters of a line those behind `per share`, whose `share` belongs to a price.
fn behind_price(line: &str, length: usize) -> usize {
    let skipped = line.chars().count() - length;
    let words: String = line.chars().skip(skipped).collect();
    let share = words.find("share").map(|at| at + words[at..].find(' ').unwrap_or(words.len() - at));
    share.map_or(length, |end| words[end..].trim_start().chars().count())
}

/// Every outermost pair of brackets, as a range of characters, brackets included.
fn brackets(text: &[char]) -> Vec<(usize, usize)> {
    let mut out = Vec::new();
    let mut open = Vec::new();
    for (at, c) in text.iter().enumerate() {
        match c {
            '(' | '（' => open.push(at),
            ')' | '）' => {
                if let Some(start) = open.pop().filter(|_| open.is_empty()) {
                    out.push((start, at + 1));
                }
            }
            _ => {}
        }
    }
    out
}

fn is_slot_mark(c: char) -> bool {
    c.is_whitespace() || matches!(c, '/' | '／' | '_' | '.' | '-')
}

/// Takes `(  /  /  )` out.
fn take_empty_slots(text: &mut Vec<char>) {
    for (start, end) in brackets(text).into_iter().rev() {
        let inside = &text[start + 1..end - 1];
        if inside.iter().all(|c| is_slot_mark(*c)) {
            text.drain(start..end);
        }
    }
}

/// A text without its empty date slots.
pub(in crate::parse) fn without_empty_slots(text: &str) -> String {
    let mut text: Vec<char> = text.chars().collect();
    take_empty_slots(&mut text);
    text.iter().collect::<String>().trim().to_owned()
}

/// A text without `(Note 1)`.
pub(in crate::parse) fn without_note(text: &str) -> String {
    let mut text: Vec<char> = text.chars().collect();
    if let Some((start, end)) = last_note(&text) {
        text.drain(start..end);
    }
    text.iter().collect::<String>().trim().to_owned()
}

/// The brackets that hold a date; without any, the whole text if it holds one.
fn dates_in(text: &[char]) -> Option<String> {
    let string = |range: &(usize, usize)| text[range.0..range.1].iter().collect::<String>();
    let filled: Vec<String> = brackets(text).iter().map(string).filter(|inside| holds_date(inside)).collect();
    if !filled.is_empty() {
        return Some(join(filled.iter().map(String::as_str)));
    }
    let whole: String = text.iter().collect();
    holds_date(&whole).then(|| join(whole.lines()))
}

/// The brackets that close a text.
fn last_brackets(text: &[char]) -> Option<String> {
    let (start, end) = brackets(text).pop()?;
    let closes = text[end..].iter().all(|c| c.is_whitespace());
    let inside: String = text[start..end].iter().collect();
    (closes || holds_date(&inside)).then(|| join(inside.lines()))
}

const MONTHS: [&str; 12] = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];

/// Whether a text looks as if it held a date: `3/11/2003`, `3 November 2003`, `2003年11月3日`.
pub(in crate::parse) fn holds_date(text: &str) -> bool {
    let folded = fold(text);
    let digits = |c: &char| c.is_ascii_digit();
    let by_signs = folded.split(|c| !(c.is_ascii_digit() || matches!(c, '/' | '.' | '-'))).any(|run| {
        ['/', '.', '-'].iter().any(|sign| {
            let parts: Vec<&[char]> = run.split(|c| c == sign).collect();
            parts.len() == 3
                && parts.iter().all(|part| (1..=4).contains(&part.len()) && part.iter().all(digits))
                && (parts[0].len() == 4 || parts[2].len() == 4)
        })
    });
    let words: String = folded.iter().collect();
    let year = folded.windows(4).any(|four| matches!(four, ['1', '9', ..] | ['2', '0', ..]) && four.iter().all(digits));
    let by_name = year && MONTHS.iter().any(|month| words.contains(month));
    let told = folded
        .windows(2)
        .any(|pair| pair[1] == '年' && (pair[0].is_ascii_digit() || "〇零一二三四五六七八九".contains(pair[0])));
    let chinese = told && words.contains('月') && words.contains('日');
    by_signs || by_name && folded.iter().filter(|c| digits(c)).count() >= 5 || chinese
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::finding::Place;

    fn lines(texts: &[&str]) -> Vec<RawValue> {
        texts.iter().map(|text| RawValue { text: (*text).to_owned(), place: Place::default() }).collect()
    }

    fn parts(texts: &[&str], slot: Slot) -> (String, String, String) {
        let read = read(&lines(texts), slot);
        let show = |value: Option<RawValue>| value.map(|value| value.text).unwrap_or_default();
        (show(read.text), show(read.class), show(read.date))
    }

    fn told(text: &str, class: &str, date: &str) -> (String, String, String) {
        (text.to_owned(), class.to_owned(), date.to_owned())
    }

    #[test]
    fn a_scheme_with_its_date_slot_and_class_line() {
        let cell = ["1. Share Option", "Scheme", "adopted on", "(03/11/2003)", "ordinary shares", "(Note 1)"];
        let wanted = told("Share Option Scheme adopted on (03/11/2003)", "ordinary shares", "(03/11/2003)");
        assert_eq!(parts(&cell, Slot::Anywhere), wanted);
        assert_eq!(parts(&[&cell.join(" ")], Slot::Anywhere), wanted, "the same without lines");
        let cell = ["1.股份期權計劃", "採納於", "(03/11/2003)", "行使價:", "每股港幣 2.25", "普通股", "(註 1)"];
        let wanted = told("股份期權計劃採納於 (03/11/2003) 行使價: 每股港幣 2.25", "普通股", "(03/11/2003)");
        assert_eq!(parts(&cell, Slot::Anywhere), wanted);
    }

    #[test]
    fn the_empty_form_says_nothing() {
        for cell in [&["2. N/A", "( / / )", "shares", "(Note 1)"][..], &["2.   N/A ( / / ) shares (Note 1)"]] {
            assert_eq!(parts(cell, Slot::Anywhere), told("N/A", "", ""), "{cell:?}");
        }
        assert_eq!(parts(&["3. 不適用", "( / / )", "股 (註 1)"], Slot::Anywhere), told("不適用", "", ""));
        assert_eq!(parts(&["2.", "(  /  /  )", "普通股 (註 1)"], Slot::Anywhere), told("", "普通股", ""));
    }

    #[test]
    fn a_warrant_s_last_brackets_are_its_expiry() {
        let cell = ["1. Unlisted Warrant", "( 27 / 10 / 2012)"];
        assert_eq!(parts(&cell, Slot::Last), told("Unlisted Warrant ( 27 / 10 / 2012)", "", "( 27 / 10 / 2012)"));
        let cell = ["1. Warrants (Issue Price of HK$0.02)", "(12 months from (and inclusive of) the issue )"];
        let date = "(12 months from (and inclusive of) the issue )";
        assert_eq!(parts(&cell, Slot::Last).2, date);
        assert_eq!(
            parts(&["1. Notes", "(HKD 889,850,000.00)"], Slot::None),
            told("Notes (HKD 889,850,000.00)", "", "")
        );
    }

    #[test]
    fn a_class_behind_a_price_on_one_line() {
        let cell = ["1. Scheme (14/11/2008) Exercise Price : HK$5.49 per share ordinary shares (Note 1)"];
        let text = "Scheme (14/11/2008) Exercise Price : HK$5.49 per share";
        assert_eq!(parts(&cell, Slot::Anywhere), told(text, "ordinary shares", "(14/11/2008)"));
    }

    #[test]
    fn a_description_may_end_in_shares() {
        let cell = ["1. Agreement to issue 5,000 shares"];
        assert_eq!(parts(&cell, Slot::Anywhere), told("Agreement to issue 5,000 shares", "", ""));
        let cell = ["1. Price HK$2.25 per", "share"];
        assert_eq!(parts(&cell, Slot::Anywhere).0, "Price HK$2.25 per share");
    }

    #[test]
    fn dates_without_brackets_and_several_dates() {
        let cell = ["1. Scheme adopted on 18 June 2008", "ordinary shares (Note 1)"];
        assert_eq!(parts(&cell, Slot::Anywhere).2, "Scheme adopted on 18 June 2008");
        let cell = ["1. Scheme (1/2/2003) refreshed (4/5/2006)", "H shares (Note 1)"];
        assert_eq!(
            parts(&cell, Slot::Anywhere),
            told("Scheme (1/2/2003) refreshed (4/5/2006)", "H shares", "(1/2/2003) (4/5/2006)")
        );
    }

    #[test]
    fn numbers_of_rows_and_other_numbers() {
        for (text, number, rest) in [
            ("1. N/A", Some(1), "N/A"),
            ("(2) Plan", Some(2), "Plan"),
            ("2011 Plan", None, "2011 Plan"),
            ("1.5% notes", None, "1.5% notes"),
        ] {
            let read = read(&lines(&[text]), Slot::None);
            assert_eq!((read.number, read.text.map(|text| text.text)), (number, Some(rest.to_owned())), "{text}");
        }
    }

    #[test]
    fn what_looks_like_a_date() {
        for text in ["( 13 / 10 / 2009 )", "2014/1/16", "3 November 2003", "2003 年 11 月 3 日", "adopted 3-11-2003"]
        {
            assert!(holds_date(text), "{text}");
        }
        for text in ["(HKD 889,850,000.00)", "may issue 2003 options", "1/2", "HK$2.25", "12 months"] {
            assert!(!holds_date(text), "{text}");
        }
    }
}
