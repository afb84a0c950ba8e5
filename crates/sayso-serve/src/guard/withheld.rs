//! What is withheld does not leave: every page and every answer goes through the policy of the ledger, and passes whole, cut, or not at all.

use crate::app::App;
use crate::failure::Failure;
use axum::body::{Body, to_bytes};
use axum::extract::{Request, State};
use axum::http::{HeaderValue, StatusCode, Uri, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use sayso_ledger::policy::Policy;

/// What is needed to come in, and to be told why nothing is shown.
const ALWAYS: [&str; 3] = ["/assets/", "/login", "/unsubscribe/"];

/// Cuts or refuses.
pub async fn keep_back(State(app): State<App>, mut request: Request, next: Next) -> Response {
    let path = request.uri().path();
    if ALWAYS.iter().any(|p| path.starts_with(p)) {
        return next.run(request).await;
    }
    let policy = match app.policy().await {
        Ok(policy) => policy,
        Err(failure) => return failure.into_response(),
    };
    let ceiling = app.options().ceiling();
    if let Some(highest) = policy.highest().filter(|h| *h > ceiling) {
        let words = format!(
            "something in this ledger is marked {highest}, and this page is served to those who may see up to {ceiling}; nothing is shown"
        );
        return Failure::new(StatusCode::FORBIDDEN, words).into_response();
    }
    if policy.names_nobody() {
        return next.run(request).await;
    }
    // Who asks for a withheld name finds what they would find for a word that stands nowhere.
    if let Some(uri) = without_names(&policy, request.uri()) {
        *request.uri_mut() = uri;
    }
    // What streams has been through the policy line by line.
    let response = next.run(request).await;
    if kind(&response) == "application/x-ndjson" {
        return response;
    }
    cut(&policy, response).await
}

fn kind(response: &Response) -> &str {
    let value = response.headers().get(header::CONTENT_TYPE);
    let value = value.and_then(|v| v.to_str().ok()).unwrap_or_default();
    value.split(';').next().unwrap_or_default().trim()
}

async fn cut(policy: &Policy, response: Response) -> Response {
    if response.status().is_redirection() || response.status() == StatusCode::NO_CONTENT {
        return response;
    }
    let kind = kind(&response).to_owned();
    let (mut parts, body) = response.into_parts();
    let Ok(bytes) = to_bytes(body, usize::MAX).await else {
        return Failure::defect().into_response();
    };
    let is_raw = parts.headers.contains_key(header::CONTENT_DISPOSITION);
    let shown = match (kind.as_str(), std::str::from_utf8(&bytes)) {
        ("text/html", Ok(html)) if !is_raw => Some(policy.page(html)),
        (json, Ok(words)) if json.ends_with("json") && !is_raw => Some(policy.json(words)),
        ("text/plain", Ok(words)) if !is_raw => Some(policy.words(words)),
        _ => None,
    };
    // Whatever holds something that cannot be cut, as the bytes of a report, passes whole or not at all.
    let passes = match &shown {
        Some(words) if kind == "text/plain" => policy.look("", words.as_bytes()).is_ok(),
        Some(_) => true,
        None => policy.may_go_raw(&bytes),
    };
    if !passes {
        let words = "a source that is withheld is named here";
        return Failure::new(StatusCode::FORBIDDEN, words).into_response();
    }
    let bytes = match shown {
        Some(words) => words.into_bytes(),
        None => bytes.to_vec(),
    };
    parts
        .headers
        .insert(header::CONTENT_LENGTH, HeaderValue::from(bytes.len()));
    Response::from_parts(parts, Body::from(bytes))
}

/// The address with withheld names blacked out; none where there are none in it.
fn without_names(policy: &Policy, uri: &Uri) -> Option<Uri> {
    let query = uri.query().filter(|q| policy.names_in(q))?;
    let pairs: Vec<(String, String)> = form_urlencoded::parse(query.as_bytes())
        .map(|(name, value)| (name.into_owned(), policy.address(&value)))
        .collect();
    let query = form_urlencoded::Serializer::new(String::new())
        .extend_pairs(pairs)
        .finish();
    let mut parts = uri.clone().into_parts();
    parts.path_and_query = Some(format!("{}?{query}", uri.path()).parse().ok()?);
    Uri::from_parts(parts).ok()
}
