//! What the program says of the schema of its tables: since when a column is there, and what each version changed.

use serde_json::Value as Json;

use crate::command::run;

fn json(arguments: &[&str]) -> Json {
    let ran = run(arguments);
    assert_eq!((ran.code, ran.stderr.as_str()), (0, ""));
    serde_json::from_str(&ran.stdout).unwrap()
}

fn of<'j>(list: &'j Json, name: &str) -> &'j Json {
    list.as_array().unwrap().iter().find(|item| item["name"] == name).unwrap()
}

#[test]
fn the_dictionary_says_since_which_version_a_column_is_there() {
    let dictionary = json(&["dictionary", "--format", "json"]);
    let filings = of(&dictionary["tables"], "filings");
    assert_eq!(of(&filings["columns"], "filing_id")["since"], 1);
    assert_eq!(of(&filings["columns"], "published_at")["since"], 2);
    let page = run(&["dictionary"]).stdout;
    let line = page.lines().find(|line| line.starts_with("| `published_at` |")).unwrap();
    assert!(line.ends_with("| 2 |"), "{line}");
}

/// Whoever counts columns of the versions comes to those of the dictionary.
#[test]
fn the_changes_add_up_to_the_dictionary() {
    let dictionary = json(&["dictionary", "--format", "json"]);
    let tables = dictionary["tables"].as_array().unwrap();
    let mut declared: Vec<String> = Vec::new();
    for table in tables {
        let columns = table["columns"].as_array().unwrap().iter();
        declared.extend(columns.map(|column| format!("{} {} {}", table["name"], column["name"], column["type"])));
    }
    let changes = json(&["dictionary", "--changes", "--format", "json"]);
    let mut added: Vec<String> = Vec::new();
    for change in changes["versions"].as_array().unwrap().iter().flat_map(|v| v["changes"].as_array().unwrap()) {
        assert_eq!(change["change"], "added", "teach this test what else can happen");
        added.push(format!("{} {} {}", change["table"], change["column"], change["type"]));
    }
    declared.sort();
    added.sort();
    assert_eq!(added, declared);
    assert_eq!(changes["versions"].as_array().unwrap().last().unwrap()["version"], dictionary["schema_version"]);
}

#[test]
fn the_documents_tell_the_changes_as_the_program_does() {
    let printed = run(&["dictionary", "--changes"]).stdout;
    let (_, versions) = printed.split_once("\n\n").unwrap();
    let page = include_str!("../../docs/schema.md");
    assert!(
        page.contains(versions),
        "put into docs/schema.md what `sharecap dictionary --changes` prints:\n{versions}"
    );
}

#[test]
fn the_version_names_the_schema() {
    let schema = json(&["dictionary", "--format", "json"])["schema_version"].to_string();
    let long = run(&["--version"]).stdout;
    assert!(long.contains(&format!("schema version {schema} ")) && long.lines().count() == 2, "{long}");
    assert_eq!(run(&["-V"]).stdout, format!("sharecap {}\n", env!("CARGO_PKG_VERSION")));
}

/// Who cites the program cites the version that there is.
#[test]
fn the_citation_names_this_version_and_its_licences() {
    let citation = include_str!("../../CITATION.cff");
    assert!(citation.contains(&format!("\nversion: {}\n", env!("CARGO_PKG_VERSION"))), "{citation}");
    for licence in env!("CARGO_PKG_LICENSE").split(" OR ") {
        assert!(citation.contains(&format!("\n  - {licence}\n")), "{licence} is not in {citation}");
    }
    assert!(citation.contains(env!("CARGO_PKG_REPOSITORY")));
}
