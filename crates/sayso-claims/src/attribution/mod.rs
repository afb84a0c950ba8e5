//! Attributions as the heads found them to claims: order, edges, and quotations that run on without a cue.

mod runs_on;

use crate::Claim;
use sayso_language::{Attribution, Reading, Span};

/// How sure an attribution must be that lacks its content, as in "declined to comment" …
const WITHOUT_CONTENT: f32 = 0.85;
/// … or its source, as in "reportedly"; most of what lacks one is no attribution. Both chosen on PolNeAR's development part.
const WITHOUT_SOURCE: f32 = 0.6;

/// Claims with source, cue, content and confidence set, in text order.
pub fn claims(text: &str, reading: &Reading, skip: &[Span]) -> Vec<Claim> {
    let mut out: Vec<Claim> = Vec::with_capacity(reading.attributions.len());
    for found in &reading.attributions {
        if let Some(claim) = claim(text, found, skip) {
            out.push(claim);
        }
    }
    out.sort_by_key(|c| (start(c), c.cue.first().copied()));
    runs_on::add(text, reading, skip, &mut out);
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

fn claim(text: &str, found: &Attribution, skip: &[Span]) -> Option<Claim> {
    let kept = |spans: &[Span]| -> Vec<Span> {
        spans
            .iter()
            .filter(|s| !skip.iter().any(|k| k.overlaps(**s)))
            .map(|s| trimmed(text, *s))
            .filter(|s| !s.is_empty())
            .collect()
    };
    let claim = Claim {
        source: kept(&found.source),
        cue: kept(&found.cue),
        content: kept(&found.content),
        confidence: found.score,
        why: vec![(
            "confidence".into(),
            format!("score of the cue and its roles: {:.2}", found.score),
        )],
        ..Claim::default()
    };
    let whole = !claim.content.is_empty() && !claim.source.is_empty();
    let least = match (claim.content.is_empty(), claim.source.is_empty()) {
        (true, true) => return None,
        (true, false) => WITHOUT_CONTENT,
        (false, true) => WITHOUT_SOURCE,
        (false, false) => 0.0,
    };
    (!claim.cue.is_empty() && (whole || claim.confidence > least)).then_some(claim)
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
