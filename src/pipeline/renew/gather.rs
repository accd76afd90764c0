//! The entries that are put together at a time: what is published of some issuers, in a year and the months beside it, and
//! what was read of them.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::io;

use super::super::document::{digest_of, unreadable};
use super::super::job::IngestError;
use super::super::{LoadError, Readings};
use super::Renewal;
use super::plan::{Changes, Form, Group, Loose, Year};
use crate::check;
use crate::filing::{Date, Table, day_since_1970, file_digest};
use crate::publish::{Cursor, Opened, RowKey};
use crate::record::Reading;
use crate::tables::{Entry, RestoreError, Restorer};

/// Readings as they were before they were repaired, by filing id.
pub(in super::super) type Unrepaired = BTreeMap<String, Reading>;

/// Goes through what is published and what was read, group by group in the order of the rows.
pub(super) struct Gathering<'g> {
    renewal: &'g Renewal<'g>,
    changes: &'g Changes,
    year: &'g Year,
    /// The year and those beside it, as far as they are published.
    published: Vec<YearRows<'g>>,
    /// Rows that stand for themselves and have moved, by filing id.
    moved: HashMap<String, Entry>,
}

/// The rows of a published year.
struct YearRows<'g> {
    year: i16,
    tables: Vec<(Table, Cursor<'g>)>,
}

impl<'g> Gathering<'g> {
    pub(super) fn new(renewal: &'g Renewal<'g>, changes: &'g Changes, year: &'g Year) -> Self {
        let years = year.number.filter(|_| !year.issuers.is_empty()).map_or(0..0, |year| year - 1..year + 2);
        let published = renewal.base.into_iter().flat_map(|base| {
            let published = base.years(Table::Filings);
            let is_published = move |year: &i16| published.contains(&Some(*year));
            years.clone().filter(is_published).map(|year| YearRows::new(base, year, changes))
        });
        Self { renewal, changes, year, published: published.collect(), moved: HashMap::new() }
    }

    /// The entries of the next group.
    pub(super) fn entries(&mut self, group: &Group) -> Result<Vec<Entry>, IngestError> {
        match group {
            Group::Issuers(issuers) => {
                let mut entries = self.published(issuers)?;
                self.add_read(issuers, &mut entries)?;
                Ok(entries)
            }
            Group::Loose(rows) => self.loose(rows),
            Group::Unreadable(paths) => {
                let renewal = self.renewal;
                let errors = paths.iter().filter_map(|path| Some((path, renewal.register.unreadable.get(path)?)));
                Ok(errors.map(|(path, error)| unreadable(path, error.clone(), renewal.began)).collect())
            }
        }
    }

    /// What is published of some issuers and stands.
    fn published(&mut self, issuers: &BTreeSet<String>) -> Result<Vec<Entry>, IngestError> {
        let mut restorer = Restorer::default();
        let Some(last) = issuers.last() else { return Ok(Vec::new()) };
        let register = self.renewal.register;
        for rows in &mut self.published {
            let with_provenance = self.changes.issuers.get(&rows.year);
            for (table, cursor) in &mut rows.tables {
                let is_wanted = |key: &RowKey<'_>| {
                    let is_known = |issuer: &str| {
                        issuers.contains(issuer)
                            && (*table != Table::Provenance
                                || with_provenance.is_some_and(|with| with.contains(issuer)))
                    };
                    let digest = digest_of(key.filing_id);
                    key.stock_code.is_some_and(is_known)
                        && key.month_end.and_then(day_since_1970).is_some_and(|month| self.year.is_near(month))
                        && !register.read.contains(digest)
                        && !register.dropped.contains(digest)
                };
                let is_before = |key: &RowKey<'_>| key.stock_code.is_some_and(|issuer| issuer <= last.as_str());
                cursor.advance(is_before, is_wanted, |batch| {
                    restorer.take(*table, batch).map_err(|error| damaged(self.renewal.base, error))
                })?;
            }
        }
        Ok(restorer.into_entries().map(|entry| self.as_read(entry)).collect())
    }

    /// A published entry as it was read: without what other returns have to do with it, with its paths as they are now.
    fn as_read(&self, mut entry: Entry) -> Entry {
        let id = entry.filing_id.as_deref().unwrap_or_default();
        if let Some(before) = self.renewal.unrepaired.get(id) {
            entry.result = Ok(before.clone());
        }
        if let Ok(reading) = &mut entry.result {
            check::forget(reading).for_each(drop);
        }
        entry.capital_events.clear();
        if let Some(document) = self.renewal.register.documents.get(file_digest(id)) {
            document.describe(&mut entry);
        }
        entry
    }

    fn add_read(&self, issuers: &BTreeSet<String>, entries: &mut Vec<Entry>) -> Result<(), IngestError> {
        let forms = issuers.iter().filter_map(|issuer| self.changes.fresh.get(issuer)).flatten();
        let near = forms.filter(|form| form.key.month_end.is_some_and(|month| self.year.is_near(month)));
        for form in near {
            entries.extend(self.read(form)?);
        }
        Ok(())
    }

    /// A form that was read.
    fn read(&self, form: &Form) -> Result<Option<Entry>, IngestError> {
        let Renewal { spool, register, began, .. } = self.renewal;
        let (Some(spooled), Some(document)) = (spool.index.get(&form.digest), register.documents.get(&form.digest))
        else {
            return Ok(None);
        };
        let mut readings: Readings = spool.get(spooled).map_err(IngestError::Spool)?;
        if readings.len() < form.number {
            return Err(IngestError::Spool(io::Error::from(io::ErrorKind::InvalidData)));
        }
        let result = readings.swap_remove(form.number - 1);
        Ok(Some(document.entry(&form.digest, form.number, spooled.format, result, *began)))
    }

    /// Rows that stand for themselves.
    fn loose(&mut self, rows: &[Loose]) -> Result<Vec<Entry>, IngestError> {
        if self.moved.is_empty() && rows.iter().any(|row| matches!(row, Loose::Moved { .. })) {
            self.moved = self.moved()?;
        }
        let mut entries = Vec::new();
        for row in rows {
            entries.extend(match row {
                Loose::Read(form) => self.read(form)?,
                Loose::Moved { filing_id, .. } => self.moved.remove(filing_id),
            });
        }
        Ok(entries)
    }

    /// What is published of the moved documents whose issuer or month is unknown.
    fn moved(&self) -> Result<HashMap<String, Entry>, IngestError> {
        let mut restorer = Restorer::default();
        let Some(base) = self.renewal.base else { return Ok(HashMap::new()) };
        let moved = &self.renewal.register.moved;
        for &table in Table::ALL {
            let is_wanted = |key: &RowKey<'_>| {
                (key.stock_code.is_none() || key.month_end.is_none()) && moved.contains(digest_of(key.filing_id))
            };
            let mut cursor = Cursor::new(base, table, self.year.number);
            cursor.advance(
                |_| true,
                is_wanted,
                |batch| restorer.take(table, batch).map_err(|error| damaged(Some(base), error)),
            )?;
        }
        let entries = restorer.into_entries().map(|entry| self.as_read(entry));
        Ok(entries.filter_map(|entry| Some((entry.filing_id.clone()?, entry))).collect())
    }
}

impl<'g> YearRows<'g> {
    fn new(base: &'g Opened, year: i16, changes: &Changes) -> Self {
        // What other returns have to do with a filing is found out anew; where it stands on the page, only for those that
        // are written anew or could be repaired.
        let is_needed = |table: &&Table| match table {
            Table::CapitalEvents => false,
            Table::Provenance => changes.issuers.contains_key(&year),
            _ => true,
        };
        let tables = Table::ALL.iter().filter(is_needed);
        Self { year, tables: tables.map(|&table| (table, Cursor::new(base, table, Some(year)))).collect() }
    }
}

impl Year {
    /// Whether a month lies in the year, or close enough to bear on it: a return can be repaired by those of the months
    /// beside its own, and is then compared with these.
    fn is_near(&self, month: Date) -> bool {
        let months = |year: i16, month: i8| i32::from(year) * 12 + i32::from(month);
        let at = months(month.year(), month.month());
        self.number.is_some_and(|year| (months(year, 1) - 2..=months(year, 12) + 2).contains(&at))
    }
}

/// What is published cannot be put together again.
fn damaged(base: Option<&Opened>, source: RestoreError) -> IngestError {
    let folder = base.map(|base| base.folder.clone()).unwrap_or_default();
    IngestError::Load(LoadError::Restore { folder, source })
}
