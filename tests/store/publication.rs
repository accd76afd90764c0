//! Snapshots, their manifest, and the link that turns from one to the next.

use std::collections::BTreeMap;
use std::fs::{self, File};
use std::path::Path;

use jiff::Timestamp;
use parquet::arrow::arrow_reader::ParquetRecordBatchReaderBuilder;
use serde_json::Value as Json;
use sharecap::filing::Table;
use sharecap::publish::{Manifest, Published, publish};
use sharecap::tables::{Entry, assemble, verify};

use crate::common::Scratch;
use crate::readings::{entry, mixed, publish_all, rich};

#[test]
fn the_manifest_tells_what_the_files_hold() {
    let folder = Scratch::new();
    let Published { folder, manifest } = publish_all(folder.path(), mixed());
    let text = fs::read_to_string(folder.join("manifest.json")).unwrap();
    assert_eq!(serde_json::from_str::<Json>(&text).unwrap(), serde_json::to_value(&manifest).unwrap());
    let Manifest { snapshot, filings, outcomes, rejects, findings, rows, files, created_at, .. } = manifest;
    assert_eq!((snapshot, filings, created_at.as_str()), (1, 4, "2024-11-05T00:00:00Z"));
    assert_eq!(outcomes, counts(&[("flagged", 1), ("parsed", 1), ("rejected", 2)]));
    assert_eq!(rejects, counts(&[("not_a_monthly_return", 2)]));
    assert_eq!(findings, counts(&[("balance-broken", 1), ("missing-form-version", 1)]));
    assert_eq!((rows["filings"], rows["issued_shares"], rows["depositary_receipts"]), (4, 2, 0));
    for file in &files {
        let bytes = fs::read(folder.join(&file.path)).unwrap();
        assert_eq!(bytes.len() as u64, file.bytes, "{}", file.path);
        assert_eq!(sha256(&bytes), file.sha256, "{}", file.path);
        let reader = ParquetRecordBatchReaderBuilder::try_new(File::open(folder.join(&file.path)).unwrap()).unwrap();
        assert_eq!(reader.metadata().file_metadata().num_rows(), i64::try_from(file.rows).unwrap(), "{}", file.path);
    }
    let parts: Vec<_> = files.iter().filter(|file| file.table == Table::Filings).map(|file| &*file.path).collect();
    let part = |year| format!("filings/year={year}/part-0.parquet");
    assert_eq!(parts, [part("2023"), part("2024"), part("__HIVE_DEFAULT_PARTITION__")]);
}

fn counts(counts: &[(&str, u64)]) -> BTreeMap<String, u64> {
    counts.iter().map(|(name, count)| ((*name).to_owned(), *count)).collect()
}

fn sha256(bytes: &[u8]) -> String {
    use sha2::{Digest, Sha256};
    let digest: Vec<String> = Sha256::digest(bytes).iter().map(|byte| format!("{byte:02x}")).collect();
    digest.concat()
}

#[test]
fn the_same_filings_give_the_same_bytes_in_any_order() {
    let folder = Scratch::new();
    let first = publish_all(folder.path(), mixed());
    let mut turned = mixed();
    turned.reverse();
    let second = publish_all(folder.path(), turned);
    assert_eq!(first.manifest.files, second.manifest.files, "path, size and digest of every file");
    let ingested_at = Timestamp::from_second(1_800_000_000).unwrap();
    let later = mixed().into_iter().map(|entry| Entry { ingested_at, ..entry }).collect();
    let third = publish(folder.path(), &assemble(later)).unwrap();
    for (a, b) in first.manifest.files.iter().zip(&third.manifest.files) {
        assert_eq!(a.sha256 == b.sha256, a.table != Table::Filings, "ingested_at lives in filings alone: {}", a.path);
    }
}

#[test]
fn current_turns_from_snapshot_to_snapshot() {
    let folder = Scratch::new();
    let current = folder.path().join("current");
    publish_all(folder.path(), vec![entry("aa", Ok(rich()))]);
    assert_eq!(fs::read_link(&current).unwrap(), Path::new("snapshots/000001"));
    fs::create_dir(folder.path().join("snapshots/000041")).unwrap();
    let published = publish_all(folder.path(), mixed());
    assert_eq!(fs::read_link(&current).unwrap(), Path::new("snapshots/000042"), "the highest number and one more");
    assert_eq!(fs::canonicalize(&current).unwrap(), fs::canonicalize(&published.folder).unwrap());
    assert!(folder.path().join("snapshots/000001/manifest.json").exists(), "what was there stays");
    let mut names: Vec<_> = fs::read_dir(folder.path()).unwrap().map(|entry| entry.unwrap().file_name()).collect();
    names.sort();
    assert_eq!(names, ["current", "snapshots"], "no leftovers");
}

#[test]
fn a_failed_publication_leaves_what_was_there() {
    let folder = Scratch::new();
    publish_all(folder.path(), vec![entry("aa", Ok(rich()))]);
    // A remark without text breaks the contract; it is only found when its table is written.
    let mut broken = rich();
    broken.filing.remarks[0].text = None;
    assert!(verify(&broken).unwrap_err().to_string().contains("remarks.text"));
    assert!(verify(&rich()).is_ok());
    let snapshot = assemble(vec![entry("bb", Ok(broken))]);
    let error = publish(folder.path(), &snapshot).unwrap_err().to_string();
    assert!(error.contains("text"), "{error}");
    assert_eq!(fs::read_link(folder.path().join("current")).unwrap(), Path::new("snapshots/000001"));
    let is_snapshot = |path: &std::path::PathBuf| path.is_dir();
    let snapshots = |folder: &Path| {
        fs::read_dir(folder.join("snapshots")).unwrap().map(|entry| entry.unwrap().path()).filter(is_snapshot).count()
    };
    assert_eq!(snapshots(folder.path()), 1, "no half snapshot");

    let other = Scratch::new();
    fs::create_dir(other.path().join("current")).unwrap();
    let snapshot = assemble(mixed());
    let error = publish(other.path(), &snapshot).unwrap_err().to_string();
    assert!(error.contains("is no dataset"), "{error}");
    assert_eq!(snapshots(other.path()), 0);
}
