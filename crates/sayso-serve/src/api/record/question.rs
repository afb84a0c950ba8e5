//! A question, its answers, and how they stand to each other.

use sayso_ledger::{AnswerRow, Error, Ledger, QuestionRow, QuestionWhole};
use serde::Serialize;
use std::collections::BTreeMap;
use utoipa::ToSchema;

/// A question without its answers.
#[derive(Serialize, ToSchema)]
pub struct QuestionSummary {
    /// What it is called.
    id: String,
    /// In words.
    text: String,
    measure: Option<String>,
    place: Option<String>,
    /// Independent lines of sourcing.
    lines: u64,
    reports: u64,
    answers: u64,
    /// Pairs of answers in conflict.
    conflicts: u64,
    /// When the newest report among its answers was published.
    newest: Option<String>,
}

impl From<QuestionRow> for QuestionSummary {
    fn from(row: QuestionRow) -> Self {
        QuestionSummary {
            id: row.name,
            text: row.text,
            measure: row.measure,
            place: row.place,
            lines: row.lines,
            reports: row.reports,
            answers: row.answers,
            conflicts: row.conflicts,
            newest: row.newest,
        }
    }
}

/// A question by the contract.
#[derive(Serialize, ToSchema)]
pub struct QuestionRecord {
    id: String,
    text: String,
    measure: Option<String>,
    of: Option<String>,
    place: Option<String>,
    since: Option<String>,
    unit: Option<String>,
    lines: usize,
    reports: usize,
    /// Oldest first.
    answers: Vec<Answer>,
    /// Places of two answers, and how they stand: `agree`, `conflict`, `revise` or `unlike`; why, at the same place of `reasons`.
    #[schema(value_type = Vec<Vec<serde_json::Value>>)]
    relations: Vec<(usize, usize, String)>,
    reasons: Vec<String>,
}

/// One claim's figure or position on a question.
#[derive(Clone, Serialize, ToSchema)]
pub struct Answer {
    /// What its report is called.
    report: String,
    /// The claim's name.
    claim: String,
    /// Literal lower bound.
    lower: Option<f64>,
    /// Literal upper bound.
    upper: Option<f64>,
    actor: Option<String>,
    origin: Option<String>,
    said: Option<String>,
    /// The day from which it holds.
    as_of: Option<String>,
    /// Its line, from 0.
    line: usize,
    position: Option<String>,
    words: String,
    /// Lines that agree with it, its own among them.
    lines: usize,
    /// Lines in conflict with it.
    conflicts: usize,
    confirmed_by: Vec<String>,
    denied_by: Vec<String>,
    not_confirmed_by: Vec<String>,
    /// Whether nothing newer is known of its line.
    latest: bool,
}

/// How two answers stand to each other.
#[derive(Serialize, ToSchema)]
pub struct Relation {
    /// The place of one among the answers, from 0.
    a: usize,
    /// The place of the other.
    b: usize,
    /// `agree`, `conflict`, `revise` or `unlike`.
    kind: String,
    why: String,
}

impl Relation {
    /// Of a question's relation.
    pub fn new((a, b, kind, why): &(usize, usize, String, String)) -> Self {
        Relation {
            a: *a,
            b: *b,
            kind: kind.clone(),
            why: why.clone(),
        }
    }
}

impl Answer {
    /// Some answers of a question, by place.
    pub fn of(
        ledger: &Ledger,
        q: &QuestionWhole,
        skip: usize,
        most: usize,
    ) -> Result<Vec<Answer>, Error> {
        let mut names: BTreeMap<&str, String> = BTreeMap::new();
        let mut out = Vec::new();
        for (n, a) in q.answers.iter().enumerate().skip(skip).take(most) {
            if !names.contains_key(a.report.as_str()) {
                let key = ledger.report_of(&a.report)?;
                names.insert(&a.report, ledger.report(key)?.name());
            }
            let report = names.get(a.report.as_str()).cloned().unwrap_or_default();
            out.push(Answer::new(q, n, a, report));
        }
        Ok(out)
    }

    fn new(q: &QuestionWhole, n: usize, a: &AnswerRow, report: String) -> Self {
        let standing = q.standing.get(n).cloned().unwrap_or_default();
        Answer {
            report,
            claim: a.claim.clone(),
            lower: a.lower,
            upper: a.upper,
            actor: a.actor.clone(),
            origin: a.origin.clone(),
            said: a.said.clone(),
            as_of: a.as_of.clone(),
            line: a.line,
            position: a.position.clone(),
            words: a.words.clone(),
            lines: standing.lines,
            conflicts: standing.conflicts,
            confirmed_by: standing.confirmed_by.into_iter().collect(),
            denied_by: standing.denied_by.into_iter().collect(),
            not_confirmed_by: standing.not_confirmed_by.into_iter().collect(),
            latest: standing.latest,
        }
    }
}

impl QuestionRecord {
    /// All of a question.
    pub fn new(ledger: &Ledger, q: &QuestionWhole) -> Result<Self, Error> {
        let relations = q.relations.iter();
        Ok(QuestionRecord {
            id: q.id.clone(),
            text: q.text.clone(),
            measure: q.measure.clone(),
            of: q.of.clone(),
            place: q.place.clone(),
            since: q.since.clone(),
            unit: q.unit.clone(),
            lines: q.lines,
            reports: q.reports,
            answers: Answer::of(ledger, q, 0, usize::MAX)?,
            relations: relations
                .map(|(i, j, kind, _)| (*i, *j, kind.clone()))
                .collect(),
            reasons: q.relations.iter().map(|r| r.3.clone()).collect(),
        })
    }
}
