//! Persons: full names first, then variants of them, initials and surnames alone, each step only where one fits.

use super::cluster::{Clusters, Tie, because};
use super::name::{Person, nicknames, sound};
use std::collections::{BTreeMap, BTreeSet};

/// Joins the nodes that are one person.
pub fn join(nodes: &[usize], clusters: &mut Clusters) {
    let mut blocks: BTreeMap<String, Vec<(usize, Person)>> = BTreeMap::new();
    for &n in nodes {
        if let Some(person) = Person::new(clusters.name(n)) {
            blocks
                .entry(sound(&person.last))
                .or_default()
                .push((n, person));
        }
    }
    for block in blocks.values() {
        same_name(block, clusters);
        variants(block, clusters);
        surnames(block, clusters);
    }
}

/// Middle names and suffixes that do not contradict each other.
fn agree(a: &Person, b: &Person) -> bool {
    let suffix = a.suffix.is_empty() || b.suffix.is_empty() || a.suffix == b.suffix;
    let middle = a.middle.iter().zip(&b.middle).all(|(x, y)| {
        x == y
            || x.len() == 1 && y.starts_with(x.as_str())
            || y.len() == 1 && x.starts_with(y.as_str())
    });
    suffix && middle
}

/// Those of one first and last name.
fn same_name(block: &[(usize, Person)], clusters: &mut Clusters) {
    let mut alike: BTreeMap<(&str, &str), Vec<&(usize, Person)>> = BTreeMap::new();
    for one in block
        .iter()
        .filter(|(_, p)| !p.first.is_empty() && !p.initial())
    {
        alike
            .entry((&one.1.first, &one.1.last))
            .or_default()
            .push(one);
    }
    for group in alike.values() {
        let Some((_, first)) = group.first() else {
            continue;
        };
        let (common, nodes) = (
            first.common(),
            group.iter().map(|(n, _)| *n).collect::<Vec<usize>>(),
        );
        let persons: BTreeMap<usize, &Person> = group.iter().map(|(n, p)| (*n, p)).collect();
        let agrees = |clusters: &Clusters, a: usize, b: usize| {
            persons.get(&a).is_none_or(|x| all_agree(x, b, clusters))
        };
        // What is tied by more than the name goes first, so that countries are known before a bare name is looked at.
        clusters.join_earlier(&nodes, |clusters, a, b| {
            if !agrees(clusters, a, b) {
                return None;
            }
            let tie = clusters.tie(a, b);
            let enough = matches!(tie, Tie::Beside(_))
                || matches!(&tie, Tie::Same(_)) && !(common && wide(&tie));
            enough.then(|| because("the same name", &tie))
        });
        if common {
            continue;
        }
        let mut heads = clusters.one_of_each(nodes.iter().copied());
        for &a in &nodes {
            let fits: Vec<usize> = heads
                .iter()
                .copied()
                .filter(|&b| clusters.root(b) != clusters.root(a))
                .filter(|&b| clusters.tie(a, b) != Tie::Against && agrees(clusters, a, b))
                .collect();
            // Two that it could be leave it apart, unless those two could be one themselves.
            let one = fits.iter().all(|&f| {
                fits.iter()
                    .all(|&g| f == g || clusters.tie(f, g) != Tie::Against)
            });
            if one && let Some(&b) = fits.first() {
                clusters.join(a, b, "the same name, which few bear".into());
                heads = clusters.one_of_each(heads.into_iter());
            }
        }
    }
}

/// Whether `x` contradicts nobody in the cluster of `b`.
fn all_agree(x: &Person, b: usize, clusters: &Clusters) -> bool {
    let bare = x.middle.is_empty() && x.suffix.is_empty();
    bare || clusters.parts(b).all(|(middle, suffix)| {
        let y = Person {
            middle: middle.clone(),
            suffix: suffix.clone(),
            ..Person::default()
        };
        agree(x, &y)
    })
}

/// Of nodes that are in one cluster by one name, the first.
fn told_apart(
    nodes: impl Iterator<Item = (usize, Person)>,
    clusters: &Clusters,
) -> Vec<(usize, Person)> {
    let mut seen = BTreeSet::new();
    nodes
        .filter(|(n, p)| seen.insert((clusters.root(*n), p.clone())))
        .collect()
}

/// An affiliation that millions share tells little of a name that thousands bear.
fn wide(tie: &Tie) -> bool {
    matches!(tie, Tie::Same(affiliation) if super::super::gazetteer::country(affiliation).is_some())
}

/// Spelling variants, nicknames and initials of one last name.
fn variants(block: &[(usize, Person)], clusters: &mut Clusters) {
    let full = block.iter().filter(|(_, p)| !p.first.is_empty()).cloned();
    let full = told_apart(full, clusters);
    let mut found: Vec<(usize, usize, String, bool)> = Vec::new();
    for (i, (a, x)) in full.iter().enumerate() {
        for (b, y) in full.iter().take(i) {
            if clusters.root(*a) == clusters.root(*b)
                || !agree(x, y)
                || clusters.beside_each_other(*a, *b)
            {
                continue;
            }
            let spelt = sound(&x.first) == sound(&y.first);
            let initial =
                |p: &Person, q: &Person| p.initial() && q.first.starts_with(p.first.as_str());
            let how = if x.first == y.first && x.last == y.last {
                // The same name was looked at before, and found too little.
                if !x.initial() {
                    continue;
                }
                "initial and last name"
            } else if spelt {
                "the same name but for spelling"
            } else if x.last != y.last {
                continue;
            } else if nicknames(&x.first, &y.first) {
                "a short form of the given name"
            } else if initial(x, y) || initial(y, x) {
                "initial and last name"
            } else {
                continue;
            };
            let tie = clusters.tie(*a, *b);
            let enough = match &tie {
                Tie::Beside(_) => true,
                Tie::Same(_) => !(wide(&tie) && x.common_surname()),
                _ => false,
            };
            if enough {
                found.push((*a, *b, because(how, &tie), how.starts_with("initial")));
            }
        }
    }
    let (initials, names): (Vec<_>, Vec<_>) = found.into_iter().partition(|f| f.3);
    let join = |a: usize, b: usize, why: String, clusters: &mut Clusters| {
        if clusters.tie(a, b) != Tie::Against && !clusters.beside_each_other(a, b) {
            clusters.join(a, b, why);
        }
    };
    for (a, b, why, _) in names {
        join(a, b, why, clusters);
    }
    // An initial that fits two people is neither.
    let others = |n: usize, clusters: &Clusters| {
        let of = initials.iter().filter(|f| f.0 == n || f.1 == n);
        of.map(|f| clusters.root(if f.0 == n { f.1 } else { f.0 }))
            .collect::<BTreeSet<usize>>()
            .len()
    };
    let short = |n: usize| full.iter().any(|(m, p)| *m == n && p.initial());
    let clear: Vec<bool> = initials
        .iter()
        .map(|f| {
            [f.0, f.1]
                .iter()
                .all(|&n| !short(n) || others(n, clusters) == 1)
        })
        .collect();
    for ((a, b, why, _), clear) in initials.iter().zip(clear) {
        if clear {
            join(*a, *b, why.clone(), clusters);
        }
    }
}

/// One name alone: whose surname it is, where one person fits.
fn surnames(block: &[(usize, Person)], clusters: &mut Clusters) {
    let (single, full): (Vec<_>, Vec<_>) =
        block.iter().cloned().partition(|(_, p)| p.first.is_empty());
    let (single, full) = (single, told_apart(full.into_iter(), clusters));
    let enough = |tie: &Tie, p: &Person| match tie {
        Tie::Beside(_) => true,
        Tie::Same(_) => !(wide(tie) && p.common_surname()),
        _ => false,
    };
    let mut found: Vec<(usize, usize, String)> = Vec::new();
    for (a, x) in &single {
        let mut fits: BTreeMap<usize, (usize, Tie)> = BTreeMap::new();
        for (b, _) in full.iter().filter(|(_, y)| y.last == x.last) {
            let tie = clusters.tie(*a, *b);
            if enough(&tie, x) && !clusters.beside_each_other(*a, *b) {
                fits.entry(clusters.root(*b)).or_insert((*b, tie));
            }
        }
        if let (1, Some((b, tie))) = (fits.len(), fits.values().next()) {
            found.push((
                *a,
                *b,
                because("the surname alone, which one person there bears", tie),
            ));
        }
    }
    for (a, b, why) in found {
        if clusters.tie(a, b) != Tie::Against && !clusters.beside_each_other(a, b) {
            clusters.join(a, b, why);
        }
    }
    // Who has found a person by now stays out of this: two persons are not made one by a surname.
    let alone: BTreeSet<usize> = single.iter().map(|(n, _)| *n).collect();
    let mut alike: BTreeMap<&str, (&Person, Vec<usize>)> = BTreeMap::new();
    for (n, p) in &single {
        if clusters.within(*n).iter().all(|m| alone.contains(m)) {
            alike
                .entry(&p.last)
                .or_insert_with(|| (p, Vec::new()))
                .1
                .push(*n);
        }
    }
    for (person, nodes) in alike.values() {
        clusters.join_earlier(nodes, |clusters, a, b| {
            let tie = clusters.tie(a, b);
            enough(&tie, person).then(|| because("the same single name", &tie))
        });
    }
}
