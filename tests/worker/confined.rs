//! What a child has, and what it has not: looked at from outside, while it reads.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::process::{Command, Stdio};
use std::thread::sleep;
use std::time::Duration;

use super::common::Scratch;
use super::process::{kill, wait_for_children};
use super::{config, pdf, sharecap};

/// Whether the system shows what a process has.
fn is_told(test: &str) -> bool {
    let is_there = Path::new("/proc/self/environ").exists();
    assert!(is_there || std::env::var_os("SHARECAP_NO_SKIP").is_none(), "{test} needs /proc");
    if !is_there {
        eprintln!("SKIPPED: {test} needs /proc");
    }
    is_there
}

/// The entries of a file of `/proc` that has one a line, `name: value` or in columns.
fn entry(text: &str, name: &str) -> String {
    let line = text.lines().find(|line| line.starts_with(name)).unwrap_or_else(|| panic!("no {name} in\n{text}"));
    line[name.len()..].trim_start_matches(':').split_whitespace().collect::<Vec<_>>().join(" ")
}

#[test]
fn a_child_has_what_it_needs_and_no_more() {
    if !is_told("a_child_has_what_it_needs_and_no_more") {
        return;
    }
    let folder = Scratch::new();
    let file = folder.path().join("hangs.pdf");
    fs::write(&file, pdf::form_bomb()).unwrap();
    let settings = config(&folder, "max_memory_bytes = 700_000_000\nmax_written_bytes = 3_000_000\n");
    // A shell hands its descriptors on, as cron may do with its own.
    let leaking = "exec 7</dev/null 8>/dev/null 63</dev/null; exec \"$@\"";
    let program = sharecap(&folder);
    let mut parent = Command::new("/bin/bash");
    parent.args(["-c", leaking, "bash"]).arg(program.get_program()).arg("parse").arg(&file);
    parent.args(["--timeout", "100", "--config", &settings]).current_dir(folder.path()).stdin(Stdio::null());
    parent.envs(program.get_envs().filter_map(|(name, value)| Some((name, value?))));
    parent.env("SHARECAP_CANARY", "secret").env("AWS_SECRET_ACCESS_KEY", "secret").env("LC_ALL", "de_DE.UTF-8");
    let mut parent = parent.stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap();
    let child = wait_for_children(parent.id(), |children| children.len() == 1)[0];
    // By now it has done with itself whatever it does.
    sleep(Duration::from_millis(500));
    let of_parent = |name: &str| Path::new("/proc").join(parent.id().to_string()).join(name);
    let of_child = |name: &str| Path::new("/proc").join(child.to_string()).join(name);
    let read = |name: &str| fs::read_to_string(of_child(name)).unwrap();
    let mut descriptors: Vec<String> = fs::read_dir(of_child("fd"))
        .unwrap()
        .map(|entry| entry.unwrap())
        .map(|entry| format!("{} {}", entry.file_name().display(), fs::read_link(entry.path()).unwrap().display()))
        .collect();
    let inherited = fs::read_dir(of_parent("fd")).unwrap().any(|entry| entry.unwrap().file_name() == "63");
    let (environment, limits, status) = (read("environ"), read("limits"), read("status"));
    let stands_in = fs::read_link(of_child("cwd")).unwrap();
    let scratch = folder.path().join("tmp");
    kill("KILL", parent.id());
    parent.wait().unwrap();

    assert!(inherited, "the parent has what the shell left open");
    descriptors.sort();
    let kinds: Vec<_> = descriptors.iter().filter_map(|line| line.split([':', '[']).next()).collect();
    // The socket twice: for the thread that reads and for the one that listens.
    assert_eq!(kinds[..3], ["0 socket", "1 /dev/null", "2 pipe"], "{descriptors:?}");
    assert!(kinds[3..].iter().all(|kind| kind.ends_with(" socket")) && kinds.len() <= 5, "{descriptors:?}");

    let mut variables: BTreeMap<&str, &str> =
        environment.split('\0').filter_map(|variable| variable.split_once('=')).collect();
    assert_eq!(variables.remove("PATH").map(str::to_owned), std::env::var("PATH").ok());
    variables.remove("LD_LIBRARY_PATH");
    assert!(variables.remove("GLIBC_TUNABLES").is_some_and(|set| set.starts_with("glibc.malloc.")));
    // The C library takes the variable apart where it stands.
    variables.retain(|name, _| !name.starts_with("glibc.malloc."));
    let home = stands_in.to_str().unwrap();
    let expected = [("HOME", home), ("LC_ALL", "C.UTF-8"), ("RUST_BACKTRACE", "0"), ("TMPDIR", home)];
    assert_eq!(variables, BTreeMap::from(expected));
    assert!(stands_in.starts_with(fs::canonicalize(scratch).unwrap()), "{home}");

    for (limit, values) in [
        ("Max address space", "700000000 700000000 bytes"),
        ("Max file size", "3000000 3000000 bytes"),
        ("Max open files", "256 256 files"),
        ("Max core file size", "0 0 bytes"),
    ] {
        assert_eq!(entry(&limits, limit), values);
    }
    // 100 s for the file, and some.
    assert!(entry(&limits, "Max cpu time").starts_with("105 "), "{limits}");
    assert_eq!((entry(&status, "Umask"), entry(&status, "NoNewPrivs")), ("0077".to_owned(), "1".to_owned()));
}

#[test]
fn the_time_to_compute_is_granted_anew_for_every_file() {
    let (folder, pool) = (Scratch::new(), super::pool(1_000));
    let number_of_child = || {
        let place = folder.path().join("number");
        let answer = pool.ask::<_, u64>(&"say number".to_owned(), place.to_str().unwrap().as_bytes());
        assert!(answer.is_ok(), "{answer:?}");
        fs::read_to_string(&place).unwrap()
    };
    let number = number_of_child();
    // More in sum than one answer may take.
    for _ in 0..10 {
        assert_eq!(super::ask(&pool, "compute"), Ok(10));
    }
    assert_eq!(number, number_of_child(), "it was one child all along");
}
