//! The way in for a person: a form for the token, and the cookie that stands for it afterwards.

use super::key;
use crate::app::App;
use crate::failure::Failure;
use askama::Template;
use axum::Router;
use axum::extract::{Form, Query, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{Html, IntoResponse, Redirect, Response};
use axum::routing::{get, post};
use serde::Deserialize;
use std::time::Duration;

pub(super) fn routes() -> Router<App> {
    Router::new()
        .route("/login", get(form).post(enter))
        .route("/logout", post(leave))
}

#[derive(Template)]
#[template(path = "login.html")]
struct LoginPage {
    next: String,
    wrong: bool,
}

#[derive(Deserialize)]
struct Next {
    #[serde(default)]
    next: String,
}

#[derive(Deserialize)]
struct Given {
    #[serde(default)]
    token: String,
    #[serde(default)]
    next: String,
}

async fn form(Query(asked): Query<Next>) -> Result<Response, Failure> {
    page(within(&asked.next), false)
}

async fn enter(
    State(app): State<App>,
    headers: HeaderMap,
    Form(given): Form<Given>,
) -> Result<Response, Failure> {
    let next = within(&given.next);
    let Some(token) = &app.options().token else {
        return Ok(Redirect::to(&next).into_response());
    };
    if !key::same(given.token.trim().as_bytes(), token.trim().as_bytes()) {
        tokio::time::sleep(Duration::from_millis(400)).await;
        return page(next, true);
    }
    // Behind a proxy that speaks TLS, the cookie is for TLS alone.
    let tls = headers
        .get("x-forwarded-proto")
        .is_some_and(|p| p == "https");
    let secure = if tls { "; Secure" } else { "" };
    let cookie = format!(
        "{}={}; Path=/; Max-Age=2592000; HttpOnly; SameSite=Strict{secure}",
        key::COOKIE,
        key::of_browser(token)
    );
    Ok(([(header::SET_COOKIE, cookie)], Redirect::to(&next)).into_response())
}

async fn leave() -> Response {
    let cookie = format!(
        "{}=; Path=/; Max-Age=0; HttpOnly; SameSite=Strict",
        key::COOKIE
    );
    ([(header::SET_COOKIE, cookie)], Redirect::to("/login")).into_response()
}

fn page(next: String, wrong: bool) -> Result<Response, Failure> {
    let page = LoginPage { next, wrong };
    let text = page.render().map_err(|_| Failure::defect())?;
    let status = if wrong {
        StatusCode::UNAUTHORIZED
    } else {
        StatusCode::OK
    };
    Ok((status, [(header::CACHE_CONTROL, "no-store")], Html(text)).into_response())
}

/// An address within this page; the first page for anything else.
fn within(next: &str) -> String {
    let plain = next.bytes().all(|b| b.is_ascii_graphic() && b != b'\\');
    if plain && next.starts_with('/') && !next.starts_with("//") {
        next.to_owned()
    } else {
        "/".to_owned()
    }
}

#[cfg(test)]
mod tests {
    use super::within;

    #[test]
    fn the_way_leads_nowhere_else() {
        assert_eq!(within("/report/1?a=b"), "/report/1?a=b");
        for other in [
            "",
            "//evil.example",
            "/\\evil.example",
            "https://evil.example",
            "/a\r\nb",
        ] {
            assert_eq!(within(other), "/");
        }
    }
}
