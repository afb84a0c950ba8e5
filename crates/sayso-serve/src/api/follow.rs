//! What is followed, and what of it was covered.

use super::answer::{Asked, Failures, Found};
use super::cursor::{Page, Turned};
use crate::app::App;
use crate::failure::Failure;
use crate::pages::now;
use axum::extract::State;
use axum::http::header;
use axum::response::{IntoResponse, Response};
use sayso_ledger::follow::{Coverage, Gap, NotRead};
use serde::Serialize;
use utoipa::ToSchema;

/// A feed or page that is followed, and what of it was covered. Times are seconds since 1970.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct SourceRecord {
    /// Its number.
    pub id: i64,
    /// Where it is now.
    pub address: String,
    /// What its outlet is called by whoever added it.
    pub outlet: Option<String>,
    /// What it calls itself.
    pub title: Option<String>,
    /// `feed` or `page`; none before it was read.
    pub kind: Option<String>,
    /// How it stands: `well`, `new` (never read), `silent` (longer than usual), `failing`, `not asked` (nothing is following), `gone`, `moved`, `removed`.
    pub state: String,
    /// Why it is not followed any more.
    pub why: Option<String>,
    /// Seconds from one question to the next while all goes well.
    pub every: i64,
    /// Since when it is followed.
    pub added: i64,
    /// When it is to be asked next.
    pub due: i64,
    /// When it was asked last.
    pub asked: Option<i64>,
    /// When it last answered with what can be read, or that nothing changed.
    pub answered: Option<i64>,
    /// When something new was last in it.
    pub news: Option<i64>,
    /// Since when it fails.
    pub failing_since: Option<i64>,
    /// How often in a row.
    pub failures: u32,
    /// Why, the last time.
    pub error: Option<String>,
    /// Since when it should have been asked and was not.
    pub not_asked_since: Option<i64>,
    /// Since when it has been silent, if that is longer than usual.
    pub silent_since: Option<i64>,
    /// The longest silence that is usual, in seconds: the 95th percentile of its gaps between news. None of fewer than ten gaps.
    pub usual_silence: Option<i64>,
    /// Items that were read.
    pub read: u64,
    /// Items of which the entry in the feed alone was read.
    pub short: u64,
    /// Items that could not be read.
    pub unread: u64,
    /// Items that wait to be read.
    pub waiting: u64,
    /// Items in what it gave last that could not be told from one another.
    pub broken: u64,
    /// Why not, of the first.
    pub broken_why: Option<String>,
    /// Times that were not covered, the last first.
    pub gaps: Vec<GapRecord>,
    /// Past silences longer than was usual, the last first.
    pub silences: Vec<SilenceRecord>,
    /// The last items that were not read, or by their entry alone.
    pub not_read: Vec<NotReadRecord>,
    /// Addresses that it had before.
    pub moved_from: Vec<MoveRecord>,
}

/// A time that was not covered.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct GapRecord {
    /// `errors`, `not_asked`, or `overrun`: more came between two questions than the feed holds.
    pub kind: String,
    pub since: i64,
    pub until: i64,
    pub why: String,
}

/// A time without anything new, longer than was usual.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct SilenceRecord {
    pub since: i64,
    pub until: i64,
}

/// An item that was not read, or by its entry in the feed alone.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct NotReadRecord {
    pub address: Option<String>,
    pub title: Option<String>,
    /// When it was seen.
    pub seen: i64,
    /// Whether its entry in the feed was read.
    pub entry_read: bool,
    pub why: String,
}

/// An address that was left for good.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct MoveRecord {
    pub address: String,
    pub at: i64,
}

impl From<Coverage> for SourceRecord {
    fn from(c: Coverage) -> Self {
        let state = c.state().to_owned();
        let gap = |g: Gap| GapRecord {
            kind: g.kind,
            since: g.since,
            until: g.until,
            why: g.why,
        };
        let not_read = |n: NotRead| NotReadRecord {
            address: n.address,
            title: n.title,
            seen: n.seen,
            entry_read: n.is_short,
            why: n.why,
        };
        let silences = c.silence.past.into_iter();
        let moves = c.moves.into_iter();
        let s = c.source;
        SourceRecord {
            id: s.id.0,
            address: s.address,
            outlet: s.outlet,
            title: s.title,
            kind: s.kind,
            state,
            why: s.why,
            every: s.every,
            added: s.added,
            due: s.due,
            asked: s.asked,
            answered: s.answered,
            news: s.news,
            failing_since: s.failing,
            failures: s.failures,
            error: s.error,
            not_asked_since: c.not_asked,
            silent_since: c.silence.since,
            usual_silence: c.silence.usual,
            read: c.items.read,
            short: c.items.short,
            unread: c.items.unread,
            waiting: c.items.waiting,
            broken: s.broken,
            broken_why: s.broken_why,
            gaps: c.gaps.into_iter().map(gap).collect(),
            silences: silences
                .map(|(since, until)| SilenceRecord { since, until })
                .collect(),
            not_read: c.not_read.into_iter().map(not_read).collect(),
            moved_from: moves
                .map(|(at, address)| MoveRecord { address, at })
                .collect(),
        }
    }
}

/// Lists what is followed: how each source stands, and what of it was not read
#[utoipa::path(get, path = "/follow", tag = "follow", params(Turned), responses((status = 200, body = Page<SourceRecord>), Failures))]
pub async fn follow(
    State(app): State<App>,
    Asked(turned): Asked<Turned>,
) -> Result<Response, Failure> {
    let (limit, skip) = (turned.limit()?, turned.skip()?);
    let page = app.ask(move |ledger| {
        let found = ledger.coverage(now(), false)?.into_iter();
        let some = found.skip(skip).take(limit + 1);
        let items: Vec<SourceRecord> = some.map(Into::into).collect();
        Ok(Page::counted(items, skip, limit))
    });
    // It changes with the time, not with the ledger alone.
    let never_kept = [(header::CACHE_CONTROL, "no-store")];
    Ok((never_kept, Found(page.await?)).into_response())
}
