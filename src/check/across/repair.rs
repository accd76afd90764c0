//! What the twin or a neighbouring month says about a figure that could not be read.
//!
//! A figure is filled in by the contract only: it is the one unreadable figure of its row, all who state it state the
//! same, the digits that can be seen bear it out, and every identity of the return that it takes part in then holds.

use std::collections::BTreeMap;

use super::super::cells::{Cell, Cells, State};
use super::super::derive::put;
use super::super::identity::Verdict;
use super::super::{renew_breaches, within};
use super::continuity::Months;
use super::series::Issuer;
use super::sheet::Sheet;
use super::{Filed, twins};
use crate::filing::{Decimal, Table};
use crate::finding::{Code, Method};
use crate::record::Reading;
use crate::spec::table::{ColumnType, Tables};

/// What another return states for a cell.
struct Witness {
    units: i128,
    method: Method,
    /// Who says so, for people.
    words: String,
}

/// Unreadable figures by return and cell, with what others say of them.
type Wanted = BTreeMap<(usize, Cell), Vec<Witness>>;

/// Fills in the unreadable figures of an issuer's returns that others determine.
pub(super) fn fill_in(filings: &mut [Filed<'_>], issuer: &Issuer) {
    let mut wanted: Wanted = BTreeMap::new();
    for &at in &issuer.members {
        let cells = unreadable_figures(filings[at].reading);
        wanted.extend(cells.into_iter().map(|cell| ((at, cell), Vec::new())));
    }
    if wanted.is_empty() {
        return;
    }
    let sheet = |at: usize| Sheet::new(filings[at].reading, filings[at].path);
    for &(first, second) in &issuer.twins {
        let (one, two) = (sheet(first), sheet(second));
        for (cell, other) in twins::counterparts(&twins::alignment(&one, &two)) {
            hear(&mut wanted, (first, cell), &two, other, Method::Repaired);
            hear(&mut wanted, (second, other), &one, cell, Method::Repaired);
        }
    }
    for months in &issuer.months {
        let (earlier, later) = (sheet(months.earlier), sheet(months.later));
        for link in Months::new(&earlier, &later).links() {
            hear(&mut wanted, (months.later, link.opening), &earlier, link.closing, Method::Derived);
            hear(&mut wanted, (months.earlier, link.closing), &later, link.opening, Method::Derived);
        }
    }
    for ((at, cell), witnesses) in wanted {
        if let Some(filled) = filled(filings[at].reading, cell, &witnesses) {
            let before = std::mem::replace(filings[at].reading, filled);
            filings[at].unrepaired.get_or_insert_with(|| Box::new(before));
        }
    }
}

/// The figures of a return that could not be read, those alone that stand by themselves in their row.
fn unreadable_figures(reading: &Reading) -> Vec<Cell> {
    // A return that was loaded has no provenance: what is printed in its cells is not known.
    if reading.provenance.is_empty() {
        return Vec::new();
    }
    let cells = Cells::of(reading);
    let mut by_row: BTreeMap<(Table, u32), Vec<Cell>> = BTreeMap::new();
    let unreadable = reading.findings.iter().filter(|finding| finding.code == Code::UnreadableValue);
    for finding in unreadable {
        let (Some(table), Some(row), Some(column)) = (finding.table, finding.row, finding.column.as_deref()) else {
            continue;
        };
        let Some(column) = figure(table, column) else { continue };
        let (cell, others) = (Cell { table, row, column }, by_row.entry((table, row)).or_default());
        if cells.state(cell) == State::Unreadable && !others.contains(&cell) {
            others.push(cell);
        }
    }
    by_row.into_values().filter(|cells| cells.len() == 1).flatten().collect()
}

/// The column of this name, if it holds numbers.
fn figure(table: Table, name: &str) -> Option<&'static str> {
    let is_number = |kind| matches!(kind, ColumnType::Count | ColumnType::Decimal);
    let mut columns = Tables::builtin().table(table).columns.iter();
    columns.find(|column| column.name == name && is_number(column.kind)).map(|column| column.name.as_str())
}

/// Notes what another return states for a wanted cell, unless that figure is in doubt itself.
fn hear(wanted: &mut Wanted, of: (usize, Cell), by: &Sheet, at: Cell, method: Method) {
    let Some(witnesses) = wanted.get_mut(&of) else { return };
    if let State::Stated(units) = by.state(at)
        && !by.is_breached(at)
    {
        let words = format!("{} of the return for {} ({}) is", at.column, by.month(), by.path);
        witnesses.push(Witness { units, method, words });
    }
}

/// The reading with the cell filled in, when all witnesses agree and nothing speaks against it.
fn filled(reading: &Reading, cell: Cell, witnesses: &[Witness]) -> Option<Reading> {
    let first = witnesses.first()?;
    let number = Decimal::from_units(first.units)?;
    if witnesses.iter().any(|witness| witness.units != first.units) {
        return None;
    }
    let mut trial = reading.clone();
    put(&mut trial, cell, number, first.method, &format!("{} {number}", first.words)).ok()?;
    let cells = Cells::of(&trial);
    let is_broken = within::identities(&cells)
        .iter()
        .any(|identity| identity.cells().contains(&cell) && matches!(identity.verdict(&cells), Verdict::Broken { .. }));
    if is_broken {
        return None;
    }
    renew_breaches(&mut trial);
    Some(trial)
}
