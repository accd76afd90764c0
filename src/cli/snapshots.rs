//! `sharecap path` and `sharecap snapshots`: which snapshots there are, whether they are whole, and the old ones away.

use std::io::Write;
use std::path::{Path, PathBuf};
use std::str::FromStr;

use clap::{Subcommand, ValueEnum, ValueHint};
use jiff::{SignedDuration, Timestamp};
use serde_json::{Value as Json, json};

use super::{CliError, help, write_path};
use crate::filing::{grouped, printable};
use crate::pipeline::{self, Keep, SnapshotInfo, Verdict};

pub(super) const PATH_EXAMPLES: &str = "\
Examples:
  snapshot=$(sharecap path dataset)
  duckdb -c \"select count(*) from '$snapshot/filings/*/*.parquet'\"";

pub(super) const EXAMPLES: &str = "\
Examples:
  sharecap snapshots list dataset
  sharecap snapshots verify dataset
  sharecap snapshots prune dataset --keep 14";

const LIST_EXAMPLES: &str = "\
Examples:
  sharecap snapshots list dataset
  sharecap snapshots list dataset --format json | jq -r '.[].folder'";

const VERIFY_EXAMPLES: &str = "\
Examples:
  sharecap snapshots verify dataset
  sharecap snapshots verify dataset --all
  sharecap snapshots verify dataset && rsync -a dataset/current/ backup/";

const PRUNE_EXAMPLES: &str = "\
Examples:
  sharecap snapshots prune dataset --keep 14
  sharecap snapshots prune dataset --older-than 30d --dry-run --format json";

/// The exit codes of those that can only fail to read the dataset.
const CODES: [(u8, &str); 2] = [(0, "done"), (3, "the dataset could not be read, or another run writes into it")];
/// Those of `verify`.
const VERDICTS: [(u8, &str); 3] = [
    (0, "every file is as its manifest says"),
    (1, "a snapshot is not what its manifest says"),
    (3, "the dataset could not be read"),
];

/// What is to be done with snapshots.
#[derive(Debug, Clone, PartialEq, Eq, Subcommand)]
pub enum SnapshotsCommand {
    /// List the snapshots, oldest first.
    ///
    /// Files that two snapshots share take their place on the disk once: frees is what the removal of one gives back.
    #[command(after_help = LIST_EXAMPLES, after_long_help = help::behind(LIST_EXAMPLES, &CODES))]
    List {
        /// The dataset.
        #[arg(value_hint = ValueHint::DirPath)]
        dataset: PathBuf,
        /// How to print them.
        #[arg(long, value_enum, default_value = "human")]
        format: Format,
    },
    /// Hold every file of the current snapshot to its manifest.
    ///
    /// Every file is read: its size, its digest and its rows are those that the manifest notes, or there is a fault.
    #[command(after_help = VERIFY_EXAMPLES, after_long_help = help::behind(VERIFY_EXAMPLES, &VERDICTS))]
    Verify {
        /// The dataset, or one of its snapshots.
        #[arg(value_hint = ValueHint::DirPath)]
        dataset: PathBuf,
        /// Every snapshot of the dataset.
        #[arg(long)]
        all: bool,
        /// How to print what is wrong.
        #[arg(long, value_enum, default_value = "human")]
        format: Format,
    },
    /// Remove old snapshots.
    ///
    /// The current snapshot is never removed; give readers of others the time to end.
    #[command(after_help = PRUNE_EXAMPLES, after_long_help = help::behind(PRUNE_EXAMPLES, &CODES))]
    Prune {
        /// The dataset.
        #[arg(value_hint = ValueHint::DirPath)]
        dataset: PathBuf,
        /// Which of them stay.
        #[command(flatten)]
        rule: Rule,
        /// Say which would be removed; remove nothing.
        #[arg(long)]
        dry_run: bool,
        /// How to print them.
        #[arg(long, value_enum, default_value = "human")]
        format: Format,
    },
}

/// Which snapshots stay.
#[derive(Debug, Clone, PartialEq, Eq, clap::Args)]
#[group(required = true, multiple = false)]
pub struct Rule {
    /// Keep so many, the newest, and the current one.
    #[arg(long, value_name = "N")]
    keep: Option<usize>,
    /// Remove those of runs that began longer ago: 36h, 30d, 8w.
    #[arg(long, value_name = "TIME")]
    older_than: Option<Age>,
}

impl Rule {
    /// The same for the library, seen from this moment.
    fn at(&self, now: Timestamp) -> Result<Keep, CliError> {
        let Some(Age(age)) = self.older_than else { return Ok(Keep::Newest(self.keep.unwrap_or_default())) };
        let since = now.checked_sub(age);
        Ok(Keep::Since(since.map_err(|error| CliError::Usage(format!("--older-than: {error}")))?))
    }
}

/// How long ago.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Age(SignedDuration);

impl FromStr for Age {
    type Err = &'static str;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let wrong = "write a number of hours, days or weeks: 36h, 30d, 8w";
        let (number, hours) = match text.char_indices().next_back() {
            Some((end, 'h')) => (&text[..end], 1),
            Some((end, 'd')) => (&text[..end], 24),
            Some((end, 'w')) => (&text[..end], 7 * 24),
            _ => return Err(wrong),
        };
        let number: u32 = number.parse().map_err(|_| wrong)?;
        Ok(Self(SignedDuration::from_hours(i64::from(number) * hours)))
    }
}

/// How snapshots are printed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Format {
    /// Lines for a person.
    Human,
    /// An array with an object for each.
    Json,
}

/// Prints the folder of the current snapshot.
///
/// # Errors
/// When there is no dataset, or it cannot be printed.
pub(super) fn path(dataset: &Path, stdout: &mut dyn Write) -> Result<(), CliError> {
    Ok(write_path(&pipeline::current_folder(dataset)?, stdout)?)
}

impl SnapshotsCommand {
    /// Does it; whether all is as it should be.
    ///
    /// # Errors
    /// When there is no dataset, another run writes into it, the file system refuses, or the output cannot be written.
    pub(super) fn run(&self, stdout: &mut dyn Write, stderr: &mut dyn Write) -> Result<bool, CliError> {
        match self {
            Self::List { dataset, format } => print(&pipeline::snapshots(dataset)?, *format, stdout)?,
            Self::Verify { dataset, all, format } => return verify(dataset, *all, *format, stdout, stderr),
            Self::Prune { dataset, rule, dry_run, format } => {
                let gone = pipeline::prune_snapshots(dataset, rule.at(Timestamp::now())?, *dry_run)?;
                print(&gone, *format, stdout)?;
                let (number, bytes) = (gone.len(), gone.iter().map(|snapshot| snapshot.own_bytes).sum::<u64>());
                let what = if *dry_run { "would be removed, at least" } else { "removed," };
                writeln!(stderr, "{number} snapshots {what} {} bytes freed", grouped(&bytes.to_string()))?;
            }
        }
        Ok(true)
    }
}

fn verify(
    dataset: &Path,
    all: bool,
    format: Format,
    stdout: &mut dyn Write,
    stderr: &mut dyn Write,
) -> Result<bool, CliError> {
    let folders = if all {
        pipeline::snapshots(dataset)?.into_iter().map(|snapshot| snapshot.folder).collect()
    } else {
        vec![dataset.to_owned()]
    };
    let verdicts = folders.iter().map(|folder| pipeline::verify(folder)).collect::<Result<Vec<_>, _>>()?;
    match format {
        Format::Json => print_json(verdicts.iter().map(verdict), stdout)?,
        Format::Human => {
            for (verdict, (path, fault)) in verdicts.iter().flat_map(|v| v.faults.iter().map(move |fault| (v, fault))) {
                let file = verdict.folder.join(path);
                writeln!(stdout, "{} {}", printable(&file.display().to_string()), printable(fault))?;
            }
        }
    }
    let files: usize = verdicts.iter().map(|verdict| verdict.files).sum();
    let faults: usize = verdicts.iter().map(|verdict| verdict.faults.len()).sum();
    writeln!(stderr, "{} snapshots, {files} files: {faults} faults", verdicts.len())?;
    Ok(faults == 0)
}

fn verdict(verdict: &Verdict) -> Json {
    let faults = verdict.faults.iter().map(|(path, message)| json!({"path": path, "message": message}));
    json!({
        "folder": verdict.folder.display().to_string(), "files": verdict.files,
        "faults": faults.collect::<Vec<_>>(),
    })
}

fn print(snapshots: &[SnapshotInfo], format: Format, stdout: &mut dyn Write) -> Result<(), CliError> {
    if format == Format::Json {
        return print_json(snapshots.iter().map(object), stdout);
    }
    if snapshots.is_empty() {
        return Ok(());
    }
    let none = || "?".to_owned();
    writeln!(stdout, "snapshot  began                   filings           bytes           frees")?;
    for snapshot in snapshots {
        let began = snapshot.created_at.map_or_else(none, |moment| format!("{moment:.0}"));
        let filings = snapshot.filings.map_or_else(none, |filings| grouped(&filings.to_string()));
        let [bytes, frees] = [snapshot.bytes, snapshot.own_bytes].map(|bytes| grouped(&bytes.to_string()));
        let number = format!("{:06}", snapshot.number);
        let current = if snapshot.is_current { "  current" } else { "" };
        writeln!(stdout, "{number}    {began:<20} {filings:>10} {bytes:>15} {frees:>15}{current}")?;
    }
    Ok(())
}

fn object(snapshot: &SnapshotInfo) -> Json {
    json!({
        "snapshot": snapshot.number, "folder": snapshot.folder.display().to_string(),
        "is_current": snapshot.is_current, "created_at": snapshot.created_at.map(|moment| moment.to_string()),
        "parent": snapshot.parent, "filings": snapshot.filings, "bytes": snapshot.bytes,
        "own_bytes": snapshot.own_bytes,
    })
}

fn print_json(objects: impl Iterator<Item = Json>, stdout: &mut dyn Write) -> Result<(), CliError> {
    Ok(writeln!(stdout, "{:#}", Json::Array(objects.collect()))?)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ages_are_numbers_with_a_unit() {
        let hours = |text: &str| text.parse::<Age>().map(|Age(age)| age.as_hours());
        assert_eq!(["36h", "30d", "8w", "0d"].map(hours), [Ok(36), Ok(720), Ok(1344), Ok(0)]);
        for text in ["", "d", "30", "-1d", "30 d", "1.5d", "3月", "99999999999d"] {
            assert!(hours(text).is_err(), "{text}");
        }
    }

    #[test]
    fn a_rule_looks_back_from_now() {
        let now = Timestamp::from_second(1_000_000_000).unwrap();
        let rule = |keep, older_than| Rule { keep, older_than }.at(now).unwrap();
        assert_eq!(rule(Some(3), None), Keep::Newest(3));
        let week = Some(Age(SignedDuration::from_hours(168)));
        assert_eq!(rule(None, week), Keep::Since(Timestamp::from_second(1_000_000_000 - 7 * 86_400).unwrap()));
        let always = Some(Age(SignedDuration::from_hours(i64::from(u32::MAX) * 168)));
        assert!(Rule { keep: None, older_than: always }.at(now).is_err());
    }
}
