//! Returns as HTML: drawn and read back, and the habits of filing agents.

mod returns;

use returns::{cells, describe, differences, is_heard};
use sharecap::extract::{Limits, extract, source_format};
use sharecap::filing::{Language, MonthlyReturn, SourceFormat};
use sharecap::finding::RejectCode;
use sharecap::pipeline::read_filing;
use sharecap::record::Reading;
use sharecap::synth::random::monthly_return;
use sharecap::synth::{FormVersion, HtmlStyle, draw_html};

fn drawn(seed: u64, style: HtmlStyle) -> (MonthlyReturn, FormVersion, String) {
    let version = FormVersion::ALL[usize::try_from(seed / 2).unwrap() % FormVersion::ALL.len()];
    let language = if seed.is_multiple_of(2) { Language::English } else { Language::TraditionalChinese };
    let mut filing = monthly_return(seed, version, language);
    filing.pages = None;
    let html = draw_html(&filing, version, style);
    (filing, version, html)
}

fn messages(reading: &Reading) -> Vec<String> {
    let line = |finding: &sharecap::finding::Finding| format!("{:?} {}", finding.code, finding.message);
    reading.findings.iter().map(line).take(8).collect()
}

/// 84 returns of either language, every version, and the habits of 168 agents.
#[test]
fn every_cell_survives_tables() {
    let mut wrong = Vec::new();
    for seed in 5000..5168 {
        let (filing, version, html) = drawn(seed, HtmlStyle::Tables { seed });
        let name = format!("seed {seed} v{} {}", version.number(), filing.language.as_str());
        match read_filing(html.as_bytes()) {
            Ok(reading) => {
                let differences = differences(&filing, &reading.filing);
                if !differences.is_empty() {
                    wrong.push(format!("{name}\n{}\n  findings: {:#?}", describe(&differences), messages(&reading)));
                }
                assert!(reading.provenance.iter().all(|value| value.place.bbox.is_none()), "{name}: a made-up box");
            }
            Err(error) => wrong.push(format!("{name}: rejected: {error}")),
        }
    }
    let shown = std::env::var("SHOW").ok().and_then(|text| text.parse().ok()).unwrap_or(3);
    let first: Vec<&str> = wrong.iter().take(shown).map(String::as_str).collect();
    assert!(wrong.is_empty(), "{} of 168 returns differ:\n{}", wrong.len(), first.join("\n"));
}

/// Where a blank cell leaves no trace not every cell can be known: but none may be silently wrong.
fn no_cell_is_silently_wrong(style: fn(u64) -> HtmlStyle, wanted_percent: usize) {
    let (mut total, mut wrong, mut silent) = (0, 0, Vec::new());
    for seed in 6000..6168 {
        let (filing, version, html) = drawn(seed, style(seed));
        let reading = match read_filing(html.as_bytes()) {
            Ok(reading) => reading,
            Err(error) => panic!("seed {seed}: rejected: {error}"),
        };
        total += cells(&filing).len();
        let differences = differences(&filing, &reading.filing);
        wrong += differences.len();
        let unheard: Vec<_> = differences.into_iter().filter(|(cell, _)| !is_heard(&reading, cell)).collect();
        if !unheard.is_empty() {
            let name = format!("seed {seed} v{} {}", version.number(), filing.language.as_str());
            silent.push(format!("{name}\n{}", describe(&unheard)));
        }
    }
    let right = total.saturating_sub(wrong) * 100 / total;
    eprintln!("{:?}: {right} % of {total} cells right, {} of 168 silent", style(0), silent.len());
    let first: Vec<&str> = silent.iter().take(4).map(String::as_str).collect();
    assert!(silent.is_empty(), "{} of 168 returns have silently wrong cells:\n{}", silent.len(), first.join("\n"));
    assert!(right >= wanted_percent, "{right} % of the cells are right, wanted {wanted_percent} %");
}

#[test]
fn no_cell_of_a_picture_is_silently_wrong() {
    no_cell_is_silently_wrong(|seed| HtmlStyle::AltText { seed }, 80);
}

#[test]
fn no_cell_of_tables_without_borders_is_silently_wrong() {
    no_cell_is_silently_wrong(|seed| HtmlStyle::BareTables { seed }, 85);
}
