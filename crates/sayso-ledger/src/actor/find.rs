//! Actors by id or by words of their names.

use super::ActorRow;
use crate::{ClaimKey, Error, Ledger};
use sayso_claims::merge::name::plain;

impl Ledger {
    /// The actors that `words` mean: those whose id begins so, else those of which one name has all the words (`begin*` any word that
    /// begins so), in any case and without accents.
    ///
    /// # Errors
    /// The file cannot be read.
    pub fn find_actors(&self, words: &str) -> Result<Vec<ActorRow>, Error> {
        let mut actors = self.actors()?;
        let id = words.trim().to_ascii_lowercase();
        let hex = id.len() >= 6 && id.bytes().all(|b| b.is_ascii_hexdigit());
        if hex && actors.iter().any(|a| a.id.to_string().starts_with(&id)) {
            actors.retain(|a| a.id.to_string().starts_with(&id));
            return Ok(actors);
        }
        let wanted: Vec<(String, bool)> = words
            .split_whitespace()
            .flat_map(|w| {
                let begins = w.ends_with('*');
                plain(w).into_iter().map(move |w| (w, begins))
            })
            .collect();
        actors.retain(|a| !wanted.is_empty() && a.names.iter().any(|n| has(&n.words, &wanted)));
        Ok(actors)
    }

    /// The claims of those actors, by row.
    ///
    /// # Errors
    /// The file cannot be read.
    pub fn claims_of_actors(&self, words: &str) -> Result<Vec<ClaimKey>, Error> {
        let actors = self.find_actors(words)?;
        let mut keys: Vec<ClaimKey> = actors.into_iter().flat_map(|a| a.claims).collect();
        keys.sort_unstable();
        Ok(keys)
    }
}

fn has(name: &str, wanted: &[(String, bool)]) -> bool {
    let name = plain(name);
    wanted.iter().all(|(word, begins)| {
        name.iter()
            .any(|n| n == word || *begins && n.starts_with(word.as_str()))
    })
}
