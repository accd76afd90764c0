//! What was typed (clap) → a resolved [`Plan`], and the carrying out of it.
//!
//! [`Args`] is what the command line says, completed by what the environment and the config file say ([`settings`]); a
//! [`Plan`] is what it means, and the only thing that is looked at afterwards.

mod check;
mod config;
mod explain;
mod gaps;
mod ingest;
mod market;
mod metrics;
mod program;
mod read;
mod report;
mod run;
mod settings;
mod signals;
mod snapshots;
mod summary;
mod view;
mod views;
mod watch;

use std::env;
use std::ffi::OsString;
use std::io;
use std::path::{Path, PathBuf};

use check::{CheckArgs, CheckPlan};
use clap::{CommandFactory, FromArgMatches, Parser, Subcommand, ValueEnum};
use explain::ExplainArgs;
pub use explain::{Explanation, Wanted};
pub use gaps::GapsArgs;
use ingest::IngestArgs;
pub use ingest::{Denial, Ingest};
use jiff::Timestamp;
use market::MarketArgs;
pub use program::program;
use read::ReadArgs;
pub use read::start_workers_by;
use report::{ReportArgs, ReportPlan};
pub use snapshots::SnapshotsCommand;
pub use watch::Talk;

use crate::filing::printable;
use crate::finding::Severities;
use crate::pipeline::{IngestError, LoadError, OpenError, ReadOptions, SnapshotsError, SubjectError};
use crate::tables::TablesError;
use crate::views::ViewsError;

/// The command that a child process is started with.
const WORKER: &str = "worker";

const EXIT_CODES: &str = "\
Exit codes:
  0  done: published (or nothing was new), printed, or the filing was read
  1  ingest, check, gaps: there is something that --deny names (ingest: it was published all the same);
     parse, explain: the filing was rejected (explain writes its page all the same);
     snapshots verify: a snapshot is not what its manifest says
  2  the command line, the environment or the config file is wrong
  3  ingest: nothing was published, what was current still is;
     or no process to read in could be started; or the dataset could not be read
  4  the output could not be written";

const PARSE_EXAMPLES: &str = "\
Examples:
  sharecap parse return.pdf --format table
  sharecap parse return.pdf | jq '.issued_shares[0].closing_issued'
  sharecap parse return.pdf | jq -r '.findings[] | [.severity, .code, .message] | @tsv'

json has every table of the data dictionary, provenance with page and box included; decimals are strings.";

/// Monthly returns of companies listed in Hong Kong (FF301 and the form before it; PDF, HTML or text), read into exact, checked Parquet tables.
#[derive(Debug, Parser)]
#[command(name = "sharecap", version, after_help = EXIT_CODES, max_term_width = 120)]
pub struct Args {
    #[command(subcommand)]
    command: Command,
    /// What is odd about the environment.
    #[arg(skip)]
    warnings: Vec<String>,
}

impl Args {
    /// What was typed (the name of the program first), completed by the environment and the config file.
    ///
    /// # Errors
    /// [`CliError::Typed`] for what clap refuses or answers itself; [`CliError::Usage`] when the environment or the file
    /// say what cannot be.
    pub fn read(
        typed: impl IntoIterator<Item = OsString>,
        environment: impl IntoIterator<Item = (OsString, OsString)>,
    ) -> Result<Self, CliError> {
        let typed: Vec<OsString> = typed.into_iter().collect();
        let gathered = settings::gather(Self::command(), &typed, &environment.into_iter().collect())?;
        Ok(Self { warnings: gathered.warnings, ..Self::from_arg_matches(&gathered.matches)? })
    }
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Read what is new below some folders and publish a snapshot of the tables.
    #[command(after_help = format!("{}\n\n{}", ingest::EXAMPLES, ingest::EXIT_CODES))]
    Ingest(Box<IngestArgs>),
    /// Read one filing and print what it states.
    #[command(after_help = format!("{PARSE_EXAMPLES}\n\n{EXIT_CODES}"))]
    Parse {
        /// The filing: PDF, Word, HTML or text, told from its content.
        file: PathBuf,
        /// json: every table; table: the return as a person reads it.
        #[arg(long, value_enum, default_value = "json")]
        format: ParseFormat,
        #[command(flatten)]
        read: ReadArgs,
    },
    /// Test a published dataset, and print what a careful reader would query in it.
    #[command(after_help = format!("{}\n\n{EXIT_CODES}", check::EXAMPLES))]
    Check(CheckArgs),
    /// Write a web page about one filing: its pages with every value boxed, beside what was read and what is in doubt.
    #[command(after_help = format!("{}\n\n{EXIT_CODES}", explain::EXAMPLES))]
    Explain(ExplainArgs),
    /// Print the data dictionary: every table and column with type, unit, meaning, and what a null means.
    #[command(after_help = "Example:\n  sharecap dictionary --format json | jq '.tables[].columns[].name'")]
    Dictionary {
        /// How to print it.
        #[arg(long, value_enum, default_value = "markdown")]
        format: DictionaryFormat,
    },
    /// Print what a dataset lacks: months that are missing, late, doubled, or filed in one language only.
    #[command(after_help = gaps::EXAMPLES)]
    Gaps(gaps::GapsArgs),
    /// Print the folder of the snapshot that is current: what a reader should hold on to.
    #[command(after_help = format!("{}\n\n{EXIT_CODES}", snapshots::PATH_EXAMPLES))]
    Path {
        /// The dataset.
        dataset: PathBuf,
    },
    /// List the snapshots of a dataset, test whether they are whole, remove old ones.
    #[command(after_help = format!("{}\n\n{EXIT_CODES}", snapshots::EXAMPLES))]
    Snapshots {
        #[command(subcommand)]
        command: SnapshotsCommand,
    },
    /// Print the SQL that makes views and macros of a dataset in `DuckDB`: current, as of a moment, dilution, net issuance.
    #[command(after_help = format!("{}\n\n{EXIT_CODES}", views::EXAMPLES))]
    Views {
        /// The dataset, or one of its snapshots.
        dataset: PathBuf,
    },
    /// Write a page about the health of a dataset: what was read, what is missing, what is queried, what bears out.
    #[command(after_help = format!("{}\n\n{EXIT_CODES}", report::EXAMPLES))]
    Report(ReportArgs),
    /// Read the files that the program that started this one hands over; not for typing.
    #[command(name = WORKER, hide = true)]
    Worker,
    /// Draw made-up filings: the project's samples with their truth, a random corpus, or a market with planted faults.
    #[command(
        after_help = "Examples:\n  sharecap synth --out corpus --count 1000 --seed 7\n  sharecap synth --out data --samples --fonts target/fonts\n  sharecap synth --out market --market --issuers 300 --months 36 --faults 2 --seed 7"
    )]
    Synth {
        /// The folder to draw them into.
        #[arg(long, value_name = "DIR")]
        out: PathBuf,
        /// How many random filings.
        #[arg(long, value_name = "N", default_value_t = 100, conflicts_with = "samples")]
        count: u64,
        /// The same seed draws the same filings.
        #[arg(long, value_name = "SEED", default_value_t = 1, conflicts_with = "samples")]
        seed: u64,
        /// Draw the sample filings of the project instead, with their truth.
        #[arg(long)]
        samples: bool,
        /// Folder of typefaces to embed in the samples; without it they name fonts that viewers have.
        #[arg(long, value_name = "DIR", requires = "samples")]
        fonts: Option<PathBuf>,
        #[command(flatten)]
        market: MarketArgs,
    },
}

/// How an ingest reports.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum LogFormat {
    /// A progress bar on a terminal, warnings, and a closing summary.
    Human,
    /// One JSON object a line and event.
    Json,
}

/// How one filing is printed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum ParseFormat {
    /// Every table of the contract.
    Json,
    /// Tables for a person.
    Table,
}

/// How the data dictionary is printed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum DictionaryFormat {
    /// A page with a table for every table.
    Markdown,
    /// The declaration as an object.
    Json,
}

/// What is to be done.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Plan {
    /// Publish a snapshot.
    Ingest(Box<Ingest>),
    /// Print one filing.
    Parse {
        /// The filing.
        file: PathBuf,
        /// How.
        format: ParseFormat,
        /// How it is read.
        reading: ReadOptions,
        /// Severities in place of the usual ones.
        severities: Severities,
        /// The moment that stands in `ingested_at`.
        began: Timestamp,
    },
    /// Print the findings of a dataset.
    Check(CheckPlan),
    /// Write the page about one filing.
    Explain(Explanation),
    /// Print the data dictionary.
    Dictionary(DictionaryFormat),
    /// Print what a dataset lacks.
    Gaps(GapsArgs),
    /// Print where the current snapshot of a dataset stands.
    Path(PathBuf),
    /// Look after the snapshots of a dataset.
    Snapshots(SnapshotsCommand),
    /// Print the SQL of the views of a dataset.
    Views(PathBuf),
    /// Write the page about a dataset.
    Report(ReportPlan),
    /// Read what the parent process hands over.
    Worker,
    /// Draw random filings.
    Corpus {
        /// The folder to draw them into.
        out: PathBuf,
        /// How many.
        count: u64,
        /// The same seed draws the same filings.
        seed: u64,
    },
    /// Draw a market with planted faults.
    Market {
        /// The folder to draw it into.
        out: PathBuf,
        /// Which market.
        plan: crate::synth::market::Plan,
    },
    /// Draw the project's samples.
    Samples {
        /// The folder to draw them into.
        out: PathBuf,
        /// The folder of typefaces to embed.
        fonts: Option<PathBuf>,
    },
}

/// What went wrong outside of any filing.
#[derive(Debug, thiserror::Error)]
pub enum CliError {
    /// What was typed, or what the config file says, cannot be carried out.
    #[error("{0}")]
    Usage(String),
    /// What clap refuses, or answers itself, as `--help`.
    #[error(transparent)]
    Typed(#[from] clap::Error),
    /// The signals that stop a run could not be registered.
    #[error("cannot listen for signals: {0}; nothing was published")]
    Signals(io::Error),
    /// Nothing was published.
    #[error(transparent)]
    NotPublished(#[from] IngestError),
    /// The tables could not be made.
    #[error(transparent)]
    Tables(#[from] TablesError),
    /// The dataset could not be read.
    #[error(transparent)]
    Load(#[from] LoadError),
    /// There is no snapshot, or it cannot be read.
    #[error(transparent)]
    Open(#[from] OpenError),
    /// The snapshots could not be looked at or removed.
    #[error(transparent)]
    Snapshots(#[from] SnapshotsError),
    /// There is no dataset to make views of.
    #[error(transparent)]
    Views(#[from] ViewsError),
    /// The parent process, if any, does not speak as it should.
    #[error("{0}; {WORKER} is what ingest and parse start, with a socket as its stdin: use ingest or parse")]
    Worker(io::Error),
    /// The output could not be written.
    #[error("writing the output: {0}")]
    Output(#[from] io::Error),
}

impl From<SubjectError> for CliError {
    fn from(error: SubjectError) -> Self {
        match error {
            SubjectError::Read(error) => Self::NotPublished(error),
            SubjectError::Load(error) => Self::Load(error),
            unknown @ (SubjectError::Unknown { .. } | SubjectError::Ambiguous { .. }) => {
                Self::Usage(unknown.to_string())
            }
        }
    }
}

impl CliError {
    /// The code to exit with, as `--help` documents it.
    #[must_use]
    pub fn exit_code(&self) -> u8 {
        match self {
            Self::Usage(_) | Self::Typed(_) | Self::Worker(_) => 2,
            Self::Signals(_)
            | Self::NotPublished(_)
            | Self::Tables(_)
            | Self::Load(_)
            | Self::Views(_)
            | Self::Open(_)
            | Self::Snapshots(_) => 3,
            Self::Output(_) => 4,
        }
    }

    /// Whether the reader of the output has gone away, as `head` does: no fault of anybody.
    #[must_use]
    pub fn is_broken_pipe(&self) -> bool {
        matches!(self, Self::Output(error) if error.kind() == io::ErrorKind::BrokenPipe)
    }
}

impl Plan {
    /// What the arguments mean, together with the config file and the environment.
    ///
    /// # Errors
    /// [`CliError::Usage`] when a folder or file that was named is not there, or the config file is refused.
    pub fn new(args: Args) -> Result<Self, CliError> {
        match args.command {
            Command::Ingest(ingest) => Ok(Self::Ingest(Box::new(Ingest::new(*ingest, args.warnings)?))),
            Command::Parse { file, format, read } => {
                must_exist(&file)?;
                if file.is_dir() {
                    let folder = file.display();
                    return Err(CliError::Usage(format!("{folder} is a folder: parse reads one file, ingest folders")));
                }
                let (reading, severities) = (read.options()?, read.config.severities());
                Ok(Self::Parse { file, format, reading, severities, began: beginning()? })
            }
            Command::Check(check) => Ok(Self::Check(check.plan())),
            Command::Explain(args) => Explanation::new(args).map(Self::Explain),
            Command::Dictionary { format } => Ok(Self::Dictionary(format)),
            Command::Gaps(args) => Ok(Self::Gaps(args)),
            Command::Path { dataset } => Ok(Self::Path(dataset)),
            Command::Snapshots { command } => Ok(Self::Snapshots(command)),
            Command::Views { dataset } => Ok(Self::Views(dataset)),
            Command::Report(args) => ReportPlan::new(args).map(Self::Report),
            Command::Worker => Ok(Self::Worker),
            Command::Synth { out, samples: true, fonts, .. } => Ok(Self::Samples { out, fonts }),
            Command::Synth { out, count, seed, market, .. } => Ok(match market.plan(seed, &out)? {
                Some(plan) => Self::Market { out, plan },
                None => Self::Corpus { out, count, seed },
            }),
        }
    }

    /// An error as the log of this plan shows it.
    #[must_use]
    pub fn error_line(&self, error: &str) -> String {
        match self {
            Self::Ingest(ingest) => ingest.error_line(error),
            _ => format!("error: {}", printable(error)),
        }
    }
}

fn must_exist(path: &Path) -> Result<(), CliError> {
    // A link that leads nowhere is there: the crawl says what it is.
    match path.symlink_metadata() {
        Ok(_) => Ok(()),
        Err(error) => Err(CliError::Usage(format!("{}: {error}; check the path", path.display()))),
    }
}

/// An error of the file system that names the file.
fn named(error: &io::Error, path: &Path) -> io::Error {
    io::Error::new(error.kind(), format!("{}: {error}", path.display()))
}

/// The moment that is published as the beginning of the run: now, unless `SOURCE_DATE_EPOCH` pins it.
fn beginning() -> Result<Timestamp, CliError> {
    let Some(pinned) = env::var_os("SOURCE_DATE_EPOCH") else {
        return Ok(Timestamp::now());
    };
    let seconds = pinned.to_str().and_then(|text| text.parse().ok());
    seconds.and_then(|seconds| Timestamp::from_second(seconds).ok()).ok_or_else(|| {
        let pinned = pinned.to_string_lossy();
        CliError::Usage(format!("SOURCE_DATE_EPOCH is `{pinned}`, which is no number of seconds since 1970; unset it"))
    })
}
