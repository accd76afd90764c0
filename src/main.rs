//! Arguments → run → exit code.

use std::env;
use std::io::{self, BufWriter, Write};
use std::process::ExitCode;

use sharecap::cli::{Args, CliError, Plan, Talk};

fn main() -> ExitCode {
    sharecap::pipeline::note_panics();
    let plan = match Args::read(env::args_os(), env::vars_os()).and_then(Plan::new) {
        Ok(plan) => plan,
        Err(CliError::Typed(answer)) => answer.exit(),
        Err(error) => {
            let line = sharecap::filing::printable(&error.to_string());
            Talk.line(&format!("error: {line}"));
            return ExitCode::from(error.exit_code());
        }
    };
    run(&plan).unwrap_or_else(|error| {
        let cause = error.downcast_ref::<CliError>();
        if cause.is_some_and(CliError::is_broken_pipe) {
            return ExitCode::SUCCESS;
        }
        Talk.line(&plan.error_line(&error.to_string()));
        ExitCode::from(cause.map_or(2, CliError::exit_code))
    })
}

fn run(plan: &Plan) -> anyhow::Result<ExitCode> {
    let mut stdout = BufWriter::new(io::stdout().lock());
    let code = plan.run(&mut stdout, &mut Talk)?;
    stdout.flush().map_err(CliError::from)?;
    Ok(ExitCode::from(code))
}
