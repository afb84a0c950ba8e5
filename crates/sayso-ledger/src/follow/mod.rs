//! What is followed: feeds and pages, what was seen in them, what waits to be read, and when there was nothing to be had.
//!
//! An item that was seen is written down with its bytes, or the address of its article, in the transaction that says that its feed was read up to here. It
//! waits until what was read of it is kept, and is settled in that same transaction. So whatever ends the program, nothing is lost and nothing read twice.

mod answered;
mod coverage;
mod host;
mod item;
mod silence;
mod source;

pub use answered::{Answered, Entry, Fresh, Seen};
pub use coverage::{Coverage, Gap, Items, NotRead};
pub use host::{Robots, RobotsState};
pub use item::{Article, Settled, Twin, Waiting};
pub use silence::{LEAST_GAPS, Silence};
pub use source::{Added, Articles, NewSource, Source, SourceState};

use crate::{Error, Ledger};
use rusqlite::{Transaction, TransactionBehavior};

/// What a feed or page that is followed is called in this ledger.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct FollowId(pub i64);

/// What an item of one is called in this ledger.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ItemId(pub i64);

/// The first 16 bytes of a hash, which are enough to tell the items of a feed apart.
pub fn short_hash(parts: &[&str]) -> [u8; 16] {
    let whole = crate::Hash::of(parts.join("\0").as_bytes());
    let mut out = [0; 16];
    out.copy_from_slice(whole.0.split_at(16).0);
    out
}

impl Ledger {
    fn followed<T>(
        &mut self,
        work: impl FnOnce(&Transaction<'_>) -> rusqlite::Result<T>,
    ) -> Result<T, Error> {
        let path = self.path.clone();
        let sqlite = |e: rusqlite::Error| Error::sqlite(&path, &e);
        let batch = self
            .db
            .transaction_with_behavior(TransactionBehavior::Immediate)
            .map_err(sqlite)?;
        let done = work(&batch).map_err(sqlite)?;
        batch.commit().map_err(sqlite)?;
        Ok(done)
    }
}

#[cfg(test)]
mod tests;
