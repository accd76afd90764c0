//! The Word template used until July 2021.
//!
//! Its PDFs have geometry, but no grid that could be trusted: outer frames, underlines and full grids all occur. Words
//! are put under headings and beside labels by where they stand. Text without geometry is read by `flow`.

mod capital;
mod flow;
mod particulars;
mod sheet;

use super::builder::Builder;
use super::content::Content;
use crate::filing::Table;
use crate::finding::{Code, Finding};
use crate::layout::Layout;
use crate::spec::form::FormSpec;

/// Reads a return on the legacy form into the builder: its head, its rows, and what was noticed on the way.
pub(super) fn read(spec: &FormSpec, builder: &mut Builder, layout: &Layout, content: &Content<'_>) {
    if layout.has_geometry {
        sheet::read(spec, builder, layout);
    } else {
        flow::read(spec, builder, content);
    }
}

/// Says of every table that nothing but the order of words, or the tables of a web page, tells what stands where: the
/// form has blank cells, labels of several lines and values beside them, and without the page none of it is sure.
pub(super) fn query_order(builder: &mut Builder) {
    let tables =
        Table::ALL.iter().filter(|table| !matches!(table, Table::Findings | Table::Provenance | Table::CapitalEvents));
    for table in tables {
        let message =
            "the legacy form was read without its page, by the order of words; compare with the PDF of the filing";
        let mut finding = Finding::new(Code::ReadByOrder, message);
        finding.table = Some(*table);
        builder.findings.push(finding);
    }
}
