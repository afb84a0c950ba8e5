//! Sentences by their marks: rough, but the same in every version of the reading.

use super::chrome::is_chrome;
use super::{Word, words};
use crate::hash::{Map, bytes, join};
use crate::table;
use std::ops::Range;

/// A sentence of a report's body: its words, by position.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sentence {
    /// From the first word to after the last.
    pub words: Range<usize>,
}

/// A line of at most so many words that ends without a mark is a headline, a caption or a link, not a sentence.
const HEADING: usize = 14;

/// Of a longer text only so many words are looked at.
const MOST_WORDS: usize = 20_000;

/// The words of the body, and its sentences. Boilerplate, headings and what a site says about itself are left out.
/// Where nothing is left, headings count as sentences: some texts have nothing else.
pub fn sentences(text: &str, boilerplate: &[Range<usize>]) -> (Vec<Word>, Vec<Sentence>) {
    let body = read(text, boilerplate, true);
    if body.0.is_empty() {
        read(text, boilerplate, false)
    } else {
        body
    }
}

fn read(text: &str, boilerplate: &[Range<usize>], strict: bool) -> (Vec<Word>, Vec<Sentence>) {
    let (mut all, mut found) = (Vec::new(), Vec::new());
    let mut seen = Seen::default();
    seen.0.reserve(text.len() / 6);
    for line in lines(text) {
        let mut quoted = false;
        let parts = parts(text, line);
        let last = parts.len().saturating_sub(1);
        for (n, part) in parts.into_iter().enumerate() {
            if all.len() >= MOST_WORDS {
                return (all, found);
            }
            if boilerplate
                .iter()
                .any(|b| b.start <= part.start && part.end <= b.end)
            {
                continue;
            }
            let from = all.len();
            words(text, part.clone(), &mut all);
            quoted = mark_quotes(text, part.clone(), &mut all[from..], quoted);
            let heading =
                strict && n == last && all.len() - from <= HEADING && !ends_with_mark(&text[part]);
            if all.len() == from
                || heading
                || is_chrome(text, &all[from..])
                || seen.again(&all[from..])
            {
                all.truncate(from);
                continue;
            }
            found.push(Sentence {
                words: from..all.len(),
            });
        }
    }
    (all, found)
}

/// What was read before. A page gives its captions and its lead more than once; they count once.
#[derive(Default)]
struct Seen(Map<u64, ()>);

impl Seen {
    const RUN: usize = 4;
    const MOST: f64 = 0.7;

    fn again(&mut self, words: &[Word]) -> bool {
        let runs = words
            .windows(Self::RUN)
            .map(|run| run.iter().fold(0, |h, w| join(h, w.hash)));
        let before = runs.filter(|run| self.0.insert(*run, ()).is_some()).count();
        words.len() > Self::RUN
            && before as f64 >= Self::MOST * (words.len() - Self::RUN + 1) as f64
    }
}

fn lines(text: &str) -> impl Iterator<Item = Range<usize>> + '_ {
    let mut at = 0;
    text.split_inclusive('\n').map(move |line| {
        let start = at;
        at += line.len();
        start..start + line.trim_end().len()
    })
}

fn is_closing(c: char) -> bool {
    matches!(c, '"' | '”' | '’' | '\'' | ')' | ']' | '»')
}

fn ends_with_mark(part: &str) -> bool {
    part.trim_end_matches(is_closing)
        .ends_with(['.', '!', '?', '…', ':', ','])
}

/// A line cut after each mark that a sentence can end with, where the next begins with a capital, a digit or an opening quotation mark. Some pages
/// lose the space between ("on Monday.The road"); there a small letter must stand before the mark.
fn parts(text: &str, line: Range<usize>) -> Vec<Range<usize>> {
    let mut cut = Vec::new();
    let mut start = line.start;
    let mut after_mark = false;
    let mut space = false;
    let mut small = false;
    for (at, c) in text[line.clone()].char_indices() {
        let at = line.start + at;
        if c.is_whitespace() {
            space = after_mark;
        } else if matches!(c, '.' | '!' | '?' | '…') {
            (after_mark, space) = (true, false);
        } else if after_mark && !space && is_closing(c) {
        } else {
            let opens = c.is_uppercase()
                || c.is_numeric()
                || matches!(c, '"' | '“' | '‘' | '\'' | '«' | '(');
            if (space && opens && !is_abbreviation(&text[start..at]))
                || (after_mark && !space && small && c.is_uppercase())
            {
                cut.push(start..at);
                start = at;
            }
            (after_mark, space, small) = (false, false, c.is_lowercase());
        }
    }
    cut.push(start..line.end);
    cut
}

/// "Mr.", "Oct.", "J.": a part that ends so goes on.
fn is_abbreviation(part: &str) -> bool {
    let Some(before) = part.trim_end().strip_suffix('.') else {
        return false;
    };
    let from = before
        .rfind(|c: char| !c.is_alphanumeric())
        .map_or(0, |at| {
            at + before[at..].chars().next().map_or(1, char::len_utf8)
        });
    let word = &before[from..];
    let letters = word.chars().count();
    letters == 1 && word.starts_with(char::is_alphabetic)
        || (letters <= 4 && word.starts_with(char::is_uppercase) && is_title_or_month(word))
}

fn is_title_or_month(word: &str) -> bool {
    let hash = bytes(word.to_lowercase().as_bytes());
    matches!(table::WORDS.get(&hash), Some(table::Known::NoName))
}

/// Marks the words inside double quotation marks; says whether a quotation is open at the end.
fn mark_quotes(text: &str, part: Range<usize>, words: &mut [Word], mut open: bool) -> bool {
    let mut next = 0;
    for (at, c) in text[part.clone()].char_indices() {
        let at = part.start + at;
        match c {
            '“' | '«' | '„' => open = true,
            '”' | '»' => open = false,
            '"' => open = !open,
            _ => {
                if words.get(next).is_some_and(|w| w.start as usize <= at) {
                    words[next].quoted = open;
                    next += 1;
                }
            }
        }
    }
    open
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read_out(text: &str, boilerplate: &[Range<usize>]) -> Vec<String> {
        let (words, sentences) = sentences(text, boilerplate);
        sentences
            .iter()
            .map(|s| {
                let (first, last) = (words[s.words.start], words[s.words.end - 1]);
                text[first.start as usize..last.end as usize].to_string()
            })
            .collect()
    }

    #[test]
    fn cuts_at_marks_and_lines() {
        let text = "\"We saw it,\" he said. \"It fell.\" Nobody was hurt.\nThe road is shut!Go home. Mr. J. Brill of the U.S. Embassy went.";
        let sentences = [
            "We saw it,\" he said",
            "It fell",
            "Nobody was hurt",
            "The road is shut",
            "Go home",
            "Mr. J. Brill of the U.S. Embassy went",
        ];
        assert_eq!(read_out(text, &[]), sentences);
    }

    #[test]
    fn leaves_out_what_is_not_the_report() {
        let text = "Bridge shut\nThe bridge is shut until Friday.\nSubscribe to our newsletter for more.\n0:45 Mayor speaks at bridge opening\nPhoto: The bridge on Friday";
        assert_eq!(read_out(text, &[]), ["The bridge is shut until Friday"]);
        let all = std::slice::from_ref(&(0..18));
        assert_eq!(read_out("All of it. Is cut.", all), Vec::<String>::new());
        assert_eq!(read_out("Bridge shut", &[]), ["Bridge shut"]);
    }

    #[test]
    fn knows_what_is_quoted() {
        let text = "He said “sign in” twice.";
        let (words, found) = sentences(text, &[]);
        assert_eq!(found.len(), 1);
        assert_eq!(
            words.iter().map(|w| w.quoted).collect::<Vec<_>>(),
            [false, false, true, true, false]
        );
    }
}
