//! What record makes of the text of a form: values, findings, provenance.

mod form_data;

#[path = "record/runs.rs"]
mod runs;
#[path = "record/torn.rs"]
mod torn;

use form_data::{ORDINARY, add, at, form, raw, run};
use sharecap::filing::{Date, Decimal, Section, Table};
use sharecap::finding::{Code, Finding, Severity};
use sharecap::parse::FormData;
use sharecap::record::{Reading, record};

fn decimal(text: &str) -> Option<Decimal> {
    text.parse().ok()
}

const ISSUED: [&str; 3] = ["issued", "treasury", "total"];

fn issued_run(form: &mut FormData, balance: &str, values: &[&str]) {
    let columns: Vec<String> = ISSUED.iter().map(|column| format!("{balance}_{column}")).collect();
    run(form, &columns.iter().map(String::as_str).collect::<Vec<_>>(), values);
}

fn one_row(table: Table, section: Section, fields: &[(&str, &str)]) -> Reading {
    let mut form = form("1.1.1");
    add(&mut form, table, section, ORDINARY, fields);
    record(&form)
}

#[test]
fn blank_nil_and_unreadable_are_three_things() {
    let reading = one_row(
        Table::OptionMovements,
        Section::A,
        &[("scheme", "Plan"), ("granted", "N/A"), ("lapsed", "-"), ("exercised", "1,0O0")],
    );
    let row = &reading.filing.option_movements[0];
    assert_eq!((row.granted, row.lapsed, row.exercised), (None, Some(0), None));
    let standing: Vec<&str> = reading
        .provenance
        .iter()
        .filter(|p| p.row == 1 && p.table == Table::OptionMovements)
        .map(|p| p.column.as_str())
        .collect();
    assert!(
        standing.contains(&"lapsed") && standing.contains(&"exercised") && !standing.contains(&"granted"),
        "{standing:?}"
    );
    let [finding] = at(&reading, Code::UnreadableValue, Table::OptionMovements, 1, "exercised")[..] else {
        panic!("one finding")
    };
    assert_eq!((finding.actual.as_deref(), finding.page), (Some("1,0O0"), Some(1)));
    assert!(at(&reading, Code::UnreadableValue, Table::OptionMovements, 1, "granted").is_empty());
}

#[test]
fn rows_that_state_nothing_are_left_out_and_the_rest_numbered_anew() {
    let mut form = form("1.1.1");
    add(
        &mut form,
        Table::SectionTotals,
        Section::A,
        ORDINARY,
        &[("section", "A"), ("issued_total", ""), ("funds_currency", "HKD")],
    );
    add(&mut form, Table::SectionTotals, Section::B, ORDINARY, &[("section", "B"), ("issued_total", "0")]);
    add(&mut form, Table::OptionMovements, Section::A, ORDINARY, &[("scheme", "Plan"), ("granted", "N/A")]);
    form.findings.push(Finding::new(Code::ColumnByMark, "kept").at(Table::SectionTotals, 2).column("issued_total"));
    let reading = record(&form);
    assert_eq!(reading.filing.section_totals.len(), 1);
    assert_eq!(reading.filing.section_totals[0].section.as_deref(), Some("B"));
    assert_eq!(at(&reading, Code::ColumnByMark, Table::SectionTotals, 1, "issued_total").len(), 1);
    assert_eq!(reading.filing.option_movements.len(), 1, "a scheme that is named stays");
}

#[test]
fn forms_before_treasury_shares_state_one_number() {
    for (version, copied) in [(Some("1.0.2"), true), (None, true), (Some("1.1.0"), false)] {
        let mut form = form("1.0.2");
        form.form_version = version.map(str::to_owned);
        let figures = [("opening_issued", "690,903,850"), ("change_issued", "0"), ("closing_issued", "690,903,850")];
        add(&mut form, Table::IssuedShares, Section::II, ORDINARY, &figures);
        let row = &record(&form).filing.issued_shares[0];
        assert_eq!(row.opening_total, copied.then_some(690_903_850), "{version:?}");
        assert_eq!((row.opening_treasury, row.closing_treasury, row.closing_issued), (None, None, Some(690_903_850)));
    }
}

#[test]
fn movements_are_effects_on_the_balance() {
    for (opening, exercised, closing, read, severity) in [
        ("1,000", "-100", "900", -100, None),
        ("1,000", "100", "900", -100, Some(Severity::Info)),
        ("1,000", "(100)", "900", -100, None),
        ("", "100", "", -100, Some(Severity::Info)),
        ("1,000", "100", "1,100", 100, Some(Severity::Warning)),
        ("1,000", "100", "950", -100, Some(Severity::Info)),
    ] {
        let fields =
            [("scheme", "Plan"), ("opening_options", opening), ("exercised", exercised), ("closing_options", closing)];
        let reading = one_row(Table::OptionMovements, Section::A, &fields);
        assert_eq!(reading.filing.option_movements[0].exercised, Some(read), "{opening} {exercised} {closing}");
        let said = at(&reading, Code::SignNormalised, Table::OptionMovements, 1, "exercised");
        assert_eq!(said.first().map(|f| f.severity), severity, "{opening} {exercised} {closing}");
    }
}

#[test]
fn only_the_movements_that_the_balance_wants_are_turned() {
    let fields = [
        ("scheme", "Plan"),
        ("opening_options", "1,000"),
        ("exercised", "100"),
        ("lapsed", "50"),
        ("closing_options", "950"),
    ];
    let row = one_row(Table::OptionMovements, Section::A, &fields).filing.option_movements.remove(0);
    assert_eq!((row.exercised, row.lapsed), (Some(-100), Some(50)));
}

#[test]
fn treasury_shares_that_leave_are_negative() {
    let reading = one_row(
        Table::AgreementMovements,
        Section::D,
        &[("description", "Plan"), ("treasury_shares_transferred", "5,000")],
    );
    assert_eq!(reading.filing.agreement_movements[0].treasury_shares_transferred, Some(-5000));
    for (event, printed, read) in [
        ("1). Other (Please specify) Sale of treasury shares", "5,000", -5000),
        ("1). Repurchase of shares (shares held as treasury shares)", "5,000", 5000),
        ("1). Repurchase of shares (shares held as treasury shares)", "-5,000", 5000),
        ("1). Capital reorganisation", "-5,000", -5000),
    ] {
        let reading = one_row(Table::OtherMovements, Section::E, &[("event", event), ("treasury_change", printed)]);
        assert_eq!(reading.filing.other_movements[0].treasury_change, Some(read), "{event} {printed}");
        let turned = !at(&reading, Code::SignNormalised, Table::OtherMovements, 1, "treasury_change").is_empty();
        assert_eq!(turned, printed.starts_with('-') != (read < 0), "{event} {printed}");
    }
    for (section, read) in [("A", -5000), ("E", 5000), ("all", 5000)] {
        let reading = one_row(Table::SectionTotals, Section::A, &[("section", section), ("treasury_total", "5,000")]);
        assert_eq!(reading.filing.section_totals[0].treasury_total, Some(read), "{section}");
    }
}

#[test]
fn events_keep_their_words() {
    let fields = [
        ("event", "1). 資本重組"),
        ("price_currency", "HKD"),
        ("price", "0.1"),
        ("event_date", "2024年9月29日"),
        ("general_meeting_date", "2024年9月23日"),
        ("issued_change", "-103,101,179"),
        ("pending_cancellation", "200"),
    ];
    let row = one_row(Table::OtherMovements, Section::E, &fields).filing.other_movements.remove(0);
    assert_eq!((row.event.as_deref(), row.event_text.as_deref()), (Some("capital_reorganisation"), Some("資本重組")));
    assert_eq!(
        (row.price_currency.as_deref(), row.price, row.issued_change),
        (Some("HKD"), decimal("0.1"), Some(-103_101_179))
    );
    assert_eq!((row.event_date, row.pending_cancellation), (Date::new(2024, 9, 29).ok(), Some(-200)));
}

#[test]
fn a_price_brings_its_currency() {
    let reading = one_row(
        Table::OtherMovements,
        Section::E,
        &[("event", "Placing"), ("price", "HK$0.65 per share"), ("issued_change", "1")],
    );
    assert_eq!(reading.filing.other_movements[0].price_currency.as_deref(), Some("HKD"));
    let reading =
        one_row(Table::OtherMovements, Section::E, &[("event", "Placing"), ("price", "0.65"), ("issued_change", "1")]);
    assert_eq!(at(&reading, Code::FieldMissing, Table::OtherMovements, 1, "price_currency").len(), 1);
    let clash = [("event", "Placing"), ("price_currency", "USD"), ("price", "HK$0.65"), ("issued_change", "1")];
    let reading = one_row(Table::OtherMovements, Section::E, &clash);
    assert_eq!(reading.filing.other_movements[0].price_currency, None);
    assert_eq!(at(&reading, Code::UnreadableValue, Table::OtherMovements, 1, "price_currency").len(), 1);
}

#[test]
fn a_number_below_zero_where_none_can_be_is_an_error_and_stays() {
    let event = [("event", "Placing"), ("price_currency", "HKD"), ("price", "-4"), ("issued_change", "-4")];
    let reading = one_row(Table::OtherMovements, Section::E, &event);
    assert_eq!(reading.filing.other_movements[0].price, Some("-4".parse().unwrap()));
    let [finding] = at(&reading, Code::ImplausibleValue, Table::OtherMovements, 1, "price")[..] else { panic!("one") };
    assert_eq!((finding.severity, finding.actual.as_deref()), (Severity::Error, Some("-4")));
    assert_eq!(at(&reading, Code::ImplausibleValue, Table::OtherMovements, 1, "issued_change").len(), 0);
    let options =
        [("scheme", "Plan"), ("granted", "(5,000,000)"), ("shares_issuable", "(18,130,000)"), ("other", "-1")];
    let reading = one_row(Table::OptionMovements, Section::A, &options);
    for (column, count) in [("granted", 1), ("shares_issuable", 1), ("other", 0)] {
        assert_eq!(at(&reading, Code::ImplausibleValue, Table::OptionMovements, 1, column).len(), count, "{column}");
    }
}

#[test]
fn warrants_count_money_or_units() {
    let money = one_row(
        Table::WarrantMovements,
        Section::B,
        &[("description", "W"), ("currency", "HKD"), ("opening_nominal", "23,880,000.00")],
    );
    assert_eq!(money.filing.warrant_movements[0].nominal_unit.as_deref(), Some("money"));
    let units = one_row(
        Table::WarrantMovements,
        Section::B,
        &[("description", "W"), ("currency", "HKD"), ("opening_nominal", "1,000 units")],
    );
    assert_eq!(units.filing.warrant_movements[0].nominal_unit.as_deref(), Some("units"));
    assert_eq!(at(&units, Code::UnknownWord, Table::WarrantMovements, 1, "nominal_unit").len(), 1);
    let none = one_row(Table::WarrantMovements, Section::B, &[("description", "W")]);
    assert_eq!(none.filing.warrant_movements[0].nominal_unit, None);
}

#[test]
fn the_head_says_what_it_lacks() {
    let mut form = form("1.1.1");
    form.header.remove("issuer_name");
    form.header.insert("month_end".to_owned(), raw("30 October 2024"));
    form.header.insert("submitted_on".to_owned(), raw("05 November 2042"));
    form.header.insert("status".to_owned(), raw("Draft"));
    let reading = record(&form);
    for (code, column) in [
        (Code::FieldMissing, "issuer_name"),
        (Code::FieldMissing, "stock_code"),
        (Code::ImplausibleDate, "month_end"),
        (Code::ImplausibleDate, "submitted_on"),
        (Code::UnreadableValue, "status"),
    ] {
        assert_eq!(at(&reading, code, Table::Filings, 1, column).len(), 1, "{column}: {:#?}", reading.findings);
    }
    assert_eq!(reading.filing.submitted_on, Date::new(2042, 11, 5).ok(), "read as printed all the same");
}

#[test]
fn one_class_shows_one_code() {
    let mut form = form("1.1.1");
    let other: Vec<(&str, &str)> =
        ORDINARY.iter().map(|(c, t)| (*c, if *c == "class_stock_code" { "00326" } else { *t })).collect();
    add(&mut form, Table::AuthorisedCapital, Section::I, ORDINARY, &[("opening_shares", "1"), ("closing_shares", "1")]);
    add(&mut form, Table::IssuedShares, Section::II, &other, &[("opening_issued", "1"), ("closing_issued", "1")]);
    let reading = record(&form);
    assert_eq!(at(&reading, Code::ClassMismatch, Table::AuthorisedCapital, 1, "class_stock_code").len(), 1);
    assert_eq!(at(&reading, Code::ClassMismatch, Table::IssuedShares, 1, "class_stock_code").len(), 1);
}

#[test]
fn columns_that_no_table_has_are_said() {
    let reading = one_row(Table::OptionMovements, Section::A, &[("scheme", "Plan"), ("vested", "12")]);
    assert_eq!(at(&reading, Code::UnclaimedText, Table::OptionMovements, 1, "vested").len(), 1);
}
