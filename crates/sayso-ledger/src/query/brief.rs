//! Claims in brief, for lists of them: what a row shows, in one question for all of them.

use crate::{ClaimId, ClaimKey, Error, Hash, Ledger};
use std::collections::HashMap;

/// A claim in brief.
#[derive(Clone, Debug)]
pub struct ClaimBrief {
    /// Its row.
    pub key: ClaimKey,
    /// Its id.
    pub id: ClaimId,
    /// The hash of the bytes of its report.
    pub report: Hash,
    /// The title of the report.
    pub title: Option<String>,
    /// Who published it.
    pub outlet: Option<String>,
    /// When.
    pub published: Option<String>,
    /// Who speaks.
    pub actor: Option<String>,
    /// The same, as written.
    pub source: String,
    /// The words of the content.
    pub content: String,
    /// The stance.
    pub stance: String,
    /// How certain the reading is.
    pub confidence: f32,
}

impl Ledger {
    /// The claims of these rows in brief, in the order given; those that are not there any more are left out.
    ///
    /// # Errors
    /// The file cannot be read.
    pub fn briefs_of(&self, keys: &[ClaimKey]) -> Result<Vec<ClaimBrief>, Error> {
        let wanted: Vec<i64> = keys.iter().map(|k| k.0).collect();
        let sql = "SELECT c.id, c.name, w.hash, r.title, r.outlet, r.published, c.actor, c.source, c.content, c.stance, c.confidence
                   FROM claim c JOIN report r ON r.id = c.report JOIN raw w ON w.id = r.id WHERE c.id IN (SELECT value FROM json_each(?))";
        let found = self.db.prepare_cached(sql).and_then(|mut s| {
            let rows = s.query_map([serde_json::Value::from(wanted).to_string()], |r| {
                Ok(ClaimBrief {
                    key: ClaimKey(r.get(0)?),
                    id: ClaimId(r.get(1)?),
                    report: Hash(r.get(2)?),
                    title: r.get(3)?,
                    outlet: r.get(4)?,
                    published: r.get(5)?,
                    actor: r.get(6)?,
                    source: r.get(7)?,
                    content: r.get(8)?,
                    stance: r.get(9)?,
                    confidence: r.get::<_, f64>(10)? as f32,
                })
            })?;
            rows.map(|row| row.map(|brief| (brief.key, brief)))
                .collect::<rusqlite::Result<HashMap<_, _>>>()
        });
        let mut found = found.map_err(|e| self.sqlite(&e))?;
        Ok(keys.iter().filter_map(|key| found.remove(key)).collect())
    }

    /// When the reports of these claims were published, by the first `digits` of it (4 for years, 7 for months, 10 for days), and how many claims each has.
    ///
    /// # Errors
    /// The file cannot be read.
    pub fn days_of(&self, keys: &[ClaimKey], digits: usize) -> Result<Vec<(String, usize)>, Error> {
        let wanted: Vec<i64> = keys.iter().map(|k| k.0).collect();
        let sql = "SELECT substr(r.published, 1, ?2), count(*) FROM claim c JOIN report r ON r.id = c.report
                   WHERE c.id IN (SELECT value FROM json_each(?1)) AND r.published IS NOT NULL GROUP BY 1 ORDER BY 1";
        let found = self.db.prepare_cached(sql).and_then(|mut s| {
            let ids = serde_json::Value::from(wanted).to_string();
            s.query_map((ids, digits as i64), |r| {
                Ok((r.get(0)?, r.get::<_, i64>(1)? as usize))
            })?
            .collect()
        });
        found.map_err(|e| self.sqlite(&e))
    }

    /// The questions that the claims of these rows answer, with the claims of each, the most claims first.
    ///
    /// # Errors
    /// The file cannot be read.
    pub fn questions_by_claims(
        &self,
        keys: &[ClaimKey],
    ) -> Result<Vec<(String, String, Vec<ClaimKey>)>, Error> {
        let wanted: Vec<i64> = keys.iter().map(|k| k.0).collect();
        let sql = "SELECT DISTINCT q.name, q.text, c.id FROM claim c JOIN answer a ON a.claim = c.name AND a.report = c.report
                   JOIN question q ON q.id = a.question WHERE c.id IN (SELECT value FROM json_each(?))";
        let rows: rusqlite::Result<Vec<(String, String, ClaimKey)>> =
            self.db.prepare_cached(sql).and_then(|mut s| {
                let ids = serde_json::Value::from(wanted).to_string();
                s.query_map([ids], |r| Ok((r.get(0)?, r.get(1)?, ClaimKey(r.get(2)?))))?
                    .collect()
            });
        let place: HashMap<ClaimKey, usize> =
            keys.iter().enumerate().map(|(n, key)| (*key, n)).collect();
        let mut of: HashMap<String, (String, Vec<ClaimKey>)> = HashMap::new();
        for (name, text, key) in rows.map_err(|e| self.sqlite(&e))? {
            of.entry(name).or_insert((text, Vec::new())).1.push(key);
        }
        let mut out: Vec<(String, String, Vec<ClaimKey>)> = of
            .into_iter()
            .map(|(name, (text, mut claims))| {
                claims.sort_by_key(|key| place.get(key).copied());
                (name, text, claims)
            })
            .collect();
        out.sort_by(|a, b| b.2.len().cmp(&a.2.len()).then_with(|| a.0.cmp(&b.0)));
        Ok(out)
    }
}
