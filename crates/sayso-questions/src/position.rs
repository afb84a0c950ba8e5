//! Questions without figures: was it so? Raised by a claim that confirms, denies or does not confirm; answered by all claims of the event
//! about the same.

use crate::answer::{self, Position};
use crate::claim::Report;
use crate::line::Known;
use crate::question::{Gathered, Question};
use crate::text::rows;
use crate::topic;
use std::collections::{BTreeMap, HashMap};
use std::sync::LazyLock;

static STANCES: LazyLock<HashMap<&'static str, (Position, bool)>> = LazyLock::new(|| {
    rows(include_str!("../tables/position-stances.tsv"))
        .filter_map(|cells| {
            let position = match *cells.get(1)? {
                "confirms" => Position::Confirms,
                "denies" => Position::Denies,
                "does_not_confirm" => Position::DoesNotConfirm,
                _ => Position::States,
            };
            Some((*cells.first()?, (position, cells.get(2) == Some(&"asks"))))
        })
        .collect()
});

/// The questions of one event about whether something was so. `reports` are in the order that everyone agrees on.
pub(crate) fn asked(reports: &[&Report], known: &Known) -> Vec<Question> {
    let mut claims = Vec::new();
    let mut topics = Vec::new();
    for (at, report) in reports.iter().enumerate() {
        for (place, claim) in report.claims.iter().enumerate() {
            if let Some((position, asks)) = STANCES.get(claim.stance.as_str()) {
                claims.push((at, place, *position, *asks));
                topics.push(topic::of(claim));
            }
        }
    }
    let asks: Vec<bool> = claims.iter().map(|c| c.3).collect();
    let mut out = Vec::new();
    for group in topic::matters(&topics, &asks) {
        if group.len() < 2 {
            continue;
        }
        let answers = group
            .iter()
            .filter_map(|i| claims.get(*i))
            .filter_map(|(at, place, position, _)| {
                let report = reports.get(*at)?;
                let mut answer = answer::bare(report, *at, *place, report.claims.get(*place)?);
                answer.position = Some(*position);
                Some(answer)
            })
            .collect();
        let mut question = Gathered {
            measure: None,
            answers,
        }
        .settle(reports, known);
        question.text = format!("Was it so: {}", asked_of(&question));
        out.push(question);
    }
    out
}

/// The words asked about: of the oldest answer that states, else of the oldest.
fn asked_of(question: &Question) -> String {
    let states = question
        .answers
        .iter()
        .find(|a| a.position == Some(Position::States));
    let words = states
        .or(question.answers.first())
        .map_or("", |a| a.words.as_str());
    let mut short: String = words.chars().take(140).collect();
    if short.len() < words.len() {
        short.push('…');
    }
    short
}

/// Who confirmed a claim, who denied it, who did not confirm it.
type Heard = (Vec<String>, Vec<String>, Vec<String>);

/// Carries confirmations and denials of a claim over to the standing of its figures.
pub(crate) fn stand(questions: &mut [Question]) {
    let mut by_claim: BTreeMap<(String, String), Heard> = BTreeMap::new();
    for question in questions.iter().filter(|q| q.measure.is_none()) {
        for (answer, standing) in question.answers.iter().zip(&question.standing) {
            let entry = by_claim
                .entry((answer.report.clone(), answer.claim.clone()))
                .or_default();
            entry.0.extend(standing.confirmed_by.iter().cloned());
            entry.1.extend(standing.denied_by.iter().cloned());
            entry.2.extend(standing.not_confirmed_by.iter().cloned());
        }
    }
    for question in questions.iter_mut().filter(|q| q.measure.is_some()) {
        for (answer, standing) in question.answers.iter().zip(&mut question.standing) {
            if let Some((yes, no, silent)) =
                by_claim.get(&(answer.report.clone(), answer.claim.clone()))
            {
                standing.confirmed_by.extend(yes.iter().cloned());
                standing.denied_by.extend(no.iter().cloned());
                standing.not_confirmed_by.extend(silent.iter().cloned());
            }
        }
    }
}
