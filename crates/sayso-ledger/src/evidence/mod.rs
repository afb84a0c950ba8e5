//! What claims point to, fetched when somebody asks, and kept.
//!
//! The bytes lie in a folder beside the ledger, `LEDGER-evidence`, as WARC records packed with zstd, one frame a record: `ab/HASH-ID.warc.zst`, by the
//! SHA-256 of the bytes and of the file. Bytes that were kept before are not kept twice: the later file says that they are the same (a revisit). A file is
//! written beside its place, synced and renamed before its row is committed, so that whatever is told to be kept is kept. Rows of what was fetched are
//! never changed; which claims share bytes is asked by address.

mod carry;
mod check;
mod looks;
mod record;
mod row;
mod store;
#[cfg(test)]
mod tests;

pub use carry::{Carried, carry};
pub use check::EvidenceChecked;
pub use looks::{looks, remarks};
pub use row::{FetchRow, HopRow, KeptRow, Pointer};
pub use store::folder;

use crate::{Error, Hash, Ledger};
use rusqlite::params;
use sayso_intake::{Fetched, Hop, Unfetched};
use std::time::{SystemTime, UNIX_EPOCH};

/// What became of an address.
#[derive(Clone, Debug)]
pub struct Preserved {
    /// Its row.
    pub row: FetchRow,
    /// Whether these bytes were kept before, from there or from elsewhere.
    pub again: bool,
}

/// An address without the part that names a place in the page.
pub fn without_fragment(address: &str) -> &str {
    address.split('#').next().unwrap_or(address)
}

impl Ledger {
    /// Keeps what an address gave; `wanted` is the kind of evidence that was promised. When this returns, bytes and row are on the disk.
    ///
    /// # Errors
    /// A file cannot be written, or the disk is full. Then nothing is changed.
    pub fn preserve(
        &mut self,
        address: &str,
        wanted: Option<&str>,
        fetched: &Fetched,
    ) -> Result<Preserved, Error> {
        let last = &fetched.last;
        let hash = Hash::of(&last.body);
        let said = record::header(&last.response, "content-type");
        let looks = looks(&last.body);
        let remarks = remarks(wanted, said, looks, &last.response, &last.body);
        let before = self.whole_file_of(&hash)?;
        let again = before.is_some();
        let warc = record::warc(fetched, &hash, before.as_ref());
        let packed = record::packed(&warc)
            .map_err(|e| Error::new(crate::ErrorKind::Other, &self.path, e.to_string()))?;
        let name = store::name(&hash, &Hash::of(&packed));
        store::put(&folder(&self.path), &name, &packed)?;
        let hops = row::hops(&fetched.redirects);
        self.db
            .execute(
                "INSERT INTO fetched (at, address, wanted, hash, size, found, status, type, looks, ip, hops, remarks, file, file_hash, file_size, is_whole)
                 VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                params![
                    seconds(last.at), without_fragment(address), wanted, &hash.0[..], last.body.len() as i64, last.url, last.status, said, looks,
                    last.ip.map(|ip| ip.to_string()), hops, serde_json::Value::from(remarks).to_string(), name, &Hash::of(&packed).0[..],
                    packed.len() as i64, !again
                ],
            )
            .map_err(|e| self.sqlite(&e))?;
        Ok(Preserved {
            row: self.fetch(self.db.last_insert_rowid())?,
            again,
        })
    }

    /// Writes down that an address gave nothing, and why.
    ///
    /// # Errors
    /// The file cannot be written.
    pub fn preserve_failure(
        &mut self,
        address: &str,
        wanted: Option<&str>,
        at: SystemTime,
        failed: &Unfetched,
    ) -> Result<FetchRow, Error> {
        self.db
            .execute(
                "INSERT INTO fetched (at, address, wanted, status, hops, remarks, failure, is_whole) VALUES (?, ?, ?, ?, ?, '[]', ?, 0)",
                params![
                    seconds(at), without_fragment(address), wanted, failed.status, row::hops(&failed.redirects), failed.why.reason
                ],
            )
            .map_err(|e| self.sqlite(&e))?;
        self.fetch(self.db.last_insert_rowid())
    }

    /// The bytes of this hash.
    ///
    /// # Errors
    /// They are not kept, or their file is gone or not what it was; the error says which.
    pub fn preserved(&self, hash: &Hash) -> Result<Vec<u8>, Error> {
        let mut why = None;
        for (name, size) in self.whole_files(hash)? {
            match store::payload(&folder(&self.path), &name, hash, size) {
                Ok(bytes) => return Ok(bytes),
                Err(words) => why = why.or(Some(words)),
            }
        }
        let (kind, words) = match why {
            Some(words) => (crate::ErrorKind::Damaged, words),
            None => (crate::ErrorKind::Unknown, "it is not kept".to_owned()),
        };
        Err(Error::new(
            kind,
            &self.path,
            format!("evidence {hash}: {words}"),
        ))
    }

    /// The records of this hash, of every time that it was fetched, as one WARC file.
    ///
    /// # Errors
    /// They are not kept, or a file is gone or cannot be unpacked.
    pub fn preserved_warc(&self, hash: &Hash) -> Result<Vec<u8>, Error> {
        let mut out = Vec::new();
        for fetch in self.fetches_with(hash)? {
            let Some(name) = &fetch.file else { continue };
            let words = |words: String| Error::new(crate::ErrorKind::Damaged, &self.path, words);
            out.extend(
                store::unpacked(&folder(&self.path), name, fetch.size.unwrap_or(0))
                    .map_err(words)?,
            );
        }
        Ok(out)
    }

    /// The file that has these bytes whole, with the hop that they came by.
    fn whole_file_of(&self, hash: &Hash) -> Result<Option<(String, i64)>, Error> {
        for fetch in self.fetches_with(hash)? {
            let (Some(name), true) = (&fetch.file, fetch.is_whole) else {
                continue;
            };
            if store::payload(&folder(&self.path), name, hash, fetch.size.unwrap_or(0)).is_ok() {
                return Ok(Some((fetch.found.unwrap_or_default(), fetch.seconds)));
            }
        }
        Ok(None)
    }

    fn whole_files(&self, hash: &Hash) -> Result<Vec<(String, u64)>, Error> {
        let all = self.fetches_with(hash)?.into_iter();
        let whole = all.filter(|f| f.is_whole);
        Ok(whole
            .filter_map(|f| Some((f.file?, f.size.unwrap_or(0))))
            .collect())
    }
}

fn seconds(at: SystemTime) -> i64 {
    let since = at.duration_since(UNIX_EPOCH);
    since.map_or(0, |d| i64::try_from(d.as_secs()).unwrap_or(i64::MAX))
}

/// Everything on the way, the redirects first.
fn way(fetched: &Fetched) -> impl Iterator<Item = &Hop> {
    fetched.redirects.iter().chain([&fetched.last])
}
