//! `follow`: feeds and pages that are asked again and again.

mod add;
mod list;
mod remove;
mod run;

use crate::cli::{Context, Exit};

/// Follows feeds and pages: what is new in them is read
///
/// Sources are added once and lie in the ledger. `run` asks them, politely, and reads what is new, each item once; `serve --follow` does the same beside the
/// page. What could not be read, and when nothing could be had, stays visible in `list` and on the page's coverage.
#[derive(Debug, clap::Subcommand)]
pub enum Command {
    Add(add::Args),
    List(list::Args),
    Remove(remove::Args),
    Run(run::Args),
}

pub fn run(command: &Command, at: &Context) -> anyhow::Result<Exit> {
    match command {
        Command::Add(args) => add::run(args, at),
        Command::List(args) => list::run(args, at),
        Command::Remove(args) => remove::run(args, at),
        Command::Run(args) => run::run(args, at),
    }
}

/// Seconds since 1970.
fn now() -> i64 {
    use sayso_follow::Clock;
    sayso_follow::SystemClock.now()
}
