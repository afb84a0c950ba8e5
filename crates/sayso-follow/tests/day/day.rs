//! The day in one go.

use crate::server::{Seen, Server};
use crate::stub::{Names, Nothing, Played, fill, options};
use crate::world::{DELAY, PACE, SOURCES, START, expected, kind};
use sayso_follow::Follower;
use sayso_ledger::Ledger;
use std::collections::BTreeMap;
use std::path::Path;
use std::sync::atomic::Ordering;

/// Six hours; a whole day where `SAYSO_DAY` is set.
fn end() -> i64 {
    let hours = if std::env::var_os("SAYSO_DAY").is_some() {
        24
    } else {
        8
    };
    START + hours * 3_600
}

#[test]
fn every_item_is_read_once_and_no_host_hurried() {
    let server = Server::start();
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("l.db");
    fill(&path);
    let clock = Played::new(START, end());
    let web = Names::new(server.port, &clock);
    let say = |_: &str| {};
    let mut follower = Follower::new(&path, options(), &clock, &web, &Nothing, &say).unwrap();
    let summary = follower.run(&clock.stop).unwrap();
    assert!(clock.stop.load(Ordering::SeqCst));
    drop(follower);
    let log = server.log();
    check_pace(&log, true);
    let read = check_items(&path, clock.end);
    check_sources(&path, &log, clock.end);
    println!(
        "{summary:?}\n{} questions to {} hosts, {read} texts read, each once",
        log.len(),
        hosts(&log)
    );
}

pub fn hosts(log: &[Seen]) -> usize {
    by_host(log).len()
}

fn by_host(log: &[Seen]) -> BTreeMap<&str, Vec<&Seen>> {
    let mut out: BTreeMap<&str, Vec<&Seen>> = BTreeMap::new();
    for seen in log {
        out.entry(&seen.host).or_default().push(seen);
    }
    out
}

/// No host is asked faster than its pace; nor before it wants to be, where what it said `was_heard`.
pub fn check_pace(log: &[Seen], was_heard: bool) {
    for (host, seen) in by_host(log) {
        let group: usize = host
            .trim_start_matches(['h', 'n'])
            .trim_end_matches(".example")
            .parse()
            .unwrap();
        let pace = if group % 20 == 19 { DELAY } else { PACE };
        for pair in seen.windows(2) {
            let [one, next] = pair else { continue };
            let least = match one.status {
                429 if was_heard => 1_800,
                503 if was_heard => 1_200,
                _ => pace,
            };
            assert!(next.at - one.at >= least, "{one:?} {next:?}");
        }
    }
}

/// Every item is read once: gives how many texts were.
pub fn check_items(path: &Path, end: i64) -> usize {
    let ledger = Ledger::open(path).unwrap();
    let mut read: BTreeMap<String, usize> = BTreeMap::new();
    for key in ledger.reports().unwrap() {
        let text = ledger.text(key).unwrap();
        let word = text
            .split_whitespace()
            .find(|w| w.contains('x') && w.contains('v'))
            .unwrap();
        *read.entry(word.to_owned()).or_default() += 1;
    }
    let (must, may) = expected(end);
    let lost: Vec<_> = must.iter().filter(|w| !read.contains_key(*w)).collect();
    assert!(
        lost.is_empty(),
        "{} of {} lost: {lost:?}",
        lost.len(),
        must.len()
    );
    let doubled: Vec<_> = read.iter().filter(|(_, n)| **n > 1).collect();
    assert!(doubled.is_empty(), "doubled: {doubled:?}");
    let strange: Vec<_> = read
        .keys()
        .filter(|w| !must.contains(w) && !may.contains(w))
        .collect();
    assert!(strange.is_empty(), "not expected: {strange:?}");
    assert!(!ledger.is_behind().unwrap());
    read.len()
}

/// What the ledger says of each kind of source is what it is.
fn check_sources(path: &Path, log: &[Seen], end: i64) {
    let ledger = Ledger::open(path).unwrap();
    let all = ledger.coverage(end, false).unwrap();
    assert_eq!(all.len(), SOURCES);
    for (source, c) in all.iter().enumerate() {
        let error = c.source.error.as_deref().unwrap_or_default();
        let at =
            |c: &sayso_ledger::follow::Coverage| format!("{source}, kind {}: {c:?}", kind(source));
        match kind(source) {
            0..=2 | 4..=6 | 17 | 18 => assert!(matches!(c.state(), "well" | "silent"), "{}", at(c)),
            3 => assert!(
                c.gaps
                    .iter()
                    .any(|g| g.why.contains("robots.txt cannot be had")),
                "{}",
                at(c)
            ),
            7 => assert!(
                c.gaps.iter().any(|g| g.why.contains("not fetched within")),
                "{}",
                at(c)
            ),
            9 => assert_eq!(
                (c.state(), c.source.why.as_deref()),
                ("gone", Some("the server answers 410: gone for good"))
            ),
            10 => assert!(c.gaps.iter().any(|g| g.why.contains("429")), "{}", at(c)),
            11 => assert!(c.gaps.iter().any(|g| g.why.contains("503")), "{}", at(c)),
            12 => {
                assert!(c.source.address.starts_with("http://n"), "{}", at(c));
                assert_eq!(c.moves.len(), 1);
            }
            13 => assert_eq!(error, "redirects lead in a circle"),
            14 => assert!(
                error.contains("does not let programs ask for it"),
                "{}",
                at(c)
            ),
            15 => assert!(
                c.items.read == 0
                    && c.items.short > 0
                    && c.not_read.iter().all(|n| n.why.contains("robots.txt")),
                "{}",
                at(c)
            ),
            16 => assert_eq!(error, "over the limit of 1000000 bytes"),
            _ => {}
        }
        if matches!(kind(source), 8 | 17) {
            assert!(c.source.broken > 0 || kind(source) == 8, "{}", at(c));
        }
    }
    for seen in log {
        let group: usize = seen
            .host
            .trim_start_matches(['h', 'n'])
            .trim_end_matches(".example")
            .parse()
            .unwrap();
        assert!(
            !(group % 20 == 14 && seen.path.starts_with("feed")),
            "{seen:?}"
        );
        assert!(
            !(group % 20 == 15 && seen.path.starts_with("article")),
            "{seen:?}"
        );
    }
    assert!(log.iter().filter(|s| s.status == 304).count() > log.len() / 4);
}
