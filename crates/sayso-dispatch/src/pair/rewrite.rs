//! A story told again in other words, with nothing new.

use super::align::Marks;
use super::compare::credits_other;
use crate::hash::Map;
use crate::prepared::Prepared;
use crate::text::Word;
use std::ops::Range;

/// Names and numbers that both give.
const FACTS: usize = 8;
/// Of all that the rewritten one gives, so many may be its own.
const NEW_FACTS: f64 = 0.15;
/// Of its words so many stand in sentences that tell what the other tells.
const COVERED: f64 = 0.7;
/// A sentence tells what the other text tells if so many of its telling words stand in two sentences of it.
const TOLD: f64 = 0.4;
/// With less than this, and with any new name or number, it is something new.
const HALF_TOLD: f64 = 0.2;
/// Telling words that a sentence must have to tell anything.
const TURN: usize = 5;
/// Without a credit: so many quotations in the same words, no more new facts than this, and so much covered.
const QUOTES: usize = 3;
const NEW_FACTS_UNCREDITED: f64 = 0.08;
const COVERED_UNCREDITED: f64 = 0.85;
/// Nobody rewrites what is not out yet; times may be off by a day, and after so many days it is another story.
const EARLIEST: i64 = -24 * 60;
const LATEST: i64 = 10 * 24 * 60;

/// Whether `rewritten` tells what `story` tells, and no more.
pub fn is_rewritten(story: &Prepared, rewritten: &Prepared, marks: &Marks) -> bool {
    if let (Some(then), Some(now)) = (story.published, rewritten.published)
        && !(EARLIEST..=LATEST).contains(&(now - then))
    {
        return false;
    }
    let credited = credits_other(&rewritten.credits, &story.credits);
    let quotes = rewritten
        .quotes
        .iter()
        .filter(|q| story.quotes.binary_search(q).is_ok())
        .count();
    let (most_new, least_covered) = match (credited, quotes >= QUOTES) {
        (true, _) => (NEW_FACTS, COVERED),
        (_, true) => (NEW_FACTS_UNCREDITED, COVERED_UNCREDITED),
        _ => return false,
    };
    let new = rewritten
        .facts
        .iter()
        .filter(|f| story.stems.binary_search(f).is_err())
        .count();
    let known = rewritten.facts.len() - new;
    known >= FACTS
        && new as f64 <= most_new * rewritten.facts.len() as f64
        && covered(story, rewritten, marks) >= least_covered
}

fn covered(story: &Prepared, rewritten: &Prepared, marks: &Marks) -> f64 {
    let told = told(rewritten, story, TOLD);
    let words = rewritten.sentences.iter().enumerate().map(|(n, s)| {
        if told[n] {
            s.words.len()
        } else {
            marks.shared[s.words.clone()].iter().filter(|w| **w).count()
        }
    });
    words.sum::<usize>() as f64 / rewritten.words.len().max(1) as f64
}

/// For each sentence, whether two neighbouring sentences of the other text hold enough of it.
fn told(own: &Prepared, other: &Prepared, least: f64) -> Vec<bool> {
    let mut places: Map<u64, Vec<usize>> = Map::default();
    for (n, sentence) in other.sentences.iter().enumerate() {
        for word in &other.words[sentence.words.clone()] {
            let at = places.entry(word.stem).or_default();
            if at.last() != Some(&n) {
                at.push(n);
            }
        }
    }
    let mut held = vec![0_usize; other.sentences.len() + 1];
    own.sentences
        .iter()
        .map(|sentence| {
            held.fill(0);
            let telling = || {
                own.words[sentence.words.clone()]
                    .iter()
                    .filter(|w| !w.function)
            };
            for word in telling() {
                let mut last = usize::MAX;
                for &n in places.get(&word.stem).into_iter().flatten() {
                    // The pairs (n - 1, n) and (n, n + 1), each once a word.
                    for pair in [n, n + 1] {
                        if last == usize::MAX || pair > last {
                            held[pair] += 1;
                            last = pair;
                        }
                    }
                }
            }
            held.iter().max().copied().unwrap_or(0) as f64 >= least * telling().count() as f64
        })
        .collect()
}

/// A sentence that only leads from one to the next ("How many there were is disputed.").
fn is_turn(words: &[Word]) -> bool {
    words.iter().filter(|w| !w.function).count() < TURN
}

/// What one tells and the other does not: whole sentences.
pub fn adds(own: &Prepared, other: &Prepared) -> Vec<Range<usize>> {
    let told = told(own, other, HALF_TOLD);
    let mut found = Vec::new();
    for (sentence, told) in own.sentences.iter().zip(told) {
        let words = &own.words[sentence.words.clone()];
        let new = words.iter().any(|w| {
            own.facts.binary_search(&w.stem).is_ok() && other.stems.binary_search(&w.stem).is_err()
        });
        if let (Some(first), Some(last), true) = (
            words.first(),
            words.last(),
            (!told && !is_turn(words)) || new,
        ) {
            found.push(first.start as usize..last.end as usize);
        }
    }
    found
}
