//! `--metrics FILE`: how the last run went and what the dataset holds, for Prometheus.
//!
//! The file is in the text exposition format, as the textfile collector of `node_exporter` picks it up (under a name that
//! ends in `.prom`). It is written under another name and renamed, so that a scrape sees a whole one, and after every
//! run, failed ones included. What a failed run cannot tell, when the last success was and what the dataset holds, is
//! kept from the file before.

use std::collections::BTreeMap;
use std::fmt::{Display, Write as _};
use std::fs::{self, File};
use std::io::{self, Write as _};
use std::path::Path;
use std::time::Duration;

use jiff::Timestamp;

use super::named;
use super::summary::rate;
use crate::finding::{Code, RejectCode};
use crate::pipeline::{PARSER_VERSION, Summary};

/// What begins the names of metrics that a failed run keeps.
const KEPT: [&str; 2] = ["sharecap_last_success_", "sharecap_dataset_"];

/// How a run went.
#[derive(Debug)]
pub(super) struct Run<'a> {
    pub(super) began: Timestamp,
    pub(super) ended: Timestamp,
    /// By a clock that does not jump.
    pub(super) took: Duration,
    pub(super) exit_code: u8,
    /// Findings and rejected files that `--deny` names.
    pub(super) denied: u64,
    /// What it did; `None` when nothing could be published.
    pub(super) summary: Option<&'a Summary>,
}

/// Writes the metrics of a run in place of those of the run before.
///
/// # Errors
/// When the file cannot be written; the one before is left as it was.
pub(super) fn write(path: &Path, run: &Run<'_>) -> io::Result<()> {
    // A link stays, and what it leads to is replaced.
    let target = fs::canonicalize(path).unwrap_or_else(|_| path.to_owned());
    let written = match fs::metadata(&target) {
        // /dev/null and /dev/stderr are written to: nothing is renamed over them.
        Ok(found) if !found.is_file() => fs::write(&target, page(run, "")),
        _ => replace(&target, &page(run, &fs::read_to_string(&target).unwrap_or_default())),
    };
    written.map_err(|error| named(&error, path))
}

/// Writes a file under another name, beside the one that it then replaces.
fn replace(path: &Path, text: &str) -> io::Result<()> {
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    // The collector reads what ends in `.prom`: this does not.
    let draft = path.with_file_name(format!(".{name}.{}", std::process::id()));
    // Left behind by a process of the same number that was killed; a new file follows no link.
    let _ = fs::remove_file(&draft);
    let written = File::create_new(&draft).and_then(|mut file| file.write_all(text.as_bytes()));
    written.and_then(|()| fs::rename(&draft, path)).inspect_err(|_| {
        // It may be there or not; the error that is told matters more.
        let _ = fs::remove_file(&draft);
    })
}

fn page(run: &Run<'_>, before: &str) -> String {
    let mut page = Page::default();
    page.one("sharecap_build_info", "The version of sharecap that ran last.", &[("version", PARSER_VERSION)], 1);
    page.plain("sharecap_run_start_timestamp_seconds", "When the last run began.", seconds(run.began));
    page.plain("sharecap_run_end_timestamp_seconds", "When the last run ended.", seconds(run.ended));
    page.plain("sharecap_run_duration_seconds", "How long the last run took.", run.took.as_secs_f64());
    let success = "Whether the dataset is up to date after the last run: 1 with exit code 0 or 1.";
    page.plain("sharecap_run_success", success, u8::from(run.summary.is_some()));
    page.plain("sharecap_run_exit_code", "The exit code of the last run.", run.exit_code);
    page.plain("sharecap_run_denied", "Findings and rejected files of the last run that --deny names.", run.denied);
    if let Some(bytes) = peak_memory_bytes() {
        let what = "The most memory that the last run had resident, its child processes left out.";
        page.plain("sharecap_run_peak_memory_bytes", what, bytes);
    }
    match run.summary {
        Some(summary) => {
            this_run(&mut page, summary, run.took);
            let what = "When the last run ended that left the dataset up to date.";
            page.plain("sharecap_last_success_timestamp_seconds", what, seconds(run.ended));
            dataset(&mut page, summary);
        }
        None => page.text.push_str(&kept(before)),
    }
    page.text
}

fn this_run(page: &mut Page, summary: &Summary, took: Duration) {
    let published = u8::from(summary.is_published);
    page.plain(
        "sharecap_run_published",
        "Whether the last run published a snapshot; 0 when nothing was new.",
        published,
    );
    for (name, what, number) in [
        ("files_found", "Files that the last run found.", summary.files),
        ("files_known", "Files that the last run did not read again.", summary.known),
        ("files_duplicate", "Files of the last run whose bytes others hold.", summary.duplicates),
        ("files_vanished", "Files that the dataset knows and that were gone in the last run.", summary.vanished),
        ("documents_read", "Documents that the last run read for the first time.", summary.read),
        ("documents_reread", "Documents that the last run read again.", summary.reread),
        ("documents_pruned", "Documents that the last run dropped.", summary.pruned),
        ("warnings", "Oddities that the crawl of the last run met.", summary.warnings),
    ] {
        page.plain(&format!("sharecap_run_{name}"), what, number);
    }
    page.plain("sharecap_run_filings_per_second", "How fast the last run was.", rate(summary, took));
    page.family("sharecap_run_documents_rejected", "Documents of the last run that were rejected.");
    for code in RejectCode::ALL {
        let count = summary.rejects.get(code).copied().unwrap_or(0);
        page.sample("sharecap_run_documents_rejected", &[("reject_code", code.as_str())], count);
    }
    // A series that is there from the beginning can be alerted on.
    let mut findings: BTreeMap<_, u64> = Code::ALL.iter().map(|code| ((*code, code.severity()), 0)).collect();
    findings.extend(&summary.findings);
    page.family("sharecap_run_findings", "Findings of what the last run read.");
    for ((code, severity), count) in findings {
        page.sample("sharecap_run_findings", &[("code", code.as_str()), ("severity", severity.as_str())], count);
    }
}

fn dataset(page: &mut Page, summary: &Summary) {
    let manifest = &summary.current.manifest;
    page.plain("sharecap_dataset_snapshot", "The number of the snapshot that is current.", manifest.snapshot);
    if let Ok(created) = manifest.created_at.parse() {
        let what = "When the run began that published the current snapshot.";
        page.plain("sharecap_dataset_created_timestamp_seconds", what, seconds(created));
    }
    let bytes: u64 = manifest.files.iter().map(|file| file.bytes).sum();
    page.plain("sharecap_dataset_bytes", "Size of the tables of the current snapshot.", bytes);
    page.family("sharecap_dataset_filings", "Filings in the current snapshot.");
    for (outcome, count) in &manifest.outcomes {
        page.sample("sharecap_dataset_filings", &[("outcome", outcome)], count);
    }
    page.family("sharecap_dataset_rows", "Rows in the current snapshot.");
    for (table, count) in &manifest.rows {
        page.sample("sharecap_dataset_rows", &[("table", table)], count);
    }
}

/// The lines of an earlier file that still hold.
fn kept(before: &str) -> String {
    let name = |line: &str| {
        let comment = line.strip_prefix("# HELP ").or_else(|| line.strip_prefix("# TYPE "));
        comment.unwrap_or(line).to_owned()
    };
    let lines = before.lines().filter(|line| KEPT.iter().any(|kept| name(line).starts_with(kept)));
    lines.flat_map(|line| [line, "\n"]).collect()
}

/// Seconds since 1970, to the millisecond.
fn seconds(moment: Timestamp) -> String {
    let milliseconds = moment.as_millisecond();
    format!("{}.{:03}", milliseconds.div_euclid(1000), milliseconds.rem_euclid(1000))
}

/// What the kernel says; `None` where it does not, as outside of Linux.
fn peak_memory_bytes() -> Option<u64> {
    let status = fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"))?;
    let kilobytes: u64 = line.trim().strip_suffix(" kB")?.trim().parse().ok()?;
    Some(kilobytes * 1024)
}

/// Families of metrics, one after the other.
#[derive(Default)]
struct Page {
    text: String,
}

impl Page {
    /// A family of one sample without labels.
    fn plain(&mut self, name: &str, help: &str, value: impl Display) {
        self.one(name, help, &[], value);
    }

    fn one(&mut self, name: &str, help: &str, labels: &[(&str, &str)], value: impl Display) {
        self.family(name, help);
        self.sample(name, labels, value);
    }

    /// Begins a family. All are gauges: each says how things stand after the last run, and none counts on.
    fn family(&mut self, name: &str, help: &str) {
        // Writing to a String cannot fail.
        let _ = write!(self.text, "# HELP {name} {help}\n# TYPE {name} gauge\n");
    }

    fn sample(&mut self, name: &str, labels: &[(&str, &str)], value: impl Display) {
        let labels: Vec<String> =
            labels.iter().map(|(label, value)| format!("{label}=\"{}\"", escaped(value))).collect();
        let labels = if labels.is_empty() { String::new() } else { format!("{{{}}}", labels.join(",")) };
        let _ = writeln!(self.text, "{name}{labels} {value}");
    }
}

/// The value of a label as it stands between quotation marks.
fn escaped(value: &str) -> String {
    value.replace('\\', r"\\").replace('"', "\\\"").replace('\n', r"\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn labels_stay_between_their_quotation_marks() {
        let mut page = Page::default();
        page.sample("a", &[("b", "c\\d\"e\nf"), ("g", "月")], 1);
        assert_eq!(page.text, "a{b=\"c\\\\d\\\"e\\nf\",g=\"月\"} 1\n");
    }

    #[test]
    fn a_link_and_a_device_stay_what_they_are() {
        let folder = tempfile::tempdir().unwrap();
        let (file, link) = (folder.path().join("a.prom"), folder.path().join("link.prom"));
        fs::write(&file, "sharecap_last_success_timestamp_seconds 1.5\n").unwrap();
        std::os::unix::fs::symlink(&file, &link).unwrap();
        write(&link, &failed(100)).unwrap();
        assert!(link.is_symlink() && fs::read_to_string(&file).unwrap().ends_with("seconds 1.5\n"));
        let null = Path::new("/dev/null");
        write(null, &failed(100)).unwrap();
        assert!(!fs::metadata(null).unwrap().is_file());
        assert!(write(folder.path(), &failed(100)).is_err(), "a folder is none");
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 2, "no draft is left behind");
    }

    fn moment(second: i64) -> Timestamp {
        Timestamp::from_second(second).unwrap()
    }

    /// A run that began at this second and failed.
    fn failed(began: i64) -> Run<'static> {
        Run {
            began: moment(began),
            ended: moment(began + 5),
            took: Duration::from_millis(5250),
            exit_code: 3,
            denied: 0,
            summary: None,
        }
    }

    #[test]
    fn a_failed_run_keeps_what_it_cannot_know() {
        let before = "# HELP sharecap_run_success x\n# TYPE sharecap_run_success gauge\nsharecap_run_success 1\n\
                      # TYPE sharecap_last_success_timestamp_seconds gauge\nsharecap_last_success_timestamp_seconds 1.5\n\
                      sharecap_dataset_rows{table=\"filings\"} 7\nsharecap_run_warnings 9\n";
        let first = page(&failed(100), before);
        for line in [
            "sharecap_run_success 0",
            "sharecap_run_exit_code 3",
            "sharecap_run_start_timestamp_seconds 100.000",
            "sharecap_run_duration_seconds 5.25",
            "sharecap_last_success_timestamp_seconds 1.5",
            "sharecap_dataset_rows{table=\"filings\"} 7",
        ] {
            assert_eq!(first.lines().filter(|found| *found == line).count(), 1, "{line}\n{first}");
        }
        assert!(!first.contains("sharecap_run_warnings"), "{first}");
        let second = page(&failed(200), &first);
        assert_eq!(kept(&second), kept(before), "kept through several failures");
    }
}
