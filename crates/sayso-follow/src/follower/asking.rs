//! What is due, which host may be asked now, and what the answers leave to do.

use super::Going;
use crate::answer::{Failure, Outcome};
use crate::item::ItemOutcome;
use crate::place::{host, origin};
use crate::robots::Rules;
use crate::source::SourceOutcome;
use crate::task::{Purpose, Task};
use crate::wait::{back_off, jitter};
use sayso_ledger::follow::{Answered, Article, RobotsState, Source, Twin, Waiting};

/// In one go only: how long a host may be waited for, in seconds.
const PATIENCE: i64 = 600;

/// Whether a server may be asked for something.
enum Leave {
    /// No sooner than so many seconds after the last time.
    Given(i64),
    /// Its robots.txt is to be asked for first.
    AskFirst(String),
    /// It may not be; until when this holds.
    Refused(String, i64),
}

impl Going<'_, '_> {
    /// Asks for what is due, as far as hosts may be asked now; gives when the next of the others may be.
    pub(super) fn ask_due(&mut self) -> anyhow::Result<Option<i64>> {
        let now = self.follower.clock.now();
        let due = self.until.unwrap_or(now).min(now);
        let mut soonest: Option<i64> = None;
        let mut tasks = std::mem::take(&mut self.led);
        let sources = self.ledger.sources_due(due)?.into_iter();
        tasks.extend(
            sources
                .filter(|s| !self.sources.contains(&s.id))
                .map(Task::source),
        );
        for item in self.ledger.items_to_ask(due)? {
            if self.items.contains(&item.id) || self.busy.contains(&item.host) {
                continue;
            }
            match self.ledger.twin(&item, now)? {
                // What it waits for has a time of its own, or is under way.
                Some(Twin::Waits) => {}
                Some(Twin::Settled) => {
                    self.summary.known += 1;
                    soonest = sooner(soonest, now);
                }
                None => tasks.extend(Task::item(item)),
            }
        }
        let (mut held, mut sent) = (Vec::new(), Vec::new());
        for task in tasks {
            let Some(host_of) = host(&task.address) else {
                self.refused(task, "its address cannot be asked", now + 86_400)?;
                continue;
            };
            if self.busy.contains(&host_of)
                || self.asking + sent.len() >= self.follower.options.askers
            {
                self.put_back(task);
                continue;
            }
            let free = self.ledger.host_free(&host_of)?;
            if free > now {
                if self.until.is_none_or(|until| free <= until + PATIENCE) {
                    soonest = sooner(soonest, free);
                    self.put_back(task);
                } else {
                    self.forget(&task);
                }
                continue;
            }
            let (pace, task) = match self.leave(&task, now)? {
                Leave::Given(pace) => (pace, task),
                Leave::AskFirst(origin) => {
                    self.put_back(task);
                    (self.follower.options.pace, Task::robots(origin))
                }
                Leave::Refused(why, until) => {
                    self.refused(task, &why, until)?;
                    continue;
                }
            };
            self.mark(&task);
            self.busy.insert(host_of.clone());
            held.push((host_of.clone(), self.follower.clock.soon() + pace));
            sent.push((host_of, task));
        }
        // Written down before they are asked: see `hold_hosts`.
        self.ledger.hold_hosts(&held)?;
        for one in sent {
            self.asking += 1;
            self.summary.asked += 1;
            self.summary.robots += u64::from(matches!(one.1.purpose, Purpose::Robots(_)));
            self.task_in.send(one)?;
        }
        Ok(soonest)
    }

    /// What was led elsewhere is in no table: it stays here.
    fn put_back(&mut self, task: Task) {
        if !task.hops.is_empty() {
            self.led.push(task);
        }
    }

    fn mark(&mut self, task: &Task) {
        match &task.purpose {
            Purpose::Robots(_) => {}
            Purpose::Source(source) => {
                self.sources.insert(source.id);
            }
            Purpose::Item(item) => {
                self.items.insert(item.id);
            }
        }
    }

    fn forget(&mut self, task: &Task) {
        match &task.purpose {
            Purpose::Robots(_) => {}
            Purpose::Source(source) => {
                self.sources.remove(&source.id);
            }
            Purpose::Item(item) => {
                self.items.remove(&item.id);
            }
        }
    }

    fn leave(&self, task: &Task, now: i64) -> anyhow::Result<Leave> {
        let pace = self.follower.options.pace;
        let origin = origin(&task.address).unwrap_or_default();
        if let Purpose::Robots(_) = task.purpose {
            return Ok(Leave::Given(pace));
        }
        let Some(robots) = self.ledger.robots(&origin)?.filter(|r| r.until > now) else {
            return Ok(Leave::AskFirst(origin));
        };
        if robots.state == RobotsState::Unreachable {
            let why = robots.why.unwrap_or_else(|| "no answer".to_owned());
            let why =
                format!("{origin}/robots.txt cannot be had, so nothing else is asked there: {why}");
            return Ok(Leave::Refused(why, robots.until));
        }
        let rules = Rules::kept(&robots);
        if !rules.allow(&task.address) {
            let why = format!("{origin}/robots.txt does not let programs ask for it");
            return Ok(Leave::Refused(why, robots.until));
        }
        Ok(Leave::Given(pace.max(rules.delay.unwrap_or(0))))
    }

    /// Something may not be asked for.
    fn refused(&mut self, task: Task, why: &str, until: i64) -> anyhow::Result<()> {
        self.forget(&task);
        match task.purpose {
            Purpose::Robots(_) => {}
            Purpose::Source(source) => {
                let failure = Failure {
                    wait: Some(until - self.follower.clock.now()),
                    ..Failure::new(why)
                };
                self.failed(&source, &failure)?;
            }
            // A server that does not say may do so later.
            Purpose::Item(item) if why.contains("cannot be had") && item.tries < 3 => {
                self.ledger.item_later(item.id, until, Some(why))?;
            }
            Purpose::Item(item) => self.ledger.item_short(item.id, why)?,
        }
        Ok(())
    }

    pub(super) fn asked(&mut self, host: &str, outcome: Outcome, task: Task) -> anyhow::Result<()> {
        self.asking -= 1;
        self.busy.remove(host);
        match (outcome, task.purpose) {
            // It stays marked until it is answered there.
            (Outcome::Elsewhere(task), _) => self.led.push(task),
            (Outcome::Robots(robots), Purpose::Robots(origin)) => {
                if let Some(why) = &robots.why {
                    self.say(&format!("{origin}/robots.txt: {why}"));
                }
                self.ledger.keep_robots(&origin, &robots)?;
                if let Some(delay) = Rules::kept(&robots).delay {
                    let until = self.follower.clock.soon() + delay;
                    self.ledger.hold_hosts(&[(host.to_owned(), until)])?;
                }
            }
            (Outcome::Source(outcome), Purpose::Source(source)) => {
                self.sources.remove(&source.id);
                self.source(&source, outcome)?;
            }
            (Outcome::Item(outcome), Purpose::Item(item)) => {
                self.items.remove(&item.id);
                self.article(&item, host, outcome)?;
            }
            _ => anyhow::bail!("an answer to what was not asked"),
        }
        Ok(())
    }

    fn source(&mut self, source: &Source, outcome: SourceOutcome) -> anyhow::Result<()> {
        let at = self.follower.clock.now();
        let due = at + source.every + jitter(&source.address, 0, source.every);
        let answered = |moved, fresh| Answered {
            at,
            due,
            moved,
            fresh,
        };
        match outcome {
            SourceOutcome::Same(moved) => {
                self.summary.same += 1;
                let answered = answered(moved.as_deref(), None);
                self.ledger.source_answered(source.id, &answered)?;
            }
            SourceOutcome::Fresh(moved, gave) => {
                let answered = answered(moved.as_deref(), Some(gave.fresh()));
                let seen = self.ledger.source_answered(source.id, &answered)?;
                self.summary.new += seen.new;
                self.summary.changed += seen.changed;
                self.summary.same += u64::from(seen.new + seen.changed == 0);
                if seen.new + seen.changed > 0 {
                    let line = format!(
                        "{}: {} new, {} changed",
                        source.address, seen.new, seen.changed
                    );
                    self.say(&line);
                }
                if seen.overrun {
                    self.say(&format!(
                        "{}: all of it is new, some before may have been missed",
                        source.address
                    ));
                }
                if let Some(to) = &moved {
                    self.say(&format!("{}: it moved for good to {to}", source.address));
                }
            }
            SourceOutcome::Gone(why) => {
                self.summary.gone += 1;
                self.say(&format!(
                    "{}: {why}; it is followed no longer",
                    source.address
                ));
                self.ledger.source_gone(source.id, at, &why)?;
            }
            SourceOutcome::Failed(failure) => self.failed(source, &failure)?,
        }
        Ok(())
    }

    /// Leaves a source alone that could not be had, and its host if that says so.
    fn failed(&mut self, source: &Source, failure: &Failure) -> anyhow::Result<()> {
        let at = self.follower.clock.now();
        self.summary.failed += 1;
        let wait = back_off(&source.address, source.every, source.failures + 1);
        let wait = wait.max(failure.wait.unwrap_or(0));
        self.say(&format!("{}: {}", source.address, failure.why));
        self.ledger
            .source_failed(source.id, at, at + wait, &failure.why)?;
        self.spare(&source.address, failure)
    }

    /// A server that says when to come back says so for all that is asked of its host.
    fn spare(&mut self, address: &str, failure: &Failure) -> anyhow::Result<()> {
        let (Some(_), Some(wait), Some(of)) = (failure.status, failure.wait, host(address)) else {
            return Ok(());
        };
        let clock = self.follower.clock;
        let until = clock.soon() + wait;
        let all = self.ledger.sources()?;
        let held = all
            .iter()
            .filter(|s| host(&s.address).as_ref() == Some(&of));
        let held: Vec<_> = held.map(|s| s.id).collect();
        let why = format!("{of} wants to be left alone: {}", failure.why);
        self.ledger.sources_held(&held, clock.now(), until, &why)?;
        self.ledger.hold_hosts(&[(of, until)])?;
        Ok(())
    }

    fn article(&mut self, item: &Waiting, host: &str, outcome: ItemOutcome) -> anyhow::Result<()> {
        let at = self.follower.clock.now();
        match outcome {
            ItemOutcome::Got {
                kind,
                place,
                charset,
                bytes,
            } => {
                let article = Article {
                    kind,
                    place: &place,
                    charset: charset.as_deref(),
                    bytes: &bytes,
                };
                self.ledger.item_fetched(item.id, &article)?;
            }
            ItemOutcome::Never(why) => self.ledger.item_short(item.id, &why)?,
            ItemOutcome::Later(failure, wait) => {
                self.ledger
                    .item_later(item.id, at + wait, Some(&failure.why))?;
                let asked = format!("http://{host}/");
                self.spare(&asked, &failure)?;
            }
        }
        Ok(())
    }
}

fn sooner(one: Option<i64>, other: i64) -> Option<i64> {
    Some(one.map_or(other, |one| one.min(other)))
}
