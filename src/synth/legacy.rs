//! The legacy template: the Word form of 2009 to 2021, drawn as the many Words of many issuers print it.
//!
//! A return is composed into bands (`header`, `capital`, `options`, `instruments`, `events`, `closing`) in the places
//! of the template or of one of the variants ([`LegacyStyle`]), and laid out on paper of any size (`pages`).
//! Headings, labels and the short notes are the form's own.

mod capital;
mod closing;
mod compose;
mod events;
mod header;
mod instruments;
mod options;
mod pages;
mod printed;
mod style;

use super::band::{Run, Style};
use super::flow::Sheet;
use super::html::{self, HtmlPage, HtmlStyle};
use super::text::{self, Margin, TextStyle};
use super::{Drawn, pdf};
use crate::filing::{Language, MonthlyReturn};
use compose::Composer;
pub use style::LegacyStyle;

/// A drawn file that holds several forms.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DrawnForms {
    /// The PDF file.
    pub bytes: Vec<u8>,
    /// The pages of each form.
    pub pages: Vec<u32>,
}

/// Draws a return as a legacy form in the language of the return.
///
/// The same return and style give the same bytes.
#[must_use]
pub fn draw_legacy_pdf(filing: &MonthlyReturn, style: &LegacyStyle) -> Drawn {
    let forms = draw_legacy_forms(&[(filing, style)]);
    Drawn { bytes: forms.bytes, pages: forms.pages.iter().sum() }
}

/// Draws several forms one behind the other into one file, on the paper and in the fonts of the first.
#[must_use]
pub fn draw_legacy_forms(forms: &[(&MonthlyReturn, &LegacyStyle)]) -> DrawnForms {
    let (mut sheets, mut margins, mut pages) = (Vec::new(), Vec::new(), Vec::new());
    for (filing, style) in forms {
        let form = sheets_of(filing, style);
        pages.push(u32::try_from(form.len()).unwrap_or(u32::MAX));
        margins.extend((1..=form.len()).map(|page| margin_runs(filing, style, page)));
        sheets.extend(form.into_iter().map(|sheet| overprinted(sheet, style)));
    }
    let Some((filing, style)) = forms.first() else {
        return DrawnForms { bytes: Vec::new(), pages };
    };
    let setting = pdf::Setting {
        width: style.paper.width,
        height: style.paper.height,
        chinese: filing.language != Language::English,
        serif: style.serif,
        fonts: &style.fonts,
    };
    let info = pdf::Info { release: None, date: filing.submitted_on, producer: "sharecap synth" };
    DrawnForms { bytes: pdf::write_pages(&sheets, &margins, &setting, &info), pages }
}

/// Renders a return as the text of a legacy form, as the tools that extract text do.
#[must_use]
pub fn draw_legacy_text(filing: &MonthlyReturn, style: &LegacyStyle, text: TextStyle) -> String {
    let sheets = sheets_of(filing, style);
    let margins: Vec<Margin> = (1..=sheets.len()).map(|page| margin(filing, style, page)).collect();
    text::render_pages(&sheets, &margins, text, style.paper.width / 160.0)
}

/// Draws a return as an exhibit in HTML of a legacy form; UTF-8.
#[must_use]
pub fn draw_legacy_html(filing: &MonthlyReturn, style: &LegacyStyle, html: HtmlStyle) -> String {
    let sheets = sheets_of(filing, style);
    let pages: Vec<HtmlPage<'_>> = (1..)
        .zip(&sheets)
        .map(|(page, sheet)| {
            let margin = margin(filing, style, page);
            let run = text::run_of(sheet, &margin);
            HtmlPage { sheet, run, head: margin.head, foot: margin.foot }
        })
        .collect();
    // The class of a scheme is a line of its own among the lines of its text.
    html::render(&pages, filing.language != Language::English, false, html)
}

fn sheets_of(filing: &MonthlyReturn, style: &LegacyStyle) -> Vec<Sheet> {
    pages::paginate(Composer::new(filing, style).form(), style.paper)
}

/// What the head and the foot of a page say.
fn margin(filing: &MonthlyReturn, style: &LegacyStyle, page: usize) -> Margin {
    let chinese = filing.language != Language::English;
    let boards =
        if chinese { "適用於主板及創業板上市發行人" } else { "For Main Board and GEM listed issuers" };
    let version = filing.form_version.clone().unwrap_or_default();
    let number = if style.page_numbers { format!("- {page} -") } else { String::new() };
    let (head, foot) = if style.version_at_head { (version, String::new()) } else { (String::new(), version) };
    let some = |texts: [String; 2]| texts.into_iter().filter(|text| !text.is_empty()).collect();
    Margin { head: some([head, boards.to_owned()]), foot: some([number, foot]) }
}

fn margin_runs(filing: &MonthlyReturn, style: &LegacyStyle, page: usize) -> Vec<Run> {
    let Margin { head, foot } = margin(filing, style, page);
    let paper = style.paper;
    let face = Style::plain(style.size);
    let mut runs = Vec::new();
    for (at, text) in head.into_iter().rev().enumerate() {
        let across = super::metrics::width(&text, face.size, false);
        let x = if at == 0 { paper.right - across } else { paper.left };
        runs.push(Run { x, y: paper.top - 16.0, style: face, text });
    }
    for text in foot {
        let x = if text.starts_with('-') { f32::midpoint(paper.left, paper.right) - 8.0 } else { paper.left };
        runs.push(Run { x, y: paper.height - 26.0, style: face, text });
    }
    runs
}

/// Bold text drawn several times, a hair's breadth apart, as some printer drivers do.
fn overprinted(mut sheet: Sheet, style: &LegacyStyle) -> Sheet {
    for (_, piece) in &mut sheet.pieces {
        let runs = std::mem::take(&mut piece.runs);
        for run in runs {
            let times = if run.style.bold { style.overprint.max(1) } else { 1 };
            for turn in 0..times {
                piece.runs.push(Run { x: run.x + f32::from(turn) * 0.24, ..run.clone() });
            }
        }
    }
    sheet
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::synth::metrics::width;
    use crate::synth::random::legacy_return;

    /// The box of a text: left, top, right, bottom; its capitals, since lines may stand close.
    fn extent(run: &Run) -> [f32; 4] {
        let right = run.x + width(&run.text, run.style.size, run.style.bold);
        [run.x, run.y - run.style.size * 0.7, right, run.y]
    }

    #[test]
    fn no_text_stands_on_another_or_off_the_page() {
        for seed in 0..40 {
            for language in [Language::English, Language::TraditionalChinese] {
                let filing = legacy_return(seed, language);
                let mut styles = vec![LegacyStyle::random(seed), LegacyStyle::underlined()];
                styles.extend(LegacyStyle::variants(seed));
                for style in styles {
                    for (page, sheet) in sheets_of(&filing, &style).into_iter().enumerate() {
                        let at = format!("seed {seed} {} {}, page {}", language.as_str(), style.name, page + 1);
                        let runs: Vec<Run> = sheet.pieces.into_iter().flat_map(|(_, piece)| piece.runs).collect();
                        check_page(&runs, &style, &at);
                    }
                }
            }
        }
    }

    fn check_page(runs: &[Run], style: &LegacyStyle, at: &str) {
        for (index, run) in runs.iter().enumerate() {
            let [left, top, right, bottom] = extent(run);
            let on_paper = left > 0.0 && right < style.paper.width && top > 0.0 && bottom < style.paper.height;
            assert!(on_paper, "{at}: {:?} stands off the page", run.text);
            for other in &runs[index + 1..] {
                let [x0, y0, x1, y1] = extent(other);
                let meets = left < x1 && x0 < right && top < y1 && y0 < bottom;
                assert!(!meets, "{at}: {:?} stands on {:?}", run.text, other.text);
            }
        }
    }
}
