//! What is exported: answers with the question, the claim and the report behind each, and claims by themselves. Both are fetched one by one, so that memory
//! does not grow with the ledger.

use crate::Error;
use sayso_claims::Figure;
use sayso_ledger::{
    AnswerRow, By, ClaimFilter, ClaimKey, ClaimRow, Decided, DecidedClaim, Known, Ledger,
    QuestionFilter, QuestionOrder, QuestionWhole, ReportKey, ReportRow, StandingRow,
};
use std::collections::VecDeque;
use std::rc::Rc;

/// Which answers, and as seen how. The ledger must have been set back to `known` with [`Ledger::look_back`] before.
#[derive(Clone, Debug, Default)]
pub struct Selection<'a> {
    /// Those of these questions.
    pub filter: QuestionFilter<'a>,
    /// As known when.
    pub known: Known,
    /// Without any decision.
    pub machine: bool,
}

/// An answer with everything behind it.
#[derive(Clone, Debug)]
pub struct Answer {
    /// The question, shared by its answers.
    pub question: Rc<QuestionWhole>,
    /// Which of its answers, from 0.
    pub n: usize,
    /// That answer.
    pub row: AnswerRow,
    /// The claim that gives it, as decided, and its report.
    pub said: Said,
}

/// A claim and the report that it stands in.
#[derive(Clone, Debug)]
pub struct Said {
    /// The claim, as decided.
    pub claim: DecidedClaim,
    /// The report.
    pub report: Rc<ReportRow>,
    /// The text of the report.
    pub text: Rc<str>,
}

impl Answer {
    /// How it stands.
    pub fn standing(&self) -> Option<&StandingRow> {
        self.question.standing.get(self.n)
    }

    /// The figure as it was read, with the rule that says what its words are.
    pub fn figure(&self) -> Option<&Figure> {
        self.said.row().claim.figures.get(self.row.figure?)
    }
}

impl Said {
    /// The claim.
    pub fn row(&self) -> &ClaimRow {
        &self.claim.row
    }

    /// Who decided something on it.
    pub fn deciders(&self) -> impl Iterator<Item = &By> {
        self.claim.changes.iter().map(|c| &c.by)
    }
}

/// The answers of a selection, question by question in the order of their ids.
///
/// # Errors
/// The ledger cannot be read.
pub fn answers<'l>(
    ledger: &'l Ledger,
    selection: &Selection<'_>,
) -> Result<impl Iterator<Item = Result<Answer, Error>> + use<'l>, Error> {
    let (filter, order) = (&selection.filter, QuestionOrder::Newest);
    let decided = if selection.machine {
        Decided::default()
    } else {
        ledger.decided()?
    };
    let mut questions: Vec<Named> = if selection.machine || !selection.known.is_now() {
        let as_of = selection.known.as_of();
        ledger
            .find_questions_anew(filter, order, usize::MAX, as_of, selection.machine)?
            .into_iter()
            .map(|(_, whole)| Named::Whole(Rc::new(whole)))
            .collect()
    } else {
        ledger
            .find_questions(filter, order, usize::MAX)?
            .into_iter()
            .map(|row| Named::Kept(row.name))
            .collect()
    };
    questions.sort_by(|a, b| a.name().cmp(b.name()));
    Ok(Answers {
        ledger,
        decided,
        questions: questions.into(),
        at: None,
        last: None,
    })
}

/// The answers of one question, as decided or, if `machine`, as read.
///
/// # Errors
/// The ledger cannot be read.
pub fn answers_of(
    ledger: &Ledger,
    question: QuestionWhole,
    machine: bool,
) -> Result<impl Iterator<Item = Result<Answer, Error>>, Error> {
    Ok(Answers {
        ledger,
        decided: if machine {
            Decided::default()
        } else {
            ledger.decided()?
        },
        questions: VecDeque::from([Named::Whole(Rc::new(question))]),
        at: None,
        last: None,
    })
}

/// A question that is there, or one to be fetched by its name.
enum Named {
    Whole(Rc<QuestionWhole>),
    Kept(String),
}

impl Named {
    fn name(&self) -> &str {
        match self {
            Named::Whole(whole) => &whole.id,
            Named::Kept(name) => name,
        }
    }
}

struct Answers<'l> {
    ledger: &'l Ledger,
    decided: Decided,
    questions: VecDeque<Named>,
    at: Option<(Rc<QuestionWhole>, usize)>,
    last: Option<(ReportKey, Rc<ReportRow>, Rc<str>)>,
}

impl Iterator for Answers<'_> {
    type Item = Result<Answer, Error>;

    fn next(&mut self) -> Option<Self::Item> {
        loop {
            match self.at.take() {
                Some((question, n)) if n < question.answers.len() => {
                    self.at = Some((Rc::clone(&question), n + 1));
                    return Some(self.answer(question, n));
                }
                _ => {
                    let whole = match self.questions.pop_front()? {
                        Named::Whole(whole) => whole,
                        Named::Kept(name) => match self.ledger.question(&name) {
                            Ok(whole) => Rc::new(whole),
                            Err(e) => return Some(Err(e.into())),
                        },
                    };
                    self.at = Some((whole, 0));
                }
            }
        }
    }
}

impl Answers<'_> {
    fn answer(&mut self, question: Rc<QuestionWhole>, n: usize) -> Result<Answer, Error> {
        let Some(row) = question.answers.get(n).cloned() else {
            return Err(std::io::Error::other("an answer that is not there").into());
        };
        let report = self.ledger.report_of(&row.report)?;
        let mut of_report = None;
        for key in self.ledger.find_claim(&row.claim)? {
            let claim = self.ledger.claim_as_decided(key, &self.decided)?;
            if claim.row.report == report {
                of_report = Some(claim);
                break;
            }
        }
        let Some(claim) = of_report else {
            let missing = format!("claim {} of report {} is gone", row.claim, row.report);
            return Err(std::io::Error::other(missing).into());
        };
        let said = said(self.ledger, claim, &mut self.last)?;
        Ok(Answer {
            question,
            n,
            row,
            said,
        })
    }
}

fn said(
    ledger: &Ledger,
    claim: DecidedClaim,
    last: &mut Option<(ReportKey, Rc<ReportRow>, Rc<str>)>,
) -> Result<Said, Error> {
    let key = claim.row.report;
    let (report, text) = match last {
        Some((of, report, text)) if *of == key => (Rc::clone(report), Rc::clone(text)),
        _ => (
            Rc::new(ledger.report(key)?),
            Rc::from(ledger.text(key)?.as_str()),
        ),
    };
    *last = Some((key, Rc::clone(&report), Rc::clone(&text)));
    Ok(Said {
        claim,
        report,
        text,
    })
}

/// The claims that a filter lets through as decided, of the newest report first.
///
/// # Errors
/// The ledger cannot be read.
pub fn claims<'l>(
    ledger: &'l Ledger,
    filter: &ClaimFilter<'_>,
    decided: Decided,
) -> Result<impl Iterator<Item = Result<Said, Error>> + use<'l>, Error> {
    let (keys, _) = ledger.find_claims_as_decided(filter, &decided)?;
    let mut last = None;
    Ok(keys.into_iter().map(move |key: ClaimKey| {
        let claim = ledger.claim_as_decided(key, &decided)?;
        said(ledger, claim, &mut last)
    }))
}
