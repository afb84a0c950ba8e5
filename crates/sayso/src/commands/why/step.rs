//! A step of a reason: two things, how they stand, and the words that say so.

use super::claim::passage;
use crate::cli::{Context, Format};
use crate::commands::claims::heading;
use crate::paint::{Ink, Paint};
use crate::record::Record;
use crate::rows::Rows;
use crate::table::{self, Cell};
use sayso_language::Span;
use sayso_ledger::{ClaimKey, Ledger, ReportKey};
use serde::Serialize;
use std::io::{BufWriter, Write};

/// Up to how many steps are shown with their passages.
const APART: usize = 4;

/// Why two things stand as they do.
#[derive(Serialize)]
pub struct Step {
    /// relation, line, actor or copy.
    pub kind: &'static str,
    /// conflict, agree, revise, unlike, one line, one actor; for a copy its kind.
    pub how: String,
    /// Why, in words.
    pub why: String,
    /// One of the two.
    pub a: Side,
    /// The other.
    pub b: Side,
}

/// One of two things, and the words that speak for it.
#[derive(Clone, Default, Serialize)]
pub struct Side {
    /// What it is called: the number of an answer, the name of an actor, a report.
    pub name: String,
    /// Who speaks.
    pub actor: Option<String>,
    /// The report.
    pub report: String,
    /// The claim.
    pub claim: Option<String>,
    /// The words.
    pub words: String,
    /// Where they stand, in code points of the report's text.
    pub spans: Vec<Span>,
    #[serde(skip)]
    pub keys: Option<(ReportKey, Option<ClaimKey>)>,
}

impl Side {
    fn is_same(&self, other: &Side) -> bool {
        (&self.name, &self.report, &self.spans) == (&other.name, &other.report, &other.spans)
    }
}

impl Record for Step {
    const HEADER: &'static [&'static str] = &[
        "kind", "how", "why", "a", "a_actor", "a_report", "a_claim", "a_words", "a_spans", "b",
        "b_actor", "b_report", "b_claim", "b_words", "b_spans",
    ];

    fn cells(&self) -> Vec<Vec<String>> {
        let mut row = vec![self.kind.to_owned(), self.how.clone(), self.why.clone()];
        for side in [&self.a, &self.b] {
            let spans: Vec<String> = side
                .spans
                .iter()
                .map(|s| format!("{}-{}", s.start, s.end))
                .collect();
            row.extend([
                side.name.clone(),
                side.actor.clone().unwrap_or_default(),
                side.report.clone(),
                side.claim.clone().unwrap_or_default(),
                side.words.clone(),
                spans.join(" "),
            ]);
        }
        vec![row]
    }
}

/// Shows steps in the form that is asked for.
pub fn show(ledger: &Ledger, steps: &[Step], title: &str, at: &Context) -> anyhow::Result<()> {
    let mut out = BufWriter::new(std::io::stdout().lock());
    let mut rows = match at.format {
        None | Some(Format::Table) => {
            out.write_all(in_table(ledger, steps, title, at)?.as_bytes())?;
            out.flush()?;
            return Ok(());
        }
        Some(Format::Json) => Rows::json(out, false),
        Some(Format::Jsonl) => Rows::json(out, true),
        Some(Format::Csv) => Rows::csv::<Step>(out)?,
    };
    for step in steps {
        rows.write(step)?;
    }
    rows.end()
}

fn in_table(ledger: &Ledger, steps: &[Step], title: &str, at: &Context) -> anyhow::Result<String> {
    let paint = Paint { colour: at.colour };
    let width = table::width().min(120);
    let mut out = String::new();
    for line in table::wrap(&table::plain(title), width, 4) {
        out.push_str(&paint.ink(Ink::Bold, &line));
        out.push('\n');
    }
    if steps.is_empty() {
        out.push_str("Nothing joins it with anything.\n");
    }
    let mut told: Vec<(&Side, &Side)> = Vec::new();
    for step in steps {
        let names = format!("{} and {}: {}", step.a.name, step.b.name, step.how);
        out.push('\n');
        let cell = Cell::new(&names, Ink::Bold);
        out.push_str(&table::row(paint, 0, &[width], &[cell], 4));
        let cell = Cell::new(&step.why, Ink::Plain);
        out.push_str(&table::row(
            paint,
            2,
            &[width.saturating_sub(2)],
            &[cell],
            9,
        ));
        // What was just shown of these two is not shown again.
        let again = |t: &(&Side, &Side)| t.0.is_same(&step.a) && t.1.is_same(&step.b);
        if told.iter().any(again) {
            continue;
        }
        told.push((&step.a, &step.b));
        for side in [&step.a, &step.b] {
            out.push_str(&shown(ledger, side, steps.len() <= APART, paint, width)?);
        }
    }
    Ok(out)
}

fn shown(
    ledger: &Ledger,
    side: &Side,
    apart: bool,
    paint: Paint,
    width: usize,
) -> anyhow::Result<String> {
    let mut out = String::new();
    let spans: Vec<String> = side
        .spans
        .iter()
        .take(3)
        .map(|s| format!("{}–{}", s.start, s.end))
        .collect();
    let at = if spans.is_empty() {
        String::new()
    } else {
        format!(" at {}", spans.join(", "))
    };
    let who = side
        .actor
        .iter()
        .map(|a| format!("{a}: "))
        .collect::<String>();
    let words = if side.words.is_empty() {
        "nothing of its own".to_owned()
    } else {
        format!("“{}”", side.words)
    };
    let line = format!("{who}{words}{at}");
    let name_width = if side.name.len() <= 4 { 4 } else { 0 };
    let mut cells = vec![Cell::new(&line, Ink::Source)];
    let mut widths = vec![width.saturating_sub(4 + name_width)];
    if name_width > 0 {
        cells.insert(0, Cell::new(&side.name, Ink::Dim));
        widths = vec![name_width - 2, width.saturating_sub(4 + name_width)];
    }
    out.push_str(&table::row(paint, 4, &widths, &cells, 6));
    let Some((report, claim)) = side.keys.filter(|_| apart) else {
        return Ok(out);
    };
    out.push_str("    ");
    out.push_str(&heading(
        &ledger.report(report)?,
        paint,
        width.saturating_sub(4),
    ));
    if let Some(claim) = claim {
        let (row, reading) = (ledger.claim(claim)?, ledger.reading(report)?);
        let lines = passage(&row, &reading, paint, width.saturating_sub(4));
        for line in lines.lines().filter(|l| !l.is_empty()) {
            out.push_str(&format!("    {line}\n"));
        }
    }
    Ok(out)
}
