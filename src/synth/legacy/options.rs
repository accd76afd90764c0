//! Sections III (A) and (D): what stands in a cell of particulars, with figures beside it.

use super::compose::{Composer, Span, Start};
use super::pages::Block;
use super::printed::Column;
use super::style::Rules;
use crate::filing::{Section, ShareClass};
use crate::synth::band::{Band, many};
use crate::synth::metrics::wrap;

/// A cell of particulars: a number, the issuer's words with the date of the slot at their end, the class.
pub(super) struct Particulars<'a> {
    pub number: usize,
    pub text: Option<&'a str>,
    pub class: Option<&'a ShareClass>,
    /// Empty lines that the template leaves below the words.
    pub spare: usize,
}

/// The words, and the bracketed date at their end, which stands in the slot of the form.
pub(super) fn split_slot(text: &str) -> (&str, Option<&str>) {
    match text.rfind('(') {
        Some(at) if text.ends_with(')') && is_slot(&text[at + 1..text.len() - 1]) => {
            (text[..at].trim_end(), Some(&text[at..]))
        }
        _ => (text, None),
    }
}

/// Whether what stands between brackets is a date.
fn is_slot(inside: &str) -> bool {
    inside.len() >= 8 && inside.chars().all(|c| c.is_ascii_digit() || c == '/')
}

/// Whether the issuer has filled in the slot somewhere among the words.
fn holds_slot(text: &str) -> bool {
    text.split('(').skip(1).any(|part| part.split_once(')').is_some_and(|(inside, _)| is_slot(inside)))
}

impl Composer<'_> {
    pub(super) fn options(&mut self) {
        self.start(Start::Movements);
        let style = self.body();
        let words = self.pick("III. Details of Movements in Issued Share Capital", "III. 已發行股本變動詳情");
        let section = self.title(words, style);
        let words = self
            .pick("Share Options (under Share Option Schemes of the Issuer)", "股份期權（根據發行人的股份期權計劃）");
        let title = self.title(words, style);
        let edges = if self.style.paper.width > 700.0 {
            [0.0, 0.34, 0.44, 0.54, 0.64, 0.74, 0.87, 1.0]
        } else {
            [0.0, 0.20, 0.32, 0.44, 0.56, 0.68, 0.84, 1.0]
        };
        let spans: Vec<Span> = edges.windows(2).map(|pair| self.span(pair[0], pair[1] - 0.008)).collect();
        let head = self.options_head(&spans);
        let rows = &self.filing.option_movements;
        let mut bands = Vec::new();
        for at in 0..self.items(rows.len(), 3) {
            let row = rows.get(at);
            let texts: Vec<String> = match row {
                None => (0..6).map(|_| self.nothing_below()).collect(),
                Some(row) => vec![
                    self.figure(row.granted, Column::Signed),
                    self.figure(row.exercised, Column::Reduction),
                    self.figure(row.cancelled, Column::Reduction),
                    self.figure(row.lapsed, Column::Reduction),
                    self.figure(row.new_shares_issued, Column::Signed),
                    self.figure(row.shares_issuable, Column::Signed),
                ],
            };
            let particulars = Particulars {
                number: at + 1,
                text: row.and_then(|row| row.scheme.as_deref()),
                class: row.map(|row| &row.class),
                spare: 2,
            };
            bands.push(self.particulars(&particulars, &spans, &texts));
        }
        bands.push(self.totals(Section::A, &spans, 5));
        bands.push(self.funds(&spans));
        self.block(Block {
            titles: vec![section, title],
            head: vec![head],
            bands,
            frame: self.frame(),
            repeats: true,
            ..Block::default()
        });
    }

    /// The items of a section: those of the return, and the template's unused ones.
    pub(super) fn items(&self, filled: usize, template: usize) -> usize {
        if self.style.spare_items { filled.max(template) } else { filled.max(1) }
    }

    /// What the figures of an unused item show: mostly nothing.
    pub(super) fn nothing_below(&mut self) -> String {
        if self.rng.chance(80) { String::new() } else { self.nothing() }
    }

    fn options_head(&mut self, spans: &[Span]) -> Band {
        let mut band = Band::new(0.0);
        let wide = Span { x0: spans[1].x0, x1: spans[4].x1 };
        let upper = [
            (
                spans[0],
                self.pick(
                    "Particulars of share option scheme including EGM approval date (dd/mm/yyyy) and class of shares issuable",
                    "股份期權計劃詳情，包括股東特別大會通過日期 (日/月/年) 及可發行股份類別",
                ),
            ),
            (wide, self.pick("Movement during the month", "本月內變動")),
            (spans[5], self.new_shares_heading()),
            (spans[6], self.issuable_heading()),
        ]
        .map(|(span, text)| (span, text.to_owned()));
        let height = self.headings(&mut band, 0, 2.0, &upper);
        let lower = [
            (spans[1], self.pick("Granted", "授出")),
            (spans[2], self.pick("Exercised", "行使")),
            (spans[3], self.pick("Cancelled", "註銷")),
            (spans[4], self.pick("Lapsed", "失效")),
        ]
        .map(|(span, text)| (span, text.to_owned()));
        band.height = 2.0 + height + self.headings(&mut band, 1, 2.0 + height, &lower) + 2.0;
        let bottom = band.height;
        self.boxes(&mut band, spans, 0.0, bottom);
        band
    }

    pub(super) fn new_shares_heading(&self) -> &'static str {
        self.pick(
            "No. of new shares of issuer issued during the month pursuant thereto",
            "本月內因此發行的發行人新股份數目",
        )
    }

    pub(super) fn issuable_heading(&self) -> &'static str {
        self.pick(
            "No. of new shares of issuer which may be issued pursuant thereto as at close of the month",
            "本月底因此可能發行的發行人新股份數目",
        )
    }

    /// A cell of particulars with its figures: on its first line, or on that of the class.
    pub(super) fn particulars(&mut self, item: &Particulars, spans: &[Span], texts: &[String]) -> Band {
        let cell = spans[0];
        let mut band = Band::new(0.0);
        let indent = cell.x0 + self.style.size * 1.6;
        let first = self.leading() + 2.0;
        let (words, slot) = item.text.map_or(("", None), split_slot);
        let words = if item.text.is_some() { self.free_text(Some(words)) } else { self.nothing() };
        let mut lines = wrap(&words, self.style.size, false, cell.x1 - indent - 2.0);
        let spare = if item.text.is_some() { 0 } else { item.spare };
        lines.extend(std::iter::repeat_n(String::new(), spare));
        lines.push(match slot {
            Some(slot) => slot.to_owned(),
            None if self.style.empty_slots && !item.text.is_some_and(holds_slot) => "(   /   /   )".to_owned(),
            None => String::new(),
        });
        let class = match item.class {
            Some(class) => self.class_line(class),
            None => self.pick("shares", "股").to_owned(),
        };
        lines.push(class);
        let class_at = first + many(lines.len() - 1) * self.leading();
        lines.push(self.pick("(Note 1)", "(註 1)").to_owned());
        self.numbered(&mut band, item.number, cell, first, &lines);
        let y = if self.style.figures_on_top { first } else { class_at };
        for (at, (span, text)) in spans[1..].iter().zip(texts).enumerate() {
            let lift = if self.style.two_baselines && at + 2 >= texts.len() { self.leading() * 0.6 } else { 0.0 };
            self.value(&mut band, 0, *span, y - lift, text);
        }
        band.height = first + many(lines.len()) * self.leading();
        let height = band.height;
        self.boxes(&mut band, spans, 0.0, height);
        band
    }

    /// `1.` and the lines behind it, each over its line in the style that has lines.
    pub(super) fn numbered(&mut self, band: &mut Band, number: usize, cell: Span, first: f32, lines: &[String]) {
        use crate::synth::band::{Piece, Run};
        let style = self.body();
        let indent = cell.x0 + self.style.size * 1.6;
        let mut runs = vec![Run { x: cell.x0 + 1.0, y: first, style, text: format!("{number}.") }];
        let mut y = first;
        for text in lines {
            if !text.is_empty() {
                runs.push(Run { x: indent, y, style, text: text.clone() });
            }
            if self.style.rules == Rules::Underlined && !text.starts_with("(Note") && !text.starts_with("(註") {
                self.underline(band, Span { x0: indent, x1: cell.x1 }, y);
            }
            y += self.leading();
        }
        band.pieces.push(Piece { row: 0, x: cell.x0, runs });
    }

    /// The totals of a section below the column of shares issued, which is `spans[column]`.
    pub(super) fn totals(&mut self, section: Section, spans: &[Span], column: usize) -> Band {
        let classes = [
            ("ordinary", self.pick("(Ordinary shares)", "(普通股)")),
            ("preference", self.pick("(Preference shares)", "(優先股)")),
            ("other", self.pick("(Other class)", "(其他類別股份)")),
        ];
        let mut band = Band::new(0.0);
        let total = format!("{} {}.", self.pick("Total", "總數"), section.as_str());
        let style = self.body();
        let edge = spans[column].x0 - 4.0;
        let flat = self.style.flat_totals;
        let mut y = self.leading() + 3.0;
        if flat {
            band.line(self.x(0.02), y, style, &total);
        }
        for (at, (share_class, label)) in classes.into_iter().enumerate() {
            let figure = self.total_of(section.as_str(), share_class);
            let text = if figure.is_none() { self.nothing() } else { self.figure(figure, Column::Signed) };
            if flat {
                let from = 0.14 + 0.29 * many(at);
                band.line(self.x(from), y, style, label);
                let span = self.span(from + 0.15, from + 0.28);
                self.value(&mut band, 0, span, y, &text);
                continue;
            }
            if at == 0 {
                let ahead = crate::synth::metrics::width(classes[1].1, style.size, false).max(60.0) + 14.0;
                band.line_ending(at, edge - ahead, y, style, &total);
            }
            band.line_ending(at, edge, y, style, label);
            self.value(&mut band, at, spans[column], y, &text);
            y += self.leading() + 2.0;
        }
        band.height = y + if flat { 8.0 } else { 0.0 };
        band
    }

    /// The total of a section for a class, if the return states one.
    fn total_of(&self, section: &str, share_class: &str) -> Option<i64> {
        let mut rows = self.filing.section_totals.iter();
        let row = rows.find(|row| {
            row.section.as_deref() == Some(section) && row.class.share_class.as_deref() == Some(share_class)
        });
        row.and_then(|row| row.issued_total)
    }

    fn funds(&mut self, spans: &[Span]) -> Band {
        let row = self.filing.section_totals.iter().find(|row| row.funds_raised.is_some());
        let (currency, funds) = row.map_or((None, None), |row| (row.funds_currency.clone(), row.funds_raised));
        let currency = currency.as_deref().unwrap_or("HKD");
        let unit = self.currency(currency);
        let label = if self.chinese {
            format!("本月內因行使期權所得資金總額 ({unit})")
        } else {
            format!("Total funds raised during the month from exercise of options ({unit})")
        };
        let mark = self.capital_mark(Some(currency));
        let text = self.money(funds, mark, Column::Signed);
        let mut band = Band::new(self.leading() * 3.4);
        let limit = Span { x0: self.x(0.0) + 1.0, x1: self.x(0.44) };
        let y = self.leading() * 1.6;
        let lines = self.label(&mut band, 0, limit, y, &label);
        let span = Span { x0: self.x(0.46), x1: spans[4].x1 };
        self.value(&mut band, 0, span, y + many(lines.saturating_sub(1)) * self.leading(), &text);
        band
    }

    pub(super) fn agreements(&mut self) {
        self.start(Start::Page);
        let style = self.body();
        let words = self.pick(
            "Any other Agreements or Arrangements to Issue Shares of the Issuer which are to be Listed, including Options (other than under Share Option Schemes)",
            "為發行將予上市的發行股份所訂立的任何其他協議或安排，包括期權（但不包括根據股份期權計劃發行的期權）",
        );
        let title = self.title(words, style);
        let spans = [self.span(0.0, 0.58), self.span(0.60, 0.78), self.span(0.80, 1.0)];
        let mut head = Band::new(0.0);
        let words = self.pick(
            "Full particulars including EGM approval date (dd/mm/yyyy), if applicable, and class of shares issuable:",
            "詳情，包括股東特別大會通過日期 (日/月/年)(如適用)及可發行股份類別",
        );
        let headings = [
            (spans[0], words.to_owned()),
            (spans[1], self.new_shares_heading().to_owned()),
            (spans[2], self.issuable_heading().to_owned()),
        ];
        head.height = self.headings(&mut head, 0, 2.0, &headings) + 4.0;
        let height = head.height;
        self.boxes(&mut head, &spans, 0.0, height);
        let rows = &self.filing.agreement_movements;
        let mut bands = Vec::new();
        for at in 0..self.items(rows.len(), 3) {
            let row = rows.get(at);
            let texts: Vec<String> = match row {
                None => (0..2).map(|_| self.nothing_below()).collect(),
                Some(row) => vec![
                    self.figure(row.new_shares_issued, Column::Signed),
                    self.figure(row.shares_issuable, Column::Signed),
                ],
            };
            let particulars = Particulars {
                number: at + 1,
                text: row.and_then(|row| row.description.as_deref()),
                class: row.map(|row| &row.class),
                spare: 2,
            };
            bands.push(self.particulars(&particulars, &spans, &texts));
        }
        bands.push(self.totals(Section::D, &spans, 1));
        self.block(Block {
            titles: vec![title],
            head: vec![head],
            bands,
            frame: self.frame(),
            repeats: true,
            ..Block::default()
        });
    }
}
