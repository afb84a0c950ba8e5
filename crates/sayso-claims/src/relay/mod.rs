//! Through whom a claim reached the page: relays, nearest the outlet first, and the innermost actor that the wording gives.
//!
//! The wordings stand in `tables/relay-patterns.tsv`, outlets in `tables/relay-media.tsv`.

mod media;
pub(crate) mod nested;

use crate::Claim;
use crate::actor::table::{cell, rows};
use crate::actor::{Page, Resolver};
use media::{media_before, media_name, media_word, subject_before};
use sayso_language::Span;
use std::ops::Range;
use std::sync::LazyLock;

struct Pattern {
    words: Vec<&'static str>,
    after: bool,
    inner: bool,
    line: usize,
}

static PATTERNS: LazyLock<Vec<Pattern>> = LazyLock::new(|| {
    rows(include_str!("../../tables/relay-patterns.tsv"))
        .map(|(line, row)| Pattern {
            words: cell(&row, 0).split(' ').collect(),
            after: cell(&row, 1) == "after",
            inner: cell(&row, 2) == "inner",
            line,
        })
        .collect()
});

/// Whether the cue is a noun ("accusations that …").
pub(crate) fn noun_cue(page: &Page, claim: &Claim) -> bool {
    let words: Vec<&str> = claim
        .cue
        .iter()
        .flat_map(|&s| page.within(s))
        .map(|w| w.lower.as_str())
        .collect();
    let Some(last) = words.last() else {
        return false;
    };
    let stem = last.trim_end_matches('s');
    words.len() <= 3
        && ([
            "tion",
            "ment",
            "rumour",
            "rumor",
            "denial",
            "claim",
            "belief",
            "fear",
            "warning",
            "assurance",
            "promise",
            "report",
        ]
        .iter()
        .any(|e| stem.ends_with(e))
            && !words.iter().any(|w| {
                matches!(
                    *w,
                    "has" | "have" | "had" | "was" | "were" | "is" | "are" | "not"
                )
            }))
}

/// Sets via, origin and, for told-inside claims, the speakers they came by.
pub(crate) fn fill(
    context: &crate::actor::Context,
    resolver: &mut Resolver,
    claims: &mut [Claim],
    parents: &[Option<usize>],
) {
    let _ = context;
    let mut own: Vec<(Vec<String>, Option<String>, String)> = Vec::with_capacity(claims.len());
    for claim in claims.iter() {
        own.push(relays(resolver, claim));
    }
    // A cue that shares its source with one before it in the sentence came the same way.
    for n in 0..claims.len() {
        for m in n.saturating_sub(3)..n {
            let (Some(a), Some(b)) = (claims.get(m), claims.get(n)) else {
                continue;
            };
            let joined = hull_sentence(resolver.page, a) == hull_sentence(resolver.page, b);
            if !a.source.is_empty()
                && a.source == b.source
                && joined
                && own.get(n).is_some_and(|o| o.0.is_empty())
            {
                let same = own.get(m).cloned().unwrap_or_default();
                if let Some(slot) = own.get_mut(n) {
                    *slot = same;
                }
            }
        }
    }
    for n in 0..claims.len() {
        let mut chain: Vec<String> = Vec::new();
        let mut at = parents.get(n).copied().flatten();
        let mut steps: Vec<usize> = Vec::new();
        while let Some(p) = at.filter(|p| steps.len() < 8 && !steps.contains(p)) {
            steps.push(p);
            at = parents.get(p).copied().flatten();
        }
        for &p in steps.iter().rev() {
            let Some(parent) = claims.get(p) else {
                continue;
            };
            if matches!(
                parent.stance.as_str(),
                "denies" | "does_not_confirm" | "declines_to_comment"
            ) {
                continue;
            }
            chain.extend(own.get(p).map(|o| o.0.clone()).unwrap_or_default());
            chain.extend(parent.actor.clone().filter(|a| {
                a != "unspecified" && Some(a) != claims.get(n).and_then(|c| c.actor.as_ref())
            }));
        }
        let Some((mut via, origin, rule)) = own.get(n).cloned() else {
            continue;
        };
        let Some(claim) = claims.get_mut(n) else {
            continue;
        };
        let nested = !chain.is_empty();
        via.retain(|v| !chain.contains(v));
        chain.append(&mut via);
        chain.dedup();
        chain.retain(|v| Some(v) != claim.actor.as_ref());
        claim.via = chain;
        claim.origin = origin.or_else(|| claim.actor.clone());
        if !rule.is_empty() || nested {
            claim.why.push((
                "via".into(),
                if rule.is_empty() {
                    "told inside that claim".into()
                } else {
                    rule
                },
            ));
        }
    }
}

/// Which claims are an outlet's that only carries what another claim says: "X gave 94, citing an officer" is the officer's claim, through X.
pub(crate) fn carried(claims: &[Claim]) -> Vec<bool> {
    let hull = |c: &Claim, all: bool| {
        let parts = c.content.iter().copied();
        let rest = c.source.iter().chain(&c.cue).copied().filter(|_| all);
        crate::stance::hull(&parts.chain(rest).collect::<Vec<_>>())
    };
    claims
        .iter()
        .enumerate()
        .map(|(n, carrier)| {
            let (Some(outlet), Some(content)) = (&carrier.actor, hull(carrier, false)) else {
                return false;
            };
            let near = n.saturating_sub(6)..(n + 7).min(claims.len());
            carrier.actor_kind.as_deref() == Some("media")
                && claims.get(near).unwrap_or(&[]).iter().any(|told| {
                    let nested = told.parent.as_ref() == Some(&carrier.id);
                    told.via.contains(outlet)
                        && told.cue != carrier.cue
                        && !told.source.is_empty()
                        && hull(told, nested).is_some_and(|h| {
                            let most =
                                h.len().min(content.len()) * 10 >= content.len().max(h.len()) * 9;
                            most && h.overlaps(content)
                        })
                })
        })
        .collect()
}

fn hull_sentence(page: &Page, claim: &Claim) -> Option<u32> {
    let span = claim.cue.first().or(claim.source.first())?;
    page.within(*span).first().map(|w| w.sentence)
}

/// The relays in the claim's own sentence, an origin behind the speaker, and the rule.
fn relays(resolver: &mut Resolver, claim: &Claim) -> (Vec<String>, Option<String>, String) {
    let page = resolver.page;
    let mut outer = Vec::new();
    let mut inner = Vec::new();
    let mut origin = None;
    let mut rule = String::new();
    let Some(anchor) = claim.cue.first().or(claim.source.first()) else {
        return (outer, origin, rule);
    };
    let at = page.range(*anchor).start;
    let sentence = page.sentence(at);
    if sentence.len() > 400 || page.quoted_at(anchor.start) {
        return (outer, origin, rule);
    }
    let covered = |n: usize| {
        page.words.get(n).is_none_or(|w| {
            claim
                .content
                .iter()
                .chain(&claim.source)
                .any(|s| s.overlaps(w.span))
        })
    };
    let cue_word = |n: usize| {
        page.words
            .get(n)
            .is_some_and(|w| claim.cue.iter().any(|s| s.overlaps(w.span)))
    };
    let mut n = sentence.start;
    while n < sentence.end {
        let hit = PATTERNS.iter().find(|p| {
            (0..p.words.len()).all(|k| {
                page.words
                    .get(n + k)
                    .is_some_and(|w| w.lower == p.words[k] && !w.quoted)
            }) && n + p.words.len() <= sentence.end
        });
        let Some(pattern) = hit.filter(|_| !covered(n)) else {
            n += 1;
            continue;
        };
        let from = n + pattern.words.len();
        n = from;
        let telling = pattern
            .words
            .first()
            .is_some_and(|w| w.starts_with("t") && *w != "to");
        if telling && !cue_word(from - 1) {
            continue;
        }
        let own_cue = cue_word(from - 1);
        if own_cue && !pattern.inner && !telling {
            continue;
        }
        if own_cue && !telling {
            // "X, citing Y": the cue brings in the speaker, so the relay is the subject before it.
            if let Some(found) =
                subject_before(resolver, from - pattern.words.len(), sentence.start)
            {
                outer.push(found);
                rule = format!("relay-patterns.tsv:{}", pattern.line);
            }
            continue;
        }
        if pattern.after {
            match relay_after(
                resolver,
                from,
                sentence.end,
                &covered,
                pattern.words.len() > 1 || pattern.inner,
            ) {
                Some(Found::Media(names)) => {
                    if pattern.inner {
                        inner.extend(names)
                    } else {
                        outer.extend(names)
                    }
                    rule = format!("relay-patterns.tsv:{}", pattern.line);
                }
                Some(Found::Other(name)) if !telling && !pattern.inner => origin = Some(name),
                _ => {}
            }
        } else if let Some(found) = media_before(
            resolver,
            from - 1,
            sentence.start,
            &covered,
            page.words
                .get(from - 1)
                .is_some_and(|w| w.lower.starts_with("report")),
        ) {
            outer.push(found);
            rule = format!("relay-patterns.tsv:{}", pattern.line);
        }
    }
    outer.extend(inner);
    outer.dedup();
    (outer, origin, rule)
}

enum Found {
    Media(Vec<String>),
    Other(String),
}

/// The noun phrase from word `at` on.
fn phrase(page: &Page, at: usize, end: usize) -> Range<usize> {
    let mut to = at;
    while to < end {
        let Some(w) = page.words.get(to) else { break };
        let first = to == at;
        let initial = w.lower == "."
            && page
                .words
                .get(to + 1)
                .is_some_and(|w| w.capital && to + 1 < end);
        let stop = !w.wordy && !w.possessive() && !initial
            || (!first
                && !w.capital
                && matches!(
                    w.lower.as_str(),
                    "on" | "in"
                        | "at"
                        | "that"
                        | "as"
                        | "by"
                        | "during"
                        | "after"
                        | "before"
                        | "from"
                        | "via"
                        | "who"
                        | "while"
                        | "to"
                        | "earlier"
                        | "later"
                        | "he"
                        | "she"
                        | "it"
                        | "they"
                        | "there"
                        | "the"
                        | "had"
                        | "was"
                        | "is"
                        | "his"
                        | "her"
                        | "its"
                        | "and"
                ));
        if stop || to - at > 8 {
            break;
        }
        to += 1;
    }
    at..to
}

fn relay_after(
    resolver: &mut Resolver,
    at: usize,
    end: usize,
    covered: &dyn Fn(usize) -> bool,
    strong: bool,
) -> Option<Found> {
    let page = resolver.page;
    let mut range = phrase(page, at, end);
    while range.end > range.start && covered(range.end - 1) {
        range.end -= 1;
    }
    if let Some(first) = page.words.get(range.start) {
        // "both Russian and North Korean state media"
        if first.lower == "both" {
            let to = (range.start..end).find(|&n| {
                page.words
                    .get(n)
                    .is_some_and(|w| media_word(&w.lower) && !w.capital)
            })?;
            let text: Vec<String> = (range.start + 1..=to)
                .filter_map(|n| page.words.get(n))
                .map(|w| w.span.of(resolver.text).to_string())
                .collect();
            return Some(Found::Media(vec![text.join(" ")]));
        }
    }
    if range.is_empty() {
        return None;
    }
    if let Some(name) = media_name(resolver, &range) {
        return Some(Found::Media(name));
    }
    if strong {
        let (first, last) = (page.words.get(range.start)?, page.words.get(range.end - 1)?);
        let actor = resolver.resolve(Span::new(first.span.start, last.span.end), &[]);
        return actor
            .name
            .filter(|_| {
                matches!(
                    actor.kind,
                    Some("agency" | "government" | "military" | "organisation")
                )
            })
            .map(Found::Other);
    }
    None
}
