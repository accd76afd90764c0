//! The report: its numbers against a dataset made by hand, and the page that shows them.

mod common;
#[path = "store/readings.rs"]
#[allow(dead_code, reason = "shared with the tests of the store")]
mod readings;

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use common::Scratch;
use readings::{day, entry, publish_all, reading, rejected};
use sharecap::filing::{AuthorisedCapital, IssuedShares, Language, SectionTotal, Table};
use sharecap::finding::{Code, Finding, RejectCode, Severity};
use sharecap::pipeline::{RunRecord, load_with_run};
use sharecap::record::Reading;
use sharecap::report::figures::{Health, IdentityCount, Month, Outcomes, State};
use sharecap::report::{Shown, page};
use sharecap::tables::{Entry, Snapshot, assemble};

const HOSTILE: &str = "</script><img src=x onerror=alert(1)> & Co";

/// A return with section I, II and a total, all of which add up.
fn full(code: &str, month_end: &str, language: Language, submitted_on: &str) -> Reading {
    let mut reading = reading(code, month_end, language, Some(submitted_on));
    let filing = &mut reading.filing;
    filing.form_version = Some("1.1.1".to_owned());
    filing.issuer_name = Some(format!("Issuer {code}"));
    let [one, hundred] = [1, 100].map(sharecap::filing::Decimal::from);
    filing.authorised_capital.push(AuthorisedCapital {
        closing_shares: Some(100),
        closing_par_value: Some(one),
        closing_capital: Some(hundred),
        ..AuthorisedCapital::default()
    });
    filing.issued_shares.push(IssuedShares {
        opening_issued: Some(50),
        closing_issued: Some(50),
        closing_total: Some(50),
        ..IssuedShares::default()
    });
    let section = Some("all".to_owned());
    filing.section_totals.push(SectionTotal { section, issued_total: Some(0), ..SectionTotal::default() });
    reading
}

fn with(mut reading: Reading, code: Code, severity: Severity, count: u32) -> Reading {
    let finding = |row| Finding::new(code, "does not add up").at(Table::IssuedShares, row).severity(severity);
    reading.findings.extend((1..=count).map(finding));
    reading
}

/// One issuer: January in both languages, February flagged, no March, April filed and corrected. Another with a return
/// that says nothing but its month, and a warning. Three files that were not read, one of them without a day.
fn entries() -> Vec<Entry> {
    let english = |month_end, submitted_on| full("00001", month_end, Language::English, submitted_on);
    let january = english("2024-01-31", "2024-02-02");
    let chinese = full("00001", "2024-01-31", Language::TraditionalChinese, "2024-02-02");
    let february = with(english("2024-02-29", "2024-03-04"), Code::BalanceBroken, Severity::Error, 3);
    let february = with(february, Code::ParCapitalBroken, Severity::Warning, 1);
    let mut other = reading("00002", "2024-02-29", Language::English, Some("2024-03-01"));
    other.filing.issuer_name = Some(HOSTILE.to_owned());
    let mut dated = entry("r1", rejected(RejectCode::NotAMonthlyReturn));
    dated.published_on = Some(day("2024-03-05"));
    vec![
        entry("a1", Ok(january)),
        entry("a2", Ok(chinese)),
        entry("b1", Ok(february)),
        entry("d1", Ok(english("2024-04-30", "2024-05-02"))),
        entry("d2", Ok(english("2024-04-30", "2024-05-09"))),
        entry("e1", Ok(with(other, Code::MissingFormVersion, Severity::Warning, 1))),
        dated,
        entry("r0", rejected(RejectCode::NotAMonthlyReturn)),
        entry("r2", rejected(RejectCode::Empty)),
    ]
}

fn snapshot() -> Snapshot {
    assemble(entries())
}

fn month(text: &str) -> Month {
    Month::of(day(text))
}

#[test]
fn documents_are_counted_by_month_and_outcome() {
    let health = Health::of(&snapshot());
    assert_eq!(health.outcomes, Outcomes { parsed: 5, flagged: 1, rejected: 3 });
    assert_eq!((health.issuers, health.findings), (2, [0, 2, 3]));
    let february = Outcomes { parsed: 1, flagged: 1, rejected: 1 };
    assert_eq!(health.months[&month("2024-02-01")], february, "a file published in March is about February");
    assert_eq!(health.months[&month("2024-04-30")], Outcomes { parsed: 2, flagged: 0, rejected: 0 });
    assert_eq!(health.undated, Outcomes { parsed: 0, flagged: 0, rejected: 2 });
    let reasons: Vec<_> =
        health.rejects.iter().map(|count| (count.code, count.filings, count.example.as_str())).collect();
    assert_eq!(reasons, [("not_a_monthly_return", 2, "r0.pdf"), ("empty", 1, "r2.pdf")]);
}

#[test]
fn the_grid_says_of_every_month_what_there_is() {
    let coverage = Health::of(&snapshot()).coverage;
    assert_eq!((coverage.first, coverage.months), (Some(month("2024-01-31")), 4));
    let rows: Vec<_> =
        coverage.issuers.iter().map(|row| (row.stock_code.as_str(), row.states.as_str(), &row.errors[..])).collect();
    assert_eq!(rows, [("00001", "femr", &[3][..]), ("00002", " w  ", &[])]);
    assert_eq!(coverage.count(State::Missing), 1);
    assert_eq!(coverage.issuers[0].english_name, "Issuer 00001");
}

#[test]
fn codes_are_counted_by_form_the_worst_first() {
    let health = Health::of(&snapshot());
    assert_eq!(health.versions, [("ff301".to_owned(), 1), ("ff301 1.1.1".to_owned(), 5)]);
    let rows: Vec<_> = health
        .codes
        .iter()
        .map(|count| (count.code.as_str(), count.findings, count.filings, &count.by_version[..]))
        .collect();
    assert_eq!(rows[0], ("balance-broken", 3, 1, &[0, 1][..]));
    assert_eq!(rows.len(), 3);
    assert!(rows[1..].contains(&("missing-form-version", 1, 1, &[1, 0][..])));
    let strange: Vec<_> =
        health.strangest.iter().map(|file| (&file.filing_id[..], file.errors, file.warnings)).collect();
    assert_eq!(strange, [("b1", 3, 1), ("e1", 0, 1)]);
    assert_eq!(health.strangest[0].codes, ["balance-broken"]);
}

#[test]
fn identities_are_counted_where_they_can_be_tested() {
    let identities = Health::of(&snapshot()).identities;
    let count = |number, tested, holding| IdentityCount { number, tested, holding };
    let expected = [count(1, 5, 4), count(2, 5, 5), count(3, 5, 4), count(4, 5, 5)];
    assert_eq!(identities[..4], expected, "the return that states nothing is not counted");
    // January and February; the two languages of January.
    assert!(identities[4..].iter().all(|identity| (identity.tested, identity.holding) == (1, 1)), "{identities:?}");
}

#[test]
fn the_page_loads_nothing_and_text_stays_text() {
    let shown = |id: &str| match id {
        "b1" => Shown::Page("pages/b1.html".to_owned()),
        id => Shown::Command(format!("sharecap explain {id} --dataset dataset")),
    };
    let html = page("dataset", &snapshot(), None, &shown);
    for outside in ["http:", "https:", "src=\"", "url(", "@import", "<link", "<iframe"] {
        assert!(!html.contains(outside), "{outside}");
    }
    assert!(!html.contains(HOSTILE) && html.matches("<script").count() == 2);
    for (english, chinese) in [("Strangest files", "最可疑的文件"), ("Issuers and months", "發行人與月份")]
    {
        assert!(html.contains(&format!("data-en=\"{english}\" data-zh=\"{chinese}\"")), "{english}");
    }
    assert!(html.contains("<a href=\"pages/b1.html\">"));
    assert!(html.contains("data-command=\"sharecap explain e1 --dataset dataset\""));
    assert!(html.contains("no record of the run"));
}

#[test]
fn an_empty_dataset_has_its_page_too() {
    let snapshot = assemble(vec![entry("r2", rejected(RejectCode::Empty))]);
    let health = Health::of(&snapshot);
    assert_eq!((health.coverage.first, health.coverage.months), (None, 0));
    let html = page("dataset", &snapshot, None, &|id| Shown::Command(id.to_owned()));
    assert!(html.contains("<code>empty</code>"));
}

fn sharecap(arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_sharecap")).args(arguments).output().unwrap()
}

/// The sample filings, ingested, with the page about them.
fn sample(folder: &Path) -> (PathBuf, PathBuf) {
    let [dataset, html] = ["dataset", "report.html"].map(|name| folder.join(name));
    let samples = Path::new(env!("CARGO_MANIFEST_DIR")).join("data/filings/pdf");
    let ran = sharecap(&["ingest", samples.to_str().unwrap(), "--out", dataset.to_str().unwrap(), "--in-process"]);
    assert!(ran.status.success(), "{}", String::from_utf8_lossy(&ran.stderr));
    let pages = folder.join("pages");
    let arguments = ["--explain", pages.to_str().unwrap(), "--in-process"];
    let ran =
        sharecap(&[&["report", dataset.to_str().unwrap(), "-o", html.to_str().unwrap()], &arguments[..]].concat());
    assert!(ran.status.success() && ran.stdout.is_empty(), "{}", String::from_utf8_lossy(&ran.stderr));
    (dataset, html)
}

#[test]
fn the_page_of_the_samples_and_the_record_of_their_run() {
    let folder = Scratch::new();
    let (dataset, html) = sample(folder.path());
    let (snapshot, run) = load_with_run(&dataset).unwrap();
    let run = run.unwrap();
    let files = fs::read_dir(Path::new(env!("CARGO_MANIFEST_DIR")).join("data/filings/pdf")).unwrap().count();
    assert_eq!((run.files, run.slowest.len()), (files as u64, files.min(100)));
    assert!(run.slowest.windows(2).all(|pair| pair[0].milliseconds >= pair[1].milliseconds));
    assert_eq!(RunRecord::beside(&dataset.join("snapshots/000001")), Some(run.clone()));
    assert!(!dataset.join("snapshots/000001/run.json").exists(), "a snapshot says nothing of how long it took");
    let text = fs::read_to_string(html).unwrap();
    assert!(text.contains("<td>09101</td>") || text.contains("[\"09101\","), "an issuer of the samples");
    let id = &Health::of(&snapshot).ids[&run.slowest[0].path];
    assert!(
        text.contains(&format!("{} <a href=\"pages/{id}.html\">", run.slowest[0].path)),
        "the slowest file is drawn"
    );
    let drawn = fs::read_to_string(folder.path().join(format!("pages/{id}.html"))).unwrap();
    assert!(drawn.contains(&run.slowest[0].path) || drawn.contains(id.as_str()), "the page is about that file");
    assert_eq!(Health::of(&snapshot).outcomes.all(), snapshot.entries().len() as u64);
}

#[test]
fn report_says_what_is_wrong_and_links_pages_that_are_there() {
    let folder = Scratch::new();
    publish_all(&folder.path().join("data set"), entries());
    fs::create_dir(folder.path().join("pages")).unwrap();
    fs::write(folder.path().join("pages/b1.html"), "").unwrap();
    let path = |name: &str| folder.path().join(name).to_str().unwrap().to_owned();
    let (dataset, html, pages) = (path("data set"), path("report.html"), path("pages"));
    let ran = sharecap(&["report", &dataset, "-o", &html]);
    assert!(ran.status.success(), "{}", String::from_utf8_lossy(&ran.stderr));
    let command = format!("sharecap explain e1 --dataset '{dataset}' -o e1.html");
    assert!(fs::read_to_string(&html).unwrap().contains(&command));

    let ran = sharecap(&["report", &dataset, "-o", &html, "--explain", &pages, "--in-process"]);
    assert!(ran.status.success(), "{}", String::from_utf8_lossy(&ran.stderr));
    let text = fs::read_to_string(&html).unwrap();
    assert!(
        text.contains("<a href=\"pages/b1.html\">") && text.contains("<a href=\"pages/e1.html\">"),
        "from the report on"
    );
    assert!(fs::read_to_string(path("pages/b1.html")).unwrap().is_empty(), "what is there stays");
    // The file is gone: what was read of it is shown all the same.
    assert!(fs::read_to_string(path("pages/e1.html")).unwrap().contains("missing-form-version"));

    let printed = sharecap(&["report", &dataset]).stdout;
    assert!(printed.starts_with(b"<!DOCTYPE html>"), "stdout without -o");
    for (arguments, code, said) in [
        (["report", &path("none"), "-o", &html], 3, "is no dataset"),
        (["report", &dataset, "-o", &path("none/report.html")], 4, "none/report.html"),
    ] {
        let ran = sharecap(&arguments);
        let error = String::from_utf8_lossy(&ran.stderr);
        assert!(ran.status.code() == Some(code) && error.contains(said), "{arguments:?}: {error}");
    }
}

/// The script draws the grid: the page as a browser has it after it ran.
#[test]
fn a_browser_draws_the_grid() {
    let folder = Scratch::new();
    let html = folder.path().join("report.html");
    fs::write(&html, page("dataset", &snapshot(), None, &|id| Shown::Command(id.to_owned()))).unwrap();
    let address = format!("file://{}", html.display());
    let browser = ["chromium", "chromium-browser", "google-chrome"].into_iter().find_map(|name| {
        let profile = format!("--user-data-dir={}", folder.path().join("profile").display());
        let arguments = ["--headless", "--no-sandbox", "--disable-gpu", &profile, "--dump-dom", &address];
        Command::new(name).args(arguments).output().ok()
    });
    let Some(ran) = browser else {
        assert!(std::env::var_os("SHARECAP_NO_SKIP").is_none(), "no chromium, and SHARECAP_NO_SKIP is set");
        eprintln!("SKIPPED: no chromium on the PATH; the grid was not drawn");
        return;
    };
    let dom = String::from_utf8_lossy(&ran.stdout);
    for (state, said) in [
        ("e", "00001 Issuer 00001 · 2024-02 · filed, with errors: 3 errors"),
        ("m", "00001 Issuer 00001 · 2024-03 · missing"),
        ("r", "00001 Issuer 00001 · 2024-04 · filed and corrected"),
    ] {
        let cell = format!("class=\"cell state-{state}\"");
        assert!(dom.contains(&cell) && dom.contains(&format!("title=\"{said}\"")), "{said}\n{dom}");
    }
    assert!(dom.contains("issuers 1 to 2 of 2"));
}
