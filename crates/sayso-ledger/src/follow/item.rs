//! Items that wait: for their article to be asked for, then for what they say to be read.

use super::{FollowId, ItemId};
use crate::keep::{Arrival, Kept, Rejection, RunId};
use crate::{Error, Hash, Ledger};
use rusqlite::{OptionalExtension, Row, params};

/// An item that waits.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Waiting {
    /// What it is called.
    pub id: ItemId,
    /// Of which source.
    pub source: FollowId,
    /// Its article's address, if that is to be asked for.
    pub address: Option<String>,
    /// The host of that; empty once its bytes are here.
    pub host: String,
    /// How often it was asked for.
    pub tries: u32,
    /// Its headline in the feed.
    pub title: Option<String>,
    /// When the feed says it was published.
    pub published: Option<String>,
    /// What its bytes are, by the words of the intake.
    pub kind: Option<String>,
    /// Where they were found.
    pub place: String,
    /// The charset that the server named.
    pub charset: Option<String>,
    /// What they stood in.
    pub around: Option<String>,
    /// Why its entry alone is read.
    pub why: Option<String>,
    /// The text that was read of it last.
    pub text: Option<Hash>,
    /// How many texts were read of it.
    pub versions: u32,
}

/// An article that was had.
#[derive(Clone, Copy, Debug, Default)]
pub struct Article<'a> {
    /// What its bytes are, by the words of the intake.
    pub kind: &'a str,
    /// Where they were found.
    pub place: &'a str,
    /// The charset that the server named.
    pub charset: Option<&'a str>,
    /// The bytes.
    pub bytes: &'a [u8],
}

/// Another item that says the same, or leads to the same article.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Twin {
    /// It waits itself.
    Waits,
    /// It was read, or not, and so is this one now.
    Settled,
}

/// What became of an item.
#[derive(Clone, Debug)]
pub struct Settled {
    /// Which.
    pub item: ItemId,
    /// When.
    pub at: i64,
    /// The report and text that were read; none if it could not be read, or says what it said before.
    pub read: Option<(Hash, Hash)>,
    /// Why it could not be read.
    pub why: Option<String>,
}

const COLUMNS: &str = "i.id, i.follow, i.address, i.host, i.tries, i.title, i.published, i.kind, i.place, i.charset, i.around, i.why, i.text, i.versions";

fn waiting(r: &Row<'_>) -> rusqlite::Result<Waiting> {
    Ok(Waiting {
        id: ItemId(r.get(0)?),
        source: FollowId(r.get(1)?),
        address: r.get(2)?,
        host: r.get(3)?,
        tries: r.get(4)?,
        title: r.get(5)?,
        published: r.get(6)?,
        kind: r.get(7)?,
        place: r.get::<_, Option<String>>(8)?.unwrap_or_default(),
        charset: r.get(9)?,
        around: r.get(10)?,
        why: r.get(11)?,
        text: r.get::<_, Option<[u8; 32]>>(12)?.map(Hash),
        versions: r.get(13)?,
    })
}

impl Ledger {
    /// Items whose bytes are here to be read, the oldest first, those of sources that were removed left out.
    ///
    /// # Errors
    /// The file cannot be read.
    pub fn items_ready(&self, most: usize) -> Result<Vec<Waiting>, Error> {
        self.items(&format!("SELECT {COLUMNS} FROM follow_item i JOIN follow f ON f.id = i.follow WHERE i.state = 'waiting' AND i.host = '' AND f.state <> 'removed' ORDER BY i.due, i.id LIMIT ?1"), params![most])
    }

    /// Articles that are to be asked for by `now`: the first few of each host.
    ///
    /// # Errors
    /// The file cannot be read.
    pub fn items_to_ask(&self, now: i64) -> Result<Vec<Waiting>, Error> {
        let hosts: Result<Vec<String>, _> = self
            .db
            .prepare_cached("SELECT DISTINCT host FROM follow_item WHERE state = 'waiting' AND host > '' AND due <= ?")
            .and_then(|mut s| s.query_map([now], |r| r.get(0))?.collect());
        let mut out = Vec::new();
        for host in hosts.map_err(|e| self.sqlite(&e))? {
            out.extend(self.items(&format!("SELECT {COLUMNS} FROM follow_item i JOIN follow f ON f.id = i.follow WHERE i.state = 'waiting' AND i.host = ?1 AND i.due <= ?2 AND f.state <> 'removed' ORDER BY i.due, i.id LIMIT 4"), params![host, now])?);
        }
        Ok(out)
    }

    fn items(&self, sql: &str, with: impl rusqlite::Params) -> Result<Vec<Waiting>, Error> {
        let found = self
            .db
            .prepare_cached(sql)
            .and_then(|mut s| s.query_map(with, waiting)?.collect());
        found.map_err(|e| self.sqlite(&e))
    }

    /// The bytes of an item that waits; none if it does not.
    ///
    /// # Errors
    /// The file cannot be read, or they cannot be unpacked.
    pub fn item_bytes(&self, id: ItemId) -> Result<Option<Vec<u8>>, Error> {
        let packed: Option<Vec<u8>> = self
            .db
            .prepare_cached("SELECT zstd FROM follow_item WHERE id = ? AND state = 'waiting'")
            .and_then(|mut s| s.query_row([id.0], |r| r.get(0)).optional())
            .map_err(|e| self.sqlite(&e))?
            .flatten();
        packed
            .map(|p| zstd::stream::decode_all(p.as_slice()))
            .transpose()
            .map_err(|e| {
                Error::new(
                    crate::ErrorKind::Damaged,
                    &self.path,
                    format!("an item that waits: {e}"),
                )
            })
    }

    /// Looks for another item, seen before this one, that says the same or leads to the same article. Where that is settled, so is this one now: it was read there.
    ///
    /// # Errors
    /// The file cannot be written.
    pub fn twin(&mut self, item: &Waiting, at: i64) -> Result<Option<Twin>, Error> {
        if item.versions > 0 {
            return Ok(None);
        }
        let sql = "SELECT o.id, o.state FROM follow_item i JOIN follow_item o ON o.id < i.id AND (o.words = i.words OR o.address = i.address)
                   JOIN follow f ON f.id = o.follow
                   WHERE i.id = ? AND (o.state <> 'waiting' OR f.state <> 'removed') ORDER BY o.id LIMIT 1";
        let found: Option<(i64, String)> = self
            .db
            .prepare_cached(sql)
            .and_then(|mut s| {
                s.query_row([item.id.0], |r| Ok((r.get(0)?, r.get(1)?)))
                    .optional()
            })
            .map_err(|e| self.sqlite(&e))?;
        let Some((other, state)) = found else {
            return Ok(None);
        };
        if state == "waiting" {
            return Ok(Some(Twin::Waits));
        }
        self.followed(|db| {
            db.execute(
                "UPDATE follow_item SET (state, why, text, versions, zstd, around) =
                 (SELECT o.state, o.why, o.text, o.versions, NULL, NULL FROM follow_item o WHERE o.id = ?2) WHERE id = ?1",
                params![item.id.0, other],
            )?;
            db.execute(
                "INSERT INTO follow_read (item, at, report) SELECT ?1, ?3, report FROM follow_read WHERE item = ?2 ORDER BY id DESC LIMIT 1",
                params![item.id.0, other, at],
            )
        })?;
        Ok(Some(Twin::Settled))
    }

    /// Puts the article of an item in the place of its entry: it is to be read now.
    ///
    /// # Errors
    /// The file cannot be written.
    pub fn item_fetched(&mut self, id: ItemId, article: &Article<'_>) -> Result<(), Error> {
        let packed = zstd::bulk::compress(article.bytes, 3)
            .map_err(|e| Error::new(crate::ErrorKind::Other, &self.path, e.to_string()))?;
        self.followed(|db| {
            db.prepare_cached(
                "UPDATE follow_item SET host = '', why = NULL, kind = ?2, place = ?3, charset = ?4, around = NULL, zstd = ?5 WHERE id = ?1 AND state = 'waiting'",
            )?
            .execute(params![id.0, article.kind, article.place, article.charset, packed])
            .map(|_| ())
        })
    }

    /// The article of an item cannot be had, for good: its entry alone is read.
    ///
    /// # Errors
    /// The file cannot be written.
    pub fn item_short(&mut self, id: ItemId, why: &str) -> Result<(), Error> {
        self.followed(|db| {
            db.prepare_cached(
                "UPDATE follow_item SET host = '', why = ?2 WHERE id = ?1 AND state = 'waiting'",
            )?
            .execute(params![id.0, why])
            .map(|_| ())
        })
    }

    /// The article of an item is to be asked for again at `due`.
    ///
    /// # Errors
    /// The file cannot be written.
    pub fn item_later(&mut self, id: ItemId, due: i64, why: Option<&str>) -> Result<(), Error> {
        self.followed(|db| {
            db.prepare_cached(
                "UPDATE follow_item SET due = ?2, why = ?3, tries = tries + (?3 IS NOT NULL) WHERE id = ?1 AND state = 'waiting'",
            )?
            .execute(params![id.0, due, why])
            .map(|_| ())
        })
    }

    /// Keeps what was read of items, and settles these, in one transaction.
    ///
    /// # Errors
    /// The file cannot be written; then nothing has changed.
    pub fn keep_followed(
        &mut self,
        run: RunId,
        arrivals: &[Arrival<'_>],
        rejections: &[Rejection],
        settled: &[Settled],
    ) -> Result<Vec<Kept>, Error> {
        self.keep_and(run, arrivals, rejections, |db| {
            for s in settled {
                let (report, text) = (s.read.map(|r| r.0), s.read.map(|r| r.1));
                db.prepare_cached(
                    "UPDATE follow_item SET zstd = NULL, around = NULL, tries = 0, text = coalesce(?2, text), versions = versions + (?2 IS NOT NULL),
                     state = CASE WHEN ?3 IS NOT NULL THEN 'unread' WHEN why IS NOT NULL THEN 'short' ELSE 'read' END, why = coalesce(?3, why)
                     WHERE id = ?1",
                )?
                .execute(params![s.item.0, text.map(|t| t.0), s.why])?;
                if let Some(report) = report {
                    db.prepare_cached("INSERT INTO follow_read (item, at, report) VALUES (?, ?, ?)")?
                        .execute(params![s.item.0, s.at, &report.0[..]])?;
                }
            }
            Ok(())
        })
    }
}
