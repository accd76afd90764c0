//! What a snapshot holds, for a person and for a program that checks it.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::filing::Table;
use crate::spec::table::Tables;
use crate::tables::Snapshot;

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
    /// How many rows it has.
    pub rows: u64,
    /// Its size.
    pub bytes: u64,
    /// The digest of its bytes, lower-case hex.
    pub sha256: String,
}

impl Manifest {
    pub(super) fn new(number: u32, snapshot: &Snapshot, files: &[PublishedFile]) -> Self {
        let mut rows = BTreeMap::new();
        for file in files {
            *rows.entry(file.table.as_str().to_owned()).or_default() += file.rows;
        }
        Self {
            schema_version: Tables::builtin().schema_version,
            parser_version: snapshot.parser_version().to_owned(),
            snapshot: number,
            parent: None,
            created_at: snapshot.ingested_at().to_string(),
            folders: snapshot.folders().to_vec(),
            filings: snapshot.entries().len() as u64,
            outcomes: named(snapshot.outcomes()),
            rejects: named(snapshot.rejects()),
            findings: named(snapshot.findings()),
            rows,
            files: files.to_vec(),
            state: Vec::new(),
        }
    }

    /// As the file holds it.
    pub(super) fn to_bytes(&self) -> Vec<u8> {
        // Plain strings and numbers under string keys always serialise.
        let mut bytes = serde_json::to_vec_pretty(self).unwrap_or_default();
        bytes.push(b'\n');
        bytes
    }
}

fn named(counts: BTreeMap<&'static str, u64>) -> BTreeMap<String, u64> {
    counts.into_iter().map(|(name, count)| (name.to_owned(), count)).collect()
}
