//! When a statement was made.

use crate::{Claim, Time};
use sayso_language::{Reading, Span, Upos};

/// When a statement was made, and how that is known.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Said {
    /// A TIMEX3 value.
    pub value: String,
    /// Which of `times` belongs to the claim as its time of saying; none for the published date and for a time within the source mention.
    pub time: Option<usize>,
    /// The rule that gave it.
    pub rule: &'static str,
}

/// How far from the cue a time is looked for, in bytes.
const REACH: usize = 300;

/// The time that modifies a claim's cue, by the tree; without a tree, the one in its sentence nearest to it; else the
/// published date.
///
/// `times` are those of the whole report, in text order. A time in the content counts not, nor one of another verb ("a letter dated
/// 11 March says"). A length or a vague time counts not. Without a published date and without such a time nothing is known.
pub fn said(
    text: &str,
    claim: &Claim,
    times: &[Time],
    published: Option<&str>,
    reading: &Reading,
) -> Option<Said> {
    let mut best: Option<(usize, usize, &'static str)> = None;
    for cue in &claim.cue {
        let from = times.partition_point(|t| t.span.end + REACH < cue.start);
        for (n, time) in times
            .iter()
            .enumerate()
            .skip(from)
            .take_while(|(_, t)| t.span.start < cue.end + REACH)
        {
            let point = time
                .value
                .as_deref()
                .is_some_and(|v| !v.starts_with('P') && !v.ends_with("_REF"));
            if !point || claim.content.iter().any(|c| c.overlaps(time.span)) {
                continue;
            }
            let gap = between(*cue, time.span);
            let rule = match governed(reading, time.span, claim) {
                Some(true) => Some("said: the time of the cue's verb"),
                // The tree may err, but "On Friday, she said" is plain.
                Some(false) => (opens(text, time.span) && bare(text, gap, claim))
                    .then_some("said: the time before the source"),
                None => near(text, gap, claim).then_some("said: the time beside the cue"),
            };
            if let Some(rule) = rule
                && best.is_none_or(|(b, ..)| gap.len() < b)
            {
                best = Some((gap.len(), n, rule));
            }
        }
    }
    if let Some((_, n, rule)) = best {
        let time = times.get(n)?;
        let in_source = claim
            .source
            .iter()
            .any(|s| s.overlaps(time.span) && time.span.end < s.end);
        return Some(Said {
            value: time.value.clone()?,
            time: (!in_source).then_some(n),
            rule: if in_source {
                "said: the time in the source"
            } else {
                rule
            },
        });
    }
    let day = super::day(published?)?;
    Some(Said {
        value: day.to_string(),
        time: None,
        rule: "said: published date",
    })
}

fn between(cue: Span, time: Span) -> Span {
    if time.start >= cue.end {
        Span::new(cue.end, time.start)
    } else {
        Span::new(time.end.min(cue.start), cue.start)
    }
}

/// Whether the tree hangs the time on the cue, itself or through nouns ("said in a statement on Friday"), or on the verb of a noun
/// that is the cue ("cut its estimate on Friday"); none without a tree, or where it leads into the content, which is no place for the time.
fn governed(reading: &Reading, time: Span, claim: &Claim) -> Option<bool> {
    let first = reading.tokens.partition_point(|t| t.span.end <= time.start);
    let inside = |n: usize| reading.tokens.get(n).is_some_and(|t| t.span.overlaps(time));
    let mut n = (first..first + 12).take_while(|&n| inside(n)).find(|&n| {
        reading
            .tokens
            .get(n)
            .is_some_and(|t| t.head.is_none_or(|h| !inside(h)))
    })?;
    let of = |spans: &[Span], at: Span| spans.iter().any(|s| s.overlaps(at));
    for _ in 0..8 {
        let token = reading.tokens.get(n)?;
        if !inside(n) && of(&claim.cue, token.span) {
            return Some(true);
        }
        if !inside(n) && of(&claim.content, token.span) {
            return None;
        }
        if !inside(n) && matches!(token.upos, Upos::Verb | Upos::Aux) {
            // "cut its estimate on Friday"; "reported on Friday, citing".
            return Some(around(reading, n).any(|t| {
                t.head == Some(n)
                    && (t.upos == Upos::Noun || t.relation == "advcl")
                    && of(&claim.cue, t.span)
            }));
        }
        // "according to the ministry on Friday": the cue hangs on the source there.
        if !inside(n) && of(&claim.source, token.span) {
            let cued = around(reading, n).any(|t| t.head == Some(n) && of(&claim.cue, t.span));
            if cued {
                return Some(true);
            }
        }
        let Some(head) = token.head else {
            return Some(false);
        };
        n = head;
    }
    Some(false)
}

/// Tokens near one.
fn around(reading: &Reading, n: usize) -> impl Iterator<Item = &sayso_language::Token> {
    reading.tokens.iter().skip(n.saturating_sub(12)).take(24)
}

/// Without a tree: nothing ends a sentence between time and cue, and the content does not lie there.
fn near(text: &str, gap: Span, claim: &Claim) -> bool {
    let words = gap.of(text);
    !(words.contains(". ")
        || words.contains(['\n', ';', '?', '!'])
        || words.contains(".\u{201d} ")
        || claim.content.iter().any(|c| c.overlaps(gap)))
}

/// Whether the time opens a sentence.
fn opens(text: &str, time: Span) -> bool {
    let before = text.get(..time.start).unwrap_or("").trim_end();
    before.is_empty() || before.ends_with(['.', '?', '!', '"', '”', '’'])
}

/// Whether nothing but the source, commas and blanks lie between time and cue.
fn bare(text: &str, gap: Span, claim: &Claim) -> bool {
    let mut at = gap.start;
    let mut rest = String::new();
    for source in claim.source.iter().filter(|s| s.overlaps(gap)) {
        rest.push_str(text.get(at..source.start.max(at)).unwrap_or(""));
        at = source.end.clamp(at, gap.end);
    }
    rest.push_str(text.get(at..gap.end).unwrap_or(""));
    gap.len() < 120 && rest.chars().all(|c| c == ',' || c == ' ')
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::time::read_times;

    /// A claim of whole strings of `text`, and what is said of its time.
    fn read(
        text: &str,
        source: &str,
        cue: &str,
        content: &str,
        published: Option<&str>,
    ) -> Option<Said> {
        let span = |s: &str| {
            let at = text.find(s).unwrap();
            vec![Span::new(at, at + s.len())]
        };
        let claim = Claim {
            source: span(source),
            cue: span(cue),
            content: span(content),
            ..Claim::default()
        };
        let reading = Reading::default();
        let times = read_times(text, published, &reading);
        said(text, &claim, &times, published, &reading)
    }

    const NOW: Option<&str> = Some("2025-08-06T09:00:00Z");

    #[test]
    fn the_time_beside_the_cue() {
        let found = read(
            "The mayor said on Monday that the bridge fell.",
            "The mayor",
            "said",
            "the bridge fell",
            NOW,
        );
        assert_eq!(found.unwrap().value, "2025-08-04");
        let found = read(
            "Late on Tuesday, the mayor said the bridge fell.",
            "the mayor",
            "said",
            "the bridge fell",
            NOW,
        );
        let found = found.unwrap();
        assert_eq!((found.value.as_str(), found.time), ("2025-08-05", Some(0)));
    }

    #[test]
    fn the_published_date_where_no_time_modifies_the_cue() {
        let found = read(
            "The mayor said the bridge fell on Monday.",
            "The mayor",
            "said",
            "the bridge fell on Monday",
            NOW,
        );
        let found = found.unwrap();
        assert_eq!((found.value.as_str(), found.time), ("2025-08-06", None));
        assert_eq!(found.rule, "said: published date");
        let found = read(
            "It rained on Monday. The mayor said the bridge fell.",
            "The mayor",
            "said",
            "the bridge fell",
            NOW,
        );
        assert_eq!(found.unwrap().value, "2025-08-06");
        let found = read(
            "For two days the mayor said the bridge stood.",
            "the mayor",
            "said",
            "the bridge stood",
            NOW,
        );
        assert_eq!(found.unwrap().value, "2025-08-06");
    }

    #[test]
    fn a_time_within_the_source_dates_the_statement_but_is_not_listed() {
        let found = read(
            "Monday's bulletin said 40 were ill.",
            "Monday's bulletin",
            "said",
            "40 were ill",
            NOW,
        );
        let found = found.unwrap();
        assert_eq!((found.value.as_str(), found.time), ("2025-08-04", None));
    }

    #[test]
    fn without_a_published_date() {
        let text = "The mayor said the bridge fell.";
        assert_eq!(
            read(text, "The mayor", "said", "the bridge fell", None),
            None
        );
        assert_eq!(
            read(
                text,
                "The mayor",
                "said",
                "the bridge fell",
                Some("0000-13-77")
            ),
            None
        );
        let found = read(
            "The mayor said on Monday that the bridge fell.",
            "The mayor",
            "said",
            "the bridge fell",
            None,
        );
        assert_eq!(found.unwrap().value, "XXXX-WXX-1");
        let found = read(
            "The mayor said on 4 August 2025 that the bridge fell.",
            "The mayor",
            "said",
            "the bridge fell",
            None,
        );
        assert_eq!(found.unwrap().value, "2025-08-04");
    }

    /// A reading of `text` whose words are given with their class and head.
    fn tree(text: &str, words: &[(&str, Upos, Option<usize>)]) -> Reading {
        let mut at = 0;
        let tokens = words.iter().map(|&(word, upos, head)| {
            let start = at + text[at..].find(word).unwrap();
            at = start + word.len();
            sayso_language::Token {
                span: Span::new(start, at),
                upos,
                lemma: word.to_lowercase(),
                feats: String::new(),
                head,
                relation: "dep".into(),
            }
        });
        Reading {
            tokens: tokens.collect(),
            ..Reading::default()
        }
    }

    #[test]
    fn the_tree_tells_whose_time_it_is() {
        let text = "Men who left on Monday said it burned.";
        let read = |monday: usize| {
            let reading = tree(
                text,
                &[
                    ("Men", Upos::Noun, Some(5)),
                    ("who", Upos::Pron, Some(2)),
                    ("left", Upos::Verb, Some(0)),
                    ("on", Upos::Adp, Some(4)),
                    ("Monday", Upos::Propn, Some(monday)),
                    ("said", Upos::Verb, None),
                    ("it", Upos::Pron, Some(7)),
                    ("burned", Upos::Verb, Some(5)),
                ],
            );
            let claim = Claim {
                source: vec![Span::new(0, 3)],
                cue: vec![Span::new(23, 27)],
                content: vec![Span::new(28, 37)],
                ..Claim::default()
            };
            let times = read_times(text, NOW, &reading);
            said(text, &claim, &times, NOW, &reading).unwrap()
        };
        assert_eq!(read(2).value, "2025-08-06");
        assert_eq!(read(2).rule, "said: published date");
        assert_eq!(read(5).value, "2025-08-04");
        assert_eq!(read(5).rule, "said: the time of the cue's verb");
        // A parse that hangs it on the content is passed over.
        assert_eq!(read(7).rule, "said: the time beside the cue");
    }
}
