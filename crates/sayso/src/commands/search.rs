//! `search`: where words stand, in texts and claims.

use super::claims::{heading, short, stance, who};
use crate::cli::{Context, Exit, Format};
use crate::paint::{Ink, Paint};
use crate::record::Record;
use crate::rows::Rows;
use crate::table;
use crate::view::View;
use sayso_ledger::{Decided, Hit, Ledger, ReportRow, Snippet};
use serde::Serialize;
use std::io::{BufWriter, Write};

/// Finds words in texts and claims
///
/// Best report first. All words must occur; "two words" in quote marks stand together, begin* is any word that begins so;
/// case and accents do not matter.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// What to look for
    #[arg(required = true)]
    words: Vec<String>,
    /// At most so many reports; 0 for all
    #[arg(long, value_name = "N", default_value_t = 20)]
    limit: usize,
    #[command(flatten)]
    view: View,
}

#[derive(Serialize)]
struct HitRecord {
    report: String,
    outlet: Option<String>,
    published: Option<String>,
    title: Option<String>,
    url: Option<String>,
    snippet: Option<String>,
    claims: Vec<String>,
}

impl Record for HitRecord {
    const HEADER: &'static [&'static str] = &[
        "report",
        "outlet",
        "published",
        "title",
        "url",
        "snippet",
        "claims",
    ];

    fn cells(&self) -> Vec<Vec<String>> {
        let or_empty = |v: &Option<String>| v.clone().unwrap_or_default();
        vec![vec![
            self.report.clone(),
            or_empty(&self.outlet),
            or_empty(&self.published),
            or_empty(&self.title),
            or_empty(&self.url),
            or_empty(&self.snippet),
            self.claims.join(" "),
        ]]
    }
}

pub fn run(args: &Args, at: &Context) -> anyhow::Result<Exit> {
    let ledger = Ledger::open(&at.ledger)?;
    ledger.freeze()?;
    let decisions = args.view.look(&ledger)?;
    let limit = if args.limit == 0 {
        usize::MAX
    } else {
        args.limit
    };
    let words = args.words.join(" ");
    let (mut hits, all) = ledger.search(&words, limit)?;
    without_rejected(&ledger, &mut hits, &decisions)?;
    let out = BufWriter::new(at.out.open());
    match at.format {
        None | Some(Format::Table) => in_table(&ledger, &hits, all, &decisions, at, out)?,
        Some(Format::Json) => records(&ledger, &hits, Rows::json(out, false))?,
        Some(Format::Jsonl) => records(&ledger, &hits, Rows::json(out, true))?,
        Some(Format::Csv) => records(&ledger, &hits, Rows::csv::<HitRecord>(out)?)?,
    }
    Ok(Exit::Done)
}

/// Leaves out the claims that a person rejected.
fn without_rejected(ledger: &Ledger, hits: &mut [Hit], decisions: &Decided) -> anyhow::Result<()> {
    if decisions.is_empty() {
        return Ok(());
    }
    for hit in hits {
        let mut kept = Vec::with_capacity(hit.claims.len());
        for (key, snippet) in std::mem::take(&mut hit.claims) {
            if ledger
                .claim_as_decided(key, decisions)?
                .rejected()
                .is_none()
            {
                kept.push((key, snippet));
            }
        }
        hit.claims = kept;
    }
    Ok(())
}

fn records<W: Write>(ledger: &Ledger, hits: &[Hit], mut rows: Rows<W>) -> anyhow::Result<()> {
    for hit in hits {
        let report: ReportRow = ledger.report(hit.report)?;
        let ids: Result<Vec<String>, _> = hit
            .claims
            .iter()
            .map(|(key, _)| ledger.claim(*key).map(|row| row.claim.id))
            .collect();
        rows.write(&HitRecord {
            report: report.name(),
            outlet: report.outlet,
            published: report.published,
            title: report.title,
            url: report.url,
            snippet: hit.snippet.as_ref().map(Snippet::plain),
            claims: ids?,
        })?;
    }
    rows.end()
}

fn in_table<W: Write>(
    ledger: &Ledger,
    hits: &[Hit],
    all: usize,
    decisions: &Decided,
    at: &Context,
    mut out: W,
) -> anyhow::Result<()> {
    let paint = Paint { colour: at.colour };
    let width = table::width();
    if hits.is_empty() {
        writeln!(
            out,
            "No text and no claim has these words. begin* is any word that begins so."
        )?;
        return Ok(());
    }
    for (i, hit) in hits.iter().enumerate() {
        if i > 0 {
            writeln!(out)?;
        }
        out.write_all(heading(&ledger.report(hit.report)?, paint, width).as_bytes())?;
        if let Some(snippet) = &hit.snippet {
            out.write_all(passage(paint, snippet, width, 2).as_bytes())?;
        }
        for (key, snippet) in hit.claims.iter().take(4) {
            let row = ledger.claim_as_decided(*key, decisions)?.row;
            let id = paint.ink(Ink::Dim, &short(&row));
            let who = paint.ink(
                Ink::Source,
                &table::cut(&table::plain(&who(&row)), width.saturating_sub(34).max(12)),
            );
            writeln!(
                out,
                "    {id}  {who} · {}",
                paint.ink(Ink::Cue, &stance(&row))
            )?;
            out.write_all(passage(paint, snippet, width, 14).as_bytes())?;
        }
        if hit.claims.len() > 4 {
            let more = format!("    and {} more claims", hit.claims.len() - 4);
            writeln!(out, "{}", paint.ink(Ink::Dim, &more))?;
        }
    }
    let more = match all - hits.len() {
        0 => String::new(),
        _ => format!(
            "The best {} of {all} reports; --limit 0 shows all. ",
            hits.len()
        ),
    };
    let first = hits.first().map(|h| ledger.report(h.report)).transpose()?;
    if let Some(first) = first {
        let hint = format!(
            "{more}sayso{} show {} shows the first one.",
            at.ledger_flag(),
            super::claims::called(&first)
        );
        write!(out, "\n{}", table::hint(paint, &hint))?;
    }
    out.flush()?;
    Ok(())
}

/// A passage in lines, what was looked for standing out.
fn passage(paint: Paint, snippet: &Snippet, width: usize, indent: usize) -> String {
    // Marked words are wrapped as bare ones with a sign at each end that is taken for paint afterwards.
    const OPEN: char = '⟦';
    const CLOSE: char = '⟧';
    let mut marked = String::new();
    for (words, found) in &snippet.0 {
        let words = table::plain(words).replace([OPEN, CLOSE], "");
        if *found {
            // A phrase may be broken over lines, so each of its words is marked.
            let each: Vec<String> = words
                .split(' ')
                .map(|w| format!("{OPEN}{w}{CLOSE}"))
                .collect();
            marked.push_str(&each.join(" "));
        } else {
            marked.push_str(&words);
        }
    }
    let mut out = String::new();
    for line in table::wrap(&marked, width.saturating_sub(indent), 6) {
        out.push_str(&" ".repeat(indent));
        for (i, piece) in line.split(OPEN).enumerate() {
            match piece.split_once(CLOSE) {
                Some((found, rest)) if i > 0 => {
                    out.push_str(&paint.found(found));
                    out.push_str(rest);
                }
                _ => out.push_str(piece),
            }
        }
        out.push('\n');
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_looked_for_stands_out_on_every_line() {
        let snippet = Snippet(vec![
            ("…behind the ".into(), false),
            ("grain convoy".into(), true),
            (" again".into(), false),
        ]);
        let bare = passage(Paint { colour: false }, &snippet, 80, 2);
        assert_eq!(bare, "  …behind the ⟦grain⟧ ⟦convoy⟧ again\n");
        let painted = passage(Paint { colour: true }, &snippet, 24, 0);
        assert_eq!(painted.matches("\u{1b}[0m").count(), 2, "{painted:?}");
        assert!(!painted.contains(['⟦', '⟧']));
    }
}
