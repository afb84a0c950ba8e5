//! Whole readings of the project's own examples, as text that a person can review: `cargo insta review` after a change of the reading.

use crate::Folder;
use serde_json::Value;
use std::fmt::Write;
use std::path::Path;

fn examples() -> String {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("../../examples")
        .display()
        .to_string()
}

/// The words of spans in code points, white space made one blank.
fn words(text: &[char], spans: &Value) -> String {
    let one = |span: &Value| {
        let at = |n: usize| span[n].as_u64().unwrap() as usize;
        let words: String = text[at(0)..at(1)].iter().collect();
        words.split_whitespace().collect::<Vec<_>>().join(" ")
    };
    let spans = spans.as_array().unwrap().iter();
    let parts: Vec<_> = spans.map(one).collect();
    if parts.is_empty() {
        "–".into()
    } else {
        parts.join(" … ")
    }
}

/// Fields with their names, those that are null or empty left out.
fn fields(of: &Value, names: &[&str]) -> String {
    let mut out = String::new();
    for name in names {
        let shown = match &of[*name] {
            Value::Null => continue,
            Value::String(s) => s.clone(),
            Value::Array(a) if a.is_empty() => continue,
            Value::Array(a) => a
                .iter()
                .map(|v| v.as_str().map_or(v.to_string(), str::to_owned))
                .collect::<Vec<_>>()
                .join("; "),
            other => other.to_string(),
        };
        write!(out, " · {name} {shown}").unwrap();
    }
    out.trim_start_matches(" · ").to_owned()
}

fn figures_and_times(text: &[char], of: &Value, figures: &str, times: &str) -> String {
    let mut out = String::new();
    let figure = [
        "lower", "upper", "modifier", "change", "role", "implied", "unit", "measure", "of",
        "place", "since", "until",
    ];
    for f in of[figures].as_array().unwrap() {
        let (title, at) = match f.get("title_span") {
            Some(at) => (true, Value::Array(vec![at.clone()])),
            None => (false, Value::Array(vec![f["span"].clone()])),
        };
        let whole: Vec<char> = of["title"].as_str().unwrap_or("").chars().collect();
        let written = words(if title { &whole } else { text }, &at);
        let place = if title { " in the title" } else { "" };
        writeln!(out, "    figure {written}{place}: {}", fields(f, &figure)).unwrap();
    }
    for t in of[times].as_array().unwrap() {
        let at = Value::Array(vec![t["span"].clone()]);
        let shown = fields(t, &["value", "earliest", "latest", "role"]);
        writeln!(out, "    time {}: {shown}", words(text, &at)).unwrap();
    }
    out
}

/// A report's reading, a paragraph per claim.
fn reading(report: &Value) -> String {
    let text: Vec<char> = report["text"].as_str().unwrap().chars().collect();
    let mut out = fields(report, &["title", "outlet", "published"]);
    out.push('\n');
    for claim in report["claims"].as_array().unwrap() {
        let part = |name: &str| words(&text, &claim[name]);
        writeln!(
            out,
            "\n{} | {} | {}",
            part("source"),
            part("cue"),
            part("content")
        )
        .unwrap();
        let said = [
            "actor",
            "actor_kind",
            "affiliation",
            "via",
            "origin",
            "stance",
            "kind",
            "quote",
            "hedges",
            "said",
        ];
        writeln!(out, "    {}", fields(claim, &said)).unwrap();
        if !claim["parent"].is_null() {
            out.push_str("    nested\n");
        }
        out.push_str(&figures_and_times(&text, claim, "figures", "times"));
    }
    let own = figures_and_times(&text, report, "own_voice_figures", "own_voice_times");
    if !own.is_empty() {
        write!(out, "\nin the outlet's own voice\n{own}").unwrap();
    }
    out
}

#[test]
fn the_examples_read_as_reviewed() {
    let folder = Folder::new();
    let done = folder.command("read").arg(examples()).output().unwrap();
    assert_eq!(done.status.code(), Some(0));
    let out = folder.sayso("export --format jsonl").out;
    let mut readings: Vec<String> = out
        .lines()
        .map(|line| reading(&serde_json::from_str(line).unwrap()))
        .collect();
    readings.sort();
    assert_eq!(readings.len(), 24);
    for reading in readings {
        let title = reading.lines().next().unwrap().trim_start_matches("title ");
        let name: String = title
            .chars()
            .map(|c| {
                if c.is_ascii_alphanumeric() {
                    c.to_ascii_lowercase()
                } else {
                    '-'
                }
            })
            .take(60)
            .collect();
        insta::with_settings!({ prepend_module_to_snapshot => false, omit_expression => true, snapshot_path => "../snapshots" }, {
            insta::assert_snapshot!(name.trim_matches('-'), reading);
        });
    }
}

#[test]
fn the_same_bytes_at_any_number_of_threads_and_again() {
    let folder = Folder::new();
    folder.command("read").arg(examples()).output().unwrap();
    let reports = folder.sayso("export --format jsonl").out;
    // Every run has hash seeds of its own: what hangs on their order shows here.
    let first = folder.feed("extract --threads 1", &reports).out;
    assert_eq!(first.lines().count(), 24);
    for threads in ["1", "2", "3"] {
        let again = folder
            .feed(&format!("extract --threads {threads}"), &reports)
            .out;
        assert!(first == again, "{threads} threads");
    }
}
