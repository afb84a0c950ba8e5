//! Why names were taken for one actor.

use super::step::{Side, Step};
use sayso_ledger::{ActorRow, Decided, Joined, Ledger};
use std::collections::{BTreeMap, VecDeque};

/// What is said of it over its reasons.
pub fn title(actor: &ActorRow) -> String {
    let (claims, reports) = (actor.claims.len(), actor.reports);
    let some = |n: u64, one: &str| format!("{n} {one}{}", if n == 1 { "" } else { "s" });
    format!(
        "{} ({}), actor {}: {} in {}",
        actor.name,
        actor.kind,
        crate::commands::actors::short(actor),
        some(claims as u64, "claim"),
        some(reports, "report")
    )
}

/// Whether it is called so.
pub fn bears(actor: &ActorRow, name: &str) -> bool {
    let same = |n: &str| n.eq_ignore_ascii_case(name);
    same(&actor.name) || actor.names.iter().any(|n| same(&n.words))
}

/// All that joined its names.
pub fn all(ledger: &Ledger, decided: &Decided, actor: &ActorRow) -> anyhow::Result<Vec<Step>> {
    let joined = actor.joined.iter();
    joined.map(|j| step(ledger, decided, actor, j)).collect()
}

/// What leads from one of its names to another.
pub fn between(
    ledger: &Ledger,
    decided: &Decided,
    actor: &ActorRow,
    from: &str,
    to: &str,
) -> anyhow::Result<Vec<Step>> {
    let mut came: BTreeMap<&str, Option<&Joined>> = BTreeMap::new();
    let mut next: VecDeque<&str> = VecDeque::new();
    let same = |a: &str, b: &str| a.eq_ignore_ascii_case(b);
    for joined in &actor.joined {
        for name in [joined.a.as_str(), joined.b.as_str()] {
            if same(name, from) && came.insert(name, None).is_none() {
                next.push_back(name);
            }
        }
    }
    let mut end = None;
    while let Some(at) = next.pop_front() {
        if same(at, to) {
            end = Some(at);
            break;
        }
        for joined in actor.joined.iter().filter(|j| j.a == at || j.b == at) {
            let other = if joined.a == at { &joined.b } else { &joined.a };
            if !came.contains_key(other.as_str()) {
                came.insert(other, Some(joined));
                next.push_back(other);
            }
        }
    }
    let mut path = Vec::new();
    while let Some(at) = end {
        let Some(Some(joined)) = came.get(at) else {
            break;
        };
        path.push(*joined);
        end = Some(if joined.a == at { &joined.b } else { &joined.a });
    }
    path.reverse();
    let steps = path.into_iter().map(|j| step(ledger, decided, actor, j));
    steps.collect()
}

fn step(
    ledger: &Ledger,
    decided: &Decided,
    actor: &ActorRow,
    joined: &Joined,
) -> anyhow::Result<Step> {
    let [a, b] = &joined.reports;
    let times = match joined.times {
        0 | 1 => String::new(),
        n => format!("; so {n} times, here the first"),
    };
    Ok(Step {
        kind: "actor",
        how: "one actor".to_owned(),
        why: format!("{}{times}", joined.why),
        a: side(ledger, decided, actor, &joined.a, a)?,
        b: side(ledger, decided, actor, &joined.b, b)?,
    })
}

/// Where a report first gives an actor by this name.
fn side(
    ledger: &Ledger,
    decided: &Decided,
    actor: &ActorRow,
    name: &str,
    hash: &str,
) -> anyhow::Result<Side> {
    let mut out = Side {
        name: format!("“{name}”"),
        ..Side::default()
    };
    let Ok(report) = ledger.report_of(hash) else {
        return Ok(out);
    };
    out.report = ledger.report(report)?.name();
    out.keys = Some((report, None));
    let mut best: Option<(
        (bool, bool, usize),
        sayso_ledger::ClaimKey,
        sayso_ledger::ClaimRow,
    )> = None;
    for key in &actor.claims {
        let read = ledger.claim(*key)?;
        if read.report != report {
            continue;
        }
        let decided = ledger.claim_as_decided(*key, decided)?.row;
        let named = [&read, &decided]
            .iter()
            .any(|c| c.claim.actor.as_deref() == Some(name));
        // The words of the name say most, a pronoun least.
        let words = read.source_words.to_lowercase();
        let last = name.rsplit(' ').next().unwrap_or(name).to_lowercase();
        let rank = (named, words.contains(&last), words.len().min(60));
        if best.as_ref().is_none_or(|(r, ..)| rank > *r) {
            best = Some((rank, *key, read));
        }
    }
    if let Some((_, key, read)) = best {
        out.claim = Some(read.claim.id.clone());
        out.words = read.source_words.clone();
        out.spans = read.claim.source.clone();
        out.keys = Some((report, Some(key)));
    }
    Ok(out)
}
