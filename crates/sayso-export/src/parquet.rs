//! Parquet, for data frames and warehouses: the tables of [`columns`](crate::columns).
//!
//! The name of the schema stands in the file's metadata (`sayso.schema`) as well. Rows are written in batches, so that memory does not grow with the ledger.

use crate::columns::{Batch, Column};
use crate::{Answer, Error, Said};
use parquet::arrow::ArrowWriter;
use parquet::basic::Compression;
use parquet::file::metadata::KeyValue;
use parquet::file::properties::WriterProperties;
use std::io::Write;

pub use crate::columns::{ANSWERS, CLAIMS};

/// Rows that are held before they are written.
const BATCH: usize = 4096;
/// Rows of a row group.
const GROUP: usize = 65_536;

/// Writes answers. Gives how many there were.
///
/// # Errors
/// The ledger cannot be read, or `out` does not take it.
pub fn write_answers<W: Write + Send>(
    out: W,
    answers: impl Iterator<Item = Result<Answer, Error>>,
) -> Result<u64, Error> {
    write(out, "answers/1", ANSWERS, answers)
}

/// Writes claims. Gives how many there were.
///
/// # Errors
/// The ledger cannot be read, or `out` does not take it.
pub fn write_claims<W: Write + Send>(
    out: W,
    claims: impl Iterator<Item = Result<Said, Error>>,
) -> Result<u64, Error> {
    write(out, "claims/1", CLAIMS, claims)
}

fn write<T, W: Write + Send>(
    out: W,
    name: &str,
    columns: &'static [Column<T>],
    rows: impl Iterator<Item = Result<T, Error>>,
) -> Result<u64, Error> {
    let mut batch = Batch::new(name, columns);
    let properties = WriterProperties::builder()
        .set_created_by("sayso".to_owned())
        .set_compression(Compression::SNAPPY)
        .set_max_row_group_row_count(Some(GROUP))
        .set_key_value_metadata(Some(vec![KeyValue::new(
            "sayso.schema".to_owned(),
            name.to_owned(),
        )]))
        .build();
    let mut writer = ArrowWriter::try_new(out, batch.schema(), Some(properties))?;
    let mut written = 0;
    for row in rows {
        batch.push(&row?);
        written += 1;
        if batch.rows() == BATCH {
            writer.write(&batch.take()?)?;
        }
    }
    if batch.rows() > 0 {
        writer.write(&batch.take()?)?;
    }
    writer.close()?;
    Ok(written)
}
