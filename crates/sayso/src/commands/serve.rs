//! `serve`: the ledger in a browser.

use crate::cli::{Context, Exit};
use crate::limits::threads;
use crate::telling::Telling;
use sayso_ledger::policy::Tlp;
use sayso_serve::Options;
use std::net::SocketAddr;
use std::time::Duration;

/// Shows the ledger in a browser
///
/// Listens on this machine alone unless --listen says otherwise; then a token is required. Reports can be dropped in the page: they wait in a file beside the
/// ledger, LEDGER-queue, and are read in the background.
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
    /// A name by which browsers may ask for a page that listens on this machine alone, such as a reverse proxy's
    #[arg(long = "name", value_name = "HOST")]
    names: Vec<String>,
    /// Let addresses that are dropped lead to this machine and its networks; only public ones are fetched otherwise, and by no proxy
    #[arg(long)]
    allow_inner: bool,
    /// The highest marking (TLP 2.0) that those may see to whom the page is served: clear, green, amber, amber+strict or red. As long as something is marked higher,
    /// nothing is shown. Without it all is shown on this machine alone, and what is clear where others can reach it
    #[arg(long, value_name = "MARKING")]
    tlp: Option<Tlp>,
    /// Show withheld sources by name; on this machine alone
    #[arg(long)]
    show_withheld: bool,
    /// The most that may be dropped at once, in megabytes
    #[arg(long, value_name = "MB", default_value_t = 64, value_parser = clap::value_parser!(u32).range(3..=1024))]
    max_drop: u32,
    /// Longest time for the reading of one report, in seconds
    #[arg(long, value_name = "SECONDS", default_value_t = 300)]
    max_time: u64,
    /// Follow the sources that `sayso follow add` added, as `sayso follow run` does
    #[arg(long)]
    follow: bool,
    /// Seconds from one question to a host to the next, at least, while following
    #[arg(long, value_name = "SECONDS", default_value_t = 5, value_parser = clap::value_parser!(i64).range(1..=3_600))]
    pace: i64,
    /// Also tell subscribers what changed, as `tell` does
    #[arg(long)]
    tell: bool,
    #[command(flatten)]
    how: Telling,
}

pub fn run(args: &Args, at: &Context) -> anyhow::Result<Exit> {
    crate::heap::settle();
    let telling = args
        .how
        .options(&at.ledger, &format!("http://{}", args.listen))?;
    let options = Options {
        base: telling.base.clone(),
        tell: args.tell.then_some(telling),
        ledger: at.ledger.clone(),
        listen: args.listen,
        token: args.token.clone(),
        threads: threads(args.threads),
        names: args.names.clone(),
        allow_inner: args.allow_inner,
        tlp: args.tlp,
        shows_withheld: args.show_withheld,
        drop_bytes: args.max_drop as usize * 1_000_000,
        time: Duration::from_secs(args.max_time),
        follow: args.follow.then_some(args.pace),
    };
    sayso_serve::serve(options, |at| println!("http://{at}/"))?;
    Ok(Exit::Done)
}
