//! Attributions as the heads found them to claims: order, edges, and quotations that run on without a cue.

mod confidence;
mod guide;
mod runs_on;

use crate::Claim;
use sayso_language::{Attribution, Convention, Reading, Span};

/// Claims with source, cue, content and confidence set, in text order.
pub fn claims(text: &str, reading: &Reading, skip: &[Span], convention: Convention) -> Vec<Claim> {
    let mut out: Vec<Claim> = Vec::with_capacity(reading.attributions.len());
    for found in &reading.attributions {
        let found = claim(text, found, skip, convention);
        out.extend(match convention {
            Convention::Guide => found.and_then(|claim| guide::follow(text, claim)),
            Convention::Polnear => found,
        });
    }
    out.sort_by_key(|c| (start(c), c.cue.first().copied()));
    if convention == Convention::Guide {
        runs_on::add(text, reading, skip, &mut out);
    }
    out.sort_by_key(|c| (start(c), c.cue.first().copied()));
    for (claim, n) in out.iter_mut().zip(1..) {
        claim.id = format!("c{n}");
    }
    out
}

/// Where a claim begins.
fn start(claim: &Claim) -> usize {
    let first = |spans: &[Span]| spans.first().map_or(usize::MAX, |s| s.start);
    first(&claim.source)
        .min(first(&claim.cue))
        .min(first(&claim.content))
}

fn claim(text: &str, found: &Attribution, skip: &[Span], convention: Convention) -> Option<Claim> {
    let kept = |spans: &[Span]| -> Vec<Span> {
        spans
            .iter()
            .filter(|s| !skip.iter().any(|k| k.overlaps(**s)))
            .map(|s| trimmed(text, *s))
            .filter(|s| !s.is_empty())
            .collect()
    };
    let (source, cue, content) = (kept(&found.source), kept(&found.cue), kept(&found.content));
    if cue.is_empty() || (source.is_empty() && content.is_empty()) {
        return None;
    }
    let lacks = (source.is_empty(), content.is_empty());
    let (confidence, why) = confidence::of(found, lacks, convention);
    (confidence >= confidence::least(convention)).then(|| Claim {
        source,
        cue,
        content,
        confidence,
        why: vec![("confidence".into(), why)],
        ..Claim::default()
    })
}

/// Without white space and stray separators at the edges.
fn trimmed(text: &str, span: Span) -> Span {
    let words = span.of(text);
    let from = words.trim_start_matches(|c: char| c.is_whitespace() || matches!(c, ',' | ';'));
    let to = from.trim_end_matches(|c: char| c.is_whitespace() || matches!(c, ',' | ';'));
    let start = span.start + (words.len() - from.len());
    Span::new(start, start + to.len())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn edges_lose_separators_alone() {
        let text = "“It is safe,” , she said";
        assert_eq!(trimmed(text, Span::new(0, 19)).of(text), "“It is safe,”");
        assert_eq!(trimmed(text, Span::new(17, 20)).of(text), "");
    }
}
