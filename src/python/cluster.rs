//! What a cluster's machines call: forms that one packed are put together by another.

use std::collections::BTreeMap;
use std::ffi::OsString;
use std::path::PathBuf;

use jiff::Timestamp;
use pyo3::exceptions::PyValueError;
use pyo3::prelude::*;
use pyo3::pybacked::PyBackedBytes;

use super::errors::raised;
use super::ingest_of;
use super::table::Table;
use crate::cli::CliError;
use crate::crawl::Warning;
use crate::filing::Table as Name;
use crate::pipeline::{self, IngestError, PackedForm, Place, Portion};
use crate::tables::{self, Snapshot, TablesError};

/// Digest, number, issuer and the rest of a form that was read.
pub(super) type Packed = (Option<String>, usize, Option<String>, Vec<u8>);
/// A place of a file: its path, and what an index says of it.
type Placed = (String, Option<Vec<u8>>);
/// A form to be put together with others: digest, number, places and the rest.
type Sent = (Option<String>, usize, Vec<Placed>, PyBackedBytes);

pub(super) fn packed(form: PackedForm) -> Packed {
    (form.digest, form.number, form.issuer, form.packed)
}

/// A file whose bytes could not be had, packed like one that was read.
#[pyfunction]
pub(super) fn pack_unreadable(py: Python<'_>, reason: &str) -> PyResult<Packed> {
    PackedForm::unreadable(reason).map(packed).map_err(|error| raised(py, &error.into()))
}

/// What indexes (`--index` among the arguments) say of files, and what is odd; an index among the files is left out.
#[pyfunction]
pub(super) fn publications(
    py: Python<'_>,
    files: Vec<(PathBuf, String)>,
    arguments: Vec<OsString>,
) -> PyResult<(Vec<Placed>, Vec<String>)> {
    let job = ingest_of(py, arguments)?.job().map_err(|error| raised(py, &error))?;
    let said = py.detach(|| pipeline::publications(files, &job.indexes));
    let (places, warnings) = said.map_err(|error| raised(py, &error.into()))?;
    Ok((places.into_iter().map(|place| (place.path, place.publication)).collect(), told(&warnings)))
}

/// The files below folders as an ingest finds them, and what is odd about them.
#[pyfunction]
pub(super) fn crawl(py: Python<'_>, folders: Vec<PathBuf>) -> (Vec<PathBuf>, Vec<String>) {
    let found = py.detach(|| pipeline::found(&folders));
    (found.sources.into_iter().map(|source| source.file).collect(), told(&found.warnings))
}

fn told(warnings: &[Warning]) -> Vec<String> {
    warnings.iter().map(|warning| format!("{}: {}", warning.path.display(), warning.message)).collect()
}

/// Every table of forms that were read: all of an issuer, or any that stand for themselves.
#[pyfunction]
pub(super) fn put_together(
    py: Python<'_>,
    forms: Vec<Sent>,
    began: &str,
    arguments: Vec<OsString>,
) -> PyResult<BTreeMap<&'static str, Table>> {
    let began = moment(began)?;
    let severities = ingest_of(py, arguments)?.job.severities;
    let snapshot = py.detach(|| portion(&forms, began).map(|portion| portion.put_together(&severities)));
    let snapshot = snapshot.map_err(|error| raised(py, &error.into()))?;
    let named = |&name: &Name| Ok((name.as_str(), whole(&snapshot, name)?));
    let tables: Result<_, TablesError> = py.detach(|| Name::ALL.iter().map(named).collect());
    tables.map_err(|error| raised(py, &error.into()))
}

fn portion(forms: &[Sent], began: Timestamp) -> Result<Portion, IngestError> {
    let mut portion = Portion::new(began);
    for (digest, number, places, packed) in forms {
        let place = |(path, publication): &Placed| Place { path: path.clone(), publication: publication.clone() };
        let places: Vec<Place> = places.iter().map(place).collect();
        portion.add(digest.as_deref(), *number, &places, packed)?;
    }
    Ok(portion)
}

/// The rows of all years.
fn whole(snapshot: &Snapshot, name: Name) -> Result<Table, TablesError> {
    let batches =
        snapshot.years().into_iter().flat_map(|year| snapshot.batches(name, year)).collect::<Result<_, _>>()?;
    Ok(Table::new(tables::schema(name), batches))
}

/// Writes the manifest of a folder of tables; gives the rows that it has of each.
#[pyfunction]
#[pyo3(signature = (folder, root, began, arguments))]
pub(super) fn describe(
    py: Python<'_>,
    folder: PathBuf,
    root: Option<&str>,
    began: &str,
    arguments: Vec<OsString>,
) -> PyResult<BTreeMap<String, u64>> {
    let began = moment(began)?;
    let severities = ingest_of(py, arguments)?.job.severities;
    let rows = py.detach(|| pipeline::describe(&folder, root, began, &severities));
    rows.map_err(|error| raised(py, &CliError::NotPublished(error.into())))
}

fn moment(text: &str) -> PyResult<Timestamp> {
    text.parse().map_err(|error: jiff::Error| PyValueError::new_err(error.to_string()))
}
