//! Dispatches: reports that carry one copy, folded, with the evidence of each pair.

use super::when::When;
use crate::app::{App, Failure};
use askama::Template;
use axum::extract::{Query, State};
use axum::response::Html;
use sayso_ledger::{Copy, Ledger, ReportKey};
use serde::Deserialize;

/// Dispatches of a page, and reports of a dispatch that are listed.
const LIMIT: usize = 25;
const REPORTS: usize = 60;
const FAR: usize = 100_000;

/// The part of the address after the `?`.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Asked {
    from: String,
}

struct Item {
    href: String,
    title: String,
    outlet: String,
    published: Option<String>,
    /// What the pair that brings it here rests on.
    evidence: Option<Evidence>,
}

struct Evidence {
    kind: String,
    /// Percent of this report that stands in the older, and the other way round.
    here: u8,
    there: u8,
    more: String,
}

struct Group {
    first: Item,
    copies: Vec<Item>,
    more: usize,
    kinds: String,
}

#[derive(Template)]
#[template(path = "dispatches.html")]
struct Page {
    groups: Vec<Group>,
    before: Option<usize>,
    after: Option<usize>,
}

/// `GET /dispatches`.
pub async fn dispatches(
    State(app): State<App>,
    Query(asked): Query<Asked>,
) -> Result<Html<String>, Failure> {
    let from = asked.from.parse().map_or(0, |n: usize| n.min(FAR));
    let page = app.ask(move |ledger| page(ledger, from)).await?;
    page.render().map(Html).map_err(|_| Failure::defect())
}

fn page(ledger: &Ledger, from: usize) -> Result<Page, Failure> {
    let mut found = ledger.some_dispatches(from, LIMIT + 1)?;
    let after = (found.len() > LIMIT).then_some(from + LIMIT);
    found.truncate(LIMIT);
    let mut groups = Vec::new();
    for dispatch in found {
        let Some((first, rest)) = dispatch.reports.split_first() else {
            continue;
        };
        let mut copies = Vec::new();
        for key in rest.iter().take(REPORTS) {
            copies.push(item(ledger, *key, Some(*first))?);
        }
        let mut kinds: Vec<&str> = copies
            .iter()
            .filter_map(|c| c.evidence.as_ref())
            .map(|e| e.kind.as_str())
            .collect();
        kinds.sort_unstable();
        kinds.dedup();
        groups.push(Group {
            first: item(ledger, *first, None)?,
            kinds: kinds.join(", "),
            more: rest.len().saturating_sub(copies.len()),
            copies,
        });
    }
    Ok(Page {
        groups,
        before: (from > 0).then(|| from.saturating_sub(LIMIT)),
        after,
    })
}

fn item(ledger: &Ledger, key: ReportKey, oldest: Option<ReportKey>) -> Result<Item, Failure> {
    let row = ledger.report(key)?;
    let evidence = match oldest {
        Some(oldest) => {
            let pairs = ledger.copies_of(key)?;
            // One pair is evidence enough: that with the oldest, else the first.
            let pair = pairs.iter().find(|p| p.a == oldest).or(pairs.first());
            pair.map(evidence)
        }
        None => None,
    };
    let hash: String = row.hash.to_string().chars().take(16).collect();
    Ok(Item {
        href: format!("/report/{hash}"),
        title: row.title.unwrap_or_else(|| "untitled report".to_owned()),
        outlet: row.outlet.unwrap_or_else(|| "outlet not known".to_owned()),
        published: row.published,
        evidence,
    })
}

fn evidence(pair: &Copy) -> Evidence {
    let share = |side: &str| {
        let share = pair.evidence[side]["share"].as_f64().unwrap_or(0.0);
        (100.0 * share).round().clamp(0.0, 100.0) as u8
    };
    let adds = |side: &str| pair.evidence[side]["adds"].as_array().map_or(0, Vec::len);
    let mut more = Vec::new();
    for (side, whom) in [("b", "this"), ("a", "the older")] {
        match adds(side) {
            0 => {}
            1 => more.push(format!("{whom} adds a passage")),
            n => more.push(format!("{whom} adds {n} passages")),
        }
    }
    let credits: Vec<&str> = pair.evidence["credits"]
        .as_array()
        .into_iter()
        .flatten()
        .filter_map(|c| c.as_str())
        .collect();
    if !credits.is_empty() {
        more.push(format!("credit: {}", credits.join(", ")));
    }
    Evidence {
        kind: pair.kind.clone(),
        here: share("b"),
        there: share("a"),
        more: more.join("; "),
    }
}
