//! What can be changed: decisions, and what waits to be read.

use super::answer::{Asked, Failures, Found, Named, Sent};
use super::cursor::{Page, Turned};
use crate::app::App;
use crate::decide::{self, By, What};
use crate::examples as sample;
use crate::failure::Failure;
use crate::queue::{Dropped, Item};
use axum::extract::State;
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use sayso_ledger::Undone;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// What is decided, by whom, and why.
#[derive(Debug, Deserialize, ToSchema)]
pub struct Decision {
    #[serde(flatten)]
    by: By,
    /// What.
    decision: What,
}

/// What became of a decision.
#[derive(Serialize, ToSchema)]
pub struct Outcome {
    /// Its number.
    id: i64,
    /// Whether it stood already, or was undone already: nothing changed.
    again: bool,
}

/// Decides: reject, amend, merge, split, pin, note
///
/// What stands already is not decided again: sent twice, a decision is found again (200).
#[utoipa::path(post, path = "/decisions", tag = "decisions", request_body = Decision,
    responses((status = 201, body = Outcome), (status = 200, body = Outcome, description = "It stood already"), Failures))]
pub async fn decide(
    State(app): State<App>,
    Sent(sent): Sent<Decision>,
) -> Result<Response, Failure> {
    let done = decide::decide(&app, sent.decision, sent.by).await?;
    let status = if done.again {
        StatusCode::OK
    } else {
        StatusCode::CREATED
    };
    let outcome = Outcome {
        id: done.id,
        again: done.again,
    };
    Ok((status, Found(outcome)).into_response())
}

/// Takes a decision back; that is written down as well
#[utoipa::path(post, path = "/decisions/{id}/undo", tag = "decisions", params(("id" = i64, Path, description = "Its number")), request_body = By,
    responses((status = 200, body = Outcome), Failures))]
pub async fn undo(
    State(app): State<App>,
    Named(id): Named<i64>,
    Sent(by): Sent<By>,
) -> Result<Found<Outcome>, Failure> {
    let undone = decide::undo(&app, id, by).await?;
    Ok(Found(Outcome {
        id,
        again: undone == Undone::Before,
    }))
}

/// What waits, or waited.
#[derive(Serialize, ToSchema)]
pub struct Waiting {
    /// How many items wait or are being read.
    left: u64,
    /// The last dropped first.
    #[serde(flatten)]
    page: Page<Item>,
}

const NEVER_KEPT: [(header::HeaderName, &str); 1] = [(header::CACHE_CONTROL, "no-store")];

/// Lists what was dropped to be read, and how it stands
#[utoipa::path(get, path = "/queue", tag = "queue", params(Turned), responses((status = 200, body = Waiting), Failures))]
pub async fn queue(
    State(app): State<App>,
    Asked(turned): Asked<Turned>,
) -> Result<Response, Failure> {
    let (limit, before) = (turned.limit()?, turned.from(i64::MAX)?);
    let waiting = app.queued(move |queue| {
        let mut items = queue.list(before, limit + 1)?;
        let more = items.len() > limit;
        items.truncate(limit);
        let last = items.last().map(|i| i.id).filter(|_| more);
        Ok(Waiting {
            left: queue.left()?,
            page: Page::downward(items, last),
        })
    });
    Ok((NEVER_KEPT, Found(waiting.await?)).into_response())
}

/// Something to be read: text, or an address.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ToRead {
    /// What to call it.
    #[schema(max_length = 200)]
    name: Option<String>,
    /// Text of a report, or of a page, feed or JSON lines: what it is, is told by its content.
    text: Option<String>,
    /// An http(s) address; it is fetched when it is read.
    #[schema(max_length = 2000)]
    url: Option<String>,
    /// Of a plain text: its headline.
    title: Option<String>,
    /// Of a plain text: who published it.
    outlet: Option<String>,
    /// Of a plain text: when it was published, ISO 8601.
    published: Option<String>,
}

/// The numbers of what was taken.
#[derive(Serialize, ToSchema)]
pub struct Taken {
    /// One for each thing that was sent; what waits already has the number that it has.
    ids: Vec<i64>,
}

/// Has something read in the background; it is on disk when this answers
#[utoipa::path(post, path = "/queue", tag = "queue", request_body = ToRead, responses((status = 202, body = Taken), Failures))]
pub async fn drop(State(app): State<App>, Sent(sent): Sent<ToRead>) -> Result<Response, Failure> {
    let unfit = |why: &str| Failure::new(StatusCode::UNPROCESSABLE_ENTITY, why);
    let dropped = match (sent.text, sent.url) {
        (Some(text), None) if !text.trim().is_empty() => {
            let known = [
                ("title", sent.title.as_deref()),
                ("outlet", sent.outlet.as_deref()),
                ("published", sent.published.as_deref()),
            ];
            Dropped::text(sent.name.as_deref().unwrap_or("sent"), text, &known)
        }
        (Some(_), None) => return Err(unfit("there is nothing in it")),
        (None, Some(url)) => Dropped::address(&url).map_err(|why| unfit(&why))?,
        _ => return Err(unfit("either text or url is to be read")),
    };
    taken(&app, vec![dropped]).await
}

async fn taken(app: &App, dropped: Vec<Dropped>) -> Result<Response, Failure> {
    let ids = app.queued(move |queue| queue.add(&dropped)).await?;
    Ok((StatusCode::ACCEPTED, Found(Taken { ids })).into_response())
}

/// Has the project's sample reports read: what an empty ledger offers
#[utoipa::path(post, path = "/examples", tag = "queue", request_body = Nothing, responses((status = 202, body = Taken), Failures))]
pub async fn examples(
    State(app): State<App>,
    Sent(_nothing): Sent<Nothing>,
) -> Result<Response, Failure> {
    taken(&app, sample::all()).await
}

/// `{}`.
#[derive(Debug, Deserialize, ToSchema)]
pub struct Nothing {}

/// Shows one item of the queue
#[utoipa::path(get, path = "/queue/{id}", tag = "queue", params(("id" = i64, Path, description = "Its number")), responses((status = 200, body = Item), Failures))]
pub async fn item(State(app): State<App>, Named(id): Named<i64>) -> Result<Response, Failure> {
    let item = app.queued(move |queue| queue.item(id)).await?;
    let item =
        item.ok_or_else(|| Failure::absent(format!("nothing of number {id} was dropped")))?;
    Ok((NEVER_KEPT, Found(item)).into_response())
}

/// Takes an item off the list that is not being read; what was read of it stays in the ledger
#[utoipa::path(delete, path = "/queue/{id}", tag = "queue", params(("id" = i64, Path, description = "Its number")), responses((status = 204), Failures))]
pub async fn forget(State(app): State<App>, Named(id): Named<i64>) -> Result<StatusCode, Failure> {
    if app.queued(move |queue| queue.forget(id)).await? {
        return Ok(StatusCode::NO_CONTENT);
    }
    Err(Failure::absent(format!(
        "nothing of number {id} waits or is over"
    )))
}

/// Has a rejected item read again
#[utoipa::path(post, path = "/queue/{id}/again", tag = "queue", params(("id" = i64, Path, description = "Its number")), request_body = Nothing,
    responses((status = 202, body = Taken), Failures))]
pub async fn again(
    State(app): State<App>,
    Named(id): Named<i64>,
    Sent(_nothing): Sent<Nothing>,
) -> Result<Response, Failure> {
    if app.queued(move |queue| queue.again(id)).await? {
        return Ok((StatusCode::ACCEPTED, Found(Taken { ids: vec![id] })).into_response());
    }
    Err(Failure::absent(format!(
        "nothing of number {id} was rejected"
    )))
}
