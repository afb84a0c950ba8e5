//! The file of the queue.

use super::item::{Dropped, Item, State};
use anyhow::{Context, ensure};
use rusqlite::{Connection, OptionalExtension, Row, TransactionBehavior, params};
use sha2::{Digest, Sha256};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

/// `application_id` of a queue: "SAYQ".
const MAGIC: i32 = 0x5341_5951;
const VERSION: i32 = 1;

const SCHEMA: &str = "
CREATE TABLE item (
    id       INTEGER PRIMARY KEY AUTOINCREMENT,
    at       INTEGER NOT NULL,           -- seconds since 1970
    name     TEXT NOT NULL,              -- a file's name, or an address
    hash     BLOB NOT NULL,              -- SHA-256 of name and bytes
    size     INTEGER,                    -- none for an address
    bytes    BLOB,                       -- none for an address, and once it is done
    state    TEXT NOT NULL,
    tries    INTEGER NOT NULL DEFAULT 0, -- how often its reading began
    ended    INTEGER,
    reports  INTEGER NOT NULL DEFAULT 0,
    new      INTEGER NOT NULL DEFAULT 0,
    claims   INTEGER NOT NULL DEFAULT 0,
    known    INTEGER NOT NULL DEFAULT 0,
    rejected INTEGER NOT NULL DEFAULT 0,
    reason   TEXT
) STRICT;
CREATE INDEX item_state ON item (state, tries, id);
CREATE INDEX item_hash ON item (hash);
";

const COLUMNS: &str =
    "id, name, state, size, at, ended, reports, new, claims, known, rejected, reason";

/// Items that are over and still listed.
const OVER: i64 = 2_000;
/// An item whose reading began so often and never ended brings the program down.
const TRIES: i64 = 50;

/// What waits to be read, and what became of it.
pub struct Queue {
    db: Mutex<Connection>,
    /// Whether something new waits.
    news: Mutex<bool>,
    woken: Condvar,
    now: Mutex<Option<Now>>,
}

/// The item that is read now.
#[derive(Clone)]
pub(super) struct Now {
    pub id: i64,
    pub reports: Arc<AtomicU64>,
    pub bytes: sayso_intake::Progress,
    pub size: Option<u64>,
}

/// An item whose turn has come.
pub(super) struct Turn {
    pub id: i64,
    pub name: String,
    pub size: Option<u64>,
    pub bytes: Option<Vec<u8>>,
    pub tries: i64,
}

/// What became of an item.
#[derive(Default)]
pub(super) struct Outcome {
    pub new: u64,
    pub claims: u64,
    pub known: u64,
    pub rejected: u64,
    pub reason: Option<String>,
}

impl Queue {
    /// The queue beside the ledger at this path, made if there is none. What was being read when the program ended waits again.
    ///
    /// # Errors
    /// The file cannot be opened, is something else, or another program has it.
    pub fn open(ledger: &Path) -> anyhow::Result<Self> {
        let path = beside(ledger);
        let name = || format!("{}, the queue of what waits to be read", path.display());
        let db = Connection::open(&path).with_context(name)?;
        db.busy_timeout(Duration::from_secs(2))?;
        prepare(&db).with_context(|| {
            format!(
                "{}: it cannot be opened; is this ledger served already?",
                name()
            )
        })?;
        Ok(Queue {
            db: Mutex::new(db),
            news: Mutex::new(true),
            woken: Condvar::new(),
            now: Mutex::new(None),
        })
    }

    /// Takes what was dropped, synced to disk when this returns; gives the number of each. What waits already, byte for byte, is not taken twice.
    pub(crate) fn add(&self, dropped: &[Dropped]) -> anyhow::Result<Vec<i64>> {
        let mut db = lock(&self.db);
        let batch = db.transaction_with_behavior(TransactionBehavior::Immediate)?;
        let mut ids = Vec::with_capacity(dropped.len());
        for one in dropped {
            let hash = hash(one);
            let same = batch
                .prepare_cached(
                    "SELECT id FROM item WHERE hash = ? AND state IN ('waiting', 'reading')",
                )?
                .query_row([&hash[..]], |r| r.get(0))
                .optional()?;
            ids.push(match same {
                Some(id) => id,
                None => batch
                    .prepare_cached("INSERT INTO item (at, name, hash, size, bytes, state) VALUES (?, ?, ?, ?, ?, 'waiting')")?
                    .insert(params![now(), one.name, &hash[..], one.bytes.as_ref().map(Vec::len), one.bytes])?,
            });
        }
        batch.commit()?;
        drop(db);
        self.wake();
        Ok(ids)
    }

    /// The items with a number below `before`, the last first; and how many wait or are read now.
    pub(crate) fn list(&self, before: i64, most: usize) -> anyhow::Result<Vec<Item>> {
        let db = lock(&self.db);
        let sql = format!("SELECT {COLUMNS} FROM item WHERE id < ? ORDER BY id DESC LIMIT ?");
        let mut statement = db.prepare_cached(&sql)?;
        let rows = statement.query_map(params![before, most], item)?;
        let items: rusqlite::Result<Vec<Item>> = rows.collect();
        drop(statement);
        drop(db);
        Ok(items?.into_iter().map(|i| self.with_progress(i)).collect())
    }

    /// One item.
    pub(crate) fn item(&self, id: i64) -> anyhow::Result<Option<Item>> {
        let sql = format!("SELECT {COLUMNS} FROM item WHERE id = ?");
        let found = lock(&self.db).query_row(&sql, [id], item).optional()?;
        Ok(found.map(|i| self.with_progress(i)))
    }

    /// How many items wait or are being read.
    pub(crate) fn left(&self) -> anyhow::Result<u64> {
        let sql = "SELECT count(*) FROM item WHERE state IN ('waiting', 'reading')";
        Ok(lock(&self.db).query_row(sql, [], |r| r.get(0))?)
    }

    /// Has a rejected item wait again; says whether there is one of this number.
    pub(crate) fn again(&self, id: i64) -> anyhow::Result<bool> {
        let sql = "UPDATE item SET state = 'waiting', tries = 0, ended = NULL, reason = NULL, rejected = 0 WHERE id = ? AND state = 'rejected'";
        let done = lock(&self.db).execute(sql, [id])? > 0;
        self.wake();
        Ok(done)
    }

    /// Takes an item off that is not being read; says whether it did.
    pub(crate) fn forget(&self, id: i64) -> anyhow::Result<bool> {
        let sql = "DELETE FROM item WHERE id = ? AND state <> 'reading'";
        Ok(lock(&self.db).execute(sql, [id])? > 0)
    }

    fn with_progress(&self, mut item: Item) -> Item {
        let now = lock(&self.now).clone().filter(|now| now.id == item.id);
        if let Some(now) = now.filter(|_| item.state == State::Reading) {
            item.reports = now.reports.load(Ordering::Relaxed);
            let part = |size: u64| {
                (100 * now.bytes.bytes())
                    .checked_div(size)
                    .map(|p| p.min(100))
            };
            item.percent = now.size.and_then(part);
        }
        item
    }

    /// The next item, which is being read from now on; fewest tries first. Waits up to `wait` for one.
    pub(super) fn next(&self, wait: Duration) -> anyhow::Result<Option<Turn>> {
        if let Some(turn) = self.take()? {
            return Ok(Some(turn));
        }
        let news = lock(&self.news);
        let waited = self.woken.wait_timeout_while(news, wait, |news| !*news);
        *waited.unwrap_or_else(PoisonError::into_inner).0 = false;
        self.take()
    }

    fn take(&self) -> anyhow::Result<Option<Turn>> {
        let mut db = lock(&self.db);
        let batch = db.transaction_with_behavior(TransactionBehavior::Immediate)?;
        let sql = "SELECT id, name, size, bytes, tries FROM item WHERE state = 'waiting' ORDER BY tries, id LIMIT 1";
        let turn = batch
            .query_row(sql, [], |r| {
                Ok(Turn {
                    id: r.get(0)?,
                    name: r.get(1)?,
                    size: r.get(2)?,
                    bytes: r.get(3)?,
                    tries: r.get(4)?,
                })
            })
            .optional()?;
        if let Some(turn) = &turn {
            let sql = "UPDATE item SET state = 'reading', tries = tries + 1 WHERE id = ?";
            batch.execute(sql, [turn.id])?;
        }
        batch.commit()?;
        Ok(turn)
    }

    pub(super) fn reads(&self, now: Option<Now>) {
        *lock(&self.now) = now;
    }

    /// An item is over.
    pub(super) fn end(&self, id: i64, outcome: &Outcome) -> anyhow::Result<()> {
        let done = outcome.new + outcome.known > 0;
        let state = if done { State::Done } else { State::Rejected };
        let reports = outcome.new + outcome.known + outcome.rejected;
        let db = lock(&self.db);
        // A rejected item keeps its bytes, so that it can be tried again.
        db.execute(
            "UPDATE item SET state = ?2, ended = ?3, reports = ?4, new = new + ?5, claims = claims + ?6, known = ?7, rejected = ?8, reason = ?9,
             bytes = CASE ?2 WHEN 'done' THEN NULL ELSE bytes END WHERE id = ?1",
            params![id, state.name(), now(), reports, outcome.new, outcome.claims, outcome.known, outcome.rejected, outcome.reason],
        )?;
        db.execute(
            "DELETE FROM item WHERE state = 'done' AND id <= (SELECT max(id) FROM item) - ?",
            [OVER],
        )?;
        db.execute_batch("PRAGMA incremental_vacuum")?;
        Ok(())
    }

    /// An item waits again, since the ledger could not be written; it is rejected if that happens too often.
    pub(super) fn later(&self, turn: &Turn, reason: &str) -> anyhow::Result<()> {
        let state = if turn.tries >= TRIES {
            State::Rejected
        } else {
            State::Waiting
        };
        let sql = "UPDATE item SET state = ?, reason = ? WHERE id = ?";
        lock(&self.db).execute(sql, params![state.name(), reason, turn.id])?;
        Ok(())
    }

    fn wake(&self) {
        *lock(&self.news) = true;
        self.woken.notify_all();
    }
}

/// `LEDGER-queue`.
fn beside(ledger: &Path) -> PathBuf {
    let mut name = ledger.as_os_str().to_owned();
    name.push("-queue");
    PathBuf::from(name)
}

fn prepare(db: &Connection) -> anyhow::Result<()> {
    // Held until this program ends: two that read one queue would read everything twice.
    db.execute_batch("PRAGMA locking_mode = EXCLUSIVE; PRAGMA auto_vacuum = INCREMENTAL;")?;
    db.query_row("PRAGMA journal_mode = WAL", [], |_| Ok(()))?;
    db.execute_batch("PRAGMA synchronous = FULL; PRAGMA fullfsync = ON; BEGIN EXCLUSIVE;")?;
    let pragma = |name| db.pragma_query_value(None, name, |r| r.get::<_, i32>(0));
    match (pragma("application_id")?, pragma("user_version")?) {
        (0, 0) => {
            db.execute_batch(SCHEMA)?;
            db.pragma_update(None, "application_id", MAGIC)?;
            db.pragma_update(None, "user_version", VERSION)?;
        }
        (magic, version) => {
            ensure!(magic == MAGIC, "it is something else than a queue of Sayso");
            ensure!(version <= VERSION, "a newer Sayso wrote it");
        }
    }
    let over = "UPDATE item SET state = 'rejected', reason = 'the program ended again and again while it read this' WHERE state = 'reading' AND tries >= ?";
    db.execute(over, [TRIES])?;
    db.execute_batch("UPDATE item SET state = 'waiting' WHERE state = 'reading'; COMMIT;")?;
    Ok(())
}

fn item(row: &Row<'_>) -> rusqlite::Result<Item> {
    Ok(Item {
        id: row.get(0)?,
        name: row.get(1)?,
        state: State::named(&row.get::<_, String>(2)?),
        size: row.get(3)?,
        at: row.get(4)?,
        ended: row.get(5)?,
        reports: row.get(6)?,
        new: row.get(7)?,
        claims: row.get(8)?,
        known: row.get(9)?,
        rejected: row.get(10)?,
        reason: row.get(11)?,
        percent: None,
    })
}

fn hash(dropped: &Dropped) -> [u8; 32] {
    Sha256::new()
        .chain_update((dropped.name.len() as u64).to_le_bytes())
        .chain_update(dropped.name.as_bytes())
        .chain_update(dropped.bytes.as_deref().unwrap_or_default())
        .finalize()
        .into()
}

fn now() -> i64 {
    let since = SystemTime::now().duration_since(UNIX_EPOCH);
    since.map_or(0, |d| i64::try_from(d.as_secs()).unwrap_or(i64::MAX))
}

fn lock<T>(of: &Mutex<T>) -> MutexGuard<'_, T> {
    of.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn queue() -> (tempfile::TempDir, Queue) {
        let folder = tempfile::tempdir().unwrap();
        let queue = Queue::open(&folder.path().join("l.db")).unwrap();
        (folder, queue)
    }

    #[test]
    fn what_was_being_read_waits_again() {
        let (folder, queue) = queue();
        let two = [
            Dropped::file("a.txt", b"one".to_vec()),
            Dropped::file("b.txt", b"two".to_vec()),
        ];
        assert_eq!(queue.add(&two).unwrap(), [1, 2]);
        assert_eq!(queue.next(Duration::ZERO).unwrap().unwrap().id, 1);
        drop(queue);
        let queue = Queue::open(&folder.path().join("l.db")).unwrap();
        assert_eq!(queue.left().unwrap(), 2);
        // The one that was tried less comes first.
        let turn = queue.next(Duration::ZERO).unwrap().unwrap();
        assert_eq!((turn.id, turn.bytes.as_deref()), (2, Some(&b"two"[..])));
        queue
            .end(
                2,
                &Outcome {
                    new: 1,
                    claims: 3,
                    ..Outcome::default()
                },
            )
            .unwrap();
        let turn = queue.next(Duration::ZERO).unwrap().unwrap();
        assert_eq!((turn.id, turn.tries), (1, 1));
        queue
            .end(
                1,
                &Outcome {
                    reason: Some("empty".into()),
                    ..Outcome::default()
                },
            )
            .unwrap();
        let states: Vec<State> = queue
            .list(i64::MAX, 9)
            .unwrap()
            .iter()
            .map(|i| i.state)
            .collect();
        assert_eq!(states, [State::Done, State::Rejected]);
        assert!(queue.again(1).unwrap() && !queue.again(2).unwrap());
        assert_eq!(queue.item(1).unwrap().unwrap().state, State::Waiting);
        assert!(queue.forget(1).unwrap() && !queue.forget(1).unwrap());
        assert_eq!(queue.left().unwrap(), 0);
    }

    #[test]
    fn what_waits_is_not_taken_twice() {
        let (_folder, queue) = queue();
        let one = Dropped::file("a.txt", b"one".to_vec());
        let address = Dropped::address(" https://ostrel.example/a ").unwrap();
        assert_eq!(
            queue
                .add(&[one.clone(), address.clone(), one.clone()])
                .unwrap(),
            [1, 2, 1]
        );
        assert_eq!(queue.add(&[one, address]).unwrap(), [1, 2]);
        assert_eq!(queue.left().unwrap(), 2);
    }

    #[test]
    fn another_program_is_told() {
        let (folder, queue) = queue();
        let path = folder.path().join("l.db");
        let error = Queue::open(&path).map(|_| ()).unwrap_err().to_string();
        assert!(error.contains("served already"), "{error}");
        drop(queue);
        assert!(Queue::open(&path).is_ok());
        std::fs::write(
            folder.path().join("m.db-queue"),
            "something else, long enough to be looked at",
        )
        .unwrap();
        assert!(Queue::open(&folder.path().join("m.db")).is_err());
    }

    #[test]
    fn names_are_fit_to_be_shown() {
        assert_eq!(
            Dropped::file("C:\\desk\\a\u{7}.txt", Vec::new()).name,
            "a.txt"
        );
        assert_eq!(Dropped::file("../../", Vec::new()).name, "dropped");
        for bad in [
            "",
            "ftp://a.example",
            "file:///etc/passwd",
            "https://a b",
            "javascript:alert(1)",
        ] {
            assert!(Dropped::address(bad).is_err(), "{bad}");
        }
        let line = Dropped::text(
            "pasted",
            "It fell.".into(),
            &[("outlet", Some(" Ostrel Daily ")), ("title", Some(""))],
        );
        assert_eq!(
            line.bytes.unwrap(),
            br#"{"outlet":"Ostrel Daily","text":"It fell."}"#
        );
    }
}
