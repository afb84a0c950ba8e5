//! Attributions as the heads find them: JSON lines `{"id", "text"}` in, `{"id", "claims"}` out, with spans in code points. For scoring the model alone.
//!
//!     read [MODEL [guide|polnear [tokens]]] < IN > OUT        MODEL `-`: the one that is shipped, `fast`: the fast one, BASE+FILE: a file over another; with `tokens` the words of the text too,
//!                                                             and its names, each [start, end, kind]; of words each [start, end, tag, lemma, head or its own number, relation, begins a sentence]

use sayso_language::{CodePoints, Convention, Level, Model, Reader, Span};
use std::io::{BufRead, Write};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let model = match std::env::args().nth(1).as_deref() {
        None | Some("-") => Model::embedded()?,
        Some("fast") => Model::fast()?,
        Some(path) => match path.split_once('+') {
            Some((base, over)) => {
                let (base, over) = (std::fs::read(base)?, std::fs::read(over)?);
                Model::from_two(&base, &over, Level::best())?
            }
            None => Model::from_bytes(&std::fs::read(path)?, Level::best())?,
        },
    };
    let convention = match std::env::args().nth(2).as_deref() {
        Some("polnear") => Convention::Polnear,
        _ => Convention::Guide,
    };
    let with_tokens = std::env::args().nth(3).is_some_and(|a| a == "tokens");
    let mut reader = Reader::with(&model, convention);
    let started = std::time::Instant::now();
    let (mut words, mut reports) = (0, 0);
    let mut out = std::io::stdout().lock();
    for line in std::io::stdin().lock().lines() {
        let report: serde_json::Value = serde_json::from_str(&line?)?;
        let text = report["text"].as_str().unwrap_or("");
        let reading = reader.read(text, &[]);
        let points = CodePoints::new(text);
        let spans = |spans: &[Span]| spans.iter().map(|&s| points.span(s)).collect::<Vec<_>>();
        let claims: Vec<_> = reading
            .attributions
            .iter()
            .map(|a| serde_json::json!({"source": spans(&a.source), "cue": spans(&a.cue), "content": spans(&a.content), "cue_score": a.cue_score, "role_score": a.role_score}))
            .collect();
        words += reading.tokens.len();
        reports += 1;
        let mut line = serde_json::json!({"id": report["id"], "claims": claims});
        if with_tokens {
            let starts: Vec<usize> = reading.sentences.iter().map(|s| s.tokens.start).collect();
            let tokens: Vec<_> = (reading.tokens.iter().enumerate())
                .map(|(n, t)| {
                    let span = points.span(t.span);
                    let head = t.head.unwrap_or(n);
                    let first = starts.binary_search(&n).is_ok();
                    let tag = t.upos.as_str();
                    serde_json::json!([span.start, span.end, tag, t.lemma, head, t.relation, first])
                })
                .collect();
            line["tokens"] = tokens.into();
            let names = reading.names.iter().map(|name| {
                let span = points.span(name.span);
                serde_json::json!([span.start, span.end, name.kind.as_str()])
            });
            line["names"] = names.collect();
        }
        writeln!(out, "{line}")?;
    }
    let seconds = started.elapsed().as_secs_f64();
    eprintln!(
        "{:?}: {reports} reports, {words} words, {:.0} words/s",
        model.level(),
        words as f64 / seconds
    );
    Ok(())
}
