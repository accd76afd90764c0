//! What the page says, in English and Chinese. Codes, columns and messages are those of the dataset and have one language.

use maud::Markup;

use super::figures::State;
pub(super) use crate::page::Phrase;

/// The phrase as an element that the switch of languages changes.
pub(super) fn say(phrase: &Phrase) -> Markup {
    phrase.element(false)
}

pub(super) const TITLE: Phrase = Phrase::new("Health of the dataset", "數據集狀況");
pub(super) const WRITTEN: Phrase = Phrase::new("read", "讀取於");
pub(super) const OTHER_LANGUAGE: Phrase = Phrase::new("中文", "English");

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
pub(super) const MONTHS: Phrase = Phrase::new("Filings by month", "按月文件數");
pub(super) const IDENTITIES: Phrase = Phrase::new("Do the numbers bear each other out?", "數字是否互相吻合？");
pub(super) const COVERAGE: Phrase = Phrase::new("Issuers and months", "發行人與月份");
pub(super) const CODES: Phrase = Phrase::new("Findings by code and form", "按代碼及表格劃分的疑點");
pub(super) const REJECTS: Phrase = Phrase::new("Files that were not read", "未讀取的文件");
pub(super) const STRANGEST: Phrase = Phrase::new("Strangest files", "最可疑的文件");
pub(super) const SLOWEST: Phrase = Phrase::new("Slowest files", "讀取最慢的文件");

pub(super) const DOCUMENTS: Phrase = Phrase::new("documents", "文件");
pub(super) const PARSED: Phrase = Phrase::new("read without an error", "讀取無誤");
pub(super) const FLAGGED: Phrase = Phrase::new("read, with an error found", "已讀取但發現錯誤");
pub(super) const REJECTED: Phrase = Phrase::new("not read", "未讀取");
pub(super) const ISSUERS: Phrase = Phrase::new("issuers", "發行人");
pub(super) const SPAN: Phrase = Phrase::new("months of return", "申報月份");
pub(super) const MISSING: Phrase = Phrase::new("issuer-months missing", "缺漏的發行人月份");
pub(super) const ERRORS: Phrase = Phrase::new("errors", "錯誤");
pub(super) const WARNINGS: Phrase = Phrase::new("warnings", "警告");
pub(super) const INFOS: Phrase = Phrase::new("notes", "備註");

pub(super) const MONTHS_NOTE: Phrase = Phrase::new(
    "By the month that the return is about; a file that was not read stands in the month before it was published. Not shown, because neither is known:",
    "按申報所屬月份；未讀取的文件列於其刊發前一個月。因兩者皆不詳而未顯示：",
);

pub(super) const IDENTITY: Phrase = Phrase::new("What must agree", "須吻合的事項");
pub(super) const TESTED: Phrase = Phrase::new("can be tested", "可測試");
pub(super) const BREACHED: Phrase = Phrase::new("does not agree", "不吻合");
pub(super) const SHARE: Phrase = Phrase::new("agrees", "吻合比率");
/// Identity by identity: what it says, and what exactly is counted.
pub(super) const OF_IDENTITY: [(Phrase, Phrase); 6] = [
    (
        Phrase::new("Opening balance + movements = closing balance", "期初結存 + 變動 = 期末結存"),
        Phrase::new(
            "returns with a row that states both balances; agreeing: no warning or error balance-broken",
            "列有期初及期末結存的申報；吻合：並無 balance-broken 警告或錯誤",
        ),
    ),
    (
        Phrase::new("Issued + treasury shares = total", "已發行股份 + 庫存股份 = 總數"),
        Phrase::new(
            "returns with a row in section II that states issued shares and the total; agreeing: no warning or error treasury-sum-broken",
            "第II部列有已發行股份及總數的申報；吻合：並無 treasury-sum-broken 警告或錯誤",
        ),
    ),
    (
        Phrase::new("Shares × par value = capital, and their sum", "股數 × 面值 = 股本，以及其總和"),
        Phrase::new(
            "returns with a row in section I that states all three; agreeing: no warning or error par-capital-broken or capital-total-broken",
            "第I部三項俱全的申報；吻合：並無 par-capital-broken 或 capital-total-broken 警告或錯誤",
        ),
    ),
    (
        Phrase::new("Rows = section totals = change in section II", "各項 = 分部總數 = 第II部變動"),
        Phrase::new(
            "returns that print a total; agreeing: no warning or error section-total-broken, grand-total-broken or change-mismatch",
            "列有總數的申報；吻合：並無 section-total-broken、grand-total-broken 或 change-mismatch 警告或錯誤",
        ),
    ),
    (
        Phrase::new("Last month's closing = this month's opening", "上月期末 = 本月期初"),
        Phrase::new(
            "issuer-months whose preceding month is there too, by the current revisions; agreeing: no error continuity-broken or class-missing",
            "上一個月亦有申報的發行人月份（以最新版本計）；吻合：並無 continuity-broken 或 class-missing 錯誤",
        ),
    ),
    (
        Phrase::new("English filing = Chinese filing", "英文版 = 中文版"),
        Phrase::new(
            "current English returns that have a Chinese twin; agreeing: no error twin-differs on either",
            "有中文版的最新英文申報；吻合：兩者皆無 twin-differs 錯誤",
        ),
    ),
];

/// What the grid shows, by the letter of its cells.
pub(super) const STATES: [(State, Phrase); 5] = [
    (State::Flagged, Phrase::new("filed, with errors", "已申報，有錯誤")),
    (State::Missing, Phrase::new("missing", "缺漏")),
    (State::Queried, Phrase::new("filed, with warnings", "已申報，有警告")),
    (State::Revised, Phrase::new("filed and corrected", "已申報並更正")),
    (State::Filed, Phrase::new("filed", "已申報")),
];
pub(super) const SEARCH: Phrase = Phrase::new("Code or name", "代號或名稱");
pub(super) const ORDER: Phrase = Phrase::new("Order", "排序");
/// The orders of the issuers, by the word that the script knows.
pub(super) const ORDERS: [(&str, Phrase); 3] = [
    ("worst", Phrase::new("most errors and gaps first", "錯誤及缺漏最多者先")),
    ("missing", Phrase::new("most months missing first", "缺漏月份最多者先")),
    ("code", Phrase::new("by code", "按代號")),
];
pub(super) const BACK: Phrase = Phrase::new("Previous page", "上一頁");
pub(super) const ON: Phrase = Phrase::new("Next page", "下一頁");
pub(super) const PAGE_OF: Phrase =
    Phrase::new("issuers {from} to {to} of {all}", "第 {from} 至 {to} 名發行人，共 {all} 名");
pub(super) const GRID_KEYS: Phrase = Phrase::new(
    "Point at a month, or move with the arrow keys, to see what it is.",
    "將指標移到月份上，或以方向鍵移動，即可查看內容。",
);
pub(super) const NO_SCRIPT: Phrase =
    Phrase::new("The grid is drawn by a script, which does not run here.", "此圖由程式繪製，而程式未能在此執行。");

pub(super) const CODE: Phrase = Phrase::new("Code", "代碼");
pub(super) const SEVERITY: Phrase = Phrase::new("At worst", "最嚴重為");
pub(super) const FINDINGS: Phrase = Phrase::new("findings", "疑點");
pub(super) const IN_FILINGS: Phrase = Phrase::new("filings with it", "涉及文件");
pub(super) const CODES_NOTE: Phrase = Phrase::new(
    "Filings with a finding of the code, and their share of what was read; for each form, of the filings on that form.",
    "有該代碼疑點的文件，及其佔已讀取文件的比率；各表格則為佔該表格文件的比率。",
);
pub(super) const NOTHING: Phrase = Phrase::new("None.", "沒有。");
pub(super) const REASON: Phrase = Phrase::new("Reason", "原因");
pub(super) const EXAMPLE: Phrase = Phrase::new("First of them", "首個例子");
pub(super) const FILE: Phrase = Phrase::new("File", "文件");
pub(super) const MONTH: Phrase = Phrase::new("Month", "月份");
pub(super) const ISSUER: Phrase = Phrase::new("Issuer", "發行人");
pub(super) const FORM: Phrase = Phrase::new("Form", "表格");
pub(super) const LOOK: Phrase = Phrase::new("look at it", "查看");
pub(super) const COPY: Phrase = Phrase::new("copy the command that shows it", "複製顯示指令");
pub(super) const COPIED: Phrase = Phrase::new("copied", "已複製");
pub(super) const TIME: Phrase = Phrase::new("Time", "時間");
pub(super) const RUN_NOTE: Phrase = Phrase::new("The whole run:", "整個讀取過程：");
pub(super) const NO_RUN: Phrase =
    Phrase::new("Beside this snapshot stands no record of the run that wrote it.", "此快照並無讀取過程的紀錄。");
