//! What is derived across reports, kept up to date: dispatches, then events, then questions, then actors. A new report touches what it shares something with, and
//! nothing else; the outcome is a function of what is kept, whatever the order of arrival.
//!
//! A report that came in waits until [`Ledger::update`] has placed it. First its dispatch: which reports carry one copy ([`sayso_dispatch`]). Of each
//! dispatch the oldest stands for all and is listed by what it is about; reports alike enough are joined by edges. The parts that strong edges
//! connect are parted into events, and the questions of an event are made anew where something in it changed ([`sayso_questions`]).

mod actor;
mod dispatch;
mod event;
pub(crate) mod load;
mod neighbourhood;
pub(crate) mod question;
#[cfg(test)]
mod tests;

use crate::decision::Standing;
use crate::keep::Failed;
use crate::{Error, ErrorKind, Ledger};
use rusqlite::{Connection, Transaction, TransactionBehavior};
use std::collections::BTreeSet;
use std::path::Path;

/// Reports placed in one transaction.
const PLACED: usize = 200;
/// Stale reports whose events are made anew in one transaction.
const MADE: usize = 500;

/// What an update did.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Updated {
    /// Reports that were placed.
    pub reports: u64,
    /// Events whose questions were made anew.
    pub events: u64,
    /// Groups of mentions whose actors were made anew.
    pub actors: u64,
}

impl Ledger {
    /// Places all reports that wait, and makes anew the questions that they touch. What was done when it is interrupted stays done.
    ///
    /// # Errors
    /// The file cannot be written.
    pub fn update(&mut self) -> Result<Updated, Error> {
        let mut out = Updated::default();
        loop {
            let placed = self.step(|db| {
                let waiting = waiting(db, PLACED)?;
                let decided = Standing::of(db)?;
                for report in &waiting {
                    db.prepare_cached("DELETE FROM waiting WHERE report = ?")?
                        .execute([report])?;
                    actor::place(db, *report)?;
                    for touched in dispatch::place(db, *report, &decided)? {
                        event::mark(db, touched)?;
                    }
                }
                Ok(waiting.len())
            })?;
            out.reports += placed as u64;
            if placed < PLACED {
                break;
            }
        }
        while let Some(made) = self.step(|db| question::make(db, MADE))? {
            out.events += made as u64;
        }
        loop {
            let made = self.step(|db| actor::make(db))?;
            out.actors += made as u64;
            if made == 0 {
                return Ok(out);
            }
        }
    }

    /// Whether an update has something to do.
    ///
    /// # Errors
    /// The file cannot be read.
    pub fn is_behind(&self) -> Result<bool, Error> {
        let sql = "SELECT EXISTS (SELECT 1 FROM waiting) OR EXISTS (SELECT 1 FROM stale) OR EXISTS (SELECT 1 FROM stale_block)";
        self.db
            .query_row(sql, [], |r| r.get(0))
            .map_err(|e| self.sqlite(&e))
    }

    fn step<T>(
        &mut self,
        work: impl FnOnce(&Transaction<'_>) -> Result<T, Failed>,
    ) -> Result<T, Error> {
        let path = self.path.clone();
        let batch = self
            .db
            .transaction_with_behavior(TransactionBehavior::Immediate)
            .map_err(|e| Error::sqlite(&path, &e))?;
        let done = work(&batch).map_err(|e| named(&path, e))?;
        batch.commit().map_err(|e| Error::sqlite(&path, &e))?;
        Ok(done)
    }
}

/// Reports that were read and not yet placed.
fn waiting(db: &Transaction<'_>, most: usize) -> Result<Vec<i64>, Failed> {
    let mut statement = db.prepare_cached("SELECT report FROM waiting ORDER BY report LIMIT ?")?;
    let rows = statement.query_map([most as i64], |r| r.get(0))?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

pub(crate) fn named(path: &Path, failed: Failed) -> Error {
    match failed {
        Failed::Sqlite(e) => Error::sqlite(path, &e),
        Failed::Json(e) => Error::new(ErrorKind::Damaged, path, e.to_string()),
    }
}

/// Makes the dispatches of these reports anew, after a decision on them.
pub(crate) fn redispatch(db: &Transaction<'_>, names: &[&str]) -> Result<(), Failed> {
    if names.is_empty() {
        return Ok(());
    }
    let decided = Standing::of(db)?;
    for name in names {
        if let Some(report) = load::number(db, name)? {
            for touched in dispatch::redo(db, report, &decided)? {
                event::mark(db, touched)?;
            }
        }
    }
    Ok(())
}

/// Drops all that is derived across reports: the next update makes it again.
pub(crate) fn forget(db: &Transaction<'_>) -> rusqlite::Result<()> {
    db.execute_batch(
        "DELETE FROM stale; DELETE FROM signature; DELETE FROM shelf; DELETE FROM copy; DELETE FROM dispatch; DELETE FROM context;
         DELETE FROM gist; DELETE FROM context_key; DELETE FROM edge; DELETE FROM event; DELETE FROM answer; DELETE FROM whole; DELETE FROM question;
         DELETE FROM mention; DELETE FROM telling; DELETE FROM told; DELETE FROM stale_block; DELETE FROM actor;
         INSERT OR IGNORE INTO waiting SELECT report FROM reading;",
    )
}

/// Numbers of one column.
pub(crate) fn numbers(
    db: &Connection,
    sql: &str,
    parameters: impl rusqlite::Params,
) -> rusqlite::Result<BTreeSet<i64>> {
    let mut statement = db.prepare_cached(sql)?;
    let rows = statement.query_map(parameters, |r| r.get(0))?;
    rows.collect()
}
