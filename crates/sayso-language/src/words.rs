//! Words as Universal Dependencies English cuts them, by rule: the tables `word-*.tsv` say how. `training/words.py` follows the same tables.

use crate::Span;
use regex::Regex;
use std::collections::{HashMap, HashSet};
use std::sync::LazyLock;

struct Rules {
    pattern: Option<Regex>,
    abbreviations: HashSet<&'static str>,
    clitics: Vec<&'static str>,
    splits: HashMap<&'static str, usize>,
}

fn rows(table: &'static str) -> impl Iterator<Item = &'static str> {
    table
        .lines()
        .filter(|line| !line.is_empty() && !line.starts_with('#'))
}

static RULES: LazyLock<Rules> = LazyLock::new(|| {
    let patterns: Vec<String> = rows(include_str!("../tables/word-patterns.tsv"))
        .filter_map(|row| row.split_once('\t'))
        .map(|(_, p)| format!("(?:{p})"))
        .collect();
    Rules {
        pattern: Regex::new(&patterns.join("|")).ok(),
        abbreviations: rows(include_str!("../tables/word-abbreviations.tsv")).collect(),
        clitics: rows(include_str!("../tables/word-clitics.tsv")).collect(),
        splits: rows(include_str!("../tables/word-splits.tsv"))
            .filter_map(|row| row.split_once('\t'))
            .filter_map(|(word, at)| Some((word, at.parse().ok()?)))
            .collect(),
    }
});

/// The spans of every word and mark of `text`, in order.
pub fn words(text: &str) -> Vec<Span> {
    let rules = &*RULES;
    let mut out: Vec<Span> = Vec::with_capacity(text.len() / 5);
    let Some(pattern) = &rules.pattern else {
        return out;
    };
    let mut low = String::new();
    for found in pattern.find_iter(text) {
        let (mut start, end) = (found.start(), found.end());
        if found.as_str() == "." && ends_abbreviation(text, out.last().copied(), start, rules) {
            if let Some(last) = out.last_mut() {
                last.end = end;
            }
            continue;
        }
        low.clear();
        low.extend(found.as_str().chars().map(|c| {
            if c == '’' {
                '\''
            } else {
                c.to_ascii_lowercase()
            }
        }));
        if let Some(cut) = cut(&low, rules) {
            // The cut counts letters from the end of the lower-cased word, which has one character for each of the word's.
            let letters =
                low.chars().count() - low.get(cut..).map_or(0, |rest| rest.chars().count());
            if let Some((at, _)) = found.as_str().char_indices().nth(letters) {
                out.push(Span::new(start, start + at));
                start += at;
            }
        }
        out.push(Span::new(start, end));
    }
    out
}

/// Where a word is cut in two, in bytes of its lower-cased form.
fn cut(low: &str, rules: &Rules) -> Option<usize> {
    if let Some(&at) = rules.splits.get(low) {
        return Some(at);
    }
    if !low.contains('\'') {
        return None;
    }
    rules
        .clitics
        .iter()
        .find(|c| low.ends_with(**c) && low.len() > c.len())
        .map(|c| low.len() - c.len())
}

/// Whether two neighbouring words are one as written, cut in two by rule: "don't", "cannot".
pub(crate) fn written_as_one(text: &str, a: Span, b: Span) -> bool {
    if a.end != b.start {
        return false;
    }
    let low = |span: Span| span.of(text).to_lowercase().replace('’', "'");
    let first = a.of(text).chars().any(char::is_alphanumeric);
    let rules = &*RULES;
    let second = low(b);
    first
        && (rules.clitics.iter().any(|c| *c == second)
            || rules.splits.get((low(a) + &second).as_str()) == Some(&low(a).len()))
}

/// Whether the full stop at `at` belongs to the word before it: an abbreviation of the table, or an initial before another capital.
fn ends_abbreviation(text: &str, last: Option<Span>, at: usize, rules: &Rules) -> bool {
    let Some(last) = last.filter(|l| l.end == at) else {
        return false;
    };
    let before = last.of(text);
    let mut after = text.get(at + 1..).unwrap_or("").chars();
    let mut letters = before.chars();
    let one = letters.next().is_some_and(|c| c.is_uppercase()) && letters.next().is_none();
    (one && after.next() == Some(' ') && after.next().is_some_and(char::is_uppercase))
        || rules.abbreviations.contains(before)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cut(text: &str) -> Vec<&str> {
        words(text).iter().map(|s| s.of(text)).collect()
    }

    #[test]
    fn cuts_as_the_treebanks_do() {
        assert_eq!(
            cut("Mr. J. Smith didn’t say: “I can't.”"),
            [
                "Mr.", "J.", "Smith", "did", "n’t", "say", ":", "“", "I", "ca", "n't", ".", "”"
            ]
        );
        assert_eq!(
            cut("The U.S. paid $3,000.50 (10%)..."),
            [
                "The", "U.S.", "paid", "$", "3,000.50", "(", "10", "%", ")", "..."
            ]
        );
        assert_eq!(
            cut("the 1990s well-known AP's"),
            ["the", "1990s", "well", "-", "known", "AP", "'s"]
        );
        assert_eq!(
            cut("see https://example.org/a?b=c, or a@b.example."),
            [
                "see",
                "https://example.org/a?b=c",
                ",",
                "or",
                "a@b.example",
                "."
            ]
        );
    }

    #[test]
    fn nothing_is_lost_but_white_space() {
        for text in [
            "",
            " \n\t",
            "a\u{200b}b ÄÖ’s İ’s ﬁ's 漢字",
            "....…—--“”''’’s",
            "I'm they'll İ'll",
        ] {
            let mut at = 0;
            for span in words(text) {
                assert!(
                    span.start >= at
                        && text
                            .get(at..span.start)
                            .is_some_and(|gap| gap.trim().is_empty()),
                    "{text:?}"
                );
                at = span.end;
            }
            assert!(text[at..].trim().is_empty());
        }
    }
}
