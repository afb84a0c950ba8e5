//! `tell`: looks for changes and sends them.

use crate::cli::{Context, Exit};
use crate::telling::{Telling, in_words};
use anyhow::bail;
use sayso_ledger::Ledger;
use sayso_tell::{Teller, tell};

/// Tells subscribers what changed, each change once
///
/// Looks for changes, sends what is due, waits, and does so again until it is ended; with --once one time. Whatever ends it, also from outside, no change is
/// lost and none is found twice. A call to a webhook may be made twice then, with the same id, by which the receiver drops it; a mail that was just being handed
/// over is not sent again by itself: `subscriptions` shows it as uncertain. One program at a time tells of a ledger.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// Look and send once, and end
    #[arg(long)]
    once: bool,
    /// First have what is uncertain or was given up sent again: this delivery, or all
    #[arg(long, value_name = "DELIVERY", num_args = 0..=1, default_missing_value = "")]
    resend: Option<String>,
    /// Let what is uncertain or was given up rest, this delivery or all, and end
    #[arg(long, value_name = "DELIVERY", num_args = 0..=1, default_missing_value = "", conflicts_with_all = ["resend", "once"])]
    settle: Option<String>,
    #[command(flatten)]
    how: Telling,
}

pub fn run(args: &Args, at: &Context) -> anyhow::Result<Exit> {
    // Nothing is made where nothing is.
    drop(Ledger::open(&at.ledger)?);
    let options = args.how.options(&at.ledger, "http://127.0.0.1:4780")?;
    if args.once || args.resend.is_some() || args.settle.is_some() {
        let Some(mut teller) = Teller::start(options.clone())? else {
            bail!("another program tells of {}", at.ledger.display());
        };
        for (name, again, what) in [
            (&args.resend, true, "to be sent again"),
            (&args.settle, false, "left as they are"),
        ] {
            if let Some(name) = name {
                let name = Some(name.as_str()).filter(|n| !n.is_empty());
                let n = teller.settle(name, again)?;
                println!(
                    "{n} {} {what}",
                    if n == 1 { "delivery" } else { "deliveries" }
                );
            }
        }
        if args.settle.is_some() {
            return Ok(Exit::Done);
        }
        if args.once {
            let round = teller.once()?;
            println!("{}", in_words(&round));
            let bad = round.failed + round.uncertain > 0;
            return Ok(if bad { Exit::Rejected } else { Exit::Done });
        }
    }
    tell(
        &options,
        || false,
        |done| match done {
            Ok(round) => println!("{}", in_words(&round)),
            Err(e) => eprintln!("sayso: {e:#}"),
        },
    );
    Ok(Exit::Done)
}
