//! `serve`: the ledger in a browser.

use crate::cli::{Context, Exit};
use crate::limits::threads;
use sayso_serve::Options;
use std::net::SocketAddr;

/// Shows the ledger in a browser
///
/// Listens on this machine alone unless --listen says otherwise; then a token is required.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// Address and port to listen at; port 0 takes any that is free
    #[arg(long, value_name = "ADDRESS:PORT", default_value = "127.0.0.1:4780")]
    listen: SocketAddr,
    /// What a visitor must give as password, or a program as bearer token
    #[arg(
        long,
        value_name = "TOKEN",
        env = "SAYSO_TOKEN",
        hide_env_values = true
    )]
    token: Option<String>,
    /// Threads that read reports dropped in the page
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..=1024))]
    threads: Option<u16>,
}

pub fn run(args: &Args, at: &Context) -> anyhow::Result<Exit> {
    let options = Options {
        ledger: at.ledger.clone(),
        listen: args.listen,
        token: args.token.clone(),
        threads: threads(args.threads),
    };
    sayso_serve::serve(options, |at| println!("http://{at}/"))?;
    Ok(Exit::Done)
}
