//! What stands before every page and every answer: who may come in, from where, with how much, and what a browser may do with what it gets.
//!
//! From the outside in: headers on every answer ([`headers`]); failures and panics in words that a person or program can read ([`failures`]); the name that
//! was asked for, where a write comes from and who asks ([`admit`]); how much may be sent; answers kept until the ledger changes ([`cache`]); compression;
//! what is withheld or marked ([`withheld`]).

mod admit;
mod cache;
mod failures;
mod headers;
mod key;
mod login;
mod withheld;

pub(crate) use cache::Cache;

use crate::app::App;
use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::middleware::{from_fn, from_fn_with_state};
use axum::response::IntoResponse;
use std::time::Duration;
use tower_http::catch_panic::CatchPanicLayer;
use tower_http::compression::{CompressionLayer, CompressionLevel};
use tower_http::limit::RequestBodyLimitLayer;
use tower_http::timeout::RequestBodyTimeoutLayer;

/// The most that a form or a piece of JSON may have; what takes files says so itself.
const FORM_BYTES: usize = 3_000_000;
/// How long a sender may fall silent.
const SILENCE: Duration = Duration::from_secs(30);

/// Puts the guard before all of `routes`.
pub fn before(routes: Router<App>, app: &App) -> Router<App> {
    routes
        .merge(login::routes())
        .layer(from_fn_with_state(app.clone(), withheld::keep_back))
        // Before compression, which words in a failure must not go through.
        .layer(from_fn(failures::in_words))
        .layer(CompressionLayer::new().quality(CompressionLevel::Precise(4)))
        .layer(from_fn_with_state(app.clone(), cache::keep))
        .layer(DefaultBodyLimit::max(FORM_BYTES))
        .layer(RequestBodyLimitLayer::new(app.options().drop_bytes))
        .layer(RequestBodyTimeoutLayer::new(SILENCE))
        .layer(from_fn_with_state(app.clone(), admit::admit))
        .layer(CatchPanicLayer::custom(
            |_: Box<dyn std::any::Any + Send>| crate::Failure::defect().into_response(),
        ))
        .layer(from_fn(failures::in_words))
        .layer(from_fn(headers::on_all))
}

#[cfg(test)]
mod tests;
#[cfg(test)]
mod withheld_tests;
