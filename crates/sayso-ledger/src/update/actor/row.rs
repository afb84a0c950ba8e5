//! An actor as it is kept: out of its mentions and of what joined them.

use super::mention::Mention;
use crate::actor::Details;
use crate::contract::to_json;
use crate::keep::Failed;
use crate::{ActorId, Hash, Joined, Wording};
use rusqlite::{Connection, params};
use sayso_claims::merge::name::plain;
use sha2::{Digest, Sha256};
use std::collections::{BTreeMap, BTreeSet};

/// Names, wordings and reasons that are kept of one actor, the commonest.
const KEPT: usize = 200;
/// Reasons that are kept for one pair of names.
const REASONS: usize = 3;

/// A row of the table.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Row {
    pub name: [u8; 8],
    title: String,
    kind: String,
    reports: i64,
    claims: i64,
    names: String,
    json: String,
}

impl Row {
    /// Of these mentions, the oldest first, and of those that were taken for one with why.
    pub fn of(members: &[&Mention], merges: &[(&Mention, &Mention, &str)]) -> Row {
        let mut names: BTreeMap<&str, u64> = BTreeMap::new();
        let mut kinds: BTreeMap<&str, u64> = BTreeMap::new();
        let mut affiliations: BTreeMap<&str, u64> = BTreeMap::new();
        let mut spellings: BTreeMap<&str, u64> = BTreeMap::new();
        let mut reports: BTreeSet<i64> = BTreeSet::new();
        let mut all = 0;
        for mention in members {
            let claims = mention.claims.len() as u64;
            all += claims;
            *names.entry(&mention.known.name).or_default() += claims;
            *kinds.entry(&mention.known.kind).or_default() += claims;
            if let Some(affiliation) = &mention.known.affiliation {
                *affiliations.entry(affiliation).or_default() += claims;
            }
            for (words, times) in &mention.spellings {
                *spellings.entry(words).or_default() += times;
            }
            reports.insert(mention.report);
        }
        let searched: BTreeSet<String> = names.keys().map(|n| plain(n).join(" ")).collect();
        let mut names = ranked(names);
        let title = fullest(&names);
        names.truncate(KEPT);
        let mut spellings = ranked(spellings);
        spellings.truncate(KEPT);
        let details = Details {
            affiliation: ranked(affiliations).into_iter().next().map(|a| a.words),
            names,
            spellings,
            joined: joined(merges),
        };
        Row {
            name: name(members),
            title,
            kind: ranked(kinds)
                .into_iter()
                .next()
                .map(|k| k.words)
                .unwrap_or_default(),
            reports: reports.len() as i64,
            claims: all as i64,
            names: searched.into_iter().collect::<Vec<_>>().join("\n"),
            json: to_json(&details).unwrap_or_default(),
        }
    }

    /// Those of a block, each with its row.
    pub fn all(db: &Connection, block: i64) -> Result<Vec<(i64, Row)>, Failed> {
        let sql =
            "SELECT id, name, title, kind, reports, claims, names, json FROM actor WHERE block = ?";
        let mut statement = db.prepare_cached(sql)?;
        let rows = statement.query_map([block], |r| {
            let row = Row {
                name: r.get(1)?,
                title: r.get(2)?,
                kind: r.get(3)?,
                reports: r.get(4)?,
                claims: r.get(5)?,
                names: r.get(6)?,
                json: r.get(7)?,
            };
            Ok((r.get(0)?, row))
        })?;
        Ok(rows.collect::<rusqlite::Result<_>>()?)
    }

    /// Keeps it, in this row or in a new one; gives which.
    pub fn insert(&self, db: &Connection, block: i64, id: Option<i64>) -> Result<i64, Failed> {
        let sql = "INSERT INTO actor (id, block, name, title, kind, reports, claims, names, json) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)";
        Ok(db.prepare_cached(sql)?.insert(params![
            id,
            block,
            &self.name[..],
            self.title,
            self.kind,
            self.reports,
            self.claims,
            self.names,
            self.json
        ])?)
    }
}

/// What an actor is called in every ledger.
fn name(members: &[&Mention]) -> [u8; 8] {
    let mut hash = Sha256::new();
    if let Some(oldest) = members.first() {
        hash.update(hex(&oldest.hash).as_bytes());
        hash.update(oldest.known.kind.as_bytes());
        hash.update([0]);
        hash.update(oldest.known.name.as_bytes());
    }
    let full: [u8; 32] = hash.finalize().into();
    let mut id = ActorId([0; 8]);
    id.0.copy_from_slice(full.split_at(8).0);
    id.0
}

fn hex(hash: &[u8]) -> String {
    <[u8; 32]>::try_from(hash).map_or(String::new(), |h| Hash(h).to_string())
}

/// Of the names that are used much, the fullest says most.
fn fullest(names: &[Wording]) -> String {
    let most = names.first().map_or(0, |n| n.claims);
    names
        .iter()
        .filter(|n| n.claims * 4 >= most)
        .max_by_key(|n| {
            (
                n.words.split(' ').count(),
                n.claims,
                std::cmp::Reverse(&n.words),
            )
        })
        .map(|n| n.words.clone())
        .unwrap_or_default()
}

/// What was said of two names, how often, and in which reports first; of each two names what was said most.
fn joined(merges: &[(&Mention, &Mention, &str)]) -> Vec<Joined> {
    type Said<'a> = BTreeMap<&'a str, (u64, [&'a [u8]; 2])>;
    let mut pairs: BTreeMap<(&str, &str), Said<'_>> = BTreeMap::new();
    for (a, b, why) in merges {
        let pair = (a.known.name.as_str(), b.known.name.as_str());
        let said = pairs.entry(pair).or_default();
        said.entry(why).or_insert((0, [&a.hash, &b.hash])).0 += 1;
    }
    let mut out = Vec::new();
    for ((a, b), said) in pairs {
        let mut said: Vec<_> = said.into_iter().collect();
        said.sort_by_key(|s| std::cmp::Reverse(s.1.0));
        for (why, (times, reports)) in said.into_iter().take(REASONS) {
            out.push(Joined {
                a: a.to_owned(),
                b: b.to_owned(),
                why: why.to_owned(),
                times,
                reports: reports.map(hex),
            });
        }
    }
    out.truncate(KEPT);
    out
}

/// The commonest first, then by the alphabet.
fn ranked(counts: BTreeMap<&str, u64>) -> Vec<Wording> {
    let mut all: Vec<Wording> = counts
        .into_iter()
        .filter(|(words, _)| !words.is_empty())
        .map(|(words, claims)| Wording {
            words: words.to_string(),
            claims,
        })
        .collect();
    all.sort_by(|a, b| b.claims.cmp(&a.claims).then_with(|| a.words.cmp(&b.words)));
    all
}
