use super::change::{Group, changes};
use super::*;
use crate::policy::Tlp;
use crate::query::{AnswerRow, QuestionWhole};
use crate::{Action, Arrival, Item, Ledger};
use sayso_claims::{Claim, Figure};
use sayso_language::Span;

fn answer(report: &str, actor: &str, n: f64, line: usize) -> AnswerRow {
    AnswerRow {
        report: report.into(),
        claim: format!("c{report}"),
        figure: Some(0),
        lower: Some(n),
        upper: Some(n),
        actor: Some(actor.into()),
        line,
        words: n.to_string(),
        ..AnswerRow::default()
    }
}

fn question(answers: Vec<AnswerRow>, relations: &[(usize, usize, &str)]) -> QuestionWhole {
    let lines = answers.iter().map(|a| a.line + 1).max().unwrap_or(0);
    let relations = relations
        .iter()
        .map(|(i, j, kind)| (*i, *j, (*kind).to_owned(), String::new()));
    QuestionWhole {
        id: answers
            .first()
            .map(|a| format!("q{}", a.report))
            .unwrap_or_default(),
        text: "People killed, Quarry".into(),
        lines,
        relations: relations.collect(),
        answers,
        ..QuestionWhole::default()
    }
}

fn between(before: Vec<QuestionWhole>, now: Vec<QuestionWhole>) -> Vec<Change> {
    changes(&Group { before, now }, |_, claim| {
        (claim == "cx").then(Rejecter::default)
    })
}

#[test]
fn a_new_answer_is_told_with_what_was_said_before_and_what_stands_against_it() {
    let (a, b) = (answer("a", "Mayor", 3.0, 0), answer("b", "Police", 5.0, 1));
    let before = question(vec![a.clone(), b.clone()], &[(0, 1, "conflict")]);
    let now = question(
        vec![a, b, answer("c", "Mayor", 7.0, 0)],
        &[(0, 1, "conflict"), (0, 2, "revise"), (1, 2, "conflict")],
    );
    let found = between(vec![before.clone()], vec![now]);
    let [change] = found.as_slice() else {
        panic!("{found:?}");
    };
    assert_eq!(change.kind, Kind::Revision);
    assert_eq!(change.before.as_ref().unwrap().lower, Some(3.0));
    assert_eq!(change.revises.len(), 1);
    assert_eq!(change.against[0].actor.as_deref(), Some("Police"));
    assert!(change.is_conflict() && change.is_revision());
    assert_eq!((change.lines_before, change.lines), (Some(2), 2));
    assert_eq!(between(vec![before.clone()], vec![before]), []);
}

#[test]
fn an_older_answer_gives_a_question_another_name_and_no_more_news_than_itself() {
    let (a, b) = (answer("a", "Mayor", 3.0, 0), answer("b", "Police", 3.0, 1));
    let before = question(vec![a.clone(), b.clone()], &[]);
    let now = question(
        vec![answer("0", "Guard", 4.0, 2), a, b],
        &[(0, 1, "conflict"), (0, 2, "conflict")],
    );
    assert_ne!(before.id, now.id);
    let found = between(vec![before], vec![now]);
    let [change] = found.as_slice() else {
        panic!("{found:?}");
    };
    assert_eq!((change.kind, change.against.len()), (Kind::Conflict, 2));
    assert_eq!((change.lines_before, change.lines), (Some(2), 3));
}

#[test]
fn what_is_rejected_gone_amended_or_read_anew_is_told_apart() {
    let (a, b, x) = (
        answer("a", "Mayor", 3.0, 0),
        answer("b", "Police", 3.0, 1),
        answer("x", "Guard", 9.0, 2),
    );
    let before = question(vec![a.clone(), b.clone(), x], &[]);
    let read_anew = AnswerRow {
        claim: "other".into(),
        ..a
    };
    let amended = AnswerRow {
        lower: Some(2.0),
        ..b
    };
    let found = between(
        vec![before.clone()],
        vec![question(vec![read_anew, amended], &[])],
    );
    let kinds: Vec<Kind> = found.iter().map(|c| c.kind).collect();
    assert_eq!(kinds, [Kind::Amended, Kind::Rejected]);
    assert_eq!(found[0].before.as_ref().unwrap().lower, Some(3.0));
    assert_eq!((found[1].lines_before, found[1].lines), (Some(3), 2));
    // The whole question is gone.
    let found = between(vec![before], Vec::new());
    assert_eq!(found.len(), 3);
    assert!(found.iter().all(|c| c.lines == 0));
}

#[test]
fn more_lines_are_told_where_nobody_new_answers() {
    let (a, b) = (answer("a", "Mayor", 3.0, 0), answer("b", "Police", 3.0, 0));
    let apart = AnswerRow {
        line: 1,
        ..b.clone()
    };
    let found = between(
        vec![question(vec![a.clone(), b], &[])],
        vec![question(vec![a, apart], &[])],
    );
    assert_eq!(found.len(), 1);
    assert_eq!(
        (found[0].kind, found[0].lines_before, found[0].lines),
        (Kind::Lines, Some(1), 2)
    );
}

fn item(value: &str) -> Item<'_> {
    Item {
        value: Some(value),
        how: Some("given"),
    }
}

/// A report in which the mayor counts `n` dead.
fn keep(ledger: &mut Ledger, n: usize, day: &str) {
    let text = format!(
        "The Ostrel Bridge over the Vesna fell on Monday. In Quarry, {n} people were killed, the mayor said. Divers from Lower Ostrel searched the Vesna below the bridge."
    );
    let span = |words: &str| {
        let start = text.find(words).unwrap();
        Span::new(start, start + words.len())
    };
    let claim = Claim {
        kind: "statement".into(),
        source: vec![span("the mayor")],
        cue: vec![span("said")],
        content: vec![span(&format!("{n} people were killed"))],
        actor: Some("mayor of Quarry".into()),
        stance: "states".into(),
        said: Some(day.into()),
        figures: vec![Figure {
            span: span(&n.to_string()),
            lower: Some(n as f64),
            upper: Some(n as f64),
            modifier: "exact".into(),
            measure: Some("killed".into()),
            of: Some("people".into()),
            place: Some("Quarry".into()),
            ..Figure::default()
        }],
        confidence: 0.9,
        ..Claim::default()
    };
    let arrival = Arrival {
        raw: text.as_bytes(),
        kind: "text",
        input: "desk/a.txt",
        outlet: item("Ostrel Daily"),
        published: item(day),
        text: &text,
        version: "v1",
        sentences: vec![Span::new(0, text.len())],
        claims: vec![claim],
        ..Arrival::default()
    };
    let run = ledger.begin_run("v1").unwrap();
    ledger.keep(run, &[arrival], &[]).unwrap();
    ledger.end_run(run, 0).unwrap();
    ledger.update().unwrap();
}

fn new(name: &str, view: View, channel: Channel, pace: Pace) -> NewSubscription {
    NewSubscription {
        name: name.into(),
        view,
        channel,
        pace,
        ceiling: Tlp::Clear,
        token: format!("token-{name}"),
        salt: format!("salt-{name}"),
    }
}

fn mail() -> Channel {
    Channel::Mail {
        address: "desk@example.org".into(),
    }
}

#[test]
fn each_change_is_told_once_and_what_was_before_is_not_told() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("l.db");
    let mut ledger = Ledger::create(&path).unwrap();
    keep(&mut ledger, 3, "2031-10-07");
    let all = new("all", View::default(), mail(), Pace::AtOnce);
    assert_eq!(ledger.subscribe(&all, 1).unwrap(), Some(()));
    assert!(!ledger.has_changes(2).unwrap());
    assert_eq!(ledger.look(2).unwrap(), Some(Looked::default()));
    keep(&mut ledger, 5, "2031-10-08");
    assert!(ledger.has_changes(3).unwrap());
    let hook = Channel::Webhook {
        url: "https://example.org/".into(),
        secret: "whsec_".into(),
    };
    let actor = View {
        actor: Some("mayor".into()),
        ..View::default()
    };
    // Whoever comes later is not told it; who was there is, once.
    ledger
        .subscribe(&new("late", actor, hook, Pace::AtOnce), 4)
        .unwrap();
    let due = ledger.due_deliveries(10, 9).unwrap();
    assert_eq!(due.len(), 1);
    assert_eq!((due[0].subscription.as_str(), due[0].changes), ("all", 1));
    assert_eq!(ledger.look(5).unwrap(), Some(Looked::default()));
    let out = ledger.changes_of(&due[0]).unwrap();
    assert_eq!(out[0].change.now.lower, Some(5.0));
    assert_eq!(out[0].change.before.as_ref().unwrap().lower, Some(3.0));
    keep(&mut ledger, 6, "2031-10-09");
    let looked = ledger.look(6).unwrap().unwrap();
    assert_eq!((looked.changes, looked.deliveries), (2, 2));
    // Rejected, taken back, rejected again: three changes.
    let claim = ledger.claim_named(&out[0].change.now.claim).unwrap();
    let of = ledger.place_of(&claim).unwrap();
    let mut names = std::collections::BTreeSet::new();
    for n in 0..3 {
        let made = ledger.decisions().unwrap().len() as i64;
        match n {
            1 => drop(ledger.undo(made, "ed", "").unwrap()),
            _ => drop(
                ledger
                    .decide(&Action::Reject { of: of.clone() }, "ed", "a slip")
                    .unwrap(),
            ),
        }
        ledger.update().unwrap();
        assert!(ledger.look(7 + n).unwrap().unwrap().changes > 0);
        let told = ledger
            .changes_told(&ledger.subscription("all").unwrap(), 1)
            .unwrap();
        assert!(names.insert(told[0].name.clone()));
        if n != 1 {
            assert_eq!(told[0].change.kind, Kind::Rejected);
            assert_eq!(told[0].change.by.as_ref().unwrap().reason, "a slip");
        }
    }
    assert!(ledger.unsubscribe("all", "asked", 20).unwrap());
    assert!(!ledger.unsubscribe("all", "asked", 20).unwrap());
    assert_eq!(
        ledger
            .deliveries(Some("all"), Some(State::Pending))
            .unwrap()
            .len(),
        0
    );
}

#[test]
fn digests_wait_for_their_day_and_conflicts_can_be_asked_for_alone() {
    let folder = tempfile::tempdir().unwrap();
    let mut ledger = Ledger::create(folder.path().join("l.db")).unwrap();
    let view = View {
        revisions: true,
        place: Some("quarry".into()),
        ..View::default()
    };
    ledger
        .subscribe(&new("d", view, mail(), Pace::Daily), 100)
        .unwrap();
    keep(&mut ledger, 3, "2031-10-07");
    keep(&mut ledger, 5, "2031-10-08");
    ledger.look(200).unwrap();
    keep(&mut ledger, 6, "2031-10-09");
    let looked = ledger.look(300).unwrap().unwrap();
    assert_eq!((looked.changes, looked.deliveries), (1, 0));
    assert!(ledger.has_changes(100 + 86_400).unwrap());
    let looked = ledger.look(100 + 3 * 86_400).unwrap().unwrap();
    assert_eq!(looked.deliveries, 1);
    assert_eq!(ledger.due_deliveries(i64::MAX, 9).unwrap()[0].changes, 2);
    assert_eq!(
        ledger.subscription("d").unwrap().next,
        Some(100 + 4 * 86_400)
    );
}

#[test]
fn what_was_handed_over_when_the_program_ended_is_uncertain_until_a_person_says() {
    let folder = tempfile::tempdir().unwrap();
    let mut ledger = Ledger::create(folder.path().join("l.db")).unwrap();
    ledger
        .subscribe(&new("m", View::default(), mail(), Pace::AtOnce), 1)
        .unwrap();
    keep(&mut ledger, 3, "2031-10-07");
    ledger.look(2).unwrap();
    let one = ledger.due_deliveries(2, 1).unwrap().remove(0);
    ledger.mark_delivery(&one, State::Sending, None, 3).unwrap();
    assert_eq!(ledger.resume_deliveries(4).unwrap(), (1, 0));
    ledger.mark_delivery(&one, State::Sending, None, 5).unwrap();
    ledger.mark_delivery(&one, State::Handed, None, 5).unwrap();
    assert_eq!(ledger.resume_deliveries(6).unwrap(), (0, 1));
    assert!(ledger.due_deliveries(i64::MAX, 9).unwrap().is_empty());
    assert_eq!(ledger.settle(Some(&one.name[..6]), true, 7).unwrap(), 1);
    let again = ledger.due_deliveries(7, 9).unwrap().remove(0);
    assert_eq!((again.name.as_str(), again.tries), (one.name.as_str(), 0));
    ledger.put_off(&again, "busy", 50).unwrap();
    assert!(ledger.due_deliveries(49, 9).unwrap().is_empty());
    let again = ledger.due_deliveries(50, 9).unwrap().remove(0);
    ledger
        .mark_delivery(&again, State::Failed, Some("no"), 51)
        .unwrap();
    assert_eq!(ledger.settle(None, false, 52).unwrap(), 1);
}
