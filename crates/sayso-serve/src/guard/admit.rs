//! Who may come in: by what name the page was asked for, where a write comes from, and who asks.

use super::key;
use crate::app::App;
use crate::failure::Failure;
use axum::extract::{Request, State};
use axum::http::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Redirect, Response};
use std::net::{IpAddr, Ipv6Addr};
use std::time::Duration;

const SEC_FETCH_SITE: HeaderName = HeaderName::from_static("sec-fetch-site");

/// How long one waits who gave a wrong token, so that guessing takes long.
const PAUSE: Duration = Duration::from_millis(400);

/// Lets in who may.
pub async fn admit(State(app): State<App>, request: Request, next: Next) -> Response {
    if let Err(failure) = named(&app, &request).and_then(|()| from_here(&request)) {
        return failure.into_response();
    }
    match who(&app, &request) {
        Who::Known => next.run(request).await,
        Who::Wrong => {
            tokio::time::sleep(PAUSE).await;
            refused(&request)
        }
        Who::Unknown => refused(&request),
    }
}

/// A page on this machine is asked for by a name of this machine. Another name means that somebody else's name leads here, and their page would be taken for
/// one with ours (DNS rebinding).
fn named(app: &App, request: &Request) -> Result<(), Failure> {
    let options = app.options();
    if !options.listen.ip().is_loopback() {
        // Then it has many names; a token is asked for, and a browser gives that to the name that it got it from alone.
        return Ok(());
    }
    let Some(host) = host(request) else {
        return Ok(());
    };
    let name = without_port(host);
    let ours = name == "localhost"
        || name.ends_with(".localhost")
        || address(name).is_some_and(|ip| ip.is_loopback())
        || options.names.iter().any(|n| n.eq_ignore_ascii_case(name));
    if ours {
        return Ok(());
    }
    Err(Failure::new(
        StatusCode::MISDIRECTED_REQUEST,
        format!("this page is not called {name:?}; `--name` gives it another name"),
    ))
}

/// The name that was asked for; no browser leaves it out.
fn host(request: &Request) -> Option<&str> {
    let said = request.headers().get(header::HOST);
    match said {
        Some(said) => Some(said.to_str().unwrap_or("?")),
        None => request.uri().authority().map(|a| a.as_str()),
    }
}

fn without_port(host: &str) -> &str {
    match host.rsplit_once(':') {
        Some((name, port)) if port.bytes().all(|b| b.is_ascii_digit()) && !name.ends_with(':') => {
            name
        }
        _ => host,
    }
}

fn address(name: &str) -> Option<IpAddr> {
    match name.strip_prefix('[').and_then(|n| n.strip_suffix(']')) {
        Some(six) => six.parse::<Ipv6Addr>().ok().map(IpAddr::V6),
        None => name.parse().ok(),
    }
}

/// What changes something comes from a page of ours, or from a program; never from somebody else's page in the same browser.
fn from_here(request: &Request) -> Result<(), Failure> {
    if matches!(
        *request.method(),
        Method::GET | Method::HEAD | Method::OPTIONS | Method::TRACE
    ) {
        return Ok(());
    }
    // Whoever has its token may end a subscription: also a mail program, which says nothing of where it comes from (RFC 8058).
    if crate::feeds::has_token(request.uri().path()) {
        return Ok(());
    }
    let headers = request.headers();
    let refuse = |why: &str| Err(Failure::new(StatusCode::FORBIDDEN, why.to_owned()));
    let origin = headers.get(header::ORIGIN);
    if let Some(site) = headers.get(SEC_FETCH_SITE) {
        return match site.as_bytes() {
            b"same-origin" => Ok(()),
            _ => refuse("this was sent from another page; nothing was changed"),
        };
    }
    if let Some(origin) = origin {
        let from = origin.to_str().ok().and_then(|o| o.split_once("://"));
        return match (from, host(request)) {
            (Some((_, from)), Some(host)) if from.eq_ignore_ascii_case(host) => Ok(()),
            _ => refuse("this was sent from another page; nothing was changed"),
        };
    }
    // A program. A browser says where it comes from, and would ask first before it sends JSON or a bearer token elsewhere.
    let json = headers.get(header::CONTENT_TYPE).is_some_and(is_json);
    let bodiless = request.method() == Method::DELETE;
    if json || bodiless || headers.contains_key(header::AUTHORIZATION) {
        return Ok(());
    }
    refuse(
        "it is not known where this was sent from (neither Sec-Fetch-Site nor Origin); programs send JSON to /api/v1",
    )
}

fn is_json(kind: &HeaderValue) -> bool {
    let kind = kind.to_str().unwrap_or_default();
    let essence = kind.split(';').next().unwrap_or_default().trim();
    essence.eq_ignore_ascii_case("application/json")
}

enum Who {
    /// May come in.
    Known,
    /// Gave nothing.
    Unknown,
    /// Gave something wrong.
    Wrong,
}

fn who(app: &App, request: &Request) -> Who {
    let Some(token) = &app.options().token else {
        return Who::Known;
    };
    let path = request.uri().path();
    if path == "/login" || path.starts_with("/assets/") || crate::feeds::has_token(path) {
        return Who::Known;
    }
    let headers = request.headers();
    if let Some(given) = headers.get(header::AUTHORIZATION) {
        let given = given.as_bytes();
        let scheme = given
            .get(..7)
            .is_some_and(|s| s.eq_ignore_ascii_case(b"bearer "));
        let right = scheme
            && key::same(
                given.get(7..).unwrap_or_default().trim_ascii(),
                token.as_bytes(),
            );
        return if right { Who::Known } else { Who::Wrong };
    }
    match cookie(headers) {
        Some(given) if key::same(given.as_bytes(), key::of_browser(token).as_bytes()) => Who::Known,
        _ => Who::Unknown,
    }
}

/// The cookie that a browser got for the token.
fn cookie(headers: &HeaderMap) -> Option<&str> {
    let all = headers.get_all(header::COOKIE).iter();
    all.filter_map(|c| c.to_str().ok())
        .flat_map(|c| c.split(';'))
        .filter_map(|pair| pair.trim().split_once('='))
        .find(|(name, _)| *name == key::COOKIE)
        .map(|(_, value)| value)
}

fn refused(request: &Request) -> Response {
    let path = request.uri().path();
    let page = !path.starts_with("/api/") && request.method() == Method::GET;
    if page {
        let whole = request.uri().path_and_query().map_or("/", |p| p.as_str());
        let next: String = whole.bytes().fold(String::new(), |mut out, b| {
            match b {
                b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'/' | b'-' | b'.' | b'_' => {
                    out.push(char::from(b))
                }
                _ => out.push_str(&format!("%{b:02X}")),
            }
            out
        });
        return Redirect::to(&format!("/login?next={next}")).into_response();
    }
    let mut response =
        Failure::new(StatusCode::UNAUTHORIZED, "a token is needed here").into_response();
    let how = HeaderValue::from_static("Bearer realm=\"sayso\"");
    response.headers_mut().insert(header::WWW_AUTHENTICATE, how);
    response
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_and_ports() {
        for (host, name) in [
            ("localhost:4780", "localhost"),
            ("127.0.0.1", "127.0.0.1"),
            ("[::1]:80", "[::1]"),
            ("[::1]", "[::1]"),
            ("a.example:", "a.example"),
        ] {
            assert_eq!(without_port(host), name);
        }
        assert!(address("[::1]").is_some_and(|ip| ip.is_loopback()));
        assert!(address("127.9.9.9").is_some_and(|ip| ip.is_loopback()));
        assert!(address("127.0.0.1.example").is_none());
    }
}
