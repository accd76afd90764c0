//! A run of the program, watched: what it says, and what it and the processes below it take.

use std::fs;
use std::process::{Command, Output, Stdio};
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;
use std::time::Duration;

/// The most that was seen.
#[derive(Debug, Default, Clone, Copy)]
pub(crate) struct Peak {
    /// Memory that the program itself held, in bytes.
    pub(crate) program: u64,
    /// Memory that any process below it held. (Its address space would tell nothing: between its birth and its
    /// beginning a process has that of its parent.)
    pub(crate) child: u64,
    /// Memory that all of them held at a time.
    pub(crate) all: u64,
}

/// Runs it to its end.
pub(crate) fn run(command: &mut Command) -> (Output, Peak) {
    let running = command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    let (root, is_over) = (running.id(), AtomicBool::new(false));
    thread::scope(|scope| {
        let watching = scope.spawn(|| watch(root, &is_over));
        let output = running.wait_with_output().unwrap();
        is_over.store(true, Ordering::Relaxed);
        (output, watching.join().unwrap())
    })
}

fn watch(root: u32, is_over: &AtomicBool) -> Peak {
    let mut peak = Peak::default();
    while !is_over.load(Ordering::Relaxed) {
        peak.program = peak.program.max(bytes(root, "VmHWM"));
        let below = below(root);
        peak.child = below.iter().map(|process| bytes(*process, "VmHWM")).max().unwrap_or(0).max(peak.child);
        let all = below.iter().chain([&root]).map(|process| bytes(*process, "VmRSS")).sum();
        peak.all = peak.all.max(all);
        thread::sleep(Duration::from_millis(20));
    }
    peak
}

/// The processes that one has started, and those that they have.
fn below(root: u32) -> Vec<u32> {
    let mut found = vec![root];
    let mut next = 0;
    while let Some(parent) = found.get(next).copied() {
        found.extend(children(parent));
        next += 1;
    }
    found.split_off(1)
}

/// The system has them by the thread that started them.
fn children(parent: u32) -> Vec<u32> {
    let threads = fs::read_dir(format!("/proc/{parent}/task")).into_iter().flatten().flatten();
    let numbers = threads.filter_map(|thread| fs::read_to_string(thread.path().join("children")).ok());
    numbers
        .flat_map(|text| text.split_whitespace().filter_map(|number| number.parse().ok()).collect::<Vec<_>>())
        .collect()
}

/// An entry of its status that is given in kB; 0 when it has ended.
fn bytes(process: u32, name: &str) -> u64 {
    let status = fs::read_to_string(format!("/proc/{process}/status")).unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix(name)?.strip_prefix(':'));
    line.and_then(|line| line.trim().strip_suffix(" kB")?.parse::<u64>().ok()).unwrap_or(0) * 1024
}
