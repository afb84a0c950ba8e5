//! How a document is claimed to be: forged, genuine, of a false identity, or only purported. The words stand in `tables/evidence-papers.tsv`; whether it is so,
//! nothing here says.

use crate::actor::Page;
use crate::actor::table::{cell, rows};
use crate::{Claim, Evidence};
use sayso_language::Span;
use std::collections::{HashMap, HashSet};
use std::ops::Range;
use std::sync::LazyLock;

/// How many words may stand between a noun and what is said of it: before it, and after it.
const BEFORE: usize = 3;
const AFTER: usize = 8;
/// The most words of a row.
const LONGEST: usize = 6;

struct Table {
    nouns: HashSet<Vec<String>>,
    with: HashSet<&'static str>,
    before: HashMap<Vec<String>, &'static str>,
    after: HashMap<Vec<String>, &'static str>,
    not: HashSet<&'static str>,
    joins: HashSet<&'static str>,
}

static TABLE: LazyLock<Table> = LazyLock::new(|| {
    let mut table = Table {
        nouns: HashSet::new(),
        with: HashSet::new(),
        before: HashMap::new(),
        after: HashMap::new(),
        not: HashSet::new(),
        joins: HashSet::new(),
    };
    for (_, row) in rows(include_str!("../../tables/evidence-papers.tsv")) {
        let (words, status) = (cell(&row, 1), cell(&row, 2));
        // A possessive ending is a word of its own in a page.
        let parts = || {
            let apart = words.replace("'s", " 's");
            apart.split_whitespace().map(str::to_owned).collect()
        };
        match cell(&row, 0) {
            "noun" => drop(table.nouns.insert(parts())),
            "with" => drop(table.with.insert(words)),
            "before" => drop(table.before.insert(parts(), status)),
            "after" => drop(table.after.insert(parts(), status)),
            "not" => drop(table.not.insert(words)),
            "joins" => drop(table.joins.insert(words)),
            _ => {}
        }
    }
    table
});

/// Adds the documents of which a claim says how they are, and says it of those that it rests on.
pub(super) fn fill(page: &Page, claims: &mut [Claim]) {
    // Where a document stands in contents within contents, the innermost claim is the one that says it.
    let mut found: Vec<(Span, &'static str, usize, usize)> = Vec::new();
    for (n, claim) in claims.iter().enumerate() {
        let size: usize = claim.content.iter().map(Span::len).sum();
        for span in &claim.content {
            let papers = papers(page, page.range(*span));
            found.extend(papers.into_iter().map(|(s, status)| (s, status, size, n)));
        }
        for span in &claim.source {
            let papers = papers(page, page.range(*span));
            found.extend(papers.into_iter().map(|(s, status)| (s, status, 0, n)));
        }
        for mention in &claim.evidence {
            let at = page.range(mention.span);
            let sentence = page.sentence(at.start);
            let to = (at.end + AFTER).min(sentence.end).max(at.end);
            let papers = papers(page, at.start..to);
            let own = papers.into_iter().find(|(s, _)| s.overlaps(mention.span));
            found.extend(own.map(|(_, status)| (mention.span, status, 0, n)));
        }
    }
    found.sort_by_key(|(span, _, size, n)| (*span, *size, *n));
    found.dedup_by(|later, first| later.0 == first.0 && first.3 != later.3);
    for (span, status, _, n) in found {
        let Some(claim) = claims.get_mut(n) else {
            continue;
        };
        let said = Some(status.to_owned());
        match claim.evidence.iter_mut().find(|e| e.span.overlaps(span)) {
            Some(mention) => mention.status = said,
            None => claim.evidence.push(Evidence {
                kind: "document".to_owned(),
                span,
                url: None,
                status: said,
            }),
        }
        let rule = ("evidence".to_owned(), "evidence-papers.tsv".to_owned());
        if !claim.why.contains(&rule) {
            claim.why.push(rule);
        }
    }
}

/// The documents among the words of `within` of which something is said there.
fn papers(page: &Page, within: Range<usize>) -> Vec<(Span, &'static str)> {
    let mut out = Vec::new();
    let mut taken = within.start;
    for n in within.clone() {
        let Some(long) = noun_ending(page, within.start.max(taken), n) else {
            continue;
        };
        let head = n + 1 - long..n + 1;
        let word = |at: Option<usize>| {
            let found = at.and_then(|at| page.words.get(at));
            found.map_or("", |w| w.lower.as_str())
        };
        // "in order to" is no paper.
        if word(n.checked_sub(1)) == "in" && word(Some(n + 1)) == "to" {
            continue;
        }
        // "documents" of "identity documents": the longest noun is taken, at its last word.
        if n + 1 < within.end && noun_ending(page, head.start, n + 1).is_some_and(|l| l > 1) {
            continue;
        }
        let before = before(page, taken, head.start);
        let status = match before {
            Some((_, status)) => Some(status),
            None => after(page, head.end, within.end),
        };
        let Some(status) = status else { continue };
        let first = begins(page, taken, before.map_or(head.start, |b| b.0));
        let words = page.words.get(first..head.end).unwrap_or_default();
        if let (Some(a), Some(b)) = (words.first(), words.last()) {
            out.push((Span::new(a.span.start, b.span.end), status));
            taken = head.end;
        }
    }
    out
}

fn lower(page: &Page, at: Range<usize>) -> Vec<String> {
    let words = page.words.get(at).unwrap_or_default();
    words.iter().map(|w| w.lower.clone()).collect()
}

/// How many words the longest noun has that ends with the word `n`, and begins at `from` or later.
fn noun_ending(page: &Page, from: usize, n: usize) -> Option<usize> {
    let last = &page.words.get(n)?.lower;
    let single = last.strip_suffix('s').filter(|s| s.len() > 1);
    (1..=LONGEST)
        .rev()
        .filter(|long| n + 1 >= from + long)
        .find(|long| {
            let mut words = lower(page, n + 1 - long..n + 1);
            let known = |words: &Vec<String>| TABLE.nouns.contains(words);
            known(&words)
                || single.is_some_and(|single| {
                    words.pop();
                    words.push(single.to_owned());
                    known(&words)
                })
        })
}

/// What is said right before a noun that begins at `noun`, and where that begins.
fn before(page: &Page, from: usize, noun: usize) -> Option<(usize, &'static str)> {
    let mut end = noun;
    loop {
        // Two words that together say it may have the first word of the noun: "false identity papers".
        if end == noun
            && noun > from
            && let Some(status) = TABLE.before.get(&lower(page, noun - 1..noun + 1))
        {
            return Some((noun - 1, turned(page, from, noun - 1, status)?));
        }
        for long in (1..=LONGEST).rev().filter(|l| end >= from + l) {
            if let Some(status) = TABLE.before.get(&lower(page, end - long..end)) {
                return Some((end - long, turned(page, from, end - long, status)?));
            }
        }
        end = end
            .checked_sub(1)
            .filter(|e| *e > from && noun - e <= BEFORE)?;
        let word = page.words.get(end)?;
        if !(TABLE.with.contains(word.lower.as_str()) || word.capital && word.wordy) {
            return None;
        }
    }
}

/// What is said after a noun, in the same clause.
fn after(page: &Page, noun: usize, to: usize) -> Option<&'static str> {
    for at in noun..to.min(noun + AFTER) {
        let word = page.words.get(at)?;
        // Another document, or another clause.
        let is_noun = |n: usize| noun_ending(page, at, n).is_some();
        if !word.wordy && !word.possessive() || is_noun(at) {
            return None;
        }
        for long in (1..=LONGEST).rev().filter(|l| at + l <= to) {
            if let Some(status) = TABLE.after.get(&lower(page, at..at + long)) {
                let bare = long <= 2 && *status != "claimed_false_identity";
                return match bare && !joined(page, noun, at) {
                    true => None,
                    false => turned(page, noun, at, status),
                };
            }
        }
    }
    None
}

/// Whether what begins at `at` is said of the noun that ended before `noun`: it stands right after it, or a verb that joins the two is before it.
fn joined(page: &Page, noun: usize, at: usize) -> bool {
    let before = page.words.get(noun..at).unwrap_or_default();
    let mut rest = before.iter().rev().skip_while(|w| {
        TABLE.not.contains(w.lower.as_str()) || w.lower.ends_with("n't") || w.lower.ends_with("ly")
    });
    rest.next()
        .is_none_or(|w| TABLE.joins.contains(w.lower.as_str()))
}

/// A status with a negation before it turned round; none where that says nothing.
fn turned(page: &Page, from: usize, at: usize, status: &'static str) -> Option<&'static str> {
    let near = at.saturating_sub(BEFORE).max(from.saturating_sub(1))..at;
    let negated = page
        .words
        .get(near)
        .unwrap_or_default()
        .iter()
        .any(|w| TABLE.not.contains(w.lower.as_str()) || w.lower.ends_with("n't"));
    match (negated, status) {
        (false, status) => Some(status),
        (true, "claimed_forged") => Some("claimed_genuine"),
        (true, "claimed_genuine") => Some("claimed_forged"),
        (true, _) => None,
    }
}

/// Where the noun phrase begins whose words from `at` on are known.
fn begins(page: &Page, from: usize, at: usize) -> usize {
    let mut first = at;
    while first > from
        && let Some(word) = page.words.get(first - 1)
        && TABLE.with.contains(word.lower.as_str())
    {
        first -= 1;
    }
    first
}

#[cfg(test)]
mod tests {
    use super::*;
    use sayso_language::Reading;

    /// The documents of a claim with this content.
    fn said(content: &str) -> Vec<(String, &'static str)> {
        let text = format!("The harbour master said {content}.");
        let at = text.find(content).unwrap();
        let page = Page::new(&text, &Reading::default());
        let span = Span::new(at, at + content.len());
        let mut claims = [Claim {
            content: vec![span],
            ..Claim::default()
        }];
        fill(&page, &mut claims);
        claims[0]
            .evidence
            .iter()
            .map(|e| {
                let status = TABLE.before.values().chain(TABLE.after.values());
                let status = status.copied().find(|s| Some(*s) == e.status.as_deref());
                (e.span.of(&text).to_owned(), status.unwrap_or(""))
            })
            .collect()
    }

    fn one(content: &str) -> (String, &'static str) {
        let mut all = said(content);
        assert_eq!(all.len(), 1, "{content}: {all:?}");
        all.remove(0)
    }

    #[test]
    fn what_is_said_of_a_document_is_kept_with_it() {
        for (content, words, status) in [
            (
                "two men carried forged passports",
                "forged passports",
                "claimed_forged",
            ),
            ("the letter was a forgery", "the letter", "claimed_forged"),
            (
                "the order had been fabricated by the ministry",
                "the order",
                "claimed_forged",
            ),
            ("the letter was genuine", "the letter", "claimed_genuine"),
            ("the letter was not genuine", "the letter", "claimed_forged"),
            ("the permit wasn't forged", "the permit", "claimed_genuine"),
            (
                "a document purporting to be an order of the fleet was found",
                "a document",
                "purported",
            ),
            (
                "he held a purported military ID",
                "a purported military ID",
                "purported",
            ),
            (
                "they were given papers under false names",
                "papers",
                "claimed_false_identity",
            ),
            (
                "the crew had false identity documents",
                "false identity documents",
                "claimed_false_identity",
            ),
            (
                "a passport issued in another man's name was found",
                "a passport",
                "claimed_false_identity",
            ),
            (
                "he used a fake Ostrel driver's license",
                "a fake Ostrel driver's license",
                "claimed_forged",
            ),
        ] {
            assert_eq!(one(content), (words.to_owned(), status), "{content}");
        }
    }

    #[test]
    fn what_is_said_of_something_else_is_not() {
        for content in [
            "the letter was sent on Monday, and the coins were fake",
            "false rumours followed the letter",
            "the ministry issued the order",
            "in order to forge ahead, the crew rested",
            "the passport lay beside a forged coin",
            "a real effort was made",
            "the letter warned of genuine dangers",
            "they wrote a letter about fake coins",
            "she spoke in order to calm genuine fears",
        ] {
            assert_eq!(said(content), [], "{content}");
        }
    }

    #[test]
    fn the_innermost_claim_says_it() {
        let text = "Police said the clerk claimed the visa was forged.";
        let page = Page::new(text, &Reading::default());
        let content = |part: &str| {
            let at = text.find(part).unwrap();
            Claim {
                content: vec![Span::new(at, at + part.len())],
                ..Claim::default()
            }
        };
        let mut claims = [
            content("the clerk claimed the visa was forged"),
            content("the visa was forged"),
        ];
        fill(&page, &mut claims);
        assert!(claims[0].evidence.is_empty());
        assert_eq!(
            claims[1].evidence[0].status.as_deref(),
            Some("claimed_forged")
        );
    }
}
