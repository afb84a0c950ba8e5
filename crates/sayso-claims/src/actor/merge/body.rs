//! Bodies: the same words but for how newsrooms put them, then acronyms, each only where one fits.

use super::super::words::among;
use super::cluster::{Clusters, Tie, because};
use super::name::{acronym, body, generic, initials};
use std::collections::{BTreeMap, BTreeSet};

/// Joins the nodes that are one body.
pub fn join(nodes: &[usize], clusters: &mut Clusters) {
    let mut alike: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
    for &n in nodes {
        alike.entry(clusters.key(n)).or_default().push(n);
    }
    for (key, group) in &alike {
        let words: Vec<String> = key.split(' ').map(str::to_string).collect();
        let (generic, one) = (generic(&words) || in_many_states(&words), words.len() == 1);
        clusters.join_earlier(group, |clusters, a, b| {
            if one && clusters.kind(a) != clusters.kind(b) {
                return None;
            }
            let tie = clusters.tie(a, b);
            // "Police Department" is in every town.
            let enough = match &tie {
                Tie::Beside(_) => true,
                Tie::Same(_) => !generic,
                Tie::Against | Tie::Nothing => false,
            };
            enough.then(|| because(words_of(clusters, a, b), &tie))
        });
        // "DPD" is the police of every town with a D.
        if generic || one && group.iter().any(|&n| acronym(clusters.name(n))) {
            continue;
        }
        let mut heads = clusters.one_of_each(group.iter().copied());
        for &a in group {
            let fits: Vec<usize> = heads
                .iter()
                .copied()
                .filter(|&b| !one || clusters.kind(a) == clusters.kind(b))
                .filter(|&b| clusters.root(b) != clusters.root(a))
                .filter(|&b| clusters.tie(a, b) != Tie::Against)
                .collect();
            let all = fits.iter().all(|&f| {
                fits.iter()
                    .all(|&g| f == g || clusters.tie(f, g) != Tie::Against)
            });
            if all && let Some(&b) = fits.first() {
                clusters.join(a, b, words_of(clusters, a, b).to_string());
                heads = clusters.one_of_each(heads.into_iter());
            }
        }
    }
    acronyms(nodes, clusters);
}

/// Whether counties of that name are in many states.
fn in_many_states(words: &[String]) -> bool {
    words.iter().any(|w| w == "county") && words.iter().any(|w| among("common county", w))
}

fn words_of(clusters: &Clusters, a: usize, b: usize) -> &'static str {
    if clusters.name(a) == clusters.name(b) {
        "the same name"
    } else {
        "the same words"
    }
}

/// An acronym, where one body of those initials fits.
fn acronyms(nodes: &[usize], clusters: &mut Clusters) {
    let mut long: BTreeMap<String, Vec<usize>> = BTreeMap::new();
    for &n in nodes.iter().filter(|&&n| body(clusters.name(n)).len() > 1) {
        long.entry(initials(clusters.name(n))).or_default().push(n);
    }
    for group in long.values_mut() {
        *group = clusters.one_of_each(group.iter().copied());
    }
    let short = nodes.iter().copied().filter(|&n| acronym(clusters.name(n)));
    // One body may have several acronyms: "QPD" and "Q.P.D." of one cluster are looked at one by one.
    let mut seen: BTreeSet<(usize, String)> = BTreeSet::new();
    let mut found: Vec<(usize, usize, String)> = Vec::new();
    for a in short {
        let letters = clusters.name(a).replace('.', "");
        if !seen.insert((clusters.root(a), letters.clone())) {
            continue;
        }
        let mut fits: BTreeMap<usize, (usize, Tie)> = BTreeMap::new();
        for &b in long.get(&letters).into_iter().flatten() {
            let tie = clusters.tie(a, b);
            if matches!(tie, Tie::Same(_) | Tie::Beside(_)) && !clusters.beside_each_other(a, b) {
                fits.entry(clusters.root(b)).or_insert((b, tie));
            }
        }
        if let (1, Some((b, tie))) = (fits.len(), fits.values().next()) {
            found.push((a, *b, because("acronym of the other", tie)));
        }
    }
    for (a, b, why) in found {
        if clusters.tie(a, b) != Tie::Against {
            clusters.join(a, b, why);
        }
    }
}
