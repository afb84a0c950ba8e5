//! One address, fetched to be kept: all bytes, every redirect on the way, what was sent and what came, and from which machine.

use std::io::Read;
use std::net::IpAddr;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant, SystemTime};

use super::reach::Guarded;
use super::{address as fetchable, is_here, late, reason};
use crate::limits::{Limits, Reach};
use crate::rejected::{ErrorKind, Rejected};
use ureq::config::Config;
use ureq::http::{Response, Uri};
use ureq::unversioned::resolver::{ResolvedSocketAddrs, Resolver};
use ureq::unversioned::transport::{DefaultConnector, NextTimeout};
use ureq::{Agent, Body, Error};
use url::Url;

/// Longest time for a connection to one machine; a name may have others.
const CONNECT: Duration = Duration::from_secs(10);
/// Most bytes of a redirect's own body that are kept; hardly any has one that says more than where it leads.
const ASIDE: usize = 65_536;
/// Who asks.
const AGENT: &str = concat!("sayso/", env!("CARGO_PKG_VERSION"));

/// One request and its answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Hop {
    /// What was asked for.
    pub url: String,
    /// When it was asked.
    pub at: SystemTime,
    /// The machine that answered; none where a proxy stands between.
    pub ip: Option<IpAddr>,
    /// What was sent, with the blank line at its end.
    pub request: String,
    /// Status line and headers of the answer, with the blank line at its end. Names of headers are in lower case.
    pub response: String,
    /// The status.
    pub status: u16,
    /// Where it leads on, if it is a redirect.
    pub to: Option<String>,
    /// The body, without what only served its transfer; of a redirect the first 64 kB.
    pub body: Vec<u8>,
    /// Whether the body goes on beyond what is here.
    pub is_cut: bool,
}

/// What an address gave: one hop for each redirect, and the one that gave the bytes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fetched {
    /// Redirects, in their order.
    pub redirects: Vec<Hop>,
    /// The answer that is no redirect.
    pub last: Hop,
}

/// Why an address gave nothing, and how far it led.
#[derive(Clone, Debug)]
pub struct Unfetched {
    /// Redirects that were followed.
    pub redirects: Vec<Hop>,
    /// The answer that was no use, if there was one.
    pub status: Option<u16>,
    /// Why.
    pub why: Rejected,
}

/// Fetches all of what is at `url`. Of `limits` it heeds the largest raw item, the time, the redirects and the reach; every redirect, and every
/// answer of the name server, is held against the reach anew.
///
/// # Errors
/// The address is none, may not be reached, gives no answer or one that is no success, or is over a limit.
pub fn fetch_whole(url: &str, limits: &Limits) -> Result<Fetched, Box<Unfetched>> {
    whole_by(url, limits, Guarded::new(limits.reach))
}

/// The same, names looked up by `names`.
pub(super) fn whole_by<N: Resolver>(
    url: &str,
    limits: &Limits,
    names: Guarded<N>,
) -> Result<Fetched, Box<Unfetched>> {
    let mut way = Way {
        until: Instant::now() + limits.fetch_time,
        limits,
        pin: Pin::default(),
        redirects: Vec::new(),
        status: None,
    };
    match way.follow(url, names) {
        Ok(last) => Ok(Fetched {
            redirects: way.redirects,
            last,
        }),
        Err(why) => Err(Box::new(Unfetched {
            redirects: way.redirects,
            status: way.status,
            why: why.at(url, ""),
        })),
    }
}

/// What is under way.
struct Way<'l> {
    until: Instant,
    limits: &'l Limits,
    pin: Pin,
    redirects: Vec<Hop>,
    status: Option<u16>,
}

impl Way<'_> {
    fn follow<N: Resolver>(&mut self, url: &str, names: Guarded<N>) -> Result<Hop, Rejected> {
        let mut address = fetchable(url)?;
        let mut config = Agent::config_builder()
            .max_redirects(0)
            .max_redirects_will_error(false)
            .http_status_as_error(false)
            .max_idle_connections(0);
        if is_here(&address) || self.limits.reach == Reach::Outside {
            config = config.proxy(None);
        }
        let names = Pinned {
            names,
            pin: self.pin.clone(),
        };
        let agent = Agent::with_parts(config.build(), DefaultConnector::default(), names);
        loop {
            let (at, response) = self.ask(&agent, &address)?;
            let hop = self.hop(&address, at, response)?;
            self.status = Some(hop.status);
            let Some(to) = &hop.to else {
                return match hop.status {
                    200..=299 => Ok(hop),
                    code => Err(self.failed(&Error::StatusCode(code))),
                };
            };
            let to = fetchable(to).map_err(|e| {
                let words = format!("it redirects to {to}: {}", e.reason);
                Rejected::new(ErrorKind::Fetch, words)
            })?;
            self.redirects.push(hop);
            if self.redirects.iter().any(|r| r.url == to.as_str()) {
                let words = format!("it redirects in a circle, back to {to}");
                return Err(Rejected::new(ErrorKind::Fetch, words));
            }
            if self.redirects.len() > self.limits.redirects as usize {
                return Err(self.failed(&Error::TooManyRedirects));
            }
            address = to;
        }
    }

    fn failed(&self, e: &Error) -> Rejected {
        Rejected::new(ErrorKind::Fetch, reason(e, self.limits))
    }

    /// Asks one machine after the other that the name has, until one answers.
    fn ask(&self, agent: &Agent, address: &Url) -> Result<(SystemTime, Response<Body>), Rejected> {
        self.pin.begin();
        loop {
            let at = SystemTime::now();
            let left = self.until.saturating_duration_since(Instant::now());
            if left.is_zero() {
                return Err(Rejected::new(
                    ErrorKind::Fetch,
                    late(self.limits.fetch_time),
                ));
            }
            let request = agent
                .get(address.as_str())
                .config()
                .timeout_global(Some(left))
                .timeout_connect(Some(CONNECT.min(left)))
                .build();
            let asked = HEADERS
                .iter()
                .fold(request, |request, (name, value)| {
                    request.header(*name, *value)
                })
                .call();
            match asked {
                Ok(response) => return Ok((at, response)),
                Err(e) if may_try_another(&e) && self.pin.next() => {}
                Err(e) => return Err(self.failed(&e)),
            }
        }
    }

    fn hop(
        &self,
        address: &Url,
        at: SystemTime,
        response: Response<Body>,
    ) -> Result<Hop, Rejected> {
        let status = response.status();
        let to = status
            .is_redirection()
            .then(|| response.headers().get("location"))
            .flatten()
            .and_then(|to| address.join(&latin(to.as_bytes())).ok())
            .map(|mut to| {
                to.set_fragment(None);
                String::from(to)
            });
        let head = head(&response);
        let most = match to {
            Some(_) => ASIDE,
            None => self.limits.raw_bytes,
        };
        let mut body = Vec::new();
        let read = response
            .into_body()
            .into_reader()
            .take(most as u64 + 1)
            .read_to_end(&mut body);
        let is_cut = body.len() > most;
        body.truncate(most);
        if to.is_none() && status.is_success() {
            read.map_err(|e| self.broke(&e))?;
            if is_cut {
                let words = format!("over the limit of {most} bytes");
                return Err(Rejected::new(ErrorKind::TooLarge, words));
            }
        }
        Ok(Hop {
            url: address.to_string(),
            at,
            ip: self.pin.ip(),
            request: request(address),
            response: head,
            status: status.as_u16(),
            to,
            body,
            is_cut,
        })
    }

    fn broke(&self, e: &std::io::Error) -> Rejected {
        let cause = e.get_ref().and_then(|inner| inner.downcast_ref());
        let words = match (e.kind(), cause) {
            (std::io::ErrorKind::TimedOut, _) | (_, Some(Error::Timeout(_))) => {
                late(self.limits.fetch_time)
            }
            _ => format!("the connection broke off: {e}"),
        };
        Rejected::new(ErrorKind::Io, words)
    }
}

/// What every request says. Bytes are asked for as they are, not packed for the way.
const HEADERS: [(&str, &str); 3] = [
    ("user-agent", AGENT),
    ("accept", "*/*"),
    ("accept-encoding", "identity"),
];

fn request(address: &Url) -> String {
    let host = address.host_str().unwrap_or_default();
    let port = address.port().map(|p| format!(":{p}")).unwrap_or_default();
    let query = address.query().map(|q| format!("?{q}")).unwrap_or_default();
    let mut out = format!(
        "GET {}{query} HTTP/1.1\r\nhost: {host}{port}\r\n",
        address.path()
    );
    for (name, value) in HEADERS {
        out.push_str(&format!("{name}: {value}\r\n"));
    }
    out + "\r\n"
}

/// The head of an answer. How it was cut for the way is told under another name: the bytes that are kept are whole.
fn head(response: &Response<Body>) -> String {
    let status = response.status();
    let words = status.canonical_reason().unwrap_or_default();
    let mut out = format!("HTTP/1.1 {} {words}\r\n", status.as_u16());
    for (name, value) in response.headers() {
        let aside = match name.as_str() {
            "transfer-encoding" => "x-archive-orig-",
            _ => "",
        };
        let value = latin(value.as_bytes());
        out.push_str(&format!("{aside}{name}: {}\r\n", value.trim()));
    }
    out + "\r\n"
}

fn latin(bytes: &[u8]) -> String {
    match std::str::from_utf8(bytes) {
        Ok(words) => words.to_owned(),
        Err(_) => bytes.iter().map(|b| char::from(*b)).collect(),
    }
}

fn may_try_another(e: &Error) -> bool {
    matches!(
        e,
        Error::ConnectionFailed | Error::Io(_) | Error::Timeout(ureq::Timeout::Connect)
    )
}

/// Which of a name's addresses is asked, so that it is known who answered.
#[derive(Clone, Debug, Default)]
struct Pin(Arc<Mutex<State>>);

#[derive(Debug, Default)]
struct State {
    nth: usize,
    of: usize,
    ip: Option<IpAddr>,
}

impl Pin {
    fn with<T>(&self, work: impl FnOnce(&mut State) -> T) -> T {
        work(&mut self.0.lock().unwrap_or_else(PoisonError::into_inner))
    }

    fn begin(&self) {
        self.with(|s| *s = State::default());
    }

    /// Goes on to the next address, if there is one.
    fn next(&self) -> bool {
        self.with(|s| {
            s.nth += 1;
            s.nth < s.of
        })
    }

    fn ip(&self) -> Option<IpAddr> {
        self.with(|s| s.ip)
    }
}

/// Names that lead to one address at a time.
#[derive(Debug)]
struct Pinned<N> {
    names: Guarded<N>,
    pin: Pin,
}

impl<N: Resolver> Resolver for Pinned<N> {
    fn resolve(
        &self,
        uri: &Uri,
        config: &Config,
        timeout: NextTimeout,
    ) -> Result<ResolvedSocketAddrs, Error> {
        let found = self.names.resolve(uri, config, timeout)?;
        let one = self.pin.with(|s| {
            s.of = found.len();
            let one = found.get(s.nth).or(found.first()).copied();
            s.ip = one.map(|a| a.ip());
            one
        });
        let mut out = self.empty();
        one.into_iter().for_each(|a| out.push(a));
        match out.is_empty() {
            true => Err(Error::HostNotFound),
            false => Ok(out),
        }
    }
}
