//! The ledger in JSON, for programs.

use crate::app::App;
use axum::Router;

/// Everything under `/api/v1`.
pub fn routes() -> Router<App> {
    Router::new()
}
