//! The page of `sharecap explain`: what stands in it, where its boxes lie, where files of a dataset are found again,
//! and, in a real browser, what a person can do with it.

mod command;
mod common;

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use command::{Ran, run};
use common::Scratch;
use serde_json::Value as Json;
use sharecap::extract::Limits;
use sharecap::extract::draw::{Picture, draw};
use sharecap::filing::Language;
use sharecap::synth::random::monthly_return;
use sharecap::synth::{DrawOptions, Fonts, FormVersion, draw_pdf};

const SAMPLES: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/data/filings");
const ENGLISH: &str = "pdf/FF301_v1.1.1_en_09101_2025-08.pdf";
const CHINESE: &str = "pdf/FF301_v1.1.1_zh_09103_2025-09.pdf";
const LEGACY: &str = "pdf/legacy_en_09123_2020-03.pdf";
const COPIES: &str = "pdf/legacy_en_09126_2011-09_copies.pdf";
const TEXT: &str = "text/FF301_v1.0.2_en_09104_2024-03_pipes.txt";

fn sample(name: &str) -> PathBuf {
    Path::new(SAMPLES).join(name)
}

fn text(path: &Path) -> &str {
    path.to_str().unwrap()
}

/// Writes the page about a file.
fn explain(folder: &Scratch, file: &Path) -> (PathBuf, Ran) {
    let page = folder.path().join("page.html");
    let ran = run(&["explain", text(file), "-o", text(&page)]);
    (page, ran)
}

/// The page about a sample that is read.
fn page_of(name: &str) -> String {
    let ran = run(&["explain", text(&sample(name))]);
    assert_eq!(ran.code, 0, "{name}: {}", ran.stderr);
    ran.stdout
}

/// What `parse` says of a sample.
fn parsed(name: &str) -> Json {
    serde_json::from_str(&run(&["parse", text(&sample(name))]).stdout).unwrap()
}

/// The addresses of all values whose provenance has a box, with page and left upper corner.
fn boxes(tables: &Json) -> Vec<(String, u64, f64, f64)> {
    let values = tables["provenance"].as_array().unwrap().iter().filter(|value| !value["x0"].is_null());
    let address = |value: &Json| {
        let [table, column] = ["table_name", "column_name"].map(|name| value[name].as_str().unwrap());
        format!("{table}.{}.{column}", value["table_row"])
    };
    let number = |value: &Json| value.as_f64().unwrap();
    let all = values
        .map(|value| (address(value), value["page"].as_u64().unwrap(), number(&value["x0"]), number(&value["y0"])));
    all.collect()
}

/// What stands between two marks, everywhere.
fn between<'t>(text: &'t str, before: &str, after: &str) -> Vec<&'t str> {
    text.split(before).skip(1).filter_map(|rest| rest.split(after).next()).collect()
}

#[test]
fn every_value_is_boxed_where_it_stands() {
    for name in [ENGLISH, CHINESE, LEGACY] {
        let (page, tables) = (page_of(name), parsed(name));
        let pages: Vec<&str> = page.split("<article class=\"sheet\"").skip(1).collect();
        assert_eq!(pages.len() as u64, tables["filings"][0]["pages"].as_u64().unwrap(), "{name}");
        let boxes = boxes(&tables);
        assert!(boxes.len() > 100, "{name}: {} boxes", boxes.len());
        for (address, number, x0, y0) in boxes {
            assert!(page.contains(&format!("id=\"{address}\"")), "{name}: no cell {address}");
            let sheet = pages[usize::try_from(number).unwrap() - 1];
            let size = between(sheet, "--ratio:", "\"")[0].split(" / ").map(|part| part.parse().unwrap());
            let [width, height] = <[f64; 2]>::try_from(size.collect::<Vec<f64>>()).unwrap();
            let is_its_own = |names: &&str| names.split(' ').any(|other| other == address);
            let style = sheet.split("data-for=\"").skip(1).find(|rest| is_its_own(&rest.split('"').next().unwrap()));
            let style = between(style.expect(&address), "style=\"", "\"")[0];
            let percent = |edge: &str| between(style, edge, "%")[0].parse::<f64>().unwrap();
            // The box is larger than its text by a margin.
            let (left, top) = (percent("left:") * width / 100.0, percent("top:") * height / 100.0);
            assert!((0.0..3.0).contains(&(x0 - left)), "{name}: {address} begins at {x0}, its box at {left}");
            assert!((0.0..3.0).contains(&(y0 - top)), "{name}: {address} begins at {y0}, its box at {top}");
        }
    }
}

#[test]
fn a_page_is_one_file_of_modest_size() {
    let page = page_of(ENGLISH);
    assert!(page.len() < 3_000_000, "{} bytes", page.len());
    assert!(!page.contains("src=\"http") && !page.contains("<link") && !page.contains("@import"));
    assert!(page.contains("default-src 'none'"), "nothing may be loaded");
    for part in
        ["data-zh=\"III (A) 股份期權\"", "id=\"issued_shares.1.closing_issued\"", "class=\"null\"", "new_shares_issued"]
    {
        assert!(page.contains(part), "{part} is not in the page");
    }
    let opened = page_of(CHINESE);
    assert!(opened.contains("<html lang=\"zh-Hant\""), "it opens in the language of the filing");
    assert!(
        opened.contains(">II. 已發行股份及庫存股份<") && opened.contains("data-en=\"II. Issued and treasury shares\"")
    );
}

#[test]
fn text_that_no_field_claims_is_marked() {
    let page = page_of("text/FF301_v1.0.1_en_09106_2022-07_layout.txt");
    let marked = between(&page, "<span class=\"box unclaimed\"", "</span>");
    let finding = between(marked[0], "data-for=\"", "\"")[0];
    assert!(marked[0].ends_with("hares issuable to be listed on SEHK (Note 1, 5"), "{}", marked[0]);
    let listed = between(&page, &format!("<button id=\"{finding}\""), "</button>");
    assert!(listed[0].contains("no field claims the text"), "{}", listed[0]);
}

#[test]
fn all_forms_of_a_file_are_in_the_page() {
    let page = page_of(COPIES);
    assert_eq!(page.matches("<article class=\"sheet\"").count(), 30);
    assert_eq!(page.matches("class=\"tab\"").count(), 3);
    let ids: Vec<&str> = between(&page, " id=\"", "\"");
    assert_eq!(ids.iter().collect::<BTreeSet<_>>().len(), ids.len(), "no name is given twice");
    assert!(ids.contains(&"issued_shares.1.closing_issued") && ids.contains(&"3:issued_shares.1.closing_issued"));
}

#[test]
fn what_is_rejected_is_drawn_with_the_reason() {
    let folder = Scratch::new();
    for (name, code, pages) in [
        ("other/announcement_09112_2025-07-25.pdf", "not_a_monthly_return", 1),
        ("other/scan_without_text_09101.pdf", "no_text_layer", 1),
        ("other/truncated_monthly_return.pdf", "malformed_pdf", 0),
    ] {
        let (page, ran) = explain(&folder, &sample(name));
        assert_eq!(ran.code, 1, "{name}: {}", ran.stderr);
        assert!(ran.stderr.contains(code), "{name}: {}", ran.stderr);
        let page = fs::read_to_string(page).unwrap();
        assert!(page.contains(code), "{name}: the reason is in the page");
        assert_eq!(page.matches("<article class=\"sheet\"").count(), pages, "{name}");
        assert_eq!(page.contains("The pages cannot be shown"), pages == 0, "{name}");
    }
}

#[test]
fn every_page_is_drawn_with_its_words() {
    let drawing = draw(&fs::read(sample(ENGLISH)).unwrap(), &Limits::default()).unwrap();
    assert_eq!(drawing.pages.len(), 11);
    for page in &drawing.pages {
        assert!(matches!(&page.picture, Picture::Svg(svg) if svg.contains("<use")), "page {}", page.number);
        assert!(!page.words.is_empty());
    }
    let drawing = draw(&fs::read(sample(TEXT)).unwrap(), &Limits::default()).unwrap();
    assert!(drawing.pages.iter().all(|page| page.picture == Picture::Words));
    let few = Limits { max_pages: 3, ..Limits::default() };
    assert!(draw(&fs::read(sample(ENGLISH)).unwrap(), &few).is_err());
}

/// A dataset of two samples in a folder of its own.
/// Without an embedded typeface the picture has no glyphs for ideographs: they are set as text, once.
#[test]
fn characters_without_a_typeface_are_set_as_text() {
    let filing = monthly_return(3, FormVersion::V1_1_1, Language::TraditionalChinese);
    let plain = draw_pdf(&filing, FormVersion::V1_1_1, &DrawOptions { fonts: Fonts::Plain }).bytes;
    let texts = |bytes: &[u8]| {
        let drawing = draw(bytes, &Limits::default()).unwrap();
        let Picture::Svg(svg) = drawing.pages[0].picture.clone() else { panic!("not drawn") };
        svg.matches("<text ").count()
    };
    assert!(texts(&plain) > 20, "labels and words of the first page");
    assert_eq!(texts(&fs::read(sample(CHINESE)).unwrap()), 0, "its typeface is embedded");
}

fn dataset(folder: &Scratch) -> (PathBuf, PathBuf, Vec<String>) {
    let (input, out) = (folder.path().join("in/2025"), folder.path().join("dataset"));
    fs::create_dir_all(&input).unwrap();
    for name in [ENGLISH, CHINESE] {
        fs::copy(sample(name), input.join(Path::new(name).file_name().unwrap())).unwrap();
    }
    let ran = run(&["ingest", text(input.parent().unwrap()), "--out", text(&out)]);
    assert_eq!(ran.code, 0, "{}", ran.stderr);
    let id = |name| parsed(name)["filings"][0]["filing_id"].as_str().unwrap().to_owned();
    (input, out, vec![id(ENGLISH), id(CHINESE)])
}

#[test]
fn a_filing_of_a_dataset_is_found_by_the_beginning_of_its_id() {
    let folder = Scratch::new();
    let (input, dataset, ids) = dataset(&folder);
    let manifest: Json = serde_json::from_slice(&fs::read(dataset.join("current/manifest.json")).unwrap()).unwrap();
    let crawled = fs::canonicalize(input.parent().unwrap()).unwrap();
    assert_eq!(manifest["folders"], serde_json::json!([text(&crawled)]));
    let ran = run(&["explain", &ids[0][..6], "--dataset", text(&dataset)]);
    assert_eq!((ran.code, ran.stderr.as_str()), (0, ""));
    assert_eq!(ran.stdout.matches("<article class=\"sheet\"").count(), 11);
    assert!(ran.stdout.contains("2025/FF301_v1.1.1_en_09101_2025-08.pdf"));
    // The same values and boxes as out of the file.
    for (address, ..) in boxes(&parsed(ENGLISH)) {
        assert!(ran.stdout.contains(&format!("id=\"{address}\"")), "no cell {address}");
    }
}

#[test]
fn a_file_that_moved_is_found_below_root_and_one_that_changed_is_not_drawn() {
    let folder = Scratch::new();
    let (input, dataset, ids) = dataset(&folder);
    let moved = folder.path().join("moved");
    fs::rename(input.parent().unwrap(), &moved).unwrap();
    let id = &ids[0][..8];
    let gone = run(&["explain", id, "--dataset", text(&dataset)]);
    assert_eq!(gone.code, 0, "the values are shown all the same");
    assert!(gone.stderr.contains("is not below") && gone.stderr.contains("--root"), "{}", gone.stderr);
    assert!(gone.stdout.contains("The pages cannot be shown") && gone.stdout.contains("5,090,155,173"));
    let found = run(&["explain", id, "--dataset", text(&dataset), "--root", text(&moved)]);
    assert_eq!(found.stdout.matches("<article class=\"sheet\"").count(), 11, "{}", found.stderr);
    let file = moved.join("2025").join(Path::new(ENGLISH).file_name().unwrap());
    fs::write(&file, "%PDF-1.7 something else").unwrap();
    let changed = run(&["explain", id, "--dataset", text(&dataset), "--root", text(&moved)]);
    assert!(changed.stderr.contains("holds other bytes"), "{}", changed.stderr);
    assert!(changed.stdout.contains("holds other bytes") && !changed.stdout.contains("<article"));
}

#[test]
fn a_wrong_id_is_refused_with_a_reason() {
    let folder = Scratch::new();
    let (_, dataset, ids) = dataset(&folder);
    let dataset = text(&dataset);
    let unknown = if ids.iter().any(|id| id.starts_with("ffffff")) { "000000" } else { "ffffff" };
    for (arguments, code, said) in [
        (["explain", unknown, "--dataset", dataset], 2, "begins with"),
        (["explain", "abc", "--dataset", dataset], 2, "6 or more"),
        (["explain", "no-such-file.pdf", "--timeout", "9"], 2, "check the path"),
        (["explain", "abcdef12", "--timeout", "9"], 2, "--dataset"),
        (["explain", SAMPLES, "--timeout", "9"], 2, "is a folder"),
        (["explain", "abcdef12", "--dataset", SAMPLES], 3, "is no dataset"),
        (["explain", &ids[0], "--root", SAMPLES], 2, "--dataset"),
    ] {
        let ran = run(&arguments);
        assert_eq!(ran.code, code, "{arguments:?}: {}", ran.stderr);
        assert!(ran.stderr.contains(said) && ran.stdout.is_empty(), "{arguments:?}: {}", ran.stderr);
    }
    let nowhere = run(&["explain", text(&sample(ENGLISH)), "-o", text(&folder.path().join("no/such/page.html"))]);
    assert_eq!(nowhere.code, 4, "{}", nowhere.stderr);
}

/// A text return whose issuer has a name that would run, were it no text.
fn hostile(folder: &Scratch) -> PathBuf {
    let evil = "<img src=x onerror=\"window.owned=1\"></script><script>window.owned=1</script>";
    let sound = fs::read_to_string(sample(TEXT)).unwrap();
    let file = folder.path().join("hostile.txt");
    fs::write(&file, sound.replace("Copper Heron Therapeutics", evil)).unwrap();
    file
}

#[test]
fn text_of_a_filing_stays_text() {
    let folder = Scratch::new();
    let (page, ran) = explain(&folder, &hostile(&folder));
    assert_eq!(ran.code, 0, "{}", ran.stderr);
    let page = fs::read_to_string(page).unwrap();
    assert!(page.contains("&lt;img src=x onerror="), "the name is there");
    assert!(!page.contains("<img src=x") && page.matches("<script").count() == 2);
}

/// Checks of `browser.py` on the page about a file.
fn browse(file: &Path, checks: &str) {
    let folder = Scratch::new();
    let (page, ran) = explain(&folder, file);
    assert_eq!(ran.code, 0, "{}", ran.stderr);
    let python = std::env::var("SHARECAP_PYTHON").unwrap_or_else(|_| "python3".to_owned());
    let script = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/explain/browser.py");
    let output = Command::new(python).args([script, checks, text(&page)]).output();
    let said =
        output.as_ref().map_or_else(ToString::to_string, |output| String::from_utf8_lossy(&output.stderr).into_owned());
    if let Some(output) = output.ok().filter(|output| output.status.code() != Some(77)) {
        assert!(output.status.success(), "{checks} of {}:\n{said}", file.display());
        return;
    }
    assert!(std::env::var_os("SHARECAP_NO_SKIP").is_none(), "there is no {said}, and SHARECAP_NO_SKIP is set");
    eprintln!(
        "SKIPPED: {checks}: there is no {said} (Debian: chromium chromium-driver; SHARECAP_PYTHON with selenium)"
    );
}

#[test]
fn an_english_filing_in_a_browser() {
    browse(&sample(ENGLISH), "values,keys,languages,link,narrow");
}

#[test]
fn a_chinese_filing_in_a_browser() {
    browse(&sample(CHINESE), "values,languages,link");
}

#[test]
fn a_legacy_filing_in_a_browser() {
    browse(&sample(LEGACY), "values,findings,narrow");
}

#[test]
fn several_forms_in_a_browser() {
    browse(&sample(COPIES), "forms,values");
}

#[test]
fn a_text_filing_in_a_browser() {
    browse(&sample(TEXT), "text,keys,findings");
}

#[test]
fn hostile_text_in_a_browser() {
    let folder = Scratch::new();
    browse(&hostile(&folder), "hostile,languages");
}
