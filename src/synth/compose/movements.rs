//! Section III: A to E, each with its class blocks, rows, totals and remarks.

use super::Composer;
use super::entries::{Columns, Detail, Entry, NUMBER_END, Value, effects, head_row, ladder};
use crate::filing::{
    AgreementMovement, ConvertibleMovement, Decimal, OptionMovement, OtherMovement, Row, Section, ShareClass,
    WarrantMovement,
};
use crate::synth::band::{Align, Area, Band, Style, height_in};
use crate::synth::flow::{Flow, LEFT, RIGHT, Table};
use crate::synth::printed::{count, currency, decimal};

/// Consecutive rows of one class.
fn blocks<R: Row>(rows: &[R]) -> Vec<(&ShareClass, &[R])> {
    rows.chunk_by(|a, b| a.class() == b.class()).filter_map(|rows| Some((rows.first()?.class()?, rows))).collect()
}

impl Composer<'_> {
    pub(super) fn movements(self, parts: &mut Vec<Flow>) {
        parts.push(Flow::Band(self.section_title(Section::All, false)));
        let filing = self.filing;
        self.section(Section::A, &filing.option_movements, parts, |rows| self.options(rows));
        parts.push(Flow::NewPage);
        self.section(Section::B, &filing.warrant_movements, parts, |rows| self.warrants(rows));
        self.page_between(parts);
        self.section(Section::C, &filing.convertible_movements, parts, |rows| self.convertibles(rows));
        parts.push(Flow::NewPage);
        self.section(Section::D, &filing.agreement_movements, parts, |rows| self.agreements(rows));
        self.page_between(parts);
        self.section(Section::E, &filing.other_movements, parts, |rows| self.others(rows));
        self.grand_totals(parts);
    }

    /// Before v1.1, C follows B on its page and E follows D.
    fn page_between(self, parts: &mut Vec<Flow>) {
        if self.edition.version.has_treasury() {
            parts.push(Flow::NewPage);
        } else {
            parts.push(Flow::Band(Band::new(16.0)));
        }
    }

    fn section<R: Row>(self, section: Section, rows: &[R], parts: &mut Vec<Flow>, table: impl Fn(&[R]) -> Table) {
        parts.push(Flow::Band(self.sub_title(section, rows.is_empty())));
        let blocks = blocks(rows);
        for (at, &(class, rows)) in blocks.iter().enumerate() {
            let mut table = table(rows);
            table.lead = self.class_block(section, at + 1, class);
            parts.push(Flow::Table(table));
            parts.push(Flow::Band(Band::new(11.0)));
            if self.edition.version.has_treasury() {
                self.section_totals(section, &[class], parts);
                parts.push(Flow::Band(Band::new(9.0)));
            }
        }
        let classes: Vec<&ShareClass> = blocks.iter().map(|&(class, _)| class).collect();
        if !self.edition.version.has_treasury() {
            self.section_totals(section, &classes, parts);
        }
        if section == Section::A && !classes.is_empty() {
            self.funds_raised(parts);
        }
        self.remarks(section, parts);
    }

    /// The headings of A, B or C.
    fn entry_titles(self, section: Section, [what, opening, closing]: [&str; 3], last: Option<&str>) -> Vec<String> {
        let mut titles = vec![what.to_owned()];
        if section != Section::A {
            titles.push(self.edition.currency().to_owned());
        }
        titles.extend([opening, self.edition.movement(), closing].map(str::to_owned));
        titles.extend(self.edition.effect_columns(section));
        titles.extend(last.map(str::to_owned));
        titles
    }

    fn table_of(self, section: Section, titles: &[String], entries: &[Entry]) -> Table {
        let columns = Columns::of(section, self.edition);
        Table {
            lead: Vec::new(),
            head: vec![columns.head(titles)],
            groups: entries.iter().map(|entry| entry.bands(&columns)).collect(),
        }
    }

    fn options(self, rows: &[OptionMovement]) -> Table {
        let edition = self.edition;
        let always = !edition.version.has_treasury();
        let entries: Vec<Entry> = (1..)
            .zip(rows)
            .map(|(number, row)| {
                let figures = [
                    (edition.pick("Granted", "已授出"), row.granted),
                    (edition.pick("Exercised", "已行使"), row.exercised),
                    (edition.pick("Cancelled", "已註銷"), row.cancelled),
                    (edition.pick("Lapsed", "已失效"), row.lapsed),
                ]
                .map(|(label, figure)| (label, figure.map(Decimal::from)));
                let other = row.other.map(Decimal::from);
                let mut effects =
                    effects(edition, row.new_shares_issued, row.treasury_shares_transferred, row.shares_issuable);
                effects.push(count(row.total_issuable_under_scheme));
                Entry {
                    number,
                    particulars: edition.free_text(row.scheme.as_deref()),
                    currency: String::new(),
                    opening: count(row.opening_options),
                    movements: ladder(edition, always, &figures, other, row.other_text.as_deref()),
                    closing: count(row.closing_options),
                    effects,
                    details: vec![self.general_meeting(row.general_meeting_date)],
                }
            })
            .collect();
        let [what, opening, closing, last] = edition.options_columns();
        let titles = self.entry_titles(Section::A, [what, opening, closing], Some(last));
        self.table_of(Section::A, &titles, &entries)
    }

    fn general_meeting(self, date: Option<crate::filing::Date>) -> Detail {
        Detail { label: self.edition.general_meeting_date(), value: Value::Text(self.edition.date(date)) }
    }

    fn warrants(self, rows: &[WarrantMovement]) -> Table {
        let edition = self.edition;
        let always = !edition.version.has_treasury();
        let entries: Vec<Entry> = (1..)
            .zip(rows)
            .map(|(number, row)| {
                let figures = [
                    (edition.pick("Issued", "已發行"), row.issued),
                    (edition.pick("Exercised", "已行使"), row.exercised),
                    (edition.pick("Cancelled", "已註銷"), row.cancelled),
                    (edition.pick("Lapsed", "已失效"), row.lapsed),
                ];
                Entry {
                    number,
                    particulars: edition.free_text(row.description.as_deref()),
                    currency: currency(row.currency.as_deref()),
                    opening: decimal(row.opening_nominal),
                    movements: ladder(edition, always, &figures, row.other, row.other_text.as_deref()),
                    closing: decimal(row.closing_nominal),
                    effects: effects(
                        edition,
                        row.new_shares_issued,
                        row.treasury_shares_transferred,
                        row.shares_issuable,
                    ),
                    details: vec![
                        text_detail(edition.warrant_code(), row.warrant_stock_code.as_deref()),
                        Detail {
                            label: edition.subscription_price(),
                            value: price(row.subscription_currency.as_deref(), row.subscription_price),
                        },
                        text_detail(edition.expiry(), Some(&edition.date(row.expiry_date))),
                        self.general_meeting(row.general_meeting_date),
                    ],
                }
            })
            .collect();
        let titles = self.entry_titles(Section::B, edition.warrants_columns(), None);
        self.table_of(Section::B, &titles, &entries)
    }

    fn convertibles(self, rows: &[ConvertibleMovement]) -> Table {
        let edition = self.edition;
        let entries: Vec<Entry> = (1..)
            .zip(rows)
            .map(|(number, row)| {
                let figures = [
                    (edition.pick("Issued", "已發行"), row.issued),
                    (edition.pick("Converted", "已轉換"), row.converted),
                    (edition.pick("Redeemed", "已贖回"), row.redeemed),
                    (edition.pick("Cancelled", "已註銷"), row.cancelled),
                ];
                let kind = edition.free_text(row.convertible_type.as_deref());
                Entry {
                    number,
                    particulars: edition.free_text(row.description.as_deref()),
                    currency: currency(row.currency.as_deref()),
                    opening: decimal(row.opening_amount),
                    movements: ladder(edition, false, &figures, row.other, row.other_text.as_deref()),
                    closing: decimal(row.closing_amount),
                    effects: effects(
                        edition,
                        row.new_shares_issued,
                        row.treasury_shares_transferred,
                        row.shares_issuable,
                    ),
                    details: vec![
                        text_detail(edition.convertible_type(), Some(&kind)),
                        text_detail(edition.convertible_code(), row.convertible_stock_code.as_deref()),
                        Detail {
                            label: edition.conversion_price(),
                            value: price(row.conversion_currency.as_deref(), row.conversion_price),
                        },
                        self.general_meeting(row.general_meeting_date),
                    ],
                }
            })
            .collect();
        let titles = self.entry_titles(Section::C, edition.convertibles_columns(), None);
        self.table_of(Section::C, &titles, &entries)
    }

    fn agreements(self, rows: &[AgreementMovement]) -> Table {
        let edition = self.edition;
        let ends: &[f32] = if edition.version.has_treasury() {
            &[300.0, 385.0, 522.8, 660.6, RIGHT]
        } else {
            &[373.3, 458.4, 628.4, RIGHT]
        };
        let mut titles = vec![edition.description().to_owned(), edition.general_meeting_date().to_owned()];
        titles.extend(edition.effect_columns(Section::D));
        let spans = spans(LEFT, ends);
        let head: Vec<((f32, f32), &str)> = spans.iter().copied().zip(titles.iter().map(String::as_str)).collect();
        let groups = (1..).zip(rows).map(|(number, row)| {
            let mut cells = vec![
                (edition.free_text(row.description.as_deref()), Align::Left),
                (edition.date(row.general_meeting_date), Align::Centre),
            ];
            let effects = effects(edition, row.new_shares_issued, row.treasury_shares_transferred, row.shares_issuable);
            cells.extend(effects.into_iter().map(|text| (text, Align::Right)));
            vec![numbered_row(number, ends, &cells, Style::BODY)]
        });
        Table { lead: Vec::new(), head: vec![head_row(&head, Style::BODY)], groups: groups.collect() }
    }

    fn others(self, rows: &[OtherMovement]) -> Table {
        let edition = self.edition;
        let treasury = edition.version.has_treasury();
        let ends: &[f32] = if treasury {
            &[267.3, 309.8, 394.9, 460.1, 525.3, 616.0, 706.7, RIGHT]
        } else {
            &[267.3, 309.8, 394.9, 472.0, 549.0, 673.7, RIGHT]
        };
        let groups = (1..).zip(rows).map(|(number, row)| {
            let mut cells = vec![
                (edition.free_text(row.event_text.as_deref()), Align::Left),
                (currency(row.price_currency.as_deref()), Align::Left),
                (decimal(row.price), Align::Right),
                (edition.date(row.event_date), Align::Centre),
                (edition.date(row.general_meeting_date), Align::Centre),
                (count(row.issued_change), Align::Right),
            ];
            let behind = if treasury {
                vec![count(row.treasury_change), count(row.pending_cancellation)]
            } else {
                vec![count(row.shares_issuable)]
            };
            cells.extend(behind.into_iter().map(|text| (text, Align::Right)));
            vec![numbered_row(number, ends, &cells, Style::plain(7.5))]
        });
        Table { lead: Vec::new(), head: vec![self.others_head(ends)], groups: groups.collect() }
    }

    /// The headings of E: the price stands over its two columns.
    fn others_head(self, ends: &[f32]) -> Band {
        let edition = self.edition;
        let style = Style::plain(7.5);
        let mut titles = vec![edition.event_date().to_owned(), edition.general_meeting_date().to_owned()];
        if edition.version.has_treasury() {
            titles.extend(edition.event_effects().map(str::to_owned));
        } else {
            titles.extend(edition.effect_columns(Section::E));
        }
        let [price, unit, amount] = edition.price_columns();
        let behind = spans(ends[2], &ends[3..]);
        let mut spans: Vec<((f32, f32), &str)> = vec![((LEFT, ends[0]), edition.event()), ((ends[0], ends[2]), "")];
        spans.extend(behind.into_iter().zip(titles.iter().map(String::as_str)));
        let mut band = head_row(&spans, style);
        let (height, middle) = (band.height, band.height / 2.0);
        band.pieces.retain(|piece| piece.x < ends[0] || piece.x >= ends[2]);
        band.cell(0, Area::new(ends[0], ends[2], 0.0, middle), Align::Centre, style, price);
        band.cell(1, Area::new(ends[0], ends[1], middle, height), Align::Centre, style, unit);
        band.cell(1, Area::new(ends[1], ends[2], middle, height), Align::Centre, style, amount);
        band
    }
}

fn text_detail(label: &'static str, text: Option<&str>) -> Detail {
    Detail { label, value: Value::Text(text.unwrap_or_default().to_owned()) }
}

fn price(unit: Option<&str>, amount: Option<Decimal>) -> Value {
    Value::Price(currency(unit), decimal(amount))
}

/// Columns from a left border and their ends.
pub(super) fn spans(left: f32, ends: &[f32]) -> Vec<(f32, f32)> {
    let mut start = left;
    ends.iter().map(|&end| (std::mem::replace(&mut start, end), end)).collect()
}

/// A row of D, E or IV: `1).`, then a cell up to each of these ends.
pub(super) fn numbered_row(number: usize, ends: &[f32], cells: &[(String, Align)], style: Style) -> Band {
    let columns = spans(NUMBER_END, ends);
    let height = columns
        .iter()
        .zip(cells)
        .map(|((x0, x1), (text, _))| height_in(x1 - x0, style, text))
        .fold(super::ROW, f32::max);
    let mut band = Band::new(height);
    let number_area = Area::new(LEFT, NUMBER_END, 0.0, height);
    band.cell(0, number_area, Align::Left, Style::plain(8.0), &format!("{number})."));
    for (&(x0, x1), (text, align)) in columns.iter().zip(cells) {
        band.cell(0, Area::new(x0, x1, 0.0, height), *align, style, text);
    }
    band
}
