//! An actor: all that it claims, by question and over time; how it is spelt, and what joined its names.

use super::wording;
use crate::app::{App, Failure};
use crate::pages::when::When;
use askama::Template;
use axum::extract::{Path, Query, State};
use axum::response::{Html, IntoResponse, Redirect, Response};
use sayso_ledger::{ActorRow, ClaimBrief, ClaimKey, Ledger};
use serde::Deserialize;
use std::collections::{HashMap, HashSet};
use std::fmt::Write;

/// Claims of one page.
const PAGE: usize = 50;
/// Claims that are looked at for the view by question, the newest.
const MOST: usize = 2_000;
/// Questions shown, and claims of each.
const QUESTIONS: usize = 40;
const EACH: usize = 6;

/// What a person asks for.
#[derive(Clone, Debug, Default, Deserialize)]
pub struct Asked {
    /// `time`: newest first; else by question.
    view: Option<String>,
    /// From 1.
    page: Option<usize>,
    /// Who decides.
    by: Option<String>,
    /// Decisions that were just made.
    done: Option<String>,
}

struct Group {
    name: String,
    text: String,
    claims: Vec<ClaimBrief>,
    more: usize,
}

#[derive(Template)]
#[template(path = "sources/actor.html")]
struct Page {
    id: String,
    actor: ActorRow,
    kind: String,
    by_time: bool,
    claims: Vec<ClaimBrief>,
    groups: Vec<Group>,
    more_questions: usize,
    /// Claims that answer no question with others.
    rest: usize,
    looked_at: usize,
    page: usize,
    pages: usize,
    strip: String,
    merge_key: String,
    author: String,
    done: Vec<i64>,
    back: String,
}

/// `GET /actor/ID`; with a name instead, to the actor of that name.
pub async fn page(
    State(app): State<App>,
    Path(id): Path<String>,
    Query(asked): Query<Asked>,
) -> Result<Response, Failure> {
    let default = super::inbox::default_author(&app);
    app.ask(move |ledger| {
        let whole = id.len() == 16 && id.bytes().all(|b| b.is_ascii_hexdigit());
        if !whole {
            return Ok(Redirect::to(&named(ledger, &id)?).into_response());
        }
        let actor = ledger
            .find_actor_briefs(&id)?
            .into_iter()
            .find(|a| a.id.to_string() == id)
            .map(|actor| ledger.actor_whole(actor))
            .transpose()?
            .ok_or_else(|| {
                Failure::absent(format!(
                    "No actor has the id {id}. Actors are named by the oldest report that mentions them: a report that came in since may have given this one another."
                ))
            })?;
        let mut newest = actor.claims.clone();
        newest.reverse();
        let pages = newest.len().div_ceil(PAGE).max(1);
        let page = asked.page.unwrap_or(1).clamp(1, pages);
        let by_time = asked.view.as_deref() == Some("time");
        let few: Vec<ClaimKey> = newest.iter().take(MOST).copied().collect();
        let (mut claims, mut groups, mut more_questions, mut rest) = (Vec::new(), Vec::new(), 0, 0);
        if by_time {
            let keys: Vec<ClaimKey> = newest.iter().skip((page - 1) * PAGE).take(PAGE).copied().collect();
            claims = ledger.briefs_of(&keys)?;
        } else {
            (groups, more_questions, rest) = grouped(ledger, &few)?;
        }
        let page = Page {
            kind: wording::kind(&actor.kind).to_owned(),
            strip: strip(&days(ledger, &few)?),
            by_time,
            claims,
            groups,
            more_questions,
            rest,
            looked_at: few.len(),
            page,
            pages,
            merge_key: super::inbox::fresh_key(),
            author: asked.by.clone().unwrap_or(default),
            done: super::inbox::numbers(asked.done.as_deref()),
            back: format!("/actor/{id}"),
            actor,
            id,
        };
        let page = page.render().map_err(|_| Failure::defect())?;
        Ok(Html(page).into_response())
    })
    .await
}

/// The address of the one actor of a name, else of all whose names have its words.
fn named(ledger: &Ledger, name: &str) -> Result<String, Failure> {
    let mut found = ledger.find_actor_briefs(name)?;
    found.retain(|a| a.names.iter().any(|n| n.words == name));
    Ok(match found.as_slice() {
        [one] => format!("/actor/{}", one.id),
        _ => format!("/actors?q={}", wording::encoded(name)),
    })
}

fn grouped(ledger: &Ledger, few: &[ClaimKey]) -> Result<(Vec<Group>, usize, usize), Failure> {
    let questions = ledger.questions_by_claims(few)?;
    let answered: HashSet<ClaimKey> = questions.iter().flat_map(|q| q.2.iter().copied()).collect();
    let more = questions.len().saturating_sub(QUESTIONS);
    let shown: Vec<ClaimKey> = questions
        .iter()
        .take(QUESTIONS)
        .flat_map(|q| q.2.iter().take(EACH).copied())
        .collect();
    let briefs: HashMap<ClaimKey, ClaimBrief> = ledger
        .briefs_of(&unique(&shown))?
        .into_iter()
        .map(|b| (b.key, b))
        .collect();
    let groups = questions
        .into_iter()
        .take(QUESTIONS)
        .map(|(name, text, claims)| Group {
            name,
            text,
            more: claims.len().saturating_sub(EACH),
            claims: claims
                .iter()
                .take(EACH)
                .filter_map(|key| briefs.get(key).cloned())
                .collect(),
        })
        .collect();
    Ok((
        groups,
        more,
        few.iter().filter(|k| !answered.contains(k)).count(),
    ))
}

fn unique(keys: &[ClaimKey]) -> Vec<ClaimKey> {
    let mut seen = HashSet::new();
    keys.iter()
        .copied()
        .filter(|key| seen.insert(*key))
        .collect()
}

/// Claims by day, by month or by year: by the finest that gives a strip one can read.
fn days(ledger: &Ledger, keys: &[ClaimKey]) -> Result<Vec<(String, usize)>, Failure> {
    for digits in [10, 7] {
        let found = ledger.days_of(keys, digits)?;
        if found.len() <= 60 {
            return Ok(found);
        }
    }
    Ok(ledger.days_of(keys, 4)?)
}

/// Bars, one for each day that has claims.
fn strip(days: &[(String, usize)]) -> String {
    let most = days.iter().map(|d| d.1).max().unwrap_or(0);
    if days.len() < 2 || most == 0 {
        return String::new();
    }
    let width = days.len() * 12;
    let first = days.first().map_or("", |d| d.0.as_str());
    let last = days.last().map_or("", |d| d.0.as_str());
    let mut out = String::new();
    let _ = write!(
        out,
        "<div class=\"strip-box\"><svg class=\"strip\" role=\"img\" viewBox=\"0 0 {width} 44\" width=\"{width}\" height=\"44\" preserveAspectRatio=\"none\" aria-label=\"Claims over time, {} to {}, at most {most} at once\">",
        crate::pages::when::Escaped(first),
        crate::pages::when::Escaped(last)
    );
    for (n, (day, claims)) in days.iter().enumerate() {
        let height = (claims * 40).div_ceil(most).max(2);
        let _ = write!(
            out,
            "<g><title>{}: {claims}</title><rect x=\"{}\" y=\"{}\" width=\"9\" height=\"{height}\"/></g>",
            crate::pages::when::Escaped(day),
            n * 12 + 1,
            44 - height
        );
    }
    out.push_str("</svg>");
    let _ = write!(
        out,
        "<p class=\"strip-ends small soft\"><span>{}</span><span>{}</span></p></div>",
        When(first),
        When(last)
    );
    out
}

/// `GET /actor/of/CLAIM`: to the actor of a claim.
pub async fn of_claim(
    State(app): State<App>,
    Path(name): Path<String>,
) -> Result<Redirect, Failure> {
    let to = app
        .ask(move |ledger| {
            let keys = ledger.find_claim(&name)?;
            for key in keys {
                if let Some(actor) = ledger.actor_of(key)? {
                    return Ok(format!("/actor/{}", actor.id));
                }
            }
            Err(Failure::absent(
                "The source of this claim is not resolved to an actor.",
            ))
        })
        .await?;
    Ok(Redirect::to(&to))
}
