//! Parquet files, written so that they are on the disk when they are said to be.

use std::fs::{self, File};
use std::io::{self, BufWriter, Read, Write};
use std::path::{Path, PathBuf};

use arrow_array::RecordBatch;
use arrow_array::cast::AsArray;
use arrow_select::coalesce::BatchCoalescer;
use parquet::arrow::ArrowWriter;
use parquet::basic::{Compression, ZstdLevel};
use parquet::errors::ParquetError;
use parquet::file::metadata::{KeyValue, SortingColumn};
use parquet::file::properties::{WriterProperties, WriterPropertiesBuilder};
use sha2::{Digest, Sha256};

use super::manifest::Words;
use super::{NULL_PARTITION, PublishError, PublishedFile};
use crate::filing::Table;
use crate::spec::table::Tables;
use crate::tables;

/// zstd 3: a third smaller than snappy at about the same speed.
const ZSTD_LEVEL: i32 = 3;

/// Rows are handed to the writer in batches of this many, however they come: a file then has the same bytes whether its
/// rows were read anew or copied from an older one.
const BATCH_ROWS: usize = 8_192;
/// A part of a table that has grown beyond this many bytes is followed by another.
const PART_BYTES: u64 = 256 << 20;

/// The parts of one table and year, in the making.
pub(super) struct TableWriter {
    /// The folder of the snapshot, and within it that of the parts.
    snapshot: PathBuf,
    folder: PathBuf,
    table: Table,
    year: Option<i16>,
    rows: BatchCoalescer,
    part: Option<PartWriter>,
    done: Vec<PublishedFile>,
}

impl TableWriter {
    pub(super) fn new(snapshot: &Path, table: Table, year: Option<i16>) -> Self {
        let folder = snapshot.join(partition(table, year));
        let rows = BatchCoalescer::new(tables::schema(table), BATCH_ROWS);
        Self { snapshot: snapshot.to_owned(), folder, table, year, rows, part: None, done: Vec::new() }
    }

    pub(super) fn write(&mut self, batch: &RecordBatch) -> Result<(), PublishError> {
        // What was read from a file has that file's schema, which differs in what is said of the columns.
        let batch = RecordBatch::try_new(tables::schema(self.table), batch.columns().to_vec());
        let pushed = batch.and_then(|batch| self.rows.push_batch(batch));
        pushed.map_err(|error| refused(&self.folder)(error.into()))?;
        while let Some(batch) = self.rows.next_completed_batch() {
            self.write_part(&batch)?;
        }
        Ok(())
    }

    fn write_part(&mut self, batch: &RecordBatch) -> Result<(), PublishError> {
        if self.part.is_none() {
            self.part = Some(self.next_part()?);
        }
        let Some(part) = &mut self.part else { return Ok(()) };
        part.write(batch)?;
        if part.bytes_written() > PART_BYTES {
            self.close_part()?;
        }
        Ok(())
    }

    fn next_part(&self) -> Result<PartWriter, PublishError> {
        fs::create_dir_all(&self.folder).map_err(PublishError::io("making the folder", &self.folder))?;
        PartWriter::create(self.folder.join(format!("part-{}.parquet", self.done.len())), self.table)
    }

    fn close_part(&mut self) -> Result<(), PublishError> {
        let closed = self.part.take().map(|part| part.close(&self.snapshot, self.year)).transpose()?;
        self.done.extend(closed);
        Ok(())
    }

    /// Ends the files and says what they are; none where there were no rows.
    pub(super) fn finish(mut self) -> Result<Vec<PublishedFile>, PublishError> {
        self.rows.finish_buffered_batch().map_err(|error| refused(&self.folder)(error.into()))?;
        while let Some(batch) = self.rows.next_completed_batch() {
            self.write_part(&batch)?;
        }
        self.close_part()?;
        Ok(self.done)
    }

    /// Writes one file without rows, from which a reader learns the columns.
    pub(super) fn finish_empty(mut self) -> Result<Vec<PublishedFile>, PublishError> {
        self.part = Some(self.next_part()?);
        self.finish()
    }
}

/// The folder of a table and year within a snapshot.
pub(super) fn partition(table: Table, year: Option<i16>) -> String {
    let year = year.map_or_else(|| NULL_PARTITION.to_owned(), |year| year.to_string());
    format!("{}/year={year}", table.as_str())
}

/// A Parquet file in the making.
struct PartWriter {
    path: PathBuf,
    table: Table,
    writer: ArrowWriter<Hashing>,
    rows: u64,
    words: Words,
}

impl PartWriter {
    fn create(path: PathBuf, table: Table) -> Result<Self, PublishError> {
        let file = File::create_new(&path).map_err(PublishError::io("creating", &path))?;
        let properties = properties(table).map_err(refused(&path))?;
        let sink = Hashing { file: BufWriter::new(file), digest: Sha256::new(), bytes: 0 };
        let writer = ArrowWriter::try_new(sink, tables::schema(table), Some(properties)).map_err(refused(&path))?;
        Ok(Self { path, table, writer, rows: 0, words: Words::default() })
    }

    fn write(&mut self, batch: &RecordBatch) -> Result<(), PublishError> {
        self.rows += batch.num_rows() as u64;
        count_words(&mut self.words, self.table, batch);
        self.writer.write(batch).map_err(refused(&self.path))
    }

    /// The bytes that are written or about to be.
    fn bytes_written(&self) -> u64 {
        (self.writer.bytes_written() + self.writer.in_progress_size()) as u64
    }

    /// Ends the file, and says what it is, with its path from the snapshot's folder.
    fn close(self, snapshot: &Path, year: Option<i16>) -> Result<PublishedFile, PublishError> {
        let sink = self.writer.into_inner().map_err(refused(&self.path))?;
        let failed = || PublishError::io("writing", &self.path);
        let file = sink.file.into_inner().map_err(|error| failed()(error.into_error()))?;
        file.sync_all().map_err(failed())?;
        let relative = self.path.strip_prefix(snapshot).unwrap_or(&self.path);
        Ok(PublishedFile {
            path: relative.to_string_lossy().into_owned(),
            table: self.table,
            year,
            rows: self.rows,
            bytes: sink.bytes,
            sha256: hex(&sink.digest.finalize()),
            words: self.words,
        })
    }
}

/// Columns of few words, whose words are counted.
pub(super) const COUNTED: [(Table, &str); 5] = [
    (Table::Filings, "outcome"),
    (Table::Filings, "reject_code"),
    (Table::Filings, "parser_version"),
    (Table::Findings, "code"),
    (Table::Findings, "severity"),
];

pub(super) fn count_words(words: &mut Words, table: Table, batch: &RecordBatch) {
    for (_, column) in COUNTED.iter().filter(|(counted, _)| *counted == table) {
        let Some(values) = batch.column_by_name(column) else { continue };
        for word in values.as_string::<i32>().iter().flatten() {
            let counts = words.entry((*column).to_owned()).or_default();
            match counts.get_mut(word) {
                Some(count) => *count += 1,
                None => drop(counts.insert(word.to_owned(), 1)),
            }
        }
    }
}

fn refused(path: &Path) -> impl Fn(ParquetError) -> PublishError {
    move |source| PublishError::Parquet { path: path.to_owned(), source }
}

/// The same for every run: nothing in a file tells when or where it was written.
fn properties(table: Table) -> Result<WriterProperties, ParquetError> {
    let declared = Tables::builtin();
    let spec = declared.table(table);
    let entry = |key: &str, value: String| KeyValue::new(format!("sharecap.{key}"), value);
    let column = |name: &str| spec.columns.iter().position(|column| column.name == name);
    let order = ["stock_code", "month_end", "filing_id", "row"].into_iter().filter_map(column);
    let sorted = order.map(|column_idx| SortingColumn {
        column_idx: i32::try_from(column_idx).unwrap_or_default(),
        descending: false,
        nulls_first: false,
    });
    // Column indices of the file's metadata count leaves: the lists of `filings` would shift them.
    let sorted = (table != Table::Filings).then(|| sorted.collect());
    Ok(plain_properties()?
        .set_sorting_columns(sorted)
        .set_key_value_metadata(Some(vec![
            entry("table", table.as_str().to_owned()),
            entry("schema_version", declared.schema_version.to_string()),
            entry("section", spec.section.clone()),
            entry("description", spec.description.clone()),
        ]))
        .build())
}

/// What all files have in common.
pub(super) fn plain_properties() -> Result<WriterPropertiesBuilder, ParquetError> {
    Ok(WriterProperties::builder()
        .set_created_by(format!("sharecap {}", env!("CARGO_PKG_VERSION")))
        .set_compression(Compression::ZSTD(ZstdLevel::try_new(ZSTD_LEVEL)?)))
}

/// Counts and digests the bytes on their way to the file.
struct Hashing {
    file: BufWriter<File>,
    digest: Sha256,
    bytes: u64,
}

impl Write for Hashing {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let written = self.file.write(bytes)?;
        self.digest.update(&bytes[..written]);
        self.bytes += written as u64;
        Ok(written)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.file.flush()
    }
}

/// Digests what is left to be read, and says how many bytes that was.
pub(crate) fn digest_rest(from: &mut impl Read, digest: &mut Sha256) -> io::Result<u64> {
    let mut size = 0;
    // Mostly there is nothing left: a larger one would take longer to wipe than to use.
    let mut chunk = [0; 1 << 13];
    loop {
        match from.read(&mut chunk)? {
            0 => return Ok(size),
            read => {
                digest.update(&chunk[..read]);
                size += read as u64;
            }
        }
    }
}

/// The size of a file and the digest of its bytes.
pub(super) fn digest_of(path: &Path) -> io::Result<(u64, String)> {
    let mut digest = Sha256::new();
    let bytes = digest_rest(&mut File::open(path)?, &mut digest)?;
    Ok((bytes, hex(&digest.finalize())))
}

/// Lower-case hex digits.
pub(crate) fn hex(bytes: &[u8]) -> String {
    let digits = bytes.iter().flat_map(|byte| [byte >> 4, byte & 0xf]);
    digits.filter_map(|digit| char::from_digit(digit.into(), 16)).collect()
}

/// Writes a whole small file, down to the disk.
pub(super) fn write_synced(path: &Path, bytes: &[u8]) -> Result<(), PublishError> {
    let write = || {
        let mut file = File::create(path)?;
        file.write_all(bytes)?;
        file.sync_all()
    };
    write().map_err(PublishError::io("writing", path))
}

/// Makes the names in a folder last.
pub(super) fn sync_folder(folder: &Path) -> Result<(), PublishError> {
    File::open(folder).and_then(|folder| folder.sync_all()).map_err(PublishError::io("syncing", folder))
}
