//! The invented issuers of the samples, and what each of them is there to show.

use crate::filing::Language;
use crate::synth::FormVersion::{self, V1_0_0, V1_0_1, V1_0_2, V1_1_0, V1_1_1, V1_2_0, V1_2_1};
use crate::synth::random::{Kind, Profile, Trait, Words};
use crate::synth::text::TextStyle;

/// How a month is filed.
#[derive(Debug, Clone, Copy)]
pub(super) enum Paper {
    Pdf,
    /// As text only, with a word for the file's name.
    Text(TextStyle, &'static str),
    /// As text with OCR damage.
    Ocr,
    /// As a PDF with a wrong number, and again as a resubmission.
    Corrected,
    /// As a PDF; in this month so many shares become one.
    Consolidated(i64),
}
use Paper::{Consolidated, Corrected, Ocr, Pdf, Text};

/// An issuer of the samples.
pub(super) struct Member {
    pub code: &'static str,
    english: &'static str,
    chinese: &'static str,
    kind: Kind,
    /// Currency and par value.
    capital: (&'static str, &'static str),
    /// Schemes, warrants, convertibles, agreements.
    instruments: [i64; 4],
    traits: &'static [Trait],
    /// Probability in percent of a remark in each section.
    remarks: i64,
    pub months: &'static [(i16, i8, FormVersion, Paper)],
    pub languages: &'static [Language],
}

use Trait::{Counters, Events, HongKongCompany, LongSchemes, Receipts, Treasury};

const ENGLISH: &[Language] = &[Language::English];
const BOTH: &[Language] = &[Language::English, Language::TraditionalChinese];

impl Member {
    pub(super) fn name(&self) -> Words {
        Words::new(self.english, self.chinese)
    }

    pub(super) fn profile(&self) -> Profile {
        let [schemes, warrants, bonds, agreements] = self.instruments;
        Profile {
            kind: self.kind,
            capital: Some(self.capital),
            traits: self.traits.to_vec(),
            schemes,
            warrants,
            bonds,
            agreements,
            remarks: self.remarks,
            resubmission: 0,
        }
    }
}

/// The issuers, each with the months that it files.
pub(super) const CAST: &[Member] = &[
    Member {
        code: "09101",
        english: "Harbour Lantern Holdings Limited (Incorporated in the Cayman Islands with limited liability)",
        chinese: "港燈塔控股有限公司(於開曼群島註冊成立之有限公司)",
        kind: Kind::Ordinary,
        capital: ("HKD", "0.01"),
        instruments: [3, 0, 0, 1],
        traits: &[Treasury, Events],
        remarks: 0,
        months: &[(2025, 6, V1_1_1, Pdf), (2025, 7, V1_1_1, Pdf), (2025, 8, V1_1_1, Pdf), (2025, 9, V1_1_1, Pdf)],
        languages: BOTH,
    },
    Member {
        code: "09102",
        english: "Nine Sails Group Inc. (a company controlled through weighted voting rights and incorporated in the Cayman \
                  Islands with limited liability)",
        chinese: "九帆集團股份有限公司(於開曼群島註冊成立以不同投票權控制的有限公司)",
        kind: Kind::Weighted,
        capital: ("USD", "0.000000025"),
        instruments: [2, 0, 0, 0],
        traits: &[Counters, Events],
        remarks: 60,
        months: &[(2024, 10, V1_1_0, Pdf), (2024, 11, V1_1_0, Pdf), (2024, 12, V1_1_1, Pdf)],
        languages: BOTH,
    },
    Member {
        code: "09103",
        english: "Saltmarsh Technology Co., Ltd. (a joint stock company incorporated in the People’s Republic of China with \
                  limited liability)",
        chinese: "鹽澤科技股份有限公司(於中華人民共和國註冊成立的股份有限公司)",
        kind: Kind::Mainland,
        capital: ("CNY", "1"),
        instruments: [1, 0, 1, 0],
        traits: &[Treasury, Events],
        remarks: 0,
        months: &[(2025, 8, V1_1_1, Pdf), (2025, 9, V1_1_1, Pdf), (2025, 10, V1_1_1, Pdf)],
        languages: BOTH,
    },
    Member {
        code: "09104",
        english: "Copper Heron Therapeutics (the “Company”) (Incorporated in the Cayman Islands with limited liability)",
        chinese: "銅鷺醫藥有限公司",
        kind: Kind::Ordinary,
        capital: ("USD", "0.00001"),
        instruments: [4, 1, 0, 2],
        traits: &[],
        remarks: 60,
        months: &[
            (2023, 11, V1_0_2, Pdf),
            (2023, 12, V1_0_2, Pdf),
            (2024, 1, V1_0_2, Pdf),
            (2024, 2, V1_0_2, Text(TextStyle::Tabs, "tabs")),
            (2024, 3, V1_0_2, Text(TextStyle::Pipes, "pipes")),
        ],
        languages: ENGLISH,
    },
    Member {
        code: "09105",
        english: "Brightwater International Company Limited",
        chinese: "明川國際有限公司",
        kind: Kind::Ordinary,
        capital: ("HKD", "0.1"),
        instruments: [1, 0, 3, 0],
        traits: &[],
        remarks: 0,
        months: &[(2026, 2, V1_2_0, Pdf), (2026, 3, V1_2_0, Pdf)],
        languages: BOTH,
    },
    Member {
        code: "09106",
        english: "Ivory Abacus Group Limited (Incorporated in Hong Kong with limited liability)",
        chinese: "牙算盤集團有限公司",
        kind: Kind::Ordinary,
        capital: ("HKD", "1"),
        instruments: [0, 0, 0, 1],
        traits: &[HongKongCompany, Events],
        remarks: 60,
        months: &[(2022, 5, V1_0_1, Pdf), (2022, 6, V1_0_1, Pdf), (2022, 7, V1_0_1, Text(TextStyle::Spaces, "layout"))],
        languages: ENGLISH,
    },
    Member {
        code: "09107",
        english: "Windgate Energy (Far East) Limited",
        chinese: "風門能源(遠東)有限公司",
        kind: Kind::Preference,
        capital: ("HKD", "0.01"),
        instruments: [1, 2, 0, 0],
        traits: &[Events],
        remarks: 0,
        months: &[(2026, 6, V1_2_1, Pdf), (2026, 7, V1_2_1, Pdf)],
        languages: BOTH,
    },
    Member {
        code: "09108",
        english: "Larkspur Retail Group Limited",
        chinese: "翠雀零售集團有限公司",
        kind: Kind::Ordinary,
        capital: ("HKD", "0.0025"),
        instruments: [5, 0, 0, 0],
        traits: &[LongSchemes, Counters],
        remarks: 0,
        months: &[(2025, 3, V1_1_1, Pdf), (2025, 4, V1_1_1, Pdf), (2025, 5, V1_1_1, Ocr)],
        languages: ENGLISH,
    },
    Member {
        code: "09109",
        english: "Stonebridge Peak Holdings Limited",
        chinese: "石橋嶺控股有限公司",
        kind: Kind::Described,
        capital: ("USD", "0.0001"),
        instruments: [1, 1, 1, 1],
        traits: &[Events],
        remarks: 0,
        months: &[(2021, 8, V1_0_0, Pdf)],
        languages: BOTH,
    },
    Member {
        code: "09110",
        english: "Morning Junk Plc",
        chinese: "晨帆公眾有限公司",
        kind: Kind::Ordinary,
        capital: ("GBP", "0.05"),
        instruments: [0, 0, 0, 0],
        traits: &[Receipts],
        remarks: 0,
        months: &[(2025, 11, V1_1_1, Pdf)],
        languages: BOTH,
    },
    Member {
        code: "09111",
        english: "Amber Pagoda Retail & Logistics plc",
        chinese: "琥珀塔零售物流有限公司",
        kind: Kind::Ordinary,
        capital: ("GBP", "0.001"),
        instruments: [2, 0, 0, 0],
        traits: &[Treasury, Events],
        remarks: 0,
        months: &[(2026, 2, V1_2_0, Pdf), (2026, 3, V1_2_0, Pdf), (2026, 4, V1_2_0, Pdf)],
        languages: ENGLISH,
    },
    Member {
        code: "09112",
        english: "Tidemark International Limited",
        chinese: "潮痕國際有限公司",
        kind: Kind::Ordinary,
        capital: ("HKD", "0.1"),
        instruments: [0, 0, 0, 0],
        traits: &[Events, Counters],
        remarks: 0,
        months: &[
            (2025, 5, V1_1_1, Pdf),
            (2025, 6, V1_1_1, Corrected),
            (2025, 7, V1_1_1, Pdf),
            (2025, 8, V1_1_1, Pdf),
            (2025, 9, V1_1_1, Corrected),
            (2025, 10, V1_1_1, Pdf),
        ],
        languages: BOTH,
    },
    Member {
        code: "09113",
        english: "Slate Ferry Development Limited (Incorporated in Bermuda with limited liability)",
        chinese: "石渡發展有限公司(於百慕達註冊成立之有限公司)",
        kind: Kind::Ordinary,
        capital: ("HKD", "0.01"),
        instruments: [1, 0, 0, 0],
        traits: &[Treasury, Events],
        remarks: 0,
        months: &[(2025, 1, V1_1_1, Pdf), (2025, 2, V1_1_1, Consolidated(10)), (2025, 3, V1_1_1, Pdf)],
        languages: BOTH,
    },
];
