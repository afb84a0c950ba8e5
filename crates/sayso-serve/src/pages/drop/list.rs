//! The page: where to drop, and what was dropped.

use crate::app::App;
use crate::failure::Failure;
use crate::queue::{Item, State as Stands, evidence_at};
use askama::Template;
use axum::extract::{Query, State};
use axum::http::header;
use axum::response::{Html, IntoResponse, Response};
use sayso_read::thousands;
use serde::Deserialize;

/// Items on a page.
const ITEMS: usize = 50;

#[derive(Deserialize)]
pub struct Asked {
    /// How many were just taken.
    taken: Option<u32>,
    /// Older than this.
    before: Option<i64>,
}

#[derive(Template)]
#[template(path = "drop.html")]
struct DropPage {
    taken: Option<u32>,
    list: DropList,
    empty: bool,
    megabytes: usize,
}

#[derive(Template)]
#[template(path = "drop-list.html")]
struct DropList {
    left: u64,
    rows: Vec<Row>,
    older: Option<i64>,
}

struct Row {
    item: Item,
    words: String,
    reasons: Vec<String>,
    size: String,
}

impl DropList {
    fn render_list(&self) -> String {
        self.render().unwrap_or_default()
    }
}

/// `GET /drop`.
pub async fn page(State(app): State<App>, Query(asked): Query<Asked>) -> Result<Response, Failure> {
    let counts = app.ask(|ledger| Ok(ledger.counts()?)).await?;
    let page = DropPage {
        taken: asked.taken,
        list: list(&app, asked.before).await?,
        empty: counts.reports == 0,
        megabytes: app.options().drop_bytes / 1_000_000,
    };
    never_kept(page.render().map_err(|_| Failure::defect())?)
}

/// `GET /drop/list`: the list alone, for the script.
pub async fn fragment(
    State(app): State<App>,
    Query(asked): Query<Asked>,
) -> Result<Response, Failure> {
    never_kept(list(&app, asked.before).await?.render_list())
}

fn never_kept(html: String) -> Result<Response, Failure> {
    Ok(([(header::CACHE_CONTROL, "no-store")], Html(html)).into_response())
}

async fn list(app: &App, before: Option<i64>) -> Result<DropList, Failure> {
    let before = before.unwrap_or(i64::MAX);
    let asked = app.queued(move |queue| Ok((queue.left()?, queue.list(before, ITEMS + 1)?)));
    let (left, mut items) = asked.await?;
    let more = items.len() > ITEMS;
    items.truncate(ITEMS);
    Ok(DropList {
        left,
        older: items.last().map(|i| i.id).filter(|_| more),
        rows: items.into_iter().map(Row::new).collect(),
    })
}

impl Row {
    fn new(item: Item) -> Self {
        let reports = |n: u64| match n {
            1 => "1 report".to_owned(),
            n => format!("{} reports", thousands(n)),
        };
        let is_kept = evidence_at(&item.name, item.size.is_some()).is_some();
        let words = match item.state {
            Stands::Reading if is_kept => "is being fetched".to_owned(),
            Stands::Done if is_kept && item.new == 0 => {
                "kept; the same bytes were kept before".to_owned()
            }
            Stands::Done if is_kept => "kept".to_owned(),
            Stands::Rejected if is_kept => "could not be kept".to_owned(),
            Stands::Waiting => "waits".to_owned(),
            Stands::Reading => match item.percent {
                Some(part) => format!("{} so far, {part} %", reports(item.reports)),
                None => format!("{} so far", reports(item.reports)),
            },
            Stands::Done => {
                let mut words = match item.new {
                    0 => "nothing new".to_owned(),
                    n => format!("{} with {} claims", reports(n), thousands(item.claims)),
                };
                for (n, how) in [(item.known, "known already"), (item.rejected, "rejected")] {
                    if n > 0 {
                        words.push_str(&format!(", {} {how}", thousands(n)));
                    }
                }
                words
            }
            Stands::Rejected => "could not be read".to_owned(),
        };
        let reasons = item
            .reason
            .iter()
            .flat_map(|r| r.lines())
            .map(str::to_owned)
            .collect();
        let size = match item.size {
            Some(n) if n >= 1_000_000 => format!("{:.1} MB", n as f64 / 1e6),
            Some(n) => format!("{} kB", n.div_ceil(1_000)),
            None => "address".to_owned(),
        };
        Row {
            item,
            words,
            reasons,
            size,
        }
    }

    fn percent(&self) -> u64 {
        self.item.percent.unwrap_or(0)
    }

    fn is_reading(&self) -> bool {
        self.item.state == Stands::Reading
    }

    fn is_rejected(&self) -> bool {
        self.item.state == Stands::Rejected
    }
}
