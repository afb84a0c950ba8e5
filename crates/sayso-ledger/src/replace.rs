//! Replacing what was read by what another version reads. What is kept (bytes, metadata, when first read) does not change.

use crate::keep::{Failed, derive, text_row};
use crate::{Arrival, Error, ErrorKind, Hash, Ledger};
use rusqlite::{OptionalExtension, Transaction, TransactionBehavior, params};
use std::path::Path;

impl Ledger {
    /// The version that read the report of these raw bytes; none if it is not kept.
    ///
    /// # Errors
    /// The file cannot be read.
    pub fn version_of(&self, raw: &Hash) -> Result<Option<String>, Error> {
        let found = self
            .db
            .prepare_cached(
                "SELECT g.version FROM raw w JOIN reading g ON g.report = w.id WHERE w.hash = ?",
            )
            .and_then(|mut s| s.query_row([&raw.0[..]], |r| r.get(0)).optional());
        found.map_err(|e| self.sqlite(&e))
    }

    /// Replaces the readings of reports that are kept by those of `arrivals`, in one transaction; gives how many were replaced.
    /// One that is of the same version already, or whose report is not kept, is passed over.
    ///
    /// # Errors
    /// The file cannot be written; then nothing has changed.
    pub fn replace(&mut self, arrivals: &[Arrival<'_>]) -> Result<usize, Error> {
        let path = self.path.clone();
        let batch = self
            .db
            .transaction_with_behavior(TransactionBehavior::Immediate)
            .map_err(|e| Error::sqlite(&path, &e))?;
        let mut replaced = 0;
        for arrival in arrivals {
            replaced += usize::from(replace_one(&batch, &path, arrival)?);
        }
        if replaced > 0 {
            crate::update::forget(&batch).map_err(|e| Error::sqlite(&path, &e))?;
        }
        batch.commit().map_err(|e| Error::sqlite(&path, &e))?;
        Ok(replaced)
    }
}

fn replace_one(db: &Transaction<'_>, path: &Path, a: &Arrival<'_>) -> Result<bool, Error> {
    swap(db, a).map_err(|e| match e {
        Failed::Sqlite(e) => Error::sqlite(path, &e),
        Failed::Json(e) => Error::new(ErrorKind::Other, path, format!("{}: {e}", a.input)),
    })
}

fn swap(db: &Transaction<'_>, a: &Arrival<'_>) -> Result<bool, Failed> {
    let hash = Hash::of(a.raw);
    let old: Option<(i64, i64, String)> = db
        .prepare_cached("SELECT g.report, g.text, g.version FROM raw w JOIN reading g ON g.report = w.id WHERE w.hash = ?")?
        .query_row([&hash.0[..]], |r| Ok((r.get(0)?, r.get(1)?, r.get(2)?)))
        .optional()?;
    let Some((report, old_text, version)) = old else {
        return Ok(false);
    };
    if version == a.version {
        return Ok(false);
    }
    db.prepare_cached("DELETE FROM claim WHERE report = ?")?
        .execute([report])?;
    db.prepare_cached("DELETE FROM reading WHERE report = ?")?
        .execute([report])?;
    let name = Hash::of(a.text.as_bytes());
    let text = text_row(db, &name, a.text)?;
    derive(db, a, report, text, &name)?;
    db.prepare_cached(
        "DELETE FROM text WHERE id = ?1 AND NOT EXISTS (SELECT 1 FROM reading WHERE text = ?1)",
    )?
    .execute(params![old_text])?;
    Ok(true)
}
