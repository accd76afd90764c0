//! Sections I and II: the blocks of authorised capital, and the columns of issued shares.

use super::compose::{Composer, Span, Start};
use super::pages::Block;
use super::printed::Column;
use crate::filing::{AuthorisedCapital, Decimal, IssuedShares, ShareClass};
use crate::synth::band::Band;

/// A block of section I: its class, its row if it is filled, and the number of its line.
struct Line<'a> {
    class: ShareClass,
    row: Option<&'a AuthorisedCapital>,
    number: Option<usize>,
}

impl Composer<'_> {
    /// Code of the issuer's only block where section I states no capital.
    fn bare_class(&self) -> ShareClass {
        let row = self.filing.issued_shares.first();
        row.map_or_else(ShareClass::default, |row| row.class.clone())
    }

    /// The rows of section I of a class.
    fn capital_of(&self, share_class: &str) -> Vec<&AuthorisedCapital> {
        let of = |row: &&AuthorisedCapital| row.class.share_class.as_deref() == Some(share_class);
        self.filing.authorised_capital.iter().filter(of).collect()
    }

    /// The class of the ordinary block on line 1 or 2.
    pub(super) fn ordinary_line(&self, line: usize) -> Option<ShareClass> {
        let rows = self.capital_of("ordinary");
        match rows.get(line) {
            Some(row) => Some(row.class.clone()),
            None if rows.is_empty() && line == 0 => Some(self.bare_class()),
            None => None,
        }
    }

    /// What stands for (1) and (2) in section II and in the grand total.
    pub(super) fn line_names(&self) -> [String; 2] {
        let names: Vec<String> = self
            .capital_of("ordinary")
            .iter()
            .filter_map(|row| row.class.class_description.clone())
            .filter(|name| self.style.named_lines && !name.starts_with("Ordinary") && name != "普通股")
            .collect();
        match <[String; 2]>::try_from(names) {
            Ok(names) => names,
            Err(_) => ["(1)".to_owned(), "(2)".to_owned()],
        }
    }

    pub(super) fn authorised_capital(&mut self) {
        let unlisted = ShareClass { listed: Some(false), ..ShareClass::default() };
        for (at, (share_class, title)) in [
            ("ordinary", self.pick("1. Ordinary Shares", "1. 普通股")),
            ("preference", self.pick("2. Preference Shares", "2. 優先股")),
            ("other", self.pick("3. Other Classes of Shares", "3. 其他類別股份")),
        ]
        .into_iter()
        .enumerate()
        {
            let rows: Vec<AuthorisedCapital> = self.capital_of(share_class).into_iter().cloned().collect();
            let mut lines: Vec<Line> = rows
                .iter()
                .enumerate()
                .map(|(at, row)| Line { class: row.class.clone(), row: Some(row), number: Some(at + 1) })
                .collect();
            if share_class == "ordinary" && lines.is_empty() {
                lines.push(Line { class: self.bare_class(), row: None, number: Some(1) });
            }
            let wanted = if share_class == "ordinary" { 2 } else { 1 };
            while lines.len() < wanted {
                lines.push(Line { class: unlisted.clone(), row: None, number: Some(lines.len() + 1) });
            }
            if lines.len() == 1 {
                lines[0].number = None;
            }
            if at == 1 {
                self.start(Start::Page);
            } else {
                self.space(1.0);
            }
            let style = self.body();
            let mut bands = vec![self.title(title, style)];
            for line in &lines {
                let mut block = self.capital_block(share_class, line);
                bands.append(&mut block);
                self.block(Block {
                    bands: std::mem::take(&mut bands),
                    frame: self.frame(),
                    whole: true,
                    ..Block::default()
                });
            }
        }
        self.total_authorised();
    }

    fn capital_block(&mut self, share_class: &str, line: &Line) -> Vec<Band> {
        let mut bands = vec![self.code_line(line)];
        let spans = [self.span(0.38, 0.58), self.span(0.60, 0.76), self.span(0.78, 1.0)];
        let unit = match line.row.and_then(|row| row.currency.as_deref()) {
            Some(code) => format!("({})", self.currency(code)),
            None => self.pick("(State currency)", "（請註明貨幣)").to_owned(),
        };
        let shares = match share_class {
            "ordinary" => self.pick("No. of ordinary\nshares", "普通股數目"),
            "preference" => self.pick("No. of preference\nshares", "優先股數目"),
            _ => self.pick("No. of other classes\nof shares", "其他類別股份數目"),
        };
        let par = self.pick("Par value", "面值");
        let capital = self.pick("Authorised share capital", "法定股本");
        let mut head = Band::new(0.0);
        let headings = [shares.to_owned(), format!("{par}\n{unit}"), format!("{capital}\n{unit}")]
            .map(|text| self.unbroken(&text));
        let headings: Vec<(Span, String)> = spans.into_iter().zip(headings).collect();
        head.height = self.headings(&mut head, 0, 4.0, &headings) + 8.0;
        let height = head.height;
        let mut all = vec![self.span(0.0, 0.37)];
        all.extend(spans);
        self.boxes(&mut head, &all, 0.0, height);
        bands.push(head.kept());
        let mark = self.capital_mark(line.row.and_then(|row| row.currency.as_deref()));
        let cells = |row: &AuthorisedCapital| {
            [
                (row.opening_shares, row.opening_par_value, row.opening_capital),
                (row.change_shares, row.change_par_value, row.change_capital),
                (row.closing_shares, row.closing_par_value, row.closing_capital),
            ]
        };
        let rows = line.row.map(cells);
        for at in 0..3 {
            let texts = match rows {
                Some(rows) => self.capital_cells(rows[at], mark),
                None if self.capital_is_blank(line) => [String::new(), String::new(), String::new()],
                None => [self.nothing(), self.nothing(), self.nothing()],
            };
            bands.push(self.capital_row(at, &all, &texts));
        }
        if let Some(last) = bands.last_mut() {
            last.keep_with_next = false;
        }
        bands
    }

    /// The template's unused blocks stand empty below the code, save in the form of a company without authorised capital.
    fn capital_is_blank(&self, line: &Line) -> bool {
        line.class.class_stock_code.is_none()
    }

    fn capital_cells(&mut self, row: (Option<i64>, Option<Decimal>, Option<Decimal>), mark: &str) -> [String; 3] {
        [
            self.figure(row.0, Column::Signed),
            self.money(row.1, if mark == "HK$" { "HK$" } else { "" }, Column::Signed),
            self.money(row.2, mark, Column::Signed),
        ]
    }

    fn capital_row(&mut self, at: usize, spans: &[Span], texts: &[String; 3]) -> Band {
        let labels = [
            self.pick("Balance at close of preceding month", "上月底結存"),
            self.pick("Increase/(decrease)", "增加／（減少）"),
            self.pick("Balance at close of the month", "本月底結存"),
        ];
        let mut band = Band::new(self.row_height());
        let y = band.height - 6.0;
        band.line(spans[0].x0 + 1.0, y, self.body(), labels[at]);
        for (span, text) in spans[1..].iter().zip(texts) {
            self.value(&mut band, 0, *span, y, text);
        }
        if at == 1 && self.chinese && self.style.empty_slots {
            band.sub_line(1, spans[0].x0 + 1.0, y + self.leading(), self.body(), "(           )");
            band.height += self.leading();
        }
        let height = band.height;
        self.boxes(&mut band, spans, 0.0, height);
        band.kept()
    }

    fn code_line(&mut self, line: &Line) -> Band {
        let mut band = Band::new(self.row_height());
        let y = band.height - 6.0;
        let number = line.number.map_or_else(String::new, |number| format!("({number}) "));
        let label = self.pick("Stock code :", "股份代號：");
        band.line(self.x(0.0) + 1.0, y, self.body(), &format!("{number}{label}"));
        let code = self.code(&line.class);
        let span = self.span(0.19, 0.30);
        self.value(&mut band, 0, span, y, &code);
        band.line(self.x(0.32), y, self.body(), self.pick("Description :", "說明："));
        let text = self.free_text(line.class.class_description.as_deref());
        let span = self.span(0.45, 1.0);
        self.value(&mut band, 0, span, y, &text);
        band.kept()
    }

    /// Headings that the template breaks stand on one line in a style that does not break them.
    fn unbroken(&self, text: &str) -> String {
        if self.style.flat_headings { text.replace('\n', " ") } else { text.to_owned() }
    }

    fn total_authorised(&mut self) {
        let currency = self.filing.total_authorised_currency.as_deref().unwrap_or("HKD");
        let label = if self.chinese {
            format!("本月底法定股本總額（{}）：", self.currency(currency))
        } else {
            format!("Total authorised share capital at the end of the month ({}) :", self.currency(currency))
        };
        let mark = self.capital_mark(Some(currency));
        let text = self.money(self.filing.total_authorised_capital, mark, Column::Signed);
        let mut band = Band::new(self.row_height());
        let y = band.height - 6.0;
        band.line(self.x(0.0), y, self.body(), &label);
        let span = self.span(0.58, 0.86);
        self.value(&mut band, 0, span, y, &text);
        self.block(Block { bands: vec![band], ..Block::default() });
    }

    pub(super) fn issued_shares(&mut self) {
        self.start(Start::Page);
        let words = if self.style.mark_up {
            self.pick("II. Movements in Issued SharesShare Capital", "II. 已發行股本變動")
        } else {
            self.pick("II. Movements in Issued Share Capital", "II. 已發行股本變動")
        };
        let style = self.body();
        let title = self.title(words, style);
        let columns = self.issued_columns();
        let count = crate::synth::band::many(columns.len());
        let mut spans = vec![self.span(0.0, 0.22)];
        let across = 0.77 / count;
        for at in 0..columns.len() {
            let from = 0.23 + across * crate::synth::band::many(at);
            spans.push(self.span(from, from + across - 0.01));
        }
        let mut bands = vec![title, self.issued_head(&columns, &spans)];
        for at in 0..3 {
            bands.push(self.issued_row(at, &columns, &spans));
        }
        if let Some(last) = bands.last_mut() {
            last.keep_with_next = false;
        }
        let titles = vec![bands.remove(0)];
        self.block(Block { titles, bands, frame: self.frame(), whole: true, ..Block::default() });
    }

    /// The columns of section II: a short heading, and the row that stands in it.
    fn issued_columns(&self) -> Vec<(String, Option<IssuedShares>)> {
        let rows = &self.filing.issued_shares;
        let of = |name: &str| -> Vec<IssuedShares> {
            rows.iter().filter(|row| row.class.share_class.as_deref() == Some(name)).cloned().collect()
        };
        let names = self.line_names();
        let mut columns = Vec::new();
        for (line, name) in names.into_iter().enumerate() {
            let class = self.ordinary_line(line).unwrap_or_default();
            let matches = |row: &&IssuedShares| {
                class.class_stock_code == row.class.class_stock_code && class.listed == row.class.listed
            };
            columns.push((name, of("ordinary").iter().find(matches).cloned()));
        }
        let preference = of("preference");
        if preference.len() > 1 {
            let pars: Vec<String> = self.capital_of("preference").iter().map(|row| self.par_of(row)).collect();
            columns.extend(pars.into_iter().zip(preference.into_iter().map(Some)));
        } else {
            columns.push((String::new(), preference.into_iter().next()));
        }
        columns.push((String::new(), of("other").into_iter().next()));
        columns
    }

    /// `£1.00`: what tells one column of preference shares from the next.
    fn par_of(&self, row: &AuthorisedCapital) -> String {
        let mark = match row.currency.as_deref() {
            Some("HKD") => "HK$",
            Some("USD") => "US$",
            Some("GBP") => "£",
            _ => "RMB",
        };
        format!("{mark}{}", crate::synth::printed::decimal(row.closing_par_value))
    }

    fn issued_head(&mut self, columns: &[(String, Option<IssuedShares>)], spans: &[Span]) -> Band {
        let mut band = Band::new(0.0);
        let wide = |from: usize, to: usize| Span { x0: spans[from].x0, x1: spans[to].x1 };
        let last = columns.len();
        let top = [
            (wide(1, 2), self.pick("No. of ordinary shares", "普通股數目")),
            (wide(3, last - 1), self.pick("No of preference\nshares", "優先股數目")),
            (spans[last], self.pick("No. of other classes\nof shares", "其他類別股份數目")),
        ]
        .map(|(span, text)| (span, self.unbroken(text)));
        let upper = self.headings(&mut band, 0, 4.0, &top);
        let lower: Vec<(Span, String)> = spans[1..]
            .iter()
            .zip(columns)
            .filter(|(_, (name, _))| !name.is_empty())
            .map(|(span, (name, _))| (*span, name.clone()))
            .collect();
        let under = self.headings(&mut band, 1, 4.0 + upper, &lower);
        band.height = upper + under + 8.0;
        let height = band.height;
        let mut cells = top.map(|(span, _)| span).to_vec();
        cells.insert(0, spans[0]);
        self.boxes(&mut band, &cells, 0.0, height);
        band.kept()
    }

    fn issued_row(&mut self, at: usize, columns: &[(String, Option<IssuedShares>)], spans: &[Span]) -> Band {
        let labels = [
            self.pick("Balance at close of preceding month", "上月底結存"),
            self.pick("Increase/ (decrease) during the month", "本月增加／（減少）"),
            self.pick("Balance at close of the month", "本月底結存"),
        ];
        let mut band = Band::new(self.row_height().max(self.leading() * 2.6));
        let y = band.height - 6.0;
        let lines = crate::synth::metrics::wrap(labels[at], self.style.size, false, spans[0].x1 - spans[0].x0);
        let first = y - crate::synth::band::many(lines.len().saturating_sub(1)) * self.leading();
        self.stack(&mut band, 0, spans[0].x0 + 1.0, first, &lines);
        for ((_, row), span) in columns.iter().zip(&spans[1..]) {
            let text = match row {
                None => self.nothing(),
                Some(row) => {
                    let figure = [row.opening_issued, row.change_issued, row.closing_issued][at];
                    self.figure(figure, Column::Signed)
                }
            };
            self.value(&mut band, 0, *span, y, &text);
        }
        let height = band.height;
        self.boxes(&mut band, spans, 0.0, height);
        band.kept()
    }
}
