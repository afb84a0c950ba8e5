//! Dates of publication as lines, feeds and pages give them, and datelines.
use sayso_intake::{Limits, find_dateline, mark_boilerplate, parse_json_line};

/// See the module.
pub fn run(words: &str) {
    let line = serde_json::json!({"text": words, "published": words, "url": words}).to_string();
    if let Ok(report) = parse_json_line(line.as_bytes(), &Limits::default())
        && let Some(published) = report.published
    {
        assert!(published.value.len() >= 4, "{published:?}");
    }
    if let Some(found) = find_dateline(words, Some("2031-10-07")) {
        assert!(words.get(found.span.start..found.span.end).is_some());
    }
    mark_boilerplate(words);
}
