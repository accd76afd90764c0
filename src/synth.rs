//! A return drawn as a filing: PDF, text and HTML. For samples, round-trip tests and benchmarks.
//!
//! A [`MonthlyReturn`] is composed into bands and tables with the geometry of the real forms (`compose`), laid out on
//! pages (`flow`), and then written as PDF (`pdf`, `fonts`), as one of the text renderings (`text`) or as HTML (`html`). Headings and
//! labels are the form's own (`labels`); long confirmations and notes are not copied but put in short words of ours.

mod band;
mod boxes;
mod compose;
mod corpus;
mod edition;
mod flow;
mod fonts;
mod html;
mod labels;
mod legacy;
mod lookalikes;
pub mod market;
mod metrics;
mod pdf;
mod printed;
pub mod random;
pub mod samples;
mod text;
mod truth;

use crate::filing::MonthlyReturn;
pub use corpus::{Corpus, corpus};
use edition::Edition;
pub use edition::FormVersion;
pub use fonts::{Fonts, Typefaces};
pub use html::HtmlStyle;
pub use legacy::{DrawnForms, LegacyStyle, draw_legacy_forms, draw_legacy_html, draw_legacy_pdf, draw_legacy_text};
pub use text::TextStyle;

/// How a filing is drawn.
#[derive(Debug, Clone, Default)]
pub struct DrawOptions {
    /// The fonts that the file carries.
    pub fonts: Fonts,
}

/// A drawn filing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Drawn {
    /// The PDF file.
    pub bytes: Vec<u8>,
    /// Its pages.
    pub pages: u32,
}

/// Draws a return as an FF301 form of this version, in the language of the return.
///
/// The same return gives the same bytes. What the version has no cell for is not drawn.
#[must_use]
pub fn draw_pdf(filing: &MonthlyReturn, version: FormVersion, options: &DrawOptions) -> Drawn {
    let edition = Edition::new(version, filing.language);
    let sheets = flow::paginate(compose::form(filing, edition));
    let info = pdf::Info { release: Some(version.release()), date: filing.submitted_on, producer: "sharecap synth" };
    let bytes = pdf::write_form(&sheets, edition, &options.fonts, &info);
    Drawn { bytes, pages: u32::try_from(sheets.len()).unwrap_or(u32::MAX) }
}

/// Renders a return as the text of an FF301 form of this version, as the tools that extract text from PDFs do.
///
/// An empty cell leaves no trace in [`TextStyle::CellPerLine`] and [`TextStyle::RunPerPage`].
#[must_use]
pub fn draw_text(filing: &MonthlyReturn, version: FormVersion, style: TextStyle) -> String {
    let edition = Edition::new(version, filing.language);
    let sheets = flow::paginate(compose::form(filing, edition));
    text::render(&sheets, edition, style)
}

/// Draws a return as an exhibit in HTML of an FF301 form of this version.
///
/// The same return and style give the same text, UTF-8.
#[must_use]
pub fn draw_html(filing: &MonthlyReturn, version: FormVersion, style: HtmlStyle) -> String {
    let edition = Edition::new(version, filing.language);
    let sheets = flow::paginate(compose::form(filing, edition));
    let count = sheets.len();
    let pages: Vec<html::HtmlPage<'_>> = (1..)
        .zip(&sheets)
        .map(|(number, sheet)| html::HtmlPage {
            sheet,
            head: vec!["FF301".to_owned()],
            foot: vec![edition.page_foot(number, count), format!("v {}", version.number())],
            run: text::run(sheet, edition, number, count),
        })
        .collect();
    html::render(&pages, edition.chinese, true, style)
}
