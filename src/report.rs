//! The health of a dataset as a page for a person: `sharecap report`.
//!
//! What was read and what was not, where the gaps are, what a careful reader queries most, and how often the numbers
//! bear each other out. [`figures`] counts, without a word of HTML; [`charts`], [`sections`] and [`words`] show it, in
//! English and Chinese. The grid of issuers and months is drawn by the script, a page of issuers at a time: half a
//! million cells are a string of letters in the page, not elements.

mod charts;
mod coverage;
pub mod figures;
mod sections;
mod words;

use figures::Health;
use maud::html;
use serde_json::{Value as Json, json};

use crate::filing::Language;
use crate::page::Page;
use crate::pipeline::RunRecord;
use crate::tables::Snapshot;
use words::{Phrase, say};

const STYLE: &str = include_str!("report/report.css");
const SCRIPT: &str = include_str!("report/report.js");

/// Where a filing is shown page by page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Shown {
    /// The address of a page that is there, from the folder of the report.
    Page(String),
    /// The command that makes one.
    Command(String),
}

/// The page about a dataset, as HTML in one piece.
///
/// `name` is what the dataset is called on it; `shown` tells of a `filing_id` where that filing can be looked at.
#[must_use]
pub fn page(name: &str, snapshot: &Snapshot, run: Option<&RunRecord>, shown: &dyn Fn(&str) -> Shown) -> String {
    let health = Health::of(snapshot);
    let body = html! {
        header.head {
            div {
                h1 { (say(&words::TITLE)) " " span.quiet { (name) } }
                p.quiet {
                    (say(&words::WRITTEN)) " " (snapshot.ingested_at().strftime("%Y-%m-%d %H:%M UTC").to_string()) " · sharecap " (snapshot.parser_version())
                }
            }
            nav aria-label="Sections" {
                @for (id, phrase) in &words::SECTIONS { a href={ "#" (id) } { (say(phrase)) } " " }
            }
            button #language type="button" { (say(&words::OTHER_LANGUAGE)) }
        }
        main {
            (sections::headline(&health))
            (sections::months(&health))
            (sections::identities(&health))
            (sections::coverage(&health))
            (sections::codes(&health))
            (sections::rejects(&health))
            (sections::strangest(&health, shown))
            (sections::slowest(&health, run, shown))
        }
    };
    let title = format!("sharecap report: {name}");
    Page { title: &title, language: Language::English, style: STYLE, body, data: &data(&health), script: SCRIPT }
        .into_html()
}

/// What the script draws the grid from.
fn data(health: &Health) -> Json {
    let coverage = &health.coverage;
    let rows: Vec<Json> = coverage
        .issuers
        .iter()
        .map(|issuer| {
            json!([issuer.stock_code, issuer.english_name, issuer.chinese_name, issuer.states, issuer.errors])
        })
        .collect();
    let phrase = |phrase: &Phrase| json!({ "en": phrase.en, "zh": phrase.zh });
    let states: serde_json::Map<String, Json> =
        words::STATES.iter().map(|(state, words)| (state.letter().to_string(), phrase(words))).collect();
    json!({
        "first": coverage.first.map(|month| [month.year(), month.number()]),
        "months": coverage.months,
        "issuers": rows,
        "states": states,
        "words": { "errors": phrase(&words::ERRORS), "page": phrase(&words::PAGE_OF), "copied": phrase(&words::COPIED) },
    })
}
