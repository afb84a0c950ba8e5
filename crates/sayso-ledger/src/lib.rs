//! Claims to questions: the store. One SQLite file keeps raw bytes and what is known of each report, and beside them what was
//! read out of them.
//!
//! ```
//! use sayso_ledger::{Arrival, Kept, Ledger};
//! let folder = tempfile::tempdir()?;
//! let mut ledger = Ledger::create(folder.path().join("sayso.db"))?;
//! let run = ledger.begin_run("v1")?;
//! let arrival = Arrival { raw: b"It fell, he said.", text: "It fell, he said.", kind: "text", input: "a.txt", version: "v1", ..Arrival::default() };
//! assert_eq!(ledger.keep(run, std::slice::from_ref(&arrival), &[])?, [Kept::New]);
//! assert_eq!(ledger.keep(run, &[arrival], &[])?, [Kept::Known]);
//! assert_eq!(ledger.counts()?.reports, 1);
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

mod actor;
pub mod backup;
pub mod bundle;
pub mod contract;
mod decision;
pub mod doctor;
mod error;
pub mod evidence;
mod file;
pub mod follow;
mod id;
mod keep;
pub mod policy;
mod query;
mod replace;
pub mod tell;
mod update;

pub use actor::{ActorBrief, ActorId, ActorRow, Joined, Wording};
pub use decision::{
    Action, By, Change, Changed, Decided, DecisionRow, FIELDS, FIGURE_FIELDS, Place, SPAN_FIELDS,
    Undone, outside, read_spans, respan, write_spans,
};
pub use error::{Error, ErrorKind};
pub use file::FILE_VERSION;
pub use id::{ClaimId, Hash};
pub use keep::{Arrival, Counts, Item, Kept, Ledger, Rejection, RunId};
pub use query::{
    AnswerRow, Behind, ClaimBrief, ClaimFilter, ClaimKey, ClaimRow, ConflictRow, Copy,
    DecidedClaim, Dispatch, Frame, Hit, Known, LOOKED_AT, QuestionFilter, QuestionOrder,
    QuestionRow, QuestionWhole, ReadingRow, RejectedClass, RejectedRow, ReportKey, ReportRow,
    Snippet, Stand, StandingRow, TieRow, TieRows, UNCERTAIN,
};
pub use update::Updated;
