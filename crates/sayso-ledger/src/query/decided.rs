//! Claims as decided: found by what they say after every decision that stands.

use super::INSTANT;
use crate::{ClaimFilter, ClaimKey, ClaimRow, Decided, Error, Ledger};
use sayso_claims::merge::name::plain;
use std::collections::BTreeSet;

/// A claim with what was decided on it.
#[derive(Clone, Debug)]
pub struct DecidedClaim {
    /// The claim, as decided.
    pub row: ClaimRow,
    /// What was decided.
    pub changes: Vec<crate::Change>,
}

impl DecidedClaim {
    /// The decision by which it is no claim.
    pub fn rejected(&self) -> Option<&crate::By> {
        let rejected = |c: &&crate::Change| c.what == crate::Changed::Rejected;
        self.changes.iter().find(rejected).map(|c| &c.by)
    }
}

impl Ledger {
    /// The claim of this row, as decided.
    ///
    /// # Errors
    /// It was replaced meanwhile; the file cannot be read.
    pub fn claim_as_decided(
        &self,
        key: ClaimKey,
        decided: &Decided,
    ) -> Result<DecidedClaim, Error> {
        let mut row = self.claim(key)?;
        let changes = decided.apply(&mut row.claim);
        Ok(DecidedClaim { row, changes })
    }

    /// The claims that `filter` lets through as they were decided, in the order of [`Ledger::find_claims`]; and how many it would let through but for being
    /// rejected.
    ///
    /// # Errors
    /// The file cannot be read.
    pub fn find_claims_as_decided(
        &self,
        filter: &ClaimFilter<'_>,
        decided: &Decided,
    ) -> Result<(Vec<ClaimKey>, usize), Error> {
        let mut found = self.find_claims(filter)?;
        if decided.is_empty() {
            return Ok((found, 0));
        }
        let touched = self.touched(filter, decided)?;
        found.retain(|key| !touched.contains(key));
        let words: BTreeSet<ClaimKey> = match filter.words {
            Some(_) => self
                .find_claims(&ClaimFilter {
                    words: filter.words,
                    ..ClaimFilter::default()
                })?
                .into_iter()
                .filter(|key| touched.contains(key))
                .collect(),
            None => BTreeSet::new(),
        };
        let names: BTreeSet<String> = match filter.actor {
            Some(actor) => self
                .find_actors(actor)?
                .into_iter()
                .flat_map(|a| a.names.into_iter().map(|n| n.words))
                .collect(),
            None => BTreeSet::new(),
        };
        let (mut kept, mut rejected) = (Vec::new(), 0);
        for key in self.among(filter, &touched)? {
            let claim = self.claim_as_decided(key, decided)?;
            if !meets(&claim.row, filter, &names, words.contains(&key)) {
                continue;
            }
            if claim.rejected().is_some() {
                rejected += 1;
            } else {
                kept.push(key);
            }
        }
        if kept.is_empty() {
            return Ok((found, rejected));
        }
        found.extend(kept);
        Ok((self.in_order(&found)?, rejected))
    }

    /// The claims that a decision bears on, as far as the filter asks for what it changes.
    fn touched(
        &self,
        filter: &ClaimFilter<'_>,
        decided: &Decided,
    ) -> Result<BTreeSet<ClaimKey>, Error> {
        let names = |all: Vec<String>| serde_json::Value::from(all).to_string();
        let mut sql = String::from(
            "SELECT id FROM claim WHERE name IN (SELECT unhex(value) FROM json_each(?1))",
        );
        let mut actors = Vec::new();
        if filter.actor.is_some() || filter.words.is_some() {
            sql.push_str(
                " UNION SELECT id FROM claim WHERE actor IN (SELECT value FROM json_each(?2))",
            );
            actors.extend(decided.renamed().map(str::to_owned));
        } else {
            sql.push_str(" AND ?2 IS NOT NULL");
        }
        let claims = names(decided.claims().map(str::to_owned).collect());
        let keys = self.db.prepare_cached(&sql).and_then(|mut s| {
            s.query_map([claims, names(actors)], |r| r.get(0).map(ClaimKey))?
                .collect()
        });
        keys.map_err(|e| self.sqlite(&e))
    }

    /// Those of `keys` that stand where and when the filter says, whatever they say.
    fn among(
        &self,
        filter: &ClaimFilter<'_>,
        keys: &BTreeSet<ClaimKey>,
    ) -> Result<Vec<ClaimKey>, Error> {
        let bare = ClaimFilter {
            actor: None,
            stance: None,
            kind: None,
            words: None,
            ..filter.clone()
        };
        if bare.outlet.is_none()
            && bare.since.is_none()
            && bare.until.is_none()
            && bare.report.is_none()
        {
            return Ok(keys.iter().copied().collect());
        }
        let mut found = self.find_claims(&bare)?;
        found.retain(|key| keys.contains(key));
        Ok(found)
    }

    /// Claims of the newest report first, in the order of the text.
    fn in_order(&self, keys: &[ClaimKey]) -> Result<Vec<ClaimKey>, Error> {
        let all: Vec<i64> = keys.iter().map(|k| k.0).collect();
        let sql = format!(
            "SELECT c.id FROM claim c JOIN report r ON r.id = c.report JOIN raw w ON w.id = r.id WHERE c.id IN (SELECT value FROM json_each(?))
             ORDER BY r.published IS NULL, {INSTANT} DESC, w.hash, c.position"
        );
        let all = serde_json::Value::from(all).to_string();
        let keys = self
            .db
            .prepare_cached(&sql)
            .and_then(|mut s| s.query_map([all], |r| r.get(0).map(ClaimKey))?.collect());
        keys.map_err(|e| self.sqlite(&e))
    }
}

/// Whether a claim as decided says what the filter asks for.
fn meets(
    row: &ClaimRow,
    filter: &ClaimFilter<'_>,
    actors: &BTreeSet<String>,
    has_words: bool,
) -> bool {
    let claim = &row.claim;
    let actor = claim.actor.as_deref().unwrap_or_default();
    filter.stance.is_none_or(|s| claim.stance == s)
        && filter.kind.is_none_or(|k| claim.kind == k)
        && filter
            .actor
            .is_none_or(|words| actors.contains(actor) || all_words_in(words, &[actor]))
        && filter.words.is_none_or(|words| {
            has_words || all_words_in(words, &[actor, &row.source_words, &row.content_words])
        })
}

/// Whether each of a person's `words` is one of those in `texts`, in any case and without accents; `begin*` is any word that begins so.
pub(crate) fn all_words_in(words: &str, texts: &[&str]) -> bool {
    let there: Vec<String> = texts.iter().flat_map(|t| plain(t)).collect();
    let mut any = false;
    for word in words.split_whitespace() {
        let begins = word.ends_with('*');
        for part in plain(word) {
            any = true;
            let fits = |w: &String| *w == part || begins && w.starts_with(&part);
            if !there.iter().any(fits) {
                return false;
            }
        }
    }
    any
}

#[cfg(test)]
mod tests {
    use super::all_words_in;

    #[test]
    fn words_are_found_whatever_their_case() {
        assert!(all_words_in("ilse BRA*", &["Mayor Ilse Brandt"]));
        assert!(!all_words_in("ilse bra", &["Mayor Ilse Brandt"]));
        assert!(!all_words_in("", &["Mayor"]));
    }
}
