//! Where a figure holds, and over what time: words of the same sentence.

use super::lex::{Kind, Lexeme};
use super::table;
use crate::time::Value;
use crate::{Figure, Time};
use sayso_language::{NameKind, Reading, Span};

/// Fills `place`, `since` and `until` where the sentence says them. `since` and `until` are values of times; their words where a time has none.
pub(crate) fn fill(
    text: &str,
    lexemes: &[Lexeme],
    times: &[Time],
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
        let near = Near {
            text,
            lexemes,
            times,
            at,
            sentence,
        };
        f.since = near.after_word("since");
        f.until = near.after_word("until");
        if f.since.is_none() && f.until.is_none() {
            f.since = near.past();
            f.until = f.since.clone();
        }
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

/// The words around a figure in which its times are looked for.
struct Near<'a, 't> {
    text: &'t str,
    lexemes: &'a [Lexeme<'t>],
    times: &'a [Time],
    at: usize,
    sentence: usize,
}

/// How many words from the figure a time may stand.
const REACH: usize = 25;

impl Near<'_, '_> {
    fn here(&self, i: usize) -> Option<&Lexeme<'_>> {
        self.lexemes.get(i).filter(|l| l.sentence == self.sentence)
    }

    /// The time that `word` opens after the figure: "since October", "since it took effect on 1 October".
    fn after_word(&self, word: &str) -> Option<String> {
        let i =
            (self.at..self.at + REACH).find(|&i| self.here(i).is_some_and(|l| l.low == word))?;
        let next = self.here(i + 1)?.span;
        let last = (i + 1..i + 10)
            .take_while(|&j| {
                self.here(j)
                    .is_some_and(|l| !matches!(l.raw, "," | ";" | ":"))
            })
            .last()
            .and_then(|j| self.here(j))?;
        let within = Span::new(next.start, last.span.end);
        if let Some(t) = self.times.iter().find(|t| t.span.overlaps(within)) {
            let words = t.span.of(self.text);
            let bare = words
                .get(..word.len())
                .filter(|w| w.eq_ignore_ascii_case(word))
                .and_then(|_| words.get(word.len()..))
                .unwrap_or(words);
            return Some(t.value.clone().unwrap_or_else(|| bare.trim().to_owned()));
        }
        let dated = table::not_figure("around", &self.here(i + 1)?.low).is_some()
            || self.here(i + 1)?.kind == Kind::Digits;
        dated.then(|| next.of(self.text).to_owned())
    }

    /// The month or year that the figure is told of: "killed some 140 people in 2011", "in December 1987, 4,300 died".
    fn past(&self) -> Option<String> {
        let figure = self.lexemes.get(self.at)?.span;
        let first = (self.at.saturating_sub(REACH)..=self.at).find_map(|i| self.here(i))?;
        let last = (self.at..self.at + REACH)
            .take_while(|&i| self.here(i).is_some_and(|l| !matches!(l.raw, ";" | ":")))
            .last()
            .and_then(|i| self.here(i))?;
        let named = |t: &&Time| {
            let words = t.span.of(self.text);
            let inside = words
                .get(..3)
                .is_some_and(|w| w.eq_ignore_ascii_case("in "));
            let value = t.value.as_deref().and_then(|v| v.parse().ok());
            inside
                && words.bytes().any(|b| b.is_ascii_digit())
                && matches!(value, Some(Value::Year(_) | Value::Month(..)))
        };
        let from = self
            .times
            .partition_point(|t| t.span.end <= first.span.start);
        let near = self.times.get(from..).unwrap_or(&[]);
        let near = || {
            near.iter()
                .take_while(|t| t.span.start < last.span.end)
                .filter(named)
        };
        near()
            .find(|t| t.span.start >= figure.end)
            .or_else(|| near().filter(|t| t.span.end <= figure.start).last())
            .and_then(|t| t.value.clone())
    }
}

#[cfg(test)]
mod tests {
    use crate::{read_figures, read_times};
    use sayso_language::Reading;

    fn window(text: &str) -> (Option<String>, Option<String>) {
        let reading = Reading::default();
        let times = read_times(text, Some("2025-08-06"), &reading);
        let mut figures = read_figures(text, &reading, &times);
        let f = figures.swap_remove(0);
        (f.since, f.until)
    }

    fn some(since: &str) -> Option<String> {
        Some(since.to_owned())
    }

    #[test]
    fn windows_are_values() {
        assert_eq!(
            window("Over 300 guards were killed or hurt since June."),
            (some("2025-06"), None)
        );
        assert_eq!(
            window("It was broken 60 times since it took effect on 1 May."),
            (some("2025-05-01"), None)
        );
        assert_eq!(
            window("A flood there in 2011 killed some 140 people."),
            (some("2011"), some("2011"))
        );
        assert_eq!(
            window("Some 140 people died in December 1987, the worst year."),
            (some("1987-12"), some("1987-12"))
        );
        assert_eq!(window("Some 140 people died on Monday."), (None, None));
    }

    #[test]
    fn a_time_without_a_value_keeps_its_words() {
        let text = "Over 300 guards were hurt since yesterday.";
        let reading = Reading::default();
        let times = read_times(text, None, &reading);
        let found = read_figures(text, &reading, &times);
        assert_eq!(
            found.first().and_then(|f| f.since.as_deref()),
            Some("yesterday")
        );
    }
}
