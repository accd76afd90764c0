//! The layout of the source, held to be true: who may name whom, which crate is used where, where floats may not go.
//!
//! The rules are those that the crate's documentation tells. They are checked on the tokens of the source files: `use`
//! lines and paths, with comments, strings and test modules left out.

mod source;

use std::fs;
use std::path::Path;

use source::{Token, crate_paths, outside_paths, tokens};

/// The way of a filing. A stage names the stages before it by their types only, and nothing behind it.
const STAGES: [&str; 8] = ["crawl", "extract", "layout", "parse", "record", "check", "tables", "publish"];
/// What every stage may call. These name no stage.
const VOCABULARY: [&str; 3] = ["filing", "finding", "spec"];
/// What stands on top, and what each may call; of any other module it may name the types.
const TOP: [(&str, &[&str]); 13] = [
    // What runs a function elsewhere knows no stage; pipeline says which.
    ("worker", &[]),
    ("pipeline", &["crawl", "extract", "layout", "parse", "record", "check", "tables", "publish", "worker"]),
    ("synth", &[]),
    ("page", &[]),
    ("audit", &[]),
    ("explain", &[]),
    ("gaps", &[]),
    ("report", &[]),
    ("views", &["publish"]),
    ("cli", &["explain", "gaps", "pipeline", "report", "synth", "views"]),
    // The Python package: it calls what the command line is made of, and adds nothing.
    ("python", &["cli", "pipeline", "tables", "views"]),
    ("main", &["cli", "pipeline"]),
    ("lib", &[]),
];
/// Functions of an earlier stage that a stage may call all the same.
const CALLS: [(&str, &str, &str); 1] = [("publish", "tables::schema", "what a table is, not how it is made")];

/// Crates with one user, or few.
const CRATES: [(&str, &[&str]); 36] = [
    ("arrow_array", &["python", "tables", "publish"]),
    ("arrow_schema", &["python", "tables", "publish"]),
    ("arrow_select", &["publish"]),
    ("base64", &["explain"]),
    ("clap", &["cli"]),
    ("clap_complete", &["cli"]),
    ("clap_mangen", &["cli"]),
    ("close_fds", &["worker"]),
    ("comfy_table", &["cli"]),
    // Indexes of publication are read from CSV; what a dataset lacks, and the lists beside a drawn market, are written.
    ("csv", &["cli", "crawl", "synth"]),
    ("encoding_rs", &["extract"]),
    ("flate2", &["extract"]),
    // synth draws with the CMaps that extract reads with.
    ("hayro_cmap", &["extract", "synth"]),
    // The fonts that hayro-interpret draws with, for a reader that does not draw.
    ("hayro_font", &["extract"]),
    ("hayro_interpret", &["extract"]),
    ("hayro_svg", &["extract"]),
    ("hayro_syntax", &["extract"]),
    // Whatever makes a page.
    ("maud", &["explain", "page", "report"]),
    ("indicatif", &["cli"]),
    ("memchr", &["extract"]),
    ("parquet", &["publish"]),
    ("pdf_extract", &["extract"]),
    ("pdf_writer", &["synth"]),
    // What goes from process to process, what is kept on the disk until it is written, and the specs that ship.
    ("postcard", &["pipeline", "spec", "worker"]),
    ("pyo3", &["python"]),
    ("pyo3_arrow", &["python"]),
    ("rayon", &["pipeline"]),
    ("rlimit", &["worker"]),
    ("rustix", &["worker"]),
    ("scraper", &["extract"]),
    ("signal_hook", &["cli"]),
    ("simd_adler32", &["extract"]),
    ("subsetter", &["synth"]),
    ("tempfile", &["extract", "worker"]),
    ("walkdir", &["crawl"]),
    ("zstd", &["pipeline"]),
];
const PRINT_MACROS: [&str; 5] = ["print", "println", "eprint", "eprintln", "dbg"];

/// What holds data holds no floats.
const EXACT: [&str; 5] = ["record", "filing", "check", "tables", "publish"];
/// Files of those modules that may name a float type.
const FLOATS: [(&str, &str); 1] = [("tables/cells.rs", "bounding boxes are geometry, in points")];

/// More lines than this are not read in one sitting.
const MOST_LINES: usize = 700;

#[test]
fn the_source_keeps_the_rules() {
    let files = source_files();
    let broken: Vec<String> = files.iter().flat_map(|(path, text)| violations(path, text)).collect();
    assert!(broken.is_empty(), "\n{}", broken.join("\n"));
}

#[test]
fn the_rules_speak_of_what_is_there() {
    let files = source_files();
    let there = |module: &str| files.iter().any(|(path, _)| module_path(path)[0] == module);
    let named = STAGES.iter().chain(&VOCABULARY).chain(TOP.iter().map(|(module, _)| module));
    for module in named {
        assert!(there(module), "the rules name {module}, which is not in src");
    }
    for (file, _) in FLOATS {
        let (_, text) = files.iter().find(|(path, _)| path == file).expect(file);
        assert!(!floats(&tokens(text)).is_empty(), "{file} names no float: take it off the list");
    }
    for (stage, function, _) in CALLS {
        let is_called = files.iter().filter(|(path, _)| module_path(path)[0] == stage).any(|(path, text)| {
            let paths = crate_paths(&module_path(path), &tokens(text));
            paths.iter().any(|(path, _)| path.join("::") == function)
        });
        assert!(is_called, "{stage} does not call {function}: take it off the list");
    }
}

#[test]
fn made_up_violations_are_found() {
    for (path, text, found) in [
        ("layout.rs", "use crate::record::Reading;", "src/layout.rs:1: layout names record, which is behind it"),
        ("layout/grid.rs", "\nuse super::super::parse::FormData;", "src/layout/grid.rs:2: layout names parse"),
        (
            "parse.rs",
            "use crate::{filing::Form, layout::{Layout, layout}};",
            "parse names layout::layout, which is no type",
        ),
        ("parse.rs", "fn f() { crate::extract::extract(b\"\"); }", "parse names extract::extract, which is no type"),
        ("parse.rs", "use crate::layout::*;", "parse names layout::*, which is no type"),
        ("check.rs", "use crate::record;\nfn f() { record::record(); }", "src/check.rs:2: check names record::record"),
        ("check.rs", "use crate::record as r;\nfn f() { r::number::read(); }", "check names record::number::read"),
        ("check.rs", "use crate::pipeline::Job;", "check names pipeline, which is on top of it"),
        (
            "filing/rows.rs",
            "use crate::record::Reading;",
            "filing names record: it may name filing, finding, spec only",
        ),
        ("spec.rs", "use crate::parse::FormData;", "spec names parse"),
        ("cli/run.rs", "use crate::extract::extract;", "cli names extract::extract, which is no type"),
        ("synth.rs", "use crate::record::record;", "synth names record::record, which is no type"),
        ("new.rs", "", "src/new.rs: no rule speaks of the module new"),
        ("record.rs", "use parquet::basic::*;", "src/record.rs:1: record uses parquet, which only publish may"),
        ("parse.rs", "fn f() { ::rayon::join(a, b) }", "parse uses rayon, which only pipeline may"),
        ("cli.rs", "fn f() -> pyo3::PyResult<()> {}", "cli uses pyo3, which only python may"),
        (
            "crawl.rs",
            "fn f() { eprintln!(\"{}\", '\"'); }",
            "src/crawl.rs:1: crawl prints (eprintln!), which only main may",
        ),
        ("record/date.rs", "fn f(x: f64) {}", "src/record/date.rs:1: f64 where only exact numbers belong"),
        ("check.rs", "const HALF: Number = 0.5;", "src/check.rs:1: 0.5 where only exact numbers belong"),
        ("check.rs", &"\n".repeat(MOST_LINES + 1), "src/check.rs: 701 lines; split it"),
    ] {
        let all = violations(path, text);
        assert!(all.len() == 1 && all[0].contains(found), "{path}: {text}\n{all:?}\nexpected {found}");
    }
}

#[test]
fn what_is_allowed_passes() {
    for (path, text) in [
        ("layout.rs", "use crate::extract::{Document, Page, TEXT_LINE, Word};\nuse crate::finding::{BBox, Place};"),
        ("layout/grid.rs", "use super::{Cell, grid};\nuse super::super::extract::Rule;"),
        ("parse/flow.rs", "use crate::spec::label::{fold, self};\nuse crate::layout::{self, Layout};"),
        (
            "parse/flow.rs",
            "// crate::record::record()\n/* rayon::join /* polars:: */ */\nconst A: &str = r#\"println!(\"\"#;",
        ),
        ("extract/text.rs", "const QUOTE: char = '\"'; fn f<'a>(x: &'a f32) -> f32 { 0.5 }"),
        (
            "record.rs",
            "fn f() { self.0.1; (1..2); x.0 }\n#[cfg(test)]\nmod tests { use crate::check::check; }\nfn g() {}",
        ),
        ("pipeline.rs", "use crate::parse;\nuse rayon::prelude::*;\nfn f() { parse::parse(); crate::crawl::crawl() }"),
        ("main.rs", "use sharecap::cli::{Args, Plan};\nfn main() { println!(); sharecap::pipeline::note_panics() }"),
        ("publish/files.rs", "use crate::tables;\nfn f() { tables::schema(table) }"),
        ("extract/pdf/tests.rs", "use crate::synth::draw_pdf;"),
    ] {
        assert_eq!(violations(path, text), Vec::<String>::new(), "{path}: {text}");
    }
}

/// Every source file: its path from `src` and its text.
fn source_files() -> Vec<(String, String)> {
    fn walk(folder: &Path, root: &Path, files: &mut Vec<(String, String)>) {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                walk(&path, root, files);
            } else if path.extension().is_some_and(|extension| extension == "rs") {
                let name = path.strip_prefix(root).unwrap().to_str().unwrap().replace('\\', "/");
                files.push((name, fs::read_to_string(&path).unwrap()));
            }
        }
    }
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut files = Vec::new();
    walk(&root, &root, &mut files);
    files.sort();
    files
}

/// What a file breaks, a line for each.
fn violations(path: &str, text: &str) -> Vec<String> {
    let module = module_path(path);
    let own = module[0].as_str();
    // A test module in a file of its own may name what it needs, as those within other files.
    let tokens = if path.ends_with("/tests.rs") { Vec::new() } else { tokens(text) };
    let mut broken = Vec::new();
    let mut say = |line: usize, what: String| broken.push(format!("src/{path}:{line}: {what}"));
    for (names, line) in crate_paths(&module, &tokens) {
        if let Some(what) = misnamed(own, &names) {
            say(line, what);
        }
    }
    for (names, line) in outside_paths(&tokens) {
        let users = CRATES.iter().find(|(name, _)| *name == names[0]).map(|(_, users)| users);
        if let Some(users) = users.filter(|users| !users.contains(&own)) {
            say(line, format!("{own} uses {}, which only {} may", names[0], users.join(" and ")));
        }
    }
    for pair in tokens.windows(2) {
        let name = pair[0].text.as_str();
        if own != "main" && pair[1].text == "!" && PRINT_MACROS.contains(&name) {
            say(pair[0].line, format!("{own} prints ({name}!), which only main may"));
        }
    }
    if EXACT.contains(&own) && !FLOATS.iter().any(|(file, _)| *file == path) {
        for float in floats(&tokens) {
            say(float.line, format!("{} where only exact numbers belong", float.text));
        }
    }
    let lines = text.lines().count();
    if lines > MOST_LINES {
        broken.push(format!("src/{path}: {lines} lines; split it (at most {MOST_LINES})"));
    }
    if !is_known(own) {
        broken.push(format!("src/{path}: no rule speaks of the module {own}"));
    }
    broken
}

fn is_known(module: &str) -> bool {
    STAGES.contains(&module) || VOCABULARY.contains(&module) || TOP.iter().any(|(name, _)| *name == module)
}

/// Why the module `own` may not name this path of the crate.
fn misnamed(own: &str, names: &[String]) -> Option<String> {
    let other = names[0].as_str();
    if other == own || !is_known(other) || VOCABULARY.contains(&other) {
        return None;
    }
    if VOCABULARY.contains(&own) {
        return Some(format!("{own} names {other}: it may name {} only", VOCABULARY.join(", ")));
    }
    let step = |module: &str| STAGES.iter().position(|stage| *stage == module);
    match (step(own), step(other)) {
        (Some(_), None) => return Some(format!("{own} names {other}, which is on top of it")),
        (Some(here), Some(there)) if there > here => {
            return Some(format!("{own} names {other}, which is behind it"));
        }
        _ => {}
    }
    let path = names.join("::");
    let may_call = TOP.iter().any(|(module, calls)| *module == own && calls.contains(&other))
        || CALLS.iter().any(|(stage, function, _)| *stage == own && *function == path);
    // A module brought in by `use` is harmless: what is taken from it is looked at where it is named.
    let is_type = |name: &String| name.starts_with(char::is_uppercase);
    let is_harmless = names.len() == 1 || names.iter().any(is_type);
    (!may_call && !is_harmless).then(|| format!("{own} names {path}, which is no type"))
}

/// `check/cells.rs` → `check`, `cells`.
fn module_path(path: &str) -> Vec<String> {
    path.trim_end_matches(".rs").split('/').map(str::to_owned).collect()
}

/// Float types and numbers with a fraction.
fn floats(tokens: &[Token]) -> Vec<&Token> {
    let is_float = |text: &str| {
        ["f32", "f64"].iter().any(|name| text.ends_with(name)) && text.trim_start_matches(char::is_numeric).len() <= 3
            || text.starts_with(|first: char| first.is_ascii_digit()) && text.contains('.')
    };
    tokens.iter().filter(|token| is_float(&token.text)).collect()
}
