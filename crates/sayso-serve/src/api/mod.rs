//! The ledger in JSON, for programs: the records of the command line, a page of them at a time.
//!
//! `ask` holds what is asked, `change` what is written, `record` what is given; the OpenAPI file is made of the same types, and `browse` shows it.

mod actors;
mod answer;
mod ask;
mod browse;
mod change;
mod claims;
mod cursor;
mod evidence;
mod export;
mod follow;
mod form;
mod record;

pub use follow::SourceRecord;

use crate::app::App;
use axum::Router;
use axum::response::Redirect;
use axum::routing::get;
use std::sync::LazyLock;
use utoipa::OpenApi;
use utoipa::openapi::security::{HttpAuthScheme, HttpBuilder, SecurityScheme};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

#[derive(OpenApi)]
#[openapi(
    info(
        title = "Sayso",
        description = "A ledger of who said what. Lists come a page at a time, with a cursor for the next; every answer carries an ETag; failures are problem+json (RFC 9457). \
                       Where the ledger is served with a token, send it as a bearer token."
    ),
    servers((url = "/api/v1")),
    components(schemas(answer::Problem))
)]
struct Document;

/// The OpenAPI file.
static DOCUMENT: LazyLock<utoipa::openapi::OpenApi> = LazyLock::new(|| {
    let mut document = Document::openapi();
    document.merge(collected().to_openapi());
    if let Some(components) = document.components.as_mut() {
        let bearer = HttpBuilder::new().scheme(HttpAuthScheme::Bearer).build();
        components.add_security_scheme("token", SecurityScheme::Http(bearer));
    }
    document
});

fn collected() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(ask::status))
        .routes(routes!(ask::questions))
        .routes(routes!(ask::question))
        .routes(routes!(ask::answers))
        .routes(routes!(ask::relations))
        .routes(routes!(ask::dispatches))
        .routes(routes!(ask::reports))
        .routes(routes!(ask::report))
        .routes(routes!(ask::reading))
        .routes(routes!(ask::raw))
        .routes(routes!(ask::copies))
        .routes(routes!(claims::claims))
        .routes(routes!(claims::claim))
        .routes(routes!(claims::why))
        .routes(routes!(actors::actors))
        .routes(routes!(actors::actor))
        .routes(routes!(ask::search))
        .routes(routes!(ask::rejected))
        .routes(routes!(ask::decisions, change::decide))
        .routes(routes!(change::undo))
        .routes(routes!(change::queue, change::drop))
        .routes(routes!(change::item, change::forget))
        .routes(routes!(change::again))
        .routes(routes!(change::examples))
        .routes(routes!(evidence::evidence, evidence::keep))
        .routes(routes!(evidence::kept))
        .routes(routes!(evidence::kept_bytes))
        .routes(routes!(export::export))
        .routes(routes!(follow::follow))
        .routes(routes!(form::form))
}

/// Everything under `/api/v1`.
pub fn routes() -> Router<App> {
    Router::from(collected())
        .route("/", get(|| async { Redirect::to("/api") }))
        .route("/openapi.json", get(browse::document))
        .fallback(answer::absent)
        .method_not_allowed_fallback(answer::other_way)
}

/// The page that shows it.
pub fn pages() -> Router<App> {
    Router::new().route("/api", get(browse::page))
}

#[cfg(test)]
mod tests;
