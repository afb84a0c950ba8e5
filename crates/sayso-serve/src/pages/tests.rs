//! Pages through the router, over a small ledger that is made here.

use super::routes;
use crate::app::App;
use crate::options::Options;
use axum::body::{Body, to_bytes};
use axum::http::{Request, StatusCode, header};
use sayso_claims::{Claim, Figure};
use sayso_ledger::{Arrival, Item, Ledger};
use tempfile::TempDir;
use tower::ServiceExt;

/// One report, with one count of the dead.
struct Told {
    outlet: &'static str,
    published: &'static str,
    actor: &'static str,
    figure: &'static str,
    bounds: (Option<f64>, Option<f64>),
    tail: &'static str,
}

const LONG: &str = "Water rose over the lower bridge of Tarn Holm before dawn, and the ferry house lost its roof. \
     Neighbours carried nets and lamps up to the chapel of Tarn Holm until the wind turned at four in the morning.";

fn told() -> Vec<Told> {
    let one = |outlet, published, actor, figure, bounds, tail| Told {
        outlet,
        published,
        actor,
        figure,
        bounds,
        tail,
    };
    vec![
        one(
            "Holm Post",
            "2031-05-02T08:00:00Z",
            "Mayor Ida Brand",
            "at least 9",
            (Some(9.0), None),
            LONG,
        ),
        one(
            "Ferry Mail",
            "2031-05-02T10:00:00Z",
            "Mayor Ida Brand",
            "at least 9",
            (Some(9.0), None),
            LONG,
        ),
        one(
            "<script>alert(1)</script> Radio",
            "2031-05-02T12:00:00Z",
            "Flood Office",
            "5",
            (Some(5.0), Some(5.0)),
            "Inspector Jon Haff walked the lower bridge of Tarn Holm and counted. Ida Brand asked Tarn Holm to stay in while the ferry house is cleared.",
        ),
        one(
            "Sound Courier",
            "2031-05-03T09:00:00Z",
            "Flood Office",
            "dozens",
            (None, None),
            "Jon Haff sent divers under the lower bridge at Tarn Holm. Tarn Holm closed its schools after the ferry house flood.",
        ),
    ]
}

fn claim(report: &Told, text: &str) -> Claim {
    let at = |words: &str| {
        let start = text.find(words).unwrap();
        [start, start + words.len()].into()
    };
    let (lower, upper) = report.bounds;
    let modifier = match report.bounds {
        (None, None) => "vague",
        (_, None) => "at_least",
        _ => "exact",
    };
    Claim {
        id: "c1".into(),
        kind: "statement".into(),
        stance: "states".into(),
        source: vec![at(report.actor)],
        cue: vec![at("said")],
        content: vec![[0, text.find(", ").unwrap()].into()],
        actor: Some(report.actor.into()),
        origin: Some(report.actor.into()),
        said: Some(report.published[..10].into()),
        confidence: 0.9,
        figures: vec![Figure {
            span: at(report.figure),
            lower,
            upper,
            modifier: modifier.into(),
            rule: (modifier == "vague").then(|| "vague:dozens".into()),
            role: Some("total".into()),
            measure: Some("killed".into()),
            of: Some("people".into()),
            ..Figure::default()
        }],
        ..Claim::default()
    }
}

fn app(reports: &[Told]) -> (TempDir, App) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("l.db");
    let mut ledger = Ledger::create(&path).unwrap();
    let run = ledger.begin_run("v1").unwrap();
    for report in reports {
        let text = format!(
            "The flood at Tarn Holm killed {} people, {} said on Monday.\n\n{}",
            report.figure, report.actor, report.tail
        );
        let item = |value| Item {
            value: Some(value),
            how: Some("given"),
        };
        let raw = format!("{} {text}", report.outlet);
        let arrival = Arrival {
            raw: raw.as_bytes(),
            text: &text,
            kind: "text",
            input: "tests",
            outlet: item(report.outlet),
            title: item("Flood at Tarn Holm"),
            published: item(report.published),
            version: "v1",
            claims: vec![claim(report, &text)],
            ..Arrival::default()
        };
        ledger.keep(run, &[arrival], &[]).unwrap();
    }
    ledger.update().unwrap();
    drop(ledger);
    (folder, App::new(Options::local(path)).unwrap())
}

async fn get(app: &App, address: &str) -> (StatusCode, String) {
    let request = Request::get(address)
        .header(header::HOST, "127.0.0.1:4780")
        .body(Body::empty())
        .unwrap();
    let answer = routes()
        .with_state(app.clone())
        .oneshot(request)
        .await
        .unwrap();
    let status = answer.status();
    let body = to_bytes(answer.into_body(), 10_000_000).await.unwrap();
    (status, String::from_utf8(body.to_vec()).unwrap())
}

/// The address of the question of the dead.
fn question(home: &str) -> String {
    let start = home.find("/question/").unwrap();
    home[start..].split('"').next().unwrap().to_owned()
}

/// 5,000 answers: each of fifty reports has a hundred claims by a hundred actors.
#[tokio::test]
async fn five_thousand_answers_in_folds_and_pages() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("l.db");
    let mut ledger = Ledger::create(&path).unwrap();
    let run = ledger.begin_run("v1").unwrap();
    let mut texts = Vec::new();
    for report in 0..50 {
        let mut text = format!("{LONG}\n\n");
        let mut claims = Vec::new();
        for n in 0..100 {
            let figure = (report * 7 + n * 13) % 400 + 3;
            let start = text.len();
            let actor = format!("Warden {n}");
            text.push_str(&format!(
                "The flood at Tarn Holm killed {figure} people, {actor} said. "
            ));
            let words = text[start..].to_owned();
            let at = |part: &str| {
                let from = start + words.find(part).unwrap();
                [from, from + part.len()].into()
            };
            claims.push(Claim {
                id: format!("c{}", n + 1),
                kind: "statement".into(),
                stance: "states".into(),
                source: vec![at(&actor)],
                cue: vec![at("said")],
                content: vec![[start, start + words.find(", ").unwrap()].into()],
                actor: Some(actor.clone()),
                origin: Some(actor.clone()),
                figures: vec![Figure {
                    span: at(&figure.to_string()),
                    lower: Some(f64::from(figure)),
                    upper: Some(f64::from(figure)),
                    modifier: "exact".into(),
                    role: Some("total".into()),
                    measure: Some("killed".into()),
                    of: Some("people".into()),
                    ..Figure::default()
                }],
                ..Claim::default()
            });
        }
        let day = format!(
            "2031-{:02}-{:02}T08:00:00Z",
            5 + report / 25,
            1 + report % 25
        );
        texts.push((text, claims, day, format!("Outlet {report}")));
    }
    let item = |value| Item {
        value: Some(value),
        how: Some("given"),
    };
    let arrivals: Vec<Arrival<'_>> = texts
        .iter()
        .map(|(text, claims, day, outlet)| Arrival {
            raw: text.as_bytes(),
            text,
            kind: "text",
            input: "tests",
            outlet: item(outlet),
            published: item(day),
            version: "v1",
            claims: claims.clone(),
            ..Arrival::default()
        })
        .collect();
    ledger.keep(run, &arrivals, &[]).unwrap();
    ledger.update().unwrap();
    drop(ledger);
    let app = App::new(Options::local(path)).unwrap();
    let home = get(&app, "/").await.1;
    let address = question(&home);
    for address in [
        "/".to_owned(),
        address.clone(),
        format!("{address}?from=400"),
        format!("{address}?as_of=2031-05-20"),
    ] {
        let (status, page) = get(&app, &address).await;
        assert_eq!(status, StatusCode::OK, "{address}");
        assert!(page.len() < 500_000, "{address}: {} bytes", page.len());
    }
}

#[tokio::test]
async fn an_empty_ledger_offers_the_examples() {
    let (_folder, app) = app(&[]);
    let (status, home) = get(&app, "/").await;
    assert_eq!(status, StatusCode::OK);
    assert!(home.contains("action=\"/drop/examples\""));
    assert!(get(&app, "/dispatches").await.1.contains("No copies"));
    assert_eq!(get(&app, "/compare").await.0, StatusCode::OK);
}

#[tokio::test]
async fn questions_are_listed_searched_and_filtered() {
    let (_folder, app) = app(&told());
    let (_, home) = get(&app, "/").await;
    assert!(home.contains("People killed, Tarn"), "{home}");
    assert!(home.contains("5 – 9"), "the span of the figures");
    assert!(home.contains("Mayor Ida Brand"));
    let (_, none) = get(&app, "/?q=volcano").await;
    assert!(none.contains("No question like that"));
    for filter in [
        "q=kill",
        "measure=killed",
        "actor=brand",
        "since=2031-05-03",
        "contested=1",
    ] {
        let (_, some) = get(&app, &format!("/?{filter}")).await;
        assert!(some.contains("/question/"), "{filter}");
    }
    for filter in ["measure=missing", "actor=nobody", "since=2032-01-01"] {
        let (_, none) = get(&app, &format!("/?{filter}")).await;
        assert!(!none.contains("/question/"), "{filter}");
    }
    assert_eq!(
        get(&app, "/?from=x&limit=-3&sort=%00").await.0,
        StatusCode::OK
    );
}

#[tokio::test]
async fn a_question_has_chart_table_folds_and_reasons() {
    let (_folder, app) = app(&told());
    let address = question(&get(&app, "/").await.1);
    let (status, page) = get(&app, &address).await;
    assert_eq!(status, StatusCode::OK);
    assert_eq!(
        page.matches("<svg class=\"chart ").count(),
        2,
        "narrow and wide"
    );
    assert!(
        page.contains("<summary>2 reports, 1 line</summary>"),
        "{page}"
    );
    assert!(page.contains("≥ 9"));
    assert!(page.contains("class=\"vague\""), "dozens are hatched");
    assert!(page.contains("#claim-"));
    assert!(page.contains("cannot both be true"));
    assert!(page.contains("plain/1"));
    assert!(page.contains("why one line"));
    for form in ["csv", "wikitext", "jsonld"] {
        let link = format!("/export?format={form}&#38;convention=plain");
        assert!(page.contains(&link), "{form}");
    }
    assert!(
        page.contains("http://127.0.0.1:4780/question/"),
        "the link to this view"
    );
    assert!(!page.contains("<script>alert"), "an outlet's name is text");
    assert!(!page.contains("style=\"") && !page.contains("onclick"));
}

#[tokio::test]
async fn looking_back_shows_what_was_known() {
    let (_folder, app) = app(&told());
    let address = question(&get(&app, "/").await.1);
    let (_, then) = get(&app, &format!("{address}?as_of=2031-05-02")).await;
    assert!(!then.contains("“dozens”"), "that came a day later");
    assert!(then.contains("≥ 9") && then.contains("as known on"));
    let (_, before) = get(&app, &format!("{address}?as_of=2030-01-01")).await;
    assert!(before.contains("Nothing was known then"));
    let (_, acled) = get(&app, &format!("{address}?convention=acled")).await;
    assert!(
        acled.contains("acled/1") && acled.contains(">12</td>"),
        "dozens are 12"
    );
}

#[tokio::test]
async fn what_is_wrong_gets_a_page_that_says_so() {
    let (_folder, app) = app(&told());
    let address = question(&get(&app, "/").await.1);
    for (wrong, status) in [
        ("/question/qffff".to_owned(), StatusCode::NOT_FOUND),
        ("/question/%F0%9F%92%A5".to_owned(), StatusCode::NOT_FOUND),
        ("/nowhere".to_owned(), StatusCode::NOT_FOUND),
        (format!("{address}?as_of=soon"), StatusCode::BAD_REQUEST),
        (
            format!("{address}?convention=mine"),
            StatusCode::BAD_REQUEST,
        ),
    ] {
        let (found, page) = get(&app, &wrong).await;
        assert_eq!(found, status, "{wrong}");
        assert!(
            page.contains("<h1>") && page.contains("All questions"),
            "{wrong}: {page}"
        );
    }
    for odd in [
        "?from=99999999999999999999",
        "?row=7777777",
        "?row=3",
        "?from=400",
    ] {
        let (found, _) = get(&app, &format!("{address}{odd}")).await;
        assert_eq!(found, StatusCode::OK, "{odd}");
    }
}

#[tokio::test]
async fn copies_are_folded_with_their_evidence() {
    let (_folder, app) = app(&told());
    let (_, page) = get(&app, "/dispatches").await;
    assert!(page.contains("2 reports, 1 line"), "{page}");
    assert!(page.contains("Ferry Mail") && page.contains("<meter"));
}

#[tokio::test]
async fn two_actors_stand_side_by_side() {
    let (_folder, app) = app(&told());
    let (_, page) = get(&app, "/compare?a=Mayor+Ida+Brand&b=Flood+Office").await;
    assert!(page.contains("≥ 9") && page.contains(">5</b>"), "{page}");
    assert!(page.contains("conflict"));
    let (_, part) = get(&app, "/compare?a=brand&b=office").await;
    assert!(part.contains("≥ 9"), "part of a name is enough");
    let (_, none) = get(&app, "/compare?a=nobody&b=Flood+Office").await;
    assert!(none.contains("No claim is by “nobody”"));
}

#[tokio::test]
async fn assets_are_kept_by_browsers() {
    let (_folder, app) = app(&[]);
    let (status, css) = get(&app, super::assets::url("sayso.css")).await;
    assert_eq!(status, StatusCode::OK);
    assert!(css.contains("--paper"));
    assert_eq!(
        get(&app, "/assets/..%2fCargo.toml").await.0,
        StatusCode::NOT_FOUND
    );
}
