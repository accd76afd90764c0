//! Random returns, drawn as filings and read back: equal in every cell, or said to be in doubt.

mod hearing;
mod returns;

use hearing::Hearing;
use returns::{describe, differences};
use sharecap::filing::Language;
use sharecap::pipeline::read_filing;
use sharecap::record::Reading;
use sharecap::synth::random::monthly_return;
use sharecap::synth::{DrawOptions, Fonts, FormVersion, TextStyle, draw_pdf, draw_text};

fn language(seed: u64) -> Language {
    if seed.is_multiple_of(2) { Language::English } else { Language::TraditionalChinese }
}

fn pdf_round_trip(seeds: std::ops::Range<u64>, fonts: &Fonts) {
    let mut wrong = Vec::new();
    let mut count = 0;
    for seed in seeds {
        let version = FormVersion::ALL[usize::try_from(seed / 2).unwrap() % FormVersion::ALL.len()];
        let mut filing = monthly_return(seed, version, language(seed));
        let drawn = draw_pdf(&filing, version, &DrawOptions { fonts: fonts.clone() });
        filing.pages = Some(drawn.pages);
        count += 1;
        match read_filing(&drawn.bytes) {
            Ok(reading) => {
                let differences = differences(&filing, &reading.filing);
                if !differences.is_empty() {
                    let name = format!("seed {seed} v{} {}", version.number(), filing.language.as_str());
                    wrong.push(format!("{name}\n{}\n  findings: {:#?}", describe(&differences), messages(&reading)));
                }
            }
            Err(error) => wrong.push(format!("seed {seed}: rejected: {error}")),
        }
    }
    let shown = std::env::var("SHOW").ok().and_then(|text| text.parse().ok()).unwrap_or(3);
    let first: Vec<&str> = wrong.iter().take(shown).map(String::as_str).collect();
    assert!(wrong.is_empty(), "{} of {count} returns differ:\n{}", wrong.len(), first.join("\n"));
}

fn messages(reading: &Reading) -> Vec<&str> {
    reading.findings.iter().map(|finding| finding.message.as_str()).take(8).collect()
}

/// 504 returns: 36 of each version and language.
#[test]
fn every_cell_survives_a_pdf() {
    pdf_round_trip(0..504, &Fonts::Plain);
}

/// Chinese without a table of Unicode values, as the real forms carry it.
#[test]
fn every_cell_survives_a_pdf_without_unicode_tables() {
    pdf_round_trip(1000..1140, &Fonts::NoToUnicode);
}

/// A clean drawn return is consistent: nothing in it may be queried as an error.
#[test]
fn a_clean_return_raises_no_error() {
    for seed in 2000..2100 {
        let version = FormVersion::ALL[usize::try_from(seed / 2).unwrap() % FormVersion::ALL.len()];
        let filing = monthly_return(seed, version, language(seed));
        let drawn = draw_pdf(&filing, version, &DrawOptions { fonts: Fonts::Plain });
        let reading = read_filing(&drawn.bytes).unwrap();
        let errors: Vec<&str> = reading
            .findings
            .iter()
            .filter(|finding| finding.severity == sharecap::finding::Severity::Error)
            .map(|finding| finding.message.as_str())
            .collect();
        assert!(errors.is_empty(), "seed {seed} v{}: {errors:#?}", version.number());
    }
}

/// In text a blank cell leaves no trace, so not every cell can be known: but none may be silently wrong.
fn text_round_trip(style: TextStyle, wanted_percent: usize) {
    let mut hearing = Hearing::default();
    for seed in 3000..3140 {
        let version = FormVersion::ALL[usize::try_from(seed / 2).unwrap() % FormVersion::ALL.len()];
        let mut filing = monthly_return(seed, version, language(seed));
        filing.pages = None;
        let name = format!("seed {seed} v{} {}", version.number(), filing.language.as_str());
        hearing.read(&name, &filing, draw_text(&filing, version, style).as_bytes());
    }
    hearing.finish(&format!("{style:?}"), wanted_percent);
}

#[test]
fn no_cell_is_silently_wrong_in_tabbed_text() {
    text_round_trip(TextStyle::Tabs, 90);
}

#[test]
fn no_cell_is_silently_wrong_in_piped_text() {
    text_round_trip(TextStyle::Pipes, 90);
}

#[test]
fn no_cell_is_silently_wrong_in_spaced_text() {
    text_round_trip(TextStyle::Spaces, 90);
}

#[test]
fn no_cell_is_silently_wrong_in_a_cell_a_line() {
    text_round_trip(TextStyle::CellPerLine, 80);
}

#[test]
fn no_cell_is_silently_wrong_in_a_run_a_page() {
    text_round_trip(TextStyle::RunPerPage, 80);
}
