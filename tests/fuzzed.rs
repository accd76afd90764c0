//! What is fuzzed (`fuzz/`) holds on what the corpora begin with and on some mutations of it, and on what broke it once.
//!
//! `MUTATIONS=500 SEED=7 cargo test --release --test fuzzed` tries more, and others: without libFuzzer, but many times as
//! quick. A test named after a bug has what the fuzzer found, cut down by hand to what matters.

#[path = "../fuzz/src/lib.rs"]
#[allow(unreachable_pub, reason = "a crate of its own, which hands these to libFuzzer")]
mod fuzz;

use std::fs;
use std::path::Path;

use fuzz::{EXTRACT_HTML, EXTRACT_PDF, EXTRACT_TEXT, FORM, LAYOUT, RECORD, Target};

/// Holds a target on every `step`th seed, and on so many mutations of each.
fn hold(target: &Target, step: usize, mutations: u32) {
    target.begin();
    let mutations = setting("MUTATIONS").unwrap_or(mutations);
    for (number, seed) in (0_u32..).zip((target.seeds)().iter().step_by(step)) {
        target.hold(seed);
        hold_mutations(target, seed, number * mutations, mutations);
    }
}

fn hold_mutations(target: &Target, sound: &[u8], from: u32, count: u32) {
    let first = from.wrapping_add(setting("SEED").unwrap_or(0).wrapping_mul(1_000_003));
    for seed in (0..count).map(|number| first.wrapping_add(number)) {
        let mut bytes = sound.to_vec();
        bytes.resize(sound.len() + 1_000, 0);
        let size = target.mutate(&mut bytes, sound.len(), sound.len() + 1_000, seed, change_a_byte);
        target.hold(&bytes[..size]);
    }
}

fn setting(name: &str) -> Option<u32> {
    std::env::var(name).ok().and_then(|text| text.parse().ok())
}

/// Where libFuzzer would change bytes at random.
fn change_a_byte(bytes: &mut [u8], size: usize, _: usize) -> usize {
    let at = bytes[..size].iter().fold(size, |sum, byte| sum.wrapping_mul(31).wrapping_add((*byte).into())) % size;
    bytes[at] ^= 1 << (at % 8);
    size
}

#[test]
fn pdfs_are_extracted() {
    hold(&EXTRACT_PDF, 2, 10);
}

#[test]
fn texts_are_extracted() {
    hold(&EXTRACT_TEXT, 4, 10);
}

#[test]
fn pages_are_extracted() {
    hold(&EXTRACT_HTML, 3, 10);
}

#[test]
fn drawings_are_laid_out() {
    hold(&LAYOUT, 4, 10);
}

#[test]
fn drawings_are_read() {
    hold(&FORM, 6, 5);
}

#[test]
fn texts_are_read() {
    hold(&RECORD, 7, 5);
}

/// The samples that the project ships, some of them damaged; `tests/mutated.rs` looks at what is then read.
#[test]
fn samples_are_read() {
    RECORD.begin();
    let samples = Path::new(env!("CARGO_MANIFEST_DIR")).join("data/filings");
    for kind in ["pdf", "text", "other"] {
        for (number, entry) in fs::read_dir(samples.join(kind)).unwrap().enumerate() {
            let bytes = fs::read(entry.unwrap().path()).unwrap();
            RECORD.hold(&bytes);
            if number % 4 == 0 && !bytes.is_empty() {
                hold_mutations(&RECORD, &bytes, 0, 4);
            }
        }
    }
}

/// A text that must be read or rejected, without a panic.
fn read(text: &str) {
    RECORD.begin();
    RECORD.hold(text.as_bytes());
}

/// The section ends with the label, and what is looked for behind it begins one character later.
#[test]
fn a_class_label_at_the_end_of_its_section() {
    read(
        "(B).承諾發行發行人股份的權證(C).可換股票據（即可轉換為發行人股份）1.股份分類\
         IV.有關香港預託證券(預託證券)的資料V.確認",
    );
}
