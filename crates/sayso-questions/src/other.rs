//! Figures without a measure of the list: money, shares, doses, tonnes; and bare numbers whose measure other answers tell.

use crate::answer::{Answer, order};
use crate::claim::Report;
use crate::context::is_common;
use crate::question::figure;
use crate::text::{stem, tokens};
use crate::union::Union;
use std::collections::{BTreeMap, HashMap};

/// Gives a bare number ("Lestrel says 17", "the 84") the measure of the answer in the event that gives the same figure, where just one
/// measure does: first by the same actor, then by anyone. What finds none comes back.
///
/// A bare number that has a measure, taken over from the words around, changes it where nobody else gives the figure for that measure and one that
/// speaks for the same state or body does for another.
pub(crate) fn borrow(
    rest: Vec<Answer>,
    by_measure: &mut BTreeMap<String, Vec<Answer>>,
    reports: &[&Report],
) -> Vec<Answer> {
    let given = Given::of(by_measure, reports);
    let mut left = Vec::new();
    let mut moved: Vec<(String, Answer)> = Vec::new();
    for answer in rest {
        match is_bare(&answer, reports)
            .then(|| given.measure(&answer, reports))
            .flatten()
        {
            Some(measure) => moved.push((measure, answer)),
            None => left.push(answer),
        }
    }
    for (measure, answers) in by_measure.iter_mut() {
        let (kept, taken): (Vec<Answer>, Vec<Answer>) =
            std::mem::take(answers).into_iter().partition(|answer| {
                !is_bare(answer, reports) || given.better(answer, measure, reports).is_none()
            });
        *answers = kept;
        moved.extend(
            taken
                .into_iter()
                .filter_map(|a| Some((given.better(&a, measure, reports)?, a))),
        );
    }
    for (measure, mut answer) in moved {
        answer.behind.unit = Some("persons".to_owned());
        by_measure.entry(measure).or_default().push(answer);
    }
    for answers in by_measure.values_mut() {
        answers.sort_by(|a, b| order(a).cmp(&order(b)));
    }
    left
}

fn is_bare(answer: &Answer, reports: &[&Report]) -> bool {
    bounds(answer) != (None, None)
        && figure(reports, answer).is_some_and(|f| {
            f.of.is_none() && !f.implied && f.unit.as_deref().is_none_or(|u| u == "persons")
        })
}

/// Which measures give which figures, and who.
#[derive(Default)]
struct Given {
    by_who: HashMap<(Bounds, String), Vec<String>>,
    by_figure: HashMap<Bounds, Vec<String>>,
    /// Reports that give a figure for a measure.
    reports: HashMap<(Bounds, String), Vec<usize>>,
}

impl Given {
    fn of(by_measure: &BTreeMap<String, Vec<Answer>>, reports: &[&Report]) -> Self {
        let mut given = Given::default();
        for (measure, answers) in by_measure {
            for answer in answers.iter().filter(|a| !a.behind.implied) {
                let bounds = bounds(answer);
                let add = |list: &mut Vec<String>| {
                    if list.last() != Some(measure) {
                        list.push(measure.clone());
                    }
                };
                for who in who(answer, reports) {
                    add(given.by_who.entry((bounds, who)).or_default());
                }
                add(given.by_figure.entry(bounds).or_default());
                given
                    .reports
                    .entry((bounds, measure.clone()))
                    .or_default()
                    .push(answer.behind.at);
            }
        }
        given
    }

    fn measure(&self, answer: &Answer, reports: &[&Report]) -> Option<String> {
        let bounds = bounds(answer);
        let by_who = who(answer, reports)
            .into_iter()
            .find_map(|w| one(self.by_who.get(&(bounds, w))));
        by_who.or_else(|| one(self.by_figure.get(&bounds)))
    }

    /// The measure that a bare number should have instead of `measure`.
    fn better(&self, answer: &Answer, measure: &str, reports: &[&Report]) -> Option<String> {
        let bounds = bounds(answer);
        let telling = answer.lower.or(answer.upper).is_some_and(|v| v >= 10.0);
        let alone = self
            .reports
            .get(&(bounds, measure.to_owned()))
            .is_none_or(|list| list.iter().all(|r| *r == answer.behind.at));
        if !telling || !alone {
            return None;
        }
        who(answer, reports).into_iter().find_map(|w| {
            let mut others = self
                .by_who
                .get(&(bounds, w))?
                .iter()
                .filter(|m| *m != measure);
            let first = others.next()?;
            let elsewhere = self
                .reports
                .get(&(bounds, first.clone()))?
                .iter()
                .any(|r| *r != answer.behind.at);
            (elsewhere && others.next().is_none()).then(|| first.clone())
        })
    }
}

fn one(list: Option<&Vec<String>>) -> Option<String> {
    match list.map(Vec::as_slice) {
        Some([measure]) => Some(measure.clone()),
        _ => None,
    }
}

/// Who gives an answer: the actor, and what the actor belongs to.
fn who(answer: &Answer, reports: &[&Report]) -> Vec<String> {
    let claim = reports
        .get(answer.behind.at)
        .and_then(|r| r.claims.get(answer.behind.claim));
    let belongs = claim.and_then(|c| c.affiliation.clone());
    answer.actor.iter().cloned().chain(belongs).collect()
}

type Bounds = (Option<u64>, Option<u64>);

fn bounds(answer: &Answer) -> Bounds {
    (
        answer.lower.map(f64::to_bits),
        answer.upper.map(f64::to_bits),
    )
}

/// Parts figures without a measure into questions: those of one unit that give the same telling number, or speak of the same thing in the same
/// words, or of which one claim gives one as the earlier of the other.
pub(crate) fn slots(answers: Vec<Answer>, reports: &[&Report]) -> Vec<Vec<Answer>> {
    let mut union = Union::new(answers.len());
    let mut first: HashMap<String, usize> = HashMap::new();
    for (i, answer) in answers.iter().enumerate() {
        for key in keys(answer, reports) {
            let earlier = *first.entry(key).or_insert(i);
            union.join(earlier, i);
        }
    }
    let mut waiting: Vec<Option<Answer>> = answers.into_iter().map(Some).collect();
    union
        .groups()
        .into_iter()
        .map(|group| {
            group
                .into_iter()
                .filter_map(|i| waiting.get_mut(i).and_then(Option::take))
                .collect()
        })
        .collect()
}

fn keys(answer: &Answer, reports: &[&Report]) -> Vec<String> {
    let Some(figure) = figure(reports, answer) else {
        return Vec::new();
    };
    let unit = figure.unit.as_deref().unwrap_or("persons");
    let counts = matches!(unit, "persons" | "percent");
    let head = &answer.behind.group.head;
    let mut out = Vec::new();
    if unit == "magnitude" {
        // One earthquake has one, whoever measures it.
        out.push(unit.to_owned());
    }
    let money = unit.starts_with("currency");
    if !counts && !money && answer.lower.or(answer.upper) >= Some(1000.0) && !head.is_empty() {
        out.push(format!("large {unit} {head}"));
    }
    if let Some(value) = answer.lower.or(answer.upper)
        && (!counts || value >= 30.0)
    {
        let of = if counts { head.as_str() } else { "" };
        out.push(format!("value {unit} {of} {value}"));
    }
    if figure.role.as_deref() == Some("previous")
        || figure.role.as_deref() == Some("total") && !counts
    {
        out.push(format!(
            "claim {} {} {unit} {head}",
            answer.report, answer.claim
        ));
    }
    let near = format!("{} {}", figure.before, figure.after);
    for word in tokens(&near) {
        let lower = word.text.to_lowercase();
        let plain = word.text.chars().next().is_some_and(char::is_lowercase);
        if !plain || lower.chars().count() < 4 || is_common(&lower) || stem(&lower) == *head {
            continue;
        }
        let stem = stem(&lower);
        if !counts {
            out.push(format!("near {unit} {stem}"));
        } else if !head.is_empty() {
            out.push(format!("near {unit} {head} {stem}"));
        }
    }
    out
}
