//! A file for each command: its arguments and what it does.

pub mod completions;
pub mod extract;
pub mod man;
pub mod read;
pub mod status;

use crate::cli::{Command, Context, Exit};

/// Does what was asked.
pub fn run(command: &Command, at: &Context) -> anyhow::Result<Exit> {
    match command {
        Command::Read(args) => read::run(args, at),
        Command::Status(args) => status::run(args, at),
        Command::Extract(args) => extract::run(args, at),
        Command::Completions(args) => completions::run(args, at),
        Command::Man(args) => man::run(args, at),
    }
}
