//! Word documents, written by a real LibreOffice from a form, read by way of a real LibreOffice.
//!
//! Without one on the machine the test is skipped, loudly; with `SHARECAP_NO_SKIP` set it fails.

mod common;
mod returns;
#[path = "common/rtf.rs"]
mod rtf;

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use common::Scratch;
use returns::{cells, describe, differences, is_heard};
use serde_json::{Value as Json, json};
use sharecap::extract::{Limits, extract};
use sharecap::filing::{Language, SourceFormat};
use sharecap::pipeline::read_filing;
use sharecap::synth::random::legacy_return;
use sharecap::synth::{LegacyStyle, draw_legacy_pdf};

/// The endings that Word documents have, with the name that LibreOffice has for each.
const KINDS: [(&str, &str); 3] =
    [("docx", "docx:MS Word 2007 XML"), ("doc", "doc:MS Word 97"), ("rtf", "rtf:Rich Text Format")];

fn libreoffice() -> Option<PathBuf> {
    let path = std::env::var_os("PATH")?;
    std::env::split_paths(&path).map(|folder| folder.join("soffice")).find(|program| program.is_file())
}

/// Whether there is a LibreOffice; says so where the test is skipped.
fn is_there(test: &str) -> bool {
    let is_there = libreoffice().is_some();
    assert!(
        is_there || std::env::var_os("SHARECAP_NO_SKIP").is_none(),
        "{test} needs LibreOffice (Debian: apt-get install libreoffice-writer-nogui)"
    );
    if !is_there {
        eprintln!("SKIPPED: {test} needs LibreOffice (Debian: apt-get install libreoffice-writer-nogui)");
    }
    is_there
}

/// Has LibreOffice write a file as another kind, into the same folder.
fn write_as(file: &Path, kind: &str) -> PathBuf {
    let folder = file.parent().unwrap();
    let written = file.with_extension(kind.split(':').next().unwrap());
    let ran = Command::new(libreoffice().unwrap())
        .arg(format!("-env:UserInstallation=file://{}", folder.join("profile").display()))
        .args(["--headless", "--convert-to", kind, "--outdir"])
        .args([folder, file])
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .status()
        .unwrap();
    assert!(ran.success() && written.is_file(), "{} was not written", written.display());
    written
}

/// The drawn return of this language in a folder of its own, as .docx.
fn docx(folder: &Scratch, language: &str) -> PathBuf {
    let drawn = Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("tests/fixtures/word/return_{language}.html"));
    let page = folder.path().join("return.html");
    fs::copy(drawn, &page).unwrap();
    write_as(&page, KINDS[0].1)
}

fn sharecap(arguments: &[&str], file: &Path) -> std::process::Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_sharecap"));
    command.env_remove("SHARECAP_LIBREOFFICE").arg("parse").arg(file).args(arguments).output().unwrap()
}

fn parse(arguments: &[&str], file: &Path) -> Json {
    let ran = sharecap(arguments, file);
    assert_eq!(ran.status.code(), Some(0), "{}", String::from_utf8_lossy(&ran.stderr));
    serde_json::from_slice(&ran.stdout).unwrap()
}

/// What the drawn return states, as the tables say it.
fn assert_read(tables: &Json, language: &str, from: &str) {
    let filing = &tables["filings"][0];
    let (issuer, remark) = if language == "en" {
        ("Copper Heron Therapeutics", "Converted by way of Word.")
    } else {
        ("石橋嶺控股有限公司", "經由文書處理軟件轉換。")
    };
    for (column, value) in [
        ("source_format", json!("doc")),
        ("form_version", json!("1.0.2")),
        ("stock_code", json!("09177")),
        ("issuer_name", json!(issuer)),
        ("month_end", json!("2022-12-31")),
        ("submitted_on", json!("2023-01-05")),
        ("total_authorised_capital", json!("120000000")),
        ("outcome", json!("parsed")),
    ] {
        assert_eq!(filing[column], value, "{column} of {from}");
    }
    // Pages are those of the conversion: the typefaces that are installed make them three or four.
    assert!(filing["pages"].as_u64().is_some_and(|pages| (3..=4).contains(&pages)), "{} of {from}", filing["pages"]);
    let states = |table: &str, columns: &[(&str, Json)]| {
        assert_eq!(tables[table].as_array().unwrap().len(), 1, "{table} of {from}");
        for (column, value) in columns {
            assert_eq!(&tables[table][0][column], value, "{table}.{column} of {from}");
        }
    };
    let capital = [
        ("share_class", json!("ordinary")),
        ("share_type", json!(null)),
        ("class_stock_code", json!("09177")),
        ("opening_shares", json!(10_000_000_000_i64)),
        ("change_shares", json!(2_000_000_000)),
        ("closing_shares", json!(12_000_000_000_i64)),
        ("closing_par_value", json!("0.01")),
        ("currency", json!("HKD")),
    ];
    states("authorised_capital", &capital);
    let balances = [("opening_issued", json!(1_234_567_890)), ("change_issued", json!(0))];
    states("issued_shares", &balances);
    states("remarks", &[("text", json!(remark))]);
    assert_eq!(tables["findings"], json!([]), "{from}");
    let place = tables["provenance"].as_array().unwrap().iter().find(|row| row["column_name"] == "opening_issued");
    let page = &place.unwrap()["page"];
    assert!(page.as_u64().is_some_and(|page| (2..=3).contains(&page)), "{page}: pages are those of the conversion");
}

#[test]
fn word_documents_of_every_kind_are_read_as_what_they_are() {
    if !is_there("reading Word documents") {
        return;
    }
    // Chinese is read even where no typeface of the machine has it: then all characters look alike on the page.
    for language in ["en", "zh"] {
        let folder = Scratch::new();
        let docx = docx(&folder, language);
        for (ending, kind) in KINDS {
            let file = if ending == "docx" { docx.clone() } else { write_as(&docx, kind) };
            // The name says nothing.
            let unnamed = folder.path().join(format!("{ending}.bin"));
            fs::rename(&file, &unnamed).unwrap();
            assert_read(&parse(&[], &unnamed), language, &format!("{ending} in {language}"));
            fs::rename(&unnamed, &file).unwrap();
        }
        assert_read(&parse(&["--in-process"], &docx), language, "docx in this process");
    }
}

/// Typefaces as wide as those that Word has: with others, text runs over its tabs.
fn has_typefaces() -> bool {
    let places = ["liberation2", "liberation"];
    let file = |place| format!("/usr/share/fonts/truetype/{place}/LiberationSans-Regular.ttf");
    let has = places.iter().any(|place| Path::new(&file(place)).is_file());
    assert!(has || std::env::var_os("SHARECAP_NO_SKIP").is_none(), "no Liberation Sans (Debian: fonts-liberation2)");
    if !has {
        eprintln!("SKIPPED: legacy returns in Word need Liberation Sans (Debian: fonts-liberation2)");
    }
    has
}

/// The legacy template was a Word document: drawn, set in Word with tabs and lines, converted, and read.
#[test]
fn legacy_returns_survive_word() {
    if !is_there("reading legacy returns in Word") || !has_typefaces() {
        return;
    }
    for (seed, language) in [(9, Language::English), (12, Language::English), (12, Language::TraditionalChinese)] {
        let folder = Scratch::new();
        let mut filing = legacy_return(seed, language);
        let drawn = draw_legacy_pdf(&filing, &LegacyStyle::random(seed));
        filing.pages = Some(drawn.pages);
        let document = folder.path().join("return.rtf");
        fs::write(&document, rtf::rtf(&extract(&drawn.bytes, &Limits::default()).unwrap().pages)).unwrap();
        for (_, kind) in &KINDS[..2] {
            let name = format!("seed {seed} {} as {kind}", language.as_str());
            let reading = read_filing(&fs::read(write_as(&document, kind)).unwrap()).unwrap();
            let differences = differences(&filing, &reading.filing);
            let silent = differences.iter().filter(|(cell, _)| !is_heard(&reading, cell)).count();
            assert!(cells(&filing).len() > 100, "{name}: a return that states little shows little");
            assert!(differences.is_empty(), "{name}: {silent} silent\n{}", describe(&differences));
        }
    }
}

#[test]
fn a_document_is_a_document_for_the_library_too() {
    if !is_there("reading Word documents by the library") {
        return;
    }
    let folder = Scratch::new();
    let bytes = fs::read(docx(&folder, "en")).unwrap();
    let document = extract(&bytes, &Limits::default()).unwrap();
    assert_eq!((document.format, document.pages.len()), (SourceFormat::Doc, 3));
    let reading = read_filing(&bytes).unwrap();
    assert_eq!(reading.filing.issued_shares[0].opening_issued, Some(1_234_567_890));
}

#[test]
fn a_document_that_is_cut_is_rejected_and_leaves_nothing() {
    if !is_there("converting damaged Word documents") {
        return;
    }
    let folder = Scratch::new();
    let docx = docx(&folder, "en");
    let doc = write_as(&docx, KINDS[1].1);
    let bytes = fs::read(&doc).unwrap();
    fs::write(&doc, &bytes[..bytes.len() / 2]).unwrap();
    let temporary = folder.path().join("tmp");
    fs::create_dir(&temporary).unwrap();
    let ran =
        Command::new(env!("CARGO_BIN_EXE_sharecap")).arg("parse").arg(&doc).env("TMPDIR", &temporary).output().unwrap();
    let message = String::from_utf8_lossy(&ran.stderr);
    assert_eq!(ran.status.code(), Some(1), "{message}");
    assert!(message.contains("unsupported_format") || message.contains("not_converted"), "{message}");
    assert_eq!(fs::read_dir(&temporary).unwrap().count(), 0);
}

#[test]
fn without_libreoffice_a_document_says_what_it_needs() {
    let folder = Scratch::new();
    let file = folder.path().join("return.rtf");
    fs::write(&file, "{\\rtf1 Monthly Return}").unwrap();
    let ran = sharecap(&["--libreoffice", "/no/such/soffice"], &file);
    let message = String::from_utf8_lossy(&ran.stderr);
    assert_eq!(ran.status.code(), Some(1));
    assert!(message.contains("needs_libreoffice") && message.contains("libreoffice-writer-nogui"), "{message}");
    let tables: Json = serde_json::from_slice(&ran.stdout).unwrap();
    assert_eq!(tables["filings"][0]["source_format"], "doc");
}
