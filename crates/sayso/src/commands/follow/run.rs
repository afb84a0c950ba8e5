//! `follow run`: asks what is due and reads what is new.

use crate::cli::{Context, Exit};
use crate::limits::threads;
use crate::weights::ModelArgs;
use sayso_follow::{Follower, Net, Options, Summary, SystemClock, WithModel};
use sayso_intake::{Limits, Reach};
use sayso_read::{hush_panics, thousands};
use std::sync::atomic::AtomicBool;
use std::time::Duration;

/// Asks what is due, reads what is new, and goes on
///
/// Ends when it is told to (Ctrl-C, or killed: nothing is lost or read twice), or with --once when what was due at the beginning is done. Each host is asked
/// one question at a time, what its robots.txt forbids is not asked, and what fails is asked ever more seldom.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// End when what was due at the beginning is done
    #[arg(long)]
    once: bool,

    /// Seconds from one question to a host to the next, at least; a Crawl-delay in its robots.txt makes it slower
    #[arg(long, value_name = "SECONDS", default_value_t = 5, value_parser = clap::value_parser!(i64).range(1..=3_600))]
    pace: i64,

    /// Let addresses lead to this machine and its networks; only public ones are asked otherwise, and by no proxy
    #[arg(long)]
    allow_inner: bool,

    /// Hosts that are asked at a time
    #[arg(long, value_name = "N", default_value_t = 8, value_parser = clap::value_parser!(u16).range(1..=64))]
    askers: u16,

    /// Threads that read; all cores where none is said
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..=1024))]
    threads: Option<u16>,

    /// Largest answer, in megabytes, unpacked
    #[arg(long, value_name = "MB", default_value_t = 10, value_parser = clap::value_parser!(u16).range(1..=1_000))]
    max_megabytes: u16,

    /// Longest time for one answer, in seconds
    #[arg(long, value_name = "SECONDS", default_value_t = 30, value_parser = clap::value_parser!(u16).range(1..=600))]
    max_fetch_time: u16,

    /// Longest time for the reading of one report, in seconds
    #[arg(long, value_name = "SECONDS", default_value_t = 300)]
    max_time: u64,

    #[command(flatten)]
    model: ModelArgs,
}

pub fn run(args: &Args, at: &Context) -> anyhow::Result<Exit> {
    hush_panics();
    let options = Options {
        pace: args.pace,
        askers: usize::from(args.askers),
        readers: threads(args.threads),
        once: args.once,
        limits: Limits {
            raw_bytes: usize::from(args.max_megabytes) * 1_000_000,
            fetch_time: Duration::from_secs(u64::from(args.max_fetch_time)),
            reach: if args.allow_inner {
                Reach::Anywhere
            } else {
                Reach::Outside
            },
            ..Options::default().limits
        },
    };
    let web = Net(options.limits.clone());
    let model = args.model;
    let reads = WithModel::new(move || model.load(), Duration::from_secs(args.max_time));
    let say = |line: &str| eprintln!("{line}");
    let mut follower = Follower::new(&at.ledger, options, &SystemClock, &web, &reads, &say)?;
    let summary = follower.run(&AtomicBool::new(false))?;
    eprintln!("{}: {}", at.ledger.display(), words(&summary));
    Ok(if summary.failed + summary.unread > 0 {
        Exit::Rejected
    } else {
        Exit::Done
    })
}

fn words(s: &Summary) -> String {
    let mut out = format!(
        "{} new and {} changed items, {} new reports with {} claims, {} questions asked",
        thousands(s.new),
        thousands(s.changed),
        thousands(s.reports),
        thousands(s.claims),
        thousands(s.asked)
    );
    for (n, what) in [
        (s.known, "items known already"),
        (s.unread, "items not read"),
        (s.failed, "sources failed"),
        (s.gone, "sources gone for good"),
    ] {
        if n > 0 {
            out.push_str(&format!(", {} {what}", thousands(n)));
        }
    }
    out
}
