//! What can be asked about actors.

use super::answer::{Asked, Failures, Found, Named};
use super::ask::Answered;
use super::cursor::{Page, Turned};
use super::record::{ActorRecord, ActorSummary};
use crate::app::App;
use crate::failure::Failure;
use axum::extract::State;
use serde::Deserialize;
use utoipa::IntoParams;

/// Which actors.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct WhichActors {
    /// Words that one of its names must have; begin* is any word that begins so.
    words: Option<String>,
    /// What the actor is.
    kind: Option<String>,
    /// Named by at least so many reports.
    #[param(minimum = 0, maximum = 1000000000)]
    reports: Option<u64>,
}

/// Lists actors: who speaks, over all reports, those with the most claims first
#[utoipa::path(get, path = "/actors", tag = "actors", params(WhichActors, Turned), responses((status = 200, body = Page<ActorSummary>), Failures))]
pub async fn actors(
    State(app): State<App>,
    Asked(which): Asked<WhichActors>,
    Asked(turned): Asked<Turned>,
) -> Answered<Page<ActorSummary>> {
    let (limit, skip) = (turned.limit()?, turned.skip()?);
    let reports = which.reports.unwrap_or(0);
    let found = app.ask(move |ledger| {
        let Some(words) = &which.words else {
            let page = ledger.actors_page(which.kind.as_deref(), reports, skip, limit + 1)?;
            return Ok(page.0);
        };
        let mut found = ledger.find_actor_briefs(words)?;
        found.retain(|a| which.kind.as_ref().is_none_or(|k| *k == a.kind) && a.reports >= reports);
        Ok(found.into_iter().skip(skip).take(limit + 1).collect())
    });
    let found = found.await?.iter().map(Into::into).collect();
    Ok(Found(Page::counted(found, skip, limit)))
}

/// Shows an actor: its claims, its names and spellings, and what joined them
#[utoipa::path(get, path = "/actors/{id}", tag = "actors", params(("id" = String, Path, description = "Its id, or the first digits of it, six or more")),
    responses((status = 200, body = ActorRecord), Failures))]
pub async fn actor(State(app): State<App>, Named(id): Named<String>) -> Answered<ActorRecord> {
    let record = app.ask(move |ledger| {
        let begins = id.to_ascii_lowercase();
        let mut found = ledger.find_actor_briefs(&begins)?;
        found.retain(|a| begins.len() >= 6 && a.id.to_string().starts_with(&begins));
        let Some(actor) = found.pop() else {
            return Err(Failure::absent(format!(
                "no actor has an id that begins with {id:?}"
            )));
        };
        if !found.is_empty() {
            return Err(Failure::stale(format!(
                "several actors have ids that begin with {id}"
            )));
        }
        Ok(ActorRecord::new(ledger, &ledger.actor_whole(actor)?)?)
    });
    Ok(Found(record.await?))
}
