//! Questions, answers and claims in the forms of other programs.
//!
//! Answers ([`answers`]) and claims ([`claims`]) come out of a ledger one by one and go to anything that takes bytes, so that a file, a pipe and a page all
//! carry the same: comma-separated values by a named convention ([`Profile`]), Parquet (`parquet`, a feature), linked data ([`json_ld`]), wikitext ([`wikitext`]).
//! The same ledger gives the same bytes.
//!
//! ```
//! use sayso_export::{Profile, Selection, answers};
//! use sayso_ledger::Ledger;
//! let folder = tempfile::tempdir()?;
//! let ledger = Ledger::create(folder.path().join("sayso.db"))?;
//! let selection = Selection::default();
//! let mut out = Vec::new();
//! let written = Profile::Acled.write(&mut out, &selection.known, answers(&ledger, &selection)?)?;
//! assert_eq!(written, 0);
//! assert!(String::from_utf8(out)?.contains("number from (acled/1: "));
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

pub mod cell;
#[cfg(feature = "arrow")]
pub mod columns;
mod entry;
mod error;
pub mod json_ld;
#[cfg(feature = "parquet")]
pub mod parquet;
mod profile;
#[cfg(feature = "parquet")]
pub mod readings;
pub mod wikitext;

pub use entry::{Answer, Said, Selection, answers, answers_of, claims};
pub use error::{Error, ErrorKind};
pub use profile::Profile;
