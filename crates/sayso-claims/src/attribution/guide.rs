//! What the guide of this project wants otherwise than the model finds it: a table of rules, the one place where the two differ.

use crate::Claim;
use sayso_language::Span;
use std::sync::LazyLock;

#[derive(Clone, Copy, PartialEq)]
enum Action {
    Strip,
    Join,
    Drop,
}

struct Row {
    line: usize,
    action: Action,
    cues: Vec<&'static str>,
    contents: Vec<&'static str>,
    whole: bool,
}

static ROWS: LazyLock<Vec<Row>> = LazyLock::new(|| {
    let parts = |cell: &'static str| cell.split('|').map(str::trim).collect::<Vec<_>>();
    include_str!("../../tables/attribution-guide.tsv")
        .lines()
        .enumerate()
        .filter(|(_, line)| !line.is_empty() && !line.starts_with('#'))
        .filter_map(|(at, line)| {
            let cells: Vec<&'static str> = line.split('\t').collect();
            let [action, cues, contents, how] = cells[..] else {
                return None;
            };
            Some(Row {
                line: at + 1,
                action: match action {
                    "strip" => Action::Strip,
                    "join" => Action::Join,
                    "drop" => Action::Drop,
                    _ => return None,
                },
                cues: parts(cues),
                contents: parts(contents),
                whole: how == "whole",
            })
        })
        .collect()
});

/// The claim by the guide's rules; none where it is no claim.
pub fn follow(text: &str, mut claim: Claim) -> Option<Claim> {
    for row in ROWS.iter() {
        let Some(first) = claim.content.first().copied() else {
            break;
        };
        if !row.fits_cue(text, &claim.cue) {
            continue;
        }
        let words = first.of(text).to_lowercase();
        let found = row.contents.iter().find(|c| {
            words.strip_prefix(**c).is_some_and(|rest| match row.whole {
                true => rest.is_empty() && claim.content.len() == 1,
                false => !rest.starts_with(char::is_alphanumeric),
            })
        });
        let Some(found) = found else { continue };
        let follows = claim.cue.iter().any(|cue| {
            cue.end <= first.start
                && Span::new(cue.end, first.start)
                    .of(text)
                    .chars()
                    .all(|c| c.is_whitespace() || c == ',')
        });
        match row.action {
            Action::Drop => return None,
            Action::Join if follows => {
                claim.cue.push(first);
                claim.cue.sort();
                join_neighbours(text, &mut claim.cue);
                claim.content.clear();
            }
            Action::Strip if follows && words.len() > found.len() + 1 => {
                let rest = Span::new(first.start + found.len(), first.end).of(text);
                let start = first.end - rest.trim_start().len();
                claim.content[0] = Span::new(start, first.end);
            }
            Action::Join | Action::Strip => continue,
        }
        let rule = format!("attribution-guide.tsv:{}", row.line);
        claim.why.push(("content".into(), rule));
    }
    Some(claim)
}

impl Row {
    fn fits_cue(&self, text: &str, cue: &[Span]) -> bool {
        self.cues == ["*"]
            || cue.iter().any(|span| {
                span.of(text)
                    .split_whitespace()
                    .any(|w| self.cues.iter().any(|c| w.eq_ignore_ascii_case(c)))
            })
    }
}

/// Spans with nothing but white space between them become one.
fn join_neighbours(text: &str, spans: &mut Vec<Span>) {
    let mut out: Vec<Span> = Vec::with_capacity(spans.len());
    for span in spans.drain(..) {
        match out.last_mut() {
            Some(last) if Span::new(last.end, span.start).of(text).trim().is_empty() => {
                last.end = span.end;
            }
            _ => out.push(span),
        }
    }
    *spans = out;
}

#[cfg(test)]
mod tests {
    use super::*;

    fn claim(text: &str, cue: &str, content: &str) -> Option<Claim> {
        let at = |words: &str| {
            let start = text.find(words).unwrap_or(0);
            vec![Span::new(start, start + words.len())]
        };
        let claim = Claim {
            cue: at(cue),
            content: at(content),
            ..Claim::default()
        };
        follow(text, claim)
    }

    #[test]
    fn a_complementiser_leaves_the_content() {
        let text = "She said that the dam held.";
        let found = claim(text, "said", "that the dam held").unwrap();
        assert_eq!(found.content[0].of(text), "the dam held");
        let text = "She said that.";
        assert_eq!(
            claim(text, "said", "that").unwrap().content[0].of(text),
            "that"
        );
        let text = "“That is all,” she said.";
        let found = claim(text, "said", "“That is all,”").unwrap();
        assert_eq!(found.content[0].of(text), "“That is all,”");
    }

    #[test]
    fn saying_nothing_has_no_content() {
        let text = "Asked again, the mayor said nothing.";
        let found = claim(text, "said", "nothing").unwrap();
        assert_eq!(found.cue[0].of(text), "said nothing");
        assert!(found.content.is_empty());
        let text = "The mayor said nothing was wrong.";
        assert_eq!(
            claim(text, "said", "nothing was wrong").unwrap().cue[0].of(text),
            "said"
        );
    }

    #[test]
    fn anonymity_and_farewells_are_no_claims() {
        assert!(
            claim(
                "an aide, who asked not to be named, left",
                "asked",
                "not to be named"
            )
            .is_none()
        );
        assert!(
            claim(
                "He said goodbye to the crew.",
                "said",
                "goodbye to the crew"
            )
            .is_none()
        );
        assert!(claim("He asked not to go.", "asked", "not to go").is_some());
    }
}
