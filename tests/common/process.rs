//! Processes as the system shows them.

use std::fs;
use std::process::{Command, Output};
use std::thread::sleep;
use std::time::{Duration, Instant};

/// Sends a process a signal, named as `kill` names it.
pub(crate) fn kill(signal: &str, process: u32) {
    let ran: Output =
        Command::new("/bin/sh").args(["-c", "kill -s $0 $1", signal, &process.to_string()]).output().unwrap();
    assert!(ran.status.success(), "{}", String::from_utf8_lossy(&ran.stderr));
}

/// Processes by number, with their state and parent.
pub(crate) fn processes() -> Vec<(u32, char, u32)> {
    let entries = fs::read_dir("/proc").unwrap();
    let numbers = entries.filter_map(|entry| entry.ok()?.file_name().to_str()?.parse::<u32>().ok());
    numbers
        .filter_map(|number| Some((number, state(number)?)))
        .map(|(number, (state, parent))| (number, state, parent))
        .collect()
}

fn state(process: u32) -> Option<(char, u32)> {
    let stat = fs::read_to_string(format!("/proc/{process}/stat")).ok()?;
    // The name stands in brackets and may hold anything.
    let mut rest = stat.rsplit_once(')')?.1.split_whitespace();
    Some((rest.next()?.chars().next()?, rest.next()?.parse().ok()?))
}

/// Whether it runs: a dead process that nobody has waited for does not.
pub(crate) fn is_running(process: u32) -> bool {
    state(process).is_some_and(|(state, _)| !matches!(state, 'Z' | 'X'))
}

/// The children of a process, once they are enough.
pub(crate) fn wait_for_children(parent: u32, enough: impl Fn(&[u32]) -> bool) -> Vec<u32> {
    let mut children = Vec::new();
    wait_until(|| {
        children = processes().into_iter().filter(|(.., of)| *of == parent).map(|(number, ..)| number).collect();
        enough(&children)
    });
    children
}

/// Waits for what has to happen soon.
pub(crate) fn wait_until(mut is_so: impl FnMut() -> bool) {
    let began = Instant::now();
    while !is_so() {
        assert!(began.elapsed() < Duration::from_secs(20), "waited for 20 s");
        sleep(Duration::from_millis(20));
    }
}
