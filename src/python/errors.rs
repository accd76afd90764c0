//! Errors of the program as exceptions of `sharecap.errors`, with the exit codes that the command line documents.

use pyo3::prelude::*;

use crate::cli::CliError;

/// The exception for an error.
pub(super) fn raised(py: Python<'_>, error: &CliError) -> PyErr {
    use CliError::{Load, Open, Snapshots, Views};
    let is_dataset = matches!(error, Load(_) | Open(_) | Snapshots(_) | Views(_));
    let message = error.to_caller();
    let exception = py
        .import("sharecap.errors")
        .and_then(|module| module.getattr("of_exit_code"))
        .and_then(|make| make.call1((error.exit_code(), message, is_dataset)));
    match exception {
        Ok(exception) => PyErr::from_value(exception),
        // The package is not whole: that is what whoever called should know.
        Err(error) => error,
    }
}
