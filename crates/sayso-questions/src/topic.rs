//! What a claim is about: the stems of its telling words, to find claims about one matter within an event.

use crate::claim::Claim;
use crate::context::is_common;
use crate::text::{stem, tokens};
use crate::union::Union;
use std::collections::{BTreeMap, BTreeSet, HashMap};

/// Words that two claims must share.
const SHARED: usize = 3;
/// A word in more claims of an event than this says what the event is, and finds no pairs.
const TOO_MANY: usize = 400;

/// The telling words of a claim's content.
pub(crate) fn of(claim: &Claim) -> BTreeSet<String> {
    tokens(&claim.content)
        .iter()
        .map(|w| w.text.to_lowercase())
        .filter(|w| {
            w.chars().count() > 2 && !is_common(w) && !w.bytes().all(|b| b.is_ascii_digit())
        })
        .map(|w| stem(&w))
        .collect()
}

/// For each of `asking`, the topics that share at least three words and half of the smaller one with it: pairs of places in `topics`, with
/// the number of shared words.
fn pairs(topics: &[BTreeSet<String>], asking: &[usize]) -> Vec<(usize, usize, usize)> {
    let mut listed: HashMap<&str, Vec<usize>> = HashMap::new();
    for (i, topic) in topics.iter().enumerate() {
        for word in topic {
            listed.entry(word).or_default().push(i);
        }
    }
    let mut out = Vec::new();
    for &i in asking {
        let Some(topic) = topics.get(i) else { continue };
        let mut shared: BTreeMap<usize, usize> = BTreeMap::new();
        for word in topic {
            let list = listed.get(word.as_str()).map_or(&[][..], Vec::as_slice);
            if list.len() <= TOO_MANY {
                for &j in list.iter().filter(|j| **j != i) {
                    *shared.entry(j).or_default() += 1;
                }
            }
        }
        for (j, n) in shared {
            let smaller = topics.get(j).map_or(0, BTreeSet::len).min(topic.len());
            if n >= SHARED && n * 2 >= smaller {
                out.push((i, j, n));
            }
        }
    }
    out
}

/// Matters: claims that ask about the same, each with the claims that answer it. A claim that does not ask goes to the one it shares most with, so that a
/// long claim does not tie two matters together.
pub(crate) fn matters(topics: &[BTreeSet<String>], asks: &[bool]) -> Vec<Vec<usize>> {
    let is = |i: usize| asks.get(i).copied().unwrap_or(false);
    let asking: Vec<usize> = (0..topics.len()).filter(|i| is(*i)).collect();
    let pairs = pairs(topics, &asking);
    let mut union = Union::new(topics.len());
    let mut best: BTreeMap<usize, (usize, std::cmp::Reverse<usize>)> = BTreeMap::new();
    for (i, j, n) in pairs {
        if is(j) {
            union.join(i, j);
        } else {
            let offer = (n, std::cmp::Reverse(i));
            let kept = best.entry(j).or_insert(offer);
            *kept = (*kept).max(offer);
        }
    }
    for (j, (_, i)) in best {
        union.join(i.0, j);
    }
    let mut groups = union.groups();
    groups.retain(|g| g.iter().any(|i| is(*i)));
    groups
}
