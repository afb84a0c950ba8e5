//! Actors, those with the most claims first.

use super::wording;
use crate::app::{App, Failure};
use askama::Template;
use axum::extract::{Query, State};
use axum::response::Html;
use serde::Deserialize;

/// Actors of one page.
const PAGE: usize = 60;
/// No page after this one.
const MOST: usize = 1_000;

/// What a person asks for.
#[derive(Clone, Debug, Default, Deserialize)]
pub struct Asked {
    /// Words of a name.
    q: Option<String>,
    /// From 1.
    page: Option<usize>,
}

/// A row of the list.
pub struct Row {
    pub id: String,
    pub name: String,
    pub kind: String,
    pub affiliation: String,
    pub claims: usize,
    pub reports: u64,
    pub also: String,
}

#[derive(Template)]
#[template(path = "sources/actors.html")]
struct Page {
    rows: Vec<Row>,
    all: usize,
    q: String,
    page: usize,
    pages: usize,
}

/// `GET /actors`.
pub async fn page(
    State(app): State<App>,
    Query(asked): Query<Asked>,
) -> Result<Html<String>, Failure> {
    app.ask(move |ledger| {
        let q = asked.q.clone().unwrap_or_default();
        let wanted = asked.page.unwrap_or(1).clamp(1, MOST);
        let (found, all) = if q.trim().is_empty() {
            ledger.actors_page(None, 0, 0, wanted * PAGE)?
        } else {
            let found = ledger.find_actor_briefs(q.trim())?;
            let all = found.len();
            (found, all)
        };
        let pages = all.div_ceil(PAGE).max(1);
        let page = wanted.min(pages);
        let rows = found
            .iter()
            .skip((page - 1) * PAGE)
            .take(PAGE)
            .map(row)
            .collect();
        let page = Page {
            rows,
            all,
            q,
            page,
            pages,
        };
        page.render().map(Html).map_err(|_| Failure::defect())
    })
    .await
}

/// An actor in a list.
pub fn row(actor: &sayso_ledger::ActorBrief) -> Row {
    let also: Vec<&str> = actor
        .names
        .iter()
        .map(|n| n.words.as_str())
        .filter(|n| *n != actor.name)
        .take(3)
        .collect();
    Row {
        id: actor.id.to_string(),
        name: actor.name.clone(),
        kind: wording::kind(&actor.kind).to_owned(),
        affiliation: actor
            .affiliation
            .clone()
            .filter(|a| *a != actor.name)
            .unwrap_or_default(),
        claims: actor.claims as usize,
        reports: actor.reports,
        also: also.join(", "),
    }
}
