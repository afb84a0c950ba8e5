//! Reads figures alone: reports as JSON lines on standard input, lines with `own_voice_figures` on standard output.
//!
//! For measuring the reading of figures before and apart from attribution: `figures [--all-quantities] < IN.jsonl > OUT.jsonl`. Every figure stands in
//! the outlet's own voice. Spans are in code points, as `sayso extract` writes them.

use sayso_claims::{read_figures, read_quantities};
use sayso_language::{CodePoints, Reading};
use std::io::{BufRead, Write};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let all = std::env::args().any(|a| a == "--all-quantities");
    let mut out = std::io::BufWriter::new(std::io::stdout().lock());
    for line in std::io::stdin().lock().lines() {
        let report: serde_json::Value = serde_json::from_str(&line?)?;
        let text = report
            .get("text")
            .and_then(|t| t.as_str())
            .unwrap_or_default();
        let reading = Reading::default();
        let mut figures = if all {
            read_quantities(text, &reading, &[])
        } else {
            read_figures(text, &reading, &[])
        };
        let points = CodePoints::new(text);
        figures
            .iter_mut()
            .for_each(|f| f.span = points.span(f.span));
        let line =
            serde_json::json!({"id": report.get("id"), "claims": [], "own_voice_figures": figures});
        writeln!(out, "{line}")?;
    }
    Ok(())
}
