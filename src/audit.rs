//! All findings of a dataset as a person, a program or a code host reads them: grouped by code, the worst first.
//!
//! What a finding means is told once, in `docs/findings.md`; the page is part of the program, and a test holds its headings to the
//! codes.

mod codes;
mod human;
mod json;
mod sarif;

use std::collections::{BTreeMap, BTreeSet};

pub use codes::meaning;

use crate::filing::{Date, Language};
use crate::finding::{Code, Finding, Severity};
use crate::tables::Snapshot;

/// A finding with the filing that it is about.
#[derive(Debug, Clone, Copy)]
pub struct Located<'a> {
    /// The finding.
    pub finding: &'a Finding,
    /// `filings.filing_id`.
    pub filing_id: Option<&'a str>,
    /// `filings.source_path`.
    pub source_path: &'a str,
    /// Size of the file; `None` when its bytes could not be had.
    pub source_bytes: Option<u64>,
    /// The issuer's code; `None` where the return states none.
    pub stock_code: Option<&'a str>,
    /// The month of the return; `None` where it states none.
    pub month_end: Option<Date>,
    /// The language of the return.
    pub language: Language,
    /// Whether the filing is the last revision known; `None` where issuer or month are unknown.
    pub is_current: Option<bool>,
}

/// The findings of one code.
#[derive(Debug)]
pub struct Group<'a> {
    /// The code.
    pub code: Code,
    /// The worst severity among its findings.
    pub worst: Severity,
    /// The worst first, then in the order of the filings.
    pub findings: Vec<Located<'a>>,
}

impl Group<'_> {
    /// How many filings have such a finding.
    #[must_use]
    pub fn filings(&self) -> usize {
        self.findings.iter().map(|located| (located.filing_id, located.source_path)).collect::<BTreeSet<_>>().len()
    }
}

/// The findings of a dataset.
#[derive(Debug)]
pub struct Audit<'a> {
    /// Documents in the dataset, rejected ones included.
    pub filings: usize,
    /// Documents that were not read; their reasons are in `filings`, not among the findings.
    pub rejected: usize,
    /// The worst code first, then the one with the most findings.
    pub groups: Vec<Group<'a>>,
}

impl<'a> Audit<'a> {
    /// Collects the findings of all filings.
    #[must_use]
    pub fn of(snapshot: &'a Snapshot) -> Self {
        let mut by_code: BTreeMap<Code, Vec<Located<'a>>> = BTreeMap::new();
        let mut rejected = 0;
        for (entry, standing) in snapshot.entries() {
            let Ok(reading) = &entry.result else {
                rejected += 1;
                continue;
            };
            for finding in &reading.findings {
                by_code.entry(finding.code).or_default().push(Located {
                    finding,
                    filing_id: entry.filing_id.as_deref(),
                    source_path: &entry.source_path,
                    source_bytes: entry.source_bytes,
                    stock_code: reading.filing.stock_code.as_deref(),
                    month_end: reading.filing.month_end,
                    language: reading.filing.language,
                    is_current: standing.is_current,
                });
            }
        }
        let mut groups: Vec<Group<'a>> =
            by_code.into_iter().filter_map(|(code, findings)| group(code, findings)).collect();
        groups.sort_by(|a, b| {
            let by_worst = b.worst.cmp(&a.worst);
            by_worst.then(b.findings.len().cmp(&a.findings.len())).then(a.code.as_str().cmp(b.code.as_str()))
        });
        Self { filings: snapshot.entries().len(), rejected, groups }
    }

    /// Every finding, group by group.
    pub fn findings(&self) -> impl Iterator<Item = &Located<'a>> {
        self.groups.iter().flat_map(|group| &group.findings)
    }

    /// How many findings have this severity.
    #[must_use]
    pub fn count(&self, severity: Severity) -> usize {
        self.findings().filter(|located| located.finding.severity == severity).count()
    }

    /// How many findings one of these denials forbids.
    #[must_use]
    pub fn denied(&self, denials: &[Denial]) -> usize {
        self.findings().filter(|located| denials.iter().any(|denial| denial.forbids(located.finding))).count()
    }
}

fn group(code: Code, mut findings: Vec<Located<'_>>) -> Option<Group<'_>> {
    // Stable: within a severity the order of the filings stays.
    findings.sort_by_key(|located| std::cmp::Reverse(located.finding.severity));
    let worst = findings.first()?.finding.severity;
    Some(Group { code, worst, findings })
}

/// What a dataset may not have.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Denial {
    /// A finding of this code.
    Code(Code),
    /// A finding of this severity, or a worse one.
    Severity(Severity),
}

impl Denial {
    /// Whether it forbids a finding.
    #[must_use]
    pub fn forbids(self, finding: &Finding) -> bool {
        self.names(finding.code, finding.severity)
    }

    /// Whether it forbids findings of this code and severity.
    #[must_use]
    pub fn names(self, code: Code, severity: Severity) -> bool {
        match self {
            Self::Code(denied) => code == denied,
            Self::Severity(least) => severity >= least,
        }
    }
}

impl std::str::FromStr for Denial {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let severity = Severity::from_word(text).map(Self::Severity);
        severity.or_else(|| Code::from_word(text).map(Self::Code)).ok_or_else(|| {
            let near = nearest(text).map_or_else(String::new, |code| format!("; did you mean {code}?"));
            format!(
                "neither a severity (info, warning, error) nor the code of a finding{near} (docs/findings.md has all)"
            )
        })
    }
}

/// The code that shares the most words with what was typed.
fn nearest(text: &str) -> Option<&'static str> {
    let typed: BTreeSet<String> = text.to_lowercase().split(['-', '_', ' ']).map(str::to_owned).collect();
    let shared = |code: &Code| code.as_str().split('-').filter(|word| typed.contains(*word)).count();
    Code::ALL.iter().max_by_key(|code| shared(code)).filter(|code| shared(code) > 0).map(|code| code.as_str())
}

/// How an audit is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    /// For a person: a paragraph a code, with at most so many findings; `None` for all.
    Human(Option<usize>),
    /// One object with every finding.
    Json,
    /// SARIF 2.1.0, which code hosts and editors show.
    Sarif,
}

impl Audit<'_> {
    /// Writes it.
    ///
    /// # Errors
    /// When `out` refuses.
    pub fn write(&self, format: Format, out: &mut dyn std::io::Write) -> std::io::Result<()> {
        match format {
            Format::Human(most) => human::write(self, most, out),
            Format::Json => json::write(self, out),
            Format::Sarif => sarif::write(self, out),
        }
    }
}

/// `issued_shares.1.closing_issued`, as far as it is known; empty for the document as a whole.
fn place(finding: &Finding) -> String {
    let table = finding.table.map(|table| table.as_str().to_owned());
    let row = finding.row.map(|row| row.to_string());
    [table, row, finding.column.clone()].into_iter().flatten().collect::<Vec<_>>().join(".")
}
