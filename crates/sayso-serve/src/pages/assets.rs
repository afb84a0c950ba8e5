//! Files that pages need, all in the program. Their addresses carry a hash of the bytes, so that a browser may keep them for good.

use axum::extract::Path;
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use std::collections::HashMap;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::sync::LazyLock;

/// A file's name and its bytes.
type File = (&'static str, &'static [u8]);

/// Everything that is served under `/assets`.
const FILES: &[File] = &[
    ("sayso.css", include_bytes!("../../assets/sayso.css")),
    ("chart.css", include_bytes!("../../assets/chart.css")),
    (
        "questions.css",
        include_bytes!("../../assets/questions.css"),
    ),
    ("report.css", include_bytes!("../../assets/report.css")),
    ("report.js", include_bytes!("../../assets/report.js")),
    ("inbox.js", include_bytes!("../../assets/inbox.js")),
    ("drop.css", include_bytes!("../../assets/drop.css")),
    ("drop.js", include_bytes!("../../assets/drop.js")),
    ("sayso.js", include_bytes!("../../assets/sayso.js")),
    ("theme.js", include_bytes!("../../assets/theme.js")),
    ("icon.svg", include_bytes!("../../assets/icon.svg")),
];

struct Asset {
    bytes: &'static [u8],
    hash: String,
    url: String,
}

static ASSETS: LazyLock<HashMap<&'static str, Asset>> = LazyLock::new(|| {
    let asset = |(name, bytes): &File| {
        let mut hasher = DefaultHasher::new();
        bytes.hash(&mut hasher);
        let hash = format!("{:016x}", hasher.finish());
        let url = format!("/assets/{name}?v={hash}");
        (*name, Asset { bytes, hash, url })
    };
    FILES.iter().map(asset).collect()
});

/// The address of the file of this name; of the files that there are, or of nothing.
pub fn url(name: &str) -> &'static str {
    ASSETS.get(name).map_or("", |asset| asset.url.as_str())
}

fn kind(name: &str) -> &'static str {
    match name.rsplit('.').next() {
        Some("css") => "text/css; charset=utf-8",
        Some("js") => "text/javascript; charset=utf-8",
        Some("svg") => "image/svg+xml",
        _ => "application/octet-stream",
    }
}

/// `GET /assets/NAME`.
pub async fn asset(Path(name): Path<String>, asked: HeaderMap) -> Response {
    let Some(asset) = ASSETS.get(name.as_str()) else {
        return (StatusCode::NOT_FOUND, "no such file").into_response();
    };
    let tag = format!("\"{}\"", asset.hash);
    let known = asked
        .get(header::IF_NONE_MATCH)
        .is_some_and(|given| given.as_bytes() == tag.as_bytes());
    let head = [
        (header::CONTENT_TYPE, kind(&name).to_owned()),
        (
            header::CACHE_CONTROL,
            "public, max-age=31536000, immutable".to_owned(),
        ),
        (header::ETAG, tag),
    ];
    if known {
        (StatusCode::NOT_MODIFIED, head).into_response()
    } else {
        (head, asset.bytes).into_response()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_file_has_an_address_and_a_kind() {
        for (name, bytes) in FILES {
            assert!(url(name).starts_with("/assets/"), "{name}");
            assert_ne!(kind(name), "application/octet-stream", "{name}");
            assert!(!bytes.is_empty());
        }
        assert_eq!(url("none.css"), "");
    }
}
