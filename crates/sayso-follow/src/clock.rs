//! The time, and how to wait for it.

use std::time::{Duration, SystemTime, UNIX_EPOCH};

/// What tells the time.
pub trait Clock: Sync {
    /// Seconds since 1970.
    fn now(&self) -> i64;

    /// The first whole second that is not past: what began now began no later.
    fn soon(&self) -> i64 {
        self.now() + 1
    }

    /// A wait for `until` begins; gives how long it is to last, at most, on the clock of this machine. While `busy`, something else may end it. A clock that
    /// only plays the time goes on to `until` at once if nothing else is under way.
    fn wait(&self, until: i64, busy: bool) -> Duration;
}

/// The clock of this machine.
#[derive(Clone, Copy, Debug, Default)]
pub struct SystemClock;

impl SystemClock {
    fn since_1970() -> Duration {
        SystemTime::now()
            .duration_since(UNIX_EPOCH)
            .unwrap_or_default()
    }
}

impl Clock for SystemClock {
    fn now(&self) -> i64 {
        i64::try_from(Self::since_1970().as_secs()).unwrap_or(i64::MAX)
    }

    fn wait(&self, until: i64, _: bool) -> Duration {
        let until = Duration::from_secs(u64::try_from(until).unwrap_or(0));
        until.saturating_sub(Self::since_1970())
    }
}
