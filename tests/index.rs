//! `ingest --index`: what a list beside the filings says of them.

mod common;

use std::fs;
use std::path::Path;
use std::process::Command;

use common::Scratch;
use sharecap::filing::Standing;
use sharecap::finding::Code;
use sharecap::pipeline::{Extent, load};
use sharecap::tables::Entry;

struct Ran {
    code: i32,
    stderr: String,
}

/// A mirror with three sample returns, one of them twice, and a document that is none.
fn mirror() -> Scratch {
    let folder = Scratch::new();
    let samples = Path::new(env!("CARGO_MANIFEST_DIR")).join("data/filings/pdf");
    for (sample, copy) in [
        ("FF301_v1.1.1_en_09101_2025-06.pdf", "mirror/a.pdf"),
        ("FF301_v1.1.1_en_09101_2025-06.pdf", "mirror/again/a.pdf"),
        ("FF301_v1.1.1_en_09103_2025-08.pdf", "mirror/b.pdf"),
        ("FF301_v1.1.1_en_09101_2025-07.pdf", "mirror/2025/0805/c.pdf"),
    ] {
        let copy = folder.path().join(copy);
        fs::create_dir_all(copy.parent().unwrap()).unwrap();
        fs::copy(samples.join(sample), copy).unwrap();
    }
    folder
}

fn ingest(folder: &Scratch, indexes: &[&str]) -> Ran {
    let mut command = Command::new(env!("CARGO_BIN_EXE_sharecap"));
    command.arg("ingest").arg(folder.path().join("mirror")).arg("--out").arg(folder.path().join("dataset"));
    for index in indexes {
        command.arg("--index").arg(folder.path().join(index));
    }
    let output = command.output().unwrap();
    Ran { code: output.status.code().unwrap(), stderr: String::from_utf8(output.stderr).unwrap() }
}

/// The documents of the dataset by their paths.
fn entries(folder: &Scratch) -> Vec<Entry> {
    let snapshot = load(&folder.path().join("dataset"), Extent::Values).unwrap();
    let mut entries: Vec<Entry> =
        snapshot.entries().iter().map(|(entry, _): &(Entry, Standing)| entry.clone()).collect();
    entries.sort_by(|a, b| a.source_path.cmp(&b.source_path));
    entries
}

fn differs(entry: &Entry) -> Option<&str> {
    let findings = &entry.result.as_ref().unwrap().findings;
    findings.iter().find(|finding| finding.code == Code::IndexDiffers).map(|finding| finding.message.as_str())
}

#[test]
fn an_index_tells_moment_and_title_and_is_no_filing() {
    let folder = mirror();
    let csv = "title,path,stock_code,published_at\n\
               Monthly Return June,a.pdf,9101,2025-07-04 16:31\n\
               the same later,again/a.pdf,09101,2025-07-09 16:31\n\
               A and H shares,b.pdf,601332,03/09/2025 16:45\n\
               not there,2025/0805/d.pdf,,\n";
    fs::write(folder.path().join("mirror/index.csv"), csv).unwrap();
    // Beside the index, not relative to the crawled folder.
    let json = r#"{"path": "c.pdf", "published_at": "2025-08-06T00:30:00+08:00", "stock_code": "00001"}"#;
    fs::write(folder.path().join("mirror/2025/0805/index.jsonl"), json).unwrap();
    let ran = ingest(&folder, &["mirror/index.csv", "mirror/2025/0805/index.jsonl"]);
    assert_eq!(ran.code, 0, "{}", ran.stderr);
    assert!(ran.stderr.contains("index.csv line 5: 2025/0805/d.pdf is not among the files"), "{}", ran.stderr);

    let entries = entries(&folder);
    let paths: Vec<&str> = entries.iter().map(|entry| entry.source_path.as_str()).collect();
    assert_eq!(paths, ["2025/0805/c.pdf", "a.pdf", "b.pdf"], "the indexes are no filings");
    let [c, a, b] = &entries[..] else { unreachable!() };
    let moment = |entry: &Entry| entry.published_at.map(|moment| moment.to_string());
    assert_eq!(moment(a).as_deref(), Some("2025-07-04T08:31:00Z"), "the earlier of two copies");
    assert_eq!(a.title.as_deref(), Some("Monthly Return June"));
    assert_eq!(a.published_on.map(|day| day.to_string()).as_deref(), Some("2025-07-04"));
    assert_eq!(moment(b).as_deref(), Some("2025-09-03T08:45:00Z"));
    assert_eq!((differs(a), differs(b)), (None, None), "a class of b has the code");
    assert_eq!(moment(c).as_deref(), Some("2025-08-05T16:30:00Z"));
    assert_eq!(c.published_on.map(|day| day.to_string()).as_deref(), Some("2025-08-05"), "the path says so");
    assert!(
        differs(c).is_some_and(|message| message.contains("00001") && message.contains("09101")),
        "{:?}",
        differs(c)
    );
}

#[test]
fn an_index_that_cannot_be_right_stops_the_run() {
    let folder = mirror();
    fs::write(folder.path().join("index.csv"), "path,published_at\na.pdf,2025-07-04 16:31\nb.pdf,Thursday\n").unwrap();
    let ran = ingest(&folder, &["index.csv"]);
    assert_eq!(ran.code, 2);
    assert!(ran.stderr.contains("index.csv, line 3, column published_at: is `Thursday`"), "{}", ran.stderr);
    let ran = ingest(&folder, &["no.csv"]);
    assert!(ran.code == 2 && ran.stderr.contains("check --index"), "{}", ran.stderr);
    assert!(!folder.path().join("dataset").exists(), "nothing was published");
}
