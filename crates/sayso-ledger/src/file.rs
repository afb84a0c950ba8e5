//! The ledger's file: its magic, its version, and opening it without harm to a file that is something else.

use crate::{Error, ErrorKind};
use rusqlite::{Connection, OpenFlags, TransactionBehavior};
use std::collections::BTreeSet;
use std::fs::File;
use std::io::Read;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

/// `application_id` of a ledger: "SAYS".
const MAGIC: i32 = 0x5341_5953;

/// What brings a file from version n to n + 1, at index n.
const MIGRATIONS: &[&str] = &[
    include_str!("schema/1.sql"),
    include_str!("schema/2.sql"),
    include_str!("schema/3.sql"),
    include_str!("schema/4.sql"),
    include_str!("schema/5.sql"),
    include_str!("schema/6.sql"),
    include_str!("schema/7.sql"),
    include_str!("schema/8.sql"),
    include_str!("schema/9.sql"),
    include_str!("schema/10.sql"),
];

/// The version of the file that this crate writes.
pub const FILE_VERSION: usize = MIGRATIONS.len();

/// How long to leave a busy file alone before the next try.
const PAUSE: Duration = Duration::from_millis(5);

/// How to open.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Mode {
    Read,
    Write,
}

pub(crate) fn open(path: &Path, mode: Mode, wait: Duration) -> Result<Connection, Error> {
    // Closing any handle of a file drops all locks that this program has on it (POSIX), those of an open ledger too, and another program would then
    // take itself for its only user. So a file that was found to be a ledger is not looked at again.
    let known = path.canonicalize().is_ok_and(|path| ours().contains(&path));
    if !known {
        refuse_foreign(path, mode)?;
    }
    let sqlite = |e: rusqlite::Error| Error::sqlite(path, &e);
    let mut flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    if mode == Mode::Write {
        flags |= OpenFlags::SQLITE_OPEN_CREATE;
    }
    let mut db = match Connection::open_with_flags(path, flags) {
        Ok(db) => db,
        Err(_) if mode == Mode::Read => Connection::open_with_flags(
            path,
            OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX,
        )
        .map_err(sqlite)?,
        Err(e) => return Err(sqlite(e)),
    };
    db.busy_timeout(wait).map_err(sqlite)?;
    let until = Instant::now() + wait;
    while let Err(e) = prepare(&mut db, path, mode) {
        if e.kind() != ErrorKind::Locked || Instant::now() >= until {
            return Err(e);
        }
        std::thread::sleep(PAUSE);
    }
    db.set_prepared_statement_cache_capacity(128);
    if let Ok(path) = path.canonicalize() {
        ours().insert(path);
    }
    Ok(db)
}

/// Makes the connection fit for use. SQLite does not wait by itself, whatever its timeout, where two that wait could wait for each other: one who has
/// read and now wants to write, as in the switch to WAL. So this may answer `Locked` at once, and may be called again.
fn prepare(db: &mut Connection, path: &Path, mode: Mode) -> Result<(), Error> {
    let sqlite = |e: rusqlite::Error| Error::sqlite(path, &e);
    migrate(db, path, MIGRATIONS)?;
    // FULL: each batch is synced to disk before it is reported as kept, so that it survives a power cut and not only a
    // killed program. A batch holds many reports, so the syncs are few.
    db.execute_batch("PRAGMA synchronous = FULL; PRAGMA fullfsync = ON; PRAGMA foreign_keys = ON; PRAGMA cache_size = -16000; PRAGMA temp_store = MEMORY;")
        .map_err(sqlite)?;
    if mode == Mode::Write {
        db.query_row("PRAGMA journal_mode = WAL", [], |_| Ok(()))
            .map_err(sqlite)?;
    }
    Ok(())
}

/// The ledgers that this program has opened.
fn ours() -> MutexGuard<'static, BTreeSet<PathBuf>> {
    static OURS: Mutex<BTreeSet<PathBuf>> = Mutex::new(BTreeSet::new());
    OURS.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Looks at the first bytes only, so that SQLite never opens (and recovers, or locks) a file that is not ours.
pub(crate) fn refuse_foreign(path: &Path, mode: Mode) -> Result<(), Error> {
    let mut file = match File::open(path) {
        Ok(file) => file,
        Err(e) if e.kind() == std::io::ErrorKind::NotFound && mode == Mode::Write => return Ok(()),
        Err(e) if e.kind() == std::io::ErrorKind::NotFound => {
            return Err(Error::new(ErrorKind::Missing, path, ""));
        }
        Err(e) => return Err(Error::new(ErrorKind::Access, path, e.to_string())),
    };
    let access = |e: std::io::Error| Error::new(ErrorKind::Access, path, e.to_string());
    let metadata = file.metadata().map_err(access)?;
    if metadata.is_dir() {
        return Err(Error::new(ErrorKind::Access, path, "it is a folder"));
    }
    if metadata.len() == 0 {
        return Ok(());
    }
    let mut head = Vec::with_capacity(100);
    file.by_ref()
        .take(100)
        .read_to_end(&mut head)
        .map_err(access)?;
    if !head.starts_with(b"SQLite format 3\0") || head.len() < 100 {
        return Err(Error::new(
            ErrorKind::NotALedger,
            path,
            "its first bytes are not those of a SQLite file",
        ));
    }
    let word = |at: usize| {
        head.get(at..at + 4)
            .and_then(|b| b.try_into().ok())
            .map_or(0, i32::from_be_bytes)
    };
    if word(68) != MAGIC {
        return Err(Error::new(
            ErrorKind::NotALedger,
            path,
            "a SQLite file of another program",
        ));
    }
    refuse_newer(path, word(60), MIGRATIONS.len())
}

fn refuse_newer(path: &Path, found: i32, ours: usize) -> Result<(), Error> {
    if usize::try_from(found).is_ok_and(|v| v > ours) {
        let detail =
            format!("written by a newer Sayso (file version {found}, this one reads up to {ours})");
        return Err(Error::new(ErrorKind::Newer, path, detail));
    }
    Ok(())
}

/// Brings the file forward, each step in one transaction with its version, so that a kill leaves one version or the other.
/// A new file is made before WAL is switched on: magic and version then stand in the file itself from the first commit.
fn migrate(db: &mut Connection, path: &Path, migrations: &[&str]) -> Result<(), Error> {
    let sqlite = |e: rusqlite::Error| Error::sqlite(path, &e);
    let version =
        |db: &Connection| db.pragma_query_value(None, "user_version", |r| r.get::<_, i32>(0));
    if usize::try_from(version(db).map_err(sqlite)?) == Ok(migrations.len()) {
        return Ok(());
    }
    let step = db
        .transaction_with_behavior(TransactionBehavior::Immediate)
        .map_err(sqlite)?;
    let found = version(&step).map_err(sqlite)?;
    refuse_newer(path, found, migrations.len())?;
    let Ok(found) = usize::try_from(found) else {
        return Err(Error::new(
            ErrorKind::NotALedger,
            path,
            format!("file version {found}"),
        ));
    };
    for sql in migrations.iter().skip(found) {
        step.execute_batch(sql).map_err(sqlite)?;
    }
    step.pragma_update(None, "application_id", MAGIC)
        .map_err(sqlite)?;
    step.pragma_update(None, "user_version", migrations.len() as i64)
        .map_err(sqlite)?;
    step.commit().map_err(sqlite)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_later_step_runs_once_and_keeps_the_rows() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("l.db");
        let mut db = open(&path, Mode::Write, Duration::from_secs(1)).unwrap();
        db.execute("INSERT INTO run (began, version) VALUES (1, 'v')", [])
            .unwrap();
        let steps = [MIGRATIONS, &["ALTER TABLE run ADD COLUMN note TEXT"]].concat();
        migrate(&mut db, &path, &steps).unwrap();
        migrate(&mut db, &path, &steps).unwrap();
        let notes: i64 = db
            .query_row("SELECT count(*) FROM run WHERE note IS NULL", [], |r| {
                r.get(0)
            })
            .unwrap();
        assert_eq!(notes, 1);
        drop(db);
        assert_eq!(
            open(&path, Mode::Read, Duration::ZERO).unwrap_err().kind(),
            ErrorKind::Newer
        );
    }

    #[test]
    fn a_step_that_fails_leaves_the_version_before() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("l.db");
        let mut db = open(&path, Mode::Write, Duration::from_secs(1)).unwrap();
        let steps = [MIGRATIONS, &["CREATE TABLE extra (x); SELECT nonsense"]].concat();
        assert!(migrate(&mut db, &path, &steps).is_err());
        let found: i64 = db
            .query_row(
                "SELECT count(*) FROM sqlite_schema WHERE name = 'extra'",
                [],
                |r| r.get(0),
            )
            .unwrap();
        assert_eq!(found, 0);
    }

    #[test]
    fn many_may_make_one_ledger_at_once() {
        let folder = tempfile::tempdir().unwrap();
        for round in 0..40 {
            let path = folder.path().join(format!("{round}.db"));
            std::thread::scope(|scope| {
                let opened = (0..6)
                    .map(|_| scope.spawn(|| open(&path, Mode::Write, Duration::from_secs(20))));
                for one in opened.collect::<Vec<_>>() {
                    let db = one.join().unwrap().unwrap();
                    let mode: String = db
                        .pragma_query_value(None, "journal_mode", |r| r.get(0))
                        .unwrap();
                    assert_eq!(mode, "wal");
                }
            });
        }
    }
}
