//! Actors across reports: one for each person or body, out of what the claims give, with what joined them.
//!
//! Nothing of it is stored: it is worked out of the claims whenever it is asked for, in an order of content, so that two ledgers that
//! read the same reports agree, whatever came first.

mod find;
mod load;

use crate::{ClaimKey, Error, Ledger};
use load::Mention;
use sayso_claims::merge::{self, Known};
use sha2::{Digest, Sha256};
use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

/// What an actor is called in every ledger: 8 bytes of the hash of its oldest report and of the name that this gives it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct ActorId(pub [u8; 8]);

impl fmt::Display for ActorId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|b| write!(f, "{b:02x}"))
    }
}

/// A name of an actor, or a wording of it.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Wording {
    /// The words.
    pub words: String,
    /// How many claims give it so.
    pub claims: u64,
}

/// Why two names were taken for one actor.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Joined {
    /// A name.
    pub a: String,
    /// Another, or the same in another report.
    pub b: String,
    /// What says so.
    pub why: String,
    /// How often that was said of these two names.
    pub times: u64,
    /// The reports of the first time, by hash.
    pub reports: [String; 2],
}

/// An actor over all reports.
#[derive(Clone, Debug)]
pub struct ActorRow {
    /// Its id.
    pub id: ActorId,
    /// The name that most claims give, the longer of two.
    pub name: String,
    /// Its kind, likewise.
    pub kind: String,
    /// Its affiliation, likewise.
    pub affiliation: Option<String>,
    /// How many reports give it.
    pub reports: u64,
    /// Its claims, in the order of reports and texts.
    pub claims: Vec<ClaimKey>,
    /// Its names, the commonest first.
    pub names: Vec<Wording>,
    /// How sources are worded that mean it, the commonest first.
    pub spellings: Vec<Wording>,
    /// What joined its names.
    pub joined: Vec<Joined>,
}

impl Ledger {
    /// All actors, those with the most claims first.
    ///
    /// # Errors
    /// The file cannot be read.
    pub fn actors(&self) -> Result<Vec<ActorRow>, Error> {
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

    /// The actor of a claim; none where it is open.
    ///
    /// # Errors
    /// The file cannot be read.
    pub fn actor_of(&self, claim: ClaimKey) -> Result<Option<ActorRow>, Error> {
        let actors = self.actors()?;
        Ok(actors.into_iter().find(|a| a.claims.contains(&claim)))
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
