//! The weights, loaded once in a process.

use pyo3::exceptions::{PyRuntimeError, PyValueError};
use pyo3::prelude::*;
use sayso_language::Model;
use std::sync::{Arc, Mutex, PoisonError};

/// The shipped models.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Weights {
    /// The best.
    Best,
    /// Smaller and faster.
    Fast,
}

static LOADED: Mutex<Vec<(Weights, Arc<Model>)>> = Mutex::new(Vec::new());

impl Weights {
    /// The one of this name.
    pub fn named(name: &str) -> PyResult<Self> {
        match name {
            "best" => Ok(Weights::Best),
            "fast" => Ok(Weights::Fast),
            _ => Err(PyValueError::new_err("model is \"best\" or \"fast\"")),
        }
    }
}

/// The model, loaded if it was not yet.
pub fn loaded(py: Python<'_>, which: Weights) -> PyResult<Arc<Model>> {
    py.detach(|| {
        let mut loaded = LOADED.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some((_, model)) = loaded.iter().find(|(w, _)| *w == which) {
            return Ok(model.clone());
        }
        let model = match which {
            Weights::Best => Model::embedded(),
            Weights::Fast => Model::fast(),
        };
        let model = Arc::new(model.map_err(|e| PyRuntimeError::new_err(e.to_string()))?);
        loaded.push((which, model.clone()));
        Ok(model)
    })
}

/// Names what reads: program and model.
#[pyfunction]
#[pyo3(signature = (model = "best"))]
pub fn version(py: Python<'_>, model: &str) -> PyResult<String> {
    Ok(sayso_read::version(&*loaded(py, Weights::named(model)?)?))
}
