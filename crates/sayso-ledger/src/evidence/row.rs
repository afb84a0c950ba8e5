//! Rows of what was fetched, and who points to it.

use super::without_fragment;
use crate::id::blobs_with;
use crate::{ClaimId, Error, ErrorKind, Hash, Ledger};
use rusqlite::types::Value;
use rusqlite::{OptionalExtension, Row, params_from_iter};
use sayso_intake::Hop;
use serde::{Deserialize, Serialize};

/// One time that an address was asked.
#[derive(Clone, Debug, Serialize)]
pub struct FetchRow {
    /// Its number.
    pub id: i64,
    /// When, ISO 8601.
    pub at: String,
    /// The same in seconds since 1970.
    #[serde(skip)]
    pub seconds: i64,
    /// The address.
    pub address: String,
    /// The kind of evidence that was promised there.
    pub wanted: Option<String>,
    /// SHA-256 of the bytes; none where none came.
    #[serde(serialize_with = "hex")]
    pub hash: Option<Hash>,
    /// Their size.
    pub size: Option<u64>,
    /// Where they were, after redirects.
    pub found: Option<String>,
    /// The status of HTTP.
    pub status: Option<u16>,
    /// What the server says that they are.
    #[serde(rename = "type")]
    pub sent_as: Option<String>,
    /// What they are by themselves.
    pub looks: Option<String>,
    /// The machine that gave them.
    pub ip: Option<String>,
    /// Redirects on the way.
    pub hops: Vec<HopRow>,
    /// What is not as it was promised.
    pub remarks: Vec<String>,
    /// Why no bytes came.
    pub failure: Option<String>,
    /// The file within the folder beside the ledger.
    pub file: Option<String>,
    /// Whether the file holds the bytes; if not, an earlier one does.
    #[serde(skip)]
    pub is_whole: bool,
}

/// A redirect.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct HopRow {
    /// What was asked for.
    pub url: String,
    /// The status of the answer.
    pub status: u16,
    /// Where it led.
    pub to: Option<String>,
    /// Which machine answered.
    pub ip: Option<String>,
}

/// Bytes that are kept: each hash once.
#[derive(Clone, Debug, Serialize)]
pub struct KeptRow {
    /// SHA-256 of the bytes.
    #[serde(serialize_with = "whole_hex")]
    pub hash: Hash,
    /// Their size.
    pub size: u64,
    /// What they are.
    pub looks: String,
    /// Each time that they were fetched, the first one first.
    pub fetches: Vec<FetchRow>,
    /// The claims that point to an address that gave them.
    pub claims: Vec<Pointer>,
}

/// A claim that points to an address.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Pointer {
    /// The claim's id.
    pub claim: String,
    /// The report that it stands in, by its hash.
    pub report: String,
    /// Who published it.
    pub outlet: Option<String>,
    /// Who says it.
    pub actor: Option<String>,
    /// The kind of evidence.
    pub kind: String,
    /// The address.
    pub url: String,
}

fn hex<S: serde::Serializer>(hash: &Option<Hash>, s: S) -> Result<S::Ok, S::Error> {
    hash.map(|h| h.to_string()).serialize(s)
}

fn whole_hex<S: serde::Serializer>(hash: &Hash, s: S) -> Result<S::Ok, S::Error> {
    hash.to_string().serialize(s)
}

const COLUMNS: &str = "id, at, strftime('%Y-%m-%dT%H:%M:%SZ', at, 'unixepoch'), address, wanted, hash, size, found, status, type, looks, ip, hops, remarks, failure, file, is_whole";

pub(super) fn hops(redirects: &[Hop]) -> String {
    let row = |h: &Hop| HopRow {
        url: h.url.clone(),
        status: h.status,
        to: h.to.clone(),
        ip: h.ip.map(|ip| ip.to_string()),
    };
    let rows: Vec<HopRow> = redirects.iter().map(row).collect();
    serde_json::to_string(&rows).unwrap_or_else(|_| "[]".to_owned())
}

fn fetch(r: &Row<'_>) -> rusqlite::Result<FetchRow> {
    Ok(FetchRow {
        id: r.get(0)?,
        seconds: r.get(1)?,
        at: r.get::<_, Option<String>>(2)?.unwrap_or_default(),
        address: r.get(3)?,
        wanted: r.get(4)?,
        hash: r.get::<_, Option<[u8; 32]>>(5)?.map(Hash),
        size: r.get(6)?,
        found: r.get(7)?,
        status: r.get(8)?,
        sent_as: r.get(9)?,
        looks: r.get(10)?,
        ip: r.get(11)?,
        hops: serde_json::from_str(&r.get::<_, String>(12)?).unwrap_or_default(),
        remarks: serde_json::from_str(&r.get::<_, String>(13)?).unwrap_or_default(),
        failure: r.get(14)?,
        file: r.get(15)?,
        is_whole: r.get(16)?,
    })
}

impl Ledger {
    fn fetches(&self, which: &str, values: Vec<Value>) -> Result<Vec<FetchRow>, Error> {
        let sql = format!("SELECT {COLUMNS} FROM fetched {which}");
        let rows = self
            .db
            .prepare_cached(&sql)
            .and_then(|mut s| s.query_map(params_from_iter(values), fetch)?.collect());
        rows.map_err(|e| self.sqlite(&e))
    }

    pub(super) fn fetch(&self, id: i64) -> Result<FetchRow, Error> {
        let found = self.fetches("WHERE id = ?", vec![id.into()])?.pop();
        found.ok_or_else(|| Error::new(ErrorKind::Unknown, &self.path, "no such fetch"))
    }

    /// Every time that these bytes were fetched, the first one first.
    ///
    /// # Errors
    /// The file cannot be read.
    pub fn fetches_with(&self, hash: &Hash) -> Result<Vec<FetchRow>, Error> {
        self.fetches("WHERE hash = ? ORDER BY id", vec![hash.0.to_vec().into()])
    }

    /// Every time that an address was asked, the last one first.
    ///
    /// # Errors
    /// The file cannot be read.
    pub fn fetches_of(&self, address: &str) -> Result<Vec<FetchRow>, Error> {
        let address = without_fragment(address).to_owned();
        self.fetches("WHERE address = ? ORDER BY id DESC", vec![address.into()])
    }

    /// The last time that an address gave bytes; else the last time that it gave none.
    ///
    /// # Errors
    /// The file cannot be read.
    pub fn last_fetch_of(&self, address: &str) -> Result<Option<FetchRow>, Error> {
        let address = without_fragment(address).to_owned();
        let which = "WHERE address = ? ORDER BY hash IS NULL, id DESC LIMIT 1";
        Ok(self.fetches(which, vec![address.into()])?.pop())
    }

    /// Every time that an address gave nothing, the last one first.
    ///
    /// # Errors
    /// The file cannot be read.
    pub fn failed_fetches(&self) -> Result<Vec<FetchRow>, Error> {
        self.fetches("WHERE hash IS NULL ORDER BY id DESC", Vec::new())
    }

    /// All bytes that are kept, those fetched last first: `most` of them, after the first `skip`.
    ///
    /// # Errors
    /// The file cannot be read.
    pub fn kept_evidence(&self, skip: usize, most: usize) -> Result<Vec<KeptRow>, Error> {
        let sql = "SELECT hash FROM fetched WHERE hash IS NOT NULL GROUP BY hash ORDER BY max(id) DESC LIMIT ? OFFSET ?";
        let hashes: rusqlite::Result<Vec<[u8; 32]>> =
            self.db.prepare_cached(sql).and_then(|mut s| {
                let bounds = [most, skip].map(|n| i64::try_from(n).unwrap_or(i64::MAX));
                s.query_map(bounds, |r| r.get(0))?.collect()
            });
        let hashes = hashes.map_err(|e| self.sqlite(&e))?;
        hashes.into_iter().map(|h| self.kept_of(Hash(h))).collect()
    }

    fn kept_of(&self, hash: Hash) -> Result<KeptRow, Error> {
        let fetches = self.fetches_with(&hash)?;
        let first = fetches.first();
        let mut claims: Vec<Pointer> = Vec::new();
        let mut seen: Vec<&str> = Vec::new();
        for fetch in &fetches {
            if !seen.contains(&fetch.address.as_str()) {
                seen.push(&fetch.address);
                claims.extend(self.pointers(&fetch.address)?);
            }
        }
        Ok(KeptRow {
            hash,
            size: first.and_then(|f| f.size).unwrap_or(0),
            looks: first.and_then(|f| f.looks.clone()).unwrap_or_default(),
            claims,
            fetches,
        })
    }

    /// The one that is kept whose hash begins so.
    ///
    /// # Errors
    /// There is none, or there are several.
    pub fn find_evidence(&self, prefix: &str) -> Result<KeptRow, Error> {
        let unknown = |words: String| Error::new(ErrorKind::Unknown, &self.path, words);
        let Some((from, to)) = blobs_with(prefix, 32) else {
            return Err(unknown(format!(
                "{prefix:?} is no hash: those are up to 64 hex digits"
            )));
        };
        let sql = "SELECT DISTINCT hash FROM fetched WHERE hash BETWEEN ? AND ? LIMIT 3";
        let found: rusqlite::Result<Vec<[u8; 32]>> = self
            .db
            .prepare_cached(sql)
            .and_then(|mut s| s.query_map([from, to], |r| r.get(0))?.collect());
        match found.map_err(|e| self.sqlite(&e))?.as_slice() {
            [] => Err(unknown(format!(
                "nothing is kept whose hash begins with {prefix}"
            ))),
            [one] => self.kept_of(Hash(*one)),
            _ => Err(Error::new(
                ErrorKind::Ambiguous,
                &self.path,
                format!("several hashes begin with {prefix}"),
            )),
        }
    }

    /// The claims that point to an address, by report and place.
    ///
    /// # Errors
    /// The file cannot be read.
    pub fn pointers(&self, address: &str) -> Result<Vec<Pointer>, Error> {
        let sql = "SELECT c.name, w.hash, r.outlet, c.actor, p.kind, p.url FROM pointed p JOIN claim c ON c.id = p.claim
                   JOIN report r ON r.id = c.report JOIN raw w ON w.id = r.id WHERE p.url = ? ORDER BY r.published IS NULL, r.published, w.hash, c.position, p.n";
        let rows = self.db.prepare_cached(sql).and_then(|mut s| {
            s.query_map([without_fragment(address)], |r| {
                Ok(Pointer {
                    claim: ClaimId(r.get(0)?).to_string(),
                    report: Hash(r.get(1)?).to_string(),
                    outlet: r.get(2)?,
                    actor: r.get(3)?,
                    kind: r.get(4)?,
                    url: r.get(5)?,
                })
            })?
            .collect()
        });
        rows.map_err(|e| self.sqlite(&e))
    }

    /// The kind of evidence that the first claim which points to an address says is there.
    ///
    /// # Errors
    /// The file cannot be read.
    pub fn promised_at(&self, address: &str) -> Result<Option<String>, Error> {
        let sql = "SELECT p.kind FROM pointed p JOIN claim c ON c.id = p.claim WHERE p.url = ? ORDER BY c.name, p.n LIMIT 1";
        self.db
            .prepare_cached(sql)
            .and_then(|mut s| {
                s.query_row([without_fragment(address)], |r| r.get(0))
                    .optional()
            })
            .map_err(|e| self.sqlite(&e))
    }
}
