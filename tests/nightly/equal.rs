//! Many runs and one run come to the same.

use std::fs;
use std::path::{Path, PathBuf};

use sharecap::crawl::Index;
use sharecap::filing::Date;
use sharecap::synth::market::{Plan, write};

use crate::common::Scratch;
use crate::mirror::{Mirror, digests, files};

/// A market with corrections, faults and gaps, small enough for every test run.
const MARKET: Plan = Plan { issuers: 9, months: 16, from: Date::constant(2023, 6, 1), faults: 8, seed: 11 };

/// A number that looks random and is the same in every run.
fn scattered(at: usize, salt: u64) -> u64 {
    let mut x = (at as u64).wrapping_add(salt).wrapping_mul(0x9E37_79B9_7F4A_7C15);
    x ^= x >> 31;
    x = x.wrapping_mul(0xD6E8_FEB8_6659_FD93);
    x ^ (x >> 32)
}

/// Gives a mirror the files that are wanted.
fn fill(mirror: &Mirror, drawn: &Path, files: &[PathBuf], is_wanted: impl Fn(usize) -> bool) {
    for (_, file) in (0..).zip(files).filter(|(at, _)| is_wanted(*at)) {
        let name = file.strip_prefix(drawn).unwrap().to_str().unwrap();
        if !mirror.file(name).exists() {
            mirror.put(name, &fs::read(file).unwrap());
        }
    }
}

#[test]
fn nights_in_any_order_come_to_what_one_run_over_all_files_comes_to() {
    let scratch = Scratch::new();
    write(&MARKET, scratch.path()).unwrap();
    let drawn = scratch.path().join("filings");
    let filings = files(&drawn);
    assert!(filings.len() > 250, "{}", filings.len());
    let index = Index::load(&scratch.path().join("index.csv")).unwrap();

    let mut nights = Mirror::new();
    nights.job.indexes = vec![index.clone()];
    for night in 0..4 {
        // Months come out of order, languages apart: the last night brings what is left.
        fill(&nights, &drawn, &filings, |at| night == 3 || scattered(at, 5) % 4 <= night);
        let summary = nights.run();
        assert!(summary.is_published && summary.reread == 0, "{summary:?}");
    }
    assert_eq!(nights.snapshots(), 4);

    let mut once = Mirror::new();
    once.job.indexes = vec![index];
    once.job.jobs = 1;
    // The same files: their folder and times of modification stand in the list of files.
    once.job.folders = nights.job.folders.clone();
    once.run();

    let (many, one) = (nights.current().manifest, once.current().manifest);
    let findings = one.findings.values().sum::<u64>();
    assert!(findings > 50, "nothing to compare: {findings} findings");
    let (many, one) = (digests(&many), digests(&one));
    let differing: Vec<_> = one.iter().filter(|(path, digest)| many.get(*path) != Some(digest)).collect();
    assert!(differing.is_empty() && many.len() == one.len(), "{differing:#?}");
}
