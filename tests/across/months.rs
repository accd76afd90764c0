//! Identity 5: what a month closes with, the next opens with.

use sharecap::filing::{Form, IssuedShares, ShareClass, Status, Table};

use super::{chinese, english, errors, findings, found, of, ordinary, put, still, with};

const ISSUED: Table = Table::IssuedShares;
const OPTIONS: Table = Table::OptionMovements;

#[test]
fn a_series_that_goes_on_has_no_finding() {
    let months = ["2025-01", "2025-02", "2025-03"];
    let snapshot = of(months.iter().flat_map(|month| [english(month), chinese(month)]).collect());
    assert_eq!((found(&snapshot), errors(&snapshot)), (Vec::new(), 0));
}

#[test]
fn a_break_is_an_error_where_the_month_opens_and_a_warning_where_the_last_one_closed() {
    let mut later = english("2025-02");
    still(&mut later, OPTIONS, 2, "options", "7000");
    let snapshot = of(vec![english("2025-01"), later]);
    assert_eq!(
        found(&snapshot),
        [
            "0 continuity-broken warning option_movements 2 closing_options",
            "1 continuity-broken error option_movements 2 opening_options"
        ]
    );
    let [finding] = &findings(&snapshot, "1")[..] else { panic!() };
    assert_eq!((finding.expected.as_deref(), finding.actual.as_deref()), (Some("70000"), Some("7000")));
    assert_eq!(finding.message, "opening_options is 7000, but the return for 2025-01 (0) closes with 70000");
}

#[test]
fn every_section_is_compared() {
    for (table, balance, columns) in [
        (Table::AuthorisedCapital, "shares", 1),
        (Table::AuthorisedCapital, "par_value", 1),
        (Table::AuthorisedCapital, "capital", 1),
        (ISSUED, "issued", 1),
        (ISSUED, "treasury", 1),
        (ISSUED, "total", 1),
        (OPTIONS, "options", 1),
        (Table::ConvertibleMovements, "amount", 1),
    ] {
        let mut later = english("2025-02");
        still(&mut later, table, 1, balance, "123");
        let across = found(&of(vec![english("2025-01"), later]));
        assert_eq!(across.iter().filter(|one| one.contains("continuity-broken error")).count(), columns, "{balance}");
    }
}

#[test]
fn months_that_do_not_follow_each_other_are_not_compared() {
    let mut later = english("2025-03");
    still(&mut later, OPTIONS, 1, "options", "1");
    assert_eq!(found(&of(vec![english("2025-01"), later.clone()])), [""; 0]);
    let december = with(english("2024-12"), &[(OPTIONS, 1, "closing_options", "5")]);
    assert_eq!(found(&of(vec![december, english("2025-01")])).len(), 2, "a year ends between them");
}

#[test]
fn a_correction_heals_a_break() {
    let mut wrong = english("2025-02");
    still(&mut wrong, OPTIONS, 2, "options", "7000");
    let mut right = english("2025-02");
    right.status = Some(Status::Resubmission);
    right.submitted_on = Some("2025-03-10".parse().unwrap());
    let snapshot = of(vec![english("2025-01"), wrong.clone(), english("2025-03"), right.clone()]);
    assert_eq!(found(&snapshot), [""; 0]);
    // Corrected in one language: the other is out of date, and its months are not compared with it.
    let mut stale = chinese("2025-02");
    still(&mut stale, OPTIONS, 2, "options", "7000");
    right.submitted_on = Some("2025-03-11".parse().unwrap());
    let snapshot = of(vec![english("2025-01"), chinese("2025-01"), wrong, stale, right]);
    assert_eq!(found(&snapshot).iter().filter(|one| one.contains("continuity")).count(), 0, "{:#?}", found(&snapshot));
}

#[test]
fn blank_is_nothing_and_a_break_against_it_is_less_certain() {
    let nil =
        |month| with(english(month), &[(OPTIONS, 1, "opening_options", ""), (OPTIONS, 1, "closing_options", "0")]);
    assert_eq!(found(&of(vec![nil("2025-01"), nil("2025-02")])), [""; 0]);
    let blank = with(english("2025-02"), &[(OPTIONS, 1, "opening_options", ""), (OPTIONS, 1, "closing_options", "")]);
    assert_eq!(
        found(&of(vec![english("2025-01"), blank])),
        [
            "0 continuity-broken warning option_movements 1 closing_options",
            "1 continuity-broken warning option_movements 1 opening_options"
        ]
    );
}

#[test]
fn schemes_are_matched_by_their_particulars_whatever_their_order_and_wording() {
    let mut later = english("2025-02");
    later.option_movements.reverse();
    put(&mut later, OPTIONS, 1, "scheme", "2021 Share Option Scheme (as amended)");
    let reworded = "Scheme adopted by shareholders on 31 August 2011 for share options";
    put(&mut later, OPTIONS, 2, "scheme", reworded);
    assert_eq!(found(&of(vec![english("2025-01"), later])), [""; 0]);
}

#[test]
fn a_scheme_with_a_balance_does_not_vanish() {
    let mut later = english("2025-02");
    later.option_movements.remove(1);
    assert_eq!(
        found(&of(vec![english("2025-01"), later.clone()])),
        ["0 scheme-missing warning option_movements 2 closing_options", "1 scheme-missing warning option_movements"]
    );
    let mut earlier = english("2025-01");
    earlier.option_movements.remove(0);
    assert_eq!(
        found(&of(vec![earlier, english("2025-02")])),
        ["1 scheme-missing warning option_movements 1 opening_options"]
    );
    let lapsed = with(english("2025-01"), &[(OPTIONS, 2, "closing_options", "0")]);
    let mut later = english("2025-02");
    later.option_movements.remove(1);
    assert_eq!(found(&of(vec![lapsed, later])), [""; 0], "a scheme that has run out may go");
}

/// A second class of the same code, as issuers with weighted voting rights print it.
fn two_classes(month: &str) -> sharecap::filing::MonthlyReturn {
    let mut filing = english(month);
    let of_type = |name: &str| ShareClass {
        share_class: Some("wvr_ordinary".to_owned()),
        share_type: Some(name.to_owned()),
        ..ordinary()
    };
    filing.issued_shares[0].class = of_type("A");
    filing.issued_shares.push(IssuedShares { class: of_type("B"), ..IssuedShares::default() });
    for balance in ["issued", "total"] {
        still(&mut filing, ISSUED, 2, balance, "90000");
    }
    filing
}

#[test]
fn a_class_with_a_balance_does_not_vanish() {
    let mut later = two_classes("2025-02");
    later.issued_shares.remove(0);
    assert_eq!(
        found(&of(vec![two_classes("2025-01"), later.clone()])),
        ["0 class-missing warning issued_shares 1 closing_total", "1 class-missing error issued_shares"]
    );
    later.month_end = two_classes("2025-01").month_end;
    assert_eq!(
        found(&of(vec![later, two_classes("2025-02")])),
        ["1 class-missing error issued_shares 1 opening_total"]
    );
    let mut reversed = two_classes("2025-02");
    reversed.issued_shares.reverse();
    assert_eq!(found(&of(vec![two_classes("2025-01"), reversed])), [""; 0]);
}

#[test]
fn a_class_that_is_called_otherwise_on_the_next_form_is_the_same() {
    let mut later = english("2025-02");
    for class in [&mut later.issued_shares[0].class, &mut later.authorised_capital[0].class] {
        class.share_type = Some("H".to_owned());
    }
    assert_eq!(found(&of(vec![english("2025-01"), later.clone()])), [""; 0]);
    for class in [&mut later.issued_shares[0].class, &mut later.authorised_capital[0].class] {
        class.share_class = Some("other".to_owned());
        class.class_stock_code = None;
    }
    assert_eq!(found(&of(vec![english("2025-01"), later])), [""; 0], "the balance tells");
}

#[test]
fn forms_without_treasury_shares_are_compared_by_their_total() {
    let mut earlier = english("2024-05");
    earlier.form_version = Some("1.0.2".to_owned());
    for balance in ["opening_treasury", "closing_treasury"] {
        put(&mut earlier, ISSUED, 1, balance, "");
    }
    let mut later = english("2024-06");
    still(&mut later, ISSUED, 1, "issued", "480000");
    still(&mut later, ISSUED, 1, "treasury", "20000");
    assert_eq!(found(&of(vec![earlier.clone(), later.clone()])), [""; 0]);
    still(&mut later, ISSUED, 1, "total", "490000");
    still(&mut later, ISSUED, 1, "treasury", "10000");
    assert_eq!(
        found(&of(vec![earlier, later])),
        [
            "0 continuity-broken warning issued_shares 1 closing_total",
            "1 continuity-broken error issued_shares 1 opening_total"
        ]
    );
}

#[test]
fn the_legacy_form_states_no_balance_of_options() {
    let mut legacy = english("2021-07");
    legacy.form = Form::LegacyEquity;
    for row in [1, 2] {
        for balance in ["opening_options", "closing_options"] {
            put(&mut legacy, OPTIONS, row, balance, "");
        }
    }
    legacy.option_movements.pop();
    assert_eq!(found(&of(vec![legacy, english("2021-08")])), [""; 0]);
}

#[test]
fn a_change_of_currency_is_said_and_the_amounts_are_not_compared() {
    let mut later = with(english("2025-02"), &[(Table::AuthorisedCapital, 1, "currency", "USD")]);
    still(&mut later, Table::AuthorisedCapital, 1, "par_value", "0.001");
    still(&mut later, Table::AuthorisedCapital, 1, "capital", "1000");
    assert_eq!(
        found(&of(vec![english("2025-01"), later])),
        ["1 continuity-broken warning authorised_capital 1 currency"]
    );
}
