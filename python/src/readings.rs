//! Readings as they go from a cluster into a ledger: see `sayso_read::exchange`.

use crate::extraction::{Flight, next_line, threads};
use crate::model::{self, Weights};
use pyo3::exceptions::PyValueError;
use pyo3::prelude::*;
use pyo3::types::{PyBytes, PyIterator};
use sayso_intake::{Known, Limits};
use sayso_ledger::Hash;
use sayso_read::exchange::{pack, unpack};
use sayso_read::extract::{Arrived, failure, line, read_line};

/// What became of a line.
struct Row {
    line: Vec<u8>,
    report: String,
    id: Option<String>,
    outlet: Option<String>,
    published: Option<String>,
    reading: Option<String>,
    error: Option<String>,
}

/// A row as Python takes it: line, report, id, outlet, published, reading, error.
type Tuple<'py> = (
    Bound<'py, PyBytes>,
    String,
    Option<String>,
    Option<String>,
    Option<String>,
    Option<Bound<'py, PyBytes>>,
    Option<String>,
);

/// Readings of lines.
#[pyclass(module = "sayso._sayso")]
pub struct Readings {
    flight: Flight<Row>,
    source: Py<PyIterator>,
}

#[pymethods]
impl Readings {
    #[new]
    #[pyo3(signature = (source, threads = None, model = "best", first = 1))]
    fn new(
        source: Bound<'_, PyIterator>,
        threads: Option<usize>,
        model: &str,
        first: u64,
    ) -> PyResult<Self> {
        let model = model::loaded(source.py(), Weights::named(model)?)?;
        let before = first.saturating_sub(1);
        let threads = self::threads(threads)?;
        let flight = Flight::new(&model, before, threads, |reader, arrived, limits| {
            let line = match &arrived {
                Arrived::Line(_, line) => line.clone(),
                _ => Vec::new(),
            };
            let read = read_line(reader, arrived, limits);
            match read.and_then(|read| Ok((pack(&read)?, read))) {
                Ok((reading, read)) => {
                    let value = |known: &Option<Known<String>>| {
                        known.as_ref().map(|known| known.value.clone())
                    };
                    Row {
                        report: Hash::of(&line).to_string(),
                        line,
                        outlet: value(&read.report.outlet),
                        published: value(&read.report.published),
                        id: read.report.given_id,
                        reading: Some(reading),
                        error: None,
                    }
                }
                Err(rejected) => Row {
                    report: Hash::of(&line).to_string(),
                    line,
                    id: rejected.given_id.clone(),
                    outlet: None,
                    published: None,
                    reading: None,
                    error: Some(failure(rejected)),
                },
            }
        })?;
        Ok(Readings {
            flight,
            source: source.unbind(),
        })
    }

    fn __iter__(it: PyRef<'_, Self>) -> PyRef<'_, Self> {
        it
    }

    fn __next__<'py>(&mut self, py: Python<'py>) -> PyResult<Option<Tuple<'py>>> {
        let source = self.source.bind(py).clone();
        let next = self.flight.next(py, |_| next_line(&source))?;
        Ok(next.map(|row| {
            (
                PyBytes::new(py, &row.line),
                row.report,
                row.id,
                row.outlet,
                row.published,
                row.reading.map(|r| PyBytes::new(py, r.as_bytes())),
                row.error,
            )
        }))
    }
}

/// The line of `sayso extract` for a line and what was read in it.
#[pyfunction]
pub fn extracted<'py>(py: Python<'py>, of: &[u8], reading: &[u8]) -> PyResult<Bound<'py, PyBytes>> {
    let read = unpack(of, reading, &Limits::default());
    let mut made = read
        .and_then(line)
        .map_err(|e| PyValueError::new_err(e.to_string()))?;
    made.push('\n');
    Ok(PyBytes::new(py, made.as_bytes()))
}
