//! What `ingest`, `parse` and `explain` share: how a file is read.

use std::env;
use std::num::NonZeroU64;
use std::path::{Path, PathBuf};
use std::time::Duration;

use super::config::Config;
use super::{CliError, WORKER};
use crate::extract::Reader;
use crate::pipeline::{ReadOptions, Workers};
use crate::worker::{Limits, Program};

/// The arguments that say how files are read.
#[derive(Debug, clap::Args)]
pub(super) struct ReadArgs {
    /// Settings, as in the project's config/sharecap.toml.
    #[arg(long, value_name = "FILE")]
    config: Option<PathBuf>,
    /// Reject a file whose reading takes longer [default: 60].
    #[arg(long, value_name = "SECONDS")]
    timeout: Option<NonZeroU64>,
    /// The LibreOffice that converts Word documents [default: the one in PATH].
    #[arg(long, value_name = "PROGRAM", env = "SHARECAP_LIBREOFFICE")]
    libreoffice: Option<PathBuf>,
    /// Which decoder reads PDFs; one alone is for comparing them.
    #[arg(long, value_enum, default_value = "both", value_name = "READER")]
    reader: ReaderChoice,
    /// Read in this process: no limits, and a file that hangs or crashes takes the run with it.
    #[arg(long, conflicts_with = "timeout")]
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
    /// The config file that was named.
    pub(super) fn config(&self) -> Result<Config, CliError> {
        Config::load(self.config.as_deref())
    }

    /// What the arguments mean, together with that file.
    pub(super) fn options(&self, config: &Config) -> Result<ReadOptions, CliError> {
        Ok(ReadOptions {
            max_file_bytes: config.max_file_bytes(),
            reader: self.reader.into(),
            libreoffice: self.libreoffice.clone().or_else(|| config.libreoffice.clone()),
            workers: if self.in_process { None } else { Some(self.workers(config)?) },
        })
    }

    fn workers(&self, config: &Config) -> Result<Workers, CliError> {
        let timeout = self.timeout.unwrap_or(config.timeout_seconds());
        Ok(Workers {
            program: Program { path: this_program()?, arguments: vec![WORKER.into()] },
            limits: Limits {
                timeout: Duration::from_secs(timeout.get()),
                max_memory_bytes: config.max_memory_bytes().get(),
                max_written_bytes: config.max_written_bytes().get(),
            },
        })
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
