//! The head of the form: title, month, status, issuer, date.

use super::Composer;
use crate::synth::band::{Band, Shape, Style, many};
use crate::synth::flow::Flow;

/// Where values stand, and the ends of their underlines.
const VALUE: f32 = 136.9;
const LINE: (f32, f32) = (135.2, 277.5);
const STATUS_LINE: (f32, f32) = (656.5, 798.8);

impl Composer<'_> {
    pub(super) fn header(self, parts: &mut Vec<Flow>) {
        let edition = self.edition;
        let filing = self.filing;
        let bold = !edition.chinese;
        let mut title = Band::new(82.0);
        title.lines(0, 22.1, 57.1, 762.0, Style { size: 11.0, bold }, edition.title());
        parts.push(Flow::Band(title));

        let mut month = Band::new(27.0);
        month.line(22.1, 15.1, Style { size: 9.0, bold }, edition.month_ended());
        month.line(VALUE, 15.1, Style::BODY, &edition.date(filing.month_end));
        month.line_ending(0, 650.0, 15.1, Style::BODY, edition.status());
        month.line(658.2, 15.1, Style::BODY, edition.status_word(filing.status));
        for (x0, x1) in [LINE, STATUS_LINE] {
            month.shapes.push(Shape::Rule(x0, x1, 21.6, 0.5));
        }
        parts.push(Flow::Band(month));

        let mut to = Band::new(25.9);
        to.line(22.1, 15.1, Style::BODY, edition.addressee());
        parts.push(Flow::Band(to));

        let mut name = Band::new(20.7);
        name.line(22.1, 14.1, Style::BODY, edition.issuer_name());
        let text = edition.free_text(filing.issuer_name.as_deref());
        let count = name.lines(0, VALUE, 14.1, STATUS_LINE.1 - VALUE - 4.0, Style::BODY, &text);
        let further = many(count.saturating_sub(1)) * Style::BODY.leading();
        name.height += further;
        name.shapes.push(Shape::Rule(LINE.0, STATUS_LINE.1, 20.3 + further, 0.5));
        parts.push(Flow::Band(name));

        let mut date = Band::new(22.0);
        date.line(22.1, 14.1, Style::BODY, edition.date_submitted());
        date.line(VALUE, 14.1, Style::BODY, &edition.date(filing.submitted_on));
        date.shapes.push(Shape::Rule(LINE.0, LINE.1, 20.6, 0.5));
        parts.push(Flow::Band(date));
    }
}
