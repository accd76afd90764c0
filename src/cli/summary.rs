//! How a run ended, in a few lines for a person and in one object for a program.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::time::Duration;

use indicatif::HumanDuration;
use serde_json::{Value as Json, json};

use super::watch::{Level, Said};
use crate::filing::{grouped, printable};
use crate::pipeline::Summary;

/// What is said when a run is over: `published`, or `nothing_new`.
pub(super) fn said(summary: &Summary, took: Duration) -> Said {
    let event = if summary.is_published { "published" } else { "nothing_new" };
    Said { level: Level::Info, event, fields: fields(summary, took), text: Some(text(summary, took)) }
}

fn fields(summary: &Summary, took: Duration) -> Json {
    let Summary { files, known, read, reread, duplicates, vanished, pruned, warnings, .. } = summary;
    let manifest = &summary.current.manifest;
    json!({
        "snapshot": summary.current.folder.display().to_string(),
        "files": files, "known": known, "read": read, "reread": reread, "duplicates": duplicates,
        "vanished": vanished, "pruned": pruned, "warnings": warnings,
        "read_rejects": rejects(summary), "read_findings": findings(summary),
        "filings": manifest.filings, "outcomes": manifest.outcomes, "rejects": manifest.rejects,
        "findings": manifest.findings, "rows": manifest.rows,
        "seconds": took.as_secs_f64(), "filings_per_second": rate(summary, took),
    })
}

/// Why what this run read was rejected.
fn rejects(summary: &Summary) -> BTreeMap<&str, u64> {
    summary.rejects.iter().map(|(code, count)| (code.as_str(), *count)).collect()
}

/// What is to be said of what this run read, by code.
fn findings(summary: &Summary) -> BTreeMap<&str, u64> {
    let mut findings = BTreeMap::new();
    for ((code, _), count) in &summary.findings {
        *findings.entry(code.as_str()).or_default() += count;
    }
    findings
}

/// Documents that were read, a second.
pub(super) fn rate(summary: &Summary, took: Duration) -> f64 {
    #[allow(clippy::cast_precision_loss, reason = "a rate for a person: f64 holds any number of filings")]
    let read = (summary.read + summary.reread) as f64;
    (read / took.as_secs_f64().max(0.001) * 10.0).round() / 10.0
}

fn text(summary: &Summary, took: Duration) -> String {
    let folder = printable(&summary.current.folder.display().to_string());
    let mut page = Page::default();
    if summary.is_published {
        run(&mut page, summary);
        dataset(&mut page, summary);
    } else {
        let known = count(summary.known);
        page.line(&format!("nothing new: {known} files known; {folder} stays current"));
        oddities(&mut page, summary);
    }
    let time = match took.as_secs() {
        0..60 => format!("{:.1} s", took.as_secs_f64()),
        _ => HumanDuration(took).to_string(),
    };
    if summary.is_published {
        page.row("time", &time, &format!("{} filings/s", rate(summary, took)));
        page.line(&format!("published {folder}"));
    } else {
        page.row("time", &time, "");
    }
    page.0.trim_end().to_owned()
}

/// What the run found and read.
fn run(page: &mut Page, summary: &Summary) {
    page.row("files", &count(summary.files), "found");
    page.some("known", summary.known, "not read again: unchanged, or left out");
    page.row("new", &count(summary.read), "read for the first time");
    page.some("read again", summary.reread, "");
    oddities(page, summary);
    let rejects = rejects(summary);
    page.row("rejected", &count(rejects.values().sum::<u64>()), "of what was read");
    page.list(&rejects);
    let findings = findings(summary);
    page.row("findings", &count(findings.values().sum::<u64>()), "in what was read");
    page.list(&findings);
}

/// What a run says of files whether or not it read any.
fn oddities(page: &mut Page, summary: &Summary) {
    page.some("duplicates", summary.duplicates, "files whose bytes others hold; see also_at");
    page.some("vanished", summary.vanished, "gone; their filings stay unless --prune drops them");
    page.some("pruned", summary.pruned, "dropped, because their files are gone");
    page.some("warnings", summary.warnings, "of the crawl, above");
}

/// What the dataset holds now.
fn dataset(page: &mut Page, summary: &Summary) {
    let manifest = &summary.current.manifest;
    let outcome = |word| count(manifest.outcomes.get(word).copied().unwrap_or(0));
    let (flagged, rejected) = (outcome("flagged"), outcome("rejected"));
    let findings = count(manifest.findings.values().sum::<u64>());
    let all = format!("filings, of which {flagged} flagged, {rejected} rejected; {findings} findings");
    page.row("dataset", &count(manifest.filings), &all);
}

/// `1,234`.
fn count(number: impl std::fmt::Display) -> String {
    grouped(&format!("{number}"))
}

/// Lines with a word, a number and what the number counts.
#[derive(Default)]
struct Page(String);

impl Page {
    fn line(&mut self, text: &str) {
        // Writing to a String cannot fail.
        let _ = writeln!(self.0, "{}", text.trim_end());
    }

    fn row(&mut self, word: &str, number: &str, what: &str) {
        self.line(&format!("{word:<10} {number:>9}  {what}"));
    }

    /// A row, unless there are none.
    fn some(&mut self, word: &str, number: usize, what: &str) {
        if number > 0 {
            self.row(word, &count(number), what);
        }
    }

    fn list(&mut self, counts: &BTreeMap<&str, u64>) {
        for (word, number) in counts {
            self.row("", &count(number), word);
        }
    }
}
