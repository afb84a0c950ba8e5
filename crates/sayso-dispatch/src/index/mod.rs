//! All dispatches of many reports, kept up to date as reports come in.
//!
//! Which pairs are compared is a function of the set of reports, not of the order in which they came. Under each key the reports are ranked by a hash of
//! their names, and a pair is compared if, under a key that both have, one of the two is among the first [`PER_KEY`]. A report that comes in is thus compared with a few
//! reports a key; now and then it is itself among the first and is compared with all of them, and the one that it displaces loses the pairs that rest
//! on this key alone. The rank is a hash so that this is rare, whatever the order of arrival.

mod bucket;
mod group;

pub use bucket::{Bucket, Inserted, PER_KEY, rank};
pub use group::Group;

use crate::hash::Map;
use crate::pair::{Pair, compare_prepared};
use crate::prepared::Prepared;
use crate::report::Report;
use crate::signature::Signature;
use group::Groups;
use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::Arc;

/// Where the index finds reports again. The number is the one that the caller gave to [`Index::add`].
pub trait Shelf {
    /// Hands the report to `then`.
    fn read(&self, report: u32, then: &mut dyn FnMut(&Report<'_>));
}

/// Two reports that carry one copy, by the numbers that the caller gave them.
#[derive(Debug, Clone, PartialEq)]
pub struct Link {
    /// The report published first; of two of the same time the one whose name is less. It is `pair.a`.
    pub a: u32,
    /// The other.
    pub b: u32,
    /// The evidence.
    pub pair: Pair,
}

/// What a report changed.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Changes {
    /// Pairs found.
    pub found: Vec<Link>,
    /// Pairs that are no longer looked at; both their reports are still linked to others of their dispatch, save in odd cases.
    pub dropped: Vec<(u32, u32)>,
    /// The dispatch that the report is in, if it is in one.
    pub group: Option<Group>,
}

struct Entry {
    name: String,
    rank: u64,
    published: Option<i64>,
    signature: Signature,
}

/// The dispatches of the reports added so far.
#[derive(Default)]
pub struct Index {
    entries: BTreeMap<u32, Entry>,
    named: HashMap<String, u32>,
    buckets: Map<u64, Bucket>,
    links: HashMap<(u32, u32), Pair>,
    near: HashMap<u32, BTreeSet<u32>>,
    groups: Groups,
    /// Reports read lately: copies come close after each other.
    lately: HashMap<u32, Arc<Prepared>>,
}

/// So many reports read lately are kept.
const LATELY: usize = 512;

impl Index {
    /// An index of nothing.
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds the report of this number. A report whose number or name is known already changes nothing.
    pub fn add(&mut self, number: u32, shelf: &impl Shelf) -> Changes {
        let mut name = None;
        shelf.read(number, &mut |report| name = Some(report.name.to_string()));
        let Some(name) = name else {
            return Changes::default();
        };
        if self.entries.contains_key(&number) || self.named.contains_key(&name) {
            return Changes::default();
        }
        let Some(report) = self.prepared(number, shelf) else {
            return Changes::default();
        };
        let signature = Signature::of_prepared(&report);
        self.named.insert(name.clone(), number);
        let entry = Entry {
            rank: rank(&name),
            published: report.published,
            name,
            signature,
        };
        let (partners, displaced) = self.shelve(number, &entry);
        let mut changes = Changes::default();
        for partner in partners {
            if entry.signature.may_match(&self.entries[&partner].signature)
                && let Some(link) = self.compare(number, &entry, &report, partner, shelf)
            {
                self.link(&link);
                changes.found.push(link);
            }
        }
        self.entries.insert(number, entry);
        for link in &changes.found {
            self.groups.join(link.a, link.b);
        }
        self.drop_unsupported(&displaced, &mut changes);
        changes.group = self.group_of(number);
        changes
    }

    /// Puts a report under its keys; gives those to compare it with, and those that it displaced.
    fn shelve(&mut self, number: u32, entry: &Entry) -> (BTreeSet<u32>, BTreeSet<u32>) {
        let (mut partners, mut displaced) = (BTreeSet::new(), BTreeSet::new());
        for key in entry.signature.keys() {
            let bucket = self.buckets.entry(key).or_default();
            let inserted = bucket.insert(entry.rank, number);
            partners.extend(inserted.partners);
            displaced.extend(inserted.displaced);
        }
        (partners, displaced)
    }

    fn prepared(&mut self, number: u32, shelf: &impl Shelf) -> Option<Arc<Prepared>> {
        if let Some(report) = self.lately.get(&number) {
            return Some(Arc::clone(report));
        }
        let mut found = None;
        shelf.read(number, &mut |report| {
            found = Some(Arc::new(Prepared::of(report)))
        });
        if self.lately.len() >= LATELY {
            self.lately.clear();
        }
        if let Some(report) = &found {
            self.lately.insert(number, Arc::clone(report));
        }
        found
    }

    fn compare(
        &mut self,
        number: u32,
        entry: &Entry,
        report: &Prepared,
        partner: u32,
        shelf: &impl Shelf,
    ) -> Option<Link> {
        let found = self.prepared(partner, shelf)?;
        let other = &self.entries[&partner];
        let order = |e: &Entry| (e.published.unwrap_or(i64::MAX), e.name.clone());
        let (a, b, pair) = if order(entry) < order(other) {
            (number, partner, compare_prepared(report, &found))
        } else {
            (partner, number, compare_prepared(&found, report))
        };
        Some(Link { a, b, pair: pair? })
    }

    fn link(&mut self, link: &Link) {
        self.links.insert((link.a, link.b), link.pair.clone());
        self.near.entry(link.a).or_default().insert(link.b);
        self.near.entry(link.b).or_default().insert(link.a);
    }

    fn drop_unsupported(&mut self, displaced: &BTreeSet<u32>, changes: &mut Changes) {
        for &one in displaced {
            let near: Vec<u32> = self.near.get(&one).into_iter().flatten().copied().collect();
            for other in near {
                if self.is_due(one, other) {
                    continue;
                }
                let pair = if self.links.contains_key(&(one, other)) {
                    (one, other)
                } else {
                    (other, one)
                };
                self.links.remove(&pair);
                for (x, y) in [(one, other), (other, one)] {
                    if let Some(near) = self.near.get_mut(&x) {
                        near.remove(&y);
                    }
                }
                changes.dropped.push(pair);
            }
        }
        let dropped: BTreeSet<(u32, u32)> = changes.dropped.iter().copied().collect();
        changes
            .found
            .retain(|link| !dropped.contains(&(link.a, link.b)));
        self.groups
            .split(changes.dropped.iter().map(|pair| pair.0), &self.near);
    }

    /// Whether a pair is compared at all.
    fn is_due(&self, one: u32, other: u32) -> bool {
        let (one, other) = (&self.entries[&one], &self.entries[&other]);
        one.signature.keys().any(|key| {
            other.signature.has(key)
                && self
                    .buckets
                    .get(&key)
                    .is_some_and(|b| b.is_first(one.rank.min(other.rank)))
        })
    }

    /// The pairs, with their evidence.
    pub fn links(&self) -> impl Iterator<Item = Link> + '_ {
        self.links.iter().map(|((a, b), pair)| Link {
            a: *a,
            b: *b,
            pair: pair.clone(),
        })
    }

    /// The evidence between a report and each report that it is paired with.
    pub fn links_of(&self, report: u32) -> impl Iterator<Item = Link> + '_ {
        self.near
            .get(&report)
            .into_iter()
            .flatten()
            .filter_map(move |&other| {
                let key = if self.links.contains_key(&(report, other)) {
                    (report, other)
                } else {
                    (other, report)
                };
                self.links.get(&key).map(|pair| Link {
                    a: key.0,
                    b: key.1,
                    pair: pair.clone(),
                })
            })
    }

    /// The dispatch of a report, if it shares one with another.
    pub fn group_of(&self, report: u32) -> Option<Group> {
        self.groups.of(report).map(|members| self.group(members))
    }

    /// All dispatches of two reports or more, by their names.
    pub fn groups(&self) -> Vec<Group> {
        let mut found: Vec<Group> = self
            .groups
            .all()
            .map(|members| self.group(members))
            .collect();
        found.sort_unstable_by(|a, b| a.oldest.cmp(&b.oldest));
        found
    }

    fn group(&self, members: &[u32]) -> Group {
        let order = |n: &u32| {
            let entry = &self.entries[n];
            (entry.published.unwrap_or(i64::MAX), entry.name.as_str())
        };
        let mut reports = members.to_vec();
        reports.sort_unstable_by(|x, y| order(x).cmp(&order(y)));
        let oldest = reports
            .first()
            .map_or(String::new(), |n| self.entries[n].name.clone());
        Group { oldest, reports }
    }
}
