//! `follow remove`: a source less.

use crate::cli::{Context, Exit};
use sayso_ledger::Ledger;

/// Follows sources no longer; what was read stays
#[derive(Debug, clap::Args)]
pub struct Args {
    /// Addresses, also past ones, or numbers of `sayso follow list`
    #[arg(required = true, value_name = "ADDRESS|N")]
    sources: Vec<String>,
}

pub fn run(args: &Args, at: &Context) -> anyhow::Result<Exit> {
    // A ledger that is not there is not made for this.
    drop(Ledger::open(&at.ledger)?);
    let mut ledger = Ledger::create(&at.ledger)?;
    for which in &args.sources {
        let plain = sayso_follow::plain_address(which);
        let source = ledger.unfollow(plain.as_deref().unwrap_or(which))?;
        eprintln!("{}: is followed no longer", source.address);
    }
    Ok(Exit::Done)
}
