//! A report: what is known of it, what was read in it, what it shares with others.

use super::claim::{ClaimRead, FigureRead, TimeRead, all, figures, times};
use sayso_ledger::{Copy, Error, Ledger, ReadingRow, ReportRow};
use serde::Serialize;
use std::collections::BTreeMap;
use utoipa::ToSchema;

/// What is known of a report, and how.
#[derive(Serialize, ToSchema)]
pub struct ReportRecord {
    /// What it is called: the id that its input gave it, else its hash.
    report: String,
    /// SHA-256 of its bytes.
    hash: String,
    /// SHA-256 of its text.
    text_hash: String,
    title: Option<String>,
    byline: Option<String>,
    outlet: Option<String>,
    language: Option<String>,
    url: Option<String>,
    published: Option<String>,
    /// How each of these is known.
    known: BTreeMap<String, String>,
    kind: String,
    input: String,
    place: String,
    size: u64,
    first_read: String,
    /// The version that read it.
    version: String,
    /// How many claims it has.
    claims: u64,
}

impl From<ReportRow> for ReportRecord {
    fn from(row: ReportRow) -> Self {
        ReportRecord {
            report: row.name(),
            hash: row.hash.to_string(),
            text_hash: row.text.to_string(),
            title: row.title,
            byline: row.byline,
            outlet: row.outlet,
            language: row.language,
            url: row.url,
            published: row.published,
            known: row.known,
            kind: row.kind,
            input: row.input,
            place: row.place,
            size: row.size,
            first_read: row.first_read,
            version: row.version,
            claims: row.claims,
        }
    }
}

/// What was read in a report, by the contract of `extract`; spans are of code points of `text`.
#[derive(Serialize, ToSchema)]
pub struct ReadingRecord {
    id: String,
    text: String,
    title: Option<String>,
    outlet: Option<String>,
    published: Option<String>,
    #[schema(value_type = Vec<Vec<usize>>)]
    boilerplate: Vec<[usize; 2]>,
    #[schema(value_type = Vec<Vec<usize>>)]
    sentences: Vec<[usize; 2]>,
    claims: Vec<ClaimRead>,
    own_voice_figures: Vec<FigureRead>,
    own_voice_times: Vec<TimeRead>,
}

impl ReadingRecord {
    /// What was read in `report`.
    pub fn new(report: &ReportRow, reading: ReadingRow) -> Self {
        let claims = reading.claims.into_iter();
        ReadingRecord {
            id: report.name(),
            text: reading.text,
            title: report.title.clone(),
            outlet: report.outlet.clone(),
            published: report.published.clone(),
            boilerplate: all(&reading.boilerplate),
            sentences: all(&reading.sentences),
            claims: claims.map(|c| ClaimRead::new(c.claim, false)).collect(),
            own_voice_figures: figures(reading.figures, false),
            own_voice_times: times(reading.times, false),
        }
    }
}

/// Two reports that carry one copy.
#[derive(Serialize, ToSchema)]
pub struct Copied {
    /// The older.
    a: String,
    /// The other.
    b: String,
    /// What the second is of the first: verbatim, trimmed, reordered, extended, reworded or rewritten.
    kind: String,
    /// What is shared and what each adds.
    evidence: serde_json::Value,
}

impl Copied {
    /// A pair of a dispatch.
    pub fn new(ledger: &Ledger, copy: Copy) -> Result<Self, Error> {
        Ok(Copied {
            a: ledger.report(copy.a)?.name(),
            b: ledger.report(copy.b)?.name(),
            kind: copy.kind,
            evidence: copy.evidence,
        })
    }
}
