//! The head and foot of a return: issuer, month, status, dates, counters, total authorised capital, signatory.

use super::date;
use super::notes::Notes;
use super::number::{self, Style};
use super::text::{self, Read};
use super::{currency, words};
use crate::filing::{Counter, Date, Form, MonthlyReturn, Table, Value};
use crate::finding::{Code, Finding, Method, Provenance, Severity};
use crate::parse::{FormData, RawValue};

/// Reads the columns of `filings`; their notes point at row 1 of that table.
pub(crate) fn record(form: &FormData, filing: &mut MonthlyReturn) -> (Vec<Finding>, Vec<Provenance>) {
    let mut notes = Notes::new(Table::Filings, 1);
    filing.form_version.clone_from(&form.form_version);
    filing.pages = form.pages;
    filing.issuer_name = words_of(form, "issuer_name", &mut notes);
    filing.submitted_by = words_of(form, "submitted_by", &mut notes);
    filing.submitted_by_title = words_of(form, "submitted_by_title", &mut notes);
    filing.month_end = date_of(form, "month_end", &mut notes);
    filing.submitted_on = date_of(form, "submitted_on", &mut notes);
    status(form, filing, &mut notes);
    total_capital(form, filing, &mut notes);
    counters(form, filing, &mut notes);
    plausible_dates(filing, &mut notes);
    (notes.findings, notes.provenance)
}

fn missing(notes: &mut Notes, column: &str, severity: Severity) {
    if !notes.unreadable.contains(column) {
        let finding =
            notes.about(Code::FieldMissing, column, format!("the form states no {column}; look at its first page"));
        notes.findings.push(finding.severity(severity));
    }
}

fn words_of(form: &FormData, column: &str, notes: &mut Notes) -> Option<String> {
    let raw = form.header.get(column);
    let value = raw.and_then(|raw| {
        // A line to sign on is no part of the name.
        let read = text::read(&raw.text.replace('_', " ")).map_or(Read::Blank, Read::Clean);
        notes.take(column, raw, read)
    });
    if value.is_none() && column == "issuer_name" {
        missing(notes, column, Severity::Error);
    }
    value
}

fn date_of(form: &FormData, column: &str, notes: &mut Notes) -> Option<Date> {
    let raw = form.header.get(column);
    let date = raw.and_then(|raw| notes.take(column, raw, date::read(&raw.text)));
    if date.is_none() {
        missing(notes, column, Severity::Error);
    }
    date
}

fn status(form: &FormData, filing: &mut MonthlyReturn, notes: &mut Notes) {
    if form.form == Form::LegacyEquity {
        return;
    }
    if let Some(raw) = form.header.get("status") {
        let read = words::status(&raw.text).map(|status| Value::Text(status.as_str().to_owned()));
        let word = notes.take("status", raw, read).map(|word| word.to_string());
        filing.status = word.as_deref().and_then(crate::filing::Status::from_word);
    }
    if filing.status.is_none() {
        missing(notes, "status", Severity::Warning);
    }
}

fn total_capital(form: &FormData, filing: &mut MonthlyReturn, notes: &mut Notes) {
    let mut marks: Vec<(String, &RawValue)> = Vec::new();
    if let Some(raw) = form.header.get("total_authorised_currency") {
        marks.push((raw.text.clone(), raw));
    }
    if let Some(raw) = form.header.get("total_authorised_capital") {
        let figure = number::read(&raw.text, Style::Amount);
        filing.total_authorised_capital = notes.take("total_authorised_capital", raw, figure.number);
        marks.extend(figure.currency.map(|mark| (mark, raw)));
    }
    let texts: Vec<&str> = marks.iter().map(|(text, _)| text.as_str()).collect();
    if let Some((_, raw)) = marks.first() {
        let read = currency::agree(&texts);
        filing.total_authorised_currency = notes.take("total_authorised_currency", raw, read);
    }
    if filing.total_authorised_capital.is_some_and(|total| total.units() != 0)
        && filing.total_authorised_currency.is_none()
    {
        missing(notes, "total_authorised_currency", Severity::Warning);
    }
    // A currency that the form offers beside an empty cell states nothing.
    let unread = notes.unreadable.contains("total_authorised_capital");
    if filing.total_authorised_capital.is_none() && !unread && filing.total_authorised_currency.take().is_some() {
        notes.provenance.retain(|p| p.column != "total_authorised_currency");
    }
}

fn counters(form: &FormData, filing: &mut MonthlyReturn, notes: &mut Notes) {
    let mut shown: Vec<&RawValue> = Vec::new();
    for (code, mark) in &form.counters {
        let Some(stock_code) = counter_code(code, form.form, notes) else {
            continue;
        };
        let currency = mark.as_ref().and_then(|raw| match currency::agree(&[&raw.text]) {
            Read::Clean(code) => Some(code),
            other => remark_only(raw, other, notes),
        });
        let known = filing.counters.iter_mut().find(|counter| counter.stock_code == stock_code);
        match known {
            None => {
                shown.push(code);
                filing.counters.push(Counter { stock_code, currency });
            }
            Some(known) if known.currency.is_none() => known.currency = currency,
            Some(known) if currency.is_some() && currency != known.currency => {
                let message = format!("counter {stock_code} is shown in several currencies; the first was taken");
                let finding = notes.finding(Code::ClassMismatch, "counters", code.place, message);
                let (first, other) = (known.currency.clone().unwrap_or_default(), currency.unwrap_or_default());
                notes.findings.push(finding.values(first, other));
            }
            Some(_) => {}
        }
    }
    if let Some(first) = shown.first() {
        let text = shown.iter().map(|raw| raw.text.as_str()).collect::<Vec<_>>().join(", ");
        notes.stands("counters", &RawValue { text, place: first.place }, Method::Read);
    }
}

fn counter_code(raw: &RawValue, form: Form, notes: &mut Notes) -> Option<String> {
    match words::stock_code(&raw.text, form) {
        Read::Clean(code) => Some(code),
        other => remark_only(raw, other, notes),
    }
}

/// A cell of the list of counters that needs a remark: the list has one row of provenance as a whole.
fn remark_only(raw: &RawValue, read: Read<String>, notes: &mut Notes) -> Option<String> {
    let before = notes.provenance.len();
    let value = notes.take("counters", raw, read);
    notes.provenance.truncate(before);
    value
}

fn plausible_dates(filing: &MonthlyReturn, notes: &mut Notes) {
    let mut doubt = |column: &str, date: Date, why: &str| {
        let message = format!("{column} is {date}: {why}");
        let finding = notes.finding(Code::ImplausibleDate, column, notes.place_of(column), message);
        notes.findings.push(finding.values("", date));
    };
    if let Some(month_end) = filing.month_end.filter(|date| !date::is_month_end(*date)) {
        doubt("month_end", month_end, "not the last day of a month");
    }
    let (Some(month_end), Some(submitted_on)) = (filing.month_end, filing.submitted_on) else {
        return;
    };
    if date::is_before_by(submitted_on, month_end, 31) {
        doubt("submitted_on", submitted_on, "more than a month before the end of the month that it reports");
    } else if date::is_before_by(month_end, submitted_on, 731) {
        doubt("submitted_on", submitted_on, "more than two years after the month that it reports");
    }
}

/// Whether a column of the head is read at all; `parse` may not name others.
pub(crate) fn knows(column: &str) -> bool {
    matches!(
        column,
        "issuer_name"
            | "month_end"
            | "status"
            | "submitted_on"
            | "total_authorised_currency"
            | "total_authorised_capital"
            | "submitted_by"
            | "submitted_by_title"
    )
}
