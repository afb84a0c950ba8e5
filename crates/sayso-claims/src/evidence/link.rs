//! Where the page leads that mentions something: what a report links is where its reader would look. Hosts stand in `tables/evidence-hosts.tsv`.

use super::thing;
use crate::actor::table::{cell, rows};
use crate::{Claim, Evidence};
use sayso_language::Span;
use std::collections::HashMap;
use std::sync::LazyLock;

/// How far after a mention its link may begin, in bytes: "a video posted on Telegram" with the link on the last word.
const NEAR: usize = 48;
/// A link of more words is a headline, or more of one than of a mention where nothing says what is there.
const MANY: usize = 12;
const FEW: usize = 7;
/// A link of more bytes is no mention of anything.
const LONG: usize = 240;

static HOSTS: LazyLock<HashMap<&'static str, &'static str>> = LazyLock::new(|| {
    rows(include_str!("../../tables/evidence-hosts.tsv"))
        .map(|(_, row)| (cell(&row, 0), cell(&row, 1)))
        .collect()
});

/// Gives evidence the address that the page links it with, and takes as evidence what is linked by the cue ("<a>wrote</a> on Monday") or, in the content,
/// by words that name a thing ("<a>the video</a> shows").
pub(crate) fn link(text: &str, links: &[(Span, String)], claims: &mut [Claim]) {
    if links.is_empty() {
        return;
    }
    for n in 0..claims.len() {
        let Some(claim) = claims.get(n) else { break };
        let mut evidence = claim.evidence.clone();
        let mut used: Vec<&str> = evidence.iter().filter_map(|e| e.url.as_deref()).collect();
        let mut urls: Vec<Option<&str>> = Vec::new();
        for mention in &evidence {
            let found = match mention.url {
                Some(_) => None,
                None => at(text, links, mention.span).filter(|u| !used.contains(u)),
            };
            used.extend(found);
            urls.push(found);
        }
        let mut more: Vec<Evidence> = Vec::new();
        for (span, url) in around(links, claim) {
            let by_cue = claim.cue.iter().any(|s| s.overlaps(*span));
            let inside =
                claim.content.iter().any(|s| s.contains(*span)) && innermost(claims, n, *span);
            let words = span.of(text);
            if used.contains(&url.as_str()) || span.len() > LONG || !(by_cue || inside) {
                continue;
            }
            let named = named(words);
            let kind = named.or_else(|| at_address(url));
            // Headlines of other stories stand in the middle of some texts, each of them a link.
            let long = words.split_whitespace().count();
            if long > MANY || words.contains('|') || (long > FEW && kind.is_none()) {
                continue;
            }
            if by_cue {
                // "said in a statement", with the link on "said": the statement is what is linked.
                let mut open = urls.iter_mut().zip(&evidence);
                if let Some((slot, _)) = open.find(|(slot, e)| slot.is_none() && e.url.is_none()) {
                    *slot = Some(url);
                    used.push(url);
                    continue;
                }
            } else if kind.is_none() {
                continue;
            }
            used.push(url);
            more.push(Evidence {
                kind: kind.unwrap_or("page").to_string(),
                span: *span,
                url: Some(url.clone()),
                status: None,
            });
        }
        let linked = !more.is_empty() || urls.iter().any(Option::is_some);
        for (mention, url) in evidence.iter_mut().zip(urls) {
            mention.url = mention.url.take().or_else(|| url.map(str::to_owned));
        }
        evidence.extend(more);
        let Some(claim) = claims.get_mut(n) else {
            break;
        };
        claim.evidence = evidence;
        if linked {
            let rule = ("evidence".to_string(), "a link of the page".to_string());
            claim.why.push(rule);
        }
    }
}

/// The links that have a word of a claim's cue or content.
fn around<'l>(
    links: &'l [(Span, String)],
    claim: &'l Claim,
) -> impl Iterator<Item = &'l (Span, String)> {
    let own = || claim.cue.iter().chain(&claim.content);
    let from = own().map(|s| s.start).min().unwrap_or(0);
    let to = own().map(|s| s.end).max().unwrap_or(0);
    let first = links.partition_point(|l| l.0.end <= from);
    let rest = links.get(first..).unwrap_or_default();
    rest.iter().take_while(move |l| l.0.start < to)
}

/// Whether no other claim that holds `span` in its content has less of it.
fn innermost(claims: &[Claim], n: usize, span: Span) -> bool {
    let size = |c: &Claim| c.content.iter().map(Span::len).sum::<usize>();
    let own = claims.get(n).map_or(0, size);
    !claims.iter().enumerate().any(|(other, c)| {
        other != n && c.content.iter().any(|s| s.contains(span)) && (size(c), other) < (own, n)
    })
}

/// Where a mention leads: the link on its words, or the next one in the same breath.
fn at<'l>(text: &str, links: &'l [(Span, String)], mention: Span) -> Option<&'l str> {
    let first = links.partition_point(|l| l.0.end <= mention.start);
    let (span, url) = links.get(first)?;
    if span.len() > LONG {
        return None;
    }
    let between = match span.start.checked_sub(mention.end) {
        None => "",
        Some(gap) if gap <= NEAR => text.get(mention.end..span.start)?,
        Some(_) => return None,
    };
    let breaks = |c: char| {
        matches!(
            c,
            '.' | ',' | ';' | ':' | '!' | '?' | '\n' | '“' | '”' | '"'
        )
    };
    (!between.contains(breaks)).then_some(url.as_str())
}

/// The kind of thing that words name.
fn named(words: &str) -> Option<&'static str> {
    let plain = |w: &str| {
        w.trim_matches(|c: char| !c.is_alphanumeric())
            .to_lowercase()
    };
    words
        .split_whitespace()
        .rev()
        .find_map(|w| thing(&plain(w)))
}

/// What stands at an address, by its host or by the end of its path.
fn at_address(url: &str) -> Option<&'static str> {
    let rest = url.split_once("://")?.1;
    let host_end = rest.find(['/', '?', '#']).unwrap_or(rest.len());
    let host = rest.get(..host_end)?.rsplit('@').next()?;
    let host = host.split(':').next()?.to_ascii_lowercase();
    let path = rest.get(host_end..)?.split(['?', '#']).next()?;
    let file = path.rsplit('/').next().unwrap_or_default();
    if let Some(dot) = file.rfind('.')
        && let Some(kind) = HOSTS.get(file.get(dot..)?.to_ascii_lowercase().as_str())
    {
        return Some(kind);
    }
    let mut name = host.as_str();
    loop {
        if let Some(kind) = HOSTS.get(name) {
            return Some(kind);
        }
        name = name.split_once('.')?.1;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn span(text: &str, part: &str) -> Span {
        let at = text.find(part).unwrap();
        Span::new(at, at + part.len())
    }

    fn linked(text: &str, claim: Claim, links: &[(&str, &str)]) -> Vec<(String, String, String)> {
        let links: Vec<(Span, String)> = links
            .iter()
            .map(|(words, url)| (span(text, words), (*url).to_owned()))
            .collect();
        let mut claims = [claim];
        link(text, &links, &mut claims);
        let shown = |e: &Evidence| {
            (
                e.kind.clone(),
                e.span.of(text).to_owned(),
                e.url.clone().unwrap_or_default(),
            )
        };
        claims[0].evidence.iter().map(shown).collect()
    }

    #[test]
    fn a_mention_takes_the_link_in_the_same_breath() {
        let text = "In a video posted on Telegram, the mayor of Ostrel said the dam held.";
        let claim = Claim {
            source: vec![span(text, "the mayor of Ostrel")],
            cue: vec![span(text, "said")],
            content: vec![span(text, "the dam held")],
            evidence: vec![Evidence {
                kind: "video".into(),
                span: span(text, "a video"),
                ..Evidence::default()
            }],
            ..Claim::default()
        };
        let url = "https://t.me/ostrel/12";
        let found = linked(
            text,
            claim.clone(),
            &[("Telegram", url), ("mayor", "https://ostrel.example/mayor")],
        );
        assert_eq!(found, [("video".into(), "a video".into(), url.to_string())]);
        // A link beyond a comma is another matter.
        let found = linked(
            text,
            claim,
            &[("the mayor", "https://ostrel.example/mayor")],
        );
        assert_eq!(found[0].2, "");
    }

    #[test]
    fn a_linked_cue_points_somewhere_and_a_topic_does_not() {
        let text =
            "Ilse Brandt wrote that the wall in Quarry held, as the footage of the river shows.";
        let claim = Claim {
            source: vec![span(text, "Ilse Brandt")],
            cue: vec![span(text, "wrote")],
            content: vec![span(
                text,
                "the wall in Quarry held, as the footage of the river shows",
            )],
            ..Claim::default()
        };
        let links = [
            ("Ilse Brandt", "https://ostrel.example/people/brandt"),
            ("wrote", "https://x.com/brandt/status/1"),
            ("Quarry", "https://ostrel.example/places/quarry"),
            ("the footage of the river", "https://ostrel.example/river"),
        ];
        let found = linked(text, claim, &links);
        assert_eq!(
            found,
            [
                (
                    "post".into(),
                    "wrote".into(),
                    "https://x.com/brandt/status/1".into()
                ),
                (
                    "video".into(),
                    "the footage of the river".into(),
                    "https://ostrel.example/river".to_string()
                ),
            ]
        );
    }

    #[test]
    fn addresses_say_what_stands_there() {
        for (url, kind) in [
            ("https://www.youtube.com/watch?v=1", Some("video")),
            ("http://user@media.t.me:80/x", Some("post")),
            (
                "https://ostrel.example/files/Order%2012.PDF?x=.mp4",
                Some("document"),
            ),
            ("https://ostrel.example/", None),
            ("https://notx.com/a", None),
            ("nothing", None),
        ] {
            assert_eq!(at_address(url), kind, "{url}");
        }
    }
}
