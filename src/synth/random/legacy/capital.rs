//! The blocks of section I, and the columns of section II.

use super::Work;
use crate::filing::{AuthorisedCapital, Decimal, IssuedShares, Language, ShareClass};
use crate::synth::random::Rng;

/// What an issuer's return is made of.
#[derive(Debug, Clone, Copy)]
pub(super) struct Shape {
    classes: Classes,
    pub schemes: i64,
    pub warrants: i64,
    pub convertibles: i64,
    pub agreements: i64,
    pub events: i64,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Classes {
    Ordinary,
    /// No authorised capital.
    HongKongCompany,
    /// Unlisted domestic shares and listed H shares.
    Domestic,
    /// Two listed classes of ordinary shares.
    TwoCodes,
    Preference,
    /// Two blocks of preference shares in two currencies, with one column or two in section II.
    TwoPreferences {
        split: bool,
    },
    Other,
}

impl Shape {
    pub(super) fn random(rng: &mut Rng) -> Self {
        let classes = match rng.range(1, 100) {
            1..=55 => Classes::Ordinary,
            56..=65 => Classes::HongKongCompany,
            66..=76 => Classes::Domestic,
            77..=80 => Classes::TwoCodes,
            81..=90 => Classes::Preference,
            91..=95 => Classes::TwoPreferences { split: rng.chance(50) },
            _ => Classes::Other,
        };
        let mut some = |percent, high| if rng.chance(percent) { rng.range(1, high) } else { 0 };
        Self {
            classes,
            schemes: some(60, 4),
            warrants: some(25, 3),
            convertibles: some(30, 5),
            agreements: some(25, 4),
            events: some(50, 4),
        }
    }
}

impl Shape {
    /// The same with something in every section.
    pub(super) fn filled(self) -> Self {
        Self {
            schemes: self.schemes.max(2),
            warrants: self.warrants.max(1),
            convertibles: self.convertibles.max(1),
            agreements: self.agreements.max(1),
            events: self.events.max(2),
            ..self
        }
    }
}

/// A block of section I.
#[derive(Debug, Clone)]
pub(super) struct Block {
    class: ShareClass,
    currency: &'static str,
    par: Decimal,
    authorised: i64,
    pub issued: i64,
    /// Effect of the month's movements.
    pub change: i64,
}

impl Block {
    pub(super) fn family(&self) -> Option<&str> {
        self.class.share_class.as_deref()
    }
}

/// The blocks of an issuer.
#[derive(Debug, Clone)]
pub(super) struct Blocks {
    pub all: Vec<Block>,
    stated: bool,
    split: bool,
    /// Index of the ordinary block that movements are in.
    pub main: usize,
}

const PARS: [&str; 9] = ["0.1", "0.01", "0.001", "0.0001", "0.05", "0.025", "0.25", "1", "0.00001"];

fn block(
    rng: &mut Rng,
    share_class: &str,
    code: Option<String>,
    listed: Option<bool>,
    currency: &'static str,
) -> Block {
    let par = rng.pick(&PARS).parse().unwrap_or_default();
    let authorised = rng.range(1, 500_000) * 1_000_000;
    let issued =
        if rng.chance(50) { authorised / 10_000 * rng.range(100, 9_000) } else { rng.range(1, authorised / 2) };
    let class = ShareClass {
        share_class: Some(share_class.to_owned()),
        share_type: None,
        class_stock_code: code,
        listed,
        class_description: None,
    };
    Block { class, currency, par, authorised, issued, change: 0 }
}

impl Blocks {
    pub(super) fn random(rng: &mut Rng, shape: &Shape, code: Option<&str>, language: Language) -> Self {
        let drawn = format!("{:05}", rng.range(1, 8_999));
        let code = code.map_or(drawn, str::to_owned);
        let second = format!("{:05}", rng.range(9_000, 9_999));
        let mainland = format!("{}", rng.range(600_000, 601_999));
        let preference = format!("{:05}", rng.range(4_600, 4_699));
        let home = *rng.pick(&["HKD", "HKD", "HKD", "HKD", "USD", "CNY"]);
        let described = rng.chance(60);
        let blank = rng.chance(25);
        let unlisted = if blank { None } else { Some(false) };
        let english = language == Language::English;
        let words = |en: &str, zh: &str| Some(if english { en.to_owned() } else { zh.to_owned() });
        let mut blocks = Self { all: Vec::new(), stated: true, split: false, main: 0 };
        let mut ordinary = block(rng, "ordinary", Some(code), Some(true), home);
        if described {
            ordinary.class.class_description = words("Ordinary Shares", "普通股");
        }
        match shape.classes {
            Classes::Ordinary => blocks.all.push(ordinary),
            Classes::HongKongCompany => {
                blocks.all.push(ordinary);
                blocks.stated = false;
            }
            Classes::Domestic => {
                let listed_there = rng.chance(30);
                let mut domestic = block(rng, "ordinary", listed_there.then_some(mainland), Some(listed_there), "CNY");
                let names =
                    if listed_there { words("A Shares", "A股") } else { words("Domestic Shares", "內資股") };
                domestic.class.class_description = names;
                domestic.par = ordinary.par;
                ordinary.currency = "CNY";
                ordinary.class.class_description = words("H Shares", "H股");
                blocks.all = vec![domestic, ordinary];
                blocks.main = 1;
            }
            Classes::TwoCodes => {
                let other = block(rng, "ordinary", Some(second), Some(true), ordinary.currency);
                blocks.all = vec![ordinary, other];
            }
            Classes::Preference => {
                let listed = rng.chance(30);
                let code = listed.then_some(preference);
                let mut block =
                    block(rng, "preference", code, if listed { Some(true) } else { unlisted }, ordinary.currency);
                if described {
                    block.class.class_description = words("Convertible Preference Shares", "可換股優先股");
                }
                blocks.all = vec![ordinary, block];
            }
            Classes::TwoPreferences { split } => {
                let mut first = block(rng, "preference", Some(preference), Some(true), "GBP");
                first.par = "1".parse().unwrap_or_default();
                let mut second = block(rng, "preference", None, unlisted, "USD");
                second.par = "5".parse().unwrap_or_default();
                blocks.all = vec![ordinary, first, second];
                blocks.split = split;
            }
            Classes::Other => {
                let mut other = block(rng, "other", None, unlisted, ordinary.currency);
                if described {
                    other.class.class_description = words("Deferred Shares", "遞延股份");
                }
                blocks.all = vec![ordinary, other];
            }
        }
        blocks
    }

    /// The block of this class, if it is the only one.
    pub(super) fn only(&self, share_class: &str) -> Option<usize> {
        let mut of = self.all.iter().enumerate().filter(|(_, block)| block.family() == Some(share_class));
        match (of.next(), of.next()) {
            (Some((at, _)), None) => Some(at),
            _ => None,
        }
    }

    /// The class as a row names it that tells no block from another.
    pub(super) fn named(&self, share_class: &str) -> ShareClass {
        let alone = self.only(share_class).map(|at| self.class(at));
        alone.unwrap_or_else(|| ShareClass { share_class: Some(share_class.to_owned()), ..ShareClass::default() })
    }

    /// The class of a block, without the description that only section I prints.
    pub(super) fn class(&self, at: usize) -> ShareClass {
        ShareClass { class_description: None, ..self.all[at].class.clone() }
    }
}

impl Work {
    /// Files sections I and II and the issuer's code.
    pub(super) fn capital(&mut self) {
        self.filing.stock_code = self.blocks.all.iter().find_map(|block| block.class.class_stock_code.clone());
        let blocks = self.blocks.clone();
        if blocks.stated {
            for block in &blocks.all {
                let row = self.capital_row(block);
                self.filing.authorised_capital.push(row);
            }
            self.total_authorised();
        }
        for family in ["ordinary", "preference", "other"] {
            self.issued_family(&blocks, family);
        }
    }

    /// Files the rows of section II of a family of shares.
    fn issued_family(&mut self, blocks: &Blocks, family: &str) {
        let of: Vec<usize> = (0..blocks.all.len()).filter(|&at| blocks.all[at].family() == Some(family)).collect();
        let several = family == "preference" && of.len() > 1;
        if several && !blocks.split {
            let issued = of.iter().map(|&at| blocks.all[at].issued).sum();
            self.push_issued(blocks.named(family), issued, 0);
        } else {
            for &at in &of {
                // A column of its own names the class, not the block.
                let class = if several { blocks.named(family) } else { blocks.class(at) };
                self.push_issued(class, blocks.all[at].issued, blocks.all[at].change);
            }
        }
        let columns = if family == "ordinary" { 2 } else { 1 };
        if self.habits.fills_all && of.len() < columns {
            self.filing.issued_shares.push(nil_row(family));
        }
    }

    fn capital_row(&mut self, block: &Block) -> AuthorisedCapital {
        let shares = block.authorised;
        let capital = block.par.checked_mul_count(shares);
        let mut row = AuthorisedCapital {
            class: block.class.clone(),
            opening_shares: Some(shares),
            opening_par_value: Some(block.par),
            opening_capital: capital,
            change_shares: self.nil(),
            change_capital: self.nil().map(Decimal::from),
            closing_shares: Some(shares),
            closing_par_value: Some(block.par),
            closing_capital: capital,
            currency: Some(block.currency.to_owned()),
            ..AuthorisedCapital::default()
        };
        match self.rng.range(1, 100) {
            1..=8 => {
                let more = shares / 1_000_000 * self.rng.range(10_000, 1_000_000);
                row.change_shares = Some(more);
                row.change_par_value = self.rng.chance(50).then_some(block.par);
                row.change_capital = block.par.checked_mul_count(more);
                row.closing_shares = Some(shares + more);
                row.closing_capital = block.par.checked_mul_count(shares + more);
            }
            9..=12 => {
                // A consolidation, ten for one.
                let ten = block.par.checked_mul_count(10);
                row.closing_par_value = ten;
                row.closing_shares = Some(shares / 10);
                row.change_shares = Some(shares / 10 - shares);
            }
            _ => {}
        }
        row
    }

    fn total_authorised(&mut self) {
        let rows = &self.filing.authorised_capital;
        let one = rows.windows(2).all(|pair| pair[0].currency == pair[1].currency);
        if !one {
            return;
        }
        let sum = rows.iter().filter_map(|row| row.closing_capital).try_fold(Decimal::ZERO, Decimal::checked_add);
        self.filing.total_authorised_currency = rows.first().and_then(|row| row.currency.clone());
        self.filing.total_authorised_capital = sum;
    }

    fn push_issued(&mut self, class: ShareClass, issued: i64, change: i64) {
        self.filing.issued_shares.push(IssuedShares {
            class,
            opening_issued: Some(issued),
            opening_total: Some(issued),
            change_issued: if change == 0 { self.nil() } else { Some(change) },
            closing_issued: Some(issued + change),
            closing_total: Some(issued + change),
            ..IssuedShares::default()
        });
    }
}

/// The column of a class that the issuer does not have.
fn nil_row(family: &str) -> IssuedShares {
    IssuedShares {
        class: ShareClass { share_class: Some(family.to_owned()), ..ShareClass::default() },
        opening_issued: Some(0),
        opening_total: Some(0),
        change_issued: Some(0),
        closing_issued: Some(0),
        closing_total: Some(0),
        ..IssuedShares::default()
    }
}
