//! One question in the forms of other programs, to be downloaded or copied.

use super::answer::{Asked, Failures, Named};
use super::ask::{self, Known};
use crate::app::App;
use crate::failure::Failure;
use axum::extract::State;
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use sayso_export::{Profile, answers_of, json_ld, wikitext};
use sayso_ledger::Ledger;
use sayso_ledger::policy::{Policy, Tlp};
use serde::Deserialize;
use utoipa::{IntoParams, ToSchema};

/// A form.
#[derive(Clone, Copy, Debug, Deserialize, ToSchema)]
#[serde(rename_all = "lowercase")]
pub enum Form {
    /// Rows with the columns of a convention, by RFC 4180.
    Csv,
    /// A table with references for a wiki.
    Wikitext,
    /// schema.org Claim and Quotation with Web Annotation selectors.
    Jsonld,
}

/// Whose columns and convention; of CSV alone.
#[derive(Clone, Copy, Debug, Default, Deserialize, ToSchema)]
#[serde(rename_all = "lowercase")]
pub enum Columns {
    /// Armed Conflict Location & Event Data.
    Acled,
    /// UCDP Georeferenced Event Dataset.
    Ucdp,
    /// Iraq Body Count.
    Ibc,
    /// The literal bounds.
    #[default]
    Plain,
}

/// What is wanted.
#[derive(Clone, Copy, Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct Wanted {
    /// The form.
    #[param(inline)]
    format: Form,
    /// Whose columns and convention; of CSV alone.
    #[param(inline)]
    convention: Option<Columns>,
}

/// Gives a question as CSV, wikitext or JSON-LD
#[utoipa::path(get, path = "/questions/{id}/export", tag = "questions",
    params(("id" = String, Path, description = "The question's id"), Wanted, Known),
    responses((status = 200, content((String = "text/csv"), (String = "text/plain"), (String = "application/ld+json"))), Failures))]
pub async fn form(
    State(app): State<App>,
    Named(id): Named<String>,
    Asked(wanted): Asked<Wanted>,
    Asked(known): Asked<Known>,
) -> Result<Response, Failure> {
    ask::day(&known.as_of)?;
    let (name, body) = app
        .ask(move |ledger| written(ledger, &id, wanted, &known))
        .await?;
    let (kind, end) = match wanted.format {
        Form::Csv => ("text/csv; charset=utf-8", "csv"),
        Form::Wikitext => ("text/plain; charset=utf-8", "txt"),
        Form::Jsonld => ("application/ld+json", "jsonld"),
    };
    let file = format!("attachment; filename=\"{name}.{end}\"");
    let head = [
        (header::CONTENT_TYPE, kind.to_owned()),
        (header::CONTENT_DISPOSITION, file),
    ];
    Ok((head, body).into_response())
}

fn written(
    ledger: &Ledger,
    id: &str,
    wanted: Wanted,
    known: &Known,
) -> Result<(String, Vec<u8>), Failure> {
    let whole = ask::whole(ledger, id, known)?;
    let name = whole.id.clone();
    let machine = known.machine.unwrap_or(false);
    let policy = Policy::of(ledger, Tlp::default())?;
    let refused = |e: &dyn std::fmt::Display| Failure::new(StatusCode::FORBIDDEN, e.to_string());
    if !policy.is_open() {
        for answer in answers_of(ledger, whole.clone(), machine).map_err(broken)? {
            let said = answer.map_err(broken)?.said;
            policy
                .may_go(&said.report, &said.row().id.to_string())
                .map_err(|e| refused(&e))?;
        }
    }
    let mut out = Vec::new();
    let when = sayso_ledger::Known::on(known.as_of.as_deref(), None);
    let answers = answers_of(ledger, whole, machine).map_err(broken)?;
    match wanted.format {
        Form::Csv => wanted
            .convention
            .unwrap_or_default()
            .profile()
            .write(&mut out, &when, answers),
        Form::Wikitext => wikitext::write(&mut out, &when, answers),
        Form::Jsonld => json_ld::write_answers(&mut out, answers),
    }
    .map_err(broken)?;
    policy.look("the export", &out).map_err(|e| refused(&e))?;
    Ok((name, out))
}

impl Columns {
    fn profile(self) -> Profile {
        match self {
            Columns::Acled => Profile::Acled,
            Columns::Ucdp => Profile::Ucdp,
            Columns::Ibc => Profile::Ibc,
            Columns::Plain => Profile::Plain,
        }
    }
}

fn broken(_: sayso_export::Error) -> Failure {
    Failure::defect()
}
