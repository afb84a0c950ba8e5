//! Questions: which answers of one event answer the same.
//!
//! Within an event, answers of one measure fall into the count of everyone hit (the main question), counts of a named group, and counts of a part. A
//! named group joins the main question where reports lead with it: then it is the whole ("nine soldiers were killed" where only
//! soldiers were hit).

use crate::answer::{self, Answer, order};
use crate::claim::{Figure, Report};
use crate::compare::compare;
use crate::group::Group;
use crate::line::{self, Known, Lines};
use crate::measure::{self, Course};
use crate::relation::Relation;
use crate::standing::{self, Standing};
use crate::{other, titles, wording};
use serde::Serialize;
use std::collections::{BTreeMap, HashMap};

/// What comparable claims answer.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Question {
    /// Its id: of its oldest answer.
    pub id: String,
    /// In words.
    pub text: String,
    /// The measure; none for a question without figures.
    pub measure: Option<String>,
    /// Of whom or what; none for everyone.
    pub of: Option<String>,
    /// Where.
    pub place: Option<String>,
    /// Since when, as a day.
    pub since: Option<String>,
    /// The unit of its figures, where they count no persons.
    pub unit: Option<String>,
    /// How many independent lines.
    pub lines: usize,
    /// How many reports.
    pub reports: usize,
    /// Its answers, oldest first.
    pub answers: Vec<Answer>,
    /// How they stand to each other: two answers, the relation, and why.
    pub relations: Vec<(usize, usize, Relation, String)>,
    /// How each answer stands.
    pub standing: Vec<Standing>,
    /// Why answers are one line.
    pub ties: Lines,
}

/// Answers that belong together, before they are compared.
pub(crate) struct Gathered {
    pub measure: Option<String>,
    pub answers: Vec<Answer>,
}

impl Gathered {
    /// Lines, relations, standing and text.
    pub(crate) fn settle(self, reports: &[&Report], known: &Known) -> Question {
        let Gathered {
            measure,
            mut answers,
        } = self;
        answers.sort_by(|a, b| order(a).cmp(&order(b)));
        let ties = line::draw(&mut answers, reports, known);
        date_previous(&mut answers);
        let course = measure.as_deref().map_or(Course::Fixed, measure::course);
        let compared = compare(&answers, course);
        let standing = standing::of(&answers, &compared);
        let relations = compared.pairs(&answers, course);
        let mut own: Vec<usize> = answers.iter().map(|a| a.behind.at).collect();
        own.sort_unstable();
        own.dedup();
        let words = wording::of(&answers, measure.as_deref(), reports);
        Question {
            id: id(&answers),
            text: words.text,
            measure,
            of: words.of,
            place: words.place,
            since: words.since,
            unit: words.unit,
            lines: ties.count,
            reports: own.len(),
            answers,
            relations,
            standing,
            ties,
        }
    }
}

/// The id of a question: of its oldest answer, so that it stays when newer ones come.
fn id(answers: &[Answer]) -> String {
    answers
        .first()
        .map(|oldest| format!("q{:016x}", oldest.hash()))
        .unwrap_or_default()
}

impl Answer {
    /// What a question is named by whose oldest answer this is: `q` and this number in sixteen hexadecimal digits. When an older answer comes in, the
    /// question is named anew, and by the number of this one it is found all the same.
    #[must_use]
    pub fn hash(&self) -> u64 {
        let figure = self
            .figure
            .map_or_else(|| format!("{:?}", self.position), |f| f.to_string());
        crate::text::hash(&[&self.report, &self.claim, &figure])
    }
}

/// A figure that a claim calls earlier holds from when its line first gave it; else from the day before.
fn date_previous(answers: &mut [Answer]) {
    let mut first: HashMap<(usize, Option<u64>), i32> = HashMap::new();
    for answer in answers.iter().filter(|a| !a.behind.previous) {
        if let (Some(day), Some(value)) = (answer.behind.day, answer.lower.or(answer.upper)) {
            let kept = first
                .entry((answer.line, Some(value.to_bits())))
                .or_insert(day);
            *kept = (*kept).min(day);
        }
    }
    for answer in answers.iter_mut().filter(|a| a.behind.previous) {
        let value = answer.lower.or(answer.upper).map(f64::to_bits);
        let given = first.get(&(answer.line, value)).copied();
        answer.behind.day = match (given, answer.behind.day) {
            (Some(day), Some(own)) => Some(day.min(own)),
            (None, Some(own)) if !answer.behind.dated => Some(own - 1),
            (None, own) => own,
            (day, None) => day,
        };
        answer.as_of = answer.behind.day.map(crate::moment::show);
    }
}

/// The questions with figures of one event. `reports` are in the order that everyone agrees on.
pub(crate) fn counted(
    reports: &[&Report],
    known: &Known,
    together: &[(String, String)],
) -> Vec<Question> {
    let mut by_measure: BTreeMap<String, Vec<Answer>> = BTreeMap::new();
    for (at, report) in reports.iter().enumerate() {
        for answer in answer::of(report, at) {
            let measure = figure(reports, &answer).and_then(|f| f.measure.clone());
            by_measure
                .entry(measure.unwrap_or_else(|| "other".to_owned()))
                .or_default()
                .push(answer);
        }
    }
    let rest = by_measure.remove("other").unwrap_or_default();
    let rest = other::borrow(rest, &mut by_measure, reports);
    let mut out = Vec::new();
    for (measure, answers) in by_measure {
        for answers in slots(answers, reports) {
            out.push(Gathered {
                measure: Some(measure.clone()),
                answers,
            });
        }
    }
    for answers in other::slots(rest, reports) {
        out.push(Gathered {
            measure: Some("other".to_owned()),
            answers,
        });
    }
    for (a, b) in together {
        join(&mut out, a, b);
    }
    out.into_iter()
        .map(|gathered| gathered.settle(reports, known))
        .collect()
}

/// Puts the answers of two claims, of which a person said that they answer one question, into one; of several each the first.
fn join(all: &mut Vec<Gathered>, a: &str, b: &str) {
    let of = |claim: &str| {
        all.iter()
            .position(|g| g.answers.iter().any(|answer| answer.claim == claim))
    };
    let (Some(x), Some(y)) = (of(a), of(b)) else {
        return;
    };
    if x != y {
        let moved = all.remove(x.max(y));
        if let Some(to) = all.get_mut(x.min(y)) {
            to.answers.extend(moved.answers);
        }
    }
}

/// The figure behind an answer.
pub(crate) fn figure<'r>(reports: &[&'r Report], answer: &Answer) -> Option<&'r Figure> {
    let report = reports.get(answer.behind.at)?;
    report
        .claims
        .get(answer.behind.claim)?
        .figures
        .get(answer.figure?)
}

/// Where an answer goes within its event and measure.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Slot {
    /// Everyone.
    Main,
    /// A named group or part, by its first spelling; and whether it is counted since some time.
    Group(usize, bool),
    /// A part without a name, of one report.
    Part(usize),
}

fn slots(answers: Vec<Answer>, reports: &[&Report]) -> Vec<Vec<Answer>> {
    let part: Vec<bool> = {
        let largest = largest(&answers);
        answers
            .iter()
            .map(|a| is_part(a, figure(reports, a), &largest))
            .collect()
    };
    let leading = leads(&answers, &part, reports);
    let mut groups: Vec<Group> = Vec::new();
    let mut slots: Vec<Slot> = Vec::with_capacity(answers.len());
    for (answer, part) in answers.iter().zip(part) {
        let group = &answer.behind.group;
        let leads = || {
            leading
                .iter()
                .any(|l| l.kind() == group.kind() || !l.names.is_empty() && l.same(group))
        };
        slots.push(if part && group.is_everyone() && group.part.is_none() {
            Slot::Part(answer.behind.at)
        } else if !part && group.part.is_none() && (group.is_everyone() || leads()) {
            Slot::Main
        } else {
            let place = groups
                .iter()
                .position(|g| g.same(group))
                .unwrap_or_else(|| {
                    groups.push(group.clone());
                    groups.len() - 1
                });
            Slot::Group(place, answer.behind.since.is_some())
        });
    }
    attract(&answers, &mut slots);
    let mut out: BTreeMap<Slot, Vec<Answer>> = BTreeMap::new();
    for (answer, slot) in answers.into_iter().zip(slots) {
        out.entry(slot).or_default().push(answer);
    }
    out.into_values().collect()
}

/// One speaker's same figure is one answer, however the group is worded: a bare number goes to the group that the speaker counted with it, and a group
/// without a name to everyone.
fn attract(answers: &[Answer], slots: &mut [Slot]) {
    let key = |a: &Answer| {
        let who = a.actor.clone().or_else(|| a.origin.clone());
        (a.lower.map(f64::to_bits), a.upper.map(f64::to_bits), who)
    };
    let telling = |a: &Answer| size(a).is_some_and(|v| v >= 3.0);
    let mut everyone = HashMap::new();
    let mut group: HashMap<_, Option<Slot>> = HashMap::new();
    for (answer, slot) in answers.iter().zip(slots.iter()).filter(|(a, _)| telling(a)) {
        match slot {
            Slot::Main if answer.behind.group.is_everyone() => {
                everyone.insert(key(answer), ());
            }
            Slot::Group(..) if answer.behind.group.part.is_none() => {
                let kept = group
                    .entry(key(answer))
                    .or_insert_with(|| Some(slot.clone()));
                if kept.as_ref() != Some(slot) {
                    *kept = None;
                }
            }
            _ => {}
        }
    }
    for (answer, slot) in answers
        .iter()
        .zip(slots.iter_mut())
        .filter(|(a, _)| telling(a))
    {
        let own = &answer.behind.group;
        let nameless = own.names.is_empty() && own.part.is_none();
        if *slot == Slot::Main && own.is_everyone() && own.bare {
            if let Some(Some(to)) = group.get(&key(answer)) {
                *slot = to.clone();
            }
        } else if matches!(slot, Slot::Group(..)) && nameless && everyone.contains_key(&key(answer))
        {
            *slot = Slot::Main;
        }
    }
}

/// The number that stands for a figure where sizes are compared.
fn size(answer: &Answer) -> Option<f64> {
    answer.lower.or(answer.upper)
}

/// The largest figure of each report.
fn largest(answers: &[Answer]) -> HashMap<usize, f64> {
    let mut out: HashMap<usize, f64> = HashMap::new();
    for answer in answers {
        if let Some(value) = size(answer) {
            let kept = out.entry(answer.behind.at).or_insert(value);
            *kept = kept.max(value);
        }
    }
    out
}

/// Whether a figure counts a part: its role says so and its report has a larger one, or it is what came on top.
fn is_part(answer: &Answer, figure: Option<&Figure>, largest: &HashMap<usize, f64>) -> bool {
    match figure.and_then(|f| f.role.as_deref()) {
        Some("increment") => true,
        Some("part") => size(answer) < largest.get(&answer.behind.at).copied(),
        _ => false,
    }
}

/// The named groups that stand for everyone: in half of the reports that count them, they come first and nothing larger is counted, or the title has
/// their number.
fn leads(answers: &[Answer], part: &[bool], reports: &[&Report]) -> Vec<Group> {
    let mut everyone: HashMap<usize, f64> = HashMap::new();
    for (answer, _) in answers
        .iter()
        .zip(part)
        .filter(|(a, p)| !**p && a.behind.group.is_everyone())
    {
        if let Some(value) = size(answer) {
            let kept = everyone.entry(answer.behind.at).or_insert(value);
            *kept = kept.max(value);
        }
    }
    let mut counts: BTreeMap<(Group, usize), bool> = BTreeMap::new();
    let mut first: HashMap<usize, bool> = HashMap::new();
    for (answer, part) in answers.iter().zip(part) {
        let at = answer.behind.at;
        let comes_first = *first.entry(at).or_insert(true) && !part;
        if !part && !answer.behind.previous {
            first.insert(at, false);
        }
        let group = &answer.behind.group;
        if group.is_everyone() || *part {
            continue;
        }
        let value = size(answer);
        let titled = reports
            .get(at)
            .is_some_and(|r| titles::has(r.title.as_deref().unwrap_or(""), value));
        let leads = titled || comes_first && everyone.get(&at).is_none_or(|e| value >= Some(*e));
        *counts.entry((group.kind(), at)).or_insert(false) |= leads;
    }
    let mut share: BTreeMap<Group, (usize, usize)> = BTreeMap::new();
    for ((group, _), leads) in counts {
        let entry = share.entry(group).or_default();
        entry.0 += usize::from(leads);
        entry.1 += 1;
    }
    share
        .into_iter()
        .filter(|(_, (yes, all))| yes * 2 >= *all)
        .map(|(group, _)| group)
        .collect()
}
