//! The sections of the page.

use maud::{Markup, html};

use super::Shown;
use super::charts::{self, bar, number, percent};
use super::figures::{CodeCount, Health, Month, State, Strange};
use super::words::{self, Phrase, say};
use crate::filing::{Language, grouped};
use crate::pipeline::RunRecord;

/// How many of the slowest files are listed.
const SLOWEST: usize = 25;

fn section(id: &str, title: &Phrase, body: &Markup) -> Markup {
    html! {
        section id=(id) aria-labelledby={ "title-" (id) } {
            h2 id={ "title-" (id) } { (say(title)) }
            (body)
        }
    }
}

pub(super) fn headline(health: &Health) -> Markup {
    let outcomes = health.outcomes;
    let all = outcomes.all();
    let coverage = &health.coverage;
    let last = coverage.first.map(|first| first.plus(i32::try_from(coverage.months).unwrap_or(1) - 1));
    let span = coverage.first.zip(last).map_or_else(|| "–".to_owned(), |(first, last)| format!("{first} – {last}"));
    let [infos, warnings, errors] = health.findings;
    let figure = |class: &str, figure: &str, of: Option<u64>, phrase: &Phrase| {
        html! {
            div class={ "figure " (class) } {
                b { (figure) } @if let Some(part) = of { span.quiet { (percent(part, all)) } }
                (say(phrase))
            }
        }
    };
    html! {
        div.headline {
            (figure("", &number(all), None, &words::DOCUMENTS))
            (figure("parsed", &number(outcomes.parsed), Some(outcomes.parsed), &words::PARSED))
            (figure("flagged", &number(outcomes.flagged), Some(outcomes.flagged), &words::FLAGGED))
            (figure("rejected", &number(outcomes.rejected), Some(outcomes.rejected), &words::REJECTED))
            (figure("", &number(health.issuers), None, &words::ISSUERS))
            (figure("words", &span, None, &words::SPAN))
            (figure("", &number(coverage.count(State::Missing)), None, &words::MISSING))
            (figure("", &number(errors), None, &words::ERRORS))
            (figure("", &number(warnings), None, &words::WARNINGS))
            (figure("", &number(infos), None, &words::INFOS))
        }
    }
}

pub(super) fn months(health: &Health) -> Markup {
    let body = html! {
        (charts::legend())
        (charts::months(&health.months))
        p.quiet { (say(&words::MONTHS_NOTE)) " " (number(health.undated.all())) }
    };
    section("months", &words::MONTHS, &body)
}

pub(super) fn identities(health: &Health) -> Markup {
    let body = html! {
        div.scrolled { table {
            thead { tr {
                th { (say(&words::IDENTITY)) }
                th.number { (say(&words::TESTED)) }
                th.number { (say(&words::BREACHED)) }
                th.number { (say(&words::SHARE)) }
                th aria-hidden="true" {}
            } }
            tbody { @for count in &health.identities {
                @let (what, exactly) = &words::OF_IDENTITY[usize::from(count.number) - 1];
                tr {
                    td { (say(what)) br; small.quiet { (say(exactly)) } }
                    td.number { (number(count.tested)) }
                    td.number { (number(count.tested - count.holding)) }
                    td.number { b { (percent(count.holding, count.tested)) } }
                    td.wide { @if count.tested > 0 { (bar(count.holding, count.tested, "parsed")) } }
                }
            } }
        } }
    };
    section("identities", &words::IDENTITIES, &body)
}

pub(super) fn coverage(health: &Health) -> Markup {
    let body = html! {
        p.legend { @for (state, phrase) in &words::STATES {
            span.key { span class={ "swatch state-" (state.letter()) } {} (say(phrase)) " " span.quiet { (number(health.coverage.count(*state))) } }
        } }
        form.tools {
            label { (say(&words::SEARCH)) " " input #search type="search" autocomplete="off"; }
            label { (say(&words::ORDER)) " " select #order {
                @for (word, phrase) in &words::ORDERS { option value=(word) data-en=(phrase.en) data-zh=(phrase.zh) { (phrase.en) } }
            } }
            button #back type="button" { (say(&words::BACK)) }
            button #on type="button" { (say(&words::ON)) }
            output #place {}
        }
        noscript { p { (say(&words::NO_SCRIPT)) } }
        div.scrolled { div #grid role="grid" aria-labelledby="title-coverage" {} }
        p.quiet { (say(&words::GRID_KEYS)) }
        p #told aria-live="polite" { "\u{a0}" }
    };
    section("coverage", &words::COVERAGE, &body)
}

pub(super) fn codes(health: &Health) -> Markup {
    let most = health.codes.iter().map(|count| count.filings).max().unwrap_or(1);
    let row = |count: &CodeCount| {
        let severity = count.severity.as_str();
        html! { tr {
            td { code { (count.code.as_str()) } }
            td class=(severity) { (severity) }
            td.number { (number(count.findings)) }
            td.number { (number(count.filings)) }
            td.number { (percent(count.filings, health.outcomes.read())) }
            td.wide { (bar(count.filings, most, severity)) }
            @for ((version, all), filings) in health.versions.iter().zip(&count.by_version) {
                td.number.part title={ (version) ": " (number(*filings)) " / " (number(*all)) } {
                    @if *filings > 0 { (percent(*filings, *all)) (bar(*filings, *all, severity)) }
                }
            }
        } }
    };
    let body = html! {
        p.quiet { (say(&words::CODES_NOTE)) }
        @if health.codes.is_empty() { p { (say(&words::NOTHING)) } }
        @else { div.scrolled { table {
            thead { tr {
                th { (say(&words::CODE)) }
                th { (say(&words::SEVERITY)) }
                th.number { (say(&words::FINDINGS)) }
                th.number colspan="2" { (say(&words::IN_FILINGS)) }
                th aria-hidden="true" {}
                @for (version, all) in &health.versions { th.number.part { (version) br; span.quiet { (number(*all)) } } }
            } }
            tbody { @for count in &health.codes { (row(count)) } }
        } } }
    };
    section("codes", &words::CODES, &body)
}

pub(super) fn rejects(health: &Health) -> Markup {
    let body = html! {
        @if health.rejects.is_empty() { p { (say(&words::NOTHING)) } }
        @else { div.scrolled { table {
            thead { tr {
                th { (say(&words::REASON)) }
                th.number { (say(&words::DOCUMENTS)) }
                th aria-hidden="true" {}
                th { (say(&words::EXAMPLE)) }
            } }
            tbody { @for count in &health.rejects { tr {
                td { code { (count.code) } }
                td.number { (number(count.filings)) }
                td.wide { (bar(count.filings, health.outcomes.rejected, "rejected")) }
                td.path { (count.example) br; small.quiet { (count.message) } }
            } } }
        } } }
    };
    section("rejects", &words::REJECTS, &body)
}

pub(super) fn strangest(health: &Health, shown: &dyn Fn(&str) -> Shown) -> Markup {
    let row = |strange: &Strange| {
        let language = if strange.language == Language::English { "English" } else { "中文" };
        html! { tr {
            td { (strange.stock_code.as_deref().unwrap_or("–")) }
            td.short { (strange.month.as_ref().map_or_else(|| "–".to_owned(), Month::to_string)) }
            td { (strange.version) " " (language) }
            td.number.error { (number(strange.errors)) }
            td.number.warning { (number(strange.warnings)) }
            td { @for code in &strange.codes { code { (code) } " " } }
            td.path { (strange.source_path) " " (link(&shown(&strange.filing_id))) }
        } }
    };
    let body = html! {
        @if health.strangest.is_empty() { p { (say(&words::NOTHING)) } }
        @else { div.scrolled { table {
            thead { tr {
                th { (say(&words::ISSUER)) }
                th { (say(&words::MONTH)) }
                th { (say(&words::FORM)) }
                th.number { (say(&words::ERRORS)) }
                th.number { (say(&words::WARNINGS)) }
                th { (say(&words::CODE)) }
                th { (say(&words::FILE)) }
            } }
            tbody { @for strange in &health.strangest { (row(strange)) } }
        } } }
    };
    section("strangest", &words::STRANGEST, &body)
}

pub(super) fn slowest(health: &Health, run: Option<&RunRecord>, shown: &dyn Fn(&str) -> Shown) -> Markup {
    let Some(run) = run else {
        return section("slowest", &words::SLOWEST, &html! { p.quiet { (say(&words::NO_RUN)) } });
    };
    let slowest = run.slowest.iter().take(SLOWEST);
    let most = run.slowest.first().map_or(1, |file| file.milliseconds);
    let body = html! {
        p.quiet {
            (say(&words::RUN_NOTE)) " " (seconds(run.milliseconds)) ", " (number(run.files)) " " (say(&words::DOCUMENTS))
            ", --jobs " (run.jobs)
        }
        div.scrolled { table {
            thead { tr { th.number { (say(&words::TIME)) } th aria-hidden="true" {} th { (say(&words::FILE)) } } }
            tbody { @for file in slowest { tr {
                td.number { (seconds(file.milliseconds)) }
                td.wide { (bar(file.milliseconds, most, "info")) }
                td.path { (file.path) " " @if let Some(id) = health.ids.get(&file.path) { (link(&shown(id))) } }
            } } }
        } }
    };
    section("slowest", &words::SLOWEST, &body)
}

fn seconds(milliseconds: u64) -> String {
    format!("{}.{:03} s", grouped(&(milliseconds / 1000).to_string()), milliseconds % 1000)
}

fn link(shown: &Shown) -> Markup {
    match shown {
        Shown::Page(address) => html! { a href=(address) { (say(&words::LOOK)) } },
        Shown::Command(command) => {
            html! { button.copy type="button" data-command=(command) title=(command) { (say(&words::COPY)) } }
        }
    }
}
