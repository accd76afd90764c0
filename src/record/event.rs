//! The event of a row of section III (E) → the contract's word.

use super::text::{self, Read};

/// The labels that the form offers, in both languages and all versions, as [`text::key`] gives them, longest first
/// where one begins like another.
const LABELS: &[(&str, &[&str])] = &[
    (
        "repurchase_treasury",
        &[
            "repurchaseofsharessharesheldastreasuryshares",
            "repurchaseofsharessharesrepurchasedandheldastreasuryshares",
            "購回股份股份被持作庫存股份",
            "購回股份股份持作庫存股份",
            "购回股份股份被持作库存股份",
        ],
    ),
    (
        "repurchase_cancelled",
        &[
            "repurchaseofsharessharesrepurchasedandcancelled",
            "repurchaseofsharessharesrepurchasedforcancellationbutnotyetcancelled",
            "sharesrepurchasedforcancellationbutnotyetcancelled",
            "repurchaseofshares",
            "sharerepurchase",
            "購回股份股份購回並註銷",
            "購回股份股份購回擬註銷但尚未註銷",
            "購回股份",
            "购回股份",
            "購回股份股份購回並注銷",
            "回購股份",
        ],
    ),
    (
        "redemption",
        &[
            "redemptionofsharessharesredeemedandcancelled",
            "redemptionofsharessharesredeemedbutnotyetcancelled",
            "redemptionofshares",
            "贖回股份股份贖回並註銷",
            "贖回股份股份贖回但尚未註銷",
            "贖回股份",
            "赎回股份",
        ],
    ),
    ("rights_issue", &["rightsissue", "供股"]),
    ("open_offer", &["openoffer", "公開招股", "公開發售", "公开招股", "公开发售"]),
    (
        "placing",
        &[
            "placing",
            "placement",
            "placingofshares",
            "placingofnewshares",
            "placingsubscription",
            "placingandsubscription",
            "subscription",
            "subscriptionofshares",
            "subscriptionofnewshares",
            "配售",
            "配售股份",
            "配售新股",
            "配售認購",
            "配售及認購",
            "認購",
            "認購股份",
            "认购",
        ],
    ),
    ("bonus_issue", &["bonusissue", "紅股發行", "發行紅股", "紅股", "红股发行"]),
    ("scrip_dividend", &["scripdividend", "以股代息", "以股代息計劃"]),
    (
        "consideration_issue",
        &["considerationissue", "issueofconsiderationshares", "代價發行", "代價股份發行", "發行代價股份", "代价发行"],
    ),
    ("capital_reorganisation", &["capitalreorganisation", "capitalreorganization", "資本重組", "股本重組", "资本重组"]),
];

/// What the form prints without the row's number: `1). Placing` → `Placing`.
pub(crate) fn label(raw: &str) -> String {
    let folded = text::fold(raw);
    let unopened = folded.strip_prefix('(').unwrap_or(&folded);
    let digits = unopened.chars().take_while(char::is_ascii_digit).count();
    let rest = &unopened[digits..];
    let closed = rest.trim_start_matches([')', '.', '、', ' ']);
    let marked = rest.trim_start().starts_with([')', '.', '、']);
    let figure = closed.starts_with(|c: char| c.is_ascii_digit());
    if (1..=2).contains(&digits) && marked && !figure { closed.to_owned() } else { folded.into_owned() }
}

/// The event of a label without number.
pub(crate) fn read(label: &str) -> Read<&'static str> {
    if text::is_blank(label) {
        return Read::Blank;
    }
    let key = text::key(label);
    if let Some((word, _)) = LABELS.iter().find(|(_, labels)| labels.contains(&key.as_str())) {
        return Read::Clean(word);
    }
    if let Some(words) =
        ["otherpleasespecify", "othersspecify", "otherspleasespecify", "other", "其他請註明", "其他請注明", "其他"]
            .iter()
            .find_map(|mark| key.strip_prefix(mark))
    {
        return free_text(words);
    }
    if let found @ (Read::Clean(word) | Read::Repaired(word, _)) = free_text(&key)
        && word != "other"
    {
        return found;
    }
    let near = |(word, labels): &(&'static str, &[&str])| {
        let edits = labels
            .iter()
            .map(|l| (text::distance(&key, l), l.chars().count()))
            .filter(|(d, n)| d * 8 <= *n)
            .map(|(d, _)| d)
            .min()?;
        Some((edits, *word))
    };
    match LABELS.iter().filter_map(near).min() {
        Some((_, word)) => Read::Repaired(word, format!("{label:?} is read as {word}")),
        None => Read::Repaired("other", format!("{label:?} is not in the form's list of events")),
    }
}

/// The events that issuers describe in words of their own; `other` unless the words are plain.
fn free_text(key: &str) -> Read<&'static str> {
    let holds = |words: &[&str]| words.iter().any(|word| key.contains(word));
    let treasury = holds(&["treasuryshare", "庫存股", "库存股", "outoftreasury", "fromtreasury"]);
    let cancelled = holds(&["cancel", "註銷", "注銷", "注销"]);
    let sold = holds(&["sale", "sold", "sell", "出售", "售出"]);
    let moved = holds(&["transfer", "轉讓", "轉出", "轉撥", "轉移", "转让", "转出"]);
    let bought = holds(&["repurchase", "購回", "回購", "buyback", "购回"]);
    match (treasury && !bought, cancelled, sold, moved) {
        (true, true, false, false) => return Read::Clean("treasury_cancellation"),
        (true, false, true, false) => return Read::Clean("treasury_sale"),
        (true, false, false, true) => return Read::Clean("treasury_transfer"),
        (true, false, true, true) => {
            return Read::Repaired("treasury_sale", "the words say sale or transfer of treasury shares".to_owned());
        }
        _ => {}
    }
    let converts = holds(&[
        "conversionof",
        "conversionfrom",
        "convertedinto",
        "convertedto",
        "convertinto",
        "轉換",
        "转换",
        "轉為",
        "轉作",
    ]);
    let of_shares = holds(&["class", "shares", "類", "类", "股"]);
    let of_debt = holds(&["bond", "note", "loan", "debenture", "債", "债", "票據", "票据", "warrant", "option"]);
    if converts && of_shares && !of_debt && !treasury {
        return Read::Clean("conversion");
    }
    Read::Clean("other")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn drops_the_number() {
        for (raw, wanted) in [
            ("1). Placing", "Placing"),
            ("1).   資本重組", "資本重組"),
            ("(1) Rights issue", "Rights issue"),
            ("10. Other", "Other"),
            ("2) Other (Please specify) Conversion", "Other (Please specify) Conversion"),
            ("Placing", "Placing"),
            ("2021 Placing", "2021 Placing"),
            ("3 Sept placing", "3 Sept placing"),
            ("1.5 for 1", "1.5 for 1"),
        ] {
            assert_eq!(label(raw), wanted, "{raw:?}");
        }
    }

    #[test]
    fn knows_the_form_s_labels() {
        for (text, word) in [
            ("Rights issue", "rights_issue"),
            ("供股", "rights_issue"),
            ("Open offer", "open_offer"),
            ("公開招股", "open_offer"),
            ("Placing", "placing"),
            ("Placing / Subscription", "placing"),
            ("配售", "placing"),
            ("Subscription", "placing"),
            ("Bonus issue", "bonus_issue"),
            ("紅股發行", "bonus_issue"),
            ("Scrip dividend", "scrip_dividend"),
            ("以股代息", "scrip_dividend"),
            ("Repurchase of shares", "repurchase_cancelled"),
            ("Repurchase of shares (shares repurchased and cancelled)", "repurchase_cancelled"),
            (
                "Repurchase of shares (shares repurchased for cancellation but not yet cancelled)",
                "repurchase_cancelled",
            ),
            ("購回股份", "repurchase_cancelled"),
            ("購回股份（股份購回並註銷）", "repurchase_cancelled"),
            ("購回股份（股份購回擬註銷但尚未註銷）", "repurchase_cancelled"),
            ("Repurchase of shares (shares held as treasury shares)", "repurchase_treasury"),
            ("購回股份（股份被持作庫存股份）", "repurchase_treasury"),
            ("Redemption of shares (shares redeemed and cancelled)", "redemption"),
            ("贖回股份（股份贖回並註銷）", "redemption"),
            ("贖回股份", "redemption"),
            ("Consideration issue", "consideration_issue"),
            ("代價發行", "consideration_issue"),
            ("Capital reorganisation", "capital_reorganisation"),
            ("資本重組", "capital_reorganisation"),
        ] {
            assert_eq!(read(text), Read::Clean(word), "{text:?}");
        }
    }

    #[test]
    fn reads_free_text_only_when_it_is_plain() {
        for (text, word) in [
            ("Other (Please specify) Conversion of Class B ordinary shares to Class A ordinary shares", "conversion"),
            ("Other (Please specify)\nConversion of WVR ordinary shares B", "conversion"),
            ("其他（請註明）B類普通股轉換為A類普通股", "conversion"),
            ("Other (Please specify) Conversion of convertible bonds", "other"),
            ("Other (Please specify) Sale of treasury shares", "treasury_sale"),
            ("Other (Please specify) Transfer of treasury shares to share award scheme", "treasury_transfer"),
            ("Other (Please specify) Cancellation of treasury shares", "treasury_cancellation"),
            ("Cancellation of treasury shares", "treasury_cancellation"),
            ("出售庫存股份", "treasury_sale"),
            ("註銷庫存股份", "treasury_cancellation"),
            ("Other (Please specify) Share consolidation", "other"),
            ("Other (Please specify)", "other"),
            ("其他", "other"),
        ] {
            assert_eq!(read(text), Read::Clean(word), "{text:?}");
        }
        assert!(matches!(read("Sale or transfer of treasury shares"), Read::Repaired("treasury_sale", _)));
    }

    #[test]
    fn says_when_a_label_is_new() {
        assert!(matches!(read("Capita1 reorganisation"), Read::Repaired("capital_reorganisation", _)));
        assert!(matches!(read("Demerger"), Read::Repaired("other", _)));
        assert_eq!(read("N/A"), Read::Blank);
    }
}
