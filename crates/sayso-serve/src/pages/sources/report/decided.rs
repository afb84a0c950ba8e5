//! What was decided on the claims of a report, applied to what is shown of them.

use crate::app::Failure;
use crate::pages::sources::wording;
use sayso_claims::{Claim, Figure};
use sayso_ledger::{Action, ClaimRow, DecisionRow, Hash, Ledger, ReportKey, respan};
use std::collections::BTreeMap;

/// The decisions that stand on the claims of one report.
#[derive(Default)]
pub struct Decided {
    of_claim: BTreeMap<String, Vec<DecisionRow>>,
    renamed: BTreeMap<String, (String, DecisionRow)>,
}

/// A decision as it is shown beside its claim.
pub struct Note {
    /// Its number.
    pub id: i64,
    /// What it did.
    pub words: String,
    /// Who decided, when and why.
    pub author: String,
    pub at: String,
    pub reason: String,
}

impl Decided {
    /// Of one report.
    pub fn of(ledger: &Ledger, report: ReportKey) -> Result<Self, Failure> {
        let mut out = Decided::default();
        for (claim, row) in ledger.decisions_on(report)? {
            match (claim, &row.action) {
                (_, Action::MergeActors { from, into }) => {
                    out.renamed.insert(from.clone(), (into.clone(), row));
                }
                (Some(claim), _) => out.of_claim.entry(claim).or_default().push(row),
                (None, _) => {}
            }
        }
        Ok(out)
    }

    /// What tells whether a claim is still what a person saw: its reading and the decisions on it.
    pub fn state(&self, row: &ClaimRow) -> String {
        let mut told = sayso_ledger::contract::to_json(&row.claim).unwrap_or_default();
        for decision in self.of_claim.get(&row.id.to_string()).into_iter().flatten() {
            told.push_str(&format!(" {}", decision.id));
        }
        Hash::of(told.as_bytes())
            .to_string()
            .chars()
            .take(12)
            .collect()
    }

    /// Whether a person rejected the claim.
    pub fn rejected(&self, claim: &str) -> bool {
        let decisions = self.of_claim.get(claim).into_iter().flatten();
        decisions
            .into_iter()
            .any(|d| matches!(d.action, Action::Reject { .. }))
    }

    /// Changes a claim to what was decided; gives the decisions.
    pub fn apply(&self, row: &mut ClaimRow) -> Vec<Note> {
        let mut notes = Vec::new();
        let mut moved = false;
        for decision in self.of_claim.get(&row.id.to_string()).into_iter().flatten() {
            let words = match &decision.action {
                Action::Amend { field, value, .. } => {
                    moved |= respan(&mut row.claim, field, value.as_deref());
                    let from = set(&mut row.claim, field, value.as_deref());
                    amended(field, from, value.as_deref())
                }
                Action::SplitActor { actor, .. } => {
                    let from = set(&mut row.claim, "actor", Some(actor));
                    amended("actor", from, Some(actor))
                }
                Action::Note { text, .. } => format!("note: {text}"),
                Action::Reject { .. } => "rejected: this is no claim".to_owned(),
                Action::Accept { .. } => "accepted as it was read".to_owned(),
                other => other.what().to_owned(),
            };
            notes.push(note(decision, words));
        }
        if moved {
            for n in sayso_ledger::outside(&row.claim).into_iter().rev() {
                row.claim.figures.remove(n);
            }
        }
        for name in [&mut row.claim.actor, &mut row.claim.origin]
            .into_iter()
            .flatten()
        {
            if let Some((into, decision)) = self.renamed.get(name) {
                notes.push(note(decision, format!("{name} is {into}")));
                name.clone_from(into);
            }
        }
        notes.dedup_by_key(|n| n.id);
        notes
    }
}

fn note(decision: &DecisionRow, words: String) -> Note {
    Note {
        id: decision.id,
        words,
        author: decision.author.clone(),
        at: wording::instant(decision.at),
        reason: decision.reason.clone(),
    }
}

fn amended(field: &str, from: Option<String>, to: Option<&str>) -> String {
    let name = match field
        .strip_prefix("figures.")
        .and_then(|f| f.split_once('.'))
    {
        Some((n, part)) => format!("{part} of figure {}", n.parse().map_or(0, |n: usize| n + 1)),
        None => wording::plain(field),
    };
    let of = |value: Option<&str>| match value {
        Some(value) if !value.is_empty() => wording::plain(value),
        _ => "none".to_owned(),
    };
    match from {
        Some(from) => format!("{name}: {} instead of {}", of(to), of(Some(&from))),
        None => format!("{name}: {}", of(to)),
    }
}

/// The value of a field of a claim, as a form shows and decisions name it.
pub fn value(claim: &Claim, field: &str) -> Option<String> {
    let some = |word: &String| Some(word.clone()).filter(|w| !w.is_empty());
    match field {
        "actor" => claim.actor.clone(),
        "actor_kind" => claim.actor_kind.clone(),
        "affiliation" => claim.affiliation.clone(),
        "origin" => claim.origin.clone(),
        "said" => claim.said.clone(),
        "stance" => some(&claim.stance),
        "kind" => some(&claim.kind),
        "source" => Some(sayso_ledger::write_spans(&claim.source)),
        "cue" => Some(sayso_ledger::write_spans(&claim.cue)),
        "content" => Some(sayso_ledger::write_spans(&claim.content)),
        _ => {
            let (n, part) = field.strip_prefix("figures.")?.split_once('.')?;
            figure_value(claim.figures.get(n.parse::<usize>().ok()?)?, part)
        }
    }
}

fn figure_value(figure: &Figure, part: &str) -> Option<String> {
    match part {
        "lower" => figure.lower.map(|v| v.to_string()),
        "upper" => figure.upper.map(|v| v.to_string()),
        "measure" => figure.measure.clone(),
        "of" => figure.of.clone(),
        "place" => figure.place.clone(),
        "since" => figure.since.clone(),
        "until" => figure.until.clone(),
        "role" => figure.role.clone(),
        "unit" => figure.unit.clone(),
        _ => None,
    }
}

/// Sets a field; gives what it was.
fn set(claim: &mut Claim, field: &str, to: Option<&str>) -> Option<String> {
    if sayso_ledger::SPAN_FIELDS.contains(&field) {
        return None;
    }
    let from = value(claim, field);
    let owned = to.map(str::to_owned);
    match field {
        "actor" => claim.actor = owned,
        "actor_kind" => claim.actor_kind = owned,
        "affiliation" => claim.affiliation = owned,
        "origin" => claim.origin = owned,
        "said" => claim.said = owned,
        "stance" => claim.stance = owned.unwrap_or_default(),
        "kind" => claim.kind = owned.unwrap_or_default(),
        _ => {
            let figure = field
                .strip_prefix("figures.")
                .and_then(|f| f.split_once('.'))
                .and_then(|(n, part)| {
                    Some((claim.figures.get_mut(n.parse::<usize>().ok()?)?, part))
                });
            if let Some((figure, part)) = figure {
                let number = || to.and_then(|v| v.parse::<f64>().ok());
                match part {
                    "lower" => figure.lower = number(),
                    "upper" => figure.upper = number(),
                    "measure" => figure.measure = owned,
                    "of" => figure.of = owned,
                    "place" => figure.place = owned,
                    "since" => figure.since = owned,
                    "until" => figure.until = owned,
                    "role" => figure.role = owned,
                    "unit" => figure.unit = owned,
                    _ => {}
                }
                if matches!(part, "lower" | "upper") {
                    figure.modifier = "range".to_owned();
                }
            }
        }
    }
    from
}
