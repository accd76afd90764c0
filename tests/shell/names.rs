//! Whatever a run makes below a dataset can be copied to any file system, those of Windows and macOS included.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Child;
use std::thread::sleep;
use std::time::Duration;

use crate::command;
use crate::common::Scratch;

const SAMPLES: [&str; 4] = ["2025-06", "2025-07", "2025-08", "2025-09"];
/// Names that Windows keeps for devices, with or without an extension.
const RESERVED: [&str; 6] = ["con", "prn", "aux", "nul", "com", "lpt"];

/// Folders and files by the folder that they stand in.
type Seen = BTreeMap<PathBuf, BTreeSet<String>>;

/// Notes every name below a folder; what goes away meanwhile is no matter.
fn look(root: &Path, folder: &Path, seen: &mut Seen) {
    let Ok(entries) = fs::read_dir(folder) else { return };
    for entry in entries.flatten() {
        let name = entry.file_name().into_string().expect("names are text");
        let below = folder.strip_prefix(root).unwrap().to_owned();
        seen.entry(below).or_default().insert(name);
        if entry.file_type().is_ok_and(|kind| kind.is_dir()) {
            look(root, &entry.path(), seen);
        }
    }
}

/// Why a name is refused somewhere.
fn refused(name: &str) -> Option<&'static str> {
    let stem = name.split('.').next().unwrap_or_default().trim_end().to_ascii_lowercase();
    let stem = stem.strip_suffix(|c: char| c.is_ascii_digit() && c != '0').unwrap_or(&stem);
    if name.chars().any(|c| c.is_control() || r#"<>:"/\|?*"#.contains(c)) {
        Some("a character that Windows does not allow")
    } else if name.ends_with(['.', ' ']) {
        Some("a dot or a space at the end")
    } else if RESERVED.contains(&stem) {
        Some("a name that Windows keeps for a device")
    } else if !name.is_ascii() || name.len() > 100 {
        Some("file systems spell or cut it in different ways")
    } else {
        None
    }
}

fn assert_portable(seen: &Seen) {
    for (folder, names) in seen {
        for name in names {
            assert_eq!(refused(name), None, "{}/{name}", folder.display());
        }
        let folded: BTreeSet<String> = names.iter().map(|name| name.to_lowercase()).collect();
        assert_eq!(folded.len(), names.len(), "two names that differ in case only: {names:?}");
    }
}

struct Run<'d> {
    dataset: &'d Path,
    seen: Seen,
}

impl Run<'_> {
    /// Starts the program, and looks at the dataset while it runs.
    fn watch(&mut self, arguments: &[&str]) {
        let mut child = self.start(arguments);
        while child.try_wait().unwrap().is_none() {
            look(self.dataset, self.dataset, &mut self.seen);
            sleep(Duration::from_millis(2));
        }
        assert!(child.wait().unwrap().success(), "{arguments:?}");
        look(self.dataset, self.dataset, &mut self.seen);
    }

    /// Starts the program, and kills it once it writes the tables of a snapshot.
    fn kill(&mut self, arguments: &[&str]) {
        let snapshots = self.dataset.join("snapshots");
        let count = || fs::read_dir(&snapshots).unwrap().flatten().filter(|entry| entry.path().is_dir()).count();
        let before = count();
        let mut child = self.start(arguments);
        while count() == before && child.try_wait().unwrap().is_none() {
            sleep(Duration::from_micros(200));
        }
        child.kill().unwrap();
        assert!(!child.wait().unwrap().success(), "the run was over before it could be killed");
        look(self.dataset, self.dataset, &mut self.seen);
    }

    fn start(&self, arguments: &[&str]) -> Child {
        let mut command = command::sharecap();
        command.args(arguments).current_dir(self.dataset.parent().unwrap());
        command.stdout(std::process::Stdio::null()).stderr(std::process::Stdio::null()).spawn().unwrap()
    }
}

#[test]
fn names_of_a_dataset_are_safe_everywhere_whatever_was_read_and_however_it_ended() {
    let base = Scratch::new();
    let input = base.path().join("in");
    fs::create_dir(&input).unwrap();
    // Names that would not do, of files that are read.
    let names = ["CON.pdf", "a:b?.pdf", "trailing. ", "A.pdf"];
    for (month, name) in SAMPLES.iter().zip(names) {
        fs::copy(format!("data/filings/pdf/FF301_v1.1.1_en_09101_{month}.pdf"), input.join(name)).unwrap();
    }
    fs::write(input.join("a.PDF"), "no return").unwrap();
    let dataset = base.path().join("out");
    let mut run = Run { dataset: &dataset, seen: Seen::new() };
    run.watch(&["ingest", "in", "--out", "out"]);
    fs::copy("data/filings/pdf/FF301_v1.0.1_en_09106_2022-05.pdf", input.join("NUL")).unwrap();
    run.watch(&["ingest", "in", "--out", "out"]);
    fs::remove_file(input.join("CON.pdf")).unwrap();
    run.watch(&["ingest", "in", "--out", "out", "--prune"]);
    run.kill(&["ingest", "in", "--out", "out", "--reread"]);
    run.watch(&["snapshots", "prune", "out", "--keep", "1"]);
    run.watch(&["ingest", "in", "--out", "out", "--reread"]);

    let snapshots: BTreeSet<&str> = run.seen[Path::new("snapshots")].iter().map(String::as_str).collect();
    for name in ["000001", "000002", "000003", ".lock"] {
        assert!(snapshots.contains(name), "{name} is not among {snapshots:?}");
    }
    assert!(run.seen.values().map(BTreeSet::len).sum::<usize>() > 100, "{:?}", run.seen);
    assert_portable(&run.seen);
}

#[test]
fn what_would_not_do_is_found() {
    for name in ["a:b", "a\\b", "x. ", "dot.", "NUL", "con.txt", "Com1.parquet", "line\nbreak", "股份"] {
        assert!(refused(name).is_some(), "{name}");
    }
    for name in ["year=2024", "part-0.parquet", ".lock", "000001.run.json", "current", "common", "console"] {
        assert_eq!(refused(name), None, "{name}");
    }
}
