//! `undo`: takes a decision back.

use super::decide::author;
use crate::cli::{Context, Exit};
use sayso_ledger::Undone;
use sayso_read::fresh;

/// Takes a decision back; that is written down as well
#[derive(Debug, clap::Args)]
pub struct Args {
    /// The decision's number, as `sayso decisions` lists it
    decision: i64,
    /// Who decides [default: the user's name]
    #[arg(long, value_name = "NAME")]
    author: Option<String>,
    /// Why
    #[arg(long, value_name = "WORDS", default_value = "")]
    reason: String,
}

pub fn run(args: &Args, at: &Context) -> anyhow::Result<Exit> {
    let mut ledger = fresh(&at.ledger)?;
    let undone = ledger.undo(args.decision, &author(args.author.as_deref()), &args.reason)?;
    ledger.update()?;
    match undone {
        Undone::Now => eprintln!("decision {} no longer holds", args.decision),
        Undone::Before => eprintln!(
            "decision {} was undone before; nothing changed",
            args.decision
        ),
    }
    Ok(Exit::Done)
}
