//! What a snapshot holds, for a person and for a program that checks it.

use std::collections::BTreeMap;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::filing::Table;
use crate::spec::table::Tables;

/// `manifest.json`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Manifest {
    /// The version of the tables and columns (`config/tables.toml`).
    pub schema_version: u32,
    /// The version of the program that read the filings.
    pub parser_version: String,
    /// The snapshot's number.
    pub snapshot: u32,
    /// The snapshot that it goes on from, of which it shares the files that did not change; `None` for the first.
    #[serde(default)]
    pub parent: Option<u32>,
    /// When the run that wrote it began: RFC 3339, UTC.
    pub created_at: String,
    /// The folders that were crawled, absolute: `source_path` begins below one of them. Empty in manifests of versions
    /// that did not note it.
    #[serde(default)]
    pub folders: Vec<String>,
    /// Severities that were chosen for codes when the findings were published, by code.
    #[serde(default)]
    pub severities: BTreeMap<String, String>,
    /// Distinct documents.
    pub filings: u64,
    /// Documents by outcome.
    pub outcomes: BTreeMap<String, u64>,
    /// Rejected documents by reason.
    pub rejects: BTreeMap<String, u64>,
    /// Findings by code.
    pub findings: BTreeMap<String, u64>,
    /// Rows by table.
    pub rows: BTreeMap<String, u64>,
    /// Every Parquet file.
    pub files: Vec<PublishedFile>,
    /// What the next run needs to know, and readers do not.
    #[serde(default)]
    pub state: Vec<StateFile>,
}

/// A file of a snapshot that is no part of any table.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct StateFile {
    /// Its path from the folder of the snapshot.
    pub path: String,
    /// Its size.
    pub bytes: u64,
    /// The digest of its bytes, lower-case hex.
    pub sha256: String,
}

/// A Parquet file of a snapshot.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PublishedFile {
    /// Its path from the folder of the snapshot.
    pub path: String,
    /// The table that it is a part of.
    pub table: Table,
    /// The year of its rows; `None` for filings whose month is unknown.
    #[serde(default)]
    pub year: Option<i16>,
    /// How many rows it has.
    pub rows: u64,
    /// Its size.
    pub bytes: u64,
    /// The digest of its bytes, lower-case hex.
    pub sha256: String,
    /// How often each word stands in columns of few words: outcomes, reasons, versions; codes and severities.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub words: Words,
}

/// Counts by column and word.
pub(super) type Words = BTreeMap<String, BTreeMap<String, u64>>;

/// What is to be said of a snapshot beside its files.
#[derive(Debug, Clone)]
pub struct About {
    /// When the run began that writes it.
    pub began: Timestamp,
    /// The version of the program.
    pub parser_version: String,
    /// The folders that were crawled, absolute.
    pub folders: Vec<String>,
    /// Severities that were chosen for codes, by code.
    pub severities: BTreeMap<String, String>,
}

impl Manifest {
    pub(super) fn new(parent: Option<u32>, about: &About, files: Vec<PublishedFile>, state: Vec<StateFile>) -> Self {
        let mut rows = BTreeMap::new();
        for file in &files {
            *rows.entry(file.table.as_str().to_owned()).or_default() += file.rows;
        }
        Self {
            schema_version: Tables::builtin().schema_version,
            parser_version: about.parser_version.clone(),
            snapshot: 0,
            parent,
            created_at: about.began.to_string(),
            folders: about.folders.clone(),
            severities: about.severities.clone(),
            filings: rows.get(Table::Filings.as_str()).copied().unwrap_or(0),
            outcomes: words(&files, Table::Filings, "outcome"),
            rejects: words(&files, Table::Filings, "reject_code"),
            findings: words(&files, Table::Findings, "code"),
            rows,
            files,
            state,
        }
    }

    /// The same under a number.
    pub(super) fn numbered(&self, number: u32) -> Self {
        Self { snapshot: number, ..self.clone() }
    }

    /// The versions of the program that read the filings.
    pub fn parser_versions(&self) -> impl Iterator<Item = String> {
        words(&self.files, Table::Filings, "parser_version").into_keys()
    }

    /// As the file holds it.
    pub(super) fn to_bytes(&self) -> Vec<u8> {
        // Plain strings and numbers under string keys always serialise.
        let mut bytes = serde_json::to_vec_pretty(self).unwrap_or_default();
        bytes.push(b'\n');
        bytes
    }
}

/// How often each word stands in a column of a table.
fn words(files: &[PublishedFile], table: Table, column: &str) -> BTreeMap<String, u64> {
    let mut counts = BTreeMap::new();
    for (word, count) in
        files.iter().filter(|file| file.table == table).filter_map(|file| file.words.get(column)).flatten()
    {
        *counts.entry(word.clone()).or_default() += count;
    }
    counts
}
