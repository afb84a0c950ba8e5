//! How a claim is meant: stance, kind, hedges, and how it is quoted. The words stand in `tables/stance-*.tsv`.

mod cue;
mod quote;

use crate::Claim;
use crate::actor::Page;
use crate::actor::table::{cell, rows};
use sayso_language::Span;
use std::sync::LazyLock;

/// Words, stance, whether they must begin the content, line of the table.
type Formula = (Vec<&'static str>, &'static str, bool, usize);

static FORMULAS: LazyLock<Vec<Formula>> = LazyLock::new(|| {
    rows(include_str!("../../tables/stance-formulas.tsv"))
        .map(|(line, row)| {
            (
                cell(&row, 0).split(' ').collect(),
                cell(&row, 1),
                cell(&row, 2) == "start",
                line,
            )
        })
        .collect()
});

static HEDGES: LazyLock<Vec<Vec<&'static str>>> = LazyLock::new(|| {
    rows(include_str!("../../tables/stance-hedges.tsv"))
        .map(|(_, row)| cell(&row, 0).split(' ').collect())
        .collect()
});

/// Sets stance, kind, hedges and quote of every claim.
pub fn fill(text: &str, page: &Page, claims: &mut [Claim]) {
    for n in 0..claims.len() {
        let Some(claim) = claims.get(n) else { break };
        let cue: Vec<&str> = claim
            .cue
            .iter()
            .flat_map(|&s| page.within(s))
            .map(|w| w.lower.as_str())
            .collect();
        let source: Vec<&str> = claim
            .source
            .iter()
            .flat_map(|&s| page.within(s))
            .map(|w| w.lower.as_str())
            .collect();
        let content: Vec<&str> = claim
            .content
            .iter()
            .flat_map(|&s| page.within(s))
            .map(|w| w.lower.as_str())
            .filter(|w| !is_quote_mark(w))
            .collect();
        let mut reading = cue::read(&cue, &source, &content);
        if reading.neutral
            && let Some((stance, line)) = formula(&content)
        {
            reading.stance = stance;
            reading.rule = format!("stance-formulas.tsv:{line}");
        }
        let hedges = hedges(&cue, &content);
        let (quote, quote_rule) = quote::quote(text, page, claim);
        let Some(claim) = claims.get_mut(n) else {
            break;
        };
        claim.stance = reading.stance.to_string();
        claim.kind = reading.kind.to_string();
        claim.hedges = hedges;
        claim.quote = quote;
        claim.why.push(("stance".into(), reading.rule.clone()));
        claim.why.push(("kind".into(), reading.rule));
        claim.why.push(("quote".into(), quote_rule.into()));
    }
}

fn is_quote_mark(word: &str) -> bool {
    matches!(word, "\"" | "“" | "”" | "‘" | "'" | "«" | "»" | "„")
}

fn formula(content: &[&str]) -> Option<(&'static str, usize)> {
    FORMULAS.iter().find_map(|(words, stance, start, line)| {
        let fits = if *start {
            content.starts_with(words)
        } else {
            content
                .windows(words.len())
                .take(400)
                .any(|w| w == words.as_slice())
        };
        fits.then_some((*stance, *line))
    })
}

fn hedges(cue: &[&str], content: &[&str]) -> Vec<String> {
    let mut found: Vec<String> = Vec::new();
    for words in HEDGES.iter() {
        let there = |side: &[&str]| side.windows(words.len()).any(|w| w == words.as_slice());
        if there(cue) || there(content) {
            found.push(words.join(" "));
        }
    }
    found
}

/// The smallest span around all of `spans`.
pub fn hull(spans: &[Span]) -> Option<Span> {
    let start = spans.iter().map(|s| s.start).min()?;
    let end = spans.iter().map(|s| s.end).max()?;
    Some(Span::new(start, end))
}
