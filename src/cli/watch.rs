//! What an ingest says while it runs and when it is over, on stderr: to a person, or as one JSON object a line.
//!
//! Every line is a [`Said`], which both kinds are made from; a person is told less. Text that comes from files is spelt
//! out where it could steer a terminal or look like another line.

use std::collections::BTreeMap;
use std::io::{self, Write as _};
use std::path::Path;
use std::sync::{Mutex, PoisonError};

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use jiff::Timestamp;
use serde_json::{Value as Json, json};

use super::LogFormat;
use crate::filing::{misleads, printable};
use crate::finding::{FilingError, RejectCode, Severity};
use crate::pipeline::Event;
use crate::record::Reading;

/// So many files of each reject code are shown to a person; the others are counted.
const SHOWN: u64 = 10;

/// stderr, where what is said to a person goes. That nobody listens, or that its disk is full, is no reason to stop.
#[derive(Debug)]
pub struct Talk;

impl Talk {
    /// A line, in one piece: other threads may say something too.
    pub fn line(&mut self, line: &str) {
        let _ = self.write_all(format!("{line}\n").as_bytes());
    }
}

impl io::Write for Talk {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let _ = io::stderr().write_all(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// How much it matters.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Level {
    Info,
    Warning,
    Error,
}

impl Level {
    fn as_str(self) -> &'static str {
        match self {
            Self::Info => "info",
            Self::Warning => "warning",
            Self::Error => "error",
        }
    }
}

/// Something to be said.
#[derive(Debug)]
pub(super) struct Said {
    pub(super) level: Level,
    /// What it is, for a program.
    pub(super) event: &'static str,
    /// What there is to know of it: an object.
    pub(super) fields: Json,
    /// The same for a person, safe for a terminal; `None` where a person need not know.
    pub(super) text: Option<String>,
}

/// Says what happens in one run.
pub(super) struct Watch {
    format: LogFormat,
    /// What is said at least has this level.
    least: Level,
    run_id: String,
    /// Draws only on a terminal, and only for a person.
    bar: ProgressBar,
    /// Files that were rejected for a reason that is a matter of this machine.
    rejected: Mutex<BTreeMap<RejectCode, u64>>,
}

impl Watch {
    /// `quiet` says warnings and errors only.
    pub(super) fn new(format: LogFormat, quiet: bool, run_id: &str) -> Self {
        let bar = ProgressBar::hidden();
        // The template is a constant; were it wrong, the default style would do.
        if let Ok(style) = ProgressStyle::with_template("{bar:40} {pos}/{len} filings, {per_sec}, {eta} left, {msg}") {
            bar.set_style(style);
        }
        let least = if quiet { Level::Warning } else { Level::Info };
        Self { format, least, run_id: run_id.to_owned(), bar, rejected: Mutex::default() }
    }

    pub(super) fn event(&self, event: &Event<'_>) {
        match event {
            Event::Found { to_read, .. } => self.draw_bar(*to_read),
            Event::Read(..) => self.bar.inc(1),
            Event::Publishing => self.bar.set_message("writing tables"),
            Event::Warning(_) | Event::Waiting(_) => {}
        }
        self.said(event).into_iter().for_each(|said| self.say(said));
    }

    fn draw_bar(&self, to_read: usize) {
        if self.format == LogFormat::Human && self.least == Level::Info {
            self.bar.set_length(to_read as u64);
            // Hidden by itself where stderr is no terminal.
            self.bar.set_draw_target(ProgressDrawTarget::stderr());
            self.bar.set_message("reading");
        }
    }

    /// What an event says: of a file, a line for each form in it.
    fn said(&self, event: &Event<'_>) -> Vec<Said> {
        let info = |event, fields| Said { level: Level::Info, event, fields, text: None };
        vec![match event {
            Event::Warning(warning) => warned(Some(&warning.path), &warning.message),
            Event::Waiting(holder) => {
                let text = Some(format!("waiting for {}", printable(&holder.to_string())));
                Said { text, ..info("waiting", json!({"for": holder.to_string()})) }
            }
            Event::Found { files, to_read } => info("found", json!({"files": files, "to_read": to_read})),
            Event::Read(source, None) => info("duplicate", json!({"path": source.path})),
            Event::Read(source, Some(readings)) => {
                let lines = readings.iter().map(|reading| match reading {
                    Ok(reading) => info("read", read(&source.path, reading)),
                    Err(error) => self.rejected(&source.path, error),
                });
                return lines.collect();
            }
            Event::Publishing => info("publishing", json!({})),
        }]
    }

    /// A file that is no return is the order of the day; that it could not be read here is not.
    fn rejected(&self, path: &str, error: &FilingError) -> Said {
        let (code, message) = (error.code.as_str(), &error.message);
        let fields = json!({"path": path, "reject_code": code, "message": message});
        if !is_of_this_machine(error.code) {
            return Said { level: Level::Info, event: "rejected", fields, text: None };
        }
        let mut counts = self.rejected.lock().unwrap_or_else(PoisonError::into_inner);
        let count = counts.entry(error.code).or_default();
        *count += 1;
        let text = format!("{}: rejected as {code}: {}", printable(path), printable(message));
        Said { level: Level::Warning, event: "rejected", fields, text: (*count <= SHOWN).then_some(text) }
    }

    /// Takes the bar off the terminal, and counts what was not shown.
    pub(super) fn end(&self) {
        self.bar.finish_and_clear();
        let counts = self.rejected.lock().unwrap_or_else(PoisonError::into_inner);
        if self.format == LogFormat::Human {
            for (code, count) in counts.iter().filter(|(_, count)| **count > SHOWN) {
                self.say(warned(None, &format!("{} more files were rejected as {}", count - SHOWN, code.as_str())));
            }
        }
    }

    /// Something odd that has no file.
    pub(super) fn warn(&self, message: &str) {
        self.say(warned(None, message));
    }

    pub(super) fn say(&self, said: Said) {
        if said.level >= self.least
            && let Some(line) = line(self.format, &self.run_id, said)
        {
            self.bar.suspend(|| Talk.line(&line));
        }
    }
}

/// Whether a file was rejected for what this machine or this program is, and another run might read it.
fn is_of_this_machine(code: RejectCode) -> bool {
    use RejectCode::{Crashed, Internal, NeedsLibreoffice, OutOfMemory, Timeout, Unreadable};
    matches!(code, NeedsLibreoffice | Timeout | OutOfMemory | Crashed | Unreadable | Internal)
}

fn warned(path: Option<&Path>, message: &str) -> Said {
    let path = path.filter(|path| !path.as_os_str().is_empty()).map(|path| path.display().to_string());
    let text = path.iter().map(String::as_str).chain([message]).map(printable).collect::<Vec<_>>().join(" ");
    let fields = json!({"path": path, "message": message});
    Said { level: Level::Warning, event: "warning", fields, text: Some(text) }
}

/// An error that ends a run, as its log has it.
pub(super) fn error_line(format: LogFormat, run_id: &str, error: &str) -> String {
    let (text, fields) = (Some(printable(error)), json!({"message": error}));
    let said = Said { level: Level::Error, event: "error", fields, text };
    line(format, run_id, said).unwrap_or_default()
}

/// The line that says it; `None` where a person need not know.
fn line(format: LogFormat, run_id: &str, said: Said) -> Option<String> {
    let Said { level, event, fields, text } = said;
    match (format, level) {
        (LogFormat::Human, Level::Info) => text,
        (LogFormat::Human, _) => text.map(|text| format!("{}: {text}", level.as_str())),
        (LogFormat::Json, _) => {
            let time = format!("{:.3}", Timestamp::now());
            let mut object = json!({"time": time, "level": level.as_str(), "run_id": run_id, "event": event});
            if let (Some(object), Json::Object(fields)) = (object.as_object_mut(), fields) {
                object.extend(fields);
            }
            Some(json_line(&object))
        }
    }
}

/// JSON that a terminal can show as well: what misleads stands as `\uNNNN`, which is the same to whoever parses it.
fn json_line(object: &Json) -> String {
    let text = object.to_string();
    let mut line = String::with_capacity(text.len());
    for c in text.chars() {
        if misleads(c) {
            line.extend(c.encode_utf16(&mut [0; 2]).iter().map(|unit| format!("\\u{unit:04x}")));
        } else {
            line.push(c);
        }
    }
    line
}

/// What is said of a form that was read.
fn read(path: &str, reading: &Reading) -> Json {
    let errors = reading.findings.iter().filter(|finding| finding.severity == Severity::Error).count();
    json!({
        "path": path, "stock_code": reading.filing.stock_code,
        "month_end": reading.filing.month_end.map(|date| date.to_string()),
        "findings": reading.findings.len(), "errors": errors,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A name that would end its line, begin another, clear the screen, and turn what follows around.
    const NAME: &str = "a.pdf\nerror: \u{1b}[2J\u{9b}K\u{202e}\u{e0041}";

    fn lines(format: LogFormat) -> Vec<String> {
        let watch = Watch::new(format, false, "run");
        let error = FilingError::new(RejectCode::Crashed, format!("died of {NAME}"));
        let said = [warned(Some(Path::new(NAME)), NAME), watch.rejected(NAME, &error)];
        let error = error_line(format, "run", NAME);
        said.into_iter().filter_map(|said| line(format, "run", said)).chain([error]).collect()
    }

    #[test]
    fn names_of_files_forge_no_line() {
        for line in lines(LogFormat::Human) {
            assert!(!line.contains(misleads), "{line:?}");
            assert!(
                line.starts_with("warning: a.pdf\\nerror: \\u{1b}[2J") || line.starts_with("error: a.pdf\\n"),
                "{line}"
            );
        }
        for line in lines(LogFormat::Json) {
            assert!(!line.contains(misleads), "{line:?}");
            let object: Json = serde_json::from_str(&line).unwrap();
            assert!(object["path"] == NAME || object["message"] == NAME, "the name is as it was: {object}");
        }
    }

    #[test]
    fn every_line_says_when_how_grave_and_of_which_run() {
        for line in lines(LogFormat::Json) {
            let object: Json = serde_json::from_str(&line).unwrap();
            assert!(object["time"].as_str().unwrap().parse::<Timestamp>().is_ok(), "{object}");
            assert_eq!(object["run_id"], "run");
            assert!(["warning", "error"].contains(&object["level"].as_str().unwrap()), "{object}");
            assert_eq!(
                object.as_object().unwrap().keys().take(4).collect::<Vec<_>>(),
                ["time", "level", "run_id", "event"]
            );
        }
    }

    #[test]
    fn a_person_is_shown_some_files_of_a_kind_and_the_number_of_the_others() {
        let watch = Watch::new(LogFormat::Human, true, "run");
        let said =
            (0..SHOWN + 5).map(|_| watch.rejected("a.doc", &FilingError::new(RejectCode::NeedsLibreoffice, "no")));
        assert_eq!(said.filter(|said| said.text.is_some()).count() as u64, SHOWN);
        let no_return = watch.rejected("b.pdf", &FilingError::new(RejectCode::NotAMonthlyReturn, "a circular"));
        assert_eq!((no_return.level, no_return.text), (Level::Info, None));
    }
}
