//! A ledger asked as the command line asks it: the same words in, the same bytes out.

use pyo3::create_exception;
use pyo3::exceptions::PyException;
use pyo3::prelude::*;
use pyo3::types::PyBytes;

create_exception!(
    sayso,
    Error,
    PyException,
    "Why Sayso could not do what was asked."
);

/// What `sayso ARGS…` writes to standard output, for commands that only ask.
#[pyfunction]
pub fn ask<'py>(py: Python<'py>, args: Vec<String>) -> PyResult<Bound<'py, PyBytes>> {
    let answer = py.detach(|| sayso::ask::ask(&args));
    let answer = answer.map_err(|e| Error::new_err(format!("{e:#}")))?;
    Ok(PyBytes::new(py, &answer))
}
