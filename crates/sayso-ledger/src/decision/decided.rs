//! The decisions that stand, for whoever shows claims: what each changes, and who decided it, when and why.

use super::{Action, standing};
use crate::keep::Failed;
use crate::update::named;
use crate::{Error, Ledger};
use rusqlite::Connection;
use sayso_claims::{Claim, Figure};
use serde::Serialize;
use std::collections::{BTreeMap, BTreeSet};

/// Who decided something, when and why.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct By {
    /// The decision's number in this ledger.
    pub decision: i64,
    /// When, in seconds since 1970.
    pub at: i64,
    /// Who.
    pub author: String,
    /// Why.
    pub reason: String,
}

/// Something that was decided on a claim.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Change {
    /// What.
    #[serde(flatten)]
    pub what: Changed,
    /// By whom.
    #[serde(flatten)]
    pub by: By,
}

/// What a decision does to a claim.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(tag = "what", rename_all = "snake_case")]
pub enum Changed {
    /// It is no claim.
    Rejected,
    /// A field is another, by itself or since its name stands for another actor.
    Amended {
        /// The field, as `decide amend` names it.
        field: String,
        /// What was read.
        from: Option<String>,
        /// What it is.
        to: Option<String>,
    },
    /// It answers the question of another claim.
    AskedWith {
        /// That claim.
        claim: String,
    },
    /// It answers a question of its own.
    AskedAlone,
    /// It is to be kept in view.
    Pinned,
    /// Words of a person.
    Noted {
        /// The words.
        text: String,
    },
}

/// The decisions that stand, by the claims that they are about. Empty, it is the reading without any decision.
#[derive(Clone, Debug, Default)]
pub struct Decided {
    of_claim: BTreeMap<String, Vec<(Action, By)>>,
    renamed: BTreeMap<String, (String, By)>,
}

impl Ledger {
    /// The decisions that stand and find what they are about.
    ///
    /// # Errors
    /// The file cannot be read.
    pub fn decided(&self) -> Result<Decided, Error> {
        of(&self.db).map_err(|e| named(&self.path, e))
    }
}

pub(crate) fn of(db: &Connection) -> Result<Decided, Failed> {
    let mut out = Decided::default();
    let mut statement = db.prepare_cached(
        "SELECT id, at, author, reason, action FROM decision WHERE undone IS NULL ORDER BY id",
    )?;
    let rows = statement.query_map([], |r| {
        let by = By {
            decision: r.get(0)?,
            at: r.get(1)?,
            author: r.get(2)?,
            reason: r.get(3)?,
        };
        Ok((by, r.get::<_, String>(4)?))
    })?;
    for row in rows {
        let (by, json) = row?;
        let Ok(action) = serde_json::from_str::<Action>(&json) else {
            continue;
        };
        if let Action::MergeActors { from, into } = action {
            out.renamed.insert(from, (into, by));
            continue;
        }
        let mut now = Vec::new();
        for place in action.places() {
            now.extend(standing::now(db, place)?);
        }
        if now.len() != action.places().len() {
            continue;
        }
        for claim in now {
            let of = out.of_claim.entry(claim).or_default();
            of.push((action.clone(), by.clone()));
        }
    }
    Ok(out)
}

impl Decided {
    /// Whether nothing was decided on any claim or name.
    pub fn is_empty(&self) -> bool {
        self.of_claim.is_empty() && self.renamed.is_empty()
    }

    /// The decision by which the claim of this name is no claim.
    pub(crate) fn rejected(&self, claim: &str) -> Option<&By> {
        let all = self.of_claim.get(claim)?.iter();
        all.filter(|(action, _)| matches!(action, Action::Reject { .. }))
            .map(|(_, by)| by)
            .next_back()
    }

    /// The claims that a decision is about, by what they are called now.
    pub fn claims(&self) -> impl Iterator<Item = &str> {
        self.of_claim.keys().map(String::as_str)
    }

    /// The names that stand for another actor.
    pub fn renamed(&self) -> impl Iterator<Item = &str> {
        self.renamed.keys().map(String::as_str)
    }

    /// Who a name stands for, and by which decisions.
    pub fn name(&self, name: &str) -> (String, Vec<By>) {
        let (mut name, mut by) = (name.to_owned(), Vec::new());
        let mut seen = BTreeSet::new();
        while let Some((into, who)) = self.renamed.get(&name) {
            if !seen.insert(name.clone()) {
                break;
            }
            by.push(who.clone());
            name.clone_from(into);
        }
        (name, by)
    }

    /// Changes a claim to what was decided; gives what that was. A rejected claim keeps its fields.
    pub fn apply(&self, claim: &mut Claim) -> Vec<Change> {
        let mut out = Vec::new();
        for (action, by) in self.of_claim.get(&claim.id).into_iter().flatten() {
            if let Some(what) = change(claim, action, by) {
                let by = by.clone();
                out.push(Change { what, by });
            }
        }
        if self.renamed.is_empty() {
            return out;
        }
        let rename = |field: String, name: &mut String, out: &mut Vec<Change>| {
            let (to, by) = self.name(name);
            if let Some(by) = by.into_iter().next().filter(|_| to != *name) {
                let from = Some(std::mem::replace(name, to.clone()));
                let what = Changed::Amended {
                    field,
                    from,
                    to: Some(to),
                };
                out.push(Change { what, by });
            }
        };
        if let Some(actor) = &mut claim.actor {
            rename("actor".into(), actor, &mut out);
        }
        if let Some(origin) = &mut claim.origin {
            rename("origin".into(), origin, &mut out);
        }
        for (n, relay) in claim.via.iter_mut().enumerate() {
            rename(format!("via.{n}"), relay, &mut out);
        }
        out
    }
}

fn change(claim: &mut Claim, action: &Action, by: &By) -> Option<Changed> {
    Some(match action {
        Action::Reject { .. } => Changed::Rejected,
        Action::Pin { .. } => Changed::Pinned,
        Action::Note { text, .. } => Changed::Noted { text: text.clone() },
        Action::SplitQuestion { .. } => Changed::AskedAlone,
        Action::MergeQuestions { of, with } => {
            let other = if of.claim == claim.id { with } else { of };
            Changed::AskedWith {
                claim: other.claim.clone(),
            }
        }
        Action::SplitActor { actor, .. } => amend(claim, "actor", Some(actor), by)?,
        Action::Amend { field, value, .. } => amend(claim, field, value.as_ref(), by)?,
        Action::MergeActors { .. }
        | Action::MergeDispatches { .. }
        | Action::SplitDispatch { .. }
        | Action::Accept { .. }
        | Action::MarkReport { .. }
        | Action::MarkClaim { .. }
        | Action::Withhold { .. } => return None,
    })
}

/// Amends one field; none if the claim has no such field any more.
fn amend(claim: &mut Claim, field: &str, to: Option<&String>, by: &By) -> Option<Changed> {
    let to = to.cloned();
    let rule = format!("decision {} by {}", by.decision, by.author);
    let from = match field {
        "actor" => std::mem::replace(&mut claim.actor, to.clone()),
        "actor_kind" => std::mem::replace(&mut claim.actor_kind, to.clone()),
        "affiliation" => std::mem::replace(&mut claim.affiliation, to.clone()),
        "origin" => std::mem::replace(&mut claim.origin, to.clone()),
        "said" => std::mem::replace(&mut claim.said, to.clone()),
        "stance" => worded(&mut claim.stance, &to),
        "kind" => worded(&mut claim.kind, &to),
        _ => {
            let (n, part) = field.strip_prefix("figures.")?.split_once('.')?;
            let figure = claim.figures.get_mut(n.parse::<usize>().ok()?)?;
            let from = figure_part(figure, part, &to)?;
            let before = figure.rule.take().map(|r| format!("{r}; "));
            figure.rule = Some(format!("{}{rule}", before.unwrap_or_default()));
            if matches!(part, "lower" | "upper") {
                // The words no longer say what it may be: the bounds do.
                figure.rule = Some(rule);
                figure.modifier = match (figure.lower, figure.upper) {
                    (Some(l), Some(u)) if l == u => "exact",
                    (Some(_), Some(_)) => "range",
                    (Some(_), None) => "at_least",
                    (None, Some(_)) => "up_to",
                    (None, None) => "vague",
                }
                .to_owned();
            }
            from
        }
    };
    if !field.starts_with("figures.") {
        claim.why.retain(|(name, _)| name != field);
        claim.why.push((
            field.to_owned(),
            format!("decision {} by {}", by.decision, by.author),
        ));
    }
    Some(Changed::Amended {
        field: field.to_owned(),
        from,
        to,
    })
}

fn worded(field: &mut String, to: &Option<String>) -> Option<String> {
    let to = to.clone().unwrap_or_default();
    Some(std::mem::replace(field, to)).filter(|w| !w.is_empty())
}

fn figure_part(figure: &mut Figure, part: &str, to: &Option<String>) -> Option<Option<String>> {
    let number = || to.as_ref().and_then(|v| v.parse::<f64>().ok());
    let shown = |old: Option<f64>| old.map(|v| v.to_string());
    Some(match part {
        "lower" => shown(std::mem::replace(&mut figure.lower, number())),
        "upper" => shown(std::mem::replace(&mut figure.upper, number())),
        "measure" => std::mem::replace(&mut figure.measure, to.clone()),
        "of" => std::mem::replace(&mut figure.of, to.clone()),
        "place" => std::mem::replace(&mut figure.place, to.clone()),
        "since" => std::mem::replace(&mut figure.since, to.clone()),
        "until" => std::mem::replace(&mut figure.until, to.clone()),
        "role" => std::mem::replace(&mut figure.role, to.clone()),
        "unit" => std::mem::replace(&mut figure.unit, to.clone()),
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Place;

    fn by() -> By {
        By {
            decision: 3,
            at: 0,
            author: "Ann".into(),
            reason: "misread".into(),
        }
    }

    #[test]
    fn fields_change_and_say_what_they_were() {
        let of = Place {
            claim: "c".into(),
            ..Place::default()
        };
        let amend = |field: &str, value: Option<&str>| {
            let action = Action::Amend {
                of: of.clone(),
                field: field.into(),
                value: value.map(str::to_owned),
            };
            (action, by())
        };
        let mut decided = Decided::default();
        decided.of_claim.insert(
            "c".into(),
            vec![
                amend("stance", Some("denies")),
                amend("figures.0.upper", None),
                amend("figures.7.upper", None),
            ],
        );
        decided
            .renamed
            .insert("Drosk".into(), ("Anton Drosk".into(), by()));
        decided
            .renamed
            .insert("Anton Drosk".into(), ("Drosk".into(), by()));
        let figure = Figure {
            lower: Some(9.0),
            upper: Some(9.0),
            ..Figure::default()
        };
        let mut claim = Claim {
            id: "c".into(),
            stance: "states".into(),
            via: vec!["Drosk".into()],
            figures: vec![figure],
            ..Claim::default()
        };
        let changes = decided.apply(&mut claim);
        assert_eq!((claim.stance.as_str(), changes.len()), ("denies", 2));
        assert_eq!(claim.figures[0].modifier, "at_least");
        assert_eq!(claim.via, ["Drosk"], "a ring comes to rest where it began");
        let field = Changed::Amended {
            field: "stance".into(),
            from: Some("states".into()),
            to: Some("denies".into()),
        };
        assert_eq!(changes[0].what, field);
        assert!(Decided::default().apply(&mut claim).is_empty());
    }
}
