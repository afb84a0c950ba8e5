//! One page, feed or file from an address that the user named.

mod ask;
mod inner;
mod reach;
mod whole;

pub use whole::{Fetched, Hop, Unfetched, fetch_whole};

pub use ask::{Answer, Ask, ask};

use std::io::{self, Read};
use std::time::Duration;

use reach::{Guarded, Refused};
use ureq::unversioned::resolver::Resolver;
use ureq::unversioned::transport::DefaultConnector;
use ureq::{Agent, Error, ResponseExt};
use url::{Host, Url};

use crate::limits::{Limits, Reach};
use crate::rejected::{ErrorKind, Rejected};

/// What an address gave. The body streams: how large it may be is for those to say who read it by its kind.
pub(crate) struct Page {
    /// Where it was found, after redirects.
    pub url: String,
    /// The charset that the server named.
    pub charset: Option<String>,
    pub body: Box<dyn Read + Send>,
}

/// Asks for `url`. The time limit is on all of it, the body included.
pub(crate) fn fetch(url: &str, limits: &Limits) -> Result<Page, Rejected> {
    fetch_by(url, limits, Guarded::new(limits.reach))
}

/// The same, names looked up by `names`.
fn fetch_by(url: &str, limits: &Limits, names: impl Resolver) -> Result<Page, Rejected> {
    let address = address(url)?;
    let agent = agent(&address, limits, names, limits.redirects);
    let response = agent
        .get(address.as_str())
        .call()
        .map_err(|e| Rejected::new(ErrorKind::Fetch, reason(&e, limits)))?;
    let url = response.get_uri().to_string();
    let charset = response.body().charset().map(str::to_owned);
    Ok(Page {
        url,
        charset,
        body: Box::new(Body {
            reader: response.into_body().into_reader(),
            time: limits.fetch_time,
        }),
    })
}

/// The address without its fragment, if it is one that can be asked.
fn address(url: &str) -> Result<Url, Rejected> {
    let bad = |reason: String| Rejected::new(ErrorKind::BadUrl, reason);
    let mut address = Url::parse(url).map_err(|e| bad(format!("not an http(s) URL: {e}")))?;
    if !matches!(address.scheme(), "http" | "https") {
        return Err(bad(format!(
            "not an http(s) URL, but {:?}",
            address.scheme()
        )));
    }
    address.set_fragment(None);
    Ok(address)
}

/// What asks, within the limits; names are looked up by `names`.
fn agent(address: &Url, limits: &Limits, names: impl Resolver, redirects: u32) -> Agent {
    let mut config = Agent::config_builder()
        .timeout_global(Some(limits.fetch_time))
        .max_redirects(redirects)
        // Where redirects are not followed, what the server answers is for those to judge who asked.
        .http_status_as_error(redirects > 0)
        .user_agent(concat!("sayso/", env!("CARGO_PKG_VERSION")));
    // A proxy looks names up by itself: what it would connect to cannot be checked here.
    if is_here(address) || limits.reach == Reach::Outside {
        config = config.proxy(None);
    }
    Agent::with_parts(config.build(), DefaultConnector::default(), names)
}

/// What calls another server on behalf of someone else: it leads to public addresses alone (or, with [`Reach::Anywhere`], to any), follows no redirect, asks no
/// proxy, and takes at most `time` for one call.
pub fn caller(reach: Reach, time: Duration) -> Agent {
    let config = Agent::config_builder()
        .timeout_global(Some(time))
        .max_redirects(0)
        .http_status_as_error(false)
        .proxy(None)
        .user_agent(concat!("sayso/", env!("CARGO_PKG_VERSION")));
    Agent::with_parts(
        config.build(),
        DefaultConnector::default(),
        Guarded::new(reach),
    )
}

/// Whether the address is this machine's own, which no proxy can reach.
fn is_here(address: &Url) -> bool {
    match address.host() {
        Some(Host::Domain(name)) => name == "localhost",
        Some(Host::Ipv4(ip)) => ip.is_loopback(),
        Some(Host::Ipv6(ip)) => ip.is_loopback(),
        None => false,
    }
}

fn reason(e: &Error, limits: &Limits) -> String {
    match e {
        Error::StatusCode(404) => "the server answers 404: no such page".into(),
        Error::StatusCode(code) => format!("the server answers {code}"),
        Error::Timeout(_) => late(limits.fetch_time),
        Error::TooManyRedirects => format!("over {} redirects", limits.redirects),
        Error::HostNotFound => "no such host".into(),
        Error::Other(e) if e.is::<Refused>() => e.to_string(),
        e => format!("not fetched: {e}"),
    }
}

fn late(time: Duration) -> String {
    format!("not fetched within {} seconds", time.as_secs_f64())
}

/// A body whose errors say that it was on its way.
struct Body<R> {
    reader: R,
    time: Duration,
}

impl<R: Read> Read for Body<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        self.reader.read(buffer).map_err(|e| {
            let cause = e.get_ref().and_then(|inner| inner.downcast_ref());
            match (e.kind(), cause) {
                (io::ErrorKind::Interrupted, _) => e,
                (io::ErrorKind::TimedOut, _) | (_, Some(Error::Timeout(_))) => {
                    io::Error::other(late(self.time))
                }
                _ => io::Error::other(format!("the connection broke off: {e}")),
            }
        })
    }
}

#[cfg(test)]
mod tests;
