//! The text of a question: "North Korean soldiers killed or wounded, Kursk, since October 2024".

use crate::answer::Answer;
use crate::claim::Report;
use crate::moment::civil;
use crate::{measure, question};
use std::collections::BTreeMap;

/// A question in words and in parts.
#[derive(Default)]
pub(crate) struct Wording {
    pub text: String,
    pub of: Option<String>,
    pub place: Option<String>,
    pub since: Option<String>,
    pub unit: Option<String>,
}

const MONTHS: [&str; 12] = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
];

/// The wording of a question with figures.
pub(crate) fn of(answers: &[Answer], measure: Option<&str>, reports: &[&Report]) -> Wording {
    let shown =
        |a: &Answer| (!a.behind.group.shown.is_empty()).then(|| a.behind.group.shown.clone());
    let named = commonest(answers.iter().map(shown));
    let half = |value: &Option<(String, usize)>| {
        value
            .clone()
            .filter(|(_, n)| *n * 2 >= answers.len())
            .map(|(v, _)| v)
    };
    let of = half(&named);
    let place = commonest(answers.iter().map(|a| a.behind.place.clone()));
    let event = event_name(reports);
    let stated = place.map(|(p, _)| p);
    let since = commonest(
        answers
            .iter()
            .map(|a| a.behind.since.map(|s| crate::moment::show(s.0))),
    );
    // One count over a longer time among many of the event does not name them all.
    let since = half(&since);
    let unit = answers
        .iter()
        .find_map(|a| a.behind.unit.clone())
        .filter(|u| u != "persons");
    let part = answers.iter().find_map(|a| a.behind.group.part);
    let mut head = match (measure, &of) {
        (Some("other") | None, Some(of)) => capital(of),
        (Some("other") | None, None) => {
            unit.as_deref()
                .map_or("Number".to_owned(), |u| match u.strip_prefix("currency:") {
                    Some(code) => format!("Money ({code})"),
                    None => capital(u),
                })
        }
        (Some(measure), of) => {
            format!(
                "{} {}",
                capital(of.as_deref().unwrap_or("people")),
                measure::shown(measure)
            )
        }
    };
    if let Some(part) = part {
        head.push_str(&format!(" ({part})"));
    }
    if measure == Some("other") {
        let told = answers.first().and_then(|a| question::figure(reports, a));
        if let Some(figure) = told {
            let words: Vec<&str> = figure.after.split_whitespace().take(5).collect();
            let near = words.join(" ");
            // What stands after a comma says nothing of the number.
            if near.starts_with(char::is_alphanumeric) && of.is_none() {
                head = format!("{head}: “… {near}”");
            }
        }
    }
    let mut parts = vec![head];
    for part in [stated.clone(), event].into_iter().flatten() {
        if !parts
            .iter()
            .any(|p| p.to_lowercase().contains(&part.to_lowercase()))
        {
            parts.push(part);
        }
    }
    let counted_since = answers.iter().filter_map(|a| a.behind.since);
    let first = since.as_ref().and_then(|day| {
        counted_since
            .map(|s| s.0)
            .find(|s| crate::moment::show(*s) == *day)
    });
    if let Some((year, month, _)) = first.map(civil) {
        let month = MONTHS.get((month - 1).max(0) as usize).unwrap_or(&"");
        parts.push(format!("since {month} {year}"));
    }
    Wording {
        text: parts.join(", "),
        of,
        place: stated,
        since,
        unit,
    }
}

/// The name that says most in most of the event's reports.
fn event_name(reports: &[&Report]) -> Option<String> {
    let mut sums: BTreeMap<&str, f64> = BTreeMap::new();
    for report in reports.iter().take(40) {
        let title = report.title.as_deref().unwrap_or("").to_lowercase();
        for (name, weight) in report.context.names() {
            let titled = if title.contains(name) { 2.0 } else { 1.0 };
            *sums.entry(name).or_default() += weight * titled;
        }
    }
    let best = sums
        .into_iter()
        .max_by(|a, b| a.1.total_cmp(&b.1).then_with(|| b.0.cmp(a.0)))?;
    let words: Vec<String> = best.0.split(' ').map(capital).collect();
    Some(words.join(" "))
}

/// The value given most often, and how often; the first in the alphabet of several.
fn commonest(values: impl Iterator<Item = Option<String>>) -> Option<(String, usize)> {
    let mut counts: BTreeMap<String, usize> = BTreeMap::new();
    for value in values.flatten() {
        *counts.entry(value).or_default() += 1;
    }
    counts
        .into_iter()
        .max_by(|a, b| a.1.cmp(&b.1).then_with(|| b.0.cmp(&a.0)))
}

fn capital(text: &str) -> String {
    let mut chars = text.chars();
    chars
        .next()
        .map_or_else(String::new, |c| c.to_uppercase().chain(chars).collect())
}
