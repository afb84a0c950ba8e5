//! How changes are told: arguments that `tell` and `serve --tell` share.

use anyhow::Context as _;
use sayso_tell::{Options, Round, Smtp};
use std::path::Path;
use std::time::Duration;

/// How changes are told.
#[derive(Debug, clap::Args)]
pub struct Telling {
    /// Where the ledger is served, for links in what is told
    #[arg(
        long,
        value_name = "URL",
        env = "SAYSO_BASE",
        help_heading = "How changes are told"
    )]
    pub base: Option<String>,
    /// The server that takes mail: smtps://user@host, or smtp://host (STARTTLS; ?tls=none for none); the password is best given as SAYSO_SMTP_PASSWORD
    #[arg(
        long,
        value_name = "URL",
        env = "SAYSO_SMTP",
        hide_env_values = true,
        requires = "from",
        help_heading = "How changes are told"
    )]
    smtp: Option<String>,
    /// Whom mail is from: an address, or a name and an address in angle brackets
    #[arg(
        long,
        value_name = "ADDRESS",
        env = "SAYSO_FROM",
        help_heading = "How changes are told"
    )]
    from: Option<String>,
    /// Let webhooks lead to this machine and its networks; only public addresses are called otherwise
    #[arg(long, help_heading = "How changes are told")]
    webhooks_inside: bool,
    /// Send a mail again, under the same Message-ID, if it is not known whether it came: it may then come twice. Otherwise `subscriptions` shows it
    #[arg(long, help_heading = "How changes are told")]
    resend_uncertain: bool,
    /// How often to look for changes, in seconds
    #[arg(long, value_name = "SECONDS", default_value_t = 30, value_parser = clap::value_parser!(u32).range(1..), help_heading = "How changes are told")]
    every: u32,
    /// How long to wait after the first try that came to nothing, in seconds; each time four times as long, up to a day
    #[arg(long, value_name = "SECONDS", default_value_t = 5, value_parser = clap::value_parser!(u32).range(1..), help_heading = "How changes are told")]
    retry: u32,
    /// After so many tries a delivery is given up
    #[arg(long, value_name = "N", default_value_t = 10, value_parser = clap::value_parser!(u32).range(1..), help_heading = "How changes are told")]
    tries: u32,
}

impl Telling {
    /// What was chosen, with `base` where none is given.
    pub fn options(&self, ledger: &Path, base: &str) -> anyhow::Result<Options> {
        let password = std::env::var("SAYSO_SMTP_PASSWORD").ok();
        let smtp = match (&self.smtp, &self.from) {
            (Some(url), Some(from)) => {
                Some(Smtp::new(url, password.as_deref(), from).context("--smtp")?)
            }
            _ => None,
        };
        Ok(Options {
            base: self
                .base
                .as_deref()
                .unwrap_or(base)
                .trim_end_matches('/')
                .to_owned(),
            smtp,
            resend: self.resend_uncertain,
            allow_inner: self.webhooks_inside,
            every: Duration::from_secs(self.every.into()),
            retry: Duration::from_secs(self.retry.into()),
            tries: self.tries,
            ..Options::new(ledger.to_owned())
        })
    }
}

/// A round in words.
pub fn in_words(round: &Round) -> String {
    let mut out = vec![format!("{} found", changes(round.changes))];
    for (n, what) in [
        (round.sent, "sent"),
        (round.later, "to be tried later"),
        (round.failed, "given up"),
        (round.uncertain, "uncertain"),
    ] {
        if n > 0 {
            out.push(format!("{n} {what}"));
        }
    }
    out.join(", ")
}

fn changes(n: usize) -> String {
    format!("{n} change{}", if n == 1 { "" } else { "s" })
}
