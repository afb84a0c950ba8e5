//! `man`: the manual as man pages.

use crate::cli::{Cli, Context, Exit};
use anyhow::Context as _;
use clap::CommandFactory;
use std::io::Write;
use std::path::PathBuf;

/// Prints the man page
///
/// For example: sayso man | man -l -
#[derive(Debug, clap::Args)]
pub struct Args {
    /// Write a page for sayso and for each command into this folder instead
    #[arg(long, value_name = "FOLDER")]
    into: Option<PathBuf>,
}

pub fn run(args: &Args, _: &Context) -> anyhow::Result<Exit> {
    if let Some(folder) = &args.into {
        std::fs::create_dir_all(folder)
            .and_then(|()| clap_mangen::generate_to(Cli::command(), folder))
            .with_context(|| folder.display().to_string())?;
        return Ok(Exit::Done);
    }
    let mut page = Vec::new();
    clap_mangen::Man::new(Cli::command()).render(&mut page)?;
    std::io::stdout().write_all(&page)?;
    Ok(Exit::Done)
}
