//! Arguments → run → exit code.

use std::io::{self, BufWriter, Write};
use std::process::ExitCode;

use clap::Parser;
use sharecap::cli::{Args, CliError, Plan};

fn main() -> ExitCode {
    sharecap::pipeline::note_panics();
    let plan = match Plan::new(Args::parse()) {
        Ok(plan) => plan,
        Err(error) => {
            eprintln!("error: {error}");
            return ExitCode::from(error.exit_code());
        }
    };
    run(&plan).unwrap_or_else(|error| {
        let cause = error.downcast_ref::<CliError>();
        if cause.is_some_and(CliError::is_broken_pipe) {
            return ExitCode::SUCCESS;
        }
        eprintln!("{}", plan.error_line(&format!("{error:#}")));
        ExitCode::from(cause.map_or(2, CliError::exit_code))
    })
}

fn run(plan: &Plan) -> anyhow::Result<ExitCode> {
    let mut stdout = BufWriter::new(io::stdout().lock());
    let code = plan.run(&mut stdout, &mut io::stderr())?;
    stdout.flush().map_err(CliError::from)?;
    Ok(ExitCode::from(code))
}
