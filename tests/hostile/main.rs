//! Files that are made to do harm, all in one folder with sound returns: each costs itself only.
//!
//! What becomes of each stands beside it, in [`pdfs`], [`texts`] and [`folder`]. Nothing of it is checked in: it is
//! made here.

#[path = "../common/mod.rs"]
mod common;
mod folder;
#[path = "../common/pdf.rs"]
mod pdf;
mod pdfs;
mod shown;
mod texts;
mod watched;

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use common::Scratch;
use serde_json::Value as Json;

/// What a file is that is read, and is about something else.
const NO_RETURN: &str = "not_a_monthly_return";

/// A file, and what may become of it: a reject code, or `read`.
struct Hostile {
    name: &'static str,
    bytes: Vec<u8>,
    /// Several where it depends on the machine which limit comes first.
    expected: &'static [&'static str],
    /// Whether LibreOffice has to convert it.
    is_word: bool,
}

impl Hostile {
    fn new(name: &'static str, bytes: Vec<u8>, expected: &'static [&'static str]) -> Self {
        Self { name, bytes, expected, is_word: false }
    }

    /// A Word document, as far as its first bytes tell.
    fn word(name: &'static str, bytes: Vec<u8>, expected: &'static [&'static str]) -> Self {
        Self { is_word: true, ..Self::new(name, bytes, expected) }
    }
}

/// Sound returns, named so that they are read before, between and after the others.
const SOUND: [(&str, &str); 6] = [
    ("a.pdf", "pdf/FF301_v1.1.1_en_09101_2025-08.pdf"),
    ("c.pdf", "pdf/FF301_v1.1.1_zh_09103_2025-09.pdf"),
    ("e.txt", "text/FF301_v1.0.2_en_09104_2024-03_pipes.txt"),
    ("m.pdf", "pdf/FF301_v1.2.1_en_09107_2026-07.pdf"),
    ("s.txt", "text/FF301_v1.0.1_en_09106_2022-07_layout.txt"),
    ("z.pdf", "pdf/FF301_v1.2.1_zh_09107_2026-07.pdf"),
];

/// More than any of them takes that ends at all, on a machine that has other things to do.
const TIMEOUT_SECONDS: &str = "12";
const MAX_MEMORY_BYTES: u64 = 600_000_000;
const JOBS: u64 = 3;

fn write_sound(folder: &Path) {
    let samples = Path::new(env!("CARGO_MANIFEST_DIR")).join("data/filings");
    for (name, sample) in SOUND {
        fs::copy(samples.join(sample), folder.join(name)).unwrap();
    }
}

/// An ingest of a folder within the limits.
fn ingest(input: &Path, out: &Path, settings: &Path) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_sharecap"));
    command.env("SOURCE_DATE_EPOCH", "1700000000").arg("ingest").arg(input).arg("--out").arg(out);
    command.args(["--timeout", TIMEOUT_SECONDS, "--jobs", &JOBS.to_string(), "--config"]).arg(settings);
    command
}

/// The settings of these runs.
fn settings(scratch: &Scratch) -> PathBuf {
    let path = scratch.path().join("sharecap.toml");
    fs::write(&path, format!("max_memory_bytes = {MAX_MEMORY_BYTES}\nlog_format = \"json\"\n")).unwrap();
    path
}

/// Whether Word documents can be converted here; says so where they cannot.
fn has_office() -> bool {
    let path = std::env::var_os("PATH").unwrap_or_default();
    let has_office = std::env::split_paths(&path).any(|folder| folder.join("soffice").is_file());
    assert!(has_office || std::env::var_os("SHARECAP_NO_SKIP").is_none(), "hostile Word documents need LibreOffice");
    if !has_office {
        eprintln!("SKIPPED: hostile Word documents need LibreOffice; that they are said to need it was tested");
    }
    has_office
}

/// The tables of the last snapshot: their files, with their bytes. (What else is there tells when which file was read.)
fn tables(dataset: &Path) -> BTreeMap<PathBuf, Vec<u8>> {
    fn walk(folder: &Path, root: &Path, found: &mut BTreeMap<PathBuf, Vec<u8>>) {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                walk(&path, root, found);
            } else if path.extension().is_some_and(|extension| extension == "parquet") {
                found.insert(path.strip_prefix(root).unwrap().to_owned(), fs::read(&path).unwrap());
            }
        }
    }
    let root = fs::canonicalize(dataset.join("current")).unwrap();
    let mut found = BTreeMap::new();
    walk(&root, &root, &mut found);
    found.retain(|path, _| path.components().any(|part| part.as_os_str().to_string_lossy().starts_with("year=")));
    found
}

/// What became of every file, and what was warned of: from the log, an object a line.
fn told(log: &str) -> (BTreeMap<String, BTreeSet<String>>, Vec<Json>) {
    let (mut became, mut warnings) = (BTreeMap::<_, BTreeSet<_>>::new(), Vec::new());
    for line in log.lines() {
        let event: Json = serde_json::from_str(line).unwrap_or_else(|error| panic!("{error}: {line}"));
        match event["event"].as_str() {
            Some("warning") => warnings.push(event),
            Some(word @ ("read" | "rejected")) => {
                let code = event["reject_code"].as_str().unwrap_or(word).to_owned();
                became.entry(event["path"].as_str().unwrap().to_owned()).or_default().insert(code);
            }
            _ => {}
        }
    }
    (became, warnings)
}

/// What has to become of every file: its path, and the codes that it may have.
fn expected(hostile: &[Hostile], has_office: bool) -> BTreeMap<String, Vec<&'static str>> {
    let files = hostile.iter().map(|file| {
        let needs_office = file.is_word && !has_office;
        (file.name.to_owned(), if needs_office { vec!["needs_libreoffice"] } else { file.expected.to_vec() })
    });
    let names = folder::names().into_iter().map(|(_, path)| (path, vec![NO_RETURN]));
    let sound = SOUND.iter().map(|(name, _)| ((*name).to_owned(), vec!["read"]));
    let others = [("folder.pdf/within.txt".to_owned(), vec![NO_RETURN]), ("huge.pdf".to_owned(), vec!["too_large"])];
    files.chain(names).chain(sound).chain(others).collect()
}

#[test]
fn every_hostile_file_costs_itself_only() {
    let scratch = Scratch::new();
    let (input, settings) = (scratch.path().join("in"), settings(&scratch));
    fs::create_dir(&input).unwrap();
    write_sound(&input);
    let alone = ingest(&input, &scratch.path().join("alone"), &settings).output().unwrap();
    assert!(alone.status.success(), "{}", String::from_utf8_lossy(&alone.stderr));

    let hostile: Vec<Hostile> =
        [pdfs::all(), texts::texts(), texts::pages(), texts::documents()].into_iter().flatten().collect();
    hostile.iter().for_each(|file| fs::write(input.join(file.name), &file.bytes).unwrap());
    folder::write_names(&input);
    folder::write_huge(&input);
    let _socket = folder::write_odd(&input);
    let is_forbidden = folder::write_forbidden(&input);
    let mut expected = expected(&hostile, has_office());
    if is_forbidden {
        expected.insert("forbidden.txt".to_owned(), vec!["unreadable"]);
    } else {
        eprintln!("SKIPPED: a file that may not be read: to this user none is");
    }

    let (output, peak) = watched::run(&mut ingest(&input, &scratch.path().join("out"), &settings));
    let log = String::from_utf8(output.stderr).unwrap();
    assert!(output.status.success(), "{log}");
    let (became, warnings) = told(&log);
    let odd: Vec<String> = expected
        .iter()
        .filter(|(path, codes)| {
            let became = became.get(*path);
            became.is_none_or(|became| became.len() != 1 || !codes.iter().any(|code| became.contains(*code)))
        })
        .map(|(path, codes)| format!("{path:?} is to be {codes:?} and became {:?}", became.get(path)))
        .collect();
    assert!(odd.is_empty(), "{}", odd.join("\n"));
    let nobodys: Vec<_> = became.keys().filter(|path| !expected.contains_key(*path)).collect();
    assert!(nobodys.is_empty(), "{nobodys:?}");
    for (name, message) in folder::ODD {
        let is_told = warnings.iter().any(|warning| {
            let text = |key: &str| warning[key].as_str().unwrap_or_default();
            text("path").ends_with(name) && text("message").contains(message)
        });
        assert!(is_told, "{name}: {warnings:?}");
    }

    // What the neighbours state is published as if they had been alone; what is rejected has no month.
    let (alone, among) = (tables(&scratch.path().join("alone")), tables(&scratch.path().join("out")));
    assert!(!alone.is_empty());
    for (path, bytes) in &alone {
        assert!(among.get(path) == Some(bytes), "{} is not what it is without hostile files", path.display());
    }
    let more: Vec<_> = among.keys().filter(|path| !alone.contains_key(*path)).collect();
    assert!(more.iter().all(|path| path.to_string_lossy().contains("year=__HIVE_DEFAULT_PARTITION__")), "{more:?}");

    eprintln!("{} files, {} warnings, {peak:?}", became.len(), warnings.len());
    assert!(peak.child <= MAX_MEMORY_BYTES, "a child had {peak:?}");
    assert!(peak.program <= MAX_MEMORY_BYTES, "the program itself had {peak:?}");
    assert!(peak.all <= (JOBS + 1) * MAX_MEMORY_BYTES, "together they had {peak:?}");
}
