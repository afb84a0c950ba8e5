//! Where a figure holds, and over what time: words of the same sentence.

use super::lex::{Kind, Lexeme};
use super::table;
use crate::Figure;
use sayso_language::{NameKind, Reading, Span};

/// Fills `place`, `since` and `until` where the sentence says them.
pub(crate) fn fill(
    text: &str,
    lexemes: &[Lexeme],
    times: &[Span],
    reading: &Reading,
    figures: &mut [Figure],
) {
    let mut at = 0;
    for f in figures.iter_mut() {
        while lexemes.get(at).is_some_and(|l| l.span.end <= f.span.start) {
            at += 1;
        }
        while at > 0 && lexemes.get(at).is_none_or(|l| l.span.start > f.span.start) {
            at -= 1;
        }
        let Some(sentence) = lexemes.get(at).map(|l| l.sentence) else {
            continue;
        };
        f.place = place(text, lexemes, reading, at, sentence);
        f.since = after_word(text, lexemes, times, at, sentence, "since");
        f.until = after_word(text, lexemes, times, at, sentence, "until");
    }
}

/// The first place named after "in", "at" or "near" behind lexeme `at`, before the next clause.
fn place(
    text: &str,
    lexemes: &[Lexeme],
    reading: &Reading,
    at: usize,
    sentence: usize,
) -> Option<String> {
    for i in at..(at + 25).min(lexemes.len()) {
        let l = lexemes.get(i).filter(|l| l.sentence == sentence)?;
        if matches!(l.raw, ";" | ":") {
            return None;
        }
        if !matches!(l.low.as_ref(), "in" | "near" | "off") {
            continue;
        }
        let mut start = i + 1;
        while lexemes.get(start).is_some_and(|l| {
            matches!(
                l.low.as_ref(),
                "the" | "northern" | "southern" | "eastern" | "western" | "central"
            )
        }) {
            start += 1;
        }
        let mut end = start;
        while lexemes
            .get(end)
            .is_some_and(|l| l.kind == Kind::Word && l.capital() && l.sentence == sentence)
        {
            end += 1;
        }
        let Some(first) = lexemes.get(start).filter(|_| end > start) else {
            continue;
        };
        let last = lexemes.get(end - 1)?;
        let calendar =
            table::not_figure("around", &first.low).is_some() || first.low.ends_with("day");
        let span = Span::new(first.span.start, last.span.end);
        let other = reading.names.iter().any(|n| {
            n.span.overlaps(span)
                && (n.kind.is_organisation()
                    || matches!(n.kind, NameKind::Person | NameKind::Event))
        });
        if !calendar && !other {
            return Some(span.of(text).to_owned());
        }
    }
    None
}

/// The words of the time that stands after `word` in the sentence; the times layer turns them into a value.
fn after_word(
    text: &str,
    lexemes: &[Lexeme],
    times: &[Span],
    at: usize,
    sentence: usize,
    word: &str,
) -> Option<String> {
    let i = (at..(at + 25).min(lexemes.len())).find(|&i| {
        lexemes
            .get(i)
            .is_some_and(|l| l.sentence == sentence && l.low == word)
    })?;
    let next = lexemes.get(i + 1)?.span;
    let given = times.iter().find(|t| t.overlaps(next)).copied();
    let dated = table::not_figure("around", &lexemes.get(i + 1)?.low).is_some()
        || lexemes.get(i + 1)?.kind == Kind::Digits;
    given
        .or(dated.then_some(next))
        .map(|s| s.of(text).to_owned())
}
