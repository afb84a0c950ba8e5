//! Which addresses may be fetched. A name is looked up once, every address that it has is checked, and the connection goes to one of those: a second
//! answer of the name server, or a redirect, leads nowhere else.

use super::inner::is_inner;
use crate::limits::Reach;
use std::fmt;
use std::net::{IpAddr, SocketAddr};
use std::sync::atomic::{AtomicBool, Ordering};
use ureq::Error;
use ureq::config::Config;
use ureq::http::Uri;
use ureq::unversioned::resolver::{DefaultResolver, ResolvedSocketAddrs, Resolver};
use ureq::unversioned::transport::NextTimeout;

/// Looks names up, and refuses what may not be reached. One for each fetch: it remembers where that began.
#[derive(Debug)]
pub(super) struct Guarded<N = DefaultResolver> {
    names: N,
    reach: Reach,
    /// What is taken for an inner address.
    inner: fn(IpAddr) -> bool,
    /// Whether the address that was named is an inner one; not so for what it leads to.
    began_inside: AtomicBool,
    began: AtomicBool,
}

impl Guarded {
    pub(super) fn new(reach: Reach) -> Self {
        Guarded::with(DefaultResolver::default(), reach, is_inner)
    }
}

impl<N> Guarded<N> {
    pub(super) fn with(names: N, reach: Reach, inner: fn(IpAddr) -> bool) -> Self {
        Guarded {
            names,
            reach,
            inner,
            began_inside: AtomicBool::new(false),
            began: AtomicBool::new(false),
        }
    }

    /// The first of the addresses that may not be reached.
    fn refused(&self, found: &[SocketAddr]) -> Option<IpAddr> {
        let inside = found
            .iter()
            .map(SocketAddr::ip)
            .find(|ip| (self.inner)(*ip));
        let first = !self.began.swap(true, Ordering::Relaxed);
        if first {
            self.began_inside.store(inside.is_some(), Ordering::Relaxed);
        }
        match self.reach {
            Reach::Anywhere => None,
            Reach::AsNamed if self.began_inside.load(Ordering::Relaxed) => None,
            Reach::AsNamed | Reach::Outside => inside,
        }
    }
}

impl<N: Resolver> Resolver for Guarded<N> {
    fn resolve(
        &self,
        uri: &Uri,
        config: &Config,
        timeout: NextTimeout,
    ) -> Result<ResolvedSocketAddrs, Error> {
        let found = self.names.resolve(uri, config, timeout)?;
        match self.refused(&found) {
            Some(ip) => Err(Error::Other(Box::new(Refused(ip)))),
            None => Ok(found),
        }
    }
}

/// An address within a network, which may not be reached.
#[derive(Debug)]
pub(super) struct Refused(pub IpAddr);

impl fmt::Display for Refused {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "it leads to {}, an address within a network, which is not fetched",
            self.0
        )
    }
}

impl std::error::Error for Refused {}
