//! Carries out a plan.

use std::io::{self, Read, Write};
use std::path::Path;
use std::sync::Arc;

use serde::Serialize;

use super::{CliError, DictionaryFormat, ParseFormat, Plan, completions, is_stdin, snapshots, view, views};
use crate::filing::printable;
use crate::pipeline::{self, FileReader};
use crate::spec::changes::SchemaChanges;
use crate::spec::table::Tables;
use crate::synth::{self, Fonts, Typefaces};
use crate::tables::Snapshot;

/// The code of a plan that was carried out.
pub(super) const DONE: u8 = 0;
/// The code of a `parse` whose filing was rejected.
const REJECTED: u8 = 1;
/// The code of an `ingest`, `check` or `gaps` that met what `--deny` names.
pub(super) const DENIED: u8 = 1;
/// The code of a `snapshots verify` that found a snapshot that is not what its manifest says.
const DAMAGED: u8 = 1;

impl Plan {
    /// Does it: results to `stdout`; progress, warnings and summaries to `stderr` as they come. Gives the exit code.
    ///
    /// # Errors
    /// When nothing could be published, or the output could not be written.
    pub fn run(&self, stdout: &mut dyn Write, stderr: &mut dyn Write) -> Result<u8, CliError> {
        match self {
            Self::Ingest(ingest) => ingest.run(stdout),
            Self::Parse { file, format, reading, severities, began } => {
                let reader = FileReader::new(reading, severities)?;
                if is_stdin(file) {
                    let (bytes, name) = (from_stdin(reading.max_file_bytes)?, Path::new("<stdin>"));
                    return show(name, *format, &reader.read_bytes(bytes, name, *began)?, stdout, stderr);
                }
                show(file, *format, &reader.read_file(file, *began)?, stdout, stderr)
            }
            Self::Explain(explanation) => explanation.run(stdout, stderr),
            Self::Check(check) => Ok(if check.run(stdout, stderr)? { DONE } else { DENIED }),
            Self::Dictionary(format) => {
                let tables = Tables::builtin();
                print(*format, tables, || tables.to_markdown(), stdout)
            }
            Self::SchemaChanges(format) => {
                let changes = SchemaChanges::builtin();
                print(*format, changes, || changes.to_markdown(), stdout)
            }
            Self::Gaps(args) => args.run(stdout, stderr).map(|is_denied| if is_denied { DENIED } else { DONE }),
            Self::Path(dataset) => snapshots::path(dataset, stdout).map(|()| DONE),
            Self::Snapshots(command) => {
                command.run(stdout, stderr).map(|is_whole| if is_whole { DONE } else { DAMAGED })
            }
            Self::Views { dataset, as_of } => views::run(dataset, *as_of, stdout).map(|()| DONE),
            Self::Report(report) => report.run(stdout, stderr).map(|()| DONE),
            Self::Completions(shell) => completions::completions(*shell, stdout).map(|()| DONE),
            Self::Man { out } => completions::man(out.as_deref(), stdout, stderr).map(|()| DONE),
            Self::Worker => pipeline::serve().map(|()| DONE).map_err(CliError::Worker),
            Self::Corpus { out, count, seed } => {
                let drawn = synth::corpus(*seed, *count, out)?;
                writeln!(stderr, "drew {} filings, {} pages, {} bytes", drawn.filings, drawn.pages, drawn.bytes)?;
                Ok(DONE)
            }
            Self::Market { out, plan } => {
                let drawn = synth::market::write(plan, out)?;
                let planted: u64 = drawn.planted.values().sum();
                writeln!(stderr, "drew {} filings, {} bytes; planted {planted}", drawn.filings, drawn.bytes)?;
                Ok(DONE)
            }
            Self::Samples { out, fonts } => {
                let fonts = match fonts {
                    Some(folder) => Fonts::Pretty(Arc::new(Typefaces::load(folder)?)),
                    None => Fonts::Plain,
                };
                let drawn = synth::samples::write(out, fonts)?;
                writeln!(stderr, "drew {} returns and {} other documents", drawn.returns, drawn.others)?;
                Ok(DONE)
            }
        }
    }
}

/// What standard input holds; a byte more than may be read tells that it is too large.
fn from_stdin(max_file_bytes: u64) -> Result<Vec<u8>, CliError> {
    let mut bytes = Vec::new();
    let read = io::stdin().lock().take(max_file_bytes.saturating_add(1)).read_to_end(&mut bytes);
    read.map_err(|error| CliError::Usage(format!("standard input: {error}; name a file instead")))?;
    Ok(bytes)
}

fn show(
    file: &Path,
    format: ParseFormat,
    snapshot: &Snapshot,
    stdout: &mut dyn Write,
    stderr: &mut dyn Write,
) -> Result<u8, CliError> {
    let tables = snapshot.to_json()?;
    let rejected = snapshot.entries().iter().find_map(|(entry, _)| entry.result.as_ref().err());
    match format {
        ParseFormat::Json => writeln!(stdout, "{tables:#}")?,
        ParseFormat::Table if rejected.is_none() => write!(stdout, "{}", view::tables(&tables))?,
        ParseFormat::Table => {}
    }
    let Some(error) = rejected else { return Ok(DONE) };
    writeln!(stderr, "rejected: {}", printable(&format!("{}: {error}", file.display())))?;
    Ok(REJECTED)
}

/// Prints what the program knows of its tables: as a page, or as it is.
fn print(
    format: DictionaryFormat,
    declared: &impl Serialize,
    page: impl Fn() -> String,
    stdout: &mut dyn Write,
) -> Result<u8, CliError> {
    match format {
        DictionaryFormat::Markdown => write!(stdout, "{}", page())?,
        DictionaryFormat::Json => {
            serde_json::to_writer_pretty(&mut *stdout, declared).map_err(std::io::Error::from)?;
            writeln!(stdout)?;
        }
    }
    Ok(DONE)
}
