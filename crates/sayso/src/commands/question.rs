//! `question`: one question with its answers, how they stand to each other, and why.

use crate::cli::{Context, Exit, Format};
use crate::paint::{Ink, Paint};
use crate::record::Record;
use crate::rows::Rows;
use crate::table::{self, Cell};
use crate::view::View;
use sayso_ledger::{AnswerRow, Decided, Ledger, QuestionWhole, StandingRow};
use sayso_read::fresh;
use serde::Serialize;
use std::collections::BTreeMap;
use std::io::{BufWriter, Write};
use unicode_width::UnicodeWidthStr;

/// Shows one question: who answers what, on how many independent lines, and who conflicts with whom
///
/// Answers stand oldest first, with a bar for the values that each one's wording gives: full (█) where the words give it,
/// open (·) where they give no end, grey (░) where they give no number at all. Under each stand its words, its outlet, and who agrees, confirms, denies or revises.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// The question's id or the first digits of it, or the id of a claim that answers it
    question: String,
    #[command(flatten)]
    view: View,
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
    args.view.back.look(&ledger)?;
    let whole = whole(&ledger, &args.question, &args.view)?;
    let mut out = BufWriter::new(at.out.open());
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

/// The question of this name, seen so; the ledger was set back already.
pub fn whole(ledger: &Ledger, name: &str, view: &View) -> anyhow::Result<QuestionWhole> {
    let whole = ledger.question(name)?;
    if !view.is_other() {
        return Ok(whole);
    }
    let known = view.back.known();
    ledger
        .question_then(&whole, known.as_of(), view.machine)?
        .ok_or_else(|| anyhow::anyhow!("{}: none of its answers was known then", whole.id))
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

fn in_table(
    ledger: &Ledger,
    q: &QuestionWhole,
    args: &Args,
    at: &Context,
) -> anyhow::Result<String> {
    let paint = Paint { colour: at.colour };
    let width = table::width().min(WIDEST);
    let decided = match args.view.machine {
        true => Decided::default(),
        false => ledger.decided()?,
    };
    let mut out = String::new();
    for line in table::wrap(&table::plain(&q.text), width, 4) {
        out.push_str(&format!("{}\n", paint.ink(Ink::Bold, &line)));
    }
    let known = args.view.back.words();
    let counted = format!(
        "{}, {}, {}, {}{known}",
        count(q.answers.len(), "answer", "answers"),
        count(q.reports, "report", "reports"),
        count(q.lines, "independent line", "independent lines"),
        count(q.conflicts(), "conflict", "conflicts"),
    );
    for line in table::wrap(&counted, width, 4) {
        out.push_str(&format!("{line}\n"));
    }
    out.push('\n');
    let scale = Scale::of(&q.answers);
    let figures = q.measure.is_some();
    let bar = match figures && scale.is_some() {
        true if width >= 100 => 30,
        true => 20,
        false => 0,
    };
    let most = if args.limit == 0 {
        usize::MAX
    } else {
        args.limit
    };
    let said = |a: &AnswerRow| match &a.position {
        Some(position) => position.replace('_', " "),
        None => a.words.clone(),
    };
    let shown = q.answers.iter().take(most);
    let longest = shown.map(|a| said(a).width()).max().unwrap_or(0);
    let number = q.answers.len().to_string().len().max(2);
    let figure = longest.clamp(6, if width >= 100 { 24 } else { 16 });
    let fixed = number + 10 + figure + 4 + bar + 2 * if bar > 0 { 5 } else { 4 };
    let who = width.saturating_sub(fixed).max(12);
    let mut widths = vec![number, 10, who, figure, 4];
    let mut heads = vec![
        "",
        "as of",
        "who",
        if figures { "figure" } else { "says" },
        "line",
    ];
    let ends = scale.as_ref().map(Scale::ends).unwrap_or_default();
    if bar > 0 {
        widths.push(bar);
        heads.push(&ends);
    }
    let heads: Vec<Cell> = heads.into_iter().map(|w| Cell::new(w, Ink::Dim)).collect();
    out.push_str(&table::row(paint, 0, &widths, &heads, 1));
    for (n, answer) in q.answers.iter().enumerate().take(most) {
        let party = match (&answer.actor, &answer.origin) {
            (Some(a), Some(o)) if a != o => format!("{a}, from {o}"),
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
        let mut cells = vec![
            Cell::new(&format!("{:>number$}", n + 1), Ink::Dim),
            Cell::new(answer.as_of.as_deref().unwrap_or("–"), Ink::Plain),
            Cell::new(&party, Ink::Source),
            Cell::new(&said(answer), ink),
            Cell::new(&format!("{:>4}", answer.line + 1), Ink::Plain),
        ];
        if let Some(scale) = scale.as_ref().filter(|_| bar > 0) {
            cells.push(Cell::new(&scale.bar(answer, bar), Ink::Plain));
        }
        out.push_str(&table::row(paint, 0, &widths, &cells, 3));
        let indent = number + 2;
        let room = width.saturating_sub(indent);
        let words = words_of(ledger, answer, &decided)?;
        let cell = Cell::new(&words, Ink::Dim);
        out.push_str(&table::row(paint, indent, &[room], &[cell], 2));
        if let Some(how) = how(&standing) {
            let cell = Cell::new(&how, Ink::Dim);
            out.push_str(&table::row(paint, indent, &[room], &[cell], 3));
        }
    }
    if q.answers.len() > most {
        out.push_str(&format!(
            "… and {} more; --limit 0 shows all\n",
            q.answers.len() - most
        ));
    }
    out.push_str(&relations(q, args, paint, width));
    let id: String = q.id.chars().take(9).collect();
    let more = if args.why {
        String::new()
    } else {
        format!(
            " sayso{} question {id} --why gives every reason.",
            at.ledger_flag()
        )
    };
    let pair = q
        .relations
        .iter()
        .find(|r| r.2 == "conflict")
        .or(q.relations.first());
    let hint = match pair {
        Some((i, j, ..)) => format!(
            "sayso{} why {id} {} {} shows why two answers stand so, with their passages.{more}",
            at.ledger_flag(),
            i + 1,
            j + 1
        ),
        None => match q.answers.first() {
            Some(first) => format!(
                "sayso{} why {} takes the first answer apart.{more}",
                at.ledger_flag(),
                first.claim.chars().take(8).collect::<String>()
            ),
            None => more,
        },
    };
    out.push_str(&format!("\n{}", table::hint(paint, &hint)));
    Ok(out)
}

/// Columns beyond which a row is hard to follow.
const WIDEST: usize = 140;

fn count(n: usize, one: &str, many: &str) -> String {
    format!("{n} {}", if n == 1 { one } else { many })
}

/// Outlet, stance and the words attributed.
fn words_of(ledger: &Ledger, answer: &AnswerRow, decided: &Decided) -> anyhow::Result<String> {
    let key = ledger.report_of(&answer.report)?;
    let outlet = ledger.report(key)?.outlet;
    for claim in ledger.find_claim(&answer.claim)? {
        let row = ledger.claim_as_decided(claim, decided)?.row;
        if row.report == key {
            let stance = super::claims::stance(&row);
            let outlet = outlet.map(|o| format!(" ({o})")).unwrap_or_default();
            return Ok(format!("{stance}: {}{outlet}", row.content_words));
        }
    }
    Ok(answer.words.clone())
}

/// Who stands with and against an answer; nothing where nobody does.
fn how(standing: &StandingRow) -> Option<String> {
    let mut parts = Vec::new();
    if standing.lines > 1 {
        parts.push(format!("{} lines agree", standing.lines));
    }
    if standing.conflicts > 0 {
        parts.push(format!(
            "{} against it",
            count(standing.conflicts, "line", "lines")
        ));
    }
    for (word, names) in [
        ("confirmed by", &standing.confirmed_by),
        ("denied by", &standing.denied_by),
        ("not confirmed by", &standing.not_confirmed_by),
    ] {
        let names: Vec<&str> = names.iter().map(String::as_str).collect();
        if !names.is_empty() {
            parts.push(format!("{word} {}", names.join(", ")));
        }
    }
    if !standing.revised_by.is_empty() {
        let by: Vec<String> = standing
            .revised_by
            .iter()
            .map(|n| (n + 1).to_string())
            .collect();
        parts.push(format!("revised by {}", by.join(", ")));
    }
    (!parts.is_empty()).then(|| parts.join(" · "))
}

/// Pairs that are named before the rest is counted.
const PAIRS: usize = 6;

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
        // Pairs that stand so for one reason stand in one line: copies of an answer repeat it.
        let mut reasons: Vec<(&str, Vec<String>)> = Vec::new();
        for (i, j, _, why) in &found {
            let pair = format!("{}–{}", i + 1, j + 1);
            match reasons.iter_mut().find(|(of, _)| of == why) {
                Some((_, pairs)) => pairs.push(pair),
                None => reasons.push((why, vec![pair])),
            }
        }
        for (why, pairs) in reasons.iter().take(most) {
            let rest = match pairs.len().saturating_sub(PAIRS) {
                n if n > 0 && !args.why => format!(" and {n} more"),
                _ => String::new(),
            };
            let shown = if args.why { pairs.len() } else { PAIRS };
            let named: Vec<&str> = pairs.iter().take(shown).map(String::as_str).collect();
            let words = format!("{}{rest}: {why}", named.join(", "));
            let room = [width.saturating_sub(2)];
            let cell = Cell::new(&words, Ink::Plain);
            out.push_str(&table::row(paint, 2, &room, &[cell], usize::MAX));
        }
        if reasons.len() > most {
            out.push_str(&format!("  … {} more reasons\n", reasons.len() - most));
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

/// From the smallest to the largest bound among the answers; by orders of magnitude where these are far apart.
struct Scale {
    low: f64,
    high: f64,
    orders: bool,
}

/// How many times the smallest number fits the largest before a line shows only the largest.
const FAR: f64 = 40.0;

impl Scale {
    /// None where no answer has a bound.
    fn of(answers: &[AnswerRow]) -> Option<Self> {
        let bounds = || {
            answers
                .iter()
                .flat_map(|a| [a.lower, a.upper])
                .flatten()
                .filter(|n| n.is_finite())
        };
        let low = bounds().reduce(f64::min)?;
        let high = bounds().reduce(f64::max)?;
        Some(Scale {
            low,
            high,
            orders: low >= 0.0 && high > FAR * low.max(1.0),
        })
    }

    /// What its ends are.
    fn ends(&self) -> String {
        if self.low == self.high {
            return self.low.to_string();
        }
        let orders = if self.orders { ", by orders" } else { "" };
        format!("{} to {}{orders}", self.low, self.high)
    }

    /// Where a number stands, from 0 to 1.
    fn at(&self, n: f64) -> f64 {
        let place = |n: f64| if self.orders { n.max(0.0).ln_1p() } else { n };
        let (low, high) = (place(self.low), place(self.high));
        if high > low {
            (place(n) - low) / (high - low)
        } else {
            0.0
        }
    }

    /// The bar of an answer: `█` from its lower to its upper bound, `·` towards a side that its words leave open, `░` all along for words without any bound.
    fn bar(&self, answer: &AnswerRow, width: usize) -> String {
        let at = |n: f64| (self.at(n) * width.saturating_sub(1) as f64).round() as usize;
        let (from, to) = (answer.lower.map(at), answer.upper.map(at));
        // Blanks at the front would be lost in a cell: a thin line stands for the scale.
        (0..width)
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

    fn answer(lower: Option<f64>, upper: Option<f64>) -> AnswerRow {
        AnswerRow {
            lower,
            upper,
            ..AnswerRow::default()
        }
    }

    #[test]
    fn bars_show_bounds_and_open_sides() {
        let all = [
            answer(Some(10.0), Some(10.0)),
            answer(Some(20.0), None),
            answer(None, Some(30.0)),
            answer(None, None),
        ];
        let scale = Scale::of(&all).unwrap();
        let bars: Vec<String> = all.iter().map(|a| scale.bar(a, 5)).collect();
        assert_eq!(bars, ["█────", "──█··", "····█", "░░░░░"]);
        assert_eq!(scale.ends(), "10 to 30");
        assert!(Scale::of(&all[3..]).is_none() && Scale::of(&[]).is_none());
    }

    #[test]
    fn small_numbers_are_not_lost_beside_large_ones() {
        let all = [
            answer(Some(2.0), Some(2.0)),
            answer(Some(60.0), Some(60.0)),
            answer(Some(3000.0), None),
        ];
        let scale = Scale::of(&all).unwrap();
        assert_eq!(scale.ends(), "2 to 3000, by orders");
        let at: Vec<usize> = all
            .iter()
            .filter_map(|a| scale.bar(a, 21).chars().position(|c| c == '█'))
            .collect();
        assert!(
            at[0] == 0 && at[1] > 5 && at[1] < 12 && at[2] == 20,
            "{at:?}"
        );
    }
}
