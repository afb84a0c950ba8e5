//! `why`: what a claim, a relation, a line, an actor or a dispatch rests on.

mod actor;
mod answer;
mod claim;
mod copy;
mod step;

use crate::cli::{Context, Exit};
use crate::view::View;
use anyhow::bail;
use sayso_ledger::{Decided, ErrorKind, Ledger, QuestionWhole};
use sayso_read::fresh;

/// Says why: takes apart a claim, a relation, a line, an actor or a dispatch
///
/// A CLAIM: every field of it, the words it rests on, and the rule or score that gave it.
///
/// A QUESTION: how its answers stand to each other and which are one line, with the reasons; with one number, all that bears on that answer; with two
/// numbers (`sayso why q6ceb91c1 1 3`), or two claims, how these stand and what joins their lines, step by step, with the words.
///
/// An ACTOR: what made its names one; with two names, those.
///
/// A REPORT, or two: why they carry one copy, and what each adds.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// Ids: of a claim, a question (and numbers of its answers), an actor, or a report
    #[arg(required = true, num_args = 1..=3, value_name = "WHAT")]
    what: Vec<String>,
    #[command(flatten)]
    view: View,
}

pub fn run(args: &Args, at: &Context) -> anyhow::Result<Exit> {
    let ledger = fresh(&at.ledger)?;
    ledger.freeze()?;
    let decided = args.view.look(&ledger)?;
    let words: Vec<&str> = args.what.iter().map(String::as_str).collect();
    let Some((first, rest)) = words.split_first() else {
        bail!("nothing to say why of");
    };
    let numbers: Option<Vec<usize>> = rest.iter().map(|n| n.parse().ok()).collect();
    let numbers = numbers.filter(|n| !n.is_empty());
    match (numbers, rest) {
        (Some(numbers), _) => {
            let whole = super::question::whole(&ledger, first, &args.view)?;
            let steps = answer::between(&ledger, &decided, &whole, &numbers)?;
            step::show(&ledger, &steps, &title(&whole), at)?;
        }
        (None, []) => one(&ledger, &decided, first, args, at)?,
        (None, [second]) => two(&ledger, &decided, first, second, args, at)?,
        (None, _) => bail!("two things at most have a reason between them"),
    }
    Ok(Exit::Done)
}

fn title(q: &QuestionWhole) -> String {
    format!("{} ({})", q.text, q.id)
}

/// Whatever is called so: a claim, a question, an actor or a report.
fn one(
    ledger: &Ledger,
    decided: &Decided,
    name: &str,
    args: &Args,
    at: &Context,
) -> anyhow::Result<()> {
    if let Some(copies) = known(ledger.find_claim(name))? {
        return claim::run(ledger, &copies, decided, at);
    }
    if known(ledger.question(name))?.is_some() {
        let whole = super::question::whole(ledger, name, &args.view)?;
        let steps = answer::all(ledger, decided, &whole)?;
        return step::show(ledger, &steps, &title(&whole), at);
    }
    if let Some(key) = known(ledger.find_report(name))? {
        let steps = copy::of(ledger, key)?;
        return step::show(ledger, &steps, "Reports that carry one copy with it", at);
    }
    let actors = ledger.find_actors_as_decided(name, decided)?;
    match actors.as_slice() {
        [] => bail!("no claim, question, report or actor is called {name:?}"),
        [actor] => {
            let steps = actor::all(ledger, decided, actor)?;
            step::show(ledger, &steps, &actor::title(actor), at)
        }
        many => {
            let some: Vec<String> = many
                .iter()
                .take(5)
                .map(|a| format!("{} {}", super::actors::short(a), a.name))
                .collect();
            bail!(
                "{} actors are called {name:?}: {}",
                many.len(),
                some.join(", ")
            )
        }
    }
}

/// Two claims, two reports, or two names of one actor.
fn two(
    ledger: &Ledger,
    decided: &Decided,
    a: &str,
    b: &str,
    args: &Args,
    at: &Context,
) -> anyhow::Result<()> {
    if let (Some(one), Some(other)) = (known(ledger.claim_named(a))?, known(ledger.claim_named(b))?)
    {
        let (one, other) = (one.to_string(), other.to_string());
        for name in ledger.questions_of_claim(&one)? {
            let Ok(whole) = super::question::whole(ledger, &name, &args.view) else {
                continue;
            };
            let place = |claim: &str| whole.answers.iter().position(|a| a.claim == claim);
            if let (Some(i), Some(j)) = (place(&one), place(&other)) {
                let steps = answer::between(ledger, decided, &whole, &[i + 1, j + 1])?;
                return step::show(ledger, &steps, &title(&whole), at);
            }
        }
        bail!("{a} and {b} answer no question together");
    }
    if let (Some(one), Some(other)) = (known(ledger.find_report(a))?, known(ledger.find_report(b))?)
    {
        let steps = copy::between(ledger, one, other)?;
        return step::show(ledger, &steps, "One copy", at);
    }
    let actors = ledger.find_actors_as_decided(a, decided)?;
    let Some(found) = actors.iter().find(|x| actor::bears(x, b)) else {
        bail!(
            "{a:?} and {b:?} are neither claims of one question, nor reports, nor names of one actor"
        );
    };
    let steps = actor::between(ledger, decided, found, a, b)?;
    step::show(ledger, &steps, &actor::title(found), at)
}

/// What was found, if anything is called so.
fn known<T>(found: Result<T, sayso_ledger::Error>) -> anyhow::Result<Option<T>> {
    match found {
        Ok(found) => Ok(Some(found)),
        Err(e) if e.kind() == ErrorKind::Unknown => Ok(None),
        Err(e) => Err(e.into()),
    }
}
