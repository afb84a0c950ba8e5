//! `status`: how much is in the ledger.

use crate::cli::{Context, Exit, Format};
use sayso_ledger::Ledger;
use std::io::Write;

/// Says how much is in the ledger
#[derive(Debug, clap::Args)]
pub struct Args {}

pub fn run(_: &Args, at: &Context) -> anyhow::Result<Exit> {
    let counts = Ledger::open(&at.ledger)?.counts()?;
    let mut out = std::io::stdout().lock();
    match at.format {
        Some(Format::Json | Format::Jsonl) => {
            let json = serde_json::json!({"ledger": at.ledger, "reports": counts.reports, "claims": counts.claims, "rejected": counts.rejected});
            writeln!(out, "{json}")?;
        }
        Some(Format::Csv) => {
            writeln!(
                out,
                "reports,claims,rejected\n{},{},{}",
                counts.reports, counts.claims, counts.rejected
            )?;
        }
        Some(Format::Table) | None => {
            writeln!(
                out,
                "reports   {:>12}\nclaims    {:>12}\nrejected  {:>12}",
                counts.reports, counts.claims, counts.rejected
            )?;
        }
    }
    Ok(Exit::Done)
}
