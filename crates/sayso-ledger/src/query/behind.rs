//! What stands behind answers: their claims and reports in short, the days on which they came out, and what two actors both answer.

use super::{INSTANT, matching};
use crate::id::{blobs_with, short};
use crate::update::{load, named};
use crate::{AnswerRow, ClaimKey, Dispatch, Error, Ledger, QuestionRow, ReportKey};
use rusqlite::types::Value;
use rusqlite::{OptionalExtension, params, params_from_iter};
use sayso_claims::Claim;
use serde::Deserialize;

/// The claim of an answer and what is known of its report.
#[derive(Clone, Debug)]
pub struct Behind {
    /// The claim as read, spans in code points.
    pub claim: Claim,
    /// The words of its content.
    pub content: String,
    /// Who published the report.
    pub outlet: Option<String>,
    /// Its headline.
    pub title: Option<String>,
    /// When it was published.
    pub published: Option<String>,
}

/// A question with nothing but its answers: relations, of which there may be many more, are passed over.
#[derive(Default, Deserialize)]
#[serde(default)]
struct AnswersAlone {
    answers: Vec<AnswerRow>,
}

impl Ledger {
    /// The answers of the question of this whole name, oldest first; none if it was made anew meanwhile. For lists, which need no relations.
    ///
    /// # Errors
    /// The file cannot be read.
    pub fn answers_of(&self, name: &str) -> Result<Vec<AnswerRow>, Error> {
        let packed: rusqlite::Result<Option<Vec<u8>>> = self
            .db
            .prepare_cached(
                "SELECT w.zstd FROM question q JOIN whole w ON w.question = q.id WHERE q.name = ?",
            )
            .and_then(|mut s| s.query_row([name], |r| r.get(0)).optional());
        match packed.map_err(|e| self.sqlite(&e))? {
            Some(packed) => load::unpack::<AnswersAlone>(&packed)
                .map(|alone| alone.answers)
                .map_err(|e| named(&self.path, e)),
            None => Ok(Vec::new()),
        }
    }

    /// What stands behind the claim of this name in the report of this hash; none if it was replaced meanwhile.
    ///
    /// # Errors
    /// The file cannot be read.
    pub fn behind(&self, report: &str, claim: &str) -> Result<Option<Behind>, Error> {
        let (Some((hash, _)), Some(name)) = (blobs_with(report, 32), short(claim)) else {
            return Ok(None);
        };
        let sql = "SELECT c.json, c.content, r.outlet, r.title, r.published FROM raw w JOIN report r ON r.id = w.id
                   JOIN claim c ON c.report = w.id WHERE w.hash = ?1 AND c.name = ?2";
        let found = self.db.prepare_cached(sql).and_then(|mut s| {
            s.query_row(params![hash, &name[..]], |r| {
                let json: String = r.get(0)?;
                Ok(Behind {
                    claim: serde_json::from_str(&json).unwrap_or_default(),
                    content: r.get(1)?,
                    outlet: r.get(2)?,
                    title: r.get(3)?,
                    published: r.get(4)?,
                })
            })
            .optional()
        });
        found.map_err(|e| self.sqlite(&e))
    }

    /// The days on which the reports that answer a question were published, oldest first.
    ///
    /// # Errors
    /// The file cannot be read.
    pub fn days_of_question(&self, name: &str) -> Result<Vec<String>, Error> {
        let sql = format!(
            "SELECT DISTINCT substr({INSTANT}, 1, 10) AS day FROM report r WHERE r.published IS NOT NULL AND r.id IN
             (SELECT a.report FROM answer a JOIN question q ON q.id = a.question WHERE q.name = ?1) ORDER BY day"
        );
        let found = self
            .db
            .prepare_cached(&sql)
            .and_then(|mut s| s.query_map([name], |r| r.get(0))?.collect());
        found.map_err(|e| self.sqlite(&e))
    }

    /// Dispatches of two reports or more, those with the newest oldest report first: so many, after the first `from`.
    ///
    /// # Errors
    /// The file cannot be read.
    pub fn some_dispatches(&self, from: usize, most: usize) -> Result<Vec<Dispatch>, Error> {
        let sql = "SELECT h.id FROM (SELECT head FROM dispatch GROUP BY head HAVING count(*) > 1) d JOIN report h ON h.id = d.head
                   JOIN raw v ON v.id = h.id ORDER BY h.published DESC, v.hash LIMIT ?1 OFFSET ?2";
        let bounds = [most, from].map(|n| i64::try_from(n).unwrap_or(i64::MAX));
        let heads: rusqlite::Result<Vec<i64>> = self
            .db
            .prepare_cached(sql)
            .and_then(|mut s| s.query_map(bounds, |r| r.get(0))?.collect());
        let heads = heads.map_err(|e| self.sqlite(&e))?;
        let sql = "SELECT d.report FROM dispatch d JOIN report r ON r.id = d.report JOIN raw w ON w.id = r.id WHERE d.head = ?1
                   ORDER BY d.report <> d.head, r.published IS NULL, r.published, w.hash";
        let members = |head: i64| {
            self.db
                .prepare_cached(sql)
                .and_then(|mut s| s.query_map([head], |r| r.get(0).map(ReportKey))?.collect())
        };
        let found: rusqlite::Result<Vec<Dispatch>> = heads
            .into_iter()
            .map(|head| members(head).map(|reports| Dispatch { reports }))
            .collect();
        found.map_err(|e| self.sqlite(&e))
    }

    /// Names of actors that have all these words, as claims give them, the commonest of the first thousand claims first.
    ///
    /// # Errors
    /// The file cannot be read.
    pub fn actor_names(&self, words: &str, most: usize) -> Result<Vec<String>, Error> {
        let exact = self
            .db
            .prepare_cached("SELECT 1 FROM claim WHERE actor = ? LIMIT 1")
            .and_then(|mut s| s.exists([words]));
        if exact.map_err(|e| self.sqlite(&e))? {
            return Ok(vec![words.to_owned()]);
        }
        let Some(expression) = matching::expression(words, Some("actor")) else {
            return Ok(Vec::new());
        };
        let sql = "SELECT c.actor FROM (SELECT rowid FROM claim_words WHERE claim_words MATCH ?1 LIMIT 1000) f JOIN claim c ON c.id = f.rowid
                   WHERE c.actor IS NOT NULL GROUP BY c.actor ORDER BY count(*) DESC, c.actor LIMIT ?2";
        let most = i64::try_from(most).unwrap_or(i64::MAX);
        let found = self.db.prepare_cached(sql).and_then(|mut s| {
            s.query_map(params![expression, most], |r| r.get(0))?
                .collect()
        });
        found.map_err(|e| self.sqlite(&e))
    }

    /// The questions that an actor with one of the first names and one with one of the second both answer, the most contested first.
    ///
    /// # Errors
    /// The file cannot be read.
    pub fn shared_questions(
        &self,
        a: &[String],
        b: &[String],
        from: usize,
        most: usize,
    ) -> Result<Vec<QuestionRow>, Error> {
        let answered = "q.id IN (SELECT a.question FROM json_each(?) n JOIN claim c ON c.actor = n.value JOIN answer a ON a.claim = c.name)";
        let sql = format!(
            "SELECT q.name, q.text, q.measure, q.place, q.lines, q.reports, q.answers, q.conflicts, q.newest FROM question q
             WHERE {answered} AND {answered} ORDER BY q.conflicts DESC, q.answers DESC, q.name LIMIT ? OFFSET ?"
        );
        let names = |of: &[String]| Value::from(serde_json::Value::from(of).to_string());
        let bound = |n: usize| Value::from(i64::try_from(n).unwrap_or(i64::MAX));
        let values = [names(a), names(b), bound(most), bound(from)];
        let found = self.db.prepare_cached(&sql).and_then(|mut s| {
            let rows = s.query_map(params_from_iter(values), |r| {
                Ok(QuestionRow {
                    name: r.get(0)?,
                    text: r.get(1)?,
                    measure: r.get(2)?,
                    place: r.get(3)?,
                    lines: r.get::<_, i64>(4)? as u64,
                    reports: r.get::<_, i64>(5)? as u64,
                    answers: r.get::<_, i64>(6)? as u64,
                    conflicts: r.get::<_, i64>(7)? as u64,
                    newest: r.get(8)?,
                })
            })?;
            rows.collect()
        });
        found.map_err(|e| self.sqlite(&e))
    }

    /// Claims of one of the first names whose content has one of the others, of the newest report first.
    ///
    /// # Errors
    /// The file cannot be read.
    pub fn claims_about(
        &self,
        of: &[String],
        about: &[String],
        most: usize,
    ) -> Result<Vec<ClaimKey>, Error> {
        let phrases: Vec<String> = about
            .iter()
            .filter(|name| name.chars().any(char::is_alphanumeric))
            .map(|name| format!("\"{}\"", name.replace(['"', '\0'], " ")))
            .collect();
        if phrases.is_empty() {
            return Ok(Vec::new());
        }
        let expression = format!("{{content}} : ({})", phrases.join(" OR "));
        let sql = format!(
            "SELECT c.id FROM claim_words f JOIN claim c ON c.id = f.rowid JOIN report r ON r.id = c.report
             WHERE claim_words MATCH ?1 AND c.actor IN (SELECT value FROM json_each(?2))
             ORDER BY r.published IS NULL, {INSTANT} DESC, c.name LIMIT ?3"
        );
        let names = serde_json::Value::from(of).to_string();
        let most = i64::try_from(most).unwrap_or(i64::MAX);
        let found = self.db.prepare_cached(&sql).and_then(|mut s| {
            s.query_map(params![expression, names, most], |r| r.get(0).map(ClaimKey))?
                .collect()
        });
        found.map_err(|e| self.sqlite(&e))
    }
}
