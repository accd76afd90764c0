//! Files that are read one at a time.

use std::collections::BTreeMap;
use std::ffi::OsString;
use std::path::PathBuf;
use std::process;
use std::sync::{Arc, Mutex, PoisonError};

use jiff::Timestamp;
use pyo3::exceptions::{PyRuntimeError, PyValueError};
use pyo3::prelude::*;

use super::cluster::{Packed, packed};
use super::errors::raised;
use super::ingest_of;
use super::table::Table;
use crate::cli;
use crate::filing::Table as Name;
use crate::pipeline::FileReader;
use crate::tables::{self, Snapshot, TablesError};

/// Reads filings in processes that it starts once and keeps until it is closed.
///
/// It belongs to the process that made it: the children of another one are not to be asked, nor ended, by a fork.
#[pyclass(frozen, module = "sharecap._native")]
pub(super) struct Reader {
    /// `None` once it is closed.
    reader: Mutex<Option<Arc<FileReader>>>,
    owner: u32,
}

impl Reader {
    fn held(&self) -> PyResult<Arc<FileReader>> {
        if self.owner != process::id() {
            return Err(PyRuntimeError::new_err("the reader belongs to the process that this one was forked from"));
        }
        let reader = self.reader.lock().unwrap_or_else(PoisonError::into_inner);
        reader.clone().ok_or_else(|| PyValueError::new_err("the reader is closed"))
    }
}

impl Drop for Reader {
    fn drop(&mut self) {
        if self.owner != process::id() {
            // To end its children would end those of the parent: they have one socket.
            let held = self.reader.get_mut().unwrap_or_else(PoisonError::into_inner).take();
            std::mem::forget(held);
        }
    }
}

#[pymethods]
impl Reader {
    /// Starts the processes; `arguments` are those that commands share that read files (`--timeout` and so on).
    #[new]
    fn new(py: Python<'_>, arguments: Vec<OsString>) -> PyResult<Self> {
        // An ingest has them all.
        let job = ingest_of(py, arguments)?.job;
        let reader = py.detach(|| FileReader::new(&job.reading, &job.severities));
        let reader = reader.map_err(|error| raised(py, &error.into()))?;
        Ok(Self { reader: Mutex::new(Some(Arc::new(reader))), owner: process::id() })
    }

    /// Reads a file.
    fn read_file(&self, py: Python<'_>, file: PathBuf) -> PyResult<Parsed> {
        let reader = self.held()?;
        cli::must_be_one_file(&file).map_err(|error| raised(py, &error))?;
        let snapshot = py.detach(|| reader.read_file(&file, Timestamp::now()));
        snapshot.map(Parsed).map_err(|error| raised(py, &error.into()))
    }

    /// Reads the bytes of a file; `name` stands in `source_path`.
    fn read_bytes(&self, py: Python<'_>, bytes: &[u8], name: PathBuf) -> PyResult<Parsed> {
        let (reader, bytes) = (self.held()?, bytes.to_vec());
        let snapshot = py.detach(|| reader.read_bytes(bytes, &name, Timestamp::now()));
        snapshot.map(Parsed).map_err(|error| raised(py, &error.into()))
    }

    /// Reads a file, and packs every form in it for another machine.
    fn pack_file(&self, py: Python<'_>, file: PathBuf) -> PyResult<Vec<Packed>> {
        let reader = self.held()?;
        let forms = py.detach(|| reader.pack_file(&file)).map_err(|error| raised(py, &error.into()))?;
        Ok(forms.into_iter().map(packed).collect())
    }

    /// Ends the processes.
    fn close(&self, py: Python<'_>) -> PyResult<()> {
        self.held().map_or(Ok(()), |reader| {
            *self.reader.lock().unwrap_or_else(PoisonError::into_inner) = None;
            py.detach(|| drop(reader));
            Ok(())
        })
    }
}

/// What a file states: every form in it.
#[pyclass(frozen, module = "sharecap._native")]
pub(super) struct Parsed(Snapshot);

#[pymethods]
impl Parsed {
    /// Every table as JSON, as `sharecap parse` prints it.
    fn json(&self, py: Python<'_>) -> PyResult<String> {
        let json = py.detach(|| self.0.to_json().map(|tables| tables.to_string()));
        json.map_err(|error| raised(py, &error.into()))
    }

    /// Every table of one form, by its filing id.
    fn tables(&self, py: Python<'_>, filing_id: &str) -> PyResult<BTreeMap<&'static str, Table>> {
        let named = |&name: &Name| Ok((name.as_str(), self.table(name, filing_id)?));
        let tables: Result<_, TablesError> = py.detach(|| Name::ALL.iter().map(named).collect());
        tables.map_err(|error| raised(py, &error.into()))
    }
}

impl Parsed {
    fn table(&self, name: Name, filing_id: &str) -> Result<Table, TablesError> {
        let batches = self.0.batches_of(name, filing_id).collect::<Result<_, _>>()?;
        Ok(Table::new(tables::schema(name), batches))
    }
}
