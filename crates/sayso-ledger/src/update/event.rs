//! Which reports may be of one event, in the file: of each dispatch the oldest is listed by what it is about, and has an edge to each report that is like it.

use super::dispatch;
use super::load::{Stored, pack, unpack};
use super::numbers;
use crate::keep::Failed;
use rusqlite::{Connection, OptionalExtension, params};
use sayso_questions::context::{Context, SHARED_KEYS};
use sayso_questions::event::{LISTED, TOGETHER, likeness};
use sayso_questions::moment::{Day, Published};
use std::collections::{BTreeMap, BTreeSet};

/// Brings the listing of a report up to date: it stands if the report is the oldest of its dispatch. What it touches is stale afterwards.
pub(super) fn mark(db: &Connection, report: i64) -> Result<(), Failed> {
    let is_head = dispatch::head(db, report)? == report;
    let is_listed = db
        .prepare_cached("SELECT 1 FROM context WHERE report = ?")?
        .exists([report])?;
    match (is_head, is_listed) {
        (true, false) => list(db, report)?,
        (false, true) => unlist(db, report)?,
        _ => {}
    }
    stale(db, report)
}

fn stale(db: &Connection, report: i64) -> Result<(), Failed> {
    db.prepare_cached("INSERT OR IGNORE INTO stale (report) VALUES (?)")?
        .execute([report])?;
    Ok(())
}

fn day(published: Option<&str>) -> Option<Day> {
    Some(Published::read(published?)?.day)
}

fn list(db: &Connection, report: i64) -> Result<(), Failed> {
    let Some(stored) = Stored::of(db, report)? else {
        return Ok(());
    };
    let word = |o: &Option<String>| o.clone().unwrap_or_default();
    let (title, outlet, url) = (word(&stored.title), word(&stored.outlet), word(&stored.url));
    let context = Context::of(&title, &stored.text, &outlet, &url);
    db.prepare_cached("INSERT INTO context (report, zstd) VALUES (?, ?)")?
        .execute(params![report, pack(&context)?])?;
    let published = day(stored.published.as_deref());
    let mut full = Vec::new();
    for key in context.keys(published.unwrap_or(0)) {
        let key = key as i64;
        db.prepare_cached("INSERT OR IGNORE INTO context_key (key, report) VALUES (?, ?)")?
            .execute(params![key, report])?;
        if listed(db, key)?.len() == LISTED + 1 {
            full.push(key);
        }
    }
    link(db, report)?;
    relink(db, &full, report)
}

fn unlist(db: &Connection, report: i64) -> Result<(), Failed> {
    let mut freed = Vec::new();
    for key in numbers(db, "SELECT key FROM context_key WHERE report = ?", [report])? {
        if listed(db, key)?.len() == LISTED + 1 {
            freed.push(key);
        }
    }
    unlink(db, report)?;
    for sql in [
        "DELETE FROM context_key WHERE report = ?",
        "DELETE FROM context WHERE report = ?",
    ] {
        db.prepare_cached(sql)?.execute([report])?;
    }
    relink(db, &freed, report)
}

/// The reports under a key, if it is not under too many: one that everyone has finds nothing. Counts one more than the most that count.
fn listed(db: &Connection, key: i64) -> Result<BTreeSet<i64>, Failed> {
    let sql = "SELECT report FROM context_key WHERE key = ? LIMIT ?";
    Ok(numbers(db, sql, params![key, LISTED as i64 + 2])?)
}

/// Makes the edges of all reports under these keys anew: the keys count no more, or count again.
fn relink(db: &Connection, keys: &[i64], but: i64) -> Result<(), Failed> {
    let mut reports = BTreeSet::new();
    for key in keys {
        reports.extend(numbers(
            db,
            "SELECT report FROM context_key WHERE key = ?",
            [key],
        )?);
    }
    reports.remove(&but);
    for report in reports {
        unlink(db, report)?;
        link(db, report)?;
        stale(db, report)?;
    }
    Ok(())
}

/// Finds the reports that a listed report is like.
fn link(db: &Connection, report: i64) -> Result<(), Failed> {
    let Some((context, published)) = context_of(db, report)? else {
        return Ok(());
    };
    let mut shared: BTreeMap<i64, usize> = BTreeMap::new();
    for probe in context.probes(published.unwrap_or(0)) {
        let found = listed(db, probe as i64)?;
        if found.len() <= LISTED {
            for other in found {
                *shared.entry(other).or_default() += 1;
            }
        }
    }
    shared.remove(&report);
    for (other, _) in shared.into_iter().filter(|(_, n)| *n >= SHARED_KEYS) {
        let Some(theirs) = context_of(db, other)? else {
            continue;
        };
        if let Some(value) = likeness((&context, published), (&theirs.0, theirs.1)) {
            for (a, b) in [(report, other), (other, report)] {
                db.prepare_cached("INSERT OR REPLACE INTO edge (a, b, value) VALUES (?, ?, ?)")?
                    .execute(params![a, b, value])?;
            }
        }
    }
    Ok(())
}

/// Takes the edges of a report away; whatever had one is stale.
fn unlink(db: &Connection, report: i64) -> Result<(), Failed> {
    for other in numbers(db, "SELECT b FROM edge WHERE a = ?", [report])? {
        stale(db, other)?;
        db.prepare_cached("DELETE FROM edge WHERE a = ? AND b = ?")?
            .execute([other, report])?;
    }
    db.prepare_cached("DELETE FROM edge WHERE a = ?")?
        .execute([report])?;
    Ok(())
}

/// What a report is about, if it is listed.
pub(super) fn context_of(
    db: &Connection,
    report: i64,
) -> Result<Option<(Context, Option<Day>)>, Failed> {
    let sql = "SELECT c.zstd, r.published FROM context c JOIN report r ON r.id = c.report WHERE c.report = ?";
    let found: Option<(Vec<u8>, Option<String>)> = db
        .prepare_cached(sql)?
        .query_row([report], |r| Ok((r.get(0)?, r.get(1)?)))
        .optional()?;
    let Some((packed, published)) = found else {
        return Ok(None);
    };
    Ok(Some((unpack(&packed)?, day(published.as_deref()))))
}

/// The listed reports that strong edges connect with one of `from`: no event reaches beyond, since what joins two parts of an event on average has at least one
/// edge as strong.
pub(super) fn neighbourhood(db: &Connection, from: BTreeSet<i64>) -> Result<BTreeSet<i64>, Failed> {
    let (mut found, mut next): (_, Vec<i64>) = (from.clone(), from.into_iter().collect());
    while let Some(at) = next.pop() {
        let sql = "SELECT b FROM edge WHERE a = ? AND value >= ?";
        for other in numbers(db, sql, params![at, TOGETHER])? {
            if found.insert(other) {
                next.push(other);
            }
        }
    }
    Ok(found)
}
