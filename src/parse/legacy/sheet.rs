//! The legacy form on pages: words with geometry.
//!
//! Labels tell sections, rows and columns. A value belongs to the column that its cell, its underline or its own width
//! lies under, and to the label that stands left of it; what stands between two is a finding. In the end every figure on
//! the page is in a column or in a finding.

mod balances;
mod beside;
mod columns;
mod ends;
mod events;
mod records;
mod strip;
mod totals;

use strip::{Area, Found, Strip};

use super::super::RawValue;
use super::super::builder::Builder;
use super::capital::Capital;
use crate::finding::{Code, Finding, Severity};
use crate::layout::Layout;
use crate::spec::form::{FormSpec, Labels, SectionSpec, Shape};
use crate::spec::label::{bare, fold};

/// Reads a return from its pages.
pub(super) fn read(spec: &FormSpec, builder: &mut Builder, layout: &Layout) {
    let mut reader = Reader { spec, builder, strip: Strip::new(&layout.sheets), capital: Capital::default() };
    reader.take_furniture();
    let sections = reader.locate();
    let first = sections.first().map_or(reader.strip.end(), |section| section.heading.bbox.y0);
    ends::read_head(&mut reader, Area { y0: 0.0, y1: first });
    if let Some(section) = sections.first() {
        ends::read_strayed_month(&mut reader, section.body);
    }
    let signature = sections.iter().find(|section| section.spec.shape == Shape::Signature);
    let end = signature.map_or(reader.strip.end(), |section| section.heading.bbox.y0);
    ends::read_remarks(&mut reader, end);
    for located in &sections {
        reader.section(located);
    }
    reader.query_left_overs(&sections);
}

/// A section with its place on the strip.
#[derive(Debug)]
struct Located<'s> {
    spec: &'s SectionSpec,
    heading: Found,
    /// What stands below its heading, down to the next.
    body: Area,
}

/// What reading a return needs at hand.
struct Reader<'a> {
    spec: &'a FormSpec,
    builder: &'a mut Builder,
    strip: Strip,
    capital: Capital,
}

impl<'a> Reader<'a> {
    fn section(&mut self, located: &Located<'a>) {
        let (spec, body) = (located.spec, located.body);
        match (spec.shape, spec.section) {
            (Shape::Balances, Some(name)) if spec.key == "I" => balances::read_authorised(self, spec, name, body),
            (Shape::Balances, Some(name)) => balances::read_issued(self, spec, name, body),
            (Shape::Records, Some(name)) => {
                let below = totals::anchor(self, spec, body);
                let rows = Area { y1: below.as_ref().map_or(body.y1, |found| found.bbox.y0 - 2.0), ..body };
                if spec.items.is_empty() {
                    records::read(self, spec, name, rows);
                } else {
                    events::read(self, spec, name, rows);
                }
                totals::read(self, spec, name, Area { y0: rows.y1, y1: body.y1 }, below.as_ref());
            }
            (Shape::Signature, _) => ends::read_signature(self, spec, located),
            _ => {}
        }
    }

    /// Finds the sections in their order; those that are missing get a finding.
    fn locate(&mut self) -> Vec<Located<'a>> {
        let end = self.strip.end();
        let mut found: Vec<Located<'a>> = Vec::new();
        for spec in &self.spec.sections {
            let from = found.last().map_or(0.0, |last| last.heading.bbox.y1);
            if let Some(heading) = self.strip.find_at_front(&spec.heading, Area { y0: from, y1: end }) {
                let body = Area { y0: heading.bbox.y0 - 1.0, y1: end };
                found.push(Located { spec, heading, body });
            } else {
                let message = format!("section {} was not found; what it states is not read", spec.key);
                self.note_section(spec, Finding::new(Code::SectionMissing, message), None);
            }
        }
        for at in 1..found.len() {
            found[at - 1].body.y1 = found[at].body.y0;
        }
        found
    }

    /// Page heads and feet: the form's own words, and page numbers at the edges of a page.
    fn take_furniture(&mut self) {
        let spec = self.spec;
        let all = Area { y0: 0.0, y1: self.strip.end() };
        for field in &spec.furniture {
            if field.key == "edition" {
                // `31 March 2019` is a date: the edition has a line to itself.
                self.strip.find_lines(&field.labels);
            } else {
                self.strip.find_all(&field.labels, all);
            }
        }
        self.strip.take_page_numbers();
    }

    // --- What is odd ------------------------------------------------------------------------------------------------

    /// A finding about a column of a section's table, or about the table.
    fn note_section(&mut self, section: &SectionSpec, mut finding: Finding, column: Option<&String>) {
        finding.table = section.table;
        finding.column = column.cloned();
        self.builder.findings.push(finding);
    }

    /// A section that cannot be read as its form says.
    fn query(&mut self, section: &SectionSpec, area: Area, what: &str) {
        let message = format!("section {}: {what}; look at the page", section.key);
        let place = self.strip.place(crate::finding::BBox { y0: area.y0, y1: area.y0, x0: 0.0, x1: 0.0 });
        let finding = Finding::new(Code::SectionMissing, message).page(place.page);
        self.note_section(section, finding, None);
    }

    /// What nothing has claimed below the head, line by line.
    fn query_left_overs(&mut self, sections: &[Located<'a>]) {
        for located in sections {
            for unit in self.strip.units(located.body, 3.0) {
                let says = unit
                    .words
                    .iter()
                    .map(|at| &self.strip.words[*at])
                    .any(|word| !word.bare.is_empty() && strip::item_number(&word.text).is_none());
                if let Some(value) = self.strip.value(&unit.words).filter(|_| says) {
                    let figure = unit.words.iter().any(|at| self.strip.words[*at].figure);
                    self.builder.unclaimed(&value, located.spec.table);
                    if let Some(last) =
                        self.builder.findings.last_mut().filter(|_| figure && !nothing(self.spec, &value.text))
                    {
                        last.severity = Severity::Error;
                    }
                }
            }
        }
    }
}

/// Whether a text says nothing: not applicable, however its layer spells it, or punctuation.
fn nothing(spec: &FormSpec, text: &str) -> bool {
    let folded = fold(text);
    let torn = folded.iter().all(|c| matches!(c, '不' | '適' | '用'));
    torn || bare(text).is_empty() || is_any(&spec.not_applicable, &folded) || bare(text) == ['n', 'a']
}

fn is_any(labels: &Labels, folded: &[char]) -> bool {
    labels.all().any(|label| label.folded == folded)
}

/// A value without the brackets around it.
fn without_brackets(mut value: RawValue) -> RawValue {
    let inner = value.text.trim().trim_end_matches([':', '：', ' ']);
    let stripped = inner.strip_prefix(['(', '（']).and_then(|rest| rest.strip_suffix([')', '）']));
    if let Some(stripped) = stripped {
        value.text = stripped.trim().to_owned();
    }
    value
}
