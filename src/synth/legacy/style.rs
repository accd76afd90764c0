//! How an issuer's Word fills the legacy template: paper, rules, and the habits of whoever types the figures.

use crate::synth::band::Align;
use crate::synth::fonts::Fonts;
use crate::synth::random::Rng;

/// What is drawn around the values.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Rules {
    /// A line under each value, a frame around each block: the template as it was handed out.
    Underlined,
    /// Every cell in a box.
    Boxed,
    /// Nothing.
    Bare,
}

/// Paper and margins in points.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Paper {
    pub width: f32,
    pub height: f32,
    pub left: f32,
    pub right: f32,
    pub top: f32,
    pub bottom: f32,
}

const PORTRAIT: Paper = Paper { width: 595.28, height: 841.89, left: 48.0, right: 552.0, top: 52.0, bottom: 790.0 };
const LANDSCAPE: Paper = Paper { width: 841.89, height: 595.28, left: 40.0, right: 802.0, top: 44.0, bottom: 548.0 };
const LETTER: Paper = Paper { width: 612.0, height: 792.0, left: 36.0, right: 576.0, top: 48.0, bottom: 740.0 };

/// How an empty cell is filled.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Blank {
    NotApplicable,
    Short,
    Empty,
    /// Now one, now the other.
    Mixed,
}

/// How a stated nil is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Nil {
    Digit,
    Word,
    Capitals,
    Dash,
}

/// How a reduction is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Negative {
    Brackets,
    Minus,
    /// No sign where the heading says that the column is a reduction, else in brackets.
    Unsigned,
}

/// How a date is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum DateHabit {
    /// `31/1/2011`
    Plain,
    /// `31/01/2011`
    Padded,
    /// `31 /1/2011`
    Spaced,
    /// `31 January 2011`, `2011年1月31日`
    Spelled,
    /// `31 January 2011`, `2011 年 1 月 31 日`
    SpelledWide,
    /// `31 January 2011`, `二零一一年一月三十一日`
    Numerals,
    /// `2011/1/31`
    YearFirst,
}

/// How a price is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum PriceHabit {
    /// `HK$0.65 per share`, `每股港幣 0.65`
    PerShare,
    /// `HKD 0.65 per share`, `港幣每股 0.65 元`
    CodePerShare,
    /// `HKD0.65`, `0.65 港元`
    Code,
    /// `HK$0.65 (subject to adjustments)`, `每股港幣 0.65 (可予調整)`
    Adjustable,
    /// `HK$0.65`
    Mark,
}

/// How a stock code is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum CodeHabit {
    /// `388`
    Bare,
    /// `00388`
    Padded,
    /// `00388.HK`
    Suffixed,
}

/// Where pages end.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Breaks {
    /// Before every section, as in the template.
    Sections,
    /// Where a page is full.
    Full,
    /// Where a page is full, and before section III.
    Movements,
}

/// The look of a legacy return, and the habits with which it is filled in.
#[derive(Debug, Clone)]
#[expect(clippy::struct_excessive_bools, reason = "each is a habit that an issuer has or has not")]
pub struct LegacyStyle {
    pub(super) name: &'static str,
    pub(super) seed: u64,
    pub(super) paper: Paper,
    pub(super) size: f32,
    pub(super) serif: bool,
    pub(super) rules: Rules,
    pub(super) align: Align,
    /// How far a value may stand off its place, in points.
    pub(super) shift: f32,
    /// From one row of figures to the next, in lines.
    pub(super) row_lines: f32,
    /// Whether headings stand on one line where they fit.
    pub(super) flat_headings: bool,
    pub(super) left_headings: bool,
    pub(super) breaks: Breaks,
    pub(super) blank: Blank,
    pub(super) nil: Nil,
    pub(super) negative: Negative,
    pub(super) month: DateHabit,
    pub(super) submitted: DateHabit,
    pub(super) slot: DateHabit,
    pub(super) price: PriceHabit,
    pub(super) code: CodeHabit,
    /// The currency of a price where the template says `State currency`, the bare amount behind it.
    pub(super) split_price: bool,
    /// `$` or `HK$` before amounts of capital.
    pub(super) marked_capital: bool,
    pub(super) decimals: bool,
    /// `HKD` rather than `HK$` in brackets and cells.
    pub(super) currency_codes: bool,
    pub(super) units_below: bool,
    pub(super) agm: bool,
    pub(super) empty_slots: bool,
    /// Figures of one row on two baselines.
    pub(super) two_baselines: bool,
    /// Figures of an item on its first line, not on its last.
    pub(super) figures_on_top: bool,
    /// How often bold text is drawn.
    pub(super) overprint: u8,
    /// Both wordings of a heading, as a document shows whose changes were never accepted; the month below the first heading.
    pub(super) mark_up: bool,
    pub(super) page_numbers: bool,
    pub(super) version_at_head: bool,
    /// Domestic and H shares by name where the template says (1) and (2).
    pub(super) named_lines: bool,
    /// 不不不 for 不適用.
    pub(super) garbled: bool,
    pub(super) underscores: bool,
    /// The template's unused items are kept.
    pub(super) spare_items: bool,
    pub(super) flat_totals: bool,
    pub(super) fonts: Fonts,
}

impl LegacyStyle {
    /// The template as it was handed out, filled in plainly: lines under values, `N/A` where nothing is stated.
    #[must_use]
    pub fn underlined() -> Self {
        Self {
            name: "underlined",
            seed: 0,
            paper: PORTRAIT,
            size: 8.0,
            serif: true,
            rules: Rules::Underlined,
            align: Align::Centre,
            shift: 0.0,
            row_lines: 2.4,
            flat_headings: false,
            left_headings: false,
            breaks: Breaks::Sections,
            blank: Blank::NotApplicable,
            nil: Nil::Digit,
            negative: Negative::Brackets,
            month: DateHabit::Plain,
            submitted: DateHabit::SpelledWide,
            slot: DateHabit::Padded,
            price: PriceHabit::PerShare,
            code: CodeHabit::Bare,
            split_price: false,
            marked_capital: true,
            decimals: true,
            currency_codes: false,
            units_below: true,
            agm: false,
            empty_slots: true,
            two_baselines: false,
            figures_on_top: false,
            overprint: 1,
            mark_up: false,
            page_numbers: false,
            version_at_head: false,
            named_lines: false,
            garbled: false,
            underscores: false,
            spare_items: true,
            flat_totals: false,
            fonts: Fonts::Plain,
        }
    }

    /// The same with every cell in a box.
    #[must_use]
    pub fn boxed() -> Self {
        Self { name: "boxed", rules: Rules::Boxed, ..Self::underlined() }
    }

    /// The portrait template with the habits of a random issuer.
    #[must_use]
    pub fn random(seed: u64) -> Self {
        let mut rng = Rng::new(seed ^ 0x1e9a_c757);
        let mut style = Self::underlined().with_habits(seed);
        style.name = "random";
        if rng.chance(30) {
            style.rules = Rules::Boxed;
        }
        style.size = [7.5, 8.0, 8.5, 9.0][index(&mut rng, 4)];
        style.serif = rng.chance(70);
        style.align = *rng.pick(&[Align::Centre, Align::Centre, Align::Centre, Align::Right]);
        style.row_lines = [2.0, 2.4, 3.0][index(&mut rng, 3)];
        style.breaks = *rng.pick(&[Breaks::Sections, Breaks::Sections, Breaks::Full, Breaks::Movements]);
        style.paper.bottom -=
            if style.breaks == Breaks::Sections { 0.0 } else { [0.0, 30.0, 75.0, 140.0][index(&mut rng, 4)] };
        style
    }

    /// A Word of another year: landscape, a full grid, values at the left of their cells.
    #[must_use]
    pub fn landscape_grid(seed: u64) -> Self {
        Self {
            name: "landscape grid",
            paper: LANDSCAPE,
            size: 9.0,
            serif: false,
            rules: Rules::Boxed,
            align: Align::Left,
            shift: 0.0,
            row_lines: 1.8,
            breaks: Breaks::Full,
            figures_on_top: true,
            ..Self::underlined().with_habits(seed)
        }
    }

    /// A Word of another year: Letter paper, headings on one line, no rule at all.
    #[must_use]
    pub fn letter_without_rules(seed: u64) -> Self {
        Self {
            name: "letter without rules",
            paper: LETTER,
            size: 7.0,
            serif: false,
            rules: Rules::Bare,
            align: Align::Centre,
            row_lines: 1.6,
            flat_headings: true,
            breaks: Breaks::Movements,
            ..Self::underlined().with_habits(seed)
        }
    }

    /// A Word of another year: rows two lines high, values at the right under headings at the left, other page breaks.
    #[must_use]
    pub fn tall_rows(seed: u64) -> Self {
        Self {
            name: "tall rows",
            paper: Paper { left: 60.0, right: 560.0, bottom: 700.0, ..PORTRAIT },
            size: 8.5,
            align: Align::Right,
            shift: 0.0,
            row_lines: 3.4,
            left_headings: true,
            breaks: Breaks::Full,
            ..Self::underlined().with_habits(seed)
        }
    }

    /// The three layouts of another year's Word, with the habits of a random issuer.
    #[must_use]
    pub fn variants(seed: u64) -> [Self; 3] {
        [Self::landscape_grid(seed), Self::letter_without_rules(seed), Self::tall_rows(seed)]
    }

    /// The same look in the fonts of a file.
    #[must_use]
    pub fn with_fonts(self, fonts: Fonts) -> Self {
        Self { fonts, ..self }
    }

    /// What the look is called.
    #[must_use]
    pub fn name(&self) -> &'static str {
        self.name
    }

    /// The habits of a random issuer; paper and rules stay.
    fn with_habits(self, seed: u64) -> Self {
        use DateHabit::{Numerals, Padded, Plain, Spaced, Spelled, SpelledWide, YearFirst};
        let mut rng = Rng::new(seed ^ 0x4ab1_7500);
        let rng = &mut rng;
        Self {
            seed,
            shift: [0.0, 0.0, 4.0, 9.0][index(rng, 4)],
            blank: *rng.pick(&[Blank::NotApplicable, Blank::NotApplicable, Blank::Short, Blank::Empty, Blank::Mixed]),
            nil: *rng.pick(&[Nil::Digit, Nil::Digit, Nil::Word, Nil::Capitals, Nil::Dash]),
            negative: *rng.pick(&[Negative::Brackets, Negative::Minus, Negative::Unsigned]),
            month: *rng.pick(&[Plain, Padded, Spaced, Spelled, Numerals]),
            submitted: *rng.pick(&[Plain, Padded, Spelled, SpelledWide, Numerals]),
            slot: *rng.pick(&[Plain, Padded, Padded, Spelled, YearFirst]),
            price: *rng.pick(&[
                PriceHabit::PerShare,
                PriceHabit::CodePerShare,
                PriceHabit::Code,
                PriceHabit::Adjustable,
                PriceHabit::Mark,
            ]),
            code: *rng.pick(&[CodeHabit::Bare, CodeHabit::Padded, CodeHabit::Suffixed]),
            split_price: rng.chance(10),
            marked_capital: rng.chance(50),
            decimals: rng.chance(60),
            currency_codes: rng.chance(40),
            units_below: rng.chance(60),
            agm: rng.chance(15),
            empty_slots: rng.chance(80),
            two_baselines: rng.chance(20),
            figures_on_top: rng.chance(25),
            overprint: [1, 1, 2, 4][index(rng, 4)],
            mark_up: rng.chance(8),
            page_numbers: rng.chance(30),
            version_at_head: rng.chance(25),
            named_lines: rng.chance(50),
            garbled: rng.chance(10),
            underscores: rng.chance(40),
            spare_items: rng.chance(80),
            flat_totals: rng.chance(12),
            ..self
        }
    }
}

fn index(rng: &mut Rng, count: i64) -> usize {
    usize::try_from(rng.range(0, count - 1)).unwrap_or(0)
}
