//! What comes in: a report with its context, its dispatch and its claims, each cut down to what questions need.
//!
//! [`Claim::of`] takes a claim as `sayso-claims` reads it (spans in bytes of the text) and keeps words instead of spans, so that a store can
//! make questions again without the text.

use crate::context::Context;
use sayso_claims::{Figure as Read, PossibleValues};
use serde::{Deserialize, Serialize};

/// One report.
#[derive(Clone, Debug, Default)]
pub struct Report {
    /// Its id, the same in every ledger.
    pub id: String,
    /// When it was published, ISO 8601.
    pub published: Option<String>,
    /// Who published it.
    pub outlet: Option<String>,
    /// Its title.
    pub title: Option<String>,
    /// What it is about.
    pub context: Context,
    /// The dispatch it carries, if it is one of several.
    pub dispatch: Option<String>,
    /// Its claims, in the order of the text.
    pub claims: Vec<Claim>,
}

/// One claim.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Claim {
    /// Its id within the report.
    pub id: String,
    /// Who speaks, by canonical name.
    pub actor: Option<String>,
    /// person, government, military, agency, media, organisation, document or unnamed.
    pub actor_kind: Option<String>,
    /// The country or body that the actor belongs to.
    pub affiliation: Option<String>,
    /// The source as written.
    pub mention: String,
    /// Relays, nearest the outlet first.
    pub via: Vec<String>,
    /// The innermost actor that the wording gives.
    pub origin: Option<String>,
    /// The id of the claim that it is nested in.
    pub parent: Option<String>,
    /// statement, belief, intention, wish or order.
    pub kind: String,
    /// states, claims, confirms, denies …
    pub stance: String,
    /// When it was said, a TIMEX3 value.
    pub said: Option<String>,
    /// The words attributed.
    pub content: String,
    /// Its figures.
    pub figures: Vec<Figure>,
    /// Its times.
    pub times: Vec<Time>,
}

/// A figure of a claim.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Figure {
    /// Literal lower bound.
    pub lower: Option<f64>,
    /// Literal upper bound.
    pub upper: Option<f64>,
    /// The values that the wording admits: lowest and highest, ends included for whole numbers.
    pub values: Values,
    /// Its words.
    pub words: String,
    /// Up to five words before it.
    pub before: String,
    /// Up to eight words after it.
    pub after: String,
    /// total, part, increment or previous.
    pub role: Option<String>,
    /// Whether no numeral stands there.
    pub implied: bool,
    /// Its unit.
    pub unit: Option<String>,
    /// killed, wounded …
    pub measure: Option<String>,
    /// The counted noun phrase.
    pub of: Option<String>,
    /// Where.
    pub place: Option<String>,
    /// From when, as written or as a value.
    pub since: Option<String>,
    /// Until when.
    pub until: Option<String>,
}

/// Possible values as four plain fields that a store can keep.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Values {
    /// Lowest; none for no bound.
    pub lowest: Option<f64>,
    /// Highest; none for no bound.
    pub highest: Option<f64>,
    /// Whether the ends themselves are left out (lowest, highest).
    pub open: (bool, bool),
    /// Whether only whole numbers count.
    pub whole: bool,
}

impl Values {
    /// As the claims crate computes with them.
    pub fn possible(&self) -> PossibleValues {
        PossibleValues {
            lowest: self.lowest.unwrap_or(f64::NEG_INFINITY),
            highest: self.highest.unwrap_or(f64::INFINITY),
            above: self.open.0,
            below: self.open.1,
            whole: self.whole,
        }
    }
}

impl From<PossibleValues> for Values {
    fn from(p: PossibleValues) -> Self {
        let finite = |v: f64| v.is_finite().then_some(v);
        Values {
            lowest: finite(p.lowest),
            highest: finite(p.highest),
            open: (p.above, p.below),
            whole: p.whole,
        }
    }
}

/// A time of a claim.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Time {
    /// TIMEX3 value.
    pub value: Option<String>,
    /// content or said.
    pub role: Option<String>,
    /// The words before it and its own ("as of Monday").
    pub words: String,
    /// The words after it ("Thursday's tally").
    pub after: String,
}

impl Claim {
    /// A claim as read from `text`, spans in bytes.
    ///
    /// ```
    /// use sayso_claims as read;
    /// let text = "Nine died, she said.";
    /// let figure = read::Figure { lower: Some(9.0), upper: Some(9.0), modifier: "exact".into(), measure: Some("killed".into()),
    ///     span: [0, 4].into(), ..Default::default() };
    /// let claim = read::Claim { content: vec![[0, 9].into()], source: vec![[11, 14].into()], figures: vec![figure], ..Default::default() };
    /// let claim = sayso_questions::Claim::of(text, &claim);
    /// assert_eq!((claim.content.as_str(), claim.mention.as_str()), ("Nine died", "she"));
    /// assert_eq!(claim.figures[0].values.lowest, Some(9.0));
    /// ```
    pub fn of(text: &str, claim: &sayso_claims::Claim) -> Self {
        let join = |spans: &[sayso_language::Span]| {
            let words: Vec<&str> = spans.iter().map(|s| s.of(text)).collect();
            words.join(" … ")
        };
        Claim {
            id: claim.id.clone(),
            actor: claim.actor.clone(),
            actor_kind: claim.actor_kind.clone(),
            affiliation: claim.affiliation.clone(),
            mention: join(&claim.source),
            via: claim.via.clone(),
            origin: claim.origin.clone(),
            parent: claim.parent.clone(),
            kind: claim.kind.clone(),
            stance: claim.stance.clone(),
            said: claim.said.clone(),
            content: join(&claim.content),
            figures: claim.figures.iter().map(|f| Figure::of(text, f)).collect(),
            times: claim
                .times
                .iter()
                .map(|t| Time {
                    value: t.value.clone(),
                    role: t.role.clone(),
                    words: format!("{} {}", before(text, t.span.start, 3), t.span.of(text)),
                    after: after(text, t.span.end, 2),
                })
                .collect(),
        }
    }
}

impl Figure {
    /// A figure as read from `text`.
    pub fn of(text: &str, figure: &Read) -> Self {
        Figure {
            lower: figure.lower,
            upper: figure.upper,
            values: PossibleValues::of(figure).into(),
            words: figure.span.of(text).to_owned(),
            before: before(text, figure.span.start, 5),
            after: after(text, figure.span.end, 8),
            role: figure.role.clone(),
            implied: figure.implied,
            unit: figure.unit.clone(),
            measure: figure.measure.clone(),
            of: figure.of.clone(),
            place: figure.place.clone(),
            since: figure.since.clone(),
            until: figure.until.clone(),
        }
    }
}

/// Up to `n` words that end at byte `at`, within their sentence.
fn before(text: &str, at: usize, n: usize) -> String {
    let front = text.get(..at).unwrap_or("");
    let from = front.rfind(['.', '\n', ';']).map_or(0, |i| i + 1);
    let words: Vec<&str> = front.get(from..).unwrap_or("").split_whitespace().collect();
    words
        .get(words.len().saturating_sub(n)..)
        .unwrap_or(&[])
        .join(" ")
}

/// Up to `n` words that begin at byte `at`, within their sentence.
fn after(text: &str, at: usize, n: usize) -> String {
    let rest = text.get(at..).unwrap_or("");
    let until = rest
        .find(". ")
        .or_else(|| rest.find('\n'))
        .unwrap_or(rest.len());
    let words: Vec<&str> = rest
        .get(..until)
        .unwrap_or("")
        .split_whitespace()
        .take(n)
        .collect();
    words.join(" ")
}
