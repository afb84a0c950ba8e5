//! Actors over reports, whatever the order in which these came.

use sayso_claims::Claim;
use sayso_language::Span;
use sayso_ledger::{ActorRow, Arrival, ClaimFilter, Ledger};

/// Text of a report, with source, actor, kind and affiliation of its claims.
type Given = (
    &'static str,
    &'static [(
        &'static str,
        &'static str,
        &'static str,
        Option<&'static str>,
    )],
);

const REPORTS: [Given; 5] = [
    (
        "Sergei Marchenko said it rained. Police said it did not.",
        &[
            (
                "Sergei Marchenko",
                "Sergei Marchenko",
                "person",
                Some("Ukraine"),
            ),
            ("Police", "police", "agency", None),
        ],
    ),
    (
        "He said it was dry, Sergey Marchenko repeated. Police said it was.",
        &[
            ("He", "Sergey Marchenko", "person", Some("Ukraine")),
            ("Police", "police", "agency", None),
        ],
    ),
    (
        "An official said it snowed. Ada Vörnholt said it hailed.",
        &[
            ("An official", "unnamed official", "unnamed", None),
            ("Ada Vörnholt", "Ada Vörnholt", "person", None),
        ],
    ),
    (
        "An official said it thawed. Ada Vornholt said it froze.",
        &[
            ("An official", "unnamed official", "unnamed", None),
            ("Ada Vornholt", "Ada Vornholt", "person", None),
        ],
    ),
    (
        "Marchenko said so.",
        &[("Marchenko", "Marchenko", "person", Some("Ukraine"))],
    ),
];

fn ledger(order: &[usize]) -> (tempfile::TempDir, Ledger) {
    let folder = tempfile::tempdir().unwrap();
    let mut ledger = Ledger::create(folder.path().join("l.db")).unwrap();
    let run = ledger.begin_run("v1").unwrap();
    for &n in order {
        let (text, given) = REPORTS[n];
        let claims = given.iter().map(|(source, actor, kind, affiliation)| {
            let at = text.find(source).unwrap();
            Claim {
                source: vec![Span::new(at, at + source.len())],
                cue: vec![Span::new(at, at + source.len())],
                actor: Some((*actor).into()),
                actor_kind: Some((*kind).into()),
                affiliation: affiliation.map(Into::into),
                ..Claim::default()
            }
        });
        let arrival = Arrival {
            raw: text.as_bytes(),
            text,
            kind: "text",
            input: "a.txt",
            version: "v1",
            claims: claims.collect(),
            ..Arrival::default()
        };
        ledger.keep(run, &[arrival], &[]).unwrap();
        if n % 2 == 0 {
            ledger.update().unwrap();
        }
    }
    ledger.update().unwrap();
    (folder, ledger)
}

fn shape(actors: &[ActorRow]) -> Vec<(String, String, u64, usize, String)> {
    actors
        .iter()
        .map(|a| {
            (
                a.id.to_string(),
                a.name.clone(),
                a.reports,
                a.claims.len(),
                format!("{:?} {:?} {:?}", a.names, a.spellings, a.joined),
            )
        })
        .collect()
}

#[test]
fn one_actor_per_person_and_the_unnamed_apart() {
    let (_folder, ledger) = ledger(&[0, 1, 2, 3, 4]);
    let actors = ledger.actors().unwrap();
    let first = &actors[0];
    assert_eq!((first.reports, first.claims.len()), (3, 3), "{actors:?}");
    assert_eq!(first.names.len(), 3);
    assert!(
        first.joined.iter().any(|j| j.why.contains("spelling")),
        "{:?}",
        first.joined
    );
    assert!(first.spellings.iter().any(|s| s.words == "He"));
    for name in ["police", "unnamed official"] {
        let apart = actors.iter().filter(|a| a.name == name);
        assert!(
            apart.clone().all(|a| a.reports == 1) && apart.count() == 2,
            "{name}"
        );
    }
    assert_eq!(
        actors.iter().filter(|a| a.kind == "person").count(),
        2,
        "{actors:?}"
    );
}

#[test]
fn the_order_of_arrival_does_not_matter() {
    let (_folder, one) = ledger(&[0, 1, 2, 3, 4]);
    for order in [[4, 3, 2, 1, 0], [2, 0, 4, 1, 3], [1, 4, 0, 3, 2]] {
        let (_folder, other) = ledger(&order);
        assert_eq!(
            shape(&one.actors().unwrap()),
            shape(&other.actors().unwrap())
        );
    }
}

#[test]
fn claims_are_found_by_actor_and_not_by_text() {
    let (_folder, ledger) = ledger(&[0, 1, 2, 3, 4]);
    let found = |actor: &str| {
        let filter = ClaimFilter {
            actor: Some(actor),
            ..ClaimFilter::default()
        };
        ledger.find_claims(&filter).unwrap().len()
    };
    // "He" and "Sergey" are Sergei.
    assert_eq!(
        (found("sergei"), found("SERGEY marchenko"), found("He")),
        (3, 3, 0)
    );
    assert_eq!(
        (
            found("vornh*"),
            found("vörnholt"),
            found("nobody"),
            found(" ")
        ),
        (2, 2, 0, 0)
    );
    let id = ledger.actors().unwrap()[0].id.to_string();
    assert_eq!(found(&id[..8]), 3);
    let key = ledger
        .find_claims(&ClaimFilter {
            actor: Some("official"),
            ..ClaimFilter::default()
        })
        .unwrap()[0];
    assert_eq!(
        ledger.actor_of(key).unwrap().unwrap().name,
        "unnamed official"
    );
}

/// A report: its text, and each source with kind and affiliation.
type Drawn = (String, Vec<(String, &'static str, Option<String>)>);

/// Reports with sources out of a few names that are one, could be one, or must not be.
fn drawn(seed: u64, count: usize) -> Vec<Drawn> {
    const NAMES: [(&str, &str); 18] = [
        ("Sergey Marchenko", "person"),
        ("Sergei Marchenko", "person"),
        ("S. Marchenko", "person"),
        ("Marchenko", "person"),
        ("Olga Marchenko", "person"),
        ("John Smith", "person"),
        ("John A. Smith", "person"),
        ("John B. Smith", "person"),
        ("Smith", "person"),
        ("Quarry Police", "agency"),
        ("Quarry Police Department", "agency"),
        ("QPD", "agency"),
        ("Quay Port Directorate", "agency"),
        ("Ministry of Health", "government"),
        ("Health Ministry", "government"),
        ("Police Department", "agency"),
        ("Ottilie Branquist", "person"),
        ("unnamed guard", "unnamed"),
    ];
    let mut seed = seed;
    let mut next = |most: usize| {
        seed = seed
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        (seed >> 33) as usize % most
    };
    (0..count)
        .map(|n| {
            let sources = (0..1 + next(4)).map(|_| {
                let (name, kind) = NAMES[next(NAMES.len())];
                let state = ["Peru", "Chile"].get(next(3)).map(|s| (*s).to_owned());
                (name.to_owned(), kind, state)
            });
            let sources = sources.collect();
            (format!("Report {n} of {}", next(1000)), sources)
        })
        .collect()
}

#[test]
fn actors_kept_report_by_report_are_those_of_all_at_once() {
    for seed in 0..8 {
        let reports = drawn(seed, 40);
        let keep = |order: &[usize], each: usize| {
            let folder = tempfile::tempdir().unwrap();
            let mut ledger = Ledger::create(folder.path().join("l.db")).unwrap();
            let run = ledger.begin_run("v1").unwrap();
            for (i, &n) in order.iter().enumerate() {
                let (text, sources) = &reports[n];
                let claims = sources.iter().map(|(actor, kind, affiliation)| Claim {
                    source: vec![Span::new(0, 6)],
                    actor: Some(actor.clone()),
                    actor_kind: Some((*kind).into()),
                    affiliation: affiliation.clone(),
                    ..Claim::default()
                });
                let arrival = Arrival {
                    raw: text.as_bytes(),
                    text,
                    version: "v1",
                    claims: claims.collect(),
                    ..Arrival::default()
                };
                ledger.keep(run, &[arrival], &[]).unwrap();
                if i % each == 0 {
                    ledger.update().unwrap();
                }
            }
            ledger.update().unwrap();
            let actors = ledger.actors().unwrap();
            for actor in &actors {
                for &claim in &actor.claims {
                    assert_eq!(ledger.actor_of(claim).unwrap().unwrap().id, actor.id);
                }
            }
            let (page, all) = ledger.actors_page(Some("person"), 2, 1, 3).unwrap();
            let few = actors
                .iter()
                .filter(|a| a.kind == "person" && a.reports > 1);
            assert_eq!(all, few.clone().count());
            let first: Vec<_> = few.skip(1).take(3).map(|a| a.id).collect();
            assert_eq!(page.iter().map(|a| a.id).collect::<Vec<_>>(), first);
            shape(&actors)
        };
        let straight: Vec<usize> = (0..40).collect();
        let at_once = keep(&straight, 1000);
        let mut order = straight.clone();
        for turn in 0..3 {
            order.rotate_left(7 + turn);
            order.reverse();
            assert_eq!(keep(&order, 1 + turn * 3), at_once, "{seed} {order:?}");
        }
    }
}
