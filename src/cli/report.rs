//! `sharecap report`: the health of a dataset as a page for a person.

use std::fmt::Write as _;
use std::fs;
use std::io::{self, Write};
use std::path::{Component, Path, PathBuf};

use super::CliError;
use crate::pipeline;
use crate::report::{self, Shown};

pub(super) const EXAMPLES: &str = "\
Examples:
  sharecap report dataset -o report.html
  sharecap report dataset -o report.html --explain pages

The page is one file that loads nothing: what was read, which months are missing, what is queried most, how often the
numbers bear each other out, the strangest and the slowest files. Where DIR of --explain holds a page of a filing,
<filing_id>.html, the report leads to it; for other filings it gives the command that makes one.";

/// What was typed.
#[derive(Debug, Clone, PartialEq, Eq, clap::Args)]
pub struct ReportPlan {
    /// The dataset, or one of its snapshots.
    dataset: PathBuf,
    /// The page to write [default: stdout].
    #[arg(long, short, value_name = "FILE")]
    out: Option<PathBuf>,
    /// Folder with pages that `sharecap explain` made, named by filing_id.
    #[arg(long, value_name = "DIR")]
    explain: Option<PathBuf>,
}

impl ReportPlan {
    /// Writes the page.
    pub(super) fn run(&self, stdout: &mut dyn Write) -> Result<(), CliError> {
        let (snapshot, run) = pipeline::load_with_run(&self.dataset)?;
        let name = self.dataset.display().to_string();
        let page = report::page(&name, &snapshot, run.as_ref(), &|id| self.shown(id));
        match &self.out {
            None => stdout.write_all(page.as_bytes())?,
            Some(file) => fs::write(file, page)
                .map_err(|error| io::Error::new(error.kind(), format!("{}: {error}", file.display())))?,
        }
        Ok(())
    }

    /// The page of a filing where there is one, else the command that makes it.
    fn shown(&self, id: &str) -> Shown {
        let file = self.explain.as_ref().map(|folder| folder.join(format!("{id}.html")));
        let address = file.filter(|file| file.is_file()).and_then(|file| address(self.out.as_deref(), &file).ok());
        let dataset = quoted(&self.dataset.display().to_string());
        address.map_or_else(
            || Shown::Command(format!("sharecap explain {id} --dataset {dataset} -o {id}.html")),
            Shown::Page,
        )
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

/// A path as an address: what is no plain character by its bytes.
fn encoded(path: &Path) -> String {
    let mut address = String::new();
    for byte in path.to_string_lossy().bytes() {
        if byte.is_ascii_alphanumeric() || b"-_.~/".contains(&byte) {
            address.push(char::from(byte));
        } else {
            // Writing to a String cannot fail.
            let _ = write!(address, "%{byte:02X}");
        }
    }
    address
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
