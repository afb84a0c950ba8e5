//! Reports that carry one copy, and the evidence for each pair.

use crate::{Error, Ledger, ReportKey};
use rusqlite::params;
use serde_json::Value;

/// Reports of one dispatch.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Dispatch {
    /// Oldest first.
    pub reports: Vec<ReportKey>,
}

/// Two reports that carry one copy.
#[derive(Clone, Debug, PartialEq)]
pub struct Copy {
    /// The older.
    pub a: ReportKey,
    /// The other.
    pub b: ReportKey,
    /// verbatim, trimmed, reordered, extended, reworded or rewritten: what the second is of the first.
    pub kind: String,
    /// What is shared and what each adds, spans in code points of its text.
    pub evidence: Value,
}

impl Ledger {
    /// All dispatches of two reports or more, the oldest first.
    ///
    /// # Errors
    /// The file cannot be read.
    pub fn dispatches(&self) -> Result<Vec<Dispatch>, Error> {
        let sql = "SELECT d.head, d.report FROM dispatch d JOIN report r ON r.id = d.report JOIN raw w ON w.id = r.id
                   JOIN report h ON h.id = d.head JOIN raw v ON v.id = h.id
                   ORDER BY h.published IS NULL, h.published, v.hash, d.report <> d.head, r.published IS NULL, r.published, w.hash";
        let rows = self
            .db
            .prepare_cached(sql)
            .and_then(|mut s| {
                let rows = s.query_map([], |r| Ok((r.get::<_, i64>(0)?, r.get::<_, i64>(1)?)))?;
                rows.collect::<rusqlite::Result<Vec<_>>>()
            })
            .map_err(|e| self.sqlite(&e))?;
        let mut out: Vec<(i64, Dispatch)> = Vec::new();
        for (head, report) in rows {
            match out.last_mut() {
                Some((of, dispatch)) if *of == head => dispatch.reports.push(ReportKey(report)),
                _ => out.push((
                    head,
                    Dispatch {
                        reports: vec![ReportKey(report)],
                    },
                )),
            }
        }
        Ok(out
            .into_iter()
            .map(|(_, dispatch)| dispatch)
            .filter(|dispatch| dispatch.reports.len() > 1)
            .collect())
    }

    /// The pairs that hold a report in its dispatch.
    ///
    /// # Errors
    /// The file cannot be read.
    pub fn copies_of(&self, report: ReportKey) -> Result<Vec<Copy>, Error> {
        let sql = "SELECT a, b, kind, evidence FROM copy WHERE a = ?1 OR b = ?1 ORDER BY a, b";
        let rows = self.db.prepare_cached(sql).and_then(|mut s| {
            let rows = s.query_map(params![report.0], |r| {
                let evidence: String = r.get(3)?;
                Ok(Copy {
                    a: ReportKey(r.get(0)?),
                    b: ReportKey(r.get(1)?),
                    kind: r.get(2)?,
                    evidence: serde_json::from_str(&evidence).unwrap_or_default(),
                })
            })?;
            rows.collect()
        });
        rows.map_err(|e| self.sqlite(&e))
    }
}
