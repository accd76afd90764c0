//! The man pages: whole, the same every time, and without a word that `groff` warns about.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::process::Command;

use crate::command::run;
use crate::common::Scratch;
use crate::is_installed;

fn pages(folder: &Path) -> BTreeMap<String, String> {
    let ran = run(&["man", "--out", folder.to_str().unwrap()]);
    assert_eq!((ran.code, ran.stdout.as_str()), (0, ""), "{}", ran.stderr);
    let entries = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap());
    entries.map(|e| (e.file_name().into_string().unwrap(), fs::read_to_string(e.path()).unwrap())).collect()
}

#[test]
fn every_command_has_a_page_of_its_own() {
    let folder = Scratch::new();
    let all = pages(&folder.path().join("made/on the way"));
    for name in ["sharecap", "sharecap-ingest", "sharecap-snapshots", "sharecap-snapshots-prune", "sharecap-man"] {
        let page = &all[&format!("{name}.1")];
        let title = name.to_uppercase().replace('-', "\\-");
        assert!(page.contains(&format!(".TH {title} 1")) || page.contains(&format!(".TH {} 1", name.to_uppercase())));
        assert!(page.contains(".SH EXAMPLES\n.nf\n") && page.contains(".SH SYNOPSIS"), "{page}");
    }
    assert!(!all.contains_key("sharecap-worker.1") && !all["sharecap.1"].contains("worker"));
    assert!(all["sharecap.1"].contains(".SH \"EXIT STATUS\"") && all["sharecap-ingest.1"].contains("SHARECAP_JOBS"));
    assert_eq!(all, pages(&folder.path().join("again")), "the same every time");
    assert_eq!(run(&["man"]).stdout, all["sharecap.1"]);
}

#[test]
fn groff_and_man_take_every_page() {
    let folder = Scratch::new();
    let all = pages(folder.path());
    let files = || all.keys().map(|name| folder.path().join(name));
    if is_installed("groff") {
        for file in files() {
            let output = Command::new("groff").args(["-man", "-Tutf8", "-ww", "-z", "-k"]).arg(&file).output().unwrap();
            let said = String::from_utf8_lossy(&output.stderr);
            assert!(output.status.success() && said.is_empty(), "{}: {said}", file.display());
        }
    }
    if is_installed("man") {
        let page = folder.path().join("sharecap-snapshots-prune.1");
        let output = Command::new("man").env("MANWIDTH", "100").arg("-l").arg(page).output().unwrap();
        let text = String::from_utf8(output.stdout).unwrap();
        for line in ["sharecap snapshots prune dataset --keep 14", "Keep so many, the newest, and the current one"] {
            assert!(text.contains(line), "{line:?} is not in\n{text}");
        }
    }
}
