//! Dispatches, questions and decisions in a ledger: whatever the order of arrival, and as if only the decisions that stand had been made.

use sayso_claims::{Claim, Figure};
use sayso_ledger::{
    Action, Arrival, ClaimFilter, Item, Ledger, QuestionFilter, QuestionOrder, Undone,
};
use tempfile::TempDir;

/// A report of the fire at Varnholt with one figure of the dead.
struct Told {
    outlet: &'static str,
    published: &'static str,
    raw: String,
    text: String,
    figure: f64,
    actor: &'static str,
}

fn told() -> Vec<Told> {
    let one = |outlet, published, actor, figure: u32, lead: &str, more: &str| Told {
        outlet,
        published,
        actor,
        figure: f64::from(figure),
        raw: format!("{outlet}: {lead} {figure}"),
        text: format!("{lead} killed {figure} people, {actor} said on Monday.\n\n{more}"),
    };
    let long = "Flames were seen from the ferry across the Orlen strait, and sparks fell on the roofs of Kesselgate until the wind turned at four in the morning. \
                Neighbours carried looms and bolts of cloth into the street of Varnholt before the Sorrel mill fell in.";
    vec![
        one(
            "Varnholt Post",
            "2031-05-02T08:00:00Z",
            "Mayor Edda Kulm",
            9,
            "The fire at the Sorrel mill in Varnholt",
            long,
        ),
        one(
            "Kesselgate Mail",
            "2031-05-02T10:00:00Z",
            "Mayor Edda Kulm",
            9,
            "The fire at the Sorrel mill in Varnholt",
            long,
        ),
        one(
            "Radio Orlen",
            "2031-05-02T12:00:00Z",
            "the Orlen Fire Office",
            12,
            "Flames in the Sorrel mill of Varnholt have",
            "Inspector Juno Haff walked through the spinning hall and counted what she could. Edda Kulm asked Varnholt to stay indoors while the Sorrel ruin cooled.",
        ),
        one(
            "Strait Courier",
            "2031-05-03T09:00:00Z",
            "the Orlen Fire Office",
            14,
            "A second search shows that Varnholt's burning Sorrel mill",
            "Juno Haff sent divers to the Sorrel wheel pit, where two weavers had hidden. Varnholt closed its schools, and Kesselgate lent four engines.",
        ),
        one(
            "Harbour Watch",
            "2031-05-03T11:00:00Z",
            "owner Matis Wode",
            8,
            "What burned in Varnholt and",
            "Matis Wode bought the Sorrel mill when Varnholt dredged its harbour. He blames Edda Kulm for hydrants that ran dry, and Juno Haff for late doors.",
        ),
    ]
}

fn claim(report: &Told) -> Claim {
    let at = |words: &str| {
        let start = report.text.find(words).unwrap();
        [start, start + words.len()].into()
    };
    let number = format!("{}", report.figure);
    Claim {
        id: "c1".into(),
        kind: "statement".into(),
        stance: "states".into(),
        source: vec![at(report.actor)],
        cue: vec![at("said")],
        content: vec![[0, report.text.find(", ").unwrap()].into()],
        actor: Some(report.actor.trim_start_matches("the ").to_owned()),
        origin: Some(report.actor.trim_start_matches("the ").to_owned()),
        actor_kind: Some("person".into()),
        said: Some(report.published[..10].to_owned()),
        confidence: 0.9,
        figures: vec![Figure {
            span: at(&number),
            lower: Some(report.figure),
            upper: Some(report.figure),
            modifier: "exact".into(),
            role: Some("total".into()),
            measure: Some("killed".into()),
            of: Some("people".into()),
            ..Figure::default()
        }],
        ..Claim::default()
    }
}

/// A ledger of these reports, read in this order by this version.
fn ledger(order: &[usize], version: &str) -> (TempDir, Ledger) {
    let folder = tempfile::tempdir().unwrap();
    let mut ledger = Ledger::create(folder.path().join("l.db")).unwrap();
    let reports = told();
    for &n in order {
        let run = ledger.begin_run(version).unwrap();
        ledger
            .keep(run, &[arrival(&reports[n], version)], &[])
            .unwrap();
        ledger.update().unwrap();
    }
    (folder, ledger)
}

fn arrival<'a>(report: &'a Told, version: &'a str) -> Arrival<'a> {
    let item = |value| Item {
        value: Some(value),
        how: Some("given"),
    };
    Arrival {
        raw: report.raw.as_bytes(),
        text: &report.text,
        kind: "text",
        input: report.outlet,
        outlet: item(report.outlet),
        published: item(report.published),
        version,
        claims: vec![claim(report)],
        ..Arrival::default()
    }
}

/// All that is derived, in words.
fn state(ledger: &Ledger) -> String {
    assert!(!ledger.is_behind().unwrap());
    let outlet = |key| ledger.report(key).unwrap().outlet.unwrap_or_default();
    let mut out = String::new();
    for dispatch in ledger.dispatches().unwrap() {
        let names: Vec<String> = dispatch.reports.iter().map(|key| outlet(*key)).collect();
        out.push_str(&format!("dispatch {}\n", names.join(", ")));
    }
    let filter = QuestionFilter::default();
    for row in ledger
        .find_questions(&filter, QuestionOrder::Lines, 99)
        .unwrap()
    {
        let q = ledger.question(&row.name).unwrap();
        out.push_str(&format!("{} {} lines {}\n", q.id, q.text, q.lines));
        for a in &q.answers {
            let key = ledger.report_of(&a.report).unwrap();
            out.push_str(&format!(
                "  {} {:?} {:?} line {}\n",
                outlet(key),
                a.lower,
                a.actor,
                a.line
            ));
        }
        for (i, j, kind, why) in &q.relations {
            out.push_str(&format!("  {i} {j} {kind}: {why}\n"));
        }
    }
    for actor in ledger.actors().unwrap() {
        out.push_str(&format!(
            "{} {} {:?}\n",
            actor.id, actor.reports, actor.joined
        ));
    }
    out
}

#[test]
fn copies_are_one_line_and_figures_meet() {
    let (_folder, ledger) = ledger(&[0, 1, 2, 3, 4], "v1");
    let state = state(&ledger);
    assert!(
        state.starts_with("dispatch Varnholt Post, Kesselgate Mail\n"),
        "{state}"
    );
    let rows = ledger
        .find_questions(&QuestionFilter::default(), QuestionOrder::Conflict, 9)
        .unwrap();
    assert_eq!(rows.len(), 1, "{state}");
    assert_eq!(
        (rows[0].answers, rows[0].reports, rows[0].lines),
        (5, 5, 3),
        "{state}"
    );
    let q = ledger.question(&rows[0].name).unwrap();
    let relation = |i, j| {
        q.relations
            .iter()
            .find(|r| (r.0, r.1) == (i, j))
            .map(|r| r.2.as_str())
    };
    assert_eq!(relation(0, 1), Some("agree"));
    assert_eq!(relation(2, 3), Some("revise"));
    assert!(
        q.ties.path(0, 1).is_some_and(|path| path.len() == 1) && q.ties.path(0, 2).is_none(),
        "{state}"
    );
    let none = QuestionFilter {
        measure: Some("wounded"),
        ..QuestionFilter::default()
    };
    assert!(
        ledger
            .find_questions(&none, QuestionOrder::Conflict, 9)
            .unwrap()
            .is_empty()
    );
    let actor = QuestionFilter {
        actor: Some("fire office"),
        words: Some("killed"),
        ..QuestionFilter::default()
    };
    assert_eq!(
        ledger
            .find_questions(&actor, QuestionOrder::Newest, 9)
            .unwrap()
            .len(),
        1
    );
    // On the first evening only the first three were there.
    let then = ledger
        .questions_anew(Some(&q.id), Some("2031-05-02"), false)
        .unwrap();
    assert_eq!(then.iter().map(|q| q.answers.len()).sum::<usize>(), 3);
}

#[test]
fn the_order_of_arrival_changes_nothing() {
    let first = state(&ledger(&[0, 1, 2, 3, 4], "v1").1);
    for order in [
        [4, 3, 2, 1, 0],
        [1, 0, 4, 2, 3],
        [2, 4, 1, 3, 0],
        [3, 1, 0, 4, 2],
        [1, 3, 4, 0, 2],
        [0, 4, 1, 3, 2],
        [2, 0, 3, 1, 4],
        [3, 4, 2, 0, 1],
        [4, 0, 2, 1, 3],
        [1, 2, 0, 4, 3],
    ] {
        assert_eq!(state(&ledger(&order, "v1").1), first, "{order:?}");
    }
}

/// Some decisions that can be made on these reports, by number.
fn decision(ledger: &Ledger, n: usize) -> Action {
    let reports = told();
    let claims: Vec<_> = ledger
        .find_claims(&ClaimFilter::default())
        .unwrap()
        .into_iter()
        .map(|key| ledger.claim(key).unwrap())
        .collect();
    let of = |r: usize| {
        let actor = claim(&reports[r]).actor;
        let outlet = reports[r].outlet;
        let row = claims.iter().find(|c| {
            c.claim.actor == actor
                && ledger.report(c.report).unwrap().outlet.as_deref() == Some(outlet)
        });
        ledger
            .place_of(&ledger.claim_named(&row.unwrap().claim.id).unwrap())
            .unwrap()
    };
    let hash = |r: usize| sayso_ledger::Hash::of(reports[r].raw.as_bytes()).to_string();
    match n % 9 {
        0 => Action::Reject { of: of(4) },
        1 => Action::Amend {
            of: of(2),
            field: "figures.0.measure".into(),
            value: Some("wounded".into()),
        },
        2 => Action::Amend {
            of: of(3),
            field: "figures.0.lower".into(),
            value: Some("3".into()),
        },
        3 => Action::MergeActors {
            from: "Matis Wode".into(),
            into: "Mayor Edda Kulm".into(),
        },
        4 => Action::SplitActor {
            of: of(1),
            actor: "Edda Kulm the younger".into(),
        },
        5 => Action::MergeDispatches {
            reports: (hash(2), hash(3)),
        },
        6 => Action::SplitDispatch { report: hash(1) },
        7 => Action::SplitQuestion { of: of(2) },
        _ => Action::MergeQuestions {
            of: of(1),
            with: of(2),
        },
    }
}

#[test]
fn only_the_decisions_that_stand_count() {
    let mut seed = 11u64;
    let mut next = |most: usize| {
        seed = seed
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        (seed >> 33) as usize % most
    };
    for round in 0..12 {
        let (_folder, mut ledger) = ledger(&[0, 1, 2, 3, 4], "v1");
        let mut standing: Vec<(i64, usize)> = Vec::new();
        let mut version = 1;
        for _ in 0..8 {
            match next(4) {
                0 if !standing.is_empty() => {
                    let (id, _) = standing.remove(next(standing.len()));
                    assert_eq!(ledger.undo(id, "a", "").unwrap(), Undone::Now);
                    assert_eq!(ledger.undo(id, "a", "").unwrap(), Undone::Before);
                }
                1 => {
                    // A new version of the reading that reads the same.
                    version += 1;
                    let name = format!("v{version}");
                    let reports = told();
                    let arrivals: Vec<Arrival<'_>> =
                        reports.iter().map(|r| arrival(r, &name)).collect();
                    assert_eq!(ledger.replace(&arrivals).unwrap(), 5);
                }
                _ => {
                    let n = next(9);
                    let action = decision(&ledger, n);
                    standing.push((ledger.decide(&action, "a", "seen").unwrap(), n));
                }
            }
            ledger.update().unwrap();
        }
        let (_other, mut fresh) = self::ledger(&[3, 0, 4, 1, 2], "v1");
        for (_, n) in &standing {
            let action = decision(&fresh, *n);
            fresh.decide(&action, "b", "").unwrap();
        }
        fresh.update().unwrap();
        assert_eq!(state(&ledger), state(&fresh), "round {round}: {standing:?}");
        assert!(ledger.decisions().unwrap().iter().all(|d| d.applies));
    }
}

#[test]
fn a_decision_follows_its_claim_or_is_listed() {
    let (_folder, mut ledger) = ledger(&[0, 1, 2, 3, 4], "v1");
    let id = ledger
        .decide(&decision(&ledger, 0), "ann", "not his to say")
        .unwrap();
    ledger.update().unwrap();
    let reports = told();
    // A new version gives the content a word more, which changes the claim's name.
    let mut moved = arrival(&reports[4], "v2");
    moved.claims[0].content[0].end += 1;
    assert_eq!(ledger.replace(&[moved]).unwrap(), 1);
    ledger.update().unwrap();
    assert!(ledger.decisions().unwrap()[0].applies);
    assert!(!state(&ledger).contains("Harbour Watch"));
    let gone = Arrival {
        claims: Vec::new(),
        ..arrival(&reports[4], "v3")
    };
    ledger.replace(&[gone]).unwrap();
    let row = ledger.decisions().unwrap().remove(0);
    assert_eq!(
        (row.id, row.applies, row.author.as_str()),
        (id, false, "ann")
    );
}

#[test]
fn what_cannot_be_decided_is_refused() {
    let (_folder, mut ledger) = ledger(&[0, 1], "v1");
    let first = ledger.find_claims(&ClaimFilter::default()).unwrap()[0];
    let of = ledger.place_of(&ledger.claim(first).unwrap().id).unwrap();
    for (field, value) in [
        ("words", "x"),
        ("figures.x.lower", "1"),
        ("figures.0.lower", "many"),
        ("figures.0.upper", "inf"),
    ] {
        let action = Action::Amend {
            of: of.clone(),
            field: field.into(),
            value: Some(value.into()),
        };
        assert!(ledger.decide(&action, "a", "").is_err(), "{field}");
    }
    assert!(
        ledger
            .decide(
                &Action::MergeActors {
                    from: "A".into(),
                    into: "A".into()
                },
                "a",
                ""
            )
            .is_err()
    );
    assert!(ledger.undo(99, "a", "").is_err());
    let ring = [("A", "B"), ("B", "C"), ("C", "A")];
    for (from, into) in ring {
        ledger
            .decide(
                &Action::MergeActors {
                    from: from.into(),
                    into: into.into(),
                },
                "a",
                "",
            )
            .unwrap();
    }
    ledger.update().unwrap();
    assert_eq!(ledger.decisions().unwrap().len(), 3);
}

#[test]
fn a_decision_on_a_question_holds_when_an_older_answer_gives_the_question_another_id() {
    let place = |ledger: &Ledger, actor: &str| {
        let filter = ClaimFilter {
            actor: Some(actor),
            ..ClaimFilter::default()
        };
        let key = ledger.find_claims(&filter).unwrap()[0];
        ledger.place_of(&ledger.claim(key).unwrap().id).unwrap()
    };
    let decide = |ledger: &mut Ledger| {
        let (fire, owner) = (place(ledger, "Fire Office"), place(ledger, "Matis Wode"));
        let note = "counted by hand".to_owned();
        for action in [
            Action::SplitQuestion { of: owner.clone() },
            Action::Pin { of: fire.clone() },
            Action::Note {
                of: fire,
                text: note,
            },
        ] {
            ledger.decide(&action, "ann", "").unwrap();
        }
        ledger.update().unwrap();
    };
    let (_folder, mut ledger) = ledger(&[2, 3, 4], "v1");
    decide(&mut ledger);
    let main = |ledger: &Ledger| {
        let filter = QuestionFilter::default();
        let rows = ledger.find_questions(&filter, QuestionOrder::Lines, 9);
        let rows = rows.unwrap();
        assert_eq!(rows.len(), 2, "the owner's figure stands apart");
        let most = rows.into_iter().max_by_key(|r| r.answers).unwrap();
        (most.name, most.answers)
    };
    let before = main(&ledger);
    let reports = told();
    let run = ledger.begin_run("v1").unwrap();
    ledger
        .keep(run, &[arrival(&reports[0], "v1")], &[])
        .unwrap();
    ledger.update().unwrap();
    let after = main(&ledger);
    assert_ne!(before.0, after.0, "the oldest answer names the question");
    assert_eq!((before.1, after.1), (2, 3));
    // A link from before leads on.
    assert_eq!(ledger.question(&before.0).unwrap().id, after.0);
    assert!(ledger.question("q0123456789abcdef").is_err());
    assert!(ledger.decisions().unwrap().iter().all(|d| d.applies));
    let (_other, mut fresh) = self::ledger(&[0, 2, 3, 4], "v1");
    decide(&mut fresh);
    assert_eq!(state(&ledger), state(&fresh));
}

#[test]
fn actors_merged_and_split_again() {
    let (_folder, mut ledger) = ledger(&[0, 1, 2, 3, 4], "v1");
    let before = state(&ledger);
    let merge = Action::MergeActors {
        from: "owner Matis Wode".into(),
        into: "Mayor Edda Kulm".into(),
    };
    for _ in 0..3 {
        let merged = ledger.decide(&merge, "ann", "one person").unwrap();
        ledger.update().unwrap();
        assert_ne!(state(&ledger), before);
        // Merged twice is merged once; undoing one of the two leaves the other.
        let again = ledger.decide(&merge, "ann", "one person").unwrap();
        ledger.update().unwrap();
        ledger.undo(merged, "ann", "").unwrap();
        ledger.update().unwrap();
        assert_ne!(state(&ledger), before);
        ledger.undo(again, "ann", "two persons").unwrap();
        ledger.update().unwrap();
        assert_eq!(state(&ledger), before);
    }
    // One claim given to another actor, and back.
    let split = decision(&ledger, 4);
    let split = ledger.decide(&split, "ann", "").unwrap();
    ledger.decide(&merge, "ann", "").unwrap();
    ledger.update().unwrap();
    assert!(state(&ledger).contains("Edda Kulm the younger"));
    ledger.undo(split, "ann", "").unwrap();
    ledger.undo(split + 1, "ann", "").unwrap();
    ledger.update().unwrap();
    assert_eq!(state(&ledger), before);
}
