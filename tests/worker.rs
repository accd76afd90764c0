//! Child processes that read files: what hangs, swells or dies costs one file, and no process is left behind.

mod common;
#[path = "worker/confined.rs"]
mod confined;
#[path = "common/pdf.rs"]
mod pdf;
#[path = "common/process.rs"]
mod process;
#[path = "worker/rude.rs"]
mod rude;
#[path = "worker/storm.rs"]
mod storm;

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::thread::sleep;
use std::time::{Duration, Instant};

use common::Scratch;
use process::{is_running, kill, wait_for_children, wait_until};
use serde_json::Value as Json;
use sharecap::worker::{Failure, Limits, Pool, Program, serve};

const SAMPLES: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/data/filings");

/// What a child of these tests does when it is asked.
const TRICKS: [&str; 7] = ["length", "loop", "swell", "recurse", "abort", "print", "write"];

/// The child of the tests of the pool: this very test, started by them. On its own it has nothing to answer.
#[test]
#[ignore = "started by other tests, as their child process"]
fn child() {
    let mut answers = 0_u64;
    let _ = serve(|trick: String, bytes: Vec<u8>| {
        answers += 1;
        match trick.as_str() {
            "loop" => sleep(Duration::from_secs(1000)),
            "swell" => drop(std::hint::black_box(vec![1_u8; 1 << 40])),
            "recurse" => answers += recurse(0),
            "abort" => std::process::abort(),
            // What only a process does that has read files before; the first question is the trial.
            "abort when used" if answers > 2 => std::process::abort(),
            "print" => println!("{}", "a library says something ".repeat(10_000)),
            "write" => fs::write("large", vec![0; 2 << 20]).unwrap(),
            "compute" => compute(Duration::from_millis(700)),
            "say number" => {
                fs::write(std::str::from_utf8(&bytes).unwrap(), std::process::id().to_string()).unwrap();
            }
            // As the system does when memory runs out; the second child that is asked survives.
            "killed once" if fs::create_dir(Path::new(std::str::from_utf8(&bytes).unwrap())).is_ok() => {
                kill("KILL", std::process::id());
            }
            _ => {}
        }
        bytes.len() as u64
    });
}

fn compute(time: Duration) {
    let began = Instant::now();
    while began.elapsed() < time {
        std::hint::black_box(began);
    }
}

fn recurse(depth: u64) -> u64 {
    // Not known to the compiler, which would say that this never ends.
    let next = std::hint::black_box(depth + 1);
    if next == 0 { 0 } else { recurse(next) + std::hint::black_box(next) }
}

/// A pool of such children.
fn pool(timeout: u64) -> Pool {
    pool_of(&std::env::current_exe().unwrap(), "child", timeout)
}

/// A pool of children that are a test, or whatever stands in its place.
fn pool_of(path: &Path, test: &str, timeout: u64) -> Pool {
    let arguments = ["--exact", test, "--ignored", "--nocapture"].map(Into::into).to_vec();
    let program = Program { path: path.to_owned(), arguments };
    let timeout = Duration::from_millis(timeout);
    let limits = Limits { timeout, max_memory_bytes: 1 << 30, max_written_bytes: 1 << 20 };
    Pool::new(program, limits, (&"length".to_owned(), b"")).unwrap()
}

fn ask(pool: &Pool, trick: &str) -> Result<u64, Failure> {
    pool.ask(&trick.to_owned(), b"some bytes")
}

#[test]
fn a_child_that_hangs_swells_or_dies_is_replaced() {
    let pool = pool(2_000);
    for trick in TRICKS {
        let answer = ask(&pool, trick);
        match (trick, &answer) {
            ("length" | "print", Ok(10)) | ("loop", Err(Failure::TimedOut)) | ("write", Err(Failure::WroteTooMuch)) => {
            }
            ("swell", Err(Failure::OutOfMemory(how))) => {
                assert_eq!(how, "memory allocation of 1099511627776 bytes failed");
            }
            ("recurse", Err(Failure::Crashed(how))) => assert!(how.contains("has overflowed its stack"), "{how}"),
            ("abort", Err(Failure::Crashed(how))) => assert!(how.contains("SIGABRT"), "{how}"),
            _ => panic!("{trick}: {answer:?}"),
        }
        assert_eq!(ask(&pool, "length"), Ok(10), "after {trick}");
    }
}

#[test]
fn what_a_child_did_before_is_not_held_against_a_file() {
    let pool = pool(2_000);
    assert_eq!(ask(&pool, "abort when used"), Ok(10));
    assert_eq!(ask(&pool, "abort when used"), Ok(10), "the used child died of it, a fresh one did not");
    let failure: Result<String, Failure> = pool.ask(&"length".to_owned(), b"some bytes");
    let Err(Failure::Crashed(how)) = failure else { panic!("a number was taken for a text: {failure:?}") };
    assert!(how.contains("cannot be decoded"), "{how}");
}

#[test]
fn one_that_the_system_killed_is_asked_again_alone() {
    let folder = Scratch::new();
    let pool = pool(5_000);
    let marker = folder.path().join("killed").to_str().unwrap().to_owned();
    std::thread::scope(|scope| {
        for _ in 0..3 {
            scope.spawn(|| (0..20).for_each(|_| assert_eq!(ask(&pool, "length"), Ok(10))));
        }
        let answer = pool.ask::<_, u64>(&"killed once".to_owned(), marker.as_bytes());
        assert_eq!(answer, Ok(marker.len() as u64));
    });
    assert!(folder.path().join("killed").is_dir(), "the first child was killed");
}

#[test]
fn many_are_asked_at_a_time() {
    let pool = pool(20_000);
    let began = Instant::now();
    std::thread::scope(|scope| {
        for _ in 0..8 {
            scope.spawn(|| (0..50).for_each(|_| assert_eq!(ask(&pool, "length"), Ok(10))));
        }
    });
    assert!(began.elapsed() < Duration::from_secs(20), "{:?}", began.elapsed());
}

/// The program, with a folder of its own for temporary files.
fn sharecap(folder: &Scratch) -> Command {
    let temporary = folder.path().join("tmp");
    fs::create_dir_all(&temporary).unwrap();
    let mut command = Command::new(env!("CARGO_BIN_EXE_sharecap"));
    command.env("SOURCE_DATE_EPOCH", "1700000000").env("TMPDIR", temporary).stdin(Stdio::null());
    command
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8(bytes.to_vec()).unwrap()
}

fn config(folder: &Scratch, settings: &str) -> String {
    let path = folder.path().join("sharecap.toml");
    fs::write(&path, settings).unwrap();
    path.to_str().unwrap().to_owned()
}

#[test]
fn hostile_files_cost_themselves_only() {
    let folder = Scratch::new();
    let input = folder.path().join("in");
    fs::create_dir(&input).unwrap();
    let hostile = [
        ("b-forms.pdf", pdf::form_bomb()),
        ("d-widths.pdf", pdf::endless_widths()),
        ("f-flate.pdf", pdf::flate_bomb()),
    ];
    for (name, bytes) in &hostile {
        fs::write(input.join(name), bytes).unwrap();
    }
    let healthy = [
        ("a.pdf", "pdf/FF301_v1.1.1_en_09101_2025-08.pdf"),
        ("c.pdf", "pdf/FF301_v1.1.1_zh_09103_2025-09.pdf"),
        ("e.txt", "text/FF301_v1.0.2_en_09104_2024-03_pipes.txt"),
        ("g.pdf", "pdf/FF301_v1.2.1_en_09107_2026-07.pdf"),
    ];
    for (name, sample) in healthy {
        fs::copy(Path::new(SAMPLES).join(sample), input.join(name)).unwrap();
    }
    let settings = config(&folder, "timeout_seconds = 60\nmax_memory_bytes = 400_000_000\nlog_format = \"json\"\n");
    let ran = sharecap(&folder)
        // What eats memory must come to its limit before its time is up, on a busy machine too.
        .args(["ingest", "--timeout", "60", "--jobs", "2", "--config", &settings, "--out"])
        .args([&folder.path().join("out"), &input])
        .output()
        .unwrap();
    assert!(ran.status.success(), "{}", text(&ran.stderr));
    let log = text(&ran.stderr);
    let events = log.lines().map(|line| serde_json::from_str::<Json>(line).unwrap());
    let mut became: BTreeMap<String, String> = events
        .filter_map(|event| {
            let code = event["reject_code"].as_str().unwrap_or("read").to_owned();
            Some((event["path"].as_str()?.to_owned(), code))
        })
        .collect();
    let expected =
        [("a.pdf", "read"), ("c.pdf", "read"), ("e.txt", "read"), ("f-flate.pdf", "out_of_memory"), ("g.pdf", "read")];
    for (endless, other) in [("b-forms.pdf", "too_large"), ("d-widths.pdf", "out_of_memory")] {
        let code = became.remove(endless).unwrap_or_default();
        assert!(code == "timeout" || code == other, "whichever limit comes first, not {code}");
    }
    assert_eq!(became, BTreeMap::from(expected.map(|(path, code)| (path.to_owned(), code.to_owned()))), "{log}");
    assert!(log.contains("more than 400000000 bytes of memory"), "{log}");
    assert!(log.contains("\"filings\":7"), "one row for every file: {log}");
    assert_eq!(leftovers(&folder), 0, "temporary files");
}

#[test]
fn a_file_that_takes_long_is_rejected_when_its_time_is_up() {
    let folder = Scratch::new();
    let bomb = folder.path().join("bomb.pdf");
    fs::write(&bomb, pdf::form_bomb()).unwrap();
    let output = sharecap(&folder).arg("parse").arg(&bomb).args(["--timeout", "1"]).output().unwrap();
    let said = text(&output.stderr);
    assert_eq!(output.status.code(), Some(1), "{said}");
    assert!(said.contains("timeout") && said.contains("longer than 1 s"), "{said}");
    assert_eq!(leftovers(&folder), 0);
}

#[test]
fn a_file_that_draws_without_end_costs_its_page_the_time_limit_only() {
    let folder = Scratch::new();
    let (bomb, page) = (folder.path().join("bomb.pdf"), folder.path().join("page.html"));
    fs::write(&bomb, pdf::form_bomb()).unwrap();
    let mut command = sharecap(&folder);
    let output = command.arg("explain").arg(&bomb).args(["--timeout", "1", "-o"]).arg(&page).output().unwrap();
    let said = text(&output.stderr);
    assert_eq!(output.status.code(), Some(1), "{said}");
    assert!(said.contains("without pages: drawing took longer than 1 s"), "{said}");
    assert!(fs::read_to_string(page).unwrap().contains("timeout"), "the page says why");
    assert_eq!(leftovers(&folder), 0);
}

#[test]
fn children_or_none_publish_the_same_bytes() {
    let folder = Scratch::new();
    let manifest = |name: &str, arguments: &[&str]| {
        let out = folder.path().join(name);
        let ran = sharecap(&folder).args(["ingest", SAMPLES, "--out"]).arg(&out).args(arguments).output().unwrap();
        assert!(ran.status.success(), "{}", text(&ran.stderr));
        fs::read_to_string(out.join("current/manifest.json")).unwrap()
    };
    let here = manifest("here", &["--in-process"]);
    assert_eq!(here, manifest("one", &["--jobs", "1"]));
    assert_eq!(here, manifest("three", &["--jobs", "3"]));
}

#[test]
fn a_child_that_is_killed_is_told_from_one_that_crashes() {
    for (signal, code, message) in
        [("ABRT", "crashed", "SIGABRT"), ("KILL", "out_of_memory", "as the system does when memory runs out")]
    {
        let folder = Scratch::new();
        let parent = hanging(&folder, &[]);
        let child = wait_for_children(parent.id(), |children| children.len() == 1)[0];
        // It is one that has begun to read: its parent waits for it.
        sleep(Duration::from_millis(300));
        kill(signal, child);
        if signal == "KILL" {
            // It may have been killed for what others took: the file gets a second child.
            let second = wait_for_children(parent.id(), |children| children.iter().any(|other| *other != child));
            sleep(Duration::from_millis(300));
            kill(signal, *second.iter().find(|other| **other != child).unwrap());
        }
        let ran = parent.wait_with_output().unwrap();
        assert_eq!(ran.status.code(), Some(1));
        assert!(text(&ran.stderr).contains(&format!(": {code}: ")), "{}", text(&ran.stderr));
        assert!(text(&ran.stderr).contains(message), "{}", text(&ran.stderr));
    }
}

#[test]
fn no_child_outlives_its_parent() {
    for signal in ["KILL", "INT", "TERM"] {
        let folder = Scratch::new();
        let mut parent = hanging(&folder, &[]);
        let child = wait_for_children(parent.id(), |children| children.len() == 1)[0];
        sleep(Duration::from_millis(300));
        assert!(is_running(child) && leftovers(&folder) > 0, "the child is busy");
        kill(signal, parent.id());
        parent.wait().unwrap();
        wait_until(|| !is_running(child) && leftovers(&folder) == 0);
    }
}

#[test]
fn what_a_child_started_ends_with_it() {
    for ended_by in ["timeout", "KILL"] {
        let folder = Scratch::new();
        let office = folder.path().join("office");
        let number = folder.path().join("number");
        fs::write(
            &office,
            format!("#!/bin/sh\nsleep 1000 &\necho $! > {0}.new\nmv {0}.new {0}\nwait\n", number.display()),
        )
        .unwrap();
        assert!(Command::new("chmod").arg("+x").arg(&office).status().unwrap().success());
        let document = folder.path().join("return.rtf");
        fs::write(&document, "{\\rtf1 Monthly Return}").unwrap();
        let mut parent = sharecap(&folder);
        parent.arg("parse").arg(&document).args(["--timeout", if ended_by == "timeout" { "2" } else { "1000" }]);
        let mut parent =
            parent.env("SHARECAP_LIBREOFFICE", &office).stderr(Stdio::null()).stdout(Stdio::null()).spawn().unwrap();
        wait_until(|| number.exists());
        let sleeper: u32 = fs::read_to_string(&number).unwrap().trim().parse().unwrap();
        assert!(is_running(sleeper));
        if ended_by == "KILL" {
            kill("KILL", parent.id());
        }
        let status = parent.wait().unwrap();
        assert_eq!(status.code(), (ended_by == "timeout").then_some(1));
        wait_until(|| !is_running(sleeper) && leftovers(&folder) == 0);
    }
}

#[test]
fn a_child_that_cannot_start_is_no_fault_of_a_file() {
    let folder = Scratch::new();
    let settings = config(&folder, "max_memory_bytes = 1_000_000\n");
    let ran = sharecap(&folder)
        .args(["ingest", SAMPLES, "--config", &settings, "--out"])
        .arg(folder.path().join("out"))
        .output()
        .unwrap();
    assert_eq!(ran.status.code(), Some(3), "{}", text(&ran.stderr));
    assert!(text(&ran.stderr).contains("cannot start a process to read files in"), "{}", text(&ran.stderr));
    assert!(!folder.path().join("out/current").exists());
}

#[test]
fn a_child_is_not_for_typing() {
    let folder = Scratch::new();
    let ran = sharecap(&folder).arg("worker").output().unwrap();
    assert_eq!(ran.status.code(), Some(2));
    assert!(text(&ran.stderr).contains("use ingest or parse"), "{}", text(&ran.stderr));
    let help = sharecap(&folder).arg("--help").output().unwrap();
    assert!(!text(&help.stdout).contains("worker"), "{}", text(&help.stdout));
}

/// A `parse` of a file that takes years.
fn hanging(folder: &Scratch, arguments: &[&str]) -> Child {
    let file = folder.path().join("hangs.pdf");
    fs::write(&file, pdf::form_bomb()).unwrap();
    let mut command = sharecap(folder);
    command.arg("parse").arg(&file).args(["--timeout", "1000"]).args(arguments);
    command.stdout(Stdio::null()).stderr(Stdio::piped()).spawn().unwrap()
}

/// Files and folders that were left in the folder for temporary files.
fn leftovers(folder: &Scratch) -> usize {
    fs::read_dir(folder.path().join("tmp")).unwrap().count()
}
