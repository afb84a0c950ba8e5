//! Where claims stand and who makes them: reports, actors, search, and what needs a person.

mod actor;
mod actors;
mod inbox;
mod report;
mod search;
pub(crate) mod wording;

pub(crate) use report::link as report_link;

pub(super) use wording::instant;

use crate::app::App;
use axum::Router;
use axum::routing::{get, post};

/// The pages of this folder.
pub fn routes() -> Router<App> {
    Router::new()
        .route("/report/{id}", get(report::page))
        .route("/report/{id}/raw", get(report::raw))
        .route("/report/{id}/lit.css", get(report::lit))
        .route("/claim/{id}", get(report::of_claim))
        .route("/actors", get(actors::page))
        .route("/actor/{id}", get(actor::page))
        .route("/actor/of/{claim}", get(actor::of_claim))
        .route("/search", get(search::page))
        .route("/inbox", get(inbox::page))
        .route("/decide", post(inbox::decide))
        .route("/undo", post(inbox::undo))
}
