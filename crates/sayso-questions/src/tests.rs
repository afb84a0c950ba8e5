//! Whole questions: order of arrival, rings of citation, strange dates, very many answers.

use crate::testing::{claim, figure, report};
use crate::{Relation, Report, questions};
use proptest::prelude::*;

fn killed(value: f64, actor: &str, kind: &str) -> crate::Claim {
    claim(actor, kind, vec![figure(value, "killed", Some("people"))])
}

fn event() -> Vec<Report> {
    let mut copy = report(
        "r3",
        "Third Post",
        "2031-05-03T10:00Z",
        vec![killed(9.0, "Edda Kulm", "person")],
    );
    copy.dispatch = Some("d1".into());
    let mut first = report(
        "r2",
        "Second Post",
        "2031-05-03T09:00Z",
        vec![killed(9.0, "Edda Kulm", "person")],
    );
    first.dispatch = Some("d1".into());
    let mut denial = killed(9.0, "Bridge Works", "organisation");
    denial.stance = "denies".into();
    vec![
        report(
            "r1",
            "First Post",
            "2031-05-02",
            vec![killed(7.0, "Varnholt Fire Service", "agency")],
        ),
        first,
        copy,
        report(
            "r4",
            "Fourth Post",
            "2031-05-03",
            vec![killed(12.0, "Relief Union", "organisation"), denial],
        ),
        report(
            "r5",
            "First Post",
            "2031-05-04",
            vec![killed(12.0, "Varnholt Fire Service", "agency")],
        ),
        report(
            "r6",
            "Sixth Post",
            "2031-05-05",
            vec![killed(8.0, "Old Lodge", "organisation")],
        ),
    ]
}

fn relation_of(q: &crate::Question, a: (&str, f64), b: (&str, f64)) -> Option<Relation> {
    let at = |x: (&str, f64)| {
        q.answers
            .iter()
            .position(|y| y.report == x.0 && y.lower == Some(x.1) && !y.behind.denies)
    };
    let (i, j) = (at(a)?, at(b)?);
    q.relations
        .iter()
        .find(|r| (r.0, r.1) == (i.min(j), i.max(j)))
        .map(|r| r.2)
}

#[test]
fn answers_stand_as_the_rules_say() {
    let all = questions(&event(), None);
    assert_eq!(all.len(), 1, "{all:#?}");
    let q = &all[0];
    assert_eq!((q.answers.len(), q.lines), (7, 5));
    assert!(q.text.starts_with("People killed"), "{}", q.text);
    assert_eq!(
        relation_of(q, ("r1", 7.0), ("r2", 9.0)),
        Some(Relation::Revise),
        "later and higher"
    );
    assert_eq!(
        relation_of(q, ("r2", 9.0), ("r3", 9.0)),
        Some(Relation::Agree)
    );
    assert_eq!(
        relation_of(q, ("r2", 9.0), ("r4", 12.0)),
        Some(Relation::Conflict),
        "the same day"
    );
    assert_eq!(
        relation_of(q, ("r1", 7.0), ("r5", 12.0)),
        Some(Relation::Revise),
        "one line"
    );
    assert_eq!(
        relation_of(q, ("r5", 12.0), ("r6", 8.0)),
        Some(Relation::Conflict),
        "later and lower"
    );
    let nine = q.answers.iter().position(|a| a.report == "r2").unwrap();
    assert!(q.standing[nine].denied_by.contains("Bridge Works"));
    assert_eq!((q.standing[nine].reports, q.standing[nine].lines), (2, 1));
    let path = q.ties.path(nine, nine + 1).unwrap();
    assert_eq!(path.len(), 1);
}

#[test]
fn what_is_known_grows_with_the_date() {
    let early = questions(&event(), Some("2031-05-02"));
    assert_eq!(early[0].answers.len(), 1);
    let noon = questions(&event(), Some("2031-05-03T09:30Z"));
    assert_eq!(
        noon[0].answers.iter().filter(|a| a.report == "r3").count(),
        0
    );
    assert_eq!(
        early[0].id,
        questions(&event(), None)[0].id,
        "the id is of the oldest answer"
    );
    let mut future = event();
    future.push(report(
        "r9",
        "Ninth Post",
        "2931-01-01",
        vec![killed(99.0, "Nobody", "person")],
    ));
    assert_eq!(
        questions(&future, Some("2031-06-01")),
        questions(&event(), Some("2031-06-01"))
    );
}

#[test]
fn a_ring_of_outlets_is_one_line_and_so_is_one_that_cites_itself() {
    let ring = [
        report(
            "a",
            "Alpha News",
            "2031-05-02",
            vec![killed(5.0, "Beta News", "media")],
        ),
        report(
            "b",
            "Beta News",
            "2031-05-02",
            vec![killed(5.0, "Alpha News", "media")],
        ),
        report(
            "c",
            "Gamma News",
            "2031-05-02",
            vec![killed(5.0, "Gamma News", "media")],
        ),
    ];
    let all = questions(&ring, None);
    assert_eq!(all[0].lines, 2);
    assert!(all[0].ties.path(0, 1).is_some());
    assert!(all[0].ties.path(0, 2).is_none());
}

#[test]
fn an_outlet_that_cites_another_has_its_source() {
    let pair = [
        report(
            "a",
            "Alpha News",
            "2031-05-02",
            vec![killed(5.0, "Varnholt Fire Service", "agency")],
        ),
        report(
            "b",
            "Beta News",
            "2031-05-03",
            vec![killed(5.0, "Alpha News", "media")],
        ),
    ];
    assert_eq!(questions(&pair, None)[0].lines, 1);
}

#[test]
fn a_named_part_is_another_question() {
    let mut part = figure(2.0, "killed", Some("firefighters"));
    part.role = Some("part".into());
    let reports = [
        report(
            "a",
            "Alpha News",
            "2031-05-02",
            vec![claim(
                "Edda Kulm",
                "person",
                vec![figure(9.0, "killed", Some("people")), part],
            )],
        ),
        report(
            "b",
            "Beta News",
            "2031-05-02",
            vec![killed(9.0, "Fire Union", "organisation")],
        ),
    ];
    let all = questions(&reports, None);
    assert_eq!(all.len(), 2);
    assert_eq!(all[1].of.as_deref(), Some("firefighters"));
}

#[test]
fn fifty_thousand_answers_are_compared_in_time() {
    let reports: Vec<Report> = (0..10_000)
        .map(|n| {
            let claims = (0..5)
                .map(|k| {
                    killed(
                        f64::from(n % 977 + k),
                        &format!("Source {}", n % 3000),
                        "organisation",
                    )
                })
                .collect();
            let mut r = report(
                &format!("r{n:05}"),
                &format!("Outlet {n}"),
                &format!("2031-05-{:02}", n % 28 + 1),
                claims,
            );
            r.dispatch = Some(format!("d{}", n / 4000));
            r
        })
        .collect();
    let all = questions(&reports, None);
    assert_eq!(all[0].answers.len(), 50_000);
    assert!(all[0].relations.len() <= crate::compare::CELLS * crate::compare::CELLS);
}

#[test]
fn was_it_so_and_what_became_of_a_promise() {
    let say = |actor: &str, stance: &str, content: &str| {
        let mut c = claim(actor, "organisation", vec![]);
        (c.stance, c.content) = (stance.into(), content.into());
        c
    };
    let reports = [
        report(
            "a",
            "Alpha News",
            "2031-05-02",
            vec![
                say(
                    "Rail Union",
                    "accuses",
                    "the operator ignored three warnings about cracked girders",
                ),
                say(
                    "Sorrel Rail",
                    "promises",
                    "to pay every bereaved household four thousand crowns",
                ),
            ],
        ),
        report(
            "b",
            "Beta News",
            "2031-05-09",
            vec![
                say(
                    "Sorrel Rail",
                    "denies",
                    "ignoring warnings about cracked girders",
                ),
                say(
                    "Rail Union",
                    "states",
                    "bereaved households had not been paid four thousand crowns; the operator has failed them",
                ),
            ],
        ),
    ];
    let all = questions(&reports, None);
    let so = all
        .iter()
        .find(|q| q.text.starts_with("Was it so"))
        .unwrap();
    assert_eq!(so.relations[0].2, Relation::Conflict);
    let promise = all
        .iter()
        .find(|q| q.text.starts_with("Promise of Sorrel Rail"))
        .unwrap();
    assert_eq!(promise.answers[1].position, Some(crate::Position::Broken));
    assert_eq!(promise.since.as_deref(), Some("2031-05-02"));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(10))]
    #[test]
    fn order_of_arrival_changes_nothing(order in Just((0..6).collect::<Vec<usize>>()).prop_shuffle()) {
        let sorted = event();
        let shuffled: Vec<Report> = order.iter().map(|i| sorted[*i].clone()).collect();
        prop_assert_eq!(questions(&shuffled, None), questions(&sorted, None));
    }
}

#[test]
fn a_body_is_one_line_in_whatever_order_its_words_stand_and_so_is_its_minister() {
    let mut minister = killed(11.0, "Ole Harding", "person");
    minister.mention = "Transport Minister Ole Harding".into();
    let all = questions(
        &[
            report(
                "a",
                "Alpha News",
                "2031-05-02",
                vec![killed(9.0, "Ministry of Transport", "government")],
            ),
            report(
                "b",
                "Beta News",
                "2031-05-03",
                vec![killed(10.0, "Transport Ministry", "government")],
            ),
            report("c", "Gamma News", "2031-05-04", vec![minister]),
            report(
                "d",
                "Delta News",
                "2031-05-04",
                vec![killed(12.0, "ferrymen's union", "organisation")],
            ),
            report(
                "e",
                "Epsilon News",
                "2031-05-05",
                vec![killed(12.0, "union of ferrymen", "organisation")],
            ),
        ],
        None,
    );
    let of: Vec<usize> = all[0].answers.iter().map(|a| a.line).collect();
    assert_eq!(
        (all[0].lines, of),
        (2, vec![0, 0, 0, 1, 1]),
        "{:?}",
        all[0].ties
    );
}

#[test]
fn members_of_its_staff_are_not_everyone() {
    let mut own = killed(7.0, "Salt and Lantern", "organisation");
    own.figures[0].of = Some("members".into());
    own.figures[0].after = "members of its staff were on the bridge".into();
    let mut longer = killed(8.0, "charity Salt and Lantern", "organisation");
    longer.figures[0].of = Some("staff".into());
    longer.figures[0].after = "of its staff had died".into();
    let reports = [
        report(
            "a",
            "Alpha News",
            "2031-05-02",
            vec![killed(19.0, "Varnholt Fire Service", "agency"), own],
        ),
        report(
            "b",
            "Beta News",
            "2031-05-03",
            vec![killed(21.0, "Varnholt Fire Service", "agency"), longer],
        ),
    ];
    let mut sizes: Vec<Vec<Option<f64>>> = questions(&reports, None)
        .iter()
        .map(|q| q.answers.iter().map(|a| a.lower).collect())
        .collect();
    sizes.sort_by(|a, b| a.partial_cmp(b).unwrap());
    assert_eq!(
        sizes,
        [vec![Some(7.0), Some(8.0)], vec![Some(19.0), Some(21.0)]]
    );
}

#[test]
fn what_a_body_gives_out_is_its_own_voice_and_who_works_there_is_not() {
    let unnamed = |mention: &str, value: f64| {
        let mut claim = killed(value, "unnamed", "unnamed");
        claim.mention = mention.into();
        claim
    };
    let all = questions(
        &[
            report(
                "a",
                "Alpha News",
                "2031-05-02",
                vec![killed(9.0, "Harbour Ministry", "government")],
            ),
            report(
                "b",
                "Beta News",
                "2031-05-03",
                vec![unnamed("the Harbour Ministry’s latest count", 10.0)],
            ),
            report(
                "c",
                "Gamma News",
                "2031-05-04",
                vec![unnamed("monitors of the Harbour Ministry", 11.0)],
            ),
            report(
                "d",
                "Delta News",
                "2031-05-05",
                vec![unnamed("a clerk of the Harbour Ministry", 12.0)],
            ),
        ],
        None,
    );
    let of: Vec<usize> = all[0].answers.iter().map(|a| a.line).collect();
    assert_eq!(of, [0, 0, 0, 1], "{:?}", all[0].ties);
}

#[test]
fn who_speaks_for_a_body_in_one_report_speaks_for_it_in_all_and_a_team_for_who_leads_it() {
    let person = |mention: &str, value: f64| {
        let mut claim = killed(value, "Maro Tisk", "person");
        claim.mention = mention.into();
        claim
    };
    let mut team = killed(12.0, "Ada Holm's team", "organisation");
    team.mention = "her team".into();
    let all = questions(
        &[
            report(
                "a",
                "Alpha News",
                "2031-05-02",
                vec![killed(9.0, "Harbour Rescue Council", "agency")],
            ),
            report(
                "b",
                "Beta News",
                "2031-05-03",
                vec![person("Rescue Council spokeswoman Maro Tisk", 10.0)],
            ),
            report(
                "c",
                "Gamma News",
                "2031-05-04",
                vec![person("the council’s Maro Tisk", 11.0)],
            ),
            report(
                "d",
                "Delta News",
                "2031-05-05",
                vec![killed(12.0, "Ada Holm", "person")],
            ),
            report("e", "Epsilon News", "2031-05-06", vec![team]),
        ],
        None,
    );
    let of: Vec<usize> = all[0].answers.iter().map(|a| a.line).collect();
    assert_eq!(of, [0, 0, 0, 1, 1], "{:?}", all[0].ties);
}

#[test]
fn whoever_measures_it_an_earthquake_has_one_magnitude() {
    let told = |value: f64, who: &str, before: &str| {
        let mut figure = figure(value, "other", None);
        figure.unit = Some("magnitude".into());
        figure.before = before.into();
        claim(who, "organisation", vec![figure])
    };
    let claims = vec![
        told(6.8, "Survey", "an earthquake of magnitude"),
        told(7.0, "Corran Observatory", "put it at"),
    ];
    let asked = questions(&[report("a", "Post", "2031-05-02", claims)], None);
    assert_eq!(asked.len(), 1);
    assert_eq!(asked[0].answers.len(), 2);
}

#[test]
fn what_another_verb_says_makes_no_part_and_one_long_count_names_no_question() {
    let mut taken = figure(22.0, "killed", Some("people"));
    taken.after = "people and captured five".into();
    let claims = vec![claim("Front", "organisation", vec![taken])];
    let asked = questions(&[report("a", "Post", "2031-05-02", claims)], None);
    assert!(!asked[0].text.contains("captured"), "{}", asked[0].text);
    let mut since = killed(40.0, "Health Ministry", "agency");
    since.figures[0].since = Some("2029-01".into());
    let mut claims: Vec<_> = [11.0, 12.0, 13.0, 14.0]
        .map(|n| killed(n, "Mayor", "agency"))
        .into();
    claims.push(since);
    let asked = questions(&[report("a", "Post", "2031-05-02", claims)], None);
    assert!(
        asked
            .iter()
            .all(|q| q.answers.len() < 4 || !q.text.contains("since"))
    );
}

#[test]
fn who_belongs_to_a_body_or_speaks_for_the_one_that_is_meant_is_its_line() {
    let mut head = killed(12.0, "Ada Holm", "person");
    head.affiliation = Some("Lowland Aid Society".into());
    let mut speaker = killed(9.0, "Jon Bell", "person");
    speaker.mention = "Colonel Jon Bell, a spokesman for the command".into();
    let claims = vec![
        killed(11.0, "Lowland Aid Society", "organisation"),
        head,
        killed(8.0, "Border Guard Command", "military"),
        speaker,
    ];
    let asked = questions(&[report("a", "Post", "2031-05-02", claims)], None);
    let lines: Vec<usize> = asked[0].answers.iter().map(|a| a.line).collect();
    assert_eq!(asked[0].lines, 2, "{lines:?}");
}
