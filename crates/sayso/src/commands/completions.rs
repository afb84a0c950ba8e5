//! `completions`: what a shell needs to complete this command line.

use crate::cli::{Cli, Context, Exit};
use clap::CommandFactory;
use clap_complete::Shell;
use std::io::Write;

/// Prints completions for a shell
///
/// For example: sayso completions bash > ~/.local/share/bash-completion/completions/sayso
#[derive(Debug, clap::Args)]
pub struct Args {
    /// Which shell
    #[arg(value_enum)]
    shell: Shell,
}

pub fn run(args: &Args, _: &Context) -> anyhow::Result<Exit> {
    // Made in memory: the generator would panic on a broken pipe.
    let mut words = Vec::new();
    clap_complete::generate(args.shell, &mut Cli::command(), "sayso", &mut words);
    std::io::stdout().write_all(&words)?;
    Ok(Exit::Done)
}
