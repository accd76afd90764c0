//! What the page says, in English and Chinese. Codes, columns and messages are those of the dataset and have one language.

use maud::{Markup, html};

use super::figures::State;

/// Something the page says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Phrase {
    pub(super) en: &'static str,
    pub(super) zh: &'static str,
}

const fn phrase(en: &'static str, zh: &'static str) -> Phrase {
    Phrase { en, zh }
}

/// The phrase as an element that the switch of languages changes.
pub(super) fn say(phrase: &Phrase) -> Markup {
    html! { span data-en=(phrase.en) data-zh=(phrase.zh) { (phrase.en) } }
}

pub(super) const TITLE: Phrase = phrase("Health of the dataset", "數據集狀況");
pub(super) const WRITTEN: Phrase = phrase("read", "讀取於");
pub(super) const OTHER_LANGUAGE: Phrase = phrase("中文", "English");

/// The sections, by the id of their element.
pub(super) const SECTIONS: [(&str, Phrase); 7] = [
    ("months", MONTHS),
    ("identities", IDENTITIES),
    ("coverage", COVERAGE),
    ("codes", CODES),
    ("rejects", REJECTS),
    ("strangest", STRANGEST),
    ("slowest", SLOWEST),
];
pub(super) const MONTHS: Phrase = phrase("Filings by month", "按月文件數");
pub(super) const IDENTITIES: Phrase = phrase("Do the numbers bear each other out?", "數字是否互相吻合？");
pub(super) const COVERAGE: Phrase = phrase("Issuers and months", "發行人與月份");
pub(super) const CODES: Phrase = phrase("Findings by code and form", "按代碼及表格劃分的疑點");
pub(super) const REJECTS: Phrase = phrase("Files that were not read", "未讀取的文件");
pub(super) const STRANGEST: Phrase = phrase("Strangest files", "最可疑的文件");
pub(super) const SLOWEST: Phrase = phrase("Slowest files", "讀取最慢的文件");

pub(super) const DOCUMENTS: Phrase = phrase("documents", "文件");
pub(super) const PARSED: Phrase = phrase("read without an error", "讀取無誤");
pub(super) const FLAGGED: Phrase = phrase("read, with an error found", "已讀取但發現錯誤");
pub(super) const REJECTED: Phrase = phrase("not read", "未讀取");
pub(super) const ISSUERS: Phrase = phrase("issuers", "發行人");
pub(super) const SPAN: Phrase = phrase("months of return", "申報月份");
pub(super) const MISSING: Phrase = phrase("issuer-months missing", "缺漏的發行人月份");
pub(super) const ERRORS: Phrase = phrase("errors", "錯誤");
pub(super) const WARNINGS: Phrase = phrase("warnings", "警告");
pub(super) const INFOS: Phrase = phrase("notes", "備註");

pub(super) const MONTHS_NOTE: Phrase = phrase(
    "By the month that the return is about; a file that was not read stands in the month before it was published. Not shown, because neither is known:",
    "按申報所屬月份；未讀取的文件列於其刊發前一個月。因兩者皆不詳而未顯示：",
);

pub(super) const IDENTITY: Phrase = phrase("What must agree", "須吻合的事項");
pub(super) const TESTED: Phrase = phrase("can be tested", "可測試");
pub(super) const BREACHED: Phrase = phrase("does not agree", "不吻合");
pub(super) const SHARE: Phrase = phrase("agrees", "吻合比率");
/// Identity by identity: what it says, and what exactly is counted.
pub(super) const OF_IDENTITY: [(Phrase, Phrase); 6] = [
    (
        phrase("Opening balance + movements = closing balance", "期初結存 + 變動 = 期末結存"),
        phrase(
            "returns with a row that states both balances; agreeing: no warning or error balance-broken",
            "列有期初及期末結存的申報；吻合：並無 balance-broken 警告或錯誤",
        ),
    ),
    (
        phrase("Issued + treasury shares = total", "已發行股份 + 庫存股份 = 總數"),
        phrase(
            "returns with a row in section II that states issued shares and the total; agreeing: no warning or error treasury-sum-broken",
            "第II部列有已發行股份及總數的申報；吻合：並無 treasury-sum-broken 警告或錯誤",
        ),
    ),
    (
        phrase("Shares × par value = capital, and their sum", "股數 × 面值 = 股本，以及其總和"),
        phrase(
            "returns with a row in section I that states all three; agreeing: no warning or error par-capital-broken or capital-total-broken",
            "第I部三項俱全的申報；吻合：並無 par-capital-broken 或 capital-total-broken 警告或錯誤",
        ),
    ),
    (
        phrase("Rows = section totals = change in section II", "各項 = 分部總數 = 第II部變動"),
        phrase(
            "returns that print a total; agreeing: no warning or error section-total-broken, grand-total-broken or change-mismatch",
            "列有總數的申報；吻合：並無 section-total-broken、grand-total-broken 或 change-mismatch 警告或錯誤",
        ),
    ),
    (
        phrase("Last month's closing = this month's opening", "上月期末 = 本月期初"),
        phrase(
            "issuer-months whose preceding month is there too, by the current revisions; agreeing: no error continuity-broken or class-missing",
            "上一個月亦有申報的發行人月份（以最新版本計）；吻合：並無 continuity-broken 或 class-missing 錯誤",
        ),
    ),
    (
        phrase("English filing = Chinese filing", "英文版 = 中文版"),
        phrase(
            "current English returns that have a Chinese twin; agreeing: no error twin-differs on either",
            "有中文版的最新英文申報；吻合：兩者皆無 twin-differs 錯誤",
        ),
    ),
];

/// What the grid shows, by the letter of its cells.
pub(super) const STATES: [(State, Phrase); 5] = [
    (State::Flagged, phrase("filed, with errors", "已申報，有錯誤")),
    (State::Missing, phrase("missing", "缺漏")),
    (State::Queried, phrase("filed, with warnings", "已申報，有警告")),
    (State::Revised, phrase("filed and corrected", "已申報並更正")),
    (State::Filed, phrase("filed", "已申報")),
];
pub(super) const SEARCH: Phrase = phrase("Code or name", "代號或名稱");
pub(super) const ORDER: Phrase = phrase("Order", "排序");
/// The orders of the issuers, by the word that the script knows.
pub(super) const ORDERS: [(&str, Phrase); 3] = [
    ("worst", phrase("most errors and gaps first", "錯誤及缺漏最多者先")),
    ("missing", phrase("most months missing first", "缺漏月份最多者先")),
    ("code", phrase("by code", "按代號")),
];
pub(super) const BACK: Phrase = phrase("Previous page", "上一頁");
pub(super) const ON: Phrase = phrase("Next page", "下一頁");
pub(super) const PAGE_OF: Phrase = phrase("issuers {from} to {to} of {all}", "第 {from} 至 {to} 名發行人，共 {all} 名");
pub(super) const GRID_KEYS: Phrase = phrase(
    "Point at a month, or move with the arrow keys, to see what it is.",
    "將指標移到月份上，或以方向鍵移動，即可查看內容。",
);
pub(super) const NO_SCRIPT: Phrase =
    phrase("The grid is drawn by a script, which does not run here.", "此圖由程式繪製，而程式未能在此執行。");

pub(super) const CODE: Phrase = phrase("Code", "代碼");
pub(super) const SEVERITY: Phrase = phrase("At worst", "最嚴重為");
pub(super) const FINDINGS: Phrase = phrase("findings", "疑點");
pub(super) const IN_FILINGS: Phrase = phrase("filings with it", "涉及文件");
pub(super) const CODES_NOTE: Phrase = phrase(
    "Filings with a finding of the code, and their share of what was read; for each form, of the filings on that form.",
    "有該代碼疑點的文件，及其佔已讀取文件的比率；各表格則為佔該表格文件的比率。",
);
pub(super) const NOTHING: Phrase = phrase("None.", "沒有。");
pub(super) const REASON: Phrase = phrase("Reason", "原因");
pub(super) const EXAMPLE: Phrase = phrase("First of them", "首個例子");
pub(super) const FILE: Phrase = phrase("File", "文件");
pub(super) const MONTH: Phrase = phrase("Month", "月份");
pub(super) const ISSUER: Phrase = phrase("Issuer", "發行人");
pub(super) const FORM: Phrase = phrase("Form", "表格");
pub(super) const LOOK: Phrase = phrase("look at it", "查看");
pub(super) const COPY: Phrase = phrase("copy the command that shows it", "複製顯示指令");
pub(super) const COPIED: Phrase = phrase("copied", "已複製");
pub(super) const TIME: Phrase = phrase("Time", "時間");
pub(super) const RUN_NOTE: Phrase = phrase("The whole run:", "整個讀取過程：");
pub(super) const NO_RUN: Phrase =
    phrase("Beside this snapshot stands no record of the run that wrote it.", "此快照並無讀取過程的紀錄。");
