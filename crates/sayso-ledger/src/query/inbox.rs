//! What needs a person: readings that are uncertain, and answers in conflict that nobody looked at yet.

use crate::keep::Failed;
use crate::update::{load, named};
use crate::{ClaimId, ClaimKey, Error, Ledger, QuestionWhole};
use std::collections::BTreeSet;

/// Below this confidence a reading is uncertain. The index of the ledger's file has the same number.
pub const UNCERTAIN: f32 = 0.7;

/// Questions with more answers are worked off on their own page.
const LARGE: i64 = 150;

/// An answer in conflict with others.
#[derive(Clone, Debug)]
pub struct ConflictRow {
    /// The name of the question.
    pub question: String,
    /// The question in words.
    pub text: String,
    /// The claim that gives the answer.
    pub claim: ClaimId,
    /// Its words.
    pub words: String,
    /// The answers that it is in conflict with: claims and words, at most three.
    pub others: Vec<(ClaimId, String)>,
    /// With how many it is in conflict.
    pub conflicts: usize,
}

impl Ledger {
    /// The names of claims that a person decided on, by decisions that stand.
    ///
    /// # Errors
    /// The file cannot be read.
    pub fn seen_claims(&self) -> Result<BTreeSet<String>, Error> {
        let mut seen = BTreeSet::new();
        for decision in self.decisions()? {
            if decision.undone.is_none() {
                seen.extend(decision.action.places().iter().map(|p| p.claim.clone()));
            }
        }
        Ok(seen)
    }

    /// Up to `most` claims whose reading is uncertain, the least certain first, one of each name, without those in `seen`.
    ///
    /// # Errors
    /// The file cannot be read.
    pub fn uncertain(&self, seen: &BTreeSet<String>, most: usize) -> Result<Vec<ClaimKey>, Error> {
        let sql = "SELECT id, name FROM claim WHERE confidence < 0.7 ORDER BY confidence, name, id";
        let mut out = Vec::new();
        let read = self.db.prepare_cached(sql).and_then(|mut s| {
            let mut rows = s.query([])?;
            let mut last = None;
            while let Some(row) = rows.next()? {
                let name = ClaimId(row.get(1)?);
                if last == Some(name) || seen.contains(&name.to_string()) {
                    continue;
                }
                last = Some(name);
                if out.len() == most {
                    break;
                }
                out.push(ClaimKey(row.get(0)?));
            }
            Ok(())
        });
        read.map_err(|e| self.sqlite(&e))?;
        Ok(out)
    }

    /// Up to `most` answers in conflict, of the questions with the newest reports, the newest answers of each first and three at most, without the claims
    /// in `seen`.
    ///
    /// # Errors
    /// The file cannot be read.
    pub fn conflicts(
        &self,
        seen: &BTreeSet<String>,
        most: usize,
    ) -> Result<Vec<ConflictRow>, Error> {
        self.clashing(seen, most).map_err(|e| named(&self.path, e))
    }

    fn clashing(&self, seen: &BTreeSet<String>, most: usize) -> Result<Vec<ConflictRow>, Failed> {
        let sql = "SELECT w.zstd FROM question q JOIN whole w ON w.question = q.id WHERE q.conflicts > 0 AND q.answers <= ? ORDER BY q.newest DESC, q.name LIMIT 200";
        let mut statement = self.db.prepare_cached(sql)?;
        let mut rows = statement.query([LARGE])?;
        let (mut out, mut shown) = (Vec::new(), BTreeSet::new());
        while let Some(row) = rows.next()? {
            if out.len() >= most {
                break;
            }
            let packed: Vec<u8> = row.get(0)?;
            let question: QuestionWhole = load::unpack(&packed)?;
            let of_one = of_question(&question, seen, &mut shown);
            out.extend(of_one.into_iter().take(most - out.len()));
        }
        Ok(out)
    }
}

fn of_question(
    question: &QuestionWhole,
    seen: &BTreeSet<String>,
    shown: &mut BTreeSet<String>,
) -> Vec<ConflictRow> {
    let mut out = Vec::new();
    let id = |name: &str| crate::id::short(name).map(ClaimId);
    for (n, answer) in question.answers.iter().enumerate().rev() {
        if out.len() == 3 {
            break;
        }
        if seen.contains(&answer.claim) || shown.contains(&answer.claim) {
            continue;
        }
        let others: Vec<usize> = question
            .relations
            .iter()
            .filter(|r| r.2 == "conflict")
            .filter_map(|r| match (r.0 == n, r.1 == n) {
                (true, false) => Some(r.1),
                (false, true) => Some(r.0),
                _ => None,
            })
            .collect();
        let Some(claim) = id(&answer.claim).filter(|_| !others.is_empty()) else {
            continue;
        };
        shown.insert(answer.claim.clone());
        let mut against: Vec<(ClaimId, String)> = Vec::new();
        for other in others.iter().filter_map(|o| question.answers.get(*o)) {
            let Some(claim) = id(&other.claim) else {
                continue;
            };
            if against.len() < 3 && against.iter().all(|a| a.0 != claim) {
                against.push((claim, other.words.clone()));
            }
        }
        out.push(ConflictRow {
            question: question.id.clone(),
            text: question.text.clone(),
            claim,
            words: answer.words.clone(),
            others: against,
            conflicts: others.len(),
        });
    }
    out
}
