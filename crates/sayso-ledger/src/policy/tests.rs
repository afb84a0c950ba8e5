use super::*;
use crate::{Arrival, Item};
use sayso_language::Span;
use std::io::Write;

const TEXT: &str = "The dam leaks, engineer Mara Tolvin said. She added that the gates were shut. “Tolvin is right,” the mayor said.";

fn claim(source: &str, content: &str, actor: Option<&str>) -> Claim {
    let span = |words: &str| {
        let start = TEXT.find(words).unwrap();
        vec![Span::new(start, start + words.len())]
    };
    Claim {
        id: content.to_owned(),
        source: span(source),
        content: span(content),
        actor: actor.map(str::to_owned),
        stance: "states".to_owned(),
        ..Claim::default()
    }
}

fn ledger(folder: &std::path::Path) -> Ledger {
    let mut ledger = Ledger::create(folder.join("l.db")).unwrap();
    let run = ledger.begin_run("v1").unwrap();
    let item = |value| Item {
        value: Some(value),
        how: Some("given"),
    };
    let tolvin = Some("Mara Tolvin");
    let arrival = Arrival {
        raw: TEXT.as_bytes(),
        text: TEXT,
        kind: "text",
        input: "interviews/mara-tolvin.txt",
        title: item("What Tolvin saw"),
        url: item("https://example.org/Mara%20Tolvin"),
        byline: item("M. Tolvin and others"),
        version: "v1",
        claims: vec![
            claim("engineer Mara Tolvin", "The dam leaks", tolvin),
            claim("She", "the gates were shut", tolvin),
            claim("the mayor", "Tolvin is right", None),
        ],
        ..Arrival::default()
    };
    ledger.keep(run, &[arrival], &[]).unwrap();
    ledger
}

fn first(ledger: &Ledger) -> crate::ClaimRow {
    let keys = ledger.find_claims(&crate::ClaimFilter::default()).unwrap();
    ledger.claim(keys[0]).unwrap()
}

#[test]
fn a_withheld_source_is_in_nothing_that_leaves() {
    let folder = tempfile::tempdir().unwrap();
    let mut ledger = ledger(folder.path());
    let id = first(&ledger).id;
    let names = ledger.names_of_source(&id).unwrap();
    assert_eq!(names[0], "Mara Tolvin");
    let of = ledger.place_of(&id).unwrap();
    let action = Action::Withhold {
        of,
        by: "the desk".into(),
        names,
    };
    ledger.decide(&action, "ed", "she asked").unwrap();
    let policy = Policy::of(&ledger, Tlp::Clear).unwrap();
    let key = ledger.reports().unwrap()[0];
    let leaving = policy.report(&ledger, key).unwrap().unwrap();
    let all = format!("{leaving:?}");
    for name in ["Tolvin", "Mara", "tolvin", "mara"] {
        assert!(!all.contains(name), "{name} is in {all}");
    }
    assert!(leaving.is_cut && leaving.withheld.len() == 2);
    assert_eq!(leaving.reading.text.chars().count(), TEXT.chars().count());
    let claims = &leaving.reading.claims;
    assert_eq!(
        claims[0].claim.actor.as_deref(),
        Some("source withheld by the desk")
    );
    assert_eq!(claims[0].content_words, "The dam leaks");
    assert_eq!(claims[1].source_words, "███");
    assert_eq!(claims[2].content_words, "██████ is right");
    // Its own name would let anyone try names until one fits.
    assert_ne!(leaving.report.hash, ledger.report(key).unwrap().hash);
    assert_ne!(leaving.report.text, ledger.report(key).unwrap().text);
    // Undone, it leaves as it is.
    ledger.undo(1, "ed", "").unwrap();
    assert!(Policy::of(&ledger, Tlp::Clear).unwrap().is_open());
}

#[test]
fn what_is_marked_higher_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    let mut ledger = ledger(folder.path());
    let of = ledger.place_of(&first(&ledger).id).unwrap();
    let tlp = Tlp::Amber;
    ledger
        .decide(&Action::MarkClaim { of, tlp }, "ed", "")
        .unwrap();
    let key = ledger.reports().unwrap()[0];
    for (ceiling, leaves) in [
        (Tlp::Clear, false),
        (Tlp::Green, false),
        (Tlp::Amber, true),
        (Tlp::Red, true),
    ] {
        let policy = Policy::of(&ledger, ceiling).unwrap();
        let done = policy.report(&ledger, key).unwrap();
        assert_eq!(done.is_ok(), leaves, "{ceiling}");
        match done {
            Ok(leaving) => assert_eq!(leaving.marking, Some(Tlp::Amber)),
            Err(e) => assert!(e.to_string().contains("TLP:AMBER"), "{e}"),
        }
    }
}

#[test]
fn the_guard_finds_a_name_over_several_writes() {
    let mut names = Names::default();
    names.add_all(&["Mara Tolvin".to_owned()]);
    let mut out = Vec::new();
    let mut guard = Guard::new(&mut out, names.clone());
    guard.write_all(b"nothing here, ").unwrap();
    guard.flush().unwrap();
    for part in ["Ma", "ra\\u0020", "Tol", "vin"] {
        guard.write_all(part.as_bytes()).unwrap();
    }
    assert!(guard.end().is_err());
    assert_eq!(out, b"nothing here, ");
    let mut out = Vec::new();
    let mut guard = Guard::new(&mut out, names);
    let long = "a word and ".repeat(30_000);
    guard.write_all(long.as_bytes()).unwrap();
    guard.end().unwrap();
    assert!(out == long.as_bytes());
}

#[test]
fn markings_read_as_the_protocol_writes_them() {
    for tlp in Tlp::ALL {
        assert_eq!(tlp.to_string().parse(), Ok(tlp));
        assert_eq!(tlp.word().parse(), Ok(tlp));
    }
    assert!(Tlp::Red > Tlp::AmberStrict && "pink".parse::<Tlp>().is_err());
}
