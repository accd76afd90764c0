//! What a column holds, and so which reader its text goes to.

use std::sync::OnceLock;

use super::number::{self, Style};
use super::text::Read;
use super::{currency, date, event, text, words};
use crate::filing::{Date, Decimal, Form, Row, Section, Table, Value};

/// What a column holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    Number(Style),
    Date,
    Currency,
    Code,
    YesNo,
    ShareClass,
    ShareType,
    Event,
    Section,
    Text,
}

/// The columns of a table in their order, each with what it holds.
pub(crate) fn columns<R: Row>() -> &'static [(&'static str, Kind)] {
    static TOLD: [OnceLock<Vec<(&str, Kind)>>; Table::ALL.len()] = [const { OnceLock::new() }; Table::ALL.len()];
    TOLD[R::TABLE as usize].get_or_init(|| R::columns().into_iter().map(|column| (column, tell::<R>(column))).collect())
}

/// What `column` of a table holds; `None` when the table has no such column.
pub(crate) fn of<R: Row>(column: &str) -> Option<Kind> {
    columns::<R>().iter().find(|(name, _)| *name == column).map(|(_, kind)| *kind)
}

/// What a column holds, from its name and from the values that it takes.
fn tell<R: Row>(column: &str) -> Kind {
    let takes = |value: Value| R::default().set(column, value);
    let price = column.contains("par_value") || column.contains("price");
    match column {
        "share_class" => Kind::ShareClass,
        "share_type" => Kind::ShareType,
        "event" => Kind::Event,
        "section" => Kind::Section,
        _ if takes(Value::Bool(true)) => Kind::YesNo,
        _ if takes(Value::Count(0)) => Kind::Number(Style::Count),
        _ if takes(Value::Decimal(Decimal::ZERO)) => Kind::Number(if price { Style::Rate } else { Style::Amount }),
        _ if takes(Value::Date(Date::MIN)) => Kind::Date,
        _ if column.ends_with("currency") => Kind::Currency,
        _ if column.ends_with("stock_code") => Kind::Code,
        _ => Kind::Text,
    }
}

/// The value of a cell of this kind, alone; what a number's cell holds besides (currency, units) is not told.
pub(crate) fn read(raw: &str, kind: Kind, form: Form) -> Read<Value> {
    match kind {
        Kind::Number(style) => number::read(raw, style).number.map(|value| typed(value, style)),
        Kind::Date => date::read(raw).map(Value::Date),
        Kind::Currency => currency::agree(&[raw]).map(Value::Text),
        Kind::Code => words::stock_code(raw, form).map(Value::Text),
        Kind::YesNo => words::yes_no(raw).map(Value::Bool),
        Kind::ShareClass => words::share_class(raw).map(|word| Value::Text(word.to_owned())),
        Kind::ShareType => words::share_type(raw).map(Value::Text),
        Kind::Event => event::read(&event::label(raw)).map(|word| Value::Text(word.to_owned())),
        Kind::Section => match Section::from_word(raw.trim()) {
            Some(section) => Read::Clean(Value::Text(section.as_str().to_owned())),
            None => Read::Unreadable("no section of the form".to_owned()),
        },
        Kind::Text => text::read(raw).map_or(Read::Blank, |words| Read::Clean(Value::Text(words))),
    }
}

/// A number as the value that its column takes.
pub(crate) fn typed(number: Decimal, style: Style) -> Value {
    match (style, number.to_count()) {
        (Style::Count, Some(count)) => Value::Count(count),
        _ => Value::Decimal(number),
    }
}

/// Whether a column can only hold zero and more.
pub(crate) fn is_stock(column: &str) -> bool {
    column.starts_with("opening_")
        || column.starts_with("closing_")
        || column.contains("issuable")
        || column == "price"
        || column.ends_with("_price")
}
