//! The table: party by party, one row for each figure or position that it gives, copies folded into it.

use sayso_ledger::{AnswerRow, QuestionWhole};
use std::collections::{BTreeMap, BTreeSet, HashMap};

/// Who answers; its rows are oldest first.
#[derive(Clone, Debug, Default)]
pub struct Party {
    /// The speaker, else the origin; none where the wording names nobody.
    pub name: Option<String>,
    /// What it says.
    pub rows: Vec<Row>,
    /// How many reports carry it.
    pub reports: usize,
    /// One of its claims, which leads to the actor.
    pub claim: String,
}

/// One figure or position of one party.
#[derive(Clone, Debug, Default)]
pub struct Row {
    /// Its place in the table, from 0.
    pub n: usize,
    /// Its answers, by place in the question.
    pub answers: Vec<usize>,
    /// How many reports give it.
    pub reports: usize,
    /// Its lines, from 0.
    pub lines: BTreeSet<usize>,
}

type Figure = (Option<u64>, Option<u64>, Option<String>);

/// Who is behind an answer.
pub fn party(answer: &AnswerRow) -> Option<&str> {
    answer.actor.as_deref().or(answer.origin.as_deref())
}

/// The parties of a question: those that most reports carry come first, then those that spoke first.
pub fn parties(whole: &QuestionWhole) -> Vec<Party> {
    let mut places: HashMap<Option<&str>, usize> = HashMap::new();
    let mut out: Vec<(Party, HashMap<Figure, usize>, BTreeSet<&str>)> = Vec::new();
    for (n, answer) in whole.answers.iter().enumerate() {
        let name = party(answer);
        let place = *places.entry(name).or_insert_with(|| {
            let party = Party {
                name: name.map(str::to_owned),
                claim: answer.claim.clone(),
                ..Party::default()
            };
            out.push((party, HashMap::new(), BTreeSet::new()));
            out.len() - 1
        });
        let Some((party, rows, reports)) = out.get_mut(place) else {
            continue;
        };
        reports.insert(&answer.report);
        let bits = |bound: Option<f64>| bound.map(f64::to_bits);
        let mut position = answer.position.clone();
        if position.is_none() && answer.lower.is_none() && answer.upper.is_none() {
            // "Dozens" and "hundreds" have no bounds: the words tell them apart.
            position = Some(answer.words.to_lowercase());
        }
        let figure = (bits(answer.lower), bits(answer.upper), position);
        let at = *rows.entry(figure).or_insert_with(|| {
            party.rows.push(Row::default());
            party.rows.len() - 1
        });
        if let Some(row) = party.rows.get_mut(at) {
            row.answers.push(n);
            row.lines.insert(answer.line);
        }
    }
    let mut parties: Vec<Party> = out
        .into_iter()
        .map(|(mut party, _, reports)| {
            party.reports = reports.len();
            party
        })
        .collect();
    parties.sort_by_key(|p| std::cmp::Reverse(p.reports));
    for party in &mut parties {
        let day = |row: &Row| {
            let answer = row.answers.first().and_then(|n| whole.answers.get(*n));
            answer.and_then(|a| a.as_of.as_deref())
        };
        party.rows.sort_by(|a, b| {
            day(a)
                .is_none()
                .cmp(&day(b).is_none())
                .then_with(|| day(a).cmp(&day(b)))
        });
    }
    let mut n = 0;
    for row in parties.iter_mut().flat_map(|p| &mut p.rows) {
        row.n = n;
        n += 1;
        let reports: BTreeSet<&str> = row
            .answers
            .iter()
            .filter_map(|a| whole.answers.get(*a))
            .map(|a| a.report.as_str())
            .collect();
        row.reports = reports.len();
    }
    parties
}

/// Of each answer the row that it is in.
pub fn row_of(parties: &[Party], answers: usize) -> Vec<usize> {
    let mut out = vec![0; answers];
    for row in parties.iter().flat_map(|p| &p.rows) {
        for answer in &row.answers {
            if let Some(place) = out.get_mut(*answer) {
                *place = row.n;
            }
        }
    }
    out
}

/// The line's speakers, the commonest first.
pub fn speakers(whole: &QuestionWhole, line: usize) -> Vec<String> {
    let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
    for answer in whole.answers.iter().filter(|a| a.line == line) {
        *counts
            .entry(party(answer).unwrap_or("nobody named"))
            .or_default() += 1;
    }
    let mut out: Vec<(&str, usize)> = counts.into_iter().collect();
    out.sort_by_key(|(name, n)| (std::cmp::Reverse(*n), *name));
    out.into_iter().map(|(name, _)| name.to_owned()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn answer(actor: &str, low: f64, report: &str, line: usize) -> AnswerRow {
        AnswerRow {
            actor: Some(actor.into()),
            lower: Some(low),
            upper: Some(low),
            report: report.into(),
            line,
            ..AnswerRow::default()
        }
    }

    #[test]
    fn copies_are_folded_and_the_widest_carried_comes_first() {
        let whole = QuestionWhole {
            answers: vec![
                answer("A", 1.0, "r1", 0),
                answer("B", 2.0, "r1", 1),
                answer("B", 2.0, "r2", 2),
                answer("B", 3.0, "r3", 1),
                AnswerRow {
                    words: "Dozens".into(),
                    ..AnswerRow::default()
                },
            ],
            ..QuestionWhole::default()
        };
        let found = parties(&whole);
        let names: Vec<_> = found.iter().map(|p| p.name.as_deref()).collect();
        assert_eq!(names, [Some("B"), Some("A"), None]);
        let first = &found[0].rows[0];
        assert_eq!(
            (first.reports, first.lines.len(), found[0].reports),
            (2, 2, 3)
        );
        assert_eq!(row_of(&found, 5), [2, 0, 0, 1, 3]);
        assert_eq!(speakers(&whole, 1), ["B"]);
    }
}
