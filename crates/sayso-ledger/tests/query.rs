//! What a ledger answers.

use sayso_claims::Claim;
use sayso_language::Span;
use sayso_ledger::{Arrival, ClaimFilter, ErrorKind, Hash, Item, Ledger, Rejection};
use std::path::Path;

const DAM: &str = "Éva Moreau said the dam “was sound”. No siren was heard, the mayor denied.";
const ROAD: &str = "The road is open, the ministry said.";

fn span(text: &str, part: &str) -> Vec<Span> {
    let start = text.find(part).unwrap();
    vec![Span::new(start, start + part.len())]
}

fn claim(
    text: &str,
    id: &str,
    [source, cue, content]: [&str; 3],
    actor: &str,
    stance: &str,
) -> Claim {
    Claim {
        id: id.into(),
        source: span(text, source),
        cue: span(text, cue),
        content: span(text, content),
        actor: Some(actor.into()),
        stance: stance.into(),
        kind: "statement".into(),
        ..Claim::default()
    }
}

fn item(value: &'static str) -> Item<'static> {
    Item {
        value: Some(value),
        how: Some("given"),
    }
}

fn arrivals() -> Vec<Arrival<'static>> {
    let dam = vec![
        claim(
            DAM,
            "c1",
            ["Éva Moreau", "said", "the dam “was sound”"],
            "Éva Moreau",
            "states",
        ),
        claim(
            DAM,
            "c2",
            ["the mayor", "denied", "No siren was heard"],
            "mayor",
            "denies",
        ),
    ];
    let road = vec![claim(
        ROAD,
        "c1",
        ["the ministry", "said", "The road is open"],
        "Transport Ministry",
        "states",
    )];
    let base = Arrival {
        text: DAM,
        kind: "text",
        version: "v1",
        claims: dam,
        ..Arrival::default()
    };
    vec![
        Arrival {
            raw: b"one",
            input: "in/one.txt",
            outlet: item("Harbour Post"),
            published: item("2026-03-05T23:30:00-05:00"),
            ..base.clone()
        },
        Arrival {
            raw: b"two",
            input: "in/two.txt",
            given_id: Some("two"),
            outlet: item("ÖSTRY Courier"),
            published: item("2026-03-05"),
            ..base
        },
        Arrival {
            raw: b"three",
            input: "in/three.txt",
            text: ROAD,
            kind: "text",
            version: "v1",
            claims: road,
            ..Arrival::default()
        },
    ]
}

fn ledger(folder: &Path, order: &[usize]) -> Ledger {
    let mut ledger = Ledger::create(folder.join(format!("{order:?}.db"))).unwrap();
    let run = ledger.begin_run("v1").unwrap();
    let all = arrivals();
    for i in order {
        ledger.keep(run, &all[*i..=*i], &[]).unwrap();
    }
    ledger
}

fn contents(ledger: &Ledger, filter: &ClaimFilter<'_>) -> Vec<String> {
    let keys = ledger.find_claims(filter).unwrap();
    keys.into_iter()
        .map(|k| ledger.claim(k).unwrap().content_words)
        .collect()
}

#[test]
fn claims_are_found_by_each_filter() {
    let folder = tempfile::tempdir().unwrap();
    let ledger = ledger(folder.path(), &[0, 1, 2]);
    let all = ClaimFilter::default();
    let count = |f: ClaimFilter<'_>| contents(&ledger, &f).len();
    assert_eq!(count(all.clone()), 5);
    assert_eq!(
        count(ClaimFilter {
            actor: Some("eva moreau"),
            ..all.clone()
        }),
        2
    );
    assert_eq!(
        count(ClaimFilter {
            actor: Some("mor*"),
            ..all.clone()
        }),
        2
    );
    assert_eq!(
        count(ClaimFilter {
            actor: Some("siren"),
            ..all.clone()
        }),
        0
    );
    assert_eq!(
        count(ClaimFilter {
            actor: Some("!"),
            ..all.clone()
        }),
        0
    );
    assert_eq!(
        count(ClaimFilter {
            outlet: Some("östry"),
            ..all.clone()
        }),
        2
    );
    assert_eq!(
        count(ClaimFilter {
            stance: Some("denies"),
            ..all.clone()
        }),
        2
    );
    assert_eq!(
        count(ClaimFilter {
            kind: Some("order"),
            ..all.clone()
        }),
        0
    );
    assert_eq!(
        count(ClaimFilter {
            words: Some("dam sound"),
            ..all.clone()
        }),
        2
    );
    assert_eq!(
        count(ClaimFilter {
            words: Some("\"sound dam\""),
            ..all.clone()
        }),
        0
    );
    assert_eq!(
        count(ClaimFilter {
            words: Some("dam"),
            stance: Some("denies"),
            ..all
        }),
        0
    );
}

#[test]
fn days_compare_across_time_zones() {
    let folder = tempfile::tempdir().unwrap();
    let ledger = ledger(folder.path(), &[0, 1, 2]);
    let between = |since, until| {
        let filter = ClaimFilter {
            since,
            until,
            ..ClaimFilter::default()
        };
        contents(&ledger, &filter).len()
    };
    // 23:30 at -05:00 is the next day in UTC.
    assert_eq!(between(Some("2026-03-06"), None), 2);
    assert_eq!(between(None, Some("2026-03-05")), 2);
    assert_eq!(between(Some("2026-03-05"), Some("2026-03-06")), 4);
    assert_eq!(between(Some("2026-03"), Some("2026-03")), 4);
    assert_eq!(between(Some("2027"), None), 0);
}

#[test]
fn the_order_of_arrival_does_not_matter() {
    let folder = tempfile::tempdir().unwrap();
    let (a, b) = (
        ledger(folder.path(), &[0, 1, 2]),
        ledger(folder.path(), &[2, 0, 1]),
    );
    let names = |l: &Ledger| -> Vec<String> {
        let keys = l.reports().unwrap();
        keys.into_iter()
            .map(|k| l.report(k).unwrap().name())
            .collect()
    };
    assert_eq!(names(&a), names(&b));
    assert_eq!(names(&a)[0], "two");
    let ids = |l: &Ledger| -> Vec<String> {
        let keys = l.find_claims(&ClaimFilter::default()).unwrap();
        keys.into_iter()
            .map(|k| l.claim(k).unwrap().claim.id)
            .collect()
    };
    assert_eq!(ids(&a), ids(&b));
    let found = |l: &Ledger| -> Vec<String> {
        let hits = l.search("siren", 9).unwrap().0;
        hits.iter()
            .map(|h| l.report(h.report).unwrap().name())
            .collect()
    };
    assert_eq!(found(&a), found(&b));
}

#[test]
fn a_report_is_called_by_id_hash_or_file() {
    let folder = tempfile::tempdir().unwrap();
    let ledger = ledger(folder.path(), &[0, 1, 2]);
    let two = ledger.find_report("two").unwrap();
    let hash = Hash::of(b"two").to_string();
    for name in [&hash, &hash[..6], "in/two.txt", "two.txt"] {
        assert_eq!(ledger.find_report(name).unwrap(), two, "{name}");
    }
    assert_eq!(ledger.raw(two).unwrap(), b"two");
    assert_eq!(ledger.report(two).unwrap().known["outlet"], "given");
    assert_eq!(ledger.reading(two).unwrap().claims.len(), 2);
    let refused = |name: &str| ledger.find_report(name).unwrap_err().kind();
    assert_eq!(refused("nobody"), ErrorKind::Unknown);
    assert_eq!(refused(""), ErrorKind::Unknown);
}

#[test]
fn a_claim_id_names_every_copy() {
    let folder = tempfile::tempdir().unwrap();
    let ledger = ledger(folder.path(), &[0, 1, 2]);
    let filter = ClaimFilter {
        stance: Some("denies"),
        ..ClaimFilter::default()
    };
    let first = ledger
        .claim(ledger.find_claims(&filter).unwrap()[0])
        .unwrap();
    let copies = ledger.find_claim(&first.claim.id[..8]).unwrap();
    let reports: Vec<String> = copies
        .iter()
        .map(|k| {
            ledger
                .report(ledger.claim(*k).unwrap().report)
                .unwrap()
                .input
        })
        .collect();
    assert_eq!(reports, ["in/two.txt", "in/one.txt"]);
    assert_eq!(
        ledger.find_claim("zz").unwrap_err().kind(),
        ErrorKind::Unknown
    );
    assert_eq!(
        ledger.find_claim("0000000000").unwrap_err().kind(),
        ErrorKind::Unknown
    );
}

#[test]
fn search_shows_the_passage_and_the_claims() {
    let folder = tempfile::tempdir().unwrap();
    let ledger = ledger(folder.path(), &[0, 1, 2]);
    let (hits, all) = ledger.search("siren", 1).unwrap();
    assert_eq!((hits.len(), all), (1, 2));
    let snippet = hits[0].snippet.as_ref().unwrap();
    assert!(snippet.0.contains(&("siren".into(), true)), "{snippet:?}");
    assert_eq!(hits[0].claims.len(), 1);
    assert_eq!(hits[0].claims[0].1.plain(), "No siren was heard");
    for nothing in ["", "\"", "zebra", "* AND", "\0"] {
        assert_eq!(ledger.search(nothing, 9).unwrap().1, 0, "{nothing:?}");
    }
    // In no text, but the name that a claim resolved to.
    assert_eq!(ledger.search("\"transport ministry\"", 9).unwrap().1, 1);
}

#[test]
fn a_later_version_replaces_what_was_read_and_nothing_else() {
    let folder = tempfile::tempdir().unwrap();
    let mut ledger = ledger(folder.path(), &[0, 1, 2]);
    let mut newer = arrivals().remove(2);
    newer.version = "v2";
    newer.text = "The road is shut, the ministry said.";
    newer.claims = vec![claim(
        newer.text,
        "c1",
        ["the ministry", "said", "The road is shut"],
        "Transport Ministry",
        "states",
    )];
    assert_eq!(ledger.reports_not_read_by("v2").unwrap().len(), 3);
    assert_eq!(ledger.replace(&[newer.clone()]).unwrap(), 1);
    assert_eq!(ledger.replace(&[newer]).unwrap(), 0);
    assert_eq!(
        ledger.version_of(&Hash::of(b"three")).unwrap().as_deref(),
        Some("v2")
    );
    assert_eq!(ledger.version_of(&Hash::of(b"four")).unwrap(), None);
    assert_eq!(ledger.search("open", 9).unwrap().1, 0);
    assert_eq!(ledger.search("shut", 9).unwrap().1, 1);
    assert_eq!(
        ledger
            .raw(ledger.find_report("three.txt").unwrap())
            .unwrap(),
        b"three"
    );
    // A text that another report still has stays.
    let mut one = arrivals().remove(0);
    one.version = "v2";
    one.text = ROAD;
    one.claims.clear();
    assert_eq!(ledger.replace(&[one]).unwrap(), 1);
    assert_eq!(
        ledger.text(ledger.find_report("two").unwrap()).unwrap(),
        DAM
    );
    assert_eq!(ledger.counts().unwrap().claims, 3);
}

#[test]
fn rejections_are_counted_by_reason() {
    let folder = tempfile::tempdir().unwrap();
    let mut ledger = ledger(folder.path(), &[]);
    let run = ledger.begin_run("v1").unwrap();
    let rejected = |input: &str, class: &str| Rejection {
        input: input.into(),
        class: class.into(),
        reason: "why".into(),
        ..Rejection::default()
    };
    let three = [
        rejected("a", "empty"),
        rejected("b", "not text"),
        rejected("a", "empty"),
    ];
    ledger.keep(run, &[], &three).unwrap();
    let counted: Vec<(String, u64)> = ledger
        .rejected_by_reason()
        .unwrap()
        .into_iter()
        .map(|c| (c.class, c.count))
        .collect();
    assert_eq!(counted, [("empty".into(), 2), ("not text".into(), 1)]);
    assert_eq!(ledger.rejected(Some("empty")).unwrap().len(), 1);
    assert_eq!(ledger.rejected(None).unwrap().len(), 2);
}
