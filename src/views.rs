//! SQL over a published snapshot: the tables as views, and what users of share capital data ask of them.
//!
//! The statements stand in `config/sql`, written for `DuckDB` and for the present: `current_<table>` is what is known
//! by now. What was known at a moment follows from the same text, so that the two cannot differ: every view
//! `current_x` becomes a macro `as_of_x(t)`, and every `current_…` that it reads becomes `as_of_…(t)`.

use std::path::{Path, PathBuf, is_separator};

use crate::filing::Table;
use crate::publish::{self, OpenError};

/// How a file of `config/sql` is made concrete.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    /// As it stands.
    Once,
    /// Once for every table.
    Tables,
    /// For the present and for any moment.
    Both,
    /// The same, for every table but `filings`, which has a file of its own.
    BothOfRows,
}

/// The files in the order in which they build on each other.
const FILES: [(Kind, &str); 12] = [
    (Kind::Tables, include_str!("../config/sql/tables.sql")),
    (Kind::Once, include_str!("../config/sql/moments.sql")),
    (Kind::Once, include_str!("../config/sql/sums.sql")),
    (Kind::Both, include_str!("../config/sql/filings.sql")),
    (Kind::BothOfRows, include_str!("../config/sql/rows.sql")),
    (Kind::Both, include_str!("../config/sql/errors.sql")),
    (Kind::Both, include_str!("../config/sql/classes.sql")),
    (Kind::Both, include_str!("../config/sql/movements.sql")),
    (Kind::Both, include_str!("../config/sql/shares_outstanding.sql")),
    (Kind::Both, include_str!("../config/sql/dilution.sql")),
    (Kind::Both, include_str!("../config/sql/net_issuance.sql")),
    (Kind::Once, include_str!("../config/sql/latest.sql")),
];

/// What the name of a view over the present begins with.
const CURRENT: &str = "current_";
/// How a view begins in `config/sql`.
const VIEW: &str = "create or replace view ";

/// Why there are no statements for a dataset.
#[derive(Debug, thiserror::Error)]
pub enum ViewsError {
    /// There is no dataset.
    #[error(transparent)]
    Open(#[from] OpenError),
    /// SQL is text, and this path is none.
    #[error("{} is no UTF-8, so that no SQL can name it; move the dataset", .0.display())]
    Path(PathBuf),
    /// `DuckDB` divides the paths of patterns at it on every system, and does not find the files.
    #[error("{} holds a backslash, at which DuckDB would divide it; move the dataset", .0.display())]
    Backslash(PathBuf),
}

/// The statements that make views and macros of the snapshot of a dataset in `DuckDB`, with comments that say what they
/// give.
///
/// The path of the snapshot is resolved once: what is published later does not change what the views show.
///
/// # Errors
/// When there is no such dataset, another version wrote it, or its path is none that SQL and `DuckDB` can name.
pub fn statements(dataset: &Path) -> Result<String, ViewsError> {
    let folder = publish::open(dataset)?.folder;
    let path = folder.to_str().ok_or_else(|| ViewsError::Path(folder.clone()))?;
    if !is_separator('\\') && path.contains('\\') {
        return Err(ViewsError::Backslash(folder));
    }
    let files = FILES.iter().map(|(kind, sql)| concrete(*kind, sql, path));
    Ok(files.collect::<Vec<_>>().join("\n"))
}

/// A file with its statements made out for a snapshot.
fn concrete(kind: Kind, sql: &str, snapshot: &str) -> String {
    let of_table = |table: &Table| sql.replace("{table}", table.as_str()).replace("{snapshot}", &in_glob(snapshot));
    let rows = || Table::ALL.iter().filter(|table| **table != Table::Filings);
    match kind {
        Kind::Once => sql.to_owned(),
        Kind::Tables => Table::ALL.iter().map(of_table).collect(),
        Kind::Both => both(sql),
        Kind::BothOfRows => rows().map(|table| both(&of_table(table))).collect(),
    }
}

/// A path within a pattern of files within a literal of SQL: nothing in it means anything.
fn in_glob(path: &str) -> String {
    let mut text = String::new();
    for letter in path.chars() {
        match letter {
            '\'' => text.push_str("\'\'"),
            '*' | '?' | '[' => text.extend(['[', letter, ']']),
            _ => text.push(letter),
        }
    }
    text
}

/// Views over the present, and the same as macros of a moment.
fn both(sql: &str) -> String {
    let mut text = sql.to_owned();
    for line in sql.lines().filter(|line| !line.starts_with("--")) {
        let macro_line = match line.strip_prefix(VIEW).and_then(|rest| rest.strip_suffix(" as")) {
            Some(view) => {
                let name = view.strip_prefix(CURRENT).unwrap_or(view);
                let comment = format!("-- as_of_{name}(t): {view} as it was known at the moment t.");
                format!("{comment}\ncreate or replace macro as_of_{name}(t) as table")
            }
            None => at_moment(line),
        };
        text.push_str(&macro_line);
        text.push('\n');
    }
    text
}

/// A line that reads what was known at the moment `t` instead of what is known by now.
fn at_moment(line: &str) -> String {
    let is_part = |letter: char| letter.is_alphanumeric() || letter == '_';
    let mut text = String::new();
    let mut rest = line;
    while let Some(start) = rest.find(is_part) {
        let (before, word) = rest.split_at(start);
        let (word, after) = word.split_at(word.find(|letter| !is_part(letter)).unwrap_or(word.len()));
        text.push_str(before);
        match word.strip_prefix(CURRENT) {
            Some(name) => text.extend(["as_of_", name, "(t)"]),
            None => text.push_str(word),
        }
        rest = after;
    }
    text + rest
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_reads_the_present_becomes_what_reads_a_moment() {
        let view =
            "-- x: a comment on current_x.\ncreate or replace view x as\nselect c.* from current_a c, current_b;\n";
        let expected = "-- as_of_x(t): x as it was known at the moment t.\n\
                        create or replace macro as_of_x(t) as table\n\
                        select c.* from as_of_a(t) c, as_of_b(t);\n";
        assert_eq!(both(view), format!("{view}{expected}"));
        assert_eq!(at_moment("not_current_a, current"), "not_current_a, current");
    }

    #[test]
    fn every_view_over_the_present_has_its_macro() {
        let all: String = FILES.iter().map(|(kind, sql)| concrete(*kind, sql, "/data")).collect();
        assert!(!all.contains("{table}") && !all.contains("{snapshot}"), "{all}");
        for line in all.lines().filter(|line| line.starts_with(VIEW)) {
            let Some(name) = line.trim_end_matches(" as").strip_prefix("create or replace view current_") else {
                continue;
            };
            let of_moment = format!("create or replace macro as_of_{name}(t) as table");
            assert_eq!(all.matches(&of_moment).count(), 1, "{name}");
        }
    }

    #[test]
    fn paths_are_taken_literally() {
        assert_eq!(in_glob("/o'neill/a[1]*?/x"), "/o''neill/a[[]1][*][?]/x");
    }
}
