//! How answers stand to each other, row by row of the table, with the reason in words; and why answers are one line.

use super::parties::Row;
use sayso_ledger::QuestionWhole;
use std::collections::BTreeMap;

/// Relations of one kind.
#[derive(Debug)]
pub struct Kind {
    /// agree, conflict, revise or unlike.
    pub kind: &'static str,
    /// For a person.
    pub title: &'static str,
    /// Pairs of rows.
    pub pairs: Vec<Pair>,
    /// How many more there are.
    pub more: usize,
}

/// Two rows that stand so.
#[derive(Debug)]
pub struct Pair {
    /// The answer on one side.
    pub a: usize,
    /// The answer on the other.
    pub b: usize,
    /// Why.
    pub why: String,
    /// How many pairs of answers of these rows stand so.
    pub times: usize,
}

/// Pairs of one kind that a page shows.
const SHOWN: usize = 60;

const KINDS: [(&str, &str); 4] = [
    ("conflict", "In conflict"),
    ("revise", "Revised"),
    ("agree", "Agree"),
    ("unlike", "Not comparable"),
];

/// The relations of a question by kind; `row` gives the row of each answer.
pub fn kinds(whole: &QuestionWhole, row: &[usize]) -> Vec<Kind> {
    let of = |answer: usize| row.get(answer).copied().unwrap_or(0);
    KINDS
        .iter()
        .filter_map(|(kind, title)| {
            // The first reason stands for all of two rows.
            let mut pairs: BTreeMap<(usize, usize), Pair> = BTreeMap::new();
            for (a, b, found, why) in &whole.relations {
                if found != kind || of(*a) == of(*b) {
                    continue;
                }
                let rows = (of(*a).min(of(*b)), of(*a).max(of(*b)));
                let pair = pairs.entry(rows).or_insert_with(|| Pair {
                    a: *a,
                    b: *b,
                    why: why.clone(),
                    times: 0,
                });
                pair.times += 1;
            }
            let more = pairs.len().saturating_sub(SHOWN);
            let pairs: Vec<Pair> = pairs.into_values().take(SHOWN).collect();
            (!pairs.is_empty()).then_some(Kind {
                kind,
                title,
                pairs,
                more,
            })
        })
        .collect()
}

/// Why the answers of a line are one line: each reason with how often it holds.
pub fn ties(whole: &QuestionWhole, line: usize) -> Vec<(String, usize)> {
    let mut out: BTreeMap<&str, usize> = BTreeMap::new();
    for tie in &whole.ties.ties {
        if whole.answers.get(tie.a).is_some_and(|a| a.line == line) {
            *out.entry(&tie.why).or_default() += 1;
        }
    }
    let mut out: Vec<(String, usize)> = out.into_iter().map(|(w, n)| (w.to_owned(), n)).collect();
    out.sort_by(|a, b| b.1.cmp(&a.1).then_with(|| a.0.cmp(&b.0)));
    out
}

/// How a row stands, taken from the strongest of its answers.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Stand {
    /// Lines in conflict with it.
    pub conflicts: usize,
    /// Lines that agree with it, its own among them.
    pub lines: usize,
    /// Who confirmed it.
    pub confirmed_by: Vec<String>,
    /// Who denied it.
    pub denied_by: Vec<String>,
    /// Who was asked and did not confirm it.
    pub not_confirmed_by: Vec<String>,
    /// Whether nothing newer is known of one of its lines.
    pub latest: bool,
}

/// How a row stands.
pub fn stand(whole: &QuestionWhole, row: &Row) -> Stand {
    let mut out = Stand::default();
    let add = |to: &mut Vec<String>, from: &std::collections::BTreeSet<String>| {
        to.extend(from.iter().cloned());
        to.sort();
        to.dedup();
    };
    for standing in row.answers.iter().filter_map(|a| whole.standing.get(*a)) {
        out.conflicts = out.conflicts.max(standing.conflicts);
        out.lines = out.lines.max(standing.lines);
        out.latest |= standing.latest;
        add(&mut out.confirmed_by, &standing.confirmed_by);
        add(&mut out.denied_by, &standing.denied_by);
        add(&mut out.not_confirmed_by, &standing.not_confirmed_by);
    }
    out
}
