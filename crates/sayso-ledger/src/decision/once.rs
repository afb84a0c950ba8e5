//! Deciding once, however often the form is sent; and what was decided on the claims of one report.

use super::{Action, DecisionRow, standing};
use crate::keep::Failed;
use crate::update::named;
use crate::{Error, Ledger, ReportKey};
use rusqlite::{OptionalExtension, params};

impl Ledger {
    /// The decision that a form with this key made before; none if it was never sent.
    ///
    /// # Errors
    /// The file cannot be read.
    pub fn posted(&self, key: &str) -> Result<Option<i64>, Error> {
        self.db
            .prepare_cached("SELECT decision FROM posted WHERE key = ?")
            .and_then(|mut s| s.query_row([key], |r| r.get(0)).optional())
            .map_err(|e| self.sqlite(&e))
    }

    /// The same as [`Ledger::decide`], several actions as one: all of them, or on error nothing. A second call with one key decides nothing and
    /// gives what the first gave. An empty key is none.
    ///
    /// # Errors
    /// As [`Ledger::decide`].
    pub fn decide_once(
        &mut self,
        key: &str,
        actions: &[Action],
        author: &str,
        reason: &str,
    ) -> Result<i64, Error> {
        if let Some(before) = self.posted(key)? {
            return Ok(before);
        }
        for action in actions {
            action.check(&self.path)?;
        }
        self.change(|db| {
            let mut last = 0;
            for action in actions {
                last = super::log::write(db, action, author, reason)?;
            }
            if !key.is_empty() && last > 0 {
                db.prepare_cached("INSERT OR IGNORE INTO posted (key, decision) VALUES (?, ?)")?
                    .execute(params![key, last])?;
            }
            Ok(last)
        })
    }

    /// The decisions that stand on the claims of a report, each with what its claim is called now (none for one that no longer applies), and those
    /// that merge actors, with none; in the order in which they were made.
    ///
    /// # Errors
    /// The file cannot be read.
    pub fn decisions_on(
        &self,
        report: ReportKey,
    ) -> Result<Vec<(Option<String>, DecisionRow)>, Error> {
        self.on(report).map_err(|e| named(&self.path, e))
    }

    fn on(&self, report: ReportKey) -> Result<Vec<(Option<String>, DecisionRow)>, Failed> {
        let text: Option<crate::Hash> = self
            .db
            .prepare_cached(
                "SELECT t.hash FROM reading g JOIN text t ON t.id = g.text WHERE g.report = ?",
            )?
            .query_row([report.0], |r| r.get(0).map(crate::Hash))
            .optional()?;
        let text = text.map(|t| t.to_string()).unwrap_or_default();
        let mut statement = self.db.prepare_cached(
            "SELECT id, at, author, reason, action FROM decision WHERE undone IS NULL
             AND (instr(action, ?) > 0 OR action LIKE '{\"what\":\"merge_actors\"%') ORDER BY id",
        )?;
        let rows = statement.query_map([&text], |r| {
            Ok((
                r.get(0)?,
                r.get(1)?,
                r.get(2)?,
                r.get(3)?,
                r.get::<_, String>(4)?,
            ))
        })?;
        let mut out = Vec::new();
        for row in rows {
            let (id, at, author, reason, json) = row?;
            let Ok(action) = serde_json::from_str::<Action>(&json) else {
                continue;
            };
            let mut claim = None;
            for place in action.places() {
                if place.text == text && claim.is_none() {
                    claim = standing::now(&self.db, place)?;
                }
            }
            let applies = claim.is_some() || action.places().is_empty();
            let row = DecisionRow {
                id,
                at,
                author,
                reason,
                action,
                undone: None,
                applies,
            };
            out.push((claim, row));
        }
        Ok(out)
    }
}
