//! Actors as decided: names that mean one actor together, claims of another apart.

use crate::{ActorId, ActorRow, ClaimKey, Decided, Error, Joined, Ledger, Wording};
use sha2::{Digest, Sha256};
use std::collections::BTreeSet;

impl Ledger {
    /// All actors as decided, those with the most claims first.
    ///
    /// # Errors
    /// The file cannot be read.
    pub fn actors_as_decided(&self, decided: &Decided) -> Result<Vec<ActorRow>, Error> {
        let mut actors = self.actors()?;
        if decided.is_empty() {
            return Ok(actors);
        }
        self.move_claims(&mut actors, decided)?;
        for from in decided.renamed() {
            self.merge(&mut actors, from, decided)?;
        }
        actors.retain(|a| !a.claims.is_empty());
        actors.sort_by(|a, b| {
            (b.claims.len(), b.reports)
                .cmp(&(a.claims.len(), a.reports))
                .then_with(|| a.name.cmp(&b.name))
                .then_with(|| a.id.cmp(&b.id))
        });
        Ok(actors)
    }

    /// Of those the ones that `words` mean, as [`Ledger::find_actors`] finds them.
    ///
    /// # Errors
    /// The file cannot be read.
    pub fn find_actors_as_decided(
        &self,
        words: &str,
        decided: &Decided,
    ) -> Result<Vec<ActorRow>, Error> {
        if decided.is_empty() {
            return self.find_actors(words);
        }
        let mut actors = self.actors_as_decided(decided)?;
        let id = words.trim().to_ascii_lowercase();
        let hex = id.len() >= 6 && id.bytes().all(|b| b.is_ascii_hexdigit());
        if hex && actors.iter().any(|a| a.id.to_string().starts_with(&id)) {
            actors.retain(|a| a.id.to_string().starts_with(&id));
            return Ok(actors);
        }
        let fits = |name: &str| super::decided::all_words_in(words, &[name]);
        actors.retain(|a| fits(&a.name) || a.names.iter().any(|n| fits(&n.words)));
        Ok(actors)
    }

    /// Takes away rejected claims, and gives those whose actor was amended to that actor.
    fn move_claims(&self, actors: &mut Vec<ActorRow>, decided: &Decided) -> Result<(), Error> {
        for name in decided.claims() {
            for key in self.find_claim(name).unwrap_or_default() {
                let read = self.claim(key)?;
                let after = self.claim_as_decided(key, decided)?;
                let rejected = after.rejected().is_some();
                let amended = after.changes.iter().any(|c| {
                    matches!(&c.what, crate::Changed::Amended { field, .. } if field == "actor")
                });
                let moved = amended && read.claim.actor != after.row.claim.actor;
                if !rejected && !moved {
                    continue;
                }
                for actor in actors.iter_mut() {
                    if actor.claims.contains(&key) {
                        actor.claims.retain(|k| *k != key);
                        take(&mut actor.names, read.claim.actor.as_deref());
                        take(&mut actor.spellings, Some(&read.source_words));
                        actor.reports = self.reports_of(&actor.claims)?;
                    }
                }
                let Some(to) = after.row.claim.actor.clone().filter(|_| !rejected) else {
                    continue;
                };
                let at = actors
                    .iter()
                    .position(|a| a.name == to && !a.claims.is_empty());
                let at = match at {
                    Some(at) => at,
                    None => {
                        actors.push(self.actor_named(&to, &after.row)?);
                        actors.len() - 1
                    }
                };
                if let Some(actor) = actors.get_mut(at) {
                    actor.claims.push(key);
                    add(&mut actor.names, &to, 1);
                    add(&mut actor.spellings, &read.source_words, 1);
                    actor.reports = self.reports_of(&actor.claims)?;
                }
            }
        }
        Ok(())
    }

    /// Puts together the actors that bear a name and those whom it stands for.
    fn merge(
        &self,
        actors: &mut Vec<ActorRow>,
        from: &str,
        decided: &Decided,
    ) -> Result<(), Error> {
        let (into, by) = decided.name(from);
        let Some(by) = by.first().filter(|_| into != from) else {
            return Ok(());
        };
        let bears =
            |a: &ActorRow, name: &str| a.name == name || a.names.iter().any(|n| n.words == name);
        let (mut those, rest): (Vec<ActorRow>, Vec<ActorRow>) = std::mem::take(actors)
            .into_iter()
            .partition(|a| bears(a, from) || bears(a, &into));
        *actors = rest;
        let Some(main) = those
            .iter()
            .position(|a| a.name == into)
            .or(those.iter().position(|a| bears(a, &into)))
            .or((!those.is_empty()).then_some(0))
        else {
            return Ok(());
        };
        let mut main = those.remove(main);
        let mut reports = [String::new(), String::new()];
        if let (Some(a), Some(b)) = (
            those.first().and_then(|a| a.claims.first()),
            main.claims.first(),
        ) {
            reports = [self.report_name(*a)?, self.report_name(*b)?];
        }
        for other in those {
            main.claims.extend(other.claims);
            for (to, all) in [
                (&mut main.names, other.names),
                (&mut main.spellings, other.spellings),
            ] {
                all.iter().for_each(|w| add(to, &w.words, w.claims));
            }
            main.joined.extend(other.joined);
        }
        let reason = if by.reason.is_empty() {
            String::new()
        } else {
            format!(": {}", by.reason)
        };
        main.joined.insert(
            0,
            Joined {
                a: from.to_owned(),
                b: into.clone(),
                why: format!("decision {} by {}{reason}", by.decision, by.author),
                times: 1,
                reports,
            },
        );
        main.name = into;
        main.reports = self.reports_of(&main.claims)?;
        actors.push(main);
        Ok(())
    }

    fn reports_of(&self, claims: &[ClaimKey]) -> Result<u64, Error> {
        let mut reports = BTreeSet::new();
        for key in claims {
            reports.insert(self.claim(*key)?.report);
        }
        Ok(reports.len() as u64)
    }

    fn report_name(&self, claim: ClaimKey) -> Result<String, Error> {
        let report = self.claim(claim)?.report;
        Ok(self.hash_of(report)?.to_string())
    }

    /// An actor that no reading gives.
    fn actor_named(&self, name: &str, row: &crate::ClaimRow) -> Result<ActorRow, Error> {
        let mut hash = Sha256::new();
        hash.update(self.hash_of(row.report)?.to_string().as_bytes());
        let kind = row.claim.actor_kind.clone().unwrap_or_default();
        hash.update(kind.as_bytes());
        hash.update([0]);
        hash.update(name.as_bytes());
        let full: [u8; 32] = hash.finalize().into();
        let mut id = [0; 8];
        id.copy_from_slice(full.split_at(8).0);
        Ok(ActorRow {
            id: ActorId(id),
            name: name.to_owned(),
            kind,
            affiliation: row.claim.affiliation.clone(),
            reports: 1,
            claims: Vec::new(),
            names: Vec::new(),
            spellings: Vec::new(),
            joined: Vec::new(),
        })
    }
}

/// One claim fewer gives these words.
fn take(all: &mut Vec<Wording>, words: Option<&str>) {
    if let Some(found) = all.iter_mut().find(|w| Some(w.words.as_str()) == words) {
        found.claims = found.claims.saturating_sub(1);
    }
    all.retain(|w| w.claims > 0);
}

/// So many claims more give these words.
fn add(all: &mut Vec<Wording>, words: &str, claims: u64) {
    if words.is_empty() {
        return;
    }
    match all.iter_mut().find(|w| w.words == words) {
        Some(found) => found.claims += claims,
        None => all.push(Wording {
            words: words.to_owned(),
            claims,
        }),
    }
    all.sort_by(|a, b| b.claims.cmp(&a.claims).then_with(|| a.words.cmp(&b.words)));
}
