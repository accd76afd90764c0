//! What a run makes of a folder that has changed.

use std::collections::BTreeMap;
use std::fs;
use std::num::NonZeroUsize;
use std::os::unix::fs::MetadataExt;

use sharecap::filing::Table;
use sharecap::finding::{Code, RejectCode, Severities, Severity};
use sharecap::pipeline::{Extent, IngestError, Reason, Selection, load, preview, verify};
use sharecap::publish::{Holder, Lock};
use sharecap::tables::Entry;

use crate::mirror::{Mirror, digests, sample};

const ENGLISH: &str = "pdf/FF301_v1.1.1_en_09101_2025-08.pdf";
const CHINESE: &str = "pdf/FF301_v1.1.1_zh_09101_2025-07.pdf";

fn some_sample(at: usize) -> Vec<u8> {
    let mut names: Vec<_> = fs::read_dir(concat!(env!("CARGO_MANIFEST_DIR"), "/data/filings/pdf"))
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.extension().is_some_and(|extension| extension == "pdf"))
        .collect();
    names.sort();
    fs::read(&names[at]).unwrap()
}

/// The rows of `filings` by path.
fn filings(mirror: &Mirror) -> BTreeMap<String, Entry> {
    let snapshot = load(&mirror.job.dataset, Extent::Values).unwrap();
    snapshot.entries().iter().map(|(entry, _)| (entry.source_path.clone(), entry.clone())).collect()
}

fn paths(mirror: &Mirror) -> Vec<String> {
    filings(mirror).into_keys().collect()
}

/// A mirror with two filings, published.
fn two() -> Mirror {
    let mirror = Mirror::new();
    mirror.put("a.pdf", &some_sample(0));
    mirror.put("b.pdf", &some_sample(1));
    assert_eq!(mirror.run().read, 2);
    mirror
}

#[test]
fn a_run_that_finds_nothing_new_publishes_nothing() {
    let mirror = two();
    let before = mirror.current();
    let summary = mirror.run();
    assert!(!summary.is_published && summary.known == 2 && summary.read == 0, "{summary:?}");
    assert_eq!((summary.current.folder, mirror.snapshots()), (before.folder, 1));
    // A file that was touched is opened, and found to be the same.
    mirror.date("a.pdf", 10);
    let summary = mirror.run();
    assert!(!summary.is_published && summary.known == 1, "{summary:?}");
    assert_eq!((mirror.run().known, mirror.snapshots()), (2, 1), "and need not be opened again");
    assert_eq!(verify(&mirror.job.dataset).unwrap().faults, [], "the snapshot itself was not touched");
}

#[test]
fn a_file_written_while_the_run_began_is_looked_at_again() {
    let mut mirror = two();
    mirror.put("c.pdf", &some_sample(2));
    // As if the run began a second after the file was written.
    let written = fs::metadata(mirror.file("c.pdf")).unwrap().mtime();
    mirror.job.began = jiff::Timestamp::from_second(written + 1).unwrap();
    mirror.run();
    // Written again within the tick of the clock, with as many bytes.
    let other: Vec<u8> = some_sample(2).iter().map(|byte| byte.wrapping_add(1)).collect();
    fs::write(mirror.file("c.pdf"), other).unwrap();
    fs::File::options()
        .write(true)
        .open(mirror.file("c.pdf"))
        .unwrap()
        .set_modified(std::time::UNIX_EPOCH + std::time::Duration::from_secs(u64::try_from(written).unwrap()))
        .unwrap();
    assert_eq!(mirror.run().read, 1, "what was written after it was read is not taken for what was read");
}

#[test]
fn the_same_bytes_under_another_path_are_one_filing() {
    let mirror = two();
    mirror.put("x/copy.pdf", &some_sample(0));
    let summary = mirror.run();
    assert!(summary.is_published && summary.read == 0 && summary.duplicates == 1, "{summary:?}");
    let filings = filings(&mirror);
    assert_eq!(filings.len(), 2);
    assert_eq!(filings["a.pdf"].also_at, ["x/copy.pdf"]);
    assert!(!mirror.run().is_published);
}

#[test]
fn only_what_is_touched_is_written_and_the_rest_is_shared() {
    let mirror = Mirror::new();
    for at in 0..12 {
        mirror.put(&format!("{at}.pdf"), &some_sample(at));
    }
    mirror.run();
    let first = mirror.current();
    mirror.put("new.pdf", &some_sample(14));
    assert_eq!(mirror.run().read, 1);
    let second = mirror.current();
    let entry = filings(&mirror).remove("new.pdf").unwrap();
    let (mut shared, mut written) = (0, 0);
    for file in &second.manifest.files {
        let links = fs::metadata(second.folder.join(&file.path)).unwrap().nlink();
        let is_shared = first.manifest.files.iter().any(|old| old.path == file.path && old.sha256 == file.sha256);
        assert_eq!(links, if is_shared { 2 } else { 1 }, "{}", file.path);
        assert!(is_shared || file.year == entry.year(), "{} was written for a filing of {:?}", file.path, entry.year());
        if is_shared { shared += 1 } else { written += 1 }
    }
    assert!(shared > written && written > 0, "{shared} shared, {written} written");
    assert_eq!(second.manifest.parent, Some(1));
}

#[test]
fn a_file_that_changed_gives_a_new_filing_and_the_old_one_stays_until_it_is_pruned() {
    let mut mirror = two();
    let old = filings(&mirror).remove("a.pdf").unwrap().filing_id;
    mirror.put("a.pdf", &some_sample(2));
    let summary = mirror.run();
    assert!(summary.is_published && summary.read == 1 && summary.pruned == 0, "{summary:?}");
    assert_eq!(load(&mirror.job.dataset, Extent::Values).unwrap().entries().len(), 3);
    mirror.job.prune = true;
    let summary = mirror.run();
    assert!(summary.is_published && summary.pruned == 1 && summary.read == 0, "{summary:?}");
    let left = filings(&mirror);
    assert!(left.len() == 2 && left["a.pdf"].filing_id != old);
    assert!(!mirror.run().is_published);
}

#[test]
fn a_file_that_vanished_keeps_its_rows_until_it_is_pruned() {
    let mut mirror = two();
    let before = digests(&mirror.current().manifest);
    fs::rename(mirror.file("a.pdf"), mirror.file("../kept.pdf")).unwrap();
    let summary = mirror.run();
    assert!(!summary.is_published && summary.vanished == 1, "{summary:?}");
    mirror.job.prune = true;
    let summary = mirror.run();
    assert!(summary.is_published && summary.pruned == 1, "{summary:?}");
    assert_eq!(paths(&mirror), ["b.pdf"]);
    // It comes back.
    fs::rename(mirror.file("../kept.pdf"), mirror.file("a.pdf")).unwrap();
    assert_eq!(mirror.run().read, 1);
    assert_eq!(digests(&mirror.current().manifest), before, "the dataset is as it was");
}

#[test]
fn what_was_not_looked_for_is_not_gone() {
    let mut mirror = two();
    mirror.job.prune = true;
    // Another folder alone is crawled: that the first lacks nothing is not known.
    let other = mirror.scratch.path().join("other");
    fs::create_dir(&other).unwrap();
    fs::write(other.join("c.pdf"), some_sample(3)).unwrap();
    let first = std::mem::replace(&mut mirror.job.folders, vec![other]);
    let summary = mirror.run();
    assert!(summary.vanished == 0 && summary.pruned == 0 && summary.read == 1, "{summary:?}");
    // The first is not mounted today: the folder is not there at all, or it is empty.
    fs::rename(&first[0], mirror.scratch.path().join("away")).unwrap();
    mirror.job.folders.push(first[0].clone());
    assert_eq!(mirror.run().pruned, 0);
    mirror.job.folders = first;
    assert!(matches!(mirror.try_run(), Err(IngestError::NoFiles(_))));
    fs::create_dir(&mirror.job.folders[0]).unwrap();
    assert!(matches!(mirror.try_run(), Err(IngestError::NoFiles(_))), "an empty folder drops nothing");
    assert_eq!(filings(&mirror).len(), 3);
}

#[test]
fn limit_and_since_leave_the_rest_to_later_runs() {
    let mut mirror = Mirror::new();
    for (at, day) in ["2024/0105", "2024/0205", "2024/0305"].iter().enumerate() {
        mirror.put(&format!("{day}/{at}.pdf"), &some_sample(at));
    }
    mirror.job.selection = Selection { since: Some("2024-02-01".parse().unwrap()), ..Selection::default() };
    assert_eq!((mirror.run().read, paths(&mirror).len()), (2, 2));
    mirror.job.selection = Selection { limit: NonZeroUsize::new(1), ..Selection::default() };
    mirror.put("2024/0405/3.pdf", &some_sample(3));
    let waiting = preview(&mirror.job).unwrap();
    assert_eq!(waiting.to_read, [("2024/0105/0.pdf".to_owned(), Reason::New)]);
    assert_eq!(mirror.run().read, 1);
    assert_eq!(mirror.run().read, 1);
    assert!(!mirror.run().is_published);
    assert_eq!(paths(&mirror).len(), 4);
}

#[test]
fn what_was_rejected_is_read_again_when_that_is_asked_for() {
    let mut mirror = two();
    mirror.put("large.pdf", &some_sample(2));
    mirror.job.reading.max_file_bytes = 100;
    let summary = mirror.run();
    assert_eq!(summary.rejects, BTreeMap::from([(RejectCode::TooLarge, 1)]));
    mirror.job.reading.max_file_bytes = 1 << 24;
    assert!(!mirror.run().is_published, "known is known");
    mirror.job.selection.retry_rejected = true;
    assert_eq!(mirror.run().reread, 1);
    assert!(filings(&mirror)["large.pdf"].result.is_ok());
    mirror.job.selection = Selection { reread: true, ..Selection::default() };
    let before = digests(&mirror.current().manifest);
    let summary = mirror.run();
    assert!(summary.reread == 3 && summary.read == 0, "{summary:?}");
    assert_eq!(digests(&mirror.current().manifest), before, "read again, the same comes out");
}

#[test]
fn other_severities_have_everything_read_again() {
    let mut mirror = Mirror::new();
    mirror.put("a.pdf", &sample(ENGLISH));
    mirror.put("b.pdf", &sample(CHINESE));
    mirror.run();
    mirror.job.severities = Severities::from([(Code::RepairedText, Severity::Error)]);
    // A part of it cannot wait: what is published has one choice of severities.
    mirror.job.selection.limit = NonZeroUsize::new(1);
    assert_eq!(mirror.run().reread, 2);
    assert!(!mirror.run().is_published);
}

#[test]
fn what_an_older_version_read_is_read_again() {
    let mirror = two();
    let current = mirror.current();
    let path = current.folder.join("manifest.json");
    // As an older version would have left it: its name in the rows, and in what the manifest counts of them.
    for file in current.manifest.files.iter().filter(|file| file.table == Table::Filings) {
        let folder = mirror.scratch.path().join("older.parquet");
        older_rows(&current.folder.join(&file.path), &folder);
        fs::rename(folder, current.folder.join(&file.path)).unwrap();
    }
    let text = fs::read_to_string(&path).unwrap();
    let version = env!("CARGO_PKG_VERSION");
    fs::write(&path, text.replace(&format!("\"{version}\":"), "\"0.0.0\":")).unwrap();
    let summary = mirror.run();
    assert!(summary.reread == 2 && summary.read == 0, "{summary:?}");
    assert!(filings(&mirror).values().all(|entry| entry.parser_version == version));
}

/// Rewrites a part of `filings` with another version of the program in it.
fn older_rows(from: &std::path::Path, to: &std::path::Path) {
    use std::sync::Arc;

    use arrow_array::{RecordBatch, StringArray};
    use parquet::arrow::ArrowWriter;
    use parquet::arrow::arrow_reader::ParquetRecordBatchReaderBuilder;
    let reader = ParquetRecordBatchReaderBuilder::try_new(fs::File::open(from).unwrap()).unwrap();
    let schema = reader.schema().clone();
    let at = schema.index_of("parser_version").unwrap();
    let mut writer = ArrowWriter::try_new(fs::File::create(to).unwrap(), schema.clone(), None).unwrap();
    for batch in reader.build().unwrap().map(Result::unwrap) {
        let mut columns = batch.columns().to_vec();
        columns[at] = Arc::new(StringArray::from(vec!["0.0.0"; batch.num_rows()]));
        writer.write(&RecordBatch::try_new(schema.clone(), columns).unwrap()).unwrap();
    }
    writer.close().unwrap();
}

#[test]
fn a_dataset_of_a_newer_version_is_refused_and_of_an_older_one_read_anew() {
    let mut mirror = two();
    let path = mirror.current().folder.join("manifest.json");
    let text = fs::read_to_string(&path).unwrap();
    let version = |version: &str| text.replacen("\"schema_version\": 2", &format!("\"schema_version\": {version}"), 1);
    fs::write(&path, version("99")).unwrap();
    let error = mirror.try_run().unwrap_err().to_string();
    assert!(error.contains("use a newer sharecap"), "{error}");
    fs::write(&path, version("1")).unwrap();
    // One of its files is gone: it cannot be read anew, and is not left behind unasked.
    fs::remove_file(mirror.file("b.pdf")).unwrap();
    let error = mirror.try_run().unwrap_err().to_string();
    assert!(error.contains("1 of its filings cannot be") && error.contains("b.pdf"), "{error}");
    assert_eq!(mirror.snapshots(), 1);
    mirror.job.prune = true;
    assert_eq!(mirror.run().read, 1);
    assert_eq!(paths(&mirror), ["a.pdf"]);
}

#[test]
fn a_second_run_is_told_who_writes() {
    let mirror = two();
    let me = Holder::this_process("the other run");
    let lock = Lock::take(&mirror.job.dataset, &me, None).unwrap();
    let error = mirror.try_run().unwrap_err().to_string();
    assert!(error.contains("the other run") && error.contains(&std::process::id().to_string()), "{error}");
    assert!(error.contains("--wait"), "{error}");
    drop(lock);
    mirror.run();
}

#[test]
fn a_file_that_cannot_be_read_has_its_row_until_it_can() {
    use std::os::unix::fs::PermissionsExt;
    let mirror = two();
    mirror.put("c.pdf", &some_sample(2));
    let closed = |mode| fs::set_permissions(mirror.file("c.pdf"), fs::Permissions::from_mode(mode)).unwrap();
    closed(0o000);
    if fs::File::open(mirror.file("c.pdf")).is_ok() {
        // The super-user reads what nobody may: a folder in the place of a file is refused to all.
        eprintln!("SKIPPED: this user may read any file; that one cannot be read is tested where that is so");
        return;
    }
    assert_eq!(mirror.run().rejects, BTreeMap::from([(RejectCode::Unreadable, 1)]));
    assert!(!mirror.run().is_published, "it still cannot be read");
    closed(0o644);
    let summary = mirror.run();
    assert!(summary.is_published && summary.read == 1, "{summary:?}");
    let filings = filings(&mirror);
    assert!(filings.len() == 3 && filings["c.pdf"].result.is_ok());
}
