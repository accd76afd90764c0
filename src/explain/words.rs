//! What the page itself says, in English and Chinese.
//!
//! Both stand in the page, so that a switch changes one for the other. Names of columns, codes of findings and their
//! messages are those of the dataset and have one language.

use maud::Markup;

use super::form::State;
use crate::filing::{Form, Language, Table};
pub(super) use crate::page::Phrase;

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
        phrase.now(self.is_chinese)
    }

    /// The same as an element that the switch of languages changes.
    pub(super) fn say(self, phrase: &Phrase) -> Markup {
        phrase.element(self.is_chinese)
    }

    /// What the switch says: the language that it leads to.
    pub(super) fn other_language(self) -> Markup {
        self.say(&Phrase::new("中文", "English"))
    }
}

pub(super) const MONTH: Phrase = Phrase::new("month ended", "截至月份");
pub(super) const TOOLS: Phrase = Phrase::new("Pages, zoom and language", "頁面、縮放及語言");
pub(super) const PAGE: Phrase = Phrase::new("Page", "頁");
pub(super) const PAGE_BACK: Phrase = Phrase::new("Previous page ([)", "上一頁（[）");
pub(super) const PAGE_ON: Phrase = Phrase::new("Next page (])", "下一頁（]）");
pub(super) const ZOOM_IN: Phrase = Phrase::new("Larger (+)", "放大（+）");
pub(super) const ZOOM_OUT: Phrase = Phrase::new("Smaller (-)", "縮小（-）");
pub(super) const ZOOM_FIT: Phrase = Phrase::new("Fit width (0)", "適合寬度（0）");
pub(super) const HELP: Phrase = Phrase::new("Keys (?)", "按鍵說明（?）");
pub(super) const CLOSE: Phrase = Phrase::new("Close", "關閉");
pub(super) const PAGES: Phrase = Phrase::new("The filing", "文件");
pub(super) const READING: Phrase = Phrase::new("What was read", "讀取結果");
pub(super) const FORMS: Phrase = Phrase::new("Forms in this file", "此文件內的表格");
pub(super) const FORM: Phrase = Phrase::new("Form", "表格");
pub(super) const LEGEND: Phrase = Phrase::new("Show or hide values by state", "按狀態顯示或隱藏數值");
pub(super) const FINDINGS: Phrase = Phrase::new("Findings", "疑點");
pub(super) const NO_FINDINGS: Phrase = Phrase::new("Nothing to query.", "沒有疑點。");
pub(super) const REJECTED: Phrase = Phrase::new("Not read", "未能讀取");
pub(super) const NOT_DRAWN: Phrase = Phrase::new("The pages cannot be shown", "無法顯示頁面");
pub(super) const PAGE_NOT_DRAWN: Phrase = Phrase::new("This page cannot be drawn", "此頁無法繪出");
pub(super) const NO_ROWS: Phrase = Phrase::new("Nothing stated:", "沒有填報：");
pub(super) const ROW: Phrase = Phrase::new("Row", "第");
/// Behind the number of the row.
pub(super) const ROW_END: Phrase = Phrase::new("", " 行");
pub(super) const INFO: Phrase = Phrase::new("note", "提示");
pub(super) const EXPECTED: Phrase = Phrase::new("expected", "應為");
pub(super) const ACTUAL: Phrase = Phrase::new("stated", "所示");
pub(super) const NO_PLACES: Phrase = Phrase::new(
    "Text tells no places: marked is the first place on the page where the words of a value stand.",
    "純文字沒有座標：標示的是該頁中首個與數值文字相同之處。",
);
pub(super) const SELECT: Phrase = Phrase::new(
    "Choose a value or a box. Keys: j k values, f findings, ? all.",
    "請選擇數值或方框。按鍵：j k 逐個數值，f 疑點，? 全部說明。",
);

/// The keys, and what each does.
pub(super) const KEYS: [(&str, Phrase); 10] = [
    ("j ↓", Phrase::new("next value", "下一個數值")),
    ("k ↑", Phrase::new("previous value", "上一個數值")),
    ("f", Phrase::new("next finding", "下一個疑點")),
    ("F", Phrase::new("previous finding", "上一個疑點")),
    ("[ ]", Phrase::new("previous, next page", "上一頁、下一頁")),
    ("+ − 0", Phrase::new("larger, smaller, fit width", "放大、縮小、適合寬度")),
    ("l", Phrase::new("English or Chinese", "英文或中文")),
    ("Esc", Phrase::new("let go of the value", "取消選擇")),
    ("Tab", Phrase::new("tools, states, findings, values", "工具、狀態、疑點、數值")),
    ("?", Phrase::new("these keys", "本說明")),
];

/// What the script says about the chosen value.
pub(super) const DETAIL: [(&str, Phrase); 7] = [
    ("page", Phrase::new("page", "頁")),
    ("prints", Phrase::new("printed", "原文")),
    ("read", Phrase::new("read", "讀取")),
    ("derived", Phrase::new("derived from the other figures", "由其他數字推算")),
    ("repaired", Phrase::new("put together from damaged text", "由受損文字還原")),
    ("doubtful", Phrase::new("marked is the first of several places", "標示的是多個相同之處的首個")),
    ("null", Phrase::new("null means", "空值表示")),
];

pub(super) fn state(state: State) -> &'static Phrase {
    const ERROR: Phrase = Phrase::new("error", "錯誤");
    const WARNING: Phrase = Phrase::new("warning", "警告");
    const UNCLAIMED: Phrase = Phrase::new("unclaimed text", "未歸類文字");
    const DERIVED: Phrase = Phrase::new("derived, repaired", "推算或還原");
    const READ: Phrase = Phrase::new("read", "已讀取");
    const BLANK: Phrase = Phrase::new("null", "空值");
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
    const FF301: Phrase = Phrase::new("form FF301", "表格 FF301");
    const LEGACY: Phrase = Phrase::new("legacy form", "舊表格");
    match form {
        Form::Ff301 => &FF301,
        Form::LegacyEquity => &LEGACY,
    }
}

pub(super) fn outcome(word: &str) -> Option<&'static Phrase> {
    const PARSED: Phrase = Phrase::new("read", "已讀取");
    const FLAGGED: Phrase = Phrase::new("read, with errors found", "已讀取，發現錯誤");
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
        Table::Filings => Phrase::new("The document", "文件"),
        Table::AuthorisedCapital => Phrase::new("I. Authorised share capital", "I. 法定／註冊股本"),
        Table::IssuedShares => Phrase::new("II. Issued and treasury shares", "II. 已發行股份及庫存股份"),
        Table::OptionMovements => Phrase::new("III (A) Share options", "III (A) 股份期權"),
        Table::WarrantMovements => Phrase::new("III (B) Warrants", "III (B) 權證"),
        Table::ConvertibleMovements => Phrase::new("III (C) Convertibles", "III (C) 可換股票據"),
        Table::AgreementMovements => Phrase::new("III (D) Other agreements", "III (D) 其他協議或安排"),
        Table::OtherMovements => Phrase::new("III (E) Other movements", "III (E) 其他變動"),
        Table::SectionTotals => Phrase::new("Printed totals", "表格所列合計"),
        Table::DepositaryReceipts => Phrase::new("IV. Depositary receipts", "IV. 香港預託證券"),
        Table::Remarks => Phrase::new("Remarks", "備註"),
        Table::Findings => FINDINGS,
        Table::Provenance => Phrase::new("Places", "出處"),
        Table::CapitalEvents => Phrase::new("Capital events", "股本事件"),
    }
}
