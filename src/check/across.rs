//! Identities 5 and 6: what the returns of a dataset say about each other, month after month and in both languages.
//!
//! Only current returns are compared, so that a correction that heals a breach closes it. All is told from values and
//! findings, which a published dataset holds: run again on it, the same findings come out. Only filling in what could
//! not be read needs the text that is printed, and so is done when a return is read and never again.

mod balances;
mod continuity;
mod events;
mod matching;
mod ratio;
mod repair;
mod series;
mod sheet;
mod twins;

use std::collections::BTreeMap;

use continuity::{Months, Restated};
use events::Told;
use series::{Consecutive, Issuer};
use sheet::Sheet;
use twins::Side;

use super::cells::Cell;
use super::{Address, address};
use crate::filing::{CapitalEvent, Standing};
use crate::finding::{Code, Finding};
use crate::record::Reading;

/// One return of a dataset: what it states, and how it stands to the others.
#[derive(Debug)]
pub struct Filed<'a> {
    /// Its id in the dataset.
    pub id: &'a str,
    /// Where it was found, which is how messages name it.
    pub path: &'a str,
    /// How it stands to the others.
    pub standing: &'a Standing,
    /// What it states; findings are added, and what its neighbours determine is filled in.
    pub reading: &'a mut Reading,
    /// What became of the issuer's shares; written anew.
    pub capital_events: &'a mut Vec<CapitalEvent>,
    /// Gets the reading as it was, where figures are filled in.
    pub unrepaired: &'a mut Option<Box<Reading>>,
}

/// Tests identities 5 and 6 of the contract over all returns of a dataset, and tells capital events.
///
/// Findings of an earlier run give way to those of this one. Values that were read are never changed; a figure that
/// could not be read is filled in where the twin or a neighbouring month determines it, as long as the reading still
/// has its provenance.
pub fn across(mut filings: Vec<Filed<'_>>) {
    let pages: Vec<Pages> = filings.iter_mut().map(clear).collect();
    let issuers = series::issuers(&filings);
    for issuer in &issuers {
        repair::fill_in(&mut filings, issuer);
    }
    let mut notes = Notes::default();
    let mut restated = Vec::new();
    for (at, filed) in filings.iter().enumerate() {
        let told = events::within(&Sheet::new(filed.reading, filed.path));
        restated.push(told.iter().map(|told| told.restated.clone()).collect());
        notes.told(at, told);
    }
    for issuer in &issuers {
        compare(&filings, &restated, issuer, &mut notes);
    }
    for (at, finding) in notes.findings {
        note(&mut filings[at], finding, &pages[at]);
    }
    for (at, event) in notes.events {
        filings[at].capital_events.push(event);
    }
}

/// What is found, by the position of the return that it is about.
#[derive(Default)]
struct Notes {
    findings: Vec<(usize, Finding)>,
    events: Vec<(usize, CapitalEvent)>,
}

impl Notes {
    fn told(&mut self, at: usize, told: Vec<Told>) {
        for told in told {
            self.findings.push((at, told.finding));
            self.events.push((at, told.event));
        }
    }

    fn found(&mut self, at: usize, findings: Vec<Finding>) {
        self.findings.extend(findings.into_iter().map(|finding| (at, finding)));
    }
}

/// Holds the returns of an issuer beside each other.
///
/// `restated` is what each return of the dataset says itself of its capital.
fn compare(filings: &[Filed<'_>], restated: &[Vec<Restated>], issuer: &Issuer, notes: &mut Notes) {
    let sheet = |at: usize| Sheet::new(filings[at].reading, filings[at].path);
    let mut beside = Beside {
        sheets: issuer.members.iter().map(|&at| (at, sheet(at))).collect(),
        by_neighbours: BTreeMap::new(),
        notes,
    };
    for months in &issuer.months {
        beside.months(months, restated);
    }
    for &(first, second) in &issuer.twins {
        beside.twins(first, second);
    }
}

/// The returns of an issuer, beside each other.
struct Beside<'a> {
    /// By their position in the dataset.
    sheets: BTreeMap<usize, Sheet<'a>>,
    /// What neighbouring months state for the cells of a return, in units of 10⁻¹², and which return says so.
    by_neighbours: BTreeMap<(usize, Cell), Vec<(i128, usize)>>,
    notes: &'a mut Notes,
}

impl Beside<'_> {
    fn months(&mut self, months: &Consecutive, restated: &[Vec<Restated>]) {
        let (earlier, later) = (&self.sheets[&months.earlier], &self.sheets[&months.later]);
        let mut restated = [&restated[months.earlier][..], &restated[months.later][..]].concat();
        for &at in &months.all_later {
            let told = events::between(earlier, &self.sheets[&at]);
            if at == months.later {
                restated.extend(told.iter().map(|told| told.restated.clone()));
            }
            self.notes.told(at, told);
        }
        let side_by_side = Months::new(earlier, later);
        let outcome = side_by_side.compare(&restated);
        self.notes.found(months.earlier, outcome.earlier);
        self.notes.found(months.later, outcome.later);
        for link in side_by_side.links() {
            let stated = [
                (months.later, link.opening, months.earlier, earlier.value(link.closing)),
                (months.earlier, link.closing, months.later, later.value(link.opening)),
            ];
            for (at, cell, by, value) in stated {
                let said = value.units().map(|units| (units, by));
                self.by_neighbours.entry((at, cell)).or_default().extend(said);
            }
        }
    }

    fn twins(&mut self, first: usize, second: usize) {
        let neighbours = |at: usize, cell: Cell| -> Vec<(i128, String)> {
            let said = self.by_neighbours.get(&(at, cell)).into_iter().flatten();
            said.map(|&(units, by)| (units, self.sheets[&by].month())).collect()
        };
        let of_first = |cell: Cell| neighbours(first, cell);
        let of_second = |cell: Cell| neighbours(second, cell);
        let [here, there] = twins::compare(
            &Side { sheet: &self.sheets[&first], neighbours: &of_first },
            &Side { sheet: &self.sheets[&second], neighbours: &of_second },
        );
        self.notes.found(first, here);
        self.notes.found(second, there);
    }
}

/// The pages of findings that were taken off, by code and place: a dataset is loaded without its provenance, and the
/// same finding shall point at the same page.
type Pages = BTreeMap<Address, Option<u32>>;

fn is_own(code: Code) -> bool {
    matches!(
        code,
        Code::ContinuityBroken | Code::ClassMissing | Code::SchemeMissing | Code::TwinDiffers | Code::CapitalEvent
    )
}

/// Takes off what an earlier run found.
fn clear(filed: &mut Filed<'_>) -> Pages {
    filed.capital_events.clear();
    forget(filed.reading).map(|finding| (address(&finding), finding.page)).collect()
}

/// Takes off a reading what it was only found out to be beside others, and gives it.
pub fn forget(reading: &mut Reading) -> impl Iterator<Item = Finding> {
    reading.findings.extract_if(.., |finding| is_own(finding.code))
}

fn note(filed: &mut Filed<'_>, mut finding: Finding, pages: &Pages) {
    let stands = filed.reading.provenance.iter().find(|stands| {
        Some(stands.table) == finding.table
            && Some(stands.row) == finding.row
            && finding.column.as_ref().is_none_or(|column| *column == stands.column)
    });
    let page = stands.map(|stands| stands.place.page).filter(|page| *page > 0);
    finding.page = page.or_else(|| pages.get(&address(&finding)).copied().flatten());
    filed.reading.findings.push(finding);
}
