//! Input that gave no report.

use crate::{Error, Ledger};

/// How many inputs were rejected for one reason.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RejectedClass {
    /// The class of the reason.
    pub class: String,
    /// How many, over all runs.
    pub count: u64,
}

/// One input rejected.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RejectedRow {
    /// Where it came from.
    pub input: String,
    /// Where in that.
    pub place: String,
    /// The class of the reason.
    pub class: String,
    /// The reason.
    pub reason: String,
}

impl Ledger {
    /// How many inputs were rejected for each reason, most first.
    ///
    /// # Errors
    /// The file cannot be read.
    pub fn rejected_by_reason(&self) -> Result<Vec<RejectedClass>, Error> {
        let sql = "SELECT class, count(*) AS n FROM rejected GROUP BY class ORDER BY n DESC, class";
        let rows = self.db.prepare(sql).and_then(|mut s| {
            s.query_map([], |r| {
                Ok(RejectedClass {
                    class: r.get(0)?,
                    count: r.get(1)?,
                })
            })?
            .collect()
        });
        rows.map_err(|e| self.sqlite(&e))
    }

    /// What was rejected, each input and reason once; of one class or of all.
    ///
    /// # Errors
    /// The file cannot be read.
    pub fn rejected(&self, class: Option<&str>) -> Result<Vec<RejectedRow>, Error> {
        let sql = "SELECT DISTINCT input, place, class, reason FROM rejected WHERE ?1 IS NULL OR class = ?1 ORDER BY input, place, class, reason";
        let rows = self.db.prepare(sql).and_then(|mut s| {
            s.query_map([class], |r| {
                Ok(RejectedRow {
                    input: r.get(0)?,
                    place: r.get(1)?,
                    class: r.get(2)?,
                    reason: r.get(3)?,
                })
            })?
            .collect()
        });
        rows.map_err(|e| self.sqlite(&e))
    }
}
