//! One row of the form, as text → one typed row of a table.

use std::collections::BTreeMap;

use super::kind::{self, Kind};
use super::notes::Notes;
use super::number::{self, Figure, Style};
use super::runs::{self, Placement};
use super::text::Read;
use super::{currency, event, signs, text};
use crate::filing::{Decimal, Form, Row, ShareClass, Table, Value};
use crate::finding::{Code, Finding, Method, Provenance, Severity};
use crate::parse::{FormData, FormRow, RawValue};

/// A row with the notes on it.
pub(crate) struct Recorded<R> {
    pub row: R,
    pub findings: Vec<Finding>,
    pub provenance: Vec<Provenance>,
}

/// The cells of a row by column; a column that the form prints several times holds several.
type Cells<'a> = BTreeMap<&'a str, Vec<&'a RawValue>>;

/// Reads a row that will be number `number` of its table; `None` when it states nothing.
pub(crate) fn record<R: Row>(form: &FormData, source: &FormRow, number: u32) -> Option<Recorded<R>> {
    let mut notes = Notes::new(R::TABLE, number);
    let placement = runs::place::<R>(source);
    let cells = cells::<R>(form, source, &placement, &mut notes);
    let mut row = R::default();
    let mut money = Money::default();
    for (column, raws) in &cells {
        read_column(&mut row, form, column, raws, &mut money, &mut notes);
    }
    currencies(&mut row, &cells, &money, &mut notes);
    nominal_unit(&mut row, &money, &mut notes);
    listed_by_code(&mut row, form, &cells, &mut notes);
    if !states_something(&row, &notes) {
        return None;
    }
    signs::turn(&mut row, &mut notes);
    Some(Recorded { row, findings: notes.findings, provenance: notes.provenance })
}

/// What the figures of a row say about money besides their number.
#[derive(Debug, Default)]
struct Money<'a> {
    /// Currency column, text of the currency within a figure's cell, that cell.
    marks: Vec<(&'static str, String, &'a RawValue)>,
    /// A cell whose number is counted in units.
    units: Option<&'a RawValue>,
}

impl<'a> Money<'a> {
    /// Keeps what a figure's cell says besides its number, and gives the number.
    fn take(&mut self, column: &str, raw: &'a RawValue, figure: Figure) -> Read<Decimal> {
        self.marks.extend(figure.currency.map(|mark| (currency_of(column), mark, raw)));
        if figure.units {
            self.units.get_or_insert(raw);
        }
        figure.number
    }
}

fn cells<'a, R: Row>(form: &FormData, source: &'a FormRow, placement: &'a Placement, notes: &mut Notes) -> Cells<'a> {
    let mut cells = Cells::new();
    let placed = placement.cells.iter().map(|(column, value)| (column, value));
    for (column, value) in source.fields.iter().chain(placed) {
        cells.entry(column).or_default().push(value);
    }
    for (code, column, place, message) in &placement.notes {
        let finding = notes.finding(*code, column, *place, message.clone());
        notes.findings.push(finding);
    }
    if R::TABLE == Table::IssuedShares && states_one_number(form, &cells) {
        for (issued, total) in [("opening_issued", "opening_total"), ("closing_issued", "closing_total")] {
            if let Some(stated) = cells.get(issued).cloned() {
                cells.insert(total, stated);
            }
        }
    }
    // Either name may hold the cell: the word and the text come out of the same.
    if R::TABLE == Table::OtherMovements
        && let Some(stated) = cells.get("event").or_else(|| cells.get("event_text")).cloned()
    {
        cells.insert("event", stated.clone());
        cells.insert("event_text", stated);
    }
    cells
}

/// Forms before v1.1 print the shares in issue once: issued and total are the same number, treasury is not stated.
fn states_one_number(form: &FormData, cells: &Cells) -> bool {
    let version = form.form_version.as_deref().and_then(|version| {
        let mut parts = version.split('.').map_while(|part| part.trim().parse::<u32>().ok());
        Some((parts.next()?, parts.next()?))
    });
    version.is_none_or(|version| version < (1, 1))
        && !cells.keys().any(|column| column.ends_with("_treasury") || column.ends_with("_total"))
}

fn read_column<'a, R: Row>(
    row: &mut R,
    form: &FormData,
    column: &str,
    raws: &[&'a RawValue],
    money: &mut Money<'a>,
    notes: &mut Notes,
) {
    let Some(kind) = kind::of::<R>(column) else {
        let raw = raws[0];
        let message = format!("{:?} was placed in {column}, which {} does not have", raw.text, R::TABLE.as_str());
        let finding = notes.finding(Code::UnclaimedText, column, raw.place, message);
        notes.findings.push(finding.severity(Severity::Error));
        return;
    };
    if kind == Kind::Currency {
        return;
    }
    let raw = stated(column, raws, kind, form, notes);
    let read = match kind {
        Kind::Number(style) => {
            money.take(column, raw, number::read(&raw.text, style)).map(|value| kind::typed(value, style))
        }
        Kind::Text if column == "event_text" => kind::read(&event::label(&raw.text), kind, form.form),
        _ => kind::read(&raw.text, kind, form.form),
    };
    let remark = match kind {
        Kind::ShareType | Kind::Event => Code::UnknownWord,
        _ => Code::RepairedText,
    };
    if let Some(value) = notes.take_as(column, raw, read, remark) {
        let taken = row.set(column, value);
        debug_assert!(taken, "{column} takes what its reader gives");
    }
}

/// The cell that is read where a column came several times: the first that states something. Others must say the same.
fn stated<'a>(column: &str, raws: &[&'a RawValue], kind: Kind, form: &FormData, notes: &mut Notes) -> &'a RawValue {
    if let [only] = raws {
        return only;
    }
    let first = raws.iter().find(|raw| !text::is_blank(&raw.text)).unwrap_or(&raws[0]);
    let said = kind::read(&first.text, kind, form.form);
    for other in raws.iter().filter(|raw| !text::is_blank(&raw.text) && kind::read(&raw.text, kind, form.form) != said)
    {
        let message = format!("{column} came twice, as {:?} and as {:?}; the first was taken", first.text, other.text);
        let finding =
            notes.finding(Code::AmbiguousColumns, column, other.place, message).values(&first.text, &other.text);
        notes.findings.push(finding);
    }
    first
}

/// The column with the currency of a figure's column.
fn currency_of(column: &str) -> &'static str {
    match column {
        "price" => "price_currency",
        "subscription_price" => "subscription_currency",
        "conversion_price" => "conversion_currency",
        "funds_raised" => "funds_currency",
        _ => "currency",
    }
}

fn currencies<R: Row>(row: &mut R, cells: &Cells, money: &Money, notes: &mut Notes) {
    for (column, _) in kind::columns::<R>().iter().filter(|(_, kind)| *kind == Kind::Currency) {
        let printed = cells.get(column).into_iter().flatten().copied();
        let marks = money.marks.iter().filter(|(of, ..)| *of == *column);
        let stated: Vec<(&str, &RawValue)> = printed
            .map(|raw| (raw.text.as_str(), raw))
            .chain(marks.map(|(_, mark, raw)| (mark.as_str(), *raw)))
            .filter(|(text, _)| !text::is_blank(text))
            .collect();
        let Some((_, first)) = stated.first() else {
            ask_for_currency(row, column, notes);
            continue;
        };
        let texts: Vec<&str> = stated.iter().map(|(text, _)| *text).collect();
        let read = currency::agree(&texts);
        let mut shown = (*first).clone();
        if !matches!(read, Read::Clean(_)) {
            let mut distinct = texts;
            distinct.dedup();
            shown.text = distinct.join(", ");
        }
        if let Some(code) = notes.take(column, &shown, read) {
            row.set(column, Value::Text(code));
        }
    }
}

/// Money without a currency is worth a question.
fn ask_for_currency<R: Row>(row: &R, column: &str, notes: &mut Notes) {
    let money =
        kind::columns::<R>().iter().filter(|(_, kind)| matches!(kind, Kind::Number(Style::Amount | Style::Rate)));
    let amount = money
        .map(|(name, _)| *name)
        .find(|name| currency_of(name) == column && row.get(name).units().is_some_and(|units| units != 0));
    if let Some(amount) = amount {
        let message = format!("{amount} is {}, but no currency is printed beside it", row.get(amount));
        let finding = notes.finding(Code::FieldMissing, column, notes.place_of(amount), message);
        notes.findings.push(finding.severity(Severity::Warning));
    }
}

/// Whether a warrant's nominal value counts money or, under a heading of money, warrants.
fn nominal_unit<R: Row>(row: &mut R, money: &Money, notes: &mut Notes) {
    if R::TABLE != Table::WarrantMovements {
        return;
    }
    let columns = ["opening_nominal", "issued", "exercised", "cancelled", "lapsed", "other", "closing_nominal"];
    let Some(first) = columns.iter().find(|column| !row.get(column).is_null()) else {
        return;
    };
    let unit = if let Some(raw) = money.units {
        notes.stands("nominal_unit", raw, Method::Read);
        let message = format!("the nominal value is counted in units ({:?}), not in money", raw.text);
        let finding = notes.finding(Code::UnknownWord, "nominal_unit", raw.place, message).values("money", "units");
        notes.findings.push(finding);
        "units"
    } else {
        let raw = RawValue { text: notes.raw_of(first), place: notes.place_of(first) };
        notes.stands("nominal_unit", &raw, Method::Read);
        "money"
    };
    row.set("nominal_unit", Value::Text(unit.to_owned()));
}

/// The legacy form has no cell that says listed: a code says that a class is, a printed `N/A` that it is not.
fn listed_by_code<R: Row>(row: &mut R, form: &FormData, cells: &Cells, notes: &mut Notes) {
    let Some(raw) =
        cells.get("class_stock_code").and_then(|raws| raws.first()).filter(|_| form.form == Form::LegacyEquity)
    else {
        return;
    };
    let has_code = !row.get("class_stock_code").is_null();
    let says_none = raw.text.chars().any(char::is_alphanumeric) && !notes.unreadable.contains("class_stock_code");
    if row.class().is_some_and(|class| class.listed.is_none()) && (has_code || says_none) {
        notes.stands("listed", raw, Method::Read);
        row.set("listed", Value::Bool(has_code));
    }
}

/// Whether a row holds more than the class it is about and currencies that the form offers beside empty cells.
fn states_something<R: Row>(row: &R, notes: &Notes) -> bool {
    kind::columns::<R>().iter().any(|(column, kind)| {
        let labels = matches!(kind, Kind::Currency | Kind::Section) || ShareClass::COLUMNS.contains(column);
        !labels && (!row.get(column).is_null() || notes.unreadable.contains(*column))
    })
}
