//! Every field of a claim, the words it rests on, and the rule or score that gave it.

use crate::cli::{Context, Format};
use crate::commands::{actors, claims};
use crate::marking::{marks, paragraph, paragraphs};
use crate::paint::{Ink, Paint};
use crate::pointing;
use crate::record::{ClaimRecord, bounds, quote_name};
use crate::rows::Rows;
use crate::table::{self, Cell};
use crate::view::decided;
use sayso_claims::{Figure, Time};
use sayso_language::Span;
use sayso_ledger::contract::Words;
use sayso_ledger::{ClaimKey, ClaimRow, Decided, DecidedClaim, Ledger, ReadingRow};
use std::io::{BufWriter, Write};

/// A claim taken apart, and its copies in other reports.
pub fn run(
    ledger: &Ledger,
    copies: &[ClaimKey],
    decisions: &Decided,
    at: &Context,
) -> anyhow::Result<()> {
    let copies: Vec<DecidedClaim> = copies
        .iter()
        .map(|k| ledger.claim_as_decided(*k, decisions))
        .collect::<Result<_, _>>()?;
    let mut out = BufWriter::new(std::io::stdout().lock());
    let mut rows = match at.format {
        None | Some(Format::Table) => {
            out.write_all(apart(ledger, &copies, decisions, at)?.as_bytes())?;
            out.flush()?;
            return Ok(());
        }
        Some(Format::Json) => Rows::json(out, false),
        Some(Format::Jsonl) => Rows::json(out, true),
        Some(Format::Csv) => Rows::csv::<ClaimRecord>(out)?,
    };
    for copy in &copies {
        let report = ledger.report(copy.row.report)?;
        let text = ledger.text(copy.row.report)?;
        let words = Words::new(&text);
        let record = ClaimRecord::new(&report, &words, &copy.row, &copy.changes, true);
        rows.write(&record)?;
    }
    rows.end()
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

fn apart(
    ledger: &Ledger,
    copies: &[DecidedClaim],
    decisions: &Decided,
    at: &Context,
) -> anyhow::Result<String> {
    let paint = Paint { colour: at.colour };
    let width = table::width().min(120);
    let mut out = String::new();
    let Some((whole, others)) = copies.split_first() else {
        return Ok(out);
    };
    let first = &whole.row;
    let report = ledger.report(first.report)?;
    let reading = ledger.reading(first.report)?;
    out.push_str(&claims::heading(&report, paint, table::width()));
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
    for change in &whole.changes {
        let ink = if whole.rejected().is_some() {
            Ink::Found
        } else {
            Ink::Plain
        };
        let cells = [
            Cell::new("decided", Ink::Bold),
            Cell::new(&decided(change), ink),
        ];
        let widths = [13, width.saturating_sub(15)];
        out.push_str(&table::row(paint, 0, &widths, &cells, 9));
    }
    for (url, words) in pointing::kept(ledger, first)? {
        let cells = [
            Cell::new("kept", Ink::Bold),
            Cell::new(&format!("{url}: {words}"), Ink::Plain),
        ];
        let widths = [13, width.saturating_sub(15)];
        out.push_str(&table::row(paint, 0, &widths, &cells, 9));
    }
    if !others.is_empty() {
        out.push_str(&paint.ink(Ink::Bold, "\nThe same words stand in"));
        out.push('\n');
    }
    for other in others.iter().map(|o| &o.row) {
        out.push_str(&claims::heading(
            &ledger.report(other.report)?,
            paint,
            table::width(),
        ));
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
    let of_first = if decisions.is_empty() {
        ledger.actor_of(first.key)?
    } else {
        let all = ledger.actors_as_decided(decisions)?;
        all.into_iter().find(|a| a.claims.contains(&first.key))
    };
    if let Some(actor) = of_first
        .as_ref()
        .filter(|a| a.reports > 1 || !a.joined.is_empty())
    {
        let also = format!(
            "actor {}, {} claims in {} reports",
            actors::short(actor),
            actor.claims.len(),
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
        out.push_str(&actors::joined(&actor.joined, paint, width));
    }
    let hint = format!(
        "sayso{} show {} shows the whole report.",
        at.ledger_flag(),
        claims::called(&report)
    );
    out.push('\n');
    out.push_str(&table::hint(paint, &hint));
    Ok(out)
}

/// Bytes beyond which a paragraph is shown in part.
const LONG: usize = 2000;

/// The paragraphs in which the claim stands, marked; of a long one the sentences around it.
pub fn passage(row: &ClaimRow, reading: &ReadingRow, paint: Paint, width: usize) -> String {
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
            return Ok(format!("{short}, {}", claims::who(&parent)));
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
            format!("{}{url}", pointing::said(c, e)),
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
