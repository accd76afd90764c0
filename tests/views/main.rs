//! The views of a dataset as `DuckDB` answers them: what is current, what was known at a moment, what follows from it.

#[path = "../common/mod.rs"]
mod common;
mod derived;
#[path = "../common/duckdb.rs"]
mod duckdb;
mod oracle;
mod random;
#[path = "../store/readings.rs"]
#[allow(dead_code, reason = "the tests of the store use the rest")]
mod readings;

use std::path::Path;
use std::process::Command;

use common::Scratch;
use readings::{day, entry, publish_all, reading, rejected};
use serde_json::{Value as Json, json};
use sharecap::filing::{IssuedShares, Language, ShareClass, Status, Table};
use sharecap::finding::RejectCode;
use sharecap::tables::Entry;
use sharecap::views::statements;

/// What queries give on the views of a dataset.
pub(crate) fn ask(dataset: &Path, queries: &[&str]) -> Option<Vec<duckdb::Rows>> {
    let queries = queries.iter().map(|query| (*query).to_owned()).collect();
    duckdb::sessions(&[(statements(dataset).unwrap(), queries)])?.pop()
}

/// The same, of filings that are published for it.
pub(crate) fn ask_of(entries: Vec<Entry>, queries: &[&str]) -> Option<Vec<duckdb::Rows>> {
    let folder = Scratch::new();
    publish_all(folder.path(), entries);
    ask(folder.path(), queries)
}

/// A return in English that states how many ordinary shares there are.
pub(crate) fn filing(id: &str, month_end: &str, submitted_on: Option<&str>, closing: i64) -> Entry {
    let mut reading = reading("00020", month_end, Language::English, submitted_on);
    let class = ShareClass { share_class: Some("ordinary".to_owned()), ..ShareClass::default() };
    reading.filing.issued_shares =
        vec![IssuedShares { closing_issued: Some(closing), class, ..IssuedShares::default() }];
    entry(id, Ok(reading))
}

/// The values of a column.
pub(crate) fn column(rows: &duckdb::Rows, name: &str) -> Vec<Json> {
    rows.iter().map(|row| row[name].clone()).collect()
}

#[test]
fn a_late_return_for_an_old_month_does_not_replace_a_newer_month() {
    let answers = ask_of(
        vec![
            filing("aa", "2024-08-31", Some("2024-11-20"), 800),
            filing("bb", "2024-09-30", Some("2024-10-04"), 900),
            filing("cc", "2024-10-31", Some("2024-11-05"), 1_000),
        ],
        &[
            "from latest_as_of('2024-12-01')",
            "from latest_as_of('2024-11-01')",
            "select closing_issued from as_of_shares_outstanding('2024-12-01') order by month_end",
        ],
    );
    let Some(answers) = answers else { return };
    assert_eq!(column(&answers[0], "closing_issued"), [1_000]);
    assert_eq!(column(&answers[1], "closing_issued"), [900]);
    assert_eq!(column(&answers[2], "closing_issued"), [800, 900, 1_000], "the old month is known from then on");
}

#[test]
fn a_filing_dated_after_the_moment_never_shows() {
    // The path says that it was published before it was written.
    let mut early = filing("aa", "2024-10-31", Some("2024-11-05"), 1);
    early.published_on = Some(day("2024-10-01"));
    let mut indexed = filing("bb", "2024-09-30", Some("2024-10-04"), 2);
    indexed.published_at = Some("2024-10-04T08:31:00Z".parse().unwrap());
    let shown = |moment: &str| format!("select filing_id from as_of_filings('{moment}') order by 1");
    let moments =
        ["2024-11-04 23:59:59", "2024-11-05", "2024-10-04 16:30:59", "2024-10-04 16:31", "2024-10-04T08:31:00Z"];
    let queries = moments.map(shown);
    let answers = ask_of(vec![early, indexed], &queries.each_ref().map(String::as_str));
    let Some(answers) = answers else { return };
    let ids: Vec<Vec<Json>> = answers.iter().map(|rows| column(rows, "filing_id")).collect();
    assert_eq!(ids, [vec![json!("bb")], vec![json!("aa"), json!("bb")], vec![], vec![json!("bb")], vec![json!("bb")]]);
}

#[test]
fn a_correction_replaces_the_whole_return() {
    let mut first = filing("aa", "2024-10-31", Some("2024-11-05"), 1);
    let mut second = filing("bb", "2024-10-31", Some("2024-11-12"), 2);
    if let (Ok(first), Ok(second)) = (&mut first.result, &mut second.result) {
        // The first shows a class that the correction takes back.
        first.filing.issued_shares.push(IssuedShares::default());
        second.filing.status = Some(Status::Resubmission);
    }
    let answers = ask_of(
        vec![first, second],
        &[
            "select filing_id, row from as_of_issued_shares('2024-11-12 23:59') order by row",
            "select filing_id, row from as_of_issued_shares('2024-11-13') order by row",
            "select filing_id, row from current_issued_shares order by row",
        ],
    );
    let Some(answers) = answers else { return };
    assert_eq!(column(&answers[0], "filing_id"), ["aa", "aa"]);
    assert_eq!(column(&answers[1], "filing_id"), ["bb"], "known when the day of submission is over");
    assert_eq!(column(&answers[2], "filing_id"), ["bb"]);
}

#[test]
fn nothing_is_counted_twice_where_there_are_two_languages() {
    let chinese = |id: &str, submitted_on| {
        let mut entry = filing(id, "2024-10-31", Some(submitted_on), 7);
        if let Ok(reading) = &mut entry.result {
            reading.filing.language = Language::TraditionalChinese;
        }
        entry
    };
    let english = filing("aa", "2024-10-31", Some("2024-11-05"), 7);
    let ids = "select filing_id from current_filings";
    let answers = ask_of(vec![english.clone(), chinese("bb", "2024-11-05")], &[ids]);
    let Some(answers) = answers else { return };
    assert_eq!(column(&answers[0], "filing_id"), ["aa"], "English, where both are of one day");
    let answers = ask_of(vec![english, chinese("bb", "2024-11-06")], &[ids]).unwrap();
    assert_eq!(column(&answers[0], "filing_id"), ["bb"], "the newer");
}

#[test]
fn a_filing_of_which_no_day_is_known_is_current_and_counted_and_never_as_of() {
    let answers = ask_of(
        vec![filing("aa", "2024-10-31", None, 1), filing("bb", "2024-09-30", Some("2024-10-04"), 2)],
        &[
            "select filing_id from current_filings order by 1",
            "select filing_id from as_of_filings('2099-12-31')",
            "select filing_id from undated_filings",
        ],
    );
    let Some(answers) = answers else { return };
    let ids: Vec<_> = answers.iter().map(|rows| column(rows, "filing_id")).collect();
    assert_eq!(ids, [vec![json!("aa"), json!("bb")], vec![json!("bb")], vec![json!("aa")]]);
}

#[test]
fn moments_mean_the_same_in_every_session() {
    let moment = |t: &str| format!("select hong_kong_moment({t})::varchar as utc");
    let same = [
        "'2024-11-05 16:30'",
        "'2024-11-05T16:30:00+08:00'",
        "'2024-11-05 08:30:00Z'",
        "timestamp '2024-11-05 16:30'",
        "timestamptz '2024-11-05 16:30:00+08'",
        "'2024-11-05 16:30+08:00'",
        "'2024-11-05T08:30Z'",
    ];
    let zones = ["UTC", "America/New_York", "Asia/Hong_Kong"];
    let folder = Scratch::new();
    publish_all(folder.path(), vec![filing("aa", "2024-10-31", None, 1)]);
    let views = statements(folder.path()).unwrap();
    let queries: Vec<String> = same.iter().chain(&["date '2024-11-05'"]).map(|t| moment(t)).collect();
    let sessions = zones.map(|zone| (format!("set timezone = '{zone}';\n{views}"), queries.clone()));
    let Some(answers) = duckdb::sessions(&sessions) else { return };
    for (zone, answers) in zones.iter().zip(answers) {
        let (date, clocks) = answers.split_last().unwrap();
        for answer in clocks {
            assert_eq!(column(answer, "utc"), ["2024-11-05 08:30:00"], "{zone}");
        }
        assert_eq!(column(date, "utc"), ["2024-11-04 16:00:00"], "a date is its beginning in Hong Kong");
    }
}

#[test]
fn a_dataset_of_rejects_has_every_view_without_rows() {
    let tables =
        Table::ALL.iter().map(|table| format!("select count(*) as n from as_of_{}('2099-01-01')", table.as_str()));
    let derived = ["shares_outstanding", "dilution", "net_issuance"];
    let views = derived.iter().map(|view| format!("select count(*) as n from {view}"));
    let macros = derived.iter().map(|view| format!("select count(*) as n from as_of_{view}('2099-01-01')"));
    let latest = ["select count(*) as n from latest_as_of('2099-01-01')".to_owned()];
    let queries: Vec<String> = tables.chain(views).chain(macros).chain(latest).collect();
    let queries: Vec<&str> = queries.iter().map(String::as_str).collect();
    let Some(answers) = ask_of(vec![entry("aa", rejected(RejectCode::Empty))], &queries) else { return };
    for (query, answer) in queries.iter().zip(&answers) {
        assert_eq!(column(answer, "n"), [0], "{query}");
    }
}

#[test]
fn a_path_may_hold_what_means_something_in_sql_and_in_patterns() {
    let folder = Scratch::new();
    for name in ["o'neill's \"data\"", "a[1]b", "what?", "all*", "{x,y}", "a--b;c", "股份"] {
        let dataset = folder.path().join(name);
        publish_all(&dataset, vec![filing("aa", "2024-10-31", Some("2024-11-05"), 7)]);
        let Some(answers) = ask(&dataset, &["select closing_issued from shares_outstanding"]) else { return };
        assert_eq!(column(&answers[0], "closing_issued"), [7], "{name}");
    }
}

#[test]
fn the_command_prints_the_statements_of_the_snapshot_that_is_current() {
    let folder = Scratch::new();
    let run = || {
        let output = Command::new(env!("CARGO_BIN_EXE_sharecap")).arg("views").arg(folder.path()).output().unwrap();
        let text = |bytes| String::from_utf8(bytes).unwrap();
        (output.status.code().unwrap(), text(output.stdout), text(output.stderr))
    };
    let (code, stdout, stderr) = run();
    assert_eq!((code, stdout.as_str()), (3, ""));
    assert!(stderr.contains("is no dataset"), "{stderr}");
    let published = publish_all(folder.path(), vec![filing("aa", "2024-10-31", None, 1)]);
    let (code, first, _) = run();
    assert_eq!((code, &first), (0, &statements(&published.folder).unwrap()));
    publish_all(folder.path(), vec![filing("bb", "2024-10-31", None, 1)]);
    assert!(first.contains("/snapshots/000001/") && !first.contains("/current/"), "it stays with its snapshot");
    assert!(run().1.contains("/snapshots/000002/"));
}

#[test]
fn as_of_takes_moments_and_nothing_else() {
    let folder = Scratch::new();
    publish_all(folder.path(), vec![filing("aa", "2024-10-31", None, 1)]);
    let views = |moment: &str| {
        let mut command = Command::new(env!("CARGO_BIN_EXE_sharecap"));
        let output = command.arg("views").arg(folder.path()).args(["--as-of", moment]).output().unwrap();
        (output.status.code().unwrap(), String::from_utf8(output.stdout).unwrap())
    };
    let (code, sql) = views("2025-07-05 16:30");
    assert_eq!(code, 0);
    assert!(sql.contains("hong_kong_moment('2025-07-05 16:30:00+08:00')"), "{sql}");
    for same in ["2025-07-05T16:30:00+08:00", "2025-07-05 08:30Z", "2025-07-05T04:30-04:00[America/New_York]"] {
        assert_eq!(views(same), (0, sql.clone()), "{same}");
    }
    for wrong in
        ["nonsense", "", "2025-07-05\ncreate table mine(i int);--", "2025-07-05 16:30 UTC", "2025-07-05[Asia/Tokyo]"]
    {
        assert_eq!(views(wrong), (2, String::new()), "{wrong}");
    }
}
