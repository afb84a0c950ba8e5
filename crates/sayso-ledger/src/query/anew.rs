//! Questions made anew, found as kept ones are: as known on a day, or without decisions.

use super::decided::all_words_in;
use crate::{Error, Ledger, QuestionFilter, QuestionOrder, QuestionRow, QuestionWhole};
use sayso_claims::merge::name::plain;
use std::cmp::Reverse;
use std::collections::{BTreeMap, HashSet};

impl QuestionWhole {
    /// Pairs of answers in conflict.
    pub fn conflicts(&self) -> usize {
        self.relations.iter().filter(|r| r.2 == "conflict").count()
    }
}

impl Ledger {
    /// The ids of the questions that a claim answers, in their order.
    ///
    /// # Errors
    /// The file cannot be read.
    pub fn questions_of_claim(&self, claim: &str) -> Result<Vec<String>, Error> {
        let name = crate::id::short(claim).unwrap_or_default();
        let sql = "SELECT DISTINCT q.name FROM answer a JOIN question q ON q.id = a.question WHERE a.claim = ? ORDER BY q.name";
        let found = self
            .db
            .prepare_cached(sql)
            .and_then(|mut s| s.query_map([&name[..]], |r| r.get(0))?.collect());
        found.map_err(|e| self.sqlite(&e))
    }

    /// What a question was at the end of a day or at an instant (ISO 8601), or without any decision: the one of its measure that shares most answers with
    /// it. None if none of its answers was known then.
    ///
    /// # Errors
    /// The file cannot be read.
    pub fn question_then(
        &self,
        now: &QuestionWhole,
        as_of: Option<&str>,
        machine: bool,
    ) -> Result<Option<QuestionWhole>, Error> {
        let claims: HashSet<&str> = now.answers.iter().map(|a| a.claim.as_str()).collect();
        let shared = |q: &QuestionWhole| {
            let own = |a: &&crate::AnswerRow| claims.contains(a.claim.as_str());
            q.answers.iter().filter(own).count()
        };
        let anew = self.questions_anew(Some(&now.id), as_of, machine)?;
        Ok(anew
            .into_iter()
            .filter(|q| q.measure == now.measure && shared(q) > 0)
            .max_by_key(|q| (shared(q), Reverse(q.id.clone()))))
    }

    /// The questions that meet a filter, in an order, made anew as [`Ledger::questions_anew`] makes them; each with its row.
    ///
    /// # Errors
    /// The file cannot be read.
    pub fn find_questions_anew(
        &self,
        filter: &QuestionFilter<'_>,
        order: QuestionOrder,
        most: usize,
        as_of: Option<&str>,
        machine: bool,
    ) -> Result<Vec<(QuestionRow, QuestionWhole)>, Error> {
        let mut published: BTreeMap<String, Option<String>> = BTreeMap::new();
        let mut found = Vec::new();
        for whole in self.questions_anew(None, as_of, machine)? {
            let mut newest: Option<String> = None;
            for answer in &whole.answers {
                let when = match published.get(&answer.report) {
                    Some(known) => known.clone(),
                    None => {
                        let when = self.report(self.report_of(&answer.report)?)?.published;
                        published.insert(answer.report.clone(), when.clone());
                        when
                    }
                };
                newest = newest.max(when);
            }
            let row = row(&whole, newest);
            if meets(&row, &whole, filter) {
                found.push((row, whole));
            }
        }
        found.sort_by(|(a, _), (b, _)| match order {
            QuestionOrder::Conflict => {
                let key = |q: &QuestionRow| (Reverse(q.conflicts), Reverse(q.answers));
                key(a).cmp(&key(b)).then_with(|| a.name.cmp(&b.name))
            }
            QuestionOrder::Lines => {
                let key = |q: &QuestionRow| (Reverse(q.lines), Reverse(q.answers));
                key(a).cmp(&key(b)).then_with(|| a.name.cmp(&b.name))
            }
            QuestionOrder::Newest => {
                let newest = b.newest.cmp(&a.newest);
                newest.then_with(|| a.name.cmp(&b.name))
            }
        });
        found.truncate(most);
        Ok(found)
    }
}

fn row(q: &QuestionWhole, newest: Option<String>) -> QuestionRow {
    QuestionRow {
        name: q.id.clone(),
        text: q.text.clone(),
        measure: q.measure.clone(),
        place: q.place.clone(),
        lines: q.lines as u64,
        reports: q.reports as u64,
        answers: q.answers.len() as u64,
        conflicts: q.conflicts() as u64,
        newest,
    }
}

fn meets(row: &QuestionRow, q: &QuestionWhole, filter: &QuestionFilter<'_>) -> bool {
    // As the index finds them: each word whole or as it begins.
    let has = |text: Option<&str>, part: &str| {
        let (theirs, wanted) = (plain(text.unwrap_or_default()), plain(part));
        let is_there = |w: &String| theirs.iter().any(|t| t.starts_with(w.as_str()));
        !wanted.is_empty() && wanted.iter().all(is_there)
    };
    let answered_by = |name: &str| q.answers.iter().any(|a| has(a.actor.as_deref(), name));
    q.answers.len() >= filter.answers
        && filter
            .measure
            .is_none_or(|m| q.measure.as_deref() == Some(m))
        && filter.place.is_none_or(|p| has(q.place.as_deref(), p))
        && filter.actor.is_none_or(answered_by)
        && filter.words.is_none_or(|w| all_words_in(w, &[&q.text]))
        && filter
            .since
            .is_none_or(|s| row.newest.as_deref() >= Some(s))
        && (!filter.contested || row.conflicts > 0)
}
