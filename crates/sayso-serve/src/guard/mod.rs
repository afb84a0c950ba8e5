//! What stands before every page and every answer: who may come in, from where, with how much, and what a browser may do with what it gets.

use crate::app::App;
use axum::Router;

/// Puts the guard before all of `routes`.
pub fn before(routes: Router<App>, _app: &App) -> Router<App> {
    routes
}
