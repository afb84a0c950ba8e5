//! `backup`: a copy of the ledger while it is in use.

use crate::cli::{Context, Exit};
use std::path::PathBuf;

/// Copies the ledger into a file, while others read and write it
///
/// The copy is of one moment, whole, checked and synced to disk before it gets its name. A ledger that has the name already is replaced by it; any other
/// file is left alone.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// Where to
    file: PathBuf,
}

pub fn run(args: &Args, at: &Context) -> anyhow::Result<Exit> {
    let bytes = sayso_ledger::backup::backup(&at.ledger, &args.file)?;
    eprintln!(
        "{}: {} bytes, checked. sayso{} restore {} puts it back.",
        args.file.display(),
        sayso_read::thousands(bytes),
        at.ledger_flag(),
        args.file.display()
    );
    Ok(Exit::Done)
}
