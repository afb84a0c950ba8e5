//! How long something that was made of the ledger holds.

use crate::app::App;
use std::time::{Duration, Instant};

/// While reports come in, the ledger changes all the time: what was made holds for at least so long, …
const LEAST: Duration = Duration::from_millis(200);
/// … for so many times as long as it took to make, …
const TIMES: u32 = 3;
/// … but for no longer than this.
const MOST: Duration = Duration::from_secs(10);

/// Of which state of the ledger something is.
#[derive(Clone, Copy, Debug)]
pub(crate) struct State {
    /// Another after each change, whoever made it.
    generation: i64,
    /// Another after each change that was made here: a decision, something dropped that is read now. What is older is never shown after it.
    own: u64,
}

/// Since when something is, and what it cost.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Made {
    of: State,
    at: Instant,
    cost: Duration,
}

impl State {
    /// As it is now; none where that cannot be told.
    pub fn now(app: &App) -> Option<Self> {
        // In this order: a change in between makes what is made of it too old, never too new.
        let own = app.own_changes();
        let generation = app.generation()?;
        Some(State { generation, own })
    }
}

impl Made {
    /// Made of this state, begun at `began`, done now.
    pub fn done(of: State, began: Instant) -> Self {
        Made {
            of,
            at: Instant::now(),
            cost: began.elapsed(),
        }
    }

    /// Whether it is of the state that is now.
    pub fn is_of(&self, now: &State) -> bool {
        self.of.generation == now.generation
    }

    /// Whether it may be shown all the same: only reports came in since, a moment ago.
    pub fn will_do(&self, now: &State) -> bool {
        let hold = (self.cost * TIMES).clamp(LEAST, MOST);
        self.is_of(now) || self.of.own == now.own && self.at.elapsed() < hold
    }

    /// Whether it may be shown while it is made anew: only reports came in since.
    pub fn will_do_for_now(&self, now: &State) -> bool {
        self.is_of(now) || self.of.own == now.own && self.at.elapsed() < MOST
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_decided_shows_at_once_and_what_came_in_soon() {
        let state = |generation, own| State { generation, own };
        let made = Made::done(state(1, 1), Instant::now());
        assert!(made.will_do(&state(1, 1)) && made.will_do(&state(2, 1)));
        assert!(!made.will_do(&state(2, 2)) && !made.will_do_for_now(&state(2, 2)));
        let old = Made {
            at: Instant::now() - Duration::from_secs(1),
            ..made
        };
        assert!(
            old.will_do(&state(1, 1))
                && !old.will_do(&state(2, 1))
                && old.will_do_for_now(&state(2, 1))
        );
        let dear = Made {
            cost: Duration::from_millis(500),
            ..old
        };
        assert!(dear.will_do(&state(2, 1)));
    }
}
