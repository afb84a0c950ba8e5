//! Reads times from JSON lines, for measuring: `times [guide|timeml] [GOLD.jsonl] < IN.jsonl`.
//!
//! With a gold file, times near one of a gold claim's cue or contents are put into that claim.

use sayso_claims::{TimeConvention, read_times_as};
use sayso_language::{CodePoints, Reading, Span};
use serde_json::{Value, json};
use std::collections::HashMap;
use std::io::BufRead;

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let timeml = arguments.first().is_some_and(|a| a == "timeml");
    let convention = if timeml {
        TimeConvention::TimeMl
    } else {
        TimeConvention::Guide
    };
    let gold: HashMap<String, Value> = arguments.get(1).map_or_else(HashMap::new, |path| {
        let text = std::fs::read_to_string(path).unwrap_or_default();
        text.lines()
            .filter_map(|l| serde_json::from_str::<Value>(l).ok())
            .map(|v| (v["id"].as_str().unwrap_or("").to_owned(), v))
            .collect()
    });
    for line in std::io::stdin().lock().lines().map_while(Result::ok) {
        let Ok(report) = serde_json::from_str::<Value>(&line) else {
            continue;
        };
        let text = report["text"].as_str().unwrap_or("");
        let points = CodePoints::new(text);
        let times = read_times_as(
            text,
            report["published"].as_str(),
            &Reading::default(),
            convention,
        );
        let mut claims: Vec<Value> = gold
            .get(report["id"].as_str().unwrap_or(""))
            .and_then(|g| g["claims"].as_array().cloned())
            .unwrap_or_default();
        for claim in &mut claims {
            claim["times"] = json!([]);
            claim["figures"] = json!([]);
        }
        let mut own = Vec::new();
        for time in times {
            let span = points.span(time.span);
            let item = json!({"span": span, "value": time.value, "earliest": time.earliest, "latest": time.latest, "rule": time.rule});
            let near = |c: &Value| {
                let far = |key: &str, reach: usize| {
                    c[key]
                        .as_array()
                        .into_iter()
                        .flatten()
                        .filter_map(|s| serde_json::from_value::<Span>(s.clone()).ok())
                        .any(|s| s.start < span.end + reach && span.start < s.end + reach)
                };
                far("content", 2) || far("cue", 25)
            };
            match claims.iter().position(near) {
                Some(n) => claims[n]["times"]
                    .as_array_mut()
                    .map_or((), |t| t.push(item)),
                None => own.push(item),
            }
        }
        println!(
            "{}",
            json!({"id": report["id"], "claims": claims, "own_voice_times": own})
        );
    }
}
