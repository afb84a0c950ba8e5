//! Pairs made groups.

use std::collections::{BTreeMap, BTreeSet, HashMap};

/// A dispatch.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Group {
    /// The name of its oldest report, by time of publication and then by name: it names the dispatch.
    pub oldest: String,
    /// Its reports, oldest first, by the numbers that the caller gave them.
    pub reports: Vec<u32>,
}

/// Which reports are joined.
#[derive(Debug, Default)]
pub struct Groups {
    of: HashMap<u32, u32>,
    members: BTreeMap<u32, Vec<u32>>,
    next: u32,
}

impl Groups {
    pub fn of(&self, report: u32) -> Option<&[u32]> {
        self.members.get(self.of.get(&report)?).map(Vec::as_slice)
    }

    pub fn all(&self) -> impl Iterator<Item = &[u32]> {
        self.members.values().map(Vec::as_slice)
    }

    /// Joins the groups of two reports, the smaller to the larger.
    pub fn join(&mut self, a: u32, b: u32) {
        let (x, y) = (self.or_new(a), self.or_new(b));
        if x == y {
            return;
        }
        let size = |g: u32| self.members.get(&g).map_or(0, Vec::len);
        let (from, to) = if size(x) < size(y) { (x, y) } else { (y, x) };
        let moved = self.members.remove(&from).unwrap_or_default();
        for report in &moved {
            self.of.insert(*report, to);
        }
        self.members.entry(to).or_default().extend(moved);
    }

    fn or_new(&mut self, report: u32) -> u32 {
        *self.of.entry(report).or_insert_with(|| {
            let group = self.next;
            self.next += 1;
            self.members.insert(group, vec![report]);
            group
        })
    }

    /// Makes the groups of these reports anew from the pairs that are left.
    pub fn split(
        &mut self,
        reports: impl Iterator<Item = u32>,
        near: &HashMap<u32, BTreeSet<u32>>,
    ) {
        let groups: BTreeSet<u32> = reports.filter_map(|r| self.of.get(&r).copied()).collect();
        let members: Vec<u32> = groups
            .iter()
            .filter_map(|g| self.members.remove(g))
            .flatten()
            .collect();
        for member in &members {
            self.of.remove(member);
        }
        for member in members {
            for &other in near.get(&member).into_iter().flatten() {
                self.join(member, other);
            }
        }
    }
}
