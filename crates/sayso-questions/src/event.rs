//! Which reports are about one event, so that twelve killed here never meet twelve killed there.
//!
//! # How the store keeps this up to date
//!
//! 1. A report is listed under its [`Context::listings`]. A new report looks where those like it are listed; whoever shares
//!    [`SHARED_KEYS`] terms with it is compared by [`likeness`], and where it answers, the pair is stored as an edge, with the number of terms. A key under
//!    which more than [`LISTED`] units are listed counts for nobody: when a new report takes a key over the limit, the pairs that share it are counted down
//!    once, and no pair is compared again.
//! 2. Reports that edges of at least [`TOGETHER`] connect are a *neighbourhood*. One of more than [`NEIGHBOURHOOD`] units is parted at stronger edges
//!    ([`levels`]) until each part is small enough. A new report touches the one it lands in, and those that it makes too large.
//! 3. [`clusters`] parts a neighbourhood into events. It sees nothing but the members and their edges, so the same reports give the same events, in
//!    whatever order they came.
//! 4. Questions are made per event, where its members are others than before or something was said of one of them: [`crate::questions_of`].
//!
//! Copies are one unit here: of each dispatch, the oldest report is compared for all.

use crate::context::{Context, SHARED_KEYS};
use crate::gist::Gist;
use crate::moment::Day;
use std::collections::{BTreeMap, BTreeSet, HashMap};

/// How alike two units are, in millionths.
pub type Likeness = u32;

/// From here on two units are one event, on average over their members.
pub const TOGETHER: Likeness = 88_000;
/// From here on a pair is an edge at all.
const EDGE: Likeness = 40_000;
/// One shared term tells at most this much of the whole.
const TERM: f64 = 0.05;
/// What is left of likeness at any distance in time.
const FLOOR: f64 = 0.4;
/// What a day takes: half of what may go is gone after twenty.
const PER_DAY: f64 = 0.965_936_328_924_846;
/// A key under which more units than this are listed finds nothing: everyone writes of it in that season.
pub const LISTED: usize = 300;
/// A neighbourhood of more units than this is first parted at weaker edges.
pub const NEIGHBOURHOOD: usize = 3000;

/// How alike two reports are in what they are about and when they were published; none below the threshold of an edge.
pub fn likeness(a: (&Gist, Option<Day>), b: (&Gist, Option<Day>)) -> Option<Likeness> {
    let sum = a.0.shared(b.0, TERM);
    let apart = match (a.1, b.1) {
        (Some(x), Some(y)) => x.abs_diff(y),
        _ => 0,
    };
    let mut left = 1.0;
    for _ in 0..apart.min(400) {
        left *= PER_DAY;
    }
    let value = (sum * (FLOOR + (1.0 - FLOOR) * left) * 1_000_000.0) as Likeness;
    (value >= EDGE).then_some(value)
}

/// The edges among units, by shared keys. Quadratic only in those that share keys.
pub fn edges(units: &[(&Context, Option<Day>)]) -> BTreeMap<(usize, usize), Likeness> {
    let mut listed: HashMap<u64, Vec<usize>> = HashMap::new();
    let mut listings = Vec::with_capacity(units.len());
    for (unit, (context, day)) in units.iter().enumerate() {
        let own = context.listings(day.unwrap_or(0));
        for listing in &own {
            listed.entry(listing.key).or_default().push(unit);
        }
        listings.push((own, Gist::of(context), *day));
    }
    let mut out = BTreeMap::new();
    listed.retain(|_, list| list.len() <= LISTED);
    for (unit, (own, gist, day)) in listings.iter().enumerate() {
        let mut shared: HashMap<usize, usize> = HashMap::new();
        for listing in own.iter().filter(|l| listed.contains_key(&l.key)) {
            let found = listing.probes().filter_map(|key| listed.get(&key));
            for other in found.flatten().filter(|o| **o < unit) {
                *shared.entry(*other).or_default() += 1;
            }
        }
        for (other, n) in shared {
            if n >= SHARED_KEYS
                && let Some((_, theirs, when)) = listings.get(other)
                && let Some(value) = likeness((theirs, *when), (gist, *day))
            {
                out.insert((other, unit), value);
            }
        }
    }
    out
}

/// The strengths from which edges connect a neighbourhood, each tried where the one before connects too many.
pub fn levels() -> impl Iterator<Item = Likeness> {
    std::iter::successors(Some(TOGETHER), |least| {
        // No edge is stronger than a million: beyond, each unit is by itself.
        (*least <= 1_000_000).then(|| least.saturating_add(least / 4))
    })
}

/// Parts units into events, given the edges among them. Units count from 0 in an order that everyone agrees on (published, then id); events come
/// in the order of their oldest member.
pub fn split(units: usize, edges: &BTreeMap<(usize, usize), Likeness>) -> Vec<Vec<usize>> {
    let mut out = Vec::new();
    let whole = Part {
        members: (0..units).collect(),
        edges: edges.iter().map(|(pair, value)| (*pair, *value)).collect(),
    };
    // What joins two parts of an event on average has at least one edge as strong, so parts that no such edge connects are never joined.
    let mut parts = vec![whole];
    for least in levels() {
        let mut large = Vec::new();
        for part in parts.into_iter().flat_map(|part| connected(part, least)) {
            if part.members.len() > NEIGHBOURHOOD {
                large.push(part);
            } else {
                out.extend(average_linkage(&part));
            }
        }
        parts = large;
    }
    out.sort();
    out
}

/// Parts one neighbourhood into events: `units` of them, which count from 0 in the order that everyone agrees on, with all edges among them.
pub fn clusters(units: usize, edges: Vec<((usize, usize), Likeness)>) -> Vec<Vec<usize>> {
    let mut out = average_linkage(&Part {
        members: (0..units).collect(),
        edges,
    });
    out.sort();
    out
}

/// Units and the edges among them.
struct Part {
    members: Vec<usize>,
    edges: Vec<((usize, usize), Likeness)>,
}

/// The connected parts of a part by edges of at least `least`, each with all edges among its members.
fn connected(part: Part, least: Likeness) -> Vec<Part> {
    let Part { members, edges } = part;
    let place: HashMap<usize, usize> = members.iter().enumerate().map(|(i, m)| (*m, i)).collect();
    let at = |unit: usize| place.get(&unit).copied().unwrap_or(0);
    let mut union = crate::union::Union::new(members.len());
    for ((a, b), _) in edges.iter().filter(|(_, value)| *value >= least) {
        union.join(at(*a), at(*b));
    }
    let groups = union.groups();
    let mut of = vec![0; members.len()];
    let mut parts: Vec<Part> = Vec::with_capacity(groups.len());
    for (n, group) in groups.into_iter().enumerate() {
        group.iter().for_each(|i| of[*i] = n);
        let members = group
            .into_iter()
            .filter_map(|i| members.get(i).copied())
            .collect();
        parts.push(Part {
            members,
            edges: Vec::new(),
        });
    }
    for edge in edges {
        let (a, b) = (of.get(at(edge.0.0)), of.get(at(edge.0.1)));
        if let Some(part) = a.filter(|a| Some(*a) == b).and_then(|n| parts.get_mut(*n)) {
            part.edges.push(edge);
        }
    }
    parts
}

/// Joins the two clusters that are most alike on average over all pairs of members, until none reach the threshold. Whole numbers, so
/// that sums are equal in any order; ties go to the oldest.
fn average_linkage(part: &Part) -> Vec<Vec<usize>> {
    let units = &part.members;
    let mut members: Vec<Vec<usize>> = units.iter().map(|m| vec![*m]).collect();
    let place: HashMap<usize, usize> = units.iter().enumerate().map(|(i, m)| (*m, i)).collect();
    let mut sums: Vec<BTreeMap<usize, u64>> = vec![BTreeMap::new(); units.len()];
    for ((a, b), value) in &part.edges {
        if let (Some(&i), Some(&j)) = (place.get(a), place.get(b)) {
            sums[i].insert(j, u64::from(*value));
            sums[j].insert(i, u64::from(*value));
        }
    }
    let average = |sum: u64, a: usize, b: usize| sum / (a as u64 * b as u64).max(1);
    let mut queue: BTreeSet<(std::cmp::Reverse<u64>, usize, usize)> = BTreeSet::new();
    for (i, row) in sums.iter().enumerate() {
        for (&j, &sum) in row.range(i + 1..) {
            if sum >= u64::from(TOGETHER) {
                queue.insert((std::cmp::Reverse(sum), i, j));
            }
        }
    }
    while let Some((_, a, b)) = queue.pop_first() {
        let moved = std::mem::take(&mut sums[b]);
        for (&k, &sum) in &moved {
            let (low, high) = (b.min(k), b.max(k));
            let value = average(sum, members[b].len(), members[k].len());
            queue.remove(&(std::cmp::Reverse(value), low, high));
            sums[k].remove(&b);
        }
        let kept: Vec<(usize, u64)> = sums[a].iter().map(|(k, s)| (*k, *s)).collect();
        for (k, sum) in kept {
            let value = average(sum, members[a].len(), members[k].len());
            queue.remove(&(std::cmp::Reverse(value), a.min(k), a.max(k)));
        }
        let joined = std::mem::take(&mut members[b]);
        members[a].extend(joined);
        for (k, sum) in moved.into_iter().filter(|(k, _)| *k != a) {
            *sums[a].entry(k).or_default() += sum;
        }
        let row: Vec<(usize, u64)> = sums[a].iter().map(|(k, s)| (*k, *s)).collect();
        for (k, sum) in row {
            sums[k].insert(a, sum);
            let value = average(sum, members[a].len(), members[k].len());
            if value >= u64::from(TOGETHER) {
                queue.insert((std::cmp::Reverse(value), a.min(k), a.max(k)));
            }
        }
    }
    members.retain(|m| !m.is_empty());
    members.iter_mut().for_each(|m| m.sort_unstable());
    members
}

#[cfg(test)]
mod tests {
    use super::*;

    fn context(title: &str, text: &str) -> Context {
        Context::of(title, text, "", "")
    }

    #[test]
    fn one_event_joins_and_another_stays_apart() {
        let a = context(
            "Bridge collapses at Varnholt",
            "Twelve people died when the Sorrel bridge at Varnholt collapsed, Mayor Edda Kulm said.",
        );
        let b = context(
            "Varnholt bridge: Kulm visits",
            "Mayor Edda Kulm visited the Sorrel bridge in Varnholt after its collapse.",
        );
        let c = context(
            "Twelve die in Pelgrave mine",
            "Twelve people died in the Ostwick pit at Pelgrave, director Juno Haff said.",
        );
        let units = [(&a, Some(100)), (&b, Some(101)), (&c, Some(100))];
        let edges = edges(&units);
        assert_eq!(split(3, &edges), vec![vec![0, 1], vec![2]]);
    }

    #[test]
    fn a_chain_of_likeness_is_no_event() {
        let edge = |a, b, v| ((a, b), v);
        let edges = BTreeMap::from([edge(0, 1, 200_000), edge(1, 2, 60_000), edge(2, 3, 200_000)]);
        assert_eq!(split(4, &edges), vec![vec![0, 1], vec![2, 3]]);
    }

    #[test]
    fn time_takes_likeness_but_not_all() {
        let a = context(
            "Bridge collapses at Varnholt",
            "The Sorrel bridge at Varnholt collapsed, Edda Kulm said.",
        );
        let a = Gist::of(&a);
        let near = likeness((&a, Some(0)), (&a, Some(1))).unwrap();
        let far = likeness((&a, Some(0)), (&a, Some(9000))).unwrap();
        assert!(far < near && far * 3 > near);
    }
}
