//! Dispatches in the file: which reports carry one copy. The rules are those of [`sayso_dispatch::Index`], with tables for its maps.

use super::load::{Stored, order};
use super::numbers;
use crate::contract::to_json;
use crate::decision::Standing;
use crate::keep::Failed;
use rusqlite::{Connection, OptionalExtension, params};
use sayso_dispatch::{PER_KEY, Pair, Prepared, Signature, compare, rank};
use sayso_language::CodePoints;
use serde_json::{Value, json};
use std::collections::BTreeSet;

/// Finds the copies of a report; gives the reports whose events it touches: every one that becomes or stops being the oldest of a dispatch, and the oldest of
/// its own.
pub(super) fn place(
    db: &Connection,
    report: i64,
    decided: &Standing,
) -> Result<BTreeSet<i64>, Failed> {
    let Some(stored) = Stored::of(db, report)? else {
        return Ok(BTreeSet::new());
    };
    let mut touched = BTreeSet::new();
    let signature = Signature::of_prepared(&Prepared::of(&stored.to_compare()));
    let rank = ordered(rank(&stored.name));
    db.prepare_cached("INSERT INTO signature (report, rank, bytes) VALUES (?, ?, ?)")?
        .execute(params![report, rank, signature.to_bytes()])?;
    let (mut partners, mut displaced) = (BTreeSet::new(), BTreeSet::new());
    for key in signature.keys() {
        shelve(db, key as i64, rank, report, &mut partners, &mut displaced)?;
    }
    let mut found = Vec::new();
    for partner in partners {
        let Some(other) = signature_of(db, partner)? else {
            continue;
        };
        if signature.may_match(&other.1)
            && let Some(other) = Stored::of(db, partner)?
            && link(db, (report, &stored), (partner, &other))?
            && !decided.parted.contains(&stored.name)
            && !decided.parted.contains(&other.name)
        {
            found.push(partner);
        }
    }
    for (a, b) in &decided.joined {
        let other = if *a == stored.name { b } else { a };
        if (*a == stored.name || *b == stored.name)
            && let Some(other) = super::load::number(db, other)?
            && signature_of(db, other)?.is_some()
        {
            found.push(other);
        }
    }
    join(db, report, &stored, &found, &mut touched)?;
    for one in displaced {
        drop_unsupported(db, one, decided, &mut touched)?;
    }
    touched.insert(head(db, report)?);
    Ok(touched)
}

/// Unsigned numbers as signed ones of the same order.
fn ordered(rank: u64) -> i64 {
    (rank ^ (1 << 63)) as i64
}

/// Puts a report under a key: under each, the first few by rank are compared with all, and the others with these alone.
fn shelve(
    db: &Connection,
    key: i64,
    rank: i64,
    report: i64,
    partners: &mut BTreeSet<i64>,
    displaced: &mut BTreeSet<i64>,
) -> Result<(), Failed> {
    let mut statement = db.prepare_cached(
        "SELECT rank, report FROM shelf WHERE key = ? ORDER BY rank, report LIMIT ?",
    )?;
    let firsts: Vec<(i64, i64)> = statement
        .query_map(params![key, PER_KEY as i64], |r| Ok((r.get(0)?, r.get(1)?)))?
        .collect::<rusqlite::Result<_>>()?;
    let at = firsts.partition_point(|first| *first < (rank, report));
    if at >= PER_KEY || firsts.len() < PER_KEY {
        partners.extend(firsts.iter().map(|first| first.1));
    } else {
        partners.extend(numbers(
            db,
            "SELECT report FROM shelf WHERE key = ?",
            [key],
        )?);
        displaced.extend(firsts.last().map(|last| last.1));
    }
    db.prepare_cached("INSERT OR IGNORE INTO shelf (key, rank, report) VALUES (?, ?, ?)")?
        .execute(params![key, rank, report])?;
    Ok(())
}

fn signature_of(db: &Connection, report: i64) -> Result<Option<(i64, Signature)>, Failed> {
    let found: Option<(i64, Vec<u8>)> = db
        .prepare_cached("SELECT rank, bytes FROM signature WHERE report = ?")?
        .query_row([report], |r| Ok((r.get(0)?, r.get(1)?)))
        .optional()?;
    Ok(found.and_then(|(rank, bytes)| Some((rank, Signature::from_bytes(&bytes).ok()?))))
}

/// Whether two reports carry one copy; if so, the pair is kept with its evidence.
fn link(db: &Connection, one: (i64, &Stored), other: (i64, &Stored)) -> Result<bool, Failed> {
    let (a, b) = if one.1.order() <= other.1.order() {
        (one, other)
    } else {
        (other, one)
    };
    let Some(pair) = compare(&a.1.to_compare(), &b.1.to_compare()) else {
        return Ok(false);
    };
    let evidence = to_json(&evidence(&pair, a.1, b.1))?;
    db.prepare_cached("INSERT OR REPLACE INTO copy (a, b, kind, evidence) VALUES (?, ?, ?, ?)")?
        .execute(params![a.0, b.0, pair.kind.as_str(), evidence])?;
    Ok(true)
}

/// The evidence of a pair, spans in code points.
fn evidence(pair: &Pair, a: &Stored, b: &Stored) -> Value {
    let side = |side: &sayso_dispatch::Side, text: &str| {
        let points = CodePoints::new(text);
        let adds: Vec<_> = side
            .adds
            .iter()
            .map(|r| points.span([r.start, r.end].into()))
            .collect();
        json!({"share": side.share, "adds": adds, "credits_other": side.credits_other})
    };
    json!({"a": side(&pair.a, &a.text), "b": side(&pair.b, &b.text), "retitled": pair.retitled, "same_quotes": pair.same_quotes, "credits": pair.credits})
}

/// The oldest report of a report's dispatch: itself, where it has no copy.
pub(super) fn head(db: &Connection, report: i64) -> Result<i64, Failed> {
    let found = db
        .prepare_cached("SELECT head FROM dispatch WHERE report = ?")?
        .query_row([report], |r| r.get(0))
        .optional()?;
    Ok(found.unwrap_or(report))
}

/// Joins a report with the dispatches of those that it shares a copy with.
fn join(
    db: &Connection,
    report: i64,
    stored: &Stored,
    with: &[i64],
    touched: &mut BTreeSet<i64>,
) -> Result<(), Failed> {
    if with.is_empty() {
        return Ok(());
    }
    let mut heads = BTreeSet::new();
    for &other in with {
        heads.insert(head(db, other)?);
    }
    let mut oldest = (stored.order(), report);
    for &other in &heads {
        oldest = oldest.min((order(db, other)?, other));
    }
    let oldest = oldest.1;
    for &other in &heads {
        db.prepare_cached("INSERT OR IGNORE INTO dispatch (report, head) VALUES (?1, ?1)")?
            .execute([other])?;
        if other != oldest {
            db.prepare_cached("UPDATE dispatch SET head = ? WHERE head = ?")?
                .execute(params![oldest, other])?;
            touched.insert(other);
        }
    }
    db.prepare_cached("INSERT OR REPLACE INTO dispatch (report, head) VALUES (?, ?)")?
        .execute(params![report, oldest])?;
    touched.insert(oldest);
    Ok(())
}

/// Takes away the pairs of a report that are no longer looked at, and parts its dispatch where nothing holds it together any more.
fn drop_unsupported(
    db: &Connection,
    one: i64,
    decided: &Standing,
    touched: &mut BTreeSet<i64>,
) -> Result<(), Failed> {
    let mut dropped = false;
    for other in near(db, one)? {
        if !is_due(db, one, other)? {
            db.prepare_cached("DELETE FROM copy WHERE (a = ?1 AND b = ?2) OR (a = ?2 AND b = ?1)")?
                .execute([one, other])?;
            dropped = true;
        }
    }
    if dropped {
        regroup(db, head(db, one)?, decided, touched)?;
    }
    Ok(())
}

/// What a decision on a report's copies touches: its dispatch is made anew, with those of the reports that it is joined with.
pub(super) fn redo(
    db: &Connection,
    report: i64,
    decided: &Standing,
) -> Result<BTreeSet<i64>, Failed> {
    let mut touched = BTreeSet::from([report]);
    regroup(db, head(db, report)?, decided, &mut touched)?;
    Ok(touched)
}

/// The reports that a report is held together with: by the pairs found and those decided, less what was decided to be no copy.
fn held(db: &Connection, report: i64, decided: &Standing) -> Result<BTreeSet<i64>, Failed> {
    let mut out = near(db, report)?;
    if decided.parted.is_empty() && decided.joined.is_empty() {
        return Ok(out);
    }
    let own = order(db, report)?.1;
    if decided.parted.contains(&own) {
        out.clear();
    }
    let mut parted = BTreeSet::new();
    for name in &decided.parted {
        parted.extend(super::load::number(db, name)?);
    }
    out.retain(|other| !parted.contains(other));
    for (a, b) in &decided.joined {
        if *a == own {
            out.extend(super::load::number(db, b)?);
        } else if *b == own {
            out.extend(super::load::number(db, a)?);
        }
    }
    Ok(out)
}

fn near(db: &Connection, report: i64) -> Result<BTreeSet<i64>, Failed> {
    let sql = "SELECT b FROM copy WHERE a = ?1 UNION SELECT a FROM copy WHERE b = ?1";
    Ok(numbers(db, sql, [report])?)
}

/// Whether a pair is compared at all: under a key of both, one of them is among the first.
fn is_due(db: &Connection, one: i64, other: i64) -> Result<bool, Failed> {
    let (Some(a), Some(b)) = (signature_of(db, one)?, signature_of(db, other)?) else {
        return Ok(false);
    };
    for key in a.1.keys().filter(|key| b.1.has(*key)) {
        let last: Option<i64> = db
            .prepare_cached(
                "SELECT rank FROM shelf WHERE key = ? ORDER BY rank, report LIMIT 1 OFFSET ?",
            )?
            .query_row(params![key as i64, PER_KEY as i64 - 1], |r| r.get(0))
            .optional()?;
        if last.is_none_or(|last| a.0.min(b.0) <= last) {
            return Ok(true);
        }
    }
    Ok(false)
}

/// Makes a dispatch anew from its pairs.
fn regroup(
    db: &Connection,
    head: i64,
    decided: &Standing,
    touched: &mut BTreeSet<i64>,
) -> Result<(), Failed> {
    let mut left = numbers(db, "SELECT report FROM dispatch WHERE head = ?", [head])?;
    // A report that was no part of any, or was cut off before, may come back by its pairs.
    left.insert(head);
    touched.insert(head);
    while let Some(first) = left.pop_first() {
        let (mut part, mut next) = (BTreeSet::from([first]), vec![first]);
        while let Some(at) = next.pop() {
            for other in held(db, at, decided)? {
                if part.insert(other) {
                    left.remove(&other);
                    next.push(other);
                }
            }
        }
        let mut oldest = None;
        for &member in &part {
            let this = (order(db, member)?, member);
            if oldest.as_ref().is_none_or(|o| this < *o) {
                oldest = Some(this);
            }
        }
        let Some((_, oldest)) = oldest else { continue };
        for &member in &part {
            // The oldest of a dispatch that was joined to this one stands for it no longer.
            touched.insert(self::head(db, member)?);
        }
        for member in &part {
            if part.len() == 1 {
                db.prepare_cached("DELETE FROM dispatch WHERE report = ?")?
                    .execute([member])?;
            } else {
                db.prepare_cached("INSERT OR REPLACE INTO dispatch (report, head) VALUES (?, ?)")?
                    .execute(params![member, oldest])?;
            }
        }
        touched.insert(oldest);
    }
    Ok(())
}
