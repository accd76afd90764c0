//! A published dataset, loaded again.

use std::fs;

use sharecap::filing::{CapitalEvent, Language};
use sharecap::pipeline::{Extent, load};
use sharecap::tables::{Entry, assemble};

use crate::common::Scratch;
use crate::readings::{began, day, entry, mixed, publish_all, rich};

/// Everything that the contract has a column for.
fn full() -> Vec<Entry> {
    let mut entries = mixed();
    let first = &mut entries[0];
    first.published_on = Some(day("2024-11-05"));
    first.published_at = Some("2024-11-05T09:31:00Z".parse().unwrap());
    first.title = Some("Monthly Return \"October\"".to_owned());
    first.also_at = vec!["b/a.pdf".to_owned(), "c.pdf".to_owned()];
    first.capital_events = vec![CapitalEvent {
        kind: Some("consolidation".to_owned()),
        ratio_old: Some(3),
        ratio_new: Some(1),
        adjustment_factor: Some("0.333333333333".parse().unwrap()),
        basis: Some("par value".to_owned()),
        ..CapitalEvent::default()
    }];
    entries
}

#[test]
fn what_was_published_is_loaded_whole() {
    let folder = Scratch::new();
    publish_all(folder.path(), full());
    let written = assemble(full());
    let mut without_places = written.entries().to_vec();
    for (entry, _) in &mut without_places {
        if let Ok(reading) = &mut entry.result {
            reading.provenance.clear();
        }
    }
    let read = load(folder.path(), Extent::Values).unwrap();
    assert_eq!(read.entries(), without_places);
    assert_eq!((read.parser_version(), read.ingested_at()), ("0.0.1", began()));
    let one = load(folder.path(), Extent::Filing("aa")).unwrap();
    let expected: Vec<_> = written.entries().iter().filter(|(e, _)| e.filing_id.as_deref() == Some("aa")).collect();
    assert_eq!(one.entries().iter().collect::<Vec<_>>(), expected, "provenance, boxes and all");
    assert!(load(folder.path(), Extent::Filing("ab")).unwrap().entries().is_empty());
}

#[test]
fn a_snapshot_is_opened_by_its_own_name_too() {
    let folder = Scratch::new();
    let first = publish_all(folder.path(), full());
    publish_all(folder.path(), vec![entry("zz", Ok(rich()))]);
    assert_eq!(load(&first.folder, Extent::Values).unwrap().entries().len(), 4);
    assert_eq!(load(folder.path(), Extent::Values).unwrap().entries().len(), 1);
}

#[test]
fn what_is_no_dataset_is_refused_with_what_to_do() {
    let folder = Scratch::new();
    let refusal = |path| load(path, Extent::Values).unwrap_err().to_string();
    assert!(refusal(folder.path()).contains("is no dataset"), "{}", refusal(folder.path()));
    let published = publish_all(folder.path(), full());
    let manifest = published.folder.join("manifest.json");
    let text = fs::read_to_string(&manifest).unwrap();
    fs::write(&manifest, text.replacen("\"schema_version\": 2", "\"schema_version\": 1", 1)).unwrap();
    assert!(refusal(folder.path()).contains("ingest the filings again"), "{}", refusal(folder.path()));
    fs::write(&manifest, text.replacen("\"schema_version\": 2", "\"schema_version\": 99", 1)).unwrap();
    assert!(refusal(folder.path()).contains("use a newer sharecap"), "{}", refusal(folder.path()));
    fs::write(&manifest, &text).unwrap();
    let other = published.manifest.files.iter().find(|file| file.path.contains("issued_shares/year=2024")).unwrap();
    fs::write(published.folder.join(&other.path), "no Parquet").unwrap();
    assert!(refusal(folder.path()).contains(&other.path), "{}", refusal(folder.path()));
}

#[test]
fn a_language_has_its_own_rows() {
    let folder = Scratch::new();
    publish_all(folder.path(), full());
    let read = load(folder.path(), Extent::Values).unwrap();
    let languages: Vec<_> =
        read.entries().iter().filter_map(|(entry, _)| Some(entry.result.as_ref().ok()?.filing.language)).collect();
    assert_eq!(languages, [Language::TraditionalChinese, Language::English]);
}
