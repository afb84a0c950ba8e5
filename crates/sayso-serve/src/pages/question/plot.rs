//! From answers to a chart.

use super::figures::{Figures, Seen};
use super::parties::speakers;
use crate::chart::{Chart, Point, Series, day_number, day_shown};
use sayso_claims::Convention;
use sayso_ledger::{AnswerRow, QuestionWhole};
use std::collections::{BTreeMap, BTreeSet};

/// Positions from below: what is denied lies lowest.
const POSITIONS: [&str; 8] = [
    "broken",
    "denies",
    "does_not_confirm",
    "promises",
    "renews",
    "states",
    "confirms",
    "kept",
];

/// The chart of a question; none if no answer has a day and a figure or position.
pub fn chart(
    whole: &QuestionWhole,
    figures: &Figures,
    convention: Convention,
    until: Option<i32>,
) -> Option<Chart> {
    let positions: Vec<&str> = POSITIONS
        .into_iter()
        .filter(|p| {
            whole
                .answers
                .iter()
                .any(|a| a.position.as_deref() == Some(p))
        })
        .collect();
    let mut lines: BTreeMap<usize, (BTreeSet<&str>, Vec<Point>)> = BTreeMap::new();
    for (n, answer) in whole.answers.iter().enumerate() {
        let Some(mut point) = point(answer, figures, convention, &positions) else {
            continue;
        };
        point.clash = whole.standing.get(n).is_some_and(|s| s.conflicts > 0);
        let (reports, points) = lines.entry(answer.line).or_default();
        reports.insert(&answer.report);
        let same = |p: &Point| {
            let key = |p: &Point| (p.day, p.low, p.best, p.high, p.vague, p.clash);
            key(p) == key(&point)
        };
        // Copies of one day are one point.
        if !points
            .iter()
            .rev()
            .take_while(|p| p.day == point.day)
            .any(same)
        {
            points.push(point);
        }
    }
    let mut ranked: Vec<_> = lines.into_iter().collect();
    ranked.sort_by_key(|(line, (reports, _))| (std::cmp::Reverse(reports.len()), *line));
    let series: Vec<Series> = ranked
        .into_iter()
        .map(|(line, (_, mut points))| {
            points.sort_by_key(|p| p.day);
            Series {
                line,
                name: name(&speakers(whole, line)),
                points,
            }
        })
        .collect();
    let last = series.iter().flat_map(|s| &s.points).map(|p| p.day).max()?;
    Some(Chart {
        title: format!("{}: what each line of sourcing said, over time", whole.text),
        about: about(&series, convention),
        until: until.unwrap_or(last).max(last),
        positions: positions.iter().map(|p| p.replace('_', " ")).collect(),
        clashes: clashes(whole),
        series,
    })
}

fn point(
    answer: &AnswerRow,
    figures: &Figures,
    convention: Convention,
    positions: &[&str],
) -> Option<Point> {
    let day = answer.as_of.as_deref().and_then(day_number)?;
    let who = super::parties::party(answer).unwrap_or("nobody named");
    let mut out = Point {
        day,
        words: format!(
            "{who}: “{}”, {}, line {}",
            answer.words,
            day_shown(day),
            answer.line + 1
        ),
        ..Point::default()
    };
    if !positions.is_empty() {
        let place = positions
            .iter()
            .position(|p| answer.position.as_deref() == Some(p))?;
        let place = Some(place as f64);
        (out.low, out.best, out.high) = (place, place, place);
        return Some(out);
    }
    let Seen { shown, vague } = figures.seen(answer, convention)?;
    (out.low, out.best, out.high) = (shown.low, shown.best, shown.high);
    // Under a convention that gives no number, the hatch alone stands for the words.
    if vague.is_some() && shown.best.is_none() {
        (out.low, out.high) = (None, None);
    }
    out.vague = vague.filter(|(low, high)| low.is_finite() || high.is_finite());
    (out.vague.is_some() || out.low.or(out.best).or(out.high).is_some()).then_some(out)
}

/// "Ministry", or "Ministry + 2".
pub fn name(speakers: &[String]) -> String {
    match speakers {
        [] => "nobody named".to_owned(),
        [one] => one.clone(),
        [first, more @ ..] => format!("{first} + {}", more.len()),
    }
}

/// On which day how many pairs of lines first came into conflict.
fn clashes(whole: &QuestionWhole) -> Vec<(i32, usize)> {
    let mut first: BTreeMap<(usize, usize), i32> = BTreeMap::new();
    for (a, b, kind, _) in &whole.relations {
        if kind != "conflict" {
            continue;
        }
        let (Some(x), Some(y)) = (whole.answers.get(*a), whole.answers.get(*b)) else {
            continue;
        };
        let day = |a: &AnswerRow| a.as_of.as_deref().and_then(day_number);
        let Some(day) = day(x).max(day(y)) else {
            continue;
        };
        let pair = (x.line.min(y.line), x.line.max(y.line));
        let kept = first.entry(pair).or_insert(day);
        *kept = (*kept).min(day);
    }
    let mut out: BTreeMap<i32, usize> = BTreeMap::new();
    for day in first.into_values() {
        *out.entry(day).or_default() += 1;
    }
    out.into_iter().collect()
}

fn about(series: &[Series], convention: Convention) -> String {
    let lines = if series.len() == 1 { "line" } else { "lines" };
    let mut out = format!(
        "Step chart, {} {lines} of sourcing, convention {}.",
        series.len(),
        convention.name()
    );
    for one in series.iter().take(6) {
        let (Some(first), Some(last)) = (one.points.first(), one.points.last()) else {
            continue;
        };
        out.push_str(&format!(" {}", first.words));
        if first.words != last.words {
            out.push_str(&format!("; last {}", last.words));
        }
        out.push('.');
    }
    if series.len() > 6 {
        out.push_str(" The table has the rest.");
    }
    out
}
