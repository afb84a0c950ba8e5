//! `claims`: who said what.

use crate::cli::{Context, Exit, Format};
use crate::paint::{Ink, Paint};
use crate::pointing;
use crate::record::ClaimRecord;
use crate::rows::Rows;
use crate::table::{self, Cell};
use crate::view::{View, decided};
use sayso_ledger::contract::Words;
use sayso_ledger::{ClaimFilter, ClaimKey, ClaimRow, Decided, Ledger, ReportKey, ReportRow};
use std::io::{BufWriter, Write};

const STANCES: [&str; 12] = [
    "states",
    "claims",
    "confirms",
    "denies",
    "does_not_confirm",
    "declines_to_comment",
    "estimates",
    "warns",
    "accuses",
    "promises",
    "asks",
    "believes",
];

const KINDS: [&str; 5] = ["statement", "belief", "intention", "wish", "order"];

/// The kinds of actors.
pub const KINDS_OF_ACTOR: [&str; 8] = [
    "person",
    "government",
    "military",
    "agency",
    "media",
    "organisation",
    "document",
    "unnamed",
];

/// What figures count, by the design's closed list.
pub const MEASURES: [&str; 19] = [
    "killed",
    "wounded",
    "killed_or_wounded",
    "missing",
    "captured",
    "detained",
    "arrested",
    "displaced",
    "evacuated",
    "rescued",
    "released",
    "hospitalised",
    "infected",
    "aboard",
    "present",
    "deployed",
    "damaged",
    "destroyed",
    "other",
];

/// How many claims a table shows where nothing is said of it.
const SHOWN: usize = 40;

/// Lists claims: who said what
///
/// Newest report first, in the order of its text. Every condition that is given must hold. "Two words" in quote marks stand
/// together, begin* is any word that begins so; case and accents do not matter.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// Words that actor, source or content must have
    words: Vec<String>,
    /// Who is attributed: an actor's id, or words of one of its names (see `actors`)
    #[arg(long, value_name = "WORDS")]
    actor: Option<String>,
    /// Part of the outlet's name
    #[arg(long, value_name = "NAME")]
    outlet: Option<String>,
    /// Published on this day (2026-03-05, 2026-03 or 2026; of UTC) or later
    #[arg(long, value_name = "DAY", value_parser = day)]
    since: Option<String>,
    /// Published on this day or earlier
    #[arg(long, value_name = "DAY", value_parser = day)]
    until: Option<String>,
    /// How the source stands to what is said
    #[arg(long, value_name = "STANCE", value_parser = STANCES)]
    stance: Option<String>,
    /// What the claim is
    #[arg(long, value_name = "KIND", value_parser = KINDS)]
    kind: Option<String>,
    /// At most so many; 0 for all [default: 40 in a table, else all]
    #[arg(long, value_name = "N")]
    limit: Option<usize>,
    #[command(flatten)]
    view: View,
}

pub fn run(args: &Args, at: &Context) -> anyhow::Result<Exit> {
    let ledger = Ledger::open(&at.ledger)?;
    ledger.freeze()?;
    let decisions = args.view.look(&ledger)?;
    let words = args.words.join(" ");
    let filter = ClaimFilter {
        actor: args.actor.as_deref(),
        outlet: args.outlet.as_deref(),
        since: args.since.as_deref(),
        until: args.until.as_deref(),
        stance: args.stance.as_deref(),
        kind: args.kind.as_deref(),
        words: (!args.words.is_empty()).then_some(words.as_str()),
        report: None,
    };
    let (found, rejected) = ledger.find_claims_as_decided(&filter, &decisions)?;
    let default = match at.format {
        None | Some(Format::Table) => SHOWN,
        Some(_) => 0,
    };
    let limit = match args.limit.unwrap_or(default) {
        0 => found.len(),
        n => n.min(found.len()),
    };
    let shown = found.get(..limit).unwrap_or(&found);
    let out = BufWriter::new(at.out.open());
    match at.format {
        None | Some(Format::Table) => {
            let counts = Counts {
                all: found.len(),
                rejected,
                known: args.view.back.words(),
            };
            in_table(&ledger, shown, &decisions, &counts, at, out)?;
        }
        Some(Format::Json) => records(&ledger, shown, &decisions, Rows::json(out, false))?,
        Some(Format::Jsonl) => records(&ledger, shown, &decisions, Rows::json(out, true))?,
        Some(Format::Csv) => {
            let rows = Rows::csv::<ClaimRecord>(out)?;
            records(&ledger, shown, &decisions, rows)?;
        }
    }
    Ok(Exit::Done)
}

fn records<W: Write>(
    ledger: &Ledger,
    shown: &[ClaimKey],
    decisions: &Decided,
    mut rows: Rows<W>,
) -> anyhow::Result<()> {
    let mut last: Option<(ReportRow, String)> = None;
    for key in shown {
        let claim = ledger.claim_as_decided(*key, decisions)?;
        let row = claim.row;
        let (report, text) = match last.take() {
            Some(of) if of.0.key == row.report => of,
            _ => (ledger.report(row.report)?, ledger.text(row.report)?),
        };
        let words = Words::new(&text);
        rows.write(&ClaimRecord::new(
            &report,
            &words,
            &row,
            &claim.changes,
            false,
        ))?;
        last = Some((report, text));
    }
    rows.end()
}

/// What stands below the rows.
struct Counts {
    all: usize,
    rejected: usize,
    known: String,
}

fn in_table<W: Write>(
    ledger: &Ledger,
    shown: &[ClaimKey],
    decisions: &Decided,
    counted: &Counts,
    at: &Context,
    mut out: W,
) -> anyhow::Result<()> {
    let paint = Paint { colour: at.colour };
    let flag = at.ledger_flag();
    if shown.is_empty() {
        let counts = ledger.counts()?;
        writeln!(
            out,
            "No claim is like that; the ledger has {} in {} reports{}.",
            counts.claims, counts.reports, counted.known
        )?;
        out.write_all(left_out(counted, paint).as_bytes())?;
        return Ok(());
    }
    let mut last: Option<ReportKey> = None;
    let mut first_id = String::new();
    for key in shown {
        let claim = ledger.claim_as_decided(*key, decisions)?;
        let row = claim.row;
        if last != Some(row.report) {
            if last.is_some() {
                writeln!(out)?;
            }
            out.write_all(heading(&ledger.report(row.report)?, paint, table::width()).as_bytes())?;
        }
        last = Some(row.report);
        out.write_all(line(&row, paint).as_bytes())?;
        out.write_all(pointing::lines(ledger, &row, paint, table::width())?.as_bytes())?;
        for change in &claim.changes {
            let cell = Cell::new(&decided(change), Ink::Dim);
            let room = table::width().saturating_sub(12);
            out.write_all(table::row(paint, 12, &[room], &[cell], 4).as_bytes())?;
        }
        if first_id.is_empty() {
            first_id = short(&row);
        }
    }
    let all = counted.all;
    let more = match all - shown.len() {
        0 => String::new(),
        _ => format!(
            "The first {} of {all} claims{}; --limit 0 shows all. ",
            shown.len(),
            counted.known
        ),
    };
    let hint = format!("{more}sayso{flag} why {first_id} takes the first one apart.");
    write!(out, "\n{}", table::hint(paint, &hint))?;
    out.write_all(left_out(counted, paint).as_bytes())?;
    out.flush()?;
    Ok(())
}

/// How many claims are not shown since a person rejected them.
fn left_out(counted: &Counts, paint: Paint) -> String {
    match counted.rejected {
        0 => String::new(),
        n => {
            let (claims, them) = if n == 1 {
                ("claim", "it")
            } else {
                ("claims", "them")
            };
            let words = format!(
                "{n} {claims} like that left out, rejected by decision; --machine shows {them}."
            );
            table::hint(paint, &words)
        }
    }
}

/// The line over what a report has: when, who, its title, and what to call it.
pub fn heading(report: &ReportRow, paint: Paint, width: usize) -> String {
    let when = report
        .published
        .as_deref()
        .map_or("undated", |p| p.get(..10).unwrap_or(p));
    let outlet = table::plain(report.outlet.as_deref().unwrap_or("outlet not known"));
    let title = report.title.as_deref().map(table::plain);
    let name = called(report);
    let wide = unicode_width::UnicodeWidthStr::width;
    let room = width.saturating_sub(when.len() + wide(outlet.as_str()) + wide(name.as_str()) + 8);
    let title = match title {
        Some(title) if room > 12 => format!("  {}", table::cut(&title, room)),
        _ => String::new(),
    };
    let (when, name) = (
        paint.ink(Ink::Dim, &table::plain(when)),
        paint.ink(Ink::Dim, &format!("[{name}]")),
    );
    format!("{when}  {}{title}  {name}\n", paint.ink(Ink::Bold, &outlet))
}

/// What a person calls a report: the id that it was given, else the first digits of its hash.
pub fn called(report: &ReportRow) -> String {
    let hash = || report.hash.to_string().chars().take(8).collect();
    report
        .given_id
        .as_deref()
        .map_or_else(hash, |id| table::cut(&table::plain(id), 40))
}

/// The first digits of a claim's id.
pub fn short(row: &ClaimRow) -> String {
    row.claim.id.chars().take(8).collect()
}

/// Who says it, and through whom it came here.
pub fn who(row: &ClaimRow) -> String {
    let mut who = match (&row.claim.actor, row.source_words.as_str()) {
        (Some(actor), _) => actor.clone(),
        (None, "") => "(nobody named)".to_owned(),
        (None, source) => format!("“{source}”"),
    };
    if !row.claim.via.is_empty() {
        who.push_str(" via ");
        who.push_str(&row.claim.via.join(", "));
    }
    who
}

/// A stance in words.
pub fn stance(row: &ClaimRow) -> String {
    row.claim.stance.replace('_', " ")
}

fn line(row: &ClaimRow, paint: Paint) -> String {
    let width = table::width();
    let (actor, stance_width) = ((width / 4).clamp(14, 30), if width < 70 { 9 } else { 12 });
    let content = width
        .saturating_sub(2 + 8 + actor + stance_width + 6)
        .max(16);
    let words = if row.content_words.is_empty() {
        "—"
    } else {
        &row.content_words
    };
    let cells = [
        Cell::new(&short(row), Ink::Dim),
        Cell::new(&who(row), Ink::Source),
        Cell::new(&stance(row), Ink::Cue),
        Cell::new(words, Ink::Plain),
    ];
    table::row(paint, 2, &[8, actor, stance_width, content], &cells, 4)
}

/// A day, a month or a year, as ISO 8601 has it.
pub fn day(text: &str) -> Result<String, String> {
    let parts: Vec<&str> = text.split('-').collect();
    let number = |i: usize, digits: usize, range: std::ops::RangeInclusive<u32>| match parts.get(i)
    {
        None => true,
        Some(p) => {
            p.len() == digits
                && p.bytes().all(|b| b.is_ascii_digit())
                && p.parse().is_ok_and(|n| range.contains(&n))
        }
    };
    if parts.len() <= 3 && number(0, 4, 0..=9999) && number(1, 2, 1..=12) && number(2, 2, 1..=31) {
        return Ok(text.to_owned());
    }
    Err("a day is written 2026-03-05; a month 2026-03, a year 2026".to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_are_checked() {
        for good in ["2026", "2026-03", "2026-03-05"] {
            assert_eq!(day(good).as_deref(), Ok(good));
        }
        for bad in [
            "",
            "26",
            "2026-13",
            "2026-3-5",
            "2026-03-05T10",
            "yesterday",
            "2026-03-05-01",
            "２０２６",
        ] {
            assert!(day(bad).is_err(), "{bad}");
        }
    }
}
