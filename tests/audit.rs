//! `sharecap check`: what it prints, in which order, and how it ends.

mod command;
mod common;
#[path = "store/readings.rs"]
#[allow(dead_code, reason = "the tests of the store use the rest")]
mod readings;

use std::fs;
use std::path::Path;

use command::{Ran, run};
use common::Scratch;
use readings::publish_all;
use serde_json::Value as Json;
use sharecap::filing::{Form, IssuedShares, Language, MonthlyReturn, Table};
use sharecap::finding::{Code, FilingError, Finding, RejectCode, Severity};
use sharecap::record::Reading;
use sharecap::tables::Entry;

/// A document at a path of its own.
fn entry(path: &str, result: Result<Reading, FilingError>) -> Entry {
    Entry { source_path: path.to_owned(), source_bytes: Some(1), ..readings::entry(&format!("id of {path}"), result) }
}

/// A return whose section II adds up.
fn sound(code: &str) -> Reading {
    let mut filing = MonthlyReturn::new(Form::Ff301, Language::English);
    filing.stock_code = Some(code.to_owned());
    filing.month_end = Some("2024-10-31".parse().unwrap());
    filing.submitted_on = Some("2024-11-05".parse().unwrap());
    let balance = IssuedShares {
        opening_issued: Some(1_000),
        opening_total: Some(1_000),
        closing_issued: Some(1_000),
        closing_total: Some(1_000),
        ..IssuedShares::default()
    };
    filing.issued_shares = vec![balance];
    Reading { filing, findings: Vec::new(), provenance: Vec::new() }
}

fn with(mut reading: Reading, findings: impl IntoIterator<Item = Finding>) -> Reading {
    reading.findings.extend(findings);
    reading
}

fn at(code: Code, row: u32, column: &str, message: &str) -> Finding {
    Finding::new(code, message).at(Table::IssuedShares, row).column(column)
}

/// A dataset with two errors of one code, an error of another, three warnings and an info.
fn dataset() -> Scratch {
    let folder = Scratch::new();
    let odd = "2024/1105/月 報\n.pdf";
    let entries = vec![
        entry("b.pdf", Ok(with(sound("00001"), [at(Code::UnreadableValue, 1, "opening_issued", "cannot be read")]))),
        entry(
            odd,
            Ok(with(
                sound("00002"),
                [
                    at(Code::AmbiguousColumns, 1, "closing_issued", "one of two"),
                    at(Code::AmbiguousColumns, 1, "opening_issued", "the other of two").page(7),
                    Finding::new(Code::DamagedFile, "a font is broken"),
                    at(Code::BalanceBroken, 1, "change_issued", "takes part").severity(Severity::Warning),
                    Finding::new(Code::Copy, "the same return"),
                ],
            )),
        ),
        entry("c.pdf", Ok(with(sound("00003"), [Finding::new(Code::DamagedFile, "a stream is broken")]))),
        entry("d.pdf", Err(FilingError::new(RejectCode::Empty, "no bytes"))),
    ];
    publish_all(folder.path(), entries);
    folder
}

fn check(folder: &Path, further: &[&str]) -> Ran {
    let arguments: Vec<&str> = ["check", folder.to_str().unwrap()].into_iter().chain(further.iter().copied()).collect();
    run(&arguments)
}

#[test]
fn a_person_reads_the_worst_code_first() {
    let folder = dataset();
    let ran = check(folder.path(), &[]);
    assert_eq!((ran.code, ran.stderr.as_str()), (0, ""));
    let heads: Vec<&str> = ran.stdout.lines().filter(|line| !line.starts_with(' ') && !line.is_empty()).collect();
    assert_eq!(
        heads,
        [
            "error: ambiguous-columns: 2 findings in 1 filing",
            "error: unreadable-value: 1 finding in 1 filing",
            "warning: damaged-file: 2 findings in 2 filings",
            "warning: balance-broken: 1 finding in 1 filing",
            "info: copy: 1 finding in 1 filing",
            "3 filings read, 1 rejected: 3 errors, 3 warnings, 1 info",
        ]
    );
    let expected =
        "  00002 2024-10 en  2024/1105/月 報\\n.pdf, page 7\n      issued_shares.1.opening_issued: the other of two\n";
    assert!(ran.stdout.contains(expected), "a newline in a name does not reach the terminal:\n{}", ran.stdout);
}

#[test]
fn denials_set_the_exit_code() {
    let folder = dataset();
    for (denials, code) in [
        (&["--deny", "error"][..], 1),
        (&["--deny", "info"], 1),
        (&["--deny", "copy"], 1),
        (&["--deny", "truncated"], 0),
        (&["--deny", "truncated", "--deny", "damaged-file"], 1),
        (&["--deny", "truncated,damaged-file"], 1),
        (&["--deny", "balanced-broken"], 2),
    ] {
        let ran = check(folder.path(), denials);
        assert_eq!(ran.code, code, "{denials:?}\n{}", ran.stderr);
    }
    let ran = check(folder.path(), &["--deny", "balanced-broken"]);
    assert!(ran.stderr.contains("did you mean"), "{}", ran.stderr);
    let ran = check(&folder.path().join("nowhere"), &[]);
    assert_eq!((ran.code, ran.stdout.as_str()), (3, ""));
    assert!(ran.stderr.contains("is no dataset"), "{}", ran.stderr);
}

#[test]
fn the_config_changes_severities() {
    let folder = dataset();
    let config = folder.path().join("severe.toml");
    fs::write(&config, "[severity]\nambiguous-columns = \"info\"\nunreadable-value = \"warning\"\n").unwrap();
    let config = config.to_str().unwrap();
    let ran = check(folder.path(), &["--config", config, "--deny", "error"]);
    assert_eq!(ran.code, 0, "{}", ran.stdout);
    assert!(ran.stdout.ends_with("0 errors, 4 warnings, 3 info\n"), "{}", ran.stdout);
    fs::write(config, "[severity]\nno-such-code = \"info\"\n").unwrap();
    let ran = check(folder.path(), &["--config", config]);
    assert_eq!(ran.code, 2);
    assert!(ran.stderr.contains("line 2, column 1") && ran.stderr.contains("no-such-code"), "{}", ran.stderr);
}

#[test]
fn json_holds_every_finding_in_the_same_order() {
    let folder = dataset();
    let all: Json = serde_json::from_str(&check(folder.path(), &["--format", "json"]).stdout).unwrap();
    assert_eq!((&all["filings"], &all["errors"], &all["warnings"]), (&4.into(), &3.into(), &3.into()));
    let codes: Vec<_> = all["findings"].as_array().unwrap().iter().map(|f| f["code"].as_str().unwrap()).collect();
    assert_eq!(codes[..3], ["ambiguous-columns", "ambiguous-columns", "unreadable-value"]);
    let second = &all["findings"][1];
    assert_eq!((&second["page"], &second["column_name"]), (&7.into(), &"opening_issued".into()));
    assert_eq!(second["source_path"], "2024/1105/月 報\n.pdf", "data is not made pretty");
}

#[test]
fn sarif_names_rules_and_places() {
    let folder = dataset();
    let log: Json = serde_json::from_str(&check(folder.path(), &["--format", "sarif"]).stdout).unwrap();
    assert_eq!(log["version"], "2.1.0");
    let run = &log["runs"][0];
    let rules = run["tool"]["driver"]["rules"].as_array().unwrap();
    assert_eq!(rules.len(), 5);
    let results = run["results"].as_array().unwrap();
    assert_eq!(results.len(), 7);
    for result in results {
        let rule = &rules[usize::try_from(result["ruleIndex"].as_u64().unwrap()).unwrap()];
        assert_eq!(rule["id"], result["ruleId"]);
        assert!(rule["help"]["markdown"].as_str().unwrap().len() > 60);
    }
    let place = &results[1]["locations"][0];
    assert_eq!(place["physicalLocation"]["artifactLocation"]["uri"], "2024/1105/%E6%9C%88%20%E5%A0%B1%0A.pdf");
    assert_eq!(place["physicalLocation"]["region"]["byteLength"], 1, "the whole file");
    assert_eq!(place["logicalLocations"][0]["fullyQualifiedName"], "issued_shares.1.opening_issued");
    assert_eq!(results.last().unwrap()["level"], "note");
}

#[test]
fn a_dataset_is_tested_anew() {
    let folder = Scratch::new();
    let mut altered = sound("00001");
    altered.filing.issued_shares[0].closing_issued = Some(1_001);
    publish_all(folder.path(), vec![entry("a.pdf", Ok(altered))]);
    let ran = check(folder.path(), &["--deny", "balance-broken"]);
    assert_eq!(ran.code, 1);
    assert!(ran.stdout.contains("closing_issued should be 1000, the form says 1001"), "{}", ran.stdout);
}

#[test]
fn the_samples_have_no_finding_that_was_not_published() {
    let folder = Scratch::new();
    let out = folder.path().join("out");
    let ran = run(&["ingest", "data/filings", "--out", out.to_str().unwrap(), "--in-process"]);
    assert_eq!(ran.code, 0, "{}", ran.stderr);
    let manifest: Json = serde_json::from_slice(&fs::read(out.join("current/manifest.json")).unwrap()).unwrap();
    let published: u64 = manifest["findings"].as_object().unwrap().values().filter_map(Json::as_u64).sum();
    let all: Json = serde_json::from_str(&check(&out, &["--format", "json"]).stdout).unwrap();
    assert_eq!(all["findings"].as_array().unwrap().len() as u64, published);
}
