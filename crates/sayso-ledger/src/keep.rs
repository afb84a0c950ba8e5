//! Keeping reports with what was read in them: one transaction a batch, one row a report however often it comes.

use crate::contract::{
    claim_in_points, figures_in_points, spans_in_points, times_in_points, to_json,
};
use crate::file::{self, Mode};
use crate::{ClaimId, Error, ErrorKind, Hash};
use rusqlite::{Connection, OptionalExtension, Transaction, TransactionBehavior, params};
use sayso_claims::{Claim, Figure, Time};
use sayso_language::{CodePoints, Span};
use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

/// How long a writer waits for another.
const WAIT: Duration = Duration::from_secs(10);

/// zstd level of raw bytes: three quarters of what the highest level saves, at a twentieth of its time.
const LEVEL: i32 = 3;

/// An open ledger.
pub struct Ledger {
    pub(crate) db: Connection,
    pub(crate) path: PathBuf,
}

/// A value known of a report, and how it is known.
#[derive(Clone, Copy, Debug, Default)]
pub struct Item<'a> {
    /// The value.
    pub value: Option<&'a str>,
    /// How it is known, by the words of the intake.
    pub how: Option<&'a str>,
}

/// A report that was read, with spans in bytes of its text.
#[derive(Clone, Debug, Default)]
pub struct Arrival<'a> {
    /// Its bytes; their hash names it.
    pub raw: &'a [u8],
    /// The id that its input gave it.
    pub given_id: Option<&'a str>,
    /// What the bytes are.
    pub kind: &'a str,
    /// Where they came from.
    pub input: &'a str,
    /// Where in that.
    pub place: &'a str,
    /// Its headline.
    pub title: Item<'a>,
    /// Who wrote it.
    pub byline: Item<'a>,
    /// Who published it.
    pub outlet: Item<'a>,
    /// BCP 47 tag.
    pub language: Item<'a>,
    /// Its address.
    pub url: Item<'a>,
    /// When it was published, ISO 8601.
    pub published: Item<'a>,
    /// The charset that something outside of the bytes named.
    pub charset: Option<&'a str>,
    /// What the bytes stood in and cannot be read without.
    pub around: Option<&'a str>,
    /// Its text.
    pub text: &'a str,
    /// Parts of the text that are no report.
    pub boilerplate: Vec<Span>,
    /// Words that the page links, spans in bytes of the text.
    pub links: &'a [sayso_intake::Link],
    /// The version of the reading.
    pub version: &'a str,
    /// Sentences.
    pub sentences: Vec<Span>,
    /// Claims in text order.
    pub claims: Vec<Claim>,
    /// Figures in the outlet's own voice.
    pub figures: Vec<Figure>,
    /// Times in the outlet's own voice.
    pub times: Vec<Time>,
}

/// Input that gave no report.
#[derive(Clone, Debug, Default)]
pub struct Rejection {
    /// Where it came from.
    pub input: String,
    /// Where in that.
    pub place: String,
    /// The class of the reason, for counting.
    pub class: String,
    /// The reason.
    pub reason: String,
}

/// Whether a report was there before.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kept {
    /// It was not.
    New,
    /// It was; nothing changed.
    Known,
}

/// A run of `read`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RunId(i64);

/// How much is in a ledger.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    /// Reports.
    pub reports: u64,
    /// Claims.
    pub claims: u64,
    /// Input rejected, over all runs.
    pub rejected: u64,
}

impl Ledger {
    /// Opens the ledger at `path` for writing, and makes it if nothing is there.
    ///
    /// # Errors
    /// The file is foreign, newer, locked for ten seconds, or cannot be made.
    pub fn create(path: impl AsRef<Path>) -> Result<Self, Error> {
        Self::with_wait(path, WAIT)
    }

    /// The same, waiting `wait` for another writer.
    ///
    /// # Errors
    /// As [`Ledger::create`].
    pub fn with_wait(path: impl AsRef<Path>, wait: Duration) -> Result<Self, Error> {
        let path = path.as_ref().to_owned();
        Ok(Ledger {
            db: file::open(&path, Mode::Write, wait)?,
            path,
        })
    }

    /// Opens the ledger at `path` to be asked.
    ///
    /// # Errors
    /// As [`Ledger::create`]; and no file is there.
    pub fn open(path: impl AsRef<Path>) -> Result<Self, Error> {
        let path = path.as_ref().to_owned();
        Ok(Ledger {
            db: file::open(&path, Mode::Read, WAIT)?,
            path,
        })
    }

    pub(crate) fn sqlite(&self, error: &rusqlite::Error) -> Error {
        Error::sqlite(&self.path, error)
    }

    /// Whether the report of these raw bytes is kept.
    ///
    /// # Errors
    /// The file cannot be read.
    pub fn knows(&self, raw: &Hash) -> Result<bool, Error> {
        let found = self
            .db
            .prepare_cached("SELECT 1 FROM raw WHERE hash = ?")
            .and_then(|mut s| s.exists([&raw.0[..]]));
        found.map_err(|e| self.sqlite(&e))
    }

    /// How much is in it.
    ///
    /// # Errors
    /// The file cannot be read.
    pub fn counts(&self) -> Result<Counts, Error> {
        let sql = "SELECT (SELECT count(*) FROM report), (SELECT count(*) FROM claim), (SELECT count(*) FROM rejected)";
        let counts = self.db.query_row(sql, [], |r| {
            Ok(Counts {
                reports: r.get(0)?,
                claims: r.get(1)?,
                rejected: r.get(2)?,
            })
        });
        counts.map_err(|e| self.sqlite(&e))
    }

    /// Begins a run with this version of the reading.
    ///
    /// # Errors
    /// The file cannot be written.
    pub fn begin_run(&mut self, version: &str) -> Result<RunId, Error> {
        let done = self.db.execute(
            "INSERT INTO run (began, version) VALUES (?, ?)",
            params![now(), version],
        );
        done.map_err(|e| self.sqlite(&e))?;
        Ok(RunId(self.db.last_insert_rowid()))
    }

    /// Ends a run; `known` are reports that were known before reading, not handed to [`Ledger::keep`].
    ///
    /// # Errors
    /// The file cannot be written.
    pub fn end_run(&mut self, run: RunId, known: u64) -> Result<(), Error> {
        let done = self.db.execute(
            "UPDATE run SET ended = ?, known = known + ? WHERE id = ?",
            params![now(), known as i64, run.0],
        );
        done.map(|_| ()).map_err(|e| self.sqlite(&e))
    }

    /// Keeps a batch in one transaction, synced to disk when this returns: all of it, or on error nothing.
    ///
    /// # Errors
    /// The file cannot be written.
    pub fn keep(
        &mut self,
        run: RunId,
        arrivals: &[Arrival<'_>],
        rejections: &[Rejection],
    ) -> Result<Vec<Kept>, Error> {
        self.keep_and(run, arrivals, rejections, |_| Ok(()))
    }

    /// The same, with what `more` writes in the same transaction.
    pub(crate) fn keep_and(
        &mut self,
        run: RunId,
        arrivals: &[Arrival<'_>],
        rejections: &[Rejection],
        more: impl FnOnce(&Transaction<'_>) -> rusqlite::Result<()>,
    ) -> Result<Vec<Kept>, Error> {
        let path = self.path.clone();
        let sqlite = |e: rusqlite::Error| Error::sqlite(&path, &e);
        let batch = self
            .db
            .transaction_with_behavior(TransactionBehavior::Immediate)
            .map_err(sqlite)?;
        let mut kept = Vec::with_capacity(arrivals.len());
        for arrival in arrivals {
            kept.push(keep_one(&batch, &path, arrival)?);
        }
        for r in rejections {
            batch
                .prepare_cached("INSERT INTO rejected (run, input, place, class, reason) VALUES (?, ?, ?, ?, ?)")
                .and_then(|mut s| s.execute(params![run.0, r.input, r.place, r.class, r.reason]))
                .map_err(sqlite)?;
        }
        let new = kept.iter().filter(|k| **k == Kept::New).count();
        batch
            .execute(
                "UPDATE run SET new = new + ?, known = known + ?, rejected = rejected + ? WHERE id = ?",
                params![new as i64, (kept.len() - new) as i64, rejections.len() as i64, run.0],
            )
            .map_err(sqlite)?;
        more(&batch).map_err(sqlite)?;
        batch.commit().map_err(sqlite)?;
        Ok(kept)
    }
}

fn now() -> i64 {
    SystemTime::now()
        .duration_since(UNIX_EPOCH)
        .map_or(0, |d| d.as_secs() as i64)
}

fn keep_one(db: &Transaction<'_>, path: &Path, a: &Arrival<'_>) -> Result<Kept, Error> {
    let sqlite = |e: rusqlite::Error| Error::sqlite(path, &e);
    let other =
        |e: &dyn std::fmt::Display| Error::new(ErrorKind::Other, path, format!("{}: {e}", a.input));
    let hash = Hash::of(a.raw);
    if db
        .prepare_cached("SELECT 1 FROM raw WHERE hash = ?")
        .and_then(|mut s| s.exists([&hash.0[..]]))
        .map_err(sqlite)?
    {
        return Ok(Kept::Known);
    }
    let packed = zstd::bulk::compress(a.raw, LEVEL).map_err(|e| other(&e))?;
    db.prepare_cached("INSERT INTO raw (hash, size, zstd) VALUES (?, ?, ?)")
        .and_then(|mut s| s.execute(params![&hash.0[..], a.raw.len() as i64, packed]))
        .map_err(sqlite)?;
    let report = db.last_insert_rowid();
    report_row(db, report, a).map_err(sqlite)?;
    let name = Hash::of(a.text.as_bytes());
    let text = text_row(db, &name, a.text).map_err(sqlite)?;
    derive(db, a, report, text, &name).map_err(|e| match e {
        Failed::Sqlite(e) => sqlite(e),
        Failed::Json(e) => other(&e),
    })?;
    Ok(Kept::New)
}

/// What is known of a report, as its row.
pub(crate) fn report_row(
    db: &Transaction<'_>,
    report: i64,
    a: &Arrival<'_>,
) -> rusqlite::Result<()> {
    let items = [
        ("title", a.title),
        ("byline", a.byline),
        ("outlet", a.outlet),
        ("language", a.language),
        ("url", a.url),
        ("published", a.published),
    ];
    let known: serde_json::Map<String, serde_json::Value> = items
        .iter()
        .filter_map(|(name, item)| Some(((*name).to_owned(), item.how?.into())))
        .collect();
    let known = serde_json::Value::Object(known).to_string();
    db.prepare_cached(
        "INSERT INTO report (id, given_id, kind, input, place, title, byline, outlet, language, url, published, known, first_read, charset, around)
         VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
    )
    .and_then(|mut s| {
        s.execute(params![
            report, a.given_id, a.kind, a.input, a.place, a.title.value, a.byline.value, a.outlet.value, a.language.value,
            a.url.value, a.published.value, known, now(), a.charset, a.around
        ])
    })
    .map(|_| ())
}

pub(crate) fn text_row(db: &Connection, hash: &Hash, body: &str) -> rusqlite::Result<i64> {
    let found = db
        .prepare_cached("SELECT id FROM text WHERE hash = ?")?
        .query_row([&hash.0[..]], |r| r.get(0))
        .optional()?;
    if let Some(id) = found {
        return Ok(id);
    }
    db.prepare_cached("INSERT INTO text (hash, body) VALUES (?, ?)")?
        .insert(params![&hash.0[..], body])
}

#[derive(Debug)]
pub(crate) enum Failed {
    Sqlite(rusqlite::Error),
    Json(serde_json::Error),
}

impl From<rusqlite::Error> for Failed {
    fn from(e: rusqlite::Error) -> Self {
        Failed::Sqlite(e)
    }
}

impl From<serde_json::Error> for Failed {
    fn from(e: serde_json::Error) -> Self {
        Failed::Json(e)
    }
}

pub(crate) fn derive(
    db: &Transaction<'_>,
    a: &Arrival<'_>,
    report: i64,
    text: i64,
    name: &Hash,
) -> Result<(), Failed> {
    let points = CodePoints::new(a.text);
    let (mut boilerplate, mut sentences) = (a.boilerplate.clone(), a.sentences.clone());
    spans_in_points(&mut boilerplate, &points);
    spans_in_points(&mut sentences, &points);
    let (mut figures, mut times) = (a.figures.clone(), a.times.clone());
    figures_in_points(&mut figures, &points);
    times_in_points(&mut times, &points);
    let mut links = a.links.to_vec();
    links.iter_mut().for_each(|l| l.span = points.span(l.span));
    db.prepare_cached("INSERT INTO reading (report, text, version, boilerplate, sentences, figures, times, links) VALUES (?, ?, ?, ?, ?, ?, ?, ?)")?.execute(
        params![report, text, a.version, to_json(&boilerplate)?, to_json(&sentences)?, to_json(&figures)?, to_json(&times)?, to_json(&links)?],
    )?;
    let mut claims = a.claims.clone();
    claims.iter_mut().for_each(|c| claim_in_points(c, &points));
    let ids: HashMap<String, String> = claims
        .iter()
        .map(|c| {
            (
                c.id.clone(),
                ClaimId::of(name, &c.source, &c.cue, &c.content).to_string(),
            )
        })
        .collect();
    let words = |spans: &[Span]| {
        spans
            .iter()
            .map(|s| s.of(a.text))
            .collect::<Vec<_>>()
            .join(" … ")
    };
    for (position, (claim, read)) in claims.iter_mut().zip(&a.claims).enumerate() {
        let id = ClaimId::of(name, &claim.source, &claim.cue, &claim.content);
        claim.id = id.to_string();
        claim.parent = claim.parent.as_ref().and_then(|p| ids.get(p).cloned());
        db.prepare_cached(
            "INSERT INTO claim (name, report, position, actor, source, content, stance, kind, said, confidence, json)
             VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        )?
        .execute(params![
            &id.0[..], report, position as i64, claim.actor, words(&read.source), words(&read.content), claim.stance, claim.kind,
            claim.said, f64::from(claim.confidence), to_json(claim)?
        ])?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_full_disk_is_named_and_keeps_what_was_kept() {
        let folder = tempfile::tempdir().unwrap();
        let mut ledger = Ledger::create(folder.path().join("l.db")).unwrap();
        let run = ledger.begin_run("v1").unwrap();
        let small = Arrival {
            raw: b"small",
            text: "It rained.",
            version: "v1",
            ..Arrival::default()
        };
        ledger.keep(run, std::slice::from_ref(&small), &[]).unwrap();
        let pages: i64 = ledger
            .db
            .query_row("PRAGMA page_count", [], |r| r.get(0))
            .unwrap();
        ledger
            .db
            .pragma_update(None, "max_page_count", pages + 2)
            .unwrap();
        let text: String = (0..40_000).map(|n| format!("w{n} ")).collect();
        let large = Arrival {
            raw: text.as_bytes(),
            text: &text,
            version: "v2",
            ..Arrival::default()
        };
        let error = ledger
            .keep(
                run,
                &[
                    Arrival {
                        raw: b"other",
                        ..small.clone()
                    },
                    large.clone(),
                ],
                &[],
            )
            .unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Full);
        assert!(error.to_string().contains("no room is left"), "{error}");
        let larger = Arrival {
            raw: b"small",
            ..large
        };
        assert_eq!(
            ledger.replace(&[larger]).unwrap_err().kind(),
            ErrorKind::Full
        );
        assert_eq!(ledger.counts().unwrap().reports, 1);
        assert_eq!(
            ledger.version_of(&Hash::of(b"small")).unwrap().as_deref(),
            Some("v1")
        );
        assert!(ledger.knows(&Hash::of(b"small")).unwrap());
        assert!(!ledger.knows(&Hash::of(b"other")).unwrap());
        let sound: String = ledger
            .db
            .query_row("PRAGMA integrity_check", [], |r| r.get(0))
            .unwrap();
        assert_eq!(sound, "ok");
    }
}
