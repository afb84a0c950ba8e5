//! What is in a bundle.

use crate::policy::Tlp;
use serde::{Deserialize, Serialize};

/// The form of bundles that this crate writes.
const FORM: u32 = 1;

/// What is in a bundle, with the hash of every file. It holds no time, so that the same choice of the same ledger gives the same bundle.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Manifest {
    /// The form of the bundle.
    pub bundle: u32,
    /// The program that made it.
    pub made_by: String,
    /// The highest marking in it.
    pub marking: Option<Tlp>,
    /// Reports.
    pub reports: u64,
    /// Claims.
    pub claims: u64,
    /// Decisions.
    pub decisions: u64,
    /// Claims whose sources are withheld.
    pub withheld: u64,
    /// All other files, in the order in which they stand.
    pub files: Vec<FileEntry>,
}

/// A file of a bundle.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FileEntry {
    /// Its name.
    pub name: String,
    /// Its size in bytes.
    pub size: u64,
    /// Its hash, in hex.
    pub sha256: String,
}

impl Manifest {
    /// An empty one.
    pub(super) fn new(made_by: &str) -> Self {
        Manifest {
            bundle: FORM,
            made_by: made_by.to_owned(),
            marking: None,
            reports: 0,
            claims: 0,
            decisions: 0,
            withheld: 0,
            files: Vec::new(),
        }
    }

    /// As it stands in a bundle.
    pub(super) fn text(&self) -> serde_json::Result<String> {
        serde_json::to_string_pretty(self).map(|t| t + "\n")
    }

    /// Out of a bundle.
    pub(super) fn read(text: &[u8]) -> Result<Self, String> {
        #[derive(Deserialize)]
        struct Form {
            bundle: u32,
        }
        let form: Form = serde_json::from_slice(text).map_err(|e| format!("its manifest: {e}"))?;
        if form.bundle != FORM {
            return Err(format!(
                "it is of form {}, this program reads {FORM}",
                form.bundle
            ));
        }
        serde_json::from_slice(text).map_err(|e| format!("its manifest: {e}"))
    }
}
