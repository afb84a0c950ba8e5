//! What is kept up to date step by step is what it would be if it were made at once.

use super::neighbourhood::{EDGES, Parting, Stale};
use super::numbers;
use crate::{Arrival, Ledger};
use rusqlite::{Connection, params};
use sayso_claims::{Claim, Figure};
use std::collections::{BTreeMap, BTreeSet};

/// Draws the same whenever the seed is the same.
struct Dice(u64);

impl Dice {
    fn below(&mut self, below: u64) -> u64 {
        self.0 = self
            .0
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % below
    }
}

fn keep(ledger: &mut Ledger, raws: &[(String, Vec<Claim>)]) {
    let run = ledger.begin_run("v1").unwrap();
    let arrivals: Vec<Arrival<'_>> = raws
        .iter()
        .map(|(text, claims)| Arrival {
            raw: text.as_bytes(),
            text,
            kind: "text",
            input: "a.txt",
            version: "v1",
            claims: claims.clone(),
            ..Arrival::default()
        })
        .collect();
    ledger.keep(run, &arrivals, &[]).unwrap();
}

const REPORTS: i64 = 40;
/// So few that most neighbourhoods are too large at first.
const MOST: usize = 6;

type Places = BTreeMap<i64, (i64, i64, i64)>;

fn places(db: &Connection) -> Places {
    let mut statement = db
        .prepare("SELECT report, level, part, first FROM event")
        .unwrap();
    let rows = statement
        .query_map([], |r| Ok((r.get(0)?, (r.get(1)?, r.get(2)?, r.get(3)?))))
        .unwrap();
    rows.collect::<rusqlite::Result<_>>().unwrap()
}

fn events(places: &Places) -> BTreeSet<Vec<i64>> {
    let mut out: BTreeMap<i64, Vec<i64>> = BTreeMap::new();
    for (report, place) in places {
        out.entry(place.2).or_default().push(*report);
    }
    out.into_values().collect()
}

/// Parts around the stale reports, a few at a time, as an update does; gives the events that were to be made anew.
fn part(db: &Connection, stale: &mut Stale) -> BTreeSet<Vec<i64>> {
    let mut anew = BTreeSet::new();
    while !stale.is_empty() {
        let some: Vec<i64> = stale.keys().copied().take(3).collect();
        let mut parting = Parting::with_most(db, MOST);
        parting.part_around(&some, stale).unwrap();
        stale.retain(|s, _| !some.contains(s) && !parting.done.contains(s));
        for mut event in parting.events {
            event.sort_unstable();
            anew.insert(event);
        }
    }
    anew
}

/// Lists a report, or takes it away, or takes an edge away; what an update marks as stale is stale then.
fn change(db: &Connection, dice: &mut Dice, stale: &mut Stale) {
    let report = 1 + dice.below(REPORTS as u64) as i64;
    let near = numbers(db, "SELECT b FROM edge WHERE a = ?", [report]).unwrap();
    let cut = |other: i64| {
        let sql = "DELETE FROM edge WHERE (a = ?1 AND b = ?2) OR (a = ?2 AND b = ?1)";
        db.execute(sql, [report, other]).unwrap();
    };
    let listed = numbers(db, "SELECT report FROM context", []).unwrap();
    if !listed.contains(&report) {
        stale.insert(report, 0);
        db.execute("INSERT INTO context VALUES (?, x'')", [report])
            .unwrap();
        for other in listed {
            if dice.below(6) == 0 {
                let value = 40_000 + dice.below(300_000) as i64;
                for (a, b) in [(report, other), (other, report)] {
                    db.execute("INSERT INTO edge VALUES (?, ?, ?, 2)", params![a, b, value])
                        .unwrap();
                }
            }
        }
    } else if dice.below(3) == 0 {
        stale.insert(report, 0);
        for other in near {
            cut(other);
            stale.entry(other).or_insert(EDGES);
        }
        db.execute("DELETE FROM context WHERE report = ?", [report])
            .unwrap();
    } else if let Some(other) = near.into_iter().next() {
        cut(other);
        stale.entry(report).or_insert(EDGES);
        stale.entry(other).or_insert(EDGES);
    } else {
        stale.insert(report, 0);
    }
}

#[test]
fn events_kept_step_by_step_are_those_made_at_once() {
    let folder = tempfile::tempdir().unwrap();
    let mut ledger = Ledger::create(folder.path().join("l.db")).unwrap();
    let raws = (0..REPORTS).map(|n| (format!("Report {n}."), vec![]));
    keep(&mut ledger, &raws.collect::<Vec<_>>());
    let db = &ledger.db;
    let mut dice = Dice(11);
    let mut levels = BTreeSet::new();
    for _ in 0..400 {
        let before = events(&places(db));
        let mut stale = Stale::new();
        for _ in 0..1 + dice.below(4) {
            change(db, &mut dice, &mut stale);
        }
        let touched = stale.clone();
        let anew = part(db, &mut stale);
        let now = places(db);
        levels.extend(now.values().map(|p| p.0));
        for event in events(&now) {
            let is_stale = event.iter().any(|m| touched.get(m) == Some(&0));
            let told = anew.contains(&event);
            assert!(told || before.contains(&event), "{event:?} is new");
            assert!(told || !is_stale, "{event:?} has a stale member");
        }
        db.execute("DELETE FROM event", []).unwrap();
        let all = numbers(db, "SELECT report FROM context", []).unwrap();
        part(db, &mut all.into_iter().map(|report| (report, 0)).collect());
        assert_eq!(now, places(db));
    }
    assert!(levels.len() > 3, "too few levels were met: {levels:?}");
}

/// Reports that share a name, more than count under one key, and a second name with some of the others.
fn crowded(n: usize) -> (String, Vec<Claim>) {
    const SYLLABLES: [&str; 16] = [
        "vor", "nal", "ket", "mis", "sor", "rel", "dag", "bru", "tan", "vis", "olk", "pek", "hun",
        "zar", "lim", "gos",
    ];
    let name = |n: usize, salt: usize| {
        let part = |shift: usize| SYLLABLES[((n * 7 + salt * 5) >> shift) % 16];
        let name = format!("{}{}{}{}", part(0), part(2), part(4), SYLLABLES[salt % 16]);
        name[..1].to_uppercase() + &name[1..]
    };
    let text = format!(
        "At least {} people died near {}, {} said of {}, where Quorlandt was seen with report {n}.",
        2 + n % 9,
        name(n / 4, 1),
        name(n / 3, 2),
        name(n % 60, 3),
    );
    let figure = Figure {
        span: sayso_language::Span::new(9, 10),
        lower: Some((2 + n % 9) as f64),
        modifier: "at least".into(),
        measure: Some("killed".into()),
        of: Some("people".into()),
        ..Figure::default()
    };
    let claim = Claim {
        id: "c1".into(),
        cue: vec![sayso_language::Span::new(0, 2)],
        content: vec![sayso_language::Span::new(3, 24)],
        actor: Some(name(n / 3, 2)),
        stance: "states".into(),
        figures: vec![figure],
        ..Claim::default()
    };
    (text, vec![claim])
}

#[test]
fn the_order_of_arrival_changes_nothing_where_a_key_comes_to_count_no_more() {
    let folder = tempfile::tempdir().unwrap();
    let told = |order: &[usize], batch: usize| {
        let path = folder.path().join(format!("{batch}.db"));
        let mut ledger = Ledger::create(path).unwrap();
        for some in order.chunks(batch) {
            let raws: Vec<_> = some.iter().map(|n| crowded(*n)).collect();
            keep(&mut ledger, &raws);
            ledger.update().unwrap();
        }
        let mut out: Vec<Vec<String>> = Vec::new();
        for sql in [
            "SELECT hex(a.hash) || hex(b.hash) || e.value || ' ' || e.shared FROM edge e JOIN raw a ON a.id = e.a JOIN raw b ON b.id = e.b ORDER BY 1",
            "SELECT hex(r.hash) || e.level || hex(p.hash) || hex(f.hash) FROM event e JOIN raw r ON r.id = e.report JOIN raw p ON p.id = e.part JOIN raw f ON f.id = e.first ORDER BY 1",
            "SELECT name || text || answers FROM question ORDER BY 1",
        ] {
            let mut statement = ledger.db.prepare(sql).unwrap();
            let rows = statement.query_map([], |r| r.get(0)).unwrap();
            out.push(rows.collect::<rusqlite::Result<_>>().unwrap());
        }
        let under: i64 = ledger
            .db
            .query_row(
                "SELECT max(n) FROM (SELECT count(*) n FROM context_key GROUP BY key)",
                [],
                |r| r.get(0),
            )
            .unwrap();
        assert!(under > sayso_questions::event::LISTED as i64);
        assert!(out.iter().all(|rows| rows.len() > 20));
        out
    };
    let mut order: Vec<usize> = (0..330).collect();
    let first = told(&order, 330);
    let mut dice = Dice(5);
    for batch in [40, 101] {
        for n in (1..order.len()).rev() {
            order.swap(n, dice.below(n as u64 + 1) as usize);
        }
        let other = told(&order, batch);
        for (one, other) in first.iter().zip(&other) {
            assert!(one == other, "{} rows, {} rows", one.len(), other.len());
        }
    }
}
