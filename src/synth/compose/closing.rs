//! Sections IV and V, the signatory and the notes.

use super::movements::{numbered_row, spans};
use super::{Composer, entries};
use crate::filing::{DepositaryReceipt, Section};
use crate::synth::band::{Align, Band, Shape, Style, height_in, many};
use crate::synth::flow::{Flow, LEFT, RIGHT, Table};
use crate::synth::printed::count;

const RECEIPT_ENDS: [f32; 5] = [240.0, 360.0, 506.0, 652.0, RIGHT];

impl Composer<'_> {
    pub(super) fn depositary_receipts(self, parts: &mut Vec<Flow>) {
        let rows = &self.filing.depositary_receipts;
        parts.push(Flow::Band(self.section_title(Section::IV, rows.is_empty())));
        for (at, row) in rows.iter().enumerate() {
            parts.push(Flow::Table(self.receipt_block(at + 1, row)));
            parts.push(Flow::Band(Band::new(14.0)));
        }
        self.remarks(Section::IV, parts);
    }

    fn receipt_block(self, number: usize, row: &DepositaryReceipt) -> Table {
        let edition = self.edition;
        let titles = edition.depositary_columns();
        let head: Vec<((f32, f32), &str)> = spans(LEFT, &RECEIPT_ENDS).into_iter().zip(titles).collect();
        let cells = [
            (edition.free_text(row.description.as_deref()), Align::Left),
            (edition.free_text(row.ratio_text.as_deref()), Align::Centre),
            (count(row.opening_hdrs), Align::Right),
            (count(row.change_hdrs), Align::Right),
            (count(row.closing_hdrs), Align::Right),
        ];
        Table {
            lead: self.class_block(Section::IV, number, &row.class),
            head: vec![entries::head_row(&head, Style::BODY)],
            groups: vec![vec![numbered_row(1, &RECEIPT_ENDS, &cells, Style::BODY)]],
        }
    }

    pub(super) fn closing(self, parts: &mut Vec<Flow>) {
        let edition = self.edition;
        parts.push(Flow::Band(self.section_title(Section::End, false)));
        let mut words = Band::new(44.0);
        words.lines(0, 22.1, 9.0, RIGHT - 24.0, Style::BODY, edition.confirmation());
        parts.push(Flow::Band(words));
        let items = edition.confirmation_items();
        let mut frame = Band::new(many(items.len()) * 21.2 + 2.0);
        frame.shapes.push(Shape::Frame(LEFT, 0.0, RIGHT, frame.height));
        for (row, item) in items.into_iter().enumerate() {
            frame.sub_line(row, 22.1, 14.0 + many(row) * 21.2, Style::BODY, item);
        }
        parts.push(Flow::Band(frame));
        self.signatory(parts);
        self.remarks(Section::End, parts);
        parts.push(Flow::NewPage);
        self.notes(parts);
    }

    fn signatory(self, parts: &mut Vec<Flow>) {
        parts.push(Flow::Band(Band::new(27.0)));
        let fields = [
            (self.edition.submitted_by(), &self.filing.submitted_by),
            (self.edition.signatory_title(), &self.filing.submitted_by_title),
        ];
        for (label, value) in fields {
            let mut band = Band::new(21.0);
            band.line(22.1, 14.8, Style::BODY, label);
            let text = self.edition.free_text(value.as_deref());
            band.line(121.3, 14.8, Style::BODY, &text);
            band.shapes.push(Shape::Rule(119.7, 630.4, 21.0, 0.5));
            parts.push(Flow::Band(band));
        }
        let mut hint = Band::new(41.0);
        hint.line(127.0, 14.8, Style::BODY, self.edition.signatory_hint());
        hint.shapes.push(Shape::Rule(20.4, 798.8, 40.8, 1.417));
        parts.push(Flow::Band(hint));
    }

    fn notes(self, parts: &mut Vec<Flow>) {
        let mut title = Band::new(24.0);
        let bold = !self.edition.chinese;
        title.line(22.1, 12.0, Style { size: 9.0, bold }, self.edition.notes());
        parts.push(Flow::Band(title));
        for (number, note) in (1..).zip(self.edition.note_items()) {
            let height = height_in(RIGHT - 60.0, Style::BODY, note);
            let mut band = Band::new(height);
            band.line(22.1, 11.9, Style::BODY, &format!("{number}."));
            band.lines(0, 58.0, 11.9, RIGHT - 60.0, Style::BODY, note);
            parts.push(Flow::Band(band));
        }
    }
}
