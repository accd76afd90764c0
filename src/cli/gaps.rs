//! `gaps DATASET`: what a dataset lacks, for a person, as CSV or as JSON.

use std::collections::BTreeMap;
use std::io::{self, Write};
use std::path::PathBuf;

use clap::{ValueEnum, ValueHint};

use super::{CliError, help};
use crate::filing::{Date, printable};
use crate::gaps::{Gap, Gaps, Kind, gaps};
use crate::pipeline::{Extent, load};

pub(super) const EXAMPLES: &str = "\
Examples:
  sharecap gaps dataset
  sharecap gaps dataset --until 2025-10 --format csv > gaps.csv
  sharecap gaps dataset --deny missing --deny doubled >/dev/null || echo gaps";

const KINDS: &str = "\
Kinds:
  missing       no return for a month between the issuer's first and last,
                or up to --until
  late          the first return became public after the fifth business day
                of the next month
  doubled       several new submissions in one language, or the same return
                again
  one_language  in English only, or in Chinese only";

/// What stands behind `gaps --help`.
pub(super) fn behind() -> String {
    help::behind(
        &format!("{EXAMPLES}\n\n{KINDS}"),
        &[
            (0, "printed: nothing of a kind that --deny names"),
            (1, "something of a kind that --deny names"),
            (3, "the dataset could not be read"),
        ],
    )
}

/// What was typed behind `gaps`.
#[derive(Debug, Clone, PartialEq, Eq, clap::Args)]
pub struct GapsArgs {
    /// The dataset, or one of its snapshots.
    #[arg(value_hint = ValueHint::DirPath)]
    dataset: PathBuf,
    /// Every issuer should have returns up to this month.
    #[arg(long, value_name = "YYYY-MM", value_parser = month_end)]
    until: Option<Date>,
    /// How to print them.
    #[arg(long, value_enum, default_value = "human")]
    format: Format,
    /// Exit with 1 where there are some of this kind; several by commas.
    #[arg(long, value_enum, value_name = "KIND", value_delimiter = ',')]
    deny: Vec<Denied>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Format {
    /// A line for every run of months, and how many there are on stderr.
    Human,
    /// A row for every gap.
    Csv,
    /// An object for every gap.
    Json,
}

/// The kinds that can be a failure; that there is one language only cannot, where only one was crawled.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Denied {
    Missing,
    Late,
    Doubled,
}

impl Denied {
    fn kind(self) -> Kind {
        match self {
            Self::Missing => Kind::Missing,
            Self::Late => Kind::Late,
            Self::Doubled => Kind::Doubled,
        }
    }
}

/// `2024-10` → 31 October 2024.
fn month_end(text: &str) -> Result<Date, String> {
    let day = format!("{text}-01").parse::<Date>().map_err(|_| "write a month as 2024-10".to_owned())?;
    Ok(day.last_of_month())
}

impl GapsArgs {
    /// Prints the gaps; whether some are of a kind that is denied.
    ///
    /// # Errors
    /// When the dataset cannot be read, or the output not be written.
    pub(super) fn run(&self, stdout: &mut dyn Write, stderr: &mut dyn Write) -> Result<bool, CliError> {
        let snapshot = load(&self.dataset, Extent::Values)?;
        let gaps = gaps(&snapshot, self.until);
        match self.format {
            Format::Human => human(&gaps.found, stdout)?,
            Format::Csv => csv(&gaps.found, stdout)?,
            Format::Json => {
                serde_json::to_writer_pretty(&mut *stdout, &gaps.found).map_err(io::Error::from)?;
                writeln!(stdout)?;
            }
        }
        summary(&gaps, stderr)?;
        Ok(gaps.found.iter().any(|gap| self.deny.iter().any(|denied| denied.kind() == gap.kind)))
    }
}

/// A line for every gap; months that follow each other with the same to say share one.
fn human(gaps: &[Gap], stdout: &mut dyn Write) -> io::Result<()> {
    let mut sorted: Vec<&Gap> = gaps.iter().collect();
    sorted.sort_by_key(|gap| (&gap.stock_code, gap.kind, gap.language, gap.month_end));
    let goes_on = |one: &&Gap, next: &&Gap| {
        let follows = one.month_end.tomorrow().is_ok_and(|day| day.last_of_month() == next.month_end);
        let says = |gap: &Gap| (gap.stock_code.clone(), gap.kind, gap.language, gap.message.clone());
        follows && says(one) == says(next)
    };
    for run in sorted.chunk_by(goes_on) {
        let [first, .., last] = run else {
            run.iter().try_for_each(|gap| line(stdout, gap, &month(gap.month_end)))?;
            continue;
        };
        let months = format!("{} to {} ({} months)", month(first.month_end), month(last.month_end), run.len());
        line(stdout, first, &months)?;
    }
    Ok(())
}

fn line(stdout: &mut dyn Write, gap: &Gap, months: &str) -> io::Result<()> {
    let language = gap.language.filter(|_| gap.kind == Kind::Doubled).map_or("", |language| language.as_str());
    let space = if language.is_empty() { "" } else { " " };
    let (issuer, message) = (printable(&gap.stock_code), printable(&gap.message));
    writeln!(stdout, "{issuer} {:<12} {months}: {language}{space}{message}", gap.kind.as_str())
}

fn month(month_end: Date) -> String {
    month_end.strftime("%Y-%m").to_string()
}

fn csv(gaps: &[Gap], stdout: &mut dyn Write) -> io::Result<()> {
    let mut writer = csv::Writer::from_writer(stdout);
    writer.write_record([
        "stock_code",
        "month_end",
        "kind",
        "language",
        "due_on",
        "public_on",
        "filing_ids",
        "message",
    ])?;
    for gap in gaps {
        let day = |day: Option<Date>| day.map_or(String::new(), |day| day.to_string());
        let (due_on, public_on, month_end) = (day(gap.due_on), day(gap.public_on), gap.month_end.to_string());
        let (language, ids) = (gap.language.map_or("", |language| language.as_str()), gap.filing_ids.join(" "));
        let kind = gap.kind.as_str();
        writer.write_record([&gap.stock_code, &month_end, kind, language, &due_on, &public_on, &ids, &gap.message])?;
    }
    writer.flush()
}

fn summary(gaps: &Gaps, stderr: &mut dyn Write) -> io::Result<()> {
    let mut counts: BTreeMap<Kind, usize> = BTreeMap::new();
    for gap in &gaps.found {
        *counts.entry(gap.kind).or_default() += 1;
    }
    let counted: Vec<String> = counts.iter().map(|(kind, count)| format!("{count} {}", kind.as_str())).collect();
    let all = if counted.is_empty() { "none".to_owned() } else { counted.join(", ") };
    writeln!(stderr, "gaps: {all} (issuers and months)")?;
    if let Some(first) = gaps.without_due_day.first() {
        let (months, first) = (gaps.without_due_day.len(), month(*first));
        writeln!(
            stderr,
            "note: no due day is known for {months} months from {first}; a newer sharecap has the holidays"
        )?;
    }
    Ok(())
}
