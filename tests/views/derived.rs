//! What follows from the tables: shares outstanding, dilution, net issuance; and that none of it is silently wrong.

use serde_json::{Value as Json, json};
use sharecap::filing::{
    AgreementMovement, CapitalEvent, ConvertibleMovement, IssuedShares, MonthlyReturn, OptionMovement, OtherMovement,
    SectionTotal, ShareClass, Table, WarrantMovement,
};
use sharecap::finding::{Code, Finding};
use sharecap::tables::Entry;

use crate::{ask_of, column, filing};

fn class(share_class: &str, share_type: Option<&str>) -> ShareClass {
    let share_type = share_type.map(str::to_owned);
    ShareClass { share_class: Some(share_class.to_owned()), share_type, ..ShareClass::default() }
}

fn ordinary() -> ShareClass {
    class("ordinary", None)
}

/// A return of one issuer and month, with the rows that `fill` gives it.
fn made(fill: impl FnOnce(&mut MonthlyReturn)) -> Entry {
    let mut entry = filing("aa", "2024-10-31", Some("2024-11-05"), 1_000_000);
    if let Ok(reading) = &mut entry.result {
        fill(&mut reading.filing);
    }
    entry
}

fn with_finding(mut entry: Entry, finding: Finding) -> Entry {
    if let Ok(reading) = &mut entry.result {
        reading.findings.push(finding);
    }
    entry
}

fn unreadable(table: Table, row: u32, column: &str) -> Finding {
    Finding::new(Code::UnreadableValue, "cannot be read").at(table, row).column(column)
}

/// The only row of a view on one filing.
fn one(entry: &Entry, view: &str) -> Option<Json> {
    let mut answers =
        ask_of(vec![entry.clone()], &[&format!("from {view}"), &format!("from as_of_{view}('2024-12-01')")])?;
    assert_eq!(answers[0], answers[1], "what is known now was known in December");
    assert_eq!(answers[0].len(), 1);
    Some(answers[0].remove(0))
}

/// Some values of a row.
fn values<const N: usize>(row: &Json, columns: [&str; N]) -> [Json; N] {
    columns.map(|column| row[column].clone())
}

const PARTS: [&str; 5] = ["options", "warrants", "convertibles", "agreements", "other"];

fn issuable() -> Entry {
    made(|filing| {
        let options = |issuable, granted| OptionMovement {
            class: ordinary(),
            shares_issuable: Some(issuable),
            total_issuable_under_scheme: Some(granted),
            ..OptionMovement::default()
        };
        filing.option_movements = vec![options(10_000, 9_999), options(500, 9_999)];
        filing.warrant_movements =
            vec![WarrantMovement { class: ordinary(), shares_issuable: Some(2_000), ..WarrantMovement::default() }];
        let convertible = ConvertibleMovement {
            class: ordinary(),
            closing_amount: Some("80000000".parse().unwrap()),
            shares_issuable: Some(300_000),
            ..ConvertibleMovement::default()
        };
        filing.convertible_movements = vec![convertible];
        filing.agreement_movements =
            vec![AgreementMovement { class: ordinary(), shares_issuable: Some(40), ..AgreementMovement::default() }];
    })
}

#[test]
fn dilution_adds_up_what_may_be_issued_and_not_what_may_be_granted() {
    let Some(row) = one(&issuable(), "dilution") else { return };
    assert_eq!(values(&row, PARTS), [10_500, 2_000, 300_000, 40, 0].map(|shares| json!(shares)));
    assert_eq!(
        values(&row, ["closing_issued", "fully_diluted", "has_error"]),
        [json!(1_000_000), json!(1_312_540), json!(false)]
    );
}

#[test]
fn what_could_not_be_read_is_no_zero() {
    let mut entry = issuable();
    if let Ok(reading) = &mut entry.result {
        reading.filing.option_movements[1].shares_issuable = None;
    }
    let Some(row) = one(&entry, "dilution") else { return };
    assert_eq!(row["options"], 10_000, "a blank beside nothing outstanding is none");
    let torn = with_finding(entry.clone(), unreadable(Table::OptionMovements, 2, "shares_issuable"));
    let row = one(&torn, "dilution").unwrap();
    assert_eq!(values(&row, ["options", "warrants", "fully_diluted"]), [Json::Null, json!(2_000), Json::Null]);
    assert_eq!(row["has_error"], true);
    if let Ok(reading) = &mut entry.result {
        reading.filing.convertible_movements[0].shares_issuable = None;
    }
    let row = one(&entry, "dilution").unwrap();
    assert_eq!(row["convertibles"], Json::Null, "80 million outstanding, and nobody says into how many shares");
}

#[test]
fn an_error_finding_shows_where_it_touches_and_nowhere_else() {
    let cases = [
        (unreadable(Table::IssuedShares, 1, "closing_issued"), [true, true, true]),
        (unreadable(Table::OptionMovements, 1, "scheme"), [false, true, true]),
        (unreadable(Table::SectionTotals, 1, "issued_total"), [false, true, true]),
        (unreadable(Table::AuthorisedCapital, 1, "closing_shares"), [false, false, false]),
        (unreadable(Table::Filings, 1, "submitted_by"), [false, false, false]),
        (unreadable(Table::Filings, 1, "month_end"), [true, true, true]),
        (Finding::new(Code::PagesMissing, "pages 3 to 4 are missing"), [true, true, true]),
        (Finding::new(Code::UnclaimedText, "a warning").at(Table::IssuedShares, 1), [false, false, false]),
    ];
    let entries = cases.iter().zip(1..).map(|((finding, _), number)| {
        let mut entry = with_finding(issuable(), finding.clone());
        entry.filing_id = Some(format!("{number:02}"));
        if let Ok(reading) = &mut entry.result {
            reading.filing.stock_code = Some(format!("{number:05}"));
            reading.filing.section_totals = vec![total("A", None)];
        }
        entry
    });
    let views = ["shares_outstanding", "dilution", "net_issuance"];
    let queries = views.map(|view| format!("select has_error from {view} order by stock_code"));
    let Some(answers) = ask_of(entries.collect(), &queries.each_ref().map(String::as_str)) else { return };
    for (at, (finding, expected)) in cases.iter().enumerate() {
        let shown: Vec<Json> = answers.iter().map(|rows| rows[at]["has_error"].clone()).collect();
        assert_eq!(shown, *expected, "{views:?}: {finding:?}");
    }
}

#[test]
fn classes_are_told_apart_by_words_and_place_not_by_code() {
    let entry = made(|filing| {
        let row = |class: ShareClass, closing| IssuedShares {
            class: ShareClass { class_stock_code: Some("00020".to_owned()), ..class },
            closing_issued: Some(closing),
            ..IssuedShares::default()
        };
        filing.issued_shares = vec![
            row(class("wvr_ordinary", Some("A")), 1),
            row(class("wvr_ordinary", Some("B")), 2),
            row(class("preference", None), 3),
            row(class("preference", None), 4),
        ];
        let option = |class| OptionMovement { class, shares_issuable: Some(10), ..OptionMovement::default() };
        filing.option_movements = vec![
            option(class("wvr_ordinary", Some("B"))),
            option(class("preference", None)),
            option(class("other", None)),
        ];
    });
    let shares = "select * from shares_outstanding order by issued_row";
    let dilution = "select * from dilution order by issued_row nulls last";
    let Some(answers) = ask_of(vec![entry], &[shares, dilution]) else { return };
    assert_eq!(column(&answers[0], "class_position"), [1, 1, 1, 2]);
    assert_eq!(column(&answers[0], "closing_issued"), [1, 2, 3, 4]);
    let options = [json!(0), json!(10), Json::Null, Json::Null, json!(10)];
    assert_eq!(column(&answers[1], "options"), options, "either preference share may be the one that is meant");
    let diluted = [json!(1), json!(12), Json::Null, Json::Null, Json::Null];
    assert_eq!(column(&answers[1], "fully_diluted"), diluted, "a class that section II does not show has no balance");
}

#[test]
fn a_movement_without_a_class_is_of_the_only_one() {
    let nameless = OptionMovement { shares_issuable: Some(10), ..OptionMovement::default() };
    let entry = made(|filing| {
        // The legacy form leaves a column at nil.
        let row = IssuedShares {
            class: ordinary(),
            opening_issued: Some(0),
            closing_issued: Some(0),
            ..IssuedShares::default()
        };
        filing.issued_shares.push(row);
        filing.option_movements = vec![OptionMovement { class: ordinary(), ..nameless.clone() }];
    });
    let Some(answers) = ask_of(vec![entry], &["select * from dilution order by issued_row"]) else { return };
    assert_eq!(column(&answers[0], "fully_diluted"), [1_000_010, 0]);
    let row = one(&made(|filing| filing.option_movements = vec![nameless]), "dilution").unwrap();
    assert_eq!(row["fully_diluted"], 1_000_010);
}

fn total(section: &str, issued_total: Option<i64>) -> SectionTotal {
    SectionTotal { class: ordinary(), section: Some(section.to_owned()), issued_total, ..SectionTotal::default() }
}

/// A month in which options, a placing and a purchase into treasury changed the shares in issue.
fn issuing() -> Entry {
    made(|filing| {
        filing.issued_shares[0].opening_issued = Some(990_000);
        filing.issued_shares[0].change_issued = Some(10_000);
        filing.option_movements =
            vec![OptionMovement { class: ordinary(), new_shares_issued: Some(500), ..OptionMovement::default() }];
        let event = |issued_change| OtherMovement { class: ordinary(), issued_change, ..OtherMovement::default() };
        filing.other_movements = vec![event(Some(10_500)), event(Some(-1_000)), event(None)];
        filing.section_totals = vec![total("A", Some(500)), total("E", None), total("all", Some(10_000))];
    })
}

#[test]
fn net_issuance_is_split_by_where_it_came_from() {
    let Some(row) = one(&issuing(), "net_issuance") else { return };
    assert_eq!(values(&row, PARTS), [500, 0, 0, 0, 9_500].map(|shares| json!(shares)), "rows where the total is blank");
    let sums = values(&row, ["net_issuance", "unexplained", "restated", "net_issuance_adjusted"]);
    assert_eq!(sums, [10_000, 0, 0, 10_000].map(|shares| json!(shares)));

    let mut blank = issuing();
    if let Ok(reading) = &mut blank.result {
        reading.filing.issued_shares[0].change_issued = None;
        reading.filing.section_totals[0].issued_total = Some(700);
    }
    let row = one(&blank, "net_issuance").unwrap();
    assert_eq!(
        values(&row, ["net_issuance", "options", "unexplained"]),
        [10_000, 700, -200].map(|shares| json!(shares))
    );

    let torn = with_finding(issuing(), unreadable(Table::OtherMovements, 3, "issued_change"));
    let row = one(&torn, "net_issuance").unwrap();
    assert_eq!(values(&row, ["net_issuance", "other", "unexplained"]), [json!(10_000), Json::Null, Json::Null]);
    assert_eq!(row["has_error"], true);
}

#[test]
fn a_movement_in_error_that_no_class_owns_may_be_of_any_class() {
    let mut entry = issuing();
    if let Ok(reading) = &mut entry.result {
        reading.filing.other_movements[0].class.share_type = Some("Not applicable Yes and 6)".to_owned());
    }
    let entry = with_finding(entry, unreadable(Table::OtherMovements, 1, "share_type"));
    let query = "select share_type, other, has_error from net_issuance order by share_type nulls first";
    let Some(answers) = ask_of(vec![entry], &[query]) else { return };
    let [own, strange] = &answers[0][..] else { panic!("{answers:?}") };
    assert_eq!(values(own, ["share_type", "other", "has_error"]), [Json::Null, json!(-1_000), json!(true)]);
    assert_eq!(strange["has_error"], true);
}

#[test]
fn shares_counted_anew_are_not_issued() {
    let consolidated = |treasury: Option<i64>, old_count: i64, new_count: i64| {
        let mut entry = made(|filing| {
            let row = &mut filing.issued_shares[0];
            (row.opening_issued, row.change_issued, row.closing_issued) =
                (Some(1_000_000), Some(-899_500), Some(100_500));
            (row.opening_treasury, row.closing_treasury) = (treasury, treasury.map(|shares| shares / 10));
            row.opening_total = treasury.map(|shares| 1_000_000 + shares);
        });
        entry.capital_events = vec![CapitalEvent {
            class: ordinary(),
            kind: Some("consolidation".to_owned()),
            old_count: Some(old_count),
            new_count: Some(new_count),
            ratio_old: Some(10),
            ratio_new: Some(1),
            adjustment_factor: Some("0.1".parse().unwrap()),
            basis: Some("par value".to_owned()),
            ..CapitalEvent::default()
        }];
        entry
    };
    let restated = ["net_issuance", "restated", "net_issuance_adjusted"];
    let Some(row) = one(&consolidated(None, 1_000_000, 100_000), "net_issuance") else { return };
    assert_eq!(values(&row, restated), [-899_500, -900_000, 500].map(|shares| json!(shares)));
    let row = one(&consolidated(Some(2_000), 1_002_000, 100_200), "net_issuance").unwrap();
    assert_eq!(values(&row, restated), [-899_500, -900_000, 500].map(|shares| json!(shares)), "treasury shares too");
    let row = one(&consolidated(Some(2_000), 1_002_500, 100_250), "net_issuance").unwrap();
    assert_eq!(values(&row, restated), [json!(-899_500), Json::Null, Json::Null], "how many of them cannot be told");
    let row = one(&consolidated(None, 10_000_000, 1_000_000), "net_issuance").unwrap();
    assert_eq!(values(&row, restated), [-899_500, 0, -899_500].map(|shares| json!(shares)), "before the month began");
}
