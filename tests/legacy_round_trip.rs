//! Random legacy returns, drawn as many Words print the template, and read back: equal in every cell.

mod hearing;
mod returns;

use std::collections::BTreeMap;

use hearing::Hearing;
use returns::{describe, differences, is_heard};
use sharecap::extract::Reader;
use sharecap::filing::{Language, MonthlyReturn};
use sharecap::pipeline::{read_filing, read_filings};
use sharecap::record::Reading;
use sharecap::synth::random::legacy_return;
use sharecap::synth::{LegacyStyle, TextStyle, draw_legacy_forms, draw_legacy_pdf, draw_legacy_text};

const LANGUAGES: [Language; 2] = [Language::English, Language::TraditionalChinese];

/// What went wrong over many returns.
#[derive(Default)]
struct Tally {
    count: usize,
    wrong: Vec<String>,
    /// How many cells of a column differ, and how many of them without a finding.
    columns: BTreeMap<String, [usize; 2]>,
}

impl Tally {
    fn read_pdf(&mut self, name: &str, mut filing: MonthlyReturn, style: &LegacyStyle) {
        let drawn = draw_legacy_pdf(&filing, style);
        filing.pages = Some(drawn.pages);
        self.count += 1;
        let before = self.wrong.len();
        match read_filing(&drawn.bytes) {
            Ok(reading) => self.compare(name, &filing, &reading),
            Err(error) => self.wrong.push(format!("{name}: rejected: {error}")),
        }
        if self.wrong.len() > before {
            keep(name, "pdf", &drawn.bytes);
        }
    }

    fn compare(&mut self, name: &str, filing: &MonthlyReturn, reading: &Reading) {
        let differences = differences(filing, &reading.filing);
        if differences.is_empty() {
            return;
        }
        let mut silent = 0;
        for (cell, side) in &differences {
            let unheard = usize::from(!is_heard(reading, cell));
            silent += unheard;
            let counts = self.columns.entry(format!("{}.{} {side}", cell.0.as_str(), cell.2)).or_default();
            *counts = [counts[0] + 1, counts[1] + unheard];
        }
        self.wrong.push(format!(
            "{name}: {silent} silent\n{}\n  findings: {:#?}",
            describe(&differences),
            messages(reading)
        ));
    }

    /// Fails with the columns that differ most often and the first returns that differ; `SHOW` says how many of them.
    fn finish(self) {
        let mut columns: Vec<_> = self.columns.iter().collect();
        columns.sort_by_key(|(_, counts)| std::cmp::Reverse(counts[0]));
        for (column, [all, silent]) in columns.into_iter().take(30) {
            eprintln!("  {all:>6} {silent:>6} silent  {column}");
        }
        let shown = std::env::var("SHOW").ok().and_then(|text| text.parse().ok()).unwrap_or(3);
        let first: Vec<&str> = self.wrong.iter().take(shown).map(String::as_str).collect();
        assert!(self.wrong.is_empty(), "{} of {} returns differ:\n{}", self.wrong.len(), self.count, first.join("\n"));
    }
}

/// Keeps a file that is read wrong in the folder that `KEEP` names.
fn keep(name: &str, kind: &str, bytes: &[u8]) {
    if let Ok(folder) = std::env::var("KEEP") {
        let name = name.replace([' ', ','], "_");
        std::fs::write(format!("{folder}/{name}.{kind}"), bytes).unwrap();
    }
}

fn messages(reading: &Reading) -> Vec<String> {
    reading.findings.iter().map(|finding| format!("{}: {}", finding.code.as_str(), finding.message)).take(8).collect()
}

/// 250 returns in each language, each with the habits of an issuer of its own.
#[test]
fn every_cell_survives_the_template() {
    let mut tally = Tally::default();
    for seed in 0..250 {
        for language in LANGUAGES {
            let name = format!("seed {seed} {}", language.as_str());
            tally.read_pdf(&name, legacy_return(seed, language), &LegacyStyle::random(seed));
        }
    }
    tally.finish();
}

fn variant(number: usize) {
    let mut tally = Tally::default();
    for seed in 1000..1040 {
        for language in LANGUAGES {
            let style = &LegacyStyle::variants(seed)[number];
            let name = format!("{}, seed {seed} {}", style.name(), language.as_str());
            tally.read_pdf(&name, legacy_return(seed, language), style);
        }
    }
    tally.finish();
}

#[test]
fn every_cell_survives_a_landscape_grid() {
    variant(0);
}

#[test]
fn every_cell_survives_letter_paper_without_rules() {
    variant(1);
}

#[test]
fn every_cell_survives_tall_rows() {
    variant(2);
}

/// In text a blank cell leaves no trace, so not every cell can be known: but none may be silently wrong.
fn text_round_trip(style: TextStyle, wanted_percent: usize) {
    let mut hearing = Hearing::default();
    for seed in 3000..3140 {
        let filing = legacy_return(seed, LANGUAGES[usize::from(seed % 2 == 1)]);
        let text = draw_legacy_text(&filing, &LegacyStyle::random(seed), style);
        let name = format!("{style:?}, seed {seed} {}", filing.language.as_str());
        if !hearing.read(&name, &filing, text.as_bytes()) {
            keep(&name, "txt", text.as_bytes());
        }
    }
    hearing.finish(&format!("{style:?}"), wanted_percent);
}

#[test]
fn no_cell_is_silently_wrong_in_tabbed_text() {
    text_round_trip(TextStyle::Tabs, 98);
}

#[test]
fn no_cell_is_silently_wrong_in_piped_text() {
    text_round_trip(TextStyle::Pipes, 98);
}

#[test]
fn no_cell_is_silently_wrong_in_spaced_text() {
    text_round_trip(TextStyle::Spaces, 97);
}

#[test]
fn no_cell_is_silently_wrong_in_a_cell_a_line() {
    text_round_trip(TextStyle::CellPerLine, 98);
}

#[test]
fn no_cell_is_silently_wrong_in_a_run_a_page() {
    text_round_trip(TextStyle::RunPerPage, 97);
}

/// Draws forms into one file and reads each of them back.
fn forms_in_one_file(name: &str, filings: Vec<MonthlyReturn>, style: &LegacyStyle, tally: &mut Tally) {
    let forms: Vec<_> = filings.iter().map(|filing| (filing, style)).collect();
    let drawn = draw_legacy_forms(&forms);
    let readings = read_filings(&drawn.bytes, Reader::default());
    tally.count += 1;
    if readings.len() != filings.len() {
        return tally.wrong.push(format!("{name}: {} forms read of {}", readings.len(), filings.len()));
    }
    for (at, ((mut filing, pages), reading)) in filings.into_iter().zip(drawn.pages).zip(readings).enumerate() {
        filing.pages = Some(pages);
        match reading {
            Ok(reading) => tally.compare(&format!("{name}, form {}", at + 1), &filing, &reading),
            Err(error) => tally.wrong.push(format!("{name}, form {}: rejected: {error}", at + 1)),
        }
    }
}

#[test]
fn copies_and_different_forms_in_one_file_are_told_apart() {
    let mut tally = Tally::default();
    for seed in 0..12 {
        let language = LANGUAGES[usize::from(seed % 2 == 1)];
        let style = LegacyStyle::random(seed);
        let filing = legacy_return(seed, language);
        forms_in_one_file(
            &format!("three copies, seed {seed}"),
            vec![filing.clone(), filing.clone(), filing],
            &style,
            &mut tally,
        );
        let two = vec![legacy_return(seed, language), legacy_return(seed + 500, language)];
        forms_in_one_file(&format!("two issuers, seed {seed}"), two, &style, &mut tally);
    }
    tally.finish();
}
