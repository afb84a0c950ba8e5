//! What is kept, out of a ledger that may be damaged, into a new file: row by row, around pages that cannot be read.

use super::report::unpacked;
use super::{KEPT, rows};
use crate::file::{self, Mode};
use crate::{Error, ErrorKind, Hash};
use rusqlite::{Connection, OpenFlags, params_from_iter, types::Value};
use std::path::Path;
use std::time::Duration;

/// A report whose bytes could not be saved.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Lost {
    /// What it was called, as far as that can be read: hash, address, input.
    pub name: String,
    /// Why.
    pub why: String,
}

/// What came out of a ledger.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Salvaged {
    /// Rows that are now in the new file, by table.
    pub rows: Vec<(&'static str, u64)>,
    /// Reports that are not.
    pub lost: Vec<Lost>,
    /// Rows of other tables that could not be read, by table, where it is known how many.
    pub unread: Vec<(&'static str, u64)>,
}

/// Copies what is kept in the ledger at `from` into a new ledger at `into`, with the numbers of its rows. What is derived is left out.
///
/// # Errors
/// `from` cannot be opened at all, or `into` cannot be written.
pub fn salvage(from: &Path, into: &Path) -> Result<Salvaged, Error> {
    let old = Connection::open_with_flags(
        from,
        OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX,
    )
    .or_else(|_| Connection::open_with_flags(from, OpenFlags::SQLITE_OPEN_READ_ONLY))
    .map_err(|e| Error::sqlite(from, &e))?;
    old.busy_timeout(Duration::from_secs(10))
        .map_err(|e| Error::sqlite(from, &e))?;
    // One state of it, whatever another program writes meanwhile.
    let _ = old.execute_batch("BEGIN DEFERRED");
    let new = file::open(into, Mode::Write, Duration::from_secs(10))?;
    let write = |e: rusqlite::Error| Error::sqlite(into, &e);
    new.execute_batch("PRAGMA foreign_keys = OFF; BEGIN IMMEDIATE")
        .map_err(write)?;
    let mut out = Salvaged::default();
    for table in KEPT {
        copy(&old, &new, table, &mut out)
            .map_err(|e| Error::new(ErrorKind::Damaged, from, format!("table {table}: {e}")))?;
    }
    judge(&old, &new, &mut out).map_err(write)?;
    new.execute_batch("COMMIT; PRAGMA foreign_keys = ON")
        .map_err(write)?;
    Ok(out)
}

fn columns(db: &Connection, table: &str) -> rusqlite::Result<Vec<String>> {
    let mut statement = db.prepare(&format!("SELECT name FROM pragma_table_info('{table}')"))?;
    statement.query_map([], |r| r.get(0))?.collect()
}

fn copy(
    old: &Connection,
    new: &Connection,
    table: &'static str,
    out: &mut Salvaged,
) -> rusqlite::Result<()> {
    let theirs = columns(old, table)?;
    let mut names = columns(new, table)?;
    names.retain(|name| theirs.contains(name));
    if names.is_empty() {
        return Ok(());
    }
    let list = names.join(", ");
    let places = vec!["?"; names.len() + 1].join(", ");
    let mut read = old.prepare(&format!(
        "SELECT rowid, {list} FROM {table} NOT INDEXED WHERE rowid = ?"
    ))?;
    let mut write = new.prepare(&format!(
        "INSERT OR IGNORE INTO {table} (rowid, {list}) VALUES ({places})"
    ))?;
    let (numbers, _) = rows::numbers(old, table);
    let (mut saved, mut unread) = (0, 0);
    for number in numbers {
        let row: rusqlite::Result<Vec<Value>> =
            read.query_row([number], |r| (0..=names.len()).map(|i| r.get(i)).collect());
        match row {
            Ok(row) => saved += write.execute(params_from_iter(row))? as u64,
            Err(_) => unread += 1,
        }
    }
    out.rows.push((table, saved));
    if unread > 0 {
        out.unread.push((table, unread));
    }
    Ok(())
}

/// Takes out reports whose bytes are not there or not their own, and says which.
fn judge(old: &Connection, new: &Connection, out: &mut Salvaged) -> rusqlite::Result<()> {
    let mut bad: Vec<(i64, String)> = Vec::new();
    {
        let mut statement = new.prepare(
            "SELECT w.id, w.hash, w.size, w.zstd, v.report IS NOT NULL FROM raw w LEFT JOIN received v ON v.report = w.id",
        )?;
        let mut rows = statement.query([])?;
        while let Some(r) = rows.next()? {
            let packed: Vec<u8> = r.get(3)?;
            if packed.is_empty() && r.get(4)? {
                continue;
            }
            let hash = Hash(r.get(1)?);
            match unpacked(&packed, r.get(2)?) {
                Ok(bytes) if Hash::of(&bytes) == hash => {}
                Ok(_) => bad.push((
                    r.get(0)?,
                    "its bytes are not those that its hash names".into(),
                )),
                Err(e) => bad.push((r.get(0)?, format!("its bytes cannot be unpacked ({e})"))),
            }
        }
        let mut without =
            new.prepare("SELECT id FROM report WHERE id NOT IN (SELECT id FROM raw)")?;
        for id in without.query_map([], |r| r.get::<_, i64>(0))? {
            bad.push((id?, "its bytes cannot be read".into()));
        }
    }
    // A report both of whose rows stood on bad pages shows by what was read in it.
    for id in rows::numbers(old, "reading").0 {
        let there = new
            .prepare_cached("SELECT 1 FROM raw WHERE id = ?")?
            .exists([id])?;
        if !there && !bad.iter().any(|b| b.0 == id) {
            bad.push((id, "its bytes cannot be read".into()));
        }
    }
    for (id, why) in bad {
        out.lost.push(Lost {
            name: called(old, new, id),
            why,
        });
        for sql in [
            "DELETE FROM received WHERE report = ?",
            "DELETE FROM report WHERE id = ?",
            "DELETE FROM raw WHERE id = ?",
        ] {
            new.execute(sql, [id])?;
        }
    }
    Ok(())
}

fn called(old: &Connection, new: &Connection, id: i64) -> String {
    let hash = old
        .query_row("SELECT hash FROM raw WHERE id = ?", [id], |r| {
            Ok(Hash(r.get(0)?).to_string())
        })
        .ok();
    let from = new
        .query_row(
            "SELECT coalesce(url || ' · ', '') || input || CASE place WHEN '' THEN '' ELSE ': ' || place END FROM report WHERE id = ?",
            [id],
            |r| r.get::<_, String>(0),
        )
        .ok();
    let parts: Vec<String> = hash.into_iter().chain(from).collect();
    match parts.is_empty() {
        true => format!("row {id}"),
        false => parts.join(" · "),
    }
}
