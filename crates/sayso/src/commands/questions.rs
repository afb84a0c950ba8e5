//! `questions`: what comparable claims answer.

use super::claims::{MEASURES, day};
use super::question::QuestionRecord;
use crate::cli::{Context, Exit, Format};
use crate::paint::{Ink, Paint};
use crate::rows::Rows;
use crate::table::{self, Cell};
use crate::view::View;
use clap::ValueEnum;
use sayso_ledger::{Ledger, QuestionFilter, QuestionOrder, QuestionRow};
use sayso_read::fresh;
use std::io::{BufWriter, Write};

/// How many questions a table shows where nothing is said of it.
const SHOWN: usize = 30;

/// Lists questions: what comparable claims answer, most contested first
///
/// A question is one measure, of one group, in one place and time; its answers are the claims that give a figure for it, or say that something is so or not.
/// `sayso question ID` shows one with all its answers.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// Words that the question must have
    words: Vec<String>,
    /// What is counted
    #[arg(long, value_name = "MEASURE", value_parser = MEASURES)]
    measure: Option<String>,
    /// Part of the place's name
    #[arg(long, value_name = "NAME")]
    place: Option<String>,
    /// Part of the name of someone who answers
    #[arg(long, value_name = "NAME")]
    actor: Option<String>,
    /// With an answer published on this day or later
    #[arg(long, value_name = "DAY", value_parser = day)]
    since: Option<String>,
    /// Only questions with answers in conflict
    #[arg(long)]
    contested: bool,
    /// What comes first
    #[arg(long, value_enum, default_value_t)]
    sort: Sort,
    #[command(flatten)]
    view: View,
    /// With at least so many answers [default: 2 in a table, else 1]
    #[arg(long, value_name = "N")]
    answers: Option<usize>,
    /// At most so many; 0 for all [default: 30 in a table, else all]
    #[arg(long, value_name = "N")]
    limit: Option<usize>,
}

/// What comes first.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub enum Sort {
    /// Most conflicts
    #[default]
    Conflict,
    /// Most independent lines
    Lines,
    /// Newest answer
    Newest,
}

pub fn run(args: &Args, at: &Context) -> anyhow::Result<Exit> {
    let ledger = fresh(&at.ledger)?;
    ledger.freeze()?;
    args.view.back.look(&ledger)?;
    let table = matches!(at.format, None | Some(Format::Table));
    let words = args.words.join(" ");
    let filter = QuestionFilter {
        measure: args.measure.as_deref(),
        place: args.place.as_deref(),
        actor: args.actor.as_deref(),
        words: (!args.words.is_empty()).then_some(words.as_str()),
        since: args.since.as_deref(),
        contested: args.contested,
        answers: args.answers.unwrap_or(if table { 2 } else { 1 }),
    };
    let most = match args.limit.unwrap_or(if table { SHOWN } else { 0 }) {
        0 => usize::MAX,
        n => n,
    };
    let order = match args.sort {
        Sort::Conflict => QuestionOrder::Conflict,
        Sort::Lines => QuestionOrder::Lines,
        Sort::Newest => QuestionOrder::Newest,
    };
    let out = BufWriter::new(at.out.open());
    if args.view.is_other() {
        let known = args.view.back.known();
        let anew =
            ledger.find_questions_anew(&filter, order, most, known.as_of(), args.view.machine)?;
        return match writer(at, out)? {
            Writer::Table(out) => {
                let rows: Vec<QuestionRow> = anew.into_iter().map(|(row, _)| row).collect();
                in_table(&rows, at, out)
            }
            Writer::Rows(mut to) => {
                for (_, whole) in &anew {
                    to.write(&QuestionRecord::new(&ledger, whole)?)?;
                }
                to.end()?;
                Ok(Exit::Done)
            }
        };
    }
    let found = ledger.find_questions(&filter, order, most)?;
    match writer(at, out)? {
        Writer::Table(out) => in_table(&found, at, out),
        Writer::Rows(to) => records(&ledger, &found, to),
    }
}

enum Writer<W: Write> {
    Table(W),
    Rows(Rows<W>),
}

fn writer<W: Write>(at: &Context, out: W) -> anyhow::Result<Writer<W>> {
    Ok(match at.format {
        None | Some(Format::Table) => Writer::Table(out),
        Some(Format::Json) => Writer::Rows(Rows::json(out, false)),
        Some(Format::Jsonl) => Writer::Rows(Rows::json(out, true)),
        Some(Format::Csv) => Writer::Rows(Rows::csv::<QuestionRecord>(out)?),
    })
}

fn records<W: Write>(
    ledger: &Ledger,
    found: &[QuestionRow],
    mut to: Rows<W>,
) -> anyhow::Result<Exit> {
    for row in found {
        let whole = ledger.question(&row.name)?;
        to.write(&QuestionRecord::new(ledger, &whole)?)?;
    }
    to.end()?;
    Ok(Exit::Done)
}

fn in_table<W: Write>(found: &[QuestionRow], at: &Context, mut out: W) -> anyhow::Result<Exit> {
    let paint = Paint { colour: at.colour };
    if found.is_empty() {
        writeln!(out, "No question is like that.")?;
        return Ok(Exit::Done);
    }
    let width = table::width();
    if width < WIDE {
        for q in found {
            out.write_all(stacked(q, paint, width).as_bytes())?;
        }
    } else {
        out.write_all(side_by_side(found, paint, width).as_bytes())?;
    }
    let first: String = found
        .first()
        .map(|q| q.name.chars().take(9).collect())
        .unwrap_or_default();
    let hint = format!(
        "sayso{} question {first} shows the answers of the first one.",
        at.ledger_flag()
    );
    write!(out, "\n{}", table::hint(paint, &hint))?;
    out.flush()?;
    Ok(Exit::Done)
}

/// Columns from which numbers stand beside the words of a question.
const WIDE: usize = 100;

/// A question over two lines: its words, and its numbers below them.
fn stacked(q: &QuestionRow, paint: Paint, width: usize) -> String {
    let widths = [9, width.saturating_sub(11)];
    let id: String = q.name.chars().take(9).collect();
    let cells = [Cell::new(&id, Ink::Dim), Cell::new(&q.text, Ink::Content)];
    let mut out = table::row(paint, 0, &widths, &cells, 3);
    let some = |n: u64, one: &str| format!("{n} {one}{}", if n == 1 { "" } else { "s" });
    let mut numbers = format!(
        "{} in {}, {}, {}",
        some(q.answers, "answer"),
        some(q.reports, "report"),
        some(q.lines, "line"),
        some(q.conflicts, "conflict")
    );
    if let Some(newest) = &q.newest {
        let newest = newest.get(..10).unwrap_or(newest);
        numbers.push_str(&format!(", newest {newest}"));
    }
    let cells = [Cell::new("", Ink::Dim), Cell::new(&numbers, Ink::Dim)];
    out.push_str(&table::row(paint, 0, &widths, &cells, 2));
    out
}

fn side_by_side(found: &[QuestionRow], paint: Paint, width: usize) -> String {
    let text = width.saturating_sub(9 + 7 + 7 + 5 + 9 + 10 + 12);
    let widths = [9, text, 7, 7, 5, 9, 10];
    let heads = [
        "question",
        "",
        "answers",
        "reports",
        "lines",
        "conflicts",
        "newest",
    ]
    .map(|words| Cell::new(words, Ink::Dim));
    let mut out = table::row(paint, 0, &widths, &heads, 1);
    for q in found {
        let id: String = q.name.chars().take(9).collect();
        let newest = q.newest.clone().unwrap_or_default();
        let right = |n: u64, width: usize| Cell::new(&format!("{n:>width$}"), Ink::Plain);
        let cells = [
            Cell::new(&id, Ink::Dim),
            Cell::new(&q.text, Ink::Content),
            right(q.answers, 7),
            right(q.reports, 7),
            right(q.lines, 5),
            right(q.conflicts, 9),
            Cell::new(newest.get(..10).unwrap_or(&newest), Ink::Plain),
        ];
        out.push_str(&table::row(paint, 0, &widths, &cells, 3));
    }
    out
}
