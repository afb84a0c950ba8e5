//! What a server's answer means for what was asked. Pure, so that it can be worked out on any thread.

use crate::item::{ItemOutcome, of_item};
use crate::robots::Rules;
use crate::source::{SourceOutcome, of_source};
use crate::task::{Purpose, Task};
use crate::wait::{LONGEST, retry_after};
use sayso_intake::{Answer, Limits, Rejected};
use sayso_ledger::follow::{Robots, RobotsState};

/// How long a robots.txt that could not be had is left alone, in seconds.
const AGAIN: i64 = 3_600;

/// What came of a question.
#[derive(Debug)]
pub(crate) enum Outcome {
    /// It is answered elsewhere.
    Elsewhere(Task),
    /// What a server lets programs ask.
    Robots(Robots),
    /// How a source stands.
    Source(SourceOutcome),
    /// An article.
    Item(ItemOutcome),
}

/// Why something could not be had.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Failure {
    /// In words.
    pub why: String,
    /// The status, where the server answered.
    pub status: Option<u16>,
    /// Whether it is of no use to ask again.
    pub final_: bool,
    /// Seconds that the server wants to be left alone.
    pub wait: Option<i64>,
}

impl Failure {
    pub fn new(why: impl Into<String>) -> Self {
        Failure {
            why: why.into(),
            status: None,
            final_: false,
            wait: None,
        }
    }
}

/// An answer that has what was asked for, or says that nothing changed.
pub(crate) enum Had {
    Body(Answer),
    Same,
}

/// Judges an answer at `now`.
pub(crate) fn judge(
    task: Task,
    answer: Result<Answer, Rejected>,
    now: i64,
    limits: &Limits,
) -> Outcome {
    let had = match had(&task, answer, now, limits) {
        Ok(Led::Elsewhere(to, for_good)) => return Outcome::Elsewhere(task.led(to, for_good)),
        Ok(Led::Here(had)) => Ok(had),
        Err(failure) => Err(failure),
    };
    match &task.purpose {
        Purpose::Robots(_) => Outcome::Robots(robots(had, now)),
        Purpose::Source(source) => Outcome::Source(of_source(source, &task, had, limits)),
        Purpose::Item(item) => Outcome::Item(of_item(item, &task, had, limits)),
    }
}

enum Led {
    Here(Had),
    Elsewhere(String, bool),
}

fn had(
    task: &Task,
    answer: Result<Answer, Rejected>,
    now: i64,
    limits: &Limits,
) -> Result<Led, Failure> {
    use sayso_intake::ErrorKind::{BadUrl, TooLarge};
    let answer = answer.map_err(|rejected| Failure {
        final_: matches!(rejected.kind, TooLarge | BadUrl),
        ..Failure::new(rejected.reason)
    })?;
    let status = answer.status;
    match status {
        200..=299 => Ok(Led::Here(Had::Body(answer))),
        304 if task.ask().etag.is_some() || task.ask().modified.is_some() => {
            Ok(Led::Here(Had::Same))
        }
        301 | 302 | 303 | 307 | 308 => {
            let to = answer.location.as_deref().and_then(crate::place::plain);
            let Some(to) = to else {
                return Err(Failure::new(format!(
                    "the server answers {status} and leads to no address that can be asked"
                )));
            };
            if to == task.address || task.hops.iter().any(|(from, _)| *from == to) {
                return Err(Failure::new("redirects lead in a circle"));
            }
            if task.hops.len() >= limits.redirects as usize {
                return Err(Failure::new(format!("over {} redirects", limits.redirects)));
            }
            Ok(Led::Elsewhere(to, matches!(status, 301 | 308)))
        }
        _ => Err(Failure {
            status: Some(status),
            final_: matches!(status, 401 | 403 | 410 | 451),
            wait: answer
                .retry_after
                .as_deref()
                .filter(|_| matches!(status, 429 | 503))
                .and_then(|words| retry_after(words, now)),
            ..Failure::new(match status {
                404 => "the server answers 404: no such page".to_owned(),
                410 => "the server answers 410: gone for good".to_owned(),
                429 => "the server answers 429: asked too often".to_owned(),
                status => format!("the server answers {status}"),
            })
        }),
    }
}

/// What a robots.txt lets programs ask: all of it if there is none, nothing if the server does not say.
fn robots(had: Result<Had, Failure>, now: i64) -> Robots {
    let found = |state, rules| Robots {
        state,
        until: now + LONGEST,
        rules,
        why: None,
    };
    match had {
        Ok(Had::Body(answer)) => found(RobotsState::Rules, Rules::of(&answer.body).lines()),
        Ok(Had::Same) => found(RobotsState::None, String::new()),
        Err(f)
            if f.status
                .is_some_and(|s| s != 429 && (400..500).contains(&s)) =>
        {
            found(RobotsState::None, String::new())
        }
        Err(f) => Robots {
            state: RobotsState::Unreachable,
            until: now + f.wait.unwrap_or(0).clamp(AGAIN, LONGEST),
            rules: String::new(),
            why: Some(f.why),
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn status(status: u16) -> Result<Answer, Rejected> {
        Ok(Answer {
            status,
            body: b"user-agent: *\ndisallow: /x\n".to_vec(),
            ..Answer::default()
        })
    }

    #[test]
    fn what_a_server_says_of_robots() {
        let task = Task::robots("http://a.example".into());
        for (answer, state) in [
            (status(200), RobotsState::Rules),
            (status(404), RobotsState::None),
            (status(403), RobotsState::None),
            (status(429), RobotsState::Unreachable),
            (status(500), RobotsState::Unreachable),
        ] {
            match judge(task.clone(), answer, 0, &Limits::default()) {
                Outcome::Robots(robots) => assert_eq!(robots.state, state),
                other => panic!("{other:?}"),
            }
        }
    }

    #[test]
    fn redirects_are_followed_but_not_in_a_circle() {
        let led = |location: &str| {
            Ok(Answer {
                status: 301,
                location: Some(location.into()),
                ..Answer::default()
            })
        };
        let task = Task::robots("http://a.example".into());
        let limits = Limits::default();
        let Outcome::Elsewhere(task) = judge(task, led("http://b.example/r"), 0, &limits) else {
            panic!("not led");
        };
        assert_eq!(task.moved(), Some("http://b.example/r"));
        for bad in ["http://a.example/robots.txt", "ftp://a.example/"] {
            match judge(task.clone(), led(bad), 0, &limits) {
                Outcome::Robots(robots) => assert_eq!(robots.state, RobotsState::Unreachable),
                other => panic!("{other:?}"),
            }
        }
    }
}
