//! The head of the form: title, month, issuer, date.

use super::compose::Composer;
use super::pages::Block;
use super::style::Rules;
use crate::synth::band::{Band, Shape, Style};

impl Composer<'_> {
    pub(super) fn header(&mut self) {
        let size = self.style.size;
        let heading = Style { size: size + 1.0, bold: true };
        let title = self.title(
            self.pick("Monthly Return of Equity Issuer on Movements in Securities", "股份發行人的證券變動月報表"),
            heading,
        );
        let month = self.month_line();
        let to = self.title(
            self.pick("To : Hong Kong Exchanges and Clearing Limited", "致：香港交易及結算所有限公司"),
            self.body(),
        );
        let name = self.free_text(self.filing.issuer_name.as_deref());
        let name = self.field(self.pick("Name of Issuer", "公司名稱"), &name);
        let submitted = self.date(self.filing.submitted_on, self.style.submitted);
        let submitted = self.field(self.pick("Date Submitted", "呈交日期"), &submitted);
        let section = self.section_one();
        let mut bands = vec![title, month, to, name, submitted, Band::new(size).kept(), section];
        if self.style.mark_up {
            // The field that held the month has slipped below the first heading.
            let day = self.date(self.filing.month_end, self.style.month);
            bands.push(self.month_value(&day));
        }
        self.block(Block { bands, ..Block::default() });
    }

    fn section_one(&mut self) -> Band {
        let words = self.pick("I. Movements in Authorised Share Capital", "I. 法定股本變動");
        let style = self.body();
        self.title(words, style)
    }

    fn month_line(&mut self) -> Band {
        let label = self.pick("For the month ended (dd/mm/yyyy) :", "截至月份（日／月／年）：");
        let mut band = Band::new(self.leading() * 2.0);
        let y = self.leading();
        band.line(self.x(0.0), y, self.bold(), label);
        if !self.style.mark_up {
            let month = self.date(self.filing.month_end, self.style.month);
            let span = self.span(0.38, 0.72);
            let bold = self.bold();
            self.value_in(&mut band, 0, span, y, &month, bold);
        }
        band.kept()
    }

    fn month_value(&mut self, day: &str) -> Band {
        let mut band = Band::new(self.leading() * 2.0);
        band.line(self.x(0.0), self.leading(), self.bold(), day);
        band.kept()
    }

    /// A label and its value over a long line.
    fn field(&mut self, label: &str, text: &str) -> Band {
        let mut band = Band::new(self.leading() * 1.6);
        let y = self.leading();
        band.line(self.x(0.0), y, self.body(), label);
        let span = self.span(0.24, 0.84);
        let lines = band.lines(0, span.x0 + 4.0, y, span.x1 - span.x0 - 8.0, self.body(), text);
        let more = crate::synth::band::many(lines.saturating_sub(1)) * self.body().leading();
        band.height += more;
        match self.style.rules {
            Rules::Underlined => band.shapes.push(Shape::Rule(span.x0, span.x1, y + more + 2.2, 0.5)),
            Rules::Boxed => {
                let height = band.height;
                self.boxes(&mut band, &[span], 0.0, height);
            }
            Rules::Bare => {}
        }
        band.kept()
    }
}
