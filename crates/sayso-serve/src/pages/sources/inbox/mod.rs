//! What needs a person: answers in conflict, uncertain readings, decisions that no longer apply; and what was decided last.

mod decide;

pub use decide::{decide, undo};

use super::report::{decided::Decided, link};
use super::wording;
use crate::app::{App, Failure};
use crate::pages::when::When;
use askama::Template;
use axum::extract::{Query, State};
use axum::response::Html;
use sayso_ledger::{ClaimBrief, ClaimId, ClaimKey, ConflictRow, DecisionRow, Ledger};
use serde::Deserialize;
use std::collections::BTreeSet;
use std::hash::{BuildHasher, Hasher, RandomState};

/// Items of each kind on a page that shows all kinds, and on one that shows one.
const FEW: usize = 12;
const MANY: usize = 60;
/// Decisions that are listed.
const LAST: usize = 12;

/// What a person asks for.
#[derive(Clone, Debug, Default, Deserialize)]
pub struct Asked {
    /// conflicts, uncertain, stale or decided; else all.
    what: Option<String>,
    /// Who decides.
    by: Option<String>,
    /// Decisions that were just made.
    done: Option<String>,
}

/// Another answer.
struct Other {
    href: String,
    who: String,
    words: String,
    outlet: String,
}

/// A claim that somebody should look at.
struct Item {
    n: usize,
    /// What the buttons send: claim, state and key.
    token: String,
    id: String,
    href: String,
    amend: String,
    who: String,
    named: bool,
    stance: String,
    content: String,
    outlet: String,
    published: Option<String>,
    why: String,
    question: Option<(String, String)>,
    others: Vec<Other>,
    more: usize,
}

/// A decision, with what it is about.
struct Decision {
    row: DecisionRow,
    at: String,
    words: String,
    href: Option<String>,
}

#[derive(Template)]
#[template(path = "sources/inbox.html")]
struct Page {
    what: String,
    conflicts: Vec<Item>,
    uncertain: Vec<Item>,
    stale: Vec<Decision>,
    decided: Vec<Decision>,
    actors: Vec<String>,
    author: String,
    done: Vec<i64>,
    back: String,
}

impl Page {
    fn shows(&self, what: &str) -> bool {
        self.what.is_empty() || self.what == what
    }

    fn is_empty(&self) -> bool {
        self.conflicts.is_empty() && self.uncertain.is_empty() && self.stale.is_empty()
    }
}

/// `GET /inbox`.
pub async fn page(
    State(app): State<App>,
    Query(asked): Query<Asked>,
) -> Result<Html<String>, Failure> {
    let default = default_author(&app);
    app.ask(move |ledger| {
        let known = ["conflicts", "uncertain", "stale", "decided"];
        let what = asked
            .what
            .clone()
            .filter(|w| known.contains(&w.as_str()))
            .unwrap_or_default();
        let most = |kind: &str| match (what.is_empty(), what == kind) {
            (true, _) => FEW,
            (_, true) => MANY,
            _ => 0,
        };
        let all = ledger.decisions()?;
        let mut seen = BTreeSet::new();
        for decision in all.iter().filter(|d| d.undone.is_none()) {
            seen.extend(decision.action.places().iter().map(|p| p.claim.clone()));
        }
        let mut n = 0;
        let mut conflicts = Vec::new();
        for row in ledger.conflicts(&seen, most("conflicts"))? {
            conflicts.extend(clashing(ledger, &row, &mut n)?);
        }
        let mut uncertain = Vec::new();
        let keys = match most("uncertain") {
            0 => Vec::new(),
            most => ledger.uncertain(&seen, most)?,
        };
        for key in keys {
            uncertain.extend(unsure(ledger, key, &mut n)?);
        }
        let stale = all
            .iter()
            .rev()
            .filter(|d| d.undone.is_none() && !d.applies)
            .take(most("stale"));
        let stale = stale.map(|row| shown(ledger, row)).collect();
        let decided = all
            .iter()
            .rev()
            .take(if what == "decided" { MANY } else { LAST });
        let decided = decided.map(|row| shown(ledger, row)).collect();
        let actors: BTreeSet<String> = conflicts
            .iter()
            .chain(&uncertain)
            .filter(|i: &&Item| i.named)
            .map(|i| i.who.clone())
            .collect();
        let page = Page {
            back: match what.is_empty() {
                true => "/inbox".to_owned(),
                false => format!("/inbox?what={what}"),
            },
            what,
            conflicts,
            uncertain,
            stale,
            decided,
            actors: actors.into_iter().collect(),
            author: asked.by.clone().unwrap_or(default),
            done: numbers(asked.done.as_deref()),
        };
        page.render().map(Html).map_err(|_| Failure::defect())
    })
    .await
}

fn item(ledger: &Ledger, key: ClaimKey, n: &mut usize) -> Result<Option<Item>, Failure> {
    let row = ledger.claim(key)?;
    let Some(brief) = ledger.briefs_of(&[key])?.into_iter().next() else {
        return Ok(None);
    };
    let (id, report) = (brief.id.to_string(), brief.report.to_string());
    *n += 1;
    Ok(Some(Item {
        n: *n,
        // Nobody decided on it yet, or it would not be here.
        token: format!("{id} {} {}", Decided::default().state(&row), fresh_key()),
        href: link(&report, &id),
        amend: format!("/report/{report}?claim={id}&amend=1#amend"),
        named: brief.actor.is_some(),
        who: who(&brief),
        stance: wording::plain(&brief.stance),
        content: brief.content,
        outlet: brief
            .outlet
            .unwrap_or_else(|| "outlet not known".to_owned()),
        published: brief.published,
        why: String::new(),
        question: None,
        others: Vec::new(),
        more: 0,
        id,
    }))
}

fn who(brief: &ClaimBrief) -> String {
    let named = brief.actor.clone().unwrap_or_else(|| brief.source.clone());
    if named.is_empty() {
        "source not named".to_owned()
    } else {
        named
    }
}

fn brief_of(ledger: &Ledger, claim: &ClaimId) -> Result<Option<ClaimBrief>, Failure> {
    let key = ledger.find_claim(&claim.to_string())?.first().copied();
    Ok(ledger
        .briefs_of(&key.into_iter().collect::<Vec<_>>())?
        .into_iter()
        .next())
}

fn clashing(ledger: &Ledger, row: &ConflictRow, n: &mut usize) -> Result<Option<Item>, Failure> {
    let Some(brief) = brief_of(ledger, &row.claim)? else {
        return Ok(None);
    };
    let Some(mut item) = item(ledger, brief.key, n)? else {
        return Ok(None);
    };
    item.why = format!(
        "“{}” is in conflict with {} other {}",
        row.words,
        row.conflicts,
        if row.conflicts == 1 {
            "answer"
        } else {
            "answers"
        }
    );
    item.question = Some((row.question.clone(), row.text.clone()));
    for (claim, words) in &row.others {
        if let Some(other) = brief_of(ledger, claim)? {
            item.others.push(Other {
                href: link(&other.report.to_string(), &other.id.to_string()),
                who: who(&other),
                words: words.clone(),
                outlet: other.outlet.unwrap_or_default(),
            });
        }
    }
    item.more = row.conflicts.saturating_sub(item.others.len());
    Ok(Some(item))
}

fn unsure(ledger: &Ledger, key: ClaimKey, n: &mut usize) -> Result<Option<Item>, Failure> {
    let Some(mut item) = item(ledger, key, n)? else {
        return Ok(None);
    };
    let confidence = ledger.claim(key)?.claim.confidence;
    item.why = format!("read with a confidence of {:.0} %", confidence * 100.0);
    Ok(Some(item))
}

fn shown(ledger: &Ledger, row: &DecisionRow) -> Decision {
    let place = row.action.places().first().map(|p| (*p).clone());
    // A claim that is gone has no page of its own.
    let href = place
        .as_ref()
        .filter(|p| ledger.find_claim(&p.claim).is_ok())
        .map(|p| format!("/claim/{}", p.claim));
    let words = match (&row.action, place) {
        (sayso_ledger::Action::MergeActors { from, into }, _) => format!("{from} is {into}"),
        (sayso_ledger::Action::Amend { field, value, .. }, Some(place)) => {
            format!(
                "{}: {} (claim {})",
                wording::plain(field),
                value.as_deref().unwrap_or("none"),
                place.claim
            )
        }
        (_, Some(place)) => format!("claim {}", place.claim),
        _ => String::new(),
    };
    Decision {
        at: wording::instant(row.at),
        words,
        href,
        row: row.clone(),
    }
}

/// Who decides, where nobody says: the user of this machine, if it serves itself alone.
pub fn default_author(app: &App) -> String {
    if !app.options().listen.ip().is_loopback() {
        return String::new();
    }
    let user = std::env::var("USER").or_else(|_| std::env::var("USERNAME"));
    user.unwrap_or_default()
}

/// A key that no other form has.
pub fn fresh_key() -> String {
    let random = || RandomState::new().build_hasher().finish();
    format!("{:016x}{:016x}", random(), random())
}

/// The numbers in `11-13`, or in `11 12 13`; twenty at most.
pub fn numbers(written: Option<&str>) -> Vec<i64> {
    let written = written.unwrap_or_default();
    let ends = written
        .split_once('-')
        .and_then(|(a, b)| Some((a.parse::<i64>().ok()?, b.parse::<i64>().ok()?)));
    match ends {
        Some((first, last)) => (first..=last.min(first.saturating_add(19))).collect(),
        None => written
            .split_whitespace()
            .filter_map(|n| n.parse().ok())
            .take(20)
            .collect(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_read() {
        assert_eq!(numbers(Some("11-13")), [11, 12, 13]);
        assert_eq!(numbers(Some("4 5 x ")), [4, 5]);
        assert_eq!(numbers(Some("1-9000000000000000000")).len(), 20);
        assert_eq!(
            numbers(Some("9223372036854775807-9223372036854775807")).len(),
            1
        );
        assert!(numbers(None).is_empty());
        assert_ne!(fresh_key(), fresh_key());
    }
}
