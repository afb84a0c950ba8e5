//! `why`: every field of a claim, the words it rests on, and the rule or score that gave it.

use super::claims::heading;
use crate::cli::{Context, Exit, Format};
use crate::keeping::fresh;
use crate::marking::{marks, paragraph, paragraphs};
use crate::paint::{Ink, Paint};
use crate::record::{ClaimRecord, bounds, quote_name};
use crate::rows::Rows;
use crate::table::{self, Cell};
use sayso_claims::{Figure, Time};
use sayso_language::Span;
use sayso_ledger::contract::Words;
use sayso_ledger::{ClaimRow, Ledger, ReadingRow};
use std::io::{BufWriter, Write};

/// Takes a claim apart: every field, the words it rests on, and the rule or score that gave it
#[derive(Debug, clap::Args)]
pub struct Args {
    /// The claim's id, or the first digits of it
    claim: String,
}

pub fn run(args: &Args, at: &Context) -> anyhow::Result<Exit> {
    let ledger = fresh(&at.ledger)?;
    ledger.freeze()?;
    let copies = ledger.find_claim(&args.claim)?;
    let copies: Vec<ClaimRow> = copies
        .into_iter()
        .map(|k| ledger.claim(k))
        .collect::<Result<_, _>>()?;
    let mut out = BufWriter::new(std::io::stdout().lock());
    let mut rows = match at.format {
        None | Some(Format::Table) => {
            out.write_all(apart(&ledger, &copies, at)?.as_bytes())?;
            out.flush()?;
            return Ok(Exit::Done);
        }
        Some(Format::Json) => Rows::json(out, false),
        Some(Format::Jsonl) => Rows::json(out, true),
        Some(Format::Csv) => Rows::csv::<ClaimRecord>(out)?,
    };
    for copy in &copies {
        let (report, text) = (ledger.report(copy.report)?, ledger.text(copy.report)?);
        rows.write(&ClaimRecord::new(&report, &Words::new(&text), copy, true))?;
    }
    rows.end()?;
    Ok(Exit::Done)
}

/// A field: its name, its value, the words it rests on, what gave it.
struct Field {
    name: &'static str,
    value: String,
    words: String,
    by: String,
}

impl Field {
    fn is_empty(&self) -> bool {
        self.value.is_empty() && self.words.is_empty()
    }
}

fn apart(ledger: &Ledger, copies: &[ClaimRow], at: &Context) -> anyhow::Result<String> {
    let paint = Paint { colour: at.colour };
    let width = table::width().min(120);
    let mut out = String::new();
    let Some((first, others)) = copies.split_first() else {
        return Ok(out);
    };
    let report = ledger.report(first.report)?;
    let reading = ledger.reading(first.report)?;
    out.push_str(&heading(&report, paint));
    let id = format!("claim {}", first.claim.id);
    out.push_str(&paint.ink(Ink::Dim, &id));
    out.push('\n');
    out.push_str(&passage(first, &reading, paint, width));
    out.push('\n');
    let words = Words::new(&reading.text);
    let first_fields = fields(first, &words, parent_line(ledger, first)?);
    let (empty, full): (Vec<&Field>, Vec<&Field>) = first_fields.iter().partition(|f| f.is_empty());
    for field in full {
        out.push_str(&shown(field, paint, width));
    }
    if !empty.is_empty() {
        let names: Vec<&str> = empty.iter().map(|f| f.name).collect();
        let cells = [
            Cell::new("none", Ink::Bold),
            Cell::new(&names.join(", "), Ink::Dim),
        ];
        out.push_str(&table::row(
            paint,
            0,
            &[13, width.saturating_sub(15)],
            &cells,
            9,
        ));
    }
    if !others.is_empty() {
        out.push_str(&paint.ink(Ink::Bold, "\nThe same words stand in"));
        out.push('\n');
    }
    for other in others {
        out.push_str(&heading(&ledger.report(other.report)?, paint));
        let its = fields(other, &words, parent_line(ledger, other)?);
        for (field, at_first) in its.iter().zip(&first_fields) {
            if field.name != at_first.name {
                break;
            }
            if field.value != at_first.value {
                out.push_str("  read there as\n");
                out.push_str(&shown(field, paint, width));
            }
        }
    }
    if let Some(actor) = ledger.actor_brief_of(first.key)?.filter(|a| a.reports > 1) {
        let also = format!(
            "actor {}, {} claims in {} reports",
            super::actors::short(&actor),
            actor.claims,
            actor.reports
        );
        out.push_str(&paint.ink(Ink::Bold, "\nTaken for one with others"));
        out.push('\n');
        out.push_str(&table::row(
            paint,
            0,
            &[13, width.saturating_sub(15)],
            &[Cell::new("actor", Ink::Bold), Cell::new(&also, Ink::Source)],
            3,
        ));
        out.push_str(&super::actors::joined(&actor.joined, paint, width));
    }
    let hint = format!(
        "sayso{} show {} shows the whole report.",
        at.ledger_flag(),
        super::claims::called(&report)
    );
    out.push('\n');
    out.push_str(&table::hint(paint, &hint));
    Ok(out)
}

/// Bytes beyond which a paragraph is shown in part.
const LONG: usize = 2000;

/// The paragraphs in which the claim stands, marked; of a long one the sentences around it.
fn passage(row: &ClaimRow, reading: &ReadingRow, paint: Paint, width: usize) -> String {
    let text = &reading.text;
    let words = Words::new(text);
    let in_bytes =
        |spans: &[Span]| -> Vec<Span> { spans.iter().map(|s| words.bytes(*s)).collect() };
    let claim = &row.claim;
    let mut own = marks(
        1,
        &in_bytes(&claim.source),
        &in_bytes(&claim.cue),
        &in_bytes(&claim.content),
    );
    own.iter_mut().for_each(|m| m.numbered = false);
    own.sort_by_key(|m| m.span.start);
    let sentences = in_bytes(&reading.sentences);
    let mut out = String::new();
    for part in paragraphs(text) {
        let inside = own.iter().filter(|m| m.span.overlaps(part));
        let Some(begin) = inside.clone().map(|m| m.span.start).min() else {
            continue;
        };
        let end = inside.map(|m| m.span.end).max().unwrap_or(begin);
        let mut near = part;
        if part.len() > LONG {
            let before = sentences.iter().rev().filter(|s| s.start <= begin).nth(1);
            let after = sentences.iter().filter(|s| s.end >= end).nth(1);
            near.start = before.map_or(part.start, |s| s.start.max(part.start));
            near.end = after.map_or(part.end, |s| s.end.min(part.end));
        }
        out.push('\n');
        if near.start > part.start {
            out.push_str("  …\n");
        }
        out.push_str(&paragraph(paint, text, near, &own, width, 2));
        if near.end < part.end {
            out.push_str("  …\n");
        }
    }
    out
}

fn parent_line(ledger: &Ledger, row: &ClaimRow) -> anyhow::Result<String> {
    let Some(id) = &row.claim.parent else {
        return Ok(String::new());
    };
    for key in ledger.find_claim(id)? {
        let parent = ledger.claim(key)?;
        if parent.report == row.report {
            let short: String = id.chars().take(8).collect();
            return Ok(format!("{short}, {}", super::claims::who(&parent)));
        }
    }
    Ok(id.clone())
}

fn fields(row: &ClaimRow, words: &Words<'_>, parent: String) -> Vec<Field> {
    let c = &row.claim;
    let by = |field: &str| {
        let rules = c.why.iter().filter(|(name, _)| name == field);
        rules
            .map(|(_, rule)| rule.as_str())
            .collect::<Vec<_>>()
            .join("; ")
    };
    let or_model = |field: &str| match by(field) {
        none if none.is_empty() => "the trained model".to_owned(),
        rule => rule,
    };
    let (source, cue, content) = (
        words.join(&c.source),
        words.join(&c.cue),
        words.join(&c.content),
    );
    let value = |v: &Option<String>| v.clone().unwrap_or_default();
    let field = |name: &'static str, value: String, words: &str, by: String| Field {
        name,
        value,
        words: words.to_owned(),
        by,
    };
    let mut out = vec![
        field("source", place(&c.source), &source, or_model("source")),
        field("cue", place(&c.cue), &cue, or_model("cue")),
        field("content", place(&c.content), &content, or_model("content")),
        field("quote", quote_name(c.quote).into(), "", by("quote")),
        field("actor", value(&c.actor), &source, by("actor")),
        field("actor kind", value(&c.actor_kind), "", by("actor_kind")),
        field("affiliation", value(&c.affiliation), "", by("affiliation")),
        field("via", c.via.join(", then "), "", by("via")),
        field("origin", value(&c.origin), "", by("origin")),
        field("stance", c.stance.replace('_', " "), &cue, by("stance")),
        field("kind", c.kind.clone(), &cue, by("kind")),
        field("hedges", c.hedges.join(", "), "", by("hedges")),
        field("said", value(&c.said), "", by("said")),
        field("nested in", parent, "", by("parent")),
    ];
    out.extend(c.figures.iter().map(|f| figure(f, words)));
    out.extend(c.times.iter().map(|t| time(t, words)));
    out.extend(c.evidence.iter().map(|e| {
        let url = e.url.iter().map(|u| format!(" {u}")).collect::<String>();
        field(
            "evidence",
            format!("{}{url}", e.kind),
            words.of(e.span),
            by("evidence"),
        )
    }));
    let sure = format!("{:.0} %", c.confidence * 100.0);
    out.push(field("confidence", sure, "", or_model("confidence")));
    out
}

/// Where spans stand, in code points.
fn place(spans: &[Span]) -> String {
    let each: Vec<String> = spans
        .iter()
        .map(|s| format!("{}–{}", s.start, s.end))
        .collect();
    each.join(", ")
}

fn figure(f: &Figure, words: &Words<'_>) -> Field {
    let mut value = bounds(f);
    let named = [
        ("measure", &f.measure),
        ("of", &f.of),
        ("unit", &f.unit),
        ("place", &f.place),
        ("role", &f.role),
        ("change", &f.change),
        ("since", &f.since),
        ("until", &f.until),
    ];
    for (name, part) in named {
        if let Some(part) = part {
            value.push_str(&format!(" · {name}: {}", part.replace('_', " ")));
        }
    }
    let implied = if f.implied {
        "; no numeral stands there"
    } else {
        ""
    };
    Field {
        name: "figure",
        value,
        words: words.of(f.span).to_owned(),
        by: format!(
            "{}{implied}",
            f.rule.clone().unwrap_or_else(|| f.modifier.clone())
        ),
    }
}

fn time(t: &Time, words: &Words<'_>) -> Field {
    let mut value = t.value.clone().unwrap_or_else(|| "not known".into());
    if let (Some(earliest), Some(latest)) = (&t.earliest, &t.latest)
        && (earliest != latest || Some(earliest) != t.value.as_ref())
    {
        value.push_str(&format!(", {earliest} to {latest}"));
    }
    if t.role.as_deref() == Some("said") {
        value.push_str(", when it was said");
    }
    Field {
        name: "time",
        value,
        words: words.of(t.span).to_owned(),
        by: t.rule.clone().unwrap_or_default(),
    }
}

/// A field in lines.
fn shown(field: &Field, paint: Paint, width: usize) -> String {
    let name = Cell::new(field.name, Ink::Bold);
    let rest = width.saturating_sub(15);
    let ink = match field.name {
        "source" | "actor" => Ink::Source,
        "cue" | "stance" => Ink::Cue,
        "content" => Ink::Content,
        _ => Ink::Plain,
    };
    let words = format!("“{}”", field.words);
    let spans = matches!(field.name, "source" | "cue" | "content");
    let (main, aside) = match (spans, field.words.is_empty()) {
        (true, true) => ("none".to_owned(), String::new()),
        (true, false) => (words, format!("at {}", field.value)),
        (false, true) => (field.value.clone(), String::new()),
        (false, false) if field.value.is_empty() => ("—".to_owned(), format!("from {words}")),
        (false, false) => (field.value.clone(), format!("from {words}")),
    };
    let by = if field.by.is_empty() {
        String::new()
    } else {
        format!("by {}", field.by)
    };
    let aside = [aside, by]
        .into_iter()
        .filter(|p| !p.is_empty())
        .collect::<Vec<_>>()
        .join(", ");
    let mut out = table::row(paint, 0, &[13, rest], &[name, Cell::new(&main, ink)], 40);
    if !aside.is_empty() {
        out.push_str(&table::row(
            paint,
            15,
            &[rest],
            &[Cell::new(&aside, Ink::Dim)],
            6,
        ));
    }
    out
}
