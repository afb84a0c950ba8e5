//! Why there is no answer.

use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use sayso_ledger::{Error, ErrorKind};

/// Why there is no answer, for a person. It goes out as plain words; the guard makes a page of it, or the problem+json of the API.
#[derive(Debug)]
pub struct Failure {
    /// How HTTP calls it.
    pub status: StatusCode,
    /// In a sentence.
    pub words: String,
}

impl Failure {
    /// Of this status, in these words.
    pub fn new(status: StatusCode, words: impl Into<String>) -> Self {
        Failure {
            status,
            words: words.into(),
        }
    }

    /// Something that is not there.
    pub fn absent(words: impl Into<String>) -> Self {
        Failure::new(StatusCode::NOT_FOUND, words)
    }

    /// Something that was asked in a way that cannot be answered.
    pub fn bad(words: impl Into<String>) -> Self {
        Failure::new(StatusCode::BAD_REQUEST, words)
    }

    /// Something that does not go with how things are now.
    pub fn stale(words: impl Into<String>) -> Self {
        Failure::new(StatusCode::CONFLICT, words)
    }

    /// A defect of ours.
    pub fn defect() -> Self {
        Failure::new(
            StatusCode::INTERNAL_SERVER_ERROR,
            "this failed, which is a defect of Sayso",
        )
    }
}

impl From<Error> for Failure {
    fn from(error: Error) -> Self {
        // The name of the file is of no use to a visitor.
        let detail = error.detail().to_owned();
        match error.kind() {
            ErrorKind::Unknown => Failure::absent(detail),
            ErrorKind::Ambiguous => Failure::stale(detail),
            ErrorKind::Locked => Failure::new(
                StatusCode::SERVICE_UNAVAILABLE,
                "another program is writing to this ledger; try again in a moment",
            ),
            ErrorKind::Full => Failure::new(
                StatusCode::INSUFFICIENT_STORAGE,
                "no room is left on the disk; what was kept before is still there",
            ),
            ErrorKind::Damaged => Failure::new(
                StatusCode::INTERNAL_SERVER_ERROR,
                format!("the ledger is damaged ({detail})"),
            ),
            _ => Failure::new(StatusCode::INTERNAL_SERVER_ERROR, detail),
        }
    }
}

impl IntoResponse for Failure {
    fn into_response(self) -> Response {
        let mut response = (self.status, self.words).into_response();
        if self.status == StatusCode::SERVICE_UNAVAILABLE {
            let soon = HeaderValue::from_static("2");
            response.headers_mut().insert(header::RETRY_AFTER, soon);
        }
        response
    }
}
