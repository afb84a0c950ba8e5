//! Light tokens of a whole text: words, numerals and marks, for patterns of time expressions.

use sayso_language::Span;

/// A word, numeral or mark.
#[derive(Clone, Copy, Debug)]
pub(super) struct Token<'t> {
    pub span: Span,
    pub text: &'t str,
    /// The word's number in the tables; 0 for words that are in none.
    pub id: u32,
    /// Whether it begins with a capital letter.
    pub capital: bool,
    /// Whether a blank line stands before it.
    pub paragraph: bool,
}

/// Cuts `text` into tokens; `id` numbers a lower-cased word.
pub(super) fn tokens<'t>(text: &'t str, id: impl Fn(&str) -> u32) -> Vec<Token<'t>> {
    let mut found = Vec::with_capacity(text.len() / 5);
    let mut lower = String::new();
    let (mut at, mut lines) = (0, 0);
    while let Some(first) = text.get(at..).and_then(|rest| rest.chars().next()) {
        if first.is_whitespace() {
            lines += usize::from(first == '\n');
            at += first.len_utf8();
            continue;
        }
        let end = at + length(text.get(at..).unwrap_or(""));
        let word = text.get(at..end).unwrap_or("");
        let id = if word.len() > 40 {
            0
        } else {
            lower.clear();
            match first {
                '’' | '‘' => lower.push('\''),
                '–' | '—' | '‐' | '‑' => lower.push('-'),
                _ => lower.extend(word.chars().flat_map(char::to_lowercase)),
            }
            id(&lower)
        };
        found.push(Token {
            span: Span::new(at, end),
            text: word,
            id,
            capital: first.is_uppercase(),
            paragraph: lines > 1,
        });
        (at, lines) = (end, 0);
    }
    found
}

/// Bytes of the token that `rest` begins with.
fn length(rest: &str) -> usize {
    let run = |from: usize, is: fn(char) -> bool| {
        let tail = rest.get(from..).unwrap_or("");
        from + tail
            .char_indices()
            .find(|&(_, c)| !is(c))
            .map_or(tail.len(), |(n, _)| n)
    };
    let Some(first) = rest.chars().next() else {
        return 0;
    };
    if !first.is_alphanumeric() {
        return first.len_utf8();
    }
    let whole = run(0, char::is_alphanumeric);
    if !first.is_ascii_digit() {
        return whole;
    }
    let mut digits = run(0, |c| c.is_ascii_digit());
    if digits < whole {
        let suffix = rest.get(digits..whole).unwrap_or("");
        let glued = ["s", "st", "nd", "rd", "th"]
            .iter()
            .any(|s| suffix.eq_ignore_ascii_case(s));
        let letters = suffix.bytes().all(|b| b.is_ascii_alphabetic());
        return if letters && !glued { digits } else { whole };
    }
    loop {
        let mut tail = rest.get(digits..).unwrap_or("").chars();
        let joins = matches!(tail.next(), Some(',' | ':' | '/'))
            && tail.next().is_some_and(|c| c.is_ascii_digit());
        if !joins {
            break;
        }
        digits = run(digits + 1, |c| c.is_ascii_digit());
    }
    let iso = rest.get(..10).filter(|d| {
        digits == 4
            && d.bytes().enumerate().all(|(n, b)| {
                if n == 4 || n == 7 {
                    b == b'-'
                } else {
                    b.is_ascii_digit()
                }
            })
    });
    if iso.is_some() { 10 } else { digits }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cuts_words_numerals_and_marks() {
        let words: Vec<&str> = tokens("At 9:40 p.m., 6am on 2025-03-01 the 1980s’ 24th", |_| 0)
            .iter()
            .map(|t| t.text)
            .collect();
        assert_eq!(
            words,
            [
                "At",
                "9:40",
                "p",
                ".",
                "m",
                ".",
                ",",
                "6",
                "am",
                "on",
                "2025-03-01",
                "the",
                "1980s",
                "’",
                "24th"
            ]
        );
    }

    #[test]
    fn digits_of_several_scripts_are_one_word() {
        let words: Vec<&str> = tokens("2٤4 ٤٤", |_| 0).iter().map(|t| t.text).collect();
        assert_eq!(words, ["2٤4", "٤٤"]);
    }
}
