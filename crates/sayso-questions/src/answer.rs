//! Answers: the figures of claims, each with its group, its time and who stands behind it.

use crate::claim::{Claim, Figure, Report, Values};
use crate::group::Group;
use crate::moment::{Day, Published, days};
use crate::text::rows;
use serde::Serialize;
use std::sync::LazyLock;

/// What a claim says to a question without figures.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Position {
    /// It is so.
    States,
    /// It is so, on being asked or as known already.
    Confirms,
    /// It is not so.
    Denies,
    /// Nothing is said either way.
    DoesNotConfirm,
    /// It will be done.
    Promises,
    /// It will be done, once more.
    Renews,
    /// It was done.
    Kept,
    /// It was not done.
    Broken,
}

/// One claim's figure or position on a question.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Answer {
    /// The report's id.
    pub report: String,
    /// The claim's id within it.
    pub claim: String,
    /// Which figure of the claim, from 0; none for a position.
    pub figure: Option<usize>,
    /// Literal lower bound.
    pub lower: Option<f64>,
    /// Literal upper bound.
    pub upper: Option<f64>,
    /// Who speaks.
    pub actor: Option<String>,
    /// The innermost actor.
    pub origin: Option<String>,
    /// When it was said, as the claim has it.
    pub said: Option<String>,
    /// The day from which it holds: when it was said or counted, at the latest when its report was published.
    pub as_of: Option<String>,
    /// The line it belongs to, counted from 0 within the question.
    pub line: usize,
    /// The position, for a question without figures.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub position: Option<Position>,
    /// The words that carry it.
    pub words: String,
    /// What else is behind it, for relations and lines.
    #[serde(skip)]
    pub(crate) behind: Behind,
}

/// What relations and lines need of an answer and the contract does not carry.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Behind {
    /// The report, by its place among those given.
    pub at: usize,
    /// The claim's place in its report.
    pub claim: usize,
    pub values: Option<Values>,
    pub group: Group,
    pub place: Option<String>,
    pub since: Option<(Day, Day)>,
    pub until: Option<(Day, Day)>,
    pub day: Option<Day>,
    /// Minute of publication, or the end of time.
    pub minute: i64,
    pub previous: bool,
    /// Whether the claim itself says when it was said or counted.
    pub dated: bool,
    pub implied: bool,
    pub denies: bool,
    pub stance: String,
    pub unit: Option<String>,
}

/// The figures of `report` as answers, in the order of the text. `at` is its place among the reports given.
pub(crate) fn of(report: &Report, at: usize) -> Vec<Answer> {
    let mut out = Vec::new();
    for (c, claim) in report.claims.iter().enumerate() {
        for (f, figure) in claim.figures.iter().enumerate() {
            let mut answer = bare(report, at, c, claim);
            answer.figure = Some(f);
            answer.lower = figure.lower;
            answer.upper = figure.upper;
            answer.words = figure.words.clone();
            let behind = &mut answer.behind;
            behind.values = Some(figure.values);
            behind.group = Group::of(claim, figure);
            behind.place = figure.place.clone();
            behind.since = window(figure.since.as_deref(), claim);
            behind.until = figure.until.as_deref().and_then(days);
            behind.previous = is_previous(figure);
            behind.implied = figure.implied || is_single(figure);
            behind.unit = figure.unit.clone();
            if let Some(day) = counted_on(claim) {
                behind.day = Some(behind.day.map_or(day, |d| d.min(day)));
                behind.dated = true;
            }
            answer.as_of = answer.behind.day.map(crate::moment::show);
            out.push(answer);
        }
    }
    out
}

static PREVIOUS: LazyLock<Vec<&'static str>> = LazyLock::new(|| {
    rows(include_str!("../tables/answer-previous.tsv"))
        .filter_map(|cells| cells.first().copied())
        .collect()
});

/// Whether a figure is one that its claim calls earlier: by its role, or by the words before it ("131, not 112").
fn is_previous(figure: &Figure) -> bool {
    let before = format!(" {}", figure.before.to_lowercase());
    figure.role.as_deref() == Some("previous")
        || PREVIOUS
            .iter()
            .any(|words| before.ends_with(&format!(" {words}")))
}

/// "One was hit in the leg": the word tells of one case and counts none.
fn is_single(figure: &Figure) -> bool {
    let one = figure.lower == Some(1.0) && figure.upper == Some(1.0);
    one && figure.words.chars().all(|c| !c.is_ascii_digit()) && !is_previous(figure)
}

/// An answer of a claim without a figure.
pub(crate) fn bare(report: &Report, at: usize, place: usize, claim: &Claim) -> Answer {
    let published = report.published.as_deref().and_then(Published::read);
    // "In June" does not tell on which day a count was given.
    let said = claim
        .said
        .as_deref()
        .and_then(days)
        .filter(|(first, last)| last - first <= 7)
        .map(|(_, last)| last);
    let day = match (said, published) {
        (Some(said), Some(p)) => Some(said.min(p.day)),
        (said, p) => said.or(p.map(|p| p.day)),
    };
    Answer {
        report: report.id.clone(),
        claim: claim.id.clone(),
        figure: None,
        lower: None,
        upper: None,
        actor: claim.actor.clone(),
        origin: claim.origin.clone().or_else(|| claim.actor.clone()),
        said: claim.said.clone(),
        as_of: day.map(crate::moment::show),
        line: 0,
        position: None,
        words: claim.content.clone(),
        behind: Behind {
            at,
            claim: place,
            day,
            minute: published.map_or(i64::MAX, |p| p.minute),
            dated: matches!((said, published), (Some(s), Some(p)) if s < p.day),
            denies: claim.stance == "denies",
            stance: claim.stance.clone(),
            ..Behind::default()
        },
    }
}

/// The day of a count that its own words give: "as of Monday", "Thursday's tally".
fn counted_on(claim: &Claim) -> Option<Day> {
    claim.times.iter().find_map(|time| {
        let words = format!(" {} ", time.words.to_lowercase());
        let after = time.after.to_lowercase();
        let as_of = words.contains(" as of ") || words.contains(" as at ");
        let tally = [
            "tally", "count", "toll", "figure", "bulletin", "estimate", "number",
        ]
        .iter()
        .any(|noun| {
            after
                .split_whitespace()
                .take(2)
                .any(|w| w.trim_matches(|c: char| !c.is_alphanumeric()) == *noun)
        });
        let holds = as_of || tally;
        holds
            .then(|| time.value.as_deref().and_then(days))
            .flatten()
            .map(|(_, last)| last)
    })
}

/// The window that "since June" opens: a value, or the value of the time in the claim that has these words.
fn window(since: Option<&str>, claim: &Claim) -> Option<(Day, Day)> {
    let since = since?;
    days(since).or_else(|| {
        let words = since.to_lowercase();
        claim
            .times
            .iter()
            .filter(|t| {
                let own = t.words.to_lowercase();
                own.ends_with(&words)
                    || words
                        .split_whitespace()
                        .last()
                        .is_some_and(|w| own.ends_with(w))
            })
            .find_map(|t| t.value.as_deref().and_then(days))
    })
}

/// The order that everyone agrees on: published, report, claim, figure.
pub(crate) fn order(a: &Answer) -> (i64, &str, usize, Option<usize>) {
    (a.behind.minute, &a.report, a.behind.claim, a.figure)
}
