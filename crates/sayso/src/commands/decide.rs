//! `decide`: what a person corrects.

use crate::cli::{Context, Exit};
use sayso_ledger::policy::Tlp;
use sayso_ledger::{Action, Ledger, Place};
use sayso_read::fresh;

/// Corrects the reading: reject, amend, merge, split, pin, note
///
/// A decision is kept with author, time and reason, holds after every new reading, and can be undone (`sayso undo N`). What was read is not
/// changed: `--machine` of the questions shows it without decisions.
#[derive(Debug, clap::Args)]
pub struct Args {
    #[command(subcommand)]
    what: What,

    /// Who decides [default: the user's name]
    #[arg(long, global = true, value_name = "NAME")]
    author: Option<String>,

    /// Why
    #[arg(long, global = true, value_name = "WORDS", default_value = "")]
    reason: String,
}

#[derive(Debug, clap::Subcommand)]
enum What {
    /// This is no claim
    Reject {
        /// The claim's id
        claim: String,
    },
    /// A field of a claim is another: actor, origin, stance, kind, said …, or figures.0.measure (lower, upper, of, place, since, until, role, unit)
    Amend {
        /// The claim's id
        claim: String,
        /// The field
        field: String,
        /// Its value; nothing for none
        value: Option<String>,
    },
    /// Two names mean one actor
    MergeActors {
        /// This name …
        from: String,
        /// … means this one
        into: String,
    },
    /// The actor of a claim is another of the same name
    SplitActor {
        /// The claim's id
        claim: String,
        /// What the actor is to be called
        actor: String,
    },
    /// Two reports carry one copy
    MergeDispatches {
        /// A report
        a: String,
        /// Another
        b: String,
    },
    /// A report carries no copy
    SplitDispatch {
        /// The report
        report: String,
    },
    /// Two claims answer one question
    MergeQuestions {
        /// A claim's id
        a: String,
        /// Another's
        b: String,
    },
    /// A claim answers a question of its own
    SplitQuestion {
        /// The claim's id
        claim: String,
    },
    /// Keeps a claim in view
    Pin {
        /// The claim's id
        claim: String,
    },
    /// Words on a claim
    Note {
        /// The claim's id
        claim: String,
        /// The words
        text: String,
    },
    /// How far a report or claim may go: clear, green, amber, amber+strict or red (TLP 2.0)
    Mark {
        /// The claim's id, or the report's name
        what: String,
        /// The marking
        #[arg(long)]
        tlp: Tlp,
    },
    /// The source of a claim does not leave this ledger: exports and bundles say by whom it is withheld, and its names are cut
    Withhold {
        /// The claim's id
        claim: String,
        /// What others are told withholds it [default: the author]
        #[arg(long, value_name = "NAME")]
        by: Option<String>,
        /// Another name of the source, to be cut as well; may be given again
        #[arg(long, value_name = "NAME")]
        also: Vec<String>,
    },
}

pub fn run(args: &Args, at: &Context) -> anyhow::Result<Exit> {
    let mut ledger = fresh(&at.ledger)?;
    let author = author(args.author.as_deref());
    let action = action(&ledger, &args.what, &author)?;
    let id = ledger.decide(&action, &author, &args.reason)?;
    ledger.update()?;
    eprintln!(
        "decision {id}: {}. sayso{} undo {id} takes it back.",
        action.what(),
        at.ledger_flag()
    );
    Ok(Exit::Done)
}

/// Who decides: as said, else the name that the system has for the user.
pub fn author(said: Option<&str>) -> String {
    let system = || {
        std::env::var("USER")
            .or_else(|_| std::env::var("USERNAME"))
            .ok()
    };
    said.map(str::to_owned)
        .or_else(system)
        .filter(|name| !name.is_empty())
        .unwrap_or_else(|| "unknown".to_owned())
}

fn action(ledger: &Ledger, what: &What, author: &str) -> anyhow::Result<Action> {
    let place = |claim: &str| -> anyhow::Result<Place> {
        Ok(ledger.place_of(&ledger.claim_named(claim)?)?)
    };
    let report = |name: &str| -> anyhow::Result<String> {
        Ok(ledger.hash_of(ledger.find_report(name)?)?.to_string())
    };
    Ok(match what {
        What::Reject { claim } => Action::Reject { of: place(claim)? },
        What::Amend {
            claim,
            field,
            value,
        } => Action::Amend {
            of: place(claim)?,
            field: field.clone(),
            value: value.clone(),
        },
        What::MergeActors { from, into } => Action::MergeActors {
            from: from.clone(),
            into: into.clone(),
        },
        What::SplitActor { claim, actor } => Action::SplitActor {
            of: place(claim)?,
            actor: actor.clone(),
        },
        What::MergeDispatches { a, b } => Action::MergeDispatches {
            reports: (report(a)?, report(b)?),
        },
        What::SplitDispatch { report: name } => Action::SplitDispatch {
            report: report(name)?,
        },
        What::MergeQuestions { a, b } => Action::MergeQuestions {
            of: place(a)?,
            with: place(b)?,
        },
        What::SplitQuestion { claim } => Action::SplitQuestion { of: place(claim)? },
        What::Pin { claim } => Action::Pin { of: place(claim)? },
        What::Note { claim, text } => Action::Note {
            of: place(claim)?,
            text: text.clone(),
        },
        What::Mark { what, tlp } => match ledger.claim_named(what) {
            Ok(claim) => Action::MarkClaim {
                of: ledger.place_of(&claim)?,
                tlp: *tlp,
            },
            Err(_) => Action::MarkReport {
                report: report(what)?,
                tlp: *tlp,
            },
        },
        What::Withhold { claim, by, also } => {
            let claim = ledger.claim_named(claim)?;
            let mut names = ledger.names_of_source(&claim)?;
            names.extend(also.iter().cloned());
            Action::Withhold {
                of: ledger.place_of(&claim)?,
                by: by.clone().unwrap_or_else(|| author.to_owned()),
                names,
            }
        }
    })
}
