//! What waits here is read; what was read is kept in the transaction that settles it.

use super::Going;
use crate::report::report;
use anyhow::Context;
use sayso_intake::Rejected;
use sayso_ledger::follow::{ItemId, Settled, Twin, Waiting};
use sayso_ledger::{Arrival, Hash, Kept, Rejection};
use sayso_read::{Read, guarded};
use std::collections::BTreeMap;

/// Items that are read at a time for each thread, so that none of them waits.
const AHEAD: usize = 4;
/// Items of one transaction.
const BATCH: usize = 32;

/// An item that was dealt with.
pub(super) struct Held {
    item: ItemId,
    what: What,
}

enum What {
    /// It was read.
    Read(Box<Read>),
    /// The ledger has its bytes: the report and its text.
    Known(Hash, Hash),
    /// It says what it said before.
    Same,
    /// It could not be read.
    Rejected(Rejected),
}

impl Going<'_, '_> {
    /// Hands out what waits to be read.
    pub(super) fn read_ready(&mut self) -> anyhow::Result<()> {
        let ahead = AHEAD * self.follower.options.readers.max(1);
        loop {
            if self.reading >= ahead {
                return Ok(());
            }
            let known = self.items.len() + self.held.len();
            let ready = self.ledger.items_ready(known + ahead)?;
            let mut found = false;
            for item in ready {
                if self.reading >= ahead {
                    break;
                }
                if self.items.contains(&item.id) {
                    continue;
                }
                found |= self.begin(&item)?;
            }
            // What is held settles twins: until it is kept, these wait.
            let waits = !found && !self.held.is_empty() && self.reading == 0;
            if waits {
                self.keep()?;
            } else if !found {
                return Ok(());
            }
        }
    }

    /// Begins to read an item; gives whether that leads anywhere now.
    fn begin(&mut self, item: &Waiting) -> anyhow::Result<bool> {
        match self.ledger.twin(item, self.follower.clock.now())? {
            Some(Twin::Waits) => return Ok(false),
            Some(Twin::Settled) => {
                self.summary.known += 1;
                return Ok(true);
            }
            None => {}
        }
        let Some(bytes) = self.ledger.item_bytes(item.id)? else {
            return Ok(false);
        };
        let source = self.ledger.source(item.source)?;
        let limits = &self.follower.options.limits;
        let made = guarded(|| report(item, source.as_ref(), &bytes, limits));
        self.items.insert(item.id);
        let what = match made {
            Err(rejected) => What::Rejected(rejected),
            Ok(report) => {
                let (raw, text) = (Hash::of(&report.raw), Hash::of(report.text.as_bytes()));
                if item.text == Some(text) {
                    What::Same
                } else if self.ledger.knows(&raw)? {
                    What::Known(raw, text)
                } else {
                    self.reading += 1;
                    self.report_in.send((item.id, report))?;
                    return Ok(true);
                }
            }
        };
        self.hold(item.id, what)?;
        Ok(true)
    }

    pub(super) fn has_read(
        &mut self,
        item: ItemId,
        read: Result<Read, Rejected>,
    ) -> anyhow::Result<()> {
        self.reading -= 1;
        let what = match read {
            Ok(read) => What::Read(Box::new(read)),
            Err(rejected) => What::Rejected(rejected),
        };
        self.hold(item, what)
    }

    fn hold(&mut self, item: ItemId, what: What) -> anyhow::Result<()> {
        self.held.push(Held { item, what });
        if self.held.len() >= BATCH {
            self.keep()?;
        }
        Ok(())
    }

    /// Keeps what is held; gives whether anything was.
    pub(super) fn keep(&mut self) -> anyhow::Result<bool> {
        if self.held.is_empty() {
            return Ok(false);
        }
        let mut held = std::mem::take(&mut self.held);
        // The order in which threads are done is chance; the order of rows is not.
        held.sort_by_key(|h| h.item);
        let version = self.follower.reads.version()?;
        let run = match self.run {
            Some(run) => run,
            None => *self.run.insert(self.ledger.begin_run(&version)?),
        };
        let at = self.follower.clock.now();
        let (mut arrivals, mut rejections): (Vec<Arrival<'_>>, _) = (Vec::new(), Vec::new());
        let mut settled = Vec::with_capacity(held.len());
        let mut claims = BTreeMap::new();
        for one in &held {
            let mut settle = Settled {
                item: one.item,
                at,
                read: None,
                why: None,
            };
            match &one.what {
                What::Read(read) => {
                    claims.insert(arrivals.len(), read.claims.len() as u64);
                    arrivals.push(read.arrival(&version));
                    let text = Hash::of(read.report.text.as_bytes());
                    settle.read = Some((Hash::of(&read.report.raw), text));
                }
                What::Known(report, text) => {
                    self.summary.known += 1;
                    settle.read = Some((*report, *text));
                }
                What::Same => self.summary.known += 1,
                What::Rejected(rejected) => {
                    self.summary.unread += 1;
                    settle.why = Some(rejected.reason.clone());
                    rejections.push(Rejection {
                        input: rejected.input.clone(),
                        place: rejected.place.clone(),
                        class: rejected.kind.name().to_owned(),
                        reason: rejected.reason.clone(),
                    });
                }
            }
            settled.push(settle);
        }
        let kept = self
            .ledger
            .keep_followed(run, &arrivals, &rejections, &settled)
            .context("what was read cannot be kept")?;
        for (n, kept) in kept.iter().enumerate() {
            match kept {
                Kept::New => {
                    self.summary.reports += 1;
                    self.summary.claims += claims.get(&n).copied().unwrap_or(0);
                }
                Kept::Known => self.summary.known += 1,
            }
        }
        for one in &held {
            self.items.remove(&one.item);
        }
        Ok(true)
    }

    /// Ends a run, and works out what new reports mean for dispatches and questions.
    pub(super) fn place(&mut self) -> anyhow::Result<()> {
        if let Some(run) = self.run.take() {
            self.ledger.end_run(run, 0)?;
            self.ledger.update()?;
        }
        Ok(())
    }
}
