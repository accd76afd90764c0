//! Which years are written, and which issuers in them are put together again.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use super::super::LoadError;
use super::super::document::filing_id;
use super::super::register::Register;
use super::super::spool::{FormKey, Spooling};
use super::Renewal;
use crate::filing::{Date, MonthlyReturn, Table, day_since_1970, file_digest};
use crate::publish::{Opened, RowKey};

/// So many filings, or a few more, are put together at a time: few enough to be held in memory.
const GROUP_FILINGS: usize = 1_000;

/// One form of a file that was read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in super::super) struct Form {
    pub(super) key: FormKey,
    pub(super) digest: String,
    /// From 1.
    pub(super) number: usize,
}

/// A row of `filings` that stands for itself, because its issuer or month is unknown.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Loose {
    /// It was read.
    Read(Form),
    /// It is published, and its paths or publication have changed.
    Moved { key: FormKey, filing_id: String },
}

impl Loose {
    /// In the order of the rows: what is unknown behind what is known.
    fn order(&self) -> (bool, Option<String>, bool, Option<Date>, String) {
        let (key, id) = match self {
            Self::Read(form) => (&form.key, filing_id(&form.digest, form.number)),
            Self::Moved { key, filing_id } => (key, filing_id.clone()),
        };
        (key.stock_code.is_none(), key.stock_code.clone(), key.month_end.is_none(), key.month_end, id)
    }
}

/// What has changed, and what is published of whom.
#[derive(Debug, Default)]
pub(in super::super) struct Changes {
    /// Forms that were read and whose month is known, by issuer.
    pub(super) fresh: BTreeMap<String, Vec<Form>>,
    /// Issuers to be put together again, by year.
    pub(super) issuers: BTreeMap<i16, BTreeSet<String>>,
    /// Rows that stand for themselves, by the year that they stand under; a year without any may have had some.
    loose: BTreeMap<Option<i16>, Vec<Loose>>,
    /// Filings that are published, by year and issuer.
    published: HashMap<(i16, String), usize>,
}

impl Changes {
    /// Finds out what has changed.
    ///
    /// # Errors
    /// When what is published cannot be read.
    pub(in super::super) fn of(
        base: Option<&Opened>,
        register: &Register,
        spool: &Spooling,
    ) -> Result<Self, LoadError> {
        let mut changes = Self::default();
        let mut keys: BTreeSet<FormKey> = BTreeSet::new();
        if let Some(base) = base {
            changes.see_published(base, register, &mut keys)?;
        }
        for (digest, spooled) in &spool.index {
            for (number, key) in (1..).zip(&spooled.forms) {
                keys.insert(key.clone());
                changes.see_read(Form { key: key.clone(), digest: digest.clone(), number });
            }
        }
        changes.loose.values_mut().for_each(|rows| rows.sort_by_cached_key(Loose::order));
        let mut years: BTreeSet<i16> = keys.iter().filter_map(FormKey::year).collect();
        years.extend(changes.published.keys().map(|(year, _)| *year));
        keys.iter().for_each(|key| changes.touch(key, &years));
        if !(register.unreadable.is_empty() && register.no_longer_unreadable.is_empty()) {
            changes.loose.entry(None).or_default();
        }
        Ok(changes)
    }

    fn see_read(&mut self, form: Form) {
        match form.key.issuer_of_month() {
            Some(issuer) => self.fresh.entry(issuer.to_owned()).or_default().push(form),
            None => self.loose.entry(form.key.year()).or_default().push(Loose::Read(form)),
        }
    }

    /// Counts what is published, and notes what the documents that change were about.
    fn see_published(
        &mut self,
        base: &Opened,
        register: &Register,
        keys: &mut BTreeSet<FormKey>,
    ) -> Result<(), LoadError> {
        for batch in base.columns(Table::Filings, &["filing_id", "stock_code", "month_end"]) {
            let (year, batch) = batch?;
            RowKey::for_each(&batch, |row| {
                if let Some(id) = row.filing_id.filter(|id| register.has_changed(file_digest(id))) {
                    let month_end = row.month_end.and_then(day_since_1970);
                    let key = FormKey { stock_code: row.stock_code.map(str::to_owned), month_end };
                    if key.issuer_of_month().is_none() && register.moved.contains(file_digest(id)) {
                        let moved = Loose::Moved { key: key.clone(), filing_id: id.to_owned() };
                        self.loose.entry(year).or_default().push(moved);
                    }
                    keys.insert(key);
                }
                if let (Some(year), Some(issuer)) = (year, row.stock_code) {
                    *self.published.entry((year, issuer.to_owned())).or_default() += 1;
                }
            });
        }
        Ok(())
    }

    /// Notes who is touched by a change: its issuer, in the years of its month and of the months beside it.
    fn touch(&mut self, key: &FormKey, years: &BTreeSet<i16>) {
        let (Some(issuer), Some(month_end)) = (&key.stock_code, key.month_end) else {
            self.loose.entry(key.year()).or_default();
            return;
        };
        let beside = [month_before(month_end), Some(month_end), month_after(month_end)];
        for year in beside.into_iter().flatten().map(Date::year).filter(|year| years.contains(year)) {
            self.issuers.entry(year).or_default().insert(issuer.clone());
        }
    }

    /// The years that were written.
    pub(in super::super) fn written(&self) -> BTreeSet<Option<i16>> {
        self.issuers.keys().map(|year| Some(*year)).chain(self.loose.keys().copied()).collect()
    }

    /// Whether the rows of a return were put together again.
    pub(in super::super) fn has_renewed(&self, filing: &MonthlyReturn) -> bool {
        let issuers = filing.month_end.and_then(|month| self.issuers.get(&month.year()));
        filing.stock_code.as_ref().is_some_and(|issuer| issuers.is_some_and(|issuers| issuers.contains(issuer)))
    }

    /// The years that are to be written.
    pub(super) fn years(&self, renewal: &Renewal<'_>) -> Vec<Year> {
        self.written().into_iter().map(|year| self.year(year, renewal.register)).collect()
    }

    fn year(&self, year: Option<i16>, register: &Register) -> Year {
        let issuers = year.and_then(|year| self.issuers.get(&year)).cloned().unwrap_or_default();
        let mut groups = Vec::new();
        let mut group = BTreeSet::new();
        let mut filings = 0;
        for issuer in &issuers {
            let published = year.and_then(|year| self.published.get(&(year, issuer.clone())));
            let fresh = self.fresh.get(issuer).into_iter().flatten();
            filings += published.copied().unwrap_or(0) + fresh.filter(|form| form.key.year() == year).count();
            group.insert(issuer.clone());
            if filings >= GROUP_FILINGS {
                groups.push(Group::Issuers(std::mem::take(&mut group)));
                filings = 0;
            }
        }
        if !group.is_empty() {
            groups.push(Group::Issuers(group));
        }
        let loose = self.loose.get(&year).map_or(&[][..], Vec::as_slice);
        groups.extend(loose.chunks(GROUP_FILINGS).map(|rows| Group::Loose(rows.to_vec())));
        if year.is_none() && !register.unreadable.is_empty() {
            groups.push(Group::Unreadable(register.unreadable.keys().cloned().collect()));
        }
        Year { number: year, issuers, groups }
    }
}

/// A year that is to be written.
#[derive(Debug)]
pub(super) struct Year {
    /// Which one; `None` for filings whose month is unknown.
    pub(super) number: Option<i16>,
    /// Issuers all of whose rows are put together again.
    pub(super) issuers: BTreeSet<String>,
    /// What is put together at a time, in the order of the rows.
    pub(super) groups: Vec<Group>,
}

/// What is put together at a time.
#[derive(Debug)]
pub(super) enum Group {
    /// Issuers.
    Issuers(BTreeSet<String>),
    /// Rows that stand for themselves.
    Loose(Vec<Loose>),
    /// Files that the operating system would not give, by path.
    Unreadable(Vec<String>),
}

fn month_before(month_end: Date) -> Option<Date> {
    month_end.first_of_month().yesterday().ok()
}

fn month_after(month_end: Date) -> Option<Date> {
    month_end.last_of_month().tomorrow().ok()
}
