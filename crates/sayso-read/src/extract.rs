//! A line of JSON to a line of JSON: what `sayso extract` does, for whatever calls it.

use crate::{Read, ReportReader, guarded};
use sayso_claims::{Claim, Figure, Time};
use sayso_intake::{ErrorKind, Limits, Rejected, parse_json_line, too_long};
use sayso_language::{CodePoints, Span};
use sayso_ledger::contract;
use serde::Serialize;

/// A line of input, its number with it.
pub enum Arrived {
    /// Its bytes.
    Line(u64, Vec<u8>),
    /// It was over the limit: its length.
    TooLong(u64, u64),
    /// It could not be had.
    Broken(u64, std::io::Error),
}

/// A line of output, without its end, and whether it is an error.
pub fn extract(reader: &mut ReportReader<'_>, arrived: Arrived, limits: &Limits) -> (String, bool) {
    match read_line(reader, arrived, limits).and_then(line) {
        Ok(line) => (line, false),
        Err(rejected) => (failure(rejected), true),
    }
}

/// What is read in a line of input.
///
/// # Errors
/// It is no report, or its reading failed.
pub fn read_line(
    reader: &mut ReportReader<'_>,
    arrived: Arrived,
    limits: &Limits,
) -> Result<Read, Rejected> {
    let (n, parsed) = match arrived {
        Arrived::Line(n, line) => (n, guarded(|| parse_json_line(&line, limits))),
        Arrived::TooLong(n, length) => (n, Err(too_long(length, limits))),
        Arrived::Broken(n, e) => (n, Err(e.into())),
    };
    let place = format!("line {n}");
    match parsed {
        Ok(report) => reader.read(report.at("-", place)),
        Err(rejected) => Err(rejected.at("-", place)),
    }
}

/// The line of a report that was rejected.
pub fn failure(rejected: Rejected) -> String {
    let error = Failure {
        error: rejected.to_string(),
        id: rejected.given_id,
    };
    contract::to_json(&error).unwrap_or_default()
}

#[derive(Serialize)]
struct Failure {
    id: Option<String>,
    error: String,
}

/// The contract's fields, in its order.
#[derive(Serialize)]
struct Extract<'r> {
    id: &'r str,
    text: &'r str,
    title: Option<&'r str>,
    outlet: Option<&'r str>,
    published: Option<&'r str>,
    boilerplate: Vec<Span>,
    sentences: Vec<Span>,
    claims: Vec<Claim>,
    own_voice_figures: Vec<Figure>,
    own_voice_times: Vec<Time>,
}

/// The line of a report that was read.
///
/// # Errors
/// It cannot be written as JSON, which is a defect.
pub fn line(mut read: Read) -> Result<String, Rejected> {
    let report = &read.report;
    let points = CodePoints::new(&report.text);
    for claim in &mut read.claims {
        contract::without_rules(claim);
        contract::claim_in_points(claim, &points);
    }
    contract::figures_in_points(&mut read.figures, &points);
    contract::times_in_points(&mut read.times, &points);
    read.figures.iter_mut().for_each(|f| f.rule = None);
    read.times.iter_mut().for_each(|t| t.rule = None);
    let spans = |spans: &[Span]| spans.iter().map(|s| points.span(*s)).collect();
    let extract = Extract {
        id: report.given_id.as_deref().unwrap_or(report.id.as_str()),
        text: &report.text,
        title: report.title.as_ref().map(|k| k.value.as_str()),
        outlet: report.outlet.as_ref().map(|k| k.value.as_str()),
        published: report.published.as_ref().map(|k| k.value.as_str()),
        boilerplate: spans(&report.boilerplate),
        sentences: spans(&read.sentences),
        claims: read.claims,
        own_voice_figures: read.figures,
        own_voice_times: read.times,
    };
    contract::to_json(&extract).map_err(|e| Rejected {
        given_id: report.given_id.clone(),
        ..Rejected::new(ErrorKind::Defect, e.to_string())
    })
}
