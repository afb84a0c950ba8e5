//! `show`: a report's text with what was read in it marked.

use super::claims::{short, stance, who};
use crate::cli::{Context, Exit, Format};
use crate::marking::{Mark, Role, marks, paragraph, paragraphs, raised};
use crate::paint::{Ink, Paint};
use crate::pointing;
use crate::record::{ReportRecord, decide, figure_note, is_rejected};
use crate::rows::Rows;
use crate::table;
use crate::view::{View, decided};
use sayso_ledger::contract::Words;
use sayso_ledger::{Change, ClaimRow, Ledger, ReadingRow, ReportRow};
use std::io::{BufWriter, Write};

/// Columns beyond which a text is hard to read.
const WIDEST: usize = 110;

/// Shows a report with source, cue and content of its claims marked
///
/// Under each paragraph stand the claims that begin in it, by number. In colour where there is a terminal; else
/// ⟦S1 the source⟧, ⟦Q1 the cue⟧ and ⟦C1 the content⟧ of claim 1.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// The report: its id, the first digits of its hash, its URL, or its file
    report: String,
    #[command(flatten)]
    view: View,
}

pub fn run(args: &Args, at: &Context) -> anyhow::Result<Exit> {
    let ledger = Ledger::open(&at.ledger)?;
    ledger.freeze()?;
    let decisions = args.view.look(&ledger)?;
    let key = ledger.find_report(&args.report)?;
    let (report, mut reading) = (ledger.report(key)?, ledger.reading(key)?);
    let mut out = BufWriter::new(std::io::stdout().lock());
    let mut rows = match at.format {
        None | Some(Format::Table) => {
            let changes = decide(&mut reading, &decisions);
            out.write_all(text(&report, &reading, &changes, at).as_bytes())?;
            out.flush()?;
            return Ok(Exit::Done);
        }
        Some(Format::Json) => Rows::json(out, false),
        Some(Format::Jsonl) => Rows::json(out, true),
        Some(Format::Csv) => Rows::csv::<ReportRecord>(out)?,
    };
    rows.write(&ReportRecord::new(report, reading, &decisions))?;
    rows.end()?;
    Ok(Exit::Done)
}

fn text(report: &ReportRow, reading: &ReadingRow, changes: &[Vec<Change>], at: &Context) -> String {
    let on = |i: usize| changes.get(i).map_or(&[][..], Vec::as_slice);
    let paint = Paint { colour: at.colour };
    let width = table::width().min(WIDEST);
    let mut out = head(report, paint, width);
    let words = Words::new(&reading.text);
    let in_bytes = |spans: &[sayso_language::Span]| -> Vec<_> {
        spans.iter().map(|s| words.bytes(*s)).collect()
    };
    let mut all: Vec<Mark> = Vec::new();
    let mut begins: Vec<(usize, usize)> = Vec::new();
    for (i, row) in reading.claims.iter().enumerate() {
        let claim = &row.claim;
        let own = marks(
            i + 1,
            &in_bytes(&claim.source),
            &in_bytes(&claim.cue),
            &in_bytes(&claim.content),
        );
        begins.push((own.iter().map(|m| m.span.start).min().unwrap_or(0), i));
        if !is_rejected(on(i)) {
            all.extend(own);
        }
    }
    all.extend(reading.boilerplate.iter().map(|s| Mark {
        span: words.bytes(*s),
        role: Role::Boilerplate,
        number: 0,
        numbered: false,
    }));
    all.sort_by_key(|m| (m.span.start, m.number));
    begins.sort_unstable();
    let mut begins = begins.into_iter().peekable();
    // A mark can reach over several paragraphs, so only those that ended before one are left behind.
    let mut live: Vec<Mark> = Vec::new();
    let mut coming = all.into_iter().peekable();
    for part in paragraphs(&reading.text) {
        live.retain(|m| m.span.end > part.start);
        while let Some(mark) = coming.next_if(|m| m.span.start < part.end) {
            live.push(mark);
        }
        out.push('\n');
        out.push_str(&paragraph(paint, &reading.text, part, &live, width, 0));
        while let Some((_, i)) = begins.next_if(|(start, _)| *start < part.end) {
            if let Some(row) = reading.claims.get(i) {
                out.push_str(&note(row, i + 1, on(i), &words, paint, width));
            }
        }
    }
    let rejected = changes.iter().filter(|c| is_rejected(c)).count();
    let claims = match reading.claims.len() - rejected {
        1 => "1 claim".to_owned(),
        n => format!("{n} claims"),
    };
    let rejected = match rejected {
        0 => String::new(),
        n => format!(", {n} rejected"),
    };
    let hint = match reading.claims.first() {
        Some(row) => format!(
            "{claims}{rejected}. sayso{} why {} takes the first one apart.",
            at.ledger_flag(),
            short(row)
        ),
        None => "No claims.".to_owned(),
    };
    out.push('\n');
    out.push_str(&table::hint(paint, &hint));
    out
}

/// Title, where it comes from, and what the marks mean.
fn head(report: &ReportRow, paint: Paint, width: usize) -> String {
    let mut out = String::new();
    if let Some(title) = &report.title {
        for line in table::wrap(&table::plain(title), width, 9) {
            out.push_str(&paint.ink(Ink::Bold, &line));
            out.push('\n');
        }
    }
    let known = [
        &report.outlet,
        &report.byline,
        &report.published,
        &report.url,
    ];
    let mut known: Vec<String> = known
        .into_iter()
        .flatten()
        .map(|k| table::plain(k))
        .collect();
    known.push(format!("report {}", super::claims::called(report)));
    for line in table::wrap(&known.join(" · "), width, 9) {
        out.push_str(&paint.ink(Ink::Dim, &line));
        out.push('\n');
    }
    if paint.colour {
        let legend = [
            (Ink::Source, "source"),
            (Ink::Cue, "cue"),
            (Ink::Content, "content"),
            (Ink::Dim, "not read"),
        ];
        let legend: Vec<String> = legend
            .iter()
            .map(|(ink, word)| paint.ink(*ink, word))
            .collect();
        out.push_str(&legend.join("  "));
    } else {
        out.push_str("⟦S source⟧  ⟦Q cue⟧  ⟦C content⟧  ⟦B not read⟧");
    }
    out.push('\n');
    out
}

/// The line of a claim under its paragraph.
fn note(
    row: &ClaimRow,
    number: usize,
    changes: &[Change],
    words: &Words<'_>,
    paint: Paint,
    width: usize,
) -> String {
    let label = if paint.colour {
        raised(number)
    } else {
        number.to_string()
    };
    let mut parts = vec![who(row), stance(row)];
    parts.extend(row.claim.figures.iter().map(|f| figure_note(f, words)));
    parts.extend(
        row.claim
            .evidence
            .iter()
            .map(|e| pointing::note(&row.claim, e, words)),
    );
    let line = table::plain(&parts.join(" · "));
    let mut out = String::new();
    for (i, part) in table::wrap(&line, width.saturating_sub(17), 4)
        .iter()
        .enumerate()
    {
        let before = match i {
            0 => format!("  {label:>3}  {}  ", short(row)),
            _ => " ".repeat(17),
        };
        out.push_str(&paint.ink(Ink::Dim, &before));
        out.push_str(part);
        out.push('\n');
    }
    for change in changes {
        let room = width.saturating_sub(17);
        let cell = table::Cell::new(&decided(change), Ink::Dim);
        out.push_str(&table::row(paint, 17, &[room], &[cell], 4));
    }
    out
}
