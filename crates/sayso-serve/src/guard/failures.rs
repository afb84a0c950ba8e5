//! Failures in words: a page for a person, problem+json (RFC 9457) for a program.

use crate::pages::fault;
use axum::body::{Body, to_bytes};
use axum::extract::Request;
use axum::http::{HeaderValue, StatusCode, header};
use axum::middleware::Next;
use axum::response::Response;
use serde_json::json;

/// The most of a failure's words that is passed on.
const WORDS: usize = 64_000;

/// Turns the plain words of a failure, its own or the framework's, into what the one who asked can read.
pub async fn in_words(request: Request, next: Next) -> Response {
    let for_program = request.uri().path().starts_with("/api/");
    let response = next.run(request).await;
    let status = response.status();
    if !(status.is_client_error() || status.is_server_error()) || !is_plain(&response) {
        return response;
    }
    let (mut parts, body) = response.into_parts();
    let bytes = to_bytes(body, WORDS).await.unwrap_or_default();
    let given = String::from_utf8_lossy(&bytes);
    let words = words(status, given.trim());
    let headers = &mut parts.headers;
    headers.remove(header::CONTENT_LENGTH);
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    if !for_program {
        let before = parts.headers.clone();
        let mut page = fault::as_page(Response::from_parts(parts, Body::from(words))).await;
        for (name, value) in &before {
            if name != header::CONTENT_TYPE {
                page.headers_mut().insert(name, value.clone());
            }
        }
        return page;
    }
    let title = status.canonical_reason().unwrap_or("Failure");
    let problem =
        json!({"type": "about:blank", "title": title, "status": status.as_u16(), "detail": words});
    headers.insert(
        header::CONTENT_TYPE,
        HeaderValue::from_static("application/problem+json"),
    );
    Response::from_parts(parts, Body::from(problem.to_string()))
}

fn is_plain(response: &Response) -> bool {
    let headers = response.headers();
    let plain = |v: &HeaderValue| v.as_bytes().starts_with(b"text/plain");
    headers.get(header::CONTENT_TYPE).is_none_or(plain)
        && !headers.contains_key(header::CONTENT_ENCODING)
}

/// What is said where the framework is silent or speaks to its own kind.
fn words(status: StatusCode, given: &str) -> String {
    let said = match status {
        StatusCode::PAYLOAD_TOO_LARGE => "what was sent is larger than is taken here",
        StatusCode::METHOD_NOT_ALLOWED => "this address is not used in this way",
        StatusCode::REQUEST_TIMEOUT => "what was sent did not arrive in time",
        StatusCode::UNSUPPORTED_MEDIA_TYPE if given.is_empty() => {
            "what was sent is of another kind than is taken here"
        }
        _ if given.is_empty() => "no reason is known",
        _ => given,
    };
    let mut letters = said.chars();
    let first: String = letters
        .next()
        .into_iter()
        .flat_map(char::to_uppercase)
        .collect();
    let end = if said.ends_with(['.', '?', '!']) {
        ""
    } else {
        "."
    };
    format!("{first}{}{end}", letters.as_str())
}
