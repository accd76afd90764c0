//! What `ingest`, `parse`, `explain` and `report` share: how a file is read.

use std::env;
use std::num::NonZeroU64;
use std::path::{Path, PathBuf};
use std::str::FromStr;
use std::sync::OnceLock;
use std::time::Duration;

use super::{CliError, WORKER};
use crate::extract::Reader;
use crate::finding::{Code, Severities, Severity};
use crate::pipeline::{ReadOptions, Workers};
use crate::worker::{Limits, Program};

/// The headings under which `--help` lists the options.
pub(super) const READING: &str = "Reading";
pub(super) const REPORTING: &str = "Reporting";

/// Where settings stand, and how findings are graded.
#[derive(Debug, clap::Args)]
pub(super) struct ConfigArgs {
    /// Settings, as in the project's config/sharecap.toml.
    #[arg(long, value_name = "FILE")]
    config: Option<PathBuf>,
    /// The severity of all findings of a code, in place of the usual one; in the file a line of the table [severity].
    #[arg(long, value_name = "CODE=SEVERITY", value_delimiter = ',', hide_short_help = true, help_heading = REPORTING)]
    severity: Vec<Graded>,
}

/// A code and the severity that was chosen for it.
#[derive(Debug, Clone, Copy)]
pub(super) struct Graded(Code, Severity);

impl FromStr for Graded {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let (code, severity) = text.split_once('=').ok_or("write CODE=SEVERITY")?;
        let code = Code::from_word(code);
        let code = code.ok_or("there is no finding of this code (docs/findings.md has them all)")?;
        let severity = Severity::from_word(severity).ok_or("a severity is info, warning or error")?;
        Ok(Self(code, severity))
    }
}

impl ConfigArgs {
    /// The severities that were chosen.
    pub(super) fn severities(&self) -> Severities {
        self.severity.iter().map(|&Graded(code, severity)| (code, severity)).collect()
    }
}

/// The arguments that say how files are read.
#[derive(Debug, clap::Args)]
pub(super) struct ReadArgs {
    #[command(flatten)]
    pub(super) config: ConfigArgs,
    /// Reject a larger file unread.
    #[arg(long, value_name = "BYTES", default_value_t = 64_000_000, hide_short_help = true, help_heading = READING)]
    max_file_bytes: u64,
    /// Reject a file whose reading takes longer.
    #[arg(long = "timeout", value_name = "SECONDS", default_value = "60", help_heading = READING)]
    timeout_seconds: NonZeroU64,
    /// Reject a file whose reading takes more memory: the address space of one process.
    #[arg(long, value_name = "BYTES", default_value = "2147483648", hide_short_help = true, help_heading = READING)]
    max_memory_bytes: NonZeroU64,
    /// Reject a file whose reading writes a larger temporary file.
    #[arg(long, value_name = "BYTES", default_value = "500000000", hide_short_help = true, help_heading = READING)]
    max_written_bytes: NonZeroU64,
    /// The LibreOffice that converts Word documents [default: the one in PATH].
    #[arg(long, value_name = "PROGRAM", hide_short_help = true, help_heading = READING)]
    libreoffice: Option<PathBuf>,
    /// Which decoder reads PDFs; one alone is for comparing them.
    #[arg(long, value_enum, default_value = "both", value_name = "READER", hide_short_help = true, help_heading = READING)]
    reader: ReaderChoice,
    /// Read in this process: no limits, and a file that hangs or crashes takes the run with it.
    #[arg(long, hide_short_help = true, help_heading = READING)]
    in_process: bool,
}

/// Which decoder reads PDFs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
enum ReaderChoice {
    /// hayro, and pdf-extract where the first leaves a doubt.
    Both,
    /// hayro alone.
    First,
    /// pdf-extract alone.
    Second,
}

impl From<ReaderChoice> for Reader {
    fn from(choice: ReaderChoice) -> Self {
        match choice {
            ReaderChoice::Both => Self::Both,
            ReaderChoice::First => Self::First,
            ReaderChoice::Second => Self::Second,
        }
    }
}

impl ReadArgs {
    /// What the arguments mean.
    pub(super) fn options(&self) -> Result<ReadOptions, CliError> {
        Ok(ReadOptions {
            max_file_bytes: self.max_file_bytes,
            reader: self.reader.into(),
            libreoffice: self.libreoffice.clone(),
            workers: if self.in_process { None } else { Some(self.workers()?) },
        })
    }

    fn workers(&self) -> Result<Workers, CliError> {
        Ok(Workers {
            program: worker_program()?,
            limits: Limits {
                timeout: Duration::from_secs(self.timeout_seconds.get()),
                max_memory_bytes: self.max_memory_bytes.get(),
                max_written_bytes: self.max_written_bytes.get(),
            },
        })
    }
}

/// What starts a worker where this process is not the program itself.
static OTHER_PROGRAM: OnceLock<Program> = OnceLock::new();

/// Has workers started by another program from now on: one that calls [`serve`](crate::pipeline::serve). Whoever holds
/// this crate as a library says so, before anything is read; the first who says it decides.
pub fn start_workers_by(program: Program) {
    // Set already: by the same module, loaded twice.
    let _ = OTHER_PROGRAM.set(program);
}

/// What starts a worker.
fn worker_program() -> Result<Program, CliError> {
    match OTHER_PROGRAM.get() {
        Some(program) => Ok(program.clone()),
        None => Ok(Program { path: this_program()?, arguments: vec![WORKER.into()] }),
    }
}

/// The executable of this process: on Linux by the link to it, which holds even if the file is replaced meanwhile.
fn this_program() -> Result<PathBuf, CliError> {
    let link = Path::new("/proc/self/exe");
    if cfg!(target_os = "linux") && link.exists() {
        return Ok(link.to_owned());
    }
    env::current_exe().map_err(|error| {
        CliError::Usage(format!("the program cannot tell where it stands ({error}); use --in-process"))
    })
}
