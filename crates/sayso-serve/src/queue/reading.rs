//! Reading what waits, in the background.

use super::Queue;
use super::file::{Now, Outcome, Turn};
use crate::app::App;
use crate::options::Options;
use anyhow::Context;
use sayso_intake::{Input, Limits, Reach, open};
use sayso_language::Model;
use sayso_read::{Job, Watch, hush_panics, into_ledger};
use std::fmt::Arguments;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

/// How long to leave a ledger alone that could not be written.
const PAUSE: Duration = Duration::from_secs(2);
/// Characters of reasons that an item keeps.
const REASONS: usize = 2_000;

/// Reading in the background; it ends with this, after the item at hand.
pub(crate) struct Reading(Arc<AtomicBool>);

impl Drop for Reading {
    fn drop(&mut self) {
        self.0.store(true, Ordering::Relaxed);
    }
}

/// Begins to read what waits.
///
/// # Errors
/// There is no thread for it.
pub(crate) fn start(app: &App) -> anyhow::Result<Reading> {
    let end = Arc::new(AtomicBool::new(false));
    let (app, ended) = (app.clone(), end.clone());
    std::thread::Builder::new()
        .name("queue".into())
        .spawn(move || run(&app, &ended))
        .context("there is no thread to read with")?;
    Ok(Reading(end))
}

fn run(app: &App, ended: &AtomicBool) {
    let (queue, options) = (app.queue(), app.options());
    hush_panics();
    let mut model = None;
    while !ended.load(Ordering::Relaxed) {
        let turn = match queue.next(Duration::from_secs(1)) {
            Ok(Some(turn)) => turn,
            Ok(None) => continue,
            Err(e) => {
                eprintln!("sayso: the queue cannot be read: {e:#}");
                std::thread::sleep(PAUSE);
                continue;
            }
        };
        // The model takes memory and a moment: it is not loaded before there is something to read.
        let wanted = super::evidence_at(&turn.name, turn.bytes.is_some());
        let done = match &model {
            _ if wanted.is_some() => super::evidence::keep(options, wanted.unwrap_or_default()),
            Some(model) => read(queue, options, model, &turn),
            None => match Model::embedded() {
                Ok(loaded) => read(queue, options, model.insert(loaded), &turn),
                Err(e) => Err(e.into()),
            },
        };
        queue.reads(None);
        app.changed();
        let kept = match done {
            Ok(outcome) => queue.end(turn.id, &outcome),
            Err(e) => {
                let kept = queue.later(&turn, &format!("it waits, since {e:#}"));
                std::thread::sleep(PAUSE);
                kept
            }
        };
        if let Err(e) = kept {
            eprintln!("sayso: the queue cannot be written: {e:#}");
            std::thread::sleep(PAUSE);
        }
    }
}

fn read(queue: &Queue, options: &Options, model: &Model, turn: &Turn) -> anyhow::Result<Outcome> {
    let limits = Limits {
        reach: if options.allow_inner {
            Reach::Anywhere
        } else {
            Reach::Outside
        },
        ..Limits::default()
    };
    let input = match &turn.bytes {
        Some(bytes) => Input::Bytes {
            name: turn.name.clone(),
            bytes: bytes.clone(),
        },
        None => Input::Url(turn.name.clone()),
    };
    let reports = open([input], &limits);
    let seen = Arc::new(AtomicU64::new(0));
    queue.reads(Some(Now {
        id: turn.id,
        reports: seen.clone(),
        bytes: reports.progress(),
        size: turn.size,
    }));
    let reasons = Arc::new(Mutex::new(String::new()));
    let watch = Looker {
        began: Instant::now(),
        seen,
        reasons: reasons.clone(),
    };
    let job = Job {
        ledger: &options.ledger,
        model,
        threads: options.threads,
        time: options.time,
    };
    let (tally, _, error) = into_ledger(&job, reports, watch)?;
    if let Some(error) = error {
        return Err(error);
    }
    let said = std::mem::take(&mut *reasons.lock().unwrap_or_else(PoisonError::into_inner));
    let known = tally.known + tally.twice;
    let none = "there is no report in it";
    let reason = match (said.is_empty(), tally.new + known) {
        (false, _) => Some(said),
        (true, 0) => Some(none.to_owned()),
        (true, _) => None,
    };
    Ok(Outcome {
        new: tally.new,
        claims: tally.claims,
        known,
        rejected: tally.rejected(),
        reason,
    })
}

/// Looks on while an item is read.
struct Looker {
    began: Instant,
    seen: Arc<AtomicU64>,
    reasons: Arc<Mutex<String>>,
}

impl Watch for Looker {
    fn show(&mut self, done: u64) {
        self.seen.store(done, Ordering::Relaxed);
    }

    fn say(&mut self, line: Arguments<'_>) {
        let mut reasons = self.reasons.lock().unwrap_or_else(PoisonError::into_inner);
        if reasons.chars().count() > REASONS {
            return;
        }
        let line = line.to_string();
        let line = line.strip_prefix("rejected: ").unwrap_or(&line);
        if !reasons.is_empty() {
            reasons.push('\n');
        }
        reasons.extend(line.chars().take(500));
    }

    fn end(&self) -> Duration {
        self.began.elapsed()
    }
}
