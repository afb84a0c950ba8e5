//! Answers kept until the ledger changes. What is asked for again is given again, compressed as it was; a browser that has it gets told so (304). Many that
//! ask for one thing at once wait for one answer.
//!
//! While reports come in, the ledger changes all the time: an answer then holds for a moment, longer if it is dear to make, and while one makes it anew the
//! others get what was there. What was decided here, or dropped here and read, shows at once.
//!
//! An answer is kept by its address, the cookies that pages may read, and its compression, together with the state of the ledger that it was made of. A
//! handler keeps its answer out with `Cache-Control: no-store`; one with `immutable` holds whatever the ledger does.

use super::key;
use crate::app::App;
use crate::fresh::{Made, State as Ledgers};
use axum::body::{Body, Bytes, to_bytes};
use axum::extract::{Request, State};
use axum::http::{HeaderMap, HeaderValue, Method, StatusCode, header, response::Parts};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use sha2::{Digest, Sha256};
use std::collections::HashMap;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError, RwLock};
use std::time::Instant;

/// Bytes of answers that are kept.
const ROOM: usize = 32_000_000;
/// Answers that are kept.
const ANSWERS: usize = 20_000;
/// What an answer takes beside its body.
const BESIDE: usize = 1_000;
/// A browser may keep it, and asks each time whether it still holds.
const ASK_AGAIN: HeaderValue = HeaderValue::from_static("private, no-cache");

/// The answers that are kept.
#[derive(Default)]
pub(crate) struct Cache(Mutex<Shelf>);

#[derive(Default)]
struct Shelf {
    slots: HashMap<Key, Arc<Slot>>,
    bytes: usize,
}

#[derive(PartialEq, Eq, Hash, Clone)]
struct Key {
    address: String,
    cookies: String,
    packing: Packing,
}

/// A place for one answer.
#[derive(Default)]
struct Slot {
    kept: RwLock<Option<Arc<Kept>>>,
    /// Held by the one who makes it.
    making: tokio::sync::Mutex<()>,
    /// What is here is never kept.
    passing: AtomicBool,
}

struct Kept {
    /// Of which state of the ledger, and when; none for one that always holds.
    made: Option<Made>,
    headers: HeaderMap,
    body: Bytes,
    etag: HeaderValue,
}

/// How an answer is compressed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
enum Packing {
    Brotli,
    Gzip,
    Plain,
}

/// Gives what is kept, or keeps what is given.
pub async fn keep(State(app): State<App>, mut request: Request, next: Next) -> Response {
    let packing = Packing::wanted(request.headers());
    packing.ask(request.headers_mut());
    let head = request.method() == Method::HEAD;
    if !head && request.method() != Method::GET {
        return next.run(request).await;
    }
    *request.method_mut() = Method::GET;
    let known = request.headers().get_all(header::IF_NONE_MATCH);
    let known: Vec<HeaderValue> = known.iter().cloned().collect();
    let response = found_or_made(&app, request, next, packing).await;
    finish(response, &known, head)
}

async fn found_or_made(app: &App, request: Request, next: Next, packing: Packing) -> Response {
    let key = Key {
        address: request
            .uri()
            .path_and_query()
            .map_or("/", |p| p.as_str())
            .to_owned(),
        cookies: cookies(request.headers()),
        packing,
    };
    let Some(now) = Ledgers::now(app) else {
        return next.run(request).await;
    };
    let slot = app.cache().slot(&key);
    let kept = slot.get();
    if let Some(kept) = kept.as_ref().filter(|k| k.will_do(&now)) {
        return kept.response();
    }
    if slot.passing.load(Ordering::Relaxed) {
        return next.run(request).await;
    }
    // One makes it anew; meanwhile the others get what was there, if only reports came in since.
    let _making = match slot.making.try_lock() {
        Ok(making) => making,
        Err(_) => match kept.filter(|k| k.will_do_for_now(&now)) {
            Some(kept) => return kept.response(),
            None => slot.making.lock().await,
        },
    };
    // Whoever held it may have made what is wanted here; or something was written meanwhile.
    let Some(now) = Ledgers::now(app) else {
        return next.run(request).await;
    };
    if let Some(kept) = slot.get().filter(|k| k.will_do(&now)) {
        return kept.response();
    }
    let began = Instant::now();
    let (parts, body) = next.run(request).await.into_parts();
    let said = parts.headers.get(header::CACHE_CONTROL);
    let said = said.and_then(|v| v.to_str().ok()).unwrap_or_default();
    if parts.status != StatusCode::OK || said.contains("no-store") {
        let passing = parts.status == StatusCode::OK;
        slot.passing.store(passing, Ordering::Relaxed);
        return Response::from_parts(parts, body);
    }
    let for_good = said.contains("immutable");
    match to_bytes(body, usize::MAX).await {
        Ok(body) => {
            let made = (!for_good).then(|| Made::done(now, began));
            app.cache()
                .put(key, &slot, Kept::new(parts, body, made), &now)
        }
        Err(_) => crate::Failure::defect().into_response(),
    }
}

impl Cache {
    fn slot(&self, key: &Key) -> Arc<Slot> {
        let mut shelf = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(slot) = shelf.slots.get(key) {
            return slot.clone();
        }
        shelf.bytes += BESIDE;
        shelf.slots.entry(key.clone()).or_default().clone()
    }

    fn put(&self, key: Key, slot: &Arc<Slot>, kept: Kept, now: &Ledgers) -> Response {
        let kept = Arc::new(kept);
        let before = slot.set(kept.clone());
        let mut shelf = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        shelf.bytes = (shelf.bytes + kept.body.len()).saturating_sub(before);
        if shelf.bytes > ROOM || shelf.slots.len() > ANSWERS {
            shelf.slots.retain(|_, slot| slot.holds(now));
            shelf.bytes = shelf.slots.values().map(|s| s.size()).sum();
        }
        if shelf.bytes > ROOM / 2 || shelf.slots.len() > ANSWERS / 2 {
            // All of it is of now: begin anew, with this one.
            let full = shelf.bytes > ROOM || shelf.slots.len() > ANSWERS;
            if full {
                shelf.slots.clear();
                shelf.slots.insert(key, slot.clone());
                shelf.bytes = slot.size();
            }
        }
        kept.response()
    }
}

impl Slot {
    fn get(&self) -> Option<Arc<Kept>> {
        let kept = self.kept.read().unwrap_or_else(PoisonError::into_inner);
        kept.clone()
    }

    /// Gives the size of what was there.
    fn set(&self, kept: Arc<Kept>) -> usize {
        let mut place = self.kept.write().unwrap_or_else(PoisonError::into_inner);
        place.replace(kept).map_or(0, |k| k.body.len())
    }

    fn holds(&self, now: &Ledgers) -> bool {
        self.get().is_some_and(|k| k.will_do_for_now(now))
    }

    fn size(&self) -> usize {
        let kept = self.kept.read().unwrap_or_else(PoisonError::into_inner);
        BESIDE + kept.as_ref().map_or(0, |k| k.body.len())
    }
}

impl Kept {
    fn new(parts: Parts, body: Bytes, made: Option<Made>) -> Self {
        let mut headers = parts.headers;
        headers.remove(header::TRANSFER_ENCODING);
        headers.insert(header::CONTENT_LENGTH, HeaderValue::from(body.len()));
        if !headers.contains_key(header::CACHE_CONTROL) {
            headers.insert(header::CACHE_CONTROL, ASK_AGAIN);
        }
        let etag = match headers.get(header::ETAG) {
            Some(etag) => etag.clone(),
            None => etag(&body),
        };
        headers.insert(header::ETAG, etag.clone());
        Kept {
            made,
            headers,
            body,
            etag,
        }
    }

    fn will_do(&self, now: &Ledgers) -> bool {
        self.made.is_none_or(|m| m.will_do(now))
    }

    fn will_do_for_now(&self, now: &Ledgers) -> bool {
        self.made.is_none_or(|m| m.will_do_for_now(now))
    }

    fn response(&self) -> Response {
        let mut response = Response::new(Body::from(self.body.clone()));
        *response.headers_mut() = self.headers.clone();
        response.extensions_mut().insert(Tag(self.etag.clone()));
        response
    }
}

#[derive(Clone)]
struct Tag(HeaderValue);

fn etag(body: &[u8]) -> HeaderValue {
    let hash = Sha256::digest(body);
    let hex: String = hash.iter().take(16).map(|b| format!("{b:02x}")).collect();
    HeaderValue::from_str(&format!("\"{hex}\"")).unwrap_or(HeaderValue::from_static("\"\""))
}

/// 304 for one who has it, no body for one who wants none.
fn finish(response: Response, known: &[HeaderValue], head: bool) -> Response {
    let tag = response.extensions().get::<Tag>().cloned();
    let has_it = tag.is_some_and(|tag| known.iter().any(|v| names(v, &tag.0)));
    if !has_it && !head {
        return response;
    }
    let (mut parts, _) = response.into_parts();
    if has_it {
        parts.status = StatusCode::NOT_MODIFIED;
        for absent in [
            header::CONTENT_LENGTH,
            header::CONTENT_TYPE,
            header::CONTENT_ENCODING,
        ] {
            parts.headers.remove(absent);
        }
    }
    Response::from_parts(parts, Body::empty())
}

fn names(known: &HeaderValue, tag: &HeaderValue) -> bool {
    let (Ok(known), Ok(tag)) = (known.to_str(), tag.to_str()) else {
        return false;
    };
    let mut all = known.split(',').map(str::trim);
    all.any(|k| k == "*" || k.strip_prefix("W/").unwrap_or(k) == tag)
}

/// The cookies of a request, but for the one that lets in: all who are in see the same.
fn cookies(headers: &HeaderMap) -> String {
    let all = headers.get_all(header::COOKIE).iter();
    let pairs = all
        .filter_map(|c| c.to_str().ok())
        .flat_map(|c| c.split(';'));
    let theirs = |pair: &&str| !pair.starts_with(key::COOKIE);
    let pairs: Vec<&str> = pairs.map(str::trim).filter(theirs).collect();
    pairs.join(";")
}

impl Packing {
    /// The best that a browser takes.
    fn wanted(headers: &HeaderMap) -> Self {
        let all = headers.get_all(header::ACCEPT_ENCODING).iter();
        let all: Vec<&str> = all.filter_map(|v| v.to_str().ok()).collect();
        let takes = |name: &str| {
            all.iter().flat_map(|v| v.split(',')).any(|part| {
                let mut words = part.split(';').map(str::trim);
                let named = words.next().is_some_and(|n| n.eq_ignore_ascii_case(name));
                let none = |q: &str| {
                    q.strip_prefix("q=")
                        .and_then(|q| q.parse::<f32>().ok())
                        .is_some_and(|q| q <= 0.0)
                };
                named && !words.any(none)
            })
        };
        match (takes("br"), takes("gzip")) {
            (true, _) => Packing::Brotli,
            (false, true) => Packing::Gzip,
            (false, false) => Packing::Plain,
        }
    }

    /// Leaves only this to choose.
    fn ask(self, headers: &mut HeaderMap) {
        let name = match self {
            Packing::Brotli => "br",
            Packing::Gzip => "gzip",
            Packing::Plain => "identity",
        };
        headers.insert(header::ACCEPT_ENCODING, HeaderValue::from_static(name));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn compression_is_chosen() {
        let wanted = |value: &'static str| {
            let mut headers = HeaderMap::new();
            headers.insert(header::ACCEPT_ENCODING, HeaderValue::from_static(value));
            Packing::wanted(&headers)
        };
        assert_eq!(wanted("gzip, deflate, br, zstd"), Packing::Brotli);
        assert_eq!(wanted("gzip;q=0.5, br;q=0"), Packing::Gzip);
        assert_eq!(wanted("deflate"), Packing::Plain);
    }

    #[test]
    fn tags_are_compared() {
        let is = |known: &'static str, tag| {
            names(
                &HeaderValue::from_static(known),
                &HeaderValue::from_static(tag),
            )
        };
        assert!(is("\"a\", W/\"b\"", "\"b\"") && is("*", "\"c\""));
        assert!(!is("\"a\"", "\"b\""));
    }
}
