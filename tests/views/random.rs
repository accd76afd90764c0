//! Random datasets at many moments: the macros show what the oracle says.

use std::collections::{BTreeMap, BTreeSet};

use jiff::{Timestamp, ToSpan};
use proptest::prelude::*;
use proptest::strategy::ValueTree;
use proptest::test_runner::TestRunner;
use serde_json::Value as Json;
use sharecap::filing::{Date, HONG_KONG, IssuedShares, Language, ShareClass, SourceFormat, Status};
use sharecap::finding::{Code, Finding};
use sharecap::tables::Entry;
use sharecap::views::statements;

use crate::common::Scratch;
use crate::readings::{entry, publish_all, reading};
use crate::{duckdb, oracle};

const DATASETS: usize = 10;
/// Moments to look at in each dataset.
const MOMENTS: usize = 24;
/// Every issuer has a history of its own: these are 60 of them.
const ISSUERS: u32 = 6;

/// When a document was published, as far as that is known.
#[derive(Debug, Clone, Copy)]
enum Published {
    Unknown,
    /// Days after the end of the month.
    On(i32),
    /// Minutes after the end of the month.
    At(i64),
}

fn published() -> impl Strategy<Value = Published> {
    // Few days and few moments, so that many filings meet on one.
    prop_oneof![
        Just(Published::Unknown),
        (-1..9_i32).prop_map(Published::On),
        (-4..30_i64).prop_map(|quarter_days| Published::At(quarter_days * 360)),
    ]
}

fn filing() -> impl Strategy<Value = Entry> {
    let languages = vec![Language::English, Language::TraditionalChinese, Language::SimplifiedChinese];
    let formats = vec![SourceFormat::Pdf, SourceFormat::Text, SourceFormat::Html, SourceFormat::Doc];
    let statuses = vec![None, Some(Status::NewSubmission), Some(Status::Resubmission)];
    (
        (0..ISSUERS, 6..9_i8, prop::sample::select(languages), prop::option::weighted(0.9, -1..8_i32), published()),
        (prop::sample::select(statuses), prop::sample::select(formats), prop::bool::weighted(0.2)),
        prop::collection::vec((0..3_usize, prop::option::of(0..1_000_i64)), 0..4),
    )
        .prop_map(|((issuer, month, language, submitted, published), (status, format, is_flagged), classes)| {
            let month_end = Date::new(2024, month, 1).unwrap().last_of_month();
            let submitted_on = submitted.map(|days| month_end.checked_add(days.days()).unwrap().to_string());
            let code = format!("0000{}", issuer + 1);
            let mut reading = reading(&code, &month_end.to_string(), language, submitted_on.as_deref());
            reading.filing.status = status;
            reading.filing.issued_shares = classes.into_iter().map(|(class, closing)| shares(class, closing)).collect();
            if is_flagged {
                reading.findings.push(Finding::new(Code::BalanceBroken, "does not add up"));
            }
            let mut entry = entry("", Ok(reading));
            entry.source_format = Some(format);
            match published {
                Published::Unknown => {}
                Published::On(days) => entry.published_on = Some(month_end.checked_add(days.days()).unwrap()),
                Published::At(minutes) => {
                    let midnight = HONG_KONG.to_timestamp(month_end.at(0, 0, 0, 0)).unwrap();
                    entry.published_at = Some(midnight + minutes.minutes());
                }
            }
            entry
        })
}

fn shares(class: usize, closing_issued: Option<i64>) -> IssuedShares {
    let words = [("ordinary", None), ("ordinary", Some("H")), ("preference", None)];
    let (share_class, share_type) = words[class];
    let class = ShareClass {
        share_class: Some(share_class.to_owned()),
        share_type: share_type.map(str::to_owned),
        // The same for all: the code is no key.
        class_stock_code: Some("00001".to_owned()),
        ..ShareClass::default()
    };
    IssuedShares { class, closing_issued, ..IssuedShares::default() }
}

/// Moments on both sides of borders that the filings have: some of them, from the first to the last.
fn moments(entries: &[Entry]) -> BTreeSet<Timestamp> {
    let borders: BTreeSet<Timestamp> = entries.iter().filter_map(oracle::known_from).collect();
    let step = (2 * borders.len()).div_ceil(MOMENTS).max(1);
    borders.iter().step_by(step).chain(borders.last()).flat_map(|border| [*border - 1.microsecond(), *border]).collect()
}

#[test]
fn the_macros_show_what_was_known_at_every_moment() {
    let mut runner = TestRunner::deterministic();
    let strategy = prop::collection::vec(filing(), 1..90);
    let (folder, mut datasets, mut sessions) = (Scratch::new(), Vec::new(), Vec::new());
    for number in 0..DATASETS {
        let mut entries = strategy.new_tree(&mut runner).unwrap().current();
        for (at, entry) in entries.iter_mut().enumerate() {
            // The order of the digests is not that of the filings.
            entry.filing_id = Some(format!("{:02}", at * 7 % 90));
            entry.source_path = format!("{at}.pdf");
        }
        let dataset = folder.path().join(number.to_string());
        publish_all(&dataset, entries.clone());
        let moments = moments(&entries);
        let mut queries: Vec<String> =
            ["from current_filings", "from undated_filings"].map(|from| format!("select filing_id {from}")).into();
        for moment in &moments {
            queries.push(format!("select filing_id from as_of_filings('{moment}')"));
            queries.push(format!("from latest_as_of('{moment}')"));
        }
        sessions.push((statements(&dataset).unwrap(), queries));
        datasets.push((entries, moments));
    }
    let Some(answers) = duckdb::sessions(&sessions) else { return };
    for (number, ((entries, moments), answers)) in datasets.iter().zip(&answers).enumerate() {
        assert_eq!(ids(&answers[0]), oracle::ids(&oracle::filings(entries, None)), "dataset {number}, now");
        let undated: Vec<&Entry> = entries.iter().filter(|entry| oracle::known_from(entry).is_none()).collect();
        assert_eq!(ids(&answers[1]), oracle::ids(&undated), "dataset {number}, undated");
        for (moment, answers) in moments.iter().zip(answers[2..].chunks(2)) {
            let expected = oracle::filings(entries, Some(*moment));
            assert_eq!(ids(&answers[0]), oracle::ids(&expected), "dataset {number} at {moment}");
            assert_eq!(latest(&answers[1]), oracle::latest(&expected), "dataset {number} at {moment}");
        }
    }
    let moments: usize = datasets.iter().map(|(_, moments)| moments.len()).sum();
    assert!(moments > 15 * DATASETS, "only {moments} moments were looked at");
}

fn ids(rows: &duckdb::Rows) -> BTreeSet<String> {
    rows.iter().map(|row| row["filing_id"].as_str().unwrap().to_owned()).collect()
}

fn latest(rows: &duckdb::Rows) -> BTreeMap<oracle::Class, (Date, Option<i64>, bool)> {
    let text = |row: &Json, column: &str| row[column].as_str().map(str::to_owned);
    let class = |row: &Json| {
        let place = usize::try_from(row["class_position"].as_u64().unwrap()).unwrap();
        (text(row, "stock_code").unwrap(), text(row, "share_class"), text(row, "share_type"), place)
    };
    let value = |row: &Json| {
        let month = text(row, "month_end").unwrap().parse().unwrap();
        (month, row["closing_issued"].as_i64(), row["in_newest_return"].as_bool().unwrap())
    };
    rows.iter().map(|row| (class(row), value(row))).collect()
}
