//! What comes in that should not: a date in the future, a thousand copies of one, a report that cites itself, outlets that cite each other.

use sayso_claims::{Claim, Figure};
use sayso_ledger::{Arrival, Item, Ledger, QuestionFilter, QuestionOrder, QuestionWhole};

struct Told {
    outlet: String,
    published: String,
    text: String,
    actor: String,
    kind: &'static str,
}

const STORY: &str = "Barges burned on the Lindau canal at Orrefeld through Monday night, and the lock keeper Hanne Brodersen walked the towpath with a lamp until the fire boats came. \
                     Coal dust had lain in the Orrefeld sheds since autumn, and the Lindau wind drove it under every door before the roof of the weigh house fell.";

fn told(n: usize, outlet: &str, published: &str, actor: &str, kind: &'static str) -> Told {
    Told {
        outlet: outlet.to_owned(),
        published: published.to_owned(),
        text: format!("The fire at Orrefeld killed 14 people, {actor} said.\n\n{STORY} ({n})"),
        actor: actor.to_owned(),
        kind,
    }
}

fn ledger(reports: &[Told]) -> (tempfile::TempDir, Ledger) {
    let folder = tempfile::tempdir().unwrap();
    let mut ledger = Ledger::create(folder.path().join("l.db")).unwrap();
    let run = ledger.begin_run("v1").unwrap();
    for report in reports {
        let item = |value| Item {
            value: Some(value),
            how: Some("given"),
        };
        let at = |words: &str| {
            let start = report.text.find(words).unwrap();
            [start, start + words.len()].into()
        };
        let claim = Claim {
            kind: "statement".into(),
            stance: "states".into(),
            source: vec![at(&report.actor)],
            cue: vec![at("said")],
            content: vec![at("The fire at Orrefeld killed 14 people")],
            actor: Some(report.actor.clone()),
            origin: Some(report.actor.clone()),
            actor_kind: Some(report.kind.into()),
            figures: vec![Figure {
                span: at("14"),
                lower: Some(14.0),
                upper: Some(14.0),
                modifier: "exact".into(),
                role: Some("total".into()),
                measure: Some("killed".into()),
                of: Some("people".into()),
                ..Figure::default()
            }],
            ..Claim::default()
        };
        let arrival = Arrival {
            raw: report.text.as_bytes(),
            text: &report.text,
            outlet: item(&report.outlet),
            published: item(&report.published),
            version: "v1",
            claims: vec![claim],
            ..Arrival::default()
        };
        ledger.keep(run, &[arrival], &[]).unwrap();
    }
    ledger.update().unwrap();
    (folder, ledger)
}

fn only(ledger: &Ledger) -> QuestionWhole {
    let filter = QuestionFilter::default();
    let rows = ledger
        .find_questions(&filter, QuestionOrder::Lines, 9)
        .unwrap();
    assert_eq!(rows.len(), 1, "{rows:?}");
    ledger.question(&rows[0].name).unwrap()
}

#[test]
fn a_report_dated_in_the_future_is_known_from_that_day() {
    let (_folder, ledger) = ledger(&[
        told(
            1,
            "Orrefeld Post",
            "2031-02-03",
            "Mayor Ilse Tamm",
            "person",
        ),
        told(2, "Canal Times", "2999-01-01", "Mayor Ilse Tamm", "person"),
    ]);
    assert_eq!(only(&ledger).answers.len(), 2);
    let known = |day| {
        let found = ledger.questions_anew(None, Some(day), false).unwrap();
        found.iter().map(|q| q.answers.len()).sum::<usize>()
    };
    assert_eq!(
        (
            known("2031-02-02"),
            known("2031-02-03"),
            known("2999-01-01")
        ),
        (0, 1, 2)
    );
}

#[test]
fn a_thousand_copies_are_one_dispatch_and_one_line() {
    let reports: Vec<Told> = (0..1000)
        .map(|n| {
            let day = format!("2031-02-{:02}", 3 + n % 5);
            told(n, &format!("Paper {n}"), &day, "Mayor Ilse Tamm", "person")
        })
        .collect();
    let (_folder, ledger) = ledger(&reports);
    let dispatches = ledger.dispatches().unwrap();
    assert_eq!(dispatches.len(), 1);
    assert_eq!(dispatches[0].reports.len(), 1000);
    let question = only(&ledger);
    assert_eq!(
        (question.answers.len(), question.reports, question.lines),
        (1000, 1000, 1)
    );
    let actors = ledger.actors().unwrap();
    assert_eq!((actors.len(), actors[0].reports), (1, 1000));
}

#[test]
fn outlets_that_cite_each_other_or_themselves_are_one_line() {
    let (_folder, ledger) = ledger(&[
        told(
            1,
            "Orrefeld Post",
            "2031-02-03T08:00:00Z",
            "Canal Times",
            "media",
        ),
        told(
            2,
            "Canal Times",
            "2031-02-03T09:00:00Z",
            "Orrefeld Post",
            "media",
        ),
        told(
            3,
            "Lindau Voice",
            "2031-02-03T10:00:00Z",
            "Lindau Voice",
            "media",
        ),
        told(
            4,
            "Lindau Voice",
            "2031-02-03T11:00:00Z",
            "Lindau Voice",
            "media",
        ),
    ]);
    let question = only(&ledger);
    let line = |n: usize| question.answers[n].line;
    assert_eq!(line(0), line(1));
    assert_eq!(line(2), line(3));
}
