//! `config/tables.toml` → [`TableSpec`]: what the tables of the dataset hold.
//!
//! The Arrow schema, the metadata of the Parquet files and the data dictionary all come from here, so that none of
//! them can say something that the others do not. Every check is made at load, and every error names line and column.

use std::collections::HashSet;

use serde::{Deserialize, Serialize};
use toml::Spanned;

use super::SpecError;
use super::changes::{Columns, SchemaChanges};
use crate::filing::Table;

/// The declared tables, in the order of the contract.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Tables {
    /// Counts up when a table or a column comes, goes, or changes its type or its meaning.
    pub schema_version: u32,
    /// All of [`Table::ALL`], in that order.
    pub tables: Vec<TableSpec>,
}

/// What one table holds.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TableSpec {
    /// Which table.
    pub name: Table,
    /// The section of the form that it comes from.
    pub section: String,
    /// What a row stands for.
    pub description: String,
    /// Key columns, then class columns where the table has them, then its own.
    pub columns: Vec<ColumnSpec>,
}

/// What one column holds.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ColumnSpec {
    /// The column's name.
    pub name: String,
    /// The type of its values.
    #[serde(rename = "type")]
    pub kind: ColumnType,
    /// What a number counts, or the form of a text; `None` where there is nothing to say.
    pub unit: Option<String>,
    /// What a null means, to be read after "null means"; `None` for a column without nulls.
    pub null: Option<String>,
    /// What it says.
    pub description: String,
    /// The schema version that brought it.
    pub since: u32,
}

/// The types of columns.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ColumnType {
    /// Characters.
    Text,
    /// A whole number of 64 bits.
    Count,
    /// `Decimal(38, 12)`.
    Decimal,
    /// Yes or no.
    Bool,
    /// A calendar date.
    Date,
    /// A moment in microseconds, UTC.
    Timestamp,
    /// A place on a page, 32-bit float; never data.
    Points,
    /// A list of texts.
    Texts,
    /// A list of `{stock_code, currency}`.
    Counters,
}

impl ColumnType {
    /// How `DuckDB` and the data dictionary call the type.
    #[must_use]
    pub fn sql(self) -> &'static str {
        match self {
            Self::Text => "VARCHAR",
            Self::Count => "BIGINT",
            Self::Decimal => "DECIMAL(38,12)",
            Self::Bool => "BOOLEAN",
            Self::Date => "DATE",
            Self::Timestamp => "TIMESTAMP WITH TIME ZONE",
            Self::Points => "FLOAT",
            Self::Texts => "VARCHAR[]",
            Self::Counters => "STRUCT(stock_code VARCHAR, currency VARCHAR)[]",
        }
    }
}

/// Why a file of tables is refused.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("tables.toml, line {line}, column {column}: {message}")]
pub struct TableSpecError {
    /// Line, counted from 1.
    pub line: usize,
    /// Column in characters, counted from 1.
    pub column: usize,
    /// What is wrong there.
    pub message: String,
}

impl TableSpecError {
    fn new(text: &str, offset: usize, message: impl Into<String>) -> Self {
        let (line, column) = line_and_column(text, offset);
        Self { line, column, message: message.into() }
    }
}

/// Line and column, both counted from 1, of a byte of a text.
#[must_use]
pub fn line_and_column(text: &str, offset: usize) -> (usize, usize) {
    let before = text.get(..offset).unwrap_or(text);
    let line_start = before.rfind('\n').map_or(0, |newline| newline + 1);
    (before.matches('\n').count() + 1, before[line_start..].chars().count() + 1)
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawFile {
    schema_version: Spanned<u32>,
    key_column: Vec<RawColumn>,
    class_column: Vec<RawColumn>,
    table: Vec<RawTable>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawTable {
    name: Spanned<String>,
    class: bool,
    section: String,
    description: String,
    column: Vec<RawColumn>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawColumn {
    name: Spanned<String>,
    #[serde(rename = "type")]
    kind: ColumnType,
    unit: Option<String>,
    null: String,
    description: String,
}

impl RawColumn {
    fn resolve(&self, since: u32) -> ColumnSpec {
        ColumnSpec {
            name: self.name.get_ref().clone(),
            kind: self.kind,
            unit: self.unit.clone(),
            null: (self.null != "never").then(|| self.null.clone()),
            description: self.description.clone(),
            since,
        }
    }
}

impl Tables {
    /// Reads the declaration of the tables, and holds it to the changes that led to it.
    ///
    /// # Errors
    /// When the text is no TOML, holds unknown keys or types, misses a table of the contract, has the tables in
    /// another order, or names a table or a column twice; when its version or its columns are not those of `changes`.
    pub fn from_toml(text: &str, changes: &SchemaChanges) -> Result<Self, TableSpecError> {
        let file: RawFile = toml::from_str(text)
            .map_err(|error| TableSpecError::new(text, error.span().map_or(0, |span| span.start), error.message()))?;
        let (schema_version, place) = (*file.schema_version.get_ref(), file.schema_version.span().start);
        let of_version = |message: String| TableSpecError::new(text, place, message);
        if schema_version != changes.newest() {
            let newest = changes.newest();
            return Err(of_version(format!(
                "schema_changes.toml ends with version {newest}: give each version its entry"
            )));
        }
        let mut noted = changes.columns().map_err(|error: SpecError| of_version(error.to_string()))?;
        let mut tables = Vec::new();
        for raw in &file.table {
            let expected = Table::ALL.get(tables.len()).copied();
            if Table::from_word(raw.name.get_ref()) != expected || expected.is_none() {
                let wanted = expected.map_or("no further table", Table::as_str);
                let message = format!("table `{}` stands where the contract has `{wanted}`", raw.name.get_ref());
                return Err(TableSpecError::new(text, raw.name.span().start, message));
            }
            tables.extend(expected.map(|name| resolve(text, &file, raw, name, &mut noted)).transpose()?);
        }
        if let Some(missing) = Table::ALL.get(tables.len()) {
            let message = format!("the table `{}` is missing at the end", missing.as_str());
            return Err(TableSpecError::new(text, text.len(), message));
        }
        match noted.keys().next() {
            None => Ok(Self { schema_version, tables }),
            Some((table, column)) => Err(of_version(format!(
                "the column `{column}` of `{table}` is gone: schema_changes.toml says in which version, and why"
            ))),
        }
    }

    /// What a table holds.
    ///
    /// # Panics
    /// Never: a value of this type holds every table.
    #[must_use]
    pub fn table(&self, name: Table) -> &TableSpec {
        self.tables.iter().find(|table| table.name == name).expect("every table is declared: checked at load")
    }

    /// The data dictionary as a page of Markdown.
    #[must_use]
    pub fn to_markdown(&self) -> String {
        use std::fmt::Write;
        let mut page = format!(
            "# Data dictionary\n\nSchema version {}; `since` is the version that brought a column.\n",
            self.schema_version
        );
        for table in &self.tables {
            // Writing to a String cannot fail.
            let _ = write!(
                page,
                "\n## {}\n\nSection of the form: {}. {}\n\n",
                table.name.as_str(),
                table.section,
                table.description
            );
            page.push_str("| column | type | unit | meaning | null means | since |\n");
            page.push_str("| --- | --- | --- | --- | --- | --- |\n");
            for column in &table.columns {
                let _ = writeln!(
                    page,
                    "| `{}` | {} | {} | {} | {} | {} |",
                    column.name,
                    column.kind.sql(),
                    escape(column.unit.as_deref().unwrap_or("")),
                    escape(&column.description),
                    escape(column.null.as_deref().unwrap_or("(never null)")),
                    column.since,
                );
            }
        }
        page
    }
}

/// A bar ends a cell of a Markdown table.
fn escape(text: &str) -> String {
    text.replace('|', "\\|")
}

/// The table with its columns, which are taken off those that are noted.
fn resolve<'f>(
    text: &str,
    file: &'f RawFile,
    raw: &'f RawTable,
    name: Table,
    noted: &mut Columns<'f>,
) -> Result<TableSpec, TableSpecError> {
    let keys = file.key_column.iter().filter(|_| name != Table::Filings);
    let class = file.class_column.iter().filter(|_| raw.class);
    let (mut seen, mut columns) = (HashSet::new(), Vec::new());
    for column in keys.chain(class).chain(&raw.column) {
        let (named, table) = (column.name.get_ref(), name.as_str());
        let refused = |what: &str| {
            TableSpecError::new(text, column.name.span().start, format!("the column `{named}` of `{table}` {what}"))
        };
        if !seen.insert(named) {
            return Err(refused("is declared twice"));
        }
        match noted.remove(&(table, named.as_str())) {
            Some(standing) if standing.kind == column.kind => columns.push(column.resolve(standing.since)),
            Some(_) => return Err(refused("has another type in schema_changes.toml: a new type is a new version")),
            None => return Err(refused("is not in schema_changes.toml: a new column is a new version")),
        }
    }
    Ok(TableSpec { name, section: raw.section.clone(), description: raw.description.clone(), columns })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::filing::{
        AgreementMovement, AuthorisedCapital, CapitalEvent, ConvertibleMovement, Date, Decimal, DepositaryReceipt,
        IssuedShares, OptionMovement, OtherMovement, Remark, Row, SectionTotal, Value, WarrantMovement,
    };

    const BUILTIN: &str = include_str!("../../config/tables.toml");
    const CHANGES: &str = include_str!("../../config/schema_changes.toml");
    const KEYS: [&str; 4] = ["filing_id", "stock_code", "month_end", "row"];

    /// The columns of a row type are those of its table, in the same order and of the same type.
    fn holds<R: Row>() {
        let declared = &Tables::builtin().table(R::TABLE).columns;
        let names: Vec<&str> = declared.iter().map(|column| column.name.as_str()).collect();
        let expected: Vec<&str> = KEYS.into_iter().chain(R::columns()).collect();
        assert_eq!(names, expected, "{}", R::TABLE.as_str());
        for column in &declared[KEYS.len()..] {
            let sample = match column.kind {
                ColumnType::Text => Value::Text("x".to_owned()),
                ColumnType::Count => Value::Count(1),
                ColumnType::Decimal => Value::Decimal(Decimal::ZERO),
                ColumnType::Bool => Value::Bool(true),
                ColumnType::Date => Value::Date(Date::constant(2024, 10, 31)),
                other => panic!("{}.{} cannot be {other:?}", R::TABLE.as_str(), column.name),
            };
            assert!(R::default().set(&column.name, sample), "{}.{}", R::TABLE.as_str(), column.name);
        }
    }

    #[test]
    fn declared_columns_are_those_of_the_row_types() {
        holds::<AuthorisedCapital>();
        holds::<IssuedShares>();
        holds::<OptionMovement>();
        holds::<WarrantMovement>();
        holds::<ConvertibleMovement>();
        holds::<AgreementMovement>();
        holds::<OtherMovement>();
        holds::<SectionTotal>();
        holds::<DepositaryReceipt>();
        holds::<Remark>();
        holds::<CapitalEvent>();
    }

    #[test]
    fn the_tables_that_no_row_type_holds_have_the_contracts_columns() {
        let names = |table| {
            let columns = Tables::builtin().table(table).columns.iter();
            columns.map(|column| column.name.clone()).collect::<Vec<_>>().join(", ")
        };
        assert_eq!(
            names(Table::Filings),
            "filing_id, source_path, also_at, source_bytes, source_format, form, form_version, language, stock_code, \
             issuer_name, month_end, status, submitted_on, published_on, published_at, title, pages, counters, total_authorised_currency, \
             total_authorised_capital, submitted_by, submitted_by_title, outcome, reject_code, reject_message, \
             revision, is_current, twin_filing_id, findings, parser_version, ingested_at"
        );
        assert_eq!(
            names(Table::Findings),
            "filing_id, stock_code, month_end, row, code, severity, table_name, table_row, column_name, page, \
             message, expected, actual"
        );
        assert_eq!(
            names(Table::Provenance),
            "filing_id, stock_code, month_end, row, table_name, table_row, column_name, raw_text, page, x0, y0, x1, \
             y1, method"
        );
    }

    fn read(text: &str) -> Result<Tables, TableSpecError> {
        Tables::from_toml(text, &SchemaChanges::from_toml(CHANGES).unwrap())
    }

    fn refusal(from: &str, to: &str) -> String {
        assert!(BUILTIN.contains(from), "the test edits a text that is not there: {from}");
        let refused = read(&BUILTIN.replacen(from, to, 1)).err();
        refused.map_or_else(|| format!("{to} was not refused"), |error| error.to_string())
    }

    #[test]
    fn refuses_what_it_does_not_know() {
        let line_of = |needle: &str| BUILTIN[..BUILTIN.find(needle).unwrap()].matches('\n').count() + 1;
        let cases = [
            ("class = true\nsection", "klass = true\nsection", "unknown field `klass`"),
            ("type = \"decimal\"", "type = \"float\"", "unknown variant `float`"),
            (
                "name = \"opening_shares\"",
                "name = \"row\"",
                "the column `row` of `authorised_capital` is declared twice",
            ),
            (
                "name = \"issued_shares\"",
                "name = \"issued\"",
                "table `issued` stands where the contract has `issued_shares`",
            ),
            ("section = \"II\"\n", "", "missing field `section`"),
        ];
        for (from, to, message) in cases {
            let error = refusal(from, to);
            assert!(error.contains(message), "{error}");
        }
        let error = refusal("name = \"issued_shares\"", "name = \"issued\"");
        let expected = format!("line {}, column 8:", line_of("name = \"issued_shares\""));
        assert!(error.contains(&expected), "{error}");
        let end = BUILTIN.find("[[table]]\nname = \"provenance\"").unwrap();
        let error = read(&BUILTIN[..end]).unwrap_err().to_string();
        assert!(error.contains("the table `provenance` is missing"), "{error}");
    }

    /// Names and types of the columns are those that the versions add up to, and nothing comes or goes beside them.
    #[test]
    fn a_column_changes_with_a_version_and_not_without() {
        let title = "[[table.column]]\nname = \"title\"\ntype = \"text\"\n";
        let another = format!("{}null = \"never\"\ndescription = \"\"\n\n{title}", title.replace("title", "subtitle"));
        for (from, to, message) in [
            ("schema_version = 2", "schema_version = 3", "column 18: schema_changes.toml ends with version 2"),
            (title, another.as_str(), "the column `subtitle` of `filings` is not in schema_changes.toml"),
            (
                title,
                &title.replace("title", "heading"),
                "the column `heading` of `filings` is not in schema_changes.toml",
            ),
            (title, &title.replace("text", "date"), "the column `title` of `filings` has another type"),
        ] {
            let error = refusal(from, to);
            assert!(error.contains(message), "{error}");
        }
        let start = BUILTIN.find(title).unwrap();
        let end = start + BUILTIN[start + 1..].find("[[table.column]]").unwrap() + 1;
        let error = read(&(BUILTIN[..start].to_owned() + &BUILTIN[end..])).unwrap_err().to_string();
        assert!(error.contains("the column `title` of `filings` is gone"), "{error}");

        let since = |table, name: &str| {
            Tables::builtin().table(table).columns.iter().find(|column| column.name == name).map(|column| column.since)
        };
        assert_eq!(since(Table::Filings, "title"), Some(2));
        assert_eq!(since(Table::Filings, "filing_id"), Some(1));
        assert_eq!(since(Table::CapitalEvents, "filing_id"), Some(2));
    }

    #[test]
    fn markdown_has_a_line_for_every_column() {
        let tables = Tables::builtin();
        let columns: usize = tables.tables.iter().map(|table| table.columns.len()).sum();
        let page = tables.to_markdown();
        assert_eq!(page.lines().filter(|line| line.starts_with("| `")).count(), columns);
        // A bar inside of a cell is escaped: every line has the same number of cells.
        for line in page.lines().filter(|line| line.starts_with('|')) {
            assert_eq!(line.replace("\\|", "").matches('|').count(), 7, "{line}");
        }
    }
}
