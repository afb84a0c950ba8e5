//! A quotation that runs on without a cue of its own: a whole quoted sentence straight after a claim is by the same source.

use crate::Claim;
use sayso_language::{Reading, Span};

/// The quote marks that open and close a quotation.
const PAIRS: [(char, char); 3] = [('“', '”'), ('"', '"'), ('«', '»')];

/// Adds a claim without cue for every sentence that is quoted as a whole, lies in no claim, and follows a claim with a source in the sentence before.
pub fn add(text: &str, reading: &Reading, skip: &[Span], claims: &mut Vec<Claim>) {
    let mut added: Vec<Claim> = Vec::new();
    for (n, sentence) in reading.sentences.iter().enumerate().skip(1) {
        let span = sentence.span;
        if !quoted_whole(span.of(text))
            || skip.iter().any(|k| k.overlaps(span))
            || covered(claims, span)
        {
            continue;
        }
        let Some(before) = n
            .checked_sub(1)
            .and_then(|n| reading.sentences.get(n))
            .map(|s| s.span)
        else {
            continue;
        };
        // Only within a paragraph: in a new one, a bare quotation may be anybody's.
        if Span::new(before.end, span.start).of(text).contains('\n') {
            continue;
        }
        let running = added
            .last()
            .filter(|c| c.content.iter().any(|s| s.overlaps(before)));
        let Some(last) = running.or_else(|| speaker(claims, before)) else {
            continue;
        };
        added.push(Claim {
            source: last.source.clone(),
            content: vec![span],
            confidence: last.confidence * 0.8,
            why: vec![(
                "cue".into(),
                "none: the quotation runs on from the claim before".into(),
            )],
            ..Claim::default()
        });
    }
    claims.append(&mut added);
}

/// Whether the words are one quotation and nothing else.
fn quoted_whole(words: &str) -> bool {
    let words = words.trim();
    let inner = |open: char, close: char| {
        let rest = words.strip_prefix(open)?;
        let rest = rest.trim_end_matches(['.', ',']).strip_suffix(close)?;
        Some(rest)
    };
    PAIRS.iter().any(|&(open, close)| {
        inner(open, close).is_some_and(|rest| {
            rest.split_whitespace().count() >= 3 && !rest.contains([open, close])
        })
    })
}

fn covered(claims: &[Claim], span: Span) -> bool {
    claims
        .iter()
        .any(|c| c.cue.iter().chain(&c.content).any(|s| s.overlaps(span)))
}

/// The last outermost claim of a sentence, if it has a source and quotes or reports at its end.
fn speaker(claims: &[Claim], sentence: Span) -> Option<&Claim> {
    let within = |c: &&Claim| c.cue.iter().any(|s| sentence.contains(*s)) && !c.source.is_empty();
    let hull = |c: &Claim| {
        let all = || c.source.iter().chain(&c.cue).chain(&c.content);
        (
            all().map(|s| s.start).min().unwrap_or(0),
            all().map(|s| s.end).max().unwrap_or(0),
        )
    };
    claims.iter().filter(within).max_by_key(|c| {
        let (start, end) = hull(c);
        (end - start, std::cmp::Reverse(start))
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use sayso_language::Sentence;

    #[test]
    fn a_quoted_sentence_after_a_claim_has_its_source() {
        let text = "The mayor said the dam held. “We were lucky this time.” Rain fell.";
        let sentence = |start, end| Sentence {
            span: Span::new(start, end),
            tokens: 0..0,
        };
        let reading = Reading {
            sentences: vec![sentence(0, 28), sentence(29, 59), sentence(60, 70)],
            ..Reading::default()
        };
        let mut claims = vec![Claim {
            source: vec![Span::new(0, 9)],
            cue: vec![Span::new(10, 14)],
            content: vec![Span::new(15, 27)],
            ..Claim::default()
        }];
        add(text, &reading, &[], &mut claims);
        assert_eq!(claims.len(), 2);
        assert_eq!(claims[1].source[0].of(text), "The mayor");
        assert_eq!(claims[1].content[0].of(text), "“We were lucky this time.”");
        assert!(claims[1].cue.is_empty());
    }

    #[test]
    fn half_a_quotation_is_not_whole() {
        assert!(quoted_whole("“It was dark and cold.”"));
        assert!(!quoted_whole("“It was dark” and “cold and wet”."));
        assert!(!quoted_whole("“Enough.”"));
    }
}
