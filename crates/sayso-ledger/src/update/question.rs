//! Questions in the file: made anew for every event in which something changed.

use super::load::{Stored, pack};
use super::neighbourhood::{Parting, Stale};
use super::{dispatch, event, numbers};
use crate::contract::Words;
use crate::decision;
use crate::keep::Failed;
use rusqlite::{Connection, params};
use sayso_claims::Claim;
use sayso_language::Span;
use sayso_questions::moment::Published;
use sayso_questions::{Question, Relation, Report, events, in_order};
use std::collections::{BTreeSet, HashMap};

/// Makes the questions of the events around up to `most` stale reports anew; gives of how many events, none where no report is stale.
pub(super) fn make(db: &Connection, most: usize) -> Result<Option<usize>, Failed> {
    let stale = stale(db)?;
    if stale.is_empty() {
        return Ok(None);
    }
    let decided = decision::Standing::of(db)?;
    let some: Vec<i64> = stale.keys().copied().take(most).collect();
    let mut parting = Parting::new(db);
    parting.part_around(&some, &stale)?;
    let mut events = Vec::with_capacity(parting.events.len());
    for heads in &parting.events {
        let mut members: BTreeSet<i64> = heads.iter().copied().collect();
        for head in heads {
            let sql = "SELECT report FROM dispatch WHERE head = ?";
            members.extend(numbers(db, sql, [head])?);
        }
        forget(db, &members)?;
        events.push(members);
    }
    for members in &events {
        let reports = reports(db, members, &decided)?;
        let numbers_of: HashMap<String, i64> =
            reports.iter().map(|(n, r)| (r.id.clone(), *n)).collect();
        let mut event: Vec<&Report> = reports.iter().map(|(_, report)| report).collect();
        in_order(&mut event);
        let published: HashMap<&str, Option<&str>> = event
            .iter()
            .map(|r| (r.id.as_str(), r.published.as_deref()))
            .collect();
        for question in decided.questions(&event) {
            keep(db, &question, &numbers_of, &published)?;
        }
    }
    let looked_at = stale.keys().filter(|s| parting.done.contains(s));
    for report in some.iter().chain(looked_at) {
        db.prepare_cached("DELETE FROM stale WHERE report = ?")?
            .execute([report])?;
    }
    Ok(Some(events.len()))
}

fn stale(db: &Connection) -> rusqlite::Result<Stale> {
    let mut statement = db.prepare_cached("SELECT report, edges FROM stale")?;
    let rows = statement.query_map([], |r| Ok((r.get(0)?, r.get(1)?)))?;
    rows.collect()
}

/// Drops the questions that these reports answer.
fn forget(db: &Connection, members: &BTreeSet<i64>) -> Result<(), Failed> {
    for member in members {
        for question in numbers(db, "SELECT question FROM answer WHERE report = ?", [member])? {
            for sql in [
                "DELETE FROM answer WHERE question = ?",
                "DELETE FROM whole WHERE question = ?",
                "DELETE FROM question WHERE id = ?",
            ] {
                db.prepare_cached(sql)?.execute([question])?;
            }
        }
    }
    Ok(())
}

/// The reports of these numbers as questions want them, with what was decided.
fn reports(
    db: &Connection,
    numbers: &BTreeSet<i64>,
    decided: &decision::Standing,
) -> Result<Vec<(i64, Report)>, Failed> {
    let mut out = Vec::with_capacity(numbers.len());
    for &number in numbers {
        if let Some(report) = report(db, number, decided)? {
            out.push((number, report));
        }
    }
    Ok(out)
}

/// The questions of these reports made anew, as known on a day, without keeping anything.
pub(crate) fn fresh(
    db: &Connection,
    numbers: &BTreeSet<i64>,
    decided: &decision::Standing,
    as_of: Option<&str>,
) -> Result<Vec<Question>, Failed> {
    let reports = reports(db, numbers, decided)?;
    let until = as_of.map(|day| Published::read_until(day).unwrap_or(i64::MIN));
    let published = |r: &Report| r.published.as_deref().and_then(Published::read);
    let mut known: Vec<&Report> = reports
        .iter()
        .map(|(_, report)| report)
        .filter(|r| until.is_none_or(|until| published(r).is_some_and(|p| p.minute <= until)))
        .collect();
    in_order(&mut known);
    let mut out = Vec::new();
    for found in events(&known) {
        let event: Vec<&Report> = found
            .iter()
            .filter_map(|i| known.get(*i).copied())
            .collect();
        out.extend(decided.questions(&event));
    }
    out.sort_by(|a, b| {
        let size = |q: &Question| q.answers.len();
        size(b).cmp(&size(a)).then_with(|| a.id.cmp(&b.id))
    });
    Ok(out)
}

/// A report as questions want it, with what was decided.
fn report(
    db: &Connection,
    number: i64,
    decided: &decision::Standing,
) -> Result<Option<Report>, Failed> {
    let Some(stored) = Stored::of(db, number)? else {
        return Ok(None);
    };
    let words = Words::new(&stored.text);
    let mut statement =
        db.prepare_cached("SELECT json FROM claim WHERE report = ? ORDER BY position")?;
    let rows = statement.query_map([number], |r| r.get::<_, String>(0))?;
    let mut claims = Vec::new();
    for json in rows {
        let mut claim: Claim = serde_json::from_str(&json?)?;
        let dropped = decided.respan(&mut claim);
        claim_in_bytes(&mut claim, &words);
        let claim = sayso_questions::Claim::of(&stored.text, &claim);
        claims.extend(decided.apply(claim, &dropped));
    }
    let head = dispatch::head(db, number)?;
    let copies = db
        .prepare_cached("SELECT 1 FROM dispatch WHERE report = ?")?
        .exists([number])?;
    let dispatch = if copies {
        Some(super::load::order(db, head)?.1)
    } else {
        None
    };
    Ok(Some(Report {
        id: stored.name,
        published: stored.published,
        outlet: stored.outlet,
        title: stored.title,
        context: event::context_of(db, number)?
            .map(|c| c.0)
            .unwrap_or_default(),
        dispatch,
        claims,
    }))
}

fn claim_in_bytes(claim: &mut Claim, words: &Words<'_>) {
    let turn = |spans: &mut Vec<Span>| spans.iter_mut().for_each(|s| *s = words.bytes(*s));
    turn(&mut claim.source);
    turn(&mut claim.cue);
    turn(&mut claim.content);
    for figure in &mut claim.figures {
        figure.span = words.bytes(figure.span);
    }
    for time in &mut claim.times {
        time.span = words.bytes(time.span);
    }
}

fn keep(
    db: &Connection,
    question: &Question,
    numbers_of: &HashMap<String, i64>,
    published: &HashMap<&str, Option<&str>>,
) -> Result<(), Failed> {
    let conflicts = question
        .relations
        .iter()
        .filter(|r| r.2 == Relation::Conflict)
        .count();
    let newest = question
        .answers
        .iter()
        .filter_map(|a| published.get(a.report.as_str()).copied().flatten())
        .max();
    let id = db
        .prepare_cached(
            "INSERT INTO question (name, text, measure, of, place, lines, reports, answers, conflicts, newest) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        )?
        .insert(params![
            question.id, question.text, question.measure, question.of, question.place, question.lines as i64, question.reports as i64,
            question.answers.len() as i64, conflicts as i64, newest
        ])?;
    db.prepare_cached("INSERT INTO whole (question, zstd) VALUES (?, ?)")?
        .execute(params![id, pack(question)?])?;
    for (n, answer) in question.answers.iter().enumerate() {
        let Some(report) = numbers_of.get(&answer.report) else {
            continue;
        };
        let claim = crate::id::short(&answer.claim).unwrap_or_default();
        db.prepare_cached(
            "INSERT INTO answer (question, n, report, claim, row, hash) SELECT ?1, ?2, ?3, ?4, coalesce(min(id), 0), ?5 FROM claim WHERE name = ?4 AND report = ?3",
        )?
        .execute(params![id, n as i64, report, &claim[..], answer.hash() as i64])?;
    }
    Ok(())
}
