//! Section III (E): the other movements of a month.

use super::issuer::{Issuer, Work};
use super::{Rng, Words, later};
use crate::filing::{Decimal, OtherMovement};

/// A kind of event: the contract's word, the form's labels before and since v1.1, in English and Chinese.
struct Event {
    word: &'static str,
    english: [&'static str; 2],
    chinese: [&'static str; 2],
    /// Direction of the effect on issued shares, and on treasury shares.
    issued: i64,
    treasury: i64,
}

const fn event(word: &'static str, english: &'static str, chinese: &'static str, issued: i64) -> Event {
    Event { word, english: [english, english], chinese: [chinese, chinese], issued, treasury: 0 }
}

/// Events of every version.
const EVENTS: [Event; 11] = [
    event("rights_issue", "Rights issue", "供股", 1),
    event("open_offer", "Open offer", "公開招股", 1),
    event("placing", "Placing", "配售", 1),
    event("bonus_issue", "Bonus issue", "紅股發行", 1),
    event("scrip_dividend", "Scrip dividend", "以股代息", 1),
    Event {
        word: "repurchase_cancelled",
        english: ["Repurchase of shares", "Repurchase of shares (shares repurchased and cancelled)"],
        chinese: ["購回股份", "購回股份(股份購回並註銷)"],
        issued: -1,
        treasury: 0,
    },
    Event {
        word: "redemption",
        english: ["Redemption of shares", "Redemption of shares (shares redeemed and cancelled)"],
        chinese: ["贖回股份", "贖回股份(股份贖回並註銷)"],
        issued: -1,
        treasury: 0,
    },
    event("consideration_issue", "Consideration issue", "代價發行", 1),
    event("capital_reorganisation", "Capital reorganisation", "資本重組", -1),
    Event {
        word: "other",
        english: [
            "Other (Please specify) Issue of shares to the depositary for future use",
            "Other (please specify) Issue of shares to the depositary for future use",
        ],
        chinese: ["其他(請註明) 向存管人發行股份以備日後之用"; 2],
        issued: 1,
        treasury: 0,
    },
    event("placing", "Placing", "配售", 1),
];

/// Events that only forms with treasury shares know.
const TREASURY_EVENTS: [Event; 4] = [
    Event {
        word: "repurchase_treasury",
        english: ["Repurchase of shares (shares held as treasury shares)"; 2],
        chinese: ["購回股份(股份被持作庫存股份)"; 2],
        issued: -1,
        treasury: 1,
    },
    Event {
        word: "treasury_sale",
        english: ["Other (please specify) On-market sale of treasury shares"; 2],
        chinese: ["其他(請註明) 在場內出售庫存股份"; 2],
        issued: 1,
        treasury: -1,
    },
    Event {
        word: "treasury_transfer",
        english: ["Other (please specify) Transfer of treasury shares out of treasury to grantees"; 2],
        chinese: ["其他(請註明) 將庫存股份轉讓予承授人"; 2],
        issued: 1,
        treasury: -1,
    },
    Event {
        word: "treasury_cancellation",
        english: ["Other (please specify) Cancellation of treasury shares"; 2],
        chinese: ["其他(請註明) 註銷庫存股份"; 2],
        issued: 0,
        treasury: -1,
    },
];

const CONVERSION: Event = Event {
    word: "conversion",
    english: [
        "Other (Please specify) Conversion of Class A shares into Class B shares on a one to one basis",
        "Other (please specify) Conversion of Class A shares into Class B shares on a one to one basis",
    ],
    chinese: ["其他(請註明) A類股份按一兌一基準轉換為B類股份"; 2],
    issued: 1,
    treasury: 0,
};

const PENDING: Event = Event {
    word: "repurchase_cancelled",
    english: ["Repurchase of shares (shares repurchased for cancellation but not yet cancelled)"; 2],
    chinese: ["購回股份(股份購回擬註銷但尚未註銷)"; 2],
    issued: 0,
    treasury: 0,
};

/// Events in which nobody pays for a share.
const FREE: [&str; 5] =
    ["bonus_issue", "capital_reorganisation", "conversion", "treasury_transfer", "treasury_cancellation"];

fn price(rng: &mut Rng) -> Decimal {
    let text = format!("{}.{:03}", rng.range(0, 90), rng.range(1, 999));
    text.parse().unwrap_or_default()
}

impl Issuer {
    pub(super) fn file_events(&mut self, work: &mut Work) {
        let count = work.rng.range(1, 4);
        for _ in 0..count {
            let index = work.rng.range(0, 99);
            if work.version.has_treasury() && self.keeps_treasury() && index < 60 {
                self.file_event(0, work.rng.pick(&TREASURY_EVENTS), work);
            } else if work.version.has_treasury() && index > 92 {
                self.file_pending(work);
            } else {
                self.file_event(0, work.rng.pick(&EVENTS), work);
            }
        }
        let converts = self.holdings.len() > 1
            && self.holdings[0].class.share_class.as_deref() == Some("wvr_ordinary")
            && work.rng.chance(60);
        if converts {
            let shares = work.rng.range(1, (self.holdings[1].issued / 4).max(1));
            self.push_event(0, &CONVERSION, work, shares);
            let row = self.event_row(1, &CONVERSION, work, -shares, 0);
            self.book(1, row.issued_change, None);
            work.filing.other_movements.push(row);
        }
    }

    fn file_event(&mut self, holder: usize, event: &Event, work: &mut Work) {
        let most = if event.treasury < 0 { self.treasury_left(holder) } else { self.holdings[holder].issued / 100 };
        if most <= 0 {
            return;
        }
        let shares = work.rng.count(most);
        self.push_event(holder, event, work, shares);
    }

    fn push_event(&mut self, holder: usize, event: &Event, work: &mut Work, shares: i64) {
        let row = self.event_row(holder, event, work, event.issued * shares, event.treasury * shares);
        self.book(holder, row.issued_change, row.treasury_change);
        work.filing.other_movements.push(row);
    }

    fn event_row(&self, holder: usize, event: &Event, work: &mut Work, issued: i64, treasury: i64) -> OtherMovement {
        let era = usize::from(work.version.has_treasury());
        let words = Words::new(event.english[era], event.chinese[era]);
        let (price, priced) = (price(work.rng), work.rng.chance(80));
        let priced = priced && !FREE.contains(&event.word);
        let (day, dated) = (later(work.month, -work.rng.range(0, 27)), work.rng.chance(90));
        let approved = work.rng.chance(60);
        let issuable = work.rng.maybe_blank(0);
        let zero = work.rng.maybe_blank(0);
        let number = |value: i64| if value == 0 { zero } else { Some(value) };
        OtherMovement {
            class: self.holdings[holder].in_movements(work.version, work.language),
            event: Some(event.word.to_owned()),
            event_text: Some(words.in_language(work.language)),
            price_currency: priced.then(|| "HKD".to_owned()),
            price: priced.then_some(price),
            event_date: dated.then_some(day),
            general_meeting_date: approved.then(|| later(day, -100)),
            issued_change: number(issued),
            treasury_change: number(treasury).filter(|_| work.version.has_treasury()),
            pending_cancellation: None,
            shares_issuable: issuable.filter(|_| !work.version.has_treasury()),
        }
    }

    fn file_pending(&mut self, work: &mut Work) {
        let mut row = self.event_row(0, &PENDING, work, 0, 0);
        row.issued_change = None;
        row.treasury_change = None;
        row.pending_cancellation = Some(-work.rng.count(5_000_000));
        work.filing.other_movements.push(row);
    }
}
