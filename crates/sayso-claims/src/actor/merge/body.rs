//! Bodies: the same words but for how newsrooms put them, then acronyms, each only where one fits.

use super::super::words::among;
use super::cluster::{Clusters, Tie, because};
use super::name::{acronym, body, generic, initials};
use std::collections::BTreeMap;

/// Joins the nodes that are one body.
pub fn join(nodes: &[usize], clusters: &mut Clusters) {
    let mut alike: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
    for &n in nodes {
        alike.entry(clusters.key(n)).or_default().push(n);
    }
    for (key, group) in &alike {
        let words: Vec<String> = key.split(' ').map(str::to_string).collect();
        let (generic, one) = (generic(&words) || in_many_states(&words), words.len() == 1);
        for (i, &a) in group.iter().enumerate() {
            for &b in group.iter().take(i) {
                if clusters.root(a) == clusters.root(b)
                    || one && clusters.kind(a) != clusters.kind(b)
                {
                    continue;
                }
                let tie = clusters.tie(a, b);
                // "Police Department" is in every town.
                let enough = match &tie {
                    Tie::Against => false,
                    Tie::Beside(_) => true,
                    Tie::Same(_) => !generic,
                    Tie::Nothing => false,
                };
                if enough {
                    clusters.join(a, b, because(words_of(clusters, a, b), &tie));
                }
            }
        }
        // "DPD" is the police of every town with a D.
        if generic || one && group.iter().any(|&n| acronym(clusters.name(n))) {
            continue;
        }
        for &a in group {
            let mut fits: Vec<usize> = Vec::new();
            for &b in group
                .iter()
                .filter(|&&b| !one || clusters.kind(a) == clusters.kind(b))
            {
                let root = clusters.root(b);
                if root != clusters.root(a)
                    && !fits.contains(&root)
                    && clusters.tie(a, b) != Tie::Against
                {
                    fits.push(root);
                }
            }
            let all = fits.iter().all(|&f| {
                fits.iter()
                    .all(|&g| f == g || clusters.tie(f, g) != Tie::Against)
            });
            if all && let Some(&b) = fits.first() {
                clusters.join(a, b, words_of(clusters, a, b).to_string());
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
    let mut found: Vec<(usize, usize, String)> = Vec::new();
    for &a in nodes.iter().filter(|&&n| acronym(clusters.name(n))) {
        let mut fits: BTreeMap<usize, (usize, Tie)> = BTreeMap::new();
        let letters = clusters.name(a).replace('.', "");
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
