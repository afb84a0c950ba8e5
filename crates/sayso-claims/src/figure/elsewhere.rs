//! What one figure says, by what the report counts elsewhere: the fate of those who were shot, and who has been counted already.

use crate::Figure;
use std::collections::BTreeSet;

/// How the rule of a figure begins that an earlier one has counted.
pub(super) const AGAIN: &str = "again; ";

/// How the rule of a figure ends whose measure was settled here.
const ELSEWHERE: &str = " by what is counted elsewhere";

/// The most figures of a measure that are looked at.
const MOST: usize = 200;

/// Whether an earlier figure of the report has counted the same person.
pub(crate) fn again(f: &Figure) -> bool {
    f.rule.as_deref().is_some_and(|r| r.starts_with(AGAIN))
}

/// Whether words that only say that someone was hit gave the measure, and nothing beside them told the end.
fn open(f: &Figure) -> bool {
    f.measure.as_deref() == Some("killed_or_wounded")
        && f.rule.as_deref().is_some_and(|r| r.contains("(fate open)"))
}

fn measured(f: &Figure, measure: &str) -> bool {
    f.measure.as_deref() == Some(measure)
}

fn exactly(f: &Figure) -> Option<f64> {
    f.lower.filter(|_| f.lower == f.upper)
}

fn nobody(f: &Figure) -> bool {
    f.upper == Some(0.0)
}

/// The last word of what is counted, and whether it can be anyone ("he").
fn head<'a>(f: &'a Figure, text: &'a str) -> (&'a str, bool) {
    let words = f.of.as_deref().unwrap_or("");
    let head = words.rsplit(' ').next().unwrap_or("");
    let mention = f.span.of(text);
    let anyone = f.implied
        && ["he", "she"]
            .iter()
            .any(|p| mention.eq_ignore_ascii_case(p));
    (head, anyone)
}

/// Whether the figure is a person who is named or known already ("his brother", "Ada Brown"), told of without a numeral.
fn definite(f: &Figure, text: &str) -> bool {
    let mention = f.span.of(text).to_lowercase();
    f.implied
        && exactly(f) == Some(1.0)
        && !["a ", "an ", "another"]
            .iter()
            .any(|w| mention.starts_with(w))
        && !mention.starts_with(|c: char| c.is_ascii_digit())
}

/// Settles figures of which the deed leaves open whether they died or lived, by what the report counts elsewhere; and drops the persons told again
/// where the report counts more than one. `died`: the report says of someone that they died.
pub(super) fn settle(text: &str, died: bool, figures: &mut Vec<Figure>) {
    let mut told: Vec<(usize, &'static str)> = Vec::new();
    let counts = |measures: &[&str]| -> Vec<&Figure> {
        figures
            .iter()
            .filter(|f| measures.iter().any(|m| measured(f, m)) && !nobody(f))
            .take(MOST)
            .collect()
    };
    let (killed, lived) = (counts(&["killed"]), counts(&["wounded", "hospitalised"]));
    for (k, f) in figures.iter().enumerate().filter(|(_, f)| open(f)) {
        if killed.is_empty() && !died {
            told.push((k, "wounded"));
            continue;
        }
        let Some(value) = exactly(f) else { continue };
        let (noun, anyone) = head(f, text);
        let same = |e: &&&Figure| {
            let (other, any) = head(e, text);
            exactly(e) == Some(value)
                && (value != 1.0 || anyone || any || other.eq_ignore_ascii_case(noun))
        };
        match (
            killed.iter().any(|e| same(&e)),
            lived.iter().any(|e| same(&e)),
        ) {
            (true, false) => told.push((k, "killed")),
            (false, true) => told.push((k, "wounded")),
            _ => {}
        }
    }
    for (k, measure) in told {
        let Some(f) = figures.get_mut(k) else {
            continue;
        };
        f.measure = Some(measure.to_owned());
        f.rule = f.rule.take().map(|r| format!("{r}; {measure}{ELSEWHERE}"));
    }
    // A definite person whose end is now known, and who has been counted by it before.
    let mut before: BTreeSet<String> = BTreeSet::new();
    for f in figures.iter_mut().filter(|f| !nobody(f)) {
        let measure = f.measure.clone().unwrap_or_default();
        let mention = f.span.of(text).to_lowercase();
        let indefinite = ["a ", "an ", "another"]
            .iter()
            .any(|w| mention.starts_with(w));
        let settled = f.rule.as_deref().is_some_and(|r| r.ends_with(ELSEWHERE));
        if f.implied && settled && !indefinite && !again(f) && before.contains(&measure) {
            f.rule = f.rule.take().map(|r| AGAIN.to_owned() + &r);
        }
        before.insert(measure);
    }
    // Of several dead, a person told again is a part that the number has counted.
    let several: BTreeSet<String> = figures
        .iter()
        .filter(|f| !nobody(f) && exactly(f) != Some(1.0))
        .filter_map(|f| f.measure.clone())
        .collect();
    let one_of_them = |f: &Figure| again(f) || definite(f, text);
    figures.retain(|f| !one_of_them(f) || !f.measure.as_ref().is_some_and(|m| several.contains(m)));
}
