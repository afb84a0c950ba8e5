//! Relations among all answers of a question, without comparing each with each: equal answers are compared once.
//!
//! Answers that a relation cannot tell apart (same figure, group, time, line) form a cell. Cells are compared pairwise, up to [`CELLS`] of them; in a
//! question with more, only the newest cell of each line counts, and of these the newest [`CELLS`]. Pairs of answers are written out up to
//! [`WRITTEN`] answers; in a larger question the oldest answer of each cell stands for all of it.

use crate::answer::{Answer, order};
use crate::measure::Course;
use crate::relation::{Relation, relation};
use std::collections::{BTreeMap, HashMap};

/// Cells that are compared with each other.
pub const CELLS: usize = 400;
/// Answers up to which every pair is written.
pub const WRITTEN: usize = 300;

/// Relations between cells of answers.
pub(crate) struct Compared {
    /// The cell of each answer.
    pub cell: Vec<usize>,
    /// The answers of each cell, oldest first.
    pub members: Vec<Vec<usize>>,
    /// Relation and reason of each pair of cells, the lower first.
    pub between: BTreeMap<(usize, usize), (Relation, String)>,
}

/// Compares the answers of a question.
pub(crate) fn compare(answers: &[Answer], course: Course) -> Compared {
    let mut place: HashMap<String, usize> = HashMap::new();
    let mut members: Vec<Vec<usize>> = Vec::new();
    let mut cell = Vec::with_capacity(answers.len());
    for (i, answer) in answers.iter().enumerate() {
        let b = &answer.behind;
        let key = format!(
            "{:?}{:?}{:?}{:?}{:?}{:?}{:?}{:?}{}{}{}{}{:?}{:?}",
            b.values,
            answer.lower,
            answer.upper,
            b.group,
            b.since,
            b.until,
            b.day,
            answer.position,
            answer.line,
            b.previous,
            b.implied,
            b.denies,
            b.stance,
            b.unit
        );
        let next = members.len();
        let at = *place.entry(key).or_insert(next);
        if at == next {
            members.push(Vec::new());
        }
        if let Some(list) = members.get_mut(at) {
            list.push(i);
        }
        cell.push(at);
    }
    let oldest = |c: usize| {
        members
            .get(c)
            .and_then(|m| m.first())
            .and_then(|i| answers.get(*i))
    };
    let mut between = BTreeMap::new();
    let compared = chosen(&members, answers);
    for (n, &c) in compared.iter().enumerate() {
        for &d in compared.get(n + 1..).unwrap_or(&[]) {
            if let (Some(a), Some(b)) = (oldest(c), oldest(d)) {
                between.insert((c.min(d), c.max(d)), relation(a, b, course));
            }
        }
    }
    Compared {
        cell,
        members,
        between,
    }
}

/// The cells to compare: all, or the newest of each line.
fn chosen(members: &[Vec<usize>], answers: &[Answer]) -> Vec<usize> {
    if members.len() <= CELLS {
        return (0..members.len()).collect();
    }
    let mut newest: BTreeMap<usize, usize> = BTreeMap::new();
    let age = |c: usize| {
        let oldest = members
            .get(c)
            .and_then(|m| m.first())
            .and_then(|i| answers.get(*i));
        oldest.map(|a| (a.behind.day, order(a)))
    };
    for (c, list) in members.iter().enumerate() {
        let Some(answer) = list.first().and_then(|i| answers.get(*i)) else {
            continue;
        };
        let kept = newest.entry(answer.line).or_insert(c);
        if age(c) > age(*kept) {
            *kept = c;
        }
    }
    let mut cells: Vec<usize> = newest.into_values().collect();
    cells.sort_by(|a, b| age(*b).cmp(&age(*a)));
    cells.truncate(CELLS);
    cells.sort_unstable();
    cells
}

impl Compared {
    /// The pairs to write out, in order.
    pub(crate) fn pairs(
        &self,
        answers: &[Answer],
        course: Course,
    ) -> Vec<(usize, usize, Relation, String)> {
        let mut out = Vec::new();
        let chosen: Vec<usize> = if answers.len() <= WRITTEN {
            (0..answers.len()).collect()
        } else {
            self.members
                .iter()
                .filter_map(|m| m.first().copied())
                .collect()
        };
        if answers.len() > WRITTEN {
            for (&(c, d), (kind, why)) in &self.between {
                if let (Some(Some(&i)), Some(Some(&j))) = (
                    self.members.get(c).map(|m| m.first()),
                    self.members.get(d).map(|m| m.first()),
                ) {
                    out.push((i.min(j), i.max(j), *kind, why.clone()));
                }
            }
            out.sort();
            return out;
        }
        for (n, &i) in chosen.iter().enumerate() {
            for &j in chosen.get(n + 1..).unwrap_or(&[]) {
                if let (Some(a), Some(b)) = (answers.get(i), answers.get(j))
                    && let Some((kind, why)) = self.of(i, j, a, b, course)
                {
                    out.push((i, j, kind, why));
                }
            }
        }
        out
    }

    fn of(
        &self,
        i: usize,
        j: usize,
        a: &Answer,
        b: &Answer,
        course: Course,
    ) -> Option<(Relation, String)> {
        let (c, d) = (*self.cell.get(i)?, *self.cell.get(j)?);
        // Two figures of one claim, and two of one cell, are told apart by more than their cells.
        if c == d || a.report == b.report && a.claim == b.claim {
            return Some(relation(a, b, course));
        }
        self.between.get(&(c.min(d), c.max(d))).cloned()
    }
}
