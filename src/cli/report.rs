//! `sharecap report`: the health of a dataset as a page for a person.

use std::cell::Cell;
use std::fs;
use std::io::{self, Write};
use std::path::{Component, Path, PathBuf};

use clap::ValueHint;

use super::read::ReadArgs;
use super::{CliError, named};
use crate::explain;
use crate::filing::as_uri;
use crate::pipeline::{self, ReadOptions};
use crate::report::{self, Shown};

pub(super) const EXAMPLES: &str = "\
Examples:
  sharecap report dataset -o report.html
  sharecap report dataset -o report.html --explain pages";

/// What `report` is told.
#[derive(Debug, clap::Args)]
pub(super) struct ReportArgs {
    /// The dataset, or one of its snapshots.
    #[arg(value_hint = ValueHint::DirPath)]
    dataset: PathBuf,
    /// The page to write [default: stdout].
    #[arg(long, short, value_name = "FILE")]
    out: Option<PathBuf>,
    /// Draw the strangest and the slowest files into this folder, each under the id of its filing, unless they
    /// are there.
    #[arg(long, value_name = "DIR", value_hint = ValueHint::DirPath)]
    explain: Option<PathBuf>,
    #[command(flatten)]
    read: ReadArgs,
}

/// A page to be written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReportPlan {
    /// About which dataset.
    pub dataset: PathBuf,
    /// Where to; `None` for stdout.
    pub out: Option<PathBuf>,
    /// The folder with pages of single files; `None` for commands in place of links.
    pub explain: Option<PathBuf>,
    /// How files are read and drawn.
    pub reading: ReadOptions,
}

impl ReportPlan {
    /// What the arguments mean.
    pub(super) fn new(args: ReportArgs) -> Result<Self, CliError> {
        let reading = args.read.options()?;
        Ok(Self { dataset: args.dataset, out: args.out, explain: args.explain, reading })
    }

    /// Writes the page, and the pages of single files.
    pub(super) fn run(&self, stdout: &mut dyn Write, stderr: &mut dyn Write) -> Result<(), CliError> {
        let (snapshot, run) = pipeline::load_with_run(&self.dataset)?;
        if let Some(folder) = &self.explain {
            fs::create_dir_all(folder).map_err(|error| named(&error, folder))?;
        }
        let name = self.dataset.display().to_string();
        let drawn = Cell::new(0);
        let page = report::page(&name, &snapshot, run.as_ref(), &|id| self.shown(id, &drawn));
        match &self.out {
            None => stdout.write_all(page.as_bytes())?,
            Some(file) => fs::write(file, page).map_err(|error| named(&error, file))?,
        }
        if let Some(folder) = &self.explain {
            writeln!(stderr, "{}: {} pages drawn", folder.display(), drawn.get())?;
        }
        Ok(())
    }

    /// The page of the file that holds a filing, drawn if it is not there yet; else the command that makes it.
    fn shown(&self, id: &str, drawn: &Cell<u32>) -> Shown {
        // Further forms of a file, `…-2`, are on its page.
        let file = id.split('-').next().unwrap_or(id);
        let page = self.explain.as_ref().map(|folder| folder.join(format!("{file}.html")));
        let page = page
            .filter(|page| page.is_file() || self.draw(file, page).inspect(|()| drawn.set(drawn.get() + 1)).is_ok());
        let address = page.and_then(|page| address(self.out.as_deref(), &page).ok());
        let dataset = quoted(&self.dataset.display().to_string());
        let command = || Shown::Command(format!("sharecap explain {file} --dataset {dataset} -o {file}.html"));
        address.map_or_else(command, Shown::Page)
    }

    fn draw(&self, id: &str, page: &Path) -> Result<(), CliError> {
        let subject = pipeline::filing_subject(&self.dataset, id, &[], &self.reading)?;
        Ok(fs::write(page, explain::page(&subject)?)?)
    }
}

/// A word as a shell reads it.
fn quoted(word: &str) -> String {
    let is_plain = |c: char| c.is_alphanumeric() || "-_./".contains(c);
    if word.chars().all(is_plain) { word.to_owned() } else { format!("'{}'", word.replace('\'', r"'\''")) }
}

/// The address of a file from the folder of the report, so that both can be moved together; `/…` for a report on stdout.
fn address(report: Option<&Path>, file: &Path) -> io::Result<String> {
    let file = fs::canonicalize(file)?;
    let Some(report) = report else { return Ok(encoded(&file)) };
    let folder = report.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let folder = fs::canonicalize(folder)?;
    let shared = folder.components().zip(file.components()).take_while(|(a, b)| a == b).count();
    let up = folder.components().skip(shared).map(|_| Component::ParentDir);
    let relative: PathBuf = up.chain(file.components().skip(shared)).collect();
    Ok(encoded(&relative))
}

/// A path as an address.
fn encoded(path: &Path) -> String {
    as_uri(path.to_string_lossy().as_bytes())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_quoted_for_the_shell() {
        assert_eq!(quoted("target/sample-dataset"), "target/sample-dataset");
        assert_eq!(quoted("o'neil & co"), r"'o'\''neil & co'");
    }

    #[test]
    fn a_path_becomes_an_address() {
        assert_eq!(encoded(Path::new("../a b/100%/港.html")), "../a%20b/100%25/%E6%B8%AF.html");
    }
}
