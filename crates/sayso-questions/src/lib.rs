//! Claims to questions: which claims answer one question, how the answers stand to each other, and on how many independent lines.
//!
//! Everything here is a function of the reports given: no clock, no store. The result is the same in whatever order they come.
//!
//! ```
//! use sayso_questions::{Context, Relation, Report, questions};
//! let text = "The Sorrel bridge at Varnholt fell on Friday, killing nine, Mayor Edda Kulm said.";
//! let report = Report { id: "r1".into(), published: Some("2031-05-02".into()), context: Context::of("", text, "", ""), ..Report::default() };
//! assert!(questions(&[report], None).is_empty(), "a report without claims asks nothing");
//! ```
//!
//! # Partition keys
//!
//! A store does not make all questions anew for one more report. It keeps the [`Context`] of each report and the edges between reports ([`event`]); a new
//! report touches the events of one neighbourhood, and [`questions_of`] makes the questions of each of these. The key of a
//! question's partition is thus its event, named by its oldest report.

mod answer;
mod claim;
pub mod compare;
pub mod context;
pub mod event;
mod gist;
mod group;
mod line;
mod measure;
pub mod moment;
mod other;
mod position;
mod promise;
mod question;
mod relation;
mod standing;
#[cfg(test)]
mod testing;
#[cfg(test)]
mod tests;
mod text;
mod titles;
mod topic;
mod union;
mod wording;

pub use answer::{Answer, Position};
pub use claim::{Claim, Figure, Report, Time, Values};
pub use context::Context;
pub use gist::Gist;
pub use line::{Lines, Tie};
pub use measure::{Course, course};
pub use question::Question;
pub use relation::Relation;
pub use standing::Standing;

use moment::Published;
use std::collections::BTreeMap;

/// All questions that `reports` answer, as known at the end of `as_of` (a day or an instant, ISO 8601): a claim counts from when its report was
/// published. Without `as_of`, everything counts, reports dated in the future too; with it, a report without a date does not.
///
/// Most answered first; equal ones by id.
pub fn questions(reports: &[Report], as_of: Option<&str>) -> Vec<Question> {
    let until = as_of.map(|day| Published::read_until(day).unwrap_or(i64::MIN));
    let mut known: Vec<&Report> = reports
        .iter()
        .filter(|r| until.is_none_or(|u| published(r).is_some_and(|p| p.minute <= u)))
        .collect();
    in_order(&mut known);
    known.dedup_by(|a, b| a.id == b.id);
    let mut out: Vec<Question> = events(&known)
        .iter()
        .flat_map(|event| {
            let members: Vec<&Report> = event
                .iter()
                .filter_map(|i| known.get(*i).copied())
                .collect();
            questions_of(&members)
        })
        .collect();
    out.sort_by(|a, b| {
        b.answers
            .len()
            .cmp(&a.answers.len())
            .then_with(|| a.id.cmp(&b.id))
    });
    out
}

/// The questions of one event, given its reports.
pub fn questions_of(event: &[&Report]) -> Vec<Question> {
    questions_joined(event, &[])
}

/// The same, where a person said of pairs of claims, by their ids, that they answer one question.
pub fn questions_joined(event: &[&Report], together: &[(String, String)]) -> Vec<Question> {
    let mut reports = event.to_vec();
    in_order(&mut reports);
    let known = line::Known::of(&reports);
    let mut out = question::counted(&reports, &known, together);
    out.extend(position::asked(&reports, &known));
    out.extend(promise::given(&reports, &known));
    position::stand(&mut out);
    out.sort_by(|a, b| {
        b.answers
            .len()
            .cmp(&a.answers.len())
            .then_with(|| a.id.cmp(&b.id))
    });
    out
}

/// Parts reports into events, as places in `reports`, which must be in order of publication. Copies of one dispatch go together.
pub fn events(reports: &[&Report]) -> Vec<Vec<usize>> {
    let mut units: Vec<Vec<usize>> = Vec::new();
    let mut of_dispatch: BTreeMap<&str, usize> = BTreeMap::new();
    for (i, report) in reports.iter().enumerate() {
        let unit = match report.dispatch.as_deref() {
            Some(dispatch) => *of_dispatch.entry(dispatch).or_insert(units.len()),
            None => units.len(),
        };
        if unit == units.len() {
            units.push(Vec::new());
        }
        if let Some(members) = units.get_mut(unit) {
            members.push(i);
        }
    }
    let heads: Vec<(&Context, Option<moment::Day>)> = units
        .iter()
        .filter_map(|u| u.first().and_then(|i| reports.get(*i)))
        .map(|r| (&r.context, published(r).map(|p| p.day)))
        .collect();
    let edges = event::edges(&heads);
    event::split(heads.len(), &edges)
        .into_iter()
        .map(|event| {
            let mut all: Vec<usize> = event
                .iter()
                .filter_map(|u| units.get(*u))
                .flatten()
                .copied()
                .collect();
            all.sort_unstable();
            all
        })
        .collect()
}

/// Sorts reports in the order that everyone agrees on: published, then id; those without a date last.
pub fn in_order(reports: &mut [&Report]) {
    reports.sort_by_cached_key(|r| (published(r).map_or(i64::MAX, |p| p.minute), r.id.clone()));
}

fn published(report: &Report) -> Option<Published> {
    report.published.as_deref().and_then(Published::read)
}
