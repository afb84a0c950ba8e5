//! Atom feeds: of what a page shows, behind the same door as the page; and of what a subscription was told, for whoever has its token, who may also end it.

#[cfg(test)]
mod tests;

use crate::app::{App, Failure};
use crate::pages::home;
use askama::Template;
use axum::Router;
use axum::extract::{Path, Query, State};
use axum::http::{StatusCode, header};
use axum::response::{Html, IntoResponse, Response};
use axum::routing::get;
use sayso_ledger::policy::Tlp;
use sayso_ledger::tell::{Change, Subscription};
use sayso_ledger::{Ledger, QuestionOrder};
use sayso_tell::atom::{self, Failed, Head};
use sayso_tell::{Leaves, iso};
use std::collections::BTreeSet;

/// Questions of one feed.
const QUESTIONS: usize = 60;
/// Claims of an actor that are looked at, the newest.
const CLAIMS: usize = 2_000;

/// The feeds, and the way out of a subscription.
pub fn routes() -> Router<App> {
    Router::new()
        .route("/feeds/questions.atom", get(of_questions))
        .route("/feeds/question/{file}", get(of_question))
        .route("/feeds/actor/{file}", get(of_actor))
        .route("/feeds/saved/{file}", get(saved))
        .route("/unsubscribe/{token}", get(ask_to_end).post(end))
}

/// Whether an address has a token in it that opens it by itself.
pub fn has_token(path: &str) -> bool {
    path.starts_with("/feeds/saved/") || path.starts_with("/unsubscribe/")
}

impl From<Failed> for Failure {
    fn from(failed: Failed) -> Self {
        match failed {
            Failed::Ledger(e) => e.into(),
            Failed::Refused(e) => Failure::new(StatusCode::FORBIDDEN, e.to_string()),
        }
    }
}

fn answer(feed: String) -> Response {
    let kind = "application/atom+xml; charset=utf-8";
    ([(header::CONTENT_TYPE, kind)], feed).into_response()
}

/// The name in `NAME.atom`.
fn name_in(file: &str) -> Result<&str, Failure> {
    let absent = || Failure::new(StatusCode::NOT_FOUND, "feeds are called NAME.atom");
    file.strip_suffix(".atom").ok_or_else(absent)
}

fn made(
    ledger: &Ledger,
    base: &str,
    (name, title, own, page): (&str, &str, &str, &str),
    questions: &[String],
    is_wanted: impl Fn(&Change) -> bool,
) -> Result<Response, Failure> {
    let mut leaves = Leaves::new(ledger, Tlp::Clear, base)?;
    let head = Head {
        name: name.to_owned(),
        title: format!("Sayso: {}", leaves.policy().words(title)),
        own: format!("{base}{own}"),
        page: format!("{base}{page}"),
        made: iso(0),
    };
    let feed = atom::of_questions(&mut leaves, ledger, &head, questions, is_wanted)?;
    Ok(answer(feed))
}

async fn of_questions(
    State(app): State<App>,
    Query(asked): Query<home::Asked>,
) -> Result<Response, Failure> {
    let base = app.options().base.clone();
    app.ask(move |ledger| {
        let found = home::found(ledger, &asked, QuestionOrder::Newest, QUESTIONS)?;
        let names: Vec<String> = found.into_iter().map(|q| q.name).collect();
        let own = asked.feed();
        let page = own.replacen("/feeds/questions.atom", "/", 1);
        let head = (own.as_str(), "questions", own.as_str(), page.as_str());
        made(ledger, &base, head, &names, |_| true)
    })
    .await
}

async fn of_question(
    State(app): State<App>,
    Path(file): Path<String>,
) -> Result<Response, Failure> {
    let base = app.options().base.clone();
    app.ask(move |ledger| {
        let whole = ledger.question(name_in(&file)?)?;
        let own = format!("/feeds/question/{}.atom", whole.id);
        let page = format!("/question/{}", whole.id);
        let head = (
            own.as_str(),
            whole.text.as_str(),
            own.as_str(),
            page.as_str(),
        );
        made(ledger, &base, head, std::slice::from_ref(&whole.id), |_| {
            true
        })
    })
    .await
}

async fn of_actor(State(app): State<App>, Path(file): Path<String>) -> Result<Response, Failure> {
    let base = app.options().base.clone();
    app.ask(move |ledger| {
        let id = name_in(&file)?;
        let absent = || Failure::new(StatusCode::NOT_FOUND, "no actor is called so");
        let mut found = ledger.find_actor_briefs(id)?.into_iter();
        let brief = found.find(|a| a.id.to_string() == id).ok_or_else(absent)?;
        let actor = ledger.actor_whole(brief)?;
        let names: BTreeSet<&str> = actor.names.iter().map(|n| n.words.as_str()).collect();
        let newest = actor.claims.len().saturating_sub(CLAIMS);
        let claims = actor.claims.get(newest..).unwrap_or_default();
        let questions: Vec<String> = ledger
            .questions_by_claims(claims)?
            .into_iter()
            .take(QUESTIONS)
            .map(|(name, _, _)| name)
            .collect();
        let own = format!("/feeds/actor/{id}.atom");
        let page = format!("/actor/{id}");
        let head = (
            own.as_str(),
            actor.name.as_str(),
            own.as_str(),
            page.as_str(),
        );
        let is_theirs = |c: &Change| c.now.actor.as_deref().is_some_and(|a| names.contains(a));
        made(ledger, &base, head, &questions, is_theirs)
    })
    .await
}

fn of_token(ledger: &Ledger, token: &str) -> Result<Subscription, Failure> {
    let absent = || Failure::new(StatusCode::NOT_FOUND, "there is no such subscription");
    ledger.subscription_of_token(token)?.ok_or_else(absent)
}

async fn saved(State(app): State<App>, Path(file): Path<String>) -> Result<Response, Failure> {
    let base = app.options().base.clone();
    // Nobody may be telling: what changed since is looked for now.
    if app
        .ask(|ledger| Ok(ledger.has_changes(sayso_tell::now())?))
        .await?
    {
        app.change(|ledger| Ok(ledger.look(sayso_tell::now())?))
            .await?;
    }
    app.ask(move |ledger| {
        let of = of_token(ledger, name_in(&file)?)?;
        if of.ended.is_some() {
            return Err(Failure::new(StatusCode::GONE, "this subscription ended"));
        }
        Ok(answer(atom::of_subscription(ledger, &of, &base)?))
    })
    .await
}

#[derive(Template)]
#[template(path = "unsubscribe.html")]
struct Page {
    token: String,
    view: String,
    ended: bool,
}

impl Page {
    fn of(ledger: &Ledger, of: &Subscription) -> Result<Response, Failure> {
        let leaves = Leaves::new(ledger, of.ceiling, "")?;
        let page = Page {
            token: of.token.clone(),
            view: leaves.policy().words(&of.view.in_words()),
            ended: of.ended.is_some(),
        };
        let html = page.render().map_err(|_| Failure::defect())?;
        Ok(([(header::CACHE_CONTROL, "no-store")], Html(html)).into_response())
    }
}

/// A mail program may look at what a link leads to: nothing ends by that.
async fn ask_to_end(
    State(app): State<App>,
    Path(token): Path<String>,
) -> Result<Response, Failure> {
    app.ask(move |ledger| Page::of(ledger, &of_token(ledger, &token)?))
        .await
}

async fn end(State(app): State<App>, Path(token): Path<String>) -> Result<Response, Failure> {
    app.change(move |ledger| {
        let name = of_token(ledger, &token)?.name;
        ledger.unsubscribe(&name, "by the link in what was told", sayso_tell::now())?;
        Page::of(ledger, &of_token(ledger, &token)?)
    })
    .await
}
