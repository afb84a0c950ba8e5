//! What a claim points to, in words.

use crate::paint::{Ink, Paint};
use crate::table::{self, Cell};
use sayso_claims::{Claim, Evidence};
use sayso_ledger::contract::Words;
use sayso_ledger::evidence::FetchRow;
use sayso_ledger::{ClaimRow, Ledger};

/// `video`; of a document with how it is claimed to be: `document, claimed forged`.
pub fn kind(e: &Evidence) -> String {
    match &e.status {
        Some(status) => format!("{}, {}", e.kind, status.replace('_', " ")),
        None => e.kind.clone(),
    }
}

/// The same, with how the claim stands to it where it denies it.
pub fn said(claim: &Claim, e: &Evidence) -> String {
    let denies = e.status.is_some() && claim.stance == "denies";
    match denies {
        true => format!("{}, which this claim denies", kind(e)),
        false => kind(e),
    }
}

/// `points to video “a video posted on Telegram” <https://…>`.
pub fn note(claim: &Claim, e: &Evidence, words: &Words<'_>) -> String {
    let url = e.url.as_ref().map(|u| format!(" <{u}>"));
    format!(
        "points to {} “{}”{}",
        said(claim, e),
        words.of(e.span),
        url.unwrap_or_default()
    )
}

/// Lines under a claim in a list, for what has an address or a status.
pub fn lines(
    ledger: &Ledger,
    row: &ClaimRow,
    paint: Paint,
    width: usize,
) -> anyhow::Result<String> {
    let mut shown = row
        .claim
        .evidence
        .iter()
        .filter(|e| e.url.is_some() || e.status.is_some())
        .peekable();
    if shown.peek().is_none() {
        return Ok(String::new());
    }
    let text = ledger.text(row.report)?;
    let words = Words::new(&text);
    let mut out = String::new();
    for e in shown {
        let cell = Cell::new(&note(&row.claim, e, &words), Ink::Dim);
        out.push_str(&table::row(
            paint,
            12,
            &[width.saturating_sub(12)],
            &[cell],
            4,
        ));
    }
    Ok(out)
}

/// Each address that a claim points to, and whether it is kept.
pub fn kept(ledger: &Ledger, row: &ClaimRow) -> anyhow::Result<Vec<(String, String)>> {
    let mut out = Vec::new();
    for (url, _) in sayso_read::pointed_at(row) {
        let words = match ledger.last_fetch_of(&url)? {
            Some(fetch) => fetched(&fetch),
            None => "not kept; sayso keep fetches it".to_owned(),
        };
        out.push((url, words));
    }
    Ok(out)
}

/// What became of a fetch, on one line.
pub fn fetched(fetch: &FetchRow) -> String {
    let Some(hash) = fetch.hash else {
        let why = fetch.failure.as_deref().unwrap_or("no bytes came");
        return format!("not kept: {why} ({})", fetch.at);
    };
    let mut out = format!(
        "{hash}, {} bytes, {}, {}",
        sayso_read::thousands(fetch.size.unwrap_or(0)),
        fetch.looks.as_deref().unwrap_or("of no known type"),
        fetch.at
    );
    if !fetch.hops.is_empty() {
        let found = fetch.found.as_deref().unwrap_or_default();
        out.push_str(&format!(
            ", by {} to {found}",
            some(fetch.hops.len(), "redirect")
        ));
    }
    for remark in &fetch.remarks {
        out.push_str(&format!("; {remark}"));
    }
    out
}

fn some(n: usize, thing: &str) -> String {
    format!("{n} {thing}{}", if n == 1 { "" } else { "s" })
}
