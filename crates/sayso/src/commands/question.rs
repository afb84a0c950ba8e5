//! `question`: one question with its answers, how they stand to each other, and why.

use super::claims::day;
use crate::cli::{Context, Exit, Format};
use crate::paint::{Ink, Paint};
use crate::record::Record;
use crate::rows::Rows;
use crate::table::{self, Cell};
use sayso_ledger::{AnswerRow, Ledger, QuestionFilter, QuestionRow, QuestionWhole};
use sayso_read::fresh;
use serde::Serialize;
use std::collections::BTreeMap;
use std::io::{BufWriter, Write};

/// Shows one question: who answers what, on how many independent lines, and who conflicts with whom
///
/// Answers stand oldest first, with a bar for the values that each one's wording gives: full where the words give it, open (·) where they give no end.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// The question's id or the first digits of it, or the id of a claim that answers it
    question: String,
    /// As known at the end of this day
    #[arg(long, value_name = "DAY", value_parser = day)]
    as_of: Option<String>,
    /// The reading without any decision
    #[arg(long)]
    machine: bool,
    /// Why answers are one line, and every relation with its reason
    #[arg(long)]
    why: bool,
    /// At most so many answers; 0 for all
    #[arg(long, value_name = "N", default_value_t = 200)]
    limit: usize,
}

pub fn run(args: &Args, at: &Context) -> anyhow::Result<Exit> {
    let ledger = fresh(&at.ledger)?;
    ledger.freeze()?;
    let mut whole = ledger.question(&args.question)?;
    if args.as_of.is_some() || args.machine {
        let claims: Vec<String> = whole.answers.iter().map(|a| a.claim.clone()).collect();
        let shares = |q: &QuestionWhole| {
            q.answers
                .iter()
                .filter(|a| claims.contains(&a.claim))
                .count()
        };
        let anew = ledger.questions_anew(Some(&whole.id), args.as_of.as_deref(), args.machine)?;
        let Some(found) = anew
            .into_iter()
            .filter(|q| q.measure == whole.measure)
            .max_by_key(|q| (shares(q), std::cmp::Reverse(q.id.clone())))
            .filter(|q| shares(q) > 0)
        else {
            anyhow::bail!("{}: none of its answers was known then", whole.id);
        };
        whole = found;
    }
    let mut out = BufWriter::new(std::io::stdout().lock());
    let mut rows = match at.format {
        None | Some(Format::Table) => {
            out.write_all(in_table(&ledger, &whole, args, at)?.as_bytes())?;
            out.flush()?;
            return Ok(Exit::Done);
        }
        Some(Format::Json) => Rows::json(out, false),
        Some(Format::Jsonl) => Rows::json(out, true),
        Some(Format::Csv) => Rows::csv::<QuestionRecord>(out)?,
    };
    rows.write(&QuestionRecord::new(&ledger, &whole)?)?;
    rows.end()?;
    Ok(Exit::Done)
}

/// A question by the contract.
#[derive(Serialize)]
pub struct QuestionRecord {
    id: String,
    text: String,
    measure: Option<String>,
    of: Option<String>,
    place: Option<String>,
    since: Option<String>,
    unit: Option<String>,
    lines: usize,
    reports: usize,
    answers: Vec<AnswerRecord>,
    /// Two answers and how they stand; why, at the same place of `reasons`.
    relations: Vec<(usize, usize, String)>,
    reasons: Vec<String>,
}

#[derive(Serialize)]
struct AnswerRecord {
    report: String,
    claim: String,
    lower: Option<f64>,
    upper: Option<f64>,
    actor: Option<String>,
    origin: Option<String>,
    said: Option<String>,
    as_of: Option<String>,
    line: usize,
    position: Option<String>,
    words: String,
    lines: usize,
    conflicts: usize,
    confirmed_by: Vec<String>,
    denied_by: Vec<String>,
    not_confirmed_by: Vec<String>,
    latest: bool,
}

impl QuestionRecord {
    pub fn new(ledger: &Ledger, q: &QuestionWhole) -> anyhow::Result<Self> {
        let mut names: BTreeMap<&str, String> = BTreeMap::new();
        for answer in &q.answers {
            if !names.contains_key(answer.report.as_str()) {
                let key = ledger.report_of(&answer.report)?;
                names.insert(&answer.report, ledger.report(key)?.name());
            }
        }
        let answer = |(n, a): (usize, &AnswerRow)| {
            let standing = q.standing.get(n).cloned().unwrap_or_default();
            AnswerRecord {
                report: names.get(a.report.as_str()).cloned().unwrap_or_default(),
                claim: a.claim.clone(),
                lower: a.lower,
                upper: a.upper,
                actor: a.actor.clone(),
                origin: a.origin.clone(),
                said: a.said.clone(),
                as_of: a.as_of.clone(),
                line: a.line,
                position: a.position.clone(),
                words: a.words.clone(),
                lines: standing.lines,
                conflicts: standing.conflicts,
                confirmed_by: standing.confirmed_by.into_iter().collect(),
                denied_by: standing.denied_by.into_iter().collect(),
                not_confirmed_by: standing.not_confirmed_by.into_iter().collect(),
                latest: standing.latest,
            }
        };
        Ok(QuestionRecord {
            id: q.id.clone(),
            text: q.text.clone(),
            measure: q.measure.clone(),
            of: q.of.clone(),
            place: q.place.clone(),
            since: q.since.clone(),
            unit: q.unit.clone(),
            lines: q.lines,
            reports: q.reports,
            answers: q.answers.iter().enumerate().map(answer).collect(),
            relations: q
                .relations
                .iter()
                .map(|(i, j, kind, _)| (*i, *j, kind.clone()))
                .collect(),
            reasons: q.relations.iter().map(|r| r.3.clone()).collect(),
        })
    }
}

impl Record for QuestionRecord {
    const HEADER: &'static [&'static str] = &[
        "question",
        "text",
        "measure",
        "of",
        "place",
        "since",
        "unit",
        "report",
        "claim",
        "actor",
        "origin",
        "said",
        "as_of",
        "lower",
        "upper",
        "position",
        "words",
        "line",
        "lines",
        "conflicts",
        "latest",
    ];

    fn cells(&self) -> Vec<Vec<String>> {
        let word = |o: &Option<String>| o.clone().unwrap_or_default();
        let number = |o: Option<f64>| o.map(|n| n.to_string()).unwrap_or_default();
        let row = |a: &AnswerRecord| {
            vec![
                self.id.clone(),
                self.text.clone(),
                word(&self.measure),
                word(&self.of),
                word(&self.place),
                word(&self.since),
                word(&self.unit),
                a.report.clone(),
                a.claim.clone(),
                word(&a.actor),
                word(&a.origin),
                word(&a.said),
                word(&a.as_of),
                number(a.lower),
                number(a.upper),
                word(&a.position),
                a.words.clone(),
                (a.line + 1).to_string(),
                a.lines.to_string(),
                a.conflicts.to_string(),
                a.latest.to_string(),
            ]
        };
        self.answers.iter().map(row).collect()
    }
}

/// Whether a question made anew meets a filter.
pub fn meets(q: &QuestionWhole, filter: &QuestionFilter<'_>) -> bool {
    let has = |of: Option<&str>, part: &str| {
        of.is_some_and(|o| o.to_lowercase().contains(&part.to_lowercase()))
    };
    q.answers.len() >= filter.answers
        && filter
            .measure
            .is_none_or(|m| q.measure.as_deref() == Some(m))
        && filter.place.is_none_or(|p| has(q.place.as_deref(), p))
        && filter
            .actor
            .is_none_or(|a| q.answers.iter().any(|x| has(x.actor.as_deref(), a)))
        && filter.words.is_none_or(|w| {
            w.split_whitespace()
                .all(|w| has(Some(&q.text), w.trim_matches(['"', '*'])))
        })
        && filter
            .since
            .is_none_or(|s| q.answers.iter().any(|a| a.as_of.as_deref() >= Some(s)))
        && (!filter.contested || conflicts(q) > 0)
}

fn conflicts(q: &QuestionWhole) -> usize {
    q.relations.iter().filter(|r| r.2 == "conflict").count()
}

/// A question made anew, as a row of a list.
pub fn row(q: &QuestionWhole) -> QuestionRow {
    QuestionRow {
        name: q.id.clone(),
        text: q.text.clone(),
        measure: q.measure.clone(),
        place: q.place.clone(),
        lines: q.lines as u64,
        reports: q.reports as u64,
        answers: q.answers.len() as u64,
        conflicts: conflicts(q) as u64,
        newest: q.answers.iter().filter_map(|a| a.as_of.clone()).max(),
    }
}

fn in_table(
    ledger: &Ledger,
    q: &QuestionWhole,
    args: &Args,
    at: &Context,
) -> anyhow::Result<String> {
    let paint = Paint { colour: at.colour };
    let width = table::width();
    let mut out = String::new();
    let count =
        |n: usize, one: &str, many: &str| format!("{n} {}", if n == 1 { one } else { many });
    out.push_str(&format!(
        "{}\n",
        paint.ink(Ink::Bold, &table::plain(&q.text))
    ));
    let known = args
        .as_of
        .as_ref()
        .map(|d| format!(", as known on {d}"))
        .unwrap_or_default();
    out.push_str(&format!(
        "{}, {}, {}; {}{known}\n\n",
        count(q.answers.len(), "answer", "answers"),
        count(q.reports, "report", "reports"),
        count(q.lines, "line", "lines"),
        count(conflicts(q), "conflict", "conflicts"),
    ));
    let bar = if q.measure.is_some() { 22 } else { 0 };
    let actor = ((width.saturating_sub(10 + 4 + bar + 12)) / 3).clamp(12, 34);
    let words = width
        .saturating_sub(10 + 4 + actor + bar + 12)
        .clamp(12, 60);
    let widths = [3, 10, actor, words, 4, bar.max(1)];
    let head = |words: &str| Cell::new(words, Ink::Dim);
    let heads = ["", "as of", "who", "words", "line", ""].map(head);
    out.push_str(&table::row(paint, 0, &widths, &heads, 1));
    let scale = Scale::of(&q.answers);
    let most = if args.limit == 0 {
        usize::MAX
    } else {
        args.limit
    };
    for (n, answer) in q.answers.iter().enumerate().take(most) {
        let who = match (&answer.actor, &answer.origin) {
            (Some(a), Some(o)) if a != o => format!("{a} ({o})"),
            (Some(a), _) => a.clone(),
            (None, Some(o)) => o.clone(),
            (None, None) => "–".to_owned(),
        };
        let standing = q.standing.get(n).cloned().unwrap_or_default();
        let ink = if standing.latest {
            Ink::Content
        } else {
            Ink::Dim
        };
        let said = answer
            .position
            .clone()
            .map(|p| format!("{}: {}", p.replace('_', " "), answer.words))
            .unwrap_or_else(|| answer.words.clone());
        let cells = [
            Cell::new(&format!("{}", n + 1), Ink::Dim),
            Cell::new(answer.as_of.as_deref().unwrap_or("–"), Ink::Plain),
            Cell::new(&who, Ink::Source),
            Cell::new(&said, ink),
            Cell::new(&format!("{:>4}", answer.line + 1), Ink::Plain),
            Cell::new(&scale.bar(answer, bar), Ink::Plain),
        ];
        out.push_str(&table::row(paint, 0, &widths, &cells, 3));
    }
    if q.answers.len() > most {
        out.push_str(&format!(
            "… and {} more; --limit 0 shows all\n",
            q.answers.len() - most
        ));
    }
    out.push_str(&relations(q, args, paint, width));
    if let Some(first) = q.answers.first() {
        let key = ledger.report_of(&first.report)?;
        let name = ledger.report(key)?.name();
        let report: String = name.chars().take(24).collect();
        let more = if args.why {
            ""
        } else {
            " --why gives the reason of every relation and line."
        };
        let hint = format!(
            "sayso{0} why {1} takes the first answer apart, sayso{0} show {report} shows its report.{more}",
            at.ledger_flag(),
            first.claim
        );
        out.push_str(&format!("\n{}", table::hint(paint, &hint)));
    }
    Ok(out)
}

fn relations(q: &QuestionWhole, args: &Args, paint: Paint, width: usize) -> String {
    let mut out = String::new();
    for (kind, title) in [
        ("conflict", "In conflict"),
        ("revise", "Revised"),
        ("agree", "Agree"),
        ("unlike", "Not comparable"),
    ] {
        let found: Vec<_> = q.relations.iter().filter(|r| r.2 == kind).collect();
        if found.is_empty() || !args.why && kind != "conflict" && kind != "revise" {
            continue;
        }
        let most = if args.why { usize::MAX } else { 6 };
        out.push_str(&format!("\n{}\n", paint.ink(Ink::Bold, title)));
        for (i, j, _, why) in found.iter().take(most) {
            for line in table::wrap(
                &table::plain(&format!("{} and {}: {why}", i + 1, j + 1)),
                width.saturating_sub(2),
                4,
            ) {
                out.push_str(&format!("  {line}\n"));
            }
        }
        if found.len() > most {
            out.push_str(&format!("  … {} more\n", found.len() - most));
        }
    }
    if args.why && !q.ties.ties.is_empty() {
        out.push_str(&format!(
            "\n{}\n",
            paint.ink(Ink::Bold, "One line, and why")
        ));
        for tie in &q.ties.ties {
            out.push_str(&format!(
                "  {}\n",
                table::plain(&format!("{} and {}: {}", tie.a + 1, tie.b + 1, tie.why))
            ));
        }
    }
    out
}

/// From the smallest to the largest bound among the answers.
struct Scale {
    low: f64,
    high: f64,
}

impl Scale {
    fn of(answers: &[AnswerRow]) -> Self {
        let bounds = || {
            answers
                .iter()
                .flat_map(|a| [a.lower, a.upper])
                .flatten()
                .filter(|n| n.is_finite())
        };
        Scale {
            low: bounds().fold(f64::INFINITY, f64::min),
            high: bounds().fold(f64::NEG_INFINITY, f64::max),
        }
    }

    /// The bar of an answer: `█` from its lower to its upper bound, `·` towards a side that its words leave open, `░` all along for words without any bound.
    fn bar(&self, answer: &AnswerRow, width: usize) -> String {
        if width == 0 || !self.low.is_finite() {
            return String::new();
        }
        let cells = width.saturating_sub(1);
        let span = (self.high - self.low).max(1e-9);
        let at = |n: f64| (((n - self.low) / span) * (cells - 1) as f64).round() as usize;
        let (from, to) = (answer.lower.map(at), answer.upper.map(at));
        // Blanks at the front would be lost in a cell: a thin line stands for the scale.
        (0..cells)
            .map(|i| match (from, to) {
                (None, None) => '░',
                (Some(a), Some(b)) if (a..=b).contains(&i) => '█',
                (Some(a), None) if i == a => '█',
                (Some(a), None) if i > a => '·',
                (None, Some(b)) if i == b => '█',
                (None, Some(b)) if i < b => '·',
                _ => '─',
            })
            .collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bars_show_bounds_and_open_sides() {
        let answer = |lower, upper| AnswerRow {
            lower,
            upper,
            ..AnswerRow::default()
        };
        let all = [
            answer(Some(10.0), Some(10.0)),
            answer(Some(20.0), None),
            answer(None, Some(30.0)),
            answer(None, None),
        ];
        let scale = Scale::of(&all);
        let bars: Vec<String> = all.iter().map(|a| scale.bar(a, 6)).collect();
        assert_eq!(bars, ["█────", "──█··", "····█", "░░░░░"]);
        assert_eq!(Scale::of(&[]).bar(&all[0], 6), "");
    }
}
