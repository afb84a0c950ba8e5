//! What a person may choose.

use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::path::PathBuf;

/// How a ledger is served.
#[derive(Clone, Debug)]
pub struct Options {
    /// The ledger's file, which is made if it is not there.
    pub ledger: PathBuf,
    /// Where to listen; port 0 takes any that is free.
    pub listen: SocketAddr,
    /// What a visitor must give, as password or bearer token. Required where `listen` is not loopback.
    pub token: Option<String>,
    /// Threads that read reports.
    pub threads: usize,
}

impl Options {
    /// A ledger for this machine alone.
    pub fn local(ledger: PathBuf) -> Self {
        Options {
            ledger,
            listen: SocketAddr::new(IpAddr::V4(Ipv4Addr::LOCALHOST), 4780),
            token: None,
            threads: 1,
        }
    }
}
