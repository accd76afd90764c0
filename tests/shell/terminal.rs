//! What stands on a terminal: colours where they are wanted, a bar where there is room for one, and neither elsewhere.

use std::fs;
use std::path::Path;

use crate::common::Scratch;
use crate::{command, is_installed};

/// Sets colours and weights: the one sequence that `NO_COLOR` speaks of.
fn is_coloured(text: &str) -> bool {
    text.split('\u{1b}').skip(1).any(|rest| {
        let rest = rest.strip_prefix('[').unwrap_or_default();
        rest.trim_start_matches(|c: char| c.is_ascii_digit() || c == ';').starts_with('m')
    })
}

/// What a command line shows on a terminal of its own, with nothing but some variables in the environment; `None` where
/// there is no `script` to make one.
fn on_a_terminal(arguments: &str, variables: &[(&str, &str)]) -> Option<String> {
    if !is_installed("script") {
        return None;
    }
    let line = format!("stty cols 100 rows 30; {} {arguments}", env!("CARGO_BIN_EXE_sharecap"));
    let mut script = std::process::Command::new("script");
    // A machine of CI sets `CI`, under which even a dumb terminal is coloured, and others have their own wishes.
    script.args(["-qec", &line, "/dev/null"]).env_clear();
    script.envs(std::env::var_os("PATH").map(|path| ("PATH", path))).env("TERM", "xterm-256color");
    let output = script.envs(variables.iter().copied()).output().unwrap();
    Some(String::from_utf8(output.stdout).unwrap())
}

/// The kinds of output that could be coloured.
const TALK: [&str; 4] = ["--help", "ingest -h", "frobnicate", "ingest --out"];

#[test]
fn help_and_errors_are_coloured_on_a_terminal_unless_that_is_not_wanted() {
    for arguments in TALK {
        let Some(shown) = on_a_terminal(arguments, &[]) else { return };
        assert!(is_coloured(&shown), "{arguments}: {shown:?}");
        for variables in [("NO_COLOR", "1"), ("NO_COLOR", "0"), ("TERM", "dumb"), ("CLICOLOR", "0")] {
            let shown = on_a_terminal(arguments, &[variables]).unwrap();
            assert!(!shown.contains('\u{1b}') && shown.contains("--help"), "{arguments}, {variables:?}: {shown:?}");
        }
        let shown = on_a_terminal(arguments, &[("NO_COLOR", "")]).unwrap();
        assert!(is_coloured(&shown), "an empty variable says nothing: {shown:?}");
    }
}

#[test]
fn headings_of_the_project_are_set_as_those_of_clap() {
    let Some(shown) = on_a_terminal("-h", &[]) else { return };
    let set = |heading: &str| {
        let start = shown.find(heading).unwrap_or_else(|| panic!("{heading} is not in {shown:?}"));
        shown[..start].rsplit('\n').next().unwrap().to_owned()
    };
    assert_eq!(set("Examples:"), set("Options:"));
    assert!(is_coloured(&set("Examples:")));
}

#[test]
fn what_is_no_terminal_gets_no_escape_unless_it_is_forced() {
    for arguments in TALK {
        let words = || arguments.split(' ');
        let printed = |variables: &[(&str, &str)]| {
            let mut command = command::sharecap();
            command.args(words()).env_remove("NO_COLOR").env_remove("CLICOLOR_FORCE").envs(variables.iter().copied());
            let output = command.output().unwrap();
            String::from_utf8([output.stdout, output.stderr].concat()).unwrap()
        };
        assert!(!printed(&[]).contains('\u{1b}'), "{arguments}");
        assert!(is_coloured(&printed(&[("CLICOLOR_FORCE", "1")])), "{arguments}");
        assert!(!printed(&[("CLICOLOR_FORCE", "1"), ("NO_COLOR", "1")]).contains('\u{1b}'), "{arguments}");
    }
}

fn samples(folder: &Path) {
    fs::create_dir_all(folder).unwrap();
    for month in ["2025-06", "2025-07", "2025-08", "2025-09"] {
        let name = format!("FF301_v1.1.1_en_09101_{month}.pdf");
        fs::copy(Path::new("data/filings/pdf").join(&name), folder.join(&name)).unwrap();
    }
}

#[test]
fn a_bar_moves_on_a_terminal_and_is_never_coloured() {
    let folder = Scratch::new();
    samples(&folder.path().join("in"));
    let base = folder.path().to_str().unwrap();
    for (number, (variables, bar)) in
        [(&[][..], true), (&[("NO_COLOR", "1")], true), (&[("TERM", "dumb")], false)].into_iter().enumerate()
    {
        let Some(shown) = on_a_terminal(&format!("ingest {base}/in --out {base}/{number}"), variables) else { return };
        assert!(shown.contains("files              4  found"), "{shown:?}");
        assert_eq!(shown.contains('░') && shown.contains("/4 filings"), bar, "{variables:?}: {shown:?}");
        assert_eq!(shown.contains('\u{1b}'), bar, "{variables:?}: the bar is taken off: {shown:?}");
        assert!(!is_coloured(&shown), "{variables:?}: {shown:?}");
    }
}

#[test]
fn tables_for_a_person_are_plain() {
    let folder = Scratch::new();
    samples(&folder.path().join("in"));
    let base = folder.path().to_str().unwrap();
    let parse = format!("parse {base}/in/FF301_v1.1.1_en_09101_2025-08.pdf --format table");
    let ingest = format!("ingest {base}/in --out {base}/out --quiet");
    let after = ["check", "gaps", "path", "snapshots list", "views"].map(|command| format!("{command} {base}/out"));
    for arguments in [parse, ingest].iter().chain(&after) {
        let Some(shown) = on_a_terminal(arguments, &[("NO_COLOR", "1")]) else { return };
        assert!(!shown.contains('\u{1b}') && !shown.is_empty(), "{arguments}: {shown:?}");
    }
}
