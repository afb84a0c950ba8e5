//! What was dropped in the page waits here, on disk, and is read in the background, one item after the other.
//!
//! The queue is a SQLite file of its own beside the ledger. Not a table of the ledger: what waits is no report yet, the ledger's format says nothing of it, and
//! a ledger that is copied or handed on does not take it along. Not loose files: an item with its bytes and its state changes in one transaction, synced to
//! disk before the one who dropped it is told so. One program has it open at a time.
//!
//! An item is `waiting`, `reading`, `done`, or `rejected` with a reason. One that was being read when the program ended waits again; what the ledger has of it
//! by then is known there by its bytes and is not read twice. Once an item is done its bytes go: the ledger keeps them.

mod evidence;
mod file;
mod item;
mod reading;

pub use file::Queue;
pub(crate) use item::{Dropped, Item, State, evidence_at};
pub(crate) use reading::start;
