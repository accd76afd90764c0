//! What an ingest shows while it runs and when it is over, on stderr: for a person, or one JSON object a line.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::io::{self, Write as _};
use std::time::Duration;

use indicatif::{HumanDuration, ProgressBar, ProgressDrawTarget, ProgressStyle};
use serde_json::json;

use super::LogFormat;
use crate::finding::{FilingError, Severity};
use crate::pipeline::{Event, Summary};
use crate::record::Reading;

/// Shows the events of one ingest.
pub(super) struct Watch {
    format: LogFormat,
    /// Draws only on a terminal, and only for a person.
    bar: ProgressBar,
}

impl Watch {
    pub(super) fn new(format: LogFormat) -> Self {
        let bar = ProgressBar::hidden();
        // The template is a constant; were it wrong, the default style would do.
        if let Ok(style) = ProgressStyle::with_template("{bar:40} {pos}/{len} filings, {per_sec}, {eta} left, {msg}") {
            bar.set_style(style);
        }
        Self { format, bar }
    }

    pub(super) fn event(&self, event: &Event<'_>) {
        match self.format {
            LogFormat::Human => self.show(event),
            LogFormat::Json => log(event),
        }
    }

    fn show(&self, event: &Event<'_>) {
        match event {
            Event::Warning(warning) => line(&format!("warning: {} {}", warning.path.display(), warning.message)),
            Event::Waiting(holder) => line(&format!("waiting for {holder}")),
            Event::Found { to_read, .. } => {
                self.bar.set_length(*to_read as u64);
                // Hidden by itself where stderr is no terminal.
                self.bar.set_draw_target(ProgressDrawTarget::stderr());
                self.bar.set_message("reading");
            }
            Event::Read(..) => self.bar.inc(1),
            Event::Publishing => self.bar.set_message("writing tables"),
        }
    }

    /// Takes the bar off the terminal.
    pub(super) fn end(&self) {
        self.bar.finish_and_clear();
    }

    pub(super) fn summary(&self, summary: &Summary, took: Duration) {
        match self.format {
            LogFormat::Human => line(summary_text(summary, took).trim_end()),
            LogFormat::Json => {
                let manifest = &summary.current.manifest;
                line(
                    &json!({
                        "event": "published", "snapshot": summary.current.folder.display().to_string(),
                        "files": summary.files, "duplicates": summary.duplicates, "warnings": summary.warnings,
                        "filings": manifest.filings, "outcomes": manifest.outcomes, "rejects": manifest.rejects,
                        "findings": manifest.findings, "rows": manifest.rows, "seconds": took.as_secs_f64(),
                        "filings_per_second": rate(manifest.filings, took),
                    })
                    .to_string(),
                );
            }
        }
    }
}

/// One line on stderr. That stderr is closed is no reason to stop an ingest.
fn line(text: &str) {
    let _ = writeln!(io::stderr().lock(), "{text}");
}

fn log(event: &Event<'_>) {
    let object = match event {
        Event::Warning(warning) => {
            json!({"event": "warning", "path": warning.path.display().to_string(), "message": warning.message})
        }
        Event::Waiting(holder) => json!({"event": "waiting", "for": holder.to_string()}),
        Event::Found { files, to_read } => json!({"event": "found", "files": files, "to_read": to_read}),
        Event::Read(source, None) => json!({"event": "duplicate", "path": source.path}),
        Event::Read(source, Some(readings)) => {
            for reading in *readings {
                line(&read(&source.path, reading).to_string());
            }
            return;
        }
        Event::Publishing => json!({"event": "publishing"}),
    };
    line(&object.to_string());
}

/// What became of one form of a file.
fn read(path: &str, reading: &Result<Reading, FilingError>) -> serde_json::Value {
    match reading {
        Ok(reading) => {
            let errors = reading.findings.iter().filter(|finding| finding.severity == Severity::Error).count();
            json!({
                "event": "read", "path": path, "stock_code": reading.filing.stock_code,
                "month_end": reading.filing.month_end.map(|date| date.to_string()),
                "findings": reading.findings.len(), "errors": errors,
            })
        }
        Err(error) => {
            json!({"event": "rejected", "path": path, "reject_code": error.code.as_str(), "message": error.message})
        }
    }
}

fn rate(filings: u64, took: Duration) -> f64 {
    // A rate for a person: f64 holds every number of filings that there will be.
    #[allow(clippy::cast_precision_loss, reason = "a rate for a person: f64 holds any number of filings")]
    let filings = filings as f64;
    (filings / took.as_secs_f64().max(0.001) * 10.0).round() / 10.0
}

fn summary_text(summary: &Summary, took: Duration) -> String {
    let manifest = &summary.current.manifest;
    let outcome = |word| manifest.outcomes.get(word).copied().unwrap_or(0);
    let (parsed, flagged) = (outcome("parsed"), outcome("flagged"));
    let mut text = String::new();
    // Writing to a String cannot fail.
    let _ = writeln!(text, "read      {:>8}  of which flagged {flagged}", parsed + flagged);
    let _ = writeln!(text, "rejected  {:>8}", outcome("rejected"));
    list(&mut text, &manifest.rejects);
    let _ = writeln!(text, "findings  {:>8}", manifest.findings.values().sum::<u64>());
    list(&mut text, &manifest.findings);
    if summary.duplicates > 0 {
        let _ = writeln!(text, "duplicates{:>8}  files whose bytes others hold; see also_at", summary.duplicates);
    }
    if summary.warnings > 0 {
        let _ = writeln!(text, "warnings  {:>8}  of the crawl, above", summary.warnings);
    }
    let took_text =
        if took.as_secs() < 60 { format!("{:.1} s", took.as_secs_f64()) } else { HumanDuration(took).to_string() };
    let per_second = rate(manifest.filings, took);
    let _ = writeln!(text, "time      {took_text:>8}  {per_second} filings/s");
    let _ = writeln!(text, "dataset   {}", summary.current.folder.display());
    text
}

fn list(text: &mut String, counts: &BTreeMap<String, u64>) {
    for (word, count) in counts {
        let _ = writeln!(text, "          {count:>8}  {word}");
    }
}
