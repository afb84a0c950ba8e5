//! Claims by who, where, when, how and which words.

use super::{INSTANT, matching};
use crate::id::blobs_with;
use crate::{ClaimId, Error, ErrorKind, Ledger, ReportKey};
use rusqlite::types::Value;
use rusqlite::{OptionalExtension, params_from_iter};
use sayso_claims::Claim;

/// Which claims; every condition that is given must hold.
#[derive(Clone, Debug, Default)]
pub struct ClaimFilter<'a> {
    /// An actor's id, or words of one of its names.
    pub actor: Option<&'a str>,
    /// Part of the outlet's name, in any case.
    pub outlet: Option<&'a str>,
    /// First day of publication, `2026`, `2026-03` or `2026-03-05`; days are those of UTC where the report gives an offset.
    pub since: Option<&'a str>,
    /// Last day of publication, likewise.
    pub until: Option<&'a str>,
    /// The stance.
    pub stance: Option<&'a str>,
    /// The kind.
    pub kind: Option<&'a str>,
    /// Words of actor, source or content.
    pub words: Option<&'a str>,
    /// The report they stand in.
    pub report: Option<ReportKey>,
}

/// Names a row of the ledger's claims; holds within one opened ledger.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct ClaimKey(pub(crate) i64);

/// A claim as kept.
#[derive(Clone, Debug)]
pub struct ClaimRow {
    /// Its row.
    pub key: ClaimKey,
    /// Its id.
    pub id: ClaimId,
    /// The report it stands in.
    pub report: ReportKey,
    /// The words of its source, parts joined by " … ".
    pub source_words: String,
    /// The words of its content, likewise.
    pub content_words: String,
    /// All of it, spans in code points of the report's text.
    pub claim: Claim,
}

impl Ledger {
    /// The claims that `filter` lets through: of the newest report first, undated ones last, in the order of the text.
    ///
    /// # Errors
    /// The file cannot be read.
    pub fn find_claims(&self, filter: &ClaimFilter<'_>) -> Result<Vec<ClaimKey>, Error> {
        let mut conditions: Vec<String> = Vec::new();
        let mut values: Vec<Value> = Vec::new();
        let mut must = |condition: String, value: Value| {
            conditions.push(condition);
            values.push(value);
        };
        if let Some(actor) = filter.actor {
            let keys = self.claims_of_actors(actor)?;
            let keys: Vec<i64> = keys.into_iter().map(|k| k.0).collect();
            must(
                "c.id IN (SELECT value FROM json_each(?))".into(),
                serde_json::Value::from(keys).to_string().into(),
            );
        }
        if let Some(words) = filter.words {
            let expression = matching::expression(words, None);
            let Some(expression) = expression else {
                return Ok(Vec::new());
            };
            must(
                "c.id IN (SELECT rowid FROM claim_words WHERE claim_words MATCH ?)".into(),
                expression.into(),
            );
        }
        for (column, value) in [("stance", filter.stance), ("kind", filter.kind)] {
            if let Some(value) = value {
                must(format!("c.{column} = ?"), value.to_owned().into());
            }
        }
        for (sign, day) in [(">=", filter.since), ("<=", filter.until)] {
            if let Some(day) = day {
                must(
                    format!("substr({INSTANT}, 1, {}) {sign} ?", day.len()),
                    day.to_owned().into(),
                );
            }
        }
        if let Some(part) = filter.outlet {
            let named = serde_json::Value::from(self.outlets_with(part)?).to_string();
            must(
                "r.outlet IN (SELECT value FROM json_each(?))".into(),
                named.into(),
            );
        }
        if let Some(report) = filter.report {
            must("c.report = ?".into(), report.0.into());
        }
        let all = if conditions.is_empty() {
            String::new()
        } else {
            format!("WHERE {}", conditions.join(" AND "))
        };
        let sql = format!(
            "SELECT c.id FROM claim c JOIN report r ON r.id = c.report JOIN raw w ON w.id = r.id {all}
             ORDER BY r.published IS NULL, {INSTANT} DESC, w.hash, c.position"
        );
        let keys = self.db.prepare_cached(&sql).and_then(|mut s| {
            s.query_map(params_from_iter(values), |r| r.get(0).map(ClaimKey))?
                .collect()
        });
        keys.map_err(|e| self.sqlite(&e))
    }

    pub(super) fn outlets_with(&self, part: &str) -> Result<Vec<String>, Error> {
        let part = part.to_lowercase();
        let names: rusqlite::Result<Vec<String>> = self
            .db
            .prepare("SELECT DISTINCT outlet FROM report WHERE outlet IS NOT NULL")
            .and_then(|mut s| s.query_map([], |r| r.get(0))?.collect());
        let mut names = names.map_err(|e| self.sqlite(&e))?;
        names.retain(|n| n.to_lowercase().contains(&part));
        Ok(names)
    }

    /// The id of the claim of this row.
    ///
    /// # Errors
    /// The file cannot be read.
    pub fn claim_id(&self, key: ClaimKey) -> Result<ClaimId, Error> {
        self.db
            .prepare_cached("SELECT name FROM claim WHERE id = ?")
            .and_then(|mut s| s.query_row([key.0], |r| r.get(0).map(ClaimId)))
            .map_err(|e| self.sqlite(&e))
    }

    /// The claim of this row.
    ///
    /// # Errors
    /// It was replaced meanwhile; the file cannot be read.
    pub fn claim(&self, key: ClaimKey) -> Result<ClaimRow, Error> {
        let row = self
            .db
            .prepare_cached("SELECT name, report, source, content, json FROM claim WHERE id = ?")
            .and_then(|mut s| {
                s.query_row([key.0], |r| {
                    Ok((
                        r.get::<_, [u8; 8]>(0)?,
                        ReportKey(r.get(1)?),
                        r.get::<_, String>(2)?,
                        r.get::<_, String>(3)?,
                        r.get::<_, String>(4)?,
                    ))
                })
                .optional()
            })
            .map_err(|e| self.sqlite(&e))?;
        let Some((name, report, source_words, content_words, json)) = row else {
            return Err(Error::new(
                ErrorKind::Unknown,
                &self.path,
                "the claim was replaced meanwhile; ask again",
            ));
        };
        let id = ClaimId(name);
        let claim = serde_json::from_str(&json)
            .map_err(|e| Error::new(ErrorKind::Damaged, &self.path, format!("claim {id}: {e}")))?;
        Ok(ClaimRow {
            key,
            id,
            report,
            source_words,
            content_words,
            claim,
        })
    }

    /// The claims of the one id that begins with `prefix`: one for each report that carries it word for word, oldest report first.
    ///
    /// # Errors
    /// No claim has it, or several ids begin so; the file cannot be read.
    pub fn find_claim(&self, prefix: &str) -> Result<Vec<ClaimKey>, Error> {
        let unknown = |detail: String| Error::new(ErrorKind::Unknown, &self.path, detail);
        let Some((from, to)) = blobs_with(prefix, 8) else {
            return Err(unknown(format!(
                "{prefix:?} is no claim id: those are up to 16 hex digits"
            )));
        };
        let sql = format!(
            "SELECT c.id, c.name FROM claim c JOIN report r ON r.id = c.report JOIN raw w ON w.id = r.id
             WHERE c.name BETWEEN ? AND ? ORDER BY r.published IS NULL, {INSTANT}, w.hash, c.position"
        );
        let found: rusqlite::Result<Vec<(ClaimKey, ClaimId)>> =
            self.db.prepare(&sql).and_then(|mut s| {
                s.query_map([from, to], |r| {
                    Ok((ClaimKey(r.get(0)?), ClaimId(r.get(1)?)))
                })?
                .collect()
            });
        let found = found.map_err(|e| self.sqlite(&e))?;
        let mut ids: Vec<ClaimId> = found.iter().map(|(_, id)| *id).collect();
        ids.sort_unstable();
        ids.dedup();
        match ids.len() {
            0 => Err(unknown(format!(
                "no claim has an id that begins with {prefix}"
            ))),
            1 => Ok(found.into_iter().map(|(key, _)| key).collect()),
            n => {
                let some: Vec<String> = ids.iter().take(5).map(ClaimId::to_string).collect();
                let detail = format!(
                    "{n} claims have ids that begin with {prefix}: {}",
                    some.join(", ")
                );
                Err(Error::new(ErrorKind::Ambiguous, &self.path, detail))
            }
        }
    }
}
