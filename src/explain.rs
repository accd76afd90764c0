//! One file with what was read from it, as a page for a person: `sharecap explain`.
//!
//! The pages of the filing are drawn; every value that was read is boxed where it stands, in the colour of what became
//! of it, and beside them stand the tables and the findings. Whoever doubts a figure clicks on it. All markup is made
//! here; the script only joins a value to its box, so that the page says the same without it.
//!
//! The way of a page: [`form`] turns the tables of a form into cells with their state, [`places`] finds the spots of
//! the values on the pages, [`sheets`] and [`panel`] are the two halves that a person sees, in the two languages of
//! [`words`].

mod form;
mod panel;
mod places;
mod sheets;
mod words;

use maud::{Markup, html};
use serde_json::{Map, Value as Json, json};

use crate::filing::Language;
use crate::page::Page;
use crate::pipeline::Subject;
use crate::spec::table::Tables;
use crate::tables::TablesError;
use form::Form;
use places::Places;
use words::{Phrase, Ui};

const STYLE: &str = include_str!("explain/explain.css");
const SCRIPT: &str = include_str!("explain/explain.js");

/// The page about a file, as HTML in one piece.
///
/// # Errors
/// When the tables cannot be made, which no file can cause.
pub fn page(subject: &Subject) -> Result<String, TablesError> {
    let tables = subject.snapshot.to_json()?;
    let forms: Vec<Form<'_>> =
        (1..).zip(subject.snapshot.entries()).map(|(number, (entry, _))| Form::new(number, entry, &tables)).collect();
    let pages = subject.drawing.as_ref().map_or(&[][..], |drawing| &drawing.pages);
    let places = Places::find(&forms, pages);
    let language = forms.iter().find_map(Form::language).unwrap_or(Language::English);
    let ui = Ui::new(language);
    let title = title(&forms);
    let body = html! {
        (head(&ui, &forms, pages.len()))
        main.split {
            (sheets::sheets(&ui, subject.drawing.as_ref(), &places))
            (panel::panel(&ui, &forms, &places))
        }
        (panel::detail(&ui))
        (panel::help(&ui))
    };
    let page = Page { title: &title, language, style: STYLE, body, data: &data(&forms, &places), script: SCRIPT };
    Ok(page.into_html())
}

/// `09101 2025-06: return.pdf`.
fn title(forms: &[Form<'_>]) -> String {
    let Some(form) = forms.first() else { return "sharecap".to_owned() };
    let known = [form.fact("stock_code"), form.fact("month_end").map(|day| day.chars().take(7).collect())];
    let known = known.into_iter().flatten().collect::<Vec<String>>().join(" ");
    let path = form.fact("source_path").unwrap_or_default();
    if known.is_empty() { path } else { format!("{known}: {path}") }
}

/// What the filing is, and the tools.
fn head(ui: &Ui, forms: &[Form<'_>], pages: usize) -> Markup {
    let form = forms.first();
    let fact = |column: &str| form.and_then(|form| form.fact(column));
    let name = fact("issuer_name").or_else(|| fact("source_path")).unwrap_or_default();
    let outcome = fact("outcome").unwrap_or_default();
    html! {
        header.head {
            div.about {
                h1 { @if let Some(code) = fact("stock_code") { span.code { (code) } " " } (name) }
                p.facts {
                    @if let Some(month) = fact("month_end") { span { (ui.say(&words::MONTH)) " " b { (month) } } }
                    @if let Some(kind) = form.and_then(Form::kind) {
                        span {
                            (ui.say(words::form(kind)))
                            @if let Some(version) = fact("form_version") { " " (version) }
                        }
                    }
                    @if let Some(phrase) = words::outcome(&outcome) {
                        span.outcome.(outcome.as_str()) { (ui.say(phrase)) }
                    }
                    span { code { (fact("source_path").unwrap_or_default()) } }
                    @if let Some(id) = fact("filing_id") {
                        span title=(id) { code { (id.chars().take(12).collect::<String>()) "…" } }
                    }
                }
            }
            (tools(ui, pages))
        }
    }
}

fn tools(ui: &Ui, pages: usize) -> Markup {
    let button = |id: &str, face: &str, label: &Phrase| {
        html! { button id=(id) type="button" aria-label=(ui.now(label)) title=(ui.now(label))
        data-label-en=(label.en) data-label-zh=(label.zh) { (face) } }
    };
    html! {
        div.tools role="toolbar" aria-label=(ui.now(&words::TOOLS))
            data-label-en=(words::TOOLS.en) data-label-zh=(words::TOOLS.zh) {
            @if pages > 0 {
                span.group {
                    (button("page-back", "‹", &words::PAGE_BACK))
                    select #page aria-label=(ui.now(&words::PAGE))
                        data-label-en=(words::PAGE.en) data-label-zh=(words::PAGE.zh) {
                        @for number in 1..=pages { option value=(number) { (number) " / " (pages) } }
                    }
                    (button("page-on", "›", &words::PAGE_ON))
                }
                span.group {
                    (button("zoom-out", "−", &words::ZOOM_OUT))
                    (button("zoom-fit", "↔", &words::ZOOM_FIT))
                    (button("zoom-in", "+", &words::ZOOM_IN))
                }
            }
            span.group {
                button #language type="button" { (ui.other_language()) }
                (button("help-open", "?", &words::HELP))
            }
        }
    }
}

/// What the script shows of a value beyond what stands in the tables, by address, and what the columns mean.
fn data(forms: &[Form<'_>], places: &Places) -> Json {
    let mut values = Map::new();
    let mut columns = Map::new();
    for cell in forms.iter().flat_map(Form::cells).filter(|cell| cell.is_stop()) {
        let provenance = cell.provenance;
        let value = json!({
            "raw": provenance.map(|provenance| provenance.raw_text.as_str()),
            "page": provenance.map(|provenance| provenance.place.page).filter(|page| *page > 0),
            "method": provenance.map(|provenance| provenance.method.as_str()),
            "doubtful": places.is_doubtful(&cell.address),
            "findings": cell.findings.iter().map(|finding| finding.message.as_str()).collect::<Vec<_>>(),
        });
        values.insert(cell.address.clone(), value);
    }
    for table in &Tables::builtin().tables {
        let described = table.columns.iter().map(|column| {
            let name = format!("{}.{}", table.name.as_str(), column.name);
            (name, json!({ "says": column.description, "null": column.null }))
        });
        columns.extend(described);
    }
    json!({ "values": values, "columns": columns })
}
