//! Times: the expressions that name them, their TIMEX3 values, and the days that they can mean.
//!
//! Expressions are found by the patterns of `tables/time-rules.tsv` over the words of `tables/time-words.tsv`, the longest first; each match
//! is then resolved against the published day and the days that the narrative named before it.

mod calendar;
mod day;
mod guard;
mod length;
mod lexicon;
mod narrative;
mod number;
mod rule;
mod said;
mod tense;
mod token;
mod value;

pub use said::{Said, said};
pub use value::{Length, Open, Part, Season, Unit, Vague, Value};

use crate::Time;
use lexicon::{Hit, Lexicon};
use narrative::Narrative;
use rule::Match;
use sayso_language::{Reading, Span};
use token::Token;

/// Whose annotation rules decide which expressions count and where they begin.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Convention {
    /// Sayso's own: no "now" and "recently", no ages; the span takes in the preposition ("since October").
    #[default]
    Guide,
    /// TimeML, as in TimeBank: vague references, bare lengths and ages too; no preposition.
    TimeMl,
}

/// Times of a whole report, in text order.
///
/// `published` is an ISO 8601 date or instant; its own zone gives the day. Without one, or with one that cannot be read, a relative
/// time has no value, or one open in its year (`XXXX-WXX-5`), and its rule ends in "no published time".
pub fn read_times(text: &str, published: Option<&str>, reading: &Reading) -> Vec<Time> {
    read_times_as(text, published, reading, Convention::Guide)
}

/// [`read_times`] under a chosen convention.
pub fn read_times_as(
    text: &str,
    published: Option<&str>,
    reading: &Reading,
    convention: Convention,
) -> Vec<Time> {
    let lexicon = Lexicon::shared();
    let tokens = token::tokens(text, |word| lexicon.id(word));
    let hits: Vec<Vec<Hit>> = (0..tokens.len())
        .map(|at| {
            let mut found = Vec::new();
            if tokens.get(at).is_some_and(|t| {
                t.id != 0 || t.text.as_bytes().first().is_some_and(u8::is_ascii_digit)
            }) {
                lexicon.phrases(&tokens, at, &mut found);
                number::numerals(lexicon, &tokens, at, &mut found);
            }
            found
        })
        .collect();
    let mut narrative = Narrative::new(published.and_then(day), convention);
    let mut times = Vec::new();
    let mut at = 0;
    while at < tokens.len() {
        let Some((n, found)) = longest(lexicon, &tokens, &hits, at, convention) else {
            at += 1;
            continue;
        };
        at = found.to.max(at + 1);
        let (Some(rule), Some(first), Some(last)) = (
            lexicon.rules.get(n),
            tokens.get(found.from),
            tokens.get(found.to - 1),
        ) else {
            continue;
        };
        if rule.action == "none" || guard::is_none(text, &tokens, &found, convention) {
            continue;
        }
        let words = Span::new(first.span.start, last.span.end);
        let direction = tense::of(lexicon, text, &tokens, (found.from, found.to), reading);
        narrative.reach(&tokens, found.from);
        let (meant, no_day) = match narrative.read(rule.action, &found, &tokens, direction) {
            Some(meant) => (meant, false),
            None if rule.action == "when" => (narrative::Meant::default(), true),
            None => continue,
        };
        let span = if convention == Convention::Guide {
            with_preposition(text, &tokens, found.from, words)
        } else {
            words
        };
        let open = meant.value.is_none_or(|v| matches!(v, Value::Open(_)));
        let reason = match (no_day, narrative.published) {
            (true, _) => ", no such day",
            (_, None) if open => ", relative: no published time",
            (_, Some(_)) if meant.value.is_none() => ", cannot be placed",
            _ => "",
        };
        times.push(Time {
            span,
            value: meant.value.map(|v| v.to_string()),
            earliest: meant.days.map(|(first, _)| first),
            latest: meant.days_last,
            role: None,
            rule: Some(format!("time-rules: {}{reason}", rule.name)),
        });
    }
    times
}

/// The day of an ISO 8601 date or instant.
pub(crate) fn day(published: &str) -> Option<jiff::civil::Date> {
    let day: jiff::civil::Date = published.get(..10)?.parse().ok()?;
    (day.year() > 0).then_some(day)
}

fn longest(
    lexicon: &Lexicon,
    tokens: &[Token],
    hits: &[Vec<Hit>],
    at: usize,
    convention: Convention,
) -> Option<(usize, Match)> {
    let other = if convention == Convention::Guide {
        "timeml"
    } else {
        "guide"
    };
    let words = tokens
        .get(at)
        .and_then(|t| lexicon.by_word.get(&t.id))
        .into_iter()
        .flatten();
    let classes = hits
        .get(at)
        .into_iter()
        .flatten()
        .flat_map(|h| lexicon.by_class.get(h.class as usize).into_iter().flatten());
    let mut best: Option<(usize, Match)> = None;
    for &n in words.chain(classes) {
        let Some(rule) = lexicon.rules.get(n).filter(|r| r.used != other) else {
            continue;
        };
        let Some(found) = rule.fit(tokens, hits, at) else {
            continue;
        };
        let better = best
            .as_ref()
            .is_none_or(|(old, b)| found.reach > b.reach || (found.reach == b.reach && n < *old));
        if better {
            best = Some((n, found));
        }
    }
    best
}

fn with_preposition(text: &str, tokens: &[Token], from: usize, words: Span) -> Span {
    const PREPOSITIONS: [&str; 14] = [
        "on", "in", "at", "by", "since", "until", "from", "for", "within", "to", "before", "after",
        "during", "over",
    ];
    let before = from
        .checked_sub(1)
        .and_then(|n| tokens.get(n))
        .filter(|t| PREPOSITIONS.iter().any(|p| t.text.eq_ignore_ascii_case(p)));
    match before {
        Some(t)
            if text
                .get(t.span.end..words.start)
                .is_some_and(|gap| gap.trim().is_empty() && !gap.contains('\n')) =>
        {
            Span::new(t.span.start, words.end)
        }
        _ => words,
    }
}

#[cfg(test)]
mod tests;
