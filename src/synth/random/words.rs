//! Invented names and texts, in both languages with the same content.

use std::fmt::Write as _;

use super::{Rng, Words};
use crate::filing::Date;
use crate::synth::printed::{count, english_date};

const NAMES: [(&str, &str); 14] = [
    ("Harbour Lantern", "港燈塔"),
    ("Quillfeather", "羽筆"),
    ("Nine Sails", "九帆"),
    ("Jade Compass", "玉羅盤"),
    ("Saltmarsh", "鹽澤"),
    ("Copper Heron", "銅鷺"),
    ("Brightwater", "明川"),
    ("Ivory Abacus", "牙算盤"),
    ("Windgate", "風門"),
    ("Larkspur", "翠雀"),
    ("Stonebridge Peak", "石橋嶺"),
    ("Morning Junk", "晨帆"),
    ("Amber Pagoda", "琥珀塔"),
    ("Tidemark", "潮痕"),
];

const TRADES: [(&str, &str); 7] = [
    ("Holdings Limited", "控股有限公司"),
    ("Group Inc.", "集團股份有限公司"),
    ("Therapeutics", "醫藥有限公司"),
    ("International Company Limited", "國際有限公司"),
    ("Technology Co., Ltd.", "科技股份有限公司"),
    ("Energy (Far East) Limited", "能源(遠東)有限公司"),
    ("Retail & Logistics plc", "零售物流有限公司"),
];

/// An issuer's name, with the long additions that wrap over lines.
pub(in crate::synth) fn issuer_name(rng: &mut Rng, weighted: bool) -> Words {
    let name = rng.pick(&NAMES);
    let trade = rng.pick(&TRADES);
    let (mut english, mut chinese) = (format!("{} {}", name.0, trade.0), format!("{}{}", name.1, trade.1));
    if weighted {
        english.push_str(
            " (a company controlled through weighted voting rights and incorporated in the Cayman Islands with limited \
             liability)",
        );
        chinese.push_str("(於開曼群島註冊成立以不同投票權控制的有限公司)");
    } else if rng.chance(40) {
        english.push_str(" (the “Company”) (Incorporated in the Cayman Islands with limited liability)");
        chinese.push_str("(於開曼群島註冊成立之有限公司)");
    }
    if rng.chance(8) {
        english.push_str(
            " (formerly known as Patient Kettle Engineering and Trading Company Limited and carrying on business in Hong \
             Kong as PKE Marine Works)",
        );
    }
    if rng.chance(12) {
        chinese.clone_from(&english);
    }
    Words::new(english, chinese)
}

const SIGNATORIES: [(&str, &str); 5] = [
    ("LAM Siu Fung", "林小楓"),
    ("Ada CHEUK", "卓雅達"),
    ("Wong Pui Man, Peter", "黃沛文"),
    ("OU YANG Ming", "歐陽明"),
    ("Jean-Luc D’Arcy", "達誠"),
];
const POSTS: [(&str, &str); 4] = [
    ("Director", "董事"),
    ("Company Secretary", "公司秘書"),
    ("Joint Company Secretary", "聯席公司秘書"),
    ("Executive Director and Chief Executive Officer", "執行董事兼行政總裁"),
];

pub(super) fn signatory(rng: &mut Rng) -> (Words, Words) {
    let (name, post) = (rng.pick(&SIGNATORIES), rng.pick(&POSTS));
    (Words::new(name.0, name.1), Words::new(post.0, post.1))
}

/// `31 August 2021`, `2021年8月31日`.
pub(super) fn date(date: Date) -> Words {
    let english = english_date(date);
    let chinese = format!("{}年{}月{}日", date.year(), date.month(), date.day());
    Words::new(english.trim_start_matches('0').to_owned(), chinese)
}

/// Particulars of a scheme, of one line or of many.
pub(super) fn scheme(rng: &mut Rng, number: i64, adopted: Date, long: bool) -> Words {
    let year = adopted.year();
    let day = date(adopted);
    let (mut english, mut chinese) = match rng.range(0, 3) {
        0 => (format!("{year} Share Option Scheme {number}"), format!("{year}年購股權計劃{number}")),
        1 => (
            format!(
                "Employee Stock Option Plan {number} (Adopted by the Company on {}, as amended from time to time)",
                day.english
            ),
            format!("僱員購股權計劃{number}(本公司於{}採納,經不時修訂)", day.chinese),
        ),
        2 => (
            format!(
                "Pre-IPO Share Option Scheme {number} adopted on {} - Tranche I: exercise price HKD 4.380, exercisable to 30/06/2031",
                day.english
            ),
            format!("於{}採納的首次公開發售前購股權計劃{number}第一批:行使價4.380港元,可行使至30/06/2031", day.chinese),
        ),
        _ => (
            format!(
                "Shares held by Lantern Talent Management Limited for the Pre-IPO ESOP and Pre-IPO RSU Plan {number} \
                 (each adopted on {} as amended from time to time)",
                day.english
            ),
            format!(
                "燈塔人才管理有限公司就首次公開發售前僱員持股計劃及受限制股份單位計劃{number}持有的股份(均於{}採納)",
                day.chinese
            ),
        ),
    };
    if long {
        for tranche in 2..=rng.range(6, 22) {
            let price = rng.range(100, 9_999);
            let _ = write!(
                english,
                " Tranche {tranche}: {} share options at an exercise price of HKD {}.{:02} per share, vesting in four equal parts;",
                tranche * 1_000,
                price / 100,
                price % 100
            );
            let _ = write!(
                chinese,
                "第{tranche}批:{}份購股權,行使價每股{}.{:02}港元,分四期等額歸屬;",
                tranche * 1_000,
                price / 100,
                price % 100
            );
        }
    }
    Words::new(english, chinese)
}

/// The same scheme as another company secretary would put it.
pub(super) fn reworded(rng: &mut Rng, scheme: &Words) -> Words {
    let Words { english, chinese } = scheme;
    match rng.range(0, 2) {
        0 => Words::new(format!("{english} (as further amended)"), format!("{chinese}(經進一步修訂)")),
        1 => Words::new(format!("Share options granted under the {english}"), format!("根據{chinese}授出的購股權")),
        _ => Words::new(
            format!("The {} (the “Scheme”)", english.replacen("Option ", "", 1)),
            format!("{chinese}(「計劃」)"),
        ),
    }
}

pub(super) fn warrant(rng: &mut Rng, number: i64, issued: Date) -> Words {
    let day = date(issued);
    if rng.chance(50) {
        return Words::new(
            format!("{number},000,000 unlisted warrants issued on {}", day.english),
            format!("於{}發行的{number},000,000份非上市權證", day.chinese),
        );
    }
    Words::new(
        format!("Warrants {number} constituted by the deed poll dated {}", day.english),
        format!("根據日期為{}的平邊契據發行的權證{number}", day.chinese),
    )
}

pub(super) fn convertible(rng: &mut Rng, number: i64, due: Date) -> Words {
    let rate = rng.range(1, 9);
    Words::new(
        format!("{rate}.5% Convertible Bonds {number} due {} (as amended and restated)", due.year()),
        format!("{}年到期{rate}.5厘可換股債券{number}(經修訂及重列)", due.year()),
    )
}

const CONVERTIBLE_TYPES: [(&str, &str); 3] = [
    ("Bond/Notes", "債券/票據"),
    ("Preference Shares", "優先股"),
    ("Others (Please specify) Convertible Debenture", "其他(請註明) 可換股貸款"),
];

pub(super) fn convertible_type(rng: &mut Rng) -> Words {
    let (english, chinese) = rng.pick(&CONVERTIBLE_TYPES);
    Words::new(*english, *chinese)
}

pub(super) fn agreement(rng: &mut Rng, number: i64, adopted: Date) -> Words {
    let day = date(adopted);
    match rng.range(0, 2) {
        0 => Words::new(
            format!(
                "{} Share Award Scheme {number} (Adopted by the Company on {}, as amended from time to time)",
                adopted.year(),
                day.english
            ),
            format!("{}年股份獎勵計劃{number}(本公司於{}採納,經不時修訂)", adopted.year(), day.chinese),
        ),
        1 => Words::new(format!("Employee Share Purchase Plan {number}"), format!("僱員購股計劃{number}")),
        _ => Words::new(
            format!(
                "Subscription agreement {number} dated {} between the Company and Grey Gull Capital, L.P. in respect of 12,500,000 \
                 new Shares, completion of which is subject to conditions",
                day.english
            ),
            format!(
                "本公司與灰鷗資本於{}訂立的認購協議{number},涉及12,500,000股新股份,須待條件達成後完成",
                day.chinese
            ),
        ),
    }
}

/// What stands under `Others`.
pub(super) fn other_movement(rng: &mut Rng) -> Words {
    let texts = [("Sold", "已出售"), ("Adjusted on demerger", "因分拆調整"), ("Transferred in", "轉入")];
    let (english, chinese) = rng.pick(&texts);
    Words::new(*english, *chinese)
}

/// A remark: short, or several numbered points with figures and dates in them.
pub(super) fn remark(rng: &mut Rng, month: Date) -> Words {
    let day = date(month);
    let held = rng.count(900_000_000);
    let [shares, part] = [held * 3, held].map(|number| count(Some(number)));
    let mut english = format!("Among the {shares} Class B Shares, {part} are held for the ESOP at {}.", day.english);
    let mut chinese = format!("於{},在{shares}股B類股份中,{part}股就僱員持股計劃持有。", day.chinese);
    let points = if rng.chance(25) { rng.range(2, 12) } else { 0 };
    for point in 1..=points {
        let price = rng.range(10, 999);
        let _ = write!(
            english,
            " ({point}) Issue of {},936,000 ordinary shares at HK${}.{:02} per share under the specific mandate granted on {}; Class A: 2) & Class B: 1).",
            point * 7,
            price / 100,
            price % 100,
            day.english
        );
        let _ = write!(
            chinese,
            "({point})根據於{}授出的特別授權,按每股{}.{:02}港元發行{},936,000股普通股;A類:2)及B類:1)。",
            day.chinese,
            price / 100,
            price % 100,
            point * 7
        );
    }
    Words::new(english, chinese)
}

/// The threshold that applies to a class, and what the issuer adds.
pub(super) fn public_float(rng: &mut Rng) -> (Words, Option<Words>) {
    let threshold = if rng.chance(75) {
        Words::new(
            "Initial Prescribed Threshold - 25% of the total number of issued shares in the class (excluding treasury shares)",
            "初始指定門檻 - 該類別已發行股份總數(不包括庫存股份)的25%",
        )
    } else {
        Words::new(
            "Alternative Threshold - shares in public hands of a market value of at least HKD 1,000,000,000 and 10% of the class",
            "替代門檻 - 公眾持有股份市值不少於1,000,000,000港元及佔該類別10%",
        )
    };
    let info = rng.chance(30).then(|| {
        Words::new("Public float of 31.4% as recorded on 28 of the month", "於本月28日錄得的公眾持股量為31.4%")
    });
    (threshold, info)
}
