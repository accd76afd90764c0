//! Several forms in one file: each is a filing of its own, and copies say so.

use sharecap::extract::Reader;
use sharecap::filing::{Language, MonthlyReturn};
use sharecap::finding::{Code, Finding, Severity};
use sharecap::pipeline::{Readings, read_filings};
use sharecap::synth::random::monthly_return;
use sharecap::synth::{FormVersion, HtmlStyle, TextStyle, draw_html, draw_text};

const VERSION: FormVersion = FormVersion::V1_1_1;

fn filing(seed: u64) -> MonthlyReturn {
    monthly_return(seed, VERSION, Language::English)
}

fn read(bytes: &[u8]) -> Readings {
    read_filings(bytes, Reader::default())
}

fn copies(readings: &Readings, at: usize) -> Vec<&Finding> {
    let reading = readings[at].as_ref().unwrap();
    reading.findings.iter().filter(|finding| finding.code == Code::Copy).collect()
}

fn codes(readings: &Readings) -> Vec<Option<String>> {
    readings.iter().map(|reading| reading.as_ref().unwrap().filing.stock_code.clone()).collect()
}

fn text(filing: &MonthlyReturn) -> String {
    draw_text(filing, VERSION, TextStyle::Tabs)
}

#[test]
fn three_copies_in_text_are_three_filings() {
    let one = text(&filing(1));
    let readings = read(one.repeat(3).as_bytes());
    assert_eq!(readings.len(), 3);
    let first = &readings[0].as_ref().unwrap().filing;
    for later in [1, 2] {
        assert_eq!(&readings[later].as_ref().unwrap().filing, first);
        let [copy] = copies(&readings, later)[..] else { panic!("form {later} does not say that it is a copy") };
        assert_eq!(copy.severity, Severity::Info);
        assert!(copy.message.contains("form 1"), "{}", copy.message);
    }
    assert!(copies(&readings, 0).is_empty());
}

#[test]
fn a_copy_that_differs_names_the_cell() {
    let mut filing = filing(1);
    filing.issued_shares.truncate(1);
    let one = text(&filing);
    let closing = filing.issued_shares[0].closing_issued.unwrap();
    filing.issued_shares[0].closing_issued = Some(closing + 7);
    let readings = read(format!("{one}{}", text(&filing)).as_bytes());
    let [copy] = copies(&readings, 1)[..] else { panic!("no finding about the copy") };
    assert_eq!(copy.severity, Severity::Warning);
    let (there, here) = (closing.to_string(), (closing + 7).to_string());
    for part in ["issued_shares[1].closing_issued", &there, &here] {
        assert!(copy.message.contains(part), "{part} in {}", copy.message);
    }
}

#[test]
fn different_returns_in_one_file_are_no_copies() {
    let (one, two) = (filing(1), filing(2));
    let expected = vec![one.stock_code.clone(), two.stock_code.clone()];
    for style in TextStyle::ALL {
        let both = draw_text(&one, VERSION, style) + &draw_text(&two, VERSION, style);
        let readings = read(both.as_bytes());
        assert_eq!(codes(&readings), expected, "{style:?}");
        assert!(copies(&readings, 1).is_empty(), "{style:?}");
    }
}

#[test]
fn html_exhibits_hold_several_returns() {
    let (one, two) = (filing(1), filing(2));
    let expected = vec![one.stock_code.clone(), two.stock_code.clone()];
    for seed in 0..12 {
        for style in [HtmlStyle::Tables { seed }, HtmlStyle::BareTables { seed }, HtmlStyle::AltText { seed }] {
            let [one, two] = [&one, &two].map(|filing| draw_html(filing, VERSION, style));
            // One page after the other, as one document.
            let body = two.split_once("exhibit begins").unwrap().1.split_once("-->").unwrap().1;
            let end = one.to_ascii_lowercase().find("</body>").unwrap();
            let both = one[..end].to_owned() + body;
            assert_eq!(codes(&read(both.as_bytes())), expected, "{style:?}");
        }
    }
}

#[test]
fn a_form_that_cannot_be_read_has_its_own_rejection() {
    let unknown = text(&filing(2)).replace("v 1.1.1", "v 7.0.0");
    let readings = read((text(&filing(1)) + &unknown).as_bytes());
    assert_eq!(readings.len(), 2);
    assert!(readings[0].is_ok());
    match &readings[1] {
        Ok(reading) => assert!(reading.findings.iter().any(|finding| finding.code == Code::UnknownFormVersion)),
        Err(error) => assert_eq!(error.code.as_str(), "unknown_form_version"),
    }
}

#[test]
fn an_announcement_that_quotes_a_title_is_no_form() {
    let cover = "The Company refers to the Monthly Return for Equity Issuer and Hong Kong Depositary Receipts listed\n\
                 under Chapter 19B of the Exchange Listing Rules on Movements in Securities, a copy of which follows.\n\n";
    let readings = read((cover.to_owned() + &text(&filing(1))).as_bytes());
    assert_eq!(codes(&readings), vec![filing(1).stock_code]);
}
