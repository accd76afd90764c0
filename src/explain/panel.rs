//! What was read: states, findings and tables, form by form.

use maud::{Markup, html};

use super::form::{Cell, Form, Row, State, address};
use super::places::Places;
use super::words::{self, Ui};
use crate::filing::{Language, Table};
use crate::finding::{Finding, Severity};
use crate::spec::table::Tables;

/// All forms of the file, one of them in view.
pub(super) fn panel(ui: &Ui, forms: &[Form<'_>], places: &Places) -> Markup {
    html! {
        aside.panel #panel aria-label=(ui.now(&words::READING))
            data-label-en=(words::READING.en) data-label-zh=(words::READING.zh) {
            @if forms.len() > 1 {
                nav.forms aria-label=(ui.now(&words::FORMS))
                    data-label-en=(words::FORMS.en) data-label-zh=(words::FORMS.zh) {
                    @for form in forms {
                        button.tab type="button" data-form=(form.number) aria-pressed=(form.number == 1) {
                            (ui.say(&words::FORM)) " " (form.number)
                            @if let Some(month) = form.fact("month_end") { " · " (month) }
                        }
                    }
                }
            }
            @for form in forms {
                section.form data-form=(form.number) hidden[form.number != 1] { (one(ui, form, places)) }
            }
        }
    }
}

fn one(ui: &Ui, form: &Form<'_>, places: &Places) -> Markup {
    let stated = form.tables.iter().filter(|(_, rows)| !rows.is_empty());
    let empty: Vec<Table> = form.tables.iter().filter(|(_, rows)| rows.is_empty()).map(|(table, _)| *table).collect();
    html! {
        @if let Some(error) = form.rejection() {
            div.notice role="note" {
                h2 { (ui.say(&words::REJECTED)) ": " code { (error.code.as_str()) } }
                p { (error.message) }
            }
        } @else {
            (legend(ui, form))
            (findings(ui, form, places))
        }
        // What is about the document stands last: what it states matters more.
        @for (table, rows) in stated.clone().filter(|(table, _)| *table != Table::Filings) {
            (one_table(ui, form, *table, rows))
        }
        @for (table, rows) in stated.filter(|(table, _)| *table == Table::Filings) {
            (one_table(ui, form, *table, rows))
        }
        @if form.rejection().is_none() && !empty.is_empty() {
            p.quiet {
                (ui.say(&words::NO_ROWS)) " "
                @for (at, table) in empty.iter().enumerate() { @if at > 0 { " · " } (ui.say(&words::table(*table))) }
            }
        }
    }
}

/// How many values are in which state; each a switch that hides and shows them.
fn legend(ui: &Ui, form: &Form<'_>) -> Markup {
    let unclaimed = form.findings.iter().filter(|finding| finding.code == crate::finding::Code::UnclaimedText).count();
    let count = |state: State| match state {
        State::Unclaimed => unclaimed,
        _ => form.cells().filter(|cell| cell.state == state).count(),
    };
    html! {
        div.legend role="group" aria-label=(ui.now(&words::LEGEND))
            data-label-en=(words::LEGEND.en) data-label-zh=(words::LEGEND.zh) {
            @for (state, count) in State::COUNTED.map(|state| (state, count(state))) {
                @if count > 0 {
                    button.chip.(state.class()) type="button" data-state=(state.class()) aria-pressed="true" {
                        i.swatch {} (ui.say(words::state(state))) " " b { (count) }
                    }
                }
            }
        }
    }
}

fn findings(ui: &Ui, form: &Form<'_>, places: &Places) -> Markup {
    html! {
        section.findings {
            h2 { (ui.say(&words::FINDINGS)) " " span.count { (form.findings.len()) } }
            @if form.findings.is_empty() { p.quiet { (ui.say(&words::NO_FINDINGS)) } }
            @else {
                ol {
                    @for (position, finding) in form.findings.iter().enumerate() {
                        (one_finding(ui, form, position, finding, places))
                    }
                }
            }
        }
    }
}

fn one_finding(ui: &Ui, form: &Form<'_>, position: usize, finding: &Finding, places: &Places) -> Markup {
    let id = form.finding_id(position);
    let target = finding.table.map(|table| address(form.number, table, finding.row, finding.column.as_deref()));
    // Text that nothing claims is on the page, not in the tables.
    let target = if places.has(&id) { Some(id.clone()) } else { target };
    let severity = finding.severity.as_str();
    let place = finding.table.map(|table| address(1, table, finding.row, finding.column.as_deref()));
    html! {
        li.finding.(severity) {
            button #(id) type="button" data-target=[target] data-page=[finding.page] {
                span.title {
                    b.(severity) { (ui.say(severity_phrase(finding.severity))) } " " code { (finding.code.as_str()) }
                    @if let Some(place) = place { " " code.place { (place) } }
                    @if let Some(page) = finding.page { " " span.quiet { (ui.say(&words::PAGE)) " " (page) } }
                }
                span.message lang="en" { (finding.message) }
                @if finding.expected.is_some() || finding.actual.is_some() {
                    span.figures {
                        @if let Some(expected) = &finding.expected {
                            (ui.say(&words::EXPECTED)) " " b { (expected) } " "
                        }
                        @if let Some(actual) = &finding.actual { (ui.say(&words::ACTUAL)) " " b { (actual) } }
                    }
                }
            }
        }
    }
}

fn severity_phrase(severity: Severity) -> &'static words::Phrase {
    match severity {
        Severity::Error => words::state(State::Error),
        Severity::Warning => words::state(State::Warning),
        Severity::Info => &words::INFO,
    }
}

fn one_table(ui: &Ui, form: &Form<'_>, table: Table, rows: &[Row<'_>]) -> Markup {
    let name = address(form.number, table, None, None);
    html! {
        section.table #(name) {
            h2 title=(Tables::builtin().table(table).description) {
                (ui.say(&words::table(table))) " " code.quiet { (table.as_str()) }
            }
            @for row in rows { (one_row(ui, form, table, row)) }
        }
    }
}

/// A row of the table, on its side: a column a line.
fn one_row(ui: &Ui, form: &Form<'_>, table: Table, row: &Row<'_>) -> Markup {
    let language = form.language().unwrap_or(Language::English).tag();
    html! {
        table.row #(row.address) {
            @if table != Table::Filings {
                caption { b { (ui.say(&words::ROW)) " " (row.number) (ui.say(&words::ROW_END)) } " " (row.name()) }
            }
            tbody lang=(language) { @for cell in &row.cells { (one_cell(cell)) } }
        }
    }
}

fn one_cell(cell: &Cell<'_>) -> Markup {
    let kind = if cell.is_number() { "number" } else { "words" };
    html! {
        tr.cell.(cell.state.class()) #(cell.address) {
            th scope="row" title=(cell.column.description) { code { (cell.column.name) } }
            td.(kind) {
                @if cell.is_stop() {
                    button.value type="button" tabindex="-1" { (content(cell)) }
                } @else { (content(cell)) }
            }
        }
    }
}

fn content(cell: &Cell<'_>) -> Markup {
    html! { @if let Some(text) = &cell.text { (text) } @else { span.null { "null" } } }
}

/// Where the script says more about the chosen value.
pub(super) fn detail(ui: &Ui) -> Markup {
    html! {
        footer.detail #detail role="status" aria-live="polite" { (ui.say(&words::SELECT)) }
        // The words that the script needs.
        div hidden {
            @for (name, phrase) in &words::DETAIL { span data-word=(name) { (ui.say(phrase)) } }
        }
    }
}

/// The keys.
pub(super) fn help(ui: &Ui) -> Markup {
    html! {
        dialog #help aria-labelledby="help-title" {
            h2 #help-title { (ui.say(&words::HELP)) }
            table {
                tbody {
                    @for (keys, phrase) in &words::KEYS {
                        tr { th scope="row" { kbd { (keys) } } td { (ui.say(phrase)) } }
                    }
                }
            }
            form method="dialog" { button { (ui.say(&words::CLOSE)) } }
        }
    }
}
