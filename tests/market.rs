//! The drawn market: consistent where it should be, wrong where it says so, and what a dataset made of it reports.

#[allow(dead_code, reason = "shared with tests that use more of it")]
mod common;
#[allow(dead_code, reason = "shared with tests that use more of it")]
mod returns;

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::process::Command;
use std::sync::atomic::AtomicBool;

use common::Scratch;
use returns::{describe, differences};
use serde_json::Value as Json;
use sharecap::crawl::Index;
use sharecap::extract::Reader;
use sharecap::filing::{Date, Language, MonthlyReturn, ShareClass, Table, Value, columns_stated};
use sharecap::finding::{Severities, Severity};
use sharecap::pipeline::{Job, ReadOptions, Selection, ingest, read_filing};
use sharecap::synth::market::{Expects, Filed, Kind, Plan, Planted, Series, market, write};
use sharecap::synth::{DrawOptions, draw_pdf};

/// Crosses the change of June 2024, when treasury shares came; three of each kind fit.
const SMALL: Plan = Plan { issuers: 26, months: 8, from: Date::constant(2024, 4, 1), faults: 13, seed: 7 };

fn english(series: &Series) -> impl Iterator<Item = &MonthlyReturn> {
    series.filings.iter().map(|filed| &filed.filing).filter(|filing| filing.language == Language::English)
}

/// Every number, date and word of the contract: what both languages state alike.
fn stated(filing: &MonthlyReturn) -> Vec<(Table, u32, &'static str, Value)> {
    let words =
        ["issuer_name", "submitted_by", "submitted_by_title", "scheme", "description", "event_text", "other_text"];
    let further = ["class_description", "convertible_type", "ratio_text", "text"];
    let float = ["public_float_threshold", "public_float_info"];
    let is_word = |column: &str| words.contains(&column) || further.contains(&column) || float.contains(&column);
    let mut cells = Vec::new();
    for &table in Table::ALL {
        for row in 1..=filing.row_count(table) {
            let columns = columns_stated(table).into_iter().filter(|column| !is_word(column));
            cells.extend(columns.map(|column| (table, row, column, filing.value(table, row, column))));
        }
    }
    cells
}

/// Balances that carry on from month to month, blank as zero: of the classes their capital and their shares, of schemes
/// what is outstanding. `closing` or `opening`.
fn balances(filing: &MonthlyReturn, when: &str) -> Vec<(Table, u32, i128)> {
    let columns = [
        (Table::AuthorisedCapital, &["shares", "par_value", "capital"][..]),
        (Table::IssuedShares, &["total"]),
        (Table::OptionMovements, &["options"]),
        (Table::WarrantMovements, &["nominal"]),
        (Table::ConvertibleMovements, &["amount"]),
        (Table::DepositaryReceipts, &["hdrs"]),
    ];
    let mut balances = Vec::new();
    for (table, columns) in columns {
        for row in 1..=filing.row_count(table) {
            let units = |column: &str| filing.value(table, row, &format!("{when}_{column}")).units().unwrap_or(0);
            balances.extend(columns.iter().map(|column| (table, row, units(column))));
        }
    }
    balances
}

#[test]
fn a_market_without_faults_is_consistent() {
    let plan = Plan { issuers: 60, months: 36, from: Date::constant(2023, 7, 1), faults: 0, seed: 3 };
    let mut months = 0;
    for series in market(&plan) {
        assert_eq!((series.filings.len(), &series.planted[..]), (72, &[][..]));
        let returns: Vec<&MonthlyReturn> = english(&series).collect();
        for pair in returns.windows(2) {
            months += 1;
            let (before, after) = (pair[0], pair[1]);
            assert_eq!(
                balances(before, "closing"),
                balances(after, "opening"),
                "{:?} {:?}",
                before.stock_code,
                after.month_end
            );
        }
        for pair in series.filings.chunks(2) {
            assert_eq!(stated(&pair[0].filing), stated(&pair[1].filing), "{}", pair[0].path);
            assert_eq!(format!("{}_c.pdf", pair[0].path.trim_end_matches(".pdf")), pair[1].path);
        }
    }
    assert_eq!(months, 60 * 35);
}

#[test]
fn treasury_shares_come_apart_in_june_2024() {
    let plan = Plan { issuers: 60, months: 3, from: Date::constant(2024, 4, 1), faults: 0, seed: 5 };
    let mut split = 0;
    for series in market(&plan) {
        let returns: Vec<&MonthlyReturn> = english(&series).collect();
        let (may, june) = (&returns[1].issued_shares[0], &returns[2].issued_shares[0]);
        assert_eq!((may.closing_treasury, may.closing_total), (None, may.closing_issued));
        assert_eq!(june.opening_total, may.closing_total);
        assert_eq!(june.opening_issued.unwrap() + june.opening_treasury.unwrap_or(0), june.opening_total.unwrap());
        split += u32::from(june.opening_treasury.is_some_and(|treasury| treasury > 0));
    }
    assert!((5..30).contains(&split), "{split} of 60 issuers hold treasury shares from before");
}

#[test]
fn things_are_planted_as_many_as_wanted_evenly_and_apart() {
    let plan = Plan { issuers: 100, months: 36, from: Date::constant(2023, 7, 1), faults: 2, seed: 7 };
    let all: Vec<Series> = market(&plan).collect();
    let mut of_kind: BTreeMap<Kind, usize> = BTreeMap::new();
    for series in &all {
        let months: Vec<i32> = series.planted.iter().map(month).collect();
        assert!(months.windows(2).all(|pair| pair[1] - pair[0] >= 3), "{months:?}: too near to tell apart");
        series.planted.iter().for_each(|planted| *of_kind.entry(planted.kind).or_default() += 1);
    }
    assert_eq!(of_kind.values().sum::<usize>(), 144, "2 % of 7,200 filings");
    assert_eq!(of_kind.len(), Kind::ALL.len());
    assert!(of_kind.values().all(|count| (8..=10).contains(count)), "{of_kind:?}");
    let again: Vec<Series> = market(&plan).collect();
    assert_eq!(all, again, "the same seed gives the same market");
    let paths: Vec<&str> = all.iter().flat_map(|series| &series.filings).map(|filed| filed.path.as_str()).collect();
    assert_eq!(paths.iter().collect::<BTreeSet<_>>().len(), paths.len(), "no path is given twice");
}

fn month(planted: &Planted) -> i32 {
    i32::from(planted.month_end.year()) * 12 + i32::from(planted.month_end.month())
}

/// The return as a reader gives it back from the drawn file.
fn read_back(filed: &Filed) -> (MonthlyReturn, sharecap::record::Reading) {
    let drawn = draw_pdf(&filed.filing, filed.version, &DrawOptions::default());
    let expected = MonthlyReturn { pages: Some(drawn.pages), ..filed.filing.clone() };
    (expected, read_filing(&drawn.bytes).unwrap_or_else(|error| panic!("{}: {error}", filed.path)))
}

/// Every planted figure stands in its file, and everything else is as it should be: read back, nothing differs.
#[test]
fn a_late_return_and_the_next_months_of_one_day_have_files_of_their_own() {
    let plan = Plan { issuers: 300, months: 36, ..SMALL };
    let paths: Vec<String> =
        market(&plan).flat_map(|series| series.filings.into_iter().map(|filed| filed.path)).collect();
    let distinct: std::collections::BTreeSet<&String> = paths.iter().collect();
    assert_eq!(distinct.len(), paths.len());
}

#[test]
fn what_is_planted_is_what_is_read() {
    let mut cells = 0;
    for series in market(&SMALL) {
        for planted in &series.planted {
            let filed = series.filings.iter().find(|filed| filed.path == planted.path);
            let Some(filed) = filed else {
                assert_eq!(planted.kind.expects(), Expects::Gap, "{planted:?}");
                continue;
            };
            let (expected, reading) = read_back(filed);
            let differences = differences(&expected, &reading.filing);
            assert!(differences.is_empty(), "{planted:?}\n{}", describe(&differences));
            if let (Some(table), Some(row), Some(column)) = (planted.table, planted.row, &planted.column) {
                assert_eq!(reading.filing.value(table, row, column).to_string(), planted.wrong, "{planted:?}");
                assert_ne!(planted.right, planted.wrong);
                cells += 1;
            }
        }
    }
    assert!(cells >= 20, "{cells} planted figures");
}

/// What no fault touches raises no error in itself.
#[test]
fn clean_returns_of_the_market_have_no_error() {
    for series in market(&Plan { issuers: 12, months: 36, from: Date::constant(2023, 7, 1), faults: 0, seed: 11 }) {
        for filed in &series.filings {
            let (expected, reading) = read_back(filed);
            let errors = reading.findings.iter().filter(|finding| finding.severity == Severity::Error);
            assert_eq!(
                errors.map(|finding| &finding.message).collect::<Vec<_>>(),
                Vec::<&String>::new(),
                "{}",
                filed.path
            );
            let differences = differences(&expected, &reading.filing);
            assert!(differences.is_empty(), "{}\n{}", filed.path, describe(&differences));
        }
    }
}

#[test]
fn restated_shares_keep_their_ratio_and_schemes_follow() {
    let plan = Plan { issuers: 200, months: 36, from: Date::constant(2023, 7, 1), faults: 8, seed: 9 };
    let mut seen = BTreeMap::new();
    for series in market(&plan) {
        for planted in series.planted.iter().filter(|planted| planted.ratio.is_some()) {
            let (old, new) = planted.ratio.unwrap();
            let filing = english(&series).find(|filing| filing.month_end == Some(planted.month_end)).unwrap();
            for row in &filing.issued_shares {
                let same = |class: &ShareClass| {
                    (&class.share_class, &class.share_type) == (&row.class.share_class, &row.class.share_type)
                };
                let effect = filing.other_movements.iter().filter(|event| same(&event.class));
                let restated = effect.filter_map(|event| event.issued_change).max_by_key(|change| change.abs());
                let before = row.closing_issued.unwrap() - restated.unwrap();
                assert_eq!(before * new / old, row.closing_issued.unwrap(), "{planted:?}");
            }
            for scheme in
                filing.option_movements.iter().filter(|scheme| scheme.closing_options != scheme.opening_options)
            {
                let moved = [scheme.granted, scheme.exercised, scheme.cancelled, scheme.lapsed, scheme.other];
                let sum = scheme.opening_options.unwrap() + moved.into_iter().flatten().sum::<i64>();
                assert_eq!(Some(sum), scheme.closing_options, "{planted:?}");
            }
            *seen.entry(planted.kind).or_insert(0) += 1;
        }
    }
    assert!(seen.len() == 2 && seen.values().all(|count| *count >= 20), "{seen:?}");
}

/// Draws the market, ingests it, and has every planted thing counted.
#[test]
fn planted_faults_are_found_and_nothing_else_is() {
    let folder = Scratch::new();
    let (drawn, dataset) = (folder.path().join("market"), folder.path().join("dataset"));
    let written = write(&SMALL, &drawn).unwrap();
    assert!(
        written.planted.len() == Kind::ALL.len() && written.planted.values().all(|count| *count >= 3),
        "{written:?}"
    );
    let reading = ReadOptions { max_file_bytes: 1 << 24, reader: Reader::default(), libreoffice: None, workers: None };
    let began = jiff::Timestamp::UNIX_EPOCH;
    let job = Job {
        folders: vec![drawn.join("filings")],
        indexes: vec![Index::load(&drawn.join("index.csv")).unwrap()],
        dataset: dataset.clone(),
        jobs: 2,
        reading,
        severities: Severities::default(),
        began,
        selection: Selection::default(),
        prune: false,
        wait: false,
        run_id: "market".to_owned(),
    };
    ingest(&job, &|_| (), &AtomicBool::new(false)).unwrap();
    let Some(result) = score(&dataset, &drawn.join("planted.csv")) else { return };
    assert_eq!(result["false_alarms"], serde_json::json!([]), "{result:#}");
    for (kind, counts) in result["kinds"].as_object().unwrap() {
        assert_eq!(counts["found"], counts["planted"], "{kind}: {:#}", result["missed"]);
    }
}

/// What `.ci/market.py` counts; `None` where there is no `duckdb` for Python.
fn score(dataset: &Path, planted: &Path) -> Option<Json> {
    let python = std::env::var("SHARECAP_PYTHON").unwrap_or_else(|_| "python3".to_owned());
    let has_duckdb = Command::new(&python).args(["-c", "import duckdb"]).output().is_ok_and(|run| run.status.success());
    if !has_duckdb {
        assert!(std::env::var_os("SHARECAP_NO_SKIP").is_none(), "no duckdb for Python, and SHARECAP_NO_SKIP is set");
        eprintln!("SKIPPED: no duckdb for Python; the market was not scored (set SHARECAP_PYTHON)");
        return None;
    }
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join(".ci/market.py");
    let run = Command::new(python).arg(script).args([dataset, planted]).arg("--json").output().unwrap();
    let error = String::from_utf8_lossy(&run.stderr);
    Some(serde_json::from_slice(&run.stdout).unwrap_or_else(|_| panic!("{error}")))
}
