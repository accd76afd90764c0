//! The form data as it grows: blocks, draft rows and what was noticed on the way.

use std::collections::BTreeMap;

use super::shape::holds_figure;
use super::{Fields, FormData, FormRow, RawValue, Run};
use crate::filing::{Form, Language, Section, ShareClass, Table};
use crate::finding::{Code, Finding, Severity};
use crate::spec::form::Labels;
use crate::spec::label::{Label, fold};

/// A block that names a class of shares, and is followed by that class's rows.
#[derive(Debug, Clone)]
pub(super) struct Block {
    pub(super) section: Section,
    /// Counted from 1 within the section.
    pub(super) number: u32,
    /// The class columns, raw.
    pub(super) class: Fields,
    /// Class columns that every form fills, and that were not found here: what they hold is not known.
    pub(super) doubts: Vec<&'static str>,
}

impl Block {
    /// What to say of a row that takes its class from this block.
    pub(super) fn notes(&self) -> Vec<Finding> {
        let say = |column: &&'static str| {
            let message = format!("{column} was not found above the row; look at the page");
            Finding::new(Code::RepairedText, message).column(column)
        };
        self.doubts.iter().map(say).collect()
    }
}

/// A row whose number is not known yet: rows that turn out to be empty are left out.
#[derive(Debug, Clone)]
pub(super) struct Draft {
    pub(super) table: Table,
    pub(super) section: Section,
    pub(super) block: u32,
    pub(super) fields: Fields,
    pub(super) runs: Vec<Run>,
    /// What was noticed about it, with the column where there is one.
    pub(super) notes: Vec<Finding>,
}

impl Draft {
    pub(super) fn new(table: Table, section: Section, block: u32) -> Self {
        Self { table, section, block, fields: Fields::new(), runs: Vec::new(), notes: Vec::new() }
    }

    /// Fills a column; a second text for the same column is appended, unless it says the same again.
    pub(super) fn put(&mut self, column: &str, value: RawValue) {
        match self.fields.get_mut(column) {
            Some(known) => append(known, &value),
            None => {
                self.fields.insert(column.to_owned(), value);
            }
        }
    }

    /// Notes something about a column of this row.
    pub(super) fn note(&mut self, code: Code, column: &str, message: String) {
        self.notes.push(Finding::new(code, message).column(column));
    }

    /// Notes a text of this row that no column takes.
    pub(super) fn unclaimed(&mut self, column: &str, text: &str, message: String) {
        self.notes.push(unclaimed(text, message).column(column));
    }
}

/// What to say of text in a section that no field claims: where it holds a figure, a value is left out.
pub(super) fn unclaimed(text: &str, message: String) -> Finding {
    let finding = Finding::new(Code::UnclaimedText, message);
    if holds_figure(text) { finding.severity(Severity::Error) } else { finding }
}

/// Appends a further piece of the same cell.
pub(super) fn append(known: &mut RawValue, more: &RawValue) {
    known.text = super::join([known.text.as_str(), more.text.as_str()]);
    if known.place.page == more.place.page {
        known.place.bbox = match (known.place.bbox, more.place.bbox) {
            (Some(a), Some(b)) => Some(a.union(b)),
            (a, b) => a.or(b),
        };
    }
}

/// Collects what the sections give.
#[derive(Debug)]
pub(super) struct Builder {
    pub(super) form: Form,
    pub(super) form_version: Option<String>,
    pub(super) language: Language,
    pub(super) header: Fields,
    pub(super) counters: Vec<(RawValue, Option<RawValue>)>,
    pub(super) blocks: Vec<Block>,
    pub(super) drafts: Vec<Draft>,
    pub(super) findings: Vec<Finding>,
    /// Whether the text has labels in one place and their figures in another.
    pub(super) is_apart: bool,
}

impl Builder {
    pub(super) fn new(form: Form, form_version: Option<String>, language: Language) -> Self {
        Self {
            form,
            form_version,
            language,
            header: Fields::new(),
            counters: Vec::new(),
            blocks: Vec::new(),
            drafts: Vec::new(),
            findings: Vec::new(),
            is_apart: false,
        }
    }

    /// Opens a block for a class of shares.
    pub(super) fn open_block(&mut self, section: Section) -> &mut Block {
        let number = self.blocks_of(section).count() + 1;
        self.blocks.push(Block {
            section,
            number: u32::try_from(number).unwrap_or(u32::MAX),
            class: Fields::new(),
            doubts: Vec::new(),
        });
        let last = self.blocks.len() - 1;
        &mut self.blocks[last]
    }

    /// The blocks of a section.
    pub(super) fn blocks_of(&self, section: Section) -> impl Iterator<Item = &Block> {
        self.blocks.iter().filter(move |block| block.section == section)
    }

    /// Text on the page that no field claims, in the section of a table or in none.
    pub(super) fn unclaimed(&mut self, value: &RawValue, table: Option<Table>) {
        let message = format!("no field claims the text `{}`", value.text);
        let finding =
            if table.is_some() { unclaimed(&value.text, message) } else { Finding::new(Code::UnclaimedText, message) };
        let mut finding = finding.page(value.place.page);
        finding.table = table;
        finding.actual = Some(value.text.clone());
        self.findings.push(finding);
    }

    /// Says of every table that nothing but the order of words, or the tables of a web page, tells what stands where:
    /// without the page none of it is sure.
    pub(super) fn query_order(&mut self, why: &str) {
        let of_checks = |table: &Table| matches!(table, Table::Findings | Table::Provenance | Table::CapitalEvents);
        for &table in Table::ALL.iter().filter(|table| !of_checks(table)) {
            let message = format!("{why}, by the order of words; compare with the PDF of the filing");
            let mut finding = Finding::new(Code::ReadByOrder, message);
            finding.table = Some(table);
            self.findings.push(finding);
        }
    }

    /// Numbers the rows, leaves empty ones out and hands everything on.
    pub(super) fn finish(mut self, pages: Option<u32>, not_applicable: &Labels) -> FormData {
        let mut counts: BTreeMap<Table, u32> = BTreeMap::new();
        let mut rows = Vec::new();
        for draft in self.drafts {
            if is_empty(&draft, not_applicable) {
                continue;
            }
            let number = counts.entry(draft.table).or_insert(0);
            *number += 1;
            self.findings.extend(draft.notes.into_iter().map(|note| note.at(draft.table, *number)));
            let Draft { table, section, block, fields, runs, .. } = draft;
            rows.push(FormRow { table, row: *number, section, block, fields, runs });
        }
        FormData {
            form: self.form,
            form_version: self.form_version,
            language: self.language,
            pages,
            header: self.header,
            counters: self.counters,
            rows,
            findings: self.findings,
        }
    }
}

/// Whether a row states nothing but its class: blank or not applicable throughout.
fn is_empty(draft: &Draft, not_applicable: &Labels) -> bool {
    if draft.table == Table::Remarks {
        return draft.fields.get("text").is_none_or(|text| text.text.trim().is_empty());
    }
    let nothing = |value: &RawValue| {
        let folded = fold(&value.text);
        folded.is_empty() || not_applicable.all().any(|label: &Label| label.folded == folded)
    };
    let own = draft.fields.iter().filter(|(column, _)| {
        !ShareClass::COLUMNS.contains(&column.as_str())
            && !matches!(column.as_str(), "currency" | "section" | "funds_currency")
    });
    own.map(|(_, value)| value).chain(draft.runs.iter().flat_map(|run| &run.values)).all(nothing)
}
