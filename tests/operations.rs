//! What those who look after a nightly run rely on: settings from file and environment, silence, exit codes, metrics,
//! signals, snapshots.

mod command;
mod common;

use std::collections::{BTreeMap, BTreeSet};
use std::fs::{self, File};
use std::io::Write;
use std::os::unix::fs::{PermissionsExt, symlink};
use std::os::unix::process::ExitStatusExt;
use std::path::Path;
use std::process::{Child, Stdio};
use std::thread::sleep;
use std::time::{Duration, Instant, SystemTime};

use command::{Ran, run, run_with, sharecap};
use common::Scratch;
use serde_json::Value as Json;
use sharecap::publish::{Holder, Lock};

const SAMPLE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/data/filings/pdf/FF301_v1.1.1_en_09101_2025-08.pdf");

/// A folder with a return, minutes of a meeting, and an empty file; `out` is where the dataset goes.
struct Mirror(Scratch);

impl Mirror {
    fn new() -> Self {
        let mirror = Self(Scratch::new());
        fs::create_dir(mirror.0.path().join("in")).unwrap();
        mirror.put("return.pdf", &fs::read(SAMPLE).unwrap());
        mirror.put("notes.txt", b"minutes of a meeting");
        mirror.put("empty.pdf", b"");
        mirror
    }

    /// A file that was written an hour ago: one that is written while a run begins is looked at again by the next one.
    fn put(&self, name: &str, bytes: &[u8]) {
        let mut file = File::create(self.path("in/") + name).unwrap();
        file.write_all(bytes).unwrap();
        file.set_modified(SystemTime::now() - Duration::from_hours(1)).unwrap();
    }

    fn path(&self, name: &str) -> String {
        self.0.path().join(name).to_str().unwrap().to_owned()
    }

    /// A config file with these lines behind the folders and the dataset.
    fn config(&self, lines: &str) -> String {
        let file = self.path("sharecap.toml");
        fs::write(&file, format!("folders = [{:?}]\nout = {:?}\n{lines}", self.path("in"), self.path("out"))).unwrap();
        file
    }

    fn ingest(&self, arguments: &[&str]) -> Ran {
        let (input, out) = (self.path("in"), self.path("out"));
        run(&[&["ingest", input.as_str(), "--out", out.as_str()], arguments].concat())
    }
}

#[test]
fn a_file_named_in_the_environment_is_all_that_cron_needs() {
    let mirror = Mirror::new();
    let config = mirror.config("quiet = true\n");
    let ran = run_with(&["ingest"], &[("SHARECAP_CONFIG", &config)]);
    assert_eq!((ran.code, ran.stderr.as_str()), (0, ""), "nothing is said where nothing is wrong");
    assert_eq!(ran.stdout, format!("{}/snapshots/000001\n", mirror.path("out")));

    // The environment wins over the file, what is typed over both.
    let environment = [("SHARECAP_CONFIG", config.as_str()), ("SHARECAP_QUIET", "no"), ("SHARECAP_LOG_FORMAT", "json")];
    let ran = run_with(&["ingest", "--reread"], &environment);
    assert!(ran.stderr.lines().count() > 3 && ran.stderr.lines().all(|line| line.starts_with('{')), "{}", ran.stderr);
    let ran = run_with(&["ingest", "--reread", "--log-format", "human"], &environment);
    assert!(ran.stderr.contains("filings/s"), "{}", ran.stderr);
    let ran = run_with(&["parse", SAMPLE, "--format", "table"], &[("SHARECAP_MAX_FILE_BYTES", "10")]);
    assert_eq!(ran.code, 1, "what commands share holds for all of them");
    assert!(ran.stderr.contains("too_large"), "{}", ran.stderr);
}

#[test]
fn commands_without_settings_do_not_look_at_any() {
    let mirror = Mirror::new();
    assert_eq!(mirror.ingest(&[]).code, 0);
    let out = mirror.path("out");
    let broken = [("SHARECAP_CONFIG", "/no/such.toml"), ("SHARECAP_JOBS", "many")];
    for arguments in [
        &["path", out.as_str()][..],
        &["views", &out],
        &["gaps", &out],
        &["snapshots", "list", &out],
        &["dictionary"],
        &["completions", "bash"],
    ] {
        let ran = run_with(arguments, &broken);
        assert_eq!(ran.code, 0, "{arguments:?}: {}", ran.stderr);
        assert!(!ran.stderr.contains("/no/such.toml") && !ran.stderr.contains("many"), "{}", ran.stderr);
    }
    let ran = run_with(&["check", &out], &broken[..1]);
    assert_eq!(ran.code, 2);
    assert!(ran.stderr.contains("/no/such.toml") && ran.stderr.contains("check SHARECAP_CONFIG"), "{}", ran.stderr);
}

#[test]
fn a_snapshot_is_not_ingested_into() {
    let mirror = Mirror::new();
    assert_eq!(mirror.ingest(&[]).code, 0);
    for place in ["out/snapshots/000001", "out/current"] {
        let (input, snapshot) = (mirror.path("in"), mirror.path(place));
        let ran = run(&["ingest", &input, "--out", &snapshot]);
        assert_eq!(ran.code, 3, "{}", ran.stderr);
        assert!(ran.stderr.contains("is a snapshot, which never changes"), "{}", ran.stderr);
        assert!(!Path::new(&snapshot).join("snapshots").exists(), "nothing was made in it");
    }
}

#[test]
fn a_variable_that_is_no_setting_is_warned_about() {
    let mirror = Mirror::new();
    let config = mirror.config("quiet = true\n");
    let ran = run_with(&["ingest"], &[("SHARECAP_CONFIG", &config), ("SHARECAP_QUIETT", "1")]);
    assert_eq!(ran.code, 0);
    assert!(ran.stderr.starts_with("warning: SHARECAP_QUIETT ") && ran.stderr.contains("did you mean SHARECAP_QUIET?"));
    assert_eq!(ran.stderr.lines().count(), 1, "{}", ran.stderr);
}

#[test]
fn what_deny_names_gives_exit_code_1_and_is_published() {
    for (denied, code) in
        [("rejected", 1), ("empty", 1), ("crashed,not_a_monthly_return", 1), ("crashed", 0), ("error", 0)]
    {
        let mirror = Mirror::new();
        let ran = mirror.ingest(&["--quiet", "--deny", denied]);
        assert_eq!(ran.code, code, "--deny {denied}: {}", ran.stderr);
        assert_eq!(ran.stderr.contains("are denied"), code == 1, "{}", ran.stderr);
        assert!(Path::new(&ran.stdout.trim()).join("manifest.json").exists());
        // The same files are not new to the next run.
        assert_eq!(mirror.ingest(&["--quiet", "--deny", denied]).code, 0, "--deny {denied}");
    }
    let mirror = Mirror::new();
    let ran = mirror.ingest(&["--deny", "horror"]);
    assert_eq!(ran.code, 2, "{}", ran.stderr);
}

#[test]
fn a_severity_that_was_chosen_can_be_denied() {
    let mirror = Mirror::new();
    // This one prints a sign that is turned, which is an info.
    let month = SAMPLE.replace("2025-08", "2025-07");
    mirror.put("month.pdf", &fs::read(month).unwrap());
    assert_eq!(mirror.ingest(&["--quiet", "--deny", "warning"]).code, 0);
    let ran = mirror.ingest(&["--quiet", "--reread", "--deny", "error", "--severity", "sign-normalised=error"]);
    assert_eq!(ran.code, 1, "{}", ran.stderr);
}

#[test]
fn names_of_files_reach_no_terminal_as_they_are() {
    let mirror = Mirror::new();
    let name = "a\nerror: forged \u{1b}[2J\u{202e}.pdf";
    mirror.put(name, b"");
    symlink("nowhere", mirror.path("in/") + "b\u{9b}2J").unwrap();
    for arguments in [&["--dry-run"][..], &[], &["--log-format", "json", "--reread"]] {
        let ran = mirror.ingest(arguments);
        assert_eq!(ran.code, 0, "{}", ran.stderr);
        for line in ran.stdout.lines().chain(ran.stderr.lines()) {
            let is_plain = line.chars().all(|c| c == '\t' || !sharecap::filing::misleads(c));
            assert!(is_plain && !line.starts_with("error"), "{line:?}");
        }
    }
    let ran = run(&["parse", &(mirror.path("in/") + name)]);
    assert!(ran.stderr.starts_with("rejected: ") && ran.stderr.lines().count() == 1, "{:?}", ran.stderr);
    let ran = run(&["parse", &(mirror.path("in/") + name + ".gone")]);
    assert!(ran.stderr.starts_with("error: ") && ran.stderr.lines().count() == 1, "{:?}", ran.stderr);
}

#[test]
fn a_run_does_not_need_a_stderr() {
    for stderr in ["2>&-", "2>/dev/full"] {
        let mirror = Mirror::new();
        let script = format!("exec \"$0\" ingest \"$1\" --out \"$2\" {stderr}");
        let mut shell = std::process::Command::new("sh");
        shell.args(["-c", &script, env!("CARGO_BIN_EXE_sharecap"), &mirror.path("in"), &mirror.path("out")]);
        let output = shell.stdout(Stdio::piped()).output().unwrap();
        assert_eq!(output.status.code(), Some(0), "{stderr}");
        assert!(output.stdout.ends_with(b"snapshots/000001\n"), "{stderr}");
    }
}

/// A file of metrics, held to the text exposition format: every sample of a family that was declared, once.
fn metrics(path: &str) -> BTreeMap<String, String> {
    let text = fs::read_to_string(path).unwrap();
    assert!(text.ends_with('\n'));
    let (mut declared, mut helped, mut found) = (BTreeSet::new(), BTreeSet::new(), BTreeMap::new());
    let is_name = |name: &str| name.chars().all(|c| c.is_ascii_alphanumeric() || c == '_') && !name.is_empty();
    for line in text.lines() {
        if let Some(family) = line.strip_prefix("# TYPE ") {
            let name = family.strip_suffix(" gauge").unwrap_or_else(|| panic!("{line}"));
            assert!(is_name(name) && helped.contains(name) && declared.insert(name.to_owned()), "{line}");
        } else if let Some(help) = line.strip_prefix("# HELP ") {
            let (name, words) = help.split_once(' ').unwrap();
            assert!(words.ends_with('.') && helped.insert(name.to_owned()), "{line}");
        } else {
            let (series, value) = line.rsplit_once(' ').unwrap();
            let (name, labels) = series.split_once('{').unwrap_or((series, "}"));
            assert!(declared.contains(name), "{line}: of no family");
            let labels = labels.strip_suffix('}').unwrap();
            for label in labels.split("\",").filter(|label| !label.is_empty()) {
                let (label, value) = label.split_once("=\"").unwrap_or_else(|| panic!("{line}"));
                assert!(is_name(label) && !value.trim_end_matches('"').contains('"'), "{line}");
            }
            assert!(value.parse::<f64>().is_ok(), "{line}");
            assert_eq!(found.insert(series.to_owned(), value.to_owned()), None, "{line} again");
        }
    }
    found
}

#[test]
fn metrics_tell_of_every_run_and_remember_the_last_success() {
    let mirror = Mirror::new();
    let file = mirror.path("sharecap.prom");
    let arguments = ["--metrics", file.as_str(), "--deny", "empty"];
    assert_eq!(mirror.ingest(&arguments).code, 1);
    let first = metrics(&file);
    for (series, value) in [
        ("sharecap_run_success", "1"),
        ("sharecap_run_exit_code", "1"),
        ("sharecap_run_denied", "1"),
        ("sharecap_run_published", "1"),
        ("sharecap_run_files_found", "3"),
        ("sharecap_run_documents_read", "3"),
        ("sharecap_run_documents_rejected{reject_code=\"empty\"}", "1"),
        ("sharecap_run_documents_rejected{reject_code=\"crashed\"}", "0"),
        ("sharecap_dataset_snapshot", "1"),
        ("sharecap_dataset_rows{table=\"filings\"}", "3"),
        ("sharecap_dataset_filings{outcome=\"rejected\"}", "2"),
    ] {
        assert_eq!(first.get(series).map(String::as_str), Some(value), "{series}");
    }
    let number = |metrics: &BTreeMap<String, String>, series: &str| metrics[series].parse::<f64>().unwrap();
    let of_first = |series: &str| number(&first, series);
    let start = of_first("sharecap_run_start_timestamp_seconds");
    let end = of_first("sharecap_run_end_timestamp_seconds");
    assert!(start > 1.7e9 && end >= start && of_first("sharecap_dataset_bytes") > 1e3);
    assert!(of_first("sharecap_run_peak_memory_bytes") > 1e6 && of_first("sharecap_run_filings_per_second") > 0.0);

    assert_eq!(mirror.ingest(&arguments).code, 0, "nothing new");
    let second = metrics(&file);
    let of_second = |series: &str| second[series].as_str();
    assert_eq!((of_second("sharecap_run_published"), of_second("sharecap_run_files_known")), ("0", "3"));
    assert_eq!((of_second("sharecap_run_success"), of_second("sharecap_dataset_snapshot")), ("1", "1"));
    assert!(number(&second, "sharecap_last_success_timestamp_seconds") >= end);

    // Another run is writing; later the mirror is not there.
    let lock = Lock::take(Path::new(&mirror.path("out")), &Holder::this_process("other"), None).unwrap();
    assert_eq!(mirror.ingest(&arguments).code, 3);
    drop(lock);
    let failed = metrics(&file);
    fs::rename(mirror.path("in"), mirror.path("away")).unwrap();
    assert_eq!(mirror.ingest(&arguments).code, 2);
    for (failed, code) in [(failed, "3"), (metrics(&file), "2")] {
        assert_eq!((failed["sharecap_run_success"].as_str(), failed["sharecap_run_exit_code"].as_str()), ("0", code));
        assert_eq!(failed["sharecap_dataset_rows{table=\"filings\"}"], "3", "what the dataset holds is as it was");
        let last = "sharecap_last_success_timestamp_seconds";
        assert_eq!(failed[last], second[last]);
        assert!(!failed.contains_key("sharecap_run_files_found"), "what is not known is not told");
    }
    for series in first.keys() {
        let name = series.split('{').next().unwrap();
        assert!(include_str!("../docs/operating.md").contains(name), "docs/operating.md does not explain {name}");
    }
    assert_eq!(fs::read_dir(mirror.0.path()).unwrap().count(), 3, "no draft is left behind");
    assert_eq!(
        File::open(&file).unwrap().metadata().unwrap().permissions().mode() & 0o444,
        0o444,
        "others may read it"
    );
}

#[test]
fn metrics_that_cannot_be_written_are_a_failure_of_their_own() {
    let mirror = Mirror::new();
    let ran = mirror.ingest(&["--metrics", "/dev/null/sharecap.prom"]);
    assert_eq!(ran.code, 4, "{}", ran.stderr);
    assert!(ran.stderr.contains("/dev/null/sharecap.prom") && ran.stdout.ends_with("snapshots/000001\n"));
}

/// Gives up where something does not come to be.
fn wait_until(what: &str, is_so: impl Fn() -> bool) {
    let clock = Instant::now();
    while !is_so() {
        assert!(clock.elapsed() < Duration::from_secs(30), "{what}: not within 30 seconds");
        sleep(Duration::from_millis(20));
    }
}

fn signal(child: &Child, name: &str) {
    let number = child.id().to_string();
    assert!(std::process::Command::new("kill").args(["-s", name, &number]).status().unwrap().success());
}

/// A LibreOffice that tells when it was started and never ends.
fn endless_office(mirror: &Mirror) -> String {
    let (office, started) = (mirror.path("office"), mirror.path("started"));
    fs::write(&office, format!("#!/bin/sh\ntouch {started}\nexec sleep 1000\n")).unwrap();
    fs::set_permissions(&office, PermissionsExt::from_mode(0o755)).unwrap();
    mirror.put("return.rtf", b"{\\rtf1 Monthly Return}");
    office
}

fn start(mirror: &Mirror, arguments: &[&str]) -> Child {
    let mut command = sharecap();
    command.args(["ingest", &mirror.path("in"), "--out", &mirror.path("out")]).args(arguments);
    command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap()
}

#[test]
fn a_signal_stops_the_run_before_anything_is_published() {
    for name in ["TERM", "INT"] {
        let mirror = Mirror::new();
        let before = mirror.ingest(&["--quiet"]).stdout;
        let office = endless_office(&mirror);
        let child = start(&mirror, &["--libreoffice", &office, "--timeout", "1", "--log-format", "json"]);
        wait_until("the reading", || Path::new(&mirror.path("started")).exists());
        let clock = Instant::now();
        signal(&child, name);
        let output = child.wait_with_output().unwrap();
        let stderr = String::from_utf8(output.stderr).unwrap();
        assert_eq!((output.status.code(), output.stdout.as_slice()), (Some(3), &b""[..]), "SIG{name}: {stderr}");
        assert!(clock.elapsed() < Duration::from_secs(20), "what is being read is waited for, to its time limit");
        let last: Json = serde_json::from_str(stderr.lines().last().unwrap()).unwrap();
        assert!(last["event"] == "error" && last["message"].as_str().unwrap().contains("what was current still is"));
        assert_eq!(run(&["path", &mirror.path("out")]).stdout.trim_end(), resolved(before.trim_end()));
    }
}

fn resolved(path: &str) -> String {
    fs::canonicalize(path).unwrap().to_str().unwrap().to_owned()
}

#[test]
fn a_second_signal_ends_the_run_at_once() {
    let mirror = Mirror::new();
    let office = endless_office(&mirror);
    // In this process nothing interrupts the reading.
    let child = start(&mirror, &["--libreoffice", &office, "--in-process", "--timeout", "1000"]);
    wait_until("the reading", || Path::new(&mirror.path("started")).exists());
    signal(&child, "TERM");
    sleep(Duration::from_millis(300));
    signal(&child, "TERM");
    let output = child.wait_with_output().unwrap();
    let (code, signal) = (output.status.code(), output.status.signal());
    assert!(signal == Some(15) || code == Some(3), "{:?}", output.status);
    assert!(!Path::new(&mirror.path("out/current")).exists());
}

#[test]
fn a_run_waits_for_another_one_if_it_is_told_to() {
    let mirror = Mirror::new();
    let lock = Lock::take(Path::new(&mirror.path("out")), &Holder::this_process("other-run"), None).unwrap();
    let ran = mirror.ingest(&["--quiet"]);
    assert_eq!((ran.code, ran.stdout.as_str()), (3, ""));
    assert!(ran.stderr.contains("other-run") && ran.stderr.contains("--wait"), "{}", ran.stderr);
    let stopped = start(&mirror, &["--wait"]);
    let child = start(&mirror, &["--wait"]);
    sleep(Duration::from_millis(500));
    signal(&stopped, "TERM");
    let output = stopped.wait_with_output().unwrap();
    assert_eq!(output.status.code(), Some(3), "{}", String::from_utf8_lossy(&output.stderr));
    drop(lock);
    let output = child.wait_with_output().unwrap();
    assert_eq!(output.status.code(), Some(0), "{}", String::from_utf8_lossy(&output.stderr));
    assert!(String::from_utf8(output.stderr).unwrap().contains("waiting for"));
}

#[test]
fn a_trial_says_what_would_be_read_and_changes_nothing() {
    let mirror = Mirror::new();
    let ran = mirror.ingest(&["--dry-run"]);
    assert_eq!((ran.code, ran.stdout.as_str()), (0, "new\tempty.pdf\nnew\tnotes.txt\nnew\treturn.pdf\n"));
    assert!(ran.stderr.contains("3 of 3 files would be read"), "{}", ran.stderr);
    assert!(!Path::new(&mirror.path("out")).exists());
    assert_eq!(mirror.ingest(&["--quiet"]).code, 0);
    mirror.put("notes.txt", b"minutes of another meeting");
    fs::remove_file(mirror.path("in/empty.pdf")).unwrap();
    let ran = mirror.ingest(&["--dry-run"]);
    assert_eq!(ran.stdout, "changed\tnotes.txt\nvanished\tempty.pdf\n", "{}", ran.stderr);
}

#[test]
fn a_person_is_told_what_a_run_did() {
    let mirror = Mirror::new();
    assert_eq!(mirror.ingest(&[]).code, 0);
    let ran = mirror.ingest(&[]);
    assert!(ran.stderr.starts_with("nothing new: 3 files known; "), "{}", ran.stderr);
    assert!(ran.stderr.contains("/snapshots/000001 stays current"), "{}", ran.stderr);
    mirror.put("more.txt", b"minutes of a third meeting");
    fs::remove_file(mirror.path("in/empty.pdf")).unwrap();
    let ran = mirror.ingest(&[]);
    for row in [
        "files              3  found",
        "known              2  not read",
        "new                1  read",
        "vanished           1  gone",
        "rejected           1  of what was read",
        "         1  not_a_monthly_return",
        "dataset            4  filings, of which 0 flagged, 3 rejected",
    ] {
        assert!(ran.stderr.contains(row), "{row:?} is not in\n{}", ran.stderr);
    }
    assert!(ran.stdout.ends_with("snapshots/000002\n"));
}

#[test]
fn snapshots_are_listed_verified_and_removed() {
    let mirror = Mirror::new();
    let out = mirror.path("out");
    for number in 1..=3 {
        mirror.put(&format!("{number}.txt"), format!("minutes of meeting {number}").as_bytes());
        assert_eq!(mirror.ingest(&["--quiet"]).code, 0);
    }
    assert_eq!(run(&["path", &out]).stdout, format!("{}\n", resolved(&mirror.path("out/current"))));
    let listed = run(&["snapshots", "list", &out]);
    assert_eq!(listed.stdout.lines().count(), 4, "{}", listed.stdout);
    assert!(
        listed.stdout.lines().last().unwrap().starts_with("000003 ") && listed.stdout.trim_end().ends_with("current")
    );
    let json: Json = serde_json::from_str(&run(&["snapshots", "list", &out, "--format", "json"]).stdout).unwrap();
    assert_eq!((&json[2]["is_current"], &json[0]["snapshot"]), (&true.into(), &1.into()));

    let verified = run(&["snapshots", "verify", &out, "--all"]);
    assert_eq!((verified.code, verified.stdout.as_str()), (0, ""), "{}", verified.stderr);
    let damaged = json[0]["folder"].as_str().unwrap();
    let manifest: Json = serde_json::from_slice(&fs::read(format!("{damaged}/manifest.json")).unwrap()).unwrap();
    let victim = format!("{damaged}/{}", manifest["files"][0]["path"].as_str().unwrap());
    let bytes = fs::read(&victim).unwrap();
    // A file of its own: the bytes may be those of other snapshots as well.
    fs::remove_file(&victim).unwrap();
    fs::write(&victim, [&bytes[..bytes.len() - 1], b"x"].concat()).unwrap();
    let verified = run(&["snapshots", "verify", damaged]);
    assert_eq!(verified.code, 1, "{}", verified.stderr);
    assert!(verified.stdout.contains("has the digest") && verified.stderr.contains("1 faults"), "{}", verified.stdout);
    assert_eq!(run(&["snapshots", "verify", &out]).code, 0, "the current one is whole");

    let prune = |arguments: &[&str]| run(&[&["snapshots", "prune", out.as_str()], arguments].concat());
    assert_eq!(prune(&[]).code, 2, "a rule is needed");
    assert_eq!(prune(&["--keep", "1", "--older-than", "1d"]).code, 2, "one rule");
    assert_eq!(prune(&["--older-than", "1d"]).stdout, "");
    let trial = prune(&["--keep", "2", "--dry-run"]);
    assert!(
        trial.stdout.contains("\n000001 ") && trial.stderr.contains("1 snapshots would be removed"),
        "{}",
        trial.stderr
    );
    assert!(Path::new(damaged).exists());
    let ran = prune(&["--keep", "0", "--format", "json"]);
    assert!(ran.stderr.contains("2 snapshots removed, ") && !ran.stderr.contains(" 0 bytes"), "{}", ran.stderr);
    assert_eq!(serde_json::from_str::<Json>(&ran.stdout).unwrap().as_array().unwrap().len(), 2);
    assert_eq!(run(&["snapshots", "list", &out]).stdout.lines().count(), 2, "the current one stays");
    for arguments in
        [&["path", "/no/such"][..], &["snapshots", "list", "/no/such"], &["snapshots", "verify", "/no/such"]]
    {
        assert_eq!(run(arguments).code, 3, "{arguments:?}");
    }
}

#[test]
fn the_script_of_the_examples_does_a_night() {
    let mirror = Mirror::new();
    let config = mirror.config("deny = [\"empty\"]\n");
    let programs = Path::new(env!("CARGO_BIN_EXE_sharecap")).parent().unwrap().to_str().unwrap();
    let night = |keep_for: &str| {
        let mut script = std::process::Command::new(concat!(env!("CARGO_MANIFEST_DIR"), "/examples/nightly.sh"));
        let path = format!("{programs}:{}", std::env::var("PATH").unwrap());
        let output =
            script.env("PATH", path).env("SHARECAP_CONFIG", &config).env("KEEP_FOR", keep_for).output().unwrap();
        (output.status.code(), String::from_utf8(output.stderr).unwrap())
    };
    let (code, stderr) = night("14d");
    assert!(code == Some(1) && stderr.contains("denied"), "{stderr}");
    mirror.put("more.txt", b"minutes of another meeting");
    assert_eq!(night("14d"), (Some(0), String::new()));
    let snapshots =
        || fs::read_dir(mirror.path("out/snapshots")).unwrap().filter(|entry| entry.as_ref().unwrap().path().is_dir());
    assert_eq!(snapshots().count(), 2);
    assert_eq!(night("0d"), (Some(0), String::new()));
    assert_eq!(snapshots().count(), 1, "the old one went");
    fs::rename(mirror.path("in"), mirror.path("away")).unwrap();
    assert_eq!(night("0d").0, Some(2));
}

#[test]
fn the_settings_of_the_examples_are_settings() {
    let examples = concat!(env!("CARGO_MANIFEST_DIR"), "/examples/nightly.toml");
    let mirror = Mirror::new();
    let (metrics, out) = (mirror.path("sharecap.prom"), mirror.path("out"));
    let ran = run(&["ingest", &mirror.path("in"), "--out", &out, "--metrics", &metrics, "--config", examples]);
    assert_eq!(ran.code, 0, "{}", ran.stderr);
    assert!(Path::new(&metrics).exists());
}
