//! Text renderings as they lie on the web, and the traps in them.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use sharecap::filing::{Date, Table};
use sharecap::finding::{Code, Finding, Severity};
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

/// Titles of columns that interleave, as where three lines of titles were taken one by one: the first row ends the class all
/// the same. Where there is none, that is said.
#[test]
fn a_class_ends_at_its_first_row_or_has_none_and_says_so() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/run_per_page_v1.0.2.txt");
    let whole = fs::read_to_string(path).unwrap();
    let (front, rest) = whole.split_once("(D). Any other Agreements").unwrap();
    let (_, behind) = rest.split_once("(E).").unwrap();
    let of_section = |rows: &str| {
        let text = format!(
            "{front}(D). Any other Agreements or Arrangements to Issue Shares of the Issuer which are to be listed, including \
             Options (other than Share Options Schemes) 1. Class of shares issuable WVR ordinary shares Type of shares A \
             Shares issuable to be listed on SEHK (Note 1) Yes Stock code of shares issuable (if listed on SEHK) (Note 1) \
             09123 General Meeting No. of new shares of issuer which may be No. of new shares of issuer issued during \
             Description approval date issued pursuant thereto as at close of the the month pursuant thereto (D) (if \
             applicable) month {rows}Total D (WVR ordinary shares A): 0 (E).{behind}"
        );
        read_filing(text.as_bytes()).unwrap()
    };
    let reading = of_section("1). Award Scheme adopted in 2021 0 0 ");
    assert_eq!(reading.filing.agreement_movements.len(), 1, "{:#?}", reading.findings);
    assert_eq!(reading.filing.agreement_movements[0].class.class_stock_code.as_deref(), Some("09123"));
    let reading = of_section("");
    assert!(reading.filing.agreement_movements.is_empty());
    let named = |finding: &&Finding| finding.table == Some(Table::AgreementMovements) && finding.row.is_none();
    assert!(reading.findings.iter().any(|finding| named(&finding) && finding.severity == Severity::Error));
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

fn text_return(balances: [&str; 3], scheme: &str, event: &str) -> Reading {
    read_filing(text_of_return(balances, scheme, event).as_bytes()).unwrap()
}

/// A return of v1.1.1 in text, with these lines for its balances, its option scheme and its event.
fn text_of_return(balances: [&str; 3], scheme: &str, event: &str) -> String {
    const CLASS: &str = "1. Class of shares   Ordinary shares   Type of shares   Not applicable   \
                         Listed on the Exchange (Note 1)   Yes\nStock code (if listed)   09177   Description";
    let [opening, change, closing] = balances;
    format!(
        "FF301\n\
        Monthly Return for Equity Issuer and Hong Kong Depositary Receipts listed under Chapter 19B of the Exchange \
        Listing Rules on Movements in Securities\n\
        For the month ended:   31 May 2025   Status:   New Submission\n\
        To : Hong Kong Exchanges and Clearing Limited\n\
        Name of Issuer:   Copper Heron Limited\n\
        Date Submitted:   04 June 2025\n\
        I. Movements in Authorised / Registered Share Capital   Not applicable\n\
        FF301\nv\nPage 1 of 2 1.1.1\n\
        II. Movements in Issued Shares and/or Treasury Shares\n{CLASS}\n\
        Number of issued shares (excluding treasury shares)   Number of treasury shares   Total number of issued shares\n\
        Balance at close of preceding month   {opening}\n\
        Increase / decrease (-)   {change}\n\
        Balance at close of the month   {closing}\n\
        Remarks:   No share was issued\nFF301\nv\nPage 2 of 2 1.1.1\n\
        III. Details of Movements in Issued Shares and/or Treasury Shares\n\
        (A). Share Options (under Share Option Schemes of the Issuer)\n{CLASS}\n\
        Particulars of share option scheme   Number of share options outstanding at close of preceding month   Movement \
        during the month   Number of share options outstanding at close of the month   Number of new shares issued \
        during the month pursuant thereto (A1)   Number of treasury shares transferred out of treasury during the month \
        pursuant thereto (A2)   Number of shares which may be issued or transferred out of treasury pursuant thereto as \
        at close of the month   The total number of shares which may be issued or transferred out of treasury upon \
        exercise of all share options to be granted under the scheme at close of the month\n\
        {scheme}\n\
        General Meeting approval date (if applicable)   12 May 2020\n\
        Increase in issued shares (excluding treasury shares):   0   Ordinary shares (AA1)\n\
        Decrease in treasury shares:   0   Ordinary shares (AA2)\n\
        Total funds raised during the month from exercise of options:   HKD   0\n\
        (B). Warrants to Issue Shares of the Issuer   Not applicable\n\
        (C). Convertibles (i.e. Convertible into Shares of the Issuer)   Not applicable\n\
        (D). Any other Agreements or Arrangements to Issue Shares of the Issuer, including Options (other than Share \
        Option Schemes)   Not applicable\n\
        (E). Other Movements in Issued Shares and/or Treasury Shares\n{CLASS}\n\
        Events   At price (if applicable)   Date of event (Note 2)   General Meeting approval date (if applicable)   \
        Increase/ decrease (-) in issued shares (excluding treasury shares) during the month pursuant thereto (E1)   \
        Increase/ decrease (-) in treasury shares during the month pursuant thereto (E2)   Number of shares redeemed or \
        repurchased for cancellation but not yet cancelled as at close of the month (Note 3)\n   Currency   Amount\n\
        {event}\n\
        Increase/ decrease (-) in issued shares (excluding treasury shares):   4   Ordinary shares (EE1)\n\
        Increase/ decrease (-) in treasury shares:   0   Ordinary shares (EE2)\n\
        IV. Information about Hong Kong Depositary Receipt (HDR)   Not applicable\n\
        V. Confirmations   Not applicable\n\
        Submitted by:   Wong Ka Yan\nTitle:   Company Secretary\n"
    )
}

const BALANCES: [&str; 3] = ["1,000,000   0   1,000,000", "4   0", "1,000,004   0   1,000,004"];
const SCHEME: &str = "1). 2020 Scheme   500,000   Lapsed   -1,000   499,000   0   0   499,000   25,000";
const EVENT: &str = "1). Placing   HKD   2.30   08 May 2025   02 June 2024   4   0";

fn date(year: i16, month: i8, day: i8) -> Date {
    Date::new(year, month, day).unwrap()
}

/// Whether a finding speaks of a column of the first row, of all of the row or of all of the table.
fn is_queried(reading: &Reading, table: Table, column: &str) -> bool {
    reading.findings.iter().any(|finding| {
        finding.table == Some(table)
            && finding.row.is_none_or(|row| row == 1)
            && finding.column.as_deref().is_none_or(|other| other == column)
    })
}

/// Text taken from a page column by column: the figures of the other columns stand below the last kind of movement,
/// whose own cell is blank.
#[test]
fn a_blank_movement_takes_no_figure_of_another_column() {
    let scheme = "1). 2020 Scheme\n4,000,007 Granted 0\nExercised 0\nCancelled 0\nLapsed\n4,000,007 0 0 4,000,007 29";
    let reading = text_return(BALANCES, scheme, EVENT);
    let row = &reading.filing.option_movements[0];
    assert_eq!((row.granted, row.exercised, row.cancelled, row.lapsed), (Some(0), Some(0), Some(0), None));
    assert_eq!((row.opening_options, row.closing_options), (Some(4_000_007), Some(4_000_007)));
    assert_eq!((row.new_shares_issued, row.treasury_shares_transferred), (Some(0), Some(0)));
    assert_eq!((row.shares_issuable, row.total_issuable_under_scheme), (Some(4_000_007), Some(29)));
}

/// The same with a figure beside every kind, the last of which has the issuer's own word below it.
#[test]
fn the_other_columns_stand_below_the_last_movement() {
    let scheme =
        "1). 2020 Scheme\n4,000,000 Granted 7\nLapsed -5\nOthers -2\nTransferred in\n4,000,000 0 0 4,000,000 29";
    let reading = text_return(BALANCES, scheme, EVENT);
    let row = &reading.filing.option_movements[0];
    assert_eq!((row.granted, row.lapsed, row.other), (Some(7), Some(-5), Some(-2)));
    assert_eq!(row.other_text.as_deref(), Some("Transferred in"));
    assert_eq!((row.closing_options, row.total_issuable_under_scheme), (Some(4_000_000), Some(29)));
    assert_eq!(row.scheme.as_deref(), Some("2020 Scheme"));
}

/// One figure more than there are columns: none of them is sure, and no one column is to blame.
#[test]
fn a_figure_too_many_is_an_error_of_the_whole_row() {
    let scheme = "1). 2020 Scheme   500,000   Lapsed   -1,000   499,000   0   0   499,000   25,000   7,000";
    let reading = text_return(BALANCES, scheme, EVENT);
    let found = reading.findings.iter().find(|finding| finding.message.contains("more figures")).unwrap();
    assert_eq!((found.severity, found.column.as_deref()), (Severity::Error, None));
    assert_eq!((found.table, found.row), (Some(Table::OptionMovements), Some(1)));
}

/// A dash is a nil where it fills a cell, whichever figure stands in the next.
#[test]
fn a_dash_in_a_cell_of_its_own_is_no_sign() {
    for border in ["   ", "\t", " | "] {
        let balances = ["1,000,000   -   1,000,000", "4   -", "1,000,004   -   1,000,004"];
        let balances = balances.map(|row| row.replace("   ", border));
        let scheme = SCHEME.replace("   0   0", "   -   -").replace("   ", border);
        let event = EVENT.replace("2.30", "-").replace("   ", border);
        let reading = text_return(balances.each_ref().map(String::as_str), &scheme, &event);
        let issued = &reading.filing.issued_shares[0];
        assert_eq!((issued.opening_treasury, issued.opening_total), (Some(0), Some(1_000_000)), "{border:?}");
        assert_eq!((issued.closing_treasury, issued.closing_total), (Some(0), Some(1_000_004)), "{border:?}");
        let options = &reading.filing.option_movements[0];
        assert_eq!((options.new_shares_issued, options.shares_issuable), (Some(0), Some(499_000)), "{border:?}");
        let event = &reading.filing.other_movements[0];
        assert_eq!(event.price.map(|price| price.to_string()).as_deref(), Some("0"), "{border:?}");
        assert_eq!((event.event_date, event.issued_change), (Some(date(2025, 5, 8)), Some(4)), "{border:?}");
    }
}

/// A currency is printed beside a blank price: the figure behind the dates is no price.
#[test]
fn a_blank_price_behind_its_currency_stays_blank() {
    for figures in ["-4   0", "4   0"] {
        let event = format!(
            "1). Repurchase of shares (shares repurchased and cancelled)   HKD      08 May 2025   02 June 2024   {figures}"
        );
        let row = &text_return(BALANCES, SCHEME, &event).filing.other_movements[0];
        assert_eq!((row.price, row.price_currency.as_deref()), (None, Some("HKD")));
        assert_eq!((row.issued_change, row.treasury_change), (Some(-4), Some(0)));
    }
}

/// Without dates nothing tells a blank price from a printed one: whatever is taken is queried.
#[test]
fn a_figure_behind_a_currency_without_a_date_is_queried() {
    let reading = text_return(BALANCES, SCHEME, "1). Placing   HKD   4   0");
    assert!(is_queried(&reading, Table::OtherMovements, "price"));
}

#[test]
fn a_price_below_zero_is_an_error() {
    let reading = text_return(BALANCES, SCHEME, &EVENT.replace("2.30", "-2.30"));
    let found = reading.findings.iter().find(|finding| finding.column.as_deref() == Some("price")).unwrap();
    assert_eq!((found.code, found.severity), (Code::ImplausibleValue, Severity::Error));
}

/// Cells that stand so close that no border shows between them.
#[test]
fn a_cell_of_a_price_and_a_date_is_parted() {
    for close in [
        "HKD   2.30 08 May 2025   02 June 2024",
        "HKD 2.30 08 May 2025 02 June 2024",
        "HKD 2.30   08 May 2025 02 June 2024",
    ] {
        let reading = text_return(BALANCES, SCHEME, &format!("1). Placing   {close}   4   0"));
        let row = &reading.filing.other_movements[0];
        assert_eq!(row.event_text.as_deref(), Some("Placing"), "{close}");
        assert_eq!(row.price.map(|price| price.to_string()).as_deref(), Some("2.3"), "{close}");
        assert_eq!(
            (row.event_date, row.general_meeting_date),
            (Some(date(2025, 5, 8)), Some(date(2024, 6, 2))),
            "{close}"
        );
        assert_eq!(row.issued_change, Some(4), "{close}");
    }
}

#[test]
fn a_price_and_a_date_left_in_the_text_are_queried() {
    let reading = text_return(BALANCES, SCHEME, "1). Placing at 2.30 on 08 May 2025   4   0");
    let row = &reading.filing.other_movements[0];
    assert_eq!((row.price, row.event_date), (None, None));
    for column in ["price", "event_date", "general_meeting_date"] {
        assert!(is_queried(&reading, Table::OtherMovements, column), "{column}");
    }
}

#[test]
fn dates_are_known_in_every_spelling_that_is_read() {
    for (first, second) in [
        ("08-May-2025", "June 2, 2024"),
        ("8 May. 2025", "2nd June 2024"),
        ("2025-05-08", "2024-06-02"),
        ("2025 年 5 月 8 日", "2024年6月2日"),
        ("8/5/2025", "02/06/2024"),
    ] {
        for border in ["   ", "\t", " "] {
            let event = format!("1). Placing   HKD   2.30   {first}   {second}   4   0").replace("   ", border);
            let reading = text_return(BALANCES, SCHEME, &event);
            let row = &reading.filing.other_movements[0];
            assert_eq!(row.event_text.as_deref(), Some("Placing"), "{event}");
            assert_eq!(
                (row.event_date, row.general_meeting_date),
                (Some(date(2025, 5, 8)), Some(date(2024, 6, 2))),
                "{event}"
            );
            assert_eq!((row.issued_change, row.treasury_change), (Some(4), Some(0)), "{event}");
        }
    }
}

#[test]
fn the_year_of_a_date_in_the_text_of_a_row_is_no_figure() {
    let event =
        EVENT.replace("Placing", "Other (Please specify) conversion under the deed poll dated 22 April\n2016\n");
    let row = &text_return(BALANCES, SCHEME, &event).filing.other_movements[0];
    let text = "Other (Please specify) conversion under the deed poll dated 22 April 2016";
    assert_eq!((row.event_text.as_deref(), row.issued_change), (Some(text), Some(4)));
}

/// `FF301`, `v`, `Page 2 of 2 1.1.1`: the foot of a page, each text of it on a line of its own.
#[test]
fn the_v_of_a_foot_comes_into_no_value() {
    let reading = text_return(BALANCES, SCHEME, EVENT);
    assert_eq!(reading.filing.remarks[0].text.as_deref(), Some("No share was issued"));
    assert_eq!(reading.filing.form_version.as_deref(), Some("1.1.1"));
}

/// What stands behind the label of a total is its value, readable or not.
#[test]
fn a_total_that_is_no_number_is_an_error_of_its_row() {
    let text = text_of_return(BALANCES, SCHEME, EVENT);
    for printed in ["None", "see the remarks", "5.0.1"] {
        let damaged = text.replace("options:   HKD   0", &format!("options:   HKD   {printed}"));
        assert_ne!(damaged, text);
        let reading = read_filing(damaged.as_bytes()).unwrap();
        let row = &reading.filing.section_totals[0];
        assert_eq!((row.issued_total, row.funds_raised), (Some(0), None), "{printed}");
        let found = reading.findings.iter().find(|finding| finding.column.as_deref() == Some("funds_raised")).unwrap();
        assert_eq!((found.code, found.severity), (Code::UnreadableValue, Severity::Error), "{printed}");
        assert_eq!((found.table, found.row), (Some(Table::SectionTotals), Some(1)), "{printed}");
    }
    let damaged = text
        .replace("options:   HKD   0", "options:   HKD   507.01*")
        .replace("treasury shares):   0   Ordinary shares (AA1)", "treasury shares):   9,44*   Ordinary shares (AA1)");
    let reading = read_filing(damaged.as_bytes()).unwrap();
    assert_eq!(reading.filing.section_totals[0].funds_raised.map(|funds| funds.to_string()).as_deref(), Some("507.01"));
    assert!(is_queried(&reading, Table::SectionTotals, "issued_total"));
}
