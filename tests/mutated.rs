//! Damaged filings: bytes changed, lost and doubled in drawn PDFs, in places that no checksum covers too. What is then
//! read must be right, or said to be in doubt, or rejected: never wrong in silence.
//!
//! `MUTATIONS=5000 SEED=7 cargo test --release --test mutated -- --nocapture` tries other ones than those of the test;
//! `FOLDER` names PDFs to damage instead of the samples.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use serde_json::Value as Json;
use sharecap::extract::Reader;
use sharecap::filing::{Language, MonthlyReturn};
use sharecap::finding::{Code, Finding};
use sharecap::pipeline::{note_panics, read_filings};
use sharecap::synth::random::{legacy_return, monthly_return};
use sharecap::synth::{DrawOptions, Fonts, FormVersion, LegacyStyle, draw_legacy_pdf, draw_pdf};

/// splitmix64: the same seed gives the same damage.
struct Dice(u64);

impl Dice {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    /// Below `end`.
    fn below(&mut self, end: usize) -> usize {
        usize::try_from(self.next() % u64::try_from(end.max(1)).unwrap()).unwrap()
    }

    fn pick<'a, T>(&mut self, all: &'a [T]) -> &'a T {
        &all[self.below(all.len())]
    }
}

/// A kind of damage: its name, and what it does to the bytes.
type Damage = (&'static str, fn(&mut Vec<u8>, &mut Dice));

const DAMAGES: [Damage; 11] = [
    ("a byte anywhere", |bytes, dice| {
        let at = dice.below(bytes.len());
        spoil(bytes, at, dice);
    }),
    ("a byte outside of streams", |bytes, dice| {
        let at = *dice.pick(&structure(bytes));
        spoil(bytes, at, dice);
    }),
    ("a bit outside of streams", |bytes, dice| {
        let at = *dice.pick(&structure(bytes));
        bytes[at] ^= 1 << dice.below(8);
    }),
    ("a printable byte outside of streams", |bytes, dice| {
        let at = *dice.pick(&structure(bytes));
        bytes[at] = u8::try_from(0x20 + dice.below(0x5f)).unwrap();
    }),
    ("a digit outside of streams", |bytes, dice| {
        let digits: Vec<usize> = structure(bytes).into_iter().filter(|at| bytes[*at].is_ascii_digit()).collect();
        let at = *dice.pick(&digits);
        bytes[at] = b'0' + u8::try_from(dice.below(10)).unwrap();
    }),
    ("a letter of a name", |bytes, dice| {
        let letters: Vec<usize> = structure(bytes).into_iter().filter(|at| bytes[*at].is_ascii_alphabetic()).collect();
        let at = *dice.pick(&letters);
        bytes[at] = b'A' + u8::try_from(dice.below(58)).unwrap();
    }),
    ("a byte of the cross references", |bytes, dice| {
        let table = bytes.windows(4).rposition(|four| four == b"xref").unwrap_or(0);
        let table = bytes[..table].windows(5).rposition(|five| five == b"\nxref").unwrap_or(table);
        let at = table + dice.below(bytes.len() - table);
        spoil(bytes, at, dice);
    }),
    ("several bytes", |bytes, dice| {
        for _ in 0..2 + dice.below(8) {
            let at = dice.below(bytes.len());
            spoil(bytes, at, dice);
        }
    }),
    ("the end lost", |bytes, dice| {
        let end = dice.below(bytes.len());
        bytes.truncate(end);
    }),
    ("a range lost", |bytes, dice| {
        let range = range(bytes, dice);
        bytes.drain(range);
    }),
    ("a range doubled", |bytes, dice| {
        let range = range(bytes, dice);
        let (doubled, end) = (bytes[range.clone()].to_vec(), range.end);
        bytes.splice(end..end, doubled);
    }),
];

fn spoil(bytes: &mut [u8], at: usize, dice: &mut Dice) {
    bytes[at] = bytes[at].wrapping_add(u8::try_from(1 + dice.below(255)).unwrap());
}

fn range(bytes: &[u8], dice: &mut Dice) -> std::ops::Range<usize> {
    let start = dice.below(bytes.len());
    let longest = *dice.pick(&[4, 40, 400, 4000]);
    start..(start + 1 + dice.below(longest)).min(bytes.len())
}

/// The places outside of streams: dictionaries, page tree, cross references.
fn structure(bytes: &[u8]) -> Vec<usize> {
    let find = |from: usize, needle: &[u8]| {
        bytes[from..].windows(needle.len()).position(|window| window == needle).map(|at| from + at)
    };
    let (mut places, mut at) = (Vec::new(), 0);
    while let Some(start) = find(at, b"stream\n") {
        places.extend(at..start + 7);
        at = find(start + 7, b"endstream").map_or(bytes.len(), |end| end + 9);
    }
    places.extend(at..bytes.len());
    places
}

/// A filing before it is damaged.
struct Sound {
    name: String,
    bytes: Vec<u8>,
    cells: Cells,
}

/// Table, row (from 1; the header is row 1 of `filings`) and column → the value, nulls left out.
type Cells = BTreeMap<(String, u32, String), String>;

fn cells(filing: &MonthlyReturn) -> Cells {
    let Json::Object(tables) = serde_json::to_value(filing).unwrap() else { panic!("a return is an object") };
    let mut cells = Cells::new();
    let mut put = |table: &str, row: u32, column: &str, value: &Json| {
        if !value.is_null() {
            cells.insert((table.to_owned(), row, column.to_owned()), value.to_string());
        }
    };
    for (name, value) in &tables {
        match value {
            Json::Array(rows) if name != "counters" => {
                for (number, row) in (1..).zip(rows) {
                    row.as_object().unwrap().iter().for_each(|(column, value)| put(name, number, column, value));
                }
            }
            _ => put("filings", 1, name, value),
        }
    }
    cells
}

fn sound_filings() -> Vec<Sound> {
    let mut all = Vec::new();
    let mut add = |name: String, bytes: Vec<u8>| {
        let reading = read_filings(&bytes, Reader::First).swap_remove(0).unwrap();
        all.push(Sound { name, bytes, cells: cells(&reading.filing) });
    };
    for (seed, version) in (0..).zip(FormVersion::ALL.iter().cycle().take(28)) {
        let language = [Language::English, Language::TraditionalChinese][seed / 7 % 2];
        let fonts = if seed < 14 { Fonts::Plain } else { Fonts::NoToUnicode };
        let filing = monthly_return(u64::try_from(seed).unwrap() + 500, *version, language);
        let drawn = draw_pdf(&filing, *version, &DrawOptions { fonts: fonts.clone() });
        add(format!("drawn {seed} v{} {} {fonts:?}", version.number(), language.as_str()), drawn.bytes);
    }
    for seed in 0..14 {
        let language = [Language::English, Language::TraditionalChinese][usize::try_from(seed % 2).unwrap()];
        let drawn = draw_legacy_pdf(&legacy_return(seed + 900, language), &LegacyStyle::random(seed));
        add(format!("legacy {seed} {}", language.as_str()), drawn.bytes);
    }
    let samples = std::env::var_os("FOLDER")
        .map_or_else(|| Path::new(env!("CARGO_MANIFEST_DIR")).join("data/filings/pdf"), std::path::PathBuf::from);
    let mut paths: Vec<_> = fs::read_dir(samples).unwrap().map(|entry| entry.unwrap().path()).collect();
    paths.sort();
    for path in paths.iter().step_by(4) {
        add(path.file_name().unwrap().to_string_lossy().into_owned(), fs::read(path).unwrap());
    }
    all
}

/// What became of damaged filings.
#[derive(Default)]
struct Tally {
    rejected: usize,
    right: usize,
    heard: usize,
    silent: Vec<String>,
}

impl Tally {
    fn judge(&mut self, sound: &Sound, damage: &str, bytes: &[u8]) {
        let mut readings = read_filings(bytes, Reader::Both);
        let Ok(reading) = readings.swap_remove(0) else {
            self.rejected += 1;
            return;
        };
        let read = cells(&reading.filing);
        let keys = sound.cells.keys().chain(read.keys());
        let wrong: Vec<_> = keys.filter(|key| sound.cells.get(*key) != read.get(*key)).collect();
        if wrong.is_empty() {
            self.right += 1;
            return;
        }
        let unheard: Vec<_> = wrong.iter().filter(|key| !reading.findings.iter().any(|f| is_heard(f, key))).collect();
        if unheard.is_empty() {
            self.heard += 1;
            return;
        }
        let shown = unheard.iter().take(4).map(|key| {
            let side = |cells: &Cells| cells.get(**key).cloned().unwrap_or_default();
            format!("    {}[{}].{}: {} became {}\n", key.0, key.1, key.2, side(&sound.cells), side(&read))
        });
        let codes: Vec<_> = reading.findings.iter().map(|finding| finding.code.as_str()).take(6).collect();
        let first = sound.bytes.iter().zip(bytes).position(|(a, b)| a != b).unwrap_or(0);
        let around = |bytes: &[u8]| {
            let part = &bytes[first.saturating_sub(40).min(bytes.len())..(first + 40).min(bytes.len())];
            part.escape_ascii().to_string()
        };
        self.silent.push(format!(
            "{}, {damage}, {} cells, findings {codes:?}\n    was {}\n    is  {}\n{}",
            sound.name,
            unheard.len(),
            around(&sound.bytes),
            around(bytes),
            shown.collect::<String>()
        ));
    }
}

/// Whether a finding points at a cell, at its row or table, or says that the file is damaged.
fn is_heard(finding: &Finding, (table, row, column): &(String, u32, String)) -> bool {
    finding.code == Code::DamagedFile
        || finding.table.is_some_and(|at| at.as_str() == table)
            && finding.row.is_none_or(|at| at == *row)
            && finding.column.as_ref().is_none_or(|at| at == column)
}

fn setting(name: &str, otherwise: u64) -> u64 {
    std::env::var(name).ok().and_then(|text| text.parse().ok()).unwrap_or(otherwise)
}

#[test]
fn no_damage_gives_a_wrong_number_in_silence() {
    note_panics();
    let sound = sound_filings();
    let count = setting("MUTATIONS", 200);
    let mut dice = Dice(setting("SEED", 1));
    let mut tally = Tally::default();
    for number in 0..count {
        let sound = dice.pick(&sound);
        let (name, damage) = DAMAGES[usize::try_from(number).unwrap() % DAMAGES.len()];
        let mut bytes = sound.bytes.clone();
        damage(&mut bytes, &mut dice);
        if bytes != sound.bytes {
            tally.judge(sound, name, &bytes);
        }
    }
    eprintln!(
        "{count} damaged filings: {} rejected, {} right, {} wrong and said so, {} wrong in silence",
        tally.rejected,
        tally.right,
        tally.heard,
        tally.silent.len()
    );
    let shown: Vec<_> = tally.silent.iter().take(usize::try_from(setting("SHOW", 5)).unwrap()).collect();
    assert!(
        tally.silent.is_empty(),
        "{} in silence:\n{}",
        tally.silent.len(),
        shown.iter().map(|s| s.as_str()).collect::<String>()
    );
}
