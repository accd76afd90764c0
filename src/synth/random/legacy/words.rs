//! What issuers write into the cells of section III.

use crate::filing::Date;
use crate::synth::printed::count;
use crate::synth::random::words::date;
use crate::synth::random::{Rng, Words};

/// `(03/11/2003)`: the date in the slot of the form, which stays in the text.
fn slot(date: Date, padded: bool) -> String {
    let (year, month, day) = (date.year(), date.month(), date.day());
    if padded { format!("({day:02}/{month:02}/{year})") } else { format!("({day}/{month}/{year})") }
}

/// Particulars of a scheme, and whether they end in a filled slot.
pub(super) fn scheme(rng: &mut Rng, number: i64, approved: Date, padded: bool) -> (Words, bool) {
    let slot = slot(approved, padded);
    let price = format!("{}.{:02}", rng.range(0, 20), rng.range(1, 99));
    let later = rng.range(2015, 2030);
    let day = date(approved);
    match rng.range(0, 6) {
        0 => (Words::new(format!("Share Option Scheme adopted on {slot}"), format!("股份期權計劃採納於 {slot}")), true),
        1 => (
            Words::new(format!("{} Share Option Scheme", approved.year()), format!("{}年購股權計劃", approved.year())),
            false,
        ),
        2 => (
            Words::new(
                format!("Pre-IPO Share Option Scheme {number} Exercise price: HK${price} per share {slot}"),
                format!("首次公開發售前購股權計劃{number} 行使價:每股港幣 {price} {slot}"),
            ),
            true,
        ),
        3 => (
            Words::new(
                format!(
                    "Share options granted to directors, employees and consultants of the Group under the scheme of the Company (Tranche {number}), exercisable in four equal parts until the end of {later} {slot}"
                ),
                format!(
                    "根據本公司計劃授予本集團董事、僱員及顧問的購股權(第{number}批),分四期等額行使至{later}年底 {slot}"
                ),
            ),
            true,
        ),
        4 => (
            Words::new(
                format!("Share Option Scheme adopted on {slot} Exercise Price : HK${price} per share"),
                format!("股份期權計劃採納於 {slot} 行使價: 每股港幣 {price}"),
            ),
            true,
        ),
        5 => (
            Words::new(
                format!("Share Option Scheme {number} adopted on {}", day.english),
                format!("於{}採納的購股權計劃{number}", day.chinese),
            ),
            true,
        ),
        _ => (Words::new(format!("Employee Stock Option Plan {number}"), format!("僱員購股權計劃{number}")), false),
    }
}

/// Description of a warrant, and whether it ends in a date of expiry.
pub(super) fn warrant(rng: &mut Rng, number: i64, expiry: Date, padded: bool) -> (Words, bool) {
    let slot = slot(expiry, padded);
    match rng.range(0, 3) {
        0 => (Words::new(format!("Unlisted Warrant {slot}"), format!("非上市認股權證 {slot}")), true),
        1 => (
            Words::new(
                format!("Warrants {number} (Issue Price of HK$0.02 per Warrant) {slot}"),
                format!("認股權證{number}(發行價為每份認股權證0.02港元) {slot}"),
            ),
            true,
        ),
        2 => (
            Words::new(
                "Non-Listed Warrants (12 months from (and inclusive of) the date of issue of warrant)",
                "非上市認股權證(自認股權證發行當日(包括該日)起計十二個月)",
            ),
            false,
        ),
        _ => (Words::new(format!("Bonus warrants, series {number}"), format!("紅利認股權證第{number}系列")), false),
    }
}

/// Class and description of a convertible.
pub(super) fn convertible(rng: &mut Rng, number: i64, amount: i64, month: Date) -> Words {
    let amount = count(Some(amount * 3));
    let due = i64::from(month.year()) + rng.range(1, 8);
    match rng.range(0, 3) {
        0 => Words::new(
            format!("Convertible Notes Tranche {number} (HKD {amount}.00)"),
            format!("可換股票據第{number}部份(港幣 {amount}.00)"),
        ),
        1 => {
            Words::new(format!("{number}.5% Convertible Bonds due {due}"), format!("{due}年到期{number}.5厘可換股債券"))
        }
        2 => Words::new(format!("Convertible Loan {number}"), format!("可換股貸款{number}")),
        _ => Words::new(
            format!("Perpetual Subordinated Convertible Securities, series {number}"),
            format!("永久次級可換股證券第{number}系列"),
        ),
    }
}

/// Particulars of an agreement, and whether they end in a filled slot.
pub(super) fn agreement(rng: &mut Rng, number: i64, approved: Date, padded: bool) -> (Words, bool) {
    let slot = slot(approved, padded);
    let day = date(approved);
    match rng.range(0, 2) {
        0 => (Words::new(format!("Share Award Scheme {number} {slot}"), format!("股份獎勵計劃{number} {slot}")), true),
        1 => (Words::new(format!("Employee Share Purchase Plan {number}"), format!("僱員購股計劃{number}")), false),
        _ => (
            Words::new(
                format!(
                    "Subscription agreement {number} of {} between the Company and Grey Gull Capital, L.P. for new Shares {slot}",
                    day.english
                ),
                format!("本公司與灰鷗資本於{}訂立的認購協議{number},涉及新股份 {slot}", day.chinese),
            ),
            true,
        ),
    }
}
