//! What tests of the router share: a ledger of a few reports, and a browser of a few lines.

use crate::app::App;
use crate::options::Options;
use axum::Router;
use axum::body::{Body, to_bytes};
use axum::http::{HeaderMap, Request, StatusCode};
use sayso_claims::{Claim, Figure};
use sayso_language::Span;
use sayso_ledger::{Arrival, Item, Ledger};
use serde_json::Value;
use tempfile::TempDir;
use tower::ServiceExt;

/// A served ledger.
pub(crate) struct Served {
    /// Gone with it.
    _folder: TempDir,
    pub app: App,
    router: Router,
}

/// An answer.
pub(crate) struct Answer {
    pub status: StatusCode,
    pub headers: HeaderMap,
    pub bytes: Vec<u8>,
}

impl Served {
    /// A ledger with two reports, by these options.
    pub fn with(change: impl FnOnce(&mut Options)) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("l.db");
        fill(&mut Ledger::create(&path).unwrap());
        let mut options = Options::local(path);
        change(&mut options);
        let app = App::new(options).unwrap();
        let router = crate::serve::router(app.clone());
        Served {
            _folder: folder,
            app,
            router,
        }
    }

    pub fn new() -> Self {
        Served::with(|_| {})
    }

    pub async fn send(&self, request: Request<Body>) -> Answer {
        let response = self.router.clone().oneshot(request).await.unwrap();
        let (parts, body) = response.into_parts();
        Answer {
            status: parts.status,
            headers: parts.headers,
            bytes: to_bytes(body, usize::MAX).await.unwrap().to_vec(),
        }
    }

    pub async fn get(&self, path: &str) -> Answer {
        let request = Request::get(path).header("host", "localhost:4780");
        self.send(request.body(Body::empty()).unwrap()).await
    }

    /// As a program sends JSON.
    pub async fn post(&self, path: &str, json: Value) -> Answer {
        let request = Request::post(path)
            .header("host", "localhost:4780")
            .header("content-type", "application/json");
        self.send(request.body(Body::from(json.to_string())).unwrap()).await
    }
}

impl Answer {
    pub fn text(&self) -> String {
        String::from_utf8_lossy(&self.bytes).into_owned()
    }

    pub fn json(&self) -> Value {
        serde_json::from_slice(&self.bytes).unwrap_or_else(|e| panic!("{e}: {}", self.text()))
    }

    pub fn header(&self, name: &str) -> &str {
        self.headers.get(name).map_or("", |v| v.to_str().unwrap())
    }
}

/// Two reports of two claims each.
pub(crate) fn fill(ledger: &mut Ledger) {
    let run = ledger.begin_run("v1").unwrap();
    for n in 1..=2 {
        let (text, claims) = read(n);
        let id = format!("r{n}");
        let arrival = Arrival {
            raw: text.as_bytes(),
            given_id: Some(&id),
            kind: "text",
            input: "desk/a.txt",
            outlet: item("Ostrel Daily"),
            published: item("2031-10-07"),
            text: &text,
            version: "v1",
            sentences: vec![Span::new(0, text.len())],
            claims,
            ..Arrival::default()
        };
        ledger.keep(run, &[arrival], &[]).unwrap();
    }
    ledger.end_run(run, 0).unwrap();
    ledger.update().unwrap();
}

fn item(value: &str) -> Item<'_> {
    Item {
        value: Some(value),
        how: Some("given"),
    }
}

fn read(n: usize) -> (String, Vec<Claim>) {
    let text = format!("In Quarry, {n} people were killed, the mayor said. “<script>alert(1)</script>,” a spokesman of Ost denied.");
    let span = |words: &str| {
        let start = text.find(words).unwrap();
        Span::new(start, start + words.len())
    };
    let killed = format!("{n} people were killed");
    let figure = Figure {
        span: span(&n.to_string()),
        lower: Some(n as f64),
        upper: Some(n as f64),
        modifier: "exact".into(),
        measure: Some("killed".into()),
        of: Some("people".into()),
        place: Some("Quarry".into()),
        ..Figure::default()
    };
    let claims = vec![
        Claim {
            kind: "statement".into(),
            source: vec![span("the mayor")],
            cue: vec![span("said")],
            content: vec![span(&killed)],
            actor: Some("mayor of Quarry".into()),
            actor_kind: Some("person".into()),
            stance: "states".into(),
            said: Some("2031-10-07".into()),
            figures: vec![figure],
            confidence: 0.9,
            ..Claim::default()
        },
        Claim {
            kind: "statement".into(),
            source: vec![span("a spokesman of Ost")],
            cue: vec![span("denied")],
            content: vec![span("“<script>alert(1)</script>,”")],
            actor: Some("Ost".into()),
            actor_kind: Some("government".into()),
            stance: "denies".into(),
            confidence: 0.8,
            ..Claim::default()
        },
    ];
    (text, claims)
}
