//! `sharecap explain`: one filing as a page for a person.

use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};

use clap::ValueHint;
use jiff::Timestamp;

use super::read::ReadArgs;
use super::run::DONE;
use super::{CliError, beginning, must_exist, named};
use crate::explain;
use crate::filing::printable;
use crate::finding::Severities;
use crate::pipeline::{self, ReadOptions, Subject};

/// The page was written, and says why the filing was rejected.
const REJECTED: u8 = 1;
/// So many digits of an id at least.
const FEWEST_DIGITS: usize = 6;

pub(super) const EXAMPLES: &str = "\
Examples:
  sharecap explain return.pdf -o page.html
  sharecap explain 3f2a9c --dataset dataset -o page.html
  sharecap explain 3f2a9c --dataset dataset --root /archive/2024 -o page.html

A link to a value:
  page.html#issued_shares.1.closing_issued";

/// What `explain` is told.
#[derive(Debug, clap::Args)]
pub(super) struct ExplainArgs {
    /// A file; with --dataset, the id of a filing or its first digits (6 at least).
    #[arg(value_name = "FILE_OR_FILING_ID", value_hint = ValueHint::FilePath)]
    subject: PathBuf,
    /// The dataset that holds the filing.
    #[arg(long, value_name = "DATASET", value_hint = ValueHint::DirPath)]
    dataset: Option<PathBuf>,
    /// Where the crawled folder is now; may be given again [default: where it was].
    #[arg(long, value_name = "DIR", requires = "dataset", value_hint = ValueHint::DirPath)]
    root: Vec<PathBuf>,
    /// The page to write [default: stdout].
    #[arg(long, short, value_name = "FILE")]
    out: Option<PathBuf>,
    #[command(flatten)]
    read: ReadArgs,
}

/// Which filing is shown.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Wanted {
    /// A file, read anew.
    File {
        /// The file.
        file: PathBuf,
        /// The severities that were chosen for codes.
        severities: Severities,
        /// The moment that stands in `ingested_at`.
        began: Timestamp,
    },
    /// A filing of a dataset.
    Filing {
        /// The dataset.
        dataset: PathBuf,
        /// The beginning of its id.
        id: String,
        /// Where files are looked for; empty for where they were crawled.
        roots: Vec<PathBuf>,
    },
}

/// A page to be written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Explanation {
    /// About which filing.
    pub wanted: Wanted,
    /// How files are read and drawn.
    pub reading: ReadOptions,
    /// Where to; `None` for stdout.
    pub out: Option<PathBuf>,
}

impl Explanation {
    /// What the arguments mean.
    pub(super) fn new(args: ExplainArgs) -> Result<Self, CliError> {
        let reading = args.read.options()?;
        args.root.iter().try_for_each(|root| must_exist(root))?;
        let wanted = match args.dataset {
            Some(dataset) => Wanted::Filing { dataset, id: id(&args.subject)?, roots: args.root },
            None => Wanted::File {
                file: file(args.subject)?,
                severities: args.read.config.severities(),
                began: beginning()?,
            },
        };
        Ok(Self { wanted, reading, out: args.out })
    }

    /// Writes the page.
    pub(super) fn run(&self, stdout: &mut dyn Write, stderr: &mut dyn Write) -> Result<u8, CliError> {
        let subject = match &self.wanted {
            Wanted::File { file, severities, began } => {
                pipeline::file_subject(file, &self.reading, severities, *began)?
            }
            Wanted::Filing { dataset, id, roots } => pipeline::filing_subject(dataset, id, roots, &self.reading)?,
        };
        let page = explain::page(&subject)?;
        match &self.out {
            None => stdout.write_all(page.as_bytes())?,
            Some(path) => {
                fs::write(path, &page).map_err(|error| named(&error, path))?;
                writeln!(stderr, "{}: {}", path.display(), summary(&subject, page.len()))?;
            }
        }
        if let Err(error) = &subject.drawing {
            writeln!(stderr, "without pages: {}", printable(&error.message))?;
        }
        let rejected = subject.snapshot.entries().iter().find_map(|(entry, _)| entry.result.as_ref().err());
        let Some(error) = rejected else { return Ok(DONE) };
        writeln!(stderr, "rejected: {}", printable(&error.to_string()))?;
        Ok(REJECTED)
    }
}

/// `9 pages, 144 values, 2 findings; 1203 KB, open it in a browser`.
fn summary(subject: &Subject, bytes: usize) -> String {
    let pages = subject.drawing.as_ref().map_or(0, |drawing| drawing.pages.len());
    let readings = || subject.snapshot.entries().iter().filter_map(|(entry, _)| entry.result.as_ref().ok());
    let values: usize = readings().map(|reading| reading.provenance.len()).sum();
    let findings: usize = readings().map(|reading| reading.findings.len()).sum();
    format!("{pages} pages, {values} values, {findings} findings; {} KB, open it in a browser", bytes.div_ceil(1000))
}

/// A file that is named without a dataset.
fn file(path: PathBuf) -> Result<PathBuf, CliError> {
    let looks_like_id = id(&path).is_ok();
    match must_exist(&path) {
        Err(_) if looks_like_id => Err(CliError::Usage(format!(
            "there is no file {}; if it is a filing_id, name the dataset with --dataset",
            path.display()
        ))),
        Err(error) => Err(error),
        Ok(()) if path.is_dir() => {
            Err(CliError::Usage(format!("{} is a folder: explain shows one file", path.display())))
        }
        Ok(()) => Ok(path),
    }
}

/// The beginning of a filing's id: hexadecimal digits, and the number of a further form.
fn id(text: &Path) -> Result<String, CliError> {
    let id = text.to_string_lossy().to_ascii_lowercase();
    let (digits, form) = id.split_once('-').unwrap_or((&id, "1"));
    let is_id = digits.len() >= FEWEST_DIGITS
        && digits.bytes().all(|byte| byte.is_ascii_hexdigit())
        && form.bytes().all(|byte| byte.is_ascii_digit());
    if is_id {
        return Ok(id);
    }
    Err(CliError::Usage(format!(
        "`{}` is no filing_id: give {FEWEST_DIGITS} or more of its hexadecimal digits, or name a file without --dataset",
        text.display()
    )))
}
