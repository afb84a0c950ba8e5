//! Two ledgers held against each other, table by table, value by value. Numbers that a file gives its rows in the order of their coming mean nothing in
//! another file: texts are called by their hashes there, questions by their names.

use super::KEPT;
use crate::Error;
use rusqlite::types::Value;
use rusqlite::{Connection, OpenFlags};
use serde::Serialize;
use std::path::Path;

/// How a table stands in two files.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct TableCompared {
    /// Its name.
    pub table: String,
    /// Rows in the one.
    pub rows: u64,
    /// Rows in the other.
    pub other_rows: u64,
    /// Whether every value of every row is equal, byte for byte.
    pub is_equal: bool,
    /// The first rows that stand in one alone, `-` for the one, `+` for the other.
    pub differences: Vec<String>,
    /// Why it could not be compared.
    pub error: Option<String>,
}

/// How many differences of a table are told.
const TOLD: usize = 3;
/// How many characters of a row are told.
const WIDTH: usize = 400;

/// Tables whose rows name others by numbers, and how they are read without.
const READ: &[(&str, &str)] = &[
    ("text", "SELECT hash, body FROM text ORDER BY 1"),
    (
        "reading",
        "SELECT g.report, t.hash, g.version, g.boilerplate, g.sentences, g.figures, g.times, g.links FROM reading g JOIN text t ON t.id = g.text ORDER BY 1",
    ),
    (
        "claim",
        "SELECT report, position, name, actor, source, content, stance, kind, said, confidence, json FROM claim ORDER BY 1, 2",
    ),
    (
        "pointed",
        "SELECT c.report, c.position, p.n, p.kind, p.url FROM pointed p JOIN claim c ON c.id = p.claim ORDER BY 1, 2, 3",
    ),
    (
        "question",
        "SELECT name, text, measure, of, place, lines, reports, answers, conflicts, newest FROM question ORDER BY 1",
    ),
    (
        "whole",
        "SELECT q.name, w.zstd FROM whole w JOIN question q ON q.id = w.question ORDER BY 1",
    ),
    (
        "mention",
        "SELECT m.block, m.report, m.n, m.name, m.kind, m.affiliation, m.letters, m.acronym, m.published, m.hash, m.beside, m.spellings, a.name,
             (SELECT group_concat(hex(c.name), ' ' ORDER BY j.key) FROM json_each(m.claims) j JOIN claim c ON c.id = j.value)
         FROM mention m LEFT JOIN actor a ON a.id = m.actor ORDER BY 1, 2, 3",
    ),
    ("telling", "SELECT name, reports FROM telling ORDER BY 1"),
    (
        "told",
        "SELECT t.name, o.report FROM told o JOIN telling t ON t.id = o.telling ORDER BY 1, 2",
    ),
    (
        "actor",
        "SELECT name, block, title, kind, reports, claims, names, json FROM actor ORDER BY 1, 2",
    ),
    (
        "answer",
        "SELECT q.name, a.n, a.report, a.claim FROM answer a JOIN question q ON q.id = a.question ORDER BY 1, 2",
    ),
];

/// Compares all that is derived in the ledgers at `one` and `other`, which hold the same reports under the same numbers.
///
/// # Errors
/// One of them cannot be opened.
pub fn compare(one: &Path, other: &Path) -> Result<Vec<TableCompared>, Error> {
    let open = |path: &Path| {
        Connection::open_with_flags(
            path,
            OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX,
        )
        .or_else(|_| Connection::open_with_flags(path, OpenFlags::SQLITE_OPEN_READ_ONLY))
        .map_err(|e| Error::sqlite(path, &e))
    };
    let (one, theirs) = (open(one)?, open(other)?);
    let tables = derived(&theirs).map_err(|e| Error::sqlite(other, &e))?;
    Ok(tables
        .into_iter()
        .map(|table| table_of(&one, &theirs, table))
        .collect())
}

/// The tables that are neither kept nor SQLite's own.
fn derived(db: &Connection) -> rusqlite::Result<Vec<String>> {
    let sql = "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite%' AND name NOT LIKE '%\\_words%' ESCAPE '\\' ORDER BY name";
    let mut statement = db.prepare(sql)?;
    let rows = statement.query_map([], |r| r.get::<_, String>(0))?;
    rows.filter(|name| !name.as_ref().is_ok_and(|n| KEPT.contains(&n.as_str())))
        .collect()
}

fn table_of(one: &Connection, other: &Connection, table: String) -> TableCompared {
    let mut out = TableCompared {
        table,
        rows: 0,
        other_rows: 0,
        is_equal: true,
        differences: Vec::new(),
        error: None,
    };
    if let Err(e) = walk(one, other, &mut out) {
        out.is_equal = false;
        out.error = Some(e.to_string());
    }
    out
}

fn walk(one: &Connection, other: &Connection, out: &mut TableCompared) -> rusqlite::Result<()> {
    let fixed = READ.iter().find(|(table, _)| *table == out.table);
    let sql = match fixed {
        Some((_, sql)) => (*sql).to_owned(),
        None => {
            let mut names = other.prepare(&format!(
                "SELECT name FROM pragma_table_info('{}')",
                out.table
            ))?;
            let names: Vec<String> = names
                .query_map([], |r| r.get(0))?
                .collect::<rusqlite::Result<_>>()?;
            let list = names.join(", ");
            format!("SELECT {list} FROM {} ORDER BY {list}", out.table)
        }
    };
    let (mut left, mut right) = (one.prepare(&sql)?, other.prepare(&sql)?);
    let width = left.column_count();
    let (mut left, mut right) = (left.query([])?, right.query([])?);
    let next = |rows: &mut rusqlite::Rows<'_>| -> rusqlite::Result<Option<Vec<Value>>> {
        match rows.next()? {
            Some(r) => (0..width)
                .map(|i| r.get(i))
                .collect::<rusqlite::Result<_>>()
                .map(Some),
            None => Ok(None),
        }
    };
    let (mut a, mut b) = (next(&mut left)?, next(&mut right)?);
    loop {
        match (&a, &b) {
            (None, None) => return Ok(()),
            (Some(x), Some(y)) if x == y => {}
            _ => {
                out.is_equal = false;
                let told = |sign: &str, row: &Option<Vec<Value>>| {
                    row.as_ref().map(|row| format!("{sign} {}", line(row)))
                };
                if out.differences.len() < TOLD * 2 {
                    out.differences.extend(told("-", &a));
                    out.differences.extend(told("+", &b));
                }
            }
        }
        out.rows += u64::from(a.is_some());
        out.other_rows += u64::from(b.is_some());
        (a, b) = (next(&mut left)?, next(&mut right)?);
    }
}

fn line(row: &[Value]) -> String {
    let cell = |v: &Value| match v {
        Value::Null => "none".to_owned(),
        Value::Integer(n) => n.to_string(),
        Value::Real(x) => x.to_string(),
        Value::Text(t) => t.replace('\n', " "),
        Value::Blob(b) => b.iter().take(16).map(|b| format!("{b:02x}")).collect(),
    };
    let whole: Vec<String> = row.iter().map(cell).collect();
    whole.join(" | ").chars().take(WIDTH).collect()
}
