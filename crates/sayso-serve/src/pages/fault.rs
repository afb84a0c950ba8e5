//! What a person sees where there is no answer.

use askama::Template;
use axum::body::to_bytes;
use axum::http::{StatusCode, header};
use axum::response::{Html, IntoResponse, Response};

#[derive(Template)]
#[template(path = "fault.html")]
struct Fault<'a> {
    title: &'a str,
    words: &'a str,
}

/// Bytes of a failure's words that are shown.
const MOST: usize = 4_000;

/// An address that leads nowhere.
pub async fn absent() -> Response {
    (StatusCode::NOT_FOUND, "There is no page at this address.").into_response()
}

/// A failure that is bare words becomes a page; any other answer stays as it is.
pub async fn as_page(answer: Response) -> Response {
    let status = answer.status();
    let bare = answer
        .headers()
        .get(header::CONTENT_TYPE)
        .is_none_or(|kind| kind.as_bytes().starts_with(b"text/plain"));
    if !bare || !(status.is_client_error() || status.is_server_error()) {
        return answer;
    }
    let words = to_bytes(answer.into_body(), MOST).await.unwrap_or_default();
    let title = match status {
        StatusCode::NOT_FOUND => "Not here",
        StatusCode::CONFLICT => "Changed meanwhile",
        s if s.is_client_error() => "That cannot be answered",
        _ => "Something failed",
    };
    let page = Fault {
        title,
        words: &String::from_utf8_lossy(&words),
    };
    match page.render() {
        Ok(page) => (status, Html(page)).into_response(),
        Err(_) => status.into_response(),
    }
}
