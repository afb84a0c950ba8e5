//! What a person sees to: forms that come twice, claims that are accepted, spans that are moved.

use sayso_claims::{Claim, Figure};
use sayso_ledger::{Action, Arrival, ClaimFilter, Item, Ledger, ReportKey, read_spans};
use tempfile::TempDir;

const TEXT: &str = "Nine people died and two ferries sank, Mayor Edda Kulm said on Monday.";

fn ledger(folder: &TempDir) -> (Ledger, ReportKey) {
    let at = |words: &str| {
        let start = TEXT.find(words).unwrap();
        [start, start + words.len()].into()
    };
    let figure = |words: &str, number: f64, measure: &str| Figure {
        span: at(words),
        lower: Some(number),
        upper: Some(number),
        modifier: "exact".into(),
        measure: Some(measure.into()),
        ..Figure::default()
    };
    let claim = Claim {
        source: vec![at("Mayor Edda Kulm")],
        cue: vec![at("said")],
        content: vec![at("Nine people died and two ferries sank")],
        actor: Some("Edda Kulm".into()),
        actor_kind: Some("person".into()),
        stance: "states".into(),
        kind: "statement".into(),
        figures: vec![
            figure("Nine", 9.0, "killed"),
            figure("two", 2.0, "destroyed"),
        ],
        confidence: 0.6,
        ..Claim::default()
    };
    let mut ledger = Ledger::create(folder.path().join("l.db")).unwrap();
    let run = ledger.begin_run("v1").unwrap();
    let arrival = Arrival {
        raw: TEXT.as_bytes(),
        text: TEXT,
        kind: "text",
        input: "a.txt",
        version: "v1",
        published: Item {
            value: Some("2031-05-02"),
            how: Some("given"),
        },
        claims: vec![claim],
        ..Arrival::default()
    };
    ledger.keep(run, &[arrival], &[]).unwrap();
    ledger.update().unwrap();
    let report = ledger.find_report("a.txt").unwrap();
    (ledger, report)
}

#[test]
fn a_form_that_comes_twice_decides_once() {
    let folder = TempDir::new().unwrap();
    let (mut ledger, report) = ledger(&folder);
    let stands = ledger.stands(report).unwrap();
    assert_eq!(
        (stands.len(), stands[0].span.start, stands[0].span.end),
        (1, 0, 59)
    );
    let of = ledger.place_of(&stands[0].id).unwrap();
    let accept = [Action::Accept { of }];
    let first = ledger.decide_once("k1", &accept, "Ann", "").unwrap();
    assert_eq!(ledger.decide_once("k1", &accept, "Ann", "").unwrap(), first);
    assert_eq!(ledger.decisions().unwrap().len(), 1);
    assert_eq!(ledger.posted("k1").unwrap(), Some(first));
    ledger.undo(first, "Ann", "").unwrap();
    assert_eq!(
        ledger.decide_once("k1", &accept, "Ann", "").unwrap(),
        first,
        "undone or not"
    );
    let again = ledger.decide_once("k2", &accept, "Ann", "").unwrap();
    assert!(again > first);
}

#[test]
fn what_was_accepted_waits_no_more() {
    let folder = TempDir::new().unwrap();
    let (mut ledger, report) = ledger(&folder);
    let claim = ledger.stands(report).unwrap()[0];
    let waiting = |ledger: &Ledger| {
        ledger
            .uncertain(&ledger.seen_claims().unwrap(), 10)
            .unwrap()
    };
    assert_eq!(waiting(&ledger), [claim.key]);
    let of = ledger.place_of(&claim.id).unwrap();
    let number = ledger
        .decide_once("k", &[Action::Accept { of }], "Ann", "")
        .unwrap();
    assert!(waiting(&ledger).is_empty());
    ledger.undo(number, "Ann", "").unwrap();
    assert_eq!(waiting(&ledger), [claim.key]);
    assert!(
        ledger
            .conflicts(&Default::default(), 10)
            .unwrap()
            .is_empty()
    );
}

#[test]
fn a_content_that_was_moved_takes_its_figures_with_it() {
    let folder = TempDir::new().unwrap();
    let (mut ledger, report) = ledger(&folder);
    let measures = |ledger: &Ledger| {
        let all = ledger.questions_anew(None, None, false).unwrap();
        let mut out: Vec<String> = all.into_iter().filter_map(|q| q.measure).collect();
        out.sort();
        out
    };
    assert_eq!(measures(&ledger), ["destroyed", "killed"]);
    let claim = ledger.stands(report).unwrap()[0];
    let of = ledger.place_of(&claim.id).unwrap();
    let amend = |value: &str| Action::Amend {
        of: of.clone(),
        field: "content".into(),
        value: Some(value.into()),
    };
    let wrong = ledger.decide_once("k0", &[amend("7-3")], "Ann", "");
    assert!(wrong.is_err() && ledger.decisions().unwrap().is_empty());
    let number = ledger
        .decide_once("k1", &[amend("0-16")], "Ann", "too much")
        .unwrap();
    ledger.update().unwrap();
    assert_eq!(measures(&ledger), ["killed"]);
    let on = ledger.decisions_on(report).unwrap();
    assert_eq!(on.len(), 1);
    assert_eq!(on[0].0.as_deref(), Some(claim.id.to_string().as_str()));
    ledger.undo(number, "Ann", "").unwrap();
    ledger.update().unwrap();
    assert_eq!(measures(&ledger), ["destroyed", "killed"]);
    let filter = ClaimFilter {
        report: Some(report),
        ..ClaimFilter::default()
    };
    let keys = ledger.find_claims(&filter).unwrap();
    let brief = &ledger.briefs_of(&keys).unwrap()[0];
    assert_eq!(brief.actor.as_deref(), Some("Edda Kulm"));
    assert_eq!(read_spans("0-16").unwrap().len(), 1);
}
