//! How values stand on a legacy return, by the habits of its issuer.

use super::compose::Composer;
use super::style::{Blank, CodeHabit, DateHabit, Negative, Nil, PriceHabit};
use crate::filing::{Date, Decimal, ShareClass};
use crate::synth::metrics::widen;
use crate::synth::printed::{count, decimal, english_date};

/// What a figure does to the balance, as far as its column says so.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Column {
    /// The heading leaves the sign open.
    Signed,
    /// The heading names a reduction: exercised, lapsed, converted.
    Reduction,
}

impl Composer<'_> {
    /// What an empty cell shows.
    pub(super) fn nothing(&mut self) -> String {
        let not_applicable = match (self.chinese, self.style.garbled) {
            (true, true) => "不不不",
            (true, false) => "不適用",
            (false, _) => "N/A",
        };
        match self.style.blank {
            Blank::NotApplicable => not_applicable.to_owned(),
            Blank::Short => if self.chinese { not_applicable } else { "NA" }.to_owned(),
            Blank::Empty => String::new(),
            Blank::Mixed => {
                if self.rng.chance(50) {
                    not_applicable.to_owned()
                } else {
                    String::new()
                }
            }
        }
    }

    fn nil(&self) -> String {
        match (self.style.nil, self.chinese) {
            (Nil::Digit, _) => "0",
            (Nil::Word, false) => "Nil",
            (Nil::Capitals, false) => "NIL",
            (Nil::Word, true) => "無",
            (Nil::Capitals, true) => "零",
            (Nil::Dash, _) => "-",
        }
        .to_owned()
    }

    /// A count; a reduction with the issuer's sign.
    pub(super) fn figure(&mut self, value: Option<i64>, column: Column) -> String {
        match value {
            None => self.nothing(),
            Some(0) => self.nil(),
            Some(value) => self.signed(&count(Some(value.abs())), value < 0, column),
        }
    }

    /// Money with the mark of its currency, or without.
    pub(super) fn money(&mut self, value: Option<Decimal>, mark: &str, column: Column) -> String {
        match value {
            None => self.nothing(),
            Some(Decimal::ZERO) => self.nil(),
            Some(value) => {
                let digits = format!("{mark}{}", self.digits(value.abs()));
                self.signed(&digits, value.units() < 0, column)
            }
        }
    }

    fn signed(&self, digits: &str, negative: bool, column: Column) -> String {
        match self.style.negative {
            _ if !negative => digits.to_owned(),
            Negative::Minus => format!("-{digits}"),
            Negative::Unsigned if column == Column::Reduction => digits.to_owned(),
            Negative::Brackets | Negative::Unsigned => format!("({digits})"),
        }
    }

    /// The digits of an amount, with two decimals where the issuer likes them.
    fn digits(&self, value: Decimal) -> String {
        let text = decimal(Some(value));
        match text.split_once('.') {
            None if self.style.decimals => format!("{text}.00"),
            Some((_, fraction)) if self.style.decimals && fraction.len() == 1 => format!("{text}0"),
            _ => text,
        }
    }

    /// A currency in a bracket or in a cell: `HK$`, `HKD`, 港元.
    pub(super) fn currency(&self, code: &str) -> String {
        match (code, self.style.currency_codes, self.chinese) {
            ("HKD", true, false) => "HKD",
            ("HKD", false, false) => "HK$",
            ("HKD", true, true) => "港幣",
            ("HKD", false, true) => "港元",
            ("CNY", _, false) => "RMB",
            ("CNY", _, true) => "人民幣",
            ("USD", false, false) => "US$",
            ("USD", _, true) => "美元",
            ("GBP", false, false) => "£",
            ("GBP", _, true) => "英鎊",
            (other, ..) => other,
        }
        .to_owned()
    }

    /// What stands before an amount of capital: `$`, `US$`, or nothing.
    pub(super) fn capital_mark(&self, code: Option<&str>) -> &'static str {
        match code {
            _ if !self.style.marked_capital => "",
            Some("HKD") if self.style.currency_codes => "HK$",
            Some("HKD") => "$",
            Some("USD") => "US$",
            Some("CNY") => "RMB",
            _ => "",
        }
    }

    /// A price per share.
    pub(super) fn price(&mut self, currency: Option<&str>, price: Option<Decimal>) -> String {
        let (Some(code), Some(price)) = (currency, price) else {
            return self.nothing();
        };
        let digits = self.digits(price);
        let mark = match code {
            "HKD" => "HK$",
            "USD" => "US$",
            "CNY" => "RMB",
            other => other,
        };
        let word = match code {
            "HKD" => "港幣",
            "USD" => "美元",
            "CNY" => "人民幣",
            other => other,
        };
        let letters = if code == "CNY" { "RMB" } else { code };
        match (self.style.price, self.chinese) {
            (PriceHabit::PerShare, false) => format!("{mark}{digits} per share"),
            (PriceHabit::PerShare, true) => format!("每股{word} {digits}"),
            (PriceHabit::CodePerShare, false) => format!("{letters} {digits} per share"),
            (PriceHabit::CodePerShare, true) => format!("{word}每股 {digits} 元"),
            (PriceHabit::Code, _) => format!("{letters}{digits}"),
            (PriceHabit::Adjustable, false) => format!("{mark}{digits} (subject to adjustments)"),
            (PriceHabit::Adjustable, true) => format!("每股{word} {digits} (可予調整)"),
            (PriceHabit::Mark, _) => format!("{mark}{digits}"),
        }
    }

    /// A date by a habit; nothing for a blank.
    pub(super) fn date(&self, date: Option<Date>, habit: DateHabit) -> String {
        let Some(date) = date else {
            return String::new();
        };
        let (year, month, day) = (date.year(), date.month(), date.day());
        let spelled = english_date(date);
        let spelled = spelled.trim_start_matches('0');
        match (habit, self.chinese) {
            (DateHabit::Plain, _) => format!("{day}/{month}/{year}"),
            (DateHabit::Padded, _) => format!("{day:02}/{month:02}/{year}"),
            (DateHabit::Spaced, _) => format!("{day} /{month}/{year}"),
            (DateHabit::YearFirst, _) => format!("{year}/{month}/{day}"),
            (_, false) => spelled.to_owned(),
            (DateHabit::Spelled, true) => format!("{year}年{month}月{day}日"),
            (DateHabit::SpelledWide, true) => format!("{year} 年 {month} 月 {day} 日"),
            (DateHabit::Numerals, true) => {
                format!("{}年{}月{}日", year_numerals(year), numerals(month), numerals(day))
            }
        }
    }

    /// The day of a general meeting in its slot, or in words; words may also stand for want of a date.
    pub(super) fn meeting_slot(&mut self, date: Option<Date>, filled: bool) -> String {
        let in_words = filled && self.rng.chance(8);
        match date {
            Some(_) if in_words => {
                let day = self.date(date, DateHabit::Spelled);
                if self.chinese {
                    format!("於{day}召開的股東週年大會已授予董事一般授權")
                } else {
                    format!("by general mandate granted to the directors in the AGM held on {day}")
                }
            }
            None if in_words => self.pick("Placing under General Mandate", "根據一般授權配售").to_owned(),
            date => self.slot(date),
        }
    }

    /// A date in a slot of the form; the empty slot where the template's is left.
    pub(super) fn slot(&mut self, date: Option<Date>) -> String {
        if date.is_some() {
            let text = self.date(date, self.style.slot);
            let wide = self.rng.chance(30) && text.contains('/');
            return if wide { format!("( {} )", text.replace('/', " / ")) } else { format!("({text})") };
        }
        if self.style.empty_slots { "(   /   /   )".to_owned() } else { self.nothing() }
    }

    /// The code of a block, as printed: `N/A` where it is not listed, nothing where the cell is left blank.
    pub(super) fn code(&self, class: &ShareClass) -> String {
        match (&class.class_stock_code, class.listed) {
            (Some(code), _) if code.len() > 5 => code.clone(),
            (Some(code), _) => match self.style.code {
                CodeHabit::Bare => code.trim_start_matches('0').to_owned(),
                CodeHabit::Padded => code.clone(),
                CodeHabit::Suffixed => format!("{code}.HK"),
            },
            (None, Some(_)) => self.pick("N/A", "不適用").to_owned(),
            (None, None) => String::new(),
        }
    }

    /// Free text as printed: Chinese forms use full-width marks.
    pub(super) fn free_text(&self, text: Option<&str>) -> String {
        let text = text.unwrap_or_default();
        if self.chinese { widen(text) } else { text.to_owned() }
    }

    /// The class that an item is about, on its own line.
    pub(super) fn class_line(&mut self, class: &ShareClass) -> String {
        let words: &[&str] = match (class.share_class.as_deref(), self.chinese) {
            (Some("preference"), false) => &["Preference Shares", "preference shares"],
            (Some("preference"), true) => &["優先股"],
            (_, false) => &["Ordinary Shares", "ordinary shares", "Ordinary shares"],
            (_, true) => &["普通股"],
        };
        (*self.rng.pick(words)).to_owned()
    }
}

const DIGITS: [&str; 10] = ["零", "一", "二", "三", "四", "五", "六", "七", "八", "九"];

fn digit(value: i16) -> &'static str {
    DIGITS[usize::try_from(value.rem_euclid(10)).unwrap_or(0)]
}

fn year_numerals(year: i16) -> String {
    [1000, 100, 10, 1].into_iter().map(|place| digit(year / place)).collect()
}

/// A day or month in Chinese numerals.
fn numerals(value: i8) -> String {
    let (tens, ones) = (i16::from(value / 10), i16::from(value % 10));
    let mut text = String::new();
    if tens > 1 {
        text.push_str(digit(tens));
    }
    if tens > 0 {
        text.push('十');
    }
    if ones > 0 {
        text.push_str(digit(ones));
    }
    text
}
