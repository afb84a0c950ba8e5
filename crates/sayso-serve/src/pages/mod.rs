//! What a person sees in a browser.

pub(crate) mod assets;
mod compare;
mod coverage;
mod dispatches;
mod drop;
pub(crate) mod evidence;
pub(crate) mod fault;
pub(crate) mod home;
mod question;
mod sources;
#[cfg(test)]
mod tests;
pub(crate) mod when;

pub(crate) use coverage::now;

use crate::app::App;
use axum::Router;
use axum::middleware::map_response;
use axum::routing::get;

/// Every page.
pub fn routes() -> Router<App> {
    Router::new()
        .route("/", get(home::home))
        .route("/question/{id}", get(question::question))
        .route("/compare", get(compare::compare))
        .route("/dispatches", get(dispatches::dispatches))
        .route("/coverage", get(coverage::coverage))
        .route("/assets/{name}", get(assets::asset))
        .merge(sources::routes())
        .merge(drop::routes())
        .merge(evidence::routes())
        .fallback(fault::absent)
        .layer(map_response(fault::as_page))
}
