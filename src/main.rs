//! Arguments → run → exit code.

use std::env;
use std::process::ExitCode;

use sharecap::{cli, pipeline};

fn main() -> ExitCode {
    pipeline::note_panics();
    ExitCode::from(cli::program(env::args_os(), env::vars_os()))
}
