//! The neighbourhoods of listed reports, out of the edges in the file, and the events that they are parted into.
//!
//! A neighbourhood is what strong edges connect; where that is too much, what stronger ones do ([`levels`]). What was found is kept in the table `event`,
//! so that what changed can be told from what did not. A neighbourhood is another than before only if one of its members is stale, or has a strong edge to a
//! report that is, or shared a neighbourhood with one that left it: [`Parting::part_around`] follows that.

use super::{dispatch, load, numbers};
use crate::keep::Failed;
use rusqlite::{Connection, params};
use sayso_questions::event::{Likeness, NEIGHBOURHOOD, TOGETHER, clusters, levels};
use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

/// Where a listed report stands.
#[derive(Clone, Copy, PartialEq, Eq)]
struct Place {
    level: usize,
    part: i64,
    first: i64,
}

/// The reports whose events are to be looked at, with how they are stale.
pub(super) type Stale = BTreeMap<i64, i64>;

/// Of a report with this mark in the table `stale`, edges were taken away and nothing else changed.
pub(super) const EDGES: i64 = 1;

/// What stands before what.
type Order = (i64, String);

/// Parts listed reports into neighbourhoods and events within one transaction.
pub(super) struct Parting<'a> {
    db: &'a Connection,
    /// Reports of one neighbourhood.
    most: usize,
    levels: Vec<Likeness>,
    /// The edges that were needed so far, those that connect a neighbourhood.
    strong: HashMap<i64, Vec<(i64, Likeness)>>,
    orders: HashMap<i64, Order>,
    /// Of each level the reports that it connects with too many.
    large: Vec<HashSet<i64>>,
    /// Reports whose event is made anew whatever is found.
    changed: HashSet<i64>,
    /// Neighbourhoods and events, by their names so far, that are no more what they were.
    past_parts: HashSet<i64>,
    past_events: HashSet<i64>,
    /// Reports that were looked at.
    pub done: HashSet<i64>,
    /// Events to be made anew, by their members, the first one first.
    pub events: Vec<Vec<i64>>,
}

impl<'a> Parting<'a> {
    pub fn new(db: &'a Connection) -> Self {
        Self::with_most(db, NEIGHBOURHOOD)
    }

    /// With neighbourhoods of at most so many reports.
    pub fn with_most(db: &'a Connection, most: usize) -> Self {
        let levels: Vec<Likeness> = levels().collect();
        Parting {
            db,
            most,
            large: vec![HashSet::new(); levels.len()],
            levels,
            strong: HashMap::new(),
            orders: HashMap::new(),
            changed: HashSet::new(),
            past_parts: HashSet::new(),
            past_events: HashSet::new(),
            done: HashSet::new(),
            events: Vec::new(),
        }
    }

    /// Brings the events up to date around `some` of the `stale` reports: afterwards `events` are those that are others than before or have a member of which
    /// more than the edges is stale.
    pub fn part_around(&mut self, some: &[i64], stale: &Stale) -> Result<(), Failed> {
        let mut todo = BTreeSet::new();
        for report in some {
            let head = dispatch::head(self.db, *report)?;
            todo.extend([head, *report]);
            if stale.get(report) != Some(&EDGES) {
                self.changed.extend([head, *report]);
            }
        }
        while let Some(report) = todo.pop_first() {
            if self.done.contains(&report) {
                continue;
            }
            if !self.is_listed(report)? {
                self.done.insert(report);
                todo.extend(self.remove(report)?);
                continue;
            }
            let (level, members) = self.part(report)?;
            self.done.extend(&members);
            let is_stale = |m: &&i64| self.changed.contains(m) || stale.contains_key(m);
            let touched: Vec<i64> = members.iter().filter(is_stale).copied().collect();
            for member in &touched {
                if stale.get(member).is_some_and(|what| *what != EDGES) {
                    self.changed.insert(*member);
                }
                todo.extend(self.disturbed(*member)?);
            }
            let mut before = BTreeMap::new();
            for &member in &members {
                if let Some(place) = self.place(member)? {
                    before.insert(member, place);
                }
            }
            let units = self.in_order(&members)?;
            let part = units.first().copied().unwrap_or_default();
            let stands = |p: &Place| p.level == level && p.part == part;
            // A stale member may have other edges than before.
            if touched.is_empty()
                && before.len() == members.len()
                && before.values().all(stands)
                && !self.past_parts.contains(&part)
                && self.count("part", part)? == members.len()
            {
                continue;
            }
            for old in before.values() {
                if self.past_parts.insert(old.part) {
                    todo.extend(self.in_part(old.part)?);
                }
            }
            self.part_anew(level, &units, &before)?;
        }
        Ok(())
    }

    fn is_listed(&self, report: i64) -> Result<bool, Failed> {
        let mut statement = self
            .db
            .prepare_cached("SELECT 1 FROM context WHERE report = ?")?;
        Ok(statement.exists([report])?)
    }

    /// Takes a report that is listed no more out of its event; gives those that were in one neighbourhood with it.
    fn remove(&mut self, report: i64) -> Result<BTreeSet<i64>, Failed> {
        let Some(place) = self.place(report)? else {
            return Ok(BTreeSet::new());
        };
        self.past_parts.insert(place.part);
        self.past_events.insert(place.first);
        self.db
            .prepare_cached("DELETE FROM event WHERE report = ?")?
            .execute([report])?;
        self.in_part(place.part)
    }

    /// The reports of a neighbourhood as it is kept.
    fn in_part(&self, part: i64) -> Result<BTreeSet<i64>, Failed> {
        let sql = "SELECT report FROM event WHERE part = ?";
        Ok(numbers(self.db, sql, [part])?)
    }

    /// The reports that an edge connects with this one and whose neighbourhood, as it was, reaches that far: it may be another now.
    fn disturbed(&mut self, report: i64) -> Result<Vec<i64>, Failed> {
        let mut out = Vec::new();
        for (other, value) in self.strong(report)?.to_vec() {
            let level = self.place(other)?.map(|p| p.level);
            let least = level.and_then(|l| self.levels.get(l));
            if !self.done.contains(&other) && least.is_none_or(|least| value >= *least) {
                out.push(other);
            }
        }
        Ok(out)
    }

    fn strong(&mut self, report: i64) -> Result<&[(i64, Likeness)], Failed> {
        use std::collections::hash_map::Entry;
        match self.strong.entry(report) {
            Entry::Occupied(known) => Ok(known.into_mut()),
            Entry::Vacant(free) => {
                let sql = "SELECT b, value FROM edge WHERE a = ? AND value >= ?";
                let mut statement = self.db.prepare_cached(sql)?;
                let rows = statement.query_map([report, i64::from(TOGETHER)], |r| {
                    Ok((r.get(0)?, r.get(1)?))
                })?;
                Ok(free.insert(rows.collect::<rusqlite::Result<_>>()?))
            }
        }
    }

    /// The neighbourhood of a listed report, and its level.
    fn part(&mut self, report: i64) -> Result<(usize, BTreeSet<i64>), Failed> {
        for level in 0..self.levels.len() {
            if let Some(found) = self.connected(report, level)? {
                return Ok((level, found));
            }
        }
        Ok((self.levels.len(), BTreeSet::from([report])))
    }

    /// What edges of a level connect a report with; none if it is too much.
    fn connected(&mut self, report: i64, level: usize) -> Result<Option<BTreeSet<i64>>, Failed> {
        let least = self.levels.get(level).copied().unwrap_or(Likeness::MAX);
        let mut found = BTreeSet::from([report]);
        let mut next = vec![report];
        let is_large =
            |large: &[HashSet<i64>], at| large.get(level).is_some_and(|l| l.contains(&at));
        let mut too_many = is_large(&self.large, report);
        while let Some(at) = next.pop().filter(|_| !too_many) {
            let near: Vec<i64> = self
                .strong(at)?
                .iter()
                .filter(|(_, value)| *value >= least)
                .map(|(other, _)| *other)
                .collect();
            for other in near {
                if found.insert(other) {
                    next.push(other);
                    too_many |= found.len() > self.most || is_large(&self.large, other);
                }
            }
        }
        if too_many && let Some(large) = self.large.get_mut(level) {
            large.extend(found);
            return Ok(None);
        }
        Ok(Some(found))
    }

    fn place(&self, report: i64) -> Result<Option<Place>, Failed> {
        let mut statement = self
            .db
            .prepare_cached("SELECT level, part, first FROM event WHERE report = ?")?;
        let mut rows = statement.query([report])?;
        let Some(row) = rows.next()? else {
            return Ok(None);
        };
        Ok(Some(Place {
            level: row.get(0)?,
            part: row.get(1)?,
            first: row.get(2)?,
        }))
    }

    fn count(&self, column: &str, of: i64) -> Result<usize, Failed> {
        let sql = format!("SELECT count(*) FROM event WHERE {column} = ?");
        let mut statement = self.db.prepare_cached(&sql)?;
        Ok(statement.query_row([of], |r| r.get(0))?)
    }

    /// The members of a neighbourhood in the order that everyone agrees on.
    fn in_order(&mut self, members: &BTreeSet<i64>) -> Result<Vec<i64>, Failed> {
        for &member in members {
            if !self.orders.contains_key(&member) {
                let order = load::order(self.db, member)?;
                self.orders.insert(member, order);
            }
        }
        let mut units: Vec<i64> = members.iter().copied().collect();
        units.sort_by(|a, b| self.orders.get(a).cmp(&self.orders.get(b)));
        Ok(units)
    }

    /// Parts a neighbourhood into events and keeps them; those that are others than before, or have a stale member, are to be made anew.
    fn part_anew(
        &mut self,
        level: usize,
        units: &[i64],
        before: &BTreeMap<i64, Place>,
    ) -> Result<(), Failed> {
        let part = units.first().copied().unwrap_or_default();
        let mut sizes: HashMap<i64, usize> = HashMap::new();
        for place in before.values() {
            *sizes.entry(place.first).or_default() += 1;
        }
        for event in self.events_of(units)? {
            let first = event.first().copied().unwrap_or_default();
            let now = Place { level, part, first };
            let olds: HashSet<Option<i64>> = event
                .iter()
                .map(|m| before.get(m).map(|p| p.first))
                .collect();
            let is_same = olds.len() == 1
                && olds.contains(&Some(first))
                && sizes.get(&first) == Some(&event.len())
                && !self.past_events.contains(&first)
                && self.count("first", first)? == event.len();
            if !is_same {
                self.past_events.extend(olds.into_iter().flatten());
            }
            for member in &event {
                if before.get(member) != Some(&now) {
                    let sql = "INSERT OR REPLACE INTO event (report, level, part, first) VALUES (?, ?, ?, ?)";
                    self.db
                        .prepare_cached(sql)?
                        .execute(params![member, level, part, first])?;
                }
            }
            if !is_same || event.iter().any(|m| self.changed.contains(m)) {
                self.events.push(event);
            }
        }
        Ok(())
    }

    /// The events of a neighbourhood.
    fn events_of(&self, units: &[i64]) -> Result<Vec<Vec<i64>>, Failed> {
        let number: HashMap<i64, usize> = units.iter().enumerate().map(|(n, u)| (*u, n)).collect();
        let mut edges = Vec::new();
        let mut statement = self
            .db
            .prepare_cached("SELECT b, value FROM edge WHERE a = ?")?;
        for (a, &unit) in units.iter().enumerate() {
            let mut rows = statement.query([unit])?;
            while let Some(row) = rows.next()? {
                if let Some(&b) = number.get(&row.get(0)?).filter(|b| **b > a) {
                    edges.push(((a, b), row.get(1)?));
                }
            }
        }
        let unit = |n: &usize| units.get(*n).copied();
        let found = clusters(units.len(), edges);
        Ok(found
            .iter()
            .map(|event| event.iter().filter_map(unit).collect())
            .collect())
    }
}
