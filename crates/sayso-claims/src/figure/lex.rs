//! A light view of a text for numbers: words, digit runs and marks, independent of the language model.
//!
//! Language analysis keeps "31-year-old", "C$1.2m" or "5kW" in one token or several, as its training data did; numbers need them taken apart in
//! one way, and must read the same where no model has run.

use super::table;
use sayso_language::{Reading, Span};
use std::borrow::Cow;

/// What a piece of text is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    Word,
    Digits,
    Mark,
}

/// A word, a run of digits with their grouping, or one mark.
#[derive(Clone, Debug)]
pub(crate) struct Lexeme<'t> {
    pub span: Span,
    pub kind: Kind,
    pub raw: &'t str,
    /// Lower case; digits of other scripts are written 0–9.
    pub low: Cow<'t, str>,
    /// Whether white space stands before it.
    pub spaced: bool,
    /// Whether it opens its sentence.
    pub first: bool,
    /// Number of its sentence, from 0.
    pub sentence: usize,
    /// Number of its paragraph, from 0.
    pub paragraph: usize,
}

impl Lexeme<'_> {
    pub fn capital(&self) -> bool {
        self.raw.chars().next().is_some_and(char::is_uppercase)
    }
    /// Two or more capitals and nothing else.
    pub fn acronym(&self) -> bool {
        self.raw.chars().count() > 1 && self.raw.chars().all(char::is_uppercase)
    }
}

/// The zeros of the decimal digit scripts of living languages that reports are written in.
const ZEROS: [char; 8] = ['0', '٠', '۰', '०', '০', '０', '๐', '၀'];

fn digit(c: char) -> Option<(char, u32)> {
    if c.is_ascii_digit() {
        return Some(('0', c as u32 - '0' as u32));
    }
    if c.is_ascii() {
        return None;
    }
    ZEROS.iter().find_map(|&zero| {
        (c as u32)
            .checked_sub(zero as u32)
            .filter(|d| *d < 10)
            .map(|d| (zero, d))
    })
}

/// Takes `text` apart, in time linear in its length.
pub(crate) fn lex<'t>(text: &'t str, reading: &Reading) -> Vec<Lexeme<'t>> {
    let mut out: Vec<Lexeme<'t>> = Vec::with_capacity(text.len() / 5);
    let mut at = 0;
    let (mut spaced, mut breaks) = (true, 1);
    let mut paragraph = 0;
    while let Some(c) = text.get(at..).and_then(|t| t.chars().next()) {
        if c.is_whitespace() {
            spaced = true;
            breaks += usize::from(c == '\n');
            at += c.len_utf8();
            continue;
        }
        let (kind, end) = piece(text, at, c);
        let raw = text.get(at..end).unwrap_or("");
        let low = match kind {
            Kind::Digits if !raw.is_ascii() => western(raw),
            Kind::Word if raw.chars().any(char::is_uppercase) => Cow::Owned(raw.to_lowercase()),
            _ => Cow::Borrowed(raw),
        };
        paragraph += usize::from(breaks > 0 && !out.is_empty());
        out.push(Lexeme {
            span: Span::new(at, end),
            kind,
            raw,
            low,
            spaced,
            first: breaks > 0,
            sentence: 0,
            paragraph,
        });
        (spaced, breaks) = (false, 0);
        at = end;
    }
    sentences(&mut out, reading);
    out
}

/// The kind and end of the piece that starts at `at` with `c`.
fn piece(text: &str, at: usize, c: char) -> (Kind, usize) {
    let rest = text.get(at..).unwrap_or("");
    let next = |i: usize| rest.get(i..).and_then(|t| t.chars().next());
    let previous_is_word = text
        .get(..at)
        .and_then(|t| t.chars().next_back())
        .is_some_and(char::is_alphanumeric);
    let decimal_point = c == '.' && !previous_is_word && next(1).and_then(digit).is_some();
    if digit(c).is_some() || decimal_point {
        // "22,24,26,31": after a comma without a space comes one more of a list.
        let mut before = text.get(..at).unwrap_or("").chars().rev();
        let listed = before.next() == Some(',') && before.next().and_then(digit).is_some();
        return (Kind::Digits, at + digits(rest, listed));
    }
    if !c.is_alphabetic() {
        return (Kind::Mark, at + c.len_utf8());
    }
    let mut end = 0;
    for (i, c) in rest.char_indices() {
        let inside = c.is_alphabetic()
            || matches!(c, '\'' | '’') && next(i + c.len_utf8()).is_some_and(char::is_alphabetic)
            || is_mark_on_letter(c);
        if !inside {
            break;
        }
        end = i + c.len_utf8();
    }
    // An initialism: letters each with a full stop ("U.S.", "p.m.").
    if rest.chars().take(2).eq([c, '.']) && next(c.len_utf8() + 1).is_some_and(char::is_alphabetic)
    {
        let mut initials = 0;
        let mut chars = rest.char_indices().peekable();
        while let Some((i, letter)) = chars.next() {
            let Some(&(dot, '.')) = chars.peek() else {
                break;
            };
            if !letter.is_alphabetic() {
                break;
            }
            initials = dot + 1;
            let _ = (i, chars.next());
        }
        let after = next(initials);
        if initials > 3 && !after.is_some_and(char::is_alphanumeric) {
            return (Kind::Word, at + initials);
        }
    }
    (Kind::Word, at + end)
}

fn is_mark_on_letter(c: char) -> bool {
    matches!(c, '\u{300}'..='\u{36f}')
}

/// Length of the run of digits at the start of `rest`, with single separators between digits; `listed`: it stands in a list.
fn digits(rest: &str, listed: bool) -> usize {
    let mut end = 0;
    let mut separator = false;
    let mut separators = 0;
    for (i, c) in rest.char_indices() {
        // A list of a thousand numbers without spaces is scanned a bounded number of times.
        if separators > 8 {
            break;
        }
        if digit(c).is_some() {
            end = i + c.len_utf8();
            separator = false;
        } else if !separator && matches!(c, ',' | '.' | '\u{202f}' | '\u{a0}' | '\u{2009}') {
            separator = true;
            separators += 1;
            let blank = !matches!(c, ',' | '.');
            let tail = rest.get(i + c.len_utf8()..).unwrap_or("");
            if blank && !groups_of_three(tail) {
                break;
            }
        } else {
            break;
        }
    }
    if listed || is_list(rest.get(..end).unwrap_or("")) {
        return rest.find(',').unwrap_or(end).min(end);
    }
    end
}

/// Whether exactly three digits stand at the start of `tail`.
pub(crate) fn groups_of_three(tail: &str) -> bool {
    let mut chars = tail.chars();
    (0..3).all(|_| chars.next().and_then(digit).is_some())
        && !chars.next().is_some_and(|c| digit(c).is_some())
}

/// Whether commas only list numbers: "22,24,26".
fn is_list(run: &str) -> bool {
    let mut parts = run.split(',');
    let first = parts.next().unwrap_or("");
    let rest: Vec<&str> = parts.collect();
    let Some((last, middle)) = rest.split_last() else {
        return false;
    };
    let grouped = first.len() <= 3
        && middle.iter().all(|p| matches!(p.len(), 2 | 3))
        && last.split('.').next().is_some_and(|p| p.len() == 3);
    let decimal_comma = middle.is_empty() && !last.contains('.');
    !grouped && !decimal_comma
}

/// Digits of any one script as 0–9; a run that mixes scripts stays as it is, and reads as no number.
fn western(raw: &str) -> Cow<'_, str> {
    let scripts: Vec<char> = raw
        .chars()
        .filter_map(digit)
        .map(|(zero, _)| zero)
        .collect();
    if scripts.windows(2).any(|w| w.first() != w.last()) {
        return Cow::Borrowed(raw);
    }
    Cow::Owned(
        raw.chars()
            .map(|c| {
                digit(c)
                    .and_then(|(_, d)| char::from_digit(d, 10))
                    .unwrap_or(c)
            })
            .collect(),
    )
}

/// Numbers the sentences: the reading's where it has any, else by full stops and paragraphs.
fn sentences(lexemes: &mut [Lexeme], reading: &Reading) {
    let mut spans = reading.sentences.iter().map(|s| s.span).peekable();
    let given = spans.peek().is_some();
    let mut sentence = 0;
    let mut ended = false;
    let mut previous: Option<(String, bool)> = None;
    for lexeme in lexemes.iter_mut() {
        let opens = if given {
            let mut crossed = false;
            while spans.peek().is_some_and(|s| s.end <= lexeme.span.start) {
                spans.next();
                crossed = true;
            }
            crossed || lexeme.first
        } else {
            let starts = lexeme.capital()
                || lexeme.kind == Kind::Digits
                || matches!(lexeme.raw, "\"" | "“" | "‘" | "'" | "(" | "$" | "£" | "€");
            lexeme.first || ended && lexeme.spaced && starts
        };
        if opens && previous.is_some() {
            sentence += 1;
        }
        lexeme.first = opens || previous.is_none();
        lexeme.sentence = sentence;
        let stop = match lexeme.raw {
            "!" | "?" => true,
            "." => !previous.as_ref().is_some_and(|(word, glued)| {
                *glued
                    && (table::abbreviations().contains(word.as_str())
                        || word.chars().count() == 1 && word.chars().all(char::is_alphabetic))
            }),
            "\"" | "”" | "’" | "'" | ")" | "]" => ended && !lexeme.spaced,
            _ => false,
        };
        ended = stop;
        previous = Some((lexeme.low.to_string(), true));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pieces(text: &str) -> Vec<String> {
        lex(text, &Reading::default())
            .iter()
            .map(|l| l.low.to_string())
            .collect()
    }

    #[test]
    fn takes_numbers_apart_from_their_units() {
        assert_eq!(pieces("C$1.2m"), ["c", "$", "1.2", "m"]);
        assert_eq!(
            pieces("A 31-year-old"),
            ["a", "31", "-", "year", "-", "old"]
        );
        assert_eq!(pieces("at 11 p.m. on"), ["at", "11", "p.m.", "on"]);
        assert_eq!(
            pieces("1,234,567 and 22,24,26."),
            ["1,234,567", "and", "22", ",", "24", ",", "26", "."]
        );
        assert_eq!(pieces("١٢ ७८"), ["12", "78"]);
    }

    #[test]
    fn counts_sentences() {
        let text = "Dr. Ode left. Two men stayed.\n\nNo one spoke";
        let last = lex(text, &Reading::default())
            .iter()
            .map(|l| l.sentence)
            .max();
        assert_eq!(last, Some(2));
    }
}
