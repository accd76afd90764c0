//! Section III (E): the ten kinds of other movement, each printed, filled or not.

use super::compose::{Composer, Span, Start};
use super::pages::Block;
use super::printed::Column;
use crate::filing::{OtherMovement, Section};
use crate::synth::band::{Band, many};
use crate::synth::metrics::wrap;

/// A kind of movement as the template prints it.
struct Kind {
    word: &'static str,
    english: &'static str,
    chinese: &'static str,
    priced: bool,
}

const fn kind(word: &'static str, english: &'static str, chinese: &'static str, priced: bool) -> Kind {
    Kind { word, english, chinese, priced }
}

const KINDS: [Kind; 10] = [
    kind("rights_issue", "Rights issue", "供股", true),
    kind("open_offer", "Open offer", "公開招股", true),
    kind("placing", "Placing", "配售", true),
    kind("bonus_issue", "Bonus issue", "紅股發行", false),
    kind("scrip_dividend", "Scrip dividend", "以股代息", true),
    kind("repurchase_cancelled", "Repurchase of shares", "購回股份", false),
    kind("redemption", "Redemption of shares", "贖回股份", false),
    kind("consideration_issue", "Consideration issue", "代價發行", true),
    kind("capital_reorganisation", "Capital reorganisation", "資本重組", false),
    kind("other", "Other (Please specify)", "其他 (請註明)", true),
];

/// Where the parts of an item stand.
struct Places {
    number: f32,
    label: Span,
    at_price: f32,
    currency: Span,
    price: Span,
    field: Span,
    value: Span,
    new: Span,
    issuable: Span,
}

impl Composer<'_> {
    fn places(&self) -> Places {
        Places {
            number: self.x(0.0) + 1.0,
            label: self.span(0.035, 0.18),
            at_price: self.x(0.185),
            currency: self.span(0.265, 0.335),
            price: self.span(0.34, 0.445),
            field: self.span(0.455, 0.645),
            value: self.span(0.65, 0.785),
            new: self.span(0.80, 0.895),
            issuable: self.span(0.905, 1.0),
        }
    }

    pub(super) fn events(&mut self) {
        self.start(Start::Movements);
        let style = self.body();
        let title = self.title(self.pick("Other Movements in Issued Share Capital", "已發行股本的其他變動"), style);
        let places = self.places();
        let mut head = Band::new(0.0);
        let headings = [
            (self.span(0.0, 0.3), self.pick("Type of Issue", "發行類別").to_owned()),
            (places.new, self.new_shares_heading().to_owned()),
            (places.issuable, self.issuable_heading().to_owned()),
        ];
        head.height = self.headings(&mut head, 0, 2.0, &headings) + 4.0;
        let height = head.height;
        self.boxes(&mut head, &[self.span(0.0, 0.795), places.new, places.issuable], 0.0, height);
        let mut bands = Vec::new();
        for (at, kind) in KINDS.iter().enumerate() {
            let rows: Vec<&OtherMovement> =
                self.filing.other_movements.iter().filter(|row| row.event.as_deref() == Some(kind.word)).collect();
            bands.push(self.event(at + 1, kind, rows.first().copied(), true));
            for row in rows.iter().skip(1) {
                if let Some(last) = bands.last_mut() {
                    last.keep_with_next = true;
                }
                bands.push(self.event(at + 1, kind, Some(row), false));
            }
        }
        let spans = [self.span(0.0, 0.79), places.new];
        bands.push(self.totals(Section::E, &spans, 1));
        let repeats = self.style.seed.is_multiple_of(2);
        self.block(Block {
            titles: vec![title],
            head: vec![head],
            bands,
            frame: self.frame(),
            repeats,
            ..Block::default()
        });
    }

    /// One line of an item; the first carries its number and name.
    fn event(&mut self, number: usize, kind: &Kind, row: Option<&OtherMovement>, first: bool) -> Band {
        let places = self.places();
        let mut band = Band::new(0.0);
        let fields = self.event_fields(kind, row);
        let mut y = self.leading() + 4.0;
        let mut bottom = y;
        let mut middle = y;
        for (at, (name, text)) in fields.iter().enumerate() {
            let label = wrap(name, self.style.size, false, places.field.x1 - places.field.x0);
            let value = wrap(text, self.style.size, false, places.value.x1 - places.value.x0 - 5.0);
            self.stack(&mut band, at, places.field.x0, y, &label);
            if value.len() > 1 {
                self.stack(&mut band, at, places.value.x0 + 2.5, y, &value);
            } else {
                self.value(&mut band, at, places.value, y, text);
            }
            let lines = many(label.len().max(value.len()));
            if at == 1 {
                middle = y;
            }
            bottom = y + (lines - 1.0) * self.leading();
            y += lines * self.leading() + self.leading() * 0.5;
        }
        self.event_name(&mut band, number, kind, row, first, middle);
        let new = match row {
            None => self.nothing_below(),
            Some(row) => self.figure(row.issued_change, Column::Signed),
        };
        let issuable = match row {
            None => self.nothing_below(),
            Some(row) => self.figure(row.shares_issuable, Column::Signed),
        };
        let below = if self.style.two_baselines { bottom + self.leading() * 0.5 } else { bottom };
        self.value(&mut band, 2, places.new, below, &new);
        self.value(&mut band, 2, places.issuable, bottom, &issuable);
        band.height = y + 4.0;
        let height = band.height;
        let cells = [
            self.span(0.0, 0.18),
            self.span(0.18, 0.445),
            self.span(0.445, 0.645),
            places.value,
            places.new,
            places.issuable,
        ];
        self.boxes(&mut band, &cells, 0.0, height);
        band
    }

    /// The three fields of an item with what stands in them.
    fn event_fields(&mut self, kind: &Kind, row: Option<&OtherMovement>) -> [(&'static str, String); 3] {
        let (class, date) = match kind.word {
            "repurchase_cancelled" => (
                self.pick("Class of shares repurchased (Note 1)", "所購回股份類別 (註 1)"),
                self.pick("Cancellation date : (dd/mm/yyyy)", "註銷日期： (日/月/年)"),
            ),
            "redemption" => (
                self.pick("Class of shares redeemed (Note 1)", "所贖回股份類別 (註 1)"),
                self.pick("Redemption date : (dd/mm/yyyy)", "贖回日期： (日/月/年)"),
            ),
            _ => (
                self.pick("Class of shares issuable (Note 1)", "可發行股份類別 (註 1)"),
                self.pick("Issue and allotment date : (dd/mm/yyyy)", "發行及配發日期： (日/月/年)"),
            ),
        };
        let meeting = if self.style.agm {
            self.pick("AGM approval date: (dd/mm/yyyy)", "股東週年大會通過日期： (日/月/年)")
        } else {
            self.pick("EGM approval date: (dd/mm/yyyy)", "股東特別大會通過日期： (日/月/年)")
        };
        let shares = match row {
            Some(row) => self.class_line(&row.class),
            None => self.nothing(),
        };
        let day = self.slot(row.and_then(|row| row.event_date));
        let approved = self.meeting_slot(row.and_then(|row| row.general_meeting_date), row.is_some());
        [(class, shares), (date, day), (meeting, approved)]
    }

    fn event_name(
        &mut self,
        band: &mut Band,
        number: usize,
        kind: &Kind,
        row: Option<&OtherMovement>,
        first: bool,
        y: f32,
    ) {
        let places = self.places();
        if first {
            let text = match row.and_then(|row| row.event_text.as_deref()) {
                Some(text) => self.free_text(Some(text)),
                None => self.pick(kind.english, kind.chinese).to_owned(),
            };
            band.sub_line(0, places.number, y, self.body(), &format!("{number}."));
            self.label(band, 0, places.label, y, &text);
        }
        if !kind.priced {
            return;
        }
        if first {
            band.sub_line(0, places.at_price, y, self.body(), self.pick("At price :", "價格："));
        }
        match row.and_then(|row| row.price_currency.as_deref()) {
            Some(code) if self.style.split_price => {
                let currency = self.currency(code);
                self.label(band, 0, places.currency, y, &currency);
            }
            _ if first => {
                self.label(band, 0, places.currency, y, self.pick("State currency", "請註明貨幣"));
            }
            _ => {}
        }
        let price = match row {
            Some(row) if self.style.split_price => self.money(row.price, "", Column::Signed),
            Some(row) => self.price(row.price_currency.as_deref(), row.price),
            None => self.nothing_below(),
        };
        let below = many(self.value_lines(places.price, &price).saturating_sub(2)) * self.leading();
        self.value_up(band, 0, places.price, y + below, &price);
    }
}
