//! `follow list`: what is followed, and what of it was not read.

use super::now;
use crate::cli::{Context, Exit, Format};
use crate::commands::decisions::when;
use crate::paint::{Ink, Paint};
use crate::record::Record;
use crate::rows::Rows;
use crate::table::{self, Cell};
use sayso_follow::length;
use sayso_ledger::Ledger;
use sayso_serve::SourceRecord;
use serde::Serialize;
use std::io::{BufWriter, Write};

/// Lists what is followed: how each source stands, and what of it was not read
#[derive(Debug, clap::Args)]
pub struct Args {
    /// Also those that are followed no longer
    #[arg(long)]
    removed: bool,
}

pub fn run(args: &Args, at: &Context) -> anyhow::Result<Exit> {
    let now = now();
    let found = Ledger::open(&at.ledger)?.coverage(now, args.removed)?;
    let found: Vec<SourceRecord> = found.into_iter().map(Into::into).collect();
    let mut out = BufWriter::new(std::io::stdout().lock());
    let mut rows = match at.format {
        None | Some(Format::Table) => {
            out.write_all(in_table(&found, now, at).as_bytes())?;
            out.flush()?;
            return Ok(Exit::Done);
        }
        Some(Format::Json) => Rows::json(out, false),
        Some(Format::Jsonl) => Rows::json(out, true),
        Some(Format::Csv) => Rows::csv::<Line>(out)?,
    };
    for record in found {
        rows.write(&Line(record))?;
    }
    rows.end()?;
    Ok(Exit::Done)
}

#[derive(Serialize)]
#[serde(transparent)]
struct Line(SourceRecord);

impl Record for Line {
    const HEADER: &'static [&'static str] = &[
        "source",
        "address",
        "outlet",
        "kind",
        "state",
        "every",
        "last_success",
        "last_news",
        "failing_since",
        "failures",
        "error",
        "not_asked_since",
        "silent_since",
        "usual_silence",
        "read",
        "short",
        "unread",
        "waiting",
        "gaps",
    ];

    fn cells(&self) -> Vec<Vec<String>> {
        let s = &self.0;
        let at = |at: Option<i64>| at.map(when).unwrap_or_default();
        let text = |t: &Option<String>| t.clone().unwrap_or_default();
        vec![vec![
            s.id.to_string(),
            s.address.clone(),
            text(&s.outlet),
            text(&s.kind),
            s.state.clone(),
            s.every.to_string(),
            at(s.answered),
            at(s.news),
            at(s.failing_since),
            s.failures.to_string(),
            text(&s.error),
            at(s.not_asked_since),
            at(s.silent_since),
            s.usual_silence.map(|n| n.to_string()).unwrap_or_default(),
            s.read.to_string(),
            s.short.to_string(),
            s.unread.to_string(),
            s.waiting.to_string(),
            s.gaps.len().to_string(),
        ]]
    }
}

/// What is the matter with a source, in words; empty if nothing is.
fn trouble(s: &SourceRecord, now: i64) -> String {
    let mut parts = Vec::new();
    parts.extend(s.why.clone());
    if let (Some(since), Some(error)) = (s.failing_since, &s.error) {
        parts.push(format!("for {}: {error}", length(now - since)));
    }
    if let Some(since) = s.not_asked_since {
        parts.push(format!(
            "due {} ago; is anything following?",
            length(now - since)
        ));
    }
    if let (Some(since), Some(usual)) = (s.silent_since, s.usual_silence) {
        parts.push(format!(
            "silent for {}; up to {} is usual",
            length(now - since),
            length(usual)
        ));
    }
    if s.broken > 0 {
        parts.push(format!("{} items in it cannot be read", s.broken));
    }
    for (n, words) in [
        (s.unread, "not read"),
        (s.short, "by their entry alone"),
        (s.waiting, "wait"),
    ] {
        if n > 0 {
            parts.push(format!("{n} {words}"));
        }
    }
    parts.join("; ")
}

fn in_table(found: &[SourceRecord], now: i64, at: &Context) -> String {
    let paint = Paint { colour: at.colour };
    if found.is_empty() {
        let next = format!("sayso follow add ADDRESS{}", at.ledger_flag());
        return format!("Nothing is followed. {next} begins it.\n");
    }
    let rest = table::width()
        .saturating_sub(4 + 9 + 11 + 11 + 6 + 12)
        .max(30);
    let widths = [4, rest / 2, 9, 11, 11, 6, rest - rest / 2];
    let head = |words: &str| Cell::new(words, Ink::Dim);
    let names = [
        "",
        "source",
        "stands",
        "last had",
        "last new",
        "read",
        "what is missing",
    ];
    let mut out = table::row(paint, 0, &widths, &names.map(head), 1);
    for s in found {
        let ago = |at: Option<i64>| {
            at.map_or("never".to_owned(), |at| format!("{} ago", length(now - at)))
        };
        let ink = if s.state == "well" {
            Ink::Plain
        } else {
            Ink::Found
        };
        let name = s.outlet.as_ref().or(s.title.as_ref());
        let name = name.map_or(String::new(), |n| format!("{n}: "));
        let cells = [
            Cell::new(&s.id.to_string(), Ink::Dim),
            Cell::new(&format!("{name}{}", s.address), Ink::Plain),
            Cell::new(&s.state, ink),
            Cell::new(&ago(s.answered), Ink::Plain),
            Cell::new(&ago(s.news), Ink::Plain),
            Cell::new(&s.read.to_string(), Ink::Plain),
            Cell::new(&trouble(s, now), Ink::Dim),
        ];
        out.push_str(&table::row(paint, 0, &widths, &cells, 6));
    }
    out
}
