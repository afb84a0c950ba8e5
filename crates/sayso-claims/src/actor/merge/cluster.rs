//! Actors while they are being put together: what is known of each, and what would speak for or against joining two.

use super::super::gazetteer::country;
use super::{Group, Known, Merge, names_beside};
use std::collections::{BTreeMap, BTreeSet};

/// What ties two actors beside their names.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Tie {
    /// Their affiliations are two countries.
    Against,
    /// Nothing.
    Nothing,
    /// The same affiliation.
    Same(String),
    /// Another name that a report of each gives.
    Beside(String),
}

#[derive(Clone, Debug, Default)]
struct Cluster {
    nodes: Vec<usize>,
    reports: BTreeSet<usize>,
    affiliations: BTreeSet<String>,
    countries: BTreeSet<&'static str>,
    /// Names that its reports give beside its own.
    beside: BTreeSet<usize>,
    merges: Vec<Merge>,
}

/// All of them.
pub struct Clusters<'k> {
    known: &'k [Known],
    nodes: &'k [(bool, String, Vec<usize>)],
    names: Vec<String>,
    of: Vec<usize>,
    clusters: Vec<Cluster>,
}

impl<'k> Clusters<'k> {
    /// Each node (whether a person, its key, its members) by itself.
    pub fn new(known: &'k [Known], nodes: &'k [(bool, String, Vec<usize>)]) -> Self {
        let (names, beside) = names_beside(known);
        let index: BTreeMap<&str, usize> = names
            .iter()
            .enumerate()
            .map(|(n, name)| (name.as_str(), n))
            .collect();
        let clusters = nodes
            .iter()
            .enumerate()
            .map(|(n, (_, key, members))| {
                let mut cluster = Cluster {
                    nodes: vec![n],
                    ..Cluster::default()
                };
                for one in members.iter().filter_map(|&m| known.get(m)) {
                    cluster.reports.insert(one.report);
                    if let Some(affiliation) = one.affiliation.as_ref().filter(|a| **a != one.name)
                    {
                        cluster.countries.extend(country(affiliation));
                        cluster.affiliations.insert(affiliation.clone());
                    }
                    cluster
                        .beside
                        .extend(beside.get(&one.report).into_iter().flatten());
                }
                if let Some(own) = index.get(key.as_str()) {
                    cluster.beside.remove(own);
                }
                cluster
            })
            .collect();
        Clusters {
            known,
            nodes,
            names,
            of: (0..nodes.len()).collect(),
            clusters,
        }
    }

    /// The name of a node as first written.
    pub fn name(&self, node: usize) -> &'k str {
        let first = self.nodes.get(node).and_then(|n| n.2.first());
        first
            .and_then(|&m| self.known.get(m))
            .map_or("", |k| k.name.as_str())
    }

    /// The kind of a node.
    pub fn kind(&self, node: usize) -> &'k str {
        let first = self.nodes.get(node).and_then(|n| n.2.first());
        first
            .and_then(|&m| self.known.get(m))
            .map_or("", |k| k.kind.as_str())
    }

    /// The key of a node.
    pub fn key(&self, node: usize) -> &'k str {
        self.nodes.get(node).map_or("", |n| n.1.as_str())
    }

    /// The cluster that a node is in, by a node that stands for it.
    pub fn root(&self, node: usize) -> usize {
        self.of.get(node).copied().unwrap_or(node)
    }

    /// The nodes of the cluster of `node`.
    pub fn within(&self, node: usize) -> &[usize] {
        &self.clusters[self.root(node)].nodes
    }

    /// What ties the clusters of two nodes.
    pub fn tie(&self, a: usize, b: usize) -> Tie {
        let (x, y) = (&self.clusters[self.root(a)], &self.clusters[self.root(b)]);
        let apart = |p: &BTreeSet<&str>, q: &BTreeSet<&str>| {
            !p.is_empty() && !q.is_empty() && p.is_disjoint(q)
        };
        if apart(&x.countries, &y.countries) {
            return Tie::Against;
        }
        if let Some(name) = self.shared(x, y) {
            return Tie::Beside(name);
        }
        match x.affiliations.intersection(&y.affiliations).next() {
            Some(affiliation) => Tie::Same(affiliation.clone()),
            None => Tie::Nothing,
        }
    }

    /// A name beside both, but not one of their own ("Ann Reyes" says nothing of "Reyes").
    fn shared(&self, x: &Cluster, y: &Cluster) -> Option<String> {
        let (few, many) = if x.beside.len() < y.beside.len() {
            (x, y)
        } else {
            (y, x)
        };
        let own: BTreeSet<&str> = x
            .nodes
            .iter()
            .chain(&y.nodes)
            .filter_map(|&n| self.key(n).rsplit(' ').next())
            .collect();
        few.beside
            .intersection(&many.beside)
            .filter_map(|&n| self.names.get(n))
            .find(|name| !name.split(' ').any(|w| own.contains(w)))
            .cloned()
    }

    /// Whether one report gives both as two.
    pub fn beside_each_other(&self, a: usize, b: usize) -> bool {
        let (x, y) = (&self.clusters[self.root(a)], &self.clusters[self.root(b)]);
        !x.reports.is_disjoint(&y.reports)
    }

    /// Makes the clusters of two nodes one.
    pub fn join(&mut self, a: usize, b: usize, why: String) {
        let (into, from) = (
            self.root(a).min(self.root(b)),
            self.root(a).max(self.root(b)),
        );
        if into == from {
            return;
        }
        let taken = std::mem::take(&mut self.clusters[from]);
        for &n in &taken.nodes {
            self.of[n] = into;
        }
        let first = |n: usize| {
            self.nodes
                .get(n)
                .and_then(|n| n.2.first())
                .copied()
                .unwrap_or(0)
        };
        let (a, b) = (first(a), first(b));
        let target = &mut self.clusters[into];
        target.nodes.extend(taken.nodes);
        target.reports.extend(taken.reports);
        target.affiliations.extend(taken.affiliations);
        target.countries.extend(taken.countries);
        target.beside.extend(taken.beside);
        target.merges.extend(taken.merges);
        target.merges.push(Merge {
            a: a.min(b),
            b: a.max(b),
            why,
        });
    }

    /// The actors.
    pub fn groups(self) -> Vec<Group> {
        let nodes = self.nodes;
        let full = self.clusters.into_iter().filter(|c| !c.nodes.is_empty());
        full.map(|c| {
            let mut members: Vec<usize> = c
                .nodes
                .iter()
                .flat_map(|&n| nodes[n].2.iter().copied())
                .collect();
            members.sort_unstable();
            Group {
                members,
                merges: c.merges,
            }
        })
        .collect()
    }
}

/// A tie in words, after what was said of the names.
pub fn because(names: &str, tie: &Tie) -> String {
    match tie {
        Tie::Same(affiliation) => format!("{names}; both of {affiliation}"),
        Tie::Beside(name) => format!("{names}; reports of both name “{name}”"),
        Tie::Nothing | Tie::Against => names.to_string(),
    }
}
