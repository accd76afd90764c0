//! What the next run needs to know and readers do not: the files that were looked at, and readings as they were before
//! other returns filled in their gaps.

use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use arrow_array::builder::{BooleanBuilder, Date32Builder, Int64Builder, StringBuilder};
use arrow_array::cast::AsArray;
use arrow_array::types::{Date32Type, Int64Type};
use arrow_array::{Array, ArrayRef, RecordBatch};
use arrow_schema::{ArrowError, DataType, Field, Schema, SchemaRef};
use jiff::Timestamp;
use parquet::arrow::ArrowWriter;
use parquet::errors::ParquetError;

use super::files::{digest_of, plain_properties, write_synced};
use super::open::{OpenError, Opened, read};
use super::{PublishError, StateFile};
use crate::crawl::{KnownFile, Publication};
use crate::filing::{day_since_1970, days_since_1970};

/// The list of files that were looked at.
const FILES: &str = "state/files.parquet";
/// Readings as they were before they were repaired; what is in it is the business of whoever wrote it.
const UNREPAIRED: &str = "state/unrepaired.bin";
/// Rows of the list that are handled at a time.
const ROWS: usize = 65_536;

/// What one run leaves to the next.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct State {
    /// Every file that was looked at and is not forgotten, sorted by path and folder.
    pub files: Vec<KnownFile>,
    /// Readings as they were before they were repaired, written by whoever reads them.
    pub unrepaired: Vec<u8>,
}

impl State {
    /// Reads the state that stands in a snapshot; the list of files rather beside it, where a later run found nothing new
    /// and left a better one.
    ///
    /// # Errors
    /// When a file is gone or damaged.
    pub fn of(snapshot: &Opened) -> Result<Self, OpenError> {
        let files = match read_files(&refreshed(&snapshot.folder)) {
            Ok(files) => files,
            Err(_) => read_files(&snapshot.folder.join(FILES))?,
        };
        let path = snapshot.folder.join(UNREPAIRED);
        let unrepaired = fs::read(&path)
            .map_err(|error| OpenError::File { path, source: ParquetError::External(Box::new(error)) })?;
        Ok(Self { files, unrepaired })
    }

    /// Leaves a better list of the same files beside a snapshot, which itself is never touched: times of modification that
    /// spare the next run the opening of files.
    ///
    /// # Errors
    /// When the file system refuses. Nothing depends on it.
    pub fn refresh(snapshot: &Path, files: &[KnownFile]) -> Result<(), PublishError> {
        let path = refreshed(snapshot);
        let draft = path.with_extension("draft");
        // Left behind by a run that was killed, or not there at all.
        let _ = fs::remove_file(&draft);
        write_files(&draft, files).map_err(|source| PublishError::Parquet { path: draft.clone(), source })?;
        fs::rename(&draft, &path).map_err(PublishError::io("renaming", &path))
    }

    /// Writes it below the folder of a snapshot.
    pub(super) fn write(&self, snapshot: &Path) -> Result<Vec<StateFile>, PublishError> {
        let folder = snapshot.join("state");
        fs::create_dir_all(&folder).map_err(PublishError::io("making the folder", &folder))?;
        let path = snapshot.join(FILES);
        write_files(&path, &self.files).map_err(|source| PublishError::Parquet { path: path.clone(), source })?;
        write_synced(&snapshot.join(UNREPAIRED), &self.unrepaired)?;
        [FILES, UNREPAIRED].map(|name| state_file(snapshot, name)).into_iter().collect()
    }
}

/// Where a better list of files stands than that of a snapshot: beside it.
pub(super) fn refreshed(snapshot: &Path) -> PathBuf {
    snapshot.with_extension("files.parquet")
}

fn read_files(path: &Path) -> Result<Vec<KnownFile>, OpenError> {
    let refused = |source| OpenError::File { path: path.to_owned(), source };
    let mut files = Vec::new();
    let mut folders: Vec<Arc<str>> = Vec::new();
    for batch in read(path, &[]).map_err(refused)? {
        let batch = batch.map_err(|error| refused(error.into()))?;
        take(&batch, &mut files, &mut folders)
            .ok_or_else(|| refused(ParquetError::General("it is not the list of files".to_owned())))?;
    }
    Ok(files)
}

fn write_files(path: &Path, files: &[KnownFile]) -> Result<(), ParquetError> {
    let file = File::create_new(path)?;
    let mut writer = ArrowWriter::try_new(file, schema(), Some(plain_properties()?.build()))?;
    for files in files.chunks(ROWS) {
        writer.write(&batch(files)?)?;
    }
    Ok(writer.into_inner()?.sync_all()?)
}

fn state_file(snapshot: &Path, name: &str) -> Result<StateFile, PublishError> {
    let path = snapshot.join(name);
    let (bytes, sha256) = digest_of(&path).map_err(PublishError::io("reading", &path))?;
    Ok(StateFile { path: name.to_owned(), bytes, sha256 })
}

fn schema() -> SchemaRef {
    let field = |name, kind, may_be_null| Field::new(name, kind, may_be_null);
    Arc::new(Schema::new(vec![
        field("folder", DataType::Utf8, false),
        field("path", DataType::Utf8, false),
        field("bytes", DataType::Int64, false),
        field("modified_ns", DataType::Int64, true),
        field("sha256", DataType::Utf8, true),
        field("is_gone", DataType::Boolean, false),
        field("published_on", DataType::Date32, true),
        field("is_listed", DataType::Boolean, false),
        field("listed_at_us", DataType::Int64, true),
        field("listed_codes", DataType::Utf8, true),
        field("listed_title", DataType::Utf8, true),
    ]))
}

fn batch(files: &[KnownFile]) -> Result<RecordBatch, ArrowError> {
    let [mut folder, mut path, mut digest, mut codes, mut title] = std::array::from_fn(|_| StringBuilder::new());
    let [mut bytes, mut modified, mut listed_at] = std::array::from_fn(|_| Int64Builder::new());
    let [mut is_gone, mut is_listed] = std::array::from_fn(|_| BooleanBuilder::new());
    let mut published_on = Date32Builder::new();
    for file in files {
        let listed = file.publication.as_ref();
        folder.append_value(&file.folder);
        path.append_value(&file.path);
        bytes.append_value(i64::try_from(file.bytes).unwrap_or(i64::MAX));
        modified.append_option(file.modified);
        digest.append_option(file.digest.as_deref());
        is_gone.append_value(file.is_gone);
        published_on.append_option(file.published_on.map(days_since_1970));
        is_listed.append_value(listed.is_some());
        listed_at.append_option(listed.and_then(|listed| listed.published_at).map(Timestamp::as_microsecond));
        codes.append_option(listed.filter(|listed| !listed.stock_codes.is_empty()).map(|l| l.stock_codes.join(",")));
        title.append_option(listed.and_then(|listed| listed.title.as_deref()));
    }
    let columns: Vec<ArrayRef> = vec![
        Arc::new(folder.finish()),
        Arc::new(path.finish()),
        Arc::new(bytes.finish()),
        Arc::new(modified.finish()),
        Arc::new(digest.finish()),
        Arc::new(is_gone.finish()),
        Arc::new(published_on.finish()),
        Arc::new(is_listed.finish()),
        Arc::new(listed_at.finish()),
        Arc::new(codes.finish()),
        Arc::new(title.finish()),
    ];
    RecordBatch::try_new(schema(), columns)
}

/// Adds the files of a batch; `None` when it lacks a column. Folders are few: equal ones are one text in memory.
fn take(batch: &RecordBatch, files: &mut Vec<KnownFile>, folders: &mut Vec<Arc<str>>) -> Option<()> {
    let texts = |name| batch.column_by_name(name)?.as_string_opt::<i32>();
    let numbers = |name| batch.column_by_name(name)?.as_primitive_opt::<Int64Type>();
    let flags = |name| batch.column_by_name(name)?.as_boolean_opt();
    let (folder, path, digest) = (texts("folder")?, texts("path")?, texts("sha256")?);
    let (codes, title) = (texts("listed_codes")?, texts("listed_title")?);
    let (bytes, modified, listed_at) = (numbers("bytes")?, numbers("modified_ns")?, numbers("listed_at_us")?);
    let (is_gone, is_listed) = (flags("is_gone")?, flags("is_listed")?);
    let published_on = batch.column_by_name("published_on")?.as_primitive_opt::<Date32Type>()?;
    for row in 0..batch.num_rows() {
        let text = |column: &arrow_array::StringArray| column.is_valid(row).then(|| column.value(row).to_owned());
        let name = folder.value(row);
        let known = folders.iter().find(|known| known.as_ref() == name).cloned();
        let folder = known.unwrap_or_else(|| {
            let fresh: Arc<str> = name.into();
            folders.push(Arc::clone(&fresh));
            fresh
        });
        let listed = || Publication {
            published_at: listed_at
                .is_valid(row)
                .then(|| Timestamp::from_microsecond(listed_at.value(row)).ok())
                .flatten(),
            stock_codes: text(codes).map(|codes| codes.split(',').map(str::to_owned).collect()).unwrap_or_default(),
            title: text(title),
        };
        files.push(KnownFile {
            folder,
            path: path.value(row).to_owned(),
            bytes: u64::try_from(bytes.value(row)).unwrap_or_default(),
            modified: modified.is_valid(row).then(|| modified.value(row)),
            digest: text(digest),
            is_gone: is_gone.value(row),
            published_on: published_on.is_valid(row).then(|| day_since_1970(published_on.value(row))).flatten(),
            publication: is_listed.value(row).then(listed),
        });
    }
    Some(())
}
