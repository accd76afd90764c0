//! What check finds in a reading, and what it fills in.

mod form_data;

#[path = "check/derived.rs"]
mod derived;
#[path = "check/properties.rs"]
mod properties;

use form_data::{ORDINARY, add, at, form, is_queried, raw};
use sharecap::check::check;
use sharecap::filing::{Form, Section, Table};
use sharecap::finding::{Code, Finding, Severity};
use sharecap::parse::FormData;
use sharecap::record::{Reading, record};

/// A return in which every balance is fully stated: 300 of 1,000 options exercised, 40 out of treasury, 100 shares bought back.
fn consistent() -> FormData {
    let mut form = form("1.1.1");
    form.header.insert("total_authorised_currency".to_owned(), raw("HKD"));
    form.header.insert("total_authorised_capital".to_owned(), raw("50,500"));
    let mut section = |table, section, fields: &[(&str, &str)]| add(&mut form, table, section, ORDINARY, fields);
    section(
        Table::AuthorisedCapital,
        Section::I,
        &[
            ("opening_shares", "5,000,000"),
            ("opening_par_value", "0.01"),
            ("opening_capital", "50,000"),
            ("change_shares", "50,000"),
            ("change_capital", "500"),
            ("closing_shares", "5,050,000"),
            ("closing_par_value", "0.01"),
            ("closing_capital", "50,500"),
            ("currency", "HKD"),
        ],
    );
    section(
        Table::IssuedShares,
        Section::II,
        &[
            ("opening_issued", "690,903"),
            ("opening_treasury", "1,240"),
            ("opening_total", "692,143"),
            ("change_issued", "200"),
            ("change_treasury", "-40"),
            ("closing_issued", "691,103"),
            ("closing_treasury", "1,200"),
            ("closing_total", "692,303"),
        ],
    );
    section(
        Table::OptionMovements,
        Section::A,
        &[
            ("scheme", "Share Option Scheme 2021"),
            ("opening_options", "1,000"),
            ("granted", "2,500"),
            ("exercised", "-300"),
            ("cancelled", "-10"),
            ("lapsed", "-15"),
            ("other", "5"),
            ("closing_options", "3,180"),
            ("new_shares_issued", "260"),
            ("treasury_shares_transferred", "-40"),
        ],
    );
    section(Table::SectionTotals, Section::A, &[("section", "A"), ("issued_total", "260"), ("treasury_total", "-40")]);
    section(
        Table::ConvertibleMovements,
        Section::C,
        &[
            ("description", "Bonds"),
            ("currency", "USD"),
            ("opening_amount", "1,000.50"),
            ("issued", "12"),
            ("converted", "-100.25"),
            ("redeemed", "-1"),
            ("closing_amount", "911.25"),
            ("new_shares_issued", "40"),
        ],
    );
    section(Table::SectionTotals, Section::C, &[("section", "C"), ("issued_total", "40"), ("treasury_total", "0")]);
    section(
        Table::OtherMovements,
        Section::E,
        &[("event", "1). Repurchase of shares (shares repurchased and cancelled)"), ("issued_change", "-100")],
    );
    section(Table::SectionTotals, Section::E, &[("section", "E"), ("issued_total", "-100")]);
    section(
        Table::SectionTotals,
        Section::All,
        &[("section", "all"), ("issued_total", "200"), ("treasury_total", "-40")],
    );
    form
}

fn checked(form: &FormData) -> Reading {
    let mut reading = record(form);
    check(&mut reading);
    reading
}

/// The consistent return with one cell printed otherwise.
fn with(table: Table, row: u32, column: &str, text: &str) -> FormData {
    let mut form = consistent();
    let found = form.rows.iter_mut().find(|candidate| candidate.table == table && candidate.row == row);
    found.expect("a row").fields.insert(column.to_owned(), raw(text));
    form
}

#[test]
fn a_consistent_return_passes() {
    let reading = checked(&consistent());
    assert_eq!(reading.findings, []);
}

#[test]
fn a_breach_points_at_the_total_and_at_all_that_takes_part() {
    let reading = checked(&with(Table::OptionMovements, 1, "opening_options", "1,900"));
    let [breach] = at(&reading, Code::BalanceBroken, Table::OptionMovements, 1, "closing_options")[..] else {
        panic!("{:#?}", reading.findings)
    };
    assert_eq!(
        (breach.severity, breach.expected.as_deref(), breach.actual.as_deref()),
        (Severity::Error, Some("4080"), Some("3180"))
    );
    assert_eq!(breach.page, Some(1));
    let [partner] = at(&reading, Code::BalanceBroken, Table::OptionMovements, 1, "opening_options")[..] else {
        panic!("the operand")
    };
    assert_eq!(partner.severity, Severity::Warning);
    assert!(reading.findings.iter().all(|f| f.table == Some(Table::OptionMovements)));
}

#[test]
fn each_identity_has_its_finding() {
    for (table, row, column, text, code) in [
        (Table::IssuedShares, 1, "closing_total", "692,304", Code::TreasurySumBroken),
        (Table::IssuedShares, 1, "change_issued", "201", Code::ChangeMismatch),
        (Table::AuthorisedCapital, 1, "closing_par_value", "0.02", Code::ParCapitalBroken),
        (Table::AuthorisedCapital, 1, "closing_capital", "50,501", Code::CapitalTotalBroken),
        (Table::SectionTotals, 1, "issued_total", "261", Code::SectionTotalBroken),
        (Table::SectionTotals, 4, "issued_total", "201", Code::GrandTotalBroken),
        (Table::OtherMovements, 1, "issued_change", "-101", Code::SectionTotalBroken),
        (Table::ConvertibleMovements, 1, "converted", "-100.26", Code::BalanceBroken),
    ] {
        let reading = checked(&with(table, row, column, text));
        let found: Vec<Code> = reading.findings.iter().map(|finding| finding.code).collect();
        assert!(found.contains(&code), "{column}: {found:?}");
        assert!(is_queried(&reading, table, row, column), "{column}: {:#?}", reading.findings);
    }
}

#[test]
fn classes_are_told_apart_by_more_than_their_code() {
    let mut form = form("1.0.2");
    let class = |letter: &'static str| {
        [
            ("share_class", "WVR ordinary shares"),
            ("share_type", letter),
            ("class_stock_code", "02390"),
            ("listed", "Yes"),
        ]
    };
    for (letter, opening, change, closing) in [("A", "1,000", "-70", "930"), ("B", "500", "70", "570")] {
        let figures = [("opening_issued", opening), ("change_issued", change), ("closing_issued", closing)];
        add(&mut form, Table::IssuedShares, Section::II, &class(letter), &figures);
    }
    for (letter, change) in [("A", "-70"), ("B", "70")] {
        let event = "1). Other (Please specify) Conversion of Class A to Class B";
        add(
            &mut form,
            Table::OtherMovements,
            Section::E,
            &class(letter),
            &[("event", event), ("issued_change", change)],
        );
        add(&mut form, Table::SectionTotals, Section::E, &class(letter), &[("section", "E"), ("issued_total", change)]);
        add(
            &mut form,
            Table::SectionTotals,
            Section::All,
            &class(letter),
            &[("section", "all"), ("issued_total", change)],
        );
    }
    assert_eq!(checked(&form).findings, []);
    form.rows
        .iter_mut()
        .find(|row| row.table == Table::SectionTotals && row.row == 3)
        .expect("B")
        .fields
        .insert("issued_total".to_owned(), raw("-70"));
    assert_eq!(at(&checked(&form), Code::SectionTotalBroken, Table::SectionTotals, 3, "issued_total").len(), 1);
}

#[test]
fn a_movement_that_section_two_does_not_show_is_queried() {
    let mut form = form("1.1.1");
    let figures =
        [("opening_issued", "100"), ("opening_total", "100"), ("closing_issued", "100"), ("closing_total", "100")];
    add(&mut form, Table::IssuedShares, Section::II, ORDINARY, &figures);
    assert_eq!(checked(&form).findings, []);
    add(&mut form, Table::OtherMovements, Section::E, ORDINARY, &[("event", "Placing"), ("issued_change", "30")]);
    assert_eq!(at(&checked(&form), Code::ChangeMismatch, Table::IssuedShares, 1, "change_issued").len(), 1);
    form.rows[1].fields.insert("share_class".to_owned(), raw("Preference shares"));
    assert_eq!(at(&checked(&form), Code::ChangeMismatch, Table::OtherMovements, 1, "issued_change").len(), 1);
}

#[test]
fn a_total_line_that_is_lost_is_queried() {
    let reading = checked(&with(Table::SectionTotals, 3, "issued_total", ""));
    let lost = |f: &&Finding| f.table == Some(Table::SectionTotals) && f.row.is_none();
    let findings: Vec<_> = reading.findings.iter().filter(lost).collect();
    assert_eq!(findings.len(), 1, "{findings:#?}");
    assert_eq!((findings[0].code, findings[0].severity), (Code::SectionTotalBroken, Severity::Warning));
}

#[test]
fn blank_cells_count_as_nothing_where_the_form_leaves_them_blank() {
    let mut form = form("1.1.1");
    // Treasury blank above, 0 below.
    let figures = [
        ("opening_issued", "100"),
        ("opening_total", "100"),
        ("closing_issued", "100"),
        ("closing_treasury", "0"),
        ("closing_total", "100"),
    ];
    add(&mut form, Table::IssuedShares, Section::II, ORDINARY, &figures);
    add(
        &mut form,
        Table::OptionMovements,
        Section::A,
        ORDINARY,
        &[("scheme", "Plan"), ("opening_options", "7"), ("closing_options", "7")],
    );
    assert_eq!(checked(&form).findings, []);
    form.rows[1].fields.remove("opening_options");
    let reading = checked(&form);
    let [breach] = at(&reading, Code::BalanceBroken, Table::OptionMovements, 1, "closing_options")[..] else {
        panic!("{:#?}", reading.findings)
    };
    assert_eq!(breach.severity, Severity::Warning, "a blank opening may be a new scheme");
}

#[test]
fn legacy_convertibles_have_no_cell_for_what_is_issued() {
    let mut form = form("1.0.2");
    form.form = Form::LegacyEquity;
    let figures = [("description", "Bonds"), ("currency", "HKD"), ("opening_amount", "0"), ("closing_amount", "1,000")];
    add(&mut form, Table::ConvertibleMovements, Section::C, ORDINARY, &figures);
    let reading = checked(&form);
    let [breach] = at(&reading, Code::BalanceBroken, Table::ConvertibleMovements, 1, "closing_amount")[..] else {
        panic!("one")
    };
    assert_eq!(breach.severity, Severity::Info);
}

#[test]
fn capital_may_be_rounded_to_its_last_printed_digit() {
    for (capital, holds) in
        [("482,293.97", true), ("482,293.98", false), ("482,294", true), ("482,293.9", false), ("482,294.0", true)]
    {
        let mut form = form("1.1.1");
        let figures = [
            ("opening_shares", "48,229,397,199"),
            ("opening_par_value", "0.00001"),
            ("opening_capital", capital),
            ("currency", "USD"),
        ];
        add(&mut form, Table::AuthorisedCapital, Section::I, ORDINARY, &figures);
        let broken =
            !at(&checked(&form), Code::ParCapitalBroken, Table::AuthorisedCapital, 1, "opening_capital").is_empty();
        assert_eq!(broken, !holds, "{capital}");
    }
}
