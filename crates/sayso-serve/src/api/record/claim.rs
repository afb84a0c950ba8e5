//! A claim, its figures, times and evidence.

use sayso_claims::{Claim, Evidence, Figure, Quote, Time};
use sayso_language::Span;
use sayso_ledger::contract::Words;
use sayso_ledger::{ClaimRow, ReportRow};
use serde::Serialize;
use utoipa::ToSchema;

/// First and last code point of a span, half-open.
type Ends = [usize; 2];

pub(super) fn ends(span: Span) -> Ends {
    [span.start, span.end]
}

pub(super) fn all(spans: &[Span]) -> Vec<Ends> {
    spans.iter().map(|s| ends(*s)).collect()
}

/// A claim with the report that it stands in and the words of its spans.
#[derive(Serialize, ToSchema)]
pub struct ClaimRecord {
    /// What the report is called.
    report: String,
    outlet: Option<String>,
    published: Option<String>,
    title: Option<String>,
    url: Option<String>,
    source_words: String,
    cue_words: String,
    content_words: String,
    #[serde(flatten)]
    read: ClaimRead,
}

/// A claim as it was read; spans are of code points of the report's text.
#[derive(Serialize, ToSchema)]
pub struct ClaimRead {
    /// Its name in every ledger.
    id: String,
    /// `statement`, `belief`, `intention`, `wish` or `order`.
    kind: String,
    /// The mention of who is attributed.
    #[schema(value_type = Vec<Vec<usize>>)]
    source: Vec<Ends>,
    /// The words that attribute.
    #[schema(value_type = Vec<Vec<usize>>)]
    cue: Vec<Ends>,
    /// The words attributed.
    #[schema(value_type = Vec<Vec<usize>>)]
    content: Vec<Ends>,
    /// `direct`, `indirect` or `mixed`.
    quote: &'static str,
    /// Who the source is.
    actor: Option<String>,
    actor_kind: Option<String>,
    affiliation: Option<String>,
    /// Relays, nearest the outlet first.
    via: Vec<String>,
    /// The innermost actor that the wording gives.
    origin: Option<String>,
    /// The id of the claim that it is nested in.
    parent: Option<String>,
    stance: String,
    hedges: Vec<String>,
    /// When the statement was made.
    said: Option<String>,
    evidence: Vec<EvidenceRead>,
    figures: Vec<FigureRead>,
    times: Vec<TimeRead>,
    /// How likely it is that this is a claim of this source with this content.
    confidence: f32,
    /// Which rule or score gave each field: field and rule.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    #[schema(required = false, value_type = Vec<Vec<String>>)]
    why: Vec<[String; 2]>,
}

/// Something that a claim points to.
#[derive(Serialize, ToSchema)]
pub struct EvidenceRead {
    kind: String,
    #[schema(value_type = Vec<usize>)]
    span: Ends,
    #[serde(skip_serializing_if = "Option::is_none")]
    url: Option<String>,
    /// How a document is claimed to be, by the claim: claimed_forged, claimed_genuine, claimed_false_identity, purported.
    #[serde(skip_serializing_if = "Option::is_none")]
    status: Option<String>,
}

/// A number claimed.
#[derive(Serialize, ToSchema)]
pub struct FigureRead {
    #[schema(value_type = Vec<usize>)]
    span: Ends,
    /// Literal lower bound.
    lower: Option<f64>,
    /// Literal upper bound.
    upper: Option<f64>,
    modifier: String,
    change: Option<String>,
    role: Option<String>,
    /// Whether no numeral stands there.
    implied: bool,
    unit: Option<String>,
    measure: Option<String>,
    of: Option<String>,
    place: Option<String>,
    since: Option<String>,
    until: Option<String>,
    /// Where it stands in the title, for a figure of a title that is no part of the text; `span` is then empty.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<Vec<usize>>)]
    title_span: Option<Ends>,
    #[serde(skip_serializing_if = "Option::is_none")]
    rule: Option<String>,
}

/// A time expression.
#[derive(Serialize, ToSchema)]
pub struct TimeRead {
    #[schema(value_type = Vec<usize>)]
    span: Ends,
    value: Option<String>,
    earliest: Option<String>,
    latest: Option<String>,
    role: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    rule: Option<String>,
}

impl ClaimRecord {
    /// A claim of `report`, whose text `words` cuts; `rules` says whether what gave each field comes along.
    pub fn new(report: &ReportRow, words: &Words<'_>, row: &ClaimRow, rules: bool) -> Self {
        ClaimRecord {
            report: report.name(),
            outlet: report.outlet.clone(),
            published: report.published.clone(),
            title: report.title.clone(),
            url: report.url.clone(),
            source_words: words.join(&row.claim.source),
            cue_words: words.join(&row.claim.cue),
            content_words: words.join(&row.claim.content),
            read: ClaimRead::new(row.claim.clone(), rules),
        }
    }
}

impl ClaimRead {
    pub(super) fn new(claim: Claim, rules: bool) -> Self {
        let quote = match claim.quote {
            Quote::Direct => "direct",
            Quote::Indirect => "indirect",
            Quote::Mixed => "mixed",
        };
        let why = claim.why.into_iter().filter(|_| rules);
        ClaimRead {
            id: claim.id,
            kind: claim.kind,
            source: all(&claim.source),
            cue: all(&claim.cue),
            content: all(&claim.content),
            quote,
            actor: claim.actor,
            actor_kind: claim.actor_kind,
            affiliation: claim.affiliation,
            via: claim.via,
            origin: claim.origin,
            parent: claim.parent,
            stance: claim.stance,
            hedges: claim.hedges,
            said: claim.said,
            evidence: claim.evidence.into_iter().map(evidence).collect(),
            figures: figures(claim.figures, rules),
            times: times(claim.times, rules),
            confidence: claim.confidence,
            why: why.map(|(field, rule)| [field, rule]).collect(),
        }
    }
}

fn evidence(e: Evidence) -> EvidenceRead {
    EvidenceRead {
        kind: e.kind,
        span: ends(e.span),
        url: e.url,
        status: e.status,
    }
}

pub(super) fn figures(figures: Vec<Figure>, rules: bool) -> Vec<FigureRead> {
    let figure = |f: Figure| FigureRead {
        span: ends(f.span),
        lower: f.lower,
        upper: f.upper,
        modifier: f.modifier,
        change: f.change,
        role: f.role,
        implied: f.implied,
        unit: f.unit,
        measure: f.measure,
        of: f.of,
        place: f.place,
        since: f.since,
        until: f.until,
        title_span: f.title_span.map(ends),
        rule: f.rule.filter(|_| rules),
    };
    figures.into_iter().map(figure).collect()
}

pub(super) fn times(times: Vec<Time>, rules: bool) -> Vec<TimeRead> {
    let time = |t: Time| TimeRead {
        span: ends(t.span),
        value: t.value,
        earliest: t.earliest,
        latest: t.latest,
        role: t.role,
        rule: t.rule.filter(|_| rules),
    };
    times.into_iter().map(time).collect()
}
