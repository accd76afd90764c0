//! Identity 6: an English filing and its Chinese twin state the same.

use sharecap::filing::{Counter, MonthlyReturn, Section, SectionTotal, Table};

use super::{chinese, english, findings, found, of, ordinary, put, still, with};

const ISSUED: Table = Table::IssuedShares;
const OPTIONS: Table = Table::OptionMovements;

fn pair(change: impl Fn(&mut MonthlyReturn)) -> Vec<MonthlyReturn> {
    let mut other = chinese("2025-01");
    change(&mut other);
    vec![english("2025-01"), other]
}

#[test]
fn a_differing_figure_is_an_error_on_both_sides() {
    let snapshot = of(pair(|other| put(other, OPTIONS, 1, "shares_issuable", "17")));
    assert_eq!(
        found(&snapshot),
        [
            "0 twin-differs error option_movements 1 shares_issuable",
            "1 twin-differs error option_movements 1 shares_issuable"
        ]
    );
    let [finding] = &findings(&snapshot, "1")[..] else { panic!() };
    assert_eq!(finding.message, "shares_issuable is 17 here and blank in the English return (0)");
    assert_eq!((finding.expected.as_deref(), finding.actual.as_deref()), (Some("blank"), Some("17")));
}

#[test]
fn numbers_dates_codes_flags_and_currencies_are_compared_and_words_are_not() {
    for (table, column, text) in [
        (Table::Filings, "total_authorised_capital", "5"),
        (Table::AuthorisedCapital, "currency", "USD"),
        (OPTIONS, "general_meeting_date", "2011-08-31"),
        (ISSUED, "class_stock_code", "00002"),
        (Table::ConvertibleMovements, "conversion_price", "0.5"),
    ] {
        let across = found(&of(pair(|other| put(other, table, 1, column, text))));
        assert_eq!(across.len(), 2, "{column}: {across:#?}");
        assert!(across.iter().all(|one| one.ends_with(column) && one.contains("error")), "{across:#?}");
    }
    assert_eq!(found(&of(pair(|other| other.issued_shares[0].class.listed = Some(false)))).len(), 2);
    let counter = Counter { stock_code: "80001".to_owned(), currency: Some("CNY".to_owned()) };
    let across = found(&of(pair(|other| other.counters.push(counter.clone()))));
    assert_eq!(across, ["0 twin-differs error filings 1 counters", "1 twin-differs error filings 1 counters"]);
    for (table, column) in [(OPTIONS, "scheme"), (OPTIONS, "other_text"), (ISSUED, "class_description")] {
        assert_eq!(found(&of(pair(|other| put(other, table, 1, column, "別的話")))), [""; 0], "{column}");
    }
}

#[test]
fn nil_here_and_blank_there_is_worth_knowing_only() {
    let across = found(&of(pair(|other| put(other, OPTIONS, 2, "lapsed", "0"))));
    assert_eq!(
        across,
        ["0 twin-differs info option_movements 2 lapsed", "1 twin-differs info option_movements 2 lapsed"]
    );
}

#[test]
fn rows_in_another_order_are_compared_by_their_figures() {
    let reversed = |other: &mut MonthlyReturn| {
        other.option_movements.reverse();
        put(other, OPTIONS, 1, "granted", "3");
    };
    assert_eq!(
        found(&of(pair(reversed))),
        ["0 twin-differs error option_movements 2 granted", "1 twin-differs error option_movements 1 granted"]
    );
}

#[test]
fn a_row_that_one_side_lacks_is_an_error_at_the_table() {
    let across = of(pair(|other| drop(other.option_movements.remove(0))));
    assert_eq!(found(&across), ["0 twin-differs error option_movements 1", "1 twin-differs error option_movements"]);
    let total = |section: Section| SectionTotal {
        class: ordinary(),
        section: Some(section.as_str().to_owned()),
        issued_total: Some(0),
        ..SectionTotal::default()
    };
    let mut filings = pair(|other| other.section_totals = vec![total(Section::A), total(Section::E)]);
    filings[0].section_totals = [Section::A, Section::C, Section::E].map(total).into();
    assert_eq!(found(&of(filings)), ["0 twin-differs error section_totals 2", "1 twin-differs error section_totals"]);
}

#[test]
fn the_message_says_which_side_the_identities_bear_out() {
    // Within the return: 4,000 + 0 is not 4,100.
    let snapshot = of(pair(|other| put(other, OPTIONS, 1, "closing_options", "4100")));
    let [finding] = &findings(&snapshot, "0")[..] else { panic!("{:#?}", found(&snapshot)) };
    assert!(finding.message.ends_with("; what adds up within the return bears out this one"), "{}", finding.message);
    // By the month before: both returns add up.
    let mut filings = pair(|other| still(other, OPTIONS, 1, "options", "4100"));
    filings.push(english("2024-12"));
    let snapshot = of(filings);
    let finding = &findings(&snapshot, "1")[0];
    assert!(finding.message.ends_with("; the return for 2024-12 bears out the other one"), "{}", finding.message);
}

#[test]
fn a_superseded_return_is_compared_only_with_a_current_twin() {
    let late = |mut filing: MonthlyReturn| {
        filing.submitted_on = Some("2025-02-20".parse().unwrap());
        filing
    };
    let wrong = with(chinese("2025-01"), &[(OPTIONS, 1, "shares_issuable", "17")]);
    let filings = vec![english("2025-01"), wrong.clone(), late(english("2025-01")), late(chinese("2025-01"))];
    assert_eq!(found(&of(filings)), [""; 0]);
    assert_eq!(found(&of(vec![english("2025-01"), wrong, late(chinese("2025-01"))])).len(), 2);
}
