//! What is derived across reports, and the decisions.

use super::{FindingKind, Findings};
use crate::decision::{Action, Standing};
use crate::update::load::unpack;
use rusqlite::Connection;

/// What must hold across tables: the table, the rows that break it, in words.
const RULES: &[(&str, &str, &str)] = &[
    (
        "dispatch",
        "SELECT count(*) FROM dispatch WHERE head NOT IN (SELECT report FROM dispatch)",
        "are of a dispatch that has no oldest report",
    ),
    (
        "dispatch",
        "SELECT count(*) FROM dispatch WHERE report NOT IN (SELECT id FROM report)",
        "are of reports that are not there",
    ),
    (
        "copy",
        "SELECT count(*) FROM copy WHERE a NOT IN (SELECT id FROM report) OR b NOT IN (SELECT id FROM report)",
        "are of reports that are not there",
    ),
    (
        "edge",
        "SELECT count(*) FROM edge e WHERE NOT EXISTS (SELECT 1 FROM edge o WHERE o.a = e.b AND o.b = e.a AND o.value = e.value)",
        "stand one way only",
    ),
    (
        "event",
        "SELECT (SELECT count(*) FROM event WHERE report NOT IN (SELECT report FROM context) OR part NOT IN (SELECT report FROM event) OR first NOT IN (SELECT report FROM event))
             + (SELECT count(*) FROM context WHERE report NOT IN (SELECT report FROM event)) WHERE NOT EXISTS (SELECT 1 FROM stale)",
        "are of an event that is not there, or missing",
    ),
    (
        "answer",
        "SELECT count(*) FROM answer WHERE question NOT IN (SELECT id FROM question)",
        "are of questions that are not there",
    ),
    (
        "answer",
        "SELECT count(*) FROM answer WHERE claim NOT IN (SELECT name FROM claim)",
        "are by claims that are not there",
    ),
    (
        "question",
        "SELECT count(*) FROM question q WHERE answers <> (SELECT count(*) FROM answer a WHERE a.question = q.id)",
        "have other answers than they say",
    ),
];

pub(super) fn check(db: &Connection, found: &mut Findings<'_>) {
    for (table, sql, words) in RULES {
        match db.query_row(sql, [], |r| r.get::<_, i64>(0)) {
            Ok(0) => {}
            Ok(n) => found.add(
                FindingKind::Across,
                format!("table {table}"),
                format!("{n} rows {words}"),
                true,
            ),
            Err(e) => found.unanswered(table, &e),
        }
    }
    questions(db, found);
    decisions(db, found);
    waiting(db, found);
}

fn questions(db: &Connection, found: &mut Findings<'_>) {
    let done = db
        .prepare("SELECT q.name, coalesce(w.zstd, x'') FROM question q LEFT JOIN whole w ON w.question = q.id")
        .and_then(|mut s| {
            let rows = s.query_map([], |r| {
                Ok((r.get::<_, String>(0)?, r.get::<_, Vec<u8>>(1)?))
            })?;
            for row in rows {
                let (name, packed) = row?;
                let Ok(whole) = unpack::<serde_json::Value>(&packed) else {
                    found.add(
                        FindingKind::Across,
                        format!("question {name}"),
                        "it cannot be read",
                        true,
                    );
                    continue;
                };
                if whole.get("id").and_then(|v| v.as_str()) != Some(&name) {
                    let words = "what is kept under its name is another question";
                    found.add(FindingKind::Across, format!("question {name}"), words, true);
                }
            }
            Ok(())
        });
    if let Err(e) = done {
        found.unanswered("question", &e);
    }
}

fn decisions(db: &Connection, found: &mut Findings<'_>) {
    let rows = db
        .prepare("SELECT id, action FROM decision")
        .and_then(|mut s| {
            let rows = s.query_map([], |r| Ok((r.get::<_, i64>(0)?, r.get::<_, String>(1)?)))?;
            rows.collect::<rusqlite::Result<Vec<_>>>()
        });
    let rows = match rows {
        Ok(rows) => rows,
        Err(e) => return found.unanswered("decision", &e),
    };
    for (id, json) in rows {
        found.checked.decisions += 1;
        let place = || format!("decision {id}");
        match serde_json::from_str::<serde_json::Value>(&json) {
            Err(_) => found.add(FindingKind::Decision, place(), "it cannot be read", false),
            Ok(value) => {
                let what = value.get("what").and_then(|w| w.as_str()).unwrap_or("");
                let known =
                    what == "undo" || serde_json::from_value::<Action>(value.clone()).is_ok();
                if !known {
                    let words = format!(
                        "{what:?} is nothing that this version knows; it is kept and not applied"
                    );
                    found.add(FindingKind::Note, place(), words, false);
                }
            }
        }
    }
    if let Ok(standing) = Standing::of(db) {
        for id in standing.lost {
            let words = "it no longer applies: what it is about is not read as a claim now";
            found.add(FindingKind::Note, format!("decision {id}"), words, false);
        }
    }
}

fn waiting(db: &Connection, found: &mut Findings<'_>) {
    let sql = "SELECT (SELECT count(*) FROM reading g WHERE NOT EXISTS (SELECT 1 FROM signature s WHERE s.report = g.report)), (SELECT count(*) FROM stale)";
    match db.query_row(sql, [], |r| Ok((r.get::<_, i64>(0)?, r.get::<_, i64>(1)?))) {
        Ok((0, 0)) => {}
        Ok((placed, stale)) => {
            let words = format!(
                "{placed} reports wait to be placed and {stale} for their questions; the next command that asks does it"
            );
            found.add(FindingKind::Note, "the ledger", words, true);
        }
        Err(e) => found.unanswered("signature", &e),
    }
}
