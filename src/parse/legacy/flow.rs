//! The legacy form without geometry: text input, where an empty cell leaves no trace.

use super::super::builder::Builder;
use super::super::content::Content;
use crate::finding::{Code, Finding, Severity};
use crate::spec::form::FormSpec;

/// Reads a return from the stream of its text.
pub(super) fn read(_spec: &FormSpec, builder: &mut Builder, _content: &Content<'_>) {
    let message = "a return on the Word template as text, which this version does not read; look at the document";
    builder.findings.push(Finding::new(Code::SectionMissing, message).severity(Severity::Error));
}
