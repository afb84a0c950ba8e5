//! A clock that is played, names that all lead to one port, and a reader that finds nothing.

use crate::world::{EVERY, PACE, SOURCES, START, address, kind};
use sayso_follow::{Clock, Net, Options, Reads, Web};
use sayso_intake::{Answer, Ask, Limits, Reach, Rejected};
use sayso_ledger::Ledger;
use sayso_ledger::follow::{Articles, NewSource};
use sayso_read::Read;
use std::path::Path;
use std::sync::atomic::{AtomicBool, AtomicI64, Ordering};
use std::time::Duration;

pub struct Played {
    pub now: AtomicI64,
    pub end: i64,
    /// Set at the end of the day.
    pub stop: AtomicBool,
}

impl Played {
    pub fn new(now: i64, end: i64) -> Self {
        Played {
            now: AtomicI64::new(now),
            end,
            stop: AtomicBool::new(false),
        }
    }
}

impl Clock for Played {
    fn now(&self) -> i64 {
        self.now.load(Ordering::SeqCst)
    }

    fn soon(&self) -> i64 {
        self.now()
    }

    fn wait(&self, until: i64, busy: bool) -> Duration {
        if busy {
            return Duration::from_secs(60);
        }
        self.now.fetch_max(until.min(self.end), Ordering::SeqCst);
        if self.now() >= self.end {
            self.stop.store(true, Ordering::SeqCst);
        }
        Duration::ZERO
    }
}

pub struct Names<'c> {
    pub net: Net,
    pub port: u16,
    pub clock: &'c Played,
}

impl<'c> Names<'c> {
    pub fn new(port: u16, clock: &'c Played) -> Self {
        Names {
            net: Net(options().limits),
            port,
            clock,
        }
    }
}

impl Web for Names<'_> {
    fn ask(&self, what: &Ask) -> Result<Answer, Rejected> {
        let rest = what.url.strip_prefix("http://").unwrap_or(&what.url);
        self.net.ask(&Ask {
            url: format!(
                "http://127.0.0.1:{}/@{}/{rest}",
                self.port,
                self.clock.now()
            ),
            ..what.clone()
        })
    }
}

pub struct Nothing;

impl Reads for Nothing {
    fn version(&self) -> anyhow::Result<String> {
        Ok("nothing".to_owned())
    }

    fn reader(
        &self,
    ) -> anyhow::Result<Box<dyn FnMut(sayso_intake::Report) -> Result<Read, Rejected> + '_>> {
        Ok(Box::new(|report| {
            Ok(Read {
                report,
                sentences: Vec::new(),
                claims: Vec::new(),
                figures: Vec::new(),
                times: Vec::new(),
            })
        }))
    }
}

pub fn options() -> Options {
    Options {
        pace: PACE,
        limits: Limits {
            reach: Reach::Anywhere,
            raw_bytes: 1_000_000,
            fetch_time: Duration::from_millis(400),
            ..Limits::default()
        },
        ..Options::default()
    }
}

/// Adds all sources.
pub fn fill(path: &Path) {
    let mut ledger = Ledger::create(path).unwrap();
    for source in 0..SOURCES {
        let new = NewSource {
            address: &address(source),
            every: EVERY,
            articles: match kind(source) {
                5 | 6 | 15 | 19 => Articles::Auto,
                _ => Articles::Never,
            },
            ..NewSource::default()
        };
        ledger.follow(&new, START).unwrap();
    }
}
