//! Why two answers agree, conflict or revise, and why they are one line.

use super::step::{Side, Step};
use anyhow::bail;
use sayso_language::Span;
use sayso_ledger::contract::Words;
use sayso_ledger::{Decided, Ledger, QuestionWhole};

/// How every two answers of a question stand, and what joins its lines.
pub fn all(ledger: &Ledger, decided: &Decided, q: &QuestionWhole) -> anyhow::Result<Vec<Step>> {
    let mut out = Vec::new();
    let mut relations: Vec<_> = q.relations.iter().collect();
    let rank = |how: &str| {
        ["conflict", "revise", "agree", "unlike"]
            .iter()
            .position(|k| *k == how)
    };
    relations.sort_by_key(|r| (rank(&r.2), r.0, r.1));
    for (i, j, how, why) in relations {
        out.push(step(ledger, decided, q, ("relation", how, why), (*i, *j))?);
    }
    for tie in &q.ties.ties {
        out.push(step(
            ledger,
            decided,
            q,
            ("line", "one line", &tie.why),
            (tie.a, tie.b),
        )?);
    }
    Ok(out)
}

/// The same for the answers of these numbers, from 1: all that bears on one, or what stands between two.
pub fn between(
    ledger: &Ledger,
    decided: &Decided,
    q: &QuestionWhole,
    numbers: &[usize],
) -> anyhow::Result<Vec<Step>> {
    for n in numbers {
        if *n == 0 || *n > q.answers.len() {
            bail!(
                "{} has answers 1 to {}, no answer {n}",
                q.id,
                q.answers.len()
            );
        }
    }
    let mut out = Vec::new();
    match numbers {
        [one] => {
            let one = one - 1;
            for (i, j, how, why) in &q.relations {
                if *i == one || *j == one {
                    out.push(step(ledger, decided, q, ("relation", how, why), (*i, *j))?);
                }
            }
            let line = q.answers.get(one).map(|a| a.line);
            for tie in &q.ties.ties {
                if q.answers.get(tie.a).map(|a| a.line) == line {
                    out.push(step(
                        ledger,
                        decided,
                        q,
                        ("line", "one line", &tie.why),
                        (tie.a, tie.b),
                    )?);
                }
            }
        }
        [one, other] => {
            let (i, j) = (one.min(other) - 1, one.max(other) - 1);
            let found = q.relations.iter().find(|r| (r.0, r.1) == (i, j));
            match found {
                Some((_, _, how, why)) => {
                    out.push(step(ledger, decided, q, ("relation", how, why), (i, j))?);
                }
                None => {
                    let why = "nothing was found to say of these two";
                    out.push(step(
                        ledger,
                        decided,
                        q,
                        ("relation", "not compared", why),
                        (i, j),
                    )?);
                }
            }
            match q.ties.path(i, j) {
                Some(path) => {
                    for tie in path {
                        out.push(step(
                            ledger,
                            decided,
                            q,
                            ("line", "one line", &tie.why),
                            (tie.a, tie.b),
                        )?);
                    }
                }
                None => {
                    let why = "they share no origin and no dispatch, and nothing between them does";
                    out.push(step(
                        ledger,
                        decided,
                        q,
                        ("line", "two lines", why),
                        (i, j),
                    )?);
                }
            }
        }
        _ => bail!("two answers at most have a reason between them"),
    }
    Ok(out)
}

fn step(
    ledger: &Ledger,
    decided: &Decided,
    q: &QuestionWhole,
    (kind, how, why): (&'static str, &str, &str),
    (a, b): (usize, usize),
) -> anyhow::Result<Step> {
    Ok(Step {
        kind,
        how: how.to_owned(),
        why: why.to_owned(),
        a: side(ledger, decided, q, a)?,
        b: side(ledger, decided, q, b)?,
    })
}

fn side(ledger: &Ledger, decided: &Decided, q: &QuestionWhole, n: usize) -> anyhow::Result<Side> {
    let Some(answer) = q.answers.get(n) else {
        return Ok(Side::default());
    };
    let report = ledger.report_of(&answer.report)?;
    let mut out = Side {
        name: (n + 1).to_string(),
        actor: answer.actor.clone().or_else(|| answer.origin.clone()),
        report: ledger.report(report)?.name(),
        claim: Some(answer.claim.clone()),
        words: answer.words.clone(),
        spans: Vec::new(),
        keys: Some((report, None)),
    };
    for key in ledger.find_claim(&answer.claim)? {
        let claim = ledger.claim_as_decided(key, decided)?.row;
        if claim.report == report {
            let figure = answer.figure.and_then(|f| claim.claim.figures.get(f));
            let spans: Vec<Span> = match figure {
                Some(figure) => vec![figure.span],
                None => claim.claim.content.clone(),
            };
            let text = ledger.text(report)?;
            let words = Words::new(&text).join(&spans);
            if !words.is_empty() {
                out.words = words;
            }
            out.spans = spans;
            out.keys = Some((report, Some(key)));
        }
    }
    Ok(out)
}
