//! What could not be read, and another return states.

use sharecap::filing::{MonthlyReturn, Table, Value};
use sharecap::finding::{Code, Finding, Method, Place, Provenance, Severity};
use sharecap::record::Reading;
use sharecap::tables::Snapshot;

use super::{chinese, dataset, english, put, reading};

const OPTIONS: Table = Table::OptionMovements;

/// A reading in which this text could not be read as a figure.
fn damaged(mut filing: MonthlyReturn, cells: &[(Table, u32, &str, &str)]) -> Reading {
    let mut provenance = Vec::new();
    let mut findings = Vec::new();
    for &(table, row, column, raw) in cells {
        put(&mut filing, table, row, column, "");
        provenance.push(Provenance {
            table,
            row,
            column: column.to_owned(),
            raw_text: raw.to_owned(),
            place: Place { page: 2, bbox: None },
            method: Method::Read,
        });
        findings.push(Finding::new(Code::UnreadableValue, "torn").at(table, row).column(column).page(2));
    }
    let mut reading = Reading { filing, findings, provenance };
    sharecap::check::check(&mut reading);
    reading
}

fn issuable(filing: MonthlyReturn, number: &str) -> MonthlyReturn {
    super::with(filing, &[(OPTIONS, 1, "shares_issuable", number)])
}

/// The return at path `a` as it is published.
fn published(snapshot: &Snapshot) -> &Reading {
    let (entry, _) = snapshot.entries().iter().find(|(entry, _)| entry.source_path == "a").unwrap();
    entry.result.as_ref().unwrap()
}

fn both(one: Reading, other: Reading) -> Snapshot {
    dataset(vec![("a".to_owned(), one), ("b".to_owned(), other)])
}

#[test]
fn the_twin_states_what_could_not_be_read() {
    let torn = damaged(issuable(english("2025-01"), "0"), &[(OPTIONS, 1, "shares_issuable", "12,3")]);
    let snapshot = both(torn, reading(issuable(chinese("2025-01"), "12345")));
    let read = published(&snapshot);
    assert_eq!(read.filing.value(OPTIONS, 1, "shares_issuable"), Value::Count(12_345));
    assert_eq!((read.provenance[0].method, read.provenance[0].raw_text.as_str()), (Method::Repaired, "12,3"));
    let [finding] = &read.findings[..] else { panic!("{:#?}", read.findings) };
    assert_eq!((finding.code, finding.severity, finding.page), (Code::RepairedText, Severity::Warning, Some(2)));
    assert!(finding.message.contains("(b) is 12345"), "{}", finding.message);
}

#[test]
fn the_month_before_states_what_could_not_be_read() {
    // The form leaves the closing balance blank: the return itself does not determine its opening.
    let open =
        |filing| super::with(filing, &[(OPTIONS, 1, "opening_options", "0"), (OPTIONS, 1, "closing_options", "")]);
    let torn = damaged(open(english("2025-02")), &[(OPTIONS, 1, "opening_options", "4,0")]);
    let snapshot = both(torn, reading(english("2025-01")));
    let read = published(&snapshot);
    // 4,000 against a blank close breaks the row: it is left.
    assert_eq!(read.filing.value(OPTIONS, 1, "opening_options"), Value::Null);
    let torn = damaged(english("2025-02"), &[(Table::AuthorisedCapital, 1, "opening_par_value", "0.0")]);
    let mut rounded = torn;
    // A capital that was rounded does not determine the par value.
    for column in ["opening_capital", "closing_capital"] {
        put(&mut rounded.filing, Table::AuthorisedCapital, 1, column, "");
    }
    for column in ["opening_shares", "closing_shares"] {
        put(&mut rounded.filing, Table::AuthorisedCapital, 1, column, "");
    }
    let snapshot = both(rounded, reading(english("2025-01")));
    let read = published(&snapshot);
    let value = read.filing.value(Table::AuthorisedCapital, 1, "opening_par_value");
    assert_eq!((value.to_string().as_str(), read.provenance[0].method), ("0.01", Method::Derived));
    assert!(read.findings.iter().any(|finding| finding.code == Code::DerivedValue));
}

#[test]
fn nothing_is_filled_in_that_is_not_determined() {
    let cell = |raw| [(OPTIONS, 1, "shares_issuable", raw)];
    let right = || reading(issuable(chinese("2025-01"), "12345"));
    let stays = |torn: Reading, other: Reading, why: &str| {
        let snapshot = both(torn, other);
        let read = published(&snapshot);
        assert_eq!(read.filing.value(OPTIONS, 1, "shares_issuable"), Value::Null, "{why}");
        assert!(read.findings.iter().any(|finding| finding.code == Code::UnreadableValue), "{why}");
    };
    stays(damaged(english("2025-01"), &cell("98,7")), right(), "other digits are seen");
    let two = [(OPTIONS, 1, "shares_issuable", "12"), (OPTIONS, 1, "total_issuable_under_scheme", "7")];
    stays(damaged(english("2025-01"), &two), right(), "two figures of the row");
    let negative = reading(issuable(chinese("2025-01"), "-12345"));
    stays(damaged(english("2025-01"), &cell("12")), negative, "an impossible sign");
    let mut loaded = damaged(english("2025-01"), &cell("12,3"));
    loaded.provenance.clear();
    stays(loaded, right(), "what is printed is not known");
}

#[test]
fn a_twin_and_a_neighbour_that_contradict_each_other_fill_in_nothing() {
    let cell = [(Table::AuthorisedCapital, 1, "opening_par_value", "0.0")];
    let bare = |filing| {
        let columns = ["opening_capital", "closing_capital", "opening_shares", "closing_shares"];
        super::with(filing, &columns.map(|column| (Table::AuthorisedCapital, 1, column, "")))
    };
    let mut twin = bare(chinese("2025-02"));
    put(&mut twin, Table::AuthorisedCapital, 1, "opening_par_value", "0.02");
    let readings =
        [("a", damaged(bare(english("2025-02")), &cell)), ("b", reading(twin)), ("c", reading(english("2025-01")))];
    let snapshot = dataset(readings.map(|(path, reading)| (path.to_owned(), reading)).into());
    assert!(published(&snapshot).filing.value(Table::AuthorisedCapital, 1, "opening_par_value").is_null());
}

#[test]
fn an_unreadable_cell_is_not_compared() {
    let torn = damaged(english("2025-02"), &[(OPTIONS, 1, "shares_issuable", "?")]);
    let other = reading(issuable(chinese("2025-02"), "-5"));
    assert_eq!(super::found(&both(torn, other)), [""; 0]);
}
