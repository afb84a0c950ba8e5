//! Fills the fields of claims whose spans are given: JSON lines in (`text`, `outlet`, `claims` with spans in code points), the same out.
//!
//!     cargo run -p sayso-claims --example fields < gold.jsonl > out.jsonl

use sayso_claims::{Claim, Context, resolve};
use sayso_language::{CodePoints, Reading, Span};
use serde_json::{Value, json};
use std::io::{BufRead, Write};

fn main() -> std::io::Result<()> {
    let reading = Reading::default();
    let mut out = std::io::stdout().lock();
    for line in std::io::stdin().lock().lines() {
        let Ok(report) = serde_json::from_str::<Value>(&line?) else {
            continue;
        };
        let text = report["text"].as_str().unwrap_or("");
        let mut bytes: Vec<usize> = text.char_indices().map(|(at, _)| at).collect();
        bytes.push(text.len());
        let spans = |v: &Value| -> Vec<Span> {
            let at = |v: &Value| {
                bytes
                    .get(v.as_u64().unwrap_or(0) as usize)
                    .copied()
                    .unwrap_or(text.len())
            };
            v.as_array()
                .into_iter()
                .flatten()
                .map(|s| Span::new(at(&s[0]), at(&s[1])))
                .collect()
        };
        let mut claims: Vec<Claim> = report["claims"]
            .as_array()
            .into_iter()
            .flatten()
            .map(|c| Claim {
                id: c["id"].as_str().unwrap_or("").into(),
                source: spans(&c["source"]),
                cue: spans(&c["cue"]),
                content: spans(&c["content"]),
                ..Claim::default()
            })
            .collect();
        let context = Context {
            text,
            title: report["title"].as_str(),
            outlet: report["outlet"].as_str(),
            published: report["published"].as_str(),
            reading: &reading,
        };
        resolve(&context, &mut claims);
        let points = CodePoints::new(text);
        let outward = |spans: &mut Vec<Span>| spans.iter_mut().for_each(|s| *s = points.span(*s));
        for claim in &mut claims {
            outward(&mut claim.source);
            outward(&mut claim.cue);
            outward(&mut claim.content);
            claim
                .evidence
                .iter_mut()
                .for_each(|e| e.span = points.span(e.span));
        }
        let answer = json!({"id": report["id"], "text": text, "claims": claims});
        writeln!(out, "{answer}")?;
    }
    Ok(())
}
