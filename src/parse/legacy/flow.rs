//! The legacy form without geometry: text input, where an empty cell leaves no trace.
//!
//! The form's own words are few and known: what is left when they are taken away is the issuer's. Texts keep the order
//! of the cells, more or less, so values go to the labels before them; where several labels stand before their values,
//! to the first that takes such a value. Rows with a figure for every column are certain, since the form prints N/A in
//! cells that are not used; fewer figures are placed by arithmetic, or handed on as a run. What nothing claims is said.

mod atoms;
mod capital;
mod details;
mod events;
mod figures;
mod glue;
mod grid;
mod head;
mod issued;
mod items;
mod parts;
mod records;
mod totals;
mod vocabulary;

use std::collections::BTreeSet;

use self::atoms::Atom;
use self::parts::Parts;
use super::super::builder::Builder;
use super::super::content::Content;
use super::super::stream::{Range, Stream};
use super::super::truncated;
use super::capital::Capital;
use crate::filing::Table;
use crate::spec::form::{FormSpec, SectionSpec};

/// What every part of the form is read with.
pub(super) struct Reader<'a> {
    spec: &'a FormSpec,
    stream: &'a Stream,
    /// The lines before which a page begins.
    page_starts: BTreeSet<u32>,
    /// The classes of shares, once section I is read.
    capital: Capital,
}

/// Reads a return from the stream of its text.
pub(super) fn read(spec: &FormSpec, builder: &mut Builder, content: &Content<'_>) {
    let (stream, page_starts) = parts::without_furniture(spec, &content.stream);
    if builder.form_version.is_none() && parts::prints_edition(spec, &content.stream) {
        builder.form_version = spec.versions.first().cloned();
    }
    let parts = Parts::of(spec, &stream);
    let mut reader = Reader { spec, stream: &stream, page_starts, capital: Capital::default() };
    reader.head(builder, parts.head(spec, &stream));
    if let Some((section, body)) = parts.section("I") {
        reader.authorised(builder, section, body);
    }
    if let Some((section, body)) = parts.section("II") {
        reader.issued(builder, section, body);
    }
    for key in ["A", "B", "C", "D", "E"] {
        if let Some((section, body)) = parts.section(key) {
            reader.movements(builder, section, body);
        }
    }
    if let Some(range) = parts.grand {
        reader.grand(builder, range);
    }
    reader.remarks(builder, parts.remarks);
    if let Some((section, body)) = parts.section("V") {
        reader.signature(builder, section, body);
    }
    truncated::report(builder, spec, &stream, &parts.missing(spec), true);
}

impl Reader<'_> {
    /// One section of III: its rows, then its totals.
    fn movements(&self, builder: &mut Builder, section: &SectionSpec, body: Range) {
        let start = self.totals_start(section, body);
        let totals = self.section_totals(builder, section, Range { start, end: body.end });
        let rows = Range { start: body.start, end: start };
        if section.items.is_empty() {
            self.records(builder, section, rows);
        } else {
            self.events(builder, section, rows, totals);
        }
    }

    /// Says what nothing has claimed: it may belong to any cell of this table.
    fn unclaimed(&self, builder: &mut Builder, table: Table, atoms: &[Atom]) {
        for run in atoms.chunk_by(|a, b| a.range.end == b.range.start) {
            if run.iter().any(Atom::states)
                && let Some(value) = atoms::value(self.stream, run)
            {
                builder.unclaimed(&value, Some(table));
            }
        }
    }
}
