//! Site boilerplate in a text, marked as spans: kept, and not read. The phrases stand in `tables/boilerplate.tsv`.

use std::sync::LazyLock;

use sayso_language::Span;

/// The longest line, in bytes, that a phrase may make boilerplate of: prompts are short, paragraphs of news are not.
const LONGEST: usize = 320;

/// Where a phrase must stand.
#[derive(Clone, Copy, PartialEq)]
enum Place {
    /// In the run of lines that ends the text.
    End,
    /// In the run of lines that opens it.
    Start,
    /// In either run, or on a line between.
    Any,
    /// Opens the tail: with it, the short lines that follow to the end.
    Tail,
}

/// How a phrase meets a line, both in lower case.
#[derive(Clone, Copy)]
enum Match {
    Whole,
    Opens,
    Holds,
}

struct Row {
    place: Place,
    how: Match,
    phrase: String,
}

static ROWS: LazyLock<Vec<Row>> = LazyLock::new(|| {
    include_str!("../tables/boilerplate.tsv")
        .lines()
        .filter(|line| !line.starts_with('#') && !line.trim().is_empty())
        .filter_map(|line| {
            let mut cells = line.split('\t');
            let place = match cells.next()? {
                "end" => Place::End,
                "start" => Place::Start,
                "any" => Place::Any,
                "tail" => Place::Tail,
                _ => return None,
            };
            let how = match cells.next()? {
                "whole" => Match::Whole,
                "opens" => Match::Opens,
                "holds" => Match::Holds,
                _ => return None,
            };
            Some(Row {
                place,
                how,
                phrase: cells.next()?.to_owned(),
            })
        })
        .collect()
});

/// A line of the text, trimmed: its span, and what it is.
struct Line {
    span: Span,
    low: String,
}

impl Line {
    fn is(&self, place: Place) -> bool {
        ROWS.iter().any(|row| {
            row.place == place
                && match row.how {
                    Match::Whole => {
                        self.low
                            .trim_end_matches(['.', ':', '!', '…', ' ', '»', '>'])
                            == row.phrase
                    }
                    Match::Opens => opens(&self.low, &row.phrase),
                    Match::Holds => self.low.contains(&row.phrase),
                }
        })
    }
}

/// Whether `line` opens with the words of `phrase`, not with a part of a word.
fn opens(line: &str, phrase: &str) -> bool {
    line.strip_prefix(phrase)
        .is_some_and(|rest| !rest.starts_with(char::is_alphanumeric))
}

/// Lines that hold something, with a long one's words left out.
fn lines(text: &str) -> Vec<Line> {
    let mut at = 0;
    let mut out = Vec::new();
    for line in text.split_inclusive('\n') {
        let body = line.trim();
        if !body.is_empty() {
            let start = at + (line.len() - line.trim_start().len());
            let low = if body.len() > LONGEST {
                String::new()
            } else {
                body.to_lowercase()
                    .replace('’', "'")
                    .trim_start_matches([
                        '-', '–', '—', '•', '*', '|', '>', '(', '[', '«', ' ', '_',
                    ])
                    .to_owned()
            };
            out.push(Line {
                span: Span::new(start, start + body.len()),
                low,
            });
        }
        at += line.len();
    }
    out
}

/// Boilerplate of `text`: sorted, disjoint spans of whole lines; lines that follow each other share a span.
pub fn mark(text: &str) -> Vec<Span> {
    let lines = lines(text);
    let mut marked: Vec<bool> = lines.iter().map(|l| l.is(Place::Any)).collect();

    let last = lines.len().saturating_sub(1);
    for (n, line) in lines.iter().enumerate() {
        if !(marked.get(n) == Some(&true) || line.is(Place::Start)) {
            break;
        }
        // A text that is nothing but a prompt is still given to be read.
        if n < last
            && let Some(m) = marked.get_mut(n)
        {
            *m = true;
        }
    }

    // From the end, a line that is no prompt itself may stand between prompts if it is a few words and no sentence.
    let mut gap: Vec<usize> = Vec::new();
    for (n, line) in lines.iter().enumerate().skip(1).rev() {
        let prompt = marked.get(n) == Some(&true) || line.is(Place::End) || line.is(Place::Tail);
        if prompt {
            for n in gap.drain(..).chain([n]) {
                if let Some(m) = marked.get_mut(n) {
                    *m = true;
                }
            }
        } else if gap.len() < 2 && is_label(&line.low) && n < last {
            gap.push(n);
        } else {
            break;
        }
    }

    // A heading over links takes all that follows with it, as long as nothing that follows is a paragraph.
    let short = lines
        .iter()
        .rposition(|l| !(is_heading(&l.low) || l.is(Place::End)))
        .map_or(0, |n| n + 1);
    if let Some(first) = lines
        .iter()
        .enumerate()
        .skip(short.max(1))
        .find(|(_, l)| l.is(Place::Tail))
        .map(|(n, _)| n)
    {
        marked.iter_mut().skip(first).for_each(|m| *m = true);
    }

    let mut spans: Vec<Span> = Vec::new();
    let mut joined = false;
    for (line, &is) in lines.iter().zip(&marked) {
        match spans.last_mut() {
            Some(span) if is && joined => span.end = line.span.end,
            _ if is => spans.push(line.span),
            _ => {}
        }
        joined = is;
    }
    spans
}

/// A few words without an end of sentence: a button, a form field, a name.
fn is_label(low: &str) -> bool {
    !low.is_empty() && low.len() <= 40 && !low.ends_with(['.', '?', '!', '"', '”', '\''])
}

/// Short enough for a headline of another story.
fn is_heading(low: &str) -> bool {
    !low.is_empty() && low.len() <= 140 && !low.ends_with(['.', '”', '"'])
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parts(text: &str) -> Vec<&str> {
        mark(text).into_iter().map(|s| s.of(text)).collect()
    }

    #[test]
    fn prompts_at_the_end() {
        let text = "The bridge at Ostrel fell, the mayor said.\n\nNobody was hurt.\n\nDiscover more from Ostrel Daily\nSubscribe to get the latest posts sent to your email.\nType your email…\nSubscribe\n";
        let end = text.find("Discover").unwrap();
        assert_eq!(parts(text), [text[end..].trim_end()]);
    }

    #[test]
    fn heading_over_links() {
        let text = "The bridge fell, he said.\n\nRelated stories\nFerry line to close in May\nWho owns the Ostrel bridge?\n\n© 2031 Ostrel Daily. All rights reserved.";
        assert_eq!(parts(text).len(), 1);
        assert!(parts(text)[0].starts_with("Related stories"));
        let text = "Read more\n\nThe mayor told reporters that nobody had been hurt in the fall of the bridge.";
        assert_eq!(parts(text), ["Read more"]);
    }

    #[test]
    fn between_paragraphs() {
        let text = "The bridge fell, he said.\nADVERTISEMENT\nIt was old, he said.";
        assert_eq!(parts(text), ["ADVERTISEMENT"]);
    }

    #[test]
    fn news_about_such_words_is_read() {
        for text in [
            "“Follow us on to the square,” he said.\nSubscribe to nothing, the minister told them, and copyright went unmentioned for the rest of the long and dull meeting.",
            "Sign up, they said.",
            "He said no.\n\nShare prices fell by a tenth, the exchange said.",
            "He said no.\n\nRelated deaths rose to nine, the ministry said.",
            "He said no.\n\nFollowing the raid, police said two were dead.",
        ] {
            assert!(mark(text).is_empty(), "{:?}", parts(text));
        }
        assert!(mark("").is_empty());
        assert!(mark("\n\n").is_empty());
    }
}
