//! The feeds and pages themselves: added, listed, due, removed.

use super::FollowId;
use crate::{Error, ErrorKind, Hash, Ledger};
use rusqlite::{OptionalExtension, Row, params};
use serde::Serialize;

/// Whether the articles are asked for that a feed's items lead to.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Articles {
    /// Where the item does not carry its article whole.
    #[default]
    Auto,
    /// Always.
    Always,
    /// Never: the items are read as they stand.
    Never,
}

/// How a source stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum SourceState {
    /// It is asked.
    Followed,
    /// Its server says that it is gone for good.
    Gone,
    /// It moved to where another source is.
    Moved,
    /// It is no longer followed.
    Removed,
}

macro_rules! named {
    ($type:ident, $($variant:ident $name:literal),*) => {
        impl $type {
            /// Its name.
            pub fn name(self) -> &'static str {
                match self { $($type::$variant => $name),* }
            }
            /// The one of this name.
            pub fn named(name: &str) -> Option<Self> {
                match name { $($name => Some($type::$variant),)* _ => None }
            }
        }
    };
}
named!(Articles, Auto "auto", Always "always", Never "never");
named!(SourceState, Followed "followed", Gone "gone", Moved "moved", Removed "removed");

/// A source to be added.
#[derive(Clone, Copy, Debug, Default)]
pub struct NewSource<'a> {
    /// Its address.
    pub address: &'a str,
    /// What to call its outlet.
    pub outlet: Option<&'a str>,
    /// Seconds from one ask to the next.
    pub every: i64,
    /// Whether articles are asked for.
    pub articles: Articles,
}

/// Whether it was there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Added {
    /// It was not.
    New(FollowId),
    /// It was, and has the outlet and pace that were given now.
    Known(FollowId),
    /// It was there once, and is followed again; what was read stays known.
    Again(FollowId),
}

/// A feed or page that is followed. Times are seconds since 1970.
#[derive(Clone, Debug, PartialEq, Eq)]
#[allow(
    missing_docs,
    reason = "the fields are those of the table, which says what they are"
)]
pub struct Source {
    pub id: FollowId,
    pub address: String,
    pub outlet: Option<String>,
    pub every: i64,
    pub articles: Articles,
    pub state: SourceState,
    pub why: Option<String>,
    pub added: i64,
    pub kind: Option<String>,
    pub title: Option<String>,
    pub etag: Option<String>,
    pub modified: Option<String>,
    pub validated: Option<String>,
    pub hash: Option<Hash>,
    pub due: i64,
    pub asked: Option<i64>,
    pub answered: Option<i64>,
    pub news: Option<i64>,
    pub failing: Option<i64>,
    pub failures: u32,
    pub error: Option<String>,
    pub broken: u64,
    pub broken_why: Option<String>,
}

pub(super) const COLUMNS: &str = "id, address, outlet, every, articles, state, why, added, kind, title, etag, modified, validated, hash, due, asked, answered, news, failing, failures, error, broken, broken_why";

pub(super) fn source(r: &Row<'_>) -> rusqlite::Result<Source> {
    Ok(Source {
        id: FollowId(r.get(0)?),
        address: r.get(1)?,
        outlet: r.get(2)?,
        every: r.get(3)?,
        articles: Articles::named(&r.get::<_, String>(4)?).unwrap_or_default(),
        state: SourceState::named(&r.get::<_, String>(5)?).unwrap_or(SourceState::Removed),
        why: r.get(6)?,
        added: r.get(7)?,
        kind: r.get(8)?,
        title: r.get(9)?,
        etag: r.get(10)?,
        modified: r.get(11)?,
        validated: r.get(12)?,
        hash: r.get::<_, Option<[u8; 32]>>(13)?.map(Hash),
        due: r.get(14)?,
        asked: r.get(15)?,
        answered: r.get(16)?,
        news: r.get(17)?,
        failing: r.get(18)?,
        failures: r.get(19)?,
        error: r.get(20)?,
        broken: r.get(21)?,
        broken_why: r.get(22)?,
    })
}

impl Ledger {
    /// Follows a feed or page from now on; it is due at once.
    ///
    /// # Errors
    /// The file cannot be written.
    pub fn follow(&mut self, new: &NewSource<'_>, now: i64) -> Result<Added, Error> {
        self.followed(|db| {
            let found: Option<(i64, String)> = db
                .query_row(
                    "SELECT id, state FROM follow WHERE address = ?1
                     UNION ALL SELECT f.id, f.state FROM follow_move m JOIN follow f ON f.id = m.follow WHERE m.old = ?1 LIMIT 1",
                    [new.address],
                    |r| Ok((r.get(0)?, r.get(1)?)),
                )
                .optional()?;
            let Some((id, state)) = found else {
                let sql = "INSERT INTO follow (address, outlet, every, articles, state, added, due) VALUES (?, ?, ?, ?, 'followed', ?, ?)";
                let id = db.prepare_cached(sql)?.insert(params![
                    new.address, new.outlet, new.every, new.articles.name(), now, now
                ])?;
                return Ok(Added::New(FollowId(id)));
            };
            db.execute(
                "UPDATE follow SET outlet = coalesce(?, outlet), every = ?, articles = ? WHERE id = ?",
                params![new.outlet, new.every, new.articles.name(), id],
            )?;
            if state == "followed" {
                return Ok(Added::Known(FollowId(id)));
            }
            // While it was not followed is a time that is not covered; failures of then are of then.
            db.execute(
                "UPDATE follow SET state = 'followed', why = NULL, due = ?, failures = 0, failing = NULL, error = NULL WHERE id = ?",
                params![now, id],
            )?;
            Ok(Added::Again(FollowId(id)))
        })
    }

    /// Follows a source no longer: the one of this number or address, past addresses included. What was read stays, and is known.
    ///
    /// # Errors
    /// There is none, or the file cannot be written.
    pub fn unfollow(&mut self, which: &str) -> Result<Source, Error> {
        let found = self.find_source(which)?;
        self.followed(|db| {
            db.execute(
                "UPDATE follow SET state = 'removed', why = NULL WHERE id = ?",
                [found.id.0],
            )
        })?;
        Ok(found)
    }

    /// The source of this number or address.
    ///
    /// # Errors
    /// There is none, or the file cannot be read.
    pub fn find_source(&self, which: &str) -> Result<Source, Error> {
        let sql = format!(
            "SELECT {COLUMNS} FROM follow WHERE address = ?1 OR id = CAST(?1 AS INTEGER) AND ?1 NOT GLOB '*[^0-9]*'
             OR id IN (SELECT follow FROM follow_move WHERE old = ?1) ORDER BY address = ?1 DESC LIMIT 1"
        );
        let found = self.db.query_row(&sql, [which], source).optional();
        found.map_err(|e| self.sqlite(&e))?.ok_or_else(|| {
            let detail =
                format!("nothing is followed under {which:?}; `sayso follow list` says what is");
            Error::new(ErrorKind::Unknown, &self.path, detail)
        })
    }

    /// All that is or was followed, in the order in which it was added.
    ///
    /// # Errors
    /// The file cannot be read.
    pub fn sources(&self) -> Result<Vec<Source>, Error> {
        self.some_sources("ORDER BY id", [])
    }

    /// Sources that are followed and were due by `now`, the longest due first.
    ///
    /// # Errors
    /// The file cannot be read.
    pub fn sources_due(&self, now: i64) -> Result<Vec<Source>, Error> {
        self.some_sources(
            "WHERE state = 'followed' AND due <= ? ORDER BY due, id",
            [now],
        )
    }

    fn some_sources(&self, which: &str, with: impl rusqlite::Params) -> Result<Vec<Source>, Error> {
        let found = self
            .db
            .prepare_cached(&format!("SELECT {COLUMNS} FROM follow {which}"))
            .and_then(|mut s| s.query_map(with, source)?.collect());
        found.map_err(|e| self.sqlite(&e))
    }

    /// The source of this name; none if there is none any more.
    ///
    /// # Errors
    /// The file cannot be read.
    pub fn source(&self, id: FollowId) -> Result<Option<Source>, Error> {
        let found = self
            .db
            .prepare_cached(&format!("SELECT {COLUMNS} FROM follow WHERE id = ?"))
            .and_then(|mut s| s.query_row([id.0], source).optional());
        found.map_err(|e| self.sqlite(&e))
    }

    /// When the next source or article after `now` is due; none if nothing is followed.
    ///
    /// # Errors
    /// The file cannot be read.
    pub fn next_due(&self, now: i64) -> Result<Option<i64>, Error> {
        let sql = "SELECT min(due) FROM (SELECT min(due) AS due FROM follow WHERE state = 'followed' AND due > ?1
                   UNION ALL SELECT min(due) FROM follow_item WHERE state = 'waiting' AND host > '' AND due > ?1)";
        let found = self
            .db
            .prepare_cached(sql)
            .and_then(|mut s| s.query_row([now], |r| r.get(0)));
        found.map_err(|e| self.sqlite(&e))
    }
}
