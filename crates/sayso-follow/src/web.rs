//! What asks servers.

use sayso_intake::{Answer, Ask, Limits, Rejected, ask};

/// What asks servers, one question at a time and no redirect followed; asked from many threads.
pub trait Web: Sync {
    /// Asks.
    ///
    /// # Errors
    /// There is no answer, it is over a limit, or the address may not be reached.
    fn ask(&self, what: &Ask) -> Result<Answer, Rejected>;
}

/// The network, within limits.
#[derive(Clone, Debug, Default)]
pub struct Net(pub Limits);

impl Web for Net {
    fn ask(&self, what: &Ask) -> Result<Answer, Rejected> {
        ask(what, &self.0)
    }
}
