//! Evidence that waits: fetched and kept, in the same turn as what is read.

use super::file::Outcome;
use crate::options::Options;
use sayso_ledger::Ledger;
use sayso_read::{Asked, evidence_limits, keep_evidence};

/// Fetches what is at an address and keeps it.
///
/// # Errors
/// The ledger, or the folder beside it, cannot be written.
pub(super) fn keep(options: &Options, address: &str) -> anyhow::Result<Outcome> {
    let mut ledger = Ledger::create(&options.ledger)?;
    let limits = evidence_limits(options.allow_inner);
    Ok(match keep_evidence(&mut ledger, address, None, &limits)? {
        Asked::Kept(kept) => Outcome {
            new: u64::from(!kept.again),
            known: u64::from(kept.again),
            ..Outcome::default()
        },
        Asked::Failed(row) => Outcome {
            rejected: 1,
            reason: row.failure,
            ..Outcome::default()
        },
    })
}
