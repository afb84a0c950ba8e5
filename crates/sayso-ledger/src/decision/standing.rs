//! The decisions that stand, applied to what was read.

use super::{Action, Place};
use crate::keep::Failed;
use rusqlite::{Connection, OptionalExtension, params};
use sayso_questions::{Claim, Question, Report, questions_joined};
use std::collections::{BTreeMap, BTreeSet};

/// The decisions that stand, by what they are about, with claims by the names that they have now.
#[derive(Default)]
pub(crate) struct Standing {
    rejected: BTreeSet<String>,
    amended: BTreeMap<String, Vec<(String, Option<String>)>>,
    renamed: BTreeMap<String, String>,
    alone: BTreeSet<String>,
    together: Vec<(String, String)>,
    /// Reports that carry no copy, and pairs that do, by their names.
    pub parted: BTreeSet<String>,
    pub joined: Vec<(String, String)>,
    /// Decisions that no longer apply, by number.
    pub lost: BTreeSet<i64>,
}

impl Standing {
    /// Of all decisions that were not undone, in the order in which they were made.
    pub fn of(db: &Connection) -> Result<Self, Failed> {
        let mut out = Standing::default();
        let mut statement =
            db.prepare_cached("SELECT id, action FROM decision WHERE undone IS NULL ORDER BY id")?;
        let rows =
            statement.query_map([], |r| Ok((r.get::<_, i64>(0)?, r.get::<_, String>(1)?)))?;
        for row in rows {
            let (id, json) = row?;
            let Ok(action) = serde_json::from_str::<Action>(&json) else {
                // Undoing is in the log, too; and what a newer program decided is not for this one to apply.
                continue;
            };
            let mut found = Vec::new();
            for place in action.places() {
                found.push(now(db, place)?);
            }
            if found.iter().any(Option::is_none) {
                out.lost.insert(id);
                continue;
            }
            let mut found = found.into_iter().flatten();
            out.add(
                action,
                found.next().unwrap_or_default(),
                found.next().unwrap_or_default(),
            );
        }
        Ok(out)
    }

    fn add(&mut self, action: Action, claim: String, other: String) {
        match action {
            Action::Reject { .. } => {
                self.rejected.insert(claim);
            }
            Action::Amend { field, value, .. } => {
                self.amended.entry(claim).or_default().push((field, value));
            }
            Action::SplitActor { actor, .. } => {
                let change = ("actor".to_owned(), Some(actor));
                self.amended.entry(claim).or_default().push(change);
            }
            Action::MergeActors { from, into } => {
                self.renamed.insert(from, into);
            }
            Action::MergeDispatches { reports } => self.joined.push(reports),
            Action::SplitDispatch { report } => {
                self.parted.insert(report);
            }
            Action::MergeQuestions { .. } => self.together.push((claim, other)),
            Action::SplitQuestion { .. } => {
                self.alone.insert(claim);
            }
            Action::Accept { .. }
            | Action::Pin { .. }
            | Action::Note { .. }
            | Action::MarkReport { .. }
            | Action::MarkClaim { .. }
            | Action::Withhold { .. } => {}
        }
    }

    /// Moves the spans of a claim (in code points) to where a person set them; gives the figures that its content no longer holds.
    pub fn respan(&self, claim: &mut sayso_claims::Claim) -> Vec<usize> {
        let mut moved = false;
        for (field, value) in self.amended.get(&claim.id).into_iter().flatten() {
            moved |= super::respan(claim, field, value.as_deref());
        }
        if moved {
            super::outside(claim)
        } else {
            Vec::new()
        }
    }

    /// The claim as it stands, without the figures of the numbers in `dropped`; none if it was rejected.
    pub fn apply(&self, mut claim: Claim, dropped: &[usize]) -> Option<Claim> {
        if self.rejected.contains(&claim.id) {
            return None;
        }
        for (field, value) in self.amended.get(&claim.id).into_iter().flatten() {
            amend(&mut claim, field, value.as_deref());
        }
        if !dropped.is_empty() {
            let mut n = 0..;
            claim
                .figures
                .retain(|_| n.next().is_none_or(|n| !dropped.contains(&n)));
        }
        // A name that was merged into one that was merged itself; a ring comes to rest at the name it began with.
        let rename = |name: &mut String| {
            let mut seen = BTreeSet::new();
            while let Some(into) = self.renamed.get(name) {
                if !seen.insert(name.clone()) {
                    break;
                }
                *name = into.clone();
            }
        };
        claim.actor.as_mut().map(rename);
        claim.origin.as_mut().map(rename);
        claim.via.iter_mut().for_each(rename);
        Some(claim)
    }

    /// The questions of an event, with claims put together and set apart.
    pub fn questions(&self, event: &[&Report]) -> Vec<Question> {
        let apart: Vec<Report> = event
            .iter()
            .flat_map(|report| {
                let own = report.claims.iter().filter(|c| self.alone.contains(&c.id));
                own.map(|claim| Report {
                    claims: vec![claim.clone()],
                    ..(*report).clone()
                })
            })
            .collect();
        if apart.is_empty() {
            return questions_joined(event, &self.together);
        }
        let rest: Vec<Report> = event
            .iter()
            .map(|report| {
                let mut report = (*report).clone();
                report.claims.retain(|c| !self.alone.contains(&c.id));
                report
            })
            .collect();
        let mut out = questions_joined(&rest.iter().collect::<Vec<_>>(), &self.together);
        for report in &apart {
            out.extend(questions_joined(&[report], &[]));
        }
        out
    }
}

fn amend(claim: &mut Claim, field: &str, value: Option<&str>) {
    let owned = value.map(str::to_owned);
    match field {
        "actor" => claim.actor = owned,
        "actor_kind" => claim.actor_kind = owned,
        "affiliation" => claim.affiliation = owned,
        "origin" => claim.origin = owned,
        "said" => claim.said = owned,
        "stance" => claim.stance = owned.unwrap_or_default(),
        "kind" => claim.kind = owned.unwrap_or_default(),
        _ => {
            let Some((n, field)) = field
                .strip_prefix("figures.")
                .and_then(|f| f.split_once('.'))
            else {
                return;
            };
            let Some(figure) = n.parse().ok().and_then(|n: usize| claim.figures.get_mut(n)) else {
                return;
            };
            match field {
                "lower" | "upper" => {
                    let number = value.and_then(|v| v.parse().ok());
                    let bound = if field == "lower" {
                        &mut figure.lower
                    } else {
                        &mut figure.upper
                    };
                    *bound = number;
                    figure.values = sayso_questions::Values {
                        lowest: figure.lower,
                        highest: figure.upper,
                        open: (false, false),
                        whole: figure.values.whole,
                    };
                }
                "measure" => figure.measure = owned,
                "of" => figure.of = owned,
                "place" => figure.place = owned,
                "since" => figure.since = owned,
                "until" => figure.until = owned,
                "role" => figure.role = owned,
                "unit" => figure.unit = owned,
                _ => {}
            }
        }
    }
}

/// What the claim of a decision is called now: by its name, or else the claim of the same text that shares most of its place, more than half of it.
pub(crate) fn now(db: &Connection, place: &Place) -> Result<Option<String>, Failed> {
    let name = crate::id::short(&place.claim).unwrap_or_default();
    if db
        .prepare_cached("SELECT 1 FROM claim WHERE name = ?")?
        .exists([&name[..]])?
    {
        return Ok(Some(place.claim.clone()));
    }
    let text: Option<i64> = match crate::id::blobs_with(&place.text, 32) {
        Some((hash, _)) => db
            .prepare_cached("SELECT id FROM text WHERE hash = ?")?
            .query_row([hash], |r| r.get(0))
            .optional()?,
        None => None,
    };
    let Some(text) = text else { return Ok(None) };
    let mut statement = db.prepare_cached(
        "SELECT c.name, c.json FROM claim c JOIN reading g ON g.report = c.report WHERE g.text = ? ORDER BY c.report, c.position",
    )?;
    let rows = statement.query_map(params![text], |r| {
        Ok((r.get::<_, [u8; 8]>(0)?, r.get::<_, String>(1)?))
    })?;
    let mut best: Option<(usize, String)> = None;
    for row in rows {
        let (name, json) = row?;
        let claim: sayso_claims::Claim = serde_json::from_str(&json)?;
        let Some(span) = super::log::extent(&claim) else {
            continue;
        };
        let shared = span
            .1
            .min(place.span.1)
            .saturating_sub(span.0.max(place.span.0));
        let whole = span.1.max(place.span.1) - span.0.min(place.span.0);
        if shared * 2 > whole && best.as_ref().is_none_or(|b| shared > b.0) {
            best = Some((shared, crate::ClaimId(name).to_string()));
        }
    }
    Ok(best.map(|b| b.1))
}
