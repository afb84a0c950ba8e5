//! Actors while they are being put together: what is known of each, and what would speak for or against joining two.

use super::super::gazetteer::country;
use super::name::Person;
use super::{Beside, Group, Known, Merge};
use std::collections::BTreeSet;

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
struct Cluster<'k> {
    nodes: Vec<usize>,
    reports: BTreeSet<usize>,
    affiliations: BTreeSet<String>,
    countries: BTreeSet<&'static str>,
    /// Names that its reports give beside its own.
    beside: BTreeSet<usize>,
    /// The last words of its own names.
    last: BTreeSet<&'k str>,
    /// Middle names and suffixes of its names, where they have any.
    parts: BTreeSet<(Vec<String>, String)>,
    merges: Vec<Merge>,
}

/// All of them.
pub struct Clusters<'k> {
    known: &'k [Known],
    nodes: &'k [(bool, String, Vec<usize>)],
    names: &'k [String],
    of: Vec<usize>,
    clusters: Vec<Cluster<'k>>,
}

impl<'k> Clusters<'k> {
    /// Each node (whether a person, its key, its members) by itself.
    pub fn new(
        known: &'k [Known],
        nodes: &'k [(bool, String, Vec<usize>)],
        beside: &'k Beside,
    ) -> Self {
        let own = |key: &str| beside.names.binary_search_by(|n| n.as_str().cmp(key)).ok();
        let clusters = nodes
            .iter()
            .enumerate()
            .map(|(n, (person, key, members))| {
                let mut cluster = Cluster {
                    nodes: vec![n],
                    last: key.rsplit(' ').next().into_iter().collect(),
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
                        .extend(beside.of.get(&one.report).into_iter().flatten());
                }
                if let Some(own) = own(key) {
                    cluster.beside.remove(&own);
                }
                let first = members.first().and_then(|&m| known.get(m));
                if let Some(name) = first.filter(|_| *person).and_then(|k| Person::new(&k.name))
                    && !(name.middle.is_empty() && name.suffix.is_empty())
                {
                    cluster.parts.insert((name.middle, name.suffix));
                }
                cluster
            })
            .collect();
        Clusters {
            known,
            nodes,
            names: &beside.names,
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

    /// Middle names and suffixes in the cluster of `node`.
    pub fn parts(&self, node: usize) -> impl Iterator<Item = &(Vec<String>, String)> {
        self.clusters[self.root(node)].parts.iter()
    }

    /// Looks at every node together with the clusters that the nodes before it are in, and joins where `why` says so. A cluster is looked at once, however many nodes
    /// are in it: what ties two nodes is what ties their clusters.
    pub fn join_earlier(
        &mut self,
        nodes: &[usize],
        why: impl Fn(&Self, usize, usize) -> Option<String>,
    ) {
        let mut heads: Vec<usize> = Vec::new();
        for &a in nodes {
            let mut joined = false;
            for &b in &heads {
                if self.root(a) != self.root(b)
                    && let Some(why) = why(self, a, b)
                {
                    self.join(a, b, why);
                    joined = true;
                }
            }
            heads.push(a);
            if joined {
                heads = self.one_of_each(heads.into_iter());
            }
        }
    }

    /// The first node of each cluster.
    pub fn one_of_each(&self, nodes: impl Iterator<Item = usize>) -> Vec<usize> {
        let mut seen = BTreeSet::new();
        nodes.filter(|&n| seen.insert(self.root(n))).collect()
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
    fn shared(&self, x: &Cluster<'k>, y: &Cluster<'k>) -> Option<String> {
        let (few, many) = if x.beside.len() < y.beside.len() {
            (x, y)
        } else {
            (y, x)
        };
        let own = |word: &str| x.last.contains(word) || y.last.contains(word);
        few.beside
            .intersection(&many.beside)
            .filter_map(|&n| self.names.get(n))
            .find(|name| !name.split(' ').any(own))
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
        let mut taken = std::mem::take(&mut self.clusters[from]);
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
        if taken.nodes.len() > target.nodes.len() {
            // What is large stays where it is.
            std::mem::swap(target, &mut taken);
        }
        target.nodes.extend(taken.nodes);
        target.reports.extend(taken.reports);
        target.affiliations.extend(taken.affiliations);
        target.countries.extend(taken.countries);
        target.beside.extend(taken.beside);
        target.last.extend(taken.last);
        target.parts.extend(taken.parts);
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
