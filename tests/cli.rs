//! The program as it is typed: exit code, stdout and stderr, and what the crawl makes of odd folders.

mod command;
mod common;

use std::fs::{self, File};
use std::io::Write;
use std::os::unix::ffi::OsStrExt;
use std::os::unix::fs::symlink;
use std::path::Path;
use std::process::{Command, Stdio};

use arrow_array::cast::AsArray;
use arrow_array::types::Date32Type;
use arrow_array::{Array, RecordBatch};
use command::{run, run_with, sharecap};
use common::Scratch;
use parquet::arrow::arrow_reader::ParquetRecordBatchReaderBuilder;
use serde_json::Value as Json;
use sharecap::crawl::{Crawl, crawl};

fn path(folder: &Scratch, name: &str) -> String {
    folder.path().join(name).to_str().unwrap().to_owned()
}

/// A folder with three files, two of them with the same bytes.
fn folder() -> Scratch {
    let folder = Scratch::new();
    fs::create_dir_all(folder.path().join("in/2024/1105")).unwrap();
    fs::write(folder.path().join("in/notes.txt"), "minutes of a meeting").unwrap();
    fs::write(folder.path().join("in/2024/1105/2024110500123.txt"), "minutes of a meeting").unwrap();
    fs::write(folder.path().join("in/empty.pdf"), "").unwrap();
    folder
}

/// The rows of a file.
fn read(path: &str) -> RecordBatch {
    let reader = ParquetRecordBatchReaderBuilder::try_new(File::open(path).unwrap()).unwrap();
    reader.build().unwrap().next().unwrap().unwrap()
}

fn text<'b>(batch: &'b RecordBatch, column: &str, row: usize) -> &'b str {
    batch.column_by_name(column).unwrap().as_string::<i32>().value(row)
}

#[test]
fn ingest_publishes_and_says_where() {
    let folder = folder();
    let (input, out) = (path(&folder, "in"), path(&folder, "out"));
    let ran = run(&["ingest", &input, "--out", &out]);
    assert_eq!(ran.code, 0, "{}", ran.stderr);
    assert_eq!(ran.stdout, format!("{out}/snapshots/000001\n"));
    for line in ["rejected           2", "         1  empty", "duplicates         1", "filings/s", "snapshots/000001"] {
        assert!(ran.stderr.contains(line), "{line:?} is not in\n{}", ran.stderr);
    }
    assert!(!ran.stderr.contains('\u{1b}'), "no progress bar where there is no terminal");
    let manifest: Json =
        serde_json::from_slice(&fs::read(path(&folder, "out/current/manifest.json")).unwrap()).unwrap();
    assert_eq!((&manifest["filings"], &manifest["outcomes"]["rejected"]), (&2.into(), &2.into()));
    let filings = &read(&path(&folder, "out/current/filings/year=__HIVE_DEFAULT_PARTITION__/part-0.parquet"));
    let row = (0..2).find(|&row| text(filings, "reject_code", row) == "not_a_monthly_return").unwrap();
    assert_eq!(text(filings, "source_path", row), "2024/1105/2024110500123.txt");
    let also_at = filings.column_by_name("also_at").unwrap().as_list::<i32>().value(row);
    assert_eq!(also_at.as_string::<i32>().iter().flatten().collect::<Vec<_>>(), ["notes.txt"]);
    let published_on = filings.column_by_name("published_on").unwrap().as_primitive::<Date32Type>();
    assert_eq!((published_on.value(row), published_on.is_null(1 - row)), (20_032, true), "2024-11-05");
    let digest = "6208120443a529f7b9544bb6d53a806a6a68fee38b5d8af247f6ac0273ed32e0";
    assert_eq!(text(filings, "filing_id", row), digest, "sha256 of the bytes");
}

#[test]
fn ingest_logs_one_json_object_a_line() {
    let folder = folder();
    let (input, out, no_folder) = (path(&folder, "in"), path(&folder, "out"), path(&folder, "in/empty.pdf"));
    symlink("/", folder.path().join("in/away")).unwrap();
    let ran = run(&["ingest", &input, "--out", &out, "--log-format", "json", "--jobs", "1"]);
    assert_eq!(ran.code, 0, "{}", ran.stderr);
    let events: Vec<Json> = ran.stderr.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    let names: Vec<_> = events.iter().map(|event| event["event"].as_str().unwrap()).collect();
    let expected = ["started", "warning", "found", "rejected", "rejected", "duplicate", "publishing", "published"];
    assert_eq!(names, expected);
    assert_eq!(events[3]["path"], "2024/1105/2024110500123.txt");
    assert_eq!(events[4]["reject_code"], "empty");
    assert_eq!(events[7]["rows"]["filings"], 2);
    let run_id = events[0]["run_id"].as_str().unwrap();
    assert!(run_id.len() > 20 && events.iter().all(|event| event["run_id"] == run_id), "{run_id}");
    let times: Vec<_> = events.iter().map(|event| event["time"].as_str().unwrap()).collect();
    assert!(times.is_sorted() && times.iter().all(|time| time.ends_with('Z')), "{times:?}");

    let ran = run(&["ingest", &input, "--out", &no_folder, "--log-format", "json"]);
    assert_eq!((ran.code, ran.stdout.as_str()), (3, ""));
    let last: Json = serde_json::from_str(ran.stderr.lines().last().unwrap()).unwrap();
    assert_eq!(last["event"], "error");
}

#[test]
fn any_number_of_jobs_publishes_the_same_bytes() {
    let folder = folder();
    let manifest = |out: &str, jobs: &str, epoch: &str| {
        let (input, out) = (path(&folder, "in"), path(&folder, out));
        let ran = run_with(&["ingest", &input, "--out", &out, "--jobs", jobs], &[("SOURCE_DATE_EPOCH", epoch)]);
        assert_eq!(ran.code, 0, "{}", ran.stderr);
        fs::read_to_string(format!("{out}/current/manifest.json")).unwrap()
    };
    let first = manifest("a", "1", "1730764800");
    assert_eq!(first, manifest("b", "2", "1730764800"), "the manifest has the digest of every file");
    assert_ne!(first, manifest("c", "2", "1730764801"));
}

#[test]
fn a_filing_may_come_through_a_pipe() {
    let sample = "data/filings/pdf/FF301_v1.1.1_en_09101_2025-08.pdf";
    let piped = |bytes: &[u8], arguments: &[&str]| {
        let mut command = sharecap();
        command.args(["parse", "-"]).args(arguments).stdin(Stdio::piped());
        let mut child = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
        // What is refused is not read to its end.
        let _ = child.stdin.take().unwrap().write_all(bytes);
        let output = child.wait_with_output().unwrap();
        (output.status.code(), String::from_utf8(output.stdout).unwrap(), String::from_utf8(output.stderr).unwrap())
    };
    let bytes = fs::read(sample).unwrap();
    let (code, printed, stderr) = piped(&bytes, &[]);
    assert_eq!(code, Some(0), "{stderr}");
    let (piped_in, named): (Json, Json) =
        (serde_json::from_str(&printed).unwrap(), serde_json::from_str(&run(&["parse", sample]).stdout).unwrap());
    assert_eq!(piped_in["issued_shares"], named["issued_shares"]);
    assert_eq!(piped_in["filings"][0]["filing_id"], named["filings"][0]["filing_id"]);
    assert_eq!(piped_in["filings"][0]["source_path"], "<stdin>");
    let (code, _, stderr) = piped(&bytes, &["--max-file-bytes", "1000"]);
    assert_eq!(code, Some(1));
    assert!(stderr.contains("too_large"), "{stderr}");
    let (code, _, stderr) = piped(b"", &[]);
    assert_eq!(code, Some(1), "{stderr}");
}

#[test]
fn wrong_usage_is_told_apart_from_failure() {
    let folder = folder();
    let (input, out, empty) = (path(&folder, "in"), path(&folder, "out"), path(&folder, "none"));
    fs::create_dir(&empty).unwrap();
    let cases: [(&[&str], i32, &str); 8] = [
        (&["ingest", "--out", &out], 2, "required"),
        (&["ingest", "/no/such/folder", "--out", &out], 2, "check the path"),
        (&["ingest", &input, "--out", &out, "--jobs", "0"], 2, "invalid value '0'"),
        (&["ingest", &input, "--out", &out, "--config", "/no/such.toml"], 2, "check --config"),
        (&["ingest", &empty, "--out", &out], 3, "no files below"),
        (
            &["ingest", &input, "--out", "/dev/null/x"],
            3,
            "/dev/null/x/snapshots/.lock: Not a directory (os error 20); see",
        ),
        (&["parse", &input], 2, "is a folder"),
        (&["frobnicate"], 2, "unrecognized subcommand"),
    ];
    for (arguments, code, message) in cases {
        let ran = run(arguments);
        assert_eq!(ran.code, code, "{arguments:?}\n{}", ran.stderr);
        assert!(ran.stderr.contains(message), "{arguments:?}\n{}", ran.stderr);
        assert_eq!(ran.stdout, "", "{arguments:?}");
    }
    assert!(!Path::new(&out).exists(), "nothing was made");
    let ran = run_with(&["ingest", &input, "--out", &out], &[("SOURCE_DATE_EPOCH", "yesterday")]);
    assert_eq!(ran.code, 2);
    assert!(ran.stderr.contains("`yesterday`"), "{}", ran.stderr);
}

#[test]
fn config_errors_name_line_and_column() {
    let folder = folder();
    let ingest = |text: &str| {
        let config = path(&folder, "sharecap.toml");
        fs::write(&config, text).unwrap();
        let ran = run(&["ingest", &path(&folder, "in"), "--out", &path(&folder, "out"), "--config", &config]);
        (ran.code, ran.stderr)
    };
    let (code, error) = ingest("log_format = \"json\"\njobz = 2\n");
    assert_eq!(code, 2);
    assert!(
        error.contains("sharecap.toml, line 2, column 1: there is no setting `jobz`; did you mean jobs?"),
        "{error}"
    );
    let (code, error) = ingest("jobs = 0\n");
    assert_eq!(code, 2);
    assert!(error.contains("line 1, column 8"), "{error}");
    let (code, error) = ingest("\njobs = \n");
    assert_eq!(code, 2);
    assert!(error.contains("line 2"), "{error}");

    let (code, log) = ingest("log_format = \"json\"\nmax_file_bytes = 10\n");
    assert_eq!(code, 0, "{log}");
    assert!(log.contains("\"too_large\"") && log.contains("20 bytes, over the limit of 10"), "{log}");
}

#[test]
fn parse_prints_every_table_and_tells_a_reject() {
    let folder = folder();
    let ran = run(&["parse", &path(&folder, "in/empty.pdf")]);
    assert_eq!(ran.code, 1);
    assert!(ran.stderr.starts_with("rejected: ") && ran.stderr.contains("empty: "), "{}", ran.stderr);
    let tables: Json = serde_json::from_str(&ran.stdout).unwrap();
    let names: Vec<_> = tables.as_object().unwrap().keys().cloned().collect();
    let declared = sharecap::filing::Table::ALL.iter().map(|table| table.as_str());
    assert_eq!(names, declared.collect::<Vec<_>>());
    assert_eq!(tables["filings"][0]["reject_code"], "empty");
    assert_eq!(tables["filings"][0]["source_path"], "empty.pdf");
    let ran = run(&["parse", &path(&folder, "in/empty.pdf"), "--format", "table"]);
    assert_eq!((ran.code, ran.stdout.as_str()), (1, ""));
}

#[test]
fn the_dictionary_has_every_column() {
    let ran = run(&["dictionary"]);
    assert_eq!(ran.code, 0);
    assert!(ran.stdout.contains("| `closing_par_value` | DECIMAL(38,12) | currency per share |"), "{}", ran.stdout);
    let ran = run(&["dictionary", "--format", "json"]);
    let dictionary: Json = serde_json::from_str(&ran.stdout).unwrap();
    assert_eq!(dictionary["tables"].as_array().unwrap().len(), 14);
    assert_eq!(dictionary["tables"][2]["columns"][0]["name"], "filing_id");
    let columns = dictionary["tables"][0]["columns"].as_array().unwrap();
    let codes = columns.iter().find(|column| column["name"] == "reject_code").unwrap()["description"].as_str().unwrap();
    for code in sharecap::finding::RejectCode::ALL {
        assert!(codes.contains(code.as_str()), "{} is not in: {codes}", code.as_str());
    }
}

#[test]
fn a_reader_that_goes_away_is_no_fault() {
    let mut child = sharecap().arg("dictionary").stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    drop(child.stdout.take());
    let output = child.wait_with_output().unwrap();
    assert_eq!((output.status.code(), output.stderr.as_slice()), (Some(0), &b""[..]));
}

#[test]
fn help_tells_exit_codes_and_examples() {
    for arguments in [&["--help"][..], &["ingest", "--help"], &["parse", "--help"]] {
        let ran = run(arguments);
        assert_eq!(ran.code, 0);
        assert!(ran.stdout.contains("Exit codes:"), "{}", ran.stdout);
    }
    assert!(run(&["ingest", "--help"]).stdout.contains("sharecap ingest filings --out dataset"));
}

fn found(crawled: &Crawl) -> Vec<&str> {
    crawled.sources.iter().map(|source| source.path.as_str()).collect()
}

fn warned(crawled: &Crawl, name: &str) -> String {
    let warning = crawled.warnings.iter().find(|warning| warning.path.ends_with(name));
    warning.unwrap_or_else(|| panic!("nothing about {name} in {:?}", crawled.warnings)).message.clone()
}

#[test]
fn the_crawl_stays_inside_and_goes_on() {
    let folder = Scratch::new();
    let (root, outside) = (folder.path().join("in"), folder.path().join("outside"));
    fs::create_dir_all(root.join("a/b")).unwrap();
    fs::create_dir_all(&outside).unwrap();
    for file in ["a/1.pdf", "a/b/2.pdf", "c..pdf", "line\nbreak.pdf"] {
        fs::write(root.join(file), file).unwrap();
    }
    fs::write(outside.join("secret.pdf"), "").unwrap();
    symlink(&outside, root.join("away")).unwrap();
    symlink(outside.join("secret.pdf"), root.join("away.pdf")).unwrap();
    symlink(root.join("a"), root.join("a/b/loop")).unwrap();
    symlink("a/1.pdf", root.join("alias.pdf")).unwrap();
    symlink("a/b", root.join("inside")).unwrap();
    symlink("a/b", root.join("inside-again")).unwrap();
    symlink("nowhere", root.join("dangling")).unwrap();
    assert!(Command::new("mkfifo").arg(root.join("pipe")).status().unwrap().success());
    fs::write(root.join(std::ffi::OsStr::from_bytes(b"odd\xff.pdf")), "odd").unwrap();

    let crawled = crawl(std::slice::from_ref(&root), &folder.path().join("none"));
    let expected = ["a/1.pdf", "a/b/2.pdf", "alias.pdf", "c..pdf", "inside/2.pdf", "line\nbreak.pdf", "odd\\xFF.pdf"];
    assert_eq!(found(&crawled), expected);
    assert!(warned(&crawled, "away").contains("outside of the crawled folder"));
    assert!(warned(&crawled, "away.pdf").contains("outside of the crawled folder"));
    assert!(warned(&crawled, "a/b/loop").contains("links back to"));
    assert!(warned(&crawled, "inside-again").contains("already"));
    assert!(warned(&crawled, "dangling").contains("cannot be"));
    assert!(warned(&crawled, "pipe").contains("no regular file"));
    assert!(warned(&crawled, "line\nbreak.pdf").contains("control characters"));
    assert!(crawled.warnings.iter().any(|warning| warning.message.contains("no UTF-8")));
    assert_eq!(crawled, crawl(&[root], &folder.path().join("none")), "the same every time");
}

#[test]
fn folders_named_twice_and_single_files_are_read_once_each() {
    let folder = Scratch::new();
    let root = folder.path().join("a");
    fs::create_dir_all(root.join("snapshots")).unwrap();
    fs::write(root.join("1.pdf"), "").unwrap();
    fs::write(root.join("snapshots/2.pdf"), "").unwrap();
    let crawled =
        crawl(&[root.clone(), root.join("1.pdf"), root.join("."), root.join("none")], &root.join("snapshots"));
    assert_eq!(found(&crawled), ["1.pdf", "1.pdf"], "a file of its own, and the dataset left out");
    assert!(warned(&crawled, "a").contains("named twice"));
    assert!(warned(&crawled, "snapshots").contains("belongs to the dataset"));
    assert!(warned(&crawled, "none").contains("cannot be opened"));
}

#[test]
fn links_between_folders_do_not_multiply() {
    let folder = Scratch::new();
    let names: Vec<String> = (0..12).map(|number| format!("folder{number}")).collect();
    for name in &names {
        fs::create_dir(folder.path().join(name)).unwrap();
        fs::write(folder.path().join(name).join("return.pdf"), name).unwrap();
    }
    for (a, b) in names.iter().flat_map(|a| names.iter().map(move |b| (a, b))) {
        symlink(folder.path().join(b), folder.path().join(a).join(format!("to-{b}"))).unwrap();
    }
    let crawled = crawl(&[folder.path().to_owned()], Path::new("none"));
    assert!(crawled.sources.len() <= 2 * names.len(), "{}", crawled.sources.len());
}

#[test]
fn a_dataset_inside_the_crawled_folder_is_not_read_as_filings() {
    let folder = folder();
    let (input, out) = (path(&folder, "in"), path(&folder, "in/out"));
    for _ in 0..2 {
        let ran = run(&["ingest", &input, "--out", &out]);
        assert_eq!(ran.code, 0, "{}", ran.stderr);
        assert_eq!(ran.stdout, format!("{out}/snapshots/000001\n"), "nothing is new to the second run");
        let manifest = fs::read(format!("{out}/current/manifest.json")).unwrap();
        assert_eq!(serde_json::from_slice::<Json>(&manifest).unwrap()["filings"], 2);
    }
}
