//! What can go wrong with a model file.

use std::fmt;

/// An error of this crate.
#[derive(Debug)]
pub struct Error {
    kind: ErrorKind,
    detail: String,
}

/// The kind of an [`Error`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum ErrorKind {
    /// Not a model file at all.
    NotAModel,
    /// A model file of a version that this program does not read.
    Version,
    /// Cut short, or changed since it was written.
    Damaged,
    /// The file is whole, but a tensor is missing or has another shape or type.
    Tensor,
}

impl Error {
    pub(crate) fn new(kind: ErrorKind, detail: impl Into<String>) -> Self {
        Error {
            kind,
            detail: detail.into(),
        }
    }

    /// What kind of error it is.
    pub fn kind(&self) -> ErrorKind {
        self.kind
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let what = match self.kind {
            ErrorKind::NotAModel => "not a model file",
            ErrorKind::Version => "a model file of another version",
            ErrorKind::Damaged => "a damaged model file",
            ErrorKind::Tensor => "a model file that does not fit",
        };
        write!(f, "{what}: {}", self.detail)
    }
}

impl std::error::Error for Error {}
