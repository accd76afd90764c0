//! Options, warrants, convertibles and agreements: their balances, and a month's movements in them.

use super::issuer::{Issuer, Work};
use super::words::{agreement, convertible, convertible_type, other_movement, reworded, scheme, warrant};
use super::{Rng, Words};
use crate::filing::{AgreementMovement, ConvertibleMovement, Date, Decimal, OptionMovement, WarrantMovement};

/// A share option scheme.
#[derive(Debug, Clone)]
pub(super) struct Scheme {
    /// Index of the class that its options are for.
    pub holder: usize,
    name: Words,
    pub(super) outstanding: i64,
    pub(super) limit: Option<i64>,
    approved: Option<Date>,
}

/// A warrant.
#[derive(Debug, Clone)]
pub(super) struct Warrant {
    name: Words,
    currency: &'static str,
    nominal: i64,
    price: Option<Decimal>,
    code: Option<String>,
    expiry: Option<Date>,
    approved: Option<Date>,
}

/// A convertible.
#[derive(Debug, Clone)]
pub(super) struct Bond {
    name: Words,
    kind: Option<Words>,
    currency: &'static str,
    amount: Decimal,
    price_currency: &'static str,
    price: Option<Decimal>,
    code: Option<String>,
    approved: Option<Date>,
}

/// An agreement to issue shares.
#[derive(Debug, Clone)]
pub(super) struct Agreement {
    name: Words,
    approved: Option<Date>,
    pub(super) issuable: i64,
}

fn past(rng: &mut Rng) -> Date {
    let (year, month, day) = (rng.range(2005, 2021), rng.range(1, 12), rng.range(1, 28));
    let small = |number: i64| i8::try_from(number).unwrap_or(1);
    Date::constant(i16::try_from(year).unwrap_or(2020), small(month), small(day))
}

fn maybe<T>(rng: &mut Rng, percent: i64, value: T) -> Option<T> {
    rng.chance(percent).then_some(value)
}

/// An amount with cents, now and then.
fn money(rng: &mut Rng, high: i64) -> Decimal {
    let cents = if rng.chance(30) { rng.range(1, 99) } else { 0 };
    let text = format!("{}.{cents:02}", rng.count(high));
    text.parse().unwrap_or_default()
}

const CURRENCIES: [&str; 4] = ["HKD", "USD", "CNY", "CAD"];

impl Scheme {
    pub(super) fn random(rng: &mut Rng, number: i64, holder: i64, long: bool) -> Self {
        let adopted = past(rng);
        let limit = rng.count(90_000_000);
        Self {
            holder: usize::try_from(holder).unwrap_or(0),
            name: scheme(rng, number, adopted, long),
            outstanding: rng.count(60_000_000) + rng.range(0, 9) * 1_000_000,
            limit: maybe(rng, 70, limit),
            approved: maybe(rng, 70, adopted),
        }
    }
}

impl Warrant {
    pub(super) fn random(rng: &mut Rng, number: i64) -> Self {
        let issued = past(rng);
        let price = money(rng, 90);
        let code = format!("{:05}", rng.range(1_000, 4_999));
        Self {
            name: warrant(rng, number, issued),
            currency: *rng.pick(&CURRENCIES),
            nominal: rng.count(90_000_000) * 10,
            price: maybe(rng, 85, price),
            code: maybe(rng, 30, code),
            expiry: maybe(rng, 85, super::later(issued, 3_000)),
            approved: maybe(rng, 60, issued),
        }
    }
}

impl Bond {
    pub(super) fn random(rng: &mut Rng, number: i64) -> Self {
        let issued = past(rng);
        let price = money(rng, 90);
        let code = format!("{:05}", rng.range(4_000, 5_999));
        let kind = convertible_type(rng);
        Self {
            name: convertible(rng, number, super::later(issued, 6_000)),
            kind: maybe(rng, 90, kind),
            currency: *rng.pick(&CURRENCIES),
            amount: money(rng, 4_000_000_000).checked_add(1_000_000.into()).unwrap_or_default(),
            price_currency: *rng.pick(&CURRENCIES),
            price: maybe(rng, 85, price),
            code: maybe(rng, 40, code),
            approved: maybe(rng, 60, issued),
        }
    }
}

impl Agreement {
    pub(super) fn random(rng: &mut Rng, number: i64) -> Self {
        let adopted = past(rng);
        Self {
            name: agreement(rng, number, adopted),
            approved: maybe(rng, 50, adopted),
            issuable: rng.count(50_000_000),
        }
    }
}

/// A reduction of a balance: minus a part of it, nil, or blank.
fn reduction(rng: &mut Rng, left: &mut i64) -> Option<i64> {
    match rng.range(0, 5) {
        0 if *left > 0 => {
            let part = rng.count(*left);
            *left -= part;
            Some(-part)
        }
        1..=3 => Some(0),
        _ => None,
    }
}

/// Since v1.1 a form prints only the movements that there were, and now and then a nil.
fn shown(rng: &mut Rng, sparse: bool, value: Option<i64>) -> Option<i64> {
    value.filter(|&value| !sparse || value != 0 || rng.chance(10))
}

/// Shares issued and shares taken out of a treasury of this size, for `shares` that are due; blank now and then where nil.
fn delivery(rng: &mut Rng, treasury: Option<i64>, shares: i64) -> (Option<i64>, Option<i64>) {
    let most = shares.min(treasury.unwrap_or(0));
    let out = if rng.chance(40) { rng.range(0, most) } else { 0 };
    let issued = rng.maybe_blank(shares - out);
    let transferred = treasury.and_then(|_| rng.maybe_blank(-out));
    (issued, transferred)
}

impl Issuer {
    /// Puts the particulars of one scheme in other words from now on; gives them as they were, `None` without a scheme.
    pub(in crate::synth) fn reword_scheme(&mut self, rng: &mut Rng) -> Option<(usize, Words)> {
        let last = self.schemes.len().checked_sub(1)?;
        let at = usize::try_from(rng.range(0, i64::try_from(last).ok()?)).ok()?;
        let words = reworded(rng, &self.schemes[at].name);
        Some((at, std::mem::replace(&mut self.schemes[at].name, words)))
    }

    pub(super) fn file_instruments(&mut self, work: &mut Work) {
        for at in 0..self.schemes.len() {
            let row = self.option_row(at, work);
            work.filing.option_movements.push(row);
        }
        for at in 0..self.warrants.len() {
            let row = self.warrant_row(at, work);
            work.filing.warrant_movements.push(row);
        }
        for at in 0..self.bonds.len() {
            let row = self.bond_row(at, work);
            work.filing.convertible_movements.push(row);
        }
        for at in 0..self.agreements.len() {
            let row = self.agreement_row(at, work);
            work.filing.agreement_movements.push(row);
        }
    }

    /// Books what a movement does to a class.
    pub(super) fn book(&mut self, holder: usize, issued: Option<i64>, treasury: Option<i64>) {
        if let Some(holding) = self.holdings.get_mut(holder) {
            holding.issued_change += issued.unwrap_or(0);
            holding.treasury_change += treasury.unwrap_or(0);
        }
    }

    fn deliver(&mut self, holder: usize, work: &mut Work, shares: i64) -> (Option<i64>, Option<i64>) {
        let keeps = work.version.has_treasury() && self.keeps_treasury();
        let treasury = keeps.then(|| self.treasury_left(holder));
        let (issued, transferred) = delivery(work.rng, treasury, shares);
        self.book(holder, issued, transferred);
        (issued, transferred)
    }

    fn option_row(&mut self, at: usize, work: &mut Work) -> OptionMovement {
        let scheme = self.schemes[at].clone();
        let sparse = work.version.has_treasury();
        let mut left = scheme.outstanding;
        let reductions: Vec<Option<i64>> = (0..3).map(|_| reduction(work.rng, &mut left)).collect();
        let granted = if work.rng.chance(20) { Some(work.rng.count(5_000_000)) } else { work.rng.maybe_blank(0) };
        let adjusted = work.rng.chance(12);
        let other = adjusted.then(|| work.rng.range(-left / 2, 1_000_000));
        let other_text = other_movement(work.rng);
        let [exercised, cancelled, lapsed] = [reductions[0], reductions[1], reductions[2]];
        let rows = [granted, exercised, cancelled, lapsed].map(|value| shown(work.rng, sparse, value));
        let closing = left + granted.unwrap_or(0) + other.unwrap_or(0);
        self.schemes[at].outstanding = closing;
        let (new_shares_issued, treasury_shares_transferred) =
            self.deliver(scheme.holder, work, -exercised.unwrap_or(0));
        OptionMovement {
            class: self.holdings[scheme.holder].in_movements(work.version, work.language),
            scheme: Some(scheme.name.in_language(work.language)),
            opening_options: Some(scheme.outstanding),
            granted: rows[0],
            exercised: rows[1],
            cancelled: rows[2],
            lapsed: rows[3],
            other,
            other_text: other.map(|_| other_text.in_language(work.language)),
            closing_options: Some(closing),
            new_shares_issued,
            treasury_shares_transferred,
            shares_issuable: Some(if work.rng.chance(70) { closing } else { 0 }),
            total_issuable_under_scheme: scheme.limit,
            general_meeting_date: scheme.approved,
        }
    }

    fn warrant_row(&mut self, at: usize, work: &mut Work) -> WarrantMovement {
        let warrant = self.warrants[at].clone();
        let sparse = work.version.has_treasury();
        let mut left = warrant.nominal;
        let reductions: Vec<Option<i64>> = (0..3).map(|_| reduction(work.rng, &mut left)).collect();
        let issued = work.rng.maybe_blank(0);
        let rows = [issued, reductions[0], reductions[1], reductions[2]]
            .map(|value| shown(work.rng, sparse, value).map(Decimal::from));
        self.warrants[at].nominal = left;
        let shares = -reductions[0].unwrap_or(0) / 10;
        let (new_shares_issued, treasury_shares_transferred) = self.deliver(0, work, shares);
        WarrantMovement {
            class: self.holdings[0].in_movements(work.version, work.language),
            description: Some(warrant.name.in_language(work.language)),
            currency: Some(warrant.currency.to_owned()),
            nominal_unit: Some("money".to_owned()),
            opening_nominal: Some(warrant.nominal.into()),
            issued: rows[0],
            exercised: rows[1],
            cancelled: rows[2],
            lapsed: rows[3],
            other: None,
            other_text: None,
            closing_nominal: Some(left.into()),
            new_shares_issued,
            treasury_shares_transferred,
            shares_issuable: Some(left / 10),
            warrant_stock_code: warrant.code,
            subscription_currency: warrant.price.map(|_| warrant.currency.to_owned()),
            subscription_price: warrant.price,
            expiry_date: warrant.expiry,
            general_meeting_date: warrant.approved,
        }
    }

    fn bond_row(&mut self, at: usize, work: &mut Work) -> ConvertibleMovement {
        let bond = self.bonds[at].clone();
        let mut left = bond.amount.to_count().unwrap_or(0);
        let reductions: Vec<Option<i64>> = (0..3).map(|_| reduction(work.rng, &mut left)).collect();
        let issued = if work.rng.chance(10) { Some(work.rng.count(9_000_000)) } else { None };
        let sum: i64 = reductions.iter().chain([&issued]).flatten().sum();
        let closing = bond.amount.checked_add(sum.into()).unwrap_or_default();
        self.bonds[at].amount = closing;
        let rows = [issued, reductions[0], reductions[1], reductions[2]]
            .map(|value| shown(work.rng, true, value).map(Decimal::from));
        let shares = -reductions[0].unwrap_or(0) / 7;
        let (new_shares_issued, treasury_shares_transferred) = self.deliver(0, work, shares);
        ConvertibleMovement {
            class: self.holdings[0].in_movements(work.version, work.language),
            description: Some(bond.name.in_language(work.language)),
            currency: Some(bond.currency.to_owned()),
            opening_amount: Some(bond.amount),
            issued: rows[0],
            converted: rows[1],
            redeemed: rows[2],
            cancelled: rows[3],
            other: None,
            other_text: None,
            closing_amount: Some(closing),
            new_shares_issued,
            treasury_shares_transferred,
            shares_issuable: Some(work.rng.count(90_000_000)),
            convertible_type: bond.kind.map(|words| words.in_language(work.language)),
            convertible_stock_code: bond.code,
            conversion_currency: bond.price.map(|_| bond.price_currency.to_owned()),
            conversion_price: bond.price,
            general_meeting_date: bond.approved,
        }
    }

    fn agreement_row(&mut self, at: usize, work: &mut Work) -> AgreementMovement {
        let agreement = self.agreements[at].clone();
        let shares = if work.rng.chance(30) { work.rng.range(0, agreement.issuable) } else { 0 };
        self.agreements[at].issuable -= shares;
        let (new_shares_issued, treasury_shares_transferred) = self.deliver(0, work, shares);
        AgreementMovement {
            class: self.holdings[0].in_movements(work.version, work.language),
            description: Some(agreement.name.in_language(work.language)),
            general_meeting_date: agreement.approved,
            new_shares_issued,
            treasury_shares_transferred,
            shares_issuable: Some(self.agreements[at].issuable),
        }
    }
}
