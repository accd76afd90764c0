//! The program as it is typed.

use std::process::Command;

/// What a run of the program gave.
pub(crate) struct Ran {
    pub(crate) code: i32,
    pub(crate) stdout: String,
    pub(crate) stderr: String,
}

pub(crate) fn sharecap() -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_sharecap"));
    command.env_remove("SOURCE_DATE_EPOCH");
    command
}

pub(crate) fn run(arguments: &[&str]) -> Ran {
    run_with(arguments, &[])
}

pub(crate) fn run_with(arguments: &[&str], environment: &[(&str, &str)]) -> Ran {
    let output = sharecap().args(arguments).envs(environment.iter().copied()).output().unwrap();
    Ran {
        code: output.status.code().unwrap(),
        stdout: String::from_utf8(output.stdout).unwrap(),
        stderr: String::from_utf8(output.stderr).unwrap(),
    }
}
