//! What a report gives of actors: one mention for each name, kind and affiliation, in the block that it is compared in.

use super::row;
use crate::contract::to_json;
use crate::keep::Failed;
use rusqlite::{Connection, params};
use sayso_claims::merge::{self, Block, EVERYWHERE, Known};
use sha2::{Digest, Sha256};
use std::collections::{BTreeMap, BTreeSet};

/// An actor as one report gives it.
#[derive(Clone, Debug, Default)]
pub(super) struct Mention {
    pub block: i64,
    pub report: i64,
    pub n: i64,
    /// Name, kind, affiliation and a number of the report.
    pub known: Known,
    /// When the report was published.
    pub published: Option<String>,
    /// Hash of the report's bytes.
    pub hash: Vec<u8>,
    /// How its sources are worded, and how often.
    pub spellings: Vec<(String, u64)>,
    /// Its claims by row, in the order of the text.
    pub claims: Vec<i64>,
    /// The row of its actor so far.
    pub actor: Option<i64>,
}

impl Mention {
    /// What comes before what: the oldest report, undated ones last, then its hash; in a report by name.
    pub fn order(&self) -> (bool, Option<&str>, &[u8], i64) {
        let published = self.published.as_deref();
        (published.is_none(), published, &self.hash, self.n)
    }
}

/// The block of those that are the same as no other.
const ALONE: i64 = 0;

/// The number of a block: odd for bodies, which acronyms may tie to other blocks.
fn number(block: &Block) -> i64 {
    let body = block.key.starts_with("body");
    (hash(&block.key) & !1) | i64::from(body) | 2
}

/// Whether acronyms may tie a block to others.
pub(super) fn is_body(block: i64) -> bool {
    block & 1 == 1
}

fn hash(words: &str) -> i64 {
    let full: [u8; 32] = Sha256::digest(words.as_bytes()).into();
    let mut short = [0; 8];
    short.copy_from_slice(full.split_at(8).0);
    i64::from_le_bytes(short)
}

/// Keeps the mentions of a report; the blocks that they are in are stale afterwards, and those of reports for which a name came to tell something or ceased to.
pub(in crate::update) fn place(db: &Connection, report: i64) -> Result<(), Failed> {
    let mentions = read(db, report)?;
    let telling: BTreeSet<String> = mentions
        .iter()
        .filter_map(|m| merge::telling(&m.known))
        .collect();
    let mut beside = Vec::with_capacity(telling.len());
    for name in telling {
        beside.push(tell(db, report, &name)?);
    }
    let beside = to_json(&beside)?;
    let mut alone: BTreeMap<(String, String), Vec<Mention>> = BTreeMap::new();
    for mut mention in mentions {
        let block = merge::block(&mention.known);
        mention.block = block.as_ref().map_or(ALONE, number);
        let letters = block.as_ref().and_then(|b| b.letters.as_deref()).map(hash);
        db.prepare_cached(
            "INSERT INTO mention (block, report, n, name, kind, affiliation, letters, acronym, published, hash, beside, spellings, claims)
             VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        )?
        .execute(params![
            mention.block, report, mention.n, mention.known.name, mention.known.kind, mention.known.affiliation, letters,
            block.as_ref().is_some_and(|b| b.acronym), mention.published, mention.hash, beside, to_json(&mention.spellings)?, to_json(&mention.claims)?
        ])?;
        if block.is_some() {
            stale(db, mention.block)?;
        } else {
            let key = (mention.known.kind.clone(), mention.known.name.clone());
            alone.entry(key).or_default().push(mention);
        }
    }
    // The same words in one report are one even where they name nobody.
    for group in alone.into_values() {
        let members: Vec<&Mention> = group.iter().collect();
        let id = row::Row::of(&members, &[]).insert(db, ALONE, None)?;
        for mention in members {
            assign(db, mention, id)?;
        }
    }
    Ok(())
}

/// Gives a mention its actor.
pub(super) fn assign(db: &Connection, mention: &Mention, actor: i64) -> Result<(), Failed> {
    db.prepare_cached("UPDATE mention SET actor = ? WHERE block = ? AND report = ? AND n = ?")?
        .execute(params![actor, mention.block, mention.report, mention.n])?;
    Ok(())
}

/// What the claims of a report give; nobody in particular is left out.
fn read(db: &Connection, report: i64) -> Result<Vec<Mention>, Failed> {
    let (hash, published): (Vec<u8>, Option<String>) = db
        .prepare_cached(
            "SELECT w.hash, r.published FROM report r JOIN raw w ON w.id = r.id WHERE r.id = ?",
        )?
        .query_row([report], |r| Ok((r.get(0)?, r.get(1)?)))?;
    let mut statement = db.prepare_cached(
        "SELECT id, actor, coalesce(json_extract(json, '$.actor_kind'), ''), json_extract(json, '$.affiliation'), source FROM claim
         WHERE report = ? AND actor IS NOT NULL AND actor NOT IN ('unspecified', 'unspecified questioner') ORDER BY position",
    )?;
    let mut rows = statement.query([report])?;
    type Given = (Vec<i64>, BTreeMap<String, u64>);
    let mut here: BTreeMap<(String, String, Option<String>), Given> = BTreeMap::new();
    while let Some(row) = rows.next()? {
        let given = here
            .entry((row.get(1)?, row.get(2)?, row.get(3)?))
            .or_default();
        given.0.push(row.get(0)?);
        *given.1.entry(row.get(4)?).or_default() += 1;
    }
    let mentions = here.into_iter().enumerate();
    Ok(mentions
        .map(
            |(n, ((name, kind, affiliation), (claims, spellings)))| Mention {
                report,
                n: n as i64,
                known: Known {
                    name,
                    kind,
                    affiliation,
                    report: 0,
                },
                published: published.clone(),
                hash: hash.clone(),
                spellings: spellings.into_iter().collect(),
                claims,
                ..Mention::default()
            },
        )
        .collect())
}

/// A report gives a telling name; gives the number of the name.
fn tell(db: &Connection, report: i64, name: &str) -> Result<i64, Failed> {
    let (id, reports): (i64, i64) = db
        .prepare_cached(
            "INSERT INTO telling (name, reports) VALUES (?, 1) ON CONFLICT (name) DO UPDATE SET reports = reports + 1 RETURNING id, reports",
        )?
        .query_row([name], |r| Ok((r.get(0)?, r.get(1)?)))?;
    if reports == 2 || reports == EVERYWHERE as i64 + 1 {
        db.prepare_cached(
            "INSERT OR IGNORE INTO stale_block SELECT m.block FROM told t JOIN mention m ON m.report = t.report WHERE t.telling = ? AND m.block <> ?",
        )?
        .execute([id, ALONE])?;
    }
    db.prepare_cached("INSERT INTO told (telling, report) VALUES (?, ?)")?
        .execute([id, report])?;
    Ok(id)
}

fn stale(db: &Connection, block: i64) -> Result<(), Failed> {
    db.prepare_cached("INSERT OR IGNORE INTO stale_block (block) VALUES (?)")?
        .execute([block])?;
    Ok(())
}
