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
pub(crate) fn borrow(
    rest: Vec<Answer>,
    by_measure: &mut BTreeMap<String, Vec<Answer>>,
    reports: &[&Report],
) -> Vec<Answer> {
    let mut by_actor: HashMap<(Bounds, Option<String>), Vec<String>> = HashMap::new();
    let mut by_figure: HashMap<Bounds, Vec<String>> = HashMap::new();
    for (measure, answers) in by_measure.iter() {
        for answer in answers.iter().filter(|a| !a.behind.implied) {
            let bounds = bounds(answer);
            let add = |list: &mut Vec<String>| {
                if list.last() != Some(measure) {
                    list.push(measure.clone());
                }
            };
            add(by_actor.entry((bounds, answer.actor.clone())).or_default());
            add(by_figure.entry(bounds).or_default());
        }
    }
    let mut left = Vec::new();
    for mut answer in rest {
        let bare = figure(reports, &answer).is_some_and(|f| {
            f.of.is_none() && !f.implied && f.unit.as_deref().is_none_or(|u| u == "persons")
        });
        let bounds = bounds(&answer);
        let one = |list: Option<&Vec<String>>| match list.map(Vec::as_slice) {
            Some([measure]) => Some(measure.clone()),
            _ => None,
        };
        let told = (bare && bounds != (None, None))
            .then(|| {
                one(by_actor.get(&(bounds, answer.actor.clone())))
                    .or_else(|| one(by_figure.get(&bounds)))
            })
            .flatten();
        match told {
            Some(measure) => {
                answer.behind.unit = Some("persons".to_owned());
                by_measure.entry(measure).or_default().push(answer);
            }
            None => left.push(answer),
        }
    }
    for answers in by_measure.values_mut() {
        answers.sort_by(|a, b| order(a).cmp(&order(b)));
    }
    left
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
