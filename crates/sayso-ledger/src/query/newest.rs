//! Claims and reports in the order of arrival, the last first, a page at a time: what a list needs that is not to grow slow with the ledger.

use super::{INSTANT, matching};
use crate::{ClaimFilter, ClaimKey, Error, Ledger, ReportKey};
use rusqlite::params_from_iter;
use rusqlite::types::Value;

impl ClaimKey {
    /// Its row, for a cursor that this ledger gets back.
    pub fn row(self) -> i64 {
        self.0
    }
}

impl ReportKey {
    /// Its row, for a cursor that this ledger gets back.
    pub fn row(self) -> i64 {
        self.0
    }
}

impl Ledger {
    /// Up to `most` claims that `filter` lets through, of those before the row `before`, the last to arrive first. The filter's actor is looked for among
    /// the words of names, as [`ClaimFilter::words`] are.
    ///
    /// # Errors
    /// The file cannot be read.
    pub fn newest_claims(
        &self,
        filter: &ClaimFilter<'_>,
        before: i64,
        most: usize,
    ) -> Result<Vec<ClaimKey>, Error> {
        let mut sql = String::from("SELECT c.id FROM claim c");
        let mut conditions = vec!["c.id < ?".to_owned()];
        let mut values: Vec<Value> = vec![before.into()];
        if filter.outlet.is_some() || filter.since.is_some() || filter.until.is_some() {
            sql.push_str(" JOIN report r ON r.id = c.report");
        }
        for (words, columns) in [(filter.words, None), (filter.actor, Some("actor"))] {
            let Some(words) = words else { continue };
            let Some(expression) = matching::expression(words, columns) else {
                return Ok(Vec::new());
            };
            conditions.push(
                "c.id IN (SELECT rowid FROM claim_words WHERE claim_words MATCH ?)".to_owned(),
            );
            values.push(expression.into());
        }
        for (column, value) in [("stance", filter.stance), ("kind", filter.kind)] {
            if let Some(value) = value {
                // The plus keeps SQLite from an index that would have all rows sorted.
                conditions.push(format!("+c.{column} = ?"));
                values.push(value.to_owned().into());
            }
        }
        for (sign, day) in [(">=", filter.since), ("<=", filter.until)] {
            if let Some(day) = day {
                conditions.push(format!("substr({INSTANT}, 1, {}) {sign} ?", day.len()));
                values.push(day.to_owned().into());
            }
        }
        if let Some(part) = filter.outlet {
            let named = serde_json::Value::from(self.outlets_with(part)?).to_string();
            conditions.push("r.outlet IN (SELECT value FROM json_each(?))".to_owned());
            values.push(named.into());
        }
        if let Some(report) = filter.report {
            conditions.push("c.report = ?".to_owned());
            values.push(report.0.into());
        }
        values.push(i64::try_from(most).unwrap_or(i64::MAX).into());
        let all = conditions.join(" AND ");
        sql.push_str(&format!(" WHERE {all} ORDER BY c.id DESC LIMIT ?"));
        let keys = self.db.prepare_cached(&sql).and_then(|mut s| {
            s.query_map(params_from_iter(values), |r| r.get(0).map(ClaimKey))?
                .collect()
        });
        keys.map_err(|e| self.sqlite(&e))
    }

    /// Up to `most` reports of those before the row `before`, the last to arrive first.
    ///
    /// # Errors
    /// The file cannot be read.
    pub fn newest_reports(&self, before: i64, most: usize) -> Result<Vec<ReportKey>, Error> {
        let most = i64::try_from(most).unwrap_or(i64::MAX);
        let keys = self
            .db
            .prepare_cached("SELECT id FROM report WHERE id < ? ORDER BY id DESC LIMIT ?")
            .and_then(|mut s| {
                s.query_map([before, most], |r| r.get(0).map(ReportKey))?
                    .collect()
            });
        keys.map_err(|e| self.sqlite(&e))
    }
}
