//! Claims as a stream of Arrow batches, handed over by the PyCapsule interface: pyarrow, Polars, pandas, DuckDB and others take it as it is.

use crate::extraction::{Flight, next_line, threads};
use crate::model::{self, Weights};
use crate::rows::{Rows, batch};
use arrow_array::ffi_stream::FFI_ArrowArrayStream;
use arrow_array::{RecordBatch, RecordBatchIterator, RecordBatchReader};
use arrow_schema::ffi::FFI_ArrowSchema;
use arrow_schema::{ArrowError, SchemaRef};
use pyo3::exceptions::{PyRuntimeError, PyValueError};
use pyo3::prelude::*;
use pyo3::types::{PyCapsule, PyIterator};
use sayso_export::Said;
use sayso_export::columns::Batch;
use sayso_intake::Limits;
use sayso_read::exchange::unpack;
use sayso_read::extract::{failure, read_line};
use std::sync::{Arc, Mutex, PoisonError};

/// A table of claims, made as it is asked for. It can be asked once.
#[pyclass(module = "sayso._sayso")]
pub struct Claims {
    reader: Option<Box<dyn RecordBatchReader + Send + Sync>>,
    rejected: Rejected,
}

/// Lines of the reports that were rejected so far.
type Rejected = Arc<Mutex<Vec<String>>>;

#[pymethods]
impl Claims {
    #[new]
    #[pyo3(signature = (source, threads = None, model = "best", rows = 1024))]
    fn new(
        source: Bound<'_, PyIterator>,
        threads: Option<usize>,
        model: &str,
        rows: usize,
    ) -> PyResult<Self> {
        let model = model::loaded(source.py(), Weights::named(model)?)?;
        let flight = Flight::new(
            &model,
            0,
            self::threads(threads)?,
            |reader, arrived, limits| {
                read_line(reader, arrived, limits)
                    .map(Rows::new)
                    .map_err(failure)
            },
        )?;
        let rejected = Rejected::default();
        let stream = Stream {
            flight,
            source: source.unbind(),
            batch: batch(),
            rows: rows.max(1),
            rejected: rejected.clone(),
        };
        Ok(Claims {
            reader: Some(Box::new(stream)),
            rejected,
        })
    }

    /// The claims of readings: lines, and what was read in each, which is nothing where it was rejected.
    #[staticmethod]
    fn of_readings(
        py: Python<'_>,
        lines: Vec<Vec<u8>>,
        readings: Vec<Option<Vec<u8>>>,
    ) -> PyResult<Self> {
        let made = py.detach(|| -> Result<RecordBatch, String> {
            let (mut batch, limits) = (batch(), Limits::default());
            for (line, reading) in lines.iter().zip(&readings) {
                if let Some(reading) = reading {
                    let read = unpack(line, reading, &limits).map_err(|e| e.to_string())?;
                    Rows::new(read).push(&mut batch);
                }
            }
            batch.take().map_err(|e| e.to_string())
        });
        let made = made.map_err(PyValueError::new_err)?;
        let schema = made.schema();
        Ok(Claims {
            reader: Some(Box::new(RecordBatchIterator::new([Ok(made)], schema))),
            rejected: Rejected::default(),
        })
    }

    /// The stream, by the Arrow PyCapsule interface.
    #[pyo3(signature = (requested_schema = None))]
    fn __arrow_c_stream__<'py>(
        &mut self,
        py: Python<'py>,
        requested_schema: Option<Bound<'py, PyAny>>,
    ) -> PyResult<Bound<'py, PyCapsule>> {
        // A producer need not follow what is requested: the consumer casts.
        let _ = requested_schema;
        let asked = || PyRuntimeError::new_err("these claims were asked for already");
        let reader = self.reader.take().ok_or_else(asked)?;
        let stream = FFI_ArrowArrayStream::new(reader);
        PyCapsule::new_with_value(py, stream, c"arrow_array_stream")
    }

    /// The columns, by the Arrow PyCapsule interface.
    fn __arrow_c_schema__<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyCapsule>> {
        let schema = FFI_ArrowSchema::try_from(&*batch().schema())
            .map_err(|e| PyRuntimeError::new_err(e.to_string()))?;
        PyCapsule::new_with_value(py, schema, c"arrow_schema")
    }

    /// The lines of the reports that were rejected so far.
    #[getter]
    fn rejected(&self) -> Vec<String> {
        let rejected = self.rejected.lock();
        rejected.unwrap_or_else(PoisonError::into_inner).clone()
    }
}

struct Stream {
    flight: Flight<Result<Rows, String>>,
    source: Py<PyIterator>,
    batch: Batch<Said>,
    rows: usize,
    rejected: Rejected,
}

impl Iterator for Stream {
    type Item = Result<RecordBatch, ArrowError>;

    fn next(&mut self) -> Option<Self::Item> {
        let filled = Python::attach(|py| -> PyResult<()> {
            let source = self.source.bind(py).clone();
            while self.batch.rows() < self.rows {
                match self.flight.next(py, |_| next_line(&source))? {
                    Some(Ok(rows)) => rows.push(&mut self.batch),
                    Some(Err(line)) => {
                        let mut rejected =
                            self.rejected.lock().unwrap_or_else(PoisonError::into_inner);
                        rejected.push(line);
                    }
                    None => break,
                }
            }
            Ok(())
        });
        match filled {
            Err(e) => Some(Err(ArrowError::ExternalError(Box::new(e)))),
            Ok(()) if self.batch.rows() == 0 => None,
            Ok(()) => Some(self.batch.take()),
        }
    }
}

impl RecordBatchReader for Stream {
    fn schema(&self) -> SchemaRef {
        self.batch.schema()
    }
}
