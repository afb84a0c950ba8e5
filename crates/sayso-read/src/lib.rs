//! Reports to claims, and into the ledger: the one way that the command line, the page and other languages go.
//!
//! [`ordered::run`] spreads work over threads and keeps the order of the input; [`ReportReader`] reads one report; [`Keeper`]
//! puts what was read into a ledger in batches; [`into_ledger`] does all of it. [`extract`] is a line of JSON to a line of JSON, without a ledger.

mod again;
mod evidence;
pub mod exchange;
pub mod extract;
mod into_ledger;
mod keeping;
pub mod ordered;
mod reading;
mod watch;

pub use again::{Again, MadeAnew, made_anew};
pub use evidence::{Asked, LARGEST_EVIDENCE, evidence_limits, keep_evidence, pointed_at};
pub use into_ledger::{Job, into_ledger};
pub use keeping::{Keeper, Outcome, Tally, fresh};
pub use reading::{Read, ReportReader, guarded, hush_panics, version};
pub use watch::{Watch, thousands};
