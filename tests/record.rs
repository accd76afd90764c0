//! What record makes of the text of a form: values, findings, provenance.

mod form_data;

use form_data::{ORDINARY, add, at, form, raw, run};
use proptest::prelude::*;
use sharecap::check::check;
use sharecap::filing::{Date, Decimal, Section, Status, Table};
use sharecap::finding::{Code, Finding, Method, Severity};
use sharecap::parse::FormData;
use sharecap::record::{Reading, record};

const CLASS_B: &[(&str, &str)] = &[
    ("share_class", "WVR ordinary shares"),
    ("share_type", "B"),
    ("class_stock_code", "00020"),
    ("listed", "Yes"),
];
const CLASS_A: &[(&str, &str)] = &[
    ("share_class", "WVR ordinary shares"),
    ("share_type", "A"),
    ("class_stock_code", "N/A"),
    ("listed", "No"),
];
const ISSUED: [&str; 3] = ["issued", "treasury", "total"];

fn decimal(text: &str) -> Option<Decimal> {
    Some(text.parse().expect("a decimal"))
}

fn issued_run(form: &mut FormData, balance: &str, values: &[&str]) {
    let columns: Vec<String> = ISSUED.iter().map(|column| format!("{balance}_{column}")).collect();
    run(form, &columns.iter().map(String::as_str).collect::<Vec<_>>(), values);
}

/// The weighted voting rights return that OCR damaged: cells torn, shifted, cut off, empty cells without a trace.
fn torn_return() -> FormData {
    let mut form = form("1.1.0");
    form.pages = None;
    form.header.insert("status".to_owned(), raw("New Submis ssion"));
    form.header.insert("total_authorised_currency".to_owned(), raw("USD"));
    form.header
        .insert("total_authorised_capital".to_owned(), raw("1 50 1.000"));
    form.counters = vec![(raw("80020"), Some(raw("RMB"))), (raw("80020"), Some(raw("RMB")))];
    let capital = |balance: &str| ["shares", "par_value", "capital"].map(|column| format!("{balance}_{column}"));
    for (class, opening, closing) in [
        (
            CLASS_B,
            ["1,992,000,000,000", "USD", "0.000000025 USI", "49,800"].as_slice(),
            ["1,992,000,000,000", "USD", "0.000000025", "USD", "49,800"],
        ),
        (
            CLASS_A,
            &["8,000,000,000", "USD", "0.000000025", "00025 USD", "200"],
            ["8,000,000,000", "USD", "0.000000025", "USD", "200"],
        ),
    ] {
        add(&mut form, Table::AuthorisedCapital, Section::I, class, &[]);
        for (balance, values) in [("opening", opening), ("closing", closing.as_slice())] {
            let [shares, par, money] = capital(balance);
            run(&mut form, &[&shares, "currency", &par, "currency", &money], values);
        }
        run(&mut form, &["change_shares", "currency", "change_capital"], &["USD"]);
    }
    for (class, opening, closing) in [
        (
            CLASS_B,
            ["34,528 ,336,530", "0", "34,528,336,530"],
            ["34,528,336,530", "0", "34,528,336,530"],
        ),
        (
            CLASS_A,
            ["614,034,,034,470", "0", "614,034,470"],
            ["614 ,034,470", "0", "614,034,470"],
        ),
    ] {
        add(&mut form, Table::IssuedShares, Section::II, class, &[]);
        issued_run(&mut form, "opening", &opening);
        issued_run(&mut form, "closing", &closing);
    }
    let scheme = "Class B Shares held by SenseTalent Management Limited for the Pre-IPO ESOP";
    add(
        &mut form,
        Table::OptionMovements,
        Section::A,
        CLASS_B,
        &[("scheme", scheme), ("other_text", "Sold")],
    );
    let columns = [
        "opening_options",
        "other",
        "closing_options",
        "new_shares_issued",
        "treasury_shares_transferred",
        "shares_issuable",
        "total_issuable_under_scheme",
    ];
    run(
        &mut form,
        &columns,
        &["2,1", "-71,626,995", "2,045,957,201", "ı", "0", "0"],
    );
    form
}

#[test]
fn a_torn_return_is_put_together_and_every_repair_is_said() {
    let mut reading = record(&torn_return());
    check(&mut reading);
    let filing = &reading.filing;
    assert_eq!(filing.stock_code.as_deref(), Some("00020"));
    assert_eq!(filing.status, Some(Status::NewSubmission));
    assert_eq!(filing.counters.len(), 1);
    assert_eq!(filing.counters[0].currency.as_deref(), Some("CNY"));
    assert_eq!(filing.total_authorised_capital, decimal("50000"));
    assert_eq!(filing.pages, None);

    let [b, a] = filing.authorised_capital.as_slice() else {
        panic!("two classes")
    };
    assert_eq!(
        (b.opening_shares, b.opening_par_value, b.opening_capital),
        (Some(1_992_000_000_000), decimal("0.000000025"), decimal("49800"))
    );
    assert_eq!(
        (a.opening_shares, a.opening_par_value, a.opening_capital),
        (Some(8_000_000_000), decimal("0.000000025"), decimal("200"))
    );
    assert_eq!(
        (b.change_shares, b.change_capital, b.currency.as_deref()),
        (None, None, Some("USD"))
    );
    assert_eq!(
        (a.class.share_type.as_deref(), a.class.listed, &a.class.class_stock_code),
        (Some("A"), Some(false), &None)
    );

    let [b, a] = filing.issued_shares.as_slice() else {
        panic!("two classes")
    };
    assert_eq!(
        (b.opening_issued, b.opening_treasury, b.opening_total),
        (Some(34_528_336_530), Some(0), Some(34_528_336_530))
    );
    assert_eq!(
        (a.opening_issued, a.closing_issued, a.change_issued),
        (Some(614_034_470), Some(614_034_470), None)
    );

    let [scheme] = filing.option_movements.as_slice() else {
        panic!("one scheme")
    };
    assert_eq!(scheme.opening_options, Some(2_117_584_196));
    assert_eq!(
        (scheme.other, scheme.closing_options),
        (Some(-71_626_995), Some(2_045_957_201))
    );
    assert_eq!(
        (scheme.new_shares_issued, scheme.treasury_shares_transferred),
        (None, None)
    );
    assert_eq!(
        (scheme.shares_issuable, scheme.total_issuable_under_scheme),
        (Some(0), Some(0))
    );

    for (code, table, row, column) in [
        (Code::RepairedText, Table::Filings, 1, "status"),
        (Code::DerivedValue, Table::Filings, 1, "total_authorised_capital"),
        (Code::RepairedText, Table::AuthorisedCapital, 1, "currency"),
        (Code::RepairedText, Table::IssuedShares, 1, "opening_issued"),
        (Code::DerivedValue, Table::IssuedShares, 2, "opening_issued"),
        (Code::RepairedText, Table::IssuedShares, 2, "closing_issued"),
        (Code::DerivedValue, Table::OptionMovements, 1, "opening_options"),
        (Code::UnreadableValue, Table::OptionMovements, 1, "new_shares_issued"),
        (Code::AmbiguousColumns, Table::OptionMovements, 1, "new_shares_issued"),
    ] {
        assert_eq!(
            at(&reading, code, table, row, column).len(),
            1,
            "{code:?} {column}: {:#?}",
            reading.findings
        );
    }
    for code in [
        Code::BalanceBroken,
        Code::TreasurySumBroken,
        Code::CapitalTotalBroken,
        Code::ParCapitalBroken,
    ] {
        assert!(reading.findings.iter().all(|finding| finding.code != code), "{code:?}");
    }
    let derived: Vec<&str> = reading
        .provenance
        .iter()
        .filter(|p| p.method == Method::Derived)
        .map(|p| p.raw_text.as_str())
        .collect();
    assert_eq!(derived, ["1 50 1.000", "614,034,,034,470", "2,1"]);
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
        &[
            ("scheme", "Plan"),
            ("granted", "N/A"),
            ("lapsed", "-"),
            ("exercised", "1,0O0"),
        ],
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
fn every_value_has_its_place() {
    let reading = record(&torn_return());
    for (table, row, column) in [
        (Table::Filings, 1, "issuer_name"),
        (Table::Filings, 1, "stock_code"),
        (Table::Filings, 1, "counters"),
        (Table::AuthorisedCapital, 2, "share_class"),
        (Table::AuthorisedCapital, 1, "currency"),
        (Table::IssuedShares, 2, "listed"),
        (Table::OptionMovements, 1, "other_text"),
    ] {
        let rows = reading
            .provenance
            .iter()
            .filter(|p| (p.table, p.row, p.column.as_str()) == (table, row, column));
        assert_eq!(rows.count(), 1, "{column}");
    }
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
    add(
        &mut form,
        Table::SectionTotals,
        Section::B,
        ORDINARY,
        &[("section", "B"), ("issued_total", "0")],
    );
    add(
        &mut form,
        Table::OptionMovements,
        Section::A,
        ORDINARY,
        &[("scheme", "Plan"), ("granted", "N/A")],
    );
    form.findings.push(
        Finding::new(Code::ColumnByMark, "kept")
            .at(Table::SectionTotals, 2)
            .column("issued_total"),
    );
    let reading = record(&form);
    assert_eq!(reading.filing.section_totals.len(), 1);
    assert_eq!(reading.filing.section_totals[0].section.as_deref(), Some("B"));
    assert_eq!(
        at(&reading, Code::ColumnByMark, Table::SectionTotals, 1, "issued_total").len(),
        1
    );
    assert_eq!(reading.filing.option_movements.len(), 1, "a scheme that is named stays");
}

#[test]
fn forms_before_treasury_shares_state_one_number() {
    for (version, copied) in [(Some("1.0.2"), true), (None, true), (Some("1.1.0"), false)] {
        let mut form = form("1.0.2");
        form.form_version = version.map(str::to_owned);
        let figures = [
            ("opening_issued", "690,903,850"),
            ("change_issued", "0"),
            ("closing_issued", "690,903,850"),
        ];
        add(&mut form, Table::IssuedShares, Section::II, ORDINARY, &figures);
        let row = &record(&form).filing.issued_shares[0];
        assert_eq!(row.opening_total, copied.then_some(690_903_850), "{version:?}");
        assert_eq!(
            (row.opening_treasury, row.closing_treasury, row.closing_issued),
            (None, None, Some(690_903_850))
        );
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
        let fields = [
            ("scheme", "Plan"),
            ("opening_options", opening),
            ("exercised", exercised),
            ("closing_options", closing),
        ];
        let reading = one_row(Table::OptionMovements, Section::A, &fields);
        assert_eq!(
            reading.filing.option_movements[0].exercised,
            Some(read),
            "{opening} {exercised} {closing}"
        );
        let said = at(&reading, Code::SignNormalised, Table::OptionMovements, 1, "exercised");
        assert_eq!(
            said.first().map(|f| f.severity),
            severity,
            "{opening} {exercised} {closing}"
        );
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
    let row = one_row(Table::OptionMovements, Section::A, &fields)
        .filing
        .option_movements
        .remove(0);
    assert_eq!((row.exercised, row.lapsed), (Some(-100), Some(50)));
}

#[test]
fn treasury_shares_that_leave_are_negative() {
    let reading = one_row(
        Table::AgreementMovements,
        Section::D,
        &[("description", "Plan"), ("treasury_shares_transferred", "5,000")],
    );
    assert_eq!(
        reading.filing.agreement_movements[0].treasury_shares_transferred,
        Some(-5000)
    );
    for (event, printed, read) in [
        ("1). Other (Please specify) Sale of treasury shares", "5,000", -5000),
        (
            "1). Repurchase of shares (shares held as treasury shares)",
            "5,000",
            5000,
        ),
        (
            "1). Repurchase of shares (shares held as treasury shares)",
            "-5,000",
            5000,
        ),
        ("1). Capital reorganisation", "-5,000", -5000),
    ] {
        let reading = one_row(
            Table::OtherMovements,
            Section::E,
            &[("event", event), ("treasury_change", printed)],
        );
        assert_eq!(
            reading.filing.other_movements[0].treasury_change,
            Some(read),
            "{event} {printed}"
        );
        let turned = !at(
            &reading,
            Code::SignNormalised,
            Table::OtherMovements,
            1,
            "treasury_change",
        )
        .is_empty();
        assert_eq!(turned, printed.starts_with('-') != (read < 0), "{event} {printed}");
    }
    for (section, read) in [("A", -5000), ("E", 5000), ("all", 5000)] {
        let reading = one_row(
            Table::SectionTotals,
            Section::A,
            &[("section", section), ("treasury_total", "5,000")],
        );
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
    let row = one_row(Table::OtherMovements, Section::E, &fields)
        .filing
        .other_movements
        .remove(0);
    assert_eq!(
        (row.event.as_deref(), row.event_text.as_deref()),
        (Some("capital_reorganisation"), Some("資本重組"))
    );
    assert_eq!(
        (row.price_currency.as_deref(), row.price, row.issued_change),
        (Some("HKD"), decimal("0.1"), Some(-103_101_179))
    );
    assert_eq!(
        (row.event_date, row.pending_cancellation),
        (Date::new(2024, 9, 29).ok(), Some(-200))
    );
}

#[test]
fn a_price_brings_its_currency() {
    let reading = one_row(
        Table::OtherMovements,
        Section::E,
        &[
            ("event", "Placing"),
            ("price", "HK$0.65 per share"),
            ("issued_change", "1"),
        ],
    );
    assert_eq!(reading.filing.other_movements[0].price_currency.as_deref(), Some("HKD"));
    let reading = one_row(
        Table::OtherMovements,
        Section::E,
        &[("event", "Placing"), ("price", "0.65"), ("issued_change", "1")],
    );
    assert_eq!(
        at(&reading, Code::FieldMissing, Table::OtherMovements, 1, "price_currency").len(),
        1
    );
    let clash = [
        ("event", "Placing"),
        ("price_currency", "USD"),
        ("price", "HK$0.65"),
        ("issued_change", "1"),
    ];
    let reading = one_row(Table::OtherMovements, Section::E, &clash);
    assert_eq!(reading.filing.other_movements[0].price_currency, None);
    assert_eq!(
        at(
            &reading,
            Code::UnreadableValue,
            Table::OtherMovements,
            1,
            "price_currency"
        )
        .len(),
        1
    );
}

#[test]
fn warrants_count_money_or_units() {
    let money = one_row(
        Table::WarrantMovements,
        Section::B,
        &[
            ("description", "W"),
            ("currency", "HKD"),
            ("opening_nominal", "23,880,000.00"),
        ],
    );
    assert_eq!(money.filing.warrant_movements[0].nominal_unit.as_deref(), Some("money"));
    let units = one_row(
        Table::WarrantMovements,
        Section::B,
        &[
            ("description", "W"),
            ("currency", "HKD"),
            ("opening_nominal", "1,000 units"),
        ],
    );
    assert_eq!(units.filing.warrant_movements[0].nominal_unit.as_deref(), Some("units"));
    assert_eq!(
        at(&units, Code::UnknownWord, Table::WarrantMovements, 1, "nominal_unit").len(),
        1
    );
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
        assert_eq!(
            at(&reading, code, Table::Filings, 1, column).len(),
            1,
            "{column}: {:#?}",
            reading.findings
        );
    }
    assert_eq!(
        reading.filing.submitted_on,
        Date::new(2042, 11, 5).ok(),
        "read as printed all the same"
    );
}

#[test]
fn one_class_shows_one_code() {
    let mut form = form("1.1.1");
    let other: Vec<(&str, &str)> = ORDINARY
        .iter()
        .map(|(c, t)| (*c, if *c == "class_stock_code" { "00326" } else { *t }))
        .collect();
    add(
        &mut form,
        Table::AuthorisedCapital,
        Section::I,
        ORDINARY,
        &[("opening_shares", "1"), ("closing_shares", "1")],
    );
    add(
        &mut form,
        Table::IssuedShares,
        Section::II,
        &other,
        &[("opening_issued", "1"), ("closing_issued", "1")],
    );
    let reading = record(&form);
    assert_eq!(
        at(
            &reading,
            Code::ClassMismatch,
            Table::AuthorisedCapital,
            1,
            "class_stock_code"
        )
        .len(),
        1
    );
    assert_eq!(
        at(
            &reading,
            Code::ClassMismatch,
            Table::IssuedShares,
            1,
            "class_stock_code"
        )
        .len(),
        1
    );
}

#[test]
fn columns_that_no_table_has_are_said() {
    let reading = one_row(
        Table::OptionMovements,
        Section::A,
        &[("scheme", "Plan"), ("vested", "12")],
    );
    assert_eq!(
        at(&reading, Code::UnclaimedText, Table::OptionMovements, 1, "vested").len(),
        1
    );
}

fn issued(opening: &[&str], change: &[&str], closing: &[&str]) -> Reading {
    let mut form = form("1.1.1");
    add(&mut form, Table::IssuedShares, Section::II, ORDINARY, &[]);
    issued_run(&mut form, "opening", opening);
    run(&mut form, &["change_issued", "change_treasury"], change);
    issued_run(&mut form, "closing", closing);
    record(&form)
}

#[test]
fn identities_place_figures() {
    // Treasury blank throughout: the two equal figures are issued and total.
    let reading = issued(&["1,000", "1,000"], &["500"], &["1,500", "1,500"]);
    let row = &reading.filing.issued_shares[0];
    assert_eq!(
        (row.opening_issued, row.opening_treasury, row.opening_total),
        (Some(1000), None, Some(1000))
    );
    assert_eq!(
        (row.change_issued, row.change_treasury, row.closing_total),
        (Some(500), None, Some(1500))
    );
    assert_eq!(
        at(
            &reading,
            Code::PlacedByIdentity,
            Table::IssuedShares,
            1,
            "opening_treasury"
        )
        .len(),
        1
    );
    assert!(
        reading
            .findings
            .iter()
            .all(|finding| finding.code != Code::AmbiguousColumns),
        "{:#?}",
        reading.findings
    );

    // Only treasury moves.
    let reading = issued(&["1,000", "200", "1,200"], &["-50"], &["1,000", "150", "1,150"]);
    let row = &reading.filing.issued_shares[0];
    assert_eq!((row.change_issued, row.change_treasury), (None, Some(-50)));
}

#[test]
fn what_only_likelihood_places_is_an_error() {
    let mut form = form("1.1.1");
    add(
        &mut form,
        Table::AgreementMovements,
        Section::D,
        ORDINARY,
        &[("description", "Plan")],
    );
    run(
        &mut form,
        &["new_shares_issued", "treasury_shares_transferred", "shares_issuable"],
        &["100", "2,000"],
    );
    let reading = record(&form);
    let row = &reading.filing.agreement_movements[0];
    assert_eq!(
        (
            row.new_shares_issued,
            row.treasury_shares_transferred,
            row.shares_issuable
        ),
        (Some(100), None, Some(2000))
    );
    for column in ["new_shares_issued", "treasury_shares_transferred", "shares_issuable"] {
        let [finding] = at(&reading, Code::AmbiguousColumns, Table::AgreementMovements, 1, column)[..] else {
            panic!("{column}")
        };
        assert_eq!(finding.severity, Severity::Error);
    }
}

#[test]
fn a_full_run_needs_no_remark() {
    let reading = issued(&["1,000", "0", "1,000"], &["0", "0"], &["1,000", "0", "1,000"]);
    assert!(
        reading.findings.iter().all(|f| f.table != Some(Table::IssuedShares)),
        "{:#?}",
        reading.findings
    );
}

#[test]
fn more_figures_than_columns_are_said() {
    let reading = issued(&["1,000", "0", "1,000", "7"], &["0", "0"], &["1,000", "0", "1,000"]);
    assert_eq!(
        at(&reading, Code::UnclaimedText, Table::IssuedShares, 1, "opening_total").len(),
        1
    );
}

fn group(number: i64) -> String {
    let digits = number.unsigned_abs().to_string();
    let mut grouped = if number < 0 { "-".to_owned() } else { String::new() };
    for (i, c) in digits.chars().enumerate() {
        if i > 0 && (digits.len() - i).is_multiple_of(3) {
            grouped.push(',');
        }
        grouped.push(c);
    }
    grouped
}

proptest! {
    /// However many cells of section II are blank: what is read is right, or a finding points at it.
    #[test]
    fn blanks_in_runs_are_never_silently_wrong(
        issued_before in 1_i64..2_000_000, treasury_before in 0_i64..500, change in -900_i64..900, bought in 0_i64..500, blanks in any::<[bool; 8]>(),
    ) {
        let issued_after = issued_before + change;
        let treasury_after = treasury_before + bought;
        prop_assume!(issued_after > 0);
        let truth = [
            ("opening_issued", issued_before, false), ("opening_treasury", treasury_before, treasury_before == 0), ("opening_total", issued_before + treasury_before, false),
            ("change_issued", change, change == 0), ("change_treasury", bought, bought == 0),
            ("closing_issued", issued_after, false), ("closing_treasury", treasury_after, treasury_after == 0), ("closing_total", issued_after + treasury_after, false),
        ];
        let shown: Vec<Option<String>> = truth.iter().zip(blanks).map(|((_, n, may_be_blank), blank)| (!(blank && *may_be_blank)).then(|| group(*n))).collect();
        let texts = |range: std::ops::Range<usize>| shown[range].iter().flatten().map(String::as_str).collect::<Vec<_>>();
        let reading = issued(&texts(0..3), &texts(3..5), &texts(5..8));
        let row = &reading.filing.issued_shares[0];
        for ((column, _, _), shown) in truth.iter().zip(&shown) {
            let read = sharecap::filing::Row::get(row, column);
            let wanted = shown.as_ref().map_or(String::new(), |text| text.replace(',', ""));
            let queried = reading.findings.iter().any(|f| f.severity == Severity::Error && f.column.as_deref() == Some(column));
            prop_assert!(read.to_string() == wanted || queried, "{column}: {read} for {wanted}");
        }
    }
}
