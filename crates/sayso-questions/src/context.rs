//! What a report is about, as weighted terms: names, pairs of names, numbers and plain words, rare ones weighing most.
//!
//! Weights come from a fixed table (`tables/context-common.tsv`) and not from the ledger, so that two reports are as alike as they are,
//! whatever else the ledger holds and in whatever order it came. Terms are what the store keeps of a text for this purpose.

use crate::moment::Day;
use crate::text::{hash, tokens};
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, HashMap, HashSet};
use std::sync::LazyLock;

/// The terms of one report, in alphabetical order, with weights whose squares sum to one.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Context {
    /// Term and weight. A term that begins with `~` is a plain word, with `#` a number, one with a space two names that stand together.
    pub terms: Vec<(String, f64)>,
}

/// A key under which the store lists a report; reports that may be of one event share at least [`SHARED_KEYS`] of them.
pub type Key = u64;

/// How many keys two reports must share to be compared.
pub const SHARED_KEYS: usize = 2;

/// Where a report is listed by one of its terms. Two reports share the term if one is listed where the other looks, unless too many are listed at either's own
/// key ([`crate::event::LISTED`]): so what they share is the same from both sides.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Listing {
    /// Its own key.
    pub key: Key,
    /// The same term in the seasons before and after.
    pub near: Option<[Key; 2]>,
}

impl Listing {
    /// All keys to look at, its own first.
    pub fn probes(&self) -> impl Iterator<Item = Key> {
        std::iter::once(self.key).chain(self.near.into_iter().flatten())
    }
}

/// Terms kept of a report.
const TERMS: usize = 160;
/// Terms that become keys.
const KEYS: usize = 28;
/// What a term must say, word for word, to be a key.
const KEY_WEIGHT: f64 = 3.6;
/// Characters that are read: who, what and where stand early.
const READ: usize = 6000;
/// Days of one bucket of a key.
const BUCKET: Day = 45;

static RANKS: LazyLock<HashMap<&'static str, u32>> = LazyLock::new(|| {
    include_str!("../tables/context-common.tsv")
        .lines()
        .filter(|line| !line.starts_with('#'))
        .flat_map(str::split_whitespace)
        .zip(0..)
        .collect()
});

/// How much a word says about what a report is about: 0 for the commonest, 10.6 for one that the table does not hold.
fn weight(word: &str) -> f64 {
    match RANKS.get(word) {
        Some(rank) => (log2(u64::from(*rank) + 50) - log2(50)) * 0.693,
        None => 10.6,
    }
}

/// The binary logarithm, linear between powers of two: plain arithmetic gives the same bits on every machine.
fn log2(n: u64) -> f64 {
    let whole = n.max(1).ilog2();
    f64::from(whole) + (n as f64 / (1u64 << whole) as f64 - 1.0)
}

/// Whether a word is so common that it says nothing; used where words of claims are compared.
pub(crate) fn is_common(word: &str) -> bool {
    RANKS.get(word).is_some_and(|rank| *rank < 250)
}

impl Context {
    /// The terms of a title and a text. Words of the outlet's own name and address are left out: they are on all its pages.
    pub fn of(title: &str, text: &str, outlet: &str, url: &str) -> Self {
        let head: String = text.chars().take(READ).collect();
        let whole = format!("{title}.\n{head}");
        let words = tokens(&whole);
        let small: HashSet<String> = words
            .iter()
            .filter(|w| starts_lower(w.text))
            .map(|w| w.text.to_lowercase())
            .collect();
        let house = format!("{} {}", outlet.to_lowercase(), host(url));
        let name = |w: &str| {
            w.chars().next().is_some_and(char::is_uppercase) && w.chars().count() > 2 && {
                let lower = w.to_lowercase();
                !small.contains(&lower) && !house.contains(&lower)
            }
        };
        let mut counts: BTreeMap<String, (f64, u32)> = BTreeMap::new();
        let mut add = |term: String, weight: f64| {
            let entry = counts.entry(term).or_insert((weight, 0));
            entry.1 += 1;
        };
        for (at, word) in words.iter().enumerate() {
            let lower = word.text.to_lowercase();
            if name(word.text) {
                let own = weight(&lower);
                if let Some(next) = words.get(at + 1).filter(|n| n.close && name(n.text)) {
                    let second = next.text.to_lowercase();
                    let both = (own + weight(&second)) * 0.5;
                    add(format!("{lower} {second}"), both);
                }
                add(lower, own);
            } else if starts_lower(word.text) && lower.chars().count() > 3 {
                let own = weight(&lower) * 0.25;
                add(format!("~{lower}"), own);
            } else if is_number(word.text) {
                add(format!("#{lower}"), 5.3);
            }
        }
        Self::settled(counts)
    }

    fn settled(counts: BTreeMap<String, (f64, u32)>) -> Self {
        const TIMES: [f64; 4] = [1.0, 1.69, 2.1, 2.39];
        let mut terms: Vec<(String, f64)> = counts
            .into_iter()
            .map(|(term, (weight, n))| (term, weight * TIMES[(n as usize).clamp(1, 4) - 1]))
            .filter(|(_, weight)| *weight > 0.0)
            .collect();
        terms.sort_by(|a, b| b.1.total_cmp(&a.1).then_with(|| a.0.cmp(&b.0)));
        terms.truncate(TERMS);
        terms.sort_by(|a, b| a.0.cmp(&b.0));
        let length = terms.iter().map(|(_, w)| w * w).sum::<f64>().sqrt();
        if length > 0.0 {
            terms.iter_mut().for_each(|(_, w)| *w /= length);
        }
        Context { terms }
    }

    /// The strongest terms that are no plain words.
    fn strongest(&self) -> Vec<&str> {
        let mut strong: Vec<&(String, f64)> = self
            .terms
            .iter()
            .filter(|(term, _)| telling(term))
            .collect();
        strong.sort_by(|a, b| b.1.total_cmp(&a.1).then_with(|| a.0.cmp(&b.0)));
        strong
            .iter()
            .take(KEYS)
            .map(|(term, _)| term.as_str())
            .collect()
    }

    /// Where to list a report that was published on `day`, and where to look for those like it: one place for each term. Two names that stand together
    /// are listed for all time, the rest by the season, and looked for in the seasons before and after too.
    pub fn listings(&self, day: Day) -> Vec<Listing> {
        let own = day.div_euclid(BUCKET);
        let strongest = self.strongest().into_iter();
        let listings = strongest.map(|term| {
            let in_season = |season: Day| hash(&[term, &season.to_string()]);
            if term.contains(' ') {
                Listing {
                    key: hash(&[term]),
                    near: None,
                }
            } else {
                Listing {
                    key: in_season(own),
                    near: Some([in_season(own - 1), in_season(own + 1)]),
                }
            }
        });
        listings.collect()
    }

    /// The name that says most, for the text of a question; with capitals.
    pub(crate) fn names(&self) -> impl Iterator<Item = (&str, f64)> {
        self.terms
            .iter()
            .filter(|(term, _)| !term.starts_with(['~', '#']))
            .map(|(term, weight)| (term.as_str(), *weight))
    }
}

/// Whether a term may be a key: a name or number that few reports share. "Chicago" would list a tenth of a newspaper.
fn telling(term: &str) -> bool {
    match term.as_bytes().first() {
        None | Some(b'~') => false,
        Some(b'#') => true,
        _ => {
            let (sum, n) = term
                .split(' ')
                .fold((0.0, 0.0), |(sum, n), w| (sum + weight(w), n + 1.0));
            sum >= KEY_WEIGHT * n
        }
    }
}

/// Numbers that identify (an address, a flight), and no years.
fn is_number(word: &str) -> bool {
    let year = word.len() == 4 && (word.starts_with("19") || word.starts_with("20"));
    word.len() >= 3 && !year && word.bytes().all(|b| b.is_ascii_digit())
}

fn starts_lower(word: &str) -> bool {
    word.chars().next().is_some_and(char::is_lowercase)
}

fn host(url: &str) -> String {
    let rest = url.split_once("://").map_or(url, |(_, rest)| rest);
    rest.split(['/', ':']).next().unwrap_or("").to_lowercase()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rare_names_weigh_most_and_the_outlet_nothing() {
        let context = Context::of(
            "Bus falls into river at Ostrava Krasna",
            "A bus fell into the river at Ostrava Krasna on Friday. Tavenport News has more.",
            "Tavenport News",
            "https://tavenport.example/1",
        );
        let weight = |t: &str| {
            context
                .terms
                .iter()
                .find(|(x, _)| x == t)
                .map_or(0.0, |x| x.1)
        };
        assert!(weight("krasna") > weight("friday"));
        assert!(weight("ostrava krasna") > 0.0);
        assert_eq!(weight("tavenport"), 0.0);
        assert!((context.terms.iter().map(|t| t.1 * t.1).sum::<f64>() - 1.0).abs() < 1e-9);
    }

    #[test]
    fn keys_meet_across_the_edge_of_a_season() {
        let context = Context::of("Krasna floods", "Krasna was flooded, Veldt said.", "", "");
        let kept = context.listings(44);
        let looked_up = context.listings(46);
        let met = |(k, l): (&Listing, &Listing)| l.probes().any(|key| key == k.key);
        assert!(!kept.is_empty() && kept.iter().zip(&looked_up).all(met));
        assert!(kept.iter().zip(&looked_up).any(|(k, l)| k.key != l.key));
    }
}
