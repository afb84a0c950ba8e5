//! Coverage: what is followed, and what of it was not read.

use super::sources::instant;
use super::when::When;
use crate::app::App;
use crate::failure::Failure;
use askama::Template;
use axum::extract::{Query, State};
use axum::http::header;
use axum::response::{Html, IntoResponse, Response};
use sayso_follow::length;
use sayso_ledger::follow::Coverage;
use serde::Deserialize;
use std::time::{SystemTime, UNIX_EPOCH};

/// Sources of a page.
const LIMIT: usize = 100;
const FAR: usize = 1_000_000;
/// In which order states stand: what a person should look at first.
const ORDER: &[&str] = &[
    "failing",
    "not asked",
    "silent",
    "new",
    "gone",
    "moved",
    "well",
];

/// The part of the address after the `?`.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Asked {
    from: String,
}

#[derive(Template)]
#[template(path = "coverage.html")]
struct Page {
    all: usize,
    /// How many sources stand how.
    states: Vec<(&'static str, usize)>,
    waiting: u64,
    unread: u64,
    short: u64,
    /// Since when nothing is asked.
    not_asked: Option<String>,
    rows: Vec<Row>,
    before: Option<usize>,
    after: Option<usize>,
}

struct Row {
    c: Coverage,
    name: String,
    state: &'static str,
    /// What is the matter with it, in sentences.
    trouble: Vec<String>,
    answered: Option<String>,
    news: Option<String>,
    gaps: Vec<Interval>,
    moves: Vec<(String, String)>,
}

/// A time in which something was missing.
struct Interval {
    since: String,
    until: String,
    length: String,
    what: String,
}

/// `GET /coverage`.
pub async fn coverage(
    State(app): State<App>,
    Query(asked): Query<Asked>,
) -> Result<Response, Failure> {
    let from = asked.from.parse().map_or(0, |n: usize| n.min(FAR));
    let now = now();
    let page = app.ask(move |ledger| Ok(page(ledger.coverage(now, false)?, from, now)));
    let html = page.await?.render().map_err(|_| Failure::defect())?;
    // It changes with the time, not with the ledger alone.
    Ok(([(header::CACHE_CONTROL, "no-store")], Html(html)).into_response())
}

/// Seconds since 1970.
pub fn now() -> i64 {
    SystemTime::now()
        .duration_since(UNIX_EPOCH)
        .map_or(0, |d| d.as_secs() as i64)
}

fn page(mut found: Vec<Coverage>, from: usize, now: i64) -> Page {
    let place = |c: &Coverage| ORDER.iter().position(|s| *s == c.state());
    found.sort_by_key(|c| (place(c), c.source.id));
    let count = |state: &str| found.iter().filter(|c| c.state() == state).count();
    let states = ORDER.iter().map(|s| (*s, count(s))).filter(|(_, n)| *n > 0);
    let (waiting, unread, short) = found.iter().fold((0, 0, 0), |(w, u, s), c| {
        (
            w + c.items.waiting,
            u + c.items.unread + c.source.broken,
            s + c.items.short,
        )
    });
    Page {
        all: found.len(),
        states: states.collect(),
        waiting,
        unread,
        short,
        not_asked: found.iter().filter_map(|c| c.not_asked).min().map(instant),
        before: (from > 0).then(|| from.saturating_sub(LIMIT)),
        after: (found.len() > from.saturating_add(LIMIT)).then(|| from + LIMIT),
        rows: found
            .into_iter()
            .skip(from)
            .take(LIMIT)
            .map(|c| Row::new(c, now))
            .collect(),
    }
}

/// What a source is called of which nothing is known but its address.
fn host(address: &str) -> String {
    let rest = address.split_once("://").map_or(address, |(_, rest)| rest);
    rest.split('/').next().unwrap_or(rest).to_owned()
}

impl Row {
    fn new(c: Coverage, now: i64) -> Self {
        let s = &c.source;
        let mut trouble = Vec::new();
        trouble.extend(s.why.clone());
        if let (Some(since), Some(error)) = (s.failing, &s.error) {
            let times = match s.failures {
                0 | 1 => String::new(),
                n => format!(", {n} times in a row"),
            };
            trouble.push(format!("Fails for {}{times}: {error}", length(now - since)));
        }
        if let Some(since) = c.not_asked {
            trouble.push(format!(
                "Should have been asked {} ago",
                length(now - since)
            ));
        }
        if let (Some(since), Some(usual)) = (c.silence.since, c.silence.usual) {
            let words = format!(
                "Silent for {}; up to {} is usual",
                length(now - since),
                length(usual)
            );
            trouble.push(words);
        }
        if s.broken > 0 {
            let why = s.broken_why.as_deref().unwrap_or_default();
            let items = if s.broken == 1 { "item" } else { "items" };
            trouble.push(format!("{} {items} in it cannot be read: {why}", s.broken));
        }
        let interval = |since: i64, until: i64, what: &str| {
            (
                until,
                Interval {
                    since: instant(since),
                    until: instant(until),
                    length: length(until - since),
                    what: what.to_owned(),
                },
            )
        };
        let gaps = c.gaps.iter().map(|g| interval(g.since, g.until, &g.why));
        let silent = c.silence.past.iter();
        let silent = silent
            .map(|(since, until)| interval(*since, *until, "silent for longer than was usual"));
        let mut gaps: Vec<(i64, Interval)> = gaps.chain(silent).collect();
        gaps.sort_by_key(|(until, _)| std::cmp::Reverse(*until));
        let moves = c.moves.iter().map(|(at, old)| (old.clone(), instant(*at)));
        Row {
            name: s
                .outlet
                .clone()
                .or_else(|| s.title.clone())
                .unwrap_or_else(|| host(&s.address)),
            state: c.state(),
            trouble,
            answered: s.answered.map(instant),
            news: s.news.map(instant),
            gaps: gaps.into_iter().map(|(_, gap)| gap).collect(),
            moves: moves.collect(),
            c,
        }
    }

    fn is_well(&self) -> bool {
        matches!(self.state, "well" | "new")
    }

    fn every(&self) -> String {
        length(self.c.source.every)
    }

    fn not_read(&self) -> u64 {
        self.c.items.unread + self.c.source.broken
    }
}

#[cfg(test)]
mod tests {
    use crate::testing::Served;
    use sayso_ledger::Ledger;
    use sayso_ledger::follow::{Added, Answered, NewSource};

    #[tokio::test]
    async fn what_was_not_read_is_said() {
        let served = Served::new();
        let empty = served.get("/coverage").await.text();
        assert!(empty.contains("sayso follow add"), "{empty}");
        {
            let mut ledger = Ledger::create(&served.app.options().ledger).unwrap();
            for (n, address) in ["http://a.example/feed?<b>", "http://b.example/"]
                .iter()
                .enumerate()
            {
                let new = NewSource {
                    address,
                    every: 900,
                    ..NewSource::default()
                };
                let now = super::now();
                let Added::New(id) = ledger.follow(&new, now).unwrap() else {
                    panic!("it was there");
                };
                if n == 0 {
                    ledger
                        .source_answered(
                            id,
                            &Answered {
                                at: now,
                                due: now + 900,
                                ..Answered::default()
                            },
                        )
                        .unwrap();
                    ledger
                        .source_failed(id, now, now + 900, "the server answers <500>")
                        .unwrap();
                }
            }
        }
        served.app.changed();
        let answer = served.get("/coverage").await;
        let html = answer.text();
        assert_eq!(answer.header("cache-control"), "no-store");
        assert!(
            html.contains("<a href=\"/coverage\" aria-current=\"page\">Coverage</a>"),
            "{html}"
        );
        assert!(
            html.contains("the server answers &#60;500&#62;")
                || html.contains("the server answers &lt;500&gt;"),
            "{html}"
        );
        assert!(
            !html.contains("<b>\"") && html.contains("never yet"),
            "{html}"
        );
        let json = served.get("/api/v1/follow?limit=1").await.json();
        assert_eq!(json["items"][0]["state"], "failing");
        assert!(json["next"].is_string());
        let api = served.get("/api").await.text();
        assert!(api.contains("/follow"), "{api}");
    }
}
