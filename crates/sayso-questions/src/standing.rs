//! How each answer stands: by how many lines, confirmed, denied or revised, and whether it is the latest of its line.

use crate::answer::{Answer, Position};
use crate::compare::Compared;
use crate::relation::Relation;
use serde::Serialize;
use std::collections::{BTreeSet, HashMap};

/// The standing of one answer.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Standing {
    /// Reports that agree with it, its own among them.
    pub reports: usize,
    /// Independent lines that agree with it, its own among them.
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

/// The standing of every answer of a question.
pub(crate) fn of(answers: &[Answer], compared: &Compared) -> Vec<Standing> {
    let mut cells: Vec<Sums> = compared
        .members
        .iter()
        .map(|m| Sums::of(m, answers))
        .collect();
    let own: Vec<Sums> = cells.clone();
    for (&(c, d), (kind, _)) in &compared.between {
        for (to, from) in [(c, d), (d, c)] {
            if let (Some(sums), Some(other)) = (cells.get_mut(to), own.get(from)) {
                sums.add(other, *kind);
            }
        }
    }
    let mut newest: HashMap<usize, (Option<i32>, i64)> = HashMap::new();
    let age = |a: &Answer| {
        (
            a.behind.day.filter(|_| !a.behind.previous),
            if a.behind.previous {
                i64::MIN
            } else {
                a.behind.minute
            },
        )
    };
    for answer in answers {
        let kept = newest.entry(answer.line).or_insert_with(|| age(answer));
        *kept = (*kept).max(age(answer));
    }
    answers
        .iter()
        .enumerate()
        .map(|(i, answer)| {
            let sums = compared.cell.get(i).and_then(|c| cells.get(*c));
            let mut standing = sums.map(|s| s.standing(answer)).unwrap_or_default();
            standing.latest = newest.get(&answer.line) == Some(&age(answer));
            standing
        })
        .collect()
}

/// What agrees with a cell and what does not.
#[derive(Clone, Default)]
struct Sums {
    reports: BTreeSet<usize>,
    lines: BTreeSet<usize>,
    conflicts: BTreeSet<usize>,
    confirmed: BTreeSet<String>,
    denied: BTreeSet<String>,
    silent: BTreeSet<String>,
    revised: Vec<usize>,
    /// Actors of this cell, by how they take a stand.
    actors: BTreeSet<String>,
    age: (Option<i32>, i64),
    confirms: bool,
    denies: bool,
    says_nothing: bool,
    first: usize,
}

/// Names kept in each list of a standing.
const NAMES: usize = 50;

impl Sums {
    fn of(members: &[usize], answers: &[Answer]) -> Self {
        let mut sums = Sums {
            first: members.first().copied().unwrap_or(0),
            ..Sums::default()
        };
        for answer in members.iter().filter_map(|i| answers.get(*i)) {
            sums.reports.insert(answer.behind.at);
            sums.lines.insert(answer.line);
            if sums.actors.len() < NAMES {
                sums.actors.extend(answer.actor.clone());
            }
            sums.age = (answer.behind.day, answer.behind.minute);
            sums.confirms |=
                answer.behind.stance == "confirms" || answer.position == Some(Position::Confirms);
            sums.denies |= answer.behind.denies || answer.position == Some(Position::Denies);
            sums.says_nothing |= answer.behind.stance == "does_not_confirm";
        }
        sums
    }

    fn add(&mut self, other: &Sums, kind: Relation) {
        let names = |to: &mut BTreeSet<String>| to.extend(other.actors.iter().take(NAMES).cloned());
        let other_line = other.lines != self.lines;
        match kind {
            Relation::Agree => {
                self.reports.extend(&other.reports);
                self.lines.extend(&other.lines);
                if other.confirms && other_line {
                    names(&mut self.confirmed);
                }
            }
            Relation::Conflict => {
                self.conflicts.extend(&other.lines);
                if other.denies {
                    names(&mut self.denied);
                }
            }
            Relation::Revise if other.age > self.age => self.revised.push(other.first),
            Relation::Unlike if other.says_nothing => names(&mut self.silent),
            Relation::Revise | Relation::Unlike => {}
        }
    }

    fn standing(&self, answer: &Answer) -> Standing {
        let without = |set: &BTreeSet<String>| {
            set.iter()
                .filter(|name| Some(*name) != answer.actor.as_ref())
                .cloned()
                .collect()
        };
        Standing {
            reports: self.reports.len(),
            lines: self.lines.len(),
            conflicts: self.conflicts.len(),
            confirmed_by: without(&self.confirmed),
            denied_by: without(&self.denied),
            not_confirmed_by: without(&self.silent),
            revised_by: self.revised.clone(),
            latest: false,
        }
    }
}
