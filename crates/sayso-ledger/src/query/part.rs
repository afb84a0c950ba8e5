//! Parts of a report, for one too long to be shown whole: where its claims stand, and the claims of a stretch of it, without reading the others.

use crate::{ClaimId, ClaimKey, ClaimRow, Error, Ledger, ReportKey};
use sayso_language::Span;
use serde::Deserialize;

/// Where a claim stands in its report.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Stand {
    /// Its row.
    pub key: ClaimKey,
    /// Its id.
    pub id: ClaimId,
    /// Its place among the claims of the report, from 0.
    pub position: usize,
    /// From its first to its last word, in code points.
    pub span: Span,
}

/// What a report's text is made of, without its claims; spans in code points.
#[derive(Clone, Debug, Default)]
pub struct Frame {
    /// The text.
    pub text: String,
    /// Parts of it that are no report.
    pub boilerplate: Vec<Span>,
    /// Sentences.
    pub sentences: Vec<Span>,
}

/// Of a claim's JSON what says where it stands; the rest is passed over.
#[derive(Default, Deserialize)]
#[serde(default)]
struct Ends {
    source: Vec<Span>,
    cue: Vec<Span>,
    content: Vec<Span>,
}

impl Ends {
    fn span(&self) -> Span {
        let all = || self.source.iter().chain(&self.cue).chain(&self.content);
        let start = all().map(|s| s.start).min().unwrap_or(0);
        Span::new(start, all().map(|s| s.end).max().unwrap_or(start))
    }
}

impl Ledger {
    /// The text of a report with its parts.
    ///
    /// # Errors
    /// The file cannot be read.
    pub fn frame(&self, report: ReportKey) -> Result<Frame, Error> {
        let sql = "SELECT t.body, g.boilerplate, g.sentences FROM reading g JOIN text t ON t.id = g.text WHERE g.report = ?";
        let row: rusqlite::Result<(String, String, String)> = self
            .db
            .prepare_cached(sql)
            .and_then(|mut s| s.query_row([report.0], |r| Ok((r.get(0)?, r.get(1)?, r.get(2)?))));
        let (text, boilerplate, sentences) = row.map_err(|e| self.sqlite(&e))?;
        let spans = |json: &str| serde_json::from_str(json).unwrap_or_default();
        Ok(Frame {
            boilerplate: spans(&boilerplate),
            sentences: spans(&sentences),
            text,
        })
    }

    /// Where the claims of a report stand, in the order of the text.
    ///
    /// # Errors
    /// The file cannot be read.
    pub fn stands(&self, report: ReportKey) -> Result<Vec<Stand>, Error> {
        let sql = "SELECT id, name, position, json FROM claim WHERE report = ? ORDER BY position";
        let found = self.db.prepare_cached(sql).and_then(|mut s| {
            let rows = s.query_map([report.0], |r| {
                let json = r.get_ref(3)?.as_str().unwrap_or_default();
                let ends: Ends = serde_json::from_str(json).unwrap_or_default();
                Ok(Stand {
                    key: ClaimKey(r.get(0)?),
                    id: ClaimId(r.get(1)?),
                    position: r.get::<_, i64>(2)? as usize,
                    span: ends.span(),
                })
            })?;
            rows.collect()
        });
        found.map_err(|e| self.sqlite(&e))
    }

    /// The claims of these rows.
    ///
    /// # Errors
    /// One was replaced meanwhile; the file cannot be read.
    pub fn claims_at(&self, keys: &[ClaimKey]) -> Result<Vec<ClaimRow>, Error> {
        keys.iter().map(|key| self.claim(*key)).collect()
    }

    /// The questions that a claim answers: their names and words.
    ///
    /// # Errors
    /// The file cannot be read.
    pub fn questions_of(&self, claim: &ClaimId) -> Result<Vec<(String, String)>, Error> {
        let sql = "SELECT DISTINCT q.name, q.text FROM answer a JOIN question q ON q.id = a.question WHERE a.claim = ? ORDER BY q.name LIMIT 8";
        let found = self.db.prepare_cached(sql).and_then(|mut s| {
            s.query_map([&claim.0[..]], |r| Ok((r.get(0)?, r.get(1)?)))?
                .collect()
        });
        found.map_err(|e| self.sqlite(&e))
    }
}
