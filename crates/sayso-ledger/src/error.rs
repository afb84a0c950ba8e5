//! What can go wrong with a ledger.

use std::fmt;
use std::path::{Path, PathBuf};

/// An error of the ledger: what it is about, and which file. Displays as one line that says what to do.
#[derive(Debug)]
pub struct Error {
    kind: ErrorKind,
    path: PathBuf,
    detail: String,
}

/// The class of an [`Error`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum ErrorKind {
    /// There is no such file.
    Missing,
    /// The file is something else than a ledger; it was not touched.
    NotALedger,
    /// A newer Sayso wrote the file; it was not touched.
    Newer,
    /// Another program is writing it.
    Locked,
    /// No room is left for it.
    Full,
    /// The file cannot be read or written: permissions, a folder, a read-only disk.
    Access,
    /// The file is damaged.
    Damaged,
    /// No report or claim has this id.
    Unknown,
    /// Several reports or claims have ids that begin so.
    Ambiguous,
    /// Something that is marked or withheld may not leave.
    Refused,
    /// Anything else.
    Other,
}

impl Error {
    pub(crate) fn new(kind: ErrorKind, path: &Path, detail: impl Into<String>) -> Self {
        Error {
            kind,
            path: path.to_owned(),
            detail: detail.into(),
        }
    }

    pub(crate) fn sqlite(path: &Path, error: &rusqlite::Error) -> Self {
        use rusqlite::ErrorCode as C;
        let kind = match error.sqlite_error_code() {
            Some(C::DatabaseBusy | C::DatabaseLocked | C::FileLockingProtocolFailed) => {
                ErrorKind::Locked
            }
            Some(C::DiskFull) => ErrorKind::Full,
            Some(C::CannotOpen | C::PermissionDenied | C::ReadOnly | C::SystemIoFailure) => {
                ErrorKind::Access
            }
            Some(C::NotADatabase) => ErrorKind::NotALedger,
            Some(C::DatabaseCorrupt) => ErrorKind::Damaged,
            _ => ErrorKind::Other,
        };
        Error::new(kind, path, error.to_string())
    }

    /// The class.
    pub fn kind(&self) -> ErrorKind {
        self.kind
    }

    /// What it is about, without the name of the file.
    pub fn detail(&self) -> &str {
        &self.detail
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let path = self.path.display();
        let detail = &self.detail;
        match self.kind {
            ErrorKind::Missing => write!(
                f,
                "{path}: there is no ledger here yet; `sayso read` makes one"
            ),
            ErrorKind::NotALedger => write!(
                f,
                "{path}: not a ledger of Sayso ({detail}); it was left untouched"
            ),
            ErrorKind::Newer => write!(f, "{path}: {detail}; it was left untouched"),
            ErrorKind::Locked => write!(
                f,
                "{path}: another program is writing to this ledger; try again when it is done"
            ),
            ErrorKind::Full => write!(
                f,
                "{path}: no room is left on the disk; what was kept before is still there"
            ),
            ErrorKind::Access => write!(
                f,
                "{path}: the ledger cannot be opened or written ({detail})"
            ),
            ErrorKind::Damaged => write!(f, "{path}: the ledger is damaged ({detail})"),
            ErrorKind::Unknown | ErrorKind::Ambiguous | ErrorKind::Refused | ErrorKind::Other => {
                write!(f, "{path}: {detail}")
            }
        }
    }
}

impl std::error::Error for Error {}
