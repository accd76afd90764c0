//! The extension module `sharecap._native`: what the Python package in `python/` is made of. It calls [`cli`] and
//! [`pipeline`] and adds nothing to what they do.
//!
//! Arguments come as they would be typed, so that names, defaults and messages are those of the command line; the
//! environment is left out, for a function does what its caller says. Whatever takes long lets go of the interpreter.

#![allow(clippy::needless_pass_by_value, reason = "pyo3 makes the arguments for the call, and nobody else has them")]

mod cluster;
mod errors;
mod ingest;
mod reader;
mod table;

use std::ffi::OsString;
use std::path::PathBuf;
use std::{env, iter};

use errors::raised;
use jiff::Timestamp;
use pyo3::exceptions::PyRuntimeError;
use pyo3::prelude::*;

use crate::cli::{self, Args, CliError, Ingest, Plan};
use crate::filing::shown_in_hong_kong;
use crate::spec::table::Tables;
use crate::{pipeline, views, worker};

/// What was typed behind the name of the program, as a plan; the environment has no say in it.
fn plan(typed: Vec<OsString>) -> Result<Plan, CliError> {
    let typed = iter::once(OsString::from("sharecap")).chain(typed);
    Args::read(typed, iter::empty()).and_then(Plan::new)
}

/// The run that these arguments of an ingest make; which folders it is about is not looked at.
fn ingest_of(py: Python<'_>, arguments: Vec<OsString>) -> PyResult<Ingest> {
    let typed = ["--out", "-"].into_iter().map(OsString::from).chain(arguments);
    typed_ingest(py, typed.chain(["--".into(), ".".into()]))
}

/// The run that was typed, behind `ingest`.
fn typed_ingest(py: Python<'_>, arguments: impl IntoIterator<Item = OsString>) -> PyResult<Ingest> {
    match plan(iter::once(OsString::from("ingest")).chain(arguments).collect()) {
        Ok(Plan::Ingest(ingest)) => Ok(*ingest),
        Ok(_) => Err(PyRuntimeError::new_err("it is no ingest")),
        Err(error) => Err(raised(py, &error)),
    }
}

/// Has workers started by this program and its arguments, which must call [`serve`].
#[pyfunction]
fn start_workers_by(program: PathBuf, arguments: Vec<OsString>) {
    cli::start_workers_by(worker::Program { path: program, arguments });
}

/// What a worker does: it answers its parent until there are no more questions. It has the extension and not the package,
/// and so none of its exceptions.
#[pyfunction]
fn serve(py: Python<'_>) -> PyResult<()> {
    py.detach(pipeline::serve).map_err(|error| PyRuntimeError::new_err(CliError::Worker(error).to_string()))
}

/// The command line: does what was typed, and gives the exit code.
#[pyfunction]
fn program(py: Python<'_>, typed: Vec<OsString>) -> u8 {
    py.detach(|| cli::program(typed, env::vars_os()))
}

/// The folder of the snapshot that is current, or of the snapshot that is named.
#[pyfunction]
fn snapshot_folder(py: Python<'_>, dataset: PathBuf) -> PyResult<PathBuf> {
    pipeline::current_folder(&dataset).map_err(|error| raised(py, &error.into()))
}

/// A moment in ISO 8601, by the clock of Hong Kong and with its offset.
#[pyfunction]
fn moment(py: Python<'_>, text: &str) -> PyResult<String> {
    moment_of(py, text).map(shown_in_hong_kong)
}

fn moment_of(py: Python<'_>, text: &str) -> PyResult<Timestamp> {
    cli::moment(text).map_err(|reason| raised(py, &CliError::Usage(format!("as_of: `{text}`: {reason}"))))
}

/// The SQL that makes views of a snapshot, as of a moment where one is given.
#[pyfunction]
#[pyo3(signature = (dataset, as_of = None))]
fn views_sql(py: Python<'_>, dataset: PathBuf, as_of: Option<&str>) -> PyResult<String> {
    let statements = match as_of.map(|text| moment_of(py, text)).transpose()? {
        Some(moment) => views::statements_as_of(&dataset, moment),
        None => views::statements(&dataset),
    };
    statements.map_err(|error| raised(py, &error.into()))
}

/// The data dictionary as JSON.
#[pyfunction]
fn dictionary_json() -> PyResult<String> {
    serde_json::to_string(Tables::builtin())
        .map_err(|error| pyo3::exceptions::PyRuntimeError::new_err(error.to_string()))
}

#[pymodule(name = "_native")]
mod native {
    #[pymodule_export]
    use super::cluster::{crawl, describe, pack_unreadable, publications, put_together};
    #[pymodule_export]
    use super::dictionary_json;
    #[pymodule_export]
    use super::ingest::ingest;
    #[pymodule_export]
    use super::moment;
    #[pymodule_export]
    use super::program;
    #[pymodule_export]
    use super::reader::{Parsed, Reader};
    #[pymodule_export]
    use super::serve;
    #[pymodule_export]
    use super::snapshot_folder;
    #[pymodule_export]
    use super::start_workers_by;
    #[pymodule_export]
    use super::table::Table;
    #[pymodule_export]
    use super::views_sql;

    use pyo3::prelude::*;

    /// When the module is loaded: before anything is read.
    #[pymodule_init]
    #[allow(clippy::unnecessary_wraps, reason = "pyo3 wants a result")]
    fn init(_module: &Bound<'_, PyModule>) -> PyResult<()> {
        crate::pipeline::note_panics();
        Ok(())
    }

    /// The version of the program.
    #[pymodule_export]
    const VERSION: &str = crate::pipeline::PARSER_VERSION;
}
