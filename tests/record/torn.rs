//! A return as OCR leaves it: cells torn, shifted, cut off, empty cells without a trace.

use sharecap::check::check;
use sharecap::filing::{Section, Status, Table};
use sharecap::finding::{Code, Method};
use sharecap::parse::FormData;
use sharecap::record::record;

use super::form_data::{add, at, form, raw, run};
use super::{decimal, issued_run};

const CLASS_B: &[(&str, &str)] =
    &[("share_class", "WVR ordinary shares"), ("share_type", "B"), ("class_stock_code", "00020"), ("listed", "Yes")];
const CLASS_A: &[(&str, &str)] =
    &[("share_class", "WVR ordinary shares"), ("share_type", "A"), ("class_stock_code", "N/A"), ("listed", "No")];
/// The weighted voting rights return that OCR damaged: cells torn, shifted, cut off, empty cells without a trace.
fn torn_return() -> FormData {
    let mut form = form("1.1.0");
    form.pages = None;
    form.header.insert("status".to_owned(), raw("New Submis ssion"));
    form.header.insert("total_authorised_currency".to_owned(), raw("USD"));
    form.header.insert("total_authorised_capital".to_owned(), raw("1 50 1.000"));
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
        (CLASS_B, ["34,528 ,336,530", "0", "34,528,336,530"], ["34,528,336,530", "0", "34,528,336,530"]),
        (CLASS_A, ["614,034,,034,470", "0", "614,034,470"], ["614 ,034,470", "0", "614,034,470"]),
    ] {
        add(&mut form, Table::IssuedShares, Section::II, class, &[]);
        issued_run(&mut form, "opening", &opening);
        issued_run(&mut form, "closing", &closing);
    }
    let scheme = "Class B Shares held by SenseTalent Management Limited for the Pre-IPO ESOP";
    add(&mut form, Table::OptionMovements, Section::A, CLASS_B, &[("scheme", scheme), ("other_text", "Sold")]);
    let columns = [
        "opening_options",
        "other",
        "closing_options",
        "new_shares_issued",
        "treasury_shares_transferred",
        "shares_issuable",
        "total_issuable_under_scheme",
    ];
    run(&mut form, &columns, &["2,1", "-71,626,995", "2,045,957,201", "ı", "0", "0"]);
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

    let [b, a] = filing.authorised_capital.as_slice() else { panic!("two classes") };
    assert_eq!(
        (b.opening_shares, b.opening_par_value, b.opening_capital),
        (Some(1_992_000_000_000), decimal("0.000000025"), decimal("49800"))
    );
    assert_eq!(
        (a.opening_shares, a.opening_par_value, a.opening_capital),
        (Some(8_000_000_000), decimal("0.000000025"), decimal("200"))
    );
    assert_eq!((b.change_shares, b.change_capital, b.currency.as_deref()), (None, None, Some("USD")));
    assert_eq!(
        (a.class.share_type.as_deref(), a.class.listed, &a.class.class_stock_code),
        (Some("A"), Some(false), &None)
    );

    let [b, a] = filing.issued_shares.as_slice() else { panic!("two classes") };
    assert_eq!(
        (b.opening_issued, b.opening_treasury, b.opening_total),
        (Some(34_528_336_530), Some(0), Some(34_528_336_530))
    );
    assert_eq!((a.opening_issued, a.closing_issued, a.change_issued), (Some(614_034_470), Some(614_034_470), None));

    let [scheme] = filing.option_movements.as_slice() else { panic!("one scheme") };
    assert_eq!(scheme.opening_options, Some(2_117_584_196));
    assert_eq!((scheme.other, scheme.closing_options), (Some(-71_626_995), Some(2_045_957_201)));
    assert_eq!((scheme.new_shares_issued, scheme.treasury_shares_transferred), (None, None));
    assert_eq!((scheme.shares_issuable, scheme.total_issuable_under_scheme), (Some(0), Some(0)));

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
        assert_eq!(at(&reading, code, table, row, column).len(), 1, "{code:?} {column}: {:#?}", reading.findings);
    }
    for code in [Code::BalanceBroken, Code::TreasurySumBroken, Code::CapitalTotalBroken, Code::ParCapitalBroken] {
        assert!(reading.findings.iter().all(|finding| finding.code != code), "{code:?}");
    }
    let derived: Vec<&str> =
        reading.provenance.iter().filter(|p| p.method == Method::Derived).map(|p| p.raw_text.as_str()).collect();
    assert_eq!(derived, ["1 50 1.000", "614,034,,034,470", "2,1"]);
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
        let rows = reading.provenance.iter().filter(|p| (p.table, p.row, p.column.as_str()) == (table, row, column));
        assert_eq!(rows.count(), 1, "{column}");
    }
}
