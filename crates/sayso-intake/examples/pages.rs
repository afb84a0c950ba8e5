//! JSON lines of pages on standard input to JSON lines of their article text: what the scorer of pages reads.
//!
//! `cargo run --release -p sayso-intake --example pages < IN.jsonl > OUT.jsonl`

use std::io::{self, BufRead, Write};
use std::time::Instant;

use sayso_intake::{Limits, parse_json_line};
use serde_json::json;

fn main() -> io::Result<()> {
    let limits = Limits::default();
    let mut out = io::BufWriter::new(io::stdout().lock());
    let (mut pages, mut slowest) = (0u32, 0.0f64);
    let start = Instant::now();
    for line in io::stdin().lock().split(b'\n') {
        let line = line?;
        let at = Instant::now();
        let row = match parse_json_line(&line, &limits) {
            Ok(r) => json!({
                "id": r.given_id, "text": r.text, "title": r.title, "byline": r.byline, "outlet": r.outlet,
                "language": r.language, "url": r.url, "published": r.published,
                "boilerplate": r.boilerplate.iter().map(|s| s.of(&r.text)).collect::<Vec<_>>(),
            }),
            Err(e) => json!({"id": e.given_id, "error": e.to_string()}),
        };
        slowest = slowest.max(at.elapsed().as_secs_f64());
        pages += 1;
        writeln!(out, "{row}")?;
    }
    let each = start.elapsed().as_secs_f64() / f64::from(pages.max(1));
    eprintln!(
        "{pages} pages, {:.1} ms each, slowest {:.1} ms",
        each * 1e3,
        slowest * 1e3
    );
    Ok(())
}
