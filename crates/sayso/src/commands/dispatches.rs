//! `dispatches`: which reports carry one copy.

use crate::cli::{Context, Exit, Format};
use crate::paint::{Ink, Paint};
use crate::record::Record;
use crate::rows::Rows;
use crate::table::{self, Cell};
use crate::view::Back;
use sayso_ledger::{Copy, Dispatch, Ledger};
use sayso_read::fresh;
use serde::Serialize;
use serde::ser::SerializeSeq;
use std::io::{BufWriter, Write};

/// Lists dispatches: reports that carry one copy
///
/// A dispatch is one text on several pages: word for word, trimmed, retitled, moved about, or retold without anything new. Each pair is shown with what it
/// shares and what each side adds; ten pages of one dispatch are one source.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// Only the dispatch that this report carries: its id, URL or file
    report: Option<String>,
    #[command(flatten)]
    back: Back,
}

pub fn run(args: &Args, at: &Context) -> anyhow::Result<Exit> {
    let ledger = fresh(&at.ledger)?;
    ledger.freeze()?;
    args.back.look(&ledger)?;
    let mut found = ledger.dispatches()?;
    if let Some(name) = &args.report {
        let key = ledger.find_report(name)?;
        found.retain(|d| d.reports.contains(&key));
    }
    let out = BufWriter::new(at.out.open());
    let mut rows = match at.format {
        None | Some(Format::Table) => {
            in_table(&ledger, &found, at, out)?;
            return Ok(Exit::Done);
        }
        Some(Format::Json) => Rows::json(out, false),
        Some(Format::Jsonl) => Rows::json(out, true),
        Some(Format::Csv) => Rows::csv::<DispatchRecord>(out)?,
    };
    for dispatch in &found {
        rows.write(&DispatchRecord::new(&ledger, dispatch)?)?;
    }
    rows.end()?;
    Ok(Exit::Done)
}

/// The reports of a dispatch, by what they are called; an array in JSON.
struct DispatchRecord {
    reports: Vec<(String, String, String)>,
}

impl DispatchRecord {
    fn new(ledger: &Ledger, dispatch: &Dispatch) -> anyhow::Result<Self> {
        let mut reports = Vec::with_capacity(dispatch.reports.len());
        for key in &dispatch.reports {
            let row = ledger.report(*key)?;
            let word = |o: Option<String>| o.unwrap_or_default();
            reports.push((
                row.name(),
                word(row.outlet.clone()),
                word(row.published.clone()),
            ));
        }
        Ok(DispatchRecord { reports })
    }
}

impl Serialize for DispatchRecord {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut seq = serializer.serialize_seq(Some(self.reports.len()))?;
        for (name, ..) in &self.reports {
            seq.serialize_element(name)?;
        }
        seq.end()
    }
}

impl Record for DispatchRecord {
    const HEADER: &'static [&'static str] = &["dispatch", "report", "outlet", "published"];

    fn cells(&self) -> Vec<Vec<String>> {
        let oldest = self
            .reports
            .first()
            .map(|r| r.0.clone())
            .unwrap_or_default();
        let row = |r: &(String, String, String)| {
            vec![oldest.clone(), r.0.clone(), r.1.clone(), r.2.clone()]
        };
        self.reports.iter().map(row).collect()
    }
}

fn in_table<W: Write>(
    ledger: &Ledger,
    found: &[Dispatch],
    at: &Context,
    mut out: W,
) -> anyhow::Result<()> {
    let paint = Paint { colour: at.colour };
    if found.is_empty() {
        writeln!(out, "No two reports carry one copy.")?;
        return Ok(());
    }
    let width = table::width();
    let outlet = 24.min(width / 4);
    let widths = [10, 16, outlet, width.saturating_sub(outlet + 34).max(10)];
    for (n, dispatch) in found.iter().enumerate() {
        if n > 0 {
            writeln!(out)?;
        }
        let count = dispatch.reports.len();
        writeln!(
            out,
            "{}",
            paint.ink(Ink::Bold, &format!("{count} reports, one copy"))
        )?;
        for (n, key) in dispatch.reports.iter().enumerate() {
            let row = ledger.report(*key)?;
            let hash: String = row.hash.to_string().chars().take(10).collect();
            let published = row.published.clone().unwrap_or_default();
            let cells = [
                Cell::new(&hash, Ink::Dim),
                Cell::new(published.get(..16).unwrap_or(&published), Ink::Plain),
                Cell::new(row.outlet.as_deref().unwrap_or("–"), Ink::Source),
                Cell::new(row.title.as_deref().unwrap_or("–"), Ink::Plain),
            ];
            out.write_all(table::row(paint, 2, &widths, &cells, 2).as_bytes())?;
            if n > 0 {
                // One pair is evidence enough why a report is here: that with the oldest, else its first.
                let pairs = ledger.copies_of(*key)?;
                let first = dispatch.reports.first();
                let pair = pairs.iter().find(|p| Some(&p.a) == first).or(pairs.first());
                if let Some(pair) = pair {
                    let cell = Cell::new(&evidence(pair), Ink::Dim);
                    let room = [width.saturating_sub(14)];
                    out.write_all(table::row(paint, 14, &room, &[cell], 4).as_bytes())?;
                }
            }
        }
    }
    let shown = format!(
        "{} {}. sayso{} why REPORT REPORT shows why two are one, and what each adds.",
        found.len(),
        if found.len() == 1 {
            "dispatch"
        } else {
            "dispatches"
        },
        at.ledger_flag()
    );
    write!(out, "\n{}", table::hint(paint, &shown))?;
    out.flush()?;
    Ok(())
}

/// What a pair rests on, in words.
pub fn evidence(pair: &Copy) -> String {
    let share = |side: &str| 100.0 * pair.evidence[side]["share"].as_f64().unwrap_or(0.0);
    let adds = |side: &str| pair.evidence[side]["adds"].as_array().map_or(0, Vec::len);
    let mut out = format!(
        "{}: {:.0} % of it stands in the older, {:.0} % of the older in it",
        pair.kind,
        share("b"),
        share("a")
    );
    for (side, whom) in [("b", "it"), ("a", "the older")] {
        if adds(side) > 0 {
            let parts = if adds(side) == 1 {
                "passage"
            } else {
                "passages"
            };
            out.push_str(&format!("; {whom} adds {} {parts}", adds(side)));
        }
    }
    let credits: Vec<&str> = pair.evidence["credits"]
        .as_array()
        .into_iter()
        .flatten()
        .filter_map(|c| c.as_str())
        .collect();
    if !credits.is_empty() {
        out.push_str(&format!("; credit: {}", credits.join(", ")));
    }
    out
}
