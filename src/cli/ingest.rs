//! `sharecap ingest`: what it is told, the run, and what the run is to those who look after it: lines, metrics, an exit
//! code.

use std::hash::{BuildHasher, Hasher, RandomState};
use std::io::Write;
use std::num::NonZeroUsize;
use std::path::PathBuf;
use std::str::FromStr;
use std::thread;
use std::time::Instant;

use clap::ValueHint;
use jiff::Timestamp;
use serde_json::json;

use super::metrics::{self, Run};
use super::read::{READING, REPORTING, ReadArgs};
use super::run::{DENIED, DONE};
use super::watch::{Level, Said, Watch, error_line};
use super::{CliError, LogFormat, beginning, help, must_exist, signals, summary, write_path};
use crate::audit;
use crate::crawl::Index;
use crate::filing::{Date, printable};
use crate::finding::{Code, RejectCode, Severity};
use crate::pipeline::{self, Job, PARSER_VERSION, Preview, Selection, Summary};

pub(super) const EXAMPLES: &str = "\
Examples:
  sharecap ingest filings --out dataset
  sharecap ingest /archive/2023 /archive/2024 --out dataset --jobs 8
  sharecap ingest mirror --out dataset --index mirror/index.csv
  sharecap ingest mirror --out dataset --dry-run
  sharecap ingest --config /etc/sharecap.toml --quiet --deny error
  sharecap ingest filings --out dataset --log-format json 2> ingest.jsonl";

const FILES: &str = "\
Files:
  DATASET/current                                        the newest snapshot
  DATASET/snapshots/000001/TABLE/year=2024/part-0.parquet
  DATASET/snapshots/000001/manifest.json

The index (CSV with a header row, or one JSON object a line):
  path          relative to the crawled folder or to the index
  published_at  2024-11-05 16:31 or 05/11/2024 16:31, by the clock of Hong Kong
                where it has no offset
  stock_code    the issuer's, where the index knows it
  title         as it was published";

/// What stands behind `ingest --help`.
pub(super) fn behind() -> String {
    help::behind(
        &format!("{EXAMPLES}\n\n{FILES}"),
        &[
            (0, "published, or nothing was new"),
            (1, "published (or nothing new), and --deny names something that was read"),
            (3, "nothing was published, what was current still is: no files, the disk,\n     another run, a signal"),
            (4, "published, but the metrics or stdout could not be written"),
        ],
    )
}

/// The headings under which `--help` lists the options.
const SELECTION: &str = "Selection";
const PUBLISHING: &str = "Publishing";

/// What `ingest` is told. Every argument is a setting: it can stand in the environment and in the config file as well.
#[derive(Debug, clap::Args)]
pub(super) struct IngestArgs {
    /// Folders to crawl; a single file will do.
    #[arg(required = true, value_name = "DIR", value_hint = ValueHint::AnyPath)]
    folders: Vec<PathBuf>,
    /// The dataset to publish into; made if it is not there.
    #[arg(long, value_name = "DATASET", value_hint = ValueHint::DirPath)]
    out: PathBuf,
    /// Say which files would be read, and why; read and publish nothing.
    #[arg(long)]
    dry_run: bool,
    /// Read only files that were published, or else modified, on this day or later.
    #[arg(long, value_name = "YYYY-MM-DD", help_heading = SELECTION)]
    since: Option<Date>,
    /// Read no more than so many files; later runs read the others.
    #[arg(long, value_name = "N", help_heading = SELECTION)]
    limit: Option<NonZeroUsize>,
    /// Read those files again that were rejected.
    #[arg(long, help_heading = SELECTION)]
    retry_rejected: bool,
    /// Read every file again.
    #[arg(long, help_heading = SELECTION)]
    reread: bool,
    /// Look into every file for changes, not only where size or time of modification tell of one.
    #[arg(long, help_heading = SELECTION)]
    rehash: bool,
    /// A list that says when the files were published (CSV or JSON lines); may be given several times.
    #[arg(long, value_name = "FILE", help_heading = PUBLISHING)]
    index: Vec<PathBuf>,
    /// Drop the filings whose files are gone from the folders.
    #[arg(long, help_heading = PUBLISHING)]
    prune: bool,
    /// Wait until another run into the same dataset has ended, instead of giving up.
    #[arg(long, help_heading = PUBLISHING)]
    wait: bool,
    /// How many filings are read at a time [default: the number of cores].
    #[arg(long, value_name = "N", help_heading = READING)]
    jobs: Option<NonZeroUsize>,
    #[command(flatten)]
    read: ReadArgs,
    /// End with exit code 1 if what was read has such a finding, or was rejected (for that reason); several by commas.
    #[arg(long, value_name = "CODE|SEVERITY|rejected|REJECT_CODE", value_delimiter = ',', help_heading = REPORTING)]
    deny: Vec<Denial>,
    /// Write how the run went for Prometheus (the textfile collector of its node exporter), failed runs included.
    #[arg(long, value_name = "FILE", help_heading = REPORTING)]
    metrics: Option<PathBuf>,
    /// How to report on stderr.
    #[arg(long, value_enum, value_name = "FORMAT", default_value = "human", help_heading = REPORTING)]
    log_format: LogFormat,
    /// Report warnings and errors only.
    #[arg(long, short, help_heading = REPORTING)]
    quiet: bool,
}

/// What the filings of a run may not have.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Denial {
    /// Such a finding.
    Finding(audit::Denial),
    /// To be rejected.
    Rejected,
    /// To be rejected for this reason.
    Reject(RejectCode),
}

impl Denial {
    fn forbids_finding(self, code: Code, severity: Severity) -> bool {
        matches!(self, Self::Finding(denial) if denial.names(code, severity))
    }

    fn forbids_reject(self, code: RejectCode) -> bool {
        self == Self::Rejected || self == Self::Reject(code)
    }
}

impl FromStr for Denial {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        if text == "rejected" {
            return Ok(Self::Rejected);
        }
        let reject = RejectCode::from_word(text).map(Self::Reject);
        reject
            .map_or_else(|| text.parse().map(Self::Finding), Ok)
            .map_err(|error: String| format!("{error}, nor `rejected` or a reject_code"))
    }
}

/// A run that is to be made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ingest {
    /// What is read, and where it is published; without the indexes.
    pub job: Job,
    /// The files of the indexes.
    pub indexes: Vec<PathBuf>,
    /// Say only what would be done.
    pub is_trial: bool,
    /// What gives exit code 1.
    pub denials: Vec<Denial>,
    /// Where the metrics go; `None` for nowhere.
    pub metrics: Option<PathBuf>,
    /// How to report.
    pub log_format: LogFormat,
    /// Report warnings and errors only.
    pub quiet: bool,
    /// What is odd about the environment.
    pub warnings: Vec<String>,
}

impl Ingest {
    /// What the arguments mean. Whether folders and indexes are there is seen by the run.
    pub(super) fn new(args: IngestArgs, warnings: Vec<String>) -> Result<Self, CliError> {
        let cores = thread::available_parallelism().map_or(1, NonZeroUsize::get);
        let job = Job {
            folders: args.folders,
            indexes: Vec::new(),
            dataset: args.out,
            jobs: args.jobs.map_or(cores, NonZeroUsize::get),
            reading: args.read.options()?,
            severities: args.read.config.severities(),
            began: beginning()?,
            selection: Selection {
                since: args.since,
                limit: args.limit,
                retry_rejected: args.retry_rejected,
                reread: args.reread,
                rehash: args.rehash,
            },
            prune: args.prune,
            wait: args.wait,
            run_id: run_id(),
        };
        Ok(Self {
            job,
            indexes: args.index,
            is_trial: args.dry_run,
            denials: args.deny,
            metrics: args.metrics,
            log_format: args.log_format,
            quiet: args.quiet,
            warnings,
        })
    }

    /// An error that ended the run, as its log has it.
    pub(super) fn error_line(&self, error: &str) -> String {
        error_line(self.log_format, &self.job.run_id, error)
    }

    /// Makes the run; gives the exit code.
    ///
    /// # Errors
    /// When nothing was published, or what is to be written of the run could not be.
    pub(super) fn run(&self, stdout: &mut dyn Write) -> Result<u8, CliError> {
        let watch = Watch::new(self.log_format, self.quiet, &self.job.run_id);
        self.warnings.iter().for_each(|warning| watch.warn(warning));
        if self.is_trial {
            return show(&pipeline::preview(&self.job()?)?, &watch, stdout);
        }
        let (began, clock) = (Timestamp::now(), Instant::now());
        let outcome = self.publish(&watch);
        watch.end();
        let took = clock.elapsed();
        if let Ok(summary) = &outcome {
            watch.say(summary::said(summary, took));
        }
        let summary = outcome.as_ref().ok();
        let denied = summary.map_or(0, |summary| self.denied(summary, &watch));
        let exit_code = match &outcome {
            Ok(_) if denied > 0 => DENIED,
            Ok(_) => DONE,
            Err(error) => error.exit_code(),
        };
        let run = Run { began, ended: Timestamp::now(), took, exit_code, denied, summary };
        let written = self.metrics.iter().try_for_each(|file| metrics::write(file, &run));
        let summary = outcome?;
        write_path(&summary.current.folder, stdout)?;
        stdout.flush()?;
        written?;
        Ok(exit_code)
    }

    fn publish(&self, watch: &Watch) -> Result<Summary, CliError> {
        let stop = signals::stop_flag().map_err(CliError::Signals)?;
        watch.say(self.started());
        let job = self.job()?;
        Ok(pipeline::ingest(&job, &|event| watch.event(&event), &stop)?)
    }

    /// The job with its indexes.
    ///
    /// # Errors
    /// [`CliError::Usage`] when a folder is not there, or an index cannot be read.
    pub fn job(&self) -> Result<Job, CliError> {
        self.job.folders.iter().try_for_each(|folder| must_exist(folder))?;
        let indexes = self.indexes.iter().map(|file| Index::load(file)).collect::<Result<_, _>>();
        let indexes = indexes.map_err(|error| CliError::Usage(error.to_string()))?;
        Ok(Job { indexes, ..self.job.clone() })
    }

    fn started(&self) -> Said {
        let folders: Vec<String> = self.job.folders.iter().map(|folder| folder.display().to_string()).collect();
        let dataset = self.job.dataset.display().to_string();
        let fields = json!({"version": PARSER_VERSION, "folders": folders, "dataset": dataset, "jobs": self.job.jobs});
        Said { level: Level::Info, event: "started", fields, text: None }
    }

    /// How many findings and rejected documents are denied; says so where there are some.
    fn denied(&self, summary: &Summary, watch: &Watch) -> u64 {
        let is_denied = |forbids: &dyn Fn(&Denial) -> bool| self.denials.iter().any(forbids);
        let findings = summary
            .findings
            .iter()
            .filter(|((code, severity), _)| is_denied(&|denial| denial.forbids_finding(*code, *severity)));
        let rejects = summary.rejects.iter().filter(|(code, _)| is_denied(&|denial| denial.forbids_reject(**code)));
        let denied = findings.map(|(_, count)| count).chain(rejects.map(|(_, count)| count)).sum();
        if denied > 0 {
            let text = Some(format!("{denied} findings or rejected files of this run are denied (--deny)"));
            watch.say(Said { level: Level::Warning, event: "denied", fields: json!({"denied": denied}), text });
        }
        denied
    }
}

/// What a run would do.
fn show(preview: &Preview, watch: &Watch, stdout: &mut dyn Write) -> Result<u8, CliError> {
    let Preview { files, to_read, vanished } = preview;
    for (path, reason) in to_read {
        writeln!(stdout, "{}\t{}", reason.as_str(), printable(path))?;
    }
    for path in vanished {
        writeln!(stdout, "vanished\t{}", printable(path))?;
    }
    stdout.flush()?;
    let (to_read, vanished) = (to_read.len(), vanished.len());
    watch.say(Said {
        level: Level::Info,
        event: "preview",
        fields: json!({"files": files, "to_read": to_read, "vanished": vanished}),
        text: Some(format!("{to_read} of {files} files would be read; {vanished} are gone; nothing was changed")),
    });
    Ok(DONE)
}

/// A name for a run that is its own, and later than those of the runs before: `20241105T083000.123Z-1f09a3c5`.
fn run_id() -> String {
    // A hasher is seeded at random, and this is all that it gives.
    let random = RandomState::new().build_hasher().finish() & 0xffff_ffff;
    format!("{}-{random:08x}", Timestamp::now().strftime("%Y%m%dT%H%M%S.%3fZ"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_denied_is_a_finding_a_severity_or_a_reject() {
        let parse = |text: &str| text.parse::<Denial>();
        assert_eq!(parse("rejected"), Ok(Denial::Rejected));
        assert_eq!(parse("crashed"), Ok(Denial::Reject(RejectCode::Crashed)));
        assert_eq!(parse("unknown_form_version"), Ok(Denial::Reject(RejectCode::UnknownFormVersion)));
        for text in ["unknown-form-version", "error"] {
            assert_eq!(parse(text), Ok(Denial::Finding(text.parse().unwrap())));
        }
        assert!(parse("balance-brokn").unwrap_err().contains("did you mean balance-broken?"));
    }

    #[test]
    fn runs_are_named_in_their_order() {
        let (one, other) = (run_id(), run_id());
        assert!(one != other && one[..20] <= other[..20], "{one} {other}");
        assert_eq!((one.len(), &one[8..9], &one[19..21]), (29, "T", "Z-"));
    }
}
