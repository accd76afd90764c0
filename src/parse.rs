//! (layout, form spec) → [`FormData`]: section → block → row → field, each value a [`RawValue`] with its place.
//!
//! Nothing is interpreted here: values stay text. What the page leaves open (three columns, two figures, no geometry)
//! is handed on as a [`Run`], for `record` to settle by arithmetic.

mod builder;
mod class;
mod columns;
mod content;
mod flow;
mod furniture;
mod grid;
mod header;
mod index;
mod join;
mod legacy;
mod recognise;
mod record;
mod section;
mod sections;
mod shape;
mod split;
mod stream;
mod totals;
mod truncated;

use std::collections::BTreeMap;

use self::builder::Builder;
use self::content::Content;
pub use self::join::join;
pub use self::split::split;
use self::stream::Range;
use crate::filing::{Form, Language, Section, Table};
use crate::finding::{FilingError, Finding, Place};
use crate::layout::Layout;
use crate::spec::form::Forms;

/// A value as the page prints it.
#[derive(Debug, Clone, PartialEq, serde::Serialize)]
pub struct RawValue {
    /// The text of the cell, lines joined with one space (none between two CJK characters); not normalised further.
    pub text: String,
    /// Where it stands.
    pub place: Place,
}

/// Raw values by column name.
pub type Fields = BTreeMap<String, RawValue>;

/// Everything a form states, as text.
#[derive(Debug, Clone, PartialEq, serde::Serialize)]
pub struct FormData {
    /// Which form.
    pub form: Form,
    /// The version number that the page prints.
    pub form_version: Option<String>,
    /// The language of the headings.
    pub language: Language,
    /// Pages of the form; `None` for text input and HTML.
    pub pages: Option<u32>,
    /// Columns of `filings`: `issuer_name`, `month_end`, `status`, `submitted_on`, `total_authorised_currency`,
    /// `total_authorised_capital`, `submitted_by`, `submitted_by_title`.
    pub header: Fields,
    /// Multi-counter codes in printed order, with their currency; repeats are kept.
    pub counters: Vec<(RawValue, Option<RawValue>)>,
    /// The rows of all tables, in printed order.
    pub rows: Vec<FormRow>,
    /// What was noticed while placing the text. A finding about a row names it by `FormRow::row`.
    pub findings: Vec<Finding>,
}

/// One row of one table, as text.
///
/// The class columns hold raw text under their own names (`share_class`: `WVR ordinary shares`, `share_type`:
/// `Not applicable`, `listed`: `Yes`, `class_stock_code`, `class_description`). In `section_totals` the column `section` is already a
/// word of the contract, and so is `section` in `remarks`.
#[derive(Debug, Clone, PartialEq, serde::Serialize)]
pub struct FormRow {
    /// Which table.
    pub table: Table,
    /// The number of the row within its table, from 1.
    pub row: u32,
    /// The section it stands in.
    pub section: Section,
    /// The class block it stands in, from 1 within the section; total lines carry the block they belong to.
    pub block: u32,
    /// Values whose column is known.
    pub fields: Fields,
    /// Values whose order is known, but not which columns are blank.
    pub runs: Vec<Run>,
}

/// Values that stand in this order in these columns, some of which may be blank: text input leaves no trace of an
/// empty cell.
#[derive(Debug, Clone, PartialEq, serde::Serialize)]
pub struct Run {
    /// The columns, left to right.
    pub columns: Vec<String>,
    /// The values, left to right; never more than columns.
    pub values: Vec<RawValue>,
}

/// Reads a laid-out document by the spec of its form and version.
///
/// # Errors
/// A [`FilingError`] when the document is not a form that a spec can read.
pub fn parse(layout: &Layout, forms: &Forms) -> Result<FormData, FilingError> {
    let content = Content::new(layout, |_| false);
    let recognised = recognise::recognise(&content, layout, forms)?;
    let spec = recognised.spec;
    let mut builder = Builder::new(spec.form, recognised.version, recognised.language);
    builder.findings = recognised.findings;
    let pages = layout.has_points.then_some(layout.pages);
    if spec.form == Form::LegacyEquity {
        legacy::read(spec, &mut builder, layout, &content);
        if !layout.has_points {
            builder.query_order("the legacy form was read without its page");
        }
        return Ok(builder.finish(pages, &spec.not_applicable));
    }
    let content = Content::new(layout, |table| grid::is_form_table(spec, table));
    let sections = sections::locate(&content, spec, layout.has_geometry);
    let head = sections.found.first().map_or(content.stream.all().end, |section| section.heading.start);
    header::read(spec, &mut builder, &content.stream, Range { start: 0, end: head });
    for located in &sections.found {
        section::read(spec, &mut builder, &content, located);
    }
    section::query_strays(&mut builder, &content, &sections.found);
    truncated::report(&mut builder, spec, &content.stream, &sections.missing, !layout.has_geometry);
    if builder.is_apart {
        builder.query_order("labels and figures stand apart in this text, and were put together");
    }
    Ok(builder.finish(pages, &spec.not_applicable))
}
