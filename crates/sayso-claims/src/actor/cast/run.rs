//! Runs of capitalised words, cut into what stands before a name and the name.

use super::super::gazetteer::{Gazetteer, Link};
use super::super::lexicon::{BODIES, ROLES, TITLES, body_ending};
use super::super::page::{Page, Word};
use super::super::words::among;
use super::function;
use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

/// A run of capitalised words, cut into what stands before a name and the name.
#[derive(Clone, Debug)]
pub struct Run {
    /// All of it.
    pub all: Range<usize>,
    /// The name proper.
    pub name: Range<usize>,
    /// The last title, by word index.
    pub title: Option<usize>,
}

/// All runs of capitalised words.
pub fn runs(page: &Page, text: &str, gazetteer: &Gazetteer) -> Vec<Run> {
    let words = &page.words;
    let pairs = joined_names(page, gazetteer);
    let mut found = Vec::new();
    let mut n = 0;
    while n < words.len() {
        let word = &words[n];
        if !word.capital || !word.wordy || (function(&word.lower) && !word.shouted(text)) {
            n += 1;
            continue;
        }
        let mut end = n + 1;
        while let Some(next) = words.get(end) {
            let joined = |w: &Word, m: usize| {
                words.get(m - 1).is_some_and(|p| {
                    p.sentence == w.sentence
                        && text
                            .get(p.span.end..w.span.start)
                            .is_some_and(|g| g.trim_matches(['.', ' ', '\u{a0}']).is_empty())
                })
            };
            let stop = words.get(end - 1).is_some_and(|p| p.lower == ".");
            if !stop && next.capital && next.wordy && joined(next, end) && (next.lower != "i") {
                end += 1;
            } else {
                let then = words.get(end + 1).filter(|w| w.capital);
                let near = then.filter(|w| w.sentence == next.sentence);
                let abbreviated = |p: &Word| {
                    TITLES.contains_key(p.lower.as_str()) || p.lower.chars().count() == 1
                };
                let stopped = next.lower == "." && words.get(end - 1).is_some_and(abbreviated);
                let linked = among("particle", &next.lower)
                    && then.is_some_and(|w| w.wordy && joined(w, end + 1))
                    && joined(next, end);
                let pair = next.lower == "and" && end == n + 1 && pairs.contains(&n);
                if !(pair || linked || near.is_some() && (stopped || next.lower == "&")) {
                    break;
                }
                end += 2;
            }
        }
        found.push(cut_run(page, n..end, gazetteer));
        n = end;
    }
    found
}

/// Where two words joined by "and" are one name ("Bread and Road"): neither stands without the other, and the pair stands twice or
/// after a word for a body.
fn joined_names(page: &Page, gazetteer: &Gazetteer) -> BTreeSet<usize> {
    let words = &page.words;
    let mut single: BTreeMap<&str, usize> = BTreeMap::new();
    let mut pairs: BTreeMap<(&str, &str), (Vec<usize>, bool)> = BTreeMap::new();
    let name = |w: &Word| w.capital && w.wordy && !function(&w.lower);
    for (n, word) in words.iter().enumerate().filter(|(_, w)| name(w)) {
        *single.entry(&word.lower).or_default() += 1;
        let (Some(and), Some(other)) = (words.get(n + 1), words.get(n + 2)) else {
            continue;
        };
        if and.lower != "and" || !name(other) || gazetteer.at(words, n).is_some() {
            continue;
        }
        let before = n.checked_sub(1).and_then(|n| words.get(n));
        let longer = before.is_some_and(name) || words.get(n + 3).is_some_and(name);
        let body = before.is_some_and(|w| !w.capital && BODIES.contains_key(w.lower.as_str()));
        let seen = pairs.entry((&word.lower, &other.lower)).or_default();
        if !longer {
            seen.0.push(n);
            seen.1 |= body;
        }
    }
    pairs
        .into_iter()
        .filter(|((a, b), (at, body))| {
            let never_apart = single.get(a) == Some(&at.len()) && single.get(b) == Some(&at.len());
            never_apart && (at.len() > 1 || *body)
        })
        .flat_map(|(_, (at, _))| at)
        .collect()
}

fn cut_run(page: &Page, all: Range<usize>, gazetteer: &Gazetteer) -> Run {
    let lower: Vec<String> = page
        .words
        .get(all.clone())
        .unwrap_or(&[])
        .iter()
        .map(|w| w.lower.clone())
        .collect();
    let body = body_ending(&lower, lower.len()).is_some_and(|(long, _)| long > 1);
    let mut title = all.clone().rev().filter(|_| !body).find(|&n| {
        page.words
            .get(n)
            .is_some_and(|w| TITLES.contains_key(w.lower.as_str()))
    });
    let mut start = title.map_or(all.start, |t| t + 1);
    while start < all.end && page.words.get(start).is_some_and(|w| !w.wordy) {
        start += 1;
    }
    // "Secretary of | State Ana Reyes"
    let of_state = all
        .start
        .checked_sub(1)
        .and_then(|n| page.words.get(n))
        .is_some_and(|w| w.lower == "of")
        && page
            .words
            .get(all.start)
            .is_some_and(|w| w.lower == "state");
    if of_state && all.len() > 2 {
        start = start.max(all.start + 1);
    }
    if title.is_none() {
        while let Some((_, Link::People, long)) =
            gazetteer.at(&page.words, start).filter(|_| start < all.end)
        {
            start = (start + long).min(all.end);
        }
        let before = all.start.checked_sub(1).and_then(|n| page.words.get(n));
        if before.is_some_and(|w| {
            TITLES.contains_key(w.lower.as_str()) || ROLES.contains_key(w.lower.as_str())
        }) {
            title = all.start.checked_sub(1);
        }
    }
    Run {
        name: start..all.end,
        all,
        title,
    }
}
