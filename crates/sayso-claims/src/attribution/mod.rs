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
    let (cue, content) = (kept(&found.cue), kept(&found.content));
    let at = cue.first().map_or(0, |c| c.start);
    let source: Vec<Span> = kept(&found.source)
        .into_iter()
        .map(|s| trimmed(text, within_paragraph(text, s, at)))
        .collect();
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

/// The part of a source in one paragraph, the one nearest the cue: what stands in two is a heading or a byline and a source.
fn within_paragraph(text: &str, span: Span, cue: usize) -> Span {
    let words = span.of(text);
    let break_at = |(at, _): &(usize, &str)| {
        words[*at..]
            .lines()
            .nth(1)
            .is_some_and(|line| line.trim().is_empty())
    };
    let mut breaks = words
        .match_indices('\n')
        .filter(break_at)
        .map(|(at, _)| span.start + at);
    let Some(first) = breaks.next() else {
        return span;
    };
    let last = breaks.next_back().unwrap_or(first);
    if cue < span.start {
        Span::new(span.start, first)
    } else {
        Span::new(last, span.end)
    }
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
    fn a_source_stands_in_one_paragraph() {
        let text = "Toll rises\n\nThe mayor of\nQuarry said so.";
        let part = |from, to, cue| {
            within_paragraph(text, Span::new(from, to), cue)
                .of(text)
                .trim()
        };
        assert_eq!(part(0, 31, 32), "The mayor of\nQuarry");
        assert_eq!(part(0, 31, 0), "The mayor of\nQuarry");
        assert_eq!(part(5, 24, 0), "rises");
    }

    #[test]
    fn edges_lose_separators_alone() {
        let text = "“It is safe,” , she said";
        assert_eq!(trimmed(text, Span::new(0, 19)).of(text), "“It is safe,”");
        assert_eq!(trimmed(text, Span::new(17, 20)).of(text), "");
    }
}
