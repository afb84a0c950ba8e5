//! Actors in the file: which mentions of different reports are one person or body. What a mention may be the same as stands in its block: those of a like
//! surname, the bodies of one name, and the bodies that an acronym ties together. A block in which something changed is made anew as a whole, in an order of content; so
//! the outcome is the same whatever came first.

mod mention;
mod row;

use super::numbers;
use crate::keep::Failed;
pub(super) use mention::place;
use mention::{Mention, assign, is_body};
use row::Row;
use rusqlite::{Connection, params};
use sayso_claims::merge::{Beside, EVERYWHERE, Known, groups_beside};
use std::collections::{BTreeMap, BTreeSet, HashMap};

/// Mentions looked at in one transaction, or a few more.
const MENTIONS: usize = 20_000;

/// Makes the actors of stale blocks anew, some of them; gives of how many.
pub(super) fn make(db: &Connection) -> Result<usize, Failed> {
    let (mut done, mut mentions) = (0, 0);
    while mentions < MENTIONS {
        let first = numbers(db, "SELECT block FROM stale_block LIMIT 1", [])?;
        let Some(&first) = first.first() else {
            return Ok(done);
        };
        mentions += make_one(db, first)?;
        done += 1;
    }
    Ok(done)
}

/// The blocks that acronyms tie to this one, itself among them.
fn tied(db: &Connection, first: i64) -> Result<BTreeSet<i64>, Failed> {
    let (mut blocks, mut next) = (BTreeSet::from([first]), vec![first]);
    let mut seen = BTreeSet::new();
    while let Some(block) = next.pop() {
        if !is_body(block) {
            continue;
        }
        let sql = "SELECT DISTINCT letters FROM mention WHERE block = ? AND letters IS NOT NULL";
        for letters in numbers(db, sql, [block])? {
            let sql = "SELECT 1 FROM mention WHERE letters = ? AND acronym = 1";
            if !seen.insert(letters) || !db.prepare_cached(sql)?.exists([letters])? {
                continue;
            }
            let sql = "SELECT DISTINCT block FROM mention WHERE letters = ?";
            for other in numbers(db, sql, [letters])? {
                if blocks.insert(other) {
                    next.push(other);
                }
            }
        }
    }
    Ok(blocks)
}

fn make_one(db: &Connection, first: i64) -> Result<usize, Failed> {
    let blocks = tied(db, first)?;
    let (mut mentions, mut beside_of) = (Vec::new(), BTreeMap::new());
    for &block in &blocks {
        db.prepare_cached("DELETE FROM stale_block WHERE block = ?")?
            .execute([block])?;
        load(db, block, &mut mentions, &mut beside_of)?;
    }
    mentions.sort_by(|a, b| a.order().cmp(&b.order()));
    let mut numbers_of: HashMap<i64, usize> = HashMap::new();
    for mention in &mut mentions {
        let next = numbers_of.len();
        mention.known.report = *numbers_of.entry(mention.report).or_insert(next);
    }
    let beside = beside(db, &numbers_of, &beside_of)?;
    let known: Vec<Known> = mentions.iter().map(|m| m.known.clone()).collect();
    let mut rows = Vec::new();
    for group in groups_beside(&known, &beside) {
        let members: Vec<&Mention> = group
            .members
            .iter()
            .filter_map(|&n| mentions.get(n))
            .collect();
        let joined: Vec<(&Mention, &Mention, &str)> = group
            .merges
            .iter()
            .filter_map(|m| Some((mentions.get(m.a)?, mentions.get(m.b)?, m.why.as_str())))
            .collect();
        rows.push((Row::of(&members, &joined), members));
    }
    keep(db, &blocks, rows)?;
    Ok(mentions.len())
}

/// Puts these in place of the actors that were there; what did not change is left alone.
fn keep(
    db: &Connection,
    blocks: &BTreeSet<i64>,
    rows: Vec<(Row, Vec<&Mention>)>,
) -> Result<(), Failed> {
    let mut old: BTreeMap<[u8; 8], (i64, Row)> = BTreeMap::new();
    let mut gone: Vec<i64> = Vec::new();
    for &block in blocks {
        for (id, row) in Row::all(db, block)? {
            if let Some((other, _)) = old.insert(row.name, (id, row)) {
                gone.push(other);
            }
        }
    }
    let block = blocks.first().copied().unwrap_or_default();
    for (row, members) in rows {
        let id = match old.remove(&row.name) {
            Some((id, before)) if before == row => id,
            Some((id, _)) => {
                db.prepare_cached("DELETE FROM actor WHERE id = ?")?
                    .execute([id])?;
                row.insert(db, block, Some(id))?
            }
            None => row.insert(db, block, None)?,
        };
        for mention in members {
            if mention.actor != Some(id) {
                assign(db, mention, id)?;
            }
        }
    }
    for id in gone.into_iter().chain(old.into_values().map(|o| o.0)) {
        db.prepare_cached("DELETE FROM actor WHERE id = ?")?
            .execute([id])?;
    }
    Ok(())
}

/// The mentions of a block, and the telling names of their reports.
fn load(
    db: &Connection,
    block: i64,
    mentions: &mut Vec<Mention>,
    beside: &mut BTreeMap<i64, Vec<i64>>,
) -> Result<(), Failed> {
    let mut statement = db.prepare_cached(
        "SELECT report, n, name, kind, affiliation, published, hash, spellings, claims, actor, beside FROM mention WHERE block = ?",
    )?;
    let mut rows = statement.query([block])?;
    while let Some(row) = rows.next()? {
        let report = row.get(0)?;
        mentions.push(Mention {
            block,
            report,
            n: row.get(1)?,
            known: Known {
                name: row.get(2)?,
                kind: row.get(3)?,
                affiliation: row.get(4)?,
                report: 0,
            },
            published: row.get(5)?,
            hash: row.get(6)?,
            spellings: serde_json::from_str(row.get_ref(7)?.as_str().unwrap_or_default())?,
            claims: serde_json::from_str(row.get_ref(8)?.as_str().unwrap_or_default())?,
            actor: row.get(9)?,
        });
        if let std::collections::btree_map::Entry::Vacant(free) = beside.entry(report) {
            free.insert(serde_json::from_str(
                row.get_ref(10)?.as_str().unwrap_or_default(),
            )?);
        }
    }
    Ok(())
}

/// Of the telling names those that some share, and not too many.
fn beside(
    db: &Connection,
    numbers_of: &HashMap<i64, usize>,
    beside_of: &BTreeMap<i64, Vec<i64>>,
) -> Result<Beside, Failed> {
    let wanted: BTreeSet<i64> = beside_of.values().flatten().copied().collect();
    let mut found: Vec<(String, i64)> = Vec::new();
    let sql = "SELECT name FROM telling WHERE id = ? AND reports BETWEEN 2 AND ?";
    let mut statement = db.prepare_cached(sql)?;
    for id in wanted {
        let mut rows = statement.query(params![id, EVERYWHERE as i64])?;
        if let Some(row) = rows.next()? {
            found.push((row.get(0)?, id));
        }
    }
    found.sort();
    let places: HashMap<i64, usize> = found
        .iter()
        .enumerate()
        .map(|(n, (_, id))| (*id, n))
        .collect();
    let of = beside_of
        .iter()
        .filter_map(|(report, ids)| {
            let here = ids.iter().filter_map(|id| places.get(id).copied());
            Some((*numbers_of.get(report)?, here.collect()))
        })
        .collect();
    Ok(Beside {
        names: found.into_iter().map(|f| f.0).collect(),
        of,
    })
}
