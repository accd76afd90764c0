//! A return as its neighbours see it: what its cells state, which of them nobody could read, which are in doubt.
//!
//! All is told from the values and the findings, never from the provenance: a published dataset is loaded without it,
//! and gives the same findings again.

use std::collections::BTreeSet;

use super::super::cells::{Cell, State};
use crate::filing::{MonthlyReturn, Table, Value};
use crate::finding::{Code, Finding, Severity};
use crate::record::Reading;

/// A cell by table, row and column, as a finding names it.
type Address<'a> = (Table, u32, &'a str);

/// One return of a dataset.
pub(super) struct Sheet<'a> {
    pub filing: &'a MonthlyReturn,
    /// Where the return was found.
    pub path: &'a str,
    unreadable: BTreeSet<Address<'a>>,
    breached: BTreeSet<Address<'a>>,
}

impl<'a> Sheet<'a> {
    pub(super) fn new(reading: &'a Reading, path: &'a str) -> Self {
        let pointed = |is_meant: &dyn Fn(&Finding) -> bool| -> BTreeSet<Address<'a>> {
            reading.findings.iter().filter(|finding| is_meant(finding)).filter_map(address).collect()
        };
        // A breach that is the form's doing puts no figure in doubt.
        let in_doubt = |finding: &Finding| finding.code.is_breach() && finding.severity > Severity::Info;
        Self {
            filing: &reading.filing,
            path,
            unreadable: pointed(&|finding| finding.code == Code::UnreadableValue),
            breached: pointed(&in_doubt),
        }
    }

    /// What a cell holds; null where it could not be read, too.
    pub(super) fn value(&self, cell: Cell) -> Value {
        self.filing.value(cell.table, cell.row, cell.column)
    }

    /// What a cell of figures says.
    pub(super) fn state(&self, cell: Cell) -> State {
        match self.value(cell).units() {
            Some(units) => State::Stated(units),
            None if self.is_unreadable(cell) => State::Unreadable,
            None => State::Blank,
        }
    }

    /// The number in a cell; blank is 0, `None` means that it could not be read.
    pub(super) fn number(&self, cell: Cell) -> Option<i128> {
        match self.state(cell) {
            State::Stated(units) => Some(units),
            State::Blank => Some(0),
            State::Unreadable => None,
        }
    }

    /// Whether there is text in a cell that could not be read.
    pub(super) fn is_unreadable(&self, cell: Cell) -> bool {
        self.value(cell).is_null() && self.unreadable.contains(&(cell.table, cell.row, cell.column))
    }

    /// Whether an identity of the return itself points at the cell.
    pub(super) fn is_breached(&self, cell: Cell) -> bool {
        self.breached.contains(&(cell.table, cell.row, cell.column))
    }

    /// The rows of a table, counted from 1.
    pub(super) fn rows(&self, table: Table) -> std::ops::RangeInclusive<u32> {
        1..=self.filing.row_count(table)
    }

    /// The month, for people.
    pub(super) fn month(&self) -> String {
        self.filing.month_end.map_or_else(String::new, |day| day.strftime("%Y-%m").to_string())
    }
}

fn address(finding: &Finding) -> Option<Address<'_>> {
    Some((finding.table?, finding.row?, finding.column.as_deref()?))
}
