//! `decisions`: the log of what was corrected.

use crate::cli::{Context, Exit, Format};
use crate::paint::{Ink, Paint};
use crate::record::Record;
use crate::rows::Rows;
use crate::table::{self, Cell};
use sayso_ledger::{Action, DecisionRow, Ledger};
use serde::Serialize;
use std::io::{BufWriter, Write};

/// Lists decisions: what was corrected, by whom, when and why
///
/// Undone decisions stay in the list. One that no longer finds what it is about, since the report was read anew and reads otherwise, is marked.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// Only those that no longer apply
    #[arg(long)]
    stale: bool,
}

pub fn run(args: &Args, at: &Context) -> anyhow::Result<Exit> {
    let ledger = Ledger::open(&at.ledger)?;
    let mut found = ledger.decisions()?;
    if args.stale {
        found.retain(|d| !d.applies && d.undone.is_none());
    }
    let mut out = BufWriter::new(std::io::stdout().lock());
    let mut rows = match at.format {
        None | Some(Format::Table) => {
            out.write_all(in_table(&found, at).as_bytes())?;
            out.flush()?;
            return Ok(Exit::Done);
        }
        Some(Format::Json) => Rows::json(out, false),
        Some(Format::Jsonl) => Rows::json(out, true),
        Some(Format::Csv) => Rows::csv::<DecisionRecord>(out)?,
    };
    for row in &found {
        rows.write(&DecisionRecord(row.clone()))?;
    }
    rows.end()?;
    Ok(Exit::Done)
}

#[derive(Serialize)]
#[serde(transparent)]
struct DecisionRecord(DecisionRow);

impl Record for DecisionRecord {
    const HEADER: &'static [&'static str] = &[
        "decision", "at", "author", "what", "about", "reason", "undone", "applies",
    ];

    fn cells(&self) -> Vec<Vec<String>> {
        let d = &self.0;
        let undone = d.undone.map(|n| n.to_string()).unwrap_or_default();
        vec![vec![
            d.id.to_string(),
            when(d.at),
            d.author.clone(),
            d.action.what().to_owned(),
            about(&d.action),
            d.reason.clone(),
            undone,
            d.applies.to_string(),
        ]]
    }
}

/// What a decision is about, in words.
fn about(action: &Action) -> String {
    match action {
        Action::Amend { of, field, value } => format!(
            "{} {field} = {}",
            of.claim,
            value.as_deref().unwrap_or("none")
        ),
        Action::MergeActors { from, into } => format!("{from} = {into}"),
        Action::SplitActor { of, actor } => format!("{} = {actor}", of.claim),
        Action::MarkReport { report, tlp } => {
            format!("{} {tlp}", report.chars().take(12).collect::<String>())
        }
        Action::MarkClaim { of, tlp } => format!("{} {tlp}", of.claim),
        Action::Withhold { of, by, .. } => format!("{} withheld by {by}", of.claim),
        Action::Note { of, text } => format!("{}: {text}", of.claim),
        other => {
            let claims = other.places().into_iter().map(|p| p.claim.clone());
            let reports = other
                .reports()
                .into_iter()
                .map(|r| r.chars().take(12).collect());
            claims.chain(reports).collect::<Vec<String>>().join(", ")
        }
    }
}

/// Seconds since 1970 as ISO 8601, UTC.
pub fn when(at: i64) -> String {
    let (days, rest) = (at.div_euclid(86_400), at.rem_euclid(86_400));
    // Days to a date in the proleptic Gregorian calendar (Hinnant 2013).
    let z = days + 719_468;
    let era = z.div_euclid(146_097);
    let doe = z.rem_euclid(146_097);
    let yoe = (doe - doe / 1460 + doe / 36_524 - doe / 146_096) / 365;
    let doy = doe - (365 * yoe + yoe / 4 - yoe / 100);
    let mp = (5 * doy + 2) / 153;
    let (day, month) = (
        doy - (153 * mp + 2) / 5 + 1,
        if mp < 10 { mp + 3 } else { mp - 9 },
    );
    let year = yoe + era * 400 + i64::from(month <= 2);
    format!(
        "{year:04}-{month:02}-{day:02}T{:02}:{:02}:{:02}Z",
        rest / 3600,
        rest / 60 % 60,
        rest % 60
    )
}

fn in_table(found: &[DecisionRow], at: &Context) -> String {
    let paint = Paint { colour: at.colour };
    if found.is_empty() {
        return "Nothing was decided.\n".to_owned();
    }
    let width = table::width();
    let rest = width.saturating_sub(4 + 16 + 12 + 16 + 10).max(20);
    let widths = [4, 16, 12, 16, rest / 2, rest - rest / 2];
    let head = |words: &str| Cell::new(words, Ink::Dim);
    let mut out = table::row(
        paint,
        0,
        &widths,
        &["", "at", "by", "what", "about", "why"].map(head),
        1,
    );
    for d in found {
        let state = match (d.undone, d.applies) {
            (Some(by), _) => format!(" (undone by {by})"),
            (None, false) => " (no longer applies)".to_owned(),
            (None, true) => String::new(),
        };
        let at = when(d.at).replace('T', " ");
        let ink = if state.is_empty() {
            Ink::Plain
        } else {
            Ink::Dim
        };
        let cells = [
            Cell::new(&d.id.to_string(), Ink::Dim),
            Cell::new(at.get(..16).unwrap_or(&at), Ink::Plain),
            Cell::new(&d.author, Ink::Plain),
            Cell::new(&format!("{}{state}", d.action.what()), ink),
            Cell::new(&about(&d.action), ink),
            Cell::new(&d.reason, Ink::Dim),
        ];
        out.push_str(&table::row(paint, 0, &widths, &cells, 3));
    }
    out
}

#[cfg(test)]
mod tests {
    use super::when;

    #[test]
    fn seconds_become_dates() {
        assert_eq!(when(0), "1970-01-01T00:00:00Z");
        assert_eq!(when(951_827_696), "2000-02-29T12:34:56Z");
        assert_eq!(when(-1), "1969-12-31T23:59:59Z");
    }
}
