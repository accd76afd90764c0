//! The grand totals, the remarks, and who signs.

use super::compose::{Composer, Span, Start};
use super::pages::Block;
use super::printed::Column;
use crate::filing::ShareClass;
use crate::synth::band::{Band, Shape, many};
use crate::synth::metrics::wrap;

impl Composer<'_> {
    pub(super) fn closing(&mut self) {
        self.grand_totals();
        self.start(Start::Page);
        self.remarks();
        self.signature();
        self.notes();
    }

    /// The grand total of a class; of one block of it where the return tells them apart.
    fn grand_total(&self, share_class: &str, block: Option<&ShareClass>) -> Option<i64> {
        let mut rows = self.filing.section_totals.iter().filter(|row| {
            row.section.as_deref() == Some("all") && row.class.share_class.as_deref() == Some(share_class)
        });
        let row = rows.find(|row| {
            block.is_none_or(|block| {
                block.class_stock_code == row.class.class_stock_code && block.listed == row.class.listed
            })
        });
        row.and_then(|row| row.issued_total)
    }

    fn grand_totals(&mut self) {
        self.space(1.5);
        let names = self.line_names();
        let mut lines = Vec::new();
        for (line, name) in names.into_iter().enumerate() {
            let label = if line == 0 {
                self.pick(
                    "Total increase / (decrease) in ordinary shares during the month (i.e. Total of A to E):",
                    "本月普通股增加／（減少）總額（即 A 至 E 項的總和）：",
                )
            } else {
                ""
            };
            let figure = self.grand_total("ordinary", Some(&self.ordinary_line(line).unwrap_or_default()));
            lines.push((label, name, figure));
        }
        lines.push((
            self.pick(
                "Total increase / (decrease) in preference shares during the month (i.e. Total of A to E):",
                "本月優先股增加／（減少）總額（即 A 至 E 項的總和）：",
            ),
            String::new(),
            self.grand_total("preference", None),
        ));
        lines.push((
            self.pick(
                "Total increase / (decrease) in other classes of shares during the month (i.e. Total of A to E):",
                "本月其他類別股份增加／（減少）總額（即 A 至 E 項的總和）：",
            ),
            String::new(),
            self.grand_total("other", None),
        ));
        let (label, name, value) = (self.span(0.0, 0.68), self.span(0.69, 0.79), self.span(0.80, 1.0));
        let mut bands = Vec::new();
        for (words, line, figure) in lines {
            let text = if figure.is_none() { self.nothing() } else { self.figure(figure, Column::Signed) };
            let mut band = Band::new(0.0);
            let y = self.leading() + 3.0;
            let lines = if words.is_empty() { 1 } else { self.label(&mut band, 0, label, y, words) };
            let bottom = y + many(lines.saturating_sub(1)) * self.leading();
            if !line.is_empty() {
                band.line(name.x0, bottom, self.body(), &line);
            }
            let bold = self.bold();
            self.value_in(&mut band, 0, value, bottom, &text, bold);
            band.height = bottom + 6.0;
            let height = band.height;
            self.boxes(&mut band, &[Span { x1: name.x1, ..label }, value], 0.0, height);
            bands.push(band);
        }
        let words = self.pick(
            "(These figures should be the same as the relevant figures under II above (“Movements in Issued Share Capital”).)",
            "（此數目應相等於上文第 II 項（「已發行股本變動」）內的相關數字。）",
        );
        let mut note = Band::new(self.leading() * 1.6);
        note.line(self.x(0.0), self.leading(), self.body(), words);
        bands.push(note);
        self.block(Block { bands, frame: self.frame(), whole: true, ..Block::default() });
    }

    fn remarks(&mut self) {
        let style = self.body();
        let title = self.title(self.pick("Remarks (if any):", "備註(如有)："), style);
        let mut bands = vec![title];
        let remarks: Vec<String> =
            self.filing.remarks.iter().map(|remark| self.free_text(remark.text.as_deref())).collect();
        let span = self.span(0.0, 1.0);
        let mut lines: Vec<String> =
            remarks.iter().flat_map(|text| wrap(text, style.size, false, span.x1 - span.x0)).collect();
        if lines.is_empty() {
            lines = vec![String::new(); 6];
        }
        let mut band = Band::new(many(lines.len()) * self.leading() + 4.0);
        self.stack(
            &mut band,
            0,
            span.x0,
            self.leading(),
            &lines.iter().filter(|line| !line.is_empty()).cloned().collect::<Vec<_>>(),
        );
        for at in 1..=lines.len() {
            self.underline(&mut band, span, self.leading() * many(at));
        }
        bands.push(band);
        self.block(Block { bands, ..Block::default() });
        self.space(2.0);
    }

    fn signature(&mut self) {
        let by = self.free_text(self.filing.submitted_by.as_deref());
        let title = self.free_text(self.filing.submitted_by_title.as_deref());
        let office =
            self.pick("(Director, Secretary or other duly authorised officer)", "(董事、秘書或其他獲正式授權的人員)");
        let mut bands = Vec::new();
        for (label, text) in [(self.pick("Submitted by:", "呈交者："), by), (self.pick("Title:", "職銜："), title)]
        {
            let mut band = Band::new(self.leading() * 2.0);
            let y = self.leading();
            band.line(self.x(0.0), y, self.body(), label);
            let text = if self.style.underscores && !text.is_empty() { format!("____{text}_________") } else { text };
            let span = self.span(0.14, 0.62);
            self.value(&mut band, 0, span, y, &text);
            bands.push(band.kept());
        }
        let mut band = Band::new(self.leading() * 2.0);
        band.line(self.x(0.10), self.leading(), self.body(), office);
        bands.push(band);
        self.block(Block { bands, whole: true, ..Block::default() });
    }

    fn notes(&mut self) {
        let mut rule = Band::new(self.leading() * 2.0);
        rule.shapes.push(Shape::Rule(self.x(0.0), self.x(1.0), self.leading(), 1.4));
        let mut bands = vec![rule.kept()];
        for text in [
            self.pick("Notes :", "註："),
            self.pick(
                "1. State the class of shares (e.g. ordinary, preference or other).",
                "1. 請註明股份類別 (如普通股、優先股或其他類別股份) 。",
            ),
            self.pick(
                "2. If there is insufficient space, please append the prescribed continuation sheet.",
                "2. 如空位不敷應用，請附加指定的續頁。",
            ),
        ] {
            let style = self.body();
            bands.push(self.title(text, style));
        }
        if let Some(last) = bands.last_mut() {
            last.keep_with_next = false;
        }
        self.block(Block { bands, ..Block::default() });
    }
}
