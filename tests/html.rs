//! Returns as HTML: drawn and read back, and the habits of filing agents.

mod hearing;
mod returns;

use hearing::Hearing;
use returns::{describe, differences, is_heard};
use sharecap::extract::{Limits, extract, source_format};
use sharecap::filing::{Language, MonthlyReturn, SourceFormat};
use sharecap::finding::RejectCode;
use sharecap::pipeline::read_filing;
use sharecap::record::Reading;
use sharecap::synth::random::{legacy_return, monthly_return};
use sharecap::synth::{FormVersion, HtmlStyle, LegacyStyle, draw_html, draw_legacy_html};

fn drawn(seed: u64, style: HtmlStyle) -> (MonthlyReturn, FormVersion, String) {
    let version = FormVersion::ALL[usize::try_from(seed / 2).unwrap() % FormVersion::ALL.len()];
    let language = if seed.is_multiple_of(2) { Language::English } else { Language::TraditionalChinese };
    let mut filing = monthly_return(seed, version, language);
    filing.pages = None;
    let html = draw_html(&filing, version, style);
    if let Ok(folder) = std::env::var("DUMP") {
        std::fs::write(format!("{folder}/{seed}.html"), &html).unwrap();
    }
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
    let mut hearing = Hearing::default();
    for seed in 6000..6168 {
        let (filing, version, html) = drawn(seed, style(seed));
        let name = format!("seed {seed} v{} {}", version.number(), filing.language.as_str());
        hearing.read(&name, &filing, html.as_bytes());
    }
    hearing.finish(&format!("{:?}", style(0)), wanted_percent);
}

#[test]
fn no_cell_of_a_picture_is_silently_wrong() {
    no_cell_is_silently_wrong(|seed| HtmlStyle::AltText { seed }, 80);
}

#[test]
fn no_cell_of_tables_without_borders_is_silently_wrong() {
    no_cell_is_silently_wrong(|seed| HtmlStyle::BareTables { seed }, 85);
}

/// Legacy returns: what each layout and each kind of exhibit gives.
fn legacy(name: &str, html: fn(u64) -> HtmlStyle, look: fn(u64) -> LegacyStyle, wanted_percent: usize) {
    let mut hearing = Hearing::default();
    for seed in 7000..7035 {
        for language in [Language::English, Language::TraditionalChinese] {
            let filing = legacy_return(seed, language);
            let html = draw_legacy_html(&filing, &look(seed), html(seed));
            if let Ok(folder) = std::env::var("DUMP") {
                std::fs::write(format!("{folder}/{name}-{seed}-{}.html", language.as_str()), &html).unwrap();
            }
            hearing.read(&format!("{name} seed {seed} {}", language.as_str()), &filing, html.as_bytes());
        }
    }
    hearing.finish(name, wanted_percent);
}

#[test]
fn legacy_returns_in_boxes() {
    legacy("boxed", |seed| HtmlStyle::Tables { seed }, |_| LegacyStyle::boxed(), 95);
}

#[test]
fn legacy_returns_in_columns_without_borders() {
    legacy("bare", |seed| HtmlStyle::BareTables { seed }, |_| LegacyStyle::boxed(), 90);
}

#[test]
fn legacy_returns_in_lines() {
    legacy("lines", |seed| HtmlStyle::Tables { seed }, |_| LegacyStyle::underlined(), 55);
}

#[test]
fn legacy_returns_as_pictures() {
    legacy("pictures", |seed| HtmlStyle::AltText { seed }, |_| LegacyStyle::underlined(), 80);
}

/// A grid of section II with its head, as an agent might write it.
fn page(body: &str) -> String {
    format!(
        "<html><body><p>FF301</p><p>Monthly Return for Equity Issuer and Hong Kong Depositary Receipts listed under \
         Chapter 19B of the Exchange Listing Rules on Movements in Securities</p>\
         <p>For the month ended:&nbsp;&nbsp;&nbsp;&nbsp;31 October 2024&nbsp;&nbsp;&nbsp;&nbsp;Status:&nbsp;&nbsp;&nbsp;&nbsp;\
         New Submission</p><p>To : Hong Kong Exchanges and Clearing Limited</p>\
         <p>Name of Issuer:&nbsp;&nbsp;&nbsp; Drawn Holdings Limited</p><p>Date Submitted:&nbsp;&nbsp;&nbsp; 05 November 2024</p>\
         <p>I. Movements in Authorised / Registered Share Capital&nbsp;&nbsp;&nbsp; Not applicable</p>\
         <p>II. Movements in Issued Shares and/or Treasury Shares</p>{body}<p>Page 1 of 1&nbsp;&nbsp;&nbsp;v 1.1.0</p></body></html>"
    )
}

fn issued(html: &str) -> sharecap::filing::IssuedShares {
    let reading = read_filing(html.as_bytes()).unwrap();
    assert_eq!(reading.filing.issuer_name.as_deref(), Some("Drawn Holdings Limited"));
    reading.filing.issued_shares.first().cloned().expect("a row of section II")
}

const CLASS: &str = "<tr><td>1. Class of shares</td><td>Ordinary shares</td><td>Type of shares</td><td>Not applicable</td>\
    <td>Listed on the Exchange (Note 1)</td><td>Yes</td></tr>\
    <tr><td>Stock code (if listed)</td><td>09999</td><td>Description</td><td colspan=3></td></tr>";
const HEAD: &str = "<tr><td></td><td colspan=2>Number of issued shares (excluding treasury shares)</td>\
    <td colspan=2>Number of treasury shares</td><td>Total number of issued shares</td></tr>";

#[test]
fn a_blank_cell_is_a_blank_and_not_its_neighbour() {
    let rows = "<tr><td>Balance at close of preceding month</td><td colspan=2>1,000</td><td colspan=2></td><td>1,000</td></tr>\
        <tr><td>Increase / decrease (-)</td><td colspan=2>-10</td><td colspan=2>10</td><td></td></tr>\
        <tr><td>Balance at close of the month</td><td colspan=2>990</td><td colspan=2>10</td><td>1,000</td></tr>";
    let row = issued(&page(&format!("<table border=1>{CLASS}{HEAD}{rows}</table>")));
    assert_eq!((row.opening_issued, row.opening_treasury, row.opening_total), (Some(1_000), None, Some(1_000)));
    assert_eq!((row.change_issued, row.change_treasury), (Some(-10), Some(10)));
    assert_eq!((row.closing_issued, row.closing_treasury, row.closing_total), (Some(990), Some(10), Some(1_000)));
}

#[test]
fn signs_in_cells_of_their_own_and_spacers_between() {
    let figure = |sign: &str, figure: &str, end: &str| {
        format!("<td>{sign}</td><td><p align=right>{figure}</p></td><td>{end}</td><td width=\"1%\">&nbsp;</td>")
    };
    let line = |label: &str, figures: [(&str, &str, &str); 3]| {
        let cells: String = figures.iter().map(|(before, number, behind)| figure(before, number, behind)).collect();
        format!("<tr><td>{label}</td><td>&nbsp;</td>{cells}</tr>")
    };
    let titles = [
        "Number of issued shares (excluding treasury shares)",
        "Number of treasury shares",
        "Total number of issued shares",
    ];
    let head = titles.map(|title| format!("<td colspan=3>{title}</td><td></td>")).concat();
    let rows = [
        format!("<tr><td></td><td></td>{head}</tr>"),
        line("Balance at close of preceding month", [("", "1,000", ""), ("", "20", ""), ("", "1,020", "")]),
        line("Increase / decrease (-)", [("(", "10", ")"), ("", "10", ""), ("", "", "")]),
        line("Balance at close of the month", [("", "990", ""), ("", "30", ""), ("", "1,020", "")]),
    ];
    let class = CLASS.replace("colspan=3", "colspan=9");
    let row = issued(&page(&format!("<table border=1>{class}{}</table>", rows.concat())));
    assert_eq!((row.opening_issued, row.opening_treasury, row.opening_total), (Some(1_000), Some(20), Some(1_020)));
    assert_eq!((row.change_issued, row.change_treasury), (Some(-10), Some(10)));
    assert_eq!((row.closing_issued, row.closing_treasury, row.closing_total), (Some(990), Some(30), Some(1_020)));
}

/// `Not applicable` behind a title although blocks follow, and controls of the form on the page.
#[test]
fn leaked_controls_and_a_false_not_applicable_change_nothing() {
    let mut heard = 0;
    for seed in 5200..5230 {
        let (filing, _, html) = drawn(seed * 2, HtmlStyle::Tables { seed });
        if filing.authorised_capital.is_empty() {
            continue;
        }
        let title = "I. Movements in Authorised / Registered Share Capital";
        let leaked = html.replacen(title, &format!("{title} &nbsp;&nbsp; Not applicable"), 1);
        assert_ne!(leaked, html);
        let leaked = leaked.replacen("Remarks:", "Add remarks &#9744; Manual input Remarks:", 1);
        let reading = read_filing(leaked.as_bytes()).unwrap();
        let differences = differences(&filing, &reading.filing);
        let silent: Vec<_> = differences.into_iter().filter(|(cell, _)| !is_heard(&reading, cell)).collect();
        assert!(silent.is_empty(), "seed {seed}:\n{}", describe(&silent));
        heard += 1;
    }
    assert!(heard > 10, "{heard} returns with section I");
}

#[test]
fn a_table_in_a_cell_gives_the_rows_of_that_cell() {
    let inner =
        "<table width=100%><tr><td>Granted</td><td>500</td></tr><tr><td>Exercised</td><td>-200</td></tr></table>";
    let class = CLASS.replace("colspan=3", "colspan=5");
    let rows = format!(
        "<tr><td colspan=2>Particulars of share option scheme</td><td>Number of share options outstanding at close of \
         preceding month</td><td>Movement during the month</td><td>Number of share options outstanding at close of the \
         month</td><td>Number of new shares issued during the month pursuant thereto (A1)</td><td>Number of treasury \
         shares transferred out of treasury during the month pursuant thereto (A2)</td><td>Number of shares which may be \
         issued or transferred out of treasury pursuant thereto as at close of the month</td></tr>\
         <tr><td>1).</td><td>A plan</td><td>1,000</td><td>{inner}</td><td>1,300</td><td>200</td><td></td><td>1,300</td></tr>"
    );
    let html = page(&format!(
        "<p>III. Details of Movements in Issued Shares and/or Treasury Shares</p>\
         <p>(A). Share Options (under Share Option Schemes of the Issuer)</p><table border=1>{class}{rows}</table>"
    ));
    let reading = read_filing(html.as_bytes()).unwrap();
    let row = &reading.filing.option_movements[0];
    assert_eq!((row.scheme.as_deref(), row.opening_options), (Some("A plan"), Some(1_000)));
    assert_eq!((row.granted, row.exercised, row.closing_options), (Some(500), Some(-200), Some(1_300)));
    assert_eq!((row.new_shares_issued, row.treasury_shares_transferred), (Some(200), None));
}

#[test]
fn encodings_are_told_from_mark_content_and_declaration() {
    let (filing, _, html) = drawn(5301, HtmlStyle::Tables { seed: 2 });
    assert_eq!(filing.language, Language::TraditionalChinese);
    let bytes_in = |encoding: &'static encoding_rs::Encoding| {
        let html = html.replace("charset=utf-8", &format!("charset={}", encoding.name()));
        encoding.encode(&html).0.into_owned()
    };
    let utf16: Vec<u8> = [0xFEFF].into_iter().chain(html.encode_utf16()).flat_map(u16::to_le_bytes).collect();
    let with_mark = [b"\xEF\xBB\xBF", html.as_bytes()].concat();
    for bytes in [bytes_in(encoding_rs::BIG5), bytes_in(encoding_rs::GB18030), utf16, with_mark] {
        assert_eq!(source_format(&bytes), Some(SourceFormat::Html));
        let reading = read_filing(&bytes).unwrap();
        assert_eq!(describe(&differences(&filing, &reading.filing)), "");
    }
    let latin = page("<p>Remarks:</p>").replace("Drawn Holdings", "Soci\u{e9}t\u{e9} \u{201c}Drawn\u{201d} Holdings");
    let bytes = encoding_rs::WINDOWS_1252.encode(&latin).0.into_owned();
    let name = read_filing(&bytes).unwrap().filing.issuer_name;
    assert_eq!(name.as_deref(), Some("Soci\u{e9}t\u{e9} \u{201c}Drawn\u{201d} Holdings Limited"));
}

#[test]
fn the_return_in_a_submission_is_found() {
    let (filing, _, html) = drawn(5402, HtmlStyle::Tables { seed: 3 });
    let page = &html[html.to_ascii_lowercase().find("<html").unwrap()..];
    let page = page.replace("</TEXT>", "").replace("</DOCUMENT>", "");
    let submission = format!(
        "<SEC-DOCUMENT>0000000000-24-000001.txt : 20241105\n<SEC-HEADER>\nCONFORMED SUBMISSION TYPE:\t6-K\n</SEC-HEADER>\n\
         <DOCUMENT>\n<TYPE>6-K\n<TEXT>\n<html><body><p>FORM 6-K</p><p>Name of Issuer: Somebody Else</p></body></html>\n\
         </TEXT>\n</DOCUMENT>\n<DOCUMENT>\n<TYPE>EX-99.1\n<FILENAME>ex991.htm\n<TEXT>\n{page}\n</TEXT>\n</DOCUMENT>\n\
         <DOCUMENT>\n<TYPE>GRAPHIC\n<TEXT>\nbegin 644 a.jpg\nM_]C_X  02D9)\n`\nend\n</TEXT>\n</DOCUMENT>\n</SEC-DOCUMENT>\n"
    );
    assert_eq!(source_format(submission.as_bytes()), Some(SourceFormat::Html));
    let reading = read_filing(submission.as_bytes()).unwrap();
    assert_eq!(describe(&differences(&filing, &reading.filing)), "");
}

#[test]
fn what_is_hidden_is_no_text() {
    let hidden = "<style>.gone td { display: none } p.off { visibility:hidden }</style>\
        <table class=gone border=1><tr><td>Balance at close of the month</td><td>7</td></tr></table><p class=off>8</p>\
        <div style='Display : None'>9</div><!-- 10 --><script>document.write('11')</script><p hidden>12</p>\
        <img src=logo.gif alt='Our logo'>";
    let document = extract(page(hidden).as_bytes(), &Limits::default()).unwrap();
    let words: Vec<&str> = document.pages[0].words.iter().map(|word| word.text.as_str()).collect();
    for word in ["7", "8", "9", "10", "11", "12", "logo"] {
        assert!(!words.contains(&word), "{word} in {words:?}");
    }
    assert!(words.contains(&"Drawn"), "{words:?}");
}

/// What no person wrote ends with a rejection, soon, and without an overflow.
#[test]
fn monsters_are_too_large() {
    let began = std::time::Instant::now();
    let nested_tables = "<table><tr><td>a</td><td>".repeat(400);
    let monsters = [
        format!("<html>{}", "<div>".repeat(300_000)),
        format!("<html>{}", "<b><i>".repeat(300_000)),
        format!("<html><p>{}", "<font size=2 color=a>x<p>".repeat(100_000)),
        format!("<html>{nested_tables}"),
        format!("<html><table border=1>{}</table>", "<tr><td>1<td>2".repeat(200_000)),
        format!("<html><table border=1>{}</table>", "<tr><td colspan=100000>1<td colspan=100000>2".repeat(1_999)),
        format!("<html><table border=1><tr>{}</table>", "<td>1".repeat(100_000)),
        format!("<html><p {}>", "a b=c ".repeat(100_000)),
        format!("<html>{}", "&nbsp;x&#x4e00;".repeat(800_000)),
        format!("<html>{}", "<p>x".repeat(450_000)),
    ];
    for (number, html) in monsters.iter().enumerate() {
        match extract(html.as_bytes(), &Limits::default()) {
            Err(error) => assert_eq!(error.code, RejectCode::TooLarge, "{number}: {error}"),
            // Spans without cells in them cost nothing.
            Ok(document) => assert_eq!((number, document.pages.len()), (5, 1)),
        }
    }
    let seconds = began.elapsed().as_secs();
    assert!(seconds < 30, "{seconds} s");
}
