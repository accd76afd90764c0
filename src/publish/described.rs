//! A folder of tables that others wrote, made a snapshot by its manifest.

use std::fs::{self, File};
use std::path::{Path, PathBuf};

use parquet::errors::ParquetError;
use parquet::file::reader::{FileReader, SerializedFileReader};

use super::files::{COUNTED, count_words, digest_of, sync_folder, write_synced};
use super::manifest::{About, Manifest, PublishedFile, Words};
use super::open::read;
use super::{MANIFEST, NULL_PARTITION, PublishError};
use crate::filing::Table;

/// The number of a snapshot that stands alone.
const NUMBER: u32 = 1;

/// Writes the manifest of a folder that holds `<table>/year=<year>/*.parquet` and is otherwise no dataset, and gives it.
///
/// # Errors
/// When the file system refuses, or a file there is no Parquet.
pub fn describe(folder: &Path, about: &About) -> Result<Manifest, PublishError> {
    let mut files = Vec::new();
    for &table in Table::ALL {
        for (year, part) in parts(&folder.join(table.as_str()))? {
            files.push(published(folder, table, year, &part)?);
        }
    }
    files.sort_by_key(|file| (file.table, file.year.is_none(), file.year, file.path.clone()));
    let manifest = Manifest::new(None, about, files, Vec::new()).numbered(NUMBER);
    // Whole under another name first: a manifest is what tells that all files are there.
    let (place, draft) = (folder.join(MANIFEST), folder.join(format!(".{MANIFEST}")));
    write_synced(&draft, &manifest.to_bytes())?;
    fs::rename(&draft, &place).map_err(PublishError::io("renaming to", &place))?;
    sync_folder(folder)?;
    Ok(manifest)
}

/// The Parquet files of a table, each with its year.
fn parts(table: &Path) -> Result<Vec<(Option<i16>, PathBuf)>, PublishError> {
    let mut parts = Vec::new();
    for partition in listed(table)? {
        let name = partition.file_name().and_then(|name| name.to_str()).unwrap_or_default();
        let Some(stated) = name.strip_prefix("year=") else { continue };
        let year = stated.parse().ok();
        if year.is_some() || stated == NULL_PARTITION {
            let files = listed(&partition)?.into_iter();
            parts.extend(
                files.filter(|file| file.extension().is_some_and(|kind| kind == "parquet")).map(|file| (year, file)),
            );
        }
    }
    Ok(parts)
}

fn listed(folder: &Path) -> Result<Vec<PathBuf>, PublishError> {
    let listing = || PublishError::io("listing", folder);
    let entries = fs::read_dir(folder).map_err(listing())?;
    entries.map(|entry| Ok(entry.map_err(listing())?.path())).collect()
}

fn published(folder: &Path, table: Table, year: Option<i16>, part: &Path) -> Result<PublishedFile, PublishError> {
    let refused = |source| PublishError::Parquet { path: part.to_owned(), source };
    let (bytes, sha256) = digest_of(part).map_err(PublishError::io("reading", part))?;
    Ok(PublishedFile {
        path: part.strip_prefix(folder).unwrap_or(part).to_string_lossy().into_owned(),
        table,
        year,
        rows: rows(part).map_err(refused)?,
        bytes,
        sha256,
        words: words(table, part).map_err(refused)?,
    })
}

fn rows(part: &Path) -> Result<u64, ParquetError> {
    let file = File::open(part).map_err(|error| ParquetError::External(Box::new(error)))?;
    let rows = SerializedFileReader::new(file)?.metadata().file_metadata().num_rows();
    u64::try_from(rows).map_err(|error| ParquetError::External(Box::new(error)))
}

fn words(table: Table, part: &Path) -> Result<Words, ParquetError> {
    let columns: Vec<&str> =
        COUNTED.iter().filter(|(counted, _)| *counted == table).map(|(_, column)| *column).collect();
    let mut words = Words::default();
    if columns.is_empty() {
        return Ok(words);
    }
    for batch in read(part, &columns)? {
        count_words(&mut words, table, &batch?);
    }
    Ok(words)
}
