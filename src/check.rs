//! The accounting identities: breaches become findings, and what they determine is filled in.
//!
//! [`check`] holds one return to those within it; [`across()`] holds the returns of a dataset to each other.
//!
//! An identity is tested only when all its cells are read. A breach does not tell which figure is wrong, so every
//! figure that takes part is pointed at: the closing balance or the total with the identity's own severity, the others
//! with a warning. Blank counts as nothing; a cell that should not be blank makes a breach less certain.

mod across;
mod cells;
mod copies;
mod derive;
mod identity;
mod sections;
mod within;

use std::collections::BTreeSet;

pub use across::{Filed, across, forget};
use cells::{Cell, Cells, State};
pub use copies::note_copies;
use identity::{Identity, Verdict};

use crate::filing::Table;
use crate::finding::{Code, Finding, Severity};
use crate::record::Reading;

/// Tests identities 1 to 4 of the contract on one return; fills in what is unreadable and determined by them.
///
/// Values that were read are never changed. A value that is filled in has the method `derived` in the provenance, and
/// a finding in place of the one that it was unreadable.
pub fn check(reading: &mut Reading) {
    derive::fill_in(reading);
    let breaches = breaches(reading);
    reading.findings.extend(breaches);
}

/// Tests the identities anew, after a value was filled in from outside the return.
fn renew_breaches(reading: &mut Reading) {
    reading.findings.retain(|finding| !finding.code.is_breach());
    let breaches = breaches(reading);
    reading.findings.extend(breaches);
}

/// Tests identities 1 to 4 on a reading that was published, and adds the breaches that it has no finding for.
///
/// There should be none: a reading is tested before it is published. Values that were changed since, and a check that this
/// version has and the one that read the filing had not, show here. Without provenance, what could not be read is told from the findings.
pub fn recheck(reading: &mut Reading) {
    let known: BTreeSet<_> = reading.findings.iter().map(address).collect();
    let fresh: Vec<Finding> =
        breaches(reading).into_iter().filter(|breach| !known.contains(&address(breach))).collect();
    reading.findings.extend(fresh);
}

/// What a finding is about, whatever it says.
type Address = (Code, Option<Table>, Option<u32>, Option<String>);

fn address(finding: &Finding) -> Address {
    (finding.code, finding.table, finding.row, finding.column.clone())
}

fn breaches(reading: &Reading) -> Vec<Finding> {
    let cells = Cells::of(reading);
    let mut pointed: BTreeSet<Cell> = BTreeSet::new();
    let mut findings = Vec::new();
    let mut partners: Vec<(Identity, Severity)> = Vec::new();
    for identity in within::identities(&cells) {
        let Verdict::Broken { expected, actual, blank } = identity.verdict(&cells) else {
            continue;
        };
        let severity = if blank { identity.severity.min(Severity::Warning) } else { identity.severity };
        let focus = identity.focus();
        let message =
            format!("{} does not hold: {} should be {expected}, the form says {actual}", identity.words, focus.column);
        findings.push(point(&cells, &identity, focus, message).severity(severity).values(expected, actual));
        pointed.insert(focus);
        partners.push((identity, severity));
    }
    for (identity, severity) in partners {
        // Where the form itself breaks the identity, its blank cells are not in doubt.
        let in_doubt = |cell: &Cell| severity > Severity::Info || cells.state(*cell) != State::Blank;
        for cell in identity.cells().into_iter().filter(in_doubt).filter(|cell| pointed.insert(*cell)) {
            let stated = match cells.state(cell) {
                State::Stated(units) => cells::shown(units),
                _ => "blank".to_owned(),
            };
            let message = format!("{} does not hold: {} ({stated}) takes part in it", identity.words, cell.column);
            findings.push(point(&cells, &identity, cell, message).severity(severity.min(Severity::Warning)));
        }
    }
    findings.extend(sections::missing_totals(&cells));
    findings
}

fn point(cells: &Cells, identity: &Identity, cell: Cell, message: String) -> Finding {
    let mut finding = Finding::new(identity.code, message).at(cell.table, cell.row).column(cell.column);
    finding.page = cells.provenance(cell).map(|p| p.place.page).filter(|page| *page > 0);
    finding
}
