//! SQL over a published snapshot: the tables as views, and what users of share capital data ask of them.
//!
//! The statements stand in `config/sql`, written for `DuckDB` and for the present: `current_<table>` is what is known
//! by now. What was known at a moment follows from the same text, so that the two cannot differ: every view
//! `current_x` becomes a macro `as_of_x(t)`, and every `current_…` that it reads becomes `as_of_…(t)`. Or the whole of a
//! session is as of a moment: then the tables themselves hold no more than what was public, and all else builds on them.

use std::path::{Path, PathBuf, is_separator};

use jiff::Timestamp;

use crate::filing::{Table, shown_in_hong_kong};
use crate::publish::{self, OpenError};
use crate::spec::holidays::Holidays;

/// How a file of `config/sql` is made concrete.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    /// As it stands.
    Once,
    /// For the present and for any moment.
    Both,
    /// The same, for every table but `filings`, which has a file of its own.
    BothOfRows,
    /// Once, with the due day of every month.
    DueDays,
}

/// A table as its files hold it.
const TABLE: &str = include_str!("../config/sql/tables.sql");
/// What a moment is.
const MOMENTS: &str = include_str!("../config/sql/moments.sql");
/// When each filing was there to be read.
const TIMES: &str = include_str!("../config/sql/times.sql");
/// `filings`, and every other table, as they were at one moment.
const AS_OF_FILINGS: &str = include_str!("../config/sql/as_of_filings.sql");
const AS_OF_TABLE: &str = include_str!("../config/sql/as_of.sql");
/// What the tables are called that those are taken from.
const PUBLISHED: &str = "published_";

/// What builds on the tables, in the order in which it does.
const FILES: [(Kind, &str); 13] = [
    (Kind::Once, TIMES),
    (Kind::Once, include_str!("../config/sql/known.sql")),
    (Kind::Once, include_str!("../config/sql/sums.sql")),
    (Kind::DueDays, include_str!("../config/sql/due_days.sql")),
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
    Ok([tables(&snapshot(dataset)?, ""), MOMENTS.to_owned(), derived()].join("\n"))
}

/// The same as of a moment: the tables hold what was public then, and every view on them is of that moment too.
///
/// # Errors
/// Like [`statements`].
pub fn statements_as_of(dataset: &Path, moment: Timestamp) -> Result<String, ViewsError> {
    let at = |sql: &str| sql.replace("{as_of}", &shown_in_hong_kong(moment));
    let times = words(TIMES, |word| matches!(word, "filings" | "filing_times").then(|| format!("{PUBLISHED}{word}")));
    let others = rows().map(|table| AS_OF_TABLE.replace("{table}", table.as_str())).collect::<String>();
    let tables = tables(&snapshot(dataset)?, PUBLISHED);
    Ok([tables, MOMENTS.to_owned(), times, at(AS_OF_FILINGS), at(&others), derived()].join("\n"))
}

/// The folder of the snapshot, as SQL can name it.
fn snapshot(dataset: &Path) -> Result<String, ViewsError> {
    let folder = publish::open(dataset)?.folder;
    match folder.to_str() {
        None => Err(ViewsError::Path(folder)),
        Some(path) if !is_separator('\\') && path.contains('\\') => Err(ViewsError::Backslash(folder)),
        Some(path) => Ok(path.to_owned()),
    }
}

/// Every table but `filings`.
fn rows() -> impl Iterator<Item = &'static Table> {
    Table::ALL.iter().filter(|table| **table != Table::Filings)
}

/// The tables of a snapshot as views, with something before their names.
fn tables(snapshot: &str, prefix: &str) -> String {
    let view = |table: &Table| {
        let sql = TABLE.replace("{view}", &format!("{prefix}{}", table.as_str())).replace("{table}", table.as_str());
        sql.replace("{snapshot}", &in_glob(snapshot))
    };
    Table::ALL.iter().map(view).collect()
}

/// What builds on the tables.
fn derived() -> String {
    FILES.iter().map(|(kind, sql)| concrete(*kind, sql)).collect::<Vec<_>>().join("\n")
}

/// A file with its statements made out.
fn concrete(kind: Kind, sql: &str) -> String {
    match kind {
        Kind::Once => sql.to_owned(),
        Kind::Both => both(sql),
        Kind::BothOfRows => rows().map(|table| both(&sql.replace("{table}", table.as_str()))).collect(),
        Kind::DueDays => sql.replace("{due_days}", &due_days()),
    }
}

/// The months and their due days as rows of SQL, those of a year on a line.
fn due_days() -> String {
    let mut rows = String::new();
    for (month_end, due_on) in Holidays::builtin().due_days() {
        let comma = if rows.is_empty() { "" } else { "," };
        let space = if month_end.month() == 1 || rows.is_empty() { "\n    " } else { " " };
        rows.extend([comma, space, &format!("(date '{month_end}', date '{due_on}')")]);
    }
    rows
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
    words(line, |word| word.strip_prefix(CURRENT).map(|name| format!("as_of_{name}(t)")))
}

/// A text with some of its words replaced.
fn words(sql: &str, replaced: impl Fn(&str) -> Option<String>) -> String {
    let is_part = |letter: char| letter.is_alphanumeric() || letter == '_';
    let mut text = String::new();
    let mut rest = sql;
    while let Some(start) = rest.find(is_part) {
        let (before, word) = rest.split_at(start);
        let (word, after) = word.split_at(word.find(|letter| !is_part(letter)).unwrap_or(word.len()));
        text.push_str(before);
        text.push_str(&replaced(word).unwrap_or_else(|| word.to_owned()));
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
        let all = tables("/data", "") + &derived();
        assert!(["{table}", "{view}", "{snapshot}", "{due_days}"].iter().all(|name| !all.contains(name)), "{all}");
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
