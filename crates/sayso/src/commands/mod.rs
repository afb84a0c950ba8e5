//! A file for each command: its arguments and what it does.

pub mod actors;
pub mod backup;
pub mod bundle;
pub mod claims;
pub mod completions;
pub mod decide;
pub mod decisions;
pub mod dispatches;
pub mod doctor;
pub mod export;
pub mod extract;
#[cfg(feature = "serve")]
pub mod follow;
pub mod keep;
pub mod man;
pub mod parse;
pub mod question;
pub mod questions;
pub mod read;
#[cfg(feature = "parquet")]
pub mod readings;
pub mod report;
pub mod restore;
pub mod search;
#[cfg(feature = "serve")]
pub mod serve;
pub mod show;
pub mod status;
#[cfg(feature = "serve")]
pub mod subscribe;
#[cfg(feature = "serve")]
pub mod subscriptions;
#[cfg(feature = "serve")]
pub mod tell;
pub mod undo;
#[cfg(feature = "serve")]
pub mod unsubscribe;
pub mod why;

use crate::cli::{Command, Context, Exit};

/// Does what was asked.
pub fn run(command: &Command, at: &Context) -> anyhow::Result<Exit> {
    match command {
        Command::Read(args) => read::run(args, at),
        Command::Actors(args) => actors::run(args, at),
        Command::Claims(args) => claims::run(args, at),
        Command::Search(args) => search::run(args, at),
        Command::Show(args) => show::run(args, at),
        Command::Why(args) => why::run(args, at),
        Command::Report(args) => report::run(args, at),
        Command::Export(args) => export::run(args, at),
        Command::Dispatches(args) => dispatches::run(args, at),
        Command::Questions(args) => questions::run(args, at),
        Command::Question(args) => question::run(args, at),
        Command::Decide(args) => decide::run(args, at),
        Command::Undo(args) => undo::run(args, at),
        Command::Decisions(args) => decisions::run(args, at),
        #[cfg(feature = "serve")]
        Command::Follow(command) => follow::run(command, at),
        #[cfg(feature = "serve")]
        Command::Serve(args) => serve::run(args, at),
        #[cfg(feature = "serve")]
        Command::Subscribe(args) => subscribe::run(args, at),
        #[cfg(feature = "serve")]
        Command::Subscriptions(args) => subscriptions::run(args, at),
        #[cfg(feature = "serve")]
        Command::Unsubscribe(args) => unsubscribe::run(args, at),
        #[cfg(feature = "serve")]
        Command::Tell(args) => tell::run(args, at),
        Command::Status(args) => status::run(args, at),
        Command::Doctor(args) => doctor::run(args, at),
        Command::Backup(args) => backup::run(args, at),
        Command::Keep(args) => keep::run(args, at),
        Command::Bundle(args) => bundle::run(args, at),
        Command::Restore(args) => restore::run(args, at),
        Command::Extract(args) => extract::run(args, at),
        Command::Parse(args) => parse::run(args, at),
        Command::Completions(args) => completions::run(args, at),
        Command::Man(args) => man::run(args, at),
    }
}
