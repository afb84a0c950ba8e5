//! Promises: who bound themselves to what, since when; and the later claims that it was kept, broken, renewed or denied.

use crate::answer::{self, Position};
use crate::claim::{Claim, Report};
use crate::line::Known;
use crate::question::{Gathered, Question};
use crate::text::{rows, words};
use crate::topic;
use std::sync::LazyLock;

static OUTCOMES: LazyLock<Vec<(Position, Vec<&'static str>)>> = LazyLock::new(|| {
    rows(include_str!("../tables/promise-outcomes.tsv"))
        .filter_map(|cells| {
            let outcome = if *cells.first()? == "broken" {
                Position::Broken
            } else {
                Position::Kept
            };
            Some((outcome, words(cells.get(1)?).collect()))
        })
        .collect()
});

fn promises(claim: &Claim) -> bool {
    claim.stance == "promises"
}

/// What a later claim says of a promise; none if nothing.
fn outcome(claim: &Claim) -> Option<Position> {
    if promises(claim) {
        return Some(Position::Promises);
    }
    if claim.stance == "denies" {
        return Some(Position::Denies);
    }
    let content = format!(
        " {} ",
        claim
            .content
            .to_lowercase()
            .replace([',', '.', '"', '”', '“'], " ")
    );
    OUTCOMES
        .iter()
        .find(|(_, words)| words.iter().any(|w| content.contains(&format!(" {w} "))))
        .map(|(outcome, _)| *outcome)
}

/// The promises of one event, each with what was said of it later. `reports` are in the order that everyone agrees on.
pub(crate) fn given(reports: &[&Report], known: &Known) -> Vec<Question> {
    let mut claims = Vec::new();
    let mut topics = Vec::new();
    for (at, report) in reports.iter().enumerate() {
        for (place, claim) in report.claims.iter().enumerate() {
            if let Some(position) = outcome(claim) {
                claims.push((at, place, position));
                topics.push(topic::of(claim));
            }
        }
    }
    let asks: Vec<bool> = claims.iter().map(|c| c.2 == Position::Promises).collect();
    let mut out = Vec::new();
    for group in topic::matters(&topics, &asks) {
        let mut answers: Vec<_> = group
            .iter()
            .filter_map(|i| claims.get(*i))
            .filter_map(|(at, place, position)| {
                let report = reports.get(*at)?;
                let mut answer = answer::bare(report, *at, *place, report.claims.get(*place)?);
                answer.position = Some(*position);
                Some(answer)
            })
            .collect();
        let Some(first) = answers
            .iter()
            .position(|a| a.position == Some(Position::Promises))
        else {
            continue;
        };
        // What stands before the promise says nothing of it.
        answers.drain(..first);
        let oldest = answers.first().cloned();
        for answer in answers.iter_mut().skip(1) {
            let again = answer.position == Some(Position::Promises);
            let later = oldest
                .as_ref()
                .is_some_and(|o| o.behind.day < answer.behind.day && o.actor == answer.actor);
            if again && later {
                answer.position = Some(Position::Renews);
            }
        }
        let mut question = Gathered {
            measure: None,
            answers,
        }
        .settle(reports, known);
        let who = oldest
            .as_ref()
            .and_then(|o| o.actor.clone())
            .unwrap_or_else(|| "someone".to_owned());
        let what: String = oldest
            .as_ref()
            .map_or("", |o| o.words.as_str())
            .chars()
            .take(140)
            .collect();
        question.since = oldest.and_then(|o| o.as_of);
        question.text = format!("Promise of {who}: {what}");
        if let Some(since) = &question.since {
            question.text.push_str(&format!(", since {since}"));
        }
        out.push(question);
    }
    out
}
