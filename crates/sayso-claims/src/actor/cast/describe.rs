//! How a name is shown, and what stands around it: title, description, affiliation.

use super::super::gazetteer::{Gazetteer, Link};
use super::super::lexicon::{ROLES, SHORT_TITLES, TITLES};
use super::super::page::Page;
use super::run::Run;
use sayso_language::Span;
use std::collections::BTreeSet;
use std::ops::Range;

/// The words that describe a name: those before it, its title, and its appositive; with the gender and title that they give.
pub fn describe(
    page: &Page,
    text: &str,
    run: &Run,
) -> (BTreeSet<String>, Option<char>, Option<String>) {
    let sentence = page.sentence(run.all.start);
    let mut words = BTreeSet::new();
    // "A young Bell supporter" says nothing of Bell.
    let modifier = run.name.end.checked_sub(1);
    let modifier = modifier
        .and_then(|n| page.words.get(n))
        .is_some_and(|w| w.modifier);
    let from = if modifier {
        run.all.start
    } else {
        run.all.start.saturating_sub(5).max(sentence.start)
    };
    let mut before: Vec<usize> = Vec::new();
    for n in (from..run.name.start).rev() {
        let Some(w) = page.words.get(n) else { break };
        let comma = w.lower == "," && n + 1 == run.all.start;
        if !comma && !w.wordy && w.lower != "." {
            break;
        }
        before.push(n);
    }
    let after = page.words.get(run.all.end).is_some_and(|w| w.lower == ",");
    let tail = page
        .words
        .get(run.all.end + 1..(run.all.end + 9).min(sentence.end.max(run.all.end + 1)))
        .unwrap_or(&[]);
    let apposed = after
        && tail.first().is_some_and(|w| {
            matches!(w.lower.as_str(), "a" | "an" | "the" | "its" | "his" | "her")
                || w.lower.parse::<u32>().is_ok()
                || ROLES.contains_key(w.lower.as_str())
                || TITLES.contains_key(w.lower.as_str())
                || page
                    .words
                    .get(run.all.end + 3)
                    .is_some_and(|w| w.possessive())
        });
    let mut gender = None;
    let mut title = None;
    let mut look = |w: &str, raw: &str| {
        if let Some(t) = TITLES.get(w) {
            gender = gender.or(t.0);
            if title.is_none() && t.1 != "none" {
                title = Some(raw.to_string());
            }
        }
        if let Some(role) = ROLES.get(w) {
            gender = gender.or(role.gender.filter(|_| !role.plural));
        }
        words.insert(w.to_string());
        if let Some(full) = SHORT_TITLES.get(w) {
            words.insert((*full).to_string());
        }
    };
    // A vice president is no president.
    let vice = |n: usize| {
        let before = n.checked_sub(1).and_then(|n| page.words.get(n));
        before.is_some_and(|w| matches!(w.lower.as_str(), "vice" | "deputy" | "former" | "ex"))
            && page.words.get(n).is_some_and(|w| w.lower == "president")
    };
    for n in before {
        if let Some(w) = page.words.get(n).filter(|_| !vice(n)) {
            look(&w.lower, w.span.of(text));
        }
    }
    if apposed {
        for w in tail
            .iter()
            .take_while(|w| w.wordy || w.lower.parse::<u32>().is_ok())
        {
            look(&w.lower, w.span.of(text));
        }
    }
    (words, gender, title)
}

/// Whom a person speaks for, by the words around his name.
pub fn affiliation(page: &Page, run: &Run, gazetteer: &Gazetteer) -> Option<String> {
    let sentence = page.sentence(run.all.start);
    let near = run.all.start.saturating_sub(4).max(sentence.start)..run.name.start;
    // "the Chadian general Ana Reyes", "Chad's general Ana Reyes"; a country that is only near is not hers.
    let named = near.clone().find_map(|n| {
        let (country, link, long) = gazetteer.at(&page.words, n)?;
        let owner = page.words.get(n + long).is_some_and(|w| w.possessive());
        let spelt = page
            .words
            .get(n)
            .is_some_and(|w| w.lower.contains('.') || w.lower == "us");
        (link == Link::People || owner || spelt).then(|| country.to_string())
    });
    let title = near
        .filter_map(|n| page.words.get(n))
        .filter_map(|w| TITLES.get(w.lower.as_str()))
        .map(|t| t.1)
        .find(|a| *a != "none" && *a != "-");
    match (named, title) {
        (Some(country), _) => Some(country),
        (None, Some("state")) => gazetteer.main.clone(),
        (None, Some("parliament")) => gazetteer
            .main
            .as_ref()
            .map(|c| format!("Parliament of {c}")),
        _ => None,
    }
}

/// Where a range of words stands.
pub fn span_of(page: &Page, range: &Range<usize>) -> Span {
    let words = page.words.get(range.clone()).unwrap_or(&[]);
    Span::new(
        words.first().map_or(0, |w| w.span.start),
        words.last().map_or(0, |w| w.span.end),
    )
}

/// The words of a range as one name, in title case where all are in capitals.
pub fn display(page: &Page, text: &str, range: &Range<usize>) -> String {
    let words = page.words.get(range.clone()).unwrap_or(&[]);
    let raw = span_of(page, range)
        .of(text)
        .split_whitespace()
        .collect::<Vec<_>>()
        .join(" ");
    if words.len() > 1 && words.iter().filter(|w| w.wordy).all(|w| w.shouted(text)) {
        return raw
            .split(' ')
            .map(|w| {
                w.chars()
                    .take(1)
                    .chain(w.chars().skip(1).flat_map(char::to_lowercase))
                    .collect::<String>()
            })
            .collect::<Vec<_>>()
            .join(" ");
    }
    raw
}
