//! An ingest that Python watches and can stop.

use std::collections::BTreeMap;
use std::ffi::OsString;
use std::panic::resume_unwind;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{self, Receiver, RecvTimeoutError, Sender};
use std::thread;
use std::time::{Duration, Instant};

use pyo3::prelude::*;
use serde_json::json;

use super::errors::raised;
use super::typed_ingest;
use crate::cli::{CliError, Ingest};
use crate::pipeline::{self, Event, Summary};

/// How often Python is asked whether somebody pressed Ctrl-C, and told how far the run is.
const TICK: Duration = Duration::from_millis(100);

/// What there is to tell between two ticks.
enum News {
    /// A warning about a path.
    Warning(String),
    /// Another run holds the dataset.
    Waiting(String),
    /// So many files are to be looked at.
    Found(usize),
    /// A file was looked at.
    Read,
    /// The tables are being written.
    Publishing,
}

/// Makes the run that was typed (`ingest` and its arguments), and gives what it did as JSON.
///
/// `progress` is called with a stage (`waiting`, `reading`, `publishing`), how many files were looked at, how many are to be,
/// and what there is to say; what it raises stops the run, like Ctrl-C.
#[pyfunction]
#[pyo3(signature = (typed, progress = None))]
pub(super) fn ingest(py: Python<'_>, typed: Vec<OsString>, progress: Option<Py<PyAny>>) -> PyResult<String> {
    let ingest = typed_ingest(py, typed)?;
    let (outcome, warnings) = py.detach(|| watched(&ingest, progress.as_ref()))?;
    outcome.map(|summary| described(&summary, &warnings)).map_err(|error| raised(py, &error))
}

/// Makes the run in a thread of its own, and keeps Python informed in this one.
fn watched(ingest: &Ingest, progress: Option<&Py<PyAny>>) -> PyResult<(Result<Summary, CliError>, Vec<String>)> {
    let stop = AtomicBool::new(false);
    let (sender, receiver) = mpsc::channel();
    thread::scope(|scope| {
        let run = scope.spawn(|| {
            // Gone with the run, which is how the other thread learns of its end.
            let sender = sender;
            Ok(pipeline::ingest(&ingest.job()?, &|event| tell(&sender, &event), &stop)?)
        });
        let told = Teller::new(progress).tell(&receiver);
        if told.is_err() {
            stop.store(true, Ordering::Relaxed);
        }
        let outcome = run.join().unwrap_or_else(|panic| resume_unwind(panic));
        match told {
            Ok(warnings) => Ok((outcome, warnings)),
            Err(stopped) => Err(with_what_came_of_it(stopped, &outcome)),
        }
    })
}

/// Whoever stops a run that was about to be over learns that it published.
fn with_what_came_of_it(stopped: PyErr, outcome: &Result<Summary, CliError>) -> PyErr {
    if let Some(summary) = outcome.as_ref().ok().filter(|summary| summary.is_published) {
        let note = format!("it came too late: {} was published", summary.current.folder.display());
        // An exception that takes no note is raised as it is.
        let _ = Python::attach(|py| stopped.value(py).call_method1("add_note", (note,)).map(drop));
    }
    stopped
}

fn tell(sender: &Sender<News>, event: &Event<'_>) {
    let news = match event {
        Event::Warning(warning) => News::Warning(format!("{}: {}", warning.path.display(), warning.message)),
        Event::Waiting(holder) => News::Waiting(holder.to_string()),
        Event::Found { to_read, .. } => News::Found(*to_read),
        Event::Read(..) => News::Read,
        Event::Publishing => News::Publishing,
    };
    // Nobody listens any more: the run is being stopped.
    let _ = sender.send(news);
}

/// Tells Python how far the run is.
struct Teller<'p> {
    progress: Option<&'p Py<PyAny>>,
    stage: &'static str,
    done: usize,
    total: usize,
    message: String,
    warnings: Vec<String>,
    has_news: bool,
}

impl<'p> Teller<'p> {
    fn new(progress: Option<&'p Py<PyAny>>) -> Self {
        let (stage, message, warnings) = ("crawling", String::new(), Vec::new());
        Self { progress, stage, done: 0, total: 0, message, warnings, has_news: true }
    }

    /// Until the run is over; gives its warnings.
    fn tell(mut self, receiver: &Receiver<News>) -> PyResult<Vec<String>> {
        let mut next = Instant::now() + TICK;
        loop {
            match receiver.recv_timeout(next.saturating_duration_since(Instant::now())) {
                Ok(news) => self.take(news)?,
                Err(RecvTimeoutError::Timeout) => {}
                Err(RecvTimeoutError::Disconnected) => {
                    self.tick()?;
                    return Ok(self.warnings);
                }
            }
            if Instant::now() >= next {
                self.tick()?;
                next = Instant::now() + TICK;
            }
        }
    }

    fn take(&mut self, news: News) -> PyResult<()> {
        let stage = match news {
            News::Warning(warning) => {
                self.warnings.push(warning);
                return Ok(());
            }
            News::Read => {
                self.done += 1;
                self.has_news = true;
                return Ok(());
            }
            News::Waiting(holder) => {
                self.message = holder;
                "waiting"
            }
            News::Found(total) => {
                self.total = total;
                "reading"
            }
            News::Publishing => "publishing",
        };
        // Each stage is told, however short it was.
        self.tick()?;
        (self.stage, self.has_news) = (stage, true);
        if stage != "waiting" {
            self.message.clear();
        }
        Ok(())
    }

    /// Signals are looked at, and what is new is told.
    fn tick(&mut self) -> PyResult<()> {
        Python::attach(|py| {
            py.check_signals()?;
            if let Some(progress) = self.progress.filter(|_| self.has_news) {
                progress.call1(py, (self.stage, self.done, self.total, self.message.as_str()))?;
            }
            self.has_news = false;
            Ok(())
        })
    }
}

/// What a run did.
fn described(summary: &Summary, warnings: &[String]) -> String {
    let rejects: BTreeMap<&str, u64> = summary.rejects.iter().map(|(code, count)| (code.as_str(), *count)).collect();
    let findings: Vec<_> = summary
        .findings
        .iter()
        .map(|((code, severity), count)| json!({"code": code.as_str(), "severity": severity.as_str(), "count": count}))
        .collect();
    json!({
        "files": summary.files,
        "known": summary.known,
        "read": summary.read,
        "reread": summary.reread,
        "duplicates": summary.duplicates,
        "vanished": summary.vanished,
        "pruned": summary.pruned,
        "warnings": warnings,
        "rejects": rejects,
        "findings": findings,
        "is_published": summary.is_published,
        "snapshot": summary.current.folder,
    })
    .to_string()
}
