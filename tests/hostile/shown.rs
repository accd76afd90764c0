//! Text from filings and names of files are data wherever they are shown: they forge no line, no mark-up, no command of
//! a terminal.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use serde_json::Value as Json;

use super::common::Scratch;
use super::folder;

/// What an issuer might call itself.
const ISSUER: &str =
    "Copper <script>alert(1)</script> \" onload=alert(2) ' </title> \u{202E}dehsilbup\u{2066} &lt;b&gt;";

/// A folder with a return of that issuer, under every odd name; no two are the same file.
fn returns(scratch: &Scratch) -> PathBuf {
    let input = scratch.path().join("in");
    fs::create_dir(&input).unwrap();
    let sample = concat!(env!("CARGO_MANIFEST_DIR"), "/data/filings/text/FF301_v1.0.2_en_09104_2024-03_pipes.txt");
    let text = fs::read_to_string(sample).unwrap();
    assert!(text.contains("Copper Heron Therapeutics"));
    let text = text.replace("Copper Heron Therapeutics", ISSUER).replace("8,784,000", "8,784,001");
    folder::write_names(&input);
    for (number, entry) in fs::read_dir(&input).unwrap().enumerate() {
        fs::write(entry.unwrap().path(), format!("{text}{}", "\n".repeat(number))).unwrap();
    }
    input
}

fn sharecap(arguments: &[&str], paths: &[&Path]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_sharecap")).args(arguments).args(paths).output().unwrap()
}

/// Text that a terminal or a browser is given: nothing in it does anything but stand where it is.
fn assert_harmless(text: &str, what: &str) {
    let misleads =
        |c: char| (c.is_control() && c != '\n') || matches!(c, '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}');
    if let Some(at) = text.find(misleads) {
        let near: String = text[at..].chars().take(60).collect();
        panic!("{what}: {near:?}");
    }
    let forged = text.lines().find(|line| line.starts_with("error: forged") || line.starts_with("{\"event\""));
    assert_eq!(forged, None, "{what}");
}

#[test]
fn no_name_forges_a_line_of_the_log() {
    let scratch = Scratch::new();
    let input = scratch.path().join("in");
    fs::create_dir(&input).unwrap();
    folder::write_names(&input);
    let _socket = folder::write_odd(&input);
    let out = scratch.path().join("out");
    let ran = sharecap(&["ingest"], &[&input, Path::new("--out"), &out]);
    assert_eq!(ran.status.code(), Some(0));
    assert_harmless(&String::from_utf8(ran.stderr).unwrap(), "the log for a person");
    let ran =
        sharecap(&["ingest", "--log-format", "json"], &[&input, Path::new("--out"), &scratch.path().join("again")]);
    for line in String::from_utf8(ran.stderr).unwrap().lines() {
        let event: Json = serde_json::from_str(line).unwrap_or_else(|error| panic!("{error}: {line:?}"));
        assert!(event["event"].is_string(), "{line:?}");
        assert_harmless(line, "the log for a program");
    }
    for (name, _) in folder::names() {
        use std::os::unix::ffi::OsStrExt;
        let file = input.join(std::ffi::OsStr::from_bytes(&name));
        let ran = sharecap(&["parse"], &[&file]);
        assert_eq!(ran.status.code(), Some(1));
        assert_harmless(&String::from_utf8(ran.stderr).unwrap(), "parse");
    }
}

#[test]
fn no_text_of_a_filing_is_mark_up() {
    let scratch = Scratch::new();
    let (input, out) = (returns(&scratch), scratch.path().join("out"));
    let ran = sharecap(&["ingest"], &[&input, Path::new("--out"), &out]);
    assert_eq!(ran.status.code(), Some(0), "{}", String::from_utf8_lossy(&ran.stderr));
    assert_harmless(&String::from_utf8(ran.stderr).unwrap(), "the log for a person");

    let page = |arguments: &[&str], paths: &[&Path]| {
        let ran = sharecap(arguments, paths);
        assert!(ran.status.success(), "{arguments:?}: {}", String::from_utf8_lossy(&ran.stderr));
        assert_harmless(&String::from_utf8(ran.stderr).unwrap(), arguments[0]);
        String::from_utf8(ran.stdout).unwrap()
    };
    let file = fs::read_dir(&input).unwrap().next().unwrap().unwrap().path();
    let (explained, reported) = (page(&["explain"], &[&file]), page(&["report"], &[&out]));
    assert!(explained.contains("Copper &lt;script&gt;alert(1)&lt;/script&gt;"), "the page names the issuer");
    for (page, what) in [(&explained, "explain"), (&reported, "report")] {
        // Data for the page's own script stands in it as JSON, whose quotes are escaped.
        let page = page.replace("\\\" onload=alert(2)", "");
        for mark in ["<script>alert", "\" onload=alert(2)", "</title> \u{202E}"] {
            assert!(!page.contains(mark), "{what} has {mark:?}");
        }
    }

    for format in ["human", "json", "sarif"] {
        let said = page(&["check", "--format", format], &[&out]);
        if format == "human" {
            assert_harmless(&said, "check");
        } else {
            let found: Json = serde_json::from_str(&said).unwrap();
            assert!(found.is_object(), "{format}");
        }
    }
    assert_harmless(&page(&["gaps"], &[&out]), "gaps");
    assert_harmless(&page(&["parse", "--format", "table"], &[&file]), "parse --format table");
}
