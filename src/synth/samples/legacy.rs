//! The samples on the legacy template: one month of each issuer, since random returns know no month before.

use std::io;

use super::{Studio, language_word};
use crate::filing::{Language, MonthlyReturn};
use crate::synth::random::{Words, legacy_return_of, month_end};
use crate::synth::{LegacyStyle, TextStyle, draw_legacy_forms, draw_legacy_text, truth};

/// A month of an issuer that files on the legacy template.
struct Filer {
    code: &'static str,
    english: &'static str,
    chinese: &'static str,
    month: (i16, i8),
    /// Decides what the return consists of.
    seed: u64,
    style: fn() -> LegacyStyle,
    languages: &'static [Language],
    paper: Paper,
}

/// How a month is filed.
enum Paper {
    /// So many copies of the form in one PDF.
    Pdf(usize),
    /// As text only, with a word for the file's name.
    Text(TextStyle, &'static str),
}

const ENGLISH: &[Language] = &[Language::English];
const CHINESE: &[Language] = &[Language::TraditionalChinese];
const BOTH: &[Language] = &[Language::English, Language::TraditionalChinese];

const FILERS: &[Filer] = &[
    Filer {
        code: "09121",
        english: "Brightwater Anchor Holdings Limited",
        chinese: "明川錨控股有限公司",
        month: (2010, 6),
        seed: 11,
        style: LegacyStyle::underlined,
        languages: BOTH,
        paper: Paper::Pdf(1),
    },
    Filer {
        code: "09122",
        english: "Stonebridge Peak Tea Company Limited",
        chinese: "石橋嶺茶業股份有限公司",
        month: (2014, 11),
        seed: 12,
        style: LegacyStyle::boxed,
        languages: BOTH,
        paper: Paper::Pdf(1),
    },
    Filer {
        code: "09123",
        english: "Copper Heron Shipping plc",
        chinese: "銅鷺航運",
        month: (2020, 3),
        seed: 13,
        style: || LegacyStyle::random(9),
        languages: ENGLISH,
        paper: Paper::Pdf(1),
    },
    Filer {
        code: "09124",
        english: "Saltmarsh Instruments (China) Limited",
        chinese: "鹽澤儀器(中國)有限公司",
        month: (2016, 8),
        seed: 14,
        style: LegacyStyle::underlined,
        languages: ENGLISH,
        paper: Paper::Text(TextStyle::Tabs, "tabs"),
    },
    Filer {
        code: "09125",
        english: "Jade Compass Tooling Limited",
        chinese: "玉羅盤工具有限公司",
        month: (2012, 5),
        seed: 15,
        style: || LegacyStyle::landscape_grid(4),
        languages: CHINESE,
        paper: Paper::Pdf(1),
    },
    Filer {
        code: "09126",
        english: "Morning Junk Fisheries Limited",
        chinese: "晨帆漁業有限公司",
        month: (2011, 9),
        seed: 16,
        style: LegacyStyle::underlined,
        languages: ENGLISH,
        paper: Paper::Pdf(3),
    },
];

impl Studio<'_> {
    pub(super) fn file_legacy(&mut self) -> io::Result<()> {
        for filer in FILERS {
            for &language in filer.languages {
                let name = Words::new(filer.english, filer.chinese);
                let month = month_end(filer.month.0, filer.month.1);
                let filing = legacy_return_of(filer.seed, (&name, filer.code), month, language);
                self.file_form(filer, filing)?;
            }
        }
        Ok(())
    }

    fn file_form(&mut self, filer: &Filer, mut filing: MonthlyReturn) -> io::Result<()> {
        let style = (filer.style)().with_fonts(self.options.fonts.clone());
        let (year, month) = filer.month;
        let mut name = format!("legacy_{}_{}_{year}-{month:02}", language_word(filing.language), filer.code);
        match filer.paper {
            Paper::Pdf(copies) => {
                let drawn = draw_legacy_forms(&vec![(&filing, &style); copies]);
                if copies > 1 {
                    name.push_str("_copies");
                }
                self.put(&format!("filings/pdf/{name}.pdf"), &drawn.bytes)?;
                filing.pages = drawn.pages.first().copied();
            }
            Paper::Text(text, word) => {
                name = format!("{name}_{word}");
                let rendered = draw_legacy_text(&filing, &style, text);
                self.put(&format!("filings/text/{name}.txt"), rendered.as_bytes())?;
            }
        }
        self.written.returns += 1;
        self.put(&format!("truth/{name}.csv"), truth::csv(&filing, None).as_bytes())
    }
}
