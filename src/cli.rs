//! What was typed (clap) → a resolved [`Plan`], and the carrying out of it.
//!
//! [`Args`] is what the command line says, completed by what the environment and the config file say ([`settings`]); a
//! [`Plan`] is what it means, and the only thing that is looked at afterwards.

mod check;
mod completions;
mod config;
mod explain;
mod gaps;
mod help;
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
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use check::{CheckArgs, CheckPlan};
use clap::{CommandFactory, FromArgMatches, Parser, Subcommand, ValueEnum, ValueHint};
use clap_complete::Shell;
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
#[cfg(feature = "python")]
pub(crate) use views::moment;
pub use watch::Talk;

use crate::filing::printable;
use crate::finding::Severities;
use crate::pipeline::{IngestError, LoadError, OpenError, ReadOptions, SnapshotsError, SubjectError};
use crate::tables::TablesError;
use crate::views::ViewsError;

/// The command that a child process is started with.
const WORKER: &str = "worker";

/// What `--version` says; `-V` gives the first number alone.
const LONG_VERSION: &str = concat!(
    env!("CARGO_PKG_VERSION"),
    "\nschema version ",
    env!("TABLES_SCHEMA_VERSION"),
    " of the tables (sharecap dictionary --changes)"
);

const PARSE_EXAMPLES: &str = "\
Examples:
  sharecap parse return.pdf --format table
  unzip -p returns.zip 00020.pdf | sharecap parse -
  sharecap parse return.pdf | jq '.issued_shares[0].closing_issued'
  sharecap parse return.pdf | jq -r '.findings[] | .code, .message'";

const DICTIONARY_EXAMPLES: &str = "\
Examples:
  sharecap dictionary > dictionary.md
  sharecap dictionary --format json | jq -r '.tables[].columns[].name'
  sharecap dictionary --changes";

const SYNTH_EXAMPLES: &str = "\
Examples:
  sharecap synth --out corpus --count 1000 --seed 7
  sharecap synth --out market --market --issuers 300 --months 36 --faults 2
  sharecap synth --out data --samples --fonts target/fonts";

/// Reads the monthly returns of companies listed in Hong Kong (FF301 and the form before it; PDF, Word, HTML or text),
/// and publishes every value of them as exact, checked Parquet tables.
#[derive(Debug, Parser)]
#[command(
    name = "sharecap",
    version,
    long_version = LONG_VERSION,
    after_help = help::start(),
    after_long_help = help::whole(),
    subcommand_value_name = "COMMAND",
    max_term_width = 120
)]
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
    /// [`CliError::Typed`] for what clap refuses or answers itself; [`CliError::Usage`] when the environment or the
    /// file
    /// say what cannot be.
    pub fn read(
        typed: impl IntoIterator<Item = OsString>,
        environment: impl IntoIterator<Item = (OsString, OsString)>,
    ) -> Result<Self, CliError> {
        let typed: Vec<OsString> = typed.into_iter().collect();
        let gathered = settings::gather(help::styled(Self::command()), &typed, &environment.into_iter().collect())?;
        Ok(Self { warnings: gathered.warnings, ..Self::from_arg_matches(&gathered.matches)? })
    }
}

// In the order in which a newcomer needs them: that of `--help`. The first line of each is the whole of `-h`.
#[derive(Debug, Subcommand)]
enum Command {
    /// Read what is new below some folders, and publish it as a dataset.
    ///
    /// A run reads what is new or has changed since the last one, and publishes a snapshot of all tables; where nothing
    /// has, it publishes nothing and says so. A file that cannot be read never stops it: its row in the table filings
    /// says why, and what to do. Each file is read in a child process; one that hangs, swells or dies is replaced, and
    /// the file rejected.
    ///
    /// stdout gets one line, the folder of the snapshot that is current now (with --dry-run, one for every file that
    /// would be read: why, a tab, its path); progress, warnings and the closing summary go to stderr. Ctrl-C or SIGTERM
    /// stops the run before anything is published, once the files are read that are being read; a second one ends it at
    /// once.
    ///
    /// Every option can stand in the file that --config names, under the name of its variable in small letters and
    /// without the prefix, and in the environment. What is typed wins over the environment, that over the file, that
    /// over the default. --prune=false switches off what file or environment switch on; lists are divided by commas,
    /// paths by colons.
    #[command(after_help = ingest::EXAMPLES, after_long_help = ingest::behind())]
    Ingest(Box<IngestArgs>),
    /// Read one filing, and print every value of it.
    ///
    /// As JSON it has every table of the data dictionary, with the page and the box of each value in provenance;
    /// decimals are strings, so that nothing rounds them.
    #[command(after_help = PARSE_EXAMPLES, after_long_help = help::behind(PARSE_EXAMPLES, &[
        (0, "the filing was read"),
        (1, "the filing was rejected: stderr and the table filings say why"),
        (3, "no process to read in could be started"),
    ]))]
    Parse {
        /// The filing: PDF, Word, HTML or text, told from its content; - for standard input.
        #[arg(value_hint = ValueHint::FilePath)]
        file: PathBuf,
        /// How to print it.
        #[arg(long, value_enum, default_value = "json")]
        format: ParseFormat,
        #[command(flatten)]
        read: ReadArgs,
    },
    /// Print the SQL of a dataset's views in DuckDB, now or as of a moment.
    ///
    /// The statements make a view of every table, of what counts of it by now, of shares outstanding, dilution and net
    /// issuance, and for each of these a macro that gives what was known at a moment. They name the snapshot that is
    /// current now, by its absolute path; print them again after the next ingest.
    #[command(after_help = views::EXAMPLES, after_long_help = help::behind(views::EXAMPLES, &PRINTED))]
    Views {
        /// The dataset, or one of its snapshots.
        #[arg(value_hint = ValueHint::DirPath)]
        dataset: PathBuf,
        /// Only what was public at this moment, in every table and view; without an offset, by the clock of Hong Kong.
        #[arg(long, value_name = "MOMENT", value_parser = views::moment)]
        as_of: Option<Timestamp>,
    },
    /// Print what every table and column means: the data dictionary.
    ///
    /// Every column has a type, a unit, its meaning, what a null means, and the version of the schema that brought it.
    /// With --changes it prints what each version of the schema added, changed and removed; docs/schema.md says what a
    /// reader may rely on.
    #[command(after_help = DICTIONARY_EXAMPLES)]
    Dictionary {
        /// How to print it.
        #[arg(long, value_enum, default_value = "markdown")]
        format: DictionaryFormat,
        /// What each version of the schema changed, the newest first (in json the oldest).
        #[arg(long)]
        changes: bool,
    },
    /// Print what a careful reader would query in a dataset.
    ///
    /// Every filing is tested anew: the identities within a return, from month to month, and between the two languages.
    /// docs/findings.md says what each code means; the section [severity] of the config file changes severities.
    #[command(after_help = check::EXAMPLES, after_long_help = help::behind(check::EXAMPLES, &[
        (0, "tested: no finding that --deny names"),
        (1, "a finding that --deny names"),
        (3, "the dataset could not be read"),
    ]))]
    Check(CheckArgs),
    /// Print what a dataset lacks: months that are missing, late or doubled.
    #[command(after_help = gaps::EXAMPLES, after_long_help = gaps::behind())]
    Gaps(gaps::GapsArgs),
    /// Draw one filing with every value boxed, as a web page.
    ///
    /// The page shows every page of the filing with the values boxed, the tables and the findings beside it; it is one
    /// file that loads nothing. With --dataset, values and findings are those that were published, what only the whole
    /// dataset tells included; the file is looked for where it was crawled, or below --root, and drawn if its bytes are
    /// those that were read.
    #[command(after_help = explain::EXAMPLES, after_long_help = help::behind(explain::EXAMPLES, &[
        (0, "the page was written"),
        (1, "the page was written; the filing was rejected, and it says why"),
        (3, "the dataset could not be read, or no process to read in be started"),
    ]))]
    Explain(ExplainArgs),
    /// Draw the health of a dataset, as a web page.
    ///
    /// The page is one file that loads nothing: what was read, which months are missing, what is queried most, how
    /// often the numbers bear each other out, the strangest and the slowest files. --explain draws a page of each of
    /// those files, as sharecap explain does, and links to it; without it, or where that fails, the page gives the
    /// command.
    #[command(after_help = report::EXAMPLES, after_long_help = help::behind(report::EXAMPLES, &[
        (0, "the page was written"),
        (3, "the dataset could not be read, or no process to read in be started"),
    ]))]
    Report(ReportArgs),
    /// Print the folder of the current snapshot, for a script to hold on to.
    ///
    /// A query that names DATASET/current can meet two snapshots, if one is published while it runs; the folder that is
    /// printed here stays as it is until somebody removes it.
    #[command(after_help = snapshots::PATH_EXAMPLES, after_long_help = help::behind(snapshots::PATH_EXAMPLES, &PRINTED))]
    Path {
        /// The dataset.
        #[arg(value_hint = ValueHint::DirPath)]
        dataset: PathBuf,
    },
    /// List the snapshots of a dataset, verify them, remove old ones.
    #[command(after_help = snapshots::EXAMPLES, subcommand_value_name = "COMMAND")]
    Snapshots {
        #[command(subcommand)]
        command: SnapshotsCommand,
    },
    /// Draw made-up filings to test with: random ones, a market, the samples.
    ///
    /// The same seed draws the same bytes. What is drawn names invented issuers; a market comes with lists of the
    /// faults that were planted in it, the samples with the truth about each.
    #[command(after_help = SYNTH_EXAMPLES)]
    Synth {
        /// The folder to draw them into.
        #[arg(long, value_name = "DIR", value_hint = ValueHint::DirPath)]
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
        #[arg(long, value_name = "DIR", requires = "samples", value_hint = ValueHint::DirPath)]
        fonts: Option<PathBuf>,
        #[command(flatten)]
        market: MarketArgs,
    },
    /// Print the script that completes the command line in a shell.
    #[command(after_help = completions::COMPLETIONS_EXAMPLES)]
    Completions {
        /// The shell.
        #[arg(value_name = "SHELL")]
        shell: Shell,
    },
    /// Print the man page, or write those of all commands.
    #[command(after_help = completions::MAN_EXAMPLES)]
    Man {
        /// The folder to write a page for every command into; made if it is not there [default: the first page to
        /// stdout].
        #[arg(long, value_name = "DIR", value_hint = ValueHint::DirPath)]
        out: Option<PathBuf>,
    },
    /// Read the files that the program that started this one hands over; not for typing.
    #[command(name = WORKER, hide = true)]
    Worker,
}

/// The exit codes of what prints something about a dataset.
const PRINTED: [(u8, &str); 2] = [(0, "printed"), (3, "there is no dataset, or it could not be read")];

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
    /// Every table, with where each value stands.
    Json,
    /// The return as a person reads it.
    Table,
}

/// How the data dictionary is printed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum DictionaryFormat {
    /// A page with a table for every table.
    Markdown,
    /// The same as an object.
    Json,
}

/// What is to be done.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Plan {
    /// Publish a snapshot.
    Ingest(Box<Ingest>),
    /// Print one filing.
    Parse {
        /// The filing; `-` for standard input.
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
    /// Print what each version of the schema changed.
    SchemaChanges(DictionaryFormat),
    /// Print what a dataset lacks.
    Gaps(GapsArgs),
    /// Print where the current snapshot of a dataset stands.
    Path(PathBuf),
    /// Look after the snapshots of a dataset.
    Snapshots(SnapshotsCommand),
    /// Print the SQL of the views of a dataset.
    Views {
        /// The dataset, or one of its snapshots.
        dataset: PathBuf,
        /// The moment that all of it is as of; `None` for all that was published.
        as_of: Option<Timestamp>,
    },
    /// Write the page about a dataset.
    Report(ReportPlan),
    /// Print the script that completes the command line.
    Completions(Shell),
    /// Print the man page, or write all of them.
    Man {
        /// The folder to write them into; `None` for the first page to stdout.
        out: Option<PathBuf>,
    },
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

    /// What went wrong, for a caller who gave arguments of a function and typed no options.
    #[must_use]
    pub fn to_caller(&self) -> String {
        match self {
            Self::Typed(error) => settings::refused(error),
            other => other.to_string(),
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
                if !is_stdin(&file) {
                    must_be_one_file(&file)?;
                }
                let (reading, severities) = (read.options()?, read.config.severities());
                Ok(Self::Parse { file, format, reading, severities, began: beginning()? })
            }
            Command::Check(check) => Ok(Self::Check(check.plan())),
            Command::Explain(args) => Explanation::new(args).map(Self::Explain),
            Command::Dictionary { format, changes: true } => Ok(Self::SchemaChanges(format)),
            Command::Dictionary { format, .. } => Ok(Self::Dictionary(format)),
            Command::Gaps(args) => Ok(Self::Gaps(args)),
            Command::Path { dataset } => Ok(Self::Path(dataset)),
            Command::Snapshots { command } => Ok(Self::Snapshots(command)),
            Command::Views { dataset, as_of } => Ok(Self::Views { dataset, as_of }),
            Command::Report(args) => ReportPlan::new(args).map(Self::Report),
            Command::Completions { shell } => Ok(Self::Completions(shell)),
            Command::Man { out } => Ok(Self::Man { out }),
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

/// What one filing is read from: it is there, and is no folder.
///
/// # Errors
/// [`CliError::Usage`] otherwise.
pub(crate) fn must_be_one_file(path: &Path) -> Result<(), CliError> {
    must_exist(path)?;
    if path.is_dir() {
        let folder = path.display();
        return Err(CliError::Usage(format!("{folder} is a folder: parse reads one file, ingest folders")));
    }
    Ok(())
}

/// Whether a filing is to be read from standard input; a file of that name is `./-`.
fn is_stdin(file: &Path) -> bool {
    file == Path::new("-")
}

/// An error of the file system that names the file.
fn named(error: &io::Error, path: &Path) -> io::Error {
    io::Error::new(error.kind(), format!("{}: {error}", path.display()))
}

/// A line with a path and nothing else, byte for byte: whoever reads it opens what it names.
fn write_path(path: &Path, stdout: &mut dyn Write) -> io::Result<()> {
    stdout.write_all(path.as_os_str().as_encoded_bytes())?;
    writeln!(stdout)
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
