//! What is on its way: deliveries and their states. Every step is committed before what it stands for is done.

use super::{Change, Subscription};
use crate::{Error, ErrorKind, Ledger};
use rusqlite::{Row, params};
use std::collections::BTreeMap;

/// Where a delivery stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum State {
    /// It waits to be tried.
    Pending,
    /// It is being sent, and was not handed over yet.
    Sending,
    /// Its last byte is being handed over.
    Handed,
    /// The other side took it.
    Sent,
    /// It was given up.
    Failed,
    /// The program ended while it was handed over: it is not known whether the other side took it.
    Uncertain,
    /// It was uncertain, and a person said that it came, or that it does not matter.
    Settled,
}

impl State {
    /// The word for it.
    pub fn word(self) -> &'static str {
        match self {
            State::Pending => "pending",
            State::Sending => "sending",
            State::Handed => "handed",
            State::Sent => "sent",
            State::Failed => "failed",
            State::Uncertain => "uncertain",
            State::Settled => "settled",
        }
    }

    fn read(word: &str) -> Self {
        match word {
            "pending" => State::Pending,
            "sending" => State::Sending,
            "handed" => State::Handed,
            "sent" => State::Sent,
            "failed" => State::Failed,
            "settled" => State::Settled,
            _ => State::Uncertain,
        }
    }
}

/// What goes out in one piece.
#[derive(Clone, Debug)]
pub struct Delivery {
    pub(crate) row: i64,
    /// What it is called; the same however often it is tried.
    pub name: String,
    /// The name of its subscription.
    pub subscription: String,
    /// When it was made, in seconds since 1970.
    pub made: i64,
    /// Where it stands.
    pub state: State,
    /// How often it was tried.
    pub tries: u32,
    /// When it is tried next.
    pub next: i64,
    /// What came of the last try.
    pub said: Option<String>,
    /// How many changes it carries.
    pub changes: u64,
}

/// How much a subscription was told.
#[derive(Clone, Debug, Default)]
pub struct SoFar {
    /// Deliveries by the word of their state.
    pub states: BTreeMap<String, u64>,
    /// Changes in all.
    pub changes: u64,
    /// Those of them that are in no delivery: they wait for a digest, or stand in a feed alone.
    pub waiting: u64,
}

/// A change as it goes out.
#[derive(Clone, Debug)]
pub struct Out {
    /// What it is called; the same however often it goes.
    pub name: String,
    /// When it was found, in seconds since 1970.
    pub at: i64,
    /// What changed.
    pub change: Change,
}

const COLUMNS: &str = "SELECT d.id, d.name, s.name, d.made, d.state, d.tries, d.next, d.said, (SELECT count(*) FROM change c WHERE c.delivery = d.id)
     FROM delivery d JOIN subscription s ON s.id = d.subscription";

impl Ledger {
    /// After a start, with nobody else telling: what was being sent is to be sent; of what was being handed over it is not known. Gives how many of each.
    ///
    /// # Errors
    /// The file cannot be written.
    pub fn resume_deliveries(&mut self, now: i64) -> Result<(usize, usize), Error> {
        self.telling(|db| {
            let again = db.execute(
                "UPDATE delivery SET state = 'pending' WHERE state = 'sending'",
                [],
            )?;
            let said = "the program ended while it was handed over; it is not known whether it was taken";
            let uncertain = db.execute(
                "UPDATE delivery SET state = 'uncertain', said = ?, ended = ? WHERE state = 'handed'",
                params![said, now],
            )?;
            Ok((again, uncertain))
        })
    }

    /// The deliveries that are due, oldest first.
    ///
    /// # Errors
    /// The file cannot be read.
    pub fn due_deliveries(&self, now: i64, most: usize) -> Result<Vec<Delivery>, Error> {
        let sql =
            format!("{COLUMNS} WHERE d.state = 'pending' AND d.next <= ? ORDER BY d.id LIMIT ?");
        self.deliveries_by(&sql, &[&now, &i64::try_from(most).unwrap_or(i64::MAX)])
    }

    /// The deliveries of a subscription, or of all, in some state, or in all; oldest first.
    ///
    /// # Errors
    /// The file cannot be read.
    pub fn deliveries(
        &self,
        subscription: Option<&str>,
        state: Option<State>,
    ) -> Result<Vec<Delivery>, Error> {
        let sql = format!(
            "{COLUMNS} WHERE (?1 IS NULL OR s.name = ?1) AND (?2 IS NULL OR d.state = ?2) ORDER BY d.id"
        );
        self.deliveries_by(&sql, &[&subscription, &state.map(State::word)])
    }

    fn deliveries_by(
        &self,
        sql: &str,
        values: &[&dyn rusqlite::ToSql],
    ) -> Result<Vec<Delivery>, Error> {
        let found = self
            .db
            .prepare_cached(sql)
            .and_then(|mut s| s.query_map(values, delivery)?.collect());
        found.map_err(|e| self.sqlite(&e))
    }

    /// How much a subscription was told.
    ///
    /// # Errors
    /// The file cannot be read.
    pub fn told(&self, of: &Subscription) -> Result<SoFar, Error> {
        let sql = "SELECT state, count(*) FROM delivery WHERE subscription = ? GROUP BY state ORDER BY state";
        let states = self.db.prepare_cached(sql).and_then(|mut s| {
            s.query_map([of.row], |r| Ok((r.get(0)?, r.get(1)?)))?
                .collect()
        });
        let sql = "SELECT count(*), count(*) FILTER (WHERE delivery IS NULL) FROM change WHERE subscription = ?";
        let counts = self
            .db
            .query_row(sql, [of.row], |r| Ok((r.get(0)?, r.get(1)?)));
        let (changes, waiting) = counts.map_err(|e| self.sqlite(&e))?;
        Ok(SoFar {
            states: states.map_err(|e| self.sqlite(&e))?,
            changes,
            waiting,
        })
    }

    /// The changes that a delivery carries.
    ///
    /// # Errors
    /// The file cannot be read.
    pub fn changes_of(&self, delivery: &Delivery) -> Result<Vec<Out>, Error> {
        let sql = "SELECT name, at, json FROM change WHERE delivery = ?1 ORDER BY id LIMIT ?2";
        self.outs(sql, delivery.row, usize::MAX)
    }

    /// The changes that a subscription was told, the newest first.
    ///
    /// # Errors
    /// The file cannot be read.
    pub fn changes_told(&self, to: &Subscription, most: usize) -> Result<Vec<Out>, Error> {
        let sql =
            "SELECT name, at, json FROM change WHERE subscription = ?1 ORDER BY id DESC LIMIT ?2";
        self.outs(sql, to.row, most)
    }

    fn outs(&self, sql: &str, row: i64, most: usize) -> Result<Vec<Out>, Error> {
        let most = i64::try_from(most).unwrap_or(i64::MAX);
        let rows: rusqlite::Result<Vec<(String, i64, String)>> =
            self.db.prepare_cached(sql).and_then(|mut s| {
                let rows = s.query_map([row, most], |r| Ok((r.get(0)?, r.get(1)?, r.get(2)?)))?;
                rows.collect()
            });
        let rows = rows.map_err(|e| self.sqlite(&e))?;
        let damaged =
            |e: serde_json::Error| Error::new(ErrorKind::Damaged, &self.path, e.to_string());
        rows.into_iter()
            .map(|(name, at, json)| {
                let change = serde_json::from_str(&json).map_err(damaged)?;
                Ok(Out { name, at, change })
            })
            .collect()
    }

    /// Marks a step of a delivery, on disk when this returns. Going out counts as a try.
    ///
    /// # Errors
    /// The file cannot be written.
    pub fn mark_delivery(
        &mut self,
        delivery: &Delivery,
        state: State,
        said: Option<&str>,
        now: i64,
    ) -> Result<(), Error> {
        let row = delivery.row;
        self.telling(|db| {
            db.prepare_cached(
                "UPDATE delivery SET state = ?2, tries = tries + (?2 = 'sending'), said = coalesce(?3, said),
                 ended = CASE WHEN ?2 IN ('sent', 'failed', 'uncertain', 'settled') THEN ?4 END WHERE id = ?1",
            )?
            .execute(params![row, state.word(), said, now])?;
            Ok(())
        })
    }

    /// A try came to nothing: again at `next`, and nothing else of its subscription before.
    ///
    /// # Errors
    /// The file cannot be written.
    pub fn put_off(&mut self, delivery: &Delivery, said: &str, next: i64) -> Result<(), Error> {
        let row = delivery.row;
        self.telling(|db| {
            db.prepare_cached(
                "UPDATE delivery SET state = 'pending', said = ?2, next = ?3 WHERE id = ?1",
            )?
            .execute(params![row, said, next])?;
            db.prepare_cached(
                "UPDATE delivery SET next = max(next, ?2) WHERE state = 'pending'
                 AND subscription = (SELECT subscription FROM delivery WHERE id = ?1)",
            )?
            .execute(params![row, next])?;
            Ok(())
        })
    }

    /// Has what is uncertain or was given up sent again (`again`), or lets it rest as it is. By the beginning of its name, or all; gives how many.
    ///
    /// # Errors
    /// The file cannot be written.
    pub fn settle(&mut self, name: Option<&str>, again: bool, now: i64) -> Result<usize, Error> {
        let name: String = name
            .unwrap_or_default()
            .chars()
            .filter(char::is_ascii_hexdigit)
            .collect();
        self.telling(|db| {
            let sql = match again {
                true => "UPDATE delivery SET state = 'pending', next = ?2, tries = 0, ended = NULL WHERE state IN ('uncertain', 'failed') AND name LIKE ?1 || '%'
                         AND subscription IN (SELECT id FROM subscription WHERE ended IS NULL)",
                false => "UPDATE delivery SET state = 'settled', ended = ?2 WHERE state IN ('uncertain', 'failed') AND name LIKE ?1 || '%'",
            };
            Ok(db.prepare_cached(sql)?.execute(params![name, now])?)
        })
    }
}

fn delivery(r: &Row<'_>) -> rusqlite::Result<Delivery> {
    Ok(Delivery {
        row: r.get(0)?,
        name: r.get(1)?,
        subscription: r.get(2)?,
        made: r.get(3)?,
        state: State::read(&r.get::<_, String>(4)?),
        tries: r.get(5)?,
        next: r.get(6)?,
        said: r.get(7)?,
        changes: r.get(8)?,
    })
}
