//! `read`.

use crate::cli::{Context, Exit};

/// read
#[derive(Debug, clap::Args)]
pub struct Args {}

pub fn run(_: &Args, _: &Context) -> anyhow::Result<Exit> {
    anyhow::bail!("not yet")
}
