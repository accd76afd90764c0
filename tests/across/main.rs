//! What the returns of a dataset say about each other: month after month, in both languages, and after corrections.

#[path = "../common/mod.rs"]
mod common;
mod drawn;
mod events;
mod months;
#[path = "../store/readings.rs"]
#[allow(dead_code, reason = "the tests of the store use the rest")]
mod readings;
mod repaired;
mod twins;

use readings::entry;
use sharecap::check::check;
use sharecap::filing::{
    AuthorisedCapital, CapitalEvent, ConvertibleMovement, Date, Form, IssuedShares, Language, MonthlyReturn,
    OptionMovement, ShareClass, Table, Value,
};
use sharecap::finding::{Code, Finding, Severity};
use sharecap::pipeline::check_across;
use sharecap::record::Reading;
use sharecap::tables::{Entry, Snapshot, assemble};

/// The codes of identities 5 and 6, and of capital events.
const CODES: [Code; 5] =
    [Code::ContinuityBroken, Code::ClassMissing, Code::SchemeMissing, Code::TwinDiffers, Code::CapitalEvent];

pub(crate) fn ordinary() -> ShareClass {
    ShareClass {
        share_class: Some("ordinary".to_owned()),
        class_stock_code: Some("00001".to_owned()),
        listed: Some(true),
        ..ShareClass::default()
    }
}

/// A return in which nothing moves: 500,000 shares of 0.01, two schemes and a bond.
pub(crate) fn quiet(month: &str, language: Language) -> MonthlyReturn {
    let mut filing = MonthlyReturn::new(Form::Ff301, language);
    let month: Date = format!("{month}-01").parse().unwrap();
    filing.form_version = Some("1.1.1".to_owned());
    filing.stock_code = Some("00001".to_owned());
    filing.month_end = Some(month.last_of_month());
    filing.submitted_on = Some(month.last_of_month().tomorrow().unwrap());
    filing.authorised_capital = vec![AuthorisedCapital { class: ordinary(), ..AuthorisedCapital::default() }];
    filing.issued_shares = vec![IssuedShares { class: ordinary(), ..IssuedShares::default() }];
    for (column, number) in [("shares", "1000000"), ("par_value", "0.01"), ("capital", "10000")] {
        still(&mut filing, Table::AuthorisedCapital, 1, column, number);
    }
    put(&mut filing, Table::AuthorisedCapital, 1, "currency", "HKD");
    for (column, number) in [("issued", "500000"), ("treasury", "0"), ("total", "500000")] {
        still(&mut filing, Table::IssuedShares, 1, column, number);
    }
    let is_english = language == Language::English;
    let schemes = if is_english {
        ["Share Option Scheme adopted on 31 August 2011", "2021 Share Option Scheme"]
    } else {
        ["於2011年8月31日採納的購股權計劃", "2021年購股權計劃"]
    };
    for (row, (scheme, number)) in (1..).zip(schemes.into_iter().zip(["4000", "70000"])) {
        filing.option_movements.push(OptionMovement { class: ordinary(), ..OptionMovement::default() });
        put(&mut filing, Table::OptionMovements, row, "scheme", scheme);
        still(&mut filing, Table::OptionMovements, row, "options", number);
    }
    filing.convertible_movements = vec![ConvertibleMovement { class: ordinary(), ..ConvertibleMovement::default() }];
    let bond = if is_english { "Convertible bonds due 2030" } else { "2030年到期可換股債券" };
    put(&mut filing, Table::ConvertibleMovements, 1, "description", bond);
    still(&mut filing, Table::ConvertibleMovements, 1, "amount", "900");
    filing
}

pub(crate) fn english(month: &str) -> MonthlyReturn {
    quiet(month, Language::English)
}

pub(crate) fn chinese(month: &str) -> MonthlyReturn {
    quiet(month, Language::TraditionalChinese)
}

/// Sets a cell by what it looks like.
pub(crate) fn put(filing: &mut MonthlyReturn, table: Table, row: u32, column: &str, text: &str) {
    let values = [
        text.parse().ok().map(Value::Count),
        text.parse().ok().map(Value::Decimal),
        text.parse().ok().map(Value::Date),
        text.is_empty().then_some(Value::Null),
        Some(Value::Text(text.to_owned())),
    ];
    let set = values.into_iter().flatten().any(|value| filing.set_value(table, row, column, value));
    assert!(set, "{}[{row}].{column} = {text}", table.as_str());
}

/// The opening and the closing balance of a row.
pub(crate) fn still(filing: &mut MonthlyReturn, table: Table, row: u32, balance: &str, number: &str) {
    put(filing, table, row, &format!("opening_{balance}"), number);
    put(filing, table, row, &format!("closing_{balance}"), number);
}

/// A return with its cells set anew.
pub(crate) fn with(mut filing: MonthlyReturn, cells: &[(Table, u32, &str, &str)]) -> MonthlyReturn {
    for (table, row, column, text) in cells {
        put(&mut filing, *table, *row, column, text);
    }
    filing
}

pub(crate) fn reading(filing: MonthlyReturn) -> Reading {
    let mut reading = Reading { filing, findings: Vec::new(), provenance: Vec::new() };
    check(&mut reading);
    reading
}

/// A dataset of readings, each under a path; checked.
pub(crate) fn dataset(readings: Vec<(String, Reading)>) -> Snapshot {
    let entry = |(path, reading): (String, Reading)| Entry { source_path: path.clone(), ..entry(&path, Ok(reading)) };
    let entries = readings.into_iter().map(entry).collect();
    let mut snapshot = assemble(entries);
    check_across(&mut snapshot);
    snapshot
}

/// The same of returns; they are called `0`, `1`, … in their order.
pub(crate) fn of(filings: Vec<MonthlyReturn>) -> Snapshot {
    dataset((0..).map(|at: u32| at.to_string()).zip(filings.into_iter().map(reading)).collect())
}

pub(crate) fn is_across(finding: &&Finding) -> bool {
    CODES.contains(&finding.code)
}

/// What was found across returns: path, code, severity, and the cell.
pub(crate) fn found(snapshot: &Snapshot) -> Vec<String> {
    let mut all = Vec::new();
    for (entry, _) in snapshot.entries() {
        let findings = &entry.result.as_ref().unwrap().findings;
        all.extend(findings.iter().filter(is_across).map(|finding| {
            let cell = [
                finding.table.map(|table| table.as_str().to_owned()),
                finding.row.map(|row| row.to_string()),
                finding.column.clone(),
            ];
            let cell: Vec<String> = cell.into_iter().flatten().collect();
            let (path, code) = (&entry.source_path, finding.code.as_str());
            format!("{path} {code} {} {}", finding.severity.as_str(), cell.join(" "))
        }));
    }
    all.sort();
    all
}

/// The findings of one return, by its path.
pub(crate) fn findings(snapshot: &Snapshot, path: &str) -> Vec<Finding> {
    let (entry, _) = snapshot.entries().iter().find(|(entry, _)| entry.source_path == path).unwrap();
    entry.result.as_ref().unwrap().findings.iter().filter(is_across).cloned().collect()
}

pub(crate) fn events(snapshot: &Snapshot) -> Vec<(String, CapitalEvent)> {
    let of = |entry: &Entry| {
        entry.capital_events.iter().map(|event| (entry.source_path.clone(), event.clone())).collect::<Vec<_>>()
    };
    snapshot.entries().iter().flat_map(|(entry, _)| of(entry)).collect()
}

pub(crate) fn errors(snapshot: &Snapshot) -> usize {
    let findings = snapshot.entries().iter().filter_map(|(entry, _)| entry.result.as_ref().ok());
    findings.flat_map(|reading| &reading.findings).filter(|finding| finding.severity == Severity::Error).count()
}
