//! What a person sees in a browser.

mod home;

use crate::app::App;
use axum::Router;
use axum::routing::get;

/// Every page.
pub fn routes() -> Router<App> {
    Router::new().route("/", get(home::home))
}
