//! Habits of issuers on the legacy form, as small drawn layouts: words and rules in, form data out.

use sharecap::extract::{Document, Geometry, Page, Rule, Word};
use sharecap::filing::{SourceFormat, Table};
use sharecap::finding::{BBox, Code};
use sharecap::layout::layout;
use sharecap::parse::{FormData, parse};
use sharecap::spec::form::Forms;

const SIZE: f32 = 10.0;

/// A page on which words are put by hand.
struct Drawing {
    page: Page,
}

impl Drawing {
    fn new() -> Self {
        Self { page: Page { number: 1, width: 595.0, height: 842.0, ..Page::default() } }
    }

    /// Puts words on a baseline, half a font size a character.
    fn text(&mut self, x: f32, y: f32, text: &str) -> &mut Self {
        let mut left = x;
        for word in text.split(' ') {
            let wide = |c: char| if c.is_ascii() { 0.5 * SIZE } else { SIZE };
            let width: f32 = word.chars().map(wide).sum();
            if !word.is_empty() {
                let bbox = BBox { x0: left, y0: y - 0.8 * SIZE, x1: left + width, y1: y + 0.2 * SIZE };
                self.page.words.push(Word { text: word.to_owned(), bbox, size: SIZE });
            }
            left += width + 0.25 * SIZE;
        }
        self
    }

    fn underline(&mut self, y: f32, x0: f32, x1: f32) -> &mut Self {
        self.page.rules.push(Rule::Horizontal { y, x0, x1 });
        self
    }

    fn read(&self) -> FormData {
        let document = Document {
            format: SourceFormat::Pdf,
            geometry: Geometry::Points,
            pages: vec![self.page.clone()],
            release_version: None,
            undecodable: 0,
            doubts: Vec::new(),
        };
        parse(&layout(&document), Forms::builtin()).expect("a legacy return")
    }
}

/// The head of a return and section II's heading, below which a test draws its own.
fn head() -> Drawing {
    let mut drawing = Drawing::new();
    drawing
        .text(50.0, 30.0, "Monthly Return of Equity Issuer on Movements in Securities")
        .text(50.0, 50.0, "For the month ended (dd/mm/yyyy) :")
        .text(250.0, 50.0, "31/3/2019")
        .text(50.0, 70.0, "Name of Issuer")
        .text(250.0, 70.0, "Example Holdings Limited")
        .text(50.0, 90.0, "Date Submitted")
        .text(250.0, 90.0, "2 April 2019");
    drawing
}

fn issued(drawing: &mut Drawing, top: f32) {
    drawing
        .text(50.0, top, "II. Movements in Issued Share Capital")
        .text(200.0, top + 20.0, "No. of ordinary shares")
        .text(215.0, top + 34.0, "(1)")
        .text(285.0, top + 34.0, "(2)")
        .text(340.0, top + 34.0, "No of preference shares")
        .text(470.0, top + 20.0, "No. of other classes")
        .text(480.0, top + 34.0, "of shares")
        .text(50.0, top + 60.0, "Balance at close of")
        .text(50.0, top + 71.0, "preceding month")
        .text(50.0, top + 90.0, "Increase/(decrease)")
        .text(50.0, top + 101.0, "during the month")
        .text(50.0, top + 120.0, "Balance at close of the")
        .text(50.0, top + 131.0, "month");
}

fn end(drawing: &mut Drawing, top: f32) {
    drawing.text(50.0, top, "III. Details of Movements in Issued Share Capital");
}

fn cells(form: &FormData, table: Table, column: &str) -> Vec<Option<String>> {
    let rows = form.rows.iter().filter(|row| row.table == table);
    rows.map(|row| row.fields.get(column).map(|value| value.text.clone())).collect()
}

#[test]
fn a_figure_belongs_to_the_column_of_its_underline() {
    let mut drawing = head();
    issued(&mut drawing, 120.0);
    end(&mut drawing, 300.0);
    // The figures stand left of the middle of their column, where the heading of another is as near.
    for (y, figure) in [(191.0, "1,000"), (221.0, "N/A"), (251.0, "1,000")] {
        drawing.text(250.0, y, figure).underline(y + 2.0, 248.0, 318.0);
    }
    let form = drawing.read();
    for (column, text) in [("opening_issued", "1,000"), ("change_issued", "N/A"), ("closing_issued", "1,000")] {
        assert_eq!(cells(&form, Table::IssuedShares, column), [Some(text.to_owned())], "{column}");
    }
    assert_eq!(form.rows[0].block, 2, "column (2)");
}

#[test]
fn a_value_may_stand_above_or_below_the_baseline_of_its_row() {
    let mut drawing = head();
    issued(&mut drawing, 120.0);
    end(&mut drawing, 300.0);
    drawing.text(205.0, 184.0, "1,000").text(210.0, 225.0, "(5)").text(205.0, 243.0, "995");
    let form = drawing.read();
    for (column, text) in [("opening_issued", "1,000"), ("change_issued", "(5)"), ("closing_issued", "995")] {
        assert_eq!(cells(&form, Table::IssuedShares, column), [Some(text.to_owned())], "{column}");
    }
}

#[test]
fn a_figure_between_two_columns_is_doubted() {
    let mut drawing = head();
    issued(&mut drawing, 120.0);
    end(&mut drawing, 300.0);
    drawing.text(251.0, 185.0, "77");
    let form = drawing.read();
    assert!(form.findings.iter().any(|finding| finding.code == Code::AmbiguousColumns), "{:?}", form.findings);
}

#[test]
fn a_lost_section_is_said_to_be_missing() {
    let mut drawing = head();
    issued(&mut drawing, 120.0);
    end(&mut drawing, 300.0);
    let form = drawing.read();
    let missing: Vec<&str> = form
        .findings
        .iter()
        .filter(|finding| finding.code == Code::SectionMissing && finding.message.contains("was not found; what"))
        .map(|finding| finding.message.split(' ').nth(1).unwrap())
        .collect();
    assert_eq!(missing, ["I", "A", "B", "C", "D", "E", "V"]);
}

#[test]
fn a_figure_that_no_field_claims_is_an_error() {
    let mut drawing = head();
    issued(&mut drawing, 120.0);
    end(&mut drawing, 300.0);
    drawing.text(205.0, 285.0, "123,456");
    let form = drawing.read();
    let unclaimed = form.findings.iter().find(|finding| finding.code == Code::UnclaimedText).expect("a finding");
    assert_eq!((unclaimed.actual.as_deref(), unclaimed.severity.as_str()), (Some("123,456"), "error"));
}

#[test]
fn the_edition_is_no_date_and_a_date_no_edition() {
    let mut drawing = head();
    issued(&mut drawing, 120.0);
    end(&mut drawing, 300.0);
    assert_eq!(drawing.read().form_version, None);
    drawing.text(50.0, 820.0, "March 2019").text(280.0, 820.0, "- 1 -");
    let form = drawing.read();
    assert_eq!(form.form_version.as_deref(), Some("March 2019"));
    assert!(form.findings.iter().all(|finding| finding.code != Code::UnclaimedText), "{:?}", form.findings);
}

#[test]
fn an_issuer_s_name_may_wrap_and_stand_beside_the_date() {
    let mut drawing = Drawing::new();
    drawing
        .text(50.0, 30.0, "Monthly Return of Equity Issuer on Movements in Securities")
        .text(50.0, 50.0, "For the month ended (dd/mm/yyyy) :")
        .text(250.0, 50.0, "31 March 2019")
        .text(50.0, 70.0, "Name of Issuer")
        .text(250.0, 70.0, "Example International Pharmaceutical Holdings")
        .text(250.0, 81.0, "Company Limited")
        .text(50.0, 100.0, "Date Submitted")
        .text(250.0, 100.0, "2 April 2019");
    issued(&mut drawing, 120.0);
    end(&mut drawing, 300.0);
    let form = drawing.read();
    assert_eq!(form.header["issuer_name"].text, "Example International Pharmaceutical Holdings Company Limited");
    assert_eq!(form.header["submitted_on"].text, "2 April 2019");
    assert_eq!((form.header["month_end"].text.as_str(), form.form_version), ("31 March 2019", None));
}
