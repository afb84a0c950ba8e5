//! Making a subscription: names, tokens and secrets are random.

use anyhow::{Context, ensure};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use sayso_ledger::Ledger;
use sayso_ledger::policy::Tlp;
use sayso_ledger::tell::{Channel, NewSubscription, Pace, Subscription, View};
use url::Url;

/// Where changes are to go.
#[derive(Clone, Debug)]
pub enum To {
    /// Into a feed.
    Feed,
    /// To a mail address.
    Mail(String),
    /// To a URL.
    Webhook(String),
}

/// How often it is tried while another program makes the ledger anew.
const TRIES: usize = 50;

/// Adds a subscription.
///
/// # Errors
/// The address or URL is none, the question is not there, or the ledger cannot be written.
pub fn subscribe(
    ledger: &mut Ledger,
    mut view: View,
    to: To,
    pace: Pace,
    ceiling: Tlp,
) -> anyhow::Result<Subscription> {
    for words in [&view.actor, &view.words, &view.place] {
        ensure!(
            words
                .as_ref()
                .is_none_or(|w| w.chars().any(char::is_alphanumeric)),
            "there is no word in {:?}",
            words.as_deref().unwrap_or_default()
        );
    }
    let channel = match to {
        To::Feed => Channel::Feed,
        To::Mail(address) => Channel::Mail {
            address: crate::address(&address)?,
        },
        To::Webhook(url) => {
            let parsed = Url::parse(&url).with_context(|| format!("{url:?} is no URL"))?;
            ensure!(
                matches!(parsed.scheme(), "http" | "https"),
                "{url:?} is no http(s) URL"
            );
            ensure!(
                parsed.username().is_empty() && parsed.password().is_none(),
                "a webhook's URL has no password in it: calls are signed"
            );
            Channel::Webhook {
                url: parsed.into(),
                secret: format!("whsec_{}", STANDARD.encode(random::<24>()?)),
            }
        }
    };
    let new = |view: View| {
        Ok::<_, anyhow::Error>(NewSubscription {
            name: format!("s{}", hex(&random::<4>()?)),
            view,
            channel: channel.clone(),
            pace,
            ceiling,
            token: hex(&random::<20>()?),
            salt: hex(&random::<16>()?),
        })
    };
    for _ in 0..TRIES {
        ledger.update()?;
        if let Some(question) = &view.question {
            view.question = Some(ledger.question(question)?.id);
        }
        let new = new(view.clone())?;
        if ledger.subscribe(&new, crate::now())?.is_some() {
            return Ok(ledger.subscription(&new.name)?);
        }
        std::thread::sleep(std::time::Duration::from_millis(100));
    }
    anyhow::bail!("the ledger is being made anew by another program; try again in a while")
}

fn random<const N: usize>() -> anyhow::Result<[u8; N]> {
    let mut out = [0; N];
    getrandom::fill(&mut out).map_err(|e| anyhow::anyhow!("no random numbers: {e}"))?;
    Ok(out)
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|b| format!("{b:02x}")).collect()
}
