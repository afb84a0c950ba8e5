//! What claims point to, and what is kept of it.

use super::answer::{Asked, Failures, Found, Named, Sent};
use super::cursor::{Page, Turned};
use crate::app::App;
use crate::failure::Failure;
use crate::pages::evidence::saved;
use crate::queue::Dropped;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use sayso_ledger::evidence::{FetchRow, HopRow, KeptRow, Pointer};
use sayso_read::pointed_at;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// Bytes that are kept: each hash once, however many addresses gave it.
#[derive(Serialize, ToSchema)]
pub struct KeptRecord {
    /// SHA-256 of the bytes.
    hash: String,
    /// Their size.
    size: u64,
    /// What they are, told by the bytes alone.
    looks: String,
    /// Each time that they were fetched, the first one first.
    fetches: Vec<FetchRecord>,
    /// The claims that point to an address that gave them.
    claims: Vec<PointerRecord>,
}

/// One time that an address was asked.
#[derive(Serialize, ToSchema)]
pub struct FetchRecord {
    /// When.
    at: String,
    /// The address.
    address: String,
    /// The kind of evidence that was promised there.
    wanted: Option<String>,
    /// Where the bytes were, after redirects.
    found: Option<String>,
    /// The status of HTTP.
    status: Option<u16>,
    /// What the server says that they are.
    r#type: Option<String>,
    /// The machine that gave them.
    ip: Option<String>,
    /// Redirects on the way.
    hops: Vec<HopRecord>,
    /// What is not as it was promised.
    remarks: Vec<String>,
}

/// A redirect.
#[derive(Serialize, ToSchema)]
pub struct HopRecord {
    url: String,
    status: u16,
    to: Option<String>,
    ip: Option<String>,
}

/// A claim that points to an address.
#[derive(Serialize, ToSchema)]
pub struct PointerRecord {
    /// The claim's id.
    claim: String,
    /// The hash of the report that it stands in.
    report: String,
    outlet: Option<String>,
    /// Who says it.
    actor: Option<String>,
    /// The kind of evidence.
    kind: String,
    url: String,
}

impl From<KeptRow> for KeptRecord {
    fn from(k: KeptRow) -> Self {
        KeptRecord {
            hash: k.hash.to_string(),
            size: k.size,
            looks: k.looks,
            fetches: k.fetches.into_iter().map(fetch).collect(),
            claims: k.claims.into_iter().map(pointer).collect(),
        }
    }
}

fn fetch(f: FetchRow) -> FetchRecord {
    let hop = |h: HopRow| HopRecord {
        url: h.url,
        status: h.status,
        to: h.to,
        ip: h.ip,
    };
    FetchRecord {
        at: f.at,
        address: f.address,
        wanted: f.wanted,
        found: f.found,
        status: f.status,
        r#type: f.sent_as,
        ip: f.ip,
        hops: f.hops.into_iter().map(hop).collect(),
        remarks: f.remarks,
    }
}

fn pointer(p: Pointer) -> PointerRecord {
    PointerRecord {
        claim: p.claim,
        report: p.report,
        outlet: p.outlet,
        actor: p.actor,
        kind: p.kind,
        url: p.url,
    }
}

/// Lists what is kept of what claims point to, fetched last first
#[utoipa::path(get, path = "/evidence", tag = "evidence", params(Turned), responses((status = 200, body = Page<KeptRecord>), Failures))]
pub async fn evidence(
    State(app): State<App>,
    Asked(turned): Asked<Turned>,
) -> Result<Found<Page<KeptRecord>>, Failure> {
    let (limit, skip) = (turned.limit()?, turned.skip()?);
    let found = app.ask(move |ledger| Ok(ledger.kept_evidence(skip, limit + 1)?));
    let items = found.await?.into_iter().map(KeptRecord::from).collect();
    Ok(Found(Page::counted(items, skip, limit)))
}

/// Shows what is known of kept bytes: where they were, when, and which claims share them
#[utoipa::path(get, path = "/evidence/{hash}", tag = "evidence", params(("hash" = String, Path, description = "Their SHA-256, or its first digits")),
    responses((status = 200, body = KeptRecord), Failures))]
pub async fn kept(
    State(app): State<App>,
    Named(hash): Named<String>,
) -> Result<Found<KeptRecord>, Failure> {
    let found = app.ask(move |ledger| Ok(ledger.find_evidence(&hash)?));
    Ok(Found(found.await?.into()))
}

/// Gives kept bytes as they came, to be saved and not to be shown
#[utoipa::path(get, path = "/evidence/{hash}/bytes", tag = "evidence", params(("hash" = String, Path, description = "Their SHA-256, or its first digits")),
    responses((status = 200, body = Vec<u8>, content_type = "application/octet-stream"), Failures))]
pub async fn kept_bytes(
    State(app): State<App>,
    Named(hash): Named<String>,
) -> Result<Response, Failure> {
    let found = app.ask(move |ledger| {
        let kept = ledger.find_evidence(&hash)?;
        Ok((kept.hash.to_string(), ledger.preserved(&kept.hash)?))
    });
    let (hash, bytes) = found.await?;
    Ok(saved(&hash, "bin", bytes))
}

/// What is to be kept: all that a claim points to, or an address.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ToKeep {
    /// A claim, by its id or the first digits of it.
    claim: Option<String>,
    /// An http(s) address.
    #[schema(max_length = 2000)]
    url: Option<String>,
}

/// The numbers in the queue.
#[derive(Serialize, ToSchema)]
pub struct Asks {
    /// One for each address; `/queue/{id}` says how it stands.
    ids: Vec<i64>,
}

/// Has what a claim points to fetched and kept, in the background; that it is asked for is on disk when this answers
#[utoipa::path(post, path = "/evidence", tag = "evidence", request_body = ToKeep, responses((status = 202, body = Asks), Failures))]
pub async fn keep(State(app): State<App>, Sent(sent): Sent<ToKeep>) -> Result<Response, Failure> {
    let unfit = |why: &str| Failure::new(StatusCode::UNPROCESSABLE_ENTITY, why);
    let addresses = match (sent.claim, sent.url) {
        (None, Some(url)) => vec![url],
        (Some(claim), None) => {
            let found = app.ask(move |ledger| {
                let mut urls: Vec<String> = Vec::new();
                for key in ledger.find_claim(&claim)? {
                    let pointed = pointed_at(&ledger.claim(key)?);
                    urls.extend(pointed.into_iter().map(|(url, _)| url));
                }
                urls.sort();
                urls.dedup();
                Ok(urls)
            });
            found.await?
        }
        _ => return Err(unfit("either claim or url is to be kept")),
    };
    if addresses.is_empty() {
        return Err(unfit("this claim points to no address"));
    }
    let dropped = addresses.iter().map(|url| Dropped::evidence(url));
    let dropped = dropped
        .collect::<Result<Vec<_>, _>>()
        .map_err(|why| unfit(&why))?;
    let ids = app.queued(move |queue| queue.add(&dropped)).await?;
    Ok((StatusCode::ACCEPTED, Found(Asks { ids })).into_response())
}
