//! What can be asked about claims.

use super::answer::{Asked, Failures, Found, Named};
use super::ask::{Answered, day};
use super::cursor::{Page, Turned};
use super::record::ClaimRecord;
use crate::app::App;
use crate::failure::Failure;
use axum::extract::State;
use sayso_ledger::contract::Words;
use sayso_ledger::{ClaimFilter, ClaimKey, Ledger, ReportRow};
use serde::Deserialize;
use utoipa::IntoParams;

/// Which claims.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct WhichClaims {
    /// Words of actor, source or content: all must occur, "two words" in quote marks stand together, begin* is any word that begins so.
    words: Option<String>,
    /// Words of the name of who is attributed.
    actor: Option<String>,
    /// Part of the outlet's name.
    outlet: Option<String>,
    /// Published on this day or later.
    #[param(pattern = "^[0-9]{4}(-(0[1-9]|1[0-2])(-(0[1-9]|[12][0-9]|3[01]))?)?$")]
    since: Option<String>,
    /// Published on this day or earlier.
    #[param(pattern = "^[0-9]{4}(-(0[1-9]|1[0-2])(-(0[1-9]|[12][0-9]|3[01]))?)?$")]
    until: Option<String>,
    /// How the source stands to what is said.
    stance: Option<String>,
    /// What the claim is.
    kind: Option<String>,
    /// The report in which it stands.
    report: Option<String>,
}

/// Lists claims, the last to arrive first
#[utoipa::path(get, path = "/claims", tag = "claims", params(WhichClaims, Turned), responses((status = 200, body = Page<ClaimRecord>), Failures))]
pub async fn claims(
    State(app): State<App>,
    Asked(which): Asked<WhichClaims>,
    Asked(turned): Asked<Turned>,
) -> Answered<Page<ClaimRecord>> {
    day(&which.since)?;
    day(&which.until)?;
    let (limit, before) = (turned.limit()?, turned.from(i64::MAX)?);
    let page = app.ask(move |ledger| {
        let report = which
            .report
            .as_deref()
            .map(|name| ledger.find_report(name))
            .transpose()?;
        let filter = ClaimFilter {
            actor: which.actor.as_deref(),
            outlet: which.outlet.as_deref(),
            since: which.since.as_deref(),
            until: which.until.as_deref(),
            stance: which.stance.as_deref(),
            kind: which.kind.as_deref(),
            words: which.words.as_deref(),
            report,
        };
        let keys = ledger.newest_claims(&filter, before, limit + 1)?;
        let last = (keys.len() > limit).then(|| keys.get(limit - 1).map_or(0, |k| k.row()));
        let keys = keys.get(..limit).unwrap_or(&keys);
        Ok(Page::downward(records(ledger, keys, false)?, last))
    });
    Ok(Found(page.await?))
}

fn records(ledger: &Ledger, keys: &[ClaimKey], rules: bool) -> Result<Vec<ClaimRecord>, Failure> {
    let mut out = Vec::with_capacity(keys.len());
    let mut last: Option<(ReportRow, String)> = None;
    for key in keys {
        let row = ledger.claim(*key)?;
        let (report, text) = match last.take() {
            Some(found) if found.0.key == row.report => found,
            _ => (ledger.report(row.report)?, ledger.text(row.report)?),
        };
        out.push(ClaimRecord::new(&report, &Words::new(&text), &row, rules));
        last = Some((report, text));
    }
    Ok(out)
}

/// Shows a claim, in the oldest report that has it word for word
#[utoipa::path(get, path = "/claims/{id}", tag = "claims", params(("id" = String, Path, description = "Its id, or the first digits of it")),
    responses((status = 200, body = ClaimRecord), Failures))]
pub async fn claim(State(app): State<App>, Named(id): Named<String>) -> Answered<ClaimRecord> {
    let record = app.ask(move |ledger| {
        let keys = ledger.find_claim(&id)?;
        let first = keys.get(..1).unwrap_or_default();
        records(ledger, first, false)?
            .pop()
            .ok_or_else(|| Failure::absent("no such claim"))
    });
    Ok(Found(record.await?))
}

/// Takes a claim apart, in each report that has it word for word: what gave every field
#[utoipa::path(get, path = "/claims/{id}/why", tag = "claims", params(("id" = String, Path, description = "Its id, or the first digits of it")),
    responses((status = 200, body = Vec<ClaimRecord>), Failures))]
pub async fn why(State(app): State<App>, Named(id): Named<String>) -> Answered<Vec<ClaimRecord>> {
    let found = app.ask(move |ledger| records(ledger, &ledger.find_claim(&id)?, true));
    Ok(Found(found.await?))
}
