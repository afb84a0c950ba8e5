//! What of each source was covered, and what was not.

use super::FollowId;
use super::silence::{Silence, judge};
use super::source::Source;
use crate::{Error, Ledger};
use rusqlite::params;

/// Moments of news that are looked at.
const NEWS: usize = 500;
/// Gaps and items that are told.
const TOLD: usize = 20;
/// How long after it was due a source counts as not asked, in seconds, at least.
const LATE: i64 = 600;

/// How a source stands.
#[derive(Clone, Debug)]
pub struct Coverage {
    /// The source.
    pub source: Source,
    /// Its items.
    pub items: Items,
    /// How it falls silent.
    pub silence: Silence,
    /// Since when it should have been asked and was not: nothing is following.
    pub not_asked: Option<i64>,
    /// Times that were not covered, the last first.
    pub gaps: Vec<Gap>,
    /// Items that were not read, or by their entry in the feed alone, the last first.
    pub not_read: Vec<NotRead>,
    /// Addresses that it had before, and when it left each, the last first.
    pub moves: Vec<(i64, String)>,
}

/// How many items of a source stand how.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Items {
    /// They were read.
    pub read: u64,
    /// Their entry in the feed was, their article could not be had.
    pub short: u64,
    /// They were not.
    pub unread: u64,
    /// They wait.
    pub waiting: u64,
}

/// A time that was not covered.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Gap {
    /// `errors`, `not_asked` or `overrun`.
    pub kind: String,
    /// Seconds since 1970.
    pub since: i64,
    /// The same.
    pub until: i64,
    /// In words.
    pub why: String,
}

/// An item that was not read, or not whole.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NotRead {
    /// Its article's address.
    pub address: Option<String>,
    /// Its headline.
    pub title: Option<String>,
    /// When it was seen, in seconds since 1970.
    pub seen: i64,
    /// Whether its entry in the feed was read.
    pub is_short: bool,
    /// Why.
    pub why: String,
}

impl Coverage {
    /// How it stands, in a word: gone, moved, removed, failing, not asked, silent, new, well.
    pub fn state(&self) -> &'static str {
        let s = &self.source;
        match s.state {
            super::SourceState::Followed => {}
            other => return other.name(),
        }
        if s.failing.is_some() {
            "failing"
        } else if self.not_asked.is_some() {
            "not asked"
        } else if s.answered.is_none() {
            "new"
        } else if self.silence.since.is_some() {
            "silent"
        } else {
            "well"
        }
    }
}

impl Ledger {
    /// How all sources stand at `now`, those that were removed left out unless `removed`.
    ///
    /// # Errors
    /// The file cannot be read.
    pub fn coverage(&self, now: i64, removed: bool) -> Result<Vec<Coverage>, Error> {
        let mut out = Vec::new();
        for source in self.sources()? {
            if removed || source.state != super::SourceState::Removed {
                out.push(self.coverage_of(source, now).map_err(|e| self.sqlite(&e))?);
            }
        }
        Ok(out)
    }

    fn coverage_of(&self, source: Source, now: i64) -> rusqlite::Result<Coverage> {
        let id = source.id.0;
        let mut news: Vec<i64> = self
            .db
            .prepare_cached("SELECT at FROM follow_news WHERE follow = ? ORDER BY at DESC LIMIT ?")?
            .query_map(params![id, NEWS], |r| r.get(0))?
            .collect::<rusqlite::Result<_>>()?;
        news.reverse();
        let from = news.first().copied().unwrap_or(now);
        let mut uncovered = self.uncovered(source.id, from)?;
        let followed = source.state == super::SourceState::Followed;
        let late = (followed && now > source.due + source.every.max(LATE)).then_some(source.due);
        uncovered.extend(source.failing.or(late).map(|since| (since, i64::MAX)));
        let mut silence = judge(&news, &uncovered, now, source.every);
        if !followed {
            silence.since = None;
        }
        silence.past.reverse();
        silence.past.truncate(TOLD);
        Ok(Coverage {
            items: self.items_of(source.id)?,
            silence,
            not_asked: late,
            gaps: self.gaps(source.id)?,
            not_read: self.not_read(source.id)?,
            moves: self
                .db
                .prepare_cached(
                    "SELECT at, old FROM follow_move WHERE follow = ? ORDER BY id DESC",
                )?
                .query_map([id], |r| Ok((r.get(0)?, r.get(1)?)))?
                .collect::<rusqlite::Result<_>>()?,
            source,
        })
    }

    fn uncovered(&self, id: FollowId, from: i64) -> rusqlite::Result<Vec<(i64, i64)>> {
        self.db
            .prepare_cached("SELECT since, until FROM follow_gap WHERE follow = ? AND until > ? AND kind <> 'overrun'")?
            .query_map(params![id.0, from], |r| Ok((r.get(0)?, r.get(1)?)))?
            .collect()
    }

    fn gaps(&self, id: FollowId) -> rusqlite::Result<Vec<Gap>> {
        self.db
            .prepare_cached("SELECT kind, since, until, why FROM follow_gap WHERE follow = ? ORDER BY until DESC, id DESC LIMIT ?")?
            .query_map(params![id.0, TOLD], |r| {
                Ok(Gap {
                    kind: r.get(0)?,
                    since: r.get(1)?,
                    until: r.get(2)?,
                    why: r.get(3)?,
                })
            })?
            .collect()
    }

    fn not_read(&self, id: FollowId) -> rusqlite::Result<Vec<NotRead>> {
        self.db
            .prepare_cached(
                "SELECT address, title, seen, state = 'short', coalesce(why, '') FROM follow_item
                 WHERE follow = ? AND state IN ('short', 'unread') ORDER BY id DESC LIMIT ?",
            )?
            .query_map(params![id.0, TOLD], |r| {
                Ok(NotRead {
                    address: r.get(0)?,
                    title: r.get(1)?,
                    seen: r.get(2)?,
                    is_short: r.get(3)?,
                    why: r.get(4)?,
                })
            })?
            .collect()
    }

    fn items_of(&self, id: FollowId) -> rusqlite::Result<Items> {
        let mut out = Items::default();
        let mut statement = self.db.prepare_cached(
            "SELECT state, count(*) FROM follow_item WHERE follow = ? GROUP BY state",
        )?;
        let mut rows = statement.query([id.0])?;
        while let Some(r) = rows.next()? {
            let n = r.get(1)?;
            match r.get::<_, String>(0)?.as_str() {
                "read" => out.read = n,
                "short" => out.short = n,
                "unread" => out.unread = n,
                _ => out.waiting = n,
            }
        }
        Ok(out)
    }
}
