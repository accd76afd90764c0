//! What the page itself says, in English and Chinese.
//!
//! Both stand in the page, so that a switch changes one for the other. Names of columns, codes of findings and their
//! messages are those of the dataset and have one language.

use maud::{Markup, html};

use super::form::State;
use crate::filing::{Form, Language, Table};

/// Something the page says.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Phrase {
    pub(super) en: &'static str,
    pub(super) zh: &'static str,
}

const fn phrase(en: &'static str, zh: &'static str) -> Phrase {
    Phrase { en, zh }
}

/// Says phrases in the language that the page opens in.
#[derive(Debug, Clone, Copy)]
pub(super) struct Ui {
    is_chinese: bool,
}

impl Ui {
    pub(super) fn new(language: Language) -> Self {
        Self { is_chinese: language != Language::English }
    }

    /// The words of the language that the page opens in.
    pub(super) fn now(self, phrase: &Phrase) -> &'static str {
        if self.is_chinese { phrase.zh } else { phrase.en }
    }

    /// The same as an element that the switch of languages changes.
    pub(super) fn say(self, phrase: &Phrase) -> Markup {
        html! { span data-en=(phrase.en) data-zh=(phrase.zh) { (self.now(phrase)) } }
    }

    /// What the switch says: the language that it leads to.
    pub(super) fn other_language(self) -> Markup {
        self.say(&phrase("中文", "English"))
    }
}

pub(super) const MONTH: Phrase = phrase("month ended", "截至月份");
pub(super) const TOOLS: Phrase = phrase("Pages, zoom and language", "頁面、縮放及語言");
pub(super) const PAGE: Phrase = phrase("Page", "頁");
pub(super) const PAGE_BACK: Phrase = phrase("Previous page ([)", "上一頁（[）");
pub(super) const PAGE_ON: Phrase = phrase("Next page (])", "下一頁（]）");
pub(super) const ZOOM_IN: Phrase = phrase("Larger (+)", "放大（+）");
pub(super) const ZOOM_OUT: Phrase = phrase("Smaller (-)", "縮小（-）");
pub(super) const ZOOM_FIT: Phrase = phrase("Fit width (0)", "適合寬度（0）");
pub(super) const HELP: Phrase = phrase("Keys (?)", "按鍵說明（?）");
pub(super) const CLOSE: Phrase = phrase("Close", "關閉");
pub(super) const PAGES: Phrase = phrase("The filing", "文件");
pub(super) const READING: Phrase = phrase("What was read", "讀取結果");
pub(super) const FORMS: Phrase = phrase("Forms in this file", "此文件內的表格");
pub(super) const FORM: Phrase = phrase("Form", "表格");
pub(super) const LEGEND: Phrase = phrase("Show or hide values by state", "按狀態顯示或隱藏數值");
pub(super) const FINDINGS: Phrase = phrase("Findings", "疑點");
pub(super) const NO_FINDINGS: Phrase = phrase("Nothing to query.", "沒有疑點。");
pub(super) const REJECTED: Phrase = phrase("Not read", "未能讀取");
pub(super) const NOT_DRAWN: Phrase = phrase("The pages cannot be shown", "無法顯示頁面");
pub(super) const PAGE_NOT_DRAWN: Phrase = phrase("This page cannot be drawn", "此頁無法繪出");
pub(super) const NO_ROWS: Phrase = phrase("Nothing stated:", "沒有填報：");
pub(super) const ROW: Phrase = phrase("Row", "第");
/// Behind the number of the row.
pub(super) const ROW_END: Phrase = phrase("", " 行");
pub(super) const INFO: Phrase = phrase("note", "提示");
pub(super) const EXPECTED: Phrase = phrase("expected", "應為");
pub(super) const ACTUAL: Phrase = phrase("stated", "所示");
pub(super) const NO_PLACES: Phrase = phrase(
    "Text tells no places: marked is the first place on the page where the words of a value stand.",
    "純文字沒有座標：標示的是該頁中首個與數值文字相同之處。",
);
pub(super) const SELECT: Phrase = phrase(
    "Choose a value or a box. Keys: j k values, f findings, ? all.",
    "請選擇數值或方框。按鍵：j k 逐個數值，f 疑點，? 全部說明。",
);

/// The keys, and what each does.
pub(super) const KEYS: [(&str, Phrase); 10] = [
    ("j ↓", phrase("next value", "下一個數值")),
    ("k ↑", phrase("previous value", "上一個數值")),
    ("f", phrase("next finding", "下一個疑點")),
    ("F", phrase("previous finding", "上一個疑點")),
    ("[ ]", phrase("previous, next page", "上一頁、下一頁")),
    ("+ − 0", phrase("larger, smaller, fit width", "放大、縮小、適合寬度")),
    ("l", phrase("English or Chinese", "英文或中文")),
    ("Esc", phrase("let go of the value", "取消選擇")),
    ("Tab", phrase("tools, states, findings, values", "工具、狀態、疑點、數值")),
    ("?", phrase("these keys", "本說明")),
];

/// What the script says about the chosen value.
pub(super) const DETAIL: [(&str, Phrase); 7] = [
    ("page", phrase("page", "頁")),
    ("prints", phrase("printed", "原文")),
    ("read", phrase("read", "讀取")),
    ("derived", phrase("derived from the other figures", "由其他數字推算")),
    ("repaired", phrase("put together from damaged text", "由受損文字還原")),
    ("doubtful", phrase("marked is the first of several places", "標示的是多個相同之處的首個")),
    ("null", phrase("null means", "空值表示")),
];

pub(super) fn state(state: State) -> &'static Phrase {
    const ERROR: Phrase = phrase("error", "錯誤");
    const WARNING: Phrase = phrase("warning", "警告");
    const UNCLAIMED: Phrase = phrase("unclaimed text", "未歸類文字");
    const DERIVED: Phrase = phrase("derived, repaired", "推算或還原");
    const READ: Phrase = phrase("read", "已讀取");
    const BLANK: Phrase = phrase("null", "空值");
    match state {
        State::Error => &ERROR,
        State::Warning => &WARNING,
        State::Unclaimed => &UNCLAIMED,
        State::Derived => &DERIVED,
        State::Read | State::Plain => &READ,
        State::Blank => &BLANK,
    }
}

/// What the form is called.
pub(super) fn form(form: Form) -> &'static Phrase {
    const FF301: Phrase = phrase("form FF301", "表格 FF301");
    const LEGACY: Phrase = phrase("legacy form", "舊表格");
    match form {
        Form::Ff301 => &FF301,
        Form::LegacyEquity => &LEGACY,
    }
}

pub(super) fn outcome(word: &str) -> Option<&'static Phrase> {
    const PARSED: Phrase = phrase("read", "已讀取");
    const FLAGGED: Phrase = phrase("read, with errors found", "已讀取，發現錯誤");
    match word {
        "parsed" => Some(&PARSED),
        "flagged" => Some(&FLAGGED),
        "rejected" => Some(&REJECTED),
        _ => None,
    }
}

/// What a table is about; the section of the form stands before it.
pub(super) fn table(table: Table) -> Phrase {
    match table {
        Table::Filings => phrase("The document", "文件"),
        Table::AuthorisedCapital => phrase("I. Authorised share capital", "I. 法定／註冊股本"),
        Table::IssuedShares => phrase("II. Issued and treasury shares", "II. 已發行股份及庫存股份"),
        Table::OptionMovements => phrase("III (A) Share options", "III (A) 股份期權"),
        Table::WarrantMovements => phrase("III (B) Warrants", "III (B) 權證"),
        Table::ConvertibleMovements => phrase("III (C) Convertibles", "III (C) 可換股票據"),
        Table::AgreementMovements => phrase("III (D) Other agreements", "III (D) 其他協議或安排"),
        Table::OtherMovements => phrase("III (E) Other movements", "III (E) 其他變動"),
        Table::SectionTotals => phrase("Printed totals", "表格所列合計"),
        Table::DepositaryReceipts => phrase("IV. Depositary receipts", "IV. 香港預託證券"),
        Table::Remarks => phrase("Remarks", "備註"),
        Table::Findings => FINDINGS,
        Table::Provenance => phrase("Places", "出處"),
        Table::CapitalEvents => phrase("Capital events", "股本事件"),
    }
}
