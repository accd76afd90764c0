//! A run is killed at any moment, while others read what is published.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::thread::sleep;
use std::time::{Duration, Instant};

use serde_json::Value as Json;

use crate::common::Scratch;
use crate::{assert_sound, assert_tidy, digests, draw, ingest};

/// So often a run is killed.
const KILLS: u32 = 12;

/// Reads the dataset again and again, each time the snapshot that `current` points to at that moment, until its stdin is
/// closed; says what it read.
const READER: &str = r#"
import json, os, select, sys
try:
    import duckdb
except ImportError:
    sys.exit(77)
dataset, reads, failures, seen = sys.argv[1], 0, set(), set()
while True:
    folder = os.path.realpath(dataset + "/current")
    try:
        seen.add(json.dumps(duckdb.sql(f"""
            with filings as (from '{folder}/filings/*/*.parquet'), shares as (from '{folder}/issued_shares/*/*.parquet'),
                 places as (from '{folder}/provenance/*/*.parquet'), found as (from '{folder}/findings/*/*.parquet')
            select (select count(*) from filings), (select sum(findings) from filings), (select count(*) from found),
                   (select count(*) from shares), (select sum(closing_issued)::varchar from shares),
                   (select count(*) from shares anti join filings using (filing_id)),
                   (select count(*) from places), (select count(distinct filing_id) from places)
        """).fetchall()[0]))
        reads += 1
    except Exception as error:
        failures.add(f"{folder}: {error}")
    if select.select([sys.stdin], [], [], 0)[0]:
        break
json.dump({"reads": reads, "failures": sorted(failures), "seen": sorted(seen)}, sys.stdout)
"#;

fn reader(dataset: &Path) -> Child {
    let python = std::env::var("SHARECAP_PYTHON").unwrap_or_else(|_| "python3".to_owned());
    let mut command = Command::new(python);
    command.args(["-c", READER]).arg(dataset).stdin(Stdio::piped()).stdout(Stdio::piped());
    command.spawn().unwrap()
}

/// What a reader has seen; `None`, loudly, where there is no `duckdb` for Python.
fn seen(mut reader: Child) -> Option<Json> {
    drop(reader.stdin.take());
    let output = reader.wait_with_output().unwrap();
    if output.status.code() == Some(77) {
        assert!(std::env::var_os("SHARECAP_NO_SKIP").is_none(), "no duckdb for Python, and SHARECAP_NO_SKIP is set");
        eprintln!("SKIPPED: no duckdb for Python; nobody read while runs were killed (set SHARECAP_PYTHON)");
        return None;
    }
    assert!(output.status.success());
    Some(serde_json::from_slice(&output.stdout).unwrap())
}

/// Copies a tree; what is published is linked as the program itself does it.
fn copy(from: &Path, to: &Path) {
    let copied = Command::new("cp").arg("-a").arg(from).arg(to).status().unwrap();
    assert!(copied.success());
}

#[test]
fn a_run_that_is_killed_at_any_moment_leaves_what_was_published() {
    let scratch = Scratch::new();
    let at = |name: &str| scratch.path().join(name);
    draw(&at("mirror/first"), 40, 3);
    assert!(ingest(&at("mirror"), &at("before")).status().unwrap().success());
    draw(&at("mirror/second"), 60, 4);
    // What comes of it when nobody disturbs.
    copy(&at("before"), &at("undisturbed"));
    let began = Instant::now();
    assert!(ingest(&at("mirror"), &at("undisturbed")).status().unwrap().success());
    let whole = began.elapsed();
    let (before, after) = (digests(&at("before")), digests(&at("undisturbed")));
    assert_ne!(before, after);

    copy(&at("before"), &at("dataset"));
    let dataset = at("dataset");
    let reading = reader(&dataset);
    let mut killed = 0;
    for kill in 0..KILLS {
        let mut run = ingest(&at("mirror"), &dataset).stdout(Stdio::null()).spawn().unwrap();
        // From the beginning to the end of a run, and every other time in its last part, where the tables are written.
        let share = if kill % 2 == 0 { kill * 100 / KILLS } else { 80 + kill * 20 / KILLS };
        sleep(whole * share / 100);
        run.kill().unwrap();
        killed += u32::from(!run.wait().unwrap().success());
        let found = digests(&dataset);
        assert!(found == before || found == after, "kill {kill}: neither the old dataset nor the new one");
        assert_sound(&dataset);
        if found == after {
            // It was over before it was killed: once more from the beginning.
            fs::remove_file(dataset.join("current")).unwrap();
            std::os::unix::fs::symlink("snapshots/000001", dataset.join("current")).unwrap();
        }
    }
    assert!(killed >= KILLS / 2, "only {killed} runs were still running when they were killed");
    assert!(ingest(&at("mirror"), &dataset).status().unwrap().success());
    assert_eq!(digests(&dataset), after, "the rerun is not what an undisturbed run is");
    assert_tidy(&dataset);
    // Time for the reader to see it.
    sleep(Duration::from_millis(500));
    if let Some(seen) = seen(reading) {
        assert_eq!(seen["failures"], serde_json::json!([]));
        let expected: BTreeSet<String> = [&at("before"), &at("undisturbed")].map(|dataset| only_state(dataset)).into();
        let states: BTreeSet<String> =
            seen["seen"].as_array().unwrap().iter().map(|state| state.as_str().unwrap().to_owned()).collect();
        assert_eq!(states, expected, "a reader saw something else than the old dataset and the new one");
        eprintln!("{} reads, {killed} of {KILLS} runs killed", seen["reads"]);
    }
}

/// What a reader sees in a dataset that nobody writes into.
fn only_state(dataset: &Path) -> String {
    let seen = seen(reader(dataset)).unwrap();
    let states = seen["seen"].as_array().unwrap();
    assert_eq!(states.len(), 1);
    states[0].as_str().unwrap().to_owned()
}
