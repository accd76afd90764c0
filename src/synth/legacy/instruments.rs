//! Sections III (B) and (C): warrants and convertibles.

use super::compose::{Composer, Span, Start};
use super::options::split_slot;
use super::pages::Block;
use super::printed::Column;
use crate::filing::{ConvertibleMovement, Date, Decimal, Section, ShareClass, WarrantMovement};
use crate::synth::band::{Band, many};
use crate::synth::metrics::wrap;

/// What the two sections share: one item with its figures and the fields below it.
struct Item<'a> {
    number: usize,
    text: Option<&'a str>,
    /// Whether the template has a date slot below the description.
    slot: bool,
    class: Option<&'a ShareClass>,
    code: Option<&'a str>,
    price: Option<(Option<&'a str>, Option<Decimal>)>,
    approved: Option<Date>,
    texts: Vec<String>,
    units: bool,
}

/// Edges of the columns: description, currency, opening, movement, closing, new shares, shares issuable.
const EDGES: [f32; 8] = [0.0, 0.24, 0.34, 0.47, 0.59, 0.72, 0.86, 1.0];

impl Composer<'_> {
    fn instrument_spans(&self) -> Vec<Span> {
        EDGES.windows(2).map(|pair| self.span(pair[0], pair[1] - 0.008)).collect()
    }

    pub(super) fn warrants(&mut self) {
        self.start(Start::Page);
        let style = self.body();
        let words = self.pick(
            "Warrants to Issue Shares of the Issuer which are to be Listed",
            "承諾發行將予上市的發行人股份的權證",
        );
        let title = self.title(words, style);
        let headings = [
            self.pick("Description of warrants (Date of expiry - dd/mm/yyyy)", "權證說明 (到期日 – 日/月/年)"),
            self.pick("Currency of nominal value", "面值貨幣"),
            self.pick("Nominal value at close of preceding month", "上月底面值"),
            self.pick("Exercised during the month", "本月內已行使"),
            self.pick("Nominal value at close of the month", "本月底面值"),
        ];
        let rows = &self.filing.warrant_movements;
        let items: Vec<Option<&WarrantMovement>> = (0..self.items(rows.len(), 4)).map(|at| rows.get(at)).collect();
        let mut bands = Vec::new();
        for (at, row) in items.into_iter().enumerate() {
            let units = row.is_some_and(|row| row.nominal_unit.as_deref() == Some("units"));
            let item = Item {
                number: at + 1,
                text: row.and_then(|row| row.description.as_deref()),
                slot: true,
                class: row.map(|row| &row.class),
                code: row.and_then(|row| row.warrant_stock_code.as_deref()),
                price: row.map(|row| (row.subscription_currency.as_deref(), row.subscription_price)),
                approved: row.and_then(|row| row.general_meeting_date),
                texts: self.instrument_figures(row.map(|row| {
                    let amounts = [row.opening_nominal, row.exercised, row.closing_nominal];
                    (row.currency.as_deref(), amounts, units, row.new_shares_issued, row.shares_issuable)
                })),
                units,
            };
            let mut band = self.instrument(&item);
            bands.append(&mut band);
        }
        self.instruments(title, headings, bands, Section::B);
    }

    pub(super) fn convertibles(&mut self) {
        self.start(Start::Page);
        let style = self.body();
        let words = self.pick(
            "Convertibles (i.e. Convertible into Shares of the Issuer which are to be Listed)",
            "可換股票據（即可轉換為將予上市的發行人股份）",
        );
        let title = self.title(words, style);
        let headings = [
            self.pick("Class and description", "類別及說明"),
            self.pick("Currency of amount outstanding", "發行貨幣"),
            self.pick("Amount at close of preceding month", "上月底已發行總額"),
            self.pick("Converted during the month", "本月內已換股款額"),
            self.pick("Amount at close of the month", "本月底已發行總額"),
        ];
        let rows = &self.filing.convertible_movements;
        let items: Vec<Option<&ConvertibleMovement>> = (0..self.items(rows.len(), 4)).map(|at| rows.get(at)).collect();
        let mut bands = Vec::new();
        for (at, row) in items.into_iter().enumerate() {
            let item = Item {
                number: at + 1,
                text: row.and_then(|row| row.description.as_deref()),
                slot: false,
                class: row.map(|row| &row.class),
                code: row.and_then(|row| row.convertible_stock_code.as_deref()),
                price: row.map(|row| (row.conversion_currency.as_deref(), row.conversion_price)),
                approved: row.and_then(|row| row.general_meeting_date),
                texts: self.instrument_figures(row.map(|row| {
                    let amounts = [row.opening_amount, row.converted, row.closing_amount];
                    (row.currency.as_deref(), amounts, false, row.new_shares_issued, row.shares_issuable)
                })),
                units: false,
            };
            let mut band = self.instrument(&item);
            bands.append(&mut band);
        }
        self.instruments(title, headings, bands, Section::C);
    }

    fn instruments(&mut self, title: Band, headings: [&'static str; 5], mut bands: Vec<Band>, section: Section) {
        let spans = self.instrument_spans();
        let mut head = Band::new(0.0);
        let mut all: Vec<(Span, String)> = spans.iter().copied().zip(headings.into_iter().map(str::to_owned)).collect();
        all.push((spans[5], self.new_shares_heading().to_owned()));
        all.push((spans[6], self.issuable_heading().to_owned()));
        head.height = self.headings(&mut head, 0, 2.0, &all) + 4.0;
        let height = head.height;
        self.boxes(&mut head, &spans, 0.0, height);
        bands.push(self.totals(section, &spans, 5));
        self.block(Block {
            titles: vec![title],
            head: vec![head],
            bands,
            frame: self.frame(),
            repeats: true,
            ..Block::default()
        });
    }

    #[expect(clippy::type_complexity, reason = "the figures of one row, for two types of rows")]
    fn instrument_figures(
        &mut self,
        row: Option<(Option<&str>, [Option<Decimal>; 3], bool, Option<i64>, Option<i64>)>,
    ) -> Vec<String> {
        let Some((currency, amounts, units, new, issuable)) = row else {
            return (0..6).map(|_| self.nothing_below()).collect();
        };
        let code = match currency {
            Some(code) => self.currency(code),
            None => self.nothing(),
        };
        let mark = match currency {
            Some("HKD") if !units => self.capital_mark(Some("HKD")),
            _ => "",
        };
        let mut texts = vec![code];
        for (at, amount) in amounts.into_iter().enumerate() {
            let column = if at == 1 { Column::Reduction } else { Column::Signed };
            texts.push(match amount {
                Some(amount) if units => self.figure(amount.to_count(), column),
                amount => self.money(amount, mark, column),
            });
        }
        texts.push(self.figure(new, Column::Signed));
        texts.push(self.figure(issuable, Column::Signed));
        texts
    }

    /// An item: description with its figures, and the four fields below.
    fn instrument(&mut self, item: &Item) -> Vec<Band> {
        let spans = self.instrument_spans();
        let mut band = Band::new(0.0);
        let cell = spans[0];
        let indent = cell.x0 + self.style.size * 1.6;
        let first = self.leading() + 2.0;
        let (words, slot) = match item.text {
            Some(text) if item.slot => split_slot(text),
            text => (text.unwrap_or_default(), None),
        };
        let words = if item.text.is_some() { self.free_text(Some(words)) } else { self.nothing() };
        let mut lines = wrap(&words, self.style.size, false, cell.x1 - indent - 2.0);
        if item.text.is_none() {
            lines.extend([String::new(), String::new()]);
        }
        let last = first + many(lines.len() - 1) * self.leading();
        let y = if self.style.figures_on_top { first } else { last };
        if item.slot {
            lines.push(match slot {
                Some(slot) => slot.to_owned(),
                None if self.style.empty_slots => "(   /   /   )".to_owned(),
                None => String::new(),
            });
        }
        self.numbered(&mut band, item.number, cell, first, &lines);
        self.instrument_values(&mut band, item, &spans, y);
        let below = first + many(lines.len()) * self.leading() + 2.0;
        band.height = below.max(y + self.leading() * 1.6);
        let height = band.height;
        self.boxes(&mut band, &spans, 0.0, height);
        let mut bands = vec![band.kept()];
        bands.extend(self.instrument_fields(item));
        bands
    }

    fn instrument_values(&mut self, band: &mut Band, item: &Item, spans: &[Span], y: f32) {
        for (at, (span, text)) in spans[1..].iter().zip(&item.texts).enumerate() {
            let counted = item.units
                && (1..4).contains(&at)
                && text.ends_with([')', '0', '1', '2', '3', '4', '5', '6', '7', '8', '9'])
                && text != "0";
            let unit = self.pick("units", "份");
            if counted && self.style.units_below && !self.chinese {
                self.value(band, 0, *span, y - self.leading() * 0.5, text);
                self.value(band, 1, *span, y + self.leading() * 0.5, unit);
                continue;
            }
            let lift = if self.style.two_baselines && at >= 4 { self.leading() * 0.6 } else { 0.0 };
            let text = if counted { format!("{text} {unit}") } else { text.clone() };
            self.value(band, 0, *span, y - lift, &text);
        }
    }

    fn instrument_fields(&mut self, item: &Item) -> Vec<Band> {
        let filled = item.text.is_some();
        let class = item.class.map_or_else(String::new, |class| self.class_line(class));
        let code = match item.code {
            Some(code) => code.to_owned(),
            None if filled => self.nothing(),
            None => String::new(),
        };
        let price = item.price.map_or_else(String::new, |(currency, price)| self.price(currency, price));
        let slot = self.meeting_slot(item.approved, filled);
        let egm = if self.style.agm {
            self.pick("AGM approval date (if applicable) (dd/mm/yyyy)", "股東週年大會通過日期 (如適用) (日/月/年)")
        } else {
            self.pick("EGM approval date (if applicable) (dd/mm/yyyy)", "股東特別大會通過日期 (如適用) (日/月/年)")
        };
        let fields = [
            (self.pick("Stock code (if listed)", "股份代號 (如已上市)"), code),
            (self.pick("Class of shares issuable (Note 1)", "可發行股份類別 (註 1)"), class),
            (self.pick("Subscription price", "認購價"), price),
            (egm, slot),
        ];
        let label = self.span(0.04, 0.235);
        let value = self.span(0.245, 0.50);
        let mut bands = Vec::new();
        for (name, text) in fields {
            let mut band = Band::new(0.0);
            let y = self.leading();
            let lines = self.label(&mut band, 0, label, y, name);
            let tall = lines.max(self.value_lines(value, &text));
            let bottom = y + many(tall.saturating_sub(1)) * self.leading();
            self.value_up(&mut band, 0, value, bottom, &text);
            band.height = bottom + 4.0;
            let height = band.height;
            self.boxes(&mut band, &[Span { x0: self.x(0.0), ..label }, value], 0.0, height);
            bands.push(band.kept());
        }
        if let Some(last) = bands.last_mut() {
            last.keep_with_next = false;
            last.height += 4.0;
        }
        bands
    }
}
