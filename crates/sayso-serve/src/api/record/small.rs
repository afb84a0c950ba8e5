//! Actors, decisions, what search finds, what was rejected, how much there is.

use sayso_ledger::{
    ActorBrief, ActorRow, DecisionRow, Error, Hit, Joined, Ledger, RejectedRow, Snippet, Wording,
};
use serde::Serialize;
use utoipa::ToSchema;

/// How much is in the ledger.
#[derive(Serialize, ToSchema)]
pub struct Status {
    pub reports: u64,
    pub claims: u64,
    /// Input that gave no report.
    pub rejected: u64,
    /// The version of this program.
    pub version: &'static str,
}

/// An actor, in short.
#[derive(Serialize, ToSchema)]
pub struct ActorSummary {
    id: String,
    name: String,
    kind: String,
    affiliation: Option<String>,
    /// How many reports give it.
    reports: u64,
    /// How many claims it has.
    claims: u64,
}

impl From<&ActorBrief> for ActorSummary {
    fn from(row: &ActorBrief) -> Self {
        ActorSummary {
            id: row.id.to_string(),
            name: row.name.clone(),
            kind: row.kind.clone(),
            affiliation: row.affiliation.clone(),
            reports: row.reports,
            claims: row.claims,
        }
    }
}

/// An actor over all reports.
#[derive(Serialize, ToSchema)]
pub struct ActorRecord {
    id: String,
    name: String,
    kind: String,
    affiliation: Option<String>,
    reports: u64,
    /// The names of its claims.
    claims: Vec<String>,
    names: Vec<Worded>,
    spellings: Vec<Worded>,
    /// What joined its names.
    joined: Vec<JoinedBy>,
}

/// A name or a wording, and how many claims give it.
#[derive(Serialize, ToSchema)]
pub struct Worded {
    words: String,
    claims: u64,
}

/// Why two names were taken for one actor.
#[derive(Serialize, ToSchema)]
pub struct JoinedBy {
    a: String,
    b: String,
    why: String,
    times: u64,
    /// The reports of the first time, by hash.
    #[schema(value_type = Vec<String>)]
    reports: [String; 2],
}

impl ActorRecord {
    /// All of an actor.
    pub fn new(ledger: &Ledger, row: &ActorRow) -> Result<Self, Error> {
        let worded = |all: &[Wording]| {
            let each = all.iter().map(|w| Worded {
                words: w.words.clone(),
                claims: w.claims,
            });
            each.collect::<Vec<_>>()
        };
        let joined = |j: &Joined| JoinedBy {
            a: j.a.clone(),
            b: j.b.clone(),
            why: j.why.clone(),
            times: j.times,
            reports: j.reports.clone(),
        };
        let ids = row.claims.iter().map(|key| ledger.claim_id(*key));
        let ids: Result<Vec<_>, Error> = ids.map(|id| Ok(id?.to_string())).collect();
        Ok(ActorRecord {
            id: row.id.to_string(),
            name: row.name.clone(),
            kind: row.kind.clone(),
            affiliation: row.affiliation.clone(),
            reports: row.reports,
            claims: ids?,
            names: worded(&row.names),
            spellings: worded(&row.spellings),
            joined: row.joined.iter().map(joined).collect(),
        })
    }
}

/// What a search finds.
#[derive(Serialize, ToSchema)]
pub struct Hits {
    /// Best first.
    pub items: Vec<HitRecord>,
    /// How many reports have the words, of those that were looked at.
    pub all: usize,
}

/// A report in which words were found.
#[derive(Serialize, ToSchema)]
pub struct HitRecord {
    report: String,
    outlet: Option<String>,
    published: Option<String>,
    title: Option<String>,
    url: Option<String>,
    /// The best passage of its text; none if only claims have the words.
    snippet: Option<String>,
    /// The names of its claims that have the words.
    claims: Vec<String>,
}

impl HitRecord {
    /// A report that was found.
    pub fn new(ledger: &Ledger, hit: &Hit) -> Result<Self, Error> {
        let report = ledger.report(hit.report)?;
        let ids = hit.claims.iter().map(|(key, _)| ledger.claim_id(*key));
        let ids: Result<Vec<_>, Error> = ids.map(|id| Ok(id?.to_string())).collect();
        Ok(HitRecord {
            report: report.name(),
            outlet: report.outlet,
            published: report.published,
            title: report.title,
            url: report.url,
            snippet: hit.snippet.as_ref().map(Snippet::plain),
            claims: ids?,
        })
    }
}

/// A decision.
#[derive(Serialize, ToSchema)]
pub struct DecisionRecord {
    id: i64,
    /// In seconds since 1970.
    at: i64,
    author: String,
    reason: String,
    /// What was decided: `what` says which kind it is.
    action: serde_json::Value,
    /// The decision that undid it.
    undone: Option<i64>,
    /// Whether it finds what it is about in what is read now.
    applies: bool,
}

impl From<DecisionRow> for DecisionRecord {
    fn from(row: DecisionRow) -> Self {
        DecisionRecord {
            id: row.id,
            at: row.at,
            author: row.author,
            reason: row.reason,
            action: serde_json::to_value(&row.action).unwrap_or_default(),
            undone: row.undone,
            applies: row.applies,
        }
    }
}

/// Input that gave no report.
#[derive(Serialize, ToSchema)]
pub struct RejectedRecord {
    /// Where it came from.
    input: String,
    /// Where in that.
    place: String,
    /// The class of the reason.
    class: String,
    reason: String,
}

impl From<RejectedRow> for RejectedRecord {
    fn from(row: RejectedRow) -> Self {
        RejectedRecord {
            input: row.input,
            place: row.place,
            class: row.class,
            reason: row.reason,
        }
    }
}
