//! Why two reports carry one copy.

use super::step::{Side, Step};
use crate::commands::dispatches::evidence;
use sayso_language::Span;
use sayso_ledger::contract::Words;
use sayso_ledger::{Copy, Ledger, ReportKey};
use std::collections::{BTreeMap, VecDeque};

/// The pairs that hold a report in its dispatch.
pub fn of(ledger: &Ledger, report: ReportKey) -> anyhow::Result<Vec<Step>> {
    let pairs = ledger.copies_of(report)?;
    pairs.iter().map(|pair| step(ledger, pair)).collect()
}

/// The pairs that lead from one report to another; none if they carry no copy.
pub fn between(ledger: &Ledger, from: ReportKey, to: ReportKey) -> anyhow::Result<Vec<Step>> {
    let mut came: BTreeMap<ReportKey, Option<Copy>> = BTreeMap::from([(from, None)]);
    let mut next = VecDeque::from([from]);
    while let Some(at) = next.pop_front() {
        if at == to {
            break;
        }
        for pair in ledger.copies_of(at)? {
            let other = if pair.a == at { pair.b } else { pair.a };
            came.entry(other).or_insert_with(|| {
                next.push_back(other);
                Some(pair)
            });
        }
    }
    let mut path = Vec::new();
    let mut at = to;
    while let Some(Some(pair)) = came.get(&at) {
        path.push(step(ledger, pair)?);
        at = if pair.a == at { pair.b } else { pair.a };
    }
    path.reverse();
    Ok(path)
}

fn step(ledger: &Ledger, pair: &Copy) -> anyhow::Result<Step> {
    let why = evidence(pair);
    Ok(Step {
        kind: "copy",
        how: pair.kind.clone(),
        why: why
            .split_once(": ")
            .map_or(why.clone(), |(_, w)| w.to_owned()),
        a: side(ledger, pair, "a", pair.a)?,
        b: side(ledger, pair, "b", pair.b)?,
    })
}

/// A report, with what it adds.
fn side(ledger: &Ledger, pair: &Copy, which: &str, key: ReportKey) -> anyhow::Result<Side> {
    let row = ledger.report(key)?;
    let adds = pair.evidence.get(which).and_then(|side| side.get("adds"));
    let spans: Vec<Span> = adds
        .and_then(|a| serde_json::from_value(a.clone()).ok())
        .unwrap_or_default();
    let text = ledger.text(key)?;
    Ok(Side {
        name: crate::commands::claims::called(&row),
        actor: row.outlet.as_ref().map(|o| format!("{o} adds")),
        report: row.name(),
        claim: None,
        words: Words::new(&text).join(&spans),
        spans,
        keys: Some((key, None)),
    })
}
