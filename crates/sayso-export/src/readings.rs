//! Readings that were made elsewhere: a Parquet table with a row for each report (`readings/1`), as the cluster job writes it.
//!
//! | column | what it holds |
//! | --- | --- |
//! | `line` | the line of JSON that was read |
//! | `reading` | what was read in it, as JSON; null where it was rejected |
//! | `version` | the program and the model that read it |
//!
//! Other columns are for whoever queries the table; they are not looked at here.

use crate::Error;
use arrow_array::cast::AsArray;
use arrow_array::{Array, ArrayRef, RecordBatch};
use parquet::arrow::ProjectionMask;
use parquet::arrow::arrow_reader::{ParquetRecordBatchReader, ParquetRecordBatchReaderBuilder};
use std::fs::File;
use std::io::Read;
use std::path::Path;

/// Rows that are held at a time.
const BATCH: usize = 256;

/// A report that was read elsewhere.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Row {
    /// The line of JSON that was read.
    pub line: Vec<u8>,
    /// What was read in it, as JSON.
    pub reading: String,
    /// What read it.
    pub version: String,
}

/// Whether a file is Parquet, by its first bytes.
pub fn is_parquet(path: &Path) -> bool {
    let mut magic = [0; 4];
    let read = File::open(path).and_then(|mut file| file.read_exact(&mut magic));
    path.is_file() && read.is_ok() && magic == *b"PAR1"
}

/// The readings of a file; those that were rejected are left out.
///
/// # Errors
/// It is no Parquet, or has no such columns.
pub fn open(path: &Path) -> Result<impl Iterator<Item = Result<Row, Error>>, Error> {
    let file = File::open(path).map_err(Error::input)?;
    let builder = ParquetRecordBatchReaderBuilder::try_new(file).map_err(Error::input)?;
    let columns = ["line", "reading", "version"];
    for column in columns {
        if builder.schema().index_of(column).is_err() {
            return Err(Error::no_readings(column));
        }
    }
    let mask = ProjectionMask::columns(builder.parquet_schema(), columns);
    let builder = builder.with_projection(mask).with_batch_size(BATCH);
    let batches = builder.build().map_err(Error::input)?;
    Ok(Rows { batches, at: None })
}

struct Rows {
    batches: ParquetRecordBatchReader,
    at: Option<(RecordBatch, usize)>,
}

impl Iterator for Rows {
    type Item = Result<Row, Error>;

    fn next(&mut self) -> Option<Self::Item> {
        loop {
            match self.at.take() {
                Some((batch, n)) if n < batch.num_rows() => {
                    let row = row(&batch, n);
                    self.at = Some((batch, n + 1));
                    if let Some(row) = row.transpose() {
                        return Some(row);
                    }
                }
                _ => match self.batches.next()? {
                    Ok(batch) => self.at = Some((batch, 0)),
                    Err(e) => return Some(Err(Error::input(e))),
                },
            }
        }
    }
}

fn row(batch: &RecordBatch, n: usize) -> Result<Option<Row>, Error> {
    let cell = |name: &str| -> Result<Option<Vec<u8>>, Error> {
        let column = batch
            .column_by_name(name)
            .ok_or_else(|| Error::no_readings(name))?;
        bytes(column, n).ok_or_else(|| Error::no_readings(name))
    };
    let words = |bytes: Vec<u8>| String::from_utf8_lossy(&bytes).into_owned();
    let (Some(line), Some(reading)) = (cell("line")?, cell("reading")?) else {
        return Ok(None);
    };
    Ok(Some(Row {
        line,
        reading: words(reading),
        version: cell("version")?.map(words).unwrap_or_default(),
    }))
}

/// A cell of any of the forms that bytes and words come in; none for another.
fn bytes(column: &ArrayRef, n: usize) -> Option<Option<Vec<u8>>> {
    if column.is_null(n) {
        return Some(None);
    }
    let found: &[u8] = if let Some(c) = column.as_binary_opt::<i32>() {
        c.value(n)
    } else if let Some(c) = column.as_binary_opt::<i64>() {
        c.value(n)
    } else if let Some(c) = column.as_string_opt::<i32>() {
        c.value(n).as_bytes()
    } else {
        column.as_string_opt::<i64>()?.value(n).as_bytes()
    };
    Some(Some(found.to_vec()))
}
