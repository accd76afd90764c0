//! The whole program: arguments → plan → exit code. `main` calls it, and so does the Python package, which has the same
//! command line.

use std::ffi::OsString;
use std::io::{self, BufWriter, Write};

use super::run::DONE;
use super::{Args, CliError, Plan, Talk};
use crate::filing::printable;

/// Does what was typed (the name of the program first): results to stdout, everything else to stderr. Gives the exit
/// code, as `--help` documents it.
#[must_use]
pub fn program(
    typed: impl IntoIterator<Item = OsString>,
    environment: impl IntoIterator<Item = (OsString, OsString)>,
) -> u8 {
    let plan = match Args::read(typed, environment).and_then(Plan::new) {
        Ok(plan) => plan,
        Err(CliError::Typed(answer)) => return answered(&answer),
        Err(error) => {
            Talk.line(&format!("error: {}", printable(&error.to_string())));
            return error.exit_code();
        }
    };
    carry_out(&plan).unwrap_or_else(|error| {
        // Whoever reads the output has heard enough.
        if error.is_broken_pipe() {
            return DONE;
        }
        Talk.line(&plan.error_line(&error.to_string()));
        error.exit_code()
    })
}

/// Prints what clap answers itself, as `--help`, to where that belongs.
fn answered(answer: &clap::Error) -> u8 {
    let code = u8::try_from(answer.exit_code()).unwrap_or(u8::MAX);
    match answer.print() {
        Err(error) if error.kind() != io::ErrorKind::BrokenPipe => {
            let error = CliError::Output(error);
            Talk.line(&format!("error: {error}"));
            error.exit_code()
        }
        _ => code,
    }
}

fn carry_out(plan: &Plan) -> Result<u8, CliError> {
    let mut stdout = BufWriter::new(io::stdout().lock());
    let code = plan.run(&mut stdout, &mut Talk)?;
    stdout.flush()?;
    Ok(code)
}
