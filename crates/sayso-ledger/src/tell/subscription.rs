//! Subscriptions: who is told which changes, where, how often.

use super::View;
use super::look;
use crate::keep::Failed;
use crate::policy::Tlp;
use crate::update::named;
use crate::{Error, ErrorKind, Ledger};
use rusqlite::{Connection, OptionalExtension, Row, TransactionBehavior, params};
use serde::{Deserialize, Serialize};

/// Where changes go.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "to")]
pub enum Channel {
    /// Into an Atom feed alone.
    Feed,
    /// To an address, by mail.
    Mail {
        /// The address.
        address: String,
    },
    /// To a program, by HTTP.
    Webhook {
        /// Its URL.
        url: String,
        /// What calls are signed with: `whsec_` and base64.
        secret: String,
    },
}

impl Channel {
    /// The word for it.
    pub fn word(&self) -> &'static str {
        match self {
            Channel::Feed => "feed",
            Channel::Mail { .. } => "mail",
            Channel::Webhook { .. } => "webhook",
        }
    }

    /// Where to, without what is secret; nothing for a feed.
    pub fn address(&self) -> &str {
        match self {
            Channel::Feed => "",
            Channel::Mail { address } => address,
            Channel::Webhook { url, .. } => url,
        }
    }
}

/// How often.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Pace {
    /// As changes are found.
    #[default]
    AtOnce,
    /// All of a day in one.
    Daily,
    /// All of a week in one.
    Weekly,
}

impl Pace {
    /// The word for it.
    pub fn word(self) -> &'static str {
        match self {
            Pace::AtOnce => "at_once",
            Pace::Daily => "daily",
            Pace::Weekly => "weekly",
        }
    }

    /// Seconds from one digest to the next; none where changes go at once.
    pub fn seconds(self) -> Option<i64> {
        match self {
            Pace::AtOnce => None,
            Pace::Daily => Some(86_400),
            Pace::Weekly => Some(7 * 86_400),
        }
    }

    fn read(word: &str) -> Self {
        match word {
            "daily" => Pace::Daily,
            "weekly" => Pace::Weekly,
            _ => Pace::AtOnce,
        }
    }
}

/// Someone who is told changes.
#[derive(Clone, Debug)]
pub struct Subscription {
    pub(super) row: i64,
    /// What it is called on the command line.
    pub name: String,
    /// Which changes.
    pub view: View,
    /// Where to.
    pub channel: Channel,
    /// How often.
    pub pace: Pace,
    /// The highest marking of those it goes to.
    pub ceiling: Tlp,
    /// Whoever has it may read the feed and end the subscription.
    pub token: String,
    pub(super) salt: String,
    /// Since when, in seconds since 1970.
    pub made: i64,
    /// When its next digest is due.
    pub next: Option<i64>,
    /// When it ended.
    pub ended: Option<i64>,
    /// Why.
    pub why: Option<String>,
}

/// What makes a subscription.
#[derive(Clone, Debug)]
pub struct NewSubscription {
    /// What it is called on the command line.
    pub name: String,
    /// Which changes.
    pub view: View,
    /// Where to.
    pub channel: Channel,
    /// How often.
    pub pace: Pace,
    /// The highest marking of those it goes to.
    pub ceiling: Tlp,
    /// Random: whoever has it may read the feed and end the subscription.
    pub token: String,
    /// Random: never leaves.
    pub salt: String,
}

const COLUMNS: &str = "id, name, view, channel, pace, ceiling, token, salt, made, next, ended, why";

impl Ledger {
    /// Adds a subscription: it is told what changes from now on. Gives nothing, and adds nothing, where the ledger is being made anew at the moment; after
    /// [`Ledger::update`] it can be tried again.
    ///
    /// # Errors
    /// The file cannot be written.
    pub fn subscribe(&mut self, new: &NewSubscription, now: i64) -> Result<Option<()>, Error> {
        self.telling(|db| {
            // What changed before is told to those who were there before, and to nobody else.
            if look::look(db, now)?.is_none() {
                return Ok(None);
            }
            let next = new.pace.seconds().map(|s| now + s);
            db.prepare_cached(
                "INSERT INTO subscription (name, view, channel, pace, ceiling, token, salt, made, next) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
            )?
            .execute(params![
                new.name,
                serde_json::to_string(&new.view)?,
                serde_json::to_string(&new.channel)?,
                new.pace.word(),
                new.ceiling.word(),
                new.token,
                new.salt,
                now,
                next
            ])?;
            Ok(Some(()))
        })
    }

    /// All subscriptions, those that ended too, in the order in which they were made.
    ///
    /// # Errors
    /// The file cannot be read.
    pub fn subscriptions(&self) -> Result<Vec<Subscription>, Error> {
        all(&self.db, "").map_err(|e| named(&self.path, e))
    }

    /// The subscription that has this token.
    ///
    /// # Errors
    /// The file cannot be read.
    pub fn subscription_of_token(&self, token: &str) -> Result<Option<Subscription>, Error> {
        let sql = format!("SELECT {COLUMNS} FROM subscription WHERE token = ?");
        let found = self
            .db
            .prepare_cached(&sql)
            .and_then(|mut s| s.query_row([token], read).optional());
        found.map_err(|e| self.sqlite(&e))
    }

    /// The one subscription whose name begins so.
    ///
    /// # Errors
    /// None or several are called so; the file cannot be read.
    pub fn subscription(&self, name: &str) -> Result<Subscription, Error> {
        let mut found = self.subscriptions()?;
        found.retain(|s| s.name.starts_with(name) && !name.is_empty());
        if found.len() > 1 {
            let words = format!("several subscriptions are called {name:?}");
            return Err(Error::new(ErrorKind::Ambiguous, &self.path, words));
        }
        let unknown = || format!("no subscription is called {name:?}");
        found
            .pop()
            .ok_or_else(|| Error::new(ErrorKind::Unknown, &self.path, unknown()))
    }

    /// Ends a subscription; what waits to be sent to it is not sent any more. Says whether it had not ended before.
    ///
    /// # Errors
    /// The file cannot be written.
    pub fn unsubscribe(&mut self, name: &str, why: &str, now: i64) -> Result<bool, Error> {
        self.telling(|db| {
            let ended = db
                .prepare_cached(
                    "UPDATE subscription SET ended = ?2, why = ?3 WHERE name = ?1 AND ended IS NULL",
                )?
                .execute(params![name, now, why])?;
            db.prepare_cached(
                "UPDATE delivery SET state = 'failed', said = 'the subscription ended', ended = ?2
                 WHERE state = 'pending' AND subscription = (SELECT id FROM subscription WHERE name = ?1)",
            )?
            .execute(params![name, now])?;
            Ok(ended > 0)
        })
    }

    /// One transaction of this module.
    pub(super) fn telling<T>(
        &mut self,
        work: impl FnOnce(&Connection) -> Result<T, Failed>,
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

/// The subscriptions that have not ended.
pub(super) fn active(db: &Connection) -> Result<Vec<Subscription>, Failed> {
    all(db, "WHERE ended IS NULL")
}

fn all(db: &Connection, which: &str) -> Result<Vec<Subscription>, Failed> {
    let sql = format!("SELECT {COLUMNS} FROM subscription {which} ORDER BY id");
    let mut statement = db.prepare_cached(&sql)?;
    let rows = statement.query_map([], read)?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

fn read(r: &Row<'_>) -> rusqlite::Result<Subscription> {
    let json = |n: usize, e: serde_json::Error| {
        rusqlite::Error::FromSqlConversionFailure(n, rusqlite::types::Type::Text, Box::new(e))
    };
    let (view, channel): (String, String) = (r.get(2)?, r.get(3)?);
    let ceiling: String = r.get(5)?;
    Ok(Subscription {
        row: r.get(0)?,
        name: r.get(1)?,
        view: serde_json::from_str(&view).map_err(|e| json(2, e))?,
        channel: serde_json::from_str(&channel).map_err(|e| json(3, e))?,
        pace: Pace::read(&r.get::<_, String>(4)?),
        // One that cannot be read lets the least out.
        ceiling: ceiling.parse().unwrap_or_default(),
        token: r.get(6)?,
        salt: r.get(7)?,
        made: r.get(8)?,
        next: r.get(9)?,
        ended: r.get(10)?,
        why: r.get(11)?,
    })
}
