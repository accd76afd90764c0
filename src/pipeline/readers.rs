//! Which decoder reads a PDF: the first, and the second where the first leaves a doubt.
//!
//! A doubt is a file that the first reader cannot read, that loses pages or sections or has characters without a
//! meaning, that is damaged, or whose figures contradict each other. A file without doubts is never read twice. What
//! the second reading says is published as findings; see [`compare`].

mod compare;

use std::thread;

use super::{Readings, panics};
use crate::check::{check, note_copies};
use crate::extract::{Document, Limits, Reader, extract, extract_again, source_format};
use crate::filing::{SourceFormat, Table};
use crate::finding::{Code, FilingError, Finding, RejectCode, Severity};
use crate::layout::{Layout, layout};
use crate::parse;
use crate::record::{Reading, record};
use crate::spec::form::Forms;

/// Stack of the second reader, in bytes: it goes down into whatever is nested.
const STACK: usize = 32 << 20;

/// Reads every form of a file.
pub(super) fn read(bytes: &[u8], reader: Reader) -> Readings {
    let first = || read_document(extract(bytes, &Limits::default()));
    match reader {
        Reader::First => first(),
        Reader::Second => read_again(bytes),
        Reader::Both => with_second(bytes, first(), || read_again(bytes)),
    }
}

/// What the first reader read, with what the second says of it where there is a doubt; else nobody asks it.
pub(super) fn with_second(bytes: &[u8], first: Readings, ask: impl FnOnce() -> Readings) -> Readings {
    match doubt(&first).filter(|_| source_format(bytes) == Some(SourceFormat::Pdf)) {
        Some(reason) => join(first, ask(), &reason),
        None => first,
    }
}

fn read_document(document: Result<Document, FilingError>) -> Readings {
    let document = match document {
        Ok(document) => document,
        Err(error) => return vec![Err(error)],
    };
    let forms = parse::split(layout(&document));
    let mut readings: Readings = forms.iter().map(|form| read_form(form, &document.doubts)).collect();
    note_copies(&mut readings);
    readings
}

fn read_form(layout: &Layout, doubts: &[String]) -> Result<Reading, FilingError> {
    let form = parse::parse(layout, Forms::builtin()).map_err(|error| no_form(error, doubts))?;
    let mut reading = record(&form);
    check(&mut reading);
    if !layout.has_points {
        // Boxes that are not places on the pages of the file are nobody's business.
        reading.provenance.iter_mut().for_each(|value| value.place.bbox = None);
    }
    Ok(doubted(reading, doubts))
}

/// What is left of a damaged return may look like no return.
fn no_form(error: FilingError, doubts: &[String]) -> FilingError {
    if doubts.is_empty() {
        return error;
    }
    let message = format!("the file is damaged: {}; in what is left, {}", doubts.join("; "), error.message);
    FilingError::new(RejectCode::MalformedPdf, message)
}

/// Says of every table that its file is damaged.
fn doubted(mut reading: Reading, doubts: &[String]) -> Reading {
    if !doubts.is_empty() {
        let message = format!("the file is damaged: {}; compare with the page, or fetch it again", doubts.join("; "));
        point_at_tables(&mut reading, &Finding::new(Code::DamagedFile, message));
    }
    reading
}

/// Adds a finding about the file to every table that it fills.
fn point_at_tables(reading: &mut Reading, finding: &Finding) {
    for table in Table::ALL.iter().filter(|table| reading.filing.row_count(**table) > 0) {
        reading.findings.push(Finding { table: Some(*table), ..finding.clone() });
    }
}

/// Reads with the second reader, on a stack of its own; a panic of it is an error like any other.
fn read_again(bytes: &[u8]) -> Readings {
    let failed = |what: String| vec![Err(FilingError::new(RejectCode::MalformedPdf, what))];
    thread::scope(|scope| {
        let work = || panics::caught(|| read_document(extract_again(bytes, &Limits::default())));
        let worker = thread::Builder::new().stack_size(STACK).spawn_scoped(scope, work);
        match worker.map(thread::ScopedJoinHandle::join) {
            Ok(Ok(Ok(readings))) => readings,
            Ok(Ok(Err(panic))) => failed(format!("the second reader broke off ({panic})")),
            Ok(Err(_)) => failed("the second reader broke off".to_owned()),
            Err(error) => failed(format!("the second reader could not be started ({error})")),
        }
    })
}

/// Why the second reader is asked, if it is.
fn doubt(first: &Readings) -> Option<String> {
    first.iter().find_map(|reading| match reading {
        Ok(reading) => {
            let telling = reading.findings.iter().find(|finding| is_telling(finding))?;
            Some(telling.code.as_str().to_owned())
        }
        Err(error) => {
            let is_lost = matches!(error.code, RejectCode::MalformedPdf | RejectCode::NoTextLayer);
            is_lost.then(|| error.code.as_str().to_owned())
        }
    })
}

fn is_telling(finding: &Finding) -> bool {
    let is_loss =
        matches!(finding.code, Code::PagesMissing | Code::SectionMissing | Code::UndecodableText | Code::DamagedFile);
    is_loss || compare::is_breach(finding) && finding.severity == Severity::Error
}

/// Form by form; `reason` says why the second reader was asked.
fn join(first: Readings, second: Readings, reason: &str) -> Readings {
    if first.len() == second.len() {
        return first.into_iter().zip(second).map(|(first, second)| join_form(first, second, reason)).collect();
    }
    if first.iter().all(Result::is_err) {
        return second.into_iter().map(|second| second.map(|second| used(second, reason))).collect();
    }
    let why = format!("it finds {} forms in the file, the first {}", second.len(), first.len());
    first.into_iter().map(|first| first.map(|first| unread(first, reason, &why))).collect()
}

fn join_form(
    first: Result<Reading, FilingError>,
    second: Result<Reading, FilingError>,
    reason: &str,
) -> Result<Reading, FilingError> {
    match (first, second) {
        (Ok(first), Ok(second)) => match (losses(&first), losses(&second)) {
            (lost, 0) if lost > 0 => Ok(used(second, reason)),
            (lost, more) if more > lost => Ok(unread(first, reason, "it loses pages or sections")),
            _ => Ok(compare::compare(first, &second)),
        },
        (Ok(first), Err(error)) => Ok(unread(first, reason, &error.to_string())),
        (Err(_), Ok(second)) => Ok(used(second, reason)),
        (Err(error), Err(_)) => Err(error),
    }
}

/// How many pages and sections are known to be missing.
fn losses(reading: &Reading) -> usize {
    let is_loss = |finding: &&Finding| matches!(finding.code, Code::PagesMissing | Code::SectionMissing);
    reading.findings.iter().filter(is_loss).count()
}

fn used(mut second: Reading, reason: &str) -> Reading {
    let message = format!("the first reader could not read all of it ({reason}); the second reader read this");
    point_at_tables(&mut second, &Finding::new(Code::SecondReaderUsed, message));
    second
}

fn unread(mut first: Reading, reason: &str, why: &str) -> Reading {
    let message = format!("the second reader was asked ({reason}) and has no opinion: {why}");
    first.findings.push(Finding::new(Code::SecondReaderFailed, message));
    first
}
