//! One report: what is known of it and how, its bytes, its text and what was read in it.

use super::INSTANT;
use crate::id::blobs_with;
use crate::{ClaimFilter, ClaimRow, Error, ErrorKind, Hash, Ledger};
use rusqlite::OptionalExtension;
use sayso_claims::{Figure, Time};
use sayso_language::Span;
use std::collections::BTreeMap;
use std::io::Read;

/// Names a row of the ledger's reports; holds within one opened ledger.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct ReportKey(pub(crate) i64);

/// What is known of a report.
#[derive(Clone, Debug)]
pub struct ReportRow {
    /// Its row.
    pub key: ReportKey,
    /// Hash of its raw bytes.
    pub hash: Hash,
    /// The id that its input gave it.
    pub given_id: Option<String>,
    /// What its bytes are.
    pub kind: String,
    /// Where they came from.
    pub input: String,
    /// Where in that.
    pub place: String,
    /// Headline.
    pub title: Option<String>,
    /// Who wrote it.
    pub byline: Option<String>,
    /// Who published it.
    pub outlet: Option<String>,
    /// BCP 47 tag.
    pub language: Option<String>,
    /// Its address.
    pub url: Option<String>,
    /// When it was published, ISO 8601.
    pub published: Option<String>,
    /// How title, byline, outlet, language, url and published are known, by name.
    pub known: BTreeMap<String, String>,
    /// When this ledger first read it, ISO 8601, UTC.
    pub first_read: String,
    /// Size of its bytes.
    pub size: u64,
    /// Hash of its text.
    pub text: Hash,
    /// The version that read it.
    pub version: String,
    /// Number of claims.
    pub claims: u64,
}

impl ReportRow {
    /// What it is called: the id that it was given, else the hash.
    pub fn name(&self) -> String {
        self.given_id
            .clone()
            .unwrap_or_else(|| self.hash.to_string())
    }
}

/// What was read in a report; spans in code points of `text`.
#[derive(Clone, Debug)]
pub struct ReadingRow {
    /// The text.
    pub text: String,
    /// Parts of it that are no report.
    pub boilerplate: Vec<Span>,
    /// Sentences.
    pub sentences: Vec<Span>,
    /// Claims in text order.
    pub claims: Vec<ClaimRow>,
    /// Figures in the outlet's own voice.
    pub figures: Vec<Figure>,
    /// Times in the outlet's own voice.
    pub times: Vec<Time>,
    /// Words that the page links, and where they lead.
    pub links: Vec<sayso_intake::Link>,
}

impl Ledger {
    /// The one report called `name`: the id that its input gave it, the beginning of its hash, its URL, or its file.
    ///
    /// # Errors
    /// No report or several are called so; the file cannot be read.
    pub fn find_report(&self, name: &str) -> Result<ReportKey, Error> {
        let mut found = self.keys("WHERE r.given_id = ?1", &[&name])?;
        if found.is_empty()
            && let Some((from, to)) = blobs_with(name, 32)
        {
            found = self.keys("WHERE w.hash BETWEEN ?1 AND ?2", &[&from, &to])?;
        }
        if found.is_empty() {
            found = self.keys(
                "WHERE r.url = ?1 OR r.input = ?1 OR (r.place <> '' AND r.input || ': ' || r.place = ?1) OR substr(r.input, -length(?1) - 1) = '/' || ?1",
                &[&name],
            )?;
        }
        match found.as_slice() {
            [] => Err(Error::new(
                ErrorKind::Unknown,
                &self.path,
                format!("no report is called {name:?}: neither by id, nor by URL, nor by file"),
            )),
            [one] => Ok(*one),
            many => {
                let some: Result<Vec<String>, Error> = many
                    .iter()
                    .take(5)
                    .map(|k| Ok(self.report(*k)?.hash.to_string().chars().take(12).collect()))
                    .collect();
                let detail = format!(
                    "{} reports are called {name:?}: {}",
                    many.len(),
                    some?.join(", ")
                );
                Err(Error::new(ErrorKind::Ambiguous, &self.path, detail))
            }
        }
    }

    /// Keys of reports in the order of publication, undated ones last, then by hash.
    pub(super) fn keys(
        &self,
        filter: &str,
        values: &[&dyn rusqlite::ToSql],
    ) -> Result<Vec<ReportKey>, Error> {
        let sql = format!(
            "SELECT r.id FROM report r JOIN raw w ON w.id = r.id {filter} ORDER BY r.published IS NULL, {INSTANT}, w.hash"
        );
        let keys = self
            .db
            .prepare(&sql)
            .and_then(|mut s| s.query_map(values, |r| r.get(0).map(ReportKey))?.collect());
        keys.map_err(|e| self.sqlite(&e))
    }

    /// What is known of a report.
    ///
    /// # Errors
    /// The file cannot be read.
    pub fn report(&self, key: ReportKey) -> Result<ReportRow, Error> {
        let sql = "SELECT w.hash, r.given_id, r.kind, r.input, r.place, r.title, r.byline, r.outlet, r.language, r.url, r.published, r.known,
                   strftime('%Y-%m-%dT%H:%M:%SZ', r.first_read, 'unixepoch'), w.size, t.hash, g.version, (SELECT count(*) FROM claim c WHERE c.report = r.id)
                   FROM report r JOIN raw w ON w.id = r.id JOIN reading g ON g.report = r.id JOIN text t ON t.id = g.text WHERE r.id = ?";
        let row = self.db.prepare_cached(sql).and_then(|mut s| {
            s.query_row([key.0], |r| {
                let known: String = r.get(11)?;
                Ok(ReportRow {
                    key,
                    hash: Hash(r.get(0)?),
                    given_id: r.get(1)?,
                    kind: r.get(2)?,
                    input: r.get(3)?,
                    place: r.get(4)?,
                    title: r.get(5)?,
                    byline: r.get(6)?,
                    outlet: r.get(7)?,
                    language: r.get(8)?,
                    url: r.get(9)?,
                    published: r.get(10)?,
                    known: serde_json::from_str(&known).unwrap_or_default(),
                    first_read: r.get(12)?,
                    size: r.get(13)?,
                    text: Hash(r.get(14)?),
                    version: r.get(15)?,
                    claims: r.get(16)?,
                })
            })
        });
        row.map_err(|e| self.sqlite(&e))
    }

    /// The bytes of a report as they came.
    ///
    /// # Errors
    /// The file cannot be read; the bytes are not those that their hash names.
    pub fn raw(&self, key: ReportKey) -> Result<Vec<u8>, Error> {
        let row = self.db.query_row(
            "SELECT hash, size, zstd FROM raw WHERE id = ?",
            [key.0],
            |r| {
                Ok((
                    Hash(r.get(0)?),
                    r.get::<_, u64>(1)?,
                    r.get::<_, Vec<u8>>(2)?,
                ))
            },
        );
        let (hash, size, packed) = row.map_err(|e| self.sqlite(&e))?;
        let damaged = |why: String| {
            Error::new(
                ErrorKind::Damaged,
                &self.path,
                format!("report {hash}: {why}"),
            )
        };
        let mut raw = Vec::new();
        zstd::Decoder::new(packed.as_slice())
            .and_then(|d| d.take(size.saturating_add(1)).read_to_end(&mut raw))
            .map_err(|e| damaged(e.to_string()))?;
        if Hash::of(&raw) != hash {
            return Err(damaged(
                "its bytes are not those that its hash names".into(),
            ));
        }
        Ok(raw)
    }

    /// The text of a report.
    ///
    /// # Errors
    /// The file cannot be read.
    pub fn text(&self, key: ReportKey) -> Result<String, Error> {
        let text = self
            .db
            .prepare_cached(
                "SELECT t.body FROM reading g JOIN text t ON t.id = g.text WHERE g.report = ?",
            )
            .and_then(|mut s| s.query_row([key.0], |r| r.get(0)).optional())
            .map_err(|e| self.sqlite(&e))?;
        text.ok_or_else(|| Error::new(ErrorKind::Unknown, &self.path, "no such report"))
    }

    /// What was read in a report.
    ///
    /// # Errors
    /// The file cannot be read.
    pub fn reading(&self, key: ReportKey) -> Result<ReadingRow, Error> {
        let text = self.text(key)?;
        let columns: rusqlite::Result<[String; 5]> = self
            .db
            .prepare_cached(
                "SELECT boilerplate, sentences, figures, times, links FROM reading WHERE report = ?",
            )
            .and_then(|mut s| {
                s.query_row([key.0], |r| {
                    Ok([r.get(0)?, r.get(1)?, r.get(2)?, r.get(3)?, r.get(4)?])
                })
            });
        let [boilerplate, sentences, figures, times, links] =
            columns.map_err(|e| self.sqlite(&e))?;
        let damaged = |e: serde_json::Error| {
            Error::new(ErrorKind::Damaged, &self.path, format!("a reading: {e}"))
        };
        let filter = ClaimFilter {
            report: Some(key),
            ..ClaimFilter::default()
        };
        let claims = self
            .find_claims(&filter)?
            .into_iter()
            .map(|k| self.claim(k));
        Ok(ReadingRow {
            text,
            boilerplate: serde_json::from_str(&boilerplate).map_err(damaged)?,
            sentences: serde_json::from_str(&sentences).map_err(damaged)?,
            claims: claims.collect::<Result<_, _>>()?,
            figures: serde_json::from_str(&figures).map_err(damaged)?,
            times: serde_json::from_str(&times).map_err(damaged)?,
            links: serde_json::from_str(&links).map_err(damaged)?,
        })
    }
}
