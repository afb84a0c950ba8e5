//! What is sent: kept on disk first, and then the page is shown again.

use crate::app::App;
use crate::examples as sample;
use crate::failure::Failure;
use crate::queue::Dropped;
use axum::extract::multipart::{Multipart, MultipartError};
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::Redirect;

/// Files that are taken at once.
const FILES: usize = 2_000;

fn broken(e: MultipartError) -> Failure {
    let words = match e.status() {
        StatusCode::PAYLOAD_TOO_LARGE => "what was sent is larger than is taken here at once".to_owned(),
        _ => e.body_text(),
    };
    Failure::new(e.status(), words)
}

/// `POST /drop`: files, text and an address, as many of them as are filled in.
pub async fn take(State(app): State<App>, mut form: Multipart) -> Result<Redirect, Failure> {
    let mut dropped = Vec::new();
    let mut text = String::new();
    let mut known: Vec<(&'static str, String)> = Vec::new();
    while let Some(field) = form.next_field().await.map_err(broken)? {
        let name = field.name().unwrap_or_default().to_owned();
        match name.as_str() {
            "files" => {
                let called = field.file_name().unwrap_or_default().to_owned();
                let bytes = field.bytes().await.map_err(broken)?;
                // A browser sends an empty file without a name where none was chosen.
                if !called.is_empty() || !bytes.is_empty() {
                    dropped.push(Dropped::file(&called, bytes.to_vec()));
                }
            }
            "text" => text = field.text().await.map_err(broken)?,
            "url" => {
                let lines = field.text().await.map_err(broken)?;
                for line in lines.lines().filter(|l| !l.trim().is_empty()) {
                    dropped.push(Dropped::address(line).map_err(Failure::bad)?);
                }
            }
            "title" => known.push(("title", field.text().await.map_err(broken)?)),
            "outlet" => known.push(("outlet", field.text().await.map_err(broken)?)),
            "published" => known.push(("published", field.text().await.map_err(broken)?)),
            _ => {}
        }
        if dropped.len() > FILES {
            return Err(Failure::bad(format!("at most {FILES} files are taken at once")));
        }
    }
    if !text.trim().is_empty() {
        let known: Vec<(&str, Option<&str>)> = known.iter().map(|(f, v)| (*f, Some(v.as_str()))).collect();
        dropped.push(Dropped::text("pasted text", text, &known));
    }
    if dropped.is_empty() {
        return Err(Failure::bad("there was neither a file, nor text, nor an address to read"));
    }
    kept(&app, dropped).await
}

async fn kept(app: &App, dropped: Vec<Dropped>) -> Result<Redirect, Failure> {
    let ids = app.queued(move |queue| queue.add(&dropped)).await?;
    Ok(Redirect::to(&format!("/drop?taken={}", ids.len())))
}

/// `POST /drop/examples`.
pub async fn examples(State(app): State<App>) -> Result<Redirect, Failure> {
    kept(&app, sample::all()).await
}

/// `POST /drop/ID/again`.
pub async fn again(State(app): State<App>, Path(id): Path<i64>) -> Result<Redirect, Failure> {
    app.queued(move |queue| queue.again(id)).await?;
    Ok(Redirect::to("/drop"))
}

/// `POST /drop/ID/forget`: gone is gone, so that a form posted twice is no failure.
pub async fn forget(State(app): State<App>, Path(id): Path<i64>) -> Result<Redirect, Failure> {
    app.queued(move |queue| queue.forget(id)).await?;
    Ok(Redirect::to("/drop"))
}
