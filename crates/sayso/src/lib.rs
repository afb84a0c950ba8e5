//! The command line as a library: see `cli.rs` for what it takes, `commands/` for what each command does, [`ask`] for the same questions from other languages.

pub mod ask;
mod cli;
mod commands;
#[cfg(feature = "serve")]
mod heap;
mod help;
mod limits;
mod marking;
mod paint;
mod pointing;
mod progress;
mod record;
mod rows;
mod table;
#[cfg(feature = "serve")]
mod telling;
mod view;
mod weights;

use clap::Parser;
use cli::{Cli, Context, Exit};
use std::io::ErrorKind::BrokenPipe;
use std::process::ExitCode;

/// Does what the command line says; gives the exit status.
pub fn main() -> ExitCode {
    let cli = Cli::parse();
    let at = Context::new(&cli);
    match commands::run(&cli.command, &at) {
        Ok(exit) => exit.code(),
        // Whoever reads our output has had enough of it: nothing to complain about.
        Err(error) if is_broken_pipe(&error) => Exit::Done.code(),
        Err(error) => {
            eprintln!("sayso: {error:#}");
            Exit::Nothing.code()
        }
    }
}

fn is_broken_pipe(error: &anyhow::Error) -> bool {
    error.chain().any(|cause| {
        let io = cause
            .downcast_ref::<std::io::Error>()
            .map(std::io::Error::kind);
        let json = cause
            .downcast_ref::<serde_json::Error>()
            .and_then(serde_json::Error::io_error_kind);
        let csv = cause
            .downcast_ref::<csv::Error>()
            .and_then(|e| match e.kind() {
                csv::ErrorKind::Io(e) => Some(e.kind()),
                _ => None,
            });
        io.or(json).or(csv) == Some(BrokenPipe)
    })
}
