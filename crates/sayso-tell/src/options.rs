//! What a person may choose.

use crate::Smtp;
use std::path::PathBuf;
use std::time::Duration;

/// How changes of a ledger are told.
#[derive(Clone, Debug)]
pub struct Options {
    /// The ledger's file. Beside it lies an empty file with `-tell` at the end of its name: who has it locked tells.
    pub ledger: PathBuf,
    /// Where the ledger is served, for links; without a slash at the end.
    pub base: String,
    /// The server that takes mail; without one, mails wait.
    pub smtp: Option<Smtp>,
    /// Whether webhooks may lead to this machine and its networks.
    pub allow_inner: bool,
    /// How long one try may take.
    pub time: Duration,
    /// How long to wait after the first try that came to nothing; each time four times as long, up to a day.
    pub retry: Duration,
    /// After so many tries a delivery is given up.
    pub tries: u32,
    /// Whether a mail of which it is not known whether it came is sent again, under the same Message-ID; else a person says so.
    pub resend: bool,
    /// How often to look.
    pub every: Duration,
}

impl Options {
    /// For a ledger that is served on this machine alone.
    pub fn new(ledger: PathBuf) -> Self {
        Options {
            ledger,
            base: "http://127.0.0.1:4780".to_owned(),
            smtp: None,
            allow_inner: false,
            time: Duration::from_secs(30),
            retry: Duration::from_secs(5),
            tries: 10,
            resend: false,
            every: Duration::from_secs(30),
        }
    }

    /// How long to wait after so many tries, in seconds.
    pub(crate) fn wait(&self, tries: u32) -> i64 {
        let times = 4i64.saturating_pow(tries.saturating_sub(1).min(20));
        let first = i64::try_from(self.retry.as_secs()).unwrap_or(i64::MAX);
        first.max(1).saturating_mul(times).min(86_400)
    }
}

/// The address of a page under `base`.
pub(crate) fn under(base: &str, path: &str) -> String {
    format!("{}{path}", base.trim_end_matches('/'))
}
