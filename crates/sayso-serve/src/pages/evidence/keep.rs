//! What is asked to be kept: it waits in the queue, on disk, and is fetched in the background.

use crate::app::{App, Failure};
use crate::queue::{Dropped, State as Stands};
use axum::extract::{Form, State};
use axum::response::Redirect;
use serde::Deserialize;
use std::time::Duration;

/// How often it is looked whether it is done, and how many times before the page is shown without it.
const LOOK: Duration = Duration::from_millis(100);
const LOOKS: usize = 60;

#[derive(Deserialize)]
pub struct Sent {
    /// The address.
    url: String,
    /// Where to go on.
    #[serde(default)]
    back: String,
}

/// `POST /evidence/keep`: back to where it was asked, once it is done; if that takes long, to the list.
pub async fn keep(State(app): State<App>, Form(sent): Form<Sent>) -> Result<Redirect, Failure> {
    let dropped = Dropped::evidence(&sent.url).map_err(Failure::bad)?;
    let ids = app.queued(move |queue| queue.add(&[dropped])).await?;
    let id = ids.first().copied().unwrap_or_default();
    for _ in 0..LOOKS {
        let item = app.queued(move |queue| queue.item(id)).await?;
        if !item.is_some_and(|i| matches!(i.state, Stands::Waiting | Stands::Reading)) {
            return Ok(Redirect::to(here(&sent.back)));
        }
        tokio::time::sleep(LOOK).await;
    }
    Ok(Redirect::to(&format!("/evidence?waiting={id}")))
}

/// A place of this page, and of no other.
fn here(back: &str) -> &str {
    let own = back.starts_with('/')
        && !back.starts_with("//")
        && !back.contains(['\\', '\r', '\n'])
        && back.len() < 2_000;
    if own { back } else { "/evidence" }
}
