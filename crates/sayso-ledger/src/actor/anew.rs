//! Actors worked out of the claims that are in view: for a ledger that is looked at as it was known on a day.

use super::{ActorId, ActorRow, Joined, Wording};
use crate::{ClaimKey, Error, Ledger};
use sayso_claims::merge::{self, Known};
use sha2::{Digest, Sha256};
use std::collections::{BTreeMap, BTreeSet};

/// An actor as one report gives it.
pub(super) struct Mention {
    /// Hash of the report's bytes.
    pub hash: String,
    /// Name, kind, affiliation and the number of the report.
    pub known: Known,
    /// Its claims there, each with the words of its source.
    pub claims: Vec<(ClaimKey, String)>,
}

impl Ledger {
    /// All mentions: of the oldest report first, undated ones last, then by hash; in a report by name. Nobody in particular is left out.
    pub(super) fn mentions(&self) -> Result<Vec<Mention>, Error> {
        let sql = "SELECT c.id, lower(hex(w.hash)), c.actor, json_extract(c.json, '$.actor_kind'), json_extract(c.json, '$.affiliation'), c.source
                   FROM claim c JOIN report r ON r.id = c.report JOIN raw w ON w.id = r.id
                   WHERE c.actor IS NOT NULL AND c.actor NOT IN ('unspecified', 'unspecified questioner')
                   ORDER BY r.published IS NULL, r.published, w.hash, c.position";
        let mut mentions: Vec<Mention> = Vec::new();
        let mut here: BTreeMap<(String, String, Option<String>), Mention> = BTreeMap::new();
        let mut last = String::new();
        let mut report = 0;
        let read = self.db.prepare_cached(sql).and_then(|mut query| {
            let mut rows = query.query([])?;
            while let Some(row) = rows.next()? {
                let hash: String = row.get(1)?;
                if hash != last {
                    mentions.extend(std::mem::take(&mut here).into_values());
                    last.clone_from(&hash);
                    report += 1;
                }
                let name: String = row.get(2)?;
                let kind: String = row.get::<_, Option<String>>(3)?.unwrap_or_default();
                let affiliation: Option<String> = row.get(4)?;
                let claim = (ClaimKey(row.get(0)?), row.get(5)?);
                here.entry((name.clone(), kind.clone(), affiliation.clone()))
                    .or_insert_with(|| Mention {
                        hash,
                        known: Known {
                            name,
                            kind,
                            affiliation,
                            report,
                        },
                        claims: Vec::new(),
                    })
                    .claims
                    .push(claim);
            }
            Ok(())
        });
        read.map_err(|e| self.sqlite(&e))?;
        mentions.extend(here.into_values());
        Ok(mentions)
    }
}

impl Ledger {
    /// Whether what is kept of actors is not what this handle shows: it was set back to a day, or nothing was placed yet of what was read.
    pub(super) fn is_other(&self) -> Result<bool, Error> {
        let back = self
            .db
            .query_row(
                "SELECT EXISTS (SELECT 1 FROM temp.sqlite_master WHERE name = 'known')",
                [],
                |r| r.get::<_, bool>(0),
            )
            .map_err(|e| self.sqlite(&e))?;
        if back {
            return Ok(true);
        }
        let none = "SELECT NOT EXISTS (SELECT 1 FROM mention)";
        let none: bool = self
            .db
            .query_row(none, [], |r| r.get(0))
            .map_err(|e| self.sqlite(&e))?;
        Ok(none && self.is_behind()?)
    }

    /// All actors of the claims in view, those with the most claims first.
    pub(super) fn actors_anew(&self) -> Result<Vec<ActorRow>, Error> {
        let mentions = self.mentions()?;
        let known: Vec<Known> = mentions.iter().map(|m| m.known.clone()).collect();
        let mut actors: Vec<ActorRow> = merge::groups(&known)
            .iter()
            .map(|group| actor(group, &mentions))
            .collect();
        actors.sort_by(|a, b| {
            (b.claims.len(), b.reports)
                .cmp(&(a.claims.len(), a.reports))
                .then_with(|| a.name.cmp(&b.name))
                .then_with(|| a.id.cmp(&b.id))
        });
        Ok(actors)
    }
}

fn actor(group: &merge::Group, mentions: &[Mention]) -> ActorRow {
    let members: Vec<&Mention> = group
        .members
        .iter()
        .filter_map(|&n| mentions.get(n))
        .collect();
    let mut names: BTreeMap<&str, u64> = BTreeMap::new();
    let mut kinds: BTreeMap<&str, u64> = BTreeMap::new();
    let mut affiliations: BTreeMap<&str, u64> = BTreeMap::new();
    let mut spellings: BTreeMap<&str, u64> = BTreeMap::new();
    let mut reports: BTreeSet<&str> = BTreeSet::new();
    for mention in &members {
        let claims = mention.claims.len() as u64;
        *names.entry(&mention.known.name).or_default() += claims;
        *kinds.entry(&mention.known.kind).or_default() += claims;
        if let Some(affiliation) = &mention.known.affiliation {
            *affiliations.entry(affiliation).or_default() += claims;
        }
        for (_, words) in &mention.claims {
            *spellings.entry(words).or_default() += 1;
        }
        reports.insert(&mention.hash);
    }
    let names = ranked(names);
    // Of the names that are used much, the fullest says most.
    let most = names.first().map_or(0, |n| n.claims);
    let name = names
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
        .unwrap_or_default();
    let mut joined: BTreeMap<(String, String, String), (u64, [String; 2])> = BTreeMap::new();
    for merge in &group.merges {
        let (Some(a), Some(b)) = (mentions.get(merge.a), mentions.get(merge.b)) else {
            continue;
        };
        let key = (
            a.known.name.clone(),
            b.known.name.clone(),
            merge.why.clone(),
        );
        let reports = [a.hash.clone(), b.hash.clone()];
        joined.entry(key).or_insert((0, reports)).0 += 1;
    }
    let oldest = members.first();
    let mut hash = Sha256::new();
    if let Some(oldest) = oldest {
        hash.update(oldest.hash.as_bytes());
        hash.update(oldest.known.kind.as_bytes());
        hash.update([0]);
        hash.update(oldest.known.name.as_bytes());
    }
    let full: [u8; 32] = hash.finalize().into();
    let mut id = [0; 8];
    id.copy_from_slice(full.split_at(8).0);
    ActorRow {
        id: ActorId(id),
        name,
        kind: ranked(kinds)
            .into_iter()
            .next()
            .map(|k| k.words)
            .unwrap_or_default(),
        affiliation: ranked(affiliations).into_iter().next().map(|a| a.words),
        reports: reports.len() as u64,
        claims: members
            .iter()
            .flat_map(|m| m.claims.iter().map(|c| c.0))
            .collect(),
        names,
        spellings: ranked(spellings),
        joined: joined
            .into_iter()
            .map(|((a, b, why), (times, reports))| Joined {
                a,
                b,
                why,
                times,
                reports,
            })
            .collect(),
    }
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
