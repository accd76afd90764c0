//! The scripts of `sharecap completions`, in the shells that they are for.

use std::fs;

use crate::command::run;
use crate::common::Scratch;
use crate::{is_installed, shell};

const SHELLS: [&str; 5] = ["bash", "zsh", "fish", "elvish", "powershell"];

/// The script for a shell, in a file.
fn script(folder: &Scratch, name: &str) -> String {
    let ran = run(&["completions", name]);
    assert_eq!((ran.code, ran.stderr.as_str()), (0, ""));
    let file = folder.path().join(format!("sharecap.{name}"));
    fs::write(&file, ran.stdout).unwrap();
    file.to_str().unwrap().to_owned()
}

#[test]
fn every_shell_is_offered_every_command_and_nothing_hidden() {
    for name in SHELLS {
        let ran = run(&["completions", name]);
        assert_eq!(ran.code, 0, "{}", ran.stderr);
        for command in ["ingest", "parse", "snapshots", "verify", "completions", "--retry-rejected", "--until"] {
            let word = command.trim_start_matches('-');
            assert!(ran.stdout.contains(word), "{name} does not know {command}");
        }
        assert!(!ran.stdout.contains("worker"), "{name} offers the command that is not for typing");
        assert_eq!(ran.stdout, run(&["completions", name]).stdout, "the same every time");
    }
    let ran = run(&["completions", "csh"]);
    assert_eq!(ran.code, 2);
    assert!(ran.stderr.contains("possible values: bash, elvish, fish, powershell, zsh"), "{}", ran.stderr);
}

/// What bash offers for the last of some words.
fn bash_offers(file: &str, words: &[&str]) -> Vec<String> {
    let line = words.join(" ");
    let (last, before) = (words.len() - 1, words[words.len() - 2]);
    let script = format!(
        "source '{file}' && COMP_WORDS=({line}) COMP_CWORD={last} && _sharecap sharecap '{}' '{before}' && \
         printf '%s\\n' \"${{COMPREPLY[@]}}\"",
        words[last]
    );
    shell("bash", &["--norc", "-c"], &script).lines().map(str::to_owned).collect()
}

#[test]
fn bash_completes_commands_options_and_values() {
    if !is_installed("bash") {
        return;
    }
    let folder = Scratch::new();
    let file = script(&folder, "bash");
    assert_eq!(shell("bash", &["-n"], &file), "");
    assert!(
        shell("bash", &["--norc", "-c"], &format!("source '{file}'; complete -p sharecap")).contains("-F _sharecap")
    );
    assert_eq!(bash_offers(&file, &["sharecap", "ing"]), ["ingest"]);
    assert_eq!(bash_offers(&file, &["sharecap", "snapshots", "pr"]), ["prune"]);
    assert_eq!(bash_offers(&file, &["sharecap", "ingest", "--retr"]), ["--retry-rejected"]);
    assert_eq!(bash_offers(&file, &["sharecap", "parse", "--format", "t"]), ["table"]);
    assert_eq!(bash_offers(&file, &["sharecap", "completions", "f"]), ["fish"]);
}

#[test]
fn zsh_and_fish_take_their_scripts() {
    let folder = Scratch::new();
    if is_installed("zsh") {
        let file = script(&folder, "zsh");
        assert_eq!(shell("zsh", &["-n"], &file), "");
        let loaded = format!("autoload -Uz compinit; compinit -D; source '{file}'; whence -w _sharecap");
        assert!(shell("zsh", &["-f", "-c"], &loaded).contains("_sharecap: function"));
    }
    if is_installed("fish") {
        let file = script(&folder, "fish");
        let offers = |line: &str| {
            let script = format!("source '{file}'; complete --do-complete '{line}'");
            shell("fish", &["--no-config", "-c"], &script)
        };
        assert!(offers("sharecap ing").starts_with("ingest\t"));
        assert!(offers("sharecap ingest --retr").starts_with("--retry-rejected\t"));
    }
}
