//! What may be chosen.

use sayso_intake::{Limits, Reach};

/// How sources are followed.
#[derive(Clone, Debug)]
pub struct Options {
    /// Seconds from one question to a host to the next, at least.
    pub pace: i64,
    /// Servers that are asked at a time.
    pub askers: usize,
    /// Threads that read.
    pub readers: usize,
    /// Ends when what was due at the beginning is done; goes on for ever otherwise.
    pub once: bool,
    /// Limits on what is fetched and read. [`Limits::reach`] says whether addresses of this machine and its networks may be asked.
    pub limits: Limits,
}

impl Default for Options {
    fn default() -> Self {
        Options {
            pace: 5,
            askers: 8,
            readers: 1,
            once: false,
            limits: Limits {
                raw_bytes: 10_000_000,
                reach: Reach::Outside,
                ..Limits::default()
            },
        }
    }
}
