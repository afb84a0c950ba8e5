//! What claims point to: listed, kept when somebody asks, handed out as bytes and never as a page.

mod keep;
mod shown;
#[cfg(test)]
mod tests;

pub use shown::Shown;

use crate::app::{App, Failure};
use crate::pages::sources::report_link;
use crate::pages::when::When;
use askama::Template;
use axum::Router;
use axum::extract::{Path, Query, State};
use axum::http::{HeaderName, header};
use axum::response::{Html, IntoResponse, Response};
use axum::routing::{get, post};
use sayso_ledger::evidence::{FetchRow, KeptRow};
use sayso_read::thousands;
use serde::Deserialize;

/// What is kept, on a page.
const ITEMS: usize = 50;
/// Failures that are listed.
const FAILED: usize = 50;

/// The pages of this folder.
pub fn routes() -> Router<App> {
    Router::new()
        .route("/evidence", get(list))
        .route("/evidence/keep", post(keep::keep))
        .route("/evidence/{hash}", get(one))
        .route("/evidence/{hash}/bytes", get(bytes))
        .route("/evidence/{hash}/warc", get(warc))
}

#[derive(Deserialize)]
pub struct Asked {
    /// From which one on.
    from: Option<usize>,
    /// The number of what was just asked for and is not here yet.
    waiting: Option<i64>,
}

#[derive(Template)]
#[template(path = "evidence/list.html")]
struct Page {
    kept: Vec<KeptRow>,
    failed: Vec<FetchRow>,
    waiting: Option<i64>,
    before: Option<usize>,
    after: Option<usize>,
    /// Whether this is one alone.
    alone: bool,
}

impl Page {
    fn rendered(&self) -> Result<Html<String>, Failure> {
        self.render().map(Html).map_err(|_| Failure::defect())
    }

    /// Where a claim's words are.
    fn claim(&self, report: &str, claim: &str) -> String {
        report_link(report, claim)
    }

    fn bytes(&self, n: &u64) -> String {
        thousands(*n)
    }
}

/// `GET /evidence`.
pub async fn list(
    State(app): State<App>,
    Query(asked): Query<Asked>,
) -> Result<Html<String>, Failure> {
    let from = asked.from.unwrap_or(0).min(100_000_000);
    let found = app.ask(move |ledger| {
        Ok((
            ledger.kept_evidence(from, ITEMS + 1)?,
            ledger.failed_fetches()?,
        ))
    });
    let (mut kept, mut failed) = found.await?;
    let more = kept.len() > ITEMS;
    kept.truncate(ITEMS);
    failed.truncate(if from == 0 { FAILED } else { 0 });
    let page = Page {
        kept,
        failed,
        waiting: asked.waiting,
        before: (from > 0).then(|| from.saturating_sub(ITEMS)),
        after: more.then_some(from + ITEMS),
        alone: false,
    };
    page.rendered()
}

/// `GET /evidence/HASH`.
pub async fn one(
    State(app): State<App>,
    Path(hash): Path<String>,
) -> Result<Html<String>, Failure> {
    let kept = app
        .ask(move |ledger| Ok(ledger.find_evidence(&hash)?))
        .await?;
    let page = Page {
        kept: vec![kept],
        failed: Vec::new(),
        waiting: None,
        before: None,
        after: None,
        alone: true,
    };
    page.rendered()
}

/// `GET /evidence/HASH/bytes`.
pub async fn bytes(State(app): State<App>, Path(hash): Path<String>) -> Result<Response, Failure> {
    let found = app.ask(move |ledger| {
        let kept = ledger.find_evidence(&hash)?;
        Ok((kept.hash.to_string(), ledger.preserved(&kept.hash)?))
    });
    let (hash, bytes) = found.await?;
    Ok(saved(&hash, "bin", bytes))
}

/// `GET /evidence/HASH/warc`: the records, with heads and redirects.
pub async fn warc(State(app): State<App>, Path(hash): Path<String>) -> Result<Response, Failure> {
    let found = app.ask(move |ledger| {
        let kept = ledger.find_evidence(&hash)?;
        Ok((kept.hash.to_string(), ledger.preserved_warc(&kept.hash)?))
    });
    let (hash, bytes) = found.await?;
    Ok(saved(&format!("{hash}-warc"), "warc", bytes))
}

/// Bytes from anywhere, to be saved and never to be shown: whatever they are, a browser makes no page of them.
pub(crate) fn saved(hash: &str, end: &str, bytes: Vec<u8>) -> Response {
    let short: String = hash.chars().take(16).collect();
    let head: [(HeaderName, String); 6] = [
        (header::CONTENT_TYPE, "application/octet-stream".to_owned()),
        (
            header::CONTENT_DISPOSITION,
            format!("attachment; filename=\"{short}.{end}\""),
        ),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff".to_owned()),
        (
            header::CONTENT_SECURITY_POLICY,
            "default-src 'none'; sandbox".to_owned(),
        ),
        (header::CACHE_CONTROL, "private, no-cache".to_owned()),
        (header::ETAG, format!("\"{hash}\"")),
    ];
    (head, bytes).into_response()
}
