//! Section III: schemes, warrants, convertibles, agreements, and the ten kinds of other movement.

use super::Work;
use super::words::{agreement, convertible, scheme, warrant};
use crate::filing::{
    AgreementMovement, ConvertibleMovement, Date, Decimal, OptionMovement, OtherMovement, ShareClass, WarrantMovement,
};
use crate::synth::random::{Rng, Words, later};

/// A kind of other movement: the contract's word, the template's names, its direction, and whether it has a price.
struct Kind {
    word: &'static str,
    english: &'static str,
    chinese: &'static str,
    direction: i64,
    priced: bool,
}

const fn kind(word: &'static str, english: &'static str, chinese: &'static str, direction: i64, priced: bool) -> Kind {
    Kind { word, english, chinese, direction, priced }
}

/// In the order of the template.
const KINDS: [Kind; 10] = [
    kind("rights_issue", "Rights issue", "供股", 1, true),
    kind("open_offer", "Open offer", "公開招股", 1, true),
    kind("placing", "Placing", "配售", 1, true),
    kind("bonus_issue", "Bonus issue", "紅股發行", 1, false),
    kind("scrip_dividend", "Scrip dividend", "以股代息", 1, true),
    kind("repurchase_cancelled", "Repurchase of shares", "購回股份", -1, false),
    kind("redemption", "Redemption of shares", "贖回股份", -1, false),
    kind("consideration_issue", "Consideration issue", "代價發行", 1, true),
    kind("capital_reorganisation", "Capital reorganisation", "資本重組", -1, false),
    kind("other", "Other (Please specify)", "其他 (請註明)", 1, true),
];

fn past(rng: &mut Rng, before: Date) -> Date {
    later(before, -rng.range(30, 3_000))
}

fn decimal(text: &str) -> Decimal {
    text.parse().unwrap_or_default()
}

fn price(rng: &mut Rng) -> Decimal {
    let places = [10, 100, 1_000][usize::try_from(rng.range(0, 2)).unwrap_or(0)];
    let fraction = rng.range(1, places - 1);
    let digits = usize::try_from(places.ilog10()).unwrap_or(1);
    decimal(&format!("{}.{fraction:0digits$}", rng.range(0, 30)))
}

impl Work {
    fn ordinary(&self) -> ShareClass {
        self.blocks.named("ordinary")
    }

    fn book(&mut self, shares: i64) {
        let main = self.blocks.main;
        self.blocks.all[main].change += shares;
    }

    /// A number of new shares that the register can bear.
    fn shares(&mut self) -> i64 {
        let most = self.blocks.all[self.blocks.main].issued / 50;
        // A line of the grand total is marked (1) or (2): no total may look like that.
        self.rng.count(most.max(20)).max(10)
    }

    pub(super) fn options(&mut self, count: i64) {
        for number in 1..=count {
            let approved = past(&mut self.rng, self.month);
            let padded = self.habits.padded;
            let (words, slot) = scheme(&mut self.rng, number, approved, padded);
            let still = self.rng.chance(30);
            let [mut granted, mut exercised, mut cancelled, mut lapsed] = [0; 4];
            if !still {
                let amount = |rng: &mut Rng| if rng.chance(35) { rng.count(20_000_000) } else { 0 };
                [granted, cancelled, lapsed] = [(); 3].map(|()| amount(&mut self.rng));
                exercised = if self.rng.chance(50) { self.shares() } else { 0 };
            }
            self.book(exercised);
            let stated = |work: &Self, value: i64| if value == 0 { work.nil() } else { Some(value) };
            let issuable = self.rng.count(90_000_000);
            let named = self.rng.chance(80);
            let row = OptionMovement {
                class: self.ordinary(),
                scheme: Some(words.in_language(self.language)),
                granted: stated(self, granted),
                exercised: stated(self, -exercised),
                cancelled: stated(self, -cancelled),
                lapsed: stated(self, -lapsed),
                new_shares_issued: stated(self, exercised),
                shares_issuable: if named { Some(issuable) } else { self.nil() },
                general_meeting_date: slot.then_some(approved),
                ..OptionMovement::default()
            };
            self.filing.option_movements.push(row);
        }
    }

    pub(super) fn warrants(&mut self, count: i64) {
        for number in 1..=count {
            let expiry = later(self.month, self.rng.range(20, 1_500));
            let padded = self.habits.padded;
            let (words, dated) = warrant(&mut self.rng, number, expiry, padded);
            let units = self.rng.chance(50);
            let opening = self.rng.range(10, 90_000) * 1_000;
            let issued_now = self.rng.chance(10);
            let exercised = if issued_now || self.rng.chance(50) { 0 } else { opening / self.rng.range(2, 10) };
            let moved = exercised != 0;
            let shares = if !moved {
                0
            } else if units {
                exercised
            } else {
                self.shares()
            };
            self.book(shares);
            let price = price(&mut self.rng);
            let code = format!("{:05}", self.rng.range(1_000, 2_999));
            let listed = self.rng.chance(30);
            let approved = past(&mut self.rng, self.month);
            let met = self.rng.chance(50);
            let issuable = self.rng.count(90_000_000);
            let row = WarrantMovement {
                class: self.ordinary(),
                description: Some(words.in_language(self.language)),
                currency: Some("HKD".to_owned()),
                nominal_unit: Some(if units { "units" } else { "money" }.to_owned()),
                opening_nominal: (!issued_now).then(|| Decimal::from(opening)),
                exercised: if moved { Some(Decimal::from(-exercised)) } else { self.nil().map(Decimal::from) },
                closing_nominal: Some(Decimal::from(opening - exercised)),
                new_shares_issued: if moved { Some(shares) } else { self.nil() },
                shares_issuable: Some(issuable),
                warrant_stock_code: listed.then_some(code),
                subscription_currency: Some("HKD".to_owned()),
                subscription_price: Some(price),
                expiry_date: dated.then_some(expiry),
                general_meeting_date: met.then_some(approved),
                ..WarrantMovement::default()
            };
            self.filing.warrant_movements.push(row);
        }
    }

    pub(super) fn convertibles(&mut self, count: i64) {
        for number in 1..=count {
            let opening = self.rng.range(10, 900_000) * 1_000;
            let words = convertible(&mut self.rng, number, opening, self.month);
            let currency = *self.rng.pick(&["HKD", "HKD", "HKD", "USD", "CNY"]);
            let issued_now = self.rng.chance(10);
            let spent = !issued_now && self.rng.chance(10);
            let converted = if spent {
                opening
            } else if issued_now || self.rng.chance(50) {
                0
            } else {
                opening / self.rng.range(2, 10)
            };
            let moved = converted != 0;
            let shares = if moved { self.shares() } else { 0 };
            self.book(shares);
            let price = price(&mut self.rng);
            let approved = past(&mut self.rng, self.month);
            let met = self.rng.chance(60);
            let issuable = if spent { 0 } else { self.rng.count(90_000_000) };
            let row = ConvertibleMovement {
                class: self.ordinary(),
                description: Some(words.in_language(self.language)),
                currency: Some(currency.to_owned()),
                opening_amount: (!issued_now).then(|| Decimal::from(opening)),
                converted: if moved { Some(Decimal::from(-converted)) } else { self.nil().map(Decimal::from) },
                closing_amount: Some(Decimal::from(opening - converted)),
                new_shares_issued: if moved { Some(shares) } else { self.nil() },
                shares_issuable: Some(issuable),
                conversion_currency: Some("HKD".to_owned()),
                conversion_price: Some(price),
                general_meeting_date: met.then_some(approved),
                ..ConvertibleMovement::default()
            };
            self.filing.convertible_movements.push(row);
        }
    }

    pub(super) fn agreements(&mut self, count: i64) {
        for number in 1..=count {
            let approved = past(&mut self.rng, self.month);
            let padded = self.habits.padded;
            let (words, slot) = agreement(&mut self.rng, number, approved, padded);
            let shares = if self.rng.chance(40) { self.shares() } else { 0 };
            self.book(shares);
            let issuable = self.rng.count(50_000_000);
            let open = self.rng.chance(70);
            let row = AgreementMovement {
                class: self.ordinary(),
                description: Some(words.in_language(self.language)),
                general_meeting_date: slot.then_some(approved),
                new_shares_issued: if shares == 0 { self.nil() } else { Some(shares) },
                shares_issuable: if open { Some(issuable) } else { self.nil() },
                ..AgreementMovement::default()
            };
            self.filing.agreement_movements.push(row);
        }
    }

    pub(super) fn events(&mut self, count: i64) {
        let mut kinds: Vec<usize> = (0..count).map(|_| usize::try_from(self.rng.range(0, 9)).unwrap_or(0)).collect();
        kinds.sort_unstable();
        for (at, &index) in kinds.iter().enumerate() {
            let kind = &KINDS[index];
            let times = kinds[..at].iter().filter(|&&earlier| earlier == index).count();
            let twice = matches!(kind.word, "placing" | "consideration_issue");
            if times == 0 || times == 1 && twice {
                self.event(kind);
            }
        }
    }

    fn event(&mut self, kind: &Kind) {
        let preferred = kind.word == "redemption" && self.blocks.only("preference").is_some() && self.rng.chance(50);
        let share_class = if preferred { "preference" } else { "ordinary" };
        let shares = kind.direction * self.shares();
        let waiting = kind.word == "repurchase_cancelled" && self.rng.chance(25);
        let waiting_issue = kind.word == "consideration_issue" && self.rng.chance(20);
        match self.blocks.only("preference") {
            Some(at) if preferred => {
                let shares = shares.max(-self.blocks.all[at].issued / 2);
                self.blocks.all[at].change += shares;
                return self.push_event(kind, share_class, Some(shares), None, true);
            }
            _ if waiting => return self.push_event(kind, share_class, Some(shares), None, false),
            _ if waiting_issue => return self.push_event(kind, share_class, self.nil(), Some(shares), false),
            _ => {}
        }
        self.book(shares);
        let issuable = self.nil();
        self.push_event(kind, share_class, Some(shares), issuable, true);
    }

    fn push_event(&mut self, kind: &Kind, share_class: &str, issued: Option<i64>, issuable: Option<i64>, done: bool) {
        let price = price(&mut self.rng);
        let day = later(self.month, -self.rng.range(0, 27));
        let met = self.rng.chance(60);
        let approved = later(day, -self.rng.range(20, 300));
        let words = Words::new(kind.english, kind.chinese);
        let mut text = words.in_language(self.language);
        if kind.word == "other" {
            let more = Words::new("Shares issued to a depositary", "向存管人發行股份").in_language(self.language);
            text = format!("{text} {more}");
        }
        let row = OtherMovement {
            class: self.blocks.named(share_class),
            event: Some(kind.word.to_owned()),
            event_text: Some(text),
            price_currency: kind.priced.then(|| "HKD".to_owned()),
            price: kind.priced.then_some(price),
            event_date: done.then_some(day),
            general_meeting_date: met.then_some(approved),
            issued_change: issued,
            shares_issuable: issuable,
            ..OtherMovement::default()
        };
        self.filing.other_movements.push(row);
    }
}
