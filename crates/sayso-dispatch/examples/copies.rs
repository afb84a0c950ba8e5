//! Which of the reports given as JSON lines carry one copy: a line for each pair, and one for each dispatch.
//!
//!     cargo run --release -p sayso-dispatch --example copies < reports.jsonl > pairs.jsonl
//!
//! In: `id`, `text`, and if known `boilerplate` (spans in code points), `title`, `outlet`, `byline`, `published`, `claims` (by the contract of `extract`).
//! Out, with spans in code points: `{"a", "b", "kind", "shares", "adds", …}` and `{"dispatch", "reports"}`. `--quiet` leaves the pairs out.

use sayso_dispatch::{Claim, Index, Report, Shelf};
use serde::Deserialize;
use serde_json::json;
use std::io::{BufRead, Write};
use std::ops::Range;
use std::time::Instant;

type Spans = Vec<(usize, usize)>;

#[derive(Deserialize)]
struct Line {
    id: String,
    #[serde(default)]
    text: String,
    #[serde(default)]
    boilerplate: Option<Spans>,
    title: Option<String>,
    outlet: Option<String>,
    byline: Option<String>,
    published: Option<String>,
    #[serde(default)]
    claims: Vec<ClaimLine>,
}

#[derive(Deserialize)]
struct ClaimLine {
    #[serde(default)]
    content: Spans,
    actor: Option<String>,
    #[serde(default)]
    via: Vec<String>,
    origin: Option<String>,
}

struct Lines(Vec<Line>);

/// The byte at which each code point begins, and the end.
fn bytes(text: &str) -> Vec<usize> {
    text.char_indices()
        .map(|(at, _)| at)
        .chain([text.len()])
        .collect()
}

impl Shelf for Lines {
    fn read(&self, report: u32, then: &mut dyn FnMut(&Report<'_>)) {
        let Some(line) = self.0.get(report as usize) else {
            return;
        };
        let at = if line.boilerplate.is_some() || !line.claims.is_empty() {
            bytes(&line.text)
        } else {
            Vec::new()
        };
        let spans = |spans: &Spans| -> Vec<Range<usize>> {
            spans
                .iter()
                .filter_map(|(s, e)| Some(*at.get(*s)?..*at.get(*e)?))
                .collect()
        };
        let boilerplate = line.boilerplate.as_ref().map(spans).unwrap_or_default();
        let contents: Vec<Vec<Range<usize>>> =
            line.claims.iter().map(|c| spans(&c.content)).collect();
        let via: Vec<Vec<&str>> = line
            .claims
            .iter()
            .map(|c| c.via.iter().map(String::as_str).collect())
            .collect();
        let claims: Vec<Claim> = line
            .claims
            .iter()
            .zip(contents.iter().zip(&via))
            .map(|(c, (content, via))| Claim {
                content,
                actor: c.actor.as_deref(),
                via,
                origin: c.origin.as_deref(),
            })
            .collect();
        then(&Report {
            name: &line.id,
            text: &line.text,
            boilerplate: &boilerplate,
            title: line.title.as_deref(),
            outlet: line.outlet.as_deref(),
            byline: line.byline.as_deref(),
            published: line.published.as_deref(),
            claims: &claims,
        });
    }
}

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let quiet = std::env::args().any(|a| a == "--quiet");
    let lines: Result<Vec<Line>, _> = std::io::stdin()
        .lock()
        .lines()
        .map(|l| Ok::<_, Box<dyn std::error::Error>>(serde_json::from_str(&l?)?))
        .collect();
    let lines = Lines(lines?);
    let began = Instant::now();
    let mut index = Index::new();
    for n in 0..lines.0.len() {
        index.add(n as u32, &lines);
        if (n + 1) % 20_000 == 0 {
            eprintln!("{} reports, {:.1} s", n + 1, began.elapsed().as_secs_f64());
        }
    }
    let took = began.elapsed();
    let mut out = std::io::BufWriter::new(std::io::stdout().lock());
    let id = |n: u32| &lines.0[n as usize].id;
    let points = |n: u32, spans: &[Range<usize>]| -> Spans {
        let at = bytes(&lines.0[n as usize].text);
        let point = |b: usize| at.partition_point(|x| *x < b);
        spans
            .iter()
            .map(|s| (point(s.start), point(s.end)))
            .collect()
    };
    let mut links: Vec<_> = if quiet {
        Vec::new()
    } else {
        index.links().collect()
    };
    links.sort_by_key(|l| (id(l.a), id(l.b)));
    for link in links {
        let pair = &link.pair;
        let line = json!({"a": id(link.a), "b": id(link.b), "kind": pair.kind.as_str(), "shares": [pair.a.share, pair.b.share],
            "adds": [points(link.a, &pair.a.adds), points(link.b, &pair.b.adds)], "credits_other": [pair.a.credits_other, pair.b.credits_other],
            "changes": [points(link.a, &pair.a.changes), points(link.b, &pair.b.changes)], "retitled": pair.retitled, "same_quotes": pair.same_quotes, "same_claims": pair.same_claims, "credits": pair.credits});
        writeln!(out, "{line}")?;
    }
    for group in index.groups() {
        let reports: Vec<&String> = group.reports.iter().map(|n| id(*n)).collect();
        writeln!(
            out,
            "{}",
            json!({"dispatch": group.oldest, "reports": reports})
        )?;
    }
    out.flush()?;
    eprintln!(
        "{} reports in {:.2} s, {:.3} ms a report",
        lines.0.len(),
        took.as_secs_f64(),
        took.as_secs_f64() * 1e3 / lines.0.len().max(1) as f64
    );
    Ok(())
}
