//! Which reports may be of one event, in the file: of each dispatch the oldest is listed by what it is about, and has an edge to each report that is like it.
//! The rules are those of [`sayso_questions::event::edges`], with tables for its maps.

use super::dispatch;
use super::load::{Stored, pack, unpack};
use super::neighbourhood::EDGES;
use super::numbers;
use crate::keep::Failed;
use rusqlite::{Connection, OptionalExtension, params};
use sayso_questions::Gist;
use sayso_questions::context::{Context, Listing, SHARED_KEYS};
use sayso_questions::event::{LISTED, likeness};
use sayso_questions::moment::{Day, Published};
use std::collections::{BTreeMap, BTreeSet, HashMap};

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
    db.prepare_cached("INSERT OR REPLACE INTO stale (report) VALUES (?)")?
        .execute([report])?;
    Ok(())
}

/// A report lost edges: its event may be another, but what it says is as it was.
fn stale_edges(db: &Connection, report: i64) -> Result<(), Failed> {
    db.prepare_cached("INSERT OR IGNORE INTO stale (report, edges) VALUES (?, ?)")?
        .execute([report, EDGES])?;
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
    let gist = Gist::of(&context);
    db.prepare_cached("INSERT INTO context (report, zstd) VALUES (?, ?)")?
        .execute(params![report, pack(&context)?])?;
    db.prepare_cached("INSERT INTO gist (report, bytes) VALUES (?, ?)")?
        .execute(params![report, gist.to_bytes()])?;
    let published = day(stored.published.as_deref());
    let listings = context.listings(published.unwrap_or(0));
    for listing in &listings {
        db.prepare_cached("INSERT OR IGNORE INTO context_key (key, report) VALUES (?, ?)")?
            .execute(params![listing.key as i64, report])?;
    }
    let filling = link(db, report, &listings, (&gist, published))?;
    for listing in filling {
        filled(db, &listing, report)?;
    }
    Ok(())
}

fn unlist(db: &Connection, report: i64) -> Result<(), Failed> {
    let mut freed = BTreeSet::new();
    for key in numbers(db, "SELECT key FROM context_key WHERE report = ?", [report])? {
        let under = listed(db, key as u64)?;
        if under.len() == LISTED + 1 {
            freed.extend(under);
        }
    }
    freed.remove(&report);
    unlink(db, report)?;
    for sql in [
        "DELETE FROM context_key WHERE report = ?",
        "DELETE FROM context WHERE report = ?",
        "DELETE FROM gist WHERE report = ?",
    ] {
        db.prepare_cached(sql)?.execute([report])?;
    }
    // Keys that count again: what is listed there may share more.
    for other in freed {
        let Some((context, published)) = context_of(db, other)? else {
            continue;
        };
        unlink(db, other)?;
        let listings = context.listings(published.unwrap_or(0));
        link(db, other, &listings, (&Gist::of(&context), published))?;
        stale_edges(db, other)?;
    }
    Ok(())
}

/// The reports under a key, in order: all that count, one that is too many, and one beyond.
fn listed(db: &Connection, key: u64) -> Result<Vec<i64>, Failed> {
    let mut statement =
        db.prepare_cached("SELECT report FROM context_key WHERE key = ? LIMIT ?")?;
    let rows = statement.query_map([key as i64, LISTED as i64 + 2], |r| r.get(0))?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

/// The same, if it is not under too many: a key that everyone has finds nothing.
fn found_under(db: &Connection, key: u64) -> Result<Option<Vec<i64>>, Failed> {
    let found = listed(db, key)?;
    Ok((found.len() <= LISTED).then_some(found))
}

/// A key counts no more, since `last` came under it: what two others share by its term is one less, if either is listed there.
fn filled(db: &Connection, listing: &Listing, last: i64) -> Result<(), Failed> {
    let mut here: BTreeSet<i64> = listed(db, listing.key)?.into_iter().collect();
    here.remove(&last);
    let mut beside = BTreeSet::new();
    for key in listing.near.into_iter().flatten() {
        beside.extend(found_under(db, key)?.unwrap_or_default());
    }
    for &a in &here {
        let mut fewer = Vec::new();
        {
            let mut statement = db.prepare_cached("SELECT b, shared FROM edge WHERE a = ?")?;
            let mut rows = statement.query([a])?;
            while let Some(row) = rows.next()? {
                let (b, shared): (i64, i64) = (row.get(0)?, row.get(1)?);
                if (b > a && here.contains(&b)) || beside.contains(&b) {
                    fewer.push((b, shared - 1));
                }
            }
        }
        for (b, shared) in fewer {
            for (a, b) in [(a, b), (b, a)] {
                if shared < SHARED_KEYS as i64 {
                    stale_edges(db, a)?;
                    db.prepare_cached("DELETE FROM edge WHERE a = ? AND b = ?")?
                        .execute([a, b])?;
                } else {
                    db.prepare_cached("UPDATE edge SET shared = ? WHERE a = ? AND b = ?")?
                        .execute([shared, a, b])?;
                }
            }
        }
    }
    Ok(())
}

/// Finds the reports that a listed report is like; gives the listings whose keys its own are the first too many under.
fn link(
    db: &Connection,
    report: i64,
    listings: &[Listing],
    (gist, published): (&Gist, Option<Day>),
) -> Result<Vec<Listing>, Failed> {
    let mut shared: HashMap<i64, usize> = HashMap::new();
    let mut filling = Vec::new();
    for listing in listings {
        let mut found = listed(db, listing.key)?;
        if found.len() == LISTED + 1 {
            filling.push(*listing);
        }
        if found.len() > LISTED {
            continue;
        }
        for key in listing.near.into_iter().flatten() {
            found.extend(found_under(db, key)?.unwrap_or_default());
        }
        for other in found {
            *shared.entry(other).or_default() += 1;
        }
    }
    shared.remove(&report);
    let enough = shared.into_iter().filter(|(_, n)| *n >= SHARED_KEYS);
    for (other, n) in enough.collect::<BTreeMap<_, _>>() {
        let Some((theirs, when)) = gist_of(db, other)? else {
            continue;
        };
        if let Some(value) = likeness((gist, published), (&theirs, when)) {
            for (a, b) in [(report, other), (other, report)] {
                db.prepare_cached(
                    "INSERT OR REPLACE INTO edge (a, b, value, shared) VALUES (?, ?, ?, ?)",
                )?
                .execute(params![a, b, value, n as i64])?;
            }
        }
    }
    Ok(filling)
}

/// Takes the edges of a report away; whatever had one is stale.
fn unlink(db: &Connection, report: i64) -> Result<(), Failed> {
    for other in numbers(db, "SELECT b FROM edge WHERE a = ?", [report])? {
        stale_edges(db, other)?;
        db.prepare_cached("DELETE FROM edge WHERE a = ? AND b = ?")?
            .execute([other, report])?;
    }
    db.prepare_cached("DELETE FROM edge WHERE a = ?")?
        .execute([report])?;
    Ok(())
}

/// The terms of a listed report as numbers, and when it was published.
fn gist_of(db: &Connection, report: i64) -> Result<Option<(Gist, Option<Day>)>, Failed> {
    let sql = "SELECT g.bytes, r.published FROM gist g JOIN report r ON r.id = g.report WHERE g.report = ?";
    let found = db.prepare_cached(sql)?.query_row([report], |r| {
        let bytes = r.get_ref(0)?.as_blob()?;
        let published = r.get_ref(1)?.as_str_or_null()?;
        Ok((Gist::from_bytes(bytes), day(published)))
    });
    Ok(found.optional()?)
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
