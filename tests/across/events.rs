//! Consolidations, subdivisions and reorganisations.

use sharecap::filing::{MonthlyReturn, OtherMovement, Remark, Table};
use sharecap::finding::{Code, Severity};

use super::{chinese, english, events, findings, found, of, ordinary, put, still, with};

const ISSUED: Table = Table::IssuedShares;

/// A month in which the issued shares change by one event of section III (E).
fn moved(opening: i64, change: i64, event: &str, text: &str) -> MonthlyReturn {
    let (opening, closing, change) = (opening.to_string(), (opening + change).to_string(), change.to_string());
    let mut filing = english("2025-09");
    for balance in ["issued", "total"] {
        put(&mut filing, ISSUED, 1, &format!("opening_{balance}"), &opening);
        put(&mut filing, ISSUED, 1, &format!("closing_{balance}"), &closing);
    }
    put(&mut filing, ISSUED, 1, "change_issued", &change);
    filing.other_movements.push(OtherMovement { class: ordinary(), ..OtherMovement::default() });
    let cells = [("event", event), ("event_text", text), ("issued_change", &change), ("event_date", "2025-09-29")];
    with(filing, &cells.map(|(column, text)| (Table::OtherMovements, 1, column, text)))
}

fn with_par(filing: MonthlyReturn, opening: &str, closing: &str) -> MonthlyReturn {
    let cells = [("opening_par_value", opening), ("closing_par_value", closing)];
    with(filing, &cells.map(|(column, text)| (Table::AuthorisedCapital, 1, column, text)))
}

/// Kind, old and new count, ratio and factor of an event.
type Told = (String, i64, i64, (i64, i64), String);

/// The only event of a return.
fn told(filing: MonthlyReturn) -> Option<Told> {
    let snapshot = of(vec![filing]);
    let events = events(&snapshot);
    assert_eq!(found(&snapshot).iter().filter(|one| one.contains("capital-event info")).count(), events.len());
    let [(_, event)] = &events[..] else { return None };
    let counts = (event.old_count.unwrap(), event.new_count.unwrap());
    let ratio = (event.ratio_old.unwrap(), event.ratio_new.unwrap());
    Some((event.kind.clone().unwrap(), counts.0, counts.1, ratio, event.adjustment_factor.unwrap().to_string()))
}

fn event(kind: &str, old: i64, new: i64, ratio: (i64, i64), factor: &str) -> Told {
    (kind.to_owned(), old, new, ratio, factor.to_owned())
}

#[test]
fn a_consolidation_with_a_reduction_of_capital_is_a_reorganisation() {
    let filing = moved(114_556_865, -103_101_179, "capital_reorganisation", "資本重組");
    let snapshot = of(vec![filing.clone()]);
    let (_, told_event) = &events(&snapshot)[0];
    assert_eq!(told_event.event_date, Some("2025-09-29".parse().unwrap()));
    assert_eq!(told_event.class, ordinary());
    assert_eq!(told(filing), Some(event("reorganisation", 114_556_865, 11_455_686, (10, 1), "0.1")));
}

#[test]
fn the_par_value_tells_a_consolidation_from_a_subdivision_and_both_from_a_reorganisation() {
    let words = "Other (please specify) Share consolidation";
    let filing = with_par(moved(1_000_000, -750_000, "other", words), "0.01", "0.04");
    assert_eq!(told(filing), Some(event("consolidation", 1_000_000, 250_000, (4, 1), "0.25")));
    let filing = with_par(moved(250_000, 500_000, "other", "股份拆細"), "0.03", "0.01");
    assert_eq!(told(filing), Some(event("subdivision", 250_000, 750_000, (1, 3), "3")));
    let mut filing = moved(1_000_000, -600_000, "other", words);
    filing.authorised_capital.clear();
    assert_eq!(
        told(filing),
        Some(event("consolidation", 1_000_000, 400_000, (5, 2), "0.4")),
        "a company without par value"
    );
}

#[test]
fn a_par_value_that_moves_the_other_way_needs_no_words() {
    let filing = with_par(moved(1_000_000, -500_000, "other", "Other (please specify) see remarks"), "0.01", "0.02");
    assert_eq!(told(filing), Some(event("consolidation", 1_000_000, 500_000, (2, 1), "0.5")));
}

#[test]
fn ordinary_movements_are_no_events_however_clean_the_ratio() {
    for (event, change) in [
        ("bonus_issue", 1_000_000),
        ("rights_issue", 500_000),
        ("placing", 200_000),
        ("repurchase_cancelled", -500_000),
        ("other", -500_000),
    ] {
        assert_eq!(told(moved(1_000_000, change, event, "some words")), None, "{event}");
    }
    let odd = moved(1_000_000, -123_457, "capital_reorganisation", "Capital reorganisation");
    assert_eq!(told(odd), None, "no ratio fits");
}

#[test]
fn other_movements_of_the_month_are_set_aside() {
    let mut filing = moved(1_000_000, -900_000, "other", "Share consolidation");
    filing.other_movements.push(OtherMovement { class: ordinary(), ..OtherMovement::default() });
    let cells = [("event", "placing"), ("issued_change", "7777"), ("event_date", "2025-09-30")];
    let mut filing = with(filing, &cells.map(|(column, text)| (Table::OtherMovements, 2, column, text)));
    for column in ["closing_issued", "closing_total"] {
        put(&mut filing, ISSUED, 1, column, "107777");
    }
    put(&mut filing, ISSUED, 1, "change_issued", "-892223");
    let expected = Some(event("reorganisation", 1_000_000, 100_000, (10, 1), "0.1"));
    assert_eq!(told(filing.clone()), expected, "a placing after it");
    put(&mut filing, Table::OtherMovements, 2, "event_date", "2025-09-02");
    put(&mut filing, Table::OtherMovements, 2, "issued_change", "10000");
    put(&mut filing, Table::OtherMovements, 1, "issued_change", "-909000");
    for column in ["closing_issued", "closing_total"] {
        put(&mut filing, ISSUED, 1, column, "101000");
    }
    put(&mut filing, ISSUED, 1, "change_issued", "-899000");
    let expected = Some(event("reorganisation", 1_010_000, 101_000, (10, 1), "0.1"));
    assert_eq!(told(filing), expected, "a placing before it");
}

#[test]
fn a_month_that_opens_restated_is_explained_by_its_event() {
    let mut later = with_par(english("2025-02"), "0.1", "0.1");
    still(&mut later, Table::AuthorisedCapital, 1, "shares", "100000");
    for balance in ["issued", "total"] {
        still(&mut later, ISSUED, 1, balance, "50000");
    }
    still(&mut later, Table::OptionMovements, 1, "options", "400");
    still(&mut later, Table::OptionMovements, 2, "options", "7000");
    let mut twin = chinese("2025-02");
    for table in [Table::AuthorisedCapital, ISSUED, Table::OptionMovements] {
        for row in 1..=twin.row_count(table) {
            for column in sharecap::filing::columns_stated(table) {
                let value = later.value(table, row, column);
                if value.units().is_some() {
                    assert!(twin.set_value(table, row, column, value));
                }
            }
        }
    }
    let snapshot = of(vec![english("2025-01"), later, twin]);
    let all = findings(&snapshot, "1");
    let breaks: Vec<_> = all.iter().filter(|finding| finding.code == Code::ContinuityBroken).collect();
    assert_eq!(breaks.len(), 6, "{:#?}", found(&snapshot));
    for finding in breaks {
        assert_eq!(finding.severity, Severity::Info);
        assert!(finding.message.ends_with(": a capital event of 10:1 explains it"), "{}", finding.message);
    }
    let events = events(&snapshot);
    let paths: Vec<&str> = events.iter().map(|(path, _)| path.as_str()).collect();
    assert_eq!(paths, ["1", "2"], "in both languages");
    assert_eq!(events[0].1.kind.as_deref(), Some("consolidation"));
}

#[test]
fn a_clean_ratio_between_months_is_no_event_by_itself() {
    let mut later = english("2025-02");
    for balance in ["issued", "total"] {
        still(&mut later, ISSUED, 1, balance, "50000");
    }
    let snapshot = of(vec![english("2025-01"), later.clone()]);
    assert_eq!(events(&snapshot), []);
    assert_eq!(found(&snapshot).iter().filter(|one| one.contains("continuity-broken error")).count(), 2);
    let text = Some("The share consolidation of ten into one became effective on 3 February 2025.".to_owned());
    later.remarks.push(Remark { section: Some("II".to_owned()), text });
    assert_eq!(events(&of(vec![english("2025-01"), later])).len(), 1, "a remark says so");
}
