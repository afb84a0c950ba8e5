//! What a run of capitalised words names: a person, a body, or neither.

use super::super::gazetteer::Gazetteer;
use super::super::lexicon::{BODIES, GIVEN, OUTLETS, ROLES, body_ending};
use super::super::page::Page;
use super::super::words::among;
use super::function;
use super::run::Run;
use sayso_language::NameKind;
use std::ops::Range;

/// Whether `run` names a person; `known` is what the name head takes it for, `in_source` whether it stands in a source.
pub fn is_person(
    page: &Page,
    text: &str,
    run: &Run,
    gazetteer: &Gazetteer,
    known: Option<NameKind>,
    in_source: bool,
) -> bool {
    let words = page.words.get(run.name.clone()).unwrap_or(&[]);
    let lower: Vec<&str> = words
        .iter()
        .filter(|w| w.wordy)
        .map(|w| w.lower.as_str())
        .collect();
    let last = lower.last().copied().unwrap_or("");
    if lower.is_empty() || OUTLETS.contains_key(lower.join(" ").as_str()) {
        return false;
    }
    let untitled = run.title.is_none();
    let given = lower.len() > 1 && lower.first().is_some_and(|w| GIVEN.contains_key(w));
    // What the wording shows goes before what the name head says, which sees one mention at a time.
    // "Tamsa said its"
    let follow = page.words.get(run.all.end..run.all.end + 4).unwrap_or(&[]);
    let owns = follow
        .iter()
        .take_while(|w| w.wordy && !w.capital)
        .any(|w| w.lower == "its");
    let metonym = || Gazetteer::metonym(&lower.join(" ")).is_some();
    if words.iter().any(|w| w.lower == "&") || metonym() {
        return false;
    }
    if untitled && lower.len() == 1 {
        let place =
            gazetteer.place(last).is_some() || gazetteer.at(&page.words, run.name.start).is_some();
        let initials = words.iter().all(|w| w.shouted(text)) && !page.shouting(run.all.start, text);
        if place || initials {
            return false;
        }
    }
    if untitled && !given && lower.len() > 1 && BODIES.contains_key(last) {
        return false;
    }
    let body_after = page.words.get(run.all.end).is_some_and(|w| w.lower == ",")
        && page
            .words
            .get(run.all.end + 1..run.all.end + 5)
            .unwrap_or(&[])
            .iter()
            .take_while(|w| w.wordy)
            .any(|w| !w.capital && among("apposed body", &w.lower));
    if body_after && untitled && !given {
        return false;
    }
    let joined_body = words.iter().any(|w| w.lower == "and");
    if joined_body {
        return false;
    }
    // "at Tamsa Hydro": nobody is at a person.
    let before = run.all.start.checked_sub(1).and_then(|n| page.words.get(n));
    if untitled && !given && owns {
        return false;
    }
    if untitled && !given && before.is_some_and(|w| w.lower == "the" || w.lower == "at") {
        return false;
    }
    let plural_role = ROLES.get(last).is_some_and(|r| r.plural);
    if plural_role && untitled && !given {
        return false;
    }
    match known {
        Some(NameKind::Person) => return true,
        Some(NameKind::Place | NameKind::Event) => return false,
        Some(kind) if kind.is_organisation() => return false,
        _ => {}
    }
    if BODIES.contains_key(last) || lower.iter().any(|w| function(w)) {
        return false;
    }
    let before = run
        .all
        .start
        .checked_sub(1)
        .and_then(|n| page.words.get(n))
        .map_or("", |w| w.lower.as_str());
    let after = page.words.get(run.all.end).map_or("", |w| w.lower.as_str());
    if after == "("
        && page
            .words
            .get(run.all.end + 1)
            .is_some_and(|w| w.shouted(text))
    {
        return false;
    }
    let whole: Vec<String> = page
        .words
        .get(run.all.clone())
        .unwrap_or(&[])
        .iter()
        .map(|w| w.lower.clone())
        .collect();
    if body_ending(&whole, whole.len()).is_some_and(|(long, _)| long > 1) {
        return false;
    }
    if run.title.is_some() {
        return true;
    }
    if before == "the" || lower.len() > 4 {
        return false;
    }
    let age = after == ","
        && page
            .words
            .get(run.all.end + 1)
            .is_some_and(|w| w.lower.parse::<u32>().is_ok_and(|a| (5..110).contains(&a)));
    let body_before = page
        .words
        .get(run.all.start.saturating_sub(1)..run.all.start)
        .unwrap_or(&[])
        .iter()
        .any(|w| !w.capital && BODIES.contains_key(w.lower.as_str()));
    let body_apposed = before == ","
        && run.all.start >= 2
        && page
            .words
            .get(run.all.start - 2)
            .is_some_and(|w| !w.capital && BODIES.contains_key(w.lower.as_str()));
    age || given
        || (in_source
            && lower.len() > 1
            && !body_before
            && !body_apposed
            && !words
                .iter()
                .any(|w| w.shouted(text) && w.lower.len() > 2 && words.len() < 2))
}

/// The words of a run that name a body, and its kind.
pub fn body_name(
    page: &Page,
    text: &str,
    all: &Range<usize>,
    gazetteer: &Gazetteer,
) -> Option<(Range<usize>, &'static str)> {
    let words = page.words.get(all.clone())?;
    let lower: Vec<String> = words.iter().map(|w| w.lower.clone()).collect();
    if gazetteer
        .at(&page.words, all.start)
        .is_some_and(|(_, _, long)| long == lower.len())
    {
        return None;
    }
    let before = |n: usize| all.start.checked_sub(n).and_then(|n| page.words.get(n));
    if lower.len() > 1
        && let Some((_, body)) = body_ending(&lower, lower.len())
    {
        return Some((all.clone(), body.kind));
    }
    if lower.len() > 1
        && let Some(body) = lower
            .first()
            .filter(|w| among("leading head", w))
            .and_then(|w| BODIES.get(w.as_str()))
    {
        return Some((all.clone(), body.kind));
    }
    let described = before(1)
        .filter(|w| !w.capital && w.wordy)
        .or_else(|| before(2).filter(|w| !w.capital && before(1).is_some_and(|c| c.lower == ",")));
    if let Some(body) = described.and_then(|w| BODIES.get(w.lower.as_str())) {
        return Some((all.clone(), body.kind));
    }
    let after = page
        .words
        .get(all.end + 1..all.end + 5)
        .filter(|_| page.words.get(all.end).is_some_and(|w| w.lower == ","))
        .unwrap_or(&[]);
    let apposed = after
        .iter()
        .take_while(|w| w.wordy)
        .find(|w| !w.capital && among("apposed body", &w.lower));
    if let Some(body) = apposed {
        let kind = BODIES
            .get(body.lower.as_str())
            .map_or("organisation", |b| b.kind);
        return Some((all.clone(), kind));
    }
    if words.iter().any(|w| w.lower == "&" || w.lower == "and") {
        return Some((all.clone(), "organisation"));
    }
    let bracket = page.words.get(all.end).is_some_and(|w| w.lower == "(")
        && page.words.get(all.end + 1).is_some_and(|w| w.shouted(text))
        && page.words.get(all.end + 2).is_some_and(|w| w.lower == ")");
    if bracket || (lower.len() > 1 && before(1).is_some_and(|w| w.lower == "the")) {
        return Some((all.clone(), "organisation"));
    }
    None
}
