//! Evidence along with its ledger: into a backup, and back.

use super::store::{self, folder};
use crate::{Error, Hash};
use rusqlite::Connection;
use std::fs;
use std::path::Path;

/// What went along.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Carried {
    /// Files that are at the other place now.
    pub files: u64,
    /// Their bytes.
    pub bytes: u64,
    /// Files that could not go along, and why.
    pub left: Vec<String>,
}

/// Copies every file that `db` names from beside the ledger `from` to beside the ledger `to`. Files are never changed once they are there, and are there
/// before a row names them: so a copy of the rows, taken first, finds all of them. One that is there already and is as it should be stays.
///
/// # Errors
/// A file cannot be written, or the disk is full. What cannot be read is told, and the rest goes along.
pub fn carry(db: &Connection, from: &Path, to: &Path) -> Result<Carried, Error> {
    let mut out = Carried::default();
    let sqlite = |e: rusqlite::Error| Error::sqlite(from, &e);
    let there: bool = db
        .query_row(
            "SELECT count(*) FROM sqlite_schema WHERE name = 'fetched'",
            [],
            |r| r.get(0),
        )
        .map_err(sqlite)?;
    if !there {
        return Ok(out);
    }
    let sql =
        "SELECT file, file_hash FROM fetched WHERE file IS NOT NULL GROUP BY file ORDER BY min(id)";
    let mut rows = db.prepare(sql).map_err(sqlite)?;
    let rows = rows
        .query_map([], |r| {
            Ok((r.get::<_, String>(0)?, r.get::<_, [u8; 32]>(1)?))
        })
        .map_err(sqlite)?;
    for row in rows {
        let (name, hash) = row.map_err(sqlite)?;
        if !store::is_name(&name) {
            out.left.push(format!("{name:?} is no name of evidence"));
            continue;
        }
        let is_sound = |bytes: &[u8]| Hash::of(bytes) == Hash(hash);
        let target = folder(to).join(&name);
        if let Ok(bytes) = fs::read(&target)
            && is_sound(&bytes)
        {
            (out.files, out.bytes) = (out.files + 1, out.bytes + bytes.len() as u64);
            continue;
        }
        match fs::read(folder(from).join(&name)) {
            Ok(bytes) if is_sound(&bytes) => {
                store::put(&folder(to), &name, &bytes)?;
                (out.files, out.bytes) = (out.files + 1, out.bytes + bytes.len() as u64);
            }
            Ok(_) => out.left.push(format!("{name}: it was changed")),
            Err(e) if e.kind() == std::io::ErrorKind::NotFound => {
                out.left.push(format!("{name}: it is missing"))
            }
            Err(e) => out.left.push(format!("{name}: {e}")),
        }
    }
    Ok(out)
}
