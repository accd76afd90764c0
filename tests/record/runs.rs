//! Figures whose columns are not known.

use proptest::prelude::*;
use sharecap::filing::{Row, Section, Table};
use sharecap::finding::{Code, Severity};
use sharecap::record::{Reading, record};

use super::form_data::{ORDINARY, add, at, form, run};
use super::issued_run;

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
    assert_eq!((row.opening_issued, row.opening_treasury, row.opening_total), (Some(1000), None, Some(1000)));
    assert_eq!((row.change_issued, row.change_treasury, row.closing_total), (Some(500), None, Some(1500)));
    assert_eq!(at(&reading, Code::PlacedByIdentity, Table::IssuedShares, 1, "opening_treasury").len(), 1);
    assert!(reading.findings.iter().all(|finding| finding.code != Code::AmbiguousColumns), "{:#?}", reading.findings);

    // Only treasury moves.
    let reading = issued(&["1,000", "200", "1,200"], &["-50"], &["1,000", "150", "1,150"]);
    let row = &reading.filing.issued_shares[0];
    assert_eq!((row.change_issued, row.change_treasury), (None, Some(-50)));
}

#[test]
fn what_only_likelihood_places_is_an_error() {
    let mut form = form("1.1.1");
    add(&mut form, Table::AgreementMovements, Section::D, ORDINARY, &[("description", "Plan")]);
    run(&mut form, &["new_shares_issued", "treasury_shares_transferred", "shares_issuable"], &["100", "2,000"]);
    let reading = record(&form);
    let row = &reading.filing.agreement_movements[0];
    assert_eq!(
        (row.new_shares_issued, row.treasury_shares_transferred, row.shares_issuable),
        (Some(100), None, Some(2000))
    );
    for column in ["new_shares_issued", "treasury_shares_transferred", "shares_issuable"] {
        let [finding] = at(&reading, Code::AmbiguousColumns, Table::AgreementMovements, 1, column)[..] else {
            panic!("{column}")
        };
        assert_eq!(finding.severity, Severity::Error);
    }
}

/// One figure a row under three headings: that it makes a sound treasury balance is no reason to take it for one.
#[test]
fn a_lone_figure_is_no_treasury_balance_in_silence() {
    let reading = issued(&["1,000"], &["500"], &["1,500"]);
    for column in ["opening_issued", "opening_treasury", "opening_total", "closing_issued", "closing_treasury"] {
        let found = reading.findings.iter().any(|finding| {
            finding.severity == Severity::Error && finding.column.as_deref().is_none_or(|named| named == column)
        });
        let stated = reading.filing.issued_shares[0].get(column);
        assert!(found || stated.is_null(), "{column}: {stated} without an error: {:#?}", reading.findings);
    }
}

#[test]
fn a_full_run_needs_no_remark() {
    let reading = issued(&["1,000", "0", "1,000"], &["0", "0"], &["1,000", "0", "1,000"]);
    assert!(reading.findings.iter().all(|f| f.table != Some(Table::IssuedShares)), "{:#?}", reading.findings);
}

#[test]
fn more_figures_than_columns_are_said() {
    let reading = issued(&["1,000", "0", "1,000", "7"], &["0", "0"], &["1,000", "0", "1,000"]);
    assert_eq!(at(&reading, Code::UnclaimedText, Table::IssuedShares, 1, "opening_total").len(), 1);
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
            let read = row.get(column);
            let wanted = shown.as_ref().map_or(String::new(), |text| text.replace(',', ""));
            let queried = reading.findings.iter().any(|f| f.severity == Severity::Error && f.column.as_deref() == Some(column));
            prop_assert!(read.to_string() == wanted || queried, "{column}: {read} for {wanted}");
        }
    }
}
