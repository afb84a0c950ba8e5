//! What is kept of a report, for reading it again, and putting what was read into a ledger that has none of it.

use super::report::unpacked;
use crate::keep::{Failed, derive, text_row};
use crate::query::ReportKey;
use crate::update::named;
use crate::{Arrival, Error, Hash, Ledger};
use rusqlite::{OptionalExtension, TransactionBehavior};

/// A report as it is kept: its bytes and what is known beside them.
#[derive(Clone, Debug, Default)]
pub struct KeptReport {
    /// Its bytes.
    pub raw: Vec<u8>,
    /// What they are.
    pub kind: String,
    /// The input that they came from.
    pub input: String,
    /// Headline.
    pub title: Option<String>,
    /// Who published it.
    pub outlet: Option<String>,
    /// Its address.
    pub url: Option<String>,
    /// When it was published.
    pub published: Option<String>,
    /// The charset that a server named.
    pub charset: Option<String>,
    /// What the bytes stood in.
    pub around: Option<String>,
    /// Whether its metadata are kept; if not, they are those of its bytes.
    pub has_metadata: bool,
}

impl Ledger {
    /// The reports that have raw bytes and no reading, in the order of their rows.
    ///
    /// # Errors
    /// The file cannot be read.
    pub fn unread(&self) -> Result<Vec<ReportKey>, Error> {
        let sql =
            "SELECT id FROM raw w WHERE NOT EXISTS (SELECT 1 FROM reading g WHERE g.report = w.id)
                   AND NOT EXISTS (SELECT 1 FROM received v WHERE v.report = w.id) ORDER BY id";
        let keys = self
            .db
            .prepare(sql)
            .and_then(|mut s| s.query_map([], |r| r.get(0).map(ReportKey))?.collect());
        keys.map_err(|e| self.sqlite(&e))
    }

    /// What is kept of a report.
    ///
    /// # Errors
    /// The file cannot be read.
    pub fn kept(&self, key: ReportKey) -> Result<KeptReport, Error> {
        let bytes = |e: std::io::Error| {
            rusqlite::Error::FromSqlConversionFailure(0, rusqlite::types::Type::Blob, Box::new(e))
        };
        let read = || -> rusqlite::Result<KeptReport> {
            let raw = self
                .db
                .prepare_cached("SELECT zstd, size FROM raw WHERE id = ?")?
                .query_row([key.0], |r| {
                    unpacked(&r.get::<_, Vec<u8>>(0)?, r.get(1)?).map_err(bytes)
                })?;
            let sql = "SELECT kind, input, title, outlet, url, published, charset, around FROM report WHERE id = ?";
            let kept = self.db.prepare_cached(sql)?.query_row([key.0], |r| {
                Ok(KeptReport {
                    raw: Vec::new(),
                    kind: r.get(0)?,
                    input: r.get(1)?,
                    title: r.get(2)?,
                    outlet: r.get(3)?,
                    url: r.get(4)?,
                    published: r.get(5)?,
                    charset: r.get(6)?,
                    around: r.get(7)?,
                    has_metadata: true,
                })
            });
            Ok(KeptReport {
                raw,
                ..kept.optional()?.unwrap_or_default()
            })
        };
        read().map_err(|e| self.sqlite(&e))
    }

    /// Puts what was read again into the ledger, in one transaction. A report whose metadata are not kept gets those of the arrival.
    ///
    /// # Errors
    /// The file cannot be written; then nothing has changed.
    pub fn fill(&mut self, arrivals: &[(ReportKey, Arrival<'_>)]) -> Result<(), Error> {
        let path = self.path.clone();
        let sqlite = |e: rusqlite::Error| Error::sqlite(&path, &e);
        let batch = self
            .db
            .transaction_with_behavior(TransactionBehavior::Immediate)
            .map_err(sqlite)?;
        let work = || -> Result<(), Failed> {
            for (key, arrival) in arrivals {
                let there = batch
                    .prepare_cached("SELECT 1 FROM report WHERE id = ?")?
                    .exists([key.0])?;
                if !there {
                    crate::keep::report_row(&batch, key.0, arrival)?;
                }
                let name = Hash::of(arrival.text.as_bytes());
                let text = text_row(&batch, &name, arrival.text)?;
                derive(&batch, arrival, key.0, text, &name)?;
            }
            Ok(())
        };
        work().map_err(|e| named(&path, e))?;
        batch.commit().map_err(sqlite)
    }
}
