//! How a value stands on the form: group marks, dates, currencies, the words for classes.

use super::edition::Edition;
use super::metrics::widen;
use crate::filing::{Date, Decimal, ShareClass, Status};

/// Groups the digits of a plain number in threes.
fn grouped(plain: &str) -> String {
    let (sign, digits) = plain.strip_prefix('-').map_or(("", plain), |rest| ("-", rest));
    let (whole, fraction) = digits.split_once('.').unwrap_or((digits, ""));
    let mut out = String::from(sign);
    for (at, c) in whole.chars().enumerate() {
        if at > 0 && (whole.len() - at) % 3 == 0 {
            out.push(',');
        }
        out.push(c);
    }
    if !fraction.is_empty() {
        out.push('.');
        out.push_str(fraction);
    }
    out
}

/// A count with group marks; nothing for a blank.
pub(super) fn count(value: Option<i64>) -> String {
    value.map_or_else(String::new, |v| grouped(&v.to_string()))
}

/// The size of a count with group marks: how shares that leave treasury are printed where the heading says so.
pub(super) fn magnitude(value: Option<i64>) -> String {
    count(value.map(i64::abs))
}

/// Money, a par value or a price, with group marks; nothing for a blank.
pub(super) fn decimal(value: Option<Decimal>) -> String {
    value.map_or_else(String::new, |v| grouped(&v.to_string()))
}

/// A currency as FF301 prints it: `RMB`, not `CNY`.
pub(super) fn currency(code: Option<&str>) -> String {
    match code {
        Some("CNY") => "RMB".to_owned(),
        other => other.unwrap_or_default().to_owned(),
    }
}

const MONTHS: [&str; 12] = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
];

/// `05 July 2023`.
pub(super) fn english_date(date: Date) -> String {
    let month = MONTHS[usize::try_from(date.month() - 1).unwrap_or(0)];
    format!("{:02} {month} {}", date.day(), date.year())
}

impl Edition {
    /// `05 July 2023`, `2023年7月5日`; nothing for a blank.
    pub(super) fn date(self, date: Option<Date>) -> String {
        date.map_or_else(String::new, |d| {
            if self.chinese { format!("{}年{}月{}日", d.year(), d.month(), d.day()) } else { english_date(d) }
        })
    }

    /// Free text as printed: Chinese forms use full-width marks.
    pub(super) fn free_text(self, text: Option<&str>) -> String {
        let text = text.unwrap_or_default();
        if self.chinese { widen(text) } else { text.to_owned() }
    }

    pub(super) fn status_word(self, status: Option<Status>) -> &'static str {
        match status {
            Some(Status::NewSubmission) => self.pick("New Submission", "新提交"),
            Some(Status::Resubmission) => self.pick("Resubmission", "重新提交"),
            None => "",
        }
    }

    /// The family of shares: `Ordinary shares`.
    pub(super) fn class_word(self, class: &ShareClass) -> &'static str {
        match class.share_class.as_deref() {
            Some("ordinary") => self.pick("Ordinary shares", "普通股"),
            Some("preference") => self.pick("Preference shares", "優先股"),
            Some("wvr_ordinary") => self.pick("WVR ordinary shares", "不同投票權架構公司普通股"),
            Some("other") => self.pick("Other class (specify in description)", "其他類別 (請於說明中註明)"),
            _ => "",
        }
    }

    /// The type of shares: `H`, `Not applicable`; `Class H` under the swapped labels.
    pub(super) fn type_word(self, class: &ShareClass) -> String {
        match class.share_type.as_deref() {
            None => self.not_applicable().to_owned(),
            Some("other") => self.pick("Other type (specify in description)", "其他類別 (請於說明中註明)").to_owned(),
            Some(letter) if self.version.swaps_class_labels() && !self.chinese => format!("Class {letter}"),
            Some(letter) => letter.to_owned(),
        }
    }

    /// The class as total lines name it: `WVR ordinary shares B`.
    pub(super) fn class_in_total(self, class: &ShareClass) -> String {
        let family = self.class_word(class);
        match class.share_type {
            None => family.to_owned(),
            Some(_) => format!("{family} {}", self.type_word(class)),
        }
    }

    pub(super) fn listed_word(self, class: &ShareClass) -> &'static str {
        match class.listed {
            Some(true) => self.pick("Yes", "是"),
            Some(false) => self.pick("No", "否"),
            None => "",
        }
    }

    /// The code, `N/A` for an unlisted class that has none.
    pub(super) fn code_word(self, class: &ShareClass) -> String {
        match &class.class_stock_code {
            Some(code) => code.clone(),
            None if class.listed == Some(false) => self.pick("N/A", "不適用").to_owned(),
            None => String::new(),
        }
    }
}
