//! The rows of a table that may be damaged: every one that can be read, whatever lies between.

use rusqlite::Connection;
use std::collections::BTreeSet;

/// The numbers of all rows that can be found, in order, and whether some of the table could not be read.
pub(super) fn numbers(db: &Connection, table: &str) -> (Vec<i64>, bool) {
    let scan = |order: &str| -> (Vec<i64>, bool) {
        let mut out = Vec::new();
        let sql = format!("SELECT rowid FROM {table} NOT INDEXED ORDER BY rowid {order}");
        let Ok(mut statement) = db.prepare(&sql) else {
            return (out, false);
        };
        let Ok(rows) = statement.query_map([], |r| r.get(0)) else {
            return (out, false);
        };
        for row in rows {
            match row {
                Ok(n) => out.push(n),
                Err(_) => return (out, false),
            }
        }
        (out, true)
    };
    let (first, whole) = scan("ASC");
    if whole {
        return (first, false);
    }
    let (last, _) = scan("DESC");
    let mut all: BTreeSet<i64> = first.iter().chain(&last).copied().collect();
    // Between the two, a page or more cannot be read; rows on sound pages are found by their numbers.
    let from = first.last().copied().unwrap_or(0);
    let to = last.last().copied().unwrap_or_else(|| from + SEARCHED);
    if let Ok(mut one) = db.prepare(&format!(
        "SELECT 1 FROM {table} NOT INDEXED WHERE rowid = ?"
    )) {
        for n in from.saturating_add(1)..to.min(from.saturating_add(SEARCHED)) {
            if one.exists([n]).unwrap_or(false) {
                all.insert(n);
            }
        }
    }
    (all.into_iter().collect(), true)
}

/// How many numbers are tried at most between rows that are found.
const SEARCHED: i64 = 10_000_000;
