//! A disk that is full, and one that may not be written.

use std::path::Path;
use std::process::{Command, Output};

use crate::common::Scratch;
use crate::{assert_sound, assert_tidy, digests, draw, ingest};

fn text(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned()
}

/// Runs a script with file systems of its own: `$1` is a folder to mount them on, `$2` the program, `$3` the filings.
/// `None` where this user may not mount.
fn mounted(script: &str, folder: &Path, filings: &Path) -> Option<Output> {
    let may_mount = Command::new("unshare").args(["-rm", "mount", "-t", "tmpfs", "none", "/mnt"]).output();
    if !may_mount.is_ok_and(|tried| tried.status.success()) {
        return None;
    }
    let mut command = Command::new("unshare");
    command.args(["-rm", "sh", "-c", script, "sh"]).arg(folder).arg(env!("CARGO_BIN_EXE_sharecap")).arg(filings);
    Some(command.output().unwrap())
}

#[test]
fn on_a_full_disk_nothing_is_published_and_the_next_run_makes_up_for_it() {
    let scratch = Scratch::new();
    draw(&scratch.path().join("filings/1"), 20, 5);
    draw(&scratch.path().join("more/2"), 60, 6);
    let disk = scratch.path().join("disk");
    std::fs::create_dir(&disk).unwrap();
    let script = r#"
        set -e
        mount -t tmpfs -o size=24m none "$1"
        "$2" ingest "$3" --out "$1/dataset" --quiet
        before=$(readlink "$1/dataset/current")
        # All but a little of what is left is taken by others.
        dd if=/dev/zero of="$1/filler" bs=1k 2>/dev/null || true
        truncate -s -64K "$1/filler"
        code=0
        "$2" ingest "$3" "$3/../more" --out "$1/dataset" --quiet || code=$?
        [ $code = 3 ] || { echo "exit code $code on a full disk" >&2; exit 1; }
        [ "$(readlink "$1/dataset/current")" = "$before" ] || { echo "current has turned" >&2; exit 1; }
        "$2" snapshots verify "$1/dataset"
        [ "$(ls -A "$1/dataset/snapshots" | grep -v '^0\|^.lock$')" = "" ] || { ls -lA "$1/dataset/snapshots" >&2; exit 1; }
        rm "$1/filler"
        "$2" ingest "$3" "$3/../more" --out "$1/dataset" --quiet
        "$2" snapshots verify "$1/dataset"
        [ "$(readlink "$1/dataset/current")" != "$before" ]
    "#;
    if let Some(output) = mounted(script, &disk, &scratch.path().join("filings")) {
        assert!(output.status.success(), "{}", text(&output));
        assert!(text(&output).contains("No space left on device"), "{}", text(&output));
        assert!(text(&output).contains("nothing was published"), "{}", text(&output));
    } else {
        eprintln!("SKIPPED: this user may not mount; a full disk is played by the limit on the size of files alone");
    }
}

#[test]
fn a_file_that_may_not_grow_ends_the_run_and_harms_nothing() {
    let scratch = Scratch::new();
    let (filings, dataset) = (scratch.path().join("filings"), scratch.path().join("dataset"));
    draw(&filings.join("1"), 20, 5);
    assert!(ingest(&filings, &dataset).status().unwrap().success());
    let before = digests(&dataset);
    draw(&filings.join("2"), 60, 6);
    // No file may grow beyond 32 blocks of 512 bytes, and who tries is told so.
    let script = r#"trap '' XFSZ; ulimit -f 32; exec "$1" ingest "$2" --out "$3" --quiet"#;
    let program = env!("CARGO_BIN_EXE_sharecap");
    let output = Command::new("sh").args(["-c", script, "sh", program]).args([&filings, &dataset]).output().unwrap();
    assert_eq!(output.status.code(), Some(3), "{}", text(&output));
    assert!(text(&output).contains("File too large"), "{}", text(&output));
    assert_eq!(digests(&dataset), before);
    assert_tidy(&dataset);
    assert_sound(&dataset);
    assert!(ingest(&filings, &dataset).status().unwrap().success());
    assert_ne!(digests(&dataset), before);
}

#[test]
fn a_dataset_that_may_not_be_written_is_refused_in_plain_words() {
    let scratch = Scratch::new();
    draw(&scratch.path().join("filings/1"), 10, 5);
    let disk = scratch.path().join("disk");
    std::fs::create_dir(&disk).unwrap();
    let script = r#"
        mount -t tmpfs -o size=8m none "$1"
        "$2" ingest "$3" --out "$1/dataset" --quiet || exit 1
        mount -o remount,ro "$1" || exit 1
        "$2" check "$1/dataset" > /dev/null || exit 1
        "$2" ingest "$3" --out "$1/dataset" --reread --quiet
        [ $? = 3 ]
    "#;
    if let Some(output) = mounted(script, &disk, &scratch.path().join("filings")) {
        assert!(output.status.success(), "{}", text(&output));
        assert!(text(&output).contains("Read-only file system"), "{}", text(&output));
        return;
    }
    // Without a file system of one's own: a folder in which nothing can be made, whoever asks.
    let output = ingest(&scratch.path().join("filings"), Path::new("/proc/dataset")).output().unwrap();
    assert_eq!(output.status.code(), Some(3), "{}", text(&output));
    assert!(text(&output).contains("/proc/dataset"), "{}", text(&output));
}
