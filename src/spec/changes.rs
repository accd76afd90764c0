//! `config/schema_changes.toml` → [`SchemaChanges`]: what each version of the schema added, changed and removed.
//!
//! It is the schema's second book. Applied one after the other, its versions must give the columns of
//! `config/tables.toml`, to which [`Tables::from_toml`](super::table::Tables::from_toml) holds them: no column comes, goes
//! or changes its type without a version that says so.

use std::collections::BTreeMap;
use std::fmt::Write;

use serde::{Deserialize, Serialize};

use super::SpecError;
use super::table::ColumnType;

const FILE: &str = "schema_changes.toml";

/// The versions of the schema, the first one first.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SchemaChanges {
    /// Numbered from 1, without a gap.
    pub versions: Vec<SchemaVersion>,
}

/// One version of the schema, seen from the one before.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SchemaVersion {
    /// The `schema_version` of manifests and Parquet files.
    #[serde(rename = "version")]
    pub number: u32,
    /// What it brought, in a sentence.
    pub summary: String,
    /// What became of single columns: those added, changed, removed, each in the order of table and column.
    pub changes: Vec<ColumnChange>,
}

/// What a version did to a column.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ColumnChange {
    /// The table. It is new with its first column, and gone with its last.
    pub table: String,
    /// The column.
    pub column: String,
    /// What was done.
    pub change: Change,
    /// The type from then on; `None` for a column that was removed.
    #[serde(rename = "type")]
    pub kind: Option<ColumnType>,
    /// Why; `None` for a column that was added, which the data dictionary explains.
    pub reason: Option<String>,
}

/// What can be done to a column.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Change {
    /// It is new.
    Added,
    /// It has another type, or another meaning.
    Changed,
    /// It is gone.
    Removed,
}

/// What all versions together say of a column that is there.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Standing {
    /// Its type.
    pub kind: ColumnType,
    /// The version that added it.
    pub since: u32,
}

/// Columns by table and name.
pub type Columns<'c> = BTreeMap<(&'c str, &'c str), Standing>;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawFile {
    version: Vec<RawVersion>,
}

/// Tables and their columns, with what is said of each.
type Raw<T> = BTreeMap<String, BTreeMap<String, T>>;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawVersion {
    number: u32,
    summary: String,
    #[serde(default)]
    added: Raw<ColumnType>,
    #[serde(default)]
    changed: Raw<RawChanged>,
    #[serde(default)]
    removed: Raw<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawChanged {
    #[serde(rename = "type")]
    kind: ColumnType,
    reason: String,
}

impl RawVersion {
    fn resolve(self) -> SchemaVersion {
        let added = flat(self.added, |kind| (Change::Added, Some(kind), None));
        let changed = flat(self.changed, |changed| (Change::Changed, Some(changed.kind), Some(changed.reason)));
        let removed = flat(self.removed, |reason| (Change::Removed, None, Some(reason)));
        let changes = added.chain(changed).chain(removed).collect();
        SchemaVersion { number: self.number, summary: self.summary, changes }
    }
}

fn flat<T>(
    tables: Raw<T>,
    what: impl Fn(T) -> (Change, Option<ColumnType>, Option<String>),
) -> impl Iterator<Item = ColumnChange> {
    let columns = tables
        .into_iter()
        .flat_map(|(table, columns)| columns.into_iter().map(move |(column, said)| (table.clone(), column, said)));
    columns.map(move |(table, column, said)| {
        let (change, kind, reason) = what(said);
        ColumnChange { table, column, change, kind, reason }
    })
}

impl SchemaChanges {
    /// Reads the versions.
    ///
    /// # Errors
    /// When the text is no TOML, holds unknown keys or types, leaves out a version, adds a column that is there, or
    /// changes or removes one that is not.
    pub fn from_toml(text: &str) -> Result<Self, SpecError> {
        let file: RawFile = toml::from_str(text).map_err(|error| SpecError::toml(FILE, text, &error))?;
        let changes = Self { versions: file.version.into_iter().map(RawVersion::resolve).collect() };
        for (version, expected) in changes.versions.iter().zip(1..) {
            if version.number != expected {
                let message = format!("version {} stands where version {expected} belongs", version.number);
                return Err(SpecError::new(FILE, message));
            }
        }
        changes.columns().map(drop)?;
        Ok(changes)
    }

    /// The number of the last version; 0 where there is none.
    #[must_use]
    pub fn newest(&self) -> u32 {
        self.versions.last().map_or(0, |version| version.number)
    }

    /// The columns of the last version.
    ///
    /// # Errors
    /// When a version adds a column that is there, or changes or removes one that is not.
    pub fn columns(&self) -> Result<Columns<'_>, SpecError> {
        let mut columns = Columns::new();
        for (version, change) in self.versions.iter().flat_map(|v| v.changes.iter().map(move |change| (v, change))) {
            let key = (change.table.as_str(), change.column.as_str());
            let before = columns.remove(&key);
            let refused = |what| {
                let message = format!("version {}: `{}` of `{}` {what}", version.number, change.column, change.table);
                SpecError::new(FILE, message)
            };
            match (change.change, before) {
                (Change::Added, Some(_)) => return Err(refused("is added, and is there already")),
                (Change::Changed | Change::Removed, None) => return Err(refused("is not there to be changed")),
                _ => {}
            }
            if let Some(kind) = change.kind {
                let since = before.map_or(version.number, |before| before.since);
                columns.insert(key, Standing { kind, since });
            }
        }
        Ok(columns)
    }

    /// The changelog as Markdown, the newest version first.
    #[must_use]
    pub fn to_markdown(&self) -> String {
        let mut page = String::from("# Changes of the schema\n");
        for version in self.versions.iter().rev() {
            // Writing to a String cannot fail.
            let _ = write!(page, "\n## Version {}\n\n{}\n\n", version.number, version.summary);
            let is_new = |table: &str| !self.had(table, version.number);
            for (table, count) in version.added_to().into_iter().filter(|(table, _)| is_new(table)) {
                let _ = writeln!(page, "- added the table `{table}` with {count} columns");
            }
            for change in
                version.changes.iter().filter(|change| change.change != Change::Added || !is_new(&change.table))
            {
                let _ = writeln!(page, "- {}", change.line());
            }
        }
        page
    }

    /// Whether a table had columns before a version.
    fn had(&self, table: &str, version: u32) -> bool {
        let before = self.versions.iter().filter(|before| before.number < version);
        before.flat_map(|before| &before.changes).any(|change| change.table == table)
    }
}

impl SchemaVersion {
    /// The tables with new columns, and how many.
    fn added_to(&self) -> BTreeMap<&str, usize> {
        let mut counts = BTreeMap::new();
        for change in self.changes.iter().filter(|change| change.change == Change::Added) {
            *counts.entry(change.table.as_str()).or_default() += 1;
        }
        counts
    }
}

impl ColumnChange {
    /// Whatever was done, in a line.
    fn line(&self) -> String {
        let Self { table, column, .. } = self;
        let word = match self.change {
            Change::Added => "added",
            Change::Changed => "changed",
            Change::Removed => "removed",
        };
        let kind = self.kind.map_or_else(String::new, |kind| format!(" ({})", kind.sql()));
        let reason = self.reason.as_ref().map_or_else(String::new, |reason| format!(": {reason}"));
        format!("{word} `{table}.{column}`{kind}{reason}")
    }
}

#[cfg(test)]
mod tests {
    use sha2::{Digest, Sha256};

    use super::*;

    const THREE: &str = r#"
        [[version]]
        number = 1
        summary = "The first."
        [version.added.a]
        x = "text"
        y = "count"

        [[version]]
        number = 2
        summary = "Dates are dates."
        [version.changed.a]
        x = { type = "date", reason = "it was one all along" }
        [version.added.a]
        z = "bool"
        [version.added.b]
        x = "points"
        y = "texts"

        [[version]]
        number = 3
        summary = "Less is more."
        [version.removed.a]
        y = "nobody asked"
    "#;

    #[test]
    fn versions_are_applied_one_after_the_other() {
        let changes = SchemaChanges::from_toml(THREE).unwrap();
        assert_eq!(changes.newest(), 3);
        let columns: Vec<_> = changes.columns().unwrap().into_iter().collect();
        let standing = |kind, since| Standing { kind, since };
        assert_eq!(
            columns,
            [
                (("a", "x"), standing(ColumnType::Date, 1)),
                (("a", "z"), standing(ColumnType::Bool, 2)),
                (("b", "x"), standing(ColumnType::Points, 2)),
                (("b", "y"), standing(ColumnType::Texts, 2)),
            ]
        );
    }

    #[test]
    fn the_changelog_tells_the_newest_first() {
        let page = SchemaChanges::from_toml(THREE).unwrap().to_markdown();
        let expected = "# Changes of the schema\n\n\
            ## Version 3\n\nLess is more.\n\n- removed `a.y`: nobody asked\n\n\
            ## Version 2\n\nDates are dates.\n\n- added the table `b` with 2 columns\n- added `a.z` (BOOLEAN)\n\
            - changed `a.x` (DATE): it was one all along\n\n\
            ## Version 1\n\nThe first.\n\n- added the table `a` with 2 columns\n";
        assert_eq!(page, expected);
    }

    #[test]
    fn what_cannot_have_happened_is_refused() {
        for (from, to, message) in [
            ("number = 2", "number = 4", "version 4 stands where version 2 belongs"),
            ("y = \"nobody", "q = \"nobody", "version 3: `q` of `a` is not there to be changed"),
            ("z = \"bool\"", "y = \"bool\"", "version 2: `y` of `a` is added, and is there already"),
            ("x = { type", "w = { type", "version 2: `w` of `a` is not there to be changed"),
            ("\"points\"", "\"float\"", "line 17, column 13: unknown variant `float`"),
            ("reason", "cause", "unknown field `cause`"),
        ] {
            let error = SchemaChanges::from_toml(&THREE.replacen(from, to, 1)).unwrap_err().to_string();
            assert!(error.starts_with("schema_changes.toml: ") && error.contains(message), "{error}");
        }
    }

    /// What was published under a version is what its readers have: a further column is a further version.
    #[test]
    fn a_version_that_was_published_stays_as_it_is() {
        const PUBLISHED: [&str; 2] = [
            "f422647ee9b851bd6a0f3c5e4af171949e51603151586c7df1046f6a42a361f2",
            "73cebdb9eec06ffe26afeeec5fe635ad54a7886039db89e1a4be9f7bb9d53cdc",
        ];
        let digests = SchemaChanges::builtin().versions.iter().map(|version| {
            let lines: Vec<String> = version.changes.iter().map(ColumnChange::line).collect();
            let digest: Vec<String> =
                Sha256::digest(lines.join("\n")).iter().map(|byte| format!("{byte:02x}")).collect();
            digest.concat()
        });
        assert_eq!(
            digests.collect::<Vec<_>>(),
            PUBLISHED,
            "raise schema_version, and add a [[version]] with its digest"
        );
    }
}
