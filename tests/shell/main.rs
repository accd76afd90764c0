//! The program among the tools around it: shells that complete it, `man`, terminals, and file systems with odd names.

#[allow(dead_code, reason = "shared with tests that use more of it")]
#[path = "../command/mod.rs"]
mod command;
#[allow(dead_code, reason = "shared with tests that use more of it")]
#[path = "../common/mod.rs"]
mod common;
mod completions;
#[path = "../common/duckdb.rs"]
mod duckdb;
mod man;
mod names;
mod paths;
mod schema;
mod terminal;

use std::process::{Command, Stdio};

/// Whether a tool is installed. Loud where it is not; with `SHARECAP_NO_SKIP` in the environment a failure.
fn is_installed(tool: &str) -> bool {
    let found = Command::new("/bin/sh").args(["-c", "command -v \"$0\"", tool]).stdout(Stdio::null()).status();
    let is_there = found.is_ok_and(|status| status.success());
    if !is_there {
        assert!(std::env::var_os("SHARECAP_NO_SKIP").is_none(), "no {tool}, and SHARECAP_NO_SKIP is set");
        eprintln!("SKIPPED: {tool} is not installed");
    }
    is_there
}

/// What a script gives in a shell.
fn shell(program: &str, arguments: &[&str], script: &str) -> String {
    let output = Command::new(program).args(arguments).arg(script).output().unwrap();
    let error = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success() && error.is_empty(), "{program}: {script}\n{error}");
    String::from_utf8(output.stdout).unwrap()
}
