//! Identity 6: an English return and its Chinese twin state the same.
//!
//! Words differ between the languages; numbers, dates, codes, flags, currencies and the words of the contract do not.

use super::super::cells::{Cell, State};
use super::matching::{Class, Pairing, are_too_many, best, complete, row_name};
use super::sheet::Sheet;
use crate::filing::{MonthlyReturn, Table, Value, columns_stated};
use crate::finding::{Code, Finding, Severity};

/// Columns in the language of the form, and those that tell the two documents apart.
const WORDS: [&str; 14] = [
    "scheme",
    "description",
    "event_text",
    "other_text",
    "class_description",
    "convertible_type",
    "ratio_text",
    "text",
    "public_float_threshold",
    "public_float_info",
    "share_type",
    "issuer_name",
    "submitted_by",
    "submitted_by_title",
];

/// Columns whose difference does not touch a figure: how a document was filed, and words that a reader told from others.
const WEAK: [&str; 5] = ["submitted_on", "event", "nominal_unit", "share_class", "listed"];

/// The tables that are compared; remarks are words throughout.
const TABLES: [Table; 10] = [
    Table::Filings,
    Table::AuthorisedCapital,
    Table::IssuedShares,
    Table::OptionMovements,
    Table::WarrantMovements,
    Table::ConvertibleMovements,
    Table::AgreementMovements,
    Table::OtherMovements,
    Table::SectionTotals,
    Table::DepositaryReceipts,
];

/// The balance that a neighbouring month states for a cell, and that month.
pub(super) type Neighbours<'a> = dyn Fn(Cell) -> Vec<(i128, String)> + 'a;

/// A return with what the months around it say.
pub(super) struct Side<'a> {
    pub sheet: &'a Sheet<'a>,
    pub neighbours: &'a Neighbours<'a>,
}

/// The rows of two returns that belong together, in one table.
pub(super) struct Aligned {
    table: Table,
    pairing: Pairing,
    /// Whether no cell of any pair differs.
    agrees: bool,
}

/// The rows of two returns that belong together, table by table.
pub(super) fn alignment(first: &Sheet, second: &Sheet) -> Vec<Aligned> {
    TABLES.into_iter().map(|table| align(table, first, second)).collect()
}

/// Every cell of the first return with its counterpart in the second, as far as rows have one.
pub(super) fn counterparts<'a>(alignment: impl IntoIterator<Item = &'a Aligned>) -> Vec<(Cell, Cell)> {
    let mut cells = Vec::new();
    for aligned in alignment {
        let (table, columns) = (aligned.table, compared(aligned.table));
        for &(row, other) in &aligned.pairing.pairs {
            let pair = |column: &&'static str| (Cell { table, row, column }, Cell { table, row: other, column });
            cells.extend(columns.iter().map(pair));
        }
    }
    cells
}

/// What differs: the findings about the first return, and those about the second.
pub(super) fn compare(first: &Side, second: &Side) -> [Vec<Finding>; 2] {
    let mut findings = [Vec::new(), Vec::new()];
    let alignment = alignment(first.sheet, second.sheet);
    for (cell, other) in counterparts(alignment.iter().filter(|aligned| !aligned.agrees)) {
        let Some(severity) = difference(first.sheet, cell, second.sheet, other) else { continue };
        findings[0].push(differs(first, cell, second, other, severity));
        findings[1].push(differs(second, other, first, cell, severity));
    }
    for Aligned { table, pairing, .. } in &alignment {
        for row in &pairing.first_only {
            let [here, there] = lacking(*table, *row, first.sheet, second.sheet);
            findings[0].push(here);
            findings[1].push(there);
        }
        for row in &pairing.second_only {
            let [here, there] = lacking(*table, *row, second.sheet, first.sheet);
            findings[1].push(here);
            findings[0].push(there);
        }
    }
    compare_counters(first.sheet, second.sheet, &mut findings);
    findings
}

fn compare_counters(first: &Sheet, second: &Sheet, findings: &mut [Vec<Finding>; 2]) {
    let counters = [first, second].map(|sheet| counters(sheet.filing));
    if counters[0] == counters[1] {
        return;
    }
    for (at, other) in [(0, second), (1, first)] {
        let [here, there] = [&counters[at], &counters[1 - at]];
        let message = format!("the further counters are {here:?} here and {there:?} in {}", named(other));
        let finding = Finding::new(Code::TwinDiffers, message).at(Table::Filings, 1).column("counters");
        findings[at].push(finding.values(there, here));
    }
}

fn counters(filing: &MonthlyReturn) -> String {
    let one = |counter: &crate::filing::Counter| {
        format!("{} {}", counter.stock_code, counter.currency.as_deref().unwrap_or("")).trim_end().to_owned()
    };
    filing.counters.iter().map(one).collect::<Vec<_>>().join(", ")
}

fn compared(table: Table) -> Vec<&'static str> {
    columns_stated(table).into_iter().filter(|column| !WORDS.contains(column)).collect()
}

/// How much two cells differ; `None` where they agree, or one of them could not be read.
fn difference(first: &Sheet, cell: Cell, second: &Sheet, other: Cell) -> Option<Severity> {
    let (one, two) = (first.value(cell), second.value(other));
    if one == two || first.is_unreadable(cell) || second.is_unreadable(other) {
        return None;
    }
    match (one.units(), two.units()) {
        (Some(one), Some(two)) if one == two => None,
        (Some(0), None) | (None, Some(0)) => Some(Severity::Info),
        _ if WEAK.contains(&cell.column) => Some(Severity::Warning),
        _ => Some(Severity::Error),
    }
}

/// Rows that belong together: in their order where classes agree and that leaves no difference, else by their figures.
fn align(table: Table, first: &Sheet, second: &Sheet) -> Aligned {
    let [firsts, seconds] = [first, second].map(|sheet| sheet.filing.row_count(table));
    let in_order = complete(firsts, seconds, (1..=firsts.min(seconds)).map(|row| (row, row)));
    let columns = compared(table);
    let differing = |row: u32, other: u32| {
        let cells = columns.iter().map(|&column| (Cell { table, row, column }, Cell { table, row: other, column }));
        cells.filter(|(cell, other)| difference(first, *cell, second, *other).is_some()).count()
    };
    let total = |pairing: &Pairing| pairing.pairs.iter().map(|&(row, other)| differing(row, other)).sum::<usize>();
    let differences = total(&in_order);
    let agrees = differences == 0;
    if firsts == seconds && agrees || are_too_many(firsts, seconds) || table == Table::Filings {
        return Aligned { table, pairing: in_order, agrees };
    }
    let same_section = |row: u32, other: u32| {
        let section = |sheet: &Sheet, row| sheet.value(Cell { table, row, column: "section" });
        section(first, row) == section(second, other)
    };
    let by_figures = best(firsts, seconds, |row, other| {
        let equal = columns.iter().filter(|&&column| {
            let value = first.value(Cell { table, row, column });
            !value.is_null() && value == second.value(Cell { table, row: other, column })
        });
        let (equal, differing) = (equal.count(), differing(row, other));
        let alike = i64::try_from(equal).ok()? - i64::try_from(differing).ok()?;
        (same_section(row, other) && class(first, table, row) == class(second, table, other)).then_some(alike)
    });
    let by_figures = with_the_rest(by_figures, firsts, seconds);
    let is_in_order = firsts == seconds && differences <= total(&by_figures);
    Aligned { table, pairing: if is_in_order { in_order } else { by_figures }, agrees: false }
}

/// Class and code; the type is a word that the languages may print differently.
fn class(sheet: &Sheet, table: Table, row: u32) -> [Value; 2] {
    ["share_class", "class_stock_code"].map(|column| sheet.value(Cell { table, row, column }))
}

/// Pairs what is left in its order, as far as it goes.
fn with_the_rest(pairing: Pairing, firsts: u32, seconds: u32) -> Pairing {
    let rest = pairing.first_only.into_iter().zip(pairing.second_only);
    complete(firsts, seconds, pairing.pairs.into_iter().chain(rest))
}

fn differs(side: &Side, cell: Cell, twin: &Side, other: Cell, severity: Severity) -> Finding {
    let (here, there) = (side.sheet.value(cell), twin.sheet.value(other));
    let says = |value: &Value| if value.is_null() { "blank".to_owned() } else { value.to_string() };
    let verdict = verdict(side, cell, twin, other).unwrap_or_default();
    let (here, there) = (says(&here), says(&there));
    let message = format!("{} is {here} here and {there} in {}{verdict}", cell.column, named(twin.sheet));
    let finding = Finding::new(Code::TwinDiffers, message).severity(severity);
    finding.at(cell.table, cell.row).column(cell.column).values(there, here)
}

/// Which of two numbers the identities bear out, where they decide it.
fn verdict(side: &Side, cell: Cell, twin: &Side, other: Cell) -> Option<String> {
    let (State::Stated(here), State::Stated(there)) = (side.sheet.state(cell), twin.sheet.state(other)) else {
        return None;
    };
    let neighbours = (side.neighbours)(cell).into_iter().chain((twin.neighbours)(other));
    let mut decided: Vec<(bool, String)> = neighbours
        .filter(|(units, _)| *units == here || *units == there)
        .map(|(units, month)| (units == here, format!("the return for {month}")))
        .collect();
    let breached = [side.sheet.is_breached(cell), twin.sheet.is_breached(other)];
    if breached[0] != breached[1] {
        decided.push((breached[1], "what adds up within the return".to_owned()));
    }
    let (is_here, by) = decided.first()?;
    let which = if decided.iter().any(|(other, _)| other != is_here) {
        return Some("; the identities do not agree on which is right".to_owned());
    } else if *is_here {
        "this one"
    } else {
        "the other one"
    };
    Some(format!("; {by} bears out {which}"))
}

/// A row that one return has and the other lacks.
fn lacking(table: Table, row: u32, here: &Sheet, there: &Sheet) -> [Finding; 2] {
    let name = match table {
        Table::SectionTotals => {
            let section = here.value(Cell { table, row, column: "section" });
            format!("the total of section {section}, class {}", Class::of(here, table, row).name())
        }
        _ => row_name(here, table, row),
    };
    let message = format!("row {row} ({name}) has no counterpart in {}", named(there));
    let stands = Finding::new(Code::TwinDiffers, message).at(table, row).values("nothing", "a row");
    let message = format!("row {row} ({name}) of {} has no counterpart here", named(here));
    let mut lacks = Finding::new(Code::TwinDiffers, message).values("a row", "nothing");
    lacks.table = Some(table);
    [stands, lacks]
}

/// A return as a message names it.
fn named(sheet: &Sheet) -> String {
    let language = match sheet.filing.language {
        crate::filing::Language::English => "English",
        _ => "Chinese",
    };
    format!("the {language} return ({})", sheet.path)
}
