//! Text renderings as they lie on the web, and the traps in them.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use sharecap::filing::Table;
use sharecap::finding::{Code, Severity};
use sharecap::pipeline::read_filing;
use sharecap::record::Reading;

fn read(name: &str) -> Reading {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures").join(name);
    read_filing(&fs::read(path).unwrap()).unwrap()
}

fn errors(reading: &Reading) -> Vec<&str> {
    let errors = reading.findings.iter().filter(|finding| finding.severity == Severity::Error);
    errors.map(|finding| finding.message.as_str()).collect()
}

/// A version that names the rows of section II anew: its figures are in no column, and that is no mere warning.
#[test]
fn figures_of_a_section_that_no_field_claims_are_an_error() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/cell_per_line_v1.0.1.txt");
    let known = fs::read_to_string(path).unwrap();
    let renamed = known
        .replace("Balance at close of preceding month", "Brought forward")
        .replace("Balance at close of the month", "Carried forward");
    assert_ne!(renamed, known);
    let reading = read_filing(renamed.as_bytes()).unwrap();
    let unclaimed = reading.findings.iter().find(|finding| finding.code == Code::UnclaimedText).unwrap();
    assert_eq!((unclaimed.severity, unclaimed.table), (Severity::Error, Some(Table::IssuedShares)));
    assert!(reading.filing.issued_shares.iter().all(|row| row.closing_issued.is_none()));
}

/// A converter that writes the labels of section II first and its figures behind them: what belongs together is a guess, in
/// any table.
#[test]
fn labels_apart_from_their_figures_leave_no_table_sure() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/cell_per_line_v1.0.1.txt");
    let beside = fs::read_to_string(path).unwrap();
    let apart = beside.replace(
        "| 2,749,669,380\n| Increase / decrease (-)\n| 16,363\n| Balance at close of the month\n| 2,749,685,743\n",
        "| Increase / decrease (-)\n| Balance at close of the month\n| 2,749,669,380\n| 16,363\n| 2,749,685,743\n",
    );
    assert_ne!(apart, beside);
    let queried = |text: &str| -> BTreeSet<Option<Table>> {
        let findings = read_filing(text.as_bytes()).unwrap().findings;
        findings.iter().filter(|finding| finding.code == Code::ReadByOrder).map(|finding| finding.table).collect()
    };
    assert_eq!(queried(&beside), BTreeSet::new());
    for table in [Table::Filings, Table::IssuedShares, Table::OptionMovements, Table::SectionTotals, Table::Remarks] {
        assert!(queried(&apart).contains(&Some(table)), "{table:?}");
    }
}

/// One long run a page, its foot moved to the front; `Not applicable` behind a section that is filled; two classes under
/// one code; notes in brackets behind every label of section E.
#[test]
fn a_run_a_page_with_two_classes_under_one_code() {
    let reading = read("run_per_page_v1.0.2.txt");
    let filing = &reading.filing;
    assert_eq!(errors(&reading), Vec::<&str>::new());
    assert_eq!(filing.form_version.as_deref(), Some("1.0.2"));
    let authorised: Vec<_> =
        filing.authorised_capital.iter().map(|row| (row.closing_shares, row.class.listed)).collect();
    assert_eq!(authorised, [(Some(24_114_698_720), Some(true)), (Some(885_301_280), Some(false))]);
    let issued: Vec<_> =
        filing.issued_shares.iter().map(|row| (row.class.share_type.as_deref(), row.closing_issued)).collect();
    assert_eq!(issued, [(Some("A"), Some(3_560_912_011)), (Some("B"), Some(151_354_549))]);
    let options = &filing.option_movements[0];
    assert_eq!((options.exercised, options.lapsed), (Some(-900_000), Some(-100_000)));
    assert_eq!((options.closing_options, options.shares_issuable), (Some(34_000_000), Some(34_000_000)));
    let repurchase = &filing.other_movements[0];
    assert_eq!(repurchase.class.class_stock_code.as_deref(), Some("09123"));
    assert_eq!(repurchase.class.share_class.as_deref(), Some("wvr_ordinary"));
    assert_eq!(repurchase.issued_change, Some(-3_400_000));
}

/// One cell a line behind a pipe; a company without authorised capital; a `Lapsed` without a figure; names that go on
/// between the kinds of movement; a label broken before `applicable)`.
#[test]
fn a_cell_a_line_without_authorised_capital() {
    let reading = read("cell_per_line_v1.0.1.txt");
    let filing = &reading.filing;
    assert_eq!(errors(&reading), Vec::<&str>::new());
    assert!(filing.authorised_capital.is_empty());
    assert_eq!(filing.remarks[0].text.as_deref(), Some("The Company has no authorised share capital."));
    assert_eq!(filing.issued_shares[0].class.class_description.as_deref(), Some("Ordinary shares of GBP 0.05 each"));
    let schemes: Vec<_> = filing.option_movements.iter().map(|row| row.scheme.as_deref().unwrap_or_default()).collect();
    let names = [
        "Provident Savings-Related Share Option Scheme",
        "Provident International Savings Related Share Option Scheme",
    ];
    assert_eq!(schemes, names);
    let lapsed: Vec<_> = filing.option_movements.iter().map(|row| row.lapsed).collect();
    assert_eq!(lapsed, [None, Some(0)]);
    assert_eq!(filing.section_totals[0].funds_raised.map(|funds| funds.to_string()).as_deref(), Some("24215.01"));
}
