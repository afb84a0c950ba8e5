//! Search over everything: texts and claims, questions, actors.

use super::actors::{Row, row};
use crate::app::{App, Failure};
use crate::pages::when::When;
use askama::Template;
use axum::extract::{Query, State};
use axum::response::Html;
use sayso_ledger::{Ledger, QuestionFilter, QuestionOrder, QuestionRow, Snippet};
use serde::Deserialize;

/// Reports of one page.
const REPORTS: usize = 25;
/// Reports that can be paged to.
const MOST: usize = 500;
/// Claims of a report that are shown.
const CLAIMS: usize = 4;
/// Claims of it that are counted beyond those.
const MORE: usize = 50;
/// Questions and actors that are shown.
const FEW: usize = 8;
/// Letters of what is looked for.
const LETTERS: usize = 200;

/// What a person looks for.
#[derive(Clone, Debug, Default, Deserialize)]
pub struct Asked {
    /// The words.
    q: Option<String>,
    /// From 1.
    page: Option<usize>,
}

struct Found {
    report: String,
    title: String,
    outlet: Option<String>,
    published: Option<String>,
    snippet: Option<Snippet>,
    claims: Vec<FoundClaim>,
    more: usize,
}

struct FoundClaim {
    id: String,
    who: String,
    stance: String,
    snippet: Snippet,
}

#[derive(Template)]
#[template(path = "sources/search.html")]
struct Page {
    q: String,
    questions: Vec<QuestionRow>,
    actors: Vec<Row>,
    reports: Vec<Found>,
    all: usize,
    most: usize,
    page: usize,
    pages: usize,
}

/// `GET /search`.
pub async fn page(
    State(app): State<App>,
    Query(asked): Query<Asked>,
) -> Result<Html<String>, Failure> {
    app.ask(move |ledger| {
        let q: String = asked
            .q
            .clone()
            .unwrap_or_default()
            .trim()
            .chars()
            .take(LETTERS)
            .collect();
        let mut page = Page {
            questions: Vec::new(),
            actors: Vec::new(),
            reports: Vec::new(),
            all: 0,
            most: sayso_ledger::LOOKED_AT,
            page: asked.page.unwrap_or(1).clamp(1, MOST / REPORTS),
            pages: 1,
            q,
        };
        if page.q.chars().any(char::is_alphanumeric) {
            let filter = QuestionFilter {
                words: Some(&page.q),
                ..QuestionFilter::default()
            };
            page.questions = ledger.find_questions(&filter, QuestionOrder::Lines, FEW)?;
            page.actors = ledger
                .find_actor_briefs(&page.q)?
                .iter()
                .take(FEW)
                .map(row)
                .collect();
            let (hits, all) =
                ledger.search_page(&page.q, (page.page - 1) * REPORTS, REPORTS, CLAIMS + MORE)?;
            page.all = all;
            page.pages = all.min(MOST).div_ceil(REPORTS).max(1);
            for hit in &hits {
                page.reports.push(found(ledger, hit)?);
            }
        }
        page.render().map(Html).map_err(|_| Failure::defect())
    })
    .await
}

fn found(ledger: &Ledger, hit: &sayso_ledger::Hit) -> Result<Found, Failure> {
    let report = ledger.report(hit.report)?;
    let keys: Vec<_> = hit.claims.iter().take(CLAIMS).map(|c| c.0).collect();
    let briefs = ledger.briefs_of(&keys)?;
    let claims = briefs.into_iter().filter_map(|brief| {
        let snippet = hit.claims.iter().find(|c| c.0 == brief.key)?.1.clone();
        Some(FoundClaim {
            id: brief.id.to_string(),
            who: brief.actor.unwrap_or(brief.source),
            stance: super::wording::plain(&brief.stance),
            snippet,
        })
    });
    Ok(Found {
        report: report.hash.to_string(),
        title: report.title.clone().unwrap_or_else(|| report.name()),
        outlet: report.outlet,
        published: report.published,
        snippet: hit.snippet.clone(),
        claims: claims.collect(),
        more: hit.claims.len().saturating_sub(CLAIMS),
    })
}
