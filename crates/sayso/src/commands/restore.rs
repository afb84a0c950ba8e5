//! `restore`: a backup in the place of the ledger.

use crate::cli::{Context, Exit};
use std::path::PathBuf;

/// Puts a backup in the place of the ledger, after checking all of it
///
/// The backup itself is not changed. Evidence in the folder beside it comes along. What it replaces is kept beside the ledger, as FILE.replaced-1 and so on.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// The backup
    file: PathBuf,
}

pub fn run(args: &Args, at: &Context) -> anyhow::Result<Exit> {
    let mut said = 0;
    let kept = sayso_ledger::backup::restore(&args.file, &at.ledger, &mut |f| {
        said += 1;
        if said <= 20 {
            eprintln!("  {}: {}", f.place, f.words);
        }
    })?;
    match kept {
        Some(kept) => eprintln!(
            "{} is restored; what was there is kept as {}.",
            at.ledger.display(),
            kept.display()
        ),
        None => eprintln!("{} is restored.", at.ledger.display()),
    }
    Ok(Exit::Done)
}
