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
