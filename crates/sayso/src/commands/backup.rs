//! `backup`: a copy of the ledger while it is in use.

use crate::cli::{Context, Exit};
use std::path::PathBuf;

/// Copies the ledger into a file, while others read and write it
///
/// The copy is of one moment, whole, checked and synced to disk before it gets its name. A ledger that has the name already is replaced by it; any other
/// file is left alone. Evidence goes along, into a folder beside the copy, FILE-evidence.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// Where to
    file: PathBuf,
}

pub fn run(args: &Args, at: &Context) -> anyhow::Result<Exit> {
    let done = sayso_ledger::backup::backup(&at.ledger, &args.file)?;
    let evidence = match done.evidence.files {
        0 => String::new(),
        n => format!(
            " {} files of evidence ({} bytes) beside it, in {}.",
            sayso_read::thousands(n),
            sayso_read::thousands(done.evidence.bytes),
            sayso_ledger::evidence::folder(&args.file).display()
        ),
    };
    for words in &done.evidence.left {
        eprintln!("  evidence that could not go along: {words}");
    }
    eprintln!(
        "{}: {} bytes, checked.{evidence} sayso{} restore {} puts it back.",
        args.file.display(),
        sayso_read::thousands(done.bytes),
        at.ledger_flag(),
        args.file.display()
    );
    Ok(Exit::Done)
}
