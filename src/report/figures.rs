//! What there is to say about a dataset, as plain numbers.
//!
//! Every figure counts documents, returns or months; shares of them are left to whoever shows them.

use std::collections::{BTreeMap, BTreeSet};

pub use super::coverage::{Coverage, IssuerMonths, State};
use crate::filing::{Date, Language, MonthlyReturn, Table, par_identities, row_identities};
use crate::finding::{Code, Finding, Severity};
use crate::record::Reading;
use crate::tables::{Entry, Outcome, Snapshot};

/// How many files are named as strange.
const STRANGEST: usize = 50;

/// A calendar month.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Month(i32);

impl Month {
    /// The month of a day.
    #[must_use]
    pub fn of(day: Date) -> Self {
        Self(i32::from(day.year()) * 12 + i32::from(day.month()) - 1)
    }

    /// Its year.
    #[must_use]
    pub fn year(self) -> i32 {
        self.0.div_euclid(12)
    }

    /// Its number within the year, from 1.
    #[must_use]
    pub fn number(self) -> i32 {
        self.0.rem_euclid(12) + 1
    }

    /// The month so many months later, or earlier where negative.
    #[must_use]
    pub fn plus(self, months: i32) -> Self {
        Self(self.0 + months)
    }

    /// How many months this one is behind another.
    #[must_use]
    pub fn since(self, other: Self) -> usize {
        usize::try_from(self.0 - other.0).unwrap_or(0)
    }
}

impl std::fmt::Display for Month {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{:04}-{:02}", self.year(), self.number())
    }
}

/// Documents by what became of them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Outcomes {
    /// Read, without a finding of severity error.
    pub parsed: u64,
    /// Read, with one at least.
    pub flagged: u64,
    /// Not read.
    pub rejected: u64,
}

impl Outcomes {
    fn add(&mut self, outcome: Outcome) {
        match outcome {
            Outcome::Parsed => self.parsed += 1,
            Outcome::Flagged => self.flagged += 1,
            Outcome::Rejected => self.rejected += 1,
        }
    }

    /// Documents that were read.
    #[must_use]
    pub fn read(&self) -> u64 {
        self.parsed + self.flagged
    }

    /// All of them.
    #[must_use]
    pub fn all(&self) -> u64 {
        self.read() + self.rejected
    }
}

/// A code of finding: how often, and where.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CodeCount {
    /// The code.
    pub code: Code,
    /// The worst severity that it has here.
    pub severity: Severity,
    /// Findings.
    pub findings: u64,
    /// Documents with one at least.
    pub filings: u64,
    /// The same by form version, in the order of [`Health::versions`].
    pub by_version: Vec<u64>,
}

/// An accounting identity of the contract, by its number.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct IdentityCount {
    /// 1 to 6.
    pub number: u8,
    /// How often it can be tested: returns for 1 to 4, pairs of months for 5, pairs of languages for 6.
    pub tested: u64,
    /// How often no finding says that it does not hold.
    pub holding: u64,
}

/// A reason for which documents were rejected.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RejectCount {
    /// The reason, as published.
    pub code: &'static str,
    /// Documents.
    pub filings: u64,
    /// The first of them by path.
    pub example: String,
    /// What was said of it.
    pub message: String,
}

/// A document with findings.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Strange {
    /// Its id.
    pub filing_id: String,
    /// Its path.
    pub source_path: String,
    /// The issuer's code, where it is known.
    pub stock_code: Option<String>,
    /// The month of the return, where it is known.
    pub month: Option<Month>,
    /// The language of the form.
    pub language: Language,
    /// The version of the form: `ff301 1.1.1`.
    pub version: String,
    /// Findings of severity error.
    pub errors: u64,
    /// Findings of severity warning.
    pub warnings: u64,
    /// The codes of its errors, or where it has none of its warnings.
    pub codes: Vec<&'static str>,
}

/// All figures of the page.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Health {
    /// All documents.
    pub outcomes: Outcomes,
    /// Issuers with a return that was read.
    pub issuers: u64,
    /// Documents by month of the return; a rejected one counts for the month before it was published.
    pub months: BTreeMap<Month, Outcomes>,
    /// Documents whose month is not known: rejected ones without a day of publication, and returns that state no month.
    pub undated: Outcomes,
    /// Findings of severity info, warning and error.
    pub findings: [u64; 3],
    /// The form versions of what was read, with their documents.
    pub versions: Vec<(String, u64)>,
    /// Codes, the worst and most frequent first.
    pub codes: Vec<CodeCount>,
    /// The identities that are tested.
    pub identities: Vec<IdentityCount>,
    /// Issuers and months.
    pub coverage: Coverage,
    /// Reasons, most frequent first.
    pub rejects: Vec<RejectCount>,
    /// The documents with the most errors, then warnings.
    pub strangest: Vec<Strange>,
    /// The id of the first form of each file that was read, by path.
    pub ids: BTreeMap<String, String>,
}

impl Health {
    /// Counts.
    #[must_use]
    pub fn of(snapshot: &Snapshot) -> Self {
        let mut health = Self { coverage: Coverage::of(snapshot), ..Self::default() };
        let mut issuers = BTreeSet::new();
        for (entry, _) in snapshot.entries() {
            health.count(entry);
            issuers.extend(entry.result.as_ref().ok().and_then(|reading| reading.filing.stock_code.as_deref()));
        }
        health.issuers = issuers.len() as u64;
        (health.versions, health.codes) = codes(snapshot);
        health.identities = identities(snapshot);
        health.rejects = rejects(snapshot);
        health.strangest = strangest(snapshot);
        health
    }

    fn count(&mut self, entry: &Entry) {
        let outcome = entry.outcome();
        self.outcomes.add(outcome);
        let month = match &entry.result {
            Ok(reading) => reading.filing.month_end.map(Month::of),
            Err(_) => entry.published_on.map(|day| Month::of(day).plus(-1)),
        };
        month.map_or(&mut self.undated, |month| self.months.entry(month).or_default()).add(outcome);
        if let Some(id) = &entry.filing_id {
            self.ids.entry(entry.source_path.clone()).or_insert_with(|| id.clone());
        }
        for finding in entry.result.iter().flat_map(|reading| &reading.findings) {
            let [info, warning, error] = &mut self.findings;
            *match finding.severity {
                Severity::Info => info,
                Severity::Warning => warning,
                Severity::Error => error,
            } += 1;
        }
    }
}

fn readings(snapshot: &Snapshot) -> impl Iterator<Item = &Reading> {
    snapshot.entries().iter().filter_map(|(entry, _)| entry.result.as_ref().ok())
}

/// `ff301 1.1.1`, `legacy_equity`.
fn version_of(filing: &MonthlyReturn) -> String {
    let form = filing.form.as_str();
    filing.form_version.as_ref().map_or_else(|| form.to_owned(), |version| format!("{form} {version}"))
}

/// The versions with their documents, and the codes with theirs.
fn codes(snapshot: &Snapshot) -> (Vec<(String, u64)>, Vec<CodeCount>) {
    let mut versions: BTreeMap<String, u64> = BTreeMap::new();
    for reading in readings(snapshot) {
        *versions.entry(version_of(&reading.filing)).or_default() += 1;
    }
    let place: BTreeMap<String, usize> = versions.keys().cloned().zip(0..).collect();
    let mut codes: BTreeMap<Code, CodeCount> = BTreeMap::new();
    for reading in readings(snapshot) {
        let mut seen = BTreeSet::new();
        for finding in &reading.findings {
            let count = codes.entry(finding.code).or_insert_with(|| CodeCount {
                code: finding.code,
                severity: finding.severity,
                findings: 0,
                filings: 0,
                by_version: vec![0; place.len()],
            });
            count.findings += 1;
            count.severity = count.severity.max(finding.severity);
            if seen.insert(finding.code) {
                count.filings += 1;
                count.by_version[place[&version_of(&reading.filing)]] += 1;
            }
        }
    }
    let mut codes: Vec<CodeCount> = codes.into_values().collect();
    codes.sort_by_key(|count| std::cmp::Reverse((count.severity, count.filings, count.findings)));
    (versions.into_iter().collect(), codes)
}

/// The codes that say of identities 1 to 6 that they do not hold.
const BREACHES: [(u8, &[Code]); 6] = [
    (1, &[Code::BalanceBroken]),
    (2, &[Code::TreasurySumBroken]),
    (3, &[Code::ParCapitalBroken, Code::CapitalTotalBroken]),
    (4, &[Code::SectionTotalBroken, Code::GrandTotalBroken, Code::ChangeMismatch]),
    (5, &[Code::ContinuityBroken, Code::ClassMissing]),
    (6, &[Code::TwinDiffers]),
];

/// How often each identity can be tested, and how often it holds.
fn identities(snapshot: &Snapshot) -> Vec<IdentityCount> {
    let counts = BREACHES.iter().map(|&(number, codes)| {
        let (tested, holding) = match number {
            1..=4 => within_returns(snapshot, number, codes),
            5 => between_months(snapshot, codes),
            _ => between_languages(snapshot, codes),
        };
        IdentityCount { number, tested, holding }
    });
    counts.collect()
}

fn has(reading: &Reading, codes: &[Code], least: Severity) -> bool {
    let is_breach = |finding: &Finding| finding.severity >= least && codes.contains(&finding.code);
    reading.findings.iter().any(is_breach)
}

/// Returns that state the cells of an identity, and those of them without a warning or an error about it.
fn within_returns(snapshot: &Snapshot, number: u8, codes: &[Code]) -> (u64, u64) {
    let testable = readings(snapshot).filter(|reading| states(&reading.filing, number));
    let (mut tested, mut holding) = (0, 0);
    for reading in testable {
        tested += 1;
        holding += u64::from(!has(reading, codes, Severity::Warning));
    }
    (tested, holding)
}

/// Whether a return states what identity 1 to 4 needs: both balances, or shares, par value and capital, or totals.
fn states(filing: &MonthlyReturn, number: u8) -> bool {
    let in_a_row = |table: Table, columns: &[&str]| {
        (1..=filing.row_count(table)).any(|row| columns.iter().all(|at| !filing.value(table, row, at).is_null()))
    };
    Table::ALL.iter().any(|&table| match number {
        1 | 2 => {
            let mut identities = row_identities(table).iter().filter(|identity| identity.number == number);
            identities.any(|identity| in_a_row(table, &[identity.addends[0], identity.sum]))
        }
        3 => par_identities(table)
            .iter()
            .any(|identity| in_a_row(table, &[identity.shares, identity.par, identity.capital])),
        _ => table == Table::SectionTotals && !filing.section_totals.is_empty(),
    })
}

/// Months of an issuer whose preceding month is there too, and those without an error against it.
fn between_months(snapshot: &Snapshot, codes: &[Code]) -> (u64, u64) {
    let mut months: BTreeMap<(&str, Month), bool> = BTreeMap::new();
    for (entry, standing) in snapshot.entries() {
        let Ok(reading) = &entry.result else { continue };
        let (Some(code), Some(day)) = (&reading.filing.stock_code, reading.filing.month_end) else { continue };
        if standing.is_current == Some(true) {
            *months.entry((code, Month::of(day))).or_default() |= has(reading, codes, Severity::Error);
        }
    }
    let pairs = months.iter().filter(|((code, month), _)| months.contains_key(&(*code, month.plus(-1))));
    pairs.fold((0, 0), |(tested, holding), (_, is_broken)| (tested + 1, holding + u64::from(!is_broken)))
}

/// Current returns with a twin, counted once, and those where neither has an error against the other.
fn between_languages(snapshot: &Snapshot, codes: &[Code]) -> (u64, u64) {
    let by_id = |(entry, _): &'_ (Entry, _)| {
        Some((entry.filing_id.clone()?, has(entry.result.as_ref().ok()?, codes, Severity::Error)))
    };
    let broken: BTreeMap<String, bool> = snapshot.entries().iter().filter_map(by_id).collect();
    let (mut tested, mut holding) = (0, 0);
    for (entry, standing) in snapshot.entries() {
        let (Some(id), Some(twin)) = (&entry.filing_id, &standing.twin_filing_id) else { continue };
        let is_english = entry.result.as_ref().is_ok_and(|reading| reading.filing.language == Language::English);
        if is_english && standing.is_current == Some(true) {
            let is_broken = [id, twin].into_iter().any(|id| broken.get(id).copied().unwrap_or(false));
            tested += 1;
            holding += u64::from(!is_broken);
        }
    }
    (tested, holding)
}

fn rejects(snapshot: &Snapshot) -> Vec<RejectCount> {
    let mut rejects: BTreeMap<&'static str, RejectCount> = BTreeMap::new();
    for (entry, _) in snapshot.entries() {
        let Err(error) = &entry.result else { continue };
        let code = error.code.as_str();
        let count = rejects.entry(code).or_insert_with(|| RejectCount {
            code,
            filings: 0,
            example: entry.source_path.clone(),
            message: error.message.clone(),
        });
        count.filings += 1;
        if entry.source_path < count.example {
            count.example = entry.source_path.clone();
            count.message = error.message.clone();
        }
    }
    let mut rejects: Vec<RejectCount> = rejects.into_values().collect();
    rejects.sort_by_key(|count| std::cmp::Reverse(count.filings));
    rejects
}

fn strangest(snapshot: &Snapshot) -> Vec<Strange> {
    let mut strange: Vec<Strange> = snapshot
        .entries()
        .iter()
        .filter_map(|(entry, _)| strange(entry))
        .filter(|strange| strange.errors + strange.warnings > 0)
        .collect();
    strange.sort_by(|a, b| {
        let worse = (b.errors, b.warnings).cmp(&(a.errors, a.warnings));
        worse.then_with(|| a.source_path.cmp(&b.source_path))
    });
    strange.truncate(STRANGEST);
    strange
}

fn strange(entry: &Entry) -> Option<Strange> {
    let reading = entry.result.as_ref().ok()?;
    let of = |severity: Severity| reading.findings.iter().filter(move |finding| finding.severity == severity);
    let worst = reading.findings.iter().map(|finding| finding.severity).max()?;
    let codes: BTreeSet<&'static str> = of(worst).map(|finding| finding.code.as_str()).collect();
    Some(Strange {
        filing_id: entry.filing_id.clone()?,
        source_path: entry.source_path.clone(),
        stock_code: reading.filing.stock_code.clone(),
        month: reading.filing.month_end.map(Month::of),
        language: reading.filing.language,
        version: version_of(&reading.filing),
        errors: of(Severity::Error).count() as u64,
        warnings: of(Severity::Warning).count() as u64,
        codes: codes.into_iter().collect(),
    })
}
