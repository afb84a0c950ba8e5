//! What can be asked about actors.

use super::answer::{Asked, Failures, Found, Named};
use super::ask::Answered;
use super::cursor::{Page, Turned};
use super::record::{ActorRecord, ActorSummary};
use crate::app::App;
use crate::failure::Failure;
use axum::extract::State;
use sayso_claims::merge::name::plain;
use sayso_ledger::ActorRow;
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
    let all = app.actors().await?;
    let wanted: Vec<(String, bool)> = which
        .words
        .as_deref()
        .unwrap_or_default()
        .split_whitespace()
        .flat_map(|w| plain(w).into_iter().map(move |p| (p, w.ends_with('*'))))
        .collect();
    let has = |name: &str| {
        let name = plain(name);
        let is = |n: &String, (word, begins): &(String, bool)| {
            n == word || *begins && n.starts_with(word.as_str())
        };
        wanted.iter().all(|w| name.iter().any(|n| is(n, w)))
    };
    let like = |a: &&ActorRow| {
        which.kind.as_ref().is_none_or(|k| *k == a.kind)
            && a.reports >= which.reports.unwrap_or(0)
            && (which.words.is_none()
                || !wanted.is_empty() && a.names.iter().any(|n| has(&n.words)))
    };
    let found = all.iter().filter(like).skip(skip).take(limit + 1);
    Ok(Found(Page::counted(
        found.map(Into::into).collect(),
        skip,
        limit,
    )))
}

/// Shows an actor: its claims, its names and spellings, and what joined them
#[utoipa::path(get, path = "/actors/{id}", tag = "actors", params(("id" = String, Path, description = "Its id, or the first digits of it, six or more")),
    responses((status = 200, body = ActorRecord), Failures))]
pub async fn actor(State(app): State<App>, Named(id): Named<String>) -> Answered<ActorRecord> {
    let all = app.actors().await?;
    let begins = id.to_ascii_lowercase();
    let mut found = all
        .iter()
        .filter(|a| begins.len() >= 6 && a.id.to_string().starts_with(&begins));
    let actor = match (found.next(), found.next()) {
        (Some(one), None) => one.clone(),
        (Some(_), Some(_)) => {
            return Err(Failure::stale(format!(
                "several actors have ids that begin with {id}"
            )));
        }
        (None, _) => {
            return Err(Failure::absent(format!(
                "no actor has an id that begins with {id:?}"
            )));
        }
    };
    let record = app.ask(move |ledger| Ok(ActorRecord::new(ledger, &actor)?));
    Ok(Found(record.await?))
}
