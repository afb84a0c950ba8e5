//! A consistent copy of a ledger while it is in use, and the way back.
//!
//! Copies are made by SQLite's own backup, page by page out of one state of the ledger; a writer does not wait for it. A copy is one file, checked and
//! synced to disk before it gets its name, so that a kill at any moment leaves the copy before or the copy after.

use crate::doctor::{Finding, FindingKind};
use crate::evidence::{Carried, carry};
use crate::file::{self, Mode};
use crate::{Error, ErrorKind, Ledger};
use rusqlite::backup::{Backup, StepResult};
use rusqlite::{Connection, OpenFlags};
use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

/// How long another program that writes is waited for.
const WAIT: Duration = Duration::from_secs(30);
/// How long it is left alone before the next try.
const PAUSE: Duration = Duration::from_millis(20);

/// Copies the ledger at `ledger` into `into`. A ledger that was there is replaced in one step; any other file is left alone.
///
/// # Errors
/// The ledger cannot be read or is damaged, or the copy cannot be written. Then what was at `into` is still there.
pub fn backup(ledger: &Path, into: &Path) -> Result<BackedUp, Error> {
    same(ledger, into)?;
    if into.exists() {
        file::refuse_foreign(into, Mode::Read)?;
    }
    let db = file::open(ledger, Mode::Read, WAIT)?;
    let partial = beside(into, "partial");
    let done = copy(&db, ledger, &partial).and_then(|()| {
        check(&partial)?;
        // The rows first, then the files that they name: all of these are there by then.
        let evidence = carry(&readable(&partial)?, ledger, into)?;
        settle(&partial, into)?;
        Ok(evidence)
    });
    if done.is_err() {
        remove(&partial);
    }
    let evidence = done?;
    let bytes = fs::metadata(into).map_err(|e| access(into, &e))?.len();
    Ok(BackedUp { bytes, evidence })
}

/// What a backup has.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BackedUp {
    /// Bytes of the ledger's file.
    pub bytes: u64,
    /// Files of evidence beside it.
    pub evidence: Carried,
}

/// Puts the ledger at `from`, after checking all of it, in the place of the one at `ledger`; gives where the replaced one is now. What is found in
/// `from` is handed to `found`.
///
/// # Errors
/// `from` is no ledger or is damaged, or files cannot be written. Then the ledger is as it was.
pub fn restore(
    from: &Path,
    ledger: &Path,
    found: &mut dyn FnMut(Finding),
) -> Result<Option<PathBuf>, Error> {
    same(from, ledger)?;
    file::refuse_foreign(from, Mode::Read)?;
    if ledger.exists() {
        file::refuse_foreign(ledger, Mode::Write)?;
    }
    let coming = beside(ledger, "restoring");
    remove(&coming);
    let mut work = || {
        let db = readable(from)?;
        copy(&db, from, &coming)?;
        drop(db);
        check(&coming)?;
        // Opening brings an older file to this version; that is done to the copy.
        let mut sound = Ledger::create(&coming)?;
        let checked = sound.check(found);
        if checked.damaged > 0 {
            let words = format!("damage in {} places; it was not restored", checked.damaged);
            return Err(Error::new(ErrorKind::Damaged, from, words));
        }
        sound.update()?;
        // Evidence that the backup lacks is told; what lies beside this ledger already is as good.
        let evidence = carry(&sound.db, from, ledger)?;
        evidence.left.into_iter().for_each(|words| {
            found(Finding {
                kind: FindingKind::Note,
                place: "evidence".to_owned(),
                words: format!("{words} in the backup"),
                can_be_mended: false,
            });
        });
        drop(sound);
        replace(&coming, ledger)
    };
    let done = work();
    remove(&coming);
    done
}

/// Puts the ledger at `coming` in the place of the one at `ledger`, which is kept beside it; gives where.
///
/// # Errors
/// Files cannot be written; then the ledger is as it was.
pub fn replace(coming: &Path, ledger: &Path) -> Result<Option<PathBuf>, Error> {
    if !ledger.exists() {
        alone(coming)?;
        settle(coming, ledger)?;
        return Ok(None);
    }
    let kept = unused(ledger);
    match readable(ledger).and_then(|db| copy(&db, ledger, &kept)) {
        Ok(()) => {
            // Into the file that others may have open, as one transaction: they see the ledger before or the ledger after.
            let done = sync(&kept)
                .and_then(|()| readable(coming))
                .and_then(|db| copy(&db, coming, ledger));
            if done.is_err() {
                remove(&kept);
            }
            return done.map(|()| Some(kept));
        }
        Err(e) => {
            remove(&kept);
            if !matches!(e.kind(), ErrorKind::Damaged | ErrorKind::NotALedger) {
                return Err(e);
            }
        }
    }
    // A file that SQLite cannot work with: moved away with all that belongs to it.
    for end in ["-wal", "-shm", "-journal"] {
        let (from, to) = (with(ledger, end), with(&kept, end));
        if from.exists() {
            fs::rename(&from, &to).map_err(|e| access(&from, &e))?;
        }
    }
    alone(coming)?;
    fs::rename(ledger, &kept).map_err(|e| access(ledger, &e))?;
    settle(coming, ledger)?;
    Ok(Some(kept))
}

/// Opens without looking at versions, so that a damaged or older file is not touched.
fn readable(path: &Path) -> Result<Connection, Error> {
    let sqlite = |e: rusqlite::Error| Error::sqlite(path, &e);
    let flags = |how| how | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let db = Connection::open_with_flags(path, flags(OpenFlags::SQLITE_OPEN_READ_WRITE))
        .or_else(|_| Connection::open_with_flags(path, flags(OpenFlags::SQLITE_OPEN_READ_ONLY)))
        .map_err(sqlite)?;
    db.busy_timeout(WAIT).map_err(sqlite)?;
    db.query_row("SELECT count(*) FROM sqlite_schema", [], |_| Ok(()))
        .map_err(sqlite)?;
    Ok(db)
}

/// All pages of `db` into the file at `to`, as one transaction of that file.
fn copy(db: &Connection, from: &Path, to: &Path) -> Result<(), Error> {
    let sqlite = |e: rusqlite::Error| Error::sqlite(to, &e);
    let mut target = Connection::open(to).map_err(sqlite)?;
    target.busy_timeout(WAIT).map_err(sqlite)?;
    target
        .execute_batch("PRAGMA synchronous = FULL; PRAGMA fullfsync = ON")
        .map_err(sqlite)?;
    let copying = Backup::new(db, &mut target).map_err(|e| Error::sqlite(from, &e))?;
    let until = Instant::now() + WAIT;
    loop {
        match copying.step(-1).map_err(sqlite)? {
            StepResult::Done => return Ok(()),
            _ if Instant::now() < until => std::thread::sleep(PAUSE),
            _ => return Err(Error::new(ErrorKind::Locked, to, "")),
        }
    }
}

/// Whether the pages of a copy hold together; leaves it as one file, without a log beside it.
fn check(path: &Path) -> Result<(), Error> {
    let sqlite = |e: rusqlite::Error| Error::sqlite(path, &e);
    let db = Connection::open(path).map_err(sqlite)?;
    let said: String = db
        .query_row("PRAGMA integrity_check(1)", [], |r| r.get(0))
        .map_err(sqlite)?;
    if said != "ok" {
        let words = format!("{said}; `sayso doctor` says more");
        return Err(Error::new(ErrorKind::Damaged, path, words));
    }
    drop(db);
    alone(path)
}

/// Makes a ledger one file.
fn alone(path: &Path) -> Result<(), Error> {
    let db = Connection::open(path).map_err(|e| Error::sqlite(path, &e))?;
    db.query_row("PRAGMA journal_mode = DELETE", [], |_| Ok(()))
        .map_err(|e| Error::sqlite(path, &e))
}

/// Gives a file that is whole its name.
fn settle(partial: &Path, name: &Path) -> Result<(), Error> {
    sync(partial)?;
    fs::rename(partial, name).map_err(|e| access(name, &e))?;
    if let Some(folder) = name.parent() {
        let folder = if folder.as_os_str().is_empty() {
            Path::new(".")
        } else {
            folder
        };
        // Not every system can sync a folder.
        let _ = File::open(folder).and_then(|f| f.sync_all());
    }
    Ok(())
}

fn sync(path: &Path) -> Result<(), Error> {
    File::open(path)
        .and_then(|f| f.sync_all())
        .map_err(|e| access(path, &e))
}

fn same(one: &Path, other: &Path) -> Result<(), Error> {
    let is_same = one == other
        || matches!((one.canonicalize(), other.canonicalize()), (Ok(a), Ok(b)) if a == b);
    if is_same {
        return Err(Error::new(ErrorKind::Other, one, "that is the same file"));
    }
    Ok(())
}

/// A name beside the ledger that nothing has.
fn unused(ledger: &Path) -> PathBuf {
    (1..)
        .map(|n| beside(ledger, &format!("replaced-{n}")))
        .find(|p| !p.exists())
        .unwrap_or_else(|| beside(ledger, "replaced"))
}

/// The path of a file that belongs to another: `sayso.db.partial`.
pub fn beside(path: &Path, end: &str) -> PathBuf {
    with(path, &format!(".{end}"))
}

fn with(path: &Path, end: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(end);
    PathBuf::from(name)
}

/// Removes a file of our own with all that belongs to it.
pub fn remove(path: &Path) {
    for end in ["", "-wal", "-shm", "-journal"] {
        let _ = fs::remove_file(with(path, end));
    }
}

fn access(path: &Path, error: &std::io::Error) -> Error {
    let kind = match error.kind() {
        std::io::ErrorKind::StorageFull => ErrorKind::Full,
        _ => ErrorKind::Access,
    };
    Error::new(kind, path, error.to_string())
}
