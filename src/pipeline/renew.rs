//! The tables after a run: what this run read among what was published, year by year and issuer by issuer.
//!
//! How a return stands to others is told from its issuer's alone, and from the month before it to the month after. So
//! only the issuers of which something has changed are put together again, with the neighbouring months, and all other
//! rows are copied; and only the years that can be touched are written at all.

mod gather;
mod plan;

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::thread;

use gather::Gathering;
pub(super) use gather::Unrepaired;
use jiff::Timestamp;
pub(super) use plan::Changes;
use plan::{Group, Year};

use super::dataset::put_together;
use super::document::digest_of;
use super::job::IngestError;
use super::register::Register;
use super::spool::Spooling;
use crate::filing::{Table, file_digest};
use crate::finding::{Code, RejectCode, Severities, Severity};
use crate::publish::{Merge, Opened, PublishedFile, Release, RowKey};
use crate::record::Reading;
use crate::tables::{Entry, Snapshot};

/// What the new tables are made of.
pub(super) struct Renewal<'r> {
    pub(super) base: Option<&'r Opened>,
    pub(super) register: &'r Register,
    pub(super) spool: &'r Spooling,
    /// Readings as they were before they were repaired, of what is published.
    pub(super) unrepaired: &'r Unrepaired,
    pub(super) severities: &'r Severities,
    pub(super) began: Timestamp,
    /// How many years are written at a time.
    pub(super) jobs: usize,
    pub(super) stop: &'r AtomicBool,
}

/// What became of the tables.
#[derive(Debug, Default)]
pub(super) struct Renewed {
    pub(super) files: Vec<PublishedFile>,
    /// Readings as they were before they were repaired, of the issuers and years that were put together again.
    pub(super) unrepaired: BTreeMap<String, Reading>,
    pub(super) tally: Tally,
}

/// What several threads add to: it is whole whenever it is let go, whoever panicked.
fn held<T>(shared: &Mutex<T>) -> MutexGuard<'_, T> {
    shared.lock().unwrap_or_else(PoisonError::into_inner)
}

/// What there is to say of the filings that this run read.
#[derive(Debug, Default)]
pub(super) struct Tally {
    pub(super) rejects: BTreeMap<RejectCode, u64>,
    pub(super) findings: BTreeMap<(Code, Severity), u64>,
}

impl Tally {
    fn count(&mut self, entry: &Entry) {
        match &entry.result {
            Ok(reading) => {
                for finding in &reading.findings {
                    *self.findings.entry((finding.code, finding.severity)).or_default() += 1;
                }
            }
            Err(error) => *self.rejects.entry(error.code).or_default() += 1,
        }
    }
}

impl Renewal<'_> {
    /// Writes the years that are touched.
    ///
    /// # Errors
    /// When what is published cannot be read, a file cannot be written, or the run is stopped.
    pub(super) fn write(&self, release: &Release<'_>, changes: &Changes) -> Result<Renewed, IngestError> {
        let years: Vec<Year> = changes.years(self);
        let next = AtomicUsize::new(0);
        let renewed = Mutex::new(Ok(Renewed::default()));
        let work = || {
            while let Some(year) = years.get(next.fetch_add(1, Ordering::Relaxed)) {
                if let Err(error) = self.write_year(release, changes, year, &renewed) {
                    next.store(years.len(), Ordering::Relaxed);
                    *held(&renewed) = Err(error);
                }
            }
        };
        // Each thread holds one year at a time.
        thread::scope(|scope| (0..self.jobs.min(years.len())).for_each(|_| drop(scope.spawn(work))));
        renewed.into_inner().unwrap_or_else(PoisonError::into_inner)
    }

    fn write_year(
        &self,
        release: &Release<'_>,
        changes: &Changes,
        year: &Year,
        renewed: &Mutex<Result<Renewed, IngestError>>,
    ) -> Result<(), IngestError> {
        let is_replaced = |key: &RowKey<'_>| self.is_replaced(year, key);
        let mut merges: Vec<(Table, Merge<'_>)> =
            Table::ALL.iter().map(|&table| (table, release.merge(table, year.number, &is_replaced))).collect();
        let mut gathering = Gathering::new(self, changes, year);
        for group in &year.groups {
            if self.stop.load(Ordering::Relaxed) {
                return Err(IngestError::Stopped);
            }
            let snapshot = put_together(gathering.entries(group)?, self.severities);
            if let Ok(renewed) = &mut *held(renewed) {
                self.note(&snapshot, year, group, renewed);
            }
            for (table, merge) in &mut merges {
                for batch in snapshot.batches(*table, year.number) {
                    merge.add(&batch?)?;
                }
            }
        }
        for (_, merge) in merges {
            let files = merge.finish()?;
            if let Ok(renewed) = &mut *held(renewed) {
                renewed.files.extend(files);
            }
        }
        Ok(())
    }

    /// Whether an old row gives way.
    fn is_replaced(&self, year: &Year, key: &RowKey<'_>) -> bool {
        if key.stock_code.is_some_and(|issuer| year.issuers.contains(issuer)) {
            return true;
        }
        match key.filing_id {
            Some(id) => self.register.has_changed(file_digest(id)),
            None => key.source_path.is_some_and(|path| self.register.no_longer_unreadable.contains(path)),
        }
    }

    /// Notes what is to be known of the entries of the year; others are there for what they say of these.
    fn note(&self, snapshot: &Snapshot, year: &Year, group: &Group, renewed: &mut Renewed) {
        for (entry, _) in snapshot.entries().iter().filter(|(entry, _)| entry.year() == year.number) {
            let id = entry.filing_id.as_deref();
            if self.register.read.contains(digest_of(id)) || (id.is_none() && matches!(group, Group::Unreadable(_))) {
                renewed.tally.count(entry);
            }
            if let (Some(id), Some(before)) = (id, &entry.unrepaired) {
                renewed.unrepaired.insert(id.to_owned(), Reading::clone(before));
            }
        }
    }
}
