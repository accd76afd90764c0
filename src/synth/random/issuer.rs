//! An invented issuer: what it is, and its balances from month to month.

use super::instruments::{Agreement, Bond, Scheme, Warrant};
use super::restatement::Restatement;
use super::words::{issuer_name, public_float, remark, signatory};
use super::{MOVEMENTS, Rng, Words, later};
use crate::filing::{
    AuthorisedCapital, Counter, Date, Decimal, DepositaryReceipt, Form, IssuedShares, Language, MonthlyReturn, Remark,
    Section, ShareClass, Status,
};
use crate::synth::edition::FormVersion;

/// What classes an issuer has.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    /// Ordinary shares alone.
    Ordinary,
    /// Weighted voting rights: B listed, A not.
    Weighted,
    /// A mainland company: H listed here, A on a mainland exchange.
    Mainland,
    /// Ordinary and preference shares.
    Preference,
    /// Ordinary shares of the class and of a further type that the description specifies.
    Described,
}

/// What is special about an issuer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Trait {
    /// It has no authorised capital.
    HongKongCompany,
    /// It trades at further counters.
    Counters,
    /// It holds treasury shares.
    Treasury,
    /// Its schemes have particulars of many lines.
    LongSchemes,
    /// It reports other movements every month.
    Events,
    /// It has depositary receipts.
    Receipts,
}

/// What an issuer's returns look like.
#[derive(Debug, Clone)]
pub(crate) struct Profile {
    pub kind: Kind,
    /// Currency and par value of its shares; random where not given.
    pub capital: Option<(&'static str, &'static str)>,
    pub traits: Vec<Trait>,
    pub schemes: i64,
    pub warrants: i64,
    pub bonds: i64,
    pub agreements: i64,
    /// Probability in percent of a remark in each section.
    pub remarks: i64,
    /// Probability in percent of a resubmission.
    pub resubmission: i64,
}

impl Profile {
    pub(crate) fn random(rng: &mut Rng) -> Self {
        let kind = match rng.range(1, 20) {
            1..=10 => Kind::Ordinary,
            11..=13 => Kind::Weighted,
            14..=16 => Kind::Mainland,
            17..=18 => Kind::Preference,
            _ => Kind::Described,
        };
        let some = |rng: &mut Rng, percent, high| if rng.chance(percent) { rng.range(1, high) } else { 0 };
        let many = if rng.chance(10) { 14 } else { 4 };
        let traits = [
            (Trait::HongKongCompany, 20),
            (Trait::Counters, 20),
            (Trait::Treasury, 35),
            (Trait::LongSchemes, 12),
            (Trait::Events, 50),
            (Trait::Receipts, 6),
        ];
        let traits = traits.into_iter().filter(|&(_, percent)| rng.chance(percent));
        let traits = traits.map(|(one, _)| one).collect();
        Self {
            kind,
            capital: None,
            traits,
            schemes: some(rng, 55, many),
            warrants: some(rng, 25, 3),
            bonds: some(rng, 30, 3),
            agreements: some(rng, 30, 4),
            remarks: if rng.chance(40) { 25 } else { 0 },
            resubmission: 10,
        }
    }
}

/// One class of shares and its balances.
#[derive(Debug, Clone)]
pub(super) struct Holding {
    pub class: ShareClass,
    /// The description in both languages.
    pub description: Option<Words>,
    pub authorised: i64,
    pub issued: i64,
    pub treasury: i64,
    /// Effects of this month's movements.
    pub issued_change: i64,
    pub treasury_change: i64,
}

impl Holding {
    /// The class as sections I, II and IV, and since v1.1 III, print it.
    pub(super) fn described(&self, language: Language) -> ShareClass {
        ShareClass {
            class_description: self.description.as_ref().map(|words| words.in_language(language)),
            ..self.class.clone()
        }
    }

    /// The class as section III prints it.
    pub(super) fn in_movements(&self, version: FormVersion, language: Language) -> ShareClass {
        if version.has_treasury() { self.described(language) } else { self.class.clone() }
    }
}

/// An issuer with its balances at the close of the last month filed.
#[derive(Debug, Clone)]
pub(crate) struct Issuer {
    pub(super) profile: Profile,
    name: Words,
    signatory: (Words, Words),
    currency: &'static str,
    pub(super) par: Decimal,
    pub(super) counters: Vec<Counter>,
    pub(super) holdings: Vec<Holding>,
    pub(super) schemes: Vec<Scheme>,
    pub(super) warrants: Vec<Warrant>,
    pub(super) bonds: Vec<Bond>,
    pub(super) agreements: Vec<Agreement>,
    receipts: i64,
    /// What the next return restates.
    pub(super) restating: Option<Restatement>,
}

/// What one return is made for.
pub(super) struct Work<'a> {
    pub rng: &'a mut Rng,
    pub month: Date,
    pub version: FormVersion,
    pub language: Language,
    pub filing: MonthlyReturn,
}

impl Issuer {
    /// An issuer of any name and code.
    pub(crate) fn new(rng: &mut Rng, profile: &Profile) -> Self {
        let code = format!("{:05}", rng.range(1, 9_999));
        let name = issuer_name(rng, profile.kind == Kind::Weighted);
        Self::named(rng, profile, name, &code)
    }

    /// An issuer of this name and code.
    pub(crate) fn named(rng: &mut Rng, profile: &Profile, name: Words, code: &str) -> Self {
        let holdings = holdings(rng, profile, code);
        let (currency, par) = profile.capital.unwrap_or_else(|| capital(rng, profile.kind));
        let counters = if profile.is(Trait::Counters) { counters(rng, code) } else { Vec::new() };
        let last = profile.kind_count();
        let mut issuer = Self {
            profile: profile.clone(),
            name,
            signatory: signatory(rng),
            currency,
            par: par.parse().unwrap_or_default(),
            counters,
            holdings,
            schemes: Vec::new(),
            warrants: Vec::new(),
            bonds: Vec::new(),
            agreements: Vec::new(),
            receipts: 12_500_000,
            restating: None,
        };
        for number in 1..=profile.schemes {
            let holder = if rng.chance(80) { 0 } else { rng.range(0, last - 1) };
            issuer.schemes.push(Scheme::random(rng, number, holder, profile.is(Trait::LongSchemes)));
        }
        issuer.schemes.sort_by_key(|scheme| scheme.holder);
        issuer.warrants = (1..=profile.warrants).map(|number| Warrant::random(rng, number)).collect();
        issuer.bonds = (1..=profile.bonds).map(|number| Bond::random(rng, number)).collect();
        issuer.agreements = (1..=profile.agreements).map(|number| Agreement::random(rng, number)).collect();
        issuer
    }

    /// The return for a month; afterwards the issuer stands at its close.
    pub(crate) fn file(
        &mut self,
        rng: &mut Rng,
        month: Date,
        version: FormVersion,
        language: Language,
    ) -> MonthlyReturn {
        let mut filing = MonthlyReturn::new(Form::Ff301, language);
        filing.form_version = Some(version.number().to_owned());
        let mut work = Work { rng, month, version, language, filing };
        for holding in &mut self.holdings {
            holding.issued_change = 0;
            holding.treasury_change = 0;
        }
        self.file_instruments(&mut work);
        if self.profile.is(Trait::Events) {
            self.file_events(&mut work);
        }
        self.file_restatement(&mut work);
        super::totals::file(&mut work);
        self.file_head(&mut work);
        self.file_capital(&mut work);
        self.file_issued(&mut work);
        self.file_receipts(&mut work);
        self.file_remarks(&mut work);
        self.restating = None;
        work.filing
    }

    /// Treasury shares of a class that this month's movements have left.
    pub(super) fn treasury_left(&self, holder: usize) -> i64 {
        self.holdings.get(holder).map_or(0, |holding| holding.treasury + holding.treasury_change)
    }

    pub(super) fn keeps_treasury(&self) -> bool {
        self.profile.is(Trait::Treasury)
    }

    fn file_head(&self, work: &mut Work) {
        let language = work.language;
        let filing = &mut work.filing;
        filing.issuer_name = Some(self.name.in_language(language));
        filing.stock_code = self
            .holdings
            .iter()
            .find(|holding| holding.class.listed == Some(true))
            .and_then(|holding| holding.class.class_stock_code.clone());
        filing.month_end = Some(work.month);
        filing.submitted_on = Some(later(work.month, work.rng.range(1, 7)));
        let again = work.rng.chance(self.profile.resubmission);
        filing.status = Some(if again { Status::Resubmission } else { Status::NewSubmission });
        filing.submitted_by = Some(self.signatory.0.in_language(language));
        filing.submitted_by_title = Some(self.signatory.1.in_language(language));
        if work.version.has_treasury() {
            filing.counters.clone_from(&self.counters);
        }
    }

    fn file_capital(&mut self, work: &mut Work) {
        if self.profile.is(Trait::HongKongCompany) {
            return;
        }
        let (mut total, opening_par) = (Decimal::ZERO, self.par);
        for at in 0..self.holdings.len() {
            let opening = self.holdings[at].authorised;
            let grows = work.rng.chance(8);
            let growth = if grows { work.rng.range(-2, 5) * (opening / 10) } else { 0 };
            let restated = self.restated_capital(&self.holdings[at]);
            let (closing, closing_par) = restated.unwrap_or((opening + growth, opening_par));
            let capital = |par: Decimal, shares: i64| par.checked_mul_count(shares).unwrap_or_default();
            let (from, to) = (capital(opening_par, opening), capital(closing_par, closing));
            let change = closing - opening;
            let change_shares = work.rng.maybe_blank(change);
            let change_capital = if change == 0 { work.rng.maybe_blank(0) } else { Some(1) };
            total = total.checked_add(to).unwrap_or_default();
            let holding = &mut self.holdings[at];
            holding.authorised = closing;
            work.filing.authorised_capital.push(AuthorisedCapital {
                class: holding.described(work.language),
                opening_shares: Some(opening),
                opening_par_value: Some(opening_par),
                opening_capital: Some(from),
                change_shares,
                change_par_value: None,
                change_capital: change_capital.and_then(|_| to.checked_sub(from)),
                closing_shares: Some(closing),
                closing_par_value: Some(closing_par),
                closing_capital: Some(to),
                currency: Some(self.currency.to_owned()),
            });
        }
        self.par = work.filing.authorised_capital.first().and_then(|row| row.closing_par_value).unwrap_or(opening_par);
        work.filing.total_authorised_currency = Some(self.currency.to_owned());
        work.filing.total_authorised_capital = Some(total);
    }

    fn file_issued(&mut self, work: &mut Work) {
        for holding in &mut self.holdings {
            let opening = (holding.issued, holding.treasury);
            holding.issued += holding.issued_change;
            holding.treasury += holding.treasury_change;
            let mut row = IssuedShares {
                class: holding.described(work.language),
                opening_issued: Some(opening.0),
                change_issued: work.rng.maybe_blank(holding.issued_change),
                closing_issued: Some(holding.issued),
                ..IssuedShares::default()
            };
            if work.version.has_treasury() {
                row.opening_treasury = work.rng.maybe_blank(opening.1);
                row.change_treasury = work.rng.maybe_blank(holding.treasury_change);
                row.closing_treasury = if row.opening_treasury.is_none() && holding.treasury == 0 {
                    work.rng.maybe_blank(0)
                } else {
                    Some(holding.treasury)
                };
            }
            row.opening_total = Some(opening.0 + opening.1 * i64::from(work.version.has_treasury()));
            row.closing_total = Some(holding.issued + holding.treasury * i64::from(work.version.has_treasury()));
            if work.version.has_public_float() && holding.class.listed == Some(true) {
                let (threshold, info) = public_float(work.rng);
                row.public_float_met = Some(work.rng.chance(90));
                row.public_float_threshold = Some(threshold.in_language(work.language));
                row.public_float_info = info.map(|words| words.in_language(work.language));
            }
            work.filing.issued_shares.push(row);
        }
    }

    fn file_receipts(&mut self, work: &mut Work) {
        if !self.profile.is(Trait::Receipts) {
            return;
        }
        let change = work.rng.range(-500_000, 2_000_000);
        let opening = self.receipts;
        self.receipts += change;
        let [description, ratio] = [
            Words::new("Unsponsored HDR programme of 2019", "2019年預託證券計劃"),
            Words::new("20 HDRs to 1 share", "20份預託證券兌1股股份"),
        ]
        .map(|words| words.in_language(work.language));
        let class = self.holdings.first().map(|holding| holding.described(work.language));
        work.filing.depositary_receipts.push(DepositaryReceipt {
            class: class.unwrap_or_default(),
            description: Some(description),
            ratio_text: Some(ratio),
            opening_hdrs: Some(opening),
            change_hdrs: Some(change),
            closing_hdrs: Some(self.receipts),
        });
    }

    fn file_remarks(&self, work: &mut Work) {
        let sections = [Section::I, Section::II].into_iter().chain(MOVEMENTS).chain([Section::IV]);
        for section in sections {
            if work.rng.chance(self.profile.remarks) {
                let text = remark(work.rng, work.month).in_language(work.language);
                work.filing.remarks.push(Remark { section: Some(section.as_str().to_owned()), text: Some(text) });
            }
        }
    }
}

impl Profile {
    pub(super) fn is(&self, one: Trait) -> bool {
        self.traits.contains(&one)
    }

    /// Number of classes.
    fn kind_count(&self) -> i64 {
        if self.kind == Kind::Ordinary { 1 } else { 2 }
    }
}

/// A currency and a par value.
fn capital(rng: &mut Rng, kind: Kind) -> (&'static str, &'static str) {
    if kind == Kind::Mainland {
        return ("CNY", "1");
    }
    let pars = ["0.00001", "0.00002", "0.0000025", "0.000000025", "0.01", "0.1", "1", "0.05", "100"];
    let currency = *rng.pick(&["HKD", "USD", "HKD", "GBP", "CAD"]);
    (currency, *rng.pick(&pars))
}

fn counters(rng: &mut Rng, code: &str) -> Vec<Counter> {
    let tail = &code[1..];
    let mut counters = vec![Counter { stock_code: format!("8{tail}"), currency: Some("CNY".to_owned()) }];
    if rng.chance(25) {
        counters.push(Counter { stock_code: format!("9{tail}"), currency: Some("USD".to_owned()) });
    }
    counters
}

/// The classes of an issuer of this kind, listed ones first, with balances.
fn holdings(rng: &mut Rng, profile: &Profile, code: &str) -> Vec<Holding> {
    let here = Some(code.to_owned());
    let repeated = rng.chance(50).then(|| code.to_owned());
    let mainland = Some(format!("60{:04}", rng.range(1, 3_999)));
    let treasury = profile.is(Trait::Treasury);
    let classes = match profile.kind {
        Kind::Ordinary => vec![("ordinary", None, here, true)],
        Kind::Weighted => vec![("wvr_ordinary", Some("B"), here, true), ("wvr_ordinary", Some("A"), repeated, false)],
        Kind::Mainland => vec![("ordinary", Some("H"), here, true), ("ordinary", Some("A"), mainland, false)],
        Kind::Preference => vec![("ordinary", None, here, true), ("preference", None, None, false)],
        Kind::Described => vec![("ordinary", None, here, true), ("ordinary", Some("other"), None, false)],
    };
    classes
        .into_iter()
        .map(|(family, kind, code, listed)| {
            let issued = (rng.count(40_000) + 80) * 1_000_000 + rng.count(999_999);
            let kept = rng.count(60_000_000) + 10_000;
            let authorised = (issued / 1_000_000 + 1) * 1_000_000 * rng.range(1, 50);
            let described = kind == Some("other") || rng.chance(30);
            Holding {
                class: ShareClass {
                    share_class: Some(family.to_owned()),
                    share_type: kind.map(str::to_owned),
                    class_stock_code: code,
                    listed: Some(listed),
                    class_description: None,
                },
                description: described.then(|| description(rng, kind)),
                authorised,
                issued,
                treasury: if treasury && listed { kept } else { 0 },
                issued_change: 0,
                treasury_change: 0,
            }
        })
        .collect()
}

fn description(rng: &mut Rng, kind: Option<&str>) -> Words {
    if kind == Some("other") {
        return Words::new("Class Y Ordinary Shares", "Y類普通股");
    }
    match rng.range(0, 2) {
        0 => Words::new("Ordinary shares", "普通股"),
        1 => Words::new("Shares of GBP 0.05 each", "每股面值0.05英鎊的股份"),
        _ => Words::new(
            "Domestic and overseas shares issued in 2015 with an aggregate amount of RMB 15,000,000,000 and USD 3,050,000,000 \
             (see the circular of that year)",
            "於2015年發行的境內外股份,總額分別為人民幣15,000,000,000元及3,050,000,000美元(見該年通函)",
        ),
    }
}
