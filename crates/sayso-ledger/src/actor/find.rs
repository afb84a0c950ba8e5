//! Actors by id or by words of their names.

use super::{ActorBrief, COLUMNS, ORDER};
use crate::id::blobs_with;
use crate::{ActorRow, ClaimKey, Error, Ledger};
use sayso_claims::merge::name::plain;

impl Ledger {
    /// The actors that `words` mean: those whose id begins so, else those of which one name has all the words (`begin*` any word that
    /// begins so), in any case and without accents.
    ///
    /// # Errors
    /// The file cannot be read.
    pub fn find_actors(&self, words: &str) -> Result<Vec<ActorRow>, Error> {
        if self.is_other()? {
            let mut all = self.actors_anew()?;
            let id = words.trim().to_ascii_lowercase();
            let hex = id.len() >= 6 && id.bytes().all(|b| b.is_ascii_hexdigit());
            if hex && all.iter().any(|a| a.id.to_string().starts_with(&id)) {
                all.retain(|a| a.id.to_string().starts_with(&id));
                return Ok(all);
            }
            let wanted = wanted(words);
            all.retain(|a| !wanted.is_empty() && a.names.iter().any(|n| has(&n.words, &wanted)));
            return Ok(all);
        }
        let found = self.find_actor_briefs(words)?;
        found.into_iter().map(|a| self.actor_whole(a)).collect()
    }

    /// The same, without their claims.
    ///
    /// # Errors
    /// The file cannot be read.
    pub fn find_actor_briefs(&self, words: &str) -> Result<Vec<ActorBrief>, Error> {
        let id = words.trim();
        if id.len() >= 6
            && let Some((from, to)) = blobs_with(id, 8)
        {
            let sql =
                format!("SELECT {COLUMNS} FROM actor WHERE name BETWEEN ? AND ? ORDER BY {ORDER}");
            let found = self.briefs(&sql, &[&from, &to])?;
            if !found.is_empty() {
                return Ok(found);
            }
        }
        let wanted = wanted(words);
        if wanted.is_empty() {
            return Ok(Vec::new());
        }
        let terms: Vec<String> = wanted
            .iter()
            .map(|(word, begins)| format!("\"{word}\"{}", if *begins { "*" } else { "" }))
            .collect();
        let sql = format!(
            "SELECT {COLUMNS} FROM actor WHERE id IN (SELECT rowid FROM actor_words WHERE actor_words MATCH ?) ORDER BY {ORDER}"
        );
        let mut found = self.briefs(&sql, &[&terms.join(" AND ")])?;
        // All the words in one name, not each in another.
        found.retain(|a| a.names.iter().any(|n| has(&n.words, &wanted)));
        Ok(found)
    }

    /// The claims of those actors, by row.
    ///
    /// # Errors
    /// The file cannot be read.
    pub fn claims_of_actors(&self, words: &str) -> Result<Vec<ClaimKey>, Error> {
        if self.is_other()? {
            let found = self.find_actors(words)?;
            let mut keys: Vec<ClaimKey> = found.into_iter().flat_map(|a| a.claims).collect();
            keys.sort_unstable();
            return Ok(keys);
        }
        let mut keys = Vec::new();
        for actor in self.find_actor_briefs(words)? {
            keys.extend(self.keys_of("SELECT claims FROM mention WHERE actor = ?", actor.row)?);
        }
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

/// The words that are looked for, and whether each only begins one.
fn wanted(words: &str) -> Vec<(String, bool)> {
    words
        .split_whitespace()
        .flat_map(|w| {
            let begins = w.ends_with('*');
            plain(w).into_iter().map(move |w| (w, begins))
        })
        .collect()
}
