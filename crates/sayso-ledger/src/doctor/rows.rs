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
    // What a damaged page says of the largest number may be anything: no more are tried than the file could hold.
    let most = from.saturating_add(room(db).min(SEARCHED));
    let to = last.last().copied().unwrap_or(most);
    // One look at the file, not one for each number.
    let _look = db.unchecked_transaction();
    if let Ok(mut one) = db.prepare(&format!(
        "SELECT 1 FROM {table} NOT INDEXED WHERE rowid = ?"
    )) {
        for n in from.saturating_add(1)..to.min(most) {
            if one.exists([n]).unwrap_or(false) {
                all.insert(n);
            }
        }
    }
    (all.into_iter().collect(), true)
}

/// How many rows the file has room for: one takes some bytes of a page, and its place in the list of cells.
fn room(db: &Connection) -> i64 {
    let value = |name: &str| db.pragma_query_value(None, name, |r| r.get::<_, i64>(0));
    let bytes = value("page_count")
        .unwrap_or(0)
        .saturating_mul(value("page_size").unwrap_or(0));
    bytes / LEAST
}

/// Bytes of a row, at least: its length, its number, a header, and two bytes that point to it.
const LEAST: i64 = 5;

/// How many numbers are tried at most between rows that are found.
const SEARCHED: i64 = 10_000_000;

#[cfg(test)]
mod tests {
    use super::*;

    /// Found by the fuzzer: the pages between are gone and the last row has a number like 2⁶², which were tried one by one.
    #[test]
    fn a_number_that_is_out_of_all_reason_is_not_counted_up_to() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("l.db");
        let db = Connection::open(&path).unwrap();
        db.execute_batch(
            "PRAGMA page_size = 512; CREATE TABLE t (id INTEGER PRIMARY KEY, words TEXT NOT NULL)",
        )
        .unwrap();
        for n in 1..200 {
            db.execute("INSERT INTO t VALUES (?, ?)", (n, "x".repeat(100)))
                .unwrap();
        }
        db.execute("INSERT INTO t VALUES (?, 'last')", [1i64 << 62])
            .unwrap();
        drop(db);
        let mut bytes = std::fs::read(&path).unwrap();
        let middle = bytes.len() / 2 / 512 * 512;
        bytes[middle..middle + 512].fill(0xff);
        std::fs::write(&path, bytes).unwrap();
        let db = Connection::open(&path).unwrap();
        let (found, partly) = numbers(&db, "t");
        assert!(partly);
        assert!(
            found.len() > 150 && found.contains(&(1i64 << 62)),
            "{}",
            found.len()
        );
    }
}
