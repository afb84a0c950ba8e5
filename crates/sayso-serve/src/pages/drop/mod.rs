//! Reports from the browser: files, pasted text, an address; and what becomes of them.

mod form;
mod list;

use crate::app::App;
use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::routing::{get, post};

/// The page, its form, and what can be done with an item.
pub fn routes() -> Router<App> {
    let take = post(form::take).layer(DefaultBodyLimit::disable());
    Router::new()
        .route("/drop", get(list::page).merge(take))
        .route("/drop/list", get(list::fragment))
        .route("/drop/examples", post(form::examples))
        .route("/drop/{id}/again", post(form::again))
        .route("/drop/{id}/forget", post(form::forget))
}

#[cfg(test)]
mod tests;
