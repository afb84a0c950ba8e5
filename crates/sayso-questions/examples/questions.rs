//! Questions over readings in the JSON lines of `sayso extract`, as `sayso questions --format json` prints them.
//!
//!     questions READINGS.jsonl [--dispatches DISPATCHES.json] [--as-of DAY] [--text] > QUESTIONS.json
//!
//! READINGS may be gold readings too. DISPATCHES is a list of lists of report ids. `--text` prints the questions to read instead.

use sayso_claims as read;
use sayso_language::Span;
use sayso_questions::{Claim, Context, Question, Report, questions};
use serde_json::Value;
use std::collections::HashMap;
use std::io::Write;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let args: Vec<String> = std::env::args().skip(1).collect();
    let option = |name: &str| {
        args.iter()
            .position(|a| a == name)
            .and_then(|i| args.get(i + 1))
    };
    let path = args
        .first()
        .ok_or("questions READINGS.jsonl [--dispatches FILE] [--as-of DAY] [--text]")?;
    let mut dispatch: HashMap<String, String> = HashMap::new();
    if let Some(file) = option("--dispatches") {
        let groups: Vec<Vec<String>> = serde_json::from_str(&std::fs::read_to_string(file)?)?;
        for group in groups {
            let name = group.iter().min().cloned().unwrap_or_default();
            dispatch.extend(group.into_iter().map(|id| (id, name.clone())));
        }
    }
    let mut reports = Vec::new();
    for line in std::fs::read_to_string(path)?.lines() {
        let value: Value = serde_json::from_str(line)?;
        let mut report = report(&value)?;
        report.dispatch = dispatch.get(&report.id).cloned();
        reports.push(report);
    }
    let started = std::time::Instant::now();
    let all = questions(&reports, option("--as-of").map(String::as_str));
    eprintln!(
        "{} reports, {} questions, {:.2?}",
        reports.len(),
        all.len(),
        started.elapsed()
    );
    let mut out = std::io::BufWriter::new(std::io::stdout().lock());
    if args.iter().any(|a| a == "--text") {
        for question in &all {
            print(&mut out, question)?;
        }
        return Ok(());
    }
    let written: Vec<Value> = all.iter().map(contract).collect::<Result<_, _>>()?;
    serde_json::to_writer(&mut out, &written)?;
    Ok(out.flush()?)
}

/// A question with its relations as triples, which is what `score/ledger.py` reads; the reasons stand beside them.
fn contract(question: &Question) -> Result<Value, serde_json::Error> {
    let mut value = serde_json::to_value(question)?;
    let (triples, reasons): (Vec<_>, Vec<_>) = question
        .relations
        .iter()
        .map(|(i, j, kind, why)| ((i, j, kind), why))
        .unzip();
    value["relations"] = serde_json::to_value(triples)?;
    value["reasons"] = serde_json::to_value(reasons)?;
    Ok(value)
}

fn print(out: &mut impl Write, question: &Question) -> std::io::Result<()> {
    writeln!(
        out,
        "\n{}  {}  ({} reports, {} lines)",
        question.id, question.text, question.reports, question.lines
    )?;
    for (answer, standing) in question.answers.iter().zip(&question.standing) {
        let actor = answer.actor.as_deref().unwrap_or("–");
        let position = answer
            .position
            .map(|p| format!("{p:?}: "))
            .unwrap_or_default();
        writeln!(
            out,
            "   line {}  {position}{}  {actor}  {} {}  as of {}  agree {} lines, conflict {}{}",
            answer.line,
            answer.words,
            answer.report,
            answer.claim,
            answer.as_of.as_deref().unwrap_or("–"),
            standing.lines,
            standing.conflicts,
            if standing.latest { "  latest" } else { "" }
        )?;
    }
    for (i, j, kind, why) in question.relations.iter().take(12) {
        writeln!(out, "      {i}–{j} {kind:?}: {why}")?;
    }
    Ok(())
}

fn report(value: &Value) -> Result<Report, Box<dyn std::error::Error>> {
    let string = |name: &str| value.get(name).and_then(Value::as_str).map(str::to_owned);
    let text = string("text").unwrap_or_default();
    let at: Vec<usize> = text
        .char_indices()
        .map(|(i, _)| i)
        .chain([text.len()])
        .collect();
    let bytes = |span: &mut Span| {
        let point = |n: usize| at.get(n).copied().unwrap_or(text.len());
        *span = Span::new(point(span.start), point(span.end));
    };
    let mut claims = Vec::new();
    for given in value
        .get("claims")
        .and_then(Value::as_array)
        .into_iter()
        .flatten()
    {
        let mut given = given.clone();
        if let Some(object) = given.as_object_mut() {
            object.remove("evidence");
        }
        let mut claim: read::Claim = serde_json::from_value(given)?;
        for span in claim
            .source
            .iter_mut()
            .chain(&mut claim.cue)
            .chain(&mut claim.content)
        {
            bytes(span);
        }
        for figure in &mut claim.figures {
            bytes(&mut figure.span);
            let words = figure.span.of(&text).to_lowercase();
            figure.rule = Some(match figure.modifier.as_str() {
                "vague" => format!("vague:{words}"),
                _ => format!(
                    "modifier:{}",
                    words.trim_end_matches(|c: char| !c.is_alphabetic())
                ),
            });
        }
        for time in &mut claim.times {
            bytes(&mut time.span);
            if time.role.as_deref() == Some("said") && claim.said.is_none() {
                claim.said = time.value.clone();
            }
        }
        claims.push(Claim::of(&text, &claim));
    }
    let field = |name: &str| string(name).unwrap_or_default();
    let plain = without_boilerplate(&text, &at, value);
    Ok(Report {
        context: Context::of(&field("title"), &plain, &field("outlet"), &field("url")),
        id: field("id"),
        published: string("published"),
        outlet: string("outlet"),
        title: string("title"),
        dispatch: None,
        claims,
    })
}

fn without_boilerplate(text: &str, at: &[usize], value: &Value) -> String {
    let mut out = String::new();
    let mut from = 0;
    for span in value
        .get("boilerplate")
        .and_then(Value::as_array)
        .into_iter()
        .flatten()
    {
        let end = |i: usize| {
            span.get(i)
                .and_then(Value::as_u64)
                .and_then(|n| at.get(n as usize))
                .copied()
        };
        if let (Some(start), Some(until)) = (end(0), end(1))
            && start >= from
        {
            out.push_str(text.get(from..start).unwrap_or(""));
            out.push('\n');
            from = until;
        }
    }
    out.push_str(text.get(from..).unwrap_or(""));
    out
}
