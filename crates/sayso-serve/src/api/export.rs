//! The whole ledger as JSON lines, streamed: memory does not grow with it.

use super::answer::{Failures, Named};
use super::record::{DecisionRecord, QuestionRecord, ReadingRecord};
use crate::app::App;
use crate::failure::Failure;
use axum::body::{Body, Bytes};
use axum::extract::State;
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use sayso_ledger::contract::to_json;
use sayso_ledger::policy::Policy;
use sayso_ledger::{Ledger, QuestionFilter, QuestionOrder};
use serde::{Deserialize, Serialize};
use std::io::Error;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};
use tokio::sync::mpsc::{Receiver, Sender, channel};
use utoipa::ToSchema;

/// Bytes of a piece.
const PIECE: usize = 64_000;

/// What is to be had whole.
#[derive(Clone, Copy, Debug, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum All {
    /// Reports with their claims, as `extract` gives them, oldest first.
    Reports,
    /// Questions with their answers.
    Questions,
    /// Decisions.
    Decisions,
}

/// Gives all reports with their claims, all questions, or all decisions, as JSON lines
#[utoipa::path(get, path = "/export/{all}", tag = "ledger", params(("all" = inline(All), Path, description = "What")),
    responses((status = 200, body = String, content_type = "application/x-ndjson"), Failures))]
pub async fn export(State(app): State<App>, Named(all): Named<All>) -> Result<Response, Failure> {
    if app.exports().available_permits() == 0 {
        return Err(Failure::new(
            StatusCode::SERVICE_UNAVAILABLE,
            "two exports are under way; try again when one is done",
        ));
    }
    let policy = app.policy().await?;
    let (to, from) = channel(4);
    let path = app.options().ledger.clone();
    let ledger = tokio::task::spawn_blocking(move || {
        let ledger = Ledger::open(&path)?;
        ledger.freeze()?;
        Ok::<_, Failure>(ledger)
    });
    let ledger = ledger.await.map_err(|_| Failure::defect())??;
    tokio::spawn(async move {
        let Ok(_turn) = app.exports().acquire().await else {
            return;
        };
        let end = to.clone();
        let written =
            tokio::task::spawn_blocking(move || write(&ledger, all, Lines::new(to, policy))).await;
        if !matches!(written, Ok(Ok(()))) {
            // The one who reads must not take what came for the whole.
            let torn = Error::other("the export broke off");
            let _ = end.send(Err(torn)).await;
        }
    });
    let head = [
        (header::CONTENT_TYPE, "application/x-ndjson"),
        (header::CACHE_CONTROL, "no-store"),
    ];
    Ok((head, Body::from_stream(Pieces(from))).into_response())
}

fn write(ledger: &Ledger, all: All, mut lines: Lines) -> anyhow::Result<()> {
    match all {
        All::Reports => {
            for key in ledger.reports()? {
                lines.add(&ReadingRecord::new(
                    &ledger.report(key)?,
                    ledger.reading(key)?,
                ))?;
            }
        }
        All::Questions => {
            let filter = QuestionFilter::default();
            for row in ledger.find_questions(&filter, QuestionOrder::Conflict, usize::MAX)? {
                lines.add(&QuestionRecord::new(ledger, &ledger.question(&row.name)?)?)?;
            }
        }
        All::Decisions => {
            for row in ledger.decisions()? {
                lines.add(&DecisionRecord::from(row))?;
            }
        }
    }
    lines.send()
}

type Piece = Result<Bytes, Error>;

/// Lines that go out piece by piece.
struct Lines {
    to: Sender<Piece>,
    held: Vec<u8>,
    policy: Arc<Policy>,
}

impl Lines {
    fn new(to: Sender<Piece>, policy: Arc<Policy>) -> Self {
        Lines {
            to,
            policy,
            held: Vec::with_capacity(PIECE),
        }
    }

    fn add<T: Serialize>(&mut self, record: &T) -> anyhow::Result<()> {
        let line = self.policy.json(&to_json(record)?);
        self.held.extend_from_slice(line.as_bytes());
        self.held.push(b'\n');
        if self.held.len() >= PIECE {
            self.send()?;
        }
        Ok(())
    }

    fn send(&mut self) -> anyhow::Result<()> {
        if !self.held.is_empty() {
            let piece = std::mem::take(&mut self.held);
            self.to.blocking_send(Ok(piece.into()))?;
        }
        Ok(())
    }
}

struct Pieces(Receiver<Piece>);

impl futures_core::Stream for Pieces {
    type Item = Piece;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Piece>> {
        self.0.poll_recv(context)
    }
}
