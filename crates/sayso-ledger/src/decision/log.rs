//! The log: deciding, undoing, listing.

use super::{Action, Place, Standing};
use crate::keep::Failed;
use crate::update::named;
use crate::{ClaimId, Error, ErrorKind, Hash, Ledger};
use rusqlite::{OptionalExtension, Transaction, TransactionBehavior, params};
use sayso_claims::Claim;
use serde::Serialize;
use std::time::{SystemTime, UNIX_EPOCH};

/// A decision as it is listed.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct DecisionRow {
    /// Its number in this ledger.
    pub id: i64,
    /// When, in seconds since 1970.
    pub at: i64,
    /// Who decided.
    pub author: String,
    /// Why.
    pub reason: String,
    /// What.
    pub action: Action,
    /// The decision that undid it.
    pub undone: Option<i64>,
    /// Whether it finds what it is about in what is read now.
    pub applies: bool,
}

/// What undoing did.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Undone {
    /// It no longer holds.
    Now,
    /// It was undone before; nothing changed.
    Before,
}

impl Ledger {
    /// Where a claim stands, for a decision on it.
    ///
    /// # Errors
    /// No claim has this name.
    pub fn place_of(&self, claim: &ClaimId) -> Result<Place, Error> {
        let found = self
            .db
            .prepare_cached("SELECT t.hash, c.json FROM claim c JOIN reading g ON g.report = c.report JOIN text t ON t.id = g.text WHERE c.name = ? ORDER BY c.id LIMIT 1")
            .and_then(|mut s| s.query_row([&claim.0[..]], |r| Ok((Hash(r.get(0)?), r.get::<_, String>(1)?))).optional())
            .map_err(|e| self.sqlite(&e))?;
        let Some((text, json)) = found else {
            return Err(Error::new(
                ErrorKind::Other,
                &self.path,
                format!("no claim {claim}"),
            ));
        };
        let read: Claim = serde_json::from_str(&json)
            .map_err(|e| Error::new(ErrorKind::Damaged, &self.path, e.to_string()))?;
        Ok(Place {
            claim: claim.to_string(),
            text: text.to_string(),
            span: extent(&read).unwrap_or_default(),
        })
    }

    /// What the source of a claim is called: its actor first, then as it is written there.
    ///
    /// # Errors
    /// No claim has this name.
    pub fn names_of_source(&self, claim: &ClaimId) -> Result<Vec<String>, Error> {
        let found: rusqlite::Result<Option<(Option<String>, String)>> = self
            .db
            .prepare_cached("SELECT actor, source FROM claim WHERE name = ? ORDER BY id LIMIT 1")
            .and_then(|mut s| {
                s.query_row([&claim.0[..]], |r| Ok((r.get(0)?, r.get(1)?)))
                    .optional()
            });
        let (actor, source) = found
            .map_err(|e| self.sqlite(&e))?
            .ok_or_else(|| Error::new(ErrorKind::Other, &self.path, format!("no claim {claim}")))?;
        let parts = source.split(" … ").map(str::to_owned);
        let mut out: Vec<String> = actor.into_iter().chain(parts).collect();
        out.retain(|name| !name.is_empty());
        out.dedup();
        Ok(out)
    }

    /// Writes a decision into the log and marks what it touches to be made anew by the next [`Ledger::update`]; gives its number.
    ///
    /// # Errors
    /// It cannot be done, or the file cannot be written.
    pub fn decide(&mut self, action: &Action, author: &str, reason: &str) -> Result<i64, Error> {
        action.check(&self.path)?;
        self.change(|db| write(db, action, author, reason))
    }

    /// Undoes a decision; that is written into the log as well.
    ///
    /// # Errors
    /// There is no such decision, or it is itself an undoing; the file cannot be written.
    pub fn undo(&mut self, decision: i64, author: &str, reason: &str) -> Result<Undone, Error> {
        let found: Option<(String, Option<i64>)> = self
            .db
            .prepare_cached("SELECT action, undone FROM decision WHERE id = ?")
            .and_then(|mut s| {
                s.query_row([decision], |r| Ok((r.get(0)?, r.get(1)?)))
                    .optional()
            })
            .map_err(|e| self.sqlite(&e))?;
        let refuse = |why: &str| {
            Error::new(
                ErrorKind::Other,
                &self.path,
                format!("decision {decision}: {why}"),
            )
        };
        let Some((json, undone)) = found else {
            return Err(refuse("there is none of this number"));
        };
        if undone.is_some() {
            return Ok(Undone::Before);
        }
        let Ok(action) = serde_json::from_str::<Action>(&json) else {
            return Err(refuse("an undoing is not undone; decide again instead"));
        };
        self.change(|db| {
            let log = serde_json::json!({"what": "undo", "decision": decision}).to_string();
            let id = db
                .prepare_cached(
                    "INSERT INTO decision (at, author, reason, action) VALUES (?, ?, ?, ?)",
                )?
                .insert(params![now(), author, reason, log])?;
            db.prepare_cached("UPDATE decision SET undone = ? WHERE id = ?")?
                .execute([id, decision])?;
            touch(db, &action)?;
            Ok(Undone::Now)
        })
    }

    /// All decisions, undone ones too, in the order in which they were made.
    ///
    /// # Errors
    /// The file cannot be read.
    pub fn decisions(&self) -> Result<Vec<DecisionRow>, Error> {
        self.list().map_err(|e| named(&self.path, e))
    }

    fn list(&self) -> Result<Vec<DecisionRow>, Failed> {
        let lost = Standing::of(&self.db)?.lost;
        let mut statement = self.db.prepare_cached(
            "SELECT id, at, author, reason, action, undone FROM decision ORDER BY id",
        )?;
        let rows = statement.query_map([], |r| {
            Ok((
                r.get(0)?,
                r.get(1)?,
                r.get(2)?,
                r.get(3)?,
                r.get::<_, String>(4)?,
                r.get(5)?,
            ))
        })?;
        let mut out = Vec::new();
        for row in rows {
            let (id, at, author, reason, json, undone) = row?;
            if let Ok(action) = serde_json::from_str(&json) {
                let applies = !lost.contains(&id);
                out.push(DecisionRow {
                    id,
                    at,
                    author,
                    reason,
                    action,
                    undone,
                    applies,
                });
            }
        }
        Ok(out)
    }

    pub(super) fn change<T>(
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

/// Writes one decision; gives its number.
pub(super) fn write(
    db: &Transaction<'_>,
    action: &Action,
    author: &str,
    reason: &str,
) -> Result<i64, Failed> {
    let json = crate::contract::to_json(action)?;
    let id = db
        .prepare_cached("INSERT INTO decision (at, author, reason, action) VALUES (?, ?, ?, ?)")?
        .insert(params![now(), author, reason, json])?;
    // What changes no reading changes no question.
    if !matches!(
        action,
        Action::Accept { .. } | Action::Pin { .. } | Action::Note { .. }
    ) {
        touch(db, action)?;
    }
    Ok(id)
}

/// From where to where a claim stands in its text.
pub(super) fn extent(claim: &Claim) -> Option<(usize, usize)> {
    let spans = || claim.cue.iter().chain(&claim.content);
    let all = || spans().chain(claim.source.iter().filter(|_| spans().next().is_none()));
    Some((all().map(|s| s.start).min()?, all().map(|s| s.end).max()?))
}

/// Marks the reports whose questions a decision bears on.
pub(crate) fn touch(db: &Transaction<'_>, action: &Action) -> Result<(), Failed> {
    let stale = "INSERT OR REPLACE INTO stale (report) SELECT ";
    for place in action.places() {
        if let Some((hash, _)) = crate::id::blobs_with(&place.text, 32) {
            db.prepare_cached(&format!(
                "{stale} g.report FROM reading g JOIN text t ON t.id = g.text WHERE t.hash = ?"
            ))?
            .execute([hash])?;
        }
    }
    if let Action::MergeActors { from, into } = action {
        // Names within claims too: relays and origins stand in the JSON alone.
        for name in [from, into] {
            db.prepare_cached(&format!(
                "{stale} report FROM claim WHERE actor = ?1 OR instr(json, ?2) > 0"
            ))?
            .execute([
                name.clone(),
                serde_json::Value::from(name.as_str()).to_string(),
            ])?;
        }
    }
    crate::update::redispatch(db, &action.reports())
}

fn now() -> i64 {
    SystemTime::now()
        .duration_since(UNIX_EPOCH)
        .map_or(0, |d| d.as_secs() as i64)
}
