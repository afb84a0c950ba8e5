//! Decisions: what a person corrected, in a log that is only added to. Undoing one is a decision too. A decision names a claim by what it is called in every
//! ledger and by where it stands, so that it is found again after a new reading; one that is not found any more is listed, and nothing is dropped.

mod decided;
mod log;
mod once;
mod spans;
mod standing;

pub(crate) use decided::of as decided_of;
pub use decided::{By, Change, Changed, Decided};
pub(crate) use log::touch;
pub use log::{DecisionRow, Undone};
pub use spans::{SPAN_FIELDS, outside, read_spans, respan, write_spans};
pub(crate) use standing::{Standing, now as claim_now};

use crate::Error;
use crate::ErrorKind;
use crate::policy::Tlp;
use serde::{Deserialize, Serialize};
use std::path::Path;

/// The fields of a claim that a person may amend, and of its figures (`figures.0.measure`). The last three are spans: `3-17 20-28`, in code points.
pub const FIELDS: &[&str] = &[
    "actor",
    "actor_kind",
    "affiliation",
    "origin",
    "stance",
    "kind",
    "said",
    "source",
    "cue",
    "content",
];
/// The fields of a figure that a person may amend.
pub const FIGURE_FIELDS: &[&str] = &[
    "lower", "upper", "measure", "of", "place", "since", "until", "role", "unit",
];

/// Where the claim of a decision stands: its text and spans of code points there.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Place {
    /// The claim's name when this was decided.
    pub claim: String,
    /// The hash of the text, in hex.
    pub text: String,
    /// First and last place of its cue and content.
    pub span: (usize, usize),
}

/// What was decided.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "what", rename_all = "snake_case")]
pub enum Action {
    /// This is no claim.
    Reject {
        /// Which.
        of: Place,
    },
    /// A field of a claim is this instead; none for nothing.
    Amend {
        /// Which claim.
        of: Place,
        /// One of [`FIELDS`], or `figures.N.F` with F of [`FIGURE_FIELDS`].
        field: String,
        /// The value.
        value: Option<String>,
    },
    /// Two actors are one.
    MergeActors {
        /// This name …
        from: String,
        /// … means this actor.
        into: String,
    },
    /// The actor of this claim is another of the same name.
    SplitActor {
        /// Which claim.
        of: Place,
        /// What the actor is to be called.
        actor: String,
    },
    /// Two reports carry one copy.
    MergeDispatches {
        /// Their names: the hashes of their bytes, in hex.
        reports: (String, String),
    },
    /// A report carries no copy.
    SplitDispatch {
        /// Its name.
        report: String,
    },
    /// Two claims answer one question.
    MergeQuestions {
        /// A claim of the one.
        of: Place,
        /// A claim of the other.
        with: Place,
    },
    /// A claim answers a question of its own.
    SplitQuestion {
        /// Which.
        of: Place,
    },
    /// A person looked at this claim, and it is as it was read.
    Accept {
        /// Which.
        of: Place,
    },
    /// To be kept in view: a claim.
    Pin {
        /// Which.
        of: Place,
    },
    /// Words of a person on a claim.
    Note {
        /// Which.
        of: Place,
        /// The words.
        text: String,
    },
    /// How far a report may go.
    MarkReport {
        /// Its name.
        report: String,
        /// The marking.
        tlp: Tlp,
    },
    /// How far a claim may go.
    MarkClaim {
        /// Which.
        of: Place,
        /// The marking.
        tlp: Tlp,
    },
    /// The source of a claim does not leave this ledger.
    Withhold {
        /// Which claim.
        of: Place,
        /// Who withholds it, as others will be told.
        by: String,
        /// What the source is called, its actor first: kept here, so that it is cut even where the claim is not found any more.
        names: Vec<String>,
    },
}

impl Action {
    /// The word for what it does.
    pub fn what(&self) -> &'static str {
        match self {
            Action::Reject { .. } => "reject",
            Action::Amend { .. } => "amend",
            Action::MergeActors { .. } => "merge actors",
            Action::SplitActor { .. } => "split actor",
            Action::MergeDispatches { .. } => "merge dispatches",
            Action::SplitDispatch { .. } => "split dispatch",
            Action::MergeQuestions { .. } => "merge questions",
            Action::SplitQuestion { .. } => "split question",
            Action::Accept { .. } => "accept",
            Action::Pin { .. } => "pin",
            Action::Note { .. } => "note",
            Action::MarkReport { .. } => "mark report",
            Action::MarkClaim { .. } => "mark claim",
            Action::Withhold { .. } => "withhold",
        }
    }

    /// The claims that it is about.
    pub fn places(&self) -> Vec<&Place> {
        match self {
            Action::Reject { of }
            | Action::Amend { of, .. }
            | Action::SplitActor { of, .. }
            | Action::SplitQuestion { of }
            | Action::Accept { of }
            | Action::Pin { of }
            | Action::Note { of, .. }
            | Action::MarkClaim { of, .. }
            | Action::Withhold { of, .. } => vec![of],
            Action::MergeQuestions { of, with } => vec![of, with],
            Action::MergeActors { .. }
            | Action::MergeDispatches { .. }
            | Action::MarkReport { .. }
            | Action::SplitDispatch { .. } => Vec::new(),
        }
    }

    /// The reports that it is about.
    pub fn reports(&self) -> Vec<&str> {
        match self {
            Action::MergeDispatches { reports } => vec![&reports.0, &reports.1],
            Action::SplitDispatch { report } => vec![report],
            _ => Vec::new(),
        }
    }

    /// Whether it can be done at all.
    fn check(&self, path: &Path) -> Result<(), Error> {
        let refuse = |why: String| Err(Error::new(ErrorKind::Other, path, why));
        match self {
            Action::Amend { field, value, .. } => {
                let known = FIELDS.contains(&field.as_str())
                    || field
                        .strip_prefix("figures.")
                        .and_then(|rest| rest.split_once('.'))
                        .is_some_and(|(n, f)| {
                            n.parse::<usize>().is_ok() && FIGURE_FIELDS.contains(&f)
                        });
                if !known {
                    return refuse(format!("{field}: no field that can be amended"));
                }
                let number = field.ends_with(".lower") || field.ends_with(".upper");
                if number
                    && value
                        .as_ref()
                        .is_some_and(|v| v.parse::<f64>().map_or(true, |n| !n.is_finite()))
                {
                    return refuse(format!("{field}: not a number"));
                }
                if SPAN_FIELDS.contains(&field.as_str())
                    && read_spans(value.as_deref().unwrap_or_default()).is_none()
                {
                    return refuse(format!(
                        "{field}: no spans, which are written as 3-17 20-28"
                    ));
                }
                Ok(())
            }
            Action::MergeActors { from, into } if from == into => {
                refuse(format!("{from} and {into} are one name"))
            }
            Action::MergeDispatches { reports } if reports.0 == reports.1 => {
                refuse("a report and itself".to_owned())
            }
            _ => Ok(()),
        }
    }
}
