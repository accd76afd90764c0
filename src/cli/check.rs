//! `sharecap check`: the findings of a dataset.

use std::io::Write;
use std::path::{Path, PathBuf};

use clap::ValueHint;

use super::CliError;
use super::read::ConfigArgs;
use crate::audit::{Audit, Denial, Format};
use crate::finding::Severities;
use crate::pipeline;

pub(super) const EXAMPLES: &str = "\
Examples:
  sharecap check dataset
  sharecap check dataset --deny error --deny damaged-file
  sharecap check dataset --format json | jq -r '.findings[].message'
  sharecap check dataset --format sarif > findings.sarif";

/// What was typed.
#[derive(Debug, clap::Args)]
pub(super) struct CheckArgs {
    /// The dataset, or one of its snapshots.
    #[arg(value_hint = ValueHint::DirPath)]
    dataset: PathBuf,
    /// How to print them.
    #[arg(long, value_enum, default_value = "human")]
    format: FormatChoice,
    /// End with exit code 1 if there is a finding of this code, or of this severity or worse; several by commas.
    #[arg(long, value_name = "CODE|SEVERITY", value_delimiter = ',')]
    deny: Vec<Denial>,
    /// Show every finding to a person, not only the first ten of each code.
    #[arg(long)]
    all: bool,
    #[command(flatten)]
    config: ConfigArgs,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
enum FormatChoice {
    /// Grouped by code, the worst first.
    Human,
    /// One object with every finding.
    Json,
    /// SARIF 2.1.0.
    Sarif,
}

/// How many findings of a code a person sees unless all are wanted.
const SHOWN: usize = 10;

/// What is to be done.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CheckPlan {
    dataset: PathBuf,
    format: Format,
    denials: Vec<Denial>,
    severities: Severities,
}

impl CheckArgs {
    pub(super) fn plan(self) -> CheckPlan {
        let format = match self.format {
            FormatChoice::Human => Format::Human((!self.all).then_some(SHOWN)),
            FormatChoice::Json => Format::Json,
            FormatChoice::Sarif => Format::Sarif,
        };
        CheckPlan { dataset: self.dataset, format, denials: self.deny, severities: self.config.severities() }
    }
}

impl CheckPlan {
    /// Prints the findings; whether none of them is denied.
    pub(super) fn run(&self, stdout: &mut dyn Write, stderr: &mut dyn Write) -> Result<bool, CliError> {
        let snapshot = pipeline::check(Path::new(&self.dataset), &self.severities)?;
        let audit = Audit::of(&snapshot);
        audit.write(self.format, stdout)?;
        let denied = audit.denied(&self.denials);
        if denied > 0 {
            writeln!(stderr, "denied: {denied} findings that --deny names")?;
        }
        Ok(denied == 0)
    }
}
