//! What can be asked.

use super::answer::{Asked, Failures, Found, Named};
use super::cursor::{Page, Turned};
use super::record::{
    Answer, Copied, DecisionRecord, HitRecord, Hits, QuestionRecord, QuestionSummary,
    ReadingRecord, RejectedRecord, Relation, ReportRecord, Status,
};
use crate::app::App;
use crate::failure::Failure;
use axum::extract::State;
use axum::http::header;
use axum::response::{IntoResponse, Response};
use sayso_ledger::{Ledger, QuestionFilter, QuestionOrder, QuestionWhole};
use serde::Deserialize;
use utoipa::{IntoParams, ToSchema};

pub(super) type Answered<T> = Result<Found<T>, Failure>;

pub(super) fn day(words: &Option<String>) -> Result<(), Failure> {
    let Some(words) = words else { return Ok(()) };
    let part = |words: &str, digits: usize, range: std::ops::RangeInclusive<u32>| {
        let all = words.len() == digits && words.bytes().all(|b| b.is_ascii_digit());
        all && words.parse().is_ok_and(|n| range.contains(&n))
    };
    let parts: Vec<&str> = words.split('-').collect();
    let good = match parts.as_slice() {
        [y] => part(y, 4, 0..=9999),
        [y, m] => part(y, 4, 0..=9999) && part(m, 2, 1..=12),
        [y, m, d] => part(y, 4, 0..=9999) && part(m, 2, 1..=12) && part(d, 2, 1..=31),
        _ => false,
    };
    if good {
        return Ok(());
    }
    Err(Failure::bad(
        "a day is written 2026-03-05; a month 2026-03, a year 2026",
    ))
}

/// Says how much is in the ledger
#[utoipa::path(get, path = "/status", tag = "ledger", responses((status = 200, body = Status), Failures))]
pub async fn status(State(app): State<App>) -> Answered<Status> {
    let counts = app.ask(|ledger| Ok(ledger.counts()?)).await?;
    Ok(Found(Status {
        reports: counts.reports,
        claims: counts.claims,
        rejected: counts.rejected,
        version: env!("CARGO_PKG_VERSION"),
    }))
}

/// What comes first.
#[derive(Clone, Copy, Debug, Default, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Sort {
    /// The most conflicts.
    #[default]
    Conflict,
    /// The most independent lines.
    Lines,
    /// The newest answer.
    Newest,
}

/// Which questions.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct WhichQuestions {
    /// Words that the question must have.
    words: Option<String>,
    /// What is counted.
    measure: Option<String>,
    /// Part of the place's name.
    place: Option<String>,
    /// Part of the name of someone who answers.
    actor: Option<String>,
    /// With an answer published on this day or later.
    #[param(pattern = "^[0-9]{4}(-(0[1-9]|1[0-2])(-(0[1-9]|[12][0-9]|3[01]))?)?$")]
    since: Option<String>,
    /// Only questions with answers in conflict.
    contested: Option<bool>,
    /// With at least so many answers.
    #[param(minimum = 0, maximum = 1000000)]
    answers: Option<usize>,
    /// What comes first.
    #[param(inline)]
    sort: Option<Sort>,
}

/// Lists questions: what comparable claims answer
#[utoipa::path(get, path = "/questions", tag = "questions", params(WhichQuestions, Turned), responses((status = 200, body = Page<QuestionSummary>), Failures))]
pub async fn questions(
    State(app): State<App>,
    Asked(which): Asked<WhichQuestions>,
    Asked(turned): Asked<Turned>,
) -> Answered<Page<QuestionSummary>> {
    day(&which.since)?;
    let (limit, skip) = (turned.limit()?, turned.skip()?);
    let page = app.ask(move |ledger| {
        let filter = QuestionFilter {
            measure: which.measure.as_deref(),
            place: which.place.as_deref(),
            actor: which.actor.as_deref(),
            words: which.words.as_deref(),
            since: which.since.as_deref(),
            contested: which.contested.unwrap_or(false),
            answers: which.answers.unwrap_or(1),
        };
        let order = match which.sort.unwrap_or_default() {
            Sort::Conflict => QuestionOrder::Conflict,
            Sort::Lines => QuestionOrder::Lines,
            Sort::Newest => QuestionOrder::Newest,
        };
        let found = ledger.find_questions(&filter, order, skip + limit + 1)?;
        let items = found.into_iter().skip(skip).map(Into::into).collect();
        Ok(Page::counted(items, skip, limit))
    });
    Ok(Found(page.await?))
}

/// Which state of a question.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct Known {
    /// As known at the end of this day.
    #[param(pattern = "^[0-9]{4}(-(0[1-9]|1[0-2])(-(0[1-9]|[12][0-9]|3[01]))?)?$")]
    pub(super) as_of: Option<String>,
    /// As the machine read it, without any decision.
    pub(super) machine: Option<bool>,
}

pub(super) fn whole(ledger: &Ledger, id: &str, known: &Known) -> Result<QuestionWhole, Failure> {
    if !id.bytes().any(|b| b.is_ascii_alphanumeric()) {
        return Err(Failure::absent(format!("no question is called {id:?}")));
    }
    let now = ledger.question(id)?;
    let machine = known.machine.unwrap_or(false);
    if known.as_of.is_none() && !machine {
        return Ok(now);
    }
    ledger
        .question_then(&now, known.as_of.as_deref(), machine)?
        .ok_or_else(|| Failure::absent("none of its answers was known then"))
}

/// Shows a question with all its answers
#[utoipa::path(get, path = "/questions/{id}", tag = "questions",
    params(("id" = String, Path, description = "Its id or the first digits of it, or the id of a claim that answers it"), Known),
    responses((status = 200, body = QuestionRecord), Failures))]
pub async fn question(
    State(app): State<App>,
    Named(id): Named<String>,
    Asked(known): Asked<Known>,
) -> Answered<QuestionRecord> {
    day(&known.as_of)?;
    let record = app.ask(move |ledger| {
        let whole = whole(ledger, &id, &known)?;
        Ok(QuestionRecord::new(ledger, &whole)?)
    });
    Ok(Found(record.await?))
}

/// Lists the answers of a question, oldest first
#[utoipa::path(get, path = "/questions/{id}/answers", tag = "questions",
    params(("id" = String, Path, description = "The question's id"), Known, Turned),
    responses((status = 200, body = Page<Answer>), Failures))]
pub async fn answers(
    State(app): State<App>,
    Named(id): Named<String>,
    Asked(known): Asked<Known>,
    Asked(turned): Asked<Turned>,
) -> Answered<Page<Answer>> {
    day(&known.as_of)?;
    let (limit, skip) = (turned.limit()?, turned.skip()?);
    let page = app.ask(move |ledger| {
        let whole = whole(ledger, &id, &known)?;
        let items = Answer::of(ledger, &whole, skip, limit + 1)?;
        Ok(Page::counted(items, skip, limit))
    });
    Ok(Found(page.await?))
}

/// Which relations.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct WhichRelations {
    /// Only those of this kind.
    #[param(inline)]
    kind: Option<Kind>,
}

/// How two answers stand to each other.
#[derive(Clone, Copy, Debug, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// Their possible values meet.
    Agree,
    /// They cannot both be true of the same thing at the same time.
    Conflict,
    /// The later revises the earlier.
    Revise,
    /// They are not of the same thing.
    Unlike,
}

/// Lists how the answers of a question stand to each other, and why
#[utoipa::path(get, path = "/questions/{id}/relations", tag = "questions",
    params(("id" = String, Path, description = "The question's id"), Known, WhichRelations, Turned),
    responses((status = 200, body = Page<Relation>), Failures))]
pub async fn relations(
    State(app): State<App>,
    Named(id): Named<String>,
    Asked(known): Asked<Known>,
    Asked(which): Asked<WhichRelations>,
    Asked(turned): Asked<Turned>,
) -> Answered<Page<Relation>> {
    day(&known.as_of)?;
    let (limit, skip) = (turned.limit()?, turned.skip()?);
    let kind = which.kind.map(|kind| match kind {
        Kind::Agree => "agree",
        Kind::Conflict => "conflict",
        Kind::Revise => "revise",
        Kind::Unlike => "unlike",
    });
    let page = app.ask(move |ledger| {
        let whole = whole(ledger, &id, &known)?;
        let like = whole
            .relations
            .iter()
            .filter(|r| kind.is_none_or(|k| r.2 == k));
        let items = like.skip(skip).take(limit + 1).map(Relation::new).collect();
        Ok(Page::counted(items, skip, limit))
    });
    Ok(Found(page.await?))
}

/// Which dispatches.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct WhichDispatches {
    /// Only the dispatch that this report carries.
    report: Option<String>,
}

/// Lists dispatches: the reports that carry one copy, oldest first
#[utoipa::path(get, path = "/dispatches", tag = "reports", params(WhichDispatches, Turned), responses((status = 200, body = Page<Vec<String>>), Failures))]
pub async fn dispatches(
    State(app): State<App>,
    Asked(which): Asked<WhichDispatches>,
    Asked(turned): Asked<Turned>,
) -> Answered<Page<Vec<String>>> {
    let (limit, skip) = (turned.limit()?, turned.skip()?);
    let page = app.ask(move |ledger| {
        let mut found = ledger.dispatches()?;
        if let Some(name) = &which.report {
            let key = ledger.find_report(name)?;
            found.retain(|d| d.reports.contains(&key));
        }
        let mut items = Vec::new();
        for dispatch in found.iter().skip(skip).take(limit + 1) {
            let names = dispatch
                .reports
                .iter()
                .map(|key| Ok(ledger.report(*key)?.name()));
            items.push(names.collect::<Result<Vec<_>, Failure>>()?);
        }
        Ok(Page::counted(items, skip, limit))
    });
    Ok(Found(page.await?))
}

/// Lists reports, the last to arrive first
#[utoipa::path(get, path = "/reports", tag = "reports", params(Turned), responses((status = 200, body = Page<ReportRecord>), Failures))]
pub async fn reports(
    State(app): State<App>,
    Asked(turned): Asked<Turned>,
) -> Answered<Page<ReportRecord>> {
    let (limit, before) = (turned.limit()?, turned.from(i64::MAX)?);
    let page = app.ask(move |ledger| {
        let keys = ledger.newest_reports(before, limit + 1)?;
        let last = (keys.len() > limit).then(|| keys.get(limit - 1).map_or(0, |k| k.row()));
        let items = keys
            .iter()
            .take(limit)
            .map(|key| Ok(ledger.report(*key)?.into()));
        Ok(Page::downward(items.collect::<Result<_, Failure>>()?, last))
    });
    Ok(Found(page.await?))
}

/// Says what is known of a report, and how
#[utoipa::path(get, path = "/reports/{id}", tag = "reports",
    params(("id" = String, Path, description = "The id that its input gave it, the first digits of its hash, its URL, or its file")),
    responses((status = 200, body = ReportRecord), Failures))]
pub async fn report(State(app): State<App>, Named(id): Named<String>) -> Answered<ReportRecord> {
    let record = app.ask(move |ledger| Ok(ledger.report(ledger.find_report(&id)?)?.into()));
    Ok(Found(record.await?))
}

/// Shows what was read in a report: its text and its claims
#[utoipa::path(get, path = "/reports/{id}/reading", tag = "reports", params(("id" = String, Path, description = "The report")),
    responses((status = 200, body = ReadingRecord), Failures))]
pub async fn reading(State(app): State<App>, Named(id): Named<String>) -> Answered<ReadingRecord> {
    let record = app.ask(move |ledger| {
        let key = ledger.find_report(&id)?;
        Ok(ReadingRecord::new(
            &ledger.report(key)?,
            ledger.reading(key)?,
        ))
    });
    Ok(Found(record.await?))
}

/// Gives the bytes of a report as they came, to be saved and not to be shown
#[utoipa::path(get, path = "/reports/{id}/raw", tag = "reports", params(("id" = String, Path, description = "The report")),
    responses((status = 200, body = Vec<u8>, content_type = "application/octet-stream"), Failures))]
pub async fn raw(State(app): State<App>, Named(id): Named<String>) -> Result<Response, Failure> {
    let found = app.ask(move |ledger| {
        let key = ledger.find_report(&id)?;
        let row = ledger.report(key)?;
        let end = match row.kind.as_str() {
            "html" => "html",
            "feed" => "xml",
            "json_line" => "json",
            _ => "txt",
        };
        let name: String = row.hash.to_string().chars().take(16).collect();
        Ok((
            ledger.raw(key)?,
            format!("attachment; filename=\"{name}.{end}\""),
        ))
    });
    let (bytes, name) = found.await?;
    let head = [
        (header::CONTENT_TYPE, "application/octet-stream".to_owned()),
        (header::CONTENT_DISPOSITION, name),
    ];
    Ok((head, bytes).into_response())
}

/// Lists the pairs that hold a report in its dispatch, with what each shares
#[utoipa::path(get, path = "/reports/{id}/copies", tag = "reports", params(("id" = String, Path, description = "The report")),
    responses((status = 200, body = Vec<Copied>), Failures))]
pub async fn copies(State(app): State<App>, Named(id): Named<String>) -> Answered<Vec<Copied>> {
    let found = app.ask(move |ledger| {
        let pairs = ledger.copies_of(ledger.find_report(&id)?)?;
        let records = pairs.into_iter().map(|pair| Ok(Copied::new(ledger, pair)?));
        records.collect::<Result<Vec<_>, Failure>>()
    });
    Ok(Found(found.await?))
}

/// What to look for.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct Looked {
    /// Words: all must occur, "two words" in quote marks stand together, begin* is any word that begins so; case and accents do not matter.
    #[param(min_length = 1)]
    q: String,
    /// At most so many reports (20 where nothing is said).
    #[param(minimum = 1, maximum = 100)]
    limit: Option<usize>,
}

/// Finds words in texts and claims, best report first; where very many reports have them, of those that were read last
#[utoipa::path(get, path = "/search", tag = "ledger", params(Looked), responses((status = 200, body = Hits), Failures))]
pub async fn search(State(app): State<App>, Asked(looked): Asked<Looked>) -> Answered<Hits> {
    let limit = looked.limit.unwrap_or(20);
    if !(1..=100).contains(&limit) {
        return Err(Failure::bad("limit is a number from 1 to 100"));
    }
    let hits = app.ask(move |ledger| {
        let (hits, all) = ledger.search_page(&looked.q, 0, limit, usize::MAX)?;
        let items = hits.iter().map(|hit| Ok(HitRecord::new(ledger, hit)?));
        let items = items.collect::<Result<Vec<_>, Failure>>()?;
        Ok(Hits { items, all })
    });
    Ok(Found(hits.await?))
}

/// Which input that was rejected.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct WhichRejected {
    /// Only of this class of reason.
    class: Option<String>,
}

/// Lists input that gave no report, and why
#[utoipa::path(get, path = "/rejected", tag = "ledger", params(WhichRejected, Turned), responses((status = 200, body = Page<RejectedRecord>), Failures))]
pub async fn rejected(
    State(app): State<App>,
    Asked(which): Asked<WhichRejected>,
    Asked(turned): Asked<Turned>,
) -> Answered<Page<RejectedRecord>> {
    let (limit, skip) = (turned.limit()?, turned.skip()?);
    let page = app.ask(move |ledger| {
        let found = ledger.rejected(which.class.as_deref())?.into_iter();
        let items = found.skip(skip).take(limit + 1).map(Into::into).collect();
        Ok(Page::counted(items, skip, limit))
    });
    Ok(Found(page.await?))
}

/// Which decisions.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct WhichDecisions {
    /// Only those that stand and no longer find what they are about.
    stale: Option<bool>,
}

/// Lists decisions, undone ones too, the last first
#[utoipa::path(get, path = "/decisions", tag = "decisions", params(WhichDecisions, Turned), responses((status = 200, body = Page<DecisionRecord>), Failures))]
pub async fn decisions(
    State(app): State<App>,
    Asked(which): Asked<WhichDecisions>,
    Asked(turned): Asked<Turned>,
) -> Answered<Page<DecisionRecord>> {
    let (limit, before) = (turned.limit()?, turned.from(i64::MAX)?);
    let page = app.ask(move |ledger| {
        let mut found = ledger.decisions()?;
        found.reverse();
        found.retain(|d| {
            d.id < before && (!which.stale.unwrap_or(false) || !d.applies && d.undone.is_none())
        });
        let last = (found.len() > limit).then(|| found.get(limit - 1).map_or(0, |d| d.id));
        let items = found.into_iter().take(limit).map(Into::into).collect();
        Ok(Page::downward(items, last))
    });
    Ok(Found(page.await?))
}

#[cfg(test)]
mod tests {
    use super::day;

    #[test]
    fn days_are_those_of_the_schema() {
        for good in ["2026", "2026-03", "2026-03-05"] {
            assert!(day(&Some(good.into())).is_ok(), "{good}");
        }
        for bad in [
            "",
            "26",
            "2026-13",
            "2026-3-5",
            "2026-03-05T10",
            "2026-03-05-01",
            "２０２６",
            "-026",
        ] {
            assert!(day(&Some(bad.into())).is_err(), "{bad}");
        }
    }
}
