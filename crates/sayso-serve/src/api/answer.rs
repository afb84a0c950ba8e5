//! How answers go out, and how questions come in.

use crate::failure::Failure;
use axum::extract::rejection::JsonRejection;
use axum::extract::{FromRequest, FromRequestParts, Path, Query, Request};
use axum::http::request::Parts;
use axum::http::{StatusCode, Uri, header};
use axum::response::{IntoResponse, Response};
use sayso_ledger::contract::to_json;
use serde::Serialize;
use serde::de::DeserializeOwned;
use utoipa::ToSchema;

/// A failure, as RFC 9457 has it (`application/problem+json`).
#[derive(Serialize, ToSchema)]
#[allow(dead_code, reason = "it is written by the guard; this is its schema")]
pub struct Problem {
    /// `about:blank`.
    r#type: String,
    /// What HTTP calls it.
    title: String,
    /// Its number.
    status: u16,
    /// What is the matter, in a sentence.
    detail: String,
}

/// JSON as the command line writes it: whole numbers without a point.
pub struct Found<T>(pub T);

impl<T: Serialize> IntoResponse for Found<T> {
    fn into_response(self) -> Response {
        match to_json(&self.0) {
            Ok(json) => ([(header::CONTENT_TYPE, "application/json")], json).into_response(),
            Err(_) => Failure::defect().into_response(),
        }
    }
}

/// What is asked, in the query of the address. A field that a form sends empty is not asked for.
pub struct Asked<T>(pub T);

impl<T: DeserializeOwned, S: Send + Sync> FromRequestParts<S> for Asked<T> {
    type Rejection = Failure;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Failure> {
        let pairs = parts.uri.query().unwrap_or_default().split('&');
        let full = pairs.filter(|pair| pair.split_once('=').is_some_and(|(_, v)| !v.is_empty()));
        let address = format!("/?{}", full.collect::<Vec<_>>().join("&"));
        let address = address
            .parse::<Uri>()
            .map_err(|_| Failure::bad("the query of this address cannot be read"))?;
        Query::try_from_uri(&address)
            .map(|Query(asked)| Asked(asked))
            .map_err(|e| Failure::bad(e.body_text()))
    }
}

/// What is named, in the path of the address.
pub struct Named<T>(pub T);

impl<T: DeserializeOwned + Send, S: Send + Sync> FromRequestParts<S> for Named<T> {
    type Rejection = Failure;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Failure> {
        let named = Path::from_request_parts(parts, state).await;
        named
            .map(|Path(named)| Named(named))
            .map_err(|e| Failure::absent(e.body_text()))
    }
}

/// What is sent, in JSON.
pub struct Sent<T>(pub T);

impl<T: DeserializeOwned, S: Send + Sync> FromRequest<S> for Sent<T> {
    type Rejection = Failure;

    async fn from_request(request: Request, state: &S) -> Result<Self, Failure> {
        let sent = axum::Json::from_request(request, state).await;
        sent.map(|axum::Json(sent)| Sent(sent))
            .map_err(|e: JsonRejection| Failure::new(e.status(), e.body_text()))
    }
}

pub async fn absent() -> Failure {
    Failure::absent("there is nothing at this address; /api lists what there is")
}

pub async fn other_way() -> Failure {
    Failure::new(
        StatusCode::METHOD_NOT_ALLOWED,
        "this address is not used in this way",
    )
}

/// The failures of every address, for the OpenAPI file.
#[derive(utoipa::IntoResponses)]
#[allow(dead_code, reason = "these are schemas")]
pub enum Failures {
    /// It cannot be answered as it was asked: what is named is not there (404), or not one thing or changed meanwhile (409), what is sent is unfit (400, 413,
    /// 415, 422), or who asks may not (401, 403, 421).
    #[response(status = "4XX", content_type = "application/problem+json")]
    Asked(#[to_schema] Problem),
    /// It fails here, or now.
    #[response(status = "5XX", content_type = "application/problem+json")]
    Failed(#[to_schema] Problem),
}
