//! What a ledger is asked by other languages: the commands that only ask, with what they write handed back.

use crate::cli::{Cli, Command, Context};
use clap::Parser;
use std::io::{self, Write};
use std::sync::{Arc, Mutex, PoisonError};

/// What `sayso --ledger LEDGER ARGS…` writes to standard output. Only commands that ask are done: claims, actors, search, report, dispatches, questions, question.
///
/// # Errors
/// The words are no command that asks, or its own.
pub fn ask(args: &[String]) -> anyhow::Result<Vec<u8>> {
    let cli = Cli::try_parse_from(std::iter::once("sayso").chain(args.iter().map(String::as_str)))?;
    let asks = matches!(
        cli.command,
        Command::Claims(_)
            | Command::Actors(_)
            | Command::Search(_)
            | Command::Report(_)
            | Command::Dispatches(_)
            | Command::Questions(_)
            | Command::Question(_)
    );
    anyhow::ensure!(asks, "this is no command that only asks");
    let held = Held::default();
    let at = Context {
        out: Out::Held(held.clone()),
        ..Context::new(&cli)
    };
    crate::commands::run(&cli.command, &at)?;
    let mut bytes = held.0.lock().unwrap_or_else(PoisonError::into_inner);
    Ok(std::mem::take(&mut *bytes))
}

/// Where a command writes to.
#[derive(Clone, Debug, Default)]
pub(crate) enum Out {
    /// Standard output.
    #[default]
    Standard,
    /// Memory.
    Held(Held),
}

/// What was written.
#[derive(Clone, Debug, Default)]
pub(crate) struct Held(Arc<Mutex<Vec<u8>>>);

impl Write for Held {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let mut held = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        held.extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl Out {
    /// To write to it.
    pub fn open(&self) -> Box<dyn Write> {
        match self {
            Out::Standard => Box::new(io::stdout().lock()),
            Out::Held(held) => Box::new(held.clone()),
        }
    }
}
