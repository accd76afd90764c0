//! A return → the parts of the form in their order, as bands and tables.

mod blocks;
mod capital;
mod closing;
mod entries;
mod header;
mod movements;
mod totals;

use super::band::{Align, Area, Band, Style, many};
use super::edition::Edition;
use super::flow::{Flow, LEFT, RIGHT};
use crate::filing::{MonthlyReturn, Section};

/// Height of a row with one line of text.
const ROW: f32 = 18.14;

/// A return that is being composed.
#[derive(Clone, Copy)]
struct Composer<'a> {
    edition: Edition,
    filing: &'a MonthlyReturn,
}

/// The whole form.
pub(super) fn form(filing: &MonthlyReturn, edition: Edition) -> Vec<Flow> {
    let composer = Composer { edition, filing };
    let mut parts = Vec::new();
    composer.header(&mut parts);
    composer.authorised_capital(&mut parts);
    parts.push(Flow::NewPage);
    composer.issued_shares(&mut parts);
    parts.push(Flow::NewPage);
    composer.movements(&mut parts);
    parts.push(Flow::NewPage);
    composer.depositary_receipts(&mut parts);
    parts.push(Flow::NewPage);
    composer.closing(&mut parts);
    parts
}

impl Composer<'_> {
    /// The title of I, II, III, IV or V, with `Not applicable` behind it where the section is empty.
    fn section_title(self, section: Section, empty: bool) -> Band {
        let height = if section == Section::All { 27.0 } else { 31.7 };
        self.title(self.edition.section(section), Style { size: 10.0, bold: true }, 23.5, 17.6, height, empty)
    }

    /// The title of a sub-section of III.
    fn sub_title(self, section: Section, empty: bool) -> Band {
        let height = if empty { 30.0 } else { 22.9 };
        self.title(self.edition.section(section), Style::HEAD, 26.4, 11.9, height, empty)
    }

    fn title(self, words: &str, style: Style, x: f32, baseline: f32, height: f32, empty: bool) -> Band {
        let style = Style { bold: style.bold && !self.edition.chinese, ..style };
        let mut band = Band::new(height);
        let count = band.lines(0, x, baseline, RIGHT - x - 90.0, style, words);
        band.height += many(count.saturating_sub(1)) * style.leading();
        if empty {
            let last = band.pieces.last().and_then(|piece| piece.runs.last());
            let (end, y) = last
                .map_or((x, baseline), |run| (run.x + super::metrics::width(&run.text, style.size, style.bold), run.y));
            band.line(end + 16.2, y, Style::BODY, self.edition.not_applicable());
            return band;
        }
        band.kept()
    }

    /// The remarks box of a section, if it has any.
    fn remarks(self, section: Section, parts: &mut Vec<Flow>) {
        for remark in &self.filing.remarks {
            if remark.section.as_deref() != Some(section.as_str()) {
                continue;
            }
            let mut label = Band::new(26.5);
            label.line(22.1, 21.0, Style::BODY, self.edition.remarks());
            parts.push(Flow::Band(label.kept()));
            let text = self.edition.free_text(remark.text.as_deref());
            let height = super::band::height_in(RIGHT - LEFT, Style::BODY, &text);
            let mut frame = Band::new(height);
            frame.cell_at_top(0, Area::new(LEFT, RIGHT, 0.0, height), Align::Left, Style::BODY, &text);
            frame.cuts = entries::cuts(height, 2);
            parts.push(Flow::Band(frame));
        }
    }
}
