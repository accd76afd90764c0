//! What goes wrong around a run: it is killed, the disk is full or may not be written, files change while they are read,
//! the clock jumps. Each is really done.

#[allow(dead_code, reason = "shared with tests that use more of it")]
#[path = "../command/mod.rs"]
mod command;
#[allow(dead_code, reason = "shared with tests that use more of it")]
#[path = "../common/mod.rs"]
mod common;
mod disk;
mod killed;
#[allow(dead_code, reason = "shared with tests that use more of it")]
#[path = "../nightly/mirror.rs"]
mod mirror;
mod moving;

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::{Duration, SystemTime};

/// The program, with its moments pinned: the same files give the same bytes.
fn sharecap() -> Command {
    let mut command = command::sharecap();
    command.env("SOURCE_DATE_EPOCH", "1700000000");
    command
}

fn ingest(folder: &Path, dataset: &Path) -> Command {
    let mut command = sharecap();
    command.arg("ingest").arg(folder).arg("--out").arg(dataset).args(["--jobs", "2", "--quiet"]);
    command
}

/// Draws filings as they lay there a day ago.
fn draw(folder: &Path, count: u32, seed: u32) {
    let drawn = sharecap()
        .args(["synth", "--count", &count.to_string(), "--seed", &seed.to_string(), "--out"])
        .arg(folder)
        .output()
        .unwrap();
    assert!(drawn.status.success(), "{}", String::from_utf8_lossy(&drawn.stderr));
    let day_ago = SystemTime::now() - Duration::from_hours(24);
    for file in mirror::files(folder) {
        fs::File::options().write(true).open(file).unwrap().set_modified(day_ago).unwrap();
    }
}

/// The digest of every file of what is current.
fn digests(dataset: &Path) -> std::collections::BTreeMap<String, String> {
    mirror::digests(&sharecap::publish::open(dataset).unwrap().manifest)
}

/// Nothing but snapshots, the link to one of them, and what stands beside: no half-written thing.
fn assert_tidy(dataset: &Path) {
    let name = |path: PathBuf| path.file_name().unwrap().to_str().unwrap().to_owned();
    let names =
        |folder: &Path| fs::read_dir(folder).unwrap().map(|entry| name(entry.unwrap().path())).collect::<Vec<_>>();
    for found in names(dataset) {
        assert!(["current", "snapshots"].contains(&found.as_str()), "{found}");
    }
    for found in names(&dataset.join("snapshots")) {
        assert!(found == ".lock" || found.as_bytes()[0].is_ascii_digit(), "{found}");
    }
}

/// What is current is what its manifest says.
fn assert_sound(dataset: &Path) {
    let verdict = sharecap::pipeline::verify(dataset).unwrap();
    assert!(verdict.faults.is_empty() && verdict.files > 10, "{verdict:?}");
}
