//! Currencies: what issuers print → ISO 4217.

use super::number;
use super::text::{self, Read};

/// Spellings without blanks and points, in upper case. `$` and `¥` alone name several currencies and stand nowhere here.
const MARKS: &[(&str, &[&str])] = &[
    (
        "HKD",
        &["HKD", "HK$", "HKD$", "$HK", "港元", "港幣", "港币", "港圓", "香港元", "HONGKONGDOLLAR", "HONGKONGDOLLARS"],
    ),
    (
        "CNY",
        &["RMB", "CNY", "RMB¥", "RMB$", "CNH", "人民幣", "人民币", "人民幣元", "人民币元", "RENMINBI", "CHINESEYUAN"],
    ),
    (
        "USD",
        &[
            "USD",
            "US$",
            "USD$",
            "$US",
            "U$",
            "美元",
            "美金",
            "USDOLLAR",
            "USDOLLARS",
            "UNITEDSTATESDOLLAR",
            "UNITEDSTATESDOLLARS",
        ],
    ),
    (
        "GBP",
        &[
            "GBP",
            "£",
            "GBP£",
            "STG",
            "STG£",
            "英鎊",
            "英镑",
            "STERLING",
            "POUNDSTERLING",
            "POUNDSSTERLING",
            "BRITISHPOUND",
        ],
    ),
    ("EUR", &["EUR", "€", "EUR€", "EURO", "EUROS", "歐元", "欧元", "歐羅"]),
    ("CAD", &["CAD", "C$", "CA$", "CAD$", "CDN$", "加元", "加幣", "加拿大元", "CANADIANDOLLAR", "CANADIANDOLLARS"]),
    ("AUD", &["AUD", "A$", "AU$", "AUD$", "澳元", "澳幣", "澳洲元", "AUSTRALIANDOLLAR", "AUSTRALIANDOLLARS"]),
    (
        "SGD",
        &["SGD", "S$", "SG$", "SGD$", "新加坡元", "新加坡幣", "坡元", "坡幣", "SINGAPOREDOLLAR", "SINGAPOREDOLLARS"],
    ),
    ("JPY", &["JPY", "JP¥", "日圓", "日元", "日円", "YEN", "JAPANESEYEN"]),
    ("TWD", &["TWD", "NT$", "NTD", "新台幣", "新臺幣", "台幣", "臺幣"]),
    ("MOP", &["MOP", "MOP$", "澳門元", "澳門幣", "葡幣"]),
    ("NZD", &["NZD", "NZ$", "紐元", "紐西蘭元", "新西蘭元"]),
    ("CHF", &["CHF", "瑞士法郎", "瑞郎", "SWISSFRANC", "SWISSFRANCS"]),
    ("MYR", &["MYR", "RM", "馬來西亞令吉", "令吉", "馬幣", "RINGGIT"]),
    ("THB", &["THB", "泰銖", "BAHT"]),
    ("KRW", &["KRW", "韓元", "韓圜", "WON"]),
    ("INR", &["INR", "印度盧比"]),
    ("IDR", &["IDR", "印尼盾"]),
    ("PHP", &["PHP", "菲律賓披索"]),
    ("RUB", &["RUB", "RUR", "盧布", "俄羅斯盧布"]),
    ("KZT", &["KZT", "堅戈"]),
    ("MNT", &["MNT", "圖格里克"]),
    ("ZAR", &["ZAR", "蘭特", "南非蘭特"]),
    ("BRL", &["BRL", "R$", "雷亞爾", "巴西雷亞爾"]),
    ("SEK", &["SEK", "瑞典克朗"]),
    ("NOK", &["NOK"]),
    ("DKK", &["DKK"]),
    ("PLN", &["PLN"]),
    ("AED", &["AED"]),
    ("SAR", &["SAR"]),
    ("VND", &["VND"]),
    ("MXN", &["MXN"]),
    ("ARS", &["ARS"]),
    ("CLP", &["CLP"]),
    ("TRY", &["TRY"]),
    ("ILS", &["ILS"]),
    ("FJD", &["FJD"]),
    ("PGK", &["PGK"]),
];

fn normal(text: &str) -> String {
    text::fold(text)
        .chars()
        .filter(|c| !c.is_whitespace() && !matches!(c, '.' | '(' | ')' | ':' | ','))
        .flat_map(char::to_uppercase)
        .collect()
}

/// The currency that a whole text names.
pub(crate) fn exact(text: &str) -> Option<&'static str> {
    let normal = normal(text);
    MARKS.iter().find(|(_, marks)| marks.contains(&normal.as_str())).map(|(code, _)| *code)
}

/// The currency mark that a text begins or ends with, and the rest of the text: `HK$0.65`, `每股港幣 0.65`, `50,000 HKD`.
///
/// The longest mark wins; a mark of letters must not touch a further letter of the same script.
pub(crate) fn split(text: &str) -> Option<(&'static str, String)> {
    let upper: Vec<char> = text.chars().map(|c| c.to_ascii_uppercase()).collect();
    // No mark begins with what a figure is printed with.
    let starts: Vec<usize> = (0..upper.len()).filter(|at| !number::is_numeric(upper[*at])).collect();
    let mut best: Option<(&'static str, usize, usize)> = None;
    for (code, mark) in MARKS.iter().flat_map(|(code, marks)| marks.iter().map(move |mark| (*code, *mark))) {
        for (start, end) in starts.iter().filter_map(|start| Some((*start, mark_ends(&upper, *start, mark)?))) {
            if best.is_none_or(|(_, s, e)| end - start > e - s) {
                best = Some((code, start, end));
            }
        }
    }
    let (code, start, end) = best?;
    let chars: Vec<char> = text.chars().collect();
    let rest: String = chars[..start].iter().chain(&[' ']).chain(&chars[end..]).collect();
    Some((code, rest.trim().to_owned()))
}

/// Where `mark` ends when it stands at `start`, blanks and points within it left out of account.
fn mark_ends(text: &[char], start: usize, mark: &str) -> Option<usize> {
    let mut at = start;
    for (i, wanted) in mark.chars().enumerate() {
        while i > 0 && text.get(at).is_some_and(|c| matches!(c, ' ' | '.')) {
            at += 1;
        }
        if text.get(at) != Some(&wanted) {
            return None;
        }
        at += 1;
    }
    let touches = |outer: Option<&char>, inner: Option<&char>| {
        [outer, inner].iter().all(|c| c.is_some_and(char::is_ascii_alphabetic))
    };
    let before = start.checked_sub(1).and_then(|i| text.get(i));
    (!touches(before, text.get(start)) && !touches(text.get(at), text.get(at - 1))).then_some(at)
}

/// One currency out of all the cells that state it: the form prints a block's currency several times.
///
/// A cell that OCR damaged (`USI`) is outvoted only by cells that read cleanly and agree.
pub(crate) fn agree(cells: &[&str]) -> Read<String> {
    let mut known: Vec<&'static str> = Vec::new();
    let mut unknown: Vec<String> = Vec::new();
    for cell in cells.iter().filter(|cell| !text::is_blank(cell)) {
        if let Some(code) = exact(cell) {
            known.push(code);
            continue;
        }
        for token in text::fold(cell).split([' ', '|', '/', ',']).filter(|token| !token.is_empty()) {
            match exact(token) {
                Some(code) => known.push(code),
                None => unknown.push(token.to_owned()),
            }
        }
    }
    known.sort_unstable();
    known.dedup();
    match (known.as_slice(), unknown.as_slice()) {
        ([], []) => Read::Blank,
        ([code], []) => Read::Clean((*code).to_owned()),
        ([code], damaged) => Read::Repaired(
            (*code).to_owned(),
            format!("{damaged:?} is no currency; the other cells of the block say {code}"),
        ),
        ([], damaged) => Read::Unreadable(format!("{damaged:?} names no known currency")),
        (several, _) => Read::Unreadable(format!("it names several currencies: {}", several.join(", "))),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_mark_begins_like_a_figure() {
        for mark in MARKS.iter().flat_map(|(_, marks)| *marks) {
            assert!(!mark.starts_with(number::is_numeric), "{mark}");
        }
    }

    #[test]
    fn names_currencies() {
        for (code, spellings) in [
            ("HKD", &["HK$", "HKD", "港元", "港幣", "hk$", "H K $", "(HK$)", "ＨＫ＄"][..]),
            ("CNY", &["RMB", "人民幣", "CNY", "人民币元"]),
            ("USD", &["US$", "USD", "美元", "U.S.$", "U.S. Dollars"]),
            ("GBP", &["GBP", "£", "英鎊"]),
            ("CAD", &["CAD", "C$"]),
            ("AUD", &["AUD", "A$"]),
            ("EUR", &["EUR", "€", "歐元"]),
            ("SGD", &["SGD", "S$"]),
            ("JPY", &["JPY", "日圓"]),
        ] {
            for spelling in spellings {
                assert_eq!(exact(spelling), Some(code), "{spelling:?}");
            }
        }
        for unknown in ["", "$", "¥", "USI", "元", "HKDUSD", "XYZ"] {
            assert_eq!(exact(unknown), None, "{unknown:?}");
        }
    }

    #[test]
    fn every_spelling_names_one_currency() {
        let mut seen = std::collections::BTreeSet::new();
        for mark in MARKS.iter().flat_map(|(_, marks)| *marks) {
            assert!(seen.insert(mark), "{mark} stands twice");
            assert_eq!(normal(mark), *mark, "is matched in its normal form");
        }
    }

    #[test]
    fn splits_marks_from_figures() {
        for (text, code, rest) in [
            ("HK$0.65 per share", "HKD", "0.65 per share"),
            ("每股港幣 0.65", "HKD", "每股  0.65"),
            ("50,000 HKD", "HKD", "50,000"),
            ("US$1.80", "USD", "1.80"),
            ("U.S.$ 5", "USD", "5"),
            ("NT$30", "TWD", "30"),
            ("£1.00", "GBP", "1.00"),
            ("人民幣1.00元", "CNY", "1.00元"),
        ] {
            assert_eq!(split(text), Some((code, rest.to_owned())), "{text:?}");
        }
        assert_eq!(split("$400"), None);
        assert_eq!(split("FARM 3"), None, "RM is part of a word");
    }

    #[test]
    fn damaged_cells_are_outvoted_only_by_clean_ones() {
        assert_eq!(agree(&["USD", "USD", "USD"]), Read::Clean("USD".to_owned()));
        assert_eq!(agree(&["USD USD", "HK$"]), Read::Unreadable("it names several currencies: HKD, USD".to_owned()));
        assert!(matches!(agree(&["USD", "USI", "USD"]), Read::Repaired(code, _) if code == "USD"));
        assert!(matches!(agree(&["USI"]), Read::Unreadable(_)));
        assert!(matches!(agree(&["$"]), Read::Unreadable(_)));
        assert_eq!(agree(&["", "N/A"]), Read::Blank);
    }
}
