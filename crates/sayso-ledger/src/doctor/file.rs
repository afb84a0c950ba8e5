//! The file itself: pages, references, full-text indices.

use super::{FindingKind, Findings, KEPT};
use rusqlite::{Connection, OptionalExtension};

/// How many findings of SQLite are told.
const TOLD: usize = 100;

pub(super) fn check(db: &Connection, found: &mut Findings<'_>) {
    pages(db, found);
    references(db, found);
    indices(db, found);
}

fn pages(db: &Connection, found: &mut Findings<'_>) {
    let told = db
        .prepare(&format!("PRAGMA integrity_check({TOLD})"))
        .and_then(|mut s| {
            let rows = s.query_map([], |r| r.get::<_, String>(0))?;
            rows.collect::<rusqlite::Result<Vec<String>>>()
        });
    match told {
        Err(e) => {
            found.add(FindingKind::Page, "the file", e.to_string(), false);
            one_by_one(db, found);
        }
        Ok(lines) => {
            for line in lines.iter().filter(|l| *l != "ok") {
                let tree = tree(db, line);
                let mend = tree.as_deref().is_some_and(|t| !KEPT.contains(&t));
                let place = tree.map_or("the file".to_owned(), |t| format!("table {t}"));
                found.add(FindingKind::Page, place, line.as_str(), mend);
            }
        }
    }
}

/// Which tables cannot be read, where SQLite gave up on the file before it said so.
fn one_by_one(db: &Connection, found: &mut Findings<'_>) {
    let sql = "SELECT name FROM sqlite_schema WHERE type = 'table' AND rootpage > 0 ORDER BY name";
    let names = db.prepare(sql).and_then(|mut s| {
        let rows = s.query_map([], |r| r.get::<_, String>(0))?;
        rows.collect::<rusqlite::Result<Vec<_>>>()
    });
    for table in names.unwrap_or_default() {
        // Not an index, which may be sound: the table itself.
        let sql = format!("SELECT count(*) FROM \"{table}\" NOT INDEXED");
        if let Err(e) = db.query_row(&sql, [], |r| r.get::<_, i64>(0)) {
            found.unanswered(&table, &e);
        }
    }
}

/// The table that a line of SQLite is about: "Tree 12 page 34: …", or "… in index report_published".
fn tree(db: &Connection, line: &str) -> Option<String> {
    let after = |word: &str| {
        let rest = line.split_once(word)?.1;
        rest.split([' ', ':', ',']).next().map(str::to_owned)
    };
    let (column, value) = match after("Tree ") {
        Some(root) => ("rootpage", root),
        None => ("name", after("index ").or_else(|| after("table "))?),
    };
    let sql = format!("SELECT tbl_name FROM sqlite_schema WHERE {column} = ?");
    db.query_row(&sql, [value], |r| r.get(0))
        .optional()
        .ok()
        .flatten()
}

fn references(db: &Connection, found: &mut Findings<'_>) {
    let rows = db.prepare("PRAGMA foreign_key_check").and_then(|mut s| {
        let rows = s.query_map([], |r| {
            Ok((
                r.get::<_, String>(0)?,
                r.get::<_, Option<i64>>(1)?,
                r.get::<_, String>(2)?,
            ))
        })?;
        rows.take(TOLD).collect::<rusqlite::Result<Vec<_>>>()
    });
    match rows {
        Err(e) => found.add(FindingKind::Page, "the file", e.to_string(), false),
        Ok(rows) => {
            for (table, row, to) in rows {
                let row = row.map_or(String::new(), |n| format!(" row {n}"));
                let mend = !KEPT.contains(&table.as_str());
                let words = format!("it refers to a row of {to} that is not there");
                found.add(
                    FindingKind::Reference,
                    format!("table {table}{row}"),
                    words,
                    mend,
                );
            }
        }
    }
}

/// Full-text indices hold no words of their own: each is held against the table that it is made of. That is a command of the index, written as an
/// insertion, so it is done in a transaction that is taken back.
fn indices(db: &Connection, found: &mut Findings<'_>) {
    let names = db
        .prepare(
            "SELECT name FROM sqlite_schema WHERE sql LIKE 'CREATE VIRTUAL TABLE%fts5%' ORDER BY name",
        )
        .and_then(|mut s| {
            let rows = s.query_map([], |r| r.get::<_, String>(0))?;
            rows.collect::<rusqlite::Result<Vec<_>>>()
        })
        .unwrap_or_default();
    if db.is_readonly("main").unwrap_or(true) || db.execute_batch("SAVEPOINT looked").is_err() {
        return;
    }
    for name in names {
        let sql = format!("INSERT INTO {name} ({name}, rank) VALUES ('integrity-check', 1)");
        if let Err(e) = db.execute_batch(&sql) {
            if e.sqlite_error_code() == Some(rusqlite::ErrorCode::DatabaseBusy) {
                continue;
            }
            let words = "it does not hold the words of its table";
            found.add(
                FindingKind::Index,
                format!("full-text index {name}"),
                words,
                true,
            );
        }
    }
    let _ = db.execute_batch("ROLLBACK TO looked; RELEASE looked");
}
