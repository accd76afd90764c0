//! Children that die one after another: by the fault of the files, or of the machine.

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::Path;
use std::process::Stdio;
use std::thread::sleep;
use std::time::{Duration, Instant};

use sharecap::worker::Failure;

use super::common::Scratch;
use super::process::{wait_for_children, wait_until};
use super::{ask, pdf, pool, pool_of, sharecap, text};

#[test]
fn files_that_kill_their_readers_end_no_run() {
    let pool = pool(2_000);
    for _ in 0..25 {
        assert!(matches!(ask(&pool, "abort"), Err(Failure::Crashed(_))));
    }
    let news = pool.news();
    assert!(news.len() == 1 && news[0].contains("died of 8 files in a row"), "{news:?}");
    assert_eq!((ask(&pool, "length"), pool.fault()), (Ok(10), None));
}

/// Puts a program in the place of another, at once.
fn replace(program: &Path, script: &str) {
    let new = program.with_extension("new");
    fs::write(&new, format!("#!/bin/sh\n{script}\n")).unwrap();
    fs::set_permissions(&new, fs::Permissions::from_mode(0o755)).unwrap();
    fs::rename(new, program).unwrap();
}

#[test]
fn a_program_that_is_broken_for_a_moment_costs_no_file() {
    let folder = Scratch::new();
    let program = folder.path().join("reader");
    let sound = format!("exec '{}' \"$@\"", std::env::current_exe().unwrap().display());
    replace(&program, &sound);
    let pool = pool_of(&program, "child", 2_000);
    for broken in ["exit 3", "kill -s KILL $$", "exec sleep 0.2"] {
        replace(&program, broken);
        assert!(matches!(ask(&pool, "loop"), Err(Failure::TimedOut)), "the last sound child");
        std::thread::scope(|scope| {
            scope.spawn(|| {
                sleep(Duration::from_millis(300));
                replace(&program, &sound);
            });
            assert_eq!(ask(&pool, "length"), Ok(10), "{broken}");
        });
        let news = pool.news();
        assert!(news.len() == 1 && news[0].contains("cannot be started"), "{news:?}");
    }
    assert_eq!(pool.fault(), None);
}

#[test]
fn where_no_child_can_be_started_any_more_nothing_is_published() {
    let folder = Scratch::new();
    let input = folder.path().join("in");
    fs::create_dir(&input).unwrap();
    fs::write(input.join("a.pdf"), pdf::form_bomb()).unwrap();
    (0..50).for_each(|number| fs::write(input.join(format!("b{number}.txt")), "minutes of a meeting").unwrap());
    let mut command = sharecap(&folder);
    command.arg("ingest").arg(&input).args(["--jobs", "1", "--timeout", "2", "--log-format", "json", "--out"]);
    command.arg(folder.path().join("out")).stdout(Stdio::null()).stderr(Stdio::piped());
    let began = Instant::now();
    let parent = command.spawn().unwrap();
    wait_for_children(parent.id(), |children| children.len() == 1);
    // The child that reads goes on; there is no room for the next.
    let temporary = folder.path().join("tmp");
    wait_until(|| fs::read_dir(&temporary).unwrap().count() > 0);
    sleep(Duration::from_millis(300));
    fs::remove_dir_all(&temporary).unwrap();
    let ran = parent.wait_with_output().unwrap();
    let log = text(&ran.stderr);
    assert_eq!(ran.status.code(), Some(3), "{log}");
    assert!(log.contains("cannot start a process to read files in") && log.contains("9 times in a row"), "{log}");
    assert_eq!(log.matches("trying again, more and more slowly").count(), 1, "{log}");
    assert!(!folder.path().join("out/current").exists() && !log.contains("\"crashed\""), "{log}");
    assert!(began.elapsed() > Duration::from_secs(8), "it was not given up at once");
}
