//! `unsubscribe`: nobody is told any more.

use crate::cli::{Context, Exit};
use sayso_ledger::Ledger;

/// Ends a subscription; what was not sent yet is not sent
#[derive(Debug, clap::Args)]
pub struct Args {
    /// What the subscription is called, or how that begins
    #[arg(value_name = "ID")]
    name: String,
}

pub fn run(args: &Args, at: &Context) -> anyhow::Result<Exit> {
    // Nothing is made where nothing is.
    let found = Ledger::open(&at.ledger)?.subscription(&args.name)?;
    let mut ledger = Ledger::create(&at.ledger)?;
    match ledger.unsubscribe(&found.name, "on the command line", sayso_tell::now())? {
        true => println!("{} ended", found.name),
        false => println!("{} had ended before", found.name),
    }
    Ok(Exit::Done)
}
