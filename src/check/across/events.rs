//! Consolidations, subdivisions and reorganisations, told from what a return states and from the month before.
//!
//! A count of shares that falls or rises by a clean ratio is no event by itself: a bonus issue of one for one doubles it
//! too. Something in the return must say so: the event in section III (E), its words, or a par value that moves the
//! other way by the same ratio.

use super::super::cells::{Cell, shown};
use super::continuity::Restated;
use super::matching::{Class, month_to_month};
use super::ratio::Ratio;
use super::sheet::Sheet;
use crate::filing::{CapitalEvent, Date, Decimal, OtherMovement, Row, ShareClass, Table};
use crate::finding::{Code, Finding};

/// One unit of a number, in units of 10⁻¹².
const ONE: i128 = 1_000_000_000_000;

/// Words for what happens to the shares themselves, in lower case. 合併 is a merger, too: the ratio tells.
const WORDS: [&str; 16] = [
    "consolidat",
    "subdivi",
    "sub-divi",
    "share split",
    "stock split",
    "split of shares",
    "reorganis",
    "reorganiz",
    "合併",
    "合并",
    "拆細",
    "拆细",
    "拆股",
    "股本重組",
    "股本重组",
    "股份重組",
];

/// An event with the finding that tells of it.
#[derive(Debug)]
pub(super) struct Told {
    pub event: CapitalEvent,
    pub restated: Restated,
    pub finding: Finding,
}

/// The events that a return reports itself, one for a class at most.
pub(super) fn within(sheet: &Sheet) -> Vec<Told> {
    sheet.rows(Table::IssuedShares).filter_map(|row| Block::of(sheet, row)?.event()).collect()
}

/// The events that happened between two months: the later one opens restated.
pub(super) fn between(earlier: &Sheet, later: &Sheet) -> Vec<Told> {
    let pairs = month_to_month(Table::IssuedShares, earlier, later).pairs;
    let told = pairs.into_iter().filter_map(|(first, row)| {
        let old = shares(earlier, first, CLOSING)?;
        let new = shares(later, row, OPENING)?;
        let ratio = Ratio::between(old, new)?;
        let class = Class::of(later, Table::IssuedShares, row);
        let par = par_across(earlier, later, &class);
        let is_scaled = is_scaled(ratio, par);
        let source = if is_scaled { "the par value" } else { in_remarks(remarks(later))? };
        let basis = format!(
            "section II opens with {new} shares, and {} ({}) closed with {old} ({ratio}); {source} bears it out{}",
            earlier.month(),
            earlier.path,
            said_of_par(par)
        );
        let event = Restatement { ratio, old, new, par, day: None, is_scaled };
        Some(event.told(later, row, Cell { table: Table::IssuedShares, row, column: "opening_total" }, &basis))
    });
    told.collect()
}

/// The columns of a balance of section II: total, issued, treasury.
type Balance = [&'static str; 3];

const OPENING: Balance = ["opening_total", "opening_issued", "opening_treasury"];
const CLOSING: Balance = ["closing_total", "closing_issued", "closing_treasury"];

/// The shares of a block of section II, treasury shares included; `None` where none are stated.
fn shares(sheet: &Sheet, row: u32, [total, issued, treasury]: Balance) -> Option<i128> {
    let number = |column| sheet.value(Cell { table: Table::IssuedShares, row, column }).units();
    let sum = || Some(number(issued)? + number(treasury).unwrap_or(0));
    Some(number(total).or_else(sum)? / ONE)
}

/// A block of section II with what moves its class.
struct Block<'a> {
    sheet: &'a Sheet<'a>,
    row: u32,
    class: Class,
    /// Shares at the opening and at the close, treasury shares included.
    opening: i128,
    closing: i128,
    par: Par,
}

/// A row of section III (E) with its number.
type Event<'a> = (u32, &'a OtherMovement);

/// More rows than this are not tried one by one.
const MOST_ROWS: usize = 16;

/// Rows of section III (E) that may be one event.
struct Candidate<'a> {
    rows: Vec<Event<'a>>,
    /// Whether their code or their words say so.
    is_telling: bool,
}

/// Par value before and after, in units of 10⁻¹².
type Par = (Option<i128>, Option<i128>);

impl<'a> Block<'a> {
    /// `None` where a count is not stated, or two blocks are of one class, so that no movement is surely of this one.
    fn of(sheet: &'a Sheet<'a>, row: u32) -> Option<Self> {
        let class = Class::of(sheet, Table::IssuedShares, row);
        let alike = sheet.rows(Table::IssuedShares);
        let alike = alike.filter(|other| Class::of(sheet, Table::IssuedShares, *other).key() == class.key());
        if alike.count() != 1 {
            return None;
        }
        let (opening, closing) = (shares(sheet, row, OPENING)?, shares(sheet, row, CLOSING)?);
        let par = par_within(sheet, &class);
        Some(Self { sheet, row, class, opening, closing, par })
    }

    fn event(&self) -> Option<Told> {
        if self.opening == self.closing {
            return None;
        }
        self.candidates().into_iter().find_map(|candidate| self.event_of(&candidate))
    }

    /// The rows of section III (E) that may be the event: those that say so, together and each by itself; where none
    /// does, those of no kind that the form knows, or none, for a change that section II alone shows.
    fn candidates(&self) -> Vec<Candidate<'a>> {
        let is_other = |event: &OtherMovement| event.event.as_deref() == Some("other");
        let (telling, rest): (Vec<_>, Vec<_>) = self.events().into_iter().partition(|(_, event)| is_told(event));
        let others: Vec<Event<'a>> = rest.into_iter().filter(|(_, event)| is_other(event)).collect();
        if telling.is_empty() {
            return vec![Candidate { rows: others, is_telling: false }];
        }
        let alone = telling.iter().take(MOST_ROWS).map(|row| vec![*row]);
        [telling.clone()].into_iter().chain(alone).map(|rows| Candidate { rows, is_telling: true }).collect()
    }

    fn event_of(&self, candidate: &Candidate<'a>) -> Option<Told> {
        let (ratio, old, new) = self.ratio(&candidate.rows)?;
        let is_scaled = is_scaled(ratio, self.par);
        let first = candidate.rows.first();
        let source = match first {
            Some((row, event)) if candidate.is_telling => {
                format!("row {row} of section III (E), {:?},", event.event_text.as_deref().unwrap_or_default())
            }
            _ if is_scaled => "the par value".to_owned(),
            Some(_) => in_remarks(remarks(self.sheet))?.to_owned(),
            None => return None,
        };
        let basis = format!("{old} shares became {new} ({ratio}); {source} bears it out{}", said_of_par(self.par));
        let at = match first {
            Some((row, _)) => Cell { table: Table::OtherMovements, row: *row, column: "issued_change" },
            None => Cell { table: Table::IssuedShares, row: self.row, column: "change_issued" },
        };
        let day = candidate.rows.iter().find_map(|(_, event)| event.event_date);
        let restatement = Restatement { ratio, old, new, par: self.par, day, is_scaled };
        Some(restatement.told(self.sheet, self.row, at, &basis))
    }

    /// The rows of section III (E) of the class.
    fn events(&self) -> Vec<Event<'a>> {
        let numbered = (1..).zip(&self.sheet.filing.other_movements);
        numbered
            .filter(|(row, _)| Class::of(self.sheet, Table::OtherMovements, *row).key() == self.class.key())
            .collect()
    }

    /// The ratio that what is left of the month's change makes, once all other movements are set aside; with the counts
    /// right before and after it.
    fn ratio(&self, rows: &[Event<'a>]) -> Option<(Ratio, i128, i128)> {
        let is_event = |row: u32| rows.iter().any(|(other, _)| *other == row);
        let day = rows.iter().find_map(|(_, event)| event.event_date);
        let ordinary: Vec<(Option<Date>, i128)> = self.ordinary(&is_event);
        let all: i128 = ordinary.iter().map(|(_, effect)| effect).sum();
        let dated_before = ordinary.iter().filter(|(on, _)| day.is_some() && on.is_some() && *on < day);
        let before: i128 = dated_before.map(|(_, effect)| effect).sum();
        let delta = self.closing - self.opening - all;
        // Movements without a date may all have come before it, or all behind it.
        let olds = [self.opening + before, self.opening, self.opening + all];
        olds.into_iter().find_map(|old| Some((Ratio::between(old, old + delta)?, old, old + delta)))
    }

    /// Every other movement of the class with its day, where one is printed.
    fn ordinary(&self, is_event: &dyn Fn(u32) -> bool) -> Vec<(Option<Date>, i128)> {
        let filing = self.sheet.filing;
        let mut movements = Vec::new();
        let schemes =
            [Table::OptionMovements, Table::WarrantMovements, Table::ConvertibleMovements, Table::AgreementMovements];
        for table in schemes {
            let of_class =
                self.sheet.rows(table).filter(|row| Class::of(self.sheet, table, *row).key() == self.class.key());
            movements.extend(of_class.map(|row| {
                let count = |column| filing.value(table, row, column).units().unwrap_or(0) / ONE;
                (None, count("new_shares_issued") + count("treasury_shares_transferred"))
            }));
        }
        let others = self.events().into_iter().filter(|(row, _)| !is_event(*row));
        movements.extend(others.map(|(_, event)| {
            let effect = i128::from(event.issued_change.unwrap_or(0)) + i128::from(event.treasury_change.unwrap_or(0));
            (event.event_date, effect)
        }));
        movements
    }
}

/// Whether the row of section III (E) is such an event by its code or by its words.
fn is_told(event: &OtherMovement) -> bool {
    match event.event.as_deref() {
        Some("capital_reorganisation") => true,
        Some("other") | None => event.event_text.as_deref().is_some_and(has_words),
        Some(_) => false,
    }
}

fn has_words(text: &str) -> bool {
    let text = text.to_lowercase();
    WORDS.iter().any(|word| text.contains(word))
}

/// The remarks on the capital as a whole; those on schemes tell how their terms are adjusted, often months later.
fn remarks<'a>(sheet: &'a Sheet<'a>) -> impl Iterator<Item = &'a str> {
    let of_capital = |section: Option<&str>| matches!(section, Some("I" | "II" | "E" | "end"));
    let of_capital = sheet.filing.remarks.iter().filter(move |remark| of_capital(remark.section.as_deref()));
    of_capital.filter_map(|remark| remark.text.as_deref())
}

fn in_remarks<'a>(mut remarks: impl Iterator<Item = &'a str>) -> Option<&'static str> {
    remarks.any(has_words).then_some("a remark")
}

/// The row of a class in section I, where one row alone is of it.
fn capital_row(sheet: &Sheet, class: &Class) -> Option<u32> {
    let table = Table::AuthorisedCapital;
    let mut rows = sheet.rows(table).filter(|row| Class::of(sheet, table, *row).key() == class.key());
    rows.next().filter(|_| rows.next().is_none())
}

fn par_within(sheet: &Sheet, class: &Class) -> Par {
    let par = |column| par_of(sheet, capital_row(sheet, class)?, column);
    (par("opening_par_value"), par("closing_par_value"))
}

fn par_across(earlier: &Sheet, later: &Sheet, class: &Class) -> Par {
    let from = capital_row(earlier, class).and_then(|row| par_of(earlier, row, "closing_par_value"));
    (from, capital_row(later, class).and_then(|row| par_of(later, row, "opening_par_value")))
}

fn par_of(sheet: &Sheet, row: u32, column: &'static str) -> Option<i128> {
    sheet.value(Cell { table: Table::AuthorisedCapital, row, column }).units()
}

/// Whether the par value moves against the count by the same ratio.
fn is_scaled(ratio: Ratio, par: Par) -> bool {
    matches!(par, (Some(old), Some(new)) if ratio.turns_par(old, new))
}

fn said_of_par(par: Par) -> String {
    match par {
        (Some(old), Some(new)) if old == new => format!("; the par value stays {}", shown(old)),
        (Some(old), Some(new)) => format!("; the par value was {} and is {}", shown(old), shown(new)),
        _ => String::new(),
    }
}

/// What became of the shares of a class.
struct Restatement {
    ratio: Ratio,
    old: i128,
    new: i128,
    par: Par,
    day: Option<Date>,
    is_scaled: bool,
}

impl Restatement {
    /// Without a reduction of capital the par value follows the ratio, or there is none.
    fn kind(&self) -> &'static str {
        let has_par = self.par.0.is_some() && self.par.1.is_some();
        match (has_par && !self.is_scaled, self.ratio.old > self.ratio.new) {
            (true, _) => "reorganisation",
            (false, true) => "consolidation",
            (false, false) => "subdivision",
        }
    }

    fn told(&self, sheet: &Sheet, row: u32, at: Cell, basis: &str) -> Told {
        let Ratio { old, new } = self.ratio;
        let factor = self.ratio.factor();
        let count = |shares: i128| i64::try_from(shares).ok();
        let par = |units: Option<i128>| units.and_then(Decimal::from_units);
        let event = CapitalEvent {
            class: class_of(sheet, row),
            kind: Some(self.kind().to_owned()),
            event_date: self.day,
            old_count: count(self.old),
            new_count: count(self.new),
            old_par_value: par(self.par.0),
            new_par_value: par(self.par.1),
            ratio_old: Some(old),
            ratio_new: Some(new),
            adjustment_factor: Some(factor),
            basis: Some(basis.to_owned()),
        };
        let message = format!("a {} of {}, adjustment factor {factor}: {basis}", self.kind(), self.ratio);
        let finding = Finding::new(Code::CapitalEvent, message).at(at.table, at.row).column(at.column);
        let class = Class::of(sheet, Table::IssuedShares, row).key();
        Told { event, restated: Restated { class, ratio: self.ratio }, finding }
    }
}

fn class_of(sheet: &Sheet, row: u32) -> ShareClass {
    let at = usize::try_from(row).unwrap_or(usize::MAX).saturating_sub(1);
    sheet.filing.issued_shares.get(at).and_then(Row::class).cloned().unwrap_or_default()
}
