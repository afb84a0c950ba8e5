//! Asking a ledger. What is found comes as keys, eight bytes each, and is fetched one by one, so that memory does not grow
//! with what is found.

mod actors;
mod anew;
mod behind;
mod brief;
mod claims;
mod decided;
mod dispatches;
mod export;
mod generation;
mod inbox;
mod known;
mod matching;
mod newest;
mod part;
mod questions;
mod rejected;
mod report;
mod search;

pub(crate) use decided::all_words_in;

pub use behind::Behind;
pub use brief::ClaimBrief;
pub use claims::{ClaimFilter, ClaimKey, ClaimRow};
pub use decided::DecidedClaim;
pub use dispatches::{Copy, Dispatch};
pub use inbox::{ConflictRow, UNCERTAIN};
pub use known::Known;
pub use part::{Frame, Stand};
pub use questions::{
    AnswerRow, QuestionFilter, QuestionOrder, QuestionRow, QuestionWhole, StandingRow, TieRow,
    TieRows,
};
pub use rejected::{RejectedClass, RejectedRow};
pub use report::{ReadingRow, ReportKey, ReportRow};
pub use search::{Hit, LOOKED_AT, Snippet};

use crate::{Error, Ledger};

/// When a report was published, as SQL: UTC where it gives an offset, so that days compare across time zones.
const INSTANT: &str = "CASE WHEN r.published GLOB '[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]*' THEN coalesce(datetime(r.published), r.published) ELSE r.published END";

impl Ledger {
    /// Keeps no more than so many KiB of the file in memory: for one of many that only ask.
    ///
    /// # Errors
    /// The file cannot be read.
    pub fn limit_cache(&self, kib: u32) -> Result<(), Error> {
        self.db
            .execute_batch(&format!("PRAGMA cache_size = -{kib};"))
            .map_err(|e| self.sqlite(&e))
    }

    /// Makes all later questions see the ledger as it is now, whatever another program writes meanwhile.
    ///
    /// # Errors
    /// The file cannot be read.
    pub fn freeze(&self) -> Result<(), Error> {
        self.db
            .execute_batch("BEGIN DEFERRED; SELECT count(*) FROM run;")
            .map_err(|e| self.sqlite(&e))
    }

    /// Ends what [`Ledger::freeze`] began: later questions see the ledger as it is when they are asked.
    ///
    /// # Errors
    /// The file cannot be read.
    pub fn thaw(&self) -> Result<(), Error> {
        self.db
            .execute_batch("COMMIT;")
            .map_err(|e| self.sqlite(&e))
    }
}
