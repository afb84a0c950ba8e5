//! The figures behind answers, and how a convention shows them.

use crate::app::Failure;
use crate::chart::number;
use sayso_claims::{Convention, Figure, PossibleValues, Shown};
use sayso_ledger::{AnswerRow, Ledger};
use std::collections::HashMap;

/// Wording and bounds: answers that share them share the figure.
type Key = (Option<u64>, Option<u64>, String);

/// The figure of each wording among the answers of a question.
#[derive(Default)]
pub struct Figures(HashMap<Key, Figure>);

/// A figure as it is shown.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Seen {
    /// Under the convention.
    pub shown: Shown,
    /// For words that give no number: the values that they admit.
    pub vague: Option<(f64, f64)>,
}

fn key(answer: &AnswerRow) -> Key {
    let bits = |bound: Option<f64>| bound.map(f64::to_bits);
    (bits(answer.lower), bits(answer.upper), answer.words.clone())
}

impl Figures {
    /// Looks them up, each wording once.
    pub fn of(ledger: &Ledger, answers: &[AnswerRow]) -> Result<Self, Failure> {
        let mut out = HashMap::new();
        for answer in answers {
            let Some(n) = answer.figure else { continue };
            let key = key(answer);
            if out.contains_key(&key) {
                continue;
            }
            let behind = ledger.behind(&answer.report, &answer.claim)?;
            let read = behind.and_then(|b| b.claim.figures.into_iter().nth(n));
            out.insert(key, as_answered(read.unwrap_or_default(), answer));
        }
        Ok(Figures(out))
    }

    /// How the figure of an answer is shown.
    pub fn seen(&self, answer: &AnswerRow, convention: Convention) -> Option<Seen> {
        let figure = self.0.get(&key(answer))?;
        let vague = (figure.lower.is_none() && figure.upper.is_none()).then(|| {
            let values = PossibleValues::of(figure);
            (values.lowest, values.highest)
        });
        Some(Seen {
            shown: convention.show(figure),
            vague,
        })
    }

    /// The figure of an answer.
    pub fn get(&self, answer: &AnswerRow) -> Option<&Figure> {
        self.0.get(&key(answer))
    }
}

/// The figure with the bounds of its answer: a person may have amended them.
fn as_answered(mut figure: Figure, answer: &AnswerRow) -> Figure {
    if (figure.lower, figure.upper) != (answer.lower, answer.upper) {
        figure.lower = answer.lower;
        figure.upper = answer.upper;
        figure.modifier = match (answer.lower, answer.upper) {
            (Some(low), Some(high)) if low == high => "exact",
            (Some(_), Some(_)) => "range",
            (Some(_), None) => "at_least",
            (None, Some(_)) => "up_to",
            (None, None) => "vague",
        }
        .to_owned();
    }
    figure
}

impl Seen {
    /// In a cell of a table: 46, ≥ 46, 24–119.
    pub fn text(&self) -> String {
        match (self.shown.low, self.shown.best, self.shown.high) {
            (Some(low), Some(best), Some(high)) if low < high && best != low => {
                format!("{} ({}–{})", number(best), number(low), number(high))
            }
            (_, Some(best), _) => number(best),
            (Some(low), None, Some(high)) if low == high => number(low),
            (Some(low), None, Some(high)) => format!("{}–{}", number(low), number(high)),
            (Some(low), None, None) => format!("≥ {}", number(low)),
            (None, None, Some(high)) => format!("≤ {}", number(high)),
            (None, None, None) => "no number".to_owned(),
        }
    }
}
