//! What can go wrong with an export.

use std::fmt;

/// An error of an export: what it is, and what was behind it.
#[derive(Debug)]
pub struct Error {
    kind: ErrorKind,
    source: Box<dyn std::error::Error + Send + Sync>,
}

/// The class of an [`Error`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum ErrorKind {
    /// The ledger cannot be read.
    Ledger,
    /// What was written to did not take it.
    Output,
    /// A row that the form has no place for.
    Form,
    /// A table cannot be read.
    Input,
}

impl Error {
    /// What it is.
    pub fn kind(&self) -> ErrorKind {
        self.kind
    }

    /// A table could not be read.
    #[cfg(feature = "parquet")]
    pub(crate) fn input(source: impl std::error::Error + Send + Sync + 'static) -> Self {
        Error::new(ErrorKind::Input, source)
    }

    /// A table is none of readings.
    #[cfg(feature = "parquet")]
    pub(crate) fn no_readings(column: &str) -> Self {
        Error::input(std::io::Error::other(format!(
            "it has no column \"{column}\" of words, so it is no table of readings (readings/1); tables of claims (claims/1) lie beside one that is"
        )))
    }

    fn new(kind: ErrorKind, source: impl std::error::Error + Send + Sync + 'static) -> Self {
        let source = Box::new(source);
        Error { kind, source }
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self.kind {
            ErrorKind::Ledger => "the ledger cannot be read",
            ErrorKind::Output => "the export cannot be written",
            ErrorKind::Form => "the export has no form for this",
            ErrorKind::Input => "the table cannot be read",
        })
    }
}

impl std::error::Error for Error {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        Some(&*self.source)
    }
}

impl From<sayso_ledger::Error> for Error {
    fn from(e: sayso_ledger::Error) -> Self {
        Error::new(ErrorKind::Ledger, e)
    }
}

impl From<std::io::Error> for Error {
    fn from(e: std::io::Error) -> Self {
        Error::new(ErrorKind::Output, e)
    }
}

impl From<csv::Error> for Error {
    fn from(e: csv::Error) -> Self {
        Error::new(ErrorKind::Output, e)
    }
}

impl From<serde_json::Error> for Error {
    fn from(e: serde_json::Error) -> Self {
        Error::new(ErrorKind::Output, e)
    }
}

#[cfg(feature = "arrow")]
impl From<arrow_schema::ArrowError> for Error {
    fn from(e: arrow_schema::ArrowError) -> Self {
        Error::new(ErrorKind::Form, e)
    }
}

#[cfg(feature = "parquet")]
impl From<parquet::errors::ParquetError> for Error {
    fn from(e: parquet::errors::ParquetError) -> Self {
        Error::new(ErrorKind::Output, e)
    }
}
