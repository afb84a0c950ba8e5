//! Claims and quotations as linked data: schema.org for who said what where, Web Annotation selectors for where exactly it stands.
//!
//! One document, `{"@context": …, "@graph": [node, …]}`, a node a line, with its context inside, so that reading it takes no network. Every node has an id that
//! every ledger of the same reports gives it:
//!
//! | node | type | what it says |
//! | --- | --- | --- |
//! | `urn:sayso:report:SHA-256` | `NewsArticle` | headline, publisher, author, when published, address |
//! | `urn:sayso:claim:ID:REPORT` | `Claim` | `text` (the words attributed), `author` (who is attributed), `appearance` (the report), stance, kind, line of relays |
//! | `urn:sayso:claim:ID:REPORT#quotation` | `Quotation` | the same words, where they stand in quote marks |
//! | `urn:sayso:claim:ID:REPORT#place` | `Annotation` | body: the claim; targets: a selector by words (`TextQuoteSelector`) with one by code points of the report's text (`TextPositionSelector`) for each span of source, cue and content |
//! | `urn:sayso:question:ID` | `Question` | what comparable claims answer |
//! | `urn:sayso:answer:QUESTION:N` | `Answer` | a claim's figure (`QuantitativeValue`, literal bounds) or position on a question, its line |
//!
//! Positions count Unicode code points, as the Web Annotation Data Model (section 4.2.5) has it.

use crate::{Answer, Error, Said};
use sayso_claims::Quote;
use sayso_language::Span;
use sayso_ledger::contract::{Words, to_json};
use sayso_ledger::{Hash, ReportRow};
use serde_json::{Map, Value, json};
use std::collections::BTreeSet;
use std::io::Write;

/// How much of the text around a span comes along, in code points.
const AROUND: usize = 32;

/// Writes answers with their questions, claims and reports. Gives how many there were.
///
/// # Errors
/// The ledger cannot be read, or `out` does not take it.
pub fn write_answers<W: Write>(
    out: W,
    answers: impl Iterator<Item = Result<Answer, Error>>,
) -> Result<u64, Error> {
    let mut graph = Graph::begin(out)?;
    let (mut written, mut last) = (0, None);
    for answer in answers {
        let answer = answer?;
        if last.as_ref() != Some(&answer.question.id) {
            graph.node(&question(&answer))?;
            last = Some(answer.question.id.clone());
        }
        graph.said(&answer.said)?;
        graph.node(&self::answer(&answer))?;
        written += 1;
    }
    graph.end()?;
    Ok(written)
}

/// Writes claims with their reports. Gives how many there were.
///
/// # Errors
/// The ledger cannot be read, or `out` does not take it.
pub fn write_claims<W: Write>(
    out: W,
    claims: impl Iterator<Item = Result<Said, Error>>,
) -> Result<u64, Error> {
    let mut graph = Graph::begin(out)?;
    let mut written = 0;
    for said in claims {
        graph.said(&said?)?;
        written += 1;
    }
    graph.end()?;
    Ok(written)
}

/// What its words mean.
pub fn context() -> Value {
    let id = |of: &str| json!({"@id": of, "@type": "@id"});
    let number = |of: &str| json!({"@id": of, "@type": "xsd:nonNegativeInteger"});
    json!({
        "@vocab": "https://schema.org/",
        "oa": "http://www.w3.org/ns/oa#",
        "xsd": "http://www.w3.org/2001/XMLSchema#",
        "sayso": "https://example.org/sayso/ns#",
        "url": id("https://schema.org/url"),
        "Annotation": "oa:Annotation",
        "SpecificResource": "oa:SpecificResource",
        "TextQuoteSelector": "oa:TextQuoteSelector",
        "TextPositionSelector": "oa:TextPositionSelector",
        "body": id("oa:hasBody"),
        "target": "oa:hasTarget",
        "source": id("oa:hasSource"),
        "selector": "oa:hasSelector",
        "purpose": id("oa:hasPurpose"),
        "exact": "oa:exact",
        "prefix": "oa:prefix",
        "suffix": "oa:suffix",
        "start": number("oa:start"),
        "end": number("oa:end"),
        "role": "sayso:role",
        "stance": "sayso:stance",
        "claimKind": "sayso:kind",
        "via": {"@id": "sayso:via", "@container": "@list"},
        "origin": "sayso:origin",
        "hedges": "sayso:hedges",
        "actorKind": "sayso:actorKind",
        "confidence": "sayso:confidence",
        "modifier": "sayso:modifier",
        "measure": "sayso:measure",
        "line": "sayso:line",
        "asOf": "sayso:asOf",
        "position": "sayso:position",
        "decision": "sayso:decision"
    })
}

/// A graph as it is written, with what it has said already.
struct Graph<W: Write> {
    out: W,
    first: bool,
    reports: BTreeSet<Hash>,
    claims: BTreeSet<(Hash, [u8; 8])>,
}

impl<W: Write> Graph<W> {
    fn begin(mut out: W) -> Result<Self, Error> {
        write!(out, "{{\"@context\":{},\"@graph\":[", to_json(&context())?)?;
        Ok(Graph {
            out,
            first: true,
            reports: BTreeSet::new(),
            claims: BTreeSet::new(),
        })
    }

    fn node(&mut self, node: &Value) -> Result<(), Error> {
        let before = if self.first { "\n" } else { ",\n" };
        self.first = false;
        write!(self.out, "{before}{}", to_json(node)?)?;
        Ok(())
    }

    /// A claim and its report, once each.
    fn said(&mut self, said: &Said) -> Result<(), Error> {
        if self.reports.insert(said.report.hash) {
            self.node(&report(&said.report))?;
        }
        if self.claims.insert((said.report.hash, said.row().id.0)) {
            self.node(&claim(said))?;
            if said.row().claim.quote != Quote::Indirect {
                self.node(&quotation(said))?;
            }
            self.node(&place(said))?;
        }
        Ok(())
    }

    fn end(mut self) -> Result<(), Error> {
        self.out.write_all(b"\n]}\n")?;
        self.out.flush()?;
        Ok(())
    }
}

/// Builds a node of what is there.
fn node(of_type: &str, id: String, fields: Vec<(&str, Option<Value>)>) -> Value {
    let mut out = Map::new();
    out.insert("@id".into(), id.into());
    out.insert("@type".into(), of_type.into());
    for (name, value) in fields {
        if let Some(value) = value.filter(|v| *v != json!([])) {
            out.insert(name.to_owned(), value);
        }
    }
    Value::Object(out)
}

fn report_id(report: &ReportRow) -> String {
    format!("urn:sayso:report:{}", report.hash)
}

/// A claim's words may stand in several reports, and its id with them: which report it is of is part of the node's.
fn claim_id(said: &Said) -> String {
    let hash = said.report.hash.to_string();
    let report: String = hash.chars().take(12).collect();
    format!("urn:sayso:claim:{}:{report}", said.row().claim.id)
}

fn question_id(answer: &Answer) -> String {
    format!("urn:sayso:question:{}", answer.question.id)
}

fn report(report: &ReportRow) -> Value {
    let word = |v: &Option<String>| v.clone().map(Value::from);
    let outlet = report
        .outlet
        .as_ref()
        .map(|name| json!({"@type": "Organization", "name": name}));
    let web = report
        .url
        .clone()
        .filter(|u| u.starts_with("http://") || u.starts_with("https://"));
    node(
        "NewsArticle",
        report_id(report),
        vec![
            ("identifier", Some(report.name().into())),
            ("headline", word(&report.title)),
            ("author", word(&report.byline)),
            ("publisher", outlet),
            ("datePublished", word(&report.published)),
            ("inLanguage", word(&report.language)),
            ("url", web.map(Value::from)),
        ],
    )
}

fn claim(said: &Said) -> Value {
    let (row, c) = (said.row(), &said.row().claim);
    let word = |v: &Option<String>| v.clone().map(Value::from);
    let decisions: Vec<Value> = said
        .claim
        .changes
        .iter()
        .filter_map(|c| serde_json::to_value(c).ok())
        .map(|c| c.to_string().into())
        .collect();
    node(
        "Claim",
        claim_id(said),
        vec![
            ("identifier", Some(c.id.clone().into())),
            ("text", Some(row.content_words.clone().into())),
            ("author", author(said)),
            (
                "dateCreated",
                c.said.clone().filter(|s| is_date(s)).map(Value::from),
            ),
            ("appearance", Some(json!({"@id": report_id(&said.report)}))),
            ("stance", Some(c.stance.clone().into())),
            ("claimKind", Some(c.kind.clone().into())),
            ("via", Some(json!(c.via))),
            ("origin", word(&c.origin)),
            ("hedges", Some(json!(c.hedges))),
            (
                "confidence",
                Some(json!(
                    (f64::from(c.confidence) * 10_000.0).round() / 10_000.0
                )),
            ),
            ("decision", Some(Value::Array(decisions))),
        ],
    )
}

fn quotation(said: &Said) -> Value {
    let row = said.row();
    node(
        "Quotation",
        format!("{}#quotation", claim_id(said)),
        vec![
            ("text", Some(row.content_words.clone().into())),
            ("creator", author(said)),
            ("isPartOf", Some(json!({"@id": report_id(&said.report)}))),
            ("isBasedOn", Some(json!({"@id": claim_id(said)}))),
        ],
    )
}

/// Who is attributed; somebody without a name by the words of the report.
fn author(said: &Said) -> Option<Value> {
    let (row, c) = (said.row(), &said.row().claim);
    let words = Some(row.source_words.clone()).filter(|w| !w.is_empty());
    let name = c.actor.clone().or(words)?;
    let kind = c.actor_kind.as_deref().unwrap_or_default();
    let of_type = match kind {
        "person" => "Person",
        "government" | "agency" | "military" => "GovernmentOrganization",
        "media" => "NewsMediaOrganization",
        "organisation" => "Organization",
        "document" => "CreativeWork",
        _ => "Thing",
    };
    let mut out = json!({"@type": of_type, "name": name});
    if let Some(fields) = out.as_object_mut() {
        if !kind.is_empty() {
            fields.insert("actorKind".into(), kind.into());
        }
        if let Some(affiliation) = &c.affiliation {
            let affiliation = json!({"@type": "Organization", "name": affiliation});
            match of_type {
                "Person" => fields.insert("affiliation".into(), affiliation),
                "Thing" | "CreativeWork" => None,
                _ => fields.insert("parentOrganization".into(), affiliation),
            };
        }
    }
    Some(out)
}

fn place(said: &Said) -> Value {
    let words = Words::new(&said.text);
    let length = said.text.chars().count();
    let c = &said.row().claim;
    let parts = [
        ("source", &c.source),
        ("cue", &c.cue),
        ("content", &c.content),
    ];
    let mut targets = Vec::new();
    for (role, spans) in parts {
        for span in spans {
            let before = Span::new(span.start.saturating_sub(AROUND), span.start);
            let after = Span::new(span.end, (span.end + AROUND).min(length));
            targets.push(json!({
                "@type": "SpecificResource",
                "source": report_id(&said.report),
                "role": role,
                "selector": [
                    {
                        "@type": "TextQuoteSelector",
                        "exact": words.of(*span),
                        "prefix": words.of(before),
                        "suffix": words.of(after),
                    },
                    {"@type": "TextPositionSelector", "start": span.start, "end": span.end},
                ],
            }));
        }
    }
    node(
        "Annotation",
        format!("{}#place", claim_id(said)),
        vec![
            ("purpose", Some(json!("oa:identifying"))),
            ("body", Some(claim_id(said).into())),
            ("target", Some(Value::Array(targets))),
        ],
    )
}

fn question(answer: &Answer) -> Value {
    let q = &answer.question;
    let word = |v: &Option<String>| v.clone().map(Value::from);
    let place = q
        .place
        .as_ref()
        .map(|p| json!({"@type": "Place", "name": p}));
    node(
        "Question",
        question_id(answer),
        vec![
            ("name", Some(q.text.clone().into())),
            ("answerCount", Some(q.answers.len().into())),
            ("measure", word(&q.measure)),
            ("about", word(&q.of)),
            ("contentLocation", place),
        ],
    )
}

fn answer(answer: &Answer) -> Value {
    let row = &answer.row;
    let figure = answer.figure().map(|f| {
        let mut value = json!({"@type": "QuantitativeValue", "modifier": f.modifier});
        if let Some(fields) = value.as_object_mut() {
            for (name, number) in [("minValue", row.lower), ("maxValue", row.upper)] {
                if let Some(number) = number {
                    fields.insert(name.into(), json!(number));
                }
            }
            if let Some(unit) = &f.unit {
                fields.insert("unitText".into(), unit.clone().into());
            }
        }
        value
    });
    node(
        "Answer",
        format!("urn:sayso:answer:{}:{}", answer.question.id, answer.n + 1),
        vec![
            ("parentItem", Some(json!({"@id": question_id(answer)}))),
            ("isBasedOn", Some(json!({"@id": claim_id(&answer.said)}))),
            ("text", Some(row.words.clone().into())),
            ("about", figure),
            ("position", row.position.clone().map(Value::from)),
            ("asOf", row.as_of.clone().map(Value::from)),
            ("line", Some((row.line + 1).into())),
        ],
    )
}

/// Whether a TIMEX3 value is a date or an instant of ISO 8601, as schema.org has them.
fn is_date(value: &str) -> bool {
    let day = value.get(..10).unwrap_or_default();
    let digits = day.bytes().filter(u8::is_ascii_digit).count();
    digits == 8
        && value.get(10..).is_some_and(|t| {
            t.is_empty()
                || t.starts_with('T') && t.as_bytes().get(1).is_some_and(u8::is_ascii_digit)
        })
}
