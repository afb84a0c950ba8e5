//! Decisions that come from a page or a program: found again if they are sent twice, refused if what they are about was read anew meanwhile.

use crate::app::App;
use crate::failure::Failure;
use axum::http::StatusCode;
use sayso_ledger::{Action, ErrorKind, Ledger, Place, Undone};
use serde::Deserialize;
use utoipa::ToSchema;

/// What is to be decided.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(tag = "what", rename_all = "snake_case", deny_unknown_fields)]
pub(crate) enum What {
    /// This is no claim.
    Reject {
        /// The claim's id.
        claim: String,
    },
    /// A field of a claim is another.
    Amend {
        /// The claim's id.
        claim: String,
        /// `actor`, `actor_kind`, `affiliation`, `origin`, `stance`, `kind`, `said`, or `figures.N.F` with F one of `lower`, `upper`, `measure`, `of`, `place`,
        /// `since`, `until`, `role`, `unit`.
        field: String,
        /// Its value; null for none.
        value: Option<String>,
    },
    /// Two names mean one actor.
    MergeActors {
        /// This name …
        from: String,
        /// … means this actor.
        into: String,
    },
    /// The actor of a claim is another of the same name.
    SplitActor {
        /// The claim's id.
        claim: String,
        /// What the actor is to be called.
        actor: String,
    },
    /// Two reports carry one copy.
    MergeDispatches {
        /// A report.
        a: String,
        /// Another.
        b: String,
    },
    /// A report carries no copy.
    SplitDispatch {
        /// The report.
        report: String,
    },
    /// Two claims answer one question.
    MergeQuestions {
        /// A claim's id.
        a: String,
        /// Another's.
        b: String,
    },
    /// A claim answers a question of its own.
    SplitQuestion {
        /// The claim's id.
        claim: String,
    },
    /// To be kept in view.
    Pin {
        /// The claim's id.
        claim: String,
    },
    /// Words on a claim.
    Note {
        /// The claim's id.
        claim: String,
        /// The words.
        text: String,
    },
}

/// Who decides, why, and what they had before them.
#[derive(Clone, Debug, Default, Deserialize, ToSchema)]
pub(crate) struct By {
    /// Who decides.
    #[serde(default)]
    #[schema(max_length = 200)]
    pub author: Option<String>,
    /// Why.
    #[serde(default)]
    #[schema(max_length = 2000)]
    pub reason: Option<String>,
    /// The version of the reading that the claim was seen in: if the report was read by another since, nothing is decided.
    #[serde(default)]
    pub version: Option<String>,
}

/// A decision that stands.
pub(crate) struct Decided {
    /// Its number.
    pub id: i64,
    /// Whether it stood already: it was sent twice.
    pub again: bool,
}

/// Decides.
///
/// # Errors
/// There is no such claim or report; it was read anew; it cannot be decided; the ledger cannot be written.
pub(crate) async fn decide(app: &App, what: What, by: By) -> Result<Decided, Failure> {
    app.change(move |ledger| {
        let author = words(by.author.as_deref(), 200, "unknown")?;
        let reason = words(by.reason.as_deref(), 2_000, "")?;
        let action = action(ledger, &what)?;
        if let Some(version) = &by.version {
            unchanged(ledger, &action, version)?;
        }
        if let Some(id) = standing(ledger, &action)? {
            return Ok(Decided { id, again: true });
        }
        let id = ledger.decide(&action, &author, &reason).map_err(unfit)?;
        ledger.update()?;
        Ok(Decided { id, again: false })
    })
    .await
}

/// Takes a decision back; says whether it stood until now.
///
/// # Errors
/// There is no such decision; the ledger cannot be written.
pub(crate) async fn undo(app: &App, decision: i64, by: By) -> Result<Undone, Failure> {
    app.change(move |ledger| {
        let author = words(by.author.as_deref(), 200, "unknown")?;
        let reason = words(by.reason.as_deref(), 2_000, "")?;
        if !ledger.decisions()?.iter().any(|d| d.id == decision) {
            return Err(Failure::absent(format!("there is no decision {decision}")));
        }
        let undone = ledger.undo(decision, &author, &reason).map_err(unfit)?;
        ledger.update()?;
        Ok(undone)
    })
    .await
}

fn words(said: Option<&str>, most: usize, otherwise: &str) -> Result<String, Failure> {
    let said = said
        .map(str::trim)
        .filter(|s| !s.is_empty())
        .unwrap_or(otherwise);
    if said.chars().count() > most {
        return Err(Failure::bad(format!(
            "author and reason have at most {most} characters here"
        )));
    }
    Ok(said.to_owned())
}

/// What the ledger refuses is the sender's affair, where it is not the file's.
fn unfit(error: sayso_ledger::Error) -> Failure {
    match error.kind() {
        ErrorKind::Other => Failure::new(StatusCode::UNPROCESSABLE_ENTITY, error.detail()),
        _ => error.into(),
    }
}

fn action(ledger: &Ledger, what: &What) -> Result<Action, Failure> {
    let place = |claim: &str| -> Result<Place, Failure> {
        let id = ledger.claim_named(claim).map_err(|e| match e.kind() {
            ErrorKind::Unknown => Failure::stale(format!(
                "no claim is called {claim:?}; if it was a moment ago, its report was read anew: look at it again"
            )),
            _ => e.into(),
        })?;
        Ok(ledger.place_of(&id)?)
    };
    let report = |name: &str| -> Result<String, Failure> {
        Ok(ledger.hash_of(ledger.find_report(name)?)?.to_string())
    };
    Ok(match what.clone() {
        What::Reject { claim } => Action::Reject { of: place(&claim)? },
        What::Amend {
            claim,
            field,
            value,
        } => Action::Amend {
            of: place(&claim)?,
            field,
            value,
        },
        What::MergeActors { from, into } => Action::MergeActors { from, into },
        What::SplitActor { claim, actor } => Action::SplitActor {
            of: place(&claim)?,
            actor,
        },
        What::MergeDispatches { a, b } => Action::MergeDispatches {
            reports: (report(&a)?, report(&b)?),
        },
        What::SplitDispatch { report: name } => Action::SplitDispatch {
            report: report(&name)?,
        },
        What::MergeQuestions { a, b } => Action::MergeQuestions {
            of: place(&a)?,
            with: place(&b)?,
        },
        What::SplitQuestion { claim } => Action::SplitQuestion { of: place(&claim)? },
        What::Pin { claim } => Action::Pin { of: place(&claim)? },
        What::Note { claim, text } => Action::Note {
            of: place(&claim)?,
            text,
        },
    })
}

/// Whether the claims of an action are still as that version read them.
fn unchanged(ledger: &Ledger, action: &Action, version: &str) -> Result<(), Failure> {
    for place in action.places() {
        for key in ledger.find_claim(&place.claim)? {
            let row = ledger.claim(key)?;
            if ledger.report(row.report)?.version != version {
                return Err(Failure::stale(
                    "the report was read anew since you saw it: look at the claim again before you decide",
                ));
            }
        }
    }
    Ok(())
}

/// The decision that says the same already, if none of its kind came after it.
fn standing(ledger: &Ledger, action: &Action) -> Result<Option<i64>, Failure> {
    let all = ledger.decisions()?;
    let last = all
        .iter()
        .rev()
        .filter(|d| d.undone.is_none())
        .find(|d| about(&d.action) == about(action));
    Ok(last.filter(|d| d.action == *action).map(|d| d.id))
}

/// What it is about, without what it says of it.
fn about(action: &Action) -> (&'static str, Vec<String>) {
    let places = action.places().into_iter().map(|p| p.claim.clone());
    let reports = action.reports().into_iter().map(str::to_owned);
    let mut of: Vec<String> = places.chain(reports).collect();
    match action {
        Action::Amend { field, .. } => of.push(field.clone()),
        Action::MergeActors { from, .. } => of.push(from.clone()),
        _ => {}
    }
    (action.what(), of)
}
