use super::*;
use crate::{Arrival, Hash};

fn ledger() -> (tempfile::TempDir, Ledger) {
    let folder = tempfile::tempdir().unwrap();
    let ledger = Ledger::create(folder.path().join("l.db")).unwrap();
    (folder, ledger)
}

fn entry(id: &str, words: &'static str) -> Entry<'static> {
    Entry {
        name: short_hash(&[id]),
        words: short_hash(&[words]),
        kind: "text",
        bytes: words.as_bytes(),
        ..Entry::default()
    }
}

fn fresh(at: i64, entries: Vec<Entry<'_>>) -> Answered<'_> {
    Answered {
        at,
        due: at + 900,
        fresh: Some(Fresh {
            kind: "feed",
            validated: "http://a.example/feed",
            entries,
            ..Fresh::default()
        }),
        ..Answered::default()
    }
}

fn add(ledger: &mut Ledger, address: &str) -> FollowId {
    let new = NewSource {
        address,
        every: 900,
        ..NewSource::default()
    };
    match ledger.follow(&new, 100).unwrap() {
        Added::New(id) | Added::Known(id) | Added::Again(id) => id,
    }
}

#[test]
fn an_item_waits_until_what_was_read_is_kept() {
    let (_folder, mut ledger) = ledger();
    let id = add(&mut ledger, "http://a.example/feed");
    assert_eq!(ledger.sources_due(100).unwrap().len(), 1);
    let seen = ledger
        .source_answered(
            id,
            &fresh(100, vec![entry("1", "It fell."), entry("2", "It rose.")]),
        )
        .unwrap();
    assert_eq!((seen.new, seen.changed), (2, 0));
    assert!(ledger.sources_due(999).unwrap().is_empty());
    let ready = ledger.items_ready(9).unwrap();
    assert_eq!(
        ledger.item_bytes(ready[0].id).unwrap().unwrap(),
        b"It fell."
    );
    let run = ledger.begin_run("v").unwrap();
    let arrival = Arrival {
        raw: b"It fell.",
        text: "It fell.",
        version: "v",
        ..Arrival::default()
    };
    let settled = Settled {
        item: ready[0].id,
        at: 200,
        read: Some((Hash::of(b"It fell."), Hash::of(b"It fell."))),
        why: None,
    };
    ledger
        .keep_followed(run, &[arrival], &[], &[settled])
        .unwrap();
    assert_eq!(ledger.items_ready(9).unwrap().len(), 1);
    // The same again is nothing new; another wording is.
    let seen = ledger
        .source_answered(id, &fresh(300, vec![entry("1", "It fell.")]))
        .unwrap();
    assert_eq!(seen, Seen::default());
    let seen = ledger
        .source_answered(id, &fresh(400, vec![entry("1", "It fell twice.")]))
        .unwrap();
    assert_eq!((seen.new, seen.changed), (0, 1));
    let again = ledger.items_ready(9).unwrap();
    assert_eq!(again.iter().map(|w| w.versions).collect::<Vec<_>>(), [1, 0]);
}

#[test]
fn the_same_in_two_sources_is_read_once() {
    let (_folder, mut ledger) = ledger();
    let one = add(&mut ledger, "http://a.example/one");
    let two = add(&mut ledger, "http://a.example/two");
    for id in [one, two] {
        ledger
            .source_answered(id, &fresh(100, vec![entry("1", "It fell.")]))
            .unwrap();
    }
    let ready = ledger.items_ready(9).unwrap();
    assert_eq!(ledger.twin(&ready[0], 100).unwrap(), None);
    assert_eq!(ledger.twin(&ready[1], 100).unwrap(), Some(Twin::Waits));
    let run = ledger.begin_run("v").unwrap();
    let settled = Settled {
        item: ready[0].id,
        at: 200,
        read: Some((Hash::of(b"x"), Hash::of(b"x"))),
        why: None,
    };
    ledger.keep_followed(run, &[], &[], &[settled]).unwrap();
    assert_eq!(ledger.twin(&ready[1], 300).unwrap(), Some(Twin::Settled));
    let all = ledger.coverage(300, false).unwrap();
    assert!(
        all.iter()
            .all(|c| c.items.read == 1 && c.items.waiting == 0)
    );
}

#[test]
fn failures_moves_and_the_end_are_kept() {
    let (_folder, mut ledger) = ledger();
    let id = add(&mut ledger, "http://a.example/feed");
    ledger
        .source_answered(id, &fresh(100, vec![entry("1", "a"), entry("2", "b")]))
        .unwrap();
    ledger
        .source_failed(id, 1_000, 2_000, "the server answers 500")
        .unwrap();
    ledger
        .source_failed(id, 2_000, 4_000, "the server answers 502")
        .unwrap();
    let found = &ledger.coverage(2_100, false).unwrap()[0];
    assert_eq!(
        (found.state(), found.source.failing, found.source.failures),
        ("failing", Some(1_000), 2)
    );
    let answered = Answered {
        moved: Some("http://b.example/feed"),
        ..fresh(4_000, vec![entry("3", "c"), entry("4", "d")])
    };
    assert!(ledger.source_answered(id, &answered).unwrap().overrun);
    let found = &ledger.coverage(4_100, false).unwrap()[0];
    let gaps: Vec<_> = found
        .gaps
        .iter()
        .map(|g| (g.kind.as_str(), g.since, g.until))
        .collect();
    assert_eq!(gaps, [("overrun", 100, 4_000), ("errors", 1_000, 4_000)]);
    assert_eq!(found.source.address, "http://b.example/feed");
    assert_eq!(found.moves, [(4_000, "http://a.example/feed".to_owned())]);
    // By the address that it had, it is known.
    assert_eq!(add(&mut ledger, "http://a.example/feed"), id);
    ledger
        .source_gone(id, 5_000, "the server answers 410")
        .unwrap();
    assert_eq!(ledger.coverage(9_000, false).unwrap()[0].state(), "gone");
    assert!(ledger.sources_due(90_000).unwrap().is_empty());
    assert!(ledger.unfollow("http://nobody.example/").is_err());
    assert_eq!(ledger.unfollow("http://a.example/feed").unwrap().id, id);
    assert!(ledger.coverage(9_000, false).unwrap().is_empty());
}

#[test]
fn a_source_that_nobody_asks_is_not_covered() {
    let (_folder, mut ledger) = ledger();
    let id = add(&mut ledger, "http://a.example/feed");
    ledger.source_answered(id, &fresh(1_000, vec![])).unwrap();
    assert_eq!(ledger.coverage(2_000, false).unwrap()[0].state(), "well");
    let late = &ledger.coverage(50_000, false).unwrap()[0];
    assert_eq!((late.state(), late.not_asked), ("not asked", Some(1_900)));
    ledger.source_answered(id, &fresh(50_000, vec![])).unwrap();
    let gap = ledger.coverage(50_000, false).unwrap()[0].gaps[0].clone();
    assert_eq!(
        (gap.kind.as_str(), gap.since, gap.until),
        ("not_asked", 1_900, 50_000)
    );
}

#[test]
fn hosts_and_robots_are_remembered() {
    let (_folder, mut ledger) = ledger();
    assert_eq!(ledger.host_free("a.example").unwrap(), 0);
    ledger.hold_hosts(&[("a.example".into(), 50)]).unwrap();
    ledger.hold_hosts(&[("a.example".into(), 20)]).unwrap();
    assert_eq!(ledger.host_free("a.example").unwrap(), 50);
    let robots = Robots {
        state: RobotsState::Rules,
        until: 9,
        rules: "disallow: /x".into(),
        why: None,
    };
    ledger.keep_robots("http://a.example", &robots).unwrap();
    assert_eq!(ledger.robots("http://a.example").unwrap(), Some(robots));
}
