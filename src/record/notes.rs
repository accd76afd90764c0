//! What is noted while one row is read: findings and provenance that point at its cells.

use std::collections::BTreeSet;

use super::text::Read;
use crate::filing::Table;
use crate::finding::{Code, Finding, Method, Place, Provenance};
use crate::parse::RawValue;

/// The notes on one row.
#[derive(Debug)]
pub(crate) struct Notes {
    table: Table,
    row: u32,
    /// What a careful reader would query.
    pub findings: Vec<Finding>,
    /// Where each value stands.
    pub provenance: Vec<Provenance>,
    /// Columns with text that could not be read.
    pub unreadable: BTreeSet<String>,
}

impl Notes {
    pub(crate) fn new(table: Table, row: u32) -> Self {
        Self { table, row, findings: Vec::new(), provenance: Vec::new(), unreadable: BTreeSet::new() }
    }

    /// Takes the value of a cell and notes what was odd about its text.
    pub(crate) fn take<T: std::fmt::Display>(&mut self, column: &str, raw: &RawValue, read: Read<T>) -> Option<T> {
        self.take_as(column, raw, read, Code::RepairedText)
    }

    /// The same, with another code than "repaired" for a reading that needs a remark.
    pub(crate) fn take_as<T: std::fmt::Display>(
        &mut self,
        column: &str,
        raw: &RawValue,
        read: Read<T>,
        remark: Code,
    ) -> Option<T> {
        match read {
            Read::Blank => None,
            Read::Clean(value) => {
                self.stands(column, raw, Method::Read);
                Some(value)
            }
            Read::Repaired(value, note) => {
                let method = if remark == Code::RepairedText { Method::Repaired } else { Method::Read };
                self.stands(column, raw, method);
                let message = format!("{column} is printed as {:?}: {note}", raw.text);
                let finding = self.finding(remark, column, raw.place, message).values(&value, &raw.text);
                self.findings.push(finding);
                Some(value)
            }
            Read::Unreadable(reason) => {
                self.stands(column, raw, Method::Read);
                self.unreadable.insert(column.to_owned());
                let message = format!("{column} cannot be read from {:?}: {reason}; look at the page", raw.text);
                let mut finding = self.finding(Code::UnreadableValue, column, raw.place, message);
                finding.actual = Some(raw.text.clone());
                self.findings.push(finding);
                None
            }
        }
    }

    /// Notes where a value stands.
    pub(crate) fn stands(&mut self, column: &str, raw: &RawValue, method: Method) {
        self.provenance.push(Provenance {
            table: self.table,
            row: self.row,
            column: column.to_owned(),
            raw_text: raw.text.clone(),
            place: raw.place,
            method,
        });
    }

    /// A finding that points at a cell of this row.
    pub(crate) fn finding(&self, code: Code, column: &str, place: Place, message: String) -> Finding {
        let mut finding = self.about(code, column, message);
        finding.page = (place.page > 0).then_some(place.page);
        finding
    }

    /// A finding about a cell of this row that stands nowhere on the page.
    pub(crate) fn about(&self, code: Code, column: &str, message: String) -> Finding {
        Finding::new(code, message).at(self.table, self.row).column(column)
    }

    /// Where the text of a column stands.
    pub(crate) fn place_of(&self, column: &str) -> Place {
        self.provenance.iter().find(|p| p.column == column).map_or_else(Place::default, |p| p.place)
    }

    /// The text of a column, as printed.
    pub(crate) fn raw_of(&self, column: &str) -> String {
        self.provenance.iter().find(|p| p.column == column).map_or_else(String::new, |p| p.raw_text.clone())
    }
}
