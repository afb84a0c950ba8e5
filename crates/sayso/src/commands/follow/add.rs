//! `follow add`: another source.

use super::now;
use crate::cli::{Context, Exit};
use sayso_follow::{every, plain_address};
use sayso_ledger::Ledger;
use sayso_ledger::follow::{Added, Articles, NewSource};

/// Adds feeds or pages to be followed
///
/// Nothing is asked yet: `sayso follow run` does that. A feed's items are read as they stand where they carry their article whole, else the article is
/// asked for. A page is read again when what it says changes. One that is followed already gets the pace and outlet that are given now.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// http(s) addresses of feeds (RSS, Atom) or pages
    #[arg(required = true, value_name = "FEED|PAGE")]
    addresses: Vec<String>,

    /// How often to ask, while all goes well: from a minute to 30 days
    #[arg(long, value_name = "TIME", default_value = "15m", value_parser = every)]
    every: i64,

    /// What to call the outlet, where items and pages are not to say it themselves
    #[arg(long, value_name = "NAME")]
    outlet: Option<String>,

    /// Whether articles are asked for that items lead to: where an item is short, always, or never
    #[arg(long, value_enum, default_value_t = Which::Auto, value_name = "WHEN")]
    articles: Which,
}

/// Whether articles are asked for.
#[derive(Clone, Copy, Debug, clap::ValueEnum)]
enum Which {
    Auto,
    Always,
    Never,
}

pub fn run(args: &Args, at: &Context) -> anyhow::Result<Exit> {
    let addresses: Vec<String> = args
        .addresses
        .iter()
        .map(|a| plain_address(a).ok_or_else(|| anyhow::anyhow!("{a:?} is no http(s) address")))
        .collect::<anyhow::Result<_>>()?;
    let mut ledger = Ledger::create(&at.ledger)?;
    for address in &addresses {
        let new = NewSource {
            address,
            outlet: args.outlet.as_deref(),
            every: args.every,
            articles: match args.articles {
                Which::Auto => Articles::Auto,
                Which::Always => Articles::Always,
                Which::Never => Articles::Never,
            },
        };
        let what = match ledger.follow(&new, now())? {
            Added::New(_) => "is followed from now on",
            Added::Known(_) => "was followed already",
            Added::Again(_) => "is followed again; what was read of it is known",
        };
        eprintln!("{address}: {what}");
    }
    eprintln!("Next: sayso follow run{}", at.ledger_flag());
    Ok(Exit::Done)
}
