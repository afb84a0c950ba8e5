//! Questions: found by measure, place, actor, words or date; one whole, as it stands or as known on a day.

use crate::decision::Standing;
use crate::keep::Failed;
use crate::update::{load, named, question};
use crate::{ClaimId, Error, ErrorKind, Hash, Ledger, ReportKey};
use rusqlite::{OptionalExtension, ToSql};
use serde::Deserialize;
use std::collections::{BTreeMap, BTreeSet};

/// What questions to find: every condition that is given must hold.
#[derive(Clone, Copy, Debug, Default)]
pub struct QuestionFilter<'a> {
    /// The measure.
    pub measure: Option<&'a str>,
    /// Words of the place, or how they begin, whatever the case.
    pub place: Option<&'a str>,
    /// Words of an answering actor's name, or how they begin.
    pub actor: Option<&'a str>,
    /// Words that the question must have.
    pub words: Option<&'a str>,
    /// With an answer from a report published on this day or later.
    pub since: Option<&'a str>,
    /// Only questions with a conflict.
    pub contested: bool,
    /// At least so many answers.
    pub answers: usize,
}

/// What comes first.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum QuestionOrder {
    /// The most conflicts.
    #[default]
    Conflict,
    /// The most lines.
    Lines,
    /// The newest answer.
    Newest,
}

/// A question without its answers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct QuestionRow {
    /// What it is called.
    pub name: String,
    /// In words.
    pub text: String,
    /// The measure.
    pub measure: Option<String>,
    /// Where.
    pub place: Option<String>,
    /// Independent lines.
    pub lines: u64,
    /// Reports.
    pub reports: u64,
    /// Answers.
    pub answers: u64,
    /// Pairs of answers in conflict.
    pub conflicts: u64,
    /// When the newest report among its answers was published.
    pub newest: Option<String>,
}

/// A question with its answers, as questions are kept.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct QuestionWhole {
    /// What it is called.
    pub id: String,
    /// In words.
    pub text: String,
    /// The measure.
    pub measure: Option<String>,
    /// Of whom or what.
    pub of: Option<String>,
    /// Where.
    pub place: Option<String>,
    /// Since when.
    pub since: Option<String>,
    /// The unit of its figures.
    pub unit: Option<String>,
    /// Independent lines.
    pub lines: usize,
    /// Reports.
    pub reports: usize,
    /// Answers, oldest first.
    pub answers: Vec<AnswerRow>,
    /// How two answers stand to each other, and why.
    pub relations: Vec<(usize, usize, String, String)>,
    /// How each answer stands.
    pub standing: Vec<StandingRow>,
    /// Why answers are one line.
    pub ties: TieRows,
}

/// One answer.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct AnswerRow {
    /// The hash of the report's bytes, in hex.
    pub report: String,
    /// The claim's name.
    pub claim: String,
    /// Which figure of the claim.
    pub figure: Option<usize>,
    /// Literal lower bound.
    pub lower: Option<f64>,
    /// Literal upper bound.
    pub upper: Option<f64>,
    /// Who speaks.
    pub actor: Option<String>,
    /// The innermost actor.
    pub origin: Option<String>,
    /// When it was said.
    pub said: Option<String>,
    /// The day from which it holds.
    pub as_of: Option<String>,
    /// Its line, from 0.
    pub line: usize,
    /// The position, for a question without figures.
    pub position: Option<String>,
    /// The words that carry it.
    pub words: String,
}

/// How an answer stands.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct StandingRow {
    /// Reports that agree with it, its own among them.
    pub reports: usize,
    /// Lines that agree with it, its own among them.
    pub lines: usize,
    /// Lines in conflict with it.
    pub conflicts: usize,
    /// Who confirmed it.
    pub confirmed_by: BTreeSet<String>,
    /// Who denied it.
    pub denied_by: BTreeSet<String>,
    /// Who was asked and did not confirm it.
    pub not_confirmed_by: BTreeSet<String>,
    /// The answers that revise it.
    pub revised_by: Vec<usize>,
    /// Whether nothing newer is known of its line.
    pub latest: bool,
}

/// Why answers are one line.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct TieRows {
    /// Each joins two lines into one.
    pub ties: Vec<TieRow>,
}

/// Two answers of one line.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct TieRow {
    /// One.
    pub a: usize,
    /// The other.
    pub b: usize,
    /// Why.
    pub why: String,
}

impl TieRows {
    /// The ties that lead from one answer to another; none if they are of two lines.
    pub fn path(&self, from: usize, to: usize) -> Option<Vec<&TieRow>> {
        let mut came: BTreeMap<usize, Option<&TieRow>> = BTreeMap::from([(from, None)]);
        let mut next = vec![from];
        while let Some(at) = next.pop() {
            for tie in self.ties.iter().filter(|t| t.a == at || t.b == at) {
                let other = if tie.a == at { tie.b } else { tie.a };
                if let std::collections::btree_map::Entry::Vacant(free) = came.entry(other) {
                    free.insert(Some(tie));
                    next.push(other);
                }
            }
        }
        let (mut out, mut at) = (Vec::new(), to);
        while let Some(tie) = *came.get(&at)? {
            out.push(tie);
            at = if tie.a == at { tie.b } else { tie.a };
        }
        out.reverse();
        Some(out)
    }
}

/// Questions that are looked at one by one.
const FEW: usize = 3_000;

impl Ledger {
    /// The questions that meet a filter, in an order; names break ties.
    ///
    /// # Errors
    /// The file cannot be read.
    pub fn find_questions(
        &self,
        filter: &QuestionFilter<'_>,
        order: QuestionOrder,
        most: usize,
    ) -> Result<Vec<QuestionRow>, Error> {
        let mut sql = String::from(
            "SELECT q.name, q.text, q.measure, q.place, q.lines, q.reports, q.answers, q.conflicts, q.newest FROM ",
        );
        let mut from = "question q";
        let mut values: Vec<Box<dyn ToSql>> = Vec::new();
        let mut conditions: Vec<&str> = vec!["q.answers >= ?"];
        let mut rest: Vec<Box<dyn ToSql>> = vec![Box::new(filter.answers as i64)];
        if let Some(ids) = self.candidates(filter)? {
            // A few are looked at one by one; of many the order of the page finds the first ones sooner.
            let few = ids.len() <= FEW;
            let list = serde_json::Value::from(ids).to_string();
            if few {
                from = "json_each(?) j CROSS JOIN question q ON q.id = j.value";
                values.push(Box::new(list));
            } else {
                conditions.push("+q.id IN (SELECT value FROM json_each(?))");
                rest.push(Box::new(list));
            }
        }
        if let Some(measure) = filter.measure {
            conditions.push("q.measure = ?");
            rest.push(Box::new(measure.to_owned()));
        }
        if let Some(since) = filter.since {
            conditions.push("+q.newest >= ?");
            rest.push(Box::new(since.to_owned()));
        }
        if filter.contested {
            conditions.push("q.conflicts > 0");
        }
        sql.push_str(&format!("{from} WHERE {}", conditions.join(" AND ")));
        values.extend(rest);
        sql.push_str(match order {
            QuestionOrder::Conflict => " ORDER BY q.conflicts DESC, q.answers DESC, q.name",
            QuestionOrder::Lines => " ORDER BY q.lines DESC, q.answers DESC, q.name",
            QuestionOrder::Newest => " ORDER BY q.newest DESC, q.name",
        });
        sql.push_str(" LIMIT ?");
        values.push(Box::new(i64::try_from(most).unwrap_or(i64::MAX)));
        let found = self.db.prepare_cached(&sql).and_then(|mut s| {
            let rows = s.query_map(
                rusqlite::params_from_iter(values.iter().map(|v| &**v)),
                |r| {
                    Ok(QuestionRow {
                        name: r.get(0)?,
                        text: r.get(1)?,
                        measure: r.get(2)?,
                        place: r.get(3)?,
                        lines: r.get::<_, i64>(4)? as u64,
                        reports: r.get::<_, i64>(5)? as u64,
                        answers: r.get::<_, i64>(6)? as u64,
                        conflicts: r.get::<_, i64>(7)? as u64,
                        newest: r.get(8)?,
                    })
                },
            )?;
            rows.collect()
        });
        found.map_err(|e| self.sqlite(&e))
    }

    /// The questions that words, place, actor and day let through; none where nothing of it is asked for, or it leaves too many to be worth listing.
    fn candidates(&self, filter: &QuestionFilter<'_>) -> Result<Option<Vec<i64>>, Error> {
        const WORDS: &str = "SELECT rowid FROM question_words WHERE question_words MATCH ?";
        const ACTOR: &str = "SELECT a.question FROM claim_words w JOIN answer a ON a.row = w.rowid WHERE claim_words MATCH ?";
        let mut asked: Vec<(&str, Option<String>)> = Vec::new();
        if let Some(words) = filter.words {
            // Words of which nothing can be looked up ask for nothing.
            let expression = super::matching::expression(words, None);
            asked.extend(expression.map(|e| (WORDS, Some(e))));
        }
        if let Some(place) = filter.place {
            asked.push((WORDS, super::matching::beginnings(place, "place")));
        }
        if let Some(actor) = filter.actor {
            asked.push((ACTOR, super::matching::beginnings(actor, "actor")));
        }
        let mut found: Option<BTreeSet<i64>> = None;
        for (sql, expression) in asked {
            let Some(expression) = expression else {
                return Ok(Some(Vec::new()));
            };
            let ids = self.ids(sql, &expression)?;
            found = Some(match found {
                Some(before) => before.intersection(&ids).copied().collect(),
                None => ids,
            });
        }
        if let Some(since) = filter.since.filter(|_| found.is_none()) {
            let few = format!(
                "SELECT id FROM question WHERE newest >= ? LIMIT {}",
                FEW + 1
            );
            let ids = self.ids(&few, since)?;
            found = Some(ids).filter(|ids| ids.len() <= FEW);
        }
        Ok(found.map(|ids| ids.into_iter().collect()))
    }

    fn ids(&self, sql: &str, value: &str) -> Result<BTreeSet<i64>, Error> {
        let found = self.db.prepare_cached(sql).and_then(|mut s| {
            let rows = s.query_map([value], |r| r.get(0))?;
            rows.collect()
        });
        found.map_err(|e| self.sqlite(&e))
    }

    /// The one question whose name begins so, or that the claim of this name answers first.
    ///
    /// # Errors
    /// None or several are called so; the file cannot be read.
    pub fn question(&self, name: &str) -> Result<QuestionWhole, Error> {
        let plain: String = name.chars().filter(char::is_ascii_alphanumeric).collect();
        let sql = "SELECT q.name, w.zstd FROM question q JOIN whole w ON w.question = q.id WHERE q.name BETWEEN ?1 AND ?1 || '~' ORDER BY q.name LIMIT 2";
        let mut found: Vec<(String, Vec<u8>)> = self
            .db
            .prepare_cached(sql)
            .and_then(|mut s| {
                let rows = s.query_map([&plain], |r| Ok((r.get(0)?, r.get(1)?)))?;
                rows.collect()
            })
            .map_err(|e| self.sqlite(&e))?;
        if found.is_empty() {
            found.extend(self.question_once_called(&plain)?);
        }
        if found.is_empty() {
            found.extend(self.question_of_claim(&plain)?);
        }
        match found.as_slice() {
            [(_, packed)] => load::unpack(packed).map_err(|e| named(&self.path, e)),
            [] => Err(Error::new(
                ErrorKind::Unknown,
                &self.path,
                format!("no question is called {name:?}"),
            )),
            [a, b, ..] => Err(Error::new(
                ErrorKind::Ambiguous,
                &self.path,
                format!("several questions are called {name:?}: {}, {} …", a.0, b.0),
            )),
        }
    }

    /// The question that had this name before an older answer came in.
    fn question_once_called(&self, name: &str) -> Result<Option<(String, Vec<u8>)>, Error> {
        let hash = name
            .strip_prefix('q')
            .filter(|hex| hex.len() == 16)
            .and_then(|hex| u64::from_str_radix(hex, 16).ok());
        let Some(hash) = hash else {
            return Ok(None);
        };
        let sql = "SELECT q.name, w.zstd FROM answer a JOIN question q ON q.id = a.question JOIN whole w ON w.question = q.id WHERE a.hash = ? ORDER BY q.name LIMIT 1";
        let found = self.db.prepare_cached(sql).and_then(|mut s| {
            s.query_row([hash as i64], |r| Ok((r.get(0)?, r.get(1)?)))
                .optional()
        });
        found.map_err(|e| self.sqlite(&e))
    }

    fn question_of_claim(&self, name: &str) -> Result<Option<(String, Vec<u8>)>, Error> {
        let Some((from, to)) = crate::id::blobs_with(name, 8) else {
            return Ok(None);
        };
        let sql = "SELECT q.name, w.zstd FROM answer a JOIN question q ON q.id = a.question JOIN whole w ON w.question = q.id WHERE a.claim BETWEEN ? AND ? ORDER BY q.name LIMIT 1";
        let found = self.db.prepare_cached(sql).and_then(|mut s| {
            s.query_row([from, to], |r| Ok((r.get(0)?, r.get(1)?)))
                .optional()
        });
        found.map_err(|e| self.sqlite(&e))
    }

    /// Questions as known at the end of a day or at an instant (ISO 8601), or as the machine read them without any decision; made from the claims anew. With
    /// the name of a question only those of the reports that it is answered by now.
    ///
    /// # Errors
    /// The file cannot be read.
    pub fn questions_anew(
        &self,
        name: Option<&str>,
        as_of: Option<&str>,
        machine: bool,
    ) -> Result<Vec<QuestionWhole>, Error> {
        self.anew(name, as_of, machine)
            .map_err(|e| named(&self.path, e))
    }

    fn anew(
        &self,
        name: Option<&str>,
        as_of: Option<&str>,
        machine: bool,
    ) -> Result<Vec<QuestionWhole>, Failed> {
        let decided = if machine {
            Standing::default()
        } else {
            Standing::of(&self.db)?
        };
        let sql = match name {
            Some(_) => {
                "SELECT DISTINCT a.report FROM answer a JOIN question q ON q.id = a.question WHERE q.name BETWEEN ?1 AND ?1 || '~'"
            }
            None => "SELECT report FROM signature WHERE ?1 = ''",
        };
        let plain: String = name
            .unwrap_or_default()
            .chars()
            .filter(char::is_ascii_alphanumeric)
            .collect();
        let reports = {
            let mut statement = self.db.prepare_cached(sql)?;
            let rows = statement.query_map([&plain], |r| r.get::<_, i64>(0))?;
            rows.collect::<rusqlite::Result<BTreeSet<_>>>()?
        };
        let found = question::fresh(&self.db, &reports, &decided, as_of)?;
        let mut out = Vec::with_capacity(found.len());
        for one in found {
            let json = crate::contract::to_json(&one)?;
            out.push(serde_json::from_str(&json)?);
        }
        Ok(out)
    }

    /// The report whose bytes have this hash.
    ///
    /// # Errors
    /// There is none; the file cannot be read.
    pub fn report_of(&self, hash: &str) -> Result<ReportKey, Error> {
        let (bytes, _) = crate::id::blobs_with(hash, 32).ok_or_else(|| {
            Error::new(ErrorKind::Unknown, &self.path, format!("no hash: {hash}"))
        })?;
        self.db
            .prepare_cached("SELECT id FROM raw WHERE hash = ?")
            .and_then(|mut s| s.query_row([bytes], |r| r.get(0)))
            .map(ReportKey)
            .map_err(|e| self.sqlite(&e))
    }

    /// The claim whose name begins so, by its whole name.
    ///
    /// # Errors
    /// None or several are called so; the file cannot be read.
    pub fn claim_named(&self, name: &str) -> Result<ClaimId, Error> {
        let unknown = || {
            Error::new(
                ErrorKind::Unknown,
                &self.path,
                format!("no claim is called {name:?}"),
            )
        };
        let (from, to) = crate::id::blobs_with(name, 8).ok_or_else(unknown)?;
        let found: Vec<[u8; 8]> = self
            .db
            .prepare_cached("SELECT DISTINCT name FROM claim WHERE name BETWEEN ? AND ? LIMIT 2")
            .and_then(|mut s| {
                let rows = s.query_map([from, to], |r| r.get(0))?;
                rows.collect()
            })
            .map_err(|e| self.sqlite(&e))?;
        match found.as_slice() {
            [one] => Ok(ClaimId(*one)),
            [] => Err(unknown()),
            _ => Err(Error::new(
                ErrorKind::Ambiguous,
                &self.path,
                format!("several claims are called {name:?}"),
            )),
        }
    }

    /// The hash of a report's bytes.
    ///
    /// # Errors
    /// The file cannot be read.
    pub fn hash_of(&self, report: ReportKey) -> Result<Hash, Error> {
        self.db
            .prepare_cached("SELECT hash FROM raw WHERE id = ?")
            .and_then(|mut s| s.query_row([report.0], |r| r.get(0)))
            .map(Hash)
            .map_err(|e| self.sqlite(&e))
    }
}
