//! What claims point to, fetched when somebody asks, and kept beside the ledger.

use sayso_intake::{Limits, Reach, fetch_whole};
use sayso_ledger::evidence::{FetchRow, Preserved, without_fragment};
use sayso_ledger::{ClaimRow, Error, Ledger};
use std::time::{Duration, SystemTime};

/// The most bytes of one thing that is kept, where nothing else is said.
pub const LARGEST_EVIDENCE: usize = 10_000_000;

/// What became of an address.
#[derive(Clone, Debug)]
pub enum Asked {
    /// It gave bytes, and they are kept.
    Kept(Box<Preserved>),
    /// It gave none; that is written down.
    Failed(Box<FetchRow>),
}

/// The limits that evidence is fetched by: addresses come from pages that anybody wrote, so inner ones are out of reach unless `allow_inner`.
pub fn evidence_limits(allow_inner: bool) -> Limits {
    Limits {
        raw_bytes: LARGEST_EVIDENCE,
        fetch_time: Duration::from_secs(60),
        reach: if allow_inner {
            Reach::Anywhere
        } else {
            Reach::Outside
        },
        ..Limits::default()
    }
}

/// Fetches what is at an address and keeps it; `wanted` is the kind of evidence that is promised there, which the claims that point to it say if nothing is
/// said here. When this returns, bytes and row are on the disk.
///
/// # Errors
/// The ledger, or the folder beside it, cannot be read or written. That an address gives nothing is no error.
pub fn keep_evidence(
    ledger: &mut Ledger,
    address: &str,
    wanted: Option<&str>,
    limits: &Limits,
) -> Result<Asked, Error> {
    let address = without_fragment(address.trim());
    let promised = match wanted {
        Some(wanted) => Some(wanted.to_owned()),
        None => ledger.promised_at(address)?,
    };
    let began = SystemTime::now();
    match fetch_whole(address, limits) {
        Ok(fetched) => {
            let kept = ledger.preserve(address, promised.as_deref(), &fetched)?;
            Ok(Asked::Kept(Box::new(kept)))
        }
        Err(failed) => {
            let row = ledger.preserve_failure(address, promised.as_deref(), began, &failed)?;
            Ok(Asked::Failed(Box::new(row)))
        }
    }
}

/// The addresses that a claim points to, each once, with the kind of evidence there.
pub fn pointed_at(claim: &ClaimRow) -> Vec<(String, String)> {
    let mut out: Vec<(String, String)> = Vec::new();
    for evidence in &claim.claim.evidence {
        let Some(url) = evidence.url.as_deref().map(without_fragment) else {
            continue;
        };
        if !out.iter().any(|(known, _)| known == url) {
            out.push((url.to_owned(), evidence.kind.clone()));
        }
    }
    out
}
