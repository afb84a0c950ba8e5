//! What came of asking a source: one transaction holds how it stands, what was new in it, and what that leaves to do.

use super::FollowId;
use super::source::{COLUMNS, Source, source};
use crate::{Error, Hash, Ledger};
use rusqlite::{OptionalExtension, Transaction, params};

/// zstd level of bytes that wait.
const LEVEL: i32 = 3;

/// A source that answered.
#[derive(Clone, Debug, Default)]
pub struct Answered<'a> {
    /// When.
    pub at: i64,
    /// When to ask again.
    pub due: i64,
    /// Where it moved for good.
    pub moved: Option<&'a str>,
    /// What it gave; none if nothing changed.
    pub fresh: Option<Fresh<'a>>,
}

/// What a source gave.
#[derive(Clone, Debug, Default)]
pub struct Fresh<'a> {
    /// `feed` or `page`.
    pub kind: &'a str,
    /// What it calls itself.
    pub title: Option<&'a str>,
    /// The tag of it.
    pub etag: Option<&'a str>,
    /// When it was modified, in the server's words.
    pub modified: Option<&'a str>,
    /// The address that it was found at, which these two are of.
    pub validated: &'a str,
    /// Of its bytes.
    pub hash: Option<Hash>,
    /// Items that could not be read.
    pub broken: u64,
    /// Why not, of the first.
    pub broken_why: Option<&'a str>,
    /// The others, in order.
    pub entries: Vec<Entry<'a>>,
}

/// An item as its feed gives it now, or a page.
#[derive(Clone, Debug, Default)]
pub struct Entry<'a> {
    /// Hash of its id.
    pub name: [u8; 16],
    /// Hash of what it says.
    pub words: [u8; 16],
    /// Its article's address, if that is to be asked for.
    pub address: Option<&'a str>,
    /// The host of that; empty if nothing is to be asked.
    pub host: &'a str,
    /// Its headline.
    pub title: Option<&'a str>,
    /// When it was published.
    pub published: Option<&'a str>,
    /// What its bytes are, by the words of the intake.
    pub kind: &'a str,
    /// Where they were found.
    pub place: &'a str,
    /// The charset that the server named.
    pub charset: Option<&'a str>,
    /// What they stood in.
    pub around: Option<&'a str>,
    /// The bytes.
    pub bytes: &'a [u8],
}

/// What was new in it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Seen {
    /// Items that were not there before.
    pub new: u64,
    /// Items that say something else than before.
    pub changed: u64,
    /// Whether none was there before though some were expected: more came between two asks than the feed holds.
    pub overrun: bool,
}

impl Ledger {
    /// Writes down what a source answered, and what is to be read of it.
    ///
    /// # Errors
    /// The file cannot be written; then nothing has changed.
    pub fn source_answered(&mut self, id: FollowId, a: &Answered<'_>) -> Result<Seen, Error> {
        self.followed(|db| {
            let sql = format!("SELECT {COLUMNS} FROM follow WHERE id = ?");
            let Some(before) = db.query_row(&sql, [id.0], source).optional()? else {
                return Ok(Seen::default());
            };
            uncovered(db, &before, a.at)?;
            let mut seen = Seen::default();
            if let Some(fresh) = &a.fresh {
                seen = self::fresh(db, &before, fresh, a.at)?;
            }
            if seen.new + seen.changed > 0 {
                db.prepare_cached("INSERT INTO follow_news (follow, at) VALUES (?, ?)")?
                    .execute(params![id.0, a.at])?;
            }
            db.prepare_cached(
                "UPDATE follow SET asked = ?2, answered = ?2, due = ?3, failing = NULL, failures = 0, error = NULL,
                 news = CASE WHEN ?4 THEN ?2 ELSE news END WHERE id = ?1",
            )?
            .execute(params![id.0, a.at, a.due, seen.new + seen.changed > 0])?;
            if let Some(new) = a.moved {
                moved(db, &before, new, a.at)?;
            }
            Ok(seen)
        })
    }

    /// Writes down that a source could not be had, and why.
    ///
    /// # Errors
    /// The file cannot be written.
    pub fn source_failed(
        &mut self,
        id: FollowId,
        at: i64,
        due: i64,
        why: &str,
    ) -> Result<(), Error> {
        self.followed(|db| {
            db.prepare_cached(
                "UPDATE follow SET asked = ?2, due = ?3, error = ?4, failures = failures + 1, failing = coalesce(failing, ?2) WHERE id = ?1",
            )?
            .execute(params![id.0, at, due, why])
            .map(|_| ())
        })
    }

    /// Leaves these sources alone until a time, since the server of one of them wants to be left alone: what falls due meanwhile fails by that.
    ///
    /// # Errors
    /// The file cannot be written.
    pub fn sources_held(
        &mut self,
        ids: &[FollowId],
        at: i64,
        until: i64,
        why: &str,
    ) -> Result<(), Error> {
        self.followed(|db| {
            let mut write = db.prepare_cached(
                "UPDATE follow SET due = ?3, error = ?4, failing = coalesce(failing, ?2) WHERE id = ?1 AND state = 'followed' AND due < ?3",
            )?;
            for id in ids {
                write.execute(params![id.0, at, until, why])?;
            }
            Ok(())
        })
    }

    /// Retires a source whose server says that it is gone.
    ///
    /// # Errors
    /// The file cannot be written.
    pub fn source_gone(&mut self, id: FollowId, at: i64, why: &str) -> Result<(), Error> {
        self.followed(|db| {
            db.execute(
                "UPDATE follow SET state = 'gone', why = ?3, asked = ?2 WHERE id = ?1 AND state = 'followed'",
                params![id.0, at, why],
            )
            .map(|_| ())
        })
    }
}

/// Writes down a time that is over and was not covered: it failed, or was not asked.
fn uncovered(db: &Transaction<'_>, before: &Source, at: i64) -> rusqlite::Result<()> {
    let gap = match (before.failing, before.asked) {
        (Some(since), _) => Some((
            "errors",
            since,
            before
                .error
                .clone()
                .unwrap_or_else(|| "it failed".to_owned()),
        )),
        (None, Some(asked)) if at - asked > 2 * before.every + 600 => Some((
            "not_asked",
            asked + before.every,
            "it was not asked: nothing was following".to_owned(),
        )),
        _ => None,
    };
    let Some((kind, since, why)) = gap else {
        return Ok(());
    };
    insert_gap(db, before.id, kind, since, at, &why)
}

fn insert_gap(
    db: &Transaction<'_>,
    id: FollowId,
    kind: &str,
    since: i64,
    until: i64,
    why: &str,
) -> rusqlite::Result<()> {
    db.prepare_cached(
        "INSERT INTO follow_gap (follow, kind, since, until, why) VALUES (?, ?, ?, ?, ?)",
    )?
    .execute(params![id.0, kind, since, until, why])
    .map(|_| ())
}

fn fresh(
    db: &Transaction<'_>,
    before: &Source,
    fresh: &Fresh<'_>,
    at: i64,
) -> rusqlite::Result<Seen> {
    let mut seen = Seen::default();
    let mut known = 0;
    for entry in &fresh.entries {
        match item(db, before.id, entry, at)? {
            Some(true) => seen.new += 1,
            Some(false) => seen.changed += 1,
            None => known += 1,
        }
    }
    let read_before = before.kind.as_deref() == Some("feed") && before.answered.is_some();
    let had_some = read_before
        && db
            .prepare_cached("SELECT 1 FROM follow_item WHERE follow = ? AND seen < ? LIMIT 1")?
            .exists(params![before.id.0, at])?;
    if had_some && known + seen.changed == 0 && seen.new > 1 {
        seen.overrun = true;
        let why = format!(
            "all {} items of the feed were new: some before them may have been missed",
            seen.new
        );
        let since = before.answered.unwrap_or(before.added);
        insert_gap(db, before.id, "overrun", since, at, &why)?;
    }
    db.prepare_cached(
        "UPDATE follow SET kind = ?2, title = coalesce(?3, title), etag = ?4, modified = ?5, validated = ?6, hash = ?7, broken = ?8, broken_why = ?9 WHERE id = ?1",
    )?
    .execute(params![
        before.id.0, fresh.kind, fresh.title, fresh.etag, fresh.modified, fresh.validated,
        fresh.hash.map(|h| h.0), fresh.broken as i64, fresh.broken_why
    ])?;
    Ok(seen)
}

/// Writes an item down; gives whether it is new (or else changed), none if it is as it was.
fn item(
    db: &Transaction<'_>,
    id: FollowId,
    e: &Entry<'_>,
    at: i64,
) -> rusqlite::Result<Option<bool>> {
    let found: Option<(i64, [u8; 16])> = db
        .prepare_cached("SELECT id, words FROM follow_item WHERE follow = ? AND name = ?")?
        .query_row(params![id.0, &e.name[..]], |r| Ok((r.get(0)?, r.get(1)?)))
        .optional()?;
    if found.is_some_and(|(_, words)| words == e.words) {
        return Ok(None);
    }
    let packed = zstd::bulk::compress(e.bytes, LEVEL)
        .map_err(|e| rusqlite::Error::ToSqlConversionFailure(Box::new(e)))?;
    match found {
        Some((item, _)) => db
            .prepare_cached(
                "UPDATE follow_item SET state = 'waiting', words = ?2, address = ?3, host = ?4, due = 0, tries = 0, title = ?5,
                 published = ?6, kind = ?7, place = ?8, charset = ?9, around = ?10, zstd = ?11, why = NULL WHERE id = ?1",
            )?
            .execute(params![
                item, &e.words[..], e.address, e.host, e.title, e.published, e.kind, e.place,
                e.charset, e.around, packed
            ])?,
        None => db
            .prepare_cached(
                "INSERT INTO follow_item (follow, name, state, seen, words, address, host, due, title, published, kind, place, charset, around, zstd)
                 VALUES (?, ?, 'waiting', ?, ?, ?, ?, 0, ?, ?, ?, ?, ?, ?, ?)",
            )?
            .execute(params![
                id.0, &e.name[..], at, &e.words[..], e.address, e.host, e.title, e.published,
                e.kind, e.place, e.charset, e.around, packed
            ])?,
    };
    Ok(Some(found.is_none()))
}

/// Writes the new address of a source that moved for good; where another source is there already, this one ends.
fn moved(db: &Transaction<'_>, before: &Source, new: &str, at: i64) -> rusqlite::Result<()> {
    if new == before.address {
        return Ok(());
    }
    let taken = db
        .prepare_cached("SELECT 1 FROM follow WHERE address = ?")?
        .exists([new])?;
    if taken {
        let why = format!("it moved to {new}, which is followed already");
        db.execute(
            "UPDATE follow SET state = 'moved', why = ? WHERE id = ?",
            params![why, before.id.0],
        )?;
        return Ok(());
    }
    db.execute(
        "INSERT INTO follow_move (follow, at, old, new) VALUES (?, ?, ?, ?)",
        params![before.id.0, at, before.address, new],
    )?;
    db.execute(
        "UPDATE follow SET address = ? WHERE id = ?",
        params![new, before.id.0],
    )?;
    Ok(())
}
