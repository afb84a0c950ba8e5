//! Words in texts and claims, with what stands around them.

use super::matching;
use crate::{ClaimKey, Error, Ledger, ReportKey};
use rusqlite::params;
use std::collections::HashSet;

/// Marks around a word that was looked for; noncharacters, which no text should hold.
const OPEN: char = '\u{FDD0}';
const CLOSE: char = '\u{FDD1}';

/// Reports that a page of a search looks at, at most.
pub const LOOKED_AT: usize = 5_000;

/// A passage, in parts; `true` for a part that was looked for.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Snippet(pub Vec<(String, bool)>);

/// A report in which words were found.
#[derive(Clone, Debug)]
pub struct Hit {
    /// The report.
    pub report: ReportKey,
    /// Where in its text, best passage; none if only claims have the words.
    pub snippet: Option<Snippet>,
    /// Its claims that have the words, in the order of the text, with a passage of the content.
    pub claims: Vec<(ClaimKey, Snippet)>,
}

impl Snippet {
    fn parse(marked: &str) -> Self {
        let mut parts: Vec<(String, bool)> = Vec::new();
        let mut looked_for = false;
        for (i, piece) in marked.split_inclusive([OPEN, CLOSE]).enumerate() {
            let text = piece.trim_end_matches([OPEN, CLOSE]);
            if !text.is_empty() || i == 0 {
                parts.push((text.to_owned(), looked_for));
            }
            looked_for = piece.ends_with(OPEN);
        }
        parts.retain(|(text, _)| !text.is_empty());
        Snippet(parts)
    }

    /// Its words, without marks.
    pub fn plain(&self) -> String {
        self.0.iter().map(|(text, _)| text.as_str()).collect()
    }
}

impl Ledger {
    /// Up to `limit` reports whose text or claims have all of `words`, best first; and how many there are in all.
    ///
    /// `"two words"` stand together; `begin*` is any word that begins so. Case and accents do not matter.
    ///
    /// # Errors
    /// The file cannot be read.
    pub fn search(&self, words: &str, limit: usize) -> Result<(Vec<Hit>, usize), Error> {
        let Some(expression) = matching::expression(words, None) else {
            return Ok((Vec::new(), 0));
        };
        let sqlite = |e: rusqlite::Error| self.sqlite(&e);
        let rows = |sql: &str| -> rusqlite::Result<Vec<ReportKey>> {
            self.db
                .prepare(sql)?
                .query_map([&expression], |r| r.get(0).map(ReportKey))?
                .collect()
        };
        let in_texts = rows(
            "SELECT g.report FROM text_words JOIN reading g ON g.text = text_words.rowid JOIN raw w ON w.id = g.report
             WHERE text_words MATCH ? ORDER BY round(bm25(text_words), 6), w.hash",
        )
        .map_err(sqlite)?;
        let in_claims = rows(
            "SELECT c.report FROM claim_words JOIN claim c ON c.id = claim_words.rowid JOIN raw w ON w.id = c.report
             WHERE claim_words MATCH ? GROUP BY c.report ORDER BY count(*) DESC, w.hash",
        )
        .map_err(sqlite)?;
        let texts: HashSet<ReportKey> = in_texts.iter().copied().collect();
        let only_claims = in_claims.into_iter().filter(|r| !texts.contains(r));
        let all: Vec<ReportKey> = in_texts.iter().copied().chain(only_claims).collect();
        let hits: Result<Vec<Hit>, Error> = all
            .iter()
            .take(limit)
            .map(|report| self.hit(&expression, *report, usize::MAX))
            .collect();
        Ok((hits?, all.len()))
    }

    /// The same for a page of them: after the first `skip`, each with up to `claims` of its claims. Where very many reports have the words, only those
    /// that were read last are looked at: no more than [`LOOKED_AT`].
    ///
    /// # Errors
    /// The file cannot be read.
    pub fn search_page(
        &self,
        words: &str,
        skip: usize,
        limit: usize,
        claims: usize,
    ) -> Result<(Vec<Hit>, usize), Error> {
        let Some(expression) = matching::expression(words, None) else {
            return Ok((Vec::new(), 0));
        };
        let rows = |sql: &str| -> rusqlite::Result<Vec<ReportKey>> {
            self.db
                .prepare_cached(sql)?
                .query_map(params![expression, LOOKED_AT as i64], |r| {
                    r.get(0).map(ReportKey)
                })?
                .collect()
        };
        let in_texts = rows(
            "SELECT g.report FROM (SELECT rowid AS text, bm25(text_words) AS best FROM text_words WHERE text_words MATCH ?1 ORDER BY rowid DESC LIMIT ?2) found
             JOIN reading g ON g.text = found.text JOIN raw w ON w.id = g.report ORDER BY round(best, 6), w.hash",
        );
        let in_claims = rows(
            "SELECT c.report FROM (SELECT rowid AS claim FROM claim_words WHERE claim_words MATCH ?1 ORDER BY rowid DESC LIMIT ?2) found
             JOIN claim c ON c.id = found.claim JOIN raw w ON w.id = c.report GROUP BY c.report ORDER BY count(*) DESC, w.hash",
        );
        let mut all = in_texts.map_err(|e| self.sqlite(&e))?;
        let texts: HashSet<ReportKey> = all.iter().copied().collect();
        let in_claims = in_claims.map_err(|e| self.sqlite(&e))?;
        all.extend(in_claims.into_iter().filter(|r| !texts.contains(r)));
        let hits: Result<Vec<Hit>, Error> = all
            .iter()
            .skip(skip)
            .take(limit)
            .map(|report| self.hit(&expression, *report, claims))
            .collect();
        Ok((hits?, all.len()))
    }

    fn hit(&self, expression: &str, report: ReportKey, most: usize) -> Result<Hit, Error> {
        let (open, close) = (OPEN.to_string(), CLOSE.to_string());
        let snippet = self.db.prepare_cached(
            "SELECT snippet(text_words, 0, ?2, ?3, '…', 28) FROM text_words
             WHERE text_words MATCH ?1 AND rowid = (SELECT text FROM reading WHERE report = ?4)",
        );
        let snippet: rusqlite::Result<Vec<String>> = snippet.and_then(|mut s| {
            s.query_map(params![expression, open, close, report.0], |r| r.get(0))?
                .collect()
        });
        let claims = self.db.prepare_cached(
            "SELECT rowid, snippet(claim_words, 2, ?2, ?3, '…', 40) FROM claim_words WHERE claim_words MATCH ?1
             AND rowid BETWEEN (SELECT min(id) FROM claim WHERE report = ?4) AND (SELECT max(id) FROM claim WHERE report = ?4) ORDER BY rowid LIMIT ?5",
        );
        let most = i64::try_from(most).unwrap_or(i64::MAX);
        let claims: rusqlite::Result<Vec<(i64, String)>> = claims.and_then(|mut s| {
            s.query_map(params![expression, open, close, report.0, most], |r| {
                Ok((r.get(0)?, r.get(1)?))
            })?
            .collect()
        });
        let claims = claims.map_err(|e| self.sqlite(&e))?;
        Ok(Hit {
            report,
            snippet: snippet
                .map_err(|e| self.sqlite(&e))?
                .first()
                .map(|s| Snippet::parse(s)),
            claims: claims
                .iter()
                .map(|(key, s)| (ClaimKey(*key), Snippet::parse(s)))
                .collect(),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn marks_become_parts() {
        let parsed = Snippet::parse("the \u{FDD0}dam\u{FDD1} fell");
        assert_eq!(
            parsed.0,
            [
                ("the ".into(), false),
                ("dam".into(), true),
                (" fell".into(), false)
            ]
        );
        assert_eq!(Snippet::parse("\u{FDD0}\u{FDD1}").0, []);
        assert_eq!(parsed.plain(), "the dam fell");
    }
}
