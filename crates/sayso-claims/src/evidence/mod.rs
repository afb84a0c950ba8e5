//! What a claim rests on: documents, posts, videos, images and briefings that its wording mentions. Nouns stand in `tables/evidence-nouns.tsv`.
//!
//! `paper` says how a document is claimed to be, `link` where the page leads that mentions something.

mod link;
mod paper;

pub(crate) use link::link;

use crate::actor::{Page, THINGS};
use crate::{Claim, Evidence};
use sayso_language::Span;

/// Words that bring in something the statement was made in or came with.
const BRINGS: [&str; 12] = [
    "in",
    "on",
    "by",
    "via",
    "from",
    "through",
    "with",
    "at",
    "to",
    "citing",
    "during",
    "accompanied",
];

/// Sets the evidence of every claim: things named in its source, and things after a preposition in its sentence outside the content.
pub fn fill(text: &str, page: &Page, claims: &mut [Claim]) {
    for claim in &mut *claims {
        let mut found: Vec<Evidence> = Vec::new();
        if claim.actor_kind.as_deref() == Some("document") {
            for &span in &claim.source {
                let kind = page.within(span).iter().find_map(|w| thing(&w.lower));
                found.push(Evidence {
                    kind: kind.unwrap_or("document").to_string(),
                    span,
                    ..Evidence::default()
                });
            }
        }
        if let Some(anchor) = claim.cue.first().or(claim.source.first()) {
            let at = page.range(*anchor).start;
            let sentence = page.sentence(at);
            let mut taken = sentence.start;
            for n in sentence.clone().take(300) {
                let Some(w) = page.words.get(n) else { break };
                let held = claim
                    .content
                    .iter()
                    .chain(&claim.source)
                    .chain(&claim.cue)
                    .any(|s| s.overlaps(w.span));
                let Some(kind) = thing(&w.lower).filter(|_| !held && !w.quoted && n >= taken)
                else {
                    continue;
                };
                let from = (n.saturating_sub(6).max(sentence.start)..n)
                    .rev()
                    .find(|&m| {
                        page.words
                            .get(m)
                            .is_some_and(|w| BRINGS.contains(&w.lower.as_str()))
                    });
                let Some(from) = from.and_then(|m| page.words.get(m + 1)) else {
                    continue;
                };
                let mut end = w.span.end;
                if page.words.get(n + 1).is_some_and(|w| w.lower == "on")
                    && page.words.get(n + 2).is_some_and(|w| w.capital)
                {
                    end = page.words.get(n + 2).map_or(end, |w| w.span.end);
                }
                taken = n + 1;
                found.push(Evidence {
                    kind: kind.to_string(),
                    span: Span::new(from.span.start.min(w.span.start), end),
                    url: bracketed(text, end),
                    status: None,
                });
            }
        }
        if !found.is_empty() {
            claim
                .why
                .push(("evidence".into(), "evidence-nouns.tsv".into()));
        }
        claim.evidence = found;
    }
    paper::fill(page, claims);
}

fn thing(word: &str) -> Option<&'static str> {
    THINGS
        .get(word)
        .or_else(|| THINGS.get(word.strip_suffix('s')?))
        .map(|t| t.0)
}

/// A web address in brackets right after a mention.
fn bracketed(text: &str, end: usize) -> Option<String> {
    let rest = text.get(end..)?.trim_start().strip_prefix('(')?;
    let address = rest.split([')', ' ', '\n']).next()?;
    (address.starts_with("http://") || address.starts_with("https://")).then(|| address.to_string())
}
