//! What a person may choose.

use sayso_ledger::policy::Tlp;
use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::path::PathBuf;
use std::time::Duration;

/// How a ledger is served.
#[derive(Clone, Debug)]
pub struct Options {
    /// The ledger's file, which is made if it is not there. What is dropped in the page waits in a file beside it, with `-queue` at the end of its name.
    pub ledger: PathBuf,
    /// Where to listen; port 0 takes any that is free.
    pub listen: SocketAddr,
    /// What a visitor must give, as password or bearer token. Required where `listen` is not loopback.
    pub token: Option<String>,
    /// Threads that read reports.
    pub threads: usize,
    /// Names by which browsers may ask for the page, beside those of this machine (a reverse proxy's). Where `listen` is not loopback any name will do.
    pub names: Vec<String>,
    /// Whether addresses that are dropped may lead to this machine and its networks.
    pub allow_inner: bool,
    /// The highest marking that those may see to whom it is served; none for all on this machine alone, and for what is clear where others can reach it.
    pub tlp: Option<Tlp>,
    /// Whether withheld sources are shown by name; on this machine alone.
    pub shows_withheld: bool,
    /// The most bytes that may be dropped at once.
    pub drop_bytes: usize,
    /// How long the reading of one report may take.
    pub time: Duration,
    /// Whether the sources of the ledger are followed, and the seconds from one question to a host to the next.
    pub follow: Option<i64>,
    /// Where it is reached from outside, for links in feeds; without a slash at the end.
    pub base: String,
    /// How subscribers are told what changed; none where another program does so, or nobody.
    pub tell: Option<sayso_tell::Options>,
}

impl Options {
    /// A ledger for this machine alone.
    pub fn local(ledger: PathBuf) -> Self {
        Options {
            ledger,
            listen: SocketAddr::new(IpAddr::V4(Ipv4Addr::LOCALHOST), 4780),
            token: None,
            threads: 1,
            names: Vec::new(),
            allow_inner: false,
            tlp: None,
            shows_withheld: false,
            drop_bytes: 64_000_000,
            time: Duration::from_secs(300),
            follow: None,
            base: "http://127.0.0.1:4780".to_owned(),
            tell: None,
        }
    }

    /// The highest marking that is served.
    pub fn ceiling(&self) -> Tlp {
        let own = if self.listen.ip().is_loopback() {
            Tlp::Red
        } else {
            Tlp::Clear
        };
        self.tlp.unwrap_or(own)
    }
}
