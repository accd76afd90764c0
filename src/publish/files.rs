//! One Parquet file, written so that it is on the disk when it is said to be.

use std::fs::File;
use std::io::{self, BufWriter, Read, Write};
use std::path::{Path, PathBuf};

use arrow_array::RecordBatch;
use parquet::arrow::ArrowWriter;
use parquet::basic::{Compression, ZstdLevel};
use parquet::errors::ParquetError;
use parquet::file::metadata::{KeyValue, SortingColumn};
use parquet::file::properties::WriterProperties;
use sha2::{Digest, Sha256};

use super::{PublishError, PublishedFile};
use crate::filing::Table;
use crate::spec::table::Tables;
use crate::tables;

/// zstd 3: a third smaller than snappy at about the same speed.
const ZSTD_LEVEL: i32 = 3;

/// A Parquet file in the making.
pub(super) struct PartWriter {
    path: PathBuf,
    table: Table,
    writer: ArrowWriter<Hashing>,
    rows: u64,
}

impl PartWriter {
    pub(super) fn create(path: PathBuf, table: Table) -> Result<Self, PublishError> {
        let file = File::create_new(&path).map_err(PublishError::io("creating", &path))?;
        let properties = properties(table).map_err(refused(&path))?;
        let sink = Hashing { file: BufWriter::new(file), digest: Sha256::new(), bytes: 0 };
        let writer = ArrowWriter::try_new(sink, tables::schema(table), Some(properties)).map_err(refused(&path))?;
        Ok(Self { path, table, writer, rows: 0 })
    }

    pub(super) fn write(&mut self, batch: &RecordBatch) -> Result<(), PublishError> {
        self.rows += batch.num_rows() as u64;
        self.writer.write(batch).map_err(refused(&self.path))
    }

    /// Ends the file, and says what it is, with its path from the snapshot's folder.
    pub(super) fn close(self, snapshot: &Path) -> Result<PublishedFile, PublishError> {
        let sink = self.writer.into_inner().map_err(refused(&self.path))?;
        let failed = || PublishError::io("writing", &self.path);
        let file = sink.file.into_inner().map_err(|error| failed()(error.into_error()))?;
        file.sync_all().map_err(failed())?;
        let relative = self.path.strip_prefix(snapshot).unwrap_or(&self.path);
        Ok(PublishedFile {
            path: relative.to_string_lossy().into_owned(),
            table: self.table,
            rows: self.rows,
            bytes: sink.bytes,
            sha256: hex(&sink.digest.finalize()),
        })
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
    Ok(WriterProperties::builder()
        .set_created_by(format!("sharecap {}", env!("CARGO_PKG_VERSION")))
        .set_compression(Compression::ZSTD(ZstdLevel::try_new(ZSTD_LEVEL)?))
        .set_sorting_columns(sorted)
        .set_key_value_metadata(Some(vec![
            entry("table", table.as_str().to_owned()),
            entry("schema_version", declared.schema_version.to_string()),
            entry("section", spec.section.clone()),
            entry("description", spec.description.clone()),
        ]))
        .build())
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
    let mut chunk = vec![0; 1 << 16];
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

/// Lower-case hex digits.
pub(crate) fn hex(bytes: &[u8]) -> String {
    use std::fmt::Write;
    bytes.iter().fold(String::new(), |mut text, byte| {
        // Writing to a String cannot fail.
        let _ = write!(text, "{byte:02x}");
        text
    })
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
